//! What can be typed about incidents in public areas.

use clap::{Args, Subcommand, ValueEnum};
use client_core::domain::entry::incident::{Department, PublicArea};

/// Incidents in public areas.
#[derive(Debug, Args)]
pub struct IncidentArgs {
    /// What to do; the list when absent.
    #[command(subcommand)]
    pub command: Option<IncidentCommand>,
}

/// What is done about an incident. INCIDENT is a unique start of its id.
#[derive(Debug, Subcommand)]
pub enum IncidentCommand {
    /// The incidents on this device, the open ones first, by time waiting.
    List,
    /// Everything about one, and what may be done now.
    Show(OneIncident),
    /// Report one; no order is needed.
    Report(ReportIncident),
    /// Write down what was done at once.
    Measure(IncidentWords),
    /// The department's people are there: who came.
    Arrived(IncidentWords),
    /// You have to go before they come: why.
    Left(IncidentWords),
    /// It is a major one: why. Both heads are told.
    Major(IncidentWords),
    /// Report to the superior how it went.
    Course(IncidentWords),
    /// Superior: write down what was found out.
    Verify(VerifyIncident),
    /// Superior: decide whether it is reported further.
    Decide(DecideIncident),
    /// Office: name the order that was registered for it.
    Link(LinkIncident),
}

/// An incident.
#[derive(Debug, Args)]
pub struct OneIncident {
    /// A unique start of its id.
    pub incident: String,
}

/// An incident, and a few words.
#[derive(Debug, Args)]
pub struct IncidentWords {
    /// A unique start of its id.
    pub incident: String,
    /// The words.
    pub words: String,
}

/// A report.
#[derive(Debug, Args)]
pub struct ReportIncident {
    /// Where.
    pub place: String,
    /// What happened.
    pub what: String,
    /// What kind of public matter.
    #[arg(long, value_enum)]
    pub area: AreaArg,
    /// Whose it is: its head is told.
    #[arg(long, value_enum)]
    pub department: DepartmentArg,
    /// A major accident, or somebody may be liable for safety: the office head is told, too.
    #[arg(long)]
    pub major: bool,
    /// What was done at once.
    #[arg(long, value_name = "WORDS")]
    pub measure: Option<String>,
}

/// What was found out.
#[derive(Debug, Args)]
pub struct VerifyIncident {
    /// A unique start of its id.
    pub incident: String,
    /// What caused it.
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub cause: String,
    /// Who answers for it.
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub responsibility: String,
    /// How it should be handled.
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub proposal: String,
}

/// A decision.
#[derive(Debug, Args)]
pub struct DecideIncident {
    /// A unique start of its id.
    pub incident: String,
    /// Report it further, to whom; without it, it goes no further.
    #[arg(long, value_name = "WHO")]
    pub further_to: Option<String>,
    /// Why.
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub reason: String,
}

/// An order of an incident.
#[derive(Debug, Args)]
pub struct LinkIncident {
    /// A unique start of the incident's id.
    pub incident: String,
    /// Slip number, or a unique start of the order's id.
    pub order: String,
}

/// What kind of public matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AreaArg {
    /// Lifts, pumps, lighting, roads.
    Engineering,
    /// Order and safety.
    Security,
    /// Cleanliness.
    Cleaning,
    /// Plants.
    Greening,
    /// Protection from fire.
    Fire,
    /// Vermin and insects.
    Pests,
    /// Refuse and its collection.
    Refuse,
    /// Upkeep of buildings and grounds.
    Upkeep,
    /// Anything else.
    Other,
}

impl From<AreaArg> for PublicArea {
    fn from(area: AreaArg) -> Self {
        match area {
            AreaArg::Engineering => Self::Engineering,
            AreaArg::Security => Self::Security,
            AreaArg::Cleaning => Self::Cleaning,
            AreaArg::Greening => Self::Greening,
            AreaArg::Fire => Self::Fire,
            AreaArg::Pests => Self::Pests,
            AreaArg::Refuse => Self::Refuse,
            AreaArg::Upkeep => Self::Upkeep,
            AreaArg::Other => Self::Other,
        }
    }
}

/// A department.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DepartmentArg {
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
    /// Environment: cleanliness, plants, pests, refuse.
    Environment,
}

impl From<DepartmentArg> for Department {
    fn from(department: DepartmentArg) -> Self {
        match department {
            DepartmentArg::CustomerService => Self::CustomerService,
            DepartmentArg::Security => Self::Security,
            DepartmentArg::OperationRepair => Self::OperationRepair,
            DepartmentArg::Administration => Self::Administration,
            DepartmentArg::Finance => Self::Finance,
            DepartmentArg::Environment => Self::Environment,
        }
    }
}
