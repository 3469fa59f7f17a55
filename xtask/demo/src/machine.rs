//! The machine that the demo runs on: its clock, its randomness, and waiting. No other file reads them.
#![expect(clippy::disallowed_methods, reason = "the one place of this program that reads clock and entropy")]

use crate::error::DemoError;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Milliseconds since 1970 UTC.
pub(crate) fn now_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// Random bytes from the system.
pub(crate) fn random<const N: usize>() -> Result<[u8; N], DemoError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| DemoError::Entropy)?;
    Ok(bytes)
}

/// Waits.
pub(crate) fn wait(time: Duration) {
    std::thread::sleep(time);
}
