//! The one writer: a thread that gathers waiting jobs into one transaction.
//!
//! Each job runs in a savepoint. After the last job of a batch comes one commit, which waits for
//! the disk; only then does anybody learn that a job succeeded.

use super::{StoreError, guards};
use planted::{Point, point};
use rusqlite::{Connection, ErrorCode};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;

/// Jobs that share one transaction at most.
const MOST_PER_BATCH: usize = 64;
/// Jobs that may wait; further ones are refused at once, so that callers can tell their clients.
const MOST_WAITING: usize = 4096;
/// Batches after which the log is copied back into the database file even when nobody pauses.
const BATCHES_PER_CHECKPOINT: u32 = 64;
/// A pause after which it is copied back anyway.
const IDLE: Duration = Duration::from_secs(1);

pub(super) struct Writer {
    queue: Option<SyncSender<Box<dyn Job>>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    /// `settled`: whether [`guards::settle`] has done its work on this connection.
    pub(super) fn start(connection: Connection, path: &Path, settled: bool) -> Result<Self, StoreError> {
        let (queue, jobs) = sync_channel(MOST_WAITING);
        let thread = std::thread::Builder::new()
            .name("store-writer".to_owned())
            .spawn({
                let path = path.to_owned();
                move || Loop { connection, path, jobs, settled, fenced: false, since_checkpoint: 0 }.run()
            })
            .map_err(|e| StoreError::io(path, e))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    pub(super) fn submit<T, E, F>(&self, job: F) -> Result<oneshot::Receiver<Result<T, E>>, StoreError>
    where
        F: FnOnce(&Connection) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
    {
        let (reply, receiver) = oneshot::channel();
        let job = Box::new(TypedJob { work: Some(job), result: None, reply });
        let queue = self.queue.as_ref().ok_or(StoreError::Unavailable)?;
        match queue.try_send(job) {
            Ok(()) => Ok(receiver),
            Err(TrySendError::Full(_)) => Err(StoreError::Busy),
            Err(TrySendError::Disconnected(_)) => Err(StoreError::Unavailable),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // Closing the queue ends the thread once everything that was submitted is answered.
        self.queue = None;
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != std::thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

/// What the writer sees of a job, whatever its types are.
trait Job: Send {
    /// Runs the work; tells whether it succeeded.
    fn run(&mut self, connection: &Connection) -> bool;
    /// Sends the result, or the error that befell the whole batch, to the caller.
    fn answer(self: Box<Self>, fate: Result<(), StoreError>);
}

struct TypedJob<F, T, E> {
    work: Option<F>,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<F, T, E> Job for TypedJob<F, T, E>
where
    F: FnOnce(&Connection) -> Result<T, E> + Send,
    T: Send,
    E: From<StoreError> + Send,
{
    fn run(&mut self, connection: &Connection) -> bool {
        let Some(work) = self.work.take() else { return false };
        // A panicking job's half-done work is rolled back with its savepoint, so nothing broken
        // can be seen afterwards.
        let result = catch_unwind(AssertUnwindSafe(|| work(connection)))
            .unwrap_or_else(|_| Err(StoreError::JobPanicked.into()));
        let succeeded = result.is_ok();
        self.result = Some(result);
        succeeded
    }

    fn answer(self: Box<Self>, fate: Result<(), StoreError>) {
        let result = match (self.result, fate) {
            // A job that failed by itself keeps its own error.
            (Some(Err(own)), _) => Err(own),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(StoreError::Unavailable.into()),
        };
        // The caller may have gone away; what is committed stays committed.
        let _ = self.reply.send(result);
    }
}

struct Loop {
    connection: Connection,
    path: PathBuf,
    jobs: Receiver<Box<dyn Job>>,
    /// Whether what the last process has left in the log is in the database file.
    settled: bool,
    /// Set by an I/O error: after a failed fsync the system's page cache may lie, and only a
    /// restart, which settles the log before anything is written behind it, is safe.
    fenced: bool,
    since_checkpoint: u32,
}

impl Loop {
    fn run(mut self) {
        loop {
            match self.jobs.recv_timeout(IDLE) {
                Ok(first) => {
                    let mut batch = vec![first];
                    while batch.len() < MOST_PER_BATCH
                        && let Ok(next) = self.jobs.try_recv()
                    {
                        batch.push(next);
                    }
                    self.batch(batch);
                    if self.since_checkpoint >= BATCHES_PER_CHECKPOINT {
                        self.checkpoint();
                    }
                }
                Err(RecvTimeoutError::Timeout) => self.checkpoint(),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        self.checkpoint();
    }

    fn batch(&mut self, batch: Vec<Box<dyn Job>>) {
        let mut waiting = batch.into_iter();
        let mut done: Vec<Box<dyn Job>> = Vec::new();
        while waiting.len() > 0 || !done.is_empty() {
            let fate = self.transaction(&mut waiting, &mut done);
            if let Err(error) = &fate {
                tracing::error!(jobs = done.len(), %error, "a batch of writes was lost before its acknowledgement");
            }
            for job in done.drain(..) {
                job.answer(fate.clone());
            }
        }
    }

    /// Runs jobs until none waits or the transaction ends by itself; moves each to `done`.
    fn transaction(
        &mut self,
        waiting: &mut std::vec::IntoIter<Box<dyn Job>>,
        done: &mut Vec<Box<dyn Job>>,
    ) -> Result<(), StoreError> {
        if self.fenced {
            done.extend(waiting);
            return Err(StoreError::Fenced);
        }
        if !self.settled {
            if let Err(error) = guards::settle(&self.connection, &self.path) {
                done.extend(waiting);
                if !matches!(error, StoreError::NoSpace | StoreError::Busy) {
                    self.fence();
                }
                return Err(error);
            }
            self.settled = true;
        }
        if let Err(error) = self.connection.execute_batch("BEGIN IMMEDIATE") {
            done.extend(waiting);
            return Err(self.failed(error));
        }
        for mut job in waiting.by_ref() {
            let ran = self.one(job.as_mut());
            done.push(job);
            if let Err(error) = ran {
                // Jobs that haven't run yet get a transaction of their own.
                return Err(self.failed(error));
            }
            if self.connection.is_autocommit() {
                // A full disk or an I/O error makes SQLite give up the whole transaction.
                return Err(StoreError::Unavailable);
            }
        }
        point(Point::ServerBeforeCommit);
        match self.connection.execute_batch("COMMIT") {
            Ok(()) => {
                point(Point::ServerAfterCommit);
                self.since_checkpoint += 1;
                Ok(())
            }
            Err(error) => Err(self.failed(error)),
        }
    }

    fn fence(&mut self) {
        self.fenced = true;
        guards::mark_failure(&self.path);
    }

    /// Runs one job in its savepoint. An error here means that the transaction is unusable.
    fn one(&self, job: &mut dyn Job) -> rusqlite::Result<()> {
        self.connection.execute_batch("SAVEPOINT job")?;
        let succeeded = job.run(&self.connection);
        if self.connection.is_autocommit() {
            return Ok(());
        }
        self.connection.execute_batch(if succeeded { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" })
    }

    /// Ends a transaction that can't be committed and says what its callers are told.
    fn failed(&mut self, error: rusqlite::Error) -> StoreError {
        if !self.connection.is_autocommit() && self.connection.execute_batch("ROLLBACK").is_err() {
            self.fence();
        }
        match error.sqlite_error_code() {
            Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                self.fence();
                tracing::error!(%error, "the database stops taking writes until a restart");
                StoreError::Unavailable
            }
            Some(ErrorCode::DiskFull) => StoreError::NoSpace,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy,
            _ => {
                tracing::error!(%error, "a transaction failed");
                StoreError::Unavailable
            }
        }
    }

    /// Copies committed pages from the log into the database file. Readers aren't disturbed.
    fn checkpoint(&mut self) {
        if self.since_checkpoint == 0 || self.fenced {
            return;
        }
        self.since_checkpoint = 0;
        let result = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
        let Err(error) = result else { return };
        let harmless = matches!(
            error.sqlite_error_code(),
            Some(ErrorCode::DiskFull | ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
        );
        if harmless {
            // Nothing is lost: the log is still there.
            tracing::warn!(%error, "the database's log couldn't be copied back yet");
        } else {
            self.fence();
            tracing::error!(%error, "copying the log back failed; no writes until a restart");
        }
    }
}
