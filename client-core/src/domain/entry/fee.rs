//! Data of the entries of a customer's management-fee account (FEE-9 to FEE-11, DUN).

use super::desk::names;
use super::finance::PaymentMethod;
use crate::domain::calendar::{Day, MonthOf};
use crate::domain::fee::{FeePeriod, FeePlan};
use crate::domain::id::{BlobDigest, EntryId, UserId};
use serde::{Deserialize, Serialize};

/// Which of the three notices (DUN-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeeStage {
    /// The payment notice, with the full list of charges: the bill itself.
    Payment,
    /// The reminder.
    Reminder,
    /// The final notice.
    Final,
}

names!(FeeStage { Payment = "payment", Reminder = "reminder", Final = "final", });

/// How a notice went out (DUN-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SentBy {
    /// Handed over, or put through the door.
    Hand,
    /// By post.
    Post,
    /// By express mail.
    Express,
    /// By electronic means.
    Electronic,
}

names!(SentBy { Hand = "hand", Post = "post", Express = "express", Electronic = "electronic", });

/// How an overdue customer was spoken to (DUN-17, DUN-19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactBy {
    /// A call.
    Phone,
    /// A text message.
    Sms,
    /// A visit at home.
    Visit,
}

names!(ContactBy { Phone = "phone", Sms = "sms", Visit = "visit", });

/// Why a customer hasn't paid (DUN-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrearsCause {
    /// He forgot, or has not had the notice.
    Forgotten,
    /// He is away.
    Away,
    /// He can't pay now.
    Hardship,
    /// He isn't content with the service.
    Dissatisfied,
    /// He disputes the amount.
    Disputed,
    /// He refuses without a reason.
    Refusal,
    /// Nobody was reached.
    NotReached,
    /// Anything else, in words.
    Other,
}

names!(ArrearsCause {
    Forgotten = "forgotten",
    Away = "away",
    Hardship = "hardship",
    Dissatisfied = "dissatisfied",
    Disputed = "disputed",
    Refusal = "refusal",
    NotReached = "not_reached",
    Other = "other",
});

/// What is done next about arrears (DUN-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrearsMeasure {
    /// He will pay; nothing but waiting.
    Wait,
    /// Another call.
    CallAgain,
    /// A visit at home.
    Visit,
    /// The formal demand letter.
    Letter,
    /// What he complains of is looked into.
    LookInto,
    /// A manager decides.
    Manager,
}

names!(ArrearsMeasure {
    Wait = "wait",
    CallAgain = "call_again",
    Visit = "visit",
    Letter = "letter",
    LookInto = "look_into",
    Manager = "manager",
});

/// How the management goes on after a final notice (DUN-5, DUN-20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    /// Another way than the courts.
    Other,
    /// A lawsuit.
    Lawsuit,
}

names!(Recovery { Other = "other", Lawsuit = "lawsuit", });

/// `fee_terms_set` (DUN-1, DUN-7, DUN-12, TRU-4): who pays what, and how often, from a month on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeTermsSet {
    /// The customer's number in the directory; the document's id follows from it.
    pub account: String,
    /// How often he pays.
    pub plan: FeePlan,
    /// The full fee of a month in fen.
    pub monthly_fen: i64,
    /// Whether the home is in trusteeship: then 70 % are charged (TRU-4).
    pub trusteeship: bool,
    /// The first month that it counts for.
    pub from: MonthOf,
}

/// `fee_opening_set`: what was owed when the account was taken over from another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeOpeningSet {
    /// Amount in fen; below 0 it is a credit, and never 0.
    pub amount_fen: i64,
    /// Since when it is owed.
    pub since: Day,
}

/// A month's charge in a payment notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLine {
    /// The month.
    pub month: MonthOf,
    /// Amount in fen.
    pub amount_fen: i64,
    /// Whether it is the share of a home in trusteeship (TRU-4).
    pub trusteeship: bool,
}

