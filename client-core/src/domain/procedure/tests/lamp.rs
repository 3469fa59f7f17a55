//! CHK-10 to CHK-16: the fluorescent lamp.

use super::*;

fn step_locked(step: &str) -> LockReason {
    LockReason::StepOpen { step: step.to_owned() }
}

/// "Abnormal" opens the switch checklist as a child; the lamp can't pass its final test while the child is open.
#[test]
fn chk_10_abnormal_voltage_opens_the_switch_checklist() {
    let mut site = Site::new("LMP");
    let normal = |yes| [("normal", YesNo(yes))];
    site.record(1, "LMP-1", &normal(false)).unwrap();
    let lamp = site.all();
    let child = "LMP/SWI.1".to_owned();
    assert_eq!(lamp.children[0].path, child);
    assert_eq!(lamp.step("LMP-1").unwrap().status, Status::Failed);
    let follow = &lamp.step("LMP-1").unwrap().requires;
    assert_eq!(*follow, [FollowUp::Child { path: child.clone() }, FollowUp::Repeat]);
    let open = LockReason::ChildOpen { path: child.clone() };
    assert_eq!(locks(site.record(1, "LMP-1", &normal(true))), std::slice::from_ref(&open));
    assert!(lamp.step("LMP-15").unwrap().locks.contains(&open));
    assert!(lamp.missing.contains(&Missing::Child { path: child }));
    assert_eq!(locks(site.set(1, "LMP-2")), [step_locked("LMP-1")]);

    closed_switch(&mut site, 1, "LMP/SWI.1");
    site.record(1, "LMP/SWI.1:SWI-10", &normal(true)).unwrap();
    // After the child's pass the voltage is measured once more.
    let lamp = site.all();
    assert!(lamp.children[0].passed);
    assert_eq!(lamp.step("LMP-1").unwrap().status, Status::Failed);
    assert_eq!(lamp.step("LMP-1").unwrap().requires, [FollowUp::Repeat]);
    assert_eq!(lamp.missing[0], Missing::Repeat { step: "LMP-1".to_owned() });

    // Still abnormal: a second run of the child.
    site.record(1, "LMP-1", &normal(false)).unwrap();
    assert_eq!(site.all().children[1].path, "LMP/SWI.2");
    closed_switch(&mut site, 1, "LMP/SWI.2");
    site.record(1, "LMP/SWI.2:SWI-10", &normal(true)).unwrap();
    closed_lamp(&mut site, 1);
    site.record(1, "LMP-15", &flashes(0)).unwrap();
    assert!(site.all().passed);
    assert_eq!(site.all().step("LMP-1").unwrap().attempts, 3);
}

#[test]
fn chk_10_a_child_has_its_own_rounds() {
    let mut site = Site::new("LMP");
    site.record(1, "LMP-1", &[("normal", YesNo(false))]).unwrap();
    closed_switch(&mut site, 1, "LMP/SWI.1");
    site.record(1, "LMP/SWI.1:SWI-10", &[("normal", YesNo(false))]).unwrap();
    let lamp = site.all();
    assert_eq!((lamp.round, lamp.children[0].round), (1, 2));
    assert!(!lamp.children[0].passed);
}

/// "Bad contact" requires a holder repair record.
#[test]
fn chk_11_bad_starter_contact_requires_the_holder_repaired() {
    let mut site = Site::new("LMP");
    sound_lamp(&mut site, 1);
    assert!(
        matches!(site.status("LMP-4"), Status::NotApplicable { because: Because::Answer { step, .. } } if step == "LMP-3")
    );
    assert_eq!(
        site.record(1, "LMP-4", &[("done", Ack)]),
        Err(StepRefusal::NotApplicable { step: "LMP-4".to_owned() })
    );
    site.record(1, "LMP-3", &[("good_contact", YesNo(false))]).unwrap();
    assert_eq!(site.status("LMP-4"), Status::Open);
    assert_eq!(site.all().step("LMP-3").unwrap().requires, [FollowUp::Step { step: "LMP-4".to_owned() }]);
    assert_eq!(locks(site.on(1, "LMP-14")), [step_locked("LMP-4")]);
    site.record(1, "LMP-4", &[("done", Ack)]).unwrap();
    site.on(1, "LMP-14").unwrap();
}

