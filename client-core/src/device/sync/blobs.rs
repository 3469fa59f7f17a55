//! Photos that travel by themselves: up before the change that names them, down when wanted. Chunk by chunk, one request
//! at a time beside the sync requests, which go first. Each photo has its own back-off, so that one that fails keeps
//! nothing else from moving.

use super::piece::Piece;
use super::schedule::{LONGEST_RETRY_MS, lost_after, retry_wait};
use super::{FailureKind, SyncError};
use crate::device::record::{
    OutboxRecord, PhotoRecord, blob_key, blob_of, decode, get, get_bytes, part_key, put, range,
};
use crate::device::store::{Query, Store, StoreError, Table, WriteSet};
use crate::device::{Device, Environment};
use crate::domain::blob::digest_of;
use crate::domain::id::DocumentId;
use crate::domain::photo::MAX_PHOTO_BLOB_BYTES;
use crate::protocol::{BLOB_CHUNK_BYTES, BlobAnswer, BlobName, BlobRefusal, BlobRequest};
use planted::{Point, point};
use std::collections::{BTreeMap, BTreeSet};

/// Why a photo doesn't move for now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobTrouble {
    /// The connection.
    #[error(transparent)]
    Failure(#[from] FailureKind),
    /// The server doesn't take it.
    #[error(transparent)]
    Refused(#[from] BlobRefusal),
    /// The server doesn't know it, or the document that it lies beside.
    #[error("the server doesn't know it")]
    Unknown,
    /// The answer contradicts itself or what came before.
    #[error("the server's answer makes no sense")]
    Answer,
    /// What came down couldn't be kept on this device.
    #[error("it couldn't be saved on this device")]
    NotKept,
}

#[derive(Debug, Clone, Copy)]
struct Retry {
    failures: u32,
    not_before: i64,
    trouble: BlobTrouble,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up { total: u32 },
    Down,
}

#[derive(Debug, Clone, Copy)]
struct Flight {
    blob: BlobName,
    way: Way,
    /// Place of the first byte that was sent or asked for; `None` when only the server's state was asked.
    offset: Option<u32>,
    sent: u32,
    sent_at: i64,
    lost_at: i64,
}

/// What the machine remembers of large blobs between two steps; a new process begins with none of it and asks.
#[derive(Debug, Default)]
pub(in crate::device) struct Blobs {
    /// Whole on the server, as far as this process knows.
    done: BTreeSet<BlobName>,
    /// How many bytes of an upload the server has.
    progress: BTreeMap<BlobName, u32>,
    retries: BTreeMap<BlobName, Retry>,
    piece: Piece,
    flight: Option<Flight>,
}

impl Blobs {
    /// Whether the server has it whole.
    pub(in crate::device) fn is_up(
        &self,
        document: DocumentId,
        digest: crate::domain::id::BlobDigest,
    ) -> bool {
        self.done.contains(&BlobName { document, digest })
    }

    /// How many bytes of it the server has, where this process knows.
    pub(in crate::device) fn progress(&self, blob: &BlobName) -> Option<u32> {
        self.progress.get(blob).copied()
    }

    /// Why it doesn't move.
    pub(in crate::device) fn trouble(&self, blob: &BlobName) -> Option<BlobTrouble> {
        self.retries.get(blob).map(|retry| retry.trouble)
    }

    /// What was known of these on the server may be over: ask again.
    pub(super) fn forget(&mut self, which: impl Fn(&BlobName) -> bool) {
        self.done.retain(|blob| !which(blob));
        self.progress.retain(|blob, _| !which(blob));
    }

    /// The server has this document now: what it didn't know may go.
    pub(super) fn document_arrived(&mut self, document: DocumentId) {
        let waits = |blob: &BlobName, retry: &Retry| {
            blob.document == document && retry.trouble == BlobTrouble::Unknown
        };
        self.retries.retain(|blob, retry| !waits(blob, retry));
    }

    /// A person asks, or the line is back: waits end.
    pub(super) fn hurry(&mut self) {
        for retry in self.retries.values_mut() {
            retry.not_before = i64::MIN;
        }
    }

    pub(super) fn is_in_flight(&self) -> bool {
        self.flight.is_some()
    }

    pub(super) fn lost_at(&self) -> Option<i64> {
        self.flight.map(|flight| flight.lost_at)
    }

    fn may_move(&self, blob: &BlobName, now: i64) -> bool {
        self.retries.get(blob).is_none_or(|retry| now >= retry.not_before)
    }

    /// The way is clear: the next failure begins with the shortest wait.
    fn moved(&mut self, blob: &BlobName) {
        self.retries.remove(blob);
    }

    /// A piece got through. What the server refuses as a whole stays refused, or the same bytes would go up again and
    /// again.
    fn progressed(&mut self, blob: &BlobName) {
        let trouble = self.retries.get(blob).map(|retry| retry.trouble);
        if let Some(BlobTrouble::Failure(_) | BlobTrouble::NotKept) = trouble {
            self.retries.remove(blob);
        }
    }

    fn back_off(&mut self, blob: BlobName, trouble: BlobTrouble, now: i64, random: [u8; 16]) {
        let failures = self.retries.get(&blob).map_or(0, |retry| retry.failures);
        let asked = match trouble {
            BlobTrouble::Failure(FailureKind::Busy { retry_after_ms }) => {
                i64::from(retry_after_ms.unwrap_or(0))
            }
            // Neither the line nor the moment is at fault: soon again is no better.
            BlobTrouble::Refused(_) | BlobTrouble::Unknown if failures > 0 => LONGEST_RETRY_MS / 2,
            _ => 0,
        };
        let not_before = now.saturating_add(retry_wait(failures, random).max(asked));
        self.retries.insert(blob, Retry { failures: failures.saturating_add(1), not_before, trouble });
    }
}

/// The next thing to do with large blobs.
pub(super) enum Next {
    /// Send this.
    Send(BlobRequest),
    /// Something changed without a request: look at the whole schedule again.
    Again,
    /// Nothing before this time, or at all.
    Wait(Option<i64>),
}

impl<S: Store, E: Environment> Device<S, E> {
    pub(super) async fn next_blob(&mut self, now: i64) -> Result<Next, SyncError> {
        let mut wake: Option<i64> = None;
        let mut later = |blobs: &Blobs, blob: &BlobName| {
            let at = blobs.retries.get(blob).map(|retry| retry.not_before);
            wake = wake.into_iter().chain(at).min();
        };
        let records: Vec<OutboxRecord> = range(&self.store, Table::Outbox, &[]).await?;
        for record in records.iter().filter(|record| record.stuck.is_none()) {
            for (document, photo) in record.photos.iter().filter(|(id, _)| record.open.contains(id)) {
                let blob = BlobName { document: *document, digest: photo.blob };
                if self.sync.blobs.done.contains(&blob) {
                    continue;
                }
                if !self.sync.blobs.may_move(&blob, now) {
                    later(&self.sync.blobs, &blob);
                    continue;
                }
                return self.next_chunk(blob, now).await;
            }
        }
        let all = Query::Prefix { table: Table::Photo, prefix: Vec::new(), limit: None };
        for stored in self.store.read(all).await? {
            let record: PhotoRecord = decode(&stored)?;
            if record.here {
                continue;
            }
            let blob = blob_of(&stored.key)?;
            if !self.sync.blobs.may_move(&blob, now) {
                later(&self.sync.blobs, &blob);
                continue;
            }
            let offset = self.parts(&blob).await?.len();
            let offset = u32::try_from(offset).unwrap_or(u32::MAX);
            let most = u32::try_from(self.sync.blobs.piece.bytes()).unwrap_or(u32::MAX);
            self.fly(blob, Way::Down, Some(offset), 0, most, now);
            return Ok(Next::Send(BlobRequest::Get { blob, offset, most }));
        }
        Ok(Next::Wait(wake))
    }

    /// The change that names this blob need wait for it no longer. One that the server put off goes with the next planned
    /// request: its photo may be asked about at once again, and sync would never come to an end.
    fn is_done_with(&mut self, blob: BlobName) {
        self.sync.blobs.done.insert(blob);
        if !self.sync.put_off.contains(&blob.document) {
            self.sync.schedule.changed();
        }
    }

    async fn next_chunk(&mut self, blob: BlobName, now: i64) -> Result<Next, SyncError> {
        let stored = get_bytes(&self.store, Table::Blob, &blob_key(blob.document, &blob.digest)).await?;
        let Some(bytes) = stored.filter(|bytes| digest_of(bytes) == blob.digest) else {
            // Lost on this device, which no waiting mends. What was written about it still has to arrive.
            self.is_done_with(blob);
            return Ok(Next::Again);
        };
        let total = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        let way = Way::Up { total };
        let Some(offset) = self.sync.blobs.progress(&blob) else {
            self.fly(blob, way, None, 0, 0, now);
            return Ok(Next::Send(BlobRequest::Stand { blob }));
        };
        let piece = self.sync.blobs.piece.bytes();
        let chunk: Vec<u8> = bytes.into_iter().skip(offset as usize).take(piece).collect();
        let sent = u32::try_from(chunk.len()).unwrap_or(u32::MAX);
        self.fly(blob, way, Some(offset), sent, sent, now);
        Ok(Next::Send(BlobRequest::Put { blob, offset, total, bytes: chunk }))
    }

    fn fly(&mut self, blob: BlobName, way: Way, offset: Option<u32>, sent: u32, bytes: u32, now: i64) {
        let lost_at = now.saturating_add(lost_after(i64::from(bytes)));
        self.sync.blobs.flight = Some(Flight { blob, way, offset, sent, sent_at: now, lost_at });
    }

    /// The bytes of a wanted blob that have come down so far.
    async fn parts(&self, blob: &BlobName) -> Result<Vec<u8>, StoreError> {
        let prefix = blob_key(blob.document, &blob.digest);
        let parts = self.store.read(Query::Prefix { table: Table::Part, prefix, limit: None }).await?;
        Ok(parts.into_iter().flat_map(|part| part.value).collect())
    }

    /// The server's answer to the last blob request. What it brought is durable when this returns.
    ///
    /// # Errors
    /// [`SyncError::Store`]: nothing is changed, the same bytes are asked for or sent again after a wait.
    pub async fn blob_reply(&mut self, answer: BlobAnswer) -> Result<(), SyncError> {
        let Some(flight) = self.sync.blobs.flight.take() else { return Ok(()) };
        let carried = match &answer {
            BlobAnswer::Bytes { bytes, .. } => bytes.len(),
            _ => flight.sent as usize,
        };
        if carried > 0 {
            let now = self.environment.now().boot_ms;
            self.sync.blobs.piece.took(carried, now.saturating_sub(flight.sent_at));
        }
        match (flight.way, answer) {
            (Way::Up { total }, BlobAnswer::Stands { offset, complete }) => {
                self.uploaded(&flight, total, offset, complete).await
            }
            (Way::Up { .. }, BlobAnswer::Unknown) if flight.offset.is_none() => {
                self.sync.blobs.progress.insert(flight.blob, 0);
                Ok(())
            }
            (Way::Down, BlobAnswer::Bytes { total, bytes }) => {
                let kept = self.downloaded(&flight, total, bytes).await;
                if kept.is_err() {
                    let now = self.environment.now().boot_ms;
                    let random = self.environment.random();
                    self.sync.blobs.back_off(flight.blob, BlobTrouble::NotKept, now, random);
                }
                kept
            }
            (_, BlobAnswer::Unknown) => self.troubled(&flight, BlobTrouble::Unknown).await,
            (_, BlobAnswer::Refused(refusal)) => self.troubled(&flight, refusal.into()).await,
            _ => self.troubled(&flight, BlobTrouble::Answer).await,
        }
    }

    /// The blob request brought no answer of the server.
    ///
    /// # Errors
    /// [`SyncError::Store`].
    pub async fn blob_failed(&mut self, kind: FailureKind) -> Result<(), SyncError> {
        let Some(flight) = self.sync.blobs.flight.take() else { return Ok(()) };
        if flight.offset.is_some() && matches!(kind, FailureKind::Offline | FailureKind::Timeout) {
            self.sync.blobs.piece.lost();
        }
        self.troubled(&flight, kind.into()).await
    }

    async fn uploaded(
        &mut self,
        flight: &Flight,
        total: u32,
        offset: u32,
        complete: bool,
    ) -> Result<(), SyncError> {
        if offset > total || (complete && offset != total) {
            return self.troubled(flight, BlobTrouble::Answer).await;
        }
        if complete {
            self.sync.blobs.progress.remove(&flight.blob);
            self.sync.blobs.moved(&flight.blob);
            self.is_done_with(flight.blob);
            return Ok(());
        }
        let before = self.sync.blobs.progress.insert(flight.blob, offset);
        // A server that never gets further isn't asked in a hot loop.
        if flight.offset.is_some() && before.is_some_and(|before| offset <= before) {
            return self.troubled(flight, BlobTrouble::Answer).await;
        }
        if flight.sent > 0 {
            self.sync.blobs.progressed(&flight.blob);
            point(Point::DevicePieceSent);
        }
        Ok(())
    }

    async fn downloaded(&mut self, flight: &Flight, total: u32, bytes: Vec<u8>) -> Result<(), SyncError> {
        let blob = flight.blob;
        let Some(offset) = flight.offset else { return Ok(()) };
        let fits = !bytes.is_empty()
            && bytes.len() <= BLOB_CHUNK_BYTES
            && total as usize <= MAX_PHOTO_BLOB_BYTES
            && offset as usize + bytes.len() <= total as usize;
        if !fits {
            self.clear_parts(blob).await?;
            return self.troubled(flight, BlobTrouble::Answer).await;
        }
        let key = blob_key(blob.document, &blob.digest);
        let mut writes = WriteSet::default();
        if offset as usize + bytes.len() < total as usize {
            writes.put(Table::Part, part_key(&blob, offset), bytes);
            self.store.commit(writes).await?;
            point(Point::DevicePieceStored);
            self.sync.blobs.progressed(&blob);
            return Ok(());
        }
        let mut whole = self.parts(&blob).await?;
        whole.extend(bytes);
        writes.clear(Table::Part, key.clone());
        if digest_of(&whole) != blob.digest {
            self.store.commit(writes).await?;
            return self.troubled(flight, BlobTrouble::Refused(BlobRefusal::Digest)).await;
        }
        put(&mut writes, Table::Photo, key.clone(), &PhotoRecord { bytes: total, here: true, sent: 0 })?;
        writes.put(Table::Blob, key, whole);
        self.store.commit(writes).await?;
        self.sync.blobs.moved(&blob);
        Ok(())
    }

    async fn clear_parts(&mut self, blob: BlobName) -> Result<(), StoreError> {
        let mut writes = WriteSet::default();
        writes.clear(Table::Part, blob_key(blob.document, &blob.digest));
        self.store.commit(writes).await
    }

    /// Waits with this blob, and notes for the eye how far it came.
    async fn troubled(&mut self, flight: &Flight, trouble: BlobTrouble) -> Result<(), SyncError> {
        let now = self.environment.now().boot_ms;
        let random = self.environment.random();
        self.sync.blobs.back_off(flight.blob, trouble, now, random);
        // The server may have taken a chunk whose answer was lost: it says where it stands before the next one.
        let Some(sent) = self.sync.blobs.progress.remove(&flight.blob) else { return Ok(()) };
        let key = blob_key(flight.blob.document, &flight.blob.digest);
        let record: Option<PhotoRecord> = get(&self.store, Table::Photo, &key).await?;
        if let Some(record) = record.filter(|record| record.sent != sent) {
            let mut writes = WriteSet::default();
            put(&mut writes, Table::Photo, key, &PhotoRecord { sent, ..record })?;
            self.store.commit(writes).await?;
        }
        Ok(())
    }

    /// Asks for a photo that this device doesn't have; it comes with the next syncs, and is kept. One that is here, or of
    /// a document that isn't, changes nothing.
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn want_blob(&mut self, blob: BlobName) -> Result<(), StoreError> {
        let key = blob_key(blob.document, &blob.digest);
        let known: Option<PhotoRecord> = get(&self.store, Table::Photo, &key).await?;
        let held = get_bytes(&self.store, Table::Document, blob.document.as_bytes()).await?.is_some();
        let here = get_bytes(&self.store, Table::Blob, &key).await?.is_some();
        self.sync.blobs.moved(&blob);
        if known.is_some() || here || !held {
            return Ok(());
        }
        let mut writes = WriteSet::default();
        put(&mut writes, Table::Photo, key, &PhotoRecord { bytes: 0, here: false, sent: 0 })?;
        self.store.commit(writes).await
    }

    /// The first photo that a command waits for: how many bytes are up, of how many, and what is wrong.
    pub(in crate::device) async fn waits_for(
        &self,
        record: &OutboxRecord,
    ) -> Result<Option<(BlobName, u32, u32, Option<BlobTrouble>)>, StoreError> {
        for (document, photo) in record.photos.iter().filter(|(id, _)| record.open.contains(id)) {
            let blob = BlobName { document: *document, digest: photo.blob };
            if self.sync.blobs.done.contains(&blob) {
                continue;
            }
            let sent = if let Some(sent) = self.sync.blobs.progress(&blob) {
                sent
            } else {
                let key = blob_key(blob.document, &blob.digest);
                get::<S, PhotoRecord>(&self.store, Table::Photo, &key).await?.map_or(0, |photo| photo.sent)
            };
            return Ok(Some((blob, sent, photo.bytes, self.sync.blobs.trouble(&blob))));
        }
        Ok(None)
    }
}
