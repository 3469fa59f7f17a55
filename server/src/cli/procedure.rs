//! `undercroft procedure`: procedure files of a site.

use super::{CliError, say, shown};
use clap::Subcommand;
use client_core::domain::procedure::{Library, lint, parse};
use std::path::{Path, PathBuf};

/// A file larger than this is no procedure.
const MOST_BYTES: u64 = 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum ProcedureCommand {
    /// Reads a procedure file and names everything that is wrong with it, by line and step.
    Check {
        /// The TOML file.
        file: PathBuf,
    },
}

pub(super) fn run(command: ProcedureCommand, out: &mut dyn std::io::Write) -> Result<(), CliError> {
    let ProcedureCommand::Check { file } = command;
    let text = read(&file)?;
    let name = shown(&file.display().to_string());
    let procedure = parse(&text).map_err(|error| CliError::Usage(format!("{name}: {error}")))?;
    let library = Library::built_in()
        .map_err(|error| CliError::Usage(format!("a built-in procedure is damaged: {error}")))?;
    let findings = lint(&procedure, &text, &library);
    for finding in &findings {
        say(out, &format!("{name}: {}", shown(&finding.to_string())))?;
    }
    if !findings.is_empty() {
        return Err(CliError::Usage(format!("{} findings in {name}", findings.len())));
    }
    let (id, version, steps) = (&procedure.id, procedure.version, procedure.steps.len());
    say(out, &format!("{name}: {id} version {version}, {steps} steps, nothing to complain about"))
}

fn read(file: &Path) -> Result<String, CliError> {
    let io = |source| CliError::Io { what: format!("reading {}", file.display()), source };
    if std::fs::metadata(file).map_err(io)?.len() > MOST_BYTES {
        return Err(CliError::Usage(format!("{} is larger than a procedure can be", file.display())));
    }
    std::fs::read_to_string(file).map_err(io)
}
