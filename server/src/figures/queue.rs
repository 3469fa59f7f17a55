//! The queue of follow-ups: the oldest completion first, ties by slip number (FUP-1).

use super::read;
use crate::feed::EngineError;
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::deadline::{Deadline, DeadlineSettings, FollowUpDue};
use client_core::domain::entry::follow_up::{FollowUpBy, RepairClass};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::order::FollowUpTrack;
use client_core::domain::statistics::OrderSummary;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::fmt;
use std::str::FromStr;

/// A page has at most this many lines.
pub const MAX_PAGE: u32 = 500;

/// The last line of the page before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    completed_at: i64,
    order: DocumentId,
    number: String,
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}", self.completed_at, self.order, self.number)
    }
}

impl FromStr for Cursor {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let mut parts = text.splitn(3, '~');
        let mut next = || parts.next().ok_or(());
        Ok(Self {
            completed_at: next()?.parse().map_err(|_| ())?,
            order: next()?.parse().map_err(|_| ())?,
            number: next()?.to_owned(),
        })
    }
}

/// For whom a follow-up is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whom {
    /// This person, by name.
    Person(UserId),
    /// Nobody was named.
    Nobody,
}

/// What lines are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QueueQuery {
    /// Only this track; absent: those that wait for somebody.
    pub state: Option<FollowUpTrack>,
    /// Only those of these.
    pub follow_up_by: Option<FollowUpBy>,
    /// Only repairs of this class.
    pub repair_class: Option<RepairClass>,
    /// Only those whose earliest deadline has passed.
    pub overdue: bool,
    /// Only those that were completed in this month.
    pub month: Option<MonthOf>,
    /// Only those of one person.
    pub person: Option<Whom>,
    /// Only lines after this one.
    pub after: Option<Cursor>,
    /// Lines of the page, at most [`MAX_PAGE`].
    pub limit: u32,
}

/// A line of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueueLine {
    /// The order.
    pub summary: OrderSummary,
    /// When it was completed, milliseconds since 1970 UTC.
    pub completed_at: i64,
    /// Its deadlines, the earliest first.
    pub due: FollowUpDue,
    /// The earliest deadline was missed: by a late follow-up, or by none so far.
    pub overdue: bool,
}

impl QueueLine {
    fn of(summary: OrderSummary, zone: Zone, settings: &DeadlineSettings, now: i64) -> Option<Self> {
        let due = summary.follow_up_due(zone, settings)?;
        let overdue = due.alarming().is_some_and(|deadline| deadline.breached(summary.followed_at, now));
        Some(Self { completed_at: summary.signed_at?, overdue, due, summary })
    }

    /// The deadline that alarms.
    pub fn alarm(&self) -> Option<&Deadline> {
        self.due.alarming()
    }

    /// What to ask for to get the lines after this one.
    pub fn cursor(&self) -> Cursor {
        Cursor {
            completed_at: self.completed_at,
            order: self.summary.order,
            number: self.summary.number.clone().unwrap_or_default(),
        }
    }
}

/// A page of the queue, and whether there is another one.
///
/// # Errors
/// The database, or something stored in it.
pub fn queue(
    connection: &Connection,
    query: &QueueQuery,
    zone: Zone,
    settings: &DeadlineSettings,
    now: i64,
) -> Result<(Vec<QueueLine>, bool), EngineError> {
    let mut sql = "SELECT document, content FROM order_summary WHERE completed_at IS NOT NULL".to_owned();
    let mut values: Vec<Value> = Vec::new();
    let mut only = |sql: &mut String, condition: &str, value: Value| {
        sql.push_str(condition);
        values.push(value);
    };
    match query.state {
        Some(state) => only(&mut sql, " AND follow_up = ?", Value::Text(state.as_str().to_owned())),
        None => sql.push_str(" AND follow_up IN ('due', 'corrective_open')"),
    }
    if let Some(by) = query.follow_up_by {
        only(&mut sql, " AND follow_up_by = ?", Value::Text(by.as_str().to_owned()));
    }
    if let Some(class) = query.repair_class {
        only(&mut sql, " AND repair_class = ?", Value::Text(class.as_str().to_owned()));
    }
    if let Some(month) = query.month {
        only(&mut sql, " AND completed_at >= ?", Value::Integer(zone.start_of_month(month)));
        only(&mut sql, " AND completed_at < ?", Value::Integer(zone.end_of_month(month)));
    }
    if let Some(after) = &query.after {
        only(&mut sql, " AND (completed_at, number, document) > (?, ", Value::Integer(after.completed_at));
        only(&mut sql, "?, ", Value::Text(after.number.clone()));
        only(&mut sql, "?)", Value::Blob(after.order.as_bytes().to_vec()));
    }
    sql.push_str(" ORDER BY completed_at, number, document");
    let limit = query.limit.clamp(1, MAX_PAGE) as usize;
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let summary = read(row.get(0)?, &row.get::<_, String>(1)?)?;
        // Deadlines hang on settings, so they are reckoned here and stored nowhere.
        let line = QueueLine::of(summary, zone, settings, now);
        let wanted = |line: &QueueLine| {
            let person = line.summary.follow_up_person;
            let of = match query.person {
                Some(Whom::Person(wanted)) => person == Some(wanted),
                Some(Whom::Nobody) => person.is_none(),
                None => true,
            };
            of && (line.overdue || !query.overdue)
        };
        let Some(line) = line.filter(wanted) else { continue };
        if lines.len() == limit {
            return Ok((lines, true));
        }
        lines.push(line);
    }
    Ok((lines, false))
}
