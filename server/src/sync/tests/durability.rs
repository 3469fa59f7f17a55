//! The server's store on a disk that loses power, fills up and fails (P2).

use super::kit::*;
use crate::feed::rebuild::{compare, derive};
use crate::feed::{self, EngineError};
use crate::store::{Store, StoreError, connect_beside};
use crate::sync::{HashRandom, ROLE_GRACE_MS, SyncConfig, SyncEnv, SyncError, handle};
use client_core::domain::id::ChangeHash;
use client_core::domain::procedure::Library;
use client_core::protocol::{Outcome, SyncAnswer, SyncRequest, WireBlob};
use faulty_disk::{Fault, FaultyDisk, History, Loss, State};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Of a script's inputs and outputs so many are looked at in every run; all of them with `UNDERCROFT_DEEP`.
const LOOKS: usize = 15;

/// Whether every place is looked at, and not a selection of them.
fn every_place() -> bool {
    std::env::var_os("UNDERCROFT_DEEP").is_some()
}

fn database(folder: &Path) -> PathBuf {
    folder.join("site.db")
}

/// A server's store and an operator's look into it.
struct Site {
    store: Store,
    world: World,
}

impl Site {
    fn begun(folder: &Path) -> Self {
        let store = Store::open(&database(folder)).unwrap();
        let world = World::begun_in(connect_beside(store.path()).unwrap());
        Self { store, world }
    }

    fn found(folder: &Path) -> Result<Self, StoreError> {
        let store = Store::open(&database(folder))?;
        let world = World::found_in(connect_beside(store.path())?);
        Ok(Self { store, world })
    }

    /// One request, through the writer as over HTTP.
    fn sync(&self, n: u8, request: &SyncRequest) -> Result<SyncAnswer, SyncError> {
        let connection = &self.world.connection;
        let sender = feed::sender(connection, user(n), device(n), NOW, ROLE_GRACE_MS)?;
        let request = request.clone();
        let (library, config) = (self.world.library.clone(), SyncConfig::default());
        let keys = crate::keys::ServerKeys::from_seed(&[5; 32]).unwrap();
        let mut random = HashRandom::new([n; 32]);
        self.store.write_blocking(move |connection| {
            let env = SyncEnv { library: &library, config: &config, keys: &keys };
            handle(connection, env, &sender, &request, NOW, &mut random)
        })
    }

    /// What the phone has unsent, as a request; what is on it counts as sent.
    fn due(phone: &mut Phone) -> SyncRequest {
        SyncRequest {
            blobs: std::mem::take(&mut phone.blobs),
            cursor: phone.cursor,
            ..request(phone.take_runs())
        }
    }

    fn integrity(&self) -> String {
        self.world.connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap()
    }

    /// The chain holds, and every cache is what the log says.
    fn assert_follows_from_the_log(&self) {
        let compared = self.store.read_blocking(|connection| -> Result<_, EngineError> {
            let scratch = derive(connection, &Library::built_in().unwrap(), |_| ())?;
            compare(connection, &scratch)
        });
        for (table, difference) in compared.unwrap() {
            assert!(difference.is_none(), "{table}: {difference:?}");
        }
        let distinct = "(SELECT DISTINCT hash FROM change)";
        assert_eq!(self.world.count("change"), self.world.count(distinct), "nothing is stored twice");
        assert_eq!(self.world.count("quarantine"), 0);
    }

    fn assert_in_the_log<'h>(&self, hashes: impl IntoIterator<Item = &'h ChangeHash>) {
        let log: BTreeSet<Vec<u8>> = self.world.log().into_iter().collect();
        for hash in hashes {
            assert!(log.contains(&hash.as_bytes()[..]), "what was acknowledged is there");
        }
    }
}

fn hashes(request: &SyncRequest) -> Vec<ChangeHash> {
    request.push.iter().map(|run| run.hash).collect()
}

/// What phones have sent, with the inputs and outputs that the disk had seen before and when the answer was there.
struct Exchange {
    before: usize,
    answered: usize,
    n: u8,
    request: SyncRequest,
}

struct Played {
    history: History,
    /// From here on the site has its people.
    begun: usize,
    exchanges: Vec<Exchange>,
}

