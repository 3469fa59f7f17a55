//! Which values a step asks for with the answers so far, and what is wrong with given ones.

use super::check::RecordFault;
use super::definition::{Record, RecordKind, Unit};
use super::test::{Around, Values, holds};
use crate::domain::entry::work::RecordValue;
use serde::Serialize;
use std::collections::BTreeMap;

/// Longest text of a record, in characters.
const TEXT_MAX: usize = 500;
/// Most rows of a list; an entry is small.
const ROWS_MAX: usize = 60;

/// The records that are asked for with these answers, the rows of lists included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Names of the records.
    pub names: Vec<String>,
    /// For each list that is asked for, what is asked for in each of its rows.
    pub rows: BTreeMap<String, Vec<Asked>>,
}

/// Which records a form has to ask for, given what has been answered so far. An answer to a question that is not asked
/// (any more) decides nothing, and an entry must not hold it (CHK-1).
pub fn asked(records: &[Record], values: &BTreeMap<String, RecordValue>) -> Asked {
    let mut answers = values.clone();
    // Each turn takes an answer away, or it is the last one.
    loop {
        let gone = records.iter().find(|one| answers.contains_key(&one.name) && !is_asked(one, &answers));
        match gone {
            Some(record) => answers.remove(&record.name),
            None => break,
        };
    }
    let mut all = Asked { names: Vec::new(), rows: BTreeMap::new() };
    for record in records.iter().filter(|record| is_asked(record, &answers)) {
        all.names.push(record.name.clone());
        if let RecordKind::List { fields, .. } = &record.value {
            let rows = match answers.get(&record.name) {
                Some(RecordValue::List(rows)) => rows.as_slice(),
                _ => &[],
            };
            all.rows.insert(record.name.clone(), rows.iter().map(|row| asked(fields, row)).collect());
        }
    }
    all
}

fn is_asked(record: &Record, values: &Values) -> bool {
    record.when.as_ref().is_none_or(|when| holds(when, values, Around::NOTHING))
}

/// The first fault of values against what a step records.
pub(super) fn values_fault(records: &[Record], values: &Values) -> Option<RecordFault> {
    for record in records {
        let name = || record.name.clone();
        match (values.get(&record.name), is_asked(record, values)) {
            (None, true) if !record.optional => return Some(RecordFault::Missing { record: name() }),
            (Some(_), false) => return Some(RecordFault::NotAskedFor { record: name() }),
            (Some(value), true) => {
                if let Some(fault) = value_fault(record, value) {
                    return Some(fault);
                }
            }
            (None, _) => {}
        }
    }
    let unknown = values.keys().find(|name| !records.iter().any(|record| record.name == **name))?;
    Some(RecordFault::NotAskedFor { record: unknown.clone() })
}

fn value_fault(record: &Record, value: &RecordValue) -> Option<RecordFault> {
    let name = || record.name.clone();
    match (&record.value, value) {
        (RecordKind::YesNo, RecordValue::YesNo(_)) | (RecordKind::Ack, RecordValue::Ack) => None,
        (RecordKind::Text, RecordValue::Text(text)) => {
            if text.trim().is_empty() {
                Some(RecordFault::Empty { record: name() })
            } else if text.chars().count() > TEXT_MAX {
                Some(RecordFault::TooLong { record: name(), max: TEXT_MAX })
            } else {
                None
            }
        }
        (RecordKind::Number { unit, min, max }, RecordValue::Number(value)) => {
            let day = *unit != Unit::CalendarDay || is_calendar_day(*value);
            let possible = day && min.is_none_or(|min| *value >= min) && max.is_none_or(|max| *value <= max);
            (!possible).then(|| RecordFault::Impossible {
                record: name(),
                value: *value,
                unit: *unit,
                min: *min,
                max: *max,
            })
        }
        (RecordKind::Choice { options }, RecordValue::Choice(choice)) => {
            let known = options.iter().any(|option| option.id == *choice);
            (!known).then(|| RecordFault::UnknownChoice { record: name(), choice: choice.clone() })
        }
        (RecordKind::List { fields, .. }, RecordValue::List(rows)) => {
            if rows.is_empty() && !record.optional {
                Some(RecordFault::Empty { record: name() })
            } else if rows.len() > ROWS_MAX {
                Some(RecordFault::TooLong { record: name(), max: ROWS_MAX })
            } else {
                rows.iter().find_map(|row| values_fault(fields, row))
            }
        }
        _ => Some(RecordFault::WrongType { record: name() }),
    }
}

/// Whether a number is a day written YYYYMMDD, years 2000 to 2199.
fn is_calendar_day(day: i64) -> bool {
    let (year, month, date) = (day / 10_000, day / 100 % 100, day % 100);
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (2000..2200).contains(&year) && (1..=days).contains(&date)
}

#[cfg(test)]
mod tests {
    use super::super::library::Library;
    use super::*;

    /// Answers whatever is asked for until nothing is missing; `bits` picks between yes and no and between choices.
    fn filled(records: &[Record], bits: usize) -> Values {
        let mut values = Values::new();
        for turn in 0.. {
            let names = asked(records, &values).names;
            values.retain(|name, _| names.contains(name));
            let missing =
                |record: &&Record| names.contains(&record.name) && !values.contains_key(&record.name);
            let Some(record) = records.iter().find(missing) else { break };
            let pick = bits >> (turn % 6);
            let value = match &record.value {
                RecordKind::YesNo => RecordValue::YesNo(pick & 1 == 1),
                RecordKind::Ack => RecordValue::Ack,
                RecordKind::Text => RecordValue::Text("words".into()),
                RecordKind::Number { unit: Unit::CalendarDay, .. } => RecordValue::Number(20_260_302),
                RecordKind::Number { min, max, .. } => RecordValue::Number(min.or(*max).unwrap_or(0)),
                RecordKind::Choice { options } => {
                    RecordValue::Choice(options[pick % options.len()].id.clone())
                }
                RecordKind::List { fields, .. } => RecordValue::List(vec![filled(fields, bits)]),
            };
            values.insert(record.name.clone(), value);
        }
        values
    }

    #[test]
    fn chk_01_whoever_answers_what_is_asked_is_never_refused_for_a_missing_or_a_needless_answer() {
        let library = Library::built_in().unwrap();
        let mut differ = 0;
        for step in library.iter().flat_map(|procedure| &procedure.steps) {
            let all: Vec<Values> = (0..64).map(|bits| filled(&step.records, bits)).collect();
            for values in &all {
                assert_eq!(values_fault(&step.records, values), None, "{}: {values:?}", step.id);
            }
            differ += usize::from(all.iter().any(|values| values.len() < step.records.len()));
        }
        assert!(differ > 5, "some forms ask for less than everything: {differ}");
    }

    #[test]
    fn a_day_is_one_of_the_calendar() {
        for day in [20_000_229, 20_240_229, 20_260_131, 20_260_430, 20_260_228, 21_991_231, 20_000_101] {
            assert!(is_calendar_day(day), "{day}");
        }
        for day in [
            21_000_229,
            20_260_229,
            20_260_431,
            20_260_132,
            20_261_301,
            20_260_001,
            20_260_100,
            19_991_231,
            22_000_101,
            -20_260_101,
            0,
        ] {
            assert!(!is_calendar_day(day), "{day}");
        }
    }
}
