//! How visits go: the appointment in force, arrivals against it, leaving, absence, waiting (REG-6, DSP-3, DSP-4).

use super::conflicts::{Decisions, Outline, conflict, conflict_id};
use super::facts::{Facts, pick};
use super::{Conflict, Order, Origin};
use crate::domain::entry::Kind;
use crate::domain::entry::course::WaitingFor;
use crate::domain::id::UserId;
use crate::domain::policy::Role;
use crate::domain::procedure::{Library, ProcedureRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const DISPATCH: &[Role] = &[Role::Dispatcher, Role::FrontDesk];

/// A time that the customer agreed to.
#[expect(clippy::struct_field_names, reason = "the field is what entries, views and screens call it")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appointment {
    /// Origin: the registration, or a later confirmation.
    pub origin: Origin,
    /// The time, milliseconds since 1970 UTC.
    pub appointment_at: i64,
    /// Who agreed for the customer; absent in the registration.
    pub confirmed_by: Option<String>,
    /// Whether this is the appointment in force.
    pub counts: bool,
}

/// Somebody said that the agreed time can't be kept, or found nobody there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeQuestion {
    /// Origin.
    pub origin: Origin,
    /// Why.
    pub reason: String,
    /// Whether the customer has agreed to a time since.
    pub answered: bool,
}

/// An arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrival {
    /// Origin; its time is the arrival.
    pub origin: Origin,
    /// The appointment that the technician knew, milliseconds since 1970 UTC.
    pub appointment_at: Option<i64>,
    /// Whether he came before it (DSP-4).
    pub ahead: Option<bool>,
}

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartureKind {
    /// The technician left.
    LeftSite,
    /// Nobody was there.
    CustomerAbsent,
}

/// The end of a visit.
#[expect(clippy::struct_field_names, reason = "the field is what entries, views and screens call it")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// Origin.
    pub origin: Origin,
    /// How.
    pub departure: DepartureKind,
    /// Why he left, or what was tried to reach the customer.
    pub reason: String,
}

/// What one technician did on his way and on site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// The technician.
    pub technician: UserId,
    /// Receipt: the time that he named, milliseconds since 1970 UTC.
    pub received_at: Option<i64>,
    /// Receipt: origin.
    pub received: Option<Origin>,
    /// Tools that he has with him, as ticked last (MAT-7).
    pub tools: Vec<String>,
    /// Arrivals.
    pub arrivals: Vec<Arrival>,
    /// Departures.
    pub departures: Vec<Departure>,
    /// Whether he is at the customer's: arrived and not left since.
    pub on_site: bool,
}

/// Something that work waits, or waited, for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// Origin.
    pub origin: Origin,
    /// For what.
    pub waiting_for: WaitingFor,
    /// Which part, which permit, in words.
    pub detail: Option<String>,
    /// Until when it should be there, milliseconds since 1970 UTC.
    pub until: Option<i64>,
    /// The word that it is there.
    pub resumed: Option<Origin>,
}

impl Order {
    /// Tools of the checklist that the holder has not ticked, in the procedure's order: a warning before he leaves for
    /// the job, no lock (MAT-7).
    pub fn missing_tools(&self, library: &Library) -> Vec<String> {
        let ticked = self.holder.and_then(|holder| self.visit_of(&holder)).map(|visit| &visit.tools);
        let has = |tool: &str| ticked.is_some_and(|tools| tools.iter().any(|ticked| ticked == tool));
        let reference = self
            .slip
            .as_ref()
            .map(|slip| ProcedureRef { id: slip.service_class.clone(), version: slip.procedure_version });
        let tools = reference.and_then(|reference| library.get(&reference)).map(|procedure| &procedure.tools);
        tools.into_iter().flatten().filter(|tool| !has(&tool.id)).map(|tool| tool.id.clone()).collect()
    }
}

/// Reads appointments, visits and waits into the order; answers the conflicts among them.
pub(super) fn read(facts: &Facts<'_>, decisions: &Decisions<'_>, order: &mut Order) -> Vec<Conflict> {
    let mut conflicts = Vec::new();
    read_appointments(facts, decisions, order, &mut conflicts);
    read_visits(facts, order);
    read_waits(facts, order);
    conflicts.extend(overtaken_arrivals(facts, decisions, order));
    conflicts
}

