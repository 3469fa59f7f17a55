//! Kinds of cases over JSON: the site's list with what the complaints of each come to, and the writing of one (CMP-7).

use super::complaints::{clock, require_complaint_reader};
use super::extract::Query;
use super::figures::month_or_present;
use super::files::{Asker, FileKind, file, file_kind, paper_language};
use super::pages::reports;
use super::{AppState, Json, Problem, ProblemKind, StrictJson};
use crate::accounts::Principal;
use crate::complaints::{
    CaseKindError, CaseKindLine, ComplaintCount, by_kind, case_kind_sheet, tallies, write_case_kind,
};
use crate::feed::{EngineError, reference};
use crate::office::complaint::reads_complaints;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::MonthOf;
use client_core::domain::complaint::{CaseKind, CaseKinds};
use client_core::domain::entry::incident::Department;
use client_core::domain::policy::{Action, may_do};
use client_core::domain::statistics::Span;
use client_core::domain::text::{Language, LocalText};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which month, and in which form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct CaseKindParameters {
    /// The month of the site's zone in which complaints were heard, such as `2026-03`; the present one when absent.
    pub(super) month: Option<String>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

/// The site's kinds of cases.
#[derive(Debug, Clone)]
pub(super) struct Kinds {
    /// The month that is counted.
    pub(super) month: MonthOf,
    /// The list.
    pub(super) list: CaseKinds,
    /// A line for each kind, then those that the list doesn't know, and complaints without a kind.
    pub(super) lines: Vec<CaseKindLine>,
}

/// Only people who read complaints, or write the list, come further.
fn require_reader(principal: &Principal) -> Result<(), Problem> {
    if may_edit(principal) { Ok(()) } else { require_complaint_reader(principal) }
}

/// Whether somebody writes the list.
pub(super) fn may_edit(principal: &Principal) -> bool {
    principal.roles.iter().any(|role| may_do(*role, Action::EditCaseKinds))
}

/// The list that counts now.
pub(super) async fn list(state: &AppState) -> Result<CaseKinds, Problem> {
    let bundle = state.store.read(reference::current).await?;
    Ok(bundle.case_list().clone())
}

/// The list with its figures, for somebody who may read it.
pub(super) async fn load(
    state: &AppState,
    principal: &Principal,
    month: Option<&str>,
) -> Result<Kinds, Problem> {
    require_reader(principal)?;
    let (clock, who) = (clock(state), principal.clone());
    let month = month_or_present(month, clock.zone, clock.now)?;
    let span = Span::of_month(clock.zone, month);
    let found = state.store.read(move |connection| -> Result<_, EngineError> {
        let list = reference::current(connection)?.case_list().clone();
        // Whoever only writes the list learns nothing of complaints by it.
        let counts = if reads_complaints(&who.roles) {
            tallies(connection, who.user, &who.roles, span, &clock)?
        } else {
            Vec::new()
        };
        Ok((list, counts))
    });
    let (list, counts) = found.await?;
    Ok(Kinds { month, lines: by_kind(&list, &counts), list })
}

/// A kind of case with its figures.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseKindItem {
    /// Absent for complaints without a kind.
    #[schema(example = "public_order")]
    code: Option<String>,
    /// The name in three languages.
    #[schema(value_type = Option<Object>)]
    label: Option<LocalText>,
    /// The department that answers for such cases.
    #[schema(value_type = Option<String>, example = "security")]
    department: Option<Department>,
    /// Which steps it takes, in three languages.
    #[schema(value_type = Option<Object>)]
    steps: Option<LocalText>,
    /// Who has which duty in it, in three languages.
    #[schema(value_type = Option<Object>)]
    duties: Option<LocalText>,
    /// It is no longer offered.
    retired: bool,
    /// Complaints that were heard in the month.
    heard: u32,
    /// Complaints of which somebody still has to do something.
    open: u32,
    /// Open ones with a deadline that has passed.
    late: u32,
    /// All complaints.
    all: u32,
}

impl From<CaseKindLine> for CaseKindItem {
    fn from(CaseKindLine { code, kind, count }: CaseKindLine) -> Self {
        let retired = kind.as_ref().is_some_and(|kind| kind.retired);
        let ComplaintCount { heard, open, late, all, .. } = count;
        let (label, department, steps, duties) = match kind {
            Some(kind) => (Some(kind.label), Some(kind.department), Some(kind.steps), Some(kind.duties)),
            None => (None, None, None, None),
        };
        Self { code, label, department, steps, duties, retired, heard, open, late, all }
    }
}

