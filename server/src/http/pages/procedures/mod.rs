//! Procedures: the list, each one as a technician will meet it, and the editor with the linter's findings (CHK-1, ROL-17).

mod edit;
mod preview;

pub(super) use edit::{draft, edit, new};

use super::directory::may;
use super::look::Viewer;
use super::store::{cell, number, table};
use super::words::{labels, procedures as words};
use super::{Fields, shell, value};
use crate::feed::EngineError;
use crate::http::{AppState, Problem, ProblemKind};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::policy::Action;
use client_core::domain::procedure::{Library, Procedure};
use std::sync::Arc;

/// The first number of a site's own version of a procedure that comes with the software, so that a later release never
/// brings another text under it.
const FIRST_OWN: u32 = 101;

/// The number of the next version after the newest one.
fn next_version(state: &AppState, newest: &Procedure) -> u32 {
    let built_in = state.procedures.built_in().newest(&newest.id).is_some();
    newest.version.saturating_add(1).max(if built_in { FIRST_OWN } else { 1 })
}

async fn library(state: &AppState) -> Result<Arc<Library>, Problem> {
    let procedures = Arc::clone(&state.procedures);
    let read =
        move |connection: &rusqlite::Connection| -> Result<_, EngineError> { procedures.at(connection) };
    Ok(state.store.read(read).await?)
}

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound, "no such procedure")
}

/// All procedures.
pub(super) async fn list(State(state): State<AppState>, viewer: Viewer) -> Response {
    let look = &viewer.look;
    let library = match library(&state).await {
        Ok(library) => library,
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    let mut newest: Vec<&Procedure> = Vec::new();
    for procedure in library.iter() {
        match newest.iter_mut().find(|one| one.id == procedure.id) {
            Some(one) if one.version < procedure.version => *one = procedure,
            Some(_) => {}
            None => newest.push(procedure),
        }
    }
    shell::page(look, Some(&viewer), StatusCode::OK, look.say(words::PROCEDURES), "procedures", |h| {
        h.word("h1", "", look.say(words::PROCEDURES));
        h.word("p", "soft", look.say(words::EXPLAIN));
        let headings = [words::PROCEDURES, words::VERSIONS, words::WHOSE, words::STEPS];
        table(h, look, &headings, |h| {
            for procedure in newest {
                h.el("tr", &[], |h| {
                    cell(h, look, words::PROCEDURES, |h| {
                        let name = format!("{} {}", procedure.id, procedure.label.get(look.language));
                        h.el("a", &[("href", &format!("/procedures/{}", procedure.id))], |h| h.typed(&name));
                    });
                    number(h, look, words::VERSIONS, "", &procedure.version.to_string());
                    cell(h, look, words::WHOSE, |h| h.text(look.say(whose(&state, procedure))));
                    number(h, look, words::STEPS, "", &procedure.steps.len().to_string());
                });
            }
        });
        if may(&viewer, Action::PublishProcedures) {
            h.of("div", "pager", |h| h.link("button quiet", "/procedures/new", look.say(words::NEW)));
        }
    })
}

fn whose(state: &AppState, procedure: &Procedure) -> super::words::Text {
    let built_in = state.procedures.built_in().get(&procedure.reference()).is_some();
    if built_in { words::BUILT_IN } else { words::OWN }
}

/// One procedure, in its newest version or in the one that is asked for.
pub(super) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, one(&state, &viewer, &id, value(&fields, "version")).await)
}

async fn one(state: &AppState, viewer: &Viewer, id: &str, version: &str) -> Result<Response, Problem> {
    let look = &viewer.look;
    let library = library(state).await?;
    let newest = library.newest(id).ok_or_else(not_found)?;
    let procedure = match version {
        "" => newest,
        version => {
            let version: u32 = version.parse().map_err(|_| not_found())?;
            library.iter().find(|one| one.id == id && one.version == version).ok_or_else(not_found)?
        }
    };
    let title = format!("{} {}", procedure.id, procedure.label.get(look.language));
    Ok(shell::page(look, Some(viewer), StatusCode::OK, &title, "procedures", |h| {
        h.el("h1", &[], |h| {
            h.typed(&title);
            h.text(" ");
            h.word("span", "badge", &look.with(labels::VERSION, &[&procedure.version.to_string()]));
            h.word("span", "badge", look.say(whose(state, procedure)));
        });
        h.el("nav", &[("class", "pager"), ("aria-label", look.say(words::VERSIONS))], |h| {
            for other in library.iter().filter(|one| one.id == id && one.version != procedure.version) {
                let to = format!("/procedures/{id}?version={}", other.version);
                h.link("button quiet", &to, &look.with(labels::VERSION, &[&other.version.to_string()]));
            }
            if may(viewer, Action::PublishProcedures) {
                let next = next_version(state, newest).to_string();
                h.link(
                    "button",
                    &format!("/procedures/{id}/edit"),
                    &look.with(words::NEXT_VERSION, &[&next]),
                );
            }
        });
        preview::put(h, look, procedure);
    }))
}
