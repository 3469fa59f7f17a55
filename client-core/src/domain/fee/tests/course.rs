//! Cases of an office, from the bill to the court.

use super::*;
use crate::domain::entry::Kind;
use crate::domain::entry::fee::{ArrearsCause, ArrearsMeasure, ContactBy, Recovery};
use crate::domain::fee::{Ageing, FeeVisitParty, NextStep, NoticeWork};
use crate::domain::policy::Denial;

fn half_year() -> Office {
    let mut office = Office::new();
    office.terms(FeePlan::HalfYear, 50_000, "2026-01").on("2025-12-01");
    office
}

fn dunned() -> Office {
    let mut office = half_year();
    office.delivers(FeeStage::Payment, "2026-H1");
    office.on("2026-01-01").delivers(FeeStage::Reminder, "2026-H1");
    office
}

fn denied(office: &mut Office, role: Role, command: &FeeCommand) -> Kind {
    match office.tries(role, command) {
        Err(Rejection::Denied { kind, denial: Denial::Role }) => kind,
        other => panic!("{other:?}"),
    }
}

#[test]
fn dun_01_a_run_on_1_june_gives_the_notices_of_the_second_half_year_and_none_the_day_before() {
    let mut office = Office::new();
    office.terms(FeePlan::HalfYear, 50_000, "2026-07").on("2026-05-31");
    assert_eq!(office.statement().to_bill, []);
    office.on("2026-06-01");
    assert_eq!(office.statement().to_bill, [period("2026-H2")]);
    office.delivers(FeeStage::Payment, "2026-H2");
    assert_eq!(office.statement().to_bill, []);
    let again = Office::prepare(FeeStage::Payment, "2026-H2");
    assert_eq!(office.refuses(Role::Finance, &again), FeeRefusal::PreparedAlready);
    let account = office.account().unwrap();
    let lines: Vec<_> =
        account.notices[0].lines.iter().map(|line| (line.month.to_string(), line.amount_fen)).collect();
    assert_eq!(lines.len(), 6);
    assert_eq!(lines[0], ("2026-07".to_owned(), 50_000));
    assert_eq!(account.notices[0].number(ACCOUNT), "P-C-1-2026-H2");
}

#[test]
fn dun_07_dun_12_quarters_and_months_are_billed_from_their_days() {
    let mut office = Office::new();
    office.terms(FeePlan::Quarter, 30_000, "2026-04").on("2026-03-01");
    assert_eq!(office.statement().to_bill, [period("2026-Q2")]);
    let mut office = Office::new();
    office.terms(FeePlan::Month, 30_000, "2026-02").on("2026-01-14");
    assert_eq!(office.statement().to_bill, []);
    office.on("2026-01-15");
    assert_eq!(office.statement().to_bill, [period("2026-02")]);
}

#[test]
fn dun_01_whoever_changes_his_plan_is_charged_no_month_twice() {
    let mut office = half_year();
    office.delivers(FeeStage::Payment, "2026-H1");
    // From April on he pays by the month, and more.
    let change = |from: &str| FeeCommand::SetTerms {
        account: ACCOUNT.into(),
        plan: FeePlan::Month,
        monthly_fen: 60_000,
        trusteeship: false,
        from: from.parse().unwrap(),
    };
    let april = "2026-04".parse().unwrap();
    assert_eq!(office.refuses(Role::Finance, &change("2026-04")), FeeRefusal::BilledAlready(april));
    office.does(Role::Finance, &change("2026-07"));
    office.on("2026-07-20");
    assert_eq!(office.statement().to_bill, [period("2026-07"), period("2026-08")]);
    office.delivers(FeeStage::Payment, "2026-07");
    assert_eq!(office.statement().billed_fen, 300_000 + 60_000);
}