/// A new site, its office and a technician: about two thousand inputs and outputs.
fn script() -> Played {
    let folder = tempfile::tempdir().unwrap();
    let disk = FaultyDisk::at(folder.path()).unwrap();
    disk.record();
    let site = Site::begun(folder.path());
    let begun = disk.recorded_ios();
    let mut exchanges = Vec::new();
    let mut exchange = |phone: &mut Phone| {
        let request = Site::due(phone);
        let before = disk.recorded_ios();
        let answer = site.sync(phone.n, &request).unwrap();
        let answered = disk.recorded_ios();
        assert!(answer.verdicts.iter().all(|verdict| verdict.outcome == Outcome::Accepted));
        phone.apply(&answer);
        exchanges.push(Exchange { before, answered, n: phone.n, request });
    };
    let mut office = Phone::dispatcher();
    let mut technician = Phone::technician(TECHNICIAN_A);
    // More batches than the writer lets pass without copying the log back.
    for round in 0..24 {
        let order = office.dispatched(TECHNICIAN_A);
        exchange(&mut office);
        exchange(&mut technician);
        technician.note(order, &format!("round {round}"));
        exchange(&mut technician);
    }
    drop(site);
    Played { history: disk.recorded().unwrap(), begun, exchanges }
}

/// The server that a start after the loss finds: what was acknowledged is there, and what phones send again is stored once.
fn check(after: State, before: usize, played: &Played) {
    let folder = tempfile::tempdir().unwrap();
    let _disk = FaultyDisk::holding(folder.path(), after).unwrap();
    let site = Site::found(folder.path()).unwrap();
    assert_eq!(site.integrity(), "ok");
    if before < played.begun {
        return;
    }
    let acknowledged = played.exchanges.iter().filter(|exchange| exchange.answered <= before);
    let acknowledged: Vec<ChangeHash> = acknowledged.flat_map(|exchange| hashes(&exchange.request)).collect();
    site.assert_in_the_log(&acknowledged);
    site.assert_follows_from_the_log();
    let sent: Vec<&Exchange> = played.exchanges.iter().filter(|exchange| exchange.before < before).collect();
    for n in [DISPATCHER, TECHNICIAN_A] {
        let own = || sent.iter().filter(|exchange| exchange.n == n).map(|exchange| &exchange.request);
        let blobs: Vec<WireBlob> = own().flat_map(|request| request.blobs.clone()).collect();
        let again =
            SyncRequest { blobs, ..request(own().flat_map(|request| request.push.clone()).collect()) };
        let answer = site.sync(n, &again).unwrap();
        for verdict in answer.verdicts {
            assert!(matches!(verdict.outcome, Outcome::Accepted | Outcome::Duplicate), "{verdict:?}");
        }
        site.assert_in_the_log(&hashes(&again));
    }
    site.assert_follows_from_the_log();
}

#[test]
fn p2_power_lost_before_any_io_costs_nothing_that_was_acknowledged() {
    let played = script();
    let length = played.history.len();
    assert!(length > 1_800, "{length} inputs and outputs");
    let step = if every_place() { 1 } else { length / LOOKS };
    let mut crashes = 0;
    played.history.before_each(|before, state| {
        let seed = u64::try_from(before).unwrap();
        for (number, loss) in [Loss::All, Loss::Some(seed), Loss::Torn(seed)].into_iter().enumerate() {
            // Each kind of loss at places of its own.
            if (before + number * step / 3).is_multiple_of(step) {
                check(state.after(loss), before, &played);
                crashes += 1;
            }
        }
    });
    println!("{length} inputs and outputs, {crashes} losses of power");
}

/// A site with acknowledged work, and a phone whose next request is due.
struct Prepared {
    disk: State,
    acknowledged: Vec<ChangeHash>,
    due: SyncRequest,
    after: SyncRequest,
}

fn prepared() -> Prepared {
    let folder = tempfile::tempdir().unwrap();
    let disk = FaultyDisk::at(folder.path()).unwrap();
    let site = Site::begun(folder.path());
    let mut office = Phone::dispatcher();
    office.dispatched(TECHNICIAN_A);
    let first = Site::due(&mut office);
    office.apply(&site.sync(DISPATCHER, &first).unwrap());
    office.dispatched(TECHNICIAN_A);
    let due = Site::due(&mut office);
    office.new_order();
    let after = Site::due(&mut office);
    Prepared { disk: disk.state(), acknowledged: hashes(&first), due, after }
}

fn store_error(error: &SyncError) -> Option<&StoreError> {
    match error {
        SyncError::Engine(EngineError::Store(error)) => Some(error),
        _ => None,
    }
}

/// Tries with the fault at every so many calls, until the work is done before the fault comes; gives the tries.
fn at_every(step: usize, mut trial: impl FnMut(u64) -> bool) -> usize {
    (1..).step_by(step).position(|nth| !trial(nth)).unwrap()
}

