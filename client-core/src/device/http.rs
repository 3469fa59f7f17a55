//! HTTP for terminals and tests: carries sync requests, enrols, logs in, and renews tokens.
//!
//! An answer is believed only when it has the protocol's headers and the digest of its own bytes: a login page of a
//! network, a proxy or a cut body is never success (P14). The device key stays in the app, behind [`Signer`].

mod blob;

use super::store::{Store, StoreError};
use super::sync::{FailureKind, OutgoingRequest, SyncError, SyncReport, Transport};
use super::{Device, EnrolError, Environment, Identity, Tokens};
use crate::domain::id::{DeviceId, UserId, hex};
use crate::domain::policy::Role;
use crate::protocol::{BlobAnswer, BlobRequest, MEDIA_TYPE, VERSION};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::io::Read;
use std::time::Duration;

/// Bodies above this are compressed; below, the frame costs more than it saves.
const COMPRESS_ABOVE: usize = 512;
/// zstd level: the default; higher ones gain little on texts this small.
const LEVEL: i32 = 3;
/// An answer is never larger, compressed or not: pages aim at far less.
const MOST_ANSWER_BYTES: u64 = 32 * 1024 * 1024;
/// JSON answers are small.
const MOST_JSON_BYTES: u64 = 256 * 1024;
/// Tokens are renewed when less than this is left.
const RENEW_BEFORE_MS: i64 = 30_000;

