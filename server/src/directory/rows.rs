//! One row at a time: read, added, changed, each change into the history.

use super::history::{Subject, remember};
use super::{Author, DirectoryError, Kept};
use client_core::domain::calendar::Day;
use client_core::domain::directory::{
    Building, CustomerKind, FieldFault, Key, Party, Relation, Unit as Plain, UnitKind, party_keys, unit_key,
    unit_keys, unit_label, unit_order,
};
use client_core::domain::policy::Role;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::Serialize;
use std::collections::BTreeSet;

/// What the writer takes the row for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// One that isn't there yet.
    New,
    /// One of this version.
    Version(i64),
    /// Either.
    Any,
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is new.
    Added,
    /// It is another than before.
    Changed,
    /// It was the same; nothing was written.
    Same,
}

/// A unit with what its address is called.
#[expect(clippy::struct_field_names, reason = "the field is what the interface calls it")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unit {
    /// Key of the address, such as `3-502`.
    pub key: String,
    /// The address as a desk writes it, such as `3栋0502`.
    pub label: String,
    /// The unit.
    #[serde(flatten)]
    pub unit: Plain,
    /// Its version, from 1.
    pub version: i64,
    #[serde(skip)]
    pub(super) id: i64,
    /// The address by the building's name, in the form of keys.
    #[serde(skip)]
    pub(super) alias: String,
}

impl Unit {
    /// The keys under which orders may name this unit.
    pub fn keys(&self) -> Vec<String> {
        vec![self.key.clone(), self.alias.clone()]
    }
}

/// The columns of a unit with its building, for [`read_unit`].
pub(super) const UNIT: &str = "u.id, u.unit_key, b.code, b.name, u.unit_no, u.kind, u.area_dm2, u.version FROM unit u JOIN building b ON b.id = u.building";

pub(super) fn read_unit(row: &Row<'_>) -> rusqlite::Result<Unit> {
    let (name, unit_no, kind): (String, String, String) = (row.get(3)?, row.get(4)?, row.get(5)?);
    let label = unit_label(&name, &unit_no);
    Ok(Unit {
        id: row.get(0)?,
        key: row.get(1)?,
        alias: unit_key(&label),
        label,
        unit: Plain {
            building: row.get(2)?,
            unit_no,
            // A kind that only a newer program knows.
            kind: UnitKind::parse(&kind).unwrap_or(UnitKind::Other),
            area_dm2: row.get(6)?,
        },
        version: row.get(7)?,
    })
}

/// The building with this code, however it is written.
///
/// # Errors
/// The database.
pub fn building(connection: &Connection, code: &str) -> Result<Option<Kept<Building>>, DirectoryError> {
    Ok(building_row(connection, code)?.map(|(_, kept)| kept))
}

fn building_row(
    connection: &Connection,
    code: &str,
) -> Result<Option<(i64, Kept<Building>)>, DirectoryError> {
    Ok(connection
        .prepare_cached("SELECT id, code, name, version FROM building WHERE code_key = ?1")?
        .query_row([unit_key(code)], |row| {
            let value = Building { code: row.get(1)?, name: row.get(2)? };
            Ok((row.get(0)?, Kept { value, version: row.get(3)? }))
        })
        .optional()?)
}

/// The unit at this address, however it is written, by the building's code or by its name.
///
/// # Errors
/// The database.
pub fn unit(connection: &Connection, address: &str) -> Result<Option<Unit>, DirectoryError> {
    let key = unit_key(address);
    if let Some(found) = unit_by_key(connection, &key)? {
        return Ok(Some(found));
    }
    let by_name = format!(
        "SELECT {UNIT} WHERE u.id IN (SELECT target FROM directory_key WHERE field = 'unit' AND text = ?1 AND inner = 0)
         ORDER BY u.id LIMIT 1"
    );
    Ok(connection.prepare_cached(&by_name)?.query_row([key], read_unit).optional()?)
}

