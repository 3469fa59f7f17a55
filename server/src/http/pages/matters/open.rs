//! A new matter: first which, then what it is about.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::words::{Text, matters as words, rejections};
use super::super::{Fields, shell, value};
use crate::accounts::{StaffMember, directory};
use crate::http::matters::attempt;
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::matter::MatterError;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::command::MatterCommand;
use client_core::domain::decide::{Rejection, openable_forms};
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::matter::{Form as MatterForm, MatterPeriod, matter_document, newest};
use client_core::domain::words::matter as core;

/// The list of forms, or the first questions of one.
pub(in crate::http::pages) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    let wanted = value(&fields, "form");
    let found = openable_forms(&viewer.who.author()).find(|form| form.key == wanted);
    match found {
        Some(form) => questions(&state, &viewer, form, StatusCode::OK, &fields, None).await,
        None => choose(&viewer),
    }
}

fn choose(viewer: &Viewer) -> Response {
    let look = &viewer.look;
    let author = viewer.who.author();
    let forms: Vec<&MatterForm> = openable_forms(&author).collect();
    if forms.is_empty() {
        let problem = Problem::new(ProblemKind::Forbidden, "none of your roles begins such matters");
        return shell::problem(look, Some(viewer), &problem);
    }
    shell::page(look, Some(viewer), StatusCode::OK, look.say(words::NEW), "matter", |h| {
        h.word("h1", "", look.say(words::CHOOSE));
        for kind in MatterKind::ALL {
            let mut of_kind = forms.iter().filter(|form| form.kind == *kind).peekable();
            if of_kind.peek().is_none() {
                continue;
            }
            h.of("section", "card", |h| {
                h.word("h2", "", core::matter_kind(*kind).get(look.language));
                h.of("div", "choices", |h| {
                    for form in of_kind {
                        let to = format!("/matters/new?form={}", form.key);
                        h.link("button quiet", &to, form.title.get(look.language));
                    }
                });
            });
        }
    })
}

async fn questions(
    state: &AppState,
    viewer: &Viewer,
    form: &'static MatterForm,
    status: StatusCode,
    typed: &Fields,
    fault: Option<&str>,
) -> Response {
    let staff = match state.store.read(directory).await {
        Ok(staff) => staff,
        Err(error) => return shell::problem(&viewer.look, Some(viewer), &error.into()),
    };
    let look = &viewer.look;
    let title = form.title.get(look.language);
    shell::page(look, Some(viewer), status, title, "matter", |h| {
        h.el("form", &[("class", "card form"), ("method", "post"), ("action", "/matters/new")], |h| {
            h.word("h1", "", title);
            if let Some(words) = fault {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(words));
            }
            h.void("input", &[("type", "hidden"), ("name", "form"), ("value", form.key)]);
            line(h, look, words::TITLE, Some(words::TITLE_HINT), ("title", value(typed, "title")), true);
            line(h, look, words::UNIT, None, ("unit_no", value(typed, "unit_no")), form.of_unit);
            if let Some(every) = form.every {
                let now = client_core::domain::calendar::Zone::from(look.zone).day_of(look.now);
                let current = MatterPeriod::of(every, now).to_string();
                let known = Some(value(typed, "period")).filter(|text| !text.is_empty());
                line(h, look, words::PERIOD, None, ("period", known.unwrap_or(&current)), true);
            }
            people(h, look, words::PERSON, "person", form.planned, &staff, value(typed, "person"));
            labelled(h, look, words::LAST_DAY, None, |h| {
                let attributes = [("type", "date"), ("name", "due"), ("value", value(typed, "due"))];
                h.void_flagged("input", &attributes, &[("required", form.planned)]);
            });
            h.el("button", &[("class", "main"), ("accesskey", "s")], |h| h.text(look.say(words::NEW)));
        });
    })
}

/// A field with its label.
pub(super) fn labelled(
    h: &mut Html,
    look: &Look,
    label: Text,
    hint: Option<Text>,
    inner: impl FnOnce(&mut Html),
) {
    h.of("label", "field", |h| {
        h.el("span", &[], |h| {
            h.text(look.say(label));
            if let Some(hint) = hint {
                h.word("small", "soft", look.say(hint));
            }
        });
        inner(h);
    });
}

