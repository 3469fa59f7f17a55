//! Management fees at the door on a phone in memory.

use super::*;
use client_core::domain::calendar::{Day, MonthOf};
use client_core::domain::command::FeeCommand;
use client_core::domain::fee::{FeePlan, FeeVisitParty, fee_document};
use client_core::domain::id::UserId;

const ME: [u8; 16] = [1; 16];
const OTHER: [u8; 16] = [7; 16];
const HOUR: i64 = 3_600_000;

/// Somebody whose posts open accounts, send collectors and collect, on a phone without a network.
fn offline() -> (Phone, Core<Phone>) {
    let phone = Phone::default();
    let core = phone.start();
    let answer = json!({
        "access_token": "a", "expires_in": 600, "refresh_token": "r",
        "device": "02020202-0202-0202-0202-020202020202", "user": "01010101-0101-0101-0101-010101010101",
        "display_name": "谢军", "roles": ["finance", "fee_collector"], "prefix": "A1",
        "recovery_key": URL_SAFE_NO_PAD.encode([9; 32]),
    });
    phone.net.0.borrow_mut().answers.push_back(json_answer(200, &answer));
    enrol(&core);
    phone.net.0.borrow_mut().offline = true;
    (phone, core)
}

/// What the office does on its own pages.
fn office(core: &Core<Phone>, account: &str, command: FeeCommand) {
    let mut guard = block_on(core.ready()).unwrap();
    let device = guard.device().unwrap();
    block_on(device.execute_fee(fee_document(account), command)).unwrap();
}

fn visit(collector: [u8; 16], hours: i64, receipt: &str) -> FeeCommand {
    FeeCommand::PlanVisit {
        collector: UserId::from_bytes(collector),
        visit_at: NOW + hours * HOUR,
        amount_fen: 36_000,
        receipt: receipt.into(),
        party: FeeVisitParty {
            contact_name: "李阿姨".into(),
            owner_name: "郑先生".into(),
            address: "1栋0501".into(),
        },
    }
}

/// An account that owes 480.00 of before.
fn account(core: &Core<Phone>, number: &str) {
    let terms = FeeCommand::SetTerms {
        account: number.into(),
        plan: FeePlan::Quarter,
        monthly_fen: 26_000,
        trusteeship: false,
        from: MonthOf::new(2026, 4).unwrap(),
    };
    office(core, number, terms);
    let since = Day::new(2026, 1, 1).unwrap();
    office(core, number, FeeCommand::SetOpening { amount_fen: 48_000, since });
}

fn page(core: &Core<Phone>, number: &str) -> Value {
    ok(core, "fee", json!({ "id": fee_document(number) }))
}

fn asked(core: &Core<Phone>, page: &Value, principal: &str, late_fee: &str) -> Value {
    let visit = &page["said"]["visits"][0]["visit"];
    let ask = json!({ "id": page["id"], "visit": visit, "principal": principal, "late_fee": late_fee });
    ok(core, "fee_asked", ask)
}

fn take(page: &Value, principal: &str, late_fee: &str, confirmed: &Value) -> Value {
    let visit = &page["said"]["visits"][0]["visit"];
    json!({ "id": page["id"], "command": { "command": "take_payment", "visit": visit, "principal": principal,
        "late_fee": late_fee, "method": "cash", "confirmed": confirmed } })
}

fn refusal(core: &Core<Phone>, call: Value) -> String {
    let fault = block_on(core.call("execute_fee", call)).unwrap_err();
    assert_eq!(fault.code(), "rejected");
    core.fault_json(&fault)["text"].as_str().unwrap().to_owned()
}

#[test]
fn fee_11_own_visits_come_first_with_what_was_confirmed_before() {
    let (_phone, core) = offline();
    assert_eq!(ok(&core, "fees", json!({}))["collects"], json!(true));
    for number in ["K-1", "K-2", "K-3"] {
        account(&core, number);
    }
    office(&core, "K-2", visit(OTHER, 1, "SJ-1"));
    office(&core, "K-3", visit(OTHER, 2, "SJ-2"));
    office(&core, "K-3", visit(ME, 26, "SJ-3"));
    let list = ok(&core, "fees", json!({}));
    let rows = list["fees"].as_array().unwrap();
    let numbers: Vec<&Value> = rows.iter().map(|row| &row["account"]).collect();
    assert_eq!(numbers, [&json!("K-3"), &json!("K-1"), &json!("K-2")]);
    let own = &rows[0]["visits"][0];
    assert_eq!((&own["mine"], &own["receipt"]), (&json!(true), &json!("SJ-3")));
    assert_eq!((&own["amount_fen"], &own["visit_at"]), (&json!(36_000), &json!(NOW + 26 * HOUR)));
    let party = json!({ "contact_name": "李阿姨", "owner_name": "郑先生", "address": "1栋0501" });
    assert_eq!((&own["party"], &rows[0]["unsent"]), (&party, &json!(true)));
    let shown = &page(&core, "K-3")["said"]["visits"];
    assert_eq!((&shown[0]["receipt"], &shown[1]["receipt"]), (&json!("SJ-3"), &json!("SJ-2")));
    assert_eq!((&shown[0]["party"], &shown[0]["amount_yuan"]), (&party, &json!("360.00")));
}

