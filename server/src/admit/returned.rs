//! Changes that come back after a restore. They were judged when they were admitted the first time, so only their form
//! and their place in the log are looked at here; whether the receipt is the server's own is known before.

use super::queue::rebuild;
use super::{ActorBinding, Admitted, DocumentFacts, Facts, Origin, short};
use client_core::domain::id::{ActorId, ChangeHash};
use client_core::protocol::{Outcome, QuarantineReason, ReturnedRun, Verdict};
use client_core::replica::genesis_actor;
use planted::Bug;
use std::collections::HashMap;

/// Takes runs back. `facts` must hold every document and actor that they name; admitted changes are added to it.
/// The verdicts are in the order of the runs.
pub fn take_back(runs: &[(ReturnedRun, Origin)], facts: &mut Facts) -> (Vec<Verdict>, Vec<Admitted>) {
    let mut outcomes: Vec<Option<Outcome>> = vec![None; runs.len()];
    let mut admitted = Vec::new();
    loop {
        let mut moved = false;
        for ((returned, origin), outcome) in runs.iter().zip(&mut outcomes) {
            if outcome.is_none() {
                *outcome = take_back_one(returned, *origin, facts, &mut admitted);
                moved |= outcome.is_some();
            }
        }
        if !moved {
            break;
        }
    }
    let verdicts = runs.iter().zip(outcomes).map(|((returned, _), outcome)| Verdict {
        document: returned.document,
        actor: returned.run.actor,
        upto: returned.run.rows.last().map_or(0, |last| last.row.seq),
        outcome: outcome.unwrap_or(Outcome::Pending),
    });
    (verdicts.collect(), admitted)
}

fn refused(reason: QuarantineReason, detail: impl Into<String>) -> Outcome {
    Outcome::Quarantined { reason, detail: detail.into() }
}

/// The whole run or nothing of it: only the last hash says that the rows are those that were handed out. `None` while
/// something that it depends on is missing.
fn take_back_one(
    returned: &ReturnedRun,
    origin: Origin,
    facts: &mut Facts,
    admitted: &mut Vec<Admitted>,
) -> Option<Outcome> {
    let (run, actor) = (&returned.run, returned.run.actor);
    let document = facts.documents.get_mut(&returned.document)?;
    if document.known.kind != returned.kind {
        return Some(refused(QuarantineReason::DocumentKind, "a document with this id has another kind"));
    }
    let mut fresh: Vec<Admitted> = Vec::new();
    let mut max_ops: HashMap<ChangeHash, u64> = HashMap::new();
    let mut last: Option<ChangeHash> = None;
    for pulled in &run.rows {
        let before = pulled.row.seq.checked_sub(1);
        let own = last.or_else(|| document.known.change_of(&actor, before?).map(|change| change.hash));
        let max_op = |dep: &ChangeHash| document.known.max_op_of(dep).or_else(|| max_ops.get(dep).copied());
        let rebuilt = match rebuild(&document.known, actor, &pulled.row, own, max_op) {
            Ok(rebuilt) => rebuilt?,
            Err(refusal) => return Some(refused(refusal.reason, refusal.detail)),
        };
        last = Some(rebuilt.built.hash);
        if let Some(logged) = document.known.change_of(&actor, pulled.row.seq) {
            if logged.hash != rebuilt.built.hash {
                let detail = format!("the actor's change {} is {} here", pulled.row.seq, short(&logged.hash));
                return Some(refused(QuarantineReason::Fork, detail));
            }
            continue;
        }
        let had = document.known.last_of(&actor).map_or(0, |change| change.seq);
        let follows = had.saturating_add(1).saturating_add(fresh.len() as u64);
        if pulled.row.seq != follows {
            // A gap before the run may still be filled; one inside it is no run.
            return if fresh.is_empty() {
                None
            } else {
                Some(refused(QuarantineReason::Malformed, "the run has a gap"))
            };
        }
        let entries = match rebuilt.entries {
            Ok(entries) => entries,
            Err(refusal) => return Some(refused(refusal.reason, refusal.detail)),
        };
        if let Some((id, _)) = entries.iter().find(|(id, _)| document.known.uses(id)) {
            return Some(refused(QuarantineReason::EntryIdUsed, format!("entry id {id} is used already")));
        }
        let by = entries.first()?.1.by;
        max_ops.insert(rebuilt.built.hash, rebuilt.built.max_op);
        fresh.push(Admitted {
            document: returned.document,
            kind: returned.kind,
            row: rebuilt.row,
            built: rebuilt.built,
            entries,
            user: by.user,
            device: by.device,
            origin,
            received_at: if planted::is(Bug::ReturnedIsNew) { 0 } else { pulled.received_at },
            earlier_life: true,
        });
    }
    if last != Some(run.hash) {
        return Some(refused(QuarantineReason::Hash, "the rebuilt change has another hash"));
    }
    let binding = facts.actors.get(&actor);
    if let (Some(first), Some(bound)) = (fresh.first(), binding) {
        let same = bound.document == returned.document
            && bound.device == first.device
            && bound.of_server == (origin != Origin::Device);
        if !same {
            return Some(refused(QuarantineReason::Actor, "the actor belongs to another device or document"));
        }
    }
    if actor == genesis_actor(returned.kind, returned.document) {
        return Some(refused(QuarantineReason::Actor, "the document's creating actor writes nothing more"));
    }
    // Whoever has a receipt was given the document.
    document.in_scope = true;
    if fresh.is_empty() {
        return Some(Outcome::Duplicate);
    }
    enter(document, actor, &mut facts.actors, &fresh);
    admitted.append(&mut fresh);
    Some(Outcome::Accepted)
}

fn enter(
    document: &mut DocumentFacts,
    actor: ActorId,
    actors: &mut std::collections::BTreeMap<ActorId, ActorBinding>,
    fresh: &[Admitted],
) {
    for change in fresh {
        document.known.push(change.known(), change.entries.iter().cloned());
        actors.entry(actor).or_insert(ActorBinding {
            document: change.document,
            device: change.device,
            of_server: change.origin != Origin::Device,
        });
    }
}
