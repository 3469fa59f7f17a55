//! CHK-70 to CHK-79: the air conditioner.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::work::PartSource;
use client_core::domain::procedure::{
    FollowUp, LockReason, Missing, Quantity, RecordFault, Recorded, Status, StepRefusal,
};

const QUIET: Values<'_> = &[("abnormal_sound", NO), ("abnormal_smell", NO)];

fn missing(step: &str, record: &str) -> StepRefusal {
    StepRefusal::Record { step: step.into(), fault: RecordFault::Missing { record: record.into() } }
}

fn asked() -> World {
    let mut world = World::agreed("ACU");
    world.li.does(record("ACU-1", &[("fault", text("cools badly since Monday"))]));
    world
}

/// From the casing to the unit running.
fn start(li: &mut Phone) {
    li.does(record("ACU-2", QUIET));
    li.does(set("ACU-S"));
    li.does(record("ACU-3", &[("scorched", NO), ("loose", NO)]));
    li.does(record("ACU-4", &[("oil", NO)]));
    li.does(on("ACU-O"));
}

fn running() -> World {
    let mut world = asked();
    start(&mut world.li);
    world
}

fn pressures(low: i64, high: i64, ambient: i64) -> Command {
    record(
        "ACU-8",
        &[("low", num(low)), ("high", num(high)), ("ambient", num(ambient)), ("refrigerant", pick("r22"))],
    )
}

fn current(large: bool) -> Command {
    record("ACU-9", &[("measured", num(5_200)), ("rated", num(5_000)), ("large_deviation", yn(large))])
}

/// Every other measurement, all of them good.
fn measure(li: &mut Phone) {
    li.does(record("ACU-5", &[("as_warm_as_ambient", NO)]));
    li.does(record("ACU-6", &[("frost", NO)]));
    li.does(record("ACU-7", &[("feels", pick("slightly_warm"))]));
    li.does(pressures(515, 1_270, 300));
    li.does(current(false));
}

fn trial(gone: bool) -> Command {
    record("ACU-11", &[("fault_gone", yn(gone))])
}

fn charge(grams: i64) -> Command {
    parts("ACU-L3", "refrigerant", grams)
}

/// Empty text is refused.
#[test]
fn chk_70_the_resident_is_asked() {
    let mut world = World::agreed("ACU");
    let empty =
        StepRefusal::Record { step: "ACU-1".into(), fault: RecordFault::Empty { record: "fault".into() } };
    assert_eq!(world.li.step_refused(record("ACU-1", &[("fault", text(""))])), empty);
    assert_eq!(world.li.step_refused(record("ACU-1", &[("fault", text("  "))])), empty);
    assert_eq!(world.li.step_refused(record("ACU-1", &[])), missing("ACU-1", "fault"));
    assert_eq!(world.li.locked(record("ACU-2", QUIET)), [step_open("ACU-1")]);
    world.li.does(record("ACU-1", &[("fault", text("no cold air"))]));
    assert_eq!(world.li.status("ACU-1"), Status::Done);
}

/// Any yes requires location and action.
#[test]
fn chk_71_an_abnormal_sound_or_smell_is_found_and_put_right() {
    for (sound, smell) in [(true, false), (false, true)] {
        let mut world = asked();
        let what = [("abnormal_sound", yn(sound)), ("abnormal_smell", yn(smell))];
        let place = ("place", text("fan"));
        let action = ("action", text("blade fixed"));
        assert_eq!(world.li.step_refused(record("ACU-2", &what)), missing("ACU-2", "place"));
        let [a, b] = what.clone();
        assert_eq!(
            world.li.step_refused(record("ACU-2", &[a.clone(), b.clone(), place.clone()])),
            missing("ACU-2", "action")
        );
        world.li.does(record("ACU-2", &[a, b, place, action]));
        assert_eq!(world.li.status("ACU-2"), Status::Done);
    }
    let mut quiet = asked();
    quiet.li.does(record("ACU-2", QUIET));
    assert_eq!(quiet.li.status("ACU-2"), Status::Done);
}

/// Any yes requires that it is put right; the power is off before the casing is opened.
#[test]
fn chk_72_scorched_or_loose_parts_are_put_right() {
    for (scorched, loose) in [(true, false), (false, true)] {
        let mut world = asked();
        world.li.does(record("ACU-2", QUIET));
        let what = [("scorched", yn(scorched)), ("loose", yn(loose))];
        assert_eq!(world.li.locked(record("ACU-3", &what)), gate_open("ACU-S"));
        world.li.does(set("ACU-S"));
        assert_eq!(world.li.step_refused(record("ACU-3", &what)), missing("ACU-3", "put_right"));
        let [a, b] = what;
        world.li.does(record_shown("ACU-3", &[a, b, ("put_right", text("new terminal"))]));
        world.li.does(part("ACU-3", "electrical_part"));
        assert_eq!(world.li.status("ACU-3"), Status::Done);
        assert_eq!(world.li.shows().parts[0].item, "electrical_part");
    }
}

