//! What the device's records hold, and their keys. Records are CBOR.

use super::store::{Query, Record, Store, StoreError, Table, Write, WriteSet};
use crate::domain::blob::Blob;
use crate::domain::entry::{DocumentKind, Entry};
use crate::domain::id::{ActorId, BlobDigest, ChangeHash, CommandId, DocumentId, EntryId};
use crate::domain::journal::Journal;
use crate::domain::photo::PhotoRef;
use crate::domain::stock::{StockFact, facts_of};
use crate::protocol::{self, BlobName, Bytes, Epoch, MAX_INLINE_BLOB_BYTES, PulledRun, QuarantineReason};
use crate::replica::ChangeRow;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub(super) const META_IDENTITY: &[u8] = b"identity";
pub(super) const META_TOKENS: &[u8] = b"tokens";
pub(super) const META_CURSOR: &[u8] = b"cursor";
pub(super) const META_CLOCK: &[u8] = b"clock";
/// The server's time in the last answer that was taken.
pub(super) const META_SERVER_SEEN: &[u8] = b"server_seen";
pub(super) const META_REFERENCE: &[u8] = b"reference";
/// The newest bundle that this program couldn't read.
pub(super) const META_UNREAD: &[u8] = b"unread_reference";
pub(super) const META_COUNTERS: &[u8] = b"counters";
/// Set while a restored server may lack changes that this device has from it.
pub(super) const META_RETURNING: &[u8] = b"returning";
/// Procedures that the rows were made with.
pub(super) const META_PROCEDURES: &[u8] = b"procedures";
pub(super) const META_FOLD: &[u8] = b"fold_version";

/// Numbers that this device gives out, each once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counters {
    /// Order of the next command in the outbox.
    pub(super) next_order: u64,
    /// Number of the next slip.
    pub(super) next_slip: u64,
}

impl Counters {
    /// Those of a device that has given out none.
    pub(super) const FIRST: Self = Self { next_order: 1, next_slip: 1 };
}

/// A bundle of reference data that came and couldn't be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct UnreadBundle {
    /// Its version, where it names one.
    pub(super) version: Option<u64>,
    /// The program that couldn't read it; another one asks for it again.
    pub(super) app: String,
}

/// A document as this device holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DocumentRecord {
    pub(super) kind: DocumentKind,
    /// Whether it is in this device's view; a removed document with unsent work stays, unlisted.
    pub(super) listed: bool,
    /// The actor of this device's next change.
    pub(super) actor: Option<ActorId>,
    /// Actors that this device has used before.
    #[serde(default)]
    pub(super) retired: Vec<ActorId>,
}

/// The content of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredRow {
    pub(super) actor: ActorId,
    pub(super) seq: u64,
    pub(super) deps: Vec<ChangeHash>,
    pub(super) entries: Vec<(EntryId, Bytes)>,
}

impl StoredRow {
    pub(super) fn of(row: &ChangeRow) -> Self {
        Self {
            actor: row.actor,
            seq: row.seq,
            deps: row.deps.clone(),
            entries: row.entries.iter().map(|(id, bytes)| (*id, Bytes(bytes.clone()))).collect(),
        }
    }

    pub(super) fn to_change(&self) -> ChangeRow {
        ChangeRow {
            actor: self.actor,
            seq: self.seq,
            deps: self.deps.clone(),
            entries: self.entries.iter().map(|(id, bytes)| (*id, bytes.0.clone())).collect(),
        }
    }
}

/// A change that the server has.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ChangeRecord {
    pub(super) row: StoredRow,
    pub(super) received_at: Option<i64>,
    /// For an own change: the place that its command had in the outbox. A server that was put back to an older state
    /// gets it again from there.
    pub(super) order: Option<u64>,
}

/// An own change that the server hasn't acknowledged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PendingRecord {
    /// Place of its command in the outbox.
    pub(super) order: u64,
    pub(super) hash: ChangeHash,
    pub(super) row: StoredRow,
}

/// An own change that the server refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StuckRecord {
    pub(super) pending: PendingRecord,
    pub(super) reason: QuarantineReason,
    pub(super) detail: String,
}

/// Why a command can't be sent as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StuckNote {
    pub(super) document: DocumentId,
    pub(super) reason: QuarantineReason,
    pub(super) detail: String,
}

