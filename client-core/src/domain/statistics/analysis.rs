//! The written analysis of a month: draft, reviewed by the supervisor, sent to the office head (STA-3, STA-4, STA-7).

use super::Ranked;
use crate::domain::entry::Body;
use crate::domain::entry::follow_up::Cause;
use crate::domain::journal::Journal;
use crate::domain::order::Origin;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How far the analysis has come. The order is fixed; whatever is added begins it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnalysisState {
    /// Being written.
    Draft,
    /// The supervisor has reviewed all of it.
    Reviewed,
    /// The office head has it.
    Sent,
}

/// What somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AnalysisNote {
    /// Origin.
    pub origin: Origin,
    /// Service class that it is about; absent for all.
    pub service_class: Option<String>,
    /// Cause that it is about.
    pub cause: Option<Cause>,
    /// What it comes from, and what shall be done.
    pub text: String,
}

/// A step of the analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnalysisStep {
    /// Review it.
    Review,
    /// Send it to the office head.
    Send,
}

/// Why a step isn't taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AnalysisRefusal {
    /// Nobody has written anything.
    #[error("nothing was written yet")]
    Empty,
    /// Customers were dissatisfied, and nobody has said what it comes from (STA-3).
    #[error("dissatisfied customers without a cause")]
    Unexplained,
    /// The supervisor hasn't reviewed it as it is now (STA-7).
    #[error("not reviewed yet")]
    NotReviewed,
    /// It was done already.
    #[error("done already")]
    Again,
}

/// The analysis of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Analysis {
    /// How far it has come.
    pub state: AnalysisState,
    /// What was written, in order.
    pub notes: Vec<AnalysisNote>,
    /// The review that counts: its author knew all that was written.
    pub reviewed: Option<Origin>,
    /// When it was sent: its sender knew that review.
    pub sent: Option<Origin>,
}

/// A problem that follow-ups and visits of a month have in common (STA-7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SimilarProblem {
    /// What customers were discontent with.
    pub cause: Cause,
    /// Dissatisfied follow-ups.
    pub follow_ups: usize,
    /// Visits whose resident wasn't content.
    pub visits: usize,
}

impl SimilarProblem {
    /// Follow-ups and visits together.
    pub const fn number(&self) -> usize {
        self.follow_ups.saturating_add(self.visits)
    }
}

/// What at least `from` follow-ups and visits were discontent with, the most frequent first.
pub fn similar_problems(
    discontent: &[Ranked],
    visits: &BTreeMap<Cause, usize>,
    from: u32,
) -> Vec<SimilarProblem> {
    let problem = |cause: &Cause| {
        let same = discontent.iter().filter(|one| one.cause == Some(*cause));
        let follow_ups = same.map(|one| one.figure.number()).sum();
        SimilarProblem { cause: *cause, follow_ups, visits: visits.get(cause).copied().unwrap_or(0) }
    };
    let frequent = |one: &SimilarProblem| one.number() > 0 && one.number() >= from as usize;
    let mut found: Vec<SimilarProblem> = Cause::ALL.iter().map(problem).filter(frequent).collect();
    found.sort_by_key(|one| std::cmp::Reverse(one.number()));
    found
}

impl Analysis {
    /// The analysis that a month's document holds. Entries that name another month are none of it.
    pub fn of(journal: &Journal, month: &str) -> Self {
        let entries = journal.entries();
        let origin =
            |i: usize| Origin { entry: entries[i].id, by: entries[i].entry.by, at: entries[i].entry.at };
        let of_month = |takes: &dyn Fn(&Body) -> Option<&str>| -> Vec<usize> {
            let all = entries.iter().enumerate();
            all.filter(|(_, e)| takes(&e.entry.body) == Some(month)).map(|(i, _)| i).collect()
        };
        let notes = of_month(&|body| match body {
            Body::AnalysisRecorded(data) => Some(&data.month),
            _ => None,
        });
        let reviews = of_month(&|body| match body {
            Body::AnalysisReviewed(data) => Some(&data.month),
            _ => None,
        });
        let sent = of_month(&|body| match body {
            Body::AnalysisSent(data) => Some(&data.month),
            _ => None,
        });
        let knew_all = |i: usize| !notes.is_empty() && notes.iter().all(|note| journal.saw(i, *note));
        let review = reviews.into_iter().find(|i| knew_all(*i));
        let sent = sent.into_iter().find(|i| review.is_some_and(|review| journal.saw(*i, review)));
        let state = match (review, sent) {
            (Some(_), Some(_)) => AnalysisState::Sent,
            (Some(_), None) => AnalysisState::Reviewed,
            _ => AnalysisState::Draft,
        };
        let notes = notes.into_iter().filter_map(|i| match &entries[i].entry.body {
            Body::AnalysisRecorded(data) => Some(AnalysisNote {
                origin: origin(i),
                service_class: data.service_class.clone(),
                cause: data.cause,
                text: data.text.clone(),
            }),
            _ => None,
        });
        Self { state, notes: notes.collect(), reviewed: review.map(origin), sent: sent.map(origin) }
    }

    /// Items of dissatisfaction that no note explains: it names a cause, and the item's class and cause where they are
    /// known (STA-3).
    pub fn unexplained<'a>(&self, discontent: &'a [Ranked]) -> Vec<&'a Ranked> {
        let explains = |note: &AnalysisNote, item: &Ranked| {
            note.cause.is_some()
                && note.service_class.as_ref().is_none_or(|class| *class == item.service_class)
                && (item.cause.is_none() || item.cause == note.cause)
        };
        discontent.iter().filter(|item| !self.notes.iter().any(|note| explains(note, item))).collect()
    }

    /// Frequent problems whose cause no note names (STA-7).
    pub fn unexplained_problems<'a>(&self, similar: &'a [SimilarProblem]) -> Vec<&'a SimilarProblem> {
        let explained = |one: &SimilarProblem| self.notes.iter().any(|note| note.cause == Some(one.cause));
        similar.iter().filter(|one| !explained(one)).collect()
    }

    /// Whether a step can be taken now: every item of dissatisfaction and every frequent problem is explained.
    ///
    /// # Errors
    /// Why not.
    pub fn allows(
        &self,
        step: AnalysisStep,
        discontent: &[Ranked],
        similar: &[SimilarProblem],
    ) -> Result<(), AnalysisRefusal> {
        match (step, self.state) {
            (AnalysisStep::Review, _) if self.notes.is_empty() => Err(AnalysisRefusal::Empty),
            (AnalysisStep::Review, AnalysisState::Reviewed | AnalysisState::Sent)
            | (AnalysisStep::Send, AnalysisState::Sent) => Err(AnalysisRefusal::Again),
            (AnalysisStep::Send, AnalysisState::Draft) => Err(AnalysisRefusal::NotReviewed),
            _ if !self.unexplained(discontent).is_empty()
                || !self.unexplained_problems(similar).is_empty() =>
            {
                Err(AnalysisRefusal::Unexplained)
            }
            _ => Ok(()),
        }
    }
}
