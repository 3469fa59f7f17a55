//! The desks' pages over real HTTP: replies and their clock, pool, batch of the day, duplicates, unmet demand, archive.

use crate::support::browser::*;
use crate::support::*;
use client_core::domain::reference::PriceList;
use undercroft_server::feed::{EngineError, reference};
use undercroft_server::ident::Role;

/// 2026-09-22 17:30:00 in the site's zone.
const HALF_PAST_FIVE: i64 = 1_790_069_400_000;

fn request<'f>(unit: &'f str, content: &'f str) -> Vec<(&'f str, &'f str)> {
    registration("陈女士", content)
        .into_iter()
        .map(|(name, value)| (name, if name == "unit_no" { unit } else { value }))
        .collect()
}

fn register(desk: &Browser<'_>, unit: &str) -> String {
    let reply = desk.post("/orders/new", &request(unit, "客厅灯不亮"));
    assert_eq!(reply.status, 303, "{reply:?}");
    reply.headers["location"].clone()
}

fn with_slip(desk: &Browser<'_>, unit: &str) -> String {
    let order = register(desk, unit);
    desk.command(&order, &[("command", "judge"), ("accepted", "yes")]);
    desk.command(&order, &[("command", "issue_slip")]);
    order
}

#[track_caller]
fn has_not(page: &str, words: &[&str]) {
    for word in words {
        assert!(!page.contains(word), "{word} stands in {page}");
    }
}

#[test]
fn dsp_02_the_reply_has_its_clock_its_form_and_its_queue() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = register(&desk, "3栋0702");
    has(&desk.page(&order), &["接到请求", "分钟后登记"]);
    has(&desk.page(&order), &["回复客户", "应在 ", "name=\"said\"", "name=\"replied_at\""]);
    has_not(&desk.page("/?queue=late_replies"), &[&order]);
    server.advance(10 * MINUTE);
    has(&desk.page(&order), &["即将超时"]);
    // The minute of the request may be a minute before now.
    server.advance(7 * MINUTE);
    has(&desk.page(&order), &["badge alarm\">超时"]);
    has(&desk.page("/"), &["超时未回复", "queue=late_replies"]);
    has(&desk.page("/?queue=late_replies"), &[&order]);
    let api = desk.get("/api/v1/orders?queue=late_replies");
    assert_eq!(api.body["orders"].as_array().unwrap().len(), 1, "{api:?}");

    let etag = hidden(&desk.page(&order), "etag");
    let refused = desk.command_with(&order, &etag, &[("command", "reply_customer"), ("said", "")]);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["回复或告知的内容"]);
    let late = [("command", "reply_customer"), ("said", "师傅下午两点到")];
    desk.command(&order, &late);
    has(&desk.page(&order), &["师傅下午两点到", "badge alarm\">超时"]);
    has_not(&desk.page("/?queue=late_replies"), &[&order]);
    assert_eq!(desk.get("/?queue=nonsense").status, 400);
    assert_eq!(desk.get("/api/v1/orders?queue=nonsense").status, 400);
}

#[test]
fn dsp_11_technicians_take_from_the_pool_and_hand_back_with_a_wish() {
    let server = server();
    let liu = user(&server, "liu", "刘师傅", Role::Technician);
    let desk = Browser::signed_in(&server, "wang");
    let order = with_slip(&desk, "3栋0702");
    has(&desk.page("/?queue=pool"), &[&order, "待抢单"]);
    // DSP-1: whose turn it is, and why.
    has(&desk.page(&order), &["轮派:", "在手 0 单"]);
    let technician = Browser::signed_in(&server, "li");
    has(&technician.page("/"), &[&order, "待抢单"]);
    let page = technician.page(&order);
    has(&page, &["抢单"]);
    has_not(&page, &["陈女士", "13800000046"]);
    has_not(&technician.page("/"), &["陈女士", "3栋0702"]);
    technician.command(&order, &[("command", "take_from_pool")]);
    has(&technician.page(&order), &["陈女士", "退单"]);
    let other = Browser::signed_in(&server, "liu");
    has_not(&other.page("/"), &[&order]);
    assert_eq!(other.get(&order).status, 404);

    let liu = liu.clone();
    technician
        .command(&order, &[("command", "return_assignment"), ("reason", "另一单要拖久"), ("proposed", &liu)]);
    let page = desk.page(&order);
    has(&page, &["另一单要拖久", "建议转给 刘师傅", "转派给 刘师傅"]);
    // One click.
    let form = page.split("value=\"assign_proposed\"").nth(1).unwrap();
    assert_eq!(hidden(form, "technician"), liu);
    let etag = hidden(&page, "etag");
    let click = [("command", "assign"), ("form", "assign_proposed"), ("technician", liu.as_str())];
    assert_eq!(desk.command_with(&order, &etag, &click).status, 303);
    has(&other.page(&order), &["陈女士"]);
    has_not(&technician.page(&order), &["陈女士"]);
}

#[test]
fn dsp_01_the_turn_goes_to_who_holds_the_fewest_slips() {
    let server = server();
    user(&server, "liu", "刘师傅", Role::Technician);
    let desk = Browser::signed_in(&server, "wang");
    let first = with_slip(&desk, "3栋0701");
    let li = server.technician.to_string();
    desk.command(&first, &[("command", "assign"), ("technician", &li)]);
    let second = with_slip(&desk, "3栋0702");
    has(&desk.page(&second), &["轮派:刘师傅", "转派给 刘师傅"]);
}

