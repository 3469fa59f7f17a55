//! Working state of one checklist while facts are replayed: indices into the facts, no copies.

use super::state::{ClashRule, ProblemKind};
use crate::domain::id::UserId;
use crate::domain::procedure::definition::{Condition, Kind, Procedure, Step};
use std::collections::{BTreeMap, BTreeSet};

/// One checklist, root or child.
pub(super) struct Run<'a> {
    pub(super) path: String,
    pub(super) depth: u32,
    pub(super) plan: Plan<'a>,
    pub(super) rounds: Vec<RoundFacts>,
    pub(super) gates: BTreeMap<usize, GateTrack>,
    /// Indices of the child runs in the order in which they were opened.
    pub(super) children: Vec<usize>,
    pub(super) clashes: Vec<ClashTrack>,
    pub(super) problems: Vec<(usize, ProblemKind)>,
}

impl<'a> Run<'a> {
    pub(super) fn new(procedure: &'a Procedure, path: String, depth: u32) -> Self {
        let plan = Plan::new(procedure);
        let gates = plan.gates().map(|at| (at, GateTrack::default())).collect();
        let first = RoundFacts::new(plan.steps().len(), 0, None);
        Self {
            path,
            depth,
            plan,
            rounds: vec![first],
            gates,
            children: Vec::new(),
            clashes: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Verdict of the final test of the latest round, and the fact that gave it.
    pub(super) fn verdict(&self) -> (Option<bool>, Option<usize>) {
        self.rounds.last().map_or((None, None), |round| {
            let last = self
                .plan
                .last_final
                .and_then(|at| round.steps.get(at))
                .and_then(|step| step.main.heads.last());
            (round.verdict, last.copied())
        })
    }
}

/// A procedure with its steps found by position.
pub(super) struct Plan<'a> {
    pub(super) procedure: &'a Procedure,
    positions: BTreeMap<&'a str, usize>,
    /// For each step the (step, branch) positions that open it.
    pub(super) openers: Vec<Vec<(usize, usize)>>,
    /// For each step the gates that it stands behind.
    pub(super) behind: Vec<Vec<usize>>,
    pub(super) last_final: Option<usize>,
}

impl<'a> Plan<'a> {
    fn new(procedure: &'a Procedure) -> Self {
        let steps = &procedure.steps;
        let mut positions = BTreeMap::new();
        for (at, step) in steps.iter().enumerate() {
            // The first of two equal ids counts; the linter refuses such a procedure anyway.
            positions.entry(step.id.as_str()).or_insert(at);
        }
        let mut openers = vec![Vec::new(); steps.len()];
        let mut behind = vec![Vec::new(); steps.len()];
        for (at, step) in steps.iter().enumerate() {
            for (branch_at, branch) in step.branches.iter().enumerate() {
                for opened in branch.opens.iter().filter_map(|id| positions.get(id.as_str())) {
                    openers[*opened].push((at, branch_at));
                }
            }
            for need in &step.needs {
                gates_of(need, &positions, &mut behind[at]);
            }
        }
        let last_final = steps.iter().rposition(|step| step.kind == Kind::Final);
        Self { procedure, positions, openers, behind, last_final }
    }

    pub(super) fn steps(&self) -> &'a [Step] {
        &self.procedure.steps
    }

    pub(super) fn position(&self, id: &str) -> Option<usize> {
        self.positions.get(id).copied()
    }

    fn gates(&self) -> impl Iterator<Item = usize> {
        self.steps().iter().enumerate().filter(|(_, step)| step.sets_gate).map(|(at, _)| at)
    }
}

fn gates_of(need: &Condition, positions: &BTreeMap<&str, usize>, gates: &mut Vec<usize>) {
    match need {
        Condition::Gate(id) => gates.extend(positions.get(id.as_str())),
        Condition::Any(needs) | Condition::All(needs) => {
            for need in needs {
                gates_of(need, positions, gates);
            }
        }
        _ => {}
    }
}

/// Facts of one round.
pub(super) struct RoundFacts {
    /// Position of the step that it began with; steps before it keep what they had.
    pub(super) restart: usize,
    pub(super) steps: Vec<StepFacts>,
    /// Of the final test.
    pub(super) verdict: Option<bool>,
    /// The final test failed at least once, even if somebody settled it otherwise.
    pub(super) ever_failed: bool,
    pub(super) empty: bool,
    /// The rework wish that opened it.
    pub(super) rework: Option<usize>,
}

impl RoundFacts {
    pub(super) fn new(steps: usize, restart: usize, rework: Option<usize>) -> Self {
        Self {
            restart,
            steps: (0..steps).map(|_| StepFacts::default()).collect(),
            verdict: None,
            ever_failed: false,
            empty: true,
            rework,
        }
    }
}

/// Facts of one step in one round.
#[derive(Default)]
pub(super) struct StepFacts {
    /// Results; of a `replace` step the material lines too; of a safety step its gates.
    pub(super) main: Track,
    /// Material lines of a step that records values as well.
    pub(super) parts: Track,
}

/// Facts of one sort, and those among them that no later one has seen.
#[derive(Default)]
pub(super) struct Track {
    pub(super) all: Vec<usize>,
    pub(super) heads: Vec<usize>,
}

impl Track {
    /// Adds a fact and answers the heads that its author had not seen.
    pub(super) fn push(&mut self, fact: usize, saw: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
        self.all.push(fact);
        self.heads.retain(|head| !saw(fact, *head));
        let unseen = self.heads.clone();
        self.heads.push(fact);
        unseen
    }
}

/// A gate: who holds it, and who worked behind it.
#[derive(Default)]
pub(super) struct GateTrack {
    /// By author: visit and the fact that set it.
    pub(super) holders: BTreeMap<UserId, (u32, usize)>,
    pub(super) withdrawn: Track,
    /// Gates set and work done behind this gate; only the heads matter.
    pub(super) work: Vec<usize>,
}

/// A collision that is being collected.
pub(super) struct ClashTrack {
    pub(super) rule: ClashRule,
    pub(super) step: usize,
    pub(super) round: u32,
    pub(super) facts: BTreeSet<usize>,
    pub(super) resolved_by: Option<usize>,
}
