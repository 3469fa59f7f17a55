//! The store over JSON: its figures, tools and items with what explains them, and the storekeeper's commands.

use super::engine::{Bench, job_random, sender, write};
use super::extract::Query;
use super::idempotency::{Intent, Key};
use super::{AppState, CommandJson, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::office::store::{CloseReport, StoreView, close_day, execute_store, reads_store, store_view};
use crate::office::{OfficeError, OfficeOutcome};
use axum::extract::{Path, State};
use client_core::domain::command::StoreCommand;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::stock::{
    Discrepancy, KitLine, Loan, LoanState, Material, Place, Posting, ToolCard, ToolState, Unit,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::{IntoParams, ToSchema};

/// What a command led to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StoreDone {
    /// Feed number of the last change.
    seq: u64,
}

/// What the store has of one item.
#[derive(Debug, Serialize)]
struct StockFigure {
    item: String,
    unit: Option<Unit>,
    /// In the item's small unit; negative where more has left than was there.
    on_hand: i64,
    batches: BTreeMap<String, i64>,
    /// At or below this it has to be ordered; 0 for never.
    low_level: i64,
    low: bool,
}

/// A loan that somebody owes or may owe.
#[derive(Debug, Serialize)]
struct OpenLoan {
    tool: String,
    order: DocumentId,
    order_number: Option<String>,
    holder: UserId,
    holder_name: Option<String>,
    /// Milliseconds since 1970 UTC.
    due_at: i64,
    overdue: bool,
    state: LoanState,
    one_sided: bool,
    conflict: Option<String>,
}

/// The store as a whole.
#[derive(Debug, Serialize)]
pub(super) struct StoreAnswer {
    stock: Vec<StockFigure>,
    kits: Vec<KitLine>,
    loans: Vec<OpenLoan>,
    discrepancies: Vec<Discrepancy>,
    /// Items that have to be ordered.
    low: Vec<String>,
    names: BTreeMap<UserId, String>,
}

/// A tool with its past.
#[derive(Debug, Serialize)]
pub(super) struct ToolAnswer {
    card: Option<ToolCard>,
    state: Option<ToolState>,
    loans: Vec<Loan>,
    names: BTreeMap<UserId, String>,
}

/// An item's stock at a moment.
#[derive(Debug, Serialize)]
pub(super) struct ItemAnswer {
    material: Option<Material>,
    item: String,
    /// Milliseconds since 1970 UTC.
    at: i64,
    /// In the store at that moment, in the item's small unit.
    on_hand: i64,
    /// The postings until then, by time; each one's change of the store adds up to it.
    postings: Vec<Posting>,
    names: BTreeMap<UserId, String>,
}

/// At which moment.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Moment {
    /// Milliseconds since 1970 UTC; now when absent.
    at: Option<i64>,
}

/// Only people whose role reads the store come further.
pub(super) fn require_store_reader(principal: &Principal) -> Result<(), Problem> {
    if reads_store(&principal.roles) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads the store"))
    }
}

/// The store, for somebody who may read it.
pub(super) async fn load(state: &AppState, principal: &Principal) -> Result<StoreView, Problem> {
    require_store_reader(principal)?;
    Ok(state.store.read(store_view).await?)
}

