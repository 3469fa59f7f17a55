//! The three copies of a job slip.

use serde::{Deserialize, Serialize};

/// Whose copy of the slip it is (FEE-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipCopy {
    /// The owner keeps it.
    Owner,
    /// The customer service centre files it.
    Csc,
    /// Finance accounts with it and files it.
    Finance,
}

impl SlipCopy {
    /// All three, in the order in which they are bound.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Csc, Self::Finance];
}
