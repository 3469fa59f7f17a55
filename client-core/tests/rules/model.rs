//! CHK-1 to CHK-4: versions, rounds, gates, specifications. The same on SQLite once.

use crate::kit::*;
use client_core::device::store::SqliteStore;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::office::ServiceKind;
use client_core::domain::entry::work::PartSource;
use client_core::domain::order::OrderState;
use client_core::domain::policy::Role;
use client_core::domain::procedure::{LockReason, Missing, Recorded, Status, StepRefusal};

/// An order opened with version 1 still shows version 1 after version 2 syncs.
#[test]
fn chk_01_an_order_keeps_its_version_when_a_newer_one_syncs() {
    let mut world = World::agreed("LMP");
    world.li.does(record("LMP-1", &[("normal", YES)]));
    let before = world.li.checklist();

    let mut newer = library().newest("LMP").unwrap().clone();
    newer.version = 2;
    newer.label = words("a lamp of the second version");
    newer.steps.retain(|step| step.id != "LMP-2" && step.id != "LMP-14");
    for step in &mut newer.steps {
        step.needs.clear();
        step.again_after.clear();
    }
    world.exchange.reference.version = 2;
    world.exchange.reference.procedures = vec![newer];
    world.sync();

    let after = world.li.checklist();
    assert_eq!((after.version, world.li.shows().slip.unwrap().procedure_version), (1, 1));
    assert_eq!(after, before);
    assert_eq!(world.li.locked(record("LMP-3", &[("good_contact", YES)])), gate_open("LMP-2"));

    // The next order takes the new one, on the desk's screen as on the technician's.
    world.desk.order = None;
    world.desk.does(registration("LMP", ServiceKind::Special));
    world.desk.does(accept());
    assert_eq!(world.desk.does(Command::IssueSlip).slip.unwrap().procedure_version, 2);
    world.desk.does(assign(LI, None));
    world.sync();
    let next = world.li.checklist();
    assert_eq!(next.version, 2);
    assert!(next.step("LMP-2").is_none() && next.step("LMP-15").is_some());
}

/// Each class opens its own checklist, all eight of them.
#[test]
fn chk_01_the_checklist_is_that_of_the_service_class() {
    for class in ["LMP", "SWI", "TAP", "GWH", "GST", "CIS", "ACU", "WSP"] {
        let world = World::job(class);
        let checklist = world.li.checklist();
        assert_eq!((checklist.procedure.as_str(), checklist.version), (class, 1));
        assert_eq!(checklist.path, class);
    }
}

/// Three failed and one passed final tests leave four rounds readable.
#[test]
fn chk_02_three_failed_and_one_passed_final_test_leave_four_rounds() {
    let mut world = World::agreed("LMP");
    for flashes in [4, 9, 5] {
        world.li.looks_over_the_lamp();
        let order = world.li.lights_it(flashes, true);
        assert!(!order.checklist.unwrap().passed);
        assert!(matches!(world.li.is_refused(Command::FinishWork), Rejection::RoundOpen { .. }));
    }
    world.li.mends_the_lamp();
    let order = world.li.shows();
    let lamp = order.checklist.as_ref().unwrap();
    assert!(lamp.passed && lamp.missing.is_empty());
    assert_eq!((order.round, lamp.round, lamp.failed_rounds, lamp.rounds.len()), (4, 4, 3, 3));
    for (round, flashes) in [(1, 4), (2, 9), (3, 5), (4, 2)] {
        let steps = lamp.round_steps(round).unwrap();
        let last = steps.iter().find(|step| step.id == "LMP-15").unwrap();
        let Recorded::Values { values, .. } = &last.reading.as_ref().unwrap().recorded else {
            panic!("the final test records values");
        };
        assert_eq!(values["flashes"], num(flashes), "round {round}");
        let first = steps.iter().find(|step| step.id == "LMP-1").unwrap();
        assert!(first.reading.is_some(), "round {round} is whole");
    }
    assert_eq!(world.li.step("LMP-15").attempts_all_rounds, 4);
    assert_eq!(world.li.step("LMP-15").attempts, 1);
}

