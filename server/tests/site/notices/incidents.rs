//! Incidents in public areas over real HTTP: the report without an order, who is told, the pages, the decision
//! (PRI-8 to PRI-12, ROL-7, ROL-25, ISS-50).

use super::round;
use crate::support::browser::*;
use crate::support::*;
use client_core::domain::entry::incident::Department;
use client_core::domain::procedure::Library;
use serde_json::{Value, json};
use undercroft_server::audit::By;
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{compare, derive, replace};
use undercroft_server::ident::Role;
use undercroft_server::incidents::departments::{HeadError, name_head};
use undercroft_server::jobs::JobSettings;
use undercroft_server::notify::Channels;

/// A site with a gate guard, the superiors, and a technician who leads operation and repair.
fn site() -> Server {
    peopled(server())
}

fn peopled(server: Server) -> Server {
    user(&server, "guard", "门岗小李", Role::GateGuard);
    user(&server, "chief", "维修部老王", Role::Technician);
    user(&server, "super", "客服主管", Role::CscSupervisor);
    user(&server, "manager", "客服经理", Role::CscManager);
    user(&server, "head", "主任", Role::OfficeHead);
    user(&server, "root", "管理员", Role::Administrator);
    lead(&server, "chief").unwrap();
    server
}

fn lead(server: &Server, name: &'static str) -> Result<(), HeadError> {
    server.store.write_blocking(move |connection| {
        name_head(connection, &By::operator(START), Department::OperationRepair, name)
    })
}

fn report(major: bool) -> Value {
    json!({
        "command": "report_incident", "place": "南门车行道", "area": "engineering",
        "department": "operation_repair", "what": "井盖塌了", "major": major, "measure": "用雪糕筒围住"
    })
}

/// Reports an incident over the interface; gives its path.
fn reported(browser: &Browser<'_>, major: bool) -> String {
    let made = browser.json("/api/v1/incidents", "", &report(major));
    assert_eq!(made.status, 201, "{made:?}");
    made.headers["location"].clone()
}

/// Sends a command as the state stands now.
fn send(browser: &Browser<'_>, path: &str, command: Value) -> Reply {
    let seen = browser.get(path).headers["etag"].clone();
    browser.json(&format!("{path}/commands"), &seen, &command)
}

