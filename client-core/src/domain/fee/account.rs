//! What an account is, as its document says it: no zone, no clock. [`super::statement`] reckons with it.

use super::plan::{FeePeriod, FeePlan};
use crate::domain::calendar::{Day, MonthOf};
use crate::domain::canonical::canonical_json;
use crate::domain::entry::fee::{
    ArrearsCause, ArrearsMeasure, ContactBy, FeeLine, FeeStage, Recovery, SentBy,
};
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::id::{BlobDigest, DocumentId, EntryId, UserId};
use crate::domain::order::{NotAccepted, Origin};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Who pays what, from a month on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeTerms {
    /// Origin.
    pub origin: Origin,
    /// How often he pays.
    pub plan: FeePlan,
    /// The full fee of a month in fen.
    pub monthly_fen: i64,
    /// Whether the home is in trusteeship.
    pub trusteeship: bool,
    /// The first month that it counts for.
    pub from: MonthOf,
}

/// What was owed when the account was taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Origin.
    pub origin: Origin,
    /// Amount in fen; below 0 it is a credit.
    pub amount_fen: i64,
    /// Since when it is owed.
    pub since: Day,
}

/// That a notice went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Origin.
    pub origin: Origin,
    /// How.
    pub by: SentBy,
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// Number of the dispatch.
    pub tracking: Option<String>,
}

/// That the customer has a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Origin.
    pub origin: Origin,
    /// The day in the site's zone.
    pub on: Day,
}

/// Words with their origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    /// Origin.
    pub origin: Origin,
    /// The words.
    pub words: String,
}

/// One of the three notices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeNotice {
    /// Origin; its entry names the notice.
    pub origin: Origin,
    /// Which one.
    pub stage: FeeStage,
    /// The period that it is about.
    pub period: FeePeriod,
    /// Which of the account's notices of this stage and period it is, from 1: a number of its paper.
    pub copy: u32,
    /// The charges of a payment notice.
    pub lines: Vec<FeeLine>,
    /// What it asks for in fen.
    pub amount_fen: i64,
    /// The late fee that it names in fen.
    pub late_fee_fen: Option<i64>,
    /// That it went out; the first one counts.
    pub sent: Option<Sent>,
    /// When the customer had it; what was written last counts.
    pub received: Option<Received>,
    /// That finance took it back.
    pub withdrawn: Option<Reason>,
}

impl FeeNotice {
    /// The notice's number on paper, unique at the site: account, period, stage and copy.
    pub fn number(&self, account: &str) -> String {
        let stage = match self.stage {
            FeeStage::Payment => "P",
            FeeStage::Reminder => "R",
            FeeStage::Final => "F",
        };
        let copy = if self.copy > 1 { format!("-{}", self.copy) } else { String::new() };
        format!("{stage}-{account}-{}{copy}", self.period)
    }
}

/// Money that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeePayment {
    /// Origin.
    pub origin: Origin,
    /// Number of the receipt.
    pub receipt: String,
    /// What went to the fees in fen.
    pub principal_fen: i64,
    /// What went to the late fee in fen.
    pub late_fee_fen: i64,
    /// How.
    pub method: PaymentMethod,
    /// When, milliseconds since 1970 UTC.
    pub paid_at: i64,
}

/// Two papers with one receipt number that don't say the same: the earlier one counts (COL-26).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReceiptConflict {
    /// The number.
    pub receipt: String,
    /// The one that counts.
    pub counts: EntryId,
    /// The other.
    pub other: FeePayment,
}

/// A visit to collect at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeVisit {
    /// Origin; its entry names the visit.
    pub origin: Origin,
    /// Who goes.
    pub collector: UserId,
    /// When, milliseconds since 1970 UTC.
    pub visit_at: i64,
    /// How much, in fen.
    pub amount_fen: i64,
    /// Number of the prepared receipt.
    pub receipt: String,
    /// Who will be there, the owner's name and the address.
    pub party: BlobDigest,
    /// Why the prepared receipt was not used.
    pub voided: Option<Reason>,
    /// The payment that was taken with it.
    pub paid: Option<EntryId>,
}

impl FeeVisit {
    /// Whether it is still to be made: neither paid nor voided.
    pub const fn is_open(&self) -> bool {
        self.voided.is_none() && self.paid.is_none()
    }
}

/// That the customer was spoken to about arrears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeContact {
    /// Origin.
    pub origin: Origin,
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
    pub result: Option<String>,
}

/// A formal demand letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeLetter {
    /// Origin.
    pub origin: Origin,
    /// Number of the dispatch.
    pub tracking: String,
    /// What it asks for in fen.
    pub amount_fen: i64,
}

/// A manager's decision to go on by other ways.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryDecision {
    /// Origin.
    pub origin: Origin,
    /// How.
    pub recovery: Recovery,
    /// Why.
    pub reason: String,
}

/// A dispute about a period's bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeDispute {
    /// Origin.
    pub origin: Origin,
    /// The period.
    pub period: FeePeriod,
    /// Why.
    pub reason: String,
    /// How it ended.
    pub settled: Option<DisputeEnd>,
}

/// The end of a dispute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisputeEnd {
    /// Origin.
    pub origin: Origin,
    /// The bill that it ended with; `None` where there was none. One that takes its place owes it again.
    pub bill: Option<EntryId>,
    /// What was let go of the bill, in fen.
    pub waived_fen: i64,
    /// Why.
    pub reason: String,
}

