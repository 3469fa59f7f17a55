//! ACC-1 to ACC-6: trial, signature, rework, escalation; PRI-5 and PRI-7 where they speak of it.

use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::cases::EscalationOutcome;
use client_core::domain::guidance::Moment;
use client_core::domain::order::{MoneyTrack, Order, OrderState, Shown};
use client_core::domain::policy::{Denial, Role};

fn wrong_state(state: OrderState, needs: &str) -> Rejection {
    Rejection::WrongState { state, needs: needs.into() }
}

fn decide(outcome: EscalationOutcome, handling: &str) -> Command {
    Command::DecideEscalation { outcome, handling: handling.into() }
}

/// Repairs again and hands over.
fn reworks(li: &mut Phone) -> Order {
    li.mends_the_lamp();
    li.does(Command::FinishWork)
}

/// The customer was dissatisfied twice; everybody knows.
fn escalated() -> World {
    let mut world = World::finished();
    world.li.does(tried(false, Some("it still flickers")));
    reworks(&mut world.li);
    world.li.does(tried(false, Some("it flickers again")));
    world.sync();
    world
}

/// The signature is locked until a result is recorded.
#[test]
fn acc_01_the_signature_is_locked_until_the_trial() {
    let mut world = World::agreed("LMP");
    world.li.mends_the_lamp();
    assert_eq!(world.li.is_refused(sign()), wrong_state(OrderState::InWork, "work_finished"));
    assert_eq!(world.li.is_refused(tried(true, None)), wrong_state(OrderState::InWork, "work_finished"));
    assert_eq!(world.li.does(Command::FinishWork).state, OrderState::Inspection);
    assert_eq!(world.li.is_refused(sign()), wrong_state(OrderState::Inspection, "inspection_passed"));
    let order = world.li.does(tried(true, Some("good light")));
    assert!(order.inspections[0].passed && order.signatures.is_empty());
    assert_eq!(world.li.view().texts[&order.inspections[0].words.unwrap()], "good light");
    assert_eq!(world.li.does(sign()).state, OrderState::Signed);
}

/// Taken with no signal, bound to items, amount and round.
#[test]
fn acc_02_the_signature_is_bound_by_hash_to_what_was_shown() {
    let mut world = World::agreed("LMP");
    world.li.looks_over_the_lamp();
    world.li.lights_it(5, true);
    world.li.does(record("LMP-1", &[("normal", YES)]));
    world.li.does(set("LMP-2"));
    world.li.does(record("LMP-3", &[("good_contact", YES)]));
    world.li.does(record("LMP-5", &[("capacitor_broken_down", NO), ("glass_blackened", YES)]));
    world.li.does(part("LMP-6", "starter"));
    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
    let before = world.li.does(tried(true, None));
    let shown = Shown::of(&before);
    assert_eq!((shown.round, shown.amount_fen, shown.price_list_version), (2, 3_500, Some(3)));
    assert_eq!(shown.number, before.slip.as_ref().map(|slip| slip.number.clone()));
    assert_eq!(shown.lines.len(), 2);
    assert_eq!(shown.parts, [("starter".to_owned(), 1, "as printed".to_owned())]);

    for strokes in ["", "  "] {
        let empty = Command::Sign { strokes: strokes.into(), image: None };
        assert_eq!(world.li.is_refused(empty), Rejection::Missing { field: "strokes".into() });
    }
    let words = Command::Sign { strokes: "signed".into(), image: None };
    assert!(matches!(world.li.is_refused(words), Rejection::Invalid { field, .. } if field == "strokes"));

    let order = world.li.does(sign());
    let signature = &order.signatures[0];
    assert_eq!((signature.shown, signature.amount_fen), (shown.digest(), 3_500));
    let mut items = vec![
        before.slip.as_ref().unwrap().origin.entry,
        before.consents[0].origin.entry,
        before.quotes[0].origin.entry,
    ];
    items.extend(before.parts.iter().map(|part| part.origin.entry));
    assert_eq!(signature.items, items);
    assert!(signature.bound && signature.counts && !signature.changed_since);
    assert_eq!((order.money, order.billable_fen), (MoneyTrack::Billable, Some(3_500)));
    assert!(world.li.task("changed_after_signature").is_none());
    assert_eq!(world.li.view().texts[&signature.strokes], "M10 10 L200 40 L30 90");
    let mut dearer = shown.clone();
    dearer.amount_fen += 1;
    let mut longer = shown.clone();
    longer.parts.push(("tube".into(), 1, "T8".into()));
    let mut later = shown.clone();
    later.round += 1;
    for other in [dearer, longer, later] {
        assert_ne!(other.digest(), signature.shown);
    }
}

