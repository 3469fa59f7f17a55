//! A journal: the entries of one document in their order, with the relation "had seen".
//!
//! The order is the Lamport position (op counter, then actor). Who had seen what comes from the change graph. Neither
//! depends on a clock or on the order of arrival.

mod bounds;

pub use bounds::Bounds;

use crate::domain::entry::{At, DocumentKind, Entry};
use crate::domain::id::{ActorId, DocumentId, EntryId};
use planted::Bug;
use serde::Serialize;
use std::cmp::Ordering;

/// A day, in milliseconds.
const DAY_MS: i64 = 86_400_000;

/// Where an entry stands in its journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Position {
    /// Op counter: larger than every counter that the author had seen.
    pub counter: u64,
    /// The author's actor, which breaks ties.
    pub actor: ActorId,
}

/// A set of changes, by their index.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ChangeSet(Vec<u64>);

impl ChangeSet {
    /// Puts a change into the set.
    pub fn insert(&mut self, change: usize) {
        let word = change / 64;
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= 1 << (change % 64);
    }

    /// Whether the set has this change.
    pub fn contains(&self, change: usize) -> bool {
        self.0.get(change / 64).is_some_and(|word| word & (1 << (change % 64)) != 0)
    }

    /// Puts all changes of another set into this one.
    pub fn extend(&mut self, other: &ChangeSet) {
        if self.0.len() < other.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }
}

/// An entry in its journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalEntry {
    /// The entry's id.
    pub id: EntryId,
    /// Its place.
    pub position: Position,
    /// Index of the change that brought it; meaningful inside this journal only.
    pub change: usize,
    /// The entry.
    pub entry: Entry,
}

/// All entries of one document that this replica has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    /// Kind of the document.
    pub kind: DocumentKind,
    /// Id of the document.
    pub document: DocumentId,
    entries: Vec<JournalEntry>,
    /// By change: its ancestors, itself not included.
    ancestors: Vec<ChangeSet>,
    /// By entry: the time that counts, and what bounds it where it isn't certain.
    times: Vec<(At, Option<Bounds>)>,
}

impl Journal {
    /// A journal of these entries; `ancestors[i]` are the changes that the author of change `i` had seen.
    pub fn new(
        kind: DocumentKind,
        document: DocumentId,
        mut entries: Vec<JournalEntry>,
        ancestors: Vec<ChangeSet>,
    ) -> Self {
        if !planted::is(Bug::OrderOfArrival) {
            entries.sort_by(|a, b| a.position.cmp(&b.position).then_with(|| a.id.cmp(&b.id)));
        }
        let times = bounds::times(&entries, &ancestors);
        Self { kind, document, entries, ancestors, times }
    }

    /// Entries in their order.
    pub fn entries(&self) -> &[JournalEntry] {
        &self.entries
    }

    /// Whether the author of the entry at `later` had seen the one at `earlier` (indexes into [`Self::entries`]).
    /// Entries of one change see those before them.
    pub fn saw(&self, later: usize, earlier: usize) -> bool {
        saw(&self.entries, &self.ancestors, later, earlier)
    }

    /// When an entry was written, as well as that is known (P10): what its author's clocks said, put right by what bounds it
    /// where they tell nothing certain. [`Entry::at`] is what they said themselves.
    pub fn at(&self, i: usize) -> At {
        self.times.get(i).map_or_else(|| self.entries[i].entry.at, |(at, _)| *at)
    }

    /// A time that an entry's author wrote into it, milliseconds since 1970 UTC. Where nobody knows his clock, what he told by
    /// that clock is put right with it, and nothing that he tells of happened after he told it (P10).
    pub fn told(&self, i: usize, told_at: i64) -> i64 {
        if self.bounds(i).is_none() {
            return told_at;
        }
        let (clock, at) = (self.entries[i].entry.at.estimate(), self.at(i).estimate());
        // What lies further from his clock he has from somewhere else.
        let by_his_clock = told_at.saturating_sub(clock).saturating_abs() <= DAY_MS;
        let put_right = if by_his_clock { told_at.saturating_add(at.saturating_sub(clock)) } else { told_at };
        put_right.min(at)
    }

    /// What bounds an entry's time; `None` where the clock is believed.
    pub fn bounds(&self, i: usize) -> Option<Bounds> {
        self.times.get(i).and_then(|(_, bounds)| *bounds)
    }

    /// Whether neither author had seen the other's entry.
    pub fn concurrent(&self, a: usize, b: usize) -> bool {
        a != b && !self.saw(a, b) && !self.saw(b, a) && !planted::is(Bug::NothingIsConcurrent)
    }

    /// Which of two entries happened "earlier" (P7): by corrected time where both times are certain and differ, else
    /// by position.
    pub fn earlier(&self, a: usize, b: usize) -> Ordering {
        if a.max(b) >= self.entries.len() {
            return a.cmp(&b);
        }
        let (first, second) = (self.at(a), self.at(b));
        if first.is_certain() && second.is_certain() && first.estimate() != second.estimate() {
            first.estimate().cmp(&second.estimate())
        } else {
            a.cmp(&b)
        }
    }

    /// The journal as the author of change `change` knew it, without that change itself.
    pub fn before(&self, change: usize) -> Journal {
        let seen = self.ancestors.get(change).cloned().unwrap_or_default();
        let entries = self.entries.iter().filter(|e| seen.contains(e.change)).cloned().collect();
        Journal::new(self.kind, self.document, entries, self.ancestors.clone())
    }
}

fn saw(entries: &[JournalEntry], ancestors: &[ChangeSet], later: usize, earlier: usize) -> bool {
    let (Some(b), Some(a)) = (entries.get(later), entries.get(earlier)) else { return false };
    if a.change == b.change {
        return earlier < later;
    }
    ancestors.get(b.change).is_some_and(|seen| seen.contains(a.change))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_set_grows_as_needed() {
        let mut set = ChangeSet::default();
        set.insert(3);
        set.insert(200);
        let mut other = ChangeSet::default();
        other.insert(64);
        other.extend(&set);
        assert!([3, 64, 200].iter().all(|change| other.contains(*change)));
        assert!(!other.contains(4) && !other.contains(1000));
    }
}
