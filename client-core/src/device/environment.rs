//! What the device asks of the machine that it runs on: the time and randomness. Nothing else.

use crate::domain::decide::Random;
use crate::domain::entry::At;
use planted::Bug;
use serde::{Deserialize, Serialize};

/// What the machine's clocks say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// Wall clock, milliseconds since 1970 UTC. May be wrong and may jump.
    pub wall_ms: i64,
    /// Milliseconds since the machine (in browsers: the page) started. Never goes back while it runs; whether it goes on
    /// while the machine sleeps, [`Environment::counts_sleep`] says.
    pub boot_ms: i64,
}

/// Time and randomness, passed in by the app. The device has neither of its own, so a seed can replay it.
pub trait Environment {
    /// The clocks now.
    fn now(&mut self) -> Now;
    /// Sixteen bytes from a cryptographic source.
    fn random(&mut self) -> [u8; 16];
    /// Whether `boot_ms` goes on while the machine sleeps. Most browsers' clocks stand still then.
    fn counts_sleep(&self) -> bool {
        false
    }
}

/// Lets the domain draw its random bytes from the environment.
pub(super) struct Draw<'a, E>(pub(super) &'a mut E);

impl<E: Environment> Random for Draw<'_, E> {
    fn bytes(&mut self) -> [u8; 16] {
        self.0.random()
    }
}

