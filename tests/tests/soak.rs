//! A shift of phones that write and sync at one time, through restarts of the server and for long: nothing is lost, nothing is
//! stored twice, and the server holds no more at the end than at the beginning.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use process::{Dice, Site, said};
use std::collections::BTreeSet;
use std::process::Stdio;

const PHONES: usize = 5;

/// What a process holds.
#[derive(Debug)]
struct Held {
    kilobytes: u64,
    threads: u64,
    files: usize,
}

fn held_by(server: u32) -> Held {
    let status = std::fs::read_to_string(format!("/proc/{server}/status")).unwrap();
    let number = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    let files = std::fs::read_dir(format!("/proc/{server}/fd")).unwrap().count();
    Held { kilobytes: number("VmRSS:"), threads: number("Threads:"), files }
}

struct Shift {
    site: Site,
    order: String,
    written: BTreeSet<String>,
}

impl Shift {
    fn begins() -> Self {
        let (site, order) = Site::with_one_order();
        for phone in 0..PHONES {
            let (code, server, file) = (site.code("li"), site.url(), site.password());
            let words = ["enrol", "--server", &server, "--code", &code, "--password-file", &file];
            site.field_ok(&name(phone), &words);
            site.field_ok(&name(phone), &["sync"]);
        }
        Self { site, order, written: BTreeSet::new() }
    }

    /// Everybody writes, and all sync at one time; `meanwhile` happens to the site while they do.
    fn round(&mut self, number: usize, meanwhile: impl FnOnce(&mut Site)) {
        for phone in 0..PHONES {
            let text = format!("round {number}, phone {phone}");
            self.site.field_ok(&name(phone), &["note", &self.order, &text]);
            self.written.insert(text);
        }
        let sync = |phone| {
            self.site.field(&name(phone), &["sync"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
        };
        let all: Vec<_> = (0..PHONES).map(|phone| sync(phone).unwrap()).collect();
        meanwhile(&mut self.site);
        for mut one in all {
            one.wait().unwrap();
        }
    }

    /// Ends the shift: what everybody wrote is with everybody, once.
    fn ends(mut self) {
        for _ in 0..2 {
            for phone in 0..PHONES {
                self.site.field_ok(&name(phone), &["sync"]);
            }
        }
        for phone in 0..PHONES {
            assert_eq!(self.site.notes(&name(phone), &self.order), self.written, "phone {phone}");
        }
        self.site.kill_server();
        let database = rusqlite::Connection::open(self.site.database()).unwrap();
        let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let notes = one("SELECT count(*) FROM entry WHERE kind = 'note'");
        assert_eq!(usize::try_from(notes).unwrap(), self.written.len());
        assert_eq!(one("SELECT count(*) FROM quarantine"), 0);
        let check = self.site.undercroft().args(["rebuild", "--check"]).output().unwrap();
        assert!(check.status.success(), "{}", said(&check));
    }
}

fn name(phone: usize) -> String {
    format!("li-{phone}")
}

/// Rounds of a push, and of the long form.
fn rounds(push: usize, deep: usize) -> usize {
    if std::env::var_os("UNDERCROFT_DEEP").is_some() { deep } else { push }
}

#[test]
fn p1_p4_a_shift_that_syncs_at_one_time_through_restarts_stores_everything_once() {
    let mut shift = Shift::begins();
    let mut dice = Dice(5);
    for number in 0..rounds(8, 100) {
        shift.round(number, |site| {
            // Now before they have connected, now in the middle, now after the last answer.
            dice.wait_up_to_ms(250);
            site.kill_server();
            site.start_server();
        });
    }
    shift.ends();
}

#[test]
fn p2_a_server_that_serves_for_long_holds_no_more_than_at_first() {
    let mut shift = Shift::begins();
    let server = shift.site.server.as_ref().unwrap().id();
    // Caches and pools fill up first.
    let warm = 4;
    for number in 0..warm {
        shift.round(number, |_| ());
    }
    let first = held_by(server);
    for number in warm..warm + rounds(8, 200) {
        shift.round(number, |_| ());
    }
    let last = held_by(server);
    // Readers of the database and threads that wait for it come and go with the phones that ask at one time.
    assert!(last.files <= first.files + 4 * PHONES, "{first:?}, {last:?}");
    assert!(last.threads <= first.threads + 4 * PHONES as u64, "{first:?}, {last:?}");
    // The order itself has grown; what it holds is some hundred bytes a note.
    let grown = u64::try_from(shift.written.len()).unwrap() * 4;
    assert!(last.kilobytes <= first.kilobytes + 16 * 1024 + grown, "{first:?}, {last:?}");
    shift.ends();
}
