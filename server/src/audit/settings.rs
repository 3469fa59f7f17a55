//! Settings are files that the server reads at its start; that they are others than last time is seen then.

use super::{Act, AuditKind, By, Origin, record};
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension};

/// Records what a file of settings says, when that isn't what the last line about it says. `said` is empty where there is
/// no file; a site that never had one has no line.
///
/// # Errors
/// The database.
pub fn settings_read(connection: &Connection, now: i64, file: &str, said: &str) -> Result<(), StoreError> {
    let before: Option<String> = connection
        .query_row(
            "SELECT detail FROM audit WHERE kind = ?1 AND matter = ?2 ORDER BY number DESC LIMIT 1",
            [AuditKind::SettingsChanged.as_str(), file],
            |row| row.get(0),
        )
        .optional()?;
    if before.unwrap_or_default() != said {
        let act = Act::of(AuditKind::SettingsChanged).matter(file).detail(said);
        record(connection, &By::nobody(now, Origin::Server), &act)?;
    }
    Ok(())
}
