//! When the charge of an order arose, where the clock of whoever wrote it down leaves its month open (P10). The best estimate
//! counts until finance has decided.

use super::conflicts::{Decided, Decisions, Outline, conflict, conflict_id};
use super::facts::Facts;
use super::{Charge, Conflict, Order};
use crate::domain::entry::Body;
use crate::domain::entry::office::Choice;
use crate::domain::policy::Role;

const RULE: &str = "TIME";
const AUDIENCE: &[Role] = &[Role::Finance];

/// The question about an order's charge, if there is one.
pub(super) fn read<'a>(facts: &Facts<'a>, decisions: &Decisions<'a>, order: &mut Order) -> Option<Conflict> {
    let charge = charge_of(facts, order)?;
    let sides = sides(facts, charge)?;
    let id = conflict_id(facts, RULE, &[charge]);
    let decided = decisions.on(facts, &id, &sides, AUDIENCE);
    let chosen = decided.as_ref().and_then(|decided| decided.chosen(facts, &sides));
    if decided.is_some() {
        order.charge_decided_at = Some(time_of(facts, charge, chosen));
    } else if !is_to_be_billed(facts, charge, order) {
        return None;
    } else {
        let bounds = facts.journal.bounds(charge)?;
        order.charge_between = Some((bounds.after.unwrap_or(facts.at(charge)), bounds.before));
    }
    let outline = Outline {
        rule: RULE,
        outcome: if decided.is_some() { "decided_time_counts" } else { "estimated_time_counts" },
        key: &[charge],
        sides: &sides,
        counts: &[chosen.unwrap_or(charge)],
        audience: AUDIENCE,
        told: vec![facts.author(charge)],
    };
    let mut asked = conflict(facts, outline, decided.map(|decided| decided.settled));
    for side in &mut asked.sides {
        let at = time_of(facts, charge, facts.index_of(&side.origin.entry));
        side.value = serde_json::json!({ "charged_at": at });
    }
    Some(asked)
}

/// Whether its month makes a difference: there is something to bill, and the office head hasn't approved the line with the
/// month that it has (P4).
fn is_to_be_billed(facts: &Facts<'_>, charge: usize, order: &Order) -> bool {
    let fen = match &facts.entry(charge).entry.body {
        Body::CustomerSigned(_) => order.billable_fen.unwrap_or(0),
        Body::Decision(data) => match data.choice {
            Choice::CancelWithCharge(fen) => fen,
            _ => 0,
        },
        _ => 0,
    };
    let account = &order.account;
    order.charge == Some(Charge::Paid)
        && fen > 0
        && account.waived.is_none()
        && account.approved_line().is_none()
}

/// When a charge arose, as the author of another entry knew: milliseconds since 1970 UTC.
pub(super) fn known_to<'a>(
    facts: &Facts<'a>,
    decisions: &Decisions<'a>,
    charge: usize,
    author_of: usize,
) -> i64 {
    let decided: Option<(Vec<usize>, Decided)> = sides(facts, charge).and_then(|sides| {
        let id = conflict_id(facts, RULE, &[charge]);
        let known = |decision: usize, _: &Choice| facts.saw(author_of, decision);
        let decided = decisions.on_where(facts, &id, &sides, AUDIENCE, known)?;
        Some((sides, decided))
    });
    let chosen = decided.and_then(|(sides, decided)| decided.chosen(facts, &sides));
    time_of(facts, charge, chosen)
}

/// The signature that counts, or the decision that ended the order with a charge.
fn charge_of(facts: &Facts<'_>, order: &Order) -> Option<usize> {
    let signed = order.signatures.iter().find(|signature| signature.counts).map(|one| one.origin.entry);
    let ended =
        order.conflicts.iter().filter_map(|conflict| Some((&conflict.id, conflict.settled.as_ref()?)));
    let ended = ended.filter(|(_, settled)| matches!(settled.choice, Choice::CancelWithCharge(_)));
    let ended = ended.max_by_key(|(id, _)| *id).map(|(_, settled)| settled.origin.entry);
    facts.index_of(&signed.or(ended)?)
}

/// What speaks for one month or another, where the server received the charge and it may be of an earlier month: the charge
/// itself with the best estimate, the last thing that its author had seen, and the server's word.
fn sides(facts: &Facts<'_>, charge: usize) -> Option<Vec<usize>> {
    let bounds = facts.journal.bounds(charge)?;
    if bounds.after.is_some_and(|at| at >= bounds.month_from) {
        return None;
    }
    Some(bounds.last_seen.into_iter().chain([charge, bounds.received]).collect())
}

/// The time that a choice stands for: the earliest or the latest that it can have been, or the best estimate.
fn time_of(facts: &Facts<'_>, charge: usize, chosen: Option<usize>) -> i64 {
    let estimate = facts.at(charge);
    match facts.journal.bounds(charge).zip(chosen) {
        Some((bounds, chosen)) if bounds.received == chosen => bounds.before,
        Some((bounds, chosen)) if bounds.last_seen == Some(chosen) => bounds.after.unwrap_or(estimate),
        _ => estimate,
    }
}
