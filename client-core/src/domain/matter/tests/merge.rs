//! Whatever order entries arrive in, everybody sees the same matter, and nothing that was filled in is lost (COL-34, P5, P7).

use super::*;
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

fn read(water: i64) -> MatterCommand {
    let values = [("read_on", on("2026-03-09")), ("water", number(water)), ("electricity", number(10_050))];
    fill_row("readings", "week-10", &values)
}

#[test]
fn col_34_of_two_readings_both_are_kept_and_the_higher_use_counts_until_somebody_decides() {
    for (first, second) in [(10_480, 10_520), (10_520, 10_480)] {
        let mut office = started();
        let seen: Vec<usize> = (0..office.written.len()).collect();
        office.tries_seeing(&seen, GUARD, &read(first)).unwrap();
        office.tries_seeing(&seen, Role::Technician, &read(second)).unwrap();
        let matter = office.matter();
        assert_eq!(meter_use(&matter).unwrap().water, 520);
        assert_eq!(matter.differing(), [("readings", Some("week-10"), "water")]);
        let cell = &matter.row("readings", Some("week-10")).unwrap().cells["water"];
        assert_eq!(
            (cell.value.clone(), cell.against[0].value.clone()),
            (MatterValue::Number(10_520), MatterValue::Number(10_480))
        );
        assert!(matter.alarms().contains(&MatterAlarm::Differing("readings".into(), "water".into())));
        // A manager has looked: his value stands, and both stay in the course.
        office.does(Role::CscManager, &read(10_480));
        assert_eq!(meter_use(&office.matter()).unwrap().water, 480);
        assert!(office.matter().differing().is_empty());
        assert_eq!(office.matter().fillings.len(), 5);
    }
}

#[test]
fn p5_of_passed_and_failed_at_once_failed_counts() {
    for (first, second) in [(true, false), (false, true)] {
        let mut office = Office::with("take_over");
        let look = |passed: bool| {
            let values =
                [("what", words("水泵")), ("passed", MatterInput::Is(passed)), ("defects", words("异响"))];
            fill_row("acceptance", "pump", &values)
        };
        for passed in [first, second] {
            office.tries_seeing(&[0], Role::OfficeHead, &look(passed)).unwrap();
        }
        assert_eq!(office.matter().says("acceptance", Some("pump"), "passed"), Some(false));
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

#[test]
fn nobody_goes_on_with_a_row_that_he_knows_to_be_struck_and_who_doesnt_know_loses_nothing() {
    let mut office = started();
    let problem = fill_row("problems", "p-1", &[("what", words("水迹")), ("measure", words("擦干"))]);
    office.does(GUARD, &problem);
    let seen: Vec<usize> = (0..office.written.len()).collect();
    let strike =
        MatterCommand::StrikeRow { section: "problems".into(), row: "p-1".into(), reason: "别家".into() };
    office.does(DESK, &strike);
    let more = fill_row("problems", "p-1", &[("owner_told", one("phone"))]);
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

/// One of a few things that people do at once with a matter.
fn deed(n: u8, office: &Office) -> (Role, MatterCommand) {
    let at = MatterInput::Time(office.now + i64::from(n) * 60_000);
    match n % 7 {
        0 => (GUARD, read(10_000 + i64::from(n))),
        1 => (Role::Technician, read(10_100 + i64::from(n))),
        2 => (GUARD, fill("patrols", &[("at", at), ("round", one("weekly")), ("found", one("in_order"))])),
        3 => (DESK, fill_row("rain", "rain-1", &[("expected_at", at)])),
        4 => (GUARD, fill_row("problems", "p-1", &[("what", words("水迹")), ("measure", words("擦干"))])),
        5 => (
            DESK,
            fill_row("problems", "p-1", &[("owner_told", one("phone")), ("told_at", at), ("solved", yes())]),
        ),
        _ => (DESK, MatterCommand::NoteMatter { words: format!("备注 {n}") }),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_order_of_arrival_gives_the_same_matter(deeds in prop::collection::vec((0_u8..40, any::<u8>()), 1..14), shuffle in any::<u64>()) {
        let mut office = started();
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
