//! Complaints as the office meets them on its pages: taking one down, the register, the page with its forms (CMP).

use crate::support::browser::*;
use crate::support::*;
use client_core::domain::entry::incident::Department;
use serde_json::{Value, json};
use undercroft_server::audit::By;
use undercroft_server::ident::Role;
use undercroft_server::incidents::departments::name_head;

fn site() -> Server {
    let server = server();
    user(&server, "guard", "门岗小李", Role::GateGuard);
    user(&server, "super", "客服主管", Role::CscSupervisor);
    user(&server, "head", "主任", Role::OfficeHead);
    user(&server, "hr", "人事小周", Role::AdminHr);
    user(&server, "root", "管理员", Role::Administrator);
    server
}

/// What the form of a new complaint is filled with.
fn form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("channel", "visit"),
        ("handover", "accompanied"),
        ("name", "陈女士"),
        ("address", "3栋0702"),
        ("contact", "13800000046"),
        ("course", "保安说话很凶<b>"),
        ("demand", "道歉"),
        ("seems", "important"),
    ]
}

fn with<'f>(mut fields: Vec<(&'f str, &'f str)>, name: &'f str, value: &'f str) -> Vec<(&'f str, &'f str)> {
    fields.retain(|(known, _)| *known != name);
    fields.push((name, value));
    fields
}

/// Takes a complaint down on the page; gives its path.
fn taken_down(browser: &Browser<'_>, fields: &[(&str, &str)]) -> String {
    let made = browser.post("/complaints/new", fields);
    assert_eq!(made.status, 303, "{made:?}");
    made.headers["location"].clone()
}

/// The rest of the record: the person is not known.
const REST: [(&str, &str); 11] = [
    ("command", "complaint_recorded"),
    ("name", "陈女士"),
    ("address", "3栋0702"),
    ("contact", "13800000046"),
    ("time", "昨晚十点"),
    ("place", "南门"),
    ("department", "安全管理部"),
    ("course", "保安说话很凶"),
    ("demand", "书面道歉"),
    ("person", ""),
    ("unknown_person", "没看清"),
];

/// A complaint that the dispatcher has taken down, completed and accepted.
fn accepted(desk: &Browser<'_>) -> String {
    let path = taken_down(desk, &form());
    desk.command(&path, &REST);
    desk.command(&path, &[("command", "complaint_accepted")]);
    path
}

/// The part of a page from here on.
fn part<'p>(page: &'p str, id: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("id=\"{id}\"")).unwrap_or_else(|| panic!("no {id} in {page}"));
    rest.split_once("<section").map_or(rest, |(part, _)| part)
}

fn send(browser: &Browser<'_>, page: &str, command: &Value) {
    let path = format!("/api/v1{page}");
    let seen = browser.get(&path).headers["etag"].clone();
    browser.json(&format!("{path}/commands"), &seen, command).ok();
}

#[test]
fn cmp_06_the_form_says_how_to_receive_somebody_in_three_languages_to_anybody_of_the_staff() {
    let server = site();
    for name in ["guard", "li", "wang", "head", "hr"] {
        let browser = Browser::signed_in(&server, name);
        has(
            &browser.page("/complaints/new?lang=zh-Hans"),
            &["绝不争辩", "业主公约", "data-rule=\"CMP-3 CMP-6\""],
        );
        has(&browser.page("/complaints"), &["href=\"/complaints\"", "href=\"/complaints/new\""]);
    }
    let guard = Browser::signed_in(&server, "guard");
    has(&guard.page("/complaints/new?lang=zh-Hant"), &["絕不爭辯", "業主公約", "登記投訴"]);
    let page = guard.page("/complaints/new?lang=en");
    has(&page, &["Never debate, never quarrel", "the owners&#39; covenant", "comfort"]);
    has(&page, &["data-rule=\"CMP-11\"", "alone in a meeting room", "data-rule=\"CMP-20\"", "first stop it"]);
    let root = Browser::signed_in(&server, "root");
    assert_eq!(root.get("/complaints/new").status, 403);
    assert_eq!(root.get("/complaints").status, 403);
    assert!(!root.page("/people").contains("href=\"/complaints\""));
}

