//! What may be done with an order now, and what not yet and why.

use super::add;
use super::checklist::line;
use super::definition::{asks, good_when};
use super::order::{has_goods, store, title, track};
use super::origin::Page;
use crate::words::store as store_words;
use crate::words::{checklists, labels, list, locks, rejections, states, usage};
use client_core::device::NextView;
use client_core::domain::decide::{Action, Rejection, StepAction};
use client_core::domain::entry::Kind;
use client_core::domain::guidance::Moment;
use client_core::domain::procedure::{
    Checklist, Library, Missing, Procedure, ProcedureRef, Step, StepRefusal,
};
use client_core::domain::stock::Catalogue;

/// The whole page.
pub fn page(page: &Page<'_>, library: &Library, catalogue: &Catalogue, next: &NextView) -> String {
    let (language, order) = (page.language, &page.view.order);
    let mut text = String::new();
    line(&mut text, 0, &format!("{}  {}", title(order), states::state(order.state).get(language)));
    let moments: Vec<Moment> = next.guidance.iter().map(|guidance| guidance.moment).collect();
    super::guidance(language, &moments, 0, &mut text);
    if has_goods(order) {
        line(&mut text, 0, &format!("{}: {}", store_words::TRACK.get(language), track(page)));
        store(page, catalogue, &mut text);
    }
    commands(page, next, &mut text);
    steps(page, library, next, &mut text);
    if let Some(checklist) = &order.checklist {
        missing(page, checklist, &mut text);
    }
    text
}

fn commands(page: &Page<'_>, next: &NextView, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    let name = title(order);
    text.push('\n');
    line(text, 0, checklists::OPEN_NOW.get(language));
    // What this program has no command for is done at a desk.
    let ours = |action: &&Action| usage::usage(action.action).is_some();
    for action in next.actions.commands.iter().filter(ours).filter(|action| action.refused.is_none()) {
        line(
            text,
            1,
            &format!("{}: {}", states::kind(action.action).get(language), typed(action.action, &name)),
        );
    }
    for conflict in order.open_conflicts() {
        let words = states::kind(Kind::Decision).get(language);
        line(text, 1, &format!("{words} {}: {}", conflict.id, typed(Kind::Decision, &name)));
    }
    let refused = next
        .actions
        .commands
        .iter()
        .filter(ours)
        .filter_map(|action| Some((action, action.refused.as_ref()?)));
    let refused: Vec<_> = refused.collect();
    if !refused.is_empty() {
        line(text, 0, checklists::NOT_YET.get(language));
    }
    for (action, rejection) in refused {
        let kind = states::kind(action.action).get(language);
        line(text, 1, &format!("{kind}: {}", because(page, rejection)));
    }
}

/// What is typed for a command on this order.
fn typed(kind: Kind, name: &str) -> String {
    usage::usage(kind).map_or_else(String::new, |usage| format!("field {}", usage.replace("ORDER", name)))
}

/// Why, without the order's state in front of every line.
fn because(page: &Page<'_>, rejection: &Rejection) -> String {
    match rejection {
        Rejection::WrongState { needs, .. } => rejections::needs(page.language, needs),
        Rejection::Step(StepRefusal::Locked { reasons, .. }) => locks::locks(page.language, reasons),
        other => rejections::rejection(page.language, other),
    }
}

fn steps(page: &Page<'_>, library: &Library, next: &NextView, text: &mut String) {
    let language = page.language;
    let Some(root) = &page.view.order.checklist else { return };
    let defined = |action: &StepAction| -> Option<(&Procedure, &Step)> {
        let list = root.at_path(&action.checklist)?;
        let procedure = library.get(&ProcedureRef { id: list.procedure.clone(), version: list.version })?;
        Some((procedure, procedure.step(&action.step)?))
    };
    let open: Vec<&StepAction> = next.actions.steps.iter().filter(|step| step.refused.is_none()).collect();
    if !open.is_empty() {
        line(text, 0, checklists::STEPS_OPEN.get(language));
    }
    for action in open {
        let Some((procedure, step)) = defined(action) else { continue };
        line(text, 1, &heading(page, action, step));
        let typed = typed(action.action, &title(&page.view.order)).replace("STEP", &action.step);
        line(text, 3, &typed);
        asks(language, procedure, step, 3, text);
        good_when(language, procedure, step, 3, text);
    }
    let waiting: Vec<(&StepAction, &Rejection)> =
        next.actions.steps.iter().filter_map(|step| Some((step, step.refused.as_ref()?))).collect();
    if !waiting.is_empty() {
        line(text, 0, checklists::STEPS_LOCKED.get(language));
    }
    for (action, rejection) in waiting {
        let Some((_, step)) = defined(action) else { continue };
        line(text, 1, &format!("{}: {}", heading(page, action, step), because(page, rejection)));
    }
}

fn heading(page: &Page<'_>, action: &StepAction, step: &Step) -> String {
    let mut words = format!("{} {}", step.id, step.label.get(page.language));
    // Steps of a child checklist are told apart by its path.
    if action.checklist.contains('/') {
        add(&mut words, &[" [", &action.checklist, "]"]);
    }
    words
}

fn missing(page: &Page<'_>, checklist: &Checklist, text: &mut String) {
    let language = page.language;
    if checklist.missing.is_empty() {
        return;
    }
    let words: Vec<String> =
        checklist.missing.iter().map(|one: &Missing| locks::missing(language, one)).collect();
    line(text, 0, &labels::MISSING.with(language, &[&list(language, &words)]));
}
