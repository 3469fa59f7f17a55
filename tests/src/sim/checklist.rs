//! The step that a technician takes next, of those that are open to him.

use super::answers;
use super::rng::Rng;
use client_core::domain::command::Command;
use client_core::domain::entry::work::{PartSource, RecordValue, SpecificationDeviation};
use client_core::domain::photo::PhotoInput;
use client_core::domain::procedure::{
    Checklist, Kind, Library, Photo, ProcedureRef, Quantity, SKIP_REASON, Status, Step, StepState,
};
use std::collections::BTreeMap;

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
    if step.skippable_with_reason && rng.chance(150) {
        let reason = RecordValue::Text("the old one is sound".to_owned());
        let values = BTreeMap::from([(SKIP_REASON.to_owned(), reason)]);
        return Some(Command::RecordStep { checklist, step: id, values, photos: Vec::new() });
    }
    // Some steps want both: what was done, and the part.
    let fits_part = step.kind == Kind::Replace || rng.chance(450);
    match &step.material {
        Some(_) if fits_part => replace(checklist, step, rng),
        _ => {
            let values = answers::values(&step.id, &step.records, rng);
            Some(Command::RecordStep { checklist, step: id, values, photos: photos(step, rng) })
        }
    }
}

fn replace(checklist: String, step: &Step, rng: &mut Rng) -> Option<Command> {
    let material = step.material.as_ref()?;
    let (Quantity::Exactly(quantity) | Quantity::AtLeast(quantity)) = material.quantity;
    let same = rng.chance(930);
    let deviation = (!same && rng.chance(700)).then(|| SpecificationDeviation {
        reason: "A-1 is no longer made".to_owned(),
        customer_agreed: rng.chance(900),
    });
    Some(Command::ReplacePart {
        checklist,
        step: step.id.clone(),
        item: rng.pick(&material.items).clone(),
        quantity,
        old_specification: "A-1".to_owned(),
        new_specification: if same { "A-1" } else { "B-2" }.to_owned(),
        source: if rng.chance(900) { material.source } else { PartSource::Customer },
        deviation,
    })
}

fn photos(step: &Step, rng: &mut Rng) -> Vec<PhotoInput> {
    let wanted = step.photo == Photo::Required || (step.photo == Photo::Optional && rng.chance(50));
    if wanted { vec![photo(rng)] } else { Vec::new() }
}

/// A very small picture.
pub fn photo(rng: &mut Rng) -> PhotoInput {
    let mut bytes = vec![0xff, 0xd8, 0xff, 0xe0];
    bytes.extend(rng.bytes::<24>());
    PhotoInput::taken_now(bytes)
}
