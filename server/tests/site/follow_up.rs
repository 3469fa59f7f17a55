//! Follow-ups and statistics over real HTTP: queue, forms of the order page, figures and the slips behind them.

use crate::support::browser::*;
use crate::support::work::*;
use crate::support::*;
use client_core::domain::calendar::{WallTime, Zone};
use client_core::domain::deadline::DeadlineSettings;
use serde_json::{Value, json};
use undercroft_server::environment::Clock as _;
use undercroft_server::ident::Role;
use undercroft_server::jobs::JobSettings;

fn completed(server: &Server, desk: &Browser<'_>, li: &Technician<'_>) -> String {
    let order = dispatched(server, desk, &[]);
    signed(li, &order);
    server.advance(MINUTE);
    order
}

fn api(browser: &Browser<'_>, path: &str) -> Value {
    browser.get(path).ok()
}

fn id_of(order: &str) -> &str {
    order.trim_start_matches("/orders/")
}

fn queued(browser: &Browser<'_>, filter: &str) -> Vec<String> {
    let page = api(browser, &format!("/api/v1/follow-ups{filter}"));
    let lines = page["follow_ups"].as_array().unwrap().clone();
    lines.iter().map(|line| line["id"].as_str().unwrap().to_owned()).collect()
}

/// A call with an opinion.
fn call<'f>(satisfied: &'f str, more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields =
        vec![("command", "follow_up"), ("way", "phone"), ("satisfied", satisfied), ("opinion", "灯很亮")];
    fields.extend(more);
    fields
}

#[test]
fn fup_01_pri_02_the_queue_has_the_oldest_completion_first_with_filters_and_pages() {
    let server = with_prices();
    user(&server, "zhu", "朱助理", Role::DispatchAssistant);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let orders: Vec<String> = (0..3).map(|_| completed(&server, &desk, &li)).collect();
    let assistant = Browser::signed_in(&server, "zhu");
    let ids: Vec<String> = orders.iter().map(|order| id_of(order).to_owned()).collect();
    assert_eq!(queued(&assistant, ""), ids);
    let first = api(&assistant, "/api/v1/follow-ups?limit=2");
    let next = first["next"].as_str().unwrap();
    assert_eq!(queued(&assistant, &format!("?limit=2&after={}", encode(next))), ids[2..]);
    assert_eq!(api(&assistant, "/api/v1/follow-ups?limit=3")["next"], Value::Null);
    assert_eq!(queued(&assistant, "?overdue=true"), Vec::<String>::new());
    assert_eq!(queued(&assistant, "?whose=area_assistant"), Vec::<String>::new());

    assistant.command(&orders[1], &call("yes", &[]));
    assert_eq!(queued(&assistant, ""), [ids[0].clone(), ids[2].clone()]);
    assert_eq!(queued(&assistant, "?state=done"), [ids[1].clone()]);
    let page = assistant.page("/follow-up");
    let place = |id: &String| page.find(id.as_str()).unwrap_or_else(|| panic!("{id} in {page}"));
    assert!(place(&ids[0]) < place(&ids[2]) && !page.contains(&ids[1]));
    has(&page, &["待回访", "客户服务调度中心", "其他维修"]);

    // FUP-13: 24:00 of the second day after, and late from then on.
    li.server_refuses("/api/v1/follow-ups");
    server.advance(4 * DAY);
    let assistant = Browser::signed_in(&server, "zhu");
    assert_eq!(queued(&assistant, "?overdue=true"), [ids[0].clone(), ids[2].clone()]);
    has(&assistant.page("/follow-up?overdue=1"), &["逾期"]);
    let file = assistant.get("/follow-up?format=csv");
    assert!(file.headers["content-type"].starts_with("text/csv"), "{file:?}");
    for wrong in ["?state=x", "?class=x", "?whose=x", "?month=2026-13", "?after=x", "?limit=0", "?x=1"] {
        assert_eq!(assistant.get(&format!("/api/v1/follow-ups{wrong}")).status, 400, "{wrong}");
    }
}

