//! The directory of the site: buildings, units, customers, and who changed what when (ROL-2).
//!
//! Functions that write run inside the caller's transaction or savepoint, and an error must undo it. Nothing here knows
//! HTTP or rights: who may do what is asked at the door ([`client_core::domain::policy::may_do`]).

pub mod exchange;
mod history;
mod list;
mod orders;
mod rows;
mod search;

pub use history::{Change, Subject, history};
pub use list::{UnitLine, UnitQuery, buildings, of_unit, unit_lines};
pub use orders::{UnitOrder, last_orders, of_enterprises, open_since};
pub use rows::{
    Expect, Outcome, Unit as UnitRow, building, next_number, party, put_building, put_party, put_unit, unit,
};
pub use search::{Hit, search};

use crate::ident::UserId;
use crate::store::StoreError;
use client_core::domain::directory::FieldFault;
use serde::Serialize;

/// Who writes, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The person; `None` for the operator's command line.
    pub user: Option<UserId>,
    /// Milliseconds since 1970 UTC.
    pub at: i64,
}

/// A row with the number of its changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Kept<T> {
    /// The row.
    #[serde(flatten)]
    pub value: T,
    /// Its version, from 1.
    pub version: i64,
}

/// Why the directory was not read or written.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DirectoryError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Fields that can't be taken.
    #[error("{}", said(.0))]
    Invalid(Vec<FieldFault>),
    /// A new row that is there already.
    #[error("it is in the directory already")]
    Exists,
    /// A row to be changed that isn't there.
    #[error("the directory has no such row")]
    NotFound,
    /// Somebody else has changed the row since.
    #[error("it has changed since; it has version {version} now")]
    Stale {
        /// The version now.
        version: i64,
    },
    /// A stored value can't be read.
    #[error("a stored {0} of the directory can't be read")]
    Damaged(&'static str),
}

fn said(faults: &[FieldFault]) -> String {
    faults.iter().map(|one| format!("{}: {}", one.field, one.why)).collect::<Vec<_>>().join("; ")
}

impl From<rusqlite::Error> for DirectoryError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}
