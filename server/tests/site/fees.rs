//! Management fees over real HTTP: bills, notices in batches, letters on paper, payments, arrears, and files taken in
//! (FEE-9 to FEE-11, DUN, COL-26, COL-27).

use crate::support::browser::*;
use crate::support::*;
use serde_json::{Value, json};
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{compare, derive, replace};
use undercroft_server::ident::Role;

const DAY: i64 = 24 * 60 * 60_000;
/// The server's clock begins on the evening of 21 September 2026.
const FIRST: i64 = 21;

const ESTATE: &str = "\
row,building,building_name,unit_no,unit_kind,area_m2,number,name,relation,phones,since,until,area_assistant,note
building,3,3栋,,,,,,,,,,,
unit,3,,0702,dwelling,85.5,,,,,,,,
unit,3,,0801,dwelling,85.5,,,,,,,,
unit,3,,0901,dwelling,85.5,,,,,,,,
customer,3,,0702,,,C-1,李小明,owner,13800000046,,,,
customer,3,,0801,,,C-2,王芳,owner,13800000047,,,,
customer,3,,0901,,,C-3,单重阳,owner,13800000048,,,,
";
const HEAD: &str = "row,account,plan,monthly_yuan,trusteeship,from,opening_yuan,opening_since\n";
const CSV: &str = "text/csv; charset=utf-8";

fn office() -> Server {
    let server = server();
    user(&server, "cai", "财务甲", Role::Finance);
    user(&server, "fu", "客服小陈", Role::CsAssistant);
    user(&server, "jing", "经理", Role::CscManager);
    user(&server, "shou", "收费员", Role::FeeCollector);
    let manager = Browser::signed_in(&server, "jing");
    manager.upload("/api/v1/directory/import", CSV, ESTATE.as_bytes()).ok();
    server
}

/// Finance and customer service. A session ends with the day.
fn both(server: &Server) -> (Browser<'_>, Browser<'_>) {
    (Browser::signed_in(server, "cai"), Browser::signed_in(server, "fu"))
}

fn account(number: &str) -> String {
    format!("/api/v1/fees/accounts/{number}")
}

/// Sends a command as the state stands now.
fn send(browser: &Browser<'_>, number: &str, command: &Value) -> Reply {
    let seen = browser.get(&account(number));
    let tag = seen.headers.get("etag").cloned().unwrap_or_else(|| "none".to_owned());
    browser.json(&format!("{}/commands", account(number)), &tag, command)
}

fn terms(number: &str, plan: &str, monthly_fen: i64, from: &str) -> Value {
    json!({ "command": "set_terms", "account": number, "plan": plan, "monthly_fen": monthly_fen, "from": from })
}

fn payment(receipt: &str, fen: i64) -> Value {
    json!({
        "command": "take_payment", "receipt": receipt, "principal_fen": fen, "method": "cash", "confirmed": true
    })
}

/// Goes on to noon or so of the n-th day after the first of September.
fn to_day(server: &Server, day: &mut i64, wanted: i64) {
    server.advance((wanted - *day) * DAY);
    *day = wanted;
}

fn statement(browser: &Browser<'_>, number: &str) -> Value {
    browser.get(&account(number)).ok()["statement"].clone()
}

/// The newest notice of an account.
fn newest(browser: &Browser<'_>, number: &str) -> String {
    let view = browser.get(&account(number)).ok();
    let notices = view["account"]["notices"].as_array().unwrap().clone();
    notices.last().unwrap()["origin"]["entry"].as_str().unwrap().to_owned()
}

