//! One sync request of a device: its new changes go up, everything after its cursor comes down.
//!
//! Usable without HTTP and without an async runtime: [`push`] runs inside a writer's transaction, [`pull`] on any
//! snapshot after it, [`handle`] is both. Time, randomness and the sender are passed in.

mod lives;
mod pull;
mod random;
mod release;
mod returned;

#[cfg(test)]
pub(crate) mod tests;

pub use pull::pull;
pub use random::HashRandom;
pub use release::{Release, release};

use crate::admit::{Admitted, Bench, Quarantined, Sender, TooManyPending, admit};
use crate::alarms::{self, AlarmKind};
use crate::audit::{Act, AuditKind, By, Origin, record};
use crate::blobs;
use crate::feed::{self, EngineError, scope};
use crate::keys::{KeyError, ServerKeys};
use client_core::domain::decide::Random;
use client_core::domain::entry::{DocumentKind, Entry};
use client_core::domain::id::{BlobDigest, DocumentId};
use client_core::domain::procedure::Library;
use client_core::protocol::{
    MAX_INLINE_BLOB_BYTES, OLDEST_VERSION, Outcome, QuarantineReason, SyncAnswer, SyncRequest, VERSION,
    Verdict,
};
use planted::Bug;
use rusqlite::Connection;
use std::collections::btree_map;
use std::collections::{BTreeMap, BTreeSet};

/// How long a role that was withdrawn still makes claims, in milliseconds: 60 days.
pub const ROLE_GRACE_MS: i64 = 60 * 24 * 3_600_000;

/// Settings of sync.
#[derive(Debug, Clone)]
pub struct SyncConfig {
    /// A page never aims at more bytes, whatever the device's budget.
    pub max_page_bytes: u32,
    /// A span of more feed numbers than this isn't gone through for somebody who reads only documents of his own: their
    /// changes are looked up.
    pub short_span: u64,
}

impl Default for SyncConfig {
    fn default() -> Self {
        Self { max_page_bytes: 4 * 1024 * 1024, short_span: 2_000 }
    }
}

/// What every request is handled with.
#[derive(Debug, Clone, Copy)]
pub struct SyncEnv<'a> {
    /// Procedures.
    pub library: &'a Library,
    /// Settings.
    pub config: &'a SyncConfig,
    /// The server's keys, for receipts.
    pub keys: &'a ServerKeys,
}

/// Why a request gets no answer. Nothing of it was stored.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The device sends more changes that wait for others than it may.
    #[error(transparent)]
    TooManyPending(#[from] TooManyPending),
    /// A version that this server doesn't take any more.
    #[error("protocol version {0} is not spoken here")]
    Version(u16),
    /// The device has begun an epoch within the last hour. Each one makes every device send its work again, so nobody
    /// begins them as he likes.
    #[error("this device has begun a new epoch within the last hour")]
    EpochAgain,
    /// The database, or something stored in it.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The server's key.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl From<rusqlite::Error> for SyncError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error.into())
    }
}

impl From<crate::store::StoreError> for SyncError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Engine(error.into())
    }
}

/// What became of the way up.
#[derive(Debug, Clone, Default)]
pub struct Pushed {
    /// Verdicts on every run.
    pub verdicts: Vec<Verdict>,
    /// Verdicts on every run that came back.
    pub returned: Vec<Verdict>,
    /// Whether the log grew.
    pub moved: bool,
    /// Documents that the sender wrote into by a slip or a ticket and doesn't read: he has nothing of them but his own
    /// entries, which he keeps.
    pub by_slip: BTreeSet<DocumentId>,
}

/// Whether the request needs the writer: it pushes something, the sender's roles have changed, or its cursor is beyond
/// the end.
pub fn needs_write(
    connection: &Connection,
    sender: &Sender,
    request: &SyncRequest,
) -> Result<bool, SyncError> {
    Ok(!request.push.is_empty()
        || !request.returned.is_empty()
        || !request.blobs.is_empty()
        || of_another_life(connection, request)?
        || scope::needs_reconcile(connection, sender.user, &sender.roles)?)
}

