//! The doctor: that each of its checks sees what it is for, says what to do, and that doing so helps.

use super::Place;
use crate::alarms::{self, AlarmKind};
use crate::audit::By;
use crate::cli::{Cli, CliError, doctor};
use crate::environment::{Clock, SystemClock};
use clap::Parser;
use client_core::domain::entry::incident::Department;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// The machine's time, so many milliseconds later.
struct Later(i64);

impl Clock for Later {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0
    }
}

const DAY: i64 = 24 * 3_600_000;

/// What the doctor said: of each finding its mark, its words and what to do about it.
#[derive(Debug)]
struct Said {
    findings: Vec<(String, String, Option<String>)>,
    refused: Option<String>,
}

impl Said {
    fn at(place: &Place, clock: &dyn Clock) -> Self {
        let mut out = Vec::new();
        let refused = doctor::run(&place.data(), clock, &mut out).err().map(|error| error.to_string());
        let text = String::from_utf8(out).unwrap();
        let mut findings: Vec<(String, String, Option<String>)> = Vec::new();
        for line in text.lines() {
            if let Some(advice) = line.strip_prefix("        -> ") {
                findings.last_mut().unwrap().2 = Some(advice.to_owned());
                continue;
            }
            if let Some(more) = line.strip_prefix("        ") {
                let what = &mut findings.last_mut().unwrap().1;
                *what = format!("{what}\n{more}");
                continue;
            }
            let (mark, what) = line.split_at(8);
            findings.push((mark.trim().to_owned(), what.to_owned(), None));
        }
        let said = Self { findings, refused };
        said.is_complete();
        said
    }

    /// Whatever isn't good says what to do, and what is broken makes the command fail.
    fn is_complete(&self) {
        for (mark, what, advice) in &self.findings {
            match mark.as_str() {
                "good" => assert_eq!(*advice, None, "{what}"),
                "look" | "BROKEN" => {
                    assert!(advice.as_ref().is_some_and(|advice| advice.len() > 15), "{what}: {advice:?}");
                }
                other => panic!("{other}: {what}"),
            }
            assert!(!what.trim().is_empty());
        }
        let broken = self.findings.iter().filter(|(mark, ..)| mark == "BROKEN").count();
        let told = (broken > 0)
            .then(|| format!("{broken} of {} checks found something broken", self.findings.len()));
        assert_eq!(self.refused, told, "{self:?}");
    }

    /// The one finding that begins so: its mark, and what to do.
    #[track_caller]
    fn of(&self, start: &str) -> (&str, &str) {
        let found: Vec<_> = self.findings.iter().filter(|(_, what, _)| what.starts_with(start)).collect();
        assert_eq!(found.len(), 1, "{start:?} in {self:?}");
        (&found[0].0, found[0].2.as_deref().unwrap_or_default())
    }

    fn marks(&self) -> BTreeMap<&str, usize> {
        let mut marks = BTreeMap::new();
        self.findings.iter().for_each(|(mark, ..)| *marks.entry(mark.as_str()).or_default() += 1);
        marks
    }
}

/// A site that lacks nothing.
fn healthy() -> Place {
    let place = Place::new();
    place.init();
    place.run("user add hr --display-name HR --role admin_hr --password-file PASSWORD");
    for department in Department::ALL {
        place.run(&format!("department head {} hr", department.as_str()));
    }
    let fees = place.folder.path().join("fees.toml");
    let standard = "version = 1\nbasis = \"Tariff\"\nvalid_from = \"2020-01-01\"\n[[items]]\ncode = \"tube\"\n\
        kind = \"material\"\nunit = \"piece\"\nprice_yuan = \"15.00\"\nlabel = { zh-Hans = \"a\", zh-Hant = \"b\", en = \"c\" }\n";
    std::fs::write(&fees, standard).unwrap();
    place.run(&format!("reference import {}", fees.display()));
    place.run(&format!("backup {}", place.folder.path().join("backup.db").display()));
    place
}

fn change(place: &Place, sql: &str) {
    place.data().connect().unwrap().execute_batch(sql).unwrap();
}

