//! What each command does: from what was typed to a command of the core, and what is said afterwards.

mod acceptance;
mod account;
mod cases;
mod complaint;
mod course;
mod fee;
mod goods;
mod guide;
mod incident;
mod kit;
mod matter;
mod office;
mod price;
mod read;
mod settle;
mod slips;
mod step;
mod store;
mod strokes;
mod ticket;
mod tools;

use crate::cli::{Cli, Command, Reason};
use crate::fault::Fault;
use crate::folder::Folder;
use crate::photo::photo_of;
use crate::session::{Output, Session};
use client_core::device::store::StoreError;
use client_core::domain::command as core;
use client_core::domain::guidance::Moment;
use client_core::domain::id::DocumentId;
use client_core::domain::photo::{ImageBytes, PhotoInput};
use client_core::domain::text::Language;
use pollster::block_on;
use std::path::{Path, PathBuf};
use undercroft_words::decimal::scaled;

/// Largest file that is read for an argument. What fits an order is the core's question; this is against typing
/// errors such as a video.
const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;

/// Runs a command.
///
/// # Errors
/// Any [`Fault`]; nothing was written then, except for [`Fault::Store`] of a failed disk.
pub fn run(cli: &Cli, language: Language) -> Result<Output, Fault> {
    let folder = Folder::new(data_folder(cli)?);
    if let Command::Passphrase(arguments) = &cli.command
        && arguments.forgotten
    {
        return account::forgotten(cli, folder, language, arguments);
    }
    // Only an enrolment makes a folder; a mistyped one is left alone by all other commands.
    let mut session = match &cli.command {
        Command::Enrol(_) => Session::open_any(cli, folder, language)?,
        _ => Session::open(cli, folder, language)?,
    };
    match carry_out(cli, &mut session) {
        Err(Fault::Store(error @ StoreError::Corrupt(_))) => match block_on(session.device.mend())? {
            0 => Err(error.into()),
            records => Err(Fault::Mended { records }),
        },
        outcome => outcome,
    }
}

fn carry_out(cli: &Cli, session: &mut Session) -> Result<Output, Fault> {
    match &cli.command {
        Command::Enrol(arguments) => account::enrol(session, arguments),
        Command::Login(password) => account::login(session, password),
        Command::Passphrase(arguments) => account::set_passphrase(session, arguments),
        Command::Sync => account::sync(session),
        Command::Status => read::status(session),
        Command::List => read::list(session),
        Command::Show(one) => read::show(session, &one.order),
        Command::Next(one) => guide::next(session, &one.order),
        Command::Outbox => read::outbox(session),
        Command::Prices => read::prices(session),
        Command::Procedures => Ok(guide::procedures(session)),
        Command::Procedure(arguments) => guide::procedure(session, arguments),
        Command::Staff => read::staff(session),
        Command::Register(arguments) => office::register(session, arguments),
        Command::Judge(arguments) => office::judge(session, arguments),
        Command::Slip(one) => session.run(&one.order, core::Command::IssueSlip),
        Command::Assign(arguments) => office::assign(session, arguments),
        Command::Agree(arguments) => slips::agree(session, arguments),
        Command::Reply(arguments) => slips::reply(session, arguments),
        Command::TakeSlip(one) => session.run(&one.order, core::Command::TakeFromPool),
        Command::HandBack(arguments) => slips::hand_back(session, arguments),
        Command::SlipBack(arguments) => slips::slip_back(session, arguments),
        Command::Copy(arguments) => slips::deliver(session, arguments),
        Command::Receive(arguments) => course::receive(session, arguments),
        Command::Tools(arguments) => course::tools(session, arguments),
        Command::CannotKeepTime(arguments) => {
            reasoned(session, arguments, |reason| core::Command::CannotKeepTime { reason })
        }
        Command::Appointment(arguments) => course::appointment(session, arguments),
        Command::Arrive(one) => session.run(&one.order, core::Command::Arrive),
        Command::Leave(arguments) => {
            let command = core::Command::LeaveSite { reason: arguments.reason.clone() };
            session.run_at(&arguments.order, command, Moment::Leaving)
        }
        Command::Absent(arguments) => course::absent(session, arguments),
        Command::Wait(arguments) => course::wait(session, arguments),
        Command::Resume(one) => session.run(&one.order, core::Command::Resume),
        Command::Finding(arguments) => price::finding(session, arguments),
        Command::Quote(arguments) => price::quote(session, arguments),
        Command::Consent(arguments) => price::consent(session, arguments),
        Command::RefusePrice(arguments) => price::refuse(session, arguments),
        Command::Step(arguments) => step::step(session, arguments),
        Command::Finish(one) => session.run(&one.order, core::Command::FinishWork),
        Command::NotRepaired(arguments) => {
            reasoned(session, arguments, |reason| core::Command::NotRepaired { reason })
        }
        Command::Accept(arguments) => acceptance::accept(session, arguments),
        Command::Sign(arguments) => acceptance::sign(session, arguments),
        Command::Rework(arguments) => {
            let words = arguments.words.clone();
            session.run(&arguments.order, core::Command::RequestRework { words })
        }
        Command::Escalate(arguments) => {
            let words = arguments.words.clone();
            session.run_at(&arguments.order, core::Command::OpenEscalation { words }, Moment::Quarrel)
        }
        Command::SettleEscalation(arguments) => cases::settle_escalation(session, arguments),
        Command::Damage(arguments) => cases::damage(session, arguments),
        Command::SettleDamage(arguments) => cases::settle_damage(session, arguments),
        Command::Cancel(arguments) => office::cancel(session, arguments),
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
        Command::Need(arguments) => goods::need(session, arguments),
        Command::Take(arguments) => goods::take(session, arguments),
        Command::GiveBack(arguments) => goods::give_back(session, arguments),
        Command::Use(arguments) => goods::use_up(session, arguments),
        Command::Borrow(arguments) | Command::Lend(arguments) => tools::lend(session, arguments),
        Command::ReturnTool(arguments) => tools::give_back(session, arguments),
        Command::HandOver(arguments) => tools::hand_over(session, arguments),
        Command::TakeOver(arguments) => tools::take_over(session, arguments),
        Command::Lost(arguments) => goods::lost(session, arguments),
        Command::Ticket(arguments) => ticket::take(session, arguments),
        Command::Kit(arguments) => kit::kit(session, arguments),
        Command::Issue(arguments) => goods::issue(session, arguments),
        Command::AnswerNeed(arguments) => goods::answer_need(session, arguments),
        Command::Store(arguments) => store::store(session, arguments),
        Command::Incident(arguments) => incident::incident(session, arguments),
        Command::Complaint(arguments) => complaint::complaint(session, arguments),
        Command::Fee(arguments) => fee::fee(session, arguments),
        Command::Matter(arguments) => matter::matter(session, arguments),
        Command::StoreWriteOff(one) => session.run(&one.order, core::Command::WriteOffStore),
    }
}

