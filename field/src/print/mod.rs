//! Text for people: pages made of lines and tables.

pub mod checklist;
pub mod complaint;
pub mod definition;
pub mod fee;
pub mod incident;
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
