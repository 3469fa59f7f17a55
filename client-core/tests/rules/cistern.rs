//! CHK-60 to CHK-63: the toilet cistern.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::work::PartSource;
use client_core::domain::procedure::{LockReason, RecordFault, Status, StepRefusal};

fn cistern(float_valve: bool, flapper: bool) -> World {
    let mut world = World::agreed("CIS");
    world.li.does(symptom(float_valve, flapper));
    world
}

fn symptom(float_valve: bool, flapper: bool) -> Command {
    record("CIS-0", &[("float_valve_leaks", yn(float_valve)), ("flapper_leaks", yn(flapper))])
}

fn filled(shuts: bool, float_valve: bool, flapper: bool) -> Command {
    record(
        "CIS-F",
        &[
            ("shuts_by_itself", yn(shuts)),
            ("float_valve_tight", yn(float_valve)),
            ("flapper_tight", yn(flapper)),
        ],
    )
}

fn missing(step: &str, record: &str) -> StepRefusal {
    StepRefusal::Record { step: step.into(), fault: RecordFault::Missing { record: record.into() } }
}

/// "Stops" requires the screw adjusted.
#[test]
fn chk_60_a_float_arm_that_stops_the_leak_is_adjusted() {
    let mut world = cistern(true, false);
    world.li.does(record("CIS-A1", &[("leak_stops", YES)]));
    assert_eq!(world.li.requires("CIS-A1"), [then("CIS-A2")]);
    assert!(world.li.misses("CIS-A2") && world.li.not_applicable("CIS-A3"));
    assert_eq!(world.li.locked(filled(true, true, true)), [step_open("CIS-A2")]);
    assert_eq!(world.li.step_refused(record("CIS-A2", &[])), missing("CIS-A2", "done"));
    world.li.does(record("CIS-A2", &[("done", DONE)]));
    // Nothing was taken off, so nothing was shut.
    assert!(world.li.not_applicable("CIS-O"));
    assert!(world.li.does(filled(true, true, true)).checklist.unwrap().passed);
}

/// "Still leaks" after the repair of the seat requires new fittings.
#[test]
fn chk_61_a_float_valve_that_leaks_on_gets_its_seat_repaired_then_new_fittings() {
    let mut world = cistern(true, false);
    world.li.does(record("CIS-A1", &[("leak_stops", NO)]));
    assert_eq!(world.li.requires("CIS-A1"), [then("CIS-A3")]);
    assert!(world.li.not_applicable("CIS-A2"));
    let still = record("CIS-A3", &[("done", DONE), ("still_leaks", YES)]);
    assert_eq!(world.li.locked(still.clone()), gate_open("CIS-S"));
    assert!(
        world
            .li
            .locked(part("CIS-A4", "cistern_fittings"))
            .contains(&LockReason::AnswerNeeded { step: "CIS-A3".into() })
    );
    world.li.does(set("CIS-S"));
    world.li.does(still);
    assert_eq!(world.li.requires("CIS-A3"), [then("CIS-A4")]);
    assert!(world.li.misses("CIS-A4"));
    let other = part_of("CIS-A4", "cistern_fittings", 1, ("3/8", "1/2"), PartSource::Store);
    assert!(matches!(world.li.step_refused(other), StepRefusal::DeviationMissing { .. }));
    world.li.does(part("CIS-A4", "cistern_fittings"));
    assert_eq!(world.li.status("CIS-A4"), Status::Done);
    assert!(world.li.locked(filled(true, true, true)).contains(&step_open("CIS-O")));
    world.li.does(on("CIS-O"));
    assert!(world.li.does(filled(true, true, true)).checklist.unwrap().passed);

    let mut mended = cistern(true, false);
    mended.li.does(record("CIS-A1", &[("leak_stops", NO)]));
    mended.li.does(set("CIS-S"));
    mended.li.does(record("CIS-A3", &[("done", DONE), ("still_leaks", NO)]));
    assert!(mended.li.not_applicable("CIS-A4"));
}

#[test]
fn chk_62_a_leaking_flapper_is_adjusted() {
    let mut world = cistern(false, true);
    assert!(world.li.misses("CIS-B1"));
    assert_eq!(world.li.locked(record("CIS-B2", &[("aged", NO), ("deformed", NO)])), [step_open("CIS-B1")]);
    assert_eq!(world.li.step_refused(record("CIS-B1", &[])), missing("CIS-B1", "done"));
    world.li.does(record("CIS-B1", &[("done", DONE)]));
    assert_eq!(world.li.status("CIS-B1"), Status::Done);
    assert!(cistern(true, false).li.not_applicable("CIS-B1"));
}

/// Either yes requires a new flapper.
#[test]
fn chk_63_an_aged_or_deformed_flapper_is_replaced() {
    for (aged, deformed) in [(true, false), (false, true), (true, true)] {
        let mut world = cistern(false, true);
        world.li.does(record("CIS-B1", &[("done", DONE)]));
        world.li.does(record("CIS-B2", &[("aged", yn(aged)), ("deformed", yn(deformed))]));
        assert_eq!(world.li.requires("CIS-B2"), [then("CIS-B3")]);
        assert_eq!(world.li.locked(part("CIS-B3", "flapper")), gate_open("CIS-S"));
        world.li.does(set("CIS-S"));
        assert!(matches!(
            world.li.step_refused(parts("CIS-B3", "flapper", 2)),
            StepRefusal::WrongQuantity { quantity: 2, .. }
        ));
        assert_eq!(world.li.does(part("CIS-B3", "flapper")).parts[0].item, "flapper");
        assert_eq!(world.li.status("CIS-B3"), Status::Done);
    }
    let mut sound = cistern(false, true);
    sound.li.does(record("CIS-B1", &[("done", DONE)]));
    sound.li.does(record("CIS-B2", &[("aged", NO), ("deformed", NO)]));
    assert!(sound.li.not_applicable("CIS-B3"));
    // The added final test: each of its three answers opens a new round that names what it found.
    for (shuts, float_valve, flapper) in [(false, true, true), (true, false, true), (true, true, false)] {
        let mut world = cistern(false, true);
        world.li.does(record("CIS-B1", &[("done", DONE)]));
        world.li.does(record("CIS-B2", &[("aged", NO), ("deformed", NO)]));
        let after = world.li.does(filled(shuts, float_valve, flapper)).checklist.unwrap();
        assert_eq!((after.passed, after.round), (false, 2));
        let hidden = if flapper { symptom(false, true) } else { symptom(true, false) };
        assert!(matches!(world.li.step_refused(hidden), StepRefusal::NotAccepted { .. }));
    }
}
