//! `undercroft audit`: what people did to the site.

use super::{CliError, DataDir, say, shown};
use crate::audit::{AuditQuery, Verdict, check, lines};
use crate::site;
use clap::Subcommand;
use client_core::domain::calendar::Zone;
use client_core::domain::id::hex;

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    /// Lists the newest lines: number, time, kind, who, by which way, whom it is about, what, and more.
    List {
        /// At most so many lines.
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Checks that no line was changed or taken out, and prints the last line's hash to keep elsewhere.
    #[command(visible_alias = "verify")]
    Check,
}

pub(super) fn run(
    data: &DataDir,
    command: AuditCommand,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let connection = data.connect()?;
    match command {
        AuditCommand::List { limit } => {
            let zone = Zone::from(site::load(&connection)?.timezone);
            for line in lines(&connection, &AuditQuery { limit, ..AuditQuery::default() })? {
                let (number, at, kind, origin) = (line.number, zone.shown(line.at), line.kind, line.origin);
                let name =
                    |who: Option<(_, String)>| who.map_or_else(|| "-".to_owned(), |(_, name)| shown(&name));
                let (actor, person) = (name(line.actor), name(line.person));
                let times = line.times.map_or_else(String::new, |(count, _)| format!("\t{count} times"));
                let (matter, detail) = (shown(&line.matter), shown(&line.detail));
                say(
                    out,
                    &format!(
                        "{number}\t{at}\t{kind}\t{actor}\t{origin}\t{person}\t{matter}\t{detail}{times}"
                    ),
                )?;
            }
            Ok(())
        }
        AuditCommand::Check => match check(&connection)? {
            Verdict::Whole { lines, end } => {
                say(out, &format!("{lines} lines, whole; the last one: {}", hex(&end)))
            }
            Verdict::Broken { number } => Err(CliError::Usage(format!(
                "line {number} of the audit isn't what it was, or one before it is missing"
            ))),
        },
    }
}