#[test]
fn dun_06_dun_12_dun_13_dun_14_a_month_goes_from_the_bill_to_the_final_notice_in_batches() {
    let server = office();
    let (cai, fu) = both(&server);
    for number in ["C-1", "C-2"] {
        send(&cai, number, &terms(number, "month", 30_000, "2026-10")).ok();
    }
    // The notice of October goes out from 15 September on.
    fu.json("/api/v1/fees/prepare", "", &json!({})).expect(403, "forbidden");
    let batch = cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    assert_eq!((&batch["done"], &batch["left"]), (&json!(2), &json!(0)));
    let again = cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    assert_eq!(again["done"], 0, "what is ready isn't made twice");

    let (_, pdf) = printed(&server, "fu", "/api/v1/fees/ready.pdf?language=zh-Hans");
    assert!(pdf.starts_with(b"%PDF-"));
    cai.json("/api/v1/fees/send", "", &json!({ "by": "hand" })).expect(403, "forbidden");
    let sent = fu.json("/api/v1/fees/send", "", &json!({ "by": "hand", "stage": "reminder" })).ok();
    assert_eq!(sent["done"], 0, "no reminder is ready");
    let sent = fu.json("/api/v1/fees/send", "", &json!({ "by": "hand" })).ok();
    assert_eq!((&sent["done"], &sent["left"]), (&json!(2), &json!(0)));
    assert_eq!(cai.get("/api/v1/fees/ready.pdf").status, 404, "nothing is left to print");

    let mut day = FIRST;
    to_day(&server, &mut day, 28);
    let (_, fu) = both(&server);
    send(&fu, "C-2", &payment("0001", 30_000)).ok();
    // The first of October: one is unpaid.
    to_day(&server, &mut day, 31);
    let (cai, fu) = both(&server);
    assert_eq!(cai.json("/api/v1/fees/prepare", "", &json!({})).ok()["done"], 1);
    assert_eq!(fu.json("/api/v1/fees/send", "", &json!({ "by": "hand" })).ok()["done"], 1);
    let reminder = newest(&fu, "C-1");
    let on = json!({ "command": "receive_notice", "notice": reminder, "on": "2026-10-01" });
    send(&cai, "C-1", &on).expect(403, "forbidden");
    send(&fu, "C-1", &on).ok();
    to_day(&server, &mut day, 38);
    let (cai, _) = both(&server);
    assert_eq!(cai.json("/api/v1/fees/prepare", "", &json!({})).ok()["done"], 0, "the 8th day is the 9th");
    to_day(&server, &mut day, 39);
    let (cai, fu) = both(&server);
    assert_eq!(cai.json("/api/v1/fees/prepare", "", &json!({})).ok()["done"], 1);
    let last = newest(&cai, "C-1");
    send(&fu, "C-1", &json!({ "command": "send_notice", "notice": last, "by": "express" }))
        .expect(422, "command-refused");
    let express = json!({ "command": "send_notice", "notice": last, "by": "express", "tracking": "EX 7" });
    send(&fu, "C-1", &express).ok();
    to_day(&server, &mut day, 40);
    let (cai, _) = both(&server);
    let bill = statement(&cai, "C-1")["bills"][0].clone();
    // From 1 to 9 October.
    assert_eq!(bill["late_fee_fen"], 30_000 * 9 * 3 / 1000);
    let line = cai.get("/api/v1/fees?filter=overdue").ok()["accounts"].clone();
    assert_eq!((line[0]["account"].as_str(), line.as_array().unwrap().len()), (Some("C-1"), 1));
    assert_eq!(line[0]["ageing"]["overdue_fen"], json!([30_000, 0, 0, 0, 0]));
}

#[test]
fn dun_02_dun_06_a_letter_says_number_amount_days_and_what_a_delay_costs() {
    let server = office();
    let (cai, fu) = both(&server);
    send(&cai, "C-1", &terms("C-1", "month", 30_000, "2026-10")).ok();
    cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    fu.json("/api/v1/fees/send", "", &json!({ "by": "hand" })).ok();
    let mut day = FIRST;
    let bill = newest(&cai, "C-1");
    let paper = |entry: &str, language: &str| {
        let path = format!("{}/papers/{entry}?language={language}", account("C-1"));
        printed(&server, "cai", &path).0.join("\n")
    };
    has(&paper(&bill, "zh-Hans"), &["管理费付款通知书", "P-C-1-2026-10", "300.00", "李小明"]);
    to_day(&server, &mut day, 31);
    let (cai, _) = both(&server);
    cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    let reminder = newest(&cai, "C-1");
    has(&paper(&reminder, "zh-Hant"), &["催款通知書", "3‰", "300.00"]);
    has(&paper(&reminder, "en"), &["Reminder", "3‰", "R-C-1-2026-10"]);
    assert_eq!(cai.get(&format!("{}/papers/01K5Q0000000000000000000AB", account("C-1"))).status, 404);
}

