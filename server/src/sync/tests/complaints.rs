//! Complaints on phones (CMP): who has which, who may write what into them, and what the register makes of it.

use super::kit::*;
use super::push::entry;
use crate::audit::By;
use crate::complaints::{Clock, ComplaintQuery, lines};
use crate::feed::rebuild::{compare, derive};
use crate::incidents::departments::name_head;
use client_core::domain::calendar::Zone;
use client_core::domain::command::ComplaintCommand;
use client_core::domain::complaint::{Complaint, ComplaintRecord, ComplaintState};
use client_core::domain::deadline::DeadlineSettings;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintAccepted, ComplaintAssigned, ComplaintCaptured, ComplaintChannel, ComplaintClass,
    Handover, ImmediateMeasureTaken, RecordField,
};
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::{Body, DocumentKind};
use client_core::domain::id::{BlobDigest, DocumentId};
use client_core::domain::policy::Role;
use client_core::protocol::{Outcome, QuarantineReason as Why};
use client_core::replica::Replica;
use std::collections::BTreeMap;

/// The roles of the service centre.
const CENTRE: [Role; 7] = [
    Role::Dispatcher,
    Role::FrontDesk,
    Role::DispatchAssistant,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
];

fn record() -> ComplaintRecord {
    RecordField::ALL.iter().fold(ComplaintRecord::default(), |record, field| {
        record.with(*field, &format!("Said-{}", field.as_str()))
    })
}

fn capture(about_centre: bool) -> ComplaintCommand {
    ComplaintCommand::CaptureComplaint {
        about_centre,
        channel: ComplaintChannel::Visit,
        handover: Handover::Accompanied,
        record: record(),
        heard_at: None,
        seems: None,
        ongoing_harm: false,
        measure: None,
        case_kind: None,
    }
}

const ACCEPT: ComplaintCommand = ComplaintCommand::AcceptComplaint { received_at: None, case_kind: None };

const fn classify(class: ComplaintClass) -> ComplaintCommand {
    ComplaintCommand::ClassifyComplaint { class, asked_for: None }
}

fn assign(department: Department, person: Option<u8>) -> ComplaintCommand {
    ComplaintCommand::AssignComplaint {
        department: Some(department),
        person: person.map(user),
        case_kind: None,
    }
}

/// A phone that has synced.
fn synced(world: &mut World, n: u8, role: Role) -> Phone {
    let mut phone = Phone::new(n, role);
    phone.sync(world);
    phone
}

#[track_caller]
fn accepted(outcomes: &[Outcome]) {
    assert!(!outcomes.is_empty());
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Accepted), "{outcomes:?}");
}

/// What becomes of an entry that somebody writes, past his door, on what he was told of a document.
fn pushed(world: &mut World, n: u8, role: Role, known: &Replica, body: Body) -> Vec<Outcome> {
    let mut phone = Phone::new(n, role);
    phone.replicas.insert(known.document(), known.clone());
    phone.write(known.kind(), known.document(), &[entry(n, role, body)]);
    phone.sync_without_apply(world)
}

fn acceptance() -> Body {
    Body::ComplaintAccepted(ComplaintAccepted { received_at: NOW })
}

/// The register as somebody finds it.
fn register(world: &World, n: u8, role: Role, query: &ComplaintQuery) -> Vec<Complaint> {
    let clock = Clock { now: NOW, zone: Zone::UTC, settings: DeadlineSettings::default() };
    let query = ComplaintQuery { limit: 100, ..query.clone() };
    let found = lines(&world.connection, user(n), &[role], &query, &clock).unwrap();
    found.into_iter().map(|line| line.complaint).collect()
}

fn found_by(world: &World, words: &str) -> usize {
    let query = ComplaintQuery { words: Some(words.to_owned()), ..ComplaintQuery::default() };
    register(world, DISPATCHER, Role::Dispatcher, &query).len()
}

fn is_derived(world: &World) {
    let scratch = derive(&world.connection, &world.library, |_| ()).unwrap();
    for (table, difference) in compare(&world.connection, &scratch).unwrap() {
        assert!(difference.is_none(), "{table}: {difference:?}");
    }
}

