//! The office's other matters over JSON: forms, the list, one of them with its commands, duties, and work on several at once
//! (MOV, TRU, REN, REC, VIS, EVT, CNV, ROL).

use super::engine::{Bench, Moves, write};
use super::etag::{IfMatch, tag_of, tagged};
use super::extract::{Query, named};
use super::figures::{span_of, zone};
use super::files::{Asker, file, file_kind, paper_language};
use super::idempotency::{Intent, Key};
use super::pages::reports;
use super::{AppState, CommandJson, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::matters::{MatterLine, MatterQuery, Which, lines, matter_sheet};
use crate::office::matter::{
    Declared, MatterDesk, MatterError, MatterView, OpenedRepair, matter_view, reads_any,
};
use crate::office::{OfficeError, OfficeOutcome};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::Zone;
use client_core::domain::command::MatterCommand;
use client_core::domain::decide::{Rejection, openable_forms};
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::id::{ChangeHash, DocumentId, UserId};
use client_core::domain::matter::{DueOf, FORMS, MatterState};
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Matters on one page, unless fewer are asked for.
pub(super) const PER_PAGE: u32 = 100;
const MOST_MATTERS: u32 = 500;

/// Which matters.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct MatterParameters {
    /// `open`, `done` or `given_up`; `late` for open ones that are over time, `alarmed` for those that somebody has to look
    /// at; all when absent.
    pub(super) state: Option<String>,
    /// Kind, such as `move_in`.
    pub(super) kind: Option<String>,
    /// Form, such as `tour`.
    pub(super) form: Option<String>,
    /// Building and unit.
    pub(super) unit_no: Option<String>,
    /// `me`, or the id of whoever answers for it.
    pub(super) person: Option<String>,
    /// Given to this department by hand, such as `operation_repair`.
    pub(super) department: Option<String>,
    /// Begun in this month of the site's zone, such as `2026-03`.
    pub(super) month: Option<String>,
    /// Text in the title or the home.
    pub(super) q: Option<String>,
    /// The id of the last matter of the page before.
    pub(super) after: Option<String>,
    /// Matters, 1 to 500.
    pub(super) limit: Option<u32>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

fn invalid(detail: impl Into<String>) -> Problem {
    Problem::new(ProblemKind::InvalidParameter, detail)
}

impl MatterParameters {
    /// The question that they ask.
    pub(super) fn query(&self, asker: &Principal, zone: Zone, now: i64) -> Result<MatterQuery, Problem> {
        let which = match self.state.as_deref() {
            None => Which::All,
            Some("late") => Which::Late(now),
            Some("alarmed") => Which::Alarmed,
            state => named("state", state, MatterState::parse)?.map_or(Which::All, Which::State),
        };
        let limit = self.limit.unwrap_or(PER_PAGE);
        if !(1..=MOST_MATTERS).contains(&limit) {
            return Err(invalid("limit: 1 to 500"));
        }
        let person = |text: &str| if text == "me" { Some(asker.user) } else { text.parse().ok() };
        Ok(MatterQuery {
            which,
            kind: named("kind", self.kind.as_deref(), MatterKind::parse)?,
            form: self.form.clone(),
            unit_no: self.unit_no.clone(),
            person: named("person", self.person.as_deref(), person)?,
            department: named("department", self.department.as_deref(), Department::parse)?,
            begun: span_of(self.month.as_deref(), zone)?,
            words: self.q.clone(),
            after: named("after", self.after.as_deref(), |text| text.parse().ok())?,
            limit,
        })
    }
}

/// A matter as a line of the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MatterItem {
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    #[schema(value_type = String, example = "move_in")]
    kind: MatterKind,
    /// Form by its key.
    form: String,
    #[schema(value_type = String, example = "open")]
    state: MatterState,
    title: String,
    unit_no: Option<String>,
    /// Of a duty that comes again.
    period: Option<String>,
    /// Who answers for it.
    #[schema(value_type = String, format = "uuid")]
    person: UserId,
    person_name: Option<String>,
    /// Milliseconds since 1970 UTC.
    opened_at: i64,
    /// What is due next and not done, milliseconds since 1970 UTC.
    next_due_at: Option<i64>,
    #[schema(value_type = Option<String>, example = "patrol")]
    due_of: Option<DueOf>,
    /// Somebody has to look at it at once.
    alarmed: bool,
}

