//! COL-08 and COL-21: accepted and declined at once; a time that changed while the technician was there.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::office::Choice;
use client_core::domain::order::{Order, OrderState};

#[test]
fn col_08_accepted_and_declined_at_once_stays_accepted() {
    let mut first = dispatcher();
    first.does(Command::Register(registration()));
    let mut second = second_dispatcher();
    second.hears(&first);
    first.does(judge(true));
    second.does(judge(false));
    let order = in_every_order(&[&first, &second]);
    assert_eq!(order.state, OrderState::Accepted);
    let found = only_conflict(&order, "COL-08");
    assert_eq!((found.outcome.as_str(), found.sides.len()), ("acceptance_stands", 2));
    assert!(side_of(&found, DISPATCHER).counts && !side_of(&found, SECOND_DISPATCHER).counts);
    let note = &side_of(&found, SECOND_DISPATCHER).value["explanation"];
    assert_eq!(note, "今天没有人", "what was explained stays readable");
    nobody_else_decides(&[&first, &second], "COL-08", Choice::Confirm);
    let order = decided(&mut second, &[&first], "COL-08", Choice::Confirm);
    assert!(struck(&order).is_empty(), "the decision had its effect");

    // Three people, two of whom declined.
    let mut third = third_dispatcher();
    third.replica = {
        let mut registered = dispatcher();
        registered.does(Command::Register(registration()));
        registered.replica
    };
    third.does(judge(false));
    let order = in_every_order(&[&first, &second, &third]);
    assert_eq!(order.state, OrderState::Accepted);
    let found = only_conflict(&order, "COL-08");
    assert!(found.sides.len() == 3 && found.settled.is_none(), "the third side was weighed by nobody");
}

fn moved_to(hours: i64) -> Command {
    Command::ConfirmAppointment { appointment_at: NINE + hours * 3_600_000, confirmed_by: "owner".into() }
}

fn appointment(order: &Order) -> i64 {
    (order.appointment().expect("a time").appointment_at - NINE) / 3_600_000
}

fn received() -> (Person, Person) {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    (dispatcher, li)
}

#[test]
fn col_21_an_arrival_for_the_old_time_stands_and_if_he_left_without_work_the_new_time_holds() {
    let (mut dispatcher, mut li) = received();
    li.does(Command::Arrive);
    dispatcher.does(moved_to(26));
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!((order.state, appointment(&order)), (OrderState::OnSite, 26));
    let found = only_conflict(&order, "COL-21");
    assert_eq!(found.outcome, "arrival_stands");
    assert_eq!(side_kinds(&found), [("appointment_confirmed", false), ("arrived", true)]);
    assert_eq!(found.told, [user(TECHNICIAN_LI)]);
    nobody_else_decides(&[&dispatcher, &li], "COL-21", Choice::Confirm);

    // He works: it still stands when he leaves.
    let mut worked = tablet_of(&li);
    worked.does(finding());
    worked.does(Command::LeaveSite { reason: "去取材料".into() });
    let order = in_every_order(&[&dispatcher, &worked]);
    assert_eq!(only_conflict(&order, "COL-21").outcome, "arrival_stands");

    // Nobody was there: the new time holds.
    li.does(Command::CustomerAbsent { tried: "按铃、电话".into() });
    let order = in_every_order(&[&dispatcher, &li]);
    let found = only_conflict(&order, "COL-21");
    assert_eq!((found.outcome.as_str(), appointment(&order)), ("new_time_holds", 26));
    assert_eq!(side_kinds(&found), [("appointment_confirmed", true), ("arrived", false)]);
    assert_eq!(order.state, OrderState::Received, "he is to come again");
    let order = decided(&mut dispatcher, &[&li], "COL-21", Choice::Confirm);
    assert_eq!(only_conflict(&order, "COL-21").outcome, "new_time_holds");
}

#[test]
fn col_21_on_three_devices_with_two_new_times_each_matter_asks_once() {
    let (mut dispatcher, mut li) = received();
    let mut second = second_dispatcher();
    second.hears(&dispatcher);
    second.now += 600_000;
    dispatcher.does(moved_to(26));
    second.does(moved_to(30));
    li.does(Command::Arrive);
    let order = in_every_order(&[&dispatcher, &second, &li]);
    assert_eq!(appointment(&order), 26, "the earlier confirmation");
    conflict(&order, "APPOINTMENT");
    conflict(&order, "COL-21");
    assert_eq!(order.conflicts.len(), 2);
    let found = conflict(&order, "APPOINTMENT");
    let other = Choice::Entry(side_of(&found, SECOND_DISPATCHER).origin.entry);
    let order = decided(&mut second, &[&dispatcher, &li], "APPOINTMENT", other);
    assert_eq!(appointment(&order), 30);
    let found = conflict(&order, "COL-21");
    assert_eq!(side_of(&found, SECOND_DISPATCHER).value["appointment_at"], NINE + 30 * 3_600_000);
}
