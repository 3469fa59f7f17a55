//! COL-28, COL-29, COL-33: two hands on one checklist.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::office::Choice;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::id::{ActorId, EntryId};
use client_core::domain::order::{MoneyTrack, Order, OrderState};

fn at_work() -> Person {
    let dispatched = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatched);
    li.goes_and_agrees();
    li
}

fn reading(order: &Order, step: &str) -> EntryId {
    let checklist = order.checklist.as_ref().expect("a checklist");
    checklist.step(step).and_then(|step| step.reading.as_ref()).expect("a reading").entry
}

#[test]
fn col_28_of_two_results_the_later_is_shown_until_somebody_who_saw_both_records_again() {
    for li_later in [true, false] {
        let mut li = at_work();
        li.does(step("LMP-1", &[("normal", true)]));
        li.does(gate("LMP-2"));
        let mut tablet = tablet_of(&li);
        if li_later {
            li.now += 600_000;
        } else {
            tablet.now += 600_000;
        }
        li.does(step("LMP-3", &[("good_contact", true)]));
        tablet.does(step("LMP-3", &[("good_contact", false)]));
        let order = in_every_order(&[&li, &tablet]);
        let found = only_conflict(&order, "COL-28");
        assert_eq!(side_kinds(&found), [("step_result", false), ("step_result", true)]);
        let later = if li_later { &li } else { &tablet };
        let shown = reading(&order, "LMP-3");
        let counting = found.sides.iter().find(|side| side.counts).unwrap();
        assert_eq!((shown, counting.origin.by.device), (counting.origin.entry, later.author.device));
        assert_eq!(found.told, [user(TECHNICIAN_LI)]);
        nobody_else_decides(&[&li, &tablet], "COL-28", Choice::Confirm);
        let mut dispatcher = second_dispatcher();
        decided(&mut dispatcher, &[&li, &tablet], "COL-28", Choice::Confirm);

        li.hears(&tablet);
        li.does(step("LMP-3", &[("good_contact", true)]));
        let order = in_every_order(&[&li, &tablet]);
        assert!(only_conflict(&order, "COL-28").settled.is_some());
    }
}

#[test]
fn col_28_equal_results_are_no_collision() {
    let mut li = at_work();
    let mut tablet = tablet_of(&li);
    li.does(step("LMP-1", &[("normal", true)]));
    tablet.does(step("LMP-1", &[("normal", true)]));
    let order = in_every_order(&[&li, &tablet]);
    assert!(order.conflicts.is_empty() && order.tasks.is_empty());
}

#[test]
fn col_28_of_two_final_tests_the_bad_one_counts_whichever_is_later() {
    for bad_first in [true, false] {
        let mut li = at_work();
        li.repairs();
        let mut tablet = tablet_of(&li);
        if bad_first {
            li.now += 600_000;
        }
        li.does(final_test(2, true));
        tablet.does(final_test(5, true));
        let order = in_every_order(&[&li, &tablet]);
        assert_eq!(order.round, 2, "the bad result opens a new round");
        let found = only_conflict(&order, "COL-28");
        let counting: Vec<_> = found.sides.iter().filter(|side| side.counts).collect();
        assert!(
            counting.len() == 1 && counting[0].value.to_string().contains('5'),
            "the one with five flashes"
        );
    }
}

#[test]
fn col_28_on_three_devices_three_final_tests_one_bad() {
    let mut li = at_work();
    li.repairs();
    let mut tablet = tablet_of(&li);
    let mut third = tablet_of(&li);
    third.actor = ActorId::from_bytes([78; 16]);
    third.author.device = client_core::domain::id::DeviceId::from_bytes([78; 16]);
    third.now += 1_000;
    li.does(final_test(2, true));
    tablet.does(final_test(5, true));
    // His ids must differ from the tablet's, whose draws he shares.
    third.does(Command::Note { text: "x".into() });
    third.does(final_test(3, true));
    let order = in_every_order(&[&li, &tablet, &third]);
    assert_eq!(order.round, 2);
    assert_eq!(only_conflict(&order, "COL-28").sides.len(), 3);
    let mut dispatcher = dispatcher();
    let order = decided(&mut dispatcher, &[&li, &tablet, &third], "COL-28", Choice::Confirm);
    assert_eq!(order.round, 2);
}

#[test]
fn p2_a_late_failed_test_of_another_device_takes_no_signature_away() {
    let mut li = at_work();
    li.repairs();
    let mut tablet = tablet_of(&li);
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    let mut dispatcher = dispatcher();
    dispatcher.hears(&li);
    dispatcher.does(Command::WriteOff { manager_reason: None });
    tablet.does(final_test(5, true));
    let order = in_every_order(&[&dispatcher, &tablet]);
    assert_eq!((order.state, order.money), (OrderState::WrittenOff, MoneyTrack::Billable));
    assert!(order.not_accepted.is_empty(), "{:?}", order.not_accepted);
}

