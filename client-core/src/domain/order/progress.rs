//! Main state, tracks and open tasks, derived from everything else.

use super::cancel::Cancelling;
use super::facts::Facts;
use super::{
    Charge, FollowUpTrack, Judgement, MoneyTrack, Order, OrderState, Registered, StoreTrack, Task, account,
    claims, desk, follow_up as follow_ups,
};
use crate::domain::entry::Kind;
use crate::domain::entry::office::ServiceKind;
use crate::domain::id::EntryId;
use crate::domain::policy::Role;
use crate::domain::procedure::Library;
use crate::domain::stock::Loan;
use planted::Bug;
use std::collections::BTreeSet;

const DISPATCH: &[Role] = &[Role::Dispatcher, Role::FrontDesk];
const MANAGERS: &[Role] = &[Role::CscManager, Role::OfficeHead];
const STORE: &[Role] = &[Role::Storekeeper];
const FINANCE: &[Role] = &[Role::Finance];
const RECORDS: &[Role] = &[Role::RecordsAdmin, Role::CsAssistant, Role::CscSupervisor];
const SUPERVISORS: &[Role] = &[Role::CscSupervisor, Role::CscManager, Role::OfficeHead];

pub(super) fn derive(facts: &Facts<'_>, cancelling: &Cancelling, library: &Library, order: &mut Order) {
    order.needs_decision = cancelling.needs_decision;
    order.state = state(facts, cancelling, order);
    let ended = order.state.is_closed() || matches!(order.state, OrderState::Signed | OrderState::CancelOpen);
    order.time_open = !ended && order.time_questions.iter().any(|question| !question.answered);
    order.waiting = !ended && order.waits.iter().any(|wait| wait.resumed.is_none());
    order.price_refused = !ended && price_refused(facts, order);
    order.disputed = !order.signatures.is_empty() && !order.signatures.iter().any(|s| s.counts);
    order.money = money(cancelling, order);
    // What was waived can't be in dispute.
    order.disputed &= order.money != MoneyTrack::Waived;
    if let Some(fen) = cancelling.charge_fen.filter(|_| cancelling.active) {
        order.billable_fen = Some(fen);
    }
    let charged = order.money == MoneyTrack::Billable || order.account.approved_line().is_some();
    if matches!(order.money, MoneyTrack::NotCharged | MoneyTrack::Waived) {
        order.billable_fen = None;
    }
    account::reckon(order);
    // What was approved stays what it is, whatever becomes of the work (P4, FEE-14).
    if charged {
        order.money = account::track(order);
    } else if !order.disputed {
        order.account.due_fen = 0;
    }
    order.desk.in_pool = nobody_holds(order);
    order.follow_up = follow_up(order);
    if order.state.is_closed() {
        order.state = desk::archived_state(order, order.state);
    }
    order.archive_blocked_by = archive_blocked_by(order);
    order.tasks = tasks(facts, library, order);
}

/// A slip of an open order that nobody holds: not yet, or not any more.
fn nobody_holds(order: &Order) -> bool {
    let open = matches!(
        order.state,
        OrderState::Accepted
            | OrderState::OnSite
            | OrderState::PriceAgreed
            | OrderState::InWork
            | OrderState::Inspection
            | OrderState::Rework
            | OrderState::Escalated
    );
    open && order.slip.is_some() && order.holder.is_none() && !order.closed_unsigned()
}

/// The dissatisfied one of several follow-ups leads until what it asked for is put right and somebody asked again
/// (COL-16, FUP-9).
fn follow_up(order: &Order) -> FollowUpTrack {
    let signed = matches!(order.state, OrderState::Signed | OrderState::WrittenOff)
        && order.signatures.iter().any(|signature| signature.counts);
    if !signed {
        return FollowUpTrack::NotDue;
    }
    if order.follow_ups.correctives.iter().any(|task| task.closed.is_none()) {
        return FollowUpTrack::CorrectiveOpen;
    }
    let mut leading = order.follow_ups.leading().peekable();
    let done = leading.peek().is_some() && leading.all(|one| one.satisfied && one.after_correctives);
    if done { FollowUpTrack::Done } else { FollowUpTrack::Due }
}

/// The customer's last word on a price was no, and nothing was offered since; where an earlier price is agreed, work
/// goes on for that.
fn price_refused(facts: &Facts<'_>, order: &Order) -> bool {
    let offers = facts.of_any(&[Kind::Quoted, Kind::PriceConfirmed, Kind::PriceRefused]);
    let refused = |i: &usize| facts.entry(*i).entry.body.kind() == Some(Kind::PriceRefused);
    !order.refusals.is_empty() && order.consents.is_empty() && facts.newest(&offers).iter().all(refused)
}

