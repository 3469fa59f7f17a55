//! Draws that a seed repeats.

use std::time::Duration;

pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    #[expect(clippy::disallowed_methods, reason = "the machine under test runs in real time")]
    pub fn wait(&mut self, least_ms: u64, limit_ms: u64) {
        std::thread::sleep(Duration::from_millis(least_ms + self.below(limit_ms)));
    }
}
