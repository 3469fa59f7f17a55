//! Whatever happened, somebody can go on: what the door takes counts, and no order is stuck.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

mod kit;

use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Body;
use client_core::domain::entry::cases::{EscalationOutcome, ReworkRequested};
use client_core::domain::entry::site::{CustomerSigned, InspectionResult, PriceConfirmed, WorkFinished};
use client_core::domain::id::BlobDigest;
use client_core::domain::order::{MoneyTrack, OrderState, Shown};
use kit::*;

fn needs(rejection: Rejection) -> String {
    match rejection {
        Rejection::WrongState { needs, .. } => needs,
        other => panic!("{other:?}"),
    }
}

/// From the next round's first step to its end.
fn another_round(person: &mut Person) {
    person.repairs();
    person.does(final_test(2, true));
    person.does(Command::FinishWork);
}

#[test]
fn acc_04_an_unfounded_wish_for_rework_keeps_nobody_from_finishing() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let (mut li, mut wang) = (li(), wang());
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(2, true));
    li.forge(Body::ReworkRequested(ReworkRequested { words: BlobDigest::from_bytes([1; 32]) }));
    dispatcher.hears(&li);
    dispatcher.does(assign(TECHNICIAN_WANG, Some("李师傅不来了")));
    wang.hears(&dispatcher);
    wang.does(receive());
    wang.does(Command::Arrive);
    wang.does(Command::FinishWork);
    assert_eq!(wang.order().state, OrderState::Inspection, "what the door took counts");
    wang.does(inspect(true, None));
    wang.does(sign());
    assert_eq!(wang.order().state, OrderState::Signed);
}

#[test]
fn dsp_04_who_never_arrived_agrees_no_price_ends_no_work_and_brings_no_signature() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let (mut li, mut wang) = (li(), wang());
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.repairs();
    li.does(final_test(2, true));
    dispatcher.hears(&li);
    dispatcher.does(assign(TECHNICIAN_WANG, Some("李师傅不来了")));
    wang.hears(&dispatcher);
    wang.does(receive());
    // Written past the door: what Li did on site would bear each of them.
    let of_li = wang.order();
    let (quote, consent) = (&of_li.quotes[0], &of_li.consents[0]);
    let forged = [
        wang.forge(Body::PriceConfirmed(PriceConfirmed {
            quote: quote.origin.entry,
            amount_fen: quote.amount_fen,
            price_list_version: quote.price_list_version,
            shown: consent.shown,
            confirmed_by: "业主".into(),
            strokes: None,
        })),
        wang.forge(Body::WorkFinished(WorkFinished {})),
        wang.forge(Body::InspectionResult(InspectionResult { passed: true, words: None })),
        wang.forge(Body::CustomerSigned(CustomerSigned {
            strokes: BlobDigest::from_bytes([3; 32]),
            image: None,
            items: Vec::new(),
            shown: Shown::of(&of_li).digest(),
            amount_fen: quote.amount_fen,
        })),
    ];
    dispatcher.hears(&wang);
    let order = dispatcher.order();
    let listed: Vec<_> = order.not_accepted.iter().map(|e| (e.origin.entry, e.reason.as_str())).collect();
    let absent = |i: usize| (forged[i], "not_arrived");
    assert_eq!(listed, [absent(0), absent(1), (forged[2], "work_not_finished"), absent(3)]);
    assert_eq!((order.consents.len(), order.signatures.len()), (1, 0));
    assert_eq!((order.state, order.money), (of_li.state, MoneyTrack::Agreed));
    // He goes there, and everything is open to him.
    wang.does(Command::Arrive);
    wang.does(Command::FinishWork);
    wang.does(inspect(true, None));
    wang.does(sign());
    assert_eq!(wang.order().state, OrderState::Signed);
}

#[test]
fn acc_01_a_pass_of_an_earlier_round_unlocks_no_signature() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.works_to_the_end();
    li.does(inspect(true, None));
    li.does(Command::RequestRework { words: "还是有点暗".into() });
    another_round(&mut li);
    assert_eq!(needs(li.is_refused(sign())), "inspection_passed");
    assert_eq!(li.order().inspections.iter().map(|i| i.current).collect::<Vec<_>>(), [false]);
    li.does(inspect(true, None));
    li.does(sign());
    assert_eq!((li.order().state, li.order().not_accepted.len()), (OrderState::Signed, 0));
}

#[test]
fn acc_06_rework_after_a_close_without_signature_opens_the_work_again() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let (mut li, mut manager) = (li(), manager());
    li.hears(&dispatcher);
    li.works_to_the_end();
    li.does(Command::OpenEscalation { words: "客户要见领导".into() });
    manager.hears(&li);
    let closed =
        Command::DecideEscalation { outcome: EscalationOutcome::ClosedUnsigned, handling: "免收".into() };
    manager.does(closed);
    assert_eq!(manager.order().money, MoneyTrack::Waived);
    dispatcher.hears(&manager);
    dispatcher.does(Command::RequestRework { words: "客户说又坏了".into() });
    li.hears(&dispatcher);
    assert_eq!((li.order().state, li.order().money), (OrderState::Rework, MoneyTrack::Agreed));
    another_round(&mut li);
    li.does(inspect(true, None));
    li.does(sign());
    assert_eq!((li.order().state, li.order().money), (OrderState::Signed, MoneyTrack::Billable));
}

