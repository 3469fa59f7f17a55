//! Pages of incidents in public areas: the list, the report, one of them with its course (PRI-8 to PRI-12).

mod forms;
mod incident;
mod list;
mod report;

pub(super) use forms::command;
pub(super) use incident::show as page;
pub(super) use list::show;
pub(super) use report::{report, show as new};

use super::html::Html;
use super::look::{Look, Viewer};
use super::words::incidents as words;
use crate::office::incident::reads_incidents;
use axum::extract::Path;
use axum::response::Redirect;
use client_core::domain::entry::Kind;
use client_core::domain::guidance::{Guidance, Moment};
use client_core::domain::incident::{Incident, IncidentState};
use client_core::domain::policy::{Relation, may_write};
use client_core::domain::words::incident as core;

/// Whether the pages are linked for a person.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    reads_incidents(&viewer.who.roles)
}

fn may_report(viewer: &Viewer) -> bool {
    let may = |role: &client_core::domain::policy::Role| {
        may_write(*role, Kind::IncidentReported, Relation::Site).is_ok()
    };
    viewer.who.roles.iter().any(may)
}

/// A reload of a refused form's page leads back to the incident.
pub(super) async fn back(Path(id): Path<String>) -> Redirect {
    match crate::http::incidents::incident_id(&id) {
        Ok(id) => Redirect::to(&format!("/incidents/{id}")),
        Err(_) => Redirect::to("/incidents"),
    }
}

/// The state and what else is to be seen at once.
fn badges(h: &mut Html, look: &Look, incident: &Incident) {
    let class = match incident.state {
        IncidentState::NobodyOnSite => "badge alarm",
        IncidentState::Decided => "badge good",
        _ => "badge uncertain",
    };
    h.word("span", class, core::state(incident.state).get(look.language));
    if incident.major {
        h.word("span", "badge alarm", look.say(words::MAJOR));
    }
}

/// Words for a moment.
pub(super) fn guidance(h: &mut Html, look: &Look, moment: Moment) {
    let guidance = Guidance::from(moment);
    h.el("p", &[("class", "conduct"), ("data-rule", &guidance.rules.join(" "))], |h| {
        h.text(guidance.text.get(look.language));
    });
}

/// How long somebody has waited.
pub(super) fn waited(look: &Look, since: i64) -> String {
    lasting(look, look.now - since)
}

/// A span of milliseconds, in two units at most.
pub(super) fn lasting(look: &Look, span: i64) -> String {
    let minutes = span.max(0) / 60_000;
    let (hours, days) = (minutes / 60, minutes / (24 * 60));
    if days > 0 {
        look.with(words::DAYS, &[&days.to_string(), &(hours % 24).to_string()])
    } else if hours > 0 {
        look.with(words::HOURS, &[&hours.to_string(), &(minutes % 60).to_string()])
    } else {
        look.with(words::MINUTES, &[&minutes.to_string()])
    }
}
