//! Stands between devices and a server and counts the bytes of the sockets, both ways.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Bytes up and down.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bytes {
    pub(crate) up: u64,
    pub(crate) down: u64,
}

impl Bytes {
    pub(crate) fn since(self, before: Self) -> Self {
        Self { up: self.up - before.up, down: self.down - before.down }
    }

    pub(crate) fn total(self) -> u64 {
        self.up + self.down
    }
}

/// One direction of a line.
#[derive(Default)]
struct Way {
    bytes: AtomicU64,
    /// What comes isn't carried on.
    shut: AtomicBool,
    /// When something came while it was shut, once for each connection.
    waiting: Mutex<Vec<Instant>>,
}

impl Way {
    fn waiting(&self) -> Vec<Instant> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits while it is shut.
    fn pass(&self) {
        if self.shut.load(Ordering::SeqCst) {
            self.waiting.lock().unwrap_or_else(PoisonError::into_inner).push(Instant::now());
        }
        while self.shut.load(Ordering::SeqCst) {
            std::thread::sleep(Duration::from_micros(200));
        }
    }
}

/// A listening proxy; its threads end with the process.
pub(crate) struct Proxy {
    port: u16,
    up: Arc<Way>,
    down: Arc<Way>,
}

impl Proxy {
    pub(crate) fn to(server: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let (up, down) = (Arc::<Way>::default(), Arc::<Way>::default());
        let (sent, got) = (Arc::clone(&up), Arc::clone(&down));
        std::thread::spawn(move || {
            for device in listener.incoming().flatten() {
                let Ok(server) = TcpStream::connect(("127.0.0.1", server)) else { continue };
                let _ = (device.set_nodelay(true), server.set_nodelay(true));
                if let (Ok(from), Ok(to)) = (device.try_clone(), server.try_clone()) {
                    carry(from, to, Arc::clone(&sent));
                    carry(server, device, Arc::clone(&got));
                }
            }
        });
        Ok(Self { port, up, down })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn bytes(&self) -> Bytes {
        Bytes { up: self.up.bytes.load(Ordering::SeqCst), down: self.down.bytes.load(Ordering::SeqCst) }
    }

    /// Lets nothing through, either way.
    pub(crate) fn shut(&self) {
        for way in [&self.up, &self.down] {
            way.waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
            way.shut.store(true, Ordering::SeqCst);
        }
    }

    /// Waits until so many connections have a request to send, lets them all through at once, and says how long the server
    /// took until each had the beginning of its answer. Then the answers go on.
    ///
    /// # Errors
    /// A word when they don't come.
    pub(crate) fn at_once(&self, connections: usize) -> Result<Duration, String> {
        let all = |way: &Way| {
            for _ in 0..60_000 {
                if way.waiting().len() >= connections {
                    return Ok(());
                }
                std::thread::sleep(Duration::from_millis(1));
            }
            Err("not every device sends".to_owned())
        };
        all(&self.up)?;
        let began = Instant::now();
        self.up.shut.store(false, Ordering::SeqCst);
        all(&self.down)?;
        let last = self.down.waiting().into_iter().max().unwrap_or(began);
        self.down.shut.store(false, Ordering::SeqCst);
        Ok(last.saturating_duration_since(began))
    }

    /// Waits until something has moved and nothing but a heartbeat moves any more.
    pub(crate) fn quiet(&self, before: Bytes) -> Result<(), String> {
        const HEARTBEAT: u64 = 200;
        let mut last = self.bytes();
        for _ in 0..600 {
            std::thread::sleep(Duration::from_secs(1));
            let now = self.bytes();
            if now != before && now.since(last).total() < HEARTBEAT {
                return Ok(());
            }
            last = now;
        }
        Err("the line doesn't fall silent".to_owned())
    }
}

fn carry(mut from: TcpStream, mut to: TcpStream, way: Arc<Way>) {
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        while let Ok(read) = from.read(&mut buffer) {
            way.pass();
            if read == 0 || to.write_all(&buffer[..read]).is_err() {
                break;
            }
            way.bytes.fetch_add(read as u64, Ordering::SeqCst);
        }
        let _ = (from.shutdown(Shutdown::Read), to.shutdown(Shutdown::Write));
    });
}
