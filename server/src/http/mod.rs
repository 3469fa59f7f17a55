//! The web server: state, routes, and what every request goes through.
//!
//! Handlers of accounts are here; other parts of the server bring their own handlers and are
//! listed in [`routes`]. Nothing here knows a business rule.

mod analysis;
mod app;
mod audit;
mod auth;
mod blobs;
mod case_kinds;
mod complaints;
mod departments;
mod directory;
mod duties;
mod engine;
mod etag;
mod events;
mod examples;
mod extract;
mod fees;
mod figures;
mod files;
mod health;
mod idempotency;
mod incidents;
mod inflate;
mod matters;
mod middleware;
mod months;
mod notices;
mod openapi;
mod orders;
mod pages;
mod papers;
mod problem;
mod routes;
mod serve;
mod store;
mod sync;
mod work_log;

pub use blobs::UploadsUnderWay;
pub use events::OpenStreams;
pub use extract::{CommandJson, Json, PeerAddress, SameOrigin, StrictJson, session_cookie};
pub use health::Health;
pub use inflate::inflate;
pub use middleware::RequestId;
pub use openapi::document as openapi_document;
pub use problem::{Problem, ProblemBody, ProblemKind};
pub use routes::router;
pub use serve::{ServeError, serve};

use crate::accounts::{AccountError, Accounts, AuthConfig};
use crate::blobs::BlobLimits;
use crate::environment::{Clock, Entropy};
use crate::jobs::JobSettings;
use crate::keys::ServerKeys;
use crate::procedures::Procedures;
use crate::site::Site;
use crate::store::Store;
use axum::http::uri::Authority;
use planted::Bug;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// How the server meets the network.
#[derive(Debug, Clone)]
pub struct HttpConfig {
    /// The origin that browsers use, such as `https://jobs.example.org`. With `https` the session
    /// cookie is bound to it (`__Host-`, `Secure`).
    pub public_origin: String,
    /// Further names by which the server is reached, such as that of its machine in the house's own network.
    pub other_names: Vec<String>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// A request that takes longer is given up with 408; a body that keeps coming buys more time.
    pub request_timeout: Duration,
    /// A connection that brings no whole request head for so long is closed.
    pub header_timeout: Duration,
}

impl HttpConfig {
    /// The settings for this origin, with no proxy in front.
    pub fn new(public_origin: &str) -> Self {
        Self {
            public_origin: public_origin.trim_end_matches('/').to_owned(),
            other_names: Vec::new(),
            trusted_proxies: Vec::new(),
            request_timeout: Duration::from_secs(30),
            header_timeout: Duration::from_secs(30),
        }
    }

    /// The name of the session cookie.
    pub fn cookie_name(&self) -> &'static str {
        if self.is_https() { "__Host-undercroft" } else { "undercroft" }
    }

    /// Whether the server goes by this name: that of its origin, a further one, or an address. Whoever owns another name can
    /// let it lead here, and a page under that name would be taken for one of this server (attack 49).
    pub(crate) fn is_own(&self, host: &str) -> bool {
        let host = host.strip_suffix('.').unwrap_or(host);
        let address = host.trim_start_matches('[').trim_end_matches(']');
        let origin =
            self.public_origin.split_once("://").and_then(|(_, place)| place.parse::<Authority>().ok());
        planted::is(Bug::AnyName)
            || address.parse::<IpAddr>().is_ok()
            || host.eq_ignore_ascii_case("localhost")
            || origin.is_some_and(|own| own.host().eq_ignore_ascii_case(host))
            || self.other_names.iter().any(|name| name.eq_ignore_ascii_case(host))
    }

    /// Whether browsers come over HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_origin.starts_with("https://")
    }
}

/// Why the server's state can't be made.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// Signing in.
    #[error(transparent)]
    Accounts(#[from] AccountError),
    /// A procedure that this program carries can't be read.
    #[error("a built-in procedure is damaged: {0}")]
    Procedures(String),
    /// The feed's end.
    #[error(transparent)]
    Feed(#[from] crate::feed::EngineError),
}

/// What handlers share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// The database.
    pub store: Store,
    /// Signing in.
    pub accounts: Accounts,
    /// The site; its epoch is that of this start.
    pub site: Arc<Site>,
    /// The server's secrets.
    pub keys: Arc<ServerKeys>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness.
    pub entropy: Arc<dyn Entropy>,
    /// How the server meets the network.
    pub http: Arc<HttpConfig>,
    /// Becomes true when the server stops: streams must end then.
    pub stopping: watch::Receiver<bool>,
    /// Procedures.
    pub procedures: Arc<Procedures>,
    /// The last feed number that is durable, as far as this process wrote it.
    pub feed_moved: Arc<watch::Sender<u64>>,
    /// What photos may take up.
    pub blob_limits: BlobLimits,
    /// Settings of the jobs, and with them the thresholds of all deadlines.
    pub jobs: Arc<JobSettings>,
    /// Uploads whose body is being received.
    pub uploads: UploadsUnderWay,
    /// Streams of events that are open.
    pub streams: OpenStreams,
}

impl AppState {
    /// The state for a site's database; `stopping` is what [`serve`] sets when the server stops.
    #[allow(clippy::too_many_arguments)]
    pub fn new(
        store: Store,
        site: Site,
        keys: Arc<ServerKeys>,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
        auth: AuthConfig,
        http: HttpConfig,
        stopping: watch::Receiver<bool>,
    ) -> Result<Self, StateError> {
        let accounts = Accounts::new(
            store.clone(),
            Arc::clone(&keys),
            &site,
            Arc::clone(&clock),
            Arc::clone(&entropy),
            auth,
        )?;
        let (site, http) = (Arc::new(site), Arc::new(http));
        let procedures =
            Arc::new(Procedures::new().map_err(|error| StateError::Procedures(error.to_string()))?);
        let feed_moved = Arc::new(watch::Sender::new(store.read_blocking(crate::feed::seq)?));
        Ok(Self {
            store,
            accounts,
            site,
            keys,
            clock,
            entropy,
            http,
            stopping,
            procedures,
            feed_moved,
            blob_limits: BlobLimits::default(),
            jobs: Arc::new(JobSettings::default()),
            uploads: UploadsUnderWay::default(),
            streams: OpenStreams::default(),
        })
    }

    /// Tells the listeners that the feed has come to `seq`.
    pub fn moved(&self, seq: u64) {
        self.feed_moved.send_if_modified(|known| {
            let newer = seq > *known;
            *known = seq.max(*known);
            newer
        });
    }

    /// Milliseconds since 1970.
    pub fn now_ms(&self) -> i64 {
        self.clock.now_ms()
    }
}
