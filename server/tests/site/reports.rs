//! Lists and reports on paper, over HTTP: what is printed is read back from the PDF.

use crate::support::browser::*;
use crate::support::work::*;
use crate::support::*;
use client_core::domain::statistics::StatisticsSettings;
use client_core::domain::stock::{Material, Unit};
use client_core::domain::text::LocalText;
use serde_json::json;
use undercroft_server::feed::{EngineError, reference};
use undercroft_server::ident::Role;
use undercroft_server::jobs::JobSettings;

fn office(settings: JobSettings) -> Server {
    let server = priced(server_set(settings));
    user(&server, "cai", "财务甲", Role::Finance);
    user(&server, "zhu", "主任赵", Role::OfficeHead);
    user(&server, "sun", "孙经理", Role::CscManager);
    user(&server, "qian", "钱助理", Role::DispatchAssistant);
    server
}

fn percent(satisfaction_target_percent: Option<u32>) -> JobSettings {
    let statistics = StatisticsSettings { satisfaction_target_percent, ..StatisticsSettings::default() };
    JobSettings { statistics, ..JobSettings::default() }
}

/// A signed order; gives its path and its slip number.
fn completed(server: &Server, desk: &Browser<'_>, li: &Technician<'_>) -> (String, String) {
    let order = dispatched(server, desk, &[]);
    signed(li, &order);
    server.advance(MINUTE);
    let number = li.order(&order).ok()["order"]["slip"]["number"].as_str().unwrap().to_owned();
    (order, number)
}

/// All pages of a paper as one text without spaces.
fn paper(server: &Server, user: &str, path: &str) -> String {
    printed(server, user, path).0.concat()
}

fn step(browser: &Browser<'_>, month: &str, body: &serde_json::Value) {
    let tag = browser.get(&format!("/api/v1/months/{month}")).headers["etag"].clone();
    browser.json(&format!("/api/v1/months/{month}/commands"), &tag, body).ok();
}

#[test]
fn mat_05_material_of_a_month_stands_by_name_and_unit_on_page_and_paper() {
    let server = office(JobSettings::default());
    let words = |text: &str| LocalText { zh_hans: text.into(), zh_hant: text.into(), en: "starter".into() };
    let starter = Material {
        code: "starter".into(),
        label: words("启辉器"),
        unit: Unit::Piece,
        step: 1,
        specification: "S10".into(),
        unit_price_fen: 300,
        low_level: 0,
        batch_tracked: false,
    };
    server
        .store
        .write_blocking(move |connection| -> Result<(), EngineError> {
            let mut bundle = reference::current(connection)?;
            bundle.catalogue.version = 1;
            bundle.catalogue.materials = vec![starter];
            reference::publish(connection, bundle, START).map(drop)
        })
        .unwrap();
    let (li, desk) = (Technician::new(&server), Browser::signed_in(&server, "wang"));
    let order = dispatched(&server, &desk, &[]);
    li.run(&order, "receive", json!({}));
    li.run(&order, "arrive", json!({}));
    li.run(&order, "finding", json!({ "content": "启辉器坏" }));
    let lines = [("lamp_repair", 1), ("starter", 2)];
    let lines = lines.map(|(item, quantity)| json!({ "item": item, "quantity": quantity }));
    li.run(&order, "quote", json!({ "lines": lines }));
    li.run(&order, "confirm_price", json!({ "confirmed_by": "业主", "strokes": "M 10 10 L 200 90" }));
    let used = json!({ "lines": [{ "item": "starter", "quantity": 2 }], "source": "store" });
    li.run(&order, "use_material", used);
    tested(&li, &order);
    li.run(&order, "inspect", json!({ "passed": true }));
    li.run(&order, "sign", json!({ "strokes": "M 10 10 L 300 200" }));
    let manager = Browser::signed_in(&server, "sun");
    has(
        &manager.page("/statistics?month=2026-09"),
        &["<bdi>启辉器</bdi></td>", "<td>2 个</td>", "material:starter"],
    );
    has(&paper(&server, "sun", "/statistics?month=2026-09&format=pdf"), &["启辉器", "2个"]);
}

