//! `undercroft procedure`: the site's own procedures, and its versions of those that come with the software (CHK-1).

use super::{CliError, DataDir, say, shown};
use crate::audit::By;
use crate::environment::Clock;
use crate::feed::reference;
use crate::procedures::{Change, Draft, MOST_BYTES, Procedures, PublishError, Published, to_file};
use crate::site;
use clap::Subcommand;
use client_core::domain::procedure::{Finding, Library};
use client_core::domain::reference::Reference;
use std::path::{Path, PathBuf};

const PUBLISH_HELP: &str = "\
A published version never changes: publish the next one. An order keeps the version that its slip was issued with; \
new slips take the newest.

A new version of a procedure that comes with the software keeps every printed step with its kind; only steps marked \
`added = true` may be left out. `procedure show ID` prints a file to start from.";

#[derive(Debug, Subcommand)]
pub(super) enum ProcedureCommand {
    /// Reads a procedure file and names everything that is wrong with it, by line and step.
    Check {
        /// The TOML file.
        file: PathBuf,
    },
    /// Publishes a procedure; a running server uses it at once, devices get it at their next sync.
    #[command(after_help = PUBLISH_HELP)]
    Publish {
        /// The TOML file.
        file: PathBuf,
        /// Check the file and say what would change, and publish nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Lists procedures: id, version, whose it is, number of steps, name.
    List,
    /// Prints a procedure as a file.
    Show {
        /// Such as LMP.
        id: String,
        /// The version; the newest when absent.
        version: Option<u32>,
    },
}

pub(super) fn run(
    data: &DataDir,
    command: ProcedureCommand,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let built_in = procedures()?;
    let built_in = built_in.built_in();
    match command {
        ProcedureCommand::Check { file } => {
            let read = File::read(&file)?;
            read.judge(built_in, &bundle_if_any(data)?, out)?;
            say(out, &format!("{}, nothing to complain about", read.summary()))
        }
        ProcedureCommand::Publish { file, dry_run } => {
            let read = File::read(&file)?;
            let before = bundle(data)?;
            read.judge(built_in, &before, out)?;
            if read.draft.is_there(built_in, &before) {
                return say(out, &format!("{} is there already", read.summary()));
            }
            say_changes(&read.draft, &built_in.with(&before.procedures), out)?;
            if dry_run {
                return say(out, &format!("{}, sound; nothing was published", read.summary()));
            }
            publish(data, built_in, &read, clock.now_ms(), out)
        }
        ProcedureCommand::List => {
            let site = bundle_if_any(data)?.procedures;
            for procedure in built_in.with(&site).iter() {
                let (id, version) = (shown(&procedure.id), procedure.version);
                let whose = if built_in.get(&procedure.reference()).is_some() { "built-in" } else { "site" };
                let (steps, label) = (procedure.steps.len(), shown(&procedure.label.zh_hans));
                say(out, &format!("{id}\t{version}\t{whose}\t{steps} steps\t{label}"))?;
            }
            Ok(())
        }
        ProcedureCommand::Show { id, version } => {
            let library = built_in.with(&bundle_if_any(data)?.procedures);
            let found = match version {
                Some(version) => library.iter().find(|p| p.id == id && p.version == version),
                None => library.newest(&id),
            };
            let unknown = || CliError::Usage(format!("there is no such procedure: {}", shown(&id)));
            let text = to_file(found.ok_or_else(unknown)?)
                .map_err(|error| CliError::Usage(format!("it can't be written as TOML: {error}")))?;
            say(out, text.trim_end())
        }
    }
}

/// The procedures as a server reads them.
pub(super) fn procedures() -> Result<Procedures, CliError> {
    Procedures::new().map_err(|error| CliError::Usage(format!("a built-in procedure is damaged: {error}")))
}

fn bundle(data: &DataDir) -> Result<Reference, CliError> {
    let connection = data.connect()?;
    site::load(&connection)?;
    Ok(reference::current(&connection)?)
}

/// A file can be checked where there is no site.
fn bundle_if_any(data: &DataDir) -> Result<Reference, CliError> {
    if data.database().exists() { bundle(data) } else { Ok(Reference::default()) }
}

fn publish(
    data: &DataDir,
    built_in: &Library,
    read: &File,
    now: i64,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let name = &read.name;
    let published = data.transaction(|connection| {
        read.draft.publish(connection, built_in, &By::operator(now)).map_err(|error| match error {
            PublishError::Unsound(findings) => {
                let first = findings.first().map(Finding::to_string).unwrap_or_default();
                CliError::Usage(format!("{name}: {}", shown(&first)))
            }
            PublishError::Engine(error) => error.into(),
            refused @ (PublishError::TooMuch { .. } | PublishError::TooDeep) => {
                CliError::Usage(format!("{name}: {refused}"))
            }
        })
    })?;
    if let Published::New { healed: healed @ 1.. } = published {
        say(out, &format!("orders that were looked at again: {healed}"))?;
    }
    say(out, &format!("{}, published", read.summary()))
}

/// What is new against the newest version, a line for each step.
fn say_changes(draft: &Draft, library: &Library, out: &mut dyn std::io::Write) -> Result<(), CliError> {
    for (change, step) in draft.changes(library) {
        let sign = match change {
            Change::Added => '+',
            Change::Changed => '*',
            Change::Removed => '-',
        };
        say(out, &format!("{sign} {}\t{}", shown(&step.id), shown(&step.label.zh_hans)))?;
    }
    Ok(())
}

/// A procedure file that can be read.
struct File {
    name: String,
    draft: Draft,
}

impl File {
    fn read(file: &Path) -> Result<Self, CliError> {
        let io = |source| CliError::Io { what: format!("reading {}", file.display()), source };
        if std::fs::metadata(file).map_err(io)?.len() > MOST_BYTES as u64 {
            return Err(CliError::Usage(format!("{} is larger than a procedure can be", file.display())));
        }
        let text = std::fs::read_to_string(file).map_err(io)?;
        let name = shown(&file.display().to_string());
        let draft = Draft::read(&text).map_err(|error| CliError::Usage(format!("{name}: {error}")))?;
        Ok(Self { name, draft })
    }

    /// Says everything that is wrong, and refuses where something is.
    fn judge(
        &self,
        built_in: &Library,
        bundle: &Reference,
        out: &mut dyn std::io::Write,
    ) -> Result<(), CliError> {
        let findings = self.draft.findings(built_in, bundle);
        for finding in &findings {
            say(out, &format!("{}: {}", self.name, shown(&finding.to_string())))?;
        }
        match findings.first() {
            None => Ok(()),
            Some(first) => {
                let (count, first) = (findings.len(), shown(&first.to_string()));
                Err(CliError::Usage(format!("{count} findings in {}, the first: {first}", self.name)))
            }
        }
    }

    fn summary(&self) -> String {
        let procedure = self.draft.procedure();
        let (id, version, steps) = (&procedure.id, procedure.version, procedure.steps.len());
        format!("{}: {} version {version}, {steps} steps", self.name, shown(id))
    }
}
