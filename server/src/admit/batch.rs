//! Judges a batch: row by row, each as soon as its past is in the log.

use super::judge::{Claims, Judged, Refusal, by_slip, check_actor, group_of, judge};
use super::queue::Queues;
use super::{
    ActorBinding, Admission, Admitted, Bench, Facts, Origin, Quarantined, RefusedFrom, SERVER_DEVICE,
    SERVER_USER, TooManyPending, short, ten,
};
use client_core::domain::entry::office::Marked;
use client_core::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry};
use client_core::domain::id::{ActorId, CommandId, DocumentId, EntryId};
use client_core::domain::policy::{ReadScope, Role, may_read};
use client_core::domain::stock::concerns_store;
use client_core::protocol::{MAX_PENDING, Outcome, QuarantineReason, Run, Verdict};
use client_core::replica::build;
use planted::Bug;
use std::collections::BTreeSet;

/// Judges the runs of one request. `facts` must hold every document and actor that the runs name; admitted changes
/// are added to it, so that later rows of the batch see them.
///
/// # Errors
/// [`TooManyPending`]: nothing may be stored then.
pub fn admit(runs: Vec<Run>, facts: &mut Facts, bench: &mut Bench<'_>) -> Result<Admission, TooManyPending> {
    let mut batch = Batch { queues: Queues::new(runs, facts), facts, bench, admission: Admission::default() };
    while batch.round() {}
    let pending = batch.finish();
    if pending > MAX_PENDING {
        return Err(TooManyPending(pending));
    }
    Ok(batch.admission)
}

/// What can be said of a row at this moment.
enum Step {
    /// Not yet; something that it needs may still come.
    Wait,
    /// The same change is in the log.
    Duplicate,
    Accept(Claims),
    Later,
    Rehash,
    Refuse(Refusal),
}

struct Batch<'a, 'b> {
    queues: Queues,
    facts: &'a mut Facts,
    bench: &'a mut Bench<'b>,
    admission: Admission,
}

impl Batch<'_, '_> {
    /// Settles every row that can be settled now; false when nothing moved.
    fn round(&mut self) -> bool {
        let mut moved = false;
        for q in 0..self.queues.queues.len() {
            if !self.admission.quarantined.is_empty() && planted::is(Bug::OneRefusalStopsAll) {
                return false;
            }
            while self.settle_next(q) {
                moved = true;
            }
        }
        moved
    }

    fn settle_next(&mut self, q: usize) -> bool {
        let i = self.queues.queues[q].next;
        if i >= self.queues.queues[q].items.len() {
            return false;
        }
        let step = self.step(q, i);
        if let (Step::Accept(_) | Step::Later, Some((command, documents))) = (&step, self.group(q, i))
            && !planted::is(Bug::GroupInParts)
        {
            return self.settle_group(command, documents, q, i);
        }
        match step {
            Step::Wait => false,
            other => {
                self.settle(q, i, other);
                true
            }
        }
    }

    fn group(&self, q: usize, i: usize) -> Option<(CommandId, usize)> {
        let rebuilt = self.queues.queues[q].items[i].rebuilt.as_ref()?;
        group_of(rebuilt.entries.as_ref().ok()?)
    }

    /// The parts of a command that touches several documents enter together or not at all.
    fn settle_group(&mut self, command: CommandId, documents: usize, q: usize, i: usize) -> bool {
        let members = self.queues.groups.get(&command).cloned().unwrap_or_default();
        let mut distinct: Vec<DocumentId> =
            members.iter().map(|(q, _)| self.queues.queues[*q].document).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let mut parts: Vec<usize> = members.iter().map(|(q, _)| *q).collect();
        parts.sort_unstable();
        parts.dedup();
        let actors: BTreeSet<ActorId> = parts.iter().map(|q| self.queues.queues[*q].actor).collect();
        // Each part is judged before any of them is in, so none may hide what counts against another.
        if parts.len() != distinct.len() || parts.len() != actors.len() {
            let detail = "a command has one part in each of its documents, each of an actor of its own";
            self.settle(q, i, Step::Refuse(Refusal::new(QuarantineReason::Malformed, detail)));
            return true;
        }
        let mut open = Vec::new();
        for (mq, mi) in &members {
            match &self.queues.queues[*mq].items[*mi].outcome {
                Some(Outcome::Accepted | Outcome::Duplicate) => {}
                Some(Outcome::Quarantined { .. }) => {
                    let refusal =
                        Refusal::new(QuarantineReason::Group, "another part of the same command was refused");
                    self.settle(q, i, Step::Refuse(refusal));
                    return true;
                }
                None if self.queues.queues[*mq].next == *mi => open.push((*mq, *mi)),
                // A part that isn't first in its queue may come to be.
                Some(_) | None => return false,
            }
        }
        if distinct.len() < documents {
            return false;
        }
        let steps: Vec<((usize, usize), Step)> =
            open.into_iter().map(|(mq, mi)| ((mq, mi), self.step(mq, mi))).collect();
        if steps.iter().any(|(_, step)| matches!(step, Step::Wait | Step::Rehash)) {
            return false;
        }
        let refused = steps.iter().any(|(_, step)| matches!(step, Step::Refuse(_)));
        let later = steps.iter().any(|(_, step)| matches!(step, Step::Later));
        for ((mq, mi), step) in steps {
            let step = match step {
                Step::Accept(_) | Step::Later if refused => Step::Refuse(Refusal::new(
                    QuarantineReason::Group,
                    "another part of the same command was refused",
                )),
                Step::Accept(_) if later => Step::Later,
                other => other,
            };
            self.settle(mq, mi, step);
        }
        true
    }