#[test]
fn dun_02_dun_08_dun_13_a_reminder_waits_for_its_day_and_nobody_who_has_paid_gets_one() {
    let mut office = half_year();
    let reminder = Office::prepare(FeeStage::Reminder, "2026-H1");
    assert!(matches!(office.tries(Role::Finance, &reminder), Err(Rejection::NotFound)), "there is no bill");
    office.delivers(FeeStage::Payment, "2026-H1");
    office.on("2025-12-31");
    assert_eq!(office.refuses(Role::Finance, &reminder), FeeRefusal::TooEarly(day("2026-01-01")));
    office.does(Role::Finance, &Office::payment("0001", 300_000, 0, None));
    office.on("2026-01-02");
    assert_eq!(office.refuses(Role::Finance, &reminder), FeeRefusal::Paid);
    assert_eq!(office.statement().unpaid_fen(), 0);
}

#[test]
fn dun_02_the_term_runs_from_the_recorded_receipt() {
    let mut office = half_year();
    let notice = office.does(Role::Finance, &Office::prepare(FeeStage::Payment, "2026-H1"));
    office.does(Role::CsAssistant, &Office::send(notice));
    office.on("2025-12-20");
    let got = |on: &str| FeeCommand::ReceiveNotice { notice, on: day(on) };
    assert!(office.tries(Role::CsAssistant, &got("2025-11-30")).is_err(), "before it went out");
    assert!(office.tries(Role::CsAssistant, &got("2025-12-21")).is_err(), "tomorrow");
    office.does(Role::CsAssistant, &got("2025-12-10"));
    assert_eq!(office.statement().bills[0].pay_by, Some(day("2026-01-10")));
    office.on("2026-01-09");
    let reminder = Office::prepare(FeeStage::Reminder, "2026-H1");
    assert_eq!(office.refuses(Role::Finance, &reminder), FeeRefusal::TooEarly(day("2026-01-10")));
    office.on("2026-01-10").delivers(FeeStage::Reminder, "2026-H1");
    office.on("2026-02-10");
    let last = Office::prepare(FeeStage::Final, "2026-H1");
    assert_eq!(office.refuses(Role::Finance, &last), FeeRefusal::TooEarly(day("2026-02-11")));
    office.on("2026-02-11").delivers(FeeStage::Final, "2026-H1");
    // The late fee counts from the first of January all the same.
    assert_eq!(office.late_fee(), 300_000 * 3 * 41 / 1000);
}

#[test]
fn dun_04_a_reminder_only_warns_and_a_final_notice_costs_from_the_first_day_of_arrears() {
    let mut office = dunned();
    office.on("2026-01-20");
    assert_eq!(office.late_fee(), 0);
    assert_eq!(office.statement().bills[0].accrued_fen, 300_000 * 3 * 19 / 1000);
    let mut paid = dunned();
    paid.on("2026-01-20").does(Role::Finance, &Office::payment("0001", 300_000, 0, None));
    paid.on("2026-03-01");
    assert_eq!(paid.late_fee(), 0);

    office.on("2026-02-02");
    let last = office.does(Role::Finance, &Office::prepare(FeeStage::Final, "2026-H1"));
    assert_eq!(office.late_fee(), 0, "it is made ready, not sent");
    assert_eq!(office.account().unwrap().notice(last).unwrap().late_fee_fen, Some(300_000 * 3 * 32 / 1000));
    office.does(Role::CsAssistant, &Office::send(last));
    office.on("2026-02-10");
    assert_eq!(office.late_fee(), 36_000);
    let too_much = Office::payment("0002", 300_000, 36_001, None);
    assert_eq!(office.refuses(Role::Finance, &too_much), FeeRefusal::LateFeeTooHigh(36_000));
    office.does(Role::Finance, &Office::payment("0002", 300_000, 36_000, None));
    office.on("2026-05-01");
    let statement = office.statement();
    assert_eq!((statement.unpaid_fen(), statement.late_fee_due_fen(), statement.credit_fen()), (0, 0, 0));
    assert_eq!(statement.bills[0].late_fee_fen, 36_000, "paid on the 40th day, and no later");
}

