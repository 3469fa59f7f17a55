//! The device on a disk that loses power, fills up and fails (P1).

mod failures;
mod power;

use super::server::FakeServer;
use super::{TestDevice, TestEnvironment, block, desk, library, note, registration, user};
use crate::device::store::{Query, Record, SqliteStore, Store, StoreError, Table, WriteSet};
use crate::device::sync::{FailureKind, OutgoingRequest, Step, Transport};
use crate::device::{Device, Identity};
use crate::domain::command::Command;
use crate::domain::id::{BlobDigest, DeviceId, DocumentId, EntryId};
use crate::domain::photo::PhotoInput;
use crate::domain::policy::Role;
use crate::domain::reference::{Reference, StaffMember};
use crate::protocol::{BlobAnswer, BlobRequest};
use faulty_disk::{FaultyDisk, History, State};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

/// Whether every place is looked at, and not a selection of them.
fn every_place() -> bool {
    std::env::var_os("UNDERCROFT_DEEP").is_some()
}

/// All records of a store in a few bytes.
type Fingerprint = [u8; 32];

fn fingerprint(store: &impl Store) -> Fingerprint {
    let mut hash = Sha256::new();
    for table in Table::ALL {
        for Record { key, value } in
            block(store.read(Query::Prefix { table, prefix: Vec::new(), limit: None })).unwrap()
        {
            for part in [&[table as u8][..], &key, &value] {
                hash.update(u64::try_from(part.len()).unwrap().to_be_bytes());
                hash.update(part);
            }
        }
    }
    hash.finalize().into()
}

/// What was shown, each with the inputs and outputs that the disk had seen by then.
#[derive(Default)]
struct Shown {
    /// The store after each commit that came back; the first one is empty.
    commits: Vec<(usize, Fingerprint)>,
    /// Entries of commands that came back as saved, with their bytes.
    saved: Vec<(usize, DocumentId, EntryId, Vec<u8>)>,
    /// Photos of such commands.
    photos: Vec<(usize, DocumentId, BlobDigest)>,
    /// The server after each of its answers.
    servers: Vec<(usize, FakeServer)>,
}

/// A store that notes what it has promised.
struct Watched {
    store: SqliteStore,
    disk: Rc<FaultyDisk>,
    shown: Rc<RefCell<Shown>>,
}

impl Store for Watched {
    async fn read(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        self.store.read(query).await
    }

    async fn commit(&mut self, writes: WriteSet) -> Result<(), StoreError> {
        self.store.commit(writes).await?;
        let after = (self.disk.recorded_ios(), fingerprint(&self.store));
        self.shown.borrow_mut().commits.push(after);
        Ok(())
    }
}

/// A line to the server that notes what the server has said.
struct Line<'s> {
    server: &'s mut FakeServer,
    disk: &'s FaultyDisk,
    shown: &'s RefCell<Shown>,
}

impl Line<'_> {
    fn said(&mut self) {
        self.server.requests.clear();
        self.server.blob_requests.clear();
        let after = (self.disk.recorded_ios(), self.server.clone());
        self.shown.borrow_mut().servers.push(after);
    }
}

impl Transport for Line<'_> {
    async fn exchange(&mut self, request: &OutgoingRequest) -> Result<Vec<u8>, FailureKind> {
        let answer = self.server.sync(&request.bytes);
        self.said();
        Ok(answer)
    }

    async fn blob(&mut self, request: &BlobRequest) -> Result<BlobAnswer, FailureKind> {
        let answer = self.server.photo(request).ok_or(FailureKind::Timeout);
        self.said();
        answer
    }
}

fn environment(life: u8) -> TestEnvironment {
    TestEnvironment { wall_ms: 1_790_000_000_000, boot_ms: 0, seed: life, drawn: 0 }
}

fn open_on<S: Store>(store: S, life: u8) -> Result<Device<S, TestEnvironment>, StoreError> {
    block(Device::open(store, environment(life), library()))
}

fn enrol<S: Store>(device: &mut Device<S, TestEnvironment>) {
    let identity = Identity {
        site_url: "https://site.example".into(),
        user: user(1),
        display_name: "person 1".into(),
        device: DeviceId::from_bytes([1; 16]),
        roles: vec![Role::Dispatcher],
        slip_prefix: "D1".into(),
        enrolment_receipt: None,
    };
    block(device.enrol(identity, None)).unwrap();
}

fn photo(bytes: usize) -> Command {
    let mut picture = vec![0xff, 0xd8, 0xff, 0xe0];
    picture.extend((4..bytes).map(|i| u8::try_from(i * i % 251).unwrap()));
    Command::AddPhoto { photo: PhotoInput::taken_now(picture) }
}

