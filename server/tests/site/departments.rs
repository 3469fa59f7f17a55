//! Departments and trades as their heads and managers meet them: numbers that lead to the lists behind them, and who sees
//! which department (ROL-10, ROL-11, ROL-13, ROL-19, ROL-22).

use crate::support::browser::*;
use crate::support::*;
use client_core::domain::entry::incident::Department;
use client_core::domain::matter::FORMS;
use serde_json::{Value, json};
use undercroft_server::audit::By;
use undercroft_server::departments::answers_for;
use undercroft_server::feed::EngineError;
use undercroft_server::incidents::departments::name_head;

fn site() -> Server {
    let server = staffed();
    server
        .store
        .write_blocking(|connection| {
            name_head(connection, &By::operator(START), Department::Security, "guard")
        })
        .unwrap();
    server
}

fn reports(browser: &Browser<'_>, area: &str, department: &str) -> String {
    let body = json!({
        "command": "report_incident", "place": "南门花坛", "area": area, "department": department, "what": "有异常"
    });
    let made = browser.json("/api/v1/incidents", "", &body);
    assert_eq!(made.status, 201, "{made:?}");
    made.headers["location"].clone()
}

fn complains(desk: &Browser<'_>, case_kind: &str, about_centre: bool) {
    let made = desk.json(
        "/api/v1/complaints",
        "",
        &json!({
            "command": "capture_complaint", "channel": "visit", "handover": "accompanied", "case_kind": case_kind,
            "about_centre": about_centre,
            "record": {
                "name": "陈女士", "address": "3栋0702", "contact": "13800000046", "time": "昨晚", "place": "南门",
                "person": "夜班", "department": "安全管理部", "course": "无人应答", "demand": "说明原因"
            }
        }),
    );
    assert_eq!(made.status, 201, "{made:?}");
    if !about_centre {
        let path = &made.headers["location"];
        let commands = [
            json!({"command": "accept_complaint"}),
            json!({"command": "classify_complaint", "class": "minor"}),
        ];
        for command in commands {
            let seen = desk.get(path).headers["etag"].clone();
            desk.json(&format!("{path}/commands"), &seen, &command).ok();
        }
    }
}

/// The numbers of a line: open, late, begun in the month, done of these.
fn numbers(browser: &Browser<'_>, department: &str, subject: &str, of: &Value) -> Option<[u64; 4]> {
    let list = browser.get(&format!("/api/v1/departments/{department}")).ok();
    let lines = list["departments"][0]["lines"].as_array().unwrap();
    let line = lines.iter().find(|line| line["subject"] == subject && line["of"] == *of)?;
    Some([&line["open"], &line["late"], &line["begun"], &line["done"]].map(|one| one.as_u64().unwrap()))
}

#[test]
fn rol_10_rol_13_rol_19_rol_22_each_department_shows_its_trades_and_each_number_leads_to_its_list() {
    let server = site();
    let (desk, manager) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "manager"));
    let green = Browser::signed_in(&server, "green");
    for (area, department) in [
        ("greening", "environment"),
        ("pests", "environment"),
        ("refuse", "environment"),
        ("cleaning", "environment"),
        ("fire", "security"),
        ("security", "security"),
        ("upkeep", "operation_repair"),
        ("engineering", "operation_repair"),
    ] {
        reports(&desk, area, department);
        assert_eq!(
            numbers(&manager, department, "incidents", &json!(area)),
            Some([1, 0, 1, 0]),
            "{area} in {department}"
        );
    }
    reports(&green, "greening", "environment");
    assert_eq!(numbers(&manager, "environment", "incidents", &json!("greening")), Some([2, 0, 2, 0]));
    assert_eq!(numbers(&manager, "environment", "contractor_incidents", &Value::Null), Some([1, 0, 1, 0]));
    let page = manager.page("/departments/environment");
    for (to, found) in [
        ("/incidents?department=environment&area=greening&state=open", 2),
        ("/incidents?department=environment&area=greening&month=2026-09", 2),
        ("/incidents?department=environment&area=greening&state=decided&month=2026-09", 0),
        ("/incidents?department=environment&of_contractor=1&month=2026-09", 1),
        ("/incidents?department=environment&state=open", 5),
    ] {
        has(&page, &[&format!("href=\"{}\">{found}<", to.replace('&', "&amp;"))]);
        assert_eq!(manager.page(to).matches("南门花坛").count(), found, "{to}");
    }
    // The trades stand together, whatever department they went to.
    let all = manager.page("/departments");
    has(
        &all,
        &[
            "data-trade=\"greening\"",
            "/incidents?area=greening&amp;state=open\">2<",
            "绿化",
            "消防",
            "虫害鼠害",
        ],
    );
    has(
        &all,
        &["data-department=\"security\"", "门岗小李", "href=\"/departments/environment?month=2026-09\""],
    );
    has(&manager.page("/"), &["href=\"/departments\""]);
}

