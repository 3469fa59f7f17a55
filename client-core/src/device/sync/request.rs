//! What goes up: the outbox in its order, as runs of rows, with the blobs that they name.

use super::{ENTRY_SHRINKS, InFlight, OutgoingRequest, REQUEST_BYTES, Sent, SyncError};
use crate::device::record::{
    DocumentRecord, OutboxRecord, PendingRecord, blob_key, get, get_bytes, pending_key, range,
};
use crate::device::store::{Store, Table};
use crate::device::{APP, Device, Environment};
use crate::domain::blob::digest_of;
use crate::domain::entry::{DocumentKind, Entry};
use crate::domain::id::{ActorId, BlobDigest, DocumentId};
use crate::protocol::convert::to_wire;
use crate::protocol::{self, Bytes, MAX_INLINE_BLOB_BYTES, MAX_PENDING, Run, SyncRequest, VERSION, WireBlob};
use planted::Bug;
use std::collections::{BTreeMap, BTreeSet};

/// One command's changes with their blobs: they travel in one request or not at all.
#[derive(Default)]
pub(super) struct Parcel {
    parts: Vec<(DocumentId, DocumentKind, PendingRecord)>,
    pub(super) blobs: Vec<WireBlob>,
    pub(super) bytes: usize,
}

impl<S: Store, E: Environment> Device<S, E> {
    pub(super) async fn build_request(&mut self) -> Result<(OutgoingRequest, InFlight), SyncError> {
        let nonce = self.environment.random();
        let (returned, others, returning) = self.pack_returned().await?;
        let mut flight = InFlight {
            nonce,
            sent_at: self.environment.now(),
            returning,
            cursor: self.settings.cursor,
            sent: BTreeMap::new(),
            hashed: BTreeSet::new(),
            partial: false,
        };
        let mut request = SyncRequest {
            version: VERSION,
            app: APP.to_owned(),
            nonce,
            cursor: flight.cursor,
            push: Vec::new(),
            returned,
            blobs: others.blobs,
            announced: Vec::new(),
            keeps_own: true,
            budget: Some(self.sync.schedule.page_bytes()),
            // What can't be read isn't asked for again and again.
            reference: self
                .unread_here()
                .and_then(|unread| unread.version)
                .unwrap_or(self.settings.reference.version),
        };
        let (mut bytes, mut rows) = (others.bytes, 0);
        let mut runs = Runs::default();
        let mut records: Vec<OutboxRecord> = range(&self.store, Table::Outbox, &[]).await?;
        records.retain(|record| record.stuck.is_none());
        self.keep_back(&mut records);
        // Stable: otherwise in the order in which the commands were given.
        records.sort_by_key(|record| record.open.iter().any(|id| self.sync.put_off.contains(id)));
        for record in records {
            let parcel = self.parcel(&record).await?;
            let fits = bytes + parcel.bytes <= REQUEST_BYTES && rows + parcel.parts.len() <= MAX_PENDING;
            if rows > 0 && !fits && !planted::is(Bug::RequestOfAnyLength) {
                flight.partial = true;
                break;
            }
            bytes += parcel.bytes;
            rows += parcel.parts.len();
            request.blobs.extend(parcel.blobs);
            for (document, kind, pending) in parcel.parts {
                runs.add(document, kind, pending);
            }
        }
        request.push = runs.finish(&self.sync.rehash, &mut flight);
        Ok((OutgoingRequest { nonce, bytes: protocol::to_bytes(&request)? }, flight))
    }

    /// A change whose photos aren't up yet waits, and with it what comes after it in the same document: an actor's
    /// changes have no gap. Other documents' changes go.
    fn keep_back(&self, records: &mut Vec<OutboxRecord>) {
        let mut waiting: BTreeSet<DocumentId> = BTreeSet::new();
        records.retain(|record| {
            let mut photos = record.photos.iter().filter(|(id, _)| record.open.contains(id));
            let goes = photos.all(|(id, photo)| self.sync.blobs.is_up(*id, photo.blob))
                && !record.open.iter().any(|id| waiting.contains(id));
            if !goes {
                waiting.extend(&record.open);
            }
            goes
        });
    }

