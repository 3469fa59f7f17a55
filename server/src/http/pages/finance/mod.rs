//! Settlement's pages: months, one month with its report and steps, the list for a monthly notice (FEE-1 to FEE-7).

mod month;

use super::html::Html;
use super::look::{Look, Viewer, code, money};
use super::store::{cell, number, table};
use super::words::{finance as words, labels, rejections};
use super::{Fields, shell, value};
use crate::http::etag::heads_of;
use crate::http::months::{
    MonthLine, MonthView, attempt, lines, month_of, notice_of, people, reads_months, require_month_reader,
    view,
};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::month::{MonthCommand, MonthError};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::calendar::MonthOf;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::id::UserId;
use client_core::domain::policy::{Relation, may_write};
use client_core::domain::settlement::NoticeLine;
use client_core::domain::words::money as core;
use std::collections::BTreeMap;

/// Whether the pages are linked for a person.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    reads_months(&viewer.who)
}

fn may(viewer: &Viewer, kind: Kind) -> bool {
    viewer.who.roles.iter().any(|role| may_write(*role, kind, Relation::Site).is_ok())
}

/// All months.
pub(super) async fn show(State(state): State<AppState>, viewer: Viewer) -> Response {
    let found = match require_month_reader(&viewer.who) {
        Ok(()) => lines(&state, viewer.look.now).await,
        Err(problem) => Err(problem),
    };
    let look = &viewer.look;
    match found {
        Ok(lines) => {
            shell::page(look, Some(&viewer), StatusCode::OK, look.say(words::MONTHS), "finance", |h| {
                h.word("h1", "", look.say(words::MONTHS));
                h.of("section", "card", |h| {
                    months(h, look, &lines);
                    files(h, look, "/api/v1/months");
                });
            })
        }
        Err(problem) => shell::problem(look, Some(&viewer), &problem),
    }
}

/// Links to a list as files.
fn files(h: &mut Html, look: &Look, path: &str) {
    h.of("div", "pager", |h| {
        let language = code(look.language);
        let forms = [
            (words::AS_TABLE, "csv".to_owned()),
            (words::AS_XLSX, "xlsx".to_owned()),
            (words::AS_PDF, format!("pdf&language={language}")),
        ];
        for (word, form) in forms {
            h.link("button quiet", &format!("{path}?format={form}"), look.say(word));
        }
    });
}

fn months(h: &mut Html, look: &Look, lines: &[MonthLine]) {
    let due = [words::CHECK_DUE, words::HAND_OVER_DUE, words::NOTICE_DUE];
    let mut headings = vec![words::MONTH, words::STATE, words::LINES, words::TOTAL];
    headings.extend(due);
    table(h, look, &headings, |h| {
        for line in lines {
            h.el("tr", &[], |h| {
                let name = line.month.to_string();
                cell(h, look, words::MONTH, |h| h.link("", &format!("/finance/{name}"), &name));
                cell(h, look, words::STATE, |h| h.text(core::month_state(line.state).get(look.language)));
                number(h, look, words::LINES, "", &line.lines.to_string());
                number(h, look, words::TOTAL, "", &money(line.total_fen));
                for (heading, deadline) in due.into_iter().zip(&line.deadlines) {
                    cell(h, look, heading, |h| {
                        // 24:00 of a day belongs to that day.
                        look.put_day(h, deadline.due - 1);
                    });
                }
            });
        }
    });
}

