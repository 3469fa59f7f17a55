//! Deadlines, judged by a time that is passed in (section 5 of the life cycle). Lateness blocks nothing; it is shown.
//!
//! A [`Deadline`] names its last moment in two ways. `due` is the moment that is printed for people: 09:15:00, or 24:00
//! of a day, which is midnight of the next. `until` is the first instant that is late. Of a day they are the same
//! instant, because 24:00 is in no way part of the day; of a time on the clock `until` is a second later, because
//! 09:15:00 is in time and 09:15:01 is not.

mod arrival;
mod complaint;
mod follow_up;
mod monthly;
mod order;
mod settings;

#[cfg(test)]
mod tests;

pub use arrival::{ArrivalDue, arrival_due};
pub use complaint::{ComplaintDue, ComplaintFacts, Outcome, complaint_due, complaint_outcome};
pub use follow_up::{FollowUpDue, FollowUpFacts, follow_up_due, on_site_needed, spot_checks_missing};
pub use monthly::{
    MonthRow, analysis, desk_batch, hand_over, month_check, month_row, monthly_follow_up, notice_lines,
    on_site_share, spot_checks, statistics,
};
pub use order::{arrival, batch_day, reply};
pub use settings::{DeadlineSettings, InvalidSettings};

use super::calendar::{Day, SECOND_MS, Zone};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The deadlines of special services and complaints, by their number in section 5 of the life cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DeadlineId {
    /// Reply to the customer (DSP-2).
    #[serde(rename = "DL-01")]
    Reply,
    /// Arrival before the appointment (DSP-4).
    #[serde(rename = "DL-02")]
    Arrival,
    /// The day's batch of the front desk (DSP-7).
    #[serde(rename = "DL-03")]
    DeskBatch,
    /// Follow-up of safety installations (FUP-11).
    #[serde(rename = "DL-04")]
    FollowUpSafety,
    /// Follow-up of a leak repair (FUP-12).
    #[serde(rename = "DL-05")]
    FollowUpLeak,
    /// Follow-up of other repairs (FUP-13).
    #[serde(rename = "DL-06")]
    FollowUpOther,
    /// Follow-ups of last month's orders (FUP-3).
    #[serde(rename = "DL-07")]
    FollowUpMonth,
    /// Share of follow-ups on site (FUP-5).
    #[serde(rename = "DL-08")]
    OnSiteShare,
    /// Spot checks of each manager (FUP-8).
    #[serde(rename = "DL-09")]
    SpotChecks,
    /// An important complaint goes to the head of the department (CMP-14).
    #[serde(rename = "DL-10")]
    ImportantForward,
    /// It is finished (CMP-14).
    #[serde(rename = "DL-11")]
    ImportantFinish,
    /// A serious complaint goes to the office head (CMP-13).
    #[serde(rename = "DL-12")]
    SeriousForward,
    /// The resident has a clear answer (CMP-13).
    #[serde(rename = "DL-13")]
    SeriousAnswer,
    /// It is solved (CMP-13).
    #[serde(rename = "DL-14")]
    SeriousSolved,
    /// A minor complaint is solved (CMP-15).
    #[serde(rename = "DL-15")]
    Minor,
    /// The complainant is told (CMP-19).
    #[serde(rename = "DL-16")]
    ResultNotice,
    /// Check of the month and report to the office head (FEE-4, FEE-5).
    #[serde(rename = "DL-17")]
    MonthCheck,
    /// Hand-over of the month's slips (FEE-6).
    #[serde(rename = "DL-18")]
    HandOver,
    /// Service charges in the fee notice (FEE-7).
    #[serde(rename = "DL-19")]
    NoticeLines,
    /// Monthly statistics (STA-4, STA-6, STA-7).
    #[serde(rename = "DL-25")]
    Statistics,
}

