//! COL-04 and COL-05: who holds the slip.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::office::Choice;
use client_core::domain::id::EntryId;
use client_core::domain::order::{Conflict, MoneyTrack, Order, OrderState};

/// Two dispatchers who gave one slip to Li and to Wang.
fn given_twice() -> (Person, Person) {
    let mut first = with_slip(registration());
    let mut second = second_dispatcher();
    second.hears(&first);
    first.does(assign(TECHNICIAN_LI, None));
    second.now += 120_000;
    second.does(assign(TECHNICIAN_WANG, None));
    (first, second)
}

fn assignment_of(conflict: &Conflict, technician: u8) -> EntryId {
    let id = user(technician).to_string();
    let to = |s: &&client_core::domain::order::Side| s.value["technician"] == id.as_str();
    conflict.sides.iter().find(to).expect("an assignment of his").origin.entry
}

fn holder(order: &Order) -> u8 {
    assert_eq!(order.assignments.iter().filter(|a| a.holds).count(), 1, "one holds");
    order.holder.expect("somebody holds it").as_bytes()[0]
}

#[test]
fn col_04_the_earlier_assignment_holds_and_a_receipt_beats_it_and_an_arrival_beats_that() {
    let (mut first, second) = given_twice();
    let order = in_every_order(&[&first, &second]);
    assert_eq!(holder(&order), TECHNICIAN_LI, "assigned earlier");
    let found = only_conflict(&order, "COL-04");
    assert_eq!(found.outcome, "earlier_assignment_holds");
    assert_eq!(side_kinds(&found), [("assigned", false), ("assigned", true)]);
    assert_eq!(found.told, [user(TECHNICIAN_LI), user(TECHNICIAN_WANG)]);
    nobody_else_decides(&[&first, &second], "COL-04", Choice::Confirm);

    let mut wang = wang();
    wang.hears(&second);
    wang.does(receive());
    let order = in_every_order(&[&first, &second, &wang]);
    assert_eq!(holder(&order), TECHNICIAN_WANG, "received beats assigned");
    assert_eq!(only_conflict(&order, "COL-04").outcome, "received_first_holds");

    let mut li = li();
    li.hears(&first);
    li.does(receive());
    li.does(Command::Arrive);
    let order = in_every_order(&[&first, &second, &wang, &li]);
    assert_eq!(holder(&order), TECHNICIAN_LI, "arrived beats received");
    let found = only_conflict(&order, "COL-04");
    assert_eq!(found.outcome, "arrived_first_holds");

    let choice = Choice::Entry(assignment_of(&found, TECHNICIAN_WANG));
    let order = decided(&mut first, &[&second, &wang, &li], "COL-04", choice);
    assert_eq!(holder(&order), TECHNICIAN_WANG, "a person's decision beats the rule");
    let found = only_conflict(&order, "COL-04");
    assert_eq!(found.outcome, "decided_technician_holds");
    assert!(side_of(&found, SECOND_DISPATCHER).counts && !side_of(&found, DISPATCHER).counts);
}

#[test]
fn col_04_of_two_arrivals_the_earlier_holds_whatever_the_order_of_receipts() {
    let (first, second) = given_twice();
    let (mut li, mut wang) = (li(), wang());
    li.hears(&first);
    wang.hears(&second);
    li.does(receive());
    wang.does(receive());
    wang.does(Command::Arrive);
    li.now = wang.now + 600_000;
    li.does(Command::Arrive);
    let order = in_every_order(&[&first, &second, &li, &wang]);
    assert_eq!(holder(&order), TECHNICIAN_WANG);
    only_conflict(&order, "COL-04");
}

#[test]
fn col_04_p7_with_clocks_that_nobody_can_trust_the_place_in_the_journal_decides() {
    for (first_certain, second_certain) in [(false, false), (true, false), (false, true)] {
        let mut first = with_slip(registration());
        let mut second = second_dispatcher();
        second.hears(&first);
        (first.certain, second.certain) = (first_certain, second_certain);
        // The second one's clock is far behind, which would make him the earlier one.
        second.now -= 7 * 24 * 3_600_000;
        first.does(assign(TECHNICIAN_LI, None));
        second.does(assign(TECHNICIAN_WANG, None));
        first.now = NINE + 3_600_000;
        let journal = {
            let mut both = front_desk();
            both.hears(&first);
            both.hears(&second);
            both.replica.journal()
        };
        let last_two = &journal.entries()[journal.entries().len() - 2..];
        let smaller = last_two[0].entry.by.user;
        let order = in_every_order(&[&first, &second]);
        let expected = if smaller == user(DISPATCHER) { TECHNICIAN_LI } else { TECHNICIAN_WANG };
        assert_eq!(holder(&order), expected, "{first_certain} {second_certain}");
    }
}

