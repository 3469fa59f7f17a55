//! Figures on paper: the summary form, compliance, the queue of follow-ups, the slips behind a figure (STA-4, STA-9).

use super::super::analysis::{counts as analysis_counts, problem, state_words};
use super::super::look::Look;
use super::super::statistics::{COLUMNS, duration, rate, target_lines};
use super::super::store::{amount, label};
use super::super::words::{
    Text, complaints as complaint_words, figures as page, labels, reports as words, states,
};
use super::{column, figure, look, report};
use crate::figures::QueueLine;
use crate::http::AppState;
use crate::http::analysis::Written;
use crate::http::figures::{Asked, Figures, Kept, Target};
use client_core::domain::statistics::{ComplaintTimes, Figure, MonthFigures, OrderSummary, Ranked, Times};
use client_core::domain::text::Language;
use client_core::domain::words::office;
use undercroft_paper::{Table, TablePaper};

/// The summary form 《客户服务信息统计分析汇总表》 of a time.
pub(in crate::http) fn summary(
    state: &AppState,
    language: Language,
    asked: &Asked,
    figures: &Figures,
    written: Option<&Written>,
) -> TablePaper {
    let look = &look(state, language);
    let month = &figures.month;
    let title = format!("{} {}", look.say(page::SUMMARY_FORM), asked.shown());
    let named = month.named();
    let group = |heading: Text, wanted: &dyn Fn(&str) -> bool| {
        let rows = named.iter().filter(|(name, _)| wanted(name));
        let rows = rows.map(|(name, one)| counted(look, page::figure(language, name), one)).collect();
        counts(look, heading, rows)
    };
    let kinds = month.by_channel.iter().map(|(kind, channel, one)| {
        let kind = look.say(states::service_kind(*kind));
        counted(look, format!("{kind} · {}", look.say(states::channel(*channel))), one)
    });
    let mut tables = vec![
        group(page::COUNTS, &|name| !name.contains(':') && !TIMES.contains(&name)),
        times(look, month),
        counts(look, page::REQUESTS_BY, kinds.collect()),
        group(page::BY_CLASS, &|name| name.starts_with("class:")),
        ranked(look, page::CONTENT, &month.opinions.content),
        ranked(look, page::DISCONTENT, &month.opinions.discontent),
        materials(look, figures),
    ];
    tables.extend(written.map(|written| analysis(look, written)));
    let mut lines = target(look, Target::of(state.jobs.statistics, month));
    if let Some(written) = written {
        lines.extend(analysis_counts(look, written, month));
        lines.extend(written.similar(month).iter().map(|one| problem(look, one)));
    }
    report(look, title, lines, tables)
}

/// Figures of times stand in a table of their own.
const TIMES: [&str; 3] = ["reply", "arrival", "completion"];

/// The targets and whether they were reached; nothing where the site has set none (STA-8, ROL-14).
fn target(look: &Look, target: Target) -> Vec<String> {
    let line = |(_, words, met): (&str, String, Option<bool>)| {
        let verdict = met.map(|met| look.say(if met { page::TARGET_MET } else { page::TARGET_MISSED }));
        verdict.map_or(words.clone(), |verdict| format!("{words} {verdict}"))
    };
    target_lines(look, target).map(line).collect()
}

/// What people wrote below the figures, and how far it has come.
fn analysis(look: &Look, written: &Written) -> Table {
    let state = look.say(state_words(written.analysis.state));
    let rows = written.analysis.notes.iter().map(|note| {
        let cause = note.cause.map(|cause| office::cause(cause).get(look.language));
        let name = written.names.get(&note.origin.by.user);
        vec![
            note.service_class.clone().unwrap_or_default(),
            cause.unwrap_or_default().to_owned(),
            note.text.clone(),
            name.cloned().unwrap_or_default(),
            look.time(note.origin.at.estimate()),
        ]
    });
    Table {
        heading: format!("{} · {state}", look.say(page::ANALYSIS)),
        columns: vec![
            column(look, page::CLASS, 2),
            column(look, page::CAUSE, 2),
            column(look, page::ANALYSIS, 6),
            column(look, labels::WHO, 2),
            column(look, words::AT, 2),
        ],
        rows: rows.collect(),
        totals: None,
    }
}

