//! What each order comes to: written in the transaction of the change that moved it, read by the queue of follow-ups
//! and by the statistics.

mod export;
mod queue;

pub use export::{compliance_sheets, month_sheets, queue_sheet, slips_sheet};
pub use queue::{Cursor, MAX_PAGE, QueueLine, QueueQuery, Whom, queue};

use crate::feed::{self, EngineError, FeedError};
use client_core::domain::calendar::MonthOf;
use client_core::domain::entry::{Body, Kind};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::month::month_document;
use client_core::domain::order::Order;
use client_core::domain::policy::{Relation, Role, may_write};
use client_core::domain::statistics::{OrderSummary, Span};
use rusqlite::{Connection, params};

/// Writes what an order comes to.
pub(crate) fn save(connection: &Connection, order: &Order) -> Result<(), EngineError> {
    OrderSummary::of(order).map_or(Ok(()), |summary| write(connection, &summary))
}

/// Writes a summary.
pub(crate) fn write(connection: &Connection, summary: &OrderSummary) -> Result<(), EngineError> {
    let (first, last) = summary.span();
    let damaged = |_| FeedError::Damaged { what: "summary", document: summary.order };
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO order_summary (document, number, follow_up, follow_up_by, repair_class,
                 completed_at, first_at, last_at, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            summary.order.as_bytes(),
            summary.number.as_deref().unwrap_or_default(),
            summary.follow_up.as_str(),
            summary.follow_up_by.as_str(),
            summary.repair_class.as_str(),
            summary.signed_at,
            first,
            last,
            serde_json::to_string(summary).map_err(damaged)?,
        ])?;
    Ok(())
}

fn read(document: [u8; 16], content: &str) -> Result<OrderSummary, EngineError> {
    let damaged = |_| FeedError::Damaged { what: "summary", document: DocumentId::from_bytes(document) };
    Ok(serde_json::from_str(content).map_err(damaged)?)
}

/// Every order that a figure of this span could ask for, in a fixed order.
///
/// # Errors
/// The database, or something stored in it.
pub fn summaries(connection: &Connection, span: Span) -> Result<Vec<OrderSummary>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT document, content FROM order_summary WHERE first_at < ?1 AND last_at >= ?2
         ORDER BY first_at, document",
    )?;
    let mut rows = statement.query([span.until, span.from])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row.get(0)?, &row.get::<_, String>(1)?)?);
    }
    Ok(found)
}

/// The managers who owe spot checks in a span (FUP-8), with their names.
///
/// # Errors
/// The database.
pub fn managers(connection: &Connection, span: Span) -> Result<Vec<(UserId, String)>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT DISTINCT u.id, u.display_name FROM user u JOIN user_role r ON r.user = u.id
         WHERE r.role IN (?1, ?2) AND r.from_at < ?3 AND (r.until_at IS NULL OR r.until_at > ?4)
         ORDER BY u.display_name, u.id",
    )?;
    let roles = [Role::CscManager.as_str(), Role::OfficeHead.as_str()];
    let rows = statement.query_map(params![roles[0], roles[1], span.until, span.from], |row| {
        Ok((UserId::from_bytes(row.get(0)?), row.get(1)?))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The people whose role follows up now, with their names.
///
/// # Errors
/// The database.
pub fn callers(connection: &Connection) -> Result<Vec<(UserId, String)>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT u.id, u.display_name, r.role FROM user u JOIN user_role r ON r.user = u.id
         WHERE r.until_at IS NULL ORDER BY u.display_name, u.id",
    )?;
    let mut rows = statement.query([])?;
    let mut found: Vec<(UserId, String)> = Vec::new();
    while let Some(row) = rows.next()? {
        let role = Role::parse(row.get_ref(2)?.as_str().unwrap_or_default());
        let id = UserId::from_bytes(row.get(0)?);
        let calls = role.is_some_and(|role| may_write(role, Kind::FollowUp, Relation::Site).is_ok());
        if calls && found.last().is_none_or(|(last, _)| *last != id) {
            found.push((id, row.get(1)?));
        }
    }
    Ok(found)
}

/// When the slips of a month were handed over first (FEE-6), milliseconds since 1970 UTC.
///
/// # Errors
/// The database, or something stored in it.
pub fn handed_over_at(connection: &Connection, month: MonthOf) -> Result<Option<i64>, EngineError> {
    let month = month.to_string();
    let Some(known) = feed::known(connection, month_document(&month))? else { return Ok(None) };
    let journal = known.journal();
    let handed = journal.entries().iter().filter(|e| matches!(&e.entry.body, Body::BundleHanded(_)));
    Ok(handed.map(|e| e.entry.at.estimate()).min())
}
