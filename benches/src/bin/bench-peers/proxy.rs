//! Stands between devices and a server and counts the bytes of the sockets, both ways.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

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

/// A listening proxy; its threads end with the process.
pub(crate) struct Proxy {
    port: u16,
    up: Arc<AtomicU64>,
    down: Arc<AtomicU64>,
}

impl Proxy {
    pub(crate) fn to(server: u16) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let port = listener.local_addr()?.port();
        let (up, down) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
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
        Bytes { up: self.up.load(Ordering::SeqCst), down: self.down.load(Ordering::SeqCst) }
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

fn carry(mut from: TcpStream, mut to: TcpStream, count: Arc<AtomicU64>) {
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        while let Ok(read) = from.read(&mut buffer) {
            if read == 0 || to.write_all(&buffer[..read]).is_err() {
                break;
            }
            count.fetch_add(read as u64, Ordering::SeqCst);
        }
        let _ = (from.shutdown(Shutdown::Read), to.shutdown(Shutdown::Write));
    });
}
