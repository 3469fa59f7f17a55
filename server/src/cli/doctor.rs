//! `undercroft doctor`: what is wrong with a site, and what to do about it.
//!
//! It only reads, beside a running server. Broken is what puts work at risk or keeps the server from starting; to look at is
//! what somebody should do when he has time.

use super::{CliError, DataDir, say};
use crate::accounts::directory;
use crate::alarms;
use crate::audit::{AuditKind, AuditQuery, Verdict, check, lines};
use crate::environment::Clock;
use crate::feed::reference;
use crate::incidents::departments::heads;
use crate::jobs::{JobSettings, JobState, list};
use crate::keys::ServerKeys;
use crate::notify::Channels;
use crate::site;
use crate::store::on_a_good_file_system;
use client_core::domain::calendar::Zone;
use client_core::domain::entry::DocumentKind;
use client_core::domain::policy::{ReadScope, Role, may_read};
use client_core::domain::reference::Validity;
use rusqlite::Connection;

const HOUR_MS: i64 = 3_600_000;
/// A backup that is older than this is worth a reminder.
const BACKUP_MS: i64 = 2 * 24 * HOUR_MS;
/// A job that has waited so long for its turn shows that no server runs.
const LATE_MS: i64 = HOUR_MS;
const MOST_JOBS: u32 = 10_000;

/// What to do about a damaged database.
const PUT_BACK: &str =
    "stop the server, keep the file, and put the newest backup back; the phones give back what is younger";

