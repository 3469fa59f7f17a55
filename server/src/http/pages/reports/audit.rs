//! The audit on paper.

use super::super::words::{audit as words, figures};
use super::{column, figure, look, report};
use crate::audit::AuditLine;
use crate::http::AppState;
use client_core::domain::text::Language;
use undercroft_paper::{Table, TablePaper};

/// Lines of the audit.
pub(in crate::http) fn audit(state: &AppState, language: Language, lines: &[AuditLine]) -> TablePaper {
    let look = &look(state, language);
    let row = |line: &AuditLine| {
        vec![
            line.number.to_string(),
            look.time(line.at),
            words::doer(language, line),
            words::way(language, line),
            words::said(language, line),
            words::about(line),
            line.detail.clone(),
        ]
    };
    let columns = vec![
        figure(look, figures::NUMBER, 1),
        column(look, words::WHEN, 3),
        column(look, words::WHO, 3),
        column(look, words::FROM_WHERE, 2),
        column(look, words::WHAT, 5),
        column(look, words::ABOUT, 3),
        column(look, words::DETAIL, 4),
    ];
    let table = Table { columns, rows: lines.iter().map(row).collect(), ..Table::default() };
    report(look, look.say(words::AUDIT).to_owned(), Vec::new(), vec![table])
}
