//! What every store must do. A test of each implementation runs [`run`]; it panics at the first breach.

#![allow(clippy::unwrap_used, clippy::panic, clippy::missing_panics_doc)]

use super::{Query, Record, Store, StoreError, Table, WriteSet};

async fn get<S: Store>(store: &S, table: Table, key: &[u8]) -> Option<Vec<u8>> {
    let found = store.read(Query::Get { table, key: key.to_vec() }).await.unwrap();
    assert!(found.len() <= 1, "one record a key");
    found.into_iter().next().map(|record| {
        assert_eq!(record.key, key);
        record.value
    })
}

async fn range<S: Store>(store: &S, table: Table, prefix: &[u8], limit: Option<usize>) -> Vec<Record> {
    store.read(Query::Prefix { table, prefix: prefix.to_vec(), limit }).await.unwrap()
}

fn keys(records: &[Record]) -> Vec<&[u8]> {
    records.iter().map(|record| record.key.as_slice()).collect()
}

/// Runs the suite. `open` opens the same store again each time; `fill` makes its disk full, or frees it.
pub async fn run<S: Store>(mut open: impl AsyncFnMut() -> Result<S, StoreError>, fill: impl Fn(&S, bool)) {
    what_was_committed_is_there_after_reopening(&mut open).await;
    ranges_are_in_key_order_and_stop_at_the_prefix(&mut open).await;
    the_last_write_of_a_set_wins(&mut open).await;
    big_values_come_back_whole(&mut open).await;
    no_space_writes_nothing_and_leaves_all_intact(&mut open, fill).await;
    every_table_is_its_own(&mut open).await;
}

async fn what_was_committed_is_there_after_reopening<S: Store>(
    open: &mut impl AsyncFnMut() -> Result<S, StoreError>,
) {
    let mut store = open().await.unwrap();
    let mut writes = WriteSet::default();
    writes.put(Table::Meta, b"a".as_slice(), b"1".to_vec());
    writes.put(Table::Outbox, b"a".as_slice(), b"2".to_vec());
    store.commit(writes).await.unwrap();
    drop(store);
    let mut store = open().await.unwrap();
    assert_eq!(get(&store, Table::Meta, b"a").await.unwrap(), b"1");
    assert_eq!(get(&store, Table::Outbox, b"a").await.unwrap(), b"2");
    assert_eq!(get(&store, Table::Meta, b"b").await, None);
    let mut writes = WriteSet::default();
    writes.put(Table::Meta, b"a".as_slice(), b"3".to_vec());
    writes.delete(Table::Outbox, b"a".as_slice());
    writes.delete(Table::Outbox, b"never there".as_slice());
    store.commit(writes).await.unwrap();
    drop(store);
    let store = open().await.unwrap();
    assert_eq!(get(&store, Table::Meta, b"a").await.unwrap(), b"3");
    assert_eq!(get(&store, Table::Outbox, b"a").await, None);
}

async fn ranges_are_in_key_order_and_stop_at_the_prefix<S: Store>(
    open: &mut impl AsyncFnMut() -> Result<S, StoreError>,
) {
    let mut store = open().await.unwrap();
    let mut writes = WriteSet::default();
    for key in
        [&[2, 1][..], &[1, 255, 255], &[1], &[1, 0], &[1, 255], &[0, 9], &[255], &[255, 255], &[255, 1]]
    {
        writes.put(Table::Change, key, key.to_vec());
    }
    store.commit(writes).await.unwrap();
    let one = range(&store, Table::Change, &[1], None).await;
    assert_eq!(keys(&one), [&[1][..], &[1, 0], &[1, 255], &[1, 255, 255]]);
    assert!(one.iter().all(|record| record.key == record.value));
    assert_eq!(keys(&range(&store, Table::Change, &[255], None).await), [&[255][..], &[255, 1], &[255, 255]]);
    assert_eq!(keys(&range(&store, Table::Change, &[1, 255], Some(1)).await), [&[1, 255][..]]);
    assert_eq!(range(&store, Table::Change, &[], None).await.len(), 9);
    assert_eq!(range(&store, Table::Change, &[7], None).await, []);
    let mut writes = WriteSet::default();
    writes.clear(Table::Change, [1].as_slice());
    store.commit(writes).await.unwrap();
    assert_eq!(keys(&range(&store, Table::Change, &[], None).await).len(), 5);
    let mut writes = WriteSet::default();
    writes.clear(Table::Change, [255].as_slice());
    store.commit(writes).await.unwrap();
    assert_eq!(keys(&range(&store, Table::Change, &[], None).await), [&[0, 9][..], &[2, 1]]);
}

