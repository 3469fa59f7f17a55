//! `undercroft serve`

use super::{CliError, DataDir};
use crate::accounts::AuthConfig;
use crate::audit;
use crate::environment::{Clock, Entropy, SystemClock, SystemEntropy};
use crate::feed::{EngineError, reference};
use crate::http::{AppState, HttpConfig, ServeError};
use crate::jobs::Runner;
use crate::keys::ServerKeys;
use crate::notify::Channels;
use crate::site;
use crate::store::Store;
use clap::{Args, ValueEnum};
use client_core::domain::id::hex;
use sha2::{Digest, Sha256};
use std::io::Write;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::util::SubscriberInitExt;

/// How to serve.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// The address to listen on.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// The origin that browsers use, when it isn't the address; `https://...` behind a proxy.
    #[arg(long)]
    public_origin: Option<String>,
    /// A further name by which the server is reached, such as its machine's. May be given several times.
    #[arg(long = "also-named")]
    other_names: Vec<String>,
    /// A proxy whose X-Forwarded-For is believed. May be given several times.
    #[arg(long = "trusted-proxy")]
    trusted_proxies: Vec<IpAddr>,
    /// The form of the log; what it holds is chosen by the variable `RUST_LOG`.
    #[arg(long, value_enum, default_value = "json")]
    log: LogForm,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LogForm {
    /// One JSON object a line.
    Json,
    /// For people.
    Text,
}

pub(super) fn run(data: &DataDir, arguments: Serve) -> Result<(), CliError> {
    start_log(arguments.log);
    let channels = Channels::load(&data.notify())?;
    let origin = arguments.public_origin.unwrap_or_else(|| format!("http://{}", arguments.listen));
    let (mut state, sender) = state(data, &origin, Arc::new(SystemClock), Arc::new(SystemEntropy))?;
    let mut http = (*state.http).clone();
    http.trusted_proxies = arguments.trusted_proxies;
    http.other_names = arguments.other_names;
    state.http = Arc::new(http);
    let store = state.store.clone();
    // What an older program, or one with fewer procedures, has left behind on the board.
    let procedures = super::procedure::procedures()?;
    let (jobs, now) = (Arc::clone(&state.jobs), state.now_ms());
    let said = [("jobs.toml", said(&data.jobs(), true)?), ("notify.toml", said(&data.notify(), false)?)];
    let healed = store.write_blocking(move |connection| {
        for (file, said) in &said {
            audit::settings_read(connection, now, file, said)?;
        }
        reference::publish_settings(connection, &jobs.deadlines, now)?;
        let library = procedures.at(connection)?;
        let orders = crate::board::heal(connection, &library)?;
        Ok::<_, EngineError>((orders, crate::matters::heal(connection)?))
    })?;
    if healed != (0, 0) {
        tracing::info!(
            orders = healed.0,
            matters = healed.1,
            "rows of an older program were brought up to date"
        );
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| CliError::Io { what: "starting the server".to_owned(), source })?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::bind(arguments.listen).await.map_err(ServeError::Listen)?;
        let stop = stop_signal()
            .map_err(|source| CliError::Io { what: "waiting for signals".to_owned(), source })?;
        // With port 0 the system chooses; whoever starts the server reads it here.
        let address = listener.local_addr().map_err(ServeError::Listen)?;
        tracing::info!(%address, site = ?state.site.name, "listening");
        let runner = tokio::spawn(Runner::new(&state, channels).run());
        crate::http::serve(listener, state, sender, stop).await;
        // The runner is told to stop as the streams are; what it is sending ends with the channel's timeout.
        if let Err(error) = runner.await {
            tracing::error!(%error, "the jobs ended badly");
        }
        tracing::info!("stopped");
        Ok(())
    })
}