/// The key of this installation, made at enrolment and kept by the app.
pub trait Signer {
    /// Ed25519 public key.
    fn public_key(&self) -> [u8; 32];
    /// Ed25519 signature of a message.
    fn sign(&self, message: &[u8]) -> [u8; 64];
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
pub struct Http {
    agent: ureq::Agent,
    site_url: String,
    access: Option<String>,
}

#[derive(Deserialize)]
struct TokenAnswer {
    access_token: String,
    expires_in: i64,
    refresh_token: String,
}

#[derive(Deserialize)]
struct EnrolAnswer {
    device: DeviceId,
    user: UserId,
    display_name: String,
    roles: Vec<Role>,
    prefix: String,
    #[serde(flatten)]
    tokens: TokenAnswer,
}

#[derive(Deserialize)]
struct NonceAnswer {
    nonce: String,
}

#[derive(Deserialize, Default)]
struct ProblemAnswer {
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    detail: String,
}

impl TokenAnswer {
    fn tokens(self, wall_ms: i64) -> Tokens {
        Tokens {
            access: self.access_token,
            access_expires_at: wall_ms.saturating_add(self.expires_in.saturating_mul(1_000)),
            refresh: self.refresh_token,
        }
    }
}

impl Http {
    /// For the site at this address, such as `https://site.example`.
    pub fn new(site_url: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A redirect is a login page, or a token sent to a stranger.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(Duration::from_secs(15)))
            .timeout_send_body(Some(Duration::from_secs(90)))
            .timeout_recv_response(Some(Duration::from_secs(45)))
            .timeout_recv_body(Some(Duration::from_mins(5)))
            .user_agent(concat!("undercroft/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.into(), site_url: site_url.trim_end_matches('/').to_owned(), access: None }
    }

    fn post_json<T: DeserializeOwned>(&self, path: &str, body: &serde_json::Value) -> Result<T, HttpError> {
        let url = format!("{}{path}", self.site_url);
        let mut response = self
            .agent
            .post(&url)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .send(body.to_string())
            .map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let media_type = media_type(&response);
        let bytes = response.body_mut().with_config().limit(MOST_JSON_BYTES).read_to_vec();
        let bytes = bytes.map_err(|error| failure(&error))?;
        match (status, media_type.as_str()) {
            (200, "application/json") => {
                serde_json::from_slice(&bytes).map_err(|_| FailureKind::NotOurServer.into())
            }
            (_, "application/problem+json") => {
                let problem: ProblemAnswer = serde_json::from_slice(&bytes).unwrap_or_default();
                Err(HttpError::Problem {
                    status,
                    kind: problem.kind.rsplit('/').next().unwrap_or_default().to_owned(),
                    title: problem.title,
                    detail: problem.detail,
                })
            }
            _ => Err(FailureKind::NotOurServer.into()),
        }
    }

    fn nonce(&self) -> Result<String, HttpError> {
        let answer: NonceAnswer = self.post_json("/api/v1/token/nonce", &serde_json::json!({}))?;
        Ok(answer.nonce)
    }

    fn refresh(&self, refresh_token: &str, signer: &impl Signer) -> Result<TokenAnswer, HttpError> {
        let nonce = self.nonce()?;
        let signature = signer.sign(format!("undercroft/1/refresh\n{nonce}\n{refresh_token}").as_bytes());
        let body = serde_json::json!({
            "refresh_token": refresh_token,
            "nonce": nonce,
            "signature": base64url(&signature),
        });
        self.post_json("/api/v1/token", &body)
    }

    fn sync_request(&self, body: &[u8]) -> Result<Vec<u8>, FailureKind> {
        let url = format!("{}/api/v1/sync", self.site_url);
        let mut request = self
            .agent
            .post(&url)
            .header("content-type", MEDIA_TYPE)
            .header("accept", MEDIA_TYPE)
            .header("accept-encoding", "zstd")
            .header("undercroft-protocol", VERSION.to_string());
        if let Some(access) = &self.access {
            request = request.header("authorization", format!("Bearer {access}"));
        }
        let compressed =
            if body.len() > COMPRESS_ABOVE { zstd::bulk::compress(body, LEVEL).ok() } else { None };
        let response = match &compressed {
            Some(bytes) => request.header("content-encoding", "zstd").send(bytes.as_slice()),
            None => request.send(body),
        };
        read_answer(response.map_err(|error| failure(&error))?)
    }
}

fn header(response: &ureq::http::Response<ureq::Body>, name: &str) -> String {
    let value = response.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().trim().to_ascii_lowercase()
}

fn media_type(response: &ureq::http::Response<ureq::Body>) -> String {
    header(response, "content-type").split(';').next().unwrap_or_default().trim().to_owned()
}

/// The body of an answer of the server, checked; anything else is a failure.
fn read_answer(mut response: ureq::http::Response<ureq::Body>) -> Result<Vec<u8>, FailureKind> {
    let status = response.status().as_u16();
    let media_type = media_type(&response);
    if status != 200 {
        return Err(refusal(status, &media_type, &header(&response, "retry-after")));
    }
    if media_type != MEDIA_TYPE || header(&response, "undercroft-protocol") != VERSION.to_string() {
        return Err(FailureKind::NotOurServer);
    }
    let digest = header(&response, "undercroft-digest");
    let encoding = header(&response, "content-encoding");
    let body = response.body_mut().with_config().limit(MOST_ANSWER_BYTES).read_to_vec();
    let body = body.map_err(|error| failure(&error))?;
    let body = match encoding.as_str() {
        "" | "identity" => body,
        "zstd" => inflate(&body).ok_or(FailureKind::NotOurServer)?,
        _ => return Err(FailureKind::NotOurServer),
    };
    if hex(&Sha256::digest(&body)) == digest { Ok(body) } else { Err(FailureKind::NotOurServer) }
}

/// Bounded, so that no answer expands without limit (attack 42).
fn inflate(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let decoder = zstd::stream::read::Decoder::new(bytes).ok()?;
    decoder.take(MOST_ANSWER_BYTES + 1).read_to_end(&mut plain).ok()?;
    (u64::try_from(plain.len()).ok()? <= MOST_ANSWER_BYTES).then_some(plain)
}

/// A refusal counts as the server's only when it looks like one.
fn refusal(status: u16, media_type: &str, retry_after: &str) -> FailureKind {
    match status {
        429 | 502..=504 => {
            let seconds: Option<u32> = retry_after.parse().ok();
            FailureKind::Busy { retry_after_ms: seconds.map(|seconds| seconds.saturating_mul(1_000)) }
        }
        _ if media_type != "application/problem+json" => FailureKind::NotOurServer,
        401 => FailureKind::Unauthorized,
        408 => FailureKind::Timeout,
        _ => FailureKind::Refused(status),
    }
}

fn failure(error: &ureq::Error) -> FailureKind {
    match error {
        ureq::Error::Timeout(_) => FailureKind::Timeout,
        ureq::Error::Io(error) if error.kind() == std::io::ErrorKind::TimedOut => FailureKind::Timeout,
        ureq::Error::Io(_) | ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => {
            FailureKind::Offline
        }
        _ => FailureKind::NotOurServer,
    }
}

/// Base64 with the alphabet for URLs, without padding (RFC 4648 section 5).
fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let index = usize::try_from(word >> (18 - 6 * place) & 63).unwrap_or(0);
            text.push(char::from(ALPHABET[index]));
        }
    }
    text
}

impl Transport for Http {
    async fn exchange(&mut self, request: &OutgoingRequest) -> Result<Vec<u8>, FailureKind> {
        self.sync_request(&request.bytes)
    }

