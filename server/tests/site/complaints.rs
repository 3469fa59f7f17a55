//! Complaints over real HTTP: who takes one down, who accepts it, who sees one about the service centre, the register with
//! its search, deadlines and files (CMP, COL-25, PRI-16).

use crate::support::browser::*;
use crate::support::hand::{Hand, id_of, reasons};
use crate::support::*;
use client_core::domain::entry::complaint::ImmediateMeasureTaken;
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::{Body, DocumentKind};
use client_core::domain::id::DocumentId;
use client_core::domain::procedure::Library;
use client_core::protocol::QuarantineReason;
use client_core::replica::Replica;
use serde_json::{Value, json};
use undercroft_server::audit::By;
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{compare, derive, replace};
use undercroft_server::ident::Role;
use undercroft_server::incidents::departments::name_head;

/// Who is of the service centre, by name.
const CENTRE: [(&str, Role); 7] = [
    ("wang", Role::Dispatcher),
    ("front", Role::FrontDesk),
    ("assistant", Role::DispatchAssistant),
    ("area", Role::AreaAssistant),
    ("service", Role::CsAssistant),
    ("super", Role::CscSupervisor),
    ("manager", Role::CscManager),
];

/// A site with the whole centre, a gate guard, administration and personnel, the office head, and the administrator of the
/// software.
fn site() -> Server {
    let server = server();
    for (name, role) in CENTRE.into_iter().skip(1) {
        user(&server, name, "中心", role);
    }
    user(&server, "guard", "门岗小李", Role::GateGuard);
    user(&server, "hr", "人事小周", Role::AdminHr);
    user(&server, "head", "主任", Role::OfficeHead);
    user(&server, "root", "管理员", Role::Administrator);
    server
}

/// What somebody says, but not of whom.
fn said() -> Value {
    json!({
        "name": "陈女士", "address": "3栋0702", "contact": "13800000046", "time": "昨晚十一点", "place": "3栋电梯厅",
        "department": "安全管理部", "course": "电梯困人二十分钟,对讲无人应答", "demand": "说明原因"
    })
}

fn capture(about_centre: bool) -> Value {
    json!({
        "command": "capture_complaint", "about_centre": about_centre, "channel": "visit", "handover": "accompanied",
        "record": said(), "seems": "important"
    })
}

/// Takes a complaint down; gives its path.
fn taken_down(browser: &Browser<'_>, body: &Value) -> String {
    let made = browser.json("/api/v1/complaints", "", body);
    assert_eq!(made.status, 201, "{made:?}");
    made.headers["location"].clone()
}

/// Sends a command as the state stands now.
fn send(browser: &Browser<'_>, path: &str, command: Value) -> Reply {
    let seen = browser.get(path).headers["etag"].clone();
    browser.json(&format!("{path}/commands"), &seen, &command)
}

/// The register that somebody gets for a question, by path.
fn listed(browser: &Browser<'_>, query: &str) -> Vec<String> {
    let answer = browser.get(&format!("/api/v1/complaints{query}")).ok();
    let lines = answer["complaints"].as_array().unwrap();
    lines.iter().map(|line| format!("/api/v1/complaints/{}", line["id"].as_str().unwrap())).collect()
}

fn line(browser: &Browser<'_>, path: &str) -> Value {
    let answer = browser.get("/api/v1/complaints").ok();
    let mut lines = answer["complaints"].as_array().unwrap().iter();
    lines.find(|line| path.ends_with(line["id"].as_str().unwrap())).unwrap().clone()
}

/// Fills the record: nobody knows who was on duty.
fn filled() -> Value {
    json!({ "command": "record_complaint", "record": said(), "unknown": { "person": "不知是谁值班" } })
}

/// A complaint that the centre has accepted.
fn accepted(desk: &Browser<'_>) -> String {
    let path = taken_down(desk, &capture(false));
    send(desk, &path, filled()).ok();
    send(desk, &path, json!({ "command": "accept_complaint" })).ok();
    path
}

fn lead(server: &Server, department: Department, name: &'static str) {
    server
        .store
        .write_blocking(move |connection| name_head(connection, &By::operator(START), department, name))
        .unwrap();
}

