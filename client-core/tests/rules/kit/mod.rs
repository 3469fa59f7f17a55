//! Real devices of a small site, with a clock and randomness that are passed in, and what lies between them.
#![allow(dead_code, reason = "each group of rules takes what it needs")]

mod checklist;
mod exchange;
mod phone;
mod site;

pub use checklist::*;
pub use exchange::Exchange;
pub use phone::*;
pub use site::*;

use client_core::device::{Environment, Now};
use client_core::domain::id::UserId;
use client_core::domain::procedure::Library;
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::OnceLock;

/// 2026-03-02 09:00 in Shanghai.
pub const NINE: i64 = 1_772_413_200_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
/// The appointment of [`registration`]: 14:00 of the same day.
pub const TWO: i64 = NINE + 5 * HOUR;

/// The time of the whole site; it moves only when a test moves it.
#[derive(Clone)]
pub struct Clock(Rc<Cell<i64>>);

impl Clock {
    pub fn new() -> Self {
        Self(Rc::new(Cell::new(NINE)))
    }

    pub fn get(&self) -> i64 {
        self.0.get()
    }

    pub fn set(&self, ms: i64) {
        self.0.set(ms);
    }
}

/// The site's clock, and numbers that a seed repeats.
pub struct TestEnvironment {
    clock: Clock,
    seed: u8,
    drawn: u64,
}

impl TestEnvironment {
    pub fn new(clock: Clock, seed: u8) -> Self {
        Self { clock, seed, drawn: 0 }
    }
}

impl Environment for TestEnvironment {
    fn now(&mut self) -> Now {
        let wall_ms = self.clock.get();
        Now { wall_ms, boot_ms: wall_ms - NINE + HOUR }
    }

    fn random(&mut self) -> [u8; 16] {
        self.drawn += 1;
        let digest =
            Sha256::new().chain_update([self.seed]).chain_update(self.drawn.to_be_bytes()).finalize();
        digest[..16].try_into().unwrap()
    }
}

pub fn library() -> Library {
    static LIBRARY: OnceLock<Library> = OnceLock::new();
    LIBRARY.get_or_init(|| Library::built_in().unwrap()).clone()
}

pub fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

pub fn block<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}
