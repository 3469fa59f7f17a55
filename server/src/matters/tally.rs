//! What the matters that somebody may read come to, by form and by the department that they were given to (ROL-13, ROL-22).

use super::list::only_readable;
use crate::departments::{Count, counted, is_done};
use crate::feed::EngineError;
use client_core::domain::entry::incident::Department;
use client_core::domain::id::UserId;
use client_core::domain::matter::MatterState;
use client_core::domain::policy::Role;
use client_core::domain::statistics::Span;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Matters of one form that were given to one department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterTally {
    /// Their form.
    pub form: String,
    /// The department that they were given to by hand.
    pub department: Option<Department>,
    /// How many.
    pub count: Count,
}

/// The department that a matter `m` was given to by hand: that of the assignment that counts.
pub(super) const GIVEN_TO: &str = "(SELECT json_extract(one.value, '$.department')
     FROM json_each(m.content, '$.assignments') one
     WHERE json_extract(one.value, '$.standing') = 'counts' LIMIT 1)";

/// Counts the matters that a person may read.
///
/// # Errors
/// The database.
pub fn tallies(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    span: Span,
    now: i64,
) -> Result<Vec<MatterTally>, EngineError> {
    let mut sql =
        format!("SELECT m.form, m.state, m.next_due_at, m.opened_at, {GIVEN_TO} FROM matter m WHERE 1");
    let mut values: Vec<Value> = Vec::new();
    only_readable(&mut sql, &mut values, user, roles);
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut tallies: Vec<MatterTally> = Vec::new();
    while let Some(row) = rows.next()? {
        let (form, state): (String, String) = (row.get(0)?, row.get(1)?);
        let due_at: Option<i64> = row.get(2)?;
        let given: Option<String> = row.get(4)?;
        let department = given.as_deref().and_then(Department::parse);
        let state = MatterState::parse(&state);
        let open = state == Some(MatterState::Open);
        let late = due_at.is_some_and(|due_at| due_at < now);
        let count = counted(span, row.get(3)?, open, late, state.is_some_and(is_done));
        match tallies.iter_mut().find(|one| one.form == form && one.department == department) {
            Some(known) => known.count += count,
            None => tallies.push(MatterTally { form, department, count }),
        }
    }
    Ok(tallies)
}
