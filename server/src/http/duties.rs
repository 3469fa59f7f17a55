//! Duties that come again and again over JSON: what was done of them, and what was not (ROL-28, ROL-29, ROL-31, VIS-2).

use super::extract::{Query, named};
use super::{AppState, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::departments::answers_for;
use crate::matters::{DutyLine, MissedRound, Stands, duties, first_day, missed_rounds};
use axum::extract::State;
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::incident::Department;
use client_core::domain::entry::matter::MatterKind;
use client_core::domain::id::DocumentId;
use client_core::domain::matter::DueOf;
use client_core::domain::policy::{ReadScope, may_read};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Days that the list looks back, unless others are asked for.
const DUTY_DAYS: i64 = 62;
/// Days that it looks back at most.
const MOST_DUTY_DAYS: i64 = 800;

/// Which duties.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DutyParameters {
    /// The first day, such as `2026-03-01`; 62 days back when absent.
    #[param(value_type = Option<String>)]
    pub(super) from: Option<Day>,
    /// The last day; today when absent.
    #[param(value_type = Option<String>)]
    pub(super) until: Option<Day>,
    /// Only those that this department answers for, such as `security`.
    pub(super) department: Option<String>,
    /// Only this form, such as `fire_check`.
    pub(super) form: Option<String>,
    /// Only those that stand so: `done`, `done_late`, `open`, `missing` or `given_up`; `kept` for both that are done.
    pub(super) stands: Option<String>,
}

/// Rounds of which days.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RoundParameters {
    /// The first day, such as `2026-03-01`; 62 days back when absent.
    #[param(value_type = Option<String>)]
    pub(super) from: Option<Day>,
    /// The last day; today when absent.
    #[param(value_type = Option<String>)]
    pub(super) until: Option<Day>,
}

/// A duty in one of its periods.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DutyItem {
    /// The duty's form.
    form: &'static str,
    /// The period, such as `2026-W10`.
    period: String,
    /// Its document, whether somebody has opened it or not.
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// Whether somebody has.
    opened: bool,
    /// In time until this moment, milliseconds since 1970 UTC.
    due_at: i64,
    /// `done`, `done_late`, `open`, `missing` or `given_up`.
    #[schema(example = "missing")]
    stands: &'static str,
}

/// Duties that come again and again, by period, the latest first: what was done of them, and what was not (ROL-28).
#[utoipa::path(
    get, path = "/api/v1/duties", tag = "matters", params(DutyParameters),
    responses(
        (status = 200, body = [DutyItem]), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<DutyParameters>,
) -> Result<Json<Vec<DutyItem>>, Problem> {
    let found = find(&state, &principal, &parameters).await?;
    let item = |line: DutyLine| DutyItem {
        form: line.form.key,
        period: line.period.to_string(),
        id: line.document,
        opened: line.opened,
        due_at: line.due_at,
        stands: line.stands.as_str(),
    };
    Ok(Json(found.into_iter().map(item).collect()))
}

/// A round of an empty home that nobody made.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RoundItem {
    /// The trusteeship.
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    /// The home.
    unit_no: Option<String>,
    /// `patrol`, `before_rain` or `after_rain`.
    #[schema(value_type = String, example = "patrol")]
    of: DueOf,
    /// It was in time until this moment, milliseconds since 1970 UTC.
    due_at: i64,
    /// A later round has taken its place; until then somebody can still go.
    missed: bool,
}

/// Rounds of empty homes that nobody made in time, the latest first (TRU-5).
#[utoipa::path(
    get, path = "/api/v1/duties/rounds", tag = "matters", params(RoundParameters),
    responses(
        (status = 200, body = [RoundItem]), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn rounds(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<RoundParameters>,
) -> Result<Json<Vec<RoundItem>>, Problem> {
    let item = |round: MissedRound| RoundItem {
        id: round.document,
        unit_no: round.unit_no,
        of: round.of,
        due_at: round.due_at,
        missed: round.missed,
    };
    let found = find_rounds(&state, &principal, &parameters).await?;
    Ok(Json(found.into_iter().map(item).collect()))
}

/// The rounds that nobody made in a span of days, for somebody who reads the duties: he reads all homes in trusteeship, too.
pub(super) async fn find_rounds(
    state: &AppState,
    principal: &Principal,
    parameters: &RoundParameters,
) -> Result<Vec<MissedRound>, Problem> {
    let (zone, now) = (Zone::from(state.site.timezone), state.now_ms());
    let days = span(principal, (parameters.from, parameters.until), zone, now)?;
    Ok(state.store.read(move |connection| missed_rounds(connection, zone, now, days)).await?)
}

/// The duties of a span of days, for somebody who reads all tasks.
pub(super) async fn find(
    state: &AppState,
    principal: &Principal,
    parameters: &DutyParameters,
) -> Result<Vec<DutyLine>, Problem> {
    let (zone, now) = (Zone::from(state.site.timezone), state.now_ms());
    let (from, until) = span(principal, (parameters.from, parameters.until), zone, now)?;
    let department = named("department", parameters.department.as_deref(), Department::parse)?;
    let stands = named("stands", parameters.stands.as_deref(), standing)?;
    let form = parameters.form.clone();
    let found = state.store.read(move |connection| {
        let from = from.max(first_day(connection, zone, now)?);
        duties(connection, zone, now, (from, until))
    });
    let wanted = |duty: &DutyLine| {
        department.is_none_or(|department| answers_for(department, duty.form.key))
            && form.as_deref().is_none_or(|form| form == duty.form.key)
            && stands.is_none_or(|stands| stands.contains(&duty.stands))
    };
    let mut found = found.await?;
    found.retain(wanted);
    Ok(found)
}

/// The days that are asked for, by somebody who may ask.
fn span(
    principal: &Principal,
    (from, until): (Option<Day>, Option<Day>),
    zone: Zone,
    now: i64,
) -> Result<(Day, Day), Problem> {
    if !reads_duties(principal) {
        return Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads the duties"));
    }
    let until = until.unwrap_or_else(|| zone.day_of(now));
    let from = from.unwrap_or_else(|| until.add_days(-DUTY_DAYS));
    if until < from || until.days_since(from) > MOST_DUTY_DAYS {
        return Err(Problem::new(
            ProblemKind::InvalidParameter,
            "until: not before from, and not more than 800 days after it",
        ));
    }
    Ok((from, until))
}

/// How duties stand that a word names.
fn standing(name: &str) -> Option<&'static [Stands]> {
    Some(match name {
        "done" => &[Stands::Done],
        "done_late" => &[Stands::DoneLate],
        "kept" => &[Stands::Done, Stands::DoneLate],
        "open" => &[Stands::Open],
        "missing" => &[Stands::Missing],
        "given_up" => &[Stands::GivenUp],
        _ => return None,
    })
}

/// Whether somebody reads all tasks of the office.
pub(super) fn reads_duties(principal: &Principal) -> bool {
    let task = DocumentKind::Matter(MatterKind::Task);
    principal.roles.iter().any(|role| may_read(*role, task) == ReadScope::Site)
}
