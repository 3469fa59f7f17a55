//! When things happened that were written by a clock that nobody knows (P10): not before the last time that the author is
//! known to have seen, and not after the server received them. Until the server has said when that was, the clock is believed.

use super::{ChangeSet, JournalEntry, saw};
use crate::domain::entry::{At, Body};
use crate::domain::id::EntryId;
use crate::domain::policy::Role;
use std::collections::{BTreeMap, BTreeSet};

/// So many of the latest known times are asked whether the author had seen them. Only a flood of concurrent entries has
/// more that he hadn't.
const MOST_ASKED: usize = 64;

/// What is known of a time that its author's clock doesn't tell for certain. All in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// It wasn't earlier: the latest known time that the author or his device had seen.
    pub after: Option<i64>,
    /// The index of the last entry that the author had seen, of those whose time is known.
    pub last_seen: Option<usize>,
    /// It wasn't later: when the server received it.
    pub before: i64,
    /// The index of the entry that says so.
    pub received: usize,
    /// When the month of `before` began at the site.
    pub month_from: i64,
}

impl Bounds {
    /// The best estimate of a time that the author's clock tells so.
    fn estimate(&self, told: At) -> i64 {
        // A clock outside of this century says nothing at all.
        let guess = if told.is_plausible() { told.estimate() } else { self.before };
        self.after.map_or(guess, |earliest| guess.max(earliest)).min(self.before)
    }
}

/// The times that count, and what bounds those that the server has said a word about, in the order of the entries.
pub(super) fn times(entries: &[JournalEntry], ancestors: &[ChangeSet]) -> Vec<(At, Option<Bounds>)> {
    let marks = marks(entries);
    // By time: of the latest ones the first that an author had seen bounds him.
    let mut known: BTreeSet<(i64, usize)> = BTreeSet::new();
    let mut times = Vec::with_capacity(entries.len());
    for (i, one) in entries.iter().enumerate() {
        let told = one.entry.at;
        let Some(mark) = marks.get(&one.id) else {
            if told.is_certain() {
                known.insert((told.estimate(), i));
            }
            times.push((told, None));
            continue;
        };
        let mut latest = known.iter().rev().take(MOST_ASKED);
        let seen = latest.find(|(_, other)| saw(entries, ancestors, i, *other));
        let bounds = Bounds {
            after: told.seen.max(seen.map(|(at, _)| *at)),
            last_seen: seen.map(|(_, other)| *other),
            before: mark.at,
            received: mark.entry,
            month_from: mark.month_from,
        };
        let at = At { wall: bounds.estimate(told), offset: None, ..told };
        times.push((at, Some(bounds)));
    }
    times
}

/// A word of the server about an entry.
struct Mark {
    at: i64,
    month_from: i64,
    entry: usize,
}

/// The server's words by entry; the earliest time counts.
fn marks(entries: &[JournalEntry]) -> BTreeMap<EntryId, Mark> {
    let mut marks: BTreeMap<EntryId, Mark> = BTreeMap::new();
    for (entry, one) in entries.iter().enumerate() {
        let Body::Received(data) = &one.entry.body else { continue };
        if one.entry.by.role != Role::Server {
            continue;
        }
        for id in &data.entries {
            if marks.get(id).is_none_or(|mark| data.at < mark.at) {
                marks.insert(*id, Mark { at: data.at, month_from: data.month_from, entry });
            }
        }
    }
    marks
}
