//! Explores every state that a checklist of each shipped procedure can be brought into by answers that the door
//! takes: each leads on to a passed final test, every step is acted upon, every branch is taken, and nothing but a good
//! final test ends it, with nothing missing and supply on.

use super::walk::{combine, leaves, own_questions};
use super::*;
use std::collections::VecDeque;

/// A procedure with the answers worth trying at each of its steps.
struct Explorer {
    site: Site,
    /// By step id: answers that differ in some question which anything in the procedure asks.
    answers: BTreeMap<String, Vec<BTreeMap<String, RecordValue>>>,
    /// By step id: the questions which other steps ask about it.
    asked: BTreeMap<String, Vec<Test>>,
}

/// Questions that `test` asks about other steps; those about the final test before come under its id.
fn foreign(test: &Test, last: &str, found: &mut Vec<(String, Test)>) {
    match test {
        Test::Any(tests) | Test::All(tests) => tests.iter().for_each(|test| foreign(test, last, found)),
        Test::Not(test) => foreign(test, last, found),
        Test::At { step, test } => found.push((step.clone(), (**test).clone())),
        Test::Before(test) => found.push((last.to_owned(), (**test).clone())),
        _ => {}
    }
}

impl Explorer {
    fn new(id: &str) -> Self {
        let site = Site::new(id);
        let mut asked: BTreeMap<String, Vec<Test>> = BTreeMap::new();
        let mut answers = BTreeMap::new();
        let mut about = Vec::new();
        for procedure in site.library.iter() {
            let last = procedure.steps.last().unwrap().id.clone();
            for step in &procedure.steps {
                let tests = step.branches.iter().filter_map(|branch| branch.when.as_ref());
                let tests = tests.chain(&step.passes).chain(&step.skip_barred);
                for test in tests.chain(step.accepts.iter().map(|accept| &accept.test)) {
                    foreign(test, &last, &mut about);
                }
                about.extend(step.again_if.iter().map(|answer| (answer.step.clone(), answer.test.clone())));
            }
        }
        for (step, test) in about {
            let mut found = Vec::new();
            leaves(&test, &mut found);
            asked.entry(step).or_default().extend(found.into_iter().cloned());
        }
        let mut explorer = Self { site, answers: BTreeMap::new(), asked };
        // Only the lamp has a child, whose steps are answered as well.
        let wanted = |procedure: &&Procedure| procedure.id == id || id == "LMP";
        for step in explorer.site.library.iter().filter(wanted).flat_map(|procedure| &procedure.steps) {
            let own = own_questions(step);
            let mut around = Vec::new();
            let rules = step.passes.iter().chain(step.accepts.iter().map(|accept| &accept.test));
            rules.clone().for_each(|test| foreign(test, "", &mut around));
            let compares = own.iter().any(|test| matches!(test, Test::Compare { step: Some(_), .. }));
            let alone = around.is_empty() && !compares;
            let mut distinct = BTreeMap::new();
            for values in combine(&step.records, &own) {
                let hold = |test: &Test| test::holds(test, &values, test::Around::NOTHING);
                let taken = test::taken(step, &values, test::Around::NOTHING);
                let taken: Vec<usize> = taken.into_iter().map(|(branch, _)| branch).collect();
                let mut key: Vec<bool> = rules.clone().map(hold).collect();
                key.extend(explorer.seen_elsewhere(&step.id, &values));
                // What is judged together with other steps is told apart by every answer.
                let answers = if alone { String::new() } else { format!("{values:?}") };
                distinct.entry((taken, key, answers)).or_insert(values);
            }
            answers.insert(step.id.clone(), distinct.into_values().collect());
        }
        explorer.answers = answers;
        explorer
    }

    /// What other steps would hear about these values.
    fn seen_elsewhere(&self, step: &str, values: &BTreeMap<String, RecordValue>) -> Vec<bool> {
        let asked = self.asked.get(step).into_iter().flatten();
        asked.map(|test| test::holds(test, values, test::Around::NOTHING)).collect()
    }

    /// Brings the site to what `lines` say, everybody knowing everything.
    fn load(&mut self, lines: &[Line]) {
        self.site.lines = lines.to_vec();
        self.site.knows = BTreeMap::from([(1, (0..lines.len()).collect())]);
    }

