//! What happened, as a hash of everything and the last lines in words.

use std::collections::VecDeque;

/// Lines kept for a failure.
const KEPT: usize = 60;

/// The story of a run.
#[derive(Debug, Clone)]
pub struct Trace {
    hash: u64,
    steps: u64,
    last: VecDeque<String>,
    loud: bool,
}

impl Trace {
    /// An empty story; `loud` prints it while it happens.
    pub fn new(loud: bool) -> Self {
        Self { hash: 0xcbf2_9ce4_8422_2325, steps: 0, last: VecDeque::new(), loud }
    }

    /// Adds a line.
    pub fn line(&mut self, at: i64, text: String) {
        self.steps += 1;
        let line = format!("{:>5} t+{:>9}s {text}", self.steps, (at - super::START) / 1000);
        self.mix(line.as_bytes());
        if self.loud {
            println!("{line}");
        }
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// Prints a line that is no part of the story.
    pub fn aside(&self, text: impl FnOnce() -> String) {
        if self.loud {
            println!("        {}", text());
        }
    }

    /// Mixes bytes into the hash without a line.
    pub fn mix(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Lines so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Hash of everything so far.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// The last lines.
    pub fn tail(&self) -> String {
        self.last.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
    }
}
