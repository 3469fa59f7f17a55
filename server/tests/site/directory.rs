//! The directory over real HTTP: search, one row at a time, whole files, and what registration has of it.

use crate::support::browser::*;
use crate::support::*;
use client_core::domain::calendar::Zone;
use serde_json::{Value, json};
use undercroft_server::directory::exchange;
use undercroft_server::ident::Role;
use undercroft_server::table::{self, Ending};

const HEAD: &str = "row,building,building_name,unit_no,unit_kind,area_m2,number,name,relation,phones,since,until,\
                    area_assistant,note\n";
const ESTATE: &str = "\
building,3,3栋,,,,,,,,,,,
building,5,桂园,,,,,,,,,,,
unit,3,,0702,dwelling,85.5,,,,,,,,
unit,3,,1001,shop,,,,,,,,,
unit,5,,0101,dwelling,,,,,,,,,
customer,3,,0702,,,C-1,李小明,owner,13800000046,2020-05-01,,,=cmd
customer,3,,0702,,,C-2,王芳,tenant,+86 138 0000 0047; 0571-88880000,,2026-08-31,,
customer,5,,0101,,,C-3,单重阳,resident,13800000048,,,,
";
const IMPORT: &str = "/api/v1/directory/import";
const CSV: &str = "text/csv; charset=utf-8";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A server with a small estate and a manager `jing`, who imported it.
fn with_estate() -> Server {
    let server = server();
    user(&server, "jing", "经理", Role::CscManager);
    let manager = Browser::signed_in(&server, "jing");
    let done = manager.upload(IMPORT, CSV, format!("{HEAD}{ESTATE}").as_bytes()).ok();
    assert_eq!(done["parties"], json!({ "added": 3, "changed": 0, "same": 0 }));
    server
}

/// Numbers of the customers that a question finds, the nearest first.
fn numbers(browser: &Browser<'_>, question: &str) -> Vec<String> {
    let found = browser.get(&format!("/api/v1/directory/search?q={}", encode(question))).ok();
    let hits = found["hits"].as_array().unwrap();
    hits.iter().map(|hit| hit["party"]["number"].as_str().unwrap_or("-").to_owned()).collect()
}

#[test]
fn rol_49_customers_are_open_to_roles_that_know_them_and_files_to_those_who_answer_for_them() {
    let server = with_estate();
    user(&server, "men", "门岗", Role::GateGuard);
    user(&server, "cang", "仓管员", Role::Storekeeper);
    user(&server, "dang", "档案员", Role::RecordsAdmin);
    user(&server, "root", "管理员", Role::Administrator);
    user(&server, "hui", "回访员", Role::DispatchAssistant);
    let party =
        json!({ "number": "X-1", "name": "x", "relation": "user", "building": "3", "unit_no": "0702" });
    for name in ["li", "men", "cang", "dang", "root"] {
        let other = Browser::signed_in(&server, name);
        for path in [
            "/api/v1/directory/search?q=li",
            "/api/v1/directory/units",
            "/api/v1/directory/units/3-702",
            "/api/v1/directory/buildings",
            "/api/v1/directory/parties/C-1",
            "/api/v1/directory/export?format=csv",
        ] {
            other.get(path).expect(403, "forbidden");
        }
        for path in ["/directory", "/directory/units/3-702", "/directory/customers/C-1", "/directory/import"]
        {
            let reply = other.get(path);
            assert_eq!(reply.status, 403, "{name} {path}");
            assert!(!reply.text.contains("李小明"));
        }
        other.json("/api/v1/directory/parties", "", &party).expect(403, "forbidden");
        other.put("/api/v1/directory/parties/C-1", "\"1\"", &party).expect(403, "forbidden");
        other.upload(IMPORT, CSV, HEAD.as_bytes()).expect(403, "forbidden");
        assert_eq!(other.post("/directory/new-customer", &[("name", "x")]).status, 403);
        assert!(!other.get("/").text.contains("href=\"/directory\""), "{name}");
    }
    // The desk reads and writes rows; who only calls back reads; neither takes files in or out.
    for (name, writes) in [("wang", true), ("hui", false)] {
        let desk = Browser::signed_in(&server, name);
        assert_eq!(numbers(&desk, "lxm"), ["C-1"]);
        has(&desk.page("/"), &["href=\"/directory\""]);
        let page = desk.page("/directory");
        assert_eq!(page.contains("/directory/new-customer"), writes, "{name}");
        assert!(!page.contains("/directory/import") && !page.contains("format=csv"));
        assert_eq!(desk.get("/directory/new-customer").status == 200, writes, "{name}");
        has(&desk.page("/directory/customers/C-1"), &["李小明"]);
        desk.get("/api/v1/directory/export?format=csv").expect(403, "forbidden");
        desk.upload(IMPORT, CSV, HEAD.as_bytes()).expect(403, "forbidden");
    }
    assert_eq!(
        Browser::new(&server).get("/directory?q=x").headers["location"],
        "/login?next=/directory%3Fq%3Dx"
    );
    assert_eq!(server.count("SELECT count(*) FROM party"), 3);
}