/// What is taken for the true time is off by no more than this: of a clock that differs by more nobody knows whether it
/// was set, the machine slept, or the machine was started anew; and an answer that took longer may be any age.
const UNCERTAIN_MS: i64 = 60_000;

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
    /// The reading of an answer to a request that was sent at `sent` and came back `now`; `server` is the server's time
    /// when it answered. `None` when the answer was under way for too long, as one is that waits for a sleeping phone:
    /// the server's time in it is over.
    pub(super) fn of(server: i64, sent: Now, now: Now) -> Option<Self> {
        let trip = now.boot_ms.checked_sub(sent.boot_ms).filter(|trip| *trip >= 0)?;
        let on_the_wall = now.wall_ms.checked_sub(sent.wall_ms)?;
        if trip.max(on_the_wall) > UNCERTAIN_MS && !planted::is(Bug::LateAnswerTellsTime) {
            return None;
        }
        // Nobody knows how much of the trip came after the answer: the middle is wrong by half of it at most.
        Some(Self { server: server.checked_add(trip / 2)?, wall: now.wall_ms, boot: now.boot_ms })
    }

    /// The clocks of an entry that is written now. `same_run` is whether this process took the reading itself. Then the
    /// time since start alone bridges the gap, and a wall clock that was set meanwhile does no harm, but only where
    /// that time goes on in sleep (`counts_sleep`): otherwise nobody knows whether the wall clock was set or the machine
    /// has slept, or both.
    /// Without an offset `seen`, the server's time in the last answer, is the earliest that it can be.
    pub(super) fn at(
        reading: Option<&Self>,
        seen: Option<i64>,
        same_run: bool,
        counts_sleep: bool,
        now: Now,
    ) -> At {
        let offset = reading.and_then(|r| {
            let passed = now.boot_ms.checked_sub(r.boot).filter(|passed| *passed >= 0)?;
            let server = r.server.checked_add(passed)?;
            let walls = now.wall_ms.saturating_sub(r.wall).saturating_sub(passed).saturating_abs();
            let counts_sleep = counts_sleep || planted::is(Bug::SleepIsNoTime);
            let known = walls <= UNCERTAIN_MS || (same_run && counts_sleep);
            // What no number holds is no difference either: of such a clock nothing is known.
            server.checked_sub(now.wall_ms).filter(|_| known)
        });
        let seen = seen.filter(|_| offset.is_none());
        At { wall: now.wall_ms, offset, boot: Some(now.boot_ms), seen }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READING: ClockReading = ClockReading { server: 1_000_000, wall: 5_000, boot: 100 };

    const fn clocks(wall_ms: i64, boot_ms: i64) -> Now {
        Now { wall_ms, boot_ms }
    }

    #[test]
    fn p10_where_the_clock_counts_sleep_a_wall_clock_that_was_set_in_this_run_doesnt_spoil_the_offset() {
        for wall in [9_000_000, -9_000_000] {
            let at = ClockReading::at(Some(&READING), None, true, true, clocks(wall, 1_100));
            assert_eq!(at.estimate(), 1_001_000);
        }
    }

    #[test]
    fn p10_where_the_clock_stands_still_in_sleep_the_time_after_it_is_uncertain() {
        for wall in [5_000 + 3 * 3_600_000, -9_000_000] {
            assert_eq!(ClockReading::at(Some(&READING), None, true, false, clocks(wall, 1_100)).offset, None);
        }
        let dozed = clocks(5_000 + 1_000 + 50_000, 1_100);
        assert_eq!(ClockReading::at(Some(&READING), None, true, false, dozed).offset, Some(945_000));
    }

    #[test]
    fn p10_of_a_clock_so_far_off_that_no_number_holds_the_difference_nothing_is_known() {
        for (wall, known) in [(i64::MIN, false), (i64::MIN + 1_001_001, true), (i64::MAX, true)] {
            let reading = ClockReading { server: 1_000_000, wall, boot: 100 };
            let at = ClockReading::at(Some(&reading), Some(7), true, true, clocks(wall, 1_100));
            assert_eq!((at.offset.is_some(), at.seen), (known, (!known).then_some(7)), "{wall}");
            assert!(!known || at.estimate() == 1_001_000, "{wall}");
        }
    }

    #[test]
    fn p10_an_answer_that_was_under_way_for_long_tells_no_time() {
        let sent = clocks(5_000, 100);
        assert_eq!(ClockReading::of(1_000_000, sent, clocks(5_000 + 61_000, 61_100)), None);
        assert_eq!(ClockReading::of(1_000_000, sent, clocks(5_000 + 61_000, 200)), None, "it slept");
        assert_eq!(ClockReading::of(1_000_000, sent, clocks(6_000, 50)), None, "another start");
    }

    #[test]
    fn p10_a_reading_is_the_middle_of_its_trip() {
        let read = ClockReading::of(1_000_000, clocks(5_000, 100), clocks(9_000, 4_100));
        assert_eq!(read, Some(ClockReading { server: 1_002_000, wall: 9_000, boot: 4_100 }));
    }

    #[test]
    fn after_a_restart_with_another_wall_clock_the_time_is_uncertain() {
        for wall in [9_000_000, -9_000_000] {
            let at = ClockReading::at(Some(&READING), None, false, true, clocks(wall, 1_100));
            assert_eq!(at.offset, None);
        }
        let rebooted = ClockReading::at(Some(&READING), None, true, true, clocks(5_100, 50));
        assert_eq!(rebooted.offset, None, "time since start went back: another start");
    }

    #[test]
    fn p10_a_time_that_nobody_knows_says_what_was_seen_last_and_a_known_one_needs_it_not() {
        let seen = Some(990_000);
        let unknown = ClockReading::at(Some(&READING), seen, false, true, clocks(9_000_000, 1_100));
        assert_eq!((unknown.offset, unknown.seen), (None, seen));
        let known = ClockReading::at(Some(&READING), seen, true, true, clocks(6_000, 1_100));
        assert_eq!((known.offset, known.seen), (Some(995_000), None));
        assert_eq!(ClockReading::at(None, seen, true, true, clocks(6_000, 1_100)).seen, seen);
    }

    #[test]
    fn a_restart_of_the_app_alone_keeps_the_offset() {
        let at = ClockReading::at(Some(&READING), None, false, false, clocks(6_000, 1_100));
        assert_eq!(at.offset, Some(995_000));
    }
}
