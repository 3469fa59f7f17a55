//! The store over HTTP: its interface, the storekeeper's page, and who may see and write what.

use crate::support::browser::*;
use crate::support::*;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::stock::{Material, ToolCard, Unit};
use client_core::domain::text::LocalText;
use serde_json::json;
use undercroft_server::feed::{EngineError, reference};
use undercroft_server::ident::Role;

fn text(zh: &str, en: &str) -> LocalText {
    LocalText { zh_hans: zh.into(), zh_hant: zh.into(), en: en.into() }
}

/// A server whose site has starters, pipe, and a clamp meter, and a storekeeper `cang`.
pub fn with_store() -> Server {
    let server = server();
    let material = |code: &str, zh: &str, unit, step, low_level| Material {
        code: code.into(),
        label: text(zh, code),
        unit,
        step,
        specification: "S10".into(),
        unit_price_fen: 300,
        low_level,
        batch_tracked: false,
    };
    let materials =
        vec![material("starter", "启辉器", Unit::Piece, 1, 2), material("pipe", "水管", Unit::Metre, 100, 0)];
    let meter = ToolCard {
        asset: "T-017".into(),
        kind: "clamp_meter".into(),
        label: text("钳形表", "clamp meter"),
        condition: ToolCondition::Good,
        due_at: Some(START - DAY),
    };
    server
        .store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            let mut bundle = reference::current(connection)?;
            bundle.catalogue.version = 1;
            bundle.catalogue.materials = materials;
            bundle.catalogue.tools = vec![meter];
            reference::publish(connection, bundle, START)?;
            Ok(())
        })
        .unwrap();
    user(&server, "cang", "仓管员甲", Role::Storekeeper);
    user(&server, "jing", "经理", Role::CscManager);
    server
}

/// An order that `li` has received.
pub fn received(server: &Server, wang: &Browser<'_>, li: &Browser<'_>) -> String {
    let order = wang.dispatched_until_slip();
    let technician = server.technician.to_string();
    wang.command(&order, &[("command", "assign"), ("technician", &technician)]);
    li.order_json(&order, &json!({ "command": "receive" }));
    order
}

pub fn delivery(quantity: i64) -> serde_json::Value {
    json!({ "command": "receive_stock", "origin": "D-1", "lines": [{ "item": "starter", "quantity": quantity }] })
}

pub const COMMANDS: &str = "/api/v1/store/commands";

#[test]
fn mat_10_stock_at_a_past_moment_and_the_postings_that_explain_it() {
    let server = with_store();
    let store = Browser::signed_in(&server, "cang");
    store.json(COMMANDS, "", &delivery(5)).ok();
    let before = START + MINUTE;
    server.advance(2 * MINUTE);
    let scrap = json!({
        "command": "scrap", "reason": "broken",
        "goods": { "material": { "item": "starter", "quantity": 2 } },
    });
    store.json(COMMANDS, "", &scrap).ok();

    let now = store.get("/api/v1/store/items/starter").ok();
    assert_eq!((now["on_hand"].as_i64(), now["postings"].as_array().unwrap().len()), (Some(3), 2));
    let then = store.get(&format!("/api/v1/store/items/starter?at={before}")).ok();
    assert_eq!((then["on_hand"].as_i64(), then["postings"].as_array().unwrap().len()), (Some(5), 1));
    let all = store.get("/api/v1/store").ok();
    let figure = &all["stock"].as_array().unwrap().iter().find(|one| one["item"] == "starter").unwrap();
    assert_eq!((&figure["on_hand"], &figure["low"]), (&json!(3), &json!(false)));
    store.get("/api/v1/store/items/nothing").expect(404, "not-found");
    store.get("/api/v1/store/items/starter?at=soon").expect(400, "invalid-parameter");
    store.get("/api/v1/store/tools/T-999").expect(404, "not-found");

    let page = store.page("/store/items/starter");
    has(&page, &["启辉器", "入库", "报废", "3 个", "+5 个", "-2 个", "供应商"]);
    let past = store.page("/store/items/starter?at=2026-09-21T22:14");
    has(&past, &["5 个"]);
    assert!(!past.contains("-2 个"));
    assert_eq!(store.get("/store/items/starter?at=soon").status, 400);
    assert_eq!(store.get("/store/items/nothing").status, 404);
}

#[test]
fn mat_10_bad_lines_are_refused_with_a_problem_and_change_nothing() {
    let server = with_store();
    let store = Browser::signed_in(&server, "cang");
    for (quantity, item) in [(0, "starter"), (-1, "starter"), (50, "pipe"), (1, "unknown")] {
        let body = json!({
            "command": "receive_stock", "origin": "D-1", "lines": [{ "item": item, "quantity": quantity }],
        });
        store.json(COMMANDS, "", &body).expect(422, "command-refused");
    }
    store.json(COMMANDS, "", &json!({ "command": "burn_it_down" })).expect(400, "invalid-request");
    assert_eq!(server.count("SELECT count(*) FROM change"), 0);
}

