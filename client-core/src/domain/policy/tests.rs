//! What the table says, role by role.

use super::*;
use crate::domain::stock::STOCK_KINDS;

/// What whoever works here takes down: requests, what he finds in public areas, complaints and what he does about them.
const EVERYBODY: [Kind; 16] = [
    Kind::RequestRegistered,
    Kind::CustomerRecorded,
    Kind::IncidentReported,
    Kind::EmergencyMeasureTaken,
    Kind::DepartmentArrived,
    Kind::FinderLeft,
    Kind::IncidentMadeMajor,
    Kind::CourseReported,
    Kind::ComplaintCaptured,
    Kind::ImmediateMeasureTaken,
    Kind::ComplainantContacted,
    Kind::HandlingReported,
    Kind::MatterOpened,
    Kind::MatterFilled,
    Kind::MatterRowStruck,
    Kind::MatterNoted,
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
        assert_eq!(may_write(Role::Administrator, *kind, Relation::Assigned), Err(Denial::Role), "{kind:?}");
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
                | Kind::FeeTermsSet
                | Kind::FeeOpeningSet
                | Kind::FeeNoticePrepared
                | Kind::FeeNoticeWithdrawn
                | Kind::FeePaid
                | Kind::FeeReceiptVoided
                | Kind::FeeDisputed
                // Of what it publishes (FEE-12): the forms say which matters.
                | Kind::MatterAssigned
                | Kind::MatterClosed
                | Kind::MatterReopened
                | Kind::MatterLinked
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
        for kind in &EVERYBODY[2..8] {
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
    assert_eq!(may_write(Role::Technician, Kind::MaterialReturned, Relation::Pool), Err(Denial::NotAssigned));
}

#[test]
fn only_the_server_marks_claims_and_settles_across_documents() {
    for (role, kind) in Role::ALL.iter().flat_map(|role| [(*role, Kind::Marked), (*role, Kind::Settled)]) {
        assert_eq!(may_write(role, kind, Relation::Assigned).is_ok(), role == Role::Server);
    }
}

#[test]
fn rol_49_what_is_done_with_customers_needs_a_role_that_reads_all_of_them() {
    for role in Role::ALL.iter().copied() {
        let reads = may_read(role, DocumentKind::Customer) == ReadScope::Site;
        assert_eq!(may_do(role, Action::ReadDirectory), reads, "{role:?}");
        // Accounts, alarms, the list of refusals, kinds of cases and the audit show no customer.
        let shows_none =
            [Action::ManageAccounts, Action::WatchSite, Action::EditCaseKinds, Action::ReadAudit];
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

#[test]
fn cmp_01_everybody_captures_a_complaint_and_only_the_centre_accepts_it() {
    let centre = [
        Role::Dispatcher,
        Role::FrontDesk,
        Role::DispatchAssistant,
        Role::AreaAssistant,
        Role::CsAssistant,
        Role::CscSupervisor,
        Role::CscManager,
    ];
    for role in Role::ALL {
        let staff = !matches!(role, Role::Administrator | Role::Server);
        assert_eq!(may_write(*role, Kind::ComplaintCaptured, Relation::Site).is_ok(), staff, "{role:?}");
        let accepts = may_write(*role, Kind::ComplaintAccepted, Relation::Site);
        assert_eq!(accepts.is_ok(), centre.contains(role), "{role:?}");
        assert_eq!(may_read(*role, DocumentKind::Complaint) != ReadScope::Nothing, staff, "{role:?}");
    }
}

#[test]
fn cmp_02_of_a_complaint_about_the_centre_the_centre_reads_and_writes_nothing() {
    for role in Role::ALL {
        let apart = matches!(role, Role::AdminHr | Role::OfficeHead);
        assert_eq!(may_read(*role, DocumentKind::CentreComplaint) == ReadScope::Site, apart, "{role:?}");
        let kinds = Kind::ALL.iter().filter(|kind| kind.belongs_to(DocumentKind::CentreComplaint));
        for kind in kinds.filter(|kind| !matches!(kind, Kind::Marked | Kind::Received | Kind::Decision)) {
            let anybody = matches!(kind, Kind::ComplaintCaptured | Kind::ImmediateMeasureTaken)
                && !matches!(role, Role::Administrator | Role::Server);
            let may = may_write(*role, *kind, Relation::Apart);
            assert_eq!(may.is_ok(), apart || anybody, "{role:?} {kind:?}");
            assert!(may.is_ok() || may == Err(Denial::Role), "{role:?} {kind:?}");
        }
    }
}

#[test]
fn col_25_only_superiors_lower_the_class_of_a_complaint() {
    for role in Role::ALL {
        let may = may_write(*role, Kind::ComplaintClassLowered, Relation::Site).is_ok();
        assert_eq!(may, role.rank() > 0, "{role:?}");
    }
}

#[test]
fn rol_49_whoever_may_write_into_matters_at_all_may_remark_in_each_of_them() {
    for form in crate::domain::matter::FORMS {
        for role in Role::ALL {
            let at_all = may_write(*role, Kind::MatterNoted, Relation::Site);
            assert_eq!(
                may_write_matter(*role, form, Kind::MatterNoted, None, Relation::Site),
                at_all,
                "{role:?} {}",
                form.key
            );
        }
    }
    assert_eq!(may_write(Role::GateGuard, Kind::MatterNoted, Relation::Site), Ok(()));
}
