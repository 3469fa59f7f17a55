//! A checklist: where each step stands, why it waits, and what it records.

use super::definition::{asks, good_when, leads};
use super::origin::Page;
use super::{add, values};
use crate::words::{checklists, labels, locks};
use client_core::domain::procedure::{
    Checklist, Library, Procedure, ProcedureRef, Reading, Recorded, Round, Status, Step, StepState,
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
        earlier_round(page, procedure, past, text);
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
        step(page, procedure, list, state, text);
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

/// CHK-2: a round that ended, with every reading of it.
fn earlier_round(page: &Page<'_>, procedure: Option<&Procedure>, past: &Round, text: &mut String) {
    let language = page.language;
    let recorded =
        past.steps.iter().filter(|step| step.reading.is_some() && step.kept_from.is_none()).count();
    let words = [past.round.to_string(), recorded.to_string()];
    let mut heading = labels::EARLIER_ROUND.with(language, &[&words[0], &words[1]]);
    if let Some(from) = &past.from {
        add(&mut heading, &[", ", &checklists::FROM.with(language, &[from])]);
    }
    if past.passed == Some(false) {
        add(&mut heading, &[", ", checklists::TEST_FAILED.get(language)]);
    }
    line(text, 1, &heading);
    for state in past.steps.iter().filter(|step| step.kept_from.is_none()) {
        let definition = procedure.and_then(|procedure| procedure.step(&state.id));
        for reading in &state.readings {
            line(text, 2, &format!("{} = {}", state.id, reading_words(page, definition, reading)));
        }
    }
}

fn step(
    page: &Page<'_>,
    procedure: Option<&Procedure>,
    checklist: &Checklist,
    state: &StepState,
    text: &mut String,
) {
    let language = page.language;
    let definition = procedure.and_then(|procedure| procedure.step(&state.id));
    let label = definition.map_or("", |step| step.label.get(language));
    let status = locks::status(&state.status).get(language);
    let kind = locks::kind(state.kind).get(language);
    let mut heading = format!("{} {} {label} ({kind}) — {status}", mark(&state.status), state.id);
    if state.attempts > 0 && state.attempts_all_rounds > 1 {
        let counts = [state.attempts.to_string(), state.attempts_all_rounds.to_string()];
        add(&mut heading, &[", ", &checklists::ATTEMPTS.with(language, &[&counts[0], &counts[1]])]);
    }
    line(text, 1, &heading);
    if let Status::NotApplicable { because } = &state.status {
        line(text, 3, &locks::because(language, because));
        return;
    }
    readings(page, definition, state, text);
    // A finished step may be recorded again only behind its gate; that is noise until somebody wants to.
    if !state.locks.is_empty() && state.status != Status::Done {
        line(text, 3, &format!("# {}", locks::locks(language, &state.locks)));
    }
    for next in &state.requires {
        line(text, 3, &format!("> {}", locks::follow_up(language, next)));
    }
    if state.status != Status::Done
        && let (Some(step), Some(procedure)) = (definition, procedure)
    {
        asks(language, procedure, step, 3, text);
        good_when(language, procedure, step, 3, text);
        leads(language, procedure, step, 3, text);
        beside(page, procedure, checklist, step, text);
    }
}

/// The reading that counts; of a loop every pass before it (CHK-21, CHK-22).
fn readings(page: &Page<'_>, definition: Option<&Step>, state: &StepState, text: &mut String) {
    let Some(counts) = &state.reading else { return };
    for earlier in state.readings.iter().filter(|reading| reading.entry != counts.entry) {
        line(text, 3, &format!("· {}", reading_words(page, definition, earlier)));
    }
    let mut read = format!("= {}", reading_words(page, definition, counts));
    if let Some(round) = state.kept_from {
        add(&mut read, &[", ", &labels::KEPT.with(page.language, &[&round.to_string()])]);
    }
    line(text, 3, &read);
}

/// What was recorded, what it means, who and when.
fn reading_words(page: &Page<'_>, definition: Option<&Step>, reading: &Reading) -> String {
    let language = page.language;
    let mut words = recorded(language, definition, reading);
    for mark in &reading.marks {
        let label = definition
            .and_then(|step| step.marks.iter().find(|known| known.id == *mark))
            .map_or(mark.as_str(), |known| known.label.get(language));
        add(&mut words, &[" ! ", label]);
    }
    format!("{words} ({}, {})", page.name(&reading.author), page.zone.show(reading.at_ms))
}

/// Readings that the definition wants shown beside a step, such as the last pressures at the trial run.
fn beside(page: &Page<'_>, procedure: &Procedure, list: &Checklist, step: &Step, text: &mut String) {
    for id in &step.shows {
        let definition = procedure.step(id);
        if let Some(reading) = list.step(id).and_then(|state| state.reading.as_ref()) {
            line(text, 3, &format!("{id} = {}", reading_words(page, definition, reading)));
        }
    }
}

fn recorded(language: Language, definition: Option<&Step>, reading: &Reading) -> String {
    match &reading.recorded {
        Recorded::Values { values: recorded, photos } => {
            let photos = if photos.is_empty() {
                String::new()
            } else {
                format!(" + {}", labels::PHOTOS.with(language, &[&photos.len().to_string()]))
            };
            let records = definition.map_or(&[][..], |step| step.records.as_slice());
            format!("{}{photos}", values(language, records, recorded))
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

/// A line of a page, indented.
pub fn line(text: &mut String, depth: usize, words: &str) {
    text.push_str(&"  ".repeat(depth));
    text.push_str(words.trim_end());
    text.push('\n');
}
