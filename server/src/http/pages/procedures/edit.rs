//! Writing a version of a procedure: the linter's findings beside the text, the preview, and its publishing.

use super::super::directory::may;
use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::words::procedures as words;
use super::super::{Fields, shell, value};
use super::{library, next_version, not_found, preview};
use crate::feed::{EngineError, reference};
use crate::http::{AppState, Problem, ProblemKind};
use crate::procedures::{Change, Draft, MOST_BYTES, PublishError, Published, to_file};
use axum::Form;
use axum::extract::rejection::FormRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::policy::Action;
use client_core::domain::procedure::{Finding, Library};
use std::sync::Arc;

/// What is said of a text.
enum Said {
    /// Nobody has asked yet.
    Nothing,
    /// It is no procedure.
    Unread { line: Option<usize>, step: Option<String>, message: String },
    /// It isn't sound.
    Findings(Vec<Finding>),
    /// It can be published.
    Sound,
    /// This very version is there already.
    There,
    /// Devices couldn't carry or read it.
    Refused(super::super::words::Text),
}

fn require(viewer: &Viewer) -> Result<(), Problem> {
    if may(viewer, Action::PublishProcedures) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles publishes procedures"))
    }
}

/// An empty editor.
pub(in crate::http::pages) async fn new(State(state): State<AppState>, viewer: Viewer) -> Response {
    let shown = async {
        require(&viewer)?;
        let library = library(&state).await?;
        Ok(editor(&viewer, &library, StatusCode::OK, "", None, &Said::Nothing))
    };
    shown.await.unwrap_or_else(|problem: Problem| shell::problem(&viewer.look, Some(&viewer), &problem))
}

/// The editor with the newest version of a procedure, under the next number.
pub(in crate::http::pages) async fn edit(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(id): Path<String>,
) -> Response {
    let shown = async {
        require(&viewer)?;
        let library = library(&state).await?;
        let mut next = library.newest(&id).ok_or_else(not_found)?.clone();
        next.version = next_version(&state, &next);
        let text = to_file(&next).map_err(|error| {
            tracing::error!(%error, id, "a procedure can't be written as a file");
            Problem::new(ProblemKind::Internal, "the procedure can't be written as a file")
        })?;
        Ok(editor(&viewer, &library, StatusCode::OK, &text, None, &Said::Nothing))
    };
    shown.await.unwrap_or_else(|problem: Problem| shell::problem(&viewer.look, Some(&viewer), &problem))
}

/// Checks a text, or publishes it.
pub(in crate::http::pages) async fn draft(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, FormRejection>,
) -> Response {
    let answer = async {
        require(&viewer)?;
        let invalid = || Problem::new(ProblemKind::InvalidRequest, "no text of a procedure");
        let Form(fields) = fields.map_err(|_| invalid())?;
        let text = value(&fields, "text").replace("\r\n", "\n");
        if text.len() > MOST_BYTES {
            return Err(invalid());
        }
        judged(&state, &viewer, &text, value(&fields, "command") == "publish").await
    };
    answer.await.unwrap_or_else(|problem| shell::problem(&viewer.look, Some(&viewer), &problem))
}

