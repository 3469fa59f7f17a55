//! The office's other matters over real HTTP and on their pages: who sees them, forms, files, duties, heavy rain, repairs of
//! defects (MOV, TRU, REN, REC, VIS, EVT, CNV, ROL).

use crate::support::browser::*;
use crate::support::*;
use client_core::domain::procedure::Library;
use serde_json::{Value, json};
use undercroft_server::environment::Clock as _;
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{Difference, compare, derive, replace};
use undercroft_server::ident::Role;

const HOUR: i64 = 3_600_000;

pub fn site() -> Server {
    let server = server();
    for (name, shown, role) in [
        ("service", "客服小何", Role::CsAssistant),
        ("super", "客服主管", Role::CscSupervisor),
        ("manager", "客服经理", Role::CscManager),
        ("head", "主任", Role::OfficeHead),
        ("guard", "门岗小李", Role::GateGuard),
        ("hr", "人事小周", Role::AdminHr),
        ("finance", "财务", Role::Finance),
        ("outside", "绿化公司", Role::Contractor),
        ("root", "管理员", Role::Administrator),
    ] {
        user(&server, name, shown, role);
    }
    server
}

fn open(form: &str, more: Value) -> Value {
    let mut command = json!({"command": "open_matter", "form": form, "title": "3-1-502"});
    for (key, value) in more.as_object().unwrap() {
        command[key] = value.clone();
    }
    command
}

/// Begins a matter; gives its path.
pub fn begun(browser: &Browser<'_>, form: &str, more: Value) -> String {
    let made = browser.json("/api/v1/matters", "", &open(form, more));
    assert_eq!(made.status, 201, "{made:?}");
    made.headers["location"].clone()
}

pub fn send(browser: &Browser<'_>, path: &str, command: &Value) -> Reply {
    let seen = browser.get(path).headers["etag"].clone();
    browser.json(&format!("{path}/commands"), &seen, command)
}

pub fn fill(browser: &Browser<'_>, path: &str, section: &str, values: Value) -> Reply {
    send(browser, path, &json!({"command": "fill_matter", "section": section, "values": values}))
}

/// The page of a matter whose path in the interface this is.
pub fn page_of(path: &str) -> &str {
    path.strip_prefix("/api/v1").unwrap()
}

fn listed(browser: &Browser<'_>, query: &str) -> Vec<String> {
    let answer = browser.get(&format!("/api/v1/matters{query}")).ok();
    let lines = answer["matters"].as_array().unwrap();
    lines.iter().map(|line| format!("/api/v1/matters/{}", line["id"].as_str().unwrap())).collect()
}

fn papers() -> Value {
    json!({
        "applicant": {"one": "owner"}, "owner_name": {"private": "陈静<b>"}, "contact": {"private": "13800000000"},
        "id_card_owner": {"is": true}, "move_in_notice": {"is": true}, "purchase_deed": {"is": true}
    })
}

fn moved_in(service: &Browser<'_>) -> String {
    let path = begun(service, "move_in", json!({"unit_no": "3-1-502"}));
    fill(service, &path, "applicant", papers()).ok();
    path
}

#[test]
fn mov_01_a_move_in_is_filled_in_on_its_page_and_what_comes_first_is_said() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    has(&service.page("/matters/new?lang=en"), &["Move-in", "Trusteeship", "form=renovation"]);
    let refused = service.post("/matters/new", &[("form", "move_in"), ("title", "入住 3-1-502")]);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["Name the home", "入住 3-1-502"]);
    let made =
        service.post("/matters/new", &[("form", "move_in"), ("title", "入住"), ("unit_no", "3-1-502")]);
    assert_eq!(made.status, 303, "{made:?}");
    let path = made.headers["location"].clone();
    let page = service.page(&path);
    has(&page, &["data-section=\"applicant\"", "data-rule=\"MOV-1 MOV-2 MOV-3\"", "waits for: Papers"]);
    let etag = hidden(&page, "etag");
    let shown = [
        ("etag", etag.as_str()),
        ("section", "applicant"),
        ("applicant", "owner"),
        ("owner_name", "陈静<b>"),
        ("contact", "13800000000"),
        ("id_card_owner", "yes"),
        ("move_in_notice", "no"),
        ("purchase_deed", "yes"),
    ];
    assert_eq!(service.post(&format!("{path}/fill"), &shown).status, 303);
    let page = service.page(&path);
    has(&page, &["陈静&lt;b&gt;", "still empty: Move-in notice"]);
    let etag = hidden(&page, "etag");
    let register = [("etag", etag.as_str()), ("section", "register"), ("resident_register", "yes")];
    let refused = service.post(&format!("{path}/fill"), &register);
    assert_eq!(refused.status, 422, "{refused:?}");
    has(&refused.text, &["First: Papers"]);
    // Only what is new is written: the paper that was missing.
    let etag = hidden(&service.page(&path), "etag");
    let mut again = shown.to_vec();
    again[0] = ("etag", etag.as_str());
    again[6] = ("move_in_notice", "yes");
    assert_eq!(service.post(&format!("{path}/fill"), &again).status, 303);
    let view = service.get(&format!("/api/v1{path}")).ok();
    let last = view["matter"]["fillings"].as_array().unwrap().last().unwrap()["values"].clone();
    assert_eq!(last, json!({"move_in_notice": {"is": true}}));
    has(&service.page(&format!("{path}?lang=zh-Hans")), &["入住手续", "齐全"]);
    assert_eq!(service.get("/matters/x").status, 404);
}

