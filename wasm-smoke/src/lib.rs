//! Proof that client-core works in a browser.
//!
//! `cargo xtask wasm` builds this crate for `wasm32-unknown-unknown`, loads it in headless Chromium and
//! fails unless every check of [`smoke`] passes. A wasm build that only compiles proves little: a clock or an
//! entropy source of the standard library compiles there and panics at its first call.
//!
//! To add a check, write an `async fn` in `smoke.rs` and name it in the list at the end of `run`.

#[cfg(target_arch = "wasm32")]
pub mod smoke;
