//! REG-6 and the course of visits: a time that can't be kept, nobody at home, leaving, waiting.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::office::Choice;
use client_core::domain::order::{DepartureKind, MoneyTrack, OrderState};
use client_core::domain::policy::{Denial, Role};
use client_core::domain::procedure::{LockReason, StepRefusal};

fn wrong_state(state: OrderState, needs: &str) -> Rejection {
    Rejection::WrongState { state, needs: needs.into() }
}

fn cannot(reason: &str) -> Command {
    Command::CannotKeepTime { reason: reason.into() }
}

fn agreed_time(at: i64) -> Command {
    Command::ConfirmAppointment { appointment_at: at, confirmed_by: "owner".into() }
}

fn wait(waiting_for: WaitingFor) -> Command {
    Command::Wait { waiting_for, detail: None, until: None }
}

/// After "cannot keep" the slip shows "time to be reconfirmed"; only a customer's confirmation clears it; the old time
/// stays in the history.
#[test]
fn reg_06_a_time_that_cannot_be_kept_is_agreed_again_with_the_customer() {
    let mut world = World::job("LMP");
    assert_eq!(world.li.is_refused(cannot(" ")), Rejection::Missing { field: "reason".into() });
    world.li.does(receive());
    let order = world.li.does(cannot("a burst pipe before"));
    assert!(order.time_open);
    assert_eq!(order.state, OrderState::Received, "the state that it interrupts is shown with it");
    assert_eq!(
        (order.time_questions[0].reason.as_str(), order.time_questions[0].answered),
        ("a burst pipe before", false)
    );
    world.sync();
    assert_eq!(world.desk.task("agree_time").unwrap().roles, [Role::Dispatcher, Role::FrontDesk]);
    // Nothing but the customer's word clears it.
    world.desk.does(Command::Note { text: "I'll call her".into() });
    assert!(world.desk.shows().time_open);
    let nobody = Command::ConfirmAppointment { appointment_at: TWO + HOUR, confirmed_by: String::new() };
    assert_eq!(world.desk.is_refused(nobody), Rejection::Missing { field: "confirmed_by".into() });
    let never = Command::ConfirmAppointment { appointment_at: 1, confirmed_by: "owner".into() };
    assert!(
        matches!(world.desk.is_refused(never), Rejection::Invalid { field, .. } if field == "appointment_at")
    );
    let order = world.desk.does(agreed_time(TWO + HOUR));
    assert!(!order.time_open && order.time_questions[0].answered);
    assert!(world.desk.task("agree_time").is_none());
    let times: Vec<_> = order.appointments.iter().map(|a| (a.appointment_at, a.counts)).collect();
    assert_eq!(times, [(TWO, false), (TWO + HOUR, true)]);
    assert_eq!(order.appointments[1].confirmed_by.as_deref(), Some("owner"));

    // As often as needed, and by the technician as well.
    world.sync();
    assert!(world.li.does(cannot("still there")).time_open);
    let order = world.li.does(agreed_time(TWO + 2 * HOUR));
    assert!(!order.time_open);
    assert_eq!(order.appointment().unwrap().appointment_at, TWO + 2 * HOUR);
    assert_eq!(order.appointments.len(), 3);
    // He is measured by the time that was agreed last.
    world.clock.set(TWO + 2 * HOUR - 1);
    let arrived = world.li.does(Command::Arrive);
    assert_eq!(arrived.visits[0].arrivals[0].ahead, Some(true));
    assert_eq!(world.li.is_refused(cannot("now?")), wrong_state(OrderState::OnSite, "not_on_site"));
}

#[test]
fn reg_06_only_dispatch_and_the_holder_speak_of_the_time() {
    let mut world = World::job("LMP");
    assert_eq!(
        world.wang.is_refused(cannot("no")),
        Rejection::Denied { kind: Kind::CannotKeepTime, denial: Denial::NotAssigned }
    );
    assert_eq!(
        world.manager.is_refused(agreed_time(TWO)),
        Rejection::Denied { kind: Kind::AppointmentConfirmed, denial: Denial::Role }
    );
    assert!(world.desk.does(cannot("nobody free")).time_open);
}

