//! A server that is put back to an older state, with the real programs: by command, by a file that somebody copies into place,
//! by a machine that is rolled back. What the phones and the office did since comes back from the phones (P3).
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that can't go on fails, and real programs ask the real clock"
)]
#![allow(missing_docs)]

mod process;

use process::Site;
use process::desk::Desk;
use serde_json::json;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

/// How the server comes to an older state.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Way {
    /// `undercroft restore`.
    Told,
    /// The backup copied over the database by hand.
    Copied,
    /// The whole folder as it was, as a snapshot of the machine gives it.
    RolledBack,
}

/// Something of a document: its name there, and its bytes.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Piece {
    document: Vec<u8>,
    name: Vec<u8>,
    bytes: Vec<u8>,
}

/// Everything in the log, every photo and text, and what should be nowhere.
#[derive(Debug)]
struct Held {
    entries: BTreeSet<Piece>,
    blobs: BTreeSet<Piece>,
    doubles: i64,
    quarantined: i64,
    rollbacks: i64,
}

fn held(site: &Site) -> Held {
    let database = rusqlite::Connection::open(site.database()).unwrap();
    let count = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let pieces = |sql: &str| -> BTreeSet<Piece> {
        let mut all = database.prepare(sql).unwrap();
        let piece = all
            .query_map([], |row| Ok(Piece { document: row.get(0)?, name: row.get(1)?, bytes: row.get(2)? }));
        piece.unwrap().map(Result::unwrap).collect()
    };
    Held {
        entries: pieces("SELECT document, ulid, bytes FROM entry"),
        blobs: pieces("SELECT document, digest, bytes FROM blob"),
        doubles: count("SELECT count(*) - count(DISTINCT hash) FROM change"),
        quarantined: count("SELECT count(*) FROM quarantine"),
        rollbacks: count("SELECT count(*) FROM alarm WHERE kind = 'rollback'"),
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    fs::set_permissions(to, fs::metadata(from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let there = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &there);
        } else {
            fs::copy(&path, &there).unwrap();
        }
    }
}

/// Monday's state is kept, in the form that this way needs.
fn monday(site: &mut Site, way: Way) {
    let folder = site.folder.path();
    if way == Way::RolledBack {
        let (from, to) = (folder.join("site"), folder.join("snapshot"));
        site.kill_server();
        copy_folder(&from, &to);
        site.start_server();
    } else {
        site.admin(&["backup", folder.join("monday.db").to_str().unwrap()]);
    }
}

/// The server, which doesn't run, is in Monday's state again.
fn put_back(site: &Site, way: Way) {
    let folder = site.folder.path();
    let backup = folder.join("monday.db");
    match way {
        Way::Told => {
            site.admin(&["restore", "--new-epoch", backup.to_str().unwrap()]);
        }
        Way::Copied => {
            for tail in ["-wal", "-shm"] {
                let _ = fs::remove_file(format!("{}{tail}", site.database().display()));
            }
            fs::copy(&backup, site.database()).unwrap();
        }
        Way::RolledBack => {
            fs::remove_dir_all(folder.join("site")).unwrap();
            fs::rename(folder.join("snapshot"), folder.join("site")).unwrap();
        }
    }
}

/// What the desk writes down of a call.
fn call() -> serde_json::Value {
    let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap();
    json!({
        "customer_name": "x", "unit_no": "2-202", "contact": "2", "department": null, "content": "flickers",
        "appointment_at": now + 3_600_000, "received_at": now, "channel": "phone",
        "service_kind": "special", "service_class": "LMP",
    })
}

