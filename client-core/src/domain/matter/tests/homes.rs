//! Empty homes and homes under renovation (TRU-1 to TRU-6, REN-1 to REN-7).

use super::*;
use crate::domain::matter::{MatterAlarm, meter_use};
use crate::domain::policy::{ReadScope, may_read};

const DESK: Role = Role::CsAssistant;
const GUARD: Role = Role::GateGuard;

fn agreement() -> Vec<(&'static str, MatterInput)> {
    vec![
        ("number", words("T-2026-03")),
        ("owner_name", private("陈静")),
        ("contact", private("13800000000")),
        ("from", on("2026-03-02")),
        ("limit_per", one("term")),
        ("signed", yes()),
    ]
}

fn reading(day: &str, water: i64, electricity: i64) -> Vec<(&'static str, MatterInput)> {
    vec![("read_on", on(day)), ("water", number(water)), ("electricity", number(electricity))]
}

/// Started on 2 March with 100.00 m3 and 1,000.0 kWh on the meters.
fn trust() -> Office {
    let mut office = Office::with("trusteeship");
    office.does(DESK, &fill("agreement", &agreement()));
    office.does(DESK, &fill("meters", &reading("2026-03-02", 10_000, 10_000)));
    office
}

fn patrol(office: &Office, day: &str, round: &str) -> MatterCommand {
    let at = MatterInput::Time(office.moment(day, 10, 0));
    fill("patrols", &[("at", at), ("round", one(round)), ("found", one("in_order"))])
}

fn dues(office: &Office, of: DueOf) -> Vec<MatterDue> {
    office.dues(office.now).into_iter().filter(|due| due.of == of).collect()
}

#[test]
fn tru_01_nothing_starts_without_the_signed_agreement() {
    let mut office = Office::with("trusteeship");
    assert_eq!(office.refuses(DESK, &fill("meters", &reading("2026-03-02", 1, 1))), first("agreement"));
    let mut unsigned = agreement();
    unsigned.retain(|(field, _)| *field != "signed");
    assert_eq!(office.refuses(DESK, &fill("agreement", &unsigned)), incomplete("agreement", &["signed"]));
    let no_such = [unsigned, vec![("signed", no())]].concat();
    assert_eq!(office.refuses(DESK, &fill("agreement", &no_such)), incomplete("agreement", &["signed"]));
    office
        .does(DESK, &fill("agreement", &agreement()))
        .does(DESK, &fill("meters", &reading("2026-03-02", 1, 1)));
}

#[test]
fn tru_02_it_starts_with_both_meters_read() {
    let mut office = Office::with("trusteeship");
    office.does(DESK, &fill("agreement", &agreement()));
    for meter in ["water", "electricity"] {
        let mut read = reading("2026-03-02", 10_000, 10_000);
        read.retain(|(field, _)| *field != meter);
        assert_eq!(office.refuses(DESK, &fill("meters", &read)), incomplete("meters", &[meter]));
    }
    let walk = patrol(&office, "2026-03-04", "weekly");
    assert_eq!(office.refuses(GUARD, &walk), first("meters"));
    assert!(dues(&office, DueOf::Patrol).is_empty(), "no round is due before the start");
}

