//! What a restored server has lost of others' work, and this device still has: it goes back with the receipts that it
//! came with. Own work goes up again by itself, with its photos.

use super::request::Parcel;
use super::{InFlight, SyncError};
use crate::device::loaded::{Documents, Loaded};
use crate::device::record::{META_RETURNING, ReceiptRecord, decode, put, receipt_key, run_of};
use crate::device::store::{Query, Store, StoreError, Table, WriteSet};
use crate::device::{Device, Environment};
use crate::domain::entry::Entry;
use crate::domain::id::{ActorId, ChangeHash, DocumentId};
use crate::protocol::convert::to_wire;
use crate::protocol::{Epoch, MAX_ROWS, Outcome, PulledRow, PulledRun, ReturnedRun, SyncAnswer};
use std::collections::{BTreeMap, BTreeSet};

/// Bytes of a request that returned runs take at most, about: own new work finds room beside them.
const RETURNED_BYTES: usize = 32 * 1024;

/// A run that has a receipt: document, actor, and the number of its last change.
pub(super) type ReceiptName = (DocumentId, ActorId, u64);

/// What a request says of returns.
#[derive(Debug, Clone, Default)]
pub(super) struct Returning {
    /// Whether this device looked for runs to return.
    looked: bool,
    /// The runs in the request, with their receipts.
    sent: BTreeMap<ReceiptName, ReceiptRecord>,
    /// Whether there are more than the request could carry.
    more: bool,
    /// Whether others wait for what the server hasn't got yet.
    waits: bool,
}

/// What the answer made of it.
#[derive(Debug, Default)]
pub(super) struct Returned {
    /// Runs that the server has now.
    pub(super) taken: u32,
    /// Whether the device goes on to look for runs to return after this answer.
    pub(super) goes_on: bool,
    news: bool,
    put_off: BTreeSet<ReceiptName>,
}

impl<S: Store, E: Environment> Device<S, E> {
    /// Packs runs that the server handed out in an earlier life and doesn't have in this one, once this device has heard
    /// everything that it has.
    pub(super) async fn pack_returned(&self) -> Result<(Vec<ReturnedRun>, Parcel, Returning), SyncError> {
        let (mut runs, mut parcel, mut returning) = (Vec::new(), Parcel::default(), Returning::default());
        let Some(cursor) = self.settings.cursor.filter(|_| self.settings.returning && self.sync.caught_up)
        else {
            return Ok((runs, parcel, returning));
        };
        returning.looked = true;
        let mut documents = Documents::default();
        let mut rows = 0;
        for (name, record) in self.lost_runs(cursor.epoch).await? {
            if self.sync.returns_put_off.contains(&name) {
                returning.waits = true;
                continue;
            }
            let Some(loaded) = documents.load(&self.store, name.0).await? else { continue };
            let Some(run) = run_from(loaded, name, &record) else { continue };
            if parcel.bytes >= RETURNED_BYTES || rows + run.run.rows.len() > MAX_ROWS {
                returning.more = true;
                break;
            }
            rows += run.run.rows.len();
            for (_, bytes) in run.run.rows.iter().flat_map(|row| &row.row.entries) {
                parcel.bytes += bytes.0.len() + 48;
                let Ok(entry) = Entry::from_bytes(&bytes.0) else { continue };
                for digest in entry.body.blobs() {
                    self.pack_blob(name.0, digest, &mut parcel).await?;
                }
            }
            returning.sent.insert(name, record);
            runs.push(run);
        }
        Ok((runs, parcel, returning))
    }

    /// Receipts of others' changes that no receipt of this life covers. An actor's changes have no gap on the server, so
    /// the last one that it handed out stands for all before it.
    async fn lost_runs(&self, epoch: Epoch) -> Result<Vec<(ReceiptName, ReceiptRecord)>, StoreError> {
        let all = Query::Prefix { table: Table::Receipt, prefix: Vec::new(), limit: None };
        let mut known: BTreeMap<(DocumentId, ActorId), u64> = BTreeMap::new();
        let mut old = Vec::new();
        for stored in self.store.read(all).await? {
            let name = run_of(&stored.key)?;
            let record: ReceiptRecord = decode(&stored)?;
            if record.epoch == epoch {
                let last = known.entry((name.0, name.1)).or_default();
                *last = name.2.max(*last);
            } else if record.refused_in != Some(epoch) {
                old.push((name, record));
            }
        }
        old.retain(|(name, _)| known.get(&(name.0, name.1)).is_none_or(|last| *last < name.2));
        Ok(old)
    }

    /// Writes what the answer says about returned runs. A refused one isn't shown again in this life of the
    /// server.
    pub(super) fn settle_returned(
        &self,
        answer: &SyncAnswer,
        flight: &InFlight,
        new_epoch: bool,
        writes: &mut WriteSet,
    ) -> Result<(Returned, bool), StoreError> {
        let (asked, mut returned) = (&flight.returning, Returned::default());
        for (name, record) in &asked.sent {
            let said = answer.returned.iter().find(|v| (v.document, v.actor, v.upto) == *name);
            match said.map(|verdict| &verdict.outcome) {
                Some(Outcome::Accepted | Outcome::Duplicate) => {
                    returned.taken += 1;
                    writes.delete(Table::Receipt, receipt_key(name.0, name.1, name.2));
                }
                Some(Outcome::Quarantined { .. }) => {
                    let refused = ReceiptRecord { refused_in: Some(answer.cursor.epoch), ..record.clone() };
                    put(writes, Table::Receipt, receipt_key(name.0, name.1, name.2), &refused)?;
                }
                Some(Outcome::Pending | Outcome::Later | Outcome::Rehash) | None => {
                    returned.put_off.insert(*name);
                }
            }
        }
        let done = asked.looked && asked.sent.is_empty() && !asked.more && !asked.waits;
        let returning = new_epoch || (self.settings.returning && !done);
        if new_epoch {
            put(writes, Table::Meta, META_RETURNING, &true)?;
        } else if done {
            writes.delete(Table::Meta, META_RETURNING);
        }
        // Either may be what a run waits for that was put off.
        returned.news = returned.taken > 0 || !answer.documents.is_empty();
        returned.goes_on =
            returning && !answer.more && (new_epoch || !asked.looked || asked.more || returned.news);
        Ok((returned, returning))
    }

    /// Remembers what waits for others' work.
    pub(super) fn put_off_returned(&mut self, returned: Returned) {
        if returned.news {
            self.sync.returns_put_off.clear();
        } else {
            self.sync.returns_put_off.extend(returned.put_off);
        }
    }
}

/// The run as it came down; `None` when this device doesn't have all of it any more.
fn run_from(loaded: &Loaded, name: ReceiptName, record: &ReceiptRecord) -> Option<ReturnedRun> {
    let (document, actor, upto) = name;
    let mut changes: Vec<_> = loaded
        .mirror
        .rows()
        .filter(|(row, _)| row.actor == actor && (record.first..=upto).contains(&row.seq))
        .collect();
    changes.sort_by_key(|(row, _)| row.seq);
    if changes.len() != record.received_at.len() {
        return None;
    }
    let mut before: Option<ChangeHash> = None;
    let mut rows = Vec::with_capacity(changes.len());
    for ((change, built), received_at) in changes.into_iter().zip(&record.received_at) {
        rows.push(PulledRow { row: to_wire(change, before), received_at: *received_at });
        before = Some(built.hash);
    }
    let run = PulledRun { actor, rows, hash: before?, receipt: Some(record.receipt.clone()) };
    Some(ReturnedRun { document, kind: loaded.record.kind, run })
}
