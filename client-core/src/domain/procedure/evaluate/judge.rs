//! Derives the state of every step, round by round, from the facts that replay put there.

use super::fact::{Facts, Payload};
use super::lock;
use super::replay::final_good;
use super::run::Run;
use super::state::{
    Because, Checklist, Clash, FollowUp, GateState, Holder, LockReason, Missing, Problem, Reading, Recorded,
    Round, Status, StepState,
};
use crate::domain::id::UserId;
use crate::domain::procedure::definition::{Branch, Kind, SKIP_REASON, Step, Test};
use crate::domain::procedure::test::{Around, Values, holds, taken};
use std::collections::BTreeMap;

/// Whether a step is part of a round.
#[derive(Clone)]
pub(super) enum Applies {
    Yes,
    /// The steps whose answers decide it are not recorded.
    Undecided(Vec<usize>),
    No(Because),
}

/// One step in one round, judged. Facts are indices.
#[derive(Clone)]
pub(super) struct Judged {
    pub(super) main: Vec<usize>,
    parts: Vec<usize>,
    pub(super) shown: Option<usize>,
    kept_from: Option<u32>,
    good: bool,
    pub(super) applies: Applies,
    pub(super) closed: bool,
    /// Branches that the shown reading takes.
    pub(super) taken: Vec<usize>,
    /// Fault-loop branches that any reading of the round took.
    entered: BTreeMap<usize, usize>,
}

impl Judged {
    pub(super) fn last(&self) -> Option<usize> {
        self.main.last().copied()
    }
}

/// A round while it is judged.
pub(super) struct Judgement<'r, 'a, 'f> {
    pub(super) run: &'r Run<'a>,
    pub(super) facts: &'f Facts<'f>,
    pub(super) steps: Vec<Judged>,
    /// By gate position; only of the present round.
    pub(super) holders: BTreeMap<usize, Vec<Holder>>,
    /// Values of the final test of the round before.
    before: Option<&'f Values>,
}

impl<'a, 'f> Judgement<'_, 'a, 'f> {
    pub(super) fn plan_steps(&self) -> &'a [Step] {
        self.run.plan.steps()
    }

    pub(super) fn held(&self, gate: usize) -> bool {
        self.holders.get(&gate).is_some_and(|holders| !holders.is_empty())
    }

    pub(super) fn values(&self, at: usize) -> Option<&'f Values> {
        values(self.facts, self.steps.get(at)?.shown?)
    }

    /// Whether a question holds for `values`, beside what this round shows.
    pub(super) fn holds(&self, test: &Test, values: &Values) -> bool {
        let step = |id: &str| self.values(self.run.plan.position(id)?);
        holds(test, values, Around { step: &step, before: self.before })
    }

    fn taken(&self, step: &'a Step, values: &Values) -> Vec<(usize, &'a Branch)> {
        let other = |id: &str| self.values(self.run.plan.position(id)?);
        taken(step, values, Around { step: &other, before: self.before })
    }
}

fn values<'f>(facts: &'f Facts<'f>, fact: usize) -> Option<&'f Values> {
    match facts.facts.get(fact)?.payload {
        Payload::StepResult(result) => Some(&result.values),
        _ => None,
    }
}

/// The answer for one checklist; `children` are those that it opened.
pub(super) fn checklist(run: &Run<'_>, facts: &Facts<'_>, children: Vec<Checklist>) -> Checklist {
    let holders = holders(run, facts);
    let last = run.rounds.len() - 1;
    let mut attempts = vec![0_u32; run.plan.steps().len()];
    let mut rounds = Vec::new();
    let mut steps = Vec::new();
    let mut missing = Vec::new();
    let mut passed = false;
    let mut before: Option<Vec<Judged>> = None;
    for round in 0..=last {
        let present = round == last;
        let judgement =
            judge(run, facts, round, before.take(), if present { holders.clone() } else { BTreeMap::new() });
        let states = states(&judgement, round, present, &children, &mut attempts);
        if present {
            missing = what_is_missing(&judgement, &children);
            passed = run.rounds[round].verdict == Some(true) && missing.is_empty();
            steps = states;
        } else {
            rounds.push(Round {
                round: number(round),
                passed: run.rounds[round].verdict,
                from: from_step(run, round),
                steps: states,
            });
        }
        before = Some(judgement.steps);
    }
    Checklist {
        procedure: run.plan.procedure.id.clone(),
        version: run.plan.procedure.version,
        path: run.path.clone(),
        round: number(last),
        passed,
        failed_rounds: number(run.rounds.iter().filter(|round| round.verdict == Some(false)).count()) - 1,
        steps,
        rounds,
        missing,
        gates: gates(run, facts, &holders),
        children,
        clashes: clashes(run, facts),
        problems: run
            .problems
            .iter()
            .map(|(at, kind)| Problem { entry: facts.facts[*at].entry, kind: *kind })
            .collect(),
    }
}