#[test]
fn cmp_01_anybody_takes_a_complaint_down_without_a_signal_and_only_the_centre_accepts_it() {
    let mut world = World::new();
    let mut phone = Phone::technician(TECHNICIAN_A);
    let id = phone.tells(None, &capture(false));
    accepted(&phone.sync(&mut world));
    let known = phone.replicas[&id].clone();
    let refused = pushed(&mut world, TECHNICIAN_A, Role::Technician, &known, acceptance());
    assert_eq!(refused.iter().map(reason).collect::<Vec<_>>(), [Some(Why::Forbidden)]);
    // Administration has nothing to do with one that isn't about the centre; the office head handles, and doesn't accept.
    for (n, role) in [(20, Role::AdminHr), (21, Role::OfficeHead)] {
        world.add_user(n, role);
        let refused = pushed(&mut world, n, role, &known, acceptance());
        assert_eq!(refused.iter().map(reason).collect::<Vec<_>>(), [Some(Why::Forbidden)], "{role:?}");
    }
    let state =
        |world: &World| register(world, DISPATCHER, Role::Dispatcher, &ComplaintQuery::default())[0].state;
    assert_eq!(state(&world), ComplaintState::Captured);
    let mut desk = synced(&mut world, DISPATCHER, Role::Dispatcher);
    desk.tells(Some(id), &ACCEPT);
    accepted(&desk.sync(&mut world));
    assert_eq!(state(&world), ComplaintState::Accepted);
    // Whoever heard it is told.
    phone.sync(&mut world);
    assert!(fold(&phone, id).accepted.is_some());
    is_derived(&world);
}

fn fold(phone: &Phone, id: DocumentId) -> Complaint {
    client_core::domain::complaint::fold_complaint(&phone.replicas[&id].journal()).unwrap()
}

#[test]
fn cmp_02_a_complaint_about_the_centre_is_on_no_phone_of_the_centre_and_takes_no_word_of_it() {
    let mut world = World::new();
    for (n, role) in (30..).zip(CENTRE) {
        world.add_user(n, role);
    }
    world.add_user(20, Role::AdminHr);
    world.add_user(21, Role::OfficeHead);
    let mut phone = Phone::technician(TECHNICIAN_A);
    let (about, other) = (phone.tells(None, &capture(true)), phone.tells(None, &capture(false)));
    accepted(&phone.sync(&mut world));
    let known = phone.replicas[&about].clone();
    for (n, role) in (30..).zip(CENTRE) {
        let mut theirs = synced(&mut world, n, role);
        assert!(!theirs.replicas.contains_key(&about) && theirs.replicas.contains_key(&other), "{role:?}");
        let seen = register(&world, n, role, &ComplaintQuery::default());
        assert_eq!(seen.iter().map(|one| one.id).collect::<Vec<_>>(), [other], "{role:?}");
        // Who knows it by other ways writes nothing into it, whatever he calls himself.
        let refused = pushed(&mut world, n, role, &known, acceptance());
        assert_eq!(refused.iter().map(reason).collect::<Vec<_>>(), [Some(Why::Forbidden)], "{role:?}");
        // What he takes down himself he reads, and doesn't handle.
        let own = theirs.tells(None, &capture(true));
        accepted(&theirs.sync(&mut world));
        let replica = theirs.replicas[&own].clone();
        let refused = pushed(&mut world, n, role, &replica, acceptance());
        assert_eq!(refused.iter().map(reason).collect::<Vec<_>>(), [Some(Why::Forbidden)], "{role:?}");
        // Nor in one breath with the capture.
        let fresh = DocumentId::from_bytes([n; 16]);
        let mut both = [entry(n, role, captured()), entry(n, role, acceptance())];
        both[1].1.command = both[0].1.command;
        theirs.write(DocumentKind::CentreComplaint, fresh, &both);
        let refused = theirs.sync_without_apply(&mut world);
        assert_eq!(refused.iter().map(reason).collect::<Vec<_>>(), [Some(Why::Forbidden)], "{role:?}");
    }
    for (n, role) in [(20, Role::AdminHr), (21, Role::OfficeHead)] {
        assert!(synced(&mut world, n, role).replicas.contains_key(&about), "{role:?}");
        assert_eq!(
            register(
                &world,
                n,
                role,
                &ComplaintQuery { about_centre: Some(true), ..ComplaintQuery::default() }
            )
            .len(),
            1 + CENTRE.len(),
            "{role:?}"
        );
    }
    let mut hr = synced(&mut world, 20, Role::AdminHr);
    assert!(!hr.replicas.contains_key(&other), "administration reads no others");
    hr.tells(Some(about), &ACCEPT);
    hr.tells(Some(about), &classify(ComplaintClass::Important));
    accepted(&hr.sync(&mut world));
    phone.sync(&mut world);
    assert_eq!(fold(&phone, about).class, Some(ComplaintClass::Important));
    is_derived(&world);
}

/// A capture whose words never come.
fn captured() -> Body {
    Body::ComplaintCaptured(ComplaintCaptured {
        channel: ComplaintChannel::Phone,
        handover: Handover::Direct,
        heard_at: NOW,
        record: BlobDigest::from_bytes([0x22; 32]),
        given: RecordField::ALL.to_vec(),
        seems: None,
        ongoing_harm: false,
        measure: None,
        case_kind: None,
    })
}

