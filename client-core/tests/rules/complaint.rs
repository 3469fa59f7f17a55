//! Complaints: heard by anybody, accepted by the service centre, classified, assigned, answered and told (CMP, COL-25).

use crate::kit::*;
use client_core::device::{ComplaintView, ExecuteError};
use client_core::domain::command::ComplaintCommand;
use client_core::domain::complaint::{ComplaintRecord, ComplaintRefusal, ComplaintState};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf,
    RecordField, SpokenTo,
};
use client_core::domain::entry::incident::Department;
use client_core::domain::id::DocumentId;
use client_core::domain::policy::{Denial, Role};
use client_core::domain::reference::StaffMember;
use std::collections::BTreeMap;

const SUPERVISOR: u8 = 42;
const PERSONNEL: u8 = 43;

/// A technician who hears complaints, the centre, and administration.
pub(crate) struct Office {
    clock: Clock,
    pub(crate) exchange: Exchange,
    pub(crate) technician: Phone,
    pub(crate) desk: Phone,
    pub(crate) supervisor: Phone,
    pub(crate) personnel: Phone,
}

impl Office {
    pub(crate) fn new() -> Self {
        let clock = Clock::new();
        let mut reference = reference();
        for (n, role) in [(SUPERVISOR, Role::CscSupervisor), (PERSONNEL, Role::AdminHr)] {
            let display_name = format!("P{n}");
            reference.staff.push(StaffMember { user: user(n), display_name, roles: vec![role] });
        }
        let phone = |n, role| Phone::new(&clock, n, role);
        let mut office = Self {
            technician: phone(LI, Role::Technician),
            desk: phone(DISPATCHER, Role::Dispatcher),
            supervisor: phone(SUPERVISOR, Role::CscSupervisor),
            personnel: phone(PERSONNEL, Role::AdminHr),
            exchange: Exchange::new(clock.clone(), reference),
            clock,
        };
        office.sync();
        office
    }

    pub(crate) fn sync(&mut self) {
        let Self { exchange, technician, desk, supervisor, personnel, clock } = self;
        for _ in 0..2 {
            for phone in [&mut *technician, desk, supervisor, personnel] {
                clock.set(clock.get() + MINUTE);
                phone.syncs(exchange);
            }
        }
    }

    /// Heard by the technician and on everybody's device.
    fn heard() -> (Self, DocumentId) {
        let mut office = Self::new();
        let id = does(&mut office.technician, None, capture()).complaint.id;
        office.sync();
        (office, id)
    }

    /// Accepted by the desk.
    fn accepted() -> (Self, DocumentId) {
        let (mut office, id) = Self::heard();
        does(&mut office.desk, Some(id), accept_now());
        office.sync();
        (office, id)
    }
}

pub(crate) fn record() -> ComplaintRecord {
    ComplaintRecord {
        name: "何女士".into(),
        address: "3-1202".into(),
        contact: "13800001111".into(),
        time: "昨晚十一点".into(),
        place: "三栋大堂".into(),
        person: "夜班保安".into(),
        department: "安全管理部".into(),
        course: "叫了三次门才有人应。".into(),
        demand: "请当面说明".into(),
    }
}

pub(crate) fn captures(record: ComplaintRecord, about_centre: bool) -> ComplaintCommand {
    ComplaintCommand::CaptureComplaint {
        about_centre,
        channel: ComplaintChannel::Visit,
        handover: Handover::Accompanied,
        record,
        heard_at: None,
        seems: None,
        ongoing_harm: false,
        measure: None,
        case_kind: None,
    }
}

pub(crate) fn capture() -> ComplaintCommand {
    captures(record(), false)
}

fn accept_now() -> ComplaintCommand {
    ComplaintCommand::AcceptComplaint { received_at: None, case_kind: None }
}

fn classify(class: ComplaintClass) -> ComplaintCommand {
    ComplaintCommand::ClassifyComplaint { class, asked_for: None }
}

fn tell(of: NoticeOf) -> ComplaintCommand {
    ComplaintCommand::NotifyComplainant { of, way: SpokenTo::Phone, words: None }
}

fn attribute(attribution: Attribution, departments: &[Department]) -> ComplaintCommand {
    ComplaintCommand::AttributeComplaint { attribution, departments: departments.to_vec() }
}

fn resolve(outcome: ComplaintOutcome, words: [Option<&str>; 4]) -> ComplaintCommand {
    let [apology, agreed, explanation, help] = words.map(|words| words.map(str::to_owned));
    ComplaintCommand::ResolveComplaint {
        outcome,
        cause: "夜班只有一人".into(),
        course: "与住户当面说明".into(),
        result: "夜班增加一人".into(),
        apology,
        agreed,
        explanation,
        help,
    }
}

