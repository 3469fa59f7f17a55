//! Which notices of matters and duties must come, and whether their reason still stands.

use super::JobContext;
use crate::feed::{EngineError, arrivals};
use crate::matters::{self, Stands, duties};
use crate::notify::NoticeBody;
use crate::store::StoreError;
use client_core::domain::blob::digest_of;
use client_core::domain::canonical::canonical_json;
use client_core::domain::id::DocumentId;
use client_core::domain::matter::{DueOf, Matter, MatterDue, MatterState};
use rusqlite::{Connection, OptionalExtension, params};

/// Whoever answers for something is reminded of it so long before: a day (DL-20).
const WARNING_MS: i64 = 24 * 3_600_000;
/// Duties are looked for so many days back: a notice that a server that stood still has missed is worth no more.
const DUTY_DAYS: i64 = 8;

/// A notice, and when it is due.
pub(super) type Planned = (i64, NoticeBody);

/// What the planner has to look at: matters that have moved since `planned`, and open ones that are over time, in which
/// something else may be due by now. Gives how far it came.
pub(super) fn moved(
    connection: &Connection,
    planned: i64,
    now: i64,
) -> Result<(i64, Vec<DocumentId>), StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT document, last_seq FROM matter
         WHERE last_seq > ?1 OR (state = 'open' AND next_due_at < ?2) ORDER BY last_seq",
    )?;
    let mut rows = statement.query(params![planned, now])?;
    let (mut reached, mut found) = (planned, Vec::new());
    while let Some(row) = rows.next()? {
        found.push(DocumentId::from_bytes(row.get(0)?));
        reached = reached.max(row.get(1)?);
    }
    Ok((reached, found))
}

/// What people are told of a matter: of each thing that isn't done a day before and when it is late, and of alarms.
pub(super) fn notices_of(
    connection: &Connection,
    matter: &Matter,
    context: &JobContext,
    now: i64,
) -> Result<Vec<Planned>, EngineError> {
    let document = matter.id;
    let mut planned = Vec::new();
    if matter.state != MatterState::Open {
        return Ok(planned);
    }
    let received_at = arrivals(connection, connection, document)?;
    for due in matter.dues(context.zone, now, &received_at).into_iter().filter(MatterDue::is_open) {
        let (of, due_at) = (due.of, due.due_at);
        if due_at >= now {
            planned.push((due_at.saturating_sub(WARNING_MS), NoticeBody::MatterDue { document, of, due_at }));
        }
        planned.push((due_at.saturating_add(1), NoticeBody::MatterLate { document, of, due_at }));
    }
    let alarms = matter.alarms();
    if !alarms.is_empty() {
        let alarms = digest_of(canonical_json(&alarms).as_bytes()).to_string();
        planned.push((now, NoticeBody::MatterAlarm { document, alarms }));
    }
    Ok(planned)
}

/// Duties whose period is over and that nobody has done.
pub(super) fn missing(
    connection: &Connection,
    context: &JobContext,
    (since, now): (i64, i64),
) -> Result<Vec<Planned>, EngineError> {
    let today = context.zone.day_of(now);
    let from = today.add_days(-DUTY_DAYS).max(context.zone.day_of(since));
    let lines = duties(connection, context.zone, now, (from, today))?;
    let missing = lines.into_iter().filter(|line| line.stands == Stands::Missing);
    let notice = |line: matters::DutyLine| {
        let (form, period) = (line.form.key.to_owned(), line.period.to_string());
        (line.due_at.saturating_add(1), NoticeBody::DutyMissing { form, period })
    };
    Ok(missing.map(notice).collect())
}

/// Whether the reason for a notice still stands.
pub(super) fn stands(
    connection: &Connection,
    context: &JobContext,
    body: &NoticeBody,
    now: i64,
) -> Result<bool, EngineError> {
    let open = |document: DocumentId| -> Result<Option<Matter>, EngineError> {
        Ok(matters::find(connection, document)?.filter(|matter| matter.state == MatterState::Open))
    };
    let undone = |document: DocumentId, of: DueOf, due_at: i64| -> Result<bool, EngineError> {
        let Some(matter) = open(document)? else { return Ok(false) };
        let dues = matter.dues(context.zone, now, &arrivals(connection, connection, document)?);
        Ok(dues.iter().any(|due| (due.of, due.due_at) == (of, due_at) && due.is_open()))
    };
    Ok(match body {
        NoticeBody::MatterDue { document, of, due_at } => now <= *due_at && undone(*document, *of, *due_at)?,
        NoticeBody::MatterLate { document, of, due_at } => undone(*document, *of, *due_at)?,
        NoticeBody::MatterAlarm { document, .. } => {
            open(*document)?.is_some_and(|matter| !matter.alarms().is_empty())
        }
        NoticeBody::DutyMissing { form, period } => {
            let document = client_core::domain::matter::matter_document(form, period);
            matters::find(connection, document)?.is_none_or(|matter| matter.state == MatterState::Open)
        }
        _ => false,
    })
}

/// How far matters were planned.
pub(super) fn planned(connection: &Connection) -> Result<i64, StoreError> {
    let seq: Option<i64> = connection
        .prepare_cached("SELECT matter_seq FROM job_plan")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(seq.unwrap_or(0))
}
