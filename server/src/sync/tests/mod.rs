//! Tests of the engine without HTTP: a database in memory, phones as replicas, a clock that stands still.

mod kit;
mod claims;
mod delivery;
mod property;
mod pull;
mod push;

