//! Values of a step, read as the procedure types them.

use crate::fault::Fault;
use crate::words::locks::value_form;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::procedure::{Record, RecordKind, Step};
use client_core::domain::text::Language;
use serde_json::Value;
use std::collections::BTreeMap;

/// Values by record name, from `name=value` texts.
///
/// # Errors
/// [`Fault::Value`] for a text that isn't of the record's type, [`Fault::UnknownValue`] for a name that the step
/// doesn't record. Whether a value is possible and complete is the procedure's question, not asked here.
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
        let wrong = || Fault::value(name, value, value_form(language, &record.value));
        let read = of_text(&record.value, value).ok_or_else(wrong)?;
        if values.insert(name.to_owned(), read).is_some() {
            return Err(Fault::value(name, value, "one value for each name"));
        }
    }
    Ok(values)
}

fn yes_no(text: &str) -> Option<bool> {
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

fn of_text(kind: &RecordKind, text: &str) -> Option<RecordValue> {
    match kind {
        RecordKind::YesNo => yes_no(text).map(RecordValue::YesNo),
        RecordKind::Ack => done(text),
        RecordKind::Text => Some(RecordValue::Text(text.to_owned())),
        RecordKind::Number { .. } => text.trim().parse().ok().map(RecordValue::Number),
        RecordKind::Choice { .. } => Some(RecordValue::Choice(text.trim().to_owned())),
        RecordKind::List { fields, .. } => {
            let rows: Vec<BTreeMap<String, Value>> = serde_json::from_str(text).ok()?;
            rows.iter().map(|row| of_row(fields, row)).collect::<Option<_>>().map(RecordValue::List)
        }
    }
}

fn of_row(fields: &[Record], row: &BTreeMap<String, Value>) -> Option<BTreeMap<String, RecordValue>> {
    row.iter()
        .map(|(name, value)| {
            let field = fields.iter().find(|field| field.name == *name)?;
            Some((name.clone(), of_json(&field.value, value)?))
        })
        .collect()
}

fn of_json(kind: &RecordKind, value: &Value) -> Option<RecordValue> {
    match (kind, value) {
        (RecordKind::YesNo, Value::Bool(yes)) => Some(RecordValue::YesNo(*yes)),
        (RecordKind::Ack, Value::Bool(true)) => Some(RecordValue::Ack),
        (RecordKind::Number { .. }, Value::Number(number)) => number.as_i64().map(RecordValue::Number),
        (_, Value::String(text)) => of_text(kind, text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::procedure::Library;

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
        for texts in [["flashes=two"], ["flashes=2.5"], ["lit=perhaps"], ["lit"]] {
            assert!(matches!(of("LMP-15", &texts), Err(Fault::Value { .. })), "{texts:?}");
        }
        let Err(Fault::UnknownValue { names, .. }) = of("LMP-15", &["flash=2"]) else { panic!() };
        assert_eq!(names, ["flashes", "lit"]);
        assert!(matches!(of("LMP-15", &["lit=yes", "lit=no"]), Err(Fault::Value { .. })));
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
