//! What a step recorded.

use client_core::domain::procedure::{Recorded, Step, StepState};
use client_core::domain::text::Language;
use serde_json::{Value, json};
use undercroft_words::DONE;
use undercroft_words::values::value;

/// What a step recorded, value by value; of the reading that counts.
pub fn recorded(language: Language, definition: Option<&Step>, state: &StepState) -> Vec<Value> {
    let Some(reading) = &state.reading else { return Vec::new() };
    let plain = |label: &str, value: String| vec![json!({ "label": label, "value": value, "good": null })];
    match &reading.recorded {
        Recorded::Values { values, .. } => values
            .iter()
            .map(|(name, one)| {
                let record =
                    definition.and_then(|step| step.records.iter().find(|record| record.name == *name));
                let label = record.map_or(name.as_str(), |record| record.label.get(language));
                json!({ "label": label, "value": value(language, record, one), "good": null })
            })
            .collect(),
        Recorded::Part { part } => plain(
            &part.item,
            format!("{} × {} → {}", part.quantity, part.old_specification, part.new_specification),
        ),
        Recorded::GateSet | Recorded::GateWithdrawn => plain("", DONE.get(language).to_owned()),
    }
}
