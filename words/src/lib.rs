//! Words for people, one module per concern, each wording in all three languages side by side; and how
//! numbers are written in the units that people use.
//!
//! Once for the terminal, the app and the office's pages of procedures. No command line, button or page is
//! named here, and nothing here decides anything: it says what client-core has found.

#![allow(missing_docs, reason = "a wording says itself what it is")]

pub mod cases;
pub mod checklists;
pub mod complaints;
pub mod conflicts;
pub mod course;
pub mod decimal;
pub mod desk;
pub mod incidents;
pub mod locks;
pub mod questions;
pub mod refusals;
pub mod rejections;
pub mod states;
pub mod units;
pub mod values;

use client_core::domain::text::Language;

/// One wording: simplified Chinese, traditional Chinese, English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Text(pub &'static str, pub &'static str, pub &'static str);

impl Text {
    /// The wording in a language.
    pub const fn get(self, language: Language) -> &'static str {
        match language {
            Language::ZhHans => self.0,
            Language::ZhHant => self.1,
            Language::En => self.2,
        }
    }

    /// The wording with `{}` replaced by these words, in order.
    pub fn with(self, language: Language, words: &[&str]) -> String {
        let mut parts = self.get(language).split("{}");
        let mut text = parts.next().unwrap_or_default().to_owned();
        let mut words = words.iter();
        for part in parts {
            text.push_str(words.next().copied().unwrap_or_default());
            text.push_str(part);
        }
        text
    }
}

/// A word of the core by its wording; the word itself where a newer core says something unknown.
pub fn of(table: &[(&str, Text)], language: Language, word: &str) -> String {
    table
        .iter()
        .find(|(key, _)| *key == word)
        .map_or_else(|| word.to_owned(), |(_, text)| text.get(language).to_owned())
}

/// The language that an environment value such as `zh_TW.UTF-8` asks for.
pub fn language_of(lang: &str) -> Language {
    let lang = lang.to_ascii_lowercase().replace('-', "_");
    let traditional = ["zh_tw", "zh_hk", "zh_mo", "zh_hant"];
    if traditional.iter().any(|start| lang.starts_with(start)) {
        Language::ZhHant
    } else if lang.starts_with("zh") {
        Language::ZhHans
    } else {
        Language::En
    }
}

/// The answer to a question.
pub const YES: Text = Text("是", "是", "yes");
/// The answer to a question.
pub const NO: Text = Text("否", "否", "no");
/// Confirmed.
pub const DONE: Text = Text("完成", "完成", "done");

/// An amount in fen as yuan.
pub fn yuan(fen: i64) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let fen = fen.unsigned_abs();
    format!("{sign}¥{}.{:02}", fen / 100, fen % 100)
}

/// Several things in one line.
pub fn list(language: Language, items: &[String]) -> String {
    items.join(if language == Language::En { ", " } else { "、" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_read_from_the_environment() {
        assert_eq!(language_of("zh_CN.UTF-8"), Language::ZhHans);
        assert_eq!(language_of("zh-Hant"), Language::ZhHant);
        assert_eq!(language_of("zh_HK"), Language::ZhHant);
        assert_eq!(language_of("C.UTF-8"), Language::En);
        assert_eq!(language_of(""), Language::En);
    }

    #[test]
    fn amounts_keep_every_fen() {
        assert_eq!(yuan(3_505), "¥35.05");
        assert_eq!(yuan(-7), "-¥0.07");
        assert_eq!(yuan(0), "¥0.00");
    }

    #[test]
    fn places_are_filled_in_order() {
        assert_eq!(Text("", "", "{} of {}").with(Language::En, &["1", "2"]), "1 of 2");
    }
}
