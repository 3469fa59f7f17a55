//! COL-13, COL-18 and COL-26: money that crossed what others did; and money that was written past the command door.

use crate::deliver::*;
use crate::kit::*;
use client_core::domain::command::Command;
use client_core::domain::entry::Body;
use client_core::domain::entry::cases::DamageKind;
use client_core::domain::entry::finance::{
    Adjustment, AdjustmentApproved, ChargeWaived, LineApproved, LineReported, NoticeLineListed,
    PaymentMethod, PaymentReceived, RegisteredByMethod,
};
use client_core::domain::entry::office::{Choice, Decision};
use client_core::domain::id::EntryId;
use client_core::domain::order::{MoneyTrack, Order, OrderState};
use client_core::domain::policy::Role;

const FINANCE: u8 = 31;
const COLLECTOR: u8 = 32;

fn finance() -> Person {
    Person::new(FINANCE, Role::Finance, order_id())
}

fn collector() -> Person {
    Person::new(COLLECTOR, Role::FeeCollector, order_id())
}

fn report(month: &str) -> Command {
    Command::ReportLine { month: month.into(), adjustment: None }
}

fn approve(person: &Person) -> Command {
    Command::ApproveLine { line: person.order().account.charge_line().unwrap().origin.entry }
}

fn pay(receipt: &str, amount_fen: i64) -> Command {
    let method = PaymentMethod::Cash;
    Command::ReceivePayment { receipt: receipt.into(), amount_fen, method, paid_at: None }
}

fn rework() -> Command {
    Command::RequestRework { words: "灯又不亮了".into() }
}

/// Signed for 35 yuan; dispatcher and finance know it.
fn signed() -> (Person, Person, Person) {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.does_the_whole_job();
    let mut finance = finance();
    dispatcher.hears(&li);
    finance.hears(&li);
    (dispatcher, li, finance)
}

/// Reported and approved; everybody knows it.
fn approved() -> (Person, Person, Person, Person) {
    let (mut dispatcher, mut li, mut finance) = signed();
    finance.does(report("2026-03"));
    let mut head = office_head();
    head.hears(&finance);
    head.does(approve(&head));
    for person in [&mut dispatcher, &mut li, &mut finance] {
        person.hears(&head);
    }
    (dispatcher, li, finance, head)
}

fn signs_again(li: &mut Person) {
    li.repairs();
    li.does(final_test(2, true));
    li.does(Command::FinishWork);
    li.does(inspect(true, None));
    li.does(sign());
}

fn reasons(order: &Order) -> Vec<&str> {
    order.not_accepted.iter().map(|one| one.reason.as_str()).collect()
}

#[test]
fn col_13_rework_while_the_line_is_reported_disputes_it_and_the_report_stays() {
    let (mut dispatcher, mut li, mut finance) = signed();
    finance.does(report("2026-03"));
    dispatcher.does(rework());
    let order = in_every_order(&[&dispatcher, &finance]);
    assert_eq!((order.state, order.disputed), (OrderState::Rework, true));
    assert_eq!(order.account.charge_line().unwrap().amount_fen, 3_500);
    let found = only_conflict(&order, "COL-13");
    assert_eq!(found.audience, [Role::Finance]);
    assert_eq!(side_kinds(&found), [("line_reported", true), ("rework_requested", true)]);
    for told in [TECHNICIAN_LI, FINANCE, DISPATCHER] {
        assert!(found.told.contains(&user(told)));
    }
    nobody_else_decides(&[&dispatcher, &finance], "COL-13", Choice::Confirm);
    // Whoever knows of it approves nothing.
    let mut head = office_head();
    head.hears(&finance);
    head.hears(&dispatcher);
    head.is_refused(approve(&head));
    let line = head.order().account.charge_line().unwrap().origin.entry;
    head.forge(Body::LineApproved(LineApproved { month: "2026-03".into(), line }));
    let order = in_every_order(&[&head]);
    assert!(order.account.approved_line().is_none());
    assert_eq!(reasons(&order), ["under_rework"]);
    // A new signature settles the question by itself.
    li.hears(&finance);
    li.hears(&dispatcher);
    signs_again(&mut li);
    let order = in_every_order(&[&dispatcher, &finance, &li]);
    assert_eq!((order.money, order.disputed), (MoneyTrack::InReport, false));
    let settled = only_conflict(&order, "COL-13").settled.unwrap();
    assert_eq!((settled.reason.as_str(), settled.origin.by.user), ("signed_again", user(TECHNICIAN_LI)));
}

