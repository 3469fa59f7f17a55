//! Real processes that die at the places where it hurts most (P1, P2): nothing that was shown as saved or acknowledged is
//! lost, nothing is there twice, and everything goes on.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use planted::{KILL_AT, Point};
use process::{Site, said};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output};

/// Kills in a run; three thousand with `UNDERCROFT_DEEP`.
fn kills_of_a_run() -> usize {
    if std::env::var_os("UNDERCROFT_DEEP").is_some() { 3_000 } else { 50 }
}

/// The technician's other phone, which is sent his photos.
const OTHER: &str = "li's other";

const SIGKILL: i32 = 9;

fn killed_at(mut command: Command, point: Point, passage: usize) -> Output {
    command.env(KILL_AT, format!("{}:{passage}", point.as_str())).output().unwrap()
}

fn integrity(file: &Path) -> String {
    let database = rusqlite::Connection::open(file).unwrap();
    database.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
}

/// A site under attack, and what its people believe to be saved.
struct Attack {
    site: Site,
    order: String,
    written: BTreeSet<String>,
    /// Enrolments that began, the one of the other phone among them.
    phones: usize,
    kills: BTreeMap<&'static str, usize>,
    round: usize,
}

impl Attack {
    fn new() -> Self {
        let (site, order) = Site::with_one_order();
        let (code, server, password) = (site.code("li"), site.url(), site.password());
        let words = ["enrol", "--server", &server, "--code", &code, "--password-file", &password];
        site.field_ok(OTHER, &words);
        site.field_ok(OTHER, &["sync"]);
        Self { site, order, written: BTreeSet::new(), phones: 1, kills: BTreeMap::new(), round: 0 }
    }

    fn died(&mut self, point: Point) {
        *self.kills.entry(point.as_str()).or_default() += 1;
    }

    /// How often every place has had its turn: which of its passages is the next.
    fn lap(&self) -> usize {
        self.round / Point::ALL.len()
    }

    fn total(&self) -> usize {
        self.kills.values().sum()
    }

    /// Whether this process died here; a process that wasn't killed must have done its work.
    fn has_died(&mut self, output: &Output, point: Point) -> bool {
        if output.status.signal() == Some(SIGKILL) {
            self.died(point);
            return true;
        }
        assert!(output.status.success(), "{}: {}", point.as_str(), said(output));
        false
    }

