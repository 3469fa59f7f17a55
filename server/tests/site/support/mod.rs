//! A real server on a free port, a clock that the test moves, and a small HTTP client.
#![allow(dead_code, missing_docs, unreachable_pub)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::format_push_string)]

pub mod browser;
pub mod hand;
pub mod sinks;
pub mod work;

use ed25519_dalek::{Signer, SigningKey};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tokio::sync::{oneshot, watch};
use undercroft_server::accounts::{self, AuthConfig, EnrolmentCode, NewUser, PasswordCost};
use undercroft_server::audit::By;
use undercroft_server::environment::{Clock, Entropy, EntropyUnavailable, SystemEntropy};
use undercroft_server::http::{AppState, HttpConfig, serve};
use undercroft_server::ident::{DeviceId, Role, UserId};
use undercroft_server::jobs::JobSettings;
use undercroft_server::keys::ServerKeys;
use undercroft_server::site::{self, Site};
use undercroft_server::store::{Store, StoreError};

pub const SECOND: i64 = 1_000;
pub const MINUTE: i64 = 60 * SECOND;
pub const DAY: i64 = 24 * 60 * MINUTE;
pub const START: i64 = 1_790_000_000_000;
pub const PASSWORD: &str = "correct horse 7";
pub const SEED: [u8; 32] = [42; 32];
pub const ISSUER: &str = "undercroft/05050505-0505-0505-0505-050505050505";

pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}

struct Randomness;

impl Entropy for Randomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyUnavailable> {
        SystemEntropy.fill(bytes)
    }
}

pub struct Server {
    pub address: SocketAddr,
    pub clock: Arc<TestClock>,
    pub store: Store,
    pub state: AppState,
    pub technician: UserId,
    site: Site,
    running: Running,
    folder: tempfile::TempDir,
}

/// A server at work; it ends with this.
struct Running {
    stop: Option<oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub fn server() -> Server {
    server_with(PasswordCost { memory_kib: 64, passes: 1 })
}

/// The same with settings of its own.
pub fn server_set(settings: JobSettings) -> Server {
    server_changed(|state| state.jobs = Arc::new(settings))
}

/// The same with something else about it.
pub fn server_changed(change: impl FnOnce(&mut AppState)) -> Server {
    server_of(PasswordCost { memory_kib: 64, passes: 1 }, change, http())
}

/// The same that meets the network in its own way.
pub fn server_on(http: HttpConfig) -> Server {
    server_of(PasswordCost { memory_kib: 64, passes: 1 }, |_| (), http)
}

/// How a site's server meets the network.
pub fn http() -> HttpConfig {
    let mut http = HttpConfig::new("http://jobs.example.org");
    // What requests that are written by hand call it.
    http.other_names = vec!["x".to_owned()];
    http
}

/// A site with the technician `li` and the dispatcher `wang`, both with [`PASSWORD`].
pub fn server_with(password_cost: PasswordCost) -> Server {
    server_of(password_cost, |_| (), http())
}

/// The same with its database in this folder.
pub fn server_in(folder: tempfile::TempDir) -> Server {
    server_with_all(folder, PasswordCost { memory_kib: 64, passes: 1 }, |_| (), http())
}

fn server_of(password_cost: PasswordCost, change: impl FnOnce(&mut AppState), http: HttpConfig) -> Server {
    server_with_all(tempfile::tempdir().unwrap(), password_cost, change, http)
}

fn server_with_all(
    folder: tempfile::TempDir,
    password_cost: PasswordCost,
    change: impl FnOnce(&mut AppState),
    http: HttpConfig,
) -> Server {
    let store = Store::open(&folder.path().join("site.db")).unwrap();
    let clock = Arc::new(TestClock(AtomicI64::new(START)));
    let site = Site {
        id: [5; 16],
        epoch: [6; 8],
        name: "Garden Court".to_owned(),
        timezone: site::timezone("Asia/Shanghai").unwrap(),
    };
    let hasher = accounts::Hasher::new(password_cost, Arc::new(Randomness)).unwrap();
    let hash = hasher.hash_blocking(&accounts::Password::new(PASSWORD).unwrap()).unwrap();
    let row = site.clone();
    let technician = store
        .write_blocking(move |connection| -> Result<UserId, accounts::AccountError> {
            site::create(connection, &row, START).unwrap();
            let user = |name: &str, role| NewUser {
                name: name.to_owned(),
                display_name: name.to_uppercase(),
                password_hash: hash.clone(),
                roles: vec![role],
            };
            accounts::create_user(
                connection,
                &Randomness,
                &By::operator(START),
                user("wang", Role::Dispatcher),
            )?;
            accounts::create_user(connection, &Randomness, &By::operator(START), user("li", Role::Technician))
        })
        .unwrap();
    let (state, address, running) = start(&store, &site, &clock, password_cost, change, http);
    Server { address, clock, store, state, technician, site, running, folder }
}

fn start(
    store: &Store,
    site: &Site,
    clock: &Arc<TestClock>,
    password_cost: PasswordCost,
    change: impl FnOnce(&mut AppState),
    http: HttpConfig,
) -> (AppState, SocketAddr, Running) {
    let (sender, stopping) = watch::channel(false);
    let auth = AuthConfig { password_cost, ..AuthConfig::default() };
    let mut state = AppState::new(
        store.clone(),
        site.clone(),
        Arc::new(ServerKeys::from_seed(&SEED).unwrap()),
        Arc::clone(clock) as Arc<dyn Clock>,
        Arc::new(Randomness),
        auth,
        http,
        stopping,
    )
    .unwrap();
    change(&mut state);
    let (stop, stopped) = oneshot::channel::<()>();
    let (tell, told) = std::sync::mpsc::channel();
    let shared = state.clone();
    let thread = std::thread::spawn(move || {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            tell.send(listener.local_addr().unwrap()).unwrap();
            let stop = async {
                let _ = stopped.await;
            };
            serve(listener, shared, sender, stop).await;
        });
    });
    let address = told.recv().unwrap();
    (state, address, Running { stop: Some(stop), thread: Some(thread) })
}

