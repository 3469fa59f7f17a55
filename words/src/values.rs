//! Recorded values in words.

use crate::{DONE, NO, YES, units};
use client_core::domain::entry::work::RecordValue;
use client_core::domain::procedure::{Record, RecordKind};
use client_core::domain::text::Language;
use std::collections::BTreeMap;

/// A recorded value; with the record's definition, numbers have their unit and choices their words.
pub fn value(language: Language, record: Option<&Record>, value: &RecordValue) -> String {
    match (value, record.map(|record| &record.value)) {
        (RecordValue::YesNo(true), _) => YES.get(language).to_owned(),
        (RecordValue::YesNo(false), _) => NO.get(language).to_owned(),
        (RecordValue::Number(number), Some(RecordKind::Number { unit, .. })) => units::show(*unit, *number),
        (RecordValue::Number(number), _) => number.to_string(),
        (RecordValue::Choice(id), Some(RecordKind::Choice { options })) => options
            .iter()
            .find(|option| option.id == *id)
            .map_or_else(|| id.clone(), |option| option.label.get(language).to_owned()),
        (RecordValue::Text(text) | RecordValue::Choice(text), _) => text.clone(),
        (RecordValue::Ack, _) => DONE.get(language).to_owned(),
        (RecordValue::List(rows), kind) => {
            let fields = match kind {
                Some(RecordKind::List { fields, .. }) => fields.as_slice(),
                _ => &[],
            };
            let rows: Vec<String> = rows.iter().map(|row| values(language, fields, row)).collect();
            format!("[{}]", rows.join("; "))
        }
    }
}

/// Recorded values by name.
pub fn values(language: Language, records: &[Record], values: &BTreeMap<String, RecordValue>) -> String {
    let parts: Vec<String> = values
        .iter()
        .map(|(name, one)| {
            let record = records.iter().find(|record| record.name == *name);
            format!("{name}={}", value(language, record, one))
        })
        .collect();
    parts.join(" ")
}
