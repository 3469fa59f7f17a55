//! The storekeeper's desk: open loans, what doesn't agree, stock, kits, tools, needs, the day's close and stocktakes.

mod commands;
mod count;
mod desk;
mod find;
mod forms;
mod goods;
mod ledger;
mod parts;

pub(super) use parts::{amount, cell, hidden, label, line, number, table, text};

use super::look::{Look, Viewer};
use super::words::{Text, labels, rejections, store as words};
use super::{Fields, shell, value};
use crate::accounts;
use crate::feed::EngineError;
use crate::http::orders::{Job, attempt as attempt_order, load as load_order};
use crate::http::store::{attempt, close, require_store_reader};
use crate::http::{AppState, Problem, ProblemKind};
use crate::office::OfficeError;
use crate::office::store::{CloseReport, StoreView, heads, numbered, reads_store, store_view};
use crate::office::view::etag;
use axum::Form;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::Kind;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::{Relation, may_write};
use client_core::domain::stock::audience_of;
use commands::Sent;
use find::Found;
use std::collections::{BTreeMap, BTreeSet};

/// What every section is written with.
pub(super) struct Desk<'a> {
    look: &'a Look,
    viewer: &'a Viewer,
    view: &'a StoreView,
    /// Heads of the documents in which something waits for an answer.
    etags: &'a BTreeMap<DocumentId, String>,
}

impl Desk<'_> {
    /// A person's name.
    fn name(&self, user: UserId) -> String {
        let short = || user.to_string().chars().take(8).collect();
        self.view.names.get(&user).cloned().unwrap_or_else(short)
    }

    /// Whether the viewer writes the store's entries.
    fn writes(&self, kind: Kind) -> bool {
        self.viewer.who.roles.iter().any(|role| may_write(*role, kind, Relation::Site).is_ok())
    }

    /// Whether the viewer answers this question.
    fn answers(&self, question: &str) -> bool {
        let Some(audience) = audience_of(question) else { return false };
        self.viewer.who.roles.iter().any(|role| audience.contains(role) || role.rank() > 1)
    }

    /// Slip number of an order, or the beginning of its id.
    fn number(&self, order: DocumentId) -> String {
        let short = || order.to_string().chars().take(8).collect();
        self.view.number(order).map_or_else(short, str::to_owned)
    }
}

/// What stands above the desk after a form was sent.
enum Notice {
    Refused(String),
    Closed(CloseReport),
    /// What a code leads to, and what the field keeps.
    Found(Found, String),
}

struct Loaded {
    view: StoreView,
    etags: BTreeMap<DocumentId, String>,
}

async fn load(state: &AppState, viewer: &Viewer) -> Result<Loaded, Problem> {
    require_store_reader(&viewer.who)?;
    let loaded = state
        .store
        .read(|connection| -> Result<Loaded, EngineError> {
            let view = store_view(connection)?;
            let ledger = &view.ledger;
            let waiting: BTreeSet<DocumentId> = ledger
                .discrepancies
                .iter()
                .flat_map(|one| one.document.into_iter().chain(one.entries.iter().map(|(id, _)| *id)))
                .chain(ledger.tools.open_loans().map(|loan| loan.document))
                .chain(ledger.orders.keys().copied())
                .collect();
            let mut etags = BTreeMap::new();
            for document in waiting {
                if let Some(heads) = heads(connection, document)? {
                    etags.insert(document, etag(&heads));
                }
            }
            Ok(Loaded { view, etags })
        })
        .await?;
    Ok(loaded)
}

/// The desk, with what a scanned or typed code leads to.
pub(super) async fn show(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    shell::shown(&viewer, answer(&state, &viewer, value(&fields, "code")).await)
}

