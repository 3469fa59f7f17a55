//! COL-01 to COL-03: a cancellation against what had happened on site.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Body;
use client_core::domain::entry::office::{CancelConfirmed, Choice, Decision, ServiceKind};
use client_core::domain::entry::site::NotRepaired;
use client_core::domain::id::EntryId;
use client_core::domain::order::{MoneyTrack, Order, OrderState};

fn dispatched() -> (Person, Person) {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    (dispatcher, li)
}

fn outcome(order: &Order) -> (OrderState, MoneyTrack, Option<i64>) {
    (order.state, order.money, order.billable_fen)
}

#[test]
fn col_01_a_signature_stands_against_a_cancellation_that_did_not_know_it() {
    let (mut dispatcher, mut li) = dispatched();
    li.does_the_whole_job();
    dispatcher.does(cancel("客户打电话取消"));
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(outcome(&order), (OrderState::Signed, MoneyTrack::Billable, Some(3_500)));
    assert!(order.cancellations[0].superseded);
    let found = only_conflict(&order, "COL-01");
    assert_eq!(found.outcome, "signature_stands");
    assert_eq!(side_kinds(&found), [("cancel_requested", false), ("customer_signed", true)]);
    assert_eq!(found.told, [user(TECHNICIAN_LI)]);
    nobody_else_decides(&[&dispatcher, &li], "COL-01", Choice::Confirm);

    let order = decided(&mut dispatcher, &[&li], "COL-01", Choice::Confirm);
    assert_eq!(order.state, OrderState::Signed);
    let again = dispatcher.is_refused(decide(&found, Choice::Confirm));
    assert!(matches!(again, Rejection::UnknownConflict { .. }));
}

#[test]
fn col_01_on_three_devices_a_second_desk_that_confirmed_the_cancellation_changes_nothing() {
    let (mut dispatcher, mut li) = dispatched();
    li.works_to_the_end();
    dispatcher.hears(&li);
    dispatcher.does(cancel("客户取消"));
    let mut desk = front_desk();
    desk.hears(&dispatcher);
    desk.does(Command::ConfirmCancel);
    li.does(inspect(true, None));
    li.does(sign());
    let order = in_every_order(&[&desk, &dispatcher, &li]);
    assert_eq!(outcome(&order), (OrderState::Signed, MoneyTrack::Billable, Some(3_500)));
    only_conflict(&order, "COL-01");
    let mut manager = manager();
    let order = decided(&mut manager, &[&desk, &dispatcher, &li], "COL-01", Choice::Confirm);
    assert_eq!(order.state, OrderState::Signed);
}

#[test]
fn col_01_two_cancellations_that_crossed_one_signature_are_a_call_for_each_who_cancelled() {
    let (mut first, mut li) = dispatched();
    let mut second = second_dispatcher();
    li.works_to_the_end();
    first.hears(&li);
    second.hears(&first);
    li.does(inspect(true, None));
    li.does(sign());
    first.does(cancel("客户取消"));
    second.does(cancel("客户又打来取消"));
    first.does(Command::ConfirmCancel);
    let order = in_every_order(&[&first, &second, &li]);
    assert_eq!(order.state, OrderState::Signed);
    assert!(order.conflicts.len() == 2 && order.conflicts.iter().all(|c| c.rule == "COL-01"));
    let about = |c: &client_core::domain::order::Conflict| {
        order.tasks.iter().filter(|task| task.id == format!("settle:{}", c.id)).count()
    };
    assert!(order.conflicts.iter().all(|c| about(c) == 1));
}

/// What Li does, step by step, before anybody commits himself.
fn on_his_way() -> Vec<(&'static str, Vec<Command>)> {
    let left = Command::LeaveSite { reason: "去取材料".into() };
    let refused = Command::RefusePrice { quote: None, reason: "太贵".into() };
    let quoted = quote(&[("lamp_repair", 1)]);
    vec![
        ("received", vec![receive()]),
        ("arrived", vec![receive(), Command::Arrive]),
        ("found", vec![receive(), Command::Arrive, finding()]),
        ("quoted", vec![receive(), Command::Arrive, finding(), quoted.clone()]),
        ("refused", vec![receive(), Command::Arrive, finding(), quoted.clone(), refused]),
        ("diagnosed", vec![receive(), Command::Arrive, finding(), step("LMP-1", &[("normal", true)])]),
        ("left the site", vec![receive(), Command::Arrive, finding(), quoted, left]),
    ]
}