/// Nobody at home: the visit ends, the time is open, and the next visit begins with another arrival.
#[test]
fn reg_06_an_absent_customer_leaves_the_time_open() {
    let mut world = World::on_site("LMP");
    let absent = |tried: &str| Command::CustomerAbsent { tried: tried.into() };
    assert_eq!(world.li.is_refused(absent(" ")), Rejection::Missing { field: "tried".into() });
    let order = world.li.does(absent("rang twice, called the number"));
    assert!(order.time_open && !order.visits[0].on_site);
    let departure = &order.visits[0].departures[0];
    assert_eq!(
        (departure.departure, departure.reason.as_str()),
        (DepartureKind::CustomerAbsent, "rang twice, called the number")
    );
    assert_eq!(order.time_questions[0].origin.entry, departure.origin.entry);
    assert_eq!(order.state, OrderState::Received);
    assert_eq!(world.li.is_refused(absent("again")), wrong_state(OrderState::Received, "arrived"));
    assert_eq!(world.li.is_refused(finding()), wrong_state(OrderState::Received, "arrived"));
    world.sync();
    assert!(world.desk.task("agree_time").is_some());
    world.desk.does(agreed_time(TWO + 24 * HOUR));
    world.sync();
    let order = world.li.does(Command::Arrive);
    assert_eq!((order.visits[0].arrivals.len(), order.visits[0].on_site), (2, true));
    assert_eq!(order.visits[0].arrivals[1].appointment_at, Some(TWO + 24 * HOUR));
    assert!(!order.time_open);
    world.li.does(finding());
}

/// Leaving ends the visit: nothing is recorded from afar, and gates are set anew on the next visit.
#[test]
fn chk_03_leaving_the_site_lets_the_next_visit_begin_with_its_gates() {
    let mut world = World::agreed("LMP");
    world.li.does(record("LMP-1", &[("normal", YES)]));
    world.li.does(set("LMP-2"));
    let leave = |reason: &str| Command::LeaveSite { reason: reason.into() };
    assert_eq!(world.li.is_refused(leave(" ")), Rejection::Missing { field: "reason".into() });
    let order = world.li.does(leave("to the store"));
    let departure = &order.visits[0].departures[0];
    assert_eq!((departure.departure, departure.reason.as_str()), (DepartureKind::LeftSite, "to the store"));
    assert!(!order.visits[0].on_site);
    assert!(!order.time_open, "he said when he comes back himself");
    let look = record("LMP-3", &[("good_contact", YES)]);
    for command in [look.clone(), finding(), quote(&[("visit", 1)]), Command::FinishWork, leave("twice")] {
        assert!(
            matches!(world.li.is_refused(command), Rejection::WrongState { needs, .. } if needs == "arrived")
        );
    }
    // He left with the power off: the screen still says so.
    assert!(world.li.checklist().gate("LMP-2").unwrap().held);
    world.li.does(Command::Arrive);
    assert!(!world.li.checklist().gate("LMP-2").unwrap().held);
    assert!(world.li.misses("LMP-2"));
    assert_eq!(world.li.locked(look.clone()), gate_open("LMP-2"));
    world.li.does(set("LMP-2"));
    world.li.does(look);
    assert_eq!(world.li.step("LMP-1").attempts, 1, "what was measured before stays");
}

