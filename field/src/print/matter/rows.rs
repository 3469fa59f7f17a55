//! The sections of a matter: what stands in them, who filled it in, what differs, and what is still empty.

use super::super::checklist::line;
use super::Page;
use crate::words::matter as words;
use client_core::domain::entry::matter::MatterValue;
use client_core::domain::matter::{Cell, Field, Filled, Form, Holds, Row, Section};
use client_core::domain::text::Language;
use client_core::domain::words::{incident, matter as core};
use undercroft_words::{NO, YES};

/// All sections in the order of the form.
pub fn sections(page: &Page<'_>, form: &Form, text: &mut String) {
    line(text, 0, words::SECTIONS.get(page.language));
    for section in form.sections {
        if let Some(filled) = page.view.matter.filled(section.key) {
            one(page, form, section, filled, text);
        }
    }
}

fn one(page: &Page<'_>, form: &Form, section: &Section, filled: &Filled, text: &mut String) {
    let language = page.language;
    let (mark, why) = match filled {
        Filled { applies: false, .. } => ("[-]", Some(words::NOT_HERE.get(language).to_owned())),
        Filled { complete: true, .. } => ("[x]", None),
        Filled { ready: false, .. } => {
            let open = section.after.iter().copied().filter(|key| !page.view.matter.is_complete(key));
            let titles = words::titles(language, form, &open.collect::<Vec<_>>());
            ("[#]", Some(words::FIRST.with(language, &[&titles])))
        }
        _ if section.needed => ("[ ]", None),
        _ => ("[ ]", Some(words::OPTIONAL.get(language).to_owned())),
    };
    let why = why.map_or_else(String::new, |why| format!(" — {why}"));
    line(text, 1, &format!("{mark} {} {}{why}", section.key, section.title.get(language)));
    for row in &filled.rows {
        self::row(page, section, row, text);
    }
}

fn row(page: &Page<'_>, section: &Section, row: &Row, text: &mut String) {
    let language = page.language;
    let mut head = page.short(&row.origin);
    if let Some(key) = &row.row {
        head = format!("{} — {head}", words::ROW.with(language, &[key]));
    }
    // A struck row stays to be read, and no line of it is taken for one that counts.
    let cross = if row.struck.is_some() { "~ " } else { "" };
    if let Some(struck) = &row.struck {
        let why = words::STRUCK.with(language, &[&struck.words, &page.short(&struck.origin)]);
        head = format!("{head} [{why}]");
    }
    line(text, 2, &format!("{cross}{head}"));
    for (key, cell) in in_order(section, row) {
        let field = section.field(key);
        let label = field.map_or(key, |field| field.label.get(language));
        let who = if cell.origin.entry == row.origin.entry {
            String::new()
        } else {
            format!(" ({})", page.short(&cell.origin))
        };
        line(text, 3, &format!("{cross}{label}: {}{who}", value(page, field, &cell.value)));
        for other in &cell.against {
            let said = [value(page, field, &other.value), page.short(&other.origin)];
            let differs = words::DIFFERS.with(language, &[&said[0], &said[1]]);
            line(text, 4, &format!("{cross}!!! {differs}"));
        }
    }
    if row.struck.is_none()
        && let Some(empty) = still_empty(language, section, &row.missing)
    {
        line(text, 3, &empty);
    }
}

/// Cells in the order of the form, then those that it doesn't know.
fn in_order<'r>(section: &Section, row: &'r Row) -> Vec<(&'r str, &'r Cell)> {
    let place = |key: &str| section.fields.iter().position(|field| field.key == key);
    let mut cells: Vec<(&str, &Cell)> = row.cells.iter().map(|(key, cell)| (key.as_str(), cell)).collect();
    cells.sort_by_key(|(key, _)| (place(key).is_none(), place(key)));
    cells
}

/// Fields of a row that are asked for and empty; `None` where nothing is.
pub fn still_empty(language: Language, section: &Section, missing: &[String]) -> Option<String> {
    let label = |key: &String| {
        section.field(key).map_or_else(|| key.clone(), |field| field.label.get(language).to_owned())
    };
    let labels: Vec<String> = missing.iter().map(label).collect();
    (!labels.is_empty()).then(|| words::STILL_EMPTY.with(language, &[&crate::words::list(language, &labels)]))
}

fn value(page: &Page<'_>, field: Option<&'static Field>, value: &MatterValue) -> String {
    let language = page.language;
    let holds = field.map(|field| field.holds);
    match value {
        MatterValue::Is(yes) => if *yes { YES } else { NO }.get(language).to_owned(),
        MatterValue::One(key) => choice(language, holds, key),
        MatterValue::Words(words) => words.clone(),
        MatterValue::Number(number) => match holds {
            Some(Holds::Number(counted) | Holds::Reading(counted)) => {
                core::counted(language, counted, *number)
            }
            _ => number.to_string(),
        },
        MatterValue::Day(day) => day.to_string(),
        MatterValue::Time(at) => page.zone.show(*at),
        MatterValue::Person(person) => page.name(person),
        MatterValue::Department(department) => incident::department(*department).get(language).to_owned(),
        MatterValue::Blob(_) if matches!(holds, Some(Holds::Signature)) => {
            words::SIGNED.get(language).to_owned()
        }
        MatterValue::Blob(blob) => {
            let missing = || words::NOT_ON_DEVICE.get(language).to_owned();
            page.view.words.get(blob).cloned().unwrap_or_else(missing)
        }
        MatterValue::Photo(photo) => words::PHOTO.with(language, &[&page.zone.show(photo.taken_at)]),
        MatterValue::Without(reason) => words::THERE_IS_NONE.with(language, &[reason]),
    }
}

/// A choice's words; its key where the form has it no more.
pub fn choice(language: Language, holds: Option<Holds>, key: &str) -> String {
    let Some(Holds::Choice(choices)) = holds else { return key.to_owned() };
    let known = choices.iter().find(|(known, _)| *known == key);
    known.map_or_else(|| key.to_owned(), |(_, words)| words.get(language).to_owned())
}
