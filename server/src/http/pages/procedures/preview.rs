//! A procedure as a technician will meet it: each step with what it asks for, when it is good and where its answers lead.

use super::super::html::Html;
use super::super::look::Look;
use super::super::words::procedures as words;
use client_core::domain::procedure::{Photo, Procedure, Record, RecordKind, Step};
use undercroft_words::questions::{Place, condition, leads, test};
use undercroft_words::{checklists, list, locks};

/// The whole procedure.
pub(super) fn put(h: &mut Html, look: &Look, procedure: &Procedure) {
    let language = look.language;
    h.of("section", "card", |h| {
        h.of("dl", "facts", |h| {
            let names =
                |all: Vec<&str>| list(language, &all.iter().map(|one| (*one).to_owned()).collect::<Vec<_>>());
            let tools = names(procedure.tools.iter().map(|tool| tool.label.get(language)).collect());
            let materials = names(procedure.materials.iter().map(|one| one.label.get(language)).collect());
            for (name, value) in [
                (checklists::TOOLS, tools.as_str()),
                (checklists::MATERIALS, materials.as_str()),
                (checklists::ACCEPTANCE, procedure.acceptance.get(language)),
            ] {
                if !value.is_empty() {
                    h.word("dt", "", name.get(language));
                    h.el("dd", &[], |h| h.typed(value));
                }
            }
        });
    });
    h.of("section", "card checklist", |h| {
        h.word("h2", "", checklists::STEPS.get(language));
        h.of("ol", "steps", |h| {
            for step in &procedure.steps {
                h.of("li", "step", |h| one(h, look, procedure, step));
            }
        });
    });
}

fn one(h: &mut Html, look: &Look, procedure: &Procedure, step: &Step) {
    let language = look.language;
    h.of("div", "head", |h| {
        h.word("span", "id", &step.id);
        h.el("span", &[("class", "label")], |h| h.typed(step.label.get(language)));
        h.word("span", "soft", locks::kind(step.kind).get(language));
        for badge in badges(look, step) {
            h.word("span", "badge", &badge);
        }
    });
    h.el("p", &[], |h| h.typed(step.instruction.get(language)));
    let place = Place::of(procedure, step);
    if !step.records.is_empty() {
        h.of("ul", "plain", |h| records(h, look, place, &step.records));
    }
    for line in rules(look, procedure, step, place) {
        h.el("p", &[("class", "soft")], |h| h.typed(&line));
    }
}

/// What else is to be known of a step.
fn badges(look: &Look, step: &Step) -> Vec<String> {
    let language = look.language;
    let mut badges = Vec::new();
    let mut add = |shown: bool, words: String| {
        if shown {
            badges.push(words);
        }
    };
    add(step.sets_gate, checklists::SETS_GATE.get(language).to_owned());
    add(
        !step.withdraws.is_empty(),
        checklists::WITHDRAWS.with(language, &[&list(language, &step.withdraws)]),
    );
    add(step.photo == Photo::Required, look.say(words::PHOTO_NEEDED).to_owned());
    add(step.optional, checklists::MAY_LEAVE_OUT.get(language).to_owned());
    add(step.skippable_with_reason, look.say(words::SKIPPABLE).to_owned());
    add(step.added, checklists::ADDED.get(language).to_owned());
    badges
}

fn records(h: &mut Html, look: &Look, place: Place<'_>, all: &[Record]) {
    let language = look.language;
    for record in all {
        h.el("li", &[], |h| {
            h.el("span", &[], |h| h.typed(record.label.get(language)));
            let form = match &record.value {
                RecordKind::List { .. } => RecordKind::List { fields: Vec::new(), order: None },
                other => other.clone(),
            };
            h.text(" ");
            h.word("span", "soft", &locks::value_form(language, &form));
            if record.optional {
                h.text(" ");
                h.word("span", "soft", look.say(words::OPTIONAL));
            }
            if let Some(when) = &record.when {
                h.text(" ");
                let when = checklists::ASKED_WHEN.with(language, &[&test(language, place, when)]);
                h.el("span", &[("class", "soft")], |h| h.typed(&when));
            }
            match &record.value {
                RecordKind::Choice { options } => {
                    let options: Vec<String> =
                        options.iter().map(|option| option.label.get(language).to_owned()).collect();
                    h.text(" ");
                    h.el("span", &[], |h| h.typed(&list(language, &options)));
                }
                RecordKind::List { fields, order } => {
                    if let Some(order) = order {
                        h.el("p", &[("class", "soft")], |h| h.typed(order.get(language)));
                    }
                    h.of("ul", "plain", |h| records(h, look, place.rows(record), fields));
                }
                _ => {}
            }
        });
    }
}

/// What unlocks a step, when it is good, and where its answers lead.
fn rules(look: &Look, procedure: &Procedure, step: &Step, place: Place<'_>) -> Vec<String> {
    let language = look.language;
    let mut lines = Vec::new();
    if let Some(only_if) = &step.only_if {
        lines.push(checklists::ONLY_IN_CASE.with(language, &[&condition(language, procedure, only_if)]));
    }
    for need in &step.needs {
        lines.push(checklists::NEEDS.with(language, &[&condition(language, procedure, need)]));
    }
    if let Some(material) = &step.material {
        let items: Vec<String> = material
            .items
            .iter()
            .map(|item| {
                let known = procedure.materials.iter().find(|known| known.item == *item);
                known.map_or_else(|| item.clone(), |known| known.label.get(language).to_owned())
            })
            .collect();
        let quantity = locks::quantity(language, material.quantity);
        lines.push(look.with(words::TAKES, &[&format!("{} {quantity}", list(language, &items))]));
    }
    for rule in &step.accepts {
        let asked = test(language, place, &rule.test);
        lines.push(checklists::ONLY_IF.with(language, &[&asked, rule.label.get(language)]));
    }
    if let Some(passes) = &step.passes {
        lines.push(checklists::GOOD_WHEN.with(language, &[&test(language, place, passes)]));
    }
    for mark in &step.marks {
        lines.push(format!("{}: {}", mark.label.get(language), test(language, place, &mark.when)));
    }
    lines.extend(leads(language, procedure, step));
    lines
}
