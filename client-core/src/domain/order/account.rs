//! Money after the signature: method, report, notice, payments, adjustments (FEE).

use super::facts::{Facts, pick};
use super::{MoneyTrack, Order, Origin};
use crate::domain::entry::Kind;
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::id::EntryId;
use serde::{Deserialize, Serialize};

/// A line of a finance report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLine {
    /// Origin.
    pub origin: Origin,
    /// Month of the report.
    pub month: String,
    /// Amount in fen.
    pub amount_fen: i64,
    /// The adjustment that it is for.
    pub adjustment: Option<EntryId>,
    /// The office head's approval: from then on nothing changes it (P4).
    pub approved: Option<Origin>,
}

/// A line of a monthly notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// Origin.
    pub origin: Origin,
    /// Month of the notice.
    pub month: String,
    /// Amount in fen.
    pub amount_fen: i64,
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payment {
    /// Origin.
    pub origin: Origin,
    /// Number of the receipt.
    pub receipt: String,
    /// Amount in fen.
    pub amount_fen: i64,
    /// How.
    pub method: PaymentMethod,
    /// When, milliseconds since 1970 UTC.
    pub paid_at: i64,
    /// Counts; a second entry of one receipt says nothing more (COL-26).
    pub counts: bool,
}

/// A correction of an approved line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Origin.
    pub origin: Origin,
    /// Month of the report that it goes into.
    pub month: String,
    /// Difference in fen.
    pub difference_fen: i64,
    /// Why.
    pub reason: String,
    /// A manager's answer.
    pub answered: Option<(Origin, bool)>,
}

/// Money after the signature.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Account {
    /// How the slip is paid: the last word.
    pub method: Option<(Origin, PaymentMethod)>,
    /// Lines of reports.
    pub report_lines: Vec<ReportLine>,
    /// Lines of notices.
    pub notices: Vec<NoticeLine>,
    /// Payments.
    pub payments: Vec<Payment>,
    /// Corrections.
    pub adjustments: Vec<Correction>,
    /// A manager let the charge go.
    pub waived: Option<(Origin, String)>,
    /// What is to be paid in all, in fen: the charge and its approved corrections.
    pub due_fen: i64,
    /// What was paid in all, in fen.
    pub paid_fen: i64,
}

impl Account {
    /// What is still to be paid, in fen; below 0 the customer has a credit (COL-26).
    pub fn balance_fen(&self) -> i64 {
        self.due_fen.saturating_sub(self.paid_fen)
    }

    /// The line of the order's own charge that was approved, else the one submitted last.
    pub fn charge_line(&self) -> Option<&ReportLine> {
        let own = |line: &&ReportLine| line.adjustment.is_none();
        let approved = self.report_lines.iter().filter(own).find(|line| line.approved.is_some());
        approved.or_else(|| self.report_lines.iter().rfind(own))
    }
}

pub(super) fn read(facts: &Facts<'_>, order: &mut Order) {
    let methods = facts.data(Kind::RegisteredByMethod, pick!(RegisteredByMethod));
    let approvals = facts.data(Kind::LineApproved, pick!(LineApproved));
    let report_lines = facts
        .data(Kind::LineReported, pick!(LineReported))
        .into_iter()
        .map(|(i, data)| {
            let own = facts.entry(i).id;
            let approved = approvals
                .iter()
                .find(|(a, one)| one.line == own && one.month == data.month && facts.saw(*a, i));
            ReportLine {
                origin: facts.origin(i),
                month: data.month.clone(),
                amount_fen: data.amount_fen,
                adjustment: data.adjustment,
                approved: approved.map(|(a, _)| facts.origin(*a)),
            }
        })
        .collect();
    let notices = facts
        .data(Kind::NoticeLineListed, pick!(NoticeLineListed))
        .into_iter()
        .map(|(i, data)| NoticeLine {
            origin: facts.origin(i),
            month: data.month.clone(),
            amount_fen: data.amount_fen,
        })
        .collect();
    let mut payments: Vec<Payment> = Vec::new();
    for (i, data) in facts.data(Kind::PaymentReceived, pick!(PaymentReceived)) {
        let origin = facts.origin(i);
        let counts = data.amount_fen > 0 && !payments.iter().any(|one| one.receipt == data.receipt);
        payments.push(Payment {
            origin,
            receipt: data.receipt.clone(),
            amount_fen: data.amount_fen,
            method: data.method,
            paid_at: data.paid_at.min(origin.at.estimate()),
            counts,
        });
    }
    let answers = facts.data(Kind::AdjustmentApproved, pick!(AdjustmentApproved));
    let adjustments = facts
        .data(Kind::Adjustment, pick!(Adjustment))
        .into_iter()
        .map(|(i, data)| {
            let own = facts.entry(i).id;
            let answered = answers.iter().find(|(a, one)| one.adjustment == own && facts.saw(*a, i));
            Correction {
                origin: facts.origin(i),
                month: data.month.clone(),
                difference_fen: data.difference_fen,
                reason: data.reason.clone(),
                answered: answered.map(|(a, one)| (facts.origin(*a), one.approved)),
            }
        })
        .collect();
    let waived = facts.data(Kind::ChargeWaived, pick!(ChargeWaived));
    order.account = Account {
        method: methods.last().map(|(i, data)| (facts.origin(*i), data.method)),
        report_lines,
        notices,
        payments,
        adjustments,
        waived: waived.first().map(|(i, data)| (facts.origin(*i), data.reason.clone())),
        due_fen: 0,
        paid_fen: 0,
    };
}

/// What is due and paid, and how far the money of a billable order has come.
pub(super) fn reckon(order: &mut Order) -> MoneyTrack {
    let charge = match order.account.charge_line() {
        Some(line) if line.approved.is_some() => line.amount_fen,
        _ => order.billable_fen.unwrap_or(0),
    };
    let account = &mut order.account;
    let corrected = account.adjustments.iter().filter(|one| one.answered.is_some_and(|(_, yes)| yes));
    account.due_fen = corrected.fold(charge, |sum, one| sum.saturating_add(one.difference_fen));
    let paid = account.payments.iter().filter(|one| one.counts);
    account.paid_fen = paid.fold(0, |sum, one| sum.saturating_add(one.amount_fen));
    if account.waived.is_some() {
        return MoneyTrack::Waived;
    }
    if account.paid_fen >= account.due_fen {
        return MoneyTrack::Paid;
    }
    if !account.notices.is_empty() {
        return MoneyTrack::InNotice;
    }
    match account.charge_line() {
        Some(line) if line.approved.is_some() => MoneyTrack::Approved,
        Some(_) => MoneyTrack::InReport,
        None => MoneyTrack::Billable,
    }
}
