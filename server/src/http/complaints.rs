//! Complaints over JSON: the register, one of them, and the commands (CMP).

use super::engine::{Bench, write};
use super::etag::{IfMatch, tag_of, tagged};
use super::extract::{Query, named};
use super::figures::{span_of, zone};
use super::files::{Asker, FileKind, file, file_kind, paper_language};
use super::idempotency::{Intent, Key};
use super::pages::reports;
use super::{AppState, CommandJson, Json, Problem, ProblemKind, case_kinds};
use crate::accounts::Principal;
use crate::complaints::{Clock, ComplaintLine, ComplaintQuery, OfKind, Which, complaint_sheet, lines};
use crate::office::complaint::{
    ComplaintError, ComplaintView, capture_complaint, complaint_view, execute_complaint, reads_complaints,
};
use crate::office::{OfficeError, OfficeOutcome};
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::Zone;
use client_core::domain::command::ComplaintCommand;
use client_core::domain::complaint::{ComplaintRecord, ComplaintState, RecordVersion};
use client_core::domain::deadline::{ComplaintDue, DeadlineId, Outcome};
use client_core::domain::decide::Rejection;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, Handover, RecordField,
};
use client_core::domain::entry::incident::Department;
use client_core::domain::id::{ChangeHash, DocumentId, UserId};
use client_core::domain::statistics::Span;
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Complaints on one page, unless fewer are asked for.
pub(super) const PER_PAGE: u32 = 100;
const MOST_COMPLAINTS: u32 = 500;
/// Words of one search.
const MOST_WORDS: usize = 20;

/// Which complaints.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ComplaintParameters {
    /// `open` for those of which somebody still has to do something, `late` for open ones with a deadline that has
    /// passed, or one state such as `accepted`; all when absent.
    pub(super) state: Option<String>,
    /// How grave: `minor`, `important` or `serious`.
    pub(super) class: Option<String>,
    /// Department in charge, such as `operation_repair`.
    pub(super) department: Option<String>,
    /// Code of a kind of case, such as `public_order`; `-` for those without one.
    pub(super) case_kind: Option<String>,
    /// Heard in this month of the site's zone, such as `2026-03`.
    pub(super) month: Option<String>,
    /// About the service centre itself, or not about it; both when absent.
    pub(super) about_centre: Option<bool>,
    /// Received by the centre in this month of the site's zone, such as `2026-03`.
    pub(super) received_month: Option<String>,
    /// Under a deadline of this kind, such as `DL-12`.
    pub(super) deadline: Option<String>,
    /// What became of that deadline: `kept`, `late` or `not_due`.
    pub(super) outcome: Option<String>,
    /// Words that stand in the record or in what was done, each of them; 20 at most.
    pub(super) q: Option<String>,
    /// The id of the last complaint of the page before.
    pub(super) after: Option<String>,
    /// Complaints, 1 to 500.
    pub(super) limit: Option<u32>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

impl ComplaintParameters {
    /// The question that they ask.
    pub(super) fn query(&self, zone: Zone) -> Result<ComplaintQuery, Problem> {
        let which = match self.state.as_deref() {
            None => Which::All,
            Some("open") => Which::Open,
            Some("late") => Which::Late,
            state => named("state", state, ComplaintState::parse)?.map_or(Which::All, Which::State),
        };
        let limit = self.limit.unwrap_or(PER_PAGE);
        if !(1..=MOST_COMPLAINTS).contains(&limit) {
            return Err(Problem::new(ProblemKind::InvalidParameter, "limit: 1 to 500"));
        }
        if self.q.as_deref().is_some_and(|q| q.split_whitespace().count() > MOST_WORDS) {
            return Err(Problem::new(ProblemKind::InvalidParameter, "q: 20 words at most"));
        }
        let of_complaints =
            |text: &str| DeadlineId::from_number(text).filter(|id| DeadlineId::OF_COMPLAINTS.contains(id));
        let deadline = named("deadline", self.deadline.as_deref(), of_complaints)?;
        let outcome = named("outcome", self.outcome.as_deref(), Outcome::parse)?;
        if outcome.is_some() && deadline.is_none() {
            return Err(Problem::new(ProblemKind::InvalidParameter, "outcome: of a deadline")
                .with("parameter", "outcome"));
        }
        let received = named("received_month", self.received_month.as_deref(), |text| text.parse().ok())?;
        Ok(ComplaintQuery {
            which,
            received: received.map(|month| Span::of_month(zone, month)),
            deadline: deadline.map(|deadline| (deadline, outcome)),
            class: named("class", self.class.as_deref(), ComplaintClass::parse)?,
            department: named("department", self.department.as_deref(), Department::parse)?,
            case_kind: self.case_kind.as_deref().map(|code| match code {
                "-" => OfKind::Without,
                code => OfKind::Code(code.to_owned()),
            }),
            heard: span_of(self.month.as_deref(), zone)?,
            about_centre: self.about_centre,
            words: self.q.clone(),
            after: named("after", self.after.as_deref(), |text| text.parse().ok())?,
            limit,
        })
    }
}

