//! A site and a device of one process, for benches: the real engine on a real file, the real device in memory.
//!
//! Benches print sizes and ratios. They assert nothing about time.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a bench that can't set itself up has nothing to print"
)]

use client_core::device::store::MemoryStore;
use client_core::device::sync::{FailureKind, OutgoingRequest, Transport};
use client_core::device::{Device, Environment, Identity, Now};
use client_core::domain::command::Registration;
use client_core::domain::decide::Random;
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::id::{DeviceId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::protocol::{BlobAnswer, BlobRequest, SyncRequest, from_bytes, to_bytes};
use std::sync::Arc;
use undercroft_server::admit::Sender;
use undercroft_server::keys::ServerKeys;
use undercroft_server::site::{self, Site};
use undercroft_server::store::Store;
use undercroft_server::sync::{SyncConfig, SyncEnv};
use undercroft_server::{blobs, office, sync};

/// Monday, 2 March 2026, nine in the morning in Shanghai, milliseconds since 1970 UTC.
pub const MONDAY: i64 = 1_772_413_200_000;

/// A counter in place of chance, so that each run prints the same.
#[derive(Debug, Default)]
pub struct Counter(u64);

impl Random for Counter {
    fn bytes(&mut self) -> [u8; 16] {
        self.0 += 1;
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes());
        bytes[8..].copy_from_slice(&self.0.wrapping_mul(0xd134_2543_de82_ef95).to_be_bytes());
        bytes
    }
}

/// A machine whose clock stands still but for a millisecond a look.
#[derive(Debug, Default)]
pub struct Bench {
    ticks: i64,
    counter: Counter,
}

impl Environment for Bench {
    fn now(&mut self) -> Now {
        self.ticks += 1;
        Now { wall_ms: MONDAY + self.ticks, boot_ms: self.ticks }
    }

    fn random(&mut self) -> [u8; 16] {
        self.counter.bytes()
    }
}

/// The server's side.
pub struct Server {
    store: Store,
    library: Library,
    config: SyncConfig,
    keys: Arc<ServerKeys>,
    counter: Counter,
    sender: Sender,
    /// Bytes of the last request and the last answer.
    pub last: (usize, usize),
    _folder: tempfile::TempDir,
}

impl Server {
    /// A site with one dispatcher and this many registered orders.
    pub fn with_orders(orders: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("bench.db")).unwrap();
        let library = Library::built_in().unwrap();
        let mut counter = Counter::default();
        let sender = Sender {
            user: UserId::from_bytes([1; 16]),
            device: DeviceId::from_bytes([2; 16]),
            roles: vec![Role::Dispatcher],
            recent_roles: Vec::new(),
        };
        let site =
            Site { id: [3; 16], epoch: [4; 8], name: "Bench".into(), timezone: chrono_tz::Asia::Shanghai };
        store.write_blocking(move |c| site::create(c, &site, MONDAY)).unwrap();
        let (author, books) = (sender.clone(), library.clone());
        counter = store
            .write_blocking(move |connection| {
                for n in 0..orders {
                    office::register(connection, &books, &author, registration(n), MONDAY, &mut counter)?;
                }
                Ok::<_, office::OfficeError>(counter)
            })
            .unwrap();
        let keys = Arc::new(ServerKeys::from_seed(&[5; 32]).unwrap());
        Self {
            store,
            library,
            config: SyncConfig::default(),
            keys,
            counter,
            sender,
            last: (0, 0),
            _folder: folder,
        }
    }

    /// A device of the dispatcher, not synced yet.
    pub fn device(&self) -> Device<MemoryStore, Bench> {
        let identity = Identity {
            site_url: "http://bench".into(),
            user: self.sender.user,
            display_name: "Bench".into(),
            device: self.sender.device,
            roles: self.sender.roles.clone(),
            slip_prefix: "B1".into(),
        };
        pollster::block_on(async {
            let mut device =
                Device::open(MemoryStore::new(), Bench::default(), self.library.clone()).await.unwrap();
            device.enrol(identity, None).await.unwrap();
            device
        })
    }
}

impl Transport for Server {
    async fn exchange(&mut self, request: &OutgoingRequest) -> Result<Vec<u8>, FailureKind> {
        let parsed: SyncRequest = from_bytes(&request.bytes).map_err(|_| FailureKind::Offline)?;
        let (library, config, sender) = (self.library.clone(), self.config.clone(), self.sender.clone());
        let keys = Arc::clone(&self.keys);
        let mut counter = std::mem::take(&mut self.counter);
        let (answer, counter) = self
            .store
            .write_blocking(move |connection| {
                let env = SyncEnv { library: &library, config: &config, keys: &keys };
                let answer = sync::handle(connection, env, &sender, &parsed, MONDAY, &mut counter)?;
                Ok::<_, sync::SyncError>((answer, counter))
            })
            .map_err(|_| FailureKind::Offline)?;
        self.counter = counter;
        let bytes = to_bytes(&answer).map_err(|_| FailureKind::Offline)?;
        self.last = (request.bytes.len(), bytes.len());
        Ok(bytes)
    }

    async fn blob(&mut self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind> {
        let (sender, request) = (self.sender.clone(), request.clone());
        let limits = blobs::BlobLimits::default();
        self.store
            .write_blocking(move |connection| blobs::handle(connection, &sender, &limits, &request, MONDAY))
            .map_err(|_: undercroft_server::feed::EngineError| FailureKind::Offline)
    }
}

/// The n-th request of the day.
pub fn registration(n: usize) -> Registration {
    Registration {
        customer_name: format!("客户{n}"),
        unit_no: format!("{}栋{:04}", n % 3 + 1, n),
        contact: format!("1380000{n:04}"),
        department: None,
        content: "客厅灯不亮".into(),
        appointment_at: MONDAY + 3_600_000,
        received_at: MONDAY,
        channel: Channel::Phone,
        service_kind: ServiceKind::Special,
        service_class: "LMP".into(),
    }
}