/// A customer's management-fee account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeeAccount {
    /// Its document.
    pub id: DocumentId,
    /// The customer's number in the directory.
    pub account: String,
    /// Terms, in the order in which they count: the last one of a month's counts.
    pub terms: Vec<FeeTerms>,
    /// What was owed when it was taken over; what was written last counts.
    pub opening: Option<Opening>,
    /// Notices, in order.
    pub notices: Vec<FeeNotice>,
    /// Payments, each receipt once, by time.
    pub payments: Vec<FeePayment>,
    /// Receipts that don't say the same.
    pub receipt_conflicts: Vec<ReceiptConflict>,
    /// Visits, in order.
    pub visits: Vec<FeeVisit>,
    /// Contacts about arrears, in order.
    pub contacts: Vec<FeeContact>,
    /// Formal demand letters, in order.
    pub letters: Vec<FeeLetter>,
    /// Decisions to go on by other ways, in order.
    pub recoveries: Vec<RecoveryDecision>,
    /// Disputes, in order.
    pub disputes: Vec<FeeDispute>,
    /// Entries that count for nothing.
    pub not_accepted: Vec<NotAccepted>,
    /// Entries of a newer version.
    pub newer: Vec<EntryId>,
}

impl FeeAccount {
    /// An account of which nothing is known but its number.
    pub fn empty(id: DocumentId, account: &str) -> Self {
        Self {
            id,
            account: account.to_owned(),
            terms: Vec::new(),
            opening: None,
            notices: Vec::new(),
            payments: Vec::new(),
            receipt_conflicts: Vec::new(),
            visits: Vec::new(),
            contacts: Vec::new(),
            letters: Vec::new(),
            recoveries: Vec::new(),
            disputes: Vec::new(),
            not_accepted: Vec::new(),
            newer: Vec::new(),
        }
    }

    /// The terms that count for a month.
    pub fn terms_of(&self, month: MonthOf) -> Option<&FeeTerms> {
        // Of several for one month the last in order counts.
        self.terms.iter().filter(|terms| terms.from <= month).max_by_key(|terms| terms.from)
    }

    /// The notice that an entry made ready.
    pub fn notice(&self, id: EntryId) -> Option<&FeeNotice> {
        self.notices.iter().find(|notice| notice.origin.entry == id)
    }

    pub(super) fn notice_mut(&mut self, id: EntryId) -> Option<&mut FeeNotice> {
        self.notices.iter_mut().find(|notice| notice.origin.entry == id)
    }

    /// The visit that an entry planned.
    pub fn visit(&self, id: EntryId) -> Option<&FeeVisit> {
        self.visits.iter().find(|visit| visit.origin.entry == id)
    }

    /// The notice of a stage and period that stands.
    pub fn standing(&self, stage: FeeStage, period: FeePeriod) -> Option<&FeeNotice> {
        let same = |one: &&FeeNotice| (one.stage, one.period) == (stage, period);
        self.notices.iter().filter(same).find(|one| one.withdrawn.is_none())
    }

    /// Months that a standing payment notice charges.
    pub fn billed_months(&self) -> BTreeSet<MonthOf> {
        let bills = self.notices.iter().filter(|one| one.withdrawn.is_none());
        bills.flat_map(|bill| bill.lines.iter().map(|line| line.month)).collect()
    }

    /// The charges of a period's months that no bill has yet. A home in trusteeship is charged 70 %, half a fen upwards
    /// (TRU-4).
    pub fn lines_of(&self, period: FeePeriod) -> Vec<FeeLine> {
        let billed = self.billed_months();
        let line = |month: MonthOf| {
            let terms = self.terms_of(month).filter(|_| !billed.contains(&month))?;
            let full = terms.monthly_fen;
            let amount_fen = if terms.trusteeship { (full * 7 + 5) / 10 } else { full };
            (amount_fen > 0).then_some(FeeLine { month, amount_fen, trusteeship: terms.trusteeship })
        };
        period.months().filter_map(line).collect()
    }

    /// The dispute about a period that isn't settled.
    pub fn dispute(&self, period: FeePeriod) -> Option<&FeeDispute> {
        self.disputes.iter().find(|one| one.period == period && one.settled.is_none())
    }

    /// Numbers of its receipts, prepared and used.
    pub fn receipts(&self) -> impl Iterator<Item = &str> {
        let prepared = self.visits.iter().map(|visit| visit.receipt.as_str());
        prepared.chain(self.payments.iter().map(|payment| payment.receipt.as_str()))
    }

    /// Everybody whom it names.
    pub fn people(&self) -> BTreeSet<UserId> {
        let mut people: BTreeSet<UserId> = self.visits.iter().map(|visit| visit.collector).collect();
        let notices = self.notices.iter().flat_map(|notice| {
            let sent = notice.sent.as_ref().map(|one| one.origin);
            let received = notice.received.as_ref().map(|one| one.origin);
            [Some(notice.origin), sent, received, notice.withdrawn.as_ref().map(|one| one.origin)]
        });
        people.extend(notices.flatten().map(|origin| origin.by.user));
        let origins = self.terms.iter().map(|one| one.origin);
        let origins = origins.chain(self.payments.iter().map(|one| one.origin));
        let origins = origins.chain(self.contacts.iter().map(|one| one.origin));
        let origins = origins.chain(self.letters.iter().map(|one| one.origin));
        let origins = origins.chain(self.recoveries.iter().map(|one| one.origin));
        let origins = origins.chain(self.disputes.iter().map(|one| one.origin));
        let origins = origins.chain(self.not_accepted.iter().map(|one| one.origin));
        people.extend(origins.map(|origin| origin.by.user));
        people
    }

    /// One form of it, the same everywhere.
    pub fn canonical_json(&self) -> String {
        canonical_json(self)
    }
}
