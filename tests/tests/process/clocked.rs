//! The server in the test's own process, on the files of a site, with a clock that the test moves. Its phones are real programs.

use crate::process::Site;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread::JoinHandle;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use undercroft_server::accounts::AuthConfig;
use undercroft_server::environment::{Clock, SystemClock, SystemEntropy};
use undercroft_server::http::{AppState, HttpConfig, serve};
use undercroft_server::keys::ServerKeys;
use undercroft_server::site;
use undercroft_server::store::Store;

/// The machine's clock, and so many milliseconds.
struct Ahead(Arc<AtomicI64>);

impl Clock for Ahead {
    fn now_ms(&self) -> i64 {
        SystemClock.now_ms() + self.0.load(Ordering::SeqCst)
    }
}

pub struct Clocked {
    ahead: Arc<AtomicI64>,
    stop: Option<oneshot::Sender<()>>,
    server: Option<JoinHandle<()>>,
}

impl Drop for Clocked {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(server) = self.server.take() {
            let _ = server.join();
        }
    }
}

impl Clocked {
    /// Takes the place of the site's server, at its address.
    pub fn in_place_of(site: &mut Site) -> Self {
        site.kill_server();
        let (folder, port, origin) = (site.folder.path().join("site"), site.port, site.url());
        let ahead = Arc::new(AtomicI64::new(0));
        let clock = Arc::new(Ahead(Arc::clone(&ahead)));
        let (stop, stopped) = oneshot::channel::<()>();
        let (listens, until) = std::sync::mpsc::channel();
        let server = std::thread::spawn(move || {
            let store = Store::open(&folder.join("undercroft.db")).unwrap();
            let place = store.read_blocking(site::load).unwrap();
            let keys = Arc::new(ServerKeys::load(&folder.join("server.key")).unwrap());
            let (sender, stopping) = watch::channel(false);
            let (entropy, auth, http) =
                (Arc::new(SystemEntropy), AuthConfig::default(), HttpConfig::new(&origin));
            let state = AppState::new(store, place, keys, clock, entropy, auth, http, stopping).unwrap();
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
            runtime.block_on(async move {
                let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
                listens.send(()).unwrap();
                let stop = async {
                    let _ = stopped.await;
                };
                serve(listener, state, sender, stop).await;
            });
        });
        until.recv().unwrap();
        Self { ahead, stop: Some(stop), server: Some(server) }
    }

    /// So many minutes go by.
    pub fn passes(&self, minutes: i64) {
        self.ahead.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }
}
