//! The page of the checks in headless Chromium.

use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;

use crate::error::TaskError;
use crate::process;

use super::devtools::{Devtools, Pipes};
use super::server::{Asked, Server};

/// Long enough for a busy two-core machine; a healthy run needs a few seconds, and a minute for the two times
/// that the browser has to forget how much room it had.
const PATIENCE: Duration = Duration::from_mins(5);
const POLL: Duration = Duration::from_millis(200);

/// Loads the page and waits for its report.
pub(super) fn check(browser: &Path, package: &Path) -> Result<String, TaskError> {
    let page = process::root().join("web/core/checks");
    let files = [
        ("/", page.join("index.html"), "text/html"),
        ("/checks.js", page.join("checks.js"), "text/javascript"),
        ("/pkg/undercroft_web.js", package.join("undercroft_web.js"), "text/javascript"),
        ("/pkg/undercroft_web_bg.wasm", package.join("undercroft_web_bg.wasm"), "application/wasm"),
    ];
    let server = Server::start(&files)?;
    let profile = process::target_dir().join("wasm/browser-profile");
    let log = process::target_dir().join("wasm/browser.log");
    // A profile that an earlier run left could bring its cache of the module along.
    let _ = fs::remove_dir_all(&profile);
    fs::create_dir_all(&profile).map_err(TaskError::file(&profile))?;
    let pipes = Pipes::make(&profile)?;
    let child = Running(start(browser, &pipes, &profile, &log, &server.url())?);
    let report = pipes.open().and_then(|devtools| wait(child, devtools, &server, &log));
    let _ = fs::remove_dir_all(&profile);
    let report = report?;
    report.strip_prefix("ok\n").map(str::to_owned).ok_or(TaskError::Check(report))
}

fn start(browser: &Path, pipes: &Pipes, profile: &Path, log: &Path, url: &str) -> Result<Child, TaskError> {
    let output = fs::File::create(log).map_err(TaskError::file(log))?;
    let mut command = pipes.start(browser);
    command
        // The sandbox refuses to run as root, as in most build containers; the only page opened is our own.
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--disable-dev-shm-usage", "--enable-logging=stderr"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(output);
    command.spawn().map_err(|source| TaskError::Start { command: process::line(&command), source })
}

fn wait(
    mut browser: Running,
    mut devtools: Devtools,
    server: &Server,
    log: &Path,
) -> Result<String, TaskError> {
    let mut waited = Duration::ZERO;
    let ended_early = |browser: &mut Running| matches!(browser.0.try_wait(), Ok(Some(_)) | Err(_));
    while waited < PATIENCE {
        match server.asked.recv_timeout(POLL) {
            Ok(Asked::Outcome(report)) => return Ok(report),
            Ok(Asked::Quota { full, done }) => {
                let origin = server.url();
                devtools.quota(origin.trim_end_matches('/'), full)?;
                // The page may be gone; its report, or its silence, tells.
                let _ = done.send(());
            }
            Err(RecvTimeoutError::Timeout) if ended_early(&mut browser) => break,
            Err(RecvTimeoutError::Timeout) => waited += POLL,
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let text = fs::read_to_string(log).unwrap_or_default();
    let tail: Vec<&str> = text.lines().rev().take(20).collect();
    Err(TaskError::CheckTimeout { waited, log: tail.into_iter().rev().collect::<Vec<_>>().join("\n") })
}

/// Ends the browser when the wait is over, however it is over.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
