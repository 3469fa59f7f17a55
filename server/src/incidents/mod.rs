//! Incidents' projection: one row per incident, written in the transaction of the change that moved it (PRI-9 to PRI-12),
//! and the heads of the departments that are told of them.

pub mod departments;
mod export;
mod list;
mod tally;

pub use export::incident_sheet;
pub use list::{IncidentLine, IncidentQuery, Which, lines};
pub use tally::{IncidentTally, tallies};

use crate::feed::{EngineError, int};
use client_core::domain::incident::fold_incident;
use client_core::domain::journal::Journal;
use rusqlite::{Connection, params};

/// Writes the row of an incident.
pub(crate) fn save(connection: &Connection, journal: &Journal, seq: u64) -> Result<(), EngineError> {
    let Some(incident) = fold_incident(journal) else { return Ok(()) };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO incident (document, state, open, area, department, major, reported_major, finder,
                 finder_on_site, reported_at, content, last_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            incident.id.as_bytes(),
            incident.state.as_str(),
            incident.state.is_open(),
            incident.report.area.as_str(),
            incident.report.department.as_str(),
            incident.major,
            incident.report.major,
            incident.finder().as_bytes(),
            incident.finder_on_site,
            incident.reported_at(),
            incident.canonical_json(),
            int(seq),
        ])?;
    Ok(())
}