#[test]
fn col_04_three_dispatchers_three_technicians_one_question() {
    let (first, mut second) = given_twice();
    let mut third = third_dispatcher();
    third.replica = with_slip(registration()).replica;
    third.now += 600_000;
    third.does(assign(TECHNICIAN_ZHAO, None));
    let mut zhao = zhao();
    zhao.hears(&third);
    zhao.does(receive());
    let order = in_every_order(&[&first, &second, &zhao]);
    assert_eq!(holder(&order), TECHNICIAN_ZHAO);
    let found = only_conflict(&order, "COL-04");
    assert_eq!(found.sides.len(), 3);
    let choice = Choice::Entry(assignment_of(&found, TECHNICIAN_LI));
    let order = decided(&mut second, &[&first, &zhao], "COL-04", choice);
    assert_eq!(holder(&order), TECHNICIAN_LI);
}

#[test]
fn col_04_a_decision_that_had_not_seen_the_third_side_settles_nothing() {
    let (first, mut second) = given_twice();
    let mut third = third_dispatcher();
    third.replica = with_slip(registration()).replica;
    third.now += 600_000;
    third.does(assign(TECHNICIAN_WANG, None));
    second.hears(&first);
    let found = conflict(&second.order(), "COL-04");
    second.does(decide(&found, Choice::Entry(assignment_of(&found, TECHNICIAN_WANG))));
    assert!(second.order().open_conflicts().next().is_none());
    let order = in_every_order(&[&first, &second, &third]);
    assert!(only_conflict(&order, "COL-04").settled.is_none(), "a side that nobody weighed opens it again");
    assert!(struck(&order).iter().any(|(_, why)| *why == "decision_without_effect"));
}

#[test]
fn col_04_p2_the_slip_is_whose_work_was_signed() {
    let (mut first, second) = given_twice();
    let mut wang = wang();
    wang.hears(&second);
    let found = {
        first.hears(&second);
        conflict(&first.order(), "COL-04")
    };
    first.does(decide(&found, Choice::Confirm));
    wang.does_the_whole_job();
    let order = in_every_order(&[&first, &wang]);
    assert_eq!((holder(&order), order.state), (TECHNICIAN_WANG, OrderState::Signed));
    let found = only_conflict(&order, "COL-04");
    assert_eq!(found.outcome, "signed_for_holds");
    assert!(side_of(&found, SECOND_DISPATCHER).counts && !side_of(&found, DISPATCHER).counts);
}

/// Li has the slip; the dispatcher gives it to Wang while Li hears nothing.
fn given_away(work: &[Command]) -> (Person, Person) {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    for command in work {
        li.does(command.clone());
    }
    dispatcher.does(assign(TECHNICIAN_WANG, Some("李师傅没有回音")));
    (dispatcher, li)
}

#[test]
fn col_05_who_had_only_taken_the_slip_gives_it_up() {
    let wait = Command::Wait {
        waiting_for: client_core::domain::entry::course::WaitingFor::Part,
        detail: None,
        until: None,
    };
    let tools = Command::CheckTools { tools: vec!["ladder".into()] };
    let late = Command::CannotKeepTime { reason: "堵车".into() };
    let broke = Command::ReportDamage {
        damage: client_core::domain::entry::cases::DamageKind::Lost,
        description: "钥匙丢失".into(),
        photos: Vec::new(),
    };
    for more in [None, Some(wait), Some(tools), Some(late), Some(broke)] {
        let mut work = vec![receive()];
        work.extend(more.clone());
        let (dispatcher, li) = given_away(&work);
        let order = in_every_order(&[&dispatcher, &li]);
        assert_eq!(holder(&order), TECHNICIAN_WANG, "{more:?}");
        let found = conflict(&order, "COL-05");
        assert_eq!(found.outcome, "new_technician_holds");
        let expected = [("assigned", false), ("assigned", true), ("slip_received", false)];
        assert_eq!(side_kinds(&found), expected);
        assert_eq!(found.told, [user(TECHNICIAN_LI), user(TECHNICIAN_WANG)]);
    }
}

#[test]
fn col_05_who_has_arrived_stays_until_the_dispatcher_decides() {
    let (mut dispatcher, li) = given_away(&[receive(), Command::Arrive]);
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(holder(&order), TECHNICIAN_LI);
    let found = only_conflict(&order, "COL-05");
    assert_eq!(found.outcome, "first_technician_stays");
    assert_eq!(side_kinds(&found), [("arrived", true), ("assigned", false), ("assigned", true)]);
    nobody_else_decides(&[&dispatcher, &li], "COL-05", Choice::Confirm);
    // His arrival is no assignment that could be chosen.
    let arrival = side_of(&found, TECHNICIAN_LI).origin.entry;
    let mut second = second_dispatcher();
    second.hears(&dispatcher);
    second.hears(&li);
    second.is_refused(decide(&found, Choice::Entry(arrival)));

    let choice = Choice::Entry(assignment_of(&found, TECHNICIAN_WANG));
    let order = decided(&mut dispatcher, &[&li], "COL-05", choice);
    assert_eq!(holder(&order), TECHNICIAN_WANG);
    let found = only_conflict(&order, "COL-05");
    assert_eq!(found.outcome, "decided_technician_holds");
    assert_eq!(side_kinds(&found), [("arrived", false), ("assigned", false), ("assigned", true)]);
}

