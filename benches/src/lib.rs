//! What the programs of this package share: devices of Undercroft that do what a harness tells them.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a bench that can't go on has nothing to print, and it measures the machine that it runs on"
)]

pub mod history;
pub mod told;
