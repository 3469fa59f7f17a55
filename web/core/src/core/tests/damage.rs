//! A phone whose storage gives other bytes back than were written.

use super::*;
use client_core::device::store::{Query, Store, Table, WriteSet};

/// Flips a bit in every record of a table, or flips it back.
fn rot(phone: &Phone, table: Table) {
    let all = Query::Prefix { table, prefix: Vec::new(), limit: None };
    let mut writes = WriteSet::default();
    for record in block_on(phone.store.read(all)).unwrap() {
        let mut value = record.value;
        let middle = value.len() / 2;
        value[middle] ^= 8;
        writes.put(table, record.key, value);
    }
    assert!(!writes.is_empty(), "there is nothing in {table:?}");
    block_on(phone.store.clone().commit(writes)).unwrap();
}

#[test]
fn p1_a_damaged_list_is_made_again_and_the_screens_are_told_to_look_again() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    let order = register(&core);
    rot(&phone, Table::Row);
    phone.events.borrow_mut().clear();
    assert_eq!(fails(&core, "orders", json!({})), "mended");
    assert!(phone.events.borrow().contains(&json!({ "event": "changed", "documents": null })));
    assert_eq!(core.sync_state()["failure"], "mended");
    assert_eq!(ok(&core, "orders", json!({}))["orders"].as_array().unwrap().len(), 1);
    assert_eq!(ok(&core, "order", json!({ "id": order }))["view"]["order"]["id"], json!(order));
}

#[test]
fn p1_unsent_work_that_cant_be_read_stays_as_it_is_and_is_named_damaged() {
    let phone = Phone::default();
    let core = phone.start();
    enrol(&core);
    let order = register(&core);
    rot(&phone, Table::Pending);
    for _ in 0..2 {
        assert_eq!(fails(&core, "order", json!({ "id": order })), "damaged");
    }
    rot(&phone, Table::Pending);
    assert_eq!(ok(&core, "order", json!({ "id": order }))["view"]["order"]["id"], json!(order));
    assert_eq!(ok(&core, "outbox", json!({}))["items"].as_array().unwrap().len(), 1);
}