#[test]
fn fup_09_a_dissatisfied_customer_is_put_right_on_the_order_s_page_and_asked_again() {
    let server = with_prices();
    user(&server, "sun", "孙经理", Role::CscManager);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = completed(&server, &desk, &li);
    has(&desk.page(&order), &["回访", "意见及建议", "电话回访", "上门回访"]);
    let etag = hidden(&desk.page(&order), "etag");
    let refused = desk.command_with(&order, &etag, &call("no", &[]));
    assert_eq!(refused.status, 422, "{refused:?}");
    has(&refused.text, &["须整改的内容"]);
    desk.command(&order, &call("no", &[("corrective", "灯座松动"), ("cause", "quality")]));
    let page = desk.page(&order);
    has(&page, &["不满意", "维修质量", "灯座松动", "整改中", "电话回访,由回访人记录"]);

    let corrective = hidden(&page, "corrective");
    desk.command(&order, &[("command", "close_corrective"), ("corrective", &corrective), ("done", "已固定")]);
    has(&desk.page(&order), &["已整改:已固定", "待回访"]);
    desk.command(&order, &call("yes", &[]));
    has(&desk.page(&order), &["已回访"]);

    // FUP-8: a manager checks; twice is counted once.
    let manager = Browser::signed_in(&server, "sun");
    let follow_up = hidden(&manager.page(&order), "follow_up");
    for remark in ["属实", "再问一次"] {
        let check = [
            ("command", "spot_check"),
            ("follow_up", follow_up.as_str()),
            ("confirmed", "yes"),
            ("remark", remark),
        ];
        manager.command(&order, &check);
    }
    has(&manager.page(&order), &["再问一次", "不重复计数"]);
    has(&manager.page("/follow-up"), &["孙经理", "还差 2"]);
}

#[test]
fn fup_12_a_leak_without_a_test_says_so_until_somebody_tested_it() {
    let server = with_prices();
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = completed(&server, &desk, &li);
    desk.command(&order, &[("command", "classify_repair"), ("repair_class", "leak")]);
    has(&desk.page(&order), &["未试漏", "漏水维修后试漏"]);
    has(&desk.page("/follow-up?class=leak"), &["未试漏"]);
    assert_eq!(api(&desk, "/api/v1/follow-ups")["follow_ups"][0]["leak_test_missing"], true);
    desk.command(&order, &[("command", "test_leak"), ("passed", "yes")]);
    let line = api(&desk, "/api/v1/follow-ups")["follow_ups"][0].clone();
    assert_eq!((&line["leak_test_missing"], &line["deadlines"][0]["id"]), (&json!(false), &json!("DL-05")));

    // FUP-2: somebody else does it, with a note.
    let area = [("command", "assign_follow_up"), ("follow_up_by", "area_assistant"), ("note", "在楼内")];
    desk.command(&order, &area);
    assert_eq!(queued(&desk, "?whose=area_assistant"), [id_of(&order)]);
    has(&desk.page(&order), &["片区客户助理", "在楼内"]);
}

#[test]
fn fup_02_the_page_names_the_person_who_follows_up() {
    let server = with_prices();
    let zhu = user(&server, "zhu", "朱助理", Role::DispatchAssistant);
    let cai = user(&server, "cai", "财务甲", Role::Finance);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = completed(&server, &desk, &li);
    let page = desk.page(&order);
    has(&page, &["name=\"person\"", &format!("<option value=\"{zhu}\">朱助理</option>")]);
    assert!(!page.contains(&format!("<option value=\"{cai}\"")), "finance calls nobody back");
    let assign = |person: &str| {
        let etag = hidden(&desk.page(&order), "etag");
        let fields = [
            ("command", "assign_follow_up"),
            ("follow_up_by", "dispatch_centre"),
            ("person", person),
            ("note", "今天打"),
        ];
        desk.command_with(&order, &etag, &fields).status
    };
    assert_eq!(assign("somebody"), 422);
    assert!(queued(&desk, &format!("?person={zhu}")).is_empty());
    assert_eq!(assign(&zhu), 303);
    assert_eq!(queued(&desk, &format!("?person={zhu}")), [id_of(&order)]);
    has(&desk.page(&order), &["朱助理", "今天打"]);
    assert_eq!(assign(""), 303, "anybody again");
    assert_eq!(queued(&desk, "?person=none"), [id_of(&order)]);
}

