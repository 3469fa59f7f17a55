//! Refused commands, with the option that brings what is missing.

use client_core::domain::decide::Rejection;
use client_core::domain::text::Language;

pub use undercroft_words::rejections::needs;

/// Options by the fields of [`Rejection::Missing`] and [`Rejection::Invalid`].
const OPTIONS: &[(&str, &str)] = &[
    ("customer_name", "--name"),
    ("unit_no", "--unit"),
    ("contact", "--contact"),
    ("appointment_at", "--appointment"),
    ("service_class", "--class"),
    ("explanation", "--explanation"),
    ("reason", "--reason"),
    ("detail", "--detail"),
    ("free_reason", "--free"),
    ("warranty_until", "--warranty-until"),
    ("routed_to", "--routed-to"),
    ("handling", "--handling"),
    ("photos", "--photo"),
    ("terms", "--terms"),
    ("tried", "--tried"),
    ("until", "--until"),
    ("confirmed_by", "--by"),
    ("due_at", "--due"),
    ("origin", "--origin"),
    ("old_specification", "--old"),
    ("new_specification", "--new"),
    ("cause", "--cause"),
    ("responsibility", "--responsibility"),
    ("proposal", "--proposal"),
    ("apology", "--apology"),
    ("agreed", "--agreed"),
    ("help", "--helped"),
    ("heard_at", "--heard-at"),
    ("asked_for", "--asked-for"),
    ("receipt", "--receipt"),
    ("principal_fen", "--amount"),
    ("late_fee_fen", "--late-fee"),
];

/// Why a command is refused.
pub fn rejection(language: Language, rejection: &Rejection) -> String {
    let words = undercroft_words::rejections::rejection(language, rejection);
    let hint = match rejection {
        Rejection::Missing { field } | Rejection::Invalid { field, .. } => {
            OPTIONS.iter().find(|(known, _)| known == field).map(|(_, option)| *option)
        }
        Rejection::UnknownItem { .. } => Some("field prices"),
        _ => None,
    };
    hint.map_or_else(|| words.clone(), |hint| format!("{words} ({hint})"))
}
