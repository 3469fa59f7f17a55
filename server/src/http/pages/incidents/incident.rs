//! One incident: what is known, who is there, its course, what was decided, and what the reader may do.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::shell;
use super::super::words::Text;
use super::super::words::incidents::{self as words, Mark};
use super::forms;
use super::{badges, guidance, waited};
use crate::http::incidents::{incident_id, load};
use crate::http::{AppState, Problem};
use crate::office::incident::IncidentView;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::guidance::Moment;
use client_core::domain::incident::{IncidentState, Standing};
use client_core::domain::order::Origin;
use client_core::domain::words::incident as core;

/// The page.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Response {
    shell::shown(&viewer, render(&state, &viewer, &id, StatusCode::OK, None).await)
}

/// The page, with what was refused.
pub(super) async fn render(
    state: &AppState,
    viewer: &Viewer,
    id: &str,
    status: StatusCode,
    refused: Option<&str>,
) -> Result<Response, Problem> {
    let view = load(state, &viewer.who, incident_id(id)?).await?;
    let look = &viewer.look;
    let title = format!("{} · {}", look.say(words::INCIDENT), view.incident.report.place);
    Ok(shell::page(look, Some(viewer), status, &title, "incident", |h| {
        if let Some(words) = refused {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(words));
        }
        top(h, look, &view);
        h.of("div", "columns", |h| {
            h.of("div", "", |h| {
                conflict(h, look, &view);
                course(h, look, &view);
            });
            forms::put(h, look, &view);
        });
    }))
}

fn top(h: &mut Html, look: &Look, view: &IncidentView) {
    let incident = &view.incident;
    h.of("section", "card top", |h| {
        h.el("header", &[], |h| {
            h.el("h1", &[], |h| h.typed(&incident.report.place));
            badges(h, look, incident);
        });
        if incident.state == IncidentState::NobodyOnSite {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(look.say(words::NOBODY_ON_SITE)));
        } else if incident.finder_on_site {
            h.el("p", &[("class", "strong"), ("id", "finder-on-site")], |h| {
                h.text(look.say(words::FINDER_ON_SITE));
            });
        }
        if incident.state.is_open() {
            guidance(h, look, Moment::PublicArea);
        }
        h.of("dl", "facts wide", |h| {
            fact(h, look, words::AREA, |h| h.text(core::area(incident.report.area).get(look.language)));
            fact(h, look, words::DEPARTMENT, |h| {
                h.text(core::department(incident.report.department).get(look.language));
            });
            fact(h, look, words::FINDER, |h| h.typed(name(view, &incident.report.origin)));
            fact(h, look, words::REPORTED, |h| look.put_time(h, incident.reported_at(), false));
            if incident.state.is_open() {
                fact(h, look, words::WAITING, |h| h.text(&waited(look, incident.reported_at())));
            }
            for linked in &incident.orders {
                fact(h, look, words::ORDER, |h| {
                    let number =
                        view.numbers.get(&linked.order).map_or(look.say(words::ORDER), String::as_str);
                    h.link("", &format!("/orders/{}", linked.order), number);
                });
            }
        });
        fact_block(h, look, words::WHAT, &incident.report.what);
        if let Some(measure) = &incident.report.measure {
            fact_block(h, look, words::MEASURE, measure);
        }
    });
}

fn fact(h: &mut Html, look: &Look, label: Text, inner: impl FnOnce(&mut Html)) {
    h.el("div", &[], |h| {
        h.word("dt", "", look.say(label));
        h.el("dd", &[], inner);
    });
}

fn fact_block(h: &mut Html, look: &Look, label: Text, text: &str) {
    h.word("h2", "", look.say(label));
    h.of("p", "words", |h| h.typed(text));
}

fn name<'v>(view: &'v IncidentView, origin: &Origin) -> &'v str {
    view.names.get(&origin.by.user).map_or("", String::as_str)
}

/// Decisions that crossed, side by side (P8).
fn conflict(h: &mut Html, look: &Look, view: &IncidentView) {
    let incident = &view.incident;
    if incident.conflict.is_empty() {
        return;
    }
    h.el("section", &[("class", "card conflict open"), ("id", "conflict")], |h| {
        h.word("p", "", look.say(words::CONFLICT));
        h.of("div", "sides", |h| {
            for entry in &incident.conflict {
                let Some(one) = incident.decisions.iter().find(|one| one.origin.entry == *entry) else {
                    continue;
                };
                let counts = one.standing == Standing::Counts;
                h.of("div", if counts { "side counts" } else { "side" }, |h| {
                    h.el("p", &[], |h| h.typed(&words::decided(look.language, one)));
                    origin(h, look, view, &one.origin);
                });
            }
        });
    });
}

fn origin(h: &mut Html, look: &Look, view: &IncidentView, origin: &Origin) {
    h.of("p", "origin", |h| {
        h.typed(name(view, origin));
        h.text(" · ");
        look.put_time(h, origin.at.estimate(), true);
    });
}

fn course(h: &mut Html, look: &Look, view: &IncidentView) {
    h.el("section", &[("class", "card"), ("id", "course")], |h| {
        h.word("h2", "", look.say(words::COURSE));
        for line in words::course(look.language, &view.incident, |order| view.numbers.get(&order).cloned()) {
            h.of("div", "item", |h| {
                h.el("h3", &[], |h| {
                    let kind = core::kind(line.kind).map(|kind| kind.get(look.language));
                    h.text(kind.unwrap_or(line.kind.as_str()));
                    if let Some((mark, words)) = &line.mark {
                        let class = match mark {
                            Mark::Good => "badge good",
                            Mark::Uncertain => "badge uncertain",
                            Mark::Bad => "badge alarm",
                        };
                        h.text(" ");
                        h.word("span", class, words);
                    }
                });
                for words in &line.words {
                    h.of("p", "words", |h| h.typed(words));
                }
                origin(h, look, view, &line.origin);
            });
        }
        if !view.incident.newer.is_empty() {
            let number = view.incident.newer.len().to_string();
            h.word("p", "soft", &look.with(words::NEWER, &[&number]));
        }
    });
}
