//! The directory over JSON: search, units with their customers and orders, one row at a time, and whole files.

pub(in crate::http) mod files;

use super::etag::{IfMatch, tagged};
use super::extract::{Query, named};
use super::idempotency::{Intent, Key, Undone, once};
use super::{AppState, Json, Problem, ProblemKind, StrictJson};
use crate::accounts::Principal;
use crate::directory::{
    self, Author, Change, DirectoryError, Expect, Hit, Kept, Subject, UnitLine, UnitOrder, UnitRow,
};
use axum::extract::{FromRequestParts, Path, State};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::directory::{Building, CustomerKind, Party, Unit, unit_key};
use client_core::domain::policy::{Action, may_do};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Orders that a unit's answer lists.
const LAST_ORDERS: u32 = 20;
/// Changes that a row's answer lists.
const LAST_CHANGES: u32 = 50;
/// Units of one page.
pub(super) const MOST_UNITS: u32 = 200;

/// Only people whose role may do this come further.
pub(super) fn require(principal: &Principal, action: Action) -> Result<(), Problem> {
    if principal.roles.iter().any(|role| may_do(*role, action)) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles may do this with the directory"))
    }
}

impl From<DirectoryError> for Problem {
    fn from(error: DirectoryError) -> Self {
        let detail = error.to_string();
        match error {
            DirectoryError::Store(error) => error.into(),
            DirectoryError::Invalid(faults) => Self::new(ProblemKind::Refused, detail).with("faults", faults),
            DirectoryError::Exists => Self::new(ProblemKind::Conflict, detail),
            DirectoryError::NotFound => Self::new(ProblemKind::NotFound, detail),
            DirectoryError::Stale { version } => {
                Self::new(ProblemKind::Stale, detail).with("version", version)
            }
            DirectoryError::Damaged(_) => {
                tracing::error!(%error, "the directory holds something damaged");
                Self::new(ProblemKind::Internal, "the request id leads to more in the server's log")
            }
        }
    }
}

/// The day at the site.
pub(super) fn today(state: &AppState) -> Day {
    Zone::from(state.site.timezone).day_of(state.now_ms())
}

/// What is looked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchParameters {
    /// A name, part of it, its pinyin or their first letters; four digits of a phone or more; a unit; a number.
    q: String,
    /// Answers, 1 to 100.
    #[serde(default = "default_hits")]
    limit: u32,
}

const fn default_hits() -> u32 {
    20
}

/// What was found, the nearest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SearchAnswer {
    #[schema(value_type = Vec<Object>)]
    hits: Vec<Hit>,
}

/// Customers and units by name, phone, unit, number and pinyin.
#[utoipa::path(
    get, path = "/api/v1/directory/search", tag = "directory", params(SearchParameters),
    responses(
        (status = 200, body = SearchAnswer), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn search(
    State(state): State<AppState>,
    principal: Principal,
    Query(SearchParameters { q, limit }): Query<SearchParameters>,
) -> Result<Json<SearchAnswer>, Problem> {
    require(&principal, Action::ReadDirectory)?;
    Ok(Json(SearchAnswer { hits: found(&state, q, within(limit, 100)?).await? }))
}

fn within(limit: u32, most: u32) -> Result<u32, Problem> {
    let wrong = || {
        let detail = format!("1 to {most}");
        Problem::new(ProblemKind::InvalidParameter, detail).with("parameter", "limit")
    };
    (1..=most).contains(&limit).then_some(limit).ok_or_else(wrong)
}

/// What a question finds; for people who may read the directory.
pub(super) async fn found(state: &AppState, question: String, limit: u32) -> Result<Vec<Hit>, Problem> {
    let today = today(state);
    let question: String = question.chars().take(200).collect();
    let hits =
        state.store.read(move |connection| directory::search(connection, &question, today, limit)).await?;
    Ok(hits)
}

/// Which units.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitParameters {
    /// Only of the building with this code.
    building: Option<String>,
    /// Only with a customer of this kind now: `household` or `enterprise`.
    customer_kind: Option<String>,
    /// Only after the unit with this key: the next page.
    after: Option<String>,
    /// Units, 1 to 200.
    #[serde(default = "default_units")]
    limit: u32,
}

const fn default_units() -> u32 {
    100
}

/// A page of units.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UnitPage {
    /// Units with the customers that they have now.
    #[schema(value_type = Vec<Object>)]
    units: Vec<UnitLine>,
    /// What to ask for as `after` to get the next page; absent on the last one.
    next: Option<String>,
}

