//! `undercroft order`: what the log holds of one order.

use super::{CliError, DataDir, say};
use crate::office::view::journal;
use clap::Subcommand;
use client_core::domain::id::DocumentId;

#[derive(Debug, Subcommand)]
pub(super) enum OrderCommand {
    /// Prints the entries of a document's journal, one JSON object a line.
    Journal {
        /// The document's id.
        id: String,
    },
}

pub(super) fn run(
    data: &DataDir,
    command: OrderCommand,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let OrderCommand::Journal { id } = command;
    let document: DocumentId =
        id.parse().map_err(|_| CliError::Usage(format!("{id:?} is not a document id")))?;
    let Some(lines) = journal(&data.connect()?, document)? else {
        return Err(CliError::Usage(format!("the log has nothing of {document}")));
    };
    for line in lines {
        // A line is made of names, ids and integers, which JSON always holds.
        say(out, &serde_json::to_string(&line).unwrap_or_default())?;
    }
    Ok(())
}
