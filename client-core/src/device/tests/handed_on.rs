//! A device that another person gets.

use super::server::FakeServer;
use super::*;
use crate::device::EnrolError;
use crate::device::draft::Draft;
use crate::device::store::{Query, Store, Table};

fn identity(n: u8) -> Identity {
    let other = device(n, &[Role::Technician]);
    other.identity().unwrap().clone()
}

/// Tables, but for the small records, in which anything lies.
fn filled(store: &MemoryStore) -> Vec<Table> {
    let all = |table| Query::Prefix { table, prefix: Vec::new(), limit: None };
    let tables = Table::ALL.into_iter().filter(|table| *table != Table::Meta);
    tables.filter(|table| !block(store.read(all(*table))).unwrap().is_empty()).collect()
}

#[test]
fn p15_what_one_person_could_read_goes_with_him_and_the_next_one_asks_for_his_own_from_the_beginning() {
    let mut server = FakeServer::new();
    let store = MemoryStore::new();
    let mut device = open(&store, 1);
    block(device.enrol(Identity { roles: vec![Role::Dispatcher], ..identity(1) }, None)).unwrap();
    let order = registered(&mut device, &mut server);
    block(device.keep_draft(&Draft { key: "form".into(), value: "half a sentence".into() })).unwrap();
    assert!(filled(&store).len() > 3 && device.cursor().is_some());

    run(&mut device, Some(order), note("not sent"));
    assert_eq!(block(device.enrol(identity(2), None)), Err(EnrolError::UnsentWork(1)));
    sync(&mut device, &mut server);
    block(device.enrol(identity(1), None)).unwrap();
    assert!(block(device.show(order)).unwrap().is_some(), "the same person goes on");

    block(device.enrol(identity(2), None)).unwrap();
    assert_eq!(filled(&store), []);
    assert!(block(device.show(order)).unwrap().is_none());
    assert_eq!((device.cursor(), block(device.list()).unwrap().len()), (None, 0));
    // The same after a start.
    let device = open(&store, 9);
    assert_eq!((device.cursor(), device.identity().map(|identity| identity.user)), (None, Some(user(2))));
}
