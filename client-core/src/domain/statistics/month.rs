//! The figures of a span of time: what was asked for, what was done, how long it took, what customers said.

use super::{Counted, Figure, OrderSummary};
use crate::domain::calendar::{MonthOf, Zone};
use crate::domain::entry::follow_up::Cause;
use crate::domain::entry::office::{Channel, ServiceKind};
use crate::domain::id::DocumentId;
use crate::domain::order::CountedFollowUp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Months before this one that a trend shows.
const TREND: usize = 3;

/// A span of time: milliseconds since 1970 UTC, `until` not in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Span {
    /// The first instant.
    pub from: i64,
    /// The first instant after it.
    pub until: i64,
}

impl Span {
    /// A month in a zone.
    pub fn of_month(zone: Zone, month: MonthOf) -> Self {
        Self { from: zone.start_of_month(month), until: zone.end_of_month(month) }
    }

    /// Whether an instant is in it.
    pub fn has(&self, at: i64) -> bool {
        self.from <= at && at < self.until
    }
}

/// How long something took, in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Times {
    /// The slips that have it.
    pub figure: Figure,
    /// Half took no longer.
    pub median_ms: Option<i64>,
    /// Nine of ten took no longer.
    pub ninth_decile_ms: Option<i64>,
}

/// What customers were content or discontent with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ranked {
    /// Service class.
    pub service_class: String,
    /// What it is about, where somebody said so.
    pub cause: Option<Cause>,
    /// The follow-ups.
    pub figure: Figure,
    /// How many in each span of before, the nearest first.
    pub before: Vec<usize>,
}

/// Satisfaction and dissatisfaction (STA-2).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Opinions {
    /// Satisfied ones of all follow-ups (STA-8).
    pub satisfied: Figure,
    /// The same of enterprise customers alone (ROL-14).
    pub enterprise_satisfied: Figure,
    /// Main items of satisfaction, the most frequent first.
    pub content: Vec<Ranked>,
    /// Main items of dissatisfaction, the most frequent first.
    pub discontent: Vec<Ranked>,
}

/// What the site has set for its figures. Every value has a default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StatisticsSettings {
    /// Satisfied ones of a hundred follow-ups that the site wants; printed as a blank, so there is none by default
    /// (STA-8).
    pub satisfaction_target_percent: Option<u32>,
    /// The same of enterprise customers' follow-ups (ROL-14).
    pub enterprise_target_percent: Option<u32>,
    /// Discontent follow-ups and visits with one cause from which on it is a frequent problem, which a month's analysis must
    /// explain. No number is printed (STA-7).
    pub frequent_from: u32,
}

impl Default for StatisticsSettings {
    fn default() -> Self {
        Self { satisfaction_target_percent: None, enterprise_target_percent: None, frequent_from: 3 }
    }
}

/// A setting that nobody can mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidTarget {
    /// A share of a hundred.
    #[error("{0}: 1 to 100")]
    Percent(&'static str),
    /// A problem is frequent from two cases on.
    #[error("frequent_from: 2 or more")]
    Frequent,
}

impl StatisticsSettings {
    /// # Errors
    /// The first setting that is outside of its range.
    pub fn check(self) -> Result<(), InvalidTarget> {
        let sound = |percent: Option<u32>| percent.is_none_or(|percent| (1..=100).contains(&percent));
        if !sound(self.satisfaction_target_percent) {
            return Err(InvalidTarget::Percent("satisfaction_target_percent"));
        }
        if !sound(self.enterprise_target_percent) {
            return Err(InvalidTarget::Percent("enterprise_target_percent"));
        }
        if self.frequent_from < 2 { Err(InvalidTarget::Frequent) } else { Ok(()) }
    }
}

impl Opinions {
    /// Whether the target was reached; no verdict without a target, nor of nobody (STA-8).
    pub fn meets(&self, settings: StatisticsSettings) -> Option<bool> {
        reached(&self.satisfied, settings.satisfaction_target_percent)
    }

    /// The same of enterprise customers (ROL-14).
    pub fn enterprises_meet(&self, settings: StatisticsSettings) -> Option<bool> {
        reached(&self.enterprise_satisfied, settings.enterprise_target_percent)
    }
}

fn reached(figure: &Figure, target_percent: Option<u32>) -> Option<bool> {
    let target = u128::from(target_percent?);
    let whole = figure.whole().filter(|whole| *whole > 0)?;
    Some(figure.number() as u128 * 100 >= target * whole as u128)
}

/// Goods that were fitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MaterialUse {
    /// Code of the catalogue.
    pub item: String,
    /// Quantity in the smallest unit of the item.
    pub quantity: i64,
    /// The slips.
    pub figure: Figure,
}

