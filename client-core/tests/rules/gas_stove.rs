//! CHK-50 to CHK-55: the gas stove.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::work::PartSource;
use client_core::domain::policy::Role;
use client_core::domain::procedure::{FollowUp, LockReason, RecordFault, Status, StepRefusal};

fn symptom(leak: bool, does_not_light: bool, red_flame: bool) -> Command {
    record(
        "GST-0",
        &[("leak", yn(leak)), ("does_not_light", yn(does_not_light)), ("red_flame", yn(red_flame))],
    )
}

fn stove(leak: bool, does_not_light: bool, red_flame: bool) -> World {
    let mut world = World::agreed("GST");
    world.li.does(symptom(leak, does_not_light, red_flame));
    world
}

fn test(tries: i64, lights: bool, blue: bool, no_leak: bool) -> Command {
    record(
        "GST-F",
        &[
            ("tries", num(tries)),
            ("good", num(tries)),
            ("lights", yn(lights)),
            ("flame_blue", yn(blue)),
            ("no_leak", yn(no_leak)),
        ],
    )
}

fn nothing_done(step: &str) -> StepRefusal {
    StepRefusal::Record { step: step.into(), fault: RecordFault::Missing { record: "done".into() } }
}

/// "No spark" requires a new igniter, with the gas shut.
#[test]
fn chk_50_without_a_spark_the_igniter_is_replaced() {
    let mut world = stove(false, true, false);
    world.li.does(record("GST-A1", &[("spark", NO)]));
    assert_eq!(world.li.requires("GST-A1"), [then("GST-A2")]);
    assert!(world.li.misses("GST-A2"));
    assert_eq!(world.li.locked(part("GST-A2", "igniter")), gate_open("GST-S"));
    world.li.does(set("GST-S"));
    let other = part_of("GST-A2", "igniter", 1, ("P1", "P2"), PartSource::Store);
    assert!(matches!(world.li.step_refused(other), StepRefusal::DeviationMissing { .. }));
    world.li.does(part("GST-A2", "igniter"));
    assert_eq!(world.li.status("GST-A2"), Status::Done);

    let mut sound = stove(false, true, false);
    sound.li.does(record("GST-A1", &[("spark", YES)]));
    assert!(sound.li.not_applicable("GST-A2"));
}

#[test]
fn chk_51_a_stove_that_does_not_light_has_its_air_inlet_cleared() {
    let mut world = stove(false, true, false);
    world.li.does(record("GST-A1", &[("spark", YES)]));
    assert!(world.li.misses("GST-A3"));
    assert_eq!(world.li.locked(record("GST-A3", &[("done", DONE)])), gate_open("GST-S"));
    world.li.does(set("GST-S"));
    assert_eq!(world.li.step_refused(record("GST-A3", &[])), nothing_done("GST-A3"));
    world.li.does(record_shown("GST-A3", &[("done", DONE)]));
    assert_eq!(world.li.status("GST-A3"), Status::Done);
    assert_eq!(
        world.li.locked(test(3, true, true, true)),
        [step_open("GST-O"), LockReason::GateHeld { gate: "GST-S".into() }]
    );
    world.li.does(on("GST-O"));
    assert!(world.li.does(test(3, true, true, true)).checklist.unwrap().passed);
}

#[test]
fn chk_52_a_red_flame_has_its_burner_cleaned() {
    let mut world = stove(false, false, true);
    assert!(world.li.misses("GST-B1"));
    assert_eq!(world.li.locked(record("GST-B1", &[("done", DONE)])), gate_open("GST-S"));
    world.li.does(set("GST-S"));
    assert_eq!(world.li.step_refused(record("GST-B1", &[])), nothing_done("GST-B1"));
    world.li.does(record_shown("GST-B1", &[("done", DONE)]));
    assert_eq!(world.li.status("GST-B1"), Status::Done);
    assert!(stove(false, true, false).li.not_applicable("GST-B1"));
}

#[test]
fn chk_53_a_red_flame_has_its_air_inlet_cleared_after_the_burner() {
    let mut world = stove(false, false, true);
    world.li.does(set("GST-S"));
    assert_eq!(world.li.locked(record("GST-B2", &[("done", DONE)])), [step_open("GST-B1")]);
    world.li.does(record("GST-B1", &[("done", DONE)]));
    assert!(world.li.misses("GST-B2"));
    assert!(world.li.locked(on("GST-O")).contains(&step_open("GST-B2")));
    assert_eq!(world.li.step_refused(record("GST-B2", &[])), nothing_done("GST-B2"));
    world.li.does(record("GST-B2", &[("done", DONE)]));
    assert_eq!(world.li.status("GST-B2"), Status::Done);
}