pub(super) fn unit_by_key(connection: &Connection, key: &str) -> Result<Option<Unit>, DirectoryError> {
    let sql = format!("SELECT {UNIT} WHERE u.unit_key = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([key], read_unit).optional()?)
}

pub(super) const PARTY: &str = "p.number, p.name, p.relation, b.code, u.unit_no, p.phones, p.since, p.until,
    p.area_assistant, p.note, p.version, p.id, p.customer_kind
    FROM party p JOIN unit u ON u.id = p.unit JOIN building b ON b.id = u.building";

/// A stored party, or what of it can't be read.
pub(super) type PartyRow = Result<(i64, Kept<Party>), DirectoryError>;

pub(super) fn read_party(row: &Row<'_>) -> rusqlite::Result<PartyRow> {
    let (relation, phones): (String, String) = (row.get(2)?, row.get(5)?);
    let Some(relation) = Relation::parse(&relation) else {
        return Ok(Err(DirectoryError::Damaged("relation")));
    };
    let kind: String = row.get(12)?;
    let Some(customer_kind) = CustomerKind::parse(&kind) else {
        return Ok(Err(DirectoryError::Damaged("kind of customer")));
    };
    let Ok(phones) = serde_json::from_str(&phones) else {
        return Ok(Err(DirectoryError::Damaged("list of phones")));
    };
    let day = |text: Option<String>| text.map(|text| text.parse::<Day>()).transpose();
    let (Ok(since), Ok(until)) = (day(row.get(6)?), day(row.get(7)?)) else {
        return Ok(Err(DirectoryError::Damaged("day")));
    };
    let value = Party {
        number: row.get(0)?,
        name: row.get(1)?,
        relation,
        customer_kind,
        building: row.get(3)?,
        unit_no: row.get(4)?,
        phones,
        since,
        until,
        area_assistant: row.get(8)?,
        note: row.get(9)?,
    };
    Ok(Ok((row.get(11)?, Kept { value, version: row.get(10)? })))
}

/// The customer with this number.
///
/// # Errors
/// The database, or a row that can't be read.
pub fn party(connection: &Connection, number: &str) -> Result<Option<Kept<Party>>, DirectoryError> {
    Ok(party_row(connection, number)?.map(|(_, kept)| kept))
}

fn party_row(connection: &Connection, number: &str) -> Result<Option<(i64, Kept<Party>)>, DirectoryError> {
    let sql = format!("SELECT {PARTY} WHERE p.number = ?1");
    connection.prepare_cached(&sql)?.query_row([number], read_party).optional()?.transpose()
}

/// A number that no customer has.
///
/// # Errors
/// The database.
pub fn next_number(connection: &Connection) -> Result<String, DirectoryError> {
    let mut next: i64 =
        connection.query_row("SELECT coalesce(max(id), 0) + 1 FROM party", [], |row| row.get(0))?;
    loop {
        let number = format!("C-{next:05}");
        if party_row(connection, &number)?.is_none() {
            return Ok(number);
        }
        next += 1;
    }
}

/// Whether the row may be written at all, given what is there.
fn door(there: Option<i64>, expect: Expect) -> Result<(), DirectoryError> {
    match (there, expect) {
        (Some(_), Expect::New) => Err(DirectoryError::Exists),
        (None, Expect::Version(_)) => Err(DirectoryError::NotFound),
        (Some(version), Expect::Version(seen)) if version != seen => Err(DirectoryError::Stale { version }),
        _ => Ok(()),
    }
}

/// Adds or changes a building. Its code stays as it is.
///
/// # Errors
/// Any [`DirectoryError`].
pub fn put_building(
    connection: &Connection,
    new: &Building,
    expect: Expect,
    author: &Author,
) -> Result<Outcome, DirectoryError> {
    let faults = new.faults();
    if !faults.is_empty() {
        return Err(DirectoryError::Invalid(faults));
    }
    let before = building_row(connection, &new.code)?;
    door(before.as_ref().map(|(_, kept)| kept.version), expect)?;
    let Some((id, before)) = before else {
        connection
            .prepare_cached("INSERT INTO building (code_key, code, name, version) VALUES (?1, ?2, ?3, 1)")?
            .execute(params![unit_key(&new.code), new.code, new.name])?;
        remember(connection, Subject::Building, &new.code, None::<&Building>, new, author)?;
        return Ok(Outcome::Added);
    };
    let after = Building { code: before.value.code.clone(), name: new.name.clone() };
    if after == before.value {
        return Ok(Outcome::Same);
    }
    connection
        .prepare_cached("UPDATE building SET name = ?2, version = version + 1 WHERE id = ?1")?
        .execute(params![id, after.name])?;
    // Its units are found by its name, too.
    let sql = format!("SELECT {UNIT} WHERE u.building = ?1");
    let units: Vec<Unit> =
        connection.prepare_cached(&sql)?.query_map([id], read_unit)?.collect::<Result<_, _>>()?;
    for one in units {
        let (old, new) = (unit_keys(&before.value, &one.unit), unit_keys(&after, &one.unit));
        put_keys(connection, one.id, &old, &new)?;
    }
    remember(connection, Subject::Building, &after.code, Some(&before.value), &after, author)?;
    Ok(Outcome::Changed)
}

/// Adds or changes a unit. Its address keeps its key, whatever way it is written.
///
/// # Errors
/// Any [`DirectoryError`].
pub fn put_unit(
    connection: &Connection,
    new: &Plain,
    expect: Expect,
    author: &Author,
) -> Result<Outcome, DirectoryError> {
    let faults = new.faults();
    if !faults.is_empty() {
        return Err(DirectoryError::Invalid(faults));
    }
    let Some((building_id, building)) = building_row(connection, &new.building)? else {
        return Err(DirectoryError::Invalid(vec![FieldFault::unknown("building", &new.building)]));
    };
    let after = Plain { building: building.value.code.clone(), ..new.clone() };
    let key = after.key();
    let before = unit_by_key(connection, &key)?;
    door(before.as_ref().map(|unit| unit.version), expect)?;
    let Some(before) = before else {
        connection
            .prepare_cached(
                "INSERT INTO unit (building, unit_key, unit_order, unit_no, kind, area_dm2, version)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1)",
            )?
            .execute(params![
                building_id,
                key,
                unit_order(&key),
                after.unit_no,
                after.kind.as_str(),
                after.area_dm2
            ])?;
        let keys = unit_keys(&building.value, &after);
        put_keys(connection, connection.last_insert_rowid(), &BTreeSet::new(), &keys)?;
        remember(connection, Subject::Unit, &key, None::<&Plain>, &after, author)?;
        return Ok(Outcome::Added);
    };
    if after == before.unit {
        return Ok(Outcome::Same);
    }
    if after.building != before.unit.building {
        // Two buildings whose units have one address: the other one was first.
        return Err(DirectoryError::Exists);
    }
    connection
        .prepare_cached(
            "UPDATE unit SET unit_no = ?2, kind = ?3, area_dm2 = ?4, version = version + 1 WHERE id = ?1",
        )?
        .execute(params![before.id, after.unit_no, after.kind.as_str(), after.area_dm2])?;
    let (old, new) = (unit_keys(&building.value, &before.unit), unit_keys(&building.value, &after));
    put_keys(connection, before.id, &old, &new)?;
    remember(connection, Subject::Unit, &key, Some(&before.unit), &after, author)?;
    Ok(Outcome::Changed)
}

/// Adds or changes a customer. His number stays as it is.
///
/// # Errors
/// Any [`DirectoryError`].
pub fn put_party(
    connection: &Connection,
    new: &Party,
    expect: Expect,
    author: &Author,
) -> Result<Outcome, DirectoryError> {
    let mut faults = new.faults();
    let before = party_row(connection, &new.number)?;
    door(before.as_ref().map(|(_, kept)| kept.version), expect)?;
    let old = before.as_ref().map(|(_, kept)| &kept.value);
    let at = if faults.iter().any(|one| ["building", "unit_no"].contains(&one.field)) {
        None
    } else {
        let found = unit_by_key(connection, &new.unit_key())?;
        if found.is_none() {
            let known = building_row(connection, &new.building)?.is_some();
            let (field, text) = if known { ("unit_no", &new.unit_no) } else { ("building", &new.building) };
            faults.push(FieldFault::unknown(field, text));
        }
        found
    };
    if let Some(name) = new.area_assistant.as_deref()
        && old.and_then(|old| old.area_assistant.as_deref()) != Some(name)
        && !is_area_assistant(connection, name)?
    {
        faults.push(FieldFault::unknown("area_assistant", name));
    }
    let Some(at) = at.filter(|_| faults.is_empty()) else { return Err(DirectoryError::Invalid(faults)) };
    let number = old.map_or(&new.number, |old| &old.number).clone();
    let after = Party { number, building: at.unit.building, unit_no: at.unit.unit_no, ..new.clone() };
    if old == Some(&after) {
        return Ok(Outcome::Same);
    }
    let phones =
        serde_json::to_string(&after.phones).map_err(|_| DirectoryError::Damaged("list of phones"))?;
    let (since, until) = (after.since.map(|day| day.to_string()), after.until.map(|day| day.to_string()));
    connection
        .prepare_cached(
            "INSERT INTO party (number, unit, name, relation, phones, since, until, area_assistant, note, customer_kind,
                 version)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1)
             ON CONFLICT (number) DO UPDATE SET unit = ?2, name = ?3, relation = ?4, phones = ?5, since = ?6,
                 until = ?7, area_assistant = ?8, note = ?9, customer_kind = ?10, version = version + 1",
        )?
        .execute(params![
            after.number,
            at.id,
            after.name,
            after.relation.as_str(),
            phones,
            since,
            until,
            after.area_assistant,
            after.note,
            after.customer_kind.as_str()
        ])?;
    let id = match &before {
        Some((id, _)) => *id,
        None => connection.last_insert_rowid(),
    };
    put_keys(connection, id, &old.map(party_keys).unwrap_or_default(), &party_keys(&after))?;
    remember(connection, Subject::Party, &after.number, old, &after, author)?;
    Ok(if old.is_some() { Outcome::Changed } else { Outcome::Added })
}

fn is_area_assistant(connection: &Connection, name: &str) -> Result<bool, DirectoryError> {
    Ok(connection
        .prepare_cached(
            "SELECT 1 FROM user u JOIN user_role r ON r.user = u.id
             WHERE u.name = ?1 AND u.disabled_at IS NULL AND r.role = ?2 AND r.until_at IS NULL",
        )?
        .exists(params![name, Role::AreaAssistant.as_str()])?)
}

/// Replaces what a row is found by.
fn put_keys(
    connection: &Connection,
    target: i64,
    old: &BTreeSet<Key>,
    new: &BTreeSet<Key>,
) -> Result<(), DirectoryError> {
    for key in old.difference(new) {
        connection
            .prepare_cached(
                "DELETE FROM directory_key WHERE field = ?1 AND text = ?2 AND inner = ?3 AND target = ?4",
            )?
            .execute(params![key.field.as_str(), key.text, key.inner, target])?;
    }
    for key in new.difference(old) {
        connection
            .prepare_cached(
                "INSERT OR IGNORE INTO directory_key (field, text, inner, target) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![key.field.as_str(), key.text, key.inner, target])?;
    }
    Ok(())
}
