//! How complaints kept their times (STA-9, CMP-13 to CMP-15, CMP-19).

use crate::domain::calendar::Zone;
use crate::domain::deadline::{
    ComplaintFacts, DeadlineId, DeadlineSettings, Outcome, complaint_due, complaint_outcome,
};
use crate::domain::id::DocumentId;
use serde::Serialize;

/// What became of one kind of deadline, as the complaints behind each number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ComplaintTimes {
    /// The kind.
    pub deadline: DeadlineId,
    /// Complaints that kept it.
    pub kept: Vec<DocumentId>,
    /// Complaints that didn't.
    pub late: Vec<DocumentId>,
    /// Complaints for which there is time.
    pub not_due: Vec<DocumentId>,
}

impl ComplaintTimes {
    /// The complaints with this outcome.
    pub fn with(&self, outcome: Outcome) -> &[DocumentId] {
        match outcome {
            Outcome::Kept => &self.kept,
            Outcome::Late => &self.late,
            Outcome::NotDue => &self.not_due,
        }
    }

    /// Those that kept it of those that kept it or didn't, in per mille, rounded down; `None` of nothing.
    pub fn per_mille(&self) -> Option<u32> {
        let rate = (self.kept.len() * 1_000).checked_div(self.kept.len() + self.late.len())?;
        u32::try_from(rate).ok()
    }
}

/// One line for each kind of deadline of complaints. Of what isn't due yet nothing is said but that.
pub fn complaint_times(
    complaints: &[(DocumentId, ComplaintFacts)],
    zone: Zone,
    settings: &DeadlineSettings,
    now: i64,
) -> Vec<ComplaintTimes> {
    let due: Vec<_> =
        complaints.iter().map(|(id, facts)| (*id, complaint_due(facts, zone, settings))).collect();
    let times = |deadline: DeadlineId| {
        let with = |outcome: Outcome| {
            let has = due.iter().filter(|(_, due)| complaint_outcome(due, deadline, now) == Some(outcome));
            has.map(|(id, _)| *id).collect()
        };
        ComplaintTimes {
            deadline,
            kept: with(Outcome::Kept),
            late: with(Outcome::Late),
            not_due: with(Outcome::NotDue),
        }
    };
    DeadlineId::OF_COMPLAINTS.into_iter().map(times).collect()
}
