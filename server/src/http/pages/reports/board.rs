//! The board's lines on paper, for whoever takes them along.

use super::super::words::{labels, states};
use super::{column, figure, look, report};
use crate::board::BoardRow;
use crate::http::AppState;
use client_core::domain::text::Language;
use undercroft_paper::{Table, TablePaper};

/// A page of the board.
pub(in crate::http) fn board(state: &AppState, language: Language, lines: &[BoardRow]) -> TablePaper {
    let look = &look(state, language);
    let row = |line: &BoardRow| {
        let state = states::STATES.iter().find(|state| state.as_str() == line.state);
        vec![
            line.number.clone().unwrap_or_else(|| look.say(labels::NO_NUMBER).to_owned()),
            state.map_or_else(|| line.state.clone(), |state| look.say(states::state(*state)).to_owned()),
            line.service_class.clone().unwrap_or_default(),
            line.unit_no.clone().unwrap_or_default(),
            line.holder_name.clone().unwrap_or_default(),
            line.appointment_at.map(|at| look.time(at)).unwrap_or_default(),
            line.conflicts.to_string(),
            look.time(line.updated_at),
        ]
    };
    let columns = vec![
        column(look, labels::NUMBER, 3),
        column(look, labels::STATE, 2),
        column(look, labels::CLASS, 2),
        column(look, labels::UNIT, 3),
        column(look, labels::HOLDER, 3),
        column(look, labels::APPOINTMENT, 3),
        figure(look, labels::CONFLICTS, 1),
        column(look, labels::CHANGED, 3),
    ];
    let table = Table { columns, rows: lines.iter().map(row).collect(), ..Table::default() };
    report(look, look.say(labels::BOARD).to_owned(), Vec::new(), vec![table])
}
