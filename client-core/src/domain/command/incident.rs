//! Commands on incidents in public areas.

use crate::domain::entry::incident::{Department, PublicArea};
use crate::domain::id::DocumentId;
use serde::{Deserialize, Serialize};

/// What a person does about something in a public area, without an order (PRI-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum IncidentCommand {
    /// Report one: makes a new incident.
    ReportIncident {
        /// Where.
        place: String,
        /// What kind of public matter.
        area: PublicArea,
        /// Whose it is.
        department: Department,
        /// What happened.
        what: String,
        /// A major accident, or somebody may be liable for safety.
        #[serde(default)]
        major: bool,
        /// What was done at once.
        #[serde(default)]
        measure: Option<String>,
    },
    /// Write a measure down.
    TakeMeasure {
        /// What was done.
        what: String,
    },
    /// The department's people are there.
    DepartmentArrived {
        /// Who came.
        who: String,
    },
    /// The finder has to go before they come.
    FinderLeft {
        /// Why.
        reason: String,
    },
    /// Call both heads.
    MakeMajor {
        /// Why.
        reason: String,
    },
    /// Report the course to the superior.
    ReportCourse {
        /// How it went.
        course: String,
    },
    /// Write down what was found out.
    VerifyIncident {
        /// What caused it.
        cause: String,
        /// Who answers for it.
        responsibility: String,
        /// How it should be handled.
        proposal: String,
    },
    /// Decide whether it is reported further.
    DecideIncident {
        /// It goes further up.
        report_further: bool,
        /// To whom; needed where it goes further up.
        #[serde(default)]
        to: Option<String>,
        /// Why.
        reason: String,
    },
    /// Name the order that was registered for it.
    LinkIncident {
        /// The order.
        order: DocumentId,
    },
}
