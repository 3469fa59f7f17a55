//! A bit flips in the device's own file, in each of its records in turn.

use super::server::FakeServer;
use super::{TestEnvironment, block, library, note, registration, user};
use crate::device::draft::Draft;
use crate::device::sealing::{DataKey, Entropy, SealedStore};
use crate::device::store::{MemoryStore, Query, Record, Store, StoreError, Table, WriteSet};
use crate::device::{Device, Identity};
use crate::domain::command::Command;
use crate::domain::id::{DeviceId, DocumentId};
use crate::domain::photo::PhotoInput;
use crate::domain::policy::Role;
use std::collections::{BTreeMap, BTreeSet};

/// Nonces that no two lives of a test share.
struct Counting(u64);

impl Entropy for Counting {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            self.0 += 1;
            chunk.copy_from_slice(&self.0.to_be_bytes()[..chunk.len()]);
        }
    }
}

type Sealed = Device<SealedStore<MemoryStore, Counting>, TestEnvironment>;

fn open(disk: &MemoryStore, life: u8) -> Result<Sealed, StoreError> {
    let environment = TestEnvironment { wall_ms: 1_790_000_000_000, boot_ms: 0, seed: life, drawn: 0 };
    let entropy = Counting(u64::from(life) << 32);
    let store = SealedStore::new(disk.clone(), DataKey([7; 32]), entropy);
    block(Device::open(store, environment, library()))
}

fn enrolled(disk: &MemoryStore, n: u8) -> Sealed {
    let mut device = open(disk, n).unwrap();
    let identity = Identity {
        site_url: "https://site.example".into(),
        user: user(n),
        display_name: format!("person {n}"),
        device: DeviceId::from_bytes([n; 16]),
        roles: vec![Role::Dispatcher],
        slip_prefix: format!("D{n}"),
        enrolment_receipt: None,
    };
    block(device.enrol(identity, None)).unwrap();
    device
}

fn run(device: &mut Sealed, order: Option<DocumentId>, command: Command) -> DocumentId {
    block(device.execute(order, command)).unwrap().order.id
}

fn sync(device: &mut Sealed, server: &mut FakeServer) {
    block(device.sync(server)).unwrap();
}

fn records(disk: &MemoryStore) -> Vec<(Table, Record)> {
    let all = |table| Query::Prefix { table, prefix: Vec::new(), limit: None };
    let of = |table| block(disk.read(all(table))).unwrap().into_iter().map(move |record| (table, record));
    Table::ALL.into_iter().flat_map(of).collect()
}

fn flip(disk: &MemoryStore, table: Table, record: &Record) {
    let mut value = record.value.clone();
    let middle = value.len() / 2;
    value[middle] ^= 4;
    let mut writes = WriteSet::default();
    writes.put(table, record.key.clone(), value);
    block(disk.clone().commit(writes)).unwrap();
}

/// What people see of everything that this device has, photos included.
fn seen(device: &Sealed) -> String {
    let rows = block(device.list()).unwrap();
    let mut orders = BTreeMap::new();
    for row in &rows {
        let view = block(device.show(row.id)).unwrap().unwrap();
        let photo = |blob| block(device.blob(row.id, blob)).unwrap().map(|blob| blob.content.len());
        let photos: Vec<_> = view.order.photos.iter().map(|taken| photo(&taken.photo.blob)).collect();
        orders.insert(row.id, (view.order.canonical_json(), view.texts, view.customer, photos));
    }
    format!("{orders:?} {:?}", block(device.outbox()).unwrap())
}

/// A photo that is too large for a request.
fn photo(bytes: usize) -> Command {
    let mut picture = vec![0xff, 0xd8, 0xff, 0xe0];
    picture.resize(bytes, 7);
    Command::AddPhoto { photo: PhotoInput::taken_now(picture) }
}

struct Scene {
    disk: MemoryStore,
    server: FakeServer,
    /// Orders that the server has, and one that it hasn't.
    known: [DocumentId; 2],
    unsent: DocumentId,
}

/// A desk with two orders that the server has, each with somebody else's work, and work of its own that it hasn't.
fn scene() -> Scene {
    let mut server = FakeServer::new();
    let disk = MemoryStore::new();
    let mut desk = enrolled(&disk, 1);
    let mut other = enrolled(&MemoryStore::new(), 2);
    let known = [run(&mut desk, None, registration()), run(&mut desk, None, registration())];
    sync(&mut desk, &mut server);
    sync(&mut other, &mut server);
    for order in known {
        run(&mut other, Some(order), note("门禁已报备"));
        sync(&mut other, &mut server);
        sync(&mut desk, &mut server);
        run(&mut desk, Some(order), note("钥匙在门卫处"));
        sync(&mut desk, &mut server);
    }
    run(&mut desk, Some(known[0]), photo(10_000));
    sync(&mut desk, &mut server);
    run(&mut desk, Some(known[1]), photo(11_000));
    run(&mut desk, Some(known[1]), note("还没有发送"));
    let unsent = run(&mut desk, None, registration());
    block(desk.keep_draft(&Draft { key: "note".into(), value: "业主下午".into() })).unwrap();
    Scene { disk, server, known, unsent }
}

