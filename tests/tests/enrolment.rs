//! A phone's way into a site and out of it, with the real programs: nothing that was written is lost on the way.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use process::{Site, said};
use serde_json::Value;

#[track_caller]
fn refused(site: &Site, who: &str, words: &[&str], exit: i32, code: &str) {
    let output = site.field(who, words).output().unwrap();
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(exit), "{}", said(&output));
    assert_eq!(answer["error"]["code"], code, "{answer}");
}

#[test]
fn attack_13_a_wrong_or_used_code_enrols_nobody() {
    let (site, _) = Site::with_one_order();
    let (server, password) = (site.url(), site.password());
    let enrol = |code: &str| {
        ["enrol", "--server", &server, "--code", code, "--password-file", &password].map(str::to_owned)
    };
    let try_code = |who: &str, code: &str, error: &str| {
        let words = enrol(code);
        refused(&site, who, &words.each_ref().map(String::as_str), 4, error);
    };
    try_code("new", "0-AAAAA-BBBBB-CCCCC-DDDDD-EEEEE", "invalid_code");
    let code = site.code("li");
    let words = enrol(&code);
    site.field_ok("second", &words.each_ref().map(String::as_str));
    try_code("third", &code, "code_used");
    assert_eq!(site.field_ok("second", &["status"])["slip_prefix"], "A3", "a range of numbers of its own");
}

#[test]
fn p9_a_removed_device_is_refused_and_keeps_its_work() {
    let (site, order) = Site::with_one_order();
    site.field_ok("li", &["note", &order, "before"]);
    let device = site.field_ok("li", &["status"])["device"].as_str().unwrap().to_owned();
    site.admin(&["device", "remove", &device]);
    refused(&site, "li", &["sync"], 4, "device_revoked");
    site.field_ok("li", &["note", &order, "after"]);
    assert_eq!(site.notes("li", &order).len(), 2);
    assert_eq!(site.field_ok("li", &["outbox"])["outbox"].as_array().unwrap().len(), 2);
}

#[test]
fn p15_without_a_server_everything_but_sync_works() {
    let (mut site, order) = Site::with_one_order();
    site.kill_server();
    refused(&site, "li", &["sync"], 5, "offline");
    site.field_ok("li", &["receive", &order]);
    site.field_ok("li", &["arrive", &order]);
    assert_eq!(site.field_ok("li", &["show", &order])["state"], "on_site");
    site.start_server();
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.field_ok("zhao", &["show", &order])["state"], "on_site");
}

#[test]
fn p8_a_refused_change_is_stuck_on_the_phone_and_shown_to_the_operator() {
    let (site, order) = Site::with_one_order();
    // His role ends while he is away for longer than the server lets claims through: here, he never held it.
    site.field_ok("li", &["receive", &order]);
    let database = rusqlite::Connection::open(site.database()).unwrap();
    database.execute("DELETE FROM user_role WHERE role = 'technician'", []).unwrap();
    let output = site.field("li", &["sync"]).output().unwrap();
    assert_eq!(output.status.code(), Some(7), "{}", said(&output));
    let outbox = site.field_ok("li", &["outbox"]);
    assert_eq!(outbox["outbox"].as_array().unwrap().len(), 1, "{outbox}");
    let list = site.admin(&["quarantine", "list"]);
    let line = list.lines().nth(1).unwrap();
    assert!(line.contains("\tby\t"), "{list}");
    let shown = site.admin(&["quarantine", "show", line.split('\t').next().unwrap()]);
    assert!(shown.contains("slip_received") && shown.contains("bytes: "), "{shown}");
    let journal = site.admin(&["order", "journal", &order]);
    assert!(journal.contains("\"request_registered\"") && !journal.contains("slip_received"), "{journal}");
}

#[test]
fn p16_an_enrolment_that_was_killed_before_its_end_is_finished_by_a_login() {
    let (site, _) = Site::with_one_order();
    let (code, server, password) = (site.code("li"), site.url(), site.password());
    let words = ["enrol", "--server", &server, "--code", &code, "--password-file", &password];
    let died = site.field("new", &words).env("UNDERCROFT_KILL_AT", "DeviceEnrolled:1").output().unwrap();
    assert_eq!(died.status.code(), None, "{}", said(&died));
    site.field_ok("new", &["login", "--password-file", &password]);
    // So the server's key for it opens what is stored here, where the passphrase is forgotten.
    let other = site.folder.path().join("other");
    std::fs::copy(&password, &other).unwrap();
    std::fs::write(&other, "another dozen characters\n").unwrap();
    let other = other.to_str().unwrap();
    let forgotten =
        ["passphrase", "--forgotten", "--new-passphrase-file", other, "--password-file", &password];
    site.field_ok("new", &forgotten);
    let opened = site.field("new", &["list"]).env("FIELD_PASSPHRASE_FILE", other).output().unwrap();
    assert!(opened.status.success(), "{}", said(&opened));
}