#[test]
fn mov_09_one_click_opens_the_repair_of_a_defect_with_the_owners_name_and_links_it() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = moved_in(&service);
    let values = json!({
        "room": {"words": "主卧"}, "item": {"one": "water"}, "passed": {"is": false}, "defect": {"words": "龙头滴水"}
    });
    fill(&service, &path, "inspection", values).ok();
    let view = service.get(&path).ok();
    assert_eq!(view["defects"][0]["state"], "found");
    assert_eq!(view["alarms"][0]["alarm"], "defect_without_repair");
    let row = view["defects"][0]["row"].as_str().unwrap().to_owned();
    let page = service.page(page_of(&path));
    has(&page, &["id=\"defects\"", "龙头滴水", "name=\"service_class\""]);
    let etag = hidden(&page, "etag");
    let form = [("etag", etag.as_str()), ("row", row.as_str()), ("service_class", "TAP")];
    let done = service.post(&format!("{}/repairs", page_of(&path)), &form);
    assert_eq!(done.status, 303, "{done:?}");
    let view = service.get(&path).ok();
    assert_eq!(view["defects"][0]["state"], "in_repair");
    let order = view["defects"][0]["order"].as_str().unwrap().to_owned();
    let order = service.get(&format!("/api/v1/orders/{order}")).ok();
    assert_eq!(order["customer"]["customer_name"], "陈静<b>");
    assert_eq!(order["customer"]["unit_no"], "3-1-502");
    assert_eq!(order["order"]["registered"]["service_kind"], "regular");
    // A second repair of the same defect is none, and leaves no order behind.
    let orders = server.count("SELECT count(*) FROM board");
    let seen = service.get(&path).headers["etag"].clone();
    let again = service.json(&format!("{path}/repairs"), &seen, &json!({"row": row, "service_class": "TAP"}));
    assert_eq!(again.status, 422);
    assert_eq!(server.count("SELECT count(*) FROM board"), orders);
}

#[test]
fn ren_07_repair_and_the_gate_see_a_renovation_and_a_contractor_only_what_names_him() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let renovation = begun(&service, "renovation", json!({"unit_no": "2-3-101"}));
    let trust = begun(&service, "trusteeship", json!({"unit_no": "1-1-101"}));
    for name in ["guard", "li"] {
        let browser = Browser::signed_in(&server, name);
        assert_eq!(listed(&browser, ""), std::slice::from_ref(&renovation), "{name}");
        assert_eq!(browser.get(&renovation).status, 200);
        assert_eq!(browser.get(&trust).status, 404, "{name}");
    }
    let outside = Browser::signed_in(&server, "outside");
    assert!(listed(&outside, "").is_empty());
    let own = server.count("SELECT count(*) FROM scope WHERE reason = 'work'");
    let users = service.get("/api/v1/matters/forms?language=en").ok();
    assert!(users["may_open"].as_array().unwrap().iter().any(|form| form == "move_in"));
    let person = outside_id(&server);
    let assign = json!({"command": "assign_matter", "person": person, "words": "请巡查"});
    assert!(send(&service, &trust, &assign).status < 300);
    assert_eq!(listed(&outside, "?person=me"), std::slice::from_ref(&trust));
    assert!(server.count("SELECT count(*) FROM scope WHERE reason = 'work'") > own);
    assert_eq!(Browser::signed_in(&server, "root").get("/api/v1/matters").status, 403);
    assert_eq!(Browser::signed_in(&server, "root").get("/matters").status, 403);
}