fn number(from_zero: usize) -> u32 {
    u32::try_from(from_zero).unwrap_or(u32::MAX - 1) + 1
}

fn from_step(run: &Run<'_>, round: usize) -> Option<String> {
    (round > 0).then(|| run.plan.steps().get(run.rounds[round].restart).map(|step| step.id.clone())).flatten()
}

/// Who holds which gate on his present visit.
fn holders(run: &Run<'_>, facts: &Facts<'_>) -> BTreeMap<usize, Vec<Holder>> {
    let mut visits: BTreeMap<UserId, u32> = BTreeMap::new();
    if !run.gates.values().all(|gate| gate.holders.is_empty()) {
        for fact in facts.facts {
            let visit = visits.entry(fact.author).or_default();
            *visit = fact.visit.max(*visit);
        }
        visits.extend(facts.visits.iter().map(|(author, visit)| (*author, *visit)));
    }
    run.gates
        .iter()
        .map(|(gate, track)| {
            let holders = track
                .holders
                .iter()
                .filter(|(author, (visit, _))| visits.get(author).is_none_or(|present| visit >= present))
                .map(|(author, (visit, at))| Holder {
                    author: *author,
                    visit: *visit,
                    entry: facts.facts[*at].entry,
                })
                .collect();
            (*gate, holders)
        })
        .collect()
}

fn judge<'r, 'a, 'f>(
    run: &'r Run<'a>,
    facts: &'f Facts<'f>,
    round: usize,
    before: Option<Vec<Judged>>,
    holders: BTreeMap<usize, Vec<Holder>>,
) -> Judgement<'r, 'a, 'f> {
    let last_final = before.as_ref().zip(run.plan.last_final).and_then(|(steps, at)| steps.get(at)?.shown);
    let mut judgement = Judgement {
        run,
        facts,
        steps: gather(run, facts, round, before),
        holders,
        before: last_final.and_then(|shown| values(facts, shown)),
    };
    for at in 0..judgement.steps.len() {
        read(&mut judgement, at);
    }
    let present = round + 1 == run.rounds.len();
    for at in 0..judgement.steps.len() {
        let applies = applies(&judgement, at);
        judgement.steps[at].applies = applies;
        let closed = closed(&judgement, round, at);
        judgement.steps[at].closed = closed;
    }
    for at in 0..judgement.steps.len() {
        if judgement.plan_steps()[at].sets_gate && matches!(judgement.steps[at].applies, Applies::Yes) {
            // A gate that was set and is held no more has done its work when nothing behind it waits.
            let waits = present
                && (0..judgement.steps.len()).any(|other| {
                    run.plan.behind[other].contains(&at)
                        && matches!(judgement.steps[other].applies, Applies::Yes)
                        && !judgement.steps[other].closed
                });
            let closed = judgement.held(at) || (!judgement.steps[at].main.is_empty() && !waits);
            judgement.steps[at].closed = closed;
        }
    }
    judgement
}

/// Puts the facts of a round together with what is kept from the round before.
fn gather(run: &Run<'_>, facts: &Facts<'_>, round: usize, before: Option<Vec<Judged>>) -> Vec<Judged> {
    let here = &run.rounds[round];
    let mut before = before.unwrap_or_default().into_iter();
    here.steps
        .iter()
        .zip(run.plan.steps())
        .enumerate()
        .map(|(at, (own, step))| {
            let earlier = before.next();
            if own.main.all.is_empty()
                && own.parts.all.is_empty()
                && at < here.restart
                && let Some(mut kept) = earlier
            {
                if !kept.main.is_empty() && kept.kept_from.is_none() {
                    kept.kept_from = Some(number(round - 1));
                }
                return kept;
            }
            let worse = |fact: &usize| step.kind == Kind::Final && !final_good(step, &facts.facts[*fact]);
            // Only results that did not know of each other compete; the later time is shown (COL-28).
            let shown = own
                .main
                .heads
                .iter()
                .copied()
                .max_by_key(|fact| (worse(fact), facts.facts[*fact].at_ms, *fact));
            Judged {
                main: own.main.all.clone(),
                parts: own.parts.all.clone(),
                shown,
                kept_from: None,
                good: false,
                applies: Applies::Undecided(Vec::new()),
                closed: false,
                taken: Vec::new(),
                entered: BTreeMap::new(),
            }
        })
        .collect()
}

