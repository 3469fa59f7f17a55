//! Says whether a procedure makes sense before anybody has to work with it.

use super::definition::{Condition, Kind, Procedure, Record, RecordKind, SKIP_REASON, Step, Test};
use super::library::Library;
use super::parse::step_lines;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something wrong with a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Line of the step's id, from 1; `None` when it concerns the whole.
    pub line: Option<usize>,
    /// The step; `None` when it concerns the whole.
    pub step: Option<String>,
    /// What is wrong.
    pub kind: FindingKind,
    /// The same for a person.
    pub message: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(step) = &self.step {
            write!(f, "step {step}: ")?;
        }
        f.write_str(&self.message)
    }
}

/// Sorts of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FindingKind {
    /// Two things have one id, or an id is not formed as it should be.
    Id,
    /// Something names a step, record, choice, item or child that isn't there.
    Dangling,
    /// A branch leads back or to itself; only `repeat` does that.
    NotForward,
    /// A step that can never be recorded or never be closed.
    DeadEnd,
    /// There is no final test, or more than one, or it isn't last or can't be judged.
    Final,
    /// A gate that is never withdrawn before the final test, or nothing to withdraw.
    Gate,
    /// A step lacks what its kind asks for, or has what its kind doesn't take.
    Kind,
    /// The version is published already, or a later one is.
    Version,
    /// A printed step is left out or turned into something else.
    Printed,
}

/// Everything wrong with `procedure`; `text` is what it was read from (for lines), `library` holds the children.
pub fn lint(procedure: &Procedure, text: &str, library: &Library) -> Vec<Finding> {
    let mut lint = Lint {
        procedure,
        lines: step_lines(text),
        positions: procedure.steps.iter().enumerate().map(|(at, step)| (step.id.as_str(), at)).collect(),
        findings: Vec::new(),
    };
    lint.whole();
    for (at, step) in procedure.steps.iter().enumerate() {
        lint.ids(at, step);
        lint.kind(at, step);
        lint.records(at, step);
        lint.conditions(at, step);
        lint.branches(at, step, library);
        lint.gates(at, step);
    }
    lint.findings
}

struct Lint<'a> {
    procedure: &'a Procedure,
    lines: Vec<usize>,
    positions: BTreeMap<&'a str, usize>,
    findings: Vec<Finding>,
}

impl<'a> Lint<'a> {
    fn add(&mut self, at: Option<usize>, kind: FindingKind, message: impl Into<String>) {
        self.findings.push(Finding {
            line: at.and_then(|at| self.lines.get(at).copied()),
            step: at.and_then(|at| self.procedure.steps.get(at)).map(|step| step.id.clone()),
            kind,
            message: message.into(),
        });
    }

    fn whole(&mut self) {
        let finals: Vec<usize> = (0..self.procedure.steps.len())
            .filter(|at| self.procedure.steps[*at].kind == Kind::Final)
            .collect();
        match finals.as_slice() {
            [] => self.add(None, FindingKind::Final, "there is no final test"),
            [at] if at + 1 != self.procedure.steps.len() => {
                self.add(Some(*at), FindingKind::Final, "the final test has to be the last step");
            }
            [_] => {}
            [_, more @ ..] => {
                for at in more {
                    self.add(Some(*at), FindingKind::Final, "a second final test");
                }
            }
        }
        if self.procedure.version == 0 {
            self.add(None, FindingKind::Id, "versions begin with 1");
        }
        if self.procedure.id.is_empty() || self.procedure.id.contains(['/', '.']) {
            self.add(None, FindingKind::Id, "a procedure id is a word without / and .");
        }
    }

    fn ids(&mut self, at: usize, step: &'a Step) {
        if self.positions.get(step.id.as_str()) != Some(&at) {
            self.add(Some(at), FindingKind::Id, "this id is used twice");
        }
        if !step.id.strip_prefix(self.procedure.id.as_str()).is_some_and(|rest| rest.starts_with('-')) {
            self.add(Some(at), FindingKind::Id, format!("a step id begins with {}-", self.procedure.id));
        }
    }

