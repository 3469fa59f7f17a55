//! What the server says about what was pushed.

use super::InFlight;
use crate::device::record::StuckNote;
use crate::domain::id::{ActorId, DocumentId};
use crate::protocol::{Outcome, Verdict};
use planted::Bug;
use std::collections::{BTreeMap, BTreeSet};

/// The verdicts, sorted by what has to be done.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// In the log: document and place in the outbox, in the outbox's order.
    pub(super) accepted: Vec<(DocumentId, u64)>,
    /// Refused: per place in the outbox, what was said in each document.
    pub(super) refused: BTreeMap<u64, Vec<StuckNote>>,
    /// Runs to send again with all hashes.
    pub(super) rehash: BTreeSet<(DocumentId, ActorId)>,
    /// Number of changes to be sent again some time.
    pub(super) waiting: u32,
    /// The documents that they are of.
    pub(super) put_off: BTreeSet<DocumentId>,
}

/// Verdicts on what this request carried; what they say about anything else is ignored.
pub(super) fn sort(flight: &InFlight, verdicts: &[Verdict]) -> Sorted {
    let mut sorted = Sorted::default();
    for ((document, actor), rows) in &flight.sent {
        let verdicts: Vec<&Verdict> =
            verdicts.iter().filter(|v| v.document == *document && v.actor == *actor).collect();
        for sent in rows {
            match verdicts.iter().find(|verdict| verdict.upto >= sent.seq).map(|verdict| &verdict.outcome) {
                Some(Outcome::Accepted | Outcome::Duplicate) => sorted.accepted.push((*document, sent.order)),
                Some(Outcome::Pending | Outcome::Later) if planted::is(Bug::PendingIsDone) => {
                    sorted.accepted.push((*document, sent.order));
                }
                Some(Outcome::Quarantined { reason, detail }) => {
                    let note = StuckNote {
                        document: *document,
                        reason: *reason,
                        detail: detail.chars().take(500).collect(),
                    };
                    sorted.refused.entry(sent.order).or_default().push(note);
                }
                Some(Outcome::Rehash) if !flight.hashed.contains(&(*document, *actor)) => {
                    sorted.rehash.insert((*document, *actor));
                    sorted.waiting += 1;
                }
                Some(Outcome::Later | Outcome::Pending | Outcome::Rehash) | None => {
                    sorted.waiting += 1;
                    sorted.put_off.insert(*document);
                }
            }
        }
    }
    // As the commands were given: a change is taken into the mirror only after those that it builds on, and each run of the
    // program wrote as another actor.
    sorted.accepted.sort_by_key(|(_, order)| *order);
    sorted
}
