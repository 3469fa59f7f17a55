//! Orders over JSON: the board's lines, one order, its journal, and the office's commands.

use super::engine::{Bench, write};
use super::etag::{IfMatch, tagged};
use super::extract::Query;
use super::files::{Asker, file, file_kind, paper_language};
use super::idempotency::{Intent, Key};
use super::pages::reports::board as reports;
use super::{AppState, CommandJson, Json, Problem, ProblemKind, StrictJson};
use crate::accounts::Principal;
use crate::board::{BoardQuery, BoardRow, Clock, MAX_PAGE, Queue, page, summary};
use crate::feed::scope;
use crate::office::view::{JournalLine, OrderView, etag, journal, order_view};
use crate::office::{self, OfficeError, OfficeOutcome};
use crate::table::{Cell, Sheet};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::Zone;
use client_core::domain::command::{Command, Registration};
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{ChangeHash, DocumentId, UserId};
use client_core::domain::policy::{ReadScope, may_read};
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// Which lines of the board.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct BoardParameters {
    /// Only this state, such as `signed`.
    state: Option<String>,
    /// Only this holder's, by user id.
    holder: Option<String>,
    /// Only with conflicts that wait for somebody.
    #[serde(default)]
    conflicts: bool,
    /// Only open ones.
    #[serde(default)]
    open: bool,
    /// Only with a task for one of your roles.
    #[serde(default)]
    mine: bool,
    /// Only of this queue: `late_replies`, `late_arrivals`, `conflicts`, `claims`, `duplicates`, `pool`, `due_today`.
    queue: Option<String>,
    /// Only of this service class.
    class: Option<String>,
    /// Only of units that begin so, such as `3-12`; of those customers alone whom you may know.
    unit: Option<String>,
    /// Only lines after that of this order: the next page.
    after: Option<String>,
    /// Lines, 1 to 500.
    #[serde(default = "default_limit")]
    limit: u32,
    /// `csv`, `xlsx` or `pdf` for a file.
    format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    language: Option<Language>,
}

const fn default_limit() -> u32 {
    100
}

/// A page of the board.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BoardPage {
    /// Lines: open orders by the time that they have waited, then those that are over, the latest first.
    #[schema(value_type = Vec<Object>)]
    orders: Vec<BoardRow>,
    /// What to ask for as `after` to get the next page; absent on the last one.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<DocumentId>,
}

/// What a command led to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CommandDone {
    /// The order.
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// What to send as `If-Match` with the next command.
    etag: String,
}

/// The clock of the board's queues.
pub(super) fn clock(state: &AppState) -> Clock {
    let zone = Zone::parse(state.site.timezone.name()).unwrap_or(Zone::UTC);
    Clock::at(state.now_ms(), zone, &state.jobs.deadlines)
}

pub(super) fn query_of(parameters: BoardParameters, clock: Clock) -> Result<BoardQuery, Problem> {
    let invalid = |name: &'static str, detail: String| {
        Problem::new(ProblemKind::InvalidParameter, detail).with("parameter", name)
    };
    if !(1..=MAX_PAGE).contains(&parameters.limit) {
        return Err(invalid("limit", format!("1 to {MAX_PAGE}")));
    }
    let holder = parameters.holder.map(|text| text.parse()).transpose();
    let after = parameters.after.map(|text| text.parse()).transpose();
    let queue = match &parameters.queue {
        Some(name) => {
            Some(Queue::parse(name).ok_or_else(|| invalid("queue", "a queue of the board".to_owned()))?)
        }
        None => None,
    };
    Ok(BoardQuery {
        state: parameters.state,
        holder: holder.map_err(|_| invalid("holder", "a user id".to_owned()))?,
        conflicts: parameters.conflicts,
        open: parameters.open,
        mine: parameters.mine,
        queue: queue.map(|queue| (queue, clock)),
        class: parameters.class,
        unit: parameters.unit.filter(|unit| !unit.trim().is_empty()),
        tasks: None,
        after: after.map_err(|_| invalid("after", "an order id".to_owned()))?,
        limit: parameters.limit,
    })
}

/// Only people who may read orders at all come further; a role without orders learns nothing of them.
pub(super) fn require_reader(principal: &Principal) -> Result<(), Problem> {
    let reads =
        |role: &client_core::domain::policy::Role| may_read(*role, DocumentKind::Order) != ReadScope::Nothing;
    if principal.roles.iter().any(reads) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads orders"))
    }
}