#[test]
fn cmp_01_anybody_takes_a_complaint_down_and_the_centre_finds_it_to_accept() {
    let server = site();
    let guard = Browser::signed_in(&server, "guard");
    let path = taken_down(&guard, &form());
    let page = guard.page(&path);
    has(&page, &["陈女士", "保安说话很凶&lt;b&gt;", "待受理", "来访", "陪同前来", "门岗小李", "重要投诉"]);
    assert!(!page.contains("data-kind=\"complaint_accepted\""), "acceptance is the centre's");
    assert_eq!(
        guard.command_with(&path, &hidden_or_empty(&page), &[("command", "complaint_accepted")]).status,
        403
    );
    let desk = Browser::signed_in(&server, "wang");
    has(&desk.page("/complaints"), &["待受理", "陈女士", &format!("href=\"{path}\"")]);
    // The record lacks three fields: the page says which comes first, and why there is no form yet.
    let page = desk.page(&path);
    has(&page, &["记录缺少", "data-kind=\"complaint_accepted\"", "现在不能"]);
    assert_eq!(Browser::signed_in(&server, "li").get(&path).status, 404, "somebody else's");
    assert_eq!(desk.get("/complaints/x").status, 404);
    assert_eq!(desk.get(&format!("{path}/commands")).headers["location"], path);
}

/// The etag of a page's forms; any word where it has none.
fn hidden_or_empty(page: &str) -> String {
    if page.contains("name=\"etag\"") { hidden(page, "etag") } else { String::new() }
}

#[test]
fn cmp_03_cmp_04_only_a_minor_complaint_is_passed_on_and_a_refused_form_keeps_its_words() {
    let server = site();
    let guard = Browser::signed_in(&server, "guard");
    has(&guard.page("/complaints/new"), &["陪同前来", "只有轻微投诉可以代为转达"]);
    let relayed = with(form(), "handover", "relayed");
    let refused = guard.post("/complaints/new", &relayed);
    assert_eq!(refused.status, 422, "{refused:?}");
    has(&refused.text, &["请陪同投诉人到客服中心", "保安说话很凶&lt;b&gt;", "value=\"13800000046\""]);
    has(&refused.text, &["<option value=\"important\" selected=\"\">", "value=\"relayed\" required checked"]);
    assert_eq!(guard.post("/complaints/new", &with(relayed, "seems", "minor")).status, 303);
    let silent: Vec<_> =
        form().into_iter().filter(|(name, _)| !["course", "demand"].contains(name)).collect();
    let refused = guard.post("/complaints/new", &silent);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["请填写:事情经过", "value=\"3栋0702\""]);
    let refused = guard.post("/complaints/new", &with(form(), "channel", "telepathy"));
    assert_eq!(refused.status, 422);
    has(&refused.text, &["请填写:投诉方式"]);
    let late = guard.post("/complaints/new", &with(form(), "heard_at", "2030-01-01T10:00"));
    assert_eq!(late.status, 422);
    has(&late.text, &["不能晚于现在", "value=\"2030-01-01T10:00\""]);
    let no_time = guard.post("/complaints/new", &with(form(), "heard_at", "soon"));
    has(&no_time.text, &["不是时间"]);
    assert_eq!(server.count("SELECT count(*) FROM complaint"), 1);
    assert_eq!(guard.post_from("http://evil.example", "/complaints/new", &form()).status, 403);
}

