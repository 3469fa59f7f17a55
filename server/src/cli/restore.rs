//! `undercroft restore`: a backup in place of the database (P3, attack 63).

use super::{CliError, DataDir, say, shown};
use crate::accounts::{Carried, TakenAway, carry_over, taken_away};
use crate::audit::{Act, AuditKind, By, Verdict, check, last_common, record};
use crate::environment::{Clock, Entropy};
use crate::feed::reference::publish_staff;
use crate::site::{load, start_epoch};
use crate::store::put_back;
use clap::Args;
use rusqlite::Connection;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The backup.
    file: PathBuf,
    /// Begin a new life of the database: every phone gives back what it has that the backup lacks. There is no other way to
    /// put a backup back; the flag says that you know it.
    #[arg(long)]
    new_epoch: bool,
    /// Leave people, roles, passwords and devices as they are in the backup. Without it, what the present database says was
    /// taken away since stays taken away.
    #[arg(long)]
    as_it_was: bool,
}

pub(super) fn run(
    data: &DataDir,
    arguments: &Restore,
    clock: &dyn Clock,
    entropy: &dyn Entropy,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    if !arguments.new_epoch {
        return Err(CliError::Usage(
            "a backup that is put back begins a new epoch, in which every phone gives back what it has: say --new-epoch"
                .to_owned(),
        ));
    }
    let mut epoch = [0; 8];
    entropy.fill(&mut epoch)?;
    let now = clock.now_ms();
    let mut begun = None;
    let kept = put_back(&arguments.file, &data.database(), |new, old| -> Result<(), CliError> {
        begun = Some(begin(new, old, epoch, now, arguments.as_it_was)?);
        Ok(())
    })?;
    let (site, carried) = begun.unwrap_or_default();
    say(out, &format!("{} is the database of {} now", arguments.file.display(), shown(&site)))?;
    match carried {
        Some(carried) if carried.any() => {
            let Carried { people, roles, passwords, devices } = carried;
            say(
                out,
                &format!(
                    "taken away since the backup, and still so: {people} people shut out, {roles} roles, \
                     {devices} devices; {passwords} passwords are the last ones"
                ),
            )?;
        }
        Some(_) => {}
        None => say(
            out,
            "the database of before can't be read: shut out again whoever was shut out since the backup",
        )?,
    }
    if let Some(kept) = kept {
        say(out, &format!("the database of before is kept: {}", kept.display()))?;
    }
    say(out, "start the server: phones give back what they have at their next sync")
}

/// Looks at what will be the site, and begins its new life. Gives the site's name, and what the database of before says was
/// taken away from people and phones since, if it can be read.
fn begin(
    new: &Connection,
    old: Option<&Connection>,
    epoch: [u8; 8],
    now: i64,
    as_it_was: bool,
) -> Result<(String, Option<Carried>), CliError> {
    let site = load(new)?;
    // A database that can't be read has no say.
    if let Some(Ok(present)) = old.map(load)
        && present.id != site.id
    {
        let (theirs, ours) = (shown(&site.name), shown(&present.name));
        return Err(CliError::Usage(format!("the backup is of another site: {theirs} instead of {ours}")));
    }
    if let Verdict::Broken { number } = check(new)? {
        return Err(CliError::Usage(format!(
            "the backup's audit isn't whole at line {number}: somebody changed the file"
        )));
    }
    new.execute_batch("BEGIN IMMEDIATE")?;
    start_epoch(new, epoch)?;
    record(new, &By::operator(now), &Act::of(AuditKind::BackupRestored).matter("undercroft.db"))?;
    // What is past reading has no say.
    let taken = match old.filter(|old| load(old).is_ok()) {
        _ if as_it_was => Some(TakenAway::default()),
        Some(old) => last_common(new, old).ok().and_then(|common| taken_away(old, common).ok()),
        None => None,
    };
    let carried = taken.map(|taken| carry_over(new, &taken, &By::operator(now))).transpose()?;
    if carried.is_some_and(|carried| carried.any()) {
        publish_staff(new, now)?;
    }
    new.execute_batch("COMMIT")?;
    Ok((site.name, carried))
}
