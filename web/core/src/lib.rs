//! client-core in a browser. The technician's app runs it in a worker; `contract.ts` beside the app says what
//! the two say to each other.
//!
//! Read in this order: [`core`] (the calls), [`lock`] (who can read what is stored), [`vault`]
//! (what is kept unsealed), [`platform`] (what the machine gives). Only `browser` names the browser, and only
//! it is built for wasm alone; everything else is tested natively.
//!
//! No rule of the business is here: whether something may be done is asked of client-core, which refuses with
//! data.

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod core;
pub mod fault;
pub mod lock;
pub mod platform;
pub mod said;
pub mod vault;