/// What a person was told of, the oldest first.
fn told(server: &Server, name: &str) -> Vec<String> {
    let answer = Browser::signed_in(server, name).get("/api/v1/notices").ok();
    let mut kinds: Vec<String> = answer["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|notice| notice["body"]["kind"].as_str().unwrap().to_owned())
        .collect();
    kinds.reverse();
    kinds
}

fn rounds(server: &Server) {
    for _ in 0..2 {
        round(server, &Channels::default());
    }
}

#[test]
fn pri_08_the_form_says_how_to_behave_in_three_languages() {
    let server = site();
    let guard = Browser::signed_in(&server, "guard");
    has(&guard.page("/incidents/new"), &["不还手", "报告事件", "data-rule=\"PRI-8\""]);
    has(&guard.page("/incidents/new?lang=zh-Hant"), &["不還手", "報告事件"]);
    let page = guard.page("/incidents/new?lang=en");
    has(&page, &["don&#39;t strike back", "stopped and held", "no force at all", "Report an incident"]);
    assert_eq!(Browser::signed_in(&server, "root").get("/incidents/new").status, 403);
}

#[test]
fn pri_09_iss_50_an_incident_needs_no_order_and_its_department_is_told_directly() {
    let server = site();
    rounds(&server);
    let guard = Browser::signed_in(&server, "guard");
    let page = guard.post(
        "/incidents/new",
        &[("place", " "), ("area", "engineering"), ("department", "operation_repair"), ("what", "x<b>")],
    );
    assert_eq!(page.status, 422, "{page:?}");
    has(&page.text, &["请填写", "x&lt;b&gt;", "不还手"]);
    let fields = [
        ("place", "南门<i>车行道"),
        ("area", "engineering"),
        ("department", "operation_repair"),
        ("what", "井盖塌了"),
        ("measure", "用雪糕筒围住"),
    ];
    let made = guard.post("/incidents/new", &fields);
    assert_eq!(made.status, 303, "{made:?}");
    let path = made.headers["location"].clone();
    has(&guard.page(&path), &["南门&lt;i&gt;车行道", "井盖塌了", "发现人在现场", "运行维修部"]);
    assert_eq!(server.count("SELECT count(*) FROM board"), 0, "there is no order");
    assert_eq!(server.count("SELECT count(*) FROM incident WHERE open = 1"), 1);
    rounds(&server);
    assert_eq!(told(&server, "chief"), ["incident_reported"]);
    for name in ["guard", "wang", "li", "super", "manager", "head", "root"] {
        assert!(told(&server, name).is_empty(), "{name}");
    }
    let chief = Browser::signed_in(&server, "chief");
    let notice = &chief.get("/api/v1/notices").ok()["notices"][0];
    assert_eq!((notice["link"].as_str(), notice["order"].clone()), (Some(path.as_str()), Value::Null));
    has(&chief.page("/notices"), &["公共区域事件", "运行维修部", &format!("href=\"{path}\"")]);
    let notices = chief.page("/notices?lang=en");
    assert!(!notices.contains("车行道") && !notices.contains("井盖"), "nothing of what was typed: {notices}");
    // The head of the department reads it, though a technician reads only his own.
    has(&chief.page(&path), &["井盖塌了", "门岗小李"]);
    assert_eq!(Browser::signed_in(&server, "li").get(&path).status, 404);
}

#[test]
fn pri_09_where_nobody_leads_the_department_those_of_the_centre_are_told() {
    let server = site();
    rounds(&server);
    let guard = Browser::signed_in(&server, "guard");
    let mut body = report(false);
    body["department"] = json!("security");
    assert_eq!(guard.json("/api/v1/incidents", "", &body).status, 201);
    rounds(&server);
    for (name, count) in [("super", 1), ("manager", 1), ("chief", 0), ("head", 0), ("wang", 0)] {
        assert_eq!(told(&server, name).len(), count, "{name}");
    }
    // Somebody who is named later is given what is open; an administrator leads nobody.
    let path = reported(&guard, false);
    let li = Browser::signed_in(&server, "li");
    assert_eq!(li.get(&path).status, 404);
    lead(&server, "li").unwrap();
    assert_eq!(li.get(&path).status, 200);
    assert!(matches!(lead(&server, "root"), Err(HeadError::NoPost(_))));
    assert!(matches!(lead(&server, "nobody"), Err(HeadError::Account(_))));
}

#[test]
fn pri_09_everybody_sees_his_own_and_the_office_all_and_a_repeat_is_done_once() {
    let server = site();
    let (guard, li) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "li"));
    let token = server.login("guard", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "one"),
    ];
    let twice =
        [(), ()].map(|()| server.send("POST", "/api/v1/incidents", &headers, &report(false).to_string()));
    assert_eq!(twice[0].body, twice[1].body);
    let other = report(true).to_string();
    assert_eq!(server.send("POST", "/api/v1/incidents", &headers, &other).status, 422);
    reported(&li, false);
    let seen =
        |browser: &Browser<'_>| browser.get("/api/v1/incidents").ok()["incidents"].as_array().unwrap().len();
    assert_eq!((seen(&guard), seen(&li)), (1, 1));
    for name in ["wang", "super", "manager", "head"] {
        assert_eq!(seen(&Browser::signed_in(&server, name)), 2, "{name}");
    }
    let root = Browser::signed_in(&server, "root");
    root.get("/api/v1/incidents").expect(403, "forbidden");
    root.json("/api/v1/incidents", "", &report(false)).expect(403, "forbidden");
    assert!(!root.page("/people").contains("href=\"/incidents\""));
    guard.get("/api/v1/incidents/07070707-0707-0707-0707-070707070707").expect(404, "not-found");
    guard.get("/api/v1/incidents/x").expect(404, "not-found");
    guard.get("/api/v1/incidents?state=lost").expect(400, "invalid-parameter");
    guard.get("/api/v1/incidents?limit=0").expect(400, "invalid-parameter");
}

