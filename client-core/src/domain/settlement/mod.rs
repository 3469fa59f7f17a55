//! The settlement month reckoned from its orders: lines, differences, totals, the report's canonical form, and the list
//! for the monthly notice (FEE-1, FEE-3, FEE-4, FEE-5, FEE-7). All sums are in fen.

mod steps;

pub use steps::{MonthRefusal, approval, submission};

use super::blob::digest_of;
use super::calendar::{MonthOf, Zone};
use super::canonical::canonical_json;
use super::entry::finance::PaymentMethod;
use super::id::{BlobDigest, DocumentId, EntryId};
use super::order::{Charge, MoneyTrack, Order};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A line of an order in a report, as the order's own journal has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnLine {
    /// The entry.
    pub entry: EntryId,
    /// Month of the report.
    pub month: MonthOf,
    /// Amount in fen.
    pub amount_fen: i64,
    /// The correction that it is for; absent for the order's own charge.
    pub adjustment: Option<EntryId>,
    /// The signature as the line's author saw it, milliseconds since 1970 UTC.
    pub signed_at: i64,
    /// The method of payment as the line's author saw it.
    pub method: Option<PaymentMethod>,
    /// The office head has approved it.
    pub approved: bool,
}

/// An approved correction of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAdjustment {
    /// The entry.
    pub entry: EntryId,
    /// Month of the report that it goes into.
    pub month: MonthOf,
    /// Difference in fen.
    pub difference_fen: i64,
}

/// What settlement needs of an order: a pure function of its fold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The order.
    pub order: DocumentId,
    /// Slip number.
    pub number: String,
    /// Service class.
    pub service_class: String,
    /// The customer's signature, or the decision that ended the order with a charge: milliseconds since 1970 UTC. Absent
    /// while the order is under rework.
    pub signed_at: Option<i64>,
    /// The earliest and the latest that `signed_at` can have been, while finance is asked for its month (P10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_between: Option<(i64, i64)>,
    /// What may be billed now, in fen; absent where nothing may be.
    pub billable_fen: Option<i64>,
    /// Signed once, and under rework now.
    pub disputed: bool,
    /// Method of payment.
    pub method: Option<PaymentMethod>,
    /// Lines of reports.
    pub lines: Vec<OwnLine>,
    /// Approved corrections.
    pub adjustments: Vec<OwnAdjustment>,
    /// Months of the notices that it stands in.
    pub notices: Vec<MonthOf>,
    /// What is due in all, in fen.
    pub due_fen: i64,
    /// What was paid in all, in fen.
    pub paid_fen: i64,
}

impl Account {
    /// The account of an order; `None` when nothing of it was ever to be paid.
    pub fn of(order: &Order) -> Option<Self> {
        let slip = order.slip.as_ref()?;
        // What was approved stays on the books, whatever is said of the order later (P4).
        if order.charge != Some(Charge::Paid) && order.account.approved_line().is_none() {
            return None;
        }
        let billable = matches!(
            order.money,
            MoneyTrack::Billable
                | MoneyTrack::InReport
                | MoneyTrack::Approved
                | MoneyTrack::InNotice
                | MoneyTrack::Paid
        );
        let signed_at = order.charged_at().filter(|_| billable && !order.disputed);
        let account = &order.account;
        let lines: Vec<OwnLine> = account
            .report_lines
            .iter()
            .filter_map(|line| {
                Some(OwnLine {
                    entry: line.origin.entry,
                    month: line.month.parse().ok()?,
                    amount_fen: line.amount_fen,
                    adjustment: line.adjustment,
                    signed_at: line.signed_at,
                    method: line.method,
                    approved: line.approved.is_some(),
                })
            })
            .collect();
        if signed_at.is_none() && lines.is_empty() && account.payments.is_empty() && !order.disputed {
            return None;
        }
        let adjustments = account.adjustments.iter().filter(|one| one.is_approved());
        Some(Self {
            order: order.id,
            number: slip.number.clone(),
            service_class: slip.service_class.clone(),
            signed_at,
            signed_between: order.charge_between.filter(|_| signed_at.is_some()),
            billable_fen: order.billable_fen.filter(|_| signed_at.is_some()),
            disputed: order.disputed,
            method: account.method.as_ref().map(|(_, method)| *method),
            lines,
            adjustments: adjustments
                .filter_map(|one| {
                    Some(OwnAdjustment {
                        entry: one.origin.entry,
                        month: one.month.parse().ok()?,
                        difference_fen: one.difference_fen,
                    })
                })
                .collect(),
            notices: account.notices.iter().filter_map(|one| one.month.parse().ok()).collect(),
            due_fen: account.due_fen,
            paid_fen: account.paid_fen,
        })
    }

