//! COL-06, COL-20: two prices, and a fee standard that changed meanwhile.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::office::Choice;
use client_core::domain::order::{Conflict, MoneyTrack, OrderState};
use client_core::domain::policy::Role;

fn at_the_customers() -> (Person, Person) {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    for command in [receive(), Command::Arrive, finding()] {
        li.does(command);
    }
    (dispatcher, li)
}

/// 45 yuan on one device, 30 on the other.
fn two_prices() -> (Person, Person) {
    let (_, mut li) = at_the_customers();
    let mut tablet = tablet_of(&li);
    li.does(quote(&[("lamp_repair", 1), ("tube", 1)]));
    li.does(confirm());
    tablet.does(quote(&[("lamp_repair", 1)]));
    tablet.does(confirm());
    (li, tablet)
}

fn consent(conflict: &Conflict, fen: i64) -> Choice {
    let side = conflict.sides.iter().find(|side| side.value["amount_fen"] == fen);
    Choice::Entry(side.expect("a price of this amount").origin.entry)
}

#[test]
fn col_06_of_two_prices_the_lower_is_billable_and_only_a_manager_decides() {
    let (li, tablet) = two_prices();
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!((order.billable_fen, order.money), (Some(3_000), MoneyTrack::Agreed));
    let found = only_conflict(&order, "COL-06");
    assert_eq!(side_kinds(&found), [("price_confirmed", false), ("price_confirmed", true)]);
    assert_eq!(
        (found.audience.as_slice(), found.outcome.as_str()),
        (&[Role::CscManager][..], "lower_amount_billable")
    );
    nobody_else_decides(&[&li, &tablet], "COL-06", Choice::Confirm);
    let mut dispatcher = dispatcher();
    dispatcher.hears(&li);
    dispatcher.hears(&tablet);
    let denied = dispatcher.is_refused(decide(&found, Choice::Confirm));
    assert!(matches!(denied, Rejection::Denied { .. }), "a manager's matter");
    for choice in [Choice::Confirm, consent(&found, 3_000)] {
        let mut manager = manager();
        let order = decided(&mut manager, &[&li, &tablet], "COL-06", choice);
        assert_eq!(order.billable_fen, Some(3_000));
    }
}

#[test]
fn col_06_raising_needs_the_customers_new_word() {
    let (mut li, tablet) = two_prices();
    let found = only_conflict(&in_every_order(&[&li, &tablet]), "COL-06");
    let mut manager = manager();
    manager.hears(&li);
    manager.hears(&tablet);
    let refused = manager.is_refused(decide(&found, consent(&found, 4_500)));
    assert!(matches!(refused, Rejection::UnfitChoice { .. }));
    manager.forge(forged_decision(&found, consent(&found, 4_500)));
    let order = in_every_order(&[&manager, &li, &tablet]);
    assert_eq!(order.billable_fen, Some(3_000), "not even past the door");
    assert!(only_conflict(&order, "COL-06").settled.is_none());
    assert_eq!(struck(&order)[0].1, "decision_without_effect");

    // A new consent of somebody who knew both prices ends the matter.
    li.hears(&manager);
    li.does(quote(&[("lamp_repair", 1), ("tube", 1)]));
    li.does(confirm());
    let order = in_every_order(&[&manager, &li]);
    assert_eq!((order.billable_fen, order.conflicts.len()), (Some(4_500), 0));
}

#[test]
fn col_06_a_signature_above_the_higher_price_is_such_a_word() {
    let (_, mut li) = at_the_customers();
    let mut tablet = tablet_of(&li);
    tablet.does(quote(&[("lamp_repair", 1)]));
    tablet.does(confirm());
    li.does(quote(&[("lamp_repair", 1), ("tube", 1)]));
    li.does(confirm());
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!((order.state, order.billable_fen), (OrderState::Signed, Some(3_000)));
    let found = only_conflict(&order, "COL-06");
    let (mut head, mut both) = (office_head(), front_desk());
    both.hears(&li);
    both.hears(&tablet);
    let order = decided(&mut head, &[&both], "COL-06", consent(&found, 4_500));
    assert_eq!(order.billable_fen, Some(4_500));
    assert_eq!(only_conflict(&order, "COL-06").outcome, "decided_amount_billable");
}