/// A part that another technician fitted without knowing of the signature shows "changed after signature".
#[test]
fn acc_02_a_part_added_after_the_signature_shows_as_changed() {
    let mut world = World::agreed("LMP");
    world.sync();
    world.desk.does(assign(WANG, Some("Li is late")));
    world.desk.syncs(&mut world.exchange);
    world.wang.syncs(&mut world.exchange);
    world.wang.does(receive());
    world.wang.does(Command::Arrive);
    world.wang.does(record("LMP-1", &[("normal", YES)]));
    world.wang.does(set("LMP-2"));
    world.wang.does(record("LMP-5", &[("capacitor_broken_down", YES), ("glass_blackened", NO)]));
    world.wang.does(part("LMP-6", "starter"));

    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
    world.li.does(tried(true, None));
    let alone = world.li.does(sign());
    assert!(!alone.signatures[0].changed_since);
    world.sync();
    let order = world.desk.shows();
    assert_eq!(order.state, OrderState::Signed);
    assert!(order.signatures[0].changed_since && order.signatures[0].bound);
    assert_eq!((order.parts.len(), order.billable_fen), (1, Some(3_500)));
    let task = world.desk.task("changed_after_signature").unwrap();
    assert_eq!(task.roles, [Role::Dispatcher, Role::FrontDesk]);
}

/// A dissatisfied answer needs the customer's words.
#[test]
fn acc_03_a_dissatisfied_answer_needs_the_customers_words() {
    let mut world = World::finished();
    for words in [None, Some("  ")] {
        let rejection = world.li.is_refused(tried(false, words));
        assert_eq!(rejection, Rejection::Missing { field: "words".into() });
    }
    let advice = |phone: &mut Phone| {
        let shown = phone.shows();
        phone.device.next(&shown).guidance.into_iter().map(|words| words.moment).collect::<Vec<_>>()
    };
    assert_eq!(advice(&mut world.li), [Moment::Trial]);
    let order = world.li.does(tried(false, Some("还是会闪")));
    // The apology is asked for beside it.
    assert_eq!(advice(&mut world.li), [Moment::Dissatisfied]);
    let apology = Moment::Dissatisfied.text();
    assert!(apology.zh_hans.contains("道歉") && apology.en.to_lowercase().contains("apologise"));
    let said = &order.inspections[0];
    assert!(!said.passed);
    assert_eq!(world.li.view().texts[&said.words.unwrap()], "还是会闪");
    assert_eq!(order.state, OrderState::Rework);
    world.sync();
    assert_eq!(world.manager.view().texts[&said.words.unwrap()], "还是会闪");
}

/// Every dissatisfaction opens a round; the order stays open, whatever its number.
#[test]
fn acc_04_rework_repeats_until_the_customer_is_content() {
    let mut world = World::finished();
    for round in 1..=6 {
        assert_eq!(world.li.shows().round, round);
        let order = world.li.does(tried(false, Some("not yet")));
        assert_eq!((order.round, order.inspections.len()), (round + 1, usize::try_from(round).unwrap()));
        assert!(!order.state.is_closed());
        assert_eq!(order.money, MoneyTrack::Agreed);
        assert!(matches!(world.li.is_refused(sign()), Rejection::WrongState { .. }));
        assert!(matches!(
            world.li.is_refused(Command::FinishWork),
            Rejection::WrongState { .. } | Rejection::RoundOpen { .. }
        ));
        assert_eq!(reworks(&mut world.li).state, OrderState::Inspection);
        assert_eq!(world.li.is_refused(sign()), wrong_state(OrderState::Inspection, "inspection_passed"));
    }
    world.li.does(tried(true, None));
    let signed = world.li.does(sign());
    assert_eq!((signed.state, signed.round, signed.finished.len()), (OrderState::Signed, 7, 7));
    assert_eq!(signed.checklist.unwrap().rounds.len(), 6);
}