    /// What is still to be paid, in fen; below 0 the customer has a credit.
    pub fn balance_fen(&self) -> i64 {
        self.due_fen.saturating_sub(self.paid_fen)
    }

    /// The last line of the order's own charge, or of a correction; the approved one where there is one.
    pub fn line_of(&self, adjustment: Option<EntryId>) -> Option<&OwnLine> {
        let own = |line: &&OwnLine| line.adjustment == adjustment;
        self.lines.iter().filter(own).find(|line| line.approved).or_else(|| self.lines.iter().rfind(own))
    }

    /// The approved line of the order's own charge.
    pub fn approved_line(&self) -> Option<&OwnLine> {
        self.line_of(None).filter(|line| line.approved)
    }
}

/// What a line of a report is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// The charge of a slip.
    Charge,
    /// The correction of a line that was approved in an earlier month.
    Adjustment,
}

/// A line of the finance report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The order.
    pub order: DocumentId,
    /// Slip number.
    pub number: String,
    /// The signature, milliseconds since 1970 UTC.
    pub signed_at: i64,
    /// Service class.
    pub service_class: String,
    /// Method of payment; a report with a line without one can't be submitted (FEE-3).
    pub method: Option<PaymentMethod>,
    /// Amount in fen; below 0 only for a correction.
    pub amount_fen: i64,
    /// What it is for.
    pub kind: LineKind,
    /// The correction.
    pub adjustment: Option<EntryId>,
}

/// A finance report: its lines by number, and their totals.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// The month.
    pub month: MonthOf,
    /// Lines in the order of their numbers, the charge before corrections.
    pub lines: Vec<Line>,
    /// Sum per method of payment, in fen; lines without one are under `None`.
    pub totals: Vec<Total>,
    /// Sum of all, in fen.
    pub total_fen: i64,
}

/// Sum of one method of payment.
#[expect(clippy::struct_field_names, reason = "the field is what entries, the interface and SQL call it")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// The method.
    pub method: Option<PaymentMethod>,
    /// Lines.
    pub lines: u32,
    /// Sum in fen.
    pub total_fen: i64,
}

/// A line in the report's canonical form: what people would print, and nothing that only this program knows.
#[derive(Serialize)]
struct Printed<'a> {
    number: &'a str,
    signed_at: i64,
    service_class: &'a str,
    method: Option<PaymentMethod>,
    amount_fen: i64,
    kind: LineKind,
}

#[derive(Serialize)]
struct PrintedReport<'a> {
    month: MonthOf,
    lines: Vec<Printed<'a>>,
    total_fen: i64,
}

impl Report {
    fn new(month: MonthOf, mut lines: Vec<Line>) -> Self {
        lines.sort_by(|a, b| {
            let key = |line: &Line| (line.number.clone(), line.order, line.kind, line.adjustment);
            key(a).cmp(&key(b))
        });
        let mut totals: BTreeMap<Option<PaymentMethod>, (u32, i64)> = BTreeMap::new();
        for line in &lines {
            let total = totals.entry(line.method).or_default();
            *total = (total.0 + 1, total.1.saturating_add(line.amount_fen));
        }
        let total_fen = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount_fen));
        let totals = totals.into_iter();
        let totals = totals.map(|(method, (lines, total_fen))| Total { method, lines, total_fen }).collect();
        Self { month, lines, totals, total_fen }
    }

    /// Canonical JSON: byte-identical for the same lines, whenever and wherever it is made.
    pub fn canonical(&self) -> String {
        let lines = self.lines.iter().map(|line| Printed {
            number: &line.number,
            signed_at: line.signed_at,
            service_class: &line.service_class,
            method: line.method,
            amount_fen: line.amount_fen,
            kind: line.kind,
        });
        let printed = PrintedReport { month: self.month, lines: lines.collect(), total_fen: self.total_fen };
        canonical_json(&printed)
    }

    /// SHA-256 of the canonical form.
    pub fn digest(&self) -> BlobDigest {
        digest_of(self.canonical().as_bytes())
    }

    /// Numbers of slips that nobody has registered by a method of payment (FEE-3).
    pub fn without_method(&self) -> Vec<String> {
        let without = self.lines.iter().filter(|line| line.method.is_none());
        without.map(|line| line.number.clone()).collect()
    }
}

