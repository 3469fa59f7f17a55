//! Data of the entries about money after the signature, and of the settlement month's own document.

use super::desk::names;
use super::follow_up::Cause;
use crate::domain::id::{BlobDigest, EntryId};
use serde::{Deserialize, Serialize};

/// How a customer pays (FEE-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// With the notice of the month.
    MonthlyAccount,
    /// Cash.
    Cash,
    /// A transfer.
    Transfer,
    /// A card.
    Card,
    /// A mobile wallet.
    Mobile,
}

names!(PaymentMethod {
    MonthlyAccount = "monthly_account",
    Cash = "cash",
    Transfer = "transfer",
    Card = "card",
    Mobile = "mobile",
});

/// `registered_by_method` (FEE-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisteredByMethod {
    /// The one method of this slip.
    pub method: PaymentMethod,
}

/// `line_reported` (FEE-5): the order's line in the finance report of a month, as it was submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineReported {
    /// Month of the report in the site's zone, such as `2026-03`.
    pub month: String,
    /// Amount in fen; negative only for an adjustment.
    pub amount_fen: i64,
    /// The adjustment that the line is for; absent for the order's own charge.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjustment: Option<EntryId>,
}

/// `line_approved` (FEE-5): the line as it was approved; no later entry changes it (P4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineApproved {
    /// Month of the report in the site's zone, such as `2026-03`.
    pub month: String,
    /// The reported line.
    pub line: EntryId,
}

/// `notice_line_listed` (FEE-7): the line stands in a monthly fee notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoticeLineListed {
    /// Month of the notice in the site's zone, such as `2026-04`.
    pub month: String,
    /// Amount in fen.
    pub amount_fen: i64,
}

/// `payment_received` (FEE-8, FEE-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaymentReceived {
    /// Number of the receipt: twice the same is one payment (COL-26).
    pub receipt: String,
    /// Amount in fen.
    pub amount_fen: i64,
    /// How.
    pub method: PaymentMethod,
    /// When, milliseconds since 1970 UTC; never later than the entry.
    pub paid_at: i64,
}

/// `adjustment` (FEE-5, FEE-14): what an approved line is corrected by, in the report of a later month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adjustment {
    /// Month of the report that it goes into, in the site's zone, such as `2026-04`.
    pub month: String,
    /// Difference in fen, never 0.
    pub difference_fen: i64,
    /// Why.
    pub reason: String,
}

/// `adjustment_approved`: a manager's answer to an adjustment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdjustmentApproved {
    /// The adjustment.
    pub adjustment: EntryId,
    /// Approved; otherwise refused.
    pub approved: bool,
}

/// `charge_waived`: a manager lets the charge go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChargeWaived {
    /// Why.
    pub reason: String,
}

/// `month_checked` (FEE-4): charge lines were held against the slips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MonthChecked {
    /// The month in the site's zone, such as `2026-03`.
    pub month: String,
    /// Slips without a line, lines without a slip, amounts that differ.
    pub differences: u32,
    /// What was found about them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
}

/// `report_submitted` (FEE-5). The lines are in the orders; this holds their sums and the digest of the whole report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSubmitted {
    /// The month in the site's zone, such as `2026-03`.
    pub month: String,
    /// Lines.
    pub lines: u32,
    /// Sum in fen.
    pub total_fen: i64,
    /// SHA-256 of the report's canonical form.
    pub digest: BlobDigest,
}

/// `report_approved` (FEE-5): by the office head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportApproved {
    /// The submission.
    pub submission: EntryId,
}

/// `report_sent_back` (FEE-5): the office head wants it otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReportSentBack {
    /// The submission.
    pub submission: EntryId,
    /// Why.
    pub reason: String,
}

/// `bundle_handed` (FEE-6): the month's slips went to the records administrator.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BundleHanded {
    /// The month in the site's zone, such as `2026-03`.
    pub month: String,
    /// Slips.
    pub slips: u32,
    /// Sum in fen.
    pub total_fen: i64,
    /// Who took them.
    pub received_by: String,
}

/// `analysis_recorded` (STA-3, STA-4): the part of the month's summary form that people write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalysisRecorded {
    /// The month in the site's zone, such as `2026-03`.
    pub month: String,
    /// Service class that it is about; absent for the month as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service_class: Option<String>,
    /// Cause that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// What it comes from, and what shall be done.
    pub text: String,
}

/// `analysis_reviewed` (STA-7): the supervisor has reviewed what he knew of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalysisReviewed {
    /// The month in the site's zone, such as `2026-03`.
    pub month: String,
}

/// `analysis_sent` (STA-7): the reviewed report went to the office head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnalysisSent {
    /// The month in the site's zone, such as `2026-03`.
    pub month: String,
}