/// The customer calls after the signature: rework through the desk, and a new signature is needed.
#[test]
fn acc_04_rework_after_the_signature_needs_a_new_signature() {
    let mut world = World::signed();
    world.sync();
    let empty = Command::RequestRework { words: " ".into() };
    assert_eq!(world.desk.is_refused(empty), Rejection::Missing { field: "words".into() });
    let order = world.desk.does(Command::RequestRework { words: "it went out again".into() });
    assert_eq!((order.state, order.round), (OrderState::Rework, 2));
    assert!(order.disputed && !order.signatures[0].counts);
    assert_eq!(order.money, MoneyTrack::Agreed);
    assert!(matches!(world.desk.is_refused(write_off()), Rejection::WrongState { .. }));
    world.sync();
    reworks(&mut world.li);
    world.li.does(tried(true, None));
    let signed = world.li.does(sign());
    assert_eq!((signed.state, signed.disputed), (OrderState::Signed, false));
    assert_eq!(signed.signatures.iter().filter(|signature| signature.counts).count(), 1);
    assert_eq!((signed.money, signed.billable_fen), (MoneyTrack::Billable, Some(3_500)));
}

/// Nobody asks for rework of what isn't finished.
#[test]
fn acc_04_there_is_no_rework_of_unfinished_work() {
    let mut world = World::agreed("LMP");
    world.li.does(record("LMP-1", &[("normal", YES)]));
    let wish = Command::RequestRework { words: "again".into() };
    assert!(matches!(
        world.li.is_refused(wish.clone()),
        Rejection::WrongState { needs, .. } if needs == "work_finished"
    ));
    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
    assert_eq!(world.li.does(wish).round, 2);
}

/// The second "not satisfied" creates the escalation by itself, addressed to both roles; any one may take it.
#[test]
fn acc_05_the_second_dissatisfaction_escalates_by_itself() {
    let mut world = World::finished();
    let first = world.li.does(tried(false, Some("it still flickers")));
    assert!(first.escalation.is_none() && world.li.task("escalation").is_none());
    assert_eq!(first.state, OrderState::Rework);
    reworks(&mut world.li);
    let second = world.li.does(tried(false, Some("it flickers again")));
    assert_eq!(second.state, OrderState::Escalated);
    let escalation = second.escalation.unwrap();
    assert!(escalation.open && escalation.decisions.is_empty());
    assert_eq!(escalation.causes.len(), 1);
    assert_eq!(escalation.causes[0].kind, Kind::InspectionResult);
    assert_eq!(escalation.causes[0].origin.entry, second.inspections[1].origin.entry);
    assert_eq!(world.li.view().texts[&escalation.causes[0].words.unwrap()], "it flickers again");
    world.sync();
    for phone in [&world.manager, &world.head] {
        let task = phone.task("escalation").unwrap();
        assert_eq!(task.roles, [Role::CscManager, Role::OfficeHead]);
    }
    assert!(world.desk.shows().archive_blocked_by.contains(&"escalation".to_owned()));
}

/// Each complaint of a case shows its own words: a trial's, a wish's and a call's by hand.
#[test]
fn acc_05_each_complaint_shows_its_own_words() {
    let mut world = escalated();
    world.desk.does(Command::RequestRework { words: "the hall is dark".into() });
    world.li.does(Command::OpenEscalation { words: "a quarrel".into() });
    world.sync();
    let view = world.manager.view();
    let shown = |kind: Kind| -> Vec<&str> {
        let causes = &view.order.escalation.as_ref().unwrap().causes;
        let of_kind = causes.iter().filter(|cause| cause.kind == kind);
        of_kind.map(|cause| view.texts[&cause.words.unwrap()].as_str()).collect()
    };
    assert_eq!(shown(Kind::InspectionResult), ["it flickers again"]);
    assert_eq!(shown(Kind::ReworkRequested), ["the hall is dark"]);
    assert_eq!(shown(Kind::EscalationOpened), ["a quarrel"]);
}

/// A call by hand that was answered is over: the first dissatisfaction after it is rework, the second escalates.
#[test]
fn acc_05_an_answered_call_by_hand_counts_for_no_dissatisfaction() {
    let mut world = World::finished();
    world.li.does(Command::OpenEscalation { words: "a quarrel".into() });
    world.sync();
    world.manager.does(decide(EscalationOutcome::CustomerSatisfied, "talked on the phone"));
    world.sync();
    assert_eq!(world.li.does(tried(false, Some("it flickers"))).state, OrderState::Rework);
    reworks(&mut world.li);
    let second = world.li.does(tried(false, Some("again")));
    assert_eq!(second.state, OrderState::Escalated);
    assert!(second.escalation.unwrap().causes[0].answered);
}

