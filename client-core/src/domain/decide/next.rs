//! What comes next: choices that a person may make on a conflict, and the one thing that a screen puts on its
//! big button. Both ask the door; neither knows a rule of its own.

use super::actions::{Actions, WORD, Zeros};
use super::{Author, Context, decide};
use crate::domain::command::Command;
use crate::domain::entry::office::Choice;
use crate::domain::entry::{At, Kind};
use crate::domain::id::UserId;
use crate::domain::order::{Conflict, Order, OrderState};
use crate::domain::policy::Role;
use crate::domain::procedure::Library;
use crate::domain::reference::Reference;
use crate::domain::stock::Ledger;
use serde::Serialize;

/// The choices on a conflict that the door would take from this person now.
pub fn choices(
    order: &Order,
    conflict: &Conflict,
    author: &Author,
    now: At,
    reference: &Reference,
    library: &Library,
) -> Vec<Choice> {
    let mut all = vec![Choice::Confirm, Choice::Continue, Choice::CancelWithoutCharge];
    all.extend(order.billable_fen.filter(|fen| *fen > 0).map(Choice::CancelWithCharge));
    all.push(Choice::Reject);
    all.extend(conflict.sides.iter().map(|side| Choice::Entry(side.origin.entry)));
    let stock = Ledger::default();
    all.retain(|choice| {
        let command = Command::Decide {
            conflict: conflict.id.clone(),
            choice: choice.clone(),
            reason: WORD.to_owned(),
        };
        let mut context = Context {
            author,
            now,
            reference,
            library,
            stock: &stock,
            next_slip_number: "",
            random: &mut Zeros,
        };
        decide(order, &command, &mut context).is_ok()
    });
    all
}

/// The one thing that comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Primary {
    /// This person gives a command.
    Command {
        /// The kind of entry that it writes.
        action: Kind,
    },
    /// This person records a step.
    Step {
        /// Path of its checklist.
        checklist: String,
        /// The step.
        step: String,
    },
    /// It is somebody else's turn.
    Waits {
        /// The task, as in [`Order::tasks`].
        task: String,
        /// Whose.
        roles: Vec<Role>,
    },
}

/// Commands of a technician's day in their order, each with whether it is what the order waits for. The door
/// says whether it is open.
fn day(order: &Order, user: &UserId, missing_tools: bool) -> [(Kind, bool); 12] {
    let visit = order.visit_of(user);
    let on_site = visit.is_some_and(|visit| visit.on_site);
    let never_arrived = visit.is_none_or(|visit| visit.arrivals.is_empty());
    let agreed = !order.consents.is_empty();
    let quoted = !order.quotes.is_empty() && !order.price_refused;
    let signed = order.state == OrderState::Signed;
    let tried = order.inspections.iter().any(|inspection| inspection.passed && inspection.current);
    [
        (Kind::SlipReceived, true),
        (Kind::ToolsChecked, missing_tools && never_arrived),
        (Kind::Resumed, order.waiting),
        (Kind::Arrived, !on_site),
        (Kind::Finding, order.findings.is_empty()),
        (Kind::Quoted, !agreed && !quoted),
        (Kind::PriceConfirmed, !agreed),
        (Kind::InspectionResult, order.state == OrderState::Inspection && !tried),
        (Kind::CustomerSigned, !signed),
        (Kind::CopyDelivered, signed && order.desk.copies.is_empty()),
        (Kind::SlipReturned, signed),
        (Kind::WorkFinished, false),
    ]
}

/// What a screen puts on its big button; `None` when nothing is left to do.
pub fn primary(order: &Order, actions: &Actions, user: &UserId, missing_tools: bool) -> Option<Primary> {
    let command = |(kind, wanted): &(Kind, bool)| *wanted && actions.is_open(*kind);
    let day = day(order, user, missing_tools);
    let (before, after) = day.split_at(7);
    let of = |(kind, _): &(Kind, bool)| Primary::Command { action: *kind };
    if let Some(found) = before.iter().find(|one| command(one)) {
        return Some(of(found));
    }
    // Putting supply on again belongs to the end of the work, when the checklist itself asks for it.
    let recorded = |kind: Kind| matches!(kind, Kind::StepResult | Kind::PartReplaced | Kind::GateSet);
    let mut open = actions.steps.iter().filter(|step| step.refused.is_none());
    if let Some(step) = open.clone().find(|step| recorded(step.action)) {
        return Some(Primary::Step { checklist: step.checklist.clone(), step: step.step.clone() });
    }
    if actions.is_open(Kind::WorkFinished) {
        return Some(Primary::Command { action: Kind::WorkFinished });
    }
    if let Some(step) = open.find(|step| step.action == Kind::GateWithdrawn) {
        return Some(Primary::Step { checklist: step.checklist.clone(), step: step.step.clone() });
    }
    if let Some(found) = after.iter().find(|one| command(one)) {
        return Some(of(found));
    }
    let mine = order.holder.as_ref() == Some(user);
    let others = order.tasks.iter().find(|task| !mine || !task.roles.contains(&Role::Technician));
    others.map(|task| Primary::Waits { task: task.id.clone(), roles: task.roles.clone() })
}