    async fn parcel(&self, record: &OutboxRecord) -> Result<Parcel, SyncError> {
        let mut parcel = Parcel::default();
        for document in &record.open {
            let key = pending_key(*document, record.order);
            let Some(pending) = get::<S, PendingRecord>(&self.store, Table::Pending, &key).await? else {
                continue;
            };
            let held = get::<S, DocumentRecord>(&self.store, Table::Document, document.as_bytes()).await?;
            let Some(kind) = held.map(|record| record.kind) else { continue };
            parcel.bytes += 16 + pending.row.deps.len() * 34;
            for (_, bytes) in &pending.row.entries {
                parcel.bytes += bytes.0.len() / ENTRY_SHRINKS + 20;
                // An entry that this version can't read names no blobs that it could find.
                let Ok(entry) = Entry::from_bytes(&bytes.0) else { continue };
                let small =
                    entry.body.photos().into_iter().filter(|p| p.bytes as usize <= MAX_INLINE_BLOB_BYTES);
                for digest in small.map(|photo| photo.blob).chain(entry.body.small_blobs()) {
                    self.pack_blob(*document, digest, &mut parcel).await?;
                }
            }
            parcel.parts.push((*document, kind, pending));
        }
        Ok(parcel)
    }

    pub(super) async fn pack_blob(
        &self,
        document: DocumentId,
        digest: BlobDigest,
        parcel: &mut Parcel,
    ) -> Result<(), SyncError> {
        let stored = get_bytes(&self.store, Table::Blob, &blob_key(document, &digest)).await?;
        let there = parcel.blobs.iter().any(|b| b.document == document && digest_of(&b.bytes.0) == digest);
        if let Some(bytes) =
            stored.filter(|_| !there).filter(|b| b.len() <= MAX_INLINE_BLOB_BYTES && digest_of(b) == digest)
        {
            parcel.bytes += bytes.len() + 32;
            parcel.blobs.push(WireBlob { document, bytes: Bytes(bytes) });
        }
        Ok(())
    }
}

/// Rows collected into runs: contiguous per document and actor.
#[derive(Default)]
struct Runs {
    order: Vec<(DocumentId, ActorId)>,
    rows: BTreeMap<(DocumentId, ActorId), (DocumentKind, Vec<PendingRecord>)>,
}

impl Runs {
    fn add(&mut self, document: DocumentId, kind: DocumentKind, pending: PendingRecord) {
        let key = (document, pending.row.actor);
        let (_, rows) = self.rows.entry(key).or_insert_with(|| {
            self.order.push(key);
            (kind, Vec::new())
        });
        rows.push(pending);
    }

    fn finish(mut self, rehash: &BTreeSet<(DocumentId, ActorId)>, flight: &mut InFlight) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for key in self.order {
            let Some((kind, mut rows)) = self.rows.remove(&key) else { continue };
            rows.sort_by_key(|pending| pending.row.seq);
            let with_hashes = rehash.contains(&key);
            if with_hashes {
                flight.hashed.insert(key);
            }
            let mut previous: Option<PendingRecord> = None;
            for pending in rows {
                let follows = previous.as_ref().filter(|last| last.row.seq + 1 == pending.row.seq);
                let wire = to_wire(&pending.row.to_change(), follows.map(|last| last.hash));
                match runs.last_mut() {
                    Some(run) if follows.is_some() => {
                        run.rows.push(wire);
                        run.hash = pending.hash;
                        if let Some(hashes) = &mut run.hashes {
                            hashes.push(pending.hash);
                        }
                    }
                    _ => runs.push(Run {
                        document: key.0,
                        kind,
                        actor: key.1,
                        rows: vec![wire],
                        hash: pending.hash,
                        hashes: with_hashes.then(|| vec![pending.hash]),
                    }),
                }
                flight.sent.entry(key).or_default().push(Sent { seq: pending.row.seq, order: pending.order });
                previous = Some(pending);
            }
        }
        runs
    }
}
