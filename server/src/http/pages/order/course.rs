//! How visits go: times agreed, receipts and arrivals, tools, departures, findings, waiting.

use super::super::html::Html;
use super::super::words::{labels, list, states};
use super::{Page, facts, origin};
use client_core::domain::order::{Arrival, DepartureKind, Order, Visit, Wait};

/// A receipt that was written down later than this after it happened shows both times, in milliseconds.
const SET_BACK_FROM_MS: i64 = 60_000;

/// Times that were agreed, and those that couldn't be kept (REG-6).
pub(super) fn appointments(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    if order.appointments.len() < 2 && order.time_questions.is_empty() {
        return;
    }
    h.of("section", "card", |h| {
        h.el("h2", &[], |h| {
            h.text(look.say(labels::APPOINTMENTS));
            if order.time_open {
                h.word("span", "badge alarm", look.say(labels::TIME_OPEN));
            }
        });
        h.of("ul", "plain", |h| {
            for appointment in &order.appointments {
                h.el("li", &[], |h| {
                    look.put_time(h, appointment.appointment_at, false);
                    if appointment.counts {
                        h.word("span", "badge good", look.say(labels::IN_FORCE));
                    }
                    h.text(" ");
                    match &appointment.confirmed_by {
                        Some(who) => h.typed(&look.with(labels::AGREED_BY, &[who])),
                        None => h.text(look.say(labels::REGISTERED_TIME)),
                    }
                    h.text(" ");
                    origin::short(h, page, &appointment.origin);
                });
            }
            for question in &order.time_questions {
                let met_nobody = order
                    .visits
                    .iter()
                    .flat_map(|visit| &visit.departures)
                    .any(|departure| departure.origin.entry == question.origin.entry);
                let what = if met_nobody {
                    states::departure(DepartureKind::CustomerAbsent)
                } else {
                    labels::CANNOT_KEEP
                };
                h.el("li", &[], |h| {
                    h.text(look.say(what));
                    h.text(" · ");
                    h.typed(&question.reason);
                    let (class, word) = if question.answered {
                        ("badge", labels::AGREED_SINCE)
                    } else {
                        ("badge alarm", labels::TO_BE_AGREED)
                    };
                    h.word("span", class, look.say(word));
                    h.text(" ");
                    origin::short(h, page, &question.origin);
                });
            }
        });
    });
}

/// Visits, findings and waits.
pub(super) fn visits(h: &mut Html, page: &Page<'_>) {
    let (order, look) = (page.order(), page.look);
    if order.visits.is_empty() && order.findings.is_empty() && order.waits.is_empty() {
        return;
    }
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(labels::VISITS));
        for visit in &order.visits {
            h.of("div", "item", |h| one_visit(h, page, visit));
        }
        findings(h, page, order);
        if !order.waits.is_empty() {
            h.word("h3", "", look.say(labels::WAITS));
            h.of("ul", "plain", |h| {
                for wait in &order.waits {
                    h.el("li", &[], |h| one_wait(h, page, wait));
                }
            });
        }
    });
}

fn one_visit(h: &mut Html, page: &Page<'_>, visit: &Visit) {
    let look = page.look;
    h.el("h3", &[], |h| {
        h.typed(&page.name(&visit.technician));
        if visit.on_site {
            h.word("span", "badge good", look.say(labels::ON_SITE_NOW));
        }
    });
    h.of("dl", "facts", |h| {
        if let (Some(at), Some(received)) = (visit.received_at, &visit.received) {
            origin::term(h, look.say(labels::TOOK_SLIP), |h| {
                look.put_time(h, at, true);
                // DSP-3: a receipt that was set back shows both times.
                let written = received.at.estimate();
                if written.saturating_sub(at) >= SET_BACK_FROM_MS {
                    h.text(" ");
                    h.word("span", "soft", &look.with(labels::SET_BACK, &[&look.time(written)]));
                }
            });
        }
        if !visit.tools.is_empty() {
            let tools: Vec<String> = visit.tools.iter().map(|tool| facts::thing(page, tool)).collect();
            origin::term(h, look.say(labels::TOOLS), |h| h.typed(&list(look.language, &tools)));
        }
        for arrival in &visit.arrivals {
            origin::term(h, look.say(labels::ARRIVED), |h| one_arrival(h, page, arrival));
        }
        for departure in &visit.departures {
            origin::term(h, look.say(states::departure(departure.departure)), |h| {
                look.put_time(h, departure.origin.at.estimate(), true);
                h.text(" · ");
                h.typed(&departure.reason);
            });
        }
    });
}

/// DSP-4: on time means before the appointment that the technician knew.
fn one_arrival(h: &mut Html, page: &Page<'_>, arrival: &Arrival) {
    let look = page.look;
    look.put_time(h, arrival.origin.at.estimate(), true);
    if !origin::certain(page, &arrival.origin) {
        h.word("span", "unsure", look.say(labels::UNSURE));
    }
    match arrival.ahead {
        Some(true) => h.word("span", "badge good", look.say(labels::AHEAD)),
        Some(false) => h.word("span", "badge", look.say(labels::NOT_AHEAD)),
        None => {}
    }
    if let Some(at) = arrival.appointment_at {
        h.text(" ");
        h.word("span", "soft", &look.with(labels::FOR_APPOINTMENT, &[&look.soon(at)]));
    }
}

fn findings(h: &mut Html, page: &Page<'_>, order: &Order) {
    let look = page.look;
    if !order.findings.is_empty() {
        h.word("h3", "", look.say(labels::FINDINGS));
    }
    for finding in &order.findings {
        h.of("div", "item", |h| {
            h.of("p", "words", |h| h.typed(&finding.content));
            for (label, items) in [(labels::MATERIALS, &finding.materials), (labels::TOOLS, &finding.tools)] {
                if !items.is_empty() {
                    h.of("p", "soft", |h| {
                        h.text(look.say(label));
                        h.text(" ");
                        let items: Vec<String> = items.iter().map(|item| facts::thing(page, item)).collect();
                        h.typed(&list(look.language, &items));
                    });
                }
            }
            origin::short(h, page, &finding.origin);
        });
    }
}

fn one_wait(h: &mut Html, page: &Page<'_>, wait: &Wait) {
    let look = page.look;
    h.text(&look.with(labels::WAIT_FOR, &[look.say(states::waiting_for(wait.waiting_for))]));
    if let Some(detail) = &wait.detail {
        h.text(" · ");
        h.typed(detail);
    }
    if let Some(until) = wait.until {
        h.text(" · ");
        h.text(&look.with(labels::UNTIL, &[&look.time(until)]));
    }
    let (class, word, origin) =
        wait.resumed.as_ref().map_or(("badge uncertain", labels::IS_WAITING, &wait.origin), |resumed| {
            ("badge good", labels::RESUMED, resumed)
        });
    h.word("span", class, look.say(word));
    h.text(" ");
    origin::short(h, page, origin);
}
