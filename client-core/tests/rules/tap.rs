//! CHK-30 to CHK-33: tap and gate valve.

use crate::kit::*;
use client_core::domain::entry::work::PartSource;
use client_core::domain::procedure::{FollowUp, Missing, Quantity, Status, StepRefusal};

fn taken_off() -> World {
    let mut world = World::agreed("TAP");
    take_off(&mut world.li);
    world
}

fn take_off(li: &mut Phone) {
    li.does(set("TAP-1"));
    li.does(record("TAP-2", &[("done", DONE)]));
    li.does(record("TAP-3", &[("done", DONE), ("type", pick("tap"))]));
}

fn fit(li: &mut Phone) {
    li.does(part("TAP-6", "ptfe_tape"));
    li.does(record("TAP-6", &[("clockwise", YES)]));
    li.does(record("TAP-7", &[("done", DONE)]));
    li.does(on("TAP-O"));
}

/// Removal is refused without the water shut and the pipe drained.
#[test]
fn chk_30_nothing_is_taken_off_before_the_water_is_shut() {
    let mut world = World::agreed("TAP");
    let removal = record("TAP-3", &[("done", DONE), ("type", pick("gate_valve"))]);
    let mut reasons = gate_open("TAP-1");
    assert_eq!(world.li.locked(record("TAP-2", &[("done", DONE)])), reasons);
    let locked = world.li.locked(removal.clone());
    reasons.insert(1, step_open("TAP-2"));
    assert!(reasons.iter().all(|reason| locked.contains(reason)), "{locked:?}");
    world.li.does(set("TAP-1"));
    assert_eq!(world.li.locked(removal.clone()), [step_open("TAP-2")]);
    world.li.does(record("TAP-2", &[("done", DONE)]));
    world.li.does(removal);
    assert_eq!(world.li.status("TAP-3"), Status::Done);
}

/// A bad core or a worn stem requires a new fitting of the same specification.
#[test]
fn chk_31_a_bad_core_or_stem_requires_a_new_fitting() {
    for (core, stem, item) in [(true, false, "tap"), (false, true, "gate_valve"), (true, true, "tap")] {
        let mut world = taken_off();
        world.li.does(record_shown("TAP-4", &[("core_bad", yn(core)), ("stem_badly_worn", yn(stem))]));
        assert_eq!(world.li.requires("TAP-4"), [then("TAP-5")]);
        assert!(world.li.misses("TAP-5"));
        assert_eq!(world.li.locked(record("TAP-6", &[("clockwise", YES)])), [step_open("TAP-5")]);
        assert_eq!(
            world.li.step_refused(parts("TAP-5", item, 2)),
            StepRefusal::WrongQuantity { step: "TAP-5".into(), quantity: 2, wanted: Quantity::Exactly(1) }
        );
        let other = part_of("TAP-5", item, 1, ("DN15", "DN20"), PartSource::Store);
        assert!(matches!(world.li.step_refused(other), StepRefusal::DeviationMissing { .. }));
        assert_eq!(world.li.does(part("TAP-5", item)).parts[0].item, item);
        assert_eq!(world.li.status("TAP-5"), Status::Done);
    }
    let mut sound = taken_off();
    sound.li.does(record("TAP-4", &[("core_bad", NO), ("stem_badly_worn", NO)]));
    assert!(sound.li.not_applicable("TAP-5"));
}

/// Only "clockwise" is recorded, with the tape that was used.
#[test]
fn chk_32_the_tape_is_wound_clockwise() {
    let mut world = taken_off();
    world.li.does(record("TAP-4", &[("core_bad", NO), ("stem_badly_worn", NO)]));
    assert!(matches!(
        world.li.step_refused(record("TAP-6", &[("clockwise", NO)])),
        StepRefusal::NotAccepted { .. }
    ));
    world.li.does(record("TAP-6", &[("clockwise", YES)]));
    assert_eq!(world.li.requires("TAP-6"), [FollowUp::Material { items: vec!["ptfe_tape".into()] }]);
    assert_eq!(world.li.locked(record("TAP-7", &[("done", DONE)])), [step_open("TAP-6")]);
    world.li.does(part("TAP-6", "ptfe_tape"));
    assert_eq!(world.li.status("TAP-6"), Status::Done);
    world.li.does(record("TAP-7", &[("done", DONE)]));
    assert_eq!(world.li.status("TAP-7"), Status::Done);
}

/// Any of three failing criteria opens a new round.
#[test]
fn chk_33_each_of_three_criteria_opens_a_new_round() {
    let names = ["no_seepage", "turns_freely", "no_leak_when_shut"];
    for bad in 0..=names.len() {
        let mut world = taken_off();
        world.li.does(record("TAP-4", &[("core_bad", NO), ("stem_badly_worn", NO)]));
        let all_good: Vec<_> = names.iter().map(|name| (*name, YES)).collect();
        assert!(world.li.locked(record("TAP-8", &all_good)).contains(&step_open("TAP-O")));
        fit(&mut world.li);
        let values: Vec<_> = names.iter().enumerate().map(|(at, name)| (*name, yn(at != bad))).collect();
        let tap = world.li.does(record("TAP-8", &values)).checklist.unwrap();
        if bad == names.len() {
            assert!(tap.passed && tap.round == 1 && tap.missing.is_empty());
            continue;
        }
        assert_eq!((tap.passed, tap.round, tap.failed_rounds), (false, 2, 1), "{}", names[bad]);
        assert_eq!(tap.missing[0], Missing::Step { step: "TAP-1".into() });
        take_off(&mut world.li);
        world.li.does(record("TAP-4", &[("core_bad", NO), ("stem_badly_worn", NO)]));
        fit(&mut world.li);
        assert!(world.li.does(record("TAP-8", &all_good)).checklist.unwrap().passed);
    }
}
