//! The journal by kind of entry, with the entries that count for nothing set apart.

use super::{NotAccepted, Origin, Side};
use crate::domain::entry::cases::EscalationOutcome;
use crate::domain::entry::{Body, Kind};
use crate::domain::id::{EntryId, UserId};
use crate::domain::journal::{Journal, JournalEntry};
use planted::Bug;
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Builds the typed accessor of one kind for [`Facts::data`].
macro_rules! pick {
    ($variant:ident) => {
        |body| match body {
            crate::domain::entry::Body::$variant(data) => Some(data),
            _ => None,
        }
    };
}
pub(super) use pick;

/// Why a claim counts for nothing that its review didn't take.
pub(super) const CLAIM_REJECTED: &str = "claim_rejected";

/// So many entries are weighed against each other where only one can be meant.
const MOST_RIVALS: usize = 64;

/// A view of a journal in which entries can be struck out. Indexes are those of [`Journal::entries`].
pub(super) struct Facts<'a> {
    pub(super) journal: &'a Journal,
    by_kind: BTreeMap<Kind, Vec<usize>>,
    by_id: BTreeMap<EntryId, usize>,
    struck: BTreeMap<usize, &'static str>,
}

impl<'a> Facts<'a> {
    pub(super) fn new(journal: &'a Journal) -> Self {
        let mut by_kind: BTreeMap<Kind, Vec<usize>> = BTreeMap::new();
        let mut by_id = BTreeMap::new();
        for (i, e) in journal.entries().iter().enumerate() {
            by_id.entry(e.id).or_insert(i);
            if let Some(kind) = e.entry.body.kind() {
                by_kind.entry(kind).or_default().push(i);
            }
        }
        Self { journal, by_kind, by_id, struck: BTreeMap::new() }
    }

    /// Entries of a kind that count, in order.
    pub(super) fn of(&self, kind: Kind) -> Vec<usize> {
        let all = self.by_kind.get(&kind).map_or(&[][..], Vec::as_slice);
        all.iter().copied().filter(|i| !self.struck.contains_key(i)).collect()
    }

    /// Entries of a kind that count, and claims of it that a person rejected, in order.
    pub(super) fn of_or_rejected(&self, kind: Kind) -> Vec<usize> {
        let all = self.by_kind.get(&kind).map_or(&[][..], Vec::as_slice);
        let recorded = |i: &usize| self.struck.get(i).is_none_or(|reason| *reason == CLAIM_REJECTED);
        all.iter().copied().filter(recorded).collect()
    }

    /// Entries of these kinds that count, in order.
    pub(super) fn of_any(&self, kinds: &[Kind]) -> Vec<usize> {
        let mut all: Vec<usize> = kinds.iter().flat_map(|kind| self.of(*kind)).collect();
        all.sort_unstable();
        all
    }

    /// Typed data of entries of one kind that count: `pick` names the variant.
    pub(super) fn data<T>(
        &self,
        kind: Kind,
        pick: impl Fn(&'a Body) -> Option<&'a T>,
    ) -> Vec<(usize, &'a T)> {
        let entries: &'a [JournalEntry] = self.journal.entries();
        self.of(kind).into_iter().filter_map(|i| pick(&entries[i].entry.body).map(|data| (i, data))).collect()
    }

    /// Lets an entry count for nothing from here on.
    pub(super) fn strike(&mut self, entry: usize, reason: &'static str) {
        self.struck.entry(entry).or_insert(reason);
    }

    /// Whether an entry has not been struck out.
    pub(super) fn counts(&self, entry: usize) -> bool {
        !self.struck.contains_key(&entry)
    }

    pub(super) fn entry(&self, i: usize) -> &'a JournalEntry {
        &self.journal.entries()[i]
    }

    pub(super) fn author(&self, i: usize) -> UserId {
        self.entry(i).entry.by.user
    }

    pub(super) fn saw(&self, later: usize, earlier: usize) -> bool {
        self.journal.saw(later, earlier)
    }

