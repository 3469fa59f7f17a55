//! What a phone is made of: its clocks, its chance and its disk, all in the hands of the world.

use super::rng::Rng;
use client_core::device::store::{MemoryStore, Query, Record, Salvaged, Store, StoreError, Table, WriteSet};
use client_core::device::{Environment, Now};
use pollster::block_on;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

/// The clocks of a phone: how its wall clock differs from the true time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    /// Error of the wall clock at `since`, in milliseconds.
    pub offset: i64,
    /// Parts per million that the wall clock gains.
    pub drift_ppm: i64,
    /// True time from which the drift counts.
    pub since: i64,
    /// True time of the last start of the phone.
    pub booted: i64,
    /// The time since its start goes on while it sleeps.
    pub counts_sleep: bool,
    /// How long it has slept since its start, as far as that isn't counted.
    pub slept: i64,
}

impl Clock {
    /// What the clocks say at a true time.
    pub fn read(&self, now: i64) -> Now {
        let drift = (now - self.since) * self.drift_ppm / 1_000_000;
        let wall_ms = now.saturating_add(self.offset).saturating_add(drift);
        Now { wall_ms, boot_ms: now - self.booted - self.slept }
    }

    /// The phone starts anew.
    pub fn boot(&mut self, now: i64) {
        self.booted = now;
        self.slept = 0;
    }

    /// The phone sleeps.
    pub fn sleep(&mut self, long: i64) {
        if !self.counts_sleep {
            self.slept += long;
        }
    }
}

/// Clock and chance of one run of the app.
#[derive(Debug, Clone)]
pub struct SimEnvironment {
    /// The phone's clocks.
    pub clock: Clock,
    /// The true time.
    pub now: i64,
    rng: Rng,
}

impl SimEnvironment {
    /// For a new run of the app.
    pub fn new(clock: Clock, now: i64, rng: Rng) -> Self {
        Self { clock, now, rng }
    }
}

impl Environment for SimEnvironment {
    fn now(&mut self) -> Now {
        self.clock.read(self.now)
    }

    fn random(&mut self) -> [u8; 16] {
        self.rng.bytes()
    }

    fn counts_sleep(&self) -> bool {
        self.clock.counts_sleep
    }
}

#[derive(Debug)]
struct Disk {
    /// What a power cut leaves.
    durable: MemoryStore,
    /// What the program sees while commits are lost on their way to the disk.
    cache: Option<MemoryStore>,
    /// A commit of so many per thousand never reaches the disk: the fault of a store that forgets to wait for it.
    losing: u64,
    /// Reads until one fails.
    unreadable: Option<u64>,
    failed_read: bool,
    /// Records that come back with another bit than was written.
    rotten: BTreeSet<(Table, Vec<u8>)>,
    rng: Rng,
}

impl Disk {
    fn is_rotten(&self, table: Table, key: &[u8]) -> bool {
        !self.rotten.is_empty() && self.rotten.contains(&(table, key.to_vec()))
    }
}

/// The disk of a phone: the product's memory store, and for one test a fault that the product must not have.
#[derive(Debug, Clone)]
pub struct SimStore {
    disk: Rc<RefCell<Disk>>,
}

impl SimStore {
    /// An empty disk.
    pub fn new(rng: Rng) -> Self {
        let disk = Disk {
            durable: MemoryStore::new(),
            cache: None,
            losing: 0,
            unreadable: None,
            failed_read: false,
            rotten: BTreeSet::new(),
            rng,
        };
        Self { disk: Rc::new(RefCell::new(disk)) }
    }

    /// Lets `per_mille` of the commits return before they are durable.
    pub fn lose_commits(&self, per_mille: u64) {
        self.disk.borrow_mut().losing = per_mille;
    }

    /// Lets the `n`-th read from now fail, 0 for the next one; or none, whatever was said before.
    pub fn fail_read(&self, n: Option<u64>) {
        let mut disk = self.disk.borrow_mut();
        (disk.unreadable, disk.failed_read) = (n, false);
    }

    /// Whether a read failed since [`Self::fail_read`] was called.
    pub fn failed_read(&self) -> bool {
        self.disk.borrow().failed_read
    }

    /// Flips a bit in one of the records; gives which.
    pub fn rot(&self, rng: &mut Rng) -> Option<(Table, Vec<u8>)> {
        let all = |table| Query::Prefix { table, prefix: Vec::new(), limit: None };
        let memory = self.memory();
        let keys = |table| {
            let records = block_on(memory.read(all(table))).expect("memory can be read");
            records.into_iter().map(move |record| (table, record.key))
        };
        let places: Vec<_> = Table::ALL.into_iter().flat_map(keys).collect();
        let place = (!places.is_empty()).then(|| rng.pick(&places).clone());
        self.disk.borrow_mut().rotten.extend(place.clone());
        place
    }

    /// The bits are as they were written again.
    pub fn sound_again(&self) {
        self.disk.borrow_mut().rotten.clear();
    }

    /// The power fails: what wasn't durable is gone.
    pub fn power_cut(&self) {
        self.disk.borrow_mut().cache = None;
    }

    /// Puts an image in the place of everything.
    pub fn put_back(&self, image: MemoryStore) {
        let mut disk = self.disk.borrow_mut();
        disk.durable = image;
        disk.cache = None;
    }

    /// The store that the program sees, to inject faults and to read by hand.
    pub fn memory(&self) -> MemoryStore {
        let disk = self.disk.borrow();
        disk.cache.clone().unwrap_or_else(|| disk.durable.clone())
    }
}

impl Store for SimStore {
    async fn read(&self, query: Query) -> Result<Vec<Record>, StoreError> {
        let left = self.disk.borrow().unreadable;
        if let Some(left) = left {
            let mut disk = self.disk.borrow_mut();
            disk.unreadable = left.checked_sub(1);
            if left == 0 {
                disk.failed_read = true;
                return Err(StoreError::Io("a block can't be read".into()));
            }
        }
        let (Query::Get { table, .. } | Query::Prefix { table, .. }) = query;
        let records = self.memory().read(query).await?;
        if records.iter().any(|record| self.disk.borrow().is_rotten(table, &record.key)) {
            return Err(StoreError::Corrupt("a bit has flipped".into()));
        }
        Ok(records)
    }

    async fn salvage(&self, table: Table, prefix: &[u8]) -> Result<Salvaged, StoreError> {
        let all = Query::Prefix { table, prefix: prefix.to_vec(), limit: None };
        let records = self.memory().read(all).await?;
        let disk = self.disk.borrow();
        let (damaged, records): (Vec<_>, Vec<_>) =
            records.into_iter().partition(|record| disk.is_rotten(table, &record.key));
        Ok(Salvaged { records, damaged: damaged.into_iter().map(|record| record.key).collect() })
    }

    async fn commit(&mut self, writes: WriteSet) -> Result<(), StoreError> {
        let lost = {
            let mut disk = self.disk.borrow_mut();
            let losing = disk.losing;
            losing > 0 && disk.rng.chance(losing)
        };
        let mut seen = self.memory();
        if lost {
            let mut cache = {
                let mut disk = self.disk.borrow_mut();
                let durable = disk.durable.snapshot();
                disk.cache.get_or_insert(durable).clone()
            };
            return cache.commit(writes).await;
        }
        seen.commit(writes).await?;
        let mut disk = self.disk.borrow_mut();
        if let Some(cache) = disk.cache.take() {
            disk.durable = cache;
        }
        Ok(())
    }
}