    /// What the future can depend on.
    fn key(&self, checklist: &Checklist) -> String {
        use std::fmt::Write as _;
        let mut key = format!("{} {} {}", checklist.procedure, checklist.round > 1, checklist.passed);
        let hears = |state: &StepState| match state.reading.as_ref().map(|reading| &reading.recorded) {
            Some(Recorded::Values { values, .. }) => self.seen_elsewhere(&state.id, values),
            _ => Vec::new(),
        };
        for state in &checklist.steps {
            let status = match &state.status {
                Status::NotApplicable { .. } => "-".to_owned(),
                other => format!("{other:?}"),
            };
            let _ = write!(
                key,
                " {}{status}{:?}{:?}{}",
                state.id,
                state.locks,
                hears(state),
                state.kept_from.is_some()
            );
        }
        for gate in &checklist.gates {
            let _ = write!(key, " {}", gate.held);
        }
        if let Some(before) = checklist.rounds.last().and_then(|round| round.steps.last()) {
            let _ = write!(key, " {:?}", hears(before));
        }
        for child in checklist.children.iter().filter(|child| !child.passed) {
            key.push_str(&self.key(child));
        }
        key
    }

    /// What a technician may try at a step, one for each different way to go on.
    fn ways(&self, checklist: &Checklist, step: &Step) -> Vec<Written> {
        let (path, id) = (checklist.path.clone(), step.id.clone());
        if step.sets_gate {
            return vec![Written::Set(GateSet { checklist: path, step: id })];
        }
        if !step.withdraws.is_empty() {
            return vec![Written::On(GateWithdrawn { checklist: path, step: id })];
        }
        let mut ways = Vec::new();
        if let Some(material) = step.material.as_ref().filter(|material| !material.optional) {
            let line = PartReplaced { checklist: path, step: id, ..part("LMP-6", &material.items[0]) };
            ways.push(Written::Part(line));
        }
        let view = self.site.seen_by(1);
        let author = self.site.author(1);
        let result = |values: BTreeMap<String, RecordValue>| StepResult {
            checklist: checklist.path.clone(),
            step: step.id.clone(),
            values,
            photos: match step.photo {
                Photo::Required => vec![a_photo(1)],
                _ => Vec::new(),
            },
        };
        let takes = |result: &StepResult| check_result(&self.site.library, &view, &author, None, result);
        let skip = result(values(&[(SKIP_REASON, text("not needed"))]));
        if step.skippable_with_reason && takes(&skip).is_ok() {
            ways.push(Written::Result(skip));
        }
        if step.kind == Kind::Replace {
            return ways;
        }
        for values in &self.answers[&step.id] {
            let result = result(values.clone());
            if takes(&result).is_ok() {
                ways.push(Written::Result(result));
            }
        }
        assert!(!ways.is_empty(), "no answer is taken at {}", step.id);
        ways
    }

    /// The first step that has to be done, and every gate that may be set or left.
    fn open(&self, checklist: &Checklist) -> Vec<(Checklist, Step)> {
        if let Some(child) = checklist.children.iter().find(|child| !child.passed) {
            return self.open(child);
        }
        let reference = ProcedureRef { id: checklist.procedure.clone(), version: checklist.version };
        let procedure = self.site.library.get(&reference).unwrap();
        let open = |state: &&StepState| {
            state.locks.is_empty() && matches!(state.status, Status::Open | Status::Failed)
        };
        let mut steps = Vec::new();
        let mut required = false;
        for state in checklist.steps.iter().filter(open) {
            let step = procedure.step(&state.id).unwrap();
            if step.optional || !required {
                steps.push((checklist.clone(), step.clone()));
            }
            required |= !step.optional;
        }
        steps
    }
}

/// What a passed checklist looks like, however it got there.
fn ended_well(procedure: &Procedure, view: &Checklist) {
    let last = procedure.steps.iter().find(|step| step.kind == Kind::Final).unwrap();
    let Some(Recorded::Values { values, .. }) =
        view.step(&last.id).and_then(|state| state.reading.as_ref()).map(|reading| &reading.recorded)
    else {
        panic!("{} ended without its final test", procedure.id)
    };
    assert!(result_passes(last, values), "{} passed with {values:?}", last.id);
    assert!(view.missing.is_empty() && view.gates.iter().all(|gate| !gate.held), "{}", procedure.id);
    for state in &view.steps {
        let optional = procedure.step(&state.id).unwrap().optional;
        let closed = matches!(state.status, Status::Done | Status::NotApplicable { .. });
        assert!(closed || optional, "{} is {:?} at the end", state.id, state.status);
    }
    assert!(view.children.iter().all(|child| child.passed));
}

