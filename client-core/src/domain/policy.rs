//! The one table that says who may write what: role x entry kind x relation to the document (ROL-49, P7).
//!
//! Screens, the command door and the server's admission all ask this table; no other place holds a right.

mod action;
mod matter;
#[cfg(test)]
mod tests;

pub use action::{Action, may_do};
pub use matter::may_write_matter;

use crate::domain::entry::{DocumentKind, Kind};
use planted::Bug;
use serde::{Deserialize, Serialize};

/// Posts that a person can hold at a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Staff of the dispatch centre.
    Dispatcher,
    /// Front-desk duty.
    FrontDesk,
    /// Dispatch assistant: follow-ups.
    DispatchAssistant,
    /// Area customer assistant.
    AreaAssistant,
    /// Customer-service assistant.
    CsAssistant,
    /// Supervisor of the customer service centre.
    CscSupervisor,
    /// Manager of the customer service centre.
    CscManager,
    /// Head of the management office.
    OfficeHead,
    /// Technician.
    Technician,
    /// Storekeeper.
    Storekeeper,
    /// Finance staff.
    Finance,
    /// Fee collector.
    FeeCollector,
    /// Records administrator.
    RecordsAdmin,
    /// Gate guard.
    GateGuard,
    /// Contractor.
    Contractor,
    /// Staff of administration and personnel.
    AdminHr,
    /// Administrator of the software: accounts and devices, no business.
    Administrator,
    /// The server itself; no person holds it.
    Server,
}

impl Role {
    /// All roles, the server's own included.
    pub const ALL: &'static [Role] = &[
        Role::Dispatcher,
        Role::FrontDesk,
        Role::DispatchAssistant,
        Role::AreaAssistant,
        Role::CsAssistant,
        Role::CscSupervisor,
        Role::CscManager,
        Role::OfficeHead,
        Role::Technician,
        Role::Storekeeper,
        Role::Finance,
        Role::FeeCollector,
        Role::RecordsAdmin,
        Role::GateGuard,
        Role::Contractor,
        Role::AdminHr,
        Role::Administrator,
        Role::Server,
    ];

    /// The role's name in entries, SQL, API and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::Dispatcher => "dispatcher",
            Role::FrontDesk => "front_desk",
            Role::DispatchAssistant => "dispatch_assistant",
            Role::AreaAssistant => "area_assistant",
            Role::CsAssistant => "cs_assistant",
            Role::CscSupervisor => "csc_supervisor",
            Role::CscManager => "csc_manager",
            Role::OfficeHead => "office_head",
            Role::Technician => "technician",
            Role::Storekeeper => "storekeeper",
            Role::Finance => "finance",
            Role::FeeCollector => "fee_collector",
            Role::RecordsAdmin => "records_admin",
            Role::GateGuard => "gate_guard",
            Role::Contractor => "contractor",
            Role::AdminHr => "admin_hr",
            Role::Administrator => "administrator",
            Role::Server => "server",
        }
    }

    /// The role with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.as_str() == name)
    }

    /// Rank for two concurrent decisions: the higher one counts (P8).
    pub const fn rank(self) -> u8 {
        match self {
            Role::OfficeHead => 3,
            Role::CscManager => 2,
            Role::CscSupervisor => 1,
            _ => 0,
        }
    }
}

/// How an author stands to a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The order's holder, or named by one of several assignments that nobody has settled; the owner of a kit.
    Assigned,
    /// At the customer's, though somebody else holds the order by now: he makes safe what he opened, and leaves.
    OnSite,
    /// Has goods of the order's, or had: what he got he may bring back whoever holds the slip now.
    Party,
    /// Nobody holds the slip yet, or any more: a technician may take it.
    Pool,
    /// Anybody of the site.
    Site,
    /// Anybody, of a complaint about the service centre: its handling isn't the centre's (CMP-2).
    Apart,
}

/// What a right demands of its author's relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demand {
    Assigned,
    OnSite,
    Party,
    Pool,
    Site,
    /// Not of a complaint about the service centre.
    Centre,
    /// Of such a complaint alone.
    Apart,
}

