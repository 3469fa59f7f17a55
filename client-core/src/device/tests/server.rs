//! A server of a page: one log, no scopes, and refusals on demand.

use crate::domain::blob::digest_of;
use crate::domain::entry::{DocumentKind, Entry};
use crate::domain::id::{ActorId, BlobDigest, ChangeHash, CommandId, DocumentId, EntryId};
use crate::domain::reference::Reference;
use crate::protocol::convert::{from_wire, to_wire};
use crate::protocol::{
    self, BlobAnswer, BlobName, BlobRefusal, BlobRequest, Bundle, Bytes, Cursor, DocumentPage,
    MAX_INLINE_BLOB_BYTES, Outcome, PulledRow, PulledRun, QuarantineReason, SyncAnswer, SyncRequest, VERSION,
    Verdict, WireBlob,
};
use crate::replica::{ChangeRow, Inserted, Replica, ReplicaError};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

#[derive(Debug, Clone)]
struct Logged {
    document: DocumentId,
    hash: ChangeHash,
    received_at: i64,
}

#[derive(Debug, Clone)]
pub(in crate::device) struct FakeServer {
    pub(super) epoch: [u8; 8],
    log: Vec<Logged>,
    replicas: BTreeMap<DocumentId, Replica>,
    pub(super) blobs: BTreeMap<BlobDigest, (DocumentId, Vec<u8>)>,
    /// Entries to refuse.
    pub(super) refuse: BTreeMap<EntryId, QuarantineReason>,
    /// What every push is answered with instead of being stored.
    pub(super) put_off: Option<Outcome>,
    /// Documents whose pushes are put off.
    pub(super) waits: BTreeSet<DocumentId>,
    /// What is said of runs that come back.
    pub(super) back: Outcome,
    dead: BTreeSet<(DocumentId, ActorId)>,
    pub(super) removed: Vec<DocumentId>,
    pub(super) page: usize,
    pub(super) now: i64,
    pub(super) reference: Option<Reference>,
    /// Whether its reference data have a form that no app here reads.
    pub(super) newer_form: bool,
    pub(super) requests: Vec<SyncRequest>,
    pub(super) blob_requests: Vec<BlobRequest>,
    parts: BTreeMap<BlobName, Vec<u8>>,
    /// Documents whose photos are never taken.
    pub(super) no_photos: BTreeSet<DocumentId>,
    /// What becomes of blob requests, from the front; after the last one, all arrive.
    pub(super) line: VecDeque<Line>,
    /// Photos that come down damaged.
    pub(super) damaged: BTreeSet<BlobDigest>,
    /// Whether a change is taken before its photo, as by a server that was just restored.
    pub(super) no_photo_needed: bool,
}

/// What becomes of one blob request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Whole,
    /// The request doesn't reach the server.
    CutBefore,
    /// The server takes it; the answer is lost.
    CutAfter,
}

struct Judged {
    document: DocumentId,
    kind: DocumentKind,
    change: ChangeRow,
    commands: Vec<CommandId>,
    refusal: Option<QuarantineReason>,
}

impl FakeServer {
    pub(super) fn new() -> Self {
        Self {
            epoch: [1; 8],
            log: Vec::new(),
            replicas: BTreeMap::new(),
            blobs: BTreeMap::new(),
            refuse: BTreeMap::new(),
            put_off: None,
            waits: BTreeSet::new(),
            back: Outcome::Accepted,
            dead: BTreeSet::new(),
            removed: Vec::new(),
            page: usize::MAX,
            now: 1_800_000_000_000,
            reference: None,
            newer_form: false,
            requests: Vec::new(),
            blob_requests: Vec::new(),
            parts: BTreeMap::new(),
            no_photos: BTreeSet::new(),
            line: VecDeque::new(),
            damaged: BTreeSet::new(),
            no_photo_needed: false,
        }
    }

    pub(super) fn replica(&self, document: DocumentId) -> &Replica {
        &self.replicas[&document]
    }

    pub(super) fn find(&self, document: DocumentId) -> Option<&Replica> {
        self.replicas.get(&document)
    }

