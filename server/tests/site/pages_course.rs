//! The order page and the board over real HTTP: what technicians write is shown, and the office answers with forms.

use crate::support::browser::*;
use crate::support::work::*;
use crate::support::*;
use serde_json::json;
use undercroft_server::ident::Role;

#[test]
fn dsp_04_times_visits_tools_prices_and_waits_are_shown_and_answered() {
    let server = with_prices();
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = dispatched(&server, &desk, &[]);
    // DSP-3: the receipt is set back by ten minutes; both times are kept.
    server.advance(10 * MINUTE);
    li.run(&order, "receive", json!({ "received_at": START }));
    has(&desk.page(&order), &["接单", "补记于 2026-09-21 22:23"]);

    // REG-6: the time can't be kept; the desk agrees on another one.
    li.run(&order, "cannot_keep_time", json!({ "reason": "上一户漏水" }));
    has(&desk.page("/"), &["时间待约", "与客户另约时间"]);
    has(&desk.page(&order), &["不能按时", "上一户漏水", "待另约", "登记约定时间", "datetime-local"]);
    let agree = [
        ("command", "confirm_appointment"),
        ("appointment_at", "2026-09-22T16:00"),
        ("confirmed_by", "业主陈女士"),
    ];
    desk.command(&order, &agree);
    let page = desk.page(&order);
    has(&page, &["2026-09-22 16:00", "业主陈女士 同意", "现行", "已另约", "登记时约定"]);
    assert!(!page.contains("待另约") && !desk.page("/").contains("时间待约"));
    has(&desk.page("/"), &["2026-09-22 16:00"]);

    // MAT-7, DSP-4.
    li.run(&order, "check_tools", json!({ "tools": ["ladder"] }));
    li.run(&order, "arrive", json!({}));
    has(&desk.page(&order), &["人字梯", "提前到场", "约定 明天 16:00", "在现场"]);
    li.run(&order, "finding", json!({ "content": "启辉器坏" }));
    let lines = json!([{ "item": "lamp_repair", "quantity": 1 }, { "item": "starter", "quantity": 2 }]);
    li.run(&order, "quote", json!({ "lines": lines }));
    has(
        &desk.page(&order),
        &["收费标准第 3 版", "人工小计", "¥30.00", "材料小计", "¥10.00", "合计", "¥40.00"],
    );
    li.run(&order, "refuse_price", json!({ "reason": "太贵" }));
    li.run(&order, "leave_site", json!({ "reason": "客户拒绝" }));
    has(&desk.page(&order), &["客户拒绝", "¥40.00 的报价", "太贵", "离开现场", "请致电客户:取消服务"]);
    has(&desk.page("/?mine=1"), &["客户拒绝报价:取消或重新报价"]);

    // The sign-ins of before are over by then.
    server.advance(2 * DAY);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    li.run(&order, "arrive", json!({}));
    has(&desk.page(&order), &["未提前到场"]);
    li.run(&order, "quote", json!({ "lines": [{ "item": "lamp_repair", "quantity": 1 }] }));
    li.run(&order, "confirm_price", json!({ "confirmed_by": "住户", "strokes": "M 10 10 L 200 90" }));
    let page = desk.page(&order);
    has(
        &page,
        &["住户 代表客户同意 ¥30.00", "双方所见内容的摘要", "客户在价格下的笔迹", "d=\"M 10 10 L 200 90\""],
    );

    let until = json!({ "waiting_for": "part", "detail": "镇流器", "until": START + 4 * DAY });
    li.run(&order, "wait", until);
    has(&desk.page("/"), &["等待中"]);
    has(&desk.page(&order), &["等待配件", "镇流器", "预计 2026-09-25 22:13"]);
    desk.command(&order, &[("command", "resume")]);
    let page = desk.page(&order);
    has(&page, &["已恢复"]);
    assert!(!desk.page("/").contains("等待中"));
    li.run(&order, "customer_absent", json!({ "tried": "按门铃三次" }));
    let page = desk.page(&order);
    has(&page, &["客户不在", "待另约", "与客户另约时间"]);
    assert!(!page.contains("不能按时 · <bdi>按门铃三次"));
    let wait =
        [("command", "wait"), ("waiting_for", "supply"), ("detail", "停电"), ("until", "2026-09-26T09:00")];
    desk.command(&order, &wait);
    has(&desk.page(&format!("{order}?lang=en")), &["waits for water, gas or power of the building", "停电"]);
    has(&desk.page(&format!("{order}?lang=zh-Hant")), &["等待恢復供水供電供氣", "預計 2026-09-26 09:00"]);
}

