//! Errors as people and programs read them: RFC 9457 problem details.
//!
//! `detail` never holds SQL, a file path or a stack; what an operator needs goes to the log under
//! the same request id.

use crate::accounts::{AccountError, GrantProblem};
use crate::store::StoreError;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

macro_rules! kinds {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:ident, $title:literal;)*) => {
        /// The kinds of problem. The name ends the problem's `type`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum ProblemKind { $($(#[$doc])* $variant,)* }

        impl ProblemKind {
            /// All kinds, for documentation.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name, as in `/problems/<name>`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The HTTP status.
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)* }
            }

            /// What it is, in a few words.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }
        }
    };
}

kinds! {
    /// A field or parameter can't be accepted.
    InvalidRequest = "invalid-request", BAD_REQUEST, "The request can't be accepted";
    /// The body is no JSON.
    InvalidJson = "invalid-json", BAD_REQUEST, "The body is not valid JSON";
    /// A field that nobody knows.
    UnknownField = "unknown-field", BAD_REQUEST, "The request has an unknown field";
    /// A query parameter can't be accepted.
    InvalidParameter = "invalid-parameter", BAD_REQUEST, "A parameter can't be accepted";
    /// A malformed sync cursor.
    InvalidCursor = "invalid-cursor", BAD_REQUEST, "The cursor is not one of this server";
    /// The nonce is unknown, expired or used.
    InvalidNonce = "invalid-nonce", BAD_REQUEST, "Fetch a new nonce and try again";
    /// No token and no session.
    SignInRequired = "sign-in-required", UNAUTHORIZED, "Sign in first";
    /// Wrong name or password.
    InvalidCredentials = "invalid-credentials", UNAUTHORIZED, "Wrong name or password";
    /// A token that isn't ours.
    InvalidToken = "invalid-token", UNAUTHORIZED, "The access token is not valid";
    /// The token's time is over.
    TokenExpired = "token-expired", UNAUTHORIZED, "The access token has expired";
    /// The device or its user was shut out.
    DeviceRevoked = "device-revoked", UNAUTHORIZED, "This device may no longer sign in";
    /// The refresh token can't be used.
    InvalidGrant = "invalid-grant", UNAUTHORIZED, "Log in with the password again";
    /// Wrong or expired enrolment code.
    InvalidCode = "invalid-code", UNAUTHORIZED, "The enrolment code is wrong or has expired";
    /// The enrolment code was used.
    CodeUsed = "code-used", GONE, "The enrolment code was used already";
    /// Not allowed to this person.
    Forbidden = "forbidden", FORBIDDEN, "Not allowed";
    /// A form or script of another site.
    CrossSite = "cross-site", FORBIDDEN, "The request came from another site";
    /// Nothing here, or nothing that this person may know of.
    NotFound = "not-found", NOT_FOUND, "There is nothing here";
    /// Another method is needed.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, "This method is not possible here";
    /// It took too long.
    Timeout = "timeout", REQUEST_TIMEOUT, "The request took too long";
    /// A piece of an upload that doesn't begin where the last one ended.
    OffsetMismatch = "offset-mismatch", CONFLICT, "The piece doesn't begin where the upload stands";
    /// Contradicts what is there.
    Conflict = "conflict", CONFLICT, "The request contradicts the present state";
    /// A rule of the business refuses the command.
    CommandRefused = "command-refused", UNPROCESSABLE_ENTITY, "The command is refused";
    /// A request with the same key is under way.
    InProgress = "in-progress", CONFLICT, "The same request is under way";
    /// The user saw an older state.
    Stale = "stale", PRECONDITION_FAILED, "Somebody else was faster";
    /// Too big.
    TooLarge = "too-large", PAYLOAD_TOO_LARGE, "The request is too large";
    /// Too much that nothing names yet.
    Quota = "quota", PAYLOAD_TOO_LARGE, "This device's unnamed photos fill its quota";
    /// A range that the bytes don't have.
    InvalidRange = "invalid-range", RANGE_NOT_SATISFIABLE, "The range can't be given";
    /// Wrong kind of body.
    UnsupportedType = "unsupported-type", UNSUPPORTED_MEDIA_TYPE, "This kind of content is not accepted";
    /// The same key with another body.
    KeyReused = "key-reused", UNPROCESSABLE_ENTITY, "The key was used for another request";
    /// A picture that nobody should have to open.
    UnprocessableImage = "unprocessable-image", UNPROCESSABLE_ENTITY, "The picture has too many pixels";
    /// Bytes don't fit their digest.
    DigestMismatch = "digest-mismatch", UNPROCESSABLE_ENTITY, "The bytes don't fit their digest";
    /// A rule refuses it.
    Refused = "refused", UNPROCESSABLE_ENTITY, "A rule refuses this";
    /// Sent to a name that isn't this server's.
    Misdirected = "misdirected", MISDIRECTED_REQUEST, "This server doesn't go by that name";
    /// An update must say what it saw.
    PreconditionRequired = "precondition-required", PRECONDITION_REQUIRED, "Say which state you saw";
    /// Too often.
    RateLimited = "rate-limited", TOO_MANY_REQUESTS, "Too many attempts";
    /// Too many changes wait for others.
    TooManyPending = "too-many-pending", TOO_MANY_REQUESTS, "Too many changes wait for others";
    /// Headers too big.
    HeadersTooLarge = "headers-too-large", REQUEST_HEADER_FIELDS_TOO_LARGE, "The headers are too large";
    /// The server's fault.
    Internal = "internal", INTERNAL_SERVER_ERROR, "The server failed";
    /// Overloaded or not ready.
    Busy = "busy", SERVICE_UNAVAILABLE, "The server is busy";
    /// No room.
    NoSpace = "no-space", INSUFFICIENT_STORAGE, "The server's disk is full";
}

