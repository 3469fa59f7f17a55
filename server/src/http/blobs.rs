//! Photos by themselves: up in pieces in the manner of the IETF's resumable uploads, down in byte ranges.

use super::engine::sender;
use super::{AppState, Problem, ProblemKind};
use crate::accounts::Principal;
use crate::blobs::{self, Piece, Sent};
use crate::store::free_bytes;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use client_core::domain::id::{DeviceId, hex};
use client_core::domain::photo::MAX_PHOTO_BLOB_BYTES;
use client_core::protocol::{BlobName, BlobRefusal, MAX_BLOB_CHUNK_BYTES, VERSION};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

const PROTOCOL: HeaderName = HeaderName::from_static("undercroft-protocol");
const DIGEST: HeaderName = HeaderName::from_static("undercroft-digest");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const COMPLETE: HeaderName = HeaderName::from_static("upload-complete");
/// Nothing that comes from a person is ever run or laid out as a page of this site (attack 53).
const SANDBOX: &str = "default-src 'none'; sandbox";

/// Uploads whose body is being received: one writer at a time.
#[derive(Debug, Clone, Default)]
pub struct UploadsUnderWay(Arc<Mutex<BTreeSet<(DeviceId, BlobName)>>>);

struct UnderWay {
    all: UploadsUnderWay,
    key: (DeviceId, BlobName),
}

impl UploadsUnderWay {
    fn begin(&self, device: DeviceId, blob: BlobName) -> Option<UnderWay> {
        let key = (device, blob);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(key).then(|| UnderWay { all: self.clone(), key })
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.all.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

fn not_found() -> Problem {
    Problem::new(ProblemKind::NotFound, "no such blob")
}

/// A name that is none is the name of nothing.
fn name(document: &str, digest: &str) -> Result<BlobName, Problem> {
    match (document.parse(), digest.parse()) {
        (Ok(document), Ok(digest)) => Ok(BlobName { document, digest }),
        _ => Err(not_found()),
    }
}

fn number(headers: &HeaderMap, name: &'static str) -> Result<u32, Problem> {
    let text = headers.get(name).and_then(|value| value.to_str().ok());
    text.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| {
            Problem::new(ProblemKind::InvalidRequest, format!("{name} is a whole number of bytes"))
        })
}

fn stands(offset: u32, total: u32) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let fields = response.headers_mut();
    fields.insert(PROTOCOL, HeaderValue::from(VERSION));
    fields.insert(OFFSET, HeaderValue::from(offset));
    fields.insert(LENGTH, HeaderValue::from(total));
    fields.insert(COMPLETE, HeaderValue::from_static(if offset == total { "?1" } else { "?0" }));
    response
}

