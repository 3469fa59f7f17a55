//! Notices over JSON: those of the sender, in data and in words, and what he has read.

use super::extract::Query;
use super::{AppState, Json, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::notify::{self, Notice, NoticePage, Subject};
use crate::store::StoreError;
use axum::extract::{Path, State};
use client_core::domain::calendar::Zone;
use client_core::domain::id::DocumentId;
use client_core::domain::text::{Language, LocalText};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// A page has at most this many notices.
const MOST_NOTICES: u32 = 200;

/// Which notices.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct NoticeParameters {
    /// Only those that you haven't read.
    #[serde(default)]
    unread: bool,
    /// Only notices before the one with this id: the next page.
    before: Option<u64>,
    /// Notices, 1 to 200.
    #[serde(default = "default_limit")]
    limit: u32,
}

const fn default_limit() -> u32 {
    50
}

/// A notice.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoticeLine {
    /// Newer ones have greater ids.
    #[schema(example = 4711)]
    id: u64,
    /// What it is of, as data: `kind` and what belongs to it.
    #[schema(value_type = Object, example = json!({
        "kind": "reply_late", "document": "07070707-0707-0707-0707-070707070707", "due_at": 1_772_414_100_000_i64
    }))]
    body: notify::NoticeBody,
    /// In a few words, in all three languages.
    #[schema(value_type = Object, example = json!({
        "zh-Hans": "回复客户已超时", "zh-Hant": "回覆客戶已逾時", "en": "The reply to the customer is late"
    }))]
    title: LocalText,
    /// In a sentence, in all three languages.
    #[schema(value_type = Object)]
    text: LocalText,
    /// The page where more is seen, as a path.
    #[schema(example = "/orders/07070707-0707-0707-0707-070707070707")]
    link: String,
    /// The order that it is about.
    #[schema(value_type = Option<String>, format = "uuid")]
    order: Option<DocumentId>,
    /// The incident that it is about.
    #[schema(value_type = Option<String>, format = "uuid")]
    incident: Option<DocumentId>,
    /// The complaint that it is about.
    #[schema(value_type = Option<String>, format = "uuid")]
    complaint: Option<DocumentId>,
    /// The matter that it is about.
    #[schema(value_type = Option<String>, format = "uuid")]
    matter: Option<DocumentId>,
    /// Number of that order's slip.
    #[schema(example = "LMP26-1")]
    order_number: Option<String>,
    /// When it was made, milliseconds since 1970 UTC.
    created_at: i64,
    /// When you read it, milliseconds since 1970 UTC.
    read_at: Option<i64>,
}

/// A page of notices.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoticeAnswer {
    /// Notices, the newest first.
    notices: Vec<NoticeLine>,
    /// What to ask for as `before` to get the next page; absent on the last one.
    next: Option<u64>,
    /// How many you haven't read.
    unread: u64,
}

/// What is left after reading.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct NoticeRead {
    /// How many you haven't read.
    unread: u64,
}

fn line(notice: Notice, zone: Zone) -> NoticeLine {
    let local = |words: &dyn Fn(Language) -> String| LocalText {
        zh_hans: words(Language::ZhHans),
        zh_hant: words(Language::ZhHant),
        en: words(Language::En),
    };
    let Notice { id, body, order_number, created_at, read_at } = notice;
    let subject = body.subject();
    let of = |is: bool| subject.document().filter(|_| is);
    let order = of(matches!(subject, Subject::Order(_)));
    let incident = of(matches!(subject, Subject::Incident(_)));
    let complaint = of(matches!(subject, Subject::Complaint(_)));
    let matter = of(matches!(subject, Subject::Matter(_)));
    NoticeLine {
        id,
        title: local(&|language| notify::title(&body, language)),
        text: local(&|language| notify::text(&body, order_number.as_deref(), zone, language)),
        link: body.link(),
        order,
        incident,
        complaint,
        matter,
        body,
        order_number,
        created_at,
        read_at,
    }
}

/// Your notices, the newest first.
#[utoipa::path(
    get, path = "/api/v1/notices", tag = "notices", params(NoticeParameters),
    responses((status = 200, body = NoticeAnswer), (status = 400, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn list(
    State(state): State<AppState>,
    principal: Principal,
    Query(parameters): Query<NoticeParameters>,
) -> Result<Json<NoticeAnswer>, Problem> {
    if !(1..=MOST_NOTICES).contains(&parameters.limit) {
        let problem = Problem::new(ProblemKind::InvalidParameter, format!("1 to {MOST_NOTICES}"));
        return Err(problem.with("parameter", "limit"));
    }
    let (user, zone) = (principal.user, Zone::from(state.site.timezone));
    let limit = parameters.limit;
    // One more than wanted tells whether there is a next page.
    let wanted =
        NoticePage { unread: parameters.unread, before: parameters.before, limit: limit.saturating_add(1) };
    let (mut notices, unread) = state
        .store
        .read(move |connection| -> Result<_, StoreError> {
            Ok((notify::page(connection, user, wanted)?, notify::unread(connection, user)?))
        })
        .await?;
    let more = notices.len() > limit as usize;
    notices.truncate(limit as usize);
    let next = notices.last().map(|last| last.id).filter(|_| more);
    let notices = notices.into_iter().map(|notice| line(notice, zone)).collect();
    Ok(Json(NoticeAnswer { notices, next, unread }))
}

/// You have read a notice. Saying it again changes nothing.
#[utoipa::path(
    post, path = "/api/v1/notices/{id}/read", tag = "notices",
    params(("id" = u64, Path, description = "Notice id")),
    responses((status = 200, body = NoticeRead), (status = 404, body = super::problem::ProblemBody)),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn read(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
) -> Result<Json<NoticeRead>, Problem> {
    Ok(Json(NoticeRead { unread: mark(&state, &principal, &id).await? }))
}

/// Marks a notice of the sender's as read; gives how many are left.
pub(super) async fn mark(state: &AppState, principal: &Principal, id: &str) -> Result<u64, Problem> {
    let unknown = || Problem::new(ProblemKind::NotFound, "no such notice");
    let id: u64 = id.parse().map_err(|_| unknown())?;
    let (user, now) = (principal.user, state.now_ms());
    let left = state
        .store
        .write(move |connection| -> Result<_, StoreError> {
            if notify::mark_read(connection, user, id, now)? {
                notify::unread(connection, user).map(Some)
            } else {
                Ok(None)
            }
        })
        .await?;
    left.ok_or_else(unknown)
}