#[test]
fn cmp_01_a_technician_takes_a_complaint_down_and_acceptance_is_the_centres() {
    let server = site();
    let li = Browser::signed_in(&server, "li");
    let path = taken_down(&li, &capture(false));
    let accept = json!({ "command": "accept_complaint" });
    let refused = send(&li, &path, accept.clone()).expect(403, "forbidden");
    assert_eq!(refused.body["rejection"]["code"], "denied");
    send(&Browser::signed_in(&server, "head"), &path, accept.clone()).expect(403, "forbidden");
    // Everybody else finds his own; the administrator of the software has nothing to do with any.
    let others = ["guard", "hr"].map(|name| Browser::signed_in(&server, name));
    for other in &others {
        assert_eq!(listed(other, ""), Vec::<String>::new());
        other.get(&path).expect(404, "not-found");
        other.json(&format!("{path}/commands"), &"ab".repeat(32), &accept).expect(404, "not-found");
    }
    let root = Browser::signed_in(&server, "root");
    root.get("/api/v1/complaints").expect(403, "forbidden");
    root.get(&path).expect(403, "forbidden");
    root.json("/api/v1/complaints", "", &capture(false)).expect(403, "forbidden");
    for (name, _) in CENTRE {
        assert_eq!(listed(&Browser::signed_in(&server, name), ""), [path.as_str()], "{name}");
    }
    assert_eq!(listed(&li, ""), [path.as_str()]);
    // Nothing is decided before the centre has it.
    let desk = Browser::signed_in(&server, "wang");
    let early = send(&desk, &path, json!({ "command": "classify_complaint", "class": "minor" }));
    assert_eq!(early.expect(422, "command-refused").body["rejection"]["data"], "not_accepted");
    send(&desk, &path, filled()).ok();
    send(&desk, &path, accept.clone()).ok();
    assert_eq!(line(&li, &path)["state"], "accepted");
    let again = send(&desk, &path, accept).expect(422, "command-refused");
    assert_eq!(again.body["rejection"], json!({ "code": "complaint", "data": "accepted_already" }));
}

#[test]
fn cmp_02_a_complaint_about_the_centre_is_nowhere_for_the_centre() {
    let server = site();
    let guard = Browser::signed_in(&server, "guard");
    let path = taken_down(&guard, &capture(true));
    let document = id_of(&path);
    let record = guard.get(&path).ok()["complaint"]["records"][0]["record"].as_str().unwrap().to_owned();
    let blob = format!("/api/v1/documents/{document}/blobs/{record}");
    assert_eq!(guard.get(&blob).status, 200);
    // The head of a department that has to do with it is told nothing either.
    lead(&server, Department::CustomerService, "manager");
    for (name, _) in CENTRE {
        let browser = Browser::signed_in(&server, name);
        for query in ["", "?about_centre=true", "?state=open", "?state=late", "?q=%E5%AF%B9%E8%AE%B2"] {
            assert_eq!(listed(&browser, query), Vec::<String>::new(), "{name} {query}");
        }
        let file = browser.get("/api/v1/complaints?format=csv");
        assert_eq!((file.status, file.text.lines().count()), (200, 1), "{name}: only the head of the table");
        browser.get(&path).expect(404, "not-found");
        browser.get(&blob).expect(404, "not-found");
        browser.get(&format!("/api/v1/orders/{document}")).expect(404, "not-found");
        browser.get(&format!("/api/v1/orders/{document}/journal")).expect(404, "not-found");
        browser.get(&format!("/api/v1/incidents/{document}")).expect(404, "not-found");
        let accept = json!({ "command": "accept_complaint" });
        browser.json(&format!("{path}/commands"), &"ab".repeat(32), &accept).expect(404, "not-found");
    }
    // Who of the centre takes one down keeps it, and doesn't handle it.
    server.advance(MINUTE);
    let supervisor = Browser::signed_in(&server, "super");
    let own = taken_down(&supervisor, &capture(true));
    assert_eq!(listed(&supervisor, ""), [own.as_str()]);
    for command in [
        json!({ "command": "accept_complaint" }),
        filled(),
        json!({ "command": "lower_class", "class": "minor", "reason": "x" }),
        json!({ "command": "report_handling", "words": "x" }),
    ] {
        send(&supervisor, &own, command.clone()).expect(403, "forbidden");
    }
    send(&supervisor, &own, json!({ "command": "meet_harm", "what": "x" })).ok();
    // Administration and the office head handle them.
    let (hr, head) = (Browser::signed_in(&server, "hr"), Browser::signed_in(&server, "head"));
    assert_eq!(listed(&head, "?about_centre=false"), Vec::<String>::new());
    for browser in [&hr, &head] {
        assert_eq!(listed(browser, "?about_centre=true"), [path.as_str(), own.as_str()]);
    }
    send(&hr, &path, filled()).ok();
    send(&hr, &path, json!({ "command": "accept_complaint" })).ok();
    send(&head, &path, json!({ "command": "classify_complaint", "class": "serious" })).ok();
    assert_eq!(line(&guard, &path)["class"], "serious");
    // It is given to nobody of the centre, and to no head; to whom it is given otherwise, he reads it.
    let id_of_user = |name: &'static str| {
        let found = server.store.read_blocking(move |connection| -> Result<[u8; 16], EngineError> {
            let sql = "SELECT id FROM user WHERE name = ?1";
            Ok(connection.query_row(sql, [name], |row| row.get(0))?)
        });
        undercroft_server::ident::UserId::from_bytes(found.unwrap()).to_string()
    };
    let assign = |name| json!({ "command": "assign_complaint", "department": "customer_service", "person": id_of_user(name) });
    let refused = send(&hr, &path, assign("manager")).expect(422, "command-refused");
    assert_eq!(refused.body["rejection"]["data"]["field"], "person");
    let li = Browser::signed_in(&server, "li");
    li.get(&path).expect(404, "not-found");
    send(&hr, &path, assign("li")).ok();
    assert_eq!(listed(&li, ""), [path.as_str()]);
    assert_eq!(listed(&Browser::signed_in(&server, "manager"), ""), Vec::<String>::new());
}