#[test]
fn p17_the_doctor_says_what_is_wrong_and_what_to_do() {
    let place = Place::new();
    place.init();
    // A new site: nothing is broken, and four things are still to be done.
    let said = Said::at(&place, &SystemClock);
    assert_eq!(said.marks(), BTreeMap::from([("good", 9), ("look", 4)]), "{said:?}");
    let backup = ("look", "undercroft backup FILE, every day, onto another machine");
    assert_eq!(said.of("no backup was ever taken here"), backup);
    let (mark, advice) = said.of("no head is named for: ");
    assert!(mark == "look" && advice.starts_with("undercroft department head DEPARTMENT NAME"), "{advice}");
    let reader = ("look", "undercroft user role NAME add admin-hr");
    assert_eq!(said.of("nobody reads complaints about the service centre"), reader);
    let (mark, advice) = said.of("no fee standard is in force today");
    assert!(mark == "look" && advice.starts_with("undercroft reference import FILE"), "{advice}");
    // Once that is done, everything is good.
    let place = healthy();
    let said = Said::at(&place, &SystemClock);
    assert_eq!(said.marks(), BTreeMap::from([("good", 13)]), "{said:?}");
}

/// What makes a check fail.
type Fault = Box<dyn Fn(&Place)>;

#[test]
fn p17_each_check_of_the_doctor_finds_its_fault_alone_and_says_what_to_do_about_it() {
    let key = "put the key file back that belongs to this site; without it no phone's receipts count";
    let file = "mend the file; the server doesn't start with it";
    let put_back = "stop the server, keep the file, and put the newest backup back; \
                    the phones give back what is younger";
    let late = "the server isn't running, or was stopped for long: start it";
    let job = |state: &str| {
        format!(
            "INSERT INTO job (kind, key, due_at, state, next_try_at, created_at, payload)
             VALUES ('x', '{state}', 0, '{state}', 0, 0, '{{}}')"
        )
    };
    let sql = |text: String| -> Fault { Box::new(move |place| change(place, &text)) };
    let text = |name: &'static str| -> Fault {
        Box::new(move |place| {
            let file = place.data().folder().join(name);
            let _ = std::fs::remove_file(&file);
            crate::store::create_private(&file).unwrap();
            std::fs::write(file, "no such thing").unwrap();
        })
    };
    let alarm: Fault = Box::new(|place| {
        let connection = place.data().connect().unwrap();
        alarms::raise(&connection, SystemClock.now_ms(), AlarmKind::Storage, None, None, "x").unwrap();
    });
    let faults: Vec<(Fault, &str, &str, &str)> = vec![
        (text("server.key"), "the server's key: ", "BROKEN", key),
        (text("jobs.toml"), "settings of jobs: ", "BROKEN", file),
        (text("notify.toml"), "channels for notices: ", "BROKEN", file),
        (
            sql("PRAGMA foreign_keys = OFF;
                 INSERT INTO device (id, kind, user, name, enrolled_at)
                 VALUES (x'99112233445566778899aabbccddeeff', 'office', x'00112233445566778899aabbccddeeff', 'x', 1)"
                .to_owned()),
            "the database has a row that points to a row that isn't there",
            "BROKEN",
            put_back,
        ),
        (
            sql("DROP TRIGGER audit_is_final; UPDATE audit SET detail = 'x' WHERE number = 1".to_owned()),
            "the audit isn't whole at line 1",
            "BROKEN",
            "somebody changed the file by hand: compare it with the last backup's",
        ),
        (
            sql("UPDATE user SET disabled_at = 1 WHERE name = 'root'".to_owned()),
            "nobody who may sign in is administrator",
            "BROKEN",
            "undercroft user role NAME add administrator",
        ),
        (sql(job("waiting")), "1 jobs have been due for more than an hour", "look", late),
        (sql(job("failed")), "1 jobs were given up", "look", "undercroft jobs list, which shows why"),
        (alarm, "1 alarms are open", "look", "the page Quarantine and alarms shows them"),
    ];
    for (fault, start, mark, advice) in faults {
        let place = healthy();
        fault(&place);
        let said = Said::at(&place, &SystemClock);
        assert_eq!(said.of(start), (mark, advice));
        assert_eq!(said.marks(), BTreeMap::from([("good", 12), (mark, 1)]), "{start}: {said:?}");
    }
    // What time brings about.
    let place = healthy();
    let later = Said::at(&place, &Later(3 * DAY));
    assert_eq!(later.of("the last backup is of "), ("look", "undercroft backup FILE"));
    assert_eq!(later.marks(), BTreeMap::from([("good", 12), ("look", 1)]), "{later:?}");
    assert_eq!(Said::at(&place, &Later(DAY)).marks(), BTreeMap::from([("good", 13)]));
}