/// A leak at the joint requires that it is rectified and checked again; nothing else goes on meanwhile.
#[test]
fn chk_54_a_leaking_joint_is_rectified_and_checked_again() {
    let mut world = stove(true, true, false);
    assert!(world.li.task("alarm").is_none());
    world.li.does(record("GST-C1", &[("leaks", YES)]));
    // The supervisor is told as long as it isn't removed.
    let alarm = world.li.task("alarm").unwrap();
    assert_eq!(alarm.roles, [Role::CscSupervisor, Role::CscManager, Role::OfficeHead]);
    assert_eq!(world.li.requires("GST-C1"), [then("GST-C2"), FollowUp::Repeat]);
    let tight = record("GST-C1", &[("leaks", NO)]);
    assert_eq!(world.li.locked(tight.clone()), [LockReason::LoopPassMissing { step: "GST-C2".into() }]);
    assert_eq!(world.li.locked(record("GST-C2", &[("done", DONE)])), gate_open("GST-S"));
    // A leak goes before every other symptom.
    assert!(world.li.locked(record("GST-A1", &[("spark", YES)])).contains(&step_open("GST-C1")));
    world.li.does(set("GST-S"));
    world.li.does(record("GST-C2", &[("done", DONE)]));
    assert!(world.li.locked(on("GST-O")).contains(&step_open("GST-C1")), "the gas stays off");
    world.li.does(record("GST-C1", &[("leaks", YES)]));
    assert_eq!(world.li.locked(tight.clone()), [LockReason::LoopPassMissing { step: "GST-C2".into() }]);
    world.li.does(part("GST-C2", "hose_clip"));
    world.li.does(record("GST-C2", &[("done", DONE)]));
    assert!(world.li.task("alarm").is_some());
    world.li.does(tight);
    assert!(world.li.task("alarm").is_none());
    assert_eq!(world.li.status("GST-C1"), Status::Done);
    assert_eq!((world.li.step("GST-C1").attempts, world.li.requires("GST-C1")), (3, vec![]));
}

/// A leak at the igniter requires a new one and another check.
#[test]
fn chk_55_a_leaking_igniter_is_replaced_and_checked_again() {
    let mut world = stove(true, false, false);
    world.li.does(record("GST-C1", &[("leaks", NO)]));
    assert!(world.li.not_applicable("GST-C2"));
    world.li.does(record("GST-C3", &[("leaks", YES)]));
    assert_eq!(world.li.requires("GST-C3"), [then("GST-C4"), FollowUp::Repeat]);
    let igniter = part("GST-C4", "igniter");
    assert_eq!(world.li.locked(igniter.clone()), gate_open("GST-S"));
    world.li.does(set("GST-S"));
    let tight = record("GST-C3", &[("leaks", NO)]);
    assert_eq!(world.li.locked(tight.clone()), [LockReason::LoopPassMissing { step: "GST-C4".into() }]);
    world.li.does(igniter);
    assert!(world.li.locked(on("GST-O")).contains(&step_open("GST-C3")));
    world.li.does(tight);
    world.li.does(on("GST-O"));
    // A leak found by the final test opens a new round that begins with the leak.
    let after = world.li.does(test(0, true, true, false)).checklist.unwrap();
    assert_eq!((after.passed, after.round), (false, 2));
    assert!(matches!(world.li.step_refused(symptom(false, true, false)), StepRefusal::NotAccepted { .. }));
    assert!(world.li.task("alarm").is_some());
    // He gives up: the leak is still there, and so is the alarm.
    let mut left = World::agreed("GST");
    left.li.does(symptom(true, false, false));
    left.li.does(record("GST-C1", &[("leaks", NO)]));
    left.li.does(record("GST-C3", &[("leaks", YES)]));
    left.li.does(Command::NotRepaired { reason: "no igniter to be had".into() });
    left.li.does(Command::LeaveSite { reason: "not repaired".into() });
    left.sync();
    assert!(left.manager.task("alarm").is_some());

    world.li.does(symptom(true, false, false));
    world.li.does(record("GST-C1", &[("leaks", NO)]));
    assert!(world.li.task("alarm").is_some(), "not every place was looked at");
    world.li.does(record("GST-C3", &[("leaks", NO)]));
    assert!(world.li.task("alarm").is_none());
    assert!(world.li.does(test(3, true, true, true)).checklist.unwrap().passed);
}
