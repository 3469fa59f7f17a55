//! Management fees: what a customer is charged, the three notices, payments at the desk and at the door, and what is done
//! about arrears (FEE-9 to FEE-11, DUN, TRU-4).

mod account;
mod calendar;
mod fold;
mod party;
mod plan;
mod statement;

#[cfg(test)]
mod tests;

pub use account::*;
pub use calendar::*;
pub use fold::fold_fee_account;
pub use party::{FEE_VISIT_PARTY, FeeVisitParty};
pub use plan::{FeePeriod, FeePlan, InvalidPeriod};
pub use statement::{Ageing, Bill, FeeClock, NextStep, NoticeTerm, Statement, statement};

use crate::domain::calendar::{Day, MonthOf};
use crate::domain::entry::fee::FeeStage;
use crate::domain::id::DocumentId;
use crate::domain::stock::derived_document;
use serde::Serialize;

/// The most that one amount may be, in fen: a hundred million yuan, far from where sums leave their range.
pub const MOST_FEN: i64 = 10_000_000_000;
/// Years in which terms may begin, and whose months are billed.
pub const TERM_YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;

/// The document of a customer's account, by his number in the directory. Everybody derives the same one.
pub fn fee_document(account: &str) -> DocumentId {
    derived_document(&[b"undercroft/fee-account/1", account.as_bytes()])
}

/// Where the number of a receipt stands already, as people call it (FEE-10).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptPlace {
    /// A payment of the order with this slip number.
    Slip(String),
    /// The fee account of the customer with this number.
    Account(String),
}

impl ReceiptPlace {
    /// The number of the slip or the customer.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Slip(number) | Self::Account(number) => number,
        }
    }
}

/// Why a command on an account is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum FeeRefusal {
    /// Nothing of this period is left to charge (DUN-1).
    #[error("nothing of {0} is left to charge")]
    NothingToBill(FeePeriod),
    /// The day for it hasn't come.
    #[error("not before {0}")]
    TooEarly(Day),
    /// It isn't this step's turn: an earlier notice is missing, not sent or not received.
    #[error("first: {} the {} notice", .0.as_str(), .1.as_str())]
    First(NoticeWork, FeeStage),
    /// Everything is paid (DUN-2).
    #[error("it is paid")]
    Paid,
    /// The bill is disputed and left out of dunning (DUN-21).
    #[error("the bill is disputed")]
    Disputed,
    /// No dispute about it is open.
    #[error("it isn't disputed")]
    NotDisputed,
    /// The notice was made already.
    #[error("there is one already")]
    PreparedAlready,
    /// The notice went out already.
    #[error("it went out already")]
    SentAlready,
    /// The notice has not gone out.
    #[error("it hasn't gone out")]
    NotSent,
    /// The notice was withdrawn.
    #[error("it was withdrawn")]
    Withdrawn,
    /// A later notice of the period stands on it.
    #[error("withdraw the {} notice first", .0.as_str())]
    LaterNotice(FeeStage),
    /// The customer confirms name, address, what is paid, months and amounts first (FEE-9).
    #[error("the customer confirms name, address, what is paid, what is due and the amount first")]
    NotConfirmed,
    /// The number of the receipt was used for another payment (FEE-10).
    #[error("receipt {0} was used for another payment")]
    ReceiptUsed(String),
    /// The number of the receipt stands on another paper of the site, used or prepared (FEE-10).
    #[error("receipt {receipt} was used: {}", .place.as_str())]
    ReceiptUsedAt {
        /// The number.
        receipt: String,
        /// Where it stands.
        place: ReceiptPlace,
    },
    /// More than what is owed of the late fee.
    #[error("no more than {0} fen of late fee is owed")]
    LateFeeTooHigh(i64),
    /// The prepared receipt was used, or voided.
    #[error("this visit's receipt is used or voided already")]
    VisitOver,
    /// Nothing is in arrears.
    #[error("nothing is in arrears")]
    NotOverdue,
    /// The letter comes three months after a call or a message, once (DUN-18).
    #[error("call the customer first; one letter follows each case")]
    CallFirst,
    /// The first month lies in a bill already.
    #[error("{0} is billed already: withdraw that notice first, or begin later")]
    BilledAlready(MonthOf),
}

/// What customer service has to do with a notice first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeWork {
    /// Make it ready.
    Prepare,
    /// Send it.
    Send,
    /// Write down when it was received.
    Receive,
}

impl NoticeWork {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prepare => "prepare",
            Self::Send => "send",
            Self::Receive => "receive",
        }
    }
}
