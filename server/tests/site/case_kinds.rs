//! Kinds of cases as the office meets them: the list with its figures, the form that writes one, the department that follows
//! from the kind, register, files and statistics by kind (CMP-7).

use crate::support::browser::*;
use crate::support::*;
use serde_json::{Value, json};

fn capture(case_kind: Option<&str>) -> Value {
    json!({
        "command": "capture_complaint", "channel": "visit", "handover": "accompanied", "case_kind": case_kind,
        "record": {
            "name": "陈女士", "address": "3栋0702", "contact": "13800000046", "time": "昨晚十一点", "place": "南门",
            "person": "夜班", "department": "安全管理部", "course": "无人应答", "demand": "说明原因"
        }
    })
}

/// Takes a complaint down; gives its path.
fn taken_down(browser: &Browser<'_>, case_kind: Option<&str>) -> String {
    let made = browser.json("/api/v1/complaints", "", &capture(case_kind));
    assert_eq!(made.status, 201, "{made:?}");
    made.headers["location"].clone()
}

fn send(browser: &Browser<'_>, path: &str, command: &Value) -> Reply {
    let seen = browser.get(path).headers["etag"].clone();
    browser.json(&format!("{path}/commands"), &seen, command)
}

fn kinds(browser: &Browser<'_>) -> Value {
    browser.get("/api/v1/complaints/kinds").ok()
}

/// The line of a kind; of complaints without one for `null`.
fn of_kind<'a>(list: &'a Value, code: &Value) -> &'a Value {
    list["kinds"].as_array().unwrap().iter().find(|one| one["code"] == *code).unwrap()
}

fn in_three(words: &str) -> Value {
    json!({"zh-Hans": words, "zh-Hant": words, "en": words})
}

/// A kind as the interface takes it.
fn lifts(version: u64) -> Value {
    json!({
        "version": version, "department": "operation_repair", "label": in_three("电梯"),
        "steps": in_three("先放人后查"), "duties": in_three("")
    })
}

/// The same as a form.
fn form(version: &str) -> Vec<(&str, &str)> {
    vec![
        ("version", version),
        ("code", "lifts"),
        ("department", "operation_repair"),
        ("label_zh_hans", "电梯"),
        ("label_zh_hant", "電梯"),
        ("label_en", "lifts"),
        ("steps_zh_hans", "先放人后查"),
        ("steps_zh_hant", "先放人後查"),
        ("steps_en", "free people first"),
        ("duties_zh_hans", ""),
        ("duties_zh_hant", ""),
        ("duties_en", ""),
    ]
}

#[test]
fn cmp_07_intake_offers_the_kinds_and_the_complaint_shows_kind_department_steps_and_duties() {
    let server = staffed();
    let (guard, desk) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "wang"));
    has(
        &guard.page("/complaints/new"),
        &["name=\"case_kind\"", "<option value=\"hygiene\">环境卫生 · 环境部</option>"],
    );
    let path = taken_down(&guard, Some("public_order"));
    let page = path.strip_prefix("/api/v1").unwrap();
    has(&desk.page(page), &["<option value=\"public_order\" selected=\"\">公共秩序 · 安全管理部</option>"]);
    desk.command(page, &[("command", "complaint_accepted"), ("case_kind", "public_order")]);
    let shown = desk.page(page);
    has(&shown, &["id=\"case\"", "公共秩序", "办理步骤", "职责分工", "归口部门", "安全管理部"]);
    let body = desk.get(&path).ok();
    assert_eq!(body["case"]["department"], "security");
    assert_eq!(body["complaint"]["assignments"][0]["department"], "security");
    // A person still chooses another one.
    desk.command(page, &[("command", "complaint_assigned"), ("department", "operation_repair")]);
    let line = &desk.get("/api/v1/complaints?case_kind=public_order").ok()["complaints"][0];
    assert_eq!(
        (&line["department"], &line["case_kind"]),
        (&json!("operation_repair"), &json!("public_order"))
    );
    // And another kind, whose department follows.
    desk.command(page, &[("command", "complaint_assigned"), ("case_kind", "refuse")]);
    let line = &desk.get("/api/v1/complaints?case_kind=refuse").ok()["complaints"][0];
    assert_eq!(line["department"], "environment");
    let unknown = send(&desk, &path, &json!({"command": "assign_complaint", "case_kind": "lifts"}));
    assert_eq!(unknown.expect(422, "command-refused").body["rejection"]["code"], "invalid");
}

