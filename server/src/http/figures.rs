//! Follow-ups and statistics over JSON, and what pages and files share with it.

use super::extract::Query;
use super::files::{Asker, FileKind, file_kind, paper_language, shown};
use super::pages::reports;
use super::{AppState, Problem, ProblemKind, analysis};
use crate::accounts::Principal;
use crate::complaints;
use crate::directory;
use crate::feed::{EngineError, reference};
use crate::figures::{
    MAX_PAGE, QueueLine, QueueQuery, Whom, compliance_sheets, handed_over_at, managers, month_sheets, queue,
    queue_sheet, summaries,
};
use axum::extract::State;
use axum::response::Response;
use client_core::domain::calendar::{Day, MonthOf, Zone};
use client_core::domain::deadline::Deadline;
use client_core::domain::entry::follow_up::{FollowUpBy, RepairClass};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::order::FollowUpTrack;
use client_core::domain::policy::{Action, may_do};
use client_core::domain::statistics::{
    ComplaintTimes, Compliance, MonthFigures, OrderSummary, Span, StatisticsSettings, complaint_times,
    compliance, month_figures,
};
use client_core::domain::stock::Catalogue;
use client_core::domain::text::Language;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::{IntoParams, ToSchema};

/// Months before that a trend shows.
const TREND: i64 = 3;

pub(super) fn require(principal: &Principal, action: Action) -> Result<(), Problem> {
    if principal.roles.iter().any(|role| may_do(*role, action)) {
        Ok(())
    } else {
        Err(Problem::new(ProblemKind::Forbidden, "none of your roles reads this"))
    }
}

pub(super) fn wrong(name: &'static str, detail: &str) -> Problem {
    Problem::new(ProblemKind::InvalidParameter, detail.to_owned()).with("parameter", name)
}

pub(super) fn zone(state: &AppState) -> Zone {
    Zone::from(state.site.timezone)
}

/// Which follow-ups.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct QueueParameters {
    /// Only this track, such as `done`; absent: `due` and `corrective_open`.
    pub(super) state: Option<String>,
    /// Only those of `dispatch_centre` or `area_assistant`.
    pub(super) whose: Option<String>,
    /// Only repairs of this class: `safety`, `leak`, `other`.
    pub(super) class: Option<String>,
    /// Only those whose earliest deadline has passed.
    #[serde(default)]
    pub(super) overdue: bool,
    /// Only those that were completed in this month of the site's zone, such as `2026-03`.
    pub(super) month: Option<String>,
    /// The `next` of the page before.
    pub(super) after: Option<String>,
    /// Only those of this person, by user id; `none` for those that nobody was named for.
    pub(super) person: Option<String>,
    /// Lines, 1 to 500.
    pub(super) limit: Option<u32>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

impl QueueParameters {
    pub(super) fn query(&self) -> Result<QueueQuery, Problem> {
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        let limit = self.limit.unwrap_or(100);
        if !(1..=MAX_PAGE).contains(&limit) {
            return Err(wrong("limit", "1 to 500"));
        }
        let track = |name: String| {
            let found = FollowUpTrack::ALL.iter().find(|track| track.as_str() == name);
            found.copied().ok_or_else(|| wrong("state", "a track of follow-ups"))
        };
        let by = |name: String| FollowUpBy::parse(&name).ok_or_else(|| wrong("whose", "who follows up"));
        let class = |name: String| RepairClass::parse(&name).ok_or_else(|| wrong("class", "a repair class"));
        Ok(QueueQuery {
            state: given(&self.state).map(track).transpose()?,
            follow_up_by: given(&self.whose).map(by).transpose()?,
            repair_class: given(&self.class).map(class).transpose()?,
            overdue: self.overdue,
            month: given(&self.month).map(|text| month_of(&text)).transpose()?,
            person: given(&self.person).map(|text| person(&text)).transpose()?,
            after: given(&self.after)
                .map(|text| text.parse().map_err(|()| wrong("after", "the next of a page")))
                .transpose()?,
            limit,
        })
    }
}

fn person(text: &str) -> Result<Whom, Problem> {
    match text {
        "none" => Ok(Whom::Nobody),
        id => id.parse().map(Whom::Person).map_err(|_| wrong("person", "a user id, or none")),
    }
}

pub(super) fn month_of(text: &str) -> Result<MonthOf, Problem> {
    text.parse().map_err(|_| wrong("month", "a month such as 2026-03"))
}

