//! The directory as a file, in and out: every error by row and column, and nothing by halves.

mod read;
mod write;

pub use read::Reading;
pub(crate) use read::{area, phones};
pub use write::sheets;
pub(crate) use write::{phones as joined_phones, square_metres};

use super::rows::{Expect, Outcome, party, put_building, put_party, put_unit, unit_by_key};
use super::{Author, DirectoryError};
use crate::audit::{Act, AuditKind, By, record};
use crate::table::{Fault, Form, Layout, Place};
use client_core::domain::directory::{Building, FieldFault, Party, Unit, Why, unit_key};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::BTreeSet;
use utoipa::ToSchema;

/// Columns of buildings.
const BUILDING_COLUMNS: &[&str] = &["building", "building_name"];
/// Columns of units.
const UNIT_COLUMNS: &[&str] = &["building", "unit_no", "unit_kind", "area_m2"];
/// Columns of customers.
const PARTY_COLUMNS: &[&str] = &[
    "number",
    "name",
    "relation",
    "customer_kind",
    "building",
    "unit_no",
    "phones",
    "since",
    "until",
    "area_assistant",
    "note",
];

/// Index of buildings among the layouts.
const BUILDING: usize = 0;
/// Index of units among the layouts.
const UNIT: usize = 1;

/// What a file of the directory may hold.
pub const FORM: Form = Form {
    layouts: &[
        Layout { row: "building", sheet: "buildings", columns: BUILDING_COLUMNS },
        Layout { row: "unit", sheet: "units", columns: UNIT_COLUMNS },
        Layout { row: "customer", sheet: "customers", columns: PARTY_COLUMNS },
    ],
    needed: &["building"],
};

/// Rows after which an import says how far it is.
const PROGRESS_EVERY: u64 = 1_000;

/// What was read of a file.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    buildings: Vec<(Place, Building)>,
    units: Vec<(Place, Unit)>,
    parties: Vec<(Place, Party)>,
    /// Keys of buildings and units whose own row can't be taken: who names them is not told of it again.
    excused: BTreeSet<String>,
    /// Columns of units and customers that the file doesn't have: it says nothing of what stands in them.
    absent: BTreeSet<&'static str>,
}

impl Rows {
    /// Rows in all.
    pub fn count(&self) -> u64 {
        (self.buildings.len() + self.units.len() + self.parties.len()) as u64
    }

    /// A unit with what the directory has where the file has no column.
    fn unit<'r>(&self, connection: &Connection, new: &'r Unit) -> Result<Cow<'r, Unit>, DirectoryError> {
        if UNIT_COLUMNS.iter().all(|column| !self.absent.contains(column)) {
            return Ok(Cow::Borrowed(new));
        }
        let Some(known) = unit_by_key(connection, &new.key())? else { return Ok(Cow::Borrowed(new)) };
        let mut unit = new.clone();
        for column in &self.absent {
            match *column {
                "unit_kind" => unit.kind = known.unit.kind,
                "area_m2" => unit.area_dm2 = known.unit.area_dm2,
                _ => {}
            }
        }
        Ok(Cow::Owned(unit))
    }

    /// A customer with what the directory has where the file has no column.
    fn party<'r>(&self, connection: &Connection, new: &'r Party) -> Result<Cow<'r, Party>, DirectoryError> {
        if PARTY_COLUMNS.iter().all(|column| !self.absent.contains(column)) {
            return Ok(Cow::Borrowed(new));
        }
        let Some(known) = party(connection, &new.number)? else { return Ok(Cow::Borrowed(new)) };
        let (mut party, known) = (new.clone(), known.value);
        for column in &self.absent {
            match *column {
                "customer_kind" => party.customer_kind = known.customer_kind,
                "phones" => party.phones.clone_from(&known.phones),
                "since" => party.since = known.since,
                "until" => party.until = known.until,
                "area_assistant" => party.area_assistant.clone_from(&known.area_assistant),
                "note" => party.note.clone_from(&known.note),
                _ => {}
            }
        }
        Ok(Cow::Owned(party))
    }
}

/// What became of the rows of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Counts {
    /// New ones.
    pub added: u64,
    /// Those with another content than before.
    pub changed: u64,
    /// Those that were the same.
    pub same: u64,
}

impl Counts {
    fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Same => self.same += 1,
        }
    }
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ToSchema)]
pub struct Summary {
    /// Buildings.
    pub buildings: Counts,
    /// Units.
    pub units: Counts,
    /// Customers.
    pub parties: Counts,
}