/// A complaint as a line of the register.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RegisterLine {
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// How far it has come.
    #[schema(value_type = String, example = "accepted")]
    state: ComplaintState,
    /// Somebody still has to do something.
    open: bool,
    /// It is about the service centre itself.
    about_centre: bool,
    /// How grave it is; absent while nobody has said.
    #[schema(value_type = Option<String>, example = "important")]
    class: Option<ComplaintClass>,
    /// Code of its kind of case; absent of a complaint without one.
    #[schema(example = "public_order")]
    case_kind: Option<String>,
    /// How grave it seemed to whoever heard it.
    #[schema(value_type = Option<String>, example = "minor")]
    seems: Option<ComplaintClass>,
    /// Whose fault it is.
    #[schema(value_type = Option<String>, example = "company")]
    attribution: Option<Attribution>,
    /// In charge of it.
    #[schema(value_type = Option<String>, example = "operation_repair")]
    department: Option<Department>,
    /// Directly responsible for it.
    #[schema(value_type = Option<String>, format = "uuid")]
    person: Option<UserId>,
    person_name: Option<String>,
    #[schema(value_type = String, example = "phone")]
    channel: ComplaintChannel,
    /// How the complainant came to the centre.
    #[schema(value_type = String, example = "accompanied")]
    handover: Handover,
    #[schema(value_type = String, format = "uuid")]
    heard_by: UserId,
    heard_by_name: Option<String>,
    /// Milliseconds since 1970 UTC.
    heard_at: i64,
    /// When the centre received it, milliseconds since 1970 UTC; absent until it is accepted.
    received_at: Option<i64>,
    /// When the responsible person first spoke with the complainant, milliseconds since 1970 UTC.
    first_contact_at: Option<i64>,
    /// Somebody was being harmed when it was heard.
    ongoing_harm: bool,
    /// What the record says, as far as its words are here.
    #[schema(value_type = Object)]
    record: ComplaintRecord,
    /// The first field that has neither words nor a reason: without it nobody accepts the complaint.
    #[schema(value_type = Option<String>, example = "contact")]
    lacks: Option<RecordField>,
    /// What came of it.
    #[schema(value_type = Option<String>, example = "settled")]
    outcome: Option<ComplaintOutcome>,
    /// The earliest deadline whose deed hasn't been done.
    #[schema(value_type = Option<Object>)]
    due: Option<ComplaintDue>,
    /// That deadline has passed.
    late: bool,
    /// It was assigned in different ways at once.
    in_conflict: bool,
    /// Orders that were registered for it.
    #[schema(value_type = Vec<String>)]
    orders: Vec<DocumentId>,
}

