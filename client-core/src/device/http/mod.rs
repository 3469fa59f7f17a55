//! HTTP as a device speaks it: sync requests, pieces of photos, enrolment, login, renewal of tokens.
//!
//! Here is what is asked and which answers are believed; [`Fetch`] carries the bytes: `native` with ureq for
//! terminals and tests, and the browser's own in the app. An answer is believed only when it has the
//! protocol's headers and the digest of its own bytes: a login page of a network, a proxy or a cut body is
//! never success (P14). The device key stays in the app, behind [`Signer`].

mod answer;
mod blob;
#[cfg(feature = "http")]
mod native;
#[cfg(test)]
mod renewal_tests;

#[cfg(feature = "http")]
pub use native::{Native, inflate};

use super::store::StoreError;
use super::sync::{FailureKind, OutgoingRequest, SyncError, Transport};
use super::{EnrolError, Granted, Identity, Tokens};
use crate::domain::id::{DeviceId, UserId};
use crate::domain::policy::Role;
use crate::protocol::{BlobAnswer, BlobRequest, MEDIA_TYPE, PACKED_MEDIA_TYPE, VERSION, columns};
use answer::ProblemAnswer;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use planted::{Point, point};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Bodies above this are compressed; below, the frame costs more than it saves.
const COMPRESS_ABOVE: usize = 512;
/// An answer is never larger, compressed or not: pages aim at far less.
const MOST_ANSWER_BYTES: u64 = 32 * 1024 * 1024;
/// JSON answers are small.
const MOST_JSON_BYTES: u64 = 256 * 1024;
/// Tokens are renewed when less than this is left, in milliseconds.
pub const RENEW_BEFORE_MS: i64 = 30_000;

/// The key of this installation, made at enrolment and kept by the app.
pub trait Signer {
    /// Ed25519 public key.
    fn public_key(&self) -> [u8; 32];
    /// Ed25519 signature of a message.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

/// How a request asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `HEAD`.
    Head,
    /// `PATCH`.
    Patch,
    /// `POST`.
    Post,
}

impl Method {
    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Post => "POST",
        }
    }
}

/// A request to carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpRequest {
    /// Method.
    pub method: Method,
    /// Whole address.
    pub url: String,
    /// Header fields, names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// Body; absent for methods that have none.
    pub body: Option<Vec<u8>>,
    /// An answer with a longer body, after decoding, is none of the server's.
    pub most_answer_bytes: u64,
}

impl HttpRequest {
    fn new(method: Method, url: String) -> Self {
        Self { method, url, headers: Vec::new(), body: None, most_answer_bytes: MOST_JSON_BYTES }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn body(mut self, bytes: Vec<u8>) -> Self {
        self.body = Some(bytes);
        self
    }

    fn at_most(mut self, bytes: u64) -> Self {
        self.most_answer_bytes = bytes;
        self
    }
}

/// An answer as it came. Its body is plain: whoever carries it has undone its content coding and removed that
/// header.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpAnswer {
    /// Status.
    pub status: u16,
    /// Header fields, names in lower case.
    pub headers: Vec<(String, String)>,
    /// Body.
    pub body: Vec<u8>,
}

/// Carries a request over HTTP. It follows no redirect and sends no cookie.
#[expect(async_fn_in_trait, reason = "callers are generic; a bound on the futures would shut browsers out")]
pub trait Fetch {
    /// Carries it.
    ///
    /// # Errors
    /// [`FailureKind::Offline`], [`FailureKind::Timeout`], or [`FailureKind::NotOurServer`] for a redirect, a
    /// body that can't be decoded or one that is too long.
    async fn fetch(&self, request: HttpRequest) -> Result<HttpAnswer, FailureKind>;

    /// A body made smaller, with the name of its content coding; `None` where it can't be.
    async fn pack(&self, plain: &[u8]) -> Option<(&'static str, Vec<u8>)>;
}

/// Why a call failed. Nothing saved is lost by any of these.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// The connection, or whoever answered instead of the server.
    #[error(transparent)]
    Failure(#[from] FailureKind),
    /// The server said no, and why.
    #[error("{title}: {detail} ({status})")]
    Problem {
        /// HTTP status.
        status: u16,
        /// Kind of problem, such as `invalid-code` or `invalid-grant`.
        kind: String,
        /// What it is.
        title: String,
        /// In more words.
        detail: String,
    },
    /// No tokens: log in with the password.
    #[error("not signed in")]
    SignedOut,
    /// Enrolment on a device with another person's unsent work.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Sync.
    #[error(transparent)]
    Sync(#[from] SyncError),
}

/// Speaks HTTP with the server of one site.
#[derive(Debug, Clone)]
pub struct Http<F> {
    fetch: F,
    site_url: String,
    access: Option<String>,
}

/// What an enrolment brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrolled {
    /// Who this device is now.
    pub identity: Identity,
    /// The first tokens.
    pub tokens: Tokens,
    /// The key that the server keeps for this device, so that a login opens sealed data; an older server has
    /// none.
    pub recovery_key: Option<RecoveryKey>,
}

/// What a login brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedIn {
    /// Fresh tokens, and what comes with them.
    pub granted: Granted,
    /// The key that the server keeps for this device, where it was asked for.
    pub recovery_key: Option<RecoveryKey>,
}

