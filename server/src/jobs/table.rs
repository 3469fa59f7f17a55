//! The job table.

use crate::store::StoreError;
use rusqlite::{Connection, Row, params};

/// The kind of the jobs that carry a delivery out; all other kinds are those of notices.
pub(crate) const DELIVER: &str = "deliver";

/// A job isn't tried more often: with the pauses of [`pause_ms`] that is about six hours.
const MOST_TRIES: u32 = 12;
const FIRST_PAUSE_MS: i64 = 30_000;
const LONGEST_PAUSE_MS: i64 = 3_600_000;
/// What is kept of an error's words, in characters.
const MOST_ERROR_CHARS: usize = 300;

/// How far a job has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// It waits for its time, or for its next try.
    Waiting,
    /// It was done, or its reason had gone.
    Done,
    /// It was given up.
    Failed,
}

impl JobState {
    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Done, Self::Failed].into_iter().find(|state| state.as_str() == name)
    }
}

/// A row of the job table. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Row number.
    pub id: i64,
    /// What is to be done.
    pub kind: String,
    /// What it is about; with the kind it is unique for ever.
    pub key: String,
    /// When it is due.
    pub due_at: i64,
    /// How far it has come.
    pub state: JobState,
    /// Tries that failed.
    pub tries: u32,
    /// Not before this time is it tried.
    pub next_try_at: i64,
    /// Why the last try failed.
    pub last_error: Option<String>,
    /// When it was done or given up.
    pub done_at: Option<i64>,
    /// What it needs, as JSON.
    pub payload: String,
}

const COLUMNS: &str = "id, kind, key, due_at, state, tries, next_try_at, last_error, done_at, payload";

fn job(row: &Row<'_>) -> rusqlite::Result<Job> {
    Ok(Job {
        id: row.get(0)?,
        kind: row.get(1)?,
        key: row.get(2)?,
        due_at: row.get(3)?,
        // The table's check lets no other name in.
        state: JobState::parse(&row.get::<_, String>(4)?).unwrap_or(JobState::Failed),
        tries: row.get(5)?,
        next_try_at: row.get(6)?,
        last_error: row.get(7)?,
        done_at: row.get(8)?,
        payload: row.get(9)?,
    })
}

/// Makes sure that a job exists; one that exists stays as it is, done or not. Tells whether it is new.
pub(crate) fn ensure(
    connection: &Connection,
    kind: &str,
    key: &str,
    due_at: i64,
    payload: &str,
    now: i64,
) -> Result<bool, StoreError> {
    let added = connection
        .prepare_cached(
            "INSERT INTO job (kind, key, due_at, next_try_at, created_at, payload) VALUES (?1, ?2, ?3, ?3, ?4, ?5)
             ON CONFLICT (kind, key) DO NOTHING",
        )?
        .execute(params![kind, key, due_at, now, payload])?;
    Ok(added == 1)
}

/// Jobs of notices whose time has come, the longest waiting first.
pub(super) fn due(connection: &Connection, now: i64, limit: u32) -> Result<Vec<Job>, StoreError> {
    select(connection, "kind <> ?1 AND next_try_at <= ?2", now, limit)
}

/// Deliveries whose time has come, the longest waiting first.
pub(super) fn due_deliveries(connection: &Connection, now: i64, limit: u32) -> Result<Vec<Job>, StoreError> {
    select(connection, "kind = ?1 AND next_try_at <= ?2", now, limit)
}

fn select(connection: &Connection, which: &str, now: i64, limit: u32) -> Result<Vec<Job>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM job WHERE state = 'waiting' AND {which} ORDER BY next_try_at, id LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let jobs = statement.query_map(params![DELIVER, now, limit], job)?.collect::<Result<_, _>>()?;
    Ok(jobs)
}

