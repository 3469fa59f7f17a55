//! Whether the site shows what it is there to show: every state, and every kind of conflict.

use crate::error::DemoError;
use crate::office::Office;
use std::collections::BTreeSet;

/// Orders that the site must have at least.
const ORDERS: usize = 30;
const STATES: &[&str] = &[
    "requested",
    "declined",
    "accepted",
    "dispatched",
    "received",
    "on_site",
    "price_agreed",
    "in_work",
    "inspection",
    "rework",
    "escalated",
    "signed",
    "written_off",
    "cancel_open",
    "cancelled",
];
const RULES: &[&str] = &[
    "COL-01",
    "COL-02",
    "COL-03",
    "COL-04",
    "COL-05",
    "COL-06",
    "COL-08",
    "COL-28",
    "COL-29",
    "NOT-REPAIRED",
];

/// Fails unless all of it is on the board.
pub(super) fn all_is_there(office: &Office) -> Result<(), DemoError> {
    let board = office.board()?;
    let states: BTreeSet<&str> = board.iter().map(|line| line.state.as_str()).collect();
    let mut rules = BTreeSet::new();
    for line in board.iter().filter(|line| line.conflicts > 0) {
        rules.extend(office.view(line.id)?.order.conflicts.into_iter().map(|conflict| conflict.rule));
    }
    let missing = STATES.iter().filter(|state| !states.contains(*state));
    let missing: Vec<&str> =
        missing.chain(RULES.iter().filter(|rule| !rules.contains(**rule))).copied().collect();
    if board.len() < ORDERS || !missing.is_empty() || !board.iter().any(|line| line.needs_decision) {
        return Err(DemoError::Unexpected(format!("{} orders, without {missing:?}", board.len())));
    }
    Ok(())
}
