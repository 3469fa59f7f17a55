//! Values of a step, read as the procedure types them.

use crate::fault::Fault;
use crate::words::locks::value_form;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::procedure::{Record, RecordKind, Step};
use client_core::domain::text::Language;
use serde_json::Value;
use std::collections::BTreeMap;
use undercroft_words::units::{self, NumberFault};

/// Values by record name, from `name=value` texts.
///
/// # Errors
/// [`Fault::Value`] for a text that isn't of the record's type, [`Fault::Number`] for one that is no number of its unit,
/// [`Fault::UnknownValue`] for a name that the step doesn't record. Whether a value is possible and complete is the procedure's question, not asked here.
pub fn read(
    step: &Step,
    texts: &[String],
    language: Language,
) -> Result<BTreeMap<String, RecordValue>, Fault> {
    let mut values = BTreeMap::new();
    for text in texts {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Fault::value("value", text, "name=value"));
        };
        let name = name.trim();
        let Some(record) = step.records.iter().find(|record| record.name == name) else {
            let names = step.records.iter().map(|record| record.name.clone()).collect();
            return Err(Fault::UnknownValue { step: step.id.clone(), name: name.to_owned(), names });
        };
        let wrong = |wrong| fault(language, record, value, wrong);
        let read = of_text(&record.value, value).map_err(wrong)?;
        if values.insert(name.to_owned(), read).is_some() {
            return Err(Fault::value(name, value, "one value for each name"));
        }
    }
    Ok(values)
}

/// Why a text is no value of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Form,
    Number(NumberFault),
}

fn fault(language: Language, record: &Record, text: &str, wrong: Wrong) -> Fault {
    let expected = value_form(language, &record.value);
    match (wrong, &record.value) {
        (Wrong::Number(why), RecordKind::Number { unit, min, max }) => Fault::Number {
            field: record.name.clone(),
            text: text.to_owned(),
            expected,
            unit: *unit,
            min: *min,
            max: *max,
            why,
        },
        _ => Fault::value(&record.name, text, expected),
    }
}

/// An answer to a question.
pub fn yes_no(text: &str) -> Option<bool> {
    match text.trim().to_lowercase().as_str() {
        "yes" | "y" | "true" | "是" => Some(true),
        "no" | "n" | "false" | "否" => Some(false),
        _ => None,
    }
}

fn done(text: &str) -> Option<RecordValue> {
    matches!(text.trim().to_lowercase().as_str(), "done" | "ok" | "完成" | "是" | "yes" | "true")
        .then_some(RecordValue::Ack)
}

fn of_text(kind: &RecordKind, text: &str) -> Result<RecordValue, Wrong> {
    match kind {
        RecordKind::YesNo => yes_no(text).map(RecordValue::YesNo).ok_or(Wrong::Form),
        RecordKind::Ack => done(text).ok_or(Wrong::Form),
        RecordKind::Text => Ok(RecordValue::Text(text.to_owned())),
        RecordKind::Number { unit, .. } => {
            units::read(*unit, text).map(RecordValue::Number).map_err(Wrong::Number)
        }
        RecordKind::Choice { .. } => Ok(RecordValue::Choice(text.trim().to_owned())),
        RecordKind::List { fields, .. } => {
            let rows: Vec<BTreeMap<String, Value>> = serde_json::from_str(text).map_err(|_| Wrong::Form)?;
            rows.iter().map(|row| of_row(fields, row)).collect::<Result<_, _>>().map(RecordValue::List)
        }
    }
}

fn of_row(fields: &[Record], row: &BTreeMap<String, Value>) -> Result<BTreeMap<String, RecordValue>, Wrong> {
    row.iter()
        .map(|(name, value)| {
            let field = fields.iter().find(|field| field.name == *name).ok_or(Wrong::Form)?;
            // The fault names the list, so what a field got wrong is a matter of the list's form.
            Ok((name.clone(), of_json(&field.value, value).map_err(|_| Wrong::Form)?))
        })
        .collect()
}

