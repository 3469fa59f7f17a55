//! The report: where, what, whose; how to behave when it turns to violence (PRI-8, PRI-9).

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::words::{Text, incidents as words, rejections};
use super::super::{Fields, shell, value};
use super::{guidance, may_report};
use crate::http::incidents::attempt;
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::incident::IncidentError;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::command::IncidentCommand;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::guidance::Moment;
use client_core::domain::words::incident as core;

/// The form.
pub(in crate::http::pages) async fn show(viewer: Viewer) -> Response {
    form(&viewer, StatusCode::OK, &Fields::new(), None)
}

/// Reports an incident.
pub(in crate::http::pages) async fn report(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    let Ok(Form(fields)) = fields else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no form");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    let Some(command) = read(&fields) else {
        let words = rejections::missing(viewer.look.language, "area");
        return form(&viewer, StatusCode::UNPROCESSABLE_ENTITY, &fields, Some(("area", &words)));
    };
    match attempt(&state, viewer.who.clone(), None, command, None).await {
        Ok(Ok(outcome)) => Redirect::to(&format!("/incidents/{}", outcome.document)).into_response(),
        Ok(Err(IncidentError::Office(OfficeError::Refused(
            rejection @ (Rejection::Missing { .. }
            | Rejection::Invalid { .. }
            | Rejection::EntryTooLong { .. }),
        )))) => {
            let field = match &rejection {
                Rejection::Missing { field } | Rejection::Invalid { field, .. } => field.clone(),
                _ => String::new(),
            };
            let words = rejections::rejection(viewer.look.language, &rejection);
            form(&viewer, StatusCode::UNPROCESSABLE_ENTITY, &fields, Some((&field, &words)))
        }
        Ok(Err(error)) => shell::problem(&viewer.look, Some(&viewer), &error.into()),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// `None` where area or department is not one of the list.
fn read(fields: &Fields) -> Option<IncidentCommand> {
    let text = |name| value(fields, name).trim().to_owned();
    Some(IncidentCommand::ReportIncident {
        place: text("place"),
        area: PublicArea::parse(value(fields, "area"))?,
        department: Department::parse(value(fields, "department"))?,
        what: text("what"),
        major: value(fields, "major") == "1",
        measure: Some(text("measure")).filter(|text| !text.is_empty()),
    })
}

fn form(viewer: &Viewer, status: StatusCode, typed: &Fields, fault: Option<(&str, &str)>) -> Response {
    let look = &viewer.look;
    if !may_report(viewer) {
        let problem = Problem::new(ProblemKind::Forbidden, "none of your roles reports incidents");
        return shell::problem(look, Some(viewer), &problem);
    }
    let wrong = fault.map_or("", |(field, _)| field);
    shell::page(look, Some(viewer), status, look.say(words::NEW), "incident", |h| {
        h.el("form", &[("class", "card form"), ("method", "post"), ("action", "/incidents/new")], |h| {
            h.word("h1", "", look.say(words::NEW));
            h.word("p", "soft", look.say(words::NO_ORDER_NEEDED));
            if let Some((_, words)) = fault {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(words));
            }
            guidance(h, look, Moment::Violence);
            guidance(h, look, Moment::PublicArea);
            field(h, look, words::PLACE, wrong == "place", Some(words::PLACE_HINT), |h| {
                let attributes = [
                    ("type", "text"),
                    ("name", "place"),
                    ("value", value(typed, "place")),
                    ("maxlength", "500"),
                    ("autocomplete", "off"),
                ];
                h.void_flagged("input", &attributes, &[("required", true), ("autofocus", true)]);
            });
            h.of("div", "pair", |h| {
                let areas = PublicArea::ALL.iter();
                let areas = areas.map(|one| (one.as_str(), core::area(*one).get(look.language)));
                select(h, look, words::AREA, ("area", wrong), typed, areas);
                let all = Department::ALL.iter();
                let all = all.map(|one| (one.as_str(), core::department(*one).get(look.language)));
                select(h, look, words::DEPARTMENT, ("department", wrong), typed, all);
            });
            area(h, look, words::WHAT, ("what", wrong), typed, true);
            area(h, look, words::MEASURE, ("measure", wrong), typed, false);
            h.of("label", "check", |h| {
                let attributes = [("type", "checkbox"), ("name", "major"), ("value", "1")];
                h.void_flagged("input", &attributes, &[("checked", value(typed, "major") == "1")]);
                h.text(look.say(words::MAKE_IT_MAJOR));
            });
            h.el("button", &[("class", "main"), ("accesskey", "s")], |h| h.text(look.say(words::NEW)));
        });
    })
}

fn field(
    h: &mut Html,
    look: &Look,
    label: Text,
    wrong: bool,
    hint: Option<Text>,
    inner: impl FnOnce(&mut Html),
) {
    h.of("label", if wrong { "field wrong" } else { "field" }, |h| {
        h.el("span", &[], |h| {
            h.text(look.say(label));
            if let Some(hint) = hint {
                h.word("small", "soft", look.say(hint));
            }
        });
        inner(h);
    });
}

fn area(h: &mut Html, look: &Look, label: Text, (name, wrong): (&str, &str), typed: &Fields, required: bool) {
    field(h, look, label, wrong == name, None, |h| {
        let mut attributes = vec![("name", name), ("rows", "3"), ("maxlength", "500")];
        if required {
            attributes.push(("required", ""));
        }
        h.el("textarea", &attributes, |h| h.text(value(typed, name)));
    });
}

fn select<'t>(
    h: &mut Html,
    look: &Look,
    label: Text,
    (name, wrong): (&str, &str),
    typed: &Fields,
    options: impl Iterator<Item = (&'t str, &'t str)>,
) {
    field(h, look, label, wrong == name, None, |h| {
        h.el("select", &[("name", name), ("required", "")], |h| {
            h.el("option", &[("value", "")], |h| h.text("–"));
            for (one, words) in options {
                let selected = [("value", one), ("selected", "")];
                let attributes = if value(typed, name) == one { &selected[..] } else { &selected[..1] };
                h.el("option", attributes, |h| h.text(words));
            }
        });
    });
}
