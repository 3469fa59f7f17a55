//! The interface's examples as this site can use them: with words in place of ids that nobody knows before they are drawn.

use crate::site::Person;

/// What the examples made up, and what stands there instead: a word for which [`Drawn::fill`] puts something in, or a time
/// at which such a thing can be done at this site.
const WORDED: [(&str, &str); 9] = [
    (r#""visit":"01K5Q0000000000000000000AB""#, r#""visit":"{visit}""#),
    (r#""notice":"01K5Q0000000000000000000AB""#, r#""notice":"{notice}""#),
    (r#""order":"07070707-0707-0707-0707-070707070707""#, r#""order":"{id}""#),
    (r#""person":"07070707-0707-0707-0707-070707070707""#, r#""person":"{person}""#),
    (r#""collector":"0b0e2f9e-0f52-4f5c-8a2e-3f1f7a9d5a11""#, r#""collector":"{person}""#),
    (r#""row":"0a1b2c3d4e5f""#, r#""row":"{row}""#),
    (r#""account":"C-1""#, r#""account":"{account}""#),
    ("2026-H2", "2026-H1"),
    ("2026-06-03", "2026-03-02"),
];

/// An example's text with words in place of ids.
pub fn worded(example: &str) -> String {
    WORDED.iter().fold(example.to_owned(), |text, (made_up, word)| text.replace(made_up, word))
}

/// What the story drew, by the words that stand for it.
#[derive(Debug, Clone)]
pub struct Drawn(Vec<(&'static str, String)>);

impl Drawn {
    /// What is known from the beginning.
    pub(super) fn new() -> Self {
        Self(vec![("{person}", Person::TechnicianA.user().to_string())])
    }

    /// From now on the word stands for this.
    pub(super) fn set(&mut self, word: &'static str, drawn: impl ToString) {
        self.0.retain(|(known, _)| *known != word);
        self.0.push((word, drawn.to_string()));
    }

    /// A text with what was drawn in place of the words.
    pub fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (word, drawn)| text.replace(word, drawn))
    }
}
