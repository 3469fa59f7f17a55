//! What the server says of two orders together: requests that may be one and the same (COL-07, REG-10), and slip
//! numbers that were given twice (COL-35). Nothing is ever merged.

use super::conflicts::{Decisions, Outline, conflict_titled};
use super::facts::{Facts, pick};
use super::{Conflict, Order, OrderState, Problem, Settled};
use crate::domain::entry::Kind;
use crate::domain::entry::office::Choice;
use crate::domain::entry::store::{SettledAcross, SettledOutcome};
use crate::domain::id::DocumentId;
use crate::domain::policy::Role;
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::BTreeMap;

const AUDIENCE: &[Role] = &[Role::Dispatcher, Role::FrontDesk];
const RULE: &str = "COL-07";

/// How another request stands to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kinship {
    /// Nobody has looked at both yet.
    Open,
    /// They are one request; which order leads the server has not said yet.
    Linked,
    /// They are one request, and this order leads.
    Leads,
    /// They are one request, and the other order leads.
    Follows,
    /// They are two requests.
    Different,
}

/// Another order that may be the same request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twin {
    /// Id of the question, the same in both orders.
    pub conflict: String,
    /// The other order.
    pub order: DocumentId,
    /// How it stands to this one.
    pub kinship: Kinship,
    /// When the earlier of two linked requests came, milliseconds since 1970 UTC: its deadlines count.
    pub since: Option<i64>,
}

/// Reads the server's words about other orders. Gives the questions that they ask.
pub(super) fn read<'a>(facts: &Facts<'a>, decisions: &Decisions<'a>, order: &mut Order) -> Vec<Conflict> {
    let words = facts.data(Kind::Settled, pick!(Settled));
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    // Within a document the server's own words follow each other.
    let mut last: BTreeMap<&str, (usize, &SettledAcross)> = BTreeMap::new();
    for (i, data) in words {
        first.entry(data.conflict.as_str()).or_insert(i);
        last.insert(data.conflict.as_str(), (i, data));
    }
    let mut found = Vec::new();
    for (id, (i, data)) in last {
        let Some((other, _)) = data.others.first() else { continue };
        match data.outcome {
            SettledOutcome::Renumbered(suffix) => renumber(order, data, suffix),
            outcome if id.split(':').next() == Some(RULE) => {
                let Some(own) = facts.index_of(&data.entry) else { continue };
                let sides = [own, first.get(id).copied().unwrap_or(i)];
                let said = answer(outcome);
                let fits = |choice: &Choice| said.as_ref().is_none_or(|said| said == choice);
                let decided = decisions.on_if(facts, id, &sides, AUDIENCE, fits).map(|d| d.settled);
                // Somebody decided where the other order stands: the server brings his word here.
                let brought = said.clone().map(|choice| Settled {
                    origin: facts.origin(i),
                    choice,
                    reason: "decided_in_the_other_order".into(),
                });
                let settled = decided.or(brought);
                let kinship = kinship(outcome, settled.as_ref());
                let since = match outcome {
                    SettledOutcome::Leads(since) | SettledOutcome::Follows(since) => Some(since),
                    _ => None,
                };
                order.desk.twins.push(Twin { conflict: id.to_owned(), order: *other, kinship, since });
                let outline = Outline {
                    rule: RULE,
                    outcome: word(kinship),
                    key: &sides,
                    sides: &sides,
                    counts: if matches!(kinship, Kinship::Follows) { &[] } else { &sides[..1] },
                    audience: AUDIENCE,
                    told: Vec::new(),
                };
                found.push(conflict_titled(facts, id.to_owned(), outline, settled));
            }
            _ => {}
        }
    }
    found
}

/// COL-35: the later one of two equal numbers gets a suffix; what is printed stays known.
fn renumber(order: &mut Order, data: &SettledAcross, suffix: u32) {
    let Some(slip) = order.slip.as_mut().filter(|slip| slip.origin.entry == data.entry) else { return };
    let printed = slip.number.clone();
    slip.number = with_suffix(&printed, suffix);
    order.desk.printed_number = Some(printed);
    order.problems.push(Problem { entry: data.entry, problem: "slip_renumbered".into() });
}

/// The number that a slip gets whose own was given already.
pub fn with_suffix(number: &str, suffix: u32) -> String {
    format!("{number}-{suffix}")
}

fn answer(outcome: SettledOutcome) -> Option<Choice> {
    match outcome {
        SettledOutcome::Leads(_) | SettledOutcome::Follows(_) => Some(Choice::Confirm),
        SettledOutcome::Different => Some(Choice::Reject),
        _ => None,
    }
}

fn kinship(outcome: SettledOutcome, settled: Option<&Settled>) -> Kinship {
    match (outcome, settled.map(|settled| &settled.choice)) {
        (SettledOutcome::Leads(_), _) => Kinship::Leads,
        (SettledOutcome::Follows(_), _) => Kinship::Follows,
        (_, Some(Choice::Reject)) => Kinship::Different,
        (_, Some(_)) => Kinship::Linked,
        (_, None) => Kinship::Open,
    }
}

const fn word(kinship: Kinship) -> &'static str {
    match kinship {
        Kinship::Open => "both_orders_stand",
        Kinship::Linked => "linked",
        Kinship::Leads => "linked_leads",
        Kinship::Follows => "linked_follows",
        Kinship::Different => "different_requests",
    }
}

/// Of two linked orders, whether `a` leads: the more advanced work, then the earlier request, then the smaller id.
pub fn leads(a: &Order, b: &Order) -> bool {
    let place = |order: &Order| {
        let asked = order.registered.as_ref().map_or(i64::MAX, |registered| registered.received_at);
        (advance(order.state), Reverse(asked), Reverse(order.id))
    };
    place(a) > place(b)
}

/// How far the work has come; what was declined or cancelled leads nothing.
const fn advance(state: OrderState) -> u8 {
    match state {
        OrderState::Unknown | OrderState::Declined | OrderState::CancelOpen | OrderState::Cancelled => 0,
        OrderState::Requested => 1,
        OrderState::Accepted => 2,
        OrderState::Dispatched => 3,
        OrderState::Received => 4,
        OrderState::OnSite => 5,
        OrderState::PriceAgreed => 6,
        OrderState::InWork | OrderState::Rework => 7,
        OrderState::Inspection | OrderState::Escalated => 8,
        OrderState::Signed => 9,
        OrderState::Routed | OrderState::WrittenOff | OrderState::Archived | OrderState::Reopened => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn col_35_a_suffix_keeps_the_printed_number_readable() {
        assert_eq!(with_suffix("A1-0007", 2), "A1-0007-2");
    }
}
