//! Asked by the command door before an entry is written: may this be recorded now?

use super::asked::values_fault;
use super::definition::{Condition, Kind, Photo, Procedure, Quantity, SKIP_REASON, Step, Test, Unit};
use super::evaluate::{Checklist, LockReason, Status, StepState};
use super::library::Library;
use super::test::{Around, Values, holds};
use super::{ProcedureRef, Recorded};
use crate::domain::entry::work::{GateSet, GateWithdrawn, PartReplaced, RecordValue, StepResult};
use crate::domain::id::UserId;
use crate::domain::text::LocalText;
use serde::Serialize;
use std::collections::BTreeMap;

/// Who wants to record, and on which of his visits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The technician.
    pub user: UserId,
    /// Counted from 1 by his arrivals.
    pub visit: u32,
}

/// What is wrong with a recorded value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum RecordFault {
    /// A value that the step asks for is not there.
    #[error("{record} is missing")]
    Missing {
        /// Name of the record.
        record: String,
    },
    /// The step doesn't ask for this value, or not together with the other answers.
    #[error("{record} is not asked for")]
    NotAskedFor {
        /// Name of the record.
        record: String,
    },
    /// Another type of value.
    #[error("{record} has the wrong type")]
    WrongType {
        /// Name of the record.
        record: String,
    },
    /// A number that can't be.
    #[error("{record} = {value} is not possible")]
    Impossible {
        /// Name of the record.
        record: String,
        /// What was given.
        value: i64,
        /// Its unit.
        unit: Unit,
        /// Smallest possible.
        min: Option<i64>,
        /// Largest possible.
        max: Option<i64>,
    },
    /// No words in it.
    #[error("{record} is empty")]
    Empty {
        /// Name of the record.
        record: String,
    },
    /// Too many words or rows.
    #[error("{record} is longer than {max}")]
    TooLong {
        /// Name of the record.
        record: String,
        /// Characters or rows.
        max: usize,
    },
    /// None of the choices.
    #[error("{choice} is no choice of {record}")]
    UnknownChoice {
        /// Name of the record.
        record: String,
        /// What was given.
        choice: String,
    },
}

/// Why an entry is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum StepRefusal {
    /// No such checklist is open.
    #[error("there is no checklist {path}")]
    UnknownChecklist {
        /// What was named.
        path: String,
    },
    /// The procedure in this version is not known here.
    #[error("procedure {procedure} is not known here")]
    UnknownProcedure {
        /// It.
        procedure: ProcedureRef,
    },
    /// The procedure has no such step.
    #[error("there is no step {step}")]
    UnknownStep {
        /// What was named.
        step: String,
    },
    /// The step takes another kind of entry.
    #[error("step {step} does not take this kind of entry")]
    WrongKind {
        /// It.
        step: String,
        /// What it is.
        kind: Kind,
    },
    /// Another round is open.
    #[error("round {current} is open")]
    OtherRound {
        /// It.
        current: u32,
    },
    /// The final test passed; only a new round takes results.
    #[error("the final test of round {round} passed")]
    RoundEnded {
        /// It.
        round: u32,
    },
    /// The branch that the step stands on was not taken.
    #[error("step {step} is not applicable")]
    NotApplicable {
        /// It.
        step: String,
    },
    /// Something comes first; a gate that is not set on this visit is among the reasons (CHK-3).
    #[error("step {step} is locked")]
    Locked {
        /// It.
        step: String,
        /// All reasons.
        reasons: Vec<LockReason>,
    },
    /// A value is wrong.
    #[error("step {step}: {fault}")]
    Record {
        /// It.
        step: String,
        /// The first fault.
        fault: RecordFault,
    },
    /// The values don't meet a rule of the step.
    #[error("step {step}: {}", rule.en)]
    NotAccepted {
        /// It.
        step: String,
        /// What the rule says.
        rule: LocalText,
    },
    /// A photo has to come with it.
    #[error("step {step} needs a photo")]
    PhotoRequired {
        /// It.
        step: String,
    },
    /// No photo is taken here.
    #[error("step {step} takes no photo")]
    PhotoNotWanted {
        /// It.
        step: String,
    },
    /// May not be left out.
    #[error("step {step} can't be skipped")]
    NotSkippable {
        /// It.
        step: String,
    },
    /// Left out without saying why (ISS-48).
    #[error("step {step} is skipped without a reason")]
    SkipReasonMissing {
        /// It.
        step: String,
    },
    /// Another part than the step is about.
    #[error("step {step} does not take {item}")]
    WrongItem {
        /// It.
        step: String,
        /// What was given.
        item: String,
        /// What it takes.
        items: Vec<String>,
    },
    /// Another quantity.
    #[error("step {step} does not take a quantity of {quantity}")]
    WrongQuantity {
        /// It.
        step: String,
        /// What was given.
        quantity: i64,
        /// What it takes.
        wanted: Quantity,
    },
    /// Old or new specification is not named (CHK-4).
    #[error("old and new specification have to be named")]
    SpecificationMissing {
        /// Step.
        step: String,
    },
    /// Another specification without reason or without the customer's consent (CHK-4, MAT-8).
    #[error("another specification needs a reason and the customer's consent")]
    DeviationMissing {
        /// Step.
        step: String,
        /// Specification of the part taken out.
        old: String,
        /// Specification of the part fitted.
        new: String,
    },
}