impl From<MatterLine> for MatterItem {
    fn from(line: MatterLine) -> Self {
        let MatterLine { matter, next_due, alarmed, person_name } = line;
        Self {
            id: matter.id,
            kind: matter.kind,
            state: matter.state,
            person: matter.person,
            person_name,
            opened_at: matter.opened_at(),
            next_due_at: next_due.map(|(at, _)| at),
            due_of: next_due.map(|(_, of)| of),
            alarmed,
            form: matter.opening.form,
            title: matter.opening.title,
            unit_no: matter.opening.unit_no,
            period: matter.opening.period,
        }
    }
}

/// A page of matters.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MatterPage {
    /// The open ones first, by what is due next.
    matters: Vec<MatterItem>,
    /// What to ask for as `after` to get the next page; absent on the last one.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<DocumentId>,
}

/// What a command led to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MatterDone {
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// What to send as `If-Match` with the next command.
    etag: String,
}

impl Moves for Declared {
    fn seq(&self) -> u64 {
        self.seq
    }
}

impl Moves for OpenedRepair {
    fn seq(&self) -> u64 {
        self.matter.seq
    }
}

/// Only people whose posts read matters of some kind come further.
pub(super) fn require_matter_reader(principal: &Principal) -> Result<(), Problem> {
    if reads_any(&principal.roles) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads such matters"))
    }
}

pub(super) fn matter_document_id(text: &str) -> Result<DocumentId, Problem> {
    // An id that is none names nothing, like one that nobody gave out (attack 43).
    text.parse().map_err(|_| no_such())
}

fn no_such() -> Problem {
    Problem::new(ProblemKind::NotFound, "no such matter")
}

/// The lines that a question finds for somebody who may read them, and whether there are more.
pub(super) async fn find(
    state: &AppState,
    principal: &Principal,
    query: MatterQuery,
) -> Result<(Vec<MatterLine>, bool), Problem> {
    require_matter_reader(principal)?;
    let (who, wanted) = (principal.clone(), query.limit as usize);
    let query = MatterQuery { limit: query.limit.saturating_add(1), ..query };
    let mut found =
        state.store.read(move |connection| lines(connection, who.user, &who.roles, &query)).await?;
    let more = found.len() > wanted;
    found.truncate(wanted);
    Ok((found, more))
}

/// A matter, for somebody who may read it.
pub(super) async fn load(
    state: &AppState,
    principal: &Principal,
    id: DocumentId,
) -> Result<MatterView, Problem> {
    require_matter_reader(principal)?;
    let (reader, now) = (principal.author(), state.now_ms());
    let view = state.store.read(move |connection| matter_view(connection, &reader, id, now)).await?;
    view.ok_or_else(no_such)
}

/// Which language.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct FormParameters {
    /// `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    language: Option<Language>,
}

