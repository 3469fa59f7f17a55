//! What stands before a step.

use super::judge::{Applies, Judgement, open_children};
use super::state::{Because, Checklist, LockReason};
use crate::domain::procedure::definition::{Condition, Kind};

/// Every reason why a step can't be recorded now; empty for a step that isn't part of the round.
pub(super) fn locks(judgement: &Judgement<'_, '_, '_>, at: usize, children: &[Checklist]) -> Vec<LockReason> {
    let step = &judgement.plan_steps()[at];
    let state = &judgement.steps[at];
    let mut reasons: Vec<LockReason> = match &state.applies {
        Applies::No(_) => return Vec::new(),
        Applies::Undecided(waiting) => waiting
            .iter()
            .map(|step| LockReason::AnswerNeeded { step: judgement.plan_steps()[*step].id.clone() })
            .collect(),
        Applies::Yes => Vec::new(),
    };
    for need in &step.needs {
        unmet(judgement, at, need, &mut reasons);
    }
    if step.kind == Kind::Final {
        unmet(judgement, at, &Condition::ClosedAbove, &mut reasons);
        for child in children.iter().filter(|child| !child.passed) {
            add(&mut reasons, LockReason::ChildOpen { path: child.path.clone() });
        }
    }
    for child in open_children(step, children) {
        add(&mut reasons, LockReason::ChildOpen { path: child.path.clone() });
    }
    let loops =
        state.taken.iter().filter_map(|branch| step.branches.get(*branch)).filter(|branch| branch.repeat);
    for opened in loops.flat_map(|branch| &branch.opens) {
        let Some(other) = judgement.run.plan.position(opened) else { continue };
        let pass = &judgement.steps[other];
        let wanted =
            judgement.plan_steps()[other].kind != Kind::Safety && matches!(pass.applies, Applies::Yes);
        if wanted && pass.last() < state.shown {
            add(&mut reasons, LockReason::LoopPassMissing { step: opened.clone() });
        }
    }
    reasons
}

/// Adds why `need` doesn't hold, if it doesn't.
fn unmet(judgement: &Judgement<'_, '_, '_>, at: usize, need: &Condition, reasons: &mut Vec<LockReason>) {
    let position = |id: &str| judgement.run.plan.position(id);
    match need {
        Condition::Closed(id) => {
            if position(id).is_some_and(|step| !judgement.steps[step].closed) {
                add(reasons, LockReason::StepOpen { step: id.clone() });
            }
        }
        Condition::ClosedAbove => {
            for (other, step) in judgement.plan_steps().iter().enumerate().take(at) {
                // What an undecided step waits for is above as well, and says it better.
                let state = &judgement.steps[other];
                if !state.closed && !step.optional && matches!(state.applies, Applies::Yes) {
                    add(reasons, LockReason::StepOpen { step: step.id.clone() });
                }
            }
        }
        Condition::Gate(id) => {
            let asked = |gate: usize| !matches!(judgement.steps[gate].applies, Applies::No(_));
            if position(id).is_some_and(|gate| asked(gate) && !judgement.held(gate)) {
                add(reasons, LockReason::GateOpen { gate: id.clone() });
            }
        }
        Condition::DoneBehind(id) => {
            let Some(gate) = position(id) else { return };
            // Work behind the gate may stand below as well, when supply goes off again later.
            for (other, step) in judgement.plan_steps().iter().enumerate() {
                let state = &judgement.steps[other];
                let behind = other != at && judgement.run.plan.behind[other].contains(&gate);
                if behind && !state.closed && !step.optional && matches!(state.applies, Applies::Yes) {
                    add(reasons, LockReason::StepOpen { step: step.id.clone() });
                }
            }
        }
        Condition::Released(id) => {
            if position(id).is_some_and(|gate| judgement.held(gate)) {
                add(reasons, LockReason::GateHeld { gate: id.clone() });
            }
        }
        Condition::Touched(id) => {
            if position(id).is_some_and(|gate| !touched(judgement, gate)) {
                add(reasons, LockReason::GateOpen { gate: id.clone() });
            }
        }
        Condition::Untouched(id) => {
            if position(id).is_some_and(|gate| touched(judgement, gate)) {
                add(reasons, LockReason::GateHeld { gate: id.clone() });
            }
        }
        Condition::Answer { step: id, test } => {
            let Some(step) = position(id) else { return };
            match judgement.values(step) {
                None => add(reasons, LockReason::AnswerNeeded { step: id.clone() }),
                Some(values) if !judgement.holds(test, values) => {
                    add(reasons, LockReason::OtherAnswerNeeded { step: id.clone() });
                }
                Some(_) => {}
            }
        }
        Condition::All(needs) => needs.iter().for_each(|need| unmet(judgement, at, need, reasons)),
        Condition::Any(needs) => {
            // The first alternative is the one that a screen names.
            let mut first = None;
            for need in needs {
                let mut own = Vec::new();
                unmet(judgement, at, need, &mut own);
                if own.is_empty() {
                    return;
                }
                first.get_or_insert(own);
            }
            first.into_iter().flatten().for_each(|reason| add(reasons, reason));
        }
    }
}

/// What a step's own condition says about its being part of the round.
pub(super) fn decides(judgement: &Judgement<'_, '_, '_>, at: usize, condition: &Condition) -> Applies {
    let mut reasons = Vec::new();
    unmet(judgement, at, condition, &mut reasons);
    let waiting: Vec<usize> = reasons
        .iter()
        .filter_map(|reason| match reason {
            LockReason::AnswerNeeded { step } => judgement.run.plan.position(step),
            _ => None,
        })
        .collect();
    if reasons.is_empty() {
        Applies::Yes
    } else if waiting.is_empty() {
        Applies::No(Because::NotNeeded)
    } else {
        Applies::Undecided(waiting)
    }
}

fn touched(judgement: &Judgement<'_, '_, '_>, gate: usize) -> bool {
    judgement.held(gate) || !judgement.steps[gate].main.is_empty()
}

fn add(reasons: &mut Vec<LockReason>, reason: LockReason) {
    if !reasons.contains(&reason) {
        reasons.push(reason);
    }
}
