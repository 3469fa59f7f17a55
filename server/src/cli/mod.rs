//! The operator's commands.
//!
//! `serve` alone holds the database's lock. The other commands work beside a running server with
//! short transactions of their own, so that a revocation counts from the server's next request on.
//! No secret is ever an argument: passwords come from a prompt or a private file (attack 62).

mod audit;
mod catalogue;
mod data;
mod department;
mod device;
mod directory;
mod doctor;
mod init;
mod jobs;
mod order;
mod procedure;
mod quarantine;
mod rebuild;
mod reference;
mod restore;
mod secret;
mod serve;
mod store;
mod user;

#[cfg(test)]
mod tests;

pub use catalogue::{catalogue_sheets, read_catalogue};
pub use data::DataDir;

use crate::accounts::AccountError;
use crate::audit::{Act, AuditKind, By, export_detail, record};
use crate::directory::DirectoryError;
use crate::environment::{Clock, EntropyUnavailable, SystemClock, SystemEntropy};
use crate::feed::EngineError;
use crate::http::{ServeError, StateError};
use crate::incidents::departments::HeadError;
use crate::jobs::SettingsError;
use crate::keys::KeyError;
use crate::notify::{ConfigError, ContactError};
use crate::site::SiteError;
use crate::store::{BackupError, StoreError};
use crate::table::TableError;
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// Undercroft: the server of a site, and the commands of its operator.
#[derive(Debug, Parser)]
#[command(name = "undercroft", version)]
pub struct Cli {
    /// The site's folder: database, lock and key.
    #[arg(long, global = true, env = "UNDERCROFT_DATA", default_value = "undercroft-data")]
    data: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Runs the server until SIGINT or SIGTERM.
    Serve(serve::Serve),
    /// Makes the database, the server's key and the first administrator.
    Init(init::Init),
    /// Users and their roles.
    #[command(subcommand)]
    User(user::UserCommand),
    /// Departments and their heads, who are told of incidents and complaints.
    #[command(subcommand)]
    Department(department::DepartmentCommand),
    /// Devices and enrolment codes.
    #[command(subcommand)]
    Device(device::DeviceCommand),
    /// The fee standard.
    #[command(subcommand)]
    Reference(reference::ReferenceCommand),
    /// Materials and numbered tools.
    #[command(subcommand)]
    Catalogue(catalogue::CatalogueCommand),
    /// Customers, units and buildings.
    #[command(subcommand)]
    Directory(directory::DirectoryCommand),
    /// What is in the store.
    #[command(subcommand)]
    Store(store::StoreDeskCommand),
    /// Copies the live database into a new file and checks the copy.
    Backup {
        /// The file to make.
        file: PathBuf,
    },
    /// Puts a backup in place of the database; the server must be stopped.
    Restore(restore::Restore),
    /// Says what is wrong with the site and what to do about it; changes nothing.
    Doctor,
    /// What people did to the site: sign-ins, accounts, devices, files taken out.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Changes that were refused.
    #[command(subcommand)]
    Quarantine(quarantine::QuarantineCommand),
    /// Makes every table that follows from the log of changes again.
    Rebuild(rebuild::Rebuild),
    /// Procedures: check, publish, list, show.
    #[command(subcommand)]
    Procedure(procedure::ProcedureCommand),
    /// What time brings about: reminders, batches, month tasks, deliveries.
    #[command(subcommand)]
    Jobs(jobs::JobsCommand),
    /// What the log holds of one order.
    #[command(subcommand)]
    Order(order::OrderCommand),
}

