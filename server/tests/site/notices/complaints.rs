//! Who is told of complaints, over real HTTP (CMP-1, CMP-2, CMP-10, CMP-11, CMP-13, CMP-16, CMP-20).

use super::round;
use crate::support::browser::*;
use crate::support::*;
use client_core::domain::entry::incident::Department;
use client_core::domain::procedure::Library;
use serde_json::{Value, json};
use undercroft_server::audit::By;
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{derive, replace};
use undercroft_server::ident::Role;
use undercroft_server::incidents::departments::name_head;
use undercroft_server::notify::Channels;

/// What no notice carries: who complains, where, and in which words.
const PERSONAL: [&str; 6] = ["陈女士", "3栋0702", "13800000046", "保安说话很凶", "会议室一", "摔了东西"];
const EVERYBODY: [&str; 9] = ["wang", "li", "guard", "chief", "super", "manager", "head", "hr", "root"];

/// A site with the superiors, a gate guard, administration, and a technician who leads operation and repair.
fn site() -> Server {
    let server = server();
    user(&server, "guard", "门岗小李", Role::GateGuard);
    user(&server, "chief", "维修部老王", Role::Technician);
    user(&server, "super", "客服主管", Role::CscSupervisor);
    user(&server, "manager", "客服经理", Role::CscManager);
    user(&server, "head", "主任", Role::OfficeHead);
    user(&server, "hr", "人事小周", Role::AdminHr);
    user(&server, "root", "管理员", Role::Administrator);
    server
        .store
        .write_blocking(|connection| {
            name_head(connection, &By::operator(START), Department::OperationRepair, "chief")
        })
        .unwrap();
    rounds(&server);
    server
}

fn rounds(server: &Server) {
    for _ in 0..2 {
        round(server, &Channels::default());
    }
}

fn capture(about_centre: bool, ongoing_harm: bool) -> Value {
    json!({
        "command": "capture_complaint", "about_centre": about_centre, "channel": "phone", "handover": "direct",
        "record": {
            "name": "陈女士", "address": "3栋0702", "contact": "13800000046", "time": "昨晚", "place": "南门",
            "person": "保安", "department": "安全管理部", "course": "保安说话很凶", "demand": "道歉"
        },
        "ongoing_harm": ongoing_harm
    })
}

/// Takes a complaint down over the interface; gives its path.
fn taken_down(browser: &Browser<'_>, body: &Value) -> String {
    let made = browser.json("/api/v1/complaints", "", body);
    assert_eq!(made.status, 201, "{made:?}");
    made.headers["location"].clone()
}

/// Sends a command as the state stands now.
fn send(browser: &Browser<'_>, path: &str, command: Value) {
    let seen = browser.get(path).headers["etag"].clone();
    browser.json(&format!("{path}/commands"), &seen, &command).ok();
}

/// Accepts a complaint, and tells the complainant on the same day how it stands.
fn accept(browser: &Browser<'_>, path: &str) {
    send(browser, path, json!({ "command": "accept_complaint" }));
    send(browser, path, json!({ "command": "notify_complainant", "of": "status", "way": "phone" }));
}

/// What a person was told of complaints, the oldest first.
fn told(server: &Server, name: &str) -> Vec<String> {
    let answer = Browser::signed_in(server, name).get("/api/v1/notices").ok();
    let text = answer.to_string();
    for word in PERSONAL {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let notices = answer["notices"].as_array().unwrap().iter();
    let kinds = notices.map(|notice| notice["body"]["kind"].as_str().unwrap().to_owned());
    let mut kinds: Vec<String> = kinds.filter(|kind| kind.starts_with("complaint")).collect();
    kinds.reverse();
    kinds
}

/// Everybody who was told of something, with what it was.
fn all_told(server: &Server) -> Vec<(&'static str, Vec<String>)> {
    let told = EVERYBODY.into_iter().map(|name| (name, told(server, name)));
    told.filter(|(_, kinds)| !kinds.is_empty()).collect()
}

fn of<'s>(wanted: &[(&'s str, &[&str])]) -> Vec<(&'s str, Vec<String>)> {
    let owned = |kinds: &&[&str]| kinds.iter().map(|kind| (*kind).to_owned()).collect();
    wanted.iter().map(|(name, kinds)| (*name, owned(kinds))).collect()
}

#[test]
fn cmp_01_the_dispatcher_hears_of_a_complaint_that_somebody_outside_the_centre_took_down() {
    let server = site();
    let guard = Browser::signed_in(&server, "guard");
    let path = taken_down(&guard, &capture(false, false));
    rounds(&server);
    assert_eq!(all_told(&server), of(&[("wang", &["complaint_waits"])]));
    let desk = Browser::signed_in(&server, "wang");
    let notice = &desk.get("/api/v1/notices").ok()["notices"][0];
    let page = path.strip_prefix("/api/v1").unwrap();
    assert_eq!((notice["link"].as_str(), &notice["order"]), (Some(page), &Value::Null));
    assert_eq!(notice["incident"], Value::Null);
    assert!(path.ends_with(notice["complaint"].as_str().unwrap()));
    has(&desk.page("/notices"), &["有投诉待受理", &format!("href=\"{page}\""), "查看投诉"]);
    has(&desk.page("/notices?lang=en"), &["A complaint waits for acceptance", "Open the complaint"]);
    has(&desk.page("/notices?lang=zh-Hant"), &["有投訴待受理"]);
    // What the centre hears itself waits for nobody else, and what is accepted already neither.
    taken_down(&Browser::signed_in(&server, "super"), &capture(false, false));
    let other = taken_down(&guard, &capture(false, false));
    accept(&desk, &other);
    rounds(&server);
    assert_eq!(all_told(&server), of(&[("wang", &["complaint_waits"])]));
}