    pub(super) fn concurrent(&self, a: usize, b: usize) -> bool {
        self.journal.concurrent(a, b)
    }

    pub(super) fn earlier(&self, a: usize, b: usize) -> Ordering {
        self.journal.earlier(a, b)
    }

    /// Of these entries the earliest (P7).
    pub(super) fn earliest(&self, entries: &[usize]) -> Option<usize> {
        entries.iter().copied().min_by(|a, b| self.earlier(*a, *b))
    }

    /// Of these entries those that no author of another one of them had seen, in order.
    pub(super) fn newest(&self, entries: &[usize]) -> Vec<usize> {
        let mut entries = entries.to_vec();
        entries.sort_unstable();
        // Whoever saw an entry stands behind it, and what he wrote is one of the newest or was seen by one of them.
        let mut newest: Vec<usize> = Vec::new();
        for i in entries.into_iter().rev() {
            if !newest.iter().any(|later| self.saw(*later, i)) {
                newest.push(i);
            }
        }
        newest.reverse();
        if planted::is(Bug::LastOneWins) {
            newest = newest.split_off(newest.len().saturating_sub(1));
        }
        newest
    }

    /// Of these entries those whose author had seen no other one of them, in order.
    pub(super) fn first(&self, entries: &[usize]) -> Vec<usize> {
        let mut entries = entries.to_vec();
        entries.sort_unstable();
        let mut first: Vec<usize> = Vec::new();
        for i in entries {
            if !first.iter().any(|earlier| self.saw(i, *earlier)) {
                first.push(i);
            }
        }
        first
    }