    fn kind(&mut self, at: usize, step: &'a Step) {
        use FindingKind::{Final, Kind as Wrong};
        if step.added != step.clause.is_empty() {
            self.add(Some(at), Wrong, "a step has a clause, or is marked as added");
        }
        match step.kind {
            Kind::Final => {
                if step.passes.is_none() {
                    self.add(Some(at), Final, "a final test says when it passes");
                }
                if step.restart.is_empty() {
                    self.add(Some(at), Final, "a final test names the step that a new round starts from");
                }
                if step.optional || step.skippable_with_reason || step.only_if.is_some() {
                    self.add(Some(at), Final, "a final test can't be left out");
                }
                if !step.branches.is_empty() {
                    self.add(Some(at), Final, "a final test has no branches, only a restart");
                }
            }
            Kind::Replace if step.material.is_none() => {
                self.add(Some(at), Wrong, "a replace step names its material");
            }
            Kind::Replace if !step.records.is_empty() || !step.branches.is_empty() => {
                self.add(Some(at), Wrong, "a replace step records its material line and nothing else");
            }
            Kind::Safety if step.sets_gate != step.withdraws.is_empty() => {
                self.add(Some(at), Wrong, "a safety step either sets a gate or withdraws gates");
            }
            Kind::Safety if !step.records.is_empty() || !step.branches.is_empty() => {
                self.add(Some(at), Wrong, "a safety step records nothing but itself");
            }
            _ => {}
        }
        if step.kind != Kind::Safety && (step.sets_gate || !step.withdraws.is_empty()) {
            self.add(Some(at), Wrong, "only a safety step sets or withdraws gates");
        }
        if step.kind != Kind::Final && !step.restart.is_empty() {
            self.add(Some(at), Wrong, "only a final test names a restart");
        }
        if matches!(step.kind, Kind::Inspect | Kind::Measure | Kind::Act | Kind::Final)
            && step.records.is_empty()
        {
            self.add(Some(at), Wrong, "nothing is recorded");
        }
        if let Some(material) = &step.material {
            if material.items.is_empty() {
                self.add(Some(at), FindingKind::DeadEnd, "no item fits");
            }
            for item in &material.items {
                if !self.procedure.materials.iter().any(|kind| kind.item == *item) {
                    self.add(
                        Some(at),
                        FindingKind::Dangling,
                        format!("item {item} is not among the materials"),
                    );
                }
            }
        }
        for id in &step.restart {
            match self.positions.get(id.as_str()) {
                None => self.add(Some(at), FindingKind::Dangling, format!("restart: there is no step {id}")),
                Some(restart) if *restart >= at => {
                    self.add(Some(at), FindingKind::NotForward, format!("restart {id} is not above"));
                }
                Some(_) => {}
            }
        }
        for id in &step.again_after {
            if !self.positions.contains_key(id.as_str()) {
                self.add(Some(at), FindingKind::Dangling, format!("again_after: there is no step {id}"));
            }
        }
        for id in &step.shows {
            if !self.positions.contains_key(id.as_str()) {
                self.add(Some(at), FindingKind::Dangling, format!("shows: there is no step {id}"));
            }
        }
        for answer in &step.again_if {
            self.test_at(at, &answer.step, &answer.test);
        }
        if step.skip_barred.is_some() && !step.skippable_with_reason {
            self.add(Some(at), Wrong, "it can't be skipped anyway");
        }
    }

    fn records(&mut self, at: usize, step: &'a Step) {
        self.fields(at, &step.records);
        let mut marks = BTreeSet::new();
        for mark in &step.marks {
            if !marks.insert(mark.id.as_str()) {
                self.add(Some(at), FindingKind::Id, format!("mark {} is used twice", mark.id));
            }
            self.test(at, &step.records, &mark.when);
        }
        let rules = step.accepts.iter().map(|accept| &accept.test);
        for test in rules.chain(&step.passes).chain(&step.skip_barred).chain(&step.alarms) {
            self.test(at, &step.records, test);
        }
        if step.kind == Kind::Final && step.passes.as_ref().is_some_and(looks_around) {
            self.add(Some(at), FindingKind::Final, "a final test is judged by its own values");
        }
    }

    /// Records of a step, or fields of a list's rows.
    fn fields(&mut self, at: usize, records: &'a [Record]) {
        let mut names = BTreeSet::new();
        for record in records {
            if !names.insert(record.name.as_str()) || record.name == SKIP_REASON {
                self.add(
                    Some(at),
                    FindingKind::Id,
                    format!("record {} is used twice or reserved", record.name),
                );
            }
            match &record.value {
                RecordKind::Number { min: Some(min), max: Some(max), .. } if min > max => {
                    self.add(Some(at), FindingKind::DeadEnd, format!("{}: min is above max", record.name));
                }
                RecordKind::Choice { options } if options.is_empty() => {
                    self.add(Some(at), FindingKind::DeadEnd, format!("{}: no choices", record.name));
                }
                RecordKind::List { fields, .. } => {
                    if fields.is_empty() || fields.iter().any(|f| matches!(f.value, RecordKind::List { .. }))
                    {
                        let message = format!("{}: rows have fields, and no lists inside", record.name);
                        self.add(Some(at), FindingKind::Kind, message);
                    }
                    self.fields(at, fields);
                }
                _ => {}
            }
            if let Some(when) = &record.when {
                self.test(at, records, when);
                // Whether values are complete has to be clear from them alone: they may come from another phone.
                if looks_around(when) {
                    self.add(
                        Some(at),
                        FindingKind::Kind,
                        format!("{} is asked for by the values beside it", record.name),
                    );
                }
            }
        }
    }

