//! Whatever order a complaint's entries arrive in, and whatever is in them, everybody sees the same complaint.

use super::{Complaint, ComplaintState, fold_complaint};
use crate::domain::entry::complaint::*;
use crate::domain::entry::incident::Department;
use crate::domain::entry::office::{ClaimReason, Marked, Received};
use crate::domain::entry::{At, Body, By, CommandRef, DocumentKind, Entry, UnknownBody};
use crate::domain::id::{ActorId, BlobDigest, CommandId, DeviceId, DocumentId, EntryId, UserId};
use crate::domain::incident::Standing;
use crate::domain::journal::{ChangeSet, Journal, JournalEntry, Position};
use crate::domain::policy::Role;
use proptest::prelude::*;

const START: i64 = 1_767_225_600_000;
const GUARD: u8 = 1;
const DESK: u8 = 2;
const SUPERVISOR: u8 = 3;
const MANAGER: u8 = 4;
const SERVER: u8 = 6;

/// One entry of its own change, and the changes that its author had seen directly.
#[derive(Debug, Clone)]
struct Written {
    author: u8,
    body: Body,
    saw: Vec<usize>,
}

fn role(author: u8) -> Role {
    match author {
        DESK => Role::Dispatcher,
        SUPERVISOR => Role::CscSupervisor,
        MANAGER => Role::CscManager,
        SERVER => Role::Server,
        _ => Role::GateGuard,
    }
}

fn id(n: usize) -> EntryId {
    EntryId::new(i64::try_from(n).unwrap(), [u8::try_from(n).unwrap(); 10])
}

fn by(author: u8, body: Body, saw: &[usize]) -> Written {
    Written { author, body, saw: saw.to_vec() }
}

fn entries(written: &[Written]) -> (Vec<JournalEntry>, Vec<ChangeSet>) {
    let mut ancestors: Vec<ChangeSet> = Vec::new();
    let mut counters: Vec<u64> = Vec::new();
    let mut all = Vec::new();
    for (n, one) in written.iter().enumerate() {
        let (mut seen, mut counter) = (ChangeSet::default(), 1);
        for earlier in one.saw.iter().copied().filter(|earlier| *earlier < n) {
            seen.insert(earlier);
            seen.extend(&ancestors[earlier]);
            counter = counter.max(counters[earlier] + 1);
        }
        ancestors.push(seen);
        counters.push(counter);
        let by = By {
            user: UserId::from_bytes([one.author; 16]),
            role: role(one.author),
            device: DeviceId::from_bytes([one.author; 16]),
        };
        let at = At::known(START + i64::try_from(n).unwrap());
        let command = CommandRef { id: CommandId::new(0, [one.author; 10]), documents: 1 };
        all.push(JournalEntry {
            id: id(n),
            position: Position { counter, actor: ActorId::from_bytes([u8::try_from(n).unwrap(); 16]) },
            change: n,
            entry: Entry { by, at, round: None, after: None, command, body: one.body.clone() },
        });
    }
    (all, ancestors)
}

fn folded(written: &[Written]) -> Complaint {
    let (all, ancestors) = entries(written);
    let journal = Journal::new(DocumentKind::Complaint, DocumentId::from_bytes([9; 16]), all, ancestors);
    fold_complaint(&journal).expect("captured")
}

fn captured(harm: bool) -> Body {
    Body::ComplaintCaptured(ComplaintCaptured {
        channel: ComplaintChannel::Phone,
        handover: Handover::Direct,
        heard_at: START,
        record: BlobDigest::from_bytes([1; 32]),
        given: RecordField::ALL.to_vec(),
        seems: None,
        ongoing_harm: harm,
        measure: None,
        case_kind: None,
    })
}

fn accepted() -> Body {
    Body::ComplaintAccepted(ComplaintAccepted { received_at: START })
}

fn class(class: ComplaintClass) -> Body {
    Body::ComplaintClassified(ComplaintClassified { class, asked_for: None })
}

fn lowered(class: ComplaintClass) -> Body {
    Body::ComplaintClassLowered(ComplaintClassLowered { class, asked_for: None, reason: "x".into() })
}

fn assigned(department: Department) -> Body {
    Body::ComplaintAssigned(ComplaintAssigned { department, person: None, case_kind: None })
}

fn attributed(attribution: Attribution) -> Body {
    Body::ComplaintAttributed(ComplaintAttributed { attribution, departments: vec![] })
}