#[test]
fn reg_06_one_who_was_sent_away_keeps_nobody_from_agreeing_another_time() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let (mut li, mut wang) = (li(), wang());
    li.hears(&dispatcher);
    li.does(receive());
    li.does(Command::Arrive);
    dispatcher.hears(&li);
    assert_eq!(needs(dispatcher.is_refused(Command::CannotKeepTime { reason: "x".into() })), "not_on_site");
    dispatcher.does(assign(TECHNICIAN_WANG, Some("李师傅另有急修")));
    wang.hears(&dispatcher);
    wang.does(receive());
    wang.does(Command::CannotKeepTime { reason: "前一单未完".into() });
    assert!(wang.order().time_open);
}

#[test]
fn col_05_leaving_wins_no_slip_back() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does(receive());
    li.does(Command::Arrive);
    dispatcher.hears(&li);
    dispatcher.does(assign(TECHNICIAN_WANG, Some("李师傅来电说要走")));
    li.does(Command::LeaveSite { reason: "家里有事".into() });
    sync(&mut [&mut dispatcher, &mut li]);
    assert_eq!(dispatcher.order().holder, Some(user(TECHNICIAN_WANG)));
}

#[test]
fn col_03_a_successor_takes_the_slip_and_makes_safe_while_somebody_has_to_decide() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let (mut li, mut wang) = (li(), wang());
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.does(step("LMP-1", &[("normal", true)]));
    dispatcher.does(cancel("客户来电取消"));
    sync(&mut [&mut dispatcher, &mut li]);
    assert!(dispatcher.order().needs_decision);
    dispatcher.does(assign(TECHNICIAN_WANG, Some("李师傅不接电话")));
    wang.hears(&dispatcher);
    wang.does(receive());
    wang.does(Command::Arrive);
    wang.does(gate("LMP-2"));
    assert_eq!(needs(wang.is_refused(step("LMP-3", &[("good_contact", true)]))), "decision");
}

#[test]
fn reg_06_nobody_there_for_the_trial_opens_the_time_again() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.works_to_the_end();
    li.does(Command::CustomerAbsent { tried: "敲门、打电话".into() });
    let order = li.order();
    assert!(order.time_open && order.tasks.iter().any(|task| task.id == "agree_time"));
    li.does(Command::Arrive);
    li.does(inspect(true, None));
}

#[test]
fn dsp_09_a_signature_that_rework_had_overtaken_carries_no_write_off() {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does_the_whole_job();
    dispatcher.hears(&li);
    dispatcher.does(Command::RequestRework { words: "又坏了".into() });
    let write_off = client_core::domain::entry::office::DispatchWrittenOff { manager_reason: None };
    dispatcher.forge(Body::DispatchWrittenOff(write_off));
    let order = dispatcher.order();
    assert_eq!((order.state, order.written_off), (OrderState::Rework, None));
    assert_eq!(order.not_accepted[0].reason, "not_signed");
}

#[test]
fn chk_02_work_is_not_finished_by_saying_so() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.forge(Body::WorkFinished(WorkFinished {}));
    assert_eq!(li.order().not_accepted[0].reason, "final_test_not_passed");
}

#[test]
fn col_08_of_two_acceptances_the_one_that_work_was_built_on_decides_who_pays() {
    let mut dispatcher = dispatcher();
    dispatcher.does(Command::Register(registration()));
    let mut second = second_dispatcher();
    second.hears(&dispatcher);
    for free_by_first in [true, false] {
        let (mut first, mut other) = (dispatcher_again(&dispatcher), second_dispatcher());
        other.hears(&second);
        let judge = |free: bool| Command::Judge {
            accepted: true,
            explanation: None,
            free_reason: free.then(|| "保修期内".to_owned()),
            tried: None,
            warranty_until: None,
            routed_to: None,
        };
        first.does(judge(free_by_first));
        first.does(Command::IssueSlip);
        first.does(assign(TECHNICIAN_LI, None));
        other.does(judge(!free_by_first));
        let mut li = li();
        li.hears(&first);
        if free_by_first {
            li.does(receive());
            li.does(Command::Arrive);
            li.does(finding());
            another_round(&mut li);
        } else {
            li.works_to_the_end();
        }
        li.does(inspect(true, None));
        li.does(sign());
        li.hears(&other);
        let order = li.order();
        let money = if free_by_first { MoneyTrack::NotCharged } else { MoneyTrack::Billable };
        assert_eq!((order.state, order.money), (OrderState::Signed, money));
        assert_eq!(order.problems.len(), 1, "the other judgement is shown");
        assert_eq!(order.problems[0].problem, "judged_differently");
    }
}

fn dispatcher_again(known: &Person) -> Person {
    let mut again = dispatcher();
    again.hears(known);
    again
}