#[track_caller]
pub(crate) fn does(
    phone: &mut Phone,
    complaint: Option<DocumentId>,
    command: ComplaintCommand,
) -> ComplaintView {
    let words = format!("{command:?}");
    match block(phone.device.execute_complaint(complaint, command)) {
        Ok(view) => {
            assert_eq!(shown(phone, view.complaint.id), view, "what is shown as saved is stored");
            view
        }
        Err(error) => panic!("{words} refused: {error} ({error:?})"),
    }
}

#[track_caller]
pub(crate) fn is_refused(
    phone: &mut Phone,
    complaint: Option<DocumentId>,
    command: ComplaintCommand,
) -> Rejection {
    let before = block(phone.device.outbox()).unwrap().len();
    match block(phone.device.execute_complaint(complaint, command)) {
        Err(ExecuteError::Rejected(rejection)) => {
            assert_eq!(block(phone.device.outbox()).unwrap().len(), before, "nothing is written");
            rejection
        }
        other => panic!("should be refused: {other:?}"),
    }
}

pub(crate) fn shown(phone: &Phone, id: DocumentId) -> ComplaintView {
    block(phone.device.complaint(id)).unwrap().unwrap()
}

fn no_role(kind: Kind) -> Rejection {
    Rejection::Denied { kind, denial: Denial::Role }
}

const fn because(refusal: ComplaintRefusal) -> Rejection {
    Rejection::Complaint(refusal)
}

#[test]
fn cmp_01_a_technician_captures_and_only_the_centre_accepts() {
    let (mut office, id) = Office::heard();
    for phone in [&mut office.technician, &mut office.personnel] {
        assert_eq!(is_refused(phone, Some(id), accept_now()), no_role(Kind::ComplaintAccepted));
    }
    let view = does(&mut office.desk, Some(id), accept_now());
    assert_eq!(view.complaint.state, ComplaintState::Accepted);
    let again = because(ComplaintRefusal::AcceptedAlready);
    assert_eq!(is_refused(&mut office.desk, Some(id), accept_now()), again);
}

#[test]
fn cmp_01_nothing_is_decided_before_the_centre_has_it() {
    let (mut office, id) = Office::heard();
    let first = because(ComplaintRefusal::NotAccepted);
    for command in
        [classify(ComplaintClass::Minor), tell(NoticeOf::Status), attribute(Attribution::Company, &[])]
    {
        assert_eq!(is_refused(&mut office.desk, Some(id), command), first);
    }
}

#[test]
fn cmp_02_a_complaint_about_the_centre_is_administrations() {
    let mut office = Office::new();
    let view = does(&mut office.technician, None, captures(record(), true));
    let id = view.complaint.id;
    assert!(view.complaint.about_centre);
    office.sync();
    for command in [accept_now(), classify(ComplaintClass::Minor)] {
        let refused = is_refused(&mut office.desk, Some(id), command);
        assert!(matches!(refused, Rejection::Denied { denial: Denial::Role, .. }), "{refused:?}");
    }
    let view = does(&mut office.personnel, Some(id), accept_now());
    assert_eq!(view.complaint.state, ComplaintState::Accepted);
    does(&mut office.personnel, Some(id), classify(ComplaintClass::Important));
}

#[test]
fn cmp_03_cmp_04_only_a_minor_complaint_is_passed_on_without_the_person() {
    let mut office = Office::new();
    let relayed = |class| {
        let mut command = capture();
        if let ComplaintCommand::CaptureComplaint { handover, seems, .. } = &mut command {
            (*handover, *seems) = (Handover::Relayed, class);
        }
        command
    };
    for class in [None, Some(ComplaintClass::Important), Some(ComplaintClass::Serious)] {
        let go = because(ComplaintRefusal::AccompanyOrCall);
        assert_eq!(is_refused(&mut office.technician, None, relayed(class)), go);
    }
    let view = does(&mut office.technician, None, relayed(Some(ComplaintClass::Minor)));
    assert_eq!(view.complaint.capture.handover, Handover::Relayed);
    let view = does(&mut office.technician, None, capture());
    assert_eq!(view.complaint.capture.handover, Handover::Accompanied, "with the person it may be any");
}

