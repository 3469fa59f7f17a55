//! What a job does: it tells the people whose business it is, unless its reason has gone.

use super::JobContext;
use super::done::{
    DoneError, awaits_department, awaits_reply, complaint_stands, is_done, slips_at_desk, spared,
};
use super::matters;
use super::table::{self, Job};
use crate::notify::{self, NoticeBody};
use crate::store::StoreError;
use rusqlite::Connection;
use std::collections::BTreeSet;

/// Jobs that are done in one transaction at most, so that other writes don't wait long.
const MOST_AT_ONCE: u32 = 100;

/// Why a job came to nothing.
#[derive(Debug, thiserror::Error)]
enum JobError {
    /// A newer program wrote it, or it is damaged.
    #[error("this program doesn't know what to do with it: {0}")]
    Unknown(#[from] serde_json::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Done(#[from] DoneError),
}

/// Does the jobs that are due at `now`, each with its end in the caller's transaction; tells how many were looked at.
/// There may be more where that is as many as are done at once.
///
/// # Errors
/// The database. What a single job fails with is kept with it, and it is tried again later.
pub fn run_due(connection: &Connection, context: &JobContext, now: i64) -> Result<Ran, StoreError> {
    let jobs = table::due(connection, now, MOST_AT_ONCE)?;
    let more = jobs.len() >= MOST_AT_ONCE as usize;
    let mut told = 0;
    for job in &jobs {
        connection.execute_batch("SAVEPOINT task")?;
        match perform(connection, context, job, now) {
            Ok(number) => {
                told += number;
                table::finish(connection, job.id, now)?;
                connection.execute_batch("RELEASE task")?;
            }
            Err(error) => {
                connection.execute_batch("ROLLBACK TO task; RELEASE task")?;
                let hopeless = matches!(error, JobError::Unknown(_));
                let given_up = table::put_off(connection, job, &error.to_string(), hopeless, now)?;
                tracing::warn!(kind = job.kind, key = job.key, %error, given_up, "a job failed");
            }
        }
    }
    Ok(Ran { jobs: jobs.len(), told, more })
}

/// What [`run_due`] has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ran {
    /// Jobs that were looked at.
    pub jobs: usize,
    /// Notices that were written.
    pub told: usize,
    /// Whether more jobs are due.
    pub more: bool,
}

fn perform(connection: &Connection, context: &JobContext, job: &Job, now: i64) -> Result<usize, JobError> {
    let body: NoticeBody = serde_json::from_str(&job.payload)?;
    if !stands(connection, context, &body, now)? {
        return Ok(0);
    }
    let event = format!("{}:{}", job.kind, job.key);
    let spared = match &body {
        NoticeBody::MonthTaskSoon { deadline, month, .. }
        | NoticeBody::MonthTaskLastDay { deadline, month, .. } => {
            spared(connection, context, *deadline, *month, false, now)?
        }
        NoticeBody::MonthTaskLate { deadline, month, .. } => {
            spared(connection, context, *deadline, *month, true, now)?
        }
        _ => BTreeSet::new(),
    };
    Ok(notify::raise(connection, context, &event, &body, &spared, now).map_err(DoneError::from)?)
}

/// Whether the reason for a notice still stands: what was done meanwhile needs no reminder, and a reminder whose time has
/// passed, because no server ran, leaves the word to the notice that comes after it.
fn stands(
    connection: &Connection,
    context: &JobContext,
    body: &NoticeBody,
    now: i64,
) -> Result<bool, JobError> {
    let today = context.zone.day_of(now);
    Ok(match body {
        NoticeBody::ReplyDue { document, due_at } => now <= *due_at && awaits_reply(connection, *document)?,
        NoticeBody::ReplyLate { document, .. } => awaits_reply(connection, *document)?,
        NoticeBody::DeskBatchSoon { due_at, .. } => now < *due_at && slips_at_desk(connection, false)?,
        NoticeBody::DeskBatchDue { day } => today == *day && slips_at_desk(connection, true)?,
        NoticeBody::MonthTaskSoon { deadline, month, last_day } => {
            today < *last_day && !is_done(connection, context, *deadline, *month, now)?
        }
        NoticeBody::MonthTaskLastDay { deadline, month, .. }
        | NoticeBody::MonthTaskLate { deadline, month, .. } => {
            !is_done(connection, context, *deadline, *month, now)?
        }
        NoticeBody::IncidentReported { .. } | NoticeBody::IncidentMajor { .. } => true,
        NoticeBody::IncidentUnattended { document, .. } => awaits_department(connection, *document)?,
        NoticeBody::MatterDue { .. }
        | NoticeBody::MatterLate { .. }
        | NoticeBody::MatterAlarm { .. }
        | NoticeBody::DutyMissing { .. } => {
            matters::stands(connection, context, body, now).map_err(DoneError::from)?
        }
        NoticeBody::ComplaintWaits { .. }
        | NoticeBody::ComplaintHarm { .. }
        | NoticeBody::ComplaintAssigned { .. }
        | NoticeBody::ComplaintShared { .. }
        | NoticeBody::ComplaintSupervisor { .. }
        | NoticeBody::ComplaintSerious { .. }
        | NoticeBody::ComplaintDue { .. }
        | NoticeBody::ComplaintLate { .. } => complaint_stands(connection, context, body, now)?,
    })
}
