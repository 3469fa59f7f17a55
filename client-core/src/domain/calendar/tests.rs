use super::*;
use proptest::prelude::*;

const ZONES: [&str; 12] = [
    "Asia/Shanghai",
    "Europe/Berlin",
    "America/New_York",
    "America/Santiago",
    "Africa/Cairo",
    "Asia/Beirut",
    "America/Havana",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Nuuk",
    "UTC",
];
const HOUR: i64 = 60 * MINUTE_MS;

fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap()
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn month(text: &str) -> MonthOf {
    text.parse().unwrap()
}

fn hours(zone: Zone, on: Day) -> i64 {
    (zone.end_of(on) - zone.start_of(on)) / HOUR
}

fn days_of(year: i32) -> impl Iterator<Item = Day> {
    (1..=12).flat_map(move |number| MonthOf::new(year, number).unwrap().days())
}

/// Every instant at which the offset of a zone changes in a day, found by looking at each minute's clock.
fn jumps(zone: Zone, on: Day) -> usize {
    let minutes = (zone.end_of(on) - zone.start_of(on)) / MINUTE_MS;
    let clock = |minute: i64| {
        let shown = zone.shown(zone.start_of(on) + minute * MINUTE_MS);
        let (hour, rest) = shown[11..].split_once(':').unwrap();
        (shown[..10].to_owned(), hour.parse::<i64>().unwrap() * 60 + rest.parse::<i64>().unwrap())
    };
    (1..minutes)
        .filter(|minute| {
            let ((date_before, before), (date, now)) = (clock(minute - 1), clock(*minute));
            date_before != date || now != before + 1
        })
        .count()
}

#[test]
fn fee_01_signed_on_31_march_at_23_59_is_march_and_on_1_april_at_00_00_is_april() {
    for name in ZONES {
        let zone = zone(name);
        let midnight = zone.start_of(day("2026-04-01"));
        assert_eq!(zone.month_of(midnight - MINUTE_MS), month("2026-03"), "{name}");
        assert_eq!(zone.month_of(midnight - 1), month("2026-03"), "{name}");
        assert_eq!(zone.month_of(midnight), month("2026-04"), "{name}");
        assert_eq!(zone.shown(midnight - MINUTE_MS), "2026-03-31 23:59");
        assert_eq!(zone.shown(midnight), "2026-04-01 00:00");
    }
    // The same instant lies in two months, depending on where the site is.
    let instant = zone("Asia/Shanghai").start_of(day("2026-04-01"));
    assert_eq!(zone("Europe/Berlin").month_of(instant), month("2026-03"));
    assert_eq!(instant, 1_774_972_800_000, "31 March 16:00 UTC");
}

#[test]
fn fup_11_days_are_counted_without_the_first_and_end_at_24_00() {
    let zone = zone("Asia/Shanghai");
    let last = day("2026-03-03").add_days(2);
    assert_eq!(last, day("2026-03-05"));
    assert_eq!(zone.shown(zone.end_of(last)), "2026-03-06 00:00");
    assert_eq!(zone.end_of(last), zone.start_of(day("2026-03-06")), "24:00 is the start of the next day");
}

#[test]
fn a_month_runs_to_the_same_day_number_or_to_the_last_day() {
    for (from, months, to) in [
        ("2026-01-05", 3, "2026-04-05"),
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2026-05-31", 1, "2026-06-30"),
        ("9999-12-15", 1, "9999-12-15"),
    ] {
        assert_eq!(day(from).add_months(months), day(to), "{from} and {months} months");
    }
}

#[test]
fn the_leap_day_is_a_day_of_february_2028_and_of_no_year_around_it() {
    assert_eq!(month("2028-02").last_day(), day("2028-02-29"));
    assert_eq!(day("2028-02-28").add_days(1), day("2028-02-29"));
    assert_eq!(day("2028-02-29").add_days(1), day("2028-03-01"));
    assert!("2026-02-29".parse::<Day>().is_err());
    assert!("2100-02-29".parse::<Day>().is_err());
    assert_eq!(days_of(2028).count(), 366);
    assert_eq!(days_of(2026).count(), 365);
    let zone = zone("Europe/Berlin");
    assert_eq!(zone.month_of(zone.end_of(day("2028-02-29")) - 1), month("2028-02"));
    assert_eq!(zone.end_of_month(month("2028-02")), zone.start_of(day("2028-03-01")));
}