#[test]
fn cmp_02_whoever_of_the_centre_takes_down_a_complaint_about_it_sees_that_administration_has_it() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = taken_down(&desk, &with(form(), "about_centre", "1"));
    has(&desk.page(&path), &["id=\"administration\"", "行政人事部", "涉及客服中心"]);
    assert!(!desk.page(&path).contains("data-kind=\"complaint_accepted\""));
    assert!(!desk.page("/complaints").contains("name=\"about_centre\""));
    let colleague = Browser::signed_in(&server, "super");
    assert!(!colleague.page("/complaints").contains("陈女士"));
    assert_eq!(colleague.get(&path).status, 404);
    let hr = Browser::signed_in(&server, "hr");
    has(&hr.page("/complaints?about_centre=1"), &["陈女士", "涉及客服中心", "name=\"about_centre\""]);
    assert!(!hr.page("/complaints?about_centre=0").contains("陈女士"));
    let page = hr.page(&path);
    has(&page, &["data-kind=\"complaint_accepted\""]);
    assert!(!page.contains("id=\"administration\""));
    hr.command(&path, &REST);
    hr.command(&path, &[("command", "complaint_accepted")]);
    // Nobody of the centre is offered as responsible.
    let page = hr.page(&path);
    has(&page, &["人事小周</option>", "门岗小李</option>"]);
    assert!(!page.contains("客服主管</option>") && !page.contains("WANG</option>"));
}

#[test]
fn cmp_05_pri_16_the_record_is_completed_beside_what_was_captured() {
    let server = site();
    let (guard, desk) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "wang"));
    let path = taken_down(&guard, &form());
    has(
        &desk.page(&path),
        &["value=\"陈女士\"", "name=\"unknown_person\"", "保安说话很凶&lt;b&gt;</textarea>"],
    );
    desk.command(&path, &REST);
    let page = desk.page(&path);
    let record = part(&page, "record");
    has(record, &["昨晚十点", "没看清", "书面道歉", "保安说话很凶"]);
    has(record, &["当初登记的", "<bdi>道歉</bdi>", "保安说话很凶&lt;b&gt;"]);
    assert_eq!(
        record.matches("当初登记的").count(),
        5,
        "time, place, department, course and demand: {record}"
    );
    // What was captured is what the guard still sees, and now the centre may accept.
    has(&guard.page(&path), &["当初登记的"]);
    desk.command(&path, &[("command", "complaint_accepted")]);
    has(&desk.page(&path), &["未归口", "受理人"]);
}

#[test]
fn cmp_13_cmp_14_each_deadline_is_shown_with_what_is_done_in_time_and_what_is_late() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = accepted(&desk);
    has(&desk.page(&path), &["data-deadline=\"DL-16\""]);
    desk.command(&path, &[("command", "complaint_classified"), ("class", "important")]);
    let page = desk.page(&path);
    has(part(&page, "deadlines"), &["data-deadline=\"DL-10\"", "data-deadline=\"DL-11\"", "转交部门主管"]);
    desk.command(&path, &[("command", "complaint_forwarded"), ("to", "department_head"), ("who", "周主管")]);
    server.advance(5 * DAY);
    let desk = Browser::signed_in(&server, "wang");
    let page = desk.page(&path);
    let shown = part(&page, "deadlines");
    has(shown, &["按时", "已逾期"]);
    has(&page, &["周主管", "上呈"]);
    has(&desk.page("/complaints?state=late"), &["陈女士", "已逾期", "class=\"hot\""]);
    assert!(!desk.page("/complaints?state=closed").contains("陈女士"));
    let reply = desk.command_with(
        &path,
        &hidden(&page, "etag"),
        &[("command", "complaint_classified"), ("class", "minor")],
    );
    assert_eq!(reply.status, 422);
    has(&reply.text, &["已定为重要投诉"]);
}

#[test]
fn cmp_16_two_assignments_stand_side_by_side_until_one_more_ends_it() {
    let server = site();
    let (desk, supervisor) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "super"));
    let path = accepted(&desk);
    has(&desk.page("/complaints?state=accepted"), &["未归口", "陈女士"]);
    desk.command(&path, &[("command", "complaint_classified"), ("class", "minor")]);
    has(&desk.page("/complaints?state=accepted"), &["未归口"]);
    let etag = hidden(&desk.page(&path), "etag");
    let person = server.technician.to_string();
    let first = [("command", "complaint_assigned"), ("department", "operation_repair"), ("person", &*person)];
    assert_eq!(desk.command_with(&path, &etag, &first).status, 303);
    let second = [("command", "complaint_assigned"), ("department", "security")];
    assert_eq!(supervisor.command_with(&path, &etag, &second).status, 303);
    let page = desk.page(&path);
    let conflict = part(&page, "conflict");
    has(conflict, &["side counts", "安全管理部", "运行维修部", "<bdi>LI</bdi>", "客服主管"]);
    has(&desk.page("/complaints"), &["class=\"hot\""]);
    desk.command(&path, &second);
    assert!(!desk.page(&path).contains("id=\"conflict\""));
    has(&desk.page("/complaints?department=security"), &["陈女士"]);
    assert!(!desk.page("/complaints?department=operation_repair").contains("陈女士"));
    let nobody = desk.command_with(
        &path,
        &hidden(&desk.page(&path), "etag"),
        &[("command", "complaint_assigned"), ("department", "security"), ("person", "x")],
    );
    assert_eq!(nobody.status, 422);
    has(&nobody.text, &["直接责任人"]);
}

