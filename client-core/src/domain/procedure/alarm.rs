//! What a supervisor has to hear of at once: a leak of gas that nobody has removed.

use super::definition::{Kind, ProcedureRef, Step, StepId};
use super::evaluate::{Checklist, Recorded, Status, StepState};
use super::library::Library;
use super::test::{Around, holds};

impl Checklist {
    /// Steps of this checklist and of those below it whose last reading raises an alarm. What a final test found
    /// stands until every alarming step of the new round is closed.
    pub fn alarms(&self, library: &Library) -> Vec<StepId> {
        let reference = ProcedureRef { id: self.procedure.clone(), version: self.version };
        let mut alarms = Vec::new();
        if let Some(procedure) = library.get(&reference).filter(|_| !self.passed) {
            let alarming = |steps: &[StepState], id: &str| {
                let state = steps.iter().find(|state| state.id == id);
                state.is_some_and(|state| procedure.step(id).is_some_and(|step| raises(step, state)))
            };
            let closed = |id: &str| {
                self.step(id)
                    .is_none_or(|state| matches!(state.status, Status::Done | Status::NotApplicable { .. }))
            };
            let watched = || procedure.steps.iter().filter(|step| step.alarms.is_some());
            let (last, looked): (Vec<&Step>, Vec<&Step>) =
                watched().partition(|step| step.kind == Kind::Final);
            let found = looked.iter().filter(|step| !closed(&step.id) && alarming(&self.steps, &step.id));
            alarms.extend(found.map(|step| step.id.clone()));
            let cleared = !looked.is_empty()
                && looked.iter().all(|step| closed(&step.id))
                && looked.iter().any(|step| self.step(&step.id).is_some_and(|s| s.status == Status::Done));
            if let Some(before) = self.rounds.last().filter(|_| !cleared) {
                let found = last.iter().filter(|step| alarming(&before.steps, &step.id));
                alarms.extend(found.map(|step| step.id.clone()));
            }
        }
        alarms.extend(self.children.iter().flat_map(|child| child.alarms(library)));
        alarms
    }
}

fn raises(step: &Step, state: &StepState) -> bool {
    match state.reading.as_ref().map(|reading| &reading.recorded) {
        Some(Recorded::Values { values, .. }) => {
            step.alarms.as_ref().is_some_and(|test| holds(test, values, Around::NOTHING))
        }
        _ => false,
    }
}