#[test]
fn cmp_05_each_of_the_fields_is_filled_or_said_to_be_unknown() {
    for field in RecordField::ALL {
        let mut office = Office::new();
        let gap = record().with(*field, " ");
        let id = does(&mut office.technician, None, captures(gap.clone(), false)).complaint.id;
        office.sync();
        let lacks = because(ComplaintRefusal::RecordIncomplete(*field));
        assert_eq!(is_refused(&mut office.desk, Some(id), accept_now()), lacks);
        let unknown = BTreeMap::from([(*field, "住户不愿说".to_owned())]);
        does(&mut office.desk, Some(id), ComplaintCommand::RecordComplaint { record: gap, unknown });
        assert!(does(&mut office.desk, Some(id), accept_now()).complaint.accepted.is_some(), "{field:?}");
    }
}

#[test]
fn cmp_05_pri_16_what_the_centre_gets_is_what_was_captured_and_it_stays_beside_what_is_completed() {
    let (mut office, id) = Office::heard();
    assert_eq!(shown(&office.desk, id).record, Some(record()));
    let fuller = record().with(RecordField::Person, "夜班保安老周");
    let command = ComplaintCommand::RecordComplaint { record: fuller.clone(), unknown: BTreeMap::new() };
    does(&mut office.desk, Some(id), command);
    office.sync();
    let view = shown(&office.technician, id);
    assert_eq!((view.record, view.captured), (Some(fuller), Some(record())));
}

#[test]
fn cmp_05_a_complaint_says_what_happened_or_what_is_wanted() {
    let mut office = Office::new();
    let silent = record().with(RecordField::Course, "").with(RecordField::Demand, "");
    let missing = Rejection::Missing { field: "course".into() };
    assert_eq!(is_refused(&mut office.technician, None, captures(silent, false)), missing);
}

#[test]
fn cmp_10_a_shared_fault_names_two_departments() {
    let (mut office, id) = Office::accepted();
    let two = because(ComplaintRefusal::TwoDepartments);
    for departments in [&[][..], &[Department::Security], &[Department::Security, Department::Security]] {
        let command = attribute(Attribution::Shared, departments);
        assert_eq!(is_refused(&mut office.desk, Some(id), command), two);
    }
    let both = [Department::Security, Department::OperationRepair];
    let view = does(&mut office.desk, Some(id), attribute(Attribution::Shared, &both));
    assert_eq!(view.complaint.attribution().unwrap().departments, both);
}

#[test]
fn cmp_11_one_action_calls_the_supervisor_and_keeps_time_and_place() {
    let (mut office, id) = Office::accepted();
    let call =
        |place: &str| ComplaintCommand::CallSupervisor { place: place.into(), reason: "情绪激动".into() };
    let missing = Rejection::Missing { field: "place".into() };
    assert_eq!(is_refused(&mut office.desk, Some(id), call("")), missing);
    let view = does(&mut office.desk, Some(id), call("二号洽谈室"));
    let called = &view.complaint.supervisor_calls[0];
    assert_eq!((called.place.as_str(), called.origin.at.estimate()), ("二号洽谈室", office.clock.get()));
}

#[test]
fn cmp_12_what_cannot_be_settled_at_once_has_a_reason_told_a_superior_who_knows_and_a_cost() {
    let (mut office, id) = Office::accepted();
    let plan = |told: &str, superior: &str, cost| ComplaintCommand::PlanRemedy {
        plan: "换一台道闸".into(),
        cost,
        told: told.into(),
        superior: superior.into(),
    };
    let missing = |field: &str| Rejection::Missing { field: field.into() };
    assert_eq!(is_refused(&mut office.desk, Some(id), plan("", "林经理", 0)), missing("told"));
    assert_eq!(is_refused(&mut office.desk, Some(id), plan("等配件", "", 0)), missing("superior"));
    assert!(matches!(
        is_refused(&mut office.desk, Some(id), plan("等配件", "林经理", -1)),
        Rejection::Invalid { .. }
    ));
    let view = does(&mut office.desk, Some(id), plan("等配件", "林经理", 128_000));
    assert_eq!(view.complaint.plans[0].cost, 128_000);
}

#[test]
fn cmp_13_cmp_14_deliveries_and_answers_are_kept_with_their_times() {
    let (mut office, id) = Office::accepted();
    does(&mut office.desk, Some(id), classify(ComplaintClass::Serious));
    let forward = ComplaintCommand::ForwardComplaint { to: ForwardTo::OfficeHead, who: "黄主任".into() };
    does(&mut office.desk, Some(id), forward);
    let answer = ComplaintCommand::AnswerComplaint { answer: "三日内增加夜班".into() };
    let view = does(&mut office.desk, Some(id), answer);
    let facts = view.complaint.deadline_facts().unwrap();
    assert_eq!(
        (facts.office_head_at, facts.answered_at),
        (Some(office.clock.get()), Some(office.clock.get()))
    );
    assert_eq!((facts.department_head_at, facts.resolved_at), (None, None));
}

