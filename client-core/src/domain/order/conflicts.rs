//! Conflicts and the decisions that settle them (lifecycle section 4, P8).

use super::facts::{Facts, pick};
use super::{Conflict, Settled};
use crate::domain::entry::Kind;
use crate::domain::entry::office::{Choice, Decision};
use crate::domain::id::{EntryId, UserId};
use crate::domain::policy::Role;
use crate::domain::stock::audience_of;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Decisions by the conflict that they name.
pub(super) struct Decisions<'a> {
    by_conflict: BTreeMap<&'a str, Vec<(usize, &'a Decision)>>,
    /// Decisions that settled something.
    used: RefCell<BTreeSet<usize>>,
}

impl<'a> Decisions<'a> {
    pub(super) fn read(facts: &Facts<'a>) -> Self {
        let mut by_conflict: BTreeMap<&str, Vec<(usize, &Decision)>> = BTreeMap::new();
        // Questions of the store are read with its facts.
        let own = facts.data(Kind::Decision, pick!(Decision)).into_iter();
        for (i, data) in own.filter(|(_, data)| audience_of(&data.conflict).is_none()) {
            by_conflict.entry(data.conflict.as_str()).or_default().push((i, data));
        }
        Self { by_conflict, used: RefCell::default() }
    }

    /// The decision that counts: made by somebody of the audience who had seen all sides, with a choice that fits the
    /// rule. Whoever knew of it found nothing left to decide; of concurrent ones the higher role's counts, then the
    /// earlier one.
    pub(super) fn on(
        &self,
        facts: &Facts<'a>,
        conflict: &str,
        sides: &[usize],
        audience: &[Role],
    ) -> Option<Decided> {
        self.on_if(facts, conflict, sides, audience, |_| true)
    }

    /// The same, where the facts allow not every choice.
    pub(super) fn on_if(
        &self,
        facts: &Facts<'a>,
        conflict: &str,
        sides: &[usize],
        audience: &[Role],
        allowed: impl Fn(&Choice) -> bool,
    ) -> Option<Decided> {
        self.on_where(facts, conflict, sides, audience, |_, choice| allowed(choice))
    }

    /// The same, where it depends on what the decision's author knew.
    pub(super) fn on_where(
        &self,
        facts: &Facts<'a>,
        conflict: &str,
        sides: &[usize],
        audience: &[Role],
        allowed: impl Fn(usize, &Choice) -> bool,
    ) -> Option<Decided> {
        let all = self.by_conflict.get(conflict)?;
        let rule = conflict.split(':').next().unwrap_or_default();
        let kind_of = |id: &EntryId| {
            let side = sides.iter().find(|side| facts.entry(**side).id == *id);
            side.and_then(|side| facts.entry(*side).entry.body.kind())
        };
        let fit: Vec<usize> = all
            .iter()
            .filter(|(i, data)| choice_fits(rule, &data.choice, kind_of) && allowed(*i, &data.choice))
            .map(|(i, _)| *i)
            .filter(|i| sides.iter().all(|side| facts.saw(*i, *side)))
            .filter(|i| {
                audience.contains(&facts.entry(*i).entry.by.role) || facts.entry(*i).entry.by.role.rank() > 1
            })
            .collect();
        let winner = facts.first_by_rank(&fit)?;
        let (_, data) = all.iter().find(|(i, _)| *i == winner)?;
        self.used.borrow_mut().insert(winner);
        Some(Decided {
            index: winner,
            settled: Settled {
                origin: facts.origin(winner),
                choice: data.choice.clone(),
                reason: data.reason.clone(),
            },
        })
    }
}

impl Decisions<'_> {
    /// Decisions that settled nothing stay visible: another one counted, not all sides were known, or the conflict is
    /// gone (P1, P8).
    pub(super) fn list_without_effect(&self, facts: &mut Facts<'_>) {
        for (i, _) in self.by_conflict.values().flatten() {
            if !self.used.borrow().contains(i) {
                facts.strike(*i, "decision_without_effect");
            }
        }
    }
}

