//! Settlement months over JSON and as files: the report, its differences, the notice's list, and the steps (FEE-1 to FEE-7).

use super::engine::{Bench, write};
use super::etag::{IfMatch, tag_of, tagged};
use super::extract::Query;
use super::files::{Asker, FileKind, file_kind, paper_language, shown};
use super::idempotency::{Intent, Key};
use super::orders::require_reader;
use super::pages::reports::finance as reports;
use super::{AppState, CommandJson, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::feed::{self, EngineError};
use crate::office::month::{MonthCommand, MonthError, MonthOutcome, execute_month};
use crate::office::view::names;
use crate::settlement::{OwnedBooks, document_of};
use crate::table::{Cell, Sheet};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::{MonthOf, Zone};
use client_core::domain::deadline::{Deadline, DeadlineSettings, hand_over, month_check, notice_lines};
use client_core::domain::entry::DocumentKind;
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::id::{ChangeHash, UserId};
use client_core::domain::money::yuan_of;
use client_core::domain::month::{Month, MonthState};
use client_core::domain::policy::{ReadScope, may_read};
use client_core::domain::settlement::{Difference, LineKind, NoticeLine, Report};
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// In which form.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    /// `csv`, `xlsx` or `pdf` for a file; JSON when absent.
    format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    language: Option<Language>,
}

impl Form {
    fn kind(&self) -> Result<Option<FileKind>, Problem> {
        file_kind(self.format.as_deref(), paper_language(self.language))
    }
}

/// A line of the list of months.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct MonthLine {
    /// The month, such as `2026-03`.
    #[schema(value_type = String)]
    pub(super) month: MonthOf,
    /// How far it has come.
    #[schema(value_type = String)]
    pub(super) state: MonthState,
    /// Lines of its report.
    pub(super) lines: usize,
    /// Sum of its report in fen.
    pub(super) total_fen: i64,
    /// Check, hand-over and notice: when each is due.
    #[schema(value_type = Vec<Object>)]
    pub(super) deadlines: Vec<Deadline>,
}

/// A month with its report.
#[derive(Debug, Serialize)]
pub(super) struct MonthView {
    /// The month as its document has it.
    pub(super) month: Month,
    /// The report: frozen once it is approved.
    pub(super) report: Report,
    /// SHA-256 of the report's canonical form.
    pub(super) digest: String,
    /// Where slips and lines don't agree.
    pub(super) differences: Vec<Difference>,
    /// Numbers of lines under rework.
    pub(super) disputed: Vec<String>,
    /// Check, hand-over and notice: when each is due.
    pub(super) deadlines: Vec<Deadline>,
    /// What to send as `If-Match` with the next step.
    pub(super) etag: String,
}

/// What a step led to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StepDone {
    /// Orders that were written in.
    orders: usize,
    /// What to send as `If-Match` with the next step.
    etag: String,
}

/// Only people whose role reads settlement months come further.
pub(super) fn require_month_reader(principal: &Principal) -> Result<(), Problem> {
    require_reader(principal)?;
    if reads_months(principal) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads settlement months"))
    }
}

/// Whether one of a person's roles reads settlement months.
pub(super) fn reads_months(principal: &Principal) -> bool {
    let reads = |role: &client_core::domain::policy::Role| {
        may_read(*role, DocumentKind::Month) == ReadScope::Site
            && may_read(*role, DocumentKind::Order) == ReadScope::Site
    };
    principal.roles.iter().any(reads)
}

pub(super) fn month_of(text: &str) -> Result<MonthOf, Problem> {
    text.parse().map_err(|_| Problem::new(ProblemKind::NotFound, "no such month"))
}

fn deadlines(month: MonthOf, zone: Zone, settings: &DeadlineSettings) -> Vec<Deadline> {
    vec![
        month_check(month, zone, settings),
        hand_over(month, zone, settings),
        notice_lines(month, zone, settings),
    ]
}

