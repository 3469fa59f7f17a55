//! Whatever order entries arrive in, everybody sees the same matter, and nothing that was filled in is lost (COL-34, P5, P7).

use super::*;
use crate::domain::entry::Body;
use crate::domain::matter::{MatterAlarm, MatterValue, meter_use};
use proptest::prelude::*;

const DESK: Role = Role::CsAssistant;
const GUARD: Role = Role::GateGuard;

fn started() -> Office {
    let mut office = Office::with("trusteeship");
    let agreement = [
        ("number", words("T-1")),
        ("owner_name", private("陈静")),
        ("contact", private("138")),
        ("from", on("2026-03-02")),
        ("limit_per", one("term")),
        ("signed", yes()),
    ];
    office.does(DESK, &fill("agreement", &agreement));
    let start = [("read_on", on("2026-03-02")), ("water", number(10_000)), ("electricity", number(10_000))];
    office.does(DESK, &fill("meters", &start));
    office
}

fn read(row: Option<&str>, water: i64) -> MatterCommand {
    let values = [("read_on", on("2026-03-09")), ("water", number(water)), ("electricity", number(10_050))];
    row.map_or_else(|| fill("readings", &values), |row| fill_row("readings", row, &values))
}

fn problem() -> MatterCommand {
    fill("problems", &[("what", words("水迹")), ("measure", words("擦干"))])
}

#[test]
fn col_34_of_two_readings_both_are_kept_and_the_higher_use_counts_until_somebody_decides() {
    for (first, second) in [(10_480, 10_520), (10_520, 10_480)] {
        let mut office = started();
        office.does(GUARD, &read(None, 10_400));
        let row = office.last_row();
        let row = Some(row.as_str());
        let seen: Vec<usize> = (0..office.written.len()).collect();
        office.tries_seeing(&seen, GUARD, &read(row, first)).unwrap();
        office.tries_seeing(&seen, Role::Technician, &read(row, second)).unwrap();
        let matter = office.matter();
        assert_eq!(meter_use(&matter).unwrap().water, 520);
        assert_eq!(matter.differing(), [("readings", row, "water")]);
        let cell = &matter.row("readings", row).unwrap().cells["water"];
        assert_eq!(
            (cell.value.clone(), cell.against[0].value.clone()),
            (MatterValue::Number(10_520), MatterValue::Number(10_480))
        );
        assert!(matter.alarms().contains(&MatterAlarm::Differing("readings".into(), "water".into())));
        // A manager has looked: his value stands, and both stay in the course.
        office.does(Role::CscManager, &read(row, 10_480));
        assert_eq!(meter_use(&office.matter()).unwrap().water, 480);
        assert!(office.matter().differing().is_empty());
        assert_eq!(office.matter().fillings.len(), 6);
    }
}

#[test]
fn p5_of_passed_and_failed_at_once_failed_counts() {
    for (first, second) in [(true, false), (false, true)] {
        let mut office = Office::with("take_over");
        let begun = [("what", words("水泵")), ("passed", no()), ("defects", words("异响"))];
        office.does(Role::OfficeHead, &fill("acceptance", &begun));
        let row = office.last_row();
        for passed in [first, second] {
            let look = fill_row("acceptance", &row, &[("passed", MatterInput::Is(passed))]);
            office.tries_seeing(&[0, 1], Role::OfficeHead, &look).unwrap();
        }
        assert_eq!(office.matter().says("acceptance", Some(row.as_str()), "passed"), Some(false));
    }
}

#[test]
fn p8_of_two_approvals_at_once_the_higher_posts_counts() {
    let mut office = Office::with("service_list");
    office.does(DESK, &fill("offers", &[("service", words("擦窗")), ("terms", words("20 元"))]));
    let approve = |approved: bool| fill("approval", &[("approved", MatterInput::Is(approved))]);
    office.tries_seeing(&[0, 1], Role::OfficeHead, &approve(false)).unwrap();
    office.tries_seeing(&[0, 1], Role::CscManager, &approve(true)).unwrap();
    assert_eq!(office.matter().says("approval", None, "approved"), Some(false));
    assert_eq!(office.matter().differing(), [("approval", None, "approved")]);
}

