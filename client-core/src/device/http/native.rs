//! The driver for terminals and tests: ureq, one request at a time, zstd both ways.

use super::{Fetch, Http, HttpAnswer, HttpError, HttpRequest, Method, RENEW_BEFORE_MS, RecoveryKey, Signer};
use crate::device::store::Store;
use crate::device::sync::{FailureKind, SyncError, SyncReport};
use crate::device::{Device, Environment};
use std::io::Read;
use std::time::Duration;

/// zstd level: the default; higher ones gain little on texts this small.
const LEVEL: i32 = 3;

/// A frame names the memory that its reader keeps: at most 8 MiB, which is what every reader must offer.
const WINDOW_LOG: u32 = 23;

/// HTTP by ureq. Its futures are ready at once: it blocks.
#[derive(Debug, Clone)]
pub struct Native {
    agent: ureq::Agent,
}

/// How long each part of an exchange may take before the line counts as dead. A half-open line is found within a minute
/// (P14), and so a line that says nothing any more ends everything but the connecting; a body at 20 kbit/s that keeps coming
/// has time enough.
#[derive(Debug, Clone, Copy)]
struct Patience {
    connect: Duration,
    send: Duration,
    answer: Duration,
    body: Duration,
    silence: Duration,
}

const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(15),
    send: Duration::from_secs(90),
    answer: Duration::from_secs(45),
    body: Duration::from_mins(5),
    silence: Duration::from_secs(45),
};

impl Default for Native {
    fn default() -> Self {
        Self::patient(PATIENCE)
    }
}

impl Native {
    fn patient(patience: Patience) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            // A redirect is a login page, or a token sent to a stranger.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_connect(Some(patience.connect))
            .timeout_send_body(Some(patience.send))
            .timeout_recv_response(Some(patience.answer))
            .timeout_recv_body(Some(patience.body))
            .timeout_per_read(Some(patience.silence))
            .timeout_per_write(Some(patience.silence))
            .user_agent(concat!("undercroft/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: config.into() }
    }

    fn send(&self, request: HttpRequest) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        macro_rules! with_headers {
            ($builder:expr) => {{
                let mut builder = $builder.header("accept-encoding", "zstd");
                for (name, value) in &request.headers {
                    builder = builder.header(*name, value);
                }
                builder
            }};
        }
        let body = request.body.unwrap_or_default();
        match request.method {
            Method::Get => with_headers!(self.agent.get(&request.url)).call(),
            Method::Head => with_headers!(self.agent.head(&request.url)).call(),
            Method::Patch => with_headers!(self.agent.patch(&request.url)).send(body.as_slice()),
            Method::Post => with_headers!(self.agent.post(&request.url)).send(body.as_slice()),
        }
    }
}

impl Fetch for Native {
    async fn fetch(&self, request: HttpRequest) -> Result<HttpAnswer, FailureKind> {
        let most = request.most_answer_bytes;
        let mut response = self.send(request).map_err(|error| failure(&error))?;
        let status = response.status().as_u16();
        let text = |value: &ureq::http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
        let headers = response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value)));
        let mut answer = HttpAnswer { status, headers: headers.collect(), body: Vec::new() };
        let body = response.body_mut().with_config().limit(most).read_to_vec();
        let body = body.map_err(|error| failure(&error))?;
        answer.body = match answer.header("content-encoding").as_str() {
            "" | "identity" => body,
            "zstd" => inflate(&body, most).ok_or(FailureKind::NotOurServer)?,
            _ => return Err(FailureKind::NotOurServer),
        };
        answer.headers.retain(|(name, _)| name != "content-encoding");
        Ok(answer)
    }

    async fn pack(&self, plain: &[u8]) -> Option<(&'static str, Vec<u8>)> {
        zstd::bulk::compress(plain, LEVEL).ok().map(|bytes| ("zstd", bytes))
    }
}

/// The plain body of an answer in zstd, at most `most` bytes, so that no answer expands without limit (attack 42); `None`
/// for damaged bytes and for more.
pub fn inflate(bytes: &[u8], most: u64) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let mut decoder = zstd::stream::read::Decoder::new(bytes).ok()?;
    decoder.window_log_max(WINDOW_LOG).ok()?;
    decoder.take(most.saturating_add(1)).read_to_end(&mut plain).ok()?;
    (u64::try_from(plain.len()).ok()? <= most).then_some(plain)
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

impl Http<Native> {
    /// For the site at this address, such as `https://site.example`.
    pub fn new(site_url: &str) -> Self {
        Self::over(Native::default(), site_url)
    }
}

