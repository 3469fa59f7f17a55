//! The simulated world: a server and a few devices of the shipped code, a virtual clock, a network that does its worst,
//! and a checker that shares no code with the product.
//!
//! Everything comes from one seed: [`sim::run`] with the same seed and options gives the same trace. [`sim`] owns the
//! world (who acts, what the network and the machines do to them); [`checker`] keeps its own books and says which
//! promise was broken. `checker` must never use a function of the product to judge the product: it reads bytes, SQL
//! and canonical text by itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::result_large_err,
    reason = "a fault of the simulator itself ends the run, and the test prints the seed"
)]

pub mod checker;
pub mod ledger;
pub mod sim;
