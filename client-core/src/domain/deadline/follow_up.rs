//! Follow-ups: the deadlines of both regimes, the share on site, the managers' spot checks.

use super::{Deadline, DeadlineId, DeadlineSettings, Stands, monthly};
use crate::domain::calendar::Zone;
use serde::{Deserialize, Serialize};

/// What a repair was of, where the time of its follow-up depends on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairClass {
    /// Safety installations (FUP-11).
    Safety,
    /// Leaks and seepage (FUP-12).
    Leak,
    /// All other repairs (FUP-13).
    Other,
}

/// What the follow-up's deadlines of a signed order depend on. Instants are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpFacts {
    /// When the customer signed.
    pub signed_at: i64,
    /// The repair, where the order was one.
    pub repair: Option<RepairClass>,
    /// When the last leak test was passed.
    pub leak_test_at: Option<i64>,
}

/// By when a signed order is to be followed up (FUP-16).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpDue {
    /// Every deadline that it is under, the earliest first.
    pub deadlines: Vec<Deadline>,
    /// A leak was repaired and nothing says that the repair was tested: that deadline hasn't begun (FUP-12).
    pub leak_test_missing: bool,
}

impl FollowUpDue {
    /// The deadline that counts for alarms: the earliest.
    pub fn alarming(&self) -> Option<&Deadline> {
        self.deadlines.first()
    }

    /// How the order stands at `now` while nobody has followed it up.
    pub fn stands(&self, now: i64) -> Stands {
        self.alarming().map_or(Stands::Ahead, |deadline| deadline.stands(now))
    }
}

/// The deadlines of an order's follow-up (FUP-3, FUP-11 to FUP-13, FUP-16).
pub fn follow_up_due(facts: FollowUpFacts, zone: Zone, settings: &DeadlineSettings) -> FollowUpDue {
    let days = |id, from: i64, number: u32| {
        let last = zone.day_of(from).add_days(i64::from(number));
        let warn_on = last.add_days(-i64::from(settings.follow_up_warning_days));
        Deadline::by_day(id, zone, from, warn_on, last)
    };
    let repair = match facts.repair {
        Some(RepairClass::Safety) => {
            Some(days(DeadlineId::FollowUpSafety, facts.signed_at, settings.follow_up_safety_days))
        }
        Some(RepairClass::Leak) => facts
            .leak_test_at
            .map(|tested| days(DeadlineId::FollowUpLeak, tested, settings.follow_up_leak_days)),
        Some(RepairClass::Other) => {
            Some(days(DeadlineId::FollowUpOther, facts.signed_at, settings.follow_up_other_days))
        }
        None => None,
    };
    let month = monthly::monthly_follow_up(zone.month_of(facts.signed_at), zone, settings);
    let mut deadlines: Vec<Deadline> = repair.into_iter().chain([month]).collect();
    deadlines.sort_by_key(|deadline| (deadline.until, deadline.id));
    FollowUpDue {
        deadlines,
        leak_test_missing: facts.repair == Some(RepairClass::Leak) && facts.leak_test_at.is_none(),
    }
}

/// How many of a month's follow-ups have to be made on site: the share, rounded up (FUP-5, DL-08).
pub fn on_site_needed(follow_ups: u32, settings: &DeadlineSettings) -> u32 {
    let needed = (u64::from(follow_ups) * u64::from(settings.on_site_per_mille)).div_ceil(1_000);
    u32::try_from(needed).unwrap_or(u32::MAX)
}

/// How many spot checks a manager still owes the month (FUP-8, DL-09).
pub fn spot_checks_missing(done: u32, settings: &DeadlineSettings) -> u32 {
    settings.spot_checks.saturating_sub(done)
}
