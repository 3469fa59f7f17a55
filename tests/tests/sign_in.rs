//! Whoever was signed in goes on: a token that ends costs no work, and what a person wrote is nobody else's, with the real
//! programs (P15).
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

#[path = "process/clocked.rs"]
mod clocked;
mod process;

use client_core::device::sealing::{Entropy, PassphraseLock, SealedStore};
use client_core::device::store::{Query, SqliteStore, Store, Table};
use clocked::Clocked;
use process::line::{Line, Mood};
use process::{Site, said};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Stdio;

/// A private file with this password.
fn password_file(site: &Site, name: &str, password: &str) -> String {
    let path = site.folder.path().join(name);
    let mut file = std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(&path).unwrap();
    file.write_all(format!("{password}\n").as_bytes()).unwrap();
    path.to_str().unwrap().to_owned()
}

fn photo(site: &Site, who: &str, order: &str, seed: u32) {
    let file = site.folder.path().join("photo.png");
    let picture = image::RgbImage::from_fn(300, 200, |x, y| {
        image::Rgb([x * 7 + y * (seed + 3), x * y + seed, y * y + x].map(|n| n.to_le_bytes()[0]))
    });
    picture.save(&file).unwrap();
    site.field_ok(who, &["photo", order, file.to_str().unwrap()]);
}

fn outbox(site: &Site, who: &str) -> usize {
    site.field_ok(who, &["outbox"])["outbox"].as_array().unwrap().len()
}

struct NoNonce;

impl Entropy for NoNonce {
    fn fill(&mut self, _: &mut [u8]) {
        panic!("nothing is written here");
    }
}

/// Everything that a device holds, for who knows its passphrase.
fn held(site: &Site, who: &str) -> String {
    let folder = site.folder.path().join(who);
    let seal: Value = serde_json::from_slice(&std::fs::read(folder.join("device.seal")).unwrap()).unwrap();
    let lock: PassphraseLock = serde_json::from_value(seal["lock"].clone()).unwrap();
    let key = lock.open(std::fs::read_to_string(site.password()).unwrap().trim()).unwrap();
    let store = SealedStore::new(SqliteStore::open(&folder.join("device.db")).unwrap(), key, NoNonce);
    let all = |table| Query::Prefix { table, prefix: Vec::new(), limit: None };
    let records = Table::ALL.iter().flat_map(|table| pollster::block_on(store.read(all(*table))).unwrap());
    let bytes: Vec<u8> = records.flat_map(|record| record.value).collect();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn p15_another_persons_login_on_the_same_phone_reads_and_costs_nothing_of_the_first_ones() {
    let (site, order) = Site::with_one_order();
    site.field_ok("li", &["note", &order, "sent by li"]);
    site.field_ok("li", &["sync"]);
    site.field_ok("li", &["note", &order, "not sent by li"]);
    let suns = password_file(&site, "suns", "another dozen characters");
    site.admin(&["user", "add", "sun", "--role", "technician", "--password-file", &suns]);
    let (code, server, of_li) = (site.code("sun"), site.url(), site.password());
    let enrol = ["enrol", "--server", &server, "--code", &code, "--password-file", &suns];
    let whole = held(&site, "li");
    assert!(whole.contains("not sent by li"));

    let refused = |passphrase: &str, words: &[&str], exit: i32, error: &str| {
        let output = site.field("li", words).env("FIELD_PASSPHRASE_FILE", passphrase).output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (output.status.code(), &answer["error"]["code"]),
            (Some(exit), &json!(error)),
            "{words:?}"
        );
        for secret in ["by li", &order, "1-101"] {
            assert!(!said(&output).contains(secret), "{words:?}: {answer}");
        }
    };
    // With what sun knows himself nothing is opened, whatever he is asked for.
    let (show, sync) = (["show", &order], ["sync"]);
    for words in [&["list"][..], &show, &["outbox"], &["status"], &sync, &enrol] {
        refused(&suns, words, 4, "wrong_passphrase");
    }
    let forgotten = ["passphrase", "--forgotten", "--new-passphrase-file", &suns, "--password-file", &suns];
    refused(&suns, &forgotten, 4, "invalid_credentials");
    // On a phone that li has left open he isn't signed in either, and doesn't take its place while work waits.
    refused(&of_li, &["login", "--password-file", &suns], 4, "invalid_credentials");
    refused(&of_li, &enrol, 3, "unsent_work");
    assert_eq!(held(&site, "li"), whole, "nothing has changed");
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &order).len(), 2, "li's work goes on");
}

