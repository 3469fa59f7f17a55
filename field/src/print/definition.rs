//! What a step asks for, when it is good and where its answers lead: the same for an order's checklist and for reading
//! at home.

use super::add;
use super::checklist::line;
use crate::words::questions::{self, Place, test};
use crate::words::{checklists, labels, list, locks};
use client_core::domain::procedure::{Photo, Procedure, Record, RecordKind, Step};
use client_core::domain::text::Language;

/// What the step asks for: what to do, values with type, unit and range, material, photo, whether it may be left out.
pub fn asks(language: Language, procedure: &Procedure, step: &Step, depth: usize, text: &mut String) {
    line(text, depth, step.instruction.get(language));
    let place = Place::of(procedure, step);
    for record in &step.records {
        record_lines(language, place, record, depth, text);
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
        line(text, depth, &takes);
    }
    match step.photo {
        Photo::Required => line(text, depth, labels::PHOTO_NEEDED.get(language)),
        // A photo may come with most steps; only where the definition asks for one is it worth a line.
        Photo::Optional | Photo::None => {}
    }
    if step.skippable_with_reason {
        let mut words = labels::SKIPPABLE.get(language).to_owned();
        if let Some(barred) = &step.skip_barred {
            add(
                &mut words,
                &[", ", &checklists::NOT_WHILE.with(language, &[&test(language, place, barred)])],
            );
        }
        line(text, depth, &words);
    }
}

fn record_lines(language: Language, place: Place<'_>, record: &Record, depth: usize, text: &mut String) {
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
    if let Some(when) = &record.when {
        let when = checklists::ASKED_WHEN.with(language, &[&test(language, place, when)]);
        add(&mut described, &[" (", &when, ")"]);
    }
    line(text, depth, &described);
    match &record.value {
        RecordKind::List { fields, order } => {
            if let Some(order) = order {
                line(text, depth + 1, order.get(language));
            }
            let rows = place.rows(record);
            for field in fields {
                record_lines(language, rows, field, depth + 1, text);
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

/// When its values are taken, when they are good, and what they mean.
pub fn good_when(language: Language, procedure: &Procedure, step: &Step, depth: usize, text: &mut String) {
    let place = Place::of(procedure, step);
    for rule in &step.accepts {
        let words = test(language, place, &rule.test);
        line(text, depth, &checklists::ONLY_IF.with(language, &[&words, rule.label.get(language)]));
    }
    if let Some(passes) = &step.passes {
        line(text, depth, &checklists::GOOD_WHEN.with(language, &[&test(language, place, passes)]));
    }
    for mark in &step.marks {
        let words = test(language, place, &mark.when);
        line(text, depth, &format!("! {}: {words}", mark.label.get(language)));
    }
}

/// Where its answers lead.
pub fn leads(language: Language, procedure: &Procedure, step: &Step, depth: usize, text: &mut String) {
    for words in questions::leads(language, procedure, step) {
        line(text, depth, &words);
    }
}
