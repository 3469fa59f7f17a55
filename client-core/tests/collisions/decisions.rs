//! P8 and COL-32: who decides what, and claims.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Body;
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::office::{Choice, ClaimReason, Marked};
use client_core::domain::id::EntryId;
use client_core::domain::order::{MoneyTrack, OrderState};
use client_core::domain::policy::Role;

/// Price agreed and cancelled at once, known to everybody who is given.
fn crossed(people: &mut [&mut Person]) {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    dispatcher.does(cancel("太贵"));
    for person in people.iter_mut() {
        person.hears(&dispatcher);
        person.hears(&li);
    }
}

#[test]
fn p8_who_knew_of_a_decision_finds_nothing_left_to_decide() {
    let (mut manager, mut dispatcher) = (manager(), second_dispatcher());
    crossed(&mut [&mut manager, &mut dispatcher]);
    let found = conflict(&manager.order(), "COL-03");
    manager.does(decide(&found, Choice::CancelWithoutCharge));
    dispatcher.hears(&manager);
    dispatcher.is_refused(decide(&found, Choice::Continue));
    let forged = dispatcher.forge(forged_decision(&found, Choice::Continue));
    let order = in_every_order(&[&manager, &dispatcher]);
    assert_eq!(order.state, OrderState::CancelOpen);
    assert_eq!(struck(&order), [(forged, "decision_without_effect")]);
}

#[test]
fn p8_a_choice_that_says_nothing_to_the_rule_settles_nothing() {
    let (mut dispatcher, mut other) = (second_dispatcher(), third_dispatcher());
    crossed(&mut [&mut dispatcher, &mut other]);
    let found = conflict(&dispatcher.order(), "COL-03");
    let side = found.sides[0].origin.entry;
    for choice in [Choice::Confirm, Choice::Reject, Choice::Entry(side)] {
        assert!(matches!(
            dispatcher.is_refused(decide(&found, choice.clone())),
            Rejection::UnfitChoice { .. }
        ));
        dispatcher.forge(forged_decision(&found, choice));
    }
    other.does(Command::Note { text: "等待".into() });
    let order = in_every_order(&[&dispatcher, &other]);
    assert!(order.needs_decision);
    only_conflict(&order, "COL-03");
    assert_eq!(struck(&order).len(), 3);
    let order = decided(&mut other, &[&dispatcher], "COL-03", Choice::Continue);
    assert!(!order.needs_decision);
}

#[test]
fn p8_of_three_decisions_the_highest_role_counts_on_every_device() {
    let (mut dispatcher, mut manager, mut head) = (second_dispatcher(), manager(), office_head());
    crossed(&mut [&mut dispatcher, &mut manager, &mut head]);
    let found = conflict(&head.order(), "COL-03");
    head.now += 3_600_000;
    dispatcher.does(decide(&found, Choice::Continue));
    manager.does(decide(&found, Choice::CancelWithoutCharge));
    head.does(decide(&found, Choice::CancelWithCharge(1_000)));
    let order = in_every_order(&[&dispatcher, &manager, &head]);
    assert_eq!((order.state, order.billable_fen), (OrderState::CancelOpen, Some(1_000)));
    assert_eq!(order.money, MoneyTrack::Billable);
    assert_eq!(struck(&order).len(), 2);
}

/// What the server writes beside entries that arrived on ground that had moved.
fn marked(server: &mut Person, entries: &[EntryId], reason: ClaimReason) {
    for entry in entries {
        server.forge(Body::Marked(Marked { entry: *entry, reason }));
    }
}

fn entries_of(person: &Person, kinds: &[&str]) -> Vec<EntryId> {
    let journal = person.replica.journal();
    let own = journal.entries().iter().filter(|e| e.entry.by.user == person.author.user);
    own.filter(|e| e.entry.body.kind().is_some_and(|kind| kinds.contains(&kind.as_str())))
        .map(|e| e.id)
        .collect()
}

/// The arrival that a review didn't take is no word on the signature, which has its own review and holds until then.
#[test]
fn col_32_a_rejected_arrival_takes_no_signature_with_it() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does_the_whole_job();
    let mut server = server();
    server.hears(&li);
    let claims = entries_of(&li, &["arrived", "customer_signed"]);
    marked(&mut server, &claims, ClaimReason::RoleWithdrawn);
    let mut manager = manager();
    manager.hears(&server);
    let reject = |entry: &EntryId| Command::Decide {
        conflict: format!("CLAIM:{entry}"),
        choice: Choice::Reject,
        reason: "没有人见过他".into(),
    };
    manager.does(reject(&claims[0]));
    let order = in_every_order(&[&manager, &li, &server]);
    assert_eq!((order.state, order.money), (OrderState::Signed, MoneyTrack::Billable));
    assert_eq!(struck(&order), [(claims[0], "claim_rejected")]);
    manager.does(reject(&claims[1]));
    let order = in_every_order(&[&manager, &li, &server]);
    assert_eq!((order.state, order.consents.len()), (OrderState::Inspection, 1));
}

