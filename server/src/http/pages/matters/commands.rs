//! From the forms of a matter's page to commands. Whether one is possible is asked of the core, not here.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::store::hidden;
use super::super::words::{matters as words, rejections};
use super::super::{Fields, shell, value};
use super::fill as section_form;
use super::matter::{Page, Refused, render};
use super::open::{labelled, line, people, said};
use super::sent::{Filling, said as photo_said};
use crate::http::etag::heads_of;
use crate::http::matters::{HeavyRain, RepairOf, attempt, declare, load, matter_document_id, open_repair};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::incident::order_numbered;
use crate::office::matter::MatterError;
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::command::MatterCommand;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::entry::incident::Department;
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::matter::{Ends, departments};

type Sent = Result<Form<Fields>, axum::extract::rejection::FormRejection>;

/// What the reader may do beside filling in: one form for each command that the one door for writing would let pass now.
pub(super) fn put(h: &mut Html, page: &Page<'_>) {
    let look = page.look;
    if page.view.commands.is_empty() {
        return;
    }
    h.el("section", &[("class", "card"), ("id", "act")], |h| {
        h.word("h2", "", look.say(words::ACT));
        for action in &page.view.commands {
            let Some(title) = title(action.action) else { continue };
            let typed = page.refused.map(|refused| &refused.fields);
            let typed = typed.filter(|fields| value(fields, "command") == action.action.as_str());
            let closed = [("data-kind", action.action.as_str())];
            let opened = [("data-kind", action.action.as_str()), ("open", "")];
            h.el("details", if typed.is_some() { &opened[..] } else { &closed[..] }, |h| {
                h.word("summary", "", look.say(title));
                match &action.refused {
                    None => form(h, page, action.action, typed),
                    Some(rejection) => {
                        let why = said(look, rejection, page.form);
                        h.word("p", "soft", &look.with(words::NOT_YET, &[&why]));
                    }
                }
            });
        }
    });
}

/// Whether a form of the page holds what was typed into a command.
pub(super) fn hold(page: &Page<'_>, fields: &Fields) -> bool {
    let kind = Kind::parse(value(fields, "command"));
    page.view.commands.iter().any(|one| Some(one.action) == kind && one.refused.is_none())
}

/// What an input of a command is called.
pub(super) fn label(name: &str) -> Option<super::super::words::Text> {
    Some(match name {
        "person" => words::PERSON,
        "department" => words::DEPARTMENT,
        "due" => words::LAST_DAY,
        "words" | "reason" => words::WORDS,
        "number" => words::NUMBER,
        "give_up" => words::GIVE_UP,
        _ => return None,
    })
}

const fn title(kind: Kind) -> Option<super::super::words::Text> {
    Some(match kind {
        Kind::MatterAssigned => words::ASSIGN,
        Kind::MatterNoted => words::NOTE,
        Kind::MatterLinked => words::LINK,
        Kind::MatterClosed => words::CLOSE,
        Kind::MatterReopened => words::REOPEN,
        _ => return None,
    })
}

fn form(h: &mut Html, page: &Page<'_>, kind: Kind, typed: Option<&Fields>) {
    let look = page.look;
    let now = |name: &str| typed.map_or("", |fields| value(fields, name));
    let action = format!("/matters/{}/commands", page.view.matter.id);
    h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
        hidden(h, "command", kind.as_str());
        hidden(h, "etag", &page.view.etag);
        match kind {
            Kind::MatterAssigned => {
                people(h, look, words::PERSON, "person", true, page.staff, now("person"));
                labelled(h, look, words::DEPARTMENT, None, |h| {
                    h.el("select", &[("name", "department")], |h| {
                        h.el("option", &[("value", "")], |h| h.text("–"));
                        for (key, label) in departments() {
                            let selected = [("value", key), ("selected", "")];
                            let attributes =
                                if now("department") == key { &selected[..] } else { &selected[..1] };
                            h.el("option", attributes, |h| h.text(label.get(look.language)));
                        }
                    });
                });
                labelled(h, look, words::LAST_DAY, None, |h| {
                    h.void("input", &[("type", "date"), ("name", "due"), ("value", now("due"))]);
                });
                line(h, look, words::WORDS, None, ("words", now("words")), true);
            }
            Kind::MatterLinked => line(h, look, words::NUMBER, None, ("number", now("number")), true),
            Kind::MatterClosed => {
                // What can't be ended can be given up.
                let by_hand = page.form.is_some_and(|form| form.ends == Ends::ByHand);
                let ends = by_hand && page.view.matter.may_end().is_ok();
                line(h, look, words::GIVE_UP, None, ("give_up", now("give_up")), !ends);
            }
            _ => line(h, look, words::WORDS, None, ("words", now("words")), true),
        }
        h.word("button", "main", title(kind).map_or("", |title| look.say(title)));
    });
}

