//! The lines that a question finds, newest first.

use super::AuditKind;
use crate::ident::{DeviceId, UserId};
use crate::store::StoreError;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

/// Whose lines are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// What a person did, and what was done about him.
    Person(UserId),
    /// What the operator did by command.
    Operator,
}

/// A question to the audit.
#[derive(Debug, Clone, Copy, Default)]
pub struct AuditQuery {
    /// Of this kind only.
    pub kind: Option<AuditKind>,
    /// Of these people only.
    pub whose: Option<Whose>,
    /// Not before (ms).
    pub from: Option<i64>,
    /// Before (ms).
    pub until: Option<i64>,
    /// Before this line.
    pub before: Option<i64>,
    /// How many at most.
    pub limit: u32,
}

/// A line, with the names that people have now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number, from 1 without a gap.
    pub number: i64,
    /// When (ms).
    pub at: i64,
    /// Stored name of its kind; a newer program may have written it.
    pub kind: String,
    /// Stored name of the way.
    pub origin: String,
    /// Who did it, with name.
    pub actor: Option<(UserId, String)>,
    /// From which place, and what people call it.
    pub place: Option<(DeviceId, String)>,
    /// Whom it is about, with name.
    pub person: Option<(UserId, String)>,
    /// Which device it is about, and what people call it.
    pub device: Option<(DeviceId, String)>,
    /// What it is about.
    pub matter: String,
    /// More about it.
    pub detail: String,
    /// How many times, and when last (ms): for failed sign-ins.
    pub times: Option<(i64, i64)>,
}

/// Lines of the audit, newest first.
///
/// # Errors
/// The database.
pub fn lines(connection: &Connection, query: &AuditQuery) -> Result<Vec<AuditLine>, StoreError> {
    let mut sql = "SELECT a.number, a.at, a.kind, a.origin, a.actor, doer.display_name, a.place, place.name, a.person,
                          about.display_name, a.device, device.name, a.matter, a.detail, f.count, f.last_at
                   FROM audit a LEFT JOIN user doer ON doer.id = a.actor LEFT JOIN device place ON place.id = a.place
                   LEFT JOIN user about ON about.id = a.person LEFT JOIN device ON device.id = a.device
                   LEFT JOIN sign_in_failure f ON f.audit = a.number WHERE 1"
        .to_owned();
    let mut values = Vec::new();
    if let Some(kind) = query.kind {
        sql.push_str(" AND a.kind = ?");
        values.push(Value::Text(kind.as_str().to_owned()));
    }
    match query.whose {
        None => {}
        Some(Whose::Person(user)) => {
            sql.push_str(" AND (a.actor = ? OR a.person = ?)");
            values.extend([Value::Blob(user.as_bytes().to_vec()), Value::Blob(user.as_bytes().to_vec())]);
        }
        Some(Whose::Operator) => sql.push_str(" AND a.origin = 'command'"),
    }
    let bounds =
        [(" AND a.at >= ?", query.from), (" AND a.at < ?", query.until), (" AND a.number < ?", query.before)];
    for (condition, bound) in bounds.into_iter().filter_map(|(text, bound)| Some((text, bound?))) {
        sql.push_str(condition);
        values.push(Value::Integer(bound));
    }
    sql.push_str(" ORDER BY a.number DESC LIMIT ?");
    values.push(Value::Integer(i64::from(query.limit)));
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params_from_iter(values), |row| {
        let user = |id: usize| -> rusqlite::Result<Option<(UserId, String)>> {
            let found: Option<[u8; 16]> = row.get(id)?;
            let name: Option<String> = row.get(id + 1)?;
            Ok(found.map(|bytes| (UserId::from_bytes(bytes), name.unwrap_or_default())))
        };
        let device = |id: usize| -> rusqlite::Result<Option<(DeviceId, String)>> {
            let found: Option<[u8; 16]> = row.get(id)?;
            let name: Option<String> = row.get(id + 1)?;
            Ok(found.map(|bytes| (DeviceId::from_bytes(bytes), name.unwrap_or_default())))
        };
        Ok(AuditLine {
            number: row.get(0)?,
            at: row.get(1)?,
            kind: row.get(2)?,
            origin: row.get(3)?,
            actor: user(4)?,
            place: device(6)?,
            person: user(8)?,
            device: device(10)?,
            matter: row.get(12)?,
            detail: row.get(13)?,
            times: row.get::<_, Option<i64>>(14)?.zip(row.get(15)?),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
