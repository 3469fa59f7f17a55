//! Walks the facts once and puts each where it belongs: checklist, round, step, gate, collision.

use super::fact::{Fact, Facts, Payload};
use super::run::{ClashTrack, RoundFacts, Run, Track};
use super::state::{ClashRule, ProblemKind};
use crate::domain::procedure::asked::values_fault;
use crate::domain::procedure::definition::{Kind, Procedure, SKIP_REASON, Step};
use crate::domain::procedure::library::Library;
use crate::domain::procedure::test::{Around, holds, taken};
use std::collections::BTreeMap;

/// Children of children of children are no procedure that a person could follow.
const DEPTH_MAX: u32 = 4;

/// All checklists that the facts opened; the first is the root, a child comes after its parent.
pub(super) fn replay<'a>(library: &'a Library, procedure: &'a Procedure, facts: &Facts<'_>) -> Vec<Run<'a>> {
    let mut replay = Replay {
        library,
        facts,
        runs: vec![Run::new(procedure, procedure.id.clone(), 0)],
        by_path: BTreeMap::from([(procedure.id.clone(), 0)]),
    };
    for at in 0..facts.facts.len() {
        replay.place(at);
    }
    replay.runs
}

struct Replay<'a, 'f> {
    library: &'a Library,
    facts: &'f Facts<'f>,
    runs: Vec<Run<'a>>,
    by_path: BTreeMap<String, usize>,
}

impl Replay<'_, '_> {
    fn place(&mut self, at: usize) {
        let fact = self.facts.facts[at];
        let Some((path, step)) = fact.payload.target() else {
            rework(&mut self.runs[0], at, self.facts.saw);
            return;
        };
        let Some(run_at) = self.by_path.get(path).copied() else {
            self.runs[0].problems.push((at, ProblemKind::UnknownChecklist));
            return;
        };
        let run = &mut self.runs[run_at];
        let Some(step_at) = run.plan.position(step) else {
            run.problems.push((at, ProblemKind::UnknownStep));
            return;
        };
        let step = &run.plan.steps()[step_at];
        if let Some(problem) = misfit(step, &fact) {
            run.problems.push((at, problem));
            return;
        }
        let round = round_of(run, at, &fact);
        push(run, round, step_at, at, self.facts);
        self.open_children(run_at, step_at, at);
    }

    /// A branch may lead to a child checklist: a new run of it, unless one is still open (CHK-10).
    fn open_children(&mut self, parent: usize, step_at: usize, at: usize) {
        let Payload::StepResult(result) = self.facts.facts[at].payload else { return };
        let step = &self.runs[parent].plan.steps()[step_at];
        let children: Vec<_> = taken(step, &result.values, Around::NOTHING)
            .into_iter()
            .filter_map(|(_, b)| b.child.as_ref())
            .collect();
        for reference in children {
            let run = &self.runs[parent];
            let same: Vec<usize> = run
                .children
                .iter()
                .copied()
                .filter(|child| self.runs[*child].plan.procedure.id == reference.id)
                .collect();
            // An answer given without having seen that the child passed is about the time before.
            let over = same.last().is_none_or(|child| match self.runs[*child].verdict() {
                (Some(true), Some(passed)) => (self.facts.saw)(at, passed),
                _ => false,
            });
            if !over {
                continue;
            }
            let depth = run.depth + 1;
            let path = format!("{}/{}.{}", run.path, reference.id, same.len() + 1);
            match self.library.get(reference) {
                Some(procedure) if depth < DEPTH_MAX => {
                    let child = self.runs.len();
                    self.by_path.insert(path.clone(), child);
                    self.runs.push(Run::new(procedure, path, depth));
                    self.runs[parent].children.push(child);
                }
                _ => self.runs[parent].problems.push((at, ProblemKind::ChildNotOpened)),
            }
        }
    }
}

/// Why a fact can't lie at a step.
fn misfit(step: &Step, fact: &Fact<'_>) -> Option<ProblemKind> {
    let fits = match fact.payload {
        Payload::GateSet(_) => step.sets_gate,
        Payload::GateWithdrawn(_) => !step.withdraws.is_empty(),
        Payload::StepResult(result) => match step.kind {
            Kind::Safety => false,
            Kind::Replace => result.values.contains_key(SKIP_REASON),
            _ => true,
        },
        Payload::PartReplaced(_) => step.material.is_some(),
        Payload::Rework => true,
    };
    if !fits {
        return Some(ProblemKind::WrongKind);
    }
    match fact.payload {
        Payload::StepResult(result) if result.values.contains_key(SKIP_REASON) => {
            (!step.skippable_with_reason).then_some(ProblemKind::WrongValues)
        }
        Payload::StepResult(result) => {
            values_fault(&step.records, &result.values).map(|_| ProblemKind::WrongValues)
        }
        _ => None,
    }
}

