//! A whole file: what would change, or every error by row and column.

use super::super::html::Html;
use super::super::look::{Look, Viewer};
use super::super::shell;
use super::super::store::{cell, number, table};
use super::super::words::directory as words;
use super::parts;
use crate::directory::exchange::{FORM, Summary};
use crate::http::directory::files::{Faults, import_file};
use crate::http::directory::require;
use crate::http::{AppState, Problem, ProblemKind};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::Response;
use client_core::domain::policy::Action;

/// What stands above the form after a file was sent.
enum Report {
    Sound(Summary, bool),
    Faults(Faults),
    Unread(String),
}

/// The empty form.
pub(in crate::http::pages) async fn form(viewer: Viewer) -> Response {
    match require(&viewer.who, Action::ImportDirectory) {
        Ok(()) => render(&viewer, StatusCode::OK, None),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// Checks or imports the file of the form.
pub(in crate::http::pages) async fn import(
    State(state): State<AppState>,
    viewer: Viewer,
    parts: Result<Multipart, MultipartRejection>,
) -> Response {
    let look = &viewer.look;
    if let Err(problem) = require(&viewer.who, Action::ImportDirectory) {
        return shell::problem(look, Some(&viewer), &problem);
    }
    let Ok(parts) = parts else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no form with a file");
        return shell::problem(look, Some(&viewer), &problem);
    };
    let (file, dry_run) = match read(parts).await {
        Ok(read) => read,
        Err(error) => {
            let status = error.status();
            return render(&viewer, status, Some(&Report::Unread(error.body_text())));
        }
    };
    if file.is_empty() {
        let report = Report::Unread(look.say(words::NO_FILE).to_owned());
        return render(&viewer, StatusCode::UNPROCESSABLE_ENTITY, Some(&report));
    }
    let (status, report) = match import_file(&state, &viewer.who, file, dry_run, None).await {
        Ok(Ok(summary)) => (StatusCode::OK, Report::Sound(summary, dry_run)),
        Ok(Err(faults)) => (StatusCode::UNPROCESSABLE_ENTITY, Report::Faults(faults)),
        Err(problem) if problem.kind() == ProblemKind::InvalidRequest => {
            (StatusCode::UNPROCESSABLE_ENTITY, Report::Unread(problem.detail().to_owned()))
        }
        Err(problem) => return shell::problem(look, Some(&viewer), &problem),
    };
    render(&viewer, status, Some(&report))
}

/// The file, and whether it is only looked at: so unless the other button was pressed.
async fn read(mut parts: Multipart) -> Result<(Bytes, bool), MultipartError> {
    let (mut file, mut dry_run) = (Bytes::new(), true);
    while let Some(field) = parts.next_field().await? {
        match field.name() {
            Some("file") => file = field.bytes().await?,
            Some("do") => dry_run = field.bytes().await? != "import",
            _ => {}
        }
    }
    Ok((file, dry_run))
}

fn render(viewer: &Viewer, status: StatusCode, report: Option<&Report>) -> Response {
    let look = &viewer.look;
    shell::page(look, Some(viewer), status, look.say(words::IMPORT), "directory", |h| {
        parts::back(h, look);
        if let Some(report) = report {
            say(h, look, report);
        }
        let form = [
            ("class", "card form"),
            ("method", "post"),
            ("action", "/directory/import"),
            ("enctype", "multipart/form-data"),
        ];
        h.el("form", &form, |h| {
            h.word("h1", "", look.say(words::IMPORT));
            h.word("p", "soft", look.say(words::IMPORT_HINT));
            h.of("label", "field", |h| {
                h.word("span", "", look.say(words::FILE));
                let attributes = [("type", "file"), ("name", "file"), ("accept", ".csv,.xlsx")];
                h.void_flagged("input", &attributes, &[("required", true)]);
            });
            h.of("p", "offers", |h| {
                h.el("button", &[("name", "do"), ("value", "check")], |h| {
                    h.text(look.say(words::CHECK_FILE))
                });
                let attributes = [("class", "quiet"), ("name", "do"), ("value", "import")];
                h.el("button", &attributes, |h| h.text(look.say(words::IMPORT_FILE)));
            });
            h.word("p", "soft", look.say(words::COLUMNS_HINT));
            h.of("dl", "facts", |h| {
                for layout in FORM.layouts {
                    h.el("div", &[], |h| {
                        h.word("dt", "", layout.sheet);
                        h.word("dd", "", &layout.columns.join(", "));
                    });
                }
            });
        });
    })
}

fn say(h: &mut Html, look: &Look, report: &Report) {
    match report {
        Report::Unread(why) => {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| {
                h.text(&look.with(words::NOT_READABLE, &[why]));
            });
        }
        Report::Sound(summary, dry_run) => {
            h.el("section", &[("class", "card"), ("role", "status")], |h| {
                h.word("h2", "", look.say(if *dry_run { words::SOUND } else { words::IMPORTED }));
                let headings = [words::WHAT, words::ADDED_N, words::CHANGED_N, words::SAME_N];
                table(h, look, &headings, |h| {
                    for (name, counts) in [
                        (words::BUILDINGS, summary.buildings),
                        (words::UNITS, summary.units),
                        (words::CUSTOMERS, summary.parties),
                    ] {
                        h.el("tr", &[], |h| {
                            cell(h, look, words::WHAT, |h| h.text(look.say(name)));
                            number(h, look, words::ADDED_N, "", &counts.added.to_string());
                            number(h, look, words::CHANGED_N, "", &counts.changed.to_string());
                            number(h, look, words::SAME_N, "", &counts.same.to_string());
                        });
                    }
                });
            });
        }
        Report::Faults(faults) => {
            h.el("section", &[("class", "card"), ("role", "alert")], |h| {
                h.word("p", "fault", &look.with(words::ERRORS_N, &[&faults.count.to_string()]));
                let listed = faults.listed.len();
                if u64::try_from(listed).is_ok_and(|listed| listed < faults.count) {
                    h.word("p", "soft", &look.with(words::FIRST_N, &[&listed.to_string()]));
                }
                table(h, look, &[words::SHEET, words::ROW, words::COLUMN, words::WHY], |h| {
                    for fault in &faults.listed {
                        h.el("tr", &[], |h| {
                            cell(h, look, words::SHEET, |h| h.text(fault.sheet.unwrap_or("–")));
                            number(h, look, words::ROW, "", &fault.row.to_string());
                            cell(h, look, words::COLUMN, |h| h.typed(&fault.column));
                            cell(h, look, words::WHY, |h| {
                                h.typed(&words::why(look.language, fault.code, &fault.words, &fault.why));
                            });
                        });
                    }
                });
            });
        }
    }
}
