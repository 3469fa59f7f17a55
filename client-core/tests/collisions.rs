//! Collisions of what people did without knowing of each other (lifecycle section 4), in every order of delivery.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

mod kit;

use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::office::Choice;
use client_core::domain::order::{Conflict, MoneyTrack, Order, OrderState, fold};
use client_core::replica::{ChangeRow, Replica};
use kit::*;

/// The order that follows when the rows that differ between people arrive in every possible order.
#[track_caller]
fn in_every_order(people: &[&Person]) -> Order {
    let common: Vec<ChangeRow> =
        people[0].rows().into_iter().filter(|row| people.iter().all(|p| p.rows().contains(row))).collect();
    let mut rest: Vec<ChangeRow> = Vec::new();
    for person in people {
        rest.extend(person.rows().into_iter().filter(|row| !common.contains(row)));
    }
    rest.sort_by_key(|row| (row.actor, row.seq));
    rest.dedup();
    let mut seen: Option<String> = None;
    let mut last = None;
    for order in orders_of(&rest) {
        let mut replica = Replica::new(DocumentKind::Order, order_id());
        for row in common.iter().chain(&order) {
            replica.insert(row.clone()).unwrap();
            replica.insert(row.clone()).unwrap();
        }
        assert_eq!(replica.waiting(), 0);
        let folded = fold(&replica.journal(), &library());
        let json = folded.canonical_json();
        assert_eq!(seen.get_or_insert_with(|| json.clone()), &json);
        last = Some(folded);
    }
    last.expect("at least one order")
}

/// All orders for up to six rows, else rotations and reversals.
fn orders_of(rows: &[ChangeRow]) -> Vec<Vec<ChangeRow>> {
    if rows.len() > 6 {
        let mut orders = Vec::new();
        for turn in 0..rows.len() {
            let mut order = rows.to_vec();
            order.rotate_left(turn);
            orders.push(order.clone());
            order.reverse();
            orders.push(order);
        }
        return orders;
    }
    if rows.is_empty() {
        return vec![Vec::new()];
    }
    let mut orders = Vec::new();
    for first in 0..rows.len() {
        let mut others = rows.to_vec();
        let row = others.remove(first);
        for mut order in orders_of(&others) {
            order.insert(0, row.clone());
            orders.push(order);
        }
    }
    orders
}

#[track_caller]
fn only_conflict(order: &Order, rule: &str) -> Conflict {
    assert_eq!(order.conflicts.iter().map(|c| c.rule.as_str()).collect::<Vec<_>>(), [rule]);
    let tasks: Vec<_> = order.tasks.iter().filter(|t| t.id.starts_with("settle:")).collect();
    assert_eq!(tasks.len(), usize::from(order.conflicts[0].settled.is_none()), "exactly one task");
    order.conflicts[0].clone()
}

fn side_kinds(conflict: &Conflict) -> Vec<(&'static str, bool)> {
    conflict.sides.iter().map(|side| (side.kind.as_str(), side.counts)).collect()
}

#[test]
fn col_01_a_signature_stands_against_a_cancellation_that_did_not_know_it() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does_the_whole_job();
    dispatcher.does(cancel("客户打电话取消"));
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!((order.state, order.money), (OrderState::Signed, MoneyTrack::Billable));
    assert_eq!(order.billable_fen, Some(3_500));
    let conflict = only_conflict(&order, "COL-01");
    assert_eq!(conflict.outcome, "signature_stands");
    let mut kinds = side_kinds(&conflict);
    kinds.sort_unstable();
    assert_eq!(kinds, [("cancel_requested", false), ("customer_signed", true)]);
    assert_eq!(conflict.told, [user(TECHNICIAN_LI)]);

    dispatcher.hears(&li);
    let id = conflict.id.clone();
    dispatcher.does(Command::Decide {
        conflict: id.clone(),
        choice: Choice::Confirm,
        reason: "已致电客户".into(),
    });
    let order = dispatcher.order();
    assert!(order.open_conflicts().next().is_none());
    assert_eq!(order.state, OrderState::Signed);
    assert!(matches!(
        dispatcher.is_refused(Command::Decide {
            conflict: id,
            choice: Choice::Confirm,
            reason: "再次".into()
        }),
        Rejection::UnknownConflict { .. }
    ));
}

