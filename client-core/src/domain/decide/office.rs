//! Commands of the office: registration, judgement, dispatch, cancellation, write-off, decisions.

use super::Rejection;
use super::writer::{Writer, required, short};
use crate::domain::calendar::{Day, Zone};
use crate::domain::command::{Command, Registration};
use crate::domain::entry::office::{
    Assigned, CancelConfirmed, CancelRequested, CancelledBy, Choice, CustomerRecorded, Decision,
    DispatchWrittenOff, Judged, RequestRegistered, ServiceKind, SlipIssued, Warranty,
};
use crate::domain::entry::{Body, DocumentKind, Kind};
use crate::domain::id::{EntryId, UserId};
use crate::domain::order::{Claim, Order, OrderState, choice_fits};
use crate::domain::policy::{Denial, Role};
use crate::domain::stock::{answers, audience_of};

/// Times before 2000 or after 2100 are typing errors.
const EARLIEST: i64 = 946_684_800_000;
const LATEST: i64 = 4_102_444_800_000;

pub(super) fn time(field: &str, ms: i64) -> Result<i64, Rejection> {
    if (EARLIEST..LATEST).contains(&ms) {
        return Ok(ms);
    }
    Err(Rejection::Invalid { field: field.to_owned(), detail: "a time between 2000 and 2100".into() })
}

/// REG-1, REG-2: refused while one of the five fields is empty, naming it.
pub(super) fn register(writer: &mut Writer<'_, '_>, input: &Registration) -> Result<(), Rejection> {
    writer.allow(Kind::RequestRegistered)?;
    if writer.order.state != OrderState::Unknown {
        return writer.wrong_state("new_order");
    }
    let customer_name = short("customer_name", &input.customer_name)?;
    let unit_no = short("unit_no", &input.unit_no)?;
    let contact = short("contact", &input.contact)?;
    let department = input.department.as_deref().filter(|text| !text.trim().is_empty());
    let department = department.map(|text| short("department", text)).transpose()?;
    required("content", &input.content)?;
    if input.appointment_at == 0 {
        return Err(Rejection::Missing { field: "appointment_at".into() });
    }
    let appointment_at = time("appointment_at", input.appointment_at)?;
    let received_at = time("received_at", input.received_at)?;
    let service_class = short("service_class", &input.service_class)?;
    if writer.context.library.newest(&service_class).is_none() {
        return Err(Rejection::UnknownClass { service_class });
    }
    let content = writer.text_blob("content", &input.content)?;
    let customer = writer.fresh_document();
    writer.write(Body::RequestRegistered(RequestRegistered {
        customer,
        channel: input.channel,
        service_kind: input.service_kind,
        service_class,
        content,
        appointment_at,
        received_at,
        urgency: input.urgency,
    }))?;
    let record = CustomerRecorded { customer_name, unit_no, contact, department };
    writer.write_to(DocumentKind::Customer, customer, None, Body::CustomerRecorded(record))
}

/// REG-3, REG-4, REG-9, PRI-14.
pub(super) fn judge(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    let Command::Judge { accepted, explanation, free_reason, tried, warranty_until, routed_to } = command
    else {
        return Err(Rejection::NotFound);
    };
    let accepted = *accepted;
    writer.allow(Kind::Judged)?;
    writer.require(&[OrderState::Requested], "registration")?;
    let explanation = match explanation {
        Some(text) => Some(short("explanation", text)?),
        None if accepted => None,
        None => return Err(Rejection::Missing { field: "explanation".into() }),
    };
    let now = writer.context.now.estimate();
    let price_list_version = writer.context.reference.price_list_at(now).version;
    let words = |field: &str, text: &Option<String>| text.as_ref().map(|text| short(field, text)).transpose();
    let free_reason = words("free_reason", free_reason)?;
    let tried = words("tried", tried)?;
    let routed_to = words("routed_to", routed_to)?;
    let asked_for = writer.order.registered.as_ref().map(|registered| registered.service_kind);
    let special = asked_for == Some(ServiceKind::Special);
    let business = accepted && asked_for == Some(ServiceKind::Business);
    if business && routed_to.is_none() {
        return Err(Rejection::Missing { field: "routed_to".into() });
    }
    if routed_to.is_some() && !business {
        return writer.wrong_state("business_service");
    }
    if free_reason.is_some() && !(accepted && special) {
        return writer.wrong_state("special_service");
    }
    let warranty = warranty_until.map(|until| warranty(writer, until));
    if warranty.is_some() && !accepted {
        return writer.wrong_state("acceptance");
    }
    writer.write(Body::Judged(Judged {
        accepted,
        price_list_version,
        explanation,
        free_reason,
        tried,
        warranty,
        routed_to,
    }))
}