/// What the readings of a step say by themselves.
fn read(judgement: &mut Judgement<'_, '_, '_>, at: usize) {
    let step = &judgement.plan_steps()[at];
    let (good, shown_taken, entered) = {
        let this = &*judgement;
        let state = &this.steps[at];
        let shown_taken: Vec<usize> = state
            .shown
            .and_then(|shown| values(this.facts, shown))
            .filter(|values| !values.contains_key(SKIP_REASON))
            .map(|values| this.taken(step, values).into_iter().map(|(branch, _)| branch).collect())
            .unwrap_or_default();
        let mut entered = BTreeMap::new();
        if step.branches.iter().any(|branch| branch.repeat) {
            for fact in &state.main {
                let Some(values) = values(this.facts, *fact) else { continue };
                for (branch_at, branch) in this.taken(step, values) {
                    if branch.repeat {
                        entered.insert(branch_at, *fact);
                    }
                }
            }
        }
        let good = state.shown.is_some_and(|fact| reading_good(this, step, fact));
        (good, shown_taken, entered)
    };
    let state = &mut judgement.steps[at];
    state.good = good;
    state.taken = shown_taken;
    state.entered = entered;
}

fn reading_good(judgement: &Judgement<'_, '_, '_>, step: &Step, fact: usize) -> bool {
    let Some(values) = values(judgement.facts, fact) else { return true };
    if values.contains_key(SKIP_REASON) {
        return step.skip_barred.as_ref().is_none_or(|test| !judgement.holds(test, values));
    }
    step.passes.as_ref().is_none_or(|test| judgement.holds(test, values))
        && step.accepts.iter().all(|accept| judgement.holds(&accept.test, values))
}

/// Ids of the marks that a reading gets.
fn marks(judgement: &Judgement<'_, '_, '_>, step: &Step, fact: usize) -> Vec<String> {
    let Some(values) = values(judgement.facts, fact) else { return Vec::new() };
    let given = step.marks.iter().filter(|mark| judgement.holds(&mark.when, values));
    given.map(|mark| mark.id.clone()).collect()
}

/// Whether a step is part of the round; all that decides it lies above.
fn applies(judgement: &Judgement<'_, '_, '_>, at: usize) -> Applies {
    let step = &judgement.plan_steps()[at];
    let openers = &judgement.run.plan.openers[at];
    let mut waiting = Vec::new();
    let mut because = None;
    let mut opened = openers.is_empty();
    for (opener, branch) in openers {
        // A branch that leads back can't be judged; the linter refuses it, and the step just counts as open.
        if *opener >= at {
            opened = true;
            break;
        }
        let state = &judgement.steps[*opener];
        match &state.applies {
            Applies::No(reason) => {
                because.get_or_insert_with(|| reason.clone());
            }
            _ if state.taken.contains(branch) || state.entered.contains_key(branch) => {
                opened = true;
                break;
            }
            _ => match state.shown {
                Some(fact) => {
                    let entry = judgement.facts.facts[fact].entry;
                    let answered = judgement.plan_steps()[*opener].id.clone();
                    because = Some(Because::Answer { step: answered, entry });
                }
                None => waiting.push(*opener),
            },
        }
    }
    if !opened {
        return match because {
            _ if !waiting.is_empty() => Applies::Undecided(waiting),
            Some(because) => Applies::No(because),
            None => Applies::No(Because::NotNeeded),
        };
    }
    match &step.only_if {
        Some(condition) => lock::decides(judgement, at, condition),
        None => Applies::Yes,
    }
}

/// Done or not applicable. Gates are judged afterwards, because they ask what waits behind them.
fn closed(judgement: &Judgement<'_, '_, '_>, round: usize, at: usize) -> bool {
    let step = &judgement.plan_steps()[at];
    let state = &judgement.steps[at];
    match state.applies {
        Applies::No(_) => return true,
        Applies::Undecided(_) => return false,
        Applies::Yes => {}
    }
    let Some(shown) = state.shown else { return false };
    if step.kind == Kind::Safety {
        let gates = step.withdraws.iter().filter_map(|id| judgement.run.plan.position(id));
        return !step.withdraws.is_empty() && !gates.into_iter().any(|gate| judgement.held(gate));
    }
    if step.kind == Kind::Final && judgement.run.rounds[round].verdict != Some(true) {
        return false;
    }
    let skipped = values(judgement.facts, shown).is_some_and(|values| values.contains_key(SKIP_REASON));
    stands(judgement, at, shown) && (skipped || !part_missing(judgement, at))
}

