//! Collisions of what people did without knowing of each other (lifecycle section 4), in every order of delivery, on
//! two and on three devices.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

#[path = "../kit/mod.rs"]
mod kit;

mod acceptance;
mod assignment;
mod cancel;
mod checklist;
mod clocks;
mod course;
mod decisions;
mod deliver;
mod desk;
mod follow_up;
mod hostile;
mod money;
mod price;
