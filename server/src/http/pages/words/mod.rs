//! Words of the pages, one module per concern, each wording in all three languages side by side.

pub(super) mod conflicts;
pub(super) mod directory;
pub(super) mod facts;
pub(super) mod figures;
pub(super) mod labels;
pub(super) mod rejections;
pub(super) mod states;
pub(super) mod store;

use client_core::domain::text::Language;

/// One wording: simplified Chinese, traditional Chinese, English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Text(pub &'static str, pub &'static str, pub &'static str);

impl Text {
    /// The wording in a language.
    pub(super) const fn get(self, language: Language) -> &'static str {
        match language {
            Language::ZhHans => self.0,
            Language::ZhHant => self.1,
            Language::En => self.2,
        }
    }

    /// The wording with `{}` replaced by these words, in order.
    pub(super) fn with(self, language: Language, words: &[&str]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_order() {
        assert_eq!(Text("", "", "{} of {}").with(Language::En, &["1", "2"]), "1 of 2");
    }
}