/// The month that is named; the present one where none is.
pub(super) fn month_or_present(month: Option<&str>, zone: Zone, now: i64) -> Result<MonthOf, Problem> {
    match month.filter(|text| !text.is_empty()) {
        Some(text) => month_of(text),
        None => Ok(zone.month_of(now)),
    }
}

/// The span of a month of the site's zone; nothing where none is named.
pub(super) fn span_of(month: Option<&str>, zone: Zone) -> Result<Option<Span>, Problem> {
    let month = month.filter(|text| !text.is_empty()).map(month_of).transpose()?;
    Ok(month.map(|month| Span::of_month(zone, month)))
}

/// A page of the queue.
pub(super) async fn load_queue(
    state: &AppState,
    principal: &Principal,
    query: QueueQuery,
) -> Result<(Vec<QueueLine>, bool), Problem> {
    require(principal, Action::ReadFollowUps)?;
    let (zone, now, jobs) = (zone(state), state.now_ms(), Arc::clone(&state.jobs));
    Ok(state.store.read(move |connection| queue(connection, &query, zone, &jobs.deadlines, now)).await?)
}

/// A line of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FollowUpLine {
    #[schema(value_type = String, format = "uuid")]
    id: DocumentId,
    number: Option<String>,
    service_class: String,
    repair_class: &'static str,
    follow_up: &'static str,
    follow_up_by: &'static str,
    #[schema(value_type = Option<String>, format = "uuid")]
    person: Option<UserId>,
    /// Milliseconds since 1970 UTC.
    completed_at: i64,
    /// Milliseconds since 1970 UTC.
    followed_at: Option<i64>,
    /// Every deadline, the earliest first: that one alarms.
    #[schema(value_type = Vec<Object>)]
    deadlines: Vec<Deadline>,
    /// A leak was repaired and nothing says that the repair was tested.
    leak_test_missing: bool,
    overdue: bool,
    correctives_open: u32,
}

impl From<&QueueLine> for FollowUpLine {
    fn from(line: &QueueLine) -> Self {
        let summary = &line.summary;
        Self {
            id: summary.order,
            number: summary.number.clone(),
            service_class: summary.service_class.clone(),
            repair_class: summary.repair_class.as_str(),
            follow_up: summary.follow_up.as_str(),
            follow_up_by: summary.follow_up_by.as_str(),
            person: summary.follow_up_person,
            completed_at: line.completed_at,
            followed_at: summary.followed_at,
            deadlines: line.due.deadlines.clone(),
            leak_test_missing: line.due.leak_test_missing,
            overdue: line.overdue,
            correctives_open: summary.correctives_open,
        }
    }
}

/// A page of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FollowUpPage {
    /// Lines, the oldest completion first.
    follow_ups: Vec<FollowUpLine>,
    /// What to ask for as `after` to get the next page; absent on the last one.
    next: Option<String>,
}

/// The queue of follow-ups: the oldest completion first, ties by slip number.
#[utoipa::path(
    get, path = "/api/v1/follow-ups", tag = "follow-ups", params(QueueParameters),
    responses(
        (status = 200, body = FollowUpPage), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn follow_ups(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<QueueParameters>,
) -> Result<Response, Problem> {
    let kind = file_kind(parameters.format.as_deref(), paper_language(parameters.language))?;
    let (lines, more) = load_queue(&state, &principal, parameters.query()?).await?;
    let next = lines.last().filter(|_| more).map(|line| line.cursor().to_string());
    let follow_ups = lines.iter().map(FollowUpLine::from).collect();
    let sheets = || vec![queue_sheet(&lines, zone(&state))];
    let paper = |language| reports::figures::queue(&state, language, &lines);
    shown(
        Asker::new(&state, &principal),
        kind,
        "follow-ups",
        &FollowUpPage { follow_ups, next },
        sheets,
        paper,
    )
    .await
}

/// Which time.
#[derive(Debug, Default, Clone, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    /// A month of the site's zone, such as `2026-03`; this month when nothing is named.
    pub(super) month: Option<String>,
    /// The first day, such as `2026-03-01`, instead of a month.
    pub(super) from: Option<String>,
    /// The last day.
    pub(super) to: Option<String>,
    /// `csv`, `xlsx` or `pdf` for a file.
    pub(super) format: Option<String>,
    /// Language of a `pdf`: `zh-Hans`, `zh-Hant` or `en`.
    #[param(value_type = Option<String>, default = "zh-Hans", example = "en")]
    pub(super) language: Option<Language>,
}

