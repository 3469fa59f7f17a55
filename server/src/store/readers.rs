//! A small pool of read-only connections.

use super::{StoreError, connect};
use planted::Bug;
use rusqlite::{Connection, OpenFlags};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

/// Reads that may run at once; more wait.
const MOST: usize = 8;

/// Steps of `SQLite`'s machine that one read may take (attack 48). Steps and not seconds, so that the same read ends on every
/// machine: some seconds of a core, fourteen in a debug build on a busy one.
const MOST_STEPS: u32 = 500_000_000;
/// Steps between two looks at the count.
const STEPS: u32 = 1_000_000;

pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Vec::new()), permits: Arc::new(Semaphore::new(MOST)) }
    }

    pub(super) async fn permit(&self) -> Result<OwnedSemaphorePermit, AcquireError> {
        Arc::clone(&self.permits).acquire_owned().await
    }

    /// Runs the job on one snapshot. A connection whose job panicked isn't used again.
    pub(super) fn with<T, E: From<StoreError>>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut connection = match idle {
            Some(connection) => connection,
            None => connect(&self.path, OpenFlags::SQLITE_OPEN_READ_ONLY, |_| Ok(()))?,
        };
        let mut left = MOST_STEPS / STEPS;
        let over = move || {
            left = left.saturating_sub(1);
            left == 0 && !planted::is(Bug::EndlessReads)
        };
        connection.progress_handler(STEPS.cast_signed(), Some(over)).map_err(StoreError::from)?;
        connection.execute_batch("BEGIN").map_err(StoreError::from)?;
        let result = job(&connection);
        // A read has nothing to keep; if even this fails the connection is thrown away.
        if connection.execute_batch("ROLLBACK").is_ok() {
            let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < MOST {
                idle.push(connection);
            }
        }
        result
    }
}