#[test]
fn dsp_07_the_front_desk_hands_the_batch_over_with_one_button() {
    let server = server();
    user(&server, "zhou", "周前台", Role::FrontDesk);
    server.advance(HALF_PAST_FIVE - START);
    let front = Browser::signed_in(&server, "zhou");
    let desk = Browser::signed_in(&server, "wang");
    let in_time = with_slip(&front, "3栋0701");
    server.advance(SECOND);
    let later = with_slip(&front, "3栋0702");
    // What dispatch writes itself is nobody's to hand over.
    let own = with_slip(&desk, "3栋0703");
    let page = front.page("/desk/batch");
    has(&page, &[&in_time, &later, "2026-09-22", "2026-09-23"]);
    has_not(&page, &[&own]);
    assert_eq!(desk.post("/desk/batch", &[("command", "hand"), ("day", "2026-09-22")]).status, 422);
    let hand = [("command", "hand"), ("day", "2026-09-22")];
    for _ in 0..2 {
        assert_eq!(front.post("/desk/batch", &hand).headers["location"], "/desk/batch");
    }
    has(&desk.page("/desk/batch"), &["待调度接收", "接收 2026-09-22 的 1 单"]);
    has(&desk.page(&in_time), &["前台批次", "2026-09-22", "调度未接收"]);
    has_not(&desk.page(&later), &["前台批次"]);
    let take = [("command", "take"), ("day", "2026-09-22")];
    assert_eq!(desk.post("/desk/batch", &take).status, 303);
    has(&desk.page(&in_time), &["调度已接收"]);
    has_not(&front.page("/desk/batch"), &[&in_time]);
    assert_eq!(server.count("SELECT count(*) FROM entry WHERE kind = 'desk_batch_handed'"), 1, "once");
    assert_eq!(server.count("SELECT count(*) FROM entry WHERE kind = 'desk_batch_taken'"), 1);
    let technician = Browser::signed_in(&server, "li");
    assert_eq!(technician.get("/desk/batch").status, 403);
}

#[test]
fn reg_10_col_07_duplicates_stand_side_by_side_and_are_linked_with_one_form() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let first = register(&desk, "3栋0702");
    server.advance(7 * MINUTE);
    let second = register(&desk, "3-702");
    has(&desk.page("/?queue=duplicates"), &[&first, &second]);
    let page = desk.page(&second);
    has(&page, &["疑似重复登记", "同一请求,关联两单", "两件不同的事", &format!("href=\"{first}\"")]);
    let conflict = hidden(&page, "conflict");
    desk.command(
        &second,
        &[("command", "decide"), ("conflict", &conflict), ("choice", "confirm"), ("reason", "打电话问过")],
    );
    has(&desk.page(&second), &["同一请求,以另一单为主", "打电话问过"]);
    has(&desk.page(&first), &["同一请求,以本单为主", "已在另一单中判断"]);
    has_not(&desk.page("/?queue=duplicates"), &[&first, &second]);
    has(&desk.page("/"), &[&first, &second]);
}

#[test]
fn pri_15_waiting_requests_are_listed_with_a_notice_once_the_service_is_offered() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let order = register(&desk, "3栋0702");
    has(&desk.page(&order), &["name=\"attempts\""]);
    desk.command(
        &order,
        &[
            ("command", "judge"),
            ("accepted", "no"),
            ("explanation", "本月没有电工"),
            ("attempts", "问过邻近小区"),
        ],
    );
    let page = desk.page("/demand");
    has(&page, &["尚未开通", "本月没有电工", "陈女士", &order]);
    has_not(&page, &["公告草稿"]);
    server
        .store
        .write_blocking(|connection| -> Result<(), EngineError> {
            let mut bundle = reference::current(connection)?;
            let version = bundle.price_list.version + 1;
            bundle.price_list =
                PriceList { version, basis: "x".into(), valid_from: 0, valid_until: None, items: Vec::new() };
            reference::publish(connection, bundle, START)?;
            Ok(())
        })
        .unwrap();
    has(&desk.page("/demand"), &["现已开通", "公告草稿", "各位业主", "1 户"]);
    desk.command(&order, &[("command", "tell_demand"), ("said", "电话告知")]);
    has_not(&desk.page("/demand"), &[&order]);
    has(&desk.page(&order), &["已告知服务开通", "电话告知"]);
    let technician = Browser::signed_in(&server, "li");
    assert_eq!(technician.get("/demand").status, 403);
}

#[test]
fn dsp_02_the_board_filters_by_class_unit_and_day() {
    let server = server();
    let desk = Browser::signed_in(&server, "wang");
    let first = register(&desk, "3栋0702");
    let second = register(&desk, "5栋1101");
    let by_unit = desk.page("/?unit=5%2011");
    has_not(&by_unit, &[&first]);
    has(&desk.page("/?unit=5%E6%A0%8B1101"), &[&second]);
    has(&desk.page("/?class=LMP"), &[&first, &second]);
    has_not(&desk.page("/?class=TAP"), &[&first, &second]);
    // The appointment is on the day after.
    has_not(&desk.page("/?queue=due_today"), &[&first]);
    server.advance(DAY);
    let desk = Browser::signed_in(&server, "wang");
    has(&desk.page("/?queue=due_today"), &[&first, &second]);
    has(&desk.page("/?queue=late_arrivals"), &[&first, &second]);
    let api = desk.get("/api/v1/orders?unit=3-702&class=LMP");
    assert_eq!(api.body["orders"].as_array().unwrap().len(), 1, "{api:?}");
    let technician = Browser::signed_in(&server, "li");
    let api = technician.get("/api/v1/orders?unit=3-702");
    assert_eq!(api.body["orders"].as_array().unwrap().len(), 0, "{api:?}");
}