fn resolved(apology: bool, help: bool, outcome: ComplaintOutcome) -> Body {
    let said = |is: bool| is.then(|| "x".to_owned());
    Body::ComplaintResolved(ComplaintResolved {
        outcome,
        cause: "x".into(),
        course: "x".into(),
        result: "x".into(),
        apology: said(apology),
        agreed: said(apology),
        explanation: None,
        help: said(help),
    })
}

fn told() -> Body {
    Body::ComplainantNotified(ComplainantNotified { of: NoticeOf::Result, way: SpokenTo::Phone, words: None })
}

fn reopened() -> Body {
    Body::ComplaintReopened(ComplaintReopened { reason: "x".into() })
}

fn reasons(complaint: &Complaint) -> Vec<&str> {
    complaint.not_accepted.iter().map(|one| one.reason.as_str()).collect()
}

#[test]
fn cmp_16_without_class_and_department_it_stays_not_assigned() {
    let mut written = vec![by(GUARD, captured(false), &[])];
    assert_eq!(folded(&written).state, ComplaintState::Captured);
    written.push(by(DESK, accepted(), &[0]));
    assert_eq!(folded(&written).state, ComplaintState::Accepted);
    written.push(by(DESK, class(ComplaintClass::Minor), &[1]));
    assert_eq!(folded(&written).state, ComplaintState::Accepted, "a class alone isn't enough");
    written.push(by(DESK, assigned(Department::Security), &[2]));
    assert_eq!(folded(&written).state, ComplaintState::Assigned);
}

#[test]
fn cmp_01_what_is_decided_before_the_centre_has_accepted_counts_for_nothing_and_facts_stay() {
    let fact = Body::HandlingReported(HandlingReported { words: "x".into() });
    let written = [
        by(GUARD, captured(false), &[]),
        by(DESK, class(ComplaintClass::Minor), &[0]),
        by(GUARD, fact, &[0]),
    ];
    let complaint = folded(&written);
    assert_eq!((complaint.class, reasons(&complaint)), (None, vec!["before_acceptance"]));
    assert_eq!(complaint.handling.len(), 1);
}

#[test]
fn cmp_05_a_record_with_a_gap_is_not_accepted() {
    let Body::ComplaintCaptured(mut gap) = captured(false) else { panic!() };
    gap.given.retain(|field| *field != RecordField::Person);
    let mut written = vec![by(GUARD, Body::ComplaintCaptured(gap.clone()), &[]), by(DESK, accepted(), &[0])];
    assert_eq!(reasons(&folded(&written)), ["record_incomplete"]);
    let complete = Body::ComplaintRecorded(ComplaintRecorded {
        record: BlobDigest::from_bytes([2; 32]),
        given: gap.given,
        unknown: vec![UnknownField { field: RecordField::Person, reason: "没看清".into() }],
    });
    written.push(by(DESK, complete, &[1]));
    written.push(by(DESK, accepted(), &[2]));
    let complaint = folded(&written);
    assert!(complaint.accepted.is_some(), "{:?}", complaint.not_accepted);
    assert_eq!(complaint.records.len(), 2, "what was captured stays beside it");
}

#[test]
fn cmp_20_harm_that_goes_on_is_met_before_anybody_classifies() {
    let mut written = vec![
        by(GUARD, captured(true), &[]),
        by(DESK, accepted(), &[0]),
        by(DESK, class(ComplaintClass::Serious), &[1]),
    ];
    assert_eq!(reasons(&folded(&written)), ["harm_first"]);
    let measure = Body::ImmediateMeasureTaken(ImmediateMeasureTaken { what: "x".into() });
    written.push(by(GUARD, measure, &[0]));
    assert_eq!(reasons(&folded(&written)), ["harm_first"], "its author hadn't heard of the measure");
    written.push(by(DESK, class(ComplaintClass::Serious), &[2, 3]));
    assert_eq!(folded(&written).class, Some(ComplaintClass::Serious));
}

#[test]
fn col_25_of_two_classes_at_once_the_graver_counts_until_a_superior_lowers_it() {
    let mut written = vec![
        by(GUARD, captured(false), &[]),
        by(DESK, accepted(), &[0]),
        by(DESK, class(ComplaintClass::Minor), &[1]),
        by(SUPERVISOR, class(ComplaintClass::Important), &[1]),
    ];
    assert_eq!(folded(&written).class, Some(ComplaintClass::Important));
    // Classifying again lowers nothing.
    written.push(by(DESK, class(ComplaintClass::Minor), &[2, 3]));
    assert_eq!(folded(&written).class, Some(ComplaintClass::Important));
    written.push(by(SUPERVISOR, lowered(ComplaintClass::Minor), &[4]));
    assert_eq!(folded(&written).class, Some(ComplaintClass::Minor));
    // Whoever hadn't heard of the decision raises it again.
    written.push(by(DESK, class(ComplaintClass::Serious), &[4]));
    assert_eq!(folded(&written).class, Some(ComplaintClass::Serious));
    assert_eq!(folded(&written).classifications.len(), 5, "all of them stay");
}

