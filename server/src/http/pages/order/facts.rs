//! The data of an entry in words: people by their names, amounts in yuan, times in the site's zone.

use super::super::look::money;
use super::super::store::line;
use super::super::words::{conflicts, desk, facts as words, labels, list, rejections, states, store};
use super::Page;
use client_core::domain::entry::Kind;
use client_core::domain::entry::cases::{DamageKind, EscalationOutcome};
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::desk::{Desk, SlipCopy};
use client_core::domain::entry::office::{CancelledBy, Channel, Choice, ClaimReason, ServiceKind};
use client_core::domain::entry::store::{Goods, GoodsLine, SettledOutcome, ToolCondition};
use client_core::domain::entry::work::{PartSource, RecordValue};
use client_core::domain::id::{BlobDigest, UserId};
use client_core::domain::procedure::{Record, RecordKind, Step, Unit};
use client_core::domain::stock::is_goods_kind;
use client_core::domain::text::Language;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Names and values of an entry's data, in words.
pub(super) fn of(page: &Page<'_>, kind: Option<Kind>, data: &Value) -> Vec<(String, String)> {
    let Value::Object(data) = data else { return Vec::new() };
    let language = page.look.language;
    let step = data.get("step").and_then(Value::as_str).and_then(|id| step_of(page, id));
    let mut lines = Vec::new();
    for (name, value) in data {
        let Some(label) = words::name(language, name) else { continue };
        // The step's id says its checklist.
        if step.is_some() && name == "checklist" {
            continue;
        }
        let label = match (kind, name.as_str()) {
            (Some(Kind::RequestRegistered), "received_at") => rejections::field(language, name),
            (Some(kind), "lines") if is_goods_kind(kind) => page.look.say(store::GOODS).to_owned(),
            _ => label,
        };
        let text = match (name.as_str(), step) {
            ("reason", _) if kind == Some(Kind::Marked) => match typed::<ClaimReason>(value) {
                Some(reason) => page.look.say(conflicts::claim(reason)).to_owned(),
                None => continue,
            },
            ("values", step) => match typed(value) {
                Some(values) => values_in_words(language, step, &values),
                None => continue,
            },
            ("step", Some(step)) => format!("{} {}", step.id, step.label.get(language)),
            _ => one(page, name, value, data),
        };
        if !text.is_empty() {
            lines.push((words::rank(name), label, text));
        }
    }
    // What matters most first: the technician before the reason.
    lines.sort_by_key(|(rank, _, _)| *rank);
    lines.into_iter().map(|(_, label, text)| (label, text)).collect()
}

/// The step of this id, in any version: versions keep what it is called.
pub(super) fn step_of<'p>(page: &'p Page<'_>, id: &str) -> Option<&'p Step> {
    page.sheet.library.iter().find_map(|procedure| procedure.step(id))
}

fn typed<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_value(value.clone()).ok()
}