pub(super) fn order_id(text: &str) -> Result<DocumentId, Problem> {
    // An id that is none names nothing, like one that nobody gave out (attack 43).
    text.parse().map_err(|_| Problem::new(ProblemKind::NotFound, "no such order"))
}

/// Lines of the board that the sender may read.
#[utoipa::path(
    get, path = "/api/v1/orders", tag = "orders", params(BoardParameters),
    responses((status = 200, body = BoardPage), (status = 400, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<BoardParameters>,
) -> Result<Response, Problem> {
    require_reader(&principal)?;
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let query = query_of(parameters, clock(&state))?;
    let limit = query.limit;
    let (user, roles) = (principal.user, principal.roles.clone());
    let orders = state.store.read(move |connection| page(connection, user, &roles, &query)).await?;
    let full = u32::try_from(orders.len()).is_ok_and(|count| count == limit);
    let next = orders.last().filter(|_| full).map(|row| row.id);
    let sheets = || vec![board_sheet(&orders, Zone::from(state.site.timezone))];
    let paper = |language| reports(&state, language, &orders);
    if let Some(kind) = kind {
        return file(Asker::new(&state, &principal), kind, "orders", sheets, paper).await;
    }
    Ok(Json(BoardPage { orders, next }).into_response())
}

/// The board's lines. Customers whom the reader may not know are left empty, as in the lines themselves.
fn board_sheet(lines: &[BoardRow], zone: Zone) -> Sheet {
    let time = |at: Option<i64>| Cell::Text(at.map(|at| zone.shown(at)).unwrap_or_default());
    let text = |text: &Option<String>| Cell::Text(text.clone().unwrap_or_default());
    let row = |line: &BoardRow| {
        vec![
            text(&line.number),
            Cell::Text(line.state.clone()),
            text(&line.service_class),
            text(&line.unit_no),
            text(&line.customer_name),
            text(&line.holder_name),
            time(line.requested_at),
            time(line.appointment_at),
            time(line.replied_at),
            Cell::Number(line.conflicts.to_string()),
            Cell::Number(line.tasks.to_string()),
            time(Some(line.updated_at)),
            Cell::Text(line.id.to_string()),
        ]
    };
    let columns = &[
        "number",
        "state",
        "service_class",
        "unit_no",
        "customer_name",
        "holder_name",
        "requested_at",
        "appointment_at",
        "replied_at",
        "conflicts",
        "tasks",
        "updated_at",
        "id",
    ];
    Sheet { name: "orders", row: "order", columns, rows: lines.iter().map(row).collect() }
}

/// What the board counts: orders by state and holder, conflicts, the queues of late replies and arrivals, and what waits
/// for the sender's roles. A console asks for it whenever `/api/v1/events` says that something has moved.
#[utoipa::path(
    get, path = "/api/v1/orders/counts", tag = "orders",
    responses((status = 200, body = Object), (status = 403, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn counts(
    State(state): State<AppState>,
    principal: Principal,
) -> Result<Json<BoardCounts>, Problem> {
    require_reader(&principal)?;
    let clock = clock(&state);
    let counted = state
        .store
        .read(move |connection| summary(connection, principal.user, &principal.roles, &clock))
        .await?;
    Ok(Json(BoardCounts {
        states: counted.states.into_iter().collect(),
        queues: counted.queues.into_iter().map(|(queue, count)| (queue.as_str(), count)).collect(),
        conflicts: counted.conflicts,
        mine: counted.mine,
        holders: counted.holders.into_iter().map(|(id, name, open)| Holder { id, name, open }).collect(),
    }))
}

/// Numbers of the orders that the sender may read.
#[derive(Debug, Serialize)]
pub(super) struct BoardCounts {
    /// By state.
    states: BTreeMap<String, u64>,
    /// By queue.
    queues: BTreeMap<&'static str, u64>,
    /// With conflicts that wait for somebody.
    conflicts: u64,
    /// With a task for one of the sender's roles.
    mine: u64,
    /// Who holds how many open ones.
    holders: Vec<Holder>,
}

/// Who holds orders.
#[derive(Debug, Serialize)]
struct Holder {
    id: UserId,
    name: String,
    open: u64,
}

pub(super) async fn load(state: &AppState, principal: &Principal, id: &str) -> Result<OrderView, Problem> {
    require_reader(principal)?;
    let id = order_id(id)?;
    let (procedures, who) = (state.procedures.clone(), principal.clone());
    let view = state
        .store
        .read(move |connection| {
            let library = procedures.at(connection)?;
            order_view(connection, &library, who.user, &who.roles, id)
        })
        .await?;
    view.ok_or_else(|| Problem::new(ProblemKind::NotFound, "no such order"))
}

/// One order: its fold, the customer, the words of its blobs, who is who, and when each entry arrived.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}", tag = "orders", params(("id" = String, Path, description = "Order id")),
    responses((status = 200, body = Object), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = load(&state, &principal, &id).await?;
    let tag = etag(&view.heads);
    Ok(tagged(Json(view).into_response(), &tag))
}

/// The journal of an order, entry by entry.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/journal", tag = "orders",
    params(("id" = String, Path, description = "Order id")),
    responses((status = 200, body = [Object]), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show_journal(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Json<Vec<JournalLine>>, Problem> {
    require_reader(&principal)?;
    let id = order_id(&id)?;
    let lines = state
        .store
        .read(move |connection| {
            if scope::may_see(connection, principal.user, &principal.roles, id)? {
                journal(connection, id)
            } else {
                Ok(None)
            }
        })
        .await?;
    lines.map(Json).ok_or_else(|| Problem::new(ProblemKind::NotFound, "no such order"))
}

/// Registers a request.
#[utoipa::path(
    post, path = "/api/v1/orders", tag = "orders", request_body = Object,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 201, body = CommandDone), (status = 403, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn register(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    StrictJson(registration): StrictJson<Registration>,
) -> Result<Response, Problem> {
    let intent = key.intends("/api/v1/orders", "", &registration);
    let outcome = attempt_once(&state, principal, Job::Register(registration), intent).await??;
    let location = format!("/api/v1/orders/{}", outcome.document);
    let mut response = done(StatusCode::CREATED, &outcome);
    if let Ok(value) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// Carries out a command on an order. `If-Match` names the heads that the sender saw.
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/commands", tag = "orders", request_body = Object,
    params(
        ("id" = String, Path, description = "Order id"),
        ("If-Match" = String, Header, description = "The order's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = CommandDone), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody), (status = 412, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody), (status = 428, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn command(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
    seen: IfMatch,
    key: Key,
    CommandJson(command): CommandJson<Command>,
) -> Result<Response, Problem> {
    let id = order_id(&id)?;
    let heads = seen.heads("the order")?;
    let intent = key.intends(&format!("/api/v1/orders/{id}/commands"), seen.tag("the order")?, &command);
    let outcome = attempt_once(&state, principal, Job::Command { id, heads, command }, intent).await??;
    Ok(done(StatusCode::OK, &outcome))
}

fn done(status: StatusCode, outcome: &OfficeOutcome) -> Response {
    let tag = etag(&outcome.heads);
    let body = CommandDone { id: outcome.document, etag: tag.clone() };
    tagged((status, Json(body)).into_response(), &tag)
}

/// What the office asks for.
pub(super) enum Job {
    /// A new order.
    Register(Registration),
    /// A command on an order, with the heads that its author saw.
    Command {
        /// The order.
        id: DocumentId,
        /// The heads.
        heads: Vec<ChangeHash>,
        /// The command.
        command: Command,
    },
}

/// Runs an office job in the writer, and tells the listeners.
pub(super) async fn attempt(
    state: &AppState,
    principal: Principal,
    job: Job,
) -> Result<Result<OfficeOutcome, OfficeError>, Problem> {
    attempt_once(state, principal, job, None).await
}

/// The same, once for each key of the sender.
async fn attempt_once(
    state: &AppState,
    principal: Principal,
    job: Job,
    intent: Option<Intent>,
) -> Result<Result<OfficeOutcome, OfficeError>, Problem> {
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        match job {
            Job::Register(registration) => {
                office::register(connection, library, author, registration, *now, *random)
            }
            Job::Command { command: Command::Register(_), .. } => Err(OfficeError::NotFound),
            Job::Command { id, heads, command } => {
                office::execute(connection, library, author, id, &heads, &command, *now, *random)
            }
        }
    })
    .await
}
