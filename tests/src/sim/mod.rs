//! The world: who acts, what the network and the machines do to them, and the run from a seed to a verdict.

mod answers;
mod checklist;
mod complaint;
mod end;
mod faults;
mod hardship;
pub mod hostile;
mod machine;
mod matter;
mod misfortune;
mod newcomers;
mod office;
mod people;
mod phone;
mod rng;
mod server;
mod setup;
mod store;
mod tamper;
mod trace;
mod work;
mod world;

pub use faults::Faults;
pub use machine::{Clock, SimEnvironment, SimStore};
pub use phone::Phone;
pub use rng::Rng;
pub use server::{Death, Login, Mishap, Reply, Server};
pub use setup::{identity, reference};
pub use tamper::Tamper;
pub use trace::Trace;
pub use world::World;

use crate::checker::Violation;
use std::collections::BTreeMap;
use std::fmt;

/// When every world begins: 2026-03-02 09:00 in Shanghai, milliseconds since 1970 UTC.
pub const START: i64 = 1_772_413_200_000;

/// How a run is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options {
    /// A fault of the product to be found.
    pub tamper: Tamper,
    /// Faults of the world; drawn from the seed when absent.
    pub faults: Option<Faults>,
    /// Sessions of people; drawn from the seed when absent.
    pub sessions: Option<u64>,
    /// The server is put back to a backup in the middle, of which some phones and people know nothing.
    pub restore: bool,
    /// Print the story while it happens.
    pub loud: bool,
}

/// What a run came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Summary {
    /// Hash of the whole story.
    pub trace: u64,
    /// Numbers by name: commands, refusals, requests, kills, attacks.
    pub counts: BTreeMap<&'static str, u64>,
}

impl Summary {
    /// Counts one more.
    pub fn count(&mut self, name: &'static str) {
        *self.counts.entry(name).or_default() += 1;
    }

    /// How often.
    pub fn of(&self, name: &str) -> u64 {
        self.counts.get(name).copied().unwrap_or(0)
    }
}

/// A run that broke a promise.
#[derive(Debug, Clone)]
pub struct Failure {
    /// The seed.
    pub seed: u64,
    /// Whether the server was put back to a backup.
    pub put_back: bool,
    /// Faults on, or the quiet end.
    pub phase: &'static str,
    /// Line of the story.
    pub step: u64,
    /// What was broken.
    pub violation: Violation,
    /// The last lines.
    pub story: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\nseed {} broke the promise: {}\n  {}\n  phase: {}, step {}\nrun it again:\n  \
             cargo xtask simulate --seed {}{} --trace\n",
            self.story,
            self.seed,
            self.violation.invariant,
            self.violation.detail,
            self.phase,
            self.step,
            self.seed,
            if self.put_back { " --put-back" } else { "" }
        )
    }
}

impl Options {
    /// A world whose server is put back to a backup.
    pub fn put_back() -> Self {
        Self { restore: true, sessions: Some(70), ..Self::default() }
    }
}

/// Runs one seed: faults on, then the quiet end with every check.
///
/// # Errors
/// The first broken promise.
pub fn run(seed: u64, options: Options) -> Result<Summary, Box<Failure>> {
    let mut world = World::new(seed, options);
    let result = world.run();
    world.finish(seed, result)
}