/// All forms with their sections and fields; `may_open` says which of them the sender may begin.
#[utoipa::path(
    get, path = "/api/v1/matters/forms", tag = "matters", params(FormParameters),
    responses((status = 200, body = Object), (status = 403, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn forms(
    principal: Principal,
    Query(parameters): Query<FormParameters>,
) -> Result<Response, Problem> {
    require_matter_reader(&principal)?;
    let language = parameters.language.unwrap_or(Language::ZhHans);
    let described: Vec<_> = FORMS.iter().map(|form| form.describe(language)).collect();
    let may_open: Vec<&str> = openable_forms(&principal.author()).map(|form| form.key).collect();
    Ok(Json(serde_json::json!({ "forms": described, "may_open": may_open })).into_response())
}

/// Matters that the sender may read: those of whole kinds by his posts, and his own.
#[utoipa::path(
    get, path = "/api/v1/matters", tag = "matters", params(MatterParameters),
    responses(
        (status = 200, body = MatterPage), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<MatterParameters>,
) -> Result<Response, Problem> {
    let (found, more) =
        find(&state, &principal, parameters.query(&principal, zone(&state), state.now_ms())?).await?;
    if let Some(response) = as_file(&state, &principal, &parameters, &found).await? {
        return Ok(response);
    }
    let next = found.last().filter(|_| more).map(|last| last.matter.id);
    let page = MatterPage { matters: found.into_iter().map(MatterItem::from).collect(), next };
    Ok(Json(page).into_response())
}

/// Lines as the file that the parameters ask for; nothing where they ask for none.
pub(super) async fn as_file(
    state: &AppState,
    principal: &Principal,
    parameters: &MatterParameters,
    lines: &[MatterLine],
) -> Result<Option<Response>, Problem> {
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let Some(kind) = kind else { return Ok(None) };
    let sheets = || vec![matter_sheet(lines, Zone::from(state.site.timezone))];
    let asker = Asker::new(state, principal);
    file(asker, kind, "matters", sheets, |language| reports::matters(state, language, lines)).await.map(Some)
}

/// One matter: what is filled in, what is due, who is who, and what the sender may do now.
#[utoipa::path(
    get, path = "/api/v1/matters/{id}", tag = "matters",
    params(("id" = String, Path, description = "Id of the matter")),
    responses((status = 200, body = Object), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = load(&state, &principal, matter_document_id(&id)?).await?;
    let tag = view.etag.clone();
    Ok(tagged(Json(view).into_response(), &tag))
}

/// Begins a matter. One of a duty's period that is there already is refused.
#[utoipa::path(
    post, path = "/api/v1/matters", tag = "matters", request_body = Object,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 201, body = MatterDone), (status = 403, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn open(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    CommandJson(command): CommandJson<MatterCommand>,
) -> Result<Response, Problem> {
    let intent = key.intends("/api/v1/matters", "", &command);
    let outcome = attempt(&state, principal, None, command, intent).await??;
    let mut response = done(StatusCode::CREATED, &outcome);
    if let Ok(value) = HeaderValue::from_str(&format!("/api/v1/matters/{}", outcome.document)) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// Carries out a command on a matter. `If-Match` names the state that the sender saw.
#[utoipa::path(
    post, path = "/api/v1/matters/{id}/commands", tag = "matters", request_body = Object,
    params(
        ("id" = String, Path, description = "Id of the matter"),
        ("If-Match" = String, Header, description = "The matter's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = MatterDone), (status = 403, body = super::problem::ProblemBody),
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
    CommandJson(command): CommandJson<MatterCommand>,
) -> Result<Response, Problem> {
    let id = matter_document_id(&id)?;
    let heads = seen.heads("the matter")?;
    let path = format!("/api/v1/matters/{id}/commands");
    let intent = key.intends(&path, seen.tag("the matter")?, &command);
    let outcome = attempt(&state, principal, Some((id, heads)), command, intent).await??;
    Ok(done(StatusCode::OK, &outcome))
}

fn done(status: StatusCode, outcome: &OfficeOutcome) -> Response {
    let tag = tag_of(&outcome.heads);
    let body = MatterDone { id: outcome.document, etag: tag.clone() };
    tagged((status, Json(body)).into_response(), &tag)
}

/// Runs a command in the writer, once for each key of the sender, and tells the listeners. Without a matter it begins one.
pub(super) async fn attempt(
    state: &AppState,
    principal: Principal,
    seen: Option<(DocumentId, Vec<ChangeHash>)>,
    command: MatterCommand,
    intent: Option<Intent>,
) -> Result<Result<OfficeOutcome, MatterError>, Problem> {
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        let desk = MatterDesk { connection, library, author, now: *now };
        match seen {
            Some((id, heads)) => desk.execute(id, &heads, &command, *random),
            None => desk.open(&command, *random),
        }
    })
    .await
}

/// Which defect becomes a repair.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RepairOf {
    /// The row of the inspection.
    pub(super) row: String,
    /// Class of the repair: id of a procedure.
    #[schema(example = "TAP")]
    pub(super) service_class: String,
}

/// The repair that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RepairDone {
    /// The repair's order.
    #[schema(value_type = String, format = "uuid")]
    order: DocumentId,
    /// What to send as `If-Match` with the next command on the matter.
    etag: String,
}