/// Number of different states.
fn explore(id: &str) -> usize {
    let mut explorer = Explorer::new(id);
    let procedure = explorer.site.library.newest(id).unwrap().clone();
    let start = explorer.key(&explorer.site.all());
    let mut found: BTreeMap<String, usize> = BTreeMap::from([(start, 0)]);
    let mut leads_to: Vec<BTreeSet<usize>> = vec![BTreeSet::new()];
    let mut missing: Vec<String> = vec![String::new()];
    let mut passed = BTreeSet::new();
    let (mut acted, mut branched) = (BTreeSet::new(), BTreeSet::new());
    let mut todo: VecDeque<(usize, Vec<Line>)> = VecDeque::from([(0, Vec::new())]);
    while let Some((state, lines)) = todo.pop_front() {
        explorer.load(&lines);
        let view = explorer.site.all();
        missing[state] = format!("{:?} in round {}", view.missing, view.round);
        if view.passed {
            ended_well(&procedure, &view);
            passed.insert(state);
            continue;
        }
        for (checklist, step) in explorer.open(&view) {
            acted.insert(step.id.clone());
            explorer.load(&lines);
            let mut ways = explorer.ways(&checklist, &step);
            if checklist.path != view.path {
                // Children are explored for themselves; here they just pass.
                ways.retain(|way| match way {
                    Written::Result(result) => result_passes(&step, &result.values),
                    _ => true,
                });
                ways.truncate(1);
            }
            for way in ways {
                explorer.load(&lines);
                if let Written::Result(result) = &way
                    && !result.values.contains_key(SKIP_REASON)
                {
                    let taken = test::taken(&step, &result.values, test::Around::NOTHING);
                    branched.extend(taken.into_iter().map(|(branch, _)| (step.id.clone(), branch)));
                }
                explorer.site.attempt(1, way).unwrap();
                let after = explorer.site.all();
                if after.passed {
                    assert!(step.kind == Kind::Final && checklist.path == view.path, "{} ended it", step.id);
                }
                let key = explorer.key(&after);
                let next = found.len();
                let next = *found.entry(key).or_insert(next);
                if next == leads_to.len() {
                    leads_to.push(BTreeSet::new());
                    missing.push(String::new());
                    todo.push_back((next, explorer.site.lines.clone()));
                }
                leads_to[state].insert(next);
            }
        }
        assert!(leads_to.len() < 20_000, "no end in sight");
    }
    // Backwards from the passed ones: whoever is not met is in a dead end.
    let mut good = passed.clone();
    loop {
        let more: Vec<usize> = (0..leads_to.len())
            .filter(|state| !good.contains(state) && leads_to[*state].iter().any(|next| good.contains(next)))
            .collect();
        if more.is_empty() {
            break;
        }
        good.extend(more);
    }
    let trapped: Vec<&String> =
        (0..leads_to.len()).filter(|state| !good.contains(state)).map(|state| &missing[state]).collect();
    assert!(trapped.is_empty(), "{} dead ends, such as {}", trapped.len(), trapped[0]);
    for step in &procedure.steps {
        assert!(acted.contains(&step.id), "{} is never reached", step.id);
        for branch in 0..step.branches.len() {
            assert!(
                branched.contains(&(step.id.clone(), branch)),
                "{} branch {branch} is never taken",
                step.id
            );
        }
    }
    println!("{id}: {} states", leads_to.len());
    leads_to.len()
}

#[test]
fn the_lamp_has_no_dead_end() {
    assert!(explore("LMP") > 50);
}

#[test]
fn the_switch_has_no_dead_end() {
    assert!(explore("SWI") > 20);
}

#[test]
fn the_tap_has_no_dead_end() {
    assert!(explore("TAP") > 15);
}

#[test]
fn the_gas_heater_has_no_dead_end() {
    assert!(explore("GWH") > 100);
}

#[test]
fn the_gas_stove_has_no_dead_end() {
    assert!(explore("GST") > 100);
}

#[test]
fn the_cistern_has_no_dead_end() {
    assert!(explore("CIS") > 50);
}

#[test]
fn the_air_conditioner_has_no_dead_end() {
    assert!(explore("ACU") > 100);
}

#[test]
fn the_water_pipe_has_no_dead_end() {
    assert!(explore("WSP") > 30);
}