#[test]
fn attack_27_only_the_roles_of_the_store_read_and_write_it() {
    let server = with_store();
    for name in ["wang", "li"] {
        let other = Browser::signed_in(&server, name);
        for path in ["/api/v1/store", "/api/v1/store/tools/T-017", "/api/v1/store/items/starter"] {
            other.get(path).expect(403, "forbidden");
        }
        for path in ["/store", "/store/count", "/store/items/starter", "/store/tools/T-017"] {
            assert_eq!(other.get(path).status, 403, "{name} {path}");
        }
        other.json(COMMANDS, "", &delivery(1)).expect(403, "forbidden");
        assert_eq!(other.post("/store/commands", &[("command", "close"), ("day", "2026-09-22")]).status, 403);
        assert!(!other.page("/").contains("href=\"/store\""), "{name}");
    }
    // Managers read and write nothing of it.
    let manager = Browser::signed_in(&server, "jing");
    has(&manager.page("/"), &["href=\"/store\""]);
    let page = manager.page("/store");
    has(&page, &["启辉器", "T-017"]);
    assert!(!page.contains("value=\"close\"") && !page.contains("value=\"receive\""));
    manager.json(COMMANDS, "", &delivery(1)).expect(403, "forbidden");
    let close = manager.post("/store/commands", &[("command", "close"), ("day", "2026-09-22")]);
    assert_eq!(close.status, 403);
    assert_eq!(Browser::new(&server).get("/store").headers["location"], "/login?next=/store");
    assert_eq!(server.count("SELECT count(*) FROM change"), 0);
}

/// Fields of the first form of a section that sends this command, its hidden ones.
fn form_of(page: &str, section: &str, command: &str) -> Vec<(String, String)> {
    let (_, rest) = page.split_once(&format!("id=\"{section}\"")).unwrap();
    let rest = rest.split_once("</section>").unwrap().0;
    let sends = format!("name=\"command\" value=\"{command}\"");
    let form = rest.split("<form").find(|form| form.contains(&sends)).unwrap_or_else(|| panic!("{page}"));
    let form = form.split_once("</form>").unwrap().0;
    let mut fields = Vec::new();
    for input in form.split("<input type=\"hidden\" name=\"").skip(1) {
        let (name, rest) = input.split_once('"').unwrap();
        let value = rest.split_once("value=\"").unwrap().1.split_once('"').unwrap().0;
        fields.push((name.to_owned(), value.to_owned()));
    }
    fields
}

fn send(browser: &Browser<'_>, hidden: &[(String, String)], typed: &[(&str, &str)]) -> Reply {
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.extend(typed);
    browser.post("/store/commands", &fields)
}

#[test]
fn mat_03_every_open_loan_stands_on_the_page_with_holder_and_due_time_and_every_discrepancy_is_answered() {
    let server = with_store();
    let (wang, li) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "li"));
    let store = Browser::signed_in(&server, "cang");
    let order = received(&server, &wang, &li);
    assert_eq!(store.get(&order).status, 404, "nothing was said of goods");
    let need = json!({ "command": "need_material", "lines": [{ "item": "starter", "quantity": 2 }] });
    li.order_json(&order, &need);
    let page = store.page("/store");
    has(&page, &["待批用料", "启辉器 × 2 个", "LI", "没有未还的工具", "账物相符"]);
    has(&page, &["检定过期"]);
    let answer = form_of(&page, "needs", "answer_need");
    let refused = send(&store, &answer, &[("approved", "no"), ("reason", "")]);
    assert_eq!(refused.status, 422);
    assert_eq!(send(&store, &answer, &[("approved", "yes"), ("reason", "")]).status, 303);
    assert!(!store.page("/store").contains("待批用料"));

    // The technician alone writes a loan and an issue.
    let due_at = START + 90 * MINUTE;
    let lend = json!({ "command": "lend_tool", "tool": "T-017", "due_at": due_at, "condition": "good" });
    li.order_json(&order, &lend);
    let take = json!({ "command": "receive_material", "lines": [{ "item": "starter", "quantity": 2 }] });
    li.order_json(&order, &take);
    let page = store.page("/store");
    has(&page, &["T-017", "LI", "单方记录", "只有一方记录", "另一方没有记录", "库存为负"]);
    has(&store.page(&order), &["COL-11", "同一库存重复发出", "两笔都有效,请盘点"]);
    assert!(!page.contains("已逾期") && !page.contains("一小时内到期"));
    server.advance(45 * MINUTE);
    has(&store.page("/store"), &["一小时内到期"]);
    server.advance(60 * MINUTE);
    has(&store.page("/store"), &["已逾期"]);
    let json = store.get("/api/v1/store").ok();
    assert_eq!(json["loans"][0]["overdue"], true);
    assert_eq!(json["loans"][0]["holder_name"], "LI");
    has(&store.page("/store/tools/T-017"), &["借用工具", "LI", "钳形表", "完好"]);

    // A count explains the figure; each one-sided movement is answered.
    let sheet = store.page("/store/count");
    has(&sheet, &["盘点表", "启辉器", "-2 个"]);
    let count = [
        ("command", "count"),
        ("item", "starter"),
        ("batch", ""),
        ("counted", "7"),
        ("item", "pipe"),
        ("batch", ""),
        ("counted", "1.5"),
        ("reason", "月底盘点"),
    ];
    assert_eq!(store.post("/store/commands", &count).status, 303);
    let wrong =
        [("command", "count"), ("item", "starter"), ("batch", ""), ("counted", "0.5"), ("reason", "x")];
    let reply = store.post("/store/commands", &wrong);
    assert_eq!(reply.status, 422);
    has(&reply.text, &["启辉器 的数量看不懂:0.5"]);
    for _ in 0..2 {
        let answer = form_of(&store.page("/store"), "discrepancies", "decide");
        let reply = send(&store, &answer, &[("choice", "confirm"), ("reason", "问过本人")]);
        assert_eq!(reply.status, 303, "{reply:?}");
    }
    let page = store.page("/store");
    has(&page, &["账物相符", "7 个", "1.5 米"]);
    has(&wang.page(&order), &["物品", "仓管认可", "启辉器", "T-017", "未核销"]);
    has(&wang.page(&order), &["启辉器 × 2 个", "应还"]);

    // The same answer again is refused, and nothing changes.
    let reply = send(&store, &answer, &[("approved", "yes"), ("reason", "")]);
    assert_eq!(reply.status, 412);
}