/// Archiving needs every track closed (STA-5, DMG-3).
fn archive_blocked_by(order: &Order) -> Vec<String> {
    // What the month's report has still to take in isn't settled by a payment at the door.
    let reported = order.account.approved_line().is_some() || order.billable_fen.unwrap_or(0) == 0;
    let settled = match order.money {
        MoneyTrack::NotCharged | MoneyTrack::Waived => true,
        MoneyTrack::Paid => reported,
        _ => false,
    };
    let signed = order.signatures.iter().any(|signature| signature.counts);
    let open = [
        ("work", !order.state.is_closed()),
        ("store", order.store == StoreTrack::Open),
        ("money", !settled),
        ("follow_up", matches!(order.follow_up, FollowUpTrack::Due | FollowUpTrack::CorrectiveOpen)),
        ("copies", signed && desk::missing_copies(order).next().is_some()),
        ("escalation", order.escalation.as_ref().is_some_and(|escalation| escalation.open)),
        ("damage", order.damages.iter().any(|case| case.settled.is_none())),
        ("decision", order.needs_decision || order.open_conflicts().next().is_some()),
    ];
    open.into_iter().filter(|(_, blocks)| *blocks).map(|(word, _)| word.to_owned()).collect()
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
    // A signature counts for the round that it saw end; a call for rework that it had not seen goes before it (COL-14).
    if facts.counting_signature().is_some() {
        return OrderState::Signed;
    }
    let failed = facts.rework_calls();
    let after_rework = |i: usize| failed.iter().all(|f| facts.saw(i, *f));
    let mut done = facts.of(Kind::WorkFinished);
    done.extend(facts.contented());
    if done.into_iter().any(after_rework) {
        return OrderState::Inspection;
    }
    // Work that crossed a manager's word to end it unsigned doesn't open the order again.
    if facts.closed_unsigned().into_iter().any(after_rework) {
        return OrderState::Escalated;
    }
    let at_work = |i: &usize| after_rework(*i);
    let work = facts.of_any(&[Kind::StepResult, Kind::PartReplaced]);
    if !failed.is_empty() {
        if work.iter().any(at_work) {
            return OrderState::InWork;
        }
        // A manager's decision for rework, or that the customer is content, has ended the escalation.
        let open = order.escalation.as_ref().is_some_and(|escalation| escalation.open);
        return if open { OrderState::Escalated } else { OrderState::Rework };
    }
    let unpriced = matches!(order.charge, Some(Charge::Regular | Charge::Free));
    let agreed = !order.consents.is_empty() || (unpriced && !order.findings.is_empty());
    if agreed && !work.is_empty() && order.checklist.as_ref().is_some_and(began_repair) {
        return OrderState::InWork;
    }
    if agreed {
        return OrderState::PriceAgreed;
    }
    let visit = order.visits.iter().find(|visit| Some(visit.technician) == order.holder);
    if visit.is_some_and(|visit| visit.on_site) {
        return OrderState::OnSite;
    }
    if visit.is_some_and(|visit| visit.received.is_some()) {
        return OrderState::Received;
    }
    if order.slip.is_some() && order.holder.is_some() {
        return OrderState::Dispatched;
    }
    match &order.judgement {
        Some(judgement) if judgement.accepted && is_routed(order, judgement) => OrderState::Routed,
        Some(judgement) if judgement.accepted => OrderState::Accepted,
        Some(_) => OrderState::Declined,
        None => OrderState::Requested,
    }
}

/// REG-9: a business service is recorded and passed on. Where a slip was written all the same, its work counts.
fn is_routed(order: &Order, judgement: &Judgement) -> bool {
    let business = |registered: &Registered| registered.service_kind == ServiceKind::Business;
    let named = judgement.routed_to.as_deref().is_some_and(|to| !to.trim().is_empty());
    order.slip.is_none() && named && order.registered.as_ref().is_some_and(business)
}

/// DSP-2: the customer waits for his reply. Once somebody has come to him, or the order is over, there is nothing to say.
fn reply_waits(order: &Order) -> bool {
    let before = matches!(
        order.state,
        OrderState::Requested | OrderState::Accepted | OrderState::Dispatched | OrderState::Received
    );
    before && order.desk.replies.is_empty()
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
    let unpriced = matches!(order.charge, Some(Charge::Regular | Charge::Free));
    if unpriced || order.state == OrderState::Declined {
        return MoneyTrack::NotCharged;
    }
    if cancelling.active && !cancelling.needs_decision {
        return if cancelling.charge_fen.is_some() { MoneyTrack::Billable } else { MoneyTrack::NotCharged };
    }
    let signed = order.signatures.iter().any(|signature| signature.counts);
    let escalated = order.escalation.as_ref().is_some_and(|escalation| escalation.open);
    if !signed && order.closed_unsigned() {
        MoneyTrack::Waived
    } else if signed && !order.needs_decision && !escalated {
        // COL-19: what was signed while managers were called is billable once they have closed it.
        MoneyTrack::Billable
    } else if !order.consents.is_empty() {
        MoneyTrack::Agreed
    } else if !order.quotes.is_empty() {
        MoneyTrack::Quoted
    } else {
        MoneyTrack::None
    }
}

