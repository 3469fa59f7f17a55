//! Complaints by their rows: one of them, and those that have moved.

use super::read;
use crate::feed::EngineError;
use crate::store::StoreError;
use client_core::domain::complaint::Complaint;
use client_core::domain::id::DocumentId;
use rusqlite::{Connection, OptionalExtension};

/// A complaint by its document; `None` where it has no row.
pub(crate) fn find(connection: &Connection, document: DocumentId) -> Result<Option<Complaint>, EngineError> {
    let content: Option<String> = connection
        .prepare_cached("SELECT content FROM complaint WHERE document = ?1")?
        .query_row([document.as_bytes()], |row| row.get(0))
        .optional()?;
    content.map(|content| read(document, &content)).transpose()
}

/// Complaints that have come or changed since this feed number, and with `all` the other open ones too; each with the
/// number of its last change, in order. A row that can't be read is the doctor's matter, and holds no other one back.
pub(crate) fn moved(
    connection: &Connection,
    since: i64,
    all: bool,
) -> Result<Vec<(i64, Option<Complaint>)>, StoreError> {
    let which = if all { "last_seq > ?1 OR open = 1" } else { "last_seq > ?1" };
    let sql = format!("SELECT document, content, last_seq FROM complaint WHERE {which} ORDER BY last_seq");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([since], |row| {
        let (document, content): (_, String) = (DocumentId::from_bytes(row.get(0)?), row.get(1)?);
        Ok((row.get(2)?, read(document, &content).ok()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
