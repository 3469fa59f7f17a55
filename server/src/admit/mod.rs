//! Admission: which pushed changes enter the log. Pure: it is handed facts and gives back what to store.
//!
//! The order of the checks is that of the design: strict form and limits; the actor belongs to this device and
//! document; `seq` follows the last one; the author's own past is in the ancestry; every dependency is in the log or
//! in the batch; entry ids are unused; the run's hash matches; entries parse and are the sender's own; the policy table
//! allows them now (accepted) or did on what the author had seen (accepted as a claim). What is refused is kept in
//! quarantine, together with what follows it, and hurts nobody else.
//!
//! This module must never know SQL, HTTP or a clock.

mod batch;
mod judge;
mod known;
mod matter;
mod queue;
mod returned;

#[cfg(test)]
mod tests;

pub use batch::admit;
pub(crate) use judge::by_slip;
pub use known::{Known, KnownChange};
pub use returned::take_back;

use client_core::domain::decide::Random;
use client_core::domain::entry::{DocumentKind, Entry};
use client_core::domain::id::{ActorId, ChangeHash, DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::protocol::{QuarantineReason, Row, Verdict};
use client_core::replica::{BuiltChange, ChangeRow};
use std::collections::BTreeMap;

/// The author that the server's own entries name.
pub const SERVER_USER: UserId = UserId::from_bytes([0; 16]);

/// The device that the server's own entries name.
pub const SERVER_DEVICE: DeviceId = DeviceId::from_bytes([0; 16]);

/// Who sends changes, by the server's own tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sender {
    /// The person.
    pub user: UserId,
    /// His device.
    pub device: DeviceId,
    /// Roles held now.
    pub roles: Vec<Role>,
    /// Roles that he doesn't hold any more, but did within the last 60 days.
    pub recent_roles: Vec<Role>,
}

/// Whom an actor belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActorBinding {
    /// The document that it writes in.
    pub document: DocumentId,
    /// Its device.
    pub device: DeviceId,
    /// Whether it is an actor of the server, which no device may use.
    pub of_server: bool,
}

/// From where on an actor of the sender's device is refused in a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedFrom {
    /// The first refused change.
    pub seq: u64,
    /// Why.
    pub reason: QuarantineReason,
    /// For a person.
    pub detail: String,
}

/// What the server knows of a document that a batch names.
#[derive(Debug, Clone)]
pub struct DocumentFacts {
    /// The log's changes.
    pub known: Known,
    /// Whether the sender may have seen it: by his roles, by an assignment, or because he wrote in it.
    pub in_scope: bool,
    /// The actor of the server's own entries in it.
    pub server_actor: ActorId,
}

/// Everything that a batch is judged by.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// By document.
    pub documents: BTreeMap<DocumentId, DocumentFacts>,
    /// By actor.
    pub actors: BTreeMap<ActorId, ActorBinding>,
    /// Refusals of this device.
    pub refused: BTreeMap<(DocumentId, ActorId), RefusedFrom>,
}

/// What a batch is judged with.
pub struct Bench<'a> {
    /// Who sends.
    pub sender: &'a Sender,
    /// Procedures.
    pub library: &'a Library,
    /// Server time, milliseconds since 1970 UTC.
    pub now: i64,
    /// Random source for the ids of the server's own entries.
    pub random: &'a mut dyn Random,
}

/// A change that goes into the log.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: DocumentKind,
    /// The change's content.
    pub row: ChangeRow,
    /// The change.
    pub built: BuiltChange,
    /// Its entries, read.
    pub entries: Vec<(EntryId, Entry)>,
    /// The author.
    pub user: UserId,
    /// The author's device.
    pub device: DeviceId,
    /// Who made the actor.
    pub origin: Origin,
    /// When it was admitted first, milliseconds since 1970 UTC.
    pub received_at: i64,
    /// It was admitted before the server was put back to a backup. The server doesn't go on with such an actor, because
    /// more of its changes may come back later.
    pub earlier_life: bool,
}

impl Admitted {
    /// The change as the facts of its document remember it.
    pub fn known(&self) -> KnownChange {
        KnownChange {
            hash: self.built.hash,
            actor: self.row.actor,
            seq: self.row.seq,
            deps: self.row.deps.clone(),
            start_op: self.built.start_op,
            max_op: self.built.max_op,
        }
    }
}

/// Who made an actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A device.
    Device,
    /// The server, on behalf of a person in the office.
    Office,
    /// The server, for its own entries.
    Server,
}

impl Origin {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Device, Self::Office, Self::Server];

    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Office => "office",
            Self::Server => "server",
        }
    }

    /// The origin with this stored name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == name)
    }
}

/// A change that is kept apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// The document.
    pub document: DocumentId,
    /// The kind that the sender named.
    pub kind: DocumentKind,
    /// The actor.
    pub actor: ActorId,
    /// Why.
    pub reason: QuarantineReason,
    /// For a person.
    pub detail: String,
    /// The row as it came.
    pub row: Row,
}

/// What becomes of a batch.
#[derive(Debug, Clone, Default)]
pub struct Admission {
    /// For the sender.
    pub verdicts: Vec<Verdict>,
    /// For the log, in an order in which each follows its dependencies.
    pub admitted: Vec<Admitted>,
    /// For the quarantine.
    pub quarantined: Vec<Quarantined>,
}

/// Too many changes of one request wait for something that the server doesn't have. Nothing was stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} changes wait for others that are neither here nor in the request")]
pub struct TooManyPending(pub usize);

/// A hash that no change has here, for messages.
pub(crate) fn short(hash: &ChangeHash) -> String {
    hash.to_string().chars().take(12).collect()
}

/// The first ten of sixteen random bytes.
pub(crate) fn ten(bytes: [u8; 16]) -> [u8; 10] {
    let mut ten = [0; 10];
    ten.copy_from_slice(&bytes[..10]);
    ten
}
