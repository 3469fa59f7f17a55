//! One wording in the three languages of the product, written side by side where it is used.

use client_core::domain::text::Language;

/// One wording: simplified Chinese, traditional Chinese, English.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Text(pub &'static str, pub &'static str, pub &'static str);

impl Text {
    /// The wording in a language.
    pub(crate) const fn get(self, language: Language) -> &'static str {
        match language {
            Language::ZhHans => self.0,
            Language::ZhHant => self.1,
            Language::En => self.2,
        }
    }

    /// The wording with `{}` replaced by these words, in order.
    pub(crate) fn with(self, language: Language, words: &[&str]) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_filled_in_order() {
        assert_eq!(Text("", "", "{} of {}").with(Language::En, &["1", "2"]), "1 of 2");
    }
}