#[test]
fn cmp_20_harm_is_told_to_supervisor_and_manager_at_once() {
    let server = site();
    taken_down(&Browser::signed_in(&server, "wang"), &capture(false, true));
    rounds(&server);
    assert_eq!(all_told(&server), of(&[("super", &["complaint_harm"]), ("manager", &["complaint_harm"])]));
    has(&Browser::signed_in(&server, "super").page("/notices"), &["侵害仍在继续", "先制止"]);
}

#[test]
fn cmp_02_of_a_complaint_about_the_centre_only_administration_and_the_office_head_are_told() {
    let server = site();
    let guard = Browser::signed_in(&server, "guard");
    let path = taken_down(&guard, &capture(true, true));
    taken_down(&Browser::signed_in(&server, "wang"), &capture(true, false));
    rounds(&server);
    let hr = Browser::signed_in(&server, "hr");
    send(&hr, &path, json!({ "command": "accept_complaint" }));
    send(&hr, &path, json!({ "command": "meet_harm", "what": "x" }));
    send(&hr, &path, json!({ "command": "classify_complaint", "class": "serious" }));
    send(&hr, &path, json!({ "command": "assign_complaint", "department": "operation_repair" }));
    send(&hr, &path, json!({ "command": "call_supervisor", "place": "会议室一", "reason": "摔了东西" }));
    send(
        &hr,
        &path,
        json!({
            "command": "attribute_complaint", "attribution": "shared",
            "departments": ["security", "operation_repair"]
        }),
    );
    rounds(&server);
    server.advance(12 * DAY);
    rounds(&server);
    let told = all_told(&server);
    let people: Vec<&str> = told.iter().map(|(name, _)| *name).collect();
    assert_eq!(people, ["head", "hr"]);
    for (name, kinds) in told {
        for kind in [
            "complaint_waits",
            "complaint_harm",
            "complaint_serious",
            "complaint_assigned",
            "complaint_shared",
            "complaint_supervisor",
            "complaint_late",
        ] {
            assert!(kinds.iter().any(|told| told == kind), "{name}: {kind} of {kinds:?}");
        }
    }
}

#[test]
fn cmp_16_head_and_responsible_person_hear_of_each_assignment_once() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = taken_down(&desk, &capture(false, false));
    accept(&desk, &path);
    let assign = |department: &str| json!({ "command": "assign_complaint", "department": department, "person": server.technician });
    send(&desk, &path, assign("operation_repair"));
    rounds(&server);
    let page = path.strip_prefix("/api/v1").unwrap();
    assert_eq!(all_told(&server), of(&[("li", &["complaint_assigned"]), ("chief", &["complaint_assigned"])]));
    has(&Browser::signed_in(&server, "chief").page("/notices"), &["投诉已归口", "运行维修部"]);
    assert_eq!(Browser::signed_in(&server, "li").get(page).status, 200);
    // Nobody leads security: those who answer for the centre see to it.
    send(&desk, &path, assign("security"));
    rounds(&server);
    let wanted = [
        ("li", &["complaint_assigned", "complaint_assigned"][..]),
        ("chief", &["complaint_assigned"]),
        ("super", &["complaint_assigned"]),
        ("manager", &["complaint_assigned"]),
    ];
    assert_eq!(all_told(&server), of(&wanted));
}

#[test]
fn cmp_10_cmp_11_cmp_13_heads_supervisor_and_office_head_are_told_once_through_restart_and_rebuild() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = taken_down(&desk, &capture(false, false));
    accept(&desk, &path);
    send(
        &desk,
        &path,
        json!({
            "command": "attribute_complaint", "attribution": "shared",
            "departments": ["operation_repair", "security"]
        }),
    );
    send(&desk, &path, json!({ "command": "call_supervisor", "place": "会议室一", "reason": "摔了东西" }));
    send(&desk, &path, json!({ "command": "classify_complaint", "class": "serious" }));
    send(&desk, &path, json!({ "command": "forward_complaint", "to": "office_head", "who": "主任" }));
    let check = |server: &Server| {
        rounds(server);
        let told: Vec<(&str, Vec<String>)> = all_told(server)
            .into_iter()
            .map(|(name, mut kinds)| {
                kinds.sort();
                (name, kinds)
            })
            .collect();
        let wanted = [
            ("chief", &["complaint_shared"][..]),
            ("super", &["complaint_shared", "complaint_supervisor"]),
            ("manager", &["complaint_shared"]),
            ("head", &["complaint_serious"]),
        ];
        assert_eq!(told, of(&wanted));
    };
    check(&server);
    has(&Browser::signed_in(&server, "chief").page("/notices"), &["运行维修部", "安全管理部", "立即到场"]);
    has(&Browser::signed_in(&server, "super").page("/notices?lang=en"), &["Receive him alone"]);
    let server = server.restarted();
    check(&server);
    let library = Library::built_in().unwrap();
    server
        .store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            connection.execute("UPDATE complaint SET class = NULL, state = 'closed', open = 0", [])?;
            let scratch = derive(connection, &library, |_| ())?;
            replace(connection, &scratch)
        })
        .unwrap();
    check(&server);
    assert_eq!(server.count("SELECT count(*) FROM complaint WHERE open = 1 AND class = 'serious'"), 1);
}
