//! `POST /api/v1/sync`: the wire around one request of a device.

use super::engine::{job_random, sender};
use super::inflate::{inflate, too_large};
use super::{AppState, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::feed;
use crate::sync::{self, Pushed, SyncConfig, SyncEnv, SyncError};
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::protocol::{
    Cursor, MAX_REQUEST_BYTES, MEDIA_TYPE, PACKED_MEDIA_TYPE, SyncRequest, VERSION, WireError, columns,
    from_bytes, to_bytes,
};
use planted::{Bug, Point, point};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Answers below this size are worth neither columns nor compression.
const COMPRESS_FROM: usize = 1024;
/// Any level above costs a phone's wait more than it saves bytes.
const ZSTD_LEVEL: i32 = 3;

const PROTOCOL: HeaderName = HeaderName::from_static("undercroft-protocol");
const DIGEST: HeaderName = HeaderName::from_static("undercroft-digest");

/// Takes a device's new changes and gives it everything after its cursor.
#[utoipa::path(
    post, path = "/api/v1/sync", tag = "sync",
    request_body(
        content_type = "application/cbor",
        description = "A SyncRequest, also as application/vnd.undercroft.columns; identity, gzip or zstd"
    ),
    responses(
        (
            status = 200, content_type = "application/cbor",
            description = "A SyncAnswer, as application/vnd.undercroft.columns where it is large and that is accepted"
        ),
        (status = 400, body = super::problem::ProblemBody), (status = 401, body = super::problem::ProblemBody),
        (status = 413, body = super::problem::ProblemBody), (status = 429, body = super::problem::ProblemBody),
        (status = 503, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []))
)]
pub(super) async fn sync(
    State(state): State<AppState>,
    principal: Principal,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Problem> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let packed = match kind {
        Some(MEDIA_TYPE) => false,
        Some(PACKED_MEDIA_TYPE) => true,
        _ => return Err(Problem::new(ProblemKind::UnsupportedType, "send application/cbor")),
    };
    let body = body.map_err(|rejection| match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => too_large(),
        _ => Problem::new(ProblemKind::InvalidRequest, "the body couldn't be read to its end"),
    })?;
    let malformed = |error: WireError| Problem::new(ProblemKind::InvalidRequest, error.to_string());
    let plain = inflate(&headers, &body)?;
    let plain = if packed { columns::unpack(&plain, MAX_REQUEST_BYTES).map_err(malformed)? } else { plain };
    let request: SyncRequest = from_bytes(&plain).map_err(|error| unread(&plain, &error))?;
    if planted::is(Bug::RequestsAreKept) {
        std::mem::forget(vec![1_u8; 1 << 20]);
    }
    let answer = exchange(&state, principal, request).await?;
    let bytes = to_bytes(&answer).map_err(|error| {
        tracing::error!(%error, "an answer has no bytes");
        Problem::new(ProblemKind::Internal, "the request id leads to more in the server's log")
    })?;
    Ok(respond(&headers, bytes))
}

/// A request of which nothing but the cursor is read.
#[derive(Deserialize)]
struct Asked<C> {
    cursor: Option<C>,
}

fn cursor_of<C: DeserializeOwned>(plain: &[u8]) -> Result<Option<C>, WireError> {
    from_bytes::<Asked<C>>(plain).map(|asked| asked.cursor)
}

/// Why these bytes are no request: their cursor is none, or something else is wrong with them.
fn unread(plain: &[u8], error: &WireError) -> Problem {
    let has_one = cursor_of::<IgnoredAny>(plain).is_ok_and(|cursor| cursor.is_some());
    match cursor_of::<Cursor>(plain) {
        Err(fault) if has_one => Problem::new(ProblemKind::InvalidCursor, fault.to_string()),
        _ => Problem::new(ProblemKind::InvalidRequest, error.to_string()),
    }
}

async fn exchange(
    state: &AppState,
    principal: Principal,
    request: SyncRequest,
) -> Result<client_core::protocol::SyncAnswer, Problem> {
    let now = state.now_ms();
    let (who, asked) = (principal.clone(), request.clone());
    let (from, needs_write) = state
        .store
        .read(move |connection| {
            let from = sender(connection, &who, now)?;
            let needs_write = sync::needs_write(connection, &from, &asked)?;
            Ok::<_, SyncError>((from, needs_write))
        })
        .await?;
    let mut pushed = Pushed::default();
    if needs_write {
        let (procedures, asked, from) = (state.procedures.clone(), request.clone(), from.clone());
        let keys = Arc::clone(&state.keys);
        let mut random = job_random(state)?;
        let (done, seq) = state
            .store
            .write(move |connection| {
                let config = SyncConfig::default();
                let library = procedures.at(connection)?;
                let env = SyncEnv { library: &library, config: &config, keys: &keys };
                let pushed = sync::push(connection, env, &from, &asked, now, &mut random)?;
                Ok::<_, SyncError>((pushed, feed::seq(connection)?))
            })
            .await?;
        if done.moved {
            state.moved(seq);
        }
        pushed = done;
        point(Point::ServerBetweenPushAndPull);
    }
    let (procedures, keys) = (state.procedures.clone(), Arc::clone(&state.keys));
    let answer = state
        .store
        .read(move |connection| {
            let config = SyncConfig::default();
            let library = procedures.at(connection)?;
            let env = SyncEnv { library: &library, config: &config, keys: &keys };
            sync::pull(connection, env, &from, &request, pushed, now)
        })
        .await?;
    Ok(answer)
}

/// Whether a header's list names something.
fn names(headers: &HeaderMap, header: &HeaderName, wanted: &str) -> bool {
    let values = headers.get_all(header).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|value| value.trim() == wanted)
}

fn respond(headers: &HeaderMap, message: Vec<u8>) -> Response {
    let large = message.len() >= COMPRESS_FROM;
    let takes_columns = large && names(headers, &header::ACCEPT, PACKED_MEDIA_TYPE);
    let (media, bytes) = match takes_columns.then(|| columns::pack(&message)).flatten() {
        Some(columns) => (PACKED_MEDIA_TYPE, columns),
        None => (MEDIA_TYPE, message),
    };
    let digest = client_core::domain::id::hex(&Sha256::digest(&bytes));
    let takes_zstd = names(headers, &header::ACCEPT_ENCODING, "zstd");
    let packed =
        if takes_zstd && large { zstd::stream::encode_all(bytes.as_slice(), ZSTD_LEVEL).ok() } else { None };
    let coded = packed.is_some();
    let mut response = packed.unwrap_or(bytes).into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    fields.insert(PROTOCOL, HeaderValue::from(VERSION));
    fields.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if coded {
        fields.insert(header::CONTENT_ENCODING, HeaderValue::from_static("zstd"));
    }
    if let Ok(digest) = HeaderValue::from_str(&digest) {
        fields.insert(DIGEST, digest);
    }
    response
}