#[test]
fn mat_05_one_click_closes_the_day_for_orders_that_are_accounted_for_and_says_why_others_stay_open() {
    let server = with_store();
    let (wang, li) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "li"));
    let store = Browser::signed_in(&server, "cang");
    store.json(COMMANDS, "", &delivery(5)).ok();
    let (done, open) = (received(&server, &wang, &li), received(&server, &wang, &li));
    let lines = json!([{ "item": "starter", "quantity": 1 }]);
    for order in [&done, &open] {
        let take = json!({ "command": "receive_material", "lines": lines });
        li.order_json(order, &take);
        server.advance(MINUTE);
        let view = store.get(&format!("/api/v1{order}")).ok();
        let code = &view["order"]["goods"]["movements"][0]["code"];
        store.order_json(order, &json!({ "command": "issue_material", "lines": lines, "code": code }));
        server.advance(MINUTE);
    }
    store.order_json(&done, &json!({ "command": "return_material", "lines": lines }));
    let reply = store.post("/store/commands", &[("command", "close"), ("day", "2026-09-20")]);
    has(&reply.text, &["已核销 0 单"]);
    let reply = store.post("/store/commands", &[("command", "close"), ("day", "2026-09-22")]);
    assert_eq!(reply.status, 200);
    has(&reply.text, &["已核销 1 单", "未核销 1 单", "启辉器"]);
    has(&wang.page(&done), &["已核销"]);
    has(&wang.page(&open), &["未核销"]);
    let again = store.post("/store/commands", &[("command", "close"), ("day", "2026-09-22")]);
    has(&again.text, &["已核销 0 单"]);
}

#[test]
fn mat_03_a_tool_that_is_out_for_one_order_is_not_lent_for_another_by_the_office_either() {
    let server = with_store();
    let (wang, li) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "li"));
    let (one, two) = (received(&server, &wang, &li), received(&server, &wang, &li));
    let lend = json!({
        "command": "lend_tool", "tool": "T-017", "due_at": START + DAY, "condition": "good",
    });
    li.order_json(&one, &lend);
    let path = format!("/api/v1{two}");
    let version = li.get(&path).headers["etag"].clone();
    let refused = li.json(&format!("{path}/commands"), &version, &lend).expect(422, "command-refused");
    assert!(refused.text.contains("tool_out"), "{refused:?}");
    assert_eq!(server.count("SELECT count(*) FROM entry WHERE kind = 'tool_loaned'"), 1);
}

#[test]
fn the_store_s_pages_speak_three_languages_and_escape_what_people_typed() {
    let server = with_store();
    let store = Browser::signed_in(&server, "cang");
    let payload = "<img src=x onerror=alert(1)>";
    let body = json!({
        "command": "receive_stock", "origin": payload, "lines": [{ "item": "starter", "quantity": 1 }],
    });
    store.json(COMMANDS, "", &body).ok();
    for (language, words) in [
        ("zh-Hans", ["未还工具", "对不上的账", "随身库", "日结核销"]),
        ("zh-Hant", ["未還工具", "對不上的帳", "隨身庫", "日結核銷"]),
        ("en", ["Open loans", "Discrepancies", "Personal stock", "Close the day"]),
    ] {
        let page = store.page(&format!("/store?lang={language}"));
        has(&page, &words);
        assert!(!page.contains(payload) && !page.contains("<style") && !page.contains(" style="));
    }
    let reply = store.post("/store/commands", &[("command", "decide"), ("conflict", payload)]);
    assert_eq!(reply.status, 422);
    assert!(!reply.text.contains(payload));
    let foreign = store.post_from("https://evil.example", "/store/commands", &[("command", "close")]);
    assert_eq!(foreign.status, 403);
}
