//! The targets.

pub mod admission;
pub mod images;
pub mod inflate;
pub mod json_api;
pub mod procedures;
pub mod sync_answer;
pub mod sync_request;
pub mod tables;
pub mod tokens;

use crate::Reached;

/// A run that came to one thing.
fn one(what: &str) -> Reached {
    Reached::from([what.to_owned()])
}

/// The first byte chooses; the rest is the input.
fn chosen(data: &[u8]) -> Option<(u8, &[u8])> {
    data.split_first().map(|(first, rest)| (*first, rest))
}
