//! Claims: honest work whose ground had moved when it arrived. The server marks them, people review them (COL-32).

use super::conflicts::Decisions;
use super::facts::{CLAIM_REJECTED, Facts, pick};
use super::{Claim, Order, Settled, Task};
use crate::domain::entry::Kind;
use crate::domain::entry::office::{Choice, ClaimReason};
use crate::domain::id::EntryId;
use crate::domain::policy::Role;
use std::collections::{BTreeMap, BTreeSet};

impl Claim {
    /// Who reviews it: the dispatcher where the slip had gone to somebody else, a manager where the author's post had
    /// ended (COL-32).
    pub const fn audience(&self) -> &'static [Role] {
        audience(self.reason)
    }
}

/// Who reviews a claim of this kind.
pub(crate) const fn audience(reason: ClaimReason) -> &'static [Role] {
    match reason {
        ClaimReason::NoLongerAssigned => &[Role::Dispatcher, Role::FrontDesk],
        ClaimReason::RoleWithdrawn => &[Role::CscManager, Role::OfficeHead],
    }
}

/// The first mark of each entry; a second one says nothing more.
fn marks(facts: &Facts<'_>) -> Vec<(usize, EntryId, ClaimReason)> {
    let mut seen = BTreeSet::new();
    facts
        .data(Kind::Marked, pick!(Marked))
        .into_iter()
        .filter(|(_, data)| seen.insert(data.entry))
        .map(|(m, data)| (m, data.entry, data.reason))
        .collect()
}

fn review<'a>(
    facts: &Facts<'a>,
    decisions: &Decisions<'a>,
    (mark, entry, reason): (usize, EntryId, ClaimReason),
) -> Option<Settled> {
    decisions.on(facts, &format!("CLAIM:{entry}"), &[mark], audience(reason)).map(|d| d.settled)
}

/// A claim that a person rejected counts for nothing.
pub(super) fn strike_rejected<'a>(facts: &mut Facts<'a>, decisions: &Decisions<'a>) {
    for mark in marks(facts) {
        let rejected = review(facts, decisions, mark).is_some_and(|settled| settled.choice == Choice::Reject);
        if rejected && let Some(i) = facts.index_of(&mark.1) {
            facts.strike(i, CLAIM_REJECTED);
        }
    }
}

/// All claims, in the order of their marks.
pub(super) fn read<'a>(facts: &Facts<'a>, decisions: &Decisions<'a>) -> Vec<Claim> {
    let claim = |mark: (usize, EntryId, ClaimReason)| {
        let index = facts.index_of(&mark.1);
        Claim {
            entry: mark.1,
            origin: index.map(|i| facts.origin(i)),
            kind: index.and_then(|i| facts.entry(i).entry.body.kind()),
            reason: mark.2,
            reviewed: review(facts, decisions, mark),
        }
    };
    marks(facts).into_iter().map(claim).collect()
}

/// One task for all that one person wrote on ground that had moved: it names the first claim that nobody has reviewed.
/// None where a collision of assignments asks the same question, or was answered by somebody who knew of the claim.
pub(super) fn tasks(facts: &Facts<'_>, order: &Order) -> Vec<Task> {
    let asking: Vec<_> =
        order.conflicts.iter().filter(|c| matches!(c.rule.as_str(), "COL-04" | "COL-05")).collect();
    let mut first: BTreeMap<_, Task> = BTreeMap::new();
    for claim in order.claims.iter().filter(|claim| claim.reviewed.is_none()) {
        let author = claim.origin.map(|origin| origin.by.user);
        let index = facts.index_of(&claim.entry);
        let covered = claim.reason == ClaimReason::NoLongerAssigned
            && asking.iter().any(|c| {
                let knew = |settled: &Settled| {
                    let decision = facts.index_of(&settled.origin.entry);
                    decision.zip(index).is_some_and(|(decision, claimed)| facts.saw(decision, claimed))
                };
                author.is_some_and(|a| c.told.contains(&a)) && c.settled.as_ref().is_none_or(knew)
            });
        if !covered {
            let key = (author, claim.audience());
            let id = format!("review:{}", claim.entry);
            first.entry(key).or_insert_with(|| Task { id, roles: claim.audience().to_vec() });
        }
    }
    first.into_values().collect()
}
