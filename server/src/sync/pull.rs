//! The way down: what happened in the feed after the cursor, as far as the sender may read it.
//!
//! An event is a change, a document that was granted, or one that was removed; each has a feed number. A page is the
//! events of a span of numbers, so a cursor is one number and nothing is ever skipped. Only the span is read: the cost
//! is that of the news, not of the documents held. Where the span is long and the sender reads only documents of his own,
//! only their changes are looked up: his first sync costs what he reads, not what the site has.

use super::{Pushed, SyncEnv, SyncError, kind_rank};
use crate::admit::Sender;
use crate::feed::{self, EngineError, LoggedChange, int, reference, scope, uint};
use crate::receipt::HandedOut;
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{ActorId, BlobDigest, ChangeHash, DocumentId};
use client_core::protocol::convert::to_wire;
use client_core::protocol::{
    Bytes, Cursor, DEFAULT_PAGE_BYTES, DocumentPage, Outcome, PulledRow, PulledRun, Row, SyncAnswer,
    SyncRequest, VERSION, Verdict, WireBlob,
};
use planted::Bug;
use rusqlite::{Connection, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// Feed numbers that one page looks at, at most.
const MAX_EVENTS: u64 = 20_000;

/// Changes of one document that are read at once, at most.
const MAX_TOGETHER: u64 = 64;

/// What entries of a page share isn't sent again: on the line each is less than this part of its bytes.
const ENTRY_SHRINKS: usize = 4;

/// What is said about a document in a page: its changes with numbers in `(after, upto]`.
#[derive(Debug, Clone, Copy)]
enum Delivery {
    Whole,
    Since,
}

/// The answer to a request whose way up ended in `pushed`. Reads one snapshot and writes nothing.
pub fn pull(
    connection: &Connection,
    env: SyncEnv<'_>,
    sender: &Sender,
    request: &SyncRequest,
    pushed: Pushed,
    now: i64,
) -> Result<SyncAnswer, SyncError> {
    let epoch = feed::epoch(connection)?;
    let end = feed::seq(connection)?;
    let (after, new_epoch) = match &request.cursor {
        None => (0, false),
        Some(cursor) if cursor.epoch == epoch && cursor.seq <= end => (cursor.seq, false),
        Some(_) => (0, true),
    };
    let budget = request.budget.unwrap_or(DEFAULT_PAGE_BYTES).min(env.config.max_page_bytes);
    let mut page = Page::new(connection, env, sender, after, budget as usize);
    if request.keeps_own {
        page.own = own_rows(request, &pushed);
    }
    let upto = page.fill(end)?;
    page.take_back(&pushed)?;
    // After a restore the number may be older than the device's, or the same for other data.
    let differs = new_epoch || reference::version(connection)? != request.reference;
    let reference = if differs { Some(reference::current(connection)?.into()) } else { None };
    let (documents, removed, blobs) = page.finish()?;
    Ok(SyncAnswer {
        version: VERSION,
        nonce: request.nonce,
        server_time: now,
        verdicts: pushed.verdicts,
        returned: pushed.returned,
        documents,
        removed,
        blobs,
        reference,
        cursor: Cursor { epoch, seq: upto, check: feed::chain_at(connection, upto)? },
        new_epoch,
        more: upto < end,
        backed_up: None,
    })
}

/// What happens at one feed number.
#[derive(Debug, Default)]
struct Event {
    change: Option<DocumentId>,
    granted: Vec<DocumentId>,
    removed: Vec<DocumentId>,
}

impl Event {
    /// Whether it is a change of this document and nothing else.
    fn is_change_of(&self, document: DocumentId) -> bool {
        self.change == Some(document) && self.granted.is_empty() && self.removed.is_empty()
    }
}

/// What a page brings: documents with news, documents that left the view, small blobs.
type News = (Vec<DocumentPage>, Vec<DocumentId>, Vec<WireBlob>);

struct Page<'a> {
    connection: &'a Connection,
    env: SyncEnv<'a>,
    sender: &'a Sender,
    groups: Vec<&'static str>,
    after: u64,
    budget: usize,
    used: usize,
    granted: BTreeMap<DocumentId, Option<u64>>,
    documents: BTreeMap<DocumentId, (DocumentKind, Vec<LoggedChange>)>,
    whole: BTreeSet<DocumentId>,
    removed: BTreeSet<DocumentId>,
    blobs: Vec<WireBlob>,
    blobs_taken: BTreeSet<(DocumentId, BlobDigest)>,
    own: BTreeSet<(DocumentId, ActorId, u64)>,
}