fn read_appointments(
    facts: &Facts<'_>,
    decisions: &Decisions<'_>,
    order: &mut Order,
    conflicts: &mut Vec<Conflict>,
) {
    let confirmed = facts.data(Kind::AppointmentConfirmed, pick!(AppointmentConfirmed));
    let indexes: Vec<usize> = confirmed.iter().map(|(i, _)| *i).collect();
    let newest = facts.newest(&indexes);
    let mut counting = facts.earliest(&newest);
    let time_of = |i: usize| confirmed.iter().find(|(c, _)| *c == i).map(|(_, data)| data.appointment_at);
    if newest.iter().any(|i| time_of(*i) != newest.first().and_then(|first| time_of(*first))) {
        let id = conflict_id(facts, "APPOINTMENT", &newest);
        let decided = decisions.on(facts, &id, &newest, DISPATCH);
        counting = decided.as_ref().and_then(|d| d.chosen(facts, &newest)).or(counting);
        let counts: Vec<usize> = counting.into_iter().collect();
        let outline = Outline {
            rule: "APPOINTMENT",
            outcome: "earlier_confirmation_holds",
            key: &newest,
            sides: &newest,
            counts: &counts,
            audience: DISPATCH,
            told: newest.iter().map(|i| facts.author(*i)).collect(),
        };
        conflicts.push(conflict(facts, outline, decided.map(|d| d.settled)));
    }
    let registered = order.registered.as_ref().map(|registered| Appointment {
        origin: registered.origin,
        appointment_at: registered.appointment_at,
        confirmed_by: None,
        counts: counting.is_none(),
    });
    let later = confirmed.iter().map(|(i, data)| Appointment {
        origin: facts.origin(*i),
        appointment_at: data.appointment_at,
        confirmed_by: Some(data.confirmed_by.clone()),
        counts: counting == Some(*i),
    });
    order.appointments = registered.into_iter().chain(later).collect();

    let cannot = facts.data(Kind::CannotKeepTime, pick!(CannotKeepTime));
    let absent = facts.data(Kind::CustomerAbsent, pick!(CustomerAbsent));
    let mut questions: Vec<(usize, &str)> = cannot.iter().map(|(i, d)| (*i, d.reason.as_str())).collect();
    questions.extend(absent.iter().map(|(i, d)| (*i, d.tried.as_str())));
    questions.sort_unstable();
    order.time_questions = questions
        .into_iter()
        .map(|(i, reason)| TimeQuestion {
            origin: facts.origin(i),
            reason: reason.to_owned(),
            answered: indexes.iter().any(|c| facts.saw(*c, i)),
        })
        .collect();
}

fn read_visits(facts: &Facts<'_>, order: &mut Order) {
    let mut visits: BTreeMap<UserId, Visit> = BTreeMap::new();
    let mut visit_of = |technician: UserId, change: &mut dyn FnMut(&mut Visit)| {
        change(visits.entry(technician).or_insert_with(|| Visit {
            technician,
            received_at: None,
            received: None,
            tools: Vec::new(),
            arrivals: Vec::new(),
            departures: Vec::new(),
            on_site: false,
        }));
    };
    for (i, data) in facts.data(Kind::SlipReceived, pick!(SlipReceived)) {
        visit_of(facts.author(i), &mut |visit| {
            if visit.received.is_none() {
                visit.received_at = Some(facts.told(i, data.received_at));
                visit.received = Some(facts.origin(i));
            }
        });
    }
    for (i, data) in facts.data(Kind::ToolsChecked, pick!(ToolsChecked)) {
        visit_of(facts.author(i), &mut |visit| visit.tools.clone_from(&data.tools));
    }
    let arrivals = facts.of(Kind::Arrived);
    for i in &arrivals {
        let appointment_at = appointment_known(facts, order, *i);
        let at = facts.at(*i);
        visit_of(facts.author(*i), &mut |visit| {
            visit.arrivals.push(Arrival {
                origin: facts.origin(*i),
                appointment_at,
                ahead: appointment_at.map(|appointment| at < appointment),
            });
        });
    }
    let departures = departures(facts);
    for (i, departure, reason) in &departures {
        let departure =
            Departure { origin: facts.origin(*i), departure: *departure, reason: (*reason).to_owned() };
        visit_of(facts.author(*i), &mut |visit| visit.departures.push(departure.clone()));
    }
    for a in &arrivals {
        let author = facts.author(*a);
        let left = departures.iter().any(|(d, ..)| facts.author(*d) == author && facts.saw(*d, *a));
        visit_of(author, &mut |visit| visit.on_site |= !left);
    }
    order.visits = visits.into_values().collect();
}

