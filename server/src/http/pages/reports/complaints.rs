//! The register of complaints on paper.

use super::super::complaints::ends;
use super::super::words::{case_kinds, complaints as words};
use super::{column, figure, look, report};
use crate::complaints::{CaseKindLine, ComplaintLine};
use crate::http::AppState;
use crate::http::case_kinds::Kinds;
use client_core::domain::complaint::CaseKinds;
use client_core::domain::entry::complaint::RecordField;
use client_core::domain::text::Language;
use client_core::domain::words::{complaint as core, incident};
use undercroft_paper::{Table, TablePaper};

/// A page of the register.
pub(in crate::http) fn complaints(
    state: &AppState,
    language: Language,
    lines: &[ComplaintLine],
    kinds: &CaseKinds,
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
            complaint
                .case_kind()
                .map(|code| case_kinds::kind_name(language, kinds, code))
                .unwrap_or_default(),
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
        column(look, case_kinds::KIND, 2),
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

/// The kinds of cases with what their complaints come to (CMP-7).
pub(in crate::http) fn case_kinds(state: &AppState, language: Language, found: &Kinds) -> TablePaper {
    let look = &look(state, language);
    let row = |line: &CaseKindLine| {
        let kind = line.kind.as_ref();
        let name = kind.map_or_else(
            || line.code.clone().unwrap_or_else(|| look.say(case_kinds::NO_KIND).to_owned()),
            |kind| kind.label.get(language).to_owned(),
        );
        let department = kind.map_or("", |kind| incident::department(kind.department).get(language));
        let count = line.count;
        let numbers = [count.heard, count.open, count.late, count.all].map(|number| number.to_string());
        [name, department.to_owned()].into_iter().chain(numbers).collect()
    };
    let columns = vec![
        column(look, case_kinds::KIND, 4),
        column(look, case_kinds::ANSWERS, 3),
        figure(look, case_kinds::HEARD, 2),
        figure(look, case_kinds::OPEN, 2),
        figure(look, case_kinds::LATE, 2),
        figure(look, case_kinds::ALL, 2),
    ];
    let table = Table { columns, rows: found.lines.iter().map(row).collect(), ..Table::default() };
    report(look, look.say(case_kinds::KINDS).to_owned(), vec![found.month.to_string()], vec![table])
}