#[test]
fn acc_02_signatures_say_whether_they_count_and_fit_and_rework_is_asked_for_with_a_form() {
    let server = with_prices();
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = dispatched(&server, &desk, &[]);
    signed(&li, &order);
    let page = desk.page(&order);
    has(&page, &["现行签名", "与所示内容相符", "签字所示内容的摘要", "签字时显示的金额 ¥30.00", "可收费"]);
    assert!(!page.contains("只作记录"));
    let wish = |words: &'static str| vec![("command", "request_rework"), ("words", words)];
    let etag = hidden(&page, "etag");
    assert_eq!(desk.command_with(&order, &etag, &wish(" ")).status, 422);
    desk.command(&order, &wish("晚上又不亮了"));
    has(&desk.page(&order), &["要求返工", "晚上又不亮了", "只作记录", "有争议,暂不收费", "返工返修"]);
    has(&desk.page("/"), &["有争议,暂不收费"]);
    li.run(&order, "note", json!({ "text": "再去一次" }));
    tested(&li, &order);
    li.run(&order, "inspect", json!({ "passed": true }));
    li.run(&order, "sign", json!({ "strokes": "M 1 1 L 3 3" }));
    let page = desk.page(&order);
    has(&page, &["现行签名", "只作记录"]);
    assert!(!page.contains("有争议"));
}

#[test]
fn acc_06_only_a_manager_closes_an_escalation_and_nothing_is_charged_without_a_signature() {
    let server = with_prices();
    user(&server, "lin", "林经理", Role::CscManager);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let lin = Browser::signed_in(&server, "lin");
    let order = dispatched(&server, &desk, &[]);
    signed(&li, &order);
    desk.command(&order, &[("command", "request_rework"), ("words", "又不亮了")]);
    tested(&li, &order);
    li.run(&order, "inspect", json!({ "passed": false, "words": "还是闪" }));
    // ACC-5: the second dissatisfaction calls the managers by itself.
    let page = desk.page(&order);
    has(&page, &["已上报", "还是闪", "待经理处理", "由客服中心经理、管理处主任处理"]);
    assert!(!page.contains("value=\"decide_escalation\""));
    assert!(!desk.page("/?mine=1").contains("陈女士"));
    has(&lin.page("/?mine=1"), &["陈女士", "处理上报"]);
    let decide = |outcome: &'static str| {
        vec![("command", "decide_escalation"), ("outcome", outcome), ("handling", "上门道歉,退还费用")]
    };
    let reply = desk.command_with(&order, &hidden(&page, "etag"), &decide("closed_unsigned"));
    assert_eq!(reply.status, 403);
    has(&reply.text, &["您的岗位无权"]);
    has(&lin.page(&order), &["value=\"decide_escalation\"", "再返工一轮", "无签字结案,不收费"]);
    let reply = lin.command_with(&order, &hidden(&lin.page(&order), "etag"), &decide("nonsense"));
    assert_eq!(reply.status, 422);
    has(&reply.text, &["上门道歉,退还费用"]);
    lin.command(&order, &decide("closed_unsigned"));
    has(&lin.page(&order), &["上门道歉,退还费用", "已处理", "已免收"]);
    desk.command(&order, &[("command", "write_off")]);
    has(&desk.page(&order), &["已核销", "已免收"]);
    has(&desk.page("/?lang=en"), &["waived", "written off"]);
}

