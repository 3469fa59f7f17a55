//! FEE-1 to FEE-8 and FEE-14, PRC-5 with reports, COL-23 with reports.

use crate::kit::*;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::desk::SlipCopy;
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::id::EntryId;
use client_core::domain::order::{MoneyTrack, Order, OrderState};
use client_core::domain::policy::{Denial, Role};
use client_core::domain::settlement::{Account, Books, Difference, DifferenceKind, LineKind};
use std::collections::BTreeSet;

const FINANCE: u8 = 31;
const FINANCE_B: u8 = 32;
const RECORDS: u8 = 33;

/// The site with its accountants.
struct House {
    world: World,
    finance: Phone,
    finance_b: Phone,
    records: Phone,
}

impl House {
    fn of(world: World) -> Self {
        let phone = |n, role| Phone::new(&world.clock, n, role);
        let (finance, finance_b) = (phone(FINANCE, Role::Finance), phone(FINANCE_B, Role::Finance));
        let records = phone(RECORDS, Role::RecordsAdmin);
        let mut house = Self { world, finance, finance_b, records };
        house.sync();
        house
    }

    /// The lamp signed for 35 yuan.
    fn signed() -> Self {
        Self::of(World::signed())
    }

    fn sync(&mut self) {
        for _ in 0..2 {
            self.world.sync();
            for phone in [&mut self.finance, &mut self.finance_b, &mut self.records] {
                phone.syncs(&mut self.world.exchange);
                phone.order = self.world.desk.order;
            }
        }
        assert_eq!(self.finance.shows().canonical_json(), self.world.desk.shows().canonical_json());
    }

    /// Reported for March, and approved.
    fn approved() -> Self {
        let mut house = Self::signed();
        house.finance.does(Command::RegisterByMethod { method: PaymentMethod::MonthlyAccount });
        house.finance.does(report("2026-03"));
        house.sync();
        house.world.head.does(approve(&house.world.head.shows()));
        house.sync();
        house
    }

    /// Another round of work, and another signature.
    fn reworked(&mut self) {
        self.world.desk.does(Command::RequestRework { words: "dark again".into() });
        self.sync();
        self.signs_again();
    }

    fn signs_again(&mut self) {
        self.world.li.mends_the_lamp();
        self.world.li.does(Command::FinishWork);
        self.world.li.does(tried(true, None));
        self.world.li.does(sign());
        self.sync();
    }
}

fn report(month: &str) -> Command {
    Command::ReportLine { month: month.into(), adjustment: None }
}

fn approve(order: &Order) -> Command {
    Command::ApproveLine { line: order.account.charge_line().unwrap().origin.entry }
}

fn pay(receipt: &str, amount_fen: i64) -> Command {
    let method = PaymentMethod::Cash;
    Command::ReceivePayment { receipt: receipt.into(), amount_fen, method, paid_at: None }
}

fn adjust(month: &str, difference_fen: i64) -> Command {
    Command::Adjust { month: month.into(), difference_fen, reason: "agreed with the customer".into() }
}

fn adjustment(order: &Order) -> EntryId {
    order.account.adjustments.last().unwrap().origin.entry
}

fn month(text: &str) -> MonthOf {
    text.parse().unwrap()
}

fn shanghai() -> Zone {
    Zone::parse("Asia/Shanghai").unwrap()
}

fn needs(rejection: Rejection) -> String {
    match rejection {
        Rejection::WrongState { needs, .. } => needs,
        other => panic!("{other:?}"),
    }
}

