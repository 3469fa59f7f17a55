use super::*;

fn signed(text: &str, repair: Option<RepairClass>) -> FollowUpFacts {
    FollowUpFacts { signed_at: at(text), repair, leak_test_at: None }
}

fn due(of: FollowUpFacts) -> FollowUpDue {
    follow_up_due(of, shanghai(), &printed())
}

fn listed(due: &FollowUpDue) -> Vec<(&'static str, String)> {
    due.deadlines.iter().map(|one| (one.id.as_str(), shanghai().shown(one.due))).collect()
}

#[test]
fn fup_11_safety_installations_done_on_3_march_are_due_on_5_march_24_00() {
    let due = due(signed("2026-03-03 16:20", Some(RepairClass::Safety)));
    let first = due.alarming().unwrap();
    assert_eq!((first.id, first.due), (DeadlineId::FollowUpSafety, at("2026-03-06 00:00")));
    assert!(first.kept_by(at("2026-03-05 23:59:59")));
    assert!(!first.kept_by(at("2026-03-06 00:00")));
    assert_eq!(due.stands(at("2026-03-03 23:59:59")), Stands::Ahead);
    assert_eq!(due.stands(at("2026-03-04 00:00")), Stands::Soon, "the day before");
    assert_eq!(due.stands(at("2026-03-06 00:00")), Stands::Late);
}

#[test]
fn fup_12_a_leak_tested_on_3_march_is_due_on_6_march_24_00_and_not_before_a_test() {
    let untested = due(signed("2026-03-01 10:00", Some(RepairClass::Leak)));
    assert!(untested.leak_test_missing);
    assert_eq!(listed(&untested), [("DL-07", "2026-04-11 00:00".to_owned())]);
    let tested = due(FollowUpFacts {
        leak_test_at: Some(at("2026-03-03 09:00")),
        ..signed("2026-03-01 10:00", Some(RepairClass::Leak))
    });
    assert!(!tested.leak_test_missing);
    assert_eq!(
        listed(&tested),
        [("DL-05", "2026-03-07 00:00".to_owned()), ("DL-07", "2026-04-11 00:00".to_owned())]
    );
}

#[test]
fn fup_13_all_other_repairs_are_due_within_two_days() {
    let due = due(signed("2026-03-03 00:00", Some(RepairClass::Other)));
    assert_eq!(listed(&due)[0], ("DL-06", "2026-03-06 00:00".to_owned()));
}

#[test]
fn fup_16_a_paid_switch_repair_of_3_march_alarms_on_5_march_and_the_month_still_asks_by_10_april() {
    let due = due(signed("2026-03-03 11:00", Some(RepairClass::Other)));
    assert_eq!(
        listed(&due),
        [("DL-06", "2026-03-06 00:00".to_owned()), ("DL-07", "2026-04-11 00:00".to_owned())]
    );
    assert_eq!(due.alarming(), due.deadlines.first());
    assert_eq!(due.stands(at("2026-03-05 12:00")), Stands::Soon);
    assert_eq!(due.deadlines[1].stands(at("2026-03-05 12:00")), Stands::Ahead);
    let no_repair = super::super::follow_up_due(signed("2026-03-03 11:00", None), shanghai(), &printed());
    assert_eq!(listed(&no_repair), [("DL-07", "2026-04-11 00:00".to_owned())]);
}

#[test]
fn fup_16_the_month_alarms_first_where_a_site_gives_repairs_more_time() {
    let settings = DeadlineSettings { follow_up_other_days: 60, ..printed() };
    let due = follow_up_due(signed("2026-03-03 11:00", Some(RepairClass::Other)), shanghai(), &settings);
    assert_eq!(due.alarming().unwrap().id, DeadlineId::FollowUpMonth);
    assert_eq!(due.deadlines.len(), 2);
}

#[test]
fn fup_03_an_order_completed_on_31_march_is_in_time_until_10_april_24_00() {
    let due = due(signed("2026-03-31 23:59:59", None));
    let deadline = due.alarming().unwrap();
    assert_eq!(deadline.due, at("2026-04-11 00:00"));
    assert!(deadline.kept_by(at("2026-04-10 23:59:59")));
    assert!(!deadline.kept_by(at("2026-04-11 00:00")));
    assert_eq!(deadline.stands(at("2026-04-07 23:59:59")), Stands::Ahead);
    assert_eq!(deadline.stands(at("2026-04-08 00:00")), Stands::Soon);
    assert_eq!(deadline.stands(at("2026-04-11 00:00")), Stands::Late);
    let april = follow_up_due(signed("2026-04-01 00:00", None), shanghai(), &printed());
    assert_eq!(april.alarming().unwrap().due, at("2026-05-11 00:00"));
}

#[test]
fn fup_05_five_per_cent_on_site_is_rounded_up() {
    for (follow_ups, needed) in
        [(0, 0), (1, 1), (19, 1), (20, 1), (21, 2), (40, 2), (41, 3), (60, 3), (61, 4), (2_000, 100)]
    {
        assert_eq!(on_site_needed(follow_ups, &printed()), needed, "{follow_ups} follow-ups");
    }
    assert_eq!(on_site_needed(u32::MAX, &printed()), 214_748_365);
    let quarter = DeadlineSettings { on_site_per_mille: 333, ..printed() };
    assert_eq!(on_site_needed(3, &quarter), 1);
    assert_eq!(on_site_needed(4, &quarter), 2);
}

#[test]
fn fup_05_the_share_is_warned_of_from_the_25th_and_closes_with_its_month() {
    let deadline = monthly::on_site_share(month("2026-03"), shanghai(), &printed());
    assert_eq!(deadline.id, DeadlineId::OnSiteShare);
    assert_eq!(deadline.warn_from, at("2026-03-25 00:00"));
    assert_eq!(deadline.due, at("2026-04-01 00:00"));
}

#[test]
fn fup_08_each_manager_owes_three_spot_checks_until_the_last_day() {
    assert_eq!(spot_checks_missing(0, &printed()), 3);
    assert_eq!(spot_checks_missing(2, &printed()), 1);
    assert_eq!(spot_checks_missing(7, &printed()), 0);
    let deadline = monthly::spot_checks(month("2026-02"), shanghai(), &printed());
    assert_eq!(deadline.warn_from, at("2026-02-25 00:00"));
    assert_eq!(deadline.stands(at("2026-02-28 23:59:59")), Stands::Soon);
    assert_eq!(deadline.stands(at("2026-03-01 00:00")), Stands::Late);
}
