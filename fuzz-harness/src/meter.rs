//! What an input costs in the product, apart from what the checks around it cost.
//!
//! Tests give no clock, so nothing there depends on how quick a machine is; the fuzzer's programs do.

use std::cell::Cell;

/// Processor time of this process so far, in microseconds.
pub type Clock = fn() -> u64;

thread_local! {
    static CLOCK: Cell<Option<Clock>> = const { Cell::new(None) };
    static MOST: Cell<u64> = const { Cell::new(0) };
}

/// From now on calls are measured by this clock.
pub fn measure_by(clock: Clock) {
    CLOCK.set(Some(clock));
}

/// The dearest call since the last time that this was asked, in microseconds.
pub fn dearest() -> u64 {
    MOST.replace(0)
}

/// One call of the product.
pub(crate) fn measured<T>(call: impl FnOnce() -> T) -> T {
    let Some(clock) = CLOCK.get() else { return call() };
    let begun = clock();
    let result = call();
    MOST.set(MOST.get().max(clock().saturating_sub(begun)));
    result
}
