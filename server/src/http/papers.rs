//! Papers as PDF.

use super::extract::Query;
use super::pages::slip_paper;
use super::{AppState, Problem, ProblemKind};
use crate::accounts::Principal;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::text::Language;
use serde::Deserialize;
use undercroft_paper::{SlipCopy, slip_pdf};
use utoipa::IntoParams;

/// How a slip is printed.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct SlipParameters {
    /// Language of the paper: `zh-Hans`, `zh-Hant` or `en`.
    #[serde(default = "simplified")]
    #[param(value_type = String, default = "zh-Hans", example = "en")]
    language: Language,
    /// One copy only: `owner`, `csc` or `finance`. All three without it.
    #[param(value_type = Option<String>, example = "finance")]
    copy: Option<SlipCopy>,
}

const fn simplified() -> Language {
    Language::ZhHans
}

/// The job slip on paper: three copies with one content hash and a QR code that opens the order (FEE-2).
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/slip.pdf", tag = "orders",
    params(("id" = String, Path, description = "Order id"), SlipParameters),
    responses(
        (status = 200, content_type = "application/pdf", body = Vec<u8>),
        (status = 400, body = super::problem::ProblemBody), (status = 404, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn slip(
    State(state): State<AppState>,
    principal: Principal,
    Path(id): Path<String>,
    Query(SlipParameters { language, copy }): Query<SlipParameters>,
) -> Result<Response, Problem> {
    let slip = slip_paper(&state, principal, &id, language).await?;
    let copies = copy.map_or_else(|| SlipCopy::ALL.to_vec(), |copy| vec![copy]);
    let made = tokio::task::spawn_blocking(move || slip_pdf(&slip, &copies, language)).await;
    let Ok(Ok(bytes)) = made else {
        return Err(Problem::new(ProblemKind::Internal, "the slip couldn't be made"));
    };
    let mut response = bytes.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    fields.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline; filename=\"slip.pdf\""));
    Ok(response)
}