async fn answer(state: &AppState, viewer: &Viewer, code: &str) -> Result<Response, Problem> {
    let mut loaded = load(state, viewer).await?;
    if code.trim().is_empty() {
        return Ok(render(viewer, &loaded, StatusCode::OK, None));
    }
    let staff = state.store.read(accounts::directory).await?;
    let found = find::find(&loaded.view, &staff, code);
    let order = match &found {
        Found::Page(to) => return Ok(Redirect::to(to).into_response()),
        Found::Order(order) => Some(*order),
        Found::Number(number) => {
            let number = number.clone();
            state.store.read(move |connection| numbered(connection, &number)).await?
        }
        Found::Ticket(ticket) => {
            for user in &ticket.parties {
                if let Some(member) = staff.iter().find(|member| member.user == *user) {
                    loaded.view.names.insert(*user, member.display_name.clone());
                }
            }
            if let Some(order) = ticket.order {
                let known = state.store.read(move |connection| heads(connection, order)).await?;
                loaded.etags.extend(known.map(|heads| (order, etag(&heads))));
            }
            None
        }
        Found::Person(..) | Found::Damaged => None,
    };
    if let Some(order) = order
        && load_order(state, &viewer.who, &order.to_string()).await.is_ok()
    {
        return Ok(Redirect::to(&find::goods_of(order)).into_response());
    }
    let unknown = matches!(found, Found::Order(_) | Found::Number(_) | Found::Damaged);
    let status = if unknown { StatusCode::NOT_FOUND } else { StatusCode::OK };
    // What isn't known stays in the field, to be looked at once more.
    let typed = if unknown { code.trim().to_owned() } else { String::new() };
    Ok(render(viewer, &loaded, status, Some(&Notice::Found(found, typed))))
}

/// A reload of a refused form's page leads back to the desk.
pub(super) async fn back() -> Redirect {
    Redirect::to("/store")
}

fn render(viewer: &Viewer, loaded: &Loaded, status: StatusCode, notice: Option<&Notice>) -> Response {
    let look = &viewer.look;
    let desk = Desk { look, viewer, view: &loaded.view, etags: &loaded.etags };
    shell::page(look, Some(viewer), status, look.say(words::STORE), "store", |h| {
        h.word("h1", "", look.say(words::STORE));
        let kept = if let Some(Notice::Found(_, typed)) = notice { typed.as_str() } else { "" };
        let asks = matches!(notice, Some(Notice::Found(Found::Ticket(_), _)));
        find::field(h, look, kept, !asks);
        match notice {
            Some(Notice::Found(found, _)) => find::answer(h, &desk, found),
            Some(Notice::Refused(text)) => {
                h.el("p", &[("class", "fault"), ("role", "alert")], |h| {
                    h.text(&look.with(labels::REFUSED, &[text]));
                });
            }
            Some(Notice::Closed(report)) => desk::report(h, &desk, report),
            None => {}
        }
        desk::loans(h, &desk);
        desk::discrepancies(h, &desk);
        desk::needs(h, &desk);
        goods::stock(h, &desk);
        goods::kits(h, &desk);
        goods::tools(h, &desk);
        forms::section(h, &desk);
    })
}