/// Why a command failed. Shown to the operator as it is.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The site row.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The server's key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// Users and devices.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The head of a department.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// The server's parts.
    #[error(transparent)]
    State(#[from] StateError),
    /// The log and what devices get of it.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// The channels for notices.
    #[error(transparent)]
    Notify(#[from] ConfigError),
    /// The settings of the jobs.
    #[error(transparent)]
    Jobs(#[from] SettingsError),
    /// A person's address.
    #[error(transparent)]
    Contact(#[from] ContactError),
    /// The backup.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// The web server.
    #[error(transparent)]
    Serve(#[from] ServeError),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyUnavailable),
    /// Customers, units and buildings.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// A file of rows.
    #[error(transparent)]
    Table(#[from] TableError),
    /// Something that was typed.
    #[error("{0}")]
    Usage(String),
    /// The terminal or a file.
    #[error("{what}: {source}")]
    Io {
        /// What was attempted.
        what: String,
        /// The system's answer.
        source: std::io::Error,
    },
}

impl From<rusqlite::Error> for CliError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Runs the command of this process's arguments.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli, &mut std::io::stdout()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("undercroft: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one command; what it has to say goes to `out`.
pub fn run(cli: Cli, out: &mut dyn std::io::Write) -> Result<(), CliError> {
    let data = DataDir::new(cli.data);
    match cli.command {
        Command::Serve(arguments) => serve::run(&data, arguments),
        Command::Init(arguments) => init::run(&data, arguments, &SystemClock, SystemEntropy, out),
        Command::User(command) => user::run(&data, command, &SystemClock, SystemEntropy, out),
        Command::Department(command) => department::run(&data, command, &SystemClock, out),
        Command::Device(command) => device::run(&data, command, &SystemClock, &SystemEntropy, out),
        Command::Reference(command) => reference::run(&data, command, &SystemClock, out),
        Command::Catalogue(command) => catalogue::run(&data, command, &SystemClock, out),
        Command::Directory(command) => directory::run(&data, command, &SystemClock, out),
        Command::Store(command) => store::run(&data, command, &SystemClock, out),
        Command::Quarantine(command) => quarantine::run(&data, command, out),
        Command::Rebuild(arguments) => rebuild::run(&data, &arguments, &SystemClock, out),
        Command::Procedure(command) => procedure::run(&data, command, &SystemClock, out),
        Command::Jobs(command) => {
            jobs::run(&data, command, Arc::new(SystemClock), Arc::new(SystemEntropy), out)
        }
        Command::Order(command) => order::run(&data, command, out),
        Command::Backup { file } => backup(&data, &file, &SystemClock, out),
        Command::Restore(arguments) => restore::run(&data, &arguments, &SystemClock, &SystemEntropy, out),
        Command::Doctor => doctor::run(&data, &SystemClock, out),
        Command::Audit(command) => audit::run(&data, command, out),
    }
}

fn backup(
    data: &DataDir,
    file: &std::path::Path,
    clock: &dyn Clock,
    out: &mut dyn std::io::Write,
) -> Result<(), CliError> {
    // Before the copy, so that the copy knows of itself and none is taken unseen.
    let written = data.transaction(|connection| {
        let act = Act::of(AuditKind::BackupTaken).matter("undercroft.db");
        record(connection, &By::operator(clock.now_ms()), &act)?;
        Ok(())
    });
    match written {
        // A full or failing disk is when a copy elsewhere is needed most.
        Err(CliError::Store(error @ (StoreError::NoSpace | StoreError::Unavailable))) => {
            say(out, &format!("the audit can't say that this backup was taken: {error}"))?;
        }
        written => written?,
    }
    let connection = data.connect()?;
    let mut last = -1;
    crate::store::backup(&connection, file, |progress| {
        let percent =
            100 - i64::from(progress.remaining).saturating_mul(100) / i64::from(progress.total.max(1));
        if percent / 10 != last {
            last = percent / 10;
            tracing::info!(percent, "backup");
        }
    })?;
    say(out, &format!("backed up and checked: {}", file.display()))
}

/// Writes down that a list leaves the site as a file: before it does, so that none leaves unseen.
fn exported(
    data: &DataDir,
    clock: &dyn Clock,
    list: &str,
    file: &std::path::Path,
    rows: usize,
) -> Result<(), CliError> {
    let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let detail = export_detail(ending, rows);
    let act = Act::of(AuditKind::DataExported).matter(list).detail(&detail);
    data.transaction(|connection| {
        record(connection, &By::operator(clock.now_ms()), &act)?;
        Ok(())
    })
}

/// Writes a line to the operator.
fn say(out: &mut dyn std::io::Write, line: &str) -> Result<(), CliError> {
    writeln!(out, "{line}").map_err(|source| CliError::Io { what: "writing the answer".to_owned(), source })
}

/// A name for one line of a table: what could move a terminal's cursor is shown, not sent.
fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