/// The figures of a span.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthFigures {
    /// Requests that arrived, business services apart (REG-9).
    pub requests: Figure,
    /// Requests for business services: routed and counted, never a slip (REG-9).
    pub business: Figure,
    /// Requests by kind and channel.
    pub by_channel: Vec<(ServiceKind, Channel, Figure)>,
    /// Orders that were signed, by service class.
    pub by_class: Vec<(String, Figure)>,
    /// Orders that were signed.
    pub completed: Figure,
    /// Of those, signed after one round of work.
    pub first_time: Figure,
    /// Of those, worked on again.
    pub reworked: Figure,
    /// From the request to the reply.
    pub reply: Times,
    /// From the request to the arrival.
    pub arrival: Times,
    /// From the request to the end of work.
    pub completion: Times,
    /// Of the completed ones, those that were followed up (FUP-10, STA-6).
    pub followed_up: Figure,
    /// What customers said.
    pub opinions: Opinions,
    /// Material of the completed ones.
    pub materials: Vec<MaterialUse>,
}

/// The figures of a span; `before` are the spans that the trend shows, the nearest first.
pub fn month_figures(orders: &[OrderSummary], span: Span, before: &[Span]) -> MonthFigures {
    let requested: Vec<&OrderSummary> = orders.iter().filter(|one| span.has(one.requested_at)).collect();
    let signed: Vec<&OrderSummary> =
        orders.iter().filter(|one| one.signed_at.is_some_and(|at| span.has(at))).collect();
    let business = |one: &&&OrderSummary| one.service_kind == ServiceKind::Business;
    let list = |orders: &mut dyn Iterator<Item = &&OrderSummary>| -> Vec<Counted> {
        orders.map(|one| Counted::from(*one)).collect()
    };
    let part = |is_part: &dyn Fn(&OrderSummary) -> bool| Figure {
        slips: list(&mut signed.iter().filter(|one| is_part(one))),
        of: Some(list(&mut signed.iter())),
    };
    let mut by_channel = Vec::new();
    for kind in [ServiceKind::Special, ServiceKind::Regular, ServiceKind::Business] {
        for channel in [Channel::Phone, Channel::Visit, Channel::Letter] {
            let mut own = requested.iter().filter(|one| (one.service_kind, one.channel) == (kind, channel));
            let figure = Figure::count(list(&mut own));
            if figure.number() > 0 {
                by_channel.push((kind, channel, figure));
            }
        }
    }
    let mut classes: BTreeMap<&str, Vec<Counted>> = BTreeMap::new();
    for one in &signed {
        classes.entry(&one.service_class).or_default().push(Counted::from(*one));
    }
    MonthFigures {
        requests: Figure::count(list(&mut requested.iter().filter(|one| !business(one)))),
        business: Figure::count(list(&mut requested.iter().filter(business))),
        by_channel,
        by_class: classes
            .into_iter()
            .map(|(class, slips)| (class.to_owned(), Figure::count(slips)))
            .collect(),
        completed: Figure::count(list(&mut signed.iter())),
        first_time: part(&|one| one.rounds <= 1),
        reworked: part(&|one| one.rounds > 1),
        reply: times(&requested, |one| one.replied_at),
        arrival: times(&requested, |one| one.arrived_at),
        completion: times(&requested, |one| one.finished_at),
        followed_up: part(&|one| one.followed_at.is_some()),
        opinions: opinions(orders, span, before),
        materials: materials(&signed),
    }
}

/// The smallest value that `per_mille` of the sorted values don't exceed.
fn quantile(sorted: &[i64], per_mille: usize) -> Option<i64> {
    let rank = (sorted.len() * per_mille).div_ceil(1_000).max(1);
    sorted.get(rank - 1).copied()
}

fn times(orders: &[&OrderSummary], end: impl Fn(&OrderSummary) -> Option<i64>) -> Times {
    let taken = orders.iter().filter_map(|one| Some((*one, end(one)?.saturating_sub(one.requested_at))));
    let (slips, mut values): (Vec<Counted>, Vec<i64>) =
        taken.map(|(one, took)| (Counted::from(one), took.max(0))).unzip();
    values.sort_unstable();
    let whole = orders.iter().map(|one| Counted::from(*one)).collect();
    Times {
        figure: Figure { slips, of: Some(whole) },
        median_ms: quantile(&values, 500),
        ninth_decile_ms: quantile(&values, 900),
    }
}

