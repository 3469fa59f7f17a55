//! Commands about the course of visits: times, tools, leaving, absence, waiting (REG-6, DSP-4, MAT-7).

use super::Rejection;
use super::office::time;
use super::site::require_present;
use super::writer::{Writer, short};
use crate::domain::entry::course::{
    AppointmentConfirmed, CannotKeepTime, CustomerAbsent, LeftSite, Resumed, ToolsChecked, Waiting,
    WaitingFor,
};
use crate::domain::entry::{Body, Kind};
use crate::domain::order::OrderState;

/// States between acceptance and the signature.
const OPEN: &[OrderState] = &[
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
/// More tools than this are ticked for no job.
const MOST_TOOLS: usize = 40;

/// REG-6: the customer has to agree to another time.
pub(super) fn cannot_keep_time(writer: &mut Writer<'_, '_>, reason: &str) -> Result<(), Rejection> {
    writer.allow(Kind::CannotKeepTime)?;
    writer.require(OPEN, "acceptance")?;
    if writer.order.holder_on_site() {
        return writer.wrong_state("not_on_site");
    }
    let reason = short("reason", reason)?;
    writer.write(Body::CannotKeepTime(CannotKeepTime { reason }))
}

/// REG-6: only a customer's word sets a new time.
pub(super) fn confirm_appointment(
    writer: &mut Writer<'_, '_>,
    appointment_at: i64,
    confirmed_by: &str,
) -> Result<(), Rejection> {
    writer.allow(Kind::AppointmentConfirmed)?;
    writer.require(OPEN, "acceptance")?;
    let appointment_at = time("appointment_at", appointment_at)?;
    let confirmed_by = short("confirmed_by", confirmed_by)?;
    writer.write(Body::AppointmentConfirmed(AppointmentConfirmed { appointment_at, confirmed_by }))
}

/// MAT-7: tools of the class's checklist that are taken along; the last tick counts.
pub(super) fn check_tools(writer: &mut Writer<'_, '_>, tools: &[String]) -> Result<(), Rejection> {
    writer.allow(Kind::ToolsChecked)?;
    writer.require(OPEN, "assignment")?;
    if tools.len() > MOST_TOOLS {
        let detail = format!("at most {MOST_TOOLS} tools");
        return Err(Rejection::Invalid { field: "tools".into(), detail });
    }
    let mut ticked = Vec::with_capacity(tools.len());
    for tool in tools {
        ticked.push(short("tools", tool)?);
    }
    ticked.sort_unstable();
    ticked.dedup();
    writer.write(Body::ToolsChecked(ToolsChecked { tools: ticked }))
}

/// Ends the visit; the next arrival begins another, with gates to set anew (CHK-3).
pub(super) fn leave_site(writer: &mut Writer<'_, '_>, reason: &str) -> Result<(), Rejection> {
    writer.allow(Kind::LeftSite)?;
    require_present(writer)?;
    let reason = short("reason", reason)?;
    writer.write(Body::LeftSite(LeftSite { reason }))
}

/// Nobody was there: the visit ends, and the time has to be agreed again.
pub(super) fn customer_absent(writer: &mut Writer<'_, '_>, tried: &str) -> Result<(), Rejection> {
    writer.allow(Kind::CustomerAbsent)?;
    require_present(writer)?;
    writer.require(OPEN, "arrived")?;
    if writer.order.closed_unsigned() {
        return writer.wrong_state("open_order");
    }
    let tried = short("tried", tried)?;
    writer.write(Body::CustomerAbsent(CustomerAbsent { tried }))
}

/// Work can't go on for now.
pub(super) fn wait(
    writer: &mut Writer<'_, '_>,
    waiting_for: WaitingFor,
    detail: Option<&str>,
    until: Option<i64>,
) -> Result<(), Rejection> {
    writer.allow(Kind::Waiting)?;
    writer.require(OPEN, "slip_received")?;
    if writer.order.visits.iter().all(|visit| visit.received.is_none()) {
        return writer.wrong_state("slip_received");
    }
    let detail = detail.map(|text| short("detail", text)).transpose()?;
    let until = until.map(|at| time("until", at)).transpose()?;
    writer.write(Body::Waiting(Waiting { waiting_for, detail, until }))
}

/// What work waited for is there.
pub(super) fn resume(writer: &mut Writer<'_, '_>) -> Result<(), Rejection> {
    writer.allow(Kind::Resumed)?;
    if !writer.order.waiting {
        return writer.wrong_state("waiting");
    }
    writer.write(Body::Resumed(Resumed {}))
}