#[test]
fn cmp_02_a_refused_change_of_a_complaint_about_the_centre_is_kept_from_the_centre() {
    let server = site();
    let mut hand = Hand::new(&server, 1);
    for (actor, kind) in [(6, DocumentKind::CentreComplaint), (7, DocumentKind::Complaint)] {
        let mut replica = Replica::new(kind, DocumentId::from_bytes([actor; 16]));
        let what = format!("told the clerk of {}", kind.as_str());
        let measure = hand.entry(Body::ImmediateMeasureTaken(ImmediateMeasureTaken { what }));
        let run = hand.run(&mut replica, actor, &[measure]);
        assert_eq!(reasons(&hand.push(vec![run])), [QuarantineReason::Malformed]);
    }
    let head = Browser::signed_in(&server, "head");
    let links = |page: &str| -> Vec<String> {
        let parts = page.split("href=\"/watch/quarantine/").skip(1);
        parts.map(|part| part.split('"').next().unwrap().to_owned()).collect()
    };
    assert_eq!(links(&head.page("/watch")), ["2", "1"]);
    has(&head.page("/watch/quarantine/1"), &["told the clerk of centre_complaint"]);
    let manager = Browser::signed_in(&server, "manager");
    assert_eq!(links(&manager.page("/watch")), ["2"]);
    has(&manager.page("/watch/quarantine/2"), &["told the clerk of complaint"]);
    assert_eq!(manager.get("/watch/quarantine/1").status, 404);
    assert_eq!(manager.post("/watch/quarantine/1", &[]).status, 404);
    // Who looks after the software sees that something was refused, and not what it says.
    let page = Browser::signed_in(&server, "root").page("/watch/quarantine/1");
    assert!(!page.contains("told the clerk"), "{page}");
}

#[test]
fn cmp_05_acceptance_names_the_field_that_is_empty_and_pri_16_what_was_captured_stays() {
    let server = site();
    let (guard, desk) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "wang"));
    let mut body = capture(false);
    body["record"] = json!({ "course": "对讲无人应答", "name": " 陈女士 " });
    let path = taken_down(&guard, &body);
    assert_eq!(line(&desk, &path)["lacks"], "address");
    let accept = json!({ "command": "accept_complaint" });
    let refused = send(&desk, &path, accept.clone()).expect(422, "command-refused");
    assert_eq!(
        refused.body["rejection"],
        json!({ "code": "complaint", "data": { "record_incomplete": "address" } })
    );
    let mut partly = filled();
    partly["unknown"] = json!({});
    send(&desk, &path, partly).ok();
    let refused = send(&desk, &path, accept.clone()).expect(422, "command-refused");
    assert_eq!(refused.body["rejection"]["data"], json!({ "record_incomplete": "person" }));
    send(&desk, &path, filled()).ok();
    assert_eq!(line(&desk, &path)["lacks"], Value::Null);
    send(&desk, &path, accept).ok();
    let view = guard.get(&path).ok();
    assert_eq!((&view["captured"]["name"], &view["captured"]["address"]), (&json!("陈女士"), &json!("")));
    assert_eq!((&view["record"]["name"], &view["record"]["address"]), (&json!("陈女士"), &json!("3栋0702")));
    assert_eq!(view["complaint"]["records"][2]["unknown"][0]["reason"], "不知是谁值班");
    // A record without a word of what happened or is wanted is none.
    body["record"] = json!({ "name": "陈女士" });
    let empty = guard.json("/api/v1/complaints", "", &body).expect(422, "command-refused");
    assert_eq!(empty.body["rejection"], json!({ "code": "missing", "data": { "field": "course" } }));
    body["record"] = json!({ "course": "x", "phone": "13800000046" });
    assert_eq!(guard.json("/api/v1/complaints", "", &body).status, 400);
}

