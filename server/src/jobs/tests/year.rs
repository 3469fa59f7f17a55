//! The year 2026, day by day and job by job, in zones with and without summer time.

use super::kit::Site;
use crate::notify::NoticeBody;
use client_core::domain::calendar::{Day, MonthOf};
use client_core::domain::deadline::DeadlineId;
use std::collections::BTreeSet;

/// Deadline, day of its warning, last day, of the month of signature `month` (sections 5 and 6.1 of the life cycle).
fn printed(month: MonthOf) -> [(DeadlineId, Day, Day); 8] {
    let (next, last) = (month.next(), month.last_day());
    [
        (DeadlineId::FollowUpMonth, next.day(8), next.day(10)),
        (DeadlineId::OnSiteShare, month.day(25), last),
        (DeadlineId::SpotChecks, month.day(25), last),
        (DeadlineId::MonthCheck, last.add_days(-3), last),
        (DeadlineId::HandOver, last.add_days(-1), next.day(1)),
        (DeadlineId::NoticeLines, next.day(10), next.day(15)),
        (DeadlineId::Statistics, next.day(8), next.day(10)),
        (DeadlineId::Statistics, month.day(25), last),
    ]
}

/// Walks from job to job, with a look every twelve hours, as the runner does with its bounded sleep.
fn year(zone: &str) -> Site {
    let mut site = Site::new(zone);
    site.set("2026-01-01 00:00");
    let end = site.at("2027-01-01 00:00");
    while site.now < end {
        site.round();
        let bounded = site.now + 12 * 3_600_000;
        site.now = site.next().map_or(bounded, |next| next.clamp(site.now + 1, bounded));
    }
    site
}

fn month_tasks(zone: &str) {
    let site = year(zone);
    let mut wanted = BTreeSet::new();
    let mut month: MonthOf = "2025-10".parse().unwrap();
    while month <= "2027-01".parse().unwrap() {
        for (deadline, warned_on, last_day) in printed(month) {
            for (on, kind) in [(warned_on, "month_task_soon"), (last_day, "month_task_last_day")] {
                if on.year() == 2026 {
                    wanted.insert((format!("{on} 08:00"), kind, deadline, month, last_day));
                }
            }
        }
        month = month.next();
    }
    let mut told = BTreeSet::new();
    for one in site.told() {
        let (deadline, month, last_day) = match &one.body {
            NoticeBody::MonthTaskSoon { deadline, month, last_day }
            | NoticeBody::MonthTaskLastDay { deadline, month, last_day } => (*deadline, *month, *last_day),
            _ => continue,
        };
        told.insert((site.context.zone.shown(one.at), one.body.kind(), deadline, month, last_day));
    }
    assert_eq!(told, wanted, "{zone}");
    // Twelve months, eight tasks, a warning and a last day each.
    assert_eq!(wanted.len(), 12 * 8 * 2, "{zone}");
}

#[test]
fn fee_06_the_month_tasks_of_2026_come_on_the_printed_days_in_shanghai() {
    month_tasks("Asia/Shanghai");
}

#[test]
fn fee_06_the_month_tasks_of_2026_come_on_the_printed_days_in_berlin() {
    month_tasks("Europe/Berlin");
}

#[test]
fn dsp_07_every_day_of_2026_has_one_batch_at_17_30_on_the_clock_of_berlin_and_santiago() {
    for zone in ["Europe/Berlin", "America/Santiago"] {
        let site = year(zone);
        let called: Vec<String> = site
            .told()
            .into_iter()
            .filter(|one| one.user == "wang" && matches!(one.body, NoticeBody::DeskBatchDue { .. }))
            .map(|one| site.context.zone.shown(one.at))
            .collect();
        let wanted: Vec<String> = (1..=12)
            .flat_map(|number| MonthOf::new(2026, number).unwrap().days())
            .map(|day| format!("{day} 17:30"))
            .collect();
        assert_eq!(called, wanted, "{zone}");
    }
}

#[test]
fn fup_08_only_those_whose_task_it_is_are_told() {
    let site = year("Asia/Shanghai");
    for one in site.told() {
        let NoticeBody::MonthTaskLastDay { deadline, .. } = &one.body else { continue };
        let wanted: &[&str] = match deadline {
            DeadlineId::SpotChecks => &["manager", "head"],
            DeadlineId::MonthCheck | DeadlineId::NoticeLines => &["finance"],
            DeadlineId::HandOver => &["wang", "front"],
            DeadlineId::FollowUpMonth => &["wang", "assistant"],
            _ => &["assistant", "supervisor"],
        };
        assert!(wanted.contains(&one.user.as_str()), "{one:?}");
    }
}
