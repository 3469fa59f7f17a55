//! Text for people: pages made of lines and tables.

pub mod checklist;
pub mod order;
pub mod origin;
pub mod small;
pub mod table;

use crate::words::labels;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::text::Language;

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

/// A recorded value.
pub fn value(language: Language, value: &RecordValue) -> String {
    match value {
        RecordValue::YesNo(true) => labels::YES.get(language).to_owned(),
        RecordValue::YesNo(false) => labels::NO.get(language).to_owned(),
        RecordValue::Number(number) => number.to_string(),
        RecordValue::Text(text) | RecordValue::Choice(text) => text.clone(),
        RecordValue::Ack => labels::DONE.get(language).to_owned(),
        RecordValue::List(rows) => {
            let rows: Vec<String> = rows.iter().map(|row| values(language, row)).collect();
            format!("[{}]", rows.join("; "))
        }
    }
}

/// Recorded values by name.
pub fn values(language: Language, values: &std::collections::BTreeMap<String, RecordValue>) -> String {
    let parts: Vec<String> =
        values.iter().map(|(name, one)| format!("{name}={}", value(language, one))).collect();
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
