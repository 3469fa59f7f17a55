use super::*;
use proptest::prelude::*;

const ZONES: [&str; 6] =
    ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "America/Santiago", "Africa/Cairo", "Asia/Beirut"];

fn repair() -> impl Strategy<Value = Option<RepairClass>> {
    prop::sample::select(vec![
        None,
        Some(RepairClass::Safety),
        Some(RepairClass::Leak),
        Some(RepairClass::Other),
    ])
}

/// Every deadline that begins at an instant or belongs to its day or month.
fn all(at: i64, zone: Zone, repair: Option<RepairClass>) -> Vec<Deadline> {
    let settings = printed();
    let (on, of) = (zone.day_of(at), zone.month_of(at));
    let signed = FollowUpFacts { signed_at: at, repair, leak_test_at: Some(at) };
    let mut all = vec![
        reply(at, &settings),
        arrival(at, at + 3_600_000, &settings),
        desk_batch(on, zone, &settings),
        on_site_share(of, zone, &settings),
        spot_checks(of, zone, &settings),
        month_check(of, zone, &settings),
        hand_over(of, zone, &settings),
        notice_lines(of, zone, &settings),
        statistics(of, zone, &settings),
        analysis(of, zone, &settings),
    ];
    let mut follow_up = follow_up_due(signed, zone, &settings).deadlines;
    follow_up.sort_by_key(|one| one.id);
    all.append(&mut follow_up);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn dsp_02_what_begins_later_is_never_due_earlier(
        name in prop::sample::select(&ZONES[..]),
        at in 1_700_000_000_000_i64..2_200_000_000_000,
        later in 0_i64..100_000_000_000,
        repair in repair(),
    ) {
        let zone = zone(name);
        for (one, other) in all(at, zone, repair).iter().zip(all(at + later, zone, repair)) {
            prop_assert_eq!(one.id, other.id);
            prop_assert!(one.due <= other.due && one.until <= other.until, "{}", one.id);
            prop_assert!(one.warn_from <= other.warn_from, "{}", one.id);
        }
        prop_assert!(batch_day(at, zone, &printed()) <= batch_day(at + later, zone, &printed()));
    }

    #[test]
    fn fup_16_deadlines_run_in_order_and_the_alarm_is_the_earliest(
        name in prop::sample::select(&ZONES[..]),
        at in 1_700_000_000_000_i64..2_200_000_000_000,
        repair in repair(),
        now in 1_700_000_000_000_i64..2_200_000_000_000,
    ) {
        let zone = zone(name);
        for one in all(at, zone, repair) {
            prop_assert!(one.starts <= one.warn_from && one.warn_from <= one.due && one.due <= one.until);
            prop_assert_eq!(one.breached(None, now), one.stands(now) == Stands::Late);
            prop_assert_eq!(one.breached(Some(now), i64::MAX), !one.kept_by(now));
        }
        let due = follow_up_due(FollowUpFacts { signed_at: at, repair, leak_test_at: None }, zone, &printed());
        let alarming = due.alarming().unwrap();
        prop_assert!(due.deadlines.iter().all(|one| alarming.until <= one.until));
        prop_assert_eq!(due.leak_test_missing, repair == Some(RepairClass::Leak));
    }

    #[test]
    fn dsp_07_every_slip_is_in_the_batch_of_its_day_or_of_the_next(
        name in prop::sample::select(&ZONES[..]),
        at in 1_700_000_000_000_i64..2_200_000_000_000,
    ) {
        let zone = zone(name);
        let on = batch_day(at, zone, &printed());
        let since = desk_batch(on.add_days(-1), zone, &printed()).until;
        let until = desk_batch(on, zone, &printed()).until;
        prop_assert!((since..until).contains(&at));
    }
}