/// Whether a step waits for the agreed price on a paid order: `act`, `replace` and `final` do, unless they make a
/// place safe; looking, measuring and isolating belong to the finding. The order decides whether it is agreed.
pub fn needs_price(step: &Step) -> bool {
    matches!(step.kind, Kind::Act | Kind::Replace | Kind::Final) && !step.make_safe
}

/// The definition of a step in the version that the order keeps; `None` when the checklist at `path`, its procedure
/// or the step is not known here.
pub fn step_at<'a>(library: &'a Library, root: &Checklist, path: &str, step: &str) -> Option<&'a Step> {
    let checklist = root.at_path(path)?;
    let reference = ProcedureRef { id: checklist.procedure.clone(), version: checklist.version };
    library.get(&reference)?.step(step)
}

/// Whether values of one step are good by its own rule: the verdict of a final test (CHK-16, CHK-24).
pub fn result_passes(step: &Step, values: &BTreeMap<String, RecordValue>) -> bool {
    step.passes.as_ref().is_none_or(|test| holds(test, values, Around::NOTHING))
}

/// May this `step_result` be written?
///
/// `round` is the round that its author means; `None` stands for the open one.
///
/// # Errors
/// The first reason against it.
pub fn check_result(
    library: &Library,
    checklist: &Checklist,
    author: &Author,
    round: Option<u32>,
    result: &StepResult,
) -> Result<(), StepRefusal> {
    let place = Place::find(library, checklist, &result.checklist, &result.step)?;
    let step = place.step;
    if step.kind == Kind::Safety {
        return Err(StepRefusal::WrongKind { step: step.id.clone(), kind: step.kind });
    }
    if result.values.contains_key(SKIP_REASON) {
        place.check_open(author, round)?;
        return place.check_skip(result);
    }
    if step.kind == Kind::Replace {
        return Err(StepRefusal::WrongKind { step: step.id.clone(), kind: step.kind });
    }
    place.check_open(author, round)?;
    if let Some(fault) = values_fault(&step.records, &result.values) {
        return Err(StepRefusal::Record { step: step.id.clone(), fault });
    }
    match (step.photo, result.photos.is_empty()) {
        (Photo::Required, true) => return Err(StepRefusal::PhotoRequired { step: step.id.clone() }),
        (Photo::None, false) => return Err(StepRefusal::PhotoNotWanted { step: step.id.clone() }),
        _ => {}
    }
    match step.accepts.iter().find(|accept| !place.holds(&accept.test, &result.values)) {
        Some(accept) => Err(StepRefusal::NotAccepted { step: step.id.clone(), rule: accept.label.clone() }),
        None => Ok(()),
    }
}

/// May this `gate_set` be written?
///
/// # Errors
/// The first reason against it.
pub fn check_gate(
    library: &Library,
    checklist: &Checklist,
    author: &Author,
    round: Option<u32>,
    gate: &GateSet,
) -> Result<(), StepRefusal> {
    let place = Place::find(library, checklist, &gate.checklist, &gate.step)?;
    if !place.step.sets_gate {
        return Err(StepRefusal::WrongKind { step: place.step.id.clone(), kind: place.step.kind });
    }
    place.check_open(author, round)
}

/// May this `gate_withdrawn` be written?
///
/// # Errors
/// The first reason against it.
pub fn check_withdrawal(
    library: &Library,
    checklist: &Checklist,
    author: &Author,
    round: Option<u32>,
    withdrawn: &GateWithdrawn,
) -> Result<(), StepRefusal> {
    let place = Place::find(library, checklist, &withdrawn.checklist, &withdrawn.step)?;
    if place.step.withdraws.is_empty() {
        return Err(StepRefusal::WrongKind { step: place.step.id.clone(), kind: place.step.kind });
    }
    place.check_open(author, round)
}

/// May this `part_replaced` be written? (CHK-4, MAT-8)
///
/// # Errors
/// The first reason against it.
pub fn check_replacement(
    library: &Library,
    checklist: &Checklist,
    author: &Author,
    round: Option<u32>,
    part: &PartReplaced,
) -> Result<(), StepRefusal> {
    let place = Place::find(library, checklist, &part.checklist, &part.step)?;
    let id = || place.step.id.clone();
    let Some(material) = &place.step.material else {
        return Err(StepRefusal::WrongKind { step: id(), kind: place.step.kind });
    };
    place.check_open(author, round)?;
    if !material.items.contains(&part.item) {
        return Err(StepRefusal::WrongItem {
            step: id(),
            item: part.item.clone(),
            items: material.items.clone(),
        });
    }
    let fits = match material.quantity {
        Quantity::Exactly(wanted) => part.quantity == wanted,
        Quantity::AtLeast(least) => part.quantity >= least,
    };
    if !fits {
        return Err(StepRefusal::WrongQuantity {
            step: id(),
            quantity: part.quantity,
            wanted: material.quantity,
        });
    }
    if !material.same_specification {
        return Ok(());
    }
    let (old, new) = (part.old_specification.trim(), part.new_specification.trim());
    if old.is_empty() || new.is_empty() {
        return Err(StepRefusal::SpecificationMissing { step: id() });
    }
    let excused = part
        .deviation
        .as_ref()
        .is_some_and(|deviation| deviation.customer_agreed && !deviation.reason.trim().is_empty());
    if old != new && !excused {
        return Err(StepRefusal::DeviationMissing { step: id(), old: old.to_owned(), new: new.to_owned() });
    }
    Ok(())
}