/// How a month kept the rules.
pub(in crate::http) fn compliance(
    state: &AppState,
    language: Language,
    asked: &Asked,
    kept: &Kept,
) -> TablePaper {
    let look = &look(state, language);
    let named = kept.compliance.named();
    let rows = named.iter().filter(|(name, _)| !name.starts_with("spot_checks:"));
    let rows = rows.map(|(name, one)| counted(look, page::figure(language, name), one)).collect();
    let on_site = &kept.compliance.on_site;
    let still = if on_site.missing > 0 {
        let last = asked.month.last_day().to_string();
        look.with(page::ON_SITE_MISSING, &[&last, &on_site.missing.to_string()])
    } else {
        look.say(page::ENOUGH).to_owned()
    };
    let checks = kept.compliance.spot_checks.iter().map(|one| {
        let name = kept.managers.iter().find(|(id, _)| *id == one.manager);
        let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
        vec![name, one.figure.number().to_string(), one.missing.to_string()]
    });
    let tables = vec![
        counts(look, page::COMPLIANCE, rows),
        Table {
            heading: look.say(page::SPOT_CHECKS).to_owned(),
            columns: vec![
                column(look, labels::WHO, 4),
                figure(look, page::NUMBER, 2),
                figure(look, page::LEFT, 2),
            ],
            rows: checks.collect(),
            totals: None,
        },
        complaints(look, &kept.complaints),
    ];
    let on_site = format!("{}: {still}", look.say(page::ON_SITE));
    report(look, format!("{} {}", look.say(page::COMPLIANCE), asked.month), vec![on_site], tables)
}

/// What became of complaints' deadlines.
fn complaints(look: &Look, all: &[ComplaintTimes]) -> Table {
    let [kept, late, not_due] = COLUMNS.map(complaint_words::outcome);
    let row = |one: &ComplaintTimes| {
        let counts = COLUMNS.map(|outcome| one.with(outcome).len().to_string());
        let name = look.say(page::deadline(one.deadline)).to_owned();
        std::iter::once(name).chain(counts).chain([rate(one.per_mille())]).collect()
    };
    Table {
        heading: look.say(page::COMPLAINT_TIMES).to_owned(),
        columns: vec![
            column(look, page::ITEM, 5),
            figure(look, kept, 2),
            figure(look, late, 2),
            figure(look, not_due, 2),
            figure(look, page::RATE, 2),
        ],
        rows: all.iter().map(row).collect(),
        totals: None,
    }
}

/// A page of the queue of follow-ups.
pub(in crate::http) fn queue(state: &AppState, language: Language, lines: &[QueueLine]) -> TablePaper {
    let look = &look(state, language);
    let row = |one: &QueueLine| {
        let summary = &one.summary;
        let alarm = one.alarm();
        vec![
            number_of(look, summary),
            office::follow_up(summary.follow_up).get(language).to_owned(),
            summary.service_class.clone(),
            office::repair_class(summary.repair_class).get(language).to_owned(),
            office::follow_up_by(summary.follow_up_by).get(language).to_owned(),
            look.time(one.completed_at),
            // 24:00 of a day is said by its last minute.
            alarm.map(|alarm| look.time(alarm.until - 1)).unwrap_or_default(),
            if one.overdue { look.say(words::OVERDUE_YES).to_owned() } else { String::new() },
        ]
    };
    let columns = vec![
        column(look, labels::NUMBER, 3),
        column(look, page::STATE, 2),
        column(look, labels::CLASS, 2),
        column(look, page::REPAIR_CLASS, 2),
        column(look, page::WHOSE, 3),
        column(look, page::COMPLETED, 3),
        column(look, page::DUE, 3),
        column(look, page::OVERDUE, 1),
    ];
    let table = Table { columns, rows: lines.iter().map(row).collect(), ..Table::default() };
    report(look, look.say(page::FOLLOW_UPS).to_owned(), Vec::new(), vec![table])
}