/// A command that needs a reason and nothing more.
fn reasoned(
    session: &mut Session,
    arguments: &Reason,
    command: impl FnOnce(String) -> core::Command,
) -> Result<Output, Fault> {
    session.run(&arguments.order, command(arguments.reason.clone()))
}

/// The document of a list that this text names: a unique start of its id.
fn begins_with(
    ids: impl Iterator<Item = DocumentId>,
    text: &str,
    missing: impl FnOnce() -> Fault,
) -> Result<DocumentId, Fault> {
    let wanted = text.trim().to_ascii_lowercase();
    let begins = |id: &DocumentId| !wanted.is_empty() && id.to_string().starts_with(&wanted);
    let found: Vec<DocumentId> = ids.filter(begins).collect();
    match found.as_slice() {
        [one] => Ok(*one),
        // One that left the list stays until its work is sent, and is found by its whole id.
        [] => wanted.parse().map_err(|_| missing()),
        several => Err(Fault::Ambiguous {
            text: text.to_owned(),
            candidates: several.iter().map(ToString::to_string).collect(),
        }),
    }
}

/// Yuan as fen; what is finer than a fen is refused.
fn yuan(text: &str) -> Result<i64, Fault> {
    scaled(text.trim(), 2).map_err(|_| Fault::value("YUAN", text, "120.50"))
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

/// Photos in files that a person names.
fn read_photos(session: &mut Session, files: &[PathBuf]) -> Result<Vec<PhotoInput>, Fault> {
    files.iter().map(|file| read_photo(session, file)).collect()
}

/// A picture of a signature, where there is one.
fn read_image(session: &mut Session, file: Option<&Path>) -> Result<Option<ImageBytes>, Fault> {
    file.map(|file| read_photo(session, file).map(|photo| photo.bytes)).transpose()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_read_to_the_fen() {
        assert_eq!(yuan("120.50").unwrap(), 12_050);
        assert_eq!(yuan("0").unwrap(), 0);
        for bad in ["120.505", "1,000", "¥5", ""] {
            assert!(yuan(bad).is_err(), "{bad}");
        }
    }
}