    async fn blob(&mut self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind> {
        self.blob_request(request)
    }
}

impl<S: Store, E: Environment> Device<S, E> {
    /// Enrols this installation with a one-time code and the person's password.
    ///
    /// # Errors
    /// Any [`HttpError`]; [`HttpError::Problem`] of kind `invalid-code` or `code-used` needs a new code.
    pub async fn enrol_over_http(
        &mut self,
        site_url: &str,
        code: &str,
        password: &str,
        device_name: &str,
        signer: &impl Signer,
    ) -> Result<(), HttpError> {
        let http = Http::new(site_url);
        let body = serde_json::json!({
            "code": code,
            "password": password,
            "device_name": device_name,
            "public_key": base64url(&signer.public_key()),
        });
        let answer: EnrolAnswer = http.post_json("/api/v1/enrol", &body)?;
        let identity = Identity {
            site_url: http.site_url,
            user: answer.user,
            display_name: answer.display_name,
            device: answer.device,
            roles: answer.roles,
            slip_prefix: answer.prefix,
        };
        let tokens = answer.tokens.tokens(self.environment.now().wall_ms);
        Ok(self.enrol(identity, Some(tokens)).await?)
    }

    /// Logs the same person in again, after the tokens ended. Saved work goes on.
    ///
    /// # Errors
    /// Any [`HttpError`].
    pub async fn log_in_over_http(&mut self, password: &str, signer: &impl Signer) -> Result<(), HttpError> {
        let Some(identity) = self.identity().cloned() else { return Err(SyncError::NotEnrolled.into()) };
        let http = Http::new(&identity.site_url);
        let nonce = http.nonce()?;
        let device = identity.device.to_string();
        let signature = signer.sign(format!("undercroft/1/device-login\n{nonce}\n{device}").as_bytes());
        let body = serde_json::json!({
            "device": device,
            "password": password,
            "nonce": nonce,
            "signature": base64url(&signature),
        });
        let answer: TokenAnswer = http.post_json("/api/v1/login/device", &body)?;
        let tokens = answer.tokens(self.environment.now().wall_ms);
        Ok(self.set_tokens(tokens).await?)
    }

    /// A connection to this device's site with a fresh access token.
    ///
    /// # Errors
    /// [`HttpError::SignedOut`] when the person must log in; any other [`HttpError`].
    pub async fn connect_over_http(&mut self, signer: &impl Signer, renew: bool) -> Result<Http, HttpError> {
        let Some(identity) = self.identity() else { return Err(SyncError::NotEnrolled.into()) };
        let mut http = Http::new(&identity.site_url);
        let Some(tokens) = self.tokens().cloned() else { return Err(HttpError::SignedOut) };
        let left = tokens.access_expires_at.saturating_sub(self.environment.now().wall_ms);
        http.access = Some(tokens.access);
        // A wall clock that was set back makes a token look fresh for ever: the server's 401 renews it then.
        if renew || left < RENEW_BEFORE_MS {
            let answer = match http.refresh(&tokens.refresh, signer) {
                Err(HttpError::Problem { kind, .. }) if kind == "invalid-grant" => {
                    return Err(HttpError::SignedOut);
                }
                other => other?,
            };
            let tokens = answer.tokens(self.environment.now().wall_ms);
            http.access = Some(tokens.access.clone());
            self.set_tokens(tokens).await?;
        }
        Ok(http)
    }

    /// Sends and receives until there is nothing more, renewing the tokens where needed.
    ///
    /// # Errors
    /// Any [`HttpError`]; what earlier pages brought is stored.
    pub async fn sync_over_http(&mut self, signer: &impl Signer) -> Result<SyncReport, HttpError> {
        let mut http = self.connect_over_http(signer, false).await?;
        match self.sync(&mut http).await {
            Err(SyncError::Transport(FailureKind::Unauthorized)) => {
                let mut http = self.connect_over_http(signer, true).await?;
                Ok(self.sync(&mut http).await?)
            }
            other => Ok(other?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use std::net::TcpListener;

    /// Answers one request with these bytes; gives what was asked.
    fn once(answer: Vec<u8>) -> (String, std::thread::JoinHandle<Vec<u8>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let handle = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            let mut buffer = [0; 4096];
            loop {
                let read = stream.read(&mut buffer).unwrap();
                asked.extend_from_slice(&buffer[..read]);
                let text = String::from_utf8_lossy(&asked).to_ascii_lowercase();
                let Some(end) = text.find("\r\n\r\n") else { continue };
                let length = text.split("content-length: ").nth(1).and_then(|t| t.split("\r\n").next());
                let length: usize = length.map_or(0, |t| t.parse().unwrap());
                let head = asked.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(end);
                if asked.len() >= head + 4 + length || read == 0 {
                    break;
                }
            }
            stream.write_all(&answer).unwrap();
            asked
        });
        (url, handle)
    }

    fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut text =
            format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n", body.len());
        for (name, value) in headers {
            text = format!("{text}{name}: {value}\r\n");
        }
        [text.as_bytes(), b"\r\n", body].concat()
    }