impl Demand {
    const fn is_met(self, relation: Relation) -> bool {
        match self {
            Self::Assigned => matches!(relation, Relation::Assigned),
            Self::OnSite => matches!(relation, Relation::Assigned | Relation::OnSite),
            Self::Party => !matches!(relation, Relation::Site | Relation::Pool | Relation::Apart),
            // Whoever still has goods of a slip that he gave back may take it again.
            Self::Pool => !matches!(relation, Relation::Site | Relation::Apart),
            Self::Site => true,
            Self::Centre => !matches!(relation, Relation::Apart),
            Self::Apart => matches!(relation, Relation::Apart),
        }
    }
}

const DISPATCH: &[Role] = &[Role::Dispatcher, Role::FrontDesk];
const DISPATCHER: &[Role] = &[Role::Dispatcher];
const FRONT_DESK: &[Role] = &[Role::FrontDesk];
/// Every member of the staff and every contractor takes a request (PRI-1, PRI-3).
pub(in crate::domain) const STAFF: &[Role] = &[
    Role::Dispatcher,
    Role::FrontDesk,
    Role::DispatchAssistant,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
    Role::OfficeHead,
    Role::Technician,
    Role::Storekeeper,
    Role::Finance,
    Role::FeeCollector,
    Role::RecordsAdmin,
    Role::GateGuard,
    Role::Contractor,
    Role::AdminHr,
];
const REGISTRAR: &[Role] = &[
    Role::Dispatcher,
    Role::FrontDesk,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
    Role::OfficeHead,
];
const TECHNICIAN: &[Role] = &[Role::Technician];
/// Who speaks with customers after the work: calls back, takes complaints about it.
const FOLLOW_UP: &[Role] =
    &[Role::DispatchAssistant, Role::AreaAssistant, Role::CsAssistant, Role::CscSupervisor];
const MANAGER: &[Role] = &[Role::CscManager, Role::OfficeHead];
/// Who asks customers after the work how it was (FUP-2).
const CALLERS: &[Role] =
    &[Role::Dispatcher, Role::DispatchAssistant, Role::AreaAssistant, Role::CsAssistant, Role::CscSupervisor];
/// Who weighs follow-ups against each other (COL-16).
const ASSISTANT: &[Role] = &[Role::DispatchAssistant];
const OFFICE_HEAD: &[Role] = &[Role::OfficeHead];
const FINANCE: &[Role] = &[Role::Finance];
/// Who takes money (FEE-8, FEE-10).
const CASHIER: &[Role] = &[Role::Finance, Role::FeeCollector, Role::CsAssistant, Role::CscSupervisor];
/// Customer service, which sends what finance has made ready and speaks with whoever is in arrears (DUN-6, DUN-16).
const FEE_SERVICE: &[Role] =
    &[Role::FrontDesk, Role::AreaAssistant, Role::CsAssistant, Role::CscSupervisor, Role::FeeCollector];
/// Who keeps the archive (STA-5).
const RECORDS: &[Role] = &[Role::RecordsAdmin, Role::CsAssistant, Role::CscSupervisor];
/// Who writes the month's analysis (STA-1 to STA-4).
const ANALYST: &[Role] = &[Role::DispatchAssistant, Role::CsAssistant, Role::CscSupervisor];
const SUPERVISOR: &[Role] = &[Role::CscSupervisor];
const SERVER: &[Role] = &[Role::Server];
/// The customer service centre, which accepts complaints and handles them (CMP-1).
const CENTRE: &[Role] = &[
    Role::Dispatcher,
    Role::FrontDesk,
    Role::DispatchAssistant,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
];
/// The centre, and the head of the office above it.
pub(in crate::domain) const CENTRE_AND_HEAD: &[Role] = &[
    Role::Dispatcher,
    Role::FrontDesk,
    Role::DispatchAssistant,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
    Role::OfficeHead,
];
/// Who does so where the complaint is about the centre (CMP-2).
const APART: &[Role] = &[Role::AdminHr, Role::OfficeHead];
const STORE: &[Role] = &[Role::Storekeeper];

