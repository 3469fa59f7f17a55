//! Checklists to read at home.

use super::add;
use super::checklist::line;
use super::definition::{asks, good_when, leads};
use super::table::table;
use crate::words::{checklists, list, locks, questions};
use client_core::domain::procedure::{Library, Procedure, Step};
use client_core::domain::text::Language;

/// All checklists on this device, each in its newest version.
pub fn all(language: Language, library: &Library) -> String {
    let rows: Vec<Vec<String>> = library
        .iter()
        .map(|procedure| {
            let version = procedure.version.to_string();
            vec![procedure.id.clone(), version, procedure.label.get(language).to_owned()]
        })
        .collect();
    table(&rows)
}

/// One checklist as a whole.
pub fn page(language: Language, procedure: &Procedure) -> String {
    let mut text = String::new();
    let clause = checklists::CLAUSE.with(language, &[&procedure.clause]);
    let label = procedure.label.get(language);
    let version = procedure.version.to_string();
    line(&mut text, 0, &checklists::PROCEDURE.with(language, &[&procedure.id, label, &version, &clause]));
    text.push('\n');
    line(&mut text, 0, checklists::TOOLS.get(language));
    for tool in &procedure.tools {
        let mut words = format!("{} {}", tool.id, tool.label.get(language));
        if tool.added {
            add(&mut words, &[" (", checklists::ADDED.get(language), ")"]);
        }
        line(&mut text, 1, &words);
    }
    line(&mut text, 0, checklists::MATERIALS.get(language));
    for material in &procedure.materials {
        let unit = locks::unit(material.unit).get(language);
        line(&mut text, 1, &format!("{} {} ({unit})", material.item, material.label.get(language)));
    }
    text.push('\n');
    line(&mut text, 0, checklists::STEPS.get(language));
    for step in &procedure.steps {
        one_step(language, procedure, step, &mut text);
    }
    text.push('\n');
    line(&mut text, 0, checklists::ACCEPTANCE.get(language));
    line(&mut text, 1, procedure.acceptance.get(language));
    text
}

fn one_step(language: Language, procedure: &Procedure, step: &Step, text: &mut String) {
    let kind = locks::kind(step.kind).get(language);
    let mut heading = format!("{} {} ({kind})", step.id, step.label.get(language));
    if step.added {
        add(&mut heading, &[" — ", checklists::ADDED.get(language)]);
    }
    line(text, 1, &heading);
    asks(language, procedure, step, 2, text);
    if step.sets_gate {
        line(text, 2, checklists::SETS_GATE.get(language));
    }
    if !step.withdraws.is_empty() {
        line(text, 2, &checklists::WITHDRAWS.with(language, &[&list(language, &step.withdraws)]));
    }
    if step.optional {
        line(text, 2, checklists::MAY_LEAVE_OUT.get(language));
    }
    if let Some(only_if) = &step.only_if {
        let words = questions::condition(language, procedure, only_if);
        line(text, 2, &checklists::ONLY_IN_CASE.with(language, &[&words]));
    }
    if !step.needs.is_empty() {
        let needs: Vec<String> =
            step.needs.iter().map(|need| questions::condition(language, procedure, need)).collect();
        line(text, 2, &checklists::NEEDS.with(language, &[&list(language, &needs)]));
    }
    good_when(language, procedure, step, 2, text);
    leads(language, procedure, step, 2, text);
}
