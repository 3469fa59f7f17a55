//! Random bytes for the engine: drawn once from the system, then stretched, so that no step of a transaction can fail
//! for want of them, and a seed repeats a run.

use client_core::domain::decide::Random;
use sha2::{Digest, Sha256};

/// SHA-256 over a seed and a counter.
#[derive(Debug, Clone)]
pub struct HashRandom {
    seed: [u8; 32],
    counter: u64,
}

impl HashRandom {
    /// A source from 32 random bytes.
    pub const fn new(seed: [u8; 32]) -> Self {
        Self { seed, counter: 0 }
    }
}

impl Random for HashRandom {
    fn bytes(&mut self) -> [u8; 16] {
        let digest: [u8; 32] =
            Sha256::new().chain_update(self.seed).chain_update(self.counter.to_be_bytes()).finalize().into();
        self.counter = self.counter.wrapping_add(1);
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes
    }
}
