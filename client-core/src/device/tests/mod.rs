//! Behaviour of the offline client, with a store that fails on purpose and a server of a page.

mod answers;
mod complaint;
mod draft;
#[cfg(feature = "sqlite")]
mod durability;
mod execute;
mod fee;
mod handed_on;
#[cfg(feature = "sealing")]
mod mend;
mod photos;
mod procedures;
mod reissue;
mod returned;
mod server;
mod simulation;
mod sync;

use super::store::MemoryStore;
use super::sync::{FailureKind, OutgoingRequest, Step, SyncReport, Transport};
use super::{Device, Environment, Identity, Now, OrderView};
use crate::domain::command::{Command, Registration};
use crate::domain::entry::office::{Channel, ServiceKind};
use crate::domain::id::{DeviceId, DocumentId, UserId};
use crate::domain::policy::Role;
use crate::domain::procedure::Library;
use crate::protocol::{BlobAnswer, BlobRequest};
use server::FakeServer;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// A clock that moves by a second a look, and numbers that a seed repeats.
#[derive(Debug, Clone)]
pub(super) struct TestEnvironment {
    pub(super) wall_ms: i64,
    pub(super) boot_ms: i64,
    seed: u8,
    drawn: u64,
}

impl Environment for TestEnvironment {
    fn now(&mut self) -> Now {
        self.wall_ms += 1_000;
        self.boot_ms += 1_000;
        Now { wall_ms: self.wall_ms, boot_ms: self.boot_ms }
    }

    fn random(&mut self) -> [u8; 16] {
        self.drawn += 1;
        let digest =
            Sha256::new().chain_update([self.seed]).chain_update(self.drawn.to_be_bytes()).finalize();
        digest[..16].try_into().unwrap()
    }
}

pub(super) type TestDevice = Device<MemoryStore, TestEnvironment>;

fn library() -> Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::built_in().unwrap()).clone()
}

pub(super) fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

pub(super) fn block<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}

/// Opens the device of a store, as after a start of the app. `life` gives each start other random numbers.
pub(super) fn open(store: &MemoryStore, life: u8) -> TestDevice {
    let environment = TestEnvironment { wall_ms: 1_790_000_000_000, boot_ms: 0, seed: life, drawn: 0 };
    block(Device::open(store.clone(), environment, library())).unwrap()
}

/// An enrolled device of person `n`.
pub(super) fn device(n: u8, roles: &[Role]) -> TestDevice {
    let mut device = open(&MemoryStore::new(), n);
    let identity = Identity {
        site_url: "https://site.example".into(),
        user: user(n),
        display_name: format!("person {n}"),
        device: DeviceId::from_bytes([n; 16]),
        roles: roles.to_vec(),
        slip_prefix: format!("D{n}"),
        enrolment_receipt: None,
    };
    block(device.enrol(identity, None)).unwrap();
    device
}

pub(super) fn desk(n: u8) -> TestDevice {
    device(n, &[Role::Dispatcher])
}

pub(super) fn registration() -> Command {
    Command::Register(Registration {
        customer_name: "王小明".into(),
        unit_no: "3-502".into(),
        contact: "13800000000".into(),
        department: None,
        content: "客厅灯不亮".into(),
        appointment_at: 1_790_100_000_000,
        received_at: 1_790_000_000_000,
        channel: Channel::Phone,
        service_kind: ServiceKind::Special,
        service_class: "LMP".into(),
        urgency: crate::domain::entry::office::Urgency::Normal,
    })
}

pub(super) fn note(text: &str) -> Command {
    Command::Note { text: text.into() }
}

pub(super) fn run(device: &mut TestDevice, order: Option<DocumentId>, command: Command) -> OrderView {
    block(device.execute(order, command)).unwrap()
}

/// A registered order that the server has.
pub(super) fn registered(device: &mut TestDevice, server: &mut FakeServer) -> DocumentId {
    let id = run(device, None, registration()).order.id;
    sync(device, server);
    id
}

impl Transport for FakeServer {
    async fn exchange(&mut self, request: &OutgoingRequest) -> Result<Vec<u8>, FailureKind> {
        Ok(self.sync(&request.bytes))
    }

    async fn blob(&mut self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind> {
        self.photo(request).ok_or(FailureKind::Timeout)
    }
}

pub(super) fn sync(device: &mut TestDevice, server: &mut FakeServer) -> SyncReport {
    block(device.sync(server)).unwrap()
}

/// The request that is due now.
pub(super) fn request(device: &mut TestDevice) -> OutgoingRequest {
    device.hurry();
    match block(device.tick()).unwrap() {
        Step::Send(request) => request,
        Step::Blob(request) => panic!("a blob request: {request:?}"),
        Step::Wait { wake_at } => panic!("nothing is due before {wake_at:?}"),
    }
}

pub(super) fn canonical(device: &TestDevice, order: DocumentId) -> String {
    block(device.show(order)).unwrap().unwrap().order.canonical_json()
}