/// Oil requires the joint and a tightening record.
#[test]
fn chk_73_an_oily_joint_is_tightened() {
    let mut world = asked();
    assert_eq!(world.li.step_refused(record("ACU-4", &[("oil", YES)])), missing("ACU-4", "place"));
    let place = ("place", text("outdoor flare nut"));
    assert_eq!(
        world.li.step_refused(record("ACU-4", &[("oil", YES), place.clone()])),
        missing("ACU-4", "tightened")
    );
    world.li.does(record_shown("ACU-4", &[("oil", YES), place, ("tightened", DONE)]));
    assert_eq!(world.li.status("ACU-4"), Status::Done);
    let mut dry = asked();
    dry.li.does(record("ACU-4", &[("oil", NO)]));
    assert_eq!(dry.li.status("ACU-4"), Status::Done);
}

/// Charging is refused before the leak is recorded as removed, and can't be left out after a warm suction pipe.
#[test]
fn chk_74_a_warm_suction_pipe_means_find_the_leak_remove_it_then_charge() {
    let mut world = running();
    world.li.does(record("ACU-5", &[("as_warm_as_ambient", YES)]));
    assert_eq!(
        world.li.requires("ACU-5"),
        [then("ACU-L1"), then("ACU-L2"), then("ACU-L3"), FollowUp::Repeat]
    );
    assert_eq!(world.li.locked(charge(300)), [step_open("ACU-L1"), step_open("ACU-L2")]);
    assert_eq!(world.li.locked(record("ACU-L2", &[("done", DONE), ("tight", YES)])), [step_open("ACU-L1")]);
    world.li.does(record_shown("ACU-L1", &[("place", text("flare nut"))]));
    assert_eq!(world.li.locked(charge(300)), [step_open("ACU-L2")]);
    world.li.does(record("ACU-L2", &[("done", DONE), ("tight", NO)]));
    assert!(world.li.locked(charge(300)).contains(&step_open("ACU-L2")), "not tight: look again");
    assert_eq!(world.li.status("ACU-L1"), Status::Failed);
    world.li.does(record("ACU-L1", &[("place", text("service valve"))]));
    world.li.does(record("ACU-L2", &[("done", DONE), ("tight", YES)]));
    assert_eq!(
        world.li.step_refused(skip("ACU-L3", "enough in it")),
        StepRefusal::NotSkippable { step: "ACU-L3".into() }
    );
    world.li.does(charge(300));
    world.li.does(record("ACU-L3", &[("done", DONE)]));
    assert!(world.li.missing().contains(&Missing::Repeat { step: "ACU-5".into() }));
    world.li.does(record("ACU-5", &[("as_warm_as_ambient", NO)]));
    assert_eq!((world.li.status("ACU-5"), world.li.status("ACU-L3")), (Status::Done, Status::Done));
    assert_eq!(world.li.shows().parts[0].quantity, 300);
}

/// Frost in just those places opens the leak loop.
#[test]
fn chk_75_frost_opens_the_leak_loop() {
    let mut world = running();
    assert!(world.li.step("ACU-L1").locks.contains(&LockReason::AnswerNeeded { step: "ACU-6".into() }));
    world.li.does(record_shown("ACU-6", &[("frost", YES)]));
    assert_eq!(
        world.li.requires("ACU-6"),
        [then("ACU-L1"), then("ACU-L2"), then("ACU-L3"), FollowUp::Repeat]
    );
    assert!(world.li.misses("ACU-L1"));
    let gone = record("ACU-6", &[("frost", NO)]);
    assert!(world.li.locked(gone.clone()).contains(&LockReason::LoopPassMissing { step: "ACU-L1".into() }));
    world.li.does(record("ACU-L1", &[("place", text("capillary"))]));
    world.li.does(record("ACU-L2", &[("done", DONE), ("tight", YES)]));
    // Entered by frost alone, charging may be left out with a reason.
    world.li.does(skip("ACU-L3", "pressures are good"));
    world.li.does(gone);
    assert_eq!(world.li.status("ACU-6"), Status::Done);
}

