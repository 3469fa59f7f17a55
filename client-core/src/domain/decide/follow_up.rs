//! Commands about follow-ups, what has to be put right, and spot checks (FUP).

use super::Rejection;
use super::site::stroke_blob;
use super::writer::{Writer, short};
use crate::domain::command::Command;
use crate::domain::entry::desk::{CorrectiveClosed, CorrectiveOpened, LeakTested};
use crate::domain::entry::follow_up::{
    FollowUp, FollowUpAssigned, FollowUpWay, RepairClass, RepairClassified, SpotCheck,
};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::EntryId;
use crate::domain::order::OrderState;
use crate::domain::policy::Role;

/// Decides one of them.
pub(super) fn decide(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::ClassifyRepair { repair_class } => {
            writer.allow(Kind::RepairClassified)?;
            if writer.order.registered.is_none() {
                return writer.wrong_state("registration");
            }
            writer.write(Body::RepairClassified(RepairClassified { repair_class: *repair_class }))
        }
        Command::TestLeak { passed, tested_at } => test_leak(writer, *passed, *tested_at),
        Command::AssignFollowUp { follow_up_by, person, note } => {
            writer.allow(Kind::FollowUpAssigned)?;
            if writer.order.registered.is_none() {
                return writer.wrong_state("registration");
            }
            let note = short("note", note)?;
            let body = FollowUpAssigned { follow_up_by: *follow_up_by, person: *person, note };
            writer.write(Body::FollowUpAssigned(body))
        }
        Command::FollowUp { .. } => follow_up(writer, command),
        Command::OpenCorrective { demand } => {
            writer.allow(Kind::CorrectiveOpened)?;
            signed(writer)?;
            let demand = short("demand", demand)?;
            writer.write(Body::CorrectiveOpened(CorrectiveOpened { demand }))
        }
        Command::CloseCorrective { corrective, done } => {
            writer.allow(Kind::CorrectiveClosed)?;
            let open = writer.order.follow_ups.correctives.iter();
            if !open.into_iter().any(|task| task.origin.entry == *corrective && task.closed.is_none()) {
                return Err(Rejection::NotFound);
            }
            let done = short("done", done)?;
            writer.write(Body::CorrectiveClosed(CorrectiveClosed { corrective: *corrective, done }))
        }
        Command::SpotCheck { follow_up, confirmed, remark } => {
            spot_check(writer, *follow_up, *confirmed, remark)
        }
        _ => Err(Rejection::NotFound),
    }
}

/// Somebody signed, and it counts.
fn signed(writer: &Writer<'_, '_>) -> Result<(), Rejection> {
    let states = [OrderState::Signed, OrderState::WrittenOff, OrderState::Archived, OrderState::Reopened];
    let counts = writer.order.signatures.iter().any(|signature| signature.counts);
    if counts && states.contains(&writer.order.state) {
        Ok(())
    } else {
        writer.wrong_state("customer_signed")
    }
}

/// FUP-12: only of a leak.
fn test_leak(writer: &mut Writer<'_, '_>, passed: bool, at: Option<i64>) -> Result<(), Rejection> {
    writer.allow(Kind::LeakTested)?;
    if writer.order.follow_ups.class() != RepairClass::Leak {
        return writer.wrong_state("leak_repair");
    }
    let now = writer.context.now.estimate();
    let begun = writer.order.registered.as_ref().map_or(0, |registered| registered.received_at);
    let tested_at = at.unwrap_or(now);
    if tested_at > now || tested_at < begun {
        let detail = "not before the request, and not in the future".to_owned();
        return Err(Rejection::Invalid { field: "tested_at".into(), detail });
    }
    writer.write(Body::LeakTested(LeakTested { passed, tested_at }))
}

/// FUP-4 to FUP-7, FUP-9, FUP-15.
fn follow_up(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    let Command::FollowUp { way, satisfied, opinion, strokes, refused, cause, corrective } = command else {
        return Err(Rejection::NotFound);
    };
    writer.allow(Kind::FollowUp)?;
    signed(writer)?;
    let missing = |field: &str| Err(Rejection::Missing { field: field.to_owned() });
    let invalid = |field: &str, detail: &str| {
        Err(Rejection::Invalid { field: field.to_owned(), detail: detail.to_owned() })
    };
    // Every order is a repair or an installation: those are followed up on site or by phone.
    if *way == FollowUpWay::Other {
        return invalid("way", "on site or by phone");
    }
    let refused = refused.as_ref().map(|text| short("refused", text)).transpose()?;
    match way {
        FollowUpWay::OnSite if refused.is_none() => {
            if opinion.is_none() {
                return missing("opinion");
            }
            if strokes.is_none() {
                return missing("strokes");
            }
        }
        FollowUpWay::OnSite => {}
        FollowUpWay::Phone | FollowUpWay::Other => {
            if strokes.is_some() {
                return invalid("strokes", "nobody signs by phone");
            }
            if opinion.is_none() {
                return missing("opinion");
            }
        }
    }
    let demand = match corrective {
        Some(text) => Some(short("corrective", text)?),
        None if !satisfied => return missing("corrective"),
        None => None,
    };
    let opinion = opinion.as_ref().map(|text| writer.text_blob("opinion", text)).transpose()?;
    let signature = strokes.as_ref().map(|path| stroke_blob(writer, path)).transpose()?;
    let body = FollowUp { way: *way, satisfied: *satisfied, opinion, signature, refused, cause: *cause };
    writer.write(Body::FollowUp(body))?;
    let Some(demand) = demand else { return Ok(()) };
    writer.write(Body::CorrectiveOpened(CorrectiveOpened { demand }))
}

/// FUP-8: nobody checks his own follow-up.
fn spot_check(
    writer: &mut Writer<'_, '_>,
    follow_up: EntryId,
    confirmed: bool,
    remark: &str,
) -> Result<(), Rejection> {
    writer.allow(Kind::SpotCheck)?;
    let Some(done) = writer.order.follow_ups.done.iter().find(|one| one.origin.entry == follow_up) else {
        return Err(Rejection::NotFound);
    };
    if done.origin.by.user == writer.context.author.user {
        let detail = "a follow-up of somebody else".to_owned();
        return Err(Rejection::Invalid { field: "follow_up".into(), detail });
    }
    let remark = short("remark", remark)?;
    let body = Body::SpotCheck(SpotCheck { follow_up, confirmed, remark });
    writer.write_as(|role| matches!(role, Role::CscManager | Role::OfficeHead), body)
}
