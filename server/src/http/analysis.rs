//! The written analysis of a month over JSON, and what its page shares with it (STA-3, STA-4, STA-7).

use super::engine::{Bench, write};
use super::etag::{IfMatch, tag_of, tagged};
use super::figures::{load_figures, month_of, require, zone};
use super::idempotency::{Intent, Key};
use super::{AppState, CommandJson, Json, Problem};
use crate::accounts::Principal;
use crate::feed::EngineError;
use crate::matters::{VisitCounts, visits};
use crate::office::analysis::{AnalysisCommand, Asked, analysis, execute_analysis};
use crate::office::view::names;
use crate::office::{OfficeError, OfficeOutcome};
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::MonthOf;
use client_core::domain::entry::follow_up::Cause;
use client_core::domain::id::{ChangeHash, UserId};
use client_core::domain::policy::Action;
use client_core::domain::statistics::{Analysis, MonthFigures, SimilarProblem, similar_problems};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::ToSchema;

/// A month's analysis with the names of those who wrote it.
pub(super) struct Written {
    pub(super) month: MonthOf,
    pub(super) analysis: Analysis,
    /// What to send back with the next step.
    pub(super) etag: String,
    pub(super) names: BTreeMap<UserId, String>,
    /// Visits of the month (VIS-5).
    pub(super) visits: VisitCounts,
    /// From how many cases on a problem is frequent.
    frequent_from: u32,
}

impl Written {
    /// Problems that many follow-ups and visits of the month have in common (STA-7).
    pub(super) fn similar(&self, figures: &MonthFigures) -> Vec<SimilarProblem> {
        similar_problems(&figures.opinions.discontent, &self.visits.causes, self.frequent_from)
    }
}

pub(super) async fn load(state: &AppState, month: MonthOf) -> Result<Written, Problem> {
    let frequent_from = state.jobs.statistics.frequent_from;
    let read = state.store.read(move |connection| -> Result<_, EngineError> {
        let (analysis, heads) = analysis(connection, month)?;
        let origins = analysis.notes.iter().map(|note| &note.origin);
        let origins = origins.chain(&analysis.reviewed).chain(&analysis.sent);
        let people: BTreeSet<UserId> = origins.map(|origin| origin.by.user).collect();
        let names = names(connection, &people)?;
        let visits = visits(connection, month)?;
        Ok(Written { month, etag: tag_of(&heads), analysis, names, visits, frequent_from })
    });
    Ok(read.await?)
}

/// An item of dissatisfaction that nobody has explained.
#[derive(Debug, Serialize)]
struct Unexplained {
    service_class: String,
    cause: Option<Cause>,
    /// Follow-ups.
    number: usize,
}

/// Follow-ups of a month.
#[derive(Debug, Serialize)]
struct FollowUpCounts {
    made: usize,
    satisfied: usize,
}

/// A month's analysis.
#[derive(Debug, Serialize)]
struct AnalysisAnswer<'a> {
    month: MonthOf,
    #[serde(flatten)]
    analysis: &'a Analysis,
    /// What no note explains; the analysis can't be reviewed before (STA-3).
    unexplained: Vec<Unexplained>,
    names: &'a BTreeMap<UserId, String>,
    /// Follow-ups that were made in the month, and the satisfied ones among them.
    follow_ups: FollowUpCounts,
    /// Visits planned for the month, recorded in it, content residents among them, and what the others were discontent
    /// with (VIS-5).
    visits: &'a VisitCounts,
    /// Problems that many of both have in common; a note names the cause of each before the review (STA-7).
    similar: &'a [SimilarProblem],
    etag: &'a str,
}

fn unexplained(written: &Written, figures: &MonthFigures) -> Vec<Unexplained> {
    let items = written.analysis.unexplained(&figures.opinions.discontent).into_iter();
    let item = |one: &client_core::domain::statistics::Ranked| Unexplained {
        service_class: one.service_class.clone(),
        cause: one.cause,
        number: one.figure.number(),
    };
    items.map(item).collect()
}

/// The written analysis of a month: notes, how far it has come, and what it must still explain.
#[utoipa::path(
    get, path = "/api/v1/months/{month}/analysis", tag = "statistics",
    params(("month" = String, Path, description = "Month such as 2026-03")),
    responses(
        (status = 200, body = Object), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show(
    State(state): State<AppState>,
    principal: Principal,
    Path(month): Path<String>,
) -> Result<Response, Problem> {
    require(&principal, Action::ReadStatistics)?;
    let month = month_of(&month)?;
    let asked = super::figures::Asked::month(&state, month);
    let figures = load_figures(&state, &principal, &asked).await?.month;
    let written = load(&state, month).await?;
    let (satisfied, similar) = (&figures.opinions.satisfied, written.similar(&figures));
    let answer = AnalysisAnswer {
        month,
        analysis: &written.analysis,
        unexplained: unexplained(&written, &figures),
        names: &written.names,
        follow_ups: FollowUpCounts {
            made: satisfied.whole().unwrap_or_default(),
            satisfied: satisfied.number(),
        },
        visits: &written.visits,
        similar: &similar,
        etag: &written.etag,
    };
    Ok(tagged(Json(answer).into_response(), &written.etag))
}

/// What a step led to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AnalysisDone {
    /// What to send as `If-Match` with the next step.
    etag: String,
}

/// Takes a step of a month's analysis: `record` a note, `review` all of it, `send` it to the office head.
#[utoipa::path(
    post, path = "/api/v1/months/{month}/analysis/commands", tag = "statistics", request_body = Object,
    params(
        ("month" = String, Path, description = "Month such as 2026-03"),
        ("If-Match" = String, Header, description = "The analysis' ETag as the sender saw it"),
        ("Idempotency-Key" = Option<String>, Header, description = "A repeat with the same key is done once")
    ),
    responses(
        (status = 200, body = AnalysisDone), (status = 403, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody), (status = 428, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn command(
    State(state): State<AppState>,
    principal: Principal,
    Path(month): Path<String>,
    seen: IfMatch,
    key: Key,
    CommandJson(command): CommandJson<AnalysisCommand>,
) -> Result<Response, Problem> {
    require(&principal, Action::ReadStatistics)?;
    let month = month_of(&month)?;
    let heads = seen.heads_if_any("the analysis")?;
    let path = format!("/api/v1/months/{month}/analysis/commands");
    let intent = key.intends(&path, seen.tag("the analysis")?, &command);
    let outcome = attempt(&state, principal, month, heads, command, intent).await??;
    let etag = tag_of(&outcome.heads);
    Ok(tagged(Json(AnalysisDone { etag: etag.clone() }).into_response(), &etag))
}

/// Takes a step in the writer, once for each key of the sender, and tells the listeners.
pub(super) async fn attempt(
    state: &AppState,
    principal: Principal,
    month: MonthOf,
    heads: Vec<ChangeHash>,
    command: AnalysisCommand,
    intent: Option<Intent>,
) -> Result<Result<OfficeOutcome, OfficeError>, Problem> {
    let asked = Asked { month, zone: zone(state), frequent_from: state.jobs.statistics.frequent_from };
    write(state, principal, intent, move |bench| {
        let Bench { connection, library, author, now, random } = bench;
        execute_analysis(connection, library, author, asked, &heads, &command, *now, *random)
    })
    .await
}