/// The key that the server keeps for this device. Never stored by the device, never shown, never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryKey(pub [u8; 32]);

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(..)")
    }
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
    refresh_token: String,
    #[serde(default)]
    enrolment_receipt: Option<String>,
    #[serde(default)]
    slip_prefix: Option<String>,
}

#[derive(Deserialize)]
struct LoginAnswer {
    #[serde(flatten)]
    tokens: TokenAnswer,
    #[serde(default)]
    recovery_key: Option<String>,
}

#[derive(Deserialize)]
struct EnrolAnswer {
    device: DeviceId,
    user: UserId,
    display_name: String,
    roles: Vec<Role>,
    prefix: String,
    #[serde(flatten)]
    login: LoginAnswer,
}

#[derive(Deserialize)]
struct NonceAnswer {
    nonce: String,
}

impl TokenAnswer {
    fn granted(self, wall_ms: i64) -> Granted {
        let tokens = Tokens {
            access: self.access_token,
            access_expires_at: wall_ms.saturating_add(self.expires_in.saturating_mul(1_000)),
            refresh: self.refresh_token,
        };
        Granted { tokens, slip_prefix: self.slip_prefix, enrolment_receipt: self.enrolment_receipt }
    }
}

impl LoginAnswer {
    fn read(self, wall_ms: i64) -> Result<LoggedIn, HttpError> {
        let read = |text: String| {
            let bytes = URL_SAFE_NO_PAD.decode(text.as_bytes()).ok();
            let key: Option<[u8; 32]> = bytes.and_then(|bytes| bytes.try_into().ok());
            key.map(RecoveryKey).ok_or(FailureKind::NotOurServer)
        };
        let recovery_key = self.recovery_key.map(read).transpose()?;
        Ok(LoggedIn { granted: self.tokens.granted(wall_ms), recovery_key })
    }
}

fn with_receipt(mut body: serde_json::Value, receipt: Option<&str>) -> serde_json::Value {
    if let Some(receipt) = receipt {
        body["enrolment_receipt"] = receipt.into();
    }
    body
}

/// Asks, and once more with the receipt of the enrolment where the refusal is one that a restore explains. Not before that,
/// because an older server doesn't know the word; its first refusal counts then.
async fn shown_if_refused<T>(
    refusal: &str,
    receipt: Option<&str>,
    ask: impl AsyncFn(Option<&str>) -> Result<T, HttpError>,
) -> Result<T, HttpError> {
    let first = ask(None).await;
    let refused = matches!(&first, Err(HttpError::Problem { kind, .. }) if kind == refusal);
    if !refused || receipt.is_none() {
        return first;
    }
    match ask(receipt).await {
        Err(HttpError::Problem { kind, .. }) if kind == "unknown-field" => first,
        second => second,
    }
}

impl<F: Fetch> Http<F> {
    /// For the site at this address, such as `https://site.example`.
    pub fn over(fetch: F, site_url: &str) -> Self {
        Self { fetch, site_url: site_url.trim_end_matches('/').to_owned(), access: None }
    }

    /// The same with an access token.
    #[must_use]
    pub fn signed_in(mut self, access: String) -> Self {
        self.access = Some(access);
        self
    }

