//! An answer is checked, and what it says is stored in one transaction, the cursor included.

use super::numbers::counted;
use super::pull::merge;
use super::verdict::{Sorted, sort};
use super::{InFlight, REISSUES_IN_A_ROW, SyncError};
use crate::device::environment::{ClockReading, Now};
use crate::device::loaded::Documents;
use crate::device::record::{
    META_CLOCK, META_COUNTERS, META_CURSOR, META_PROCEDURES, META_REFERENCE, META_SERVER_SEEN, META_UNREAD,
    OutboxRecord, StuckNote, UnreadBundle, blob_key, large_photos, put,
};
use crate::device::reissue::{is_final, reissue};
use crate::device::store::{Store, StoreError, Table, WriteSet};
use crate::device::{APP, Device, Environment};
use crate::domain::blob::digest_of;
use crate::domain::entry::{DocumentKind, Entry};
use crate::domain::id::{ActorId, DocumentId};
use crate::protocol::{self, Bundle, QuarantineReason, SyncAnswer, VERSION, WireError};
use planted::{Bug, Point, point};
use std::collections::{BTreeMap, BTreeSet};

/// Why an answer isn't one to this device's request. Nothing was changed by it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswerError {
    /// No request waits for an answer.
    #[error("an answer to no request")]
    NotAsked,
    /// Not a message of the protocol: a login page, a cut answer.
    #[error(transparent)]
    Wire(#[from] WireError),
    /// Of another protocol version. Update the app.
    #[error("the answer has protocol version {0}")]
    Version(u16),
    /// To another request.
    #[error("the answer belongs to another request")]
    Nonce,
    /// Its cursor goes back, stands still though there is more, or is of another life of the feed.
    #[error("the answer's cursor doesn't follow this device's")]
    Cursor,
}

/// What an answer brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Applied {
    /// Own changes that the server has now.
    pub accepted: u32,
    /// Own changes that are to be sent again later.
    pub waiting: u32,
    /// Own changes that a person must look at.
    pub stuck: u32,
    /// Own changes that were built again after a refusal or a fork.
    pub reissued: u32,
    /// Changes that this device didn't have.
    pub pulled: u32,
    /// Runs of rows that this device can't use; they are kept and tried again.
    pub problems: u32,
    /// Documents that look different now.
    pub changed: BTreeSet<DocumentId>,
    /// Runs of others' changes that a restored server got back from this device.
    pub returned: u32,
    /// Documents that left this device's view.
    pub removed: u32,
    /// Whether the server had begun a new life of its feed.
    pub new_epoch: bool,
    /// Whether there is more to send or to receive at once.
    pub again: bool,
}

impl Applied {
    /// Adds what a later answer brought.
    pub fn add(&mut self, other: Applied) {
        self.accepted += other.accepted;
        self.waiting = other.waiting;
        self.stuck += other.stuck;
        self.reissued += other.reissued;
        self.pulled += other.pulled;
        self.problems = other.problems;
        self.changed.extend(other.changed);
        self.returned += other.returned;
        self.removed += other.removed;
        self.new_epoch |= other.new_epoch;
        self.again = other.again;
    }
}

/// Work on one answer before it is committed.
#[derive(Default)]
struct Work {
    documents: Documents,
    writes: WriteSet,
    applied: Applied,
    /// Documents whose own changes must be built again.
    reissue: BTreeSet<DocumentId>,
    /// What they were built under.
    actors: Vec<ActorId>,
}

fn check(bytes: &[u8], flight: &InFlight) -> Result<SyncAnswer, AnswerError> {
    let answer: SyncAnswer = protocol::from_bytes(bytes)?;
    if answer.nonce != flight.nonce && !planted::is(Bug::AnyNonce) {
        return Err(AnswerError::Nonce);
    }
    if answer.version != VERSION {
        return Err(AnswerError::Version(answer.version));
    }
    let follows = match flight.cursor {
        Some(cursor) if answer.new_epoch => answer.cursor.epoch != cursor.epoch,
        Some(cursor) => {
            answer.cursor.epoch == cursor.epoch
                && answer.cursor.seq >= cursor.seq
                && !(answer.more && answer.cursor.seq == cursor.seq)
        }
        None => true,
    };
    if follows || planted::is(Bug::CursorBack) { Ok(answer) } else { Err(AnswerError::Cursor) }
}