/// The round, from 0, that a fact belongs to.
fn round_of(run: &mut Run<'_>, at: usize, fact: &Fact<'_>) -> usize {
    let last = run.rounds.len() - 1;
    let Some(meant) = fact.round else { return last };
    let meant = usize::try_from(meant).unwrap_or(usize::MAX).saturating_sub(1);
    if meant <= last {
        return meant;
    }
    // A round that was taken back because its predecessor was settled as passed; its author worked in it honestly.
    if meant == last + 1 && run.rounds[last].ever_failed {
        open_round(run, None);
        return meant;
    }
    run.problems.push((at, ProblemKind::UnknownRound));
    last
}

fn rework(run: &mut Run<'_>, at: usize, saw: &dyn Fn(usize, usize) -> bool) {
    let Some(round) = run.rounds.last() else { return };
    // Two wishes for rework that did not know of each other are one round (COL-15).
    let known = round.rework.is_none_or(|earlier| saw(at, earlier));
    if round.verdict == Some(true) && known {
        open_round(run, Some(at));
    }
}

fn open_round(run: &mut Run<'_>, rework: Option<usize>) {
    let Some(ended) = run.rounds.last() else { return };
    let restarts: Vec<usize> = run
        .plan
        .last_final
        .map(|at| &run.plan.steps()[at])
        .into_iter()
        .flat_map(|step| step.restart.iter().filter_map(|id| run.plan.position(id)))
        .collect();
    // Of several entries the earliest that this order took; all of them when that can't be told.
    let worked =
        restarts.iter().copied().filter(|at| !ended.steps[*at].main.all.is_empty() || (*at < ended.restart));
    let restart = worked.min().or_else(|| restarts.iter().copied().min()).unwrap_or(0);
    let round = RoundFacts::new(run.plan.steps().len(), restart, rework);
    run.rounds.push(round);
}

fn push(run: &mut Run<'_>, round: usize, step_at: usize, at: usize, facts: &Facts<'_>) {
    let step = &run.plan.steps()[step_at];
    run.rounds[round].empty = false;
    if step.kind == Kind::Safety {
        run.rounds[round].steps[step_at].main.push(at, facts.saw);
        push_gate(run, round, step_at, at, facts);
        return;
    }
    push_work(run, round, step_at, at, facts);
    let seen_over = resolve(run, ClashRule::Col28, step_at, at, facts.saw);
    if step.kind == Kind::Final {
        push_final(run, round, step_at, at, &seen_over, facts);
        return;
    }
    let place = &mut run.rounds[round].steps[step_at];
    let beside = step.kind != Kind::Replace && matches!(facts.facts[at].payload, Payload::PartReplaced(_));
    let track = if beside { &mut place.parts } else { &mut place.main };
    let unseen = track.push(at, facts.saw);
    note_differing(run, round, step_at, at, &unseen, facts);
}

/// Final tests: the unfavourable verdict holds until somebody who saw all of them recorded again (COL-28, P5).
fn push_final(
    run: &mut Run<'_>,
    round: usize,
    step_at: usize,
    at: usize,
    seen_over: &[usize],
    facts: &Facts<'_>,
) {
    let step = &run.plan.steps()[step_at];
    let good = |at: usize| final_good(step, &facts.facts[at]);
    let settles = seen_over.iter().any(|clash| {
        let clash = &run.clashes[*clash];
        clash.round as usize == round + 1 && clash.facts.iter().any(|fact| good(*fact))
    });
    if settles {
        let track = &mut run.rounds[round].steps[step_at].main;
        track.all.push(at);
        track.heads = vec![at];
    } else if run.rounds[round].verdict == Some(false) && good(at) {
        // A failed round stays failed: whoever knew of the failure had to go on in the next round.
        let track = &mut run.rounds[round].steps[step_at].main;
        let unseen: Vec<usize> = track.heads.iter().copied().filter(|head| !(facts.saw)(at, *head)).collect();
        track.all.push(at);
        if !unseen.is_empty() {
            track.heads.push(at);
        }
        note_differing(run, round, step_at, at, &unseen, facts);
    } else {
        let unseen = run.rounds[round].steps[step_at].main.push(at, facts.saw);
        note_differing(run, round, step_at, at, &unseen, facts);
    }
    let verdict = run.rounds[round].steps[step_at].main.heads.iter().all(|head| good(*head));
    run.rounds[round].verdict = Some(verdict);
    run.rounds[round].ever_failed |= !verdict;
    let last = run.rounds.len() - 1;
    if !verdict && round == last {
        open_round(run, None);
    } else if verdict && round + 1 == last && run.rounds[last].empty && run.rounds[last].rework.is_none() {
        run.rounds.pop();
    }
}

