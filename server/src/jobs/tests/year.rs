//! The year 2026, day by day and job by job, in zones with and without summer time.

use super::kit::Site;
use crate::notify::NoticeBody;
use client_core::domain::calendar::{Day, MonthOf};
use client_core::domain::deadline::DeadlineId;
use client_core::domain::id::{DocumentId, EntryId, UserId};
use client_core::domain::order::CountedFollowUp;
use client_core::domain::statistics::{CountedCheck, OrderSummary, Span};
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

/// Tasks of which the database can say whether they were done.
/// An order of this month that was asked about by phone before its last signature, and not since.
fn owed(site: &mut Site, month: MonthOf) -> DocumentId {
    let zone = site.context.zone;
    let (asked_at, signed_at) = (zone.start_of(month.day(3)), zone.start_of(month.day(5)));
    let by = site.user("assistant");
    site.summary(|one| {
        one.requested_at = asked_at;
        one.signed_at = Some(signed_at);
        one.follow_ups = vec![asked(by, asked_at, false)];
    })
}

fn asked(by: UserId, at: i64, on_site: bool) -> CountedFollowUp {
    let entry = EntryId::new(at, [on_site.into(); 10]);
    CountedFollowUp { entry, at, by, on_site, satisfied: true, cause: None, current: false }
}