#[test]
fn a_filling_that_was_right_when_it_was_made_stays_whatever_comes_between() {
    let mut office = Office::with("goods_release");
    let applied = [
        ("from", one("resident")),
        ("name", private("陈")),
        ("contact", private("1")),
        ("reason", one("goods_out")),
    ];
    office.does(DESK, &fill("application", &applied));
    office.does(DESK, &fill("goods", &[("what", words("冰箱")), ("quantity", number(1))]));
    let row = office.last_row();
    let until = MatterInput::Time(office.now + 8 * HOUR);
    let pass =
        [("number", words("FX-1")), ("valid_from", MatterInput::Time(office.now)), ("valid_until", until)];
    office.does(DESK, &fill("pass", &pass));
    let seen: Vec<usize> = (0..office.written.len()).collect();
    // The desk strikes the only goods; the gate, without network, lets them out.
    office
        .tries_seeing(
            &seen,
            DESK,
            &MatterCommand::StrikeRow { section: "goods".into(), row, reason: "错".into() },
        )
        .unwrap();
    let out = fill("gate", &[("at", MatterInput::Time(office.now + HOUR)), ("result", one("released"))]);
    office.tries_seeing(&seen, GUARD, &out).unwrap();
    assert_eq!(office.matter().rows("gate").count(), 1);
    assert!(office.matter().not_accepted.is_empty());
}

/// A pass that is valid today; gives what everybody has seen of it, and the filling that lets the goods out in the evening.
fn pass(office: &mut Office) -> (Vec<usize>, MatterCommand) {
    let applied = [
        ("from", one("resident")),
        ("name", private("陈")),
        ("contact", private("1")),
        ("reason", one("goods_out")),
    ];
    office.does(DESK, &fill("application", &applied));
    office.does(DESK, &fill("goods", &[("what", words("冰箱")), ("quantity", number(1))]));
    office.does(DESK, &fill("pass", &valid(office, 8)));
    let out = fill("gate", &[("at", MatterInput::Time(office.now + 7 * HOUR)), ("result", one("released"))]);
    ((0..office.written.len()).collect(), out)
}