    /// A question about the reading of another step.
    fn test_at(&mut self, at: usize, id: &str, test: &Test) {
        match self.procedure.step(id) {
            Some(step) => self.test(at, &step.records, test),
            None => self.add(Some(at), FindingKind::Dangling, format!("there is no step {id}")),
        }
    }

    /// Every name in a question about `records` exists and has the type that the question asks for.
    fn test(&mut self, at: usize, records: &'a [Record], test: &Test) {
        match test {
            Test::Any(tests) | Test::All(tests) => {
                if tests.is_empty() {
                    self.add(Some(at), FindingKind::DeadEnd, "an empty any or all");
                }
                for test in tests {
                    self.test(at, records, test);
                }
            }
            Test::Not(test) => self.test(at, records, test),
            Test::At { step, test } => self.test_at(at, step, test),
            Test::Before(test) => self.before(at, test),
            Test::Yes(name) | Test::No(name) => {
                self.record(at, records, name, |kind| matches!(kind, RecordKind::YesNo));
            }
            Test::Recorded(name) => self.record(at, records, name, |_| true),
            Test::Number { record, .. } => {
                self.record(at, records, record, |kind| matches!(kind, RecordKind::Number { .. }));
            }
            Test::Choice { record, is } => self.record(at, records, record, |kind| offers(kind, is)),
            Test::Compare { record, other, step: from, .. } => {
                let number = |kind: &RecordKind| matches!(kind, RecordKind::Number { .. });
                self.record(at, records, record, number);
                match from.as_ref().map(|id| (id, self.procedure.step(id))) {
                    None => self.record(at, records, other, number),
                    Some((_, Some(from))) => self.record(at, &from.records, other, number),
                    Some((id, None)) => {
                        self.add(Some(at), FindingKind::Dangling, format!("there is no step {id}"));
                    }
                }
            }
            Test::Every { list, field, is } => self.record(at, records, list, |kind| match kind {
                RecordKind::List { fields, .. } => {
                    fields.iter().any(|record| record.name == *field && offers(&record.value, is))
                }
                _ => false,
            }),
            Test::Rows { list, test } => {
                self.record(at, records, list, |kind| matches!(kind, RecordKind::List { .. }));
                let value = records.iter().find(|record| record.name == *list).map(|record| &record.value);
                if let Some(RecordKind::List { fields, .. }) = value {
                    self.test(at, fields, test);
                }
            }
        }
    }

    /// A question about the final test of the round before. A step that a round keeps can't ask it.
    fn before(&mut self, at: usize, test: &Test) {
        let Some(last) = self.procedure.steps.iter().rfind(|step| step.kind == Kind::Final) else { return };
        self.test(at, &last.records, test);
        if last.restart.iter().any(|id| self.positions.get(id.as_str()).is_some_and(|restart| at < *restart))
        {
            self.add(Some(at), FindingKind::Final, "a new round keeps this step's answer");
        }
    }

    fn record(&mut self, at: usize, records: &[Record], name: &str, fits: impl Fn(&RecordKind) -> bool) {
        match records.iter().find(|record| record.name == name) {
            Some(record) if fits(&record.value) => {}
            Some(_) => {
                self.add(Some(at), FindingKind::Dangling, format!("{name} can't answer this question"));
            }
            None => self.add(Some(at), FindingKind::Dangling, format!("there is no record {name}")),
        }
    }

    fn conditions(&mut self, at: usize, step: &'a Step) {
        for condition in step.needs.iter().chain(&step.only_if) {
            self.condition(at, condition);
        }
        // What stands below is not judged yet when a step's being part of the round is.
        if step.only_if.as_ref().is_some_and(|condition| matches!(condition, Condition::DoneBehind(_))) {
            self.add(Some(at), FindingKind::Gate, "done_behind says when, not whether");
        }
    }

