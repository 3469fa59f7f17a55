//! The orders of a unit. Customers are compared by the key of what was typed as their unit.

use super::DirectoryError;
use client_core::domain::id::DocumentId;
use rusqlite::{Connection, Row, params};
use serde::Serialize;

/// An order as a unit's page lists it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitOrder {
    /// The order.
    pub id: DocumentId,
    /// Slip number.
    pub number: Option<String>,
    /// Work track.
    pub state: String,
    /// Service class.
    pub service_class: Option<String>,
    /// The customer's name, as it was registered.
    pub customer_name: String,
    /// When the request arrived, milliseconds since 1970 UTC.
    pub requested_at: Option<i64>,
    /// Appointment, milliseconds since 1970 UTC.
    pub appointment_at: Option<i64>,
}

const ORDER: &str = "SELECT b.document, b.number, b.state, b.service_class, c.customer_name, b.requested_at,
    b.appointment_at FROM customer c JOIN board b ON b.customer = c.document";

fn read(row: &Row<'_>) -> rusqlite::Result<UnitOrder> {
    Ok(UnitOrder {
        id: DocumentId::from_bytes(row.get(0)?),
        number: row.get(1)?,
        state: row.get(2)?,
        service_class: row.get(3)?,
        customer_name: row.get(4)?,
        requested_at: row.get(5)?,
        appointment_at: row.get(6)?,
    })
}

/// The last orders of a unit that is known by these keys, the newest request first.
///
/// # Errors
/// The database.
pub fn last_orders(
    connection: &Connection,
    keys: &[String],
    limit: u32,
) -> Result<Vec<UnitOrder>, DirectoryError> {
    let sql = format!(
        "{ORDER} WHERE c.unit_key <> '' AND c.unit_key IN (SELECT value FROM json_each(?1))
         ORDER BY b.requested_at DESC, b.document LIMIT ?2"
    );
    let rows = connection
        .prepare_cached(&sql)?
        .query_map(params![json(keys), limit], read)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The open orders of a unit whose request arrived at `since` or later, the newest first: one of them may be the same
/// request (REG-10). Whether it is, a person says.
///
/// # Errors
/// The database.
pub fn open_since(
    connection: &Connection,
    keys: &[String],
    since: i64,
) -> Result<Vec<UnitOrder>, DirectoryError> {
    let sql = format!(
        "{ORDER} WHERE c.unit_key <> '' AND c.unit_key IN (SELECT value FROM json_each(?1))
             AND b.closed = 0 AND b.requested_at >= ?2
         ORDER BY b.requested_at DESC, b.document LIMIT 20"
    );
    let rows = connection
        .prepare_cached(&sql)?
        .query_map(params![json(keys), since], read)?
        .collect::<Result<_, _>>()?;
    Ok(rows)
}

fn json(keys: &[String]) -> String {
    serde_json::Value::from(keys).to_string()
}
