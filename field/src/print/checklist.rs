//! A checklist: where each step stands, why it waits, and what it records.

use super::origin::Page;
use super::{add, values};
use crate::words::{labels, list, locks};
use client_core::domain::procedure::{
    Checklist, Library, Photo, Procedure, ProcedureRef, Reading, Record, RecordKind, Recorded, Status, Step,
    StepState,
};
use client_core::domain::text::Language;

/// The checklist with its children.
pub fn checklist(page: &Page<'_>, library: &Library, list: &Checklist, text: &mut String) {
    let language = page.language;
    let reference = ProcedureRef { id: list.procedure.clone(), version: list.version };
    let procedure = library.get(&reference);
    let label = procedure.map_or("", |procedure| procedure.label.get(language));
    let mut heading = labels::CHECKLIST
        .with(language, &[&list.path, label, &list.version.to_string(), &list.round.to_string()]);
    if list.passed {
        add(&mut heading, &[" — ", labels::PASSED.get(language)]);
    }
    line(text, 0, &heading);
    for past in &list.rounds {
        let recorded = past.steps.iter().filter(|step| step.reading.is_some()).count();
        let words = [past.round.to_string(), recorded.to_string()];
        line(text, 1, &labels::EARLIER_ROUND.with(language, &[&words[0], &words[1]]));
    }
    for gate in &list.gates {
        let holders = page.names(gate.holders.iter().map(|holder| &holder.author));
        let gate_line = if gate.held {
            labels::GATE_HELD.with(language, &[&gate.step, &holders])
        } else {
            labels::GATE_FREE.with(language, &[&gate.step])
        };
        line(text, 1, &gate_line);
    }
    for state in &list.steps {
        step(page, procedure, state, text);
    }
    if !list.missing.is_empty() {
        let missing: Vec<String> = list.missing.iter().map(|m| locks::missing(language, m)).collect();
        line(text, 1, &labels::MISSING.with(language, &[&crate::words::list(language, &missing)]));
    }
    for problem in &list.problems {
        line(text, 1, &format!("! {} ({})", locks::problem(problem.kind).get(language), problem.entry));
    }
    for child in &list.children {
        text.push('\n');
        checklist(page, library, child, text);
    }
}

fn mark(status: &Status) -> &'static str {
    match status {
        Status::Open => "[ ]",
        Status::Locked => "[#]",
        Status::Done => "[x]",
        Status::Failed => "[!]",
        Status::NotApplicable { .. } => "[-]",
    }
}

fn step(page: &Page<'_>, procedure: Option<&Procedure>, state: &StepState, text: &mut String) {
    let language = page.language;
    let definition = procedure.and_then(|procedure| procedure.step(&state.id));
    let label = definition.map_or("", |step| step.label.get(language));
    let status = locks::status(&state.status).get(language);
    let kind = locks::kind(state.kind).get(language);
    line(text, 1, &format!("{} {} {label} ({kind}) — {status}", mark(&state.status), state.id));
    if let Status::NotApplicable { because } = &state.status {
        line(text, 3, &locks::because(language, because));
        return;
    }
    if let Some(reading) = &state.reading {
        let mut read = format!(
            "= {} ({}, {})",
            recorded(language, reading),
            page.name(&reading.author),
            page.zone.show(reading.at_ms)
        );
        if let Some(round) = state.kept_from {
            add(&mut read, &[", ", &labels::KEPT.with(language, &[&round.to_string()])]);
        }
        line(text, 3, &read);
    }
    // A finished step may be recorded again only behind its gate; that is noise until somebody wants to.
    if !state.locks.is_empty() && state.status != Status::Done {
        let reasons: Vec<String> = state.locks.iter().map(|reason| locks::lock(language, reason)).collect();
        line(text, 3, &format!("# {}", list(language, &reasons)));
    }
    for next in &state.requires {
        line(text, 3, &format!("> {}", locks::follow_up(language, next)));
    }
    if state.status != Status::Done
        && let Some(step) = definition
    {
        definition_lines(language, step, text);
    }
}

fn recorded(language: Language, reading: &Reading) -> String {
    match &reading.recorded {
        Recorded::Values { values: recorded, photos } => {
            let photos = if photos.is_empty() {
                String::new()
            } else {
                format!(" + {}", labels::PHOTOS.with(language, &[&photos.len().to_string()]))
            };
            format!("{}{photos}", values(language, recorded))
        }
        Recorded::Part { part } => {
            format!(
                "{} × {} {} → {}",
                part.item, part.quantity, part.old_specification, part.new_specification
            )
        }
        Recorded::GateSet | Recorded::GateWithdrawn => labels::DONE.get(language).to_owned(),
    }
}

/// What the step asks for: names, types and units.
fn definition_lines(language: Language, step: &Step, text: &mut String) {
    line(text, 3, step.instruction.get(language));
    for record in &step.records {
        record_lines(language, record, 3, text);
    }
    if let Some(material) = &step.material {
        let mut takes = labels::TAKES
            .with(language, &[&material.items.join("|"), &locks::quantity(language, material.quantity)]);
        if material.same_specification {
            add(&mut takes, &[", ", labels::SAME_SPECIFICATION.get(language)]);
        }
        if material.optional {
            add(&mut takes, &[" (", labels::OPTIONAL.get(language), ")"]);
        }
        line(text, 3, &takes);
    }
    if step.photo == Photo::Required {
        line(text, 3, labels::PHOTO_NEEDED.get(language));
    }
    if step.skippable_with_reason {
        line(text, 3, labels::SKIPPABLE.get(language));
    }
}

fn record_lines(language: Language, record: &Record, depth: usize, text: &mut String) {
    let form = match &record.value {
        RecordKind::List { .. } => {
            locks::value_form(language, &RecordKind::List { fields: Vec::new(), order: None })
        }
        other => locks::value_form(language, other),
    };
    let mut described = format!("{}=  {form}  {}", record.name, record.label.get(language));
    if record.optional {
        add(&mut described, &[" (", labels::OPTIONAL.get(language), ")"]);
    }
    if record.when.is_some() {
        add(&mut described, &[" (", labels::ASKED_SOMETIMES.get(language), ")"]);
    }
    line(text, depth, &described);
    match &record.value {
        RecordKind::List { fields, order } => {
            if let Some(order) = order {
                line(text, depth + 1, order.get(language));
            }
            for field in fields {
                record_lines(language, field, depth + 1, text);
            }
        }
        RecordKind::Choice { options } => {
            let options: Vec<String> = options
                .iter()
                .map(|option| format!("{} {}", option.id, option.label.get(language)))
                .collect();
            line(text, depth + 1, &list(language, &options));
        }
        _ => {}
    }
}

/// A line of a page, indented.
pub fn line(text: &mut String, depth: usize, words: &str) {
    text.push_str(&"  ".repeat(depth));
    text.push_str(words.trim_end());
    text.push('\n');
}