    fn exchange(answer: Vec<u8>, body: &[u8]) -> (Result<Vec<u8>, FailureKind>, Vec<u8>) {
        let (url, server) = once(answer);
        let result = Http::new(&url).sync_request(body);
        (result, server.join().unwrap())
    }

    fn ours(body: &[u8]) -> Vec<(&'static str, String)> {
        vec![
            ("content-type", MEDIA_TYPE.to_owned()),
            ("undercroft-protocol", "1".to_owned()),
            ("undercroft-digest", hex(&Sha256::digest(body))),
        ]
    }

    fn with(headers: &[(&'static str, String)], body: &[u8]) -> Vec<u8> {
        let headers: Vec<(&str, &str)> = headers.iter().map(|(n, v)| (*n, v.as_str())).collect();
        answer("200 OK", &headers, body)
    }

    #[test]
    fn an_answer_with_all_marks_of_the_server_is_believed() {
        let (result, asked) = exchange(with(&ours(b"yes"), b"yes"), b"small");
        assert_eq!(result.unwrap(), b"yes");
        let asked = String::from_utf8_lossy(&asked).to_ascii_lowercase();
        assert!(asked.contains("undercroft-protocol: 1") && asked.ends_with("small"), "{asked}");
        assert!(!asked.contains("content-encoding"));
    }

    #[test]
    fn a_large_request_and_its_answer_are_compressed() {
        let plain = vec![7; 10_000];
        let mut headers = ours(&plain);
        headers.push(("content-encoding", "zstd".to_owned()));
        let (result, asked) = exchange(with(&headers, &zstd::bulk::compress(&plain, 3).unwrap()), &plain);
        assert_eq!(result.unwrap(), plain);
        assert!(asked.len() < 1_000 && String::from_utf8_lossy(&asked).contains("content-encoding: zstd"));
    }

    #[test]
    fn attack_41_pages_of_portals_and_changed_answers_are_not_the_servers() {
        let html = answer("200 OK", &[("content-type", "text/html")], b"<html>log in</html>");
        let redirect = answer("302 Found", &[("location", "http://portal.example/")], b"");
        let empty = answer("204 No Content", &[], b"");
        let portal_401 = answer("401 Unauthorized", &[("content-type", "text/html")], b"");
        let other_bytes = with(&ours(b"other"), b"changed");
        let no_digest = with(&ours(b"yes")[..2], b"yes");
        let not_zstd = with(&[ours(b"yes"), vec![("content-encoding", "zstd".to_owned())]].concat(), b"yes");
        for bytes in [html, redirect, empty, portal_401, other_bytes, no_digest, not_zstd] {
            let shown = String::from_utf8_lossy(&bytes).into_owned();
            assert_eq!(exchange(bytes, b"x").0, Err(FailureKind::NotOurServer), "{shown}");
        }
    }

    #[test]
    fn a_cut_answer_is_no_success() {
        let whole = with(&ours(b"a long enough answer"), b"a long enough answer");
        for length in [0, 10, whole.len() / 2, whole.len() - 1] {
            assert!(exchange(whole[..length].to_vec(), b"x").0.is_err(), "{length}");
        }
    }

    #[test]
    fn the_servers_refusals_say_what_to_do() {
        let problem = [("content-type", "application/problem+json")];
        let of = |status: &str| exchange(answer(status, &problem, b"{}"), b"x").0.unwrap_err();
        assert_eq!(of("401 Unauthorized"), FailureKind::Unauthorized);
        assert_eq!(of("413 Payload Too Large"), FailureKind::Refused(413));
        let busy = answer("503 Service Unavailable", &[("retry-after", "7")], b"");
        assert_eq!(exchange(busy, b"x").0, Err(FailureKind::Busy { retry_after_ms: Some(7_000) }));
        let nobody = Http::new("http://127.0.0.1:1").sync_request(b"x");
        assert_eq!(nobody, Err(FailureKind::Offline));
    }

    #[test]
    fn base64_is_that_of_urls_without_padding() {
        for (bytes, text) in
            [(&b""[..], ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (&[0xfb, 0xff], "-_8")]
        {
            assert_eq!(base64url(bytes), text);
        }
    }
}
