//! Procedures on the office's pages: read as technicians meet them, checked by the linter, published by who may.

use crate::support::browser::*;
use crate::support::*;
use client_core::domain::procedure::Library;
use undercroft_server::ident::Role;

fn office() -> Server {
    let server = server();
    user(&server, "sun", "孙经理", Role::CscManager);
    server
}

/// The file of the editor, as a browser would send it.
fn text_of(page: &str) -> String {
    let rest = page.split_once("<textarea").unwrap().1;
    let inside = rest.split_once('>').unwrap().1.split_once("</textarea>").unwrap().0;
    let plain = inside.strip_prefix('\n').unwrap();
    let plain = plain.replace("&quot;", "\"").replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">");
    plain.replace("&amp;", "&")
}

fn send(browser: &Browser<'_>, command: &str, text: &str) -> Reply {
    browser.post("/procedures/draft", &[("command", command), ("text", text)])
}

#[test]
fn chk_01_everybody_reads_a_procedure_with_its_questions_ranges_and_branches() {
    let server = office();
    let desk = Browser::signed_in(&server, "wang");
    let list = desk.page("/procedures");
    for procedure in Library::built_in().unwrap().iter() {
        has(&list, &[&format!("href=\"/procedures/{}\"", procedure.id), &procedure.label.zh_hans]);
        let page = desk.page(&format!("/procedures/{}", procedure.id));
        for step in &procedure.steps {
            has(&page, &[&step.id, &step.label.zh_hans]);
            for record in &step.records {
                has(&page, &[&record.label.zh_hans]);
            }
        }
    }
    has(&desk.page("/procedures/ACU?lang=en"), &["kPa", "Acceptance", "sets the gate"]);
    assert_eq!(desk.get("/procedures/ACU?version=9").status, 404);
    assert_eq!(desk.get("/procedures/NONE").status, 404);
}

#[test]
fn rol_17_only_managers_write_procedures() {
    let server = office();
    let (desk, manager) = (Browser::signed_in(&server, "wang"), Browser::signed_in(&server, "sun"));
    assert!(!desk.page("/procedures/LMP").contains("/procedures/LMP/edit"));
    for path in ["/procedures/LMP/edit", "/procedures/new"] {
        assert_eq!(desk.get(path).status, 403, "{path}");
        assert_eq!(manager.get(path).status, 200, "{path}");
    }
    let text = text_of(&manager.page("/procedures/LMP/edit"));
    for command in ["check", "publish"] {
        assert_eq!(send(&desk, command, &text).status, 403, "{command}");
    }
    let foreign = [("command", "publish"), ("text", text.as_str())];
    assert_eq!(manager.post_from("https://evil.example", "/procedures/draft", &foreign).status, 403);
    assert_eq!(desk.get("/procedures/LMP?version=101").status, 404, "nothing was published");
}

#[test]
fn chk_01_a_new_version_is_checked_shown_and_published_once() {
    let server = office();
    let manager = Browser::signed_in(&server, "sun");
    let text = text_of(&manager.page("/procedures/LMP/edit"));
    assert!(text.contains("version = 101"), "{text}");
    let label = Library::built_in().unwrap().newest("LMP").unwrap().steps[0].label.zh_hans.clone();
    let changed = text.replacen(&label, "先看灯管", 1);
    let checked = send(&manager, "check", &changed);
    assert_eq!(checked.status, 200);
    has(&checked.text, &["没有问题", "与上一版相比", "改动", "先看灯管", "value=\"publish\""]);
    assert_eq!(manager.get("/procedures/LMP?version=101").status, 404, "checking publishes nothing");
    let published = send(&manager, "publish", &changed);
    assert_eq!(
        (published.status, published.headers["location"].as_str()),
        (303, "/procedures/LMP?version=101")
    );
    has(&manager.page("/procedures/LMP"), &["先看灯管", "第 101 版", "本项目"]);
    has(&manager.page("/procedures/LMP?version=1"), &[&label, "软件自带"]);
    // The same again changes nothing; another text under the same number is refused.
    assert_eq!(send(&manager, "publish", &changed).status, 303);
    has(&send(&manager, "check", &changed).text, &["此版本已发布"]);
    let other = send(&manager, "publish", &changed.replacen("先看灯管", "再看灯管", 1));
    assert_eq!(other.status, 422);
    has(&other.text, &["处要改", "版本", "再看灯管"]);
    // New slips take it, and devices get it at their next sync.
    assert_eq!(server.count("SELECT count(*) FROM reference"), 1);
}

#[test]
fn chk_01_findings_name_line_and_step_and_lose_nothing_that_was_typed() {
    let server = office();
    let manager = Browser::signed_in(&server, "sun");
    let text = text_of(&manager.page("/procedures/LMP/edit"));
    let line = text.lines().position(|line| line.starts_with("version = ")).unwrap() + 1;
    let broken = send(&manager, "check", &text.replacen("version = 101", "version = \"two\"", 1));
    assert_eq!(broken.status, 422);
    has(&broken.text, &["读不懂", &format!("第 {line} 行"), "version = &quot;two&quot;</pre>"]);
    assert!(text_of(&broken.text).contains("version = \"two\""));

    let step = Library::built_in().unwrap().newest("LMP").unwrap().steps.last().unwrap().id.clone();
    let gone = text.replacen(&format!("id = \"{step}\""), "id = \"LMP-99\"", 1);
    let refused = send(&manager, "publish", &gone);
    assert_eq!(refused.status, 422);
    has(&refused.text, &["处要改", "印明的步骤", &step, "role=\"alert\""]);
    assert!(!refused.text.contains("value=\"publish\""), "only what is sound can be published");
    assert_eq!(text_of(&refused.text), gone);

    let payload = "<img src=x onerror=alert(1)>";
    let evil = text.replacen("en = \"", &format!("en = \"{payload}"), 1);
    for command in ["check", "publish"] {
        assert!(!send(&manager, command, &evil).text.contains(payload));
    }
    assert!(!manager.page("/procedures/LMP?lang=en").contains(payload));
    assert_eq!(send(&manager, "check", "").status, 422);
}
