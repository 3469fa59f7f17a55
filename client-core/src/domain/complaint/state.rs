//! What a complaint is made of.

use crate::domain::calendar::Day;
use crate::domain::canonical::canonical_json;
use crate::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf,
    RecordField, SpokenTo, UnknownField,
};
use crate::domain::entry::incident::Department;
use crate::domain::id::{BlobDigest, DocumentId, EntryId, UserId};
use crate::domain::incident::{LinkedOrder, Said, Standing};
use crate::domain::order::{NotAccepted, Origin};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How far a complaint has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintState {
    /// Somebody has heard it; the centre hasn't accepted it yet (CMP-1).
    Captured,
    /// Accepted, and without class or department: not assigned (CMP-16).
    Accepted,
    /// A department deals with it.
    Assigned,
    /// There is a result, and the complainant doesn't know it yet (CMP-19).
    Resolved,
    /// He knows it.
    Closed,
}

impl ComplaintState {
    /// All of them, in the order of a complaint's life.
    pub const ALL: &'static [Self] =
        &[Self::Captured, Self::Accepted, Self::Assigned, Self::Resolved, Self::Closed];

    /// The state's name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Captured => "captured",
            Self::Accepted => "accepted",
            Self::Assigned => "assigned",
            Self::Resolved => "resolved",
            Self::Closed => "closed",
        }
    }

    /// The state with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }

    /// Whether somebody still has to do something.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed)
    }
}

/// How it was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Capture {
    /// Origin; its author heard it.
    pub origin: Origin,
    /// How it reached us.
    pub channel: ComplaintChannel,
    /// How the complainant came to the centre.
    pub handover: Handover,
    /// When it was heard, milliseconds since 1970 UTC.
    pub heard_at: i64,
    /// How grave it seemed.
    pub seems: Option<ComplaintClass>,
    /// Somebody is being harmed (CMP-20).
    pub ongoing_harm: bool,
    /// What was done at once.
    pub measure: Option<String>,
    /// Which kind of case it seemed to be (CMP-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_kind: Option<String>,
}

/// One version of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordVersion {
    /// Origin.
    pub origin: Origin,
    /// Its words: a blob.
    pub record: BlobDigest,
    /// Fields that have words.
    pub given: Vec<RecordField>,
    /// Fields that nobody can fill, and why.
    pub unknown: Vec<UnknownField>,
}

impl RecordVersion {
    /// The first field that has neither words nor a reason (CMP-5).
    pub fn lacks(&self) -> Option<RecordField> {
        let told = |field: &RecordField| {
            self.given.contains(field) || self.unknown.iter().any(|unknown| unknown.field == *field)
        };
        RecordField::ALL.iter().copied().find(|field| !told(field))
    }
}

/// The centre took it on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Origin.
    pub origin: Origin,
    /// When it was received: deadlines run from then. Milliseconds since 1970 UTC.
    pub received_at: i64,
}

/// A class, or a lowering of one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    /// Origin.
    pub origin: Origin,
    /// How grave.
    pub class: ComplaintClass,
    /// The day that the resident asks for.
    pub asked_for: Option<Day>,
    /// Why a superior lowered it; nothing of other ones.
    pub lowered: Option<String>,
    /// A superior who knew it has put a lighter one in its place.
    pub replaced: bool,
}

/// Whose fault it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributed {
    /// Origin.
    pub origin: Origin,
    /// Whose.
    pub attribution: Attribution,
    /// Departments concerned.
    pub departments: Vec<Department>,
    /// What it comes to.
    pub standing: Standing,
}

/// Who deals with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComplaintAssignment {
    /// Origin.
    pub origin: Origin,
    /// The department in charge.
    pub department: Department,
    /// The person directly responsible.
    pub person: Option<UserId>,
    /// Which kind of case it is (CMP-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case_kind: Option<String>,
    /// What it comes to.
    pub standing: Standing,
}

/// The supervisor was called (CMP-11).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupervisorCall {
    /// Origin.
    pub origin: Origin,
    /// The meeting room.
    pub place: String,
    /// Why.
    pub reason: String,
}

/// The complainant was spoken to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Origin.
    pub origin: Origin,
    /// How.
    pub way: SpokenTo,
    /// What was made clear.
    pub words: String,
}

/// A plan for what can't be settled at once (CMP-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemedyPlan {
    /// Origin.
    pub origin: Origin,
    /// The plan.
    pub plan: String,
    /// What it costs, fen.
    pub cost: i64,
    /// The reason as the resident was told.
    pub told: String,
    /// Which superior knows.
    pub superior: String,
}

/// It was delivered (CMP-13, CMP-14).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forwarded {
    /// Origin.
    pub origin: Origin,
    /// To whom.
    pub to: ForwardTo,
    /// Who took it.
    pub who: String,
}

/// The complainant was told (CMP-19).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notified {
    /// Origin.
    pub origin: Origin,
    /// Of what.
    pub of: NoticeOf,
    /// How.
    pub way: SpokenTo,
    /// What he said.
    pub words: Option<String>,
    /// Of a result: it is one that still stands.
    pub stands: bool,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Origin.
    pub origin: Origin,
    /// Settled, or unfounded.
    pub outcome: ComplaintOutcome,
    /// What caused it.
    pub cause: String,
    /// How it was handled.
    pub course: String,
    /// The result.
    pub result: String,
    /// How we apologised.
    pub apology: Option<String>,
    /// What was agreed.
    pub agreed: Option<String>,
    /// What was explained.
    pub explanation: Option<String>,
    /// How he was helped.
    pub help: Option<String>,
    /// Nobody who knew it has opened the complaint again.
    pub stands: bool,
}