#[test]
fn reg_01_one_search_box_finds_name_phone_unit_and_initials_the_nearest_first() {
    let server = with_estate();
    let desk = Browser::signed_in(&server, "wang");
    for question in ["李小明", "小明", "lxm", "LiXiaoMing", "13800000046", "0000046", "c-1"] {
        assert_eq!(numbers(&desk, question), ["C-1"], "{question}");
    }
    for question in ["dcy", "scy", "单重", "shanchongyang"] {
        assert_eq!(numbers(&desk, question), ["C-3"], "{question}");
    }
    // The unit's present customer, and behind him the one who has left.
    for question in ["3-702", "3栋0702", "３－７０２"] {
        assert_eq!(numbers(&desk, question), ["C-1", "C-2"], "{question}");
    }
    assert_eq!(numbers(&desk, "桂园101"), ["C-3"], "by the building's name");
    assert_eq!(numbers(&desk, "3-1001"), ["-"], "a unit without a customer");
    assert_eq!(numbers(&desk, "138000000").len(), 3);
    assert!(numbers(&desk, "没有这个人").is_empty());
    let hit = desk.get("/api/v1/directory/search?q=3-702&limit=1").ok()["hits"][0].clone();
    assert_eq!((&hit["field"], &hit["nearness"]), (&json!("unit"), &json!("exact")));
    assert_eq!((&hit["unit"]["label"], &hit["unit"]["area_dm2"]), (&json!("3栋0702"), &json!(8_550)));
    desk.get("/api/v1/directory/search").expect(400, "invalid-parameter");
    desk.get("/api/v1/directory/search?q=x&limit=101").expect(400, "invalid-parameter");
    let page = desk.get("/api/v1/directory/units?limit=2").ok();
    assert_eq!((page["units"].as_array().unwrap().len(), &page["next"]), (2, &json!("3-1001")));
    let page = desk.get("/api/v1/directory/units?limit=2&after=3-1001").ok();
    assert_eq!((&page["units"][0]["unit"]["key"], &page["next"]), (&json!("5-101"), &Value::Null));
}