/// A command with something unsent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct OutboxRecord {
    pub(super) order: u64,
    pub(super) command: CommandId,
    pub(super) what: String,
    /// Documents that it wrote to.
    pub(super) documents: Vec<DocumentId>,
    /// Those whose change the server hasn't acknowledged.
    pub(super) open: Vec<DocumentId>,
    pub(super) created_at: i64,
    pub(super) stuck: Option<StuckNote>,
    /// Photos that go up by themselves, before the changes that name them.
    #[serde(default)]
    pub(super) photos: Vec<(DocumentId, PhotoRef)>,
}

/// A photo that travels by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PhotoRecord {
    /// How many bytes the stored blob has.
    pub(super) bytes: u32,
    /// Whether it is on this device; otherwise it is wanted.
    pub(super) here: bool,
    /// How many bytes the server had when an upload broke off, for the eye.
    #[serde(default)]
    pub(super) sent: u32,
}

/// The photos of an entry that are too large for a sync request.
pub(super) fn large_photos(entry: &Entry) -> impl Iterator<Item = PhotoRef> {
    entry.body.photos().into_iter().filter(|photo| photo.bytes as usize > MAX_INLINE_BLOB_BYTES)
}

impl OutboxRecord {
    /// The server needs this document's part again.
    pub(super) fn reopen(&mut self, document: DocumentId, photos: Vec<(DocumentId, PhotoRef)>) {
        for documents in [&mut self.documents, &mut self.open] {
            if !documents.contains(&document) {
                documents.push(document);
            }
        }
        for photo in photos {
            if !self.photos.contains(&photo) {
                self.photos.push(photo);
            }
        }
    }
}

/// What the server sent and this device can't use (yet).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeldRecord {
    pub(super) run: PulledRun,
    pub(super) why: String,
    /// The life of the feed that it came from.
    #[serde(default)]
    pub(super) epoch: Option<Epoch>,
}

/// The server's receipt for a run that came down, with what it needs to be shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ReceiptRecord {
    /// Number of the run's first change among its author's.
    pub(super) first: u64,
    /// When the server had received each of them, as the receipt says.
    pub(super) received_at: Vec<i64>,
    /// The life of the feed that it came from.
    pub(super) epoch: Epoch,
    pub(super) receipt: Bytes,
    /// The life of the feed in which the server didn't take the run back: it isn't shown again in that one. Kept all the
    /// same, because the key file may be put right with the next.
    #[serde(default)]
    pub(super) refused_in: Option<Epoch>,
}

/// What a document says of the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct GoodsRecord {
    pub(super) facts: Vec<GoodsFact>,
}

/// One entry of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct GoodsFact {
    id: EntryId,
    counter: u64,
    actor: ActorId,
    bytes: Bytes,
}

impl GoodsRecord {
    /// The record of a journal; `None` when it says nothing of the store.
    pub(super) fn of(journal: &Journal) -> Result<Option<Self>, StoreError> {
        let facts = facts_of(journal)
            .into_iter()
            .map(|fact| {
                let bytes = Bytes(fact.entry.to_bytes().map_err(corrupt)?);
                Ok(GoodsFact { id: fact.id, counter: fact.counter, actor: fact.actor, bytes })
            })
            .collect::<Result<Vec<_>, StoreError>>()?;
        Ok((!facts.is_empty()).then_some(Self { facts }))
    }

    /// The facts of a stored record.
    pub(super) fn facts(record: &Record) -> Result<Vec<StockFact>, StoreError> {
        let document = document_of(&record.key)?;
        let goods: Self = decode(record)?;
        let fact = |fact: GoodsFact| {
            let entry = Entry::from_bytes(&fact.bytes.0).map_err(corrupt)?;
            Ok(StockFact { document, id: fact.id, counter: fact.counter, actor: fact.actor, entry })
        };
        goods.facts.into_iter().map(fact).collect()
    }
}

pub(super) fn order_key(order: u64) -> Vec<u8> {
    order.to_be_bytes().to_vec()
}

pub(super) fn pending_key(document: DocumentId, order: u64) -> Vec<u8> {
    [document.as_bytes().as_slice(), &order.to_be_bytes()].concat()
}

/// Changes sort so that each comes after those that it depends on: their first op counters grow.
pub(super) fn change_key(document: DocumentId, start_op: u64, hash: &ChangeHash) -> Vec<u8> {
    [document.as_bytes().as_slice(), &start_op.to_be_bytes(), hash.as_bytes()].concat()
}