/// Recording behind SWI-3 without the power-off confirmation is refused; "power on" lets the gate fall open again.
#[test]
fn chk_03_steps_behind_a_gate_wait_for_it_and_again_after_supply_is_on() {
    let mut world = World::agreed("SWI");
    let no_short = record("SWI-4", &[("short", NO)]);
    world.li.does(record("SWI-1", &[("load", num(1_000)), ("limit", num(2_000))]));
    assert_eq!(world.li.locked(no_short.clone()), gate_open("SWI-3"));
    assert_eq!(world.li.step("SWI-4").locks, [LockReason::GateOpen { gate: "SWI-3".into() }]);

    world.li.does(set("SWI-3"));
    let gate = world.li.checklist().gate("SWI-3").unwrap().clone();
    assert!(gate.held && gate.holders[0].author == user(LI));
    world.li.does(no_short.clone());
    world.li.does(record("SWI-6", &[("needle_lifts", YES)]));
    world.li.does(part("SWI-8", "switch"));
    world.li.does(on("SWI-9"));
    assert!(!world.li.checklist().gate("SWI-3").unwrap().held);
    assert_eq!(world.li.locked(no_short), gate_open("SWI-3"));
    world.li.does(record("SWI-10", &[("normal", YES)]));
    assert!(world.li.checklist().passed);
}

/// A gate is one technician's on one visit.
#[test]
fn chk_03_a_gate_is_set_anew_on_the_next_visit() {
    let mut world = World::agreed("SWI");
    world.li.does(record("SWI-1", &[("load", num(1_000)), ("limit", num(2_000))]));
    world.li.does(set("SWI-3"));
    world.li.does(Command::LeaveSite { reason: "fetching a part".into() });
    world.li.does(Command::Arrive);
    let no_short = record("SWI-4", &[("short", NO)]);
    assert_eq!(world.li.locked(no_short.clone()), gate_open("SWI-3"));
    assert!(world.li.misses("SWI-3"));
    world.li.does(set("SWI-3"));
    world.li.does(no_short);
    assert_eq!(world.li.status("SWI-4"), Status::Done);
}

/// Different wattage without reason is refused; with reason and consent it is taken and shown.
#[test]
fn chk_04_another_specification_needs_a_reason_and_the_customers_consent() {
    let mut world = World::agreed("LMP");
    world.li.does(record("LMP-1", &[("normal", YES)]));
    world.li.does(set("LMP-2"));
    world.li.does(record("LMP-7", &[("ends_blackened", YES), ("filament_burnt_out", NO)]));
    let tube = part_of("LMP-8", "tube", 1, ("T8 36 W", "T8 18 W"), PartSource::Store);
    let refusal =
        StepRefusal::DeviationMissing { step: "LMP-8".into(), old: "T8 36 W".into(), new: "T8 18 W".into() };
    assert_eq!(world.li.step_refused(tube.clone()), refusal);
    assert_eq!(world.li.step_refused(excused(tube.clone(), "  ", true)), refusal);
    assert_eq!(world.li.step_refused(excused(tube.clone(), "36 W is no longer made", false)), refusal);
    assert!(world.li.shows().parts.is_empty());

    let order = world.li.does(excused(tube, "36 W is no longer made", true));
    let line = &order.parts[0];
    assert_eq!((line.old_specification.as_str(), line.new_specification.as_str()), ("T8 36 W", "T8 18 W"));
    assert_eq!(world.li.status("LMP-8"), Status::Done);
}

/// The whole job on the store of phones and terminals, closed and opened again in the middle.
#[test]
fn chk_16_a_lamp_job_on_sqlite_survives_a_restart() {
    let mut world = World::job("LMP");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("device.db");
    let mut li = Phone::on(SqliteStore::open(&file).unwrap(), &world.clock, LI, Role::Technician, 101);
    li.syncs(&mut world.exchange);
    li.order = world.desk.order;
    li.does(receive());
    li.does(Command::Arrive);
    li.agrees();
    li.looks_over_the_lamp();
    assert_eq!(li.missing(), [Missing::Step { step: "LMP-15".into() }]);
    let before = li.view();
    let order = li.order;
    drop(li);

    let mut li = Phone::on(SqliteStore::open(&file).unwrap(), &world.clock, LI, Role::Technician, 102);
    li.order = order;
    assert_eq!(li.view(), before);
    li.lights_it(3, true);
    li.does(Command::FinishWork);
    li.does(tried(true, None));
    assert_eq!(li.does(sign()).state, OrderState::Signed);
    li.syncs(&mut world.exchange);
    world.sync();
    assert_eq!(world.desk.does(write_off()).state, OrderState::WrittenOff);
}
