//! Numbers of receipts at the whole site, job slips' and fee accounts' (FEE-10, COL-26).

use crate::support::browser::*;
use crate::support::hand::{Hand, id_of};
use crate::support::work::*;
use crate::support::*;
use client_core::domain::entry::Body;
use client_core::domain::entry::finance::{PaymentMethod, PaymentReceived};
use client_core::domain::procedure::Library;
use client_core::protocol::Outcome;
use serde_json::{Value, json};
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{compare, derive};
use undercroft_server::ident::Role;

const ESTATE: &str = "\
row,building,building_name,unit_no,unit_kind,area_m2,number,name,relation,phones,since,until,area_assistant,note
building,3,3栋,,,,,,,,,,,
unit,3,,0702,dwelling,85.5,,,,,,,,
customer,3,,0702,,,C-1,陈女士,owner,13800000046,,,,
";

/// A site whose technician collects fees too, with a customer who pays for the management.
fn site() -> Server {
    let server = with_prices();
    user(&server, "cai", "财务甲", Role::Finance);
    user(&server, "fu", "客服小陈", Role::CsAssistant);
    user(&server, "jing", "经理", Role::CscManager);
    let technician = server.technician;
    server
        .store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            connection.execute(
                "INSERT INTO user_role (user, role, from_at) VALUES (?1, 'fee_collector', ?2)",
                (technician.as_bytes(), START),
            )?;
            Ok(())
        })
        .unwrap();
    let manager = Browser::signed_in(&server, "jing");
    manager.upload("/api/v1/directory/import", "text/csv; charset=utf-8", ESTATE.as_bytes()).ok();
    server
}

/// A signed order for 30 yuan; gives its page and its slip number.
fn signed_order(server: &Server) -> (String, String) {
    let (desk, li) = (Browser::signed_in(server, "wang"), Technician::new(server));
    let order = dispatched(server, &desk, &[]);
    signed(&li, &order);
    let number = li.order(&order).ok()["order"]["slip"]["number"].as_str().unwrap().to_owned();
    (order, number)
}

fn pay(browser: &Browser<'_>, order: &str, receipt: &str, fen: i64) -> Reply {
    let path = format!("/api/v1{order}");
    let seen = browser.get(&path).headers["etag"].clone();
    let command =
        json!({ "command": "receive_payment", "receipt": receipt, "amount_fen": fen, "method": "cash" });
    browser.json(&format!("{path}/commands"), &seen, &command)
}

/// The customer owes 100 yuan a month for the management.
fn billed(finance: &Browser<'_>) {
    let terms = json!({
        "command": "set_terms", "account": "C-1", "plan": "month", "monthly_fen": 10_000, "from": "2026-10"
    });
    finance.json("/api/v1/fees/accounts/C-1/commands", "none", &terms).ok();
    finance.json("/api/v1/fees/prepare", "", &json!({})).ok();
}

fn take(browser: &Browser<'_>, receipt: &str) -> Reply {
    let path = "/api/v1/fees/accounts/C-1";
    let seen = browser.get(path).headers["etag"].clone();
    let command = json!({
        "command": "take_payment", "receipt": receipt, "principal_fen": 10_000, "method": "cash", "confirmed": true
    });
    browser.json(&format!("{path}/commands"), &seen, &command)
}

/// What a collector wrote without a network, sent now.
fn sent_late(hand: &mut Hand<'_>, actor: u8, order: &str, receipt: &str) {
    let mut replica = hand.fetch(id_of(order));
    let paid = PaymentReceived {
        receipt: receipt.into(),
        amount_fen: 3_000,
        method: PaymentMethod::Cash,
        paid_at: START,
    };
    let entry = hand.entry(Body::PaymentReceived(paid));
    let run = hand.run(&mut replica, actor, &[entry]);
    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
}

/// The order's account, and what is asked about its receipts.
fn account(browser: &Browser<'_>, order: &str) -> (Value, Vec<Value>) {
    let found = browser.get(&format!("/api/v1{order}")).ok()["order"].clone();
    let conflicts = found["conflicts"].as_array().unwrap().iter();
    (found["account"].clone(), conflicts.filter(|one| one["rule"] == "RECEIPT").cloned().collect())
}