/// Rights of one kind: each line is a set of roles and the relation that they need.
const fn rights(kind: Kind) -> &'static [(&'static [Role], Demand)] {
    use Demand::{Apart, Assigned, Centre, OnSite, Party, Pool, Site};
    match kind {
        Kind::RequestRegistered
        | Kind::CustomerRecorded
        | Kind::IncidentReported
        | Kind::EmergencyMeasureTaken
        | Kind::DepartmentArrived
        | Kind::FinderLeft
        | Kind::IncidentMadeMajor
        | Kind::CourseReported
        | Kind::ComplaintCaptured
        | Kind::ImmediateMeasureTaken
        | Kind::MatterOpened
        | Kind::MatterFilled
        | Kind::MatterRowStruck
        | Kind::MatterNoted => &[(STAFF, Site)],
        Kind::MatterAssigned | Kind::MatterClosed | Kind::MatterReopened | Kind::MatterLinked => {
            &[(CENTRE, Site), (APART, Site), (FINANCE, Site)]
        }
        Kind::ComplaintAccepted => &[(CENTRE, Centre), (APART, Apart)],
        Kind::ComplaintRecorded
        | Kind::ComplaintClassified
        | Kind::ComplaintAttributed
        | Kind::ComplaintAssigned
        | Kind::SupervisorCalled
        | Kind::RemedyPlanned
        | Kind::ComplaintForwarded
        | Kind::ComplaintAnswered
        | Kind::ComplainantNotified
        | Kind::ComplaintResolved
        | Kind::ComplaintReopened
        | Kind::ComplaintLinked => &[(CENTRE, Centre), (OFFICE_HEAD, Centre), (APART, Apart)],
        Kind::ComplaintClassLowered => &[(SUPERVISOR, Centre), (MANAGER, Centre), (APART, Apart)],
        // Whoever deals with it may be of any department; of one about the centre, of none that the centre leads.
        Kind::ComplainantContacted | Kind::HandlingReported => &[(STAFF, Centre), (APART, Apart)],
        Kind::IncidentVerified | Kind::IncidentDecided => &[(SUPERVISOR, Site), (MANAGER, Site)],
        Kind::Judged
        | Kind::SlipIssued
        | Kind::Assigned
        | Kind::CancelConfirmed
        | Kind::ContentTimeAgreed
        | Kind::CustomerReplied
        | Kind::BundleHanded => &[(DISPATCH, Site)],
        Kind::PoolTaken => &[(TECHNICIAN, Pool)],
        Kind::SlipReturned => &[(DISPATCH, Site), (TECHNICIAN, Assigned)],
        Kind::DeskBatchHanded => &[(FRONT_DESK, Site)],
        Kind::DeskBatchTaken => &[(DISPATCHER, Site)],
        Kind::CopyDelivered | Kind::LeakTested | Kind::CorrectiveClosed => {
            &[(DISPATCH, Site), (FOLLOW_UP, Site), (TECHNICIAN, Assigned)]
        }
        Kind::DemandTold | Kind::RepairClassified => &[(DISPATCH, Site), (FOLLOW_UP, Site)],
        Kind::FollowUpAssigned => &[(CALLERS, Site), (MANAGER, Site)],
        Kind::FollowUp | Kind::CorrectiveOpened => &[(CALLERS, Site)],
        Kind::RegisteredByMethod
        | Kind::LineReported
        | Kind::NoticeLineListed
        | Kind::Adjustment
        | Kind::MonthChecked
        | Kind::ReportSubmitted
        | Kind::FeeTermsSet
        | Kind::FeeOpeningSet
        | Kind::FeeNoticePrepared
        | Kind::FeeNoticeWithdrawn => &[(FINANCE, Site)],
        // What finance may not: it would send its own papers (DUN-6).
        Kind::FeeNoticeSent
        | Kind::FeeNoticeReceived
        | Kind::FeeVisitPlanned
        | Kind::FeeContacted
        | Kind::FeeLetterSent => &[(FEE_SERVICE, Site)],
        Kind::FeeDisputed => &[(FEE_SERVICE, Site), (FINANCE, Site)],
        Kind::LineApproved | Kind::ReportApproved | Kind::ReportSentBack => &[(OFFICE_HEAD, Site)],
        Kind::PaymentReceived | Kind::FeePaid | Kind::FeeReceiptVoided => &[(CASHIER, Site)],
        Kind::Archived => &[(RECORDS, Site)],
        Kind::AnalysisRecorded => &[(ANALYST, Site)],
        Kind::AnalysisReviewed | Kind::AnalysisSent => &[(SUPERVISOR, Site)],
        Kind::DispatchWrittenOff | Kind::IncidentLinked => &[(DISPATCH, Site), (MANAGER, Site)],
        Kind::Decision => {
            &[(DISPATCH, Site), (MANAGER, Site), (STORE, Site), (FINANCE, Site), (ASSISTANT, Site)]
        }
        Kind::CancelRequested => &[(DISPATCH, Site), (MANAGER, Site), (TECHNICIAN, Assigned)],
        Kind::SlipReceived
        | Kind::Arrived
        | Kind::Finding
        | Kind::Quoted
        | Kind::PriceConfirmed
        | Kind::GateSet
        | Kind::StepResult
        | Kind::PartReplaced
        | Kind::WorkFinished
        | Kind::NotRepaired
        | Kind::InspectionResult
        | Kind::CustomerSigned
        | Kind::ToolsChecked
        | Kind::CustomerAbsent
        | Kind::PriceRefused
        | Kind::EscalationOpened
        | Kind::DamageReported
        | Kind::MaterialNeeded
        | Kind::MaterialUsed
        | Kind::KitTransferred
        | Kind::KitUsed
        | Kind::KitLost
        | Kind::AssignmentReturned => &[(TECHNICIAN, Assigned)],
        Kind::GateWithdrawn | Kind::LeftSite => &[(TECHNICIAN, OnSite)],
        Kind::CannotKeepTime | Kind::AppointmentConfirmed | Kind::Waiting | Kind::Resumed => {
            &[(DISPATCH, Site), (TECHNICIAN, Assigned)]
        }
        Kind::ReworkRequested => {
            &[(DISPATCH, Site), (FOLLOW_UP, Site), (MANAGER, Site), (TECHNICIAN, Assigned)]
        }
        Kind::EscalationDecided
        | Kind::DamageSettled
        | Kind::SpotCheck
        | Kind::AdjustmentApproved
        | Kind::ChargeWaived
        | Kind::FeeRecoveryDecided
        | Kind::FeeDisputeSettled => &[(MANAGER, Site)],
        Kind::Note | Kind::PhotoAdded => &[(REGISTRAR, Site), (TECHNICIAN, Assigned)],
        Kind::Marked | Kind::Received | Kind::Settled => &[(SERVER, Site)],
        Kind::MaterialReceived => &[(TECHNICIAN, Party)],
        Kind::MaterialReturned | Kind::ToolLoaned | Kind::ToolReturned | Kind::LostOrBroken => {
            &[(STORE, Site), (TECHNICIAN, Party)]
        }
        // Whoever takes a tool over may never have seen the order that it was lent for.
        Kind::ToolHandedOver => &[(TECHNICIAN, Site)],
        Kind::MaterialApproved
        | Kind::MaterialIssued
        | Kind::StoreWrittenOff
        | Kind::StockReceived
        | Kind::StockCounted
        | Kind::Scrapped
        | Kind::ToolInspected => &[(STORE, Site)],
        Kind::KitOpened | Kind::KitIssued | Kind::KitReturned => &[(STORE, Site), (TECHNICIAN, Assigned)],
    }
}

