//! What a person waits for on a phone: a saved command on a long order, the list of orders after a start, and what both
//! stand on: the fold, and reading and writing a document. On a real file with a real SQLite.
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    missing_docs,
    reason = "a bench that can't go on has nothing to print, and it measures the machine that it runs on"
)]

use client_core::device::store::SqliteStore;
use client_core::device::{Device, Environment, Identity, Now};
use client_core::domain::command::Command;
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{DeviceId, DocumentId, UserId};
use client_core::domain::order::fold;
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::replica::Replica;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use pollster::block_on;
use rustix::time::{ClockId, clock_gettime};
use std::path::Path;
use std::time::Duration;
use undercroft_benches::history;

/// Monday, 2 March 2026, nine in the morning in Shanghai, milliseconds since 1970 UTC.
const MONDAY: i64 = 1_772_413_200_000;

struct Machine(i64);

impl Environment for Machine {
    fn now(&mut self) -> Now {
        self.0 += 1;
        Now { wall_ms: MONDAY + self.0, boot_ms: self.0 }
    }

    fn random(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).unwrap();
        bytes
    }
}

type Phone = Device<SqliteStore, Machine>;

fn open(file: &Path) -> Phone {
    let store = SqliteStore::open(file).unwrap();
    block_on(Device::open(store, Machine(0), Library::built_in().unwrap())).unwrap()
}

fn enrolled(file: &Path) -> Phone {
    let mut phone = open(file);
    let identity = Identity {
        site_url: "http://bench".into(),
        user: UserId::from_bytes([1; 16]),
        display_name: "Bench".into(),
        device: DeviceId::from_bytes([2; 16]),
        roles: vec![Role::Dispatcher],
        slip_prefix: "B1".into(),
        enrolment_receipt: None,
    };
    block_on(phone.enrol(identity, None)).unwrap();
    phone
}

/// An order with so many entries.
fn order(phone: &mut Phone, n: usize, entries: usize) -> DocumentId {
    let view = block_on(phone.execute(None, Command::Register(history::registration(n, MONDAY)))).unwrap();
    let id = view.order.id;
    for n in 1..entries {
        block_on(phone.execute(Some(id), history::note(n))).unwrap();
    }
    id
}

/// What this process has computed so far, in all of its threads.
fn processor_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap()
}

/// Commands on one copy of an order before the next copy is taken, so that the order stays about as long.
const RUN: u64 = 10;

/// Processor time of a saved command, without the wait for the disk: the copy's first command, which makes the log file
/// of the database, is not counted.
fn commands(criterion: &mut Criterion) {
    for entries in [10, 100] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("device.db");
        let mut phone = enrolled(&file);
        let id = order(&mut phone, 0, entries);
        drop(phone);
        let mut copies = 0;
        criterion.bench_function(
            &format!("execute on {entries} entries, durable, processor time"),
            |bencher| {
                bencher.iter_custom(|commands| {
                    let mut spent = Duration::ZERO;
                    let mut left = commands;
                    while left > 0 {
                        copies += 1;
                        let copy = folder.path().join(format!("{copies}.db"));
                        std::fs::copy(&file, &copy).unwrap();
                        let mut phone = open(&copy);
                        // The order's page is open when somebody taps on it.
                        block_on(phone.show(id)).unwrap();
                        block_on(phone.execute(Some(id), history::note(0))).unwrap();
                        let start = processor_time();
                        for n in 0..left.min(RUN) {
                            block_on(phone.execute(Some(id), history::note(usize::try_from(n).unwrap())))
                                .unwrap();
                        }
                        spent += processor_time().saturating_sub(start);
                        left -= left.min(RUN);
                    }
                    spent
                });
            },
        );
    }
}

fn list(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("device.db");
    let mut phone = enrolled(&file);
    for n in 0..1_000 {
        order(&mut phone, n, 2);
    }
    drop(phone);
    criterion.bench_function("list of 1,000 orders after a start", |bencher| {
        bencher.iter(|| block_on(open(&file).list()).unwrap().len());
    });
}

fn documents(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    let mut phone = enrolled(&folder.path().join("device.db"));
    let id = order(&mut phone, 0, 100);
    let replica = block_on(phone.replica(id)).unwrap().unwrap();
    let library = Library::built_in().unwrap();
    let journal = replica.journal();
    criterion.bench_function("fold of 100 entries", |bencher| bencher.iter(|| fold(&journal, &library)));
    criterion
        .bench_function("journal of a replica of 100 entries", |bencher| bencher.iter(|| replica.journal()));
    let rows: Vec<_> = replica.rows().map(|(row, _)| row.clone()).collect();
    criterion.bench_function("replica of 100 entries from its rows", |bencher| {
        bencher.iter_batched(
            || rows.clone(),
            |rows| {
                let mut replica = Replica::new(DocumentKind::Order, id);
                for row in rows {
                    replica.insert(row).unwrap();
                }
                replica
            },
            BatchSize::SmallInput,
        );
    });
}

criterion_group!(benches, commands, list, documents);
criterion_main!(benches);
