//! Work on all accounts: notices made ready, printed and sent in batches, and files taken in. Each batch says how many are
//! left, and may be stopped and begun again.

use super::super::html::Html;
use super::super::look::{Look, Viewer, code};
use super::super::shell;
use super::super::words::{Text, fees as words, rejections};
use super::may;
use crate::fees::FORM;
use crate::http::fees::{import_file, prepare_batch, send_batch, status_of};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::fee::{Batch, FeeError};
use crate::table::Fault;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartRejection};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::entry::Kind;
use client_core::domain::entry::fee::SentBy;

/// The doors to such work, as far as the reader may do it.
pub(super) fn doors(h: &mut Html, viewer: &Viewer) {
    let look = &viewer.look;
    h.el("div", &[("class", "pager"), ("id", "work")], |h| {
        if may(viewer, Kind::FeeNoticePrepared) {
            button(h, look, "/fees/prepare", words::PREPARE_ALL);
        }
        h.link(
            "button quiet",
            &format!("/api/v1/fees/ready.pdf?language={}", code(look.language)),
            look.say(words::PRINT_ALL),
        );
        if may(viewer, Kind::FeeNoticeSent) {
            button(h, look, "/fees/send", words::SEND_ALL);
        }
    });
}

/// The form for a file of terms and opening balances, for whoever may set them.
pub(super) fn import_door(h: &mut Html, viewer: &Viewer) {
    let look = &viewer.look;
    if may(viewer, Kind::FeeTermsSet) {
        h.el("details", &[("class", "card"), ("id", "import")], |h| {
            h.word("summary", "", look.say(words::IMPORT));
            h.el(
                "form",
                &[
                    ("class", "form"),
                    ("method", "post"),
                    ("action", "/fees/import"),
                    ("enctype", "multipart/form-data"),
                ],
                |h| {
                    h.el("p", &[("class", "soft")], |h| {
                        h.text(look.say(words::IMPORT_HINT));
                        h.text(" ");
                        for layout in FORM.layouts {
                            h.text(&format!("row ({}), {}", layout.row, layout.columns.join(", ")));
                        }
                    });
                    h.of("label", "field", |h| {
                        h.word("span", "", look.say(words::FILE));
                        let attributes = [("type", "file"), ("name", "file"), ("accept", ".csv,.xlsx")];
                        h.void_flagged("input", &attributes, &[("required", true)]);
                    });
                    h.word("button", "main", look.say(words::IMPORT_FILE));
                },
            );
        });
    }
}

fn button(h: &mut Html, look: &Look, action: &str, label: Text) {
    h.el("form", &[("method", "post"), ("action", action)], |h| {
        h.word("button", "", look.say(label));
    });
}

/// Makes notices ready.
pub(in crate::http::pages) async fn prepare(State(state): State<AppState>, viewer: Viewer) -> Response {
    let done = prepare_batch(&state, viewer.who.clone(), None).await;
    told(&viewer, done, "/fees/prepare")
}

/// Writes down that what is ready went out by hand.
pub(in crate::http::pages) async fn send(State(state): State<AppState>, viewer: Viewer) -> Response {
    let done = send_batch(&state, viewer.who.clone(), None, SentBy::Hand, None).await;
    told(&viewer, done, "/fees/send")
}

fn told(viewer: &Viewer, done: Result<Result<Batch, FeeError>, Problem>, action: &str) -> Response {
    let look = &viewer.look;
    match done {
        Ok(Ok(batch)) => report(viewer, StatusCode::OK, &batch, action),
        Ok(Err(FeeError::Office(OfficeError::Refused(rejection)))) => {
            let why = rejections::rejection(look.language, &rejection);
            page(viewer, status_of(&rejection), |h| {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(&why));
            })
        }
        Ok(Err(error)) => shell::problem(look, Some(viewer), &error.into()),
        Err(problem) => shell::problem(look, Some(viewer), &problem),
    }
}

fn report(viewer: &Viewer, status: StatusCode, batch: &Batch, action: &str) -> Response {
    let look = &viewer.look;
    page(viewer, status, |h| {
        let counts = [batch.done, batch.same, batch.left].map(|count| count.to_string());
        let words = look.with(words::DONE, &[&counts[0], &counts[1], &counts[2]]);
        h.el("p", &[("class", "strong"), ("id", "done"), ("role", "status")], |h| h.text(&words));
        if batch.left > 0 {
            button(h, look, action, words::GO_ON);
        }
    })
}

fn page(viewer: &Viewer, status: StatusCode, inner: impl FnOnce(&mut Html)) -> Response {
    let look = &viewer.look;
    shell::page(look, Some(viewer), status, look.say(words::FEES), "finance", |h| {
        h.el("h1", &[], |h| h.link("", "/fees", look.say(words::FEES)));
        h.of("section", "card", inner);
    })
}

/// Takes a file in.
pub(in crate::http::pages) async fn import(
    State(state): State<AppState>,
    viewer: Viewer,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    let file = match parts {
        Ok(parts) => read(parts).await,
        Err(_) => None,
    };
    let Some(file) = file else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no form with a file");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    match import_file(&state, &viewer.who, file).await {
        Ok(Ok(batch)) => report(&viewer, StatusCode::OK, &batch, "/fees"),
        Ok(Err(faults)) => {
            page(&viewer, StatusCode::UNPROCESSABLE_ENTITY, |h| wrong(h, &viewer.look, &faults))
        }
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

async fn read(mut parts: Multipart) -> Option<Bytes> {
    while let Some(field) = parts.next_field().await.ok()? {
        if field.name() == Some("file") {
            return field.bytes().await.ok();
        }
    }
    None
}

fn wrong(h: &mut Html, look: &Look, faults: &[Fault]) {
    h.el("ul", &[("class", "fault"), ("id", "faults")], |h| {
        for fault in faults.iter().take(100) {
            let row = fault.row.to_string();
            h.el("li", &[], |h| h.typed(&look.with(words::FAULT_AT, &[&row, &fault.column, &fault.why])));
        }
    });
}
