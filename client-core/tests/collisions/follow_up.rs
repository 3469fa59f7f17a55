//! COL-16, COL-17, FUP-7, COL-34: follow-ups that crossed each other, rework, or the rules.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::Body;
use client_core::domain::entry::follow_up::{Cause, FollowUp, FollowUpWay, SpotCheck};
use client_core::domain::entry::office::Choice;
use client_core::domain::id::{BlobDigest, EntryId};
use client_core::domain::order::{FollowUpTrack, Order, OrderState};
use client_core::domain::policy::Role;

const ASSISTANT: u8 = 31;
const AREA: u8 = 32;

fn call(satisfied: bool) -> Command {
    Command::FollowUp {
        way: FollowUpWay::Phone,
        satisfied,
        opinion: Some(if satisfied { "很好" } else { "还在闪" }.into()),
        strokes: None,
        refused: None,
        cause: (!satisfied).then_some(Cause::Quality),
        corrective: (!satisfied).then(|| "换启辉器".into()),
    }
}

fn visit() -> Command {
    Command::FollowUp {
        way: FollowUpWay::OnSite,
        satisfied: true,
        opinion: Some("满意".into()),
        strokes: Some("M10 10 L200 40 L30 90".into()),
        refused: None,
        cause: None,
        corrective: None,
    }
}

fn person(n: u8, role: Role, knows: &Person) -> Person {
    let mut person = Person::new(n, role, order_id());
    person.hears(knows);
    person
}

/// Signed; the dispatch assistant and the area assistant know it.
fn signed() -> (Person, Person, Person) {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.works_to_the_end();
    li.does(inspect(true, None));
    li.does(sign());
    let assistant = person(ASSISTANT, Role::DispatchAssistant, &li);
    let area = person(AREA, Role::AreaAssistant, &li);
    (li, assistant, area)
}

fn corrective(order: &Order) -> EntryId {
    order.follow_ups.correctives[0].origin.entry
}

#[test]
fn col_16_two_follow_ups_that_agree_are_counted_once_and_on_site_if_either_is() {
    let (_, mut assistant, mut area) = signed();
    assistant.does(call(true));
    area.now += 60_000;
    area.does(visit());
    let order = in_every_order(&[&assistant, &area]);
    assert_eq!((order.follow_up, order.follow_ups.done.len()), (FollowUpTrack::Done, 2));
    let found = only_conflict(&order, "COL-16");
    assert_eq!(found.outcome, "counted_once");
    assert_eq!(found.audience, [Role::DispatchAssistant]);
    assert!(side_of(&found, ASSISTANT).counts && !side_of(&found, AREA).counts, "the earlier one");
    let counted = order.follow_ups.counted();
    assert_eq!(counted.len(), 1);
    assert!(counted[0].on_site && counted[0].satisfied && counted[0].current);
    assert_eq!(order.follow_ups.followed_at(), Some(side_of(&found, ASSISTANT).origin.at.estimate()));
    nobody_else_decides(&[&assistant, &area], "COL-16", Choice::Confirm);
    let order = decided(&mut assistant, &[&area], "COL-16", Choice::Confirm);
    assert_eq!(order.follow_up, FollowUpTrack::Done);
}

#[test]
fn col_16_of_two_that_differ_the_dissatisfied_one_leads_and_the_manager_is_asked_too() {
    let (mut li, mut assistant, mut area) = signed();
    assistant.does(call(false));
    area.does(visit());
    let order = in_every_order(&[&assistant, &area]);
    assert_eq!(order.follow_up, FollowUpTrack::CorrectiveOpen);
    let found = only_conflict(&order, "COL-16");
    assert_eq!(found.outcome, "dissatisfied_leads");
    assert_eq!(found.audience, [Role::DispatchAssistant, Role::CscManager]);
    assert!(side_of(&found, ASSISTANT).counts && !side_of(&found, AREA).counts);
    let counted = order.follow_ups.counted();
    assert_eq!((counted.len(), counted[0].cause), (1, Some(Cause::Quality)));
    assert!(counted[0].on_site && !counted[0].satisfied);
    nobody_else_decides(&[&assistant, &area], "COL-16", Choice::Confirm);

    // Put right, it still waits for a new follow-up: the satisfied one of before knew nothing of it.
    li.hears(&assistant);
    li.does(Command::CloseCorrective { corrective: corrective(&order), done: "已换".into() });
    let order = in_every_order(&[&assistant, &area, &li]);
    assert_eq!(order.follow_up, FollowUpTrack::Due);
    assistant.hears(&li);
    assistant.hears(&area);
    assistant.does(call(true));
    let order = in_every_order(&[&assistant, &area, &li]);
    assert_eq!(order.follow_up, FollowUpTrack::Done);
    let found = only_conflict(&order, "COL-16");
    assert_eq!(found.settled.map(|settled| settled.reason), Some("followed_up_again".into()));
}

#[test]
fn col_16_on_three_devices_three_follow_ups_are_one_question() {
    let (li, mut assistant, mut area) = signed();
    let mut supervisor = person(35, Role::CscSupervisor, &li);
    assistant.does(call(true));
    area.does(visit());
    supervisor.does(call(false));
    let order = in_every_order(&[&assistant, &area, &supervisor]);
    let found = only_conflict(&order, "COL-16");
    assert_eq!((found.sides.len(), found.outcome.as_str()), (3, "dissatisfied_leads"));
    assert_eq!(order.follow_ups.counted().len(), 1);
    let order = decided(&mut manager(), &[&assistant, &area, &supervisor], "COL-16", Choice::Confirm);
    assert_eq!(order.follow_up, FollowUpTrack::CorrectiveOpen, "a word about the two puts nothing right");
}