#[test]
fn col_02_a_cancellation_before_any_commitment_cancels_without_charge() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    li.does(Command::Arrive);
    li.does(finding());
    dispatcher.does(cancel("客户自己修好了"));
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!((order.state, order.money), (OrderState::CancelOpen, MoneyTrack::NotCharged));
    only_conflict(&order, "COL-02");
}

#[test]
fn col_03_a_cancellation_during_work_waits_for_people() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.does(gate_after_measuring());
    li.does(gate("LMP-2"));
    dispatcher.does(cancel("太贵"));
    let order = in_every_order(&[&dispatcher, &li]);
    assert!(order.needs_decision);
    assert_ne!(order.money, MoneyTrack::Billable);
    let conflict = only_conflict(&order, "COL-03");
    assert!(conflict.sides.iter().all(|side| !side.counts), "nobody has won yet");

    li.hears(&dispatcher);
    assert!(matches!(li.is_refused(step("LMP-3", &[("good_contact", true)])), Rejection::WrongState { .. }));
    dispatcher.hears(&li);
    let decide =
        |choice| Command::Decide {
            conflict: conflict.id.clone(), choice, reason: "已与客户商定".into()
        };
    assert!(matches!(
        dispatcher.is_refused(decide(Choice::CancelWithCharge(9_999_999))),
        Rejection::UnfitChoice { .. }
    ));

    let mut goes_on =
        Person::new(SECOND_DISPATCHER, client_core::domain::policy::Role::Dispatcher, order_id());
    goes_on.hears(&dispatcher);
    goes_on.does(decide(Choice::Continue));
    assert_eq!((goes_on.order().state, goes_on.order().needs_decision), (OrderState::PriceAgreed, false));
    let mut back_to_work = li;
    back_to_work.hears(&goes_on);
    back_to_work.does(step("LMP-3", &[("good_contact", true)]));

    dispatcher.does(decide(Choice::CancelWithCharge(2_000)));
    let order = dispatcher.order();
    assert_eq!(
        (order.state, order.money, order.billable_fen),
        (OrderState::CancelOpen, MoneyTrack::Billable, Some(2_000))
    );
    dispatcher.does(Command::ConfirmCancel);
    assert_eq!(dispatcher.order().state, OrderState::Cancelled);
}

fn gate_after_measuring() -> Command {
    step("LMP-1", &[("normal", true)])
}

#[test]
fn col_04_of_two_assignments_the_earlier_holds_until_somebody_is_on_his_way() {
    let mut first = dispatched_without_assignment();
    let mut second = second_dispatcher();
    second.hears(&first);
    first.does(assign(TECHNICIAN_LI, None));
    second.now += 120_000;
    second.does(assign(TECHNICIAN_WANG, None));
    let order = in_every_order(&[&first, &second]);
    assert_eq!(order.holder, Some(user(TECHNICIAN_LI)), "assigned earlier");
    assert_eq!(only_conflict(&order, "COL-04").outcome, "earlier_assignment_holds");

    let mut wang = wang();
    wang.hears(&second);
    wang.does(receive());
    let order = in_every_order(&[&first, &second, &wang]);
    assert_eq!(order.holder, Some(user(TECHNICIAN_WANG)), "received beats assigned");
    let mut li = li();
    li.hears(&first);
    li.does(receive());
    li.does(Command::Arrive);
    let order = in_every_order(&[&first, &second, &wang, &li]);
    assert_eq!(order.holder, Some(user(TECHNICIAN_LI)), "arrived beats received");

    first.hears(&second);
    first.hears(&wang);
    first.hears(&li);
    let conflict = only_conflict(&first.order(), "COL-04");
    let wangs =
        conflict.sides.iter().find(|s| s.value["technician"] == user(TECHNICIAN_WANG).to_string()).unwrap();
    let choice = Choice::Entry(wangs.origin.entry);
    first.does(Command::Decide { conflict: conflict.id, choice, reason: "王师傅更近".into() });
    assert_eq!(first.order().holder, Some(user(TECHNICIAN_WANG)), "a person's decision beats the rule");
    only_conflict(&first.order(), "COL-04");
}