/// Whoever learns on site that the slip has gone to somebody else can't work on, but he puts back what he had put off,
/// unless his successor relies on it, and says that he leaves.
#[test]
fn col_05_who_is_sent_away_on_site_makes_safe_and_leaves() {
    let leave = || Command::LeaveSite { reason: "Wang takes over".into() };
    let sent_away = || {
        let mut world = World::agreed("LMP");
        world.li.does(record("LMP-1", &[("normal", YES)]));
        world.li.does(set("LMP-2"));
        world.sync();
        world.desk.does(assign(WANG, Some("Li is needed elsewhere")));
        world.sync();
        assert_eq!(world.li.shows().holder, Some(user(WANG)));
        world
    };
    let denied = |kind| Rejection::Denied { kind, denial: Denial::NotAssigned };
    let open = |world: &mut World, kind: Kind| {
        let order = world.li.shows();
        let actions = world.li.device.next(&order).actions;
        let steps = actions.steps.iter().filter(|step| step.refused.is_none());
        (actions.is_open(kind), steps.map(|step| step.step.clone()).collect::<Vec<_>>())
    };

    let mut world = sent_away();
    assert_eq!(open(&mut world, Kind::LeftSite), (true, vec!["LMP-14".to_owned()]));
    let look = record("LMP-3", &[("good_contact", YES)]);
    for (command, kind) in [
        (look.clone(), Kind::StepResult),
        (set("LMP-2"), Kind::GateSet),
        (finding(), Kind::Finding),
        (Command::FinishWork, Kind::WorkFinished),
        (Command::Arrive, Kind::Arrived),
    ] {
        assert_eq!(world.li.is_refused(command), denied(kind));
    }
    assert_eq!(world.wang.is_refused(on("LMP-14")), wrong_state(OrderState::PriceAgreed, "arrived"));
    world.li.does(on("LMP-14"));
    assert!(!world.li.checklist().gate("LMP-2").unwrap().held);
    let not_his = vec![LockReason::GateNotSetByYou { gate: "LMP-2".into() }];
    assert_eq!(world.li.locked(on("LMP-14")), not_his, "there is nothing of his to put back any more");
    let order = world.li.does(leave());
    assert!(order.visits.iter().all(|visit| !visit.on_site));
    assert_eq!(open(&mut world, Kind::LeftSite), (false, Vec::new()));
    assert_eq!(world.li.is_refused(leave()), denied(Kind::LeftSite));
    world.sync();
    let order = world.desk.shows();
    assert!(order.not_accepted.is_empty() && order.open_conflicts().next().is_none());
    assert_eq!(order.holder, Some(user(WANG)));

    // His successor came while he was still there, and has his hands in the lamp.
    let mut world = sent_away();
    world.wang.does(receive());
    world.wang.does(Command::Arrive);
    world.wang.does(set("LMP-2"));
    world.sync();
    assert_eq!(world.li.locked(on("LMP-14")), [LockReason::GateHeld { gate: "LMP-2".into() }]);
    world.li.does(leave());
    world.sync();
    world.wang.does(look);
}

/// Work that is broken off leaves steps undone: supply is put on again all the same, and may be put off at any time.
#[test]
fn chk_03_supply_comes_back_when_the_work_is_broken_off() {
    let mut world = World::agreed("TAP");
    world.li.does(set("TAP-1"));
    world.li.does(record("TAP-2", &[("done", DONE)]));
    assert_eq!(world.li.locked(on("TAP-O")).first(), Some(&step_open("TAP-7")), "not while work goes on");
    world.sync();
    world.desk.does(cancel("moved away"));
    world.sync();
    let removal = record("TAP-3", &[("done", DONE), ("type", pick("tap"))]);
    assert!(matches!(world.li.is_refused(removal), Rejection::WrongState { .. }));
    assert!(world.li.checklist().gate("TAP-1").unwrap().held);
    let order = world.li.does(on("TAP-O"));
    assert!(!order.checklist.as_ref().unwrap().gate("TAP-1").unwrap().held);
    assert_eq!((order.state, order.not_accepted.len()), (OrderState::CancelOpen, 0));
    assert!(matches!(world.li.step_refused(on("TAP-O")), StepRefusal::Locked { .. }), "it is on already");
    world.li.does(set("TAP-1"));
    assert!(world.li.checklist().gate("TAP-1").unwrap().held);
}

/// Gas stays off as long as a leak isn't removed, whatever became of the order.
#[test]
fn chk_54_gas_never_comes_back_onto_a_leak() {
    let mut world = World::agreed("GST");
    let symptom = [("leak", YES), ("does_not_light", NO), ("red_flame", NO)];
    world.li.does(record("GST-0", &symptom));
    world.li.does(set("GST-S"));
    world.li.does(record("GST-C1", &[("leaks", YES)]));
    world.li.does(Command::NotRepaired { reason: "no hose to be had".into() });
    assert!(world.li.shows().needs_decision);
    assert!(matches!(world.li.step_refused(on("GST-O")), StepRefusal::Locked { .. }));
    assert!(world.li.checklist().gate("GST-S").unwrap().held);
}

