//! Complaints' deadlines on the month's compliance, and the register behind each number (STA-9, CMP-13 to CMP-15, CMP-19).

use crate::support::browser::*;
use crate::support::*;
use serde_json::{Value, json};
use undercroft_server::ident::Role;

const MONTH: &str = "2026-09";

/// A site with somebody who reads its figures in the centre, one who reads all, and one who handles what is about the centre.
fn site() -> Server {
    let server = server();
    user(&server, "manager", "孙经理", Role::CscManager);
    user(&server, "head", "主任", Role::OfficeHead);
    user(&server, "hr", "人事小周", Role::AdminHr);
    server
}

fn send(browser: &Browser<'_>, path: &str, command: Value) {
    let seen = browser.get(path).headers["etag"].clone();
    browser.json(&format!("{path}/commands"), &seen, &command).ok();
}

/// A complaint that was accepted and classified; gives its path.
fn accepted(browser: &Browser<'_>, about_centre: bool, class: &str) -> String {
    let said = json!({
        "name": "陈女士", "address": "3栋0702", "contact": "13800000046", "time": "昨晚", "place": "电梯厅",
        "person": "值班员", "department": "安全管理部", "course": "电梯困人", "demand": "说明原因"
    });
    let capture = json!({
        "command": "capture_complaint", "about_centre": about_centre, "channel": "visit", "handover": "accompanied",
        "record": said, "seems": "important"
    });
    let made = browser.json("/api/v1/complaints", "", &capture);
    assert_eq!(made.status, 201, "{made:?}");
    let path = made.headers["location"].clone();
    send(browser, &path, json!({ "command": "accept_complaint" }));
    send(browser, &path, json!({ "command": "classify_complaint", "class": class }));
    path
}

/// What the interface says of each deadline: the ends of the paths of the complaints that kept it, didn't, and have time.
fn times(browser: &Browser<'_>) -> Vec<(String, [Vec<String>; 3])> {
    let answer = browser.get(&format!("/api/v1/compliance?month={MONTH}")).ok();
    let list = |value: &Value| -> Vec<String> {
        value.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
    };
    let lines = answer["complaints"].as_array().unwrap().iter();
    lines
        .map(|line| {
            let of = ["kept", "late", "not_due"].map(|outcome| list(&line[outcome]));
            (line["deadline"].as_str().unwrap().to_owned(), of)
        })
        .collect()
}

/// The addresses behind the numbers of the page, with the numbers.
fn links(page: &str) -> Vec<(String, usize)> {
    let cells = page.split("<td data-outcome=\"").skip(1);
    cells
        .map(|cell| {
            let (_, link) = cell.split_once("href=\"").unwrap();
            let (link, rest) = link.split_once('"').unwrap();
            let number = rest.trim_start_matches('>').split_once('<').unwrap().0;
            (link.replace("&amp;", "&"), number.parse().unwrap())
        })
        .collect()
}

