//! The store of phones and terminals: one `SQLite` file.

use super::{Query, Record, Store, StoreError, Table, Write, WriteSet};
use planted::{Point, point};
use rusqlite::{Connection, ErrorCode, OptionalExtension, params};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Oldest `SQLite` that is taken: earlier ones can lose committed writes when a WAL is reset.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Version of the table layout, in `user_version`.
const LAYOUT: i64 = 1;

/// Records in one `SQLite` file; a commit returns after its fsync.
#[derive(Debug)]
pub struct SqliteStore {
    connection: Connection,
    /// Whether what the last process has left in the log is on the disk for sure.
    settled: bool,
    /// Held as long as the store lives. The lock ends with the process, however it ends.
    _lock: File,
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::NotSaved,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt(error.to_string()),
            _ => Self::Io(error.to_string()),
        }
    }
}

fn io(error: &std::io::Error) -> StoreError {
    if error.kind() == std::io::ErrorKind::StorageFull {
        StoreError::NotSaved
    } else {
        StoreError::Io(error.to_string())
    }
}

fn lock(file: &Path) -> Result<File, StoreError> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let lock = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(Path::new(&name))
        .map_err(|e| io(&e))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(StoreError::Locked),
        Err(TryLockError::Error(error)) => Err(io(&error)),
    }
}

impl SqliteStore {
    /// Opens or creates the store in this file; one process at a time, kept by `<file>.lock`.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another process has it; any other [`StoreError`].
    pub fn open(file: &Path) -> Result<Self, StoreError> {
        if rusqlite::version_number() < OLDEST_SQLITE {
            return Err(StoreError::Io(format!("SQLite {} is too old", rusqlite::version())));
        }
        let lock = lock(file)?;
        let connection = Connection::open(file)?;
        let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;")?;
        // Read back: a build or a file system may refuse what was asked for, and then "saved" would be a lie.
        let synchronous: i64 = connection.query_row("PRAGMA synchronous", [], |row| row.get(0))?;
        if !mode.eq_ignore_ascii_case("wal") || synchronous != 2 {
            return Err(StoreError::Io(format!("journal mode {mode}, synchronous {synchronous}")));
        }
        let layout: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
        if layout > LAYOUT {
            return Err(StoreError::Corrupt(format!(
                "written by a newer app (layout {layout}); update the app"
            )));
        }
        if layout == 0 {
            connection.execute_batch(&format!(
                "BEGIN IMMEDIATE;
                 CREATE TABLE record (kind INTEGER NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
                                      PRIMARY KEY (kind, key)) STRICT;
                 PRAGMA user_version = {LAYOUT};
                 COMMIT;"
            ))?;
        }
        let mut store = Self { connection, settled: false, _lock: lock };
        match store.settle() {
            // Everything can be read; the first commit tries again.
            Ok(()) | Err(StoreError::NotSaved) => Ok(store),
            Err(error) => Err(error),
        }
    }

    /// Copies what a process that died has left in the log into the file. After a sync that failed the system may know
    /// commits that are not on the disk, and power would take them, and with them everything behind them in the log.
    fn settle(&mut self) -> Result<(), StoreError> {
        if !self.settled {
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            self.settled = true;
        }
        Ok(())
    }

    /// Limits the file to its present size, or lifts the limit: how a test fills the disk.
    #[doc(hidden)]
    pub fn set_full(&self, full: bool) -> Result<(), StoreError> {
        let pages: i64 = self.connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
        let limit = if full { pages } else { i64::from(u32::MAX) - 1 };
        self.connection.query_row(&format!("PRAGMA max_page_count = {limit}"), [], |_| Ok(()))?;
        Ok(())
    }
}

/// The smallest key after all that begin with `prefix`; `None` when there is none.
fn after_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            return Some(end);
        }
    }
    None
}

fn kind(table: Table) -> u8 {
    table as u8
}

impl Store for SqliteStore {
    async fn read(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        let record = |row: &rusqlite::Row<'_>| Ok(Record { key: row.get(0)?, value: row.get(1)? });
        match query {
            Query::Get { table, key } => Ok(self
                .connection
                .prepare_cached("SELECT key, value FROM record WHERE kind = ?1 AND key = ?2")?
                .query_row(params![kind(table), key], record)
                .optional()?
                .into_iter()
                .collect()),
            Query::Prefix { table, prefix, limit } => {
                let limit = limit.and_then(|limit| i64::try_from(limit).ok()).unwrap_or(-1);
                let end = after_prefix(&prefix);
                let mut statement = self.connection.prepare_cached(
                    "SELECT key, value FROM record
                     WHERE kind = ?1 AND key >= ?2 AND (?3 IS NULL OR key < ?3) ORDER BY key LIMIT ?4",
                )?;
                let records = statement.query_map(params![kind(table), prefix, end, limit], record)?;
                Ok(records.collect::<Result<_, _>>()?)
            }
        }
    }

    async fn commit(&mut self, writes: WriteSet) -> Result<(), StoreError> {
        if writes.is_empty() {
            return Ok(());
        }
        self.settle()?;
        let transaction =
            self.connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
        for write in writes.writes {
            match write {
                Write::Put { table, key, value } => transaction
                    .prepare_cached("INSERT OR REPLACE INTO record (kind, key, value) VALUES (?1, ?2, ?3)")?
                    .execute(params![kind(table), key, value])?,
                Write::Delete { table, key } => transaction
                    .prepare_cached("DELETE FROM record WHERE kind = ?1 AND key = ?2")?
                    .execute(params![kind(table), key])?,
                Write::Clear { table, prefix } => {
                    let end = after_prefix(&prefix);
                    transaction
                        .prepare_cached(
                            "DELETE FROM record WHERE kind = ?1 AND key >= ?2 AND (?3 IS NULL OR key < ?3)",
                        )?
                        .execute(params![kind(table), prefix, end])?
                }
            };
        }
        point(Point::DeviceBeforeCommit);
        transaction.commit()?;
        point(Point::DeviceAfterCommit);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::store::conformance;

    #[test]
    fn the_sqlite_store_passes_the_suite() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("device.db");
        pollster::block_on(conformance::run(
            async || SqliteStore::open(&file),
            |store, full| store.set_full(full).unwrap(),
        ));
    }

    #[test]
    fn a_second_opener_is_told_that_the_store_is_locked() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("device.db");
        let first = SqliteStore::open(&file).unwrap();
        assert_eq!(SqliteStore::open(&file).unwrap_err(), StoreError::Locked);
        drop(first);
        SqliteStore::open(&file).unwrap();
    }

    #[test]
    fn a_file_that_is_no_database_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("device.db");
        std::fs::write(&file, vec![7; 8192]).unwrap();
        assert!(matches!(SqliteStore::open(&file), Err(StoreError::Corrupt(_))));
        assert_eq!(std::fs::read(&file).unwrap(), vec![7; 8192]);
    }

    #[test]
    fn a_store_of_a_newer_app_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("device.db");
        drop(SqliteStore::open(&file).unwrap());
        Connection::open(&file).unwrap().execute_batch("PRAGMA user_version = 99").unwrap();
        assert!(matches!(SqliteStore::open(&file), Err(StoreError::Corrupt(_))));
    }

    #[test]
    fn the_end_of_a_prefix_of_highest_bytes_is_open() {
        assert_eq!(after_prefix(&[1, 255]), Some(vec![2]));
        assert_eq!(after_prefix(&[255, 255]), None);
        assert_eq!(after_prefix(&[]), None);
    }
}