#[test]
fn col_32_what_was_written_under_a_right_that_had_ended_holds_until_a_manager_reviews_it() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does_the_whole_job();
    dispatcher.hears(&li);
    let mut server = server();
    server.hears(&li);
    let claims = entries_of(&li, &["customer_signed", "inspection_result"]);
    marked(&mut server, &claims, ClaimReason::RoleWithdrawn);
    dispatcher.does(Command::Note { text: "他已离职".into() });
    let order = in_every_order(&[&dispatcher, &li, &server]);
    assert_eq!((order.state, order.money), (OrderState::Signed, MoneyTrack::Billable), "it holds");
    assert_eq!(order.claims.len(), 2);
    let about = |id: &str| claims.iter().any(|entry| id.ends_with(&entry.to_string()));
    let reviews: Vec<_> = order.tasks.iter().filter(|task| about(&task.id)).collect();
    assert_eq!(reviews.len(), 1, "one matter, one task: {:?}", order.tasks);
    assert_eq!(reviews[0].roles, [Role::CscManager, Role::OfficeHead]);
    assert_eq!(order.claims[0].origin.unwrap().by.user, user(TECHNICIAN_LI), "the author can read why");

    let review = |entry: &EntryId, choice| Command::Decide {
        conflict: format!("CLAIM:{entry}"),
        choice,
        reason: "已核实".into(),
    };
    dispatcher.hears(&server);
    let denied = dispatcher.is_refused(review(&claims[0], Choice::Confirm));
    assert!(matches!(denied, Rejection::Denied { .. }));
    let (mut manager, mut head) = (manager(), office_head());
    manager.hears(&dispatcher);
    head.hears(&dispatcher);
    for entry in &claims {
        manager.does(review(entry, Choice::Confirm));
    }
    let order = in_every_order(&[&manager, &li, &server]);
    assert!(order.claims.iter().all(|claim| claim.reviewed.is_some()));
    assert!(order.tasks.iter().all(|task| !about(&task.id)), "{:?}", order.tasks);
    assert_eq!(order.state, OrderState::Signed);

    // The office head, at the same time, rejects: his word counts, and what built on it falls with it.
    for entry in &claims {
        head.does(review(entry, Choice::Reject));
    }
    let order = in_every_order(&[&manager, &head]);
    assert_eq!(order.state, OrderState::Inspection);
    let rejected = struck(&order);
    assert!(claims.iter().all(|entry| rejected.contains(&(*entry, "claim_rejected"))), "{rejected:?}");
}

#[test]
fn col_05_claims_of_a_reassignment_are_one_task_accepted_or_rejected_alike_everywhere() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    dispatcher.does(Command::ReplyCustomer { said: "师傅下午到".into(), replied_at: None });
    dispatcher.does(Command::AgreeContentTime { technician: user(TECHNICIAN_LI), appointment_at: None });
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    dispatcher.hears(&li);
    dispatcher.does(assign(TECHNICIAN_WANG, Some("换人")));
    li.does(Command::Wait { waiting_for: WaitingFor::Part, detail: Some("镇流器".into()), until: None });
    li.does(Command::Note { text: "去取镇流器".into() });
    let mut server = server();
    server.hears(&dispatcher);
    server.hears(&li);
    let claims = entries_of(&li, &["waiting", "note"]);
    marked(&mut server, &claims, ClaimReason::NoLongerAssigned);
    // The server says it twice, as after a restore.
    marked(&mut server, &claims[..1], ClaimReason::NoLongerAssigned);
    let order = in_every_order(&[&dispatcher, &li, &server]);
    assert_eq!((order.claims.len(), order.waiting), (2, true));
    conflict(&order, "COL-05");
    assert_eq!(order.tasks.len(), 1, "one question: {:?}", order.tasks);

    let found = conflict(&order, "COL-05");
    dispatcher.hears(&server);
    dispatcher.does(decide(&found, Choice::Confirm));
    dispatcher.does(Command::Decide {
        conflict: format!("CLAIM:{}", claims[0]),
        choice: Choice::Reject,
        reason: "不再需要".into(),
    });
    let order = in_every_order(&[&dispatcher, &li, &server]);
    assert!(!order.waiting, "what was rejected counts for nothing");
    assert!(struck(&order).contains(&(claims[0], "claim_rejected")));
    // Without it there is no collision any more, and the other claim asks for itself.
    assert!(order.conflicts.is_empty());
    assert_eq!(
        order.tasks.iter().map(|t| t.id.clone()).collect::<Vec<_>>(),
        [format!("review:{}", claims[1])]
    );
    dispatcher.does(Command::Decide {
        conflict: format!("CLAIM:{}", claims[1]),
        choice: Choice::Confirm,
        reason: "属实".into(),
    });
    let order = in_every_order(&[&dispatcher, &li, &server]);
    assert!(order.tasks.is_empty() && order.notes.len() == 1, "{:?}", order.tasks);
}

#[test]
fn p8_a_decision_for_an_entry_that_is_no_side_settles_nothing() {
    let mut dispatcher = with_slip(registration());
    let mut other = second_dispatcher();
    other.hears(&dispatcher);
    dispatcher.does(assign(TECHNICIAN_LI, None));
    other.does(assign(TECHNICIAN_WANG, None));
    dispatcher.hears(&other);
    let found = only_conflict(&dispatcher.order(), "COL-04");
    let slip = entries_of(&dispatcher, &["slip_issued"])[0];
    let unheard_of = EntryId::from_bytes([9; 16]);
    let forged: Vec<EntryId> = [slip, unheard_of]
        .map(|entry| dispatcher.forge(forged_decision(&found, Choice::Entry(entry))))
        .into();
    let order = in_every_order(&[&dispatcher, &other]);
    assert!(only_conflict(&order, "COL-04").settled.is_none(), "neither technician was chosen");
    let expected: Vec<_> = forged.iter().map(|id| (*id, "decision_without_effect")).collect();
    assert_eq!(struck(&order), expected);
}
