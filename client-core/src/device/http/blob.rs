//! Requests about large blobs, in the manner of the IETF's resumable uploads, and byte ranges down.

use super::answer::ProblemAnswer;
use super::{Fetch, Http, HttpAnswer, HttpRequest, MOST_JSON_BYTES, Method};
use crate::device::sync::FailureKind;
use crate::protocol::{BlobAnswer, BlobRefusal, BlobRequest, MAX_BLOB_CHUNK_BYTES};

/// Wait where another request about the same blob is under way.
const IN_PROGRESS_MS: u32 = 2_000;

impl<F: Fetch> Http<F> {
    pub(super) async fn blob_request(&self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind> {
        let blob = request.blob();
        let url = format!("{}/api/v1/documents/{}/blobs/{}", self.site_url, blob.document, blob.digest);
        let token = self.access.as_ref().map(|access| format!("Bearer {access}")).unwrap_or_default();
        let of = |method| HttpRequest::new(method, url).header("authorization", token);
        let asked = match request {
            BlobRequest::Stand { .. } => of(Method::Head),
            BlobRequest::Put { offset, total, bytes, .. } => of(Method::Patch)
                .header("content-type", "application/octet-stream")
                .header("upload-offset", offset.to_string())
                .header("upload-length", total.to_string())
                .body(bytes.clone()),
            BlobRequest::Get { offset, most, .. } => {
                let last = offset.saturating_add(most.saturating_sub(1));
                of(Method::Get)
                    .header("range", format!("bytes={offset}-{last}"))
                    .at_most(MOST_JSON_BYTES.max(MAX_BLOB_CHUNK_BYTES as u64))
            }
        };
        let answer = self.fetch.fetch(asked).await?;
        match (answer.status, request) {
            (200 | 204, BlobRequest::Stand { .. } | BlobRequest::Put { .. }) => stands(&answer),
            (206, BlobRequest::Get { .. }) => bytes_of(answer),
            _ => refused(&answer),
        }
    }
}

fn stands(answer: &HttpAnswer) -> Result<BlobAnswer, FailureKind> {
    let offset = answer.header("upload-offset").parse().ok().filter(|_| answer.is_ours());
    let offset = offset.ok_or(FailureKind::NotOurServer)?;
    Ok(BlobAnswer::Stands { offset, complete: answer.header("upload-complete") == "?1" })
}

fn bytes_of(answer: HttpAnswer) -> Result<BlobAnswer, FailureKind> {
    let range = answer.header("content-range");
    let total = range.rsplit('/').next().and_then(|total| total.parse().ok());
    let total = total.filter(|_| answer.is_ours()).ok_or(FailureKind::NotOurServer)?;
    if answer.is_whole() && answer.body.len() <= MAX_BLOB_CHUNK_BYTES {
        Ok(BlobAnswer::Bytes { total, bytes: answer.body })
    } else {
        Err(FailureKind::NotOurServer)
    }
}

fn refused(answer: &HttpAnswer) -> Result<BlobAnswer, FailureKind> {
    if answer.media_type() != "application/problem+json" {
        return Err(answer.refusal());
    }
    let offset = answer.header("upload-offset").parse().ok();
    let problem = ProblemAnswer::read(&answer.body);
    Ok(match (answer.status, problem.name(), offset) {
        (404, ..) => BlobAnswer::Unknown,
        (409, "offset-mismatch", Some(offset)) => BlobAnswer::Stands { offset, complete: false },
        (409, "in-progress", _) => {
            return Err(FailureKind::Busy { retry_after_ms: Some(IN_PROGRESS_MS) });
        }
        (413, "quota", _) => BlobAnswer::Refused(BlobRefusal::Quota),
        (413, ..) => BlobAnswer::Refused(BlobRefusal::TooLarge),
        (415, ..) => BlobAnswer::Refused(BlobRefusal::Type),
        (422, "unprocessable-image", _) => BlobAnswer::Refused(BlobRefusal::Pixels),
        (422, "digest-mismatch", _) => BlobAnswer::Refused(BlobRefusal::Digest),
        (507, ..) => BlobAnswer::Refused(BlobRefusal::NoSpace),
        _ => return Err(answer.refusal()),
    })
}