    /// What can be said of a row that is first in its queue.
    fn step(&self, q: usize, i: usize) -> Step {
        let queue = &self.queues.queues[q];
        let item = &queue.items[i];
        let before = i.checked_sub(1).and_then(|before| queue.items[before].outcome.as_ref());
        let Some(document) = self.facts.documents.get(&queue.document) else { return Step::Wait };
        let binding = self.facts.actors.get(&queue.actor);
        if let Err(refusal) = check_actor(queue.kind, queue.document, queue.actor, binding, self.bench.sender)
        {
            return Step::Refuse(refusal);
        }
        let logged = document.known.change_of(&queue.actor, item.row.seq);
        if logged.is_none() {
            match before {
                Some(Outcome::Quarantined { .. }) => {
                    return Step::Refuse(Refusal::new(
                        QuarantineReason::Follows,
                        "comes after a refused change of the same actor; send it again under a new actor",
                    ));
                }
                Some(Outcome::Later) => return Step::Later,
                _ => {}
            }
            if let Some(refused) = self.facts.refused.get(&(queue.document, queue.actor))
                && item.row.seq >= refused.seq
                && !planted::is(Bug::RefusalForgotten)
            {
                return Step::Refuse(if item.row.seq == refused.seq {
                    Refusal::new(refused.reason, refused.detail.clone())
                } else {
                    Refusal::new(
                        QuarantineReason::Follows,
                        format!(
                            "change {} of the same actor was refused; send this under a new actor",
                            refused.seq
                        ),
                    )
                });
            }
        }
        if self.queues.rehash[item.run] {
            return Step::Rehash;
        }
        if let Some(refusal) = &item.refusal {
            return Step::Refuse(refusal.clone());
        }
        let Some(rebuilt) = &item.rebuilt else { return Step::Wait };
        if let Some(logged) = logged {
            return if logged.hash == rebuilt.built.hash || planted::is(Bug::ForkIsDuplicate) {
                Step::Duplicate
            } else {
                Step::Refuse(Refusal::new(
                    QuarantineReason::Fork,
                    format!("the actor's change {} is {} here", item.row.seq, short(&logged.hash)),
                ))
            };
        }
        let last = document.known.last_of(&queue.actor).map_or(0, |last| last.seq);
        let skips = item.row.seq > last && planted::is(Bug::GapIsTaken);
        if (item.row.seq != last.saturating_add(1) && !skips)
            || !rebuilt.row.deps.iter().all(|dep| document.known.contains(dep))
        {
            return Step::Wait;
        }
        let entries = match &rebuilt.entries {
            Ok(entries) => entries,
            Err(refusal) => return Step::Refuse(refusal.clone()),
        };
        match judge(document, &rebuilt.row, entries, self.bench) {
            Judged::Accept(claims) => Step::Accept(claims),
            Judged::Later => Step::Later,
            Judged::Refuse(refusal) => Step::Refuse(refusal),
        }
    }

    fn settle(&mut self, q: usize, i: usize, step: Step) {
        let outcome = match step {
            Step::Wait => return,
            Step::Duplicate => self.duplicate(q, i),
            Step::Later => Outcome::Later,
            Step::Rehash => Outcome::Rehash,
            Step::Accept(claims) => self.accept(q, i, &claims),
            Step::Refuse(refusal) => self.refuse(q, i, refusal),
        };
        let queue = &mut self.queues.queues[q];
        queue.items[i].outcome = Some(outcome);
        queue.next = i + 1;
    }

    /// A restored server may have it from somebody else's phone, and know of the author only what he wrote.
    fn duplicate(&mut self, q: usize, i: usize) -> Outcome {
        let queue = &self.queues.queues[q];
        let entries = queue.items[i].rebuilt.as_ref().and_then(|rebuilt| rebuilt.entries.as_ref().ok());
        let gives = entries.is_some_and(|entries| gives_scope(queue.kind, entries));
        if let Some(facts) = self.facts.documents.get_mut(&queue.document) {
            facts.in_scope |= gives && !planted::is(Bug::GivenBackStays);
        }
        Outcome::Duplicate
    }