/// Leaving without a pass is "not repaired" with a reason: people decide, and nobody signs.
#[test]
fn chk_02_what_is_not_repaired_is_decided_and_never_signed() {
    let given_up = |reason: &str| Command::NotRepaired { reason: reason.into() };
    let broken = || {
        let mut world = World::agreed("LMP");
        world.li.looks_over_the_lamp();
        world.li.lights_it(9, false);
        assert_eq!(world.li.is_refused(given_up(" ")), Rejection::Missing { field: "reason".into() });
        let order = world.li.does(given_up("the fitting is burnt"));
        assert!(order.needs_decision && order.not_repaired[0].1 == "the fitting is burnt");
        for command in [sign(), tried(true, None), Command::FinishWork, record("LMP-1", &[("normal", YES)])] {
            assert!(matches!(world.li.is_refused(command), Rejection::WrongState { .. }));
        }
        world.sync();
        world
    };
    let decide = |world: &mut World, choice: Choice| {
        let conflict = world.desk.shows().open_conflicts().next().unwrap().id.clone();
        assert!(conflict.starts_with("NOT-REPAIRED:"));
        Command::Decide { conflict, choice, reason: "agreed by phone".into() }
    };
    let mut world = broken();
    let dear = decide(&mut world, Choice::CancelWithCharge(3_501));
    assert!(matches!(world.desk.is_refused(dear), Rejection::UnfitChoice { .. }));
    let charged = decide(&mut world, Choice::CancelWithCharge(3_500));
    let order = world.desk.does(charged);
    assert_eq!(
        (order.state, order.money, order.billable_fen),
        (OrderState::CancelOpen, MoneyTrack::Billable, Some(3_500))
    );

    let mut world = broken();
    let free = decide(&mut world, Choice::CancelWithoutCharge);
    let order = world.desk.does(free);
    assert_eq!((order.state, order.money), (OrderState::CancelOpen, MoneyTrack::NotCharged));

    let mut world = broken();
    let go_on = decide(&mut world, Choice::Continue);
    assert!(!world.desk.does(go_on).needs_decision);
    world.sync();
    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
    world.li.does(tried(true, None));
    assert_eq!(world.li.does(sign()).state, OrderState::Signed);
}

/// Waiting for each thing is a flag beside the state, and ends with "resumed".
#[test]
fn work_waits_for_each_reason_and_goes_on() {
    for waiting_for in WaitingFor::ALL {
        let mut world = World::job("WSP");
        assert_eq!(
            world.li.is_refused(wait(*waiting_for)),
            wrong_state(OrderState::Dispatched, "slip_received")
        );
        world.li.does(receive());
        assert_eq!(world.li.is_refused(Command::Resume), wrong_state(OrderState::Received, "waiting"));
        let order = world.li.does(Command::Wait {
            waiting_for: *waiting_for,
            detail: Some("elbow DN20".into()),
            until: Some(TWO),
        });
        assert!(order.waiting);
        assert_eq!(order.state, OrderState::Received);
        let line = &order.waits[0];
        assert_eq!(
            (line.waiting_for, line.detail.as_deref(), line.until),
            (*waiting_for, Some("elbow DN20"), Some(TWO))
        );
        assert!(line.resumed.is_none());
        world.sync();
        assert!(world.desk.shows().waiting);
        let order = world.desk.does(Command::Resume);
        assert!(!order.waiting && order.waits[0].resumed.is_some());
        world.sync();
        assert_eq!(world.li.does(Command::Arrive).state, OrderState::OnSite);
    }
}

/// Two things waited for are both answered by who knew of both; a wait after that is a new one.
#[test]
fn a_resumption_answers_what_its_author_knew() {
    let mut world = World::on_site("WSP");
    world.li.does(wait(WaitingFor::Part));
    world.li.does(wait(WaitingFor::Permit));
    assert_eq!(world.li.shows().waits.len(), 2);
    assert!(!world.li.does(Command::Resume).waiting);
    let order = world.li.does(wait(WaitingFor::Supply));
    assert!(order.waiting);
    assert_eq!(order.waits.iter().filter(|wait| wait.resumed.is_none()).count(), 1);
    assert_eq!(
        world.wang.is_refused(Command::Resume),
        Rejection::Denied { kind: Kind::Resumed, denial: Denial::NotAssigned }
    );
    // Waiting blocks nothing that can be done meanwhile.
    world.li.does(finding());
}
