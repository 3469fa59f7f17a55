//! Where an order stands: the track of the work, of the money and of the follow-up.

use serde::{Deserialize, Serialize};

/// Main state of the work track (lifecycle section 2). `time_open` and `needs_decision` are flags beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    /// Nothing registered yet in what this replica has.
    Unknown,
    /// Registration complete.
    Requested,
    /// Not for now.
    Declined,
    /// Accepted.
    Accepted,
    /// A business service, passed on to whoever deals with it (REG-9).
    Routed,
    /// Slip issued and assigned.
    Dispatched,
    /// The technician took the slip.
    Received,
    /// Arrived.
    OnSite,
    /// Both sides agreed on the price; regular orders pass with "no charge".
    PriceAgreed,
    /// Checklist open.
    InWork,
    /// The customer tries and inspects.
    Inspection,
    /// A new round is asked for.
    Rework,
    /// Still dissatisfied after rework.
    Escalated,
    /// The customer signed.
    Signed,
    /// Dispatch write-off done.
    WrittenOff,
    /// Cancelled, not yet confirmed by dispatch or desk.
    CancelOpen,
    /// Cancelled and confirmed.
    Cancelled,
    /// Every track closed, and kept (STA-5).
    Archived,
    /// Something came after the archive (COL-23).
    Reopened,
}

impl OrderState {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Unknown,
        Self::Requested,
        Self::Declined,
        Self::Accepted,
        Self::Routed,
        Self::Dispatched,
        Self::Received,
        Self::OnSite,
        Self::PriceAgreed,
        Self::InWork,
        Self::Inspection,
        Self::Rework,
        Self::Escalated,
        Self::Signed,
        Self::WrittenOff,
        Self::CancelOpen,
        Self::Cancelled,
        Self::Archived,
        Self::Reopened,
    ];

    /// The state's name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Requested => "requested",
            Self::Declined => "declined",
            Self::Accepted => "accepted",
            Self::Routed => "routed",
            Self::Dispatched => "dispatched",
            Self::Received => "received",
            Self::OnSite => "on_site",
            Self::PriceAgreed => "price_agreed",
            Self::InWork => "in_work",
            Self::Inspection => "inspection",
            Self::Rework => "rework",
            Self::Escalated => "escalated",
            Self::Signed => "signed",
            Self::WrittenOff => "written_off",
            Self::CancelOpen => "cancel_open",
            Self::Cancelled => "cancelled",
            Self::Archived => "archived",
            Self::Reopened => "reopened",
        }
    }

    /// Whether the work track has ended.
    pub const fn is_closed(self) -> bool {
        matches!(
            self,
            Self::Declined
                | Self::Routed
                | Self::WrittenOff
                | Self::Cancelled
                | Self::Archived
                | Self::Reopened
        )
    }
}

/// Money track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MoneyTrack {
    /// No price yet.
    None,
    /// A price was offered.
    Quoted,
    /// Both sides agreed.
    Agreed,
    /// Signed: may be billed.
    Billable,
    /// In a finance report that is under review.
    InReport,
    /// In an approved report.
    Approved,
    /// In a monthly notice.
    InNotice,
    /// Paid in full.
    Paid,
    /// Regular, free, declined, or cancelled before work.
    NotCharged,
    /// A manager let the charge go, or closed the order without a signature and without charge (ACC-6).
    Waived,
}

impl MoneyTrack {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::None,
        Self::Quoted,
        Self::Agreed,
        Self::Billable,
        Self::InReport,
        Self::Approved,
        Self::InNotice,
        Self::Paid,
        Self::NotCharged,
        Self::Waived,
    ];

    /// The track's name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Quoted => "quoted",
            Self::Agreed => "agreed",
            Self::Billable => "billable",
            Self::InReport => "in_report",
            Self::Approved => "approved",
            Self::InNotice => "in_notice",
            Self::Paid => "paid",
            Self::NotCharged => "not_charged",
            Self::Waived => "waived",
        }
    }
}

/// Whether and why an order is priced (REG-7, REG-8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Charge {
    /// Priced from the fee standard; repairing waits for the price (PRC-2).
    Paid,
    /// A special service that the office judged to be free for this customer.
    Free,
    /// Not a special service: never priced.
    Regular,
}

/// Store track (MAT-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoreTrack {
    /// No goods of the store moved for this order.
    None,
    /// Goods are out, or something isn't accounted for or written off.
    Open,
    /// Everything is accounted for and written off.
    Closed,
}

impl StoreTrack {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::None, Self::Open, Self::Closed];

    /// The track's name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Open => "open",
            Self::Closed => "closed",
        }
    }
}

/// Follow-up track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpTrack {
    /// Not signed yet.
    NotDue,
    /// Signed, nobody called back yet.
    Due,
    /// Followed up, and the customer is satisfied.
    Done,
    /// Something has to be put right before the next follow-up (FUP-9).
    CorrectiveOpen,
}

impl FollowUpTrack {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::NotDue, Self::Due, Self::Done, Self::CorrectiveOpen];

    /// The track's name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Due => "due",
            Self::Done => "done",
            Self::CorrectiveOpen => "corrective_open",
        }
    }
}
