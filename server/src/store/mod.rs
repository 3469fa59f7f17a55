//! The site's database: one `SQLite` file, one writer thread, a few readers.
//!
//! What is promised here: a job's `Ok` reaches its caller only after the transaction that holds it
//! is on disk (WAL with `synchronous=FULL`); a job that fails undoes itself and nothing else; when
//! the commit fails, nobody is told `Ok`. This module knows no business word and no HTTP word.

mod backup;
mod guards;
mod put_back;
mod readers;
pub mod schema;
mod writer;

#[cfg(test)]
mod tests;

pub use backup::{BackupError, BackupProgress, backup};
pub use guards::{check_file_system as on_a_good_file_system, check_mode, create_private, free_bytes};
pub use put_back::put_back;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a connection waits for another process (an operator's command) to finish its write.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Why the database can't be used, or why a job came to nothing.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The linked `SQLite` has a known fault that loses committed data.
    #[error("SQLite {found} is older than 3.51.3, which fixes a loss of committed data")]
    SqliteTooOld {
        /// The version that was linked.
        found: &'static str,
    },
    /// A pragma didn't take effect, so a promise of this module wouldn't hold.
    #[error("pragma {name} reads back as {found:?} instead of {wanted:?}")]
    Pragma {
        /// The pragma's name.
        name: &'static str,
        /// What it must be.
        wanted: String,
        /// What it is.
        found: String,
    },
    /// Others may read or change the file.
    #[error("{path} has mode {mode:03o}; it must be readable by its owner alone (chmod 600)", path = path.display())]
    TooOpen {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A file system on which `SQLite`'s locks and shared memory can't be trusted.
    #[error("{path} is on {kind}, a network file system; SQLite's locks don't hold there", path = path.display())]
    NetworkFileSystem {
        /// The file.
        path: PathBuf,
        /// The kind of file system.
        kind: String,
    },
    /// Another server holds the database.
    #[error("another server has {path} open", path = path.display())]
    InUse {
        /// The database file.
        path: PathBuf,
    },
    /// The database was made by a newer program. Its data are untouched.
    #[error("the database has schema {found}, this program knows {known}; use a newer program")]
    NewerSchema {
        /// The schema number in the file.
        found: u32,
        /// The newest number that this program knows.
        known: u32,
    },
    /// The database needs a migration that only the server (or `init`) performs.
    #[error(
        "the database has schema {found}, this program needs {known}; start the server once to migrate it"
    )]
    OlderSchema {
        /// The schema number in the file.
        found: u32,
        /// The number that this program needs.
        known: u32,
    },
    /// A migration that was applied to this file isn't the one in this program.
    #[error("migration {number} was changed after it was applied to this database")]
    MigrationChanged {
        /// Its number.
        number: u32,
    },
    /// The database couldn't be copied before its migration, so it wasn't migrated.
    #[error("{path}: the copy that is kept before a migration can't be relied on ({why}); nothing was migrated", path = path.display())]
    Unkept {
        /// The copy.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// No room on the disk, or the configured size is reached. Nothing was stored.
    #[error("no space left for the database; nothing was stored")]
    NoSpace,
    /// The write couldn't be made durable. Nothing of it may be counted on.
    #[error("the database can't take this write; nothing was stored")]
    Unavailable,
    /// An earlier I/O error makes it unsafe to go on before a restart.
    #[error("the database stopped taking writes after an I/O error; restart the server")]
    Fenced,
    /// A read took more work than any page or list needs (attack 48). It was ended; ask for less.
    #[error("the read was ended because it takes too long")]
    TooLong,
    /// Too many writes are waiting.
    #[error("too many writes are waiting")]
    Busy,
    /// The job panicked; it was rolled back and the store goes on.
    #[error("a database job panicked and was rolled back")]
    JobPanicked,
    /// `SQLite` refused a statement.
    #[error("database error: {0}")]
    Sqlite(Arc<rusqlite::Error>),
    /// The file system refused.
    #[error("{path}: {source}", path = path.display())]
    Io {
        /// The file concerned.
        path: PathBuf,
        /// The system's answer.
        source: Arc<std::io::Error>,
    },
}

impl StoreError {
    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Self::Io { path: path.to_owned(), source: Arc::new(source) }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::NoSpace,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen) => Self::Unavailable,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::OperationInterrupted) => Self::TooLong,
            _ => Self::Sqlite(Arc::new(error)),
        }
    }
}

/// A handle on the database. Cheap to clone; the file is released when the last handle is gone.
#[derive(Clone)]
pub struct Store {
    shared: Arc<Shared>,
}

// Fields are dropped in this order. The readers go first, so that the writer's connection is the last one and SQLite copies
// the log back and removes it; the writer finishes its queue before the lock is released.
struct Shared {
    readers: Arc<readers::Readers>,
    writer: writer::Writer,
    path: PathBuf,
    _lock: File,
}

