//! Intake over real HTTP: urgency, the judgement's page, business services, and the centre's work log (REG-3, REG-9, REC-6,
//! PRI-4, PRI-13, ROL-18).

use crate::support::browser::*;
use crate::support::work::with_prices;
use crate::support::*;

fn with<'f>(mut fields: Vec<(&'f str, &'f str)>, changes: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    for (name, value) in changes {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

fn register(desk: &Browser<'_>, fields: &[(&str, &str)]) -> String {
    let reply = desk.post("/orders/new", fields);
    assert_eq!(reply.status, 303, "{reply:?}");
    reply.headers["location"].clone()
}

#[test]
fn reg_03_pri_13_the_judgement_has_the_service_its_prices_and_the_words_of_a_refusal_beside_it() {
    let server = with_prices();
    let desk = Browser::signed_in(&server, "wang");
    let order = register(&desk, &registration("陈女士", "客厅灯不亮"));
    let page = desk.page(&order);
    let form = page.find("value=\"judge\"").expect("the form");
    let prices = page.find("class=\"facts prices\"").expect("the fee standard");
    assert!(prices < form, "what the decision rests on stands before it");
    has(&page, &["本处提供此项服务:LMP 日光灯维修", "收费标准第 3 版(x)", "启辉器", "5.00 / "]);
    has(&page, &["不说生硬的“不行”"]);
    desk.command(&order, &[("command", "judge"), ("accepted", "yes")]);
    assert!(!desk.page(&order).contains("class=\"facts prices\""), "it was judged");
}

#[test]
fn pri_04_an_urgent_request_stands_out_on_the_board_and_has_its_queue() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let calm = register(&desk, &registration("陈女士", "客厅灯不亮"));
    has(&desk.page("/orders/new"), &["name=\"urgency\""]);
    let urgent = register(&desk, &with(registration("李先生", "水管爆裂"), &[("urgency", "urgent")]));
    let queue = desk.page("/?queue=urgent");
    has(&queue, &[&urgent, "badge alarm\">紧急"]);
    assert!(!queue.contains(&calm), "{queue}");
    has(&desk.page(&urgent), &["badge alarm\">紧急"]);
    let wrong = desk.post("/orders/new", &with(registration("赵女士", "门锁"), &[("urgency", "at_once")]));
    assert_eq!(wrong.status, 422);
    has(&wrong.text, &["缓急", "赵女士"]);
    let api = desk.get("/api/v1/orders?queue=urgent");
    assert_eq!(api.body["orders"][0]["urgent"], true, "{api:?}");
}

#[test]
fn reg_09_a_business_request_is_passed_on_and_is_over_for_the_board() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = register(&desk, &with(registration("陈女士", "想租车位"), &[("service_kind", "business")]));
    has(&desk.page(&order), &["name=\"routed_to\""]);
    let etag = hidden(&desk.page(&order), "etag");
    let refused = desk.command_with(&order, &etag, &[("command", "judge"), ("accepted", "yes")]);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["转给谁办理"]);
    desk.command(&order, &[("command", "judge"), ("accepted", "yes"), ("routed_to", "车位租赁组 高女士")]);
    let page = desk.page(&order);
    has(&page, &["已转办", "转给:车位租赁组 高女士"]);
    assert!(!page.contains("value=\"issue_slip\""), "no slip is written");
    has(&desk.page("/?state=routed"), &[&order]);
    assert!(!desk.page("/?open=1").contains(&order));
}

#[test]
fn rec_06_rol_18_the_work_log_writes_itself_with_the_five_fields_and_has_its_files() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    has(&desk.page("/work-log"), &["当天没有登记"]);
    let order = register(&desk, &with(registration("陈女士", "客厅灯不亮"), &[("urgency", "urgent")]));
    let page = desk.page("/work-log");
    has(&page, &[&order, "陈女士", "3栋0702", "13800000046", "客厅灯不亮", "badge alarm\">紧急", "已登记"]);
    let api = desk.get("/api/v1/work-log");
    let line = &api.body[0];
    for (field, value) in [
        ("taken", "request"),
        ("state", "requested"),
        ("name", "陈女士"),
        ("content", "客厅灯不亮"),
        ("contact", "13800000046"),
    ] {
        assert_eq!(line[field], value, "{field}: {api:?}");
    }
    assert!(line["wished_at"].is_i64() && line["by_name"].is_string(), "{api:?}");
    let table = desk.get("/work-log?format=csv");
    assert!(table.text.contains("客厅灯不亮") && table.text.contains("wished_at"), "{}", table.text);
    assert_eq!(desk.get("/work-log?format=pdf").status, 200);
    assert_eq!(desk.get("/work-log?day=yesterday").status, 400);
    has(&desk.page("/work-log?day=2020-01-01"), &["当天没有登记"]);
}

#[test]
fn rec_06_the_work_log_is_the_centres_alone() {
    let server = server();
    for (who, status) in [("wang", 200), ("li", 403)] {
        let somebody = Browser::signed_in(&server, who);
        assert_eq!(somebody.get("/work-log").status, status, "{who}");
        assert_eq!(somebody.get("/api/v1/work-log").status, status, "{who}");
    }
}