fn materials(orders: &[&OrderSummary]) -> Vec<MaterialUse> {
    let mut items: BTreeMap<&str, MaterialUse> = BTreeMap::new();
    for one in orders {
        for line in &one.materials {
            let sum = items.entry(&line.item).or_insert_with(|| MaterialUse {
                item: line.item.clone(),
                quantity: 0,
                figure: Figure::default(),
            });
            sum.quantity = sum.quantity.saturating_add(line.quantity);
            sum.figure.slips.push(Counted::from(*one));
        }
    }
    items.into_values().collect()
}

type Subject = (String, Option<Cause>);

fn opinions(orders: &[OrderSummary], span: Span, before: &[Span]) -> Opinions {
    let all: Vec<(&OrderSummary, &CountedFollowUp)> =
        orders.iter().flat_map(|one| one.follow_ups.iter().map(move |asked| (one, asked))).collect();
    let counted = |(one, asked): &(&OrderSummary, &CountedFollowUp)| Counted {
        order: one.order,
        entry: Some(asked.entry),
    };
    let here: Vec<_> = all.iter().filter(|(_, asked)| span.has(asked.at)).collect();
    let ranked = |satisfied: bool| {
        let mut subjects: BTreeMap<Subject, Vec<Counted>> = BTreeMap::new();
        for pair in here.iter().filter(|(_, asked)| asked.satisfied == satisfied) {
            let subject = (pair.0.service_class.clone(), pair.1.cause);
            subjects.entry(subject).or_default().push(counted(pair));
        }
        let mut list: Vec<Ranked> = subjects
            .into_iter()
            .map(|((service_class, cause), slips)| {
                let earlier = |span: &Span| {
                    let same = all.iter().filter(|(one, asked)| {
                        span.has(asked.at)
                            && asked.satisfied == satisfied
                            && one.service_class == service_class
                            && asked.cause == cause
                    });
                    same.count()
                };
                let before = before.iter().take(TREND).map(earlier).collect();
                Ranked { service_class, cause, figure: Figure::count(slips), before }
            })
            .collect();
        list.sort_by_key(|one| std::cmp::Reverse(one.figure.number()));
        list
    };
    Opinions {
        satisfied: Figure {
            slips: here.iter().filter(|(_, asked)| asked.satisfied).map(|pair| counted(pair)).collect(),
            of: Some(here.iter().map(|pair| counted(pair)).collect()),
        },
        enterprise_satisfied: Figure::part(&[], |_| false),
        content: ranked(true),
        discontent: ranked(false),
    }
}

/// A word as it stands on the wire.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        _ => String::new(),
    }
}

impl Ranked {
    /// The name of its figure.
    pub fn key(&self, satisfied: bool) -> String {
        let list = if satisfied { "content" } else { "discontent" };
        let cause = self.cause.map_or("unknown", Cause::as_str);
        format!("{list}:{}:{cause}", self.service_class)
    }
}

impl MonthFigures {
    /// Keeps apart what enterprise customers said, whose orders these are: the directory knows them, the orders don't (ROL-14).
    pub fn keep_enterprises_apart(&mut self, orders: &BTreeSet<DocumentId>) {
        let of = |all: &[Counted]| all.iter().filter(|one| orders.contains(&one.order)).copied().collect();
        let satisfied = &self.opinions.satisfied;
        self.opinions.enterprise_satisfied =
            Figure { slips: of(&satisfied.slips), of: satisfied.of.as_deref().map(of) };
    }

    /// Every figure with the name by which its slips are asked for.
    pub fn named(&self) -> Vec<(String, &Figure)> {
        let mut all: Vec<(String, &Figure)> = [
            ("requests", &self.requests),
            ("business", &self.business),
            ("completed", &self.completed),
            ("first_time", &self.first_time),
            ("reworked", &self.reworked),
            ("reply", &self.reply.figure),
            ("arrival", &self.arrival.figure),
            ("completion", &self.completion.figure),
            ("followed_up", &self.followed_up),
            ("satisfied", &self.opinions.satisfied),
            ("enterprise_satisfied", &self.opinions.enterprise_satisfied),
        ]
        .map(|(name, figure)| (name.to_owned(), figure))
        .into();
        for (kind, channel, figure) in &self.by_channel {
            all.push((format!("channel:{}:{}", word(kind), word(channel)), figure));
        }
        all.extend(self.by_class.iter().map(|(class, figure)| (format!("class:{class}"), figure)));
        all.extend(self.opinions.content.iter().map(|one| (one.key(true), &one.figure)));
        all.extend(self.opinions.discontent.iter().map(|one| (one.key(false), &one.figure)));
        all.extend(self.materials.iter().map(|one| (format!("material:{}", one.item), &one.figure)));
        all
    }
}