#[test]
fn cmp_13_time_runs_from_the_hearing_where_the_centre_heard_it_and_else_from_the_acceptance() {
    let (office, id) = Office::accepted();
    let complaint = shown(&office.desk, id).complaint;
    assert!(complaint.accepted.unwrap().received_at > complaint.capture.heard_at);
    let mut office = Office::new();
    let view = does(&mut office.desk, None, capture());
    let (id, heard_at) = (view.complaint.id, view.complaint.capture.heard_at);
    office.clock.set(office.clock.get() + HOUR);
    let view = does(&mut office.desk, Some(id), accept_now());
    assert_eq!(view.complaint.accepted.unwrap().received_at, heard_at);
}

#[test]
fn cmp_13_nobody_receives_a_complaint_before_it_was_heard_or_later_than_now() {
    let (mut office, id) = Office::heard();
    let heard_at = shown(&office.desk, id).complaint.capture.heard_at;
    for received_at in [heard_at - 1, office.clock.get() + HOUR, -1] {
        let command = ComplaintCommand::AcceptComplaint { received_at: Some(received_at), case_kind: None };
        let refused = is_refused(&mut office.desk, Some(id), command);
        assert!(
            matches!(&refused, Rejection::Invalid { field, .. } if field == "received_at"),
            "{refused:?}"
        );
    }
}

#[test]
fn cmp_15_only_a_minor_complaint_has_a_day_of_the_residents() {
    let (mut office, id) = Office::accepted();
    let asked =
        |class| ComplaintCommand::ClassifyComplaint { class, asked_for: Some("2026-03-20".parse().unwrap()) };
    let refused = is_refused(&mut office.desk, Some(id), asked(ComplaintClass::Important));
    assert!(matches!(&refused, Rejection::Invalid { field, .. } if field == "asked_for"), "{refused:?}");
    let view = does(&mut office.desk, Some(id), asked(ComplaintClass::Minor));
    assert_eq!(view.complaint.asked_for, Some("2026-03-20".parse().unwrap()));
}

#[test]
fn cmp_17_cmp_18_the_responsible_persons_contact_and_notes_are_in_the_receivers_case() {
    let (mut office, id) = Office::accepted();
    let assign = ComplaintCommand::AssignComplaint {
        department: Some(Department::OperationRepair),
        person: Some(user(LI)),
        case_kind: None,
    };
    does(&mut office.desk, Some(id), assign);
    office.sync();
    let contact =
        ComplaintCommand::ContactComplainant { way: SpokenTo::OnSite, words: "约今晚八点".into() };
    does(&mut office.technician, Some(id), contact);
    let contacted_at = office.clock.get();
    does(&mut office.technician, Some(id), ComplaintCommand::ReportHandling { words: "已换门禁电池".into() });
    office.sync();
    let complaint = shown(&office.desk, id).complaint;
    assert_eq!(complaint.first_contact_at(), Some(contacted_at));
    assert_eq!(complaint.handling[0].words, "已换门禁电池");
    assert_eq!(complaint.assignment().unwrap().person, Some(user(LI)));
}

#[test]
fn cmp_08_cmp_09_cmp_21_each_end_asks_for_its_own_words() {
    let cases = [
        (Some(Attribution::Company), ComplaintOutcome::Settled, "apology"),
        (Some(Attribution::Resident), ComplaintOutcome::Settled, "explanation"),
        (None, ComplaintOutcome::Unfounded, "help"),
    ];
    for (attribution, outcome, field) in cases {
        let (mut office, id) = Office::accepted();
        if let Some(attribution) = attribution {
            does(&mut office.desk, Some(id), attribute(attribution, &[]));
        }
        let missing = Rejection::Missing { field: field.into() };
        assert_eq!(is_refused(&mut office.desk, Some(id), resolve(outcome, [None; 4])), missing);
        let view = does(&mut office.desk, Some(id), resolve(outcome, [Some("好"); 4]));
        assert_eq!(view.complaint.state, ComplaintState::Resolved);
        let again = because(ComplaintRefusal::ResolvedAlready);
        assert_eq!(is_refused(&mut office.desk, Some(id), resolve(outcome, [Some("好"); 4])), again);
    }
}

