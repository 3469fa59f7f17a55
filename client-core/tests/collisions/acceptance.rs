//! COL-13 to COL-15, COL-18, COL-19, COL-31: the customer's word against other words of his.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::Body;
use client_core::domain::entry::cases::{DamageKind, EscalationOutcome};
use client_core::domain::entry::office::Choice;
use client_core::domain::entry::site::CustomerSigned;
use client_core::domain::id::{BlobDigest, EntryId};
use client_core::domain::order::{MoneyTrack, Order, OrderState, Shown};
use client_core::domain::policy::Role;

fn rework(words: &str) -> Command {
    Command::RequestRework { words: words.into() }
}

/// Li's work is done; the dispatcher knows it.
fn finished() -> (Person, Person) {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.works_to_the_end();
    dispatcher.hears(&li);
    (dispatcher, li)
}

/// The same, tried and signed.
fn signed() -> (Person, Person) {
    let (mut dispatcher, mut li) = finished();
    li.does(inspect(true, None));
    li.does(sign());
    dispatcher.hears(&li);
    (dispatcher, li)
}

/// Li does another round and the customer signs again.
fn signs_again(li: &mut Person) {
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
}

fn track(order: &Order) -> (OrderState, MoneyTrack, bool) {
    (order.state, order.money, order.disputed)
}

#[test]
fn col_13_rework_after_the_signature_disputes_the_money_until_the_new_signature() {
    let (mut dispatcher, mut li) = signed();
    let mut assistant = Person::new(31, Role::CsAssistant, order_id());
    assistant.hears(&dispatcher);
    assistant.does(rework("灯又不亮了"));
    dispatcher.does(Command::Note { text: "客户来电".into() });
    let order = in_every_order(&[&dispatcher, &assistant, &li]);
    assert_eq!(track(&order), (OrderState::Rework, MoneyTrack::Agreed, true));
    assert!(order.conflicts.is_empty(), "who called had seen the signature");
    assert!(order.tasks.iter().all(|task| task.id != "write_off"));
    li.hears(&assistant);
    signs_again(&mut li);
    let order = in_every_order(&[&dispatcher, &assistant, &li]);
    assert_eq!(track(&order), (OrderState::Signed, MoneyTrack::Billable, false));
    assert_eq!((order.billable_fen, order.round), (Some(3_500), 2), "released unchanged");
}

#[test]
fn col_14_rework_by_phone_goes_before_a_signature_that_did_not_know_of_it() {
    let (mut dispatcher, mut li) = finished();
    li.does(inspect(true, None));
    li.does(sign());
    dispatcher.does(rework("还在闪"));
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(track(&order), (OrderState::Rework, MoneyTrack::Agreed, true));
    assert!(!order.signatures[0].counts, "history of its round");
    let found = only_conflict(&order, "COL-14");
    assert_eq!(side_kinds(&found), [("customer_signed", false), ("rework_requested", true)]);
    assert!(found.told.contains(&user(TECHNICIAN_LI)));
    nobody_else_decides(&[&dispatcher, &li], "COL-14", Choice::Confirm);
    let order = decided(&mut dispatcher, &[&li], "COL-14", Choice::Confirm);
    assert_eq!(order.state, OrderState::Rework);
    li.hears(&dispatcher);
    signs_again(&mut li);
    let order = in_every_order(&[&dispatcher, &li]);
    assert_eq!(track(&order), (OrderState::Signed, MoneyTrack::Billable, false));
}

#[test]
fn col_14_on_three_devices_two_wishes_a_signature_and_a_write_off_are_one_question() {
    let (mut dispatcher, mut li) = finished();
    let mut desk = front_desk();
    desk.hears(&dispatcher);
    let mut second = second_dispatcher();
    li.does(inspect(true, None));
    li.does(sign());
    second.hears(&li);
    second.does(Command::WriteOff { manager_reason: None });
    dispatcher.does(rework("还在闪"));
    desk.does(rework("声音很大"));
    let people = [&dispatcher, &desk, &second];
    let order = in_every_order(&people);
    assert_eq!(track(&order), (OrderState::Rework, MoneyTrack::Agreed, true));
    assert_eq!((order.round, order.rework_wishes.len()), (2, 2));
    let found = only_conflict(&order, "COL-14");
    let expected = [
        ("customer_signed", false),
        ("dispatch_written_off", false),
        ("rework_requested", true),
        ("rework_requested", true),
    ];
    assert_eq!(side_kinds(&found), expected);
    let mut manager = manager();
    let order = decided(&mut manager, &people, "COL-14", Choice::Confirm);
    assert!(order.tasks.is_empty(), "{:?}", order.tasks);
}