#[test]
fn dmg_01_a_case_is_on_the_lists_of_the_csc_manager_and_the_office_head() {
    let server = with_prices();
    user(&server, "lin", "林经理", Role::CscManager);
    user(&server, "he", "何主任", Role::OfficeHead);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = dispatched(&server, &desk, &[]);
    desk.command(&order, &[("command", "reply_customer"), ("said", "师傅马上到")]);
    li.run(&order, "receive", json!({}));
    li.run(&order, "report_damage", json!({ "damage": "lost", "description": "玄关的花瓶不见了" }));
    let managers = [Browser::signed_in(&server, "lin"), Browser::signed_in(&server, "he")];
    for manager in &managers {
        has(&manager.page("/?mine=1"), &["陈女士", "与客户协商赔偿", "我的待办"]);
        let token = server.login("lin", PASSWORD).ok()["access_token"].as_str().unwrap().to_owned();
        let bearer = format!("Bearer {token}");
        let list = server.send("GET", "/api/v1/orders?mine=true", &[("Authorization", &bearer)], "").ok();
        let tasks = list["orders"][0]["open_tasks"].as_array().unwrap().clone();
        let damage = |task: &serde_json::Value| task["id"].as_str().unwrap().starts_with("damage:");
        assert!(tasks.iter().any(damage), "{list}");
        has(
            &manager.page(&order),
            &["财产损坏或丢失", "丢失", "玄关的花瓶不见了", "未了结", "value=\"settle_damage\""],
        );
    }
    assert!(!desk.page("/?mine=1").contains("陈女士"));
    assert!(!desk.page(&order).contains("value=\"settle_damage\""));

    // DMG-2: a technician's attempt is refused.
    let case = hidden(&managers[0].page(&order), "case");
    let settle = json!({
        "command": "settle_damage", "case": case, "amount_fen": 0, "terms": "算了", "agreed": true
    });
    assert_eq!(li.send(&order, &settle).status, 403);
    let settle = |agreed: &'static str, amount: &'static str| {
        let case: &'static str = case.clone().leak();
        vec![
            ("command", "settle_damage"),
            ("case", case),
            ("amount", amount),
            ("terms", "照价赔偿"),
            ("agreed", agreed),
        ]
    };
    managers[0].command(&order, &settle("no", "100"));
    has(&managers[0].page(&order), &["提出 ¥100.00", "未了结"]);
    managers[1].command(&order, &settle("yes", "120.50"));
    let page = managers[0].page(&order);
    has(&page, &["双方同意 ¥120.50", "照价赔偿", "已了结"]);
    assert!(!page.contains("value=\"settle_damage\""));
    for manager in &managers {
        assert!(!manager.page("/?mine=1").contains("陈女士"));
    }
}

/// Dispatch and managers withdraw a mistaken cancellation with a form until the desk has confirmed it; nobody else.
#[test]
fn dsp_06_a_cancellation_is_withdrawn_with_a_form_until_it_is_confirmed() {
    let server = with_prices();
    user(&server, "lin", "林经理", Role::CscManager);
    user(&server, "luo", "罗财务", Role::Finance);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let (lin, luo) = (Browser::signed_in(&server, "lin"), Browser::signed_in(&server, "luo"));
    let withdraw = |page: &str| {
        let (_, rest) = page.split_once("name=\"conflict\" value=\"CANCEL:")?;
        Some(format!("CANCEL:{}", rest.split_once('"')?.0))
    };
    let cancel = [("command", "request_cancel"), ("cancelled_by", "customer"), ("reason", "打错了电话")];
    let decide = |conflict: &str, reason: &str| {
        [("command", "decide"), ("conflict", conflict), ("choice", "continue"), ("reason", reason)]
            .map(|(name, value)| (name, value.to_owned()))
    };
    let send = |who: &Browser<'_>, order: &str, fields: &[(&str, String)]| {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        who.command_with(order, &hidden(&who.page(order), "etag"), &fields)
    };

    for who in [&desk, &lin] {
        let order = dispatched(&server, &desk, &[]);
        assert_eq!(withdraw(&who.page(&order)), None, "nothing is cancelled");
        desk.command(&order, &cancel);
        let page = who.page(&order);
        has(&page, &["打错了电话", "撤回取消,继续服务"]);
        has(&who.page(&format!("{order}?lang=zh-Hant")), &["撤回取消,繼續服務"]);
        has(&who.page(&format!("{order}?lang=en")), &["Withdraw the cancellation, the order goes on"]);
        who.page(&format!("{order}?lang=zh-Hans"));
        assert!(!luo.page(&order).contains("CANCEL:"), "finance is offered no form");
        let conflict = withdraw(&page).unwrap();
        let refused = send(who, &order, &decide(&conflict, " "));
        assert_eq!(refused.status, 422);
        has(&refused.text, &["请填写:原因"]);
        assert_eq!(send(who, &order, &decide(&conflict, "客户来电,仍要修")).status, 303);
        assert_eq!(withdraw(&who.page(&order)), None);
        assert!(!desk.page(&order).contains("value=\"confirm_cancel\""));
        li.run(&order, "receive", json!({}));
    }

    // Once the desk has confirmed it there is no way back.
    let order = dispatched(&server, &desk, &[]);
    desk.command(&order, &cancel);
    let conflict = withdraw(&lin.page(&order)).unwrap();
    assert!(!lin.page(&order).contains("value=\"confirm_cancel\""), "managers don't confirm");
    desk.command(&order, &[("command", "confirm_cancel")]);
    assert_eq!(withdraw(&lin.page(&order)), None);
    let refused = send(&lin, &order, &decide(&conflict, "太迟了"));
    assert_eq!(refused.status, 422);
    has(&refused.text, &["这个冲突已经裁定或不存在"]);

    // A receipt that crossed it makes it a matter of COL-02: going on is a choice there, until it is confirmed.
    let order = dispatched(&server, &desk, &[]);
    let seen = hidden(&desk.page(&order), "etag");
    li.run(&order, "receive", json!({}));
    assert_eq!(desk.command_with(&order, &seen, &cancel).status, 303);
    let page = desk.page(&order);
    assert_eq!(withdraw(&page), None, "asked once");
    has(&page, &["COL-02", "value=\"continue\""]);
    desk.command(&order, &[("command", "confirm_cancel")]);
    let page = desk.page(&order);
    has(&page, &["COL-02", "name=\"choice\" value=\"confirm\""]);
    assert!(!page.contains("value=\"continue\""));
}