impl<S: Store, E: Environment> Device<S, E> {
    /// Enrols this installation with a one-time code and the person's password. Gives the key that the server keeps for
    /// what this device seals, where it keeps one.
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
    ) -> Result<Option<RecoveryKey>, HttpError> {
        let wall_ms = self.environment.now().wall_ms;
        let enrolled = Http::new(site_url).enrol(code, password, device_name, signer, wall_ms).await?;
        self.enrol(enrolled.identity, Some(enrolled.tokens)).await?;
        Ok(enrolled.recovery_key)
    }

    /// Logs the same person in again, after the tokens ended. Saved work goes on.
    ///
    /// # Errors
    /// Any [`HttpError`].
    pub async fn log_in_over_http(&mut self, password: &str, signer: &impl Signer) -> Result<(), HttpError> {
        self.log_in_for(password, signer, false).await.map(|_| ())
    }

    /// The same, and asks for the key by which the server opens what is stored here.
    ///
    /// # Errors
    /// Any [`HttpError`].
    pub async fn log_in_with_recovery_over_http(
        &mut self,
        password: &str,
        signer: &impl Signer,
    ) -> Result<Option<RecoveryKey>, HttpError> {
        self.log_in_for(password, signer, true).await
    }

    async fn log_in_for(
        &mut self,
        password: &str,
        signer: &impl Signer,
        recovery: bool,
    ) -> Result<Option<RecoveryKey>, HttpError> {
        let Some(identity) = self.identity().cloned() else { return Err(SyncError::NotEnrolled.into()) };
        let wall_ms = self.environment.now().wall_ms;
        let http = Http::new(&identity.site_url);
        let receipt = identity.enrolment_receipt.as_deref();
        let answer = http.log_in(identity.device, password, signer, wall_ms, recovery, receipt).await?;
        self.set_granted(answer.granted).await?;
        Ok(answer.recovery_key)
    }

    /// A connection to this device's site with a fresh access token.
    ///
    /// # Errors
    /// [`HttpError::SignedOut`] when the person must log in; any other [`HttpError`].
    pub async fn connect_over_http(
        &mut self,
        signer: &impl Signer,
        renew: bool,
    ) -> Result<Http<Native>, HttpError> {
        let Some(identity) = self.identity().cloned() else { return Err(SyncError::NotEnrolled.into()) };
        let http = Http::new(&identity.site_url);
        let Some(tokens) = self.tokens().cloned() else { return Err(HttpError::SignedOut) };
        let wall_ms = self.environment.now().wall_ms;
        // A wall clock that was set back makes a token look fresh for ever: the server's 401 renews it then.
        if !renew && tokens.access_expires_at.saturating_sub(wall_ms) >= RENEW_BEFORE_MS {
            return Ok(http.signed_in(tokens.access));
        }
        let receipt = identity.enrolment_receipt.as_deref();
        let granted = http.renew(&tokens.refresh, receipt, signer, wall_ms).await?;
        let access = granted.tokens.access.clone();
        self.set_granted(granted).await?;
        Ok(http.signed_in(access))
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
    use crate::domain::id::hex;
    use crate::protocol::{MEDIA_TYPE, PACKED_MEDIA_TYPE, columns};
    use sha2::{Digest, Sha256};
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

    const SHORT: Duration = Duration::from_millis(300);
    const LONG: Duration = Duration::from_mins(2);

    /// Ends nothing that a test waits for.
    const PATIENT: Patience = Patience { connect: LONG, send: LONG, answer: LONG, body: LONG, silence: LONG };

    /// A server that says so much of its answer, and the rest only when nobody should wait for it any more.
    fn silent_after(said: usize) -> (String, std::sync::mpsc::Sender<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (over, until) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let whole = with(&ours(b"answer"), b"answer");
            let _ = stream.write_all(&whole[..said]);
            let _ = until.recv_timeout(Duration::from_secs(20));
            let _ = stream.write_all(&whole[said..]);
        });
        (url, over)
    }

    #[test]
    fn p14_a_line_that_falls_silent_is_given_up_wherever_that_is() {
        let parts = Patience { connect: SHORT, send: SHORT, answer: SHORT, body: SHORT, ..PATIENT };
        let silence = Patience { silence: SHORT, ..PATIENT };
        let whole = with(&ours(b"answer"), b"answer").len();
        for patience in [parts, silence] {
            for said in [0, 10, whole - 6, whole - 1] {
                let (url, _over) = silent_after(said);
                let http = Http::over(Native::patient(patience), &url);
                let result = pollster::block_on(http.sync_request(b"question"));
                assert_eq!(result, Err(FailureKind::Timeout), "after {said} bytes, {patience:?}");
            }
        }
        for part in [PATIENCE.connect, PATIENCE.answer, PATIENCE.silence] {
            assert!(part <= Duration::from_secs(45));
        }
    }

    #[test]
    fn p14_a_request_that_nobody_takes_is_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (over, until) = std::sync::mpsc::channel::<()>();
        std::thread::spawn(move || {
            let (_untouched, _) = listener.accept().unwrap();
            let _ = until.recv_timeout(Duration::from_secs(20));
        });
        // More than the system keeps for a program that doesn't read.
        let body = vec![7; 64 << 20];
        let request = HttpRequest::new(Method::Post, url).body(body);
        let native = Native::patient(Patience { silence: SHORT, ..PATIENT });
        assert_eq!(pollster::block_on(native.fetch(request)), Err(FailureKind::Timeout));
        drop(over);
    }

    #[test]
    fn p14_a_slow_answer_that_keeps_coming_is_waited_for() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]);
            let whole = with(&ours(b"answer"), b"answer");
            let (head, body) = whole.split_at(whole.len() - 6);
            stream.write_all(head).unwrap();
            let (_open, beat) = std::sync::mpsc::channel::<()>();
            for byte in body {
                let _ = beat.recv_timeout(Duration::from_millis(600));
                stream.write_all(&[*byte]).unwrap();
            }
        });
        let patience = Patience { silence: Duration::from_secs(3), ..PATIENT };
        let http = Http::over(Native::patient(patience), &url);
        assert_eq!(pollster::block_on(http.sync_request(b"question")), Ok(b"answer".to_vec()));
        assert!(PATIENCE.body >= Duration::from_mins(5));
    }

    fn exchange(answer: Vec<u8>, body: &[u8]) -> (Result<Vec<u8>, FailureKind>, Vec<u8>) {
        let (url, server) = once(answer);
        let result = pollster::block_on(Http::new(&url).sync_request(body));
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
    fn a_large_message_goes_and_comes_as_columns() {
        let value = vec![("words", "the same words again and again".repeat(20)); 2_000];
        let plain = crate::protocol::to_bytes(&std::collections::BTreeMap::from([("rows", value)])).unwrap();
        let packed = columns::pack(&plain).unwrap();
        let mut headers = ours(&packed);
        headers[0].1 = PACKED_MEDIA_TYPE.to_owned();
        let (result, asked) = exchange(with(&headers, &packed), &plain);
        assert_eq!(result.unwrap(), plain);
        let asked = String::from_utf8_lossy(&asked).to_ascii_lowercase();
        assert!(asked.contains("content-type: application/vnd.undercroft.columns"), "{asked}");
        // What isn't columns although it says so isn't the server's.
        let mut headers = ours(&plain);
        headers[0].1 = PACKED_MEDIA_TYPE.to_owned();
        assert_eq!(exchange(with(&headers, &plain), b"x").0, Err(FailureKind::NotOurServer));
    }

    #[test]
    fn a_server_without_columns_gets_the_message_as_it_is() {
        let plain =
            crate::protocol::to_bytes(&std::collections::BTreeMap::from([("a", vec![1; 2_000])])).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let server = std::thread::spawn(move || {
            let problem = [("content-type", "application/problem+json")];
            for reply in [answer("415 Unsupported Media Type", &problem, b"{}"), with(&ours(b"yes"), b"yes")]
            {
                let (mut stream, _) = listener.accept().unwrap();
                let mut asked = [0; 4096];
                let read = stream.read(&mut asked).unwrap();
                stream.write_all(&reply).unwrap();
                let asked = String::from_utf8_lossy(&asked[..read]).to_ascii_lowercase();
                if asked.contains("content-type: application/cbor") {
                    return;
                }
            }
            panic!("never asked as CBOR");
        });
        let result = pollster::block_on(Http::new(&url).sync_request(&plain));
        assert_eq!(result.unwrap(), b"yes");
        server.join().unwrap();
    }

    #[test]
    fn p8_an_answer_that_wants_a_hundred_megabytes_of_its_reader_is_refused() {
        for (window, taken) in [(23, true), (24, false), (27, false)] {
            let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
            encoder.window_log(window).unwrap();
            encoder.write_all(b"a small answer").unwrap();
            encoder.flush().unwrap();
            let plain = inflate(&encoder.finish().unwrap(), 1_000);
            assert_eq!(plain.is_some(), taken, "2^{window} bytes");
        }
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
        let nobody = pollster::block_on(Http::new("http://127.0.0.1:1").sync_request(b"x"));
        assert_eq!(nobody, Err(FailureKind::Offline));
    }
}