#[test]
fn col_02_before_any_commitment_the_cancellation_stands_without_charge() {
    for (case, commands) in on_his_way() {
        let (mut dispatcher, mut li) = dispatched();
        for command in commands {
            li.does(command);
        }
        dispatcher.does(cancel("客户自己修好了"));
        let order = in_every_order(&[&dispatcher, &li]);
        assert_eq!(outcome(&order), (OrderState::CancelOpen, MoneyTrack::NotCharged, None), "{case}");
        assert!(!order.time_open && !order.price_refused, "{case}: nothing else is asked");
        let found = only_conflict(&order, "COL-02");
        assert_eq!(side_kinds(&found), [("cancel_requested", true), ("slip_received", false)], "{case}");
        assert_eq!((found.outcome.as_str(), found.told.as_slice()), ("cancelled_no_charge", &[user(11)][..]));
    }
}

#[test]
fn col_02_on_three_devices_the_desk_confirms_and_a_dispatcher_closes_the_question() {
    let (mut dispatcher, mut li) = dispatched();
    dispatcher.does(cancel("客户自己修好了"));
    let mut desk = front_desk();
    desk.hears(&dispatcher);
    desk.does(Command::ConfirmCancel);
    li.does(receive());
    li.does(Command::Arrive);
    let order = in_every_order(&[&dispatcher, &desk, &li]);
    assert_eq!(outcome(&order), (OrderState::Cancelled, MoneyTrack::NotCharged, None));
    only_conflict(&order, "COL-02");
    nobody_else_decides(&[&desk, &li], "COL-02", Choice::Confirm);
    let mut second = second_dispatcher();
    let order = decided(&mut second, &[&dispatcher, &desk, &li], "COL-02", Choice::Confirm);
    assert_eq!(order.state, OrderState::Cancelled);
}

/// Li agreed a price, measured and put the power off; the dispatcher cancelled meanwhile.
fn cancelled_at_work() -> (Person, Person) {
    let (mut dispatcher, mut li) = dispatched();
    li.goes_and_agrees();
    li.does(step("LMP-1", &[("normal", true)]));
    li.does(gate("LMP-2"));
    dispatcher.does(cancel("太贵"));
    (dispatcher, li)
}

#[test]
fn col_03_a_cancellation_during_work_waits_for_people_and_making_safe_stays_open() {
    let (dispatcher, mut li) = cancelled_at_work();
    let order = in_every_order(&[&dispatcher, &li]);
    assert!(order.needs_decision);
    assert_eq!(order.money, MoneyTrack::Agreed, "nothing is billable");
    let found = only_conflict(&order, "COL-03");
    assert_eq!(side_kinds(&found), [("cancel_requested", false), ("price_confirmed", false)], "nobody won");
    assert_eq!(found.told, [user(TECHNICIAN_LI)]);
    nobody_else_decides(&[&dispatcher, &li], "COL-03", Choice::Continue);

    li.hears(&dispatcher);
    assert!(matches!(li.is_refused(step("LMP-3", &[("good_contact", true)])), Rejection::WrongState { .. }));
    assert!(matches!(li.is_refused(starter("FS-2", "FS-2")), Rejection::WrongState { .. }));
    li.does(gate("LMP-2"));
    let order = in_every_order(&[&dispatcher, &li]);
    assert!(order.needs_decision && struck(&order).is_empty(), "the power may be put off at any time");
    assert!(order.checklist.unwrap().gate("LMP-2").unwrap().held);
}

#[test]
fn col_03_the_power_may_be_put_on_again_while_people_decide() {
    let (mut dispatcher, mut li) = dispatched();
    li.goes_and_agrees();
    li.repairs_in_the_dark();
    dispatcher.does(cancel("太贵"));
    li.hears(&dispatcher);
    li.does(power_on());
    let order = in_every_order(&[&dispatcher, &li]);
    assert!(order.needs_decision && struck(&order).is_empty());
    assert!(!order.checklist.unwrap().gate("LMP-2").unwrap().held);
}

