//! Receipts: the server's word that it has admitted a run of changes, kept by devices.
//!
//! A server that was put back to a backup takes a run back from anybody who shows its receipt, so what other people and
//! the office had written comes back with the first device that held it. The key is not in a database's backup.

use crate::admit::Origin;
use crate::keys::{KeyError, ServerKeys};
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{ActorId, ChangeHash, DocumentId};
use client_core::protocol::PulledRun;
use planted::Bug;
use subtle::ConstantTimeEq;

/// Bytes of a receipt.
pub const RECEIPT_BYTES: usize = 16;

/// Keeps receipts apart from other uses of the server's key.
const LABEL: &str = "receipt 1";

/// A run as it was handed out. Hashes chain, so the last one stands for the content of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOut {
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: DocumentKind,
    /// The author.
    pub actor: ActorId,
    /// Number of the first change among the author's.
    pub first: u64,
    /// When each change was admitted, milliseconds since 1970 UTC.
    pub received_at: Vec<i64>,
    /// Hash of the last change.
    pub hash: ChangeHash,
}

impl HandedOut {
    /// What a receipt says of a run; `None` for a run without rows.
    pub fn of(document: DocumentId, kind: DocumentKind, run: &PulledRun) -> Option<Self> {
        Some(Self {
            document,
            kind,
            actor: run.actor,
            first: run.rows.first()?.row.seq,
            received_at: run.rows.iter().map(|row| row.received_at).collect(),
            hash: run.hash,
        })
    }

    /// The receipt of this run by an actor that `origin` made.
    ///
    /// # Errors
    /// [`KeyError::Crypto`].
    pub fn receipt(&self, keys: &ServerKeys, origin: Origin) -> Result<[u8; RECEIPT_BYTES], KeyError> {
        let mut message = Vec::with_capacity(96 + self.received_at.len() * 8);
        message.extend_from_slice(self.document.as_bytes());
        message.extend_from_slice(self.actor.as_bytes());
        message.extend_from_slice(self.hash.as_bytes());
        message.extend_from_slice(&self.first.to_be_bytes());
        for at in self.received_at.iter().filter(|_| !planted::is(Bug::ReceiptWithoutTimes)) {
            message.extend_from_slice(&at.to_be_bytes());
        }
        // Names hold no NUL, so no two messages are spelt alike.
        message.extend_from_slice(format!("\0{}\0{}", self.kind.as_str(), origin.as_str()).as_bytes());
        let mut receipt = [0; RECEIPT_BYTES];
        receipt.copy_from_slice(&keys.mac(LABEL, &message)?[..RECEIPT_BYTES]);
        Ok(receipt)
    }

    /// Who made the actor, if `receipt` is this server's for the run.
    ///
    /// # Errors
    /// [`KeyError::Crypto`].
    pub fn origin_by(&self, keys: &ServerKeys, receipt: &[u8]) -> Result<Option<Origin>, KeyError> {
        for origin in Origin::ALL {
            if bool::from(self.receipt(keys, origin)?.ct_eq(receipt)) || planted::is(Bug::ReceiptOfAnybody) {
                return Ok(Some(origin));
            }
        }
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run() -> HandedOut {
        HandedOut {
            document: DocumentId::from_bytes([1; 16]),
            kind: DocumentKind::Order,
            actor: ActorId::from_bytes([2; 16]),
            first: 3,
            received_at: vec![4, 5],
            hash: ChangeHash::from_bytes([6; 32]),
        }
    }

    #[test]
    fn p3_a_receipt_speaks_of_one_run_and_its_author_alone() {
        let keys = ServerKeys::from_seed(&[7; 32]).unwrap();
        let receipt = run().receipt(&keys, Origin::Office).unwrap();
        assert_eq!(run().origin_by(&keys, &receipt).unwrap(), Some(Origin::Office));
        let others = [
            HandedOut { document: DocumentId::from_bytes([9; 16]), ..run() },
            HandedOut { kind: DocumentKind::Kit, ..run() },
            HandedOut { actor: ActorId::from_bytes([9; 16]), ..run() },
            HandedOut { first: 2, ..run() },
            HandedOut { received_at: vec![4, 6], ..run() },
            HandedOut { received_at: vec![4], ..run() },
            HandedOut { hash: ChangeHash::from_bytes([9; 32]), ..run() },
        ];
        for other in others {
            assert_eq!(other.origin_by(&keys, &receipt).unwrap(), None, "{other:?}");
        }
        assert_eq!(run().origin_by(&keys, &receipt[..15]).unwrap(), None);
        let another = ServerKeys::from_seed(&[8; 32]).unwrap();
        assert_eq!(run().origin_by(&another, &receipt).unwrap(), None);
    }
}
