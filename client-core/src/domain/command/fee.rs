//! Commands on a customer's management-fee account.

use crate::domain::calendar::{Day, MonthOf};
use crate::domain::entry::fee::{ArrearsCause, ArrearsMeasure, ContactBy, FeeStage, Recovery, SentBy};
use crate::domain::entry::finance::PaymentMethod;
use crate::domain::fee::{FeePeriod, FeePlan, FeeVisitParty};
use crate::domain::id::{EntryId, UserId};
use serde::{Deserialize, Serialize};

/// What a person does about management fees (FEE-9 to FEE-11, DUN).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum FeeCommand {
    /// Say who pays what and how often, from a month on: opens the account with the first one.
    SetTerms {
        /// The customer's number in the directory.
        account: String,
        /// How often he pays.
        plan: FeePlan,
        /// The full fee of a month in fen.
        monthly_fen: i64,
        /// Whether the home is in trusteeship (TRU-4).
        #[serde(default)]
        trusteeship: bool,
        /// The first month that it counts for.
        from: MonthOf,
    },
    /// Take over what was owed before.
    SetOpening {
        /// Amount in fen; below 0 it is a credit.
        amount_fen: i64,
        /// Since when it is owed.
        since: Day,
    },
    /// Make a notice ready: a payment notice is the bill of its period.
    PrepareNotice {
        /// Which one.
        stage: FeeStage,
        /// The period.
        period: FeePeriod,
    },
    /// Write down that a notice went out.
    SendNotice {
        /// The notice.
        notice: EntryId,
        /// How.
        by: SentBy,
        /// When, milliseconds since 1970 UTC; now when absent.
        #[serde(default)]
        sent_at: Option<i64>,
        /// Number of the dispatch.
        #[serde(default)]
        tracking: Option<String>,
    },
    /// Write down when the customer got it.
    ReceiveNotice {
        /// The notice.
        notice: EntryId,
        /// The day in the site's zone.
        on: Day,
    },
    /// Take a notice back.
    WithdrawNotice {
        /// The notice.
        notice: EntryId,
        /// Why.
        reason: String,
    },
    /// Take money against a receipt.
    TakePayment {
        /// Number of the receipt.
        receipt: String,
        /// What goes to the fees in fen.
        principal_fen: i64,
        /// What goes to the late fee in fen.
        #[serde(default)]
        late_fee_fen: i64,
        /// How.
        method: PaymentMethod,
        /// When, milliseconds since 1970 UTC; now when absent.
        #[serde(default)]
        paid_at: Option<i64>,
        /// The visit at which it was taken.
        #[serde(default)]
        visit: Option<EntryId>,
        /// The customer has confirmed name, address, what is paid, what is due and the amount (FEE-9).
        confirmed: bool,
    },
    /// Send somebody to collect at the door (FEE-11).
    PlanVisit {
        /// Who goes.
        collector: UserId,
        /// When, milliseconds since 1970 UTC.
        visit_at: i64,
        /// How much, in fen.
        amount_fen: i64,
        /// Number of the receipt that was prepared.
        receipt: String,
        /// Who will be there, the owner's name, the address.
        party: FeeVisitParty,
    },
    /// Void a prepared receipt that was not used.
    VoidReceipt {
        /// The visit.
        visit: EntryId,
        /// Why.
        reason: String,
    },
    /// Write down a call, a message or a visit about arrears (DUN-16, DUN-17, DUN-19).
    ContactCustomer {
        /// How.
        by: ContactBy,
        /// The day that was named to pay by.
        pay_by: Day,
        /// Why he hasn't paid.
        cause: ArrearsCause,
        /// What is done next.
        measure: ArrearsMeasure,
        /// What came of it; for [`ArrearsCause::Other`] it says the cause.
        #[serde(default)]
        result: Option<String>,
    },
    /// Write down that the formal demand letter went out (DUN-18).
    SendLetter {
        /// Number of the dispatch.
        tracking: String,
    },
    /// Go on by other ways (DUN-5, DUN-20).
    DecideRecovery {
        /// How.
        recovery: Recovery,
        /// Why.
        reason: String,
    },
    /// Leave a bill out of dunning because it is disputed (DUN-21).
    DisputeBill {
        /// The period.
        period: FeePeriod,
        /// Why.
        reason: String,
    },
    /// End a dispute.
    SettleDispute {
        /// The period.
        period: FeePeriod,
        /// What is let go of the bill, in fen.
        #[serde(default)]
        waived_fen: i64,
        /// Why.
        reason: String,
    },
}
