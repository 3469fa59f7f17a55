//! The service centre's work log of a day (REC-6, ROL-18).

use super::html::Html;
use super::look::{Look, Viewer};
use super::tables::sheet;
use super::words::{figures, labels, states, work_log as words};
use super::{Fields, shell, value};
use crate::http::files::{Asker, file_kind};
use crate::http::work_log::{as_file, find, reads_work_log};
use crate::http::{AppState, Problem, ProblemKind};
use crate::work_log::{Taken, WorkLogLine};
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::calendar::Day;
use client_core::domain::complaint::ComplaintState;
use client_core::domain::entry::office::Urgency;
use client_core::domain::matter::MatterState;
use client_core::domain::text::Language;
use client_core::domain::words::{complaint, matter};

/// Whether the viewer's posts read the log.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    reads_work_log(&viewer.who.roles)
}

/// The page.
pub(super) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, &fields).await)
}

async fn answer(state: &AppState, viewer: &Viewer, fields: &Fields) -> Result<Response, Problem> {
    let look = &viewer.look;
    let asked: Option<Day> = match value(fields, "day") {
        "" => None,
        text => Some(text.parse().map_err(|_| {
            Problem::new(ProblemKind::InvalidParameter, "day: a day such as 2026-03-01")
                .with("parameter", "day")
        })?),
    };
    let kind = file_kind(Some(value(fields, "format")), look.language)?;
    let (day, found) = find(state, &viewer.who, asked).await?;
    if let Some(kind) = kind {
        return as_file(Asker::new(state, &viewer.who), state, kind, day, &found).await;
    }
    Ok(shell::page(look, Some(viewer), StatusCode::OK, look.say(words::WORK_LOG), "board", |h| {
        h.of("header", "title", |h| {
            h.word("h1", "", look.say(words::WORK_LOG));
            h.word("p", "soft", look.say(words::HINT));
        });
        h.el("form", &[("class", "filters"), ("method", "get"), ("action", "/work-log")], |h| {
            h.of("label", "field", |h| {
                h.word("span", "", look.say(words::DAY));
                let day = day.to_string();
                h.void("input", &[("type", "date"), ("name", "day"), ("value", &day)]);
            });
            h.word("button", "quiet", look.say(labels::FILTER));
        });
        if found.is_empty() {
            h.word("p", "empty", look.say(words::NOTHING));
        } else {
            list(h, look, &found);
        }
        h.of("div", "pager", |h| {
            for (days, word) in [(-1, words::DAY_BEFORE), (1, words::DAY_AFTER)] {
                h.link("button quiet", &format!("/work-log?day={}", day.add_days(days)), look.say(word));
            }
            for (format, word) in
                [("csv", figures::AS_CSV), ("xlsx", figures::AS_XLSX), ("pdf", figures::AS_PDF)]
            {
                h.link("button quiet", &format!("/work-log?day={day}&format={format}"), look.say(word));
            }
        });
    }))
}

fn list(h: &mut Html, look: &Look, found: &[WorkLogLine]) {
    let headings = [
        words::AT,
        words::TAKEN,
        labels::STATE,
        labels::CUSTOMER,
        words::ADDRESS,
        words::CONTACT,
        words::CONTENT,
        words::WISHED,
        words::BY,
    ];
    h.of("section", "list", |h| {
        sheet(h, look, "orders", &headings, |h| {
            for one in found {
                line(h, look, one);
            }
        });
    });
}

fn line(h: &mut Html, look: &Look, one: &WorkLogLine) {
    let class = if one.urgent { "hot" } else { "" };
    h.el("tr", &[("class", class), ("data-id", &one.document.to_string())], |h| {
        h.of("td", "changed", |h| look.put_time(h, one.at, true));
        h.of("td", "number", |h| {
            h.link("", &page_of(one), &taken(look.language, &one.taken));
            if one.urgent {
                h.word("span", "badge alarm", look.say(states::urgency(Urgency::Urgent)));
            }
        });
        h.of("td", "state", |h| h.text(&state(look.language, &one.taken)));
        for (class, text) in [
            ("customer", &one.name),
            ("unit", &one.address),
            ("contact", &one.contact),
            ("todo", &one.content),
        ] {
            h.of("td", class, |h| h.typed(if text.is_empty() { "–" } else { text }));
        }
        h.of("td", "appointment", |h| {
            if let Some(at) = one.wished_at {
                look.put_time(h, at, true);
            }
        });
        h.of("td", "holder", |h| h.typed(one.by_name.as_deref().unwrap_or("–")));
    });
}

fn page_of(one: &WorkLogLine) -> String {
    let place = match one.taken {
        Taken::Request(_) => "orders",
        Taken::Complaint(_) => "complaints",
        Taken::Matter(..) => "matters",
    };
    format!("/{place}/{}", one.document)
}

/// What was taken down, in words.
pub(super) fn taken(language: Language, taken: &Taken) -> String {
    match taken {
        Taken::Request(_) => words::REQUEST.get(language).to_owned(),
        Taken::Complaint(_) => words::COMPLAINT.get(language).to_owned(),
        Taken::Matter(form, _) => matter::form_title(language, form).to_owned(),
    }
}

/// How it stands, in words; the name itself for a state of a newer program.
pub(super) fn state(language: Language, taken: &Taken) -> String {
    let words = match taken {
        Taken::Request(state) => return states::state_named(language, state),
        Taken::Complaint(state) => {
            let known = ComplaintState::ALL.iter().find(|one| one.as_str() == state);
            known.map(|known| complaint::state(*known).get(language))
        }
        Taken::Matter(_, state) => MatterState::parse(state).map(|known| matter::state(known).get(language)),
    };
    words.unwrap_or(taken.state()).to_owned()
}