/// Whether a result of a final test passes.
pub(super) fn final_good(step: &Step, fact: &Fact<'_>) -> bool {
    match fact.payload {
        Payload::StepResult(result) => {
            step.passes.as_ref().is_some_and(|test| holds(test, &result.values, Around::NOTHING))
        }
        _ => false,
    }
}

/// Collects a collision with results that the author of `at` had not seen (COL-28). Equal results are no collision,
/// two parts always are: both were fitted.
fn note_differing(
    run: &mut Run<'_>,
    round: usize,
    step_at: usize,
    at: usize,
    unseen: &[usize],
    facts: &Facts<'_>,
) {
    let differs = |other: usize| match (facts.facts[at].payload, facts.facts[other].payload) {
        (Payload::StepResult(one), Payload::StepResult(two)) => one.values != two.values,
        _ => true,
    };
    if unseen.iter().any(|other| differs(*other)) {
        note(run, ClashRule::Col28, round, step_at, at, unseen);
    }
}

fn note(run: &mut Run<'_>, rule: ClashRule, round: usize, step: usize, at: usize, others: &[usize]) {
    let open = run.clashes.iter_mut().rev().find(|clash| {
        clash.rule == rule
            && clash.step == step
            && clash.resolved_by.is_none()
            && others.iter().any(|other| clash.facts.contains(other))
    });
    match open {
        Some(clash) => {
            clash.facts.insert(at);
            clash.facts.extend(others);
        }
        None => run.clashes.push(ClashTrack {
            rule,
            step,
            round: u32::try_from(round + 1).unwrap_or(u32::MAX),
            facts: others.iter().copied().chain([at]).collect(),
            resolved_by: None,
        }),
    }
}

/// Marks the collisions at `step` of which `at` saw every side; answers their positions.
fn resolve(
    run: &mut Run<'_>,
    rule: ClashRule,
    step: usize,
    at: usize,
    saw: &dyn Fn(usize, usize) -> bool,
) -> Vec<usize> {
    let mut resolved = Vec::new();
    for (index, clash) in run.clashes.iter_mut().enumerate() {
        if clash.rule == rule
            && clash.step == step
            && clash.resolved_by.is_none()
            && clash.facts.iter().all(|fact| saw(at, *fact))
        {
            clash.resolved_by = Some(at);
            resolved.push(index);
        }
    }
    resolved
}

/// Work behind a gate that somebody else opened unseen (COL-29).
fn push_work(run: &mut Run<'_>, round: usize, step_at: usize, at: usize, facts: &Facts<'_>) {
    for gate in run.plan.behind[step_at].clone() {
        note_behind(run, round, gate, at, facts);
    }
}

/// Answers whether supply was put on without the author of `at` knowing.
fn note_behind(run: &mut Run<'_>, round: usize, gate: usize, at: usize, facts: &Facts<'_>) -> bool {
    let Some(track) = run.gates.get_mut(&gate) else { return false };
    let unseen = unseen(&track.withdrawn, at, facts);
    track.work.retain(|work| !(facts.saw)(at, *work));
    track.work.push(at);
    if unseen.is_empty() {
        return false;
    }
    note(run, ClashRule::Col29, round, gate, at, &unseen);
    true
}

fn unseen(track: &Track, at: usize, facts: &Facts<'_>) -> Vec<usize> {
    track.heads.iter().copied().filter(|head| !(facts.saw)(at, *head)).collect()
}

fn push_gate(run: &mut Run<'_>, round: usize, step_at: usize, at: usize, facts: &Facts<'_>) {
    let fact = &facts.facts[at];
    if matches!(fact.payload, Payload::GateSet(_)) {
        resolve(run, ClashRule::Col29, step_at, at, facts.saw);
        // Supply was put on unknown to this author: the gate counts as open (COL-29).
        let open = note_behind(run, round, step_at, at, facts);
        if let Some(track) = run.gates.get_mut(&step_at)
            && !open
        {
            track.holders.insert(fact.author, (fact.visit, at));
        }
        return;
    }
    let gates: Vec<usize> =
        run.plan.steps()[step_at].withdraws.iter().filter_map(|id| run.plan.position(id)).collect();
    for gate in gates {
        resolve(run, ClashRule::Col29, gate, at, facts.saw);
        let Some(track) = run.gates.get_mut(&gate) else { continue };
        let others: Vec<usize> = track.work.iter().copied().filter(|work| !(facts.saw)(at, *work)).collect();
        // Supply is on for everybody, whoever set the gate.
        track.holders.clear();
        track.withdrawn.push(at, facts.saw);
        if !others.is_empty() {
            note(run, ClashRule::Col29, round, gate, at, &others);
        }
    }
}