#[test]
fn dun_14_on_the_day_of_the_final_notice_it_depends_on_which_came_first() {
    let monthly = || {
        let mut office = Office::new();
        office
            .terms(FeePlan::Month, 30_000, "2026-02")
            .on("2026-01-15")
            .delivers(FeeStage::Payment, "2026-02");
        office.on("2026-02-01").delivers(FeeStage::Reminder, "2026-02");
        office.at("2026-02-09", 10);
        let last = office.does(Role::Finance, &Office::prepare(FeeStage::Final, "2026-02"));
        office.does(Role::CsAssistant, &Office::send(last));
        office.at("2026-02-09", 18);
        office
    };
    let at = |office: &Office, hour: i64| Some(office.zone.start_of(day("2026-02-09")) + hour * HOUR);
    let mut after = monthly();
    let paid_at = at(&after, 11);
    after.does(Role::Finance, &Office::payment("1", 30_000, 0, paid_at));
    assert_eq!(after.late_fee(), 720);
    let mut before = monthly();
    let paid_at = at(&before, 9);
    before.does(Role::Finance, &Office::payment("1", 30_000, 0, paid_at));
    assert_eq!(before.late_fee(), 0);
    assert_eq!(before.statement().to_withdraw.len(), 1);
}

#[test]
fn tru_04_a_home_in_trusteeship_is_charged_seventy_percent_and_so_is_its_late_fee() {
    let mut office = Office::new();
    let trust = |from: &str, trusteeship| FeeCommand::SetTerms {
        account: ACCOUNT.into(),
        plan: FeePlan::Month,
        monthly_fen: 30_000,
        trusteeship,
        from: from.parse().unwrap(),
    };
    office.does(Role::Finance, &trust("2026-01", false));
    office.does(Role::Finance, &trust("2026-02", true));
    office.does(Role::Finance, &trust("2026-04", false));
    office.on("2026-03-20");
    for of in ["2026-01", "2026-02", "2026-03", "2026-04"] {
        office.delivers(FeeStage::Payment, of);
    }
    let amounts: Vec<i64> = office.statement().bills.iter().map(|bill| bill.amount_fen).collect();
    assert_eq!(amounts, [30_000, 21_000, 21_000, 30_000]);
}

#[test]
fn dun_06_dun_11_dun_22_finance_prepares_and_customer_service_sends() {
    let mut office = half_year();
    let prepare = Office::prepare(FeeStage::Payment, "2026-H1");
    for role in [Role::CsAssistant, Role::CscSupervisor, Role::CscManager, Role::FeeCollector] {
        assert_eq!(denied(&mut office, role, &prepare), Kind::FeeNoticePrepared);
    }
    let notice = office.does(Role::Finance, &prepare);
    assert_eq!(denied(&mut office, Role::Finance, &Office::send(notice)), Kind::FeeNoticeSent);
    let received = FeeCommand::ReceiveNotice { notice, on: day("2025-12-01") };
    assert_eq!(denied(&mut office, Role::Finance, &received), Kind::FeeNoticeReceived);
    assert_eq!(office.refuses(Role::CsAssistant, &received), FeeRefusal::NotSent);
    office.does(Role::CsAssistant, &Office::send(notice));
    assert_eq!(office.refuses(Role::CsAssistant, &Office::send(notice)), FeeRefusal::SentAlready);
    let amounts = FeeCommand::SetTerms {
        account: ACCOUNT.into(),
        plan: FeePlan::Month,
        monthly_fen: 1,
        trusteeship: false,
        from: "2027-01".parse().unwrap(),
    };
    assert_eq!(denied(&mut office, Role::CsAssistant, &amounts), Kind::FeeTermsSet);
}