fn outside_id(server: &Server) -> String {
    let store = server.store.clone();
    store
        .read_blocking(|connection| {
            let id: [u8; 16] =
                connection.query_row("SELECT id FROM user WHERE name = 'outside'", [], |row| row.get(0))?;
            Ok::<_, EngineError>(client_core::domain::id::UserId::from_bytes(id).to_string())
        })
        .unwrap()
}

#[test]
fn tru_05_heavy_rain_is_declared_once_for_every_home_that_has_begun() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let mut homes = Vec::new();
    for unit in ["1-1-101", "1-1-102", "1-1-103"] {
        let path = begun(&service, "trusteeship", json!({"unit_no": unit}));
        let agreement = json!({
            "number": {"words": "T-1"}, "owner_name": {"private": "陈静"}, "contact": {"private": "138"},
            "from": {"day": "2026-09-21"}, "limit_per": {"one": "term"}, "signed": {"is": true}
        });
        fill(&service, &path, "agreement", agreement).ok();
        homes.push(path);
    }
    for path in &homes[..2] {
        let start = json!({"read_on": {"day": "2026-09-21"}, "water": {"number": 100}, "electricity": {"number": 100}});
        fill(&service, path, "meters", start).ok();
    }
    let now = server.clock.now_ms();
    let rain = json!({"event": "2026-09-22", "expected_at": now + 5 * HOUR});
    for _ in 0..2 {
        let done = service.json("/api/v1/matters/rain", "", &rain).ok();
        assert_eq!(done["done"], 2);
    }
    let of = |path: &str, of: &str| {
        let dues = service.get(path).ok()["dues"].clone();
        dues.as_array().unwrap().iter().filter(|due| due["of"] == of).count()
    };
    assert_eq!((of(&homes[0], "before_rain"), of(&homes[0], "after_rain")), (1, 1));
    assert_eq!(of(&homes[2], "before_rain"), 0, "its meters weren't read");
    assert_eq!(Browser::signed_in(&server, "guard").json("/api/v1/matters/rain", "", &rain).status, 403);
    has(&service.page("/matters?kind=trusteeship&lang=en"), &["id=\"rain\"", "round before heavy rain"]);
    let late = listed(&service, "?state=late");
    assert!(late.is_empty());
    server.advance(6 * HOUR);
    assert_eq!(listed(&service, "?state=late").len(), 2);
}

#[test]
fn rol_28_the_page_of_duties_says_what_was_not_done_and_leads_to_where_it_is_done() {
    let server = site();
    let head = Browser::signed_in(&server, "head");
    // The site's first work: from then on duties count.
    begun(&head, "task", json!({"person": outside_id(&server), "due": "2026-03-10"}));
    server.advance(9 * 24 * HOUR);
    // Nobody stays signed in so long.
    let head = Browser::signed_in(&server, "head");
    let missing = |browser: &Browser<'_>| {
        let all = browser.get("/api/v1/duties").ok();
        let lines = all.as_array().unwrap().clone();
        let of = lines.into_iter().filter(|line| line["form"] == "weekly_meeting");
        of.map(|line| {
            (line["period"].as_str().unwrap().to_owned(), line["stands"].as_str().unwrap().to_owned())
        })
        .collect::<Vec<_>>()
    };
    let before = missing(&head);
    assert_eq!(before.iter().filter(|(_, stands)| stands == "missing").count(), 1, "{before:?}");
    let period = before.iter().find(|(_, stands)| stands == "missing").unwrap().0.clone();
    let page = head.page("/duties?lang=en");
    has(&page, &["not done", &format!("form=weekly_meeting&amp;period={period}"), "data-stands=\"missing\""]);
    // What the page leads to: the duty's own document of that period, once.
    let asked = [("form", "weekly_meeting"), ("title", "例会"), ("period", period.as_str())];
    let made = head.post("/matters/new", &asked);
    assert_eq!(made.status, 303, "{made:?}");
    let again = Browser::signed_in(&server, "manager").post("/matters/new", &asked);
    assert_eq!(again.headers["location"], made.headers["location"], "everybody writes into the same one");
    let path = format!("/api/v1{}", made.headers["location"]);
    let minutes = json!({
        "held_on": {"day": "2026-03-12"}, "present": {"number": 9}, "policy": {"words": "安全"},
        "coordination": {"without": "无"}, "training": {"without": "无"}, "minutes": {"words": "见纪要"}
    });
    fill(&head, &path, "minutes", minutes).ok();
    assert!(missing(&head).contains(&(period, "done_late".to_owned())), "{:?}", missing(&head));
    assert_eq!(Browser::signed_in(&server, "li").get("/api/v1/duties").status, 403);
    assert_eq!(head.get("/api/v1/duties?from=2026-03-01&until=2026-02-01").status, 400);
}

