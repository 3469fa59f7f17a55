//! A device behind lines that cut, repeat, invent and dribble, with the real programs: an answer is taken whole or not at
//! all, and a request is stored once (P4, P14).
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use process::line::{Line, Mood};
use process::{Site, said};
use serde_json::Value;
use std::time::Duration;

/// A site with one order, and a further phone of its technician behind a bad line.
struct Basement {
    site: Site,
    order: String,
    line: Line,
}

impl Basement {
    fn new() -> Self {
        let (site, order) = Site::with_one_order();
        let line = Line::to(site.port);
        let (code, through, password) = (site.code("li"), line.url(), site.password());
        site.field_ok("far", &["enrol", "--server", &through, "--code", &code, "--password-file", &password]);
        site.field_ok("far", &["sync"]);
        Self { site, order, line }
    }

    fn writes(&self, text: &str) {
        self.site.field_ok("far", &["note", &self.order, text]);
    }

    /// Tries to sync; whether the device says that it did.
    fn syncs(&self) -> bool {
        let output = self.site.field("far", &["sync"]).output().unwrap();
        assert!(!said(&output).contains("panicked"), "{}", said(&output));
        output.status.success()
    }

    fn waiting(&self) -> usize {
        self.site.field_ok("far", &["outbox"])["outbox"].as_array().unwrap().len()
    }

    /// Notes in the server's log of the order.
    fn stored(&self) -> usize {
        let journal = self.site.admin(&["order", "journal", &self.order]);
        let kinds = journal.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["kind"].clone());
        kinds.filter(|kind| kind == "note").count()
    }

    /// The line is good again: everything is there once, and the others see it.
    fn ends_well(&self, texts: &[&str]) {
        self.line.is(Mood::Honest);
        assert!(self.syncs());
        assert_eq!(self.waiting(), 0);
        assert_eq!(self.stored(), texts.len());
        self.site.field_ok("zhao", &["sync"]);
        let seen = self.site.notes("zhao", &self.order);
        assert_eq!(seen, texts.iter().map(|text| (*text).to_owned()).collect());
    }
}

/// Between two places where a line is cut: few enough for every push; `UNDERCROFT_DEEP` tries each byte.
fn stride(length: usize) -> usize {
    if std::env::var_os("UNDERCROFT_DEEP").is_some() { 1 } else { (length / 60).max(1) }
}

#[test]
fn p14_an_answer_that_is_cut_at_any_byte_is_taken_whole_or_not_at_all() {
    let far = Basement::new();
    far.writes("of the basement");
    far.line.is(Mood::CutAnswer(0));
    assert!(!far.syncs());
    let (_, length) = far.line.lengths();
    assert!(length > 200, "{length} bytes");
    let mut cuts = 0;
    for bytes in (0..).step_by(stride(length)) {
        far.line.is(Mood::CutAnswer(bytes));
        if far.syncs() {
            assert!(bytes >= far.line.lengths().1, "taken after {bytes} of {} bytes", far.line.lengths().1);
            break;
        }
        cuts += 1;
        assert_eq!(far.waiting(), 1, "{bytes} bytes");
    }
    assert!(cuts > 40, "{cuts}");
    far.ends_well(&["of the basement"]);
}

#[test]
fn p4_a_request_that_is_cut_at_any_byte_or_arrives_twice_is_stored_once() {
    let far = Basement::new();
    far.writes("one");
    far.line.is(Mood::CutAnswer(0));
    far.syncs();
    let (length, _) = far.line.lengths();
    far.writes("two");
    for bytes in (0..length).step_by(stride(length)) {
        far.line.is(Mood::CutRequest(bytes));
        assert!(!far.syncs(), "{bytes} bytes");
    }
    assert_eq!((far.waiting(), far.stored()), (2, 1));
    far.line.is(Mood::Twice);
    assert!(far.syncs());
    assert_eq!((far.waiting(), far.stored()), (0, 2));
    far.ends_well(&["one", "two"]);
}

/// Everything that the server keeps of its phones: what a request that turns up late could add to.
fn kept(site: &Site) -> Vec<(&'static str, i64)> {
    let database = rusqlite::Connection::open(site.database()).unwrap();
    let tables = ["change", "entry", "document", "blob", "upload", "quarantine", "alarm", "device", "actor"];
    let count =
        |table: &str| database.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0));
    tables.map(|table| (table, count(table).unwrap())).to_vec()
}