pub(super) fn blob_key(document: DocumentId, digest: &BlobDigest) -> Vec<u8> {
    [document.as_bytes().as_slice(), digest.as_bytes()].concat()
}

/// Downloaded pieces of a blob, in the order of their bytes.
pub(super) fn part_key(blob: &BlobName, offset: u32) -> Vec<u8> {
    [blob_key(blob.document, &blob.digest).as_slice(), &offset.to_be_bytes()].concat()
}

/// The blob that a key of a table by blob names.
pub(super) fn blob_of(key: &[u8]) -> Result<BlobName, StoreError> {
    let digest = key.get(16..48).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let digest = digest.map(BlobDigest::from_bytes).ok_or_else(|| corrupt("a key without a digest"))?;
    Ok(BlobName { document: document_of(key)?, digest })
}

pub(super) fn held_key(document: DocumentId, hash: &ChangeHash) -> Vec<u8> {
    [document.as_bytes().as_slice(), hash.as_bytes()].concat()
}

/// A run with a receipt, by its last change.
pub(super) fn receipt_key(document: DocumentId, actor: ActorId, upto: u64) -> Vec<u8> {
    [document.as_bytes().as_slice(), actor.as_bytes(), &upto.to_be_bytes()].concat()
}

/// The run that a receipt's key names.
pub(super) fn run_of(key: &[u8]) -> Result<(DocumentId, ActorId, u64), StoreError> {
    let actor = key.get(16..32).and_then(ActorId::from_slice);
    let upto = key.get(32..).and_then(|bytes| <[u8; 8]>::try_from(bytes).ok());
    let (Some(actor), Some(upto)) = (actor, upto) else { return Err(corrupt("a key that names no run")) };
    Ok((document_of(key)?, actor, u64::from_be_bytes(upto)))
}

fn corrupt(detail: impl std::fmt::Display) -> StoreError {
    StoreError::Corrupt(detail.to_string())
}

pub(super) fn decode<T: DeserializeOwned>(record: &Record) -> Result<T, StoreError> {
    protocol::from_bytes(&record.value).map_err(corrupt)
}

pub(super) fn encode<T: Serialize>(value: &T) -> Result<Vec<u8>, StoreError> {
    protocol::to_bytes(value).map_err(corrupt)
}

pub(super) fn put<T: Serialize>(
    writes: &mut WriteSet,
    table: Table,
    key: impl Into<Vec<u8>>,
    value: &T,
) -> Result<(), StoreError> {
    writes.put(table, key, encode(value)?);
    Ok(())
}

pub(super) async fn get_bytes<S: Store>(
    store: &S,
    table: Table,
    key: &[u8],
) -> Result<Option<Vec<u8>>, StoreError> {
    let found = store.read(Query::Get { table, key: key.to_vec() }).await?;
    Ok(found.into_iter().next().map(|record| record.value))
}

/// A blob beside a document, from what is about to be stored or what is.
pub(super) async fn read_blob<S: Store>(
    store: &S,
    fresh: &WriteSet,
    document: DocumentId,
    digest: &BlobDigest,
) -> Result<Option<Blob>, StoreError> {
    let name = blob_key(document, digest);
    let written = fresh.writes().iter().rev().find_map(|write| match write {
        Write::Put { table: Table::Blob, key, value } if *key == name => Some(value.clone()),
        _ => None,
    });
    let bytes = match written {
        Some(bytes) => Some(bytes),
        None => get_bytes(store, Table::Blob, &name).await?,
    };
    Ok(bytes.and_then(|bytes| Blob::from_bytes(&bytes)))
}

pub(super) async fn get<S: Store, T: DeserializeOwned>(
    store: &S,
    table: Table,
    key: &[u8],
) -> Result<Option<T>, StoreError> {
    let found = store.read(Query::Get { table, key: key.to_vec() }).await?;
    found.first().map(decode).transpose()
}

pub(super) async fn range<S: Store, T: DeserializeOwned>(
    store: &S,
    table: Table,
    prefix: &[u8],
) -> Result<Vec<T>, StoreError> {
    let found = store.read(Query::Prefix { table, prefix: prefix.to_vec(), limit: None }).await?;
    found.iter().map(decode).collect()
}

/// The document that a key of a table by document begins with.
pub(super) fn document_of(key: &[u8]) -> Result<DocumentId, StoreError> {
    key.get(..16).and_then(DocumentId::from_slice).ok_or_else(|| corrupt("a key without a document id"))
}
