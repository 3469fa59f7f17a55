//! Answers the questions of a procedure about recorded values.

use super::definition::{Branch, Comparison, Step, Test};
use crate::domain::entry::work::RecordValue;
use std::collections::BTreeMap;

/// Values by record name.
pub(super) type Values = BTreeMap<String, RecordValue>;

/// What a question may look at beside the values that it is about.
#[derive(Clone, Copy)]
pub(super) struct Around<'c, 'v> {
    /// The values of another step's reading.
    pub(super) step: &'c dyn Fn(&str) -> Option<&'v Values>,
    /// The values of the final test of the round before.
    pub(super) before: Option<&'v Values>,
}

impl Around<'static, 'static> {
    /// Nothing: only the values themselves count.
    pub(super) const NOTHING: Self = Self { step: &|_| None, before: None };
}

/// Whether `test` holds for `values`.
pub(super) fn holds(test: &Test, values: &Values, around: Around<'_, '_>) -> bool {
    match test {
        Test::Yes(record) => values.get(record) == Some(&RecordValue::YesNo(true)),
        Test::No(record) => values.get(record) == Some(&RecordValue::YesNo(false)),
        Test::Recorded(record) => values.contains_key(record),
        Test::Number { record, at_least, at_most } => number(values, record)
            .is_some_and(|n| at_least.is_none_or(|least| n >= least) && at_most.is_none_or(|most| n <= most)),
        Test::Choice { record, is } => match values.get(record) {
            Some(RecordValue::Choice(choice)) => is.contains(choice),
            _ => false,
        },
        Test::Compare { record, is, other: second, step } => {
            let right = match step {
                Some(step) => (around.step)(step).and_then(|values| number(values, second)),
                None => number(values, second),
            };
            match (number(values, record), right) {
                (Some(left), Some(right)) => match is {
                    Comparison::Above => left > right,
                    Comparison::AtMost => left <= right,
                    Comparison::Equal => left == right,
                },
                _ => false,
            }
        }
        Test::Every { list, field, is } => match values.get(list) {
            Some(RecordValue::List(rows)) => {
                !rows.is_empty()
                    && rows.iter().all(|row| match row.get(field) {
                        Some(RecordValue::Choice(choice)) => is.contains(choice),
                        _ => false,
                    })
            }
            _ => false,
        },
        Test::Rows { list, test } => match values.get(list) {
            Some(RecordValue::List(rows)) => {
                !rows.is_empty() && rows.iter().all(|row| holds(test, row, around))
            }
            _ => false,
        },
        Test::At { step, test } => (around.step)(step).is_some_and(|values| holds(test, values, around)),
        Test::Before(test) => around.before.is_some_and(|values| holds(test, values, Around::NOTHING)),
        Test::Any(tests) => tests.iter().any(|test| holds(test, values, around)),
        Test::All(tests) => tests.iter().all(|test| holds(test, values, around)),
        Test::Not(test) => !holds(test, values, around),
    }
}

/// The branches of `step` that `values` take: all that match, or else those without a question.
pub(super) fn taken<'s>(step: &'s Step, values: &Values, around: Around<'_, '_>) -> Vec<(usize, &'s Branch)> {
    let matching: Vec<_> = step
        .branches
        .iter()
        .enumerate()
        .filter(|(_, branch)| branch.when.as_ref().is_some_and(|when| holds(when, values, around)))
        .collect();
    if matching.is_empty() {
        step.branches.iter().enumerate().filter(|(_, branch)| branch.when.is_none()).collect()
    } else {
        matching
    }
}

fn number(values: &Values, record: &str) -> Option<i64> {
    match values.get(record) {
        Some(RecordValue::Number(number)) => Some(*number),
        _ => None,
    }
}