/// A form of the desk.
pub(super) async fn command(
    State(state): State<AppState>,
    mut viewer: Viewer,
    fields: Result<Form<Fields>, axum::extract::rejection::FormRejection>,
) -> Response {
    "/store".clone_into(&mut viewer.look.here);
    let Ok(Form(fields)) = fields else {
        let problem = Problem::new(ProblemKind::InvalidRequest, "no form");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    let loaded = match load(&state, &viewer).await {
        Ok(loaded) => loaded,
        Err(problem) => return shell::problem(&viewer.look, Some(&viewer), &problem),
    };
    let read = match value(&fields, "command") {
        "ticket" => find::confirmed(&fields, &viewer.who, &viewer.look),
        _ => commands::read(&fields, &loaded.view.catalogue, &viewer.look),
    };
    let sent = match read {
        Ok(sent) => sent,
        Err(text) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return render(&viewer, &loaded, status, Some(&Notice::Refused(text)));
        }
    };
    let who = viewer.who.clone();
    let done = match sent {
        Sent::Store(commands) => attempt(&state, who, commands).await.map(|done| done.map(|_| None)),
        Sent::Close(until) => close(&state, who, until).await.map(|done| done.map(Some)),
        Sent::Order { id, heads, command } => {
            let job = Job::Command { id, heads, command };
            attempt_order(&state, who, job).await.map(|done| done.map(|_| None))
        }
    };
    let refused = |rejection: &Rejection| {
        let status = match rejection {
            Rejection::Denied { .. } => StatusCode::FORBIDDEN,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, Notice::Refused(rejections::rejection(viewer.look.language, rejection)))
    };
    let (status, notice) = match done {
        Ok(Ok(None)) => return Redirect::to("/store").into_response(),
        Ok(Ok(Some(report))) => (StatusCode::OK, Notice::Closed(report)),
        Ok(Err(OfficeError::Refused(rejection))) => refused(&rejection),
        Ok(Err(OfficeError::Stale { rejection, .. })) => {
            (StatusCode::PRECONDITION_FAILED, refused(&rejection).1)
        }
        Ok(Err(error)) => return shell::problem(&viewer.look, Some(&viewer), &error.into()),
        Err(problem) => return shell::problem(&viewer.look, Some(&viewer), &problem),
    };
    match load(&state, &viewer).await {
        Ok(loaded) => render(&viewer, &loaded, status, Some(&notice)),
        Err(problem) => shell::problem(&viewer.look, Some(&viewer), &problem),
    }
}

/// One item's ledger.
pub(super) async fn item(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(code): Path<String>,
    Query(fields): Query<Fields>,
) -> Response {
    let at = match value(&fields, "at") {
        "" => Some(viewer.look.now),
        text => viewer.look.read_time(text),
    };
    let Some(at) = at else {
        let problem = Problem::new(ProblemKind::InvalidParameter, "not a time").with("parameter", "at");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    with_desk(&state, &viewer, |desk| {
        let known = desk.view.items().contains(code.as_str());
        known.then(|| ledger::item(desk, &code, at))
    })
    .await
}

/// One tool's history.
pub(super) async fn tool(
    State(state): State<AppState>,
    viewer: Viewer,
    Path(asset): Path<String>,
) -> Response {
    with_desk(&state, &viewer, |desk| {
        let known = desk.view.assets().contains(asset.as_str());
        known.then(|| ledger::tool(desk, &asset))
    })
    .await
}

/// The stocktake sheet of the store, or of a kit.
pub(super) async fn sheet(
    State(state): State<AppState>,
    viewer: Viewer,
    Query(fields): Query<Fields>,
) -> Response {
    let kit = value(&fields, "kit");
    let Ok(kit) = (!kit.is_empty()).then(|| kit.parse::<UserId>()).transpose() else {
        let problem = Problem::new(ProblemKind::InvalidParameter, "a user id").with("parameter", "kit");
        return shell::problem(&viewer.look, Some(&viewer), &problem);
    };
    with_desk(&state, &viewer, |desk| Some(count::sheet(desk, kit))).await
}

async fn with_desk(
    state: &AppState,
    viewer: &Viewer,
    page: impl FnOnce(&Desk<'_>) -> Option<Response>,
) -> Response {
    let problem = match load(state, viewer).await {
        Ok(loaded) => {
            let (view, etags) = (&loaded.view, &loaded.etags);
            match page(&Desk { look: &viewer.look, viewer, view, etags }) {
                Some(response) => return response,
                None => Problem::new(ProblemKind::NotFound, "no such thing in the store"),
            }
        }
        Err(problem) => problem,
    };
    shell::problem(&viewer.look, Some(viewer), &problem)
}

/// Whether the desk is linked for a person with these roles.
pub(super) fn is_open_to(viewer: &Viewer) -> bool {
    reads_store(&viewer.who.roles)
}

/// A heading in the page's language.
fn say(desk: &Desk<'_>, text: Text) -> &'static str {
    desk.look.say(text)
}