#[test]
fn col_03_the_three_decisions() {
    let cases = [
        (Choice::Continue, "work_goes_on", (OrderState::PriceAgreed, MoneyTrack::Agreed, Some(3_500))),
        (
            Choice::CancelWithoutCharge,
            "cancelled_without_charge",
            (OrderState::CancelOpen, MoneyTrack::NotCharged, None),
        ),
        (
            Choice::CancelWithCharge(2_000),
            "cancelled_with_charge",
            (OrderState::CancelOpen, MoneyTrack::Billable, Some(2_000)),
        ),
    ];
    for (choice, word, expected) in cases {
        let (mut dispatcher, mut li) = cancelled_at_work();
        let order = decided(&mut dispatcher, &[&li], "COL-03", choice.clone());
        assert_eq!((outcome(&order), order.needs_decision), (expected, false));
        assert_eq!(conflict(&order, "COL-03").outcome, word);
        li.hears(&dispatcher);
        if choice == Choice::Continue {
            li.does(step("LMP-3", &[("good_contact", true)]));
        } else {
            li.is_refused(step("LMP-3", &[("good_contact", true)]));
            dispatcher.does(Command::ConfirmCancel);
            let closed = in_every_order(&[&dispatcher, &li]);
            assert_eq!(outcome(&closed), (OrderState::Cancelled, expected.1, expected.2));
        }
    }
    let (mut dispatcher, li) = cancelled_at_work();
    dispatcher.hears(&li);
    let found = conflict(&dispatcher.order(), "COL-03");
    for unfit in [Choice::CancelWithCharge(9_999_999), Choice::CancelWithCharge(0), Choice::Confirm] {
        let refused = dispatcher.is_refused(decide(&found, unfit));
        assert!(matches!(refused, Rejection::UnfitChoice { .. }));
    }
}

#[test]
fn col_03_an_act_on_an_order_without_a_price_is_work_too() {
    let regular =
        client_core::domain::command::Registration { service_kind: ServiceKind::Regular, ..registration() };
    let mut dispatcher = with_slip(regular);
    dispatcher.does(assign(TECHNICIAN_LI, None));
    let mut li = li();
    li.hears(&dispatcher);
    for command in [receive(), Command::Arrive, finding(), step("LMP-1", &[("normal", true)])] {
        li.does(command);
    }
    li.does(gate("LMP-2"));
    li.does(step("LMP-3", &[("good_contact", true)]));
    li.does(step("LMP-5", &[("capacitor_broken_down", false), ("glass_blackened", true)]));
    li.does(starter("FS-2", "FS-2"));
    dispatcher.does(cancel("不用了"));
    let order = in_every_order(&[&dispatcher, &li]);
    assert!(order.needs_decision);
    assert_eq!(order.money, MoneyTrack::NotCharged);
    let found = only_conflict(&order, "COL-03");
    assert_eq!(side_kinds(&found), [("cancel_requested", false), ("part_replaced", false)]);
}

#[test]
fn col_03_on_three_devices_the_managers_decision_goes_before_the_dispatchers() {
    let (dispatcher, li) = cancelled_at_work();
    let (mut manager, mut second) = (manager(), second_dispatcher());
    let order = of_two_decisions(
        (&mut manager, Choice::CancelWithoutCharge),
        (&mut second, Choice::Continue),
        &[&dispatcher, &li],
        "COL-03",
    );
    assert_eq!(outcome(&order), (OrderState::CancelOpen, MoneyTrack::NotCharged, None));
    // Of one role the earlier decision: here the second dispatcher's clock is behind.
    let (dispatcher, li) = cancelled_at_work();
    let (mut second, mut third) = (second_dispatcher(), third_dispatcher());
    third.now = li.now + 600_000;
    let order = of_two_decisions(
        (&mut second, Choice::Continue),
        (&mut third, Choice::CancelWithoutCharge),
        &[&dispatcher, &li],
        "COL-03",
    );
    assert_eq!((order.state, order.needs_decision), (OrderState::PriceAgreed, false));
}

#[test]
fn col_03_who_could_not_repair_meanwhile_asks_no_second_question() {
    let (mut dispatcher, mut li) = cancelled_at_work();
    li.does(Command::NotRepaired { reason: "没有配件".into() });
    let order = in_every_order(&[&dispatcher, &li]);
    assert!(order.needs_decision);
    only_conflict(&order, "COL-03");
    assert_eq!(order.not_repaired.len(), 1, "the reason stays on record");

    // Going on brings the second question, cancelling answers it.
    let mut second = second_dispatcher();
    let order = decided(&mut second, &[&dispatcher, &li], "COL-03", Choice::Continue);
    conflict(&order, "NOT-REPAIRED");
    assert!(order.needs_decision);
    let order = decided(&mut dispatcher, &[&li], "COL-03", Choice::CancelWithoutCharge);
    assert_eq!((order.state, order.conflicts.len()), (OrderState::CancelOpen, 1));
}