#[test]
fn pri_10_the_finder_is_on_site_until_the_department_is_there_and_its_head_is_reminded() {
    let server = server_set(JobSettings { department_arrival_minutes: 20, ..JobSettings::default() });
    let server = peopled(server);
    rounds(&server);
    let guard = Browser::signed_in(&server, "guard");
    let (first, second) = (reported(&guard, false), reported(&guard, false));
    rounds(&server);
    let page = first.strip_prefix("/api/v1").unwrap();
    has(&guard.page(page), &["id=\"finder-on-site\"", "应急措施", "部门到场"]);
    send(&guard, &first, json!({ "command": "take_measure", "what": "叫停车辆" })).ok();
    send(
        &Browser::signed_in(&server, "wang"),
        &second,
        json!({
            "command": "department_arrived", "who": "两人"
        }),
    )
    .ok();
    server.advance(19 * MINUTE);
    rounds(&server);
    assert_eq!(told(&server, "chief").len(), 2);
    server.advance(2 * MINUTE);
    rounds(&server);
    assert_eq!(told(&server, "chief")[2..], ["incident_unattended"], "only of the one where nobody came");
    guard.command(page, &[("command", "finder_left"), ("reason", "换岗")]);
    has(&guard.page(page), &["现场无人", "role=\"alert\""]);
    has(&guard.page("/incidents"), &["现场无人"]);
    let chief = Browser::signed_in(&server, "chief");
    chief.command(page, &[("command", "department_arrived"), ("who", "维修部两人")]);
    let shown = guard.page(page);
    assert!(!shown.contains("finder-on-site") && !shown.contains("现场无人:"), "{shown}");
    has(&shown, &["部门已到场", "叫停车辆", "维修部两人"]);
    let late = send(&guard, &first, json!({ "command": "finder_left", "reason": "x" }));
    let refused = late.expect(422, "command-refused");
    assert_eq!(refused.body["rejection"], json!({ "code": "incident", "data": "department_there" }));
}

#[test]
fn pri_11_an_incident_is_open_until_a_superior_decides_on_its_course() {
    let server = site();
    let (guard, head) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "head"));
    let path = reported(&guard, false);
    let decide = json!({ "command": "decide_incident", "report_further": false, "reason": "无人受伤" });
    let early = send(&head, &path, decide.clone()).expect(422, "command-refused");
    assert_eq!(early.body["rejection"]["data"], "no_course");
    send(&guard, &path, decide.clone()).expect(403, "forbidden");
    send(&guard, &path, json!({ "command": "department_arrived", "who": "两人" })).ok();
    send(&guard, &path, json!({ "command": "report_course", "course": "换了井盖" })).ok();
    let wang = Browser::signed_in(&server, "wang");
    send(&wang, &path, decide.clone()).expect(403, "forbidden");
    let open = |browser: &Browser<'_>| {
        let answer = browser.get("/api/v1/incidents?state=open").ok();
        answer["incidents"].as_array().unwrap().len()
    };
    assert_eq!(open(&head), 1);
    // Two who have the page open decide differently: both are shown, and the higher post's counts.
    let seen = head.get(&path).headers["etag"].clone();
    let supervisor = Browser::signed_in(&server, "super");
    let further = json!({
        "command": "decide_incident", "report_further": true, "to": "公司安全部", "reason": "井盖质量"
    });
    supervisor.json(&format!("{path}/commands"), &seen, &further).ok();
    head.json(&format!("{path}/commands"), &seen, &decide).ok();
    assert_eq!(open(&head), 0);
    let view = head.get(&path).ok();
    assert_eq!(view["incident"]["conflict"].as_array().unwrap().len(), 2);
    // Neither of two that crossed is the first, so they stand in either order.
    let decisions = view["incident"]["decisions"].as_array().unwrap();
    let standing = |further: bool| -> Vec<&Value> {
        decisions.iter().filter(|one| one["report_further"] == further).map(|one| &one["standing"]).collect()
    };
    assert_eq!((standing(true), standing(false)), (vec![&json!("outweighed")], vec![&json!("counts")]));
    let page = path.strip_prefix("/api/v1").unwrap();
    has(&wang.page(page), &["id=\"conflict\"", "公司安全部", "不再上报", "side counts"]);
    // One more decision, by somebody who has seen both, ends it.
    supervisor.command(
        page,
        &[("command", "incident_decided"), ("further", "yes"), ("to", "公司安全部"), ("reason", "按规定")],
    );
    assert_eq!(head.get(&path).ok()["incident"]["conflict"], json!([]));
    // No change without the state that its author saw, and none on a state that never was here.
    let bare = head.json(&format!("{path}/commands"), "", &decide);
    assert_eq!(bare.status, 400, "{bare:?}");
    head.json(&format!("{path}/commands"), &"ab".repeat(32), &decide).expect(412, "stale");
}