/// Stock, personal stock, open loans, and what doesn't agree.
#[utoipa::path(
    get, path = "/api/v1/store", tag = "store",
    responses((status = 200, body = Object), (status = 403, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
) -> Result<Json<StoreAnswer>, Problem> {
    let now = state.now_ms();
    let view = load(&state, &principal).await?;
    let low: Vec<String> = view.ledger.low(&view.catalogue).map(|(code, _)| code.to_owned()).collect();
    let stock = view.items().into_iter().map(|code| figure(&view, code, &low)).collect();
    let loans = view.open_loans().into_iter().map(|loan| open_loan(&view, loan, now)).collect();
    Ok(Json(StoreAnswer {
        stock,
        kits: view.ledger.kits.clone(),
        loans,
        discrepancies: view.ledger.discrepancies.clone(),
        low,
        names: view.names,
    }))
}

fn figure(view: &StoreView, code: &str, low: &[String]) -> StockFigure {
    let material = view.catalogue.material(code);
    let line = view.ledger.stock.iter().find(|line| line.item == code);
    StockFigure {
        item: code.to_owned(),
        unit: material.map(|material| material.unit),
        on_hand: view.ledger.on_hand(code),
        batches: line.map(|line| line.batches.clone()).unwrap_or_default(),
        low_level: material.map_or(0, |material| material.low_level),
        low: low.iter().any(|one| one == code),
    }
}

fn open_loan(view: &StoreView, loan: &Loan, now: i64) -> OpenLoan {
    OpenLoan {
        tool: loan.tool.clone(),
        order: loan.document,
        order_number: view.number(loan.document).map(str::to_owned),
        holder: loan.borrower,
        holder_name: view.names.get(&loan.borrower).cloned(),
        due_at: loan.due_at,
        overdue: loan.due_at < now,
        state: loan.state,
        one_sided: loan.one_sided(),
        conflict: loan.conflict.clone(),
    }
}

/// Where a numbered tool is, and who had it.
#[utoipa::path(
    get, path = "/api/v1/store/tools/{asset}", tag = "store",
    params(("asset" = String, Path, description = "Asset number")),
    responses(
        (status = 200, body = Object), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn tool(
    State(state): State<AppState>,
    principal: Principal,
    Path(asset): Path<String>,
) -> Result<Json<ToolAnswer>, Problem> {
    let view = load(&state, &principal).await?;
    let card = view.catalogue.tool(&asset).cloned();
    let found = view.ledger.tools.tool(&asset).cloned();
    if card.is_none() && found.is_none() {
        return Err(Problem::new(ProblemKind::NotFound, "no such tool"));
    }
    let loans = view.ledger.tools.loans.iter().filter(|loan| loan.tool == asset).cloned().collect();
    Ok(Json(ToolAnswer { card, state: found, loans, names: view.names }))
}

/// What the store had of an item at a moment, and the postings that explain it.
#[utoipa::path(
    get, path = "/api/v1/store/items/{code}", tag = "store",
    params(("code" = String, Path, description = "Code of the catalogue"), Moment),
    responses(
        (status = 200, body = Object), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody), (status = 404, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn item(
    State(state): State<AppState>,
    principal: Principal,
    Path(code): Path<String>,
    Query(moment): Query<Moment>,
) -> Result<Json<ItemAnswer>, Problem> {
    let at = moment.at.unwrap_or_else(|| state.now_ms());
    let view = load(&state, &principal).await?;
    if !view.items().contains(code.as_str()) {
        return Err(Problem::new(ProblemKind::NotFound, "no such item"));
    }
    let postings = view.ledger.explaining(Place::Store, &code).filter(|one| one.at <= at).cloned().collect();
    Ok(Json(ItemAnswer {
        material: view.catalogue.material(&code).cloned(),
        at,
        on_hand: view.ledger.at(Place::Store, &code, at),
        postings,
        names: view.names.clone(),
        item: code,
    }))
}

/// Carries out a command on the store or on a kit.
#[utoipa::path(
    post, path = "/api/v1/store/commands", tag = "store", request_body = Object,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 200, body = StoreDone), (status = 403, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn command(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    CommandJson(command): CommandJson<StoreCommand>,
) -> Result<Json<StoreDone>, Problem> {
    let intent = key.intends("/api/v1/store/commands", "", &command);
    let outcome = attempt_once(&state, principal, vec![command], intent).await??;
    Ok(Json(StoreDone { seq: outcome.seq }))
}

/// Runs store commands in the writer, all or none of them, and tells the listeners.
pub(super) async fn attempt(
    state: &AppState,
    principal: Principal,
    commands: Vec<StoreCommand>,
) -> Result<Result<OfficeOutcome, OfficeError>, Problem> {
    attempt_once(state, principal, commands, None).await
}

/// The same, once for each key of the sender.
async fn attempt_once(
    state: &AppState,
    principal: Principal,
    commands: Vec<StoreCommand>,
    intent: Option<Intent>,
) -> Result<Result<OfficeOutcome, OfficeError>, Problem> {
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        let mut done = Err(OfficeError::NotFound);
        for command in &commands {
            done = Ok(execute_store(connection, library, author, command, *now, *random)?);
        }
        done
    })
    .await
}

/// Closes a day in the writer, and tells the listeners.
pub(super) async fn close(
    state: &AppState,
    principal: Principal,
    until: i64,
) -> Result<Result<CloseReport, OfficeError>, Problem> {
    let now = state.now_ms();
    let procedures = state.procedures.clone();
    let mut random = job_random(state)?;
    let done = state
        .store
        .write(move |connection| {
            let author = sender(connection, &principal, now)?;
            let library = procedures.at(connection)?;
            close_day(connection, &library, &author, until, now, &mut random)
        })
        .await;
    if let Ok(report) = &done {
        state.moved(report.seq);
    }
    Ok(done)
}