/// The number that a page shows for each figure, with the address of its slips.
fn figures(page: &str) -> Vec<(String, usize)> {
    let parts = page.split("<td data-figure=\"").skip(1);
    parts
        .map(|part| {
            let link = part.split_once("href=\"").unwrap().1;
            let (link, rest) = link.split_once('"').unwrap();
            let number = rest.trim_start_matches('>').split_once('<').unwrap().0;
            (link.replace("&amp;", "&"), number.parse().unwrap())
        })
        .collect()
}

#[test]
fn sta_01_sta_09_every_number_equals_the_slips_that_its_link_lists() {
    let server = with_prices();
    user(&server, "sun", "孙经理", Role::CscManager);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let orders: Vec<String> = (0..4).map(|_| completed(&server, &desk, &li)).collect();
    desk.register("李先生", "水龙头滴水");
    desk.command(&orders[0], &call("yes", &[("cause", "attitude")]));
    desk.command(&orders[1], &call("no", &[("corrective", "灯座松动"), ("cause", "quality")]));
    let on_site =
        [("command", "follow_up"), ("way", "on_site"), ("satisfied", "yes"), ("refused", "不愿签字")];
    desk.command(&orders[2], &on_site);
    let manager = Browser::signed_in(&server, "sun");
    let mut seen = 0;
    for path in ["/statistics", "/compliance"] {
        let page = manager.page(path);
        let all = figures(&page);
        assert!(all.len() > 6, "{page}");
        for (link, number) in all {
            let slips = manager.page(&link).matches("data-slip").count();
            assert_eq!(slips, number, "{link}");
            seen += number;
        }
    }
    assert!(seen > 20, "{seen}");
    let month = api(&manager, "/api/v1/statistics");
    assert_eq!((&month["completed"]["number"], &month["requests"]["number"]), (&json!(4), &json!(5)));
    assert_eq!(month["opinions"]["satisfied"]["per_mille"], 666);
    assert_eq!(month["opinions"]["discontent"][0]["cause"], "quality");
    assert_eq!(month["followed_up"]["number"], 3);
    let kept = api(&manager, "/api/v1/compliance");
    assert_eq!((&kept["on_site"]["needed"], &kept["on_site"]["missing"]), (&json!(1), &json!(0)));
    assert_eq!(kept["spot_checks"][0]["missing"], 3);
    has(&manager.page("/statistics"), &["客户服务信息统计分析汇总表", "66.6 %", "维修质量", "服务态度"]);
    for (path, kind) in [("/statistics", "csv"), ("/statistics", "xlsx"), ("/compliance", "csv")] {
        let file = manager.get(&format!("{path}?format={kind}"));
        assert_eq!(file.status, 200, "{path} {kind}");
        assert!(file.headers["content-disposition"].contains(kind));
    }
    assert_eq!(manager.get("/statistics/slips?figure=none").status, 400);
    assert_eq!(manager.get("/api/v1/statistics?from=2026-09-30&to=2026-09-01").status, 400);
    assert_eq!(desk.get("/statistics").status, 403, "a dispatcher reads no statistics");
    assert_eq!(desk.get("/api/v1/compliance").status, 403);
}