#[test]
fn fee_05_the_finance_report_is_printed_with_its_review_lines_and_sums() {
    let server = office(JobSettings::default());
    let li = Technician::new(&server);
    let desk = Browser::signed_in(&server, "wang");
    let (order, first) = completed(&server, &desk, &li);
    let (_, second) = completed(&server, &desk, &li);
    let cai = Browser::signed_in(&server, "cai");
    cai.order_json(&order, &json!({ "command": "register_by_method", "method": "cash" }));
    let path = "/api/v1/months/2026-09";
    let draft = paper(&server, "cai", &format!("{path}?format=pdf"));
    has(&draft, &["服务收费月报表2026-09", "GardenCourt", &first, &second, "¥30.00", "¥60.00", "未登记"]);
    // The slips have no line in a report yet.
    has(&draft, &["差异", "状态:"]);
    assert_eq!(draft.matches("¥30.00").count(), 7, "two methods, two lines, three differences: {draft}");
    let english = paper(&server, "cai", &format!("{path}?format=pdf&language=en"));
    has(&english, &["Reportofservicecharges2026-09", "Totalspermethod", "Lines", &first, "cash", "none"]);

    server.advance(20 * DAY);
    let (cai, zhu) = (Browser::signed_in(&server, "cai"), Browser::signed_in(&server, "zhu"));
    let second_order = cai.get(path).ok()["report"]["lines"][1]["order"].as_str().unwrap().to_owned();
    let method = json!({ "command": "register_by_method", "method": "transfer" });
    cai.order_json(&format!("/orders/{second_order}"), &method);
    step(&cai, "2026-09", &json!({ "command": "submit" }));
    has(&paper(&server, "zhu", &format!("{path}?format=pdf")), &["送审:财务甲", "已送审"]);
    step(&zhu, "2026-09", &json!({ "command": "approve" }));
    let approved = paper(&server, "cai", &format!("{path}?format=pdf"));
    let digest = cai.get(path).ok()["digest"].as_str().unwrap().to_owned();
    has(&approved, &["送审:财务甲", "审核:主任赵", "现金", "转账", &first, &second, &digest]);
    assert!(!approved.contains("差异"), "{approved}");

    // The notice of the next month, and the list of months.
    let notice = paper(&server, "cai", "/api/v1/months/2026-10/notice?format=pdf");
    has(&notice, &["2026-10管理费通知", &first, &second, "¥60.00"]);
    let notice = paper(&server, "cai", "/api/v1/months/2026-10/notice?format=pdf&language=en");
    has(&notice, &["Feenoticeof2026-10", &first, "Total"]);
    has(&paper(&server, "cai", "/api/v1/months?format=pdf"), &["结算月份", "2026-09", "¥60.00", "2026-10"]);

    // Papers have the rights of their lists, and links on the pages.
    let page = cai.page("/finance/2026-09?lang=en");
    has(&page, &["/api/v1/months/2026-09?format=pdf&amp;language=en", "/api/v1/months/2026-09?format=xlsx"]);
    has(&cai.page("/finance/2026-10/notice"), &["/api/v1/months/2026-10/notice?format=pdf"]);
    has(&cai.page("/finance"), &["/api/v1/months?format=pdf"]);
    server.send("GET", &format!("{path}?format=pdf"), &[], "").expect(401, "sign-in-required");
    Browser::signed_in(&server, "li").get(&format!("{path}?format=pdf")).expect(403, "forbidden");
    cai.get(&format!("{path}?format=doc")).expect(400, "invalid-parameter");
}

#[test]
fn sta_04_the_summary_form_is_made_from_the_slips_and_printed_with_its_analysis() {
    let server = office(JobSettings::default());
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let orders: Vec<(String, String)> = (0..3).map(|_| completed(&server, &desk, &li)).collect();
    let call = |satisfied: bool, more: serde_json::Value| {
        let mut call =
            json!({ "command": "follow_up", "way": "phone", "satisfied": satisfied, "opinion": "一般" });
        call.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        call
    };
    desk.order_json(&orders[0].0, &call(true, json!({ "cause": "attitude" })));
    desk.order_json(&orders[1].0, &call(false, json!({ "cause": "quality", "corrective": "灯座松动" })));
    let month = "/api/v1/months/2026-09/analysis";
    let assistant = Browser::signed_in(&server, "qian");
    let open = assistant.get(month);
    assert_eq!(open.headers["etag"], "\"none\"");
    assert_eq!(
        open.body["unexplained"],
        json!([{ "service_class": "TST", "cause": "quality", "number": 1 }])
    );
    let note = json!({
        "command": "record", "service_class": "TST", "cause": "quality", "text": "灯座老化,批量更换",
    });
    assistant.json(&format!("{month}/commands"), "none", &note).ok();

    let form = paper(&server, "sun", "/api/v1/statistics?month=2026-09&format=pdf");
    has(&form, &["客户服务信息统计分析汇总表2026-09", "完工", "满意率", "50.0%", "服务态度", "维修质量"]);
    has(&form, &["原因分析·草稿", "灯座老化,批量更换", "钱助理", "用时", "用料"]);
    assert!(!form.contains("满意率目标"), "no target is set");
    let form = paper(&server, "sun", "/statistics?month=2026-09&format=pdf&lang=en");
    has(&form, &["Summaryofcustomerservicestatistics2026-09", "Completed", "Righ", "Analysis", "50.0%"]);
    // Only the analysis is written by people: the figures come from the slips, and no write takes them.
    let refused = assistant.json("/api/v1/statistics", "none", &json!({ "completed": 9 }));
    refused.expect(405, "method-not-allowed");
    let figures = json!({ "command": "record", "text": "x", "completed": 9 });
    let tag = assistant.get(month).headers["etag"].clone();
    assistant.json(&format!("{month}/commands"), &tag, &figures).expect(400, "unknown-field");
    let days = paper(&server, "sun", "/api/v1/statistics?from=2026-09-01&to=2026-09-30&format=pdf");
    has(&days, &["2026-09-01–2026-09-30", "完工"]);
    assert!(!days.contains("原因分析"), "other days have no analysis");

    let kept = paper(&server, "sun", "/api/v1/compliance?month=2026-09&format=pdf");
    has(&kept, &["达标情况2026-09", "按时回复客户", "抽查", "孙经理", "上门回访"]);
    let kept = paper(&server, "sun", "/api/v1/compliance?month=2026-09&format=pdf&language=en");
    has(&kept, &["Compliance2026-09", "Repliedtointime", "Spotchecks"]);
    let slips = "/statistics/slips?figure=completed&month=2026-09&format=pdf";
    let slips = paper(&server, "sun", &format!("{slips}&lang=en"));
    assert!(orders.iter().all(|(_, number)| slips.contains(number)), "{slips}");
    let queue = paper(&server, "qian", "/api/v1/follow-ups?format=pdf");
    has(&queue, &["待回访", &orders[2].1]);
    assert!(!queue.contains(&orders[0].1), "{queue}");
    let manager = Browser::signed_in(&server, "sun");
    for page in ["/statistics", "/compliance", "/follow-up", "/statistics/slips?figure=completed"] {
        has(&manager.page(page), &["format=pdf", "format=xlsx", "format=csv"]);
    }
}