fn one(page: &Page<'_>, name: &str, value: &Value, all: &Map<String, Value>) -> String {
    let look = page.look;
    match (name, value) {
        (_, Value::Bool(yes)) => look.say(if *yes { words::YES } else { words::NO }).to_owned(),
        (_, Value::Number(number)) => match number.as_i64() {
            Some(fen) if name.ends_with("_fen") => money(fen),
            Some(ms) if name.ends_with("_at") || name == "until" => look.time(ms),
            _ => number.to_string(),
        },
        ("return_place", _) => {
            typed::<Desk>(value).map_or_else(String::new, |one| look.say(desk::desk(one)).to_owned())
        }
        ("copy", _) => {
            typed::<SlipCopy>(value).map_or_else(String::new, |one| look.say(desk::copy(one)).to_owned())
        }
        ("technician" | "proposed" | "from" | "to", Value::String(id)) => {
            id.parse::<UserId>().map_or_else(|_| id.clone(), |user| page.name(&user))
        }
        ("content" | "text" | "words" | "description", Value::String(text)) => {
            match text.parse::<BlobDigest>() {
                Ok(digest) => page.sheet.view.texts.get(&digest).cloned().unwrap_or_default(),
                Err(_) => text.clone(),
            }
        }
        ("outcome", _) => match (typed::<EscalationOutcome>(value), typed::<SettledOutcome>(value)) {
            (Some(outcome), _) => look.say(states::outcome(outcome)).to_owned(),
            (None, Some(outcome)) => look.say(store::settled(outcome)).to_owned(),
            (None, None) => String::new(),
        },
        ("condition", _) => typed::<ToolCondition>(value).map_or_else(String::new, |condition| {
            client_core::domain::words::condition(condition).get(look.language).to_owned()
        }),
        ("goods", _) => match typed::<Goods>(value) {
            Some(Goods::Material(goods)) => line(look, &page.sheet.reference.catalogue, &goods),
            Some(Goods::Tool(tool)) => tool,
            None => String::new(),
        },
        ("waiting_for", _) => typed::<WaitingFor>(value)
            .map_or_else(String::new, |waits| look.say(states::waiting_for(waits)).to_owned()),
        ("damage", _) => typed::<DamageKind>(value)
            .map_or_else(String::new, |damage| look.say(states::damage(damage)).to_owned()),
        ("cancelled_by", _) => typed::<CancelledBy>(value)
            .map_or_else(String::new, |by| look.say(states::cancelled_by(by)).to_owned()),
        ("channel", _) => {
            typed::<Channel>(value).map_or_else(String::new, |by| look.say(states::channel(by)).to_owned())
        }
        ("service_kind", _) => typed::<ServiceKind>(value)
            .map_or_else(String::new, |kind| look.say(states::service_kind(kind)).to_owned()),
        ("source", _) => typed::<PartSource>(value)
            .map_or_else(String::new, |from| look.say(states::source(from)).to_owned()),
        ("choice", _) => typed::<Choice>(value).map_or_else(String::new, |choice| {
            let conflict = all.get("conflict").and_then(Value::as_str).unwrap_or("");
            super::conflicts::chosen(page, conflict, &choice)
        }),
        ("conflict", Value::String(id)) => {
            let rule = id.split(':').next().unwrap_or(id);
            format!("{rule} {}", conflicts::rule(look.language, rule))
        }
        ("item", Value::String(item)) => item_label(page, item),
        ("photos", Value::Array(photos)) if photos.is_empty() => String::new(),
        ("photos", Value::Array(photos)) => look.with(labels::PHOTOS_N, &[&photos.len().to_string()]),
        ("materials" | "tools", Value::Array(items)) => {
            let items: Vec<String> =
                items.iter().filter_map(Value::as_str).map(|item| thing(page, item)).collect();
            list(look.language, &items)
        }
        (_, Value::String(text)) => text.clone(),
        (_, Value::Array(items)) => {
            let items: Vec<String> = items.iter().map(|item| one(page, "", item, all)).collect();
            list(look.language, &items)
        }
        // A line of a quote has more.
        (_, Value::Object(_)) if typed::<GoodsLine>(value).is_some() => {
            typed(value).map_or_else(String::new, |goods| line(look, &page.sheet.reference.catalogue, &goods))
        }
        (_, Value::Object(fields)) => {
            let named = |(name, value): (&String, &Value)| {
                let label = words::name(look.language, name)?;
                Some(format!("{label} {}", one(page, name, value, fields)))
            };
            fields.iter().filter_map(named).collect::<Vec<_>>().join(" ")
        }
        (_, Value::Null) => String::new(),
    }
}

/// The name of an item of the fee standard or of the catalogue, or its code.
pub(super) fn item_label(page: &Page<'_>, item: &str) -> String {
    let language = page.look.language;
    let priced = page.sheet.price_item(item).map(|item| &item.label);
    let stocked = page.sheet.reference.catalogue.material(item).map(|material| &material.label);
    priced.or(stocked).map_or_else(|| item.to_owned(), |label| label.get(language).to_owned())
}