#[test]
fn tru_03_five_cubic_metres_and_twenty_kilowatt_hours_pass_and_more_is_an_alarm() {
    let mut office = trust();
    office.does(GUARD, &fill("readings", &reading("2026-03-20", 10_500, 10_200)));
    assert_eq!(office.matter().alarms(), []);
    office.does(GUARD, &fill("readings", &reading("2026-03-27", 10_501, 10_201)));
    let over = [MatterAlarm::WaterOverLimit(501, 500), MatterAlarm::ElectricityOverLimit(201, 200)];
    assert_eq!(office.matter().alarms(), over);
    let slip = fill("readings", &reading("2026-03-28", 9_999, 10_300));
    assert_eq!(office.refuses(GUARD, &slip), MatterRefusal::LowerThanStart("water".into()));
    // Over the term they add up, by the month they don't (ISS-30).
    let mut office = Office::with("trusteeship");
    let mut monthly = agreement();
    monthly.retain(|(field, _)| *field != "limit_per");
    office.does(DESK, &fill("agreement", &[monthly, vec![("limit_per", one("month"))]].concat()));
    office.does(DESK, &fill("meters", &reading("2026-03-02", 10_000, 10_000)));
    office.does(GUARD, &fill("readings", &reading("2026-03-31", 10_400, 10_150)));
    office.does(GUARD, &fill("readings", &reading("2026-04-30", 10_800, 10_350)));
    let used = meter_use(&office.matter()).unwrap();
    assert_eq!((used.water, used.electricity, used.a_month), (400, 200, true));
    assert_eq!(office.matter().alarms(), []);
}

#[test]
fn tru_05_a_week_without_a_round_is_overdue() {
    let mut office = trust();
    let ends = |office: &Office| {
        let zone = office.zone;
        let days = dues(office, DueOf::Patrol).into_iter();
        days.map(|due| (zone.day_of(due.due_at).to_string(), due.done_at.is_some())).collect::<Vec<_>>()
    };
    assert_eq!(ends(&office), [("2026-03-09".to_owned(), false)]);
    // DL-20: in time until the end of 9 March.
    let due = dues(&office, DueOf::Patrol)[0].clone();
    assert!(!due.is_late(office.moment("2026-03-09", 23, 59)));
    assert!(due.is_late(office.moment("2026-03-10", 0, 0)));
    let walk = patrol(&office, "2026-03-09", "weekly");
    office.at("2026-03-18", 9, 0).does(GUARD, &walk);
    assert_eq!(
        ends(&office),
        [("2026-03-09".to_owned(), true), ("2026-03-16".to_owned(), false), ("2026-03-23".to_owned(), false)]
    );
    let late: Vec<bool> = dues(&office, DueOf::Patrol).iter().map(|due| due.is_late(office.now)).collect();
    assert_eq!(late, [false, true, false], "the second week is overdue");
    assert!(dues(&office, DueOf::Patrol).iter().all(|due| !due.missed), "somebody can still go");
    let (next, of) = office.next_due().unwrap();
    assert_eq!((office.zone.day_of(next).to_string().as_str(), of), ("2026-03-16", DueOf::Patrol));
}

#[test]
fn tru_05_a_round_that_was_missed_stays_missed_and_the_next_one_is_due() {
    let mut office = trust();
    let rounds = |office: &Office| {
        let zone = office.zone;
        let all = dues(office, DueOf::Patrol).into_iter();
        all.map(|due| (zone.day_of(due.due_at).to_string(), due.done_at.is_some(), due.missed))
            .collect::<Vec<_>>()
    };
    let said = |office: &Office| {
        let (next, of) = office.next_due().unwrap();
        (office.zone.day_of(next).to_string(), of)
    };
    assert_eq!(said(&office), ("2026-03-09".to_owned(), DueOf::Patrol));
    // Nobody goes for two weeks: the first of them stays due until somebody goes.
    office.at("2026-03-20", 9, 0);
    assert_eq!(said(&office), ("2026-03-09".to_owned(), DueOf::Patrol));
    let walk = patrol(&office, "2026-03-20", "weekly");
    office.does(GUARD, &walk);
    let missed = |day: &str| (day.to_owned(), false, true);
    assert_eq!(
        rounds(&office)[..3],
        [missed("2026-03-09"), missed("2026-03-16"), ("2026-03-23".to_owned(), true, false)]
    );
    assert!(dues(&office, DueOf::Patrol)[0].is_late(office.now), "it wasn't done, and never will be");
    assert_eq!(said(&office), ("2026-03-30".to_owned(), DueOf::Patrol));
    // A round of a week that is over can still be written down: then it wasn't missed.
    let walk = patrol(&office, "2026-03-16", "weekly");
    office.does(GUARD, &walk);
    assert_eq!(rounds(&office)[1], ("2026-03-16".to_owned(), true, false));
    // A year that was mistyped takes no round's place.
    let walk = patrol(&office, "2027-03-20", "weekly");
    office.does(GUARD, &walk);
    assert_eq!(said(&office), ("2026-03-30".to_owned(), DueOf::Patrol));
}

