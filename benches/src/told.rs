//! The language between the harness and a process with devices: a line of JSON each way. The devices of other systems
//! (`peers/device.mjs`) speak it too.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What a process with devices is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Told {
    /// Device `device` becomes that of the person with this one-time code (Undercroft only).
    Enrol {
        /// Its number in the process.
        device: usize,
        /// The code.
        code: String,
        /// The person's password.
        password: String,
    },
    /// Device 0, a dispatcher's, registers so many orders and assigns them to the technician with this name
    /// (Undercroft only). Gives their ids.
    Register {
        /// How many.
        orders: usize,
        /// The technician's name.
        technician: String,
    },
    /// A technician's device writes the history of a job into each order, until it has so many commands (Undercroft only).
    Work {
        /// Its number in the process.
        device: usize,
        /// The orders.
        ids: Vec<String>,
        /// Commands of an order, those of the office included.
        commands: usize,
    },
    /// New documents of another system, from a file with `{"orders":[[entry,…],…]}`. Gives their ids.
    Make {
        /// The file.
        file: PathBuf,
        /// Its number in the process.
        device: usize,
    },
    /// The device wants these documents.
    Open {
        /// The documents.
        ids: Vec<String>,
        /// Its number in the process.
        device: usize,
    },
    /// The device writes entries offline, one change each.
    Append {
        /// The documents.
        ids: Vec<String>,
        /// Entries in each.
        each: usize,
        /// Its number in the process.
        device: usize,
    },
    /// The first so many devices go online. A system whose sync has an end answers when that is reached.
    Connect {
        /// How many.
        devices: usize,
    },
    /// They go offline.
    Disconnect {
        /// How many.
        devices: usize,
    },
    /// Says how many entries the device knows of each document.
    Counts {
        /// The documents.
        ids: Vec<String>,
        /// Its number in the process.
        device: usize,
    },
}

/// What it answers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// The process has begun.
    pub ready: bool,
    /// Documents that were made.
    pub ids: Vec<String>,
    /// Entries of each document asked about.
    pub counts: Vec<usize>,
    /// Requests that a sync took, of all devices together, where the system knows.
    pub requests: u32,
    /// Longest time that a device of a `connect` waited for its last acknowledgement, and the 99th of a hundred, ms.
    pub waited_ms: Vec<u64>,
    /// What went wrong.
    pub error: Option<String>,
}