/// A technician and the desk work after the backup; the desk's work has reached a phone.
fn works_on(site: &Site, order: &str) -> String {
    site.field_ok("li", &["receive", order]);
    site.field_ok("li", &["note", order, "the starter is black"]);
    let picture = site.folder.path().join("starter.png");
    image::RgbImage::from_fn(64, 48, |x, y| image::Rgb([x * 3, y * 5, x * y].map(|n| n.to_le_bytes()[0])))
        .save(&picture)
        .unwrap();
    site.field_ok("li", &["photo", order, picture.to_str().unwrap()]);
    site.field_ok("li", &["sync"]);
    let (zhao, li) = (Desk::of(site, "zhao"), Desk::of(site, "li").user());
    let second = zhao.makes("/api/v1/orders", &call())["id"].as_str().unwrap().to_owned();
    let at = format!("/api/v1/orders/{second}");
    zhao.does(&at, &json!({ "command": "judge", "accepted": true }));
    zhao.does(&at, &json!({ "command": "issue_slip" }));
    zhao.does(&at, &json!({ "command": "assign", "technician": li }));
    site.field_ok("li", &["sync"]);
    site.field_ok("li", &["note", &second, "at the door"]);
    site.field_ok("li", &["sync"]);
    second
}

fn a_server_that_is_put_back_gets_everything_again(way: Way) {
    let (mut site, order) = Site::with_one_order();
    monday(&mut site, way);
    let second = works_on(&site, &order);
    site.field_ok("li", &["note", &order, "not sent yet"]);
    site.kill_server();
    let before = held(&site);
    put_back(&site, way);
    let old = held(&site);
    assert!(
        old.entries.is_subset(&before.entries) && old.blobs.len() < before.blobs.len(),
        "{way:?}: it is Monday"
    );
    // Four by the technician, four by the desk at least.
    assert!(before.entries.len() >= old.entries.len() + 8, "{way:?}");
    site.start_server();

    for _ in 0..2 {
        for who in ["li", "zhao"] {
            site.field_ok(who, &["sync"]);
        }
    }
    let expected = BTreeSet::from(["the starter is black".to_owned(), "not sent yet".to_owned()]);
    assert_eq!(site.notes("zhao", &order), expected, "{way:?}");
    assert_eq!(site.notes("li", &order), expected, "{way:?}");
    assert_eq!(site.notes("zhao", &second), BTreeSet::from(["at the door".to_owned()]), "{way:?}");
    assert_eq!(site.field_ok("li", &["outbox"])["outbox"], json!([]), "{way:?}: nothing waits");
    // The desk goes on with what it had done, and with new work.
    let zhao = Desk::of(&site, "zhao");
    let (view, _) = zhao.sees(&format!("/api/v1/orders/{second}"));
    assert_eq!(view["order"]["holder"], Desk::of(&site, "li").user(), "{way:?}");
    zhao.does(&format!("/api/v1/orders/{second}"), &json!({ "command": "note", "text": "the desk goes on" }));
    site.kill_server();

    let after = held(&site);
    assert!(before.entries.is_subset(&after.entries), "{way:?}: every entry is back as it was");
    assert!(before.blobs.is_subset(&after.blobs), "{way:?}: every photo and every text is back");
    assert_eq!((after.doubles, after.quarantined), (0, 0), "{way:?}");
    assert_eq!(after.rollbacks, i64::from(way != Way::Told), "{way:?}: an alarm where nobody had said it");
    site.admin(&["rebuild", "--check"]);
    site.admin(&["audit", "verify"]);
}

#[test]
fn p3_a_backup_that_is_put_back_by_command_gets_everything_again_from_real_phones() {
    a_server_that_is_put_back_gets_everything_again(Way::Told);
}

#[test]
fn p3_a_backup_that_is_copied_into_place_is_noticed_and_gets_everything_again() {
    a_server_that_is_put_back_gets_everything_again(Way::Copied);
}

#[test]
fn p3_a_machine_that_is_rolled_back_is_noticed_and_gets_everything_again() {
    a_server_that_is_put_back_gets_everything_again(Way::RolledBack);
}