#[test]
fn col_13_rework_that_crosses_the_approval_leaves_it_and_tells_the_office_head() {
    let (mut dispatcher, mut li, mut finance) = signed();
    finance.does(report("2026-03"));
    let mut head = office_head();
    head.hears(&finance);
    head.does(approve(&head));
    dispatcher.does(rework());
    let order = in_every_order(&[&dispatcher, &head]);
    assert_eq!((order.money, order.disputed, order.account.due_fen), (MoneyTrack::Approved, true, 3_500));
    let found = only_conflict(&order, "COL-13");
    assert!(found.told.contains(&user(OFFICE_HEAD)), "a note on the report");
    assert_eq!(found.sides.len(), 3);
    finance.hears(&head);
    finance.hears(&dispatcher);
    finance.is_refused(Command::ListInNotice { month: "2026-04".into() });
    finance.forge(Body::NoticeLineListed(NoticeLineListed { month: "2026-04".into(), amount_fen: 3_500 }));
    let order = decided(&mut finance, &[&dispatcher, &head], "COL-13", Choice::Confirm);
    assert!(order.account.notices.is_empty());
    assert_eq!(reasons(&order), ["under_rework"]);
    li.hears(&finance);
    signs_again(&mut li);
    let order = in_every_order(&[&li]);
    assert_eq!((order.money, order.disputed, order.account.due_fen), (MoneyTrack::Approved, false, 3_500));
}

#[test]
fn col_18_finance_is_told_of_damage_that_crossed_the_settlement() {
    let (_, mut li, mut finance) = signed();
    li.does(Command::ReportDamage {
        damage: DamageKind::Lost,
        description: "花瓶".into(),
        photos: Vec::new(),
    });
    finance.does(report("2026-03"));
    let order = in_every_order(&[&li, &finance]);
    let found = only_conflict(&order, "COL-18");
    assert!(found.told.contains(&user(FINANCE)));
    assert_eq!(found.audience, [Role::CscManager, Role::OfficeHead]);
    assert_eq!((order.money, order.billable_fen), (MoneyTrack::InReport, Some(3_500)), "the price stays");
    assert!(order.archive_blocked_by.contains(&"damage".to_owned()));
}

#[test]
fn col_26_one_receipt_is_one_payment_on_two_devices() {
    let (_, _, mut finance, _) = approved();
    let mut collector = collector();
    collector.hears(&finance);
    collector.does(pay("R1", 3_500));
    finance.does(pay("R1", 3_500));
    let order = in_every_order(&[&finance, &collector]);
    assert_eq!((order.account.paid_fen, order.account.balance_fen()), (3_500, 0));
    assert!(order.conflicts.is_empty());
}

#[test]
fn col_26_two_receipts_are_two_payments_and_the_surplus_is_a_credit() {
    let (_, _, mut finance, _) = approved();
    let mut collector = collector();
    collector.hears(&finance);
    collector.does(pay("R1", 3_500));
    finance.does(pay("R2", 3_500));
    let people = [&finance, &collector];
    let order = in_every_order(&people);
    assert_eq!((order.money, order.account.balance_fen()), (MoneyTrack::Paid, -3_500));
    let found = only_conflict(&order, "COL-26");
    assert_eq!(
        (found.audience.as_slice(), found.outcome.as_str()),
        (&[Role::Finance][..], "surplus_is_credit")
    );
    assert_eq!(side_kinds(&found), [("payment_received", true), ("payment_received", true)]);
    nobody_else_decides(&people, "COL-26", Choice::Confirm);
    let mut second = Person::new(41, Role::Finance, order_id());
    let order = decided(&mut second, &people, "COL-26", Choice::Confirm);
    assert_eq!(order.account.balance_fen(), -3_500, "the credit stays");
}