impl RegisterLine {
    fn new(line: ComplaintLine, clock: &Clock) -> Self {
        let ComplaintLine { complaint, record, heard_by_name, person_name, due } = line;
        let (capture, assignment) = (&complaint.capture, complaint.assignment());
        Self {
            id: complaint.id,
            state: complaint.state,
            open: complaint.state.is_open(),
            about_centre: complaint.about_centre,
            class: complaint.class,
            case_kind: complaint.case_kind().map(str::to_owned),
            seems: capture.seems,
            attribution: complaint.attribution().map(|one| one.attribution),
            department: assignment.map(|one| one.department),
            person: assignment.and_then(|one| one.person),
            person_name,
            channel: capture.channel,
            handover: capture.handover,
            heard_by: complaint.heard_by(),
            heard_by_name,
            heard_at: capture.heard_at,
            received_at: complaint.accepted.as_ref().map(|accepted| accepted.received_at),
            first_contact_at: complaint.first_contact_at(),
            ongoing_harm: capture.ongoing_harm,
            lacks: complaint.record().and_then(RecordVersion::lacks),
            outcome: complaint.resolution().map(|result| result.outcome),
            late: due.is_some_and(|due| clock.is_late(&due)),
            in_conflict: !complaint.conflict.is_empty(),
            orders: complaint.orders.iter().map(|linked| linked.order).collect(),
            record,
            due,
        }
    }
}

/// A page of the register.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ComplaintPage {
    /// The open ones first, by time waiting.
    complaints: Vec<RegisterLine>,
    /// What to ask for as `after` to get the next page; absent on the last one.
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<DocumentId>,
}

/// What a command led to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ComplaintDone {
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// What to send as `If-Match` with the next command.
    etag: String,
}

/// Only people whose role reads complaints, all or their own, come further.
pub(super) fn require_complaint_reader(principal: &Principal) -> Result<(), Problem> {
    if reads_complaints(&principal.roles) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads complaints"))
    }
}

pub(super) fn complaint_id(text: &str) -> Result<DocumentId, Problem> {
    // An id that is none names nothing, like one that nobody gave out (attack 43).
    text.parse().map_err(|_| no_such())
}

fn no_such() -> Problem {
    Problem::new(ProblemKind::NotFound, "no such complaint")
}

/// When complaints are looked at here, and what their deadlines are reckoned with.
pub(super) fn clock(state: &AppState) -> Clock {
    let zone = Zone::from(state.site.timezone);
    Clock { now: state.now_ms(), zone, settings: state.jobs.deadlines.clone() }
}

/// The lines that a question finds for somebody who may read them, and whether there are more.
pub(super) async fn find(
    state: &AppState,
    principal: &Principal,
    query: ComplaintQuery,
) -> Result<(Vec<ComplaintLine>, bool), Problem> {
    require_complaint_reader(principal)?;
    let (who, clock, wanted) = (principal.clone(), clock(state), query.limit as usize);
    let query = ComplaintQuery { limit: query.limit.saturating_add(1), ..query };
    let mut found =
        state.store.read(move |connection| lines(connection, who.user, &who.roles, &query, &clock)).await?;
    let more = found.len() > wanted;
    found.truncate(wanted);
    Ok((found, more))
}

/// A complaint, for somebody who may read it.
pub(super) async fn load(
    state: &AppState,
    principal: &Principal,
    id: DocumentId,
) -> Result<ComplaintView, Problem> {
    require_complaint_reader(principal)?;
    let reader = principal.author();
    let clock = clock(state);
    let view = state.store.read(move |connection| complaint_view(connection, &reader, id, &clock)).await?;
    view.ok_or_else(no_such)
}

/// Complaints that the sender may read: the centre all but those about itself, administration those about the centre,
/// everybody else those that he took down or deals with.
#[utoipa::path(
    get, path = "/api/v1/complaints", tag = "complaints", params(ComplaintParameters),
    responses(
        (status = 200, body = ComplaintPage), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<ComplaintParameters>,
) -> Result<Response, Problem> {
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let (found, more) = find(&state, &principal, parameters.query(zone(&state))?).await?;
    if let Some(kind) = kind {
        return as_file(Asker::new(&state, &principal), &state, kind, &found).await;
    }
    let next = found.last().filter(|_| more).map(|last| last.complaint.id);
    let clock = clock(&state);
    let complaints = found.into_iter().map(|line| RegisterLine::new(line, &clock)).collect();
    Ok(Json(ComplaintPage { complaints, next }).into_response())
}

