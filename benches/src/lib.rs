//! What the programs of this package share: devices of Undercroft that do what a harness tells them.

pub mod history;
pub mod told;
