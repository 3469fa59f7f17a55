//! Who changed what and when (ROL-2). Rows of this history are written once and stay.

use super::{Author, DirectoryError};
use crate::ident::UserId;
use rusqlite::{Connection, params};
use serde::Serialize;
use serde_json::Value;

/// What a change is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A building, by its code.
    Building,
    /// A unit, by the key of its address.
    Unit,
    /// A customer, by his number.
    Party,
}

impl Subject {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Building => "building",
            Self::Unit => "unit",
            Self::Party => "party",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// Who; absent for the operator's command line.
    pub author: Option<UserId>,
    /// His name.
    pub author_name: Option<String>,
    /// The row before; absent for a new one.
    pub before: Option<Value>,
    /// The row after.
    pub after: Value,
}

impl Change {
    /// The fields that are another than before, each with its value before and after.
    pub fn fields(&self) -> Vec<(&str, &Value, &Value)> {
        let before = self.before.as_ref().unwrap_or(&Value::Null);
        let after = self.after.as_object().into_iter().flatten();
        after
            .map(|(name, now)| (name.as_str(), before.get(name).unwrap_or(&Value::Null), now))
            .filter(|(_, then, now)| then != now)
            .collect()
    }
}

/// Writes a change down.
pub(super) fn remember<T: Serialize>(
    connection: &Connection,
    subject: Subject,
    name: &str,
    before: Option<&T>,
    after: &T,
    author: &Author,
) -> Result<(), DirectoryError> {
    let json = |row: &T| serde_json::to_string(row).map_err(|_| DirectoryError::Damaged("row"));
    let (before, after) = (before.map(json).transpose()?, json(after)?);
    let user = author.user.map(|user| *user.as_bytes());
    connection
        .prepare_cached(
            "INSERT INTO directory_change (at, author, kind, subject, before, after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![author.at, user, subject.as_str(), name, before, after])?;
    Ok(())
}

/// The changes of one row, the last one first, at most `limit`.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn history(
    connection: &Connection,
    subject: Subject,
    name: &str,
    limit: u32,
) -> Result<Vec<Change>, DirectoryError> {
    let mut statement = connection.prepare_cached(
        "SELECT c.at, c.author, u.display_name, c.before, c.after FROM directory_change c
         LEFT JOIN user u ON u.id = c.author WHERE c.kind = ?1 AND c.subject = ?2 ORDER BY c.id DESC LIMIT ?3",
    )?;
    let mut rows = statement.query(params![subject.as_str(), name, limit])?;
    let read = |text: String| serde_json::from_str(&text).map_err(|_| DirectoryError::Damaged("change"));
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        changes.push(Change {
            at: row.get(0)?,
            author: row.get::<_, Option<[u8; 16]>>(1)?.map(UserId::from_bytes),
            author_name: row.get(2)?,
            before: row.get::<_, Option<String>>(3)?.map(read).transpose()?,
            after: read(row.get(4)?)?,
        });
    }
    Ok(changes)
}
