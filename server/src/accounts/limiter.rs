//! Limits on failed attempts to sign in. Kept in memory: a restart forgives.

use super::{AccountError, MINUTE};
use crate::ident::DeviceId;
use planted::Bug;
use std::collections::{HashMap, VecDeque};
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// Failures that are allowed within [`WINDOW`].
const FAILURES: usize = 10;
/// The time over which failures count, in ms.
const WINDOW: i64 = 10 * MINUTE;
/// Buckets kept before those without a recent failure are thrown out.
const BUCKETS: usize = 20_000;

/// Whose failures are counted together.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Bucket {
    /// An account, whether it exists or not.
    Account(String),
    /// A network address; of IPv6 the first 64 bits, because one household has as many.
    Address(IpAddr),
    /// An enrolled device that proved itself. Apart from the account, so that a stranger who
    /// guesses passwords can't keep the real device out (attack 11).
    Device(DeviceId),
}

impl Bucket {
    /// The bucket of a network address.
    pub fn address(address: IpAddr) -> Self {
        match address {
            IpAddr::V4(_) => Self::Address(address),
            IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
                Some(v4) => Self::Address(IpAddr::V4(v4)),
                None => Self::Address(IpAddr::V6((u128::from(v6) >> 64 << 64).into())),
            },
        }
    }
}

/// Counts failures per bucket.
#[derive(Debug, Default)]
pub struct Limiter {
    failures: Mutex<HashMap<Bucket, VecDeque<i64>>>,
}

impl Limiter {
    /// Counts an attempt in every bucket as a failure until [`Limiter::succeeded`] takes it back.
    ///
    /// Counting first keeps a hundred parallel guesses from passing the check together. Errors:
    /// [`AccountError::RateLimited`], and then nothing is counted.
    pub fn attempt(&self, now: i64, buckets: &[Bucket]) -> Result<(), AccountError> {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        if failures.len() > BUCKETS {
            failures.retain(|_, times| times.back().is_some_and(|last| now.saturating_sub(*last) < WINDOW));
        }
        let mut wait = 0;
        for bucket in buckets {
            let Some(times) = failures.get_mut(bucket) else { continue };
            while times.front().is_some_and(|first| now.saturating_sub(*first) >= WINDOW) {
                times.pop_front();
            }
            if times.len() >= FAILURES
                && let Some(first) = times.front()
            {
                wait = wait.max(first.saturating_add(WINDOW).saturating_sub(now));
            }
        }
        if wait > 0 && !planted::is(Bug::GuessingIsFree) {
            let retry_after_s = u32::try_from(wait / 1000 + 1).unwrap_or(u32::MAX);
            return Err(AccountError::RateLimited { retry_after_s });
        }
        for bucket in buckets {
            failures.entry(bucket.clone()).or_default().push_back(now);
        }
        Ok(())
    }

    /// Takes an attempt back that was no failure.
    pub fn succeeded(&self, buckets: &[Bucket]) {
        let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
        for bucket in buckets {
            if let Some(times) = failures.get_mut(bucket) {
                times.pop_back();
                if times.is_empty() {
                    failures.remove(bucket);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_in_ten_minutes_and_no_more() {
        let limiter = Limiter::default();
        let bucket = [Bucket::Account("li".to_owned())];
        for minute in 0..10 {
            limiter.attempt(minute * 1_000, &bucket).unwrap();
        }
        let refused = limiter.attempt(10_000, &bucket).unwrap_err();
        assert!(matches!(refused, AccountError::RateLimited { retry_after_s: 591 }), "{refused}");
        limiter.attempt(WINDOW, &bucket).unwrap();
    }

    #[test]
    fn a_success_takes_its_attempt_back() {
        let limiter = Limiter::default();
        let bucket = [Bucket::address("2001:db8::1".parse().unwrap())];
        for _ in 0..100 {
            limiter.attempt(0, &bucket).unwrap();
            limiter.succeeded(&[Bucket::address("2001:db8::2".parse().unwrap())]);
        }
    }
}
