//! Data of the entries of complaints (CMP).
//!
//! Who complains, about whom and in what words is personal: it stands in a blob beside the document
//! ([`crate::domain::complaint::ComplaintRecord`]), and the entry names the blob and which fields it fills.

use super::desk::names;
use super::incident::Department;
use crate::domain::calendar::Day;
use crate::domain::id::{BlobDigest, DocumentId, UserId};
use serde::{Deserialize, Serialize};

/// How a complaint reached us (CMP-22). Nothing depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintChannel {
    /// Somebody came, or spoke to somebody of the staff.
    Visit,
    /// A call.
    Phone,
    /// A letter.
    Letter,
    /// Anything else.
    Other,
}

/// How grave a complaint is, the lightest first (CMP-13 to CMP-15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintClass {
    /// An isolated matter, or one person's conduct.
    Minor,
    /// A lapse in management or service.
    Important,
    /// Daily life or safety suffer, or the company's good name.
    Serious,
}

/// How the complainant came to the service centre (CMP-3, CMP-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Handover {
    /// He spoke, called or wrote to the centre himself.
    Direct,
    /// Somebody of the staff went there with him.
    Accompanied,
    /// Somebody of the staff passes it on without him.
    Relayed,
}

/// Whose fault it is (CMP-8 to CMP-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attribution {
    /// The company's.
    Company,
    /// The resident's own, or a neighbour's.
    Resident,
    /// Several sides share it.
    Shared,
}

/// A field of the record that intake asks for (CMP-5, PRI-16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordField {
    /// The complainant's name.
    Name,
    /// His address.
    Address,
    /// How he is reached.
    Contact,
    /// When it happened.
    Time,
    /// Where.
    Place,
    /// Whom he complains of.
    Person,
    /// Which department he complains of.
    Department,
    /// What happened.
    Course,
    /// What he wants.
    Demand,
}

/// To whom a complaint is delivered (CMP-13, CMP-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForwardTo {
    /// The head of the management office.
    OfficeHead,
    /// The head of the department in charge.
    DepartmentHead,
}

/// What the complainant is told (CMP-19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeOf {
    /// How it stands.
    Status,
    /// What came of it.
    Result,
}

/// How the complainant is spoken to (CMP-17, CMP-19).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SpokenTo {
    /// By phone.
    Phone,
    /// In person, at the door.
    OnSite,
}

/// What came of a complaint (CMP-12, CMP-21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintOutcome {
    /// It was settled.
    Settled,
    /// There was nothing in it; he was helped all the same.
    Unfounded,
}

names!(ComplaintChannel { Visit = "visit", Phone = "phone", Letter = "letter", Other = "other", });
names!(ComplaintClass { Minor = "minor", Important = "important", Serious = "serious", });
names!(Handover { Direct = "direct", Accompanied = "accompanied", Relayed = "relayed", });
names!(Attribution { Company = "company", Resident = "resident", Shared = "shared", });
names!(RecordField {
    Name = "name",
    Address = "address",
    Contact = "contact",
    Time = "time",
    Place = "place",
    Person = "person",
    Department = "department",
    Course = "course",
    Demand = "demand",
});
names!(ForwardTo { OfficeHead = "office_head", DepartmentHead = "department_head", });
names!(NoticeOf { Status = "status", Result = "result", });
names!(SpokenTo { Phone = "phone", OnSite = "on_site", });
names!(ComplaintOutcome { Settled = "settled", Unfounded = "unfounded", });

/// `complaint_captured` (CMP-1, PRI-1): somebody of the staff has heard a complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintCaptured {
    /// How it reached us.
    pub channel: ComplaintChannel,
    /// How the complainant came to the centre.
    pub handover: Handover,
    /// When it was heard, milliseconds since 1970 UTC.
    pub heard_at: i64,
    /// The record in the complainant's words: a blob.
    pub record: BlobDigest,
    /// Which of its fields are filled, in their order.
    pub given: Vec<RecordField>,
    /// How grave it seems to whoever heard it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seems: Option<ComplaintClass>,
    /// Somebody is being harmed now (CMP-20).
    pub ongoing_harm: bool,
    /// What was done against it at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
    /// Which kind of case it seems to be: a code of the site's list (CMP-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_kind: Option<String>,
}