#[test]
fn rol_10_a_contractor_s_report_stays_one_whatever_becomes_of_his_post() {
    let server = site();
    let (desk, green) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "green"));
    reports(&green, "greening", "environment");
    for _ in 0..2 {
        reports(&desk, "greening", "environment");
    }
    // The contract ends, and the desk goes over to a contractor.
    server
        .store
        .write_blocking(|connection| -> Result<(), EngineError> {
            let at = START + DAY;
            connection.execute("UPDATE user_role SET until_at = ?1 WHERE role = 'contractor'", [at])?;
            connection.execute(
                "INSERT INTO user_role (user, role, from_at) SELECT id, 'contractor', ?1 FROM user WHERE name = 'wang'",
                [at],
            )?;
            Ok(())
        })
        .unwrap();
    let manager = Browser::signed_in(&server, "manager");
    assert_eq!(numbers(&manager, "environment", "contractor_incidents", &Value::Null), Some([1, 0, 1, 0]));
    let listed = manager.get("/api/v1/incidents?of_contractor=true").ok()["incidents"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 1);
}

#[test]
fn rol_11_complaints_of_a_department_are_counted_open_and_late_by_kind() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    complains(&desk, "hygiene", false);
    complains(&desk, "public_order", false);
    let manager = Browser::signed_in(&server, "manager");
    assert_eq!(numbers(&manager, "environment", "complaints", &json!("hygiene")), Some([1, 0, 1, 0]));
    assert_eq!(numbers(&manager, "security", "complaints", &json!("public_order")), Some([1, 0, 1, 0]));
    server.advance(20 * DAY);
    let manager = Browser::signed_in(&server, "manager");
    assert_eq!(numbers(&manager, "environment", "complaints", &json!("hygiene")), Some([1, 1, 0, 0]));
    let page = manager.page("/departments/environment?month=2026-09");
    has(&page, &["环境卫生", "/complaints?department=environment&amp;case_kind=hygiene&amp;state=late\">1<"]);
    has(&manager.page("/complaints?department=environment&case_kind=hygiene&state=late"), &["陈女士"]);
    assert!(!page.contains("陈女士"), "the page names no customer");
}

#[test]
fn rol_13_rol_22_duties_and_what_was_given_to_a_department_are_counted_with_what_was_not_done() {
    let server = site();
    let manager = Browser::signed_in(&server, "manager");
    let person = server.technician.to_string();
    let task = json!({
        "command": "open_matter", "form": "task", "title": "补种树木", "person": person, "due": "2026-09-29"
    });
    let made = manager.json("/api/v1/matters", "", &task);
    assert_eq!(made.status, 201, "{made:?}");
    let path = made.headers["location"].clone();
    let seen = manager.get(&path).headers["etag"].clone();
    let given = json!({
        "command": "assign_matter", "person": person, "department": "environment", "due": "2026-09-30", "words": "月底前"
    });
    manager.json(&format!("{path}/commands"), &seen, &given).ok();
    assert_eq!(numbers(&manager, "environment", "given", &Value::Null), Some([1, 0, 1, 0]));
    has(&manager.page("/matters?department=environment&state=open"), &["补种树木"]);
    assert!(!manager.page("/matters?department=security").contains("补种树木"));
    // Nobody has made the month's fire check: it is open while the month lasts, and then it wasn't done.
    assert_eq!(numbers(&manager, "security", "duties", &json!("fire_check")), Some([1, 0, 1, 0]));
    server.advance(20 * DAY);
    let manager = Browser::signed_in(&server, "manager");
    let page = manager.page("/departments/security?month=2026-09");
    let behind =
        "/duties?department=security&form=fire_check&from=2026-09-01&until=2026-09-30&stands=missing";
    has(&page, &[&format!("href=\"{}\">1<", behind.replace('&', "&amp;"))]);
    let list = manager.page(behind);
    assert_eq!(list.matches("data-stands=\"missing\"").count(), 1);
    assert!(!list.contains("data-stands=\"open\""));
    manager.get("/api/v1/duties?department=gardening").expect(400, "invalid-parameter");
    manager.get("/api/v1/duties?stands=soon").expect(400, "invalid-parameter");
}