/// Cool requires a new filter drier.
#[test]
fn chk_76_a_cool_filter_drier_is_replaced() {
    let mut world = running();
    world.li.does(record("ACU-7", &[("feels", pick("cool"))]));
    assert_eq!(world.li.requires("ACU-7"), [then("ACU-7R")]);
    assert!(world.li.misses("ACU-7R"));
    assert_eq!(
        world.li.step_refused(parts("ACU-7R", "filter_drier", 2)),
        StepRefusal::WrongQuantity { step: "ACU-7R".into(), quantity: 2, wanted: Quantity::Exactly(1) }
    );
    world.li.does(part("ACU-7R", "filter_drier"));
    assert_eq!(world.li.status("ACU-7R"), Status::Done);

    let mut warm = running();
    warm.li.does(record("ACU-7", &[("feels", pick("slightly_warm"))]));
    assert!(warm.li.not_applicable("ACU-7R"));
    let mut other = running();
    assert_eq!(
        other.li.step_refused(record("ACU-7", &[("feels", pick("other"))])),
        missing("ACU-7", "remark")
    );
    other.li.does(record("ACU-7", &[("feels", pick("other")), ("remark", text("hot"))]));
    assert!(other.li.not_applicable("ACU-7R"));
}

/// What each reading at 30 °C is called, and what it demands.
#[test]
fn chk_77_pressures_are_marked_and_demand_an_action_at_their_exact_limits() {
    let leak: Vec<FollowUp> = vec![then("ACU-L1"), then("ACU-L2"), then("ACU-L3"), FollowUp::Repeat];
    let remark = vec![then("ACU-8R")];
    let cases: [(i64, i64, &[&str], &[FollowUp]); 13] = [
        (399, 1_270, &["leak"], &leak),
        (400, 1_270, &["below_normal"], &remark),
        (489, 1_270, &["below_normal"], &remark),
        (490, 1_270, &[], &[]),
        (540, 1_270, &[], &[]),
        (541, 1_270, &["above_normal"], &remark),
        (515, 1_169, &["high_side_abnormal"], &remark),
        (515, 1_170, &[], &[]),
        (515, 1_370, &[], &[]),
        (515, 1_371, &["high_side_abnormal"], &remark),
        (490, 1_170, &[], &[]),
        (540, 1_371, &["high_side_abnormal"], &remark),
        (541, 1_169, &["above_normal", "high_side_abnormal"], &remark),
    ];
    for (low, high, marks, demands) in cases {
        let mut world = running();
        world.li.does(pressures(low, high, 300));
        assert_eq!(world.li.reading("ACU-8").marks, marks, "{low} {high}");
        assert_eq!(world.li.requires("ACU-8"), demands, "{low} {high}");
        assert_eq!(world.li.misses("ACU-L1"), low < 400, "{low}");
        assert_eq!(world.li.misses("ACU-8R"), demands == remark, "{low} {high}");
        assert_eq!(world.li.misses("ACU-8"), low < 400, "only a leak is measured again at once");
    }
}

/// A pressure out of range is answered with a cause that was removed, or a reasoned remark, before the trial run.
#[test]
fn chk_77_a_pressure_out_of_range_is_answered_before_the_trial_run() {
    let mut world = running();
    measure(&mut world.li);
    world.li.does(pressures(450, 1_270, 300));
    assert_eq!(world.li.locked(trial(true)), [step_open("ACU-8R")]);
    assert_eq!(
        world.li.step_refused(record("ACU-8R", &[("way", pick("remark"))])),
        missing("ACU-8R", "remark")
    );
    let removed = [("way", pick("cause_removed")), ("cause", text("dirty coil")), ("action", text("washed"))];
    assert_eq!(world.li.step_refused(record("ACU-8R", &removed[..2])), missing("ACU-8R", "action"));
    world.li.does(record("ACU-8R", &removed));
    assert_eq!(world.li.locked(trial(true)), [step_open("ACU-8")], "measured again after the cause");
    world.li.does(pressures(485, 1_270, 300));
    assert_eq!(world.li.locked(trial(true)), [step_open("ACU-8R")], "each reading is answered for itself");
    world.li.does(record("ACU-8R", &[("way", pick("remark")), ("remark", text("long pipe run"))]));
    assert!(world.li.does(trial(true)).checklist.unwrap().passed);
}

/// Outside 28 to 32 °C a range only warns, but the leak limit holds.
#[test]
fn chk_77_outside_the_ambient_range_only_the_leak_limit_binds() {
    for (ambient, binds) in [(279, false), (280, true), (320, true), (321, false)] {
        let mut world = running();
        world.li.does(pressures(450, 1_270, ambient));
        let marks = world.li.reading("ACU-8").marks;
        assert_eq!(marks.contains(&"ambient_outside".to_owned()), !binds, "{ambient}");
        assert_eq!(world.li.misses("ACU-8R"), binds, "{ambient}");
        world.li.does(pressures(399, 1_270, ambient));
        assert!(world.li.misses("ACU-L1"), "{ambient}");
    }
}