fn dispatched_without_assignment() -> Person {
    let mut person = dispatcher();
    person.does(Command::Register(registration()));
    person.does(Command::Judge { accepted: true, explanation: None, free_reason: None });
    person.does(Command::IssueSlip);
    person
}

#[test]
fn col_05_a_technician_who_has_arrived_stays_against_a_reassignment_he_did_not_know() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    dispatcher.does(assign(TECHNICIAN_WANG, Some("李师傅没有回音")));
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(order.holder, Some(user(TECHNICIAN_WANG)), "receipt alone doesn't keep the slip");
    assert_eq!(only_conflict(&order, "COL-05").outcome, "new_technician_holds");

    li.does(Command::Arrive);
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(order.holder, Some(user(TECHNICIAN_LI)));
    let conflict = only_conflict(&order, "COL-05");
    assert_eq!(conflict.outcome, "first_technician_stays");
    assert_eq!(conflict.told, [user(TECHNICIAN_LI), user(TECHNICIAN_WANG)]);
    let arrived = conflict.sides.iter().find(|s| s.kind.as_str() == "arrived");
    assert!(arrived.is_some_and(|side| side.counts), "what speaks for him is shown as that");

    let mut wang = wang();
    wang.hears(&dispatcher);
    wang.does(receive());
    wang.does(Command::Arrive);
    wang.does(finding());
    let order = in_every_order(&[&dispatcher, &li, &wang]);
    assert_eq!(order.visits.len(), 2, "the facts of both are kept");
    assert_eq!(order.findings.len(), 1);
    assert!(order.not_accepted.is_empty());
}

#[test]
fn col_06_of_two_prices_the_lower_may_be_billed_until_a_manager_decides() {
    let dispatched = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatched);
    li.does(receive());
    li.does(Command::Arrive);
    li.does(finding());
    let mut tablet = Person::new(TECHNICIAN_LI, client_core::domain::policy::Role::Technician, order_id());
    tablet.actor = client_core::domain::id::ActorId::from_bytes([77; 16]);
    tablet.hears(&li);
    tablet.now += 12_345;
    li.does(quote(&[("lamp_repair", 1), ("tube", 1)]));
    li.does(confirm());
    tablet.does(quote(&[("lamp_repair", 1)]));
    tablet.does(confirm());
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!(order.billable_fen, Some(3_000));
    let conflict = only_conflict(&order, "COL-06");
    assert_eq!(conflict.sides.len(), 2);

    let mut dispatcher = dispatched;
    dispatcher.hears(&li);
    dispatcher.hears(&tablet);
    let higher = conflict.sides.iter().find(|s| s.value["amount_fen"] == 4_500).unwrap().origin.entry;
    let decide =
        Command::Decide {
            conflict: conflict.id, choice: Choice::Entry(higher), reason: "客户确认".into()
        };
    assert!(matches!(dispatcher.is_refused(decide.clone()), Rejection::Denied { .. }), "a manager's matter");
    let mut manager = manager();
    manager.hears(&dispatcher);
    manager.does(decide);
    assert_eq!(manager.order().billable_fen, Some(4_500));
}

#[test]
fn col_08_accepted_and_declined_at_once_stays_accepted() {
    let mut first = dispatcher();
    first.does(Command::Register(registration()));
    let mut second = second_dispatcher();
    second.hears(&first);
    first.does(Command::Judge { accepted: true, explanation: None, free_reason: None });
    second.does(Command::Judge {
        accepted: false,
        explanation: Some("今天没有人".into()),
        free_reason: None,
    });
    let order = in_every_order(&[&first, &second]);
    assert_eq!(order.state, OrderState::Accepted);
    assert_eq!(only_conflict(&order, "COL-08").outcome, "acceptance_stands");
}

