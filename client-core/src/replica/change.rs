//! Changes: from the typed row that crosses the wire to the automerge change with its hash, and back.

use super::GENESIS_MAX_OP;
use crate::domain::entry::DocumentKind;
use crate::domain::id::{ActorId, ChangeHash, DocumentId, EntryId};
use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{Change, ExpandedChange, ObjType, ScalarValue};
use sha2::{Digest, Sha256};
use std::num::NonZeroU64;

/// One change of a document, as its content: what an actor wrote at once, and what it had seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Who wrote it.
    pub actor: ActorId,
    /// Number of this change among the actor's changes of this document, from 1.
    pub seq: u64,
    /// Hashes of the changes that it depends on, sorted, no duplicate.
    pub deps: Vec<ChangeHash>,
    /// Entries in op order.
    pub entries: Vec<(EntryId, Vec<u8>)>,
}

/// A change built from its row.
#[derive(Debug, Clone)]
pub struct BuiltChange {
    /// Hash of the change.
    pub hash: ChangeHash,
    /// Op counter of its first op.
    pub start_op: u64,
    /// Op counter of its last op.
    pub max_op: u64,
    pub(super) change: Change,
}

impl BuiltChange {
    /// The change's bytes in automerge's own form, uncompressed; stable for ever.
    pub fn raw_bytes(&self) -> &[u8] {
        self.change.raw_bytes()
    }
}

/// The actor of a document's creating change. Nobody may write in its name.
pub fn genesis_actor(kind: DocumentKind, document: DocumentId) -> ActorId {
    let mut hash = Sha256::new();
    hash.update(b"undercroft/1");
    hash.update(kind.as_str().as_bytes());
    hash.update(document.as_bytes());
    let digest: [u8; 32] = hash.finalize().into();
    let mut actor = [0; 16];
    actor.copy_from_slice(&digest[..16]);
    ActorId::from_bytes(actor)
}

pub(super) fn genesis(kind: DocumentKind, document: DocumentId) -> Change {
    let actor = automerge::ActorId::from(genesis_actor(kind, document).as_bytes().as_slice());
    let op = |key: &str, action: OpType| Op {
        action,
        obj: ObjectId::Root,
        key: Key::Map(key.into()),
        pred: Vec::new().into(),
        insert: false,
    };
    let text = |text: &str| OpType::Put(ScalarValue::Str(text.into()));
    Change::from(ExpandedChange {
        operations: vec![
            op("v", OpType::Put(ScalarValue::Uint(1))),
            op("kind", text(kind.as_str())),
            op("id", text(&document.to_string())),
            op("journal", OpType::Make(ObjType::Map)),
        ],
        actor_id: actor,
        hash: None,
        seq: 1,
        start_op: NonZeroU64::MIN,
        time: 0,
        message: None,
        deps: Vec::new(),
        extra_bytes: Vec::new(),
        author: None,
    })
}

/// Hash of the creating change, which both sides build and nobody sends.
pub fn genesis_hash(kind: DocumentKind, document: DocumentId) -> ChangeHash {
    ChangeHash::from_bytes(genesis(kind, document).hash().0)
}

/// Builds the automerge change of a row; `start_op` is 1 + the largest `max_op` of its dependencies.
///
/// The row must have at least one entry and a `seq` of at least 1 (admission checks both); `None` otherwise, or when
/// the op counter would leave its range.
pub fn build(
    kind: DocumentKind,
    document: DocumentId,
    row: &ChangeRow,
    start_op: u64,
) -> Option<BuiltChange> {
    build_in(genesis_actor(kind, document), row, start_op)
}

/// The same in the document that `genesis` created.
pub(super) fn build_in(genesis: ActorId, row: &ChangeRow, start_op: u64) -> Option<BuiltChange> {
    let start = NonZeroU64::new(start_op)?;
    let count = u64::try_from(row.entries.len()).ok()?;
    let max_op = start_op.checked_add(count)?.checked_sub(1)?;
    if count == 0 || row.seq == 0 || max_op > u64::from(u32::MAX / 2) || row.seq > u64::from(u32::MAX / 2) {
        return None;
    }
    let genesis = automerge::ActorId::from(genesis.as_bytes().as_slice());
    let journal = ObjectId::Id(OpId::new(GENESIS_MAX_OP, &genesis));
    let operations = row
        .entries
        .iter()
        .map(|(id, bytes)| Op {
            action: OpType::Put(ScalarValue::Bytes(bytes.clone())),
            obj: journal.clone(),
            key: Key::Map(id.to_string().into()),
            pred: Vec::new().into(),
            insert: false,
        })
        .collect();
    let change = Change::from(ExpandedChange {
        operations,
        actor_id: automerge::ActorId::from(row.actor.as_bytes().as_slice()),
        hash: None,
        seq: row.seq,
        start_op: start,
        time: 0,
        message: None,
        deps: row.deps.iter().map(|dep| automerge::ChangeHash(*dep.as_bytes())).collect(),
        extra_bytes: Vec::new(),
        author: None,
    });
    Some(BuiltChange { hash: ChangeHash::from_bytes(change.hash().0), start_op, max_op, change })
}

/// Reads the row back out of an automerge change of our own; `None` when it is of any other shape.
pub(super) fn row_of(change: &Change) -> Option<ChangeRow> {
    let expanded = change.decode();
    let entries = expanded
        .operations
        .into_iter()
        .map(|op| match (op.action, op.key) {
            (OpType::Put(ScalarValue::Bytes(bytes)), Key::Map(key)) if op.pred.is_empty() && !op.insert => {
                Some((key.parse().ok()?, bytes))
            }
            _ => None,
        })
        .collect::<Option<Vec<_>>>()?;
    Some(ChangeRow {
        actor: ActorId::from_slice(expanded.actor_id.to_bytes())?,
        seq: expanded.seq,
        deps: expanded.deps.iter().map(|dep| ChangeHash::from_bytes(dep.0)).collect(),
        entries,
    })
}

/// Reads a change back from bytes that [`BuiltChange::raw_bytes`] gave and that were stored since.
///
/// The bytes must have `hash`; automerge sees them only then, so a flipped bit can do no harm. `None` otherwise.
pub fn read_change(raw: &[u8], hash: &ChangeHash) -> Option<ChangeRow> {
    // A chunk is magic bytes, the first four bytes of the hash, and what is hashed.
    let (head, hashed) = raw.split_at_checked(8)?;
    let digest: [u8; 32] = Sha256::digest(hashed).into();
    if head[..4] != [0x85, 0x6f, 0x4a, 0x83] || head[4..] != digest[..4] || digest != *hash.as_bytes() {
        return None;
    }
    row_of(&Change::from_bytes(raw.to_vec()).ok()?)
}
