//! What a row of the directory must look like.

use super::normal::phone_key;
use super::{Building, Party, Unit};
use serde::Serialize;

/// Characters of codes and numbers.
const MOST_CODE: usize = 40;
/// Characters of names.
const MOST_NAME: usize = 60;
/// Characters of notes.
const MOST_NOTE: usize = 200;
/// Phones of one customer.
const MOST_PHONES: usize = 5;
/// Characters of a phone.
const MOST_PHONE: usize = 40;
/// The largest area, in square decimetres: ten hectares.
const MOST_AREA: i64 = 10_000_000;

/// Why a field can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum Why {
    /// Nothing is in it.
    #[error("is missing")]
    Missing,
    /// Too much is in it.
    #[error("longer than {most} characters")]
    TooLong {
        /// Characters that are allowed.
        most: usize,
    },
    /// A line end or another character that moves a cursor.
    #[error("holds a character that can't be printed")]
    Unprintable,
    /// Not made of letters, digits, `.`, `_` and `-`.
    #[error("letters A to Z, digits, and . _ - between them")]
    Characters,
    /// Not a phone.
    #[error("{text}: not a phone number")]
    Phone {
        /// What stands there.
        text: String,
    },
    /// More phones than fit.
    #[error("at most {most} phones")]
    TooMany {
        /// Phones that are allowed.
        most: usize,
    },
    /// Below zero, or beyond any building.
    #[error("out of range")]
    Range,
    /// It names something that isn't there.
    #[error("{text}: there is none of this name")]
    Unknown {
        /// What stands there.
        text: String,
    },
    /// The last day lies before the first.
    #[error("before the first day")]
    Order,
}

/// A field that can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldFault {
    /// The field's name.
    pub field: &'static str,
    /// Why.
    #[serde(flatten)]
    pub why: Why,
}

fn fault(field: &'static str, why: Why) -> FieldFault {
    FieldFault { field, why }
}

impl FieldFault {
    /// A field that names something that isn't there.
    pub fn unknown(field: &'static str, text: &str) -> Self {
        fault(
            field,
            Why::Unknown { text: text.chars().filter(|c| !c.is_control()).take(MOST_NAME).collect() },
        )
    }
}

fn text(faults: &mut Vec<FieldFault>, field: &'static str, text: &str, most: usize, needed: bool) {
    if needed && text.trim().is_empty() {
        faults.push(fault(field, Why::Missing));
    } else if text.chars().count() > most {
        faults.push(fault(field, Why::TooLong { most }));
    } else if text.chars().any(char::is_control) {
        faults.push(fault(field, Why::Unprintable));
    }
}

fn is_phone(text: &str) -> bool {
    let allowed = |character: char| {
        character.is_ascii_digit()
            || " +-()#*xX转轉".contains(character)
            || ('０'..='９').contains(&character)
    };
    let digits = phone_key(text).len();
    text.chars().count() <= MOST_PHONE && text.chars().all(allowed) && (5..=20).contains(&digits)
}

impl Building {
    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        text(&mut faults, "building", &self.code, MOST_CODE, true);
        text(&mut faults, "building_name", &self.name, MOST_NAME, true);
        faults
    }
}

impl Unit {
    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        text(&mut faults, "building", &self.building, MOST_CODE, true);
        text(&mut faults, "unit_no", &self.unit_no, MOST_CODE, true);
        if self.area_dm2.is_some_and(|area| !(1..=MOST_AREA).contains(&area)) {
            faults.push(fault("area_m2", Why::Range));
        }
        faults
    }
}

impl Party {
    /// Everything that is wrong with it.
    pub fn faults(&self) -> Vec<FieldFault> {
        let mut faults = Vec::new();
        text(&mut faults, "number", &self.number, MOST_CODE, true);
        let within = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        let ends = self.number.starts_with(|first: char| first.is_ascii_alphanumeric());
        if faults.is_empty() && !(ends && self.number.bytes().all(within)) {
            faults.push(fault("number", Why::Characters));
        }
        text(&mut faults, "name", &self.name, MOST_NAME, true);
        text(&mut faults, "building", &self.building, MOST_CODE, true);
        text(&mut faults, "unit_no", &self.unit_no, MOST_CODE, true);
        if self.phones.len() > MOST_PHONES {
            faults.push(fault("phones", Why::TooMany { most: MOST_PHONES }));
        } else if let Some(wrong) = self.phones.iter().find(|phone| !is_phone(phone)) {
            let text = wrong.chars().filter(|c| !c.is_control()).take(MOST_PHONE).collect();
            faults.push(fault("phones", Why::Phone { text }));
        }
        if self.until.is_some_and(|until| self.since.is_some_and(|since| until < since)) {
            faults.push(fault("until", Why::Order));
        }
        text(&mut faults, "area_assistant", self.area_assistant.as_deref().unwrap_or(""), MOST_CODE, false);
        text(&mut faults, "note", &self.note, MOST_NOTE, false);
        faults
    }
}