#[test]
fn every_day_of_2026_has_the_hours_that_its_zone_gives_it() {
    for (name, short, long) in [
        ("Asia/Shanghai", vec![], vec![]),
        ("Europe/Berlin", vec!["2026-03-29"], vec!["2026-10-25"]),
        ("America/New_York", vec!["2026-03-08"], vec!["2026-11-01"]),
        ("America/Santiago", vec!["2026-09-06"], vec!["2026-04-04"]),
        ("Africa/Cairo", vec!["2026-04-24"], vec!["2026-10-29"]),
        ("Asia/Beirut", vec!["2026-03-29"], vec!["2026-10-24"]),
        ("America/Havana", vec!["2026-03-08"], vec!["2026-11-01"]),
    ] {
        let zone = zone(name);
        let of_length = |wanted| {
            days_of(2026).filter(|on| hours(zone, *on) == wanted).map(|on| on.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of_length(23), short, "{name}");
        assert_eq!(of_length(25), long, "{name}");
        assert_eq!(of_length(24).len(), 365 - short.len() - long.len(), "{name}");
    }
}

#[test]
fn a_walk_through_2026_and_2028_never_leaves_a_gap_or_an_overlap() {
    for name in ZONES {
        let zone = zone(name);
        for year in [2026, 2028] {
            let mut reached = zone.start_of(Day::new(year, 1, 1).unwrap());
            for on in days_of(year) {
                assert_eq!(zone.start_of(on), reached, "{name} {on}");
                reached = zone.end_of(on);
                for at in [zone.start_of(on), zone.start_of(on) + 11 * HOUR, reached - 1] {
                    assert_eq!(zone.day_of(at), on, "{name} {on}");
                    assert_eq!(zone.month_of(at), on.month_of(), "{name} {on}");
                }
                let at = WallTime::new(17, 30).unwrap();
                assert_eq!(zone.shown(zone.at(on, at)), format!("{on} 17:30"), "{name}");
            }
            assert_eq!(reached, zone.start_of(Day::new(year + 1, 1, 1).unwrap()), "{name}");
        }
    }
}

#[test]
fn a_day_without_midnight_begins_at_its_first_instant() {
    for (name, on) in
        [("America/Santiago", "2026-09-06"), ("Africa/Cairo", "2026-04-24"), ("Asia/Beirut", "2026-03-29")]
    {
        let (zone, on) = (zone(name), day(on));
        let start = zone.start_of(on);
        assert_eq!(zone.shown(start), format!("{on} 01:00"), "{name}");
        assert_eq!(zone.shown(start - 1), format!("{} 23:59", on.add_days(-1)), "{name}");
        assert_eq!(
            zone.at(on, WallTime::MIDNIGHT),
            start,
            "{name}: a skipped time is the instant after the gap"
        );
        assert_eq!(zone.at(on, WallTime::new(0, 59).unwrap()), start, "{name}");
    }
    let berlin = zone("Europe/Berlin");
    let skipped = berlin.at(day("2026-03-29"), WallTime::new(2, 30).unwrap());
    assert_eq!(berlin.shown(skipped), "2026-03-29 03:00");
    let twice = berlin.at(day("2026-10-25"), WallTime::new(2, 30).unwrap());
    assert_eq!(twice, 1_792_888_200_000, "the first 02:30, in summer time");
}

#[test]
fn clocks_that_go_back_over_midnight_do_not_give_an_hour_to_two_days() {
    // In Havana midnight comes twice and the day begins with the first; in Newfoundland clocks went from 00:01 back to
    // 23:01 until 2011, so that a minute of Sunday came before an hour of Saturday.
    let havana = zone("America/Havana");
    let start = havana.start_of(day("2026-11-01"));
    assert_eq!(havana.shown(start), "2026-11-01 00:00");
    assert_eq!(havana.shown(start + HOUR), "2026-11-01 00:00");
    let johns = zone("America/St_Johns");
    let sunday = day("2010-11-07");
    let start = johns.start_of(sunday);
    assert_eq!(johns.shown(start), "2010-11-07 00:00");
    assert_eq!(johns.shown(start - 1), "2010-11-06 23:59");
    assert_eq!(johns.shown(start - 59 * MINUTE_MS), "2010-11-06 23:01");
    assert_eq!(
        johns.shown(start - 60 * MINUTE_MS),
        "2010-11-07 00:00",
        "Sunday's minute before Saturday's hour"
    );
    assert_eq!(johns.day_of(start - 60 * MINUTE_MS), day("2010-11-06"));
    assert_eq!(johns.day_of(start), sunday);
}

#[test]
fn a_day_that_a_zone_left_out_is_empty() {
    let apia = zone("Pacific/Apia");
    let gone = day("2011-12-30");
    assert_eq!(apia.start_of(gone), apia.end_of(gone));
    assert_eq!(apia.day_of(apia.start_of(gone)), day("2011-12-31"));
    assert_eq!(apia.day_of(apia.start_of(gone) - 1), day("2011-12-29"));
}

#[test]
fn jumps_of_the_clock_are_where_the_hours_say_they_are() {
    let berlin = zone("Europe/Berlin");
    assert_eq!(jumps(berlin, day("2026-03-29")), 1);
    assert_eq!(jumps(berlin, day("2026-03-30")), 0);
    let santiago = zone("America/Santiago");
    assert_eq!(jumps(santiago, day("2026-04-04")), 1, "23:59 is followed by 23:00");
    assert_eq!(jumps(santiago, day("2026-09-06")), 0, "the jump is the day's beginning");
}

#[test]
fn days_months_and_times_are_written_in_one_way() {
    assert_eq!(day("2026-03-02").weekday(), 1, "a Monday");
    assert_eq!(day("2026-03-08").weekday(), 7);
    assert_eq!(day("2027-01-01").days_since(day("2026-01-01")), 365);
    for wrong in
        ["", "2026-3-02", "2026-03-2", "26-03-02", "2026-13-01", "2026-00-10", "0000-01-01", "+2026-01-01"]
    {
        assert!(wrong.parse::<Day>().is_err(), "{wrong:?}");
    }
    for wrong in ["", "2026", "2026-13", "2026-3", "2026-03-01", "02026-03"] {
        assert!(wrong.parse::<MonthOf>().is_err(), "{wrong:?}");
    }
    for wrong in ["", "17", "24:00", "17:60", "7:30", "17:30:00"] {
        assert!(wrong.parse::<WallTime>().is_err(), "{wrong:?}");
    }
    assert_eq!(serde_json::to_string(&day("2026-03-02")).unwrap(), "\"2026-03-02\"");
    assert_eq!(serde_json::from_str::<MonthOf>("\"2026-03\"").unwrap(), month("2026-03"));
    assert_eq!(serde_json::to_string(&WallTime::new(7, 5).unwrap()).unwrap(), "\"07:05\"");
    assert!(serde_json::from_str::<Zone>("\"Mars/Olympus\"").is_err());
    assert_eq!(Zone::parse("Beijing"), Err(UnknownZone("Beijing".to_owned())));
}

#[test]
fn instants_beyond_the_years_of_days_count_as_the_nearest_inside() {
    for name in ZONES {
        assert_eq!(zone(name).day_of(i64::MIN), day("0001-01-01"), "{name}");
        assert_eq!(zone(name).day_of(i64::MAX), day("9999-12-31"), "{name}");
    }
    assert_eq!(day("9999-12-31").add_days(i64::MAX), day("9999-12-31"));
    assert_eq!(day("2026-01-01").add_days(i64::MIN), day("0001-01-01"));
    assert_eq!(month("2026-01").add_months(i64::MIN), month("0001-01"));
    assert_eq!(month("2026-01").add_months(i64::MAX), month("9999-12"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn fee_01_every_instant_belongs_to_exactly_one_day_and_one_month(
        name in prop::sample::select(&ZONES[..]),
        at in -2_000_000_000_000_i64..4_100_000_000_000,
    ) {
        let zone = zone(name);
        let on = zone.day_of(at);
        prop_assert!(zone.start_of(on) <= at && at < zone.end_of(on));
        for other in -3..=3 {
            let other_day = on.add_days(other);
            let inside = zone.start_of(other_day) <= at && at < zone.end_of(other_day);
            prop_assert_eq!(inside, other == 0, "{} and {}", on, other_day);
        }
        let of = zone.month_of(at);
        prop_assert!(zone.start_of_month(of) <= at && at < zone.end_of_month(of));
        prop_assert_eq!(zone.end_of_month(of), zone.start_of_month(of.next()));
        prop_assert_eq!(zone.end_of_month(of.previous()), zone.start_of_month(of));
    }

    #[test]
    fn days_never_go_back_while_time_goes_on(
        name in prop::sample::select(&ZONES[..]),
        at in 0_i64..4_100_000_000_000,
        later in 0_i64..400_000_000,
    ) {
        let zone = zone(name);
        prop_assert!(zone.day_of(at) <= zone.day_of(at + later));
    }

    #[test]
    fn days_and_months_are_added_and_taken_away(
        number in -300_000_i64..300_000,
        days in -4_000_i64..4_000,
        months in -60_i64..60,
    ) {
        let from = day("2026-01-01").add_days(number);
        prop_assert_eq!(from.add_days(days).add_days(-days), from);
        prop_assert_eq!(from.add_days(days).days_since(from), days);
        let moved = from.add_months(months);
        prop_assert_eq!(moved.month_of(), from.month_of().add_months(months));
        prop_assert!(moved.day() == from.day() || moved == moved.month_of().last_day());
        prop_assert_eq!(from.to_string().parse::<Day>().unwrap(), from);
        prop_assert_eq!(from.month_of().to_string().parse::<MonthOf>().unwrap(), from.month_of());
    }
}
