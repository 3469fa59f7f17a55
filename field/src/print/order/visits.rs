//! On the way and on site: receipt, tools, arrivals, departures, waiting, findings.

use super::{conduct, heading, is_moment};
use crate::print::add;
use crate::print::checklist::line;
use crate::print::origin::Page;
use crate::words::{course, labels, list};
use client_core::domain::guidance::Moment;
use client_core::domain::order::{Order, Visit};
use client_core::domain::procedure::{Library, ProcedureRef, Tool};

/// Tools, visits and waits.
pub fn visits(page: &Page<'_>, library: &Library, text: &mut String) {
    let order = &page.view.order;
    tools(page, library, text);
    if !order.visits.is_empty() {
        heading(page, labels::VISITS, text);
    }
    for visit in &order.visits {
        one_visit(page, visit, text);
    }
    conduct(page, &[Moment::OnTheWay], text);
    waits(page, text);
}

/// Tools that the order's checklist asks for; none before the slip.
pub fn tools_of<'l>(order: &Order, library: &'l Library) -> &'l [Tool] {
    let reference = order
        .slip
        .as_ref()
        .map(|slip| ProcedureRef { id: slip.service_class.clone(), version: slip.procedure_version });
    let procedure = reference.and_then(|reference| library.get(&reference));
    procedure.map_or(&[], |procedure| procedure.tools.as_slice())
}

/// MAT-7: tools of the checklist, ticked or not; a warning before departure for those that aren't.
pub fn tools(page: &Page<'_>, library: &Library, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    let tools = tools_of(order, library);
    let Some(holder) = order.holder.filter(|_| !tools.is_empty() && !order.state.is_closed()) else { return };
    let missing: Vec<&Tool> =
        tools.iter().filter(|tool| page.view.missing_tools.contains(&tool.id)).collect();
    heading(page, course::TOOLS, text);
    for tool in tools {
        let mark = if missing.iter().any(|one| one.id == tool.id) { "[ ]" } else { "[x]" };
        line(text, 1, &format!("{mark} {} {}", tool.id, tool.label.get(language)));
    }
    let departed = order.visit_of(&holder).is_some_and(|visit| !visit.arrivals.is_empty());
    if missing.is_empty() {
        line(text, 1, course::TOOLS_READY.get(language));
    } else if !departed {
        let missing: Vec<String> = missing.iter().map(|tool| tool.label.get(language).to_owned()).collect();
        line(text, 1, &format!("! {}", course::TOOLS_MISSING.with(language, &[&list(language, &missing)])));
    }
}

fn one_visit(page: &Page<'_>, visit: &Visit, text: &mut String) {
    let language = page.language;
    let mut name = page.name(&visit.technician);
    if visit.on_site {
        add(&mut name, &[" (", course::ON_SITE.get(language), ")"]);
    }
    line(text, 1, &name);
    if let (Some(at), Some(origin)) = (visit.received_at, &visit.received) {
        // DSP-3: both times are kept; the second one is noise when they are the same minute.
        let (named, written) = (page.zone.show(at), page.zone.show(origin.at.estimate()));
        let words = if named == written {
            course::RECEIVED.with(language, &[&named])
        } else {
            course::RECEIVED_BACK.with(language, &[&named, &written])
        };
        line(text, 2, &words);
    }
    let arrivals = visit.arrivals.iter().map(|arrival| {
        let mut words = course::ARRIVED.with(language, &[&page.zone.show(arrival.origin.at.estimate())]);
        if let (Some(ahead), Some(appointment)) = (arrival.ahead, arrival.appointment_at) {
            let verdict = if ahead { course::AHEAD } else { course::NOT_AHEAD };
            let appointment = page.zone.show(appointment);
            add(&mut words, &[" — ", verdict.get(language), " (", course::APPOINTMENT.get(language), " "]);
            add(&mut words, &[&appointment, ")"]);
        }
        (arrival.origin.at.estimate(), 0, words)
    });
    let departures = visit.departures.iter().map(|departure| {
        let at = departure.origin.at.estimate();
        let kind = course::departure(departure.departure).get(language);
        (at, 1, format!("{kind} {}: {}", page.zone.show(at), departure.reason))
    });
    let mut events: Vec<(i64, u8, String)> = arrivals.chain(departures).collect();
    events.sort();
    for (_, _, words) in events {
        line(text, 2, &words);
    }
}

fn waits(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    if !order.waits.is_empty() {
        heading(page, course::WAITS, text);
    }
    for wait in &order.waits {
        let mut words = course::waiting_for(wait.waiting_for).get(language).to_owned();
        if let Some(detail) = &wait.detail {
            add(&mut words, &[": ", detail]);
        }
        if let Some(until) = wait.until {
            add(&mut words, &[", ", &course::UNTIL.with(language, &[&page.zone.show(until)])]);
        }
        match &wait.resumed {
            Some(origin) => {
                add(&mut words, &[" — ", course::RESUMED.get(language), " ", &page.short(origin)])
            }
            None => add(&mut words, &[" — ", course::STILL_WAITING.get(language)]),
        }
        line(text, 1, &format!("{words} ({})", page.short(&wait.origin)));
    }
}

/// What was found, and the conduct before anything was.
pub fn findings(page: &Page<'_>, text: &mut String) {
    let (language, order) = (page.language, &page.view.order);
    if !order.findings.is_empty() || is_moment(page, &[Moment::Finding]) {
        heading(page, labels::FINDINGS, text);
    }
    for finding in &order.findings {
        line(text, 1, &format!("{} ({})", finding.content, page.short(&finding.origin)));
        for (label, items) in [(labels::MATERIALS, &finding.materials), (labels::TOOLS, &finding.tools)] {
            if !items.is_empty() {
                line(text, 2, &format!("{}: {}", label.get(language), list(language, items)));
            }
        }
    }
    conduct(page, &[Moment::Finding], text);
}
