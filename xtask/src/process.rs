//! Starting other programs, and finding what they need.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::error::TaskError;

/// The repository's root folder.
pub(crate) fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

/// Where everything that tasks make goes: cargo's own target folder.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// True in continuous integration, where nothing may be skipped.
pub(crate) fn in_ci() -> bool {
    std::env::var_os("CI").is_some_and(|value| !value.is_empty() && value != "false" && value != "0")
}

/// Cargo, as the one that started this task; run in the repository's root.
pub(crate) fn cargo() -> Command {
    of_its_own(Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())))
}

/// Cargo as the system finds it, which takes the name of a toolchain as its first argument.
pub(crate) fn proxied_cargo() -> Command {
    let mut command = of_its_own(Command::new("cargo"));
    command.env_remove("CARGO").env_remove("RUSTUP_TOOLCHAIN");
    command
}

/// `cargo run` tells the task about its own package; another cargo must not take that for its own.
fn of_its_own(mut command: Command) -> Command {
    command.current_dir(root());
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a program with its output on the terminal.
pub(crate) fn run(command: &mut Command) -> Result<(), TaskError> {
    let status = command.status().map_err(|source| TaskError::Start { command: line(command), source })?;
    if status.success() {
        return Ok(());
    }
    Err(TaskError::Failed { command: line(command), code: status.code() })
}

/// Runs a program and takes its standard output; on failure its standard error is shown.
pub(crate) fn output(command: &mut Command) -> Result<String, TaskError> {
    let output = command.output().map_err(|source| TaskError::Start { command: line(command), source })?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    Err(TaskError::Failed { command: line(command), code: output.status.code() })
}

/// What a program says on its standard output, if it starts and succeeds; its errors are kept quiet.
pub(crate) fn said(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// True when the program starts and succeeds; says nothing.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// Where a program lies: its own path if it has one, else the first of its name in `PATH`.
pub(crate) fn whole_path(program: &Path) -> Option<PathBuf> {
    if program.components().count() > 1 {
        return std::path::absolute(program).ok();
    }
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(program)).find(|place| place.is_file())
}

/// A program that runs beside other steps; what it says is shown at its end.
pub(crate) struct Beside {
    command: String,
    child: Child,
    log: PathBuf,
}

/// Starts a program beside what follows. Dropped before its end, it is stopped.
pub(crate) fn beside(command: &mut Command, name: &str) -> Result<Beside, TaskError> {
    let log = target_dir().join("tmp").join(name).with_extension("log");
    let folder = log.parent().unwrap_or(&log);
    fs::create_dir_all(folder).map_err(TaskError::file(folder))?;
    let open = || File::options().create(true).append(true).open(&log);
    let _ = fs::remove_file(&log);
    let (out, err) = (open().map_err(TaskError::file(&log))?, open().map_err(TaskError::file(&log))?);
    let child = command.stdin(Stdio::null()).stdout(out).stderr(err).spawn();
    let line = line(command);
    let child = child.map_err(|source| TaskError::Start { command: line.clone(), source })?;
    Ok(Beside { command: line, child, log })
}

impl Beside {
    /// Waits for its end and shows what it said.
    pub(crate) fn end(mut self) -> Result<(), TaskError> {
        let status =
            self.child.wait().map_err(|source| TaskError::Start { command: self.command.clone(), source })?;
        print!("{}", String::from_utf8_lossy(&fs::read(&self.log).map_err(TaskError::file(&self.log))?));
        if status.success() {
            return Ok(());
        }
        Err(TaskError::Failed { command: self.command.clone(), code: status.code() })
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Nothing is lost when it had ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The command line, for messages.
pub(crate) fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_by_its_name_and_by_its_path() {
        let found = whole_path(Path::new("cargo")).unwrap();
        assert!(found.is_absolute() && found.is_file());
        assert_eq!(whole_path(&found), Some(found));
        assert_eq!(whole_path(Path::new("no-such-program-anywhere")), None);
        assert!(whole_path(Path::new("target/x")).unwrap().is_absolute());
    }

    #[test]
    fn what_runs_beside_ends_as_it_ended() {
        assert!(beside(Command::new("cargo").arg("--version"), "beside-well").unwrap().end().is_ok());
        let badly = beside(Command::new("cargo").arg("no-such-subcommand"), "beside-badly").unwrap().end();
        assert!(matches!(badly, Err(TaskError::Failed { code: Some(_), .. })));
    }
}
