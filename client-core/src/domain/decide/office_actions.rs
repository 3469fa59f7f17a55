//! What desks, callers and finance may do with an order now, put to the one door like every other command.

use super::Author;
use super::actions::{WORD, somebody};
use crate::domain::command::Command;
use crate::domain::entry::desk::{Desk, SlipCopy};
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::entry::follow_up::{FollowUpBy, FollowUpWay, RepairClass};
use crate::domain::entry::{At, Kind};
use crate::domain::order::Order;
use crate::domain::reference::Reference;

/// Far enough ahead to be later than any report, so that only the state refuses.
const SOME_MONTH: &str = "2099-12";
const SOME_DAY: &str = "2099-12-31";

/// A template of each of their commands. What isn't there can't be answered, so it isn't spoken of.
pub(super) fn templates(
    order: &Order,
    author: &Author,
    now: At,
    reference: &Reference,
) -> Vec<(Kind, Command)> {
    let word = || WORD.to_owned();
    let technician = author.user;
    let colleague = somebody(order, reference);
    let month = || SOME_MONTH.to_owned();
    let day = || order.desk.batch.as_ref().map_or_else(|| SOME_DAY.to_owned(), |batch| batch.day.clone());
    let mut all = vec![
        (Kind::CustomerReplied, Command::ReplyCustomer { said: word(), replied_at: None }),
        (
            Kind::ContentTimeAgreed,
            Command::AgreeContentTime { technician: colleague, appointment_at: Some(now.estimate()) },
        ),
        (Kind::RepairClassified, Command::ClassifyRepair { repair_class: RepairClass::Other }),
        (Kind::PoolTaken, Command::TakeFromPool),
        (Kind::AssignmentReturned, Command::ReturnAssignment { reason: word(), proposed: None }),
        (Kind::SlipReturned, Command::ReturnSlip { return_place: Desk::FrontDesk }),
        (Kind::DeskBatchHanded, Command::HandDeskBatch { day: day() }),
        (Kind::DeskBatchTaken, Command::TakeDeskBatch { day: day() }),
        (Kind::CopyDelivered, Command::DeliverCopy { copy: SlipCopy::Owner, received_by: word() }),
        (Kind::DemandTold, Command::TellDemand { said: word() }),
        (
            Kind::FollowUpAssigned,
            Command::AssignFollowUp {
                follow_up_by: FollowUpBy::DispatchCentre,
                person: Some(technician),
                note: word(),
            },
        ),
        (
            Kind::FollowUp,
            Command::FollowUp {
                way: FollowUpWay::Phone,
                satisfied: true,
                opinion: None,
                strokes: None,
                refused: None,
                cause: None,
                corrective: None,
            },
        ),
        (Kind::CorrectiveOpened, Command::OpenCorrective { demand: word() }),
        (Kind::LeakTested, Command::TestLeak { passed: true, tested_at: None }),
        (Kind::RegisteredByMethod, Command::RegisterByMethod { method: PaymentMethod::MonthlyAccount }),
        (Kind::NoticeLineListed, Command::ListInNotice { month: month() }),
        (
            Kind::PaymentReceived,
            Command::ReceivePayment {
                receipt: word(),
                amount_fen: 1,
                method: PaymentMethod::Cash,
                paid_at: None,
            },
        ),
        (Kind::Adjustment, Command::Adjust { month: month(), difference_fen: 1, reason: word() }),
        (Kind::ChargeWaived, Command::WaiveCharge { reason: word() }),
        (Kind::Archived, Command::Archive),
    ];
    if let Some(task) = order.follow_ups.correctives.iter().find(|task| task.closed.is_none()) {
        let close = Command::CloseCorrective { corrective: task.origin.entry, done: word() };
        all.push((Kind::CorrectiveClosed, close));
    }
    if let Some(done) = order.follow_ups.done.iter().find(|one| one.origin.by.user != author.user) {
        let (follow_up, confirmed) = (done.origin.entry, true);
        all.push((Kind::SpotCheck, Command::SpotCheck { follow_up, confirmed, remark: word() }));
    }
    if let Some(open) = order.account.adjustments.iter().find(|one| one.answered.is_none()) {
        let (adjustment, approved) = (open.origin.entry, true);
        all.push((Kind::AdjustmentApproved, Command::AnswerAdjustment { adjustment, approved }));
    }
    all
}