/// The kinds of cases.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseKindList {
    /// The month that `heard` counts.
    #[schema(example = "2026-03")]
    month: String,
    /// How often the site has changed its list; 0 for the one that comes with the software. Send it with a change.
    version: u32,
    /// In the order in which forms offer them.
    kinds: Vec<CaseKindItem>,
}

/// The site's kinds of cases, each with the department that answers for it, its steps and duties, and what the complaints
/// of it come to, as far as the sender may read them (CMP-7).
#[utoipa::path(
    get, path = "/api/v1/complaints/kinds", tag = "complaints", params(CaseKindParameters),
    responses(
        (status = 200, body = CaseKindList), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<CaseKindParameters>,
) -> Result<Response, Problem> {
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let found = load(&state, &principal, parameters.month.as_deref()).await?;
    if let Some(kind) = kind {
        return as_file(Asker::new(&state, &principal), &state, kind, &found).await;
    }
    let (month, version) = (found.month.to_string(), found.list.version);
    let kinds = found.lines.into_iter().map(Into::into).collect();
    Ok(Json(CaseKindList { month, version, kinds }).into_response())
}

/// The list as a file.
pub(super) async fn as_file(
    asker: Asker<'_>,
    state: &AppState,
    kind: FileKind,
    found: &Kinds,
) -> Result<Response, Problem> {
    let sheets = || vec![case_kind_sheet(found.month, &found.lines)];
    file(asker, kind, "case-kinds", sheets, |language| reports::case_kinds(state, language, found)).await
}

/// A kind of case as it is written.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CaseKindBody {
    /// Version of the list that the sender saw.
    version: u32,
    /// The name in three languages, each of at most 60 characters.
    #[schema(value_type = Object)]
    label: LocalText,
    /// The department that answers for such cases.
    #[schema(value_type = String, example = "security")]
    department: Department,
    /// Which steps it takes; in all languages or in none.
    #[schema(value_type = Object)]
    steps: LocalText,
    /// Who has which duty in it; in all languages or in none.
    #[schema(value_type = Object)]
    duties: LocalText,
    /// It is no longer offered.
    #[serde(default)]
    retired: bool,
}

/// What the list is after a change.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CaseKindDone {
    /// Version of the list.
    version: u32,
}

/// Writes a kind of case, a new one at the list's end; phones get the list at their next sync. None is ever removed, because
/// complaints keep it: `retired` takes it out of the forms (CMP-7).
#[utoipa::path(
    put, path = "/api/v1/complaints/kinds/{code}", tag = "complaints", request_body = CaseKindBody,
    params(("code" = String, Path, description = "Code of the kind: small letters, digits and _")),
    responses(
        (status = 200, body = CaseKindDone), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody), (status = 412, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn put(
    State(state): State<AppState>,
    principal: Principal,
    Path(code): Path<String>,
    StrictJson(body): StrictJson<CaseKindBody>,
) -> Result<Json<CaseKindDone>, Problem> {
    let CaseKindBody { version, label, department, steps, duties, retired } = body;
    let kind = CaseKind { code, label, department, steps, duties, retired };
    let version = write(&state, &principal, version, kind).await??;
    Ok(Json(CaseKindDone { version }))
}

/// Writes a kind, for somebody who may.
pub(super) async fn write(
    state: &AppState,
    principal: &Principal,
    seen: u32,
    kind: CaseKind,
) -> Result<Result<u32, CaseKindError>, Problem> {
    if !may_edit(principal) {
        return Err(Problem::new(ProblemKind::Forbidden, "none of your roles writes kinds of cases"));
    }
    let by = principal.by(state.now_ms());
    Ok(state.store.write(move |connection| write_case_kind(connection, &by, seen, kind)).await)
}

impl From<CaseKindError> for Problem {
    fn from(error: CaseKindError) -> Self {
        match error {
            CaseKindError::Stale => Self::new(ProblemKind::Stale, error.to_string()),
            CaseKindError::Fault(fault) => Self::new(ProblemKind::InvalidRequest, fault.to_string()),
            CaseKindError::Engine(error) => error.into(),
        }
    }
}
