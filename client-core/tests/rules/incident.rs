//! Incidents in public areas: no order, straight to the department, stay until it is there, tell the superior how it
//! went (PRI-8 to PRI-12, ROL-7, ROL-25, ISS-50).

use crate::kit::*;
use client_core::device::{ExecuteError, IncidentRow, IncidentView};
use client_core::domain::command::IncidentCommand;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::guidance::Moment;
use client_core::domain::id::DocumentId;
use client_core::domain::incident::{IncidentRefusal, IncidentState, Standing};
use client_core::domain::policy::{Denial, Role};
use client_core::domain::reference::StaffMember;

const GUARD: u8 = 41;
const SUPERVISOR: u8 = 42;

/// A gate guard, and the superiors; none of them has ever seen an order.
struct Gate {
    clock: Clock,
    exchange: Exchange,
    guard: Phone,
    supervisor: Phone,
    manager: Phone,
    head: Phone,
    desk: Phone,
}

impl Gate {
    fn new() -> Self {
        let clock = Clock::new();
        let mut reference = reference();
        for (n, role) in [(GUARD, Role::GateGuard), (SUPERVISOR, Role::CscSupervisor)] {
            let display_name = format!("P{n}");
            reference.staff.push(StaffMember { user: user(n), display_name, roles: vec![role] });
        }
        let phone = |n, role| Phone::new(&clock, n, role);
        let mut gate = Self {
            guard: phone(GUARD, Role::GateGuard),
            supervisor: phone(SUPERVISOR, Role::CscSupervisor),
            manager: phone(MANAGER, Role::CscManager),
            head: phone(HEAD, Role::OfficeHead),
            desk: phone(DISPATCHER, Role::Dispatcher),
            exchange: Exchange::new(clock.clone(), reference),
            clock,
        };
        gate.sync();
        gate
    }

    fn sync(&mut self) {
        let Self { exchange, guard, supervisor, manager, head, desk, clock } = self;
        for _ in 0..2 {
            for phone in [&mut *guard, supervisor, manager, head, desk] {
                clock.set(clock.get() + MINUTE);
                phone.syncs(exchange);
            }
        }
    }

    /// Reported by the guard and on everybody's device.
    fn reported() -> (Self, DocumentId) {
        let mut gate = Self::new();
        let id = does(&mut gate.guard, None, report(false)).incident.id;
        gate.sync();
        (gate, id)
    }
}

fn report(major: bool) -> IncidentCommand {
    IncidentCommand::ReportIncident {
        place: "南门车行道".into(),
        area: PublicArea::Engineering,
        department: Department::OperationRepair,
        what: "井盖塌了".into(),
        major,
        measure: Some("用雪糕筒围住".into()),
    }
}

fn course() -> IncidentCommand {
    IncidentCommand::ReportCourse { course: "九点发现,九点一刻维修部到场换了井盖。".into() }
}

fn decide(further: bool) -> IncidentCommand {
    let to = further.then(|| "公司安全部".to_owned());
    IncidentCommand::DecideIncident { report_further: further, to, reason: "无人受伤".into() }
}

fn arrived() -> IncidentCommand {
    IncidentCommand::DepartmentArrived { who: "维修部两人".into() }
}

#[track_caller]
fn does(phone: &mut Phone, incident: Option<DocumentId>, command: IncidentCommand) -> IncidentView {
    let words = format!("{command:?}");
    match block(phone.device.execute_incident(incident, command)) {
        Ok(view) => {
            let stored = block(phone.device.incident(view.incident.id)).unwrap().unwrap();
            assert_eq!(stored, view, "what is shown as saved is stored");
            view
        }
        Err(error) => panic!("{words} refused: {error} ({error:?})"),
    }
}

#[track_caller]
fn is_refused(phone: &mut Phone, incident: Option<DocumentId>, command: IncidentCommand) -> Rejection {
    let before = block(phone.device.outbox()).unwrap().len();
    match block(phone.device.execute_incident(incident, command)) {
        Err(ExecuteError::Rejected(rejection)) => {
            assert_eq!(block(phone.device.outbox()).unwrap().len(), before, "nothing is written");
            rejection
        }
        other => panic!("should be refused: {other:?}"),
    }
}

fn shown(phone: &Phone, id: DocumentId) -> IncidentView {
    block(phone.device.incident(id)).unwrap().unwrap()
}

fn list(phone: &Phone) -> Vec<IncidentRow> {
    block(phone.device.incidents()).unwrap()
}

fn open(phone: &mut Phone, id: DocumentId) -> Vec<Kind> {
    let incident = shown(phone, id).incident;
    let commands = phone.device.incident_next(&incident).commands;
    commands.iter().filter(|one| one.refused.is_none()).map(|one| one.action).collect()
}

