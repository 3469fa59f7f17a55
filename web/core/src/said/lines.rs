//! Lines: who and when, the data of an entry, what a step recorded, where its answers lead.

use client_core::device::OrderView;
use client_core::domain::calendar::Zone;
use client_core::domain::id::{BlobDigest, UserId};
use client_core::domain::order::Origin;
use client_core::domain::procedure::{Recorded, Step, StepState};
use client_core::domain::text::Language;
use serde_json::{Value, json};
use undercroft_words::questions::{Place, test};
use undercroft_words::values::value;
use undercroft_words::{DONE, checklists, list, yuan};

/// What lines are written from.
pub struct Lines<'a> {
    /// Language.
    pub language: Language,
    /// The site's zone.
    pub zone: Option<Zone>,
    /// The order.
    pub view: &'a OrderView,
}

impl Lines<'_> {
    /// A person's name.
    pub fn name(&self, user: &UserId) -> String {
        self.view.names.get(user).cloned().unwrap_or_else(|| user.to_string().chars().take(8).collect())
    }

    fn time(&self, at: i64) -> String {
        self.zone.map_or_else(|| format!("{at} ms"), |zone| zone.shown(at))
    }

    /// Who and when.
    pub fn short(&self, origin: &Origin) -> String {
        format!("{}, {}", self.name(&origin.by.user), self.time(origin.at.estimate()))
    }

    /// Data of an entry in one line: people by their names, amounts as money, words instead of their digests.
    pub fn data(&self, value: &Value) -> String {
        let Value::Object(fields) = value else { return self.field("", value) };
        let parts: Vec<String> = fields
            .iter()
            .filter_map(|(name, value)| {
                match value.as_str().and_then(|text| text.parse::<BlobDigest>().ok()) {
                    // A digest says nothing to a person, and neither does the path of a signature.
                    Some(digest) if name != "strokes" => self.view.texts.get(&digest).cloned(),
                    Some(_) => None,
                    None => Some(self.field(name, value)).filter(|words| !words.is_empty()),
                }
            })
            .collect();
        parts.join(" · ")
    }

    fn field(&self, name: &str, value: &Value) -> String {
        match value {
            Value::Null => String::new(),
            Value::String(text) => match text.parse::<UserId>() {
                Ok(user) if self.view.names.contains_key(&user) => self.name(&user),
                _ => text.clone(),
            },
            Value::Number(number) if name.ends_with("_fen") => {
                number.as_i64().map_or_else(|| number.to_string(), yuan)
            }
            Value::Number(number) if name.ends_with("_at") => {
                number.as_i64().map_or_else(|| number.to_string(), |at| self.time(at))
            }
            Value::Array(all) => {
                let all: Vec<String> = all.iter().map(|one| self.field(name, one)).collect();
                list(self.language, &all)
            }
            Value::Object(_) => self.data(value),
            other => other.to_string(),
        }
    }
}

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