#[test]
fn pri_12_rol_07_a_major_incident_is_told_to_both_heads_once_through_restart_and_rebuild() {
    let server = site();
    rounds(&server);
    let guard = Browser::signed_in(&server, "guard");
    let first = reported(&guard, true);
    let second = reported(&guard, false);
    rounds(&server);
    send(&guard, &second, json!({ "command": "make_major", "reason": "有人受伤" })).ok();
    let again = send(&guard, &second, json!({ "command": "make_major", "reason": "x" }));
    assert_eq!(again.expect(422, "command-refused").body["rejection"]["data"], "major_already");
    let chief_hears = ["incident_major", "incident_reported", "incident_major"];
    let check = |server: &Server| {
        rounds(server);
        assert_eq!(told(server, "chief"), chief_hears);
        assert_eq!(told(server, "head"), ["incident_major", "incident_major"]);
        for name in ["super", "manager", "wang", "guard"] {
            assert!(told(server, name).is_empty(), "{name}");
        }
    };
    check(&server);
    let page = first.strip_prefix("/api/v1").unwrap();
    has(&Browser::signed_in(&server, "head").page("/notices"), &["重大事件", &format!("href=\"{page}\"")]);
    let server = server.restarted();
    check(&server);
    let library = Library::built_in().unwrap();
    let differences = server.store.read_blocking(|connection| -> Result<_, EngineError> {
        let scratch = derive(connection, &library, |_| ())?;
        compare(connection, &scratch)
    });
    for (table, difference) in differences.unwrap() {
        assert!(difference.is_none(), "{table}: {difference:?}");
    }
    let library = Library::built_in().unwrap();
    server
        .store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            connection.execute("UPDATE incident SET major = 0, state = 'decided'", [])?;
            let scratch = derive(connection, &library, |_| ())?;
            replace(connection, &scratch)
        })
        .unwrap();
    assert_eq!(server.count("SELECT count(*) FROM incident WHERE major = 1 AND open = 1"), 2);
    check(&server);
}

#[test]
fn rol_25_superiors_verify_and_iss_50_an_order_is_linked_by_its_slip_number() {
    let server = site();
    let (guard, supervisor) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "super"));
    let desk = Browser::signed_in(&server, "wang");
    let path = reported(&guard, false);
    let page = path.strip_prefix("/api/v1").unwrap();
    assert!(!guard.page(page).contains("调查核实"), "not offered to the guard");
    supervisor.command(
        page,
        &[
            ("command", "incident_verified"),
            ("cause", "井座锈蚀"),
            ("responsibility", "承建单位"),
            ("proposal", "全部检查"),
        ],
    );
    let found = &guard.get(&path).ok()["incident"]["verifications"][0];
    assert_eq!(found["responsibility"], "承建单位");
    has(&guard.page(page), &["调查核实", "井座锈蚀", "承建单位", "全部检查"]);
    let order = desk.dispatched_until_slip();
    let number =
        desk.get(&format!("/api/v1{order}")).ok()["order"]["slip"]["number"].as_str().unwrap().to_owned();
    let etag = hidden(&desk.page(page), "etag");
    let link =
        |number: &str| desk.command_with(page, &etag, &[("command", "incident_linked"), ("number", number)]);
    let missing = link("99-99999");
    assert_eq!(missing.status, 422);
    has(&missing.text, &["没有这个工单号"]);
    assert_eq!(link(&number).status, 303);
    has(&desk.page(page), &[&number, &format!("href=\"{order}\"")]);
    let nowhere = json!({ "command": "link_incident", "order": "07070707-0707-0707-0707-070707070707" });
    send(&desk, &path, nowhere).expect(422, "command-refused");
}