/// What one check came to.
#[derive(Debug, PartialEq, Eq)]
enum Finding {
    Good(String),
    /// What was found, and what to do.
    Look(String, &'static str),
    /// What was found, and what to do.
    Broken(String, &'static str),
}

pub(super) fn run(data: &DataDir, clock: &dyn Clock, out: &mut dyn std::io::Write) -> Result<(), CliError> {
    let mut findings = files(data);
    match data.connect() {
        Ok(connection) => findings.extend(database(&connection, clock.now_ms())),
        Err(error) => findings.push(Finding::Broken(
            format!("the database can't be opened: {error}"),
            "do what the line says; docs/operating.md tells how a backup is put back",
        )),
    }
    let mut broken = 0;
    for finding in &findings {
        let (mark, what, advice) = match finding {
            Finding::Good(what) => ("good", what, None),
            Finding::Look(what, advice) => ("look", what, Some(advice)),
            Finding::Broken(what, advice) => {
                broken += 1;
                ("BROKEN", what, Some(advice))
            }
        };
        // What has several lines stays below its mark.
        say(out, &format!("{mark:<7} {}", what.trim_end().replace('\n', "\n        ")))?;
        if let Some(advice) = advice {
            say(out, &format!("        -> {advice}"))?;
        }
    }
    if broken == 0 {
        return Ok(());
    }
    Err(CliError::Usage(format!("{broken} of {} checks found something broken", findings.len())))
}

/// Key and settings.
fn files(data: &DataDir) -> Vec<Finding> {
    let told = |what: &str, error: Option<String>, advice| match error {
        None => Finding::Good(what.to_owned()),
        Some(error) => Finding::Broken(format!("{what}: {error}"), advice),
    };
    vec![
        told(
            "the server's key",
            ServerKeys::load(&data.key()).err().map(|error| error.to_string()),
            "put the key file back that belongs to this site; without it no phone's receipts count",
        ),
        told(
            "settings of jobs",
            JobSettings::load(&data.jobs()).err().map(|error| error.to_string()),
            "mend the file; the server doesn't start with it",
        ),
        told(
            "channels for notices",
            Channels::load(&data.notify()).err().map(|error| error.to_string()),
            "mend the file; the server doesn't start with it",
        ),
        told(
            "the database's file system",
            on_a_good_file_system(&data.database()).err().map(|error| error.to_string()),
            "keep the database on a disk of this machine",
        ),
    ]
}

/// Each check by itself: one that meets a damaged page keeps no other from being told.
fn database(connection: &Connection, now: i64) -> Vec<Finding> {
    let checks: [&dyn Fn() -> Result<Finding, CliError>; 9] = [
        &|| pages(connection),
        &|| audit(connection),
        &|| backup(connection, now),
        &|| administrator(connection),
        &|| departments(connection),
        &|| complaints(connection),
        &|| fees(connection, now),
        &|| jobs(connection, now),
        &|| waiting(connection),
    ];
    let unread =
        |error: CliError| Finding::Broken(format!("a part of the database can't be read: {error}"), PUT_BACK);
    checks.iter().map(|check| check().unwrap_or_else(unread)).collect()
}

/// The file itself.
fn pages(connection: &Connection) -> Result<Finding, CliError> {
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    let orphans = connection.prepare("PRAGMA foreign_key_check")?.exists([])?;
    Ok(match (verdict.as_str(), orphans) {
        ("ok", false) => Finding::Good("the database's pages".to_owned()),
        ("ok", true) => Finding::Broken(
            "the database has a row that points to a row that isn't there".to_owned(),
            PUT_BACK,
        ),
        (fault, _) => Finding::Broken(format!("the database is damaged: {fault}"), PUT_BACK),
    })
}

fn audit(connection: &Connection) -> Result<Finding, CliError> {
    Ok(match check(connection)? {
        Verdict::Whole { lines, .. } => Finding::Good(format!("the audit, {lines} lines")),
        Verdict::Broken { number } => Finding::Broken(
            format!("the audit isn't whole at line {number}"),
            "somebody changed the file by hand: compare it with the last backup's",
        ),
    })
}

fn backup(connection: &Connection, now: i64) -> Result<Finding, CliError> {
    let newest = AuditQuery { kind: Some(AuditKind::BackupTaken), limit: 1, ..AuditQuery::default() };
    Ok(match lines(connection, &newest)?.first() {
        None => Finding::Look(
            "no backup was ever taken here".to_owned(),
            "undercroft backup FILE, every day, onto another machine",
        ),
        Some(line) if now - line.at > BACKUP_MS => {
            let zone = Zone::from(site::load(connection)?.timezone);
            Finding::Look(format!("the last backup is of {}", zone.shown(line.at)), "undercroft backup FILE")
        }
        Some(_) => Finding::Good("a recent backup".to_owned()),
    })
}

fn administrator(connection: &Connection) -> Result<Finding, CliError> {
    let people = directory(connection)?;
    let rules = people.iter().any(|one| !one.disabled && one.roles.contains(&Role::Administrator));
    Ok(if rules {
        Finding::Good("somebody is administrator".to_owned())
    } else {
        Finding::Broken(
            "nobody who may sign in is administrator".to_owned(),
            "undercroft user role NAME add administrator",
        )
    })
}

fn departments(connection: &Connection) -> Result<Finding, CliError> {
    let missing: Vec<&str> = heads(connection)?
        .iter()
        .filter(|(_, head)| head.is_none())
        .map(|(department, _)| department.as_str())
        .collect();
    Ok(if missing.is_empty() {
        Finding::Good("every department has its head".to_owned())
    } else {
        Finding::Look(
            format!("no head is named for: {}", missing.join(", ")),
            "undercroft department head DEPARTMENT NAME, or the page People; until then the service centre is told of incidents and complaints",
        )
    })
}

/// Complaints about the service centre, which it doesn't see (CMP-2).
fn complaints(connection: &Connection) -> Result<Finding, CliError> {
    let people = directory(connection)?;
    let reads = |role: &Role| may_read(*role, DocumentKind::CentreComplaint) == ReadScope::Site;
    Ok(if people.iter().any(|one| !one.disabled && one.roles.iter().any(reads)) {
        Finding::Good("somebody deals with complaints about the service centre".to_owned())
    } else {
        Finding::Look(
            "nobody reads complaints about the service centre".to_owned(),
            "undercroft user role NAME add admin-hr",
        )
    })
}

fn fees(connection: &Connection, now: i64) -> Result<Finding, CliError> {
    let known = reference::current(connection)?;
    let list = known.price_list_at(now);
    Ok(if list.version > 0 && list.validity(now) == Validity::InForce {
        Finding::Good("a fee standard in force".to_owned())
    } else {
        Finding::Look(
            "no fee standard is in force today".to_owned(),
            "undercroft reference import FILE; until then nobody can quote",
        )
    })
}

fn jobs(connection: &Connection, now: i64) -> Result<Finding, CliError> {
    let jobs = list(connection, false, MOST_JOBS)?;
    let failed = jobs.iter().filter(|job| job.state == JobState::Failed).count();
    let late =
        jobs.iter().filter(|job| job.state == JobState::Waiting && now - job.next_try_at > LATE_MS).count();
    Ok(if late > 0 {
        Finding::Look(
            format!("{late} jobs have been due for more than an hour"),
            "the server isn't running, or was stopped for long: start it",
        )
    } else if failed > 0 {
        Finding::Look(format!("{failed} jobs were given up"), "undercroft jobs list, which shows why")
    } else {
        Finding::Good(format!("jobs, {} waiting", jobs.len()))
    })
}

/// What waits for a person.
fn waiting(connection: &Connection) -> Result<Finding, CliError> {
    let alarms = alarms::open_count(connection)?;
    Ok(if alarms > 0 {
        Finding::Look(format!("{alarms} alarms are open"), "the page Quarantine and alarms shows them")
    } else {
        Finding::Good("no alarm is open".to_owned())
    })
}
