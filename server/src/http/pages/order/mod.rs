//! The page of one order: conflicts first, then what waits for somebody, then all that is known.

mod account;
mod cases;
mod checklist;
mod commands;
mod conflicts;
mod course;
mod desk;
mod facts;
mod follow_up;
mod forms;
mod goods;
mod journal;
mod judge;
mod load;
mod money;
mod origin;
mod paper;
mod photos;
mod site;
mod stale;
mod top;

use super::look::{Look, Viewer};
use super::words::{labels, rejections, states};
use super::{Fields, shell, value};
use crate::http::orders::{Job, attempt, order_id};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::view::{etag, heads_of_etag};
use axum::Form;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::id::UserId;
use client_core::domain::order::Order;
use client_core::domain::policy::Role;
use load::Sheet;
pub(in crate::http) use paper::slip_paper;
use stale::Stale;

/// What every section of the page is written with.
pub(super) struct Page<'a> {
    /// Language, zone, now.
    look: &'a Look,
    /// Who looks.
    viewer: &'a Viewer,
    /// The order and all around it.
    sheet: &'a Sheet,
    /// What was typed into a form that was refused.
    typed: Option<&'a Fields>,
    /// The heads that this page was made of.
    etag: String,
}

impl Page<'_> {
    fn order(&self) -> &Order {
        &self.sheet.view.order
    }

    /// A person's name.
    fn name(&self, user: &UserId) -> String {
        // The server writes as nobody.
        if user.as_bytes() == &[0; 16] {
            return self.look.say(states::role(Role::Server)).to_owned();
        }
        self.sheet
            .view
            .names
            .get(user)
            .or_else(|| self.sheet.technicians.iter().find(|(id, _)| id == user).map(|(_, name)| name))
            .cloned()
            .unwrap_or_else(|| user.to_string().chars().take(8).collect())
    }

    /// Whether the viewer may write an entry of this kind now, as the core says.
    fn may(&self, kind: Kind) -> bool {
        self.sheet.actions.is_open(kind)
    }

    /// What was typed into a field of this form before it was refused.
    fn typed(&self, form: &str, field: &str) -> &str {
        match self.typed {
            Some(fields) if value(fields, "form") == form => value(fields, field),
            _ => "",
        }
    }
}

/// What stands above the order after a form was sent.
enum Notice {
    /// The command was refused.
    Refused(String),
    /// The order had moved.
    Stale(Box<Stale>),
}

