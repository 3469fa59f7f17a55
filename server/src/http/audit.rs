//! What people did to the site, over JSON and as files (ROL-49).

use super::directory::require;
use super::extract::Query;
use super::files::{Asker, FileKind, file, file_kind, paper_language};
use super::pages::reports;
use super::{AppState, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::audit::{AuditKind, AuditLine, AuditQuery, Whose, audit_sheet, lines};
use crate::ident::{DeviceId, UserId};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::policy::Action;
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Lines on one page, unless fewer are asked for.
const PER_PAGE: u32 = 100;
const MOST_LINES: u32 = 500;
/// Lines of a file.
const MOST_IN_FILE: u32 = 10_000;
/// The word for the operator in the place of a person.
pub(super) const OPERATOR: &str = "operator";

/// Which lines.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
pub(super) struct AuditParameters {
    /// A user's id: what he did, and what was done about him. `operator` for the command line.
    pub(super) person: Option<String>,
    /// A kind such as `role_added`.
    pub(super) kind: Option<String>,
    /// From this day on, such as 2026-03-02.
    pub(super) from: Option<String>,
    /// Up to this day, included.
    pub(super) to: Option<String>,
    /// The number of the last line of the page before.
    pub(super) before: Option<i64>,
    /// Lines, 1 to 500. A file without it has up to 10,000.
    pub(super) limit: Option<u32>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

fn wrong(name: &'static str, detail: &'static str) -> Problem {
    Problem::new(ProblemKind::InvalidParameter, detail).with("parameter", name)
}

impl AuditParameters {
    /// The question that they ask at a site in this zone.
    pub(super) fn query(&self, zone: Zone, file: bool) -> Result<AuditQuery, Problem> {
        let day = |name, text: Option<&str>| {
            let parsed =
                text.map(|text| text.parse::<Day>().map_err(|_| wrong(name, "a day such as 2026-03-02")));
            parsed.transpose()
        };
        let whose = match self.person.as_deref() {
            None => None,
            Some(OPERATOR) => Some(Whose::Operator),
            Some(id) => {
                Some(Whose::Person(id.parse().map_err(|_| wrong("person", "a user's id, or operator"))?))
            }
        };
        let kind = self.kind.as_deref();
        let kind = kind.map(|name| AuditKind::parse(name).ok_or_else(|| wrong("kind", "no such kind")));
        let limit = self.limit.unwrap_or(if file { MOST_IN_FILE } else { PER_PAGE });
        if limit == 0 || (limit > MOST_LINES && self.limit.is_some()) {
            return Err(wrong("limit", "1 to 500"));
        }
        Ok(AuditQuery {
            kind: kind.transpose()?,
            whose,
            from: day("from", self.from.as_deref())?.map(|day| zone.start_of(day)),
            until: day("to", self.to.as_deref())?.map(|day| zone.end_of(day)),
            before: self.before,
            limit,
        })
    }
}

/// A person or a device.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditName {
    #[schema(format = "uuid")]
    id: String,
    name: String,
}

impl AuditName {
    fn user(who: Option<(UserId, String)>) -> Option<Self> {
        who.map(|(id, name)| Self { id: id.to_string(), name })
    }

    fn device(device: Option<(DeviceId, String)>) -> Option<Self> {
        device.map(|(id, name)| Self { id: id.to_string(), name })
    }
}

/// Something that somebody did.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditAct {
    /// From 1 without a gap.
    number: i64,
    /// Milliseconds since 1970 UTC.
    at: i64,
    #[schema(example = "role_added")]
    kind: String,
    /// `page`, `api`, `device`, `command` (the operator, at the server's own machine) or `server`.
    origin: String,
    /// Who did it.
    actor: Option<AuditName>,
    /// From which device, or place in the office.
    place: Option<AuditName>,
    /// Whom it is about.
    person: Option<AuditName>,
    /// Which device it is about.
    device: Option<AuditName>,
    /// A role, a department, a list, a procedure.
    matter: String,
    /// A version, a form and a number of rows, a network address.
    detail: String,
    /// How many times, for failed sign-ins of a quarter of an hour.
    count: Option<i64>,
    /// When last.
    last_at: Option<i64>,
}

impl From<AuditLine> for AuditAct {
    fn from(line: AuditLine) -> Self {
        Self {
            number: line.number,
            at: line.at,
            kind: line.kind,
            origin: line.origin,
            actor: AuditName::user(line.actor),
            place: AuditName::device(line.place),
            person: AuditName::user(line.person),
            device: AuditName::device(line.device),
            matter: line.matter,
            detail: line.detail,
            count: line.times.map(|(count, _)| count),
            last_at: line.times.map(|(_, last)| last),
        }
    }
}

/// A page of the audit.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AuditPage {
    /// The newest first.
    lines: Vec<AuditAct>,
    /// What to ask for as `before` to get the next page; absent on the last one.
    next: Option<i64>,
}

/// The lines that a question finds, and whether there are more.
pub(super) async fn find(
    state: &AppState,
    principal: &Principal,
    query: AuditQuery,
) -> Result<(Vec<AuditLine>, bool), Problem> {
    require(principal, Action::ReadAudit)?;
    let wanted = query.limit as usize;
    let query = AuditQuery { limit: query.limit.saturating_add(1), ..query };
    let mut found = state.store.read(move |connection| lines(connection, &query)).await?;
    let more = found.len() > wanted;
    found.truncate(wanted);
    Ok((found, more))
}

/// What people did to the site that is no entry of an order: signing in, accounts, devices, what was published or taken out.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "audit", params(AuditParameters),
    responses(
        (status = 200, body = AuditPage), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<AuditParameters>,
) -> Result<Response, Problem> {
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let query = parameters.query(Zone::from(state.site.timezone), kind.is_some())?;
    let (found, more) = find(&state, &principal, query).await?;
    if let Some(kind) = kind {
        return as_file(&state, &principal, kind, &found).await;
    }
    let next = found.last().filter(|_| more).map(|last| last.number);
    Ok(Json(AuditPage { lines: found.into_iter().map(AuditAct::from).collect(), next }).into_response())
}

/// Lines as a file.
pub(super) async fn as_file(
    state: &AppState,
    principal: &Principal,
    kind: FileKind,
    lines: &[AuditLine],
) -> Result<Response, Problem> {
    let sheets = || vec![audit_sheet(lines, Zone::from(state.site.timezone))];
    let paper = |language| reports::audit(state, language, lines);
    file(Asker::new(state, principal), kind, "audit", sheets, paper).await
}
