//! Incidents in public areas over JSON: the list, one of them, and the commands (PRI-9 to PRI-12).

use super::engine::{Bench, write};
use super::etag::{IfMatch, tag_of, tagged};
use super::extract::{Query, named};
use super::figures::{span_of, zone};
use super::files::{Asker, FileKind, file, file_kind, paper_language};
use super::idempotency::{Intent, Key};
use super::pages::reports;
use super::{AppState, CommandJson, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::incidents::{IncidentLine, IncidentQuery, Which, incident_sheet, lines};
use crate::office::incident::{
    IncidentError, IncidentView, execute_incident, incident_view, reads_incidents, report_incident,
};
use crate::office::{OfficeError, OfficeOutcome};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::Zone;
use client_core::domain::command::IncidentCommand;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::id::{ChangeHash, DocumentId, UserId};
use client_core::domain::incident::IncidentState;
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Incidents on one page, unless fewer are asked for.
pub(super) const PER_PAGE: u32 = 100;
const MOST_INCIDENTS: u32 = 500;

/// Which incidents.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct IncidentParameters {
    /// `open` for those that nobody has decided, or one state such as `nobody_on_site`; all when absent.
    pub(super) state: Option<String>,
    /// Kind of public matter, such as `engineering`.
    pub(super) area: Option<String>,
    /// Department, such as `operation_repair`.
    pub(super) department: Option<String>,
    /// Major ones only.
    pub(super) major: bool,
    /// Only those that a contractor's people have reported.
    pub(super) of_contractor: bool,
    /// Reported in this month of the site's zone, such as `2026-03`.
    pub(super) month: Option<String>,
    /// The id of the last incident of the page before.
    pub(super) after: Option<String>,
    /// Incidents, 1 to 500.
    pub(super) limit: Option<u32>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

impl IncidentParameters {
    /// The question that they ask.
    pub(super) fn query(&self, zone: Zone) -> Result<IncidentQuery, Problem> {
        let which = match self.state.as_deref() {
            None => Which::All,
            Some("open") => Which::Open,
            state => named("state", state, IncidentState::parse)?.map_or(Which::All, Which::State),
        };
        let limit = self.limit.unwrap_or(PER_PAGE);
        if !(1..=MOST_INCIDENTS).contains(&limit) {
            return Err(Problem::new(ProblemKind::InvalidParameter, "limit: 1 to 500"));
        }
        Ok(IncidentQuery {
            which,
            area: named("area", self.area.as_deref(), PublicArea::parse)?,
            department: named("department", self.department.as_deref(), Department::parse)?,
            major: self.major,
            of_contractor: self.of_contractor,
            reported: span_of(self.month.as_deref(), zone)?,
            after: named("after", self.after.as_deref(), |text| text.parse().ok())?,
            limit,
        })
    }
}

/// An incident as a line of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Line {
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// How far it has come.
    #[schema(value_type = String, example = "finder_on_site")]
    state: IncidentState,
    /// Nobody has decided it yet.
    open: bool,
    major: bool,
    #[schema(value_type = String, example = "engineering")]
    area: PublicArea,
    #[schema(value_type = String, example = "operation_repair")]
    department: Department,
    place: String,
    what: String,
    #[schema(value_type = String, format = "uuid")]
    finder: UserId,
    finder_name: Option<String>,
    /// The finder waits for the department.
    finder_on_site: bool,
    /// Milliseconds since 1970 UTC.
    reported_at: i64,
    /// Decisions of several superiors differ.
    in_conflict: bool,
    /// Orders that were registered for it.
    #[schema(value_type = Vec<String>)]
    orders: Vec<DocumentId>,
}

impl From<IncidentLine> for Line {
    fn from(IncidentLine { incident, finder_name }: IncidentLine) -> Self {
        Self {
            id: incident.id,
            state: incident.state,
            open: incident.state.is_open(),
            major: incident.major,
            area: incident.report.area,
            department: incident.report.department,
            finder: incident.finder(),
            finder_name,
            finder_on_site: incident.finder_on_site,
            reported_at: incident.reported_at(),
            in_conflict: !incident.conflict.is_empty(),
            orders: incident.orders.iter().map(|linked| linked.order).collect(),
            place: incident.report.place,
            what: incident.report.what,
        }
    }
}

/// A page of incidents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentPage {
    /// The open ones first, by time waiting.
    incidents: Vec<Line>,
    /// What to ask for as `after` to get the next page; absent on the last one.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<DocumentId>,
}

/// What a command led to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct IncidentDone {
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// What to send as `If-Match` with the next command.
    etag: String,
}

/// Only people whose role reads incidents, all or their own, come further.
pub(super) fn require_incident_reader(principal: &Principal) -> Result<(), Problem> {
    if reads_incidents(&principal.roles) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads incidents"))
    }
}

pub(super) fn incident_id(text: &str) -> Result<DocumentId, Problem> {
    // An id that is none names nothing, like one that nobody gave out (attack 43).
    text.parse().map_err(|_| no_such())
}

fn no_such() -> Problem {
    Problem::new(ProblemKind::NotFound, "no such incident")
}

