//! The list of matters: what each reader may see of it, the open ones first, by what is due next.

use super::read;
use super::tally::GIVEN_TO;
use crate::feed::{EngineError, scope};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::matter::{DueOf, Matter, MatterState};
use client_core::domain::policy::Role;
use client_core::domain::statistics::Span;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::fmt::Write as _;

/// Which matters are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All of them, the open ones first.
    #[default]
    All,
    /// Open ones with something over time at this moment, milliseconds since 1970 UTC.
    Late(i64),
    /// Open ones that people have to look at.
    Alarmed,
    /// Those in one state.
    State(MatterState),
}

/// A question to the list.
#[derive(Debug, Clone, Default)]
pub struct MatterQuery {
    /// By state.
    pub which: Which,
    /// Of this kind only.
    pub kind: Option<MatterKind>,
    /// Of this form only.
    pub form: Option<String>,
    /// Of this home only: building and unit.
    pub unit_no: Option<String>,
    /// That this person answers for.
    pub person: Option<UserId>,
    /// Given to this department by hand.
    pub department: Option<Department>,
    /// Begun in this span.
    pub begun: Option<Span>,
    /// Whose title or home has these words.
    pub words: Option<String>,
    /// Those after the line of this matter: the last one of the page before.
    pub after: Option<DocumentId>,
    /// How many at most.
    pub limit: u32,
}

/// A matter as a line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatterLine {
    /// The matter.
    pub matter: Matter,
    /// What is due next, milliseconds since 1970 UTC, and what it is.
    pub next_due: Option<(i64, DueOf)>,
    /// People have to look at it at once.
    pub alarmed: bool,
    /// Name of whoever answers for it.
    pub person_name: Option<String>,
}

/// Of the kinds that his posts don't let him read whole, somebody sees those that are his.
pub(super) fn only_readable(sql: &mut String, values: &mut Vec<Value>, user: UserId, roles: &[Role]) {
    let groups = scope::groups(roles);
    let whole =
        MatterKind::ALL.iter().filter(|kind| groups.contains(&scope::group(DocumentKind::Matter(**kind))));
    let names: Vec<Value> = whole.map(|kind| Value::Text(kind.as_str().to_owned())).collect();
    let marks = vec!["?"; names.len()].join(", ");
    let own = "(SELECT document FROM scope WHERE removed_seq IS NULL AND reason = 'work' AND principal = ?)";
    // A string takes all that is written into it.
    let _ = write!(sql, " AND (m.kind IN ({marks}) OR m.document IN {own})");
    values.extend(names);
    values.push(Value::Blob(user.as_bytes().to_vec()));
}

/// Matters that a person may read: the open ones first, by what is due next, then by when they began.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn lines(
    connection: &Connection,
    user: UserId,
    roles: &[Role],
    query: &MatterQuery,
) -> Result<Vec<MatterLine>, EngineError> {
    let mut sql =
        "SELECT m.document, m.content, m.next_due_at, m.due_of, m.alarmed, user.display_name FROM matter m
                   LEFT JOIN user ON user.id = m.person WHERE 1"
            .to_owned();
    let mut values = Vec::new();
    only_readable(&mut sql, &mut values, user, roles);
    let mut only = |clause: &str, value: Option<Value>| {
        if let Some(value) = value {
            sql.push_str(clause);
            values.push(value);
        }
    };
    match query.which {
        Which::All => {}
        Which::Late(now) => only(" AND m.state = 'open' AND m.next_due_at < ?", Some(Value::Integer(now))),
        Which::Alarmed => only(" AND m.state = 'open' AND m.alarmed = ?", Some(Value::Integer(1))),
        Which::State(state) => only(" AND m.state = ?", Some(Value::Text(state.as_str().to_owned()))),
    }
    only(" AND m.kind = ?", query.kind.map(|kind| Value::Text(kind.as_str().to_owned())));
    only(" AND m.form = ?", query.form.clone().map(Value::Text));
    only(" AND m.unit_no = ?", query.unit_no.clone().map(Value::Text));
    only(" AND m.person = ?", query.person.map(|person| Value::Blob(person.as_bytes().to_vec())));
    only(
        &format!(" AND {GIVEN_TO} = ?"),
        query.department.map(|department| Value::Text(department.as_str().to_owned())),
    );
    only(" AND m.opened_at >= ?", query.begun.map(|span| Value::Integer(span.from)));
    only(" AND m.opened_at < ?", query.begun.map(|span| Value::Integer(span.until)));
    only(
        " AND instr(lower(m.title || ' ' || coalesce(m.unit_no, '')), ?) > 0",
        query.words.as_deref().map(|words| Value::Text(words.trim().to_lowercase())),
    );
    // What has nothing due comes behind what has.
    let place = "(m.state != 'open', coalesce(m.next_due_at, 9223372036854775807), m.opened_at, m.document)";
    let place_of_last =
        "(SELECT state != 'open', coalesce(next_due_at, 9223372036854775807), opened_at, document
                          FROM matter WHERE document = ?)";
    only(
        &format!(" AND {place} > {place_of_last}"),
        query.after.map(|after| Value::Blob(after.as_bytes().to_vec())),
    );
    sql.push_str(
        " ORDER BY m.state != 'open', coalesce(m.next_due_at, 9223372036854775807), m.opened_at, m.document LIMIT ?",
    );
    values.push(Value::Integer(i64::from(query.limit)));
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query(params_from_iter(values))?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let matter = read(document, row.get_ref(1)?.as_str().unwrap_or_default())?;
        let of = row.get::<_, Option<String>>(3)?.and_then(|name| DueOf::parse(&name));
        let next_due = row.get::<_, Option<i64>>(2)?.zip(of);
        lines.push(MatterLine { matter, next_due, alarmed: row.get(4)?, person_name: row.get(5)? });
    }
    Ok(lines)
}
