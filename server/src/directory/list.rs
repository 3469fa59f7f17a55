//! What is in the directory, in the order of buildings and units.

use super::rows::{PARTY, UNIT, Unit, read_party, read_unit};
use super::{DirectoryError, Kept};
use client_core::domain::calendar::Day;
use client_core::domain::directory::{Building, CustomerKind, Party, unit_key, unit_order};
use rusqlite::{Connection, params};
use serde::Serialize;

/// A unit with its customers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnitLine {
    /// The unit.
    pub unit: Unit,
    /// Its customers, those whose relation is over left out.
    pub parties: Vec<Kept<Party>>,
}

/// All buildings, in the order of their codes.
///
/// # Errors
/// The database.
pub fn buildings(connection: &Connection) -> Result<Vec<Kept<Building>>, DirectoryError> {
    let mut statement = connection.prepare_cached("SELECT code, name, version FROM building")?;
    let mut all: Vec<Kept<Building>> = statement
        .query_map([], |row| {
            let value = Building { code: row.get(0)?, name: row.get(1)? };
            Ok(Kept { value, version: row.get(2)? })
        })?
        .collect::<Result<_, _>>()?;
    all.sort_by_key(|kept| unit_order(&unit_key(&kept.value.code)));
    Ok(all)
}

/// Which units are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct UnitQuery<'q> {
    /// Of the building with this code.
    pub building: Option<&'q str>,
    /// With a customer of this kind now (ROL-14).
    pub customer_kind: Option<CustomerKind>,
    /// After the one with this key.
    pub after: Option<&'q str>,
}

/// Units in order, at most `limit`.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn unit_lines(
    connection: &Connection,
    query: UnitQuery<'_>,
    today: Day,
    limit: u32,
) -> Result<Vec<UnitLine>, DirectoryError> {
    let sql = format!(
        "SELECT {UNIT} WHERE (?1 IS NULL OR b.code_key = ?1) AND (u.unit_order, u.unit_key) > (?2, ?3)
         AND (?5 IS NULL OR EXISTS (SELECT 1 FROM party p WHERE p.unit = u.id AND p.customer_kind = ?5
                                    AND (p.until IS NULL OR p.until >= ?6)))
         ORDER BY u.unit_order, u.unit_key LIMIT ?4"
    );
    let after = query.after.unwrap_or_default();
    let (building, kind) = (query.building.map(unit_key), query.customer_kind.map(CustomerKind::as_str));
    let units: Vec<Unit> = connection
        .prepare_cached(&sql)?
        .query_map(params![building, unit_order(after), after, limit, kind, today.to_string()], read_unit)?
        .collect::<Result<_, _>>()?;
    units
        .into_iter()
        .map(|unit| {
            let mut parties = of_unit(connection, &unit)?;
            parties.retain(|kept| !kept.value.is_over(today));
            Ok(UnitLine { unit, parties })
        })
        .collect()
}

/// The customers of a unit: owners first, then by name; those whose relation is over too.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn of_unit(connection: &Connection, unit: &Unit) -> Result<Vec<Kept<Party>>, DirectoryError> {
    let sql = format!("SELECT {PARTY} WHERE p.unit = ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([unit.id])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read_party(row)??.1);
    }
    all.sort_by(|one, other| {
        let key =
            |kept: &Kept<Party>| (kept.value.relation, kept.value.name.clone(), kept.value.number.clone());
        key(one).cmp(&key(other))
    });
    Ok(all)
}
