//! What a technician records: commands in short words.

use client_core::domain::command::Command;
use client_core::domain::entry::work::{PartSource, RecordValue, SpecificationDeviation};
use client_core::domain::photo::PhotoInput;
use std::collections::BTreeMap;

pub const YES: RecordValue = RecordValue::YesNo(true);
pub const NO: RecordValue = RecordValue::YesNo(false);
pub const DONE: RecordValue = RecordValue::Ack;

pub fn num(number: i64) -> RecordValue {
    RecordValue::Number(number)
}

pub fn text(words: &str) -> RecordValue {
    RecordValue::Text(words.into())
}

pub fn pick(choice: &str) -> RecordValue {
    RecordValue::Choice(choice.into())
}

pub fn yn(yes: bool) -> RecordValue {
    RecordValue::YesNo(yes)
}

pub type Values<'a> = &'a [(&'a str, RecordValue)];

pub fn row(values: Values<'_>) -> BTreeMap<String, RecordValue> {
    values.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}

/// Procedures' steps begin with their id.
fn class(step: &str) -> String {
    step.split('-').next().unwrap().to_owned()
}

pub fn record(step: &str, values: Values<'_>) -> Command {
    record_at(&class(step), step, values)
}

pub fn record_at(checklist: &str, step: &str, values: Values<'_>) -> Command {
    Command::RecordStep {
        checklist: checklist.into(),
        step: step.into(),
        values: row(values),
        photos: Vec::new(),
    }
}

/// The same with a photo.
pub fn record_shown(step: &str, values: Values<'_>) -> Command {
    let mut command = record(step, values);
    if let Command::RecordStep { photos, .. } = &mut command {
        photos.push(photo());
    }
    command
}

/// The smallest picture that is one.
pub fn photo() -> PhotoInput {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    bytes.extend_from_slice(b"a picture");
    PhotoInput::taken_now(bytes)
}

pub fn set(step: &str) -> Command {
    set_at(&class(step), step)
}

pub fn set_at(checklist: &str, step: &str) -> Command {
    Command::SetGate { checklist: checklist.into(), step: step.into() }
}

pub fn on(step: &str) -> Command {
    on_at(&class(step), step)
}

pub fn on_at(checklist: &str, step: &str) -> Command {
    Command::WithdrawGate { checklist: checklist.into(), step: step.into() }
}

/// One of an item from the store, of the same specification.
pub fn part(step: &str, item: &str) -> Command {
    parts(step, item, 1)
}

pub fn parts(step: &str, item: &str, quantity: i64) -> Command {
    part_of(step, item, quantity, ("as printed", "as printed"), PartSource::Store)
}

pub fn part_of(
    step: &str,
    item: &str,
    quantity: i64,
    (old, new): (&str, &str),
    source: PartSource,
) -> Command {
    Command::ReplacePart {
        checklist: class(step),
        step: step.into(),
        item: item.into(),
        quantity,
        old_specification: old.into(),
        new_specification: new.into(),
        source,
        deviation: None,
    }
}

/// The same part with a reason for another specification.
pub fn excused(mut command: Command, reason: &str, agreed: bool) -> Command {
    if let Command::ReplacePart { deviation, .. } = &mut command {
        *deviation = Some(SpecificationDeviation { reason: reason.into(), customer_agreed: agreed });
    }
    command
}

/// Leaves a step out with a reason.
pub fn skip(step: &str, reason: &str) -> Command {
    record(step, &[("skip_reason", text(reason))])
}
