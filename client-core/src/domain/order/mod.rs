//! What an order is: a pure fold of its journal.

mod assignment;
mod cancel;
mod conflicts;
mod facts;
mod fold;
mod preconditions;
mod progress;
mod state;

pub use fold::fold;
pub use state::*;

/// Version of the fold. Replicas with the same changes and the same fold version have byte-identical orders.
pub const FOLD_VERSION: u32 = 1;