/// Opens the repair of a defect found at move-in, with the owner's name and contact, and links it (MOV-9).
#[utoipa::path(
    post, path = "/api/v1/matters/{id}/repairs", tag = "matters", request_body = RepairOf,
    params(
        ("id" = String, Path, description = "Id of the matter"),
        ("If-Match" = String, Header, description = "The matter's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 201, body = RepairDone), (status = 403, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody), (status = 412, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody), (status = 428, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn repair(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
    seen: IfMatch,
    key: Key,
    CommandJson(of): CommandJson<RepairOf>,
) -> Result<Response, Problem> {
    let id = matter_document_id(&id)?;
    let heads = seen.heads("the matter")?;
    let intent = key.intends(&format!("/api/v1/matters/{id}/repairs"), seen.tag("the matter")?, &of);
    let opened = open_repair(&state, principal, (id, heads), of, intent).await??;
    let tag = tag_of(&opened.matter.heads);
    let body = RepairDone { order: opened.order, etag: tag.clone() };
    Ok(tagged((StatusCode::CREATED, Json(body)).into_response(), &tag))
}

/// Opens a repair in the writer, once for each key of the sender.
pub(super) async fn open_repair(
    state: &AppState,
    principal: Principal,
    (id, heads): (DocumentId, Vec<ChangeHash>),
    of: RepairOf,
    intent: Option<Intent>,
) -> Result<Result<OpenedRepair, MatterError>, Problem> {
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        let desk = MatterDesk { connection, library, author, now: *now };
        desk.open_repair(id, &heads, (&of.row, &of.service_class), *random)
    })
    .await
}

/// Heavy rain that is expected, or over.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct HeavyRain {
    /// The rain's name, such as `2026-07-14`: the same one again changes its times and makes no second round.
    #[schema(example = "2026-07-14")]
    pub(super) event: String,
    /// When it is expected, milliseconds since 1970 UTC.
    pub(super) expected_at: i64,
    /// When it was over, milliseconds since 1970 UTC.
    #[serde(default)]
    pub(super) over_at: Option<i64>,
}

/// Declares heavy rain for every home in trusteeship: each gets a round before and one after (TRU-5).
#[utoipa::path(
    post, path = "/api/v1/matters/rain", tag = "matters", request_body = HeavyRain,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 200, body = Declared), (status = 403, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn rain(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    CommandJson(rain): CommandJson<HeavyRain>,
) -> Result<Json<Declared>, Problem> {
    let intent = key.intends("/api/v1/matters/rain", "", &rain);
    Ok(Json(declare(&state, principal, rain, intent).await??))
}

/// Declares heavy rain in the writer, once for each key of the sender.
pub(super) async fn declare(
    state: &AppState,
    principal: Principal,
    rain: HeavyRain,
    intent: Option<Intent>,
) -> Result<Result<Declared, MatterError>, Problem> {
    require_matter_reader(&principal)?;
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        let desk = MatterDesk { connection, library, author, now: *now };
        desk.declare_rain(&rain.event, rain.expected_at, rain.over_at, *random)
    })
    .await
}

impl From<MatterError> for Problem {
    fn from(error: MatterError) -> Self {
        match error {
            MatterError::NotFound | MatterError::Office(OfficeError::Refused(Rejection::NotFound)) => {
                no_such()
            }
            MatterError::Stale(rejection) => super::engine::refused(ProblemKind::Stale, &rejection),
            MatterError::Office(error) => error.into(),
        }
    }
}