/// REC-7: a warranty covers what was asked for until the end of its last day, whenever somebody judges it.
fn warranty(writer: &Writer<'_, '_>, until: Day) -> Warranty {
    let zone = Zone::parse(&writer.context.reference.timezone).unwrap_or(Zone::UTC);
    let asked = writer.order.registered.as_ref().map(|registered| zone.day_of(registered.received_at));
    Warranty { until, covers: asked.is_some_and(|asked| asked <= until) }
}

/// DSP-1.
pub(super) fn issue_slip(writer: &mut Writer<'_, '_>) -> Result<(), Rejection> {
    writer.allow(Kind::SlipIssued)?;
    writer.require(&[OrderState::Accepted], "acceptance")?;
    if writer.order.slip.is_some() {
        return writer.wrong_state("order_without_slip");
    }
    let Some(registered) = &writer.order.registered else { return writer.wrong_state("registration") };
    let service_class = registered.service_class.clone();
    let Some(procedure) = writer.context.library.newest(&service_class) else {
        return Err(Rejection::UnknownClass { service_class });
    };
    let procedure_version = procedure.version;
    let number = writer.context.next_slip_number.to_owned();
    writer.used_slip_number = true;
    writer.write(Body::SlipIssued(SlipIssued { number, service_class, procedure_version }))
}

/// DSP-1, DSP-11.
pub(super) fn assign(
    writer: &mut Writer<'_, '_>,
    technician: UserId,
    reason: Option<&str>,
) -> Result<(), Rejection> {
    writer.allow(Kind::Assigned)?;
    if writer.order.slip.is_none() {
        return writer.wrong_state("slip");
    }
    let open = [
        OrderState::Accepted,
        OrderState::Dispatched,
        OrderState::Received,
        OrderState::OnSite,
        OrderState::PriceAgreed,
        OrderState::InWork,
        OrderState::Inspection,
        OrderState::Rework,
        OrderState::Escalated,
    ];
    if !open.contains(&writer.order.state) {
        return writer.wrong_state("open_order");
    }
    let is_technician = |member: &crate::domain::reference::StaffMember| {
        member.user == technician && member.roles.contains(&Role::Technician)
    };
    let staff = &writer.context.reference.staff;
    if !staff.is_empty() && !staff.iter().any(is_technician) {
        return Err(Rejection::Invalid {
            field: "technician".into(),
            detail: "not a technician of this site".into(),
        });
    }
    let reason = match reason {
        Some(text) => Some(short("reason", text)?),
        None if writer.order.holder.is_none() => None,
        None => return Err(Rejection::Missing { field: "reason".into() }),
    };
    if writer.order.holder == Some(technician) {
        return Err(Rejection::Invalid {
            field: "technician".into(),
            detail: "holds the slip already".into(),
        });
    }
    writer.write(Body::Assigned(Assigned { technician, reason }))
}