#[test]
fn reg_08_a_free_service_says_why() {
    let server = with_prices();
    let desk = Browser::signed_in(&server, "wang");
    let order = dispatched(&server, &desk, &[("free_reason", "保修期内")]);
    has(&desk.page(&order), &["免费:保修期内", "不收费"]);
    has(&desk.page(&format!("{order}?lang=en")), &["free: 保修期内", "not charged"]);
}

#[test]
fn two_times_that_were_agreed_at_once_are_settled_by_choosing_one() {
    let server = with_prices();
    user(&server, "zhou", "周调度", Role::FrontDesk);
    let (wang, zhou) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "zhou"));
    let order = dispatched(&server, &wang, &[]);
    let etag = hidden(&wang.page(&order), "etag");
    let agree = |time: &'static str| {
        vec![("command", "confirm_appointment"), ("appointment_at", time), ("confirmed_by", "业主")]
    };
    assert_eq!(wang.command_with(&order, &etag, &agree("2026-09-23T09:00")).status, 303);
    server.advance(MINUTE);
    assert_eq!(zhou.command_with(&order, &etag, &agree("2026-09-24T09:00")).status, 303);
    let page = wang.page(&order);
    has(&page, &["约定了两个时间", "以先确认的时间为准", "2026-09-23 09:00", "2026-09-24 09:00"]);
    let (_, card) = page.split_once("id=\"conflicts\"").unwrap();
    let conflict = hidden(card, "conflict");
    let later = card.split("value=\"entry:").skip(1).find(|radio| {
        radio.split_once("</label>").is_some_and(|(radio, _)| radio.contains("2026-09-24 09:00"))
    });
    let choice = format!("entry:{}", later.unwrap().split_once('"').unwrap().0);
    let settle = [
        ("command", "decide"),
        ("conflict", conflict.as_str()),
        ("choice", choice.as_str()),
        ("reason", "已致电客户"),
    ];
    wang.command(&order, &settle);
    let page = wang.page(&order);
    has(&page, &["已裁定", "已致电客户"]);
    let header = page.split_once("class=\"facts wide\"").unwrap().1.split_once("</dl>").unwrap().0;
    has(header, &["2026-09-24 09:00"]);
}

#[test]
fn attack_58_what_technicians_write_is_shown_as_text() {
    const PAYLOAD: &str = "<img src=x onerror=alert(1)>";
    let server = with_prices();
    user(&server, "lin", "林经理", Role::CscManager);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = dispatched(&server, &desk, &[("free_reason", PAYLOAD)]);
    li.run(&order, "receive", json!({}));
    li.run(&order, "check_tools", json!({ "tools": [PAYLOAD] }));
    li.run(&order, "cannot_keep_time", json!({ "reason": PAYLOAD }));
    li.run(&order, "wait", json!({ "waiting_for": "permit", "detail": PAYLOAD }));
    li.run(&order, "open_escalation", json!({ "words": PAYLOAD }));
    li.run(&order, "report_damage", json!({ "damage": "lost", "description": PAYLOAD }));
    let agree = json!({ "appointment_at": START + DAY, "confirmed_by": PAYLOAD });
    li.run(&order, "confirm_appointment", agree);
    let page = Browser::signed_in(&server, "lin").page(&order);
    assert!(!page.contains("<img src=x"), "{page}");
    assert!(page.matches("&lt;img src=x onerror=alert(1)&gt;").count() >= 14, "{page}");
}

