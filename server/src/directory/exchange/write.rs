//! The whole directory as tables.

use super::{BUILDING_COLUMNS, PARTY_COLUMNS, UNIT_COLUMNS};
use crate::directory::DirectoryError;
use crate::directory::list::{buildings, of_unit};
use crate::directory::rows::{UNIT, Unit, read_unit};
use crate::table::{Cell, Sheet};
use client_core::domain::directory::Party;
use rusqlite::Connection;

/// An area in square metres.
pub(crate) fn square_metres(area_dm2: i64) -> String {
    format!("{}.{:02}", area_dm2 / 100, area_dm2 % 100)
}

/// Phones in one cell.
pub(crate) fn phones(phones: &[String]) -> String {
    phones.join("; ")
}

/// All tables, as an import takes them.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn sheets(connection: &Connection) -> Result<Vec<Sheet>, DirectoryError> {
    let sql = format!("SELECT {UNIT} ORDER BY u.unit_order, u.unit_key");
    let units: Vec<Unit> =
        connection.prepare_cached(&sql)?.query_map([], read_unit)?.collect::<Result<_, _>>()?;
    let mut parties = Vec::new();
    for unit in &units {
        parties.extend(of_unit(connection, unit)?.iter().map(|kept| party_row(&kept.value)));
    }
    let buildings = buildings(connection)?;
    let buildings = buildings.iter().map(|kept| vec![text(&kept.value.code), text(&kept.value.name)]);
    Ok(vec![
        Sheet { name: "buildings", row: "building", columns: BUILDING_COLUMNS, rows: buildings.collect() },
        Sheet {
            name: "units",
            row: "unit",
            columns: UNIT_COLUMNS,
            rows: units.iter().map(unit_row).collect(),
        },
        Sheet { name: "customers", row: "customer", columns: PARTY_COLUMNS, rows: parties },
    ])
}

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn unit_row(unit: &Unit) -> Vec<Cell> {
    let unit = &unit.unit;
    vec![
        text(&unit.building),
        text(&unit.unit_no),
        text(unit.kind.as_str()),
        Cell::Number(unit.area_dm2.map(square_metres).unwrap_or_default()),
    ]
}

fn party_row(party: &Party) -> Vec<Cell> {
    let day = |day: Option<client_core::domain::calendar::Day>| {
        Cell::Text(day.map(|day| day.to_string()).unwrap_or_default())
    };
    vec![
        text(&party.number),
        text(&party.name),
        text(party.relation.as_str()),
        text(party.customer_kind.as_str()),
        text(&party.building),
        text(&party.unit_no),
        Cell::Text(phones(&party.phones)),
        day(party.since),
        day(party.until),
        text(party.area_assistant.as_deref().unwrap_or_default()),
        text(&party.note),
    ]
}