/// How many bytes of a blob are here: where an upload goes on.
#[utoipa::path(
    head, path = "/api/v1/documents/{document}/blobs/{digest}", tag = "blobs",
    params(("document" = String, Path, description = "Document id"), ("digest" = String, Path, description = "SHA-256 of the stored bytes, 64 hex digits")),
    responses(
        (status = 204, description = "Upload-Offset, Upload-Length and Upload-Complete say how far it is"),
        (status = 401, body = super::problem::ProblemBody), (status = 404, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn stand(
    State(state): State<AppState>,
    principal: Principal,
    Path((document, digest)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let blob = name(&document, &digest)?;
    let now = state.now_ms();
    let found = state
        .store
        .read(move |connection| {
            let from = sender(connection, &principal, now)?;
            blobs::stand(connection, &from, blob)
        })
        .await?;
    found.map(|(offset, total)| stands(offset, total)).ok_or_else(not_found)
}

/// Takes a piece of a blob. It begins where the bytes that are here end; the whole has the declared length.
#[utoipa::path(
    patch, path = "/api/v1/documents/{document}/blobs/{digest}", tag = "blobs",
    params(
        ("document" = String, Path, description = "Document id"),
        ("digest" = String, Path, description = "SHA-256 of the stored bytes, 64 hex digits"),
        ("Upload-Offset" = u32, Header, description = "Place of the first byte of this piece"),
        ("Upload-Length" = u32, Header, description = "Bytes of the whole")
    ),
    request_body(content_type = "application/octet-stream", description = "At most 256 KB of the stored bytes"),
    responses(
        (status = 204, description = "Upload-Offset and Upload-Complete say how far it is now"),
        (status = 400, body = super::problem::ProblemBody), (status = 401, body = super::problem::ProblemBody),
        (status = 404, body = super::problem::ProblemBody),
        (status = 409, body = super::problem::ProblemBody, description = "offset-mismatch, with Upload-Offset; in-progress"),
        (status = 413, body = super::problem::ProblemBody, description = "too-large; quota"),
        (status = 415, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody, description = "digest-mismatch: the upload begins anew; unprocessable-image"),
        (status = 507, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn put(
    State(state): State<AppState>,
    principal: Principal,
    Path((document, digest)): Path<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let blob = name(&document, &digest)?;
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if kind != Some("application/octet-stream") {
        return Err(Problem::new(ProblemKind::UnsupportedType, "send application/octet-stream"));
    }
    let (offset, total) = (number(&headers, "upload-offset")?, number(&headers, "upload-length")?);
    let Some(_under_way) = state.uploads.begin(principal.device, blob) else {
        let detail = "another request is sending this blob";
        return Err(Problem::new(ProblemKind::InProgress, detail).retry_after(2));
    };
    let bytes = axum::body::to_bytes(body, MAX_BLOB_CHUNK_BYTES)
        .await
        .map_err(|_| Problem::new(ProblemKind::TooLarge, "a piece is whole and has at most 256 KB"))?;
    let (now, limits) = (state.now_ms(), state.blob_limits);
    if free_bytes(state.store.path()).is_some_and(|free| free < limits.reserved_bytes) {
        return Err(refused(BlobRefusal::NoSpace));
    }
    let piece = state
        .store
        .write(move |connection| {
            let from = sender(connection, &principal, now)?;
            blobs::put(connection, &from, &limits, &Sent { blob, offset, total, bytes: &bytes }, now)
        })
        .await?;
    answer(piece, total)
}

fn answer(piece: Piece, total: u32) -> Result<Response, Problem> {
    match piece {
        Piece::Stands { offset, complete } => Ok(stands(offset, if complete { offset } else { total })),
        Piece::OffsetMismatch { offset } => {
            let detail = format!("{offset} bytes are here; go on from there");
            let problem = Problem::new(ProblemKind::OffsetMismatch, detail).with("offset", offset);
            let mut response = problem.into_response();
            response.headers_mut().insert(OFFSET, HeaderValue::from(offset));
            Ok(response)
        }
        Piece::LengthChanged { declared } => {
            let detail = format!("the whole was declared to have {declared} bytes");
            Err(Problem::new(ProblemKind::TooLarge, detail).with("declared", declared))
        }
        Piece::Unknown => Err(not_found()),
        Piece::Refused(refusal) => Err(refused(refusal)),
    }
}

fn refused(refusal: BlobRefusal) -> Problem {
    let detail = refusal.to_string();
    match refusal {
        BlobRefusal::TooLarge => {
            Problem::new(ProblemKind::TooLarge, detail).with("most", MAX_PHOTO_BLOB_BYTES)
        }
        BlobRefusal::Quota => Problem::new(ProblemKind::Quota, detail),
        BlobRefusal::Type => Problem::new(ProblemKind::UnsupportedType, detail),
        BlobRefusal::Pixels => Problem::new(ProblemKind::UnprocessableImage, detail),
        BlobRefusal::Digest => Problem::new(ProblemKind::DigestMismatch, detail),
        BlobRefusal::NoSpace => Problem::new(ProblemKind::NoSpace, detail).retry_after(60),
    }
}

/// A blob's stored bytes, whole or a range of them.
#[utoipa::path(
    get, path = "/api/v1/documents/{document}/blobs/{digest}", tag = "blobs",
    params(
        ("document" = String, Path, description = "Document id"),
        ("digest" = String, Path, description = "SHA-256 of the stored bytes, 64 hex digits"),
        ("Range" = Option<String>, Header, description = "bytes=FIRST-LAST or bytes=FIRST-")
    ),
    responses(
        (status = 200, content_type = "application/octet-stream", description = "All bytes"),
        (status = 206, content_type = "application/octet-stream", description = "The range, with Content-Range"),
        (status = 401, body = super::problem::ProblemBody), (status = 404, body = super::problem::ProblemBody),
        (status = 416, body = super::problem::ProblemBody)
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn get(
    State(state): State<AppState>,
    principal: Principal,
    Path((document, digest)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let blob = name(&document, &digest)?;
    let wanted = wanted(&headers)?;
    let (first, most) = wanted.unwrap_or((0, u32::MAX));
    let (total, bytes) = read(&state, principal, blob, first, most).await?;
    if wanted.is_some() && bytes.is_empty() {
        return Err(
            Problem::new(ProblemKind::InvalidRange, format!("it has {total} bytes")).with("total", total)
        );
    }
    let digest = hex(&Sha256::digest(&bytes));
    let last = u64::from(first) + bytes.len() as u64;
    let mut response = bytes.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    fields.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
    fields.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    fields.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    fields.insert(PROTOCOL, HeaderValue::from(VERSION));
    if let Ok(digest) = HeaderValue::from_str(&digest) {
        fields.insert(DIGEST, digest);
    }
    if wanted.is_some() {
        let range = format!("bytes {first}-{}/{total}", last.saturating_sub(1));
        if let Ok(range) = HeaderValue::from_str(&range) {
            fields.insert(header::CONTENT_RANGE, range);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    Ok(response)
}

async fn read(
    state: &AppState,
    principal: Principal,
    blob: BlobName,
    first: u32,
    most: u32,
) -> Result<(u32, Vec<u8>), Problem> {
    let now = state.now_ms();
    let found = state
        .store
        .read(move |connection| {
            let from = sender(connection, &principal, now)?;
            blobs::range(connection, &from, blob, first, most)
        })
        .await?;
    found.ok_or_else(not_found)
}

/// First byte and at most how many; one range, from its beginning. Other forms ask for the whole.
fn wanted(headers: &HeaderMap) -> Result<Option<(u32, u32)>, Problem> {
    let Some(text) = headers.get(header::RANGE).and_then(|value| value.to_str().ok()) else {
        return Ok(None);
    };
    let Some((first, last)) = text.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Ok(None);
    };
    let bad = || Problem::new(ProblemKind::InvalidRange, "bytes=FIRST-LAST or bytes=FIRST-");
    let Ok(first) = first.parse::<u32>() else { return Ok(None) };
    if last.is_empty() {
        return Ok(Some((first, u32::MAX)));
    }
    let Ok(last) = last.parse::<u32>() else { return Ok(None) };
    let most = last.checked_sub(first).ok_or_else(bad)?.saturating_add(1);
    Ok(Some((first, most)))
}

/// A photo of an order as a picture, for pages.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/photos/{digest}", tag = "blobs",
    params(("id" = String, Path, description = "Order id"), ("digest" = String, Path, description = "Name of the photo's blob")),
    responses(
        (status = 200, content_type = "image/jpeg", description = "The picture, JPEG or PNG"),
        (status = 401, body = super::problem::ProblemBody), (status = 404, body = super::problem::ProblemBody),
        (status = 422, body = super::problem::ProblemBody, description = "unprocessable-image")
    ),
    security(("bearer" = []), ("session" = []))
)]
pub(super) async fn photo(
    State(state): State<AppState>,
    principal: Principal,
    Path((id, digest)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let blob = name(&id, &digest)?;
    let (_, bytes) = read(&state, principal, blob, 0, u32::MAX).await?;
    // A small one came with its change, which is kept whatever it brings.
    let (kind, content) = blobs::picture(&bytes).map_err(|refusal| match refusal {
        BlobRefusal::Pixels => refused(refusal),
        _ => not_found(),
    })?;
    let mut response = content.into_response();
    let fields = response.headers_mut();
    fields.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind.media_type()));
    fields.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    fields.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    Ok(response)
}