#[test]
fn dun_05_dun_20_a_case_opens_by_a_manager_when_the_final_term_is_over() {
    let mut office = dunned();
    let recover = FeeCommand::DecideRecovery { recovery: Recovery::Lawsuit, reason: "长期拒缴".into() };
    assert_eq!(office.refuses(Role::CscManager, &recover), FeeRefusal::TooEarly(day("2026-02-02")));
    office.on("2026-02-02").delivers(FeeStage::Final, "2026-H1");
    office.on("2026-02-07");
    assert_eq!(office.refuses(Role::CscManager, &recover), FeeRefusal::TooEarly(day("2026-02-08")));
    office.on("2026-02-08");
    assert_eq!(denied(&mut office, Role::Finance, &recover), Kind::FeeRecoveryDecided);
    office.does(Role::CscManager, &recover);
    assert_eq!(office.statement().recovery, Some(Recovery::Lawsuit));
    office.does(Role::Finance, &Office::payment("1", 300_000, 0, None));
    assert_eq!(office.statement().recovery, None, "what is paid is recovered");
    let again = office.refuses(Role::CscManager, &recover);
    assert_eq!(again, FeeRefusal::NotOverdue);
}

#[test]
fn dun_16_dun_17_dun_18_dun_19_a_call_is_followed_by_a_letter_after_three_months() {
    let mut office = dunned();
    let call = |by, pay_by: &str| FeeCommand::ContactCustomer {
        by,
        pay_by: day(pay_by),
        cause: ArrearsCause::Away,
        measure: ArrearsMeasure::Wait,
        result: None,
    };
    let letter = FeeCommand::SendLetter { tracking: "EX 1".into() };
    office.on("2026-01-05");
    assert_eq!(office.refuses(Role::CsAssistant, &letter), FeeRefusal::CallFirst);
    office.does(Role::CsAssistant, &call(ContactBy::Phone, "2026-01-20"));
    let contact = &office.account().unwrap().contacts[0];
    assert_eq!((contact.amount_fen, contact.pay_by), (300_000, day("2026-01-20")));
    office.on("2026-02-05").does(Role::CsAssistant, &call(ContactBy::Visit, "2026-02-20"));
    assert_eq!(office.statement().letter_from, Some(day("2026-04-05")));
    office.on("2026-04-04");
    assert_eq!(office.refuses(Role::CsAssistant, &letter), FeeRefusal::TooEarly(day("2026-04-05")));
    office.on("2026-04-05").does(Role::CsAssistant, &letter);
    assert_eq!(office.statement().letter_from, None);
    assert_eq!(office.account().unwrap().letters[0].amount_fen, 300_000);
    // These measures move none of the dates.
    let Some(NextStep::Prepare { stage: FeeStage::Final, from }) = office.statement().bills[0].next else {
        panic!("{:?}", office.statement().bills[0].next)
    };
    assert_eq!(from, day("2026-02-02"));
}

#[test]
fn dun_16_a_contact_has_a_cause_and_another_one_says_which() {
    let mut office = dunned();
    office.on("2026-01-05");
    let call = |cause, result: Option<&str>| FeeCommand::ContactCustomer {
        by: ContactBy::Sms,
        pay_by: day("2026-01-20"),
        cause,
        measure: ArrearsMeasure::CallAgain,
        result: result.map(str::to_owned),
    };
    let missing = office.tries(Role::CsAssistant, &call(ArrearsCause::Other, None));
    assert_eq!(missing, Err(Rejection::Missing { field: "result".into() }));
    office.does(Role::CsAssistant, &call(ArrearsCause::Other, Some("等房屋过户")));
    let mut paid = half_year();
    paid.delivers(FeeStage::Payment, "2026-H1");
    let nothing = paid.refuses(Role::CsAssistant, &call(ArrearsCause::Away, None));
    assert_eq!(nothing, FeeRefusal::NotOverdue);
}