#[test]
fn rol_02_a_change_has_author_and_time_and_nobody_overwrites_what_he_has_not_seen() {
    let server = with_estate();
    let desk = Browser::signed_in(&server, "wang");
    let path = "/api/v1/directory/parties/C-1";
    let seen = desk.get(path);
    assert_eq!(seen.headers["etag"], "\"1\"");
    let mut row = seen.ok()["party"].clone();
    row.as_object_mut().unwrap().remove("version");
    row["phones"] = json!(["13800000099"]);
    desk.put(path, "", &row).expect(428, "precondition-required");
    server.advance(MINUTE);
    assert_eq!(desk.put(path, "\"1\"", &row).ok()["version"], 2);
    let stale = desk.put(path, "\"1\"", &row).expect(412, "stale");
    assert_eq!(stale.body["version"], 2);
    assert_eq!(desk.put(path, "\"2\"", &row).ok()["version"], 2, "nothing has changed");
    let now = desk.get(path).ok();
    let history = now["history"].as_array().unwrap();
    assert_eq!(history.len(), 2);
    assert_eq!((&history[0]["author_name"], &history[0]["at"]), (&json!("WANG"), &json!(START + MINUTE)));
    assert_eq!(history[0]["before"]["phones"], json!(["13800000046"]));
    assert_eq!((&history[1]["author_name"], &history[1]["before"]), (&json!("经理"), &Value::Null));
    assert_eq!((numbers(&desk, "0099"), numbers(&desk, "0046")), (vec!["C-1".to_owned()], Vec::new()));

    // A relation ends with a day; nothing is deleted.
    row["until"] = json!("2026-09-01");
    desk.put(path, "\"2\"", &row).ok();
    let hits = desk.get("/api/v1/directory/search?q=lxm").ok();
    assert_eq!(hits["hits"][0]["over"], true);
    let deleted = undercroft_server::store::StoreError::Unavailable;
    let result = server.store.write_blocking(move |connection| {
        connection.execute("DELETE FROM directory_change", []).map_err(|_| deleted)
    });
    assert!(result.is_err(), "the history stays");

    // New rows: a number of its own, a place, and what is wrong with it by field.
    let new = json!({ "name": "赵强", "relation": "tenant", "building": "3栋", "unit_no": "702" });
    let added = desk.json("/api/v1/directory/parties", "", &new);
    assert_eq!(
        (added.status, added.headers["location"].as_str()),
        (201, "/api/v1/directory/parties/C-00004")
    );
    assert_eq!(desk.get("/api/v1/directory/parties/C-00004").ok()["party"]["unit_no"], "0702");
    let wrong = json!({ "number": "C 9", "name": "", "relation": "tenant", "building": "9", "unit_no": "1",
                        "area_assistant": "nobody" });
    let refused = desk.json("/api/v1/directory/parties", "", &wrong).expect(422, "refused");
    let faults = refused.body["faults"].as_array().unwrap();
    let fields: Vec<&str> = faults.iter().map(|one| one["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["number", "name", "building", "area_assistant"]);
    let taken =
        json!({ "number": "c-1", "name": "x", "relation": "user", "building": "3", "unit_no": "702" });
    desk.json("/api/v1/directory/parties", "", &taken).expect(409, "conflict");
    desk.put(
        "/api/v1/directory/parties/C-9",
        "\"1\"",
        &json!({
            "number": "C-9", "name": "x", "relation": "user", "building": "3", "unit_no": "702"
        }),
    )
    .expect(404, "not-found");
    desk.put(
        path,
        "\"3\"",
        &json!({
            "number": "C-2", "name": "x", "relation": "user", "building": "3", "unit_no": "702"
        }),
    )
    .expect(400, "invalid-request");

    // Buildings and units, and units are found by the new name of their building.
    desk.json("/api/v1/directory/buildings", "", &json!({ "code": "7", "name": "兰园" }));
    let unit = json!({ "building": "7", "unit_no": "0303", "kind": "dwelling", "area_dm2": 9_900 });
    assert_eq!(desk.json("/api/v1/directory/units", "", &unit).status, 201);
    desk.json("/api/v1/directory/units", "", &unit).expect(409, "conflict");
    let renamed = json!({ "code": "7", "name": "竹园" });
    desk.put("/api/v1/directory/buildings/7", "\"1\"", &renamed).ok();
    assert_eq!((numbers(&desk, "竹园303"), numbers(&desk, "兰园303")), (vec!["-".to_owned()], Vec::new()));
    let shop = json!({ "building": "7", "unit_no": "0303", "kind": "shop", "area_dm2": 9_900 });
    desk.put("/api/v1/directory/units/7-303", "\"1\"", &shop).ok();
    assert_eq!(
        desk.get("/api/v1/directory/units/竹园0303".replace("竹园", &encode("竹园")).as_str()).ok()["unit"]["kind"],
        "shop"
    );
    desk.get("/api/v1/directory/units/9-1").expect(404, "not-found");
}

#[test]
fn rol_02_a_file_is_checked_row_by_row_and_taken_whole_or_not_at_all() {
    let server = server();
    user(&server, "jing", "经理", Role::CscManager);
    let manager = Browser::signed_in(&server, "jing");
    let bad =
        format!("{HEAD}{ESTATE}unit,3,,1,castle,8.555,,,,,,,,\ncustomer,3,,9999,,,C-9,,cousin,abc,,,,\n");
    for path in [IMPORT.to_owned(), format!("{IMPORT}?dry_run=true")] {
        let refused = manager.upload(&path, CSV, bad.as_bytes()).expect(422, "refused");
        let faults: Vec<(u64, &str)> = refused.body["faults"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| (one["row"].as_u64().unwrap(), one["column"].as_str().unwrap()))
            .collect();
        let expected = [(10, "unit_kind"), (10, "area_m2"), (11, "relation"), (11, "name"), (11, "phones")];
        assert_eq!(faults, expected);
        assert_eq!(
            (server.count("SELECT count(*) FROM building"), &refused.body["fault_count"]),
            (0, &json!(5))
        );
    }
    let unknown = format!("{HEAD}{}", ESTATE.replace("unit,3,,0702,dwelling,85.5,,,,,,,,\n", ""));
    let refused = manager.upload(IMPORT, CSV, unknown.as_bytes()).expect(422, "refused");
    assert_eq!(refused.body["faults"][0]["column"], "unit_no");
    assert_eq!(server.count("SELECT count(*) FROM party"), 0);

    let good = format!("{HEAD}{ESTATE}");
    let dry = manager.upload(&format!("{IMPORT}?dry_run=true"), CSV, good.as_bytes()).ok();
    assert_eq!((&dry["dry_run"], &dry["units"]["added"]), (&json!(true), &json!(3)));
    assert_eq!(server.count("SELECT count(*) FROM party"), 0);
    manager.upload(IMPORT, CSV, good.as_bytes()).ok();
    let again = manager.upload(IMPORT, CSV, good.as_bytes()).ok();
    assert_eq!(again["parties"], json!({ "added": 0, "changed": 0, "same": 3 }));
    assert_eq!(server.count("SELECT count(*) FROM directory_change"), 8);

    // What goes out comes in the same, and a spreadsheet computes nothing of it.
    let out = manager.get("/api/v1/directory/export?format=csv");
    assert_eq!(out.headers["content-type"], "text/csv; charset=utf-8");
    assert!(out.headers["content-disposition"].contains("directory-2026-09-21.csv"), "{out:?}");
    has(&out.text, &["'=cmd", "'+86 138", "85.50", "2020-05-01"]);
    assert!(!out.text.contains(",=cmd"));
    let sheets = server.store.read_blocking(exchange::sheets).unwrap();
    for (kind, media) in [(Ending::Csv, CSV), (Ending::Xlsx, XLSX)] {
        let bytes = table::bytes(kind, &sheets).unwrap();
        let again = manager.upload(IMPORT, media, &bytes).ok();
        for (rows, same) in [("buildings", 2), ("units", 3), ("parties", 3)] {
            assert_eq!(again[rows], json!({ "added": 0, "changed": 0, "same": same }), "{kind:?}");
        }
        let other = server_of_a_manager();
        let empty = Browser::signed_in(&other, "jing");
        empty.upload(IMPORT, media, &bytes).ok();
        let copy = empty.get("/api/v1/directory/export?format=csv");
        assert_eq!(copy.text, out.text, "{kind:?}");
    }
    assert!(manager.get("/api/v1/directory/export?format=xlsx").text.starts_with("PK"));
    manager.get("/api/v1/directory/export?format=pdf").expect(400, "invalid-parameter");
    manager.upload(IMPORT, "application/json", b"{}").expect(415, "unsupported-type");
    manager.upload(IMPORT, CSV, b"").expect(422, "refused");
    manager.upload(IMPORT, XLSX, b"PK\x03\x04 and no workbook").expect(400, "invalid-request");
}

#[test]
fn rol_02_rol_14_a_file_says_nothing_of_columns_that_it_does_not_have() {
    let server = with_estate();
    user(&server, "qu", "片区助理", Role::AreaAssistant);
    let manager = Browser::signed_in(&server, "jing");
    let import = |file: &str| manager.upload(IMPORT, CSV, file.as_bytes());
    let whole = "row,building,unit_no,unit_kind,area_m2,number,name,relation,customer_kind,phones,since,until,\
                 area_assistant,note\n\
                 unit,3,0702,office,85.5,,,,,,,,,\n\
                 customer,3,0702,,,C-7,远山公司,tenant,enterprise,13800000077,2020-05-01,2030-01-31,qu,前台收件\n";
    import(whole).ok();
    let party = |number: &str| {
        let mut party = manager.get(&format!("/api/v1/directory/parties/{number}")).ok()["party"].clone();
        party.as_object_mut().unwrap().remove("version");
        party
    };
    let mut before = party("C-7");
    assert_eq!((&before["customer_kind"], &before["area_assistant"]), (&json!("enterprise"), &json!("qu")));

    let short = "row,building,unit_no,number,name,relation\nunit,3,0702,,,\ncustomer,3,0702,C-7,远山集团,tenant\n\
                 customer,3,0702,C-8,新来的,tenant\n";
    let done = import(short).ok();
    assert_eq!(done["units"], json!({ "added": 0, "changed": 0, "same": 1 }));
    assert_eq!(done["parties"], json!({ "added": 1, "changed": 1, "same": 0 }));
    before["name"] = json!("远山集团");
    assert_eq!(party("C-7"), before);
    assert_eq!(party("C-8")["customer_kind"], "household");
    let unit = manager.get("/api/v1/directory/units/3-702").ok()["unit"].clone();
    assert_eq!((&unit["kind"], &unit["area_dm2"]), (&json!("office"), &json!(8_550)));

    // What stays is judged together with what comes.
    let crossed =
        "row,building,unit_no,number,name,relation,since\ncustomer,3,0702,C-7,远山集团,tenant,2031-01-01\n";
    let refused = import(crossed).expect(422, "refused");
    assert_eq!(refused.body["faults"][0]["column"], "until");
    // A column that is there says something with an empty cell too, also where a row ends before it.
    let emptied =
        "row,building,unit_no,number,name,relation,customer_kind,note\ncustomer,3,0702,C-7,远山集团,tenant\n";
    import(emptied).ok();
    before["customer_kind"] = json!("household");
    before["note"] = json!("");
    assert_eq!(party("C-7"), before);
}

fn server_of_a_manager() -> Server {
    let server = server();
    user(&server, "jing", "经理", Role::CscManager);
    server
}

#[test]
fn rol_02_twenty_thousand_rows_are_one_import() {
    let server = server_of_a_manager();
    let manager = Browser::signed_in(&server, "jing");
    let mut file = format!("{HEAD}building,3,3栋,,,,,,,,,,,\n");
    for n in 1..=10_000 {
        file.push_str(&format!("unit,3,,{n:05},dwelling,,,,,,,,,\n"));
        file.push_str(&format!("customer,3,,{n:05},,,C-{n},李小明,owner,138{n:08},,,,\n"));
    }
    let done = manager.upload(IMPORT, CSV, file.as_bytes()).ok();
    assert_eq!((&done["units"]["added"], &done["parties"]["added"]), (&json!(10_000), &json!(10_000)));
    assert_eq!(numbers(&manager, "13800009999"), ["C-9999"]);
    assert_eq!(numbers(&manager, "3-09999"), ["C-9999"]);
    assert_eq!(manager.upload(IMPORT, CSV, file.as_bytes()).ok()["parties"]["same"], 10_000);
}

#[test]
fn reg_01_the_desk_registers_for_a_customer_whom_it_finds_and_types_no_name_unit_or_phone() {
    let server = with_estate();
    let desk = Browser::signed_in(&server, "wang");
    let page = desk.page("/orders/new");
    has(&page, &["name=\"q\"", "autofocus", "accesskey=\"f\"", "accesskey=\"s\""]);
    let page = desk.page("/orders/new?q=lxm");
    has(&page, &["href=\"/orders/new?customer=C-1\"", "李小明", "3栋0702", "业主", "accesskey=\"1\""]);
    assert!(!page.contains("王芳"), "she has left");
    has(&desk.page("/orders/new?q=3-1001"), &["href=\"/orders/new?unit=3-1001\"", "未登记客户"]);
    has(&desk.page("/orders/new?q=nobody"), &["没有找到"]);
    let page = desk.page("/orders/new?customer=C-1");
    has(&page, &["value=\"李小明\"", "value=\"3栋0702\"", "value=\"13800000046\"", "已选客户 C-1"]);
    // The cursor stands in the first field that is still empty.
    let (_, content) = page.split_once("<textarea").unwrap();
    assert!(content.split_once('>').unwrap().0.contains("autofocus"));
    has(&desk.page("/orders/new?unit=3-1001"), &["value=\"3栋1001\"", "name=\"customer_name\" value=\"\""]);
    assert_eq!(desk.get("/orders/new?customer=C-99").status, 404);
    let technician = Browser::signed_in(&server, "li");
    assert_eq!(technician.get("/orders/new?customer=C-1").status, 403);
}

#[test]
fn reg_02_rec_08_the_desk_may_write_down_a_call_of_earlier_and_none_of_later() {
    let server = with_estate();
    let desk = Browser::signed_in(&server, "wang");
    let clock = |at: i64| Zone::parse("Asia/Shanghai").unwrap().shown(at).replace(' ', "T");
    let (earlier, later) = (clock(START - 40 * MINUTE), clock(START + 40 * MINUTE));
    let asked = |received_at: &str| {
        let mut fields = registration("李先生", "客厅灯不亮");
        fields.push(("received_at", received_at));
        desk.post("/orders/new", &fields).status
    };
    assert_eq!(asked(&earlier), 303);
    let of_earlier = START - START.rem_euclid(MINUTE) - 40 * MINUTE;
    assert_eq!(server.count("SELECT requested_at FROM board"), of_earlier);
    assert_eq!(asked(""), 303);
    // By the time itself: what is late already may be written about before the second call is.
    assert_eq!(server.count("SELECT max(requested_at) FROM board"), START);
    assert_eq!(server.count("SELECT min(requested_at) FROM board"), of_earlier);
    assert_eq!(asked(&later), 422);
}

#[test]
fn reg_10_open_orders_of_the_unit_are_shown_as_possibly_the_same_and_never_merged() {
    let server = with_estate();
    let desk = Browser::signed_in(&server, "wang");
    assert!(!desk.page("/orders/new?customer=C-1").contains("id=\"similar\""));
    // However the unit was written.
    let mut fields = registration("李先生", "客厅灯不亮");
    fields.iter_mut().find(|(name, _)| *name == "unit_no").unwrap().1 = "３－７０２";
    let first = desk.post("/orders/new", &fields).headers["location"].clone();
    for path in ["/orders/new?customer=C-1", "/orders/new?unit=3-702"] {
        let page = desk.page(path);
        let hint = page.split_once("id=\"similar\"").unwrap().1.split_once("</div>").unwrap().0;
        has(hint, &[&format!("href=\"{first}\""), "李先生", "不会自行合并"]);
    }
    assert!(!desk.page("/orders/new?customer=C-3").contains("id=\"similar\""));
    // A form that comes back shows it, too, and the unit's page lists the order.
    let fields: Vec<_> =
        fields.into_iter().map(|(name, value)| (name, if name == "content" { "" } else { value })).collect();
    let refused = desk.post("/orders/new", &fields);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["id=\"similar\""]);
    has(&desk.page("/directory/units/3-702"), &[&format!("href=\"{first}\""), "李先生"]);
    let unit = desk.get("/api/v1/directory/units/3-702").ok();
    assert_eq!(unit["orders"].as_array().unwrap().len(), 1);

    // The same request again is a second order: nothing is merged.
    let second = desk.register("李小明", "客厅灯不亮");
    assert_ne!(first, second);
    assert_eq!(server.count("SELECT count(*) FROM board"), 2);
    // After a week it is another matter, and an order that has ended is none.
    desk.command(&second, &[("command", "judge"), ("accepted", "no"), ("explanation", "暂无此项服务")]);
    let page = desk.page("/orders/new?customer=C-1");
    assert!(page.contains(&format!("href=\"{first}\"")) && !page.contains(&format!("href=\"{second}\"")));
    server.advance(6 * DAY);
    let again = Browser::signed_in(&server, "wang");
    has(&again.page("/orders/new?customer=C-1"), &["id=\"similar\""]);
    server.advance(DAY + MINUTE);
    let later = Browser::signed_in(&server, "wang");
    assert!(!later.page("/orders/new?customer=C-1").contains("id=\"similar\""));
}

/// A form with a file, as browsers send it.
fn multipart(file: &str, button: &str) -> (String, Vec<u8>) {
    let body = format!(
        "--x7\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\n\
         {file}\r\n--x7\r\nContent-Disposition: form-data; name=\"do\"\r\n\r\n{button}\r\n--x7--\r\n"
    );
    ("multipart/form-data; boundary=x7".to_owned(), body.into_bytes())
}

#[test]
fn rol_02_pages_search_show_change_and_import_without_a_script() {
    let server = with_estate();
    let desk = Browser::signed_in(&server, "wang");
    has(&desk.page("/directory"), &["3栋0702", "桂园0101", "李小明", "商铺"]);
    let page = desk.page("/directory?building=5");
    assert!(page.contains("单重阳") && !page.contains("李小明"));
    let page = desk.page("/directory?q=lxm");
    has(&page, &["找到 1 条", "拼音首字母", "/directory/customers/C-1", "value=\"lxm\""]);
    assert!(!desk.page("/directory?q=3-702").contains("王芳"));
    has(&desk.page("/directory?q=3-702&former=1"), &["王芳", "已搬离"]);
    has(
        &desk.page("/directory/units/3-702"),
        &["85.50", "以前的客户", "王芳", "tel:13800000046", "没有工单"],
    );

    let page = desk.page("/directory/customers/C-1");
    let version = hidden(&page, "version");
    let row = |name: &'static str, phones: &'static str, version: &str| {
        vec![
            ("number", "C-99".to_owned()),
            ("name", name.to_owned()),
            ("relation", "owner".to_owned()),
            ("building", "3".to_owned()),
            ("unit_no", "0702".to_owned()),
            ("phones", phones.to_owned()),
            ("since", "2020-05-01".to_owned()),
            ("until", String::new()),
            ("note", "常在家".to_owned()),
            ("version", version.to_owned()),
        ]
    };
    let send = |path: &str, row: &[(&str, String)]| {
        let fields: Vec<(&str, &str)> = row.iter().map(|(name, value)| (*name, value.as_str())).collect();
        desk.post(path, &fields)
    };
    let refused = send("/directory/customers/C-1", &row("李晓明", "call me", &version));
    assert_eq!(refused.status, 422);
    has(&refused.text, &["call me 不是电话号码", "value=\"李晓明\"", "field wrong"]);
    let done = send("/directory/customers/C-1", &row("李晓明", "13800000046", &version));
    assert_eq!((done.status, done.headers["location"].as_str()), (303, "/directory/customers/C-1"));
    let page = desk.page("/directory/customers/C-1");
    has(&page, &["<del><bdi>李小明</bdi></del>", "WANG", "修改记录", "常在家"]);
    let stale = send("/directory/customers/C-1", &row("李大明", "13800000046", &version));
    assert_eq!(stale.status, 412);
    has(&stale.text, &["别人已修改", "value=\"李大明\"", "name=\"version\" value=\"2\""]);
    let added = desk.post(
        "/directory/new-unit",
        &[("building", "3"), ("unit_no", "0703"), ("unit_kind", "dwelling"), ("area_m2", "70.25")],
    );
    assert_eq!((added.status, added.headers["location"].as_str()), (303, "/directory/units/3-703"));
    let twice =
        desk.post("/directory/new-unit", &[("building", "3"), ("unit_no", "703"), ("unit_kind", "shop")]);
    assert_eq!(twice.status, 409);
    has(&twice.text, &["已经登记过"]);
    has(&desk.page("/directory/new-customer?unit=3-703"), &["value=\"0703\""]);
    let foreign = desk.post_from("https://evil.example", "/directory/new-unit", &[("building", "3")]);
    assert_eq!(foreign.status, 403);

    let manager = Browser::signed_in(&server, "jing");
    has(&manager.page("/directory/import"), &["multipart/form-data", "只检查", "unit_kind"]);
    let file = format!("{HEAD}unit,3,,0801,dwelling,,,,,,,,,\ncustomer,3,,0801,,,C-8,<b>周</b>,owner,,,,,\n");
    let (kind, body) = multipart(&file, "check");
    has(&manager.upload("/directory/import", &kind, &body).text, &["尚未导入"]);
    assert_eq!(server.count("SELECT count(*) FROM party"), 3);
    let (kind, body) = multipart(&file, "import");
    has(&manager.upload("/directory/import", &kind, &body).text, &["已导入"]);
    let page = manager.page("/directory?q=C-8");
    assert!(page.contains("&lt;b&gt;周&lt;/b&gt;") && !page.contains("<b>周</b>"), "{page}");
    let (kind, body) = multipart(&format!("{HEAD}unit,3,,0802,castle,,,,,,,,,\n"), "import");
    let refused = manager.upload("/directory/import", &kind, &body);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["1 处错误", "unit_kind", "应为其中之一"]);
    let (kind, body) = multipart("", "import");
    assert_eq!(manager.upload("/directory/import", &kind, &body).status, 422);
}