/// A round as a phone wrote it whose clock shows this day, and which the server had in the morning of that day.
fn walks_by_a_wrong_clock(
    office: &mut Office,
    (shown, offset): (&str, Option<i64>),
    day: &str,
    arrived: &str,
) {
    let walk = patrol(office, day, "after_rain");
    office.at(shown, 10, 0).does(GUARD, &walk);
    office.at(arrived, 9, 0);
    let received_at = office.now;
    let written = office.written.last_mut().unwrap();
    written.entry.at.offset = offset;
    let id = written.id;
    office.received_at.insert(id, received_at);
}

#[test]
fn tru_05_p10_a_round_by_a_clock_that_is_years_ahead_hides_no_round_that_nobody_made() {
    // The server's time is known, whether the phone says that its clock was measured or not.
    for offset in [None, Some(0)] {
        let mut office = trust();
        let expected = office.moment("2026-03-12", 20, 0);
        office.does(DESK, &fill_row("rain", "rain-1", &[("expected_at", MatterInput::Time(expected))]));
        walks_by_a_wrong_clock(&mut office, ("2029-06-01", offset), "2029-06-01", "2026-03-20");
        let patrols = dues(&office, DueOf::Patrol);
        let ends: Vec<String> =
            patrols.iter().map(|due| office.zone.day_of(due.due_at).to_string()).collect();
        assert_eq!(ends, ["2026-03-09", "2026-03-16", "2026-03-23"], "{offset:?}");
        assert!(patrols.iter().all(|due| due.done_at.is_none() && !due.missed), "somebody can still go");
        let (next, of) = office.next_due().unwrap();
        assert_eq!((office.zone.day_of(next).to_string().as_str(), of), ("2026-03-09", DueOf::Patrol));
        let (before, after) = (dues(&office, DueOf::BeforeRain), dues(&office, DueOf::AfterRain));
        assert!(!before[0].missed && after[0].done_at.is_none(), "nobody went around the rain");
        // Nor does it stand for a round of its own week when that has come.
        office.at("2029-06-02", 9, 0);
        assert!(dues(&office, DueOf::Patrol).iter().all(|due| due.done_at.is_none()));
    }
}

#[test]
fn tru_05_p10_a_round_by_a_clock_that_is_years_behind_counts_when_it_has_arrived() {
    let mut office = trust();
    walks_by_a_wrong_clock(&mut office, ("2020-01-01", None), "2026-03-09", "2026-03-10");
    assert!(dues(&office, DueOf::Patrol)[0].done_at.is_some());
    let (next, _) = office.next_due().unwrap();
    assert_eq!(office.zone.day_of(next).to_string(), "2026-03-16");
    // What arrived long after it was made is measured by its own clock where that was certain.
    let walk = patrol(&office, "2026-04-06", "weekly");
    office.at("2026-03-20", 10, 0).does(GUARD, &walk);
    let id = office.written.last().unwrap().id;
    let arrived = office.moment("2026-04-20", 9, 0);
    office.received_at.insert(id, arrived);
    assert_eq!(
        office.next_due().map(|(at, _)| office.zone.day_of(at).to_string()).as_deref(),
        Some("2026-03-16")
    );
}

