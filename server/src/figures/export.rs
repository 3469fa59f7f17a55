//! Lists and figures as tables. Names of columns are those of the API.

use super::QueueLine;
use crate::table::{Cell, Sheet};
use client_core::domain::calendar::Zone;
use client_core::domain::deadline::Outcome;
use client_core::domain::entry::follow_up::Cause;
use client_core::domain::statistics::{
    ComplaintTimes, Compliance, Figure, MonthFigures, OrderSummary, Ranked, Times,
};

fn text(value: impl Into<String>) -> Cell {
    Cell::Text(value.into())
}

fn number(value: Option<impl ToString>) -> Cell {
    Cell::Number(value.map(|value| value.to_string()).unwrap_or_default())
}

fn time(zone: Zone, at: Option<i64>) -> Cell {
    text(at.map(|at| zone.shown(at)).unwrap_or_default())
}

/// The queue of follow-ups. Times are those of the site's zone.
pub fn queue_sheet(lines: &[QueueLine], zone: Zone) -> Sheet {
    let row = |line: &QueueLine| {
        vec![
            text(line.summary.number.clone().unwrap_or_default()),
            text(line.summary.service_class.clone()),
            text(line.summary.repair_class.as_str()),
            text(line.summary.follow_up.as_str()),
            text(line.summary.follow_up_by.as_str()),
            time(zone, Some(line.completed_at)),
            text(line.alarm().map(|alarm| alarm.id.to_string()).unwrap_or_default()),
            time(zone, line.alarm().map(|alarm| alarm.due)),
            text(if line.overdue { "yes" } else { "" }),
            time(zone, line.summary.followed_at),
            text(line.summary.order.to_string()),
        ]
    };
    Sheet {
        name: "follow_ups",
        row: "follow_up",
        columns: &[
            "number",
            "service_class",
            "repair_class",
            "follow_up",
            "follow_up_by",
            "completed_at",
            "deadline",
            "due_at",
            "overdue",
            "followed_at",
            "order",
        ],
        rows: lines.iter().map(row).collect(),
    }
}

const FIGURES: &[&str] = &["figure", "number", "whole", "per_mille"];

fn figures(name: &'static str, all: Vec<(String, &Figure)>) -> Sheet {
    let row = |(name, figure): (String, &Figure)| {
        vec![text(name), number(Some(figure.number())), number(figure.whole()), number(figure.per_mille())]
    };
    Sheet { name, row: "figure", columns: FIGURES, rows: all.into_iter().map(row).collect() }
}

/// The summary form 《客户服务信息统计分析汇总表》 (STA-4): figures, times, satisfaction and dissatisfaction, material.
pub fn month_sheets(month: &MonthFigures) -> Vec<Sheet> {
    let times = [("reply", &month.reply), ("arrival", &month.arrival), ("completion", &month.completion)];
    let time = |(name, times): (&str, &Times)| {
        vec![
            text(name),
            number(Some(times.figure.number())),
            number(times.median_ms),
            number(times.ninth_decile_ms),
        ]
    };
    let ranked = |verdict: &'static str| {
        move |one: &Ranked| {
            let before = |n: usize| number(one.before.get(n));
            vec![
                text(verdict),
                text(one.service_class.clone()),
                text(one.cause.map(Cause::as_str).unwrap_or_default()),
                number(Some(one.figure.number())),
                before(0),
                before(1),
                before(2),
            ]
        }
    };
    let content = month.opinions.content.iter().map(ranked("satisfied"));
    let discontent = month.opinions.discontent.iter().map(ranked("dissatisfied"));
    let material = month.materials.iter().map(|one| {
        vec![text(one.item.clone()), number(Some(one.quantity)), number(Some(one.figure.number()))]
    });
    vec![
        figures("figures", month.named()),
        Sheet {
            name: "times",
            row: "time",
            columns: &["time", "number", "median_ms", "ninth_decile_ms"],
            rows: times.into_iter().map(time).collect(),
        },
        Sheet {
            name: "opinions",
            row: "opinion",
            columns: &[
                "opinion",
                "service_class",
                "cause",
                "number",
                "one_month_before",
                "two_months_before",
                "three_months_before",
            ],
            rows: content.chain(discontent).collect(),
        },
        Sheet {
            name: "materials",
            row: "material",
            columns: &["item", "quantity", "number"],
            rows: material.collect(),
        },
    ]
}

/// How the month kept the rules (STA-9).
pub fn compliance_sheets(compliance: &Compliance, complaints: &[ComplaintTimes]) -> Vec<Sheet> {
    let row = |one: &ComplaintTimes| {
        let count = |outcome| number(Some(one.with(outcome).len()));
        vec![
            text(one.deadline.as_str()),
            count(Outcome::Kept),
            count(Outcome::Late),
            count(Outcome::NotDue),
            number(one.per_mille()),
        ]
    };
    vec![
        figures("compliance", compliance.named()),
        Sheet {
            name: "complaints",
            row: "deadline",
            columns: &["deadline", "kept", "late", "not_due", "per_mille"],
            rows: complaints.iter().map(row).collect(),
        },
    ]
}

/// The slips behind a figure. Times are those of the site's zone.
pub fn slips_sheet(slips: &[&OrderSummary], zone: Zone) -> Sheet {
    let row = |one: &&OrderSummary| {
        vec![
            text(one.number.clone().unwrap_or_default()),
            text(one.state.as_str()),
            text(one.service_class.clone()),
            time(zone, Some(one.requested_at)),
            time(zone, one.replied_at),
            time(zone, one.arrived_at),
            time(zone, one.finished_at),
            time(zone, one.signed_at),
            time(zone, one.followed_at),
            number(Some(one.rounds)),
            text(one.order.to_string()),
        ]
    };
    Sheet {
        name: "slips",
        row: "slip",
        columns: &[
            "number",
            "state",
            "service_class",
            "requested_at",
            "replied_at",
            "arrived_at",
            "finished_at",
            "signed_at",
            "followed_at",
            "rounds",
            "order",
        ],
        rows: slips.iter().map(row).collect(),
    }
}