#[test]
fn fee_02_a_slip_is_printed_in_three_copies_that_open_the_order() {
    let server = with_prices();
    user(&server, "luo", "罗财务", Role::Finance);
    user(&server, "ma", "马师傅", Role::Technician);
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = dispatched(&server, &desk, &[]);
    signed(&li, &order);
    let path = format!("/api/v1{order}/slip.pdf");
    has(&desk.page(&order), &["打印工作单", &format!("href=\"{path}?language=zh-Hans\"")]);

    let (pages, bytes) = printed(&server, "wang", &path);
    assert_eq!(pages.len(), 3);
    for (page, copy) in pages.iter().zip(["业主联", "客服中心联", "财务联"]) {
        let fields =
            ["陈女士", "客厅灯不亮", "启辉器坏", "TST试灯", "修灯", "30.00", "业主", "满意", "客户签名"];
        has(page, &fields);
        has(page, &[copy, "TST-1查看牢吗?是", "2026-09-21", "服务工作单", "LI", "GardenCourt"]);
    }
    let (code, raw) = (format!("http://jobs.example.org{order}"), String::from_utf8_lossy(&bytes));
    assert_eq!(raw.matches(&code).count(), 3, "each copy has its link");
    let hash = pages[0].split("内容校验").nth(1).unwrap()[..16].to_owned();
    assert!(pages.iter().all(|page| page.contains(&hash)) && raw.contains(&format!("sha256:{hash}")));
    assert_eq!(printed(&server, "wang", &path).1, bytes, "the same order gives the same bytes");

    let (one, _) = printed(&server, "wang", &format!("{path}?copy=finance&language=en"));
    assert_eq!(one.len(), 1);
    has(&one[0], &["Copy3:finance", "Jobslip", "Lamptest", "lamp_repair", "Isitfirm?yes"]);
    // The technician prints his own; finance reads the order and may not know the customer.
    has(&printed(&server, "li", &path).0[0], &["陈女士"]);
    let (finance, _) = printed(&server, "luo", &path);
    has(&finance[2], &["财务联", "30.00", "客厅灯不亮"]);
    assert!(finance.iter().all(|page| !page.contains("陈女士") && !page.contains("客户姓名")));

    let desk_only = desk.get(&format!("{path}?language=fr"));
    desk_only.expect(400, "invalid-parameter");
    desk.get(&format!("{path}?copy=fourth")).expect(400, "invalid-parameter");
    server.send("GET", &path, &[], "").expect(401, "sign-in-required");
    Browser::signed_in(&server, "ma").get(&path).expect(404, "not-found");
    let early = desk.register("陈女士", "没有开单");
    desk.get(&format!("/api/v1{early}/slip.pdf")).expect(404, "not-found");
}

#[test]
fn fup_07_the_printed_slip_shows_a_call_as_a_call() {
    let server = with_prices();
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let order = dispatched(&server, &desk, &[]);
    signed(&li, &order);
    let path = format!("/api/v1{order}/slip.pdf?copy=csc");
    let (before, _) = printed(&server, "wang", &path);
    assert!(!before[0].contains("电话回访"));
    let call = json!({ "command": "follow_up", "way": "phone", "satisfied": true, "opinion": "师傅很准时" });
    desk.order_json(&order, &call);
    let (after, _) = printed(&server, "wang", &path);
    has(&after[0], &["电话回访", "非客户签名", "师傅很准时", "WANG"]);
}

#[test]
fn rec_07_the_printed_slip_is_the_paid_or_the_unpaid_form_with_the_warranty() {
    let server = with_prices();
    let desk = Browser::signed_in(&server, "wang");
    let first = |judgement: &[(&str, &str)], language: &str| {
        let order = dispatched(&server, &desk, judgement);
        let path = format!("/api/v1{order}/slip.pdf?copy=owner&language={language}");
        printed(&server, "wang", &path).0.swap_remove(0)
    };
    let paid = first(&[], "zh-Hans");
    has(&paid, &["业主报修有偿服务登记表", "服务工作单编号"]);
    assert!(!paid.contains("保修期至") && !paid.contains("维修工作单"), "{paid}");
    // The request came on 21 September 2026.
    let covered = first(&[("warranty_until", "2026-09-21")], "zh-Hans");
    has(&covered, &["业主报修登记表", "维修工作单编号", "保修期至2026-09-21"]);
    assert!(!covered.contains("有偿服务登记表"), "{covered}");
    let over = first(&[("warranty_until", "2026-09-20")], "zh-Hant");
    has(&over, &["業主報修有償服務登記表", "保修期至2026-09-20"]);
    let free = first(&[("free_reason", "质保项目")], "en");
    has(&free, &["Repairreport(unpaid)", "WorkorderNo."]);
}
