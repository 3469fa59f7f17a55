//! Questions of a procedure in words: when a value is good, where an answer leads.

use crate::units;
use crate::{Text, checklists};
use client_core::domain::procedure::{
    Comparison, Condition, Procedure, Record, RecordKind, Step, Test, Unit,
};
use client_core::domain::text::Language;

const OR: Text = Text(" 或 ", " 或 ", " or ");
const AND: Text = Text(" 且 ", " 且 ", " and ");

/// Where names of records are looked up, and how they are written.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    procedure: &'a Procedure,
    records: &'a [Record],
    named: Named,
}

/// How values are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    /// By the names that a terminal takes.
    Names,
    /// By the questions that a form shows.
    Labels,
}

impl<'a> Place<'a> {
    /// At a step; values are called by the names that a terminal takes.
    pub fn of(procedure: &'a Procedure, step: &'a Step) -> Self {
        Self { procedure, records: &step.records, named: Named::Names }
    }

    /// The same for a form, where values are called by their questions.
    pub fn labelled(self) -> Self {
        Self { named: Named::Labels, ..self }
    }

    fn at(self, step: &str) -> Self {
        self.procedure.step(step).map_or(self, |step| Self { records: &step.records, ..self })
    }

    /// In the rows of a list of this place.
    pub fn rows(self, list: &'a Record) -> Self {
        match &list.value {
            RecordKind::List { fields, .. } => Self { records: fields, ..self },
            _ => self,
        }
    }

    fn record(&self, name: &str) -> Option<&'a Record> {
        self.records.iter().find(|record| record.name == name)
    }

    fn name(&self, language: Language, name: &'a str) -> &'a str {
        match self.record(name) {
            Some(record) if self.named == Named::Labels => record.label.get(language),
            _ => name,
        }
    }

    fn choices(&self, language: Language, name: &str, ids: &[String]) -> String {
        let options = match self.record(name).map(|record| &record.value) {
            Some(RecordKind::Choice { options }) if self.named == Named::Labels => options.as_slice(),
            _ => &[],
        };
        let mut words = Vec::new();
        for id in ids {
            let option = options.iter().find(|option| option.id == *id);
            words.push(option.map_or(id.as_str(), |option| option.label.get(language)));
        }
        words.join(if self.named == Named::Labels { OR.get(language) } else { "|" })
    }

    fn unit(&self, name: &str) -> Option<Unit> {
        match self.record(name).map(|record| &record.value) {
            Some(RecordKind::Number { unit, .. }) => Some(*unit),
            _ => None,
        }
    }
}

/// A question in words.
pub fn test<'a>(language: Language, place: Place<'a>, test: &'a Test) -> String {
    words(language, place, test, false)
}

