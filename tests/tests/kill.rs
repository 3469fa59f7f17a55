//! Real processes, real files, kill -9: what was shown as saved is there, and what was acknowledged is stored once.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use process::{Dice, Site, said};
use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use std::process::{Command, Stdio};

/// Lets a process run for a while, kills it, and gives what it had said.
fn kill_soon(mut command: Command, dice: &mut Dice, limit_ms: u64) -> String {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    dice.wait_up_to_ms(limit_ms);
    let _ = child.kill();
    child.wait().unwrap();
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    text
}

#[test]
fn p1_kill_9_of_the_device_loses_nothing_that_was_shown_as_saved() {
    let (site, order) = Site::with_one_order();
    let mut dice = Dice(1);
    let mut saved = BTreeSet::new();
    let mut cut = 0;
    // Follows the machine's speed, so that kills fall on both sides of saving wherever this runs.
    let mut limit_ms = 60;
    for n in 0..250 {
        let text = format!("note {n}");
        let said = kill_soon(site.field("li", &["note", &order, &text]), &mut dice, limit_ms);
        match serde_json::from_str::<Value>(&said) {
            Ok(answer) if answer["saved"] == true => {
                saved.insert(text);
                limit_ms = (limit_ms * 4 / 5).max(2);
            }
            _ => {
                cut += 1;
                limit_ms = limit_ms * 5 / 4 + 1;
            }
        }
    }
    assert!(
        cut > 5 && saved.len() > 5,
        "the kills must fall before and after saving: {cut} cut, {} saved",
        saved.len()
    );
    let recovered = site.notes("li", &order);
    assert!(saved.is_subset(&recovered), "lost: {:?}", saved.difference(&recovered));
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &order), recovered, "everything that survived reaches the others");
}

#[test]
fn p4_kill_9_of_server_or_device_between_any_steps_of_a_sync_stores_each_change_once() {
    let (mut site, order) = Site::with_one_order();
    let mut dice = Dice(2);
    let mut written = BTreeSet::new();
    for n in 0..40 {
        let text = format!("note {n}");
        site.field_ok("li", &["note", &order, &text]);
        written.insert(text);
        if dice.below(2) == 0 {
            kill_soon(site.field("li", &["sync"]), &mut dice, 60);
        } else {
            let mut sync =
                site.field("li", &["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            dice.wait_up_to_ms(60);
            site.kill_server();
            sync.wait().unwrap();
            site.start_server();
        }
    }
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &order), written);
    assert_eq!(site.notes("li", &order), written);
    site.kill_server();

    let database = rusqlite::Connection::open(site.database()).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM entry WHERE kind = 'note'"), 40);
    assert_eq!(one("SELECT count(*) FROM change"), one("SELECT count(DISTINCT hash) FROM change"));
    assert_eq!(one("SELECT count(*) FROM quarantine"), 0);
    let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}

#[test]
fn attack_64_a_second_server_on_the_same_file_refuses_to_start() {
    let (site, _) = Site::with_one_order();
    let output = site.undercroft().args(["serve", "--listen", "127.0.0.1:0"]).output().unwrap();
    assert!(!output.status.success());
    assert!(said(&output).contains("another server"), "{}", said(&output));
}