#[test]
fn sta_03_sta_07_the_analysis_explains_dissatisfaction_is_reviewed_and_then_sent() {
    let server = with_prices();
    user(&server, "zhu", "朱助理", Role::DispatchAssistant);
    user(&server, "qian", "钱主管", Role::CscSupervisor);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = completed(&server, &desk, &li);
    desk.command(&order, &call("no", &[("corrective", "灯座松动"), ("cause", "quality")]));
    let (assistant, supervisor) = (Browser::signed_in(&server, "zhu"), Browser::signed_in(&server, "qian"));
    let send = |browser: &Browser<'_>, command: &str, more: &[(&str, &str)]| {
        let page = browser.page("/statistics");
        let (month, etag) = (hidden(&page, "month"), hidden(&page, "etag"));
        let mut fields = vec![("month", month.as_str()), ("etag", etag.as_str()), ("command", command)];
        fields.extend(more);
        browser.post("/statistics/commands", &fields)
    };
    has(&assistant.page("/statistics"), &["尚未分析:TST · 维修质量", "草稿"]);
    assert_eq!(send(&assistant, "review", &[]).status, 403);
    has(&send(&supervisor, "review", &[]).text, &["还没有写分析"]);
    assert_eq!(send(&assistant, "record", &[("text", " ")]).status, 422);
    assert_eq!(send(&assistant, "record", &[("text", "本月灯具较多")]).status, 303);
    let refused = send(&supervisor, "review", &[]);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["还有不满意没有分析原因"]);
    let note = [("text", "灯座老化,批量更换"), ("service_class", "TST"), ("cause", "quality")];
    assert_eq!(send(&assistant, "record", &note).status, 303);
    has(&send(&supervisor, "send", &[]).text, &["主管尚未审阅"]);
    assert_eq!(send(&supervisor, "review", &[]).status, 303);
    let page = supervisor.page("/statistics");
    has(&page, &["主管已审", "灯座老化,批量更换", "朱助理", "钱主管"]);
    assert!(!page.contains("尚未分析"));
    assert_eq!(send(&supervisor, "send", &[]).status, 303);
    has(&supervisor.page("/statistics"), &["已报主任"]);

    // Whatever is added begins it anew.
    assert_eq!(send(&assistant, "record", &[("text", "补充")]).status, 303);
    has(&supervisor.page("/statistics"), &["草稿"]);
    assert_eq!(send(&supervisor, "send", &[]).status, 422);
}

#[test]
fn dl_01_dl_06_dl_18_pages_files_and_interface_reckon_with_the_site_s_own_settings() {
    let deadlines = DeadlineSettings {
        reply_minutes: 40,
        follow_up_other_days: 5,
        hand_over_day: 3,
        desk_batch_at: WallTime::new(16, 45).unwrap(),
        desk_batch_warning_at: WallTime::new(16, 0).unwrap(),
        ..DeadlineSettings::default()
    };
    let settings = JobSettings { deadlines, ..JobSettings::default() };
    let server = priced(server_set(settings));
    user(&server, "sun", "孙经理", Role::CscManager);
    user(&server, "cai", "财务甲", Role::Finance);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let late = desk.register("李先生", "水龙头滴水");
    let order = completed(&server, &desk, &li);
    // 2026-09-21 in the site's zone, and five days on.
    let line = api(&desk, "/api/v1/follow-ups")["follow_ups"][0].clone();
    let due = |text: &str| Zone::parse("Asia/Shanghai").unwrap().start_of(text.parse().unwrap());
    assert_eq!(line["deadlines"][0]["due"], due("2026-09-27"));
    has(&desk.page("/follow-up"), &["2026-09-26 23:59"]);
    has(&desk.page(&order), &["2026-09-26 23:59"]);
    let months = api(&Browser::signed_in(&server, "cai"), "/api/v1/months");
    let hand_over = &months[0]["deadlines"][1];
    assert_eq!((&hand_over["id"], &hand_over["due"]), (&json!("DL-18"), &json!(due("2026-10-04"))));
    has(&desk.page("/desk/batch"), &["16:45"]);

    let queue = |browser: &Browser<'_>| {
        api(browser, "/api/v1/orders?queue=late_replies")["orders"].as_array().unwrap().len()
    };
    let asked = api(&desk, &format!("/api/v1{late}"))["order"]["registered"]["received_at"].as_i64().unwrap();
    server.advance(asked + 39 * MINUTE - server.clock.now_ms());
    assert_eq!(queue(&desk), 0);
    server.advance(2 * MINUTE);
    assert_eq!(queue(&desk), 1);
    server.advance(4 * DAY);
    let manager = Browser::signed_in(&server, "sun");
    assert_eq!(queued(&manager, "?overdue=true"), Vec::<String>::new());
    server.advance(2 * DAY);
    let manager = Browser::signed_in(&server, "sun");
    assert_eq!(queued(&manager, "?overdue=true"), [id_of(&order)]);
    assert_eq!(api(&manager, "/api/v1/compliance")["repair_follow_ups"][2][1]["number"], 0);
}