    async fn post_json<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &serde_json::Value,
    ) -> Result<T, HttpError> {
        let request = HttpRequest::new(Method::Post, format!("{}{path}", self.site_url))
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .body(body.to_string().into_bytes());
        let answer = self.fetch.fetch(request).await?;
        match (answer.status, answer.media_type().as_str()) {
            (200, "application/json") => {
                // By way of a value: what reads text exists once.
                let value = serde_json::from_slice(&answer.body).and_then(serde_json::from_value::<T>);
                value.map_err(|_| FailureKind::NotOurServer.into())
            }
            (status, "application/problem+json") => {
                let problem = ProblemAnswer::read(&answer.body);
                Err(HttpError::Problem {
                    status,
                    kind: problem.name().to_owned(),
                    title: problem.title,
                    detail: problem.detail,
                })
            }
            _ => Err(FailureKind::NotOurServer.into()),
        }
    }

    async fn nonce(&self) -> Result<String, HttpError> {
        let answer: NonceAnswer = self.post_json("/api/v1/token/nonce", &serde_json::json!({})).await?;
        Ok(answer.nonce)
    }

    /// Enrols this installation with a one-time code and the person's password. Nothing is stored yet.
    /// `wall_ms` is the device's wall clock. A lost answer may be asked for again with the same key.
    ///
    /// # Errors
    /// Any [`HttpError`] of the connection; [`HttpError::Problem`] of kind `invalid-code` or `code-used`
    /// needs a new code.
    pub async fn enrol(
        &self,
        code: &str,
        password: &str,
        device_name: &str,
        signer: &impl Signer,
        wall_ms: i64,
    ) -> Result<Enrolled, HttpError> {
        let body = serde_json::json!({
            "code": code,
            "password": password,
            "device_name": device_name,
            "public_key": URL_SAFE_NO_PAD.encode(signer.public_key()),
        });
        point(Point::DeviceKeyWritten);
        let answer: EnrolAnswer = self.post_json("/api/v1/enrol", &body).await?;
        let LoggedIn { granted, recovery_key } = answer.login.read(wall_ms)?;
        let identity = Identity {
            site_url: self.site_url.clone(),
            user: answer.user,
            display_name: answer.display_name,
            device: answer.device,
            roles: answer.roles,
            slip_prefix: answer.prefix,
            enrolment_receipt: granted.enrolment_receipt,
        };
        Ok(Enrolled { identity, tokens: granted.tokens, recovery_key })
    }

    /// Logs the person of this device in with his password. Nothing is stored yet. With `recovery` the
    /// server's key for this device comes along. `receipt` is that of the enrolment, see [`Identity::enrolment_receipt`].
    ///
    /// # Errors
    /// Any [`HttpError`] of the connection; [`HttpError::Problem`] of kind `invalid-credentials` or
    /// `device-revoked`.
    pub async fn log_in(
        &self,
        device: DeviceId,
        password: &str,
        signer: &impl Signer,
        wall_ms: i64,
        recovery: bool,
        receipt: Option<&str>,
    ) -> Result<LoggedIn, HttpError> {
        let device = device.to_string();
        let ask = async |receipt: Option<&str>| {
            let nonce = self.nonce().await?;
            let signature = signer.sign(format!("undercroft/1/device-login\n{nonce}\n{device}").as_bytes());
            let mut body = serde_json::json!({
                "device": device,
                "password": password,
                "nonce": nonce,
                "signature": URL_SAFE_NO_PAD.encode(signature),
            });
            if recovery {
                body["recovery"] = true.into();
            }
            self.post_json::<LoginAnswer>("/api/v1/login/device", &with_receipt(body, receipt)).await
        };
        let answer = shown_if_refused("device-revoked", receipt, ask).await?;
        answer.read(wall_ms)
    }

    /// The next tokens. Store them before they are used, so that none is lost with the process. A server that was put back
    /// to before it knew this device is shown the receipt of the enrolment, see [`Identity::enrolment_receipt`].
    ///
    /// # Errors
    /// [`HttpError::SignedOut`] when the person must log in; any other [`HttpError`] of the connection.
    pub async fn renew(
        &self,
        refresh_token: &str,
        receipt: Option<&str>,
        signer: &impl Signer,
        wall_ms: i64,
    ) -> Result<Granted, HttpError> {
        let ask = async |receipt: Option<&str>| {
            let nonce = self.nonce().await?;
            let signature = signer.sign(format!("undercroft/1/refresh\n{nonce}\n{refresh_token}").as_bytes());
            let body = serde_json::json!({
                "refresh_token": refresh_token,
                "nonce": nonce,
                "signature": URL_SAFE_NO_PAD.encode(signature),
            });
            self.post_json::<TokenAnswer>("/api/v1/token", &with_receipt(body, receipt)).await
        };
        match shown_if_refused("invalid-grant", receipt, ask).await {
            Err(HttpError::Problem { kind, .. }) if kind == "invalid-grant" => Err(HttpError::SignedOut),
            answer => Ok(answer?.granted(wall_ms)),
        }
    }

    /// Large requests go as columns; a server that doesn't know them gets the message as it is.
    async fn sync_request(&self, body: &[u8]) -> Result<Vec<u8>, FailureKind> {
        let columns = if body.len() > COMPRESS_ABOVE { columns::pack(body) } else { None };
        if let Some(columns) = columns {
            match self.sync_request_as(PACKED_MEDIA_TYPE, columns).await {
                Err(FailureKind::Refused(415)) => {}
                other => return other,
            }
        }
        self.sync_request_as(MEDIA_TYPE, body.to_vec()).await
    }

    async fn sync_request_as(&self, media: &'static str, body: Vec<u8>) -> Result<Vec<u8>, FailureKind> {
        let mut request = HttpRequest::new(Method::Post, format!("{}/api/v1/sync", self.site_url))
            .header("content-type", media)
            .header("accept", format!("{PACKED_MEDIA_TYPE}, {MEDIA_TYPE}"))
            .header("undercroft-protocol", VERSION.to_string())
            .at_most(MOST_ANSWER_BYTES);
        if let Some(access) = &self.access {
            request = request.header("authorization", format!("Bearer {access}"));
        }
        let packed = if body.len() > COMPRESS_ABOVE { self.fetch.pack(&body).await } else { None };
        let request = match packed {
            Some((coding, bytes)) => request.header("content-encoding", coding).body(bytes),
            None => request.body(body),
        };
        self.fetch.fetch(request).await?.of_sync()
    }
}

impl<F: Fetch> Transport for Http<F> {
    async fn exchange(&mut self, request: &OutgoingRequest) -> Result<Vec<u8>, FailureKind> {
        self.sync_request(&request.bytes).await
    }

    async fn blob(&mut self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind> {
        self.blob_request(request).await
    }
}