/// DSP-6.
pub(super) fn request_cancel(
    writer: &mut Writer<'_, '_>,
    cancelled_by: CancelledBy,
    reason: &str,
) -> Result<(), Rejection> {
    writer.allow(Kind::CancelRequested)?;
    let ended = [
        OrderState::Unknown,
        OrderState::Declined,
        OrderState::Routed,
        OrderState::Signed,
        OrderState::WrittenOff,
        OrderState::CancelOpen,
        OrderState::Cancelled,
        OrderState::Archived,
        OrderState::Reopened,
    ];
    if ended.contains(&writer.order.state) {
        return writer.wrong_state("order_not_signed");
    }
    let reason = short("reason", reason)?;
    writer.write(Body::CancelRequested(CancelRequested { cancelled_by, reason }))
}

/// DSP-6: only this closes a cancelled order.
pub(super) fn confirm_cancel(writer: &mut Writer<'_, '_>) -> Result<(), Rejection> {
    writer.allow(Kind::CancelConfirmed)?;
    writer.require(&[OrderState::CancelOpen], "cancellation")?;
    let open = writer.order.cancellations.iter().rev().find(|c| !c.superseded && c.confirmed.is_none());
    let Some(cancellation) = open.map(|c| c.origin.entry) else { return writer.wrong_state("cancellation") };
    writer.write(Body::CancelConfirmed(CancelConfirmed { cancellation }))
}

/// DSP-9: needs the customer's signature or a manager's reason.
pub(super) fn write_off(writer: &mut Writer<'_, '_>, manager_reason: Option<&str>) -> Result<(), Rejection> {
    writer.allow(Kind::DispatchWrittenOff)?;
    let manager_reason = manager_reason.map(|text| short("manager_reason", text)).transpose()?;
    let manager =
        writer.context.author.roles.iter().any(|role| matches!(role, Role::CscManager | Role::OfficeHead));
    match (&manager_reason, manager) {
        (Some(_), false) => {
            return Err(Rejection::Invalid {
                field: "manager_reason".into(),
                detail: "only a manager writes off without a signature".into(),
            });
        }
        (Some(_), true) => {
            writer.require(
                &[OrderState::Signed, OrderState::Inspection, OrderState::Escalated],
                "work_finished",
            )?;
        }
        // An escalation that a manager closed without a signature has his reason already (ACC-6).
        (None, _) if writer.order.closed_unsigned() => {
            writer.require(&[OrderState::Signed, OrderState::Escalated], "customer_signed")?;
        }
        (None, _) => writer.require(&[OrderState::Signed], "customer_signed")?,
    }
    let with_reason = manager_reason.is_some();
    let body = Body::DispatchWrittenOff(DispatchWrittenOff { manager_reason });
    // A manager's reason counts only from a manager's role, whatever other roles he holds.
    writer.write_as(|role| !with_reason || role.rank() > 1, body)
}