#[test]
fn cmp_01_a_complaint_begins_with_its_capture_and_the_administrator_of_the_software_writes_none() {
    let mut world = World::new();
    world.add_user(20, Role::Administrator);
    for kind in [DocumentKind::Complaint, DocumentKind::CentreComplaint] {
        let empty = Replica::new(kind, DocumentId::from_bytes([0x71; 16]));
        let measure = Body::ImmediateMeasureTaken(ImmediateMeasureTaken { what: "x".into() });
        let refused = pushed(&mut world, TECHNICIAN_A, Role::Technician, &empty, measure);
        assert_eq!(refused.iter().map(reason).collect::<Vec<_>>(), [Some(Why::Malformed)]);
        let refused = pushed(&mut world, 20, Role::Administrator, &empty, captured());
        assert_eq!(refused.iter().map(reason).collect::<Vec<_>>(), [Some(Why::Forbidden)]);
        // A capture belongs into no order.
        let order = Replica::new(DocumentKind::Order, DocumentId::from_bytes([0x72; 16]));
        let refused = pushed(&mut world, TECHNICIAN_A, Role::Technician, &order, captured());
        assert_eq!(refused.iter().map(reason).collect::<Vec<_>>(), [Some(Why::DocumentKind)]);
    }
    assert_eq!(world.count("complaint"), 0);
}

#[test]
fn cmp_10_cmp_14_cmp_17_whoever_deals_with_a_complaint_and_the_heads_concerned_are_given_it() {
    let mut world = World::new();
    // A leads security; 20 operation and repair; 21 finance, and is named later.
    for n in [20, 21, 22] {
        world.add_user(n, Role::GateGuard);
    }
    let lead = |world: &World, department, n: u8| {
        name_head(&world.connection, &By::operator(NOW), department, &format!("user {n}")).unwrap();
    };
    lead(&world, Department::Security, TECHNICIAN_A);
    lead(&world, Department::OperationRepair, 20);
    let mut desk = Phone::dispatcher();
    let id = desk.tells(None, &capture(false));
    desk.tells(Some(id), &ACCEPT);
    accepted(&desk.sync(&mut world));
    let has = |world: &mut World, n: u8, role| synced(world, n, role).replicas.contains_key(&id);
    let people = [(TECHNICIAN_A, Role::Technician), (TECHNICIAN_B, Role::Technician), (20, Role::GateGuard)];
    for (n, role) in people {
        assert!(!has(&mut world, n, role), "{n}");
    }
    desk.tells(Some(id), &assign(Department::Security, Some(TECHNICIAN_B)));
    accepted(&desk.sync(&mut world));
    assert!(has(&mut world, TECHNICIAN_A, Role::Technician), "the head of the department in charge");
    assert!(has(&mut world, TECHNICIAN_B, Role::Technician), "who deals with it");
    assert!(!has(&mut world, 20, Role::GateGuard) && !has(&mut world, 22, Role::GateGuard));
    let departments = vec![Department::OperationRepair, Department::Finance];
    desk.tells(
        Some(id),
        &ComplaintCommand::AttributeComplaint { attribution: Attribution::Shared, departments },
    );
    accepted(&desk.sync(&mut world));
    assert!(has(&mut world, 20, Role::GateGuard), "the head of a department that shares it");
    assert!(!has(&mut world, 21, Role::GateGuard));
    lead(&world, Department::Finance, 21);
    assert!(has(&mut world, 21, Role::GateGuard), "who is named later");
    assert!(!has(&mut world, 22, Role::GateGuard));
    // The one who deals with it tells how it goes, from a phone that has it by that alone.
    let mut b = synced(&mut world, TECHNICIAN_B, Role::Technician);
    b.tells(Some(id), &ComplaintCommand::ReportHandling { words: "Spoken with the guard".into() });
    accepted(&b.sync(&mut world));
    assert_eq!(found_by(&world, "guard"), 1);
    is_derived(&world);
}

