//! What bytes from outside may never do, one function for each way in, used by the fuzzer's programs and by tests.
//!
//! Every target calls the shipped code and panics when a promise is broken: not only that nothing panics, but that
//! what is let in can be kept, read and folded, and what is refused has changed nothing. What a run came to is handed
//! back, so that a test can see that the seeds reach what they are there for.
//!
//! Inputs that a parser would refuse at once are wasted, so some targets read their bytes as instructions and repair
//! hashes, checksums and signatures before the input goes in.
//!
//! This crate must never hold a copy of a rule: what it checks is said in other words, or asked of the product.
#![allow(
    clippy::panic,
    clippy::expect_used,
    reason = "a broken promise ends the run; that is how it is told"
)]
#![allow(clippy::cast_possible_truncation, reason = "a made-up site has few of everything")]

pub mod forge;
pub mod meter;
pub mod phone;
pub mod seeds;
pub mod site;
pub mod story;
pub mod targets;
pub mod web;
pub mod workbook;

use std::collections::BTreeSet;

/// What a run came to, in a few words each.
pub type Reached = BTreeSet<String>;

/// A target.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, which its corpus and its program bear too.
    pub name: &'static str,
    /// Runs one input.
    pub run: fn(&[u8]) -> Reached,
}

/// All targets.
pub const TARGETS: [Target; 9] = [
    Target { name: "inflate", run: targets::inflate::run },
    Target { name: "admission", run: targets::admission::run },
    Target { name: "sync_request", run: targets::sync_request::run },
    Target { name: "sync_answer", run: targets::sync_answer::run },
    Target { name: "json_api", run: targets::json_api::run },
    Target { name: "tokens", run: targets::tokens::run },
    Target { name: "tables", run: targets::tables::run },
    Target { name: "procedures", run: targets::procedures::run },
    Target { name: "images", run: targets::images::run },
];

/// The target with this name.
pub fn target(name: &str) -> Option<Target> {
    TARGETS.into_iter().find(|target| target.name == name)
}
