//! Entries: the immutable facts and decisions that a journal is made of.
//!
//! An entry is deterministic CBOR (RFC 8949 section 4.2.1, no floats), at most [`MAX_ENTRY_BYTES`] long. Its kind is
//! one of a closed list; a kind that this version doesn't know is kept as [`Body::Unknown`] and shown as "needs an
//! update".

mod blobs;
pub mod cases;
mod cbor;
pub mod complaint;
pub mod course;
pub mod desk;
mod document_kind;
pub mod fee;
pub mod finance;
pub mod follow_up;
pub mod incident;
pub mod matter;
pub mod office;
pub mod site;
pub mod store;
pub mod work;

pub use cbor::{CborError, MAX_DEPTH, canonical_bytes, canonical_value};
pub(crate) use cbor::{read_cbor, write_cbor};
pub(in crate::domain) use desk::names;
pub use document_kind::DocumentKind;

use crate::domain::id::{CommandId, DeviceId, EntryId, UserId};
use crate::domain::policy::Role;
use ciborium::Value;
use planted::Bug;
use serde::{Deserialize, Serialize};

/// An entry is never longer than this many bytes of CBOR.
pub const MAX_ENTRY_BYTES: usize = 4096;

/// Who wrote an entry, in which role, on which device. The server checks all three (ROL-49).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct By {
    /// The author.
    pub user: UserId,
    /// The role that he used for it.
    pub role: Role,
    /// The device that he used.
    pub device: DeviceId,
}

/// Times that anything here can have happened at: 2000 to 2100, in milliseconds since 1970 UTC.
const PLAUSIBLE: std::ops::Range<i64> = 946_684_800_000..4_102_444_800_000;

/// What the author's clocks said. All in milliseconds; the wall clock counts from 1970 UTC and may be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct At {
    /// The device's wall clock.
    pub wall: i64,
    /// Server time minus device time, as last measured since the device started; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<i64>,
    /// Time since the device started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<i64>,
    /// The server's time in the last answer that the device had taken, where `offset` is unknown: the entry was written
    /// after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<i64>,
}

impl At {
    /// Best estimate of the true time: the wall clock corrected by the offset where one is known.
    pub fn estimate(&self) -> i64 {
        self.wall.saturating_add(self.offset.unwrap_or(0))
    }

    /// Whether the estimate can be relied on for ties and deadlines (P7, P10). A time outside of this century is nobody's,
    /// whatever the author's device says of its clock (attack 25).
    pub fn is_certain(&self) -> bool {
        (self.offset.is_some() || planted::is(Bug::WrongClockCounts)) && self.is_plausible()
    }

    /// Whether the estimate lies in this century.
    pub fn is_plausible(&self) -> bool {
        PLAUSIBLE.contains(&self.estimate())
    }

    /// The clocks of a machine that knows the true time, as the server does.
    pub const fn known(wall: i64) -> Self {
        Self { wall, offset: Some(0), boot: None, seen: None }
    }
}

/// The command that wrote an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommandRef {
    /// The command's id, the same in every document that it touched.
    pub id: CommandId,
    /// How many documents it touched. They are admitted together or not at all.
    pub documents: u8,
}

/// One immutable entry of a journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Author, role and device.
    pub by: By,
    /// The author's clocks.
    pub at: At,
    /// Round of the checklist or of the order that the entry belongs to.
    pub round: Option<u32>,
    /// The predecessor that the author knew, for entries whose collisions span documents.
    pub after: Option<EntryId>,
    /// The command that wrote it.
    pub command: CommandRef,
    /// Kind and data.
    pub body: Body,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope {
    at: At,
    by: By,
    command: CommandRef,
    data: Value,
    kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    round: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<EntryId>,
}

/// Why bytes are not an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Longer than [`MAX_ENTRY_BYTES`].
    #[error("an entry has at most {MAX_ENTRY_BYTES} bytes, this one has {0}")]
    TooLong(usize),
    /// Not deterministic CBOR of limited depth.
    #[error(transparent)]
    Cbor(#[from] CborError),
    /// CBOR, but not an entry's envelope.
    #[error("not an entry: {0}")]
    Envelope(String),
    /// A known kind whose data don't fit it.
    #[error("not the data of {kind}: {detail}")]
    Data {
        /// The kind that the entry names.
        kind: &'static str,
        /// What is wrong with the data.
        detail: String,
    },
}