#[test]
fn p15_a_phone_that_is_handed_on_shows_its_next_person_his_own_orders_and_none_of_the_last_ones() {
    let (site, order) = Site::with_one_order();
    let suns = password_file(&site, "suns", "another dozen characters");
    site.admin(&["user", "add", "sun", "--role", "technician", "--password-file", &suns]);
    // An order of sun's that is older than what this phone has heard of.
    site.field_ok("zhao", &["sync"]);
    let words = ["register", "--name", "y", "--contact", "2", "--content", "flickers", "--class", "LMP"];
    let rest = ["--unit", "2-202", "--appointment", "2026-12-02 14:00"];
    let of_sun = site.field_ok("zhao", &[&words[..], &rest].concat())["id"].as_str().unwrap().to_owned();
    site.field_ok("zhao", &["judge", "--accept", &of_sun]);
    site.field_ok("zhao", &["slip", &of_sun]);
    site.field_ok("zhao", &["assign", &of_sun, "sun"]);
    site.field_ok("zhao", &["sync"]);
    site.field_ok("li", &["note", &order, "written by li"]);
    photo(&site, "li", &order, 1);
    site.field_ok("li", &["sync"]);
    assert_eq!(outbox(&site, "li"), 0);

    let (code, server) = (site.code("sun"), site.url());
    let enrolled =
        site.field_ok("li", &["enrol", "--server", &server, "--code", &code, "--password-file", &suns]);
    assert_eq!(enrolled["enrolled"]["display_name"], "sun");
    let nothing_of_li = |moment: &str| {
        let all = held(&site, "li");
        assert!(!all.contains("written by li") && !all.contains("1-101"), "{moment}");
        let listed = site.field_ok("li", &["list"]).to_string();
        assert!(!listed.contains(&order), "{moment}: {listed}");
        let shown = site.field("li", &["show", &order]).output().unwrap();
        assert!(!shown.status.success(), "{moment}: {}", said(&shown));
    };
    nothing_of_li("before the first sync");
    site.field_ok("li", &["sync"]);
    nothing_of_li("after it");
    site.field_ok("li", &["receive", &of_sun]);
    site.field_ok("li", &["note", &of_sun, "written by sun"]);
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &of_sun), BTreeSet::from(["written by sun".to_owned()]));
    assert_eq!(site.notes("zhao", &order), BTreeSet::from(["written by li".to_owned()]), "li's work is kept");
}

#[test]
fn p15_a_token_that_ends_during_a_push_is_renewed_and_each_change_and_photo_arrives_once() {
    let (mut site, order) = Site::with_one_order();
    let line = Line::to(site.port);
    let (code, through, password) = (site.code("li"), line.url(), site.password());
    site.field_ok("far", &["enrol", "--server", &through, "--code", &code, "--password-file", &password]);
    site.field_ok("far", &["sync"]);
    let time = Clocked::in_place_of(&mut site);
    let renewals = || line.requests().iter().filter(|said| said.starts_with(b"POST /api/v1/token ")).count();
    let mut written = BTreeSet::new();
    // Of a push's requests one after the other is under way when the token ends: the change, and each piece of the photo.
    for place in 0.. {
        let text = format!("note {place}");
        site.field_ok("far", &["note", &order, &text]);
        photo(&site, "far", &order, place);
        written.insert(text);
        let before = renewals();
        line.is(Mood::Held(usize::try_from(place).unwrap()));
        let mut sync = site.field("far", &["sync"]);
        let mut sync = sync.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let held = line.holds(|| sync.try_wait().unwrap().is_some());
        if held {
            time.passes(11);
            line.is(Mood::Honest);
        }
        let output = sync.wait_with_output().unwrap();
        assert!(output.status.success(), "request {place}: {}", said(&output));
        assert_eq!(renewals() - before, usize::from(held), "request {place}");
        assert_eq!(outbox(&site, "far"), 0, "request {place}: {}", said(&output));
        if !held {
            assert!(place >= 3, "a push has more requests than {place}");
            break;
        }
    }
    site.field_ok("zhao", &["sync"]);
    assert_eq!(site.notes("zhao", &order), written);
    let shown = site.field_ok("zhao", &["show", &order]);
    assert_eq!(shown["view"]["order"]["photos"].as_array().unwrap().len(), written.len());
    drop(time);
    let database = rusqlite::Connection::open(site.database()).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    let count = i64::try_from(written.len()).unwrap();
    assert_eq!(one("SELECT count(*) FROM entry WHERE kind = 'note'"), count);
    assert_eq!(one("SELECT count(*) FROM entry WHERE kind = 'photo_added'"), count);
    assert_eq!(one("SELECT count(*) FROM quarantine"), 0);
}

#[test]
fn p15_after_half_a_year_without_a_network_one_login_of_the_same_person_delivers_everything() {
    let (mut site, order) = Site::with_one_order();
    let suns = password_file(&site, "suns", "another dozen characters");
    site.admin(&["user", "add", "sun", "--role", "technician", "--password-file", &suns]);
    let time = Clocked::in_place_of(&mut site);
    site.field_ok("li", &["receive", &order]);
    site.field_ok("li", &["note", &order, "in spring"]);
    time.passes(200 * 24 * 60);
    let ended = |words: &[&str], error: &str| {
        let output = site.field("li", words).output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!((output.status.code(), &answer["error"]["code"]), (Some(4), &json!(error)), "{answer}");
    };
    ended(&["sync"], "login_needed");
    site.field_ok("li", &["arrive", &order]);
    site.field_ok("li", &["note", &order, "in autumn"]);
    photo(&site, "li", &order, 1);
    ended(&["login", "--password-file", &suns], "invalid_credentials");
    ended(&["sync"], "login_needed");
    assert_eq!((site.notes("li", &order).len(), outbox(&site, "li")), (2, 5), "it is all there and goes on");
    let password = site.password();
    site.field_ok("li", &["login", "--password-file", &password]);
    site.field_ok("li", &["sync"]);
    assert_eq!(outbox(&site, "li"), 0);
    site.field_ok("zhao", &["login", "--password-file", &password]);
    site.field_ok("zhao", &["sync"]);
    let expected = BTreeSet::from(["in spring".to_owned(), "in autumn".to_owned()]);
    assert_eq!(site.notes("zhao", &order), expected);
    assert_eq!(site.field_ok("zhao", &["show", &order])["state"], "on_site");
}