/// A line of text.
pub(super) fn line(
    h: &mut Html,
    look: &Look,
    label: Text,
    hint: Option<Text>,
    (name, typed): (&str, &str),
    required: bool,
) {
    labelled(h, look, label, hint, |h| {
        let attributes = [
            ("type", "text"),
            ("name", name),
            ("value", typed),
            ("maxlength", "500"),
            ("autocomplete", "off"),
        ];
        h.void_flagged("input", &attributes, &[("required", required)]);
    });
}

/// Somebody of the staff.
pub(super) fn people(
    h: &mut Html,
    look: &Look,
    label: Text,
    name: &str,
    required: bool,
    staff: &[StaffMember],
    typed: &str,
) {
    labelled(h, look, label, None, |h| {
        let mut attributes = vec![("name", name)];
        if required {
            attributes.push(("required", ""));
        }
        h.el("select", &attributes, |h| {
            h.el("option", &[("value", "")], |h| h.text("–"));
            for one in staff.iter().filter(|one| !one.disabled) {
                let id = one.user.to_string();
                let selected = [("value", id.as_str()), ("selected", "")];
                let attributes = if typed == id { &selected[..] } else { &selected[..1] };
                h.el("option", attributes, |h| h.text(&one.display_name));
            }
        });
    });
}

/// Begins a matter.
pub(in crate::http::pages) async fn open(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    let look = &viewer.look;
    let fields = fields.map(|Form(fields)| fields).unwrap_or_default();
    let Some(form) = newest(value(&fields, "form")) else { return choose(&viewer) };
    let text = |name: &str| Some(value(&fields, name).trim().to_owned()).filter(|text| !text.is_empty());
    let Ok(due) = text("due").map(|text| text.parse()).transpose() else {
        let words = rejections::unfit(look.language, look.say(words::LAST_DAY), "2026-03-02");
        return questions(&state, &viewer, form, StatusCode::UNPROCESSABLE_ENTITY, &fields, Some(&words))
            .await;
    };
    let command = MatterCommand::OpenMatter {
        form: form.key.to_owned(),
        title: text("title").unwrap_or_default(),
        unit_no: text("unit_no"),
        period: text("period").filter(|_| form.every.is_some()),
        person: text("person").and_then(|text| text.parse().ok()),
        due,
    };
    match attempt(&state, viewer.who.clone(), None, command, None).await {
        Ok(Ok(outcome)) => Redirect::to(&format!("/matters/{}", outcome.document)).into_response(),
        // Somebody has begun this period's already: it is what was wanted.
        Ok(Err(MatterError::Office(OfficeError::Refused(Rejection::RecordedAlready)))) => {
            let id = matter_document(form.key, value(&fields, "period").trim());
            Redirect::to(&format!("/matters/{id}")).into_response()
        }
        Ok(Err(MatterError::Office(OfficeError::Refused(rejection)))) => {
            let words = said(look, &rejection, Some(form));
            let denied = matches!(rejection, Rejection::Denied { .. });
            let status = if denied { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
            questions(&state, &viewer, form, status, &fields, Some(&words)).await
        }
        Ok(Err(error)) => shell::problem(look, Some(&viewer), &error.into()),
        Err(problem) => shell::problem(look, Some(&viewer), &problem),
    }
}

/// Why something is refused, with the form's own names for its fields.
pub(super) fn said(look: &Look, rejection: &Rejection, form: Option<&MatterForm>) -> String {
    match rejection {
        Rejection::Matter(refusal) => core::refusal(look.language, refusal, form),
        Rejection::Missing { field } | Rejection::Invalid { field, .. } => {
            let label = match field.as_str() {
                "title" => look.say(words::TITLE),
                "unit_no" => look.say(words::UNIT),
                "words" | "reason" => look.say(words::WORDS),
                other => core::field_label(look.language, "", other, form),
            };
            if matches!(rejection, Rejection::Missing { .. }) {
                rejections::lacking(look.language, label)
            } else {
                rejections::unfit(look.language, label, "")
            }
        }
        other => rejections::rejection(look.language, other),
    }
}