#[test]
fn col_14_a_trial_on_another_device_that_failed_goes_before_the_signature_too() {
    let (mut dispatcher, mut li) = finished();
    let mut tablet = tablet_of(&li);
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
fn col_15_two_wishes_are_one_round_with_both_texts() {
    let (mut dispatcher, mut li) = finished();
    let mut tablet = tablet_of(&li);
    li.does(inspect(false, Some("还在闪")));
    tablet.does(inspect(false, Some("灯还闪")));
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!((order.state, order.round), (OrderState::Rework, 2));
    assert!(order.escalation.is_none(), "one dissatisfaction written down twice calls no manager");
    let texts: Vec<_> = order.inspections.iter().filter_map(|i| i.words).collect();
    assert!(texts.len() == 2 && texts[0] != texts[1]);
    let found = only_conflict(&order, "COL-15");
    assert_eq!(found.outcome, "one_round_for_all");
    assert_eq!(side_kinds(&found), [("inspection_result", true), ("inspection_result", true)]);
    assert_eq!(found.told, [user(TECHNICIAN_LI)]);
    nobody_else_decides(&[&li, &tablet], "COL-15", Choice::Confirm);
    let order = decided(&mut dispatcher, &[&li, &tablet], "COL-15", Choice::Confirm);
    assert_eq!((order.state, order.round), (OrderState::Rework, 2));

    // Whoever works knowing both wishes answers them.
    li.hears(&tablet);
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!(order.state, OrderState::Inspection);
    assert!(only_conflict(&order, "COL-15").settled.is_some() && order.tasks.is_empty());
}

#[test]
fn col_15_on_three_devices_phone_desk_and_site_are_one_round() {
    let (mut dispatcher, mut li) = finished();
    let mut desk = front_desk();
    desk.hears(&dispatcher);
    li.does(inspect(false, Some("还在闪")));
    dispatcher.does(rework("客户来电:还在闪"));
    desk.does(rework("客户到前台:声音大"));
    let order = in_every_order(&[&dispatcher, &desk, &li]);
    assert_eq!((order.state, order.round), (OrderState::Rework, 2));
    assert_eq!(only_conflict(&order, "COL-15").sides.len(), 3);
    let mut second = second_dispatcher();
    decided(&mut second, &[&dispatcher, &desk, &li], "COL-15", Choice::Confirm);
}

#[test]
fn col_18_damage_and_a_signature_stand_both_and_keep_the_order_from_the_archive() {
    let (mut dispatcher, mut li) = finished();
    let mut tablet = tablet_of(&li);
    li.does(inspect(true, None));
    li.does(sign());
    let lost = |what: &str| Command::ReportDamage {
        damage: DamageKind::Lost,
        description: what.into(),
        photos: Vec::new(),
    };
    tablet.does(lost("一串钥匙"));
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!(track(&order), (OrderState::Signed, MoneyTrack::Billable, false));
    assert_eq!(order.billable_fen, Some(3_500), "the case doesn't touch the price");
    let found = only_conflict(&order, "COL-18");
    assert_eq!(side_kinds(&found), [("customer_signed", true), ("damage_reported", true)]);
    assert_eq!(found.audience, [Role::CscManager, Role::OfficeHead]);
    assert!(order.archive_blocked_by.contains(&"damage".to_owned()));
    nobody_else_decides(&[&li, &tablet], "COL-18", Choice::Confirm);
    dispatcher.hears(&li);
    dispatcher.hears(&tablet);
    dispatcher.is_refused(decide(&found, Choice::Confirm));

    // Seen, the case itself is what waits.
    let mut manager = manager();
    let order = decided(&mut manager, &[&li, &tablet], "COL-18", Choice::Confirm);
    let case = order.damages[0].origin.entry;
    let about = |order: &Order| order.tasks.iter().filter(|t| t.id.contains(&case.to_string())).count();
    assert_eq!((about(&order), order.tasks.iter().any(|t| t.id == format!("damage:{case}"))), (1, true));

    // An agreement closes both at once.
    let mut head = office_head();
    head.hears(&li);
    head.hears(&tablet);
    head.does(Command::SettleDamage { case, amount_fen: 5_000, terms: "配新钥匙".into(), agreed: true });
    let order = in_every_order(&[&head, &li, &tablet]);
    assert_eq!(about(&order), 0);
    assert!(only_conflict(&order, "COL-18").settled.is_some());
    assert!(!order.archive_blocked_by.contains(&"damage".to_owned()));
}

#[test]
fn col_18_on_three_devices_of_two_agreements_the_higher_role_counts() {
    let (_, mut li) = finished();
    let mut tablet = tablet_of(&li);
    li.does(inspect(true, None));
    li.does(sign());
    let report = Command::ReportDamage {
        damage: DamageKind::Lost,
        description: "一串钥匙".into(),
        photos: Vec::new(),
    };
    tablet.does(report);
    let case = tablet.order().damages[0].origin.entry;
    let agree = |fen| Command::SettleDamage { case, amount_fen: fen, terms: "赔付".into(), agreed: true };
    let (mut manager, mut head) = (manager(), office_head());
    for person in [&mut manager, &mut head] {
        person.hears(&li);
        person.hears(&tablet);
    }
    head.now += 600_000;
    manager.does(agree(5_000));
    head.does(agree(3_000));
    let order = in_every_order(&[&manager, &head, &li]);
    assert_eq!(order.damages[0].settled.as_ref().map(|s| s.amount_fen), Some(3_000));
    assert_eq!(struck(&order).iter().filter(|(_, why)| *why == "decided_otherwise").count(), 1);
    only_conflict(&order, "COL-18");
}

/// Li calls the managers while the customer signs on his tablet.
fn escalated_and_signed() -> (Person, Person, Person) {
    let (dispatcher, mut li) = finished();
    let mut tablet = tablet_of(&li);
    li.does(Command::OpenEscalation { words: "客户要见经理".into() });
    tablet.does(inspect(true, None));
    tablet.does(sign());
    (dispatcher, li, tablet)
}

#[test]
fn col_19_an_escalation_stays_open_beside_the_signature_and_one_action_closes_both() {
    let (mut dispatcher, li, tablet) = escalated_and_signed();
    let order = in_every_order(&[&li, &tablet]);
    assert_eq!(
        (order.state, order.money),
        (OrderState::Signed, MoneyTrack::Agreed),
        "billable after closing"
    );
    assert!(order.escalation.as_ref().unwrap().open);
    let found = only_conflict(&order, "COL-19");
    assert_eq!(side_kinds(&found), [("customer_signed", true), ("escalation_opened", true)]);
    assert!(order.tasks.iter().all(|task| task.id != "escalation"), "asked once");
    nobody_else_decides(&[&li, &tablet], "COL-19", Choice::Confirm);
    dispatcher.hears(&li);
    dispatcher.hears(&tablet);
    dispatcher.is_refused(decide(&found, Choice::Confirm));

    let mut manager = manager();
    let order = decided(&mut manager, &[&li, &tablet], "COL-19", Choice::Confirm);
    assert!(!order.escalation.unwrap().open);
    assert_eq!(order.money, MoneyTrack::Billable);

    let mut head = office_head();
    head.hears(&li);
    head.hears(&tablet);
    let content = EscalationOutcome::CustomerSatisfied;
    head.does(Command::DecideEscalation { outcome: content, handling: "已致电".into() });
    let order = in_every_order(&[&head, &li, &tablet]);
    assert!(!order.escalation.as_ref().unwrap().open && order.open_conflicts().next().is_none());
    assert_eq!(order.money, MoneyTrack::Billable);
}

#[test]
fn col_19_on_three_devices_two_calls_are_looked_at_each_and_a_later_one_asks_again() {
    let (_, mut li, tablet) = escalated_and_signed();
    let mut manager = manager();
    decided(&mut manager, &[&li, &tablet], "COL-19", Choice::Confirm);
    li.does(Command::OpenEscalation { words: "客户又要见经理".into() });
    let order = in_every_order(&[&li, &tablet, &manager]);
    assert!(order.escalation.as_ref().unwrap().open);
    let open: Vec<_> = order.open_conflicts().map(|c| c.rule.as_str()).collect();
    assert_eq!(open, ["COL-19"]);
    assert!(order.tasks.iter().all(|task| task.id != "escalation"));
}

#[test]
fn col_31_a_write_off_that_did_not_know_of_rework_is_history() {
    let (mut dispatcher, mut li) = signed();
    let mut desk = front_desk();
    desk.hears(&dispatcher);
    dispatcher.does(Command::WriteOff { manager_reason: None });
    desk.does(rework("灯又不亮了"));
    let order = in_every_order(&[&dispatcher, &desk]);
    assert_eq!(track(&order), (OrderState::Rework, MoneyTrack::Agreed, true));
    assert!(order.written_off.is_none());
    assert!(struck(&order).iter().any(|(_, why)| *why == "overtaken_by_rework"));
    let found = only_conflict(&order, "COL-31");
    assert_eq!(side_kinds(&found), [("dispatch_written_off", false), ("rework_requested", true)]);
    nobody_else_decides(&[&dispatcher, &desk], "COL-31", Choice::Confirm);
    let order = decided(&mut dispatcher, &[&desk], "COL-31", Choice::Confirm);
    assert_eq!(order.state, OrderState::Rework);

    li.hears(&dispatcher);
    signs_again(&mut li);
    dispatcher.hears(&li);
    dispatcher.does(Command::WriteOff { manager_reason: None });
    let order = in_every_order(&[&dispatcher, &desk]);
    assert_eq!(track(&order), (OrderState::WrittenOff, MoneyTrack::Billable, false), "a new write-off");
}

#[test]
fn col_31_on_three_devices_two_write_offs_and_one_wish_are_one_question() {
    let (mut dispatcher, _) = signed();
    let (mut desk, mut second) = (front_desk(), second_dispatcher());
    desk.hears(&dispatcher);
    second.hears(&dispatcher);
    dispatcher.does(Command::WriteOff { manager_reason: None });
    second.does(Command::WriteOff { manager_reason: None });
    desk.does(rework("灯又不亮了"));
    let order = in_every_order(&[&dispatcher, &desk, &second]);
    assert_eq!(order.state, OrderState::Rework);
    only_conflict(&order, "COL-31");
    let mut manager = manager();
    decided(&mut manager, &[&dispatcher, &desk, &second], "COL-31", Choice::Confirm);
}

#[test]
fn p7_of_two_signatures_the_clock_of_one_that_knew_the_other_says_nothing() {
    let (mut dispatcher, li) = signed();
    let first = li.order().signatures[0].clone();
    let mut tablet = tablet_of(&li);
    tablet.now -= 7_200_000;
    let cheaper = CustomerSigned {
        strokes: first.strokes,
        shown: first.shown,
        amount_fen: 1,
        image: None,
        items: first.items.clone(),
    };
    let forged = tablet.forge(Body::CustomerSigned(cheaper));
    dispatcher.does(Command::Note { text: "已签".into() });
    let order = in_every_order(&[&dispatcher, &li, &tablet]);
    let second = order.signatures.iter().find(|s| s.origin.entry == forged).unwrap();
    assert!(second.origin.at.wall < first.origin.at.wall && !second.counts);
    assert!(order.signatures.iter().any(|s| s.origin == first.origin && s.counts && s.bound));
    assert_eq!((order.money, order.billable_fen), (MoneyTrack::Billable, Some(3_500)));
}

/// A signature under `shown`, written past the command door; such an entry names no round.
fn signature_under(shown: Shown) -> Body {
    let shown = Shown { round: 0, ..shown };
    let strokes = BlobDigest::from_bytes([7; 32]);
    let (amount_fen, digest) = (shown.amount_fen, shown.digest());
    Body::CustomerSigned(CustomerSigned {
        strokes,
        shown: digest,
        amount_fen,
        image: None,
        items: shown.items,
    })
}

#[test]
fn acc_02_what_was_left_out_above_a_signature_shows_as_changed() {
    let (mut dispatcher, mut li) = (dispatched_to(TECHNICIAN_LI), li());
    li.hears(&dispatcher);
    li.goes_and_agrees();
    // An earlier price that an agreed one replaced needn't be shown.
    li.does(quote(&[("lamp_repair", 1)]));
    li.does(confirm());
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    dispatcher.does(Command::Note { text: "等待签字".into() });
    let before = li.order();
    let all = Shown::of(&before);
    let without = |id: EntryId| {
        let items = all.items.iter().copied().filter(|item| *item != id).collect();
        Shown { items, ..all.clone() }
    };
    let agreed = before.consents.last().unwrap();
    let cases = [
        ("all", all.clone(), false),
        ("slip", Shown { number: None, ..without(before.slip.as_ref().unwrap().origin.entry) }, true),
        ("part", Shown { parts: Vec::new(), ..without(before.parts[0].origin.entry) }, true),
        ("price", without(agreed.origin.entry), true),
        ("quote", Shown { price_list_version: None, lines: Vec::new(), ..without(agreed.quote) }, true),
    ];
    for (case, shown, changed) in cases {
        let mut hand = tablet_of(&li);
        hand.forge(signature_under(shown));
        let order = in_every_order(&[&dispatcher, &li, &hand]);
        let signature = &order.signatures[0];
        assert!(signature.counts && signature.bound, "{case}");
        assert_eq!(signature.changed_since, changed, "{case}");
        let task = order.tasks.iter().any(|task| task.id == "changed_after_signature");
        assert_eq!((task, order.billable_fen), (changed, Some(3_000)), "{case}");
    }
}
