//! The checklist: where each step stands, what was recorded, earlier rounds and children.

use super::super::html::Html;
use super::super::words::{facts as words, labels, list};
use super::{Page, facts, photos};
use client_core::domain::procedure::{
    Checklist, Procedure, ProcedureRef, Reading, Recorded, Status, StepState,
};

/// The checklist with its children.
pub(super) fn section(h: &mut Html, page: &Page<'_>) {
    let Some(checklist) = &page.order().checklist else { return };
    h.of("section", "card checklist", |h| {
        h.word("h2", "", page.look.say(labels::CHECKLIST));
        one(h, page, checklist);
    });
}

fn one(h: &mut Html, page: &Page<'_>, checklist: &Checklist) {
    let look = page.look;
    let reference = ProcedureRef { id: checklist.procedure.clone(), version: checklist.version };
    let procedure = page.sheet.library.get(&reference);
    h.of("h3", "path", |h| {
        h.text(&checklist.path);
        h.text(" ");
        h.text(procedure.map_or("", |procedure| procedure.label.get(look.language)));
        h.word("span", "badge", &look.with(labels::VERSION, &[&checklist.version.to_string()]));
        h.word("span", "badge", &look.with(labels::ROUND, &[&checklist.round.to_string()]));
        if checklist.passed {
            h.word("span", "badge good", look.say(labels::PASSED));
        }
    });
    for gate in &checklist.gates {
        let words = if gate.held {
            let names: Vec<String> = gate.holders.iter().map(|holder| page.name(&holder.author)).collect();
            look.with(labels::GATE_HELD, &[&gate.step, &list(look.language, &names)])
        } else {
            look.with(labels::GATE_FREE, &[&gate.step])
        };
        h.of("p", if gate.held { "gate held" } else { "gate" }, |h| h.typed(&words));
    }
    steps(h, page, procedure, &checklist.steps);
    if !checklist.missing.is_empty() {
        let missing: Vec<String> =
            checklist.missing.iter().map(|missing| words::missing(look.language, missing)).collect();
        h.word("p", "soft", &look.with(labels::MISSING, &[&list(look.language, &missing)]));
    }
    for past in &checklist.rounds {
        h.el("details", &[], |h| {
            h.el("summary", &[], |h| {
                h.text(&look.with(labels::EARLIER_ROUND, &[&past.round.to_string()]));
                match past.passed {
                    Some(true) => h.word("span", "badge good", look.say(labels::PASSED)),
                    Some(false) => h.word("span", "badge alarm", look.say(labels::FAILED)),
                    None => {}
                }
            });
            let recorded: Vec<StepState> =
                past.steps.iter().filter(|step| step.reading.is_some()).cloned().collect();
            steps(h, page, procedure, &recorded);
        });
    }
    for child in &checklist.children {
        h.of("div", "child", |h| one(h, page, child));
    }
}

const fn class_of(status: &Status) -> &'static str {
    match status {
        Status::Open => "step open",
        Status::Locked => "step locked",
        Status::Done => "step done",
        Status::Failed => "step failed",
        Status::NotApplicable { .. } => "step off",
    }
}

fn steps(h: &mut Html, page: &Page<'_>, procedure: Option<&Procedure>, steps: &[StepState]) {
    let look = page.look;
    h.of("ol", "steps", |h| {
        for state in steps {
            let definition = procedure.and_then(|procedure| procedure.step(&state.id));
            h.of("li", class_of(&state.status), |h| {
                h.of("div", "head", |h| {
                    h.word("span", "id", &state.id);
                    h.word("span", "label", definition.map_or("", |step| step.label.get(look.language)));
                    h.word("span", "soft", look.say(words::kind(state.kind)));
                    h.word("span", "status", look.say(words::status(&state.status)));
                });
                if let Status::NotApplicable { because } = &state.status {
                    h.word("p", "soft", &words::because(look.language, because));
                    return;
                }
                for reading in &state.readings {
                    let counts =
                        state.reading.as_ref().is_some_and(|counting| counting.entry == reading.entry);
                    one_reading(h, page, state, reading, counts);
                }
                if state.reading.is_none() && !state.locks.is_empty() {
                    let locks: Vec<String> =
                        state.locks.iter().map(|lock| words::lock(look.language, lock)).collect();
                    h.word("p", "soft", &list(look.language, &locks));
                }
            });
        }
    });
}

fn one_reading(h: &mut Html, page: &Page<'_>, state: &StepState, reading: &Reading, counts: bool) {
    let look = page.look;
    let step = facts::step_of(page, &state.id);
    h.of("p", if counts { "reading" } else { "reading past" }, |h| {
        match &reading.recorded {
            Recorded::Values { values, .. } => {
                h.typed(&facts::values_in_words(look.language, step, values));
            }
            Recorded::Part { part } => h.typed(&format!(
                "{} × {} {} → {}",
                facts::item_label(page, &part.item),
                part.quantity,
                part.old_specification,
                part.new_specification
            )),
            Recorded::GateSet | Recorded::GateWithdrawn => h.text(look.say(words::DONE)),
        }
        if !reading.good {
            h.word("span", "badge alarm", look.say(labels::FAILED));
        }
        if let Some(round) = state.kept_from {
            h.word("span", "badge", &look.with(labels::KEPT, &[&round.to_string()]));
        }
        h.of("span", "origin", |h| {
            h.typed(&page.name(&reading.author));
            h.text(" · ");
            look.put_time(h, reading.at_ms, true);
        });
    });
    if let Recorded::Values { photos, .. } = &reading.recorded {
        photos::strip(h, page, photos);
    }
}
