//! The browser's own door for tools, by a pair of pipes: the one thing that a page can't ask for itself is
//! how much room its storage has.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::TaskError;
use crate::process;

/// Room of a full disk, in bytes.
const FULL: &str = r#","quotaSize":1"#;

/// Where a browser that isn't started yet will be spoken to.
pub(super) struct Pipes {
    to: PathBuf,
    from: PathBuf,
}

impl Pipes {
    /// Makes them in this folder.
    pub(super) fn make(folder: &Path) -> Result<Self, TaskError> {
        let (to, from) = (folder.join("devtools.in"), folder.join("devtools.out"));
        for pipe in [&to, &from] {
            let _ = std::fs::remove_file(pipe);
            process::run(Command::new("mkfifo").arg(pipe))?;
        }
        Ok(Self { to, from })
    }

    /// A command that starts this browser with its pipes where it looks for them. Arguments follow.
    pub(super) fn start(&self, browser: &Path) -> Command {
        let mut command = Command::new("sh");
        // Standard Rust can't give a child the numbers 3 and 4; a shell can.
        command.args(["-c", r#"in="$1" out="$2"; shift 2; exec "$@" 3<"$in" 4>"$out""#, "sh"]);
        command.arg(&self.to).arg(&self.from).arg(browser).arg("--remote-debugging-pipe");
        command
    }

    /// Opens them; waits until the browser does the same.
    pub(super) fn open(&self) -> Result<Devtools, TaskError> {
        let to = OpenOptions::new().write(true).open(&self.to).map_err(TaskError::file(&self.to))?;
        let from = File::open(&self.from).map_err(TaskError::file(&self.from))?;
        Ok(Devtools { to, from: BufReader::new(from), last: 0, session: None })
    }
}

/// An open door.
pub(super) struct Devtools {
    to: File,
    from: BufReader<File>,
    last: u32,
    session: Option<String>,
}

impl Devtools {
    /// Takes the room for an origin's storage away, or gives it back.
    pub(super) fn quota(&mut self, origin: &str, full: bool) -> Result<(), TaskError> {
        if self.session.is_none() {
            self.session = Some(self.attach()?);
        }
        let size = if full { FULL } else { "" };
        self.ask("Storage.overrideQuotaForOrigin", &format!(r#""origin":"{origin}"{size}"#)).map(drop)
    }

    /// Attaches to the one page.
    fn attach(&mut self) -> Result<String, TaskError> {
        let targets = self.ask("Target.getTargets", "")?;
        let page = page_of(&targets).ok_or_else(|| TaskError::Devtools(targets.clone()))?;
        let attached =
            self.ask("Target.attachToTarget", &format!(r#""targetId":"{page}","flatten":true"#))?;
        value(&attached, "sessionId").map(str::to_owned).ok_or(TaskError::Devtools(attached))
    }

    fn ask(&mut self, method: &str, params: &str) -> Result<String, TaskError> {
        self.last += 1;
        let session = self.session.as_ref().map_or_else(String::new, |id| format!(r#","sessionId":"{id}""#));
        let message =
            format!("{{\"id\":{},\"method\":\"{method}\",\"params\":{{{params}}}{session}}}\0", self.last);
        let broken = |error: std::io::Error| TaskError::Devtools(error.to_string());
        self.to.write_all(message.as_bytes()).map_err(broken)?;
        let answer = format!("{{\"id\":{},", self.last);
        loop {
            let mut bytes = Vec::new();
            if self.from.read_until(0, &mut bytes).map_err(broken)? == 0 {
                return Err(TaskError::Devtools("the browser closed its pipe".to_owned()));
            }
            let text = String::from_utf8_lossy(&bytes).trim_end_matches('\0').to_owned();
            // Everything else is an event.
            if text.starts_with(&answer) {
                return if text.contains("\"error\":{") { Err(TaskError::Devtools(text)) } else { Ok(text) };
            }
        }
    }
}

/// The first text value with this name.
fn value<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    let start = json.find(&format!("\"{name}\":\""))? + name.len() + 4;
    json[start..].split('"').next()
}

/// The id of the page among the targets.
fn page_of(targets: &str) -> Option<&str> {
    let page = targets.find(r#""type":"page""#)?;
    let start = targets[..page].rfind(r#""targetId":""#)?;
    value(&targets[start..], "targetId")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_is_found_among_the_targets() {
        let targets = r#"{"id":1,"result":{"targetInfos":[{"targetId":"A","type":"service_worker"},
            {"targetId":"B","type":"page","url":"http://127.0.0.1:1/"}]}}"#;
        assert_eq!(page_of(targets), Some("B"));
        assert_eq!(page_of("{}"), None);
    }
}
