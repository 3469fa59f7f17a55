//! An order's journal as an automerge document: the only module that speaks to automerge.
//!
//! A change is nothing but `put`s of new keys into the journal map. It crosses the wire as a [`ChangeRow`] and both
//! sides rebuild the same automerge change from it, so their hashes agree. This module must never know a rule of the
//! business, a store, HTTP, a clock or randomness, and it is never given automerge bytes that a device sent.

mod canonical;
mod change;
mod document;

pub use canonical::canonical_journal;
pub use change::{BuiltChange, ChangeRow, build, genesis_actor, genesis_hash, read_change};
pub use document::{Inserted, Replica, ReplicaError, SnapshotError};

/// Op counter of the journal map in every document: the last of the four ops of the genesis change.
pub const GENESIS_MAX_OP: u64 = 4;
