//! Numbers of receipts at the whole site, job slips' and fee accounts' (FEE-10, COL-26).

use crate::support::browser::*;
use crate::support::hand::{Hand, id_of};
use crate::support::work::*;
use crate::support::*;
use client_core::domain::entry::Body;
use client_core::domain::entry::fee::FeePaid;
use client_core::domain::entry::finance::{PaymentMethod, PaymentReceived};
use client_core::domain::fee::fee_document;
use client_core::domain::id::EntryId;
use client_core::domain::procedure::Library;
use client_core::protocol::{Outcome, Run};
use serde_json::{Value, json};
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{compare, derive};
use undercroft_server::ident::Role;

const ESTATE: &str = "\
row,building,building_name,unit_no,unit_kind,area_m2,number,name,relation,phones,since,until,area_assistant,note
building,3,3栋,,,,,,,,,,,
unit,3,,0702,dwelling,85.5,,,,,,,,
customer,3,,0702,,,C-1,陈女士,owner,13800000046,,,,
customer,3,,0702,,,C-2,陈先生,owner,13800000047,,,,
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
    opened(finance, "C-1");
    finance.json("/api/v1/fees/prepare", "", &json!({})).ok();
}

fn opened(finance: &Browser<'_>, account: &str) {
    let terms = json!({
        "command": "set_terms", "account": account, "plan": "month", "monthly_fen": 10_000, "from": "2026-10"
    });
    finance.json(&format!("/api/v1/fees/accounts/{account}/commands"), "none", &terms).ok();
}

/// The technician will collect at the door; gives the visit's entry.
fn planned(server: &Server, service: &Browser<'_>, account: &str, receipt: &str) -> EntryId {
    let path = format!("/fees/accounts/{account}");
    let collector = server.technician.to_string();
    let visit = [
        ("command", "fee_visit_planned"),
        ("collector", collector.as_str()),
        ("visit_at", "2026-09-25T18:30"),
        ("amount", "100.00"),
        ("receipt", receipt),
        ("contact_name", "李太太"),
        ("owner_name", "陈女士"),
        ("address", "3栋0702"),
    ];
    let etag = hidden(&service.page(&path), "etag");
    let fields: Vec<_> = [("etag", etag.as_str())].into_iter().chain(visit).collect();
    assert_eq!(service.post(&format!("{path}/commands"), &fields).status, 303);
    let view = service.get(&format!("/api/v1{path}")).ok();
    view["account"]["visits"][0]["origin"]["entry"].as_str().unwrap().parse().unwrap()
}

/// A management fee that a collector took without a network, ready to be sent.
fn collected(hand: &mut Hand<'_>, actor: u8, account: &str, receipt: &str, visit: Option<EntryId>) -> Run {
    let mut replica = hand.fetch(fee_document(account));
    let entry = hand.entry(Body::FeePaid(FeePaid {
        receipt: receipt.into(),
        principal_fen: 10_000,
        late_fee_fen: 0,
        method: PaymentMethod::Cash,
        paid_at: START,
        visit,
    }));
    hand.run(&mut replica, actor, &[entry])
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
    let run = written(hand, actor, order, receipt);
    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
}

/// What a collector wrote without a network.
fn written(hand: &mut Hand<'_>, actor: u8, order: &str, receipt: &str) -> Run {
    let mut replica = hand.fetch(id_of(order));
    let paid = PaymentReceived {
        receipt: receipt.into(),
        amount_fen: 3_000,
        method: PaymentMethod::Cash,
        paid_at: START,
    };
    let entry = hand.entry(Body::PaymentReceived(paid));
    hand.run(&mut replica, actor, &[entry])
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
    let visit = planned(&server, &fu, "C-1", "F-5");
    sent_late(&mut hand, 25, &order, " F-5 ");
    let (paid, asked) = account(&cai, &order);
    assert_eq!((&paid["paid_fen"], asked.len()), (&json!(3_000), 0));
    assert_eq!(paid["payments"][0]["receipt"], "F-5", "blanks around a number make no other number");
    // Money that was taken at the door with the prepared one is another matter.
    let run = collected(&mut hand, 26, "C-1", "F-5", Some(visit));
    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
    let (paid, asked) = account(&cai, &order);
    assert_eq!((&paid["paid_fen"], asked.len()), (&json!(0), 1));
    assert_eq!(paid_of(&cai, "C-1"), 10_000);
}

/// What was paid for the management, in fen.
fn paid_of(browser: &Browser<'_>, account: &str) -> i64 {
    browser.get(&format!("/api/v1/fees/accounts/{account}")).ok()["statement"]["paid_fen"].as_i64().unwrap()
}

