//! Money after the signature: method, report, notice, payments, adjustments (FEE).

use super::charge::{Seen, seen_by};
use super::charge_time;
use super::conflicts::Decisions;
use super::facts::{Facts, pick};
use super::{MoneyTrack, Order, Origin};
use crate::domain::entry::Kind;
use crate::domain::entry::finance::{NoticeLineListed, PaymentMethod, PaymentReceived};
use crate::domain::entry::office::Choice;
use crate::domain::id::{DocumentId, EntryId};
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
    /// The signature, or the end with a charge, as the line's author saw it: milliseconds since 1970 UTC (FEE-1).
    pub signed_at: i64,
    /// The method of payment as the line's author saw it (FEE-3).
    pub method: Option<PaymentMethod>,
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
    /// The order or fee account whose payment bears this number too, where it came first (FEE-10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub elsewhere: Option<DocumentId>,
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

impl Correction {
    /// A manager approved it.
    pub fn is_approved(&self) -> bool {
        self.answered.is_some_and(|(_, yes)| yes)
    }
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
        self.approved_line().or_else(|| self.report_lines.iter().rfind(own))
    }

    /// The line of the order's own charge that was approved: no later entry changes it (P4).
    pub fn approved_line(&self) -> Option<&ReportLine> {
        self.report_lines.iter().find(|line| line.adjustment.is_none() && line.approved.is_some())
    }

    /// The last line of a correction, the approved one where there is one.
    pub fn line_of(&self, adjustment: EntryId) -> Option<&ReportLine> {
        let own = |line: &&ReportLine| line.adjustment == Some(adjustment);
        let approved = self.report_lines.iter().filter(own).find(|line| line.approved.is_some());
        approved.or_else(|| self.report_lines.iter().rfind(own))
    }

    /// What the approved line and its approved corrections come to, in fen; `None` before the approval.
    pub fn settled_fen(&self) -> Option<i64> {
        let line = self.approved_line()?;
        let approved = self.adjustments.iter().filter(|one| one.is_approved());
        Some(approved.fold(line.amount_fen, |sum, one| sum.saturating_add(one.difference_fen)))
    }
}

impl Order {
    /// When it became something to be billed: the customer's signature that counts, or the decision that ended it with a
    /// charge. Milliseconds since 1970 UTC (FEE-1). Where a clock leaves the month open, what finance decided (P10).
    pub fn charged_at(&self) -> Option<i64> {
        let signed = self.signatures.iter().find(|signature| signature.counts);
        let ended = self.conflicts.iter().filter_map(|conflict| conflict.settled.as_ref());
        let mut ended = ended.filter(|settled| matches!(settled.choice, Choice::CancelWithCharge(_)));
        let origin = signed.map(|one| one.origin).or_else(|| ended.next_back().map(|one| one.origin))?;
        Some(self.charge_decided_at.unwrap_or(origin.at.estimate()))
    }
}

pub(super) fn read<'a>(facts: &Facts<'a>, decisions: &Decisions<'a>, order: &mut Order) {
    let methods = facts.data(Kind::RegisteredByMethod, pick!(RegisteredByMethod));
    let adjustments = read_adjustments(facts);
    let waived = facts.data(Kind::ChargeWaived, pick!(ChargeWaived));
    order.account = Account {
        method: methods.last().map(|(i, data)| (facts.origin(*i), data.method)),
        report_lines: read_lines(facts, decisions),
        notices: read_notices(facts),
        payments: read_payments(facts),
        adjustments,
        waived: waived.first().map(|(i, data)| (facts.origin(*i), data.reason.clone())),
        due_fen: 0,
        paid_fen: 0,
    };
}

