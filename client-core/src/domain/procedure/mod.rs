//! Checklists: what a technician has to look at, measure, do and test, as data and a pure judgement of it.
//!
//! A [`Procedure`] is a versioned definition written in TOML (`client-core/procedures/`): steps with the records that
//! they take, what locks them, and where each answer leads. [`evaluate`] reads an order's journal facts against one
//! procedure and says which steps are open, locked, done, failed or not applicable, what a result demands next and
//! what is missing before the round may end. [`check_result`] and its siblings ask the same question before an entry
//! is written.
//!
//! The model in a few sentences:
//! - A step is *conditional* when a branch of an earlier step opens it; otherwise it is always part of the round.
//! - A step is *closed* when it is done or not applicable; `needs` lock a step until other steps are closed or a gate
//!   is set.
//! - A branch with `repeat` is a fault loop: its step stays failed until it is recorded again with another answer, and
//!   the steps that it opened stay required in that round (CHK-21, CHK-22).
//! - A *gate* is a safety step; it holds for one visit of one technician and falls open when supply is on (CHK-3).
//! - A failed final test opens a new *round* from the step named; steps before it keep their results (CHK-2).
//! - Where a final test shows a symptom, the new round starts at the symptom's step, and a question about the round
//!   *before* keeps that answer from hiding what the test found (ISS-39).
//! - A reading may get *marks*, words such as "below normal"; they bind nothing, branches and rules do (CHK-77).
//! - A branch may open a *child* checklist with its own rounds; the parent can't end while it is open (CHK-10).
//!
//! This module must never know: a journal or how concurrency is found (it is handed `saw`), who holds the order, what
//! anything costs (only [`needs_price`]), stock, a clock, a screen's wording. It must never refuse to evaluate: odd
//! facts become a [`Problem`] in the answer.

mod alarm;
mod asked;
mod check;
mod definition;
mod evaluate;
mod library;
mod lint;
mod parse;
mod successor;
mod test;

pub use asked::{Asked, asked};
pub use check::{
    Author, RecordFault, StepRefusal, check_gate, check_replacement, check_result, check_withdrawal,
    needs_price, result_passes, step_at,
};
pub use definition::{
    Accept, Answer, Branch, Choice, Comparison, Condition, Kind, Mark, Material, MaterialKind, Photo,
    Procedure, ProcedureRef, Quantity, Record, RecordKind, SKIP_REASON, Step, StepId, Test, Tool, Unit,
};
pub use evaluate::{
    Because, Checklist, Clash, ClashRule, Fact, Facts, FollowUp, GateState, Holder, LockReason, Missing,
    Payload, Problem, ProblemKind, Reading, Recorded, Round, Status, StepState, evaluate,
};
pub use library::{Library, UnknownProcedure};
pub use lint::{Finding, FindingKind, lint};
pub use parse::{ParseError, parse};
pub use successor::follows;

#[cfg(test)]
mod tests;