#[test]
fn col_25_of_two_wishes_the_earlier_day_counts_and_only_of_a_minor_one() {
    let wish = |day: &str| {
        let asked_for = Some(day.parse().unwrap());
        Body::ComplaintClassified(ComplaintClassified { class: ComplaintClass::Minor, asked_for })
    };
    let mut written = vec![
        by(GUARD, captured(false), &[]),
        by(DESK, accepted(), &[0]),
        by(DESK, wish("2026-03-20"), &[1]),
        by(SUPERVISOR, wish("2026-03-10"), &[1]),
    ];
    assert_eq!(folded(&written).asked_for, Some("2026-03-10".parse().unwrap()));
    written.push(by(DESK, class(ComplaintClass::Important), &[2]));
    assert_eq!(folded(&written).asked_for, None);
}

#[test]
fn cmp_16_two_departments_at_once_are_shown_and_the_higher_post_counts() {
    let mut written = vec![
        by(GUARD, captured(false), &[]),
        by(DESK, accepted(), &[0]),
        by(DESK, assigned(Department::Security), &[1]),
        by(SUPERVISOR, assigned(Department::OperationRepair), &[1]),
    ];
    let complaint = folded(&written);
    assert_eq!(complaint.assignment().map(|one| one.department), Some(Department::OperationRepair));
    assert_eq!(complaint.conflict, [id(3), id(2)]);
    assert_eq!(complaint.assignments[0].standing, Standing::Outweighed);
    written.push(by(DESK, assigned(Department::Security), &[2, 3]));
    let complaint = folded(&written);
    assert_eq!(complaint.assignment().map(|one| one.department), Some(Department::Security));
    assert!(complaint.conflict.is_empty());
}

#[test]
fn cmp_08_a_result_of_our_own_fault_needs_an_apology_and_cmp_21_an_unfounded_one_a_word_of_help() {
    let begun = || {
        vec![
            by(GUARD, captured(false), &[]),
            by(DESK, accepted(), &[0]),
            by(DESK, attributed(Attribution::Company), &[1]),
        ]
    };
    let ends = |body: Body| {
        let mut written = begun();
        written.push(by(DESK, body, &[2]));
        let complaint = folded(&written);
        (complaint.state, complaint.not_accepted.first().map(|one| one.reason.clone()))
    };
    let settled = ComplaintOutcome::Settled;
    assert_eq!(ends(resolved(false, false, settled)).1.as_deref(), Some("apology_missing"));
    assert_eq!(ends(resolved(true, false, settled)), (ComplaintState::Resolved, None));
    let unfounded = ComplaintOutcome::Unfounded;
    assert_eq!(ends(resolved(false, false, unfounded)).1.as_deref(), Some("help_missing"));
    assert_eq!(ends(resolved(false, true, unfounded)), (ComplaintState::Resolved, None));
}

#[test]
fn cmp_09_a_neighbours_fault_needs_an_explanation() {
    let written = [
        by(GUARD, captured(false), &[]),
        by(DESK, accepted(), &[0]),
        by(DESK, attributed(Attribution::Resident), &[1]),
        by(DESK, resolved(true, true, ComplaintOutcome::Settled), &[2]),
    ];
    assert_eq!(reasons(&folded(&written)), ["explanation_missing"]);
}

#[test]
fn cmp_19_it_is_closed_when_the_complainant_knows_the_result_and_open_again_when_he_is_not_content() {
    let mut written = vec![
        by(GUARD, captured(false), &[]),
        by(DESK, accepted(), &[0]),
        by(DESK, resolved(false, false, ComplaintOutcome::Settled), &[1]),
    ];
    assert_eq!(folded(&written).state, ComplaintState::Resolved);
    written.push(by(DESK, told(), &[2]));
    assert_eq!(folded(&written).state, ComplaintState::Closed);
    written.push(by(SUPERVISOR, reopened(), &[3]));
    let complaint = folded(&written);
    assert_eq!((complaint.state, complaint.resolution()), (ComplaintState::Accepted, None));
    assert!(!complaint.notices[0].stands, "that result doesn't stand any more");
    written.push(by(DESK, resolved(false, false, ComplaintOutcome::Settled), &[4]));
    written.push(by(DESK, told(), &[5]));
    assert_eq!(folded(&written).state, ComplaintState::Closed);
}

