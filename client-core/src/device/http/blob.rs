//! Requests about large blobs, in the manner of the IETF's resumable uploads, and byte ranges down.

use super::{Http, MOST_JSON_BYTES, ProblemAnswer, failure, header, media_type, refusal};
use crate::device::sync::FailureKind;
use crate::domain::id::hex;
use crate::protocol::{BlobAnswer, BlobRefusal, BlobRequest, MAX_BLOB_CHUNK_BYTES, VERSION};
use sha2::{Digest, Sha256};

type Response = ureq::http::Response<ureq::Body>;

/// Wait where another request about the same blob is under way.
const IN_PROGRESS_MS: u32 = 2_000;

impl Http {
    pub(super) fn blob_request(&self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind> {
        let blob = request.blob();
        let url = format!("{}/api/v1/documents/{}/blobs/{}", self.site_url, blob.document, blob.digest);
        let token = self.access.as_ref().map(|access| format!("Bearer {access}")).unwrap_or_default();
        let sent = match request {
            BlobRequest::Stand { .. } => self.agent.head(&url).header("authorization", &token).call(),
            BlobRequest::Put { offset, total, bytes, .. } => self
                .agent
                .patch(&url)
                .header("authorization", &token)
                .header("content-type", "application/octet-stream")
                .header("upload-offset", offset.to_string())
                .header("upload-length", total.to_string())
                .send(bytes.as_slice()),
            BlobRequest::Get { offset, most, .. } => {
                let last = offset.saturating_add(most.saturating_sub(1));
                let range = format!("bytes={offset}-{last}");
                self.agent.get(&url).header("authorization", &token).header("range", range).call()
            }
        };
        let response = sent.map_err(|error| failure(&error))?;
        match (response.status().as_u16(), request) {
            (200 | 204, BlobRequest::Stand { .. } | BlobRequest::Put { .. }) => stands(&response),
            (206, BlobRequest::Get { .. }) => bytes_of(response),
            (status, _) => refused(status, response),
        }
    }
}

fn is_ours(response: &Response) -> bool {
    header(response, "undercroft-protocol") == VERSION.to_string()
}

fn stands(response: &Response) -> Result<BlobAnswer, FailureKind> {
    let offset = header(response, "upload-offset").parse().ok().filter(|_| is_ours(response));
    let offset = offset.ok_or(FailureKind::NotOurServer)?;
    Ok(BlobAnswer::Stands { offset, complete: header(response, "upload-complete") == "?1" })
}

fn bytes_of(mut response: Response) -> Result<BlobAnswer, FailureKind> {
    let range = header(&response, "content-range");
    let total = range.rsplit('/').next().and_then(|total| total.parse().ok());
    let total = total.filter(|_| is_ours(&response)).ok_or(FailureKind::NotOurServer)?;
    let digest = header(&response, "undercroft-digest");
    let body = response.body_mut().with_config().limit(MAX_BLOB_CHUNK_BYTES as u64).read_to_vec();
    let bytes = body.map_err(|error| failure(&error))?;
    if hex(&Sha256::digest(&bytes)) != digest {
        return Err(FailureKind::NotOurServer);
    }
    Ok(BlobAnswer::Bytes { total, bytes })
}

fn refused(status: u16, mut response: Response) -> Result<BlobAnswer, FailureKind> {
    let media_type = media_type(&response);
    let retry_after = header(&response, "retry-after");
    if media_type != "application/problem+json" {
        return Err(refusal(status, &media_type, &retry_after));
    }
    let offset = header(&response, "upload-offset").parse().ok();
    let body = response.body_mut().with_config().limit(MOST_JSON_BYTES).read_to_vec().unwrap_or_default();
    let problem: ProblemAnswer = serde_json::from_slice(&body).unwrap_or_default();
    let kind = problem.kind.rsplit('/').next().unwrap_or_default();
    Ok(match (status, kind, offset) {
        (404, ..) => BlobAnswer::Unknown,
        (409, "offset-mismatch", Some(offset)) => BlobAnswer::Stands { offset, complete: false },
        (409, "in-progress", _) => {
            return Err(FailureKind::Busy { retry_after_ms: Some(IN_PROGRESS_MS) });
        }
        (413, "quota", _) => BlobAnswer::Refused(BlobRefusal::Quota),
        (413, ..) => BlobAnswer::Refused(BlobRefusal::TooLarge),
        (415, ..) => BlobAnswer::Refused(BlobRefusal::Type),
        (422, "digest-mismatch", _) => BlobAnswer::Refused(BlobRefusal::Digest),
        (507, ..) => BlobAnswer::Refused(BlobRefusal::NoSpace),
        _ => return Err(refusal(status, &media_type, &retry_after)),
    })
}