#[test]
fn col_29_power_put_on_while_another_device_works_behind_it_is_an_alarm() {
    let mut li = at_work();
    li.repairs_in_the_dark();
    let mut tablet = tablet_of(&li);
    li.does(power_on());
    tablet.does(starter("FS-2", "FS-2"));
    let order = in_every_order(&[&li, &tablet]);
    let found = conflict(&order, "COL-29");
    assert_eq!(found.outcome, "gate_open_counts");
    assert!(side_kinds(&found).contains(&("gate_withdrawn", true)));
    assert!(!order.checklist.as_ref().unwrap().gate("LMP-2").unwrap().held, "open counts");
    nobody_else_decides(&[&li, &tablet], "COL-29", Choice::Confirm);
    let mut dispatcher = dispatcher();
    decided(&mut dispatcher, &[&li, &tablet], "COL-29", Choice::Confirm);
    tablet.hears(&li);
    tablet.is_refused(starter("FS-2", "FS-2"));
    tablet.does(gate("LMP-2"));
    let order = in_every_order(&[&li, &tablet]);
    assert!(conflict(&order, "COL-29").settled.is_some(), "his own isolation answers it");
    assert!(order.checklist.unwrap().gate("LMP-2").unwrap().held);
}

#[test]
fn col_29_on_three_devices_two_technicians_and_the_dispatcher_hear_the_alarm() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.repairs_in_the_dark();
    dispatcher.hears(&li);
    dispatcher.does(assign(TECHNICIAN_WANG, Some("换人")));
    let mut wang = wang();
    wang.hears(&dispatcher);
    for command in [receive(), Command::Arrive, gate("LMP-2"), starter("FS-2", "FS-4")] {
        if let Command::ReplacePart { .. } = command {
            wang.does(starter("FS-2", "FS-2"));
        } else {
            wang.does(command);
        }
    }
    li.does(power_on());
    let order = in_every_order(&[&dispatcher, &wang, &li]);
    let found = conflict(&order, "COL-29");
    assert_eq!(found.told, [user(TECHNICIAN_LI), user(TECHNICIAN_WANG)]);
    assert!(!order.checklist.as_ref().unwrap().gate("LMP-2").unwrap().held);
    let mut second = second_dispatcher();
    decided(&mut second, &[&dispatcher, &wang, &li], "COL-29", Choice::Confirm);
}

#[test]
fn col_29_supply_that_is_on_again_behind_two_gates_is_one_question() {
    let mut dispatcher = with_slip(Registration { service_class: "GWH".into(), ..registration() });
    dispatcher.does(assign(TECHNICIAN_LI, None));
    let mut li = li();
    li.hears(&dispatcher);
    for command in [receive(), Command::Arrive, finding(), quote(&[("lamp_repair", 1)]), confirm()] {
        li.does(command);
    }
    let shut = |step: &str| Command::SetGate { checklist: "GWH".into(), step: step.into() };
    let yes = |step: &str, names: &[&str]| {
        let value =
            if ["GWH-B2", "GWH-B3"].contains(&step) { RecordValue::Ack } else { RecordValue::YesNo(true) };
        record("GWH", step, names.iter().map(|name| ((*name).to_owned(), value.clone())).collect())
    };
    li.does(yes("GWH-0", &["does_not_light", "bang"]));
    li.does(shut("GWH-B1"));
    for command in [yes("GWH-B2", &["done"]), yes("GWH-B3", &["done"]), yes("GWH-B4", &["clear_click"])] {
        li.does(command);
    }
    let mut tablet = tablet_of(&li);
    li.does(Command::WithdrawGate { checklist: "GWH".into(), step: "GWH-B6".into() });
    // What follows comes after the opening by its place in the journal, and from a device that doesn't know of it.
    tablet.does(Command::Note { text: "还在里面".into() });
    tablet.does(shut("GWH-B1"));
    tablet.does(shut("GWH-A6s"));
    let order = in_every_order(&[&li, &tablet]);
    let asked: Vec<_> = order.conflicts.iter().filter(|conflict| conflict.rule == "COL-29").collect();
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(side_kinds(asked[0]), [("gate_set", false), ("gate_set", false), ("gate_withdrawn", true)]);
    let tasks = order.tasks.iter().filter(|task| task.id == format!("settle:{}", asked[0].id)).count();
    assert_eq!(tasks, 1);

    tablet.hears(&li);
    tablet.does(shut("GWH-B1"));
    let order = in_every_order(&[&li, &tablet]);
    assert!(conflict(&order, "COL-29").settled.is_none(), "the other gate still counts as open");
    tablet.does(shut("GWH-A6s"));
    let order = in_every_order(&[&li, &tablet]);
    assert!(conflict(&order, "COL-29").settled.is_some());
}

#[test]
fn col_33_an_order_keeps_the_version_of_its_checklist_when_a_newer_one_is_published() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    // A newer version with other steps reaches the dispatcher and, in the middle of his work, Li.
    let mut newer = library().newest("LMP").unwrap().clone();
    let old_version = newer.version;
    newer.version += 1;
    newer.steps.truncate(3);
    for person in [&mut dispatcher, &mut li] {
        person.library.insert(newer.clone());
    }
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    dispatcher.does(Command::Note { text: "新规程已发布".into() });
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(order.state, OrderState::Inspection);
    assert_eq!(order.checklist.as_ref().unwrap().version, old_version);
    assert!(order.conflicts.is_empty() && order.tasks.is_empty());
    // With the newer library or without, the order is the same.
    let mut all = front_desk();
    all.hears(&dispatcher);
    all.hears(&li);
    let without = all.order().canonical_json();
    all.library.insert(newer);
    assert_eq!(all.order().canonical_json(), without);
}