/// `fee_notice_prepared` (DUN-1 to DUN-14): finance has made a notice ready.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeNoticePrepared {
    /// Which one.
    pub stage: FeeStage,
    /// The period that it is about.
    pub period: FeePeriod,
    /// The charges, month by month: of a payment notice alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<FeeLine>,
    /// What it asks for in fen: the period's unpaid principal.
    pub amount_fen: i64,
    /// The late fee that a final notice names in fen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub late_fee_fen: Option<i64>,
}

/// `fee_notice_sent` (DUN-6): customer service has sent a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeNoticeSent {
    /// The notice.
    pub notice: EntryId,
    /// How.
    pub by: SentBy,
    /// When, milliseconds since 1970 UTC; never later than the entry.
    pub sent_at: i64,
    /// Number of the dispatch, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking: Option<String>,
}

/// `fee_notice_received` (DUN-6): the day on which the customer got it, from which its term runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeNoticeReceived {
    /// The notice.
    pub notice: EntryId,
    /// The day in the site's zone.
    pub on: Day,
}

/// `fee_notice_withdrawn` (DUN-21, COL-27): finance takes a notice back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeNoticeWithdrawn {
    /// The notice.
    pub notice: EntryId,
    /// Why.
    pub reason: String,
}

/// `fee_paid` (FEE-9, FEE-10): money was taken, against a receipt, after the customer had confirmed what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeePaid {
    /// Number of the receipt: twice the same is one payment (COL-26).
    pub receipt: String,
    /// What goes to the fees in fen.
    pub principal_fen: i64,
    /// What goes to the late fee in fen.
    pub late_fee_fen: i64,
    /// How.
    pub method: PaymentMethod,
    /// When, milliseconds since 1970 UTC; never later than the entry.
    pub paid_at: i64,
    /// The visit at which it was taken; absent at the desk (FEE-11).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub visit: Option<EntryId>,
}

/// `fee_visit_planned` (FEE-11): somebody will collect at the door; name, address and who will be there are in the blob.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeVisitPlanned {
    /// Who goes.
    pub collector: UserId,
    /// When, milliseconds since 1970 UTC.
    pub visit_at: i64,
    /// How much, in fen.
    pub amount_fen: i64,
    /// Number of the receipt that was prepared for it.
    pub receipt: String,
    /// Who will be there, the owner's name and the address: a [`crate::domain::fee::FeeVisitParty`].
    pub party: BlobDigest,
}

/// `fee_receipt_voided` (FEE-11): a prepared receipt was not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeReceiptVoided {
    /// The visit that it was prepared for.
    pub visit: EntryId,
    /// Why.
    pub reason: String,
}

/// `fee_contacted` (DUN-16, DUN-17, DUN-19): the customer was spoken to about arrears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeContacted {
    /// How.
    pub by: ContactBy,
    /// The amount that was named, in fen.
    pub amount_fen: i64,
    /// The day that was named to pay by.
    pub pay_by: Day,
    /// Why he hasn't paid.
    pub cause: ArrearsCause,
    /// What is done next.
    pub measure: ArrearsMeasure,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
}

/// `fee_letter_sent` (DUN-18): the formal demand letter went out by express mail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeLetterSent {
    /// Number of the dispatch.
    pub tracking: String,
    /// What it asks for in fen.
    pub amount_fen: i64,
}

/// `fee_recovery_decided` (DUN-5, DUN-10, DUN-15, DUN-20): a manager goes on by other ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeRecoveryDecided {
    /// How.
    pub recovery: Recovery,
    /// Why.
    pub reason: String,
}

/// `fee_disputed` (DUN-21): a period's bill is disputed and left out of dunning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeDisputed {
    /// The period.
    pub period: FeePeriod,
    /// Why.
    pub reason: String,
}

/// `fee_dispute_settled` (DUN-21): the dispute is over; what was charged too much is taken off the bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FeeDisputeSettled {
    /// The period.
    pub period: FeePeriod,
    /// What is let go of the bill, in fen; 0 when it stands.
    pub waived_fen: i64,
    /// Why.
    pub reason: String,
}