#[test]
fn sta_08_a_rate_has_a_verdict_only_where_the_site_has_set_a_target() {
    for (target, met, words) in [
        (None, None, None),
        (Some(50), Some(true), Some("达到目标")),
        (Some(51), Some(false), Some("未达目标")),
    ] {
        let server = office(percent(target));
        let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
        let (first, second) = (completed(&server, &desk, &li).0, completed(&server, &desk, &li).0);
        let none = Browser::signed_in(&server, "sun").get("/api/v1/statistics").ok();
        assert_eq!(none["satisfaction_target_met"], json!(null), "nobody was asked");
        for (order, satisfied) in [(first, true), (second, false)] {
            let mut call =
                json!({ "command": "follow_up", "way": "phone", "satisfied": satisfied, "opinion": "x" });
            if !satisfied {
                call["corrective"] = json!("灯座松动");
            }
            desk.order_json(&order, &call);
        }
        let manager = Browser::signed_in(&server, "sun");
        let month = manager.get("/api/v1/statistics").ok();
        assert_eq!(month["opinions"]["satisfied"]["per_mille"], 500);
        assert_eq!(month["satisfaction_target_percent"], json!(target));
        assert_eq!(month["satisfaction_target_met"], json!(met));
        let page = manager.page("/statistics");
        has(&page, &["50.0 %"]);
        assert_eq!(page.contains("data-target"), target.is_some());
        let form = paper(&server, "sun", "/api/v1/statistics?format=pdf");
        if let Some(words) = words {
            has(&page, &[words]);
            has(&form, &[words]);
        } else {
            assert!(!page.contains("目标") && !form.contains("目标"));
        }
    }
}