    fn accept(&mut self, q: usize, i: usize, claims: &Claims) -> Outcome {
        let queue = &mut self.queues.queues[q];
        let (document, kind, actor) = (queue.document, queue.kind, queue.actor);
        let (Some(rebuilt), Some(facts)) =
            (queue.items[i].rebuilt.take(), self.facts.documents.get_mut(&document))
        else {
            return Outcome::Pending;
        };
        let admitted = Admitted {
            document,
            kind,
            row: rebuilt.row,
            built: rebuilt.built,
            entries: rebuilt.entries.unwrap_or_default(),
            user: self.bench.sender.user,
            device: self.bench.sender.device,
            origin: Origin::Device,
            received_at: self.bench.now,
            earlier_life: false,
        };
        facts.known.push(admitted.known(), admitted.entries.iter().cloned());
        facts.in_scope |= gives_scope(kind, &admitted.entries);
        let binding = ActorBinding { document, device: admitted.device, of_server: false };
        self.facts.actors.insert(actor, binding);
        self.admission.admitted.push(admitted);
        if !claims.is_empty() && !planted::is(Bug::ClaimUnmarked) {
            self.mark(document, claims);
        }
        Outcome::Accepted
    }

    /// Appends the server's own entries that say which entries are only claims.
    fn mark(&mut self, document: DocumentId, claims: &Claims) {
        let Some(facts) = self.facts.documents.get_mut(&document) else { return };
        let by = By { user: SERVER_USER, role: Role::Server, device: SERVER_DEVICE };
        let at = At::known(self.bench.now);
        let id = CommandId::new(self.bench.now, ten(self.bench.random.bytes()));
        let command = CommandRef { id, documents: 1 };
        let mut entries = Vec::with_capacity(claims.len());
        let mut bytes = Vec::with_capacity(claims.len());
        for (entry, reason) in claims {
            let body = Body::Marked(Marked { entry: *entry, reason: *reason });
            let marked = Entry { by, at, round: None, after: None, command, body };
            let id = EntryId::new(self.bench.now, ten(self.bench.random.bytes()));
            // An entry of a few fixed fields always has bytes.
            let Ok(encoded) = marked.to_bytes() else { continue };
            bytes.push((id, encoded));
            entries.push((id, marked));
        }
        let heads = facts.known.heads();
        let Some((row, start_op)) = facts.known.row_at(facts.server_actor, &heads, bytes) else { return };
        let Some(built) = build(facts.known.kind, document, &row, start_op) else { return };
        let admitted = Admitted {
            document,
            kind: facts.known.kind,
            row,
            built,
            entries,
            user: SERVER_USER,
            device: SERVER_DEVICE,
            origin: Origin::Server,
            received_at: self.bench.now,
            earlier_life: false,
        };
        facts.known.push(admitted.known(), admitted.entries.iter().cloned());
        self.admission.admitted.push(admitted);
    }

    fn refuse(&mut self, q: usize, i: usize, refusal: Refusal) -> Outcome {
        let queue = &self.queues.queues[q];
        let row = queue.items[i].row.clone();
        let from = RefusedFrom { seq: row.seq, reason: refusal.reason, detail: refusal.detail.clone() };
        self.facts
            .refused
            .entry((queue.document, queue.actor))
            .and_modify(|known| {
                if from.seq < known.seq {
                    known.clone_from(&from);
                }
            })
            .or_insert(from);
        self.admission.quarantined.push(Quarantined {
            document: queue.document,
            kind: queue.kind,
            actor: queue.actor,
            reason: refusal.reason,
            detail: refusal.detail.clone(),
            row,
        });
        Outcome::Quarantined { reason: refusal.reason, detail: refusal.detail }
    }

    /// What is left waits for something that isn't here. Gives the number of such rows.
    fn finish(&mut self) -> usize {
        let mut pending = 0;
        for queue in &mut self.queues.queues {
            for item in &mut queue.items {
                if item.outcome.is_none() {
                    item.outcome = Some(Outcome::Pending);
                    pending += 1;
                }
            }
            let mut verdicts: Vec<Verdict> = Vec::new();
            for item in &queue.items {
                let Some(outcome) = item.outcome.clone() else { continue };
                match verdicts.last_mut() {
                    Some(last) if last.outcome == outcome => last.upto = item.row.seq,
                    _ => verdicts.push(Verdict {
                        document: queue.document,
                        actor: queue.actor,
                        upto: item.row.seq,
                        outcome,
                    }),
                }
            }
            self.admission.verdicts.append(&mut verdicts);
        }
        pending
    }
}

/// Whoever has written in a document keeps it, and the creator of one has it; not so who wrote into it by a slip or a
/// ticket, unless what he wrote opens it to his post.
fn gives_scope(kind: DocumentKind, entries: &[(EntryId, Entry)]) -> bool {
    !by_slip(entries) || opens_to_author(kind, entries)
}

/// Whether an entry's author reads the document from now on, because he reads those with goods.
fn opens_to_author(kind: DocumentKind, entries: &[(EntryId, Entry)]) -> bool {
    entries
        .iter()
        .any(|(_, entry)| concerns_store(&entry.body) && may_read(entry.by.role, kind) == ReadScope::Goods)
}
