//! A phone's records as its disk holds them, read by hand.

use super::cbor::{Entries, Id, entries, field, flag, number, parse, text};
use client_core::device::store::{MemoryStore, Query, Store, Table};
use std::collections::BTreeMap;

/// A refused change that a phone keeps for a person.
#[derive(Debug, Clone)]
pub struct Stuck {
    /// The document.
    pub document: Id,
    /// Why, as the server named it.
    pub reason: String,
    /// In more words.
    pub detail: String,
    /// Its entries.
    pub entries: Entries,
}

/// Everything that a phone holds.
#[derive(Debug, Clone, Default)]
pub struct Records {
    /// Entries of changes that the server has, by document.
    pub mirror: BTreeMap<Id, BTreeMap<Id, Vec<u8>>>,
    /// Entries that the server hasn't acknowledged, by document.
    pub pending: BTreeMap<Id, BTreeMap<Id, Vec<u8>>>,
    /// Refused changes.
    pub stuck: Vec<Stuck>,
    /// Documents, and whether they are in the phone's view.
    pub documents: BTreeMap<Id, bool>,
    /// Commands that aren't sent and not refused.
    pub unsent: usize,
    /// Runs that the phone can't use.
    pub held: usize,
    /// Why it can't use the first of them.
    pub held_why: Option<String>,
    /// Changes of a document that wait for the server or for others, at most.
    pub most_waiting: usize,
}

fn all(store: &MemoryStore, table: Table) -> Vec<(Vec<u8>, ciborium::Value)> {
    let query = Query::Prefix { table, prefix: Vec::new(), limit: None };
    let records = pollster::block_on(store.read(query)).expect("memory can be read");
    records.into_iter().map(|record| (record.key, parse(&record.value).expect("a record is CBOR"))).collect()
}

fn document_of(key: &[u8]) -> Id {
    key[..16].try_into().expect("a key begins with its document")
}

fn row_entries(value: &ciborium::Value) -> Entries {
    field(value, "row").and_then(entries).expect("a record holds a row")
}

impl Records {
    /// Reads a phone's disk.
    pub fn read(store: &MemoryStore) -> Self {
        let mut records = Self { pending: pending(store), ..Self::default() };
        for (key, value) in all(store, Table::Change) {
            records.mirror.entry(document_of(&key)).or_default().extend(row_entries(&value));
        }
        for (key, value) in all(store, Table::Stuck) {
            let inner = field(&value, "pending").expect("a stuck record holds its change");
            records.stuck.push(Stuck {
                document: document_of(&key),
                reason: text(&value, "reason").unwrap_or_default().to_owned(),
                detail: text(&value, "detail").unwrap_or_default().to_owned(),
                entries: row_entries(inner),
            });
        }
        for (key, value) in all(store, Table::Document) {
            records.documents.insert(document_of(&key), flag(&value, "listed"));
        }
        let null = |value: &ciborium::Value| field(value, "stuck").is_none_or(ciborium::Value::is_null);
        records.unsent = all(store, Table::Outbox).iter().filter(|(_, value)| null(value)).count();
        let held = all(store, Table::Held);
        records.held = held.len();
        records.held_why = held.first().and_then(|(_, value)| text(value, "why")).map(str::to_owned);
        let mut waiting: BTreeMap<Id, usize> = BTreeMap::new();
        for (key, _) in all(store, Table::Pending).into_iter().chain(all(store, Table::Held)) {
            *waiting.entry(document_of(&key)).or_default() += 1;
        }
        records.most_waiting = waiting.into_values().max().unwrap_or(0);
        records
    }

    /// Bytes of an entry, wherever the phone keeps it.
    pub fn bytes_of(&self, document: &Id, entry: &Id) -> Option<&[u8]> {
        for place in [&self.mirror, &self.pending] {
            if let Some(bytes) = place.get(document).and_then(|entries| entries.get(entry)) {
                return Some(bytes);
            }
        }
        let stuck = self.stuck.iter().filter(|stuck| stuck.document == *document);
        stuck.flat_map(|stuck| &stuck.entries).find(|(id, _)| id == entry).map(|(_, bytes)| bytes.as_slice())
    }

    /// Ids of the entries that count on this phone for a document.
    pub fn known(&self, document: &Id) -> Vec<Id> {
        let of = |map: &BTreeMap<Id, BTreeMap<Id, Vec<u8>>>| -> Vec<Id> {
            map.get(document).map(|entries| entries.keys().copied().collect()).unwrap_or_default()
        };
        let mut ids = of(&self.mirror);
        ids.extend(of(&self.pending));
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// Entries of a phone that the server hasn't acknowledged, by document.
pub fn pending(store: &MemoryStore) -> BTreeMap<Id, BTreeMap<Id, Vec<u8>>> {
    let mut pending: BTreeMap<Id, BTreeMap<Id, Vec<u8>>> = BTreeMap::new();
    for (key, value) in all(store, Table::Pending) {
        pending.entry(document_of(&key)).or_default().extend(row_entries(&value));
    }
    pending
}

/// Feed number up to which the phone has stored its site's feed.
pub fn cursor(store: &MemoryStore) -> Option<u64> {
    let query = Query::Get { table: Table::Meta, key: b"cursor".to_vec() };
    let records = pollster::block_on(store.read(query)).expect("memory can be read");
    number(&parse(&records.first()?.value)?, "seq")
}