/// Either answer yes requires a replacement line of quantity 1.
#[test]
fn chk_12_a_bad_starter_requires_one_new_starter() {
    for (capacitor, glass) in [(true, false), (false, true), (true, true)] {
        let mut site = Site::new("LMP");
        sound_lamp(&mut site, 1);
        let answers = [("capacitor_broken_down", YesNo(capacitor)), ("glass_blackened", YesNo(glass))];
        site.record(1, "LMP-5", &answers).unwrap();
        assert_eq!(locks(site.on(1, "LMP-14")), [step_locked("LMP-6")]);
        let mut two = part("LMP-6", "starter");
        two.quantity = 2;
        assert!(matches!(
            site.attempt(1, Written::Part(two)),
            Err(StepRefusal::WrongQuantity { quantity: 2, wanted: Quantity::Exactly(1), .. })
        ));
        assert!(matches!(site.fit(1, "LMP-6", "tube"), Err(StepRefusal::WrongItem { .. })));
        site.fit(1, "LMP-6", "starter").unwrap();
        assert_eq!(site.status("LMP-6"), Status::Done);
        site.on(1, "LMP-14").unwrap();
    }
}

#[test]
fn chk_13_a_bad_tube_requires_a_tube_of_the_same_specification() {
    for (ends, filament) in [(true, false), (false, true)] {
        let mut site = Site::new("LMP");
        sound_lamp(&mut site, 1);
        let answers = [("ends_blackened", YesNo(ends)), ("filament_burnt_out", YesNo(filament))];
        site.record(1, "LMP-7", &answers).unwrap();
        assert_eq!(locks(site.on(1, "LMP-14")), [step_locked("LMP-8")]);
        let skip = [(SKIP_REASON, text("still works"))];
        assert_eq!(
            site.record(1, "LMP-8", &skip),
            Err(StepRefusal::NotSkippable { step: "LMP-8".to_owned() })
        );
        site.fit(1, "LMP-8", "tube").unwrap();
        site.on(1, "LMP-14").unwrap();
    }
}

/// "Repaired, still bad" requires replacement.
#[test]
fn chk_14_a_holder_that_stays_bad_after_repair_is_replaced() {
    let mut site = Site::new("LMP");
    sound_lamp(&mut site, 1);
    site.record(1, "LMP-9", &[("good_contact", YesNo(false))]).unwrap();
    assert_eq!(
        site.all().step("LMP-11").unwrap().locks[0],
        LockReason::AnswerNeeded { step: "LMP-10".to_owned() }
    );
    site.record(1, "LMP-10", &[("done", Ack), ("good_now", YesNo(false))]).unwrap();
    assert_eq!(locks(site.on(1, "LMP-14")), [step_locked("LMP-11")]);
    site.fit(1, "LMP-11", "tube_holder").unwrap();
    site.on(1, "LMP-14").unwrap();

    let mut repaired = Site::new("LMP");
    sound_lamp(&mut repaired, 1);
    repaired.record(1, "LMP-9", &[("good_contact", YesNo(false))]).unwrap();
    repaired.record(1, "LMP-10", &[("done", Ack), ("good_now", YesNo(true))]).unwrap();
    assert!(matches!(repaired.status("LMP-11"), Status::NotApplicable { .. }));
    repaired.on(1, "LMP-14").unwrap();
}