/// The form that opens a defect's repair (MOV-9).
pub(super) fn repair_form(h: &mut Html, page: &Page<'_>, row: &str) {
    let look = page.look;
    if !page.view.commands.iter().any(|one| one.action == Kind::MatterLinked && one.refused.is_none()) {
        return;
    }
    let action = format!("/matters/{}/repairs", page.view.matter.id);
    h.el("form", &[("class", "command"), ("method", "post"), ("action", &action)], |h| {
        hidden(h, "etag", &page.view.etag);
        hidden(h, "row", row);
        labelled(h, look, words::CLASS, None, |h| {
            h.el("select", &[("name", "service_class"), ("required", "")], |h| {
                h.el("option", &[("value", "")], |h| h.text("–"));
                for (id, name) in page.classes {
                    h.el("option", &[("value", id)], |h| h.text(name));
                }
            });
        });
        h.word("button", "quiet", look.say(words::OPEN_REPAIR));
    });
}

/// The form that declares heavy rain for all homes in trusteeship (TRU-5).
pub(super) fn rain_form(h: &mut Html, look: &Look) {
    h.el(
        "form",
        &[("class", "card form"), ("method", "post"), ("action", "/matters/rain"), ("id", "rain")],
        |h| {
            h.word("h2", "", look.say(words::RAIN));
            h.word("p", "soft", look.say(words::RAIN_HINT));
            let today = look.day(look.now);
            line(h, look, words::RAIN_EVENT, None, ("event", &today), true);
            labelled(h, look, words::RAIN_EXPECTED, None, |h| {
                h.void_flagged(
                    "input",
                    &[("type", "datetime-local"), ("name", "expected_at")],
                    &[("required", true)],
                );
            });
            labelled(h, look, words::RAIN_OVER, None, |h| {
                h.void("input", &[("type", "datetime-local"), ("name", "over_at")]);
            });
            h.word("button", "main", look.say(words::RAIN));
        },
    );
}

fn no_such() -> Problem {
    Problem::new(ProblemKind::InvalidRequest, "no such command")
}

/// What every form of the page carries: the matter, the state that its sender saw, and its fields.
struct Asked {
    id: DocumentId,
    heads: Vec<ChangeHash>,
    fields: Fields,
}

fn asked(viewer: &mut Viewer, id: &str, sent: Sent) -> Result<Asked, Problem> {
    let Form(fields) = sent.map_err(|_| no_such())?;
    asked_by(viewer, id, fields)
}

fn asked_by(viewer: &mut Viewer, id: &str, fields: Fields) -> Result<Asked, Problem> {
    let id = matter_document_id(id)?;
    let heads = heads_of(value(&fields, "etag")).ok_or_else(no_such)?;
    // What follows is the matter's page, whatever comes of the command.
    viewer.look.here = format!("/matters/{id}");
    Ok(Asked { id, heads, fields })
}

async fn again(
    state: &AppState,
    viewer: &Viewer,
    id: DocumentId,
    status: StatusCode,
    (words, fields): (String, Fields),
) -> Result<Response, Problem> {
    render(state, viewer, &id.to_string(), status, Some(&Refused { words, fields })).await
}

