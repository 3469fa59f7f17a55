//! The front desk's batch of the day (DSP-7): the front desk hands all slips over with one button, dispatch takes them
//! with another. What comes after the site's hour goes into the next day's batch.

use super::html::Html;
use super::look::{Look, Viewer};
use super::words::{desk as words, labels, rejections, states};
use super::{Fields, shell, value};
use crate::board::desk::{HeldSlip, held};
use crate::feed::EngineError;
use crate::http::orders::{Job, attempt};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::view::order_view;
use axum::Form;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::command::Command;
use client_core::domain::deadline::batch_day;
use client_core::domain::entry::Kind;
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::policy::{Relation, may_write};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The front desk and dispatch meet here.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    may(viewer, Kind::DeskBatchHanded) || may(viewer, Kind::DeskBatchTaken)
}

fn may(viewer: &Viewer, kind: Kind) -> bool {
    viewer.who.roles.iter().any(|role| may_write(*role, kind, Relation::Site).is_ok())
}

fn zone(look: &Look) -> Zone {
    Zone::parse(look.zone.name()).unwrap_or(Zone::UTC)
}

/// The batch that can be handed over now: that of the last hour that has come, or the one being gathered.
fn today(look: &Look) -> Day {
    batch_day(look.now, zone(look), &look.settings.deadlines)
}

async fn load(state: &AppState, viewer: &Viewer) -> Result<Vec<HeldSlip>, Problem> {
    if !is_open_to(viewer) {
        return Err(Problem::new(ProblemKind::Forbidden, "the batch is the front desk's and dispatch's"));
    }
    let (zone, settings) = (zone(&viewer.look), Arc::clone(&viewer.look.settings));
    Ok(state.store.read(move |connection| held(connection, zone, &settings.deadlines)).await?)
}