#[test]
fn p17_a_damaged_page_breaks_the_checks_that_read_it_and_keeps_no_other_from_being_told() {
    let place = healthy();
    let connection = place.data().connect().unwrap();
    let number = |sql: &str| {
        let number: i64 = connection.query_row(sql, [], |row| row.get(0)).unwrap();
        usize::try_from(number).unwrap()
    };
    let page = number("SELECT rootpage FROM sqlite_schema WHERE name = 'audit'");
    let size = number("PRAGMA page_size");
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(connection);
    let mut bytes = std::fs::read(place.data().database()).unwrap();
    bytes[(page - 1) * size..page * size].fill(0xff);
    std::fs::write(place.data().database(), bytes).unwrap();
    let said = Said::at(&place, &SystemClock);
    let (mark, advice) = said.of("the database is damaged: ");
    assert!(mark == "BROKEN" && advice.contains("put the newest backup back"), "{advice}");
    let unread =
        said.findings.iter().filter(|(_, what, _)| what.starts_with("a part of the database can't be read"));
    assert_eq!(unread.clone().count(), 2, "the audit, and the backups that it tells of: {said:?}");
    assert!(unread.into_iter().all(|(mark, _, told)| mark == "BROKEN" && told.as_deref() == Some(advice)));
    assert_eq!(said.marks(), BTreeMap::from([("good", 10), ("BROKEN", 3)]), "{said:?}");
    // A file that is no database, and none at all.
    std::fs::write(place.data().database(), "no database").unwrap();
    let said = Said::at(&place, &SystemClock);
    let (mark, advice) = said.of("the database can't be opened: ");
    assert!(mark == "BROKEN" && advice.contains("docs/operating.md"), "{advice}");
    std::fs::remove_file(place.data().database()).unwrap();
    let said = Said::at(&place, &SystemClock);
    assert_eq!(said.of("the database can't be opened: there is no site in ").0, "BROKEN");
}

#[test]
fn p17_every_remedy_that_is_a_command_is_one_that_the_program_understands_and_it_helps() {
    let place = Place::new();
    place.init();
    place.run("user add hr --display-name HR --role dispatcher --password-file PASSWORD");
    change(&place, "UPDATE user SET disabled_at = 1 WHERE name = 'root'");
    let understood = |place: &Place| -> Vec<String> {
        let said = Said::at(place, &SystemClock);
        let advice = said.findings.into_iter().filter_map(|(_, _, advice)| advice);
        let commands = advice.filter(|advice| advice.starts_with("undercroft "));
        // The command ends where more is said.
        commands.map(|advice| advice.split([',', ';']).next().unwrap().to_owned()).collect()
    };
    let commands = understood(&place);
    assert_eq!(commands.len(), 5, "{commands:?}");
    for command in &commands {
        let command = command.replace("DEPARTMENT", Department::ALL[0].as_str());
        let parsed = Cli::try_parse_from(command.split(' ')).map(drop);
        assert!(parsed.is_ok(), "{command}: {parsed:?}");
    }
    // Doing what they say leaves nothing to be said.
    let fees = place.folder.path().join("fees.toml");
    std::fs::copy(healthy().folder.path().join("fees.toml"), &fees).unwrap();
    let backup = place.folder.path().join("backup.db");
    for command in commands {
        let command = command.strip_prefix("undercroft ").unwrap().replace("NAME", "hr");
        for department in Department::ALL {
            let file = if command.starts_with("backup") { &backup } else { &fees };
            let words = command
                .replace("DEPARTMENT", department.as_str())
                .replace("FILE", &file.display().to_string());
            let done: Result<String, CliError> = place.try_run(&words);
            assert!(done.is_ok() || words.starts_with("backup") && backup.exists(), "{words}: {done:?}");
        }
    }
    let said = Said::at(&place, &SystemClock);
    assert_eq!(said.marks(), BTreeMap::from([("good", 13)]), "{said:?}");
    // An alarm is settled on its page; then the doctor has nothing to show either.
    let connection: Connection = place.data().connect().unwrap();
    let now = SystemClock.now_ms();
    alarms::raise(&connection, now, AlarmKind::Storage, None, None, "x").unwrap();
    assert_eq!(Said::at(&place, &SystemClock).of("1 alarms are open").0, "look");
    let number = alarms::list(&connection, 1).unwrap()[0].number;
    assert!(alarms::settle(&connection, &By::operator(now), number).unwrap());
    assert_eq!(Said::at(&place, &SystemClock).of("no alarm is open").0, "good");
}
