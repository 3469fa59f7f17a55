//! Seeds: real inputs made by the shipped code, and hostile ones that somebody has thought of.
//!
//! They are kept as files in `tests/corpus`, beside what the fuzzer has found; `UPDATE_SNAPSHOTS=1` with the corpus test
//! writes them again.

mod files;
mod json;
mod sync;
mod tokens;

use crate::Reached;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// An input with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// The target.
    pub target: &'static str,
    /// The file's name.
    pub name: String,
    /// The input.
    pub bytes: Vec<u8>,
}

fn seed(target: &'static str, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Seed {
    Seed { target, name: name.into(), bytes: bytes.into() }
}

/// All of them.
pub fn all() -> Vec<Seed> {
    let mut seeds = files::all();
    seeds.extend(json::all());
    seeds.extend(tokens::all());
    seeds.extend(sync::all());
    seeds
}

/// A byte in front of an input.
fn with(first: u8, rest: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first];
    bytes.extend_from_slice(rest);
    bytes
}

/// Bytes that look like chance and are the same every time.
fn noise(n: u32, length: usize) -> Vec<u8> {
    let block = |i: u32| Sha256::new().chain_update(n.to_be_bytes()).chain_update(i.to_be_bytes()).finalize();
    (0_u32..).flat_map(block).take(length).collect()
}

/// Instructions out of noise: some of those that come to something that none before came to, alone or together.
fn instructions(
    target: &'static str,
    first: impl Fn(u32) -> u8,
    tries: u32,
    run: fn(&[u8]) -> Reached,
) -> Vec<Seed> {
    let mut reached = Reached::new();
    let mut together = BTreeSet::new();
    let mut seeds = Vec::new();
    for n in 0..tries {
        let bytes = with(first(n), &noise(n, 160 + (n as usize % 8) * 40));
        let came_to = run(&bytes);
        let new = came_to.iter().any(|one| reached.insert(one.clone()));
        if together.insert(came_to) && (new || together.len() <= MOST_TOGETHER) {
            seeds.push(seed(target, format!("noise-{n}"), bytes));
        }
    }
    seeds
}

/// Combinations that are kept for their own sake.
const MOST_TOGETHER: usize = 16;
