//! Kinds of cases: the site's list, and the department that follows from the kind (CMP-7).

use crate::complaint::{Office, capture, captures, does, is_refused, record, shown};
use client_core::domain::command::ComplaintCommand;
use client_core::domain::complaint::{CaseKind, CaseKindFault, CaseKinds, ComplaintState};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::complaint::ComplaintClass;
use client_core::domain::entry::incident::Department;
use client_core::domain::text::{Language, LocalText};
use client_core::domain::words::incident::department;

fn captured_as(code: &str, about_centre: bool) -> ComplaintCommand {
    let mut command = captures(record(), about_centre);
    if let ComplaintCommand::CaptureComplaint { case_kind, .. } = &mut command {
        *case_kind = Some(code.to_owned());
    }
    command
}

fn accepts(code: Option<&str>) -> ComplaintCommand {
    ComplaintCommand::AcceptComplaint { received_at: None, case_kind: code.map(str::to_owned) }
}

fn assigns(department: Option<Department>, code: Option<&str>) -> ComplaintCommand {
    ComplaintCommand::AssignComplaint { department, person: None, case_kind: code.map(str::to_owned) }
}

fn kind(code: &str, department: Department) -> CaseKind {
    let text = |words: &str| LocalText { zh_hans: words.into(), zh_hant: words.into(), en: words.into() };
    CaseKind {
        code: code.into(),
        label: text(code),
        department,
        steps: text("先看后办"),
        duties: text(""),
        retired: false,
    }
}

#[test]
fn cmp_07_whoever_hears_it_names_a_kind_and_its_department_is_in_charge_from_the_acceptance_on() {
    let mut office = Office::new();
    let id = does(&mut office.technician, None, captured_as("public_order", false)).complaint.id;
    office.sync();
    let before = shown(&office.desk, id).complaint;
    assert_eq!((before.case_kind(), before.assignment()), (Some("public_order"), None));
    let accepted = does(&mut office.desk, Some(id), accepts(None)).complaint;
    assert_eq!(accepted.assignment().unwrap().department, Department::Security);
    assert_eq!(accepted.state, ComplaintState::Accepted);
    let class = ComplaintCommand::ClassifyComplaint { class: ComplaintClass::Minor, asked_for: None };
    assert_eq!(does(&mut office.desk, Some(id), class).complaint.state, ComplaintState::Assigned);
    office.sync();
    assert_eq!(shown(&office.technician, id).complaint.case_kind(), Some("public_order"));
}

#[test]
fn cmp_07_a_person_still_chooses_another_department_and_another_kind() {
    let mut office = Office::new();
    let id = does(&mut office.desk, None, captured_as("public_order", false)).complaint.id;
    does(&mut office.desk, Some(id), accepts(Some("fire_safety")));
    let chosen = does(&mut office.desk, Some(id), assigns(Some(Department::OperationRepair), None)).complaint;
    assert_eq!(chosen.assignment().unwrap().department, Department::OperationRepair);
    assert_eq!(chosen.case_kind(), Some("fire_safety"));
    let again = does(&mut office.desk, Some(id), assigns(None, Some("refuse"))).complaint;
    assert_eq!(again.assignment().unwrap().department, Department::Environment);
    assert_eq!((again.case_kind(), again.conflict.len()), (Some("refuse"), 0));
}

#[test]
fn cmp_07_without_a_kind_somebody_names_the_department_as_before() {
    let mut office = Office::new();
    let id = does(&mut office.desk, None, capture()).complaint.id;
    let accepted = does(&mut office.desk, Some(id), accepts(None)).complaint;
    assert_eq!((accepted.case_kind(), accepted.assignment()), (None, None));
    let missing = is_refused(&mut office.desk, Some(id), assigns(None, None));
    assert_eq!(missing, Rejection::Missing { field: "department".into() });
    let given = does(&mut office.desk, Some(id), assigns(Some(Department::Finance), None)).complaint;
    assert_eq!(given.assignment().unwrap().department, Department::Finance);
}

