//! Locks on a file and the memory that its connections share, inside of one process.

use std::sync::atomic::AtomicU64;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How far a connection has locked a file, in `SQLite`'s order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum Level {
    #[default]
    None,
    Shared,
    Reserved,
    Pending,
    Exclusive,
}

/// All connections' locks on one file.
#[derive(Debug, Default)]
pub(crate) struct FileLock {
    highest: Level,
    readers: u32,
}

impl FileLock {
    /// Raises a connection's lock; `false` where another one is in its way.
    pub(crate) fn raise(&mut self, own: &mut Level, wanted: Level) -> bool {
        if *own >= wanted {
            return true;
        }
        if *own != self.highest && (self.highest >= Level::Pending || wanted > Level::Shared) {
            return false;
        }
        if wanted == Level::Shared {
            self.readers += 1;
            self.highest = self.highest.max(Level::Shared);
            *own = Level::Shared;
            return true;
        }
        if wanted == Level::Exclusive && self.readers > 1 {
            // New readers wait from now on, so that the present ones come to an end.
            (*own, self.highest) = (Level::Pending, Level::Pending);
            return false;
        }
        (*own, self.highest) = (wanted, wanted);
        true
    }

    /// Lowers it to shared, or to nothing.
    pub(crate) fn lower(&mut self, own: &mut Level, wanted: Level) {
        if *own <= wanted {
            return;
        }
        if *own > Level::Shared {
            self.highest = Level::Shared;
        }
        if wanted == Level::None {
            self.readers = self.readers.saturating_sub(1);
            if self.readers == 0 {
                self.highest = Level::None;
            }
        }
        *own = wanted;
    }

    pub(crate) fn is_reserved(&self) -> bool {
        self.highest >= Level::Reserved
    }
}

/// Locks that `SQLite` has on the shared memory of a file.
pub(crate) const SLOTS: usize = 8;

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    readers: u32,
    writer: bool,
}

/// What a connection holds of the slots, as bits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Held {
    shared: u8,
    exclusive: u8,
}

/// The shared memory of a file.
#[derive(Debug, Default)]
pub(crate) struct Shm {
    regions: Mutex<Vec<Box<[AtomicU64]>>>,
    slots: Mutex<[Slot; SLOTS]>,
}

fn own<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shm {
    /// Where a region of so many bytes begins; it stays there as long as `self`. Null where it isn't and may not be made.
    pub(crate) fn region(&self, number: usize, bytes: usize, make: bool) -> *mut u8 {
        let mut regions = own(&self.regions);
        while make && regions.len() <= number {
            regions.push((0..bytes.div_ceil(8)).map(|_| AtomicU64::new(0)).collect());
        }
        regions.get(number).map_or(std::ptr::null_mut(), |region| region.as_ptr().cast_mut().cast())
    }

    /// Takes the slots for many readers or one writer; `false` where somebody is in the way.
    pub(crate) fn take(&self, held: &mut Held, wanted: u8, alone: bool) -> bool {
        let mut slots = own(&self.slots);
        let mine = |bits: u8, slot: usize| bits & (1 << slot) != 0;
        let chosen = || (0..SLOTS).filter(|slot| mine(wanted, *slot));
        let free = chosen().all(|slot| {
            let others = slots[slot].readers - u32::from(mine(held.shared, slot));
            let writer = slots[slot].writer && !mine(held.exclusive, slot);
            !writer && (!alone || others == 0)
        });
        if !free {
            return false;
        }
        for slot in chosen() {
            if alone && !mine(held.exclusive, slot) {
                slots[slot].writer = true;
                held.exclusive |= 1 << slot;
            } else if !alone && !mine(held.shared, slot) {
                slots[slot].readers += 1;
                held.shared |= 1 << slot;
            }
        }
        true
    }

    /// Gives the slots back.
    pub(crate) fn give_back(&self, held: &mut Held, given: u8) {
        let mut slots = own(&self.slots);
        for slot in (0..SLOTS).filter(|slot| given & (1 << slot) != 0) {
            if held.shared & (1 << slot) != 0 {
                slots[slot].readers -= 1;
            }
            if held.exclusive & (1 << slot) != 0 {
                slots[slot].writer = false;
            }
        }
        held.shared &= !given;
        held.exclusive &= !given;
    }
}
