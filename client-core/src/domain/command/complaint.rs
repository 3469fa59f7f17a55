//! Commands on complaints.

use crate::domain::calendar::Day;
use crate::domain::complaint::ComplaintRecord;
use crate::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf,
    RecordField, SpokenTo,
};
use crate::domain::entry::incident::Department;
use crate::domain::id::{DocumentId, UserId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person does about a complaint (CMP).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum ComplaintCommand {
    /// Take one down: makes a new complaint.
    CaptureComplaint {
        /// It is about the service centre itself: administration gets it, the centre doesn't see it (CMP-2).
        #[serde(default)]
        about_centre: bool,
        /// How it reached us.
        channel: ComplaintChannel,
        /// How the complainant comes to the centre.
        handover: Handover,
        /// What he says; fields may be empty until the centre accepts it.
        record: ComplaintRecord,
        /// When it was heard, milliseconds since 1970 UTC; now when absent.
        #[serde(default)]
        heard_at: Option<i64>,
        /// How grave it seems.
        #[serde(default)]
        seems: Option<ComplaintClass>,
        /// Somebody is being harmed now.
        #[serde(default)]
        ongoing_harm: bool,
        /// What was done against it at once.
        #[serde(default)]
        measure: Option<String>,
        /// Which kind of case it seems to be: a code of the site's list (CMP-7).
        #[serde(default)]
        case_kind: Option<String>,
    },
    /// Write the record anew, complete.
    RecordComplaint {
        /// The whole record.
        record: ComplaintRecord,
        /// Fields that nobody can fill, and why.
        #[serde(default)]
        unknown: BTreeMap<RecordField, String>,
    },
    /// Take it on. One whose kind of case is known goes to the department that answers for it (CMP-7).
    AcceptComplaint {
        /// When the centre had it, milliseconds since 1970 UTC. When absent: when it was heard, where somebody of the centre
        /// heard it, else now.
        #[serde(default)]
        received_at: Option<i64>,
        /// Which kind of case it is; when absent, what whoever heard it said.
        #[serde(default)]
        case_kind: Option<String>,
    },
    /// Say how grave it is.
    ClassifyComplaint {
        /// How grave.
        class: ComplaintClass,
        /// The day that the resident asks for; of a minor one only.
        #[serde(default)]
        asked_for: Option<Day>,
    },
    /// Decide that it is a lighter one.
    LowerClass {
        /// How grave.
        class: ComplaintClass,
        /// The day that the resident asks for; of a minor one only.
        #[serde(default)]
        asked_for: Option<Day>,
        /// Why.
        reason: String,
    },
    /// Say whose fault it is.
    AttributeComplaint {
        /// Whose.
        attribution: Attribution,
        /// Departments concerned; of a shared one two at least.
        #[serde(default)]
        departments: Vec<Department>,
    },
    /// Say who deals with it.
    AssignComplaint {
        /// The department in charge; when absent, the one that answers for the kind of case (CMP-7).
        #[serde(default)]
        department: Option<Department>,
        /// The person directly responsible.
        #[serde(default)]
        person: Option<UserId>,
        /// Which kind of case it is; when absent, it stays what it is.
        #[serde(default)]
        case_kind: Option<String>,
    },
    /// Write down what was done against the harm.
    MeetHarm {
        /// What was done.
        what: String,
    },
    /// Call the supervisor to a meeting room.
    CallSupervisor {
        /// The room.
        place: String,
        /// Why.
        reason: String,
    },
    /// The responsible person has spoken with the complainant.
    ContactComplainant {
        /// How.
        way: SpokenTo,
        /// What was made clear.
        words: String,
    },
    /// Tell the receiver how the handling goes.
    ReportHandling {
        /// How.
        words: String,
    },
    /// Plan what can't be settled at once.
    PlanRemedy {
        /// The plan.
        plan: String,
        /// What it costs, fen.
        cost: i64,
        /// The reason as the resident was told.
        told: String,
        /// Which superior knows.
        superior: String,
    },
    /// Deliver it to a head.
    ForwardComplaint {
        /// To whom.
        to: ForwardTo,
        /// Who took it.
        who: String,
    },
    /// Give the resident a clear answer.
    AnswerComplaint {
        /// The answer.
        answer: String,
    },
    /// Tell the complainant how it stands, or what came of it.
    NotifyComplainant {
        /// Of what.
        of: NoticeOf,
        /// How.
        way: SpokenTo,
        /// What he said to it.
        #[serde(default)]
        words: Option<String>,
    },
    /// Write down what came of it.
    ResolveComplaint {
        /// Settled, or unfounded.
        outcome: ComplaintOutcome,
        /// What caused it.
        cause: String,
        /// How it was handled.
        course: String,
        /// The result.
        result: String,
        /// How we apologised; needed where the fault is the company's.
        #[serde(default)]
        apology: Option<String>,
        /// What was agreed; needed where the fault is the company's.
        #[serde(default)]
        agreed: Option<String>,
        /// What was explained; needed where the fault is the resident's or a neighbour's.
        #[serde(default)]
        explanation: Option<String>,
        /// How he was helped; needed of an unfounded one.
        #[serde(default)]
        help: Option<String>,
    },
    /// Open it again.
    ReopenComplaint {
        /// Why.
        reason: String,
    },
    /// Name the order that was registered for it.
    LinkComplaint {
        /// The order.
        order: DocumentId,
    },
}
