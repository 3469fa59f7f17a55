//! CHK-80 to CHK-88: installing a water-supply pipe.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::work::{PartSource, RecordValue};
use client_core::domain::procedure::{Missing, RecordFault, Recorded, Status, StepRefusal};

fn missing(step: &str, record: &str) -> StepRefusal {
    StepRefusal::Record { step: step.into(), fault: RecordFault::Missing { record: record.into() } }
}

fn route() -> Command {
    record(
        "WSP-1",
        &[
            ("wish", pick("noted")),
            ("wish_note", text("behind the cupboard")),
            ("look", pick("not_relevant")),
            ("material", pick("not_relevant")),
            ("labour", pick("not_relevant")),
        ],
    )
}

fn line(on_site: bool, more: Values<'_>) -> Command {
    let mut values = row(&[("item", pick("pipe")), ("length", num(600)), ("on_site", yn(on_site))]);
    values.extend(row(more));
    record("WSP-2", &[("asked", DONE), ("lines", RecordValue::List(vec![values]))])
}

fn tools() -> Command {
    let at_hand = || pick("at_hand");
    record("WSP-3", &[("fusion_welder", at_hand()), ("pipe_wrench", at_hand()), ("plumb_line", at_hand())])
}

fn run(bends: i64, layout: &str) -> Command {
    record("WSP-4", &[("length", num(600)), ("bends", num(bends)), ("layout", pick(layout))])
}

/// Li with a run of two bends installed.
fn installed(layout: &str) -> World {
    let mut world = World::agreed("WSP");
    world.li.does(route());
    world.li.does(line(true, &[]));
    world.li.does(tools());
    world.li.does(set("WSP-S"));
    world.li.does(run(2, layout));
    world
}

fn unions(number: i64) -> Command {
    let mut values = vec![("unions", num(number))];
    if number > 0 {
        values.extend([("place", text("at the meter")), ("near_inlet", YES)]);
    }
    record("WSP-5", &values)
}

fn deviation(step: &str, worst: i64) -> Command {
    record(step, &[("deviation", num(worst)), ("place", text("above the basin"))])
}

fn clamps(spacing: i64, bends: i64) -> Command {
    record("WSP-10", &[("spacing", num(spacing)), ("bends_with_clamp", num(bends))])
}

fn check(li: &mut Phone) {
    li.does(unions(1));
    li.does(record_shown("WSP-6", &[("close", YES)]));
    li.does(deviation("WSP-7", 19));
    li.does(deviation("WSP-8", 9));
    li.does(clamps(200, 2));
    li.does(on("WSP-O"));
}

fn tested(points: i64) -> Command {
    record_shown("WSP-11", &[("leak_points", num(points))])
}

/// All four considerations are noted or marked not relevant.
#[test]
fn chk_80_the_route_is_chosen_by_four_considerations() {
    let all = [
        ("wish", pick("not_relevant")),
        ("look", pick("not_relevant")),
        ("material", pick("not_relevant")),
        ("labour", pick("not_relevant")),
    ];
    for left_out in 0..all.len() {
        let mut world = World::agreed("WSP");
        let some: Vec<_> =
            all.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, v)| v.clone()).collect();
        assert_eq!(world.li.step_refused(record("WSP-1", &some)), missing("WSP-1", all[left_out].0));
        // What is noted needs its note.
        let mut noted = all.to_vec();
        noted[left_out].1 = pick("noted");
        assert_eq!(
            world.li.step_refused(record("WSP-1", &noted)),
            missing("WSP-1", &format!("{}_note", all[left_out].0))
        );
        let note = format!("{}_note", all[left_out].0);
        noted.push((&note, text("seen with the resident")));
        world.li.does(record_shown("WSP-1", &noted));
        assert_eq!(world.li.status("WSP-1"), Status::Done);
    }
}

/// Materials are the customer's by default: no stock movement, no charge. What is missing holds the job up.
#[test]
fn chk_81_the_owner_is_asked_to_buy_the_materials() {
    let mut world = World::agreed("WSP");
    assert_eq!(world.li.locked(line(true, &[])), [step_open("WSP-1")]);
    world.li.does(route());
    assert_eq!(world.li.step_refused(record("WSP-2", &[("asked", DONE)])), missing("WSP-2", "lines"));
    assert!(matches!(world.li.step_refused(line(false, &[])), StepRefusal::Record { .. }));
    world.li.does(line(false, &[("missing", pick("wait"))]));
    assert_eq!(world.li.status("WSP-2"), Status::Failed, "the job waits");
    assert_eq!(world.li.locked(tools()), [step_open("WSP-2")]);
    world.li.does(line(false, &[("missing", pick("store")), ("price_confirmed", NO)]));
    assert_eq!(world.li.status("WSP-2"), Status::Failed);
    world.li.does(line(false, &[("missing", pick("store")), ("price_confirmed", YES)]));
    assert_eq!(world.li.status("WSP-2"), Status::Done);
    world.li.does(line(true, &[]));
    assert_eq!(world.li.status("WSP-2"), Status::Done);

    let material = library().newest("WSP").unwrap().step("WSP-4").unwrap().material.clone().unwrap();
    assert_eq!(material.source, PartSource::Customer, "a screen offers it as the customer's");
    world.li.does(tools());
    world.li.does(set("WSP-S"));
    let before = world.li.shows().billable_fen;
    let pipe = part_of("WSP-4", "pipe", 600, ("none", "PPR 20"), PartSource::Customer);
    let order = world.li.does(pipe);
    assert_eq!(order.parts[0].source, PartSource::Customer);
    assert_eq!(order.billable_fen, before);
}