#[test]
fn fee_09_fee_11_money_is_taken_against_the_prepared_receipt_after_each_line_was_confirmed() {
    let (_phone, core) = offline();
    account(&core, "K-9");
    office(&core, "K-9", visit(ME, 1, "SJ-9001"));
    let before = page(&core, "K-9");
    assert_eq!((&before["said"]["unpaid_fen"], &before["said"]["paid_fen"]), (&json!(48_000), &json!(0)));
    let lines = asked(&core, &before, "360", "");
    assert_eq!((&lines["total_fen"], &lines["wrong"]), (&json!(36_000), &Value::Null));
    assert_eq!(
        lines["confirm"],
        json!([
            "业主姓名:郑先生",
            "地址:1栋0501",
            "已缴费用:0.00 元",
            "应缴月份:期初余额 (480.00)",
            "应缴金额:管理费 480.00 元,滞纳金 0.00 元",
            "本次缴纳:管理费 360.00 元,滞纳金 0.00 元",
        ])
    );
    let confirmed = &lines["confirm"];
    for missing in 0..6 {
        let mut some = confirmed.as_array().unwrap().clone();
        some.remove(missing);
        assert!(refusal(&core, take(&before, "360", "", &json!(some))).contains("请先让客户核对"));
    }
    // What was confirmed was another amount.
    assert!(refusal(&core, take(&before, "300", "", confirmed)).contains("请先让客户核对"));
    assert_eq!(page(&core, "K-9")["said"]["payments"], json!([]));

    let after = ok(&core, "execute_fee", take(&before, "360", "", confirmed));
    let said = &after["said"];
    assert_eq!((&said["unpaid_fen"], &said["paid_fen"]), (&json!(12_000), &json!(36_000)));
    let paid = &said["payments"][0];
    assert_eq!((&paid["receipt"], &paid["principal_fen"]), (&json!("SJ-9001"), &json!(36_000)));
    assert_eq!((&paid["method"], &paid["unsent"]), (&json!("现金"), &json!(true)));
    let visit = &said["visits"][0];
    assert_eq!(
        (&visit["state"], &visit["takes"], &visit["voids"]),
        (&json!("已收款"), &json!(false), &json!(false))
    );
    assert_eq!(page(&core, "K-9")["said"], after["said"]);
    let outbox = ok(&core, "outbox", json!({}));
    let last = outbox["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["fees"][0]["id"], &last["name"]), (&after["id"], &json!("收取管理费")));
    let again = asked(&core, &after, "1", "")["confirm"].clone();
    assert_eq!(refusal(&core, take(&after, "1", "", &again)), "该收据已使用或作废");
}

#[test]
fn amounts_are_read_to_the_fen_or_not_at_all() {
    let (_phone, core) = offline();
    account(&core, "K-9");
    office(&core, "K-9", visit(ME, 1, "SJ-9001"));
    let before = page(&core, "K-9");
    for wrong in ["3,60", "360.505", "¥360", "1e3", "三百", "-1"] {
        let lines = asked(&core, &before, wrong, "");
        assert_eq!(
            (&lines["total_fen"], lines["confirm"].as_array().unwrap().len()),
            (&Value::Null, 5),
            "{wrong}"
        );
        assert!(lines["wrong"].as_str().unwrap().contains("360.50"), "{wrong}");
        assert!(refusal(&core, take(&before, wrong, "", &lines["confirm"])).contains("360.50"), "{wrong}");
    }
    for (principal, late_fee) in [("", ""), ("0", "0.00")] {
        let confirmed = asked(&core, &before, principal, late_fee)["confirm"].clone();
        let text = refusal(&core, take(&before, principal, late_fee, &confirmed));
        assert!(text.contains("不能都为 0"), "{principal} {late_fee}: {text}");
    }
    let confirmed = asked(&core, &before, "360", "0.01")["confirm"].clone();
    assert_eq!(refusal(&core, take(&before, "360", "0.01", &confirmed)), "应收滞纳金不超过 0.00 元");
    let confirmed = asked(&core, &before, " 0.29 ", "0")["confirm"].clone();
    let after = ok(&core, "execute_fee", take(&before, " 0.29 ", "0", &confirmed));
    assert_eq!(after["said"]["payments"][0]["principal_fen"], json!(29));
}

#[test]
fn fee_11_a_receipt_that_was_not_used_is_voided_with_a_reason() {
    let (_phone, core) = offline();
    account(&core, "K-9");
    office(&core, "K-9", visit(ME, 1, "SJ-9001"));
    let before = page(&core, "K-9");
    let entry = &before["said"]["visits"][0]["visit"];
    let void = |reason: &str| json!({ "id": before["id"], "command": { "command": "void_receipt", "visit": entry, "reason": reason } });
    assert_eq!(refusal(&core, void(" ")), "缺少原因");
    let after = ok(&core, "execute_fee", void("业主出差"));
    let visit = &after["said"]["visits"][0];
    assert_eq!(
        (&visit["state"], &visit["open"], &visit["unsent"]),
        (&json!("已作废:业主出差"), &json!(false), &json!(true))
    );
    assert_eq!(refusal(&core, void("再次")), "该收据已使用或作废");
    assert_eq!(ok(&core, "fees", json!({}))["fees"][0]["visits"], json!([]));
    assert_eq!(fails(&core, "fee", json!({ "id": "00".repeat(16) })), "not_found");
}

#[test]
fn a_technician_hears_nothing_of_fees() {
    let core = Phone::default().start();
    enrol(&core);
    let list = ok(&core, "fees", json!({}));
    assert_eq!((&list["collects"], &list["fees"]), (&json!(false), &json!([])));
}