#[test]
fn cmp_19_the_result_is_told_when_there_is_one_and_reopening_asks_for_another() {
    let (mut office, id) = Office::accepted();
    let none = because(ComplaintRefusal::NoResult);
    assert_eq!(is_refused(&mut office.desk, Some(id), tell(NoticeOf::Result)), none);
    does(&mut office.desk, Some(id), tell(NoticeOf::Status));
    does(&mut office.desk, Some(id), resolve(ComplaintOutcome::Settled, [None; 4]));
    assert_eq!(
        does(&mut office.desk, Some(id), tell(NoticeOf::Result)).complaint.state,
        ComplaintState::Closed
    );
    office.sync();
    let reopen = ComplaintCommand::ReopenComplaint { reason: "夜班仍然没人".into() };
    assert_eq!(does(&mut office.supervisor, Some(id), reopen.clone()).complaint.reopened.len(), 1);
    assert_eq!(is_refused(&mut office.supervisor, Some(id), reopen), none);
}

#[test]
fn cmp_20_ongoing_harm_is_met_before_it_is_classified() {
    let mut office = Office::new();
    let mut command = capture();
    if let ComplaintCommand::CaptureComplaint { ongoing_harm, .. } = &mut command {
        *ongoing_harm = true;
    }
    let id = does(&mut office.technician, None, command).complaint.id;
    office.sync();
    does(&mut office.desk, Some(id), accept_now());
    let first = because(ComplaintRefusal::HarmFirst);
    assert_eq!(is_refused(&mut office.desk, Some(id), classify(ComplaintClass::Serious)), first);
    office.sync();
    does(&mut office.technician, Some(id), ComplaintCommand::MeetHarm { what: "请噪音住户停机".into() });
    office.sync();
    let view = does(&mut office.desk, Some(id), classify(ComplaintClass::Serious));
    assert_eq!(view.complaint.class, Some(ComplaintClass::Serious));
}

#[test]
fn cmp_22_a_letter_is_taken_like_a_call() {
    for channel in ComplaintChannel::ALL.iter().copied() {
        let mut office = Office::new();
        let mut command = capture();
        if let ComplaintCommand::CaptureComplaint { channel: of, .. } = &mut command {
            *of = channel;
        }
        let id = does(&mut office.desk, None, command).complaint.id;
        does(&mut office.desk, Some(id), accept_now());
        let view = does(&mut office.desk, Some(id), classify(ComplaintClass::Serious));
        let facts = view.complaint.deadline_facts().unwrap();
        assert_eq!(
            (facts.received_at, facts.class),
            (view.complaint.capture.heard_at, Some(ComplaintClass::Serious))
        );
    }
}

#[test]
fn col_25_two_classes_without_a_signal_leave_the_graver_everywhere_and_a_superior_lowers_it() {
    let (mut office, id) = Office::accepted();
    does(&mut office.desk, Some(id), classify(ComplaintClass::Minor));
    does(&mut office.supervisor, Some(id), classify(ComplaintClass::Serious));
    office.sync();
    let words = shown(&office.desk, id).complaint.canonical_json();
    for phone in [&office.technician, &office.supervisor, &office.personnel] {
        assert_eq!(shown(phone, id).complaint.canonical_json(), words);
    }
    assert_eq!(shown(&office.desk, id).complaint.class, Some(ComplaintClass::Serious));
    let lighter = because(ComplaintRefusal::LowerByDecision(ComplaintClass::Serious));
    assert_eq!(is_refused(&mut office.desk, Some(id), classify(ComplaintClass::Minor)), lighter);
    let lower = ComplaintCommand::LowerClass {
        class: ComplaintClass::Minor,
        asked_for: None,
        reason: "只涉及一人".into(),
    };
    let denied = no_role(Kind::ComplaintClassLowered);
    assert_eq!(is_refused(&mut office.desk, Some(id), lower.clone()), denied);
    does(&mut office.supervisor, Some(id), lower);
    office.sync();
    assert_eq!(shown(&office.desk, id).complaint.class, Some(ComplaintClass::Minor));
}

#[test]
fn pri_01_whoever_works_here_takes_a_complaint_down_without_a_signal() {
    let clock = Clock::new();
    for role in Role::ALL.iter().copied() {
        let mut phone = Phone::new(&clock, 44, role);
        let staff = !matches!(role, Role::Administrator | Role::Server);
        let taken = block(phone.device.execute_complaint(None, capture()));
        assert_eq!(taken.is_ok(), staff, "{role:?}");
        if let Ok(view) = taken {
            assert_eq!(view.pending.len(), 1, "saved here, and not sent yet");
            assert_eq!(block(phone.device.complaints()).unwrap()[0].id, view.complaint.id);
        }
    }
}
