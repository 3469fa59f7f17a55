//! Terminals: every command is shown as it is typed, with what the program answers.

use crate::error::DemoError;
use crate::programs::{Programs, failed, output};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What `field` answers when a rule refuses the command.
const REFUSED: i32 = 3;
/// What `field` answers when it reaches no server.
const UNREACHABLE: i32 = 5;

/// A technician's terminal: the program `field` with a folder of its own.
pub(super) struct Terminal<'a> {
    programs: &'a Programs,
    who: &'static str,
    device: PathBuf,
}

/// What a first side shows to the other one.
pub(super) struct Shown {
    /// To type.
    pub(super) code: String,
    /// To scan.
    pub(super) ticket: String,
}

impl<'a> Terminal<'a> {
    /// A terminal whose device keeps its data in this folder.
    pub(super) fn new(programs: &'a Programs, who: &'static str, device: PathBuf) -> Self {
        Self { programs, who, device }
    }

    /// Where the device keeps its data.
    pub(super) fn device(&self) -> &Path {
        &self.device
    }

    /// Types a command that must succeed.
    pub(super) fn types(&self, words: &[&str]) -> Result<(), DemoError> {
        let done = self.run(words)?;
        if done.status.success() { Ok(()) } else { Err(self.error(words, &done)) }
    }

    /// Types the first side of a movement, and shows its code; the picture beside it is for cameras.
    pub(super) fn shows_code(&self, words: &[&str]) -> Result<Shown, DemoError> {
        self.says(words);
        let answer = self.asks(words)?;
        let text = |name: &str| answer["exchange"][name].as_str().map(str::to_owned);
        let (Some(code), Some(ticket)) = (text("code"), text("ticket")) else {
            return Err(DemoError::Unexpected(format!("{words:?} shows no code")));
        };
        println!("    the other side types the code {code}, or scans the picture");
        Ok(Shown { code, ticket })
    }

    /// Types a command that must succeed, and shows only what its answer says from this line on.
    pub(super) fn types_for(&self, words: &[&str], from: &str) -> Result<(), DemoError> {
        self.says(words);
        let done = output(self.command().args(words))?;
        if !done.status.success() {
            return Err(self.error(words, &done));
        }
        let text = String::from_utf8_lossy(&done.stdout);
        println!("    …");
        for line in text.lines().skip_while(|line| line.trim() != from) {
            println!("    {line}");
        }
        Ok(())
    }

    /// Types a command that the rules must refuse.
    pub(super) fn is_refused(&self, words: &[&str]) -> Result<(), DemoError> {
        let done = self.run(words)?;
        if done.status.code() == Some(REFUSED) { Ok(()) } else { Err(self.error(words, &done)) }
    }

    /// Types `field sync` where nothing can be reached; the work must stay and the program must say so.
    pub(super) fn syncs_in_vain(&self) -> Result<(), DemoError> {
        let done = self.run(&["sync"])?;
        if done.status.code() == Some(UNREACHABLE) { Ok(()) } else { Err(self.error(&["sync"], &done)) }
    }

    /// Asks for JSON without showing it.
    pub(super) fn asks(&self, words: &[&str]) -> Result<serde_json::Value, DemoError> {
        let mut command = self.command();
        let done = output(command.arg("--json").args(words))?;
        if !done.status.success() {
            return Err(failed(&command, &done));
        }
        serde_json::from_slice(&done.stdout)
            .map_err(|error| DemoError::Unexpected(format!("field --json {words:?}: {error}")))
    }

    fn run(&self, words: &[&str]) -> Result<Output, DemoError> {
        self.says(words);
        let done = output(self.command().args(words))?;
        for text in [&done.stdout, &done.stderr] {
            for line in String::from_utf8_lossy(text).lines() {
                println!("    {line}");
            }
        }
        Ok(done)
    }

    fn says(&self, words: &[&str]) {
        println!("{} $ field {}", self.who, shown(words));
    }

    /// The demo's own words are English, so its transcript is.
    fn command(&self) -> Command {
        let mut command = self.programs.field(&self.device);
        command.args(["--lang", "en"]);
        command
    }

    fn error(&self, words: &[&str], done: &Output) -> DemoError {
        let mut command = self.command();
        command.args(words);
        failed(&command, done)
    }
}

/// Words as one would type them to a shell.
fn shown(words: &[&str]) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_=./:,".contains(c);
    let quoted = words.iter().map(|word| {
        if !word.is_empty() && word.chars().all(plain) { (*word).to_owned() } else { format!("'{word}'") }
    });
    quoted.collect::<Vec<_>>().join(" ")
}

/// A line of the desk, which works in the browser; the demo does the same through the API.
pub(super) fn desk(what: &str) {
    println!("调度  > {what}");
}

/// What somebody must know to follow the play.
pub(super) fn stage(what: &str) {
    println!("\n── {what}");
}
