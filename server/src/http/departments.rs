//! Departments and trades over JSON: what each has open, late, begun in a month and done (ROL-10, ROL-11, ROL-13, ROL-19,
//! ROL-22).

use super::complaints::clock;
use super::extract::Query;
use super::figures::month_or_present;
use super::files::{Asker, FileKind, file, file_kind, paper_language};
use super::pages::reports;
use super::{AppState, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::departments::{
    Asked, Count, DepartmentLine, DepartmentView, Departments, department_sheet, departments,
};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use client_core::domain::entry::incident::{Department, PublicArea};
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Which month, and in which form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DepartmentParameters {
    /// The month of the site's zone, such as `2026-03`; the present one when absent.
    pub(super) month: Option<String>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

/// How many there are.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DepartmentCount {
    /// Open, whenever they began; of duties the open ones of the month.
    open: u32,
    /// Of these, those over time; of duties those that weren't done.
    late: u32,
    /// Begun in the month.
    begun: u32,
    /// Of these, those that are done.
    done: u32,
}

impl From<Count> for DepartmentCount {
    fn from(Count { open, late, month, done }: Count) -> Self {
        Self { open, late, begun: month, done }
    }
}

/// A line of a department.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DepartmentItem {
    /// `incidents`, `contractor_incidents`, `complaints`, `duties`, `matters`, or `given` for what was given to it by hand.
    #[schema(example = "incidents")]
    subject: &'static str,
    /// Kind of public matter, kind of case, or form.
    #[schema(example = "cleaning")]
    of: Option<String>,
    #[serde(flatten)]
    count: DepartmentCount,
}

impl From<DepartmentLine> for DepartmentItem {
    fn from(DepartmentLine { subject, of, count }: DepartmentLine) -> Self {
        Self { subject: subject.as_str(), of, count: count.into() }
    }
}

/// A department.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DepartmentBody {
    #[schema(value_type = String, example = "environment")]
    department: Department,
    /// Name of its head.
    head: Option<String>,
    /// What there is.
    lines: Vec<DepartmentItem>,
}

impl From<DepartmentView> for DepartmentBody {
    fn from(DepartmentView { department, head, lines }: DepartmentView) -> Self {
        Self { department, head, lines: lines.into_iter().map(Into::into).collect() }
    }
}

/// A trade: incidents of one kind of public matter.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct TradeItem {
    #[schema(value_type = String, example = "cleaning")]
    area: PublicArea,
    #[serde(flatten)]
    count: DepartmentCount,
}

/// Departments and trades.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DepartmentList {
    /// The month that is counted.
    #[schema(example = "2026-03")]
    month: String,
    departments: Vec<DepartmentBody>,
    trades: Vec<TradeItem>,
}

impl From<Departments> for DepartmentList {
    fn from(Departments { month, departments, trades }: Departments) -> Self {
        let trades = trades.into_iter().map(|(area, count)| TradeItem { area, count: count.into() });
        Self {
            month: month.to_string(),
            departments: departments.into_iter().map(Into::into).collect(),
            trades: trades.collect(),
        }
    }
}

/// What somebody may see of the departments; of one of them where it is named.
pub(super) async fn load(
    state: &AppState,
    principal: &Principal,
    month: Option<&str>,
    only: Option<Department>,
) -> Result<Departments, Problem> {
    let clock = clock(state);
    let month = month_or_present(month, clock.zone, clock.now)?;
    let asked = Asked { user: principal.user, roles: principal.roles.clone(), month, clock };
    let found = state.store.read(move |connection| departments(connection, &asked, only)).await?;
    if found.departments.is_empty() {
        return Err(Problem::new(
            ProblemKind::Forbidden,
            "neither your roles nor your post read departments",
        ));
    }
    Ok(found)
}

/// The department that an address names.
pub(super) fn named_department(name: &str) -> Result<Department, Problem> {
    Department::parse(name).ok_or_else(|| Problem::new(ProblemKind::NotFound, "no such department"))
}

/// How the departments and the trades stand in a month: incidents, complaints, duties and other matters, as far as the sender
/// may read them. Managers see all departments, the head of one his own.
#[utoipa::path(
    get, path = "/api/v1/departments", tag = "departments", params(DepartmentParameters),
    responses(
        (status = 200, body = DepartmentList), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<DepartmentParameters>,
) -> Result<Response, Problem> {
    answer(&state, &principal, &parameters, None).await
}

/// One department.
#[utoipa::path(
    get, path = "/api/v1/departments/{department}", tag = "departments",
    params(("department" = String, Path, description = "Such as `environment`"), DepartmentParameters),
    responses(
        (status = 200, body = DepartmentList), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody), (status = 404, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(department): Path<String>,
    Query(parameters): Query<DepartmentParameters>,
) -> Result<Response, Problem> {
    answer(&state, &principal, &parameters, Some(named_department(&department)?)).await
}

async fn answer(
    state: &AppState,
    principal: &Principal,
    parameters: &DepartmentParameters,
    only: Option<Department>,
) -> Result<Response, Problem> {
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let found = load(state, principal, parameters.month.as_deref(), only).await?;
    match kind {
        Some(kind) => as_file(Asker::new(state, principal), state, kind, &found).await,
        None => Ok(Json(DepartmentList::from(found)).into_response()),
    }
}

/// Departments as a file.
pub(super) async fn as_file(
    asker: Asker<'_>,
    state: &AppState,
    kind: FileKind,
    found: &Departments,
) -> Result<Response, Problem> {
    let kinds = super::case_kinds::list(state).await?;
    let sheets = || vec![department_sheet(found)];
    let paper = |language| reports::departments(state, language, found, &kinds);
    file(asker, kind, "departments", sheets, paper).await
}