/// Whether the values shown need no other ones after them.
fn stands(judgement: &Judgement<'_, '_, '_>, at: usize, shown: usize) -> bool {
    let step = &judgement.plan_steps()[at];
    let state = &judgement.steps[at];
    state.good
        && !stale(judgement, at, shown)
        && !state.taken.iter().any(|branch| step.branches[*branch].repeat)
}

/// Whether a step has to be recorded again, rather than be completed by its material line.
fn again(judgement: &Judgement<'_, '_, '_>, at: usize) -> bool {
    let step = &judgement.plan_steps()[at];
    let state = &judgement.steps[at];
    let stands = |shown: usize| part_missing(judgement, at) && stands(judgement, at, shown);
    !state.closed && !step.sets_gate && state.shown.is_some_and(|shown| !stands(shown))
}

/// Whether something happened since that asks for a new reading.
fn stale(judgement: &Judgement<'_, '_, '_>, at: usize, shown: usize) -> bool {
    let step = &judgement.plan_steps()[at];
    let after = step.again_after.iter().any(|id| {
        let other = judgement.run.plan.position(id).and_then(|other| judgement.steps[other].last());
        other.is_some_and(|other| other > shown)
    });
    let answered = step.again_if.iter().any(|answer| {
        let Some(other) = judgement.run.plan.position(&answer.step) else { return false };
        let later = judgement.steps[other].main.iter().filter(|fact| **fact > shown);
        later.filter_map(|fact| values(judgement.facts, *fact)).any(|v| judgement.holds(&answer.test, v))
    });
    // The fault was found again after this pass of its loop (CHK-21, CHK-22).
    after || answered || found(judgement, at).is_some_and(|found| found > shown)
}

/// The last time that a fault loop which this step belongs to found its fault.
fn found(judgement: &Judgement<'_, '_, '_>, at: usize) -> Option<usize> {
    let openers = judgement.run.plan.openers[at].iter();
    openers.filter_map(|(opener, branch)| judgement.steps[*opener].entered.get(branch).copied()).max()
}

/// Whether a step that records values still waits for its material line; every pass of a loop takes its own.
fn part_missing(judgement: &Judgement<'_, '_, '_>, at: usize) -> bool {
    let step = &judgement.plan_steps()[at];
    let needed = step.kind != Kind::Replace && step.material.as_ref().is_some_and(|m| !m.optional);
    let last = judgement.steps[at].parts.last().copied();
    needed && (last.is_none() || last < found(judgement, at))
}

fn states(
    judgement: &Judgement<'_, '_, '_>,
    round: usize,
    present: bool,
    children: &[Checklist],
    attempts: &mut [u32],
) -> Vec<StepState> {
    (0..judgement.steps.len())
        .map(|at| {
            let step = &judgement.plan_steps()[at];
            let state = &judgement.steps[at];
            let own = if state.kept_from.is_some() { 0 } else { number(state.main.len()) - 1 };
            attempts[at] += own;
            let locks = if present { lock::locks(judgement, at, children) } else { Vec::new() };
            StepState {
                id: step.id.clone(),
                kind: step.kind,
                status: status(judgement, at, present, &locks),
                locks,
                attempts: own,
                attempts_all_rounds: attempts[at],
                reading: state.shown.map(|fact| reading(judgement, at, fact)),
                readings: readings(judgement, at),
                kept_from: state.kept_from,
                requires: requires(judgement, round, at, present, children),
            }
        })
        .collect()
}

fn status(judgement: &Judgement<'_, '_, '_>, at: usize, present: bool, locks: &[LockReason]) -> Status {
    let state = &judgement.steps[at];
    let gate = judgement.plan_steps()[at].sets_gate;
    match &state.applies {
        Applies::No(because) => Status::NotApplicable { because: because.clone() },
        _ if state.closed => Status::Done,
        // A gate that fell open is simply open again: nothing failed.
        Applies::Yes if state.shown.is_some() && !gate => Status::Failed,
        _ if present && locks.is_empty() => Status::Open,
        _ => Status::Locked,
    }
}

fn readings(judgement: &Judgement<'_, '_, '_>, at: usize) -> Vec<Reading> {
    let state = &judgement.steps[at];
    let mut all: Vec<usize> = state.main.iter().chain(&state.parts).copied().collect();
    all.sort_unstable();
    all.into_iter().map(|fact| reading(judgement, at, fact)).collect()
}

