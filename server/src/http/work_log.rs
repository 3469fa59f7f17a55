//! The service centre's work log over JSON and as a file (REC-6, ROL-18).

use super::extract::Query;
use super::files::{Asker, file, file_kind, paper_language};
use super::pages::reports;
use super::{AppState, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::feed::EngineError;
use crate::work_log::{WorkLogLine, lines, work_log_sheet};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::{ReadScope, Role, may_read};
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which day.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct WorkLogParameters {
    /// The day in the site's zone, such as `2026-03-01`; today when absent.
    #[param(value_type = Option<String>)]
    pub(super) day: Option<Day>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

/// A line of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct WorkLogItem {
    /// When it reached us, milliseconds since 1970 UTC.
    at: i64,
    /// `request`, `complaint`, or the form of a matter.
    #[schema(example = "request")]
    taken: String,
    /// How it stands.
    #[schema(example = "accepted")]
    state: String,
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// Somebody is needed at once.
    urgent: bool,
    /// Whose it is.
    name: String,
    /// Building and unit, or an address.
    address: String,
    /// How he is reached.
    contact: String,
    /// What it is about.
    content: String,
    /// The time that suits him, milliseconds since 1970 UTC.
    wished_at: Option<i64>,
    /// Who took it down.
    #[schema(value_type = String, format = "uuid")]
    by: UserId,
    by_name: Option<String>,
}

impl From<WorkLogLine> for WorkLogItem {
    fn from(line: WorkLogLine) -> Self {
        Self {
            at: line.at,
            taken: line.taken.name().to_owned(),
            state: line.taken.state().to_owned(),
            id: line.document,
            urgent: line.urgent,
            name: line.name,
            address: line.address,
            contact: line.contact,
            content: line.content,
            wished_at: line.wished_at,
            by: line.by,
            by_name: line.by_name,
        }
    }
}

/// What was taken down on a day: requests, complaints, questions and convenience services, in the order in which they came
/// (REC-6). It writes itself.
#[utoipa::path(
    get, path = "/api/v1/work-log", tag = "orders", params(WorkLogParameters),
    responses(
        (status = 200, body = [WorkLogItem], content(("application/json"), ("text/csv"), ("application/pdf"))),
        (status = 400, body = super::problem::ProblemBody), (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<WorkLogParameters>,
) -> Result<Response, Problem> {
    let language = paper_language(parameters.language);
    let kind = file_kind(parameters.format.as_deref(), language)?;
    let (day, found) = find(&state, &principal, parameters.day).await?;
    match kind {
        None => Ok(Json(found.into_iter().map(WorkLogItem::from).collect::<Vec<_>>()).into_response()),
        Some(kind) => as_file(Asker::new(&state, &principal), &state, kind, day, &found).await,
    }
}

/// The log of a day as a file.
pub(super) async fn as_file(
    asker: Asker<'_>,
    state: &AppState,
    kind: super::files::FileKind,
    day: Day,
    found: &[WorkLogLine],
) -> Result<Response, Problem> {
    let zone = Zone::from(state.site.timezone);
    let name = format!("work-log-{day}");
    let sheets = || vec![work_log_sheet(found, zone)];
    file(asker, kind, &name, sheets, |language| reports::work_log(state, language, day, found)).await
}

/// The log of a day, today's when none is named.
pub(super) async fn find(
    state: &AppState,
    principal: &Principal,
    day: Option<Day>,
) -> Result<(Day, Vec<WorkLogLine>), Problem> {
    if !reads_work_log(&principal.roles) {
        return Err(Problem::new(ProblemKind::Forbidden, "the log is the service centre's"));
    }
    let zone = Zone::from(state.site.timezone);
    let day = day.unwrap_or_else(|| zone.day_of(state.now_ms()));
    let span = (zone.start_of(day), zone.end_of(day));
    let procedures = state.procedures.clone();
    let found = state
        .store
        .read(move |connection| -> Result<_, EngineError> {
            lines(connection, &*procedures.at(connection)?, span)
        })
        .await?;
    Ok((day, found))
}

/// Whether one of these roles reads all that the log names: requests with their customers, complaints, questions.
pub(super) fn reads_work_log(roles: &[Role]) -> bool {
    let all = [
        DocumentKind::Order,
        DocumentKind::Customer,
        DocumentKind::Complaint,
        DocumentKind::Matter(MatterKind::Enquiry),
        DocumentKind::Matter(MatterKind::Convenience),
    ];
    roles.iter().any(|role| all.iter().all(|kind| may_read(*role, *kind) == ReadScope::Site))
}
