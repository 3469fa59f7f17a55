//! What a screen offers: the list of actions says the same as the door for writing, at every moment of a job.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

mod kit;

use client_core::domain::command::Command;
use client_core::domain::decide::{Actions, Rejection, actions};
use client_core::domain::entry::{At, Kind};
use client_core::domain::guidance::{Moment, moments};
use client_core::domain::procedure::{LockReason, StepRefusal};
use kit::*;

fn of(person: &Person) -> Actions {
    let now = At::known(person.now);
    actions(&person.order(), &person.author, now, &reference(), &library())
}

fn open(person: &Person) -> Vec<&'static str> {
    of(person).commands.iter().filter(|a| a.refused.is_none()).map(|a| a.action.as_str()).collect()
}

fn open_steps(person: &Person) -> Vec<String> {
    of(person).steps.into_iter().filter(|s| s.refused.is_none()).map(|s| s.step).collect()
}

fn why(person: &Person, step: &str) -> Rejection {
    let found = of(person).steps.into_iter().find(|s| s.step == step).expect("the step isn't closed");
    found.refused.expect("the step is locked")
}

#[test]
fn dsp_3_to_acc_2_each_moment_offers_what_the_door_takes() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    let before = open(&li);
    assert!(before.contains(&"slip_received") && !before.contains(&"arrived"), "{before:?}");
    assert!(!of(&li).commands.iter().any(|a| a.action == Kind::Assigned), "not a technician's to do");

    li.does(receive());
    assert_eq!(moments(&li.order()), [Moment::OnTheWay]);
    assert!(of(&li).is_open(Kind::Arrived) && !of(&li).is_open(Kind::SlipReceived));
    assert!(open_steps(&li).is_empty(), "diagnosis begins after arrival");
    li.does(Command::Arrive);
    assert_eq!(moments(&li.order()), [Moment::Finding]);
    assert_eq!(open_steps(&li), ["LMP-1"]);
    assert!(of(&li).is_open(Kind::Finding) && !of(&li).is_open(Kind::Quoted));

    li.does(step("LMP-1", &[("normal", true)]));
    li.does(gate("LMP-2"));
    li.does(step("LMP-3", &[("good_contact", true)]));
    li.does(step("LMP-5", &[("capacitor_broken_down", false), ("glass_blackened", true)]));
    assert_eq!(why(&li, "LMP-6"), Rejection::PriceNotAgreed, "repairing needs the price");
    assert!(open_steps(&li).contains(&"LMP-7".to_owned()), "looking doesn't");
    li.does(finding());
    li.does(quote(&[("lamp_repair", 1), ("starter", 1)]));
    assert_eq!(moments(&li.order()), [Moment::Price]);
    li.does(confirm());
    assert!(open_steps(&li).contains(&"LMP-6".to_owned()));
    let locked = why(&li, "LMP-15");
    let Rejection::Step(StepRefusal::Locked { reasons, .. }) = locked else { panic!("{locked:?}") };
    assert!(reasons.contains(&LockReason::StepOpen { step: "LMP-6".into() }), "{reasons:?}");

    li.does(starter("FS-2", "FS-2"));
    li.does(step("LMP-7", &[("ends_blackened", false), ("filament_burnt_out", false)]));
    li.does(step("LMP-9", &[("good_contact", true)]));
    li.does(step("LMP-12", &[("burnt_out", false), ("scorched", false), ("shorted", false)]));
    assert_eq!(open_steps(&li), ["LMP-14"]);
    li.does(power_on());
    assert_eq!(open_steps(&li), ["LMP-15"]);
    assert!(!of(&li).is_open(Kind::WorkFinished));
    li.does(final_test(2, true));
    assert!(of(&li).is_open(Kind::WorkFinished));
    li.does(Command::FinishWork);
    assert_eq!(moments(&li.order()), [Moment::Trial]);
    assert!(of(&li).is_open(Kind::InspectionResult) && !of(&li).is_open(Kind::CustomerSigned));
    li.does(inspect(true, None));
    assert!(of(&li).is_open(Kind::CustomerSigned));
    li.does(sign());
    assert!(!of(&li).is_open(Kind::CustomerSigned) && of(&li).is_open(Kind::ReworkRequested));
    assert!(of(&li).steps.iter().all(|s| s.refused.is_some()));
}

#[test]
fn acc_3_dissatisfaction_shows_the_apology_and_a_stranger_is_offered_nothing() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let (mut li, mut wang) = (li(), wang());
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(false, Some("还是闪")));
    assert_eq!(moments(&li.order()), [Moment::Dissatisfied]);
    assert!(Moment::Dissatisfied.rules().contains(&"ACC-3"));
    wang.hears(&li);
    let offered = open(&wang);
    assert!(offered.is_empty(), "{offered:?}");
    assert!(of(&wang).commands.iter().any(|a| a.action == Kind::Arrived), "with the reason: not assigned");
}