    /// A file with a picture that nothing compresses: the first ones so large that no backup is one step.
    fn photo(&self) -> String {
        let file = self.site.folder.path().join("photo.png");
        let (width, height) = if self.round > Point::ALL.len() { (400, 300) } else { (900, 700) };
        let mut state = u32::try_from(self.round).unwrap();
        let noise = image::RgbImage::from_fn(width, height, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            image::Rgb(state.to_be_bytes()[..3].try_into().unwrap())
        });
        noise.save(&file).unwrap();
        file.to_str().unwrap().to_owned()
    }

    fn note(&self) -> String {
        format!("round {}", self.round)
    }

    fn sync_all(&self) {
        self.site.field_ok("li", &["sync"]);
        self.site.field_ok("zhao", &["sync"]);
        self.site.field_ok(OTHER, &["sync"]);
    }

    /// A command whose process dies before or after its commit.
    fn command(&mut self, point: Point) {
        let text = self.note();
        let order = self.order.clone();
        let output = killed_at(self.site.field("li", &["note", &order, &text]), point, 1);
        assert!(self.has_died(&output, point), "a command passes it");
        assert!(output.stdout.is_empty(), "nothing was said");
        let here = self.site.notes("li", &order).contains(&text);
        assert_eq!(here, point == Point::DeviceAfterCommit, "the whole command, or nothing of it");
        if here {
            self.written.insert(text);
        }
    }

    /// A sync of a phone, and of one that has never synced, killed at one of its steps.
    fn sync(&mut self, point: Point) {
        let text = self.note();
        self.site.field_ok("li", &["note", &self.order, &text]);
        self.written.insert(text);
        // News of somebody else, for whoever moves his cursor past them.
        let news = format!("{} at the desk", self.note());
        self.site.field_ok("zhao", &["note", &self.order, &news]);
        self.site.field_ok("zhao", &["sync"]);
        self.written.insert(news);
        if matches!(point, Point::DevicePieceSent | Point::DevicePieceStored) {
            let photo = self.photo();
            self.site.field_ok("li", &["photo", &self.order, &photo]);
        }
        let (mut who, passage) = ("li", self.lap() % 2 + 1);
        if point == Point::DevicePieceStored {
            self.site.field_ok("li", &["sync"]);
            who = OTHER;
        }
        let output = killed_at(self.site.field(who, &["sync"]), point, passage);
        self.has_died(&output, point);
        self.sync_all();
    }

    /// An enrolment that dies at one of its steps, and is tried again with the same code.
    fn enrolment(&mut self, point: Point) {
        self.phones += 1;
        let who = format!("phone {}", self.phones);
        let (code, server, password) = (self.site.code("li"), self.site.url(), self.site.password());
        let words = ["enrol", "--server", &server, "--code", &code, "--password-file", &password];
        let output = killed_at(self.site.field(&who, &words), point, 1);
        assert!(self.has_died(&output, point), "an enrolment passes it");
        if point != Point::DeviceEnrolled {
            self.site.field_ok(&who, &words);
        }
        self.site.field_ok(&who, &["sync"]);
        let known = self.site.notes(&who, &self.order);
        assert!(known.is_subset(&self.written), "it is the person's phone, and sees his order");
    }

    /// A sync whose server dies at one of its steps.
    fn server(&mut self, point: Point) {
        let text = self.note();
        self.site.field_ok("li", &["note", &self.order, &text]);
        self.written.insert(text);
        self.site.kill_server();
        // Some of these writes are its own, at its start.
        let passages = if point == Point::ServerBetweenPushAndPull { 1 } else { 4 };
        let place = format!("{}:{}", point.as_str(), self.lap() % passages + 1);
        if self.site.start_server_with(&[(KILL_AT, place.as_str())]) {
            for _ in 0..2 {
                let _ = self.site.field("li", &["sync"]).output().unwrap();
            }
        }
        let mut server = self.site.server.take().unwrap();
        let died = server.try_wait().unwrap().is_some();
        let _ = server.kill();
        assert_eq!(server.wait().unwrap().signal(), Some(SIGKILL));
        if died {
            self.died(point);
        }
        assert_eq!(integrity(&self.site.database()), "ok");
        self.site.start_server();
        self.sync_all();
    }

    /// A new site whose first start dies in a migration, or between two.
    fn migration(&mut self, point: Point) {
        let folder = self.site.folder.path().join(format!("new {}", self.round));
        let password = self.site.password();
        let init = || {
            let mut command = Site::undercroft_in(&folder);
            command.args(["init", "--site", "New", "--admin", "root", "--password-file", &password]);
            command
        };
        let output = killed_at(init(), point, self.lap() * 5 % 16 + 1);
        let again = init().output().unwrap();
        assert!(self.has_died(&output, point), "a new database passes every migration");
        assert!(again.status.success(), "{}", said(&again));
        assert_eq!(integrity(&folder.join("undercroft.db")), "ok");
        let doctor = Site::undercroft_in(&folder).args(["user", "list"]).output().unwrap();
        assert!(said(&doctor).contains("root"), "{}", said(&doctor));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    /// A backup that dies half-way: the live database isn't touched, and what is left of it is never taken for one.
    fn backup(&mut self, point: Point) {
        let folder = self.site.folder.path().to_owned();
        let file = folder.join(format!("backup {}.db", self.round));
        let mut command = self.site.undercroft();
        command.arg("backup").arg(&file);
        let output = killed_at(command, point, 1);
        assert!(self.has_died(&output, point), "a backup passes it");
        assert!(!said(&output).contains("backup"), "{}", said(&output));
        let mut again = self.site.undercroft();
        assert!(!again.arg("backup").arg(&file).output().unwrap().status.success(), "it overwrites nothing");
        let whole = folder.join(format!("whole {}.db", self.round));
        let mut other = self.site.undercroft();
        let output = other.arg("backup").arg(&whole).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(integrity(&whole), "ok");
        for file in [file, whole] {
            let _ = std::fs::remove_file(file);
        }
    }

    fn at(&mut self, point: Point) {
        self.round += 1;
        match point {
            Point::DeviceBeforeCommit | Point::DeviceAfterCommit => self.command(point),
            Point::DeviceBetweenRequests
            | Point::DevicePageNotStored
            | Point::DevicePieceStored
            | Point::DevicePieceSent => self.sync(point),
            Point::DeviceKeyWritten | Point::DeviceCodeSpent | Point::DeviceEnrolled => self.enrolment(point),
            Point::ServerBeforeCommit | Point::ServerAfterCommit | Point::ServerBetweenPushAndPull => {
                self.server(point);
            }
            Point::ServerMigrationNotCommitted | Point::ServerMigrated => self.migration(point),
            Point::ServerBackupStep | Point::ServerBackupCopied => self.backup(point),
        }
    }

    /// What is left after all of it.
    fn check(mut self) {
        self.sync_all();
        self.sync_all();
        for who in ["li", "zhao", OTHER] {
            assert_eq!(self.site.notes(who, &self.order), self.written, "{who} has all of it");
            let outbox: Value = self.site.field_ok(who, &["outbox"]);
            assert_eq!(outbox["outbox"].as_array().unwrap().len(), 0, "{outbox}");
            assert_eq!(integrity(&self.site.folder.path().join(who).join("device.db")), "ok");
        }
        self.site.kill_server();
        assert_eq!(integrity(&self.site.database()), "ok");
        let database = rusqlite::Connection::open(self.site.database()).unwrap();
        let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
        let count = |number: usize| i64::try_from(number).unwrap();
        assert_eq!(one("SELECT count(*) FROM entry WHERE kind = 'note'"), count(self.written.len()));
        assert_eq!(one("SELECT count(*) FROM change"), one("SELECT count(DISTINCT hash) FROM change"));
        assert_eq!(one("SELECT count(*) FROM quarantine"), 0);
        assert_eq!(
            one("SELECT count(*) FROM device WHERE kind = 'field'"),
            count(2 + self.phones),
            "each phone once"
        );
        drop(database);
        let rebuilt = self.site.undercroft().args(["rebuild", "--check"]).output().unwrap();
        assert!(rebuilt.status.success(), "{}", said(&rebuilt));
    }
}

#[test]
fn p1_p2_a_kill_at_any_named_place_loses_nothing_and_stores_nothing_twice() {
    let mut attack = Attack::new();
    for point in Point::ALL.iter().cycle() {
        attack.at(*point);
        assert!(attack.round < 2 * kills_of_a_run(), "processes live on: {:?}", attack.kills);
        if attack.total() >= kills_of_a_run() {
            break;
        }
    }
    println!("{:?}", attack.kills);
    for point in Point::ALL {
        assert!(
            attack.kills.contains_key(point.as_str()),
            "{} never killed: {:?}",
            point.as_str(),
            attack.kills
        );
    }
    attack.check();
}
