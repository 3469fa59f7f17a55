//! How a month kept the rules' times and shares (STA-9).

use super::{Counted, Figure, OrderSummary, Span};
use crate::domain::calendar::{MonthOf, Zone};
use crate::domain::deadline::{
    Deadline, DeadlineId, DeadlineSettings, batch_day, hand_over, on_site_needed, reply, spot_checks_missing,
};
use crate::domain::entry::office::ServiceKind;
use crate::domain::id::UserId;
use serde::Serialize;

/// The on-site share of the follow-ups that were made in a month (FUP-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnSite {
    /// Those on site of all.
    pub figure: Figure,
    /// How many there have to be.
    pub needed: u32,
    /// How many are missing.
    pub missing: u32,
}

/// What one manager checked in a month (FUP-8).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ManagerChecks {
    /// The manager.
    pub manager: UserId,
    /// His checks.
    pub figure: Figure,
    /// How many are missing.
    pub missing: u32,
}

/// How a month kept the rules' times and shares. What isn't due yet counts as open, not as a breach.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compliance {
    /// The month.
    pub month: MonthOf,
    /// Requests that were replied to in time, of all that arrived and whose time is over (DSP-2).
    pub replies: Figure,
    /// Slips of the front desk that went with the batch of their day, of all that came back there (DSP-7).
    pub batches: Figure,
    /// Slips of the month that were handed over in time (FEE-6); the whole month goes at once.
    pub hand_over: Figure,
    /// Orders of the month that were followed up by the 10th, of those whose time is over or that are done (FUP-3).
    pub month_follow_ups: Figure,
    /// The same for the days after a repair: safety installations, leaks, others (FUP-11 to FUP-13).
    pub repair_follow_ups: Vec<(DeadlineId, Figure)>,
    /// Completed leak repairs that nobody tested (FUP-12).
    pub leak_test_missing: Figure,
    /// Repairs that were followed up, of all that were completed (FUP-10).
    pub repairs_followed_up: Figure,
    /// On-site share (FUP-5).
    pub on_site: OnSite,
    /// Spot checks per manager (FUP-8).
    pub spot_checks: Vec<ManagerChecks>,
}

/// The compliance of a month at `now`. `managers` owe spot checks; `handed_over_at` is when the month's slips were
/// handed over.
pub fn compliance(
    orders: &[OrderSummary],
    month: MonthOf,
    managers: &[UserId],
    handed_over_at: Option<i64>,
    zone: Zone,
    settings: &DeadlineSettings,
    now: i64,
) -> Compliance {
    let span = Span::of_month(zone, month);
    let signed: Vec<&OrderSummary> =
        orders.iter().filter(|one| one.signed_at.is_some_and(|at| span.has(at))).collect();
    let judged = |pairs: Vec<(&OrderSummary, Deadline, Option<i64>)>| {
        let over: Vec<_> =
            pairs.into_iter().filter(|(_, deadline, done)| done.is_some() || now >= deadline.until).collect();
        Figure {
            slips: over
                .iter()
                .filter(|(_, deadline, done)| !deadline.breached(*done, now))
                .map(|(one, ..)| Counted::from(*one))
                .collect(),
            of: Some(over.iter().map(|(one, ..)| Counted::from(*one)).collect()),
        }
    };
    let asked = orders.iter().filter(|one| span.has(one.requested_at));
    let asked = asked.filter(|one| one.service_kind != ServiceKind::Business);
    let replies = asked.map(|one| (one, reply(one.requested_at, settings), one.replied_at)).collect();
    let under = |id: DeadlineId| {
        let pairs = signed.iter().filter_map(|one| {
            let due = one.follow_up_due(zone, settings)?;
            let deadline = due.deadlines.into_iter().find(|deadline| deadline.id == id)?;
            Some((*one, deadline, one.followed_at))
        });
        judged(pairs.collect())
    };
    let of_signed = |takes: &dyn Fn(&OrderSummary) -> bool| Figure {
        slips: signed.iter().filter(|one| takes(one)).map(|one| Counted::from(*one)).collect(),
        of: Some(signed.iter().map(|one| Counted::from(*one)).collect()),
    };
    let due = hand_over(month, zone, settings);
    let handed = handed_over_at.is_some() || now >= due.until;
    let hand_over = Figure {
        slips: if handed && !due.breached(handed_over_at, now) {
            of_signed(&|_| true).slips
        } else {
            Vec::new()
        },
        of: Some(if handed { of_signed(&|_| true).slips } else { Vec::new() }),
    };
    let repairs = [DeadlineId::FollowUpSafety, DeadlineId::FollowUpLeak, DeadlineId::FollowUpOther];
    let untested =
        |one: &OrderSummary| one.follow_up_due(zone, settings).is_some_and(|due| due.leak_test_missing);
    Compliance {
        month,
        replies: judged(replies),
        batches: batches(orders, span, zone, settings),
        hand_over,
        month_follow_ups: under(DeadlineId::FollowUpMonth),
        repair_follow_ups: repairs.into_iter().map(|id| (id, under(id))).collect(),
        leak_test_missing: Figure::count(of_signed(&untested).slips),
        repairs_followed_up: of_signed(&|one| one.followed_at.is_some()),
        on_site: on_site(orders, span, settings),
        spot_checks: managers.iter().map(|manager| checks(orders, span, *manager, settings)).collect(),
    }
}