impl<S: Store, E: Environment> Device<S, E> {
    /// The server's answer to the last request. What it says is durable when this returns.
    ///
    /// # Errors
    /// [`SyncError::Answer`] when it isn't one to this request: nothing is changed, the request still waits.
    /// [`SyncError::Store`]: nothing is changed either, and the page will be asked for again.
    pub async fn reply(&mut self, bytes: &[u8]) -> Result<Applied, SyncError> {
        let Some(flight) = self.sync.in_flight.clone() else { return Err(AnswerError::NotAsked.into()) };
        let answer = check(bytes, &flight)?;
        let now = self.environment.now();
        let applied = self.apply(answer, &flight, now).await?;
        self.sync.in_flight = None;
        self.sync.schedule.answered(now.boot_ms, applied.again);
        point(Point::DeviceBetweenRequests);
        Ok(applied)
    }

    async fn apply(&mut self, answer: SyncAnswer, flight: &InFlight, now: Now) -> Result<Applied, SyncError> {
        let mut work = Work::default();
        let verdicts = sort(flight, &answer.verdicts);
        self.accept(&mut work, &verdicts).await?;
        self.remove(&mut work, &answer.removed).await?;
        self.pull(&mut work, &answer).await?;
        if answer.new_epoch && flight.cursor.is_some() {
            work.applied.new_epoch = true;
            // What this very answer accepted is among it: its photos went up in the old life.
            self.queue_own_again(&mut work).await?;
        }
        self.refuse(&mut work, &verdicts).await?;
        let new_epoch = work.applied.new_epoch;
        let (returned, returning) = self.settle_returned(&answer, flight, new_epoch, &mut work.writes)?;
        work.applied.returned = returned.taken;
        work.applied.waiting = verdicts.waiting;
        for blob in &answer.blobs {
            if work.documents.load(&self.store, blob.document).await?.is_some() {
                let key = blob_key(blob.document, &digest_of(&blob.bytes.0));
                work.writes.put(Table::Blob, key, blob.bytes.0.clone());
            }
        }
        let (read, unread) = match answer.reference {
            None => (None, self.settings.unread.clone()),
            Some(Bundle::Read(bundle)) => (Some(bundle), None),
            Some(Bundle::Unread { version }) => (None, Some(UnreadBundle { version, app: APP.to_owned() })),
        };
        match &unread {
            same if *same == self.settings.unread => {}
            Some(unread) => put(&mut work.writes, Table::Meta, META_UNREAD, unread)?,
            None => work.writes.delete(Table::Meta, META_UNREAD),
        }
        // A restored server counts on from an older version: the same number may stand for other data.
        let newer = read.filter(|new| answer.new_epoch || new.version != self.settings.reference.version);
        let reference = newer.as_deref().unwrap_or(&self.settings.reference);
        let mut library = None;
        if newer.is_some() {
            put(&mut work.writes, Table::Meta, META_REFERENCE, reference)?;
            if reference.procedures != self.settings.reference.procedures {
                let now = self.base.with(&reference.procedures);
                put(&mut work.writes, Table::Meta, META_PROCEDURES, &now.references())?;
                library = Some(now);
            }
        }
        if library.is_some() {
            self.judge_all_again(&mut work).await?;
        }
        let clock = ClockReading::of(answer.server_time, flight.sent_at, now);
        if let Some(clock) = &clock {
            put(&mut work.writes, Table::Meta, META_CLOCK, clock)?;
        }
        put(&mut work.writes, Table::Meta, META_SERVER_SEEN, &answer.server_time)?;
        if self.settings.cursor != Some(answer.cursor) {
            put(&mut work.writes, Table::Meta, META_CURSOR, &answer.cursor)?;
        }
        let counters = counted(self.settings.counters, self.settings.identity.as_ref(), &answer.documents);
        if counters != self.settings.counters {
            put(&mut work.writes, Table::Meta, META_COUNTERS, &counters)?;
        }
        let judged_with = library.as_ref().unwrap_or(&self.library);
        let user = self.settings.identity.as_ref().map(|identity| identity.user);
        work.documents.finish(&self.store, judged_with, reference, user, &mut work.writes).await?;
        point(Point::DevicePageNotStored);
        self.store.commit(work.writes).await?;
        // Durable: only now may the memory say so.
        if let Some(library) = library {
            self.library = library;
        }
        if let Some(reference) = newer {
            self.settings.reference = *reference;
        }
        self.settings.unread = unread;
        if clock.is_some() {
            self.settings.clock = clock;
            self.clock_of_this_run = true;
        }
        self.settings.server_seen = Some(answer.server_time);
        self.settings.counters = counters;
        self.settings.cursor = Some(answer.cursor);
        self.settings.returning = returning;
        self.actors.extend(work.actors);
        self.sync.caught_up = !answer.more;
        let mut applied = work.applied;
        applied.changed.clone_from(work.documents.changed());
        let progress = applied.accepted > 0 || applied.stuck > 0;
        self.sync.reissues = if progress || applied.reissued == 0 { 0 } else { self.sync.reissues + 1 };
        let put_off = self.sync.put_off.len();
        for (document, _) in flight.sent.keys() {
            self.sync.put_off.remove(document);
        }
        self.sync.put_off.extend(&verdicts.put_off);
        for (document, _) in &verdicts.accepted {
            self.sync.blobs.document_arrived(*document);
        }
        self.sync.blobs.forget(|blob| applied.new_epoch || verdicts.put_off.contains(&blob.document));
        applied.again = answer.more
            || (flight.partial && (progress || self.sync.put_off.len() > put_off))
            || !verdicts.rehash.is_empty()
            || work.documents.requeued()
            || returned.goes_on
            || (applied.reissued > 0 && self.sync.reissues < REISSUES_IN_A_ROW);
        self.put_off_returned(returned);
        self.sync.rehash = verdicts.rehash;
        Ok(applied)
    }

