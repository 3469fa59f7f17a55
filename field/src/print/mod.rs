//! Text for people: pages made of lines and tables.

pub mod checklist;
pub mod complaint;
pub mod definition;
pub mod fee;
pub mod incident;
pub mod matter;
pub mod next;
pub mod order;
pub mod origin;
pub mod procedure;
pub mod small;
pub mod store;
pub mod table;
pub mod ticket;

use client_core::domain::guidance::Moment;
use client_core::domain::text::Language;

pub use undercroft_words::values::values;
pub use undercroft_words::yuan as money;

/// Adds several words to a line.
pub fn add(text: &mut String, words: &[&str]) {
    text.extend(words.iter().copied());
}

/// Conduct that the moments ask for, each with the rules that say so.
pub fn guidance(language: Language, moments: &[Moment], depth: usize, text: &mut String) {
    for moment in moments {
        let words = moment.text();
        checklist::line(text, depth, &format!("☞ {} ({})", words.get(language), moment.rules().join(", ")));
    }
}

/// A title with the lines of each thing below it; nothing where there are none.
pub fn section<T>(text: &mut String, title: &str, things: &[T], lines: impl Fn(&T) -> Vec<String>) {
    if things.is_empty() {
        return;
    }
    checklist::line(text, 0, title);
    for words in things.iter().flat_map(lines) {
        checklist::line(text, 1, &words);
    }
}