#[test]
fn not_repaired_on_two_devices_is_one_question() {
    let (mut dispatcher, mut li) = dispatched();
    li.goes_and_agrees();
    let mut tablet = tablet_of(&li);
    li.does(Command::NotRepaired { reason: "没有配件".into() });
    tablet.does(Command::NotRepaired { reason: "线路老化".into() });
    let order = in_every_order(&[&dispatcher, &li, &tablet]);
    only_conflict(&order, "NOT-REPAIRED");
    assert_eq!(order.not_repaired.len(), 2, "both reasons stay");
    let order = decided(&mut dispatcher, &[&li, &tablet], "NOT-REPAIRED", Choice::Continue);
    assert_eq!((order.needs_decision, order.state), (false, OrderState::PriceAgreed));
}

#[test]
fn p8_a_settled_cancellation_stays_settled() {
    let (mut dispatcher, mut li) = dispatched();
    li.goes_and_agrees();
    let mut tablet = tablet_of(&li);
    dispatcher.does(cancel("太贵"));
    decided(&mut dispatcher, &[&li], "COL-03", Choice::CancelWithoutCharge);
    dispatcher.does(Command::ConfirmCancel);
    tablet.forge(Body::NotRepaired(NotRepaired { reason: "没有配件".into() }));
    let order = in_every_order(&[&dispatcher, &tablet]);
    assert_eq!(outcome(&order), (OrderState::Cancelled, MoneyTrack::NotCharged, None));
    assert!(!order.needs_decision && order.tasks.is_empty(), "{:?}", order.tasks);
}

/// Li gave up beside a lamp that was mended; the dispatcher ended the order without charge. The tablet
/// knows of neither.
fn given_up() -> (Person, Person, Person) {
    let (mut dispatcher, mut li) = dispatched();
    li.goes_and_agrees();
    li.repairs();
    let tablet = tablet_of(&li);
    li.does(Command::NotRepaired { reason: "没有配件".into() });
    decided(&mut dispatcher, &[&li], "NOT-REPAIRED", Choice::CancelWithoutCharge);
    (dispatcher, li, tablet)
}

/// What a person wrote last, on another device that knows what that one knows.
fn repeats(forger: &mut Person, honest: &Person, count: usize) -> Vec<EntryId> {
    let journal = honest.replica.journal();
    let bodies: Vec<_> = journal.entries().iter().rev().take(count).map(|e| e.entry.body.clone()).collect();
    bodies.into_iter().rev().map(|body| forger.forge(body)).collect()
}

#[test]
fn col_01_who_knew_that_an_order_had_ended_unrepaired_signs_nothing_after_it() {
    let (dispatcher, mut li, mut model) = given_up();
    let mut desk = front_desk();
    desk.hears(&dispatcher);
    desk.does(Command::ConfirmCancel);
    // The model shows what a job looks like; nobody hears it.
    model.does(final_test(2, true));
    model.does(Command::FinishWork);
    model.does(inspect(true, None));
    model.does(sign());
    li.hears(&dispatcher);
    let forged = repeats(&mut li, &model, 4);
    let order = in_every_order(&[&dispatcher, &li, &desk]);
    assert_eq!(outcome(&order), (OrderState::Cancelled, MoneyTrack::NotCharged, None));
    let expected: Vec<_> = forged.iter().map(|entry| (*entry, "cancelled_before")).collect();
    assert_eq!(struck(&order), expected);
    assert_eq!(only_conflict(&order, "NOT-REPAIRED").outcome, "cancelled");
    assert!(order.tasks.is_empty(), "{:?}", order.tasks);
}

