//! The world outside: the clocks and the source of randomness. No other file of this program reads them.
#![expect(clippy::disallowed_methods, reason = "this is the one implementation of clock and entropy")]

use client_core::device::sealing::Entropy;
use client_core::device::{Environment, Now};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// The machine gives no random bytes. Nothing that needs an id or a key may go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct EntropyUnavailable;

/// Random bytes drawn ahead. A command needs a few dozen; a sync needs more and refills between its steps.
const POOL_BYTES: usize = 4096;

/// The machine's clocks, shifted for a rehearsal where asked, and its randomness.
#[derive(Debug)]
pub struct Machine {
    shift_ms: i64,
    start: Instant,
    pool: Vec<u8>,
}

impl Machine {
    /// The machine's clocks with the wall clock shifted by so many milliseconds.
    ///
    /// # Errors
    /// [`EntropyUnavailable`]: asked here, because the device's own interface has no room for it.
    pub fn new(shift_ms: i64) -> Result<Self, EntropyUnavailable> {
        let mut pool = vec![0; POOL_BYTES];
        getrandom::fill(&mut pool).map_err(|_| EntropyUnavailable)?;
        Ok(Self { shift_ms, start: Instant::now(), pool })
    }

    /// Milliseconds since the machine started. Where the system doesn't say, since this process started: then times
    /// are uncertain until the next sync, never wrong.
    fn boot_ms(&self) -> i64 {
        system_uptime_ms()
            .unwrap_or_else(|| i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX))
    }

    /// Fresh bytes for a key.
    ///
    /// # Errors
    /// [`EntropyUnavailable`].
    pub fn secret() -> Result<[u8; 32], EntropyUnavailable> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|_| EntropyUnavailable)?;
        Ok(bytes)
    }
}

/// Time since the machine started, sleep included, where the system says it.
fn system_uptime_ms() -> Option<i64> {
    uptime_ms(&std::fs::read_to_string("/proc/uptime").ok()?)
}

/// Milliseconds of a line such as `12345.67 8910.11`.
fn uptime_ms(line: &str) -> Option<i64> {
    let (seconds, fraction) = line.split_whitespace().next()?.split_once('.')?;
    let seconds: i64 = seconds.parse().ok()?;
    let hundredths: i64 = fraction.get(..2)?.parse().ok()?;
    seconds.checked_mul(1000)?.checked_add(hundredths * 10)
}

impl Environment for Machine {
    fn now(&mut self) -> Now {
        // A clock before 1970 is as wrong as one at 1970.
        let wall = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |since| i64::try_from(since.as_millis()).unwrap_or(i64::MAX));
        Now { wall_ms: wall.saturating_add(self.shift_ms), boot_ms: self.boot_ms() }
    }

    fn random(&mut self) -> [u8; 16] {
        if self.pool.len() < 16 {
            let mut fresh = vec![0; POOL_BYTES];
            // The system gave bytes when this process started. Should it stop now, repeating ids would be worse
            // than stopping: nothing half-done is durable.
            assert!(getrandom::fill(&mut fresh).is_ok(), "{EntropyUnavailable}");
            self.pool = fresh;
        }
        let rest = self.pool.len().saturating_sub(16);
        let mut bytes = [0; 16];
        for (byte, drawn) in bytes.iter_mut().zip(self.pool.drain(rest..)) {
            *byte = drawn;
        }
        bytes
    }

    fn counts_sleep(&self) -> bool {
        system_uptime_ms().is_some()
    }
}

impl Entropy for Machine {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(16) {
            let fresh = self.random();
            chunk.copy_from_slice(&fresh[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uptime_is_read_to_the_hundredth() {
        assert_eq!(uptime_ms("12345.67 8910.11\n"), Some(12_345_670));
        assert_eq!(uptime_ms("none"), None);
    }

    #[test]
    fn a_rehearsal_shifts_the_wall_clock_alone() {
        let mut plain = Machine::new(0).unwrap();
        let mut shifted = Machine::new(3_600_000).unwrap();
        let (a, b) = (plain.now(), shifted.now());
        assert!((3_599_000..3_601_000).contains(&(b.wall_ms - a.wall_ms)));
        assert!((0..1_000).contains(&(b.boot_ms - a.boot_ms)));
    }

    #[test]
    fn random_bytes_differ_also_after_the_pool_is_used_up() {
        let mut machine = Machine::new(0).unwrap();
        let drawn: std::collections::BTreeSet<[u8; 16]> = (0..1_000).map(|_| machine.random()).collect();
        assert_eq!(drawn.len(), 1_000);
    }
}
