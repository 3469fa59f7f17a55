//! The server as it is asked over HTTP, without a network: the shipped routes on a database with a past.

use crate::meter::measured;
use crate::site::{KEY_SEED, NOW, PASSWORD, Person, SITE_ID, Site};
use crate::story::{CUSTOMERS, Drawn, Story};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request};
use client_core::domain::id::DocumentId;
use rusqlite::Connection;
use serde_json::json;
use std::net::{IpAddr, Ipv4Addr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;
use tower::ServiceExt;
use undercroft_server::accounts::{AuthConfig, Hasher, Password, PasswordCost};
use undercroft_server::audit::Origin;
use undercroft_server::environment::{Clock, Entropy, EntropyUnavailable};
use undercroft_server::http::{AppState, HttpConfig, router};
use undercroft_server::keys::ServerKeys;
use undercroft_server::site;
use undercroft_server::store::Store;

/// A clock that stands.
struct Standing;

impl Clock for Standing {
    fn now_ms(&self) -> i64 {
        NOW
    }
}

/// Counts: never the same twice, and the same in every run.
struct Counted(std::sync::Mutex<u64>);

impl Entropy for Counted {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyUnavailable> {
        let mut counter = self.0.lock().map_err(|_| EntropyUnavailable)?;
        for chunk in bytes.chunks_mut(8) {
            *counter += 1;
            let drawn = counter.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
        Ok(())
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Header fields.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
    /// What was asked with.
    asked: Vec<u8>,
}

/// The server.
pub struct Web {
    folder: TempDir,
    runtime: Runtime,
    running: Option<(AppState, Router)>,
    life: u64,
    tokens: Vec<(Person, String)>,
    /// Orders of the story.
    pub orders: Vec<String>,
    /// Its incidents.
    pub incidents: Vec<String>,
    /// Its matters.
    pub matters: Vec<String>,
    /// Its complaints.
    pub complaints: Vec<String>,
    /// What it drew.
    pub drawn: Drawn,
}

const COST: PasswordCost = PasswordCost { memory_kib: 8, passes: 1 };

/// Randomness of a life; two lives on one database must not draw the same.
fn entropy(life: u64) -> Arc<Counted> {
    Arc::new(Counted(std::sync::Mutex::new(life << 40)))
}

fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { TempDir::with_prefix_in("undercroft-", memory) } else { TempDir::new() };
    made.expect("a temporary folder")
}

impl Web {
    /// The server of the story's site.
    pub fn new() -> Self {
        let folder = folder();
        let base = folder.path().join("base.db");
        drop(Store::open(&base).expect("a new database"));
        let hasher = Hasher::new(COST, entropy(0)).expect("a hasher");
        let hash = hasher.hash_blocking(&Password::new(PASSWORD).expect("a password")).expect("a hash");
        let connection = Connection::open(&base).expect("the database");
        connection.execute_batch("PRAGMA synchronous = OFF").expect("a pragma");
        let story = Story::at(Site::founded_in(connection, &hash));
        let ids = |kind: &str| {
            let sql = format!("SELECT id FROM document WHERE kind = '{kind}' ORDER BY id");
            let mut statement = story.site.connection.prepare(&sql).expect("a statement");
            let rows =
                statement.query_map([], |row| Ok(DocumentId::from_bytes(row.get(0)?))).expect("documents");
            rows.map(|id| id.expect("an id").to_string()).collect::<Vec<_>>()
        };
        let incidents = ids("incident");
        let texts = |ids: &[DocumentId]| ids.iter().map(ToString::to_string).collect::<Vec<_>>();
        let (orders, matters, complaints) =
            (texts(&story.orders), texts(&story.matters), texts(&story.complaints));
        let drawn = story.drawn.clone();
        drop(story);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .max_blocking_threads(4)
            .build()
            .expect("a runtime");
        let mut web = Self {
            folder,
            runtime,
            running: None,
            life: 0,
            tokens: Vec::new(),
            orders,
            incidents,
            matters,
            complaints,
            drawn,
        };
        // Signing in makes each person's place in the office, which belongs into what every life begins with.
        web.start(&base);
        for person in [Person::Desk, Person::TechnicianA, Person::Guard, Person::Administration] {
            let password = Password::new(PASSWORD).expect("a password");
            let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
            let accounts = web.state().accounts.clone();
            let login = accounts.login(person.name(), &password, here, Origin::Api);
            let login = web.runtime.block_on(login).expect("the right password");
            web.tokens.push((person, login.access.token));
        }
        web.write_directory();
        web.reset();
        web
    }

    /// Rows of the directory that can be changed, and customers with fee accounts: apart from those that the interface's
    /// examples add.
    fn write_directory(&mut self) {
        let customers = CUSTOMERS.map(|number| {
            let row = json!({
                "number": number, "name": "李小明", "building": "9", "unit_no": "101", "relation": "owner",
                "phones": ["13800000046"],
            });
            ("parties", row)
        });
        let buildings = [
            ("buildings", json!({ "code": "9", "name": "9栋" })),
            ("units", json!({ "building": "9", "unit_no": "101", "kind": "dwelling" })),
        ];
        let bearer = format!("Bearer {}", self.token(Person::Desk).expect("the desk is signed in"));
        let headers: [(&str, &[u8]); 2] =
            [("content-type", b"application/json"), ("authorization", bearer.as_bytes())];
        for (kind, row) in buildings.into_iter().chain(customers) {
            let path = format!("/api/v1/directory/{kind}");
            let reply = self.ask("POST", &path, &headers, row.to_string().into_bytes());
            assert_eq!(reply.status, 201, "{kind}: {}", String::from_utf8_lossy(&reply.body));
        }
    }

    fn start(&mut self, path: &Path) {
        let store = Store::open(path).expect("the database opens");
        let site = store.read_blocking(site::load).expect("the site");
        assert_eq!(site.id, SITE_ID);
        let keys = Arc::new(ServerKeys::from_seed(&KEY_SEED).expect("a key"));
        let auth = AuthConfig { password_cost: COST, ..AuthConfig::default() };
        let http = HttpConfig::new("http://jobs.example.org");
        let (_, stopping) = watch::channel(false);
        let state = AppState::new(
            store,
            site,
            keys,
            Arc::new(Standing),
            entropy(self.life + 1),
            auth,
            http,
            stopping,
        )
        .expect("a server");
        self.running = Some((state.clone(), router(state)));
    }

    /// What handlers share; the server is started where it isn't running.
    pub fn state(&mut self) -> &AppState {
        &self.up().0
    }

    fn up(&mut self) -> &(AppState, Router) {
        if self.running.is_none() {
            let (base, path) = (self.folder.path().join("base.db"), self.life_path());
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(with_end(&path, end));
            }
            std::fs::copy(&base, &path).expect("a copy of the database");
            self.start(&path);
        }
        self.running.as_ref().expect("it was just started")
    }

    fn life_path(&self) -> PathBuf {
        self.folder.path().join(format!("life-{}.db", self.life % 2))
    }

    /// The next request finds the site as the story left it.
    pub fn reset(&mut self) {
        self.running = None;
        self.life += 1;
    }

    /// The access token of a person.
    pub fn token(&self, person: Person) -> Option<&str> {
        self.tokens.iter().find(|(known, _)| *known == person).map(|(_, token)| token.as_str())
    }

    /// One request.
    pub fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &[u8])], body: Vec<u8>) -> Reply {
        let router = self.up().1.clone();
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let asked = body.clone();
        let request = request.body(Body::from(body)).expect("a request");
        let answered = async {
            let response = router.oneshot(request).await.expect("the routes always answer");
            let (status, headers) = (response.status().as_u16(), response.headers().clone());
            let body = axum::body::to_bytes(response.into_body(), 64 * 1024 * 1024).await.expect("a body");
            Reply { status, headers, body, asked }
        };
        measured(|| self.runtime.block_on(answered))
    }

    /// Waits for what the server does.
    pub fn block<T>(&self, future: impl Future<Output = T>) -> T {
        self.runtime.block_on(future)
    }
}

impl Default for Web {
    fn default() -> Self {
        Self::new()
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

impl Reply {
    /// The name of the problem, after looking at the form of problems: no panic, and no word of the inside.
    pub fn problem(&self) -> String {
        let text = String::from_utf8_lossy(&self.body);
        assert!(self.status < 500, "{} {text}", self.status);
        let kind = self.headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        assert_eq!(kind, "application/problem+json", "{} {text}", self.status);
        let body: serde_json::Value = serde_json::from_slice(&self.body).expect("a problem is JSON");
        assert_eq!(body["status"], self.status);
        let detail = body["detail"].as_str().expect("a detail");
        // The name of an unknown field is said again, whatever it is.
        let asked = String::from_utf8_lossy(&self.asked);
        for leak in ["SELECT ", "sqlite", "/src/", ".db", "panicked", PASSWORD] {
            assert!(!detail.contains(leak) || asked.contains(leak), "{detail}");
        }
        let name = body["type"].as_str().and_then(|kind| kind.strip_prefix("/problems/"));
        name.expect("a kind").to_owned()
    }
}
