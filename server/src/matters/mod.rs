//! The office's other matters' projection: one row per matter, written in the transaction of the change that moved it, and
//! who is given one that his posts alone don't let him read (MOV, TRU, REN, REC, VIS, EVT, CNV, ROL).

mod duties;
mod export;
mod list;
mod tally;

pub use duties::{DutyLine, MissedRound, Stands, duties, first_day, missed_rounds};
pub use export::matter_sheet;
pub use list::{MatterLine, MatterQuery, Which, lines};
pub use tally::{MatterTally, tallies};

use crate::feed::{self, EngineError, FeedError, int, scope, uint};
use crate::incidents::departments;
use crate::settlement;
use client_core::domain::calendar::MonthOf;
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::follow_up::Cause;
use client_core::domain::id::DocumentId;
use client_core::domain::journal::Journal;
use client_core::domain::matter::{MATTER_FOLD_VERSION, Matter, MatterState, fold_matter};
use client_core::domain::policy::ReadScope;
use rusqlite::{Connection, OptionalExtension, params};
use serde::Serialize;
use std::collections::BTreeMap;

/// Writes the row of a matter, and gives the matter. `site` is the database that knows the site's zone and has the log.
pub(crate) fn save(
    connection: &Connection,
    site: &Connection,
    journal: &Journal,
    seq: u64,
) -> Result<Option<Matter>, EngineError> {
    let Some(matter) = fold_matter(journal) else { return Ok(None) };
    let zone = settlement::zone(site)?;
    let next = matter.next_due(zone, &feed::arrivals(connection, site, matter.id)?);
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO matter (document, kind, form, state, title, unit_no, period, person,
                 opened_at, next_due_at, due_of, alarmed, content, last_seq, fold_version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            matter.id.as_bytes(),
            matter.kind.as_str(),
            matter.opening.form,
            matter.state.as_str(),
            matter.opening.title,
            matter.opening.unit_no,
            matter.opening.period,
            matter.person.as_bytes(),
            matter.opened_at(),
            next.map(|(at, _)| at),
            next.map(|(_, of)| of.as_str()),
            !matter.alarms().is_empty(),
            matter.canonical_json(),
            int(seq),
            MATTER_FOLD_VERSION,
        ])?;
    Ok(Some(matter))
}

/// Makes the rows again that another version of the fold wrote. Gives their number. What they were last moved by stays as it
/// was.
///
/// # Errors
/// The database, or something stored in it.
pub fn heal(connection: &Connection) -> Result<usize, EngineError> {
    let stale: Vec<([u8; 16], i64)> = connection
        .prepare("SELECT document, last_seq FROM matter WHERE fold_version <> ?1")?
        .query_map([MATTER_FOLD_VERSION], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    for (document, last_seq) in &stale {
        if let Some(known) = feed::known(connection, DocumentId::from_bytes(*document))? {
            save(connection, connection, &known.journal(), uint(*last_seq))?;
        }
    }
    Ok(stale.len())
}

/// Gives a matter to whoever answers for it and to the staff whom it names, where their posts read only their own (VIS-1,
/// CNV-5, EVT-6, REC-2).
pub(crate) fn share(connection: &Connection, matter: &Matter, seq: u64) -> Result<(), EngineError> {
    let mut people = matter.named_people();
    people.insert(matter.person);
    for person in people {
        if departments::reads(connection, person, DocumentKind::Matter(matter.kind))? == ReadScope::Own {
            scope::grant(connection, person, matter.id, seq)?;
        }
    }
    Ok(())
}

/// A matter as its row keeps it.
pub(crate) fn read(document: DocumentId, content: &str) -> Result<Matter, EngineError> {
    serde_json::from_str(content).map_err(|_| FeedError::Damaged { what: "matter", document }.into())
}

/// A matter by its document; `None` where there is none.
pub(crate) fn find(connection: &Connection, document: DocumentId) -> Result<Option<Matter>, EngineError> {
    let content: Option<String> = connection
        .prepare_cached("SELECT content FROM matter WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| row.get(0))
        .optional()?;
    content.map(|content| read(document, &content)).transpose()
}

/// Everything that is open under a form, for those who declare something for all of them (TRU-5).
pub(crate) fn open_of_form(connection: &Connection, form: &str) -> Result<Vec<DocumentId>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT document FROM matter WHERE form = ?1 AND state = 'open' ORDER BY opened_at, document",
    )?;
    let rows = statement.query_map([form], |row| row.get::<_, [u8; 16]>(0))?;
    let documents = rows.collect::<Result<Vec<_>, _>>()?;
    Ok(documents.into_iter().map(DocumentId::from_bytes).collect())
}

/// Visits of a month: what was planned for it, what was recorded in it, and how many residents were content (VIS-5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct VisitCounts {
    /// Visits whose last day lies in the month.
    pub planned: usize,
    /// Visits that were recorded in it.
    pub recorded: usize,
    /// Of these, those at which somebody was content.
    pub content: usize,
    /// What the others were discontent with, where their record says so (STA-7).
    pub causes: BTreeMap<Cause, usize>,
}

/// Counts the visits of a month.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn visits(connection: &Connection, month: MonthOf) -> Result<VisitCounts, EngineError> {
    let zone = settlement::zone(connection)?;
    let mut statement =
        connection.prepare_cached("SELECT document, content FROM matter WHERE form = 'visit'")?;
    let mut rows = statement.query([])?;
    let mut counts = VisitCounts::default();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let visit = read(document, row.get_ref(1)?.as_str().unwrap_or_default())?;
        let planned =
            visit.state != MatterState::GivenUp && visit.due.is_some_and(|due| due.month_of() == month);
        counts.planned += usize::from(planned);
        let at = visit.time("record", None, "visited_at");
        if at.is_some_and(|at| zone.month_of(at) == month) {
            counts.recorded += 1;
            let content = visit.says("record", None, "satisfied") == Some(true);
            counts.content += usize::from(content);
            let cause = visit.choice("record", None, "cause").filter(|_| !content).and_then(Cause::parse);
            if let Some(cause) = cause {
                *counts.causes.entry(cause).or_default() += 1;
            }
        }
    }
    Ok(counts)
}
