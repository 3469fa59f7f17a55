//! The store's field for codes: what a scanner types or a storekeeper knows leads to its page or form.

use crate::store_desk::{COMMANDS, delivery, received, with_store};
use crate::support::browser::*;
use crate::support::*;
use client_core::domain::entry::store::{GoodsLine, ToolCondition};
use client_core::domain::id::DocumentId;
use client_core::domain::stock::{Exchange, Ticket};
use serde_json::json;

fn look_up(browser: &Browser<'_>, code: &str) -> Reply {
    browser.get(&format!("/store?code={}", encode(code)))
}

#[track_caller]
fn leads_to(browser: &Browser<'_>, code: &str, to: &str) {
    let reply = look_up(browser, code);
    assert_eq!((reply.status, reply.headers.get("location").map(String::as_str)), (303, Some(to)), "{code}");
}

/// The code of the only movement of an order, as its entries say it.
fn only_code(reader: &Browser<'_>, order: &str) -> String {
    let journal = reader.get(&format!("/api/v1{order}/journal")).text;
    let (_, code) = journal.split_once("\"code\":\"").unwrap_or_else(|| panic!("{journal}"));
    code.split('"').next().unwrap().to_owned()
}

/// The ticket that the phone of `li` shows after the first movement of an order.
fn ticket(server: &Server, reader: &Browser<'_>, order: &str) -> Ticket {
    let view = reader.get(&format!("/api/v1{order}")).ok();
    let code = view["order"]["goods"]["movements"][0]["code"].as_str().unwrap().parse().unwrap();
    Ticket {
        exchange: Exchange::Issue,
        order: Some(order.rsplit('/').next().unwrap().parse().unwrap()),
        number: None,
        parties: vec![server.technician],
        lines: vec![GoodsLine { item: "starter".into(), quantity: 2, batch: None }],
        tool: None,
        due_at: None,
        condition: None,
        loan: None,
        code,
    }
}

#[test]
fn mat_10_a_code_leads_to_the_item_the_tool_and_the_slip_that_it_names() {
    let server = with_store();
    let (wang, li) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "li"));
    let store = Browser::signed_in(&server, "cang");
    has(&store.page("/store"), &["name=\"code\"", "autofocus"]);
    leads_to(&store, " Starter ", "/store/items/starter");
    leads_to(&store, "t-017", "/store/tools/T-017");
    // The field is on those pages too, so that one scan follows the other.
    has(&store.page("/store/tools/T-017"), &["action=\"/store\"", "name=\"code\""]);
    let order = received(&server, &wang, &li);
    let need = json!({ "command": "need_material", "lines": [{ "item": "starter", "quantity": 2 }] });
    li.order_json(&order, &need);
    let goods = format!("{order}#goods");
    let number =
        wang.get(&format!("/api/v1{order}")).ok()["order"]["slip"]["number"].as_str().unwrap().to_owned();
    leads_to(&store, &number, &goods);
    leads_to(&store, &number.to_lowercase(), &goods);
    // What the slip's QR code says, and what a name elsewhere for the same machine makes of it.
    leads_to(&store, &format!("http://jobs.example.org{order}"), &goods);
    leads_to(&store, &format!("https://10.0.0.7:8443{order}?lang=en"), &goods);
    assert_eq!(store.page(&order).matches("id=\"goods\"").count(), 1);
}

#[test]
fn mat_03_a_person_s_name_shows_what_is_in_his_hands() {
    let server = with_store();
    let (wang, li) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "li"));
    let store = Browser::signed_in(&server, "cang");
    has(&look_up(&store, "li").text, &["LI", "名下没有未还的工具"]);
    let order = received(&server, &wang, &li);
    let lend = json!({ "command": "lend_tool", "tool": "T-017", "due_at": START + DAY, "condition": "good" });
    li.order_json(&order, &lend);
    let found = look_up(&store, "Li");
    let card = found.text.split("id=\"found\"").nth(1).unwrap().split("</section>").next().unwrap();
    has(card, &["名下工具", "/store/tools/T-017", &format!("{order}#goods")]);
    // The eight characters that the phone shows, as somebody types them.
    let code = only_code(&store, &order).replace('-', " ").to_lowercase();
    leads_to(&store, &code, &format!("{order}#goods"));
}

