//! CHK-50 to CHK-55: the gas stove.

use super::*;

fn with_symptoms(leak: bool, does_not_light: bool, red_flame: bool) -> Site {
    let mut site = Site::new("GST");
    symptoms(&mut site, leak, does_not_light, red_flame).unwrap();
    site
}

fn symptoms(
    site: &mut Site,
    leak: bool,
    does_not_light: bool,
    red_flame: bool,
) -> Result<usize, StepRefusal> {
    site.record(
        1,
        "GST-0",
        &[("leak", YesNo(leak)), ("does_not_light", YesNo(does_not_light)), ("red_flame", YesNo(red_flame))],
    )
}

fn series(tries: i64, good: i64) -> [(&'static str, RecordValue); 5] {
    [
        ("tries", Number(tries)),
        ("good", Number(good)),
        ("lights", YesNo(true)),
        ("flame_blue", YesNo(true)),
        ("no_leak", YesNo(true)),
    ]
}

fn leaks(yes: bool) -> [(&'static str, RecordValue); 1] {
    [("leaks", YesNo(yes))]
}

const DONE: [(&str, RecordValue); 1] = [("done", Ack)];

fn step_open(step: &str) -> LockReason {
    LockReason::StepOpen { step: step.to_owned() }
}

fn gate_open() -> LockReason {
    LockReason::GateOpen { gate: "GST-S".to_owned() }
}

/// "No spark" requires replacement.
#[test]
fn chk_50_without_a_spark_the_igniter_is_replaced() {
    let mut site = with_symptoms(false, true, false);
    site.record(1, "GST-A1", &[("spark", YesNo(false))]).unwrap();
    assert_eq!(site.all().step("GST-A1").unwrap().requires, [FollowUp::Step { step: "GST-A2".to_owned() }]);
    assert!(locks(site.record(1, "GST-F", &series(3, 3))).contains(&step_open("GST-A2")));
    assert!(locks(site.fit(1, "GST-A2", "igniter")).contains(&gate_open()));
    site.set(1, "GST-S").unwrap();
    site.fit(1, "GST-A2", "igniter").unwrap();
    assert_eq!(site.status("GST-A2"), Status::Done);

    let mut sparks = with_symptoms(false, true, false);
    sparks.record(1, "GST-A1", &[("spark", YesNo(true))]).unwrap();
    assert!(matches!(sparks.status("GST-A2"), Status::NotApplicable { .. }));
}

/// Recorded.
#[test]
fn chk_51_the_air_inlet_is_cleared_when_it_does_not_light() {
    let mut site = with_symptoms(false, true, false);
    site.record(1, "GST-A1", &[("spark", YesNo(true))]).unwrap();
    assert!(locks(site.record(1, "GST-A3", &DONE)).contains(&gate_open()));
    site.set(1, "GST-S").unwrap();
    assert_eq!(locks(site.on(1, "GST-O")), [step_open("GST-A3")]);
    site.record(1, "GST-A3", &DONE).unwrap();
    site.on(1, "GST-O").unwrap();
    site.record(1, "GST-F", &series(3, 3)).unwrap();
    assert!(site.all().passed);
}

/// Recorded.
#[test]
fn chk_52_a_red_flame_asks_for_clean_burner_tubes_and_head() {
    let mut site = with_symptoms(false, false, true);
    assert!(locks(site.record(1, "GST-B1", &DONE)).contains(&gate_open()));
    site.set(1, "GST-S").unwrap();
    assert_eq!(locks(site.on(1, "GST-O")), [step_open("GST-B1"), step_open("GST-B2")]);
    site.record(1, "GST-B1", &DONE).unwrap();
    assert_eq!(site.status("GST-B1"), Status::Done);
}

/// Recorded.
#[test]
fn chk_53_a_red_flame_asks_for_a_clear_air_inlet() {
    let mut site = with_symptoms(false, false, true);
    site.set(1, "GST-S").unwrap();
    assert_eq!(locks(site.record(1, "GST-B2", &DONE)), [step_open("GST-B1")]);
    site.record(1, "GST-B1", &DONE).unwrap();
    assert_eq!(locks(site.on(1, "GST-O")), [step_open("GST-B2")]);
    site.record(1, "GST-B2", &DONE).unwrap();
    site.on(1, "GST-O").unwrap();
    site.record(1, "GST-F", &series(5, 5)).unwrap();
    assert!(site.all().passed);
}

/// Leak answer requires rectification and a repeat check.
#[test]
fn chk_54_a_leaking_hose_joint_is_rectified_and_checked_again() {
    let mut site = with_symptoms(true, false, false);
    for _ in 0..2 {
        site.record(1, "GST-C1", &leaks(true)).unwrap();
        assert_eq!(
            site.all().step("GST-C1").unwrap().requires,
            [FollowUp::Step { step: "GST-C2".to_owned() }, FollowUp::Repeat]
        );
        assert_eq!(
            locks(site.record(1, "GST-C1", &leaks(false))),
            [LockReason::LoopPassMissing { step: "GST-C2".to_owned() }]
        );
        site.set(1, "GST-S").unwrap();
        site.record(1, "GST-C2", &DONE).unwrap();
    }
    site.fit(1, "GST-C2", "hose_clip").unwrap();
    site.record(1, "GST-C3", &leaks(false)).unwrap();
    // An unresolved leak keeps the gas off.
    assert_eq!(locks(site.on(1, "GST-O")), [step_open("GST-C1")]);
    assert!(locks(site.record(1, "GST-F", &series(3, 3))).contains(&step_open("GST-C1")));
    site.record(1, "GST-C1", &leaks(false)).unwrap();
    site.on(1, "GST-O").unwrap();
    site.record(1, "GST-F", &series(3, 3)).unwrap();
    assert!(site.all().passed);
}

/// Leak answer requires a new igniter and a repeat check.
#[test]
fn chk_55_a_leaking_igniter_is_replaced_and_checked_again() {
    let mut site = with_symptoms(true, false, false);
    site.record(1, "GST-C1", &leaks(false)).unwrap();
    site.record(1, "GST-C3", &leaks(true)).unwrap();
    assert_eq!(
        locks(site.record(1, "GST-C3", &leaks(false))),
        [LockReason::LoopPassMissing { step: "GST-C4".to_owned() }]
    );
    assert!(locks(site.fit(1, "GST-C4", "igniter")).contains(&gate_open()));
    site.set(1, "GST-S").unwrap();
    site.fit(1, "GST-C4", "igniter").unwrap();
    assert_eq!(locks(site.on(1, "GST-O")), [step_open("GST-C3")]);
    site.record(1, "GST-C3", &leaks(false)).unwrap();
    site.on(1, "GST-O").unwrap();
    site.record(1, "GST-F", &series(4, 4)).unwrap();
    assert!(site.all().passed);
}

/// Added: a reported or smelt leak goes before everything else.
#[test]
fn a_leak_comes_before_the_other_symptoms() {
    let mut site = with_symptoms(true, true, true);
    site.set(1, "GST-S").unwrap();
    for step in ["GST-A3", "GST-B1"] {
        let reasons = locks(site.record(1, step, &DONE));
        assert_eq!(reasons, [step_open("GST-C1"), step_open("GST-C3")]);
    }
    locks(site.record(1, "GST-A1", &[("spark", YesNo(true))]));
    site.record(1, "GST-C1", &leaks(false)).unwrap();
    site.record(1, "GST-C3", &leaks(true)).unwrap();
    assert_eq!(locks(site.record(1, "GST-B1", &DONE)), [step_open("GST-C3")]);
    site.fit(1, "GST-C4", "igniter").unwrap();
    site.record(1, "GST-C3", &leaks(false)).unwrap();
    site.record(1, "GST-B1", &DONE).unwrap();
}

/// Added: lights, flame not red, no leak; the new round is about what the test found (ISS-39).
#[test]
fn iss_39_the_stove_passes_only_without_any_fault() {
    let ready = || {
        let mut site = with_symptoms(false, true, false);
        site.record(1, "GST-A1", &[("spark", YesNo(true))]).unwrap();
        site.set(1, "GST-S").unwrap();
        site.record(1, "GST-A3", &DONE).unwrap();
        site.on(1, "GST-O").unwrap();
        site
    };
    let mut site = ready();
    assert!(matches!(site.record(1, "GST-F", &series(2, 2)), Err(StepRefusal::NotAccepted { .. })));
    assert!(matches!(site.record(1, "GST-F", &series(6, 6)), Err(StepRefusal::Record { .. })));
    // Which symptoms the new round has to name, and one choice that would hide the fault.
    for (bad, needed, hidden) in [
        (2, (false, true, false), (false, false, true)),
        (3, (false, false, true), (false, true, false)),
        (4, (true, false, false), (false, true, true)),
    ] {
        let mut site = ready();
        let mut answer = series(3, 3);
        answer[bad].1 = YesNo(false);
        site.record(1, "GST-F", &answer).unwrap();
        assert_eq!(site.all().round, 2);
        let refused = symptoms(&mut site, hidden.0, hidden.1, hidden.2);
        assert!(matches!(refused, Err(StepRefusal::NotAccepted { .. })), "{bad}");
        symptoms(&mut site, needed.0, needed.1, needed.2).unwrap();
    }
}
