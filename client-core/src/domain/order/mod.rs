//! What an order is: a pure fold of its journal.

mod acceptance;
mod account;
mod assignment;
mod cancel;
mod cases;
mod charge;
mod charge_time;
mod claims;
mod conflicts;
mod course;
mod desk;
mod duplicates;
mod facts;
mod fold;
mod follow_up;
mod money_conflicts;
mod preconditions;
mod progress;
mod shown;
mod state;
mod store;
mod tracks;

pub use account::*;
pub use cases::*;
pub(crate) use claims::audience as claim_audience;
pub(crate) use conflicts::choice_fits;
pub use course::*;
pub use desk::*;
pub use duplicates::{Kinship, Twin, leads, with_suffix};
pub use fold::fold;
pub use follow_up::*;
pub use shown::{Shown, price_digest};
pub use state::*;
pub use tracks::*;

/// Version of the fold. Replicas with the same changes and the same fold version have byte-identical orders.
pub const FOLD_VERSION: u32 = 11;