/// Writes rows into the directory; what can't be taken is told, row by row. Gives the summary and the number of faults:
/// where there is one, the caller's transaction must be undone.
///
/// # Errors
/// The database.
pub fn apply(
    connection: &Connection,
    rows: &Rows,
    author: &Author,
    tell: &mut dyn FnMut(Fault),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(Summary, u64), DirectoryError> {
    let mut summary = Summary::default();
    let mut job = Job { excused: &rows.excused, tell, progress, faults: 0, done: 0, total: rows.count() };
    for (place, building) in &rows.buildings {
        let done = put_building(connection, building, Expect::Any, author);
        job.count(&mut summary.buildings, *place, &unit_key(&building.code), done)?;
    }
    for (place, unit) in &rows.units {
        let done =
            rows.unit(connection, unit).and_then(|unit| put_unit(connection, &unit, Expect::Any, author));
        job.count(&mut summary.units, *place, &unit.key(), done)?;
    }
    for (place, party) in &rows.parties {
        let done = rows
            .party(connection, party)
            .and_then(|party| put_party(connection, &party, Expect::Any, author));
        job.count(&mut summary.parties, *place, &party.unit_key(), done)?;
    }
    Ok((summary, job.faults))
}

/// Writes down that a file was taken in, in the transaction of the import.
///
/// # Errors
/// The database.
pub fn imported(connection: &Connection, by: &By, summary: &Summary) -> Result<(), DirectoryError> {
    let counts = [summary.buildings, summary.units, summary.parties];
    let (added, changed) = counts.iter().fold((0_u64, 0_u64), |(added, changed), one| {
        (added.saturating_add(one.added), changed.saturating_add(one.changed))
    });
    let detail = format!("+{added} ~{changed}");
    let act = Act::of(AuditKind::DirectoryImported).matter("directory").detail(&detail);
    record(connection, by, &act)?;
    Ok(())
}

struct Job<'a> {
    excused: &'a BTreeSet<String>,
    tell: &'a mut dyn FnMut(Fault),
    progress: &'a mut dyn FnMut(u64, u64),
    faults: u64,
    done: u64,
    total: u64,
}

impl Job<'_> {
    /// Counts what became of a row, or tells what is wrong with it; `key` is that of the address that it names.
    fn count(
        &mut self,
        counts: &mut Counts,
        place: Place,
        key: &str,
        done: Result<Outcome, DirectoryError>,
    ) -> Result<(), DirectoryError> {
        self.done += 1;
        if self.done.is_multiple_of(PROGRESS_EVERY) {
            (self.progress)(self.done, self.total);
        }
        match done {
            Ok(outcome) => counts.count(outcome),
            Err(DirectoryError::Invalid(faults)) => {
                for one in faults {
                    self.wrong(place, key, &one);
                }
            }
            Err(DirectoryError::Exists) => {
                self.faults += 1;
                let why = "another building has a unit of this address";
                (self.tell)(Fault::new(place, "unit_no", why).coded("other_building", []));
            }
            Err(other) => return Err(other),
        }
        Ok(())
    }

    fn wrong(&mut self, place: Place, key: &str, fault: &FieldFault) {
        let of_address = ["building", "unit_no"].contains(&fault.field);
        let building = key.split('-').next().unwrap_or(key);
        let known = self.excused.contains(key) || self.excused.contains(building);
        if of_address && matches!(fault.why, Why::Unknown { .. }) && known {
            return;
        }
        self.faults += 1;
        (self.tell)(of_field(place, fault));
    }
}

/// A field's fault at its place in a file.
fn of_field(place: Place, fault: &FieldFault) -> Fault {
    let (code, words) = coded(&fault.why);
    Fault::new(place, fault.field, fault.why.to_string()).coded(code, words)
}

/// The code of a field's fault, with its words.
pub(crate) fn coded(why: &Why) -> (&'static str, Option<String>) {
    match why {
        Why::Missing => ("missing", None),
        Why::TooLong { most } => ("too_long", Some(most.to_string())),
        Why::Unprintable => ("unprintable", None),
        Why::Characters => ("characters", None),
        Why::Phone { text } => ("phone", Some(text.clone())),
        Why::TooMany { most } => ("too_many", Some(most.to_string())),
        Why::Range => ("range", None),
        Why::Unknown { text } => ("unknown", Some(text.clone())),
        Why::Order => ("order", None),
    }
}
