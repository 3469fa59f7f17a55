//! The service centre's work log on paper.

use super::super::words::{labels, work_log as words};
use super::super::work_log::{state as state_of, taken};
use super::{column, look, report};
use crate::http::AppState;
use crate::work_log::WorkLogLine;
use client_core::domain::calendar::Day;
use client_core::domain::text::Language;
use undercroft_paper::{Table, TablePaper};

/// The log of a day.
pub(in crate::http) fn work_log(
    state: &AppState,
    language: Language,
    day: Day,
    lines: &[WorkLogLine],
) -> TablePaper {
    let look = &look(state, language);
    let row = |line: &WorkLogLine| {
        vec![
            look.time(line.at),
            taken(language, &line.taken),
            state_of(language, &line.taken),
            line.name.clone(),
            line.address.clone(),
            line.contact.clone(),
            line.content.clone(),
            line.wished_at.map(|at| look.time(at)).unwrap_or_default(),
            line.by_name.clone().unwrap_or_default(),
        ]
    };
    let columns = vec![
        column(look, words::AT, 3),
        column(look, words::TAKEN, 2),
        column(look, labels::STATE, 2),
        column(look, labels::CUSTOMER, 2),
        column(look, words::ADDRESS, 3),
        column(look, words::CONTACT, 3),
        column(look, words::CONTENT, 5),
        column(look, words::WISHED, 3),
        column(look, words::BY, 2),
    ];
    let table = Table { columns, rows: lines.iter().map(row).collect(), ..Table::default() };
    report(look, format!("{} {day}", look.say(words::WORK_LOG)), Vec::new(), vec![table])
}