/// What a file of settings says: its values without comments, or only their digest where they may name what isn't for the
/// audit's readers. Empty where there is no file.
fn said(file: &std::path::Path, open: bool) -> Result<String, CliError> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(String::new()),
        Err(source) => return Err(CliError::Io { what: format!("reading {}", file.display()), source }),
    };
    // What can't be read as TOML has been refused before.
    let values: String = text.parse::<toml::Table>().map(|table| table.to_string()).unwrap_or_default();
    Ok(if open { values } else { format!("sha256 {}", &hex(&Sha256::digest(&values))[..16]) })
}

/// The server's state for a site's folder, and what tells it to stop. It holds the database's lock.
pub(super) fn state(
    data: &DataDir,
    origin: &str,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
) -> Result<(AppState, watch::Sender<bool>), CliError> {
    if !data.database().exists() {
        let folder = data.folder().display();
        return Err(CliError::Usage(format!("there is no site in {folder}; run `undercroft init` first")));
    }
    let settings = super::jobs::settings(data)?;
    let keys = Arc::new(ServerKeys::load(&data.key())?);
    let store = Store::open(&data.database())?;
    let site = store.read_blocking(site::load)?;
    let (sender, stopping) = watch::channel(false);
    let (auth, http) = (AuthConfig::default(), HttpConfig::new(origin));
    let mut state = AppState::new(store, site, keys, clock, entropy, auth, http, stopping)?;
    state.jobs = settings;
    Ok((state, sender))
}

fn start_log(form: LogForm) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // A second start in one process keeps the first log.
    let _ = log(form, filter, || OneLine(std::io::stderr())).try_init();
}

fn log<M>(form: LogForm, filter: EnvFilter, to: M) -> Box<dyn tracing::Subscriber + Send + Sync>
where
    M: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_ansi(false).with_writer(to);
    match form {
        LogForm::Json => Box::new(builder.json().finish()),
        LogForm::Text => Box::new(builder.finish()),
    }
}

/// Writes each event as one line, whatever stands in it: what could begin another one, move a terminal's cursor or turn its
/// text round is shown as a sign and not written (attack 66).
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    /// An event comes in one piece.
    fn write(&mut self, event: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(event);
        let line: String =
            text.trim_end_matches('\n').chars().map(|c| if moves(c) { '\u{fffd}' } else { c }).collect();
        self.0.write_all(format!("{line}\n").as_bytes())?;
        Ok(event.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.0.flush()
    }
}

/// Whether a terminal or an editor does something at this character instead of showing it.
fn moves(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Done when the operator asks the server to stop. The signals are caught from this call on, not
/// only from the first time that the result is awaited.
#[cfg(unix)]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Done when the operator asks the server to stop.
#[cfg(not(unix))]
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    Ok(async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Clone, Default)]
    struct Kept(Arc<Mutex<Vec<u8>>>);

    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn attack_66_whatever_is_said_an_event_is_one_line_that_moves_nothing_in_either_form() {
        let evil = "x\r\n2026-01-01T00:00:00Z  INFO forged\u{1b}[31m\u{9b}2J\u{202e}\u{2028}\u{0}\u{7f}";
        for form in [LogForm::Json, LogForm::Text] {
            let kept = Kept::default();
            let to = kept.clone();
            let log = log(form, EnvFilter::new("trace"), move || OneLine(to.clone()));
            tracing::subscriber::with_default(log, || {
                let _in = tracing::info_span!("request", shown = %evil, told = ?evil).entered();
                tracing::warn!(shown = %evil, told = ?evil, "said: {evil}");
                tracing::error!("{evil}");
            });
            let text = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
            let lines: Vec<&str> = text.split_terminator('\n').collect();
            assert_eq!(lines.len(), 2, "{text:?}");
            for line in lines {
                assert!(!line.chars().any(moves), "{line:?}");
                assert!(line.contains("forged"), "what was said can still be read: {line:?}");
                if matches!(form, LogForm::Json) {
                    serde_json::from_str::<serde_json::Value>(line).unwrap();
                }
            }
        }
    }
}