    /// Orders whose procedure wasn't known here may be now.
    async fn judge_all_again(&self, work: &mut Work) -> Result<(), StoreError> {
        for id in self.document_ids().await? {
            let loaded = work.documents.load(&self.store, id).await?;
            if loaded.is_some_and(|loaded| loaded.record.kind == DocumentKind::Order) {
                work.documents.mark_changed(id);
            }
        }
        Ok(())
    }

    /// The server begins a new life from an older state: it gets everything again that this device ever wrote, in the
    /// order of the commands; what it still has is a duplicate there.
    async fn queue_own_again(&mut self, work: &mut Work) -> Result<(), StoreError> {
        for id in self.document_ids().await?.into_iter().filter(|_| !planted::is(Bug::OwnWorkStaysDown)) {
            let Some(loaded) = work.documents.load(&self.store, id).await? else { continue };
            let mut again = Vec::new();
            for (row, built) in loaded.mirror.rows() {
                let order = loaded.marks.get(&built.hash).and_then(|mark| mark.order);
                let first = row.entries.first().and_then(|(_, bytes)| Entry::from_bytes(bytes).ok());
                if let (Some(order), Some(entry)) = (order, first) {
                    again.push((order, built.hash, row.clone(), entry));
                }
            }
            for (order, hash, row, entry) in again {
                match work.documents.get_mut(id) {
                    Some(loaded) if !loaded.pending.contains_key(&order) => {
                        loaded.add_pending(order, hash, &row)
                    }
                    _ => continue,
                }
                work.documents.mark_changed(id);
                let entries = row.entries.iter().filter_map(|(_, bytes)| Entry::from_bytes(bytes).ok());
                let photos: Vec<_> =
                    entries.flat_map(|e| large_photos(&e).map(|p| (id, p)).collect::<Vec<_>>()).collect();
                match work.documents.outbox(&self.store, order).await? {
                    Some(record) => record.reopen(id, photos),
                    None => work.documents.add_outbox(OutboxRecord {
                        order,
                        command: entry.command.id,
                        what: entry
                            .body
                            .kind()
                            .map_or("unknown", crate::domain::entry::Kind::as_str)
                            .to_owned(),
                        documents: vec![id],
                        open: vec![id],
                        created_at: entry.at.wall,
                        stuck: None,
                        photos: photos.clone(),
                    }),
                }
                work.documents.set_requeued();
            }
        }
        Ok(())
    }

    async fn accept(&mut self, work: &mut Work, verdicts: &Sorted) -> Result<(), StoreError> {
        for (document, order) in &verdicts.accepted {
            let Some(loaded) = work.documents.load(&self.store, *document).await? else { continue };
            if loaded.acknowledge(*order) {
                work.applied.accepted += 1;
                work.documents.mark_changed(*document);
                work.documents.done(&self.store, *order, *document).await?;
            }
        }
        Ok(())
    }

    async fn remove(&mut self, work: &mut Work, removed: &[DocumentId]) -> Result<(), StoreError> {
        for id in removed {
            if let Some(loaded) = work.documents.load(&self.store, *id).await? {
                loaded.record.listed = planted::is(Bug::RemovedIsShown);
                work.applied.removed += 1;
                work.documents.mark_changed(*id);
            }
        }
        Ok(())
    }

