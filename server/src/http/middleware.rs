//! What every request goes through, from the outside in: request id and log line, security
//! headers, panic catcher, size of the headers, time limit.

use super::problem::PendingProblem;
use super::{AppState, Problem, ProblemKind};
use crate::environment::random;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use client_core::protocol::{MEDIA_TYPE, PACKED_MEDIA_TYPE};
use futures_util::TryStreamExt;
use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tracing::Instrument;

/// All headers of a request together, in bytes (attack 14).
const MOST_HEADER_BYTES: usize = 8 * 1024;

/// What a byte of a body adds to the time that its request may take.
const TIME_PER_BYTE: Duration = Duration::from_millis(2);

/// The id of a request; a handler can take it from the request's extensions.
#[derive(Debug, Clone)]
pub struct RequestId(pub String);

/// Gives the request an id, logs it, completes problem bodies and sets the security headers.
///
/// The log has the route's pattern, never the query: tokens and names can stand in a query.
pub(super) async fn outermost(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = random::<8>(&*state.entropy).map_or(0, u64::from_be_bytes);
    let id = format!("{id:016x}");
    request.extensions_mut().insert(RequestId(id.clone()));
    let method = request.method().clone();
    let path = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(unknown)".to_owned(), |path| path.as_str().to_owned());
    // Where a proxy in front and this server don't agree on where such a body ends, what follows it must not be read as
    // a request of its own (attack 47).
    let last = request.headers().contains_key(header::TRANSFER_ENCODING);
    let started = state.now_ms();
    let span = tracing::info_span!("request", id = %id, %method, path = %path);
    let mut response = next.run(request).instrument(span.clone()).await;
    if let Some(problem) = response.extensions_mut().remove::<PendingProblem>() {
        *response.body_mut() = Body::from(problem.finish(&id));
        response.headers_mut().remove(header::CONTENT_LENGTH);
    }
    secure(&mut response, &state);
    if last {
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(HeaderName::from_static("x-request-id"), value);
    }
    let (status, ms) = (response.status().as_u16(), state.now_ms() - started);
    span.in_scope(|| tracing::info!(status, ms, "answered"));
    response
}

/// Headers that keep a browser from doing what no page of ours needs. A handler may set its own. Messages of sync, which
/// nothing shows as a page, go without those that speak of pages: they are half a kilobyte of each answer.
fn secure(response: &mut Response, state: &AppState) {
    let headers = response.headers_mut();
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let is_message = matches!(kind, Some(MEDIA_TYPE | PACKED_MEDIA_TYPE));
    let of_pages = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
             connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; \
             form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    let of_all = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in of_all.into_iter().chain(of_pages.into_iter().filter(|_| !is_message)) {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if state.http.is_https() {
        headers
            .entry(header::STRICT_TRANSPORT_SECURITY)
            .or_insert(HeaderValue::from_static("max-age=31536000"));
    }
}

/// Bodies up to this size are read whatever the answer will be: about a day's work of one phone.
const SMALL_BODY_BYTES: usize = 128 * 1024;

/// Refuses oversized headers, and gives up on requests that take too long.
///
/// A body may take its time on a bad line as long as it comes at 500 bytes a second (attack 35):
/// every byte that arrives buys two milliseconds.
pub(super) async fn limits(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let bytes: usize = request.headers().iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if bytes > MOST_HEADER_BYTES {
        return Problem::new(ProblemKind::HeadersTooLarge, "at most 8 KB of headers").into_response();
    }
    let received = Arc::new(AtomicU32::new(0));
    let counter = Arc::clone(&received);
    let request = request.map(|body| {
        let counted = body.into_data_stream().inspect_ok(move |chunk| {
            counter.fetch_add(u32::try_from(chunk.len()).unwrap_or(u32::MAX), Ordering::Relaxed);
        });
        Body::from_stream(counted)
    });
    let mut work = std::pin::pin!(next.run(request));
    let (mut allowed, mut waited) = (state.http.request_timeout, Duration::ZERO);
    while allowed > waited {
        tokio::select! {
            response = &mut work => return response,
            () = tokio::time::sleep(allowed.saturating_sub(waited)) => {}
        }
        waited = allowed;
        let bought = TIME_PER_BYTE.saturating_mul(received.load(Ordering::Relaxed));
        allowed = state.http.request_timeout.saturating_add(bought);
    }
    Problem::new(ProblemKind::Timeout, "the request wasn't complete in time").into_response()
}

/// Refuses what was sent to somebody else's name (attack 49).
pub(super) async fn own_name(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let named = match host(request.headers()) {
        Ok(named) => named,
        Err(problem) => return problem.into_response(),
    };
    // A whole address in the first line goes before the field. What names nobody comes from no browser.
    match request.uri().authority().or(named.as_ref()) {
        Some(asked) if !state.http.is_own(asked.host()) => {
            Problem::new(ProblemKind::Misdirected, "this server doesn't go by that name").into_response()
        }
        _ => next.run(request).await,
    }
}

/// Whom the field `Host` names.
fn host(headers: &HeaderMap) -> Result<Option<Authority>, Problem> {
    let mut fields = headers.get_all(header::HOST).iter();
    let (first, second) = (fields.next(), fields.next());
    let Some(field) = first else { return Ok(None) };
    let named = field.to_str().ok().and_then(|text| text.parse().ok()).filter(|_| second.is_none());
    named
        .map(Some)
        .ok_or_else(|| Problem::new(ProblemKind::InvalidRequest, "the field Host names no one host"))
}

/// Reads a small body to its end before the handler answers.
///
/// A handler that refuses a sender answers without reading on. The connection is closed then, and a client that was
/// still sending sees a reset instead of the 401 that tells it what to do.
pub(super) async fn whole_small_body(request: Request, next: Next) -> Response {
    let length = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse::<usize>().ok());
    if !length.is_some_and(|length| (1..=SMALL_BODY_BYTES).contains(&length)) {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match axum::body::to_bytes(body, SMALL_BODY_BYTES).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(_) => {
            Problem::new(ProblemKind::InvalidRequest, "the body couldn't be read to its end").into_response()
        }
    }
}

/// Turns a panicking handler into a problem; the panic's text goes to the log only.
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no text");
    tracing::error!(panic = ?text, "a handler panicked");
    Problem::new(ProblemKind::Internal, "the request id leads to more in the server's log").into_response()
}
