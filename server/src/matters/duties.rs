//! Duties that come again and again: what was done of them, and what was not (ROL-12, ROL-28, ROL-29, ROL-31, VIS-2), and
//! rounds of empty homes that nobody made (TRU-5).

use crate::feed::{EngineError, arrivals};
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::id::DocumentId;
use client_core::domain::matter::{DueOf, FORMS, Form, MatterPeriod, MatterState, matter_document};
use rusqlite::{Connection, OptionalExtension};
use std::collections::BTreeMap;

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
            // The duty as a whole is all that is asked, and no arrival changes it.
            let dues = matter.dues(zone, now, &BTreeMap::new());
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

/// A round of an empty home whose time is over and that nobody made (TRU-5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissedRound {
    /// The trusteeship.
    pub document: DocumentId,
    /// The home.
    pub unit_no: Option<String>,
    /// Which round.
    pub of: DueOf,
    /// It was in time until this moment, milliseconds since 1970 UTC.
    pub due_at: i64,
    /// A later one has taken its place; until then somebody can still go.
    pub missed: bool,
}

/// Rounds whose last moment lies in these days and that nobody made, the latest first.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn missed_rounds(
    connection: &Connection,
    zone: Zone,
    now: i64,
    (from, until): (Day, Day),
) -> Result<Vec<MissedRound>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT document, content FROM matter WHERE form = 'trusteeship' AND state != 'given_up'",
    )?;
    let mut rows = statement.query([])?;
    let mut rounds = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let home = super::read(document, row.get_ref(1)?.as_str().unwrap_or_default())?;
        let received_at = arrivals(connection, connection, document)?;
        let unmade = home.dues(zone, now, &received_at).into_iter().filter(|due| {
            let round = matches!(due.of, DueOf::Patrol | DueOf::BeforeRain | DueOf::AfterRain);
            round && due.done_at.is_none() && due.is_late(now)
        });
        let asked = unmade.filter(|due| (from..=until).contains(&zone.day_of(due.due_at)));
        let unit_no = home.opening.unit_no.clone();
        rounds.extend(asked.map(|due| MissedRound {
            document,
            unit_no: unit_no.clone(),
            of: due.of,
            due_at: due.due_at,
            missed: due.missed,
        }));
    }
    rounds.sort_by(|a, b| b.due_at.cmp(&a.due_at).then_with(|| a.document.cmp(&b.document)));
    Ok(rounds)
}