#[test]
fn cmp_05_the_register_is_searched_sorted_by_time_waiting_and_paged() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let mut paths = Vec::new();
    for place in ["North gate", "South gate", "地下车库"] {
        let mut body = capture(false);
        body["record"]["place"] = json!(place);
        paths.push(taken_down(&desk, &body));
        server.advance(MINUTE);
    }
    assert_eq!(listed(&desk, ""), paths);
    assert_eq!(listed(&desk, "?q=GATE"), paths[..2]);
    assert_eq!(listed(&desk, "?q=gate%20north"), paths[..1]);
    assert_eq!(listed(&desk, "?q=%E8%BD%A6%E5%BA%93"), paths[2..]);
    for none in
        ["?q=gate%20west", "?q=%25", "?q=_", "?class=serious", "?department=security", "?state=closed"]
    {
        assert_eq!(listed(&desk, none), Vec::<String>::new(), "{none}");
    }
    // What was done is found, too.
    send(&desk, &paths[1], json!({ "command": "meet_harm", "what": "Barrier put up" })).ok();
    assert_eq!(listed(&desk, "?q=barrier"), paths[1..2]);
    let first = desk.get("/api/v1/complaints?limit=2").ok();
    let next = first["next"].as_str().unwrap();
    assert!(paths[1].ends_with(next));
    assert_eq!(listed(&desk, &format!("?after={next}")), paths[2..]);
    assert_eq!(desk.get("/api/v1/complaints?limit=3").ok()["next"], Value::Null);
    for wrong in
        ["?state=lost", "?class=x", "?department=x", "?after=x", "?limit=0", "?limit=501", "?format=doc"]
    {
        desk.get(&format!("/api/v1/complaints{wrong}")).expect(400, "invalid-parameter");
    }
    desk.get(&format!("/api/v1/complaints?q={}", "x+".repeat(2_000))).expect(400, "invalid-parameter");
    assert_eq!(listed(&desk, &format!("?q={}", "gate+".repeat(20))), paths[..2]);
    desk.get("/api/v1/complaints/x").expect(404, "not-found");
    desk.get("/api/v1/complaints/07070707-0707-0707-0707-070707070707").expect(404, "not-found");
    // The register follows from the log and the records beside it.
    let spoilt = "UPDATE complaint SET words = '', open = 0, about_centre = 1 WHERE heard_by IS NOT NULL";
    server
        .store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            connection.execute(spoilt, [])?;
            let library = Library::built_in().unwrap();
            let found = compare(connection, &derive(connection, &library, |_| ())?)?;
            let of = |name: &str| found.iter().find(|(table, _)| *table == name).unwrap().1;
            assert_eq!(of("complaint").different, 3);
            replace(connection, &derive(connection, &library, |_| ())?)
        })
        .unwrap();
    assert_eq!(listed(&desk, "?q=gate"), paths[..2]);
}

