//! Who is told of matters and of duties that nobody did, over real HTTP (DL-20, DL-23, TRU-3, TRU-5, ROL-28).

use super::round;
use crate::support::browser::*;
use crate::support::*;
use serde_json::{Value, json};
use undercroft_server::ident::Role;
use undercroft_server::notify::Channels;

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

fn site() -> Server {
    let server = server();
    for (name, shown, role) in [
        ("service", "客服小何", Role::CsAssistant),
        ("super", "客服主管", Role::CscSupervisor),
        ("head", "主任", Role::OfficeHead),
        ("guard", "门岗小李", Role::GateGuard),
    ] {
        user(&server, name, shown, role);
    }
    rounds(&server);
    server
}

fn rounds(server: &Server) {
    for _ in 0..2 {
        round(server, &Channels::default());
    }
}

fn send(browser: &Browser<'_>, path: &str, command: &Value) {
    let seen = browser.get(path).headers["etag"].clone();
    let reply = browser.json(&format!("{path}/commands"), &seen, command);
    assert!(reply.status < 300, "{reply:?}");
}

fn fill(browser: &Browser<'_>, path: &str, section: &str, values: Value) {
    send(browser, path, &json!({"command": "fill_matter", "section": section, "values": values}));
}

/// Kinds of somebody's notices of matters and duties, the newest first.
fn told(server: &Server, name: &str) -> Vec<String> {
    let all = Browser::signed_in(server, name).get("/api/v1/notices").ok();
    let lines = all["notices"].as_array().unwrap().clone();
    let kinds = lines.iter().map(|line| line["body"]["kind"].as_str().unwrap().to_owned());
    kinds.filter(|kind| kind.starts_with("matter") || kind.starts_with("duty")).collect()
}

/// An empty home since today, for which the gate guard answers.
fn trust(server: &Server, service: &Browser<'_>) -> String {
    let open =
        json!({"command": "open_matter", "form": "trusteeship", "title": "托管", "unit_no": "1-1-101"});
    let made = service.json("/api/v1/matters", "", &open);
    assert_eq!(made.status, 201, "{made:?}");
    let path = made.headers["location"].clone();
    let agreement = json!({
        "number": {"words": "T-1"}, "owner_name": {"private": "陈静"}, "contact": {"private": "138"},
        "from": {"day": "2026-09-21"}, "limit_per": {"one": "term"}, "signed": {"is": true}
    });
    fill(service, &path, "agreement", agreement);
    let start =
        json!({"read_on": {"day": "2026-09-21"}, "water": {"number": 100}, "electricity": {"number": 100}});
    fill(service, &path, "meters", start);
    let guard = Browser::signed_in(server, "guard").get("/api/v1/me").ok()["user"].clone();
    send(service, &path, &json!({"command": "assign_matter", "person": guard, "words": "每周巡查"}));
    path
}

#[test]
fn tru_05_whoever_walks_the_rounds_is_reminded_a_day_before_and_the_supervisor_is_told_of_a_missed_week() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = trust(&server, &service);
    rounds(&server);
    assert_eq!(told(&server, "guard"), Vec::<String>::new());
    // The week ends with 28 September; it is 21 September, 22:13.
    server.advance(6 * DAY + 2 * HOUR);
    rounds(&server);
    assert_eq!((told(&server, "guard"), told(&server, "super")), (vec!["matter_due".to_owned()], vec![]));
    server.advance(DAY);
    rounds(&server);
    assert_eq!(told(&server, "super"), ["matter_late"]);
    assert_eq!(told(&server, "guard"), ["matter_late", "matter_due"]);
    // The next week is reminded of, although nobody has written anything since.
    server.advance(6 * DAY);
    rounds(&server);
    assert_eq!(told(&server, "guard")[0], "matter_due");
    let page = Browser::signed_in(&server, "guard").page("/notices?lang=en");
    has(&page, &["Matter, overdue: weekly round", "Open the matter", &path["/api/v1".len()..]]);
}

#[test]
fn tru_03_use_above_the_limit_is_told_at_once() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = trust(&server, &service);
    rounds(&server);
    let read =
        json!({"read_on": {"day": "2026-09-21"}, "water": {"number": 601}, "electricity": {"number": 100}});
    fill(&service, &path, "readings", read);
    let sections = service.get(&path).ok()["matter"]["sections"].clone();
    let readings = sections.as_array().unwrap().iter().find(|one| one["section"] == "readings").unwrap();
    let row = readings["rows"][0]["row"].clone();
    rounds(&server);
    for name in ["super", "guard"] {
        assert_eq!(told(&server, name), ["matter_alarm"], "{name}");
    }
    assert!(told(&server, "head").is_empty());
    rounds(&server);
    assert_eq!(told(&server, "super").len(), 1, "said once");
    // Electricity is another alarm, although there is one as before when the first has gone.
    let strike = json!({"command": "strike_row", "section": "readings", "row": row, "reason": "错表"});
    send(&service, &path, &strike);
    rounds(&server);
    let read =
        json!({"read_on": {"day": "2026-09-21"}, "water": {"number": 100}, "electricity": {"number": 301}});
    fill(&service, &path, "readings", read);
    rounds(&server);
    assert_eq!(told(&server, "super"), ["matter_alarm", "matter_alarm"]);
}

#[test]
fn rol_28_a_week_without_its_meeting_is_told_to_the_managers() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    trust(&server, &service);
    server.advance(7 * DAY);
    rounds(&server);
    assert_eq!(told(&server, "head"), ["duty_missing"]);
    has(
        &Browser::signed_in(&server, "head").page("/notices?lang=en"),
        &["Duty not done: Weekly meeting", "/duties"],
    );
    rounds(&server);
    assert_eq!(told(&server, "head").len(), 1, "said once");
}