impl Server {
    /// Ends the server and starts another one on its database.
    pub fn restarted(self) -> Self {
        let Self { clock, store, state, technician, site, running, folder, .. } = self;
        let (jobs, limits) = (Arc::clone(&state.jobs), state.blob_limits);
        drop((running, state, store));
        let store = Store::open(&folder.path().join("site.db")).unwrap();
        let cost = PasswordCost { memory_kib: 64, passes: 1 };
        let change = |state: &mut AppState| (state.jobs, state.blob_limits) = (jobs, limits);
        let (state, address, running) = start(&store, &site, &clock, cost, change, http());
        Self { address, clock, store, state, technician, site, running, folder }
    }
}

#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: BTreeMap<String, String>,
    pub body: Value,
    pub text: String,
}

impl Reply {
    /// The name of the problem, after checking the form of problems.
    pub fn problem(&self) -> String {
        assert_eq!(self.headers.get("content-type").unwrap(), "application/problem+json", "{self:?}");
        assert_eq!(self.body["status"], self.status);
        assert_eq!(self.body["request_id"].as_str().unwrap(), self.headers["x-request-id"]);
        let detail = self.body["detail"].as_str().unwrap();
        for leak in ["SELECT", "sqlite", "/src/", "site.db", "panicked", PASSWORD] {
            assert!(!detail.contains(leak), "{detail}");
        }
        self.body["type"].as_str().unwrap().strip_prefix("/problems/").unwrap().to_owned()
    }

    #[track_caller]
    pub fn expect(self, status: u16, problem: &str) -> Self {
        assert_eq!((self.status, self.problem().as_str()), (status, problem), "{self:?}");
        self
    }

    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.body
    }
}

/// Sends raw bytes and reads the answer until the server closes.
pub fn raw(address: SocketAddr, request: &[u8]) -> Reply {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(request).unwrap();
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let mut lines = head.lines();
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Reply { status, headers, body: serde_json::from_str(body).unwrap_or(Value::Null), text: body.to_owned() }
}