#[test]
fn fee_10_a_receipt_s_number_is_refused_at_the_whole_site_and_the_refusal_says_where_it_stands() {
    let server = site();
    let (first, number) = signed_order(&server);
    let (second, _) = signed_order(&server);
    let (cai, fu) = (Browser::signed_in(&server, "cai"), Browser::signed_in(&server, "fu"));
    pay(&cai, &first, "R-1", 1_000).ok();
    let used = |receipt: &str, place: Value| json!({ "code": "fee", "data": { "receipt_used_at": { "receipt": receipt, "place": place } } });
    // Blanks beside the number make no other number of it.
    for receipt in ["R-1", " R-1 "] {
        let refused = pay(&cai, &second, receipt, 3_000).expect(422, "command-refused");
        assert_eq!(refused.body["rejection"], used("R-1", json!({ "slip": number })));
    }
    let etag = hidden(&cai.page(&second), "etag");
    let fields = [("command", "receive_payment"), ("receipt", "R-1"), ("amount", "30"), ("method", "cash")];
    let page = cai.command_with(&second, &etag, &fields);
    assert_eq!(page.status, 422, "{page:?}");
    has(&page.text, &[&format!("收据号 R-1 已用于工单 {number}")]);

    // The same number for a management fee, and the other way round.
    billed(&cai);
    let refused = take(&fu, "R-1").expect(422, "command-refused");
    assert_eq!(refused.body["rejection"], used("R-1", json!({ "slip": number })));
    take(&fu, "F-1").ok();
    let refused = pay(&cai, &second, "F-1", 3_000).expect(422, "command-refused");
    assert_eq!(refused.body["rejection"], used("F-1", json!({ "account": "C-1" })));
    // Whoever may not take money isn't told where a number stands.
    pay(&Browser::signed_in(&server, "wang"), &second, "F-1", 3_000).expect(403, "forbidden");
    pay(&cai, &second, "R-2", 3_000).ok();
    assert_eq!(account(&cai, &second).0["paid_fen"], 3_000);
}

#[test]
fn fee_10_col_26_two_papers_with_one_number_are_kept_count_once_and_ask_finance() {
    let server = site();
    let mut hand = Hand::new(&server, 1).in_role(Role::FeeCollector);
    let (first, number) = signed_order(&server);
    let (second, _) = signed_order(&server);
    let (third, _) = signed_order(&server);
    let cai = Browser::signed_in(&server, "cai");
    pay(&cai, &first, "R-7", 3_000).ok();
    sent_late(&mut hand, 21, &second, "R-7");
    sent_late(&mut hand, 22, &third, "R-7");
    let payments = "SELECT count(*) FROM entry WHERE kind = 'payment_received'";
    assert_eq!(server.count(payments), 3, "nothing is dropped");

    // The earlier one counts; each later one asks once, in its own order.
    let (paid, asked) = account(&cai, &first);
    assert_eq!((&paid["paid_fen"], asked.len()), (&json!(3_000), 0));
    for order in [&second, &third] {
        let (paid, asked) = account(&cai, order);
        assert_eq!(paid["paid_fen"], 0);
        assert_eq!(paid["payments"][0]["counts"], false);
        assert_eq!(paid["payments"][0]["elsewhere"], first.trim_start_matches("/orders/"));
        assert_eq!(asked.len(), 1);
        assert_eq!(asked[0]["outcome"], "receipt_counts_elsewhere");
        assert_eq!((&asked[0]["settled"], &asked[0]["audience"]), (&Value::Null, &json!(["finance"])));
        let page = cai.page(order);
        let link = format!("href=\"{first}\">工单 {number}");
        has(&page, &["收据号已用于他处", &link, "同一笔收款,此处不计", "两张收据,都计入", "计在他处"]);
    }
    has(
        &cai.page(&format!("{second}?lang=en")),
        &["Receipt number used elsewhere", "Two receipts: both count"],
    );

    // Finance finds two receipts in the one, and one payment in the other. Nobody else settles it.
    let decide = |browser: &Browser<'_>, order: &str, choice: &str| {
        let conflict = account(&cai, order).1[0]["id"].clone();
        let path = format!("/api/v1{order}");
        let seen = cai.get(&path).headers["etag"].clone();
        let command =
            json!({ "command": "decide", "conflict": conflict, "choice": choice, "reason": "核对存根" });
        browser.json(&format!("{path}/commands"), &seen, &command)
    };
    let desk = Browser::signed_in(&server, "wang");
    decide(&desk, &second, "reject").expect(403, "forbidden");
    decide(&cai, &second, "reject").ok();
    decide(&cai, &third, "confirm").ok();
    let (paid, asked) = account(&cai, &second);
    assert_eq!((&paid["paid_fen"], &asked[0]["outcome"]), (&json!(3_000), &json!("two_receipts")));
    let (paid, asked) = account(&cai, &third);
    assert_eq!((&paid["paid_fen"], &asked[0]["settled"]["choice"]), (&json!(0), &json!("confirm")));
    has(&cai.page(&second), &["two receipts, both count"]);

    // Whoever comes later with the number doesn't open it again.
    let (fourth, _) = signed_order(&server);
    sent_late(&mut hand, 23, &fourth, "R-7");
    assert_eq!(account(&cai, &second).1[0]["settled"]["choice"], "reject");
    assert_eq!(questions(&server), 3);
    // What the caches hold follows from the log.
    let differing = server.store.read_blocking(|connection| -> Result<usize, EngineError> {
        let scratch = derive(connection, &Library::built_in().unwrap(), |_| ())?;
        let all = compare(connection, &scratch)?;
        Ok(all.iter().filter(|(table, found)| *table == "receipt_number" && !found.is_none()).count())
    });
    assert_eq!(differing.unwrap(), 0);
}