impl Store {
    /// Opens the database for a server: takes the lock, creates the file when it is missing (mode
    /// 0600), checks every guard, applies missing migrations and starts the writer. Before the first migration the
    /// database is copied beside itself, so that an older program can have it back.
    ///
    /// Errors are refusals to start; each names the file and what to do (attacks 62, 64, 67).
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let lock = lock(path)?;
        create_private(path)?;
        check_mode(path)?;
        guards::check_file_system(path)?;
        let mut connection = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, schema::check_known)?;
        let settled = match guards::settle(&connection, path) {
            Ok(()) => true,
            // Everything can be read; the writer tries again.
            Err(StoreError::NoSpace | StoreError::Busy) => false,
            Err(error) => {
                guards::mark_failure(path);
                return Err(error);
            }
        };
        if let Some(kept) = put_back::keep_before_migration(&connection, path)? {
            tracing::info!(copy = %kept.display(), "kept the database as the older program left it");
        }
        schema::migrate(&mut connection).inspect_err(|error| {
            if matches!(error, StoreError::Unavailable) {
                guards::mark_failure(path);
            }
        })?;
        let readers = Arc::new(readers::Readers::new(path.to_owned()));
        let writer = writer::Writer::start(connection, path, settled)?;
        Ok(Self { shared: Arc::new(Shared { writer, readers, path: path.to_owned(), _lock: lock }) })
    }

    /// Runs a job inside the next transaction of the writer and waits until it is on disk.
    ///
    /// The job sees a plain connection inside its own savepoint. Its `Err` undoes only itself. It
    /// must not start or end transactions, and should be short: everybody's writes wait for it.
    pub async fn write<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match self.shared.writer.submit(job) {
            Ok(reply) => reply.await.unwrap_or_else(|_| Err(StoreError::Unavailable.into())),
            Err(error) => Err(error.into()),
        }
    }

    /// As [`Store::write`], for code that isn't async. Never call it on an async worker thread.
    pub fn write_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        match self.shared.writer.submit(job) {
            Ok(reply) => reply.blocking_recv().unwrap_or_else(|_| Err(StoreError::Unavailable.into())),
            Err(error) => Err(error.into()),
        }
    }

    /// Runs a job on a read-only connection, on one snapshot of the data, off the async threads.
    pub async fn read<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let readers = Arc::clone(&self.shared.readers);
        let Ok(permit) = readers.permit().await else { return Err(StoreError::Unavailable.into()) };
        let done = tokio::task::spawn_blocking(move || {
            let result = readers.with(job);
            drop(permit);
            result
        });
        done.await.unwrap_or_else(|_| Err(StoreError::JobPanicked.into()))
    }

    /// As [`Store::read`], for code that isn't async.
    pub fn read_blocking<T, E, F>(&self, job: F) -> Result<T, E>
    where
        F: FnOnce(&Connection) -> Result<T, E>,
        E: From<StoreError>,
    {
        self.shared.readers.with(job)
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.shared.path
    }
}

/// Opens a connection for an operator's command beside a running server: no lock is taken and no
/// migration is made, so the schema must be exactly the program's. Keep its transactions short.
pub fn connect_beside(path: &Path) -> Result<Connection, StoreError> {
    if let Err(error) = std::fs::metadata(path) {
        return Err(StoreError::io(path, error));
    }
    check_mode(path)?;
    connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE, schema::check_current)
}

/// What a server does before its first write, for an operator's command that writes: whatever a process that died has left
/// in the log is on the disk before anything stands behind it. Beside a server that runs it disturbs nobody.
pub fn settle_beside(connection: &Connection) -> Result<(), StoreError> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    Ok(())
}

/// An empty database of the present schema that lives in a temporary file of SQLite's own and ends with the connection.
pub fn scratch() -> Result<Connection, StoreError> {
    let mut connection = Connection::open("")?;
    schema::migrate(&mut connection)?;
    Ok(connection)
}

/// Takes the advisory lock beside the database file; it is held as long as the file is open.
fn lock(path: &Path) -> Result<File, StoreError> {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    let lock_path = PathBuf::from(name);
    create_private(&lock_path)?;
    let file = File::options().write(true).open(&lock_path).map_err(|e| StoreError::io(&lock_path, e))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StoreError::InUse { path: path.to_owned() }),
        Err(TryLockError::Error(error)) => Err(StoreError::io(&lock_path, error)),
    }
}

fn connect(
    path: &Path,
    flags: OpenFlags,
    fits: impl FnOnce(&Connection) -> Result<(), StoreError>,
) -> Result<Connection, StoreError> {
    guards::check_version(rusqlite::version_number(), rusqlite::version())?;
    let connection = Connection::open_with_flags(path, flags | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(128);
    // A statement whose plan depends on what is bound is planned anew each time it is bound.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    guards::set_pragmas(&connection, flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY), fits)?;
    Ok(connection)
}
