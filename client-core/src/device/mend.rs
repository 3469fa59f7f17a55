//! What happens where a disk gives other bytes back than were written: a bit has flipped in this device's own file.
//!
//! What the server has as well is taken away and fetched again; lists and figures are made anew. Own work that the server
//! may not have is never taken away: where that can't be read, or who this device is, everything stays as it is, and a
//! person has to look at it.

use super::record::{
    ChangeRecord, DocumentRecord, META_CLOCK, META_CURSOR, META_FOLD, META_PROCEDURES, META_REFERENCE,
    META_RETURNING, META_SERVER_SEEN, META_TOKENS, META_UNREAD, OutboxRecord, PendingRecord, PhotoRecord,
    StuckRecord, blob_of, decode, document_of, get, put, range,
};
use super::store::{Record, Store, StoreError, Table, WriteSet};
use super::{Device, Environment};
use crate::domain::entry::{DocumentKind, Entry};
use crate::domain::id::DocumentId;
use crate::protocol::{BlobName, Cursor};
use crate::replica::{Inserted, Replica};
use std::collections::{BTreeMap, BTreeSet};

/// Records of the small kind that are made again: by the next answer of the server, by a login, or from the documents.
const MADE_AGAIN: [&[u8]; 8] = [
    META_TOKENS,
    META_CURSOR,
    META_REFERENCE,
    META_UNREAD,
    META_CLOCK,
    META_SERVER_SEEN,
    META_PROCEDURES,
    META_FOLD,
];

/// Tables of which each record is made from a document.
const DERIVED: [Table; 7] =
    [Table::Row, Table::Link, Table::Goods, Table::Incident, Table::Complaint, Table::Fee, Table::Matter];

/// What can't be read, and what goes for it.
#[derive(Debug, Default)]
struct Damage {
    writes: WriteSet,
    records: u32,
    /// Whether the server is asked for everything again.
    again: bool,
}

impl Damage {
    fn delete(&mut self, table: Table, key: &[u8]) {
        self.writes.delete(table, key);
        self.records += 1;
    }
}

/// What the own unsent work needs to have.
#[derive(Debug, Default)]
struct Unsent {
    documents: BTreeSet<DocumentId>,
    blobs: BTreeSet<BlobName>,
    /// Photos that go up by themselves, with the length of their stored bytes.
    photos: BTreeMap<BlobName, u32>,
}

fn own_work(what: &str) -> StoreError {
    StoreError::Corrupt(format!("{what} can't be read, and the server may not have it"))
}

impl Unsent {
    async fn read<S: Store>(store: &S) -> Result<Self, StoreError> {
        let mut unsent = Self::default();
        for table in [Table::Outbox, Table::Pending, Table::Stuck] {
            if !store.salvage(table, &[]).await?.damaged.is_empty() {
                return Err(own_work("own work"));
            }
        }
        for record in range::<S, OutboxRecord>(store, Table::Outbox, &[]).await? {
            for (document, photo) in record.photos {
                unsent.photos.insert(BlobName { document, digest: photo.blob }, photo.bytes);
            }
        }
        for table in [Table::Pending, Table::Stuck] {
            for record in store.salvage(table, &[]).await?.records {
                let document = document_of(&record.key)?;
                let pending = match table {
                    Table::Stuck => decode::<StuckRecord>(&record)?.pending,
                    _ => decode::<PendingRecord>(&record)?,
                };
                unsent.documents.insert(document);
                let entries =
                    pending.row.entries.iter().filter_map(|(_, bytes)| Entry::from_bytes(&bytes.0).ok());
                let blobs = entries.flat_map(|entry| entry.body.blobs());
                unsent.blobs.extend(blobs.map(|digest| BlobName { document, digest }));
            }
        }
        Ok(unsent)
    }
}

/// Keys of the changes that can't be used where these can't be read: they depend on one of them.
fn without(
    kind: DocumentKind,
    document: DocumentId,
    readable: &[Record],
) -> Result<Vec<Vec<u8>>, StoreError> {
    let mut mirror = Replica::new(kind, document);
    let mut gone = Vec::new();
    for record in readable {
        let change: ChangeRecord = decode(record)?;
        if !matches!(mirror.insert(change.row.to_change()), Ok(Inserted::New(_) | Inserted::Duplicate(_))) {
            gone.push(record.key.clone());
        }
    }
    Ok(gone)
}