    /// Of decisions the one that counts: whoever knew of another found nothing left to decide; of those at once the higher
    /// role's, then the earlier one (P8).
    pub(super) fn first_by_rank(&self, decisions: &[usize]) -> Option<usize> {
        let rank = |i: &usize| self.entry(*i).entry.by.role.rank();
        let first = self.first(decisions).into_iter();
        first.min_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| self.earlier(*a, *b)))
    }

    /// Entries in groups: each one of a group, but its first, is concurrent with another of it. Whoever wrote into a
    /// later group had seen the earlier ones.
    pub(super) fn groups(&self, entries: &[usize]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = Vec::new();
        for i in entries {
            match groups.last_mut() {
                Some(group) if group.iter().any(|other| self.concurrent(*i, *other)) => group.push(*i),
                _ => groups.push(vec![*i]),
            }
        }
        groups
    }

    /// When an entry was written, as well as that is known: milliseconds since 1970 UTC (P10).
    pub(super) fn at(&self, i: usize) -> i64 {
        self.journal.at(i).estimate()
    }

    /// A time that the author of an entry wrote into it (P10).
    pub(super) fn told(&self, i: usize, told_at: i64) -> i64 {
        self.journal.told(i, told_at)
    }

    pub(super) fn origin(&self, i: usize) -> Origin {
        let e = self.entry(i);
        Origin { entry: e.id, by: e.entry.by, at: self.journal.at(i) }
    }

    /// Trials that the customer wasn't satisfied with, and wishes for rework, in order.
    pub(super) fn complaints(&self) -> Vec<usize> {
        let tried = self.data(Kind::InspectionResult, pick!(InspectionResult));
        let mut all: Vec<usize> =
            tried.into_iter().filter(|(_, data)| !data.passed).map(|(i, _)| i).collect();
        all.extend(self.of(Kind::ReworkRequested));
        all.sort_unstable();
        all
    }

    /// What asks for another round of work: complaints, and managers' decisions for rework (ACC-4, ACC-6).
    pub(super) fn rework_calls(&self) -> Vec<usize> {
        let mut all = self.complaints();
        all.extend(self.decided(EscalationOutcome::Rework));
        all.sort_unstable();
        all
    }

    /// Managers' decisions of this outcome about work that they knew to be done; before that there is nothing to do
    /// again, to try or to sign.
    fn decided(&self, outcome: EscalationOutcome) -> Vec<usize> {
        let finished = self.of(Kind::WorkFinished);
        let mut decided = self.data(Kind::EscalationDecided, pick!(EscalationDecided));
        decided.retain(|(i, data)| data.outcome == outcome && finished.iter().any(|f| self.saw(*i, *f)));
        decided.into_iter().map(|(i, _)| i).collect()
    }

    /// Managers' words that the customer is content now and will try and sign (ACC-6).
    pub(super) fn contented(&self) -> Vec<usize> {
        self.decided(EscalationOutcome::CustomerSatisfied)
    }

    /// Managers' decisions that end an escalation without a signature (ACC-6).
    pub(super) fn closed_unsigned(&self) -> Vec<usize> {
        self.decided(EscalationOutcome::ClosedUnsigned)
    }

    /// The signature that the order stands on: it knew of every call for rework, and of no other such signature. Clocks
    /// speak only among those that didn't know each other (P7, COL-05, COL-14).
    pub(super) fn counting_signature(&self) -> Option<usize> {
        let calls = self.rework_calls();
        let fit: Vec<usize> = self
            .of(Kind::CustomerSigned)
            .into_iter()
            .filter(|s| calls.iter().all(|f| self.saw(*s, *f)) || planted::is(Bug::ReworkIsForgotten))
            .collect();
        self.earliest(&self.first(&fit))
    }

    /// Of entries of which only one can be meant: the one that most others build on, then the earliest. A late or
    /// forged one, which nobody has seen, never takes its place.
    pub(super) fn most_relied_on(&self, entries: &[usize]) -> Option<usize> {
        // Nobody registers one order more than a few times; a flood of repeats must not cost its square.
        let entries = &entries[..entries.len().min(MOST_RIVALS)];
        let count = |i: usize| (0..self.journal.entries().len()).filter(|other| self.saw(*other, i)).count();
        let most = entries.iter().map(|i| count(*i)).max()?;
        let best: Vec<usize> = entries.iter().copied().filter(|i| count(*i) == most).collect();
        self.earliest(&best)
    }

    /// One side of a conflict.
    pub(super) fn side(&self, i: usize, counts: bool) -> Option<Side> {
        let e = self.entry(i);
        let kind = e.entry.body.kind()?;
        Some(Side { origin: self.origin(i), kind, value: e.entry.body.to_json(), counts })
    }

    pub(super) fn index_of(&self, id: &EntryId) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// What was struck out, in order.
    pub(super) fn not_accepted(&self) -> Vec<NotAccepted> {
        self.struck
            .iter()
            .filter_map(|(i, reason)| {
                let kind = self.entry(*i).entry.body.kind()?;
                Some(NotAccepted { origin: self.origin(*i), kind, reason: (*reason).to_owned() })
            })
            .collect()
    }
}

/// Kinds that only an assigned technician writes.
pub(super) const TECHNICIAN_KINDS: &[Kind] = &[
    Kind::SlipReceived,
    Kind::Arrived,
    Kind::Finding,
    Kind::Quoted,
    Kind::PriceConfirmed,
    Kind::GateSet,
    Kind::GateWithdrawn,
    Kind::StepResult,
    Kind::PartReplaced,
    Kind::WorkFinished,
    Kind::NotRepaired,
    Kind::InspectionResult,
    Kind::CustomerSigned,
    Kind::ToolsChecked,
    Kind::LeftSite,
    Kind::CustomerAbsent,
    Kind::PriceRefused,
    Kind::EscalationOpened,
    Kind::DamageReported,
];

/// Kinds that an assigned technician writes, and others too.
pub(super) const SHARED_KINDS: &[Kind] = &[
    Kind::CannotKeepTime,
    Kind::AppointmentConfirmed,
    Kind::Waiting,
    Kind::Resumed,
    Kind::ReworkRequested,
    Kind::CancelRequested,
];