/// The lines that a question finds for somebody who may read them, and whether there are more.
pub(super) async fn find(
    state: &AppState,
    principal: &Principal,
    query: IncidentQuery,
) -> Result<(Vec<IncidentLine>, bool), Problem> {
    require_incident_reader(principal)?;
    let (who, wanted) = (principal.clone(), query.limit as usize);
    let query = IncidentQuery { limit: query.limit.saturating_add(1), ..query };
    let mut found =
        state.store.read(move |connection| lines(connection, who.user, &who.roles, &query)).await?;
    let more = found.len() > wanted;
    found.truncate(wanted);
    Ok((found, more))
}

/// An incident, for somebody who may read it.
pub(super) async fn load(
    state: &AppState,
    principal: &Principal,
    id: DocumentId,
) -> Result<IncidentView, Problem> {
    require_incident_reader(principal)?;
    let reader = principal.author();
    let now = state.now_ms();
    let view = state.store.read(move |connection| incident_view(connection, &reader, id, now)).await?;
    view.ok_or_else(no_such)
}

/// Incidents that the sender may read: all of them in the office, everybody else's own.
#[utoipa::path(
    get, path = "/api/v1/incidents", tag = "incidents", params(IncidentParameters),
    responses(
        (status = 200, body = IncidentPage), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<IncidentParameters>,
) -> Result<Response, Problem> {
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let (found, more) = find(&state, &principal, parameters.query(zone(&state))?).await?;
    if let Some(kind) = kind {
        return as_file(Asker::new(&state, &principal), &state, kind, &found).await;
    }
    let next = found.last().filter(|_| more).map(|last| last.incident.id);
    let page = IncidentPage { incidents: found.into_iter().map(Line::from).collect(), next };
    Ok(Json(page).into_response())
}

/// Lines as a file.
pub(super) async fn as_file(
    asker: Asker<'_>,
    state: &AppState,
    kind: FileKind,
    lines: &[IncidentLine],
) -> Result<Response, Problem> {
    let sheets = || vec![incident_sheet(lines, Zone::from(state.site.timezone))];
    file(asker, kind, "incidents", sheets, |language| reports::incidents(state, language, lines)).await
}

/// One incident: its course, who is who, when each entry arrived, and what the sender may do now.
#[utoipa::path(
    get, path = "/api/v1/incidents/{id}", tag = "incidents",
    params(("id" = String, Path, description = "Incident id")),
    responses((status = 200, body = Object), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = load(&state, &principal, incident_id(&id)?).await?;
    let tag = view.etag.clone();
    Ok(tagged(Json(view).into_response(), &tag))
}

/// Reports an incident; no order is needed. The head of the department is told, of a major one the office head too.
#[utoipa::path(
    post, path = "/api/v1/incidents", tag = "incidents", request_body = Object,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 201, body = IncidentDone), (status = 403, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn report(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    CommandJson(command): CommandJson<IncidentCommand>,
) -> Result<Response, Problem> {
    let intent = key.intends("/api/v1/incidents", "", &command);
    let outcome = attempt(&state, principal, None, command, intent).await??;
    let mut response = done(StatusCode::CREATED, &outcome);
    if let Ok(value) = HeaderValue::from_str(&format!("/api/v1/incidents/{}", outcome.document)) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// Carries out a command on an incident. `If-Match` names the state that the sender saw.
#[utoipa::path(
    post, path = "/api/v1/incidents/{id}/commands", tag = "incidents", request_body = Object,
    params(
        ("id" = String, Path, description = "Incident id"),
        ("If-Match" = String, Header, description = "The incident's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = IncidentDone), (status = 403, body = super::problem::ProblemBody),
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
    CommandJson(command): CommandJson<IncidentCommand>,
) -> Result<Response, Problem> {
    let id = incident_id(&id)?;
    let heads = seen.heads("the incident")?;
    let path = format!("/api/v1/incidents/{id}/commands");
    let intent = key.intends(&path, seen.tag("the incident")?, &command);
    let outcome = attempt(&state, principal, Some((id, heads)), command, intent).await??;
    Ok(done(StatusCode::OK, &outcome))
}

fn done(status: StatusCode, outcome: &OfficeOutcome) -> Response {
    let tag = tag_of(&outcome.heads);
    let body = IncidentDone { id: outcome.document, etag: tag.clone() };
    tagged((status, Json(body)).into_response(), &tag)
}

/// Runs a command in the writer, once for each key of the sender, and tells the listeners. Without an incident it is the
/// report of a new one.
pub(super) async fn attempt(
    state: &AppState,
    principal: Principal,
    seen: Option<(DocumentId, Vec<ChangeHash>)>,
    command: IncidentCommand,
    intent: Option<Intent>,
) -> Result<Result<OfficeOutcome, IncidentError>, Problem> {
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        match seen {
            Some((id, heads)) => {
                execute_incident(connection, library, author, (id, &heads), &command, *now, *random)
            }
            None => report_incident(connection, library, author, &command, *now, *random),
        }
    })
    .await
}

impl From<IncidentError> for Problem {
    fn from(error: IncidentError) -> Self {
        match error {
            IncidentError::NotFound | IncidentError::Office(OfficeError::Refused(Rejection::NotFound)) => {
                no_such()
            }
            IncidentError::Stale(rejection) => super::engine::refused(ProblemKind::Stale, &rejection),
            IncidentError::Office(error) => error.into(),
        }
    }
}
