//! CHK-20 to CHK-24: the switch.

use crate::kit::*;
use client_core::domain::entry::work::{PartSource, RecordValue};
use client_core::domain::procedure::{
    FollowUp, LockReason, Missing, Quantity, RecordFault, Status, StepRefusal,
};

fn load(load: i64, limit: i64) -> client_core::domain::command::Command {
    record("SWI-1", &[("load", num(load)), ("limit", num(limit))])
}

fn points() -> RecordValue {
    RecordValue::List(vec![row(&[
        ("place", text("junction box")),
        ("suspected", YES),
        ("finding", text("insulation burnt")),
        ("action", text("taped")),
    ])])
}

fn lines(states: &[(&str, &str)]) -> RecordValue {
    RecordValue::List(
        states.iter().map(|(line, state)| row(&[("line", text(line)), ("state", pick(state))])).collect(),
    )
}

/// Li at a switch with a load within its limit and the main switch off.
fn opened() -> World {
    let mut world = World::agreed("SWI");
    world.li.does(load(1_000, 2_200));
    world.li.does(set("SWI-3"));
    world
}

/// Overload requires one of: reduced, with the new load within the limit, or an application on record.
#[test]
fn chk_20_an_overload_is_reduced_or_applied_for() {
    let mut within = World::agreed("SWI");
    within.li.does(load(2_200, 2_200));
    assert!(within.li.not_applicable("SWI-2"), "equal to the limit is no overload");

    let mut world = World::agreed("SWI");
    world.li.does(load(2_201, 2_200));
    assert_eq!(world.li.requires("SWI-1"), [then("SWI-2")]);
    assert!(world.li.misses("SWI-2"));
    let missing = |record: &str| StepRefusal::Record {
        step: "SWI-2".into(),
        fault: RecordFault::Missing { record: record.into() },
    };
    let reduced = |watt| record("SWI-2", &[("way", pick("reduced")), ("new_load", num(watt))]);
    assert_eq!(world.li.step_refused(record("SWI-2", &[("way", pick("reduced"))])), missing("new_load"));
    assert!(matches!(world.li.step_refused(reduced(2_201)), StepRefusal::NotAccepted { .. }));
    world.li.does(reduced(2_200));
    assert_eq!(world.li.status("SWI-2"), Status::Done);
    assert!(!world.li.misses("SWI-2"));

    let mut applied = World::agreed("SWI");
    applied.li.does(load(5_000, 2_200));
    let way = ("way", pick("application_made"));
    assert_eq!(applied.li.step_refused(record("SWI-2", std::slice::from_ref(&way))), missing("applied_on"));
    let day = ("applied_on", num(20_260_302));
    assert_eq!(applied.li.step_refused(record("SWI-2", &[way.clone(), day.clone()])), missing("applied_by"));
    let no_day = ("applied_on", num(20_260_230));
    let by = ("applied_by", text("the owner"));
    assert!(matches!(
        applied.li.step_refused(record("SWI-2", &[way.clone(), no_day, by.clone()])),
        StepRefusal::Record { fault: RecordFault::Impossible { .. }, .. }
    ));
    applied.li.does(record("SWI-2", &[way, day, by]));
    assert_eq!(applied.li.status("SWI-2"), Status::Done);
}

/// Short found: the loop stays open until "removed" and a repeated measurement.
#[test]
fn chk_21_a_short_is_searched_until_a_repeated_measurement_shows_none() {
    let mut world = World::agreed("SWI");
    world.li.does(load(1_000, 2_200));
    assert_eq!(world.li.locked(record("SWI-4", &[("short", YES)])), gate_open("SWI-3"));
    world.li.does(set("SWI-3"));
    world.li.does(record("SWI-4", &[("short", YES), ("resistance", num(0))]));
    assert_eq!(world.li.status("SWI-4"), Status::Failed);
    assert_eq!(world.li.requires("SWI-4"), [then("SWI-5"), FollowUp::Repeat]);
    let pass = LockReason::LoopPassMissing { step: "SWI-5".into() };
    assert_eq!(world.li.locked(record("SWI-4", &[("short", NO)])), std::slice::from_ref(&pass));
    assert!(matches!(
        world.li.step_refused(record("SWI-5", &[("points", RecordValue::List(Vec::new()))])),
        StepRefusal::Record { .. }
    ));
    world.li.does(record("SWI-5", &[("points", points())]));
    assert!(world.li.missing().contains(&Missing::Repeat { step: "SWI-4".into() }));
    // Still short: another pass through the loop.
    world.li.does(record("SWI-4", &[("short", YES)]));
    assert_eq!(world.li.locked(record("SWI-4", &[("short", NO)])), [pass]);
    world.li.does(record("SWI-5", &[("points", points())]));
    world.li.does(record("SWI-4", &[("short", NO)]));
    assert_eq!(world.li.status("SWI-4"), Status::Done);
    assert_eq!((world.li.step("SWI-4").attempts, world.li.step("SWI-5").attempts), (3, 2));
}

