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

/// Tasks of which the journal of their month says whether they were done.
const TOLD_WHEN_LATE: [DeadlineId; 3] =
    [DeadlineId::MonthCheck, DeadlineId::HandOver, DeadlineId::Statistics];

/// Walks from job to job, with a look every twelve hours, as the runner does with its bounded sleep.
fn year(zone: &str) -> Site {
    let mut site = Site::new(zone);
    site.set("2026-01-01 00:00");
    site.hold();
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
            let late_on = last_day.add_days(1);
            if TOLD_WHEN_LATE.contains(&deadline) && late_on.year() == 2026 {
                wanted.insert((format!("{late_on} 08:00"), "month_task_late", deadline, month, last_day));
            }
        }
        month = month.next();
    }
    let mut told = BTreeSet::new();
    for one in site.told() {
        let (deadline, month, last_day) = match &one.body {
            NoticeBody::MonthTaskSoon { deadline, month, last_day }
            | NoticeBody::MonthTaskLastDay { deadline, month, last_day }
            | NoticeBody::MonthTaskLate { deadline, month, last_day } => (*deadline, *month, *last_day),
            _ => continue,
        };
        told.insert((site.context.zone.shown(one.at), one.body.kind(), deadline, month, last_day));
    }
    assert_eq!(told, wanted, "{zone}");
    // Twelve months, eight tasks, a warning and a last day each; four of them are told of when they are late.
    assert_eq!(wanted.len(), 12 * (8 * 2 + 4), "{zone}");
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
fn fee_06_a_hand_over_that_was_done_is_asked_for_no_more_and_one_that_was_not_is_told_of_on_the_2nd() {
    for handed in [false, true] {
        let mut site = Site::new("Asia/Shanghai");
        site.set("2026-03-29 12:00");
        site.round();
        site.set("2026-03-30 08:00");
        site.round();
        if handed {
            site.month_entry("2026-03", "bundle_handed");
        }
        for time in ["2026-04-01 08:00", "2026-04-02 07:59", "2026-04-02 08:00", "2026-04-03 08:00"] {
            site.set(time);
            site.round();
        }
        let of_hand_over = |body: &NoticeBody| body.key().starts_with("DL-18/2026-03/");
        let told: Vec<_> = site.told().into_iter().filter(|one| of_hand_over(&one.body)).collect();
        let kinds: BTreeSet<_> = told
            .iter()
            .map(|one| (site.context.zone.shown(one.at), one.body.kind(), one.user.clone()))
            .collect();
        let mut wanted_kinds = BTreeSet::new();
        for user in ["wang", "front"] {
            wanted_kinds.insert(("2026-03-30 08:00".to_owned(), "month_task_soon", user.to_owned()));
            if !handed {
                wanted_kinds.insert(("2026-04-01 08:00".to_owned(), "month_task_last_day", user.to_owned()));
            }
        }
        if !handed {
            wanted_kinds.insert(("2026-04-02 08:00".to_owned(), "month_task_late", "manager".to_owned()));
        }
        assert_eq!(kinds, wanted_kinds);
        assert_eq!(told.len(), if handed { 2 } else { 5 });
    }
}

#[test]
fn fee_05_a_report_that_was_sent_back_is_asked_for_again() {
    let mut site = Site::new("Asia/Shanghai");
    site.set("2026-03-29 12:00");
    site.round();
    site.month_entry("2026-03", "report_submitted");
    site.set("2026-03-31 08:00");
    site.round();
    let asked =
        |site: &Site| site.told().iter().filter(|one| one.body.key().starts_with("DL-17/2026-03/")).count();
    assert_eq!(asked(&site), 0, "it is with the office head");
    site.month_entry("2026-03", "report_sent_back");
    site.set("2026-04-01 08:00");
    site.round();
    assert_eq!(asked(&site), 1, "the office head is told that it is late");
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
