//! A backup in place of the live database, with the old one kept beside it.

use super::{BackupError, StoreError, backup, check_mode, create_private, lock, schema};
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};

/// Puts a backup in place of the database, which no server may have open; gives where the old one is kept, if there was one.
///
/// The backup itself is not touched: a copy is checked, brought to the present schema, handed to `begin`, made durable, and
/// only then takes the database's name. Interrupted at any moment, either the old database or the new one bears it.
///
/// # Errors
/// [`BackupError::Damaged`] for a file that isn't a whole database; [`StoreError::InUse`] while a server runs,
/// [`StoreError::NewerSchema`] and [`StoreError::MigrationChanged`] for a database of another program; what `begin` says.
pub fn put_back<E: From<BackupError>>(
    backup: &Path,
    database: &Path,
    begin: impl FnOnce(&Connection, Option<&Connection>) -> Result<(), E>,
) -> Result<Option<PathBuf>, E> {
    let store = |error: StoreError| E::from(BackupError::Store(error));
    let _lock = lock(database).map_err(store)?;
    let copy = beside(database, "restoring");
    copied(backup, &copy).map_err(store)?;
    let prepared = prepare(&copy).map_err(E::from).and_then(|new| {
        // A database that is damaged is one reason to put a backup back: then there is nothing to compare with.
        let old = database.exists().then(|| Connection::open(database).ok()).flatten();
        begin(&new, old.as_ref())?;
        // What can't be brought in from the log of a damaged database moves aside with it.
        let _ = old.map(close);
        close(new).map_err(store)
    });
    if let Err(error) = prepared {
        let _ = std::fs::remove_file(&copy);
        return Err(error);
    }
    take_the_place(&copy, database).map_err(store)
}

/// A copy for its owner alone, on disk.
fn copied(backup: &Path, copy: &Path) -> Result<(), StoreError> {
    // An earlier attempt that was killed may have left its journal, which SQLite would play into this copy.
    for ending in ["", "-journal", "-wal", "-shm"] {
        let left = with_ending(copy, ending);
        match std::fs::remove_file(&left) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(StoreError::io(&left, error));
            }
            _ => {}
        }
    }
    create_private(copy)?;
    let mut from = std::fs::File::open(backup).map_err(|error| StoreError::io(backup, error))?;
    let mut to =
        std::fs::File::options().write(true).open(copy).map_err(|error| StoreError::io(copy, error))?;
    std::io::copy(&mut from, &mut to)
        .and_then(|_| to.sync_all())
        .map_err(|error| StoreError::io(copy, error))?;
    check_mode(copy)
}

/// Checks a copy and brings it to the present schema.
fn prepare(copy: &Path) -> Result<Connection, BackupError> {
    let damaged = |error: rusqlite::Error| BackupError::Damaged(error.to_string());
    let mut connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    let verdict: String =
        connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0)).map_err(damaged)?;
    if verdict != "ok" {
        return Err(BackupError::Damaged(verdict));
    }
    let schema: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if schema == 0 {
        return Err(BackupError::Damaged("it holds no site".to_owned()));
    }
    schema::migrate(&mut connection)?;
    if connection.prepare("PRAGMA foreign_key_check")?.exists([])? {
        return Err(BackupError::Damaged("a row points to a row that isn't there".to_owned()));
    }
    Ok(connection)
}

fn close(connection: Connection) -> Result<(), StoreError> {
    // One file, nothing in a log beside it.
    connection.pragma_update_and_check(None, "journal_mode", "delete", |_| Ok(()))?;
    connection.close().map_err(|(_, error)| StoreError::from(error))
}

/// The copy takes the database's name; the old one keeps another, with what lies in its log.
fn take_the_place(copy: &Path, database: &Path) -> Result<Option<PathBuf>, StoreError> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |error| StoreError::io(&path, error)
    };
    let mut kept = None;
    if database.exists() {
        let free = free_place(database, "before-restore");
        for ending in ["-wal", "-shm"] {
            let (log, aside) = (with_ending(database, ending), with_ending(&free, ending));
            if log.exists() {
                std::fs::rename(&log, &aside).map_err(io(&log))?;
            }
        }
        std::fs::hard_link(database, &free).map_err(io(&free))?;
        kept = Some(free);
    }
    std::fs::File::open(copy).and_then(|file| file.sync_all()).map_err(io(copy))?;
    std::fs::rename(copy, database).map_err(io(database))?;
    sync_folder(database)?;
    Ok(kept)
}

/// Makes the names in the database's folder durable.
pub(super) fn sync_folder(database: &Path) -> Result<(), StoreError> {
    // A bare file name has the empty path for its folder.
    let named = database.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = named.unwrap_or(Path::new("."));
    let synced = std::fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| StoreError::io(folder, error))
}

/// Keeps a copy of a database that a newer program is about to migrate, so that the older program can have it back; gives
/// its place, or nothing where there is nothing to migrate.
pub(super) fn keep_before_migration(
    connection: &Connection,
    database: &Path,
) -> Result<Option<PathBuf>, StoreError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found == 0 || found >= schema::newest() {
        return Ok(None);
    }
    let unfinished = beside(database, "before-migration");
    match std::fs::remove_file(&unfinished) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(StoreError::io(&unfinished, error));
        }
        _ => {}
    }
    backup(connection, &unfinished, |_| {}).map_err(|error| match error {
        BackupError::Store(error) => error,
        other => StoreError::Unkept { path: unfinished.clone(), why: other.to_string() },
    })?;
    let kept = free_place(database, "before-migration");
    std::fs::rename(&unfinished, &kept).map_err(|error| StoreError::io(&kept, error))?;
    sync_folder(database)?;
    Ok(Some(kept))
}

/// The first name of these with a number that no file beside the database bears.
fn free_place(database: &Path, word: &str) -> PathBuf {
    let mut places = (1_u64..).map(|number| beside(database, &format!("{word}-{number}")));
    // There are fewer files in a folder than numbers.
    places.find(|path| !path.exists()).unwrap_or_else(|| beside(database, "before"))
}

fn beside(database: &Path, word: &str) -> PathBuf {
    with_ending(database, &format!(".{word}"))
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