/// A decision that counts.
pub(super) struct Decided {
    pub(super) index: usize,
    pub(super) settled: Settled,
}

impl Decided {
    /// The entry that was chosen, if the choice names one of these sides.
    pub(super) fn chosen(&self, facts: &Facts<'_>, sides: &[usize]) -> Option<usize> {
        match &self.settled.choice {
            Choice::Entry(id) => facts.index_of(id).filter(|i| sides.contains(i)),
            _ => None,
        }
    }
}

/// Whether a choice says something to a conflict of this rule; `kind_of` knows the conflict's sides.
pub(crate) fn choice_fits(rule: &str, choice: &Choice, kind_of: impl Fn(&EntryId) -> Option<Kind>) -> bool {
    match (rule, choice) {
        ("COL-04" | "COL-05", Choice::Entry(id)) => {
            matches!(kind_of(id), Some(Kind::Assigned | Kind::PoolTaken))
        }
        ("COL-06", Choice::Entry(id)) => {
            matches!(kind_of(id), Some(Kind::PriceConfirmed | Kind::PriceRefused))
        }
        ("TIME", Choice::Entry(id)) => kind_of(id).is_some(),
        ("APPOINTMENT", Choice::Entry(id)) => kind_of(id) == Some(Kind::AppointmentConfirmed),
        (
            "COL-03" | "NOT-REPAIRED",
            Choice::Continue | Choice::CancelWithoutCharge | Choice::CancelWithCharge(_),
        )
        | ("COL-02" | "CANCEL", Choice::Continue)
        | ("CLAIM" | "COL-07" | "RECEIPT", Choice::Reject)
        | (
            "COL-01" | "COL-02" | "COL-04" | "COL-05" | "COL-06" | "COL-07" | "COL-08" | "COL-13" | "COL-14"
            | "COL-15" | "COL-16" | "COL-18" | "COL-19" | "COL-21" | "COL-26" | "COL-28" | "COL-29"
            | "COL-31" | "APPOINTMENT" | "CLAIM" | "RECEIPT" | "TIME",
            Choice::Confirm,
        ) => true,
        _ => false,
    }
}

/// Stable id of a conflict: the rule and the first of its key entries.
pub(super) fn conflict_id(facts: &Facts<'_>, rule: &str, sides: &[usize]) -> String {
    let first = sides.iter().min().map(|i| facts.entry(*i).id.to_string()).unwrap_or_default();
    format!("{rule}:{first}")
}

/// What a conflict needs besides its sides.
pub(super) struct Outline<'a> {
    pub(super) rule: &'static str,
    pub(super) outcome: &'static str,
    /// The entries that give the conflict its id: they must not change when more facts arrive.
    pub(super) key: &'a [usize],
    pub(super) sides: &'a [usize],
    pub(super) counts: &'a [usize],
    pub(super) audience: &'a [Role],
    pub(super) told: Vec<UserId>,
}

/// The conflict as it is shown.
pub(super) fn conflict(facts: &Facts<'_>, outline: Outline<'_>, settled: Option<Settled>) -> Conflict {
    let id = conflict_id(facts, outline.rule, outline.key);
    conflict_titled(facts, id, outline, settled)
}

/// The same under an id that somebody else has given it.
pub(super) fn conflict_titled(
    facts: &Facts<'_>,
    id: String,
    outline: Outline<'_>,
    settled: Option<Settled>,
) -> Conflict {
    let mut sides = outline.sides.to_vec();
    sides.sort_unstable();
    sides.dedup();
    let mut told = outline.told;
    told.sort_unstable();
    told.dedup();
    Conflict {
        id,
        rule: outline.rule.to_owned(),
        outcome: outline.outcome.to_owned(),
        sides: sides.iter().filter_map(|i| facts.side(*i, outline.counts.contains(i))).collect(),
        audience: outline.audience.to_vec(),
        told,
        settled,
    }
}