#[test]
fn cmp_07_the_site_edits_its_list_on_a_page_with_an_audit_line_and_nobody_else_does() {
    let server = staffed();
    for name in ["wang", "super", "manager", "guard", "hr"] {
        let other = Browser::signed_in(&server, name);
        assert_eq!(other.get("/complaints/kinds/new").status, 403, "{name}");
        assert_eq!(other.post("/complaints/kinds/new", &form("0")).status, 403, "{name}");
        assert_eq!(other.put("/api/v1/complaints/kinds/lifts", "", &lifts(0)).status, 403, "{name}");
        assert!(!other.page("/complaints/kinds").contains("/complaints/kinds/new"), "{name}");
    }
    let root = Browser::signed_in(&server, "root");
    let page = root.page("/complaints/kinds");
    has(&page, &["href=\"/complaints/kinds/new\"", "环境卫生", "href=\"/complaints/kinds/hygiene\""]);
    assert!(
        !page.contains("href=\"/complaints?"),
        "whoever only writes the list learns nothing of complaints"
    );
    let twice: Vec<_> =
        form("0").into_iter().map(|one| if one.0 == "code" { ("code", "parking") } else { one }).collect();
    let refused = root.post("/complaints/kinds/new", &twice);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["已有同样代码的类型", "value=\"电梯\""]);
    let unnamed: Vec<_> = form("0").into_iter().filter(|one| one.0 != "label_en").collect();
    let refused = root.post("/complaints/kinds/new", &unnamed);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["每种语言都要有名称"]);
    assert_eq!(root.post("/complaints/kinds/new", &form("0")).status, 303);
    // Somebody who saw the list as it was before is told so, and loses no word.
    let head = Browser::signed_in(&server, "head");
    let stale = head.post("/complaints/kinds/parking", &form("0"));
    assert_eq!(stale.status, 412);
    has(&stale.text, &["已被别人改过", "value=\"电梯\"", "name=\"version\" value=\"1\""]);
    head.put("/api/v1/complaints/kinds/lifts", "", &lifts(0)).expect(412, "stale");
    has(&head.page("/complaints/kinds/lifts"), &["value=\"电梯\"", "先放人后查"]);
    // Taken out of the forms, it stays in the list.
    let retired: Vec<_> = form("1").into_iter().chain([("retired", "1")]).collect();
    assert_eq!(head.post("/complaints/kinds/lifts", &retired).status, 303);
    let list = kinds(&head);
    assert_eq!((&list["version"], &of_kind(&list, &json!("lifts"))["retired"]), (&json!(2), &json!(true)));
    assert!(!head.page("/complaints/new").contains("value=\"lifts\""));
    assert_eq!(head.get("/complaints/kinds/none").status, 404);
    has(&head.page("/audit"), &["修改投诉事项类型:lifts", "管理员", "主任"]);
    assert_eq!(server.count("SELECT count(*) FROM audit WHERE kind = 'case_kind_written'"), 2);
    assert_eq!(root.post_from("https://evil.example", "/complaints/kinds/new", &form("2")).status, 403);
}

#[test]
fn cmp_07_a_kind_of_the_sites_own_is_used_over_the_interface_and_stays_with_its_complaint() {
    let server = staffed();
    let (head, desk) = (Browser::signed_in(&server, "head"), Browser::signed_in(&server, "wang"));
    head.put("/api/v1/complaints/kinds/lifts", "", &lifts(0)).ok();
    assert_eq!(
        head.put("/api/v1/complaints/kinds/lifts", "", &lifts(0)).ok()["version"],
        1,
        "a repeat changes nothing"
    );
    let path = taken_down(&desk, Some("lifts"));
    send(&desk, &path, &json!({"command": "accept_complaint"})).ok();
    assert_eq!(desk.get(&path).ok()["complaint"]["assignments"][0]["department"], "operation_repair");
    let mut retired = lifts(1);
    retired["retired"] = json!(true);
    head.put("/api/v1/complaints/kinds/lifts", "", &retired).ok();
    has(&desk.page(path.strip_prefix("/api/v1").unwrap()), &["电梯", "先放人后查"]);
    let refused = desk.json("/api/v1/complaints", "", &capture(Some("lifts")));
    refused.expect(422, "command-refused");
    head.put("/api/v1/complaints/kinds/Lifts", "", &lifts(2)).expect(400, "invalid-request");
}