#[test]
fn fup_02_the_queue_of_one_person_is_asked_for_by_page_and_interface() {
    let server = with_prices();
    let zhu = user(&server, "zhu", "朱助理", Role::DispatchAssistant);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let (first, second) = (completed(&server, &desk, &li), completed(&server, &desk, &li));
    let person = json!({
        "command": "assign_follow_up", "follow_up_by": "dispatch_centre", "person": zhu, "note": "今天打",
    });
    desk.order_json(&first, &person);
    assert_eq!(queued(&desk, &format!("?person={zhu}")), [id_of(&first)]);
    assert_eq!(queued(&desk, "?person=none"), [id_of(&second)]);
    assert_eq!(queued(&desk, "").len(), 2);
    let page = desk.page(&format!("/follow-up?person={zhu}"));
    has(&page, &[id_of(&first), &format!("value=\"{zhu}\" selected"), "朱助理", "未指定"]);
    assert!(!page.contains(id_of(&second)), "{page}");
    // Its files and pages keep the filter.
    has(&page, &[&format!("/follow-up?person={zhu}&amp;format=pdf")]);
    assert_eq!(desk.get("/api/v1/follow-ups?person=me").status, 400);
}

#[test]
fn sta_05_an_archived_record_is_read_only_and_a_correction_is_a_fact_beside_it() {
    let server = with_prices();
    user(&server, "cai", "财务甲", Role::Finance);
    user(&server, "zhao", "主任", Role::OfficeHead);
    user(&server, "dang", "档案员", Role::RecordsAdmin);
    user(&server, "sun", "孙经理", Role::CscManager);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = completed(&server, &desk, &li);
    desk.command(&order, &call("yes", &[]));
    desk.order_json(&order, &json!({ "command": "write_off" }));
    for copy in ["owner", "csc", "finance"] {
        desk.order_json(&order, &json!({ "command": "deliver_copy", "copy": copy, "received_by": "周文" }));
    }
    let cai = Browser::signed_in(&server, "cai");
    cai.order_json(&order, &json!({ "command": "register_by_method", "method": "cash" }));
    let records = Browser::signed_in(&server, "dang");
    let tag = |browser: &Browser<'_>| browser.get(&format!("/api/v1{order}")).headers["etag"].clone();
    let send = |browser: &Browser<'_>, command: Value| {
        browser.json(&format!("/api/v1{order}/commands"), &tag(browser), &command)
    };
    assert_eq!(send(&records, json!({ "command": "archive" })).status, 422, "not settled yet");
    server.advance(20 * DAY);
    let (cai, head) = (Browser::signed_in(&server, "cai"), Browser::signed_in(&server, "zhao"));
    let (records, desk) = (Browser::signed_in(&server, "dang"), Browser::signed_in(&server, "wang"));
    for (browser, step) in [(&cai, "submit"), (&head, "approve")] {
        let seen = browser.get("/api/v1/months/2026-09").headers["etag"].clone();
        browser.json("/api/v1/months/2026-09/commands", &seen, &json!({ "command": step })).ok();
    }
    let paid_at = server.clock.now_ms();
    send(
        &cai,
        json!({
            "command": "receive_payment", "receipt": "R-1", "amount_fen": 3_000, "method": "cash", "paid_at": paid_at,
        }),
    )
    .ok();
    send(&records, json!({ "command": "archive" })).ok();
    let archived = api(&records, &format!("/api/v1{order}"));
    assert_eq!(archived["order"]["state"], "archived");

    // No edit: every command that would change what was recorded is refused, and nothing is stored.
    let entries = server.count("SELECT count(*) FROM entry");
    for command in [
        json!({ "command": "judge", "accepted": true }),
        json!({ "command": "register_by_method", "method": "card" }),
        json!({ "command": "assign", "technician": server.technician.to_string() }),
        json!({ "command": "request_cancel", "cancelled_by": "customer", "reason": "x" }),
    ] {
        let name = command["command"].to_string();
        let refused = send(if name.contains("register_by_method") { &cai } else { &desk }, command);
        assert!(matches!(refused.status, 412 | 422), "{name}: {refused:?}");
    }
    assert_eq!(server.count("SELECT count(*) FROM entry"), entries);

    // A correction is a fact of its own, in a later month, and another one answers it.
    let correct = json!({
        "command": "adjust", "month": "2026-10", "difference_fen": -500, "reason": "部件有瑕疵",
    });
    send(&cai, correct).ok();
    assert_eq!(server.count("SELECT count(*) FROM entry"), entries + 1);
    let now = api(&records, &format!("/api/v1{order}"));
    assert_eq!(now["order"]["signatures"], archived["order"]["signatures"]);
    assert_eq!(now["order"]["follow_ups"], archived["order"]["follow_ups"]);
}