/// The months from the first one with a slip to the present one, the newest first.
pub(super) async fn lines(state: &AppState, now: i64) -> Result<Vec<MonthLine>, Problem> {
    let books = state.store.read(OwnedBooks::read).await?;
    let present = books.zone.month_of(now);
    let signed = books.accounts.iter().filter_map(|account| account.signed_at);
    let first = signed.min().map_or(present, |at| books.zone.month_of(at));
    let written = books.months.iter().filter_map(|month| month.month.parse().ok());
    let first = written.min().unwrap_or(first).min(first);
    let mut lines = Vec::new();
    let mut month = first;
    while month <= present {
        let report = books.books().report(month);
        lines.push(MonthLine {
            month,
            state: books.month(month).state,
            lines: report.lines.len(),
            total_fen: report.total_fen,
            deadlines: deadlines(month, books.zone, &state.jobs.deadlines),
        });
        if month.next() == month {
            break;
        }
        month = month.next();
    }
    lines.reverse();
    Ok(lines)
}

/// A month with its report, for somebody who may read it.
pub(super) async fn view(
    state: &AppState,
    principal: &Principal,
    month: MonthOf,
) -> Result<MonthView, Problem> {
    require_month_reader(principal)?;
    let jobs = Arc::clone(&state.jobs);
    let view = state
        .store
        .read(move |connection| -> Result<MonthView, EngineError> {
            let books = OwnedBooks::read(connection)?;
            let known = feed::known(connection, document_of(month))?;
            let heads = known.map(|known| known.heads()).unwrap_or_default();
            let report = books.books().report(month);
            Ok(MonthView {
                month: books.month(month),
                digest: report.digest().to_string(),
                differences: books.books().differences(month),
                disputed: books.books().disputed(month),
                deadlines: deadlines(month, books.zone, &jobs.deadlines),
                etag: tag_of(&heads),
                report,
            })
        })
        .await?;
    Ok(view)
}

/// Names of the people who took a step of a month.
pub(super) async fn people(state: &AppState, view: &MonthView) -> Result<BTreeMap<UserId, String>, Problem> {
    let mut people: BTreeSet<UserId> = BTreeSet::new();
    people.extend(view.month.checks.iter().map(|one| one.origin.by.user));
    people.extend(view.month.bundles.iter().map(|one| one.origin.by.user));
    for one in &view.month.submissions {
        people.insert(one.origin.by.user);
        people.extend(one.answer.iter().map(|answer| answer.origin.by.user));
    }
    Ok(state.store.read(move |connection| names(connection, &people)).await?)
}

