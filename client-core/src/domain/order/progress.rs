//! Main state, tracks and open tasks, derived from everything else.

use super::cancel::Cancelling;
use super::facts::Facts;
use super::{FollowUpTrack, MoneyTrack, Order, OrderState, Task};
use crate::domain::entry::Kind;
use crate::domain::entry::office::ServiceKind;
use crate::domain::policy::Role;

const DISPATCH: &[Role] = &[Role::Dispatcher, Role::FrontDesk];

pub(super) fn derive(facts: &Facts<'_>, cancelling: &Cancelling, order: &mut Order) {
    order.needs_decision = cancelling.needs_decision;
    order.state = state(facts, cancelling, order);
    order.money = money(cancelling, order);
    if let Some(fen) = cancelling.charge_fen.filter(|_| cancelling.active) {
        order.billable_fen = Some(fen);
    }
    if order.money == MoneyTrack::NotCharged {
        order.billable_fen = None;
    }
    let signed =
        matches!(order.state, OrderState::Signed | OrderState::WrittenOff) && !order.signatures.is_empty();
    order.follow_up = if signed { FollowUpTrack::Due } else { FollowUpTrack::NotDue };
    order.tasks = tasks(facts, order);
}

fn state(facts: &Facts<'_>, cancelling: &Cancelling, order: &Order) -> OrderState {
    if order.registered.is_none() && order.slip.is_none() && order.assignments.is_empty() {
        return OrderState::Unknown;
    }
    if cancelling.active && !cancelling.needs_decision {
        return if cancelling.confirmed { OrderState::Cancelled } else { OrderState::CancelOpen };
    }
    if order.written_off.is_some() {
        return OrderState::WrittenOff;
    }
    let failed = facts.failed_inspections();
    // A signature counts for the round that it saw end; dissatisfaction that it had not seen goes before it (COL-14).
    let signed = facts.of(Kind::CustomerSigned).into_iter().any(|s| failed.iter().all(|f| facts.saw(s, *f)));
    if signed {
        return OrderState::Signed;
    }
    let after_rework = |i: usize| failed.iter().all(|f| facts.saw(i, *f));
    if facts.of(Kind::WorkFinished).into_iter().any(after_rework) {
        return OrderState::Inspection;
    }
    let at_work = |i: &usize| after_rework(*i);
    let work = facts.of_any(&[Kind::StepResult, Kind::PartReplaced]);
    if !failed.is_empty() {
        if work.iter().any(at_work) {
            return OrderState::InWork;
        }
        return if escalated(facts, &failed) { OrderState::Escalated } else { OrderState::Rework };
    }
    let regular = order.registered.as_ref().is_some_and(|r| r.service_kind != ServiceKind::Special);
    let agreed = !order.consents.is_empty() || (regular && !order.findings.is_empty());
    if agreed && !work.is_empty() && order.checklist.as_ref().is_some_and(began_repair) {
        return OrderState::InWork;
    }
    if agreed {
        return OrderState::PriceAgreed;
    }
    let visit = order.visits.iter().find(|visit| Some(visit.technician) == order.holder);
    if visit.is_some_and(|visit| !visit.arrivals.is_empty()) {
        return OrderState::OnSite;
    }
    if visit.is_some_and(|visit| visit.received.is_some()) {
        return OrderState::Received;
    }
    if order.slip.is_some() && order.holder.is_some() {
        return OrderState::Dispatched;
    }
    match &order.judgement {
        Some(judgement) if judgement.accepted => OrderState::Accepted,
        Some(_) => OrderState::Declined,
        None => OrderState::Requested,
    }
}

/// Dissatisfied again after rework: a result that knew of an earlier one (ACC-5). Two people who wrote down the same
/// dissatisfaction are no escalation (COL-15).
fn escalated(facts: &Facts<'_>, failed: &[usize]) -> bool {
    failed.iter().any(|later| failed.iter().any(|earlier| facts.saw(*later, *earlier)))
}

/// Whether an `act`, `replace` or `final` step was recorded (lifecycle section 3).
fn began_repair(checklist: &crate::domain::procedure::Checklist) -> bool {
    use crate::domain::procedure::Kind::{Act, Final, Replace};
    let recorded = |step: &crate::domain::procedure::StepState| {
        matches!(step.kind, Act | Replace | Final) && step.reading.is_some()
    };
    checklist.failed_rounds > 0
        || checklist.steps.iter().any(recorded)
        || checklist.children.iter().any(began_repair)
}

fn money(cancelling: &Cancelling, order: &Order) -> MoneyTrack {
    let regular = order.registered.as_ref().is_some_and(|r| r.service_kind != ServiceKind::Special);
    let declined = order.state == OrderState::Declined;
    if regular || declined {
        return MoneyTrack::NotCharged;
    }
    if cancelling.active && !cancelling.needs_decision {
        return if cancelling.charge_fen.is_some() { MoneyTrack::Billable } else { MoneyTrack::NotCharged };
    }
    let signed =
        matches!(order.state, OrderState::Signed | OrderState::WrittenOff) && !order.signatures.is_empty();
    if signed && !order.needs_decision {
        MoneyTrack::Billable
    } else if !order.consents.is_empty() {
        MoneyTrack::Agreed
    } else if !order.quotes.is_empty() {
        MoneyTrack::Quoted
    } else {
        MoneyTrack::None
    }
}

fn tasks(facts: &Facts<'_>, order: &Order) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut task = |id: String, roles: &[Role]| tasks.push(Task { id, roles: roles.to_vec() });
    match order.state {
        OrderState::Requested => task("judge".into(), DISPATCH),
        OrderState::Accepted if order.slip.is_none() => task("issue_slip".into(), DISPATCH),
        OrderState::Accepted => task("assign".into(), DISPATCH),
        OrderState::Signed => task("write_off".into(), DISPATCH),
        OrderState::CancelOpen => task("confirm_cancel".into(), DISPATCH),
        _ => {}
    }
    let ended = order.state.is_closed() || matches!(order.state, OrderState::Signed | OrderState::CancelOpen);
    if !ended && escalated(facts, &facts.failed_inspections()) {
        task("escalation".into(), &[Role::CscManager, Role::OfficeHead]);
    }
    for conflict in order.open_conflicts() {
        task(format!("settle:{}", conflict.id), &conflict.audience);
    }
    for claim in order.claims.iter().filter(|claim| claim.reviewed.is_none()) {
        // A reassignment that crossed somebody's work is one matter for the dispatcher, not one for each entry.
        let author = claim.origin.map(|origin| origin.by.user);
        let index = facts.index_of(&claim.entry);
        let covered = order.conflicts.iter().any(|c| {
            let knew = |settled: &super::Settled| {
                let decision = facts.index_of(&settled.origin.entry);
                decision.zip(index).is_some_and(|(decision, claimed)| facts.saw(decision, claimed))
            };
            matches!(c.rule.as_str(), "COL-04" | "COL-05")
                && author.is_some_and(|a| c.told.contains(&a))
                && c.settled.as_ref().is_none_or(knew)
        });
        if !covered {
            task(format!("review:{}", claim.entry), DISPATCH);
        }
    }
    tasks
}