#[test]
fn cmp_17_cmp_18_the_responsible_person_s_first_contact_and_notes_stand_in_the_case() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = accepted(&desk);
    desk.command(&path, &[("command", "complaint_classified"), ("class", "minor")]);
    let person = server.technician.to_string();
    desk.command(
        &path,
        &[("command", "complaint_assigned"), ("department", "operation_repair"), ("person", &*person)],
    );
    server.advance(25 * MINUTE);
    has(part(&desk.page(&path), "first-contact"), &["25 分钟", "仍未联系"]);
    let li = Browser::signed_in(&server, "li");
    li.command(&path, &[("command", "complainant_contacted"), ("way", "phone"), ("words", "已道歉")]);
    li.command(&path, &[("command", "handling_reported"), ("words", "明天上门")]);
    server.advance(DAY);
    let desk = Browser::signed_in(&server, "wang");
    let page = desk.page(&path);
    has(part(&page, "first-contact"), &["归口后 25 分钟"]);
    has(part(&page, "course"), &["已道歉", "明天上门", "LI"]);
    let page = Browser::signed_in(&server, "li").page(&path);
    assert!(!page.contains("data-kind=\"complaint_resolved\""), "the centre writes the result");
}

#[test]
fn cmp_08_cmp_12_cmp_19_cmp_21_a_complaint_goes_from_its_fault_to_the_result_that_is_told() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = accepted(&desk);
    desk.command(&path, &[("command", "complaint_classified"), ("class", "important")]);
    desk.command(&path, &[("command", "complaint_assigned"), ("department", "security")]);
    desk.command(&path, &[("command", "complaint_attributed"), ("attribution", "company")]);
    desk.command(
        &path,
        &[
            ("command", "remedy_planned"),
            ("plan", "更换门岗"),
            ("cost", "1280.5"),
            ("told", "须排班"),
            ("superior", "周经理"),
        ],
    );
    has(part(&desk.page(&path), "course"), &["更换门岗", "¥1280.50", "须排班", "周经理"]);
    let odd =
        [("command", "remedy_planned"), ("plan", "换"), ("cost", "12.345"), ("told", "x"), ("superior", "y")];
    let refused = desk.command_with(&path, &hidden(&desk.page(&path), "etag"), &odd);
    assert_eq!(refused.status, 422);
    has(
        &refused.text,
        &["请写元,最多两位小数", "value=\"12.345\"", "data-kind=\"remedy_planned\" open=\"\""],
    );
    // The company is at fault: no result without an apology and what was agreed, and no word of the form is lost.
    let result = [
        ("command", "complaint_resolved"),
        ("outcome", "settled"),
        ("cause", "态度生硬"),
        ("course", "谈话"),
        ("result", "换岗<i>"),
    ];
    let refused = desk.command_with(&path, &hidden(&desk.page(&path), "etag"), &result);
    assert_eq!(refused.status, 422);
    has(
        &refused.text,
        &["请填写:致歉", "换岗&lt;i&gt;</textarea>", "data-kind=\"complaint_resolved\" open=\"\""],
    );
    has(&refused.text, &["value=\"settled\" required checked"]);
    let early = [("command", "complainant_notified"), ("of", "result"), ("way", "phone")];
    let refused = desk.command_with(&path, &hidden(&desk.page(&path), "etag"), &early);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["还没有处理结果"]);
    let full = [&result[..], &[("apology", "登门致歉"), ("agreed", "书面道歉")]].concat();
    desk.command(&path, &full);
    has(&desk.page(&path), &["待通报结果", "登门致歉"]);
    desk.command(&path, &[("command", "complainant_notified"), ("of", "result"), ("way", "on_site")]);
    has(&desk.page(&path), &["已办结"]);
    assert!(!desk.page("/complaints?state=open").contains("陈女士"));
    desk.command(&path, &[("command", "complaint_reopened"), ("reason", "仍不满意")]);
    has(&desk.page(&path), &["处理中", "仍不满意", "之后已重新处理"]);
    // An unfounded one names the help that was given.
    let unfounded = with(result.to_vec(), "outcome", "unfounded");
    let refused = desk.command_with(&path, &hidden(&desk.page(&path), "etag"), &unfounded);
    has(&refused.text, &["请填写:所给的帮助"]);
}

