//! Commands of the desks: reply, pool, return, batch, copies, archive.

use super::Rejection;
use super::office::time;
use super::writer::{Writer, short};
use crate::domain::calendar::Day;
use crate::domain::command::Command;
use crate::domain::entry::desk::{
    Archived, AssignmentReturned, ContentTimeAgreed, CopyDelivered, CustomerReplied, DemandTold,
    DeskBatchHanded, DeskBatchTaken, PoolTaken, SlipReturned,
};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::UserId;
use crate::domain::order::OrderState;
use crate::domain::policy::Role;

/// Decides one of them.
pub(super) fn decide(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::AgreeContentTime { technician, appointment_at } => {
            agree(writer, *technician, *appointment_at)
        }
        Command::ReplyCustomer { said, replied_at } => reply(writer, said, *replied_at),
        Command::TakeFromPool => take(writer),
        Command::ReturnAssignment { reason, proposed } => give_back(writer, reason, *proposed),
        Command::ReturnSlip { return_place } => {
            writer.allow(Kind::SlipReturned)?;
            let back =
                [OrderState::Signed, OrderState::WrittenOff, OrderState::CancelOpen, OrderState::Cancelled];
            if !back.contains(&writer.order.state) {
                return writer.wrong_state("customer_signed");
            }
            writer.write(Body::SlipReturned(SlipReturned { return_place: *return_place }))
        }
        Command::HandDeskBatch { day } => {
            writer.allow(Kind::DeskBatchHanded)?;
            let day = day_of("day", day)?;
            if writer.order.slip.is_none() {
                return writer.wrong_state("slip");
            }
            writer.write(Body::DeskBatchHanded(DeskBatchHanded { day }))
        }
        Command::TakeDeskBatch { day } => {
            writer.allow(Kind::DeskBatchTaken)?;
            let day = day_of("day", day)?;
            if writer.order.desk.batch.as_ref().is_none_or(|batch| batch.day != day) {
                return writer.wrong_state("desk_batch");
            }
            writer.write(Body::DeskBatchTaken(DeskBatchTaken { day }))
        }
        Command::DeliverCopy { copy, received_by } => {
            writer.allow(Kind::CopyDelivered)?;
            if !writer.order.signatures.iter().any(|signature| signature.counts) {
                return writer.wrong_state("customer_signed");
            }
            let received_by = short("received_by", received_by)?;
            writer.write(Body::CopyDelivered(CopyDelivered { copy: *copy, received_by }))
        }
        Command::TellDemand { said } => {
            writer.allow(Kind::DemandTold)?;
            // The list keeps a request until its customer is told, in the archive too.
            let kept = [OrderState::Declined, OrderState::Archived, OrderState::Reopened];
            if !kept.contains(&writer.order.state)
                || writer.order.judgement.as_ref().is_none_or(|j| j.accepted)
            {
                return writer.wrong_state("declined");
            }
            let said = short("said", said)?;
            writer.write(Body::DemandTold(DemandTold { said }))
        }
        Command::Archive => archive(writer),
        _ => Err(Rejection::NotFound),
    }
}

/// REG-5.
fn agree(writer: &mut Writer<'_, '_>, technician: UserId, at: Option<i64>) -> Result<(), Rejection> {
    writer.allow(Kind::ContentTimeAgreed)?;
    let open = [OrderState::Accepted, OrderState::Dispatched, OrderState::Received];
    writer.require(&open, "acceptance")?;
    is_technician(writer, "technician", technician)?;
    let asked = writer.order.appointment().map(|appointment| appointment.appointment_at);
    let Some(appointment_at) = at.or(asked) else {
        return Err(Rejection::Missing { field: "appointment_at".into() });
    };
    let appointment_at = time("appointment_at", appointment_at)?;
    writer.write(Body::ContentTimeAgreed(ContentTimeAgreed { technician, appointment_at }))
}

/// DSP-2.
fn reply(writer: &mut Writer<'_, '_>, said: &str, at: Option<i64>) -> Result<(), Rejection> {
    writer.allow(Kind::CustomerReplied)?;
    let Some(registered) = &writer.order.registered else { return writer.wrong_state("registration") };
    let now = writer.context.now.estimate();
    let replied_at = at.unwrap_or(now);
    if replied_at > now || replied_at < registered.received_at {
        let detail = "not before the request, and not in the future".to_owned();
        return Err(Rejection::Invalid { field: "replied_at".into(), detail });
    }
    let said = short("said", said)?;
    writer.write(Body::CustomerReplied(CustomerReplied { said, replied_at }))
}

fn take(writer: &mut Writer<'_, '_>) -> Result<(), Rejection> {
    writer.allow(Kind::PoolTaken)?;
    if !writer.order.desk.in_pool {
        return writer.wrong_state("slip_in_pool");
    }
    writer.write(Body::PoolTaken(PoolTaken {}))
}

fn give_back(writer: &mut Writer<'_, '_>, reason: &str, proposed: Option<UserId>) -> Result<(), Rejection> {
    writer.allow(Kind::AssignmentReturned)?;
    writer.require(&[OrderState::Dispatched, OrderState::Received], "slip_not_begun")?;
    let reason = short("reason", reason)?;
    if let Some(colleague) = proposed {
        is_technician(writer, "proposed", colleague)?;
    }
    writer.write(Body::AssignmentReturned(AssignmentReturned { reason, proposed }))
}

/// STA-5: everything that keeps it out is named.
fn archive(writer: &mut Writer<'_, '_>) -> Result<(), Rejection> {
    writer.allow(Kind::Archived)?;
    if writer.order.state == OrderState::Archived {
        return writer.wrong_state("not_archived");
    }
    if !writer.order.archive_blocked_by.is_empty() {
        return writer.wrong_state(&writer.order.archive_blocked_by.join(" "));
    }
    writer.write(Body::Archived(Archived {}))
}

/// Refuses who isn't a technician of the site; asks nobody where the staff isn't known.
pub(super) fn is_technician(writer: &Writer<'_, '_>, field: &str, user: UserId) -> Result<(), Rejection> {
    let staff = &writer.context.reference.staff;
    let known = staff.iter().any(|member| member.user == user && member.roles.contains(&Role::Technician));
    if staff.is_empty() || known {
        return Ok(());
    }
    Err(Rejection::Invalid { field: field.to_owned(), detail: "not a technician of this site".into() })
}

/// A day such as `2026-03-02`.
fn day_of(field: &str, text: &str) -> Result<String, Rejection> {
    let written = |day: &Day| day.to_string() == text && (2000..2100).contains(&day.year());
    match text.parse::<Day>().ok().filter(written) {
        Some(day) => Ok(day.to_string()),
        None => {
            Err(Rejection::Invalid { field: field.to_owned(), detail: "a day such as 2026-03-02".into() })
        }
    }
}
