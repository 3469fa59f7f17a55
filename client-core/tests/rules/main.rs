//! The rule book, rule by rule, as a technician meets it: every test is named by the rule that it plays and runs
//! through `Device::execute` on real devices. The refusal comes first, then what is done about it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]

mod kit;

mod acceptance;
mod air_conditioner;
mod case_kind;
mod cistern;
mod complaint;
mod damage;
mod desk;
mod finance;
mod follow_up;
mod gas_heater;
mod gas_stove;
mod incident;
mod lamp;
mod material;
mod model;
mod next;
mod price;
mod slip;
mod store;
mod switch;
mod tap;
mod visits;
mod water_pipe;