/// Units with their customers, in the order of their numbers.
#[utoipa::path(
    get, path = "/api/v1/directory/units", tag = "directory", params(UnitParameters),
    responses((status = 200, body = UnitPage), (status = 403, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn units(
    State(state): State<AppState>,
    principal: Principal,
    Query(UnitParameters { building, customer_kind, after, limit }): Query<UnitParameters>,
) -> Result<Json<UnitPage>, Problem> {
    require(&principal, Action::ReadDirectory)?;
    let (limit, today) = (within(limit, MOST_UNITS)?, today(&state));
    let customer_kind = named("customer_kind", customer_kind.as_deref(), CustomerKind::parse)?;
    let units = state
        .store
        .read(move |connection| {
            let (building, after) = (building.as_deref(), after.as_deref());
            let query = directory::UnitQuery { building, customer_kind, after };
            directory::unit_lines(connection, query, today, limit)
        })
        .await?;
    let full = u32::try_from(units.len()).is_ok_and(|count| count == limit);
    let next = units.last().filter(|_| full).map(|line| line.unit.key.clone());
    Ok(Json(UnitPage { units, next }))
}

/// All buildings.
#[utoipa::path(
    get, path = "/api/v1/directory/buildings", tag = "directory",
    responses((status = 200, body = [Object]), (status = 403, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn buildings(
    State(state): State<AppState>,
    principal: Principal,
) -> Result<Json<Vec<Kept<Building>>>, Problem> {
    require(&principal, Action::ReadDirectory)?;
    Ok(Json(state.store.read(directory::buildings).await?))
}

/// A unit with everything that is known of it.
#[derive(Debug, Serialize)]
pub(super) struct UnitAnswer {
    /// The unit.
    pub(super) unit: UnitRow,
    /// Its customers, those whose relation is over too.
    pub(super) parties: Vec<Kept<Party>>,
    /// Its last orders, the newest request first.
    pub(super) orders: Vec<UnitOrder>,
    /// Its changes, the last one first.
    pub(super) history: Vec<Change>,
}

/// Something of the directory; `missing` is what there isn't.
async fn found_row<T: Send + 'static>(
    state: &AppState,
    missing: &'static str,
    read: impl FnOnce(&Connection) -> Result<Option<T>, DirectoryError> + Send + 'static,
) -> Result<T, Problem> {
    state.store.read(read).await?.ok_or_else(|| Problem::new(ProblemKind::NotFound, missing))
}

/// A row's answer with its version.
fn versioned<T: Serialize>(answer: T, version: i64) -> Response {
    tagged(Json(answer).into_response(), &version.to_string())
}

/// A unit by any way to write its address.
pub(super) async fn load_unit(state: &AppState, address: String) -> Result<UnitAnswer, Problem> {
    found_row(state, "no such unit", move |connection| {
        let Some(unit) = directory::unit(connection, &address)? else { return Ok(None) };
        Ok(Some(UnitAnswer {
            parties: directory::of_unit(connection, &unit)?,
            orders: directory::last_orders(connection, &unit.keys(), LAST_ORDERS)?,
            history: directory::history(connection, Subject::Unit, &unit.key, LAST_CHANGES)?,
            unit,
        }))
    })
    .await
}

/// A unit with its customers and its last orders.
#[utoipa::path(
    get, path = "/api/v1/directory/units/{unit}", tag = "directory",
    params(("unit" = String, Path, description = "Its address, such as 3-502")),
    responses(
        (status = 200, body = Object), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn unit(
    State(state): State<AppState>,
    principal: Principal,
    Path(address): Path<String>,
) -> Result<Response, Problem> {
    require(&principal, Action::ReadDirectory)?;
    let answer = load_unit(&state, address).await?;
    let version = answer.unit.version;
    Ok(versioned(answer, version))
}

/// A customer with his changes.
#[derive(Debug, Serialize)]
pub(super) struct PartyAnswer {
    /// The customer.
    pub(super) party: Kept<Party>,
    /// The unit.
    pub(super) unit: Option<UnitRow>,
    /// The changes, the last one first.
    pub(super) history: Vec<Change>,
}

/// The customer with this number.
pub(super) async fn load_party(state: &AppState, number: String) -> Result<PartyAnswer, Problem> {
    found_row(state, "no such customer", move |connection| {
        let Some(party) = directory::party(connection, &number)? else { return Ok(None) };
        Ok(Some(PartyAnswer {
            unit: directory::unit(connection, &party.value.unit_key())?,
            history: directory::history(connection, Subject::Party, &party.value.number, LAST_CHANGES)?,
            party,
        }))
    })
    .await
}

/// A customer.
#[utoipa::path(
    get, path = "/api/v1/directory/parties/{number}", tag = "directory",
    params(("number" = String, Path, description = "The customer's number")),
    responses(
        (status = 200, body = Object), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn party(
    State(state): State<AppState>,
    principal: Principal,
    Path(number): Path<String>,
) -> Result<Response, Problem> {
    require(&principal, Action::ReadDirectory)?;
    let answer = load_party(&state, number).await?;
    let version = answer.party.version;
    Ok(versioned(answer, version))
}

/// A row that is written.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub(super) enum Written {
    /// A building.
    Building(Building),
    /// A unit.
    Unit(Unit),
    /// A customer; without a number he gets one.
    Party(Party),
}

/// Writes a row; gives where it is now, below `/directory`, and its version.
pub(super) async fn write(
    state: &AppState,
    principal: &Principal,
    row: Written,
    expect: Expect,
) -> Result<Result<(String, i64), DirectoryError>, Problem> {
    write_once(state, principal, row, expect, None).await
}

/// The same, once for each key of the sender.
async fn write_once(
    state: &AppState,
    principal: &Principal,
    row: Written,
    expect: Expect,
    intent: Option<Intent>,
) -> Result<Result<(String, i64), DirectoryError>, Problem> {
    require(principal, Action::EditDirectory)?;
    let (user, now) = (principal.user, state.now_ms());
    let author = Author { user: Some(user), at: now };
    let done = state
        .store
        .write(move |connection| {
            once(connection, user, intent.as_ref(), now, || put(connection, row, expect, &author))
        })
        .await;
    match Undone::told(done)? {
        Err(DirectoryError::Store(error)) => Err(error.into()),
        done => Ok(done),
    }
}

fn put(
    connection: &Connection,
    row: Written,
    expect: Expect,
    author: &Author,
) -> Result<(String, i64), DirectoryError> {
    match row {
        Written::Building(row) => {
            directory::put_building(connection, &row, expect, author)?;
            let kept = directory::building(connection, &row.code)?.ok_or(DirectoryError::NotFound)?;
            Ok((format!("buildings/{}", percent(&unit_key(&kept.value.code))), kept.version))
        }
        Written::Unit(row) => {
            directory::put_unit(connection, &row, expect, author)?;
            let kept = directory::unit(connection, &row.key())?.ok_or(DirectoryError::NotFound)?;
            Ok((format!("units/{}", percent(&kept.key)), kept.version))
        }
        Written::Party(mut row) => {
            if row.number.is_empty() && expect == Expect::New {
                row.number = directory::next_number(connection)?;
            }
            directory::put_party(connection, &row, expect, author)?;
            let kept = directory::party(connection, &row.number)?.ok_or(DirectoryError::NotFound)?;
            Ok((format!("parties/{}", percent(&kept.value.number)), kept.version))
        }
    }
}

fn percent(text: &str) -> String {
    super::pages::percent(text)
}

/// What was written.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RowDone {
    /// Where it is.
    path: String,
    /// Its version now; send it as `If-Match` with the next change.
    version: i64,
}

async fn added(
    state: &AppState,
    principal: &Principal,
    place: &str,
    key: Key,
    row: Written,
) -> Result<Response, Problem> {
    let intent = key.intends(&format!("/api/v1/directory/{place}"), "", &row);
    let (path, version) = write_once(state, principal, row, Expect::New, intent).await??;
    let path = format!("/api/v1/directory/{path}");
    let location = HeaderValue::from_str(&path);
    let mut response =
        tagged((StatusCode::CREATED, Json(RowDone { path, version })).into_response(), &version.to_string());
    if let Ok(value) = location {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// What a change of a row came with.
pub(super) struct Wanted {
    seen: IfMatch,
    key: Key,
}

impl<S: Sync> FromRequestParts<S> for Wanted {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Ok(seen) = IfMatch::from_request_parts(parts, state).await;
        Ok(Self { seen, key: Key::from_request_parts(parts, state).await? })
    }
}

/// A row keeps its name: `same` says that the one in the body is that of the path.
async fn changed(
    state: &AppState,
    principal: &Principal,
    place: &str,
    Wanted { seen, key }: Wanted,
    same: bool,
    row: Written,
) -> Result<Response, Problem> {
    require(principal, Action::EditDirectory)?;
    if !same {
        return Err(Problem::new(ProblemKind::InvalidRequest, "the path names another row than the body"));
    }
    let version = seen.version("the row")?;
    let intent = key.intends(&format!("/api/v1/directory/{place}"), seen.tag("the row")?, &row);
    let (path, version) = write_once(state, principal, row, Expect::Version(version), intent).await??;
    let path = format!("/api/v1/directory/{path}");
    Ok(versioned(RowDone { path, version }, version))
}

/// Adds a building.
#[utoipa::path(
    post, path = "/api/v1/directory/buildings", tag = "directory", request_body = Object,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 201, body = RowDone), (status = 403, body = super::problem::ProblemBody),
        (status = 409, body = super::problem::ProblemBody), (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn add_building(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    StrictJson(row): StrictJson<Building>,
) -> Result<Response, Problem> {
    added(&state, &principal, "buildings", key, Written::Building(row)).await
}

/// Changes a building.
#[utoipa::path(
    put, path = "/api/v1/directory/buildings/{code}", tag = "directory", request_body = Object,
    params(
        ("code" = String, Path, description = "The building's code"),
        ("If-Match" = String, Header, description = "The row's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = RowDone), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody), (status = 412, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody), (status = 428, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn change_building(
    State(state): State<AppState>,
    principal: Principal,
    Path(code): Path<String>,
    wanted: Wanted,
    StrictJson(row): StrictJson<Building>,
) -> Result<Response, Problem> {
    let (place, same) = (format!("buildings/{code}"), unit_key(&code) == unit_key(&row.code));
    changed(&state, &principal, &place, wanted, same, Written::Building(row)).await
}

/// Adds a unit.
#[utoipa::path(
    post, path = "/api/v1/directory/units", tag = "directory", request_body = Object,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 201, body = RowDone), (status = 403, body = super::problem::ProblemBody),
        (status = 409, body = super::problem::ProblemBody), (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn add_unit(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    StrictJson(row): StrictJson<Unit>,
) -> Result<Response, Problem> {
    added(&state, &principal, "units", key, Written::Unit(row)).await
}

/// Changes a unit.
#[utoipa::path(
    put, path = "/api/v1/directory/units/{unit}", tag = "directory", request_body = Object,
    params(
        ("unit" = String, Path, description = "Its address, such as 3-502"),
        ("If-Match" = String, Header, description = "The row's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = RowDone), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody), (status = 412, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody), (status = 428, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn change_unit(
    State(state): State<AppState>,
    principal: Principal,
    Path(address): Path<String>,
    wanted: Wanted,
    StrictJson(row): StrictJson<Unit>,
) -> Result<Response, Problem> {
    let (place, same) = (format!("units/{address}"), unit_key(&address) == row.key());
    changed(&state, &principal, &place, wanted, same, Written::Unit(row)).await
}

/// Adds a customer; without a `number` he gets one.
#[utoipa::path(
    post, path = "/api/v1/directory/parties", tag = "directory", request_body = Object,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 201, body = RowDone), (status = 403, body = super::problem::ProblemBody),
        (status = 409, body = super::problem::ProblemBody), (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn add_party(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    StrictJson(row): StrictJson<Party>,
) -> Result<Response, Problem> {
    added(&state, &principal, "parties", key, Written::Party(row)).await
}

/// Changes a customer. A relation ends with an `until`; nothing is deleted.
#[utoipa::path(
    put, path = "/api/v1/directory/parties/{number}", tag = "directory", request_body = Object,
    params(
        ("number" = String, Path, description = "The customer's number"),
        ("If-Match" = String, Header, description = "The row's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = RowDone), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody), (status = 412, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody), (status = 428, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn change_party(
    State(state): State<AppState>,
    principal: Principal,
    Path(number): Path<String>,
    wanted: Wanted,
    StrictJson(row): StrictJson<Party>,
) -> Result<Response, Problem> {
    let (place, same) = (format!("parties/{number}"), row.number.eq_ignore_ascii_case(&number));
    changed(&state, &principal, &place, wanted, same, Written::Party(row)).await
}