#[test]
fn dun_21_a_disputed_bill_is_left_out_until_a_manager_has_settled_it() {
    let mut office = dunned();
    office.on("2026-02-02").delivers(FeeStage::Final, "2026-H1");
    assert!(office.late_fee() > 0);
    let of = period("2026-H1");
    office.does(Role::CsAssistant, &FeeCommand::DisputeBill { period: of, reason: "面积有误".into() });
    let statement = office.statement();
    assert!(statement.bills[0].disputed);
    assert_eq!((statement.bills[0].late_fee_fen, statement.bills[0].next), (0, None));
    assert_eq!(statement.overdue_fen(office.clock().today()), 0);
    assert_eq!(statement.unpaid_fen(), 300_000);
    office.on("2026-03-01");
    let settle =
        FeeCommand::SettleDispute { period: of, waived_fen: 100_000, reason: "按实测面积".into() };
    assert_eq!(denied(&mut office, Role::Finance, &settle), Kind::FeeDisputeSettled);
    office.does(Role::CscManager, &settle);
    let statement = office.statement();
    assert_eq!((statement.unpaid_fen(), statement.bills[0].late_fee_fen), (200_000, 200_000 * 3 * 59 / 1000));
}

#[test]
fn dun_21_what_was_let_go_of_a_bill_is_owed_again_when_another_bill_takes_its_place() {
    let mut office = half_year();
    office.delivers(FeeStage::Payment, "2026-H1");
    let of = period("2026-H1");
    office.does(Role::CsAssistant, &FeeCommand::DisputeBill { period: of, reason: "面积有误".into() });
    let settle =
        FeeCommand::SettleDispute { period: of, waived_fen: 100_000, reason: "按实测面积".into() };
    office.does(Role::CscManager, &settle);
    assert_eq!(office.statement().unpaid_fen(), 200_000);
    let bill = office.account().unwrap().notices[0].origin.entry;
    let withdraw = FeeCommand::WithdrawNotice { notice: bill, reason: "重新出账".into() };
    office.does(Role::Finance, &withdraw);
    assert_eq!(office.statement().unpaid_fen(), 0);
    office.delivers(FeeStage::Payment, "2026-H1");
    assert_eq!(office.statement().unpaid_fen(), 300_000, "the new bill was never disputed");
}

#[test]
fn dun_21_col_27_a_payment_of_before_withdraws_the_letter_and_its_late_fee_whenever_it_arrives() {
    for (stage, issued) in [(FeeStage::Reminder, "2026-01-01"), (FeeStage::Final, "2026-02-02")] {
        let mut office = half_year();
        office.delivers(FeeStage::Payment, "2026-H1");
        office.on("2026-01-01").delivers(FeeStage::Reminder, "2026-H1");
        if stage == FeeStage::Final {
            office.on(issued).delivers(stage, "2026-H1");
        }
        office.on("2026-02-04");
        let at_the_door = office.zone.start_of(day(issued)) + 8 * HOUR;
        office.does(Role::FeeCollector, &Office::payment("1", 300_000, 0, Some(at_the_door)));
        let statement = office.statement();
        assert_eq!(statement.bills[0].late_fee_fen, 0);
        let letter = statement.to_withdraw.last().copied().unwrap();
        assert_eq!(statement.to_withdraw.len(), 1);
        assert_eq!(statement.to_call.last(), Some(&letter));
        let withdraw = FeeCommand::WithdrawNotice { notice: letter, reason: "此前已缴".into() };
        office.does(Role::Finance, &withdraw);
        assert_eq!(office.refuses(Role::Finance, &withdraw), FeeRefusal::Withdrawn);
        assert_eq!(office.statement().to_withdraw, []);
        assert_eq!(office.statement().unpaid_fen(), 0);
    }
    // Of the day itself and later: the notice stands, and the fee counts to the day of payment.
    let mut office = dunned();
    office.on("2026-02-02").delivers(FeeStage::Final, "2026-H1");
    office.on("2026-02-20");
    let later = office.zone.start_of(day("2026-02-10")) + HOUR;
    office.does(Role::FeeCollector, &Office::payment("1", 300_000, 0, Some(later)));
    assert_eq!((office.late_fee(), office.statement().to_withdraw.len()), (36_000, 0));
}

