//! A disk that is full or fails at any call.

use super::*;
use crate::device::ExecuteError;
use crate::device::sync::SyncError;
use faulty_disk::{Fault, Loss};

/// A device with work that is sent, work that isn't, and news that wait at the server.
struct Prepared {
    disk: State,
    server: FakeServer,
    order: DocumentId,
    /// What was shown as saved.
    saved: Vec<(DocumentId, EntryId)>,
}

fn prepared() -> Prepared {
    let mut scene = Scene::new();
    scene.sync();
    let order = scene.order();
    scene.sync();
    scene.run(Some(order), note("还没有发送"));
    scene.others_write();
    let disk = scene.disk.state();
    let server = scene.server.clone();
    let (_, shown) = scene.end();
    let saved = shown.saved.into_iter().map(|(_, document, entry, _)| (document, entry)).collect();
    Prepared { disk, server, order, saved }
}

type DiskDevice = Device<SqliteStore, TestEnvironment>;

/// The prepared device on a disk of its own.
struct Trial {
    folder: tempfile::TempDir,
    disk: FaultyDisk,
    server: FakeServer,
}

impl Trial {
    fn on(state: State, server: &FakeServer) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let disk = FaultyDisk::holding(folder.path(), state).unwrap();
        Self { folder, disk, server: server.clone() }
    }

    fn open(&self, life: u8) -> Result<DiskDevice, StoreError> {
        open_on(SqliteStore::open(&self.folder.path().join("device.db"))?, life)
    }

    fn integrity(&self) -> String {
        integrity(&self.folder.path().join("device.db"))
    }
}

/// What a person or the app does while the disk fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deed {
    Note,
    Register,
    Photo,
    Sync,
}

impl Deed {
    fn command(self, order: DocumentId) -> (Option<DocumentId>, Command) {
        match self {
            Self::Register => (None, registration()),
            Self::Photo => (Some(order), photo(60_000)),
            Self::Note | Self::Sync => (Some(order), note("再试一次")),
        }
    }

    /// Does it; gives what is shown as saved by it.
    fn run(
        self,
        device: &mut DiskDevice,
        server: &mut FakeServer,
        order: DocumentId,
    ) -> Result<Vec<(DocumentId, EntryId)>, StoreError> {
        if self == Self::Sync {
            return match block(device.sync(server)) {
                Ok(_) => Ok(Vec::new()),
                Err(SyncError::Store(error)) => Err(error),
                Err(other) => panic!("{other}"),
            };
        }
        let (order, command) = self.command(order);
        match block(device.execute(order, command)) {
            Ok(view) => Ok(view.pending.iter().map(|entry| (view.order.id, *entry)).collect()),
            Err(ExecuteError::Store(error)) => Err(error),
            Err(other) => panic!("{other}"),
        }
    }
}

fn assert_there(device: &DiskDevice, saved: &[(DocumentId, EntryId)]) {
    for (document, entry) in saved {
        assert!(entries(device, *document).contains_key(entry), "what was shown as saved is there");
    }
}

/// Tries a deed with the fault at every so many of its calls, until it is done before the fault comes; gives the tries.
fn at_every(step: usize, mut trial: impl FnMut(u64) -> bool) -> usize {
    (1..).step_by(step).position(|nth| !trial(nth)).unwrap()
}

#[test]
fn p1_a_disk_that_is_full_at_any_write_is_told_and_costs_nothing() {
    let prepared = prepared();
    let mut tried = 0;
    for deed in [Deed::Note, Deed::Register, Deed::Photo, Deed::Sync] {
        for fault in [Fault::FullOnce, Fault::Full] {
            tried += at_every(1, |nth| {
                let mut trial = Trial::on(prepared.disk.clone(), &prepared.server);
                let mut device = trial.open(20).unwrap();
                let before = fingerprint(device.store());
                trial.disk.fail(fault, nth);
                let result = deed.run(&mut device, &mut trial.server, prepared.order);
                if !trial.disk.has_failed() {
                    result.unwrap();
                    return false;
                }
                assert_eq!(result, Err(StoreError::NotSaved), "{deed:?} {nth}");
                if deed != Deed::Sync {
                    assert_eq!(fingerprint(device.store()), before, "nothing is half there");
                }
                if fault == Fault::Full {
                    let again = deed.run(&mut device, &mut trial.server, prepared.order);
                    assert_eq!(again, Err(StoreError::NotSaved), "{deed:?} {nth}");
                }
                assert_there(&device, &prepared.saved);
                trial.disk.free();
                let mut saved = deed.run(&mut device, &mut trial.server, prepared.order).unwrap();
                saved.extend(&prepared.saved);
                assert_there(&device, &saved);
                drop(device);
                let after = Trial::on(trial.disk.state().after(Loss::All), &trial.server);
                assert_there(&after.open(21).unwrap(), &saved);
                assert_eq!(after.integrity(), "ok");
                true
            });
        }
    }
    println!("{tried} full writes");
    assert!(tried > 120, "{tried}");
}

#[test]
fn p1_an_io_error_at_any_call_is_an_error_and_never_a_wrong_success() {
    let prepared = prepared();
    // A write is two calls or more, and a failed one spoils all of them alike.
    let step = if every_place() { 1 } else { 3 };
    let mut tried = 0;
    for deed in [Deed::Note, Deed::Register, Deed::Photo, Deed::Sync] {
        for fault in [Fault::Write, Fault::Sync, Fault::Read] {
            tried += at_every(step, |nth| {
                let mut trial = Trial::on(prepared.disk.clone(), &prepared.server);
                // A fault while the store is opened is one of them.
                trial.disk.fail(fault, nth);
                let result = trial.open(20).and_then(|mut device| {
                    let result = deed.run(&mut device, &mut trial.server, prepared.order);
                    // The process is killed: what SQLite would do at its end is not to be relied on.
                    let left = trial.disk.state();
                    drop(device);
                    trial.disk = FaultyDisk::holding(trial.folder.path(), left).unwrap();
                    result
                });
                let came = trial.disk.has_failed() || result.is_err();
                assert!(!matches!(result, Err(StoreError::NotSaved | StoreError::Locked)), "{result:?}");
                let mut saved = prepared.saved.clone();
                saved.extend(result.unwrap_or_default());
                trial.disk.free();
                let mut device = trial.open(21).unwrap();
                assert_there(&device, &saved);
                saved.extend(Deed::Note.run(&mut device, &mut trial.server, prepared.order).unwrap());
                // And then power goes: what the system believed to have written is gone.
                let after = Trial::on(trial.disk.state().after(Loss::All), &trial.server);
                assert_there(&after.open(22).unwrap(), &saved);
                assert_eq!(after.integrity(), "ok");
                came
            });
        }
    }
    println!("{tried} failed calls");
    assert!(tried > 300 / step, "{tried}");
}