#[test]
fn sta_09_cmp_13_cmp_14_cmp_15_each_deadline_of_complaints_has_its_line_and_leads_to_its_complaints() {
    let server = site();
    let (desk, hr) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "hr"));
    let grave = accepted(&desk, false, "serious");
    send(&desk, &grave, json!({ "command": "forward_complaint", "to": "office_head", "who": "主任" }));
    send(&desk, &grave, json!({ "command": "notify_complainant", "of": "status", "way": "phone" }));
    let important = accepted(&desk, false, "important");
    let about_centre = accepted(&hr, true, "minor");
    // Received at 22:13:20: an hour later it is too late to deliver the important one, and the day isn't over.
    server.advance(61 * MINUTE);

    let (manager, head) = (Browser::signed_in(&server, "manager"), Browser::signed_in(&server, "head"));
    let [grave, important, about_centre] =
        [grave, important, about_centre].map(|path| path.rsplit('/').next().unwrap().to_owned());
    let line = |id: &str, kept: &[&String], late: &[&String], not_due: &[&String]| {
        let list = |all: &[&String]| all.iter().map(|one| (*one).clone()).collect::<Vec<_>>();
        (id.to_owned(), [list(kept), list(late), list(not_due)])
    };
    let of_the_centre = [
        line("DL-12", &[&grave], &[], &[]),
        line("DL-13", &[], &[], &[&grave]),
        line("DL-14", &[], &[], &[&grave]),
        line("DL-10", &[], &[&important], &[]),
        line("DL-11", &[], &[], &[&important]),
        line("DL-15", &[], &[], &[]),
        line("DL-16", &[&grave], &[], &[&important]),
    ];
    assert_eq!(times(&manager), of_the_centre);
    // What is about the centre counts for whoever reads it, and for nobody else (CMP-2).
    let mut of_all = of_the_centre.clone();
    of_all[5] = line("DL-15", &[], &[], &[&about_centre]);
    of_all[6] = line("DL-16", &[&grave], &[], &[&important, &about_centre]);
    let mut found = times(&head);
    found[6].1[2].sort_unstable();
    of_all[6].1[2].sort_unstable();
    assert_eq!(found, of_all);

    // Each number of the page leads to as many complaints of the register.
    for (reader, complaints) in [(&manager, 7), (&head, 9)] {
        let page = reader.page(&format!("/compliance?month={MONTH}"));
        let all = links(&page);
        assert_eq!(all.len(), 21, "seven deadlines, three outcomes each: {page}");
        assert_eq!(all.iter().map(|(_, number)| number).sum::<usize>(), complaints);
        for (link, number) in all {
            assert_eq!(reader.page(&link).matches("<td class=\"number\">").count(), number, "{link}");
            let listed = reader.get(&format!("/api/v1{link}")).ok();
            assert_eq!(listed["complaints"].as_array().unwrap().len(), number, "{link}");
        }
        has(&page, &["投诉时限", "重要投诉一小时内转交", "0.0 %", "100.0 %"]);
    }
    has(&manager.page("/compliance?lang=en"), &["Complaints in time", "not due yet"]);

    // The files have the lines too.
    let csv = manager.get(&format!("/compliance?month={MONTH}&format=csv")).text;
    let mut columns = csv.lines().next().unwrap().split(',');
    let place = |name: &str| columns.clone().position(|column| column.trim_matches('"') == name).unwrap();
    let (deadline, late) = (place("deadline"), place("late"));
    assert!(columns.any(|column| column == "not_due"), "{csv}");
    let row = csv.lines().find(|row| row.split(',').nth(deadline) == Some("DL-10")).unwrap();
    assert_eq!(row.split(',').nth(late), Some("1"), "{csv}");
    assert_eq!(manager.get(&format!("/api/v1/compliance?month={MONTH}&format=xlsx")).status, 200);
    let paper = printed(&server, "manager", &format!("/compliance?month={MONTH}&format=pdf")).0.concat();
    has(&paper, &["投诉时限", "当日通报投诉人", "未到期", "100.0%"]);

    // Time alone makes what wasn't due late, and a deed that comes then stays late.
    server.advance(DAY);
    let (manager, desk) = (Browser::signed_in(&server, "manager"), Browser::signed_in(&server, "wang"));
    assert_eq!(times(&manager)[6], line("DL-16", &[&grave], &[&important], &[]));
    let told = json!({ "command": "notify_complainant", "of": "status", "way": "phone" });
    send(&desk, &format!("/api/v1/complaints/{important}"), told);
    assert_eq!(times(&manager)[6], line("DL-16", &[&grave], &[&important], &[]));
}

#[test]
fn sta_09_the_register_takes_month_deadline_and_outcome() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = accepted(&desk, false, "important");
    let count = |query: &str| {
        let listed = desk.get(&format!("/api/v1/complaints?{query}")).ok();
        listed["complaints"].as_array().unwrap().len()
    };
    assert_eq!(count("received_month=2026-09"), 1);
    assert_eq!(count("received_month=2026-08"), 0);
    assert_eq!(count("deadline=DL-10"), 1);
    assert_eq!(count("deadline=DL-12"), 0, "that of another class");
    assert_eq!(count("deadline=DL-10&outcome=not_due"), 1);
    assert_eq!(count("deadline=DL-10&outcome=kept"), 0);
    send(&desk, &path, json!({ "command": "forward_complaint", "to": "department_head", "who": "老王" }));
    assert_eq!(count("deadline=DL-10&outcome=kept&class=important&state=open"), 1);
    for wrong in ["outcome=late", "deadline=DL-01", "deadline=DL-10&outcome=soon", "received_month=2026"] {
        desk.get(&format!("/api/v1/complaints?{wrong}")).expect(400, "invalid-parameter");
    }
    // The form keeps what was asked for, and an outcome without a deadline asks for nothing.
    let page = desk.page("/complaints?deadline=DL-10&outcome=kept&received_month=2026-09");
    has(&page, &["value=\"DL-10\" selected", "value=\"kept\" selected", "value=\"2026-09\"", "陈女士"]);
    has(&desk.page("/complaints?outcome=late"), &["陈女士"]);
}