#[test]
fn cmp_10_cmp_11_cmp_20_shared_faults_harm_and_the_supervisor_have_their_forms() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = taken_down(&desk, &with(form(), "ongoing_harm", "1"));
    has(&desk.page(&path), &["role=\"alert\"", "先制止"]);
    has(&desk.page("/complaints"), &["仍在受侵害", "class=\"hot\""]);
    desk.command(&path, &REST);
    desk.command(&path, &[("command", "complaint_accepted")]);
    let page = desk.page(&path);
    let classify = page.split_once("data-kind=\"complaint_classified\"").unwrap().1;
    has(classify.split_once("</details>").unwrap().0, &["现在不能", "先记录即时措施"]);
    desk.command(&path, &[("command", "immediate_measure_taken"), ("what", "换人值守")]);
    has(&desk.page(&path), &["换人值守"]);
    desk.command(&path, &[("command", "complaint_classified"), ("class", "serious")]);
    let one = [("command", "complaint_attributed"), ("attribution", "shared"), ("departments", "security")];
    let refused = desk.command_with(&path, &hidden(&desk.page(&path), "etag"), &one);
    assert_eq!(refused.status, 422);
    has(
        &refused.text,
        &["至少列出两个部门", "value=\"security\" checked", "value=\"shared\" required checked"],
    );
    desk.command(&path, &[&one[..], &[("departments", "operation_repair")]].concat());
    has(&desk.page(&path), &["多方责任", "安全管理部", "运行维修部"]);
    desk.command(&path, &[("command", "supervisor_called"), ("place", "一号会议室"), ("reason", "情绪激动")]);
    has(part(&desk.page(&path), "course"), &["一号会议室", "情绪激动"]);
    let supervisor = Browser::signed_in(&server, "super");
    let lower = [("command", "complaint_class_lowered"), ("class", "minor"), ("reason", "查明属误会")];
    assert!(!desk.page(&path).contains("data-kind=\"complaint_class_lowered\""));
    supervisor.command(&path, &lower);
    has(&supervisor.page(&path), &["轻微投诉", "查明属误会"]);
    let asked = [("command", "complaint_classified"), ("class", "minor"), ("asked_for", "2026-10-01")];
    desk.command(&path, &asked);
    has(&desk.page(&path), &["2026-10-01"]);
    let odd = with(asked.to_vec(), "asked_for", "soon");
    let refused = desk.command_with(&path, &hidden(&desk.page(&path), "etag"), &odd);
    has(&refused.text, &["不是日期"]);
}

