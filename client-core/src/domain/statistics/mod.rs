//! Figures of the office (STA-1 to STA-9), as pure functions of what each order comes to.
//!
//! A [`Figure`] is no number that somebody counted: it is the list of the slips behind it, and its number is the length
//! of that list. So every figure can be followed to its slips (STA-1).

mod analysis;
mod complaints;
mod compliance;
mod month;
mod summary;

#[cfg(test)]
mod tests;

pub use analysis::{
    Analysis, AnalysisNote, AnalysisRefusal, AnalysisState, AnalysisStep, SimilarProblem, similar_problems,
};
pub use complaints::{ComplaintTimes, complaint_times};
pub use compliance::{Compliance, ManagerChecks, OnSite, compliance};
pub use month::{
    InvalidTarget, MaterialUse, MonthFigures, Opinions, Ranked, Span, StatisticsSettings, Times,
    month_figures,
};
pub use summary::{CountedCheck, OrderSummary, UsedMaterial};

use super::id::{DocumentId, EntryId};
use serde::Serialize;

/// What is counted: an order, or one entry of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Counted {
    /// The order.
    pub order: DocumentId,
    /// The follow-up or the spot check, where those are counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryId>,
}

impl From<&OrderSummary> for Counted {
    fn from(summary: &OrderSummary) -> Self {
        Self { order: summary.order, entry: None }
    }
}

/// A number with the slips behind it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Figure {
    /// What is counted.
    pub slips: Vec<Counted>,
    /// Of what it is a part, where it is one.
    pub of: Option<Vec<Counted>>,
}

impl Figure {
    /// A plain number.
    pub fn count(slips: Vec<Counted>) -> Self {
        Self { slips, of: None }
    }

    /// Those of `all` that `is_part` takes.
    pub fn part(all: &[Counted], is_part: impl Fn(&Counted) -> bool) -> Self {
        Self { slips: all.iter().copied().filter(|one| is_part(one)).collect(), of: Some(all.to_vec()) }
    }

    /// How many.
    pub fn number(&self) -> usize {
        self.slips.len()
    }

    /// Of how many.
    pub fn whole(&self) -> Option<usize> {
        self.of.as_ref().map(Vec::len)
    }

    /// Its share in per mille, rounded down, so that only the whole is 1000; `None` of nothing.
    pub fn per_mille(&self) -> Option<u32> {
        let whole = self.whole().filter(|whole| *whole > 0)?;
        u32::try_from(self.number() * 1_000 / whole).ok()
    }

    /// What isn't in it of its whole.
    pub fn rest(&self) -> Vec<Counted> {
        let all = self.of.iter().flatten();
        all.filter(|one| !self.slips.contains(one)).copied().collect()
    }
}

impl Serialize for Figure {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut out = serializer.serialize_struct("Figure", 4)?;
        out.serialize_field("number", &self.number())?;
        out.serialize_field("whole", &self.whole())?;
        out.serialize_field("per_mille", &self.per_mille())?;
        out.serialize_field("slips", &self.slips)?;
        out.end()
    }
}
