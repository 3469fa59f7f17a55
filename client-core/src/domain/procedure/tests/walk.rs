//! Walks every branch of every shipped procedure: there is always something to do, every step is reached, and only
//! the final test ends it.

use super::*;

/// Which of the possible answers each decision of a walk takes; counts up like an odometer.
#[derive(Default)]
struct Odometer {
    digits: Vec<(usize, usize)>,
    at: usize,
}

impl Odometer {
    fn decide(&mut self, options: usize) -> usize {
        if self.at == self.digits.len() {
            self.digits.push((0, options));
        }
        let (digit, known) = self.digits[self.at];
        assert_eq!(known, options, "a walk has to be repeatable");
        self.at += 1;
        digit
    }

    /// The next walk; false when all were taken.
    fn next(&mut self) -> bool {
        self.at = 0;
        while let Some((digit, options)) = self.digits.pop() {
            if digit + 1 < options {
                self.digits.push((digit + 1, options));
                return true;
            }
        }
        false
    }
}

/// The questions inside a question, as far as they are about its own record.
pub(super) fn leaves<'t>(test: &'t Test, found: &mut Vec<&'t Test>) {
    match test {
        Test::Any(tests) | Test::All(tests) => tests.iter().for_each(|test| leaves(test, found)),
        Test::Not(test) => leaves(test, found),
        Test::At { .. } | Test::Before(_) => {}
        _ => found.push(test),
    }
}

/// The questions that a step asks about its own values.
pub(super) fn own_questions(step: &Step) -> Vec<&Test> {
    let mut found = Vec::new();
    let tests = step.branches.iter().filter_map(|branch| branch.when.as_ref());
    for test in tests.chain(&step.passes).chain(step.accepts.iter().map(|accept| &accept.test)) {
        leaves(test, &mut found);
    }
    found
}

/// Numbers on both sides of every limit that is asked for, and two that can be compared.
fn numbers(name: &str, questions: &[&Test]) -> BTreeSet<i64> {
    let limits = |name: &str| -> BTreeSet<i64> {
        let sides = questions.iter().flat_map(|test| match test {
            Test::Number { record, at_least, at_most } if record == name => {
                let least = at_least.iter().flat_map(|n| [n - 1, *n]);
                least.chain(at_most.iter().flat_map(|n| [*n, n + 1])).collect()
            }
            _ => Vec::new(),
        });
        sides.collect()
    };
    let mut all = limits(name);
    for test in questions {
        if let Test::Compare { record, other, step: None, .. } = test
            && (record == name || other == name)
        {
            let beside = limits(if record == name { other } else { record });
            all.extend(
                beside.first().into_iter().chain(beside.iter().nth(beside.len() / 2)).chain(beside.last()),
            );
        }
    }
    if all.len() < 2 { BTreeSet::from([3, 4]) } else { all }
}

/// Values worth trying for a record: all answers, and both sides of every limit.
fn candidates(record: &Record, questions: &[&Test]) -> Vec<RecordValue> {
    match &record.value {
        RecordKind::YesNo => vec![YesNo(true), YesNo(false)],
        RecordKind::Ack => vec![Ack],
        RecordKind::Text => vec![text("words")],
        RecordKind::Number { unit: Unit::CalendarDay, .. } => vec![Number(20_260_302)],
        RecordKind::Number { .. } => numbers(&record.name, questions).into_iter().map(Number).collect(),
        RecordKind::Choice { options } => options.iter().map(|option| choice(&option.id)).collect(),
        RecordKind::List { fields, .. } => {
            combine(fields, questions).into_iter().map(|row| RecordValue::List(vec![row])).collect()
        }
    }
}

pub(super) fn combine(records: &[Record], questions: &[&Test]) -> Vec<BTreeMap<String, RecordValue>> {
    let mut all = vec![BTreeMap::new()];
    for record in records.iter().filter(|record| !record.optional) {
        let mut more = Vec::new();
        for values in all {
            if record.when.as_ref().is_some_and(|when| !test::holds(when, &values, test::Around::NOTHING)) {
                more.push(values);
                continue;
            }
            for value in candidates(record, questions) {
                let mut values = values.clone();
                values.insert(record.name.clone(), value);
                more.push(values);
            }
        }
        all = more;
    }
    all
}

/// One of the answers that a step takes; `pick` chooses at every record anew.
pub(super) fn some(
    records: &[Record],
    questions: &[&Test],
    mut pick: usize,
) -> BTreeMap<String, RecordValue> {
    let mut all = BTreeMap::new();
    for record in records.iter().filter(|record| !record.optional) {
        let asked = record.when.as_ref().is_none_or(|when| test::holds(when, &all, test::Around::NOTHING));
        let values = candidates(record, questions);
        if asked && !values.is_empty() {
            all.insert(record.name.clone(), values[pick % values.len()].clone());
        }
        pick = pick / 2 + pick % 2 * 32;
    }
    all
}