/// Why a field of the record stays empty (CMP-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnknownField {
    /// The field.
    pub field: RecordField,
    /// Why nobody can say.
    pub reason: String,
}

/// `complaint_recorded` (CMP-5): the centre completes the record. What was captured stays beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintRecorded {
    /// The whole record: a blob.
    pub record: BlobDigest,
    /// Which of its fields are filled, in their order.
    pub given: Vec<RecordField>,
    /// Which can't be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<UnknownField>,
}

/// `complaint_accepted` (CMP-1): the centre takes it on; of a complaint about the centre, administration (CMP-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAccepted {
    /// When it was received there: the deadlines run from then. Milliseconds since 1970 UTC.
    pub received_at: i64,
}

/// `complaint_classified` (CMP-13 to CMP-15).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintClassified {
    /// How grave it is.
    pub class: ComplaintClass,
    /// The day that the resident asks for; of a minor one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_for: Option<Day>,
}

/// `complaint_class_lowered` (COL-25): a superior decides that it is a lighter one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintClassLowered {
    /// How grave it is.
    pub class: ComplaintClass,
    /// The day that the resident asks for; of a minor one only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_for: Option<Day>,
    /// Why.
    pub reason: String,
}

/// `complaint_attributed` (CMP-8 to CMP-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAttributed {
    /// Whose fault it is.
    pub attribution: Attribution,
    /// Departments concerned, of a shared one two at least: their heads are told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
}

/// `complaint_assigned` (CMP-16): who deals with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAssigned {
    /// The department in charge.
    pub department: Department,
    /// The person directly responsible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<UserId>,
    /// Which kind of case it is: a code of the site's list (CMP-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_kind: Option<String>,
}

/// `immediate_measure_taken` (CMP-20).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImmediateMeasureTaken {
    /// What was done.
    pub what: String,
}

/// `supervisor_called` (CMP-11): the supervisor receives the resident alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SupervisorCalled {
    /// The meeting room.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// `complainant_contacted` (CMP-17).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplainantContacted {
    /// How.
    pub way: SpokenTo,
    /// What was made clear.
    pub words: String,
}

/// `handling_reported` (CMP-18): what the responsible person tells the receiver.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandlingReported {
    /// How the handling goes.
    pub words: String,
}

/// `remedy_planned` (CMP-12): it can't be settled at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemedyPlanned {
    /// The plan.
    pub plan: String,
    /// What settling it costs, fen.
    pub cost: i64,
    /// The reason why not at once, as the resident was told.
    pub told: String,
    /// Which superior knows.
    pub superior: String,
}

/// `complaint_forwarded` (CMP-13, CMP-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintForwarded {
    /// To whom.
    pub to: ForwardTo,
    /// Who took it.
    pub who: String,
}

/// `complaint_answered` (CMP-13): the resident has a clear answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAnswered {
    /// The answer.
    pub answer: String,
}

/// `complainant_notified` (CMP-19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplainantNotified {
    /// Of what.
    pub of: NoticeOf,
    /// How.
    pub way: SpokenTo,
    /// What he said to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// `complaint_resolved` (CMP-8, CMP-9, CMP-12, CMP-21).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintResolved {
    /// What came of it.
    pub outcome: ComplaintOutcome,
    /// What caused it.
    pub cause: String,
    /// How it was handled.
    pub course: String,
    /// The result.
    pub result: String,
    /// How we apologised; needed where the fault is the company's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apology: Option<String>,
    /// What was agreed with the resident; needed where the fault is the company's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreed: Option<String>,
    /// What was explained; needed where the fault is the resident's or a neighbour's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<String>,
    /// How he was helped; needed of an unfounded one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// `complaint_reopened`: the resident isn't content with the result.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintReopened {
    /// Why.
    pub reason: String,
}

/// `complaint_linked`: the order that was registered for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintLinked {
    /// The order.
    pub order: DocumentId,
}