#[test]
fn cmp_07_register_files_and_statistics_are_by_kind_and_complaints_without_one_stay_readable() {
    let server = staffed();
    let desk = Browser::signed_in(&server, "wang");
    let old = taken_down(&desk, None);
    let (first, second) = (taken_down(&desk, Some("hygiene")), taken_down(&desk, Some("hygiene")));
    send(&desk, &first, &json!({"command": "accept_complaint"})).ok();
    send(&desk, &first, &json!({"command": "classify_complaint", "class": "minor"})).ok();
    let ids = |query: &str| -> Vec<String> {
        let answer = desk.get(&format!("/api/v1/complaints{query}")).ok();
        let lines = answer["complaints"].as_array().unwrap().iter();
        let mut ids: Vec<String> =
            lines.map(|line| format!("/api/v1/complaints/{}", line["id"].as_str().unwrap())).collect();
        ids.sort();
        ids
    };
    let mut both = vec![first.clone(), second];
    both.sort();
    assert_eq!(ids("?case_kind=hygiene"), both);
    assert_eq!(ids("?case_kind=-"), [old.as_str()]);
    assert_eq!(ids("?case_kind=hygiene&month=2026-09"), both);
    assert_eq!(ids("?month=2026-08"), Vec::<String>::new());
    desk.get("/api/v1/complaints?month=may").expect(400, "invalid-parameter");
    has(&desk.page(old.strip_prefix("/api/v1").unwrap()), &["陈女士", "无人应答"]);
    let numbers = |list: &Value, code: &Value| {
        let line = of_kind(list, code);
        [&line["heard"], &line["open"], &line["late"], &line["all"]].map(|one| one.as_u64().unwrap())
    };
    let list = kinds(&desk);
    assert_eq!((list["month"].as_str(), list["version"].as_u64()), (Some("2026-09"), Some(0)));
    assert_eq!(numbers(&list, &json!("hygiene")), [2, 2, 0, 2]);
    assert_eq!(numbers(&list, &Value::Null), [1, 1, 0, 1]);
    server.advance(20 * DAY);
    let desk = Browser::signed_in(&server, "wang");
    let list = kinds(&desk);
    assert_eq!(numbers(&list, &json!("hygiene")), [0, 2, 1, 2], "one of them is late, a month later");
    let page = desk.page("/complaints/kinds?month=2026-09");
    for to in [
        "/complaints?case_kind=hygiene&amp;month=2026-09\">2<",
        "/complaints?case_kind=hygiene&amp;state=late\">1<",
        "/complaints?case_kind=-&amp;state=open\">1<",
    ] {
        has(&page, &[to]);
    }
    has(&desk.page("/complaints?case_kind=hygiene&state=late"), &["环境卫生", "陈女士"]);
    let csv = desk.get("/api/v1/complaints/kinds?month=2026-09&format=csv").text;
    has(
        &csv,
        &["month,code,label,department,heard,open,late,all", "2026-09,hygiene,环境卫生,environment,2,2,1,2"],
    );
    let register = desk.get("/api/v1/complaints?format=csv").text;
    has(&register, &["case_kind", "hygiene"]);
    // Whoever doesn't read all complaints counts his own.
    let guard = Browser::signed_in(&server, "guard");
    assert_eq!(numbers(&kinds(&guard), &json!("hygiene")), [0, 0, 0, 0]);
    let (words, _) = printed(&server, "wang", "/api/v1/complaints/kinds?month=2026-09&format=pdf");
    assert!(words.iter().any(|line| line.contains("环境卫生")), "{words:?}");
}