    fn condition(&mut self, at: usize, condition: &'a Condition) {
        let (id, gate) = match condition {
            Condition::ClosedAbove => return,
            Condition::Any(all) | Condition::All(all) => {
                if all.is_empty() {
                    self.add(Some(at), FindingKind::DeadEnd, "an empty any or all");
                }
                if matches!(condition, Condition::Any(_))
                    && all.iter().any(|one| matches!(one, Condition::Gate(_)))
                {
                    self.add(
                        Some(at),
                        FindingKind::Gate,
                        "isolation is no alternative: a gate can't stand in any",
                    );
                }
                for condition in all {
                    self.condition(at, condition);
                }
                return;
            }
            Condition::Answer { step, test } => {
                if let Some(answered) = self.procedure.step(step) {
                    self.test(at, &answered.records, test);
                }
                (step, false)
            }
            Condition::Closed(id) => (id, false),
            Condition::Gate(id)
            | Condition::DoneBehind(id)
            | Condition::Released(id)
            | Condition::Touched(id)
            | Condition::Untouched(id) => (id, true),
        };
        match self.positions.get(id.as_str()) {
            None => self.add(Some(at), FindingKind::Dangling, format!("there is no step {id}")),
            // A need below could wait for this very step.
            Some(other) if *other >= at => {
                self.add(Some(at), FindingKind::DeadEnd, format!("it needs {id}, which is not above"));
            }
            Some(other) if gate && !self.procedure.steps[*other].sets_gate => {
                self.add(Some(at), FindingKind::Gate, format!("{id} is no gate"));
            }
            Some(_) => {}
        }
    }

    fn branches(&mut self, at: usize, step: &'a Step, library: &Library) {
        if step.branches.iter().filter(|branch| branch.when.is_none()).count() > 1 {
            self.add(Some(at), FindingKind::Kind, "more than one branch without a question");
        }
        if !step.branches.is_empty()
            && step.branches.iter().all(|branch| branch.repeat && branch.when.is_none())
        {
            self.add(Some(at), FindingKind::DeadEnd, "every answer repeats the step");
        }
        for branch in &step.branches {
            if let Some(when) = &branch.when {
                self.test(at, &step.records, when);
            }
            for id in &branch.opens {
                match self.positions.get(id.as_str()) {
                    None => {
                        self.add(
                            Some(at),
                            FindingKind::Dangling,
                            format!("it opens {id}, which isn't there"),
                        );
                    }
                    Some(other) if *other <= at => {
                        self.add(Some(at), FindingKind::NotForward, format!("it opens {id}, which is above"));
                    }
                    Some(other) if self.procedure.steps[*other].kind == Kind::Final => {
                        self.add(Some(at), FindingKind::Final, "the final test is never conditional");
                    }
                    Some(_) => {}
                }
            }
            if let Some(child) = &branch.child {
                if branch.when.as_ref().is_some_and(looks_around) {
                    self.add(Some(at), FindingKind::Kind, "a child is opened by the step's own values");
                }
                if !branch.repeat {
                    self.add(
                        Some(at),
                        FindingKind::DeadEnd,
                        "a step with a child is recorded again after it",
                    );
                }
                if child.id == self.procedure.id || library.get(child).is_none() {
                    self.add(Some(at), FindingKind::Dangling, format!("child {child} can't be opened"));
                }
            }
        }
    }

    fn gates(&mut self, at: usize, step: &'a Step) {
        if step.sets_gate
            && !self.procedure.steps[at + 1..].iter().any(|later| later.withdraws.contains(&step.id))
        {
            self.add(Some(at), FindingKind::Gate, "nothing below withdraws this gate");
        }
        for gate in &step.withdraws {
            match self.positions.get(gate.as_str()) {
                Some(other) if *other < at && self.procedure.steps[*other].sets_gate => {}
                _ => self.add(Some(at), FindingKind::Gate, format!("{gate} is no gate above")),
            }
        }
    }
}

fn offers(kind: &RecordKind, wanted: &[String]) -> bool {
    match kind {
        RecordKind::Choice { options } => {
            wanted.iter().all(|id| options.iter().any(|option| option.id == *id))
        }
        _ => false,
    }
}

/// Whether a question needs more than the values that it is about.
fn looks_around(test: &Test) -> bool {
    match test {
        Test::At { .. } | Test::Before(_) => true,
        Test::Compare { step, .. } => step.is_some(),
        Test::Any(tests) | Test::All(tests) => tests.iter().any(looks_around),
        Test::Not(test) | Test::Rows { test, .. } => looks_around(test),
        _ => false,
    }
}