fn departures<'a>(facts: &Facts<'a>) -> Vec<(usize, DepartureKind, &'a str)> {
    let left = facts.data(Kind::LeftSite, pick!(LeftSite));
    let absent = facts.data(Kind::CustomerAbsent, pick!(CustomerAbsent));
    let mut all: Vec<(usize, DepartureKind, &str)> =
        left.into_iter().map(|(i, d)| (i, DepartureKind::LeftSite, d.reason.as_str())).collect();
    all.extend(absent.into_iter().map(|(i, d)| (i, DepartureKind::CustomerAbsent, d.tried.as_str())));
    all.sort_unstable_by_key(|(i, ..)| *i);
    all
}

/// The appointment that the author of an entry knew: the last one confirmed, else the registered one.
fn appointment_known(facts: &Facts<'_>, order: &Order, by: usize) -> Option<i64> {
    let known: Vec<(usize, i64)> = facts
        .data(Kind::AppointmentConfirmed, pick!(AppointmentConfirmed))
        .into_iter()
        .filter(|(i, _)| facts.saw(by, *i))
        .map(|(i, data)| (i, data.appointment_at))
        .collect();
    let newest = facts.newest(&known.iter().map(|(i, _)| *i).collect::<Vec<_>>());
    let last = facts.earliest(&newest);
    let confirmed = known.iter().find(|(i, _)| Some(*i) == last).map(|(_, at)| *at);
    let registered = || {
        order
            .registered
            .as_ref()
            .filter(|r| facts.index_of(&r.origin.entry).is_some_and(|r| facts.saw(by, r)))
            .map(|r| r.appointment_at)
    };
    confirmed.or_else(registered)
}

fn read_waits(facts: &Facts<'_>, order: &mut Order) {
    let resumed = facts.of(Kind::Resumed);
    order.waits = facts
        .data(Kind::Waiting, pick!(Waiting))
        .into_iter()
        .map(|(i, data)| Wait {
            origin: facts.origin(i),
            waiting_for: data.waiting_for,
            detail: data.detail.clone(),
            until: data.until,
            resumed: resumed.iter().find(|r| facts.saw(**r, i)).map(|r| facts.origin(*r)),
        })
        .collect();
}

/// COL-21: the time was changed while the technician arrived for the old one. His arrival stands; if he left without
/// work, the new time holds.
fn overtaken_arrivals(facts: &Facts<'_>, decisions: &Decisions<'_>, order: &Order) -> Vec<Conflict> {
    let changed: Vec<usize> = order
        .appointments
        .iter()
        .filter(|a| a.counts && a.confirmed_by.is_some())
        .filter_map(|a| facts.index_of(&a.origin.entry))
        .collect();
    let departures = departures(facts);
    let work = facts.of_any(&[Kind::Finding, Kind::StepResult, Kind::PartReplaced, Kind::GateSet]);
    let mut conflicts = Vec::new();
    for c in changed {
        let Some(a) = facts.of(Kind::Arrived).into_iter().find(|a| facts.concurrent(*a, c)) else { continue };
        let author = facts.author(a);
        let own = |i: usize| facts.author(i) == author && facts.saw(i, a);
        let left = departures.iter().any(|(d, ..)| own(*d)) && !work.iter().any(|w| own(*w));
        let sides = [a, c];
        let id = conflict_id(facts, "COL-21", &[c]);
        let decided = decisions.on(facts, &id, &sides, DISPATCH);
        let outline = Outline {
            rule: "COL-21",
            outcome: if left { "new_time_holds" } else { "arrival_stands" },
            key: &[c],
            sides: &sides,
            counts: if left { &sides[1..] } else { &sides[..1] },
            audience: DISPATCH,
            told: vec![author],
        };
        conflicts.push(conflict(facts, outline, decided.map(|d| d.settled)));
    }
    conflicts
}