/// Settlement months with their states and deadlines.
#[utoipa::path(
    get, path = "/api/v1/months", tag = "settlement", params(Form),
    responses((status = 200, body = [MonthLine]), (status = 403, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    require_month_reader(&principal)?;
    let lines = lines(&state, state.now_ms()).await?;
    let sheets = || {
        let rows = lines.iter().map(|line| {
            let (month, state) = (line.month.to_string(), line.state.as_str().to_owned());
            let (lines, total) = (line.lines.to_string(), yuan_of(line.total_fen));
            vec![Cell::Text(month), Cell::Text(state), Cell::Number(lines), Cell::Number(total)]
        });
        let columns = &["month", "state", "lines", "total"];
        vec![Sheet { name: "months", row: "month", columns, rows: rows.collect() }]
    };
    let paper = |language| reports::months(&state, language, &lines);
    shown(Asker::new(&state, &principal), form.kind()?, "months", &lines, sheets, paper).await
}

/// One month: its report, differences and steps.
#[utoipa::path(
    get, path = "/api/v1/months/{month}", tag = "settlement",
    params(("month" = String, Path, description = "Month such as 2026-03"), Form),
    responses((status = 200, body = Object), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(month): Path<String>,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    let (kind, month) = (form.kind()?, month_of(&month)?);
    let view = view(&state, &principal, month).await?;
    let tag = view.etag.clone();
    let people = if kind.is_some() { people(&state, &view).await? } else { BTreeMap::new() };
    let sheets = || vec![report_sheet(&view.report, Zone::from(state.site.timezone))];
    let paper = |language| reports::month(&state, language, month, &view, &people);
    let response =
        shown(Asker::new(&state, &principal), kind, &format!("report-{month}"), &view, sheets, paper).await?;
    Ok(tagged(response, &tag))
}

fn report_sheet(report: &Report, zone: Zone) -> Sheet {
    let rows = report.lines.iter().map(|line| {
        let method = line.method.map_or("", PaymentMethod::as_str);
        let kind = match line.kind {
            LineKind::Charge => "charge",
            LineKind::Adjustment => "adjustment",
        };
        vec![
            Cell::Text(line.number.clone()),
            Cell::Text(zone.shown(line.signed_at)),
            Cell::Text(line.service_class.clone()),
            Cell::Text(method.to_owned()),
            Cell::Number(yuan_of(line.amount_fen)),
            Cell::Text(kind.to_owned()),
        ]
    });
    let columns = &["number", "signed_at", "service_class", "method", "amount", "kind"];
    Sheet { name: "report", row: "line", columns, rows: rows.collect() }
}

/// The list for the notice of a month: each unpaid settled slip once, with number and amount.
#[utoipa::path(
    get, path = "/api/v1/months/{month}/notice", tag = "settlement",
    params(("month" = String, Path, description = "Month of the notice, such as 2026-04"), Form),
    responses((status = 200, body = [Object]), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn notice(
    State(state): State<AppState>,
    principal: Principal,
    Path(month): Path<String>,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    let (kind, month) = (form.kind()?, month_of(&month)?);
    let lines = notice_of(&state, &principal, month).await?;
    let sheets = || {
        let rows = lines.iter().map(|line| {
            let listed = line.listed.to_string();
            vec![Cell::Text(line.number.clone()), Cell::Number(yuan_of(line.amount_fen)), Cell::Text(listed)]
        });
        let columns = &["number", "amount", "listed"];
        vec![Sheet { name: "notice", row: "line", columns, rows: rows.collect() }]
    };
    let paper = |language| reports::notice(&state, language, month, &lines);
    shown(Asker::new(&state, &principal), kind, &format!("notice-{month}"), &lines, sheets, paper).await
}

/// The list for a notice, for somebody who may read it.
pub(super) async fn notice_of(
    state: &AppState,
    principal: &Principal,
    month: MonthOf,
) -> Result<Vec<NoticeLine>, Problem> {
    require_month_reader(principal)?;
    let books = state.store.read(OwnedBooks::read).await?;
    Ok(books.books().notice(month))
}

/// Takes a step of a month. `If-Match` names the state that the sender saw.
#[utoipa::path(
    post, path = "/api/v1/months/{month}/commands", tag = "settlement", request_body = Object,
    params(
        ("month" = String, Path, description = "Month such as 2026-03"),
        ("If-Match" = String, Header, description = "The month's ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = StepDone), (status = 403, body = super::problem::ProblemBody),
        (status = 412, body = super::problem::ProblemBody), (status = 422, body = super::problem::ProblemBody),
        (status = 428, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn command(
    State(state): State<AppState>,
    principal: Principal,
    Path(month): Path<String>,
    seen: IfMatch,
    key: Key,
    CommandJson(command): CommandJson<MonthCommand>,
) -> Result<Response, Problem> {
    require_month_reader(&principal)?;
    let month = month_of(&month)?;
    let heads = seen.heads_if_any("the month")?;
    let path = format!("/api/v1/months/{month}/commands");
    let intent = key.intends(&path, seen.tag("the month")?, &command);
    let outcome = attempt(&state, principal, month, heads, command, intent).await??;
    let tag = tag_of(&outcome.heads);
    Ok(tagged(Json(StepDone { orders: outcome.orders, etag: tag.clone() }).into_response(), &tag))
}

/// Takes a step in the writer, once for each key of the sender, and tells the listeners.
pub(super) async fn attempt(
    state: &AppState,
    principal: Principal,
    month: MonthOf,
    heads: Vec<ChangeHash>,
    command: MonthCommand,
    intent: Option<Intent>,
) -> Result<Result<MonthOutcome, MonthError>, Problem> {
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        execute_month(connection, library, author, (month, &heads), &command, *now, *random)
    })
    .await
}

impl From<MonthError> for Problem {
    fn from(error: MonthError) -> Self {
        match error {
            MonthError::Stale => Self::new(ProblemKind::Stale, "load the month again"),
            MonthError::Refused(refusal) => {
                Self::new(ProblemKind::CommandRefused, refusal.to_string()).with("refusal", json!(refusal))
            }
            MonthError::Office(error) => error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_written_to_the_fen() {
        let cases = [(0, "0.00"), (5, "0.05"), (3_500, "35.00"), (-501, "-5.01"), (1_234_567, "12345.67")];
        for (fen, text) in cases {
            assert_eq!(yuan_of(fen), text);
        }
        assert_eq!(yuan_of(i64::MIN), "-92233720368547758.08");
    }
}