impl DeadlineId {
    /// All of them, in order.
    pub const ALL: [Self; 20] = [
        Self::Reply,
        Self::Arrival,
        Self::DeskBatch,
        Self::FollowUpSafety,
        Self::FollowUpLeak,
        Self::FollowUpOther,
        Self::FollowUpMonth,
        Self::OnSiteShare,
        Self::SpotChecks,
        Self::ImportantForward,
        Self::ImportantFinish,
        Self::SeriousForward,
        Self::SeriousAnswer,
        Self::SeriousSolved,
        Self::Minor,
        Self::ResultNotice,
        Self::MonthCheck,
        Self::HandOver,
        Self::NoticeLines,
        Self::Statistics,
    ];

    /// Those of complaints, the gravest class first (CMP-13 to CMP-15, CMP-19).
    pub const OF_COMPLAINTS: [Self; 7] = [
        Self::SeriousForward,
        Self::SeriousAnswer,
        Self::SeriousSolved,
        Self::ImportantForward,
        Self::ImportantFinish,
        Self::Minor,
        Self::ResultNotice,
    ];

    /// Its number in the life cycle, such as `DL-01`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reply => "DL-01",
            Self::Arrival => "DL-02",
            Self::DeskBatch => "DL-03",
            Self::FollowUpSafety => "DL-04",
            Self::FollowUpLeak => "DL-05",
            Self::FollowUpOther => "DL-06",
            Self::FollowUpMonth => "DL-07",
            Self::OnSiteShare => "DL-08",
            Self::SpotChecks => "DL-09",
            Self::ImportantForward => "DL-10",
            Self::ImportantFinish => "DL-11",
            Self::SeriousForward => "DL-12",
            Self::SeriousAnswer => "DL-13",
            Self::SeriousSolved => "DL-14",
            Self::Minor => "DL-15",
            Self::ResultNotice => "DL-16",
            Self::MonthCheck => "DL-17",
            Self::HandOver => "DL-18",
            Self::NoticeLines => "DL-19",
            Self::Statistics => "DL-25",
        }
    }

    /// The deadline of a number.
    pub fn from_number(number: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|id| id.as_str() == number)
    }
}

impl fmt::Display for DeadlineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How what hasn't been done stands to its deadline.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stands {
    /// There is time.
    Ahead,
    /// The time of the warning has come.
    Soon,
    /// The deadline has passed.
    Late,
}

/// One deadline. Instants are milliseconds since 1970 UTC; `starts <= warn_from <= due <= until`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Which one.
    pub id: DeadlineId,
    /// When its time began to run.
    pub starts: i64,
    /// From when on people are warned.
    pub warn_from: i64,
    /// The moment that people are told: the last one in time on the clock, or 24:00 of the last day.
    pub due: i64,
    /// The first instant that is late.
    pub until: i64,
}

impl Deadline {
    /// A deadline at a moment on the clock: its whole second is in time.
    fn at(id: DeadlineId, starts: i64, warn_from: i64, due: i64) -> Self {
        Self::new(id, starts, warn_from, due, due.saturating_add(SECOND_MS))
    }

    /// A deadline at 24:00 of a day, warned of from the beginning of another.
    fn by_day(id: DeadlineId, zone: Zone, starts: i64, warn_on: Day, last: Day) -> Self {
        let end = zone.end_of(last);
        Self::new(id, starts, zone.start_of(warn_on), end, end)
    }

    fn new(id: DeadlineId, starts: i64, warn_from: i64, due: i64, until: i64) -> Self {
        let due = due.max(starts);
        Self { id, starts, warn_from: warn_from.clamp(starts, due), due, until: until.max(due) }
    }

    /// How it stands at `now` while the deed hasn't been done.
    pub fn stands(&self, now: i64) -> Stands {
        if now >= self.until {
            Stands::Late
        } else if now >= self.warn_from {
            Stands::Soon
        } else {
            Stands::Ahead
        }
    }

    /// Whether a deed of this moment was in time. It is judged by the time it happened, not by when it became known
    /// (convention 1), so a deed that is late is late for good.
    pub fn kept_by(&self, done_at: i64) -> bool {
        done_at < self.until
    }

    /// Whether it was breached at `now`: by a late deed, or by none so far.
    pub fn breached(&self, done_at: Option<i64>, now: i64) -> bool {
        done_at.map_or(now >= self.until, |done_at| !self.kept_by(done_at))
    }
}