/// The way up. Runs inside the caller's transaction; an error must undo it.
pub fn push(
    connection: &Connection,
    env: SyncEnv<'_>,
    sender: &Sender,
    request: &SyncRequest,
    now: i64,
    random: &mut dyn Random,
) -> Result<Pushed, SyncError> {
    if request.version < OLDEST_VERSION {
        return Err(SyncError::Version(request.version));
    }
    if of_another_life(connection, request)? {
        if alarms::raised_lately(connection, now, AlarmKind::Rollback, sender.device)? {
            return Err(SyncError::EpochAgain);
        }
        // This database was put back to an older state and nobody said so: its feed starts another life, so that no
        // device trusts numbers that now mean something else.
        let detail = "a device has seen changes that this database hasn't; a new epoch was started";
        alarms::raise(connection, now, AlarmKind::Rollback, Some(sender.user), Some(sender.device), detail)?;
        let mut epoch = [0; 8];
        epoch.copy_from_slice(&random.bytes()[..8]);
        connection.execute("UPDATE site SET epoch = ?1", [epoch])?;
        let by = By::nobody(now, Origin::Server);
        let act = Act::of(AuditKind::BackupRestored).about(sender.user).device(sender.device);
        record(connection, &by, &act)?;
    }
    scope::reconcile(connection, sender.user, &sender.roles)?;
    if request.version > VERSION {
        return Ok(Pushed { verdicts: all_later(request), ..Pushed::default() });
    }
    let epoch = feed::epoch(connection)?;
    let back = returned::take_back(connection, env, sender, request, now, random)?;
    let mut facts = feed::facts_for(connection, sender, &request.push, epoch, random)?;
    let mut bench = Bench { sender, library: env.library, now, random };
    let admission = admit(request.push.clone(), &mut facts, &mut bench)?;
    let moved = !admission.admitted.is_empty() || !back.admitted.is_empty();
    if !admission.admitted.is_empty() {
        let lost = usize::from(admission.admitted.len() > 1 && planted::is(Bug::LastOfBatchLost));
        let stored = &admission.admitted[..admission.admitted.len() - lost];
        feed::commit(connection, env.library, &facts.documents, stored, now, epoch)?;
    }
    feed::keep_quarantined(connection, sender.user, sender.device, &admission.quarantined, now)?;
    raise_alarms(connection, sender, &admission.verdicts, now)?;
    lives::look(connection, sender, &facts.documents, &admission.admitted, now)?;
    let refused = blobs_of_refused(&admission.quarantined);
    keep_blobs(connection, sender, request, &facts.documents, (&back.given, &refused), now)?;
    if moved && !planted::is(Bug::NotSettled) {
        // After the blobs: whether two requests are in the same words is one of its questions.
        let admitted: Vec<Admitted> = back.admitted.into_iter().chain(admission.admitted).collect();
        feed::settle(connection, env.library, &admitted, now, epoch, random)?;
    }
    for (document, facts) in &facts.documents {
        blobs::settle(connection, *document, || {
            let refused = refused.get(document).into_iter().flatten().copied();
            blobs_of(&facts.known).into_iter().chain(refused).collect()
        })?;
    }
    let by_slip = facts.documents.iter().filter(|(_, facts)| !facts.in_scope).map(|(id, _)| *id).collect();
    Ok(Pushed { verdicts: admission.verdicts, returned: back.verdicts, moved, by_slip })
}

/// Both ways, for callers that have one connection and hold a transaction.
pub fn handle(
    connection: &Connection,
    env: SyncEnv<'_>,
    sender: &Sender,
    request: &SyncRequest,
    now: i64,
    random: &mut dyn Random,
) -> Result<SyncAnswer, SyncError> {
    let pushed = push(connection, env, sender, request, now, random)?;
    pull(connection, env, sender, request, pushed, now)
}

/// Whether a cursor of this epoch speaks of changes that this database hasn't: it was put back to an earlier state, and
/// nobody has said so.
fn of_another_life(connection: &Connection, request: &SyncRequest) -> Result<bool, SyncError> {
    let Some(cursor) = &request.cursor else { return Ok(false) };
    if cursor.epoch != feed::epoch(connection)? || planted::is(Bug::RestoreUnnoticed) {
        return Ok(false);
    }
    let beyond = cursor.seq > feed::seq(connection)?;
    let other = cursor.check.is_some() && cursor.check != feed::chain_at(connection, cursor.seq)?;
    Ok(beyond || (other && !planted::is(Bug::ChainIgnored)))
}