#[test]
fn dun_21_a_notice_that_was_made_ready_doesnt_go_out_once_everything_is_paid() {
    let mut office = half_year();
    office.delivers(FeeStage::Payment, "2026-H1");
    office.on("2026-01-01");
    let reminder = office.does(Role::Finance, &Office::prepare(FeeStage::Reminder, "2026-H1"));
    office.does(Role::Finance, &Office::payment("1", 300_000, 0, None));
    assert_eq!(office.refuses(Role::CsAssistant, &Office::send(reminder)), FeeRefusal::Paid);
}

#[test]
fn dun_01_a_bill_is_withdrawn_before_its_reminder_and_then_made_anew() {
    let mut office = dunned();
    let account = office.account().unwrap();
    let [bill, reminder] = [0, 1].map(|n| account.notices[n].origin.entry);
    let withdraw = |notice| FeeCommand::WithdrawNotice { notice, reason: "面积有误".into() };
    let later = office.refuses(Role::Finance, &withdraw(bill));
    assert_eq!(later, FeeRefusal::LaterNotice(FeeStage::Reminder));
    office.does(Role::Finance, &withdraw(reminder));
    office.does(Role::Finance, &withdraw(bill));
    assert_eq!(office.statement().billed_fen, 0);
    office.terms(FeePlan::HalfYear, 40_000, "2026-01");
    office.delivers(FeeStage::Payment, "2026-H1");
    assert_eq!(office.statement().billed_fen, 240_000);
    assert_eq!(office.account().unwrap().notices[2].number(ACCOUNT), "P-C-1-2026-H1-2");
}

#[test]
fn fee_09_fee_10_no_receipt_before_the_confirmation_and_none_twice() {
    let mut office = half_year();
    office.delivers(FeeStage::Payment, "2026-H1");
    let FeeCommand::TakePayment { receipt, principal_fen, method, .. } = Office::payment("1", 100, 0, None)
    else {
        unreachable!()
    };
    let unconfirmed = FeeCommand::TakePayment {
        receipt,
        principal_fen,
        late_fee_fen: 0,
        method,
        paid_at: None,
        visit: None,
        confirmed: false,
    };
    assert_eq!(office.refuses(Role::CsAssistant, &unconfirmed), FeeRefusal::NotConfirmed);
    let no_number = office.tries(Role::CsAssistant, &Office::payment(" ", 100, 0, None));
    assert_eq!(no_number, Err(Rejection::Missing { field: "receipt".into() }));
    office.does(Role::CsAssistant, &Office::payment("1", 100, 0, None));
    let twice = office.refuses(Role::CsAssistant, &Office::payment("1", 100, 0, None));
    assert_eq!(twice, FeeRefusal::ReceiptUsed("1".into()));
    assert_eq!(denied(&mut office, Role::Technician, &Office::payment("2", 1, 0, None)), Kind::FeePaid);
}