#[test]
fn col_26_parts_on_two_devices_that_fit_are_no_question() {
    let (_, _, mut finance, _) = approved();
    let mut collector = collector();
    collector.hears(&finance);
    collector.does(pay("R1", 1_500));
    finance.does(pay("R2", 2_000));
    let order = in_every_order(&[&finance, &collector]);
    assert_eq!((order.money, order.account.balance_fen()), (MoneyTrack::Paid, 0));
    assert!(order.conflicts.is_empty());
}

#[test]
fn col_26_one_receipt_with_two_amounts_is_looked_into() {
    let (_, _, mut finance, _) = approved();
    let mut collector = collector();
    collector.hears(&finance);
    collector.does(pay("R1", 3_000));
    finance.now += 30_000;
    finance.does(pay("R1", 3_500));
    let order = in_every_order(&[&finance, &collector]);
    assert_eq!(order.account.paid_fen, 3_000, "the earlier entry");
    assert_eq!(only_conflict(&order, "COL-26").outcome, "first_entry_of_receipt_counts");
}

fn line(month: &str, amount_fen: i64) -> Body {
    Body::LineReported(LineReported { month: month.into(), amount_fen, adjustment: None })
}

#[test]
fn fee_05_lines_past_the_door_gain_nothing() {
    let dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut early = finance();
    early.hears(&dispatcher);
    early.forge(line("2026-03", 1));
    let payment =
        PaymentReceived { receipt: "R0".into(), amount_fen: 5, method: PaymentMethod::Cash, paid_at: NINE };
    early.forge(Body::PaymentReceived(payment.clone()));
    early.forge(Body::RegisteredByMethod(RegisteredByMethod { method: PaymentMethod::Cash }));
    early.forge(Body::ChargeWaived(ChargeWaived { reason: "x".into() }));
    assert_eq!(reasons(&in_every_order(&[&early])), ["no_charge"; 4]);

    let (_, _, mut finance) = signed();
    finance.forge(line("2026-03", 3_501));
    finance.forge(line("2026-03", -1));
    finance.forge(line("March", 3_500));
    finance.forge(Body::PaymentReceived(PaymentReceived { amount_fen: 0, ..payment.clone() }));
    finance.forge(Body::PaymentReceived(PaymentReceived { receipt: " ".into(), ..payment }));
    let early = Adjustment { month: "2026-04".into(), difference_fen: -1, reason: "x".into() };
    finance.forge(Body::Adjustment(early));
    let nothing = EntryId::from_bytes([7; 16]);
    let none = AdjustmentApproved { adjustment: nothing, approved: true };
    finance.forge(Body::AdjustmentApproved(none));
    let mut head = office_head();
    head.hears(&finance);
    head.forge(Body::LineApproved(LineApproved { month: "2026-03".into(), line: nothing }));
    head.forge(Body::NoticeLineListed(NoticeLineListed { month: "2026-04".into(), amount_fen: 1 }));
    let order = in_every_order(&[&head]);
    let mut all = reasons(&order);
    all.sort_unstable();
    assert_eq!(
        all,
        [
            "amount_above_billable",
            "amount_is_negative",
            "amount_is_not_positive",
            "no_approved_line",
            "no_approved_line",
            "no_receipt",
            "no_such_adjustment",
            "no_such_line",
            "no_such_month",
        ]
    );
    assert_eq!((order.account.due_fen, order.account.paid_fen), (3_500, 0));
    assert!(order.account.report_lines.is_empty());
}

#[test]
fn fee_05_an_approval_names_the_month_and_a_line_of_somebody_else() {
    let (_, _, mut finance) = signed();
    finance.does(report("2026-03"));
    let line = finance.order().account.charge_line().unwrap().origin.entry;
    finance.forge(Body::LineApproved(LineApproved { month: "2026-03".into(), line }));
    let mut head = office_head();
    head.hears(&finance);
    head.forge(Body::LineApproved(LineApproved { month: "2026-04".into(), line }));
    let order = in_every_order(&[&head]);
    assert_eq!(reasons(&order), ["own_proposal", "no_such_line"]);
    assert!(order.account.approved_line().is_none());
}

