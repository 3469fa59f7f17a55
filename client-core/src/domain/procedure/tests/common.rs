//! CHK-1 to CHK-4: versions, attempts and rounds, gates, specifications.

use super::*;

/// An order opened with version 1 still shows version 1 after version 2 syncs.
#[test]
fn chk_01_an_order_keeps_the_version_that_it_started_with() {
    let mut site = Site::new("LMP");
    sound_lamp(&mut site, 1);
    let before = site.all();
    let mut newer = site.library.get(&site.root).unwrap().clone();
    newer.version = 2;
    newer.steps.retain(|step| step.id != "LMP-2");
    assert!(site.library.insert(newer));
    assert_eq!(site.all(), before);
    assert_eq!(site.all().version, 1);
    assert_eq!(site.library.newest("LMP").unwrap().version, 2);
}

#[test]
fn chk_01_a_released_version_is_never_replaced() {
    let mut library = Library::built_in().unwrap();
    let mut other = library.newest("LMP").unwrap().clone();
    other.steps.clear();
    assert!(!library.insert(other));
    assert_eq!(library.newest("LMP").unwrap().steps.len(), 15);
    let reference = ProcedureRef { id: "LMP".to_owned(), version: 9 };
    let facts = Facts { facts: &[], saw: &|_, _| true, visits: &BTreeMap::new() };
    assert_eq!(evaluate(&library, &reference, &facts), Err(UnknownProcedure(reference)));
}

/// Three failed and one passed final tests leave four rounds readable.
#[test]
fn chk_02_four_rounds_stay_readable() {
    let mut site = Site::new("LMP");
    for count in [4, 9, 5] {
        closed_lamp(&mut site, 1);
        site.record(1, "LMP-15", &flashes(count)).unwrap();
    }
    closed_lamp(&mut site, 1);
    site.record(1, "LMP-15", &flashes(1)).unwrap();
    let lamp = site.all();
    assert!(lamp.passed);
    assert_eq!((lamp.round, lamp.failed_rounds, lamp.rounds.len()), (4, 3, 3));
    let verdicts: Vec<_> = lamp.rounds.iter().map(|round| round.passed).collect();
    assert_eq!(verdicts, [Some(false); 3]);
    for round in 1..=4 {
        let steps = lamp.round_steps(round).unwrap();
        assert_eq!(steps.len(), 15);
        assert!(
            steps
                .iter()
                .all(|step| step.reading.is_some() || matches!(step.status, Status::NotApplicable { .. }))
        );
    }
    assert_eq!(lamp.rounds[1].steps[14].requires, [FollowUp::NewRound { round: 3 }]);
    assert_eq!(lamp.rounds[1].from.as_deref(), Some("LMP-1"));
    assert_eq!(lamp.step("LMP-15").unwrap().attempts, 1);
    assert_eq!(lamp.step("LMP-15").unwrap().attempts_all_rounds, 4);
}

#[test]
fn chk_02_a_late_result_joins_the_round_that_its_author_meant() {
    let mut site = Site::new("LMP");
    closed_lamp(&mut site, 1);
    site.write(2, Some(1), Written::Rework);
    site.record(1, "LMP-15", &flashes(7)).unwrap();
    // Written in round 1 on a phone that had not heard of the failure.
    site.write(2, Some(1), Written::Result(result("LMP-3", &[("good_contact", YesNo(true))])));
    let lamp = site.all();
    assert_eq!(lamp.round, 2);
    assert_eq!(lamp.step("LMP-3").unwrap().attempts, 0);
    assert_eq!(lamp.rounds[0].steps[2].attempts, 2);
}

#[test]
fn chk_02_attempts_of_a_step_are_counted() {
    let mut site = Site::new("LMP");
    sound_lamp(&mut site, 1);
    site.record(1, "LMP-3", &[("good_contact", YesNo(true))]).unwrap();
    assert_eq!(site.all().step("LMP-3").unwrap().attempts, 2);
    assert_eq!(site.all().step("LMP-3").unwrap().readings.len(), 2);
}

/// Recording behind SWI-3 without the power-off confirmation is refused.
#[test]
fn chk_03_steps_behind_a_gate_are_locked_until_it_is_set() {
    let mut site = Site::new("SWI");
    let short = [("short", YesNo(false))];
    let gate = "SWI-3".to_owned();
    let reasons = locks(site.record(1, "SWI-4", &short));
    assert_eq!(
        reasons,
        [LockReason::GateOpen { gate: gate.clone() }, LockReason::GateNotSetByYou { gate: gate.clone() }]
    );
    site.set(1, "SWI-3").unwrap();
    site.sync();
    // Everybody isolates himself.
    site.write(2, None, Written::Rework);
    site.sync();
    assert_eq!(locks(site.record(2, "SWI-4", &short)), [LockReason::GateNotSetByYou { gate }]);
    site.record(1, "SWI-4", &short).unwrap();
}

