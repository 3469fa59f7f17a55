//! Deadlines of a complaint (DL-10 to DL-16). They run from reception, on calendar days, and no holiday moves them.

use super::{Deadline, DeadlineId, DeadlineSettings};
use crate::domain::calendar::{Day, MINUTE_MS, Zone};
use crate::domain::complaint::Complaint;
use crate::domain::entry::complaint::{ComplaintClass, ForwardTo, NoticeOf};
use serde::{Deserialize, Serialize};

/// What a complaint's deadlines depend on. Instants are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintFacts {
    /// When the centre received it.
    pub received_at: i64,
    /// How grave it is; nothing while nobody has said.
    pub class: Option<ComplaintClass>,
    /// The day that the resident asks for (CMP-15).
    pub asked_for: Option<Day>,
    /// When it was delivered to the office head.
    pub office_head_at: Option<i64>,
    /// When it was delivered to the head of the department.
    pub department_head_at: Option<i64>,
    /// When the resident had a clear answer.
    pub answered_at: Option<i64>,
    /// When there was a result that stands.
    pub resolved_at: Option<i64>,
    /// When he was first told how it stands, or what came of it.
    pub told_at: Option<i64>,
    /// When he was told the result that stands.
    pub result_told_at: Option<i64>,
}

/// A deadline of a complaint, and the deed that keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComplaintDue {
    /// The deadline.
    pub deadline: Deadline,
    /// When it was done; nothing while it is open.
    pub done_at: Option<i64>,
}

/// What became of a deadline. The worse one is the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done in time.
    Kept,
    /// It hasn't been done, and there is time.
    NotDue,
    /// It was done too late, or its time is over.
    Late,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Kept, Self::NotDue, Self::Late];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::NotDue => "not_due",
            Self::Late => "late",
        }
    }

    /// The outcome of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == name)
    }
}

impl ComplaintDue {
    /// What became of it at `now`.
    pub fn outcome(&self, now: i64) -> Outcome {
        match self.done_at {
            _ if self.deadline.breached(self.done_at, now) => Outcome::Late,
            Some(_) => Outcome::Kept,
            None => Outcome::NotDue,
        }
    }
}

/// What became of a complaint's deadlines of one kind: the worst of them, because word of the intake and word of the result
/// are of one kind (CMP-19). `None` where it is under none.
pub fn complaint_outcome(due: &[ComplaintDue], id: DeadlineId, now: i64) -> Option<Outcome> {
    due.iter().filter(|one| one.deadline.id == id).map(|one| one.outcome(now)).max()
}

impl Complaint {
    /// What its deadlines depend on; nothing before the centre has accepted it.
    pub fn deadline_facts(&self) -> Option<ComplaintFacts> {
        let accepted = self.accepted.as_ref()?;
        let first = |times: &mut dyn Iterator<Item = i64>| times.min();
        let forwarded = |to: ForwardTo| {
            first(&mut self.forwarded.iter().filter(|one| one.to == to).map(|one| one.origin.at.estimate()))
        };
        let result = self.resolution().map(|one| one.origin.at.estimate());
        let told = |of: Option<NoticeOf>| {
            let notices = self.notices.iter().filter(|one| of.is_none_or(|of| one.of == of && one.stands));
            first(&mut notices.map(|one| one.origin.at.estimate()))
        };
        Some(ComplaintFacts {
            received_at: accepted.received_at,
            class: self.class,
            asked_for: self.asked_for,
            office_head_at: forwarded(ForwardTo::OfficeHead),
            department_head_at: forwarded(ForwardTo::DepartmentHead),
            answered_at: first(&mut self.answers.iter().map(|one| one.origin.at.estimate())),
            resolved_at: result,
            told_at: told(None),
            result_told_at: told(Some(NoticeOf::Result)),
        })
    }
}

/// The deadlines that a complaint is under, the earliest first (CMP-13 to CMP-15, CMP-19).
pub fn complaint_due(facts: &ComplaintFacts, zone: Zone, settings: &DeadlineSettings) -> Vec<ComplaintDue> {
    let received = facts.received_at;
    let day = zone.day_of(received);
    let by_day = |id, last: Day, warning: u32, done_at| ComplaintDue {
        deadline: Deadline::by_day(id, zone, received, last.add_days(-i64::from(warning)), last),
        done_at,
    };
    let after = |days: u32| day.add_days(i64::from(days));
    let mut due = Vec::new();
    match facts.class {
        Some(ComplaintClass::Serious) => due.extend([
            by_day(DeadlineId::SeriousForward, day, 0, facts.office_head_at),
            by_day(
                DeadlineId::SeriousAnswer,
                after(settings.complaint_answer_days),
                settings.complaint_warning_days,
                facts.answered_at,
            ),
            by_day(
                DeadlineId::SeriousSolved,
                after(settings.complaint_solved_days),
                settings.complaint_solved_warning_days,
                facts.resolved_at,
            ),
        ]),
        Some(ComplaintClass::Important) => due.extend([
            ComplaintDue { deadline: forward(received, settings), done_at: facts.department_head_at },
            by_day(
                DeadlineId::ImportantFinish,
                after(settings.complaint_important_days),
                settings.complaint_warning_days,
                facts.resolved_at,
            ),
        ]),
        Some(ComplaintClass::Minor) => due.push(by_day(
            DeadlineId::Minor,
            facts.asked_for.unwrap_or_else(|| after(settings.complaint_minor_days)),
            settings.complaint_warning_days,
            facts.resolved_at,
        )),
        None => {}
    }
    due.push(ComplaintDue { deadline: notice(received, zone, settings), done_at: facts.told_at });
    if let Some(known) = facts.resolved_at {
        due.push(ComplaintDue { deadline: notice(known, zone, settings), done_at: facts.result_told_at });
    }
    due.sort_by_key(|one| (one.deadline.until, one.deadline.id));
    due
}

/// Delivery of an important complaint (DL-10). Minutes run from the recorded minute.
fn forward(received_at: i64, settings: &DeadlineSettings) -> Deadline {
    let starts = received_at.saturating_sub(received_at.rem_euclid(MINUTE_MS));
    let after = |minutes: u32| starts.saturating_add(i64::from(minutes) * MINUTE_MS);
    Deadline::at(
        DeadlineId::ImportantForward,
        starts,
        after(settings.complaint_forward_warning_minutes),
        after(settings.complaint_forward_minutes),
    )
}

/// The complainant is told on the same day: of the intake how it stands, of a result the result (DL-16).
fn notice(since: i64, zone: Zone, settings: &DeadlineSettings) -> Deadline {
    let day = zone.day_of(since);
    let end = zone.end_of(day);
    let warn_from = zone.at(day, settings.complaint_notice_warning_at);
    Deadline::new(DeadlineId::ResultNotice, since, warn_from, end, end)
}
