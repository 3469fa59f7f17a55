//! `undercroft rebuild`: the caches, made again from the log of changes.

use super::{CliError, DataDir, say};
use crate::audit::{Act, AuditKind, By, record};
use crate::environment::Clock;
use crate::feed::EngineError;
use crate::feed::rebuild::{compare, derive, replace};
use crate::store::Store;
use clap::Args;
use client_core::domain::procedure::Library;
use rusqlite::{Connection, TransactionBehavior};

#[derive(Debug, Args)]
pub(super) struct Rebuild {
    /// Only compare with the live tables; a server may run meanwhile.
    #[arg(long)]
    check: bool,
}

pub(super) fn run(
    data: &DataDir,
    arguments: &Rebuild,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    let procedures = super::procedure::procedures()?;
    if arguments.check {
        let mut connection = data.connect()?;
        // One snapshot for both sides of the comparison.
        let snapshot = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        let library = procedures.at(&snapshot)?;
        let scratch = derived(&snapshot, &library, out)?;
        return report(&snapshot, &scratch, out);
    }
    // Takes the lock: nobody may write between reading the log and replacing what follows from it.
    let store = Store::open(&data.database())?;
    let scratch = store.read_blocking(move |connection| {
        let mut shown = std::io::stderr();
        let library = procedures.at(connection)?;
        derived(connection, &library, &mut shown).map_err(|error| match error {
            CliError::Engine(error) => error,
            _ => EngineError::Store(crate::store::StoreError::Unavailable),
        })
    })?;
    let by = By::operator(clock.now_ms());
    store.write_blocking(move |connection| {
        replace(connection, &scratch)?;
        record(connection, &by, &Act::of(AuditKind::TablesRebuilt))?;
        Ok::<_, EngineError>(())
    })?;
    say(out, "the tables are those that follow from the log")
}

fn derived(
    live: &Connection,
    library: &Library,
    out: &mut dyn std::io::Write,
) -> Result<Connection, CliError> {
    let mut told = 0;
    let mut failed = None;
    let scratch = derive(live, library, |progress| {
        let percent = progress.done.saturating_mul(100) / progress.total.max(1);
        if percent >= told + 10 {
            told = percent;
            failed =
                failed.take().or(say(out, &format!("{percent} % of {} documents", progress.total)).err());
        }
    })?;
    failed.map_or(Ok(scratch), Err)
}

fn report(live: &Connection, scratch: &Connection, out: &mut dyn std::io::Write) -> Result<(), CliError> {
    let mut clean = true;
    for (table, difference) in compare(live, scratch)? {
        if difference.is_none() {
            say(out, &format!("{table}: as the log says"))?;
        } else {
            clean = false;
            let (missing, extra, different) = (difference.missing, difference.extra, difference.different);
            say(out, &format!("{table}: {missing} missing, {extra} too many, {different} different"))?;
        }
    }
    if clean {
        Ok(())
    } else {
        Err(CliError::Usage("the tables differ; stop the server and run `undercroft rebuild`".into()))
    }
}