/// A time that figures are asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The month; with other days the one that the last of them is in.
    pub(super) month: MonthOf,
    /// The span.
    pub(super) span: Span,
    /// The months before, the nearest first; none beside other days.
    pub(super) before: Vec<Span>,
    /// The first and the last day, where no month was asked for.
    days: Option<(Day, Day)>,
    /// As it stands in an address.
    pub(super) address: String,
}

impl Asked {
    /// A whole month of the site's zone.
    pub(super) fn month(state: &AppState, month: MonthOf) -> Self {
        let zone = zone(state);
        let of = |month| Span::of_month(zone, month);
        Self {
            month,
            span: of(month),
            before: (1..=TREND).map(|back| of(month.add_months(-back))).collect(),
            days: None,
            address: format!("month={month}"),
        }
    }

    /// Whether a whole month was asked for; other days have no trend and no written analysis.
    pub(super) fn is_month(&self) -> bool {
        !self.before.is_empty()
    }

    /// As a paper's title says it.
    pub(super) fn shown(&self) -> String {
        self.days.map_or_else(|| self.month.to_string(), |(from, to)| format!("{from} – {to}"))
    }
}

impl Period {
    /// The kind of file that is asked for.
    pub(super) fn kind(&self) -> Result<Option<FileKind>, Problem> {
        file_kind(self.format.as_deref(), paper_language(self.language))
    }

    pub(super) fn read(&self, state: &AppState) -> Result<Asked, Problem> {
        let zone = zone(state);
        let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        if let (Some(from), Some(to)) = (given(&self.from), given(&self.to)) {
            let from: Day = from.parse().map_err(|_| wrong("from", "a day such as 2026-03-01"))?;
            let to: Day = to.parse().map_err(|_| wrong("to", "a day such as 2026-03-31"))?;
            if to < from || to.days_since(from) > 366 {
                return Err(wrong("to", "a day within a year after the first"));
            }
            return Ok(Asked {
                month: to.month_of(),
                span: Span { from: zone.start_of(from), until: zone.end_of(to) },
                before: Vec::new(),
                days: Some((from, to)),
                address: format!("from={from}&to={to}"),
            });
        }
        let month = month_or_present(given(&self.month).as_deref(), zone, state.now_ms())?;
        Ok(Asked::month(state, month))
    }
}

/// The figures of a time with the orders behind them.
pub(super) struct Figures {
    /// Every order that a figure could name.
    pub(super) orders: Vec<OrderSummary>,
    /// The figures.
    pub(super) month: MonthFigures,
    /// Names and units of material.
    pub(super) catalogue: Catalogue,
}

pub(super) async fn load_figures(
    state: &AppState,
    principal: &Principal,
    asked: &Asked,
) -> Result<Figures, Problem> {
    require(principal, Action::ReadStatistics)?;
    let first = asked.before.iter().map(|span| span.from).chain([asked.span.from]).min();
    let all = Span { from: first.unwrap_or(asked.span.from), until: asked.span.until };
    let (zone, span) = (zone(state), asked.span);
    let (orders, catalogue, enterprises) = state
        .store
        .read(move |connection| -> Result<_, Problem> {
            let orders = summaries(connection, all)?;
            let asked = orders.iter().filter(|one| one.follow_ups.iter().any(|made| span.has(made.at)));
            let asked = asked.map(|one| (one.order, zone.day_of(one.requested_at)));
            let enterprises = directory::of_enterprises(connection, asked)?;
            Ok((orders, reference::current(connection)?.catalogue, enterprises))
        })
        .await?;
    let mut month = month_figures(&orders, asked.span, &asked.before);
    month.keep_enterprises_apart(&enterprises);
    Ok(Figures { orders, month, catalogue })
}

/// The compliance of a month with the orders behind it.
pub(super) struct Kept {
    /// Every order that a figure could name.
    pub(super) orders: Vec<OrderSummary>,
    /// Names of the managers.
    pub(super) managers: Vec<(UserId, String)>,
    /// The compliance.
    pub(super) compliance: Compliance,
    /// What became of the deadlines of the month's complaints, of those that the reader may read.
    pub(super) complaints: Vec<ComplaintTimes>,
}

