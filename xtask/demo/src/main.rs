//! A site with invented people and orders, and the offline day. Only `cargo xtask demo` starts it, after it has built
//! the programs that are played with.
//!
//! It is part of the build tasks and no product: it may see every crate, and nothing may depend on it.

mod catalogue;
mod day;
mod error;
mod folder;
mod jobs;
mod machine;
mod office;
mod people;
mod phone;
mod place;
mod programs;
mod script;
mod seed;
mod server;
mod text;

use clap::Parser;
use error::DemoError;
use folder::{Folder, Found};
use programs::Programs;
use server::Server;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

/// The arguments; `cargo xtask demo` gives them.
#[derive(Debug, Clone, Parser)]
#[command(name = "undercroft-demo")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
struct Args {
    /// Folder of the programs `undercroft` and `field`
    #[arg(long)]
    programs: PathBuf,
    /// The demo's folder; a temporary one when left out
    #[arg(long)]
    data: Option<PathBuf>,
    /// Where the server listens
    #[arg(long)]
    listen: SocketAddr,
    /// Play the offline day
    #[arg(long)]
    offline_day: bool,
    /// In the offline day play a whole job of every procedure
    #[arg(long, requires = "offline_day")]
    jobs: bool,
    /// End when everything is played
    #[arg(long)]
    once: bool,
    /// Begin with a new site
    #[arg(long)]
    reset: bool,
}

/// The server, so that it is ended whatever happens.
type Running = Arc<Mutex<Option<Server>>>;

fn main() -> ExitCode {
    let args = Args::parse();
    let outcome = run(args);
    match outcome {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: Args) -> Result<ExitCode, DemoError> {
    let temporary = match &args.data {
        Some(_) => None,
        None => Some(tempfile::tempdir().map_err(DemoError::file(Path::new("the temporary folder")))?),
    };
    let data = args.data.clone().or_else(|| temporary.as_ref().map(|folder| folder.path().join("demo")));
    let data = data.unwrap_or_default();
    let start = |source| DemoError::Start { command: "the demo".into(), source };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(start)?;
    let running = Running::default();
    let (for_play, once) = (Arc::clone(&running), args.once);
    let outcome = runtime.block_on(async {
        let mut interrupted = std::pin::pin!(interrupted());
        let played = tokio::task::spawn_blocking(move || play(&args, &data, &for_play));
        let played = tokio::select! {
            played = played => played,
            () = &mut interrupted => return Ok(ExitCode::from(130)),
        };
        // A panic has said its own words.
        let stage = played.map_err(|_| DemoError::Unexpected("it panicked".into()))??;
        if !once {
            interrupted.await;
            println!("\nstopping the server");
        }
        drop(stage);
        Ok(ExitCode::SUCCESS)
    });
    runtime.shutdown_background();
    let server = running.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(server) = server {
        server.stop();
    }
    outcome
}

/// What must live as long as somebody looks at the demo.
struct Stage {
    _folder: Folder,
    _network: Option<day::Network>,
}

/// Makes what is missing, starts the server, plays, and says what to do next.
fn play(args: &Args, data: &Path, running: &Running) -> Result<Stage, DemoError> {
    let (folder, found) = Folder::open(data, args.reset)?;
    let programs = Programs::new(args.programs.clone(), folder.site(), folder.password());
    match found {
        Found::Site => {
            println!("The site in {} is taken as it is (--reset makes a new one).", data.display())
        }
        Found::Unfinished => {
            println!("An earlier set-up in {} was interrupted; it begins again.", data.display())
        }
        Found::Nothing => println!("Making a site in {}:", data.display()),
    }
    if found != Found::Site {
        seed::prepare(&folder, &programs)?;
    }
    let server = Server::start(&programs, args.listen, &folder)?;
    let url = server.url();
    *running.lock().unwrap_or_else(PoisonError::into_inner) = Some(server);
    let password = std::fs::read_to_string(folder.password()).map_err(DemoError::file(&folder.password()))?;
    let password = password.trim();
    if found != Found::Site {
        seed::fill(&programs, &url, password)?;
        folder.finish()?;
    }
    let network =
        if args.offline_day { Some(day::play(&folder, &programs, &url, password, args.jobs)?) } else { None };
    let code = if args.once { None } else { Some(programs.operate(["device", "code", "liqiang"])?) };
    say(&folder, &url, password, args, code.as_deref());
    Ok(Stage { _folder: folder, _network: network })
}

/// Address, logins, and what to do next.
fn say(folder: &Folder, url: &str, password: &str, args: &Args, code: Option<&str>) {
    println!("\nUndercroft {} {url}\n", if args.once { "ran at" } else { "runs at" });
    let mut lines = vec![["login", "name", "role", ""].map(str::to_owned).to_vec()];
    for person in people::all() {
        lines
            .push([person.login, person.name, person.role.as_str(), person.post].map(str::to_owned).to_vec());
    }
    print!("{}", text::table(&lines));
    println!("\nPassword of all of them (a demo's: never use it elsewhere): {password}");
    if args.data.is_some() {
        println!("Also in {}, with the estate in {}", folder.logins().display(), folder.units().display());
    }
    let Some(code) = code else { return };
    println!("\nWhat to do next:");
    println!("  1. Open {url}/ and sign in as zhoumin: the dispatcher's board.");
    println!("  2. Open {url}/app/#/?code={code} in another browser: Li's phone (liqiang).");
    println!(
        "     Give it the password above, wait until his orders are there, cut the network, and do a job."
    );
    println!(
        "     The link is for one phone; `undercroft device code` makes another, as does his page under People."
    );
    println!("  3. Without a browser: README.md, \"Play the offline day by hand\".");
    if !args.offline_day {
        println!("     Or watch it: Ctrl-C, then cargo xtask demo --offline-day");
    }
    println!("  4. Ctrl-C ends the server; the same command goes on with the same site.");
}

/// Done when somebody asks the demo to end.
#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let signals = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
    let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = signals else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
        _ = hangup.recv() => {}
    }
}

/// Done when somebody asks the demo to end.
#[cfg(not(unix))]
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
