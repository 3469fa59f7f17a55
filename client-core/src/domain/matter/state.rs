//! What a matter is made of.

use super::MatterRefusal;
use super::form::{Asked, Ends, Field, Form, Holds, Section, When};
use super::forms::form;
use crate::domain::calendar::Day;
use crate::domain::canonical::canonical_json;
use crate::domain::entry::incident::Department;
use crate::domain::entry::matter::{MatterKind, MatterValue};
use crate::domain::id::{DocumentId, EntryId, UserId};
use crate::domain::incident::{Said, Standing};
use crate::domain::order::{NotAccepted, Origin};
use crate::domain::policy::Relation;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A section has at most so many rows: weekly rounds of nine years, and nobody can make a matter too large to read.
pub const MOST_ROWS: usize = 500;

/// How far a matter has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterState {
    /// Something is still to be done.
    Open,
    /// Everything that its form asks for is there.
    Done,
    /// It was given up.
    GivenUp,
}

impl MatterState {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Open, Self::Done, Self::GivenUp];

    /// The state's name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::GivenUp => "given_up",
        }
    }

    /// The state with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|state| state.as_str() == name)
    }
}

/// How it began.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterOpening {
    /// Origin.
    pub origin: Origin,
    /// Form by its key.
    pub form: String,
    /// Version of the form.
    pub version: u16,
    /// What it is about.
    pub title: String,
    /// The home.
    pub unit_no: Option<String>,
    /// The duty's period.
    pub period: Option<String>,
}

/// Another value of a field, by somebody who hadn't seen the one that counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// Origin.
    pub origin: Origin,
    /// The value.
    pub value: MatterValue,
}

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Origin of the value that counts.
    pub origin: Origin,
    /// The value that counts.
    pub value: MatterValue,
    /// Different values beside it that nobody has replaced knowingly: people are shown all of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub against: Vec<Against>,
}

/// A section's only row, or one of several.
#[expect(clippy::struct_field_names, reason = "entries and commands call its key so")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Its key; nothing where the section has no rows.
    pub row: Option<String>,
    /// Origin of its first filling.
    pub origin: Origin,
    /// Values by the keys of their fields.
    pub cells: BTreeMap<String, Cell>,
    /// Why it was struck.
    pub struck: Option<Said>,
    /// Fields that are asked for and empty.
    pub missing: Vec<String>,
}

impl Row {
    /// The value that counts.
    pub fn value(&self, field: &str) -> Option<&MatterValue> {
        self.cells.get(field).map(|cell| &cell.value)
    }

    /// Whether it counts and nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.struck.is_none() && self.missing.is_empty()
    }
}

/// A section as it is filled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The section's key.
    pub section: String,
    /// It matters here.
    pub applies: bool,
    /// What comes before it is there: it can be filled.
    pub ready: bool,
    /// Nothing is missing.
    pub complete: bool,
    /// Its rows in the order in which they came; at most one where the section has none.
    pub rows: Vec<Row>,
}

/// One filling, for the course.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    /// Origin.
    pub origin: Origin,
    /// The section.
    pub section: String,
    /// The row.
    pub row: Option<String>,
    /// What was filled in.
    pub values: BTreeMap<String, MatterValue>,
}

/// Whose it was from a moment on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterAssignment {
    /// Origin.
    pub origin: Origin,
    /// Who.
    pub person: UserId,
    /// Of which department.
    pub department: Option<Department>,
    /// The last day for it.
    pub due: Option<Day>,
    /// What was said.
    pub words: String,
    /// Whether it counts.
    pub standing: Standing,
}

/// An end, or a new beginning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterEnd {
    /// Origin.
    pub origin: Origin,
    /// It was done, given up, or taken up again.
    pub state: MatterState,
    /// What was said.
    pub words: Option<String>,
}

/// An order that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatterLink {
    /// Origin.
    pub origin: Origin,
    /// The order.
    pub order: DocumentId,
    /// Section and row that it is about.
    pub of: Option<(String, String)>,
}

/// A matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matter {
    /// Its document.
    pub id: DocumentId,
    /// What it is about.
    pub kind: MatterKind,
    /// How far it has come.
    pub state: MatterState,
    /// How it began.
    pub opening: MatterOpening,
    /// Who answers for it.
    pub person: UserId,
    /// The last day for it, where it has one.
    pub due: Option<Day>,
    /// Whom it went to.
    pub assignments: Vec<MatterAssignment>,
    /// Sections in the order of the form.
    pub sections: Vec<Filled>,
    /// Everything that was filled in, in order.
    pub fillings: Vec<Filling>,
    /// Remarks.
    pub notes: Vec<Said>,
    /// Orders that belong to it.
    pub orders: Vec<MatterLink>,
    /// Ends and new beginnings, in order.
    pub ends: Vec<MatterEnd>,
    /// Entries that count for nothing, and why.
    pub not_accepted: Vec<NotAccepted>,
    /// Entries that need a newer program.
    pub newer: Vec<EntryId>,
}

