//! Text for people: pages made of lines and tables.

pub mod checklist;
pub mod definition;
pub mod incident;
pub mod next;
pub mod order;
pub mod origin;
pub mod procedure;
pub mod small;
pub mod store;
pub mod table;
pub mod ticket;

use crate::units;
use crate::words::labels;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::guidance::Moment;
use client_core::domain::procedure::{Record, RecordKind};
use client_core::domain::text::Language;
use std::collections::BTreeMap;

/// Adds several words to a line.
pub fn add(text: &mut String, words: &[&str]) {
    text.extend(words.iter().copied());
}

/// An amount in fen as yuan.
pub fn money(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}¥{}.{:02}", fen / 100, fen % 100)
}

/// Conduct that the moments ask for, each with the rules that say so.
pub fn guidance(language: Language, moments: &[Moment], depth: usize, text: &mut String) {
    for moment in moments {
        let words = moment.text();
        checklist::line(text, depth, &format!("☞ {} ({})", words.get(language), moment.rules().join(", ")));
    }
}

/// A recorded value; with the record's definition, numbers have their unit and choices their words.
pub fn value(language: Language, record: Option<&Record>, value: &RecordValue) -> String {
    match (value, record.map(|record| &record.value)) {
        (RecordValue::YesNo(true), _) => labels::YES.get(language).to_owned(),
        (RecordValue::YesNo(false), _) => labels::NO.get(language).to_owned(),
        (RecordValue::Number(number), Some(RecordKind::Number { unit, .. })) => units::show(*unit, *number),
        (RecordValue::Number(number), _) => number.to_string(),
        (RecordValue::Choice(id), Some(RecordKind::Choice { options })) => options
            .iter()
            .find(|option| option.id == *id)
            .map_or_else(|| id.clone(), |option| option.label.get(language).to_owned()),
        (RecordValue::Text(text) | RecordValue::Choice(text), _) => text.clone(),
        (RecordValue::Ack, _) => labels::DONE.get(language).to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_keep_every_fen() {
        assert_eq!(money(3_505), "¥35.05");
        assert_eq!(money(-7), "-¥0.07");
        assert_eq!(money(0), "¥0.00");
    }
}
