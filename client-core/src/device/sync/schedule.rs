//! When the next request is due. Pure: times are the environment's `boot_ms`, jitter is passed in.

use super::FailureKind;

/// First wait after a failure.
const FIRST_RETRY_MS: i64 = 2_000;
/// Longest wait after failures. 2026-11-24: a technician leaves a basement for minutes, not hours.
pub(super) const LONGEST_RETRY_MS: i64 = 5 * 60_000;
/// Wait between requests when there is nothing to send. 2026-11-24: a fallback beside the server's event stream.
const POLL_MS: i64 = 5 * 60_000;
/// A request without an answer for so long is lost: half-open connections never answer (P14).
const ANSWER_MS: i64 = 45_000;
/// Bytes that even a bad line carries in a millisecond: 16 kbit/s. Each buys the request time.
const BYTES_PER_MS: i64 = 2;
/// What an answer's page aims at first; it grows while answers come and shrinks when they don't, so that a bad line
/// still makes progress with every page.
const FIRST_PAGE_BYTES: u32 = 64 * 1024;
const SMALLEST_PAGE_BYTES: u32 = 16 * 1024;
const LARGEST_PAGE_BYTES: u32 = 512 * 1024;

/// The wait after so many failures before this one, in milliseconds. `random` spreads the fleet.
pub(super) fn retry_wait(failures: u32, random: [u8; 16]) -> i64 {
    let longest = FIRST_RETRY_MS.saturating_mul(1 << failures.min(16)).min(LONGEST_RETRY_MS);
    let spread = i64::from(u16::from_be_bytes([random[0], random[1]]));
    longest / 2 + (longest / 2).saturating_mul(spread) / i64::from(u16::MAX)
}

/// After how many milliseconds a request that carries or asks for so many bytes is lost.
pub(super) fn lost_after(bytes: i64) -> i64 {
    ANSWER_MS.saturating_add(bytes / BYTES_PER_MS)
}

/// At most one request in flight; exponential back-off with jitter; work is sent as soon as there is some.
#[derive(Debug, Clone)]
pub(in crate::device) struct Schedule {
    online: bool,
    dirty: bool,
    failures: u32,
    not_before: i64,
    next_poll: Option<i64>,
    lost_at: Option<i64>,
    page_bytes: u32,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            online: true,
            dirty: false,
            failures: 0,
            not_before: i64::MIN,
            next_poll: None,
            lost_at: None,
            page_bytes: FIRST_PAGE_BYTES,
        }
    }
}

impl Schedule {
    /// There is something to send.
    pub(in crate::device) fn changed(&mut self) {
        self.dirty = true;
    }

    /// A connection is there (again): waits caused by failures end.
    pub(super) fn online(&mut self) {
        self.online = true;
        self.hurry();
    }

    /// No connection: nothing is due until `online`.
    pub(super) fn offline(&mut self) {
        self.online = false;
    }

    /// A person asks: now, whatever was planned.
    pub(super) fn hurry(&mut self) {
        self.failures = 0;
        self.not_before = i64::MIN;
        self.next_poll = None;
    }

    /// The request was handed to the driver.
    pub(super) fn sent(&mut self, now: i64, request_bytes: usize) {
        self.dirty = false;
        let bytes =
            i64::try_from(request_bytes).unwrap_or(i64::MAX).saturating_add(i64::from(self.page_bytes));
        self.lost_at = Some(now.saturating_add(lost_after(bytes)));
    }

    /// What the next answer's page should aim at.
    pub(super) fn page_bytes(&self) -> u32 {
        self.page_bytes
    }

    /// Its answer was stored.
    pub(super) fn answered(&mut self, now: i64, again: bool) {
        self.lost_at = None;
        self.page_bytes = self.page_bytes.saturating_mul(2).min(LARGEST_PAGE_BYTES);
        self.failures = 0;
        self.not_before = now;
        self.next_poll = Some(now.saturating_add(POLL_MS));
        self.dirty |= again;
    }

    /// It failed; another is due after a wait that grows. `random` spreads the fleet.
    pub(super) fn failed(&mut self, now: i64, kind: FailureKind, random: [u8; 16]) {
        self.lost_at = None;
        self.page_bytes = (self.page_bytes / 2).max(SMALLEST_PAGE_BYTES);
        let wait = retry_wait(self.failures, random);
        let asked = match kind {
            FailureKind::Busy { retry_after_ms } => i64::from(retry_after_ms.unwrap_or(0)),
            _ => 0,
        };
        self.failures = self.failures.saturating_add(1);
        self.dirty = true;
        self.not_before = now.saturating_add(wait.max(asked));
    }