/// What the books say of one order.
fn with_books<T>(order: &Order, approved: &[&str], read: impl FnOnce(Books<'_>) -> T) -> T {
    let accounts: Vec<Account> = Account::of(order).into_iter().collect();
    let approved: BTreeSet<MonthOf> = approved.iter().map(|text| month(text)).collect();
    read(Books { accounts: &accounts, approved: &approved, zone: shanghai() })
}

fn differences(
    order: &Order,
    approved: &[&str],
    of: &str,
) -> Vec<(DifferenceKind, Option<i64>, Option<i64>)> {
    let found = with_books(order, approved, |books| books.differences(month(of)));
    found.into_iter().map(|Difference { kind, slip_fen, line_fen, .. }| (kind, slip_fen, line_fen)).collect()
}

/// An order signed 31 March 23:59:59.999 on the site's clock is in March, one signed a moment later in April.
#[test]
fn fee_01_the_month_is_that_of_the_signature_in_the_sites_zone() {
    let end = shanghai().end_of_month(month("2026-03"));
    for (at, of, other) in [(end - 1, "2026-03", "2026-04"), (end, "2026-04", "2026-03")] {
        let mut world = World::finished();
        world.clock.set(at);
        world.li.does(tried(true, None));
        let order = world.li.does(sign());
        assert_eq!(order.charged_at(), Some(at));
        with_books(&order, &[], |books| {
            assert_eq!(books.draft(month(of)).total_fen, 3_500);
            assert!(books.draft(month(other)).lines.is_empty());
        });
        // What arrives after its month was approved goes into the next one.
        with_books(&order, &[of], |books| {
            assert!(books.frozen(month(of)).lines.is_empty());
            assert_eq!(books.draft(month(of).next()).total_fen, 3_500);
        });
    }
}

/// Three copies, each with its delivery; the archive waits for all of them.
#[test]
fn fee_02_three_copies_are_delivered_before_the_archive() {
    let mut house = House::approved();
    house.finance.does(pay("R1", 3_500));
    house.sync();
    house.world.desk.does(write_off());
    for copy in [SlipCopy::Owner, SlipCopy::Csc, SlipCopy::Finance] {
        let blocked = house.world.desk.shows().archive_blocked_by;
        assert!(blocked.contains(&"copies".to_owned()), "{blocked:?}");
        house.world.desk.does(Command::DeliverCopy { copy, received_by: "Zhou".into() });
    }
    let order = house.world.desk.shows();
    assert_eq!(order.desk.copies.len(), 3);
    assert!(!order.archive_blocked_by.contains(&"copies".to_owned()));
}

#[test]
fn fee_03_every_slip_has_exactly_one_method_and_it_is_registered_by_finance() {
    let mut house = House::of(World::finished());
    let method = Command::RegisterByMethod { method: PaymentMethod::Transfer };
    assert_eq!(needs(house.finance.is_refused(method.clone())), "charge");
    house.world.li.does(tried(true, None));
    house.world.li.does(sign());
    house.sync();
    let denied = Rejection::Denied { kind: Kind::RegisteredByMethod, denial: Denial::Role };
    assert_eq!(house.world.desk.is_refused(method.clone()), denied);
    let unregistered = with_books(&house.finance.shows(), &[], |books| books.draft(month("2026-03")));
    assert_eq!(unregistered.without_method().len(), 1);
    house.finance.does(method);
    house.finance.does(Command::RegisterByMethod { method: PaymentMethod::Cash });
    let order = house.finance.shows();
    assert_eq!(order.account.method.as_ref().map(|(_, method)| *method), Some(PaymentMethod::Cash));
    let report = with_books(&order, &[], |books| books.draft(month("2026-03")));
    assert_eq!(report.totals.len(), 1);
    assert_eq!((report.totals[0].method, report.totals[0].total_fen), (Some(PaymentMethod::Cash), 3_500));
    assert_eq!(report.totals.iter().map(|total| total.total_fen).sum::<i64>(), report.total_fen);
}

#[test]
fn fee_04_a_slip_without_a_line_a_line_without_a_slip_and_other_amounts_are_listed() {
    let mut house = House::signed();
    let order = house.finance.shows();
    assert_eq!(
        differences(&order, &[], "2026-03"),
        [
            (DifferenceKind::SlipWithoutLine, Some(3_500), None),
            (DifferenceKind::WithoutMethod, Some(3_500), None)
        ]
    );
    assert!(differences(&order, &[], "2026-02").is_empty());
    house.finance.does(Command::RegisterByMethod { method: PaymentMethod::Cash });
    house.finance.does(report("2026-03"));
    assert!(differences(&house.finance.shows(), &[], "2026-03").is_empty());
    house.sync();
    house.world.desk.does(Command::RequestRework { words: "dark again".into() });
    house.sync();
    let kinds = differences(&house.finance.shows(), &[], "2026-03");
    assert_eq!(kinds, [(DifferenceKind::Disputed, None, Some(3_500))]);
    // Less is agreed in the second round.
    house.world.li.does(quote(&[("visit", 1)]));
    house.world.li.does(confirm());
    house.signs_again();
    let kinds = differences(&house.finance.shows(), &[], "2026-03");
    assert_eq!(kinds, [(DifferenceKind::AmountDiffers, Some(3_000), Some(3_500))]);
    house.world.manager.does(Command::WaiveCharge { reason: "our fault".into() });
    house.sync();
    let kinds = differences(&house.finance.shows(), &[], "2026-03");
    assert_eq!(kinds, [(DifferenceKind::LineWithoutSlip, None, Some(3_500))]);
}

/// Finance reports, only the office head approves, and from then on nothing changes the figure.
#[test]
fn fee_05_the_office_head_approves_and_the_figure_never_changes() {
    let mut house = House::signed();
    assert_eq!(
        house.finance.is_refused(Command::ReportLine { month: "2026-13".into(), adjustment: None }),
        Rejection::Invalid { field: "month".into(), detail: "a month such as 2026-03".into() }
    );
    let order = house.finance.does(report("2026-03"));
    assert_eq!((order.money, order.account.charge_line().unwrap().amount_fen), (MoneyTrack::InReport, 3_500));
    house.sync();
    for phone in [&mut house.world.desk, &mut house.world.manager, &mut house.finance] {
        let command = approve(&phone.shows());
        assert!(matches!(phone.is_refused(command), Rejection::Denied { .. }));
    }
    // A line that was reported again replaces the first one.
    let first = approve(&house.finance.shows());
    house.finance.does(report("2026-04"));
    house.sync();
    assert_eq!(needs(house.world.head.is_refused(first)), "line_not_approved");
    let order = house.world.head.does(approve(&house.world.head.shows()));
    assert_eq!((order.money, order.account.due_fen), (MoneyTrack::Approved, 3_500));
    assert_eq!(order.account.approved_line().unwrap().month, "2026-04");
    house.sync();
    assert_eq!(needs(house.finance.is_refused(report("2026-05"))), "line_not_approved");
    let waive = Command::WaiveCharge { reason: "our fault".into() };
    assert_eq!(needs(house.world.manager.is_refused(waive)), "line_not_approved");
    let again = approve(&house.world.head.shows());
    assert_eq!(needs(house.world.head.is_refused(again)), "line_not_approved");
}

/// Corrections go into later months, a manager approves them, and they have lines of their own.
#[test]
fn fee_05_corrections_go_to_a_later_month_and_somebody_else_approves_them() {
    let mut house = House::signed();
    assert_eq!(needs(house.finance.is_refused(adjust("2026-04", -500))), "approved_report");
    house = House::approved();
    for early in ["2026-02", "2026-03"] {
        let refused = house.finance.is_refused(adjust(early, -500));
        assert!(matches!(refused, Rejection::Invalid { field, .. } if field == "month"));
    }
    for amount in [0, -3_501] {
        let refused = house.finance.is_refused(adjust("2026-04", amount));
        assert!(matches!(refused, Rejection::Invalid { field, .. } if field == "difference_fen"), "{amount}");
    }
    house.finance.does(adjust("2026-04", -500));
    house.sync();
    let asked = adjustment(&house.finance.shows());
    assert_eq!(house.finance.shows().account.due_fen, 3_500, "nobody has approved it");
    let line = Command::ReportLine { month: "2026-04".into(), adjustment: Some(asked) };
    assert_eq!(house.finance.is_refused(line.clone()), Rejection::NotFound);
    let answer = Command::AnswerAdjustment { adjustment: asked, approved: true };
    assert!(matches!(house.finance.is_refused(answer.clone()), Rejection::Denied { .. }));
    let task = format!("adjustment:{asked}");
    assert!(house.world.manager.task(&task).is_some());
    let order = house.world.manager.does(answer.clone());
    assert_eq!((order.account.due_fen, order.account.balance_fen()), (3_000, 3_000));
    assert!(house.world.manager.task(&task).is_none());
    assert_eq!(house.world.manager.is_refused(answer), Rejection::NotFound);
    house.sync();
    let draft = with_books(&house.finance.shows(), &["2026-03"], |books| books.draft(month("2026-04")));
    assert_eq!((draft.lines.len(), draft.total_fen), (1, -500));
    assert_eq!(draft.lines[0].kind, LineKind::Adjustment);
    house.finance.does(line.clone());
    house.sync();
    let own = house.world.head.shows().account.line_of(asked).unwrap().origin.entry;
    let order = house.world.head.does(Command::ApproveLine { line: own });
    assert_eq!(order.account.due_fen, 3_000);
    house.sync();
    assert_eq!(needs(house.finance.is_refused(line)), "line_not_approved");
    with_books(&house.finance.shows(), &["2026-03", "2026-04"], |books| {
        assert_eq!(books.frozen(month("2026-03")).total_fen, 3_500, "as it was approved");
        assert_eq!(books.frozen(month("2026-04")).total_fen, -500);
        assert!(books.draft(month("2026-05")).lines.is_empty());
    });
}

#[test]
fn fee_07_each_unpaid_settled_slip_is_listed_once_with_number_and_amount() {
    let mut house = House::signed();
    let list = Command::ListInNotice { month: "2026-04".into() };
    assert_eq!(needs(house.finance.is_refused(list.clone())), "approved_report");
    house = House::approved();
    let notice = |order: &Order| with_books(order, &["2026-03"], |books| books.notice(month("2026-04")));
    let order = house.finance.shows();
    let lines = notice(&order);
    assert_eq!((lines.len(), lines[0].amount_fen, lines[0].listed), (1, 3_500, false));
    assert_eq!(lines[0].number, order.slip.as_ref().unwrap().number);
    assert!(with_books(&order, &["2026-03"], |books| books.notice(month("2026-03"))).is_empty());
    let order = house.finance.does(list.clone());
    assert_eq!((order.money, order.account.notices.len()), (MoneyTrack::InNotice, 1));
    assert_eq!(needs(house.finance.is_refused(list)), "not_in_notice");
    assert!(notice(&order)[0].listed);
    // A part was paid: the rest stands in the next notice.
    let order = house.finance.does(pay("R1", 1_000));
    assert_eq!(notice(&order)[0].amount_fen, 2_500);
    let order = house.finance.does(Command::ListInNotice { month: "2026-05".into() });
    assert_eq!(order.account.notices[1].amount_fen, 2_500);
    let order = house.finance.does(pay("R2", 2_500));
    assert!(notice(&order).is_empty());
    assert_eq!(order.money, MoneyTrack::Paid);
}

/// A payment posted twice with one receipt number counts once.
#[test]
fn fee_08_payments_are_posted_by_receipt() {
    let mut house = House::approved();
    assert_eq!(house.finance.is_refused(pay(" ", 100)), Rejection::Missing { field: "receipt".into() });
    for fen in [0, -5] {
        assert!(matches!(
            house.finance.is_refused(pay("R1", fen)),
            Rejection::Invalid { field, .. } if field == "amount_fen"
        ));
    }
    let order = house.finance.does(pay("R1", 3_500));
    assert_eq!((order.money, order.account.balance_fen()), (MoneyTrack::Paid, 0));
    assert!(matches!(
        house.finance.is_refused(pay("R1", 3_500)),
        Rejection::Invalid { field, .. } if field == "receipt"
    ));
    // Somebody else, without a signal, posts the same receipt.
    let order = house.finance_b.does(pay("R1", 3_500));
    assert_eq!(order.account.paid_fen, 3_500);
    house.sync();
    let order = house.finance.shows();
    assert_eq!((order.account.payments.len(), order.account.paid_fen), (2, 3_500));
    assert_eq!(order.account.payments.iter().filter(|one| one.counts).count(), 1);
    assert_eq!(order.conflicts.len(), 0, "one payment, entered twice");
}

/// Under rework a settled line stays in the approved report, out of notices; the difference goes to the next month.
#[test]
fn fee_14_rework_on_a_settled_slip_leaves_the_report_and_stops_collecting() {
    let mut house = House::approved();
    let frozen = |house: &House| {
        with_books(&house.finance.shows(), &["2026-03"], |books| books.frozen(month("2026-03")).canonical())
    };
    let before = frozen(&house);
    house.world.desk.does(Command::RequestRework { words: "dark again".into() });
    house.sync();
    let order = house.finance.shows();
    assert_eq!((order.state, order.money, order.disputed), (OrderState::Rework, MoneyTrack::Approved, true));
    assert_eq!(frozen(&house), before);
    assert_eq!(
        needs(house.finance.is_refused(Command::ListInNotice { month: "2026-04".into() })),
        "not_disputed"
    );
    assert!(with_books(&order, &["2026-03"], |books| books.notice(month("2026-04"))).is_empty());
    // The customer pays all the same: it is real.
    assert_eq!(house.finance.does(pay("R1", 500)).account.balance_fen(), 3_000);
    house.world.li.does(quote(&[("visit", 1)]));
    house.world.li.does(confirm());
    house.signs_again();
    let order = house.finance.shows();
    assert_eq!((order.money, order.disputed, order.billable_fen), (MoneyTrack::Approved, false, Some(3_000)));
    assert_eq!(order.account.due_fen, 3_500, "until it is corrected");
    assert!(house.finance.task("adjust").is_some());
    assert_eq!(frozen(&house), before);
    house.finance.does(adjust("2026-04", -500));
    assert!(house.finance.task("adjust").is_none());
    house.sync();
    let answer = Command::AnswerAdjustment { adjustment: adjustment(&house.finance.shows()), approved: true };
    let order = house.world.manager.does(answer);
    assert_eq!((order.account.due_fen, order.account.balance_fen()), (3_000, 2_500));
    house.sync();
    assert_eq!(frozen(&house), before, "byte-identical before and after");
    assert!(house.finance.task("adjust").is_none());
}

/// Released unchanged: the second signature shows the same amount.
#[test]
fn fee_14_after_the_new_signature_the_same_amount_is_released() {
    let mut house = House::approved();
    house.reworked();
    let order = house.finance.shows();
    assert_eq!((order.money, order.disputed, order.account.due_fen), (MoneyTrack::Approved, false, 3_500));
    assert!(house.finance.task("adjust").is_none());
    assert_eq!(
        house.finance.does(Command::ListInNotice { month: "2026-05".into() }).money,
        MoneyTrack::InNotice
    );
}

#[test]
fn prc_05_a_report_never_takes_more_than_was_agreed_last() {
    let mut world = World::agreed("LMP");
    world.li.does(quote(&[("visit", 2), ("tube", 1)]));
    world.li.mends_the_lamp();
    world.li.does(Command::FinishWork);
    world.li.does(tried(true, None));
    world.li.does(sign());
    let mut house = House::of(world);
    let order = house.finance.does(report("2026-03"));
    assert_eq!(order.account.charge_line().unwrap().amount_fen, 3_500, "nobody agreed to 75 yuan");
}

#[test]
fn fee_05_a_waived_charge_is_in_no_report() {
    let mut house = House::signed();
    let waive = |reason: &str| Command::WaiveCharge { reason: reason.into() };
    assert_eq!(house.world.manager.is_refused(waive(" ")), Rejection::Missing { field: "reason".into() });
    assert!(matches!(house.finance.is_refused(waive("kind")), Rejection::Denied { .. }));
    let order = house.world.manager.does(waive("our fault"));
    assert_eq!((order.money, order.account.due_fen), (MoneyTrack::Waived, 0));
    house.sync();
    assert_eq!(needs(house.finance.is_refused(report("2026-03"))), "charge");
    let draft = with_books(&house.finance.shows(), &[], |books| books.draft(month("2026-03")));
    assert!(draft.lines.is_empty());
}

/// An archived order that hears something late is open again; the reports stay as they are (P4).
#[test]
fn col_23_a_late_fact_opens_the_archive_and_changes_no_report() {
    let mut house = House::approved();
    house.finance.does(pay("R1", 3_500));
    house.sync();
    house.world.desk.does(write_off());
    for copy in [SlipCopy::Owner, SlipCopy::Csc, SlipCopy::Finance] {
        house.world.desk.does(Command::DeliverCopy { copy, received_by: "Zhou".into() });
    }
    house.world.desk.does(Command::FollowUp {
        way: client_core::domain::entry::follow_up::FollowUpWay::Phone,
        satisfied: true,
        opinion: Some("all is well".into()),
        strokes: None,
        refused: None,
        cause: None,
        corrective: None,
    });
    house.sync();
    assert_eq!(house.records.shows().archive_blocked_by, Vec::<String>::new());
    house.world.li.does(Command::Note { text: "the ladder is back".into() });
    let archived = house.records.does(Command::Archive);
    assert_eq!(archived.state, OrderState::Archived);
    let frozen =
        |order: &Order| with_books(order, &["2026-03"], |books| books.frozen(month("2026-03")).canonical());
    house.sync();
    let order = house.records.shows();
    assert_eq!(order.state, OrderState::Reopened);
    assert_eq!(order.desk.archive.as_ref().unwrap().late.len(), 1);
    assert_eq!(frozen(&order), frozen(&archived));
}
