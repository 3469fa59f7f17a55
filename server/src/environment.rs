//! The world outside: the clock and the source of randomness.
//!
//! This is the only file of the server that reads the system's clock or its random numbers.
//! Everything else gets a [`Clock`] and an [`Entropy`], so a test or a simulation decides both.
#![expect(clippy::disallowed_methods, reason = "this is the one implementation of clock and entropy")]

use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time of day.
pub trait Clock: Send + Sync + 'static {
    /// Milliseconds since 1970-01-01 00:00 UTC.
    fn now_ms(&self) -> i64;
}

/// Gives random bytes that nobody can foresee.
pub trait Entropy: Send + Sync + 'static {
    /// Fills the slice, or says that the system has no randomness to give.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyUnavailable>;
}

/// The operating system refused to give random bytes. Nothing that needs a secret may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct EntropyUnavailable;

/// An array of random bytes.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> Result<[u8; N], EntropyUnavailable> {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes)?;
    Ok(bytes)
}

/// The system's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        // A clock before 1970 is as wrong as one at 1970; deadlines then show as uncertain.
        SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}

/// The operating system's random numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyUnavailable> {
        getrandom::fill(bytes).map_err(|_| EntropyUnavailable)
    }
}