fn words<'a>(language: Language, place: Place<'a>, test: &'a Test, inside: bool) -> String {
    let several = |tests: &'a [Test], joint: Text| {
        let parts: Vec<String> = tests.iter().map(|one| words(language, place, one, true)).collect();
        let joined = parts.join(joint.get(language));
        if inside && parts.len() > 1 { format!("({joined})") } else { joined }
    };
    let name = |name: &'a str| place.name(language, name);
    match test {
        Test::Yes(record) => format!("{}={}", name(record), crate::YES.get(language)),
        Test::No(record) => format!("{}={}", name(record), crate::NO.get(language)),
        Test::Recorded(record) => Text("有 {}", "有 {}", "{} is recorded").with(language, &[name(record)]),
        Test::Number { record, at_least, at_most } => range(language, place, record, *at_least, *at_most),
        Test::Choice { record, is } => format!("{}={}", name(record), place.choices(language, record, is)),
        Test::Compare { record, is, other, step } => {
            let sign = match is {
                Comparison::Above => ">",
                Comparison::AtMost => "≤",
                Comparison::Equal => "=",
            };
            let other = match step {
                Some(step) => format!("{step}.{}", place.at(step).name(language, other)),
                None => name(other).to_owned(),
            };
            format!("{} {sign} {other}", name(record))
        }
        Test::Every { list, field, is } => {
            let rows = place.record(list).map_or(place, |record| place.rows(record));
            Text("{} 每行 {}={}", "{} 每行 {}={}", "in every row of {} {}={}")
                .with(language, &[name(list), rows.name(language, field), &rows.choices(language, field, is)])
        }
        Test::Rows { list, test } => {
            let rows = place.record(list).map_or(place, |record| place.rows(record));
            Text("{} 每行 {}", "{} 每行 {}", "in every row of {} {}")
                .with(language, &[name(list), &words(language, rows, test, true)])
        }
        Test::At { step, test } => format!("{step}: {}", words(language, place.at(step), test, true)),
        Test::Before(test) => {
            let last = place.procedure.steps.iter().find(|step| !step.restart.is_empty());
            let there = last.map_or(place, |step| place.at(&step.id));
            Text("上一轮 {}", "上一輪 {}", "in the round before {}")
                .with(language, &[&words(language, there, test, true)])
        }
        Test::Any(tests) => several(tests, OR),
        Test::All(tests) => several(tests, AND),
        Test::Not(test) => {
            Text("非({})", "非({})", "not ({})").with(language, &[&words(language, place, test, false)])
        }
    }
}

fn range<'a>(
    language: Language,
    place: Place<'a>,
    record: &'a str,
    at_least: Option<i64>,
    at_most: Option<i64>,
) -> String {
    let show =
        |value: i64| place.unit(record).map_or_else(|| value.to_string(), |unit| units::show(unit, value));
    let name = place.name(language, record);
    match (at_least, at_most) {
        (Some(least), Some(most)) if least == most => format!("{name} = {}", show(least)),
        (Some(least), Some(most)) => format!("{} ≤ {name} ≤ {}", show(least), show(most)),
        (Some(least), None) => format!("{name} ≥ {}", show(least)),
        (None, Some(most)) => format!("{name} ≤ {}", show(most)),
        (None, None) => name.to_owned(),
    }
}

/// Where a step's answers lead, a line for each branch.
pub fn leads(language: Language, procedure: &Procedure, step: &Step) -> Vec<String> {
    let place = Place::of(procedure, step);
    let mut lines = Vec::new();
    for branch in &step.branches {
        let mut to = Vec::new();
        if !branch.opens.is_empty() {
            to.push(crate::list(language, &branch.opens));
        }
        if let Some(child) = &branch.child {
            to.push(checklists::CHILD.with(language, &[&child.id]));
        }
        if branch.repeat {
            to.push(checklists::AGAIN.with(language, &[&step.id]));
        }
        if to.is_empty() {
            continue;
        }
        let to = crate::list(language, &to);
        lines.push(match &branch.when {
            Some(when) => checklists::LEADS.with(language, &[&test(language, place, when), &to]),
            None => checklists::ELSE_LEADS.with(language, &[&to]),
        });
    }
    if !step.restart.is_empty() {
        lines.push(checklists::RESTART.with(language, &[&crate::list(language, &step.restart)]));
    }
    lines
}