#[test]
fn cmp_05_the_register_is_a_file_for_whoever_reads_it() {
    let server = site();
    let (guard, desk) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "wang"));
    taken_down(&guard, &capture(false));
    server.advance(MINUTE);
    let mut odd = capture(false);
    odd["record"]["name"] = json!("=1+1");
    taken_down(&desk, &odd);
    let file = desk.get("/api/v1/complaints?format=csv");
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    let lines: Vec<&str> = file.text.lines().collect();
    assert_eq!(lines.len(), 3, "{}", file.text);
    has(lines[0], &["state,about_centre,class", "record_course,record_demand", "due_at,late"]);
    has(lines[1], &["captured", "陈女士", "3栋0702", "对讲无人应答", "说明原因", "门岗小李", "accompanied"]);
    has(lines[2], &["'=1+1"]);
    let own = guard.get("/api/v1/complaints?format=csv").text;
    assert!(own.contains("陈女士") && !own.contains("=1+1"), "{own}");
    let workbook = desk.get("/api/v1/complaints?format=xlsx");
    assert_eq!(workbook.status, 200);
    assert!(workbook.headers["content-disposition"].contains("complaints.xlsx"));
    let (pages, _) = printed(&server, "wang", "/api/v1/complaints?format=pdf&language=en");
    has(&pages.concat(), &["Complaints", "notacceptedyet", "对讲无人应答", "陈女士"]);
    // Whatever leaves is written down.
    let taken = "SELECT count(*) FROM audit WHERE kind = 'data_exported' AND matter = 'complaints'";
    assert_eq!(server.count(taken), 4);
}

#[test]
fn cmp_14_cmp_16_cmp_19_the_register_shows_who_deals_with_it_and_what_is_late() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = accepted(&desk);
    // Without class and department it stays on the list of those not assigned.
    assert_eq!(listed(&desk, "?state=accepted"), [path.as_str()]);
    send(&desk, &path, json!({ "command": "classify_complaint", "class": "important" })).ok();
    assert_eq!(listed(&desk, "?state=accepted"), [path.as_str()]);
    let chief = user(&server, "chief", "维修部老王", Role::Technician);
    let assign = json!({ "command": "assign_complaint", "department": "operation_repair", "person": chief });
    send(&desk, &path, assign).ok();
    assert_eq!(listed(&desk, "?state=accepted"), Vec::<String>::new());
    let shown = line(&desk, &path);
    assert_eq!(
        (&shown["department"], &shown["person_name"]),
        (&json!("operation_repair"), &json!("维修部老王"))
    );
    assert_eq!((&shown["due"]["deadline"]["id"], &shown["late"]), (&json!("DL-10"), &json!(false)));
    // Received at 22:13:20: until 23:13, a minute's seconds count for nothing.
    server.advance(59 * MINUTE);
    assert_eq!(listed(&desk, "?state=late"), Vec::<String>::new());
    server.advance(MINUTE);
    assert_eq!(listed(&desk, "?state=late"), [path.as_str()]);
    assert_eq!(line(&desk, &path)["late"], true);
    has(&desk.get("/api/v1/complaints?format=csv&state=late").text, &["DL-10", "yes"]);
    send(&desk, &path, json!({ "command": "forward_complaint", "to": "department_head", "who": "老王" }))
        .ok();
    assert_eq!(listed(&desk, "?state=late"), Vec::<String>::new());
    // On the day of the intake the complainant hears how it stands.
    assert_eq!(line(&desk, &path)["due"]["deadline"]["id"], "DL-16");
    server.advance(60 * MINUTE);
    assert_eq!(listed(&desk, "?state=late&class=important&department=operation_repair"), [path.as_str()]);
    send(&desk, &path, json!({ "command": "notify_complainant", "of": "status", "way": "phone" })).ok();
    assert_eq!(line(&desk, &path)["due"]["deadline"]["id"], "DL-11");
    // Who deals with it says how it goes, and the receiver reads that.
    let chief = Browser::signed_in(&server, "chief");
    send(&chief, &path, json!({ "command": "contact_complainant", "way": "phone", "words": "约好上门" }))
        .ok();
    send(&chief, &path, json!({ "command": "report_handling", "words": "主机已换" })).ok();
    let view = desk.get(&path).ok();
    assert_eq!(view["complaint"]["handling"][0]["words"], "主机已换");
    let due: Vec<&Value> = view["due"].as_array().unwrap().iter().map(|due| &due["deadline"]["id"]).collect();
    assert_eq!(due, ["DL-10", "DL-16", "DL-11"]);
    let done = |n: usize| view["due"][n]["done_at"].as_i64();
    let hours = |hours: i64| Some(START + hours * 60 * MINUTE);
    assert_eq!((done(0), done(1), done(2)), (hours(1), hours(2), None));
    // Closed, it is under no deadline, and stands behind the open ones.
    let resolve = json!({
        "command": "resolve_complaint", "outcome": "unfounded", "cause": "x", "course": "x", "result": "x"
    });
    let bare = send(&desk, &path, resolve.clone()).expect(422, "command-refused");
    assert_eq!(bare.body["rejection"]["data"]["field"], "help");
    let mut helped = resolve;
    helped["help"] = json!("教会了使用对讲");
    send(&desk, &path, helped).ok();
    assert_eq!(listed(&desk, "?state=resolved"), [path.as_str()]);
    send(&desk, &path, json!({ "command": "notify_complainant", "of": "result", "way": "on_site" })).ok();
    server.advance(60 * MINUTE);
    let other = taken_down(&desk, &capture(false));
    assert_eq!(listed(&desk, ""), [other.as_str(), path.as_str()]);
    assert_eq!(listed(&desk, "?state=open"), [other.as_str()]);
    assert_eq!(
        (&line(&desk, &path)["outcome"], &line(&desk, &path)["due"]),
        (&json!("unfounded"), &Value::Null)
    );
    assert_eq!(listed(&desk, "?state=late"), Vec::<String>::new(), "nothing runs before it is accepted");
}

