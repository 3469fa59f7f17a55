//! `cargo xtask demo`: a server with invented data and a technician's device against it.

use std::net::SocketAddr;
use std::path::PathBuf;

use crate::error::TaskError;

/// The arguments of `cargo xtask demo`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Play a technician's day without network: work on orders first, synchronise in the evening
    #[arg(long)]
    pub offline_day: bool,
    /// Stop when the play is over instead of serving until interrupted
    #[arg(long)]
    pub once: bool,
    /// Where the server listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// Folder of the demo's database and devices; a new temporary one when left out
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
}

/// Runs the demo.
pub(crate) fn run(args: Args) -> Result<(), TaskError> {
    let Args { offline_day, once, listen, data } = args;
    Err(TaskError::NotBuilt {
        what: "demo",
        asked: format!("--offline-day {offline_day}, --once {once}, --listen {listen}, --data {data:?}"),
    })
}