#[test]
fn mat_10_what_nobody_knows_is_said_stays_in_the_field_and_changes_nothing() {
    let server = with_store();
    let wang = Browser::signed_in(&server, "wang");
    let hidden_order = wang.dispatched_until_slip();
    let store = Browser::signed_in(&server, "cang");
    let before = server.count("SELECT count(*) FROM change");
    let payload = "\"><img src=x onerror=alert(1)>";
    for code in ["starterr", "LMP99-1", payload, &hidden_order, "https://evil.example/", "UNDERCROFT-1:AAAA"]
    {
        let reply = look_up(&store, code);
        assert_eq!(reply.status, 404, "{code}");
        assert!(reply.text.contains("role=\"alert\"") && !reply.text.contains(payload), "{code}");
        let kept = code.replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;");
        has(&reply.text, &[&format!("name=\"code\" value=\"{kept}\""), "未做任何更改", "未还工具"]);
    }
    assert_eq!(look_up(&store, "  ").status, 200);
    assert_eq!(server.count("SELECT count(*) FROM change"), before);
}

#[test]
fn mat_02_a_scanned_ticket_is_shown_and_one_more_enter_writes_the_store_s_side() {
    let server = with_store();
    let (wang, li) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "li"));
    let store = Browser::signed_in(&server, "cang");
    store.json(COMMANDS, "", &delivery(5)).ok();
    let order = received(&server, &wang, &li);
    let take = json!({ "command": "receive_material", "lines": [{ "item": "starter", "quantity": 2 }] });
    li.order_json(&order, &take);
    let ticket = ticket(&server, &store, &order);
    let shown = look_up(&store, &ticket.to_text());
    assert_eq!(shown.status, 200);
    has(&shown.text, &["领料", "LI", "启辉器 × 2 个", "class=\"main\" autofocus"]);
    assert_eq!(shown.text.matches(" autofocus").count(), 1, "Enter confirms");
    let fields = [
        ("command", "ticket"),
        ("ticket", &ticket.to_text()),
        ("etag", &hidden(shown.text.split("id=\"found\"").nth(1).unwrap(), "etag")),
    ];
    let done = store.post("/store/commands", &fields);
    assert_eq!((done.status, done.headers["location"].as_str()), (303, "/store"));
    let page = store.page("/store");
    has(&page, &["3 个", "账物相符"]);
    has(&look_up(&store, &ticket.to_text()).text, &["双方都已登记"]);
    // A ticket that was changed by hand isn't one, and neither is one of an order that isn't here.
    let more = Ticket { lines: vec![GoodsLine { quantity: 3, ..ticket.lines[0].clone() }], ..ticket.clone() };
    assert_eq!(look_up(&store, &more.to_text()).status, 404);
    let forged = [("command", "ticket"), ("ticket", &more.to_text()), ("etag", "")];
    assert_eq!(store.post("/store/commands", &forged).status, 422);
    assert_eq!(server.count("SELECT count(*) FROM entry WHERE kind = 'material_issued'"), 1);
}

#[test]
fn mat_04_a_tool_s_ticket_asks_how_the_tool_is_and_takes_what_the_storekeeper_sees() {
    let server = with_store();
    let (wang, li) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "li"));
    let store = Browser::signed_in(&server, "cang");
    let order = received(&server, &wang, &li);
    let due_at = START + DAY;
    let lend = json!({ "command": "lend_tool", "tool": "T-017", "due_at": due_at, "condition": "good" });
    li.order_json(&order, &lend);
    let ticket = Ticket {
        exchange: Exchange::Loan,
        order: Some(order.rsplit('/').next().unwrap().parse::<DocumentId>().unwrap()),
        number: None,
        parties: vec![server.technician],
        lines: Vec::new(),
        tool: Some("T-017".into()),
        due_at: Some(due_at),
        condition: Some(ToolCondition::Good),
        loan: None,
        code: only_code(&store, &order).parse().unwrap(),
    };
    let shown = look_up(&store, &ticket.to_text()).text;
    has(&shown, &["借出工具", "value=\"good\" checked", "value=\"damaged\""]);
    let etag = hidden(shown.split("id=\"found\"").nth(1).unwrap(), "etag");
    let text = ticket.to_text();
    let fields = [("command", "ticket"), ("ticket", text.as_str()), ("etag", &etag), ("condition", "good")];
    assert_eq!(store.post("/store/commands", &fields).status, 303);
    has(&look_up(&store, &text).text, &["双方都已登记"]);
    assert_eq!(server.count("SELECT count(*) FROM entry WHERE kind = 'tool_loaned'"), 2);
}

#[test]
fn attack_27_codes_tell_nothing_to_those_who_do_not_read_the_store() {
    let server = with_store();
    for name in ["wang", "li"] {
        let other = Browser::signed_in(&server, name);
        for code in ["starter", "T-017", "nothing"] {
            assert_eq!(look_up(&other, code).status, 403, "{name} {code}");
        }
    }
}