#[test]
fn rol_04_rol_05_rol_15_rol_16_rol_27_rol_34_rol_35_rol_36_rol_37_rol_38_rol_39_rol_43_each_post_has_its_description()
 {
    let server = site();
    let guard = Browser::signed_in(&server, "guard");
    for language in ["zh-Hans", "zh-Hant", "en"] {
        let page = guard.page(&format!("/posts?lang={language}"));
        for n in 1..=48 {
            has(&page, &[&format!("data-rule=\"ROL-{n}\"")]);
        }
    }
    has(&guard.page("/posts?lang=en"), &["Chooses and buys equipment", "href=\"/duties\""]);
}

#[test]
fn vis_04_the_list_is_found_by_home_kind_and_words_and_is_a_file_too() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let visit = begun(
        &service,
        "visit",
        json!({"unit_no": "5-2-801", "title": "春季走访", "person": outside_id(&server), "due": "2026-03-20"}),
    );
    let other = begun(&service, "enquiry", json!({}));
    assert_eq!(listed(&service, "?kind=visit"), std::slice::from_ref(&visit));
    assert_eq!(listed(&service, "?unit_no=5-2-801"), std::slice::from_ref(&visit));
    assert_eq!(listed(&service, "?q=%E6%98%A5%E5%AD%A3"), std::slice::from_ref(&visit));
    assert_eq!(listed(&service, ""), [visit.clone(), other.clone()], "what is due comes first");
    let first = service.get("/api/v1/matters?limit=1").ok();
    let next = first["next"].as_str().unwrap();
    assert_eq!(listed(&service, &format!("?limit=1&after={next}")), [other]);
    for (query, status) in [("?kind=x", 400), ("?state=x", 400), ("?limit=0", 400), ("?nothing=1", 400)] {
        assert_eq!(service.get(&format!("/api/v1/matters{query}")).status, status, "{query}");
    }
    let csv = service.get("/api/v1/matters?format=csv");
    has(&csv.text, &["kind,form,state,title", "visit,visit,open", "5-2-801"]);
    let (texts, _) = printed(&server, "service", "/api/v1/matters?format=pdf&language=en");
    assert!(texts.iter().any(|text| text.contains("5-2-801")), "{texts:?}");
    has(&service.page("/matters?q=5-2-801&lang=en"), &["春季走访", "last day"]);
}

#[test]
fn vis_05_the_months_analysis_counts_its_visits() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let plan = json!({"unit_no": "5-2-801", "person": outside_id(&server), "due": "2026-09-28"});
    let visit = begun(&service, "visit", plan.clone());
    begun(&service, "visit", plan);
    let about = json!({"way": {"one": "visit"}, "name": {"private": "陈静"}, "about": {"words": "供暖"}});
    fill(&service, &visit, "plan", about).ok();
    let record = json!({
        "visited_at": {"time": server.clock.now_ms()}, "said": {"private": "好"}, "opinion": {"words": "转工程部"},
        "result": {"words": "已答复"}, "satisfied": {"is": true}
    });
    fill(&service, &visit, "record", record).ok();
    let chief = Browser::signed_in(&server, "super");
    let visits = chief.get("/api/v1/months/2026-09/analysis").ok()["visits"].clone();
    assert_eq!(visits, json!({"planned": 2, "recorded": 1, "content": 1, "causes": {}}));
    assert_eq!(chief.get("/api/v1/months/2026-10/analysis").ok()["visits"]["recorded"], 0);
    has(
        &chief.page("/statistics?month=2026-09&lang=en"),
        &["Visits: 2 planned, 1 recorded, 1 residents content"],
    );
}