    /// Somebody lets an entry in that was refused: it comes in a change of another actor.
    pub(super) fn let_in(&mut self, document: DocumentId, id: EntryId, bytes: &[u8]) {
        let replica = self.replicas.get_mut(&document).unwrap();
        let (actor, deps) = (ActorId::from_bytes([0xee; 16]), replica.heads().into_iter().collect());
        let change = ChangeRow { actor, seq: 1, deps, entries: vec![(id, bytes.to_vec())] };
        let Ok(Inserted::New(hash)) = replica.insert(change) else { panic!("it can't be let in") };
        self.log.push(Logged { document, hash, received_at: self.now });
    }

    pub(super) fn changes(&self) -> usize {
        self.log.len()
    }

    /// The first changes of the log.
    #[cfg(feature = "sqlite")]
    pub(super) fn logged(&self, upto: usize) -> impl Iterator<Item = (DocumentId, ChangeHash)> {
        self.log[..upto].iter().map(|logged| (logged.document, logged.hash))
    }

    /// The answer to a request's bytes.
    pub(in crate::device) fn sync(&mut self, request: &[u8]) -> Vec<u8> {
        let request: SyncRequest = protocol::from_bytes(request).unwrap();
        self.requests.push(request.clone());
        for blob in &request.blobs {
            self.blobs.insert(digest_of(&blob.bytes.0), (blob.document, blob.bytes.0.clone()));
        }
        let verdicts = self.push(&request);
        let new_epoch = request.cursor.is_some_and(|cursor| cursor.epoch != self.epoch);
        let from = match request.cursor {
            Some(cursor) if !new_epoch => usize::try_from(cursor.seq).unwrap(),
            _ => 0,
        };
        let to = self.log.len().min(from.saturating_add(self.page));
        let documents = self.pages(from, to);
        let blobs = self.blobs.values().filter(|(document, bytes)| {
            bytes.len() <= MAX_INLINE_BLOB_BYTES && documents.iter().any(|d| d.document == *document)
        });
        let blobs = blobs
            .map(|(document, bytes)| WireBlob { document: *document, bytes: Bytes(bytes.clone()) })
            .collect();
        let newer = |r: &Reference| new_epoch || r.version != request.reference;
        let reference = self.reference.clone().filter(newer);
        let on_the_wire = |bundle: Reference| {
            if self.newer_form { Bundle::Unread { version: Some(bundle.version) } } else { bundle.into() }
        };
        let reference = reference.map(on_the_wire);
        protocol::to_bytes(&SyncAnswer {
            version: VERSION,
            nonce: request.nonce,
            server_time: self.now,
            verdicts,
            returned: self.taken_back(&request),
            documents,
            removed: std::mem::take(&mut self.removed),
            blobs,
            reference,
            cursor: Cursor { epoch: self.epoch, seq: u64::try_from(to).unwrap(), check: None },
            new_epoch,
            more: to < self.log.len(),
            backed_up: None,
        })
        .unwrap()
    }

    /// So many blob requests are answered, the answer to the next one is lost, and then the line is dead.
    pub(super) fn no_answer_after(&mut self, whole: usize) {
        self.line = std::iter::repeat_n(Line::Whole, whole)
            .chain([Line::CutAfter])
            .chain(std::iter::repeat_n(Line::CutBefore, 50))
            .collect();
    }

    /// The answer to a blob request; `None` when the line was cut.
    pub(super) fn photo(&mut self, request: &BlobRequest) -> Option<BlobAnswer> {
        self.blob_requests.push(request.clone());
        match self.line.pop_front().unwrap_or(Line::Whole) {
            Line::Whole => Some(self.take_photo(request)),
            Line::CutBefore => None,
            Line::CutAfter => {
                self.take_photo(request);
                None
            }
        }
    }

