//! The site's list of kinds of cases: one of them is written at a time, and every phone gets the list with the next bundle
//! of reference data (CMP-7).

use crate::audit::{Act, AuditKind, By, record};
use crate::feed::{EngineError, reference};
use crate::store::StoreError;
use client_core::domain::complaint::{CaseKind, CaseKindFault};
use client_core::domain::reference::Reference;
use rusqlite::Connection;

/// Why a kind of case wasn't written.
#[derive(Debug, thiserror::Error)]
pub enum CaseKindError {
    /// Somebody else has changed the list since its author saw it.
    #[error("the list of kinds of cases has changed since you saw it")]
    Stale,
    /// The list would not be sound.
    #[error(transparent)]
    Fault(#[from] CaseKindFault),
    /// The database.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for CaseKindError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<rusqlite::Error> for CaseKindError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error.into())
    }
}

/// Writes a kind in the place of the one with its code, or at the list's end; `seen` is the version of the list that the
/// author saw. Gives the list's version. Runs inside the caller's transaction.
///
/// # Errors
/// Any [`CaseKindError`].
pub fn write_case_kind(
    connection: &Connection,
    by: &By,
    seen: u32,
    kind: CaseKind,
) -> Result<u32, CaseKindError> {
    let bundle = reference::current(connection)?;
    let before = bundle.case_list();
    // A repeat of what is written already changes nothing, whatever its author saw.
    if before.get(&kind.code) == Some(&kind) {
        return Ok(before.version);
    }
    if before.version != seen {
        return Err(CaseKindError::Stale);
    }
    let code = kind.code.clone();
    let mut list = before.with(kind);
    list.follows(before)?;
    list.version = before.version.saturating_add(1);
    let version = list.version;
    reference::publish(connection, Reference { case_kinds: list, ..bundle }, by.at)?;
    let detail = version.to_string();
    record(connection, by, &Act::of(AuditKind::CaseKindWritten).matter(&code).detail(&detail))?;
    Ok(version)
}
