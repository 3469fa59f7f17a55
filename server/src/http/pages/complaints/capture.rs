//! Taking a complaint down: by anybody, in any channel; how to receive whoever complains (CMP-1 to CMP-6, CMP-20, CMP-22).

use super::super::html::Html;
use super::super::incidents::guidance;
use super::super::look::{Look, Viewer};
use super::super::words::{complaints as words, rejections};
use super::super::{Fields, shell, value};
use super::inputs::Inputs;
use super::may_capture;
use crate::http::case_kinds::list;
use crate::http::complaints::attempt;
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::complaint::ComplaintError;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::command::ComplaintCommand;
use client_core::domain::complaint::{CaseKinds, ComplaintRecord};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::complaint::{ComplaintChannel, ComplaintClass, Handover, RecordField};
use client_core::domain::guidance::Moment;
use client_core::domain::words::complaint as core;

/// The form.
pub(in crate::http::pages) async fn show(State(state): State<AppState>, viewer: Viewer) -> Response {
    form(&state, &viewer, StatusCode::OK, None, None).await
}

/// Takes a complaint down.
pub(in crate::http::pages) async fn capture(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    let look = &viewer.look;
    let Ok(Form(fields)) = fields else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no form");
        return shell::problem(look, Some(&viewer), &problem);
    };
    let command = match read(look, &fields) {
        Ok(command) => command,
        Err(words) => return again(&state, &viewer, &fields, &words).await,
    };
    match attempt(&state, viewer.who.clone(), None, command, None).await {
        Ok(Ok(outcome)) => Redirect::to(&format!("/complaints/{}", outcome.document)).into_response(),
        Ok(Err(ComplaintError::Office(OfficeError::Refused(rejection))))
            if !matches!(rejection, Rejection::Denied { .. }) =>
        {
            again(&state, &viewer, &fields, &words::refused(look.language, &rejection, true)).await
        }
        Ok(Err(error)) => shell::problem(look, Some(&viewer), &error.into()),
        Err(problem) => shell::problem(look, Some(&viewer), &problem),
    }
}

async fn again(state: &AppState, viewer: &Viewer, fields: &Fields, words: &str) -> Response {
    form(state, viewer, StatusCode::UNPROCESSABLE_ENTITY, Some(fields), Some(words)).await
}

/// The kind of case that a form names; nothing where it leaves that open.
pub(super) fn case_kind(fields: &Fields) -> Option<String> {
    Some(value(fields, "case_kind").trim().to_owned()).filter(|code| !code.is_empty())
}

/// What the fields of the record say.
pub(super) fn record(fields: &Fields) -> ComplaintRecord {
    RecordField::ALL
        .iter()
        .fold(ComplaintRecord::default(), |record, field| record.with(*field, value(fields, field.as_str())))
}

/// The choice that a form has to make, or which one is missing.
pub(super) fn chosen<T>(
    look: &Look,
    fields: &Fields,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, String> {
    let label = words::field(name).map_or(name, |label| look.say(label));
    parse(value(fields, name)).ok_or_else(|| rejections::lacking(look.language, label))
}

/// A moment that may be left out.
pub(super) fn moment(look: &Look, fields: &Fields, name: &str) -> Result<Option<i64>, String> {
    match value(fields, name).trim() {
        "" => Ok(None),
        text => {
            let label = words::field(name).map_or(name, |label| look.say(label));
            let unfit = || rejections::unfit(look.language, label, "a time");
            look.read_time(text).map(Some).ok_or_else(unfit)
        }
    }
}

fn read(look: &Look, fields: &Fields) -> Result<ComplaintCommand, String> {
    Ok(ComplaintCommand::CaptureComplaint {
        about_centre: value(fields, "about_centre") == "1",
        channel: chosen(look, fields, "channel", ComplaintChannel::parse)?,
        handover: chosen(look, fields, "handover", Handover::parse)?,
        record: record(fields),
        heard_at: moment(look, fields, "heard_at")?,
        seems: ComplaintClass::parse(value(fields, "seems")),
        ongoing_harm: value(fields, "ongoing_harm") == "1",
        measure: Some(value(fields, "measure").to_owned()),
        case_kind: case_kind(fields),
    })
}

async fn form(
    state: &AppState,
    viewer: &Viewer,
    status: StatusCode,
    typed: Option<&Fields>,
    fault: Option<&str>,
) -> Response {
    let look = &viewer.look;
    if !may_capture(viewer) {
        let problem = Problem::new(ProblemKind::Forbidden, "none of your roles takes complaints down");
        return shell::problem(look, Some(viewer), &problem);
    }
    let kinds = match list(state).await {
        Ok(kinds) => kinds,
        Err(problem) => return shell::problem(look, Some(viewer), &problem),
    };
    shell::page(look, Some(viewer), status, look.say(words::NEW), "complaint", |h| {
        h.el("form", &[("class", "card form"), ("method", "post"), ("action", "/complaints/new")], |h| {
            h.word("h1", "", look.say(words::NEW));
            h.word("p", "soft", look.say(words::ANYBODY_MAY));
            if let Some(words) = fault {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(words));
            }
            guidance(h, look, Moment::Complaint);
            guidance(h, look, Moment::Upset);
            inputs(h, &Inputs { look, typed }, &kinds);
            h.el("button", &[("class", "main"), ("accesskey", "s")], |h| h.text(look.say(words::NEW)));
        });
    })
}

fn inputs(h: &mut Html, form: &Inputs<'_>, kinds: &CaseKinds) {
    let (look, language) = (form.look, form.look.language);
    form.tick(h, "ongoing_harm", words::HARM);
    guidance(h, look, Moment::Harm);
    form.area(h, "measure", false);
    let channels = ComplaintChannel::ALL.iter();
    form.radios(h, "channel", None, channels.map(|one| (one.as_str(), core::channel(*one).get(language))));
    let handovers = Handover::ALL.iter().map(|one| (one.as_str(), core::handover(*one).get(language)));
    form.radios(h, "handover", Some(words::HANDOVER_HINT), handovers);
    let (told, place): (Vec<RecordField>, Vec<RecordField>) = RecordField::ALL
        .iter()
        .copied()
        .partition(|field| matches!(field, RecordField::Course | RecordField::Demand));
    for field in told {
        form.recorded(h, field, "");
    }
    h.of("div", "pair", |h| {
        for field in place {
            form.recorded(h, field, "");
        }
    });
    form.case_kinds(h, kinds, words::UNSURE, None);
    h.of("div", "pair", |h| {
        form.of_kind(h, "heard_at", "datetime-local", false);
        let classes =
            ComplaintClass::ALL.iter().map(|one| (one.as_str().to_owned(), core::class(*one).get(language)));
        form.select(h, "seems", (false, words::UNSURE), classes);
    });
    form.tick(h, "about_centre", words::IS_ABOUT_CENTRE);
}