fn tasks(facts: &Facts<'_>, library: &Library, order: &Order) -> Vec<Task> {
    let mut tasks = Vec::new();
    let mut task = |id: String, roles: &[Role]| tasks.push(Task { id, roles: roles.to_vec() });
    match order.state {
        OrderState::Requested => task("judge".into(), DISPATCH),
        OrderState::Accepted if order.slip.is_none() => task("issue_slip".into(), DISPATCH),
        OrderState::Signed => task("write_off".into(), DISPATCH),
        OrderState::CancelOpen => task("confirm_cancel".into(), DISPATCH),
        OrderState::Reopened => task("late_facts".into(), RECORDS),
        _ => {}
    }
    if order.desk.in_pool {
        task("assign".into(), DISPATCH);
    }
    if reply_waits(order) {
        task("reply".into(), DISPATCH);
    }
    // REG-5: until whoever comes has the slip in his hands, and has agreed by taking it.
    let not_taken = matches!(order.state, OrderState::Accepted | OrderState::Dispatched);
    if not_taken && order.desk.agreed.is_none() {
        task("agree_service".into(), DISPATCH);
    }
    // Only a manager's own word closes his cases, whatever became of the order (ACC-6, DMG-2).
    // A case that crossed a signature is one matter with that collision, and asks once (COL-18, COL-19).
    let asked: BTreeSet<EntryId> = order
        .open_conflicts()
        .filter(|conflict| matches!(conflict.rule.as_str(), "COL-18" | "COL-19"))
        .flat_map(|conflict| conflict.sides.iter().map(|side| side.origin.entry))
        .collect();
    let causes = order.escalation.iter().flat_map(|escalation| &escalation.causes);
    if causes.into_iter().any(|cause| !cause.answered && !asked.contains(&cause.origin.entry)) {
        task("escalation".into(), MANAGERS);
    }
    let open = order.damages.iter().filter(|case| case.settled.is_none());
    for case in open.filter(|case| !asked.contains(&case.origin.entry)) {
        task(format!("damage:{}", case.origin.entry), MANAGERS);
    }
    tasks.extend(follow_ups::tasks(order));
    let mut task = |id: String, roles: &[Role]| tasks.push(Task { id, roles: roles.to_vec() });
    if order.state == OrderState::Escalated && order.closed_unsigned() {
        task("write_off".into(), DISPATCH);
    }
    // A leak that nobody has removed keeps the gas closed, and somebody above has to know.
    let alarming = order.checklist.as_ref().is_some_and(|checklist| !checklist.alarms(library).is_empty());
    if alarming && !order.state.is_closed() {
        task("alarm".into(), SUPERVISORS);
    }
    if order.time_open {
        task("agree_time".into(), DISPATCH);
    }
    let present = order.holder_on_site();
    if order.price_refused && !present {
        task("price_refused".into(), DISPATCH);
    }
    if order.signatures.iter().any(|signature| signature.counts && !signature.bound) {
        task("signature_unbound".into(), DISPATCH);
    }
    let changed = order.signatures.iter().any(|signature| signature.counts && signature.changed_since);
    if changed && !planted::is(Bug::ChangeAfterSignature) {
        task("changed_after_signature".into(), DISPATCH);
    }
    // MAT-9: what a cancelled order has out comes back.
    let ended = order.state.is_closed() || order.state == OrderState::CancelOpen;
    let out = order.goods.accounts.iter().any(|account| account.open > 0)
        || order.tools.loans.iter().any(Loan::holds_order);
    if ended && out {
        task("return_goods".into(), STORE);
    } else if ended && order.store == StoreTrack::Open && !order.store_discrepancy {
        task("store_write_off".into(), STORE);
    }
    for need in order.goods.needs.iter().filter(|need| need.approved.is_none() && !ended) {
        task(format!("need:{}", need.entry), STORE);
    }
    for loss in order.goods.losses.iter().filter(|loss| loss.decided.is_none()) {
        task(format!("settle:LOST:{}", loss.entry), MANAGERS);
    }
    let settled = order.account.settled_fen().filter(|_| !order.disputed && order.account.waived.is_none());
    let asked = order.account.adjustments.iter().any(|one| one.answered.is_none());
    if settled.is_some_and(|fen| Some(fen) != order.billable_fen) && !asked {
        task("adjust".into(), FINANCE);
    }
    for one in order.account.adjustments.iter().filter(|one| one.answered.is_none()) {
        task(format!("adjustment:{}", one.origin.entry), MANAGERS);
    }
    for conflict in order.open_conflicts() {
        task(format!("settle:{}", conflict.id), &conflict.audience);
    }
    tasks.extend(claims::tasks(facts, order));
    tasks
}