/// What is odd about a slip or a line (FEE-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DifferenceKind {
    /// A slip signed in the month without a line.
    SlipWithoutLine,
    /// A line without a slip that may be billed in the month.
    LineWithoutSlip,
    /// The line has another amount than the slip.
    AmountDiffers,
    /// A slip that nobody has registered by a method of payment.
    WithoutMethod,
    /// A line of the report is under rework now (COL-13).
    Disputed,
    /// A slip that may be of this month or of another one: finance is asked (P10).
    MonthUnknown,
}

impl DifferenceKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::SlipWithoutLine,
        Self::LineWithoutSlip,
        Self::AmountDiffers,
        Self::WithoutMethod,
        Self::Disputed,
        Self::MonthUnknown,
    ];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SlipWithoutLine => "slip_without_line",
            Self::LineWithoutSlip => "line_without_slip",
            Self::AmountDiffers => "amount_differs",
            Self::WithoutMethod => "without_method",
            Self::Disputed => "disputed",
            Self::MonthUnknown => "month_unknown",
        }
    }
}

/// A difference between slips and lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What is odd.
    pub kind: DifferenceKind,
    /// The order.
    pub order: DocumentId,
    /// Slip number.
    pub number: String,
    /// What the slip says, in fen.
    pub slip_fen: Option<i64>,
    /// What the line says, in fen.
    pub line_fen: Option<i64>,
}

/// A line for the monthly notice of the 15th (FEE-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// The order.
    pub order: DocumentId,
    /// Slip number.
    pub number: String,
    /// What is to be paid, in fen.
    pub amount_fen: i64,
    /// It is in this month's notice already.
    pub listed: bool,
}

/// All accounts of a site, with what is known of its months.
#[derive(Debug, Clone, Copy)]
pub struct Books<'a> {
    /// Accounts, in any order.
    pub accounts: &'a [Account],
    /// Months whose report is approved.
    pub approved: &'a BTreeSet<MonthOf>,
    /// The site's zone.
    pub zone: Zone,
}

