//! Which answers are the server's.

use super::{HttpAnswer, MOST_ANSWER_BYTES};
use crate::device::sync::FailureKind;
use crate::domain::id::hex;
use crate::protocol::{MEDIA_TYPE, PACKED_MEDIA_TYPE, VERSION, columns};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// The body of a refusal (RFC 9457).
#[derive(Deserialize, Default)]
pub(super) struct ProblemAnswer {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    pub(super) title: String,
    #[serde(default)]
    pub(super) detail: String,
}

impl ProblemAnswer {
    /// One that can't be read says nothing.
    pub(super) fn read(body: &[u8]) -> Self {
        serde_json::from_slice(body).and_then(serde_json::from_value).unwrap_or_default()
    }

    /// The last part of its type, such as `invalid-code`.
    pub(super) fn name(&self) -> &str {
        self.kind.rsplit('/').next().unwrap_or_default()
    }
}

impl HttpAnswer {
    /// A header's value in lower case; empty where it isn't there.
    pub(super) fn header(&self, name: &str) -> String {
        let value = self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        value.unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// Media type without its parameters.
    pub(super) fn media_type(&self) -> String {
        self.header("content-type").split(';').next().unwrap_or_default().trim().to_owned()
    }

    /// Whether it has the protocol's header.
    pub(super) fn is_ours(&self) -> bool {
        self.header("undercroft-protocol") == VERSION.to_string()
    }

    /// Whether its body has the digest that it names.
    pub(super) fn is_whole(&self) -> bool {
        hex(&Sha256::digest(&self.body)) == self.header("undercroft-digest")
    }

    /// The message of an answer of the sync route, checked; anything else is a failure.
    pub(super) fn of_sync(self) -> Result<Vec<u8>, FailureKind> {
        if self.status != 200 {
            return Err(self.refusal());
        }
        if !(self.is_ours() && self.is_whole()) {
            return Err(FailureKind::NotOurServer);
        }
        match self.media_type().as_str() {
            MEDIA_TYPE => Ok(self.body),
            PACKED_MEDIA_TYPE => {
                let most = usize::try_from(MOST_ANSWER_BYTES).unwrap_or(usize::MAX);
                columns::unpack(&self.body, most).map_err(|_| FailureKind::NotOurServer)
            }
            _ => Err(FailureKind::NotOurServer),
        }
    }

    /// A refusal counts as the server's only when it looks like one.
    pub(super) fn refusal(&self) -> FailureKind {
        match self.status {
            429 | 502..=504 => {
                let seconds: Option<u32> = self.header("retry-after").parse().ok();
                FailureKind::Busy { retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1_000)) }
            }
            _ if self.media_type() != "application/problem+json" => FailureKind::NotOurServer,
            401 => FailureKind::Unauthorized,
            408 => FailureKind::Timeout,
            status => FailureKind::Refused(status),
        }
    }
}