fn reading(judgement: &Judgement<'_, '_, '_>, at: usize, index: usize) -> Reading {
    let fact = &judgement.facts.facts[index];
    let step = &judgement.plan_steps()[at];
    Reading {
        entry: fact.entry,
        author: fact.author,
        visit: fact.visit,
        at_ms: fact.at_ms,
        recorded: match fact.payload {
            Payload::StepResult(result) => {
                Recorded::Values { values: result.values.clone(), photos: result.photos.clone() }
            }
            Payload::PartReplaced(part) => Recorded::Part { part: part.clone() },
            Payload::GateSet(_) => Recorded::GateSet,
            Payload::GateWithdrawn(_) | Payload::Rework => Recorded::GateWithdrawn,
        },
        good: reading_good(judgement, step, index),
        marks: marks(judgement, step, index),
    }
}

/// Children that a step can open, as far as they are open.
pub(super) fn open_children<'c>(step: &Step, children: &'c [Checklist]) -> Vec<&'c Checklist> {
    let opens = |child: &Checklist| {
        step.branches.iter().filter_map(|branch| branch.child.as_ref()).any(|open| open.id == child.procedure)
    };
    children.iter().filter(|child| !child.passed && opens(child)).collect()
}

fn requires(
    judgement: &Judgement<'_, '_, '_>,
    round: usize,
    at: usize,
    present: bool,
    children: &[Checklist],
) -> Vec<FollowUp> {
    let step = &judgement.plan_steps()[at];
    let state = &judgement.steps[at];
    if state.shown.is_none() || matches!(state.applies, Applies::No(_)) {
        return Vec::new();
    }
    if step.kind == Kind::Final {
        return if present || judgement.run.rounds[round].verdict != Some(false) {
            Vec::new()
        } else {
            vec![FollowUp::NewRound { round: number(round) + 1 }]
        };
    }
    if !present {
        return Vec::new();
    }
    let mut all = Vec::new();
    let branches =
        state.taken.iter().chain(state.entered.keys().filter(|branch| !state.taken.contains(branch)));
    for opened in branches.filter_map(|branch| step.branches.get(*branch)).flat_map(|branch| &branch.opens) {
        let open = judgement.run.plan.position(opened).is_some_and(|other| !judgement.steps[other].closed);
        if open {
            all.push(FollowUp::Step { step: opened.clone() });
        }
    }
    for child in open_children(step, children) {
        all.push(FollowUp::Child { path: child.path.clone() });
    }
    if let Some(material) = &step.material
        && part_missing(judgement, at)
    {
        all.push(FollowUp::Material { items: material.items.clone() });
    }
    if again(judgement, at) {
        all.push(FollowUp::Repeat);
    }
    all
}

fn what_is_missing(judgement: &Judgement<'_, '_, '_>, children: &[Checklist]) -> Vec<Missing> {
    let mut missing = Vec::new();
    for (at, (step, state)) in judgement.plan_steps().iter().zip(&judgement.steps).enumerate() {
        if let Applies::Yes = state.applies
            && !state.closed
            && !step.optional
        {
            let id = step.id.clone();
            missing.push(if again(judgement, at) {
                Missing::Repeat { step: id }
            } else {
                Missing::Step { step: id }
            });
        }
        for child in open_children(step, children) {
            missing.push(Missing::Child { path: child.path.clone() });
        }
    }
    missing
}

fn gates(run: &Run<'_>, facts: &Facts<'_>, holders: &BTreeMap<usize, Vec<Holder>>) -> Vec<GateState> {
    run.gates
        .iter()
        .map(|(at, track)| {
            let holders = holders.get(at).cloned().unwrap_or_default();
            GateState {
                step: run.plan.steps()[*at].id.clone(),
                held: !holders.is_empty(),
                holders,
                withdrawn: track.withdrawn.all.last().map(|fact| facts.facts[*fact].entry),
            }
        })
        .collect()
}

fn clashes(run: &Run<'_>, facts: &Facts<'_>) -> Vec<Clash> {
    let entry = |fact: &usize| facts.facts[*fact].entry;
    run.clashes
        .iter()
        .map(|clash| Clash {
            rule: clash.rule,
            path: run.path.clone(),
            step: run.plan.steps()[clash.step].id.clone(),
            round: clash.round,
            entries: clash.facts.iter().map(entry).collect(),
            resolved_by: clash.resolved_by.as_ref().map(entry),
        })
        .collect()
}