/// Only a manager's fact closes it.
#[test]
fn acc_06_only_a_manager_closes_an_escalation() {
    let mut world = escalated();
    let outcome = EscalationOutcome::CustomerSatisfied;
    for phone in [&mut world.li, &mut world.desk, &mut world.wang] {
        assert_eq!(
            phone.is_refused(decide(outcome, "talked")),
            Rejection::Denied { kind: Kind::EscalationDecided, denial: Denial::Role }
        );
    }
    let no_words = world.manager.is_refused(decide(outcome, " "));
    assert_eq!(no_words, Rejection::Missing { field: "handling".into() });
    assert!(world.manager.shows().escalation.unwrap().open);

    let decided = world.head.does(decide(outcome, "visited the customer")).escalation.unwrap();
    assert!(!decided.open && decided.causes[0].answered);
    assert_eq!(decided.decisions[0].handling, "visited the customer");
    assert_eq!(decided.decisions[0].origin.by.role, Role::OfficeHead);
    assert!(world.head.task("escalation").is_none());
    assert!(matches!(
        world.head.is_refused(decide(outcome, "again")),
        Rejection::WrongState { needs, .. } if needs == "escalation"
    ));
    world.sync();
    assert!(world.li.task("escalation").is_none());
}

/// Outcome rework: another round, and a third dissatisfaction calls the managers again.
#[test]
fn acc_06_rework_as_decided_is_another_round() {
    let mut world = escalated();
    let round = world.li.shows().round;
    let order = world.manager.does(decide(EscalationOutcome::Rework, "send the best man"));
    assert_eq!(order.state, OrderState::Rework);
    assert_eq!(order.round, round, "the round that the customer asked for is the one to do");
    world.sync();
    reworks(&mut world.li);
    world.li.does(tried(false, Some("third time")));
    let third = world.li.shows();
    assert_eq!(third.state, OrderState::Escalated);
    let escalation = third.escalation.unwrap();
    assert!(escalation.open && escalation.causes[0].answered && !escalation.causes[1].answered);
    world.sync();
    world.head.does(decide(EscalationOutcome::Rework, "once more"));
    world.sync();
    reworks(&mut world.li);
    world.li.does(tried(true, None));
    assert_eq!(world.li.does(sign()).state, OrderState::Signed);
}

/// Outcome content: the customer tries and signs.
#[test]
fn acc_06_a_content_customer_tries_and_signs() {
    let mut world = escalated();
    assert_eq!(world.li.is_refused(sign()), wrong_state(OrderState::Escalated, "work_finished"));
    let order = world.manager.does(decide(EscalationOutcome::CustomerSatisfied, "explained and apologised"));
    assert_eq!((order.state, order.money), (OrderState::Inspection, MoneyTrack::Agreed));
    world.sync();
    assert_eq!(world.li.is_refused(sign()), wrong_state(OrderState::Inspection, "inspection_passed"));
    world.li.does(tried(true, None));
    let signed = world.li.does(sign());
    assert_eq!((signed.state, signed.money), (OrderState::Signed, MoneyTrack::Billable));
    assert_eq!(signed.billable_fen, Some(3_500));
    world.sync();
    assert_eq!(world.desk.does(write_off()).state, OrderState::WrittenOff);
}

/// Outcome closed without a signature: nothing is charged, nothing is worked on any more, and the desk writes it off.
#[test]
fn acc_06_closed_unsigned_is_written_off_without_charge() {
    let mut world = escalated();
    let order = world.manager.does(decide(EscalationOutcome::ClosedUnsigned, "customer moved away"));
    assert_eq!((order.money, order.billable_fen), (MoneyTrack::Waived, None));
    assert_eq!(order.state, OrderState::Escalated);
    assert!(order.signatures.is_empty());
    world.sync();
    assert_eq!(world.desk.task("write_off").unwrap().roles, [Role::Dispatcher, Role::FrontDesk]);
    for command in [
        record("LMP-1", &[("normal", YES)]),
        quote(&[("visit", 1)]),
        tried(true, None),
        sign(),
        Command::FinishWork,
    ] {
        assert!(matches!(world.li.is_refused(command), Rejection::WrongState { .. }));
    }
    let closed = world.desk.does(write_off());
    assert_eq!((closed.state, closed.money), (OrderState::WrittenOff, MoneyTrack::Waived));
    assert!(closed.tasks.is_empty());
    assert!(!closed.archive_blocked_by.contains(&"money".to_owned()));
}