/// A complaint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complaint {
    /// Its document.
    pub id: DocumentId,
    /// It is about the service centre itself (CMP-2).
    pub about_centre: bool,
    /// How far it has come.
    pub state: ComplaintState,
    /// How it was heard.
    pub capture: Capture,
    /// The record as it was captured, then each version that somebody wrote later; the last one says how it is seen now.
    pub records: Vec<RecordVersion>,
    /// The centre took it on.
    pub accepted: Option<Acceptance>,
    /// How grave it is: the gravest that stands (COL-25).
    pub class: Option<ComplaintClass>,
    /// The earliest day that the resident asks for; of a minor one only.
    pub asked_for: Option<Day>,
    /// Classes, in order.
    pub classifications: Vec<Classification>,
    /// Whose fault it is, in order.
    pub attributions: Vec<Attributed>,
    /// Who deals with it, in order.
    pub assignments: Vec<ComplaintAssignment>,
    /// Assignments that say different things and didn't know each other, the one that counts first; empty for none.
    pub conflict: Vec<EntryId>,
    /// Measures after the capture, in order.
    pub measures: Vec<Said>,
    /// Calls of the supervisor, in order.
    pub supervisor_calls: Vec<SupervisorCall>,
    /// When the responsible person spoke with him, in order.
    pub contacts: Vec<Contact>,
    /// What the responsible person told, in order.
    pub handling: Vec<Said>,
    /// Plans, in order.
    pub plans: Vec<RemedyPlan>,
    /// Deliveries to heads, in order.
    pub forwarded: Vec<Forwarded>,
    /// Answers to the resident, in order.
    pub answers: Vec<Said>,
    /// What he was told, in order.
    pub notices: Vec<Notified>,
    /// Results, in order.
    pub resolutions: Vec<Resolution>,
    /// Why it was opened again, in order.
    pub reopened: Vec<Said>,
    /// Orders that were registered for it, in order.
    pub orders: Vec<LinkedOrder>,
    /// Entries that count for nothing.
    pub not_accepted: Vec<NotAccepted>,
    /// Entries of a newer version.
    pub newer: Vec<EntryId>,
}

impl Complaint {
    /// Who heard it.
    pub fn heard_by(&self) -> UserId {
        self.capture.origin.by.user
    }

    /// The record as it is seen now.
    pub fn record(&self) -> Option<&RecordVersion> {
        self.records.last()
    }

    /// The assignment that counts.
    pub fn assignment(&self) -> Option<&ComplaintAssignment> {
        self.assignments.iter().find(|one| one.standing == Standing::Counts)
    }

    /// Which kind of case it is: what the assignment says that counts, else whoever heard it (CMP-7).
    pub fn case_kind(&self) -> Option<&str> {
        let assigned = self.assignment().and_then(|one| one.case_kind.as_deref());
        assigned.or(self.capture.case_kind.as_deref())
    }

    /// Whose fault it is now.
    pub fn attribution(&self) -> Option<&Attributed> {
        self.attributions.iter().find(|one| one.standing == Standing::Counts)
    }

    /// The result that stands; of several the first.
    pub fn resolution(&self) -> Option<&Resolution> {
        self.resolutions.iter().find(|one| one.stands)
    }

    /// The words by which somebody stopped the harm (CMP-20).
    pub fn harm_was_met(&self) -> bool {
        self.capture.measure.is_some() || !self.measures.is_empty()
    }

    /// Somebody is being harmed, and nothing was done against it yet (CMP-20).
    pub fn harm_is_open(&self) -> bool {
        self.capture.ongoing_harm && !self.harm_was_met()
    }

    /// When the responsible person first spoke with the complainant, by his own account (CMP-17).
    pub fn first_contact_at(&self) -> Option<i64> {
        self.contacts.iter().map(|contact| contact.origin.at.estimate()).min()
    }

    /// Everybody who wrote something.
    pub fn people(&self) -> BTreeSet<UserId> {
        let said = [&self.measures, &self.handling, &self.answers, &self.reopened];
        let persons = self.assignments.iter().filter_map(|one| one.person);
        std::iter::once(&self.capture.origin)
            .chain(said.into_iter().flatten().map(|one| &one.origin))
            .chain(self.records.iter().map(|one| &one.origin))
            .chain(self.accepted.iter().map(|one| &one.origin))
            .chain(self.classifications.iter().map(|one| &one.origin))
            .chain(self.attributions.iter().map(|one| &one.origin))
            .chain(self.assignments.iter().map(|one| &one.origin))
            .chain(self.supervisor_calls.iter().map(|one| &one.origin))
            .chain(self.contacts.iter().map(|one| &one.origin))
            .chain(self.plans.iter().map(|one| &one.origin))
            .chain(self.forwarded.iter().map(|one| &one.origin))
            .chain(self.notices.iter().map(|one| &one.origin))
            .chain(self.resolutions.iter().map(|one| &one.origin))
            .chain(self.orders.iter().map(|one| &one.origin))
            .chain(self.not_accepted.iter().map(|one| &one.origin))
            .map(|origin| origin.by.user)
            .chain(persons)
            .collect()
    }

    /// Canonical JSON: replicas with the same changes give the same bytes.
    pub fn canonical_json(&self) -> String {
        canonical_json(self)
    }
}
