//! Duties that come again and again: what was done of them, and what was not (ROL-12, ROL-28, ROL-29, ROL-31, VIS-2).

use crate::feed::EngineError;
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::id::DocumentId;
use client_core::domain::matter::{DueOf, FORMS, Form, MatterPeriod, MatterState, matter_document};
use rusqlite::{Connection, OptionalExtension};

/// How a duty stands in one of its periods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stands {
    /// Done while the period lasted.
    Done,
    /// Done after it was over.
    DoneLate,
    /// The period isn't over.
    Open,
    /// It is over, and it wasn't done.
    Missing,
    /// It was given up, with a reason.
    GivenUp,
}

impl Stands {
    /// Its name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::DoneLate => "done_late",
            Self::Open => "open",
            Self::Missing => "missing",
            Self::GivenUp => "given_up",
        }
    }
}

/// A duty in one of its periods.
#[derive(Debug, Clone)]
pub struct DutyLine {
    /// The duty's form.
    pub form: &'static Form,
    /// The period.
    pub period: MatterPeriod,
    /// Its document, whether somebody has opened it or not.
    pub document: DocumentId,
    /// Whether somebody has.
    pub opened: bool,
    /// In time until this moment, milliseconds since 1970 UTC.
    pub due_at: i64,
    /// How it stands.
    pub stands: Stands,
}

/// The day from which duties count: that of the site's first work, or today where there was none.
///
/// # Errors
/// The database.
pub fn first_day(connection: &Connection, zone: Zone, now: i64) -> Result<Day, EngineError> {
    let first: Option<Option<i64>> = connection
        .prepare_cached("SELECT min(at) FROM (SELECT min(requested_at) AS at FROM board UNION SELECT min(opened_at) FROM matter)")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(zone.day_of(first.flatten().unwrap_or(now).min(now)))
}

/// Each duty in the periods that touch these days, the latest period first.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn duties(
    connection: &Connection,
    zone: Zone,
    now: i64,
    (from, until): (Day, Day),
) -> Result<Vec<DutyLine>, EngineError> {
    let mut lines = Vec::new();
    for form in FORMS.iter().copied() {
        let Some(every) = form.every else { continue };
        let mut period = MatterPeriod::of(every, from);
        while period.first_day() <= until {
            lines.push(line(connection, zone, now, form, period)?);
            period = period.next();
        }
    }
    lines.sort_by(|a, b| b.due_at.cmp(&a.due_at).then(a.form.key.cmp(b.form.key)));
    Ok(lines)
}

fn line(
    connection: &Connection,
    zone: Zone,
    now: i64,
    form: &'static Form,
    period: MatterPeriod,
) -> Result<DutyLine, EngineError> {
    let document = matter_document(form.key, &period.to_string());
    let due_at = zone.end_of(period.last_day()).saturating_sub(1);
    let matter = super::find(connection, document)?;
    let late = now > due_at;
    let stands = match &matter {
        Some(matter) if matter.state == MatterState::GivenUp => Stands::GivenUp,
        Some(matter) if matter.state == MatterState::Done => {
            let dues = matter.dues(zone, now);
            let after = |at: i64| at > due_at;
            if dues.iter().any(|due| due.of == DueOf::Matter && due.done_at.is_some_and(after)) {
                Stands::DoneLate
            } else {
                Stands::Done
            }
        }
        _ if late => Stands::Missing,
        _ => Stands::Open,
    };
    Ok(DutyLine { form, period, document, opened: matter.is_some(), due_at, stands })
}