fn of_json(kind: &RecordKind, value: &Value) -> Result<RecordValue, Wrong> {
    match (kind, value) {
        (RecordKind::YesNo, Value::Bool(yes)) => Ok(RecordValue::YesNo(*yes)),
        (RecordKind::Ack, Value::Bool(true)) => Ok(RecordValue::Ack),
        (RecordKind::Number { .. }, Value::Number(number)) => {
            number.as_i64().map(RecordValue::Number).ok_or(Wrong::Form)
        }
        (_, Value::String(text)) => of_text(kind, text),
        _ => Err(Wrong::Form),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::procedure::{Library, Unit};

    fn step(id: &str) -> Step {
        let library = Library::built_in().unwrap();
        library.iter().find_map(|procedure| procedure.step(id).cloned()).unwrap()
    }

    fn of(id: &str, texts: &[&str]) -> Result<BTreeMap<String, RecordValue>, Fault> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        read(&step(id), &texts, Language::En)
    }

    #[test]
    fn values_are_typed_by_the_step() {
        let values = of("LMP-15", &["flashes=2", "lit=是"]).unwrap();
        assert_eq!(values["flashes"], RecordValue::Number(2));
        assert_eq!(values["lit"], RecordValue::YesNo(true));
        let values = of("SWI-2", &["way=reduced", "new_load=900"]).unwrap();
        assert_eq!(values["way"], RecordValue::Choice("reduced".into()));
        assert_eq!(of("LMP-4", &["done=done"]).unwrap()["done"], RecordValue::Ack);
    }

    #[test]
    fn a_malformed_value_names_what_can_be_typed() {
        for texts in [["lit=perhaps"], ["lit"]] {
            assert!(matches!(of("LMP-15", &texts), Err(Fault::Value { .. })), "{texts:?}");
        }
        for texts in [["flashes=two"], ["flashes=2.5"]] {
            assert!(matches!(of("LMP-15", &texts), Err(Fault::Number { .. })), "{texts:?}");
        }
        let Err(Fault::UnknownValue { names, .. }) = of("LMP-15", &["flash=2"]) else { panic!() };
        assert_eq!(names, ["flashes", "lit"]);
        assert!(matches!(of("LMP-15", &["lit=yes", "lit=no"]), Err(Fault::Value { .. })));
    }

    #[test]
    fn a_number_may_carry_its_unit_and_a_fault_names_unit_and_range() {
        assert_eq!(of("LMP-1", &["voltage=221.0V"]).unwrap()["voltage"], RecordValue::Number(2_210));
        assert_eq!(of("ACU-8", &["low=0.395MPa"]).unwrap()["low"], RecordValue::Number(395));
        assert_eq!(of("ACU-9", &["measured=4.2A"]).unwrap()["measured"], RecordValue::Number(4_200));
        let Err(Fault::Number { unit, min, max, why, .. }) = of("LMP-1", &["voltage=221.0"]) else {
            panic!()
        };
        assert_eq!((unit, min, max), (Unit::Decivolt, Some(0), Some(10_000)));
        assert_eq!(why, NumberFault::UnitNeeded);
    }

    #[test]
    fn a_list_is_json_and_typed_by_its_fields() {
        let list = Library::built_in().unwrap();
        let (step, record) = list
            .iter()
            .flat_map(|p| p.steps.iter())
            .find_map(|s| {
                s.records
                    .iter()
                    .find(|r| matches!(r.value, RecordKind::List { .. }))
                    .map(|r| (s.clone(), r.clone()))
            })
            .unwrap();
        let RecordKind::List { fields, .. } = &record.value else { panic!() };
        let row: BTreeMap<&str, Value> = fields
            .iter()
            .map(|field| {
                let value = match &field.value {
                    RecordKind::YesNo | RecordKind::Ack => Value::Bool(true),
                    RecordKind::Number { .. } => 1.into(),
                    RecordKind::Choice { options } => options[0].id.clone().into(),
                    _ => "words".into(),
                };
                (field.name.as_str(), value)
            })
            .collect();
        let text = format!("{}={}", record.name, serde_json::to_string(&[row]).unwrap());
        let values = read(&step, &[text], Language::En).unwrap();
        assert!(matches!(&values[&record.name], RecordValue::List(rows) if rows.len() == 1));
        assert!(read(&step, &[format!("{}=[{{\"x\":1}}]", record.name)], Language::En).is_err());
    }
}
