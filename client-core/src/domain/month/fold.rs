//! What a settlement month is: a pure fold of its document (FEE-4 to FEE-6).

use super::month_named;
use crate::domain::entry::{Body, DocumentKind, Kind};
use crate::domain::id::{BlobDigest, EntryId};
use crate::domain::journal::Journal;
use crate::domain::order::{NotAccepted, Origin};
use serde::{Deserialize, Serialize};

/// How far a settlement month has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MonthState {
    /// Nobody has looked at it yet.
    Draft,
    /// Lines were held against slips.
    Checked,
    /// With the office head.
    Submitted,
    /// The office head wants it otherwise.
    SentBack,
    /// Approved: its figures never change again.
    Approved,
}

impl MonthState {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Draft, Self::Checked, Self::Submitted, Self::SentBack, Self::Approved];

    /// The state's name on the wire, in SQL and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Checked => "checked",
            Self::Submitted => "submitted",
            Self::SentBack => "sent_back",
            Self::Approved => "approved",
        }
    }
}

/// A check of lines against slips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Origin.
    pub origin: Origin,
    /// Differences that were found.
    pub differences: u32,
    /// What was found about them.
    pub remark: Option<String>,
}

/// The office head's answer to a submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Origin.
    pub origin: Origin,
    /// Approved; otherwise sent back.
    pub approved: bool,
    /// Why it was sent back.
    pub reason: Option<String>,
}

/// A report as it went to the office head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Origin; its entry names the submission.
    pub origin: Origin,
    /// Lines.
    pub lines: u32,
    /// Sum in fen.
    pub total_fen: i64,
    /// SHA-256 of the report's canonical form.
    pub digest: BlobDigest,
    /// The answer that counts.
    pub answer: Option<Answer>,
}

/// A hand-over of the month's slips.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bundle {
    /// Origin.
    pub origin: Origin,
    /// Slips.
    pub slips: u32,
    /// Sum in fen.
    pub total_fen: i64,
    /// Who took them.
    pub received_by: String,
}

/// Two answers to one submission that did not know each other: the earlier one counts (P7, P8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnsweredTwice {
    /// The submission.
    pub submission: EntryId,
    /// All answers, the one that counts first.
    pub answers: Vec<Answer>,
}

/// A settlement month.
#[expect(clippy::struct_field_names, reason = "the field is what entries, the interface and SQL call it")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Month {
    /// The month in the site's zone, such as `2026-03`.
    pub month: String,
    /// How far it has come.
    pub state: MonthState,
    /// Checks, in order.
    pub checks: Vec<Check>,
    /// Submissions, in order.
    pub submissions: Vec<Submission>,
    /// Hand-overs; the first one counts for the deadline.
    pub bundles: Vec<Bundle>,
    /// Answers that crossed.
    pub conflicts: Vec<AnsweredTwice>,
    /// Entries that count for nothing.
    pub not_accepted: Vec<NotAccepted>,
}

impl Month {
    /// A month that nobody has written of.
    pub fn empty(month: &str) -> Self {
        Self {
            month: month.to_owned(),
            state: MonthState::Draft,
            checks: Vec::new(),
            submissions: Vec::new(),
            bundles: Vec::new(),
            conflicts: Vec::new(),
            not_accepted: Vec::new(),
        }
    }

    /// The submission that was approved.
    pub fn approved(&self) -> Option<&Submission> {
        self.submissions.iter().find(|one| one.answer.as_ref().is_some_and(|answer| answer.approved))
    }

    /// The submission that waits for the office head.
    pub fn open(&self) -> Option<&Submission> {
        self.submissions.last().filter(|one| one.answer.is_none() && self.approved().is_none())
    }
}

/// The month that follows from its document; `None` when the document is no month or names none.
pub fn fold_month(journal: &Journal) -> Option<Month> {
    if journal.kind != DocumentKind::Month {
        return None;
    }
    let entries = journal.entries();
    let name = entries.iter().find_map(|e| month_named(&e.entry.body))?;
    let mut month = Month::empty(name);
    let mut read = Reading { journal, submissions: Vec::new(), answers: Vec::new(), struck: Vec::new() };
    for (i, e) in entries.iter().enumerate() {
        let origin = read.origin(i);
        match &e.entry.body {
            Body::MonthChecked(data) => month.checks.push(Check {
                origin,
                differences: data.differences,
                remark: data.remark.clone(),
            }),
            Body::ReportSubmitted(_) => read.submissions.push(i),
            Body::ReportApproved(data) => read.answer(i, data.submission),
            Body::ReportSentBack(data) => read.answer(i, data.submission),
            Body::BundleHanded(data) => month.bundles.push(Bundle {
                origin,
                slips: data.slips,
                total_fen: data.total_fen,
                received_by: data.received_by.clone(),
            }),
            _ => {}
        }
    }
    read.settle(&mut month);
    month.state = state(journal, &month);
    month.not_accepted = read.not_accepted();
    Some(month)
}

struct Reading<'a> {
    journal: &'a Journal,
    submissions: Vec<usize>,
    /// Answers with the submission that each names.
    answers: Vec<(usize, usize)>,
    struck: Vec<(usize, &'static str)>,
}

