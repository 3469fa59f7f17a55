//! Tests of the engine without HTTP: a database in memory, phones as replicas, a clock that stands still.

mod claims;
mod complaints;
mod delivery;
mod desk;
mod durability;
pub(crate) mod kit;
mod lives;
mod matrix;
mod matters;
mod poison;
mod procedures;
mod property;
mod pull;
mod push;
mod reassigned;
mod release;
mod returned;
mod rights;
pub(crate) mod store;
mod store_settled;
