//! The business, pure: entries, the fold that says what an order is, the door for commands, the policy table.
//!
//! This module must never know automerge, a store, HTTP, a clock, randomness, threads or async. Time and ids are
//! passed in as values; everything here is a function of its arguments and gives the same answer on a phone, in a
//! browser and on the server.

pub mod blob;
pub mod calendar;
pub mod canonical;
pub mod command;
pub mod complaint;
pub mod customer;
pub mod deadline;
pub mod decide;
pub mod directory;
pub mod dispatch;
pub mod entry;
pub mod fee;
pub mod guidance;
pub mod id;
pub mod incident;
pub mod journal;
pub mod matter;
pub mod money;
pub mod month;
pub mod order;
pub mod photo;
pub mod policy;
pub mod procedure;
mod reading;
pub mod reference;
pub mod settlement;
pub mod statistics;
pub mod stock;
pub mod text;
pub mod words;
