//! What a step recorded, and where its answers lead.

use client_core::domain::procedure::{Recorded, Step, StepState};
use client_core::domain::text::Language;
use serde_json::{Value, json};
use undercroft_words::questions::{Place, test};
use undercroft_words::values::value;
use undercroft_words::{DONE, checklists, list};

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

/// Where a step's answers lead.
pub fn leads(language: Language, place: Place<'_>, step: &Step) -> Vec<String> {
    let mut all = Vec::new();
    for branch in &step.branches {
        let mut to = Vec::new();
        if !branch.opens.is_empty() {
            to.push(list(language, &branch.opens));
        }
        if let Some(child) = &branch.child {
            to.push(checklists::CHILD.with(language, &[&child.id]));
        }
        if branch.repeat {
            to.push(checklists::AGAIN.with(language, &[&step.id]));
        }
        if to.is_empty() {
            continue;
        }
        let to = list(language, &to);
        all.push(match &branch.when {
            Some(when) => checklists::LEADS.with(language, &[&test(language, place, when), &to]),
            None => checklists::ELSE_LEADS.with(language, &[&to]),
        });
    }
    if !step.restart.is_empty() {
        all.push(checklists::RESTART.with(language, &[&list(language, &step.restart)]));
    }
    all
}
