//! A copy of the live database into another file.

use super::put_back::sync_folder;
use super::{StoreError, create_private};
use planted::{Point, point};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use std::path::Path;

/// Pages that one step copies; between steps the server's writes go on.
const PAGES_PER_STEP: i32 = 256;

/// How far a backup has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupProgress {
    /// Pages still to copy.
    pub remaining: i32,
    /// Pages in all.
    pub total: i32,
}

/// Why a backup can't be relied on.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A backup never overwrites a file.
    #[error("{0} exists already; a backup never overwrites a file")]
    Exists(String),
    /// The copy is damaged; it was left in place for inspection.
    #[error("the copy failed its check: {0}")]
    Damaged(String),
    /// The database or the target can't be read or written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for BackupError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Copies the database behind `from` into the new file `to` (mode 0600) and checks the copy.
///
/// The copy is a consistent state of the database. `progress` is called after each step.
pub fn backup(
    from: &Connection,
    to: &Path,
    mut progress: impl FnMut(BackupProgress),
) -> Result<(), BackupError> {
    if to.exists() {
        return Err(BackupError::Exists(to.display().to_string()));
    }
    create_private(to)?;
    let mut copy = Connection::open(to)?;
    {
        let backup = Backup::new(from, &mut copy)?;
        loop {
            let step = backup.step(PAGES_PER_STEP)?;
            let now = backup.progress();
            progress(BackupProgress { remaining: now.remaining, total: now.pagecount });
            match step {
                StepResult::Done => break,
                StepResult::More => point(Point::ServerBackupStep),
                // Somebody writes right now: give way for a moment.
                _ => pause(),
            }
        }
    }
    point(Point::ServerBackupCopied);
    // The copy stands alone: one file, nothing in a log beside it.
    copy.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    let verdict: String = copy.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(BackupError::Damaged(verdict));
    }
    let orphans = copy.prepare("PRAGMA foreign_key_check")?.exists([])?;
    if orphans {
        return Err(BackupError::Damaged("a row points to a row that isn't there".to_owned()));
    }
    copy.close().map_err(|(_, error)| StoreError::from(error))?;
    std::fs::File::open(to).and_then(|file| file.sync_all()).map_err(|e| StoreError::io(to, e))?;
    // Its name too: whoever is told of a backup counts on it.
    sync_folder(to)?;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "a backup runs on a thread of its own, in an operator's command"
)]
fn pause() {
    std::thread::sleep(std::time::Duration::from_millis(20));
}
