//! What happens to own work after a refusal: re-issued, never decided again.
//!
//! A refused change is set aside for a person. The others keep their entries, ids and bytes, and are built at their
//! **original** dependencies under a new actor, so that none depends on anything its author had not seen: a signature
//! that didn't know of a cancellation must not look as if it had. Where a dependency is an own change that was refused,
//! what that change itself depended on takes its place; where it is one that was re-issued, its new counterpart does.

use super::loaded::Loaded;
use super::record::{StuckNote, StuckRecord};
use crate::domain::id::{ActorId, ChangeHash, EntryId};
use crate::protocol::QuarantineReason;
use crate::replica::{ChangeRow, Inserted};
use planted::Bug;
use std::collections::{BTreeMap, BTreeSet};

/// What became of a document's pending changes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reissued {
    /// Places in the outbox whose entries the server has already.
    pub(super) done: Vec<u64>,
    /// Places in the outbox that turned out to be stuck here, beyond those that were named.
    pub(super) stuck: Vec<(u64, StuckNote)>,
}

/// Re-issues the pending changes of a document under `fresh`; those in `refused` are set aside.
pub(super) fn reissue(loaded: &mut Loaded, refused: &BTreeMap<u64, StuckNote>, fresh: ActorId) -> Reissued {
    let mut outcome = Reissued::default();
    loaded.new_actor(fresh);
    let known: BTreeMap<EntryId, (Vec<u8>, ChangeHash)> =
        loaded.mirror_entries().into_iter().map(|(id, (bytes, hash))| (id, (bytes.to_vec(), hash))).collect();
    let mut replica = loaded.mirror.clone();
    let mut instead: BTreeMap<ChangeHash, BTreeSet<ChangeHash>> = BTreeMap::new();
    for (order, mut pending) in std::mem::take(&mut loaded.pending) {
        let old = pending.hash;
        let mut deps: BTreeSet<ChangeHash> = BTreeSet::new();
        for dep in &pending.row.deps {
            match instead.get(dep) {
                Some(others) => deps.extend(others),
                None => {
                    deps.insert(*dep);
                }
            }
        }
        let mut refusal = refused.get(&order).cloned();
        if refusal.is_none() && loaded.mirror.contains(&old) {
            // Sent again after the server lost it: it has its place in the history and keeps it.
            loaded.pending.insert(order, pending);
            continue;
        }
        if refusal.is_none()
            && pending.row.entries.iter().any(|(id, bytes)| known.get(id).is_some_and(|(k, _)| *k != bytes.0))
        {
            refusal = Some(StuckNote {
                document: loaded.id,
                reason: QuarantineReason::EntryIdUsed,
                detail: "another entry has this id".to_owned(),
            });
            outcome.stuck.extend(refusal.clone().map(|note| (order, note)));
        }
        if let Some(note) = refusal {
            set_aside(loaded, order, pending, note);
            instead.insert(old, deps);
            continue;
        }
        // The mirror's changes that hold entries of this one stand for them.
        let (have, rest): (Vec<_>, Vec<_>) =
            pending.row.entries.iter().cloned().partition(|(id, _)| known.contains_key(id));
        let held_by = have.iter().filter_map(|(id, _)| known.get(id).map(|(_, hash)| *hash));
        if rest.is_empty() {
            instead.insert(old, held_by.collect());
            outcome.done.push(order);
            continue;
        }
        let last = replica.last_of(&fresh);
        deps.extend(last.map(|(_, hash)| hash));
        if planted::is(Bug::ReissueSawAll) {
            deps = replica.heads().into_iter().collect();
        }
        let row = ChangeRow {
            actor: fresh,
            seq: last.map_or(1, |(seq, _)| seq + 1),
            deps: deps.iter().copied().collect(),
            entries: rest.iter().map(|(id, bytes)| (*id, bytes.0.clone())).collect(),
        };
        let mut counterpart: BTreeSet<ChangeHash> = held_by.collect();
        if let Ok(Inserted::New(hash)) = replica.insert(row.clone()) {
            counterpart.insert(hash);
            instead.insert(old, counterpart);
            if !planted::is(Bug::ReissueLoses) {
                loaded.add_pending(order, hash, &row);
            }
        } else {
            let note = StuckNote {
                document: loaded.id,
                reason: QuarantineReason::Malformed,
                detail: "the change can't be built again on this device".to_owned(),
            };
            outcome.stuck.push((order, note.clone()));
            pending.row.deps = deps.iter().copied().collect();
            set_aside(loaded, order, pending, note);
            instead.insert(old, deps);
        }
    }
    outcome
}

fn set_aside(loaded: &mut Loaded, order: u64, pending: super::record::PendingRecord, note: StuckNote) {
    if planted::is(Bug::StuckForgotten) {
        return;
    }
    loaded.stuck.insert(order, StuckRecord { pending, reason: note.reason, detail: note.detail });
}

/// Whether a refusal speaks about the change itself, so that sending it again can't help.
pub(super) fn is_final(reason: QuarantineReason) -> bool {
    match reason {
        QuarantineReason::Malformed
        | QuarantineReason::Limits
        | QuarantineReason::EntryIdUsed
        | QuarantineReason::By
        | QuarantineReason::Forbidden
        | QuarantineReason::DocumentKind => true,
        QuarantineReason::Actor
        | QuarantineReason::Fork
        | QuarantineReason::OwnPast
        | QuarantineReason::Hash
        | QuarantineReason::Follows
        | QuarantineReason::Group => false,
    }
}