fn read_lines<'a>(facts: &Facts<'a>, decisions: &Decisions<'a>) -> Vec<ReportLine> {
    let methods = facts.data(Kind::RegisteredByMethod, pick!(RegisteredByMethod));
    let approvals = facts.data(Kind::LineApproved, pick!(LineApproved));
    let mut lines: Vec<ReportLine> = Vec::new();
    for (i, data) in facts.data(Kind::LineReported, pick!(LineReported)) {
        let own = facts.entry(i).id;
        let approved = approvals.iter().find(|(_, one)| one.line == own);
        let known = methods.iter().rfind(|(m, _)| facts.saw(i, *m));
        // A correction of an order that is under rework again belongs to the signature that was billed.
        let billed = lines.iter().rfind(|line| line.adjustment.is_none()).map(|line| line.signed_at);
        let signed_at = match seen_by(facts, i) {
            Seen::Charge(basis) => charge_time::known_to(facts, decisions, basis.entry, i),
            Seen::Disputed | Seen::Nothing => billed.unwrap_or_default(),
        };
        lines.push(ReportLine {
            origin: facts.origin(i),
            month: data.month.clone(),
            amount_fen: data.amount_fen,
            adjustment: data.adjustment,
            signed_at,
            method: known.map(|(_, data)| data.method),
            approved: approved.map(|(a, _)| facts.origin(*a)),
        });
    }
    lines
}

/// One line per month: whoever listed it again said nothing new (FEE-7).
fn read_notices(facts: &Facts<'_>) -> Vec<NoticeLine> {
    let mut notices: Vec<NoticeLine> = Vec::new();
    let listed: Vec<(usize, &NoticeLineListed)> = facts.data(Kind::NoticeLineListed, pick!(NoticeLineListed));
    for (i, data) in listed {
        if !notices.iter().any(|one| one.month == data.month) {
            notices.push(NoticeLine {
                origin: facts.origin(i),
                month: data.month.clone(),
                amount_fen: data.amount_fen,
            });
        }
    }
    notices
}

/// Of the entries of one receipt the earliest counts (COL-26, P7).
fn read_payments(facts: &Facts<'_>) -> Vec<Payment> {
    let all: Vec<(usize, &PaymentReceived)> = facts.data(Kind::PaymentReceived, pick!(PaymentReceived));
    let earlier = |i: usize, receipt: &str| {
        let same: Vec<usize> =
            all.iter().filter(|(_, one)| one.receipt.trim() == receipt).map(|(p, _)| *p).collect();
        facts.earliest(&facts.first(&same)) == Some(i)
    };
    all.iter()
        .map(|(i, data)| {
            let origin = facts.origin(*i);
            Payment {
                origin,
                receipt: data.receipt.trim().to_owned(),
                amount_fen: data.amount_fen,
                method: data.method,
                paid_at: facts.told(*i, data.paid_at).min(origin.at.estimate()),
                counts: earlier(*i, data.receipt.trim()),
                elsewhere: None,
            }
        })
        .collect()
}

fn read_adjustments(facts: &Facts<'_>) -> Vec<Correction> {
    let answers = facts.data(Kind::AdjustmentApproved, pick!(AdjustmentApproved));
    facts
        .data(Kind::Adjustment, pick!(Adjustment))
        .into_iter()
        .map(|(i, data)| {
            let own = facts.entry(i).id;
            let answered = answers.iter().find(|(_, one)| one.adjustment == own);
            Correction {
                origin: facts.origin(i),
                month: data.month.clone(),
                difference_fen: data.difference_fen,
                reason: data.reason.clone(),
                answered: answered.map(|(a, one)| (facts.origin(*a), one.approved)),
            }
        })
        .collect()
}

/// What is due and paid.
pub(super) fn reckon(order: &mut Order) {
    let billable = order.billable_fen.unwrap_or(0);
    let account = &mut order.account;
    account.due_fen = match account.settled_fen() {
        Some(settled) => settled,
        None if account.waived.is_some() => 0,
        None => billable,
    };
    let paid = account.payments.iter().filter(|one| one.counts);
    account.paid_fen = paid.fold(0, |sum, one| sum.saturating_add(one.amount_fen));
}

/// How far the money of an order with a charge has come.
pub(super) fn track(order: &Order) -> MoneyTrack {
    let account = &order.account;
    let approved = account.approved_line().is_some();
    if account.waived.is_some() && !approved {
        MoneyTrack::Waived
    } else if account.paid_fen >= account.due_fen {
        MoneyTrack::Paid
    } else if approved && !account.notices.is_empty() {
        MoneyTrack::InNotice
    } else if approved {
        MoneyTrack::Approved
    } else if account.charge_line().is_some() {
        MoneyTrack::InReport
    } else {
        MoneyTrack::Billable
    }
}
