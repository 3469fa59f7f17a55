//! Commands about money after the signature (FEE).

use super::Rejection;
use super::writer::{Writer, short};
use crate::domain::command::Command;
use crate::domain::entry::finance::{
    Adjustment, AdjustmentApproved, ChargeWaived, LineApproved, LineReported, NoticeLineListed,
    PaymentReceived, RegisteredByMethod,
};
use crate::domain::entry::{Body, Kind};
use crate::domain::id::EntryId;
use crate::domain::month::is_month;
use crate::domain::order::{Correction, MoneyTrack};

/// Sums above this many fen are typing errors.
const MOST_FEN: i64 = 100_000_000_000;

/// Decides one of them.
pub(super) fn decide(writer: &mut Writer<'_, '_>, command: &Command) -> Result<(), Rejection> {
    match command {
        Command::RegisterByMethod { method } => {
            writer.allow(Kind::RegisteredByMethod)?;
            owed(writer)?;
            // An approved report keeps its methods (P4, STA-5).
            if writer.order.account.approved_line().is_some() {
                return writer.wrong_state("line_not_approved");
            }
            writer.write(Body::RegisteredByMethod(RegisteredByMethod { method: *method }))
        }
        Command::ReportLine { month, adjustment } => report(writer, month, *adjustment),
        Command::ApproveLine { line } => approve(writer, *line),
        Command::ListInNotice { month } => list(writer, month),
        Command::ReceivePayment { receipt, amount_fen, .. } => {
            writer.allow(Kind::PaymentReceived)?;
            // Money that a customer brings while his order is under rework is real too.
            if !writer.order.disputed {
                owed(writer)?;
            }
            let receipt = short("receipt", receipt)?;
            let amount_fen = amount("amount_fen", *amount_fen)?;
            pay(writer, command, receipt, amount_fen)
        }
        Command::Adjust { month, difference_fen, reason } => adjust(writer, month, *difference_fen, reason),
        Command::AnswerAdjustment { adjustment, approved } => {
            writer.allow(Kind::AdjustmentApproved)?;
            let mut open = writer.order.account.adjustments.iter();
            let open = open.find(|one| one.origin.entry == *adjustment && one.answered.is_none());
            let asked_by = open.ok_or(Rejection::NotFound)?.origin.by.user;
            if asked_by == writer.context.author.user {
                return writer.wrong_state("somebody_else");
            }
            let (adjustment, approved) = (*adjustment, *approved);
            writer.write(Body::AdjustmentApproved(AdjustmentApproved { adjustment, approved }))
        }
        Command::WaiveCharge { reason } => {
            writer.allow(Kind::ChargeWaived)?;
            owed(writer)?;
            if writer.order.account.waived.is_some() {
                return writer.wrong_state("charge");
            }
            // What was approved is corrected in a later month (P4).
            if writer.order.account.approved_line().is_some() {
                return writer.wrong_state("line_not_approved");
            }
            let reason = short("reason", reason)?;
            writer.write(Body::ChargeWaived(ChargeWaived { reason }))
        }
        _ => Err(Rejection::NotFound),
    }
}

/// The order has a charge that somebody signed for, or agreed to with a cancellation.
fn owed(writer: &Writer<'_, '_>) -> Result<(), Rejection> {
    let owed = [
        MoneyTrack::Billable,
        MoneyTrack::InReport,
        MoneyTrack::Approved,
        MoneyTrack::InNotice,
        MoneyTrack::Paid,
        MoneyTrack::Waived,
    ];
    if owed.contains(&writer.order.money) { Ok(()) } else { writer.wrong_state("charge") }
}

/// FEE-5: a line enters one report, and an approved one never another (P4).
fn report(writer: &mut Writer<'_, '_>, month: &str, adjustment: Option<EntryId>) -> Result<(), Rejection> {
    writer.allow(Kind::LineReported)?;
    let month = month_of("month", month)?;
    let account = &writer.order.account;
    let amount_fen = match adjustment {
        None => {
            if account.approved_line().is_some() {
                return writer.wrong_state("line_not_approved");
            }
            let billable = [MoneyTrack::Billable, MoneyTrack::InReport, MoneyTrack::Paid];
            if writer.order.disputed || !billable.contains(&writer.order.money) {
                return writer.wrong_state("charge");
            }
            writer.order.billable_fen.unwrap_or(0)
        }
        Some(id) => {
            let approved = |one: &&Correction| one.origin.entry == id && one.is_approved();
            let Some(one) = account.adjustments.iter().find(approved) else {
                return Err(Rejection::NotFound);
            };
            if account.line_of(id).is_some_and(|line| line.approved.is_some()) {
                return writer.wrong_state("line_not_approved");
            }
            if month < one.month {
                let detail = format!("{} or a later month", one.month);
                return Err(Rejection::Invalid { field: "month".into(), detail });
            }
            one.difference_fen
        }
    };
    let body = LineReported { month, amount_fen, adjustment };
    writer.write(Body::LineReported(body))
}