/// The slips behind a figure.
pub(in crate::http) fn slips(
    state: &AppState,
    language: Language,
    title: String,
    slips: &[&OrderSummary],
) -> TablePaper {
    let look = &look(state, language);
    let time = |at: Option<i64>| at.map(|at| look.time(at)).unwrap_or_default();
    let row = |one: &&OrderSummary| {
        vec![
            number_of(look, one),
            look.say(states::state(one.state)).to_owned(),
            one.service_class.clone(),
            look.time(one.requested_at),
            time(one.replied_at),
            time(one.arrived_at),
            time(one.finished_at),
            time(one.signed_at),
            time(one.followed_at),
        ]
    };
    let columns = vec![
        column(look, labels::NUMBER, 3),
        column(look, labels::STATE, 2),
        column(look, labels::CLASS, 2),
        column(look, page::REQUESTED, 3),
        column(look, page::REPLIED, 3),
        column(look, page::ARRIVED, 3),
        column(look, page::FINISHED, 3),
        column(look, page::COMPLETED, 3),
        column(look, page::FOLLOWED, 3),
    ];
    let table = Table { columns, rows: slips.iter().map(row).collect(), ..Table::default() };
    report(look, title, Vec::new(), vec![table])
}

fn number_of(look: &Look, summary: &OrderSummary) -> String {
    summary.number.clone().unwrap_or_else(|| look.say(labels::NO_NUMBER).to_owned())
}

/// A figure: its number, what it is a part of, the rate, and how many slips it left out.
fn counted(look: &Look, name: String, one: &Figure) -> Vec<String> {
    let whole = one.whole().map(|whole| whole.to_string());
    let rate = whole.as_ref().map(|_| rate(one.per_mille()));
    let left = one.whole().map(|_| one.rest().len().to_string());
    let name = if name.is_empty() { look.say(page::NO_CAUSE).to_owned() } else { name };
    vec![
        name,
        one.number().to_string(),
        whole.unwrap_or_default(),
        rate.unwrap_or_default(),
        left.unwrap_or_default(),
    ]
}

fn counts(look: &Look, heading: Text, rows: Vec<Vec<String>>) -> Table {
    Table {
        heading: look.say(heading).to_owned(),
        columns: vec![
            column(look, page::ITEM, 5),
            figure(look, page::NUMBER, 2),
            figure(look, page::WHOLE, 2),
            figure(look, page::RATE, 2),
            figure(look, page::LEFT, 2),
        ],
        rows,
        totals: None,
    }
}

fn times(look: &Look, month: &MonthFigures) -> Table {
    let row = |(name, times): (&str, &Times)| {
        vec![
            page::figure(look.language, name),
            times.figure.number().to_string(),
            duration(times.median_ms),
            duration(times.ninth_decile_ms),
        ]
    };
    let all = [("reply", &month.reply), ("arrival", &month.arrival), ("completion", &month.completion)];
    Table {
        heading: look.say(page::TIMES).to_owned(),
        columns: vec![
            column(look, page::ITEM, 4),
            figure(look, page::NUMBER, 2),
            figure(look, page::MEDIAN, 2),
            figure(look, page::NINTH, 2),
        ],
        rows: all.into_iter().map(row).collect(),
        totals: None,
    }
}

fn ranked(look: &Look, heading: Text, all: &[Ranked]) -> Table {
    let row = |one: &Ranked| {
        let cause = one.cause.map(|cause| office::cause(cause).get(look.language));
        let before: Vec<String> = one.before.iter().map(usize::to_string).collect();
        vec![
            one.service_class.clone(),
            cause.unwrap_or(look.say(page::NO_CAUSE)).to_owned(),
            one.figure.number().to_string(),
            before.join(" · "),
        ]
    };
    Table {
        heading: look.say(heading).to_owned(),
        columns: vec![
            column(look, page::CLASS, 3),
            column(look, page::CAUSE, 3),
            figure(look, page::NUMBER, 2),
            figure(look, page::BEFORE, 2),
        ],
        rows: all.iter().map(row).collect(),
        totals: None,
    }
}

fn materials(look: &Look, figures: &Figures) -> Table {
    let catalogue = &figures.catalogue;
    let rows = figures.month.materials.iter().map(|one| {
        let name = label(look, catalogue, &one.item).to_owned();
        vec![name, amount(look, catalogue, &one.item, one.quantity), one.figure.number().to_string()]
    });
    Table {
        heading: look.say(page::MATERIALS).to_owned(),
        columns: vec![
            column(look, page::ITEM, 4),
            figure(look, page::QUANTITY, 2),
            figure(look, page::SLIPS, 2),
        ],
        rows: rows.collect(),
        totals: None,
    }
}