async fn look<S: Store>(store: &S) -> Result<Damage, StoreError> {
    let mut damage = Damage::default();
    let unsent = Unsent::read(store).await?;
    for key in store.salvage(Table::Meta, &[]).await?.damaged {
        if key == META_RETURNING {
            // It stands there only where it is so.
            put(&mut damage.writes, Table::Meta, key, &true)?;
            damage.records += 1;
        } else if MADE_AGAIN.contains(&key.as_slice()) {
            damage.delete(Table::Meta, &key);
            damage.again |= key == META_CURSOR;
        } else {
            return Err(own_work("who this device is"));
        }
    }
    for table in DERIVED {
        for key in store.salvage(table, &[]).await?.damaged {
            damage.delete(table, &key);
        }
    }
    // Half a sentence that nobody can read any more.
    for key in store.salvage(Table::Draft, &[]).await?.damaged {
        damage.delete(Table::Draft, &key);
    }
    let mirrored = damage.records;
    for table in [Table::Held, Table::Receipt] {
        for key in store.salvage(table, &[]).await?.damaged {
            damage.delete(table, &key);
        }
    }
    let documents = store.salvage(Table::Document, &[]).await?;
    for key in documents.damaged {
        let document = document_of(&key)?;
        if unsent.documents.contains(&document) {
            return Err(own_work("the document of own work"));
        }
        damage.writes.clear(Table::Change, key.clone());
        damage.delete(Table::Document, &key);
    }
    for record in &documents.records {
        changes(store, record, &mut damage).await?;
        blobs(store, document_of(&record.key)?, &unsent, &mut damage).await?;
    }
    damage.again |= damage.records > mirrored;
    Ok(damage)
}

async fn changes<S: Store>(store: &S, document: &Record, damage: &mut Damage) -> Result<(), StoreError> {
    let found = store.salvage(Table::Change, &document.key).await?;
    if found.damaged.is_empty() {
        return Ok(());
    }
    let kind = decode::<DocumentRecord>(document)?.kind;
    let gone = without(kind, document_of(&document.key)?, &found.records)?;
    for key in found.damaged.iter().chain(&gone) {
        damage.delete(Table::Change, key);
    }
    Ok(())
}

async fn blobs<S: Store>(
    store: &S,
    document: DocumentId,
    unsent: &Unsent,
    damage: &mut Damage,
) -> Result<(), StoreError> {
    let prefix = document.as_bytes().as_slice();
    let mut wanted = BTreeMap::new();
    let photos = store.salvage(Table::Photo, prefix).await?;
    for record in &photos.records {
        wanted.insert(blob_of(&record.key)?, decode::<PhotoRecord>(record)?);
    }
    for key in photos.damaged {
        match unsent.photos.get(&blob_of(&key)?) {
            Some(bytes) => {
                put(
                    &mut damage.writes,
                    Table::Photo,
                    key,
                    &PhotoRecord { bytes: *bytes, here: true, sent: 0 },
                )?;
                damage.records += 1;
            }
            None => damage.delete(Table::Photo, &key),
        }
    }
    for key in store.salvage(Table::Blob, prefix).await?.damaged {
        let name = blob_of(&key)?;
        if unsent.photos.contains_key(&name) || unsent.blobs.contains(&name) {
            return Err(own_work("a photo, a signature or a text"));
        }
        damage.delete(Table::Blob, &key);
        if let Some(photo) = wanted.get(&name) {
            put(&mut damage.writes, Table::Photo, key, &PhotoRecord { here: false, ..*photo })?;
        }
    }
    for key in store.salvage(Table::Part, prefix).await?.damaged {
        // The pieces of a photo are put together in one go: all of them come again.
        damage.writes.clear(Table::Part, key.get(..48).unwrap_or(&key));
        damage.records += 1;
    }
    Ok(())
}

/// Sets a store right in one commit; gives how many records could not be read.
///
/// # Errors
/// [`StoreError::Corrupt`] where own work or this device's identity can't be read: nothing was changed then. Others.
pub(super) async fn mend_store<S: Store>(store: &mut S) -> Result<u32, StoreError> {
    let mut damage = look(store).await?;
    if damage.records == 0 {
        return Ok(0);
    }
    let returning = !store.salvage(Table::Meta, META_RETURNING).await?.damaged.is_empty()
        || get::<S, bool>(store, Table::Meta, META_RETURNING).await?.unwrap_or(false);
    if damage.again && returning {
        // Only here may there be what the server has lost: taking from it what builds on the damaged could lose it.
        return Err(own_work("what a restored server hasn't got back yet"));
    }
    let cursor = store.salvage(Table::Meta, META_CURSOR).await?.records;
    if let Some(record) = cursor.first().filter(|_| damage.again) {
        // The feed's life stays known, so that a restored server is still noticed.
        let cursor: Cursor = decode(record)?;
        let first = Cursor { seq: 0, check: None, ..cursor };
        put(&mut damage.writes, Table::Meta, META_CURSOR, &first)?;
    }
    // Rows and figures follow the documents again.
    damage.writes.delete(Table::Meta, META_FOLD);
    store.commit(damage.writes).await?;
    Ok(damage.records)
}

impl<S: Store, E: Environment> Device<S, E> {
    /// Sets this device right after [`StoreError::Corrupt`]; gives how many records could not be read. With 0 there was
    /// nothing of that kind, and the error stands.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] where own work that the server may not have, or who this device is, can't be read: nothing
    /// was changed then. Any other [`StoreError`].
    pub async fn mend(&mut self) -> Result<u32, StoreError> {
        let records = mend_store(&mut self.store).await?;
        if records > 0 {
            self.reload().await?;
        }
        Ok(records)
    }
}
