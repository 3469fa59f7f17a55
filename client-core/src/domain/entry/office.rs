//! Data of the entries that the office writes: registration, dispatch, cancellation, write-off, decisions.

use crate::domain::calendar::Day;
use crate::domain::id::{BlobDigest, DocumentId, EntryId, UserId};
use serde::{Deserialize, Serialize};

/// How a request reached the service centre (REG-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A call.
    Phone,
    /// A letter.
    Letter,
    /// Somebody came to the desk.
    Visit,
}

/// What kind of service is asked for (REG-7 to REG-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceKind {
    /// Covered by the management contract; never priced from the fee standard.
    Regular,
    /// Special (paid) service, priced by the fee standard.
    Special,
    /// Business service: letting, parking, venues.
    Business,
}

/// How soon somebody is needed, as it was chosen when the request was taken down (PRI-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Urgency {
    /// At the time that is agreed.
    #[default]
    Normal,
    /// Before what isn't: water runs, somebody can't get out, there is no light.
    Urgent,
}

impl Urgency {
    /// Its name on the wire and in forms.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Urgent => "urgent",
        }
    }

    /// Whether it is what a request has where nothing else is said: left out of an entry.
    // A reference is what serde's `skip_serializing_if` gives.
    #[allow(clippy::trivially_copy_pass_by_ref)]
    pub const fn is_normal(&self) -> bool {
        matches!(self, Self::Normal)
    }
}

/// `request_registered` (REG-1, REG-2). Name, phone and unit are in the customer's document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequestRegistered {
    /// The customer's document of this order.
    pub customer: DocumentId,
    /// How the request came.
    pub channel: Channel,
    /// Kind of service.
    pub service_kind: ServiceKind,
    /// Service class: the id of the procedure that belongs to it, such as `LMP`.
    pub service_class: String,
    /// Service content in the customer's words: a text blob.
    pub content: BlobDigest,
    /// Appointment asked for, milliseconds since 1970 UTC.
    pub appointment_at: i64,
    /// When the request arrived, milliseconds since 1970 UTC.
    pub received_at: i64,
    /// How soon somebody is needed (PRI-4).
    #[serde(default, skip_serializing_if = "Urgency::is_normal")]
    pub urgency: Urgency,
}

/// `judged` (REG-3, REG-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judged {
    /// Accepted, or not for now.
    pub accepted: bool,
    /// Version of the fee standard that the judgement was made with.
    pub price_list_version: u32,
    /// What was explained to the customer; needed when not accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// Why a special service is free for this customer, such as a running warranty; absent for paid work (REG-8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free_reason: Option<String>,
    /// What was tried to help all the same, where it was not accepted (PRI-14).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tried: Option<String>,
    /// Until when a warranty runs, where the customer has one, and whether it covers this request (REC-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warranty: Option<Warranty>,
    /// Who deals with a business service that was accepted: it is passed on, and no slip is written (REG-9).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub routed_to: Option<String>,
}

impl Judged {
    /// Whether the customer pays nothing: for a reason, or because a warranty covers it (REG-8, REC-7).
    pub fn is_free(&self) -> bool {
        self.free_reason.is_some() || self.warranty.is_some_and(|warranty| warranty.covers)
    }
}

/// A warranty, and what it means for a request (REC-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Warranty {
    /// Its last day in the site's zone.
    pub until: Day,
    /// The request came within it: the unpaid form is the right one.
    pub covers: bool,
}

/// `slip_issued` (DSP-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipIssued {
    /// Unique slip number, valid offline: the device's prefix and a counter.
    pub number: String,
    /// Service class.
    pub service_class: String,
    /// Version of the procedure of this class, kept for the order's life (CHK-1).
    pub procedure_version: u32,
}

/// `assigned` (DSP-1, DSP-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Assigned {
    /// The responsible technician.
    pub technician: UserId,
    /// Why he takes over; needed when the order had a holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// On whose word a cancellation was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelledBy {
    /// The customer, or somebody of the household.
    Customer,
    /// The management office.
    Office,
}

/// `cancel_requested` (DSP-6): who, why; when is the entry's time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelRequested {
    /// On whose word.
    pub cancelled_by: CancelledBy,
    /// Why.
    pub reason: String,
}

/// `cancel_confirmed` (DSP-6): write-off of a cancelled slip by dispatch or front desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CancelConfirmed {
    /// The cancellation that is confirmed.
    pub cancellation: EntryId,
}

/// `dispatch_written_off` (DSP-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DispatchWrittenOff {
    /// A manager's reason where there is no customer signature.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub manager_reason: Option<String>,
}

/// Why the server admitted an entry only as a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimReason {
    /// The order had been given to somebody else before the entry arrived.
    NoLongerAssigned,
    /// The author's role had been withdrawn before the entry arrived (COL-32).
    RoleWithdrawn,
}

/// `marked`: written by the server beside an entry that it admitted as a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Marked {
    /// The entry.
    pub entry: EntryId,
    /// Why.
    pub reason: ClaimReason,
}

/// `received`: written by the server about entries whose author's clock nobody knows (P10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Received {
    /// The entries, at most [`MOST_RECEIVED`].
    pub entries: Vec<EntryId>,
    /// When the server received them first, milliseconds since 1970 UTC: nothing of them happened later.
    pub at: i64,
    /// When the month of `at` began at the site, milliseconds since 1970 UTC.
    pub month_from: i64,
}

/// So many entries fit into one [`Received`].
pub const MOST_RECEIVED: usize = 100;

/// What a person chose when settling a collision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The automatic outcome stands.
    Confirm,
    /// Go on with the work (COL-03).
    Continue,
    /// Cancel without charge (COL-03).
    CancelWithoutCharge,
    /// Cancel with an amount that the customer confirmed, in fen (COL-03).
    CancelWithCharge(i64),
    /// The claim is not accepted.
    Reject,
    /// This entry counts: the assignment, the price confirmation, the result.
    Entry(EntryId),
}

/// `decision` (lifecycle section 4): the role in charge settles a collision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// Id of the conflict as the fold shows it, such as `COL-04:01J…`.
    pub conflict: String,
    /// What was chosen.
    pub choice: Choice,
    /// Why.
    pub reason: String,
}

/// `customer_recorded`: the personal data of one order, in a document of their own so that they can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerRecorded {
    /// Customer's name.
    pub customer_name: String,
    /// Building and unit.
    pub unit_no: String,
    /// Phone or another way to reach the customer.
    pub contact: String,
    /// Department or company that the person belongs to, where he names one (PRI-16).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
}