#[test]
fn col_01_a_signature_that_knew_of_no_end_unrepaired_stands_and_dispatch_calls() {
    let (mut dispatcher, mut li) = dispatched();
    li.works_to_the_end();
    li.does(inspect(true, None));
    let mut tablet = tablet_of(&li);
    li.forge(Body::NotRepaired(NotRepaired { reason: "又闪了".into() }));
    decided(&mut dispatcher, &[&li], "NOT-REPAIRED", Choice::CancelWithoutCharge);
    tablet.does(sign());
    let order = in_every_order(&[&dispatcher, &li, &tablet]);
    assert_eq!(outcome(&order), (OrderState::Signed, MoneyTrack::Billable, Some(3_500)));
    let found = conflict(&order, "COL-01");
    assert_eq!(found.outcome, "signature_stands");
    assert_eq!(side_kinds(&found), [("customer_signed", true), ("decision", false)]);
    assert_eq!(found.told, [user(TECHNICIAN_LI)]);
    assert_eq!(conflict(&order, "NOT-REPAIRED").outcome, "signature_stands");
    assert_eq!(order.tasks.iter().filter(|task| task.id.starts_with("settle:")).count(), 1);
    assert!(order.cancellations[0].superseded && order.conflicts.len() == 2);

    // A signature by somebody who knew of the end, with an older clock, doesn't take its place.
    li.hears(&dispatcher);
    li.now -= 3_600_000;
    let forged = repeats(&mut li, &tablet, 1);
    let order = in_every_order(&[&dispatcher, &li, &tablet]);
    let expected: Vec<_> = forged.iter().map(|entry| (*entry, "cancelled_before")).collect();
    assert_eq!(struck(&order), expected);
    let counting: Vec<_> = order.signatures.iter().filter(|s| s.counts).collect();
    assert_eq!(
        (counting.len(), counting[0].bound, counting[0].origin.by.device),
        (1, true, tablet.author.device)
    );

    let order = decided(&mut dispatcher, &[&li, &tablet], "COL-01", Choice::Confirm);
    assert_eq!(order.state, OrderState::Signed);
    assert!(order.tasks.iter().all(|task| !task.id.starts_with("settle:")), "{:?}", order.tasks);
}

#[test]
fn p8_going_on_after_not_repaired_stays_decided_once_the_customer_signs() {
    let (mut dispatcher, mut li) = dispatched();
    li.goes_and_agrees();
    li.does(Command::NotRepaired { reason: "没有配件".into() });
    decided(&mut dispatcher, &[&li], "NOT-REPAIRED", Choice::Continue);
    li.hears(&dispatcher);
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    dispatcher.does(Command::Note { text: "已完成".into() });
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(outcome(&order), (OrderState::Signed, MoneyTrack::Billable, Some(3_500)));
    assert_eq!(only_conflict(&order, "NOT-REPAIRED").outcome, "work_goes_on");
    assert!(struck(&order).is_empty(), "{:?}", struck(&order));
}

fn withdraw(cancellation: EntryId) -> Command {
    Command::Decide {
        conflict: format!("CANCEL:{cancellation}"),
        choice: Choice::Continue,
        reason: "误登记".into(),
    }
}

#[test]
fn col_02_a_mistaken_cancellation_is_withdrawn_and_the_order_goes_on() {
    let (mut dispatcher, mut li) = dispatched();
    for command in [receive(), Command::Arrive, finding()] {
        li.does(command);
    }
    dispatcher.does(cancel("打错了单"));
    let order = decided(&mut dispatcher, &[&li], "COL-02", Choice::Continue);
    assert_eq!(outcome(&order), (OrderState::OnSite, MoneyTrack::None, None));
    let found = only_conflict(&order, "COL-02");
    assert_eq!(found.outcome, "work_goes_on");
    assert_eq!(side_kinds(&found), [("cancel_requested", false), ("slip_received", true)]);
    assert!(order.cancellations[0].superseded);
    // A price that was agreed meanwhile asks nobody again.
    li.does(quote(&[("lamp_repair", 1)]));
    li.does(confirm());
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(outcome(&order), (OrderState::PriceAgreed, MoneyTrack::Agreed, Some(3_000)));
    assert!(only_conflict(&order, "COL-03").settled.is_some() && !order.needs_decision);
    li.hears(&dispatcher);
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(outcome(&order), (OrderState::Signed, MoneyTrack::Billable, Some(3_000)));
    assert!(struck(&order).is_empty(), "{:?}", struck(&order));
}

#[test]
fn col_02_a_confirmed_cancellation_is_not_withdrawn() {
    let (mut dispatcher, mut li) = dispatched();
    li.does(receive());
    dispatcher.does(cancel("客户自己修好了"));
    dispatcher.does(Command::ConfirmCancel);
    dispatcher.hears(&li);
    let found = only_conflict(&dispatcher.order(), "COL-02");
    let refused = dispatcher.is_refused(decide(&found, Choice::Continue));
    assert!(matches!(refused, Rejection::UnfitChoice { .. }));
    let forged = dispatcher.forge(forged_decision(&found, Choice::Continue));
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(outcome(&order), (OrderState::Cancelled, MoneyTrack::NotCharged, None));
    assert_eq!(struck(&order), [(forged, "decision_without_effect")]);
    decided(&mut dispatcher, &[&li], "COL-02", Choice::Confirm);
}