#[test]
fn col_17_a_follow_up_that_crossed_a_wish_for_rework_is_kept_and_asked_again_after_the_new_signature() {
    let (mut li, mut assistant, mut area) = signed();
    assistant.does(call(true));
    area.does(Command::RequestRework { words: "灯又不亮了".into() });
    let order = in_every_order(&[&assistant, &area]);
    assert_eq!((order.state, order.follow_up), (OrderState::Rework, FollowUpTrack::NotDue));
    assert!(order.follow_ups.done[0].complete && !order.follow_ups.done[0].current);
    assert_eq!(order.follow_ups.followed_at(), None);

    li.hears(&area);
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
    let order = in_every_order(&[&assistant, &area, &li]);
    assert_eq!((order.state, order.follow_up), (OrderState::Signed, FollowUpTrack::Due));
    assert!(order.tasks.iter().any(|task| task.id == "follow_up"));
    assert_eq!(order.follow_ups.done.len(), 1, "history of the first round");
    assistant.hears(&li);
    assistant.does(call(true));
    let order = in_every_order(&[&assistant, &area, &li]);
    assert_eq!(order.follow_up, FollowUpTrack::Done);
    assert!(order.follow_ups.followed_at().is_some());
    assert_eq!(order.follow_ups.counted().len(), 2, "both were made");
}

fn forged(way: FollowUpWay, opinion: bool, signature: bool) -> Body {
    Body::FollowUp(FollowUp {
        way,
        satisfied: true,
        opinion: opinion.then(|| BlobDigest::from_bytes([1; 32])),
        signature: signature.then(|| BlobDigest::from_bytes([2; 32])),
        refused: None,
        cause: None,
    })
}

#[test]
fn fup_07_a_call_shows_no_signature_even_when_a_hostile_device_wrote_one() {
    let (_, mut assistant, mut area) = signed();
    assistant.forge(forged(FollowUpWay::Phone, true, true));
    area.does(Command::AssignFollowUp {
        follow_up_by: client_core::domain::entry::follow_up::FollowUpBy::AreaAssistant,
        person: None,
        note: "在楼内".into(),
    });
    let order = in_every_order(&[&assistant, &area]);
    let call = &order.follow_ups.done[0];
    assert!(call.signature.is_none() && call.complete);
    assert_eq!(order.follow_up, FollowUpTrack::Done);
}

#[test]
fn fup_06_fup_15_what_a_hostile_device_leaves_out_completes_nothing() {
    for body in [
        forged(FollowUpWay::OnSite, true, false),
        forged(FollowUpWay::OnSite, false, true),
        forged(FollowUpWay::Phone, false, false),
        forged(FollowUpWay::Other, true, true),
    ] {
        let (_, mut assistant, area) = signed();
        assistant.forge(body);
        let order = in_every_order(&[&assistant, &area]);
        let one = &order.follow_ups.done[0];
        assert!(!one.complete && !one.leads, "{one:?}");
        assert_eq!(order.follow_up, FollowUpTrack::Due);
        assert!(order.follow_ups.counted().is_empty());
    }
}

#[test]
fn fup_09_a_forged_dissatisfaction_without_a_task_still_asks_again() {
    let (_, mut assistant, area) = signed();
    let mut body = forged(FollowUpWay::Phone, true, false);
    if let Body::FollowUp(data) = &mut body {
        data.satisfied = false;
    }
    assistant.forge(body);
    let order = in_every_order(&[&assistant, &area]);
    assert_eq!(order.follow_up, FollowUpTrack::Due);
}

#[test]
fn fup_04_a_follow_up_of_nothing_signed_counts_for_nothing() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    let mut assistant = person(ASSISTANT, Role::DispatchAssistant, &dispatcher);
    let early = assistant.forge(forged(FollowUpWay::Phone, true, false));
    li.works_to_the_end();
    li.does(inspect(true, None));
    li.does(sign());
    let mut heard = person(AREA, Role::AreaAssistant, &li);
    heard.now += 1;
    let order = in_every_order(&[&assistant, &heard]);
    assert_eq!(order.follow_up, FollowUpTrack::Due);
    assert!(struck(&order).contains(&(early, "nothing_signed")), "{:?}", struck(&order));
}

#[test]
fn fup_08_col_34_a_forged_check_of_one_s_own_follow_up_counts_for_nothing() {
    let (li, _, _) = signed();
    let mut head = office_head();
    head.hears(&li);
    let own = head.forge(forged(FollowUpWay::Phone, true, false));
    let check = |follow_up| Body::SpotCheck(SpotCheck { follow_up, confirmed: true, remark: "x".into() });
    head.forge(check(own));
    head.forge(check(EntryId::from_bytes([9; 16])));
    let mut manager = manager();
    manager.hears(&head);
    let mut second = person(MANAGER, Role::CscManager, &manager);
    second.actor = client_core::domain::id::ActorId::from_bytes([78; 16]);
    second.now += 60_000;
    manager.forge(check(own));
    second.forge(check(own));
    let order = in_every_order(&[&manager, &second]);
    let counts: Vec<bool> = order.follow_ups.spot_checks.iter().map(|check| check.counts).collect();
    assert_eq!(counts.iter().filter(|counts| **counts).count(), 1, "{counts:?}");
    assert!(!counts[0] && !counts[1], "his own, and of nothing");
}