#[test]
fn pri_02_the_list_is_sorted_by_time_waiting_open_ones_first_and_filtered_in_the_address() {
    let server = site();
    let head = Browser::signed_in(&server, "head");
    let mut paths = Vec::new();
    for _ in 0..3 {
        paths.push(reported(&head, false));
        server.advance(MINUTE);
    }
    send(&head, &paths[0], json!({ "command": "report_course", "course": "x" })).ok();
    let decide = json!({ "command": "decide_incident", "report_further": false, "reason": "x" });
    send(&head, &paths[0], decide).ok();
    let ids = |query: &str| -> Vec<String> {
        let answer = head.get(&format!("/api/v1/incidents{query}")).ok();
        let lines = answer["incidents"].as_array().unwrap();
        lines.iter().map(|line| format!("/api/v1/incidents/{}", line["id"].as_str().unwrap())).collect()
    };
    assert_eq!(ids(""), [paths[1].clone(), paths[2].clone(), paths[0].clone()]);
    assert_eq!(ids("?state=decided"), [paths[0].clone()]);
    assert!(ids("?area=greening").is_empty() && ids("?major=true").is_empty());
    let first = head.get("/api/v1/incidents?limit=2").ok();
    let next = first["next"].as_str().unwrap();
    assert_eq!(ids(&format!("?after={next}")), [paths[0].clone()]);
    let page = head.page("/incidents?area=engineering&state=open&lang=en");
    let place = |path: &str| page.find(path.strip_prefix("/api/v1").unwrap());
    assert!(place(&paths[1]).unwrap() < place(&paths[2]).unwrap());
    assert!(place(&paths[0]).is_none());
    has(&page, &["finder on site", "1 min", "2 min", "<option value=\"engineering\" selected=\"\">"]);
}

#[test]
fn pri_09_the_list_is_a_file_for_whoever_reads_it_and_no_spreadsheet_computes_it() {
    let server = site();
    let (guard, manager) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "manager"));
    reported(&guard, true);
    let mut odd = report(false);
    odd["place"] = json!("=1+1");
    assert_eq!(manager.json("/api/v1/incidents", "", &odd).status, 201);
    for path in ["/incidents?format=csv", "/api/v1/incidents?format=csv"] {
        let file = manager.get(path);
        assert_eq!((file.status, file.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
        has(
            &file.text,
            &["finder_on_site", "operation_repair", "南门车行道", "井盖塌了", "门岗小李", "'=1+1"],
        );
        let own = guard.get(path);
        assert!(own.text.contains("南门车行道") && !own.text.contains("=1+1"), "{}", own.text);
    }
    assert!(manager.get("/incidents?major=1&format=csv").text.lines().count() == 2, "a head and one line");
    let (pages, _) = printed(&server, "manager", "/incidents?format=pdf");
    has(&pages.concat(), &["公共区域事件", "南门车行道", "重大", "井盖塌了"]);
    assert_eq!(manager.get("/incidents?format=doc").status, 400);
    has(&manager.page("/incidents?major=1"), &["/incidents?major=1&amp;format=xlsx"]);
}

#[test]
fn the_administrator_names_the_head_of_a_department_on_the_page_of_people() {
    let server = site();
    let root = Browser::signed_in(&server, "root");
    has(&root.page("/people"), &["部门负责人", "安全管理部", "<option value=\"chief\" selected=\"\">"]);
    let named = root.post("/people/heads", &[("department", "security"), ("user", "guard")]);
    assert_eq!(named.status, 303, "{named:?}");
    has(&root.page("/people"), &["<option value=\"guard\" selected=\"\">"]);
    assert_eq!(root.post("/people/heads", &[("department", "security"), ("user", "root")]).status, 400);
    assert_eq!(root.post("/people/heads", &[("department", "security"), ("user", "")]).status, 303);
    assert!(!root.page("/people").contains("<option value=\"guard\" selected=\"\">"));
    let head = Browser::signed_in(&server, "head");
    assert_eq!(head.post("/people/heads", &[("department", "security"), ("user", "guard")]).status, 403);
}