#[test]
fn the_directory_s_pages_speak_three_languages_and_escape_what_people_typed() {
    let server = with_estate();
    let desk = Browser::signed_in(&server, "wang");
    let payload = "<img src=x onerror=alert(1)>";
    let row = json!({ "number": "E-1", "name": payload, "relation": "user", "building": "3", "unit_no": "702",
                      "note": payload });
    assert_eq!(desk.json("/api/v1/directory/parties", "", &row).status, 201);
    for (language, words) in [
        ("zh-Hans", ["客户与房产", "修改房屋", "最近工单"]),
        ("zh-Hant", ["客戶與房產", "修改房屋", "最近工單"]),
        ("en", ["Directory", "Change the unit", "Last orders"]),
    ] {
        let page = desk.page(&format!("/directory/units/3-702?lang={language}"));
        has(&page, &words);
        for path in [
            "/directory",
            "/directory?q=img",
            "/directory/customers/E-1",
            "/orders/new?q=E-1",
            "/orders/new?customer=E-1",
        ] {
            let page = desk.page(path);
            assert!(
                !page.contains(payload) && !page.contains("<style") && !page.contains(" style="),
                "{path}"
            );
        }
    }
    let reply = desk.get(&format!("/directory?q={}", encode(payload)));
    assert!(reply.status == 200 && !reply.text.contains(payload));
}