async fn carry(
    state: &AppState,
    viewer: &Viewer,
    asked: Asked,
    command: MatterCommand,
) -> Result<Response, Problem> {
    let Asked { id, heads, fields } = asked;
    let done = attempt(state, viewer.who.clone(), Some((id, heads)), command, None).await?;
    answered(state, viewer, id, fields, done.map(drop)).await
}

async fn answered(
    state: &AppState,
    viewer: &Viewer,
    id: DocumentId,
    fields: Fields,
    done: Result<(), MatterError>,
) -> Result<Response, Problem> {
    let look = &viewer.look;
    match done {
        Ok(()) => Ok(Redirect::to(&look.here).into_response()),
        Err(MatterError::Stale(rejection)) => {
            let form = load(state, &viewer.who, id).await?.matter.form();
            let words = look.with(words::STALE, &[&said(look, &rejection, form)]);
            again(state, viewer, id, StatusCode::PRECONDITION_FAILED, (words, fields)).await
        }
        Err(MatterError::Office(OfficeError::Refused(rejection))) => {
            let form = load(state, &viewer.who, id).await?.matter.form();
            let denied = matches!(rejection, Rejection::Denied { .. });
            let status = if denied { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
            again(state, viewer, id, status, (said(look, &rejection, form), fields)).await
        }
        Err(error) => Err(error.into()),
    }
}

fn page_or(viewer: &Viewer, answer: Result<Response, Problem>) -> Response {
    answer.unwrap_or_else(|problem| shell::problem(&viewer.look, Some(viewer), &problem))
}

/// Carries out a command of the page.
pub(in crate::http::pages) async fn command(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(id): Path<String>,
    sent: Sent,
) -> Response {
    let answer = command_of(&state, &mut viewer, &id, sent).await;
    page_or(&viewer, answer)
}

async fn command_of(
    state: &AppState,
    viewer: &mut Viewer,
    id: &str,
    sent: Sent,
) -> Result<Response, Problem> {
    let asked = asked(viewer, id, sent)?;
    let (viewer, fields) = (&*viewer, &asked.fields);
    let text = |name: &str| Some(value(fields, name).trim().to_owned()).filter(|text| !text.is_empty());
    let said = text("words").unwrap_or_default();
    let refused = |words: String| (words, asked.fields.clone());
    let command = match Kind::parse(value(fields, "command")).ok_or_else(no_such)? {
        Kind::MatterAssigned => {
            let day = text("due").map(|text| text.parse()).transpose();
            let (Some(person), Ok(due)) = (text("person").and_then(|text| text.parse().ok()), day) else {
                let words = rejections::lacking(viewer.look.language, viewer.look.say(words::PERSON));
                return again(state, viewer, asked.id, StatusCode::UNPROCESSABLE_ENTITY, refused(words))
                    .await;
            };
            let department = text("department").and_then(|text| Department::parse(&text));
            MatterCommand::AssignMatter { person, department, due, words: said }
        }
        Kind::MatterNoted => MatterCommand::NoteMatter { words: said },
        Kind::MatterReopened => MatterCommand::ReopenMatter { reason: said },
        Kind::MatterClosed => match text("give_up") {
            Some(reason) => MatterCommand::CloseMatter { done: false, words: Some(reason) },
            None => MatterCommand::CloseMatter { done: true, words: None },
        },
        Kind::MatterLinked => {
            let number = text("number").unwrap_or_default();
            let found = state.store.read(move |connection| order_numbered(connection, &number)).await?;
            let Some(order) = found else {
                let words = viewer.look.say(words::NO_SUCH_ORDER).to_owned();
                return again(state, viewer, asked.id, StatusCode::UNPROCESSABLE_ENTITY, refused(words))
                    .await;
            };
            MatterCommand::LinkOrder { order, section: None, row: None }
        }
        _ => return Err(no_such()),
    };
    carry(state, viewer, asked, command).await
}

/// Fills in a section.
pub(in crate::http::pages) async fn fill(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(id): Path<String>,
    sent: Result<Filling, Problem>,
) -> Response {
    let answer = match sent {
        Ok(sent) => fill_of(&state, &mut viewer, &id, sent).await,
        Err(problem) => Err(problem),
    };
    page_or(&viewer, answer)
}

async fn fill_of(
    state: &AppState,
    viewer: &mut Viewer,
    id: &str,
    sent: Filling,
) -> Result<Response, Problem> {
    // Only who reads the matter has his pictures looked at.
    load(state, &viewer.who, matter_document_id(id)?).await?;
    let (fields, photos) = sent.checked().await?;
    let asked = asked_by(viewer, id, fields)?;
    let viewer = &*viewer;
    let view = load(state, &viewer.who, asked.id).await?;
    let form = view.matter.form();
    let section = form.and_then(|form| form.section(value(&asked.fields, "section"))).ok_or_else(no_such)?;
    let page = Page { look: &viewer.look, view: &view, form, staff: &[], refused: None, classes: &[] };
    let photos = photos.map_err(|fault| photo_said(&viewer.look, &fault));
    match photos.and_then(|photos| section_form::read(&page, section, &asked.fields, photos)) {
        Ok(command) => carry(state, viewer, asked, command).await,
        Err(words) => {
            let fields = asked.fields;
            again(state, viewer, asked.id, StatusCode::UNPROCESSABLE_ENTITY, (words, fields)).await
        }
    }
}

/// Strikes a row.
pub(in crate::http::pages) async fn strike(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(id): Path<String>,
    sent: Sent,
) -> Response {
    let answer = strike_of(&state, &mut viewer, &id, sent).await;
    page_or(&viewer, answer)
}

async fn strike_of(state: &AppState, viewer: &mut Viewer, id: &str, sent: Sent) -> Result<Response, Problem> {
    let asked = asked(viewer, id, sent)?;
    let text = |name: &str| value(&asked.fields, name).to_owned();
    let command =
        MatterCommand::StrikeRow { section: text("section"), row: text("row"), reason: text("reason") };
    carry(state, &*viewer, asked, command).await
}

/// Opens a defect's repair.
pub(in crate::http::pages) async fn repair(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(id): Path<String>,
    sent: Sent,
) -> Response {
    let answer = repair_of(&state, &mut viewer, &id, sent).await;
    page_or(&viewer, answer)
}

async fn repair_of(state: &AppState, viewer: &mut Viewer, id: &str, sent: Sent) -> Result<Response, Problem> {
    let Asked { id, heads, fields } = asked(viewer, id, sent)?;
    let viewer = &*viewer;
    let text = |name: &str| value(&fields, name).to_owned();
    let of = RepairOf { row: text("row"), service_class: text("service_class") };
    let done = open_repair(state, viewer.who.clone(), (id, heads), of, None).await?;
    answered(state, viewer, id, fields, done.map(drop)).await
}

/// Declares heavy rain.
pub(in crate::http::pages) async fn declare_rain(
    State(state): State<AppState>,
    viewer: Viewer,
    sent: Sent,
) -> Response {
    let Ok(Form(fields)) = sent else { return shell::problem(&viewer.look, Some(&viewer), &no_such()) };
    let time = |name: &str| viewer.look.read_time(value(&fields, name));
    let Some(expected_at) = time("expected_at") else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "expected_at: a time");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    let over_at = time("over_at");
    if over_at.is_none() && !value(&fields, "over_at").is_empty() {
        let problem = Problem::new(ProblemKind::InvalidRequest, "over_at: a time, or nothing");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    }
    let event = value(&fields, "event").trim().to_lowercase();
    let rain = HeavyRain { event, expected_at, over_at };
    match declare(&state, viewer.who.clone(), rain, None).await {
        Ok(Ok(_)) => Redirect::to("/matters?kind=trusteeship").into_response(),
        Ok(Err(error)) => shell::problem(&viewer.look, Some(&viewer), &error.into()),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}
