//! Between requests and the engine: who sends, with which randomness, and what an error becomes.

use super::idempotency::{Intent, Undone, once};
use super::{AppState, Problem, ProblemKind};
use crate::accounts::{AccountError, Principal, roles_held, roles_of_device};
use crate::admit::Sender;
use crate::environment::random;
use crate::feed::EngineError;
use crate::office::month::MonthOutcome;
use crate::office::{OfficeError, OfficeOutcome};
use crate::store::StoreError;
use crate::sync::{HashRandom, ROLE_GRACE_MS, SyncError};
use client_core::domain::decide::Rejection;
use client_core::domain::procedure::Library;
use rusqlite::Connection;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;

/// The sender as the engine sees him, with the roles that he held lately. Who he is was asked before the body was read, and
/// a body may take an hour: whether he is still here is asked again (attack 6).
pub(super) fn sender(
    connection: &Connection,
    principal: &Principal,
    now: i64,
) -> Result<Sender, EngineError> {
    let roles = roles_of_device(connection, principal.device).map_err(|error| match error {
        AccountError::DeviceRevoked => EngineError::ShutOut,
        _ => EngineError::Store(StoreError::Unavailable),
    })?;
    let held = roles_held(connection, principal.user, now.saturating_sub(ROLE_GRACE_MS))
        .map_err(|_| EngineError::Store(StoreError::Unavailable))?;
    let mut recent_roles: Vec<_> = held.into_iter().map(|held| held.role).collect();
    recent_roles.retain(|role| !roles.contains(role));
    recent_roles.sort_unstable();
    recent_roles.dedup();
    Ok(Sender { user: principal.user, device: principal.device, roles, recent_roles })
}

/// Randomness for one job of the writer.
pub(super) fn job_random(state: &AppState) -> Result<HashRandom, Problem> {
    random::<32>(state.entropy.as_ref()).map(HashRandom::new).map_err(|error| {
        tracing::error!(%error, "no randomness");
        Problem::new(ProblemKind::Busy, "nothing was stored; try again").retry_after(10)
    })
}

/// What a job of the writer works with.
pub(super) struct Bench<'a> {
    /// The writer's transaction.
    pub(super) connection: &'a Connection,
    /// The procedures that count now.
    pub(super) library: &'a Library,
    /// Who sends.
    pub(super) author: &'a Sender,
    /// Now, milliseconds since 1970 UTC.
    pub(super) now: i64,
    /// Randomness of this job.
    pub(super) random: &'a mut HashRandom,
}

/// What a job of the writer has moved.
pub(super) trait Moves {
    /// Feed number of its last change.
    fn seq(&self) -> u64;
}

impl Moves for OfficeOutcome {
    fn seq(&self) -> u64 {
        self.seq
    }
}

impl Moves for MonthOutcome {
    fn seq(&self) -> u64 {
        self.seq
    }
}

/// Runs a job in the writer, once for each key of its sender, and tells the listeners.
///
/// # Errors
/// A key that was used for another request, or no randomness; the inner ones are the job's own.
pub(super) async fn write<T, E>(
    state: &AppState,
    principal: Principal,
    intent: Option<Intent>,
    job: impl FnOnce(&mut Bench<'_>) -> Result<T, E> + Send + 'static,
) -> Result<Result<T, E>, Problem>
where
    T: Moves + Serialize + DeserializeOwned + Send + 'static,
    E: From<StoreError> + From<EngineError> + Send + 'static,
{
    let now = state.now_ms();
    let procedures = state.procedures.clone();
    let mut random = job_random(state)?;
    let done = state
        .store
        .write(move |connection| {
            once(connection, principal.user, intent.as_ref(), now, || {
                let author = &sender(connection, &principal, now)?;
                let library = &procedures.at(connection)?;
                job(&mut Bench { connection, library, author, now, random: &mut random })
            })
        })
        .await;
    let done = Undone::told(done)?;
    if let Ok(outcome) = &done {
        state.moved(outcome.seq());
    }
    Ok(done)
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Store(error) => error.into(),
            EngineError::ShutOut => AccountError::DeviceRevoked.into(),
            EngineError::Feed(damage) => {
                tracing::error!(error = %damage, "the engine found something damaged");
                Self::new(ProblemKind::Internal, "the request id leads to more in the server's log")
            }
        }
    }
}

impl From<SyncError> for Problem {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::TooManyPending(pending) => {
                Self::new(ProblemKind::TooManyPending, pending.to_string()).retry_after(60)
            }
            SyncError::EpochAgain => Self::new(ProblemKind::RateLimited, error.to_string()).retry_after(600),
            SyncError::Version(_) => Self::new(ProblemKind::InvalidRequest, error.to_string()),
            SyncError::Engine(error) => error.into(),
            SyncError::Key(error) => {
                tracing::error!(%error, "the server's key gives no receipts");
                Self::new(ProblemKind::Internal, "the request id leads to more in the server's log")
            }
        }
    }
}

/// A refused command with the data that a screen needs to say so.
pub(super) fn refused(kind: ProblemKind, rejection: &Rejection) -> Problem {
    let problem = Problem::new(kind, rejection.to_string());
    match serde_json::to_value(rejection) {
        Ok(value) => problem.with("rejection", value),
        Err(_) => problem,
    }
}

impl From<OfficeError> for Problem {
    fn from(error: OfficeError) -> Self {
        match error {
            OfficeError::NotFound => Self::new(ProblemKind::NotFound, "no such order"),
            OfficeError::Stale { rejection, seen, current, heads } => refused(ProblemKind::Stale, &rejection)
                .with("seen", json!(seen))
                .with("current", json!(current))
                .with("etag", crate::office::view::etag(&heads)),
            OfficeError::Refused(rejection @ Rejection::Denied { .. }) => {
                refused(ProblemKind::Forbidden, &rejection)
            }
            OfficeError::Refused(rejection) => refused(ProblemKind::CommandRefused, &rejection),
            OfficeError::Engine(error) => error.into(),
        }
    }
}
