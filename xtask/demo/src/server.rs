//! The server as a child process: started, waited for, and ended by its id.

use crate::error::DemoError;
use crate::folder::{Folder, write_private};
use crate::machine;
use crate::programs::Programs;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long a start or an end may take: a disk that is busy makes both slow.
const PATIENCE: Duration = Duration::from_mins(1);
const TICK: Duration = Duration::from_millis(50);
/// Lines of the log that are shown when the server doesn't start.
const SHOWN: usize = 8;

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    address: SocketAddr,
    pid_file: PathBuf,
}

impl Server {
    /// Starts the server and waits until it listens.
    pub(crate) fn start(programs: &Programs, listen: SocketAddr, folder: &Folder) -> Result<Self, DemoError> {
        let (log, pid_file) = (folder.server_log(), folder.server_pid());
        let mut command = programs.undercroft();
        command.args(["serve", "--log", "json", "--listen", &listen.to_string()]);
        command.env("RUST_LOG", "info").stdout(Stdio::null()).stderr(Stdio::piped());
        // A Ctrl-C on the terminal is the demo's: it ends the server itself.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let started = command.spawn();
        let mut child =
            started.map_err(|source| DemoError::Start { command: "undercroft serve".into(), source })?;
        write_private(&pid_file, &child.id().to_string())?;
        let (sender, receiver) = mpsc::channel();
        if let Some(errors) = child.stderr.take() {
            let file = File::create(&log).map_err(DemoError::file(&log))?;
            std::thread::spawn(move || keep_log(BufReader::new(errors), file, &sender));
        }
        let Ok(address) = receiver.recv_timeout(PATIENCE) else {
            end(&mut child);
            return Err(DemoError::Server(tail(&log)));
        };
        Ok(Self { child, address, pid_file })
    }

    /// The address for browsers and devices.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Asks the server to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        end(&mut self.child);
        // A file that stays only names a process that is gone.
        let _ = fs::remove_file(&self.pid_file);
    }
}

/// The server that a killed demo left running, if there is one.
pub(crate) fn survivor(pid_file: &Path) -> Option<u32> {
    let pid: u32 = fs::read_to_string(pid_file).ok()?.trim().parse().ok()?;
    // The number may belong to somebody else by now.
    let line = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    let program = line.split(|byte| *byte == 0).next()?;
    String::from_utf8_lossy(program).ends_with("undercroft").then_some(pid)
}

/// Copies the log into its file and reports the address once.
fn keep_log(errors: impl BufRead, mut file: File, sender: &mpsc::Sender<SocketAddr>) {
    for line in errors.lines() {
        let Ok(line) = line else { break };
        if let Some(address) = listening(&line) {
            // Nobody waits any more when the start took too long.
            let _ = sender.send(address);
        }
        if writeln!(file, "{line}").is_err() {
            break;
        }
    }
}

/// The address of the log line that says that the server listens.
fn listening(line: &str) -> Option<SocketAddr> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    let fields = line.get("fields")?;
    (fields.get("message")?.as_str()? == "listening").then_some(())?;
    fields.get("address")?.as_str()?.parse().ok()
}

/// Ends a child gracefully where the system can, else at once.
fn end(child: &mut Child) {
    let asked = cfg!(unix) && {
        let pid = child.id().to_string();
        let mut command = Command::new("sh");
        command.args(["-c", "kill -TERM \"$0\"", &pid]).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    let mut waited = Duration::ZERO;
    while asked && waited < PATIENCE {
        match child.try_wait() {
            Ok(None) => machine::wait(TICK),
            Ok(Some(_)) | Err(_) => return,
        }
        waited += TICK;
    }
    // It ended by itself, or nothing gentler helps.
    let _ = child.kill();
    let _ = child.wait();
}

fn tail(log: &Path) -> String {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_read_from_the_log() {
        let line =
            r#"{"level":"INFO","fields":{"message":"listening","address":"127.0.0.1:4711","site":"x"}}"#;
        assert_eq!(listening(line), Some("127.0.0.1:4711".parse().unwrap()));
        assert_eq!(listening(r#"{"fields":{"message":"stopped"}}"#), None);
        assert_eq!(listening("Error: no such file"), None);
    }
}