#[test]
fn p3_a_phone_that_was_enrolled_after_the_backup_gives_back_its_work_and_nobody_has_to_do_anything() {
    let (mut site, order) = Site::with_one_order();
    monday(&mut site, Way::Told);
    let enrol = |site: &Site, folder: &str, user: &str| {
        let (code, server, file) = (site.code(user), site.url(), site.password());
        site.field_ok(folder, &["enrol", "--server", &server, "--code", &code, "--password-file", &file])
    };
    let late = enrol(&site, "late", "li")["enrolled"].clone();
    site.field_ok("late", &["sync"]);
    site.field_ok("late", &["note", &order, "sent from the new phone"]);
    site.field_ok("late", &["sync"]);
    site.field_ok("late", &["note", &order, "not sent yet"]);
    site.kill_server();
    let before = held(&site);
    put_back(&site, Way::Told);
    site.start_server();
    let newer = enrol(&site, "newer", "zhao")["enrolled"].clone();
    assert_eq!(newer["slip_prefix"], late["slip_prefix"], "nobody knows yet that it is taken");

    let synced = site.field_ok("late", &["sync"]);
    assert_eq!((&synced["stuck"], &synced["unsent"]), (&json!([]), &json!(0)));
    let status = site.field_ok("late", &["status"]);
    assert_eq!((&status["device"], &status["logged_in"]), (&late["device"], &json!(true)));
    assert_ne!(status["slip_prefix"], newer["slip_prefix"], "two phones never number alike");
    site.field_ok("zhao", &["sync"]);
    let expected = BTreeSet::from(["sent from the new phone".to_owned(), "not sent yet".to_owned()]);
    assert_eq!(site.notes("zhao", &order), expected);
    site.kill_server();
    let after = held(&site);
    assert!(before.entries.is_subset(&after.entries));
    assert_eq!((after.doubles, after.quarantined), (0, 0));
    assert!(site.admin(&["audit", "list"]).contains("device_readmitted"));
    site.admin(&["audit", "verify"]);
}

#[test]
fn p3_what_somebody_wrote_who_was_added_after_the_backup_is_his_once_he_is_added_again() {
    let (mut site, order) = Site::with_one_order();
    monday(&mut site, Way::Told);
    let (server, file) = (site.url(), site.password());
    let added = site.admin(&["user", "add", "sun", "--role", "technician", "--password-file", &file]);
    let id = added.split_whitespace().last().unwrap().to_owned();
    site.field_ok(
        "sun",
        &["enrol", "--server", &server, "--code", &site.code("sun"), "--password-file", &file],
    );
    site.field_ok("zhao", &["sync"]);
    site.field_ok("zhao", &["assign", &order, "sun", "--reason", "Li is ill"]);
    site.field_ok("zhao", &["sync"]);
    site.field_ok("sun", &["sync"]);
    site.field_ok("sun", &["receive", &order]);
    site.field_ok("sun", &["sync"]);
    site.field_ok("sun", &["note", &order, "not sent yet"]);
    site.kill_server();
    let before = held(&site);
    put_back(&site, Way::Told);
    site.start_server();

    let refused = site.field("sun", &["sync"]).output().unwrap();
    assert_eq!(refused.status.code(), Some(4), "{}", process::said(&refused));
    assert_eq!(site.field_ok("sun", &["outbox"])["outbox"].as_array().unwrap().len(), 1, "it is kept");
    let told = rusqlite::Connection::open(site.database()).unwrap();
    let told: String = told
        .query_row("SELECT detail FROM alarm WHERE kind = 'unknown_person'", [], |row| row.get(0))
        .unwrap();
    assert!(told.ends_with(&format!("undercroft user add NAME --role ROLE --id {id}")), "{told}");
    let words = ["user", "add", "sun", "--role", "technician", "--password-file", &file, "--id", &id];
    site.admin(&words);
    let twice = site.undercroft().args(words).output().unwrap();
    assert!(!twice.status.success(), "{}", process::said(&twice));

    for who in ["sun", "zhao", "sun"] {
        site.field_ok(who, &["sync"]);
    }
    assert_eq!(site.notes("zhao", &order), BTreeSet::from(["not sent yet".to_owned()]));
    site.kill_server();
    let after = held(&site);
    assert!(before.entries.is_subset(&after.entries));
    assert_eq!((after.doubles, after.quarantined), (0, 0));
}
