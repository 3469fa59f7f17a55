//! Whether the site shows what it is there to show: every state, every task, every kind of conflict, and every class
//! of repair signed.

use super::progress;
use crate::error::DemoError;
use crate::office::Office;
use client_core::domain::order::Charge;
use std::collections::BTreeSet;

/// Orders that the site must have at least.
const ORDERS: usize = 70;
const STATES: &[&str] = &[
    "requested",
    "declined",
    "accepted",
    "routed",
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
    "COL-14",
    "COL-18",
    "COL-19",
    "COL-21",
    "COL-28",
    "COL-29",
    "APPOINTMENT",
    "NOT-REPAIRED",
];
/// Tasks, without the entry or conflict that they name. A signature that isn't bound to what was shown needs a forger.
const TASKS: &[&str] = &[
    "judge",
    "issue_slip",
    "agree_service",
    "assign",
    "write_off",
    "confirm_cancel",
    "escalation",
    "damage",
    "agree_time",
    "price_refused",
    "changed_after_signature",
    "settle",
    "review",
];
const CLASSES: &[&str] = &["LMP", "SWI", "TAP", "GWH", "GST", "CIS", "ACU", "WSP"];

/// Fails unless all of it is on the board.
pub(super) fn all_is_there(office: &Office) -> Result<(), DemoError> {
    let board = office.board()?;
    let mut seen = BTreeSet::new();
    for line in &board {
        seen.insert(line.state.clone());
        let order = office.view(line.id)?.order;
        seen.extend(order.conflicts.iter().map(|conflict| conflict.rule.clone()));
        seen.extend(order.tasks.iter().filter_map(|task| task.id.split(':').next()).map(str::to_owned));
        let flags = [
            ("needs decision", line.needs_decision),
            ("urgent", line.urgent),
            ("time open", order.time_open),
            ("waiting", order.waiting),
            ("paid", order.charge == Some(Charge::Paid)),
            ("free", order.charge == Some(Charge::Free)),
            ("regular", order.charge == Some(Charge::Regular)),
        ];
        seen.extend(flags.iter().filter(|(_, set)| *set).map(|(name, _)| (*name).to_owned()));
        let signed = order.signatures.iter().any(|signature| signature.counts);
        seen.extend(order.registered.filter(|_| signed).map(|registered| registered.service_class));
    }
    let flags = ["needs decision", "urgent", "time open", "waiting", "paid", "free", "regular"];
    let wanted = [STATES, RULES, TASKS, CLASSES, &flags].concat();
    let missing: Vec<&str> = wanted.into_iter().filter(|one| !seen.contains(*one)).collect();
    if board.len() < ORDERS || !missing.is_empty() {
        return Err(DemoError::Unexpected(format!("{} orders, without {missing:?}", board.len())));
    }
    progress(&format!(
        "checked: {} orders, every state, task, kind of conflict and class of repair",
        board.len()
    ));
    Ok(())
}
