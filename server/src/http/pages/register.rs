//! The registration form: five required fields, the missing one named (REG-1).

use super::directory::pick::{self, Pick};
use super::html::Html;
use super::look::{Look, Viewer};
use super::words::{Text, labels, rejections, states};
use super::{Fields, rights, shell, value};
use crate::http::orders::{Job, attempt};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::command::Registration;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::office::{Channel, ServiceKind, Urgency};
use client_core::domain::procedure::Library;
use std::collections::BTreeMap;

const CHANNELS: &[(&str, Channel)] =
    &[("phone", Channel::Phone), ("visit", Channel::Visit), ("letter", Channel::Letter)];
const KINDS: &[(&str, ServiceKind)] = &[
    ("special", ServiceKind::Special),
    ("regular", ServiceKind::Regular),
    ("business", ServiceKind::Business),
];

const URGENCIES: &[(&str, Urgency)] =
    &[(Urgency::Normal.as_str(), Urgency::Normal), (Urgency::Urgent.as_str(), Urgency::Urgent)];

/// A field that keeps a form from being sent on.
struct Fault {
    field: String,
    words: String,
}

/// The form, with what the directory knows of the customer or unit that the address names.
pub(super) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(asked): Query<Fields>,
) -> Response {
    if !rights::may_register(&viewer.who.roles) {
        return forbidden(&viewer);
    }
    match pick::load(&state, &viewer, &asked).await {
        Ok(pick) => {
            let mut typed = pick.fields.clone();
            typed.push(("appointment_at".to_owned(), proposed_time(&viewer.look)));
            form(&state, &viewer, StatusCode::OK, &typed, None, &pick).await
        }
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// The time that a form begins with, because most customers want somebody soon and typing a time takes twelve keys: the
/// next half hour that is an hour away.
fn proposed_time(look: &Look) -> String {
    const HALF_HOUR: i64 = 30 * 60 * 1_000;
    let soon = look.now.saturating_add(3 * HALF_HOUR - 1).div_euclid(HALF_HOUR).saturating_mul(HALF_HOUR);
    look.time(soon).replace(' ', "T")
}

/// The form again, with what was typed and what is wrong with it.
async fn again(state: &AppState, viewer: &Viewer, typed: &Fields, fault: &Fault) -> Response {
    match pick::of_typed(state, viewer, typed).await {
        Ok(pick) => form(state, viewer, StatusCode::UNPROCESSABLE_ENTITY, typed, Some(fault), &pick).await,
        Err(problem) => shell::problem(&viewer.look, Some(viewer), &problem),
    }
}

fn forbidden(viewer: &Viewer) -> Response {
    let problem = Problem::new(ProblemKind::Forbidden, "none of your roles registers requests");
    shell::problem(&viewer.look, Some(viewer), &problem)
}

/// Registers a request.
pub(super) async fn register(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    if !rights::may_register(&viewer.who.roles) {
        return forbidden(&viewer);
    }
    let Ok(Form(fields)) = fields else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no form");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    let registration = match read(&viewer.look, &fields) {
        Ok(registration) => registration,
        Err(fault) => {
            return again(&state, &viewer, &fields, &fault).await;
        }
    };
    match attempt(&state, viewer.who.clone(), Job::Register(registration)).await {
        Ok(Ok(outcome)) => Redirect::to(&format!("/orders/{}", outcome.document)).into_response(),
        Ok(Err(OfficeError::Refused(rejection))) => {
            let field = match &rejection {
                Rejection::Missing { field } | Rejection::Invalid { field, .. } => field.clone(),
                Rejection::UnknownClass { .. } => "service_class".to_owned(),
                _ => String::new(),
            };
            let words = rejections::rejection(viewer.look.language, &rejection);
            let fault = Fault { field, words };
            again(&state, &viewer, &fields, &fault).await
        }
        Ok(Err(error)) => shell::problem(&viewer.look, Some(&viewer), &error.into()),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

fn read(look: &Look, fields: &[(String, String)]) -> Result<Registration, Fault> {
    let language = look.language;
    let missing =
        |field: &str| Fault { field: field.to_owned(), words: rejections::missing(language, field) };
    let text = |field: &str| match value(fields, field).trim() {
        "" => Err(missing(field)),
        text => Ok(text.to_owned()),
    };
    let choice = |field: &str, detail: &str| Fault {
        field: field.to_owned(),
        words: rejections::invalid(language, field, detail),
    };
    let appointment = text("appointment_at");
    let received_at = match value(fields, "received_at").trim() {
        "" => look.now,
        text => {
            let at = look.read_time(text).filter(|at| *at <= look.now);
            at.ok_or_else(|| choice("received_at", "not after now"))?
        }
    };
    let of = |name: &str| value(fields, name);
    Ok(Registration {
        customer_name: text("customer_name")?,
        unit_no: text("unit_no")?,
        contact: text("contact")?,
        department: Some(of("department").trim().to_owned()).filter(|text| !text.is_empty()),
        content: text("content")?,
        appointment_at: look.read_time(&appointment?).ok_or_else(|| choice("appointment_at", "a time"))?,
        received_at,
        channel: chosen(CHANNELS, of("channel")).ok_or_else(|| choice("channel", "a choice"))?,
        service_kind: chosen(KINDS, of("service_kind")).ok_or_else(|| choice("service_kind", "a choice"))?,
        service_class: text("service_class")?,
        urgency: match of("urgency") {
            "" => Urgency::Normal,
            name => chosen(URGENCIES, name).ok_or_else(|| choice("urgency", "a choice"))?,
        },
    })
}

fn chosen<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

/// The newest label of every service class.
pub(super) fn classes(library: &Library, look: &Look) -> BTreeMap<String, String> {
    library
        .iter()
        .filter_map(|procedure| library.newest(&procedure.id))
        .map(|procedure| (procedure.id.clone(), procedure.label.get(look.language).to_owned()))
        .collect()
}

async fn form(
    state: &AppState,
    viewer: &Viewer,
    status: StatusCode,
    typed: &Fields,
    fault: Option<&Fault>,
    pick: &Pick,
) -> Response {
    let look = &viewer.look;
    let procedures = state.procedures.clone();
    let library = match state.store.read(move |connection| procedures.at(connection)).await {
        Ok(library) => library,
        Err(error) => return shell::problem(look, Some(viewer), &error.into()),
    };
    let wrong = fault.map(|fault| fault.field.as_str()).unwrap_or_default();
    // A unit without a customer fills in less: the work goes on with the name.
    let nameless = pick.is_filled() && value(typed, "customer_name").is_empty();
    shell::page(look, Some(viewer), status, look.say(labels::NEW_ORDER), "register", |h| {
        pick::search_box(h, look, pick);
        h.el("form", &[("class", "card form"), ("method", "post"), ("action", "/orders/new")], |h| {
            h.word("h1", "", look.say(labels::NEW_ORDER));
            h.word("p", "soft", look.say(labels::FIVE_FIELDS));
            if let Some(fault) = fault {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(&fault.words));
            }
            h.of("div", "pair", |h| {
                input_at(h, look, ("customer_name", "text"), typed, wrong, None, nameless);
                input(h, look, "unit_no", "text", typed, wrong, None);
            });
            pick::same_request(h, look, pick);
            optional(h, look, "department", typed, wrong);
            h.of("div", "pair", |h| {
                input(h, look, "contact", "tel", typed, wrong, None);
                let zone = look.with(labels::IN_ZONE, &[look.zone.name()]);
                input(h, look, "appointment_at", "datetime-local", typed, wrong, Some(&zone));
            });
            labelled(h, look, "content", wrong, None, |h| {
                let mut attributes =
                    vec![("name", "content"), ("rows", "4"), ("maxlength", "2000"), ("required", "")];
                if pick.is_filled() && !nameless {
                    attributes.push(("autofocus", ""));
                }
                h.el("textarea", &attributes, |h| h.text(value(typed, "content")));
            });
            h.of("div", "pair", |h| {
                labelled(h, look, "service_class", wrong, None, |h| {
                    h.el("select", &[("name", "service_class"), ("required", "")], |h| {
                        choice(h, "", look.say(labels::CHOOSE), typed, "service_class");
                        for (id, label) in classes(&library, look) {
                            choice(h, &id, &format!("{id} {label}"), typed, "service_class");
                        }
                    });
                });
                select(h, look, "service_kind", typed, wrong, KINDS, states::service_kind);
                select(h, look, "channel", typed, wrong, CHANNELS, states::channel);
            });
            h.el("button", &[("class", "main"), ("accesskey", "s")], |h| h.text(look.say(labels::REGISTER)));
            // Behind the button, so that nobody who types passes by what is rarely said on his way.
            select(h, look, "urgency", typed, wrong, URGENCIES, states::urgency);
            let earlier = !value(typed, "received_at").is_empty() || wrong == "received_at";
            h.el("details", if earlier { &[("open", "")] } else { &[] }, |h| {
                h.word("summary", "", look.say(labels::EARLIER_CALL));
                labelled(h, look, "received_at", wrong, None, |h| {
                    let attributes = [
                        ("type", "datetime-local"),
                        ("name", "received_at"),
                        ("value", value(typed, "received_at")),
                    ];
                    h.void("input", &attributes);
                });
            });
        });
    })
}

fn labelled(
    h: &mut Html,
    look: &Look,
    name: &str,
    wrong: &str,
    hint: Option<&str>,
    inner: impl FnOnce(&mut Html),
) {
    h.of("label", if wrong == name { "field wrong" } else { "field" }, |h| {
        h.el("span", &[], |h| {
            h.text(&rejections::field(look.language, name));
            if let Some(hint) = hint {
                h.word("small", "soft", hint);
            }
        });
        inner(h);
    });
}

fn input(h: &mut Html, look: &Look, name: &str, kind: &str, typed: &Fields, wrong: &str, hint: Option<&str>) {
    input_at(h, look, (name, kind), typed, wrong, hint, false);
}

/// A line that has to be filled in; `begins` where the work on the form goes on with it.
fn input_at(
    h: &mut Html,
    look: &Look,
    (name, kind): (&str, &str),
    typed: &Fields,
    wrong: &str,
    hint: Option<&str>,
    begins: bool,
) {
    labelled(h, look, name, wrong, hint, |h| {
        let attributes = [
            ("type", kind),
            ("name", name),
            ("value", value(typed, name)),
            ("maxlength", "500"),
            ("autocomplete", "off"),
        ];
        h.void_flagged("input", &attributes, &[("required", true), ("autofocus", begins)]);
    });
}

/// A line that may be left out.
fn optional(h: &mut Html, look: &Look, name: &str, typed: &Fields, wrong: &str) {
    labelled(h, look, name, wrong, Some(look.say(labels::IF_ANY)), |h| {
        let attributes = [
            ("type", "text"),
            ("name", name),
            ("value", value(typed, name)),
            ("maxlength", "500"),
            ("autocomplete", "off"),
        ];
        h.void("input", &attributes);
    });
}

fn select<T: Copy>(
    h: &mut Html,
    look: &Look,
    name: &str,
    typed: &Fields,
    wrong: &str,
    table: &[(&str, T)],
    words: impl Fn(T) -> Text,
) {
    labelled(h, look, name, wrong, None, |h| {
        h.el("select", &[("name", name)], |h| {
            for (id, option) in table {
                choice(h, id, look.say(words(*option)), typed, name);
            }
        });
    });
}

fn choice(h: &mut Html, id: &str, text: &str, typed: &Fields, name: &str) {
    if value(typed, name) == id {
        h.el("option", &[("value", id), ("selected", "")], |h| h.text(text));
    } else {
        h.el("option", &[("value", id)], |h| h.text(text));
    }
}
