//! Words of the pages, one module per concern, each wording in all three languages side by side.

pub(super) mod admin;
pub(super) mod audit;
pub(super) mod case_kinds;
pub(super) mod code;
pub(super) mod complaints;
pub(super) mod conflicts;
pub(super) mod departments;
pub(super) mod desk;
pub(super) mod directory;
pub(super) mod duties;
pub(super) mod facts;
pub(super) mod fees;
pub(super) mod figures;
pub(super) mod finance;
pub(super) mod labels;
pub(super) mod matters;
pub(super) mod procedures;
pub(super) mod rejections;
pub(super) mod reports;
pub(super) mod states;
pub(super) mod store;
pub(super) mod work_log;

pub(super) use crate::wording::Text;
use client_core::domain::text::Language;
pub(super) use undercroft_words::incidents;

/// A word of the core by its wording; the word itself where a newer core says something unknown.
pub(super) fn of(table: &[(&str, Text)], language: Language, word: &str) -> String {
    known(table, language, word).unwrap_or_else(|| word.to_owned())
}

/// A word of the core by its wording, where there is one.
pub(super) fn known(table: &[(&str, Text)], language: Language, word: &str) -> Option<String> {
    table.iter().find(|(key, _)| *key == word).map(|(_, text)| text.get(language).to_owned())
}

/// Several things in one line.
pub(super) fn list(language: Language, items: &[String]) -> String {
    items.join(if language == Language::En { ", " } else { "、" })
}