/// The name of a tool or material of some procedure; the word itself where it is none, because people also write
/// their own.
pub(super) fn thing(page: &Page<'_>, id: &str) -> String {
    let label = page.sheet.library.iter().find_map(|procedure| {
        let tool = procedure.tools.iter().find(|tool| tool.id == id).map(|tool| &tool.label);
        tool.or_else(|| procedure.materials.iter().find(|kind| kind.item == id).map(|kind| &kind.label))
    });
    label.map_or_else(|| id.to_owned(), |label| label.get(page.look.language).to_owned())
}

/// What was recorded at a step, by the labels of its records.
pub(super) fn values_in_words(
    language: Language,
    step: Option<&Step>,
    values: &BTreeMap<String, RecordValue>,
) -> String {
    let records = step.map_or(&[][..], |step| step.records.as_slice());
    row(language, records, values)
}

fn row(language: Language, records: &[Record], values: &BTreeMap<String, RecordValue>) -> String {
    let joint = if language == Language::En { "; " } else { ";" };
    let parts: Vec<String> = values
        .iter()
        .map(|(name, value)| {
            let record = records.iter().find(|record| record.name == *name);
            let label = record.map_or(name.as_str(), |record| record.label.get(language));
            let text = recorded(language, record.map(|record| &record.value), value);
            match value {
                RecordValue::Ack => format!("{label} ✓"),
                // A question needs no colon before its answer.
                _ if label.ends_with(['?', '?']) => format!("{label} {text}"),
                _ => format!("{label}: {text}"),
            }
        })
        .collect();
    parts.join(joint)
}

fn recorded(language: Language, kind: Option<&RecordKind>, value: &RecordValue) -> String {
    match (value, kind) {
        (RecordValue::YesNo(yes), _) => (if *yes { words::YES } else { words::NO }).get(language).to_owned(),
        (RecordValue::Ack, _) => words::DONE.get(language).to_owned(),
        (RecordValue::Number(number), Some(RecordKind::Number { unit: Unit::CalendarDay, .. })) => {
            day(*number)
        }
        (RecordValue::Number(number), Some(RecordKind::Number { unit, .. })) => {
            let (digits, sign) = words::unit(*unit);
            format!("{}{}", decimal(*number, digits), sign.get(language))
        }
        (RecordValue::Number(number), _) => number.to_string(),
        (RecordValue::Choice(id), Some(RecordKind::Choice { options })) => options
            .iter()
            .find(|option| option.id == *id)
            .map_or_else(|| id.clone(), |option| option.label.get(language).to_owned()),
        (RecordValue::Text(text) | RecordValue::Choice(text), _) => text.clone(),
        (RecordValue::List(rows), kind) => {
            let fields = match kind {
                Some(RecordKind::List { fields, .. }) => fields.as_slice(),
                _ => &[],
            };
            let rows: Vec<String> =
                rows.iter().map(|values| format!("[{}]", row(language, fields, values))).collect();
            rows.join(" ")
        }
    }
}

/// A day that is kept as the number YYYYMMDD.
fn day(number: i64) -> String {
    let text = number.to_string();
    match (text.get(..4), text.get(4..6), text.get(6..8)) {
        (Some(year), Some(month), Some(day)) if text.len() == 8 => format!("{year}-{month}-{day}"),
        _ => text,
    }
}

/// A whole number of small units with a point before its last `digits` digits.
fn decimal(number: i64, digits: usize) -> String {
    if digits == 0 {
        return number.to_string();
    }
    let sign = if number < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", number.unsigned_abs(), width = digits + 1);
    let (whole, rest) = text.split_at(text.len() - digits);
    format!("{sign}{whole}.{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_units_are_written_with_their_point() {
        assert_eq!(decimal(2_305, 1), "230.5");
        assert_eq!(decimal(-5, 2), "-0.05");
        assert_eq!(decimal(7, 0), "7");
        assert_eq!((day(20_260_302), day(7)), ("2026-03-02".to_owned(), "7".to_owned()));
    }
}