#[test]
fn pri_08_whoever_follows_an_incident_is_told_how_to_behave() {
    let (mut gate, id) = Gate::reported();
    assert_eq!(Moment::of_command(Kind::IncidentReported), Some(Moment::Violence));
    let incident = shown(&gate.guard, id).incident;
    let next = gate.guard.device.incident_next(&incident);
    assert_eq!(next.guidance[0].moment, Moment::PublicArea);
    assert!(next.guidance[0].text.en.contains("Stay until"));
}

#[test]
fn pri_09_iss_50_an_incident_is_saved_and_sent_without_any_order() {
    let mut gate = Gate::new();
    let view = does(&mut gate.guard, None, report(false));
    let id = view.incident.id;
    assert_eq!(view.pending.len(), 1);
    assert_eq!(list(&gate.guard)[0].pending, 1, "saved here, and not sent yet");
    assert!(block(gate.guard.device.list()).unwrap().is_empty(), "there is no order");
    gate.sync();
    let seen = shown(&gate.desk, id);
    assert_eq!((seen.incident.report.place.as_str(), seen.incident.orders.len()), ("南门车行道", 0));
    assert_eq!(seen.names[&user(GUARD)], "P41");
    assert!(shown(&gate.guard, id).pending.is_empty());
    assert_eq!(list(&gate.guard)[0].pending, 0);
    // All else needs an order (ISS-50): this one may be named later.
    let order = DocumentId::from_bytes([7; 16]);
    let link = IncidentCommand::LinkIncident { order };
    let denied = Rejection::Denied { kind: Kind::IncidentLinked, denial: Denial::Role };
    assert_eq!(is_refused(&mut gate.guard, Some(id), link.clone()), denied);
    assert_eq!(does(&mut gate.desk, Some(id), link.clone()).incident.orders[0].order, order);
    let twice = Rejection::Incident(IncidentRefusal::LinkedAlready);
    assert_eq!(is_refused(&mut gate.desk, Some(id), link), twice);
}

#[test]
fn pri_09_words_are_needed_and_an_unknown_incident_is_none() {
    let mut gate = Gate::new();
    let mut command = report(false);
    if let IncidentCommand::ReportIncident { place, .. } = &mut command {
        *place = " ".into();
    }
    assert_eq!(is_refused(&mut gate.guard, None, command), Rejection::Missing { field: "place".into() });
    let nowhere = Some(DocumentId::from_bytes([8; 16]));
    assert_eq!(is_refused(&mut gate.guard, nowhere, arrived()), Rejection::NotFound);
    assert_eq!(is_refused(&mut gate.guard, None, arrived()), Rejection::NotFound);
    assert!(list(&gate.guard).is_empty());
}

#[test]
fn pri_10_the_finder_is_on_site_until_the_department_is_there() {
    let (mut gate, id) = Gate::reported();
    let incident = shown(&gate.desk, id).incident;
    assert_eq!((incident.state, incident.finder_on_site), (IncidentState::FinderOnSite, true));
    assert_eq!(incident.report.measure.as_deref(), Some("用雪糕筒围住"));
    let measure = IncidentCommand::TakeMeasure { what: "叫停车辆".into() };
    let view = does(&mut gate.guard, Some(id), measure);
    assert_eq!((view.incident.measures.len(), view.incident.finder_on_site), (1, true));
    let view = does(&mut gate.desk, Some(id), arrived());
    assert_eq!((view.incident.state, view.incident.finder_on_site), (IncidentState::DepartmentOnSite, false));
    let leave = IncidentCommand::FinderLeft { reason: "换岗".into() };
    // He doesn't know yet that they came: what he writes is kept, and isn't an alarm.
    does(&mut gate.guard, Some(id), leave.clone());
    assert_eq!(shown(&gate.guard, id).incident.state, IncidentState::NobodyOnSite);
    gate.sync();
    for phone in [&gate.guard, &gate.desk, &gate.head] {
        assert_eq!(shown(phone, id).incident.state, IncidentState::DepartmentOnSite);
    }
    let there = Rejection::Incident(IncidentRefusal::DepartmentThere);
    assert_eq!(is_refused(&mut gate.guard, Some(id), leave), there);
}

#[test]
fn pri_11_an_incident_is_open_until_the_superior_decides_on_its_course() {
    let (mut gate, id) = Gate::reported();
    let no_course = Rejection::Incident(IncidentRefusal::NoCourse);
    assert_eq!(is_refused(&mut gate.supervisor, Some(id), decide(false)), no_course);
    does(&mut gate.guard, Some(id), arrived());
    does(&mut gate.guard, Some(id), course());
    gate.sync();
    assert_eq!(list(&gate.head)[0].state, IncidentState::Reported);
    let no_right = Rejection::Denied { kind: Kind::IncidentDecided, denial: Denial::Role };
    for phone in [&mut gate.guard, &mut gate.desk] {
        assert_eq!(is_refused(phone, Some(id), decide(false)), no_right);
    }
    let to = Rejection::Missing { field: "to".into() };
    let unsaid =
        IncidentCommand::DecideIncident { report_further: true, to: None, reason: "有人受伤".into() };
    assert_eq!(is_refused(&mut gate.supervisor, Some(id), unsaid), to);
    let view = does(&mut gate.supervisor, Some(id), decide(true));
    assert_eq!(view.incident.state, IncidentState::Decided);
    // The guard hadn't heard of it, and adds something: kept, and shown as what it is.
    does(&mut gate.guard, Some(id), course());
    gate.sync();
    let incident = shown(&gate.manager, id).incident;
    assert_eq!(incident.courses.iter().map(|one| one.after_decision).collect::<Vec<_>>(), [false, true]);
    // The office head knew it, and decides otherwise: that replaces it.
    does(&mut gate.head, Some(id), decide(false));
    gate.sync();
    let incident = shown(&gate.guard, id).incident;
    assert_eq!(incident.decisions[0].standing, Standing::Replaced);
    assert!(incident.conflict.is_empty() && incident.courses.iter().all(|one| !one.after_decision));
}

