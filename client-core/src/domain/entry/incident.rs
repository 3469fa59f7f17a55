//! Data of the entries of incidents in public areas (PRI-8 to PRI-12, ROL-25, ISS-50).

use super::desk::names;
use crate::domain::id::DocumentId;
use serde::{Deserialize, Serialize};

/// What kind of public matter it is (PRI-9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PublicArea {
    /// Public installations: lifts, pumps, lighting, roads.
    Engineering,
    /// Order and safety.
    Security,
    /// Cleanliness.
    Cleaning,
    /// Plants.
    Greening,
    /// Protection from fire (ROL-19).
    Fire,
    /// Vermin and insects (ROL-22).
    Pests,
    /// Refuse and its collection (ROL-22).
    Refuse,
    /// Upkeep of buildings and grounds (ROL-22).
    Upkeep,
    /// Anything else.
    Other,
}

/// A department of the management office (PRI-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// The customer service centre.
    CustomerService,
    /// Security.
    Security,
    /// Operation and repair.
    OperationRepair,
    /// Administration and personnel.
    Administration,
    /// Finance.
    Finance,
    /// Environment: cleanliness, plants, pests, refuse (ROL-11).
    Environment,
}

names!(PublicArea {
    Engineering = "engineering",
    Security = "security",
    Cleaning = "cleaning",
    Greening = "greening",
    Fire = "fire",
    Pests = "pests",
    Refuse = "refuse",
    Upkeep = "upkeep",
    Other = "other",
});
names!(Department {
    CustomerService = "customer_service",
    Security = "security",
    OperationRepair = "operation_repair",
    Administration = "administration",
    Finance = "finance",
    Environment = "environment",
});

/// `incident_reported` (PRI-9): something is wrong in a public area. It needs no order and has no number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentReported {
    /// Where.
    pub place: String,
    /// What kind of public matter.
    pub area: PublicArea,
    /// Whose it is: its head is told.
    pub department: Department,
    /// What happened, or what was found.
    pub what: String,
    /// A major accident, or somebody may be liable for safety (PRI-12).
    pub major: bool,
    /// What the finder has done about it at once (PRI-10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<String>,
}

/// `emergency_measure_taken` (PRI-10).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EmergencyMeasureTaken {
    /// What was done.
    pub what: String,
}

/// `department_arrived` (PRI-10): the finder may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DepartmentArrived {
    /// Who came.
    pub who: String,
}

/// `finder_left` (PRI-10): the finder had to go before the department came.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FinderLeft {
    /// Why.
    pub reason: String,
}

/// `incident_made_major` (PRI-12).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentMadeMajor {
    /// Why.
    pub reason: String,
}

/// `course_reported` (PRI-11): how it went, told to the superior.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CourseReported {
    /// In the author's own words.
    pub course: String,
}

/// `incident_verified` (ROL-25).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentVerified {
    /// What caused it.
    pub cause: String,
    /// Who answers for it.
    pub responsibility: String,
    /// How it should be handled.
    pub proposal: String,
}

/// `incident_decided` (PRI-11): the superior says whether it is reported further.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentDecided {
    /// It goes further up.
    pub report_further: bool,
    /// To whom; only where it goes further up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Why.
    pub reason: String,
}

/// `incident_linked` (ISS-50): the order that was registered for it later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentLinked {
    /// The order.
    pub order: DocumentId,
}