/// What unlocks a step, or makes it part of the round.
pub fn condition(language: Language, procedure: &Procedure, one: &Condition) -> String {
    let several = |all: &[Condition], joint: Text| {
        let parts: Vec<String> = all.iter().map(|one| condition(language, procedure, one)).collect();
        format!("({})", parts.join(joint.get(language)))
    };
    match one {
        Condition::Closed(step) => checklists::CLOSED.with(language, &[step]),
        Condition::ClosedAbove => checklists::CLOSED_ABOVE.get(language).to_owned(),
        Condition::Gate(gate) => checklists::GATE.with(language, &[gate]),
        Condition::DoneBehind(gate) => checklists::DONE_BEHIND.with(language, &[gate]),
        Condition::Released(gate) => checklists::RELEASED.with(language, &[gate]),
        Condition::Touched(gate) => checklists::TOUCHED.with(language, &[gate]),
        Condition::Untouched(gate) => checklists::UNTOUCHED.with(language, &[gate]),
        Condition::Answer { step, test: question } => match procedure.step(step) {
            Some(there) => format!("{step}: {}", test(language, Place::of(procedure, there), question)),
            None => step.clone(),
        },
        Condition::Any(all) => several(all, OR),
        Condition::All(all) => several(all, AND),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::procedure::Library;

    fn of(step: &str, pick: impl Fn(&Step) -> Option<Test>) -> String {
        let library = Library::built_in().unwrap();
        let procedure = library.iter().find(|procedure| procedure.step(step).is_some()).unwrap();
        let step = procedure.step(step).unwrap();
        test(Language::En, Place::of(procedure, step), &pick(step).unwrap())
    }

    #[test]
    fn ranges_have_their_unit() {
        assert_eq!(of("ACU-8", |step| step.branches[0].when.clone()), "low ≤ 399 kPa");
        assert_eq!(of("LMP-15", |step| step.passes.clone()), "lit=yes and flashes ≤ 3");
    }

    #[test]
    fn a_form_calls_values_by_their_questions_and_choices_by_their_words() {
        let library = Library::built_in().unwrap();
        let in_form = |language: Language, step: &str, pick: fn(&Step) -> &Test| {
            let procedure = library.iter().find(|procedure| procedure.step(step).is_some()).unwrap();
            let step = procedure.step(step).unwrap();
            test(language, Place::of(procedure, step).labelled(), pick(step))
        };
        let passes: fn(&Step) -> &Test = |step| step.passes.as_ref().unwrap();
        let flashes = in_form(Language::En, "LMP-15", passes);
        assert!(!flashes.contains("lit=") && !flashes.contains("flashes ≤"), "{flashes}");
        let lamp = library.newest("LMP").unwrap().step("LMP-15").unwrap();
        let lit = lamp.records.iter().find(|record| record.name == "lit").unwrap();
        let question = lit.label.get(Language::ZhHans).trim_end_matches('?');
        let words = in_form(Language::ZhHans, "LMP-15", passes);
        assert!(words.starts_with(question), "{words}");
    }

    #[test]
    fn no_question_shows_a_form_an_id_of_a_record_or_of_a_choice() {
        let library = Library::built_in().unwrap();
        for procedure in library.iter() {
            for step in &procedure.steps {
                let place = Place::of(procedure, step).labelled();
                let branches = step.branches.iter().filter_map(|branch| branch.when.as_ref());
                let marks = step.marks.iter().map(|mark| &mark.when);
                let accepts = step.accepts.iter().map(|accept| &accept.test);
                for one in branches.chain(marks).chain(accepts).chain(step.passes.as_ref()) {
                    let words = test(Language::ZhHans, place, one);
                    // Chinese words have no underscores; ids of more than one word do.
                    assert!(!words.contains('_') && !words.contains('|'), "{}: {words}", step.id);
                }
            }
        }
    }

    #[test]
    fn every_question_of_every_procedure_has_words_in_three_languages() {
        let library = Library::built_in().unwrap();
        for procedure in library.iter() {
            for step in &procedure.steps {
                let place = Place::of(procedure, step);
                let branches = step.branches.iter().filter_map(|branch| branch.when.as_ref());
                let records = step.records.iter().filter_map(|record| record.when.as_ref());
                let all = branches
                    .chain(records)
                    .chain(step.passes.as_ref())
                    .chain(step.accepts.iter().map(|accept| &accept.test))
                    .chain(step.marks.iter().map(|mark| &mark.when));
                for one in all {
                    for language in [Language::ZhHans, Language::ZhHant, Language::En] {
                        assert!(!test(language, place, one).is_empty(), "{}", step.id);
                    }
                }
            }
        }
    }
}
