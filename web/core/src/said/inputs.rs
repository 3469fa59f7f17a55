//! What a step asks for, as a keypad or a choice needs it: unit, range, and where one range passes, that
//! range.

use client_core::domain::procedure::{Record, RecordKind, Step, Test, Unit};
use client_core::domain::text::Language;
use serde_json::{Value, json};
use undercroft_words::questions::{Place, test};
use undercroft_words::units;

/// One value that a step asks for.
pub fn input(language: Language, place: Place<'_>, step: &Step, record: &Record) -> Value {
    let kind = match &record.value {
        RecordKind::YesNo => json!({ "is": "yes_no" }),
        RecordKind::Ack => json!({ "is": "ack" }),
        RecordKind::Text => json!({ "is": "text" }),
        RecordKind::Number { unit, min, max } => {
            let (symbol, decimals) = units::display(*unit);
            json!({
                "is": "number",
                "symbol": symbol,
                "decimals": decimals,
                "min": min,
                "max": max,
                "day": *unit == Unit::CalendarDay,
                "good": step.passes.as_ref().and_then(|passes| good(language, place, passes, &record.name)),
            })
        }
        RecordKind::Choice { options } => {
            let options: Vec<Value> = options
                .iter()
                .map(|option| json!({ "id": option.id, "label": option.label.get(language) }))
                .collect();
            json!({ "is": "choice", "options": options })
        }
        RecordKind::List { fields, order } => {
            let rows = place.rows(record);
            let fields: Vec<Value> = fields.iter().map(|field| input(language, rows, step, field)).collect();
            let order = order.as_ref().map(|order| order.get(language).to_owned());
            json!({ "is": "list", "order": order, "fields": fields })
        }
    };
    json!({
        "name": record.name,
        "label": record.label.get(language),
        "optional": record.optional,
        "asked_when": record.when.as_ref().map(|when| test(language, place, when)),
        "input": kind,
    })
}

/// What passes of this record, where the whole test holds only then.
fn good(language: Language, place: Place<'_>, passes: &Test, name: &str) -> Option<Value> {
    match passes {
        Test::Number { record, at_least, at_most } if record == name => Some(json!({
            "text": test(language, place, passes),
            "min": at_least,
            "max": at_most,
        })),
        Test::All(tests) => tests.iter().find_map(|one| good(language, place, one, name)),
        _ => None,
    }
}