fn server() -> FakeServer {
    let member = |n, role| StaffMember { user: user(n), display_name: format!("{n}"), roles: vec![role] };
    let staff = vec![member(1, Role::Dispatcher), member(2, Role::Dispatcher), member(7, Role::Technician)];
    let mut server = FakeServer::new();
    server.reference = Some(Reference { version: 1, staff, ..Reference::default() });
    // Small pages, so that a sync takes several answers and commits.
    server.page = 4;
    server
}

/// Entries of a document with their bytes, as this device holds them.
fn entries<S: Store>(
    device: &Device<S, TestEnvironment>,
    document: DocumentId,
) -> BTreeMap<EntryId, Vec<u8>> {
    let replica = block(device.replica(document)).unwrap();
    let rows = replica.iter().flat_map(|replica| replica.rows().map(|(row, _)| row.entries.clone()));
    rows.flatten().collect()
}

fn integrity(file: &Path) -> String {
    let connection = rusqlite::Connection::open(file).unwrap();
    connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
}

/// A desk's device on a watched disk, its server, and a colleague whose news come down.
struct Scene {
    folder: tempfile::TempDir,
    disk: Rc<FaultyDisk>,
    shown: Rc<RefCell<Shown>>,
    device: Option<Device<Watched, TestEnvironment>>,
    server: FakeServer,
    other: TestDevice,
    life: u8,
}

impl Scene {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let disk = Rc::new(FaultyDisk::at(folder.path()).unwrap());
        disk.record();
        let empty = (0, Sha256::digest([]).into());
        let server = server();
        let shown = Shown { commits: vec![empty], servers: vec![(0, server.clone())], ..Shown::default() };
        let shown = Rc::new(RefCell::new(shown));
        let mut scene = Self { folder, disk, shown, device: None, server, other: desk(2), life: 10 };
        scene.start();
        enrol(scene.device());
        scene
    }

    /// The app ends and begins again.
    fn start(&mut self) {
        drop(self.device.take());
        self.life += 1;
        let store = Watched {
            store: SqliteStore::open(&self.folder.path().join("device.db")).unwrap(),
            disk: Rc::clone(&self.disk),
            shown: Rc::clone(&self.shown),
        };
        self.device = Some(open_on(store, self.life).unwrap());
    }

    fn device(&mut self) -> &mut Device<Watched, TestEnvironment> {
        self.device.as_mut().unwrap()
    }

    /// A command that is shown as saved.
    fn run(&mut self, order: Option<DocumentId>, command: Command) -> DocumentId {
        let device = self.device.as_mut().unwrap();
        let view = block(device.execute(order, command)).unwrap();
        let at = self.disk.recorded_ios();
        let mut shown = self.shown.borrow_mut();
        let id = view.order.id;
        let all = entries(device, id);
        shown.saved.extend(view.pending.iter().map(|entry| (at, id, *entry, all[entry].clone())));
        shown.photos.extend(view.order.photos.iter().map(|photo| (at, id, photo.photo.blob)));
        id
    }

    fn sync(&mut self) {
        let mut line = Line { server: &mut self.server, disk: &self.disk, shown: &self.shown };
        block(self.device.as_mut().unwrap().sync(&mut line)).unwrap();
    }

    /// The server takes a request and its answer never arrives.
    fn lose_answer(&mut self) {
        let device = self.device.as_mut().unwrap();
        device.hurry();
        if let Step::Send(request) = block(device.tick()).unwrap() {
            let mut line = Line { server: &mut self.server, disk: &self.disk, shown: &self.shown };
            block(line.exchange(&request)).unwrap();
            device.failed(FailureKind::Timeout);
        }
    }

    /// A colleague writes into everything that he finds.
    fn others_write(&mut self) {
        super::sync(&mut self.other, &mut self.server);
        super::run(&mut self.other, None, registration());
        for row in block(self.other.list()).unwrap() {
            super::run(&mut self.other, Some(row.id), note("同事的记录"));
        }
        super::sync(&mut self.other, &mut self.server);
        let after = (self.disk.recorded_ios(), self.server.clone());
        self.shown.borrow_mut().servers.push(after);
    }

    /// An order's first day.
    fn order(&mut self) -> DocumentId {
        let order = self.run(None, registration());
        let judge = Command::accept();
        self.run(Some(order), judge);
        self.run(Some(order), Command::IssueSlip);
        self.run(Some(order), Command::Assign { technician: user(7), reason: None });
        self.run(Some(order), note("客厅灯不亮，已约定时间"));
        order
    }

    fn end(mut self) -> (History, Shown) {
        // Before the app ends: what it does then is not what a power cut meets.
        let history = self.disk.recorded().unwrap();
        drop(self.device.take());
        drop(self.disk);
        (history, Rc::into_inner(self.shown).unwrap().into_inner())
    }
}
