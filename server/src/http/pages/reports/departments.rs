//! Departments on paper.

use super::super::words::departments as words;
use super::{column, figure, look, report};
use crate::departments::Departments;
use crate::http::AppState;
use client_core::domain::complaint::CaseKinds;
use client_core::domain::text::Language;
use client_core::domain::words::incident;
use undercroft_paper::{Table, TablePaper};

/// How the departments stand in a month.
pub(in crate::http) fn departments(
    state: &AppState,
    language: Language,
    found: &Departments,
    kinds: &CaseKinds,
) -> TablePaper {
    let look = &look(state, language);
    let rows = found.departments.iter().flat_map(|view| {
        let name = incident::department(view.department).get(language);
        view.lines.iter().map(move |line| {
            let count = line.count;
            let words = [
                name.to_owned(),
                look.say(words::subject(line.subject)).to_owned(),
                words::of(language, kinds, line),
            ];
            let numbers = [count.open, count.late, count.month, count.done].map(|number| number.to_string());
            words.into_iter().chain(numbers).collect()
        })
    });
    let columns = vec![
        column(look, words::DEPARTMENT, 3),
        column(look, words::TRADE, 4),
        column(look, words::OF, 4),
        figure(look, words::OPEN, 2),
        figure(look, words::LATE, 2),
        figure(look, words::MONTH, 2),
        figure(look, words::DONE, 2),
    ];
    let table = Table { columns, rows: rows.collect(), ..Table::default() };
    report(look, look.say(words::DEPARTMENTS).to_owned(), vec![found.month.to_string()], vec![table])
}
