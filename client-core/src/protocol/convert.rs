//! Between wire rows and the inner change rows.

use super::{Bytes, Row};
use crate::domain::id::{ActorId, ChangeHash};
use crate::replica::ChangeRow;

/// The wire form of a change; `own_last` is the hash of the actor's previous change, where there is one.
pub fn to_wire(change: &ChangeRow, own_last: Option<ChangeHash>) -> Row {
    let implied = own_last.is_some_and(|last| change.deps == [last]);
    Row {
        seq: change.seq,
        deps: if implied { None } else { Some(change.deps.clone()) },
        entries: change.entries.iter().map(|(id, bytes)| (*id, Bytes(bytes.clone()))).collect(),
    }
}

/// Why a wire row is not a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// The row leaves its deps out, but the actor has no previous change.
    #[error("deps are left out, but there is no previous change of this actor")]
    NoPrevious,
    /// Deps are not sorted, or one is there twice.
    #[error("deps are not sorted or not unique")]
    DepsOrder,
    /// No entries, or `seq` 0.
    #[error("a row needs entries and a seq from 1")]
    Empty,
}

/// The change of a wire row; `own_last` is the hash of the actor's previous change, where there is one.
///
/// # Errors
/// Any [`RowError`].
pub fn from_wire(actor: ActorId, row: &Row, own_last: Option<ChangeHash>) -> Result<ChangeRow, RowError> {
    let deps = match (&row.deps, own_last) {
        (Some(deps), _) => deps.clone(),
        (None, Some(last)) => vec![last],
        (None, None) => return Err(RowError::NoPrevious),
    };
    if deps.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(RowError::DepsOrder);
    }
    if row.entries.is_empty() || row.seq == 0 || deps.is_empty() {
        return Err(RowError::Empty);
    }
    Ok(ChangeRow {
        actor,
        seq: row.seq,
        deps,
        entries: row.entries.iter().map(|(id, bytes)| (*id, bytes.0.clone())).collect(),
    })
}
