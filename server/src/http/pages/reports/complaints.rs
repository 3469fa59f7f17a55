//! The register of complaints on paper.

use super::super::complaints::ends;
use super::super::words::complaints as words;
use super::{column, look, report};
use crate::complaints::ComplaintLine;
use crate::http::AppState;
use client_core::domain::entry::complaint::RecordField;
use client_core::domain::text::Language;
use client_core::domain::words::{complaint as core, incident};
use undercroft_paper::{Table, TablePaper};

/// A page of the register.
pub(in crate::http) fn complaints(
    state: &AppState,
    language: Language,
    lines: &[ComplaintLine],
) -> TablePaper {
    let look = &look(state, language);
    let row = |line: &ComplaintLine| {
        let complaint = &line.complaint;
        let mut state = core::state(complaint.state).get(language).to_owned();
        if complaint.about_centre {
            state = format!("{state} · {}", look.say(words::ABOUT_CENTRE));
        }
        let class =
            complaint.class.map_or(look.say(words::NO_CLASS), |class| core::class(class).get(language));
        let department = complaint.assignment().map(|one| incident::department(one.department).get(language));
        let due = line.due.map(|due| {
            format!(
                "{} {}",
                look.time(ends(&due.deadline)),
                crate::notify::task(due.deadline.id).get(language)
            )
        });
        vec![
            line.record.name.clone(),
            state,
            class.to_owned(),
            department.unwrap_or_default().to_owned(),
            line.record.course.clone(),
            line.record.demand.clone(),
            line.heard_by_name.clone().unwrap_or_default(),
            look.time(complaint.capture.heard_at),
            due.unwrap_or_default(),
        ]
    };
    let columns = vec![
        column(look, words::COMPLAINANT, 2),
        column(look, words::STATE, 3),
        column(look, words::CLASS, 2),
        column(look, words::DEPARTMENT, 3),
        column(look, words::of_record(RecordField::Course), 5),
        column(look, words::of_record(RecordField::Demand), 4),
        column(look, words::HEARD_BY, 2),
        column(look, words::HEARD, 3),
        column(look, words::NEXT, 3),
    ];
    let table = Table { columns, rows: lines.iter().map(row).collect(), ..Table::default() };
    report(look, look.say(words::COMPLAINTS).to_owned(), Vec::new(), vec![table])
}