pub fn send(address: SocketAddr, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
    let mut request = format!("{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    for (name, value) in headers {
        request.push_str(&format!("{name}: {value}\r\n"));
    }
    request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
    raw(address, request.as_bytes())
}

impl Server {
    /// The head of an answer, and its body as it came.
    pub fn bytes(&self, path: &str, headers: &[(&str, &str)]) -> (String, Vec<u8>) {
        let mut request = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", self.address);
        for (name, value) in headers {
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        request.push_str("\r\n");
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        (String::from_utf8(answer[..end].to_vec()).unwrap(), answer[end + 4..].to_vec())
    }

    pub fn advance(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn raw(&self, request: &[u8]) -> Reply {
        raw(self.address, request)
    }

    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        send(self.address, method, path, headers, body)
    }

    pub fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, &[("Content-Type", "application/json")], &body.to_string())
    }

    pub fn get_as(&self, token: &str) -> Reply {
        self.send("GET", "/api/v1/me", &[("Authorization", &format!("Bearer {token}"))], "")
    }

    pub fn code(&self) -> String {
        let code = EnrolmentCode::generate(&Randomness).unwrap();
        let (typed, now, user) = (code.typed(), self.clock.now_ms(), self.technician);
        self.write(move |connection| accounts::create_code(connection, &By::operator(now), DAY, user, &code));
        typed
    }

    pub fn write(
        &self,
        job: impl FnOnce(&rusqlite::Connection) -> Result<(), accounts::AccountError> + Send + 'static,
    ) {
        self.store.write_blocking(job).unwrap();
    }

    pub fn count(&self, sql: &'static str) -> i64 {
        self.store
            .read_blocking(|connection| -> Result<i64, StoreError> {
                Ok(connection.query_row(sql, [], |row| row.get(0))?)
            })
            .unwrap()
    }

    pub fn nonce(&self) -> String {
        self.post("/api/v1/token/nonce", &json!({})).ok()["nonce"].as_str().unwrap().to_owned()
    }

    pub fn login(&self, user: &str, password: &str) -> Reply {
        self.post("/api/v1/login", &json!({ "user": user, "password": password }))
    }
}

pub struct Phone {
    pub key: SigningKey,
    pub device: String,
    pub access: String,
    pub refresh: String,
    pub answer: Value,
}

pub fn b64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

pub fn enrolment(code: &str, key: &SigningKey, password: &str) -> Value {
    json!({
        "code": code,
        "password": password,
        "device_name": "phone",
        "public_key": b64(key.verifying_key().as_bytes()),
    })
}

impl Phone {
    pub fn enrol(server: &Server, seed: u8) -> Self {
        let key = SigningKey::from_bytes(&[seed; 32]);
        let answer = server.post("/api/v1/enrol", &enrolment(&server.code(), &key, PASSWORD)).ok();
        let text = |name: &str| answer[name].as_str().unwrap().to_owned();
        Self {
            key,
            device: text("device"),
            access: text("access_token"),
            refresh: text("refresh_token"),
            answer,
        }
    }

    pub fn id(&self) -> DeviceId {
        self.device.parse().unwrap()
    }

    pub fn renewal(&self, nonce: &str, token: &str) -> Value {
        let signature = self.key.sign(&accounts::refresh_message(nonce, token)).to_bytes();
        json!({ "refresh_token": token, "nonce": nonce, "signature": b64(&signature) })
    }

    /// Renews with this token, not storing the result.
    pub fn renew(&self, server: &Server, token: &str) -> Reply {
        server.post("/api/v1/token", &self.renewal(&server.nonce(), token))
    }

    pub fn login(&self, server: &Server, password: &str) -> Reply {
        self.login_with(server, password, &json!({}))
    }

    /// Logs in with more fields.
    pub fn login_with(&self, server: &Server, password: &str, more: &Value) -> Reply {
        let nonce = server.nonce();
        let signature = self.key.sign(&accounts::device_login_message(&nonce, self.id())).to_bytes();
        let mut body = json!({
            "device": self.device, "password": password, "nonce": nonce, "signature": b64(&signature),
        });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        server.post("/api/v1/login/device", &body)
    }
}
