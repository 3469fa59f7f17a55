//! Words of this program alone; those that other screens share are in their own crate.

pub mod complaint;
pub mod faults;
pub mod fee;
pub mod incident;
pub mod labels;
pub mod matter;
pub mod rejections;
pub mod store;
pub mod usage;

pub use undercroft_words::{
    Text, cases, checklists, complaints, conflicts, course, desk, incidents, language_of, list, locks, of,
    questions, states,
};