#[test]
fn fee_10_col_26_one_number_is_one_payment_at_the_whole_site() {
    let server = office();
    let (cai, fu) = both(&server);
    for number in ["C-1", "C-2"] {
        send(&cai, number, &terms(number, "month", 30_000, "2026-10")).ok();
    }
    cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    let done = send(&fu, "C-1", &payment("0001", 30_000));
    assert_eq!(done.status, 200, "{done:?}");
    let elsewhere = json!({ "receipt_used_at": { "receipt": "0001", "place": { "account": "C-1" } } });
    for (number, why) in [("C-1", json!({ "receipt_used": "0001" })), ("C-2", elsewhere)] {
        let refused = send(&fu, number, &payment("0001", 30_000)).expect(422, "command-refused");
        assert_eq!(refused.body["rejection"]["data"], why);
    }
    // The same request again is one payment.
    let tag = fu.get(&account("C-2")).headers["etag"].clone();
    let path = format!("{}/commands", account("C-2"));
    fu.json(&path, &tag, &payment("0002", 40_000)).ok();
    let stale = fu.json(&path, &tag, &payment("0002", 40_000));
    assert_eq!(stale.status, 412, "{stale:?}");
    // The surplus is the customer's credit, and finance finds it.
    let found = cai.get("/api/v1/fees?filter=paid_twice").ok()["accounts"].clone();
    assert_eq!((&found[0]["account"], &found[0]["credit_fen"]), (&json!("C-2"), &json!(10_000)));
    let payment = fu.get(&account("C-2")).ok()["account"]["payments"][0]["origin"]["entry"].clone();
    let path = format!("{}/papers/{}?language=en", account("C-2"), payment.as_str().unwrap());
    has(&printed(&server, "fu", &path).0.join("\n"), &["Receipt", "0002", "400.00"]);
}

#[test]
fn tru_04_a_file_without_the_column_leaves_a_home_in_trusteeship() {
    let server = office();
    let (cai, _) = both(&server);
    let head = "row,account,plan,monthly_yuan,trusteeship,from\n";
    let import = |file: String| cai.upload("/api/v1/fees/import", CSV, file.as_bytes()).ok();
    import(format!("{head}account,C-1,month,300.00,yes,2026-10\n"));
    let known = || cai.get(&account("C-1")).ok()["account"]["terms"].as_array().unwrap().clone();
    let short = "row,account,plan,monthly_yuan,from\n";
    let again =
        import(format!("{short}account,C-1,month,300.00,2026-10\naccount,C-2,month,300.00,2026-10\n"));
    assert_eq!((&again["done"], &again["same"], known().len()), (&json!(1), &json!(1), 1));
    import(format!("{short}account,C-1,month,320.00,2026-11\n"));
    assert_eq!((&known()[1]["monthly_fen"], &known()[1]["trusteeship"]), (&json!(32_000), &json!(true)));
    assert_eq!(cai.get(&account("C-2")).ok()["account"]["terms"][0]["trusteeship"], false);
    // A column that is there says something with an empty cell, too.
    import(format!("{head}account,C-1,month,320.00,,2026-11\n"));
    assert_eq!(known()[2]["trusteeship"], false);
}

#[test]
fn col_27_dun_21_a_payment_of_before_the_reminder_withdraws_it() {
    let server = office();
    let (cai, fu) = both(&server);
    send(&cai, "C-1", &terms("C-1", "month", 30_000, "2026-10")).ok();
    cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    fu.json("/api/v1/fees/send", "", &json!({ "by": "hand" })).ok();
    let mut day = FIRST;
    to_day(&server, &mut day, 31);
    let (cai, fu) = both(&server);
    cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    fu.json("/api/v1/fees/send", "", &json!({ "by": "hand" })).ok();
    // He paid on the last day of September, and the paper comes in on 3 October.
    to_day(&server, &mut day, 33);
    let (cai, fu) = both(&server);
    let mut late = payment("0001", 30_000);
    late["paid_at"] = json!(START + 9 * DAY);
    send(&fu, "C-1", &late).ok();
    let reminder = newest(&cai, "C-1");
    let now = statement(&cai, "C-1");
    assert_eq!((&now["to_withdraw"], &now["to_call"]), (&json!([reminder]), &json!([reminder])));
    let crossed = cai.get("/api/v1/fees?filter=crossed").ok();
    assert_eq!(crossed["accounts"][0]["account"], "C-1");
    let page = cai.page("/fees/accounts/C-1?lang=zh-Hans");
    has(&page, &["R-C-1-2026-10", "财务请撤回"]);
    let etag = hidden(&page, "etag");
    let form =
        [("command", "fee_notice_withdrawn"), ("etag", &etag), ("notice", &reminder), ("reason", "此前已缴")];
    let reply = cai.post("/fees/accounts/C-1/commands", &form);
    assert_eq!(reply.status, 303, "{}", reply.text);
    assert_eq!(statement(&cai, "C-1")["to_withdraw"], json!([]));
}