/// Whether a value is one of these keys: a choice's, `yes` or `no`.
fn is_one_of(value: Option<&MatterValue>, keys: &[&str]) -> bool {
    match value {
        Some(MatterValue::One(key)) => keys.contains(&key.as_str()),
        Some(MatterValue::Is(yes)) => keys.contains(&if *yes { "yes" } else { "no" }),
        _ => false,
    }
}

impl Matter {
    /// Its form; `None` where the form is of a newer program.
    pub fn form(&self) -> Option<&'static Form> {
        form(&self.opening.form, self.opening.version)
    }

    /// The section as it is filled.
    pub fn filled(&self, section: &str) -> Option<&Filled> {
        self.sections.iter().find(|filled| filled.section == section)
    }

    /// A row that counts.
    pub fn row(&self, section: &str, row: Option<&str>) -> Option<&Row> {
        let rows = self.filled(section)?.rows.iter();
        rows.into_iter().find(|one| one.row.as_deref() == row && one.struck.is_none())
    }

    /// Rows of a section that count.
    pub fn rows(&self, section: &str) -> impl Iterator<Item = &Row> {
        let rows = self.filled(section).map(|filled| filled.rows.as_slice()).unwrap_or_default();
        rows.iter().filter(|row| row.struck.is_none())
    }

    /// The value that counts.
    pub fn value(&self, section: &str, row: Option<&str>, field: &str) -> Option<&MatterValue> {
        self.row(section, row)?.value(field)
    }

    /// A choice's key.
    pub fn choice(&self, section: &str, row: Option<&str>, field: &str) -> Option<&str> {
        match self.value(section, row, field)? {
            MatterValue::One(key) => Some(key),
            _ => None,
        }
    }

    /// A number.
    pub fn number(&self, section: &str, row: Option<&str>, field: &str) -> Option<i64> {
        match self.value(section, row, field)? {
            MatterValue::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// A moment, milliseconds since 1970 UTC.
    pub fn time(&self, section: &str, row: Option<&str>, field: &str) -> Option<i64> {
        match self.value(section, row, field)? {
            MatterValue::Time(at) => Some(*at),
            _ => None,
        }
    }

    /// A day.
    pub fn day(&self, section: &str, row: Option<&str>, field: &str) -> Option<Day> {
        match self.value(section, row, field)? {
            MatterValue::Day(day) => Some(*day),
            _ => None,
        }
    }

    /// Yes or no.
    pub fn says(&self, section: &str, row: Option<&str>, field: &str) -> Option<bool> {
        match self.value(section, row, field)? {
            MatterValue::Is(yes) => Some(*yes),
            _ => None,
        }
    }

    /// Whether nothing of a section is missing.
    pub fn is_complete(&self, section: &str) -> bool {
        self.filled(section).is_some_and(|filled| filled.complete)
    }

    /// Whether a section has as many rows as it may, and this one isn't among them.
    pub fn has_no_room(&self, section: &Section, row: Option<&str>) -> bool {
        self.filled(section.key).is_some_and(|filled| {
            filled.rows.len() >= MOST_ROWS && !filled.rows.iter().any(|one| one.row.as_deref() == row)
        })
    }

    /// Whether something that depends on another field matters. `row` is the row that is looked at.
    pub(super) fn holds(&self, when: Option<&When>, of: &Section, row: Option<&str>) -> bool {
        let Some(when) = when else { return true };
        let same = when.section == of.key || of.of == Some(when.section);
        let row = row.filter(|_| same);
        is_one_of(self.value(when.section, row, when.field), when.is)
    }

    /// Whether a section matters here.
    pub fn applies(&self, section: &Section) -> bool {
        self.holds(section.when.as_ref(), section, None)
    }

    /// Whether a field matters in a row.
    pub fn field_applies(&self, section: &Section, row: Option<&str>, field: &Field) -> bool {
        self.holds(field.when.as_ref(), section, row)
    }

    /// Fields that are asked for and empty, as the row would be with these values.
    pub fn missing(
        &self,
        section: &Section,
        row: Option<&str>,
        fresh: &BTreeMap<String, MatterValue>,
    ) -> Vec<String> {
        let value = |key: &str| fresh.get(key).or_else(|| self.value(section.key, row, key));
        let applies = |field: &Field| match &field.when {
            // What is being filled in now decides, not what stood there.
            Some(when) if when.section == section.key => is_one_of(value(when.field), when.is),
            when => self.holds(when.as_ref(), section, row),
        };
        let empty = |field: &&Field| match (field.asked, value(field.key)) {
            (Asked::Never, _) => false,
            (_, None) | (Asked::Always, Some(MatterValue::Without(_))) => true,
            (_, Some(MatterValue::Is(yes))) => field.holds == Holds::Confirm && !yes,
            _ => false,
        };
        let fields = section.fields.iter().filter(|field| applies(field)).filter(empty);
        fields.map(|field| field.key.to_owned()).collect()
    }

    /// Sections that the matter can't end without and that aren't complete.
    pub fn lacks(&self) -> Vec<&'static Section> {
        let Some(form) = self.form() else { return Vec::new() };
        let open = |section: &&Section| {
            let filled = self.filled(section.key);
            section.needed && filled.is_none_or(|filled| filled.applies && !filled.complete)
        };
        form.sections.iter().filter(open).collect()
    }

    /// Whether everything that its form and its rules ask for is there.
    pub(super) fn is_all_there(&self) -> bool {
        self.form().is_some_and(|form| form.ends != Ends::Never)
            && self.lacks().is_empty()
            && super::rules::open(self).is_none()
    }

    /// Whether it may end now.
    ///
    /// # Errors
    /// What is missing: a section with its empty fields, or what a rule asks for besides.
    pub fn may_end(&self) -> Result<(), MatterRefusal> {
        if let Some(section) = self.lacks().first() {
            let rows = self.filled(section.key).into_iter().flat_map(|filled| filled.rows.iter());
            let open = rows.filter(|row| row.struck.is_none()).find(|row| !row.missing.is_empty());
            let missing = match open {
                Some(row) => row.missing.clone(),
                None => self.missing(section, None, &BTreeMap::new()),
            };
            return Err(MatterRefusal::Incomplete { section: section.key.to_owned(), missing });
        }
        super::rules::open(self).map_or(Ok(()), Err)
    }

    /// Best estimate of when it began, milliseconds since 1970 UTC.
    pub fn opened_at(&self) -> i64 {
        self.opening.origin.at.estimate()
    }

    /// How somebody stands to it: whoever answers for it may do more than his post says.
    pub fn relation(&self, user: &UserId) -> Relation {
        if self.person == *user { Relation::Assigned } else { Relation::Site }
    }

    /// Fields that people filled differently without knowing of each other.
    pub fn differing(&self) -> Vec<(&str, Option<&str>, &str)> {
        let mut all = Vec::new();
        for filled in &self.sections {
            for row in filled.rows.iter().filter(|row| row.struck.is_none()) {
                let crossed = row.cells.iter().filter(|(_, cell)| !cell.against.is_empty());
                all.extend(
                    crossed.map(|(field, _)| (filled.section.as_str(), row.row.as_deref(), field.as_str())),
                );
            }
        }
        all
    }

    /// Everybody in it.
    pub fn people(&self) -> BTreeSet<UserId> {
        let mut people = BTreeSet::from([self.person, self.opening.origin.by.user]);
        people.extend(self.assignments.iter().flat_map(|one| [one.person, one.origin.by.user]));
        people.extend(self.notes.iter().map(|one| one.origin.by.user));
        people.extend(self.orders.iter().map(|one| one.origin.by.user));
        people.extend(self.ends.iter().map(|one| one.origin.by.user));
        people.extend(self.not_accepted.iter().map(|one| one.origin.by.user));
        for filling in &self.fillings {
            people.insert(filling.origin.by.user);
            people.extend(named(filling.values.values()));
        }
        people
    }

    /// Staff whom the values that count name: they work on it, and may read it.
    pub fn named_people(&self) -> BTreeSet<UserId> {
        let rows = self.sections.iter().flat_map(|filled| filled.rows.iter());
        let cells = rows.filter(|row| row.struck.is_none()).flat_map(|row| row.cells.values());
        named(cells.map(|cell| &cell.value)).collect()
    }

    /// Its JSON with sorted keys: equal for equal matters.
    pub fn canonical_json(&self) -> String {
        canonical_json(self)
    }
}

fn named<'a>(values: impl Iterator<Item = &'a MatterValue>) -> impl Iterator<Item = UserId> {
    values.filter_map(|value| match value {
        MatterValue::Person(person) => Some(*person),
        _ => None,
    })
}
