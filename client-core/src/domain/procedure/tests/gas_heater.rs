//! CHK-40 to CHK-47: the gas water heater.

use super::*;

fn with_symptoms(does_not_light: bool, bang: bool) -> Site {
    let mut site = Site::new("GWH");
    symptoms(&mut site, does_not_light, bang).unwrap();
    site
}

fn symptoms(site: &mut Site, does_not_light: bool, bang: bool) -> Result<usize, StepRefusal> {
    site.record(1, "GWH-0", &[("does_not_light", YesNo(does_not_light)), ("bang", YesNo(bang))])
}

fn series(tries: i64, good: i64) -> [(&'static str, RecordValue); 4] {
    [("tries", Number(tries)), ("good", Number(good)), ("bang", YesNo(false)), ("no_gas_smell", YesNo(true))]
}

fn gas(present: bool, open: bool) -> Vec<(&'static str, RecordValue)> {
    let mut all = vec![("gas_present", YesNo(present)), ("valve_open", YesNo(open))];
    if !present {
        all.push(("reported_to", text("the gas company")));
    }
    all
}

fn step_open(step: &str) -> LockReason {
    LockReason::StepOpen { step: step.to_owned() }
}

fn gate_open(gate: &str) -> LockReason {
    LockReason::GateOpen { gate: gate.to_owned() }
}

const CLEANED: [(&str, RecordValue); 2] = [("cleaned", Ack), ("lubricated", Ack)];

/// Branch a up to the gas path, everything in order.
fn ignition_in_order(site: &mut Site) {
    site.record(1, "GWH-A1", &[("sufficient", YesNo(true)), ("voltage", Number(310))]).unwrap();
    site.record(1, "GWH-A3", &[("ticking", YesNo(true))]).unwrap();
}

/// Branch b up to the gas on.
fn bang_removed(site: &mut Site) {
    site.set(1, "GWH-B1").unwrap();
    site.record(1, "GWH-B2", &[("done", Ack)]).unwrap();
    site.record(1, "GWH-B3", &[("done", Ack), ("gap", Number(40))]).unwrap();
    site.record(1, "GWH-B4", &[("clear_click", YesNo(true))]).unwrap();
    site.on(1, "GWH-B6").unwrap();
}

/// Answer "low" requires replacement.
#[test]
fn chk_40_a_low_battery_is_replaced() {
    let mut site = with_symptoms(true, false);
    site.record(1, "GWH-A1", &[("sufficient", YesNo(false)), ("voltage", Number(240))]).unwrap();
    assert_eq!(site.all().step("GWH-A1").unwrap().requires, [FollowUp::Step { step: "GWH-A2".to_owned() }]);
    assert!(site.seen_by(1).step("GWH-F").unwrap().locks.contains(&step_open("GWH-A2")));
    let mut other = part("GWH-A2", "battery");
    other.new_specification = "9 V".to_owned();
    assert!(matches!(site.attempt(1, Written::Part(other)), Err(StepRefusal::DeviationMissing { .. })));
    site.fit(1, "GWH-A2", "battery").unwrap();
    assert_eq!(site.status("GWH-A2"), Status::Done);

    let mut enough = with_symptoms(true, false);
    ignition_in_order(&mut enough);
    assert!(matches!(enough.status("GWH-A2"), Status::NotApplicable { .. }));
}

/// "Not heard" requires replacement.
#[test]
fn chk_41_without_ticking_the_igniter_is_replaced_and_listened_to_again() {
    let mut site = with_symptoms(true, false);
    let ticking = |yes| [("ticking", YesNo(yes))];
    site.record(1, "GWH-A3", &ticking(false)).unwrap();
    assert_eq!(
        locks(site.record(1, "GWH-A3", &ticking(true))),
        [LockReason::LoopPassMissing { step: "GWH-A4".to_owned() }]
    );
    // The gas is shut off first (added).
    assert!(locks(site.fit(1, "GWH-A4", "electronic_igniter")).contains(&gate_open("GWH-A6s")));
    site.set(1, "GWH-A6s").unwrap();
    site.fit(1, "GWH-A4", "electronic_igniter").unwrap();
    assert_eq!(site.status("GWH-A3"), Status::Failed);
    site.record(1, "GWH-A3", &ticking(true)).unwrap();
    assert_eq!(site.status("GWH-A3"), Status::Done);
    // With the gas shut by himself the technician can't judge the supply.
    assert_eq!(
        locks(site.record(1, "GWH-A5", &gas(true, true))),
        [LockReason::GateHeld { gate: "GWH-A6s".to_owned() }]
    );
    site.on(1, "GWH-B6").unwrap();
    site.record(1, "GWH-A5", &gas(true, true)).unwrap();
}

/// Both answers required; stuck requires "cleaned and lubricated".
#[test]
fn chk_42_both_cases_of_the_gas_path_are_answered() {
    let mut site = with_symptoms(true, false);
    ignition_in_order(&mut site);
    assert_eq!(locks(site.record(1, "GWH-A6", &[("stuck", YesNo(false))])), [step_open("GWH-A5")]);
    for missing in ["gas_present", "valve_open"] {
        let one: Vec<_> = gas(true, true).into_iter().filter(|(name, _)| *name != missing).collect();
        assert!(matches!(
            site.record(1, "GWH-A5", &one),
            Err(StepRefusal::Record { fault: RecordFault::Missing { record }, .. }) if record == missing
        ));
    }
    // No gas: reported, and asked again; valve shut: opened, and asked again.
    for answer in [gas(false, true), gas(true, false)] {
        site.record(1, "GWH-A5", &answer).unwrap();
        assert_eq!(site.all().step("GWH-A5").unwrap().requires, [FollowUp::Repeat]);
        assert_eq!(locks(site.record(1, "GWH-A6", &[("stuck", YesNo(true))])), [step_open("GWH-A5")]);
    }
    let unreported = [("gas_present", YesNo(false)), ("valve_open", YesNo(true))];
    assert!(matches!(site.record(1, "GWH-A5", &unreported), Err(StepRefusal::Record { .. })));
    site.record(1, "GWH-A5", &gas(true, true)).unwrap();
    assert!(site.seen_by(1).step("GWH-F").unwrap().locks.contains(&step_open("GWH-A6")));
    site.record(1, "GWH-A6", &[("stuck", YesNo(true))]).unwrap();
    assert!(locks(site.record(1, "GWH-A7", &CLEANED)).contains(&gate_open("GWH-A6s")));
    site.set(1, "GWH-A6s").unwrap();
    assert!(matches!(site.record(1, "GWH-A7", &CLEANED[..1]), Err(StepRefusal::Record { .. })));
    site.record(1, "GWH-A7", &CLEANED).unwrap();
    assert_eq!(locks(site.on(1, "GWH-B6")), [step_open("GWH-A7")]);
    site.fit(1, "GWH-A7", "lubricant").unwrap();
    locks(site.record(1, "GWH-F", &series(3, 3)));
    site.on(1, "GWH-B6").unwrap();
    site.record(1, "GWH-F", &series(3, 3)).unwrap();
    assert!(site.all().passed);
}

/// Any other b) step refused before the gate.
#[test]
fn chk_43_the_gas_valve_is_shut_before_anything_else() {
    let mut site = with_symptoms(false, true);
    for (step, answer) in [
        ("GWH-B2", &[("done", Ack)][..]),
        ("GWH-B3", &[("done", Ack)]),
        ("GWH-B4", &[("clear_click", YesNo(false))]),
        ("GWH-B5", &[("lubricated", Ack), ("cleaned", Ack)]),
    ] {
        assert!(locks(site.record(1, step, answer)).contains(&gate_open("GWH-B1")), "{step}");
    }
    site.set(1, "GWH-B1").unwrap();
    site.record(1, "GWH-B2", &[("done", Ack)]).unwrap();
    // It falls open again when the gas is on.
    site.record(1, "GWH-B3", &[("done", Ack)]).unwrap();
    site.record(1, "GWH-B4", &[("clear_click", YesNo(true))]).unwrap();
    site.on(1, "GWH-B6").unwrap();
    assert!(!site.all().gate("GWH-B1").unwrap().held);
    assert!(locks(site.record(1, "GWH-B2", &[("done", Ack)])).contains(&gate_open("GWH-B1")));
}

/// Recorded.
#[test]
fn chk_44_the_ignition_lead_is_dried() {
    let mut site = with_symptoms(false, true);
    site.set(1, "GWH-B1").unwrap();
    assert!(locks(site.on(1, "GWH-B6")).contains(&step_open("GWH-B2")));
    site.record(1, "GWH-B2", &[("done", Ack)]).unwrap();
    assert_eq!(site.status("GWH-B2"), Status::Done);
}

/// Recorded.
#[test]
fn chk_45_the_ignition_gap_is_adjusted_with_or_without_a_number() {
    for answer in [vec![("done", Ack)], vec![("done", Ack), ("gap", Number(45))]] {
        let mut site = with_symptoms(false, true);
        site.set(1, "GWH-B1").unwrap();
        assert!(locks(site.on(1, "GWH-B6")).contains(&step_open("GWH-B3")));
        site.record(1, "GWH-B3", &answer).unwrap();
        assert_eq!(site.status("GWH-B3"), Status::Done);
    }
}

/// "No" requires a repair record.
#[test]
fn chk_46_without_a_clear_click_the_solenoid_valve_is_repaired() {
    let mut site = with_symptoms(false, true);
    let click = |yes| [("clear_click", YesNo(yes))];
    site.set(1, "GWH-B1").unwrap();
    site.record(1, "GWH-B2", &[("done", Ack)]).unwrap();
    site.record(1, "GWH-B3", &[("done", Ack)]).unwrap();
    for _ in 0..2 {
        site.record(1, "GWH-B4", &click(false)).unwrap();
        assert_eq!(
            locks(site.record(1, "GWH-B4", &click(true))),
            [LockReason::LoopPassMissing { step: "GWH-B5".to_owned() }]
        );
        site.record(1, "GWH-B5", &CLEANED).unwrap();
        // Each pass takes its own oil.
        let needed = FollowUp::Material { items: vec!["lubricant".to_owned()] };
        assert!(site.all().step("GWH-B5").unwrap().requires.contains(&needed));
        site.fit(1, "GWH-B5", "lubricant").unwrap();
        assert_eq!(site.status("GWH-B5"), Status::Done);
    }
    assert_eq!(locks(site.on(1, "GWH-B6")), [step_open("GWH-B4")]);
    site.record(1, "GWH-B4", &click(true)).unwrap();
    site.on(1, "GWH-B6").unwrap();
    assert_eq!(site.all().step("GWH-B5").unwrap().attempts, 2);
}

/// 2 refused as too few; 3, 4, 5 pass; one failure in the series opens a new round.
#[test]
fn chk_47_three_to_five_good_ignitions_in_a_row_pass() {
    let mut site = with_symptoms(false, true);
    bang_removed(&mut site);
    let Err(StepRefusal::NotAccepted { rule, .. }) = site.record(1, "GWH-F", &series(2, 2)) else { panic!() };
    assert!(rule.en.contains("Too few"));
    assert!(matches!(site.record(1, "GWH-F", &series(6, 6)), Err(StepRefusal::Record { .. })));
    assert!(matches!(site.record(1, "GWH-F", &series(3, 4)), Err(StepRefusal::NotAccepted { .. })));
    for (tries, good, bang, passed) in [
        (3, 3, false, true),
        (4, 4, false, true),
        (5, 5, false, true),
        (5, 4, false, false),
        (3, 2, false, false),
        // Nobody has to ignite a heater that bangs three times.
        (1, 0, true, false),
        (3, 3, true, false),
    ] {
        let mut site = with_symptoms(false, true);
        bang_removed(&mut site);
        let mut answer = series(tries, good);
        answer[2].1 = YesNo(bang);
        site.record(1, "GWH-F", &answer).unwrap();
        let round = if passed { 1 } else { 2 };
        assert_eq!((site.all().passed, site.all().round), (passed, round), "{good} of {tries}");
    }
    let mut smell = series(4, 4);
    smell[3].1 = YesNo(false);
    site.record(1, "GWH-F", &smell).unwrap();
    assert_eq!(site.all().round, 2);
}

#[test]
fn chk_47_the_gas_is_open_for_the_final_test() {
    let mut site = with_symptoms(false, true);
    bang_removed(&mut site);
    site.set(1, "GWH-B1").unwrap();
    let reasons = locks(site.record(1, "GWH-F", &series(3, 3)));
    assert!(reasons.contains(&LockReason::GateHeld { gate: "GWH-B1".to_owned() }));
    site.on(1, "GWH-B6").unwrap();
    site.record(1, "GWH-F", &series(3, 3)).unwrap();
}

#[test]
fn chk_47_the_new_round_goes_down_the_branch_of_the_symptom_that_the_test_showed() {
    let mut site = with_symptoms(true, false);
    ignition_in_order(&mut site);
    site.record(1, "GWH-A5", &gas(true, true)).unwrap();
    site.record(1, "GWH-A6", &[("stuck", YesNo(false))]).unwrap();
    // It lights now, but with a bang.
    let mut bang = series(3, 3);
    bang[2].1 = YesNo(true);
    site.record(1, "GWH-F", &bang).unwrap();
    assert_eq!(site.all().rounds[0].passed, Some(false));
    assert!(matches!(symptoms(&mut site, true, false), Err(StepRefusal::NotAccepted { .. })));
    symptoms(&mut site, false, true).unwrap();
    assert_eq!(site.status("GWH-B1"), Status::Open);
    assert!(matches!(site.status("GWH-A1"), Status::NotApplicable { .. }));
    bang_removed(&mut site);
    site.record(1, "GWH-F", &series(5, 3)).unwrap();
    symptoms(&mut site, true, false).unwrap();
    assert_eq!(site.status("GWH-A1"), Status::Open);
    assert_eq!((site.all().round, site.all().failed_rounds), (3, 2));
}

#[test]
fn with_both_symptoms_the_bang_comes_first_and_the_gas_is_opened_twice() {
    let mut site = with_symptoms(true, true);
    site.set(1, "GWH-B1").unwrap();
    for (step, answer) in [("GWH-A1", [("sufficient", YesNo(true))]), ("GWH-A3", [("ticking", YesNo(true))])]
    {
        assert_eq!(locks(site.record(1, step, &answer)), ["GWH-B2", "GWH-B3", "GWH-B4"].map(step_open));
    }
    bang_removed(&mut site);
    ignition_in_order(&mut site);
    site.record(1, "GWH-A5", &gas(true, true)).unwrap();
    site.record(1, "GWH-A6", &[("stuck", YesNo(true))]).unwrap();
    site.set(1, "GWH-A6s").unwrap();
    assert_eq!(site.status("GWH-B6"), Status::Failed);
    site.record(1, "GWH-A7", &CLEANED).unwrap();
    site.fit(1, "GWH-A7", "lubricant").unwrap();
    site.on(1, "GWH-B6").unwrap();
    site.record(1, "GWH-F", &series(4, 4)).unwrap();
    assert!(site.all().passed);
    assert_eq!(site.all().step("GWH-B6").unwrap().attempts, 2);
}