/// Any of three answers yes requires replacement.
#[test]
fn chk_15_a_bad_ballast_requires_a_new_one() {
    for bad in 0..3 {
        let mut site = Site::new("LMP");
        sound_lamp(&mut site, 1);
        let names = ["burnt_out", "scorched", "shorted"];
        let answers: Vec<_> = (0..3).map(|at| (names[at], YesNo(at == bad))).collect();
        site.record(1, "LMP-12", &answers).unwrap();
        assert_eq!(locks(site.on(1, "LMP-14")), [step_locked("LMP-13")]);
        site.fit(1, "LMP-13", "ballast").unwrap();
        site.on(1, "LMP-14").unwrap();
    }
}

/// 3 flashes pass, 4 fail and open a new round.
#[test]
fn chk_16_three_flashes_pass_and_four_fail() {
    let final_test = |count: i64, lit: bool| {
        let mut site = Site::new("LMP");
        closed_lamp(&mut site, 1);
        site.record(1, "LMP-15", &[("flashes", Number(count)), ("lit", YesNo(lit))]).unwrap();
        let lamp = site.all();
        (lamp.passed, lamp.round)
    };
    assert_eq!(final_test(0, true), (true, 1));
    assert_eq!(final_test(3, true), (true, 1));
    assert_eq!(final_test(4, true), (false, 2));
    assert_eq!(final_test(2, false), (false, 2));

    let library = Library::built_in().unwrap();
    let step = library.newest("LMP").unwrap().step("LMP-15").unwrap();
    assert!(result_passes(step, &values(&flashes(3))));
    assert!(!result_passes(step, &values(&flashes(4))));
}

#[test]
fn chk_16_a_new_round_starts_from_the_voltage() {
    let mut site = Site::new("LMP");
    closed_lamp(&mut site, 1);
    site.record(1, "LMP-15", &flashes(4)).unwrap();
    let lamp = site.all();
    assert!(lamp.steps.iter().all(|step| step.reading.is_none()));
    assert_eq!(lamp.step("LMP-1").unwrap().status, Status::Open);
    assert_eq!(
        site.seen_by(1).step("LMP-15").unwrap().locks[0],
        LockReason::StepOpen { step: "LMP-14".to_owned() }
    );
}

#[test]
fn chk_16_power_is_on_for_the_final_test() {
    let mut site = Site::new("LMP");
    sound_lamp(&mut site, 1);
    assert_eq!(locks(site.record(1, "LMP-15", &flashes(1))), [step_locked("LMP-14")]);
}

#[test]
fn odd_values_are_refused() {
    let mut site = Site::new("LMP");
    let fault = |site: &mut Site, recorded: &[(&str, RecordValue)]| match site.record(1, "LMP-1", recorded) {
        Err(StepRefusal::Record { fault, .. }) => fault,
        other => panic!("{other:?}"),
    };
    let normal = ("normal", YesNo(true));
    assert_eq!(fault(&mut site, &[]), RecordFault::Missing { record: "normal".to_owned() });
    assert_eq!(fault(&mut site, &[("normal", Ack)]), RecordFault::WrongType { record: "normal".to_owned() });
    assert_eq!(
        fault(&mut site, &[normal.clone(), ("colour", Ack)]),
        RecordFault::NotAskedFor { record: "colour".to_owned() }
    );
    assert!(matches!(
        fault(&mut site, &[normal.clone(), ("voltage", Number(-1))]),
        RecordFault::Impossible { value: -1, .. }
    ));
    assert!(matches!(
        site.record(1, "LMP-2", std::slice::from_ref(&normal)),
        Err(StepRefusal::WrongKind { .. })
    ));
    assert!(matches!(
        site.record(1, "LMP-6", std::slice::from_ref(&normal)),
        Err(StepRefusal::WrongKind { .. })
    ));
    assert!(matches!(
        site.record(1, "LMP-99", std::slice::from_ref(&normal)),
        Err(StepRefusal::UnknownStep { .. })
    ));
    assert!(matches!(
        site.record(1, "LMP/SWI.1:SWI-1", &[normal]),
        Err(StepRefusal::UnknownChecklist { .. })
    ));
}