/// Settles a conflict, reviews a claim, or withdraws a cancellation that crossed nothing: `CANCEL:<its entry>`
/// (lifecycle sections 2 and 4, DSP-6).
pub(super) fn settle(
    writer: &mut Writer<'_, '_>,
    conflict: &str,
    choice: &Choice,
    reason: &str,
) -> Result<(), Rejection> {
    writer.allow(Kind::Decision)?;
    let unknown = || Rejection::UnknownConflict { conflict: conflict.to_owned() };
    let unfit = || Rejection::UnfitChoice { conflict: conflict.to_owned() };
    let order = writer.order;
    if let Some(audience) = audience_of(conflict) {
        return settle_goods(writer, conflict, choice, reason, audience);
    }
    let (rule, audience, sides) = if let Some(entry) = conflict.strip_prefix("CLAIM:") {
        let open = |claim: &&Claim| claim.entry.to_string() == entry && claim.reviewed.is_none();
        let claim = order.claims.iter().find(open).ok_or_else(unknown)?;
        ("CLAIM", claim.audience(), &[][..])
    } else if let Some(entry) = conflict.strip_prefix("CANCEL:") {
        let mut open = order.withdrawable();
        open.find(|c| c.origin.entry.to_string() == entry).ok_or_else(unknown)?;
        ("CANCEL", &[Role::Dispatcher, Role::FrontDesk][..], &[][..])
    } else {
        let found = order.open_conflicts().find(|c| c.id == conflict).ok_or_else(unknown)?;
        (found.rule.as_str(), found.audience.as_slice(), found.sides.as_slice())
    };
    if !writer.context.author.roles.iter().any(|role| audience.contains(role) || role.rank() > 1) {
        return Err(Rejection::Denied { kind: Kind::Decision, denial: Denial::Role });
    }
    let kind_of = |id: &EntryId| sides.iter().find(|side| side.origin.entry == *id).map(|side| side.kind);
    let confirmed =
        |entry: EntryId| order.cancellations.iter().any(|c| c.origin.entry == entry && c.confirmed.is_some());
    let affordable = match choice {
        // Only the desk's confirmation makes a cancellation final (DSP-6).
        Choice::Continue if rule == "COL-02" => !sides.iter().any(|side| confirmed(side.origin.entry)),
        Choice::CancelWithCharge(fen) => *fen > 0 && order.billable_fen.is_some_and(|agreed| *fen <= agreed),
        Choice::Entry(id) if rule == "COL-06" => !raises_unsigned(order, *id),
        _ => true,
    };
    if !affordable || !choice_fits(rule, choice, kind_of) {
        return Err(unfit());
    }
    let reason = short("reason", reason)?;
    let body = Body::Decision(Decision { conflict: conflict.to_owned(), choice: choice.clone(), reason });
    writer.write_as(|role| audience.contains(&role) || role.rank() > 1, body)
}

/// A question of the store that is open here.
fn settle_goods(
    writer: &mut Writer<'_, '_>,
    conflict: &str,
    choice: &Choice,
    reason: &str,
    audience: &[Role],
) -> Result<(), Rejection> {
    let order = writer.order;
    // Some questions show only where several orders are known together.
    let across = writer.context.stock.discrepancies.iter().find(|one| one.id == conflict);
    let asked = order.open_conflicts().any(|open| open.id == conflict)
        || order.store_questions().iter().any(|question| question == conflict)
        || across.is_some_and(|one| one.entries.iter().any(|(document, _)| *document == order.id));
    if !asked {
        return Err(Rejection::UnknownConflict { conflict: conflict.to_owned() });
    }
    if !writer.context.author.roles.iter().any(|role| audience.contains(role) || role.rank() > 1) {
        return Err(Rejection::Denied { kind: Kind::Decision, denial: Denial::Role });
    }
    // "Who has it?" is answered with a loan that is known here: of this order, or of any other.
    let tool = match choice {
        Choice::Entry(id) => {
            let mut known = writer.context.stock.tools.loans.iter().chain(&order.tools.loans);
            known.find(|loan| loan.speaks(*id)).map(|loan| loan.tool.clone())
        }
        _ => None,
    };
    if !answers(conflict, choice) || (matches!(choice, Choice::Entry(_)) && tool.is_none()) {
        return Err(Rejection::UnfitChoice { conflict: conflict.to_owned() });
    }
    let reason = short("reason", reason)?;
    let body = Body::Decision(Decision { conflict: conflict.to_owned(), choice: choice.clone(), reason });
    writer.write_as(|role| audience.contains(&role) || role.rank() > 1, body)?;
    // The answer comes after every loan that its author knew.
    let after = tool.and_then(|tool| writer.context.stock.tools.last_entry(&tool));
    writer.name_predecessor(after);
    Ok(())
}

/// COL-06, PRC-5: raising the price needs the customer's word, a signature that shows as much.
fn raises_unsigned(order: &Order, consent: EntryId) -> bool {
    let amount = order.consents.iter().find(|c| c.origin.entry == consent).map_or(0, |c| c.amount_fen);
    let signed = order.signatures.iter().find(|signature| signature.counts).map(|s| s.amount_fen);
    order.billable_fen.is_some_and(|billable| amount > billable) && signed.is_none_or(|fen| amount > fen)
}