/// Lines as a file.
pub(super) async fn as_file(
    asker: Asker<'_>,
    state: &AppState,
    kind: FileKind,
    lines: &[ComplaintLine],
) -> Result<Response, Problem> {
    let (clock, kinds) = (clock(state), case_kinds::list(state).await?);
    let sheets = || vec![complaint_sheet(lines, &clock)];
    let paper = |language| reports::complaints(state, language, lines, &kinds);
    file(asker, kind, "complaints", sheets, paper).await
}

/// One complaint: its course, the record as it was captured and as it is seen now, its deadlines, who is who, when each
/// entry arrived, and what the sender may do now.
#[utoipa::path(
    get, path = "/api/v1/complaints/{id}", tag = "complaints",
    params(("id" = String, Path, description = "Complaint id")),
    responses((status = 200, body = Object), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let view = load(&state, &principal, complaint_id(&id)?).await?;
    let tag = view.etag.clone();
    Ok(tagged(Json(view).into_response(), &tag))
}

/// Takes a complaint down. The service centre accepts it; one about the centre itself goes to administration, and the
/// centre doesn't see it.
#[utoipa::path(
    post, path = "/api/v1/complaints", tag = "complaints", request_body = Object,
    params(("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")),
    responses(
        (status = 201, body = ComplaintDone), (status = 403, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn capture(
    State(state): State<AppState>,
    principal: Principal,
    key: Key,
    CommandJson(command): CommandJson<ComplaintCommand>,
) -> Result<Response, Problem> {
    let intent = key.intends("/api/v1/complaints", "", &command);
    let outcome = attempt(&state, principal, None, command, intent).await??;
    let mut response = done(StatusCode::CREATED, &outcome);
    if let Ok(value) = HeaderValue::from_str(&format!("/api/v1/complaints/{}", outcome.document)) {
        response.headers_mut().insert(header::LOCATION, value);
    }
    Ok(response)
}

/// Carries out a command on a complaint. `If-Match` names the state that the sender saw.
#[utoipa::path(
    post, path = "/api/v1/complaints/{id}/commands", tag = "complaints", request_body = Object,
    params(
        ("id" = String, Path, description = "Complaint id"),
        ("If-Match" = String, Header, description = "The complaint's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = ComplaintDone), (status = 403, body = super::problem::ProblemBody),
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
    CommandJson(command): CommandJson<ComplaintCommand>,
) -> Result<Response, Problem> {
    let id = complaint_id(&id)?;
    let heads = seen.heads("the complaint")?;
    let path = format!("/api/v1/complaints/{id}/commands");
    let intent = key.intends(&path, seen.tag("the complaint")?, &command);
    let outcome = attempt(&state, principal, Some((id, heads)), command, intent).await??;
    Ok(done(StatusCode::OK, &outcome))
}

fn done(status: StatusCode, outcome: &OfficeOutcome) -> Response {
    let tag = tag_of(&outcome.heads);
    let body = ComplaintDone { id: outcome.document, etag: tag.clone() };
    tagged((status, Json(body)).into_response(), &tag)
}

/// Runs a command in the writer, once for each key of the sender, and tells the listeners. Without a complaint it takes a
/// new one down.
pub(super) async fn attempt(
    state: &AppState,
    principal: Principal,
    seen: Option<(DocumentId, Vec<ChangeHash>)>,
    command: ComplaintCommand,
    intent: Option<Intent>,
) -> Result<Result<OfficeOutcome, ComplaintError>, Problem> {
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        match seen {
            Some((id, heads)) => {
                execute_complaint(connection, library, author, (id, &heads), &command, *now, *random)
            }
            None => capture_complaint(connection, library, author, &command, *now, *random),
        }
    })
    .await
}

impl From<ComplaintError> for Problem {
    fn from(error: ComplaintError) -> Self {
        match error {
            ComplaintError::NotFound | ComplaintError::Office(OfficeError::Refused(Rejection::NotFound)) => {
                no_such()
            }
            ComplaintError::Stale(rejection) => super::engine::refused(ProblemKind::Stale, &rejection),
            ComplaintError::Office(error) => error.into(),
        }
    }
}