#[test]
fn col_06_refused_here_and_confirmed_there_nothing_is_billable() {
    let (_, mut li) = at_the_customers();
    li.does(quote(&[("lamp_repair", 1)]));
    let mut tablet = tablet_of(&li);
    li.does(Command::RefusePrice { quote: None, reason: "太贵".into() });
    tablet.does(confirm());
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!(order.billable_fen, Some(0));
    let found = only_conflict(&order, "COL-06");
    assert_eq!(side_kinds(&found), [("price_confirmed", false), ("price_refused", true)]);
    let mut manager = manager();
    let order = decided(&mut manager, &[&li, &tablet], "COL-06", Choice::Confirm);
    assert_eq!(order.billable_fen, Some(0));
}

#[test]
fn col_06_on_three_devices_the_lowest_of_three_and_the_office_head_before_the_manager() {
    let (_, mut li) = at_the_customers();
    let mut tablet = tablet_of(&li);
    let mut third = tablet_of(&li);
    third.actor = client_core::domain::id::ActorId::from_bytes([78; 16]);
    third.now += 1_000;
    li.does(quote(&[("lamp_repair", 1), ("tube", 1)]));
    li.does(confirm());
    tablet.does(quote(&[("lamp_repair", 1)]));
    tablet.does(confirm());
    third.author.device = client_core::domain::id::DeviceId::from_bytes([78; 16]);
    third.does(quote(&[("lamp_repair", 1), ("starter", 1)]));
    third.does(confirm());
    let order = in_every_order(&[&li, &tablet, &third]);
    assert_eq!(order.billable_fen, Some(3_000));
    let found = only_conflict(&order, "COL-06");
    assert_eq!(found.sides.len(), 3);
    let (mut head, mut manager) = (office_head(), manager());
    manager.now -= 1;
    let lowest = consent(&found, 3_000);
    of_two_decisions((&mut head, lowest), (&mut manager, Choice::Confirm), &[&li, &tablet, &third], "COL-06");
}

/// The same people after a new fee standard reached them.
fn dearer(person: &mut Person) {
    person.reference.price_list.version = 4;
    for item in &mut person.reference.price_list.items {
        item.unit_price_fen += 1_000;
    }
}

#[test]
fn col_20_a_confirmed_quote_keeps_its_fee_standard_and_an_unconfirmed_one_is_made_again() {
    // The new standard comes before the consent.
    let (dispatcher, mut li) = at_the_customers();
    li.does(quote(&[("lamp_repair", 1)]));
    dearer(&mut li);
    let outdated = li.is_refused(confirm());
    assert!(matches!(outdated, Rejection::QuoteOutdated { quoted: 3, current: 4 }));
    li.does(quote(&[("lamp_repair", 1)]));
    li.does(confirm());
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!((order.billable_fen, order.consents[0].price_list_version), (Some(4_000), 4));
    assert!(order.conflicts.is_empty() && order.tasks.is_empty());

    // It comes after, or to another device only.
    let (mut dispatcher, mut li) = at_the_customers();
    dearer(&mut dispatcher);
    li.does(quote(&[("lamp_repair", 1)]));
    let mut tablet = tablet_of(&li);
    dearer(&mut tablet);
    tablet.is_refused(confirm());
    li.does(confirm());
    dearer(&mut li);
    let order = in_every_order(&[&dispatcher, &li, &tablet]);
    assert_eq!((order.billable_fen, order.consents[0].price_list_version), (Some(3_000), 3));
    assert!(order.conflicts.is_empty() && order.tasks.is_empty());
}

#[test]
fn prc_5_a_price_after_the_signature_is_not_billed() {
    let dispatched = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatched);
    li.goes_and_agrees();
    let mut tablet = tablet_of(&li);
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    tablet.does(quote(&[("lamp_repair", 10)]));
    tablet.does(confirm());
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!((order.state, order.billable_fen), (OrderState::Signed, Some(3_500)));
}
