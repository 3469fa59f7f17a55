//! What the incidents that somebody may read come to, by department and kind of public matter (ROL-11, ROL-22).

use super::list::only_readable;
use crate::departments::{Count, counted};
use crate::feed::EngineError;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::id::UserId;
use client_core::domain::incident::IncidentState;
use client_core::domain::policy::Role;
use client_core::domain::statistics::Span;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Incidents of one kind in one department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentTally {
    /// Whose they are.
    pub department: Department,
    /// What kind of public matter.
    pub area: PublicArea,
    /// A contractor's people have reported them (ROL-10).
    pub of_contractor: bool,
    /// How many.
    pub count: Count,
}

/// Reports by a contractor's people, as a condition of an incident `i`: the post in which it was reported counts, which was
/// checked when it came, and not what the finder is today.
pub(super) const OF_CONTRACTOR: &str = "json_extract(i.content, '$.report.origin.by.role') = 'contractor'";

/// Counts the incidents that a person may read.
///
/// # Errors
/// The database.
pub fn tallies(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    span: Span,
) -> Result<Vec<IncidentTally>, EngineError> {
    let mut sql = format!(
        "SELECT i.department, i.area, i.state, i.open, i.reported_at, {OF_CONTRACTOR} FROM incident i WHERE 1"
    );
    let mut values: Vec<Value> = Vec::new();
    only_readable(&mut sql, &mut values, user, roles);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut tallies: Vec<IncidentTally> = Vec::new();
    while let Some(row) = rows.next()? {
        let (department, area): (String, String) = (row.get(0)?, row.get(1)?);
        // The projection writes no other names.
        let (Some(department), Some(area)) = (Department::parse(&department), PublicArea::parse(&area))
        else {
            continue;
        };
        let (state, open, of_contractor): (String, bool, bool) = (row.get(2)?, row.get(3)?, row.get(5)?);
        let unattended = state == IncidentState::NobodyOnSite.as_str();
        let count = counted(span, row.get(4)?, open, unattended, !open);
        let same = |one: &&mut IncidentTally| {
            one.department == department && one.area == area && one.of_contractor == of_contractor
        };
        match tallies.iter_mut().find(same) {
            Some(known) => known.count += count,
            None => tallies.push(IncidentTally { department, area, of_contractor, count }),
        }
    }
    Ok(tallies)
}