impl Reading<'_> {
    fn origin(&self, i: usize) -> Origin {
        let e = &self.journal.entries()[i];
        Origin { entry: e.id, by: e.entry.by, at: e.entry.at }
    }

    fn author(&self, i: usize) -> crate::domain::id::UserId {
        self.journal.entries()[i].entry.by.user
    }

    /// An answer to the last submission that its author saw, of somebody else, which nobody had answered as he knew.
    fn answer(&mut self, i: usize, submission: EntryId) {
        let saw = |earlier: usize| self.journal.saw(i, earlier);
        let named = self.submissions.iter().copied();
        let named = named.filter(|s| saw(*s)).find(|s| self.journal.entries()[*s].id == submission);
        let unfit = match named {
            None => Some("no_such_submission"),
            Some(s) if self.author(s) == self.author(i) => Some("own_proposal"),
            Some(s) if self.submissions.iter().any(|newer| saw(*newer) && self.journal.saw(*newer, s)) => {
                Some("submission_is_replaced")
            }
            Some(s) if self.answers.iter().any(|(a, of)| *of == s && saw(*a)) => Some("answered_already"),
            Some(_) => None,
        };
        match (unfit, named) {
            (None, Some(s)) => self.answers.push((i, s)),
            (reason, _) => self.struck.push((i, reason.unwrap_or("no_such_submission"))),
        }
    }

    fn answer_of(&self, i: usize) -> Answer {
        let (approved, reason) = match &self.journal.entries()[i].entry.body {
            Body::ReportSentBack(data) => (false, Some(data.reason.clone())),
            _ => (true, None),
        };
        Answer { origin: self.origin(i), approved, reason }
    }

    fn is_approval(&self, i: usize) -> bool {
        matches!(self.journal.entries()[i].entry.body, Body::ReportApproved(_))
    }

    /// Which answer counts for each submission: of those that did not know each other the earliest (P7). A month is
    /// approved once (P4): an approval of another submission counts for nothing.
    fn settle(&mut self, month: &mut Month) {
        let mut counting: Vec<(usize, usize)> = Vec::new();
        for s in self.submissions.clone() {
            let mut own: Vec<usize> =
                self.answers.iter().filter(|(_, of)| *of == s).map(|(a, _)| *a).collect();
            own.sort_by(|a, b| self.journal.earlier(*a, *b).then(a.cmp(b)));
            let Some(first) = own.first().copied() else { continue };
            counting.push((first, s));
            if own.len() > 1 {
                let submission = self.journal.entries()[s].id;
                let answers = own.iter().map(|a| self.answer_of(*a)).collect();
                month.conflicts.push(AnsweredTwice { submission, answers });
                self.struck.extend(own[1..].iter().map(|a| (*a, "answered_otherwise")));
            }
        }
        let approvals = counting.iter().filter(|(a, _)| self.is_approval(*a)).copied();
        let approved = approvals.min_by(|(a, _), (b, _)| self.journal.earlier(*a, *b).then(a.cmp(b)));
        counting.retain(|(a, _)| {
            let second = self.is_approval(*a) && approved.is_some_and(|(first, _)| first != *a);
            if second {
                self.struck.push((*a, "approved_already"));
            }
            !second
        });
        for s in &self.submissions {
            // What comes after the approval, or crosses it, changes nothing any more.
            let late = approved.is_some_and(|(a, of)| of != *s && !self.journal.saw(a, *s));
            let Body::ReportSubmitted(data) = &self.journal.entries()[*s].entry.body else { continue };
            if late {
                self.struck.push((*s, "approved_already"));
                continue;
            }
            let answer = counting.iter().find(|(_, of)| of == s).map(|(a, _)| self.answer_of(*a));
            month.submissions.push(Submission {
                origin: self.origin(*s),
                lines: data.lines,
                total_fen: data.total_fen,
                digest: data.digest,
                answer,
            });
        }
    }

    fn not_accepted(&self) -> Vec<NotAccepted> {
        let mut struck = self.struck.clone();
        struck.sort_unstable();
        struck.dedup_by_key(|(i, _)| *i);
        struck
            .into_iter()
            .filter_map(|(i, reason)| {
                let kind: Kind = self.journal.entries()[i].entry.body.kind()?;
                Some(NotAccepted { origin: self.origin(i), kind, reason: reason.to_owned() })
            })
            .collect()
    }
}

fn state(journal: &Journal, month: &Month) -> MonthState {
    if month.approved().is_some() {
        return MonthState::Approved;
    }
    let index = |id: EntryId| journal.entries().iter().position(|e| e.id == id);
    match month.submissions.last() {
        Some(last) => match &last.answer {
            None => MonthState::Submitted,
            Some(answer) => {
                let sent_back = index(answer.origin.entry);
                let checked = month.checks.iter().any(|check| {
                    let check = index(check.origin.entry);
                    check.zip(sent_back).is_some_and(|(check, back)| journal.saw(check, back))
                });
                if checked { MonthState::Checked } else { MonthState::SentBack }
            }
        },
        None if month.checks.is_empty() => MonthState::Draft,
        None => MonthState::Checked,
    }
}