    async fn pull(&mut self, work: &mut Work, answer: &SyncAnswer) -> Result<(), StoreError> {
        let unread = planted::is(Bug::CursorBeforeNews) && answer.documents.len() > 1;
        for page in &answer.documents[usize::from(unread)..] {
            let known =
                work.documents.load(&self.store, page.document).await?.map(|loaded| loaded.record.kind);
            if known.is_some_and(|kind| kind != page.kind) {
                work.applied.problems += 1;
                continue;
            }
            let loaded = work.documents.load_or_new(&self.store, page.document, page.kind).await?;
            loaded.record.listed = true;
            let pending = loaded.pending.clone();
            let merged = merge(loaded, page.runs.clone(), answer.cursor.epoch);
            let clash = {
                let known = loaded.mirror_entries();
                loaded.pending.values().any(|pending| {
                    !loaded.mirror.contains(&pending.hash)
                        && pending.row.entries.iter().any(|(id, _)| known.contains_key(id))
                })
            };
            work.applied.problems += u32::try_from(loaded.held.len()).unwrap_or(u32::MAX);
            work.applied.problems += u32::from(page.snapshot.is_some());
            work.applied.pulled += merged.new;
            if merged.forked || clash {
                work.reissue.insert(page.document);
            }
            work.documents.mark_changed(page.document);
            for order in merged.acknowledged {
                let record = work.documents.outbox(&self.store, order).await?;
                let mut photos = record.iter().flat_map(|record| &record.photos);
                let lacks = |id: DocumentId, blob| id == page.document && !self.sync.blobs.is_up(id, blob);
                if photos.any(|(id, photo)| lacks(*id, photo.blob))
                    && let Some(again) = pending.get(&order)
                    && let Some(loaded) = work.documents.get_mut(page.document)
                {
                    // A restored server may have the change without its photo: it stays until the photo is up.
                    loaded.pending.insert(order, again.clone());
                    continue;
                }
                work.applied.accepted += 1;
                work.documents.done(&self.store, order, page.document).await?;
            }
        }
        Ok(())
    }

    /// Sets refused commands aside, whole, and builds the others of their documents again.
    async fn refuse(&mut self, work: &mut Work, verdicts: &Sorted) -> Result<(), StoreError> {
        let mut aside: BTreeMap<DocumentId, BTreeMap<u64, StuckNote>> = BTreeMap::new();
        for (order, notes) in &verdicts.refused {
            let mut open = Vec::new();
            for note in notes {
                if let Some(loaded) = work.documents.load(&self.store, note.document).await?
                    && loaded.pending.contains_key(order)
                {
                    open.push(note);
                    work.reissue.insert(note.document);
                }
            }
            let documents = &work.documents;
            let last_word = open
                .iter()
                .find(|note| {
                    let had = documents.get(note.document).is_some_and(|loaded| loaded.has_entries(*order));
                    is_final(note.reason) && !(note.reason == QuarantineReason::EntryIdUsed && had)
                })
                // A part that only fell with another one that can be sent again is sent again with it.
                .or_else(|| {
                    open.first().filter(|_| open.iter().all(|n| n.reason == QuarantineReason::Group))
                });
            let Some(last_word) = last_word.map(|note| StuckNote::clone(note)) else { continue };
            let others = work
                .documents
                .outbox(&self.store, *order)
                .await?
                .map(|record| record.open.clone())
                .unwrap_or_default();
            for document in others {
                work.documents.load(&self.store, document).await?;
                work.reissue.insert(document);
                let note = open.iter().find(|note| note.document == document).map_or_else(
                    || StuckNote {
                        document,
                        reason: QuarantineReason::Group,
                        detail: "another part of the same command was refused".to_owned(),
                    },
                    |note| StuckNote::clone(note),
                );
                aside.entry(document).or_default().insert(*order, note);
            }
            work.documents.stick(&self.store, *order, last_word).await?;
        }
        for document in std::mem::take(&mut work.reissue) {
            let fresh = ActorId::from_bytes(self.environment.random());
            let refused = aside.remove(&document).unwrap_or_default();
            let Some(loaded) = work.documents.get_mut(document) else { continue };
            let outcome = reissue(loaded, &refused, fresh);
            work.actors.push(fresh);
            work.applied.stuck += u32::try_from(refused.len() + outcome.stuck.len()).unwrap_or(u32::MAX);
            work.applied.reissued += u32::try_from(loaded.pending.len()).unwrap_or(u32::MAX);
            for order in outcome.done {
                work.documents.done(&self.store, order, document).await?;
            }
            for (order, note) in outcome.stuck {
                work.documents.stick(&self.store, order, note).await?;
            }
            work.documents.mark_changed(document);
        }
        Ok(())
    }
}
