//! The orders of a unit. Customers are compared by the key of what was typed as their unit.

use super::DirectoryError;
use super::list::of_unit;
use super::rows::unit;
use client_core::domain::calendar::Day;
use client_core::domain::directory::{CustomerKind, Party, kind_of_customer, unit_key};
use client_core::domain::id::DocumentId;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

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

/// Of these orders, those of enterprise customers, as the directory knows the customers of their units (ROL-14).
///
/// # Errors
/// The database, or a row that can't be read.
pub fn of_enterprises<'o>(
    connection: &Connection,
    orders: impl Iterator<Item = (DocumentId, Day)> + 'o,
) -> Result<BTreeSet<DocumentId>, DirectoryError> {
    let mut registered = connection.prepare_cached(
        "SELECT c.customer_name, c.unit_no FROM board b JOIN customer c ON c.document = b.customer
         WHERE b.document = ?1 AND c.unit_key <> ''",
    )?;
    // Many orders are of one unit, and most units have no enterprise.
    let mut customers: BTreeMap<String, Vec<Party>> = BTreeMap::new();
    let mut found = BTreeSet::new();
    for (order, day) in orders {
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let row: Option<(String, String)> = registered.query_row([order.as_bytes()], read).optional()?;
        let Some((name, address)) = row else { continue };
        let of_unit = match customers.entry(unit_key(&address)) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let there = match unit(connection, &address)? {
                    Some(unit) => of_unit(connection, &unit)?,
                    None => Vec::new(),
                };
                place.insert(there.into_iter().map(|kept| kept.value).collect())
            }
        };
        if kind_of_customer(&name, of_unit, day) == Some(CustomerKind::Enterprise) {
            found.insert(order);
        }
    }
    Ok(found)
}

fn json(keys: &[String]) -> String {
    serde_json::Value::from(keys).to_string()
}
