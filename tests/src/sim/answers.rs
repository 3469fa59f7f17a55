//! What a technician's records say: mostly what lets the job go on, now and then something that doesn't.

use super::rng::Rng;
use client_core::domain::entry::work::RecordValue;
use client_core::domain::procedure::{Comparison, Record, RecordKind, Test};
use std::collections::BTreeMap;

type Values = BTreeMap<String, RecordValue>;

/// Questions to which a sound thing answers no.
const BAD_NEWS: [&str; 24] = [
    "abnormal_smell",
    "abnormal_sound",
    "aged",
    "as_warm_as_ambient",
    "bang",
    "burnt_out",
    "capacitor_broken_down",
    "core_bad",
    "deformed",
    "ends_blackened",
    "filament_burnt_out",
    "frost",
    "glass_blackened",
    "large_deviation",
    "leak",
    "leaks",
    "loose",
    "oil",
    "scorched",
    "short",
    "shorted",
    "stem_badly_worn",
    "still_leaks",
    "stuck",
];
/// Questions that only ask which fault it is.
const SYMPTOMS: [&str; 4] = ["does_not_light", "float_valve_leaks", "flapper_leaks", "red_flame"];
/// Numbers that a sound thing shows: record, from, to.
const GOOD_NUMBERS: [(&str, i64, i64); 17] = [
    ("ambient", 285, 315),
    ("applied_on", 20_260_302, 20_260_302),
    ("bends", 2, 2),
    ("bends_with_clamp", 2, 2),
    ("deviation", 0, 9),
    ("flashes", 0, 3),
    ("good", 4, 4),
    ("high", 1_170, 1_370),
    ("leak_points", 0, 0),
    ("limit", 2_000, 3_000),
    ("load", 100, 2_000),
    ("low", 490, 540),
    ("new_load", 0, 2_000),
    ("plate_high_max", 1_370, 1_500),
    ("plate_low_max", 540, 600),
    ("spacing", 50, 200),
    ("tries", 4, 4),
];

/// Values for these records, one after the other, so that a record is there when its condition holds.
pub fn values(step: &str, records: &[Record], rng: &mut Rng) -> Values {
    let mut values = Values::new();
    for record in records {
        let wanted = record.when.as_ref().is_none_or(|test| holds(test, &values));
        // Somebody forgets one, or writes down one more than is asked for.
        let wanted = if rng.chance(20) { !wanted } else { wanted };
        if wanted && !(record.optional && rng.chance(600)) {
            values.insert(record.name.clone(), value(step, record, rng));
        }
    }
    values
}

fn value(step: &str, record: &Record, rng: &mut Rng) -> RecordValue {
    let name = record.name.as_str();
    match &record.value {
        RecordKind::YesNo if SYMPTOMS.contains(&name) || step.ends_with("-0") => {
            RecordValue::YesNo(rng.chance(500))
        }
        RecordKind::YesNo => RecordValue::YesNo(BAD_NEWS.contains(&name) != rng.chance(880)),
        RecordKind::Ack => RecordValue::Ack,
        RecordKind::Text => RecordValue::Text("as found".to_owned()),
        RecordKind::Number { min, max, .. } => {
            let good = GOOD_NUMBERS.iter().find(|(known, ..)| *known == name);
            let low = min.unwrap_or(0);
            let high = max.unwrap_or(20_000).min(low + 20_000);
            RecordValue::Number(match good {
                Some((_, from, to)) if rng.chance(880) => rng.range(*from, *to),
                _ => rng.range(low, high),
            })
        }
        RecordKind::Choice { options } => RecordValue::Choice(rng.pick(options).id.clone()),
        RecordKind::List { fields, .. } => {
            let lines = 1 + rng.below(2);
            RecordValue::List((0..lines).map(|_| values(step, fields, rng)).collect())
        }
    }
}

/// Whether a condition holds among the values given so far. What speaks of other steps or earlier rounds is left open:
/// then the product says what is missing.
fn holds(test: &Test, values: &Values) -> bool {
    let number = |name: &String| match values.get(name) {
        Some(RecordValue::Number(number)) => Some(*number),
        _ => None,
    };
    match test {
        Test::Yes(name) => values.get(name) == Some(&RecordValue::YesNo(true)),
        Test::No(name) => values.get(name) == Some(&RecordValue::YesNo(false)),
        Test::Recorded(name) => values.contains_key(name),
        Test::Number { record, at_least, at_most } => number(record).is_some_and(|value| {
            at_least.is_none_or(|least| value >= least) && at_most.is_none_or(|most| value <= most)
        }),
        Test::Choice { record, is } => match values.get(record) {
            Some(RecordValue::Choice(choice)) => is.contains(choice),
            _ => false,
        },
        Test::Compare { record, is, other, step: None } => {
            let Some((a, b)) = number(record).zip(number(other)) else { return false };
            match is {
                Comparison::Above => a > b,
                Comparison::AtMost => a <= b,
                Comparison::Equal => a == b,
            }
        }
        Test::Any(tests) => tests.iter().any(|test| holds(test, values)),
        Test::All(tests) => tests.iter().all(|test| holds(test, values)),
        Test::Not(test) => !holds(test, values),
        Test::Compare { .. } | Test::Every { .. } | Test::Rows { .. } | Test::At { .. } | Test::Before(_) => {
            false
        }
    }
}