#[test]
fn fee_11_a_visit_has_five_confirmations_and_its_receipt_is_used_or_voided() {
    let mut office = half_year();
    office.delivers(FeeStage::Payment, "2026-H1");
    let party =
        FeeVisitParty {
            contact_name: "李太太".into(), owner_name: "李先生".into(), address: "3-702".into()
        };
    let visit_at = office.now + HOUR;
    let plan = |party: &FeeVisitParty, amount_fen, visit_at, receipt: &str| FeeCommand::PlanVisit {
        collector: UserId::from_bytes([9; 16]),
        visit_at,
        amount_fen,
        receipt: receipt.into(),
        party: party.clone(),
    };
    for missing in 0..3 {
        let mut party = party.clone();
        *[&mut party.contact_name, &mut party.owner_name, &mut party.address][missing] = " ".into();
        let refused = office.tries(Role::CsAssistant, &plan(&party, 300_000, visit_at, "7"));
        assert!(matches!(refused, Err(Rejection::Missing { .. })), "{refused:?}");
    }
    let now = office.now;
    assert!(office.tries(Role::CsAssistant, &plan(&party, 0, visit_at, "7")).is_err(), "no amount");
    for never in [office.now - 1, office.now + 367 * 24 * HOUR, i64::MAX] {
        assert!(office.tries(Role::CsAssistant, &plan(&party, 1, never, "7")).is_err(), "{never}");
    }
    assert!(office.tries(Role::CsAssistant, &plan(&party, 1, now - 1, "7")).is_err(), "no time");
    let first = office.does(Role::CsAssistant, &plan(&party, 300_000, visit_at, "7"));
    let used = office.refuses(Role::CsAssistant, &plan(&party, 1, visit_at, "7"));
    assert_eq!(used, FeeRefusal::ReceiptUsed("7".into()));
    let second = office.does(Role::CsAssistant, &plan(&party, 300_000, visit_at, "8"));
    let pay = |visit, receipt: &str| FeeCommand::TakePayment {
        receipt: receipt.into(),
        principal_fen: 300_000,
        late_fee_fen: 0,
        method: PaymentMethod::Cash,
        paid_at: None,
        visit: Some(visit),
        confirmed: true,
    };
    assert!(office.tries(Role::FeeCollector, &pay(first, "8")).is_err(), "the other visit's receipt");
    office.does(Role::FeeCollector, &pay(first, "7"));
    assert_eq!(office.refuses(Role::FeeCollector, &pay(first, "7")), FeeRefusal::VisitOver);
    let void = |visit| FeeCommand::VoidReceipt { visit, reason: "已缴".into() };
    assert_eq!(office.refuses(Role::FeeCollector, &void(first)), FeeRefusal::VisitOver);
    assert!(office.account().unwrap().visit(second).unwrap().is_open());
    office.does(Role::FeeCollector, &void(second));
    assert!(!office.account().unwrap().visit(second).unwrap().is_open());
}

#[test]
fn dun_03_the_next_step_names_who_has_to_do_what_from_which_day() {
    let mut office = half_year();
    let notice = office.does(Role::Finance, &Office::prepare(FeeStage::Payment, "2026-H1"));
    let stage = FeeStage::Payment;
    let next = |office: &Office| office.statement().bills[0].next;
    assert_eq!(next(&office), Some(NextStep::Send { notice, stage, from: day("2025-12-01") }));
    office.does(Role::CsAssistant, &Office::send(notice));
    assert_eq!(next(&office), Some(NextStep::Receive { notice, stage, from: day("2025-12-01") }));
    let reminder = Office::prepare(FeeStage::Reminder, "2026-H1");
    let first = office.refuses(Role::Finance, &reminder);
    assert_eq!(first, FeeRefusal::First(NoticeWork::Receive, FeeStage::Payment));
}

#[test]
fn an_opening_balance_is_owed_since_its_day_and_ages() {
    let mut office = Office::new();
    office.terms(FeePlan::Month, 30_000, "2026-02").on("2026-01-20");
    let opening = |amount_fen| FeeCommand::SetOpening { amount_fen, since: day("2025-11-01") };
    assert!(office.tries(Role::Finance, &opening(0)).is_err());
    office.does(Role::Finance, &opening(70_000));
    office.delivers(FeeStage::Payment, "2026-02");
    office.on("2026-02-05");
    let today = office.clock().today();
    let ageing = Ageing::of(&office.statement(), today);
    assert_eq!((ageing.open_fen, ageing.overdue_fen), (0, [30_000, 0, 70_000, 0, 0]));
    // A credit pays the bills before any money does.
    office.does(Role::Finance, &opening(-40_000));
    let statement = office.statement();
    assert_eq!((statement.unpaid_fen(), statement.credit_fen()), (0, 10_000));
}

#[test]
fn dun_01_a_clock_that_is_wrong_by_millennia_finds_no_more_to_bill_than_this_century() {
    let mut office = Office::new();
    office.terms(FeePlan::HalfYear, 50_000, "2026-07").on("9999-12-31");
    let to_bill = office.statement().to_bill;
    assert_eq!(to_bill.first(), Some(&period("2026-H2")));
    assert_eq!(to_bill.last(), Some(&period("2100-H2")));
    assert_eq!(to_bill.len(), 1 + 74 * 2);
}
