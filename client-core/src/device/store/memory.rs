//! A store in memory, for tests, simulations and machines without a disk.

use super::{Query, Record, Store, StoreError, Table, Write, WriteSet};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What shall go wrong at a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The disk is full: nothing is written.
    Full,
    /// The machine dies before the commit is durable: nothing is written.
    DieBefore,
    /// The machine dies after the commit became durable, before anybody heard of it.
    DieAfter,
}

#[derive(Debug, Default)]
struct Inner {
    records: BTreeMap<(Table, Vec<u8>), Vec<u8>>,
    reads: BTreeMap<Table, u64>,
    commits: u64,
    faults: BTreeMap<u64, Fault>,
    full: bool,
}

/// A handle on records in memory. Clones share them, so a clone that outlives a dropped device is what its disk would
/// hold after a kill.
#[derive(Debug, Clone, Default)]
pub struct MemoryStore {
    inner: Arc<Mutex<Inner>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        // The maps are whole after every statement, so a panic elsewhere doesn't make them unusable.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of the records as they are now, in a store of its own: a backup, or a cloned phone.
    pub fn snapshot(&self) -> Self {
        let copy = Inner { records: self.inner().records.clone(), ..Inner::default() };
        Self { inner: Arc::new(Mutex::new(copy)) }
    }

    /// Number of commits tried so far.
    pub fn commits(&self) -> u64 {
        self.inner().commits
    }

    /// Number of reads of a table so far.
    pub fn reads(&self, table: Table) -> u64 {
        self.inner().reads.get(&table).copied().unwrap_or(0)
    }

    /// Lets the `n`-th commit from now (1 for the next one) go wrong.
    pub fn fail_commit(&self, n: u64, fault: Fault) {
        let mut inner = self.inner();
        let at = inner.commits + n;
        inner.faults.insert(at, fault);
    }

    /// Fills the disk, or frees it again.
    pub fn set_full(&self, full: bool) {
        self.inner().full = full;
    }
}

impl Store for MemoryStore {
    async fn read(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        let mut inner = self.inner();
        let table = match &query {
            Query::Get { table, .. } | Query::Prefix { table, .. } => *table,
        };
        *inner.reads.entry(table).or_default() += 1;
        Ok(match query {
            Query::Get { table, key } => match inner.records.get_key_value(&(table, key)) {
                Some(((_, key), value)) => vec![Record { key: key.clone(), value: value.clone() }],
                None => Vec::new(),
            },
            Query::Prefix { table, prefix, limit } => inner
                .records
                .range((table, prefix.clone())..)
                .take_while(|((t, key), _)| *t == table && key.starts_with(&prefix))
                .take(limit.unwrap_or(usize::MAX))
                .map(|((_, key), value)| Record { key: key.clone(), value: value.clone() })
                .collect(),
        })
    }

    async fn commit(&mut self, writes: WriteSet) -> Result<(), StoreError> {
        let mut inner = self.inner();
        inner.commits += 1;
        let number = inner.commits;
        let fault = inner.faults.remove(&number);
        if inner.full || fault == Some(Fault::Full) {
            return Err(StoreError::NotSaved);
        }
        if fault == Some(Fault::DieBefore) {
            return Err(StoreError::Io("died before the commit".into()));
        }
        for write in writes.writes {
            match write {
                Write::Put { table, key, value } => {
                    inner.records.insert((table, key), value);
                }
                Write::Delete { table, key } => {
                    inner.records.remove(&(table, key));
                }
                Write::Clear { table, prefix } => {
                    inner.records.retain(|(t, key), _| *t != table || !key.starts_with(&prefix));
                }
            }
        }
        if fault == Some(Fault::DieAfter) {
            return Err(StoreError::Io("died after the commit".into()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::device::store::conformance;

    #[test]
    fn the_memory_store_passes_the_suite() {
        let store = MemoryStore::new();
        pollster::block_on(conformance::run(async || Ok(store.clone()), MemoryStore::set_full));
    }
}