impl Books<'_> {
    /// The month that a slip belongs to: that of its signature in the site's zone (FEE-1). What arrives after that
    /// month's report was approved goes into the next one that isn't (FEE-5).
    pub fn month_of(&self, signed_at: i64) -> MonthOf {
        let mut month = self.zone.month_of(signed_at);
        while self.approved.contains(&month) {
            let next = month.next();
            if next == month {
                break;
            }
            month = next;
        }
        month
    }

    /// The report of a month that isn't approved yet, as the orders are now.
    pub fn draft(&self, month: MonthOf) -> Report {
        let mut lines = Vec::new();
        for account in self.accounts {
            if let Some((signed_at, amount_fen)) = self.charge_in(account, month) {
                lines.push(line(account, signed_at, account.method, amount_fen, None));
            }
            for one in &account.adjustments {
                let settled = account.line_of(Some(one.entry)).is_some_and(|line| line.approved);
                if !settled && self.next_open(one.month) == month {
                    let approved = account.approved_line();
                    let signed_at = account.signed_at.or(approved.map(|line| line.signed_at));
                    let method = account.method;
                    let amount_fen = one.difference_fen;
                    lines.push(line(
                        account,
                        signed_at.unwrap_or_default(),
                        method,
                        amount_fen,
                        Some(one.entry),
                    ));
                }
            }
        }
        Report::new(month, lines)
    }

    /// The report of an approved month, from the lines that were approved: whatever became of the orders since (P4).
    pub fn frozen(&self, month: MonthOf) -> Report {
        let mut lines = Vec::new();
        for account in self.accounts {
            let own = account.lines.iter().filter(|line| line.approved && line.month == month);
            lines.extend(
                own.map(|own| line(account, own.signed_at, own.method, own.amount_fen, own.adjustment)),
            );
        }
        Report::new(month, lines)
    }

    /// The report of a month: frozen once it is approved, else as the orders are now.
    pub fn report(&self, month: MonthOf) -> Report {
        if self.approved.contains(&month) { self.frozen(month) } else { self.draft(month) }
    }

    /// What a slip brings into the report of a month that isn't approved: its time and amount.
    fn charge_in(&self, account: &Account, month: MonthOf) -> Option<(i64, i64)> {
        let signed_at = account.signed_at?;
        let amount_fen = account.billable_fen.filter(|fen| *fen > 0)?;
        let fits = account.approved_line().is_none() && self.month_of(signed_at) == month;
        fits.then_some((signed_at, amount_fen))
    }

    fn next_open(&self, month: MonthOf) -> MonthOf {
        let mut month = month;
        while self.approved.contains(&month) && month.next() != month {
            month = month.next();
        }
        month
    }

    /// Where slips and lines of a month don't agree (FEE-4), by number.
    pub fn differences(&self, month: MonthOf) -> Vec<Difference> {
        let frozen = self.approved.contains(&month);
        let mut all = Vec::new();
        for account in self.accounts {
            let slip = if frozen {
                let signed = account.signed_at.filter(|at| self.zone.month_of(*at) == month);
                signed.and(account.billable_fen)
            } else {
                self.charge_in(account, month).map(|(_, fen)| fen)
            };
            let own = account.line_of(None).filter(|line| line.month == month);
            let (slip_fen, line_fen) = (slip, own.map(|line| line.amount_fen));
            let corrected = account
                .adjustments
                .iter()
                .fold(line_fen.unwrap_or(0), |sum, one| sum.saturating_add(one.difference_fen));
            let kind = match (slip_fen, line_fen) {
                _ if account.disputed && own.is_some() => Some(DifferenceKind::Disputed),
                // What came too late for this report is in the next one.
                (Some(_), None) if frozen => None,
                (Some(_), None) => Some(DifferenceKind::SlipWithoutLine),
                (None, Some(_)) if !frozen => Some(DifferenceKind::LineWithoutSlip),
                (Some(slip), Some(_)) if slip != corrected => Some(DifferenceKind::AmountDiffers),
                _ => None,
            };
            let mut push = |kind| {
                let (order, number) = (account.order, account.number.clone());
                all.push(Difference { kind, order, number, slip_fen, line_fen });
            };
            if let Some(kind) = kind {
                push(kind);
            }
            if slip_fen.is_some() && account.method.is_none() {
                push(DifferenceKind::WithoutMethod);
            }
            let between = account.signed_between.map(|(from, to)| (self.month_of(from), self.month_of(to)));
            if !frozen && between.is_some_and(|(from, to)| (from..=to).contains(&month)) {
                push(DifferenceKind::MonthUnknown);
            }
        }
        all.sort_by(|a, b| (&a.number, a.order, a.kind).cmp(&(&b.number, b.order, b.kind)));
        all
    }

    /// Numbers of the lines in a month's report whose orders are under rework now.
    pub fn disputed(&self, month: MonthOf) -> Vec<String> {
        let own = |account: &&Account| account.line_of(None).is_some_and(|line| line.month == month);
        let mut numbers: Vec<String> = self
            .accounts
            .iter()
            .filter(|account| account.disputed)
            .filter(own)
            .map(|account| account.number.clone())
            .collect();
        numbers.sort();
        numbers
    }

    /// The list for the notice of a month: every slip of an approved report that isn't paid, once, with its number and
    /// amount. What is under rework is left out (FEE-7, FEE-14).
    pub fn notice(&self, month: MonthOf) -> Vec<NoticeLine> {
        let due = self.accounts.iter().filter(|account| {
            let approved = account.approved_line().is_some_and(|line| line.month < month);
            approved && !account.disputed && account.balance_fen() > 0
        });
        let mut lines: Vec<NoticeLine> = due
            .map(|account| NoticeLine {
                order: account.order,
                number: account.number.clone(),
                amount_fen: account.balance_fen(),
                listed: account.notices.contains(&month),
            })
            .collect();
        lines.sort_by(|a, b| (&a.number, a.order).cmp(&(&b.number, b.order)));
        lines
    }
}

fn line(
    account: &Account,
    signed_at: i64,
    method: Option<PaymentMethod>,
    amount_fen: i64,
    adjustment: Option<EntryId>,
) -> Line {
    Line {
        order: account.order,
        number: account.number.clone(),
        signed_at,
        service_class: account.service_class.clone(),
        method,
        amount_fen,
        kind: if adjustment.is_some() { LineKind::Adjustment } else { LineKind::Charge },
        adjustment,
    }
}
