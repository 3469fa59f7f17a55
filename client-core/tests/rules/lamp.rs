//! CHK-10 to CHK-16: the fluorescent lamp.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::work::PartSource;
use client_core::domain::order::OrderState;
use client_core::domain::procedure::{
    FollowUp, LockReason, Missing, Quantity, RecordFault, Status, StepRefusal,
};

/// Li at a lamp whose voltage is normal and whose power is off.
fn opened() -> World {
    let mut world = World::agreed("LMP");
    world.li.does(record("LMP-1", &[("normal", YES)]));
    world.li.does(set("LMP-2"));
    world
}

/// Every answer of a step with `names` that is yes somewhere opens `part`; all no makes it not applicable.
fn any_yes_requires(step: &str, names: &[&str], part_step: &str, item: &str) {
    for hit in 0..names.len() {
        let mut world = opened();
        let values: Vec<_> = names.iter().enumerate().map(|(at, name)| (*name, yn(at == hit))).collect();
        world.li.does(record(step, &values));
        assert_eq!(world.li.requires(step), [then(part_step)], "{} alone", names[hit]);
        assert_eq!(world.li.status(part_step), Status::Open);
        assert!(world.li.misses(part_step));
        for quantity in [0, 2] {
            assert_eq!(
                world.li.step_refused(parts(part_step, item, quantity)),
                StepRefusal::WrongQuantity { step: part_step.into(), quantity, wanted: Quantity::Exactly(1) }
            );
        }
        let order = world.li.does(part(part_step, item));
        assert_eq!((order.parts[0].item.as_str(), order.parts[0].quantity), (item, 1));
        assert_eq!(world.li.status(part_step), Status::Done);
        assert_eq!(world.li.requires(step), []);
        assert!(!world.li.misses(part_step));
    }
    let mut world = opened();
    let values: Vec<_> = names.iter().map(|name| (*name, NO)).collect();
    world.li.does(record(step, &values));
    assert!(world.li.not_applicable(part_step));
    assert_eq!(
        world.li.step_refused(part(part_step, item)),
        StepRefusal::NotApplicable { step: part_step.into() }
    );
}

/// "Abnormal" opens the switch checklist as a child; the lamp can't pass its final test while the child is open.
#[test]
fn chk_10_abnormal_voltage_opens_the_switch_checklist() {
    let mut world = World::agreed("LMP");
    world.li.does(record("LMP-1", &[("normal", NO), ("voltage", num(1_870))]));
    let child = "LMP/SWI.1".to_owned();
    assert_eq!(world.li.requires("LMP-1"), [FollowUp::Child { path: child.clone() }, FollowUp::Repeat]);
    assert_eq!(world.li.at(&child).procedure, "SWI");
    assert!(world.li.missing().contains(&Missing::Child { path: child.clone() }));
    let open = LockReason::ChildOpen { path: child.clone() };
    let lit = record("LMP-15", &[("flashes", num(1)), ("lit", YES)]);
    assert!(world.li.locked(lit).contains(&open));
    assert_eq!(world.li.locked(record("LMP-1", &[("normal", YES)])), [open]);

    world.li.does(record_at(&child, "SWI-1", &[("load", num(900)), ("limit", num(2_200))]));
    world.li.does(set_at(&child, "SWI-3"));
    world.li.does(record_at(&child, "SWI-4", &[("short", NO)]));
    world.li.does(record_at(&child, "SWI-6", &[("needle_lifts", YES)]));
    world.li.does(record_at(&child, "SWI-8", &[("skip_reason", text("sound"))]));
    world.li.does(on_at(&child, "SWI-9"));
    world.li.does(record_at(&child, "SWI-10", &[("normal", YES)]));
    assert!(world.li.at(&child).passed);
    // Back at the lamp the voltage is measured again.
    assert_eq!(world.li.status("LMP-1"), Status::Failed);
    world.li.mends_the_lamp();
    assert!(world.li.checklist().passed);
    assert_eq!(world.li.step("LMP-1").attempts, 2);
}

/// "Bad contact" requires a holder repair record.
#[test]
fn chk_11_bad_starter_contact_requires_the_holder_repaired() {
    let mut world = opened();
    world.li.does(record("LMP-3", &[("good_contact", NO)]));
    assert_eq!(world.li.requires("LMP-3"), [then("LMP-4")]);
    assert!(world.li.misses("LMP-4"));
    assert!(world.li.locked(on("LMP-14")).contains(&step_open("LMP-4")));
    assert_eq!(
        world.li.step_refused(record("LMP-4", &[])),
        StepRefusal::Record { step: "LMP-4".into(), fault: RecordFault::Missing { record: "done".into() } }
    );
    world.li.does(record_shown("LMP-4", &[("done", DONE)]));
    assert_eq!(world.li.status("LMP-4"), Status::Done);
    assert_eq!(world.li.requires("LMP-3"), []);

    let mut sound = opened();
    sound.li.does(record("LMP-3", &[("good_contact", YES)]));
    assert!(sound.li.not_applicable("LMP-4"));
}

