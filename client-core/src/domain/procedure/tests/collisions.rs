//! COL-28 and COL-29: technicians who wrote without having seen each other.

use super::*;

/// Two phones with the same closed lamp before them.
fn two_at_the_final_test() -> Site {
    let mut site = Site::new("LMP");
    closed_lamp(&mut site, 1);
    site.knows.insert(2, BTreeSet::new());
    site.visits.insert(2, 1);
    site.sync();
    site
}

#[test]
fn col_28_the_unfavourable_final_test_holds() {
    for first_fails in [true, false] {
        let mut site = two_at_the_final_test();
        let (one, two) = if first_fails { (9, 1) } else { (1, 9) };
        let a = site.record(1, "LMP-15", &flashes(one)).unwrap();
        let b = site.record(2, "LMP-15", &flashes(two)).unwrap();
        let lamp = site.all();
        assert_eq!((lamp.passed, lamp.round), (false, 2), "first fails: {first_fails}");
        assert_eq!(lamp.rounds[0].passed, Some(false));
        assert_eq!(lamp.rounds[0].steps[14].readings.len(), 2);
        assert!(!lamp.rounds[0].steps[14].reading.as_ref().unwrap().good);
        let clash = &lamp.clashes[0];
        assert_eq!((clash.rule, clash.step.as_str(), clash.round), (ClashRule::Col28, "LMP-15", 1));
        assert_eq!(clash.entries, [entry(a), entry(b)]);
        assert_eq!(clash.resolved_by, None);
    }
}

#[test]
fn col_28_somebody_who_saw_both_final_tests_may_record_again() {
    let mut site = two_at_the_final_test();
    site.record(1, "LMP-15", &flashes(9)).unwrap();
    site.record(2, "LMP-15", &flashes(1)).unwrap();
    site.sync();
    let again = result("LMP-15", &flashes(2));
    check_result(&site.library, &site.seen_by(2), &site.author(2), Some(1), &again).unwrap();
    let settled = site.write(2, Some(1), Written::Result(again.clone()));
    let lamp = site.all();
    assert_eq!((lamp.passed, lamp.round), (true, 1));
    assert_eq!(lamp.clashes[0].resolved_by, Some(entry(settled)));
    // Settled: nobody records in an ended round any more.
    assert!(matches!(
        check_result(&site.library, &lamp, &site.author(2), Some(1), &again),
        Err(StepRefusal::RoundEnded { round: 1 })
    ));
}

#[test]
fn col_28_going_through_the_next_round_settles_it_too() {
    let mut site = two_at_the_final_test();
    site.record(1, "LMP-15", &flashes(9)).unwrap();
    site.record(2, "LMP-15", &flashes(1)).unwrap();
    site.sync();
    closed_lamp(&mut site, 2);
    site.record(2, "LMP-15", &flashes(0)).unwrap();
    let lamp = site.all();
    assert_eq!((lamp.passed, lamp.round), (true, 2));
    assert!(lamp.clashes[0].resolved_by.is_some());
}

#[test]
fn col_28_a_known_failure_can_not_be_passed_over() {
    let mut site = two_at_the_final_test();
    site.record(1, "LMP-15", &flashes(9)).unwrap();
    site.sync();
    let pass = result("LMP-15", &flashes(1));
    assert_eq!(
        check_result(&site.library, &site.seen_by(2), &site.author(2), Some(1), &pass),
        Err(StepRefusal::OtherRound { current: 2 })
    );
    // Even if a phone wrote it.
    site.write(2, Some(1), Written::Result(pass));
    assert_eq!((site.all().passed, site.all().round), (false, 2));
}