#[test]
fn cmp_02_a_complaint_about_the_centre_goes_to_no_head_and_to_nobody_of_the_centre_who_is_named() {
    let mut world = World::new();
    world.add_user(20, Role::AdminHr);
    world.add_user(30, Role::CscSupervisor);
    let lead = |world: &World, n: u8| {
        name_head(&world.connection, &By::operator(NOW), Department::Security, &format!("user {n}")).unwrap();
    };
    lead(&world, TECHNICIAN_A);
    let mut hr = Phone::new(20, Role::AdminHr);
    let id = hr.tells(None, &capture(true));
    hr.tells(Some(id), &ACCEPT);
    hr.tells(Some(id), &assign(Department::Security, Some(TECHNICIAN_B)));
    accepted(&hr.sync(&mut world));
    lead(&world, DISPATCHER);
    let has = |world: &mut World, n: u8, role| synced(world, n, role).replicas.contains_key(&id);
    assert!(has(&mut world, TECHNICIAN_B, Role::Technician), "who was asked to deal with it");
    assert!(!has(&mut world, TECHNICIAN_A, Role::Technician), "the head of the department");
    assert!(!has(&mut world, DISPATCHER, Role::Dispatcher));
    // A phone's door doesn't know people's posts.
    let named =
        ComplaintAssigned { department: Department::Security, person: Some(user(30)), case_kind: None };
    hr.write(DocumentKind::CentreComplaint, id, &[entry(20, Role::AdminHr, Body::ComplaintAssigned(named))]);
    accepted(&hr.sync(&mut world));
    assert!(!has(&mut world, 30, Role::CscSupervisor));
}

#[test]
fn cmp_05_the_register_finds_a_record_whose_words_come_later_than_the_change_that_names_them() {
    let mut world = World::new();
    let mut phone = Phone::technician(TECHNICIAN_A);
    let id = phone.tells(None, &capture(false));
    accepted(&phone.sync_without_apply(&mut world));
    assert_eq!((found_by(&world, ""), found_by(&world, "said-course")), (1, 0));
    is_derived(&world);
    // Only the words of its own record are taken, and only beside it.
    let mut foreign = phone.blobs.clone();
    foreign[0].document = DocumentId::from_bytes([9; 16]);
    let mut late = request(Vec::new());
    late.blobs = foreign;
    world.sync(TECHNICIAN_A, &late).unwrap();
    assert_eq!(found_by(&world, "said-course"), 0);
    late.blobs = std::mem::take(&mut phone.blobs);
    world.sync(TECHNICIAN_A, &late).unwrap();
    assert_eq!(found_by(&world, "SAID-course said-NAME"), 1);
    assert_eq!(found_by(&world, "said-course elsewhere"), 0);
    is_derived(&world);
    // A later version takes its place, as soon as its words are here.
    let mut desk = synced(&mut world, DISPATCHER, Role::Dispatcher);
    let anew = record().with(RecordField::Place, "Tower 7");
    desk.tells(Some(id), &ComplaintCommand::RecordComplaint { record: anew, unknown: BTreeMap::new() });
    accepted(&desk.sync_without_apply(&mut world));
    assert_eq!((found_by(&world, "said-place"), found_by(&world, "tower 7")), (1, 0));
    is_derived(&world);
    late.blobs = std::mem::take(&mut desk.blobs);
    world.sync(DISPATCHER, &late).unwrap();
    assert_eq!((found_by(&world, "said-place"), found_by(&world, "tower 7")), (0, 1));
    is_derived(&world);
}

#[test]
fn col_25_of_two_classes_from_two_devices_the_graver_counts_until_a_superior_lowers_it() {
    for turn in [false, true] {
        let mut world = World::new();
        world.add_user(20, Role::FrontDesk);
        world.add_user(21, Role::CscSupervisor);
        let mut desk = Phone::dispatcher();
        let id = desk.tells(None, &capture(false));
        desk.tells(Some(id), &ACCEPT);
        accepted(&desk.sync(&mut world));
        let mut front = synced(&mut world, 20, Role::FrontDesk);
        // Neither has a signal.
        desk.tells(Some(id), &classify(ComplaintClass::Serious));
        front.tells(Some(id), &classify(ComplaintClass::Minor));
        if turn {
            accepted(&front.sync(&mut world));
            accepted(&desk.sync(&mut world));
        } else {
            accepted(&desk.sync(&mut world));
            accepted(&front.sync(&mut world));
        }
        let of = |class| ComplaintQuery { class: Some(class), ..ComplaintQuery::default() };
        let count = |world: &World, class| register(world, DISPATCHER, Role::Dispatcher, &of(class)).len();
        assert_eq!((count(&world, ComplaintClass::Serious), count(&world, ComplaintClass::Minor)), (1, 0));
        let mut superior = synced(&mut world, 21, Role::CscSupervisor);
        let reason = "an isolated matter".to_owned();
        superior.tells(
            Some(id),
            &ComplaintCommand::LowerClass { class: ComplaintClass::Minor, asked_for: None, reason },
        );
        accepted(&superior.sync(&mut world));
        assert_eq!((count(&world, ComplaintClass::Serious), count(&world, ComplaintClass::Minor)), (0, 1));
        for phone in [&mut desk, &mut front] {
            phone.sync(&mut world);
            assert_eq!(fold(phone, id).canonical_json(), fold(&superior, id).canonical_json());
        }
        is_derived(&world);
    }
}
