//! A disk for `SQLite` in memory that loses power, fills up and fails when a test says so.
//!
//! A [`FaultyDisk`] stands in for one folder: whatever `SQLite` opens below that folder lies in memory, every other file
//! goes to the system's disk. Nothing of a product's code changes for it, because stores open their files by path and this
//! crate makes itself the default way for `SQLite` to reach files.
//!
//! Two ways of using it. **Power loss**: record a script's inputs and outputs ([`FaultyDisk::record`]), and look at what the
//! disk would hold if power had gone before any of them ([`History::before_each`], [`State::after`]). **Failures** of a
//! living disk: let the n-th read, write or sync from now go wrong ([`FaultyDisk::fail`]).
//!
//! What the disk may do is what `SQLite` takes for granted of a system, and nothing kinder: bytes are durable when they were
//! synced, names when their folder was; what wasn't may be there, in any selection of 512-byte sectors, torn, or not.

mod dice;
mod locks;
mod state;
#[cfg(test)]
mod tests;
mod vfs;

pub use state::{Io, Loss, SECTOR, State};

use locks::{FileLock, Shm};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A write finds no room: half of its bytes are written. So do all later ones, until [`FaultyDisk::free`].
    Full,
    /// One write finds no room; the next one does.
    FullOnce,
    /// A write fails half-way.
    Write,
    /// A sync fails. What it was to make durable is taken for written by the system, stays readable, and is not on the
    /// disk: so Linux does.
    Sync,
    /// A read fails.
    Read,
}

/// How many calls there were.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Calls that change the disk or make it durable.
    pub ios: u64,
    /// Writes among them.
    pub writes: u64,
    /// Syncs among them.
    pub syncs: u64,
    /// Reads.
    pub reads: u64,
}

/// Everything that happened to a disk since [`FaultyDisk::record`].
#[derive(Debug, Clone)]
pub struct History {
    start: State,
    ios: Vec<Io>,
}

impl History {
    /// Number of inputs and outputs.
    pub fn len(&self) -> usize {
        self.ios.len()
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.ios.is_empty()
    }

    /// Shows the disk as it was before each of them, and once more at the end, with the number of those before.
    pub fn before_each(&self, mut look: impl FnMut(usize, &State)) {
        let mut state = self.start.clone();
        look(0, &state);
        for (number, io) in self.ios.iter().enumerate() {
            state.apply(io);
            look(number + 1, &state);
        }
    }
}

#[derive(Default)]
struct Inner {
    state: State,
    history: Option<History>,
    counts: Counts,
    /// What goes wrong, and at which call of its kind.
    fault: Option<(Fault, u64)>,
    full: bool,
    fired: bool,
    locks: BTreeMap<u32, FileLock>,
    shared: BTreeMap<u32, Weak<Shm>>,
}

impl Inner {
    fn apply(&mut self, io: Io) {
        self.counts.ios += 1;
        self.state.apply(&io);
        if let Some(history) = &mut self.history {
            history.ios.push(io);
        }
    }

    /// Whether one of these is to go wrong at the call of this number.
    fn goes_wrong(&mut self, at: u64, faults: &[Fault]) -> Option<Fault> {
        let (fault, number) = self.fault?;
        if number != at || !faults.contains(&fault) {
            return None;
        }
        self.fault = None;
        self.fired = true;
        Some(fault)
    }
}

type Shared = Arc<Mutex<Inner>>;

fn locked(shared: &Shared) -> MutexGuard<'_, Inner> {
    // Nothing here panics between two halves of a change.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A disk in place of a folder. It ends when it and every connection to it are gone.
pub struct FaultyDisk {
    shared: Shared,
}

impl FaultyDisk {
    /// An empty disk in place of what `SQLite` would keep in this folder, which must exist.
    ///
    /// # Errors
    /// Where the folder isn't there.
    pub fn at(folder: &Path) -> std::io::Result<Self> {
        Self::holding(folder, State::default())
    }

    /// A disk that holds this, as after a start of the machine.
    ///
    /// # Errors
    /// Where the folder isn't there.
    pub fn holding(folder: &Path, state: State) -> std::io::Result<Self> {
        let folder = folder.canonicalize()?;
        let shared = Arc::new(Mutex::new(Inner { state, ..Inner::default() }));
        vfs::mount(&folder, &shared);
        Ok(Self { shared })
    }

    /// Writes down what happens from now on.
    pub fn record(&self) {
        let mut inner = locked(&self.shared);
        inner.history = Some(History { start: inner.state.clone(), ios: Vec::new() });
    }

    /// What happened since [`FaultyDisk::record`], and an end of writing it down.
    pub fn recorded(&self) -> Option<History> {
        locked(&self.shared).history.take()
    }

    /// Calls since the beginning.
    pub fn counts(&self) -> Counts {
        locked(&self.shared).counts
    }

    /// Inputs and outputs since [`FaultyDisk::record`].
    pub fn recorded_ios(&self) -> usize {
        locked(&self.shared).history.as_ref().map_or(0, History::len)
    }

    /// Lets the `nth` call from now (1 for the next one) of the fault's kind go wrong.
    pub fn fail(&self, fault: Fault, nth: u64) {
        let mut inner = locked(&self.shared);
        let so_far = match fault {
            Fault::Full | Fault::FullOnce | Fault::Write => inner.counts.writes,
            Fault::Sync => inner.counts.syncs,
            Fault::Read => inner.counts.reads,
        };
        inner.fault = Some((fault, so_far + nth));
        inner.fired = false;
    }

    /// Whether the fault that was asked for last has come.
    pub fn has_failed(&self) -> bool {
        locked(&self.shared).fired
    }

    /// Space is free again, and nothing is left to go wrong.
    pub fn free(&self) {
        let mut inner = locked(&self.shared);
        inner.full = false;
        inner.fault = None;
    }

    /// What is on the disk and what only the system remembers.
    pub fn state(&self) -> State {
        locked(&self.shared).state.clone()
    }
}
