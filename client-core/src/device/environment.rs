//! What the device asks of the machine that it runs on: the time and randomness. Nothing else.

use crate::domain::decide::Random;
use crate::domain::entry::At;
use serde::{Deserialize, Serialize};

/// What the machine's clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Wall clock, milliseconds since 1970 UTC. May be wrong and may jump.
    pub wall_ms: i64,
    /// Milliseconds since the machine (in browsers: the page) started. Never goes back while it runs.
    pub boot_ms: i64,
}

/// Time and randomness, passed in by the app. The device has neither of its own, so a seed can replay it.
pub trait Environment {
    /// The clocks now.
    fn now(&mut self) -> Now;
    /// Sixteen bytes from a cryptographic source.
    fn random(&mut self) -> [u8; 16];
}

/// Lets the domain draw its random bytes from the environment.
pub(super) struct Draw<'a, E>(pub(super) &'a mut E);

impl<E: Environment> Random for Draw<'_, E> {
    fn bytes(&mut self) -> [u8; 16] {
        self.0.random()
    }
}

/// A wall clock that differs from the reading by more than this was set, or the machine was restarted.
const SAME_CLOCK_MS: i64 = 60_000;

/// The server's time beside the own clocks, as read from one answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ClockReading {
    /// Server time.
    pub(super) server: i64,
    /// Own wall clock at that moment.
    pub(super) wall: i64,
    /// Own time since start at that moment.
    pub(super) boot: i64,
}

impl ClockReading {
    /// The clocks of an entry that is written now. `same_run` is whether this process took the reading itself; then
    /// the time since start alone bridges the gap, so a wall clock that was set meanwhile does no harm.
    pub(super) fn at(reading: Option<&Self>, same_run: bool, now: Now) -> At {
        let offset = reading.and_then(|r| {
            let passed = now.boot_ms.checked_sub(r.boot).filter(|passed| *passed >= 0)?;
            let server = r.server.checked_add(passed)?;
            let walls = now.wall_ms.saturating_sub(r.wall).saturating_sub(passed).saturating_abs();
            (same_run || walls <= SAME_CLOCK_MS).then(|| server.saturating_sub(now.wall_ms))
        });
        At { wall: now.wall_ms, offset, boot: Some(now.boot_ms) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: ClockReading = ClockReading { server: 1_000_000, wall: 5_000, boot: 100 };

    #[test]
    fn a_wall_clock_that_was_set_in_this_run_doesnt_spoil_the_offset() {
        let at = ClockReading::at(Some(&READING), true, Now { wall_ms: 9_000_000, boot_ms: 1_100 });
        assert_eq!(at.estimate(), 1_001_000);
    }

    #[test]
    fn after_a_restart_with_another_wall_clock_the_time_is_uncertain() {
        let at = ClockReading::at(Some(&READING), false, Now { wall_ms: 9_000_000, boot_ms: 1_100 });
        assert!(!at.is_certain());
        let rebooted = ClockReading::at(Some(&READING), true, Now { wall_ms: 5_100, boot_ms: 50 });
        assert!(!rebooted.is_certain(), "time since start went back: another start");
    }

    #[test]
    fn a_restart_of_the_app_alone_keeps_the_offset() {
        let at = ClockReading::at(Some(&READING), false, Now { wall_ms: 6_000, boot_ms: 1_100 });
        assert_eq!(at.offset, Some(995_000));
    }
}