#[test]
fn tru_05_a_round_before_rain_is_missed_once_somebody_went_after_it() {
    let mut office = trust();
    let expected = office.moment("2026-03-05", 20, 0);
    office.does(DESK, &fill_row("rain", "rain-1", &[("expected_at", MatterInput::Time(expected))]));
    office.at("2026-03-06", 9, 0);
    assert!(!dues(&office, DueOf::BeforeRain)[0].missed);
    assert_eq!(office.next_due(), Some((expected, DueOf::BeforeRain)));
    let walk = patrol(&office, "2026-03-06", "after_rain");
    office.does(GUARD, &walk);
    assert!(
        dues(&office, DueOf::BeforeRain)[0].missed && dues(&office, DueOf::AfterRain)[0].done_at.is_some()
    );
    let (next, of) = office.next_due().unwrap();
    assert_eq!((office.zone.day_of(next).to_string().as_str(), of), ("2026-03-16", DueOf::Patrol));
}

#[test]
fn tru_05_heavy_rain_makes_a_round_before_and_one_after() {
    let mut office = trust();
    let expected = office.moment("2026-03-05", 20, 0);
    office.does(DESK, &fill_row("rain", "rain-1", &[("expected_at", MatterInput::Time(expected))]));
    let (before, after) = (dues(&office, DueOf::BeforeRain), dues(&office, DueOf::AfterRain));
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_eq!((before[0].due_at, before[0].done_at), (expected, None));
    let walk = patrol(&office, "2026-03-05", "before_rain");
    office.at("2026-03-05", 11, 0).does(GUARD, &walk);
    assert!(dues(&office, DueOf::BeforeRain)[0].done_at.is_some());
    assert!(dues(&office, DueOf::AfterRain)[0].done_at.is_none());
    let over = office.moment("2026-03-06", 6, 0);
    office.does(DESK, &fill_row("rain", "rain-1", &[("over_at", MatterInput::Time(over))]));
    let after = dues(&office, DueOf::AfterRain)[0].clone();
    assert!(
        !after.is_late(office.moment("2026-03-07", 23, 59))
            && after.is_late(office.moment("2026-03-08", 0, 0))
    );
    let walk = patrol(&office, "2026-03-07", "after_rain");
    office.at("2026-03-09", 9, 0).does(GUARD, &walk);
    assert!(!dues(&office, DueOf::AfterRain)[0].is_late(office.now));
}

#[test]
fn tru_06_a_problem_is_solved_when_the_owner_was_told() {
    let mut office = trust();
    let problem = [("what", words("窗未关严，有水迹")), ("measure", words("关窗，擦干"))];
    office.does(GUARD, &fill("problems", &problem));
    let row = office.last_row();
    let solve = fill_row("problems", &row, &[("solved", yes())]);
    assert_eq!(office.refuses(GUARD, &solve), MatterRefusal::OwnerNotTold);
    let told_at = MatterInput::Time(office.now);
    office.does(DESK, &fill_row("problems", &row, &[("owner_told", one("phone"))]));
    assert_eq!(office.refuses(GUARD, &solve), MatterRefusal::OwnerNotTold);
    office.does(DESK, &fill_row("problems", &row, &[("told_at", told_at)]));
    let mut end = reading("2026-03-30", 10_100, 10_050);
    end.retain(|(field, _)| *field != "read_on");
    let end = [end, vec![("ended_on", on("2026-03-30")), ("keys_returned", yes())]].concat();
    office.does(DESK, &fill("end", &end));
    assert_eq!(office.refuses(DESK, &close()), first("problems"));
    office.does(GUARD, &solve).does(DESK, &close());
    assert_eq!(office.matter().state, MatterState::Done);
}

fn applied(applicant: &str) -> Office {
    let mut office = Office::with("renovation");
    let applicant = MatterInput::One(applicant.to_owned());
    let shown = [
        ("applicant", applicant),
        ("owner_name", private("陈静")),
        ("contact", private("13800000000")),
        ("id_card_owner", yes()),
        ("copies_filed", yes()),
    ];
    office.does(DESK, &fill("applicant", &shown));
    office
}

fn terms() -> Vec<(&'static str, MatterInput)> {
    vec![
        ("works", words("厨卫翻新")),
        ("from", on("2026-03-09")),
        ("until", on("2026-05-08")),
        ("contractor", private("安居装饰 王师傅")),
        ("owner_confirmed", yes()),
        ("contractor_confirmed", yes()),
        ("agreement_signed", yes()),
        ("plan_examined", yes()),
    ]
}