/// A problem to be answered with.
#[derive(Debug, Clone)]
pub struct Problem {
    kind: ProblemKind,
    detail: String,
    extra: Map<String, Value>,
    retry_after_s: Option<u32>,
}

impl Problem {
    /// A problem with an explanation of this occurrence, for a person.
    pub fn new(kind: ProblemKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), extra: Map::new(), retry_after_s: None }
    }

    /// Adds data for programs. Values that can't be JSON are left out.
    pub fn with(mut self, name: &'static str, value: impl Serialize) -> Self {
        if let Ok(value) = serde_json::to_value(value) {
            self.extra.insert(name.to_owned(), value);
        }
        self
    }

    /// Says when to try again.
    pub fn retry_after(mut self, seconds: u32) -> Self {
        self.retry_after_s = Some(seconds);
        self
    }

    /// What happened, for a person.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// What kind it is.
    pub fn kind(&self) -> ProblemKind {
        self.kind
    }
}

/// The JSON form of a problem.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemBody {
    /// `/problems/` and the kind's name.
    #[serde(rename = "type")]
    #[schema(example = "/problems/invalid-token")]
    pub kind: String,
    /// What it is, in a few words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened this time.
    pub detail: String,
    /// Find this in the server's log.
    pub request_id: String,
    /// More data, according to the type.
    #[serde(flatten)]
    #[schema(value_type = Object)]
    pub more: Map<String, Value>,
}

/// Kept beside the response until the outermost layer knows the request's id.
#[derive(Clone)]
pub(super) struct PendingProblem(Problem);

impl PendingProblem {
    pub(super) fn finish(self, request_id: &str) -> Vec<u8> {
        let body = ProblemBody {
            kind: format!("/problems/{}", self.0.kind.name()),
            title: self.0.kind.title().to_owned(),
            status: self.0.kind.status().as_u16(),
            detail: self.0.detail,
            request_id: request_id.to_owned(),
            more: self.0.extra,
        };
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.retry_after_s {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.kind.status() == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(PendingProblem(self));
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NoSpace => Self::new(ProblemKind::NoSpace, "nothing was stored").retry_after(60),
            StoreError::Busy => Self::new(ProblemKind::Busy, "too many writes are waiting").retry_after(2),
            StoreError::TooLong => {
                tracing::warn!("a read was ended because it takes too long");
                Self::new(ProblemKind::Busy, "this takes too long; ask for less").retry_after(10)
            }
            StoreError::Unavailable | StoreError::Fenced => {
                tracing::error!(%error, "the database can't be used");
                Self::new(ProblemKind::Busy, "nothing was stored; try again").retry_after(10)
            }
            other => {
                tracing::error!(error = %other, "a request failed in the database");
                Self::new(ProblemKind::Internal, "the request id leads to more in the server's log")
            }
        }
    }
}

impl From<rusqlite::Error> for Problem {
    fn from(error: rusqlite::Error) -> Self {
        StoreError::from(error).into()
    }
}

impl From<AccountError> for Problem {
    fn from(error: AccountError) -> Self {
        use ProblemKind as K;
        let detail = error.to_string();
        match error {
            AccountError::InvalidCredentials => Self::new(K::InvalidCredentials, detail),
            AccountError::InvalidToken => Self::new(K::InvalidToken, detail),
            AccountError::TokenExpired => Self::new(K::TokenExpired, detail),
            AccountError::DeviceRevoked => Self::new(K::DeviceRevoked, detail),
            AccountError::InvalidGrant(why) => {
                let reason = match why {
                    GrantProblem::Unproven => "unproven",
                    GrantProblem::Ended => "ended",
                    GrantProblem::Expired => "expired",
                };
                Self::new(K::InvalidGrant, detail).with("reason", reason)
            }
            AccountError::InvalidNonce => Self::new(K::InvalidNonce, detail),
            AccountError::InvalidCode => Self::new(K::InvalidCode, detail),
            AccountError::CodeUsed => Self::new(K::CodeUsed, detail),
            AccountError::RateLimited { retry_after_s } => {
                Self::new(K::RateLimited, detail).retry_after(retry_after_s)
            }
            AccountError::Invalid { field, .. } => Self::new(K::InvalidRequest, detail).with("field", field),
            AccountError::UnknownUser | AccountError::UnknownDevice => Self::new(K::NotFound, detail),
            AccountError::NameTaken => Self::new(K::Conflict, detail),
            AccountError::Store(error) => error.into(),
            AccountError::Entropy(_) | AccountError::Crypto => {
                tracing::error!(%error, "a request failed");
                Self::new(K::Internal, "the request id leads to more in the server's log")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_48_what_the_database_can_not_do_now_is_503_and_says_when_to_come_again() {
        for error in [StoreError::TooLong, StoreError::Busy, StoreError::Unavailable, StoreError::Fenced] {
            let problem = Problem::from(error.clone());
            assert_eq!(problem.kind(), ProblemKind::Busy, "{error}");
            let response = problem.into_response();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            let wait: u32 = response.headers()[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
            assert!((1..=60).contains(&wait), "{error}");
        }
    }
}
