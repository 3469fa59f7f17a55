//! The two programs that the demo plays with: `undercroft` and `field`, as they were built.

use crate::error::DemoError;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where the programs are, the site that the operator's commands are about, and what opens the devices.
#[derive(Debug, Clone)]
pub(crate) struct Programs {
    folder: PathBuf,
    site: PathBuf,
    passphrase: PathBuf,
}

impl Programs {
    /// The programs in this folder, for this site and for devices that the passphrase of this file opens.
    pub(crate) fn new(folder: PathBuf, site: PathBuf, passphrase: PathBuf) -> Self {
        Self { folder, site, passphrase }
    }

    /// `undercroft` with the site's folder, ready for its arguments.
    pub(crate) fn undercroft(&self) -> Command {
        let mut command = self.plain("undercroft");
        command.arg("--data").arg(&self.site);
        command
    }

    /// `field` for the device in this folder.
    pub(crate) fn field(&self, device: &Path) -> Command {
        let mut command = self.plain("field");
        command.env("FIELD_PASSPHRASE_FILE", &self.passphrase).arg("--data").arg(device);
        command
    }

    fn plain(&self, name: &str) -> Command {
        let program = self.folder.join(name).with_extension(std::env::consts::EXE_EXTENSION);
        let mut command = Command::new(program);
        // What the person's own shell sets for these programs is not meant for the demo's folders.
        command.env_remove("UNDERCROFT_DATA").env_remove("FIELD_DATA").stdin(Stdio::null());
        command
    }

    /// Runs an operator's command; gives what it printed.
    pub(crate) fn operate<A: AsRef<OsStr>>(
        &self,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<String, DemoError> {
        let mut command = self.undercroft();
        command.args(arguments);
        text(&mut command)
    }
}

/// Runs a program; gives what it printed, or what it complained about.
pub(crate) fn text(command: &mut Command) -> Result<String, DemoError> {
    let output = output(command)?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(failed(command, &output))
}

/// Runs a program to its end, whatever that is.
pub(crate) fn output(command: &mut Command) -> Result<Output, DemoError> {
    command.output().map_err(|source| DemoError::Start { command: line(command), source })
}

/// The error of a program that ended with a failure.
pub(crate) fn failed(command: &Command, output: &Output) -> DemoError {
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    DemoError::Program {
        command: line(command),
        status: output.status.to_string(),
        said: String::from_utf8_lossy(&said).trim().to_owned(),
    }
}

/// The command line, for messages.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Words of a command line; `words(["a", "b c"])`.
pub(crate) fn words<const N: usize>(words: [&str; N]) -> [OsString; N] {
    words.map(OsString::from)
}