pub(super) async fn load_compliance(
    state: &AppState,
    principal: &Principal,
    month: MonthOf,
) -> Result<Kept, Problem> {
    require(principal, Action::ReadStatistics)?;
    let (zone, now) = (zone(state), state.now_ms());
    let span = Span::of_month(zone, month);
    let who = principal.clone();
    let (orders, managers, handed, received) = state
        .store
        .read(move |connection| -> Result<_, EngineError> {
            let orders = summaries(connection, span)?;
            let received = complaints::received(connection, who.user, &who.roles, span)?;
            Ok((orders, managers(connection, span)?, handed_over_at(connection, month)?, received))
        })
        .await?;
    let ids: Vec<UserId> = managers.iter().map(|(id, _)| *id).collect();
    let compliance = compliance(&orders, month, &ids, handed, zone, &state.jobs.deadlines, now);
    let complaints = complaint_times(&received, zone, &state.jobs.deadlines, now);
    Ok(Kept { orders, managers, compliance, complaints })
}

/// The site's target of satisfaction, and whether a time reached it (STA-8).
#[derive(Debug, Clone, Copy, Serialize)]
pub(super) struct Target {
    /// Of a hundred; the site has set none where it is absent.
    pub(super) satisfaction_target_percent: Option<u32>,
    /// No verdict without a target, and none where nobody was asked.
    pub(super) satisfaction_target_met: Option<bool>,
    /// Of a hundred follow-ups of enterprise customers (ROL-14).
    pub(super) enterprise_target_percent: Option<u32>,
    /// As above.
    pub(super) enterprise_target_met: Option<bool>,
}

impl Target {
    pub(super) fn of(settings: StatisticsSettings, figures: &MonthFigures) -> Self {
        Self {
            satisfaction_target_percent: settings.satisfaction_target_percent,
            satisfaction_target_met: figures.opinions.meets(settings),
            enterprise_target_percent: settings.enterprise_target_percent,
            enterprise_target_met: figures.opinions.enterprises_meet(settings),
        }
    }
}

#[derive(Serialize)]
struct MonthAnswer<'a> {
    #[serde(flatten)]
    target: Target,
    #[serde(flatten)]
    figures: &'a MonthFigures,
}

/// Figures of a month or of other days. Each has its number, what it is a part of, and the slips behind it.
#[utoipa::path(
    get, path = "/api/v1/statistics", tag = "statistics", params(Period),
    responses(
        (status = 200, body = Object), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn statistics(
    State(state): State<AppState>,
    principal: Principal,
    Query(period): Query<Period>,
) -> Result<Response, Problem> {
    let (kind, asked) = (period.kind()?, period.read(&state)?);
    let figures = load_figures(&state, &principal, &asked).await?;
    let written = if asked.is_month() { Some(analysis::load(&state, asked.month).await?) } else { None };
    let month = &figures.month;
    let target = Target::of(state.jobs.statistics, month);
    let paper = |language| reports::figures::summary(&state, language, &asked, &figures, written.as_ref());
    shown(
        Asker::new(&state, &principal),
        kind,
        "statistics",
        &MonthAnswer { target, figures: month },
        || month_sheets(month),
        paper,
    )
    .await
}

#[derive(Serialize)]
struct ComplianceAnswer<'a> {
    #[serde(flatten)]
    compliance: &'a Compliance,
    complaints: &'a [ComplaintTimes],
}

/// How a month kept the rules' times and shares. `complaints` has a line for each of their deadlines, with the complaints
/// that kept it, that didn't, and for which there is time.
#[utoipa::path(
    get, path = "/api/v1/compliance", tag = "statistics", params(Period),
    responses(
        (status = 200, body = Object), (status = 400, body = super::problem::ProblemBody),
        (status = 403, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn show_compliance(
    State(state): State<AppState>,
    principal: Principal,
    Query(period): Query<Period>,
) -> Result<Response, Problem> {
    let (kind, asked) = (period.kind()?, period.read(&state)?);
    let kept = load_compliance(&state, &principal, asked.month).await?;
    let sheets = || compliance_sheets(&kept.compliance, &kept.complaints);
    let paper = |language| reports::figures::compliance(&state, language, &asked, &kept);
    let answer = ComplianceAnswer { compliance: &kept.compliance, complaints: &kept.complaints };
    shown(Asker::new(&state, &principal), kind, "compliance", &answer, sheets, paper).await
}
