//! What a technician answers to the steps that are open to him: mostly good, now and then not.

use super::rng::Rng;
use client_core::domain::command::Command;
use client_core::domain::entry::work::{PartSource, RecordValue};
use client_core::domain::photo::PhotoInput;
use client_core::domain::procedure::{
    Checklist, Library, Photo, ProcedureRef, Quantity, Record, RecordKind, Status, Step, StepState,
};
use std::collections::BTreeMap;

/// Words in the names of records to which a good lamp answers no.
const BAD_NEWS: [&str; 9] =
    ["broken", "burnt", "scorched", "shorted", "short", "ends_blackened", "damaged", "loose", "leak"];

fn open_steps<'c>(list: &'c Checklist, out: &mut Vec<(&'c Checklist, &'c StepState)>) {
    let open =
        |step: &&StepState| matches!(step.status, Status::Open | Status::Failed) && step.locks.is_empty();
    out.extend(list.steps.iter().filter(open).map(|step| (list, step)));
    for child in &list.children {
        open_steps(child, out);
    }
}

/// A command for one of the open steps; `None` when none is open.
pub fn next_step(list: &Checklist, library: &Library, rng: &mut Rng) -> Option<Command> {
    let mut open = Vec::new();
    open_steps(list, &mut open);
    if open.is_empty() {
        return None;
    }
    // The first open step mostly: people follow the list.
    let (list, state) = if rng.chance(750) { open[0] } else { *rng.pick(&open) };
    let reference = ProcedureRef { id: list.procedure.clone(), version: list.version };
    let step = library.get(&reference)?.step(&state.id)?;
    let (checklist, id) = (list.path.clone(), step.id.clone());
    if step.sets_gate {
        return Some(Command::SetGate { checklist, step: id });
    }
    if !step.withdraws.is_empty() {
        return Some(Command::WithdrawGate { checklist, step: id });
    }
    if let Some(material) = &step.material {
        let (Quantity::Exactly(quantity) | Quantity::AtLeast(quantity)) = material.quantity;
        return Some(Command::ReplacePart {
            checklist,
            step: id,
            item: rng.pick(&material.items).clone(),
            quantity,
            old_specification: "A-1".to_owned(),
            new_specification: if rng.chance(950) { "A-1" } else { "B-2" }.to_owned(),
            source: if rng.chance(800) { PartSource::Store } else { PartSource::Customer },
            deviation: None,
        });
    }
    Some(Command::RecordStep {
        checklist,
        step: id,
        values: values(&step.records, rng),
        photos: photos(step, rng),
    })
}

fn photos(step: &Step, rng: &mut Rng) -> Vec<PhotoInput> {
    let wanted = step.photo == Photo::Required || (step.photo == Photo::Optional && rng.chance(50));
    if wanted { vec![PhotoInput::taken_now(photo(rng))] } else { Vec::new() }
}

/// A very small picture.
pub fn photo(rng: &mut Rng) -> Vec<u8> {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend(rng.bytes::<24>());
    bytes
}

fn values(records: &[Record], rng: &mut Rng) -> BTreeMap<String, RecordValue> {
    let mut values = BTreeMap::new();
    for record in records {
        let leave_out = (record.optional && rng.chance(700)) || (record.when.is_some() && rng.chance(600));
        if !leave_out {
            values.insert(record.name.clone(), value(record, rng));
        }
    }
    values
}

fn value(record: &Record, rng: &mut Rng) -> RecordValue {
    match &record.value {
        RecordKind::YesNo => {
            let good = !BAD_NEWS.iter().any(|word| record.name.contains(word));
            RecordValue::YesNo(good == rng.chance(850))
        }
        RecordKind::Ack => RecordValue::Ack,
        RecordKind::Text => RecordValue::Text("as found".to_owned()),
        RecordKind::Number { min, max, .. } => {
            let low = min.unwrap_or(0);
            let high = max.unwrap_or(20_000).min(low + 20_000);
            let small = rng.chance(800);
            RecordValue::Number(rng.range(low, if small { high.min(low + 3) } else { high }))
        }
        RecordKind::Choice { options } => RecordValue::Choice(rng.pick(options).id.clone()),
        RecordKind::List { fields, .. } => {
            let lines = 1 + rng.below(2);
            RecordValue::List((0..lines).map(|_| values(fields, rng)).collect())
        }
    }
}