#[test]
fn cmp_17_a_complaint_is_given_to_somebody_who_is_there_and_names_an_order_that_is() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = accepted(&desk);
    let gone = user(&server, "gone", "离职", Role::Technician);
    let root = user(&server, "second", "管理员", Role::Administrator);
    server
        .store
        .write_blocking(|connection| -> Result<(), EngineError> {
            connection.execute("UPDATE user SET disabled_at = 1 WHERE name = 'gone'", [])?;
            Ok(())
        })
        .unwrap();
    for person in [gone, root, "07070707-0707-0707-0707-070707070707".to_owned()] {
        let assign = json!({ "command": "assign_complaint", "department": "security", "person": person });
        let refused = send(&desk, &path, assign.clone()).expect(422, "command-refused");
        assert_eq!(refused.body["rejection"]["code"], "invalid");
        assert_eq!(refused.body["rejection"]["data"]["field"], "person");
    }
    let link = |order: &str| json!({ "command": "link_complaint", "order": order });
    for order in ["07070707-0707-0707-0707-070707070707", path.rsplit('/').next().unwrap()] {
        let refused = send(&desk, &path, link(order)).expect(422, "command-refused");
        assert_eq!(refused.body["rejection"]["data"]["field"], "order");
    }
    // Who may not give the command isn't told what there is.
    let li = Browser::signed_in(&server, "li");
    let own = taken_down(&li, &capture(false));
    send(&li, &own, link("07070707-0707-0707-0707-070707070707")).expect(403, "forbidden");
    let order = desk.dispatched_until_slip();
    send(&desk, &path, link(order.rsplit('/').next().unwrap())).ok();
    let view = desk.get(&path).ok();
    let numbers = view["numbers"].as_object().unwrap();
    assert_eq!(numbers.len(), 1);
    let again = send(&desk, &path, link(order.rsplit('/').next().unwrap())).expect(422, "command-refused");
    assert_eq!(again.body["rejection"]["data"], "linked_already");
    // The heads of all that share the fault read it, where their posts read only their own.
    lead(&server, Department::OperationRepair, "li");
    let guard = Browser::signed_in(&server, "guard");
    lead(&server, Department::Security, "guard");
    assert_eq!((listed(&guard, ""), listed(&li, "")), (vec![], vec![own.clone()]));
    let one =
        json!({ "command": "attribute_complaint", "attribution": "shared", "departments": ["security"] });
    let refused = send(&desk, &path, one).expect(422, "command-refused");
    assert_eq!(refused.body["rejection"]["data"], "two_departments");
    let shared = json!({
        "command": "attribute_complaint", "attribution": "shared", "departments": ["security", "operation_repair"]
    });
    send(&desk, &path, shared).ok();
    assert_eq!((listed(&guard, ""), listed(&li, "").len()), (vec![path], 2));
}

