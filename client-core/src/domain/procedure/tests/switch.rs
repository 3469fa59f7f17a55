//! CHK-20 to CHK-24: the switch.

use super::*;

fn gated() -> Site {
    let mut site = Site::new("SWI");
    site.record(1, "SWI-1", &[("load", Number(2200)), ("limit", Number(2200))]).unwrap();
    site.set(1, "SWI-3").unwrap();
    site
}

fn point() -> [(&'static str, RecordValue); 1] {
    [(
        "points",
        rows(&[&[
            ("place", text("kitchen socket")),
            ("finding", text("worn wire")),
            ("action", text("renewed")),
        ]]),
    )]
}

fn lines(states: &[&str]) -> [(&'static str, RecordValue); 1] {
    let rows = states
        .iter()
        .enumerate()
        .map(|(at, state)| values(&[("line", text(&format!("line {at}"))), ("state", choice(state))]))
        .collect();
    [("lines", RecordValue::List(rows))]
}

/// Overload requires one of: reduced (new load at most the limit), or application recorded.
#[test]
fn chk_20_overload_is_reduced_or_applied_for() {
    let mut site = Site::new("SWI");
    site.record(1, "SWI-1", &[("load", Number(2200)), ("limit", Number(2200))]).unwrap();
    assert!(matches!(site.status("SWI-2"), Status::NotApplicable { .. }));
    site.record(1, "SWI-1", &[("load", Number(2201)), ("limit", Number(2200))]).unwrap();
    assert_eq!(site.status("SWI-2"), Status::Open);
    let reduced = |load| [("way", choice("reduced")), ("new_load", Number(load))];
    assert!(matches!(site.record(1, "SWI-2", &reduced(2201)), Err(StepRefusal::NotAccepted { .. })));
    let only_said = [("way", choice("reduced"))];
    assert!(matches!(
        site.record(1, "SWI-2", &only_said),
        Err(StepRefusal::Record { fault: RecordFault::Missing { record }, .. }) if record == "new_load"
    ));
    site.record(1, "SWI-2", &reduced(2200)).unwrap();
    assert_eq!(site.status("SWI-2"), Status::Done);

    let applied = |day| {
        [("way", choice("application_made")), ("applied_on", Number(day)), ("applied_by", text("Ms Lin"))]
    };
    assert!(matches!(site.record(1, "SWI-2", &applied(20_260_231)), Err(StepRefusal::Record { .. })));
    site.record(1, "SWI-2", &applied(20_260_228)).unwrap();
    assert_eq!(site.status("SWI-2"), Status::Done);
}

#[test]
fn chk_20_an_unhandled_overload_keeps_the_final_test_locked() {
    let mut site = Site::new("SWI");
    closed_switch(&mut site, 1, "SWI");
    site.record(1, "SWI-1", &[("load", Number(2201)), ("limit", Number(2200))]).unwrap();
    assert_eq!(
        locks(site.record(1, "SWI-10", &[("normal", YesNo(true))])),
        [LockReason::StepOpen { step: "SWI-2".to_owned() }]
    );
}

/// Short found: the loop stays open until "removed" and a repeat measurement.
#[test]
fn chk_21_a_short_keeps_the_loop_open_until_measured_again() {
    let mut site = gated();
    let short = |yes| [("short", YesNo(yes))];
    site.record(1, "SWI-4", &short(true)).unwrap();
    let switch = site.all();
    assert_eq!(switch.step("SWI-4").unwrap().status, Status::Failed);
    assert_eq!(
        switch.step("SWI-4").unwrap().requires,
        [FollowUp::Step { step: "SWI-5".to_owned() }, FollowUp::Repeat]
    );
    // Measuring again without having removed anything.
    let pass_missing = [LockReason::LoopPassMissing { step: "SWI-5".to_owned() }];
    assert_eq!(locks(site.record(1, "SWI-4", &short(false))), pass_missing);
    site.record(1, "SWI-5", &point()).unwrap();
    site.record(1, "SWI-4", &short(true)).unwrap();
    assert_eq!(site.status("SWI-5"), Status::Failed);
    assert_eq!(locks(site.record(1, "SWI-4", &short(false))), pass_missing);
    site.record(1, "SWI-5", &point()).unwrap();
    site.record(1, "SWI-4", &short(false)).unwrap();
    let switch = site.all();
    assert_eq!(switch.step("SWI-4").unwrap().status, Status::Done);
    assert_eq!(switch.step("SWI-5").unwrap().status, Status::Done);
    assert_eq!(switch.step("SWI-5").unwrap().attempts, 2);
    assert_eq!(switch.step("SWI-4").unwrap().attempts, 3);
}

/// "Does not lift" opens a list of lines; all of them have to be cleared.
#[test]
fn chk_22_leakage_is_cleared_line_by_line() {
    let mut site = gated();
    let lifts = |yes| [("needle_lifts", YesNo(yes))];
    site.record(1, "SWI-4", &[("short", YesNo(false))]).unwrap();
    site.record(1, "SWI-6", &lifts(false)).unwrap();
    assert!(matches!(
        site.record(1, "SWI-7", &[("lines", RecordValue::List(Vec::new()))]),
        Err(StepRefusal::Record { fault: RecordFault::Empty { .. }, .. })
    ));
    site.record(1, "SWI-7", &lines(&["ok", "leaking"])).unwrap();
    assert_eq!(site.status("SWI-7"), Status::Failed);
    site.record(1, "SWI-6", &lifts(true)).unwrap();
    assert_eq!(locks(site.fit(1, "SWI-8", "switch")), [LockReason::StepOpen { step: "SWI-7".to_owned() }]);
    site.record(1, "SWI-7", &lines(&["ok", "leak_removed"])).unwrap();
    // The insulation has to be tested after the last repair.
    assert_eq!(locks(site.fit(1, "SWI-8", "switch")), [LockReason::StepOpen { step: "SWI-6".to_owned() }]);
    site.record(1, "SWI-6", &lifts(true)).unwrap();
    site.fit(1, "SWI-8", "switch").unwrap();
}

/// Refused while a short or leakage loop is open.
#[test]
fn chk_23_the_switch_is_fitted_after_all_faults_are_removed() {
    let mut site = gated();
    let open = |step: &str| LockReason::StepOpen { step: step.to_owned() };
    assert_eq!(
        locks(site.fit(1, "SWI-8", "switch")),
        [open("SWI-4"), open("SWI-5"), open("SWI-6"), open("SWI-7")]
    );
    site.record(1, "SWI-4", &[("short", YesNo(true))]).unwrap();
    site.record(1, "SWI-6", &[("needle_lifts", YesNo(true))]).unwrap();
    assert_eq!(locks(site.fit(1, "SWI-8", "switch")), [open("SWI-4"), open("SWI-5")]);
    site.record(1, "SWI-5", &point()).unwrap();
    site.record(1, "SWI-4", &[("short", YesNo(false))]).unwrap();
    let mut other = part("SWI-8", "switch");
    other.new_specification = "16 A".to_owned();
    assert!(matches!(site.attempt(1, Written::Part(other)), Err(StepRefusal::DeviationMissing { .. })));
    site.fit(1, "SWI-8", "switch").unwrap();
}

#[test]
fn chk_23_a_sound_switch_may_stay_with_a_reason() {
    let mut site = gated();
    site.record(1, "SWI-4", &[("short", YesNo(false))]).unwrap();
    site.record(1, "SWI-6", &[("needle_lifts", YesNo(true))]).unwrap();
    assert_eq!(
        site.record(1, "SWI-8", &[(SKIP_REASON, text(" "))]),
        Err(StepRefusal::SkipReasonMissing { step: "SWI-8".to_owned() })
    );
    site.record(1, "SWI-8", &[(SKIP_REASON, text("sound, the fault was in the wiring"))]).unwrap();
    let step = site.all().step("SWI-8").unwrap().clone();
    assert_eq!(step.status, Status::Done);
    assert_eq!(step.reading.unwrap().skip_reason(), Some("sound, the fault was in the wiring"));
    site.on(1, "SWI-9").unwrap();
}

/// "No" opens a new round, from the main switch; the load keeps its result.
#[test]
fn chk_24_a_switch_that_fails_its_test_opens_a_new_round() {
    let mut site = Site::new("SWI");
    closed_switch(&mut site, 1, "SWI");
    site.record(1, "SWI-10", &[("normal", YesNo(false))]).unwrap();
    let switch = site.all();
    assert_eq!((switch.round, switch.failed_rounds), (2, 1));
    let load = switch.step("SWI-1").unwrap();
    assert_eq!((load.status.clone(), load.kept_from, load.attempts), (Status::Done, Some(1), 0));
    assert_eq!(switch.step("SWI-3").unwrap().status, Status::Open);
    assert_eq!(switch.step("SWI-4").unwrap().reading, None);
    assert_eq!(switch.missing.first(), Some(&Missing::Step { step: "SWI-3".to_owned() }));
    site.set(1, "SWI-3").unwrap();
    site.record(1, "SWI-4", &[("short", YesNo(false))]).unwrap();
    site.record(1, "SWI-6", &[("needle_lifts", YesNo(true))]).unwrap();
    site.fit(1, "SWI-8", "switch").unwrap();
    site.on(1, "SWI-9").unwrap();
    site.record(1, "SWI-10", &[("normal", YesNo(true))]).unwrap();
    assert!(site.all().passed);
    assert_eq!(site.all().missing, []);
}