const PAID: [(&str, i64); 1] = [("amount", 40_000)];

fn fee() -> MatterCommand {
    fill("waste_fee", &[(PAID[0].0, number(PAID[0].1)), ("receipt", words("R-2"))])
}

fn permit() -> MatterCommand {
    fill(
        "permit",
        &[("number", words("ZX-12")), ("holder", private("陈静")), ("issued_on", on("2026-03-05"))],
    )
}

/// Everything is there but the permit.
fn ready() -> Office {
    let mut office = applied("owner");
    office
        .does(DESK, &fill("terms", &terms()))
        .does(DESK, &fill("structure", &[("changes_structure", no())]));
    office.does(DESK, &fee());
    office
}

#[test]
fn ren_01_card_and_the_proxys_papers_come_first_and_copies_are_filed() {
    let mut office = applied("proxy");
    assert_eq!(missing(&office.matter(), "applicant"), ["power_of_attorney", "id_card_proxy"]);
    assert_eq!(office.refuses(DESK, &fill("terms", &terms())), first("applicant"));
    office.does(
        DESK,
        &fill("applicant", &[("power_of_attorney", yes()), ("id_card_proxy", yes()), ("copies_filed", no())]),
    );
    assert_eq!(missing(&office.matter(), "applicant"), ["copies_filed"]);
    office.does(DESK, &fill("applicant", &[("copies_filed", yes())])).does(DESK, &fill("terms", &terms()));
}

#[test]
fn ren_02_hours_and_bans_are_confirmed_by_both_the_agreement_signed_the_plan_examined() {
    for field in ["owner_confirmed", "contractor_confirmed", "agreement_signed", "plan_examined"] {
        let mut office = applied("owner");
        let mut some = terms();
        some.retain(|(one, _)| *one != field);
        office.does(DESK, &fill("terms", &some));
        assert_eq!(missing(&office.matter(), "terms"), [field]);
        office.does(DESK, &fill("structure", &[("changes_structure", no())])).does(DESK, &fee());
        assert_eq!(office.refuses(DESK, &permit()), first("terms"));
    }
    let mut office = applied("owner");
    let wrong = fill("terms", &[("from", on("2026-03-09")), ("until", on("2026-03-08"))]);
    assert_eq!(office.refuses(DESK, &wrong), MatterRefusal::EndBeforeStart("until".into()));
}

#[test]
fn ren_03_a_change_of_structure_waits_for_the_authoritys_approval() {
    let mut office = applied("owner");
    office.does(DESK, &fill("terms", &terms())).does(DESK, &fee());
    assert_eq!(office.refuses(DESK, &permit()), first("structure"), "somebody has to say whether it does");
    office.does(DESK, &fill("structure", &[("changes_structure", yes())]));
    assert_eq!(missing(&office.matter(), "structure"), ["approval_number", "approval_filed"]);
    assert_eq!(office.refuses(DESK, &permit()), first("structure"));
    office.does(DESK, &fill("structure", &[("approval_number", words("房批 8")), ("approval_filed", yes())]));
    office.does(DESK, &permit());
}

#[test]
fn ren_04_permit_and_passes_have_number_holder_date_and_come_back() {
    let mut office = ready();
    let incomplete_permit = fill("permit", &[("number", words("ZX-12"))]);
    assert_eq!(office.refuses(DESK, &incomplete_permit), incomplete("permit", &["holder", "issued_on"]));
    let pass = |number: &str| {
        fill(
            "passes",
            &[("number", words(number)), ("holder", private("工人")), ("issued_on", on("2026-03-05"))],
        )
    };
    assert_eq!(office.refuses(DESK, &pass("LS-1")), first("permit"));
    office.does(DESK, &permit()).does(DESK, &pass("LS-1"));
    let row = office.last_row();
    office.does(DESK, &fill("told", &[("repair", yes()), ("security", yes())]));
    office.does(DESK, &fill("permit_return", &[("returned_on", on("2026-05-09"))]));
    let filed = [("power_of_attorney", one("not_applicable")), ("id_card_proxy", one("not_applicable"))];
    office.does(DESK, &fill("filing", &filed));
    office.does(
        DESK,
        &fill("filing", &[("agreement", one("filed")), ("structural_approval", one("not_applicable"))]),
    );
    assert_eq!(office.refuses(DESK, &close()), incomplete("pass_returns", &["returned_on"]));
    office
        .does(DESK, &fill_row("pass_returns", &row, &[("returned_on", on("2026-05-09"))]))
        .does(DESK, &close());
}