#[test]
fn dsp_6_a_cancellation_that_crossed_nothing_is_withdrawn_by_dispatch_or_a_manager_alone() {
    let (mut dispatcher, mut li) = dispatched();
    li.goes_and_agrees();
    dispatcher.hears(&li);
    dispatcher.does(cancel("打错了单"));
    li.hears(&dispatcher);
    let entry = dispatcher.order().cancellations[0].origin.entry;
    li.is_refused(withdraw(entry));
    let choices = [Choice::Confirm, Choice::CancelWithoutCharge, Choice::CancelWithCharge(1)];
    for choice in choices {
        let conflict = format!("CANCEL:{entry}");
        let unfit = Command::Decide { conflict, choice, reason: "误登记".into() };
        assert!(matches!(dispatcher.is_refused(unfit), Rejection::UnfitChoice { .. }));
    }
    let by_li = li.forge(Body::Decision(Decision {
        conflict: format!("CANCEL:{entry}"),
        choice: Choice::Continue,
        reason: "x".into(),
    }));
    let (mut manager, mut desk) = (manager(), front_desk());
    manager.hears(&dispatcher);
    desk.hears(&dispatcher);
    desk.does(Command::Note { text: "客户来电".into() });
    let order = in_every_order(&[&dispatcher, &li, &desk]);
    assert_eq!(outcome(&order), (OrderState::CancelOpen, MoneyTrack::NotCharged, None));
    assert_eq!(struck(&order), [(by_li, "decision_without_effect")]);

    manager.does(withdraw(entry));
    let order = in_every_order(&[&dispatcher, &manager, &li, &desk]);
    assert_eq!(outcome(&order), (OrderState::PriceAgreed, MoneyTrack::Agreed, Some(3_500)));
    assert!(order.cancellations[0].superseded && order.conflicts.is_empty() && order.tasks.is_empty());
    let again = manager.is_refused(withdraw(entry));
    assert!(matches!(again, Rejection::UnknownConflict { .. }));
    li.hears(&manager);
    li.does(step("LMP-1", &[("normal", true)]));
    desk.hears(&li);
    desk.does(cancel("客户真的取消"));
    desk.does(Command::ConfirmCancel);
    manager.hears(&desk);
    let second = manager.order().cancellations[1].origin.entry;
    assert!(matches!(manager.is_refused(withdraw(second)), Rejection::UnknownConflict { .. }));
}

#[test]
fn dsp_6_a_withdrawn_cancellation_stays_withdrawn_when_work_arrives_that_it_crossed() {
    for agrees in [false, true] {
        let (mut dispatcher, mut li) = dispatched();
        for command in [receive(), Command::Arrive, finding()] {
            li.does(command);
        }
        if agrees {
            li.does(quote(&[("lamp_repair", 1)]));
            li.does(confirm());
        }
        dispatcher.does(cancel("打错了单"));
        let entry = dispatcher.order().cancellations[0].origin.entry;
        dispatcher.does(withdraw(entry));
        assert_eq!(dispatcher.order().state, OrderState::Dispatched);
        let order = in_every_order(&[&dispatcher, &li]);
        let (rule, state) =
            if agrees { ("COL-03", OrderState::PriceAgreed) } else { ("COL-02", OrderState::OnSite) };
        assert_eq!((order.state, order.needs_decision), (state, false));
        let found = only_conflict(&order, rule);
        assert_eq!(found.outcome, "work_goes_on");
        assert_eq!(found.settled.unwrap().choice, Choice::Continue);
        assert!(order.tasks.is_empty() && struck(&order).is_empty(), "{:?}", order.tasks);
    }
}

#[test]
fn dsp_6_a_confirmation_counts_for_the_cancellation_that_it_names_and_knew() {
    let (mut dispatcher, mut li) = dispatched();
    li.does(receive());
    dispatcher.does(cancel("客户自己修好了"));
    let first = dispatcher.order().cancellations[0].origin.entry;
    // Another desk knew nothing of it; and the first desk names an entry that is no cancellation.
    let mut blind = second_dispatcher();
    blind.hears(&li);
    let confirmed = |cancellation| Body::CancelConfirmed(CancelConfirmed { cancellation });
    blind.forge(confirmed(first));
    dispatcher.forge(confirmed(EntryId::from_bytes([9; 16])));
    let order = in_every_order(&[&dispatcher, &li, &blind]);
    assert!(order.cancellations[0].confirmed.is_none());
    assert_eq!(order.state, OrderState::CancelOpen);
    dispatcher.forge(confirmed(first));
    let order = in_every_order(&[&dispatcher, &li, &blind]);
    assert_eq!(order.state, OrderState::Cancelled);
}