/// Walks from job to job, with a look every twelve hours, as the runner does with its bounded sleep.
fn year(zone: &str) -> Site {
    let mut site = Site::new(zone);
    site.set("2026-01-01 00:00");
    site.hold();
    let mut month: MonthOf = "2025-10".parse().unwrap();
    while month <= "2027-01".parse().unwrap() {
        owed(&mut site, month);
        month = month.next();
    }
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
            if late_on.year() == 2026 {
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
    // Twelve months, eight tasks: a warning, a last day and the word that it is late.
    assert_eq!(wanted.len(), 12 * 8 * 3, "{zone}");
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

/// Kinds of the notices of a task of March 2026, with who got them.
fn told_of(site: &Site, deadline: &str) -> BTreeSet<(&'static str, String)> {
    let of = |body: &NoticeBody| body.key().starts_with(&format!("{deadline}/2026-03/"));
    let told = site.told().into_iter().filter(|one| of(&one.body));
    told.map(|one| (one.body.kind(), one.user)).collect()
}

fn walk(site: &mut Site, times: &[&str]) {
    for time in times {
        site.set(time);
        site.round();
    }
}

fn pairs(all: &[(&'static str, &str)]) -> BTreeSet<(&'static str, String)> {
    all.iter().map(|(kind, user)| (*kind, (*user).to_owned())).collect()
}

#[test]
fn fee_07_a_month_whose_charges_all_stand_in_the_notice_is_asked_for_no_more() {
    let march: MonthOf = "2026-03".parse().unwrap();
    let asked = pairs(&[
        ("month_task_soon", "finance"),
        ("month_task_last_day", "finance"),
        ("month_task_late", "head"),
    ]);
    for (approved, listed, paid) in
        [(false, false, false), (true, false, false), (true, true, false), (true, false, true)]
    {
        let mut site = Site::new("Asia/Shanghai");
        if approved {
            let mut account = site.approved_with_one_charge(march);
            if listed {
                account.notices.push(march.next());
            }
            if paid {
                account.paid_fen = account.due_fen;
            }
            site.write_account(&account);
        }
        walk(&mut site, &["2026-04-09 12:00", "2026-04-10 08:00", "2026-04-15 08:00", "2026-04-16 08:00"]);
        let nothing = BTreeSet::new();
        let wanted = if listed || paid { &nothing } else { &asked };
        assert_eq!(&told_of(&site, "DL-19"), wanted, "{approved} {listed} {paid}");
    }
}

#[test]
fn fup_03_late_is_told_only_of_months_with_somebody_who_was_not_followed_up() {
    for done in [false, true] {
        let mut site = Site::new("Asia/Shanghai");
        let march: MonthOf = "2026-03".parse().unwrap();
        let order = owed(&mut site, march);
        walk(&mut site, &["2026-04-07 12:00", "2026-04-08 08:00", "2026-04-10 08:00"]);
        if done {
            // After the last day: what is done asks for nobody, though the compliance page keeps that it was late.
            let zone = site.context.zone;
            let at = zone.start_of("2026-04-11".parse().unwrap());
            let summary = summaries(&site, march).into_iter().find(|one| one.order == order).unwrap();
            site.write_summary(&OrderSummary { followed_at: Some(at), ..summary });
        }
        walk(&mut site, &["2026-04-11 08:00", "2026-04-12 08:00"]);
        let mut wanted = pairs(&[
            ("month_task_soon", "wang"),
            ("month_task_soon", "assistant"),
            ("month_task_last_day", "wang"),
            ("month_task_last_day", "assistant"),
        ]);
        if !done {
            wanted.insert(("month_task_late", "manager".to_owned()));
        }
        assert_eq!(told_of(&site, "DL-07"), wanted);
    }
}

#[test]
fn fup_05_late_is_told_only_of_months_with_too_few_visits() {
    for done in [false, true] {
        let mut site = Site::new("Asia/Shanghai");
        let march: MonthOf = "2026-03".parse().unwrap();
        let order = owed(&mut site, march);
        walk(&mut site, &["2026-03-24 12:00", "2026-03-25 08:00", "2026-03-31 08:00"]);
        if done {
            let at = site.at("2026-03-31 15:00");
            let by = site.user("assistant");
            let mut summary = summaries(&site, march).into_iter().find(|one| one.order == order).unwrap();
            summary.follow_ups.push(asked(by, at, true));
            site.write_summary(&summary);
        }
        walk(&mut site, &["2026-04-01 08:00", "2026-04-02 08:00"]);
        let mut wanted = BTreeSet::new();
        for user in ["assistant", "supervisor"] {
            for kind in ["month_task_soon", "month_task_last_day"] {
                wanted.insert((kind, user.to_owned()));
            }
        }
        if !done {
            wanted.insert(("month_task_late", "manager".to_owned()));
        }
        assert_eq!(told_of(&site, "DL-08"), wanted);
    }
}

#[test]
fn fup_08_whoever_has_made_his_checks_is_not_reminded_and_late_is_told_of_the_others() {
    let checks = |site: &Site, name: &str, count: usize| -> Vec<CountedCheck> {
        let (by, at) = (site.user(name), site.at("2026-03-20 10:00"));
        let entry = |n: usize| EntryId::new(at, [u8::try_from(n).unwrap(); 10]);
        (0..count).map(|n| CountedCheck { entry: entry(n), by, at }).collect()
    };
    for (manager, head, wanted) in [
        (3, 2, pairs(&[("month_task_last_day", "head"), ("month_task_late", "head")])),
        (
            2,
            3,
            pairs(&[
                ("month_task_last_day", "manager"),
                ("month_task_late", "manager"),
                ("month_task_late", "head"),
            ]),
        ),
        (3, 3, BTreeSet::new()),
    ] {
        let mut site = Site::new("Asia/Shanghai");
        let requested = site.at("2026-03-02 10:00");
        let all = [checks(&site, "manager", manager), checks(&site, "head", head)].concat();
        site.summary(|one| {
            one.requested_at = requested;
            one.spot_checks = all;
        });
        walk(&mut site, &["2026-03-30 12:00", "2026-03-31 08:00", "2026-04-01 08:00", "2026-04-02 08:00"]);
        assert_eq!(told_of(&site, "DL-09"), wanted, "{manager} {head}");
    }
}

fn summaries(site: &Site, month: MonthOf) -> Vec<OrderSummary> {
    let zone = site.context.zone;
    let span = Span::of_month(zone, month);
    crate::figures::summaries(&site.connection, span).unwrap()
}
