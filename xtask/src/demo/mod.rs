//! `cargo xtask demo`: builds the technician's app and the programs, then hands over to `undercroft-demo`.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::Command;

use crate::error::TaskError;
use crate::process;
use crate::{wasm, web};

/// Where the demo keeps its site when nothing else is said; git ignores it.
const FOLDER: &str = "demo-data";
/// Port of a demo that stays.
const PORT: u16 = 8080;

/// The arguments of `cargo xtask demo`.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(crate) struct Args {
    /// Play a day of two technicians without network: the board before and after, and the conflicts
    #[arg(long)]
    offline_day: bool,
    /// In the offline day play a whole job of every procedure, from the slip to the signature, instead of
    /// three
    #[arg(long, requires = "offline_day")]
    jobs: bool,
    /// End with exit code 0 when everything is played, instead of serving until Ctrl-C; in a temporary folder
    #[arg(long)]
    once: bool,
    /// Where the server listens on this machine: a port, or an address such as 127.0.0.1:0 for a free one
    #[arg(long, value_name = "ADDRESS", value_parser = listen)]
    listen: Option<SocketAddr>,
    /// Folder of the demo's site and devices [default: demo-data; with --once a temporary one]
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// Remove what an earlier demo left in the folder and begin again
    #[arg(long)]
    reset: bool,
    /// Leave out the technician's app, whose first build takes minutes; also left out with --once
    #[arg(long)]
    no_web: bool,
    #[command(flatten)]
    wasm: wasm::Args,
}

/// An address of this machine itself: a demo's password is printed, so nobody else may reach its server.
fn listen(text: &str) -> Result<SocketAddr, String> {
    let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
    let address = match text.parse::<u16>() {
        Ok(port) => SocketAddr::new(here, port),
        Err(_) => text.parse().map_err(|_| "a port, or an address such as 127.0.0.1:8080".to_owned())?,
    };
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("only addresses of this machine itself".to_owned())
    }
}

/// Runs the demo.
pub(crate) fn run(args: Args) -> Result<(), TaskError> {
    if !(args.no_web || args.once) {
        println!(
            "building the technician's app (the first time takes up to ten minutes; --no-web leaves it out)"
        );
        match web::for_demo(&args.wasm) {
            Err(error) if error.is_missing_tool() => {
                println!("The technician's app is left out: {error}\n");
            }
            built => built?,
        }
    }
    println!("building undercroft, field and the demo (the first time takes some minutes)");
    let packages =
        ["build", "-p", "undercroft-server", "-p", "undercroft-field", "-p", "undercroft-demo", "--bins"];
    process::run(process::cargo().args(packages))?;
    let mut demo = program();
    let port = if args.once { 0 } else { PORT };
    let address = args.listen.unwrap_or_else(|| SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    demo.args(["--listen", &address.to_string()]);
    let data = args.data.or_else(|| (!args.once).then(|| process::root().join(FOLDER)));
    if let Some(data) = data {
        demo.arg("--data").arg(data);
    }
    for (given, flag) in [
        (args.offline_day, "--offline-day"),
        (args.jobs, "--jobs"),
        (args.once, "--once"),
        (args.reset, "--reset"),
    ] {
        if given {
            demo.arg(flag);
        }
    }
    hand_over(demo)
}

/// `undercroft-demo`, which finds the others beside itself.
fn program() -> Command {
    let programs = process::target_dir().join("debug");
    let mut demo =
        Command::new(programs.join("undercroft-demo").with_extension(std::env::consts::EXE_EXTENSION));
    demo.arg("--programs").arg(&programs);
    demo
}

/// Becomes the demo, so that a Ctrl-C or a signal reaches it and nothing in between.
#[cfg(unix)]
fn hand_over(mut demo: Command) -> Result<(), TaskError> {
    let source = std::os::unix::process::CommandExt::exec(&mut demo);
    Err(TaskError::Start { command: process::line(&demo), source })
}

#[cfg(not(unix))]
fn hand_over(mut demo: Command) -> Result<(), TaskError> {
    process::run(&mut demo)
}

#[cfg(test)]
mod tests {
    use super::listen;

    #[test]
    fn only_this_machine_is_listened_on() {
        assert_eq!(listen("4711").unwrap().to_string(), "127.0.0.1:4711");
        assert_eq!(listen("127.0.0.1:0").unwrap().port(), 0);
        for other in ["0.0.0.0:8080", "192.0.2.7:80", "nowhere", "99999"] {
            assert!(listen(other).is_err(), "{other}");
        }
    }
}