/// How often the server has asked about a receipt.
fn questions(server: &Server) -> usize {
    let found = server.store.read_blocking(|connection| -> Result<usize, EngineError> {
        let mut statement = connection.prepare("SELECT bytes FROM entry WHERE kind = 'settled'")?;
        let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
        let about = |bytes: &&Vec<u8>| bytes.windows(8).any(|eight| eight == b"RECEIPT:");
        Ok(rows.collect::<Result<Vec<_>, _>>()?.iter().filter(about).count())
    });
    found.unwrap()
}

#[test]
fn fee_10_a_slip_s_receipt_that_a_fee_account_has_is_asked_about_too() {
    let server = site();
    let mut hand = Hand::new(&server, 1).in_role(Role::FeeCollector);
    let (order, _) = signed_order(&server);
    let (cai, fu) = (Browser::signed_in(&server, "cai"), Browser::signed_in(&server, "fu"));
    billed(&cai);
    take(&fu, "F-9").ok();
    sent_late(&mut hand, 24, &order, "F-9");
    let (paid, asked) = account(&cai, &order);
    assert_eq!((&paid["paid_fen"], asked.len()), (&json!(0), 1));
    has(&cai.page(&order), &["href=\"/fees/accounts/C-1\">客户 C-1 的管理费账户"]);
    let fees = cai.get("/api/v1/fees/accounts/C-1").ok();
    assert_eq!(fees["statement"]["bills"][0]["paid_fen"], 10_000);
}

/// Whoever plans a visit may be somebody who takes no money: a number on paper takes nobody's payment away.
#[test]
fn fee_10_a_receipt_that_was_only_prepared_displaces_no_payment() {
    let server = site();
    let mut hand = Hand::new(&server, 1).in_role(Role::FeeCollector);
    let (order, _) = signed_order(&server);
    let (cai, fu) = (Browser::signed_in(&server, "cai"), Browser::signed_in(&server, "fu"));
    billed(&cai);
    let collector = server.technician.to_string();
    let visit = [
        ("command", "fee_visit_planned"),
        ("collector", collector.as_str()),
        ("visit_at", "2026-09-25T18:30"),
        ("amount", "100.00"),
        ("receipt", "F-5"),
        ("contact_name", "李太太"),
        ("owner_name", "陈女士"),
        ("address", "3栋0702"),
    ];
    let page = fu.page("/fees/accounts/C-1");
    let etag = hidden(&page, "etag");
    let fields: Vec<_> = [("etag", etag.as_str())].into_iter().chain(visit).collect();
    assert_eq!(fu.post("/fees/accounts/C-1/commands", &fields).status, 303);
    sent_late(&mut hand, 25, &order, " F-5 ");
    let (paid, asked) = account(&cai, &order);
    assert_eq!((&paid["paid_fen"], asked.len()), (&json!(3_000), 0));
    assert_eq!(paid["payments"][0]["receipt"], "F-5", "blanks around a number make no other number");
}
