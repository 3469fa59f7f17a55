//! CHK-30 to CHK-33: tap and gate valve.

use super::*;

fn taken_off() -> [(&'static str, RecordValue); 2] {
    [("done", Ack), ("type", choice("tap"))]
}

/// A tap that was taken off behind its valve.
fn opened() -> Site {
    let mut site = Site::new("TAP");
    site.set(1, "TAP-1").unwrap();
    site.record(1, "TAP-2", &[("done", Ack)]).unwrap();
    site.record(1, "TAP-3", &taken_off()).unwrap();
    site
}

fn core(bad: bool, worn: bool) -> [(&'static str, RecordValue); 2] {
    [("core_bad", YesNo(bad)), ("stem_badly_worn", YesNo(worn))]
}

/// From the core to the water on.
fn closed(site: &mut Site) {
    site.record(1, "TAP-4", &core(false, false)).unwrap();
    site.record(1, "TAP-6", &[("clockwise", YesNo(true))]).unwrap();
    site.fit(1, "TAP-6", "ptfe_tape").unwrap();
    site.record(1, "TAP-7", &[("done", Ack)]).unwrap();
    site.on(1, "TAP-O").unwrap();
}

/// Removal refused without the gate.
#[test]
fn chk_30_the_fitting_is_taken_off_behind_a_shut_valve() {
    let mut site = Site::new("TAP");
    let gate = LockReason::GateOpen { gate: "TAP-1".to_owned() };
    assert!(locks(site.record(1, "TAP-3", &taken_off())).contains(&gate));
    assert!(locks(site.record(1, "TAP-2", &[("done", Ack)])).contains(&gate));
    site.set(1, "TAP-1").unwrap();
    // The pipe is drained first.
    assert_eq!(
        locks(site.record(1, "TAP-3", &taken_off())),
        [LockReason::StepOpen { step: "TAP-2".to_owned() }]
    );
    site.record(1, "TAP-2", &[("done", Ack)]).unwrap();
    assert!(matches!(
        site.record(1, "TAP-3", &[("done", Ack), ("type", choice("hose"))]),
        Err(StepRefusal::Record { fault: RecordFault::UnknownChoice { .. }, .. })
    ));
    site.record(1, "TAP-3", &taken_off()).unwrap();
    assert_eq!(site.status("TAP-3"), Status::Done);
}

/// Answer yes requires replacement.
#[test]
fn chk_31_a_bad_core_or_stem_requires_a_new_fitting() {
    for (bad, worn) in [(true, false), (false, true), (true, true)] {
        let mut site = opened();
        site.record(1, "TAP-4", &core(bad, worn)).unwrap();
        assert_eq!(
            locks(site.record(1, "TAP-6", &[("clockwise", YesNo(true))])),
            [LockReason::StepOpen { step: "TAP-5".to_owned() }]
        );
        let mut other = part("TAP-5", "tap");
        other.new_specification = "DN20".to_owned();
        assert!(matches!(site.attempt(1, Written::Part(other)), Err(StepRefusal::DeviationMissing { .. })));
        let mut two = part("TAP-5", "gate_valve");
        two.quantity = 2;
        assert!(matches!(site.attempt(1, Written::Part(two)), Err(StepRefusal::WrongQuantity { .. })));
        site.fit(1, "TAP-5", "gate_valve").unwrap();
        assert_eq!(site.status("TAP-5"), Status::Done);
    }
    let mut sound = opened();
    sound.record(1, "TAP-4", &core(false, false)).unwrap();
    assert!(matches!(sound.status("TAP-5"), Status::NotApplicable { .. }));
}

/// Confirmation "clockwise" recorded.
#[test]
fn chk_32_the_tape_is_wound_clockwise() {
    let mut site = opened();
    site.record(1, "TAP-4", &core(false, false)).unwrap();
    assert!(matches!(
        site.record(1, "TAP-6", &[("clockwise", YesNo(false))]),
        Err(StepRefusal::NotAccepted { .. })
    ));
    assert!(matches!(site.record(1, "TAP-6", &[]), Err(StepRefusal::Record { .. })));
    site.record(1, "TAP-6", &[("clockwise", YesNo(true))]).unwrap();
    // The tape itself is a material line.
    let tape = [LockReason::StepOpen { step: "TAP-6".to_owned() }];
    assert_eq!(locks(site.record(1, "TAP-7", &[("done", Ack)])), tape);
    site.fit(1, "TAP-6", "ptfe_tape").unwrap();
    site.record(1, "TAP-7", &[("done", Ack)]).unwrap();
    let reading = site.all().step("TAP-6").unwrap().reading.clone().unwrap();
    assert_eq!(
        reading.recorded,
        Recorded::Values { values: values(&[("clockwise", YesNo(true))]), photos: Vec::new() }
    );
}

#[test]
fn chk_32_a_fitting_found_bad_late_is_taped_and_fitted_again() {
    let mut site = opened();
    site.record(1, "TAP-4", &core(false, false)).unwrap();
    site.record(1, "TAP-6", &[("clockwise", YesNo(true))]).unwrap();
    site.fit(1, "TAP-6", "ptfe_tape").unwrap();
    site.record(1, "TAP-7", &[("done", Ack)]).unwrap();
    site.record(1, "TAP-4", &core(true, false)).unwrap();
    site.fit(1, "TAP-5", "tap").unwrap();
    assert_eq!(site.status("TAP-6"), Status::Failed);
    site.record(1, "TAP-6", &[("clockwise", YesNo(true))]).unwrap();
    assert_eq!(site.status("TAP-7"), Status::Failed);
    assert_eq!(locks(site.on(1, "TAP-O")), [LockReason::StepOpen { step: "TAP-7".to_owned() }]);
}

/// Any of three failing opens a new round.
#[test]
fn chk_33_each_of_three_criteria_decides_the_water_test() {
    let names = ["no_seepage", "turns_freely", "no_leak_when_shut"];
    for bad in 0..4 {
        let mut site = opened();
        closed(&mut site);
        let answers: Vec<_> = (0..3).map(|at| (names[at], YesNo(at != bad))).collect();
        site.record(1, "TAP-8", &answers).unwrap();
        let tap = site.all();
        assert_eq!((tap.passed, tap.round), if bad == 3 { (true, 1) } else { (false, 2) });
        if bad != 3 {
            // From the valve on, which has fallen open.
            assert_eq!(tap.missing[0], Missing::Step { step: "TAP-1".to_owned() });
            assert!(!tap.gate("TAP-1").unwrap().held);
            locks(site.record(1, "TAP-2", &[("done", Ack)]));
        }
    }
}