#[test]
fn col_28_two_results_of_one_final_test_the_bad_one_counts() {
    let dispatched = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatched);
    li.goes_and_agrees();
    li.repairs();
    let mut tablet = Person::new(TECHNICIAN_LI, client_core::domain::policy::Role::Technician, order_id());
    tablet.actor = client_core::domain::id::ActorId::from_bytes([77; 16]);
    tablet.hears(&li);
    tablet.now += 12_345;
    li.does(final_test(2, true));
    tablet.does(final_test(5, true));
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!(order.round, 2, "the bad result opens a new round");
    let conflict = only_conflict(&order, "COL-28");
    assert_eq!(conflict.sides.len(), 2);
    let counting: Vec<_> = conflict.sides.iter().filter(|side| side.counts).collect();
    assert!(counting.len() == 1 && counting[0].value.to_string().contains('5'), "the side with five flashes");
}

#[test]
fn two_cancellations_and_a_signature_still_end_in_one_signed_order() {
    let mut first = dispatched_to(TECHNICIAN_LI);
    let mut second = second_dispatcher();
    second.hears(&first);
    let mut li = li();
    li.hears(&first);
    li.does_the_whole_job();
    first.does(cancel("客户取消"));
    second.does(cancel("客户又打来取消"));
    first.does(Command::ConfirmCancel);
    let order = in_every_order(&[&first, &second, &li]);
    assert_eq!(order.state, OrderState::Signed);
    assert_eq!(order.conflicts.len(), 2);
    assert!(order.conflicts.iter().all(|c| c.rule == "COL-01"));
}

#[test]
fn a_decision_that_had_not_seen_all_sides_settles_nothing() {
    let mut first = dispatched_without_assignment();
    let mut second = second_dispatcher();
    second.hears(&first);
    let mut third = Person::new(3, client_core::domain::policy::Role::Dispatcher, order_id());
    third.hears(&first);
    third.now += 300_000;
    first.does(assign(TECHNICIAN_LI, None));
    second.now += 120_000;
    second.does(assign(TECHNICIAN_WANG, None));
    third.does(assign(TECHNICIAN_WANG, None));
    second.hears(&first);
    let conflict = only_conflict(&second.order(), "COL-04");
    let choice = Choice::Entry(conflict.sides[0].origin.entry);
    second.does(Command::Decide { conflict: conflict.id, choice, reason: "就这样".into() });
    assert!(second.order().open_conflicts().next().is_none());
    let order = in_every_order(&[&first, &second, &third]);
    assert_eq!(order.open_conflicts().count(), 1, "a third side that nobody had weighed opens it again");
}

/// A second device of the same technician, which hears nothing by itself.
fn second_device(of: &Person) -> Person {
    let mut tablet = Person::new(TECHNICIAN_LI, client_core::domain::policy::Role::Technician, order_id());
    tablet.actor = client_core::domain::id::ActorId::from_bytes([77; 16]);
    tablet.hears(of);
    tablet.now += 12_345;
    tablet
}

#[test]
fn p2_a_late_failed_test_of_another_device_takes_no_signature_away() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.repairs();
    let mut tablet = second_device(&li);
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    dispatcher.hears(&li);
    dispatcher.does(Command::WriteOff { manager_reason: None });
    tablet.does(final_test(5, true));
    let order = in_every_order(&[&dispatcher, &tablet]);
    assert_eq!((order.state, order.money), (OrderState::WrittenOff, MoneyTrack::Billable));
    assert!(order.not_accepted.is_empty(), "{:?}", order.not_accepted);
}

#[test]
fn prc_5_a_price_after_the_signature_is_not_billed() {
    let dispatched = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatched);
    li.goes_and_agrees();
    let mut tablet = second_device(&li);
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

#[test]
fn col_14_dissatisfaction_that_the_signature_did_not_know_goes_first_and_is_shown() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    let mut tablet = second_device(&li);
    li.does(inspect(true, None));
    li.does(sign());
    tablet.does(inspect(false, Some("还在闪")));
    dispatcher.hears(&li);
    dispatcher.does(Command::WriteOff { manager_reason: None });
    let order = in_every_order(&[&dispatcher, &tablet]);
    assert_eq!(order.state, OrderState::Rework, "the write-off didn't know of it");
    only_conflict(&order, "COL-14");
    dispatcher.hears(&tablet);
    dispatcher.does(cancel("客户不修了"));
    assert_eq!(dispatcher.order().state, OrderState::CancelOpen);
}

