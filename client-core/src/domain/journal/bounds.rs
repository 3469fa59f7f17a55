//! When things happened that were written by a clock that nobody knows (P10): not before the last time that the author is
//! known to have seen, and not after the server received them. Until the server has said when that was, the clock is believed.

use super::{ChangeSet, JournalEntry};
use crate::domain::entry::{At, Body};
use crate::domain::id::EntryId;
use crate::domain::policy::Role;
use std::collections::{BTreeMap, BTreeSet};

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
    if marks.is_empty() {
        return entries.iter().map(|one| (one.entry.at, None)).collect();
    }
    // The latest known time of each change, and by time: of the latest ones the first that an author had seen bounds him.
    let mut of_change: BTreeMap<usize, (i64, usize)> = BTreeMap::new();
    let mut known: BTreeSet<(i64, usize)> = BTreeSet::new();
    // Whatever the author of a change had seen stands before all of its entries.
    let mut seen_by: BTreeMap<usize, Option<(i64, usize)>> = BTreeMap::new();
    let mut times = Vec::with_capacity(entries.len());
    for (i, one) in entries.iter().enumerate() {
        let told = one.entry.at;
        let seen = *seen_by.entry(one.change).or_insert_with(|| {
            let seen = |other: &&(i64, usize)| {
                ancestors.get(one.change).is_some_and(|all| all.contains(entries[other.1].change))
            };
            known.iter().rev().find(seen).copied()
        });
        let Some(mark) = marks.get(&one.id) else {
            let time = (told.estimate(), i);
            if told.is_certain() && of_change.get(&one.change).is_none_or(|latest| *latest < time) {
                if let Some(before) = of_change.insert(one.change, time) {
                    known.remove(&before);
                }
                known.insert(time);
            }
            times.push((told, None));
            continue;
        };
        let bounds = Bounds {
            after: told.seen.max(seen.map(|(at, _)| at)),
            last_seen: seen.map(|(_, other)| other),
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

#[cfg(test)]
mod tests {
    use super::super::{Journal, Position};
    use super::*;
    use crate::domain::entry::office::Received;
    use crate::domain::entry::site::Arrived;
    use crate::domain::entry::{By, CommandRef, DocumentKind, Entry};
    use crate::domain::id::{ActorId, CommandId, DeviceId, DocumentId, UserId};

    const NOW: i64 = 1_772_413_200_000;
    const HOUR: i64 = 3_600_000;

    /// Entries, each a change of its own with what its author had seen.
    #[derive(Default)]
    struct Story {
        entries: Vec<JournalEntry>,
        ancestors: Vec<ChangeSet>,
    }

    impl Story {
        fn writes(&mut self, role: Role, at: At, body: Body, seen: &[usize]) -> usize {
            let n = self.entries.len();
            let id = u8::try_from(n + 1).unwrap();
            let by = By { user: UserId::from_bytes([1; 16]), role, device: DeviceId::from_bytes([1; 16]) };
            let command = CommandRef { id: CommandId::new(0, [id; 10]), documents: 1 };
            let position = Position { counter: u64::from(id), actor: ActorId::from_bytes([id; 16]) };
            let entry = Entry { by, at, round: None, after: None, command, body };
            self.entries.push(JournalEntry { id: EntryId::from_bytes([id; 16]), position, change: n, entry });
            let mut all = ChangeSet::default();
            for other in seen {
                all.insert(*other);
                all.extend(&self.ancestors[*other].clone());
            }
            self.ancestors.push(all);
            n
        }

        fn technician(&mut self, at: At, seen: &[usize]) -> usize {
            self.writes(Role::Technician, at, Body::Arrived(Arrived {}), seen)
        }

        fn arrived(&mut self, which: usize, at: i64) {
            let entries = vec![self.entries[which].id];
            let body = Body::Received(Received { entries, at, month_from: NOW });
            self.writes(Role::Server, At::known(at), body, &[which]);
        }

        fn journal(self) -> Journal {
            let document = DocumentId::from_bytes([9; 16]);
            Journal::new(DocumentKind::Order, document, self.entries, self.ancestors)
        }
    }

    const fn unknown(wall: i64, seen: Option<i64>) -> At {
        At { wall, offset: None, boot: None, seen }
    }

    #[test]
    fn p10_a_device_that_saw_the_server_later_than_its_author_saw_anything_wrote_after_that() {
        let mut story = Story::default();
        let office = story.technician(At::known(NOW), &[]);
        let one = story.technician(unknown(NOW - 9_000 * HOUR, Some(NOW + 2 * HOUR)), &[office]);
        story.arrived(one, NOW + 5 * HOUR);
        let journal = story.journal();
        let bounds = journal.bounds(one).unwrap();
        assert_eq!((bounds.after, bounds.before), (Some(NOW + 2 * HOUR), NOW + 5 * HOUR));
        assert_eq!((bounds.last_seen, journal.at(one).estimate()), (Some(office), NOW + 2 * HOUR));
    }

    #[test]
    fn p10_a_clock_that_claims_to_be_known_and_is_ahead_of_its_arrival_decides_nothing() {
        let mut story = Story::default();
        let office = story.technician(At::known(NOW), &[]);
        let ahead = story.technician(At::known(NOW + 9_000 * HOUR), &[]);
        story.arrived(ahead, NOW + HOUR);
        let journal = story.journal();
        assert_eq!(journal.at(ahead).estimate(), NOW + HOUR);
        assert!(!journal.at(ahead).is_certain());
        assert_eq!(journal.earlier(office, ahead), std::cmp::Ordering::Less, "by their places");
        assert_eq!(journal.bounds(ahead).unwrap().after, None, "it bounds nobody, and nobody bounds it");
    }

    #[test]
    fn p10_a_flood_of_known_times_that_the_author_had_not_seen_hides_none_that_he_had() {
        let mut story = Story::default();
        let office = story.technician(At::known(NOW), &[]);
        for n in 0..100 {
            story.technician(At::known(NOW + HOUR + n), &[]);
        }
        let one = story.technician(unknown(NOW, None), &[office]);
        story.arrived(one, NOW + 5 * HOUR);
        assert_eq!(story.journal().bounds(one).unwrap().last_seen, Some(office));
    }

    #[test]
    fn p10_what_is_told_by_a_wrong_clock_is_put_right_with_it() {
        for (off, expected) in [(9_000 * HOUR, NOW + 5 * HOUR), (-9_000 * HOUR, NOW)] {
            let mut story = Story::default();
            let office = story.technician(At::known(NOW), &[]);
            let one = story.technician(unknown(NOW + off, None), &[office]);
            story.arrived(one, NOW + 5 * HOUR);
            let journal = story.journal();
            assert_eq!(journal.told(one, NOW + off), expected);
            assert_eq!(journal.told(one, NOW + off - HOUR), expected - HOUR, "an hour before by his clock");
            assert_eq!(journal.told(one, NOW + off + HOUR), expected, "nothing that he tells of comes later");
            assert_eq!(journal.told(office, NOW - HOUR), NOW - HOUR, "a clock that is known stands");
        }
    }

    #[test]
    fn p10_times_at_the_ends_of_numbers_are_bounded_like_others() {
        for wall in [i64::MIN, i64::MAX] {
            let mut story = Story::default();
            let office = story.technician(At::known(NOW), &[]);
            let one = story.technician(unknown(wall, Some(i64::MAX)), &[office]);
            story.arrived(one, NOW + HOUR);
            let journal = story.journal();
            assert_eq!(journal.at(one).estimate(), NOW + HOUR);
            for told in [i64::MIN, i64::MAX, wall] {
                assert!(journal.told(one, told) <= NOW + HOUR);
            }
        }
    }
}