/// Another refrigerant takes the ranges of its name-plate.
#[test]
fn chk_77_other_refrigerants_take_the_name_plate() {
    let plate = |low: i64, high: i64| {
        record(
            "ACU-8",
            &[
                ("low", num(low)),
                ("high", num(high)),
                ("ambient", num(300)),
                ("refrigerant", pick("other")),
                ("refrigerant_name", text("R410A")),
                ("plate_low_min", num(800)),
                ("plate_low_max", num(900)),
                ("plate_high_min", num(2_400)),
                ("plate_high_max", num(2_800)),
            ],
        )
    };
    for (low, high, marks) in [
        (799, 2_600, &["below_normal"][..]),
        (800, 2_400, &[]),
        (900, 2_800, &[]),
        (901, 2_600, &["above_normal"]),
        (850, 2_399, &["high_side_abnormal"]),
        (850, 2_801, &["high_side_abnormal"]),
    ] {
        let mut world = running();
        world.li.does(plate(low, high));
        assert_eq!(world.li.reading("ACU-8").marks, marks);
        assert_eq!(world.li.misses("ACU-8R"), !marks.is_empty());
    }
}

/// The whole leak loop from a low pressure to a passed trial run.
#[test]
fn chk_77_a_low_pressure_leads_through_the_leak_loop() {
    let mut world = running();
    measure(&mut world.li);
    world.li.does(pressures(399, 1_100, 300));
    assert_eq!(world.li.locked(trial(true)), ["ACU-8", "ACU-L1", "ACU-L2", "ACU-L3"].map(step_open).to_vec());
    let good = pressures(515, 1_270, 300);
    assert!(world.li.locked(good.clone()).contains(&LockReason::LoopPassMissing { step: "ACU-L1".into() }));
    world.li.does(record("ACU-L1", &[("place", text("flare nut"))]));
    world.li.does(record("ACU-L2", &[("done", DONE), ("tight", YES)]));
    world.li.does(charge(350));
    world.li.does(record("ACU-L3", &[("done", DONE)]));
    assert_eq!(world.li.locked(trial(true)), [step_open("ACU-8")]);
    world.li.does(good);
    assert!(world.li.does(trial(true)).checklist.unwrap().passed);
}

/// Both values are required; a large deviation requires cause and action, then another measurement.
#[test]
fn chk_78_a_large_deviation_of_the_current_requires_cause_and_action() {
    let mut world = running();
    let large = ("large_deviation", YES);
    assert_eq!(
        world.li.step_refused(record("ACU-9", &[("rated", num(5_000)), large.clone()])),
        missing("ACU-9", "measured")
    );
    assert_eq!(
        world.li.step_refused(record("ACU-9", &[("measured", num(5_000)), large])),
        missing("ACU-9", "rated")
    );
    world.li.does(current(true));
    assert_eq!(world.li.requires("ACU-9"), [then("ACU-10"), FollowUp::Repeat]);
    assert_eq!(world.li.locked(current(false)), [LockReason::LoopPassMissing { step: "ACU-10".into() }]);
    let both = [("cause", text("worn capacitor")), ("action", text("replaced"))];
    assert_eq!(world.li.locked(record("ACU-10", &both)), gate_open("ACU-S"));
    world.li.does(set("ACU-S"));
    assert_eq!(world.li.step_refused(record("ACU-10", &both[..1])), missing("ACU-10", "action"));
    assert_eq!(world.li.step_refused(record("ACU-10", &both[1..])), missing("ACU-10", "cause"));
    world.li.does(record("ACU-10", &both));
    assert_eq!(world.li.locked(current(false)), [step_open("ACU-O")], "measured with the unit running");
    world.li.does(on("ACU-O"));
    world.li.does(current(false));
    assert_eq!(world.li.status("ACU-9"), Status::Done);
}

/// Failure opens a new round from the sounds on, with the last pressures and current at hand.
#[test]
fn chk_79_a_fault_that_remains_opens_a_new_round() {
    let mut world = running();
    assert!(world.li.locked(trial(true)).contains(&step_open("ACU-8")));
    measure(&mut world.li);
    let after = world.li.does(trial(false)).checklist.unwrap();
    assert_eq!((after.passed, after.round, after.failed_rounds), (false, 2, 1));
    assert_eq!(after.missing[0], Missing::Step { step: "ACU-2".into() });
    assert_eq!(after.step("ACU-1").unwrap().kept_from, Some(1));
    let shown = after.rounds[0].steps.iter().find(|step| step.id == "ACU-8").unwrap();
    assert!(matches!(
        &shown.reading.as_ref().unwrap().recorded,
        Recorded::Values { values, .. } if values["low"] == num(515)
    ));
    start(&mut world.li);
    measure(&mut world.li);
    let other = part_of("ACU-3", "electrical_part", 1, ("2 uF", "3 uF"), PartSource::Store);
    assert!(matches!(world.li.is_refused(other), client_core::domain::decide::Rejection::Step(_)));
    assert!(world.li.does(trial(true)).checklist.unwrap().passed);
}