    fn take_photo(&mut self, request: &BlobRequest) -> BlobAnswer {
        let blob = request.blob();
        let len = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap();
        let stored = self.blobs.get(&blob.digest).map(|(_, bytes)| bytes.clone());
        match (request, stored) {
            (BlobRequest::Get { offset, most, .. }, Some(mut bytes)) => {
                if self.damaged.contains(&blob.digest) {
                    bytes[0] ^= 1;
                }
                let piece = bytes.iter().skip(*offset as usize).take(*most as usize).copied().collect();
                BlobAnswer::Bytes { total: len(&bytes), bytes: piece }
            }
            (BlobRequest::Get { .. }, None) => BlobAnswer::Unknown,
            (_, Some(bytes)) => BlobAnswer::Stands { offset: len(&bytes), complete: true },
            (_, None) if !self.replicas.contains_key(&blob.document) => BlobAnswer::Unknown,
            (BlobRequest::Stand { .. }, None) => match self.parts.get(&blob) {
                Some(bytes) => BlobAnswer::Stands { offset: len(bytes), complete: false },
                None => BlobAnswer::Unknown,
            },
            (BlobRequest::Put { .. }, None) if self.no_photos.contains(&blob.document) => {
                BlobAnswer::Refused(BlobRefusal::Quota)
            }
            (BlobRequest::Put { offset, total, bytes, .. }, None) => {
                let here = self.parts.entry(blob).or_default();
                if *offset == len(here) {
                    here.extend(bytes);
                }
                let offset = len(here);
                if offset == *total {
                    let whole = self.parts.remove(&blob).unwrap();
                    assert_eq!(digest_of(&whole), blob.digest);
                    self.blobs.insert(blob.digest, (blob.document, whole));
                }
                BlobAnswer::Stands { offset, complete: offset == *total }
            }
        }
    }

    /// The same word on every run that comes back; nothing is stored.
    fn taken_back(&self, request: &SyncRequest) -> Vec<Verdict> {
        let runs = request.returned.iter().map(|returned| Verdict {
            document: returned.document,
            actor: returned.run.actor,
            upto: returned.run.rows.last().unwrap().row.seq,
            outcome: self.back.clone(),
        });
        runs.collect()
    }

    fn pages(&self, from: usize, to: usize) -> Vec<DocumentPage> {
        let mut pages: Vec<DocumentPage> = Vec::new();
        for logged in &self.log[from..to] {
            let replica = &self.replicas[&logged.document];
            let (row, _) = replica.rows().find(|(_, built)| built.hash == logged.hash).unwrap();
            let before = replica.rows().find(|(r, _)| r.actor == row.actor && r.seq + 1 == row.seq);
            let pulled = PulledRow {
                row: to_wire(row, before.map(|(_, built)| built.hash)),
                received_at: logged.received_at,
            };
            let (document, kind) = (logged.document, replica.kind());
            if !pages.iter().any(|page| page.document == document) {
                pages.push(DocumentPage { document, kind, runs: Vec::new(), snapshot: None });
            }
            let page = pages.iter_mut().find(|page| page.document == document).unwrap();
            match page.runs.last_mut() {
                Some(run) if run.actor == row.actor => {
                    run.rows.push(pulled);
                    run.hash = logged.hash;
                }
                _ => page.runs.push(PulledRun {
                    actor: row.actor,
                    rows: vec![pulled],
                    hash: logged.hash,
                    receipt: Some(Bytes(vec![7; 16])),
                }),
            }
        }
        pages
    }

