//! The browser's clocks and randomness. No other file reads them.

use client_core::device::sealing::Entropy;
use client_core::device::{Environment, Now};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::WorkerGlobalScope;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// The browser.
#[derive(Debug, Clone, Copy, Default)]
pub struct Machine;

impl Machine {
    /// The wall clock, milliseconds since 1970 UTC.
    #[expect(clippy::cast_possible_truncation, reason = "far below 2^53; a fraction is cut")]
    fn wall_ms() -> i64 {
        js_sys::Date::now() as i64
    }

    /// Milliseconds since the worker started: no browser tells a page since when the machine runs.
    #[expect(clippy::cast_possible_truncation, reason = "far below 2^53; a fraction is cut")]
    fn boot_ms() -> i64 {
        let scope: WorkerGlobalScope = js_sys::global().unchecked_into();
        scope.performance().map_or(0, |performance| performance.now() as i64)
    }
}

impl Environment for Machine {
    fn now(&mut self) -> Now {
        Now { wall_ms: Self::wall_ms(), boot_ms: Self::boot_ms() }
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
