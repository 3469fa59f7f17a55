//! The browser's clocks and randomness. No other file reads them.

use crate::sealed::Entropy;
use client_core::device::{Environment, Now};
use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    fn performance_now() -> f64;
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// Whole milliseconds of a browser's number.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds since 1970 are far below 2^53; more is cut"
)]
fn whole(ms: f64) -> i64 {
    ms as i64
}

/// The browser.
#[derive(Debug, Clone, Copy, Default)]
pub struct Machine;

impl Machine {
    /// The wall clock, milliseconds since 1970 UTC.
    pub fn wall_ms() -> i64 {
        whole(js_sys::Date::now())
    }
}

impl Environment for Machine {
    fn now(&mut self) -> Now {
        // Since the worker started: no browser tells a page since when the machine runs.
        Now { wall_ms: Self::wall_ms(), boot_ms: whole(performance_now()) }
    }

    fn random(&mut self) -> [u8; 16] {
        self.bytes()
    }
}

impl Entropy for Machine {
    fn fill(&mut self, bytes: &mut [u8]) {
        // A browser hands out 65536 bytes at a time.
        for chunk in bytes.chunks_mut(65_536) {
            get_random_values(chunk);
        }
    }
}