#[test]
fn fup_06_a_visit_is_signed_on_the_page_and_the_signature_is_shown_and_printed() {
    let server = with_prices();
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = completed(&server, &desk, &li);
    let page = desk.page(&order);
    has(&page, &["data-pad", "name=\"strokes\" value=\"\"", "客户在此签名", "viewBox=\"0 0 1000 400\""]);
    // The script is a file of its own, and the page has no other.
    let name = page.split("src=\"/assets/pad.").nth(1).unwrap().split('"').next().unwrap();
    let script = desk.get(&format!("/assets/pad.{name}"));
    assert_eq!(
        (script.status, script.headers["content-type"].as_str()),
        (200, "text/javascript; charset=utf-8")
    );
    assert!(!page.contains("<script>"));

    let etag = hidden(&page, "etag");
    let visit = |strokes: &'static str| {
        [
            ("command", "follow_up"),
            ("way", "on_site"),
            ("satisfied", "yes"),
            ("opinion", "灯很亮"),
            ("strokes", strokes),
        ]
    };
    let phone = [
        ("command", "follow_up"),
        ("way", "phone"),
        ("satisfied", "yes"),
        ("opinion", "x"),
        ("strokes", "M1 1L2 2"),
    ];
    assert_eq!(desk.command_with(&order, &etag, &phone).status, 422, "nobody signs by phone");
    assert_eq!(desk.command_with(&order, &etag, &visit("")).status, 422, "neither signed nor said why");
    let odd = desk.command_with(&order, &etag, &visit("M1 1\"><img src=x>"));
    assert_eq!(odd.status, 422);
    assert!(!odd.text.contains("<img src=x"));
    desk.command(&order, &visit("M12 30 L480 260 L900 40"));
    let page = desk.page(&order);
    has(&page, &["d=\"M12 30 L480 260 L900 40\"", "上门回访"]);
    assert_eq!(api(&desk, &format!("/api/v1{order}"))["order"]["follow_ups"]["done"][0]["complete"], true);
    let bytes = printed(&server, "wang", &format!("/api/v1{order}/slip.pdf?copy=csc"));
    has(&bytes.0[0], &["上门回访", "灯很亮"]);
}