#[test]
fn p1_a_bit_that_flips_in_a_record_costs_nothing_that_the_server_has_and_no_other_work() {
    let Scene { disk, server, known, unsent } = scene();
    let whole = {
        let mut server = server.clone();
        let mut device = open(&disk.snapshot(), 9).unwrap();
        sync(&mut device, &mut server);
        (seen(&device), server.changes())
    };
    let (mut mended, mut refused) = (BTreeSet::new(), Vec::new());
    for (table, record) in records(&disk) {
        let disk = disk.snapshot();
        flip(&disk, table, &record);
        let before = records(&disk);
        let outcome = open(&disk, 9).and_then(|mut device| block(device.mend()).map(|_| device));
        let mut device = match outcome {
            Ok(device) => device,
            Err(error) => {
                assert!(matches!(error, StoreError::Corrupt(_)), "{table:?}: {error}");
                assert_eq!(records(&disk), before, "{table:?}: nothing was changed");
                refused.push((table, record.key));
                continue;
            }
        };
        mended.insert(table);
        let mut server = server.clone();
        sync(&mut device, &mut server);
        assert_eq!((seen(&device), server.changes()), whole, "{table:?}");
        assert_eq!(block(device.mend()), Ok(0), "{table:?}: all of it can be read");
    }

    let here = [Table::Row, Table::Change, Table::Document, Table::Link, Table::Receipt, Table::Blob];
    for table in here.into_iter().chain([Table::Photo, Table::Meta, Table::Draft]) {
        assert!(mended.contains(&table), "{table:?}");
    }
    let of = |table| refused.iter().filter(move |(t, _)| *t == table).map(|(_, key)| key.as_slice());
    let own =
        |table, order: DocumentId| of(table).filter(move |key| key.starts_with(order.as_bytes())).count();
    assert_eq!(of(Table::Meta).collect::<Vec<_>>(), [b"counters".as_slice(), b"identity"]);
    assert_eq!(of(Table::Outbox).count(), 3);
    assert_eq!((own(Table::Pending, known[1]), own(Table::Pending, unsent)), (2, 1));
    assert_eq!((own(Table::Blob, known[1]), own(Table::Blob, unsent)), (2, 1), "a photo and two texts");
    assert_eq!((own(Table::Document, known[1]), own(Table::Document, unsent)), (1, 1));
    // The others are those of the new order's customer.
    assert_eq!(refused.len(), 2 + 3 + (3 + 1) + 3 + (2 + 1), "{refused:?}");
}

#[test]
fn p3_what_a_restored_server_may_lack_is_not_taken_away_for_a_flipped_bit() {
    let Scene { disk, mut server, known, .. } = scene();
    server.epoch = [9; 8];
    let mut device = open(&disk, 9).unwrap();
    device.hurry();
    let crate::device::sync::Step::Send(request) = block(device.tick()).unwrap() else {
        panic!("a request is due")
    };
    block(device.reply(&server.sync(&request.bytes))).unwrap();
    drop(device);
    let of = |table: Table| {
        records(&disk)
            .into_iter()
            .filter(move |(t, record)| *t == table && record.key.starts_with(known[0].as_bytes()))
    };
    let (table, record) = of(Table::Change).next().unwrap();
    flip(&disk, table, &record);
    let before = records(&disk);
    let mut device = open(&disk, 10).unwrap();
    assert!(matches!(block(device.mend()), Err(StoreError::Corrupt(_))));
    drop(device);
    assert_eq!(records(&disk), before);
}

#[test]
fn p3_a_restored_server_is_noticed_also_by_a_device_that_was_set_right() {
    let Scene { disk, mut server, known, .. } = scene();
    let (table, record) = records(&disk)
        .into_iter()
        .find(|(table, record)| *table == Table::Change && record.key.starts_with(known[0].as_bytes()))
        .unwrap();
    flip(&disk, table, &record);
    let mut device = open(&disk, 9).unwrap();
    assert!(block(device.show(known[0])).is_err());
    assert!(block(device.mend()).unwrap() > 0);
    server.epoch = [9; 8];
    assert!(block(device.sync(&mut server)).unwrap().applied.new_epoch);
}