/// The page.
pub(super) async fn show(State(state): State<AppState>, viewer: Viewer, Path(id): Path<String>) -> Response {
    match load::sheet(&state, &viewer, &id).await {
        Ok(sheet) => render(&viewer, &sheet, StatusCode::OK, None, None),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// A reload of a refused form's page leads back to the order.
pub(super) async fn back(Path(id): Path<String>) -> Response {
    match order_id(&id) {
        Ok(id) => Redirect::to(&format!("/orders/{id}")).into_response(),
        Err(problem) => problem.into_response(),
    }
}

/// A form of the page.
pub(super) async fn command(
    State(state): State<AppState>,
    mut viewer: Viewer,
    Path(id): Path<String>,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    let invalid = |detail: &str| Problem::new(ProblemKind::InvalidRequest, detail);
    let (id, fields) = match (order_id(&id), fields) {
        (Ok(id), Ok(Form(fields))) => (id, fields),
        (Err(problem), _) => return shell::problem(&viewer.look, Some(&viewer), &problem),
        (_, Err(_)) => return shell::problem(&viewer.look, Some(&viewer), &invalid("no form")),
    };
    viewer.look.here = format!("/orders/{id}");
    let Some(heads) = heads_of_etag(value(&fields, "etag")) else {
        return shell::problem(
            &viewer.look,
            Some(&viewer),
            &invalid("the form names no version of the order"),
        );
    };
    let command = match commands::read(&fields, |text| viewer.look.read_time(text)) {
        Ok(command) => command,
        Err(fault) => {
            let words = fault.words(viewer.look.language);
            return again(&state, &viewer, id.to_string(), &fields, StatusCode::UNPROCESSABLE_ENTITY, |_| {
                Notice::Refused(words)
            })
            .await;
        }
    };
    let job = Job::Command { id, heads, command };
    match attempt(&state, viewer.who.clone(), job).await {
        Ok(Ok(_)) => Redirect::to(&format!("/orders/{id}")).into_response(),
        Ok(Err(OfficeError::Refused(rejection))) => {
            let status = match rejection {
                Rejection::Denied { .. } => StatusCode::FORBIDDEN,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let words = rejections::rejection(viewer.look.language, &rejection);
            again(&state, &viewer, id.to_string(), &fields, status, |_| Notice::Refused(words)).await
        }
        Ok(Err(OfficeError::Stale { rejection, seen, current, .. })) => {
            let why = rejections::rejection(viewer.look.language, &rejection);
            let stale = Box::new(Stale { why, seen, current });
            again(&state, &viewer, id.to_string(), &fields, StatusCode::PRECONDITION_FAILED, |_| {
                Notice::Stale(stale)
            })
            .await
        }
        Ok(Err(error)) => shell::problem(&viewer.look, Some(&viewer), &error.into()),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// The command of a form; the error says what is wrong in the page's language.
pub(super) fn read_command(fields: &[(String, String)], look: &Look) -> Result<Command, String> {
    commands::read(fields, |text| look.read_time(text)).map_err(|fault| fault.words(look.language))
}

/// The order's page again, with a notice and what was typed.
async fn again(
    state: &AppState,
    viewer: &Viewer,
    id: String,
    fields: &Fields,
    status: StatusCode,
    notice: impl FnOnce(&Sheet) -> Notice,
) -> Response {
    match load::sheet(state, viewer, &id).await {
        Ok(sheet) => {
            let notice = notice(&sheet);
            render(viewer, &sheet, status, Some(&notice), Some(fields))
        }
        Err(problem) => shell::problem(&viewer.look, Some(viewer), &problem),
    }
}

fn render(
    viewer: &Viewer,
    sheet: &Sheet,
    status: StatusCode,
    notice: Option<&Notice>,
    typed: Option<&Fields>,
) -> Response {
    let look = &viewer.look;
    let page = Page { look, viewer, sheet, typed, etag: etag(&sheet.view.heads) };
    let title = match &page.order().slip {
        Some(slip) => slip.number.clone(),
        None => look.say(labels::NO_NUMBER).to_owned(),
    };
    shell::page(look, Some(viewer), status, &title, "order", |h| {
        let id = page.order().id.to_string();
        let attributes = [
            ("id", "moved"),
            ("class", "moved"),
            ("hidden", ""),
            ("data-order", id.as_str()),
            ("data-etag", page.etag.as_str()),
        ];
        h.el("p", &attributes, |h| {
            h.text(look.say(labels::MOVED));
            h.text(" ");
            h.link("", &format!("/orders/{id}"), look.say(labels::RELOAD));
        });
        top::header(h, &page);
        match notice {
            Some(Notice::Refused(words)) => {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| {
                    h.text(&look.with(labels::REFUSED, &[words]));
                });
            }
            Some(Notice::Stale(stale)) => stale::section(h, &page, stale),
            None => {}
        }
        conflicts::section(h, &page);
        h.of("div", "columns", |h| {
            h.of("div", "work", |h| {
                forms::tasks(h, &page);
                top::registration(h, &page);
                cases::escalation(h, &page);
                cases::damages(h, &page);
                desk::section(h, &page);
                course::appointments(h, &page);
                course::visits(h, &page);
                money::section(h, &page);
                account::section(h, &page);
                goods::section(h, &page);
                checklist::section(h, &page);
                site::acceptance(h, &page);
                follow_up::section(h, &page);
                site::late(h, &page);
            });
            h.of("div", "side", |h| {
                forms::actions(h, &page);
                site::notes(h, &page);
                journal::section(h, &page);
            });
        });
    })
}