#[test]
fn rol_11_rol_49_managers_see_all_departments_a_head_his_own_and_nobody_else_any() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    reports(&desk, "security", "security");
    complains(&desk, "public_order", false);
    complains(&Browser::signed_in(&server, "green"), "public_order", true);
    for name in ["super", "manager", "head"] {
        let browser = Browser::signed_in(&server, name);
        let list = browser.get("/api/v1/departments").ok();
        assert_eq!(list["departments"].as_array().unwrap().len(), Department::ALL.len(), "{name}");
    }
    let guard = Browser::signed_in(&server, "guard");
    let list = guard.get("/api/v1/departments").ok();
    assert_eq!(list["departments"].as_array().unwrap().len(), 1);
    assert_eq!(numbers(&guard, "security", "incidents", &json!("security")), Some([1, 0, 1, 0]));
    assert_eq!(numbers(&guard, "security", "complaints", &json!("public_order")), Some([1, 0, 1, 0]));
    guard.get("/api/v1/departments/environment").expect(403, "forbidden");
    assert_eq!(guard.get("/departments/environment").status, 403);
    has(&guard.page("/incidents"), &["href=\"/departments\""]);
    for name in ["wang", "li", "hr", "green", "root"] {
        let browser = Browser::signed_in(&server, name);
        browser.get("/api/v1/departments").expect(403, "forbidden");
        browser.get("/api/v1/departments/security").expect(403, "forbidden");
        assert_eq!(browser.get("/departments").status, 403, "{name}");
        assert!(!browser.get("/notices").text.contains("href=\"/departments\""), "{name}");
    }
    // Of a complaint about the centre its supervisor doesn't even see the number; the office head does once it has a department.
    let hr = Browser::signed_in(&server, "hr");
    let of_centre = hr.get("/api/v1/complaints").ok()["complaints"][0]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/complaints/{of_centre}");
    let seen = hr.get(&path).headers["etag"].clone();
    hr.json(&format!("{path}/commands"), &seen, &json!({"command": "accept_complaint"})).ok();
    let number = |name: &'static str| {
        let browser = Browser::signed_in(&server, name);
        numbers(&browser, "administration", "complaints", &json!("public_order"))
    };
    assert_eq!((number("super"), number("head")), (None, Some([1, 0, 1, 0])));
    let head = Browser::signed_in(&server, "head");
    head.get("/api/v1/departments/gardening").expect(404, "not-found");
    head.get("/api/v1/departments?month=may").expect(400, "invalid-parameter");
}

#[test]
fn rol_22_the_departments_are_a_file_and_a_paper_too() {
    let server = site();
    reports(&Browser::signed_in(&server, "wang"), "pests", "environment");
    let manager = Browser::signed_in(&server, "manager");
    let csv = manager.get("/api/v1/departments?format=csv").text;
    has(
        &csv,
        &[
            "month,department,head,subject,of,open,late,begun,done",
            "2026-09,environment,,incidents,pests,1,0,1,0",
        ],
    );
    assert_eq!(manager.get("/departments/environment?format=xlsx").status, 200);
    let (words, _) = printed(&server, "manager", "/api/v1/departments/environment?format=pdf");
    assert!(words.iter().any(|line| line.contains("虫害鼠害")), "{words:?}");
    assert_eq!(
        server.count("SELECT count(*) FROM audit WHERE kind = 'data_exported' AND matter = 'departments'"),
        3
    );
}

#[test]
fn rol_13_every_form_but_a_superiors_task_belongs_to_a_department() {
    for form in FORMS {
        let answered = Department::ALL.iter().any(|one| answers_for(*one, form.key));
        assert_eq!(answered, form.key != "task", "{}", form.key);
    }
    assert!(!Department::ALL.iter().any(|one| answers_for(*one, "no such form")));
}