/// Between two calls that fail: every call with `UNDERCROFT_DEEP`.
fn step() -> usize {
    if every_place() { 1 } else { 5 }
}

/// Whether a server has left word that a call of the disk has failed.
fn has_mark(folder: &Path) -> bool {
    let files = std::fs::read_dir(folder).unwrap();
    files.flatten().any(|file| file.file_name().to_string_lossy().ends_with(".disk-failed"))
}

/// The site after power went: everything of this is in its log.
fn assert_survives(state: &State, acknowledged: &[ChangeHash]) {
    let folder = tempfile::tempdir().unwrap();
    let _disk = FaultyDisk::holding(folder.path(), state.after(Loss::All)).unwrap();
    let site = Site::found(folder.path()).unwrap();
    assert_eq!(site.integrity(), "ok");
    site.assert_in_the_log(acknowledged);
    site.assert_follows_from_the_log();
}

#[test]
fn p2_a_disk_that_is_full_at_any_write_refuses_that_push_and_takes_the_next() {
    let prepared = prepared();
    let mut tried = 0;
    for fault in [Fault::FullOnce, Fault::Full] {
        tried += at_every(1, |nth| {
            let folder = tempfile::tempdir().unwrap();
            let disk = FaultyDisk::holding(folder.path(), prepared.disk.clone()).unwrap();
            let site = Site::found(folder.path()).unwrap();
            let before = site.world.log();
            disk.fail(fault, nth);
            let result = site.sync(DISPATCHER, &prepared.due);
            if !disk.has_failed() {
                result.unwrap();
                return false;
            }
            let error = result.unwrap_err();
            assert!(matches!(store_error(&error), Some(StoreError::NoSpace)), "{nth}: {error}");
            assert_eq!(site.world.log(), before, "nothing is half there");
            if fault == Fault::Full {
                let again = site.sync(DISPATCHER, &prepared.due).unwrap_err();
                assert!(matches!(store_error(&again), Some(StoreError::NoSpace)), "{nth}: {again}");
            }
            disk.free();
            let mut acknowledged = prepared.acknowledged.clone();
            for request in [&prepared.due, &prepared.after] {
                site.sync(DISPATCHER, request).unwrap();
                acknowledged.extend(hashes(request));
            }
            site.assert_in_the_log(&acknowledged);
            assert_survives(&disk.state(), &acknowledged);
            true
        });
    }
    println!("{tried} full writes");
    assert!(tried > 100, "{tried}");
}

#[test]
fn p2_an_io_error_at_any_call_is_an_error_and_never_a_wrong_acknowledgement() {
    let prepared = prepared();
    let mut tried = 0;
    for fault in [Fault::Write, Fault::Sync, Fault::Read] {
        tried += at_every(step(), |nth| {
            let folder = tempfile::tempdir().unwrap();
            let disk = FaultyDisk::holding(folder.path(), prepared.disk.clone()).unwrap();
            // A fault while the server starts is one of them.
            disk.fail(fault, nth);
            let (answer, left) = match Site::found(folder.path()) {
                Ok(site) => {
                    let answer = site.sync(DISPATCHER, &prepared.due);
                    if answer.is_err() && fault != Fault::Read {
                        // What the system believes to have written can't be relied on before a restart.
                        let next = site.sync(DISPATCHER, &prepared.after).unwrap_err();
                        assert!(matches!(store_error(&next), Some(StoreError::Fenced)), "{next}");
                        assert!(has_mark(folder.path()), "{fault:?} {nth}: the next life isn't warned");
                    }
                    // The server is killed here: what it does at its end doesn't count.
                    (answer, disk.state())
                }
                Err(error) => (Err(error.into()), disk.state()),
            };
            let came = disk.has_failed();
            if let Err(error) = &answer {
                assert!(!matches!(store_error(error), Some(StoreError::NoSpace)), "{error}");
            }
            let mut acknowledged = prepared.acknowledged.clone();
            if answer.is_ok() {
                acknowledged.extend(hashes(&prepared.due));
            }
            let folder = tempfile::tempdir().unwrap();
            let disk = FaultyDisk::holding(folder.path(), left).unwrap();
            let site = Site::found(folder.path()).unwrap();
            site.assert_in_the_log(&acknowledged);
            site.sync(DISPATCHER, &prepared.after).unwrap();
            acknowledged.extend(hashes(&prepared.after));
            // And then power goes: what the system believed to have written is gone.
            assert_survives(&disk.state(), &acknowledged);
            came
        });
    }
    println!("{tried} failed calls");
    assert!(tried > 500 / step(), "{tried}");
}