#[test]
fn sta_07_vis_05_a_problem_that_many_visits_share_is_named_and_explained_before_the_review() {
    let server = site();
    let (service, chief) = (Browser::signed_in(&server, "service"), Browser::signed_in(&server, "super"));
    let visited = |satisfied: bool, cause: Option<&str>| {
        let plan = json!({"unit_no": "5-2-801", "person": outside_id(&server), "due": "2026-09-28"});
        let visit = begun(&service, "visit", plan);
        let about = json!({"way": {"one": "visit"}, "name": {"private": "陈静"}, "about": {"words": "供暖"}});
        fill(&service, &visit, "plan", about).ok();
        let mut record = json!({
            "visited_at": {"time": server.clock.now_ms()}, "said": {"private": "x"}, "opinion": {"words": "x"},
            "result": {"words": "x"}, "satisfied": {"is": satisfied}
        });
        if let Some(cause) = cause {
            record["cause"] = json!({ "one": cause });
        }
        fill(&service, &visit, "record", record).ok();
    };
    let month = "/api/v1/months/2026-09/analysis";
    let step = |command: Value| {
        let seen = chief.get(month).headers["etag"].clone();
        chief.json(&format!("{month}/commands"), &seen, &command)
    };
    let by_service = |command: Value| {
        let seen = service.get(month).headers["etag"].clone();
        service.json(&format!("{month}/commands"), &seen, &command)
    };
    visited(true, Some("time"));
    visited(false, Some("time"));
    visited(false, Some("time"));
    visited(false, None);
    let seen = chief.get(month).ok();
    assert_eq!(seen["visits"], json!({"planned": 4, "recorded": 4, "content": 1, "causes": {"time": 2}}));
    assert_eq!((&seen["similar"], &seen["follow_ups"]), (&json!([]), &json!({"made": 0, "satisfied": 0})));
    visited(false, Some("time"));
    let similar = json!([{"cause": "time", "follow_ups": 0, "visits": 3}]);
    assert_eq!(chief.get(month).ok()["similar"], similar, "three of one cause are frequent");
    has(
        &chief.page("/statistics?month=2026-09"),
        &["同类问题较多:时间(回访 0,走访 3),须写分析", "走访:计划 5,已记录 5,其中满意 1", "回访:0 次"],
    );
    // A note about something else explains nothing; the review waits for the cause.
    by_service(json!({"command": "record", "text": "本月走访五户"})).ok();
    by_service(json!({"command": "record", "cause": "price", "text": "x"})).ok();
    let refused = step(json!({"command": "review"}));
    assert_eq!(refused.status, 422, "{refused:?}");
    assert_eq!(refused.body["rejection"]["data"]["field"], "analysis");
    by_service(json!({"command": "record", "cause": "time", "text": "预约未按时,增加一名维修人员"})).ok();
    let paper = printed(&server, "super", "/api/v1/statistics?month=2026-09&format=pdf").0.concat();
    has(&paper, &["同类问题较多:时间(回访0,走访3)", "预约未按时", "走访:计划5"]);
    step(json!({"command": "send"})).expect(422, "command-refused");
    step(json!({"command": "review"})).ok();
    step(json!({"command": "send"})).ok();
    assert_eq!(chief.get(month).ok()["state"], "sent");
}

#[test]
fn rol_49_two_people_at_one_matter_and_a_stale_page_lose_nothing() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = moved_in(&service);
    let page = page_of(&path).to_owned();
    let stale = hidden(&service.page(&page), "etag");
    fill(
        &Browser::signed_in(&server, "super"),
        &path,
        "register",
        json!({"resident_register": {"is": true}}),
    )
    .ok();
    // A fact by somebody who hasn't seen it merges.
    let more = [("etag", stale.as_str()), ("section", "register"), ("signed_agreement", "yes")];
    assert_eq!(service.post(&format!("{page}/fill"), &more).status, 303);
    let view = service.get(&path).ok();
    let cells = &view["matter"]["sections"][1]["rows"][0]["cells"];
    assert_eq!(cells["resident_register"]["value"], json!({"is": true}));
    assert_eq!(cells["signed_agreement"]["value"], json!({"is": true}));
    // What the present state refuses is said, with what was typed.
    let give_up = json!({"command": "close_matter", "done": false, "words": "撤回申请"});
    assert!(send(&service, &path, &give_up).status < 300);
    let note = [("etag", stale.as_str()), ("section", "register"), ("residents", "三人")];
    let refused = service.post(&format!("{page}/fill"), &note);
    assert_eq!(refused.status, 412, "{refused:?}");
    has(&refused.text, &["三人"]);
    has(&service.page(&page), &["撤回申请"]);
}

#[test]
fn matters_are_made_again_from_the_log() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = moved_in(&service);
    let before = service.get(&path).ok();
    let library = Library::built_in().unwrap();
    let store = server.store.clone();
    store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            let scratch = derive(connection, &library, |_| ())?;
            let off = |found: &[(&str, Difference)]| found.iter().filter(|(_, one)| !one.is_none()).count();
            assert_eq!(off(&compare(connection, &scratch)?), 0);
            connection.execute_batch("DELETE FROM matter").unwrap();
            assert_eq!(off(&compare(connection, &scratch)?), 1);
            replace(connection, &scratch)
        })
        .unwrap();
    assert_eq!(service.get(&path).ok(), before);
    assert_eq!(listed(&service, ""), [path]);
}
