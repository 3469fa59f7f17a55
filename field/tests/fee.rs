//! Management fees at the door through the binary: a collector without a network sees whom he meets, takes the money against
//! the prepared receipt, or voids it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod kit;

use client_core::device::FeeView;
use client_core::domain::command::FeeCommand;
use client_core::domain::entry::fee::{FeeStage, SentBy};
use client_core::domain::fee::{FeePlan, FeeVisitParty, fee_document};
use kit::{CAI, FU, NINE, Open, Phone, Relay, SHOU, user};
use pollster::block_on;
use serde_json::{Value, json};

#[track_caller]
fn refused(phone: &Phone, typed: &[&str], code: &str) -> Value {
    let (exit, error) = phone.fails(&[&["fee"], typed].concat());
    assert_eq!((exit, &error["code"]), (3, &json!(code)), "{typed:?} {error}");
    error["data"].clone()
}

#[track_caller]
fn does(phone: &Phone, typed: &[&str]) -> Value {
    phone.does(&[&["fee"], typed].concat())
}

#[track_caller]
fn prints(phone: &Phone, typed: &[&str], wanted: &[&str]) {
    let said = phone.says(&[typed, &["fee"]].concat());
    for words in wanted {
        assert!(said.stdout.contains(words), "{words:?} is missing in\n{}", said.stdout);
    }
}

fn office(device: &mut Open, command: FeeCommand) -> FeeView {
    block_on(device.execute_fee(fee_document("C-1"), command)).unwrap()
}

/// The collector's phone with the account of C-1, its bill of March, and a visit for which receipt 0002 is prepared.
fn collector() -> (Phone, Phone, Relay) {
    let (mut cai, mut fu, mut shou) = (Phone::of(CAI), Phone::of(FU), Phone::of(SHOU));
    let mut relay = Relay::default();
    let mut desk = cai.open();
    office(
        &mut desk,
        FeeCommand::SetTerms {
            account: "C-1".into(),
            plan: FeePlan::Month,
            monthly_fen: 30_000,
            trusteeship: false,
            from: "2026-03".parse().unwrap(),
        },
    );
    let prepare = FeeCommand::PrepareNotice { stage: FeeStage::Payment, period: "2026-03".parse().unwrap() };
    let notice = office(&mut desk, prepare).account.notices[0].origin.entry;
    drop(desk);
    relay.sync(&mut cai);
    relay.sync(&mut fu);
    let mut desk = fu.open();
    office(&mut desk, FeeCommand::SendNotice { notice, by: SentBy::Hand, sent_at: None, tracking: None });
    let party =
        FeeVisitParty { contact_name: "Mrs Li".into(), owner_name: "Mr Li".into(), address: "3-0702".into() };
    let visit_at = NINE + 9 * 3_600_000;
    let receipt = "0002".to_owned();
    office(
        &mut desk,
        FeeCommand::PlanVisit { collector: user(SHOU), visit_at, amount_fen: 30_000, receipt, party },
    );
    drop(desk);
    relay.sync(&mut fu);
    relay.sync(&mut shou);
    (shou, cai, relay)
}

const PAY: [&str; 8] = ["pay", "C-1", "--receipt", "0002", "--amount", "300", "--method", "cash"];

#[test]
fn fee_09_fee_11_the_collector_sees_the_five_things_and_takes_the_money_without_a_network() {
    let (mut shou, mut cai, mut relay) = collector();
    prints(&shou, &[], &["C-1", "2026-03-02 18:00", "¥300.00", "0002", "Shou", "Mrs Li", "Mr Li", "3-0702"]);
    let page = shou.says(&["fee", "show", "C-1"]).stdout;
    for words in [
        "charged ¥300.00 · paid ¥0.00 · left to pay ¥300.00",
        "2026-03: ¥300.00, paid ¥0.00, left to pay ¥300.00 · to be paid by 2026-02-28",
        "2026-03-02 18:00 · ¥300.00 · receipt 0002 · Shou [to be made]",
        "meets Mrs Li · owner Mr Li · 3-0702",
        "the customer confirms name, address, what is paid",
        "You may now",
    ] {
        assert!(page.contains(words), "{words:?} is missing in\n{page}");
    }

    let paid = does(&shou, &[&PAY[..], &["--confirmed"]].concat());
    assert_eq!((&paid["unpaid_fen"], &paid["unsent"]), (&json!(0), &json!(1)));
    let page = shou.says(&["fee", "show", "C-1"]).stdout;
    assert!(
        page.contains("[paid]") && page.contains("receipt 0002 · ¥300.00 · cash · Shou [unsent]"),
        "{page}"
    );
    assert_eq!(does(&shou, &["list"])["fees"][0]["visits"], json!([]));
    relay.sync(&mut shou);
    relay.sync(&mut cai);
    assert_eq!(does(&cai, &["show", "C-1"])["view"]["statement"]["paid_fen"], 30_000);
}

