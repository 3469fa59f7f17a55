//! What time brings about: deadlines, reminders, batches and month tasks, as rows of the site's own database.
//!
//! [`plan`] writes the jobs that must exist, each under its kind and key, so that planning again changes nothing.
//! [`run_due`] does what is due in the caller's transaction: the notices of a job and its end are one commit, so a crash
//! leaves both or neither. [`Runner`] wakes for both and carries deliveries out. The time is always passed in.

mod done;
mod matters;
mod plan;
mod run;
mod runner;
mod settings;
mod table;

#[cfg(test)]
mod tests;

pub use plan::plan;
pub use run::{Ran, run_due};
pub use runner::Runner;
pub use settings::{JobSettings, SettingsError};
pub(crate) use table::{DELIVER, ensure, finish, put_off};
pub use table::{Job, JobState, list};

use client_core::domain::calendar::Zone;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What planning and running depend on beside the database and the time.
#[derive(Debug, Clone)]
pub struct JobContext {
    /// The site's id; ids of deliveries derive from it.
    pub site: [u8; 16],
    /// The site's zone.
    pub zone: Zone,
    /// Thresholds.
    pub settings: Arc<JobSettings>,
    /// Channels that notices can be sent over.
    pub channels: Arc<BTreeSet<String>>,
}