#[test]
fn fee_05_of_two_months_the_approved_line_counts_and_stays() {
    let (_, _, mut finance) = signed();
    let mut other = Person::new(41, Role::Finance, order_id());
    other.hears(&finance);
    finance.does(report("2026-03"));
    other.does(report("2026-04"));
    let mut head = office_head();
    head.hears(&finance);
    head.does(approve(&head));
    let order = in_every_order(&[&head, &other]);
    assert_eq!(order.account.approved_line().unwrap().month, "2026-03");
    let mut second = Person::new(23, Role::OfficeHead, order_id());
    second.hears(&other);
    second.now += 600_000;
    second.does(approve(&second));
    let order = in_every_order(&[&head, &second]);
    assert_eq!(order.account.approved_line().unwrap().month, "2026-03", "the earlier approval");
    assert_eq!(order.account.report_lines.iter().filter(|line| line.approved.is_some()).count(), 1);
    assert_eq!((reasons(&order), order.account.due_fen), (vec!["line_is_approved"], 3_500));
}

#[test]
fn fee_05_a_waiver_that_crosses_the_approval_is_corrected_by_an_adjustment() {
    let (_, _, mut finance) = signed();
    finance.does(report("2026-03"));
    let (mut head, mut manager) = (office_head(), manager());
    head.hears(&finance);
    manager.hears(&finance);
    head.does(approve(&head));
    manager.does(Command::WaiveCharge { reason: "our fault".into() });
    let order = in_every_order(&[&head, &manager]);
    assert_eq!((order.money, order.account.due_fen), (MoneyTrack::Approved, 3_500));
    assert_eq!(reasons(&order), ["line_is_approved"]);
}

#[test]
fn fee_05_of_two_answers_to_a_correction_the_higher_roles_counts() {
    let (_, _, mut finance, mut head) = approved();
    finance.does(Command::Adjust { month: "2026-04".into(), difference_fen: -500, reason: "x".into() });
    let adjustment = finance.order().account.adjustments[0].origin.entry;
    let mut manager = manager();
    manager.hears(&finance);
    head.hears(&finance);
    manager.does(Command::AnswerAdjustment { adjustment, approved: false });
    head.now += 600_000;
    head.does(Command::AnswerAdjustment { adjustment, approved: true });
    let order = in_every_order(&[&manager, &head]);
    assert_eq!((order.account.due_fen, reasons(&order)), (3_000, vec!["decided_otherwise"]));
}

/// Whatever is paid and corrected in whatever order: the balance is what is due without what was paid, and never more
/// is due than the customer agreed to and managers approved.
#[test]
fn fee_08_any_mixture_of_payments_and_corrections_adds_up() {
    // A small generator of its own, so that a failure names its seed.
    for seed in 1_u64..12 {
        let mut state = seed;
        let mut next = move |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        let (_, _, mut finance, mut head) = approved();
        let mut collector = collector();
        collector.hears(&finance);
        let (mut paid, mut raised) = (std::collections::BTreeMap::new(), 0);
        for _ in 0..3 {
            let person = if next(2) == 0 { &mut finance } else { &mut collector };
            let receipt = format!("R{}", next(4));
            let fen = 100 * (1 + receipt[1..].parse::<i64>().unwrap());
            if person.run(&pay(&receipt, fen)).is_ok() {
                paid.insert(receipt, fen);
            }
        }
        if next(2) == 0 {
            let difference_fen = i64::try_from(next(900)).unwrap() - 450;
            let reason = "x".into();
            if finance.run(&Command::Adjust { month: "2026-04".into(), difference_fen, reason }).is_ok() {
                head.hears(&finance);
                let adjustment = head.order().account.adjustments[0].origin.entry;
                head.does(Command::AnswerAdjustment { adjustment, approved: true });
                raised = difference_fen;
            }
        }
        let order = in_every_order(&[&finance, &collector, &head]);
        let account = &order.account;
        assert_eq!(account.paid_fen, paid.values().sum::<i64>(), "seed {seed}");
        assert_eq!(account.due_fen, 3_500 + raised, "seed {seed}");
        assert_eq!(account.balance_fen(), account.due_fen - account.paid_fen, "seed {seed}");
    }
}

