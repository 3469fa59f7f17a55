use super::kit::{Site, Told};
use crate::notify::NoticeBody;

fn kinds(told: &[Told]) -> Vec<(String, &'static str)> {
    let mut kinds: Vec<_> = told
        .iter()
        .filter(|one| matches!(one.body, NoticeBody::ReplyDue { .. } | NoticeBody::ReplyLate { .. }))
        .map(|one| (one.user.clone(), one.body.kind()))
        .collect();
    kinds.sort();
    kinds
}

/// A site that plans since before nine.
fn open() -> Site {
    let mut site = Site::new("Asia/Shanghai");
    site.set("2026-03-02 08:30");
    site.round();
    site.set("2026-03-02 09:00");
    site
}

#[test]
fn dsp_02_without_a_reply_the_dispatcher_is_warned_at_ten_minutes_and_the_manager_told_at_fifteen() {
    let mut site = open();
    site.request(site.now);
    site.round();
    let nine = site.now;
    assert_eq!(site.next(), Some(nine + 10 * 60_000));
    site.now = nine + 10 * 60_000 - 1;
    site.round();
    assert_eq!(kinds(&site.told()), []);
    site.now += 1;
    site.round();
    assert_eq!(kinds(&site.told()), [("wang".to_owned(), "reply_due")]);
    site.now = nine + 15 * 60_000;
    site.round();
    assert_eq!(kinds(&site.told()).len(), 1, "09:15:00 is in time");
    assert_eq!(site.next(), Some(site.now + 1_000));
    site.now += 1_000;
    site.round();
    let told = kinds(&site.told());
    assert_eq!(
        told,
        [
            ("manager".to_owned(), "reply_late"),
            ("wang".to_owned(), "reply_due"),
            ("wang".to_owned(), "reply_late")
        ]
    );
}

#[test]
fn dsp_02_a_customer_who_was_given_a_reply_is_no_reason_for_a_notice() {
    let mut site = open();
    let answered = site.request(site.now);
    let cancelled = site.request(site.now);
    site.round();
    site.reply(answered);
    site.close(cancelled);
    site.set("2026-03-02 10:00");
    site.round();
    assert_eq!(kinds(&site.told()), []);
    let waiting: i64 = site
        .connection
        .query_row("SELECT count(*) FROM job WHERE kind LIKE 'reply%' AND state <> 'done'", [], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(waiting, 0, "their jobs are done");
}

#[test]
fn dsp_02_a_request_that_arrives_hours_late_is_told_of_as_late_only() {
    let mut site = open();
    let registered_at = site.now;
    site.set("2026-03-02 13:00");
    site.request(registered_at);
    site.round();
    assert_eq!(
        kinds(&site.told()),
        [("manager".to_owned(), "reply_late"), ("wang".to_owned(), "reply_late")]
    );
}

#[test]
fn dsp_02_requests_from_before_the_first_planning_are_left_alone() {
    let mut site = Site::new("Asia/Shanghai");
    site.set("2026-03-02 09:00");
    site.request(site.now - 86_400_000);
    site.round();
    site.set("2026-03-02 12:00");
    site.round();
    assert_eq!(kinds(&site.told()), []);
}

#[test]
fn dsp_07_the_desk_is_reminded_at_17_00_and_the_batch_is_called_at_17_30_every_day() {
    let mut site = open();
    site.hold();
    for day in ["2026-03-02", "2026-03-03"] {
        for time in ["16:59", "17:00", "17:29", "17:30", "23:00"] {
            site.set(&format!("{day} {time}"));
            site.round();
        }
    }
    let told: Vec<_> = site
        .told()
        .into_iter()
        .filter(|one| matches!(one.body, NoticeBody::DeskBatchSoon { .. } | NoticeBody::DeskBatchDue { .. }))
        .map(|one| (site.context.zone.shown(one.at), one.user, one.body.kind()))
        .collect();
    let mut wanted = Vec::new();
    for day in ["2026-03-02", "2026-03-03"] {
        wanted.push((format!("{day} 17:00"), "front".to_owned(), "desk_batch_soon"));
        wanted.push((format!("{day} 17:30"), "wang".to_owned(), "desk_batch_due"));
        wanted.push((format!("{day} 17:30"), "front".to_owned(), "desk_batch_due"));
    }
    assert_eq!(told, wanted);
}

#[test]
fn dsp_07_a_desk_that_has_handed_its_slips_over_is_not_reminded_and_dispatch_is_until_it_has_taken_them() {
    for (handed, taken, wanted) in [(false, false, 3), (true, false, 2), (true, true, 0)] {
        let mut site = open();
        let slip = site.hold();
        if handed {
            site.hand(slip, taken);
        }
        for time in ["17:00", "17:30"] {
            site.set(&format!("2026-03-02 {time}"));
            site.round();
        }
        let told = site.told();
        let of_desk = |body: &NoticeBody| body.kind().starts_with("desk_batch");
        assert_eq!(told.iter().filter(|one| of_desk(&one.body)).count(), wanted, "{handed} {taken}");
    }
}

#[test]
fn dsp_07_a_server_that_slept_over_the_batch_reminds_of_nothing_that_has_passed() {
    let mut site = open();
    site.hold();
    site.round();
    site.set("2026-03-04 09:00");
    site.round();
    assert!(
        site.told().iter().all(|one| !matches!(
            one.body,
            NoticeBody::DeskBatchSoon { .. } | NoticeBody::DeskBatchDue { .. }
        ))
    );
}

#[test]
fn jobs_of_a_newer_program_are_given_up_and_hold_nothing_back() {
    let mut site = open();
    crate::jobs::ensure(&site.connection, "of_tomorrow", "1", site.now, "{\"kind\":\"of_tomorrow\"}", 0)
        .unwrap();
    site.request(site.now);
    site.set("2026-03-02 09:10");
    site.round();
    assert_eq!(kinds(&site.told()), [("wang".to_owned(), "reply_due")]);
    let failed = crate::jobs::list(&site.connection, false, 100).unwrap();
    let failed: Vec<_> = failed.iter().filter(|job| job.state == crate::jobs::JobState::Failed).collect();
    assert_eq!((failed.len(), failed[0].kind.as_str()), (1, "of_tomorrow"));
}
