//! The notices of whoever is signed in.

use super::look::Viewer;
use super::words::{
    complaints as words_of_complaints, incidents as words_of_incidents, labels, matters as words_of_matters,
};
use super::{Fields, shell, value};
use crate::http::{AppState, Problem, ProblemKind, notices};
use crate::notify::{self, Notice, NoticePage, Subject};
use crate::store::StoreError;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::calendar::Zone;

/// Notices of one page.
const PER_PAGE: u32 = 50;

#[derive(Debug, serde::Deserialize)]
pub(super) struct Wanted {
    before: Option<u64>,
}

/// The newest notices, or those before one.
pub(super) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    wanted: Result<Query<Wanted>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let Ok(Query(Wanted { before })) = wanted else {
        let problem = Problem::new(ProblemKind::InvalidParameter, "before");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    let user = viewer.who.user;
    let page = NoticePage { unread: false, before, limit: PER_PAGE + 1 };
    let found = state.store.read(move |connection| notify::page(connection, user, page)).await;
    match found {
        Ok(notices) => list(&state, &viewer, notices),
        Err(error) => shell::problem(&viewer.look, Some(&viewer), &error.into()),
    }
}

fn list(state: &AppState, viewer: &Viewer, mut notices: Vec<Notice>) -> Response {
    let look = &viewer.look;
    let more = notices.len() > PER_PAGE as usize;
    notices.truncate(PER_PAGE as usize);
    let zone = Zone::from(state.site.timezone);
    shell::page(look, Some(viewer), StatusCode::OK, look.say(labels::NOTICES), "notices", |h| {
        h.word("h1", "", look.say(labels::NOTICES));
        if notices.is_empty() {
            h.word("p", "soft", look.say(labels::NO_NOTICES));
        }
        if let Some(newest) = notices.first().filter(|_| viewer.unread > 0) {
            h.el("form", &[("method", "post"), ("action", "/notices/read")], |h| {
                let upto = newest.id.to_string();
                h.void("input", &[("type", "hidden"), ("name", "up_to"), ("value", &upto)]);
                h.word("button", "quiet", look.say(labels::ALL_READ));
            });
        }
        for notice in &notices {
            let class = if notice.read_at.is_some() { "card soft" } else { "card" };
            h.of("section", class, |h| {
                h.word("h2", "", &notify::title(&notice.body, look.language));
                let words = notify::text(&notice.body, notice.order_number.as_deref(), zone, look.language);
                h.word("p", "", &words);
                h.of("p", "soft", |h| look.put_time(h, notice.created_at, true));
                let opens = match notice.body.subject() {
                    Subject::Order(_) => Some(labels::OPEN_ORDER),
                    Subject::Incident(_) => Some(words_of_incidents::OPEN_INCIDENT),
                    Subject::Complaint(_) => Some(words_of_complaints::OPEN_COMPLAINT),
                    Subject::Matter(_) => Some(words_of_matters::OPEN_MATTER),
                    Subject::Duties => Some(words_of_matters::DUTIES),
                    Subject::Site => None,
                };
                if let Some(word) = opens {
                    h.link("button quiet", &notice.body.link(), look.say(word));
                }
                if notice.read_at.is_none() {
                    let action = format!("/notices/{}/read", notice.id);
                    h.el("form", &[("method", "post"), ("action", &action)], |h| {
                        h.word("button", "quiet", look.say(labels::MARK_READ));
                    });
                }
            });
        }
        if let Some(last) = notices.last().filter(|_| more) {
            h.link("button", &format!("/notices?before={}", last.id), look.say(labels::NEXT_PAGE));
        }
    })
}

/// The viewer has read one.
pub(super) async fn read(State(state): State<AppState>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match notices::mark(&state, &viewer.who, &id).await {
        Ok(_) => Redirect::to("/notices").into_response(),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// The viewer has read all that he was shown.
pub(super) async fn read_all(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    let up_to = fields.ok().and_then(|Form(fields)| value(&fields, "up_to").parse().ok());
    let Some(up_to) = up_to else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "up_to: the newest notice that was shown");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    let (user, now) = (viewer.who.user, state.now_ms());
    let done: Result<(), StoreError> =
        state.store.write(move |connection| notify::mark_all_read(connection, user, up_to, now)).await;
    match done {
        Ok(()) => Redirect::to("/notices").into_response(),
        Err(error) => shell::problem(&viewer.look, Some(&viewer), &error.into()),
    }
}
