//! `undercroft quarantine`: changes that were refused, for a person to look at.

use super::{CliError, DataDir, say, shown};
use crate::feed::{quarantine_bytes, quarantine_list};
use clap::Subcommand;
use client_core::domain::entry::Entry;
use client_core::domain::id::hex;
use client_core::protocol::{Row, from_bytes};

#[derive(Debug, Subcommand)]
pub(super) enum QuarantineCommand {
    /// Lists the newest refused changes.
    List {
        /// At most so many lines.
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Shows one refused change with its entries, as far as they can be read, and its bytes.
    Show {
        /// Its number, from the list.
        id: i64,
    },
}

pub(super) fn run(
    data: &DataDir,
    command: QuarantineCommand,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let connection = data.connect()?;
    match command {
        QuarantineCommand::List { limit } => {
            let lines = quarantine_list(&connection, limit)?;
            if lines.is_empty() {
                return say(out, "the quarantine is empty");
            }
            say(out, "number\treceived\tuser\tdevice\tdocument\treason\tbytes\tdetail")?;
            for line in lines {
                let (id, when, reason, size) = (line.id, time(line.received_at), &line.reason, line.size);
                let (user, device, document) = (line.user, line.device, line.document);
                let detail = shown(&line.detail);
                say(out, &format!("{id}\t{when}\t{user}\t{device}\t{document}\t{reason}\t{size}\t{detail}"))?;
            }
            Ok(())
        }
        QuarantineCommand::Show { id } => {
            let Some((line, bytes)) = quarantine_bytes(&connection, id)? else {
                return Err(CliError::Usage(format!("the quarantine has no change {id}")));
            };
            say(
                out,
                &format!("change {} of actor {} in document {}", line.actor_seq, line.actor, line.document),
            )?;
            say(out, &format!("sent by user {} from device {}", line.user, line.device))?;
            say(out, &format!("received {}", time(line.received_at)))?;
            say(out, &format!("refused: {} ({})", line.reason, shown(&line.detail)))?;
            show_entries(&bytes, out)?;
            say(out, &format!("bytes: {}", hex(&bytes)))
        }
    }
}

/// The entries of a refused row, each as readable as it is: a malformed one may be why it is here.
fn show_entries(bytes: &[u8], out: &mut dyn std::io::Write) -> Result<(), CliError> {
    let Ok(row) = from_bytes::<Row>(bytes) else { return say(out, "the row itself can't be read") };
    for (id, bytes) in row.entries {
        match Entry::from_bytes(&bytes.0) {
            Ok(entry) => {
                let kind = entry.body.kind().map_or("unknown", client_core::domain::entry::Kind::as_str);
                let by = entry.by;
                let text = shown(&entry.body.to_json().to_string());
                say(out, &format!("entry {id}: {kind} by {} as {} {text}", by.user, by.role.as_str()))?;
            }
            Err(error) => say(out, &format!("entry {id}: {}", shown(&error.to_string())))?,
        }
    }
    Ok(())
}

fn time(ms: i64) -> String {
    chrono::DateTime::from_timestamp_millis(ms).map_or_else(|| ms.to_string(), |time| time.to_rfc3339())
}
