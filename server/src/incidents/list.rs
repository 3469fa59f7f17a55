//! The list of incidents: what each reader may see of it, the open ones first, by time waiting (PRI-2).

use super::tally::OF_CONTRACTOR;
use crate::feed::{EngineError, FeedError, scope};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::incident::{Incident, IncidentState};
use client_core::domain::policy::Role;
use client_core::domain::statistics::Span;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Which incidents are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All of them, the open ones first.
    #[default]
    All,
    /// Those that nobody has decided.
    Open,
    /// Those in one state.
    State(IncidentState),
}

/// A question to the list.
#[derive(Debug, Clone, Default)]
pub struct IncidentQuery {
    /// By state.
    pub which: Which,
    /// Of this kind of public matter only.
    pub area: Option<PublicArea>,
    /// Of this department only.
    pub department: Option<Department>,
    /// Major ones only.
    pub major: bool,
    /// Those that a contractor's people have reported (ROL-10).
    pub of_contractor: bool,
    /// Reported in this span.
    pub reported: Option<Span>,
    /// Those after the line of this incident: the last one of the page before.
    pub after: Option<DocumentId>,
    /// How many at most.
    pub limit: u32,
}

/// An incident as a line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentLine {
    /// The incident.
    pub incident: Incident,
    /// Name of the finder.
    pub finder_name: Option<String>,
}

/// Whoever doesn't read all incidents sees those that are his.
pub(super) fn only_readable(sql: &mut String, values: &mut Vec<Value>, user: UserId, roles: &[Role]) {
    let groups = scope::groups(roles);
    if groups.contains(&scope::group(DocumentKind::Incident)) {
        return;
    }
    sql.push_str(
        " AND i.document IN (SELECT document FROM scope WHERE removed_seq IS NULL AND reason = 'work' AND principal = ?)",
    );
    values.push(Value::Blob(user.as_bytes().to_vec()));
}

/// Incidents that a person may read, the open ones first, by time waiting.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn lines(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    query: &IncidentQuery,
) -> Result<Vec<IncidentLine>, EngineError> {
    let mut sql = "SELECT i.document, i.content, user.display_name FROM incident i
                   LEFT JOIN user ON user.id = i.finder WHERE 1"
        .to_owned();
    let mut values = Vec::new();
    only_readable(&mut sql, &mut values, user, roles);
    match query.which {
        Which::All => {}
        Which::Open => sql.push_str(" AND i.open = 1"),
        Which::State(state) => {
            sql.push_str(" AND i.state = ?");
            values.push(Value::Text(state.as_str().to_owned()));
        }
    }
    if let Some(area) = query.area {
        sql.push_str(" AND i.area = ?");
        values.push(Value::Text(area.as_str().to_owned()));
    }
    if let Some(department) = query.department {
        sql.push_str(" AND i.department = ?");
        values.push(Value::Text(department.as_str().to_owned()));
    }
    if query.major {
        sql.push_str(" AND i.major = 1");
    }
    if query.of_contractor {
        sql.push_str(" AND ");
        sql.push_str(OF_CONTRACTOR);
    }
    if let Some(span) = query.reported {
        sql.push_str(" AND i.reported_at >= ? AND i.reported_at < ?");
        values.extend([Value::Integer(span.from), Value::Integer(span.until)]);
    }
    if let Some(after) = query.after {
        sql.push_str(
            " AND (1 - i.open, i.reported_at, i.document) >
                  (SELECT 1 - open, reported_at, document FROM incident WHERE document = ?)",
        );
        values.push(Value::Blob(after.as_bytes().to_vec()));
    }
    sql.push_str(" ORDER BY i.open DESC, i.reported_at, i.document LIMIT ?");
    values.push(Value::Integer(i64::from(query.limit)));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let incident = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or_default());
        let incident = incident.map_err(|_| FeedError::Damaged { what: "incident", document })?;
        lines.push(IncidentLine { incident, finder_name: row.get(2)? });
    }
    Ok(lines)
}