impl Entry {
    /// The entry's bytes.
    ///
    /// # Errors
    /// [`EntryError::TooLong`] above 4 KB; [`EntryError::Cbor`] for data that have no deterministic form.
    pub fn to_bytes(&self) -> Result<Vec<u8>, EntryError> {
        let (kind, data) = self.body.to_parts()?;
        let envelope = Envelope {
            at: self.at,
            by: self.by,
            command: self.command,
            data,
            kind,
            round: self.round,
            after: self.after,
        };
        let value = Value::serialized(&envelope).map_err(|e| EntryError::Envelope(e.to_string()))?;
        let bytes = canonical_bytes(value)?;
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(bytes.len()));
        }
        Ok(bytes)
    }

    /// Reads an entry strictly: only the one deterministic form of it is accepted.
    ///
    /// # Errors
    /// Any [`EntryError`]; an unknown kind is no error.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, EntryError> {
        if bytes.len() > MAX_ENTRY_BYTES {
            return Err(EntryError::TooLong(bytes.len()));
        }
        cbor::check(bytes)?;
        Self::from_stored(bytes)
    }

    /// Reads an entry that was read strictly before it was stored: its form isn't judged again, because a journal is read
    /// with every change of its document.
    ///
    /// # Errors
    /// Bytes that are no entry.
    pub fn from_stored(bytes: &[u8]) -> Result<Self, EntryError> {
        let mut rest = bytes;
        Self::of(read_cbor(&mut rest, cbor::MAX_DEPTH * 2).map_err(EntryError::Envelope)?)
    }

    fn of(envelope: Envelope) -> Result<Self, EntryError> {
        Ok(Self {
            by: envelope.by,
            at: envelope.at,
            round: envelope.round,
            after: envelope.after,
            command: envelope.command,
            body: Body::from_parts(&envelope.kind, envelope.data)?,
        })
    }
}

macro_rules! entry_kinds {
    ($($(#[$doc:meta])* $variant:ident($data:ty) = $name:literal,)*) => {
        /// The closed list of entry kinds, named as in the life cycle of an order.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Kind { $($(#[$doc])* $variant,)* }

        impl Kind {
            /// All kinds.
            pub const ALL: &'static [Kind] = &[$(Kind::$variant,)*];

            /// The kind's name in entries, SQL and API.
            pub const fn as_str(self) -> &'static str {
                match self { $(Kind::$variant => $name,)* }
            }

            /// The kind with this name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Kind::$variant),)* _ => None }
            }
        }

        /// Kind and data of an entry.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Body {
            $($(#[$doc])* $variant($data),)*
            /// A kind of a newer version: kept as it is and shown as "needs an update".
            Unknown(UnknownBody),
        }

        impl Body {
            /// The kind, `None` for an unknown one.
            pub fn kind(&self) -> Option<Kind> {
                match self { $(Body::$variant(_) => Some(Kind::$variant),)* Body::Unknown(_) => None }
            }

            fn to_parts(&self) -> Result<(String, Value), EntryError> {
                match self {
                    $(Body::$variant(data) => Ok(($name.to_owned(), Value::serialized(data)
                        .map_err(|e| EntryError::Data { kind: $name, detail: e.to_string() })?)),)*
                    Body::Unknown(body) => Ok((body.kind.clone(), canonical_value(&body.data)?)),
                }
            }

            fn from_parts(kind: &str, data: Value) -> Result<Self, EntryError> {
                match kind {
                    $($name => data.deserialized().map(Body::$variant)
                        .map_err(|e| EntryError::Data { kind: $name, detail: e.to_string() }),)*
                    _ => Ok(Body::Unknown(UnknownBody { kind: kind.to_owned(), data: canonical_bytes(data)? })),
                }
            }

            /// Data as JSON for a screen, an API answer or a log of the journal.
            pub fn to_json(&self) -> serde_json::Value {
                let json = match self {
                    $(Body::$variant(data) => serde_json::to_value(data),)*
                    Body::Unknown(body) => serde_json::to_value(crate::domain::id::hex(&body.data)),
                };
                json.unwrap_or(serde_json::Value::Null)
            }
        }
    };
}

/// An entry of a kind that this version doesn't know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownBody {
    /// The kind's name.
    pub kind: String,
    /// Its data as deterministic CBOR.
    pub data: Vec<u8>,
}