/// One month.
pub(super) async fn month(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Response {
    render(&state, &viewer, &month, StatusCode::OK, None).await
}

async fn render(
    state: &AppState,
    viewer: &Viewer,
    month: &str,
    status: StatusCode,
    refused: Option<&str>,
) -> Response {
    match load(state, viewer, month).await {
        Ok((month, view, people)) => {
            let look = &viewer.look;
            let title = format!("{} {month}", look.say(words::FINANCE));
            shell::page(look, Some(viewer), status, &title, "finance", |h| {
                h.word("h1", "", &title);
                fault(h, look, refused);
                month::put(h, &month::Sheet { viewer, month, view: &view, people: &people });
            })
        }
        Err(problem) => shell::problem(&viewer.look, Some(viewer), &problem),
    }
}

fn fault(h: &mut Html, look: &Look, refused: Option<&str>) {
    if let Some(text) = refused {
        h.el("p", &[("class", "fault"), ("role", "alert")], |h| {
            h.text(&look.with(labels::REFUSED, &[text]));
        });
    }
}

type Loaded = (MonthOf, MonthView, BTreeMap<UserId, String>);

async fn load(state: &AppState, viewer: &Viewer, month: &str) -> Result<Loaded, Problem> {
    let month = month_of(month)?;
    let view = view(state, &viewer.who, month).await?;
    let people = people(state, &view).await?;
    Ok((month, view, people))
}

/// A step of a month.
pub(super) async fn command(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(month): Path<String>,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    let step = match (month_of(&month), fields) {
        (Ok(month), Ok(Form(fields))) => read(&fields).map(|(heads, command)| (month, heads, command)),
        _ => None,
    };
    let Some((of, heads, command)) = step else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no such step");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    let notice = command == MonthCommand::ListNotice;
    let here = if notice { format!("/finance/{of}/notice") } else { format!("/finance/{of}") };
    viewer.look.here.clone_from(&here);
    if let Err(problem) = require_month_reader(&viewer.who) {
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    }
    let language = viewer.look.language;
    let (status, text) = match attempt(&state, viewer.who.clone(), of, heads, command, None).await {
        Ok(Ok(_)) => return Redirect::to(&here).into_response(),
        Ok(Err(MonthError::Stale)) => {
            (StatusCode::PRECONDITION_FAILED, viewer.look.say(words::STALE).to_owned())
        }
        Ok(Err(MonthError::Refused(refusal))) => {
            (StatusCode::UNPROCESSABLE_ENTITY, core::refusal(language, &refusal))
        }
        Ok(Err(MonthError::Office(OfficeError::Refused(rejection)))) => {
            let denied = matches!(rejection, Rejection::Denied { .. });
            let status = if denied { StatusCode::FORBIDDEN } else { StatusCode::UNPROCESSABLE_ENTITY };
            (status, rejections::rejection(language, &rejection))
        }
        Ok(Err(error)) => return shell::problem(&viewer.look, Some(&viewer), &error.into()),
        Err(problem) => return shell::problem(&viewer.look, Some(&viewer), &problem),
    };
    if notice {
        put_notice(&state, &viewer, &month, status, Some(&text)).await
    } else {
        render(&state, &viewer, &month, status, Some(&text)).await
    }
}

/// A reload of a refused form's page leads back to the month.
pub(super) async fn back(Path(month): Path<String>) -> Redirect {
    match month_of(&month) {
        Ok(month) => Redirect::to(&format!("/finance/{month}")),
        Err(_) => Redirect::to("/finance"),
    }
}

fn read(fields: &[(String, String)]) -> Option<(Vec<client_core::domain::id::ChangeHash>, MonthCommand)> {
    let text = |name| value(fields, name).trim().to_owned();
    let command = match value(fields, "command") {
        "check" => MonthCommand::Check { remark: Some(text("remark")).filter(|text| !text.is_empty()) },
        "submit" => MonthCommand::Submit,
        "approve" => MonthCommand::Approve,
        "send_back" => MonthCommand::SendBack { reason: text("reason") },
        "hand_bundle" => MonthCommand::HandBundle { received_by: text("received_by") },
        "list_notice" => MonthCommand::ListNotice,
        _ => return None,
    };
    Some((heads_of(value(fields, "etag"))?, command))
}

/// The list for a monthly notice.
pub(super) async fn notice(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(month): Path<String>,
) -> Response {
    put_notice(&state, &viewer, &month, StatusCode::OK, None).await
}

async fn put_notice(
    state: &AppState,
    viewer: &Viewer,
    month: &str,
    status: StatusCode,
    refused: Option<&str>,
) -> Response {
    let look = &viewer.look;
    let found = match month_of(month) {
        Ok(month) => match notice_of(state, &viewer.who, month).await {
            Ok(lines) => view(state, &viewer.who, month).await.map(|view| (month, lines, view.etag)),
            Err(problem) => Err(problem),
        },
        Err(problem) => Err(problem),
    };
    match found {
        Ok((month, lines, etag)) => {
            let title = look.with(words::NOTICE, &[&month.to_string()]);
            shell::page(look, Some(viewer), status, &title, "finance", |h| {
                h.word("h1", "", &title);
                fault(h, look, refused);
                h.of("section", "card", |h| {
                    list(h, look, &lines);
                    files(h, look, &format!("/api/v1/months/{month}/notice"));
                    let open = lines.iter().any(|line| !line.listed);
                    if open && may(viewer, Kind::NoticeLineListed) {
                        month::form(h, look, month, &etag, "list_notice", words::LIST_ALL, |_| {});
                    }
                });
            })
        }
        Err(problem) => shell::problem(look, Some(viewer), &problem),
    }
}

fn list(h: &mut Html, look: &Look, lines: &[NoticeLine]) {
    if lines.is_empty() {
        h.word("p", "soft", look.say(words::NOTHING_TO_LIST));
        return;
    }
    table(h, look, &[words::NUMBER, words::AMOUNT, words::LISTED], |h| {
        for line in lines {
            h.el("tr", &[], |h| {
                let to = format!("/orders/{}", line.order);
                cell(h, look, words::NUMBER, |h| h.link("", &to, &line.number));
                number(h, look, words::AMOUNT, "", &money(line.amount_fen));
                let listed = if line.listed { words::YES } else { words::NO };
                cell(h, look, words::LISTED, |h| h.text(look.say(listed)));
            });
        }
    });
}