fn batches(orders: &[OrderSummary], span: Span, zone: Zone, settings: &DeadlineSettings) -> Figure {
    let back: Vec<(&OrderSummary, i64)> = orders
        .iter()
        .filter_map(|one| Some((one, one.returned_at?)))
        .filter(|(_, at)| span.has(*at))
        .collect();
    let in_time = |(one, at): &&(&OrderSummary, i64)| {
        one.batch_day.as_ref().is_some_and(|day| *day <= batch_day(*at, zone, settings).to_string())
    };
    Figure {
        slips: back.iter().filter(in_time).map(|(one, _)| Counted::from(*one)).collect(),
        of: Some(back.iter().map(|(one, _)| Counted::from(*one)).collect()),
    }
}

fn on_site(orders: &[OrderSummary], span: Span, settings: &DeadlineSettings) -> OnSite {
    let made = orders.iter().flat_map(|one| one.follow_ups.iter().map(move |asked| (one.order, asked)));
    let made: Vec<_> = made.filter(|(_, asked)| span.has(asked.at)).collect();
    let counted = |(order, asked): &(_, &crate::domain::order::CountedFollowUp)| Counted {
        order: *order,
        entry: Some(asked.entry),
    };
    let figure = Figure {
        slips: made.iter().filter(|(_, asked)| asked.on_site).map(counted).collect(),
        of: Some(made.iter().map(counted).collect()),
    };
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let needed = on_site_needed(number(made.len()), settings);
    let missing = needed.saturating_sub(number(figure.number()));
    OnSite { figure, needed, missing }
}

fn checks(
    orders: &[OrderSummary],
    span: Span,
    manager: UserId,
    settings: &DeadlineSettings,
) -> ManagerChecks {
    let all = orders.iter().flat_map(|one| one.spot_checks.iter().map(move |check| (one.order, check)));
    let own = all.filter(|(_, check)| check.by == manager && span.has(check.at));
    let figure =
        Figure::count(own.map(|(order, check)| Counted { order, entry: Some(check.entry) }).collect());
    let done = u32::try_from(figure.number()).unwrap_or(u32::MAX);
    ManagerChecks { manager, missing: spot_checks_missing(done, settings), figure }
}

impl Compliance {
    /// Every figure with the name by which its slips are asked for.
    pub fn named(&self) -> Vec<(String, &Figure)> {
        let mut all: Vec<(String, &Figure)> = [
            ("replies", &self.replies),
            ("batches", &self.batches),
            ("hand_over", &self.hand_over),
            ("month_follow_ups", &self.month_follow_ups),
            ("leak_test_missing", &self.leak_test_missing),
            ("repairs_followed_up", &self.repairs_followed_up),
            ("on_site", &self.on_site.figure),
        ]
        .map(|(name, figure)| (name.to_owned(), figure))
        .into();
        all.extend(self.repair_follow_ups.iter().map(|(id, figure)| (format!("follow_ups:{id}"), figure)));
        all.extend(self.spot_checks.iter().map(|one| (format!("spot_checks:{}", one.manager), &one.figure)));
        all
    }
}
