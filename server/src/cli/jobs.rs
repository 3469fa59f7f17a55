//! `undercroft jobs`

use super::{CliError, DataDir, say, shown};
use crate::environment::{Clock, Entropy};
use crate::jobs::{JobSettings, Runner, list};
use crate::notify::Channels;
use clap::Subcommand;
use client_core::domain::calendar::Zone;
use std::sync::Arc;

/// Jobs that are listed at most.
const MOST_LISTED: u32 = 1_000;

#[derive(Debug, Subcommand)]
pub(super) enum JobsCommand {
    /// Lists jobs that wait and jobs that were given up.
    List {
        /// Also those that are done.
        #[arg(long)]
        all: bool,
    },
    /// Plans, does what is due and tries what is to be delivered, once. The server does it by itself; it must be stopped.
    Run {
        /// The origin that links in notices begin with.
        #[arg(long)]
        public_origin: String,
    },
}

pub(super) fn run(
    data: &DataDir,
    command: JobsCommand,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    match command {
        JobsCommand::List { all } => {
            let connection = data.connect()?;
            let zone = Zone::from(crate::site::load(&connection)?.timezone);
            for job in list(&connection, all, MOST_LISTED)? {
                let error = shown(job.last_error.as_deref().unwrap_or_default());
                let (kind, key) = (shown(&job.kind), shown(&job.key));
                let (state, when) = (job.state.as_str(), zone.shown(job.next_try_at));
                say(out, &format!("{state}\t{when}\t{kind}\t{key}\t{}\t{error}", job.tries))?;
            }
            Ok(())
        }
        JobsCommand::Run { public_origin } => {
            let channels = Channels::load(&data.notify())?;
            let (state, _stopping) = super::serve::state(data, &public_origin, clock, entropy)?;
            let runtime = tokio::runtime::Builder::new_multi_thread()
                .enable_all()
                .build()
                .map_err(|source| CliError::Io { what: "running jobs".to_owned(), source })?;
            let next = runtime.block_on(Runner::new(&state, channels).round())?;
            let zone = Zone::from(state.site.timezone);
            match next {
                Some(next) => say(out, &format!("the next job is due at {}", zone.shown(next))),
                None => say(out, "no job waits"),
            }
        }
    }
}

/// The settings of a site's jobs.
pub(super) fn settings(data: &DataDir) -> Result<Arc<JobSettings>, CliError> {
    Ok(Arc::new(JobSettings::load(&data.jobs())?))
}