#[test]
fn ren_05_the_rubble_is_paid_before_the_permit_or_a_manager_makes_an_exception() {
    let mut office = applied("owner");
    office
        .does(DESK, &fill("terms", &terms()))
        .does(DESK, &fill("structure", &[("changes_structure", no())]));
    assert_eq!(office.refuses(DESK, &permit()), MatterRefusal::WasteFeeFirst);
    let exception = fill("waste_exception", &[("reason", words("自行清运，已签承诺"))]);
    office.denies(DESK, &exception);
    office.denies(Role::Finance, &exception);
    office.does(Role::CscManager, &exception).does(DESK, &permit());
    let mut office = applied("owner");
    office
        .does(DESK, &fill("terms", &terms()))
        .does(DESK, &fill("structure", &[("changes_structure", no())]));
    let unreceipted = fill("waste_fee", &[("amount", number(40_000))]);
    assert_eq!(office.refuses(DESK, &unreceipted), incomplete("waste_fee", &["receipt"]));
    office.does(Role::Finance, &fee()).does(DESK, &permit());
}

#[test]
fn ren_06_what_was_needed_is_filed() {
    let mut office = ready();
    office.does(DESK, &permit());
    let lost = fill("filing", &[("agreement", one("not_applicable"))]);
    assert_eq!(office.refuses(DESK, &lost), MatterRefusal::PaperNeeded("agreement".into()));
    office.does(
        DESK,
        &fill("structure", &[("changes_structure", yes()), ("approval_number", words("房批 8"))]),
    );
    let lost = fill("filing", &[("structural_approval", one("not_applicable"))]);
    assert_eq!(office.refuses(DESK, &lost), MatterRefusal::PaperNeeded("structural_approval".into()));
    office.does(Role::RecordsAdmin, &fill("filing", &[("agreement", one("filed"))]));
    let open = office.matter().missing(
        office.matter().form().unwrap().section("filing").unwrap(),
        None,
        &std::collections::BTreeMap::new(),
    );
    assert_eq!(open, ["power_of_attorney", "id_card_proxy", "structural_approval"]);
}

#[test]
fn ren_07_repair_and_security_see_the_home_and_add_what_they_find() {
    let kind = DocumentKind::Matter(crate::domain::entry::matter::MatterKind::Renovation);
    for role in [Role::Technician, GUARD] {
        assert_eq!(may_read(role, kind), ReadScope::Site);
    }
    assert_eq!(may_read(Role::Contractor, kind), ReadScope::Own);
    let mut office = ready();
    let at = MatterInput::Time(office.now);
    let check = |found: &str| fill("inspections", &[("at", at.clone()), ("found", one(found))]);
    assert_eq!(office.refuses(GUARD, &check("in_order")), first("permit"));
    office.does(DESK, &permit()).does(GUARD, &check("in_order"));
    assert_eq!(office.refuses(Role::Technician, &check("breach")), incomplete("inspections", &["words"]));
    let breach = fill("inspections", &[("at", at), ("found", one("breach")), ("words", words("夜间施工"))]);
    office.does(Role::Technician, &breach);
    assert_eq!(office.matter().alarms(), [MatterAlarm::Breach("夜间施工".into())]);
    assert_eq!(office.matter().state, MatterState::Open);
}
