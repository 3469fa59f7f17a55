//! What goes in: the journal's facts about one order's checklists.

use crate::domain::entry::work::{GateSet, GateWithdrawn, PartReplaced, StepResult};
use crate::domain::id::{EntryId, UserId};
use std::collections::BTreeMap;

/// One entry of the journal that concerns a checklist.
#[derive(Debug, Clone, Copy)]
pub struct Fact<'a> {
    /// Id of the entry.
    pub entry: EntryId,
    /// Who wrote it.
    pub author: UserId,
    /// Which visit of this author, counted from 1 by his arrivals; 0 before the first.
    pub visit: u32,
    /// Best estimate of when it happened, milliseconds since 1970; decides only what is shown (COL-28).
    pub at_ms: i64,
    /// The round, from 1, of that checklist path that the author meant; `None`: the round open at this position.
    pub round: Option<u32>,
    /// What it says.
    pub payload: Payload<'a>,
}

/// What a fact says.
#[derive(Debug, Clone, Copy)]
pub enum Payload<'a> {
    /// A gate is confirmed.
    GateSet(&'a GateSet),
    /// Supply is on again.
    GateWithdrawn(&'a GateWithdrawn),
    /// Values recorded.
    StepResult(&'a StepResult),
    /// A part exchanged.
    PartReplaced(&'a PartReplaced),
    /// The customer wants it done again (ACC-4): opens a new round of a passed root checklist, once (COL-15).
    Rework,
}

impl Payload<'_> {
    /// Path of the checklist and step id; `None` for rework, which concerns the root.
    pub fn target(&self) -> Option<(&str, &str)> {
        match self {
            Self::GateSet(data) => Some((&data.checklist, &data.step)),
            Self::GateWithdrawn(data) => Some((&data.checklist, &data.step)),
            Self::StepResult(data) => Some((&data.checklist, &data.step)),
            Self::PartReplaced(data) => Some((&data.checklist, &data.step)),
            Self::Rework => None,
        }
    }
}

/// All facts of one order in Lamport order, with what each author had seen.
#[expect(clippy::struct_field_names, reason = "`facts.facts` reads better than any other word for them")]
pub struct Facts<'a> {
    /// In Lamport order.
    pub facts: &'a [Fact<'a>],
    /// `saw(later, earlier)` of two indices into `facts`: had the author of the later one seen the earlier one?
    pub saw: &'a dyn Fn(usize, usize) -> bool,
    /// Present visit of each technician, counted like [`Fact::visit`]: a gate of an earlier visit holds no more.
    /// Someone who is missing here is taken to be on his latest visit among the facts.
    pub visits: &'a BTreeMap<UserId, u32>,
}