#[test]
fn col_25_of_two_who_classify_the_state_that_both_saw_the_graver_class_counts_until_a_superior_lowers_it() {
    let server = site();
    let (desk, front) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "front"));
    let classify = |class: &str| json!({ "command": "classify_complaint", "class": class });
    let path = accepted(&desk);
    let seen = desk.get(&path).headers["etag"].clone();
    let commands = format!("{path}/commands");
    let mut minor = classify("minor");
    minor["asked_for"] = json!("2026-09-22");
    desk.json(&commands, &seen, &minor).ok();
    front.json(&commands, &seen, &classify("serious")).ok();
    assert_eq!(line(&desk, &path)["class"], "serious");
    assert_eq!(
        line(&desk, &path)["due"]["deadline"]["id"],
        "DL-12",
        "the earliest deadline of the graver one"
    );
    // The other way round the later one is told what stands: he may not lower it, knowing or not.
    let other = accepted(&desk);
    let seen = desk.get(&other).headers["etag"].clone();
    let commands = format!("{other}/commands");
    desk.json(&commands, &seen, &classify("serious")).ok();
    let stale = front.json(&commands, &seen, &classify("minor")).expect(412, "stale");
    assert_eq!(stale.body["rejection"]["data"], json!({ "lower_by_decision": "serious" }));
    assert_eq!(send(&front, &other, classify("minor")).status, 422);
    assert_eq!(line(&desk, &other)["class"], "serious");
    let lower = json!({ "command": "lower_class", "class": "minor", "reason": "个别事项" });
    send(&front, &path, lower.clone()).expect(403, "forbidden");
    send(&Browser::signed_in(&server, "super"), &path, lower).ok();
    let view = desk.get(&path).ok();
    assert_eq!(view["complaint"]["class"], "minor");
    let classes = view["complaint"]["classifications"].as_array().unwrap();
    assert_eq!(classes.iter().filter(|one| one["replaced"] == true).count(), 2, "{classes:?}");
}

#[test]
fn cmp_20_harm_that_goes_on_is_stopped_before_anybody_classifies() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let mut body = capture(false);
    body["ongoing_harm"] = json!(true);
    let path = taken_down(&desk, &body);
    send(&desk, &path, filled()).ok();
    send(&desk, &path, json!({ "command": "accept_complaint" })).ok();
    let classify = json!({ "command": "classify_complaint", "class": "serious" });
    let refused = send(&desk, &path, classify.clone()).expect(422, "command-refused");
    assert_eq!(refused.body["rejection"]["data"], "harm_first");
    send(&desk, &path, json!({ "command": "meet_harm", "what": "已停梯" })).ok();
    send(&desk, &path, classify).ok();
    assert_eq!(line(&desk, &path)["ongoing_harm"], true);
}

#[test]
fn cmp_01_a_repeat_is_done_once_and_a_command_needs_the_state_that_its_author_saw() {
    let server = site();
    let token = server.login("guard", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {token}");
    let headers = [
        ("authorization", bearer.as_str()),
        ("content-type", "application/json"),
        ("idempotency-key", "one"),
    ];
    let body = capture(false).to_string();
    let twice = [(), ()].map(|()| server.send("POST", "/api/v1/complaints", &headers, &body));
    assert_eq!((twice[0].status, &twice[0].body), (201, &twice[1].body));
    assert_eq!(server.count("SELECT count(*) FROM complaint"), 1);
    let other = capture(true).to_string();
    assert_eq!(server.send("POST", "/api/v1/complaints", &headers, &other).status, 422);
    // What was said is kept beside the complaint and nowhere else: not with the answer, not in the log.
    for table in ["answer", "change", "entry"] {
        let column = if table == "answer" { "content" } else { "bytes" };
        let sql: &'static str = format!(
            "SELECT count(*) FROM {table} WHERE instr(CAST({column} AS BLOB), CAST('陈女士' AS BLOB)) > 0"
        )
        .leak();
        assert_eq!(server.count(sql), 0, "{table}");
    }
    let path = format!("/api/v1/complaints/{}", twice[0].body["id"].as_str().unwrap());
    let guard = Browser::signed_in(&server, "guard");
    let measure = json!({ "command": "meet_harm", "what": "x" });
    let bare = guard.json(&format!("{path}/commands"), "", &measure);
    assert_eq!(bare.status, 400, "{bare:?}");
    guard.json(&format!("{path}/commands"), &"ab".repeat(32), &measure).expect(412, "stale");
    // Nobody takes a complaint down in another one, nor begins one with something else.
    let within = send(&guard, &path, capture(false)).expect(422, "command-refused");
    assert_eq!(within.body["rejection"]["code"], "recorded_already");
    guard.json("/api/v1/complaints", "", &measure).expect(404, "not-found");
    let mut relayed = capture(false);
    relayed["handover"] = json!("relayed");
    let refused = guard.json("/api/v1/complaints", "", &relayed).expect(422, "command-refused");
    assert_eq!(refused.body["rejection"]["data"], "accompany_or_call");
}
