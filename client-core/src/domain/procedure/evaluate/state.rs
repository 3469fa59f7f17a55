//! What comes out: the state of a checklist, ready for a screen and for the order's canonical state.

use crate::domain::entry::work::{PartReplaced, RecordValue};
use crate::domain::id::{EntryId, UserId};
use crate::domain::photo::PhotoRef;
use crate::domain::procedure::definition::{Kind, SKIP_REASON, StepId};
use serde::Serialize;
use std::collections::BTreeMap;

/// State of one checklist and of its children.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Checklist {
    /// Procedure id.
    pub procedure: String,
    /// Version that the order keeps (CHK-1).
    pub version: u32,
    /// `LMP`, or `LMP/SWI.1` for the first child run.
    pub path: String,
    /// The round that is open or passed, from 1.
    pub round: u32,
    /// The final test of this round passed and nothing is missing.
    pub passed: bool,
    /// How many rounds ended with a failed final test (CHK-2).
    pub failed_rounds: u32,
    /// Steps of the present round in the procedure's order.
    pub steps: Vec<StepState>,
    /// Earlier rounds, oldest first; never erased (CHK-2).
    pub rounds: Vec<Round>,
    /// What is missing before this round can end, in the procedure's order; empty when passed.
    pub missing: Vec<Missing>,
    /// Every gate of the procedure.
    pub gates: Vec<GateState>,
    /// Children in the order in which they were opened.
    pub children: Vec<Checklist>,
    /// Collisions of this checklist, resolved ones included (COL-28, COL-29).
    pub clashes: Vec<Clash>,
    /// Facts that could not be placed. On the root also those that name no known checklist.
    pub problems: Vec<Problem>,
}

impl Checklist {
    /// The checklist at `path`, this one or one below it.
    pub fn at_path(&self, path: &str) -> Option<&Checklist> {
        if self.path == path {
            return Some(self);
        }
        // A child's path begins with its parent's path and a slash: only one branch is ever entered.
        self.children
            .iter()
            .filter(|child| path.starts_with(child.path.as_str()))
            .find_map(|child| child.at_path(path))
    }

    /// A step of the present round.
    pub fn step(&self, id: &str) -> Option<&StepState> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Steps of a round, from 1, the present one included.
    pub fn round_steps(&self, round: u32) -> Option<&[StepState]> {
        if round == self.round {
            return Some(&self.steps);
        }
        self.rounds.iter().find(|past| past.round == round).map(|past| past.steps.as_slice())
    }

    /// Collisions of this checklist and of all below it.
    pub fn all_clashes(&self) -> Vec<&Clash> {
        let mut all: Vec<&Clash> = self.clashes.iter().collect();
        for child in &self.children {
            all.extend(child.all_clashes());
        }
        all
    }

    /// A gate by the id of its step.
    pub fn gate(&self, step: &str) -> Option<&GateState> {
        self.gates.iter().find(|gate| gate.step == step)
    }
}

/// A round that ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(
    clippy::struct_field_names,
    reason = "the field is the number that screens and entries call the round"
)]
pub struct Round {
    /// From 1.
    pub round: u32,
    /// Verdict of its final test; `None` when it was left for another reason.
    pub passed: Option<bool>,
    /// The step that it began with; `None` for the first round.
    pub from: Option<StepId>,
    /// Its steps.
    pub steps: Vec<StepState>,
}

/// State of one step in one round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepState {
    /// Step id.
    pub id: StepId,
    /// Kind.
    pub kind: Kind,
    /// Where it stands.
    pub status: Status,
    /// Why a result, or a further one, would be refused now; empty when it may be recorded.
    pub locks: Vec<LockReason>,
    /// How often it was recorded in this round.
    pub attempts: u32,
    /// How often it was recorded in this and all earlier rounds (CHK-2).
    pub attempts_all_rounds: u32,
    /// The reading that counts: the latest, or the unfavourable one of a final test (COL-28).
    pub reading: Option<Reading>,
    /// Every reading of this round in Lamport order; of the earlier round when it was kept from there.
    pub readings: Vec<Reading>,
    /// The round that the reading was kept from, when a new round began behind this step.
    pub kept_from: Option<u32>,
    /// What the reading demands next.
    pub requires: Vec<FollowUp>,
}

/// Where a step stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Status {
    /// May be recorded now.
    Open,
    /// Waits; see the step's `locks`.
    Locked,
    /// Recorded and good.
    Done,
    /// Recorded, but has to be recorded again (fault loop, stale reading, failed final test).
    Failed,
    /// The branch that it stands on was not taken.
    NotApplicable {
        /// Why.
        because: Because,
    },
}

/// Why a step is not applicable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Because {
    /// This answer led elsewhere.
    Answer {
        /// Step that was answered.
        step: StepId,
        /// Its entry.
        entry: EntryId,
    },
    /// The step's own condition is not met (a gate was never set).
    NotNeeded,
}