/// Results that the door takes, one for each different way to go on; the one that goes straight on comes first.
fn ways(site: &Site, checklist: &Checklist, step: &Step) -> Vec<Written> {
    let place = || (checklist.path.clone(), step.id.clone());
    let (path, id) = place();
    if step.sets_gate {
        return vec![Written::Set(GateSet { checklist: path, step: id })];
    }
    if !step.withdraws.is_empty() {
        return vec![Written::On(GateWithdrawn { checklist: path, step: id })];
    }
    let mut ways = Vec::new();
    if step.kind == Kind::Replace {
        let item = &step.material.as_ref().unwrap().items[0];
        ways.push(Written::Part(PartReplaced {
            checklist: path.clone(),
            step: id.clone(),
            ..part("LMP-6", item)
        }));
        if step.skippable_with_reason {
            let values = values(&[(SKIP_REASON, text("sound"))]);
            ways.push(Written::Result(StepResult { checklist: path, step: id, values, photos: Vec::new() }));
        }
        return ways;
    }
    let view = site.seen_by(1);
    let mut outcomes = BTreeMap::new();
    for values in combine(&step.records, &own_questions(step)) {
        let (path, id) = place();
        let taken: Vec<usize> =
            test::taken(step, &values, test::Around::NOTHING).iter().map(|(branch, _)| *branch).collect();
        let back = taken.iter().any(|branch| step.branches[*branch].repeat) || !result_passes(step, &values);
        let asked: Vec<String> = values.keys().cloned().collect();
        let result = StepResult { checklist: path, step: id, values, photos: Vec::new() };
        if check_result(&site.library, &view, &site.author(1), None, &result).is_ok() {
            outcomes.entry((back, taken.len(), taken, asked)).or_insert(Written::Result(result));
        }
    }
    ways.extend(outcomes.into_values());
    ways
}

/// The first step that is open and not closed yet, children first.
fn next_step(site: &Site, checklist: &Checklist) -> Option<(Checklist, Step)> {
    if let Some(found) = checklist.children.iter().find_map(|child| next_step(site, child)) {
        return Some(found);
    }
    let reference = ProcedureRef { id: checklist.procedure.clone(), version: checklist.version };
    let procedure = site.library.get(&reference)?;
    checklist
        .steps
        .iter()
        .zip(&procedure.steps)
        .filter(|_| !checklist.passed)
        .find(|(state, _)| state.locks.is_empty() && matches!(state.status, Status::Open | Status::Failed))
        .map(|(_, step)| (checklist.clone(), step.clone()))
}

fn walk_all(id: &str) -> usize {
    let mut odometer = Odometer::default();
    let (mut walks, mut reached) = (0, BTreeSet::new());
    loop {
        walks += 1;
        let mut site = Site::new(id);
        site.knows.insert(1, BTreeSet::new());
        loop {
            let view = site.all();
            if view.passed {
                break;
            }
            let (checklist, step) =
                next_step(&site, &view).unwrap_or_else(|| panic!("dead end: {:?}", view.missing));
            reached.insert(step.id.clone());
            let ways = ways(&site, &checklist, &step);
            assert!(!ways.is_empty(), "no answer is taken at {}", step.id);
            // Every loop is walked once; children have their own walk, here they just pass.
            let again =
                checklist.step(&step.id).unwrap().attempts_all_rounds > 0 || checklist.path != view.path;
            let way = if again { 0 } else { odometer.decide(ways.len()) };
            site.attempt(1, ways[way].clone()).unwrap();
            let after = site.all();
            if after.passed {
                assert!(step.kind == Kind::Final && checklist.path == view.path, "ended at {}", step.id);
            }
            assert!(site.lines.len() < 150, "no end in sight at {}", step.id);
        }
        if !odometer.next() {
            break;
        }
    }
    let procedure = Library::built_in().unwrap().newest(id).unwrap().clone();
    for step in &procedure.steps {
        assert!(reached.contains(&step.id), "{} is never reached", step.id);
    }
    walks
}

#[test]
fn every_way_through_the_lamp_ends_at_its_final_test() {
    // Voltage, starter contact, starter, tube, tube contact (with two levels), ballast, final test.
    let walks = walk_all("LMP");
    assert!(walks >= 2 * 2 * 2 * 2 * 3 * 2 * 2, "{walks}");
}

#[test]
fn every_way_through_the_switch_ends_at_its_final_test() {
    let walks = walk_all("SWI");
    assert!(walks >= 3 * 2 * 2 * 2 * 2, "{walks}");
}
