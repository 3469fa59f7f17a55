//! Pages of complaints: the register, taking one down, one of them with its deadlines and its course (CMP).

mod capture;
mod commands;
mod complaint;
mod forms;
mod inputs;
mod kinds;
mod list;

pub(super) use capture::{capture, show as new};
pub(super) use commands::command;
pub(super) use complaint::show as page;
pub(super) use kinds::{
    add as add_kind, change as change_kind, edit as edit_kind, new as new_kind, show as kinds,
};
pub(super) use list::show;

use super::html::Html;
use super::look::{Look, Viewer};
use super::words::complaints as words;
use crate::office::complaint::reads_complaints;
use axum::extract::Path;
use axum::response::Redirect;
use client_core::domain::complaint::{Complaint, ComplaintState};
use client_core::domain::deadline::{Deadline, Stands};
use client_core::domain::decide::complaint_relation;
use client_core::domain::entry::complaint::ComplaintClass;
use client_core::domain::entry::{DocumentKind, Kind};
use client_core::domain::policy::{ReadScope, may_read, may_write};
use client_core::domain::words::complaint as core;

/// Whether the pages are linked for a person.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    reads_complaints(&viewer.who.roles)
}

fn may_capture(viewer: &Viewer) -> bool {
    let relation = complaint_relation(DocumentKind::Complaint);
    viewer.who.roles.iter().any(|role| may_write(*role, Kind::ComplaintCaptured, relation).is_ok())
}

/// Whether the viewer is of those who handle complaints about the centre (CMP-2).
fn reads_of_centre(viewer: &Viewer) -> bool {
    let reads = |role| may_read(role, DocumentKind::CentreComplaint) == ReadScope::Site;
    viewer.who.roles.iter().any(|role| reads(*role))
}

/// A reload of a refused form's page leads back to the complaint.
pub(super) async fn back(Path(id): Path<String>) -> Redirect {
    match crate::http::complaints::complaint_id(&id) {
        Ok(id) => Redirect::to(&format!("/complaints/{id}")),
        Err(_) => Redirect::to("/complaints"),
    }
}

/// Whether somebody is being harmed, and nobody has written down what was done (CMP-20).
fn harm_is_open(complaint: &Complaint) -> bool {
    complaint.state.is_open() && complaint.capture.ongoing_harm && !complaint.harm_was_met()
}

/// The state and what else is to be seen at once.
fn badges(h: &mut Html, look: &Look, complaint: &Complaint) {
    let class = match complaint.state {
        ComplaintState::Closed => "badge good",
        ComplaintState::Captured | ComplaintState::Accepted => "badge alarm",
        _ => "badge uncertain",
    };
    h.word("span", class, core::state(complaint.state).get(look.language));
    if complaint.about_centre {
        h.word("span", "badge", look.say(words::ABOUT_CENTRE));
    }
    if harm_is_open(complaint) {
        h.word("span", "badge alarm", look.say(words::HARM_OPEN));
    }
}

/// How grave it is.
fn class(h: &mut Html, look: &Look, class: Option<ComplaintClass>) {
    match class {
        Some(class) => {
            let badge = if class == ComplaintClass::Serious { "badge alarm" } else { "badge" };
            h.word("span", badge, core::class(class).get(look.language));
        }
        None => h.word("span", "soft", look.say(words::NO_CLASS)),
    }
}

/// When a deadline ends, as people read it: 24:00 of a day is said by its last minute.
pub(super) const fn ends(deadline: &Deadline) -> i64 {
    if deadline.due == deadline.until { deadline.due - 60_000 } else { deadline.due }
}

/// The badge of what hasn't been done; none while there is time.
fn urgency(h: &mut Html, look: &Look, stands: Stands) {
    match stands {
        Stands::Late => h.word("span", "badge alarm", look.say(words::LATE)),
        Stands::Soon => h.word("span", "badge uncertain", look.say(words::SOON)),
        Stands::Ahead => {}
    }
}
