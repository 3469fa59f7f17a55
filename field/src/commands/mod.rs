//! What each command does: from what was typed to a command of the core, and what is said afterwards.

mod account;
mod office;
mod read;
mod settle;
mod site;
mod step;

use crate::cli::{Cli, Command};
use crate::fault::Fault;
use crate::folder::Folder;
use crate::photo::photo_of;
use crate::session::{Output, Session};
use client_core::domain::command as core;
use client_core::domain::photo::PhotoInput;
use client_core::domain::text::Language;
use std::path::{Path, PathBuf};

/// Largest file that is read for an argument. What fits an order is the core's question; this is against typing
/// errors such as a video.
const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Runs a command.
///
/// # Errors
/// Any [`Fault`]; nothing was written then, except for [`Fault::Store`] of a failed disk.
pub fn run(cli: &Cli, language: Language) -> Result<Output, Fault> {
    let folder = Folder::new(data_folder(cli)?);
    // Only an enrolment makes a folder; a mistyped one is left alone by all other commands.
    let mut session = match &cli.command {
        Command::Enrol(_) => Session::open_any(cli, folder, language)?,
        _ => Session::open(cli, folder, language)?,
    };
    let session = &mut session;
    match &cli.command {
        Command::Enrol(arguments) => account::enrol(session, arguments),
        Command::Login(password) => account::login(session, password),
        Command::Sync => account::sync(session),
        Command::Status => read::status(session),
        Command::List => read::list(session),
        Command::Show(one) => read::show(session, &one.order),
        Command::Outbox => read::outbox(session),
        Command::Prices => read::prices(session),
        Command::Staff => read::staff(session),
        Command::Register(arguments) => office::register(session, arguments),
        Command::Judge(arguments) => {
            let explanation = arguments.explanation.clone();
            session.run(
                &arguments.order,
                core::Command::Judge { accepted: arguments.accept, explanation, free_reason: None },
            )
        }
        Command::Slip(one) => session.run(&one.order, core::Command::IssueSlip),
        Command::Assign(arguments) => office::assign(session, arguments),
        Command::Receive(arguments) => site::receive(session, arguments),
        Command::Arrive(one) => session.run(&one.order, core::Command::Arrive),
        Command::Finding(arguments) => site::finding(session, arguments),
        Command::Quote(arguments) => site::quote(session, arguments),
        Command::Consent(arguments) => site::consent(session, arguments),
        Command::Step(arguments) => step::step(session, arguments),
        Command::Finish(one) => session.run(&one.order, core::Command::FinishWork),
        Command::NotRepaired(arguments) => {
            session.run(&arguments.order, core::Command::NotRepaired { reason: arguments.reason.clone() })
        }
        Command::Accept(arguments) => site::accept(session, arguments),
        Command::Cancel(arguments) => {
            let command = core::Command::RequestCancel {
                cancelled_by: arguments.by.into(),
                reason: arguments.reason.clone(),
            };
            session.run(&arguments.order, command)
        }
        Command::ConfirmCancel(one) => session.run(&one.order, core::Command::ConfirmCancel),
        Command::WriteOff(arguments) => {
            let manager_reason = arguments.manager_reason.clone();
            session.run(&arguments.order, core::Command::WriteOff { manager_reason })
        }
        Command::Note(arguments) => {
            session.run(&arguments.order, core::Command::Note { text: arguments.text.clone() })
        }
        Command::Photo(arguments) => {
            let photo = read_photo(session, &arguments.file)?;
            session.run(&arguments.order, core::Command::AddPhoto { photo })
        }
        Command::Decide(arguments) => settle::decide(session, arguments),
    }
}

/// The device's folder: as told, or in the home folder.
fn data_folder(cli: &Cli) -> Result<PathBuf, Fault> {
    if let Some(folder) = &cli.data {
        return Ok(folder.clone());
    }
    std::env::home_dir()
        .filter(|home| !home.as_os_str().is_empty())
        .map(|home| home.join(".undercroft-field"))
        .ok_or_else(|| Fault::value("--data", "", "DIR"))
}

/// A photo that a person names.
fn read_photo(session: &mut Session, path: &Path) -> Result<PhotoInput, Fault> {
    let bytes = read_file(path)?;
    let now = session.device.at().estimate();
    photo_of(path, &bytes, session.zone(), now)
}

/// A file that a person names.
fn read_file(path: &Path) -> Result<Vec<u8>, Fault> {
    let fault = |detail: String| Fault::File { path: path.display().to_string(), detail };
    let length = std::fs::metadata(path).map_err(|error| fault(error.to_string()))?.len();
    if length > MOST_FILE_BYTES {
        return Err(fault(format!("{length} bytes")));
    }
    std::fs::read(path).map_err(|error| fault(error.to_string()))
}
