//! Matters on paper.

use super::super::words::matters as words;
use super::{column, look, report};
use crate::http::AppState;
use crate::matters::MatterLine;
use client_core::domain::text::Language;
use client_core::domain::words::matter as core;
use undercroft_paper::{Table, TablePaper};

/// A page of the list.
pub(in crate::http) fn matters(state: &AppState, language: Language, lines: &[MatterLine]) -> TablePaper {
    let look = &look(state, language);
    let row = |line: &MatterLine| {
        let matter = &line.matter;
        vec![
            matter.opening.title.clone(),
            matter.opening.unit_no.clone().unwrap_or_default(),
            core::form_title(language, &matter.opening.form).to_owned(),
            core::state(matter.state).get(language).to_owned(),
            line.person_name.clone().unwrap_or_default(),
            look.time(matter.opened_at()),
            line.next_due.map(|(at, _)| look.time(at)).unwrap_or_default(),
        ]
    };
    let columns = vec![
        column(look, words::TITLE, 4),
        column(look, words::UNIT, 2),
        column(look, words::FORM, 3),
        column(look, words::STATE, 2),
        column(look, words::PERSON, 2),
        column(look, words::OPENED, 3),
        column(look, words::NEXT_DUE, 3),
    ];
    let table = Table { columns, rows: lines.iter().map(row).collect(), ..Table::default() };
    report(look, look.say(words::MATTERS).to_owned(), Vec::new(), vec![table])
}