#[test]
fn pri_11_two_superiors_without_a_signal_are_shown_as_a_conflict_on_every_device() {
    let (mut gate, id) = Gate::reported();
    does(&mut gate.guard, Some(id), course());
    gate.sync();
    does(&mut gate.supervisor, Some(id), decide(true));
    does(&mut gate.manager, Some(id), decide(false));
    gate.sync();
    let counts = shown(&gate.guard, id).incident;
    assert_eq!(counts.decision().map(|one| one.origin.by.user), Some(user(MANAGER)));
    for phone in [&gate.supervisor, &gate.manager, &gate.head, &gate.desk] {
        assert_eq!(shown(phone, id).incident.canonical_json(), counts.canonical_json());
        assert!(list(phone)[0].in_conflict);
    }
}

#[test]
fn pri_12_rol_07_whoever_works_here_makes_it_a_major_one_once() {
    let (mut gate, id) = Gate::reported();
    assert!(!shown(&gate.head, id).incident.major);
    let major = IncidentCommand::MakeMajor { reason: "有人受伤".into() };
    assert!(does(&mut gate.guard, Some(id), major.clone()).incident.major);
    gate.sync();
    assert!(list(&gate.head)[0].major);
    let already = Rejection::Incident(IncidentRefusal::MajorAlready);
    assert_eq!(is_refused(&mut gate.head, Some(id), major), already);
    let second = does(&mut gate.guard, None, report(true)).incident;
    assert!(second.major && second.report.major);
}

#[test]
fn rol_25_superiors_write_down_cause_responsibility_and_proposal() {
    let (mut gate, id) = Gate::reported();
    let verify = |cause: &str| IncidentCommand::VerifyIncident {
        cause: cause.into(),
        responsibility: "承建单位".into(),
        proposal: "全部检查一遍".into(),
    };
    let no_right = Rejection::Denied { kind: Kind::IncidentVerified, denial: Denial::Role };
    for phone in [&mut gate.guard, &mut gate.desk] {
        assert_eq!(is_refused(phone, Some(id), verify("锈蚀")), no_right);
    }
    does(&mut gate.supervisor, Some(id), verify("锈蚀"));
    gate.sync();
    let found = shown(&gate.head, id).incident.verifications;
    assert_eq!((found[0].cause.as_str(), found[0].responsibility.as_str()), ("锈蚀", "承建单位"));
    does(&mut gate.manager, Some(id), verify("井座破损"));
    gate.sync();
    assert_eq!(shown(&gate.guard, id).incident.verifications.len(), 2, "the first one is kept");
}

#[test]
fn pri_07_what_a_superior_alone_found_and_reported_somebody_else_decides() {
    let mut gate = Gate::new();
    let id = does(&mut gate.manager, None, report(false)).incident.id;
    does(&mut gate.manager, Some(id), course());
    let own = Rejection::Incident(IncidentRefusal::OwnReport);
    assert_eq!(is_refused(&mut gate.manager, Some(id), decide(false)), own);
    assert!(!open(&mut gate.manager, id).contains(&Kind::IncidentDecided));
    gate.sync();
    assert!(open(&mut gate.supervisor, id).contains(&Kind::IncidentDecided));
    let id = does(&mut gate.head, None, report(false)).incident.id;
    does(&mut gate.head, Some(id), course());
    assert_eq!(does(&mut gate.head, Some(id), decide(false)).incident.state, IncidentState::Decided);
}

#[test]
fn pri_02_incidents_are_listed_by_time_waiting_open_ones_first() {
    let mut gate = Gate::new();
    let mut ids = Vec::new();
    for _ in 0..3 {
        gate.clock.set(gate.clock.get() + MINUTE);
        ids.push(does(&mut gate.head, None, report(false)).incident.id);
    }
    does(&mut gate.head, Some(ids[0]), course());
    does(&mut gate.head, Some(ids[0]), decide(false));
    gate.sync();
    let listed: Vec<DocumentId> = list(&gate.desk).iter().map(|row| row.id).collect();
    assert_eq!(listed, [ids[1], ids[2], ids[0]]);
}