fn approve(writer: &mut Writer<'_, '_>, line: EntryId) -> Result<(), Rejection> {
    writer.allow(Kind::LineApproved)?;
    let lines = &writer.order.account.report_lines;
    let Some(reported) = lines.iter().find(|one| one.origin.entry == line) else {
        return Err(Rejection::NotFound);
    };
    let account = &writer.order.account;
    let last = match reported.adjustment {
        None => account.charge_line(),
        Some(id) => account.line_of(id),
    };
    if last.is_none_or(|last| last.origin.entry != line || last.approved.is_some()) {
        return writer.wrong_state("line_not_approved");
    }
    if reported.adjustment.is_none() && writer.order.disputed {
        return writer.wrong_state("not_disputed");
    }
    if reported.origin.by.user == writer.context.author.user {
        return writer.wrong_state("somebody_else");
    }
    let month = reported.month.clone();
    writer.write(Body::LineApproved(LineApproved { month, line }))
}

/// FEE-7, FEE-14: what is under rework stays out of notices.
fn list(writer: &mut Writer<'_, '_>, month: &str) -> Result<(), Rejection> {
    writer.allow(Kind::NoticeLineListed)?;
    let month = month_of("month", month)?;
    if writer.order.disputed {
        return writer.wrong_state("not_disputed");
    }
    if !matches!(writer.order.money, MoneyTrack::Approved | MoneyTrack::InNotice) {
        return writer.wrong_state("approved_report");
    }
    if writer.order.account.notices.iter().any(|line| line.month == month) {
        return writer.wrong_state("not_in_notice");
    }
    let amount_fen = writer.order.account.balance_fen();
    writer.write(Body::NoticeLineListed(NoticeLineListed { month, amount_fen }))
}

/// FEE-8, FEE-10.
fn pay(
    writer: &mut Writer<'_, '_>,
    command: &Command,
    receipt: String,
    amount_fen: i64,
) -> Result<(), Rejection> {
    let Command::ReceivePayment { method, paid_at, .. } = command else { return Err(Rejection::NotFound) };
    let now = writer.context.now.estimate();
    let begun = writer.order.registered.as_ref().map_or(0, |registered| registered.received_at);
    let paid_at = paid_at.unwrap_or(now);
    if paid_at > now || paid_at < begun {
        let detail = "not before the request, and not in the future".to_owned();
        return Err(Rejection::Invalid { field: "paid_at".into(), detail });
    }
    if writer.order.account.payments.iter().any(|one| one.receipt == receipt) {
        let detail = "this receipt is entered already".to_owned();
        return Err(Rejection::Invalid { field: "receipt".into(), detail });
    }
    let body = PaymentReceived { receipt, amount_fen, method: *method, paid_at };
    writer.write(Body::PaymentReceived(body))
}

/// FEE-14, P4: only what is approved is corrected, and only in a later month.
fn adjust(
    writer: &mut Writer<'_, '_>,
    month: &str,
    difference_fen: i64,
    reason: &str,
) -> Result<(), Rejection> {
    writer.allow(Kind::Adjustment)?;
    let month = month_of("month", month)?;
    let Some(line) = writer.order.account.approved_line() else {
        return writer.wrong_state("approved_report");
    };
    if month <= line.month {
        let detail = format!("a month after {}", line.month);
        return Err(Rejection::Invalid { field: "month".into(), detail });
    }
    // Nobody is paid for having had something repaired.
    if difference_fen < 0 && writer.order.account.due_fen.saturating_add(difference_fen) < 0 {
        let detail = format!("at most {} less", writer.order.account.due_fen);
        return Err(Rejection::Invalid { field: "difference_fen".into(), detail });
    }
    if difference_fen == 0 || difference_fen.unsigned_abs() > MOST_FEN.unsigned_abs() {
        return Err(Rejection::Invalid { field: "difference_fen".into(), detail: "not 0".into() });
    }
    let reason = short("reason", reason)?;
    writer.write(Body::Adjustment(Adjustment { month, difference_fen, reason }))
}

fn amount(field: &str, fen: i64) -> Result<i64, Rejection> {
    if (1..=MOST_FEN).contains(&fen) {
        return Ok(fen);
    }
    Err(Rejection::Invalid { field: field.to_owned(), detail: "more than 0".into() })
}

/// A month such as `2026-03`.
pub(super) fn month_of(field: &str, text: &str) -> Result<String, Rejection> {
    if is_month(text) {
        return Ok(text.to_owned());
    }
    Err(Rejection::Invalid { field: field.to_owned(), detail: "a month such as 2026-03".into() })
}
