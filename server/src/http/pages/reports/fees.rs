//! Management-fee accounts on paper, by age.

use super::super::look::money;
use super::super::words::fees as words;
use super::{column, figure, look, report};
use crate::fees::FeeLine;
use crate::http::AppState;
use client_core::domain::calendar::Day;
use client_core::domain::fee::Ageing;
use client_core::domain::text::Language;
use undercroft_paper::{Table, TablePaper};

/// The ageing report.
pub(in crate::http) fn fees(
    state: &AppState,
    language: Language,
    lines: &[FeeLine],
    today: Day,
) -> TablePaper {
    let look = &look(state, language);
    let sum = lines.iter().fold(Ageing::default(), |sum, line| sum.plus(&line.ageing));
    let ages = |ageing: &Ageing| {
        let mut cells = vec![money(ageing.open_fen)];
        cells.extend(ageing.overdue_fen.iter().map(|fen| money(*fen)));
        cells
    };
    let row = |line: &FeeLine| {
        let mut cells = vec![
            line.account.account.clone(),
            line.payer.name.clone(),
            line.payer.unit_no.clone(),
            money(line.statement.late_fee_due_fen()),
        ];
        cells.extend(ages(&line.ageing));
        cells
    };
    let rows = lines.iter().map(row).collect();
    let late: i64 = lines.iter().map(|line| line.statement.late_fee_due_fen()).sum();
    let mut totals = vec![look.say(words::TOTAL).to_owned(), String::new(), String::new(), money(late)];
    totals.extend(ages(&sum));
    let mut columns = vec![
        column(look, words::ACCOUNT, 2),
        column(look, words::NAME, 3),
        column(look, words::UNIT, 2),
        figure(look, words::LATE_FEE, 2),
        figure(look, words::NOT_DUE, 3),
    ];
    for days in Ageing::DAYS {
        let mut age = figure(look, words::LONGER, 2);
        age.title = look.with(words::UP_TO, &[&days.to_string()]);
        columns.push(age);
    }
    columns.push(figure(look, words::LONGER, 2));
    let table = Table { columns, rows, totals: Some(totals), ..Table::default() };
    report(look, format!("{} · {today}", look.say(words::AGEING)), Vec::new(), vec![table])
}