/// The page.
pub(super) async fn show(State(state): State<AppState>, viewer: Viewer) -> Response {
    match load(&state, &viewer).await {
        Ok(slips) => page(&viewer, StatusCode::OK, &slips, None),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

fn page(viewer: &Viewer, status: StatusCode, slips: &[HeldSlip], fault: Option<&str>) -> Response {
    let look = &viewer.look;
    shell::page(look, Some(viewer), status, look.say(words::BATCH_PAGE), "batch", |h| {
        h.word("h1", "", look.say(words::BATCH_PAGE));
        let hour = look.settings.deadlines.desk_batch_at.to_string();
        h.word("p", "soft", &look.with(words::BATCH_EXPLAIN, &[&hour]));
        if let Some(fault) = fault {
            h.el("p", &[("class", "fault"), ("role", "alert")], |h| h.text(fault));
        }
        if slips.is_empty() {
            h.word("p", "empty", look.say(words::NOTHING_HELD));
        }
        let day = today(look);
        let (to_hand, rest): (Vec<&HeldSlip>, Vec<&HeldSlip>) =
            slips.iter().partition(|slip| slip.to_hand(day));
        list(h, look, words::TO_HAND.get(look.language), &to_hand);
        if may(viewer, Kind::DeskBatchHanded) && !to_hand.is_empty() {
            let text = look.with(words::HAND_ALL, &[&day.to_string(), &to_hand.len().to_string()]);
            button(h, "hand", &day.to_string(), &text);
        }
        let (to_take, later): (Vec<&HeldSlip>, Vec<&HeldSlip>) =
            rest.into_iter().partition(|slip| slip.batch_day.is_some());
        list(h, look, words::TO_TAKE.get(look.language), &to_take);
        if may(viewer, Kind::DeskBatchTaken) {
            let days: BTreeSet<&str> = to_take.iter().filter_map(|slip| slip.batch_day.as_deref()).collect();
            for day in days {
                let count = to_take.iter().filter(|slip| slip.batch_day.as_deref() == Some(day)).count();
                button(h, "take", day, &look.with(words::TAKE_ALL, &[day, &count.to_string()]));
            }
        }
        list(h, look, words::LATER.get(look.language), &later);
    })
}

fn button(h: &mut Html, command: &str, day: &str, text: &str) {
    h.el("form", &[("class", "command"), ("method", "post"), ("action", "/desk/batch")], |h| {
        for (name, value) in [("command", command), ("day", day)] {
            h.void("input", &[("type", "hidden"), ("name", name), ("value", value)]);
        }
        h.word("button", "main", text);
    });
}

fn list(h: &mut Html, look: &Look, heading: &str, slips: &[&HeldSlip]) {
    if slips.is_empty() {
        return;
    }
    h.of("section", "list", |h| {
        h.el("h2", &[], |h| {
            h.text(heading);
            h.word("span", "soft", &slips.len().to_string());
        });
        h.of("ul", "plain", |h| {
            for slip in slips {
                h.el("li", &[], |h| {
                    let number = slip.number.as_deref().unwrap_or(look.say(labels::NO_NUMBER));
                    h.link("", &format!("/orders/{}", slip.id), number);
                    h.text(" ");
                    h.text(&states::state_named(look.language, &slip.state));
                    h.text(" ");
                    look.put_time(h, slip.held_at, true);
                    let day = slip.batch_day.as_deref().unwrap_or(&slip.due);
                    h.word("span", "badge", day);
                });
            }
        });
    });
}

/// One button for all slips of a batch. What is refused stays where it is and is named.
pub(super) async fn carry(
    State(state): State<AppState>,
    viewer: Viewer,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    let look = &viewer.look;
    let invalid = || Problem::new(ProblemKind::InvalidRequest, "no form of the batch");
    let (fields, slips) = match (fields, load(&state, &viewer).await) {
        (Ok(Form(fields)), Ok(slips)) => (fields, slips),
        (_, Err(problem)) => return shell::problem(look, Some(&viewer), &problem),
        (Err(_), _) => return shell::problem(look, Some(&viewer), &invalid()),
    };
    let Ok(day) = value(&fields, "day").parse::<Day>() else {
        return shell::problem(look, Some(&viewer), &invalid());
    };
    let text = day.to_string();
    let (chosen, command): (Vec<DocumentId>, Command) = match value(&fields, "command") {
        "hand" => (
            slips.iter().filter(|slip| slip.to_hand(day)).map(|slip| slip.id).collect(),
            Command::HandDeskBatch { day: text },
        ),
        "take" => (
            slips
                .iter()
                .filter(|slip| slip.batch_day.as_deref() == Some(&text))
                .map(|slip| slip.id)
                .collect(),
            Command::TakeDeskBatch { day: text },
        ),
        _ => return shell::problem(look, Some(&viewer), &invalid()),
    };
    let mut refused = Vec::new();
    for id in chosen {
        match one(&state, &viewer, id, &command).await {
            Ok(None) => {}
            Ok(Some(why)) => refused.push(why),
            Err(problem) => return shell::problem(look, Some(&viewer), &problem),
        }
    }
    if refused.is_empty() {
        return Redirect::to("/desk/batch").into_response();
    }
    let fault = look.with(words::NOT_ALL, &[&refused.len().to_string(), &refused[0]]);
    match load(&state, &viewer).await {
        Ok(slips) => page(&viewer, StatusCode::UNPROCESSABLE_ENTITY, &slips, Some(&fault)),
        Err(problem) => shell::problem(look, Some(&viewer), &problem),
    }
}

/// The command on one order, as it is now; the words of a refusal.
async fn one(
    state: &AppState,
    viewer: &Viewer,
    id: DocumentId,
    command: &Command,
) -> Result<Option<String>, Problem> {
    let (procedures, who) = (state.procedures.clone(), viewer.who.clone());
    let heads: Option<Vec<ChangeHash>> = state
        .store
        .read(move |connection| -> Result<_, EngineError> {
            let library = procedures.at(connection)?;
            Ok(order_view(connection, &library, who.user, &who.roles, id)?.map(|view| view.heads))
        })
        .await?;
    let Some(heads) = heads else { return Ok(None) };
    let job = Job::Command { id, heads, command: command.clone() };
    match attempt(state, viewer.who.clone(), job).await? {
        Ok(_) => Ok(None),
        Err(OfficeError::Refused(rejection) | OfficeError::Stale { rejection, .. }) => {
            Ok(Some(rejections::rejection(viewer.look.language, &rejection)))
        }
        Err(error) => Err(error.into()),
    }
}