#[test]
fn tru_04_terms_and_opening_balances_come_out_of_a_file_whole_and_once() {
    let server = office();
    let cai = Browser::signed_in(&server, "cai");
    let import = "/api/v1/fees/import";
    let bad = format!(
        "{HEAD}account,C-1,weekly,300,,2026-10,,\naccount,C-9,month,300,,2026-10,,\naccount,C-1,month,3x,,2026-10,,\n"
    );
    let refused = cai.upload(import, CSV, bad.as_bytes()).expect(422, "refused");
    let faults: Vec<(u64, &str)> = refused.body["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| (fault["row"].as_u64().unwrap(), fault["column"].as_str().unwrap()))
        .collect();
    assert_eq!(faults, [(2, "plan"), (4, "account"), (3, "account")]);
    assert_eq!(server.count("SELECT count(*) FROM fee_account"), 0);

    let good = format!(
        "{HEAD}account,C-1,month,300.00,yes,2026-10,450.00,2026-03-01\naccount,C-2,half_year,300,no,2026-07,,\naccount,C-3,quarter,200,,2026-10,-100,2026-09-01\n"
    );
    let done = cai.upload(import, CSV, good.as_bytes()).ok();
    assert_eq!((&done["done"], &done["same"]), (&json!(3), &json!(0)));
    let again = cai.upload(import, CSV, good.as_bytes()).ok();
    assert_eq!((&again["done"], &again["same"]), (&json!(0), &json!(3)));
    let prepared = cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    assert_eq!(prepared["done"], 3, "October, the second half year and the fourth quarter");
    let bills = statement(&cai, "C-1")["bills"].clone();
    assert_eq!((&bills[0]["amount_fen"], &bills[1]["amount_fen"]), (&json!(45_000), &json!(21_000)));
    assert_eq!(statement(&cai, "C-3")["bills"][1]["paid_fen"], 10_000, "the credit pays");
    let csv = cai.get("/api/v1/fees?format=csv").text;
    has(&csv, &["account", "C-1", "450.00", "C-2", "1800.00"]);
    let (text, _) = printed(&server, "cai", "/api/v1/fees?format=pdf&language=zh-Hans");
    has(&text.join("\n"), &["账龄", "李小明"]);
}

#[test]
fn fee_09_fee_11_the_page_takes_money_after_the_confirmation_and_sends_collectors() {
    let server = office();
    let (cai, fu) = both(&server);
    // A customer without terms has a page that offers them.
    let page = cai.page("/fees/accounts/C-1?lang=en");
    has(&page, &["No terms yet", "fee_terms_set"]);
    let etag = hidden(&page, "etag");
    let form = [
        ("command", "fee_terms_set"),
        ("etag", &etag),
        ("plan", "month"),
        ("monthly", "300.00"),
        ("from", "2026-10"),
    ];
    assert_eq!(cai.post("/fees/accounts/C-1/commands", &form).status, 303);
    let page = cai.page("/fees/accounts/C-1");
    let etag = hidden(&page, "etag");
    let form =
        [("command", "fee_notice_prepared"), ("etag", &etag), ("stage", "payment"), ("period", "2026-10")];
    assert_eq!(cai.post("/fees/accounts/C-1/commands", &form).status, 303);

    let page = fu.page("/fees/accounts/C-1?lang=en");
    let etag = hidden(&page, "etag");
    let paid = |confirmed: &str| {
        let form = [
            ("command", "fee_paid"),
            ("etag", etag.as_str()),
            ("receipt", "0001"),
            ("amount", "100.00"),
            ("late_fee", ""),
            ("method", "cash"),
            ("confirmed", confirmed),
        ];
        fu.post("/fees/accounts/C-1/commands", &form)
    };
    let refused = paid("");
    assert_eq!(refused.status, 422);
    has(&refused.text, &["0001", "100.00", "confirms name, address"]);
    assert_eq!(paid("yes").status, 303);

    let collector = server.count("SELECT count(*) FROM user WHERE name = 'shou'");
    assert_eq!(collector, 1);
    let page = fu.page("/fees/accounts/C-1?lang=en");
    let person = page.split_once("收费员").unwrap().0.rsplit_once("value=\"").unwrap().1;
    let person = person.split_once('"').unwrap().0.to_owned();
    let etag = hidden(&page, "etag");
    let form = [
        ("command", "fee_visit_planned"),
        ("etag", &etag),
        ("collector", &person),
        ("visit_at", "2026-09-25T18:30"),
        ("amount", "200.00"),
        ("receipt", "0002"),
        ("contact_name", "李太太"),
        ("owner_name", "李小明"),
        ("address", "3-0702"),
    ];
    let reply = fu.post("/fees/accounts/C-1/commands", &form);
    assert_eq!(reply.status, 303, "{}", reply.text);
    has(&fu.page("/fees/accounts/C-1?lang=zh-Hans"), &["李太太", "0002", "待上门", "¥200.00"]);
    // The collector is given this account and no other one.
    let shou = Browser::signed_in(&server, "shou");
    shou.get("/api/v1/fees").expect(403, "forbidden");
    let view = shou.get(&account("C-1")).ok();
    let visit = view["account"]["visits"][0]["origin"]["entry"].clone();
    assert_eq!(view["parties"][visit.as_str().unwrap()]["contact_name"], "李太太");
    assert_eq!(shou.get(&account("C-2")).status, 404);
    let mut collected = payment("0002", 20_000);
    collected["visit"] = visit;
    send(&shou, "C-1", &collected).ok();
    assert_eq!(statement(&cai, "C-1")["bills"][0]["paid_fen"], 30_000);
}

#[test]
fn dun_05_dun_16_dun_18_arrears_lead_to_a_manager_with_the_whole_case_on_paper() {
    let server = office();
    let (cai, _) = both(&server);
    send(&cai, "C-1", &terms("C-1", "month", 30_000, "2026-10")).ok();
    let mut day = FIRST;
    for (at, on) in [(FIRST, "2026-09-21"), (31, "2026-10-01"), (39, "2026-10-09")] {
        to_day(&server, &mut day, at);
        let (cai, fu) = both(&server);
        cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
        fu.json("/api/v1/fees/send", "", &json!({ "by": "hand" })).ok();
        let notice = newest(&fu, "C-1");
        send(&fu, "C-1", &json!({ "command": "receive_notice", "notice": notice, "on": on })).ok();
    }
    let decide = json!({ "command": "decide_recovery", "recovery": "lawsuit", "reason": "长期拒缴" });
    to_day(&server, &mut day, 44);
    let (_, fu) = both(&server);
    send(&Browser::signed_in(&server, "jing"), "C-1", &decide).expect(422, "command-refused");
    let call = json!({
        "command": "contact_customer", "by": "phone", "pay_by": "2026-10-20", "cause": "refusal", "measure": "manager"
    });
    send(&fu, "C-1", &call).ok();
    to_day(&server, &mut day, 45);
    let (cai, _) = both(&server);
    send(&cai, "C-1", &decide).expect(403, "forbidden");
    send(&Browser::signed_in(&server, "jing"), "C-1", &decide).ok();
    let path = format!("{}/case.pdf?language=zh-Hans", account("C-1"));
    let (text, _) = printed(&server, "jing", &path);
    let text = text.join("\n");
    has(&text, &["欠费案卷", "P-C-1-2026-10", "R-C-1-2026-10", "F-C-1-2026-10", "长期拒缴", "无理拒缴"]);
}

#[test]
fn attack_27_what_customers_owe_is_nothing_for_dispatch_and_technicians() {
    let server = office();
    let cai = Browser::signed_in(&server, "cai");
    send(&cai, "C-1", &terms("C-1", "month", 30_000, "2026-10")).ok();
    for name in ["wang", "li"] {
        let other = Browser::signed_in(&server, name);
        other.get("/api/v1/fees").expect(403, "forbidden");
        assert_eq!(other.get(&account("C-1")).status, 404);
        assert_eq!(send(&other, "C-1", &payment("1", 1)).status, 404);
        assert_eq!(other.get("/fees").status, 403);
        assert!(!other.get("/notices").text.contains("href=\"/fees\""));
    }
    has(&cai.page("/fees?lang=en"), &["Management fees", "C-1", "Make the notices ready"]);
}

#[test]
fn p17_accounts_come_out_of_the_log_again_as_they_were() {
    let server = office();
    let (cai, fu) = both(&server);
    send(&cai, "C-1", &terms("C-1", "month", 30_000, "2026-10")).ok();
    cai.json("/api/v1/fees/prepare", "", &json!({})).ok();
    send(&fu, "C-1", &payment("0001", 30_000)).ok();
    let library = client_core::domain::procedure::Library::built_in().unwrap();
    let store = server.store.clone();
    store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            let scratch = derive(connection, &library, |_| ())?;
            let off = |found: &[(&str, undercroft_server::feed::rebuild::Difference)]| {
                found.iter().filter(|(_, difference)| !difference.is_none()).count()
            };
            assert_eq!(off(&compare(connection, &scratch)?), 0);
            connection.execute_batch("DELETE FROM fee_account; DELETE FROM receipt_number").unwrap();
            assert_eq!(off(&compare(connection, &scratch)?), 2);
            replace(connection, &scratch)
        })
        .unwrap();
    assert_eq!(server.count("SELECT count(*) FROM receipt_number"), 1);
    assert_eq!(statement(&cai, "C-1")["bills"][0]["paid_fen"], 30_000);
}