#[test]
fn cmp_16_a_form_that_comes_too_late_says_so_and_gives_its_words_back() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = accepted(&desk);
    let etag = hidden(&desk.page(&path), "etag");
    send(&desk, &path, &json!({ "command": "classify_complaint", "class": "serious" }));
    let reply = desk.command_with(
        &path,
        &etag,
        &[("command", "complaint_classified"), ("class", "minor"), ("asked_for", "2026-10-02")],
    );
    assert_eq!(reply.status, 412);
    has(&reply.text, &["投诉已有变化", "已定为重大投诉", "value=\"2026-10-02\""]);
    // Where there is no form for it any more, the words stand above.
    let etag = hidden(&desk.page(&path), "etag");
    let result = json!({
        "command": "resolve_complaint", "outcome": "settled", "cause": "x", "course": "y", "result": "z"
    });
    send(&desk, &path, &result);
    let late = [
        ("command", "complaint_resolved"),
        ("outcome", "settled"),
        ("cause", "天气"),
        ("course", "谈过话"),
        ("result", "已解决"),
    ];
    let reply = desk.command_with(&path, &etag, &late);
    assert_eq!(reply.status, 412);
    has(&reply.text, &["已有处理结果", "您填写的", "<bdi>天气</bdi>", "<bdi>谈过话</bdi>"]);
    assert_eq!(desk.command_with(&path, &etag, &[("command", "judged")]).status, 400);
    assert_eq!(desk.command_with(&path, "x", &[("command", "complaint_accepted")]).status, 400);
}

#[test]
fn cmp_22_the_register_is_searched_paged_and_taken_out_as_a_file() {
    let server = site();
    let (guard, desk) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "wang"));
    taken_down(&guard, &with(form(), "channel", "letter"));
    taken_down(&desk, &with(with(form(), "name", "=1+1"), "course", "电梯停了"));
    let found = desk.page(&format!("/complaints?lang=zh-Hans&q={}", encode("电梯")));
    has(&found, &["=1+1", "value=\"电梯\""]);
    assert!(!found.contains("陈女士"), "{found}");
    has(&desk.page("/complaints?q=nothing"), &["没有投诉"]);
    let own = guard.page("/complaints");
    assert!(own.contains("陈女士") && !own.contains("=1+1"), "everybody else finds his own");
    has(
        &desk.page("/complaints?state=captured&class=serious"),
        &["没有投诉", "/complaints?state=captured&amp;class=serious&amp;format=csv"],
    );
    assert_eq!(desk.get("/complaints?state=lost").status, 400);
    let file = desk.get("/complaints?format=csv");
    assert_eq!((file.status, file.headers["content-type"].as_str()), (200, "text/csv; charset=utf-8"));
    has(&file.text, &["letter", "陈女士", "'=1+1"]);
    let (pages, _) = printed(&server, "wang", "/complaints?format=pdf");
    has(&pages.concat(), &["投诉", "陈女士", "电梯停了"]);
    let page = desk.page("/complaints?lang=en");
    has(&page, &["Complaints", "not accepted yet", "Next deadline"]);
    has(&desk.page("/complaints?lang=zh-Hant"), &["待受理", "下一期限"]);
}

#[test]
fn iss_50_an_order_is_linked_to_a_complaint_by_its_slip_number() {
    let server = site();
    let desk = Browser::signed_in(&server, "wang");
    let path = accepted(&desk);
    let order = desk.dispatched_until_slip();
    let number =
        desk.get(&format!("/api/v1{order}")).ok()["order"]["slip"]["number"].as_str().unwrap().to_owned();
    let etag = hidden(&desk.page(&path), "etag");
    let missing = desk.command_with(&path, &etag, &[("command", "complaint_linked"), ("number", "99-99999")]);
    assert_eq!(missing.status, 422);
    has(&missing.text, &["没有这个工单号", "value=\"99-99999\""]);
    desk.command(&path, &[("command", "complaint_linked"), ("number", &number)]);
    has(&desk.page(&path), &[&number, &format!("href=\"{order}\"")]);
}

#[test]
fn cmp_14_the_head_of_the_department_reads_what_was_assigned_to_it() {
    let server = site();
    server
        .store
        .write_blocking(|connection| {
            name_head(connection, &By::operator(START), Department::OperationRepair, "guard")
        })
        .unwrap();
    let (guard, desk) = (Browser::signed_in(&server, "guard"), Browser::signed_in(&server, "wang"));
    let path = accepted(&desk);
    assert_eq!(guard.get(&path).status, 404);
    desk.command(&path, &[("command", "complaint_assigned"), ("department", "operation_repair")]);
    has(&guard.page(&path), &["保安说话很凶", "书面道歉"]);
    has(&guard.page("/complaints"), &["陈女士"]);
}