/// Why the table says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Denial {
    /// The role never writes entries of this kind.
    Role,
    /// The role does, but only for an order that is assigned to the author.
    NotAssigned,
}

/// Whether `role` may write an entry of `kind` when it stands in `relation` to the document.
///
/// # Errors
/// [`Denial`] says whether the role or the relation is missing.
pub fn may_write(role: Role, kind: Kind, relation: Relation) -> Result<(), Denial> {
    let mut denial = Denial::Role;
    let role = match role {
        Role::Technician if kind == Kind::Assigned && planted::is(Bug::TechnicianAssigns) => Role::Dispatcher,
        role => role,
    };
    for (roles, demand) in rights(kind) {
        if roles.contains(&role) {
            if demand.is_met(relation) {
                return Ok(());
            }
            if !matches!(demand, Demand::Centre | Demand::Apart) {
                denial = Denial::NotAssigned;
            }
        }
    }
    Err(denial)
}

/// Which documents a role may read, whatever it is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReadScope {
    /// Every document of this kind at the site.
    Site,
    /// Those that goods of the store were asked for, or moved for.
    Goods,
    /// Only those that the person holds, or has written in.
    Own,
    /// None.
    Nothing,
}

/// What `role` may read of documents of `kind`. Personal data go only to roles that need them.
pub const fn may_read(role: Role, kind: DocumentKind) -> ReadScope {
    match (role, kind) {
        (
            Role::Storekeeper | Role::CscManager | Role::OfficeHead | Role::Finance,
            DocumentKind::Kit | DocumentKind::Store,
        )
        | (Role::AdminHr, DocumentKind::CentreComplaint) => ReadScope::Site,
        (Role::Storekeeper, DocumentKind::Order) => ReadScope::Goods,
        // Whoever found something, has taken a complaint down or deals with it answers for that one, whatever his post reads
        // otherwise (PRI-10).
        (
            Role::Storekeeper
            | Role::Finance
            | Role::FeeCollector
            | Role::RecordsAdmin
            | Role::GateGuard
            | Role::Contractor
            | Role::AdminHr,
            DocumentKind::Incident | DocumentKind::Complaint,
        )
        | (
            Role::Dispatcher
            | Role::FrontDesk
            | Role::DispatchAssistant
            | Role::AreaAssistant
            | Role::CsAssistant
            | Role::CscSupervisor
            | Role::CscManager
            | Role::Storekeeper
            | Role::Finance
            | Role::FeeCollector
            | Role::RecordsAdmin
            | Role::GateGuard
            | Role::Contractor,
            DocumentKind::CentreComplaint,
        )
        | (Role::FeeCollector, DocumentKind::FeeAccount)
        | (Role::Technician, DocumentKind::Kit) => ReadScope::Own,
        (role, DocumentKind::Matter(kind)) => matter::may_read(role, kind),
        (_, DocumentKind::Kit | DocumentKind::Store)
        | (Role::Technician, DocumentKind::Month)
        // What somebody owes is nothing that dispatch or a technician needs.
        | (
            Role::Dispatcher | Role::DispatchAssistant | Role::Technician,
            DocumentKind::FeeAccount,
        ) => ReadScope::Nothing,
        (
            Role::Dispatcher
            | Role::FrontDesk
            | Role::DispatchAssistant
            | Role::AreaAssistant
            | Role::CsAssistant
            | Role::CscSupervisor
            | Role::CscManager
            | Role::OfficeHead,
            _,
        )
        | (Role::Finance | Role::RecordsAdmin, DocumentKind::Order | DocumentKind::Month)
        | (Role::Finance, DocumentKind::FeeAccount)
        | (Role::FeeCollector, DocumentKind::Order) => ReadScope::Site,
        (Role::Technician, _) => ReadScope::Own,
        _ => ReadScope::Nothing,
    }
}

/// One printed line of the table, for `docs/` and screens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyLine {
    /// Entry kind.
    pub kind: Kind,
    /// Role.
    pub role: Role,
    /// Relation that it needs.
    pub relation: Relation,
}

/// The whole table, line by line.
pub fn table() -> Vec<PolicyLine> {
    Kind::ALL
        .iter()
        .flat_map(|kind| {
            rights(*kind).iter().flat_map(move |(roles, demand)| {
                roles.iter().map(move |role| PolicyLine {
                    kind: *kind,
                    role: *role,
                    relation: match demand {
                        Demand::Site | Demand::Centre => Relation::Site,
                        Demand::Apart => Relation::Apart,
                        Demand::Pool => Relation::Pool,
                        Demand::OnSite => Relation::OnSite,
                        Demand::Party => Relation::Party,
                        Demand::Assigned => Relation::Assigned,
                    },
                })
            })
        })
        .collect()
}