#[test]
fn fee_09_fee_10_nothing_is_taken_before_the_confirmation_or_on_another_receipt_or_twice() {
    let (shou, ..) = collector();
    assert_eq!(refused(&shou, &PAY, "fee"), json!("not_confirmed"));
    let said = shou.says(&[&["--lang", "zh-Hans", "fee"], &PAY[..]].concat());
    assert!(said.stderr.contains("请先让客户核对姓名"), "{said:?}");
    let with = |receipt: &str, more: &[&str]| -> Vec<String> {
        let typed = [&["pay", "C-1", "--receipt", receipt, "--method", "cash", "--confirmed"], more].concat();
        typed.into_iter().map(str::to_owned).collect()
    };
    let refuses = |typed: &[String], code: &str| {
        refused(&shou, &typed.iter().map(String::as_str).collect::<Vec<_>>(), code)
    };
    assert_eq!(refuses(&with("0003", &["--amount", "300"]), "invalid")["field"], "receipt");
    assert_eq!(refuses(&with(" ", &["--amount", "300"]), "missing")["field"], "receipt");
    let late = refuses(&with("0002", &["--amount", "300", "--late-fee", "8.10"]), "fee");
    assert_eq!(late, json!({ "late_fee_too_high": 0 }));
    assert_eq!(refuses(&with("0002", &["--amount", "0"]), "invalid")["field"], "principal_fen");
    let (exit, error) =
        shou.fails(&["fee", "pay", "C-1", "--receipt", "0002", "--amount", "3x", "--method", "cash"]);
    assert_eq!((exit, &error["code"]), (2, &json!("invalid_value")));
    assert_eq!(refused(&shou, &["show", "C-9"], "not_found"), json!({ "account": "C-9" }));
    assert_eq!(shou.does(&["status"])["unsent"], 0, "nothing was written");

    does(&shou, &[&PAY[..], &["--confirmed"]].concat());
    assert_eq!(refused(&shou, &[&PAY[..], &["--confirmed"]].concat(), "fee"), json!("visit_over"));
    assert_eq!(shou.does(&["status"])["unsent"], 1);
}

#[test]
fn fee_11_an_unused_receipt_is_voided_and_takes_no_money_any_more() {
    let (shou, ..) = collector();
    let void = |receipt: &'static str| ["void", "C-1", "--receipt", receipt, "--reason", "nobody at home"];
    assert_eq!(refused(&shou, &void("0009"), "not_found"), json!({ "receipt": "0009" }));
    let said = shou.says(&[&["--lang", "zh-Hant", "fee"], &void("0009")[..]].concat());
    assert!(said.stderr.contains("沒有為收據 0009 預約的上門收費"), "{said:?}");
    let voided = does(&shou, &void("0002"));
    assert_eq!((&voided["unpaid_fen"], &voided["unsent"]), (&json!(30_000), &json!(1)));
    let page = shou.says(&["fee", "show", "C-1"]).stdout;
    assert!(page.contains("[voided: nobody at home]"), "{page}");
    assert_eq!(refused(&shou, &void("0002"), "fee"), json!("visit_over"));
    assert_eq!(refused(&shou, &[&PAY[..], &["--confirmed"]].concat(), "fee"), json!("visit_over"));
}

#[test]
fn fee_11_a_phone_without_accounts_says_so_in_three_languages() {
    let shou = Phone::of(SHOU);
    prints(&shou, &[], &["no management-fee account on this device"]);
    prints(&shou, &["--lang", "zh-Hans"], &["没有管理费账户"]);
    prints(&shou, &["--lang", "zh-Hant"], &["沒有管理費帳戶"]);
}
