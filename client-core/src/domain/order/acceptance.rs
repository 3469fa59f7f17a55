//! Rework against what its author had not seen: a signature, a write-off, another wish (COL-14, COL-15, COL-31).

use super::conflicts::{Decisions, Outline, conflict, conflict_id};
use super::facts::Facts;
use super::{Conflict, Settled};
use crate::domain::entry::Kind;
use crate::domain::entry::office::Choice;
use crate::domain::id::UserId;
use crate::domain::policy::Role;

const AUDIENCE: &[Role] = &[Role::Dispatcher, Role::FrontDesk];

/// Rework goes first. What was wished at once is one round of work, and one conflict with all that it crossed:
/// `overtaken` are write-offs that didn't know of it.
pub(super) fn conflicts<'a>(
    facts: &Facts<'a>,
    decisions: &Decisions<'a>,
    overtaken: &[usize],
    holder: Option<UserId>,
) -> Vec<Conflict> {
    let signatures = facts.of(Kind::CustomerSigned);
    let finished = facts.of(Kind::WorkFinished);
    let mut conflicts = Vec::new();
    for calls in facts.groups(&facts.rework_calls()) {
        let crossed = |entries: &[usize]| {
            entries.iter().copied().find(|i| calls.iter().any(|call| facts.concurrent(*i, *call)))
        };
        let (signed, written_off) = (crossed(&signatures), crossed(overtaken));
        let (rule, outcome) = match (signed, written_off) {
            (Some(_), _) => ("COL-14", "rework_goes_first"),
            (None, Some(_)) => ("COL-31", "rework_goes_first"),
            (None, None) if calls.len() > 1 => ("COL-15", "one_round_for_all"),
            (None, None) => continue,
        };
        let mut sides = calls.clone();
        sides.extend(signed);
        sides.extend(written_off);
        let id = conflict_id(facts, rule, &calls);
        let decided = decisions.on(facts, &id, &sides, AUDIENCE).map(|d| d.settled);
        // Several wishes are answered by the work of somebody who knew them all.
        let answer = finished.iter().find(|f| rule == "COL-15" && calls.iter().all(|c| facts.saw(**f, *c)));
        let answered = answer.map(|f| Settled {
            origin: facts.origin(*f),
            choice: Choice::Entry(facts.entry(*f).id),
            reason: "worked_again".into(),
        });
        let mut told: Vec<UserId> = sides.iter().map(|i| facts.author(*i)).collect();
        told.extend(holder);
        let outline =
            Outline { rule, outcome, key: &calls, sides: &sides, counts: &calls, audience: AUDIENCE, told };
        conflicts.push(conflict(facts, outline, decided.or(answered)));
    }
    conflicts
}
