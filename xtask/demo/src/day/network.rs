//! The way between phones and server, which can be cut: while it is, a phone's connections are refused, as without
//! coverage.

use crate::error::DemoError;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

/// A relay on this machine.
pub(crate) struct Network {
    server: SocketAddr,
    here: SocketAddr,
    relay: Option<Relay>,
}

struct Relay {
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Network {
    /// A working way to the server at this address, such as `http://127.0.0.1:8080`.
    pub(super) fn to(server_url: &str) -> Result<Self, DemoError> {
        let address = server_url.trim_start_matches("http://").parse();
        let server = address.map_err(|_| DemoError::Unexpected(format!("{server_url} is not an address")))?;
        let here = SocketAddr::from(([127, 0, 0, 1], 0));
        let mut network = Self { server, here, relay: None };
        network.restore()?;
        Ok(network)
    }

    /// The address for phones.
    pub(super) fn url(&self) -> String {
        format!("http://{}", self.here)
    }

    /// No connection any more.
    pub(super) fn cut(&mut self) {
        let Some(relay) = self.relay.take() else { return };
        relay.stop.store(true, Ordering::SeqCst);
        // Wakes the relay, which waits for a connection; it ends and with it its listener.
        let _ = TcpStream::connect(self.here);
        let _ = relay.thread.join();
    }

    /// Connections as before.
    pub(super) fn restore(&mut self) -> Result<(), DemoError> {
        let failed =
            |source| DemoError::Start { command: "the relay between phones and server".into(), source };
        let listener = TcpListener::bind(self.here).map_err(failed)?;
        self.here = listener.local_addr().map_err(failed)?;
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, server) = (Arc::clone(&stop), self.server);
        let thread = std::thread::spawn(move || {
            for phone in listener.incoming() {
                if stopped.load(Ordering::SeqCst) {
                    break;
                }
                if let Ok(phone) = phone {
                    // A connection that fails here looks to the phone like any other bad one.
                    std::thread::spawn(move || carry(phone, server));
                }
            }
        });
        self.relay = Some(Relay { stop, thread });
        Ok(())
    }
}

/// Carries bytes both ways until one side ends.
fn carry(phone: TcpStream, server: SocketAddr) -> io::Result<()> {
    let server = TcpStream::connect(server)?;
    let (mut from_phone, mut to_server) = (phone.try_clone()?, server.try_clone()?);
    let up = std::thread::spawn(move || {
        let _ = io::copy(&mut from_phone, &mut to_server);
        let _ = to_server.shutdown(Shutdown::Write);
    });
    let (mut from_server, mut to_phone) = (server, phone);
    let _ = io::copy(&mut from_server, &mut to_phone);
    let _ = to_phone.shutdown(Shutdown::Both);
    let _ = up.join();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};

    #[test]
    fn a_cut_network_refuses_and_a_restored_one_carries() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", server.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in server.incoming() {
                let mut stream = stream.unwrap();
                let mut asked = [0; 4];
                stream.read_exact(&mut asked).unwrap();
                stream.write_all(b"pong").unwrap();
            }
        });
        let ask = |network: &Network| -> io::Result<String> {
            let mut stream = TcpStream::connect(network.here)?;
            stream.write_all(b"ping")?;
            let mut answer = String::new();
            stream.read_to_string(&mut answer)?;
            Ok(answer)
        };
        let mut network = Network::to(&url).unwrap();
        let before = network.url();
        assert_eq!(ask(&network).unwrap(), "pong");
        network.cut();
        assert_eq!(ask(&network).unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        network.restore().unwrap();
        assert_eq!((ask(&network).unwrap().as_str(), network.url()), ("pong", before));
    }
}
