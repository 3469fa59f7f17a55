//! Bodies and parameters that mean something else than they seem.

use crate::support::browser::*;
use crate::support::*;
use serde_json::{Value, json};
use undercroft_server::ident::Role;

/// Bodies that the interface's own description gives as examples, by "METHOD path".
fn examples() -> Vec<(String, Vec<Value>)> {
    let text = include_str!("../../../src/http/examples.json");
    let all: Value = serde_json::from_str(text).unwrap();
    let all = all.as_object().unwrap().iter();
    all.map(|(place, named)| {
        (place.clone(), named.as_object().unwrap().values().map(|one| one["value"].clone()).collect())
    })
    .collect()
}

/// A path with an id in every place of one.
fn filled(path: &str, order: &str) -> String {
    let id = order.rsplit('/').next().unwrap();
    let parts = path.split('/').map(|part| match part {
        "{id}" => id,
        "{month}" => "2026-08",
        "{code}" | "{unit}" | "{number}" => "3",
        part => part,
    });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn attack_43_nobody_assigns_what_is_not_his_to_assign() {
    let server = server();
    user(&server, "head", "主任", Role::OfficeHead);
    let desk = Browser::signed_in(&server, "head");
    let wang = Browser::signed_in(&server, "wang");
    let order = wang.register("陈女士", "灯不亮");
    // At another address: requests of one home belong together.
    let mut fields = registration("赵先生", "水管漏水");
    fields.iter_mut().filter(|(name, _)| *name == "unit_no").for_each(|(_, unit)| *unit = "5栋0101");
    let other = wang.post("/orders/new", &fields).headers["location"].clone();
    let changes = server.count("SELECT count(*) FROM change");
    let mut tried = 0;
    for (place, bodies) in examples() {
        let (method, path) = place.split_once(' ').unwrap();
        let path = filled(path, &order);
        for body in bodies {
            for field in ["role", "tenant_id", "approved_by", "by", "id", "__proto__"] {
                let mut more = body.clone();
                more.as_object_mut().unwrap().insert(field.to_owned(), json!("administrator"));
                if body.get(field).is_some() {
                    continue;
                }
                let reply = match method {
                    "PUT" => desk.put(&path, "\"1\"", &more),
                    _ => desk.json(&path, &format!("\"{}\"", "ab".repeat(32)), &more),
                };
                // Where the role is asked for first, the body isn't read at all.
                if reply.status == 403 {
                    continue;
                }
                assert_eq!(reply.status, 400, "{place} {field} {more}: {reply:?}");
                assert_eq!(reply.problem(), "unknown-field", "{place} {field} {more}: {reply:?}");
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "{tried}");
    assert_eq!(changes, server.count("SELECT count(*) FROM change"));
    // An id of another order in the query changes nothing of the answer: the path alone says which it is.
    let id = |order: &str| order.rsplit('/').next().unwrap().to_owned();
    let (own, foreign) = (id(&order), id(&other));
    for part in ["", "/journal"] {
        let path = format!("/api/v1{order}{part}");
        let plain = desk.get(&path).ok();
        for name in ["id", "order", "order_id", "document", "user", "holder", "role", "as", "on_behalf_of"] {
            let reply = desk.get(&format!("{path}?{name}={foreign}"));
            assert!(!reply.text.contains(&foreign) && !reply.text.contains("赵先生"), "{reply:?}");
            assert_eq!(reply.ok(), plain, "{path}?{name}");
        }
    }
    // Of what a list doesn't know it says so.
    for name in ["id", "user", "role", "tenant_id", "approved_by"] {
        let reply = desk.get(&format!("/api/v1/orders?{name}={foreign}"));
        assert_eq!((reply.status, reply.problem().as_str()), (400, "invalid-parameter"), "{name}");
    }
    // A command's order is that of its path; one that names another in its body is refused whole.
    let tag = wang.get(&format!("/api/v1{order}")).headers["etag"].clone();
    for name in ["id", "order", "document"] {
        let command = json!({ "command": "judge", "accepted": true, name: foreign });
        let reply = wang.json(&format!("/api/v1{order}/commands"), &tag, &command);
        assert_eq!((reply.status, reply.problem().as_str()), (400, "unknown-field"), "{name}");
    }
    assert_eq!(changes, server.count("SELECT count(*) FROM change"));
    let judged = json!({ "command": "judge", "accepted": true });
    wang.json(&format!("/api/v1{order}/commands?id={foreign}"), &tag, &judged).ok();
    let state = |id: &str| desk.get(&format!("/api/v1/orders/{id}")).ok()["order"]["state"].clone();
    assert_eq!((state(&own), state(&foreign)), (json!("accepted"), json!("requested")));
}

/// What SQL, LIKE, JSON paths, regular expressions and templates would take for their own.
const INJECTIONS: &[&str] = &[
    "' OR '1'='1",
    "'; DROP TABLE change;--",
    "\" OR \"\"=\"",
    "%",
    "_",
    "3%",
    "3_0702",
    "*",
    "[0-9]",
    "$.a",
    "$[*]",
    "{{7*7}}",
    "(a+)+$",
    "\\",
    "\u{0}",
    "a\u{0}b",
    "\u{10ffff}",
    "1 UNION SELECT password_hash FROM user",
];

#[test]
fn attack_44_what_is_typed_into_a_query_is_a_value_and_nothing_else() {
    let server = server();
    user(&server, "head", "主任", Role::OfficeHead);
    user(&server, "root", "管理员", Role::Administrator);
    let wang = Browser::signed_in(&server, "wang");
    let (head, root) = (Browser::signed_in(&server, "head"), Browser::signed_in(&server, "root"));
    wang.register("陈女士", "灯不亮");
    let unit = json!({ "building": "3", "unit": "0702" });
    let _ = head.json("/api/v1/directory/units", "", &unit);
    let before = (server.count("SELECT count(*) FROM change"), server.count("SELECT count(*) FROM user"));
    // Every parameter that the description knows, and the names of columns that it doesn't.
    let api = serde_json::to_value(undercroft_server::http::openapi_document()).unwrap();
    let mut tried = 0;
    for (path, methods) in api["paths"].as_object().unwrap() {
        let Some(get) = methods.get("get") else { continue };
        let Some(parameters) = get["parameters"].as_array() else { continue };
        let queries = parameters.iter().filter(|one| one["in"] == "query");
        let names: Vec<&str> = queries.map(|one| one["name"].as_str().unwrap()).collect();
        if names.is_empty() || path.contains('{') {
            continue;
        }
        for name in names.iter().chain(&["sort", "order_by", "fields"]) {
            for text in INJECTIONS {
                // Whatever stands between its numbers, it is the address of her unit, or begins as it does.
                let address = ["unit", "q"].contains(name) && text.starts_with('3');
                // The text must be the only thing that could be wrong, so what is needed beside it is given.
                let mut query = format!("{name}={}", encode(text));
                for (needed, value) in [("q", "3"), ("from", "2026-01-01"), ("to", "2026-01-31")] {
                    if names.contains(&needed) && *name != needed {
                        query.push_str(&format!("&{needed}={value}"));
                    }
                }
                for browser in [&head, &root] {
                    let reply = browser.get(&format!("{path}?{query}"));
                    match reply.status {
                        200 => assert!(
                            (address || !reply.text.contains("陈女士")) && !reply.text.contains("$argon2"),
                            "{path}?{query} finds what nobody named: {reply:?}"
                        ),
                        // The detail may repeat what was asked, so only the form is looked at.
                        400 => assert_eq!(
                            reply.body["type"], "/problems/invalid-parameter",
                            "{path}?{query}: {reply:?}"
                        ),
                        403 => assert_eq!(reply.problem(), "forbidden"),
                        other => panic!("{path}?{query}: {other} {reply:?}"),
                    }
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
    assert_eq!(
        before,
        (server.count("SELECT count(*) FROM change"), server.count("SELECT count(*) FROM user"))
    );
    // A name that is itself such a text is found by itself alone.
    for text in ["100%", "a_b", "' OR 1=1"] {
        wang.register(text, "灯不亮");
    }
    assert_eq!(server.count("SELECT count(*) FROM board"), 4);
    // Signing in as a condition.
    for text in INJECTIONS {
        let reply = server.login(text, "hunter2 hunter2");
        assert!([400, 401, 429].contains(&reply.status), "{text}: {reply:?}");
        server.advance(20 * MINUTE);
    }
}

#[test]
fn attack_45_bodies_are_read_strictly_and_money_is_a_whole_number_of_fen() {
    let server = server();
    user(&server, "cai", "财务", Role::Finance);
    let cai = Browser::signed_in(&server, "cai");
    let wang = Browser::signed_in(&server, "wang");
    let order = wang.register("陈女士", "灯不亮");
    let path = format!("/api/v1{order}/commands");
    let tag = wang.get(&format!("/api/v1{order}")).headers["etag"].clone();
    let changes = server.count("SELECT count(*) FROM change");
    let ask = |browser: &Browser<'_>, body: &[u8]| browser.upload_seen(&path, "application/json", &tag, body);
    let payment = |amount: &str| {
        format!(r#"{{"command":"receive_payment","amount_fen":{amount},"method":"cash","receipt":"1"}}"#)
    };
    for amount in [
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "1.5",
        "1e2",
        "9007199254740993.0",
        "\"100\"",
        "9223372036854775808",
        "-9223372036854775809",
        "0x10",
        "01",
        "1_000",
        "null",
        "[1]",
        "+1",
        "1.",
        ".5",
    ] {
        let reply = ask(&cai, payment(amount).as_bytes());
        assert_eq!(reply.status, 400, "{amount}: {reply:?}");
        assert!(["invalid-json", "invalid-request"].contains(&reply.problem().as_str()), "{amount}");
    }
    let judged = br#"{"command":"judge","accepted":true}"#;
    let deep = |open: &str, close: &str, n: usize| format!("{}1{}", open.repeat(n), close.repeat(n));
    let bad: Vec<Vec<u8>> = vec![
        br#"{"command":"judge","accepted":true,"accepted":false}"#.to_vec(),
        br#"{"command":"judge","command":"issue_slip","accepted":true}"#.to_vec(),
        b"\xef\xbb\xbf{\"command\":\"judge\",\"accepted\":true}".to_vec(),
        br#"{"command":"judge","accepted":true}{"command":"issue_slip"}"#.to_vec(),
        br#"{"command":"judge","accepted":true,}"#.to_vec(),
        br#"{"command":"judge","accepted":TRUE}"#.to_vec(),
        br#"{"command":"judge","accepted":false,"explanation":"\ud800"}"#.to_vec(),
        b"{\"command\":\"judge\",\"accepted\":false,\"explanation\":\"\xff\xfe\"}".to_vec(),
        b"{\"command\":\"judge\",\"accepted\":false,\"explanation\":\"a\nb\"}".to_vec(),
        br"{'command':'judge','accepted':true}".to_vec(),
        br#"/* x */{"command":"judge","accepted":true}"#.to_vec(),
        deep("[", "]", 10_000).into_bytes(),
        deep("{\"a\":", "}", 10_000).into_bytes(),
        format!("{{\"command\":\"judge\",\"accepted\":{}}}", deep("[", "]", 10_000)).into_bytes(),
        b"null".to_vec(),
        b"".to_vec(),
    ];
    for body in bad {
        let reply = ask(&wang, &body);
        assert_eq!(reply.status, 400, "{}: {reply:?}", String::from_utf8_lossy(&body[..body.len().min(80)]));
        reply.problem();
    }
    assert_eq!(changes, server.count("SELECT count(*) FROM change"));
    ask(&wang, judged).ok();
}

#[test]
fn attack_50_what_a_spreadsheet_would_compute_leaves_as_text_in_every_list() {
    let server = server();
    user(&server, "head", "主任", Role::OfficeHead);
    user(&server, "root", "管理员", Role::Administrator);
    let formulas =
        ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0", "=HYPERLINK(\"http://evil\")"];
    let wang = Browser::signed_in(&server, "wang");
    let head = Browser::signed_in(&server, "head");
    for text in formulas {
        wang.post(
            "/orders/new",
            &[
                ("customer_name", text),
                ("unit_no", text),
                ("contact", text),
                ("content", text),
                ("appointment_at", "2026-09-22T14:30"),
                ("service_class", "LMP"),
                ("service_kind", "special"),
                ("channel", "phone"),
            ],
        );
        let complaint = json!({
            "command": "capture_complaint", "channel": "visit", "handover": "direct",
            "record": { "name": text, "place": text, "course": text }
        });
        assert_eq!(wang.json("/api/v1/complaints", "", &complaint).status, 201);
        let building = json!({ "code": text.trim(), "name": text });
        let _ = head.json("/api/v1/directory/buildings", "", &building);
    }
    let root = Browser::signed_in(&server, "root");
    root.post("/people", &[("name", "=1+1"), ("display_name", "=1+1"), ("password", PASSWORD)]);
    let mut seen = 0;
    let lists = [
        (&head, "/api/v1/orders?format=csv"),
        (&wang, "/api/v1/orders?format=csv"),
        (&head, "/api/v1/directory/export?format=csv"),
        (&head, "/api/v1/incidents?format=csv"),
        (&head, "/api/v1/complaints?format=csv"),
        (&root, "/audit?format=csv"),
        (&head, "/api/v1/follow-ups?format=csv"),
        (&head, "/api/v1/months?format=csv"),
    ];
    for (browser, path) in lists {
        let reply = browser.get(path);
        assert_eq!(reply.status, 200, "{path}: {reply:?}");
        let mut reader = csv_lines(&reply.text);
        reader.remove(0);
        for cell in reader.into_iter().flatten() {
            let number = cell.strip_prefix('-').is_some_and(|rest| rest.parse::<f64>().is_ok());
            assert!(number || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{path}: {cell:?}");
            seen += usize::from(cell.starts_with("'=") || cell.starts_with("'+") || cell.starts_with("'@"));
        }
    }
    assert!(seen >= 10, "{seen}");
}

/// A small reader of CSV, so that nothing of the writer judges itself.
fn csv_lines(text: &str) -> Vec<Vec<String>> {
    let (mut lines, mut line, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut chars = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => line.push(std::mem::take(&mut cell)),
            '\n' if !quoted => {
                line.push(std::mem::take(&mut cell));
                lines.push(std::mem::take(&mut line));
            }
            c => cell.push(c),
        }
    }
    if !line.is_empty() || !cell.is_empty() {
        line.push(cell);
        lines.push(line);
    }
    lines
}