/// Work that crossed the decision doesn't open the order again; another complaint does.
#[test]
fn acc_06_what_crosses_closed_unsigned_leaves_it_to_be_written_off() {
    let mut world = escalated();
    world.li.does(record("LMP-1", &[("normal", YES)]));
    world.manager.does(decide(EscalationOutcome::ClosedUnsigned, "customer moved away"));
    world.sync();
    let order = world.desk.shows();
    assert_eq!((order.state, order.money), (OrderState::Escalated, MoneyTrack::Waived));
    assert!(world.desk.task("write_off").is_some());

    let again = world.desk.does(Command::RequestRework { words: "I am back".into() });
    assert!(again.escalation.unwrap().open);
    assert_eq!((again.state, again.money), (OrderState::Escalated, MoneyTrack::Agreed));
    assert!(world.desk.task("write_off").is_none());
    world.sync();
    world.head.does(decide(EscalationOutcome::Rework, "one more try"));
    world.sync();
    reworks(&mut world.li);
    world.li.does(tried(true, None));
    let signed = world.li.does(sign());
    assert_eq!((signed.money, signed.billable_fen), (MoneyTrack::Billable, Some(3_500)));
}

/// One tap reports to the superior, with no signal, from the receipt on.
#[test]
fn pri_05_a_technician_calls_his_superiors_by_hand() {
    let mut world = World::job("LMP");
    let call = Command::OpenEscalation { words: "the customer shouts".into() };
    assert_eq!(world.li.is_refused(call.clone()), wrong_state(OrderState::Dispatched, "slip_received"));
    world.li.does(receive());
    let empty = Command::OpenEscalation { words: String::new() };
    assert_eq!(world.li.is_refused(empty), Rejection::Missing { field: "words".into() });
    world.clock.set(NINE + MINUTE);
    let order = world.li.does(call.clone());
    let escalation = order.escalation.unwrap();
    assert!(escalation.open);
    assert_eq!(escalation.causes[0].kind, Kind::EscalationOpened);
    assert_eq!(escalation.causes[0].origin.at.estimate(), NINE + MINUTE);
    assert_eq!(order.state, OrderState::Received, "the work isn't stopped by it");
    assert_eq!(
        world.wang.is_refused(call),
        Rejection::Denied { kind: Kind::EscalationOpened, denial: Denial::NotAssigned }
    );
    world.sync();
    assert_eq!(world.head.task("escalation").unwrap().roles, [Role::CscManager, Role::OfficeHead]);
    assert_eq!(
        world.head.is_refused(decide(EscalationOutcome::ClosedUnsigned, "stop it")),
        wrong_state(OrderState::Received, "work_finished"),
        "what nobody finished is cancelled instead"
    );
    for outcome in [EscalationOutcome::CustomerSatisfied, EscalationOutcome::Rework] {
        let decided = world.head.does(decide(outcome, "went there"));
        assert!(!decided.escalation.unwrap().open);
        assert_eq!((decided.state, decided.round), (OrderState::Received, 1), "nothing was finished by it");
        world.sync();
        world.li.does(Command::OpenEscalation { words: "again".into() });
        world.sync();
    }
}

/// Waivers and compensation are the managers'; a technician's promise isn't taken.
#[test]
fn pri_07_a_technician_waives_nothing() {
    let mut world = World::finished();
    let waive = Command::WriteOff { manager_reason: Some("he is a friend".into()) };
    assert_eq!(
        world.li.is_refused(waive.clone()),
        Rejection::Denied { kind: Kind::DispatchWrittenOff, denial: Denial::Role }
    );
    world.sync();
    assert!(matches!(
        world.desk.is_refused(waive.clone()),
        Rejection::Invalid { field, .. } if field == "manager_reason"
    ));
    assert_eq!(world.manager.does(waive).state, OrderState::WrittenOff);
}