/// Why a step is locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum LockReason {
    /// Another step comes first.
    StepOpen {
        /// It.
        step: StepId,
    },
    /// The answer that decides whether this step is needed is not recorded yet.
    AnswerNeeded {
        /// The deciding step.
        step: StepId,
    },
    /// Another answer would be needed.
    OtherAnswerNeeded {
        /// The deciding step.
        step: StepId,
    },
    /// Nobody holds the gate (CHK-3).
    GateOpen {
        /// Step id of the gate.
        gate: StepId,
    },
    /// Somebody else may hold it, but this technician did not set it on this visit (CHK-3).
    GateNotSetByYou {
        /// Step id of the gate.
        gate: StepId,
    },
    /// Supply has to be on.
    GateHeld {
        /// Step id of the gate.
        gate: StepId,
    },
    /// A child checklist has to pass first (CHK-10).
    ChildOpen {
        /// Path of the child.
        path: String,
    },
    /// The loop's action has to be recorded before the measurement is repeated (CHK-21, CHK-22).
    LoopPassMissing {
        /// The action's step.
        step: StepId,
    },
}

/// What a reading demands next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum FollowUp {
    /// This step became part of the round and isn't done.
    Step {
        /// It.
        step: StepId,
    },
    /// This child checklist has to pass.
    Child {
        /// Its path.
        path: String,
    },
    /// Record this step again.
    Repeat,
    /// Record the material of this step.
    Material {
        /// One of these items.
        items: Vec<String>,
    },
    /// A new round began.
    NewRound {
        /// Its number.
        round: u32,
    },
}

/// What is missing before the round can end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Missing {
    /// A step is not recorded.
    Step {
        /// It.
        step: StepId,
    },
    /// A step has to be recorded again.
    Repeat {
        /// It.
        step: StepId,
    },
    /// A child checklist is open.
    Child {
        /// Its path.
        path: String,
    },
}

/// One recorded fact at a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Its entry.
    pub entry: EntryId,
    /// Who.
    pub author: UserId,
    /// On which visit.
    pub visit: u32,
    /// When, milliseconds since 1970, best estimate.
    pub at_ms: i64,
    /// What.
    pub recorded: Recorded,
    /// Whether the values are good by the step's own rule; true where it has none.
    pub good: bool,
    /// Ids of the step's marks that they get, such as `below_normal` (CHK-77).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub marks: Vec<String>,
}

impl Reading {
    /// The reason, when the step was skipped (ISS-48).
    pub fn skip_reason(&self) -> Option<&str> {
        match &self.recorded {
            Recorded::Values { values, .. } => match values.get(SKIP_REASON) {
                Some(RecordValue::Text(reason)) => Some(reason),
                _ => None,
            },
            _ => None,
        }
    }
}

/// What was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Recorded {
    /// Values and photos.
    Values {
        /// By record name.
        values: BTreeMap<String, RecordValue>,
        /// Photos.
        photos: Vec<PhotoRef>,
    },
    /// A part.
    Part {
        /// The line.
        part: PartReplaced,
    },
    /// The gate was set.
    GateSet,
    /// Supply was put on.
    GateWithdrawn,
}

/// A safety gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GateState {
    /// Step id of the gate.
    pub step: StepId,
    /// Somebody holds it now.
    pub held: bool,
    /// Who holds it on which visit; everybody isolates himself.
    pub holders: Vec<Holder>,
    /// The last time that supply was put on.
    pub withdrawn: Option<EntryId>,
}

/// Somebody who holds a gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Holder {
    /// Who.
    pub author: UserId,
    /// His visit.
    pub visit: u32,
    /// The entry that set it.
    pub entry: EntryId,
}

/// Rule of a collision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum ClashRule {
    /// Two results of one step in one round.
    #[serde(rename = "COL-28")]
    Col28,
    /// A gate withdrawn while another worked behind it.
    #[serde(rename = "COL-29")]
    Col29,
}

/// Two technicians wrote without having seen each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Clash {
    /// Which rule settles it.
    pub rule: ClashRule,
    /// Path of the checklist.
    pub path: String,
    /// The step, or the gate.
    pub step: StepId,
    /// Round of the first entry.
    pub round: u32,
    /// All entries concerned, in Lamport order.
    pub entries: Vec<EntryId>,
    /// The entry by which somebody who had seen all of them recorded again.
    pub resolved_by: Option<EntryId>,
}

/// A fact that could not be placed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Its entry.
    pub entry: EntryId,
    /// What is odd.
    pub kind: ProblemKind,
}

/// What is odd about a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemKind {
    /// No such checklist was open.
    UnknownChecklist,
    /// The procedure has no such step.
    UnknownStep,
    /// The step doesn't take this kind of entry.
    WrongKind,
    /// Its values are not what the step records; it does not count.
    WrongValues,
    /// It names a round that never began; kept in the latest one.
    UnknownRound,
    /// Children are nested too deep, or the child's procedure is unknown; no child was opened.
    ChildNotOpened,
}