fn valid(office: &Office, hours: i64) -> [(&'static str, MatterInput); 3] {
    let until = MatterInput::Time(office.now + hours * HOUR);
    [("number", words("FX-1")), ("valid_from", MatterInput::Time(office.now)), ("valid_until", until)]
}

/// A key that a phone chose itself begins a row like any other, and one that another phone chose too hides nothing.
#[test]
fn rec_05_two_rows_of_one_key_stay_to_be_seen() {
    let mut office = Office::with("goods_release");
    let (seen, out) = pass(&mut office);
    office.tries_seeing(&seen, GUARD, &out).unwrap();
    let again =
        fill("gate", &[("at", MatterInput::Time(office.now + 2 * HOUR)), ("result", one("released"))]);
    office.tries_seeing(&seen, GUARD, &again).unwrap();
    let rows: Vec<String> = office.matter().rows("gate").filter_map(|row| row.row.clone()).collect();
    assert_eq!(rows.len(), 2);
    // The second phone forges the key of the first one's row, and says that it knew nothing of it.
    let last = office.written.len() - 1;
    let Body::MatterFilled(data) = &mut office.written[last].entry.body else { unreachable!() };
    data.row = Some(rows[0].clone());
    let matter = office.matter();
    assert_eq!(matter.rows("gate").count(), 1);
    assert!(matter.alarms().contains(&MatterAlarm::Differing("gate".into(), "at".into())));
    assert_eq!(
        matter.fillings.iter().filter(|one| one.section == "gate").count(),
        2,
        "both stay in the course"
    );
    // Whoever knew of it uses the pass a second time, and that counts for nothing.
    office.written[last].saw.push(last - 1);
    assert_eq!(office.matter().not_accepted.len(), 1);
}

#[test]
fn rec_05_goods_that_left_by_the_pass_as_the_gate_saw_it_have_left() {
    let mut office = Office::with("goods_release");
    let (seen, out) = pass(&mut office);
    // The desk shortens the pass while the gate has no network; what the gate writes down comes after it.
    office.tries_seeing(&seen, DESK, &fill("pass", &valid(&office, 1))).unwrap();
    office.tries_seeing(&seen, GUARD, &out).unwrap();
    let matter = office.matter();
    assert_eq!(matter.rows("gate").count(), 1, "{:?}", matter.not_accepted);
    // Whoever knows the shorter pass is refused, and a forged entry of his counts for nothing.
    let all: Vec<usize> = (0..office.written.len() - 1).collect();
    assert!(matches!(
        office.tries_seeing(&all, GUARD, &out),
        Err(Rejection::Matter(MatterRefusal::PassNotValid))
    ));
    let mut forged = office.written.last().unwrap().clone();
    (forged.id, forged.saw) = (EntryId::new(1, [9; 10]), all);
    office.written.push(forged);
    assert_eq!(office.matter().not_accepted[0].reason, "against_the_rules");
}

#[test]
fn what_is_said_about_a_row_stays_although_the_row_was_struck_meanwhile() {
    let mut office = Office::with("new_site");
    let plan =
        [("take_over_on", on("2026-06-01")), ("staff", words("十二人")), ("developer", words("每周碰头"))];
    office.does(Role::OfficeHead, &fill("plan", &plan));
    let step = [("step", words("招聘")), ("person", person(Role::CscManager)), ("due", on("2026-04-30"))];
    office.does(Role::OfficeHead, &fill("steps", &step));
    let row = office.last_row();
    let seen: Vec<usize> = (0..office.written.len()).collect();
    let strike = MatterCommand::StrikeRow { section: "steps".into(), row: row.clone(), reason: "错".into() };
    office.tries_seeing(&seen, Role::OfficeHead, &strike).unwrap();
    let done = fill_row("steps_done", &row, &[("done_on", on("2026-04-28"))]);
    office.tries_seeing(&seen, Role::CscManager, &done).unwrap();
    let matter = office.matter();
    assert!(matter.not_accepted.is_empty(), "{:?}", matter.not_accepted);
    assert_eq!(matter.fillings.last().unwrap().section, "steps_done");
}

#[test]
fn nobody_goes_on_with_a_row_that_he_knows_to_be_struck_and_who_doesnt_know_loses_nothing() {
    let mut office = started();
    office.does(GUARD, &problem());
    let row = office.last_row();
    let seen: Vec<usize> = (0..office.written.len()).collect();
    let strike =
        MatterCommand::StrikeRow { section: "problems".into(), row: row.clone(), reason: "别家".into() };
    office.does(DESK, &strike);
    let more = fill_row("problems", &row, &[("owner_told", one("phone"))]);
    assert_eq!(office.refuses(GUARD, &more), MatterRefusal::NoSuchRow);
    office.tries_seeing(&seen, GUARD, &more).unwrap();
    let matter = office.matter();
    assert!(matter.rows("problems").next().is_none());
    assert!(matter.fillings.last().unwrap().values.contains_key("owner_told"), "it stays to be seen");
    assert!(matter.not_accepted.is_empty());
}

#[test]
fn a_hostile_filling_out_of_turn_counts_for_nothing_and_is_listed() {
    let mut office = Office::with("renovation");
    let values =
        [("number", "ZX-1")].map(|(field, text)| (field.to_owned(), MatterValue::Words(text.into())));
    let body = crate::domain::entry::Body::MatterFilled(crate::domain::entry::matter::MatterFilled {
        section: "permit".into(),
        row: None,
        values: BTreeMap::from(values),
    });
    let mut forged = office.written[0].clone();
    forged.id = EntryId::new(1, [9; 10]);
    forged.entry.body = body;
    forged.saw = vec![0];
    office.written.push(forged);
    let matter = office.matter();
    assert!(matter.row("permit", None).is_none());
    assert_eq!(matter.not_accepted[0].reason, "too_early");
}

#[test]
fn a_row_is_begun_by_whoever_fills_it_and_its_key_is_nobodys_choice_unless_it_is_a_name() {
    let mut office = started();
    let values = [("what", words("水迹")), ("measure", words("擦干"))];
    // On a phone without a network as in the office: a key that nobody has drawn names no row.
    assert_eq!(office.refuses(GUARD, &fill_row("problems", "p-1", &values)), MatterRefusal::NoSuchRow);
    office.does(GUARD, &problem());
    let row = office.last_row();
    office.does(GUARD, &fill_row("problems", &row, &values));
    assert_eq!(office.matter().rows("problems").count(), 1);
    assert_eq!(office.refuses(GUARD, &fill_row("readings", &row, &[])), MatterRefusal::NoSuchRow);
    // A rain has the same name in every home (TRU-5).
    let rain = fill_row("rain", "2026-03-05", &[("expected_at", MatterInput::Time(office.now + HOUR))]);
    office.does(DESK, &rain).does(DESK, &rain);
    assert_eq!(office.matter().rows("rain").count(), 1);
    let bad = fill_row("rain", "5 March", &[("expected_at", MatterInput::Time(office.now))]);
    assert_eq!(office.refuses(DESK, &bad), MatterRefusal::NoSuchRow);
}

/// One of a few things that people do at once with a matter, in rows that were begun before.
fn deed(n: u8, office: &Office) -> (Role, MatterCommand) {
    let matter = office.matter();
    let begun = |section: &str| matter.rows(section).next().and_then(|row| row.row.clone()).unwrap();
    let (reading, problem) = (begun("readings"), begun("problems"));
    let at = MatterInput::Time(office.now + i64::from(n) * 60_000);
    match n % 7 {
        0 => (GUARD, read(Some(&reading), 10_000 + i64::from(n))),
        1 => (Role::Technician, read(Some(&reading), 10_100 + i64::from(n))),
        2 => (GUARD, fill("patrols", &[("at", at), ("round", one("weekly")), ("found", one("in_order"))])),
        3 => (DESK, fill_row("rain", "rain-1", &[("expected_at", at)])),
        4 => (GUARD, fill_row("problems", &problem, &[("what", words("水渍")), ("measure", words("擦净"))])),
        5 => (
            DESK,
            fill_row(
                "problems",
                &problem,
                &[("owner_told", one("phone")), ("told_at", at), ("solved", yes())],
            ),
        ),
        _ => (DESK, MatterCommand::NoteMatter { words: format!("备注 {n}") }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_order_of_arrival_gives_the_same_matter(deeds in prop::collection::vec((0_u8..40, any::<u8>()), 1..14), shuffle in any::<u64>()) {
        let mut office = started();
        office.does(GUARD, &read(None, 10_000)).does(GUARD, &problem());
        let base = office.written.len();
        for (n, seed) in deeds {
            // Each author saw the beginning and a random part of the rest, closed over what those had seen.
            let mut saw: Vec<usize> = (0..base).collect();
            for i in base..office.written.len() {
                let chosen = (u32::from(seed) >> (i % 8)) & 1 == 1;
                if chosen && office.written[i].saw.iter().all(|j| saw.contains(j)) {
                    saw.push(i);
                }
            }
            let (role, command) = deed(n, &office);
            let _ = office.tries_seeing(&saw, role, &command);
        }
        let matter = office.matter();
        // Everybody's facts are in the course; nothing of them is refused.
        let facts = office.written.iter().filter(|one| one.entry.body.kind() == Some(Kind::MatterFilled)).count();
        prop_assert_eq!(matter.fillings.len(), facts);
        // The same entries, arriving in another order: changes are renamed, positions stay.
        let n = office.written.len();
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by_key(|i| shuffle.rotate_left(u32::try_from(*i % 64).unwrap()).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let journal = office.journal();
        let mut entries: Vec<_> = journal.entries().to_vec();
        let place = |change: usize| order.iter().position(|i| *i == change).unwrap();
        let mut ancestors = vec![ChangeSet::default(); n];
        for (later, entry) in journal.entries().iter().enumerate() {
            for (earlier, other) in journal.entries().iter().enumerate() {
                if other.change != entry.change && journal.saw(later, earlier) {
                    ancestors[place(entry.change)].insert(place(other.change));
                }
            }
        }
        for entry in &mut entries {
            entry.change = place(entry.change);
        }
        entries.sort_by_key(|entry| entry.change);
        let shuffled = Journal::new(office.kind, office.id, entries, ancestors);
        prop_assert_eq!(fold_matter(&shuffled).unwrap(), matter);
    }
}
