//! What the reader may do: one form for each command that the one door for writing would let pass now.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::store::hidden;
use super::super::words::{Text, incidents as words, rejections};
use super::super::{Fields, shell, value};
use super::incident::render;
use crate::http::etag::heads_of;
use crate::http::incidents::{attempt, incident_id};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::incident::{IncidentError, IncidentView, order_numbered};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::command::IncidentCommand;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::id::ChangeHash;

/// The forms. What comes later is named with the reason.
pub(super) fn put(h: &mut Html, look: &Look, view: &IncidentView) {
    if view.commands.is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "act")], |h| {
        h.word("h2", "", look.say(words::ACT));
        for action in &view.commands {
            let kind = action.action;
            let title = words::action(kind).map_or(kind.as_str(), |title| look.say(title));
            h.el("details", &[], |h| {
                h.word("summary", "", title);
                match &action.refused {
                    None => form(h, look, view, kind, title),
                    Some(rejection) => {
                        let why = rejections::rejection(look.language, rejection);
                        h.word("p", "soft", &look.with(words::NOT_YET, &[&why]));
                    }
                }
            });
        }
    });
}

fn form(h: &mut Html, look: &Look, view: &IncidentView, kind: Kind, title: &str) {
    let action = format!("/incidents/{}/commands", view.incident.id);
    h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
        hidden(h, "command", kind.as_str());
        hidden(h, "etag", &view.etag);
        fields(h, look, kind);
        h.word("button", "main", title);
    });
}

fn fields(h: &mut Html, look: &Look, kind: Kind) {
    match kind {
        Kind::EmergencyMeasureTaken => area(h, look, "what", words::WHAT),
        Kind::DepartmentArrived => line(h, look, "who", words::WHO_CAME, true),
        Kind::FinderLeft | Kind::IncidentMadeMajor => area(h, look, "reason", words::REASON),
        Kind::CourseReported => area(h, look, "course", words::HOW_IT_WENT),
        Kind::IncidentVerified => {
            area(h, look, "cause", words::CAUSE);
            area(h, look, "responsibility", words::RESPONSIBILITY);
            area(h, look, "proposal", words::PROPOSAL);
        }
        Kind::IncidentDecided => {
            for (value, word) in [("no", words::NOT_FURTHER), ("yes", words::FURTHER)] {
                h.of("label", "check", |h| {
                    let attributes = [("type", "radio"), ("name", "further"), ("value", value)];
                    h.void_flagged("input", &attributes, &[("required", true)]);
                    h.text(look.say(word));
                });
            }
            line(h, look, "to", words::TO_WHOM, false);
            area(h, look, "reason", words::REASON);
        }
        Kind::IncidentLinked => line(h, look, "number", words::SLIP_NUMBER, true),
        _ => {}
    }
}

fn line(h: &mut Html, look: &Look, name: &str, label: Text, required: bool) {
    super::super::store::text(h, look, name, label, required);
}

fn area(h: &mut Html, look: &Look, name: &str, label: Text) {
    h.of("label", "field", |h| {
        h.word("span", "", look.say(label));
        let attributes = [("name", name), ("rows", "3"), ("maxlength", "500"), ("required", "")];
        h.el("textarea", &attributes, |_| {});
    });
}

/// Carries out a command of the page.
pub(in crate::http::pages) async fn command(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(id): Path<String>,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    match carry(&state, &mut viewer, &id, fields.ok().map(|Form(fields)| fields)).await {
        Ok(response) => response,
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

async fn carry(
    state: &AppState,
    viewer: &mut Viewer,
    id: &str,
    fields: Option<Fields>,
) -> Result<Response, Problem> {
    let no_such = || Problem::new(ProblemKind::InvalidRequest, "no such command");
    let incident = incident_id(id)?;
    let fields = fields.ok_or_else(no_such)?;
    // What follows is the incident's page, whatever comes of the command.
    viewer.look.here = format!("/incidents/{incident}");
    let heads: Vec<ChangeHash> = heads_of(value(&fields, "etag")).ok_or_else(no_such)?;
    let command = match read(&fields) {
        Some(command) => command,
        None if value(&fields, "command") == Kind::IncidentLinked.as_str() => {
            let number = value(&fields, "number").trim().to_owned();
            let found = state.store.read(move |connection| order_numbered(connection, &number)).await?;
            let Some(order) = found else {
                let words = viewer.look.say(words::NO_SUCH_ORDER);
                return render(state, viewer, id, StatusCode::UNPROCESSABLE_ENTITY, Some(words)).await;
            };
            IncidentCommand::LinkIncident { order }
        }
        None => return Err(no_such()),
    };
    let language = viewer.look.language;
    match attempt(state, viewer.who.clone(), Some((incident, heads)), command, None).await? {
        Ok(_) => Ok(Redirect::to(&viewer.look.here).into_response()),
        Err(IncidentError::Stale(rejection)) => {
            let why = rejections::rejection(language, &rejection);
            let words = viewer.look.with(words::STALE, &[&why]);
            render(state, viewer, id, StatusCode::PRECONDITION_FAILED, Some(&words)).await
        }
        Err(IncidentError::Office(OfficeError::Refused(rejection))) => {
            let denied = matches!(rejection, Rejection::Denied { .. });
            let status = if denied { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
            let words = rejections::rejection(language, &rejection);
            render(state, viewer, id, status, Some(&words)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// The command of a form; `None` for a link, whose slip number has to be looked up, and for an unknown one.
fn read(fields: &Fields) -> Option<IncidentCommand> {
    let text = |name| value(fields, name).trim().to_owned();
    Some(match Kind::parse(value(fields, "command"))? {
        Kind::EmergencyMeasureTaken => IncidentCommand::TakeMeasure { what: text("what") },
        Kind::DepartmentArrived => IncidentCommand::DepartmentArrived { who: text("who") },
        Kind::FinderLeft => IncidentCommand::FinderLeft { reason: text("reason") },
        Kind::IncidentMadeMajor => IncidentCommand::MakeMajor { reason: text("reason") },
        Kind::CourseReported => IncidentCommand::ReportCourse { course: text("course") },
        Kind::IncidentVerified => IncidentCommand::VerifyIncident {
            cause: text("cause"),
            responsibility: text("responsibility"),
            proposal: text("proposal"),
        },
        Kind::IncidentDecided => IncidentCommand::DecideIncident {
            report_further: match value(fields, "further") {
                "yes" => true,
                "no" => false,
                _ => return None,
            },
            to: Some(text("to")).filter(|text| !text.is_empty()),
            reason: text("reason"),
        },
        _ => return None,
    })
}