/// When the next job's time comes.
pub(super) fn next_at(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let sql = "SELECT min(next_try_at) FROM job WHERE state = 'waiting'";
    Ok(connection.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// The job is done at `now`.
pub(crate) fn finish(connection: &Connection, id: i64, now: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE job SET state = 'done', done_at = ?2, last_error = NULL WHERE id = ?1")?
        .execute(params![id, now])?;
    Ok(())
}

/// A try has failed at `now`: the job is put off, or given up where trying again can't help or was tried often enough.
/// Tells whether it was given up.
pub(crate) fn put_off(
    connection: &Connection,
    job: &Job,
    error: &str,
    hopeless: bool,
    now: i64,
) -> Result<bool, StoreError> {
    let tries = job.tries.saturating_add(1);
    let given_up = hopeless || tries >= MOST_TRIES;
    let error: String = error.chars().take(MOST_ERROR_CHARS).collect();
    let state = if given_up { JobState::Failed } else { JobState::Waiting };
    connection
        .prepare_cached(
            "UPDATE job SET state = ?2, tries = ?3, next_try_at = ?4, last_error = ?5, done_at = ?6 WHERE id = ?1",
        )?
        .execute(params![
            job.id,
            state.as_str(),
            tries,
            now.saturating_add(pause_ms(tries)),
            error,
            given_up.then_some(now),
        ])?;
    Ok(given_up)
}

/// The pause after so many failed tries: half a minute, doubled each time, an hour at most.
fn pause_ms(tries: u32) -> i64 {
    let doublings = tries.saturating_sub(1).min(16);
    (FIRST_PAUSE_MS << doublings).min(LONGEST_PAUSE_MS)
}

/// Jobs for a person to look at: those that wait and those that were given up, or all; the next ones first.
pub fn list(connection: &Connection, all: bool, limit: u32) -> Result<Vec<Job>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM job WHERE ?1 OR state <> 'done' ORDER BY state = 'done', next_try_at, id LIMIT ?2"
    );
    let mut statement = connection.prepare(&sql)?;
    let jobs = statement.query_map(params![all, limit], job)?.collect::<Result<_, _>>()?;
    Ok(jobs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_and_end() {
        let minutes: Vec<i64> = (1..=9).map(|tries| pause_ms(tries) / 30_000).collect();
        assert_eq!(minutes, [1, 2, 4, 8, 16, 32, 64, 120, 120]);
        assert_eq!(pause_ms(u32::MAX), LONGEST_PAUSE_MS);
    }

    #[test]
    fn a_job_is_put_off_until_it_was_tried_often_enough() {
        let connection = crate::store::scratch().unwrap();
        assert!(ensure(&connection, "k", "1", 100, "{}", 0).unwrap());
        assert!(!ensure(&connection, "k", "1", 999, "{}", 0).unwrap(), "the first one stays");
        assert!(due(&connection, 99, 10).unwrap().is_empty());
        let mut now = 100;
        for number in 1..=MOST_TRIES {
            let [job] = &due(&connection, now, 10).unwrap()[..] else { panic!("try {number} at {now}") };
            assert_eq!((job.due_at, job.tries), (100, number - 1));
            let given_up = put_off(&connection, job, "no route", false, now).unwrap();
            assert_eq!(given_up, number == MOST_TRIES);
            assert!(due(&connection, now, 10).unwrap().is_empty(), "never twice at one time");
            now = next_at(&connection).unwrap().unwrap_or(now);
        }
        let [job] = &list(&connection, false, 10).unwrap()[..] else { panic!("it is listed") };
        assert_eq!((job.state, job.last_error.as_deref()), (JobState::Failed, Some("no route")));
    }

    #[test]
    fn what_cannot_be_helped_is_given_up_at_once() {
        let connection = crate::store::scratch().unwrap();
        ensure(&connection, "k", "1", 100, "{}", 0).unwrap();
        let [job] = &due(&connection, 100, 10).unwrap()[..] else { panic!("it is due") };
        assert!(put_off(&connection, job, &"x".repeat(1_000), true, 100).unwrap());
        assert_eq!(
            list(&connection, false, 1).unwrap()[0].last_error.as_ref().unwrap().len(),
            MOST_ERROR_CHARS
        );
        assert_eq!(next_at(&connection).unwrap(), None);
    }
}