/// "Does not lift" opens a list of lines; all of them must be cleared.
#[test]
fn chk_22_leakage_is_cleared_line_by_line() {
    let mut world = World::agreed("SWI");
    world.li.does(load(1_000, 2_200));
    assert_eq!(world.li.locked(record("SWI-6", &[("needle_lifts", NO)])), gate_open("SWI-3"));
    world.li.does(set("SWI-3"));
    world.li.does(record("SWI-6", &[("needle_lifts", NO), ("insulation", num(2))]));
    assert_eq!(world.li.requires("SWI-6"), [then("SWI-7"), FollowUp::Repeat]);
    let lifts = record("SWI-6", &[("needle_lifts", YES)]);
    assert_eq!(world.li.locked(lifts.clone()), [LockReason::LoopPassMissing { step: "SWI-7".into() }]);
    world.li.does(record("SWI-7", &[("lines", lines(&[("kitchen", "leaking"), ("hall", "ok")]))]));
    assert_eq!(world.li.status("SWI-7"), Status::Failed);
    assert!(world.li.missing().contains(&Missing::Repeat { step: "SWI-7".into() }));
    world.li.does(record("SWI-7", &[("lines", lines(&[("kitchen", "leak_removed"), ("hall", "ok")]))]));
    assert_eq!(world.li.status("SWI-7"), Status::Done);
    assert!(world.li.missing().contains(&Missing::Repeat { step: "SWI-6".into() }));
    world.li.does(lifts);
    assert_eq!(world.li.status("SWI-6"), Status::Done);
}

/// The new switch is refused while a short or leakage loop is open.
#[test]
fn chk_23_the_new_switch_waits_for_the_faults() {
    let mut world = opened();
    let switch = part("SWI-8", "switch");
    world.li.does(record("SWI-4", &[("short", YES)]));
    world.li.does(record("SWI-6", &[("needle_lifts", NO)]));
    assert_eq!(world.li.locked(switch.clone()), ["SWI-4", "SWI-5", "SWI-6", "SWI-7"].map(step_open).to_vec());
    world.li.does(record("SWI-5", &[("points", points())]));
    world.li.does(record("SWI-4", &[("short", NO)]));
    assert_eq!(world.li.locked(switch.clone()), ["SWI-6", "SWI-7"].map(step_open).to_vec());
    // A written reason doesn't help either while a fault is open.
    assert_eq!(world.li.locked(skip("SWI-8", "sound")), ["SWI-6", "SWI-7"].map(step_open).to_vec());
    world.li.does(record("SWI-7", &[("lines", lines(&[("kitchen", "leak_removed")]))]));
    world.li.does(record("SWI-6", &[("needle_lifts", YES)]));
    assert_eq!(
        world.li.step_refused(parts("SWI-8", "switch", 2)),
        StepRefusal::WrongQuantity { step: "SWI-8".into(), quantity: 2, wanted: Quantity::Exactly(1) }
    );
    let other = part_of("SWI-8", "switch", 1, ("10 A", "16 A"), PartSource::Store);
    assert!(matches!(world.li.step_refused(other), StepRefusal::DeviationMissing { .. }));
    assert_eq!(world.li.does(switch).parts.len(), 1);
    assert_eq!(world.li.status("SWI-8"), Status::Done);
}

/// A sound switch may stay, but only with a written reason (ISS-48).
#[test]
fn chk_23_a_sound_switch_stays_only_with_a_reason() {
    let mut world = opened();
    world.li.does(record("SWI-4", &[("short", NO)]));
    world.li.does(record("SWI-6", &[("needle_lifts", YES)]));
    assert_eq!(
        world.li.step_refused(skip("SWI-8", " ")),
        StepRefusal::SkipReasonMissing { step: "SWI-8".into() }
    );
    world.li.does(skip("SWI-8", "contacts clean"));
    assert_eq!(world.li.reading("SWI-8").skip_reason(), Some("contacts clean"));
    assert_eq!(world.li.status("SWI-8"), Status::Done);
}

/// "No" opens a new round from the main switch.
#[test]
fn chk_24_a_switch_that_sticks_opens_a_new_round() {
    let mut world = World::agreed("SWI");
    world.li.does(load(1_000, 2_200));
    let mut work = |normal: bool| {
        world.li.does(set("SWI-3"));
        world.li.does(record("SWI-4", &[("short", NO)]));
        world.li.does(record("SWI-6", &[("needle_lifts", YES)]));
        world.li.does(part("SWI-8", "switch"));
        assert_eq!(
            world.li.locked(record("SWI-10", &[("normal", YES)])),
            [step_open("SWI-9")],
            "power has to be on"
        );
        world.li.does(on("SWI-9"));
        world.li.does(record("SWI-10", &[("normal", yn(normal))])).checklist.unwrap()
    };
    let failed = work(false);
    assert_eq!((failed.passed, failed.round, failed.failed_rounds), (false, 2, 1));
    assert_eq!(failed.missing[0], Missing::Step { step: "SWI-3".into() });
    assert_eq!(failed.step("SWI-1").unwrap().kept_from, Some(1), "the load is as it was");
    let passed = work(true);
    assert!(passed.passed && passed.missing.is_empty());
    assert_eq!(passed.round, 2);
}