#[test]
fn p4_a_request_that_turns_up_after_newer_ones_stores_nothing_twice_and_loses_nothing() {
    let far = Basement::new();
    let site = &far.site;
    far.writes("one");
    far.line.is(Mood::Lost);
    assert!(!far.syncs());
    let lost = far.line.requests().pop().unwrap();
    far.writes("two");
    far.line.is(Mood::Honest);
    assert!(far.syncs());
    assert_eq!((far.waiting(), far.stored()), (0, 2));
    // What says less than the server has by now comes behind what says more.
    let before = kept(site);
    assert_eq!(far.line.turns_up(&lost), 200);
    assert_eq!(kept(site), before);

    // News of somebody else, which a place in the feed that goes back must not hide.
    site.field_ok("zhao", &["note", &far.order, "at the desk"]);
    site.field_ok("zhao", &["sync"]);
    assert_eq!(far.line.turns_up(&lost), 200);
    let picture = site.folder.path().join("lamp.png");
    let noise =
        |x: u32, y: u32| image::Rgb([x * 7 + y * 13, x * y + 3 * x, y * y + x].map(|n| n.to_le_bytes()[0]));
    image::RgbImage::from_fn(300, 200, noise).save(&picture).unwrap();
    site.field_ok("far", &["photo", &far.order, picture.to_str().unwrap()]);
    // By its own clock its token has ended, so that it asks for another one as well.
    site.field_ok("far", &["--clock-offset-ms", "3600000", "sync"]);
    assert_eq!(far.waiting(), 0);
    assert!(site.notes("far", &far.order).contains("at the desk"));

    // Then everything that this phone has ever said, the enrolment too, the last word first and each twice.
    let before = kept(site);
    let all = far.line.requests();
    assert!(all.len() >= 8, "{}", all.len());
    for request in all.iter().rev() {
        for _ in 0..2 {
            let status = far.line.turns_up(request);
            assert!(status < 500, "{status}: {}", String::from_utf8_lossy(&request[..60]));
        }
    }
    assert_eq!(kept(site), before);
    far.writes("three");
    // Nor has it cost the phone its tokens: it still gets the next ones.
    site.field_ok("far", &["--clock-offset-ms", "10800000", "sync"]);
    far.ends_well(&["one", "two", "at the desk", "three"]);
    let rebuilt = site.undercroft().args(["rebuild", "--check"]).output().unwrap();
    assert!(rebuilt.status.success(), "{}", said(&rebuilt));
}

/// A second a byte in the long form; in every push the bytes come fifty times as fast, but for the last few.
fn slowest_second() -> Duration {
    Duration::from_millis(if std::env::var_os("UNDERCROFT_DEEP").is_some() { 1_000 } else { 20 })
}

#[test]
fn p14_an_answer_that_comes_byte_by_byte_is_waited_for_or_given_up_and_fetched_later() {
    let far = Basement::new();
    far.writes("of the basement");
    // Every byte of the answer. Slow enough, its head takes longer than a phone waits; then it says that it couldn't.
    far.line.is(Mood::Dribble(usize::MAX, slowest_second()));
    let synced = far.syncs();
    assert_eq!(far.stored(), 1, "the server had it at once");
    let length = u32::try_from(far.line.lengths().1).unwrap();
    let took = slowest_second() * length;
    assert!(length > 300, "{length}");
    assert_eq!(synced, took < Duration::from_secs(45), "{length} bytes in {took:?}");
    assert_eq!(far.waiting(), usize::from(!synced), "what was given up waits");
    // The last bytes at a second each: whoever takes an answer for whole before its end is found here.
    far.writes("and its last words");
    far.line.is(Mood::Dribble(5, Duration::from_secs(1)));
    assert!(far.syncs());
    assert_eq!((far.waiting(), far.stored()), (0, 2));
    far.ends_well(&["of the basement", "and its last words"]);
}

#[test]
fn p14_attack_41_whatever_else_the_line_says_changes_nothing() {
    let far = Basement::new();
    far.line.is(Mood::Honest);
    assert!(far.syncs());
    let earlier = far.line.answer();
    far.writes("it hums");
    far.line.is(Mood::CutAnswer(0));
    assert!(!far.syncs());
    let honest = far.line.answer();
    let head_ends = honest.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    let (head, body) = honest.split_at(head_ends);
    let head = String::from_utf8(head.to_vec()).unwrap();
    let with_length = |length: usize| {
        let was = format!("content-length: {}", body.len());
        assert!(head.contains(&was), "{head}");
        [head.replace(&was, &format!("content-length: {length}")).as_bytes(), body].concat()
    };
    let mut flipped = honest.clone();
    flipped[head_ends + body.len() / 2] ^= 1;
    let page = "<html>Welcome to the free network. Accept the terms to go on.</html>";
    let html = |status: &str, more: &str| {
        let length = page.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: text/html\r\n{more}content-length: {length}\r\n\r\n{page}"
        )
        .into_bytes()
    };
    let lies = [
        ("a portal's page", html("200 OK", "")),
        ("a redirect", html("302 Found", "location: http://127.0.0.1:9/terms\r\n")),
        ("a page under the right type", {
            let text = String::from_utf8(html("200 OK", "undercroft-protocol: 1\r\n")).unwrap();
            text.replace("text/html", "application/cbor").into_bytes()
        }),
        ("nothing to say", b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        ("a gateway's trouble", html("502 Bad Gateway", "")),
        ("a greater length", with_length(body.len() + 10)),
        ("a smaller length", with_length(body.len() - 1)),
        ("no HTTP", b"SSH-2.0-OpenSSH_9.2\r\n".to_vec()),
        ("a bit that flipped", flipped),
        ("the answer to an earlier request", earlier),
        ("the answer to this one's forerunner", honest),
    ];
    for (what, bytes) in lies {
        far.line.is(Mood::Instead(bytes));
        assert!(!far.syncs(), "{what} was believed");
        assert_eq!(far.waiting(), 1, "{what}");
    }
    far.ends_well(&["it hums"]);
}
