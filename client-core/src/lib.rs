//! What phone, browser and server must agree on.
//!
//! Read the modules in this order: [`domain`] (what an order is), [`replica`] (its journal as an automerge document),
//! [`protocol`] (what crosses the wire), `device` (the offline client).

#[cfg(feature = "device")]
pub mod device;
pub mod domain;
pub mod protocol;
pub mod replica;