    /// Whether the request in flight has waited too long for its answer.
    pub(super) fn is_lost(&self, now: i64) -> bool {
        self.lost_at.is_some_and(|at| now >= at)
    }

    /// Whether a request waits for its answer.
    pub(super) fn is_in_flight(&self) -> bool {
        self.lost_at.is_some()
    }

    /// Whether there is a connection, as far as anybody said.
    pub(in crate::device) fn is_online(&self) -> bool {
        self.online
    }

    /// Whether a request is due.
    pub(super) fn is_due(&self, now: i64) -> bool {
        self.online
            && self.lost_at.is_none()
            && now >= self.not_before
            && (self.dirty || self.next_poll.is_none_or(|at| now >= at))
    }

    /// When to ask again, in `boot_ms`; `None` when only an event can change anything.
    pub(super) fn wake_at(&self) -> Option<i64> {
        if self.lost_at.is_some() {
            return self.lost_at;
        }
        if !self.online {
            return None;
        }
        Some(if self.dirty {
            self.not_before
        } else {
            self.next_poll.map_or(self.not_before, |at| at.max(self.not_before))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_five_minutes_and_are_spread() {
        let mut schedule = Schedule::default();
        let mut now = 0;
        let mut waits = Vec::new();
        for _ in 0..12 {
            assert!(schedule.is_due(now));
            schedule.sent(now, 0);
            schedule.failed(now, FailureKind::Offline, [255; 16]);
            let wake = schedule.wake_at().unwrap();
            assert!(!schedule.is_due(wake - 1));
            waits.push(wake - now);
            now = wake;
        }
        assert_eq!(waits[..4], [2_000, 4_000, 8_000, 16_000]);
        assert_eq!(*waits.last().unwrap(), LONGEST_RETRY_MS);
        schedule.sent(now, 0);
        schedule.failed(now, FailureKind::Offline, [0; 16]);
        assert_eq!(schedule.wake_at().unwrap() - now, LONGEST_RETRY_MS / 2);
    }

    #[test]
    fn one_request_at_a_time_and_a_silent_one_is_lost_after_45_seconds_and_the_time_for_its_bytes() {
        let mut schedule = Schedule::default();
        schedule.sent(0, 2_000);
        schedule.changed();
        assert!(!schedule.is_due(10));
        let lost_at = 45_000 + 1_000 + i64::from(FIRST_PAGE_BYTES) / BYTES_PER_MS;
        assert_eq!(schedule.wake_at(), Some(lost_at));
        assert!(!schedule.is_lost(lost_at - 1));
        assert!(schedule.is_lost(lost_at));
        schedule.answered(100, false);
        assert!(schedule.is_due(100), "work that came meanwhile is sent at once");
    }

    #[test]
    fn pages_shrink_on_a_bad_line_and_grow_on_a_good_one() {
        let mut schedule = Schedule::default();
        for _ in 0..9 {
            schedule.failed(0, FailureKind::Timeout, [0; 16]);
        }
        assert_eq!(schedule.page_bytes(), SMALLEST_PAGE_BYTES);
        for _ in 0..9 {
            schedule.answered(0, false);
        }
        assert_eq!(schedule.page_bytes(), LARGEST_PAGE_BYTES);
    }

    #[test]
    fn a_busy_server_is_given_the_time_it_asks_for() {
        let mut schedule = Schedule::default();
        schedule.sent(0, 0);
        schedule.failed(0, FailureKind::Busy { retry_after_ms: Some(60_000) }, [0; 16]);
        assert_eq!(schedule.wake_at(), Some(60_000));
    }

    #[test]
    fn nothing_is_due_while_offline_and_all_at_once_when_online_again() {
        let mut schedule = Schedule::default();
        schedule.sent(0, 0);
        schedule.failed(0, FailureKind::Offline, [255; 16]);
        schedule.offline();
        assert_eq!(schedule.wake_at(), None);
        assert!(!schedule.is_due(i64::MAX));
        schedule.online();
        assert!(schedule.is_due(1));
    }
}