async fn the_last_write_of_a_set_wins<S: Store>(open: &mut impl AsyncFnMut() -> Result<S, StoreError>) {
    let mut store = open().await.unwrap();
    let mut writes = WriteSet::default();
    writes.put(Table::Row, b"x".as_slice(), b"1".to_vec());
    writes.delete(Table::Row, b"x".as_slice());
    writes.put(Table::Row, b"x".as_slice(), b"2".to_vec());
    writes.put(Table::Row, b"y".as_slice(), b"1".to_vec());
    writes.clear(Table::Row, b"y".as_slice());
    store.commit(writes).await.unwrap();
    assert_eq!(get(&store, Table::Row, b"x").await.unwrap(), b"2");
    assert_eq!(get(&store, Table::Row, b"y").await, None);
    store.commit(WriteSet::default()).await.unwrap();
}

async fn big_values_come_back_whole<S: Store>(open: &mut impl AsyncFnMut() -> Result<S, StoreError>) {
    let mut store = open().await.unwrap();
    let big: Vec<u8> = (0..3_000_000_u32).map(|i| u8::try_from(i % 251).unwrap()).collect();
    let mut writes = WriteSet::default();
    writes.put(Table::Blob, b"big".as_slice(), big.clone());
    writes.put(Table::Blob, b"empty".as_slice(), Vec::new());
    store.commit(writes).await.unwrap();
    drop(store);
    let mut store = open().await.unwrap();
    assert_eq!(get(&store, Table::Blob, b"big").await.unwrap(), big);
    assert_eq!(get(&store, Table::Blob, b"empty").await.unwrap(), b"");
    let mut writes = WriteSet::default();
    writes.delete(Table::Blob, b"big".as_slice());
    store.commit(writes).await.unwrap();
}

async fn no_space_writes_nothing_and_leaves_all_intact<S: Store>(
    open: &mut impl AsyncFnMut() -> Result<S, StoreError>,
    fill: impl Fn(&S, bool),
) {
    let mut store = open().await.unwrap();
    let mut writes = WriteSet::default();
    writes.put(Table::Stuck, b"kept".as_slice(), b"1".to_vec());
    store.commit(writes).await.unwrap();
    fill(&store, true);
    let mut writes = WriteSet::default();
    writes.delete(Table::Stuck, b"kept".as_slice());
    for i in 0..64_u8 {
        writes.put(Table::Stuck, vec![b'n', i], vec![i; 64 * 1024]);
    }
    assert_eq!(store.commit(writes.clone()).await, Err(StoreError::NotSaved));
    assert_eq!(get(&store, Table::Stuck, b"kept").await.unwrap(), b"1");
    assert_eq!(range(&store, Table::Stuck, b"n", None).await, []);
    fill(&store, false);
    store.commit(writes).await.unwrap();
    drop(store);
    let store = open().await.unwrap();
    assert_eq!(get(&store, Table::Stuck, b"kept").await, None);
    assert_eq!(range(&store, Table::Stuck, b"n", None).await.len(), 64);
}

async fn every_table_is_its_own<S: Store>(open: &mut impl AsyncFnMut() -> Result<S, StoreError>) {
    let mut store = open().await.unwrap();
    let mut writes = WriteSet::default();
    for (i, table) in Table::ALL.into_iter().enumerate() {
        writes.put(table, b"own".as_slice(), vec![u8::try_from(i).unwrap()]);
    }
    store.commit(writes).await.unwrap();
    for (i, table) in Table::ALL.into_iter().enumerate() {
        assert_eq!(get(&store, table, b"own").await.unwrap(), [u8::try_from(i).unwrap()]);
    }
}