#[test]
fn cmp_07_cmp_02_one_about_the_centre_is_administrations_whatever_its_kind() {
    let mut office = Office::new();
    let id = does(&mut office.technician, None, captured_as("neighbours", true)).complaint.id;
    office.sync();
    let accepted = does(&mut office.personnel, Some(id), accepts(None)).complaint;
    assert_eq!(accepted.assignment().unwrap().department, Department::Administration);
}

#[test]
fn cmp_07_a_kind_that_the_site_does_not_offer_is_refused_and_one_of_its_own_reaches_the_phones() {
    let mut office = Office::new();
    let unknown = is_refused(&mut office.technician, None, captured_as("elevators", false));
    assert!(matches!(&unknown, Rejection::Invalid { field, .. } if field == "case_kind"), "{unknown:?}");

    let parked = does(&mut office.desk, None, captured_as("parking", false)).complaint.id;

    let mut list = CaseKinds::built_in().with(kind("elevators", Department::OperationRepair));
    list.version = 1;
    for one in list.kinds.iter_mut().filter(|one| one.code == "parking") {
        one.retired = true;
    }
    let mut reference = office.exchange.reference.clone();
    reference.version += 1;
    reference.case_kinds = list;
    office.exchange.reference = reference;
    office.sync();
    let id = does(&mut office.technician, None, captured_as("elevators", false)).complaint.id;
    let old = is_refused(&mut office.technician, None, captured_as("parking", false));
    assert!(matches!(&old, Rejection::Invalid { field, .. } if field == "case_kind"), "{old:?}");
    office.sync();
    let accepted = does(&mut office.desk, Some(id), accepts(None)).complaint;
    assert_eq!(accepted.assignment().unwrap().department, Department::OperationRepair);
    // A complaint keeps its kind, and a form that sends it again isn't refused.
    let kept = does(&mut office.desk, Some(parked), accepts(Some("parking"))).complaint;
    assert_eq!((kept.case_kind(), kept.assignment().is_some()), (Some("parking"), true));
}

#[test]
fn cmp_07_every_kind_that_comes_with_the_software_has_department_steps_and_duties_in_three_languages() {
    let list = CaseKinds::built_in();
    assert_eq!(list.follows(list), Ok(()));
    for one in &list.kinds {
        for language in [Language::ZhHans, Language::ZhHant, Language::En] {
            assert!(!department(one.department).get(language).is_empty());
            for text in [&one.label, &one.steps, &one.duties] {
                assert!(!text.get(language).trim().is_empty(), "{} {language:?}", one.code);
            }
        }
    }
    let trades = [Department::Environment, Department::Security, Department::OperationRepair];
    assert!(trades.iter().all(|trade| list.kinds.iter().any(|one| one.department == *trade)));
}

#[test]
fn cmp_07_a_list_keeps_its_kinds_and_is_sound() {
    let before = CaseKinds::built_in();
    let with = |one: CaseKind| before.with(one).follows(before);
    assert_eq!(with(kind("lifts", Department::OperationRepair)), Ok(()));
    assert_eq!(with(kind("Lifts", Department::OperationRepair)), Err(CaseKindFault::Code));
    assert_eq!(with(kind("", Department::OperationRepair)), Err(CaseKindFault::Code));
    let mut unnamed = kind("lifts", Department::Security);
    unnamed.label.en = " ".into();
    assert_eq!(with(unnamed), Err(CaseKindFault::Label));
    let mut half = kind("lifts", Department::Security);
    half.duties.zh_hans = "当值".into();
    assert_eq!(with(half), Err(CaseKindFault::Words));
    let mut shorter = before.clone();
    shorter.kinds.pop();
    assert_eq!(shorter.follows(before), Err(CaseKindFault::Gone));
    let mut twice = before.clone();
    twice.kinds.push(before.kinds[0].clone());
    assert_eq!(twice.follows(before), Err(CaseKindFault::CodeTwice));
    let mut nothing = before.clone();
    nothing.kinds.iter_mut().for_each(|one| one.retired = true);
    assert_eq!(nothing.follows(before), Err(CaseKindFault::NothingOffered));
}