#[test]
fn chk_03_a_gate_holds_for_one_visit() {
    let mut site = Site::new("SWI");
    site.set(1, "SWI-3").unwrap();
    assert!(site.all().gate("SWI-3").unwrap().held);
    site.arrive(1);
    assert!(!site.all().gate("SWI-3").unwrap().held);
    assert_eq!(site.status("SWI-3"), Status::Open);
    locks(site.record(1, "SWI-4", &[("short", YesNo(false))]));
    site.set(1, "SWI-3").unwrap();
    site.record(1, "SWI-4", &[("short", YesNo(false))]).unwrap();
}

#[test]
fn chk_03_supply_on_lets_the_gate_fall_open() {
    let mut site = Site::new("SWI");
    closed_switch(&mut site, 1, "SWI");
    let switch = site.all();
    assert!(!switch.gate("SWI-3").unwrap().held);
    assert!(switch.gate("SWI-3").unwrap().withdrawn.is_some());
    assert_eq!(switch.step("SWI-3").unwrap().status, Status::Done);
    locks(site.record(1, "SWI-4", &[("short", YesNo(false))]));
    // Whoever sets the gate again has to put supply on again before the final test.
    site.set(1, "SWI-3").unwrap();
    assert_eq!(site.status("SWI-9"), Status::Failed);
    assert_eq!(
        locks(site.record(1, "SWI-10", &[("normal", YesNo(true))])),
        [LockReason::StepOpen { step: "SWI-9".to_owned() }]
    );
}

/// Different wattage without reason is refused.
#[test]
fn chk_04_another_specification_needs_reason_and_consent() {
    let mut site = Site::new("LMP");
    sound_lamp(&mut site, 1);
    site.record(1, "LMP-7", &[("ends_blackened", YesNo(true)), ("filament_burnt_out", YesNo(false))])
        .unwrap();
    let mut tube = part("LMP-8", "tube");
    tube.new_specification = "18 W".to_owned();
    let refused = |site: &mut Site, tube: &PartReplaced| {
        matches!(site.attempt(1, Written::Part(tube.clone())), Err(StepRefusal::DeviationMissing { .. }))
    };
    assert!(refused(&mut site, &tube));
    tube.deviation = Some(deviation("36 W is no longer made", false));
    assert!(refused(&mut site, &tube));
    tube.deviation = Some(deviation(" ", true));
    assert!(refused(&mut site, &tube));
    tube.deviation = Some(deviation("36 W is no longer made", true));
    site.attempt(1, Written::Part(tube)).unwrap();
    let mut nameless = part("LMP-8", "tube");
    nameless.old_specification.clear();
    assert_eq!(
        site.attempt(1, Written::Part(nameless)),
        Err(StepRefusal::SpecificationMissing { step: "LMP-8".to_owned() })
    );
}

#[test]
fn only_work_waits_for_the_price() {
    for procedure in Library::built_in().unwrap().iter() {
        for step in &procedure.steps {
            let work = matches!(step.kind, Kind::Act | Kind::Replace | Kind::Final);
            assert_eq!(needs_price(step), work && !step.make_safe, "{}", step.id);
        }
    }
}

#[test]
fn acc_04_rework_opens_one_round_of_a_passed_checklist() {
    let mut site = Site::new("LMP");
    site.write(2, None, Written::Rework);
    assert_eq!(site.all().round, 1);
    closed_lamp(&mut site, 1);
    site.record(1, "LMP-15", &flashes(1)).unwrap();
    site.sync();
    assert_eq!(
        site.record(1, "LMP-3", &[("good_contact", YesNo(true))]),
        Err(StepRefusal::RoundEnded { round: 1 })
    );
    // Two wishes unknown to each other are one round (COL-15).
    site.write(1, None, Written::Rework);
    site.write(2, None, Written::Rework);
    let lamp = site.all();
    assert_eq!((lamp.round, lamp.passed, lamp.failed_rounds), (2, false, 0));
    assert_eq!(lamp.rounds[0].passed, Some(true));
}

#[test]
fn a_checklist_is_plain_data() {
    let mut site = Site::new("LMP");
    closed_lamp(&mut site, 1);
    let json = serde_json::to_value(site.all()).unwrap();
    assert_eq!(json["steps"][3]["status"]["is"], "not_applicable");
    assert_eq!(json["missing"][0], serde_json::json!({"is": "step", "step": "LMP-15"}));
}