#[test]
fn fee_08_a_flood_of_payments_by_one_hand_counts_up_to_its_limit_and_the_rest_is_listed() {
    let (_, _, mut finance) = signed();
    let mut collector = collector();
    collector.hears(&finance);
    let post = |person: &mut Person, number: u32| {
        let receipt = format!("R{number}");
        let paid_at = person.now;
        let method = PaymentMethod::Cash;
        person.forge(Body::PaymentReceived(PaymentReceived { receipt, amount_fen: 1, method, paid_at }));
    };
    (0..258).for_each(|number| post(&mut finance, number));
    // What somebody else writes is counted by itself.
    post(&mut collector, 1_000);
    finance.hears(&collector);
    let order = finance.order();
    assert_eq!(order.account.paid_fen, 256 + 1);
    assert_eq!(reasons(&order), ["too_many"; 2]);
}

#[test]
fn fee_05_a_line_for_a_charge_that_its_author_knew_as_waived_counts_for_nothing() {
    for (amount_fen, wanted) in
        [(3_500, vec!["charge_is_waived"]), (1, vec!["charge_is_waived"]), (0, vec![])]
    {
        let (_, _, mut finance) = signed();
        let mut manager = manager();
        manager.hears(&finance);
        manager.does(Command::WaiveCharge { reason: "我们的过失".into() });
        finance.hears(&manager);
        finance.forge(line("2026-03", amount_fen));
        assert_eq!(reasons(&finance.order()), wanted, "{amount_fen}");
    }
}

/// Li could not repair it, and the dispatcher ended the order with a charge of 20 yuan.
fn ended_with_charge() -> (Person, Person) {
    let mut dispatcher = dispatched_to(TECHNICIAN_LI);
    let mut li = li();
    li.hears(&dispatcher);
    li.goes_and_agrees();
    li.does(Command::NotRepaired { reason: "没有配件".into() });
    dispatcher.hears(&li);
    let conflict = dispatcher.order().open_conflicts().next().unwrap().id.clone();
    let choice = Choice::CancelWithCharge(2_000);
    dispatcher.does(Command::Decide { conflict, choice, reason: "上门费".into() });
    (dispatcher, li)
}

#[test]
fn p8_a_decision_about_nothing_changes_no_charge_that_ended_an_order() {
    let (dispatcher, li) = ended_with_charge();
    let mut villain = Person::new(40, Role::Storekeeper, order_id());
    villain.hears(&dispatcher);
    let not_repaired = dispatcher.order().conflicts[0].id.clone();
    for conflict in
        ["COL-03:x".to_owned(), format!("COL-03:{}", li.order().not_repaired[0].0.entry), not_repaired]
    {
        villain.forge(Body::Decision(Decision {
            conflict,
            choice: Choice::CancelWithCharge(1),
            reason: "x".into(),
        }));
    }
    let asking = li.order().not_repaired[0].0.entry;
    let mut careless = second_dispatcher();
    careless.hears(&dispatcher);
    careless.forge(Body::Decision(Decision {
        conflict: format!("NOT-REPAIRED:x{asking}"),
        choice: Choice::CancelWithCharge(1),
        reason: "x".into(),
    }));
    villain.hears(&careless);
    let mut finance = finance();
    finance.hears(&villain);
    finance.does(report("2026-03"));
    let order = in_every_order(&[&dispatcher, &villain, &finance]);
    let line = order.account.charge_line().unwrap();
    assert_eq!((line.amount_fen, Some(line.signed_at)), (2_000, order.charged_at()));
    assert!(
        reasons(&order).iter().all(|reason| *reason == "decision_without_effect"),
        "{:?}",
        reasons(&order)
    );
}

#[test]
fn p8_of_two_decisions_that_end_an_order_the_line_and_the_charge_follow_the_same() {
    let (dispatcher, li) = ended_with_charge();
    let mut second = second_dispatcher();
    second.hears(&li);
    let conflict = second.order().open_conflicts().next().unwrap().id.clone();
    let choice = Choice::CancelWithCharge(1_500);
    second.now += 3_600_000;
    second.does(Command::Decide { conflict, choice, reason: "上门费".into() });
    let mut finance = finance();
    finance.hears(&dispatcher);
    finance.hears(&second);
    finance.does(report("2026-03"));
    let order = in_every_order(&[&dispatcher, &second, &finance]);
    let line = order.account.charge_line().unwrap();
    assert_eq!((line.amount_fen, Some(line.signed_at)), (2_000, order.charged_at()));
}
