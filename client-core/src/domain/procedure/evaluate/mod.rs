//! Judges the facts of an order against its procedure.
//!
//! Two passes: `replay` walks the facts once in Lamport order and places each in a checklist, a round and a step,
//! keeping what nobody has seen over yet; `judge` then derives the state of every step from what lies there. Replay
//! decides what depends on order (rounds, gates, children, collisions); judge knows nothing of concurrency.

mod fact;
mod judge;
mod lock;
mod replay;
mod run;
mod state;

pub use fact::{Fact, Facts, Payload};
pub use state::{
    Because, Checklist, Clash, ClashRule, FollowUp, GateState, Holder, LockReason, Missing, Problem,
    ProblemKind, Reading, Recorded, Round, Status, StepState,
};

use super::definition::ProcedureRef;
use super::library::{Library, UnknownProcedure};

/// State of the checklist of an order, children included.
///
/// Total and deterministic: the same facts in the same order with the same `saw` give the same answer everywhere, and
/// a fact that makes no sense is listed as a [`Problem`].
///
/// # Errors
/// Only when `library` doesn't hold the procedure in this version (CHK-1).
pub fn evaluate(
    library: &Library,
    procedure: &ProcedureRef,
    facts: &Facts<'_>,
) -> Result<Checklist, UnknownProcedure> {
    let procedure = library.get(procedure).ok_or_else(|| UnknownProcedure(procedure.clone()))?;
    let runs = replay::replay(library, procedure, facts);
    let mut judged: Vec<Option<Checklist>> = runs.iter().map(|_| None).collect();
    // A child is always opened after its parent: walking backwards, every child is ready when its parent asks.
    for (at, run) in runs.iter().enumerate().rev() {
        let children = run.children.iter().filter_map(|child| judged.get_mut(*child)?.take()).collect();
        let checklist = judge::checklist(run, facts, children);
        if let Some(place) = judged.get_mut(at) {
            *place = Some(checklist);
        }
    }
    judged.into_iter().next().flatten().ok_or_else(|| UnknownProcedure(procedure.reference()))
}
