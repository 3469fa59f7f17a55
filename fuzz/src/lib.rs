//! What every program does around a target: it bounds what an input may cost.

use cap::Cap;
use cpu_time::ProcessTime;
use std::alloc::System;
use std::cell::Cell;
use undercroft_fuzz_harness::{Target, meter, target};

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

/// What one input may take beside what was there before, in bytes.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Processor time of the dearest call that an input leads to, in milliseconds; the machine's other work doesn't count.
const MOST_MS: u64 = 200;

/// Runs a target once. An input that takes more than it may ends the process, which the fuzzer keeps as a failed input.
/// What a target sets up at its first run is nobody's input.
pub fn run(name: &str, data: &[u8]) {
    thread_local! { static READY: Cell<bool> = const { Cell::new(false) } }
    let Some(Target { run, .. }) = target(name) else { panic!("no target is named {name}") };
    if !READY.replace(true) {
        run(&[]);
        run(&[0, 0, 0]);
        meter::dearest();
        meter::measure_by(|| ProcessTime::now().as_duration().as_micros() as u64);
    }
    let before = MEMORY.allocated();
    MEMORY.set_limit(before + MOST_BYTES).expect("what is there is below the bound");
    run(data);
    MEMORY.set_limit(usize::MAX).expect("there is no bound");
    let ms = meter::dearest() / 1_000;
    assert!(ms <= MOST_MS, "{ms} ms of processor time, more than {MOST_MS}");
}