impl<'a> Page<'a> {
    fn new(
        connection: &'a Connection,
        env: SyncEnv<'a>,
        sender: &'a Sender,
        after: u64,
        budget: usize,
    ) -> Self {
        Self {
            connection,
            env,
            sender,
            groups: scope::groups(&sender.roles),
            after,
            budget,
            used: 0,
            granted: BTreeMap::new(),
            documents: BTreeMap::new(),
            whole: BTreeSet::new(),
            removed: BTreeSet::new(),
            blobs: Vec::new(),
            blobs_taken: BTreeSet::new(),
            own: BTreeSet::new(),
        }
    }

    /// Takes events until the budget is used or the end is reached; gives the number up to which the page goes. Each
    /// change goes down once: with the grant that it precedes, or else under its own number.
    fn fill(&mut self, end: u64) -> Result<u64, EngineError> {
        let (limit, changes) = self.changes(end)?;
        let mut events = self.events(limit, changes)?.into_iter().peekable();
        while let Some((seq, event)) = events.next() {
            let mut upto = seq;
            for document in event.granted {
                // The person's own row may say another number than the group's; the row that counts has it.
                if self.granted_seq(document)? == Some(seq) {
                    self.deliver(document, 0, seq, Delivery::Whole)?;
                }
            }
            if let Some(document) = event.change
                && let Some(granted) = self.granted_seq(document)?
                && granted < seq
            {
                // What follows in the same document is read at once: most of a feed is somebody at work on one order.
                let last = seq.saturating_add(MAX_TOGETHER);
                while let Some((next, _)) =
                    events.next_if(|(next, event)| *next <= last && event.is_change_of(document))
                {
                    upto = next;
                }
                self.deliver(document, seq - 1, upto, Delivery::Since)?;
            }
            for document in event.removed {
                if self.granted_seq(document)?.is_none() && !planted::is(Bug::RemovalUntold) {
                    self.removed.insert(document);
                    self.used += 17;
                }
            }
            if self.used >= self.budget {
                return Ok(if planted::is(Bug::PageSkips) { limit } else { upto });
            }
        }
        Ok(limit)
    }

    /// The number up to which the page may go, and the changes until there that the sender may be interested in.
    fn changes(&self, end: u64) -> Result<(u64, BTreeMap<u64, DocumentId>), EngineError> {
        let of_his_own = self.groups.iter().all(|group| *group == scope::POOL);
        if of_his_own && end.saturating_sub(self.after) > self.env.config.short_span {
            return self.own_changes(end);
        }
        let limit = end.min(self.after.saturating_add(MAX_EVENTS));
        let mut changes = BTreeMap::new();
        if limit > self.after {
            let mut statement = self.connection.prepare_cached(
                "SELECT seq, document FROM change INDEXED BY change_feed WHERE seq > ?1 AND seq <= ?2",
            )?;
            let mut rows = statement.query(params![int(self.after), int(limit)])?;
            while let Some(row) = rows.next()? {
                changes.insert(uint(row.get(0)?), DocumentId::from_bytes(row.get(1)?));
            }
        }
        Ok((limit, changes))
    }