#[test]
fn fee_10_a_management_fee_s_receipt_that_arrives_after_a_slip_s_is_asked_about_at_the_slip() {
    let server = site();
    let mut hand = Hand::new(&server, 1).in_role(Role::FeeCollector);
    let (first, _) = signed_order(&server);
    let (second, _) = signed_order(&server);
    let (third, _) = signed_order(&server);
    let (cai, fu) = (Browser::signed_in(&server, "cai"), Browser::signed_in(&server, "fu"));
    billed(&cai);
    planned(&server, &fu, "C-1", "F-1");
    pay(&cai, &first, "R-1", 3_000).ok();
    sent_late(&mut hand, 31, &second, "R-1");
    let now = |order: &str| {
        let (paid, asked) = account(&cai, order);
        (paid["paid_fen"].as_i64().unwrap(), asked.len())
    };
    assert_eq!((now(&first), now(&second)), ((3_000, 0), (0, 1)));

    // The fee counts, although it came last: an account is asked nothing. The slip that counted until then is asked now.
    let run = collected(&mut hand, 32, "C-1", " R-1 ", None);
    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
    assert_eq!((now(&first), now(&second), paid_of(&cai, "C-1")), ((0, 1), (0, 1), 10_000));
    has(&cai.page(&first), &["href=\"/fees/accounts/C-1\">客户 C-1 的管理费账户"]);
    let (_, asked) = account(&cai, &first);
    let path = format!("/api/v1{first}");
    let seen = cai.get(&path).headers["etag"].clone();
    let decide =
        json!({ "command": "decide", "conflict": asked[0]["id"], "choice": "reject", "reason": "两张收据" });
    cai.json(&format!("{path}/commands"), &seen, &decide).ok();
    assert_eq!((now(&first), paid_of(&cai, "C-1")), ((3_000, 1), 10_000));

    // Both in one go, whatever comes first in it.
    let runs = vec![written(&mut hand, 33, &third, "R-2"), collected(&mut hand, 32, "C-1", "R-2", None)];
    assert_eq!(hand.push(runs), [Outcome::Accepted, Outcome::Accepted]);
    assert_eq!((now(&third), paid_of(&cai, "C-1")), ((0, 1), 20_000));
    assert_eq!((now(&first), questions(&server)), ((3_000, 1), 3), "nobody is asked twice");
}

/// Two phones wrote one receipt of a slip down; which of the two counts may change after the question was asked.
#[test]
fn fee_10_col_26_an_earlier_paper_that_arrives_later_does_not_count_unasked() {
    let server = site();
    let mut one = Hand::new(&server, 1).in_role(Role::FeeCollector);
    let mut other = Hand::new(&server, 2).in_role(Role::FeeCollector);
    let (first, _) = signed_order(&server);
    let (second, _) = signed_order(&server);
    let cai = Browser::signed_in(&server, "cai");
    pay(&cai, &first, "R-7", 3_000).ok();
    one.at.wall = START + 60_000;
    let late = written(&mut one, 41, &second, "R-7");
    let later = written(&mut other, 51, &second, "R-7");
    assert_eq!(one.push(vec![late]), [Outcome::Accepted]);
    let (paid, asked) = account(&cai, &second);
    assert_eq!((&paid["paid_fen"], asked.len()), (&json!(0), 1));
    assert_eq!(other.push(vec![later]), [Outcome::Accepted]);
    let (paid, asked) = account(&cai, &second);
    assert_eq!((&paid["paid_fen"], asked.len()), (&json!(0), 2), "{paid}");
    assert_eq!(account(&cai, &first).0["paid_fen"], 3_000);
}

#[test]
fn fee_10_col_26_each_account_of_a_shared_receipt_leads_to_the_other() {
    let server = site();
    let mut hand = Hand::new(&server, 1).in_role(Role::FeeCollector);
    let (cai, fu) = (Browser::signed_in(&server, "cai"), Browser::signed_in(&server, "fu"));
    billed(&cai);
    opened(&cai, "C-2");
    planned(&server, &fu, "C-2", "F-2");
    take(&fu, "F-77").ok();
    let words = "One receipt number stands in several accounts";
    assert!(!cai.page("/fees/accounts/C-1?lang=en").contains(words));
    let run = collected(&mut hand, 61, "C-2", "F-77", None);
    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);
    for (own, other) in [("C-1", "C-2"), ("C-2", "C-1")] {
        let page = cai.page(&format!("/fees/accounts/{own}?lang=en"));
        has(&page, &[words, "F-77", &format!("href=\"/fees/accounts/{other}\">{other}<")]);
        let view = cai.get(&format!("/api/v1/fees/accounts/{own}")).ok();
        assert_eq!(view["shared_receipts"], json!([{ "receipt": "F-77", "accounts": [other] }]));
    }
    let list = cai.page("/fees?lang=en");
    has(&list, &[words, "href=\"/fees/accounts/C-1\">C-1<", "href=\"/fees/accounts/C-2\">C-2<"]);
}