entry_kinds! {
    /// Registration of a request (REG-1).
    RequestRegistered(office::RequestRegistered) = "request_registered",
    /// Accepted, or not for now (REG-3, REG-4).
    Judged(office::Judged) = "judged",
    /// The job slip and its number (DSP-1).
    SlipIssued(office::SlipIssued) = "slip_issued",
    /// The responsible technician (DSP-1, DSP-11).
    Assigned(office::Assigned) = "assigned",
    /// The technician took the slip (DSP-3).
    SlipReceived(site::SlipReceived) = "slip_received",
    /// The technician is on site (DSP-4).
    Arrived(site::Arrived) = "arrived",
    /// What was found on site (DSP-5).
    Finding(site::Finding) = "finding",
    /// The price offered (PRC-1).
    Quoted(site::Quoted) = "quoted",
    /// Both sides agreed on the price (PRC-2).
    PriceConfirmed(site::PriceConfirmed) = "price_confirmed",
    /// A safety gate is confirmed (CHK-3).
    GateSet(work::GateSet) = "gate_set",
    /// Supply is on again (CHK-3).
    GateWithdrawn(work::GateWithdrawn) = "gate_withdrawn",
    /// Result of a step (CHK).
    StepResult(work::StepResult) = "step_result",
    /// A part was exchanged (CHK-4, MAT-8).
    PartReplaced(work::PartReplaced) = "part_replaced",
    /// The work of this round is done.
    WorkFinished(site::WorkFinished) = "work_finished",
    /// It could not be repaired.
    NotRepaired(site::NotRepaired) = "not_repaired",
    /// The customer's trial (ACC-1, ACC-3).
    InspectionResult(site::InspectionResult) = "inspection_result",
    /// The customer's signature (ACC-2).
    CustomerSigned(site::CustomerSigned) = "customer_signed",
    /// The customer cancels (DSP-6).
    CancelRequested(office::CancelRequested) = "cancel_requested",
    /// The desk confirms the cancellation (DSP-6).
    CancelConfirmed(office::CancelConfirmed) = "cancel_confirmed",
    /// Dispatch write-off (DSP-9).
    DispatchWrittenOff(office::DispatchWrittenOff) = "dispatch_written_off",
    /// A remark.
    Note(site::Note) = "note",
    /// A photo beside the document.
    PhotoAdded(site::PhotoAdded) = "photo_added",
    /// The server admitted an entry as a claim.
    Marked(office::Marked) = "marked",
    /// When the server received entries whose time nobody knows (P10).
    Received(office::Received) = "received",
    /// A person settled a collision.
    Decision(office::Decision) = "decision",
    /// The agreed time can't be kept (REG-6).
    CannotKeepTime(course::CannotKeepTime) = "cannot_keep_time",
    /// The customer agreed to a time (REG-6).
    AppointmentConfirmed(course::AppointmentConfirmed) = "appointment_confirmed",
    /// Tools taken along (MAT-7).
    ToolsChecked(course::ToolsChecked) = "tools_checked",
    /// The technician left.
    LeftSite(course::LeftSite) = "left_site",
    /// Nobody was there.
    CustomerAbsent(course::CustomerAbsent) = "customer_absent",
    /// Work waits for something.
    Waiting(course::Waiting) = "waiting",
    /// What work waited for is there.
    Resumed(course::Resumed) = "resumed",
    /// The customer doesn't accept the price.
    PriceRefused(cases::PriceRefused) = "price_refused",
    /// The customer wants it done again (ACC-4).
    ReworkRequested(cases::ReworkRequested) = "rework_requested",
    /// A manager is called (ACC-5, PRI-5).
    EscalationOpened(cases::EscalationOpened) = "escalation_opened",
    /// A manager decided an escalation (ACC-6).
    EscalationDecided(cases::EscalationDecided) = "escalation_decided",
    /// The customer's property was damaged or lost (DMG-1).
    DamageReported(cases::DamageReported) = "damage_reported",
    /// Offer or agreement on compensation (DMG-2).
    DamageSettled(cases::DamageSettled) = "damage_settled",
    /// What a technician asks the store for (MAT-1).
    MaterialNeeded(store::MaterialNeeded) = "material_needed",
    /// The storekeeper's answer to it.
    MaterialApproved(store::MaterialApproved) = "material_approved",
    /// The storekeeper issues material against an order (MAT-2).
    MaterialIssued(store::GoodsMoved) = "material_issued",
    /// The technician has it.
    MaterialReceived(store::GoodsMoved) = "material_received",
    /// Material that no `replace` step names was used up.
    MaterialUsed(store::MaterialUsed) = "material_used",
    /// Unused material goes back (MAT-4).
    MaterialReturned(store::GoodsMoved) = "material_returned",
    /// A numbered tool is lent against an order (MAT-3).
    ToolLoaned(store::ToolLoaned) = "tool_loaned",
    /// A tool is back (MAT-4).
    ToolReturned(store::ToolReturned) = "tool_returned",
    /// A borrowed tool goes from one technician to another.
    ToolHandedOver(store::ToolHandedOver) = "tool_handed_over",
    /// Goods are lost or broken.
    LostOrBroken(store::LostOrBroken) = "lost_or_broken",
    /// Store write-off (MAT-5).
    StoreWrittenOff(store::StoreWrittenOff) = "store_written_off",
    /// The server's word on a collision across documents.
    Settled(store::SettledAcross) = "settled",
    /// A delivery into the store.
    StockReceived(store::StockReceived) = "stock_received",
    /// A stocktake.
    StockCounted(store::StockCounted) = "stock_counted",
    /// Goods of the store that nobody will use any more.
    Scrapped(store::Scrapped) = "scrapped",
    /// The storekeeper looked at a tool.
    ToolInspected(store::ToolInspected) = "tool_inspected",
    /// A technician's personal stock of a month begins.
    KitOpened(store::KitOpened) = "kit_opened",
    /// Material from the store into a personal stock.
    KitIssued(store::GoodsMoved) = "kit_issued",
    /// Material back from it.
    KitReturned(store::GoodsMoved) = "kit_returned",
    /// Material from one personal stock to another.
    KitTransferred(store::KitTransferred) = "kit_transferred",
    /// What an order took out of a personal stock.
    KitUsed(store::KitUsed) = "kit_used",
    /// Goods of a personal stock that are gone.
    KitLost(store::KitLost) = "kit_lost",
    /// Content and time are agreed with the service person (REG-5).
    ContentTimeAgreed(desk::ContentTimeAgreed) = "content_time_agreed",
    /// The customer got his reply (DSP-2).
    CustomerReplied(desk::CustomerReplied) = "customer_replied",
    /// A technician takes a slip that nobody holds.
    PoolTaken(desk::PoolTaken) = "pool_taken",
    /// The holder gives the slip back.
    AssignmentReturned(desk::AssignmentReturned) = "assignment_returned",
    /// The slip is back (DSP-8).
    SlipReturned(desk::SlipReturned) = "slip_returned",
    /// The front desk hands it over with the day's batch (DSP-7).
    DeskBatchHanded(desk::DeskBatchHanded) = "desk_batch_handed",
    /// Dispatch has it with that batch (DSP-7).
    DeskBatchTaken(desk::DeskBatchTaken) = "desk_batch_taken",
    /// One of the three copies was delivered (FEE-2).
    CopyDelivered(desk::CopyDelivered) = "copy_delivered",
    /// The customer of a declined request knows that the service exists now (PRI-15).
    DemandTold(desk::DemandTold) = "demand_told",
    /// What the repair was about (FUP-11 to FUP-13).
    RepairClassified(follow_up::RepairClassified) = "repair_classified",
    /// A repaired leak was tried (FUP-12).
    LeakTested(desk::LeakTested) = "leak_tested",
    /// Who follows up (FUP-2).
    FollowUpAssigned(follow_up::FollowUpAssigned) = "follow_up_assigned",
    /// The customer was followed up (FUP-4).
    FollowUp(follow_up::FollowUp) = "follow_up",
    /// Something has to be put right (FUP-9).
    CorrectiveOpened(desk::CorrectiveOpened) = "corrective_opened",
    /// It was put right (FUP-9).
    CorrectiveClosed(desk::CorrectiveClosed) = "corrective_closed",
    /// A manager checked a follow-up (FUP-8).
    SpotCheck(follow_up::SpotCheck) = "spot_check",
    /// How the slip is paid (FEE-3).
    RegisteredByMethod(finance::RegisteredByMethod) = "registered_by_method",
    /// The order's line in a submitted report (FEE-5).
    LineReported(finance::LineReported) = "line_reported",
    /// The line as it was approved (FEE-5).
    LineApproved(finance::LineApproved) = "line_approved",
    /// The line stands in a monthly notice (FEE-7).
    NoticeLineListed(finance::NoticeLineListed) = "notice_line_listed",
    /// Money was taken (FEE-8).
    PaymentReceived(finance::PaymentReceived) = "payment_received",
    /// Correction of an approved line in a later month (FEE-14).
    Adjustment(finance::Adjustment) = "adjustment",
    /// A manager's answer to a correction.
    AdjustmentApproved(finance::AdjustmentApproved) = "adjustment_approved",
    /// A manager lets the charge go.
    ChargeWaived(finance::ChargeWaived) = "charge_waived",
    /// Every track is closed (STA-5).
    Archived(desk::Archived) = "archived",
    /// Lines were held against slips (FEE-4).
    MonthChecked(finance::MonthChecked) = "month_checked",
    /// The finance report went to the office head (FEE-5).
    ReportSubmitted(finance::ReportSubmitted) = "report_submitted",
    /// He approved it (FEE-5).
    ReportApproved(finance::ReportApproved) = "report_approved",
    /// He sent it back (FEE-5).
    ReportSentBack(finance::ReportSentBack) = "report_sent_back",
    /// The month's slips went to the records administrator (FEE-6).
    BundleHanded(finance::BundleHanded) = "bundle_handed",
    /// Analysis of causes (STA-3).
    AnalysisRecorded(finance::AnalysisRecorded) = "analysis_recorded",
    /// The supervisor reviewed it (STA-7).
    AnalysisReviewed(finance::AnalysisReviewed) = "analysis_reviewed",
    /// It went to the office head (STA-7).
    AnalysisSent(finance::AnalysisSent) = "analysis_sent",
    /// Something is wrong in a public area (PRI-9).
    IncidentReported(incident::IncidentReported) = "incident_reported",
    /// What was done about it at once (PRI-10).
    EmergencyMeasureTaken(incident::EmergencyMeasureTaken) = "emergency_measure_taken",
    /// The department's people are there (PRI-10).
    DepartmentArrived(incident::DepartmentArrived) = "department_arrived",
    /// The finder had to go before they came (PRI-10).
    FinderLeft(incident::FinderLeft) = "finder_left",
    /// It is a major one after all (PRI-12).
    IncidentMadeMajor(incident::IncidentMadeMajor) = "incident_made_major",
    /// How it went, told to the superior (PRI-11).
    CourseReported(incident::CourseReported) = "course_reported",
    /// Cause, responsibility and proposal (ROL-25).
    IncidentVerified(incident::IncidentVerified) = "incident_verified",
    /// Whether it is reported further (PRI-11).
    IncidentDecided(incident::IncidentDecided) = "incident_decided",
    /// The order that was registered for it later (ISS-50).
    IncidentLinked(incident::IncidentLinked) = "incident_linked",
    /// Somebody has heard a complaint (CMP-1).
    ComplaintCaptured(complaint::ComplaintCaptured) = "complaint_captured",
    /// The centre completes its record (CMP-5).
    ComplaintRecorded(complaint::ComplaintRecorded) = "complaint_recorded",
    /// The centre takes it on (CMP-1, CMP-2).
    ComplaintAccepted(complaint::ComplaintAccepted) = "complaint_accepted",
    /// How grave it is (CMP-13 to CMP-15).
    ComplaintClassified(complaint::ComplaintClassified) = "complaint_classified",
    /// A superior decides that it is a lighter one (COL-25).
    ComplaintClassLowered(complaint::ComplaintClassLowered) = "complaint_class_lowered",
    /// Whose fault it is (CMP-8 to CMP-10).
    ComplaintAttributed(complaint::ComplaintAttributed) = "complaint_attributed",
    /// Who deals with it (CMP-16).
    ComplaintAssigned(complaint::ComplaintAssigned) = "complaint_assigned",
    /// What was done against the harm at once (CMP-20).
    ImmediateMeasureTaken(complaint::ImmediateMeasureTaken) = "immediate_measure_taken",
    /// The supervisor receives the resident (CMP-11).
    SupervisorCalled(complaint::SupervisorCalled) = "supervisor_called",
    /// The responsible person has spoken with him (CMP-17).
    ComplainantContacted(complaint::ComplainantContacted) = "complainant_contacted",
    /// What the responsible person tells the receiver (CMP-18).
    HandlingReported(complaint::HandlingReported) = "handling_reported",
    /// It can't be settled at once (CMP-12).
    RemedyPlanned(complaint::RemedyPlanned) = "remedy_planned",
    /// It was delivered to a head (CMP-13, CMP-14).
    ComplaintForwarded(complaint::ComplaintForwarded) = "complaint_forwarded",
    /// The resident has a clear answer (CMP-13).
    ComplaintAnswered(complaint::ComplaintAnswered) = "complaint_answered",
    /// The resident knows how it stands, or what came of it (CMP-19).
    ComplainantNotified(complaint::ComplainantNotified) = "complainant_notified",
    /// What came of it (CMP-12, CMP-21).
    ComplaintResolved(complaint::ComplaintResolved) = "complaint_resolved",
    /// The resident isn't content with the result.
    ComplaintReopened(complaint::ComplaintReopened) = "complaint_reopened",
    /// The order that was registered for it.
    ComplaintLinked(complaint::ComplaintLinked) = "complaint_linked",
    /// Who pays what management fee, and how often (DUN-1, TRU-4).
    FeeTermsSet(fee::FeeTermsSet) = "fee_terms_set",
    /// What was owed when the account was taken over.
    FeeOpeningSet(fee::FeeOpeningSet) = "fee_opening_set",
    /// Finance has made a notice ready (DUN-6).
    FeeNoticePrepared(fee::FeeNoticePrepared) = "fee_notice_prepared",
    /// Customer service has sent it (DUN-6).
    FeeNoticeSent(fee::FeeNoticeSent) = "fee_notice_sent",
    /// The customer has it (DUN-6).
    FeeNoticeReceived(fee::FeeNoticeReceived) = "fee_notice_received",
    /// Finance takes it back (DUN-21, COL-27).
    FeeNoticeWithdrawn(fee::FeeNoticeWithdrawn) = "fee_notice_withdrawn",
    /// Management fee was taken against a receipt (FEE-10).
    FeePaid(fee::FeePaid) = "fee_paid",
    /// Somebody will collect at the door (FEE-11).
    FeeVisitPlanned(fee::FeeVisitPlanned) = "fee_visit_planned",
    /// A prepared receipt was not used (FEE-11).
    FeeReceiptVoided(fee::FeeReceiptVoided) = "fee_receipt_voided",
    /// The customer was spoken to about arrears (DUN-16, DUN-17, DUN-19).
    FeeContacted(fee::FeeContacted) = "fee_contacted",
    /// The formal demand letter went out (DUN-18).
    FeeLetterSent(fee::FeeLetterSent) = "fee_letter_sent",
    /// A manager goes on by other ways (DUN-5, DUN-20).
    FeeRecoveryDecided(fee::FeeRecoveryDecided) = "fee_recovery_decided",
    /// A bill is disputed (DUN-21).
    FeeDisputed(fee::FeeDisputed) = "fee_disputed",
    /// The dispute is over (DUN-21).
    FeeDisputeSettled(fee::FeeDisputeSettled) = "fee_dispute_settled",
    /// One of the office's other matters begins.
    MatterOpened(matter::MatterOpened) = "matter_opened",
    /// A section of its form is filled in.
    MatterFilled(matter::MatterFilled) = "matter_filled",
    /// A row was a mistake.
    MatterRowStruck(matter::MatterRowStruck) = "matter_row_struck",
    /// Whose it is from now on (CNV-4).
    MatterAssigned(matter::MatterAssigned) = "matter_assigned",
    /// A remark on it.
    MatterNoted(matter::MatterNoted) = "matter_noted",
    /// It is over.
    MatterClosed(matter::MatterClosed) = "matter_closed",
    /// It isn't over after all.
    MatterReopened(matter::MatterReopened) = "matter_reopened",
    /// An order belongs to it (MOV-9).
    MatterLinked(matter::MatterLinked) = "matter_linked",
    /// Name, phone and unit of the customer of one order.
    CustomerRecorded(office::CustomerRecorded) = "customer_recorded",
}