    fn own_changes(&self, end: u64) -> Result<(u64, BTreeMap<u64, DocumentId>), EngineError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT change.seq, change.document
             FROM scope CROSS JOIN change INDEXED BY change_document ON change.document = scope.document
             WHERE scope.principal = ?1 AND scope.removed_seq IS NULL AND change.seq > ?2 AND change.seq <= ?3
             ORDER BY change.seq LIMIT ?4",
        )?;
        let (mut limit, mut changes) = (end, BTreeMap::new());
        for principal in self.principals() {
            let mut found = 0;
            let mut rows =
                statement.query(params![principal, int(self.after), int(limit), int(MAX_EVENTS)])?;
            while let Some(row) = rows.next()? {
                let seq = uint(row.get(0)?);
                changes.insert(seq, DocumentId::from_bytes(row.get(1)?));
                found += 1;
                if found == MAX_EVENTS {
                    limit = seq;
                }
            }
        }
        changes.retain(|seq, _| *seq <= limit);
        Ok((limit, changes))
    }

    /// The sender and his groups.
    fn principals(&self) -> impl Iterator<Item = &[u8]> {
        std::iter::once(self.sender.user.as_bytes().as_slice())
            .chain(self.groups.iter().map(|g| g.as_bytes()))
    }

    fn events(
        &self,
        upto: u64,
        changes: BTreeMap<u64, DocumentId>,
    ) -> Result<BTreeMap<u64, Event>, EngineError> {
        let mut events: BTreeMap<u64, Event> = BTreeMap::new();
        if upto <= self.after {
            return Ok(events);
        }
        for (seq, document) in changes {
            events.entry(seq).or_default().change = Some(document);
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT granted_seq, document FROM scope
             WHERE principal = ?1 AND granted_seq > ?2 AND granted_seq <= ?3 AND removed_seq IS NULL",
        )?;
        for principal in self.principals() {
            let mut rows = statement.query(params![principal, int(self.after), int(upto)])?;
            while let Some(row) = rows.next()? {
                let document = DocumentId::from_bytes(row.get(1)?);
                events.entry(uint(row.get(0)?)).or_default().granted.push(document);
            }
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT removed_seq, document FROM scope WHERE principal = ?1 AND removed_seq > ?2 AND removed_seq <= ?3",
        )?;
        let mut rows = statement.query(params![self.sender.user.as_bytes(), int(self.after), int(upto)])?;
        while let Some(row) = rows.next()? {
            events.entry(uint(row.get(0)?)).or_default().removed.push(DocumentId::from_bytes(row.get(1)?));
        }
        // What a group lost: a document younger than the cursor was never on the device, unless it had it from an
        // earlier life of this server.
        let restored = feed::was_restored(self.connection)?;
        let mut statement = self.connection.prepare_cached(
            "SELECT scope.removed_seq, scope.document FROM scope JOIN document ON document.id = scope.document
             WHERE scope.principal = ?1 AND scope.removed_seq > ?2 AND scope.removed_seq <= ?3
                 AND (document.first_seq <= ?2 OR ?4)",
        )?;
        // At a first sync that is none.
        for group in self.groups.iter().filter(|_| self.after > 0 || restored) {
            let mut rows =
                statement.query(params![group.as_bytes(), int(self.after), int(upto), restored])?;
            while let Some(row) = rows.next()? {
                events
                    .entry(uint(row.get(0)?))
                    .or_default()
                    .removed
                    .push(DocumentId::from_bytes(row.get(1)?));
            }
        }
        Ok(events)
    }

    /// Work of somebody whose role was withdrawn is kept, but what he may not read leaves his device with it: no
    /// grant was ever given that a removal could end.
    fn take_back(&mut self, pushed: &Pushed) -> Result<(), EngineError> {
        let taken = |v: &&Verdict| matches!(v.outcome, Outcome::Accepted | Outcome::Duplicate);
        for verdict in pushed.verdicts.iter().chain(&pushed.returned).filter(taken) {
            if !pushed.by_slip.contains(&verdict.document) && self.granted_seq(verdict.document)?.is_none() {
                self.removed.insert(verdict.document);
            }
        }
        Ok(())
    }

    fn granted_seq(&mut self, document: DocumentId) -> Result<Option<u64>, EngineError> {
        if let Some(known) = self.granted.get(&document) {
            return Ok(*known);
        }
        let granted = scope::granted_seq(self.connection, self.sender.user, &self.groups, document)?;
        let granted = granted.or_else(|| planted::is(Bug::PullLeaks).then_some(0));
        self.granted.insert(document, granted);
        Ok(granted)
    }

    fn deliver(
        &mut self,
        document: DocumentId,
        after: u64,
        upto: u64,
        delivery: Delivery,
    ) -> Result<(), EngineError> {
        if matches!(delivery, Delivery::Whole) && !self.whole.insert(document) {
            return Ok(());
        }
        for change in feed::logged_changes(self.connection, document, after, upto)? {
            self.used += 16;
            if self.is_own(&change) {
                self.documents.entry(document).or_insert_with(|| (change.kind, Vec::new())).1.push(change);
                continue;
            }
            self.used += change.row.deps.len() * 33;
            for (_, bytes) in &change.row.entries {
                self.used += bytes.len() / ENTRY_SHRINKS + 20;
                self.take_blobs(document, bytes)?;
            }
            self.documents.entry(document).or_insert_with(|| (change.kind, Vec::new())).1.push(change);
        }
        Ok(())
    }

    fn is_own(&self, change: &LoggedChange) -> bool {
        self.own.contains(&(change.document, change.row.actor, change.row.seq))
    }

    /// Small blobs ride along with the entry that names them; a device asks for large ones. The entry isn't read for that:
    /// what looks like a digest and belongs to no blob of this document names none.
    fn take_blobs(&mut self, document: DocumentId, bytes: &[u8]) -> Result<(), EngineError> {
        for digest in digests(bytes) {
            if self.blobs_taken.contains(&(document, digest)) {
                continue;
            }
            if let Some(bytes) = feed::small_blob(self.connection, document, &digest)? {
                self.used += bytes.len() + 24;
                self.blobs_taken.insert((document, digest));
                // In the order in which entries name them, which is what columns are short for.
                self.blobs.push(WireBlob { document, bytes: Bytes(bytes) });
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<News, SyncError> {
        let mut documents = Vec::with_capacity(self.documents.len());
        for (document, (kind, changes)) in self.documents {
            let mut runs = runs(self.connection, &changes);
            let rows = runs
                .iter_mut()
                .flat_map(|run| run.rows.iter_mut().map(|pulled| (run.actor, &mut pulled.row)));
            for (_, row) in rows.filter(|(actor, row)| self.own.contains(&(document, *actor, row.seq))) {
                *row = Row { seq: row.seq, deps: None, entries: Vec::new() };
            }
            for run in &mut runs {
                run.receipt = receipt(self.connection, self.env, document, kind, run)?;
            }
            documents.push(DocumentPage { document, kind, runs, snapshot: None });
        }
        documents.sort_by_key(|page| kind_rank(page.kind));
        Ok((documents, self.removed.into_iter().collect(), self.blobs))
    }
}

/// What may be a digest in an entry's bytes: CBOR's mark of a byte string of 32 bytes, and what follows it.
fn digests(bytes: &[u8]) -> impl Iterator<Item = BlobDigest> {
    bytes
        .windows(34)
        .filter(|window| window[..2] == [0x58, 32])
        .filter_map(|window| BlobDigest::from_slice(&window[2..]))
}

/// Numbers of the changes that came up in this request and are in the log as they came. A number under which the log has
/// another change (a fork) isn't among them: that one comes down with its content.
fn own_rows(request: &SyncRequest, pushed: &Pushed) -> BTreeSet<(DocumentId, ActorId, u64)> {
    let mut first: BTreeMap<_, u64> = BTreeMap::new();
    for run in &request.push {
        if let Some(row) = run.rows.first() {
            let known = first.entry((run.document, run.actor)).or_insert(row.seq);
            *known = row.seq.min(*known);
        }
    }
    let sent: BTreeSet<_> = request
        .push
        .iter()
        .flat_map(|run| run.rows.iter().map(|row| (run.document, run.actor, row.seq)))
        .collect();
    let mut own = BTreeSet::new();
    for verdict in &pushed.verdicts {
        let Some(from) = first.get_mut(&(verdict.document, verdict.actor)) else { continue };
        // A hostile request may send the same numbers several times.
        let forward = *from <= verdict.upto;
        if forward && matches!(verdict.outcome, Outcome::Accepted | Outcome::Duplicate) {
            let rows =
                (verdict.document, verdict.actor, *from)..=(verdict.document, verdict.actor, verdict.upto);
            own.extend(sent.range(rows));
        }
        *from = (*from).max(verdict.upto.saturating_add(1));
    }
    own
}

/// The receipt of a run, by which a device can give it back after a restore.
fn receipt(
    connection: &Connection,
    env: SyncEnv<'_>,
    document: DocumentId,
    kind: DocumentKind,
    run: &PulledRun,
) -> Result<Option<Bytes>, SyncError> {
    let handed_out = HandedOut::of(document, kind, run);
    let (Some(handed_out), Some(origin)) = (handed_out, feed::origin_of(connection, run.actor)?) else {
        return Ok(None);
    };
    Ok(Some(Bytes(handed_out.receipt(env.keys, origin)?.to_vec())))
}

/// Changes in feed order, each after its dependencies, as runs of one actor.
fn runs(connection: &Connection, changes: &[LoggedChange]) -> Vec<PulledRun> {
    let mut runs: Vec<PulledRun> = Vec::new();
    let mut last: BTreeMap<_, (u64, ChangeHash)> = BTreeMap::new();
    for change in changes {
        let actor = change.row.actor;
        let before = match last.get(&actor) {
            Some((seq, hash)) if seq.saturating_add(1) == change.row.seq => Some(*hash),
            _ => hash_of(connection, change),
        };
        last.insert(actor, (change.row.seq, change.hash));
        let row = PulledRow { row: to_wire(&change.row, before), received_at: change.received_at };
        match runs.last_mut() {
            Some(run) if run.actor == actor => {
                run.rows.push(row);
                run.hash = change.hash;
            }
            _ => runs.push(PulledRun { actor, rows: vec![row], hash: change.hash, receipt: None }),
        }
    }
    runs
}

/// Hash of the actor's change before this one.
fn hash_of(connection: &Connection, change: &LoggedChange) -> Option<ChangeHash> {
    let before = change.row.seq.checked_sub(1).filter(|seq| *seq > 0)?;
    let mut statement = connection
        .prepare_cached("SELECT hash FROM change WHERE document = ?1 AND actor = ?2 AND actor_seq = ?3")
        .ok()?;
    let mut rows = statement
        .query(params_from_iter([
            rusqlite::types::Value::Blob(change.document.as_bytes().to_vec()),
            rusqlite::types::Value::Blob(change.row.actor.as_bytes().to_vec()),
            rusqlite::types::Value::Integer(int(before)),
        ]))
        .ok()?;
    // Without it the row names its dependencies in full, which is always right.
    rows.next().ok().flatten()?.get(0).ok().map(ChangeHash::from_bytes)
}
