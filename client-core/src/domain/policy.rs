//! The one table that says who may write what: role x entry kind x relation to the document (ROL-49, P7).
//!
//! Screens, the command door and the server's admission all ask this table; no other place holds a right.

mod action;

pub use action::{Action, may_do};

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
}

/// What a right demands of its author's relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Demand {
    Assigned,
    OnSite,
    Party,
    Pool,
    Site,
}

impl Demand {
    const fn is_met(self, relation: Relation) -> bool {
        match self {
            Self::Assigned => matches!(relation, Relation::Assigned),
            Self::OnSite => matches!(relation, Relation::Assigned | Relation::OnSite),
            Self::Party => !matches!(relation, Relation::Site | Relation::Pool),
            // Whoever still has goods of a slip that he gave back may take it again.
            Self::Pool => !matches!(relation, Relation::Site),
            Self::Site => true,
        }
    }
}

const DISPATCH: &[Role] = &[Role::Dispatcher, Role::FrontDesk];
const DISPATCHER: &[Role] = &[Role::Dispatcher];
const FRONT_DESK: &[Role] = &[Role::FrontDesk];
/// Every member of the staff and every contractor takes a request (PRI-1, PRI-3).
const STAFF: &[Role] = &[
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
/// Who keeps the archive (STA-5).
const RECORDS: &[Role] = &[Role::RecordsAdmin, Role::CsAssistant, Role::CscSupervisor];
/// Who writes the month's analysis (STA-1 to STA-4).
const ANALYST: &[Role] = &[Role::DispatchAssistant, Role::CsAssistant, Role::CscSupervisor];
const SUPERVISOR: &[Role] = &[Role::CscSupervisor];
const SERVER: &[Role] = &[Role::Server];
const STORE: &[Role] = &[Role::Storekeeper];

/// Rights of one kind: each line is a set of roles and the relation that they need.
const fn rights(kind: Kind) -> &'static [(&'static [Role], Demand)] {
    use Demand::{Assigned, OnSite, Party, Pool, Site};
    match kind {
        Kind::RequestRegistered
        | Kind::CustomerRecorded
        | Kind::IncidentReported
        | Kind::EmergencyMeasureTaken
        | Kind::DepartmentArrived
        | Kind::FinderLeft
        | Kind::IncidentMadeMajor
        | Kind::CourseReported => &[(STAFF, Site)],
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
        | Kind::ReportSubmitted => &[(FINANCE, Site)],
        Kind::LineApproved | Kind::ReportApproved | Kind::ReportSentBack => &[(OFFICE_HEAD, Site)],
        Kind::PaymentReceived => &[(CASHIER, Site)],
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
        | Kind::ChargeWaived => &[(MANAGER, Site)],
        Kind::Note | Kind::PhotoAdded => &[(REGISTRAR, Site), (TECHNICIAN, Assigned)],
        Kind::Marked | Kind::Settled => &[(SERVER, Site)],
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
            denial = Denial::NotAssigned;
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
        ) => ReadScope::Site,
        (Role::Storekeeper, DocumentKind::Order) => ReadScope::Goods,
        // Whoever found something answers for it, whatever his post reads otherwise (PRI-10).
        (
            Role::Storekeeper
            | Role::Finance
            | Role::FeeCollector
            | Role::RecordsAdmin
            | Role::GateGuard
            | Role::Contractor,
            DocumentKind::Incident,
        )
        | (Role::Technician, DocumentKind::Kit) => ReadScope::Own,
        (_, DocumentKind::Kit | DocumentKind::Store) | (Role::Technician, DocumentKind::Month) => {
            ReadScope::Nothing
        }
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
                        Demand::Site => Relation::Site,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::stock::STOCK_KINDS;

    /// What whoever works here takes down: requests, and what he finds in public areas.
    const EVERYBODY: [Kind; 8] = [
        Kind::RequestRegistered,
        Kind::CustomerRecorded,
        Kind::IncidentReported,
        Kind::EmergencyMeasureTaken,
        Kind::DepartmentArrived,
        Kind::FinderLeft,
        Kind::IncidentMadeMajor,
        Kind::CourseReported,
    ];

    #[test]
    fn attack_26_a_technician_never_writes_a_price_for_an_order_that_is_not_his() {
        assert_eq!(may_write(Role::Technician, Kind::Quoted, Relation::Site), Err(Denial::NotAssigned));
        assert_eq!(may_write(Role::Technician, Kind::Quoted, Relation::Assigned), Ok(()));
        assert_eq!(may_write(Role::Technician, Kind::Assigned, Relation::Assigned), Err(Denial::Role));
        assert_eq!(may_write(Role::Technician, Kind::CancelConfirmed, Relation::Assigned), Err(Denial::Role));
    }

    #[test]
    fn col_05_who_is_still_on_site_makes_safe_and_leaves_and_does_nothing_else() {
        for kind in Kind::ALL {
            let leaving = matches!(kind, Kind::GateWithdrawn | Kind::LeftSite);
            // What he got from the store he brings back, too.
            let bringing = may_write(Role::Technician, *kind, Relation::Party).is_ok();
            let may = may_write(Role::Technician, *kind, Relation::OnSite).is_ok();
            assert_eq!(may, leaving || bringing, "{kind:?}");
        }
        assert_eq!(may_write(Role::Technician, Kind::LeftSite, Relation::Site), Err(Denial::NotAssigned));
    }

    #[test]
    fn attack_27_the_office_never_writes_work_and_the_store_never_closes_orders() {
        for kind in Kind::ALL {
            let store = STOCK_KINDS.contains(kind) || EVERYBODY.contains(kind);
            assert!(store || may_write(Role::Storekeeper, *kind, Relation::Assigned).is_err(), "{kind:?}");
        }
        for kind in Kind::ALL {
            assert_eq!(
                may_write(Role::Administrator, *kind, Relation::Assigned),
                Err(Denial::Role),
                "{kind:?}"
            );
            let captures = EVERYBODY.contains(kind);
            assert_eq!(may_write(Role::GateGuard, *kind, Relation::Assigned).is_ok(), captures, "{kind:?}");
            let reckons = matches!(
                kind,
                Kind::RegisteredByMethod
                    | Kind::LineReported
                    | Kind::NoticeLineListed
                    | Kind::Adjustment
                    | Kind::MonthChecked
                    | Kind::ReportSubmitted
                    | Kind::PaymentReceived
                    | Kind::Decision
            );
            let finance = may_write(Role::Finance, *kind, Relation::Assigned).is_ok();
            assert_eq!(finance, captures || reckons, "{kind:?}");
        }
        assert_eq!(may_write(Role::OfficeHead, Kind::StepResult, Relation::Assigned), Err(Denial::Role));
        assert_eq!(may_write(Role::Dispatcher, Kind::CustomerSigned, Relation::Assigned), Err(Denial::Role));
    }

    #[test]
    fn pri_01_whoever_works_here_takes_a_request() {
        for role in Role::ALL {
            let staff = !matches!(role, Role::Administrator | Role::Server);
            for kind in [Kind::RequestRegistered, Kind::CustomerRecorded] {
                assert_eq!(may_write(*role, kind, Relation::Site).is_ok(), staff, "{role:?}");
            }
        }
    }

    #[test]
    fn pri_09_whoever_works_here_reports_an_incident_and_follows_his_own() {
        for role in Role::ALL {
            let staff = !matches!(role, Role::Administrator | Role::Server);
            for kind in &EVERYBODY[2..] {
                assert_eq!(may_write(*role, *kind, Relation::Site).is_ok(), staff, "{role:?} {kind:?}");
            }
            let reads = may_read(*role, DocumentKind::Incident);
            assert_eq!(reads != ReadScope::Nothing, staff, "{role:?}");
            // Whoever reads customers is of the office, and reads every incident.
            let office = may_read(*role, DocumentKind::Customer) == ReadScope::Site;
            assert_eq!(reads == ReadScope::Site, office, "{role:?}");
        }
    }

    #[test]
    fn pri_07_rol_25_only_superiors_verify_and_decide_an_incident() {
        for role in Role::ALL {
            for kind in [Kind::IncidentVerified, Kind::IncidentDecided] {
                assert_eq!(may_write(*role, kind, Relation::Assigned).is_ok(), role.rank() > 0, "{role:?}");
            }
        }
    }

    #[test]
    fn fee_05_only_the_office_head_approves_and_nobody_approves_what_he_submitted_in_the_same_role() {
        for role in Role::ALL {
            let head = *role == Role::OfficeHead;
            for kind in [Kind::ReportApproved, Kind::ReportSentBack, Kind::LineApproved] {
                assert_eq!(may_write(*role, kind, Relation::Site).is_ok(), head, "{role:?}");
            }
        }
        assert_eq!(may_write(Role::OfficeHead, Kind::ReportSubmitted, Relation::Site), Err(Denial::Role));
    }

    #[test]
    fn a_technician_takes_only_what_nobody_holds() {
        let may = |relation| may_write(Role::Technician, Kind::PoolTaken, relation);
        assert_eq!(may(Relation::Pool), Ok(()));
        assert_eq!(may(Relation::Site), Err(Denial::NotAssigned));
        assert_eq!(may(Relation::Party), Ok(()), "he still has goods of a slip that he gave back");
        assert_eq!(may_write(Role::Technician, Kind::Arrived, Relation::Pool), Err(Denial::NotAssigned));
        assert_eq!(
            may_write(Role::Technician, Kind::MaterialReturned, Relation::Pool),
            Err(Denial::NotAssigned)
        );
    }

    #[test]
    fn only_the_server_marks_claims_and_settles_across_documents() {
        for (role, kind) in Role::ALL.iter().flat_map(|role| [(*role, Kind::Marked), (*role, Kind::Settled)])
        {
            assert_eq!(may_write(role, kind, Relation::Assigned).is_ok(), role == Role::Server);
        }
    }

    #[test]
    fn rol_49_what_is_done_with_customers_needs_a_role_that_reads_all_of_them() {
        for role in Role::ALL.iter().copied() {
            let reads = may_read(role, DocumentKind::Customer) == ReadScope::Site;
            assert_eq!(may_do(role, Action::ReadDirectory), reads, "{role:?}");
            // Accounts, alarms, the list of refusals and the audit show no customer.
            let shows_none = [Action::ManageAccounts, Action::WatchSite, Action::ReadAudit];
            for action in Action::ALL.iter().filter(|action| !shows_none.contains(action)) {
                assert!(reads || !may_do(role, *action), "{role:?} {action:?}");
            }
            // Customers' pages show their orders.
            assert!(!reads || may_read(role, DocumentKind::Order) == ReadScope::Site, "{role:?}");
        }
    }

    #[test]
    fn role_names_are_read_back() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.as_str()), Some(*role));
            assert_eq!(serde_json::to_string(role).unwrap(), format!("\"{}\"", role.as_str()));
        }
    }
}