/// Either answer yes requires a replacement line of quantity 1.
#[test]
fn chk_12_a_bad_starter_is_replaced_by_one() {
    any_yes_requires("LMP-5", &["capacitor_broken_down", "glass_blackened"], "LMP-6", "starter");
}

/// Either answer yes requires a tube of the same specification.
#[test]
fn chk_13_a_bad_tube_is_replaced_by_one_of_the_same_specification() {
    any_yes_requires("LMP-7", &["ends_blackened", "filament_burnt_out"], "LMP-8", "tube");
    let mut world = opened();
    world.li.does(record("LMP-7", &[("ends_blackened", NO), ("filament_burnt_out", YES)]));
    let other = part_of("LMP-8", "tube", 1, ("T8 36 W", "T5 28 W"), PartSource::Store);
    assert!(matches!(world.li.step_refused(other), StepRefusal::DeviationMissing { .. }));
}

/// "Repaired, still bad" requires replacement.
#[test]
fn chk_14_a_tube_holder_that_stays_bad_is_replaced() {
    let mut world = opened();
    world.li.does(record("LMP-9", &[("good_contact", NO)]));
    assert_eq!(world.li.requires("LMP-9"), [then("LMP-10")]);
    assert_eq!(
        world.li.locked(part("LMP-11", "tube_holder")),
        [LockReason::AnswerNeeded { step: "LMP-10".into() }]
    );
    world.li.does(record("LMP-10", &[("done", DONE), ("good_now", NO)]));
    assert_eq!(world.li.requires("LMP-10"), [then("LMP-11")]);
    assert!(world.li.locked(on("LMP-14")).contains(&step_open("LMP-11")));
    let order = world.li.does(part("LMP-11", "tube_holder"));
    assert_eq!(order.parts[0].item, "tube_holder");
    assert_eq!(world.li.status("LMP-11"), Status::Done);

    let mut mended = opened();
    mended.li.does(record("LMP-9", &[("good_contact", NO)]));
    mended.li.does(record("LMP-10", &[("done", DONE), ("good_now", YES)]));
    assert!(mended.li.not_applicable("LMP-11"));
}

/// Any of three answers yes requires replacement.
#[test]
fn chk_15_a_bad_ballast_is_replaced_by_one() {
    any_yes_requires("LMP-12", &["burnt_out", "scorched", "shorted"], "LMP-13", "ballast");
    let mut world = opened();
    world.li.does(record("LMP-12", &[("burnt_out", NO), ("scorched", NO), ("shorted", YES)]));
    let other = part_of("LMP-13", "ballast", 1, ("40 W", "20 W"), PartSource::Store);
    assert!(matches!(world.li.step_refused(other), StepRefusal::DeviationMissing { .. }));
}

/// 3 flashes pass.
#[test]
fn chk_16_three_flashes_pass() {
    for flashes in [0, 3] {
        let mut world = World::agreed("LMP");
        world.li.looks_over_the_lamp();
        let lamp = world.li.lights_it(flashes, true).checklist.unwrap();
        assert!(lamp.passed && lamp.round == 1 && lamp.missing.is_empty());
        assert_eq!(world.li.does(Command::FinishWork).state, OrderState::Inspection);
    }
}

/// 4 fail and open a new round from the beginning, and so does a lamp that isn't lit.
#[test]
fn chk_16_four_flashes_open_a_new_round() {
    for (flashes, lit) in [(4, true), (3, false), (0, false)] {
        let mut world = World::agreed("LMP");
        world.li.looks_over_the_lamp();
        let lamp = world.li.lights_it(flashes, lit).checklist.unwrap();
        assert!(!lamp.passed);
        assert_eq!((lamp.round, lamp.failed_rounds), (2, 1));
        assert_eq!(lamp.rounds[0].passed, Some(false));
        let last = lamp.rounds[0].steps.iter().find(|step| step.id == "LMP-15").unwrap();
        assert_eq!(last.requires, [FollowUp::NewRound { round: 2 }]);
        assert_eq!(world.li.missing()[0], Missing::Step { step: "LMP-1".into() });
        let Rejection::RoundOpen { missing } = world.li.is_refused(Command::FinishWork) else {
            panic!("the round is open")
        };
        assert!(missing.contains(&"LMP-1".to_owned()) && missing.contains(&"LMP-15".to_owned()));
        world.li.mends_the_lamp();
        assert!(world.li.checklist().passed);
    }
}