/// Each tool is ticked or its loan recorded.
#[test]
fn chk_82_the_tools_are_ticked_or_on_loan() {
    let mut world = World::agreed("WSP");
    world.li.does(route());
    world.li.does(line(true, &[]));
    let two = [("fusion_welder", pick("at_hand")), ("pipe_wrench", pick("at_hand"))];
    assert_eq!(world.li.step_refused(record("WSP-3", &two)), missing("WSP-3", "plumb_line"));
    let [a, b] = two;
    let lent = ("plumb_line", pick("on_loan"));
    assert_eq!(
        world.li.step_refused(record("WSP-3", &[a.clone(), b.clone(), lent.clone()])),
        missing("WSP-3", "loan")
    );
    world.li.does(record("WSP-3", &[a, b, lent, ("loan", text("T-17 from the store"))]));
    assert_eq!(world.li.status("WSP-3"), Status::Done);
}

/// 2 unions are refused; with one its position is recorded.
#[test]
fn chk_83_one_union_at_most() {
    let mut world = installed("cold_only");
    assert!(matches!(world.li.step_refused(unions(2)), StepRefusal::NotAccepted { .. }));
    assert_eq!(world.li.step_refused(record("WSP-5", &[("unions", num(1))])), missing("WSP-5", "place"));
    let far = [("unions", num(1)), ("place", text("in the middle")), ("near_inlet", NO)];
    assert_eq!(world.li.step_refused(record("WSP-5", &far)), missing("WSP-5", "reason"));
    world.li.does(unions(1));
    assert_eq!(world.li.status("WSP-5"), Status::Done);
    let mut none = installed("cold_only");
    none.li.does(unions(0));
    assert_eq!(none.li.status("WSP-5"), Status::Done);
}

/// Yes or no with a photo; no needs a reason.
#[test]
fn chk_84_the_run_keeps_close_to_corner_or_wall() {
    let mut world = installed("cold_only");
    assert_eq!(world.li.step_refused(record("WSP-6", &[("close", NO)])), missing("WSP-6", "reason"));
    world.li.does(record_shown("WSP-6", &[("close", NO), ("reason", text("a window"))]));
    let Recorded::Values { photos, .. } = world.li.reading("WSP-6").recorded else { panic!("values") };
    assert_eq!(photos.len(), 1);
    assert_eq!(world.li.status("WSP-6"), Status::Done);
}

/// 1.9 mm passes, 2.0 fails; 0.9 passes, 1.0 fails.
#[test]
fn chk_85_deviations_have_exact_limits() {
    for (step, good, bad) in [("WSP-7", 19, 20), ("WSP-8", 9, 10)] {
        let mut world = installed("cold_only");
        world.li.does(deviation(step, bad));
        assert_eq!(world.li.status(step), Status::Failed);
        assert!(!world.li.reading(step).good);
        assert!(world.li.missing().contains(&Missing::Repeat { step: step.into() }));
        assert!(world.li.locked(on("WSP-O")).contains(&step_open(step)));
        world.li.does(deviation(step, good));
        assert_eq!(world.li.status(step), Status::Done);
        assert!(world.li.reading(step).good && !world.li.misses(step));
        assert!(!world.li.locked(on("WSP-O")).contains(&step_open(step)));
    }
}

/// The layout picks the rule, and a violation fails.
#[test]
fn chk_86_hot_lies_above_or_on_the_left() {
    for (layout, right) in [("parallel_horizontal", "above"), ("vertical", "left")] {
        for lies in ["above", "below", "left", "right"] {
            let mut world = installed(layout);
            assert!(world.li.misses("WSP-9"));
            world.li.does(record("WSP-9", &[("hot_lies", pick(lies))]));
            let good = lies == right;
            let wanted = if good { Status::Done } else { Status::Failed };
            assert_eq!(world.li.status("WSP-9"), wanted, "{layout} {lies}");
            assert_eq!(world.li.locked(on("WSP-O")).contains(&step_open("WSP-9")), !good);
        }
    }
    let world = installed("cold_only");
    assert!(world.li.not_applicable("WSP-9"));
}

/// 2.01 m fails; every bend has its clamp.
#[test]
fn chk_87_clamps_every_two_metres_and_at_every_bend() {
    for (spacing, bends, good) in [(200, 2, true), (201, 2, false), (200, 1, false), (200, 3, false)] {
        let mut world = installed("cold_only");
        world.li.does(clamps(spacing, bends));
        let wanted = if good { Status::Done } else { Status::Failed };
        assert_eq!(world.li.status("WSP-10"), wanted, "{spacing} {bends}");
        assert_eq!(world.li.locked(on("WSP-O")).contains(&step_open("WSP-10")), !good);
        if !good {
            world.li.does(clamps(200, 2));
            assert_eq!(world.li.status("WSP-10"), Status::Done);
        }
    }
}

/// 1 leaking point opens a new round from the checks of the run, with the supply shut again first.
#[test]
fn chk_88_one_leaking_point_opens_a_new_round() {
    let mut world = installed("cold_only");
    check(&mut world.li);
    assert_eq!(
        world.li.step_refused(record("WSP-11", &[("leak_points", num(0))])),
        StepRefusal::PhotoRequired { step: "WSP-11".into() }
    );
    let after = world.li.does(tested(1)).checklist.unwrap();
    assert_eq!((after.passed, after.round, after.failed_rounds), (false, 2, 1));
    assert_eq!(after.step("WSP-4").unwrap().kept_from, Some(1));
    assert!(world.li.misses("WSP-5") && !world.li.misses("WSP-1"));
    assert_eq!(world.li.locked(unions(1)), gate_open("WSP-S"));
    world.li.does(set("WSP-S"));
    check(&mut world.li);
    let passed = world.li.does(tested(0)).checklist.unwrap();
    assert!(passed.passed && passed.missing.is_empty() && passed.round == 2);
}