    fn judge(&self, request: &SyncRequest) -> Vec<Judged> {
        let mut judged = Vec::new();
        for run in &request.push {
            let mut last =
                self.replicas.get(&run.document).and_then(|r| r.last_of(&run.actor)).map(|(_, hash)| hash);
            for (i, row) in run.rows.iter().enumerate() {
                assert!(i == 0 || row.seq == run.rows[i - 1].seq + 1, "no gap inside a run");
                // After a forked row its successors can't be built here; they fall with it.
                let unbuilt = last.is_none() && row.deps.is_none();
                let change = from_wire(run.actor, row, last.or(Some(run.hash))).unwrap();
                // Good enough for hashes inside a run: built on a scratch replica of everything known.
                let mut scratch = self
                    .replicas
                    .get(&run.document)
                    .cloned()
                    .unwrap_or_else(|| Replica::new(run.kind, run.document));
                for earlier in judged.iter().filter(|j: &&Judged| j.document == run.document) {
                    let _ = scratch.insert(earlier.change.clone());
                }
                last = match scratch.insert(change.clone()) {
                    Ok(Inserted::New(hash) | Inserted::Duplicate(hash)) => Some(hash),
                    _ => None,
                };
                if i + 1 == run.rows.len() && last.is_some() {
                    assert_eq!(last, Some(run.hash), "both sides build the same change");
                }
                let known = self.replicas.get(&run.document);
                let duplicate = last.is_some_and(|hash| known.is_some_and(|replica| replica.contains(&hash)));
                let refusal = change.entries.iter().find_map(|(id, _)| self.refuse.get(id).copied());
                let dead = unbuilt || self.dead.contains(&(run.document, run.actor));
                let follows = dead.then_some(QuarantineReason::Follows);
                for (_, bytes) in &change.entries {
                    for photo in Entry::from_bytes(bytes).unwrap().body.photos() {
                        let here = self.no_photo_needed || self.blobs.contains_key(&photo.blob);
                        assert!(here, "a photo is there before the change that names it");
                    }
                }
                let entry = |(_, bytes): &(EntryId, Vec<u8>)| Entry::from_bytes(bytes).unwrap().command.id;
                judged.push(Judged {
                    document: run.document,
                    kind: run.kind,
                    commands: change.entries.iter().map(entry).collect(),
                    refusal: if duplicate { None } else { refusal.or(follows) },
                    change,
                });
            }
        }
        judged
    }

    fn push(&mut self, request: &SyncRequest) -> Vec<Verdict> {
        let mut judged = self.judge(request);
        // What follows a refused change falls with it, and a command falls as a whole.
        loop {
            let before = judged.iter().filter(|j| j.refusal.is_some()).count();
            let mut dead = BTreeSet::new();
            let mut commands = BTreeSet::new();
            for j in &mut judged {
                if j.refusal.is_none() && dead.contains(&(j.document, j.change.actor)) {
                    j.refusal = Some(QuarantineReason::Follows);
                }
                if j.refusal.is_some() {
                    dead.insert((j.document, j.change.actor));
                    commands.extend(j.commands.iter().copied());
                }
            }
            for j in &mut judged {
                if j.refusal.is_none() && j.commands.iter().any(|command| commands.contains(command)) {
                    j.refusal = Some(QuarantineReason::Group);
                }
            }
            if before == judged.iter().filter(|j| j.refusal.is_some()).count() {
                break;
            }
        }
        judged.into_iter().map(|j| self.admit(j)).collect()
    }

    fn admit(&mut self, judged: Judged) -> Verdict {
        let (document, actor, upto) = (judged.document, judged.change.actor, judged.change.seq);
        let outcome = if let Some(outcome) = &self.put_off {
            outcome.clone()
        } else if self.waits.contains(&document) {
            Outcome::Pending
        } else if let Some(reason) = judged.refusal {
            self.dead.insert((document, actor));
            Outcome::Quarantined { reason, detail: "refused by the test".into() }
        } else {
            let replica =
                self.replicas.entry(document).or_insert_with(|| Replica::new(judged.kind, document));
            let mut trial = replica.clone();
            match trial.insert(judged.change) {
                Ok(Inserted::New(hash)) => {
                    *replica = trial;
                    self.now += 1;
                    self.log.push(Logged { document, hash, received_at: self.now });
                    Outcome::Accepted
                }
                Ok(Inserted::Duplicate(_)) => Outcome::Duplicate,
                Ok(Inserted::Waiting(_)) => Outcome::Pending,
                Err(error) => {
                    self.dead.insert((document, actor));
                    let reason = match error {
                        ReplicaError::Seq { .. } => QuarantineReason::Fork,
                        ReplicaError::EntryIdUsed(_) => QuarantineReason::EntryIdUsed,
                        ReplicaError::OwnPast => QuarantineReason::OwnPast,
                        _ => QuarantineReason::Malformed,
                    };
                    Outcome::Quarantined { reason, detail: error.to_string() }
                }
            }
        };
        Verdict { document, actor, upto, outcome }
    }
}
