//! What the desk types: registration, judgement, assignment, write-off, decisions; and cancellation, which a technician
//! types too.

use clap::{ArgGroup, Args, ValueEnum};
use client_core::domain::calendar::Day;
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind};

/// Registration. What is missing is refused by the rule that asks for it (REG-1), which names it.
#[derive(Debug, Args)]
pub struct Register {
    /// Customer's name.
    #[arg(long, default_value = "")]
    pub name: String,
    /// Building and unit.
    #[arg(long, default_value = "")]
    pub unit: String,
    /// Phone, or another way to reach the customer.
    #[arg(long, default_value = "")]
    pub contact: String,
    /// Department or company that the person belongs to, where he names one.
    #[arg(long, value_name = "WORDS")]
    pub department: Option<String>,
    /// Service content in the customer's words.
    #[arg(long, default_value = "")]
    pub content: String,
    /// When the customer wants somebody to come.
    #[arg(long, value_name = "TIME")]
    pub appointment: Option<String>,
    /// When the request arrived [default: now].
    #[arg(long, value_name = "TIME")]
    pub received_at: Option<String>,
    /// How it arrived.
    #[arg(long, value_enum, default_value_t = ChannelArg::Phone)]
    pub channel: ChannelArg,
    /// Kind of service: special is paid.
    #[arg(long, value_enum, default_value_t = ServiceKindArg::Special)]
    pub kind: ServiceKindArg,
    /// Service class: id of a procedure, such as LMP.
    #[arg(long, default_value = "")]
    pub class: String,
    /// Somebody is needed at once.
    #[arg(long)]
    pub urgent: bool,
}

/// How a request arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChannelArg {
    /// A call.
    Phone,
    /// A letter.
    Letter,
    /// Somebody came.
    Visit,
}

impl From<ChannelArg> for Channel {
    fn from(channel: ChannelArg) -> Self {
        match channel {
            ChannelArg::Phone => Self::Phone,
            ChannelArg::Letter => Self::Letter,
            ChannelArg::Visit => Self::Visit,
        }
    }
}

/// Kind of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ServiceKindArg {
    /// Covered by the contract.
    Regular,
    /// Paid.
    Special,
    /// Letting, parking, venues.
    Business,
}

impl From<ServiceKindArg> for ServiceKind {
    fn from(kind: ServiceKindArg) -> Self {
        match kind {
            ServiceKindArg::Regular => Self::Regular,
            ServiceKindArg::Special => Self::Special,
            ServiceKindArg::Business => Self::Business,
        }
    }
}

/// Judgement.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("judgement").required(true).args(["accept", "decline"])))]
pub struct Judge {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Accept it.
    #[arg(long)]
    pub accept: bool,
    /// Not for now; say why with --explanation.
    #[arg(long)]
    pub decline: bool,
    /// What was explained to the customer.
    #[arg(long)]
    pub explanation: Option<String>,
    /// What was tried to help all the same, where it is declined.
    #[arg(long, value_name = "WORDS", conflicts_with = "accept")]
    pub tried: Option<String>,
    /// The last day of the customer's warranty: a request until then is free of charge.
    #[arg(long, value_name = "DAY", conflicts_with = "decline")]
    pub warranty_until: Option<Day>,
    /// A special service that is free for this customer: why.
    #[arg(long, value_name = "REASON", conflicts_with = "decline")]
    pub free: Option<String>,
    /// A business service: who deals with it.
    #[arg(long, value_name = "WHO", conflicts_with = "decline")]
    pub routed_to: Option<String>,
}

/// Assignment.
#[derive(Debug, Args)]
pub struct Assign {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The technician: his name, or a start of his id.
    pub technician: String,
    /// Why; needed when somebody holds the slip.
    #[arg(long)]
    pub reason: Option<String>,
}

/// Cancellation.
#[derive(Debug, Args)]
pub struct Cancel {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    /// On whose word.
    #[arg(long, value_enum, default_value_t = CancelledByArg::Customer)]
    pub by: CancelledByArg,
}

/// On whose word an order is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CancelledByArg {
    /// The customer.
    Customer,
    /// The management office.
    Office,
}

impl From<CancelledByArg> for CancelledBy {
    fn from(by: CancelledByArg) -> Self {
        match by {
            CancelledByArg::Customer => Self::Customer,
            CancelledByArg::Office => Self::Office,
        }
    }
}

/// Write-off.
#[derive(Debug, Args)]
pub struct WriteOff {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// A manager's reason where there is no signature.
    #[arg(long)]
    pub manager_reason: Option<String>,
}

/// A decision on a collision.
#[derive(Debug, Args)]
pub struct Decide {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Id of the conflict as `show` prints it, or a unique start of it, such as COL-04.
    pub conflict: String,
    /// confirm, continue, cancel, cancel=FEN, a side's letter (A, B, ..), or an entry's id.
    pub choice: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
}
