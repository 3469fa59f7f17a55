//! Incidents on paper.

use super::super::words::incidents as words;
use super::{column, look, report};
use crate::http::AppState;
use crate::incidents::IncidentLine;
use client_core::domain::text::Language;
use client_core::domain::words::incident as core;
use undercroft_paper::{Table, TablePaper};

/// A page of the list.
pub(in crate::http) fn incidents(state: &AppState, language: Language, lines: &[IncidentLine]) -> TablePaper {
    let look = &look(state, language);
    let row = |line: &IncidentLine| {
        let incident = &line.incident;
        let mut state = core::state(incident.state).get(language).to_owned();
        if incident.major {
            state = format!("{} · {state}", look.say(words::MAJOR));
        }
        vec![
            incident.report.place.clone(),
            state,
            core::area(incident.report.area).get(language).to_owned(),
            core::department(incident.report.department).get(language).to_owned(),
            incident.report.what.clone(),
            line.finder_name.clone().unwrap_or_default(),
            look.time(incident.reported_at()),
        ]
    };
    let columns = vec![
        column(look, words::PLACE, 3),
        column(look, words::STATE, 3),
        column(look, words::AREA, 2),
        column(look, words::DEPARTMENT, 3),
        column(look, words::WHAT, 5),
        column(look, words::FINDER, 2),
        column(look, words::REPORTED, 3),
    ];
    let table = Table { columns, rows: lines.iter().map(row).collect(), ..Table::default() };
    report(look, look.say(words::INCIDENTS).to_owned(), Vec::new(), vec![table])
}