#[test]
fn dsp_02_a_console_is_told_what_the_board_counts_and_takes_its_lines_along() {
    let server = office(JobSettings::default());
    let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
    let counts = |browser: &Browser<'_>| browser.get("/api/v1/orders/counts").ok();
    assert_eq!(counts(&desk)["states"], json!({}));
    let (_, number) = completed(&server, &desk, &li);
    desk.register("李先生", "水龙头滴水");
    let open = dispatched(&server, &desk, &[]);
    let now = counts(&desk);
    assert_eq!(now["states"], json!({ "requested": 1, "signed": 1, "dispatched": 1 }));
    // Two requests of one unit and day may be one and the same: a question in both (COL-07).
    assert_eq!((&now["queues"]["late_replies"], &now["queues"]["conflicts"]), (&json!(0), &json!(2)));
    assert_eq!(now["holders"][0]["open"], json!(2), "until it is written off, a signed slip is open: {now}");
    // Time passes, and nobody writes: the queue of late replies grows by itself.
    server.advance(16 * MINUTE);
    let desk = Browser::signed_in(&server, "wang");
    let late = counts(&desk)["queues"]["late_replies"].clone();
    assert!(late.as_u64().unwrap() >= 1, "{late}");
    let listed = desk.get("/api/v1/orders?queue=late_replies").ok();
    assert_eq!(listed["orders"].as_array().unwrap().len() as u64, late.as_u64().unwrap());

    let csv = desk.get("/api/v1/orders?format=csv");
    assert_eq!((csv.status, csv.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
    assert_eq!(csv.text.lines().count(), 4);
    has(&csv.text, &[&number, "signed", "3栋0702", open.trim_start_matches("/orders/")]);
    let taken = paper(&server, "wang", "/api/v1/orders?state=dispatched&format=pdf&language=en");
    has(&taken, &["LI", "3栋0702"]);
    assert!(!taken.contains(&number), "{taken}");
    has(&desk.page("/?open=1"), &["/api/v1/orders?open=true&amp;format=csv"]);
    // Who reads no orders counts none.
    user(&server, "men", "门岗", Role::GateGuard);
    Browser::signed_in(&server, "men").get("/api/v1/orders/counts").expect(403, "forbidden");
}

const ESTATE: &str = "\
row,building,building_name,unit_no,unit_kind,area_m2,number,name,relation,customer_kind,phones,since,until,area_assistant,note
building,3,3栋,,,,,,,,,,,,
unit,3,,0702,dwelling,85.5,,,,,,,,,
unit,3,,0101,office,185.5,,,,,,,,,
customer,3,,0702,,,C-1,陈女士,owner,,13800000046,,,,
customer,3,,0101,,,C-2,明德科技有限公司,tenant,enterprise,13800000047,,,,
";

#[test]
fn sta_08_rol_14_satisfaction_of_enterprise_customers_has_its_own_rate_and_target() {
    for (target, met, words) in [(None, None, None), (Some(51), Some(false), Some("未达目标"))] {
        let statistics =
            StatisticsSettings { enterprise_target_percent: target, ..StatisticsSettings::default() };
        let server = office(JobSettings { statistics, ..JobSettings::default() });
        let (desk, li) = (Browser::signed_in(&server, "wang"), Technician::new(&server));
        let manager = Browser::signed_in(&server, "sun");
        manager.upload("/api/v1/directory/import", "text/csv; charset=utf-8", ESTATE.as_bytes()).ok();
        let done = |unit: &str, name: &str, satisfied: bool| {
            let order = dispatched_at(&server, &desk, unit, name);
            signed(&li, &order);
            let mut call =
                json!({ "command": "follow_up", "way": "phone", "satisfied": satisfied, "opinion": "x" });
            if !satisfied {
                call["corrective"] = json!("灯座松动");
            }
            desk.order_json(&order, &call);
        };
        // A household, the firm by its name, and somebody of the firm who gives his own.
        done("3栋0702", "陈女士", true);
        done("3栋0101", "明德科技有限公司", true);
        done("3-101", "前台小周", false);
        let month = manager.get("/api/v1/statistics").ok();
        assert_eq!(month["opinions"]["satisfied"]["per_mille"], 666);
        assert_eq!(month["opinions"]["enterprise_satisfied"]["number"], 1);
        assert_eq!(month["opinions"]["enterprise_satisfied"]["whole"], 2);
        assert_eq!(month["enterprise_target_percent"], json!(target));
        assert_eq!(month["enterprise_target_met"], json!(met));
        assert_eq!(month["satisfaction_target_met"], json!(null), "each target is set by itself");
        let page = manager.page("/statistics");
        has(&page, &["企业客户满意率", "50.0 %", "66.6 %"]);
        let slips = manager.page("/statistics/slips?figure=enterprise_satisfied&month=2026-09");
        assert_eq!(slips.matches("data-slip").count(), 1);
        let rest = manager.page("/statistics/slips?figure=enterprise_satisfied&month=2026-09&rest=1");
        assert_eq!(rest.matches("data-slip").count(), 1);
        let form = paper(&server, "sun", "/api/v1/statistics?format=pdf");
        has(&form, &["企业客户满意率"]);
        match words {
            Some(words) => {
                has(&page, &["data-target=\"enterprise_satisfied\"", "企业客户满意率目标:51 %", words]);
                has(&form, &["企业客户满意率目标:51%", words]);
            }
            None => assert!(!page.contains("data-target") && !form.contains("目标")),
        }
        let csv = manager.get("/api/v1/statistics?format=csv").text;
        assert!(csv.lines().any(|line| line.contains("enterprise_satisfied,1,2,500")), "{csv}");
        // Somebody else said otherwise meanwhile: the figure follows the directory.
        let moved = ESTATE.replace("tenant,enterprise", "tenant,household");
        manager.upload("/api/v1/directory/import", "text/csv; charset=utf-8", moved.as_bytes()).ok();
        let month = manager.get("/api/v1/statistics").ok();
        assert_eq!(month["opinions"]["enterprise_satisfied"]["whole"], 0);
    }
}