#[test]
fn what_somebody_decided_whose_post_had_ended_counts_for_nothing() {
    let mark = Body::Marked(Marked { entry: id(2), reason: ClaimReason::RoleWithdrawn });
    let written = [
        by(GUARD, captured(false), &[]),
        by(DESK, accepted(), &[0]),
        by(DESK, assigned(Department::Security), &[1]),
        by(SERVER, mark, &[2]),
    ];
    let complaint = folded(&written);
    assert_eq!((complaint.assignment(), reasons(&complaint)), (None, vec!["role_withdrawn"]));
}

#[test]
fn two_who_accept_at_once_have_accepted_and_what_follows_either_counts() {
    let written = [
        by(GUARD, captured(false), &[]),
        by(DESK, accepted(), &[0]),
        by(SUPERVISOR, accepted(), &[0]),
        by(SUPERVISOR, class(ComplaintClass::Important), &[2]),
    ];
    let complaint = folded(&written);
    assert_eq!(reasons(&complaint), ["accepted_already"]);
    assert_eq!(complaint.class, Some(ComplaintClass::Important));
}

fn bodies() -> impl Strategy<Value = Body> {
    prop_oneof![
        Just(captured(false)),
        Just(captured(true)),
        Just(accepted()),
        Just(class(ComplaintClass::Minor)),
        Just(class(ComplaintClass::Serious)),
        Just(lowered(ComplaintClass::Minor)),
        Just(assigned(Department::Security)),
        Just(assigned(Department::Finance)),
        Just(attributed(Attribution::Company)),
        Just(resolved(true, false, ComplaintOutcome::Settled)),
        Just(resolved(false, false, ComplaintOutcome::Unfounded)),
        Just(told()),
        Just(reopened()),
        Just(Body::ImmediateMeasureTaken(ImmediateMeasureTaken { what: "x".into() })),
        Just(Body::Unknown(UnknownBody { kind: "later".into(), data: vec![0xa0] })),
    ]
}

fn journals() -> impl Strategy<Value = Vec<Written>> {
    let one = (1u8..7, bodies(), prop::collection::vec(0usize..12, 0..4));
    prop::collection::vec(one, 1..12).prop_map(|all| {
        let written = |(author, body, saw): (u8, Body, Vec<usize>)| Written { author, body, saw };
        all.into_iter().map(written).collect()
    })
}

proptest! {
    #[test]
    fn any_order_of_arrival_gives_the_same_complaint(written in journals(), turn in 0usize..12) {
        let (all, ancestors) = entries(&written);
        let document = DocumentId::from_bytes([9; 16]);
        let fold = |all: Vec<JournalEntry>| {
            fold_complaint(&Journal::new(DocumentKind::Complaint, document, all, ancestors.clone()))
        };
        let mut other = all.clone();
        other.reverse();
        let middle = turn % other.len();
        other.rotate_left(middle);
        let (one, two) = (fold(all), fold(other));
        prop_assert_eq!(one.as_ref().map(Complaint::canonical_json), two.as_ref().map(Complaint::canonical_json));
    }

    #[test]
    fn nothing_that_was_written_is_missing(written in journals()) {
        let (all, ancestors) = entries(&written);
        let journal = Journal::new(DocumentKind::Complaint, DocumentId::from_bytes([9; 16]), all, ancestors);
        if let Some(complaint) = fold_complaint(&journal) {
            let text = complaint.canonical_json();
            for entry in journal.entries() {
                prop_assert!(text.contains(&entry.id.to_string()), "{} is nowhere", entry.id);
            }
        }
    }
}

#[test]
fn p10_what_a_guard_heard_by_a_wrong_clock_was_heard_no_later_than_it_arrived() {
    let (arrived, ahead) = (START + 60_000, START + 365 * 86_400_000);
    let word = Body::Received(Received { entries: vec![id(0)], at: arrived, month_from: START });
    let (mut all, ancestors) = entries(&[by(GUARD, captured(false), &[]), by(SERVER, word, &[0])]);
    all[0].entry.at = At { wall: ahead, offset: None, boot: None, seen: None };
    let Body::ComplaintCaptured(heard) = &mut all[0].entry.body else { unreachable!() };
    heard.heard_at = ahead;
    let journal = Journal::new(DocumentKind::Complaint, DocumentId::from_bytes([9; 16]), all, ancestors);
    assert_eq!(fold_complaint(&journal).unwrap().capture.heard_at, arrived);
}