/// A step of a checklist, found.
struct Place<'a> {
    checklist: &'a Checklist,
    procedure: &'a Procedure,
    step: &'a Step,
    state: &'a StepState,
}

impl<'a> Place<'a> {
    fn find(library: &'a Library, root: &'a Checklist, path: &str, step: &str) -> Result<Self, StepRefusal> {
        let checklist =
            root.at_path(path).ok_or_else(|| StepRefusal::UnknownChecklist { path: path.to_owned() })?;
        let reference = ProcedureRef { id: checklist.procedure.clone(), version: checklist.version };
        let Some(procedure) = library.get(&reference) else {
            return Err(StepRefusal::UnknownProcedure { procedure: reference });
        };
        let unknown = || StepRefusal::UnknownStep { step: step.to_owned() };
        let state = checklist.step(step).ok_or_else(unknown)?;
        let step = procedure.step(step).ok_or_else(unknown)?;
        Ok(Self { checklist, procedure, step, state })
    }

    /// Whether a question holds for `values`, beside what the checklist shows.
    fn holds(&self, test: &Test, values: &Values) -> bool {
        let before = self.checklist.rounds.last().and_then(|round| {
            round.steps.iter().find(|step| step.kind == Kind::Final).and_then(shown_values)
        });
        let step = |id: &str| self.checklist.step(id).and_then(shown_values);
        holds(test, values, Around { step: &step, before })
    }

    fn check_skip(&self, result: &StepResult) -> Result<(), StepRefusal> {
        let step = self.step;
        let barred = step.skip_barred.as_ref().is_some_and(|test| self.holds(test, &result.values));
        if !step.skippable_with_reason || barred {
            return Err(StepRefusal::NotSkippable { step: step.id.clone() });
        }
        match result.values.get(SKIP_REASON) {
            Some(RecordValue::Text(reason)) if !reason.trim().is_empty() && result.values.len() == 1 => {
                Ok(())
            }
            _ => Err(StepRefusal::SkipReasonMissing { step: step.id.clone() }),
        }
    }

    /// The round is the open one, the step is part of it and nothing comes first.
    fn check_open(&self, author: &Author, round: Option<u32>) -> Result<(), StepRefusal> {
        let current = self.checklist.round;
        let wanted = round.unwrap_or(current);
        // Whoever has seen both sides of a collision may record again, even in a round that ended (P5).
        let settles =
            self.checklist.clashes.iter().any(|clash| {
                clash.resolved_by.is_none() && clash.step == self.step.id && clash.round == wanted
            });
        if wanted != current {
            return if settles { Ok(()) } else { Err(StepRefusal::OtherRound { current }) };
        }
        if self.checklist.passed {
            return if settles { Ok(()) } else { Err(StepRefusal::RoundEnded { round: current }) };
        }
        if matches!(self.state.status, Status::NotApplicable { .. }) {
            return Err(StepRefusal::NotApplicable { step: self.step.id.clone() });
        }
        let mut reasons = self.state.locks.clone();
        for need in &self.step.needs {
            self.own_gate(need, author, &mut reasons);
        }
        if reasons.is_empty() {
            Ok(())
        } else {
            Err(StepRefusal::Locked { step: self.step.id.clone(), reasons })
        }
    }

    /// Everybody isolates himself: somebody else's gate is not enough (CHK-3).
    fn own_gate(&self, need: &Condition, author: &Author, reasons: &mut Vec<LockReason>) {
        match need {
            Condition::Gate(gate) => {
                let own = self.checklist.gate(gate).is_some_and(|state| {
                    state.holders.iter().any(|h| h.author == author.user && h.visit == author.visit)
                });
                // A gate on a branch that was not taken asks nothing of anybody.
                let asked = self
                    .checklist
                    .step(gate)
                    .is_some_and(|state| !matches!(state.status, Status::NotApplicable { .. }));
                let known = self.procedure.step(gate).is_some();
                if !own && asked && known {
                    reasons.push(LockReason::GateNotSetByYou { gate: gate.clone() });
                }
            }
            Condition::All(all) => all.iter().for_each(|need| self.own_gate(need, author, reasons)),
            _ => {}
        }
    }
}

/// Values of the reading that counts.
pub(super) fn shown_values(state: &StepState) -> Option<&Values> {
    match state.reading.as_ref().map(|reading| &reading.recorded) {
        Some(Recorded::Values { values, .. }) => Some(values),
        _ => None,
    }
}
