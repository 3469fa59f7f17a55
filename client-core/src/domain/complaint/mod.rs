//! Complaints: taken down by anybody, accepted by the service centre, and followed until the resident knows what came of
//! it (CMP). A complaint about the centre itself is a document of its own kind, which the centre doesn't read (CMP-2).

mod case;
mod fold;
mod record;
mod state;

#[cfg(test)]
mod tests;

pub use case::{CaseKind, CaseKindFault, CaseKinds};
pub use fold::fold_complaint;
pub use record::{COMPLAINT_RECORD, ComplaintRecord};
pub use state::*;

use crate::domain::entry::complaint::RecordField;
use serde::Serialize;

/// Why a command on a complaint is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum ComplaintRefusal {
    /// Only a minor one is passed on without the person (CMP-4).
    #[error(
        "go to the centre with the person, or call the centre: only a minor complaint is passed on without him"
    )]
    AccompanyOrCall,
    /// The record has a field with neither words nor a reason (CMP-5).
    #[error("the record lacks {0:?}: fill it, or say why nobody knows")]
    RecordIncomplete(RecordField),
    /// The centre has it already.
    #[error("it is accepted already")]
    AcceptedAlready,
    /// Handling begins with acceptance (CMP-1).
    #[error("the service centre accepts it first")]
    NotAccepted,
    /// Somebody is being harmed: that is stopped first (CMP-20).
    #[error("somebody is being harmed: write down what was done at once, then classify")]
    HarmFirst,
    /// A class is only raised by classifying; a superior lowers it (COL-25).
    #[error("it is {} already; a superior lowers it", .0.as_str())]
    LowerByDecision(crate::domain::entry::complaint::ComplaintClass),
    /// There is no heavier class to lower.
    #[error("it isn't heavier than that")]
    NothingToLower,
    /// Several sides share it, and fewer than two departments are named (CMP-10).
    #[error("name two departments at least")]
    TwoDepartments,
    /// It is resolved already.
    #[error("it is resolved already")]
    ResolvedAlready,
    /// There is no result yet.
    #[error("there is no result yet")]
    NoResult,
    /// It names this order already.
    #[error("this order is linked already")]
    LinkedAlready,
}
