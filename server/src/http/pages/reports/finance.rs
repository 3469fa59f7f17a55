//! Settlement on paper: the months, the report of one with its review, the list for a notice (FEE-5, FEE-7).

use super::super::look::{Look, money};
use super::super::words::{finance as page, reports as words};
use super::{column, figure, look, report};
use crate::http::AppState;
use crate::http::months::{MonthLine, MonthView};
use client_core::domain::calendar::MonthOf;
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::id::UserId;
use client_core::domain::order::Origin;
use client_core::domain::settlement::{LineKind, NoticeLine};
use client_core::domain::text::Language;
use client_core::domain::words::{money as core, office};
use std::collections::BTreeMap;
use undercroft_paper::{Table, TablePaper};

/// The list of months.
pub(in crate::http) fn months(state: &AppState, language: Language, lines: &[MonthLine]) -> TablePaper {
    let look = &look(state, language);
    let due = [page::CHECK_DUE, page::HAND_OVER_DUE, page::NOTICE_DUE];
    let mut columns = vec![
        column(look, page::MONTH, 2),
        column(look, page::STATE, 2),
        figure(look, page::LINES, 2),
        figure(look, page::TOTAL, 3),
    ];
    columns.extend(due.map(|heading| column(look, heading, 3)));
    let row = |line: &MonthLine| {
        let mut row = vec![
            line.month.to_string(),
            core::month_state(line.state).get(language).to_owned(),
            line.lines.to_string(),
            money(line.total_fen),
        ];
        // 24:00 of a day belongs to that day.
        row.extend(line.deadlines.iter().map(|deadline| look.day(deadline.due - 1)));
        row
    };
    let table = Table { columns, rows: lines.iter().map(row).collect(), ..Table::default() };
    report(look, look.say(page::MONTHS).to_owned(), Vec::new(), vec![table])
}

/// The report of a month: state and review, sums per method, lines, and where slips and lines don't agree.
pub(in crate::http) fn month(
    state: &AppState,
    language: Language,
    month: MonthOf,
    view: &MonthView,
    people: &BTreeMap<UserId, String>,
) -> TablePaper {
    let look = &look(state, language);
    let of = core::month_state(view.month.state).get(language);
    let mut above = vec![look.with(words::STATE, &[of])];
    above.extend(review(look, view, people));
    above.push(look.with(words::DIGEST, &[&view.digest]));
    if !view.disputed.is_empty() {
        above.push(look.with(page::UNDER_REWORK, &[&view.disputed.join(", ")]));
    }
    let mut tables = vec![totals(look, view), lines(look, view)];
    if !view.differences.is_empty() {
        tables.push(differences(look, view));
    }
    report(look, format!("{} {month}", look.say(words::FINANCE_REPORT)), above, tables)
}

/// Who submitted the report that the month's state is about, and who answered.
fn review(look: &Look, view: &MonthView, people: &BTreeMap<UserId, String>) -> Vec<String> {
    let by = |origin: &Origin| {
        let name = people.get(&origin.by.user).map(String::as_str).unwrap_or_default();
        (name.to_owned(), look.time(origin.at.estimate()))
    };
    let Some(last) = view.month.submissions.last() else { return Vec::new() };
    let (name, at) = by(&last.origin);
    let mut review = vec![look.with(words::SUBMITTED, &[&name, &at])];
    if let Some(answer) = &last.answer {
        let (name, at) = by(&answer.origin);
        review.push(match &answer.reason {
            Some(reason) if !answer.approved => look.with(words::SENT_BACK, &[&name, &at, reason]),
            _ => look.with(words::APPROVED, &[&name, &at]),
        });
    }
    review
}

fn method(look: &Look, method: Option<PaymentMethod>) -> String {
    let words =
        method.map_or_else(|| look.say(page::NO_METHOD), |method| office::method(method).get(look.language));
    words.to_owned()
}

fn totals(look: &Look, view: &MonthView) -> Table {
    let rows = view.report.totals.iter();
    let rows =
        rows.map(|total| vec![method(look, total.method), total.lines.to_string(), money(total.total_fen)]);
    let all = view.report.lines.len().to_string();
    Table {
        heading: look.say(page::TOTALS).to_owned(),
        columns: vec![
            column(look, page::METHOD, 3),
            figure(look, page::LINES, 2),
            figure(look, page::TOTAL, 3),
        ],
        rows: rows.collect(),
        totals: Some(vec![look.say(words::SUM).to_owned(), all, money(view.report.total_fen)]),
    }
}

fn lines(look: &Look, view: &MonthView) -> Table {
    let rows = view.report.lines.iter().map(|line| {
        let kind = match line.kind {
            LineKind::Charge => page::CHARGE,
            LineKind::Adjustment => page::ADJUSTMENT,
        };
        vec![
            line.number.clone(),
            look.time(line.signed_at),
            line.service_class.clone(),
            method(look, line.method),
            look.say(kind).to_owned(),
            money(line.amount_fen),
        ]
    });
    let mut sum = vec![String::new(); 6];
    look.say(words::SUM).clone_into(&mut sum[0]);
    sum[5] = money(view.report.total_fen);
    Table {
        heading: look.say(page::LINES).to_owned(),
        columns: vec![
            column(look, page::NUMBER, 3),
            column(look, page::SIGNED, 3),
            column(look, page::CLASS, 2),
            column(look, page::METHOD, 2),
            column(look, page::KIND, 2),
            figure(look, page::AMOUNT, 2),
        ],
        rows: rows.collect(),
        totals: Some(sum),
    }
}

fn differences(look: &Look, view: &MonthView) -> Table {
    let fen = |fen: Option<i64>| fen.map(money).unwrap_or_default();
    let rows = view.differences.iter().map(|one| {
        let kind = core::difference(one.kind).get(look.language).to_owned();
        vec![one.number.clone(), kind, fen(one.slip_fen), fen(one.line_fen)]
    });
    Table {
        heading: look.say(page::DIFFERENCES).to_owned(),
        columns: vec![
            column(look, page::NUMBER, 3),
            column(look, page::KIND, 4),
            figure(look, page::ON_SLIP, 2),
            figure(look, page::ON_LINE, 2),
        ],
        rows: rows.collect(),
        totals: None,
    }
}

/// The list for the notice of a month.
pub(in crate::http) fn notice(
    state: &AppState,
    language: Language,
    month: MonthOf,
    lines: &[NoticeLine],
) -> TablePaper {
    let look = &look(state, language);
    let rows = lines.iter().map(|line| {
        let listed = look.say(if line.listed { page::YES } else { page::NO }).to_owned();
        vec![line.number.clone(), listed, money(line.amount_fen)]
    });
    let sum = lines.iter().fold(0_i64, |sum, line| sum.saturating_add(line.amount_fen));
    let table = Table {
        heading: String::new(),
        columns: vec![
            column(look, page::NUMBER, 3),
            column(look, page::LISTED, 2),
            figure(look, page::AMOUNT, 2),
        ],
        rows: rows.collect(),
        totals: Some(vec![look.say(words::SUM).to_owned(), String::new(), money(sum)]),
    };
    report(look, look.with(page::NOTICE, &[&month.to_string()]), Vec::new(), vec![table])
}
