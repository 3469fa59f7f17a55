//! What stands in the fields of a matter, in words.

use super::Page;
use client_core::domain::entry::matter::MatterValue;
use client_core::domain::id::BlobDigest;
use client_core::domain::matter::{Cell, Choice, Field, Holds, Row, Section, departments};
use client_core::domain::order::Origin;
use client_core::domain::text::Language;
use client_core::domain::words::matter as core;
use serde_json::{Map, Value, json};
use undercroft_words::{NO, Text, YES};

const NONE: Text = Text("无({})", "無({})", "none ({})");
const SIGNED: Text = Text("已签名", "已簽名", "signed");
const PHOTO: Text = Text("照片", "照片", "photo");
const NOT_HERE: Text = Text("不在本机上", "不在本機上", "not on this device");
/// A row is called by so many of its values.
const NAMING: usize = 2;

/// The word of a choice; its key where the form has none.
fn chosen(language: Language, mut choices: impl Iterator<Item = Choice>, key: &str) -> String {
    let known = choices.find(|(one, _)| *one == key);
    known.map_or_else(|| key.to_owned(), |(_, words)| words.get(language).to_owned())
}

impl Page<'_> {
    /// Who wrote it and when.
    pub(super) fn who(&self, origin: &Origin) -> String {
        format!("{}, {}", self.name(&origin.by.user), self.moment(origin.at.estimate()))
    }

    fn moment(&self, at: i64) -> String {
        self.zone.shown(at)
    }

    fn words(&self, blob: &BlobDigest) -> Option<&str> {
        self.view.words.get(blob).map(String::as_str)
    }

    /// A value in words.
    pub(super) fn value(&self, field: &Field, value: &MatterValue) -> String {
        let language = self.language;
        match (value, field.holds) {
            (MatterValue::Is(yes), _) => if *yes { YES } else { NO }.get(language).to_owned(),
            (MatterValue::One(key), Holds::Choice(choices)) => chosen(language, choices.iter().copied(), key),
            (MatterValue::One(words) | MatterValue::Words(words), _) => words.clone(),
            (MatterValue::Number(number), Holds::Number(counted) | Holds::Reading(counted)) => {
                core::counted(language, counted, *number)
            }
            (MatterValue::Number(number), _) => number.to_string(),
            (MatterValue::Day(day), _) => day.to_string(),
            (MatterValue::Time(at), _) => self.moment(*at),
            (MatterValue::Person(person), _) => self.name(person).to_owned(),
            (MatterValue::Department(one), _) => chosen(language, departments(), one.as_str()),
            (MatterValue::Blob(_), Holds::Signature) => SIGNED.get(language).to_owned(),
            (MatterValue::Blob(blob), _) => {
                self.words(blob).unwrap_or_else(|| NOT_HERE.get(language)).to_owned()
            }
            (MatterValue::Photo(_), _) => PHOTO.get(language).to_owned(),
            (MatterValue::Without(reason), _) => NONE.with(language, &[reason]),
        }
    }

    /// What stands in a row's fields, by their keys.
    pub(super) fn cells(&self, section: &Section, row: &Row) -> Map<String, Value> {
        let cell = |field: &Field| Some((field.key.to_owned(), self.cell(field, row.cells.get(field.key)?)));
        section.fields.iter().filter_map(cell).collect()
    }

    fn cell(&self, field: &Field, cell: &Cell) -> Value {
        let held = match &cell.value {
            MatterValue::Blob(blob) => self.words(blob),
            _ => None,
        };
        let against = cell
            .against
            .iter()
            .map(|other| format!("{} ({})", self.value(field, &other.value), self.who(&other.origin)));
        json!({
            "text": self.value(field, &cell.value),
            "value": cell.value,
            "held": held,
            "who": self.who(&cell.origin),
            "against": against.collect::<Vec<_>>(),
        })
    }

    /// What a row is called: the first values that say something in a list.
    pub(super) fn row_name(&self, section: &Section, row: &Row) -> String {
        let telling = |field: &&Field| !matches!(field.holds, Holds::Signature | Holds::Photo);
        let fields = section.fields.iter().filter(telling);
        let values = fields.filter_map(|field| Some(self.value(field, row.value(field.key)?)));
        values.take(NAMING).collect::<Vec<_>>().join(" · ")
    }
}