/// A newer protocol: nothing is stored, the device keeps everything until this server is updated.
fn all_later(request: &SyncRequest) -> Vec<Verdict> {
    request
        .push
        .iter()
        .filter_map(|run| {
            let upto = run.rows.iter().map(|row| row.seq).max()?;
            Some(Verdict { document: run.document, actor: run.actor, upto, outcome: Outcome::Later })
        })
        .collect()
}

fn raise_alarms(
    connection: &Connection,
    sender: &Sender,
    verdicts: &[Verdict],
    now: i64,
) -> Result<(), SyncError> {
    for verdict in verdicts {
        let Outcome::Quarantined { reason, .. } = &verdict.outcome else { continue };
        let kind = match reason {
            QuarantineReason::Actor => AlarmKind::ForgedActor,
            QuarantineReason::Fork => AlarmKind::ActorFork,
            _ => continue,
        };
        let detail = format!("document {}, actor {}", verdict.document, verdict.actor);
        alarms::raise(connection, now, kind, Some(sender.user), Some(sender.device), &detail)?;
    }
    Ok(())
}

/// Keeps blobs that an entry of their document names where the sender may know the document, and those that his refused
/// changes name, whose own bytes are kept as well.
fn keep_blobs(
    connection: &Connection,
    sender: &Sender,
    request: &SyncRequest,
    judged: &BTreeMap<DocumentId, crate::admit::DocumentFacts>,
    (given, refused): (&BTreeSet<DocumentId>, &BTreeMap<DocumentId, BTreeSet<BlobDigest>>),
    now: i64,
) -> Result<(), SyncError> {
    let mut named: BTreeMap<DocumentId, BTreeSet<BlobDigest>> = BTreeMap::new();
    for blob in request.blobs.iter().filter(|blob| blob.bytes.0.len() <= MAX_INLINE_BLOB_BYTES) {
        if let btree_map::Entry::Vacant(place) = named.entry(blob.document) {
            let id = blob.document;
            let judged = judged.get(&id);
            let may = planted::is(Bug::BlobOfAnybody)
                || given.contains(&id)
                || judged.is_some_and(|facts| facts.in_scope)
                || scope::may_add(connection, sender, id)?;
            let mut digests = match judged {
                _ if !may => BTreeSet::new(),
                Some(facts) => blobs_of(&facts.known),
                None => feed::known(connection, id)?.as_ref().map(blobs_of).unwrap_or_default(),
            };
            digests.extend(refused.get(&id).into_iter().flatten());
            place.insert(digests);
        }
        let digest = client_core::domain::blob::digest_of(&blob.bytes.0);
        if named.get(&blob.document).is_some_and(|digests| digests.contains(&digest)) {
            feed::store_blob(connection, blob.document, &blob.bytes.0, now)?;
        }
    }
    Ok(())
}

/// Blobs that refused changes name: they stay beside them, for the day on which somebody lets one in.
fn blobs_of_refused(refused: &[Quarantined]) -> BTreeMap<DocumentId, BTreeSet<BlobDigest>> {
    let mut digests: BTreeMap<DocumentId, BTreeSet<BlobDigest>> = BTreeMap::new();
    for change in refused {
        let entries = change.row.entries.iter().filter_map(|(_, bytes)| Entry::from_bytes(&bytes.0).ok());
        digests.entry(change.document).or_default().extend(entries.flat_map(|entry| entry.body.blobs()));
    }
    digests
}

fn blobs_of(known: &crate::admit::Known) -> BTreeSet<BlobDigest> {
    known.entries().iter().flat_map(|entry| entry.entry.body.blobs()).collect()
}

/// The kinds in the order in which a page names new documents: customers first, so that an order finds its own.
pub(crate) const fn kind_rank(kind: DocumentKind) -> u8 {
    match kind {
        DocumentKind::Customer => 0,
        DocumentKind::Order
        | DocumentKind::Kit
        | DocumentKind::Store
        | DocumentKind::Month
        | DocumentKind::Incident
        | DocumentKind::Complaint
        | DocumentKind::CentreComplaint
        | DocumentKind::FeeAccount
        | DocumentKind::Matter(_) => 1,
    }
}