async fn judged(state: &AppState, viewer: &Viewer, text: &str, publish: bool) -> Result<Response, Problem> {
    let library = library(state).await?;
    let draft = match Draft::read(text) {
        Ok(draft) => draft,
        Err(error) => {
            let said = Said::Unread { line: error.line, step: error.step, message: error.message };
            return Ok(editor(viewer, &library, StatusCode::UNPROCESSABLE_ENTITY, text, None, &said));
        }
    };
    let said = if publish {
        let (written, procedures) = (draft.clone(), Arc::clone(&state.procedures));
        let by = viewer.who.by(state.now_ms());
        let done = state
            .store
            .write(move |connection| written.publish(connection, procedures.built_in(), &by))
            .await;
        match done {
            Ok(Published::Already | Published::New { .. }) => {
                let procedure = draft.procedure();
                let to = format!("/procedures/{}?version={}", procedure.id, procedure.version);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(PublishError::Unsound(findings)) => Said::Findings(findings),
            Err(PublishError::TooMuch { .. }) => Said::Refused(words::TOO_MUCH),
            Err(PublishError::TooDeep) => Said::Refused(words::TOO_DEEP),
            Err(PublishError::Engine(error)) => return Err(error.into()),
        }
    } else {
        let (written, procedures) = (draft.clone(), Arc::clone(&state.procedures));
        state
            .store
            .read(move |connection| -> Result<Said, EngineError> {
                let (built_in, bundle) = (procedures.built_in(), reference::current(connection)?);
                let findings = written.findings(built_in, &bundle);
                Ok(if !findings.is_empty() {
                    Said::Findings(findings)
                } else if written.is_there(built_in, &bundle) {
                    Said::There
                } else {
                    Said::Sound
                })
            })
            .await?
    };
    let status = match said {
        Said::Findings(_) | Said::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::OK,
    };
    Ok(editor(viewer, &library, status, text, Some(&draft), &said))
}

fn editor(
    viewer: &Viewer,
    library: &Library,
    status: StatusCode,
    text: &str,
    draft: Option<&Draft>,
    said: &Said,
) -> Response {
    let look = &viewer.look;
    shell::page(look, Some(viewer), status, look.say(words::PROCEDURES), "procedures", |h| {
        h.word("h1", "", look.say(words::PROCEDURES));
        h.word("p", "soft", look.say(words::EXPLAIN));
        h.word("p", "soft", look.say(words::PRINTED));
        verdict(h, look, text, said);
        h.el(
            "form",
            &[("class", "command draft"), ("method", "post"), ("action", "/procedures/draft")],
            |h| {
                h.of("label", "field", |h| {
                    h.word("span", "", look.say(words::TEXT));
                    let rows = text.lines().count().clamp(18, 60).to_string();
                    let attributes = [
                        ("name", "text"),
                        ("rows", rows.as_str()),
                        ("spellcheck", "false"),
                        ("autocapitalize", "off"),
                        ("wrap", "off"),
                        ("required", ""),
                    ];
                    // A browser drops the first line end inside, so one is put there for it.
                    h.el("textarea", &attributes, |h| h.text(&format!("\n{text}")));
                });
                h.of("div", "buttons", |h| {
                    let check = [("class", "quiet"), ("name", "command"), ("value", "check")];
                    h.el("button", &check, |h| h.text(look.say(words::CHECK)));
                    if matches!(said, Said::Sound) {
                        let publish = [("class", "main"), ("name", "command"), ("value", "publish")];
                        h.el("button", &publish, |h| h.text(look.say(words::PUBLISH)));
                    }
                });
            },
        );
        if let Some(draft) = draft {
            changes(h, look, draft, library);
            h.word("h2", "", look.say(words::PREVIEW));
            preview::put(h, look, draft.procedure());
        }
    })
}

/// What is said of the text, in a place that a screen reader announces.
fn verdict(h: &mut Html, look: &Look, text: &str, said: &Said) {
    match said {
        Said::Nothing => {}
        Said::Unread { line, step, message } => {
            h.el("section", &[("class", "card fault"), ("role", "alert")], |h| {
                h.word("h2", "", look.say(words::NOT_READ));
                h.of("ul", "plain", |h| {
                    finding(h, look, text, *line, step.as_deref(), "", message);
                });
            });
        }
        Said::Findings(all) => {
            h.el("section", &[("class", "card fault"), ("role", "alert")], |h| {
                h.word("h2", "", &look.with(words::FINDINGS, &[&all.len().to_string()]));
                h.of("ul", "plain", |h| {
                    for one in all {
                        let kind = look.say(words::finding(one.kind));
                        finding(h, look, text, one.line, one.step.as_deref(), kind, &one.message);
                    }
                });
            });
        }
        Said::Sound => {
            h.el("p", &[("class", "badge good"), ("role", "status")], |h| h.text(look.say(words::SOUND)));
        }
        Said::There => {
            h.el("p", &[("class", "badge"), ("role", "status")], |h| h.text(look.say(words::THERE)));
        }
        Said::Refused(why) => {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(look.say(*why)));
        }
    }
}

/// One thing that is wrong, with the line that it is about.
fn finding(
    h: &mut Html,
    look: &Look,
    text: &str,
    line: Option<usize>,
    step: Option<&str>,
    kind: &str,
    message: &str,
) {
    h.el("li", &[("data-finding", "")], |h| {
        if let Some(line) = line {
            h.word("strong", "", &look.with(words::LINE, &[&line.to_string()]));
            h.text(" ");
        }
        if let Some(step) = step {
            h.el("span", &[("class", "id")], |h| h.typed(step));
            h.text(" ");
        }
        if !kind.is_empty() {
            h.word("span", "badge alarm", kind);
            h.text(" ");
        }
        h.typed(message);
        if let Some(source) = line.and_then(|line| text.lines().nth(line.saturating_sub(1))) {
            h.el("pre", &[], |h| h.text(source.trim()));
        }
    });
}

fn changes(h: &mut Html, look: &Look, draft: &Draft, library: &Library) {
    let changes = draft.changes(library);
    if changes.is_empty() {
        return;
    }
    h.of("section", "card", |h| {
        h.word("h2", "", look.say(words::CHANGES));
        h.of("ul", "plain", |h| {
            for (change, step) in changes {
                let word = match change {
                    Change::Added => words::ADDED_STEP,
                    Change::Changed => words::CHANGED_STEP,
                    Change::Removed => words::REMOVED_STEP,
                };
                h.el("li", &[], |h| {
                    h.word("span", "badge", look.say(word));
                    h.text(" ");
                    h.typed(&format!("{} {}", step.id, step.label.get(look.language)));
                });
            }
        });
    });
}