#[test]
fn col_05_on_three_devices_the_work_of_both_is_kept() {
    let (dispatcher, li) = given_away(&[receive(), Command::Arrive]);
    let mut wang = wang();
    wang.hears(&dispatcher);
    for command in [receive(), Command::Arrive, finding()] {
        wang.does(command);
    }
    let order = in_every_order(&[&dispatcher, &li, &wang]);
    assert_eq!(holder(&order), TECHNICIAN_LI);
    assert_eq!((order.visits.len(), order.findings.len()), (2, 1), "the facts of both are kept");
    assert!(order.not_accepted.is_empty());
    only_conflict(&order, "COL-05");
    let (mut manager, mut second) = (manager(), second_dispatcher());
    let found = conflict(&order, "COL-05");
    let (to_li, to_wang) = (assignment_of(&found, TECHNICIAN_LI), assignment_of(&found, TECHNICIAN_WANG));
    let order = of_two_decisions(
        (&mut manager, Choice::Entry(to_wang)),
        (&mut second, Choice::Entry(to_li)),
        &[&dispatcher, &li, &wang],
        "COL-05",
    );
    assert_eq!(holder(&order), TECHNICIAN_WANG);
}

#[test]
fn col_05_both_finished_the_first_signature_counts_and_the_customer_pays_once() {
    for li_first in [true, false] {
        let (dispatcher, mut li) = given_away(&[]);
        let mut wang = wang();
        wang.hears(&dispatcher);
        if li_first {
            wang.now += 24 * 3_600_000;
        } else {
            li.now += 24 * 3_600_000;
        }
        li.does_the_whole_job();
        wang.does_the_whole_job();
        let (first, second) = if li_first { (11, 12) } else { (12, 11) };
        // Both ended when they came back: what they did meets whole, in either order and on every device.
        let mut office = front_desk();
        office.hears(&li);
        let mut other = front_desk();
        other.hears(&wang);
        other.hears(&li);
        office.hears(&wang);
        let order = in_every_order(&[&office, &other]);
        assert_eq!(holder(&order), first);
        assert_eq!((order.state, order.money), (OrderState::Signed, MoneyTrack::Billable));
        assert_eq!(order.billable_fen, Some(3_500), "billed once");
        let counting: Vec<_> = order.signatures.iter().filter(|s| s.counts).collect();
        assert!(counting.len() == 1 && counting[0].origin.by.user == user(first));
        assert_eq!(order.signatures.len(), 2, "the second visit stays on record");
        assert!(order.visits.iter().any(|visit| visit.technician == user(second)));
        let found = conflict(&order, "COL-05");
        assert_eq!(found.outcome, "signed_for_holds");
    }
}

#[test]
fn col_05_two_who_reassigned_a_technician_at_work_ask_one_question() {
    let mut first = dispatched_to(TECHNICIAN_LI);
    let (mut second, mut li) = (second_dispatcher(), li());
    second.hears(&first);
    li.hears(&first);
    first.does(assign(TECHNICIAN_WANG, Some("太慢")));
    second.does(assign(TECHNICIAN_ZHAO, Some("没有回音")));
    li.does(receive());
    let order = in_every_order(&[&first, &second, &li]);
    let found = only_conflict(&order, "COL-05");
    assert_eq!(found.told, [user(TECHNICIAN_LI), user(TECHNICIAN_WANG), user(TECHNICIAN_ZHAO)]);
    assert_eq!(holder(&order), TECHNICIAN_WANG, "of the new ones the earlier");

    // Who had decided between the two new ones before Li's work arrived has decided that.
    let mut third = third_dispatcher();
    let between = {
        third.hears(&first);
        third.hears(&second);
        conflict(&third.order(), "COL-04")
    };
    third.does(decide(&between, Choice::Entry(assignment_of(&between, TECHNICIAN_ZHAO))));
    let order = in_every_order(&[&third, &li]);
    assert_eq!(holder(&order), TECHNICIAN_ZHAO);
    assert!(conflict(&order, "COL-04").settled.is_some() && conflict(&order, "COL-05").settled.is_none());

    li.does(Command::Arrive);
    let order = in_every_order(&[&first, &second, &li]);
    assert_eq!(holder(&order), TECHNICIAN_LI);
    let choice = Choice::Entry(assignment_of(&only_conflict(&order, "COL-05"), TECHNICIAN_ZHAO));
    let order = decided(&mut first, &[&second, &li], "COL-05", choice);
    assert_eq!(holder(&order), TECHNICIAN_ZHAO);
    only_conflict(&order, "COL-05");
}