#[test]
fn col_28_of_two_readings_the_later_time_is_shown() {
    for (first_at, second_at, shown) in [(50_000, 90_000, 1), (90_000, 50_000, 0), (70_000, 70_000, 1)] {
        let mut site = two_at_the_final_test();
        let before = site.lines.len();
        site.set_clock(first_at);
        site.record(1, "LMP-1", &[("normal", YesNo(true)), ("voltage", Number(2300))]).unwrap();
        site.set_clock(second_at);
        site.record(2, "LMP-1", &[("normal", YesNo(true)), ("voltage", Number(2190))]).unwrap();
        let lamp = site.all();
        let step = lamp.step("LMP-1").unwrap();
        assert_eq!(step.reading.as_ref().unwrap().entry, entry(before + shown));
        assert_eq!(step.readings.len(), 3);
        assert_eq!(lamp.clashes.len(), 1);
        site.sync();
        site.record(1, "LMP-1", &[("normal", YesNo(true))]).unwrap();
        assert!(site.all().clashes[0].resolved_by.is_some());
    }
}

#[test]
fn col_28_equal_results_are_no_collision_but_two_parts_are() {
    let mut site = two_at_the_final_test();
    for phone in [1, 2] {
        site.record(phone, "LMP-1", &[("normal", YesNo(true))]).unwrap();
    }
    assert_eq!(site.all().clashes, []);
    for phone in [1, 2] {
        site.write(phone, Some(1), Written::Part(part("LMP-6", "starter")));
    }
    assert_eq!(site.all().clashes[0].step, "LMP-6");
}

#[test]
fn col_29_a_gate_withdrawn_unseen_counts_as_open_and_locks() {
    let mut site = Site::new("LMP");
    sound_lamp(&mut site, 1);
    site.knows.insert(2, BTreeSet::new());
    site.visits.insert(2, 1);
    site.sync();
    site.set(2, "LMP-2").unwrap();
    // One puts power on while the other looks at the starter and finds a bad contact.
    let on = site.on(1, "LMP-14").unwrap();
    let found = site.record(2, "LMP-3", &[("good_contact", YesNo(false))]).unwrap();
    let lamp = site.all();
    assert!(!lamp.gate("LMP-2").unwrap().held);
    let clash = lamp.clashes.iter().find(|clash| clash.rule == ClashRule::Col29).unwrap();
    assert_eq!(clash.step, "LMP-2");
    assert!(clash.entries.contains(&entry(on)) && clash.entries.contains(&entry(found)));
    assert_eq!(clash.resolved_by, None);
    let gate = LockReason::GateOpen { gate: "LMP-2".to_owned() };
    assert!(lamp.step("LMP-4").unwrap().locks.contains(&gate));
    assert_eq!(lamp.step("LMP-2").unwrap().status, Status::Open);
    assert_eq!(lamp.step("LMP-3").unwrap().reading.as_ref().unwrap().entry, entry(found));

    // Whoever has seen both isolates again and goes on.
    site.sync();
    let again = site.set(2, "LMP-2").unwrap();
    assert_eq!(site.all().clashes[0].resolved_by, Some(entry(again)));
    site.record(2, "LMP-4", &[("done", Ack)]).unwrap();
    assert_eq!(site.status("LMP-14"), Status::Failed);
    site.on(2, "LMP-14").unwrap();
    site.record(2, "LMP-15", &flashes(1)).unwrap();
    assert!(site.all().passed);
}

#[test]
fn col_29_a_gate_set_unseen_by_the_one_who_put_power_on_counts_as_open() {
    for set_first in [true, false] {
        let mut site = Site::new("LMP");
        sound_lamp(&mut site, 1);
        site.knows.insert(2, BTreeSet::new());
        site.visits.insert(2, 1);
        site.sync();
        if set_first {
            site.set(2, "LMP-2").unwrap();
            site.on(1, "LMP-14").unwrap();
        } else {
            site.on(1, "LMP-14").unwrap();
            site.set(2, "LMP-2").unwrap();
        }
        let lamp = site.all();
        assert!(!lamp.gate("LMP-2").unwrap().held);
        assert_eq!(lamp.clashes[0].rule, ClashRule::Col29);
    }
}