#[test]
fn p8_two_decisions_at_once_stay_both_visible() {
    let mut first = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&first);
    li.goes_and_agrees();
    first.does(cancel("太贵"));
    first.hears(&li);
    let mut second = second_dispatcher();
    second.hears(&first);
    let conflict = only_conflict(&first.order(), "COL-03").id;
    let decide = |choice| Command::Decide { conflict: conflict.clone(), choice, reason: "已商定".into() };
    first.does(decide(Choice::Continue));
    second.does(decide(Choice::CancelWithoutCharge));
    let order = in_every_order(&[&first, &second]);
    assert_eq!(order.not_accepted.iter().filter(|e| e.reason == "decision_without_effect").count(), 1);
}

#[test]
fn col_15_the_same_dissatisfaction_written_down_twice_is_no_escalation() {
    let dispatched = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatched);
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    let mut tablet = second_device(&li);
    li.does(inspect(false, Some("还在闪")));
    tablet.does(inspect(false, Some("灯还闪")));
    assert_eq!(in_every_order(&[&li, &tablet]).state, OrderState::Rework);
}

/// Writes past the command door, as a hostile device does.
fn forge(person: &mut Person, body: client_core::domain::entry::Body) {
    use client_core::domain::entry::{At, By, CommandRef, Entry};
    use client_core::domain::id::{CommandId, EntryId};
    person.now += 60_000;
    let by = By { user: person.author.user, role: person.author.roles[0], device: person.author.device };
    let label = u8::try_from(person.replica.journal().entries().len()).unwrap();
    let entry = Entry {
        by,
        at: At { wall: person.now, offset: Some(0), boot: None },
        round: None,
        after: None,
        command: CommandRef { id: CommandId::new(person.now, [label; 10]), documents: 1 },
        body,
    };
    person.replica.write(person.actor, &[(EntryId::new(person.now, [label; 10]), entry)]).unwrap();
}

#[test]
fn col_01_a_forged_signature_without_work_beats_no_cancellation() {
    use client_core::domain::entry::{Body, site::CustomerSigned};
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    li.does(Command::Arrive);
    let blob = client_core::domain::id::BlobDigest::from_bytes([1; 32]);
    forge(
        &mut li,
        Body::CustomerSigned(CustomerSigned {
            strokes: blob,
            shown: blob,
            amount_fen: 1,
            image: None,
            items: Vec::new(),
        }),
    );
    dispatcher.does(cancel("客户取消"));
    dispatcher.does(Command::ConfirmCancel);
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(order.state, OrderState::Cancelled);
    only_conflict(&order, "COL-02");
}

#[test]
fn p8_a_settled_cancellation_stays_settled() {
    use client_core::domain::entry::{Body, site::NotRepaired};
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    let mut tablet = second_device(&li);
    dispatcher.does(cancel("太贵"));
    dispatcher.hears(&li);
    let conflict = only_conflict(&dispatcher.order(), "COL-03").id;
    dispatcher.does(Command::Decide {
        conflict,
        choice: Choice::CancelWithoutCharge,
        reason: "已商定".into(),
    });
    dispatcher.does(Command::ConfirmCancel);
    forge(&mut tablet, Body::NotRepaired(NotRepaired { reason: "没有配件".into() }));
    let order = in_every_order(&[&dispatcher, &tablet]);
    assert_eq!(
        (order.state, order.needs_decision, order.money),
        (OrderState::Cancelled, false, MoneyTrack::NotCharged)
    );
}

#[test]
fn dsp_9_a_forged_managers_reason_writes_nothing_off() {
    use client_core::domain::entry::{Body, office::DispatchWrittenOff};
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    forge(
        &mut dispatcher,
        Body::DispatchWrittenOff(DispatchWrittenOff { manager_reason: Some("me".into()) }),
    );
    assert_eq!(dispatcher.order().state, OrderState::Dispatched);
}
