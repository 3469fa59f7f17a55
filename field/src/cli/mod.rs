//! What can be typed: commands, their arguments and the page of `--help`.

mod cases;
pub mod complaint;
mod desk;
pub mod fee;
mod goods;
mod incident;
pub mod matter;
mod site;
mod slips;
mod store;

pub use cases::{Damage, DamageArg, SettleDamage, SettleEscalation, Words};
pub use desk::{Assign, Cancel, Decide, Judge, Register, WriteOff};
pub use goods::{
    AnswerNeed, ConditionArg, GiveBack, HandOver, Issue, Lend, Lost, Need, ReturnTool, Take, TakeOver,
    TicketArgs, ToolState, UseUp,
};
pub use incident::{IncidentArgs, IncidentCommand};
pub use site::{
    Absent, Accept, Appointment, Consent, Finding, Note, Photo, Quote, Reason, Receive, RefusePrice, Sign,
    SourceArg, StepArgs, Tools, Wait,
};
pub use slips::{Agree, DeliverCopy, HandBack, Reply, SlipBack};
pub use store::{Item, KitArgs, KitCommand, KitDecide, KitLost, StoreArgs, StoreCommand};

use clap::{Args, Parser, Subcommand, ValueEnum};
use client_core::domain::text::Language;
use std::path::PathBuf;

const HELP: &str = "\
ORDER is a slip number or a unique start of the order's id.
Times are written 2026-03-02T14:00:00+08:00, or 2026-03-02 14:00 in the site's zone.
QTY is written in the item's unit of the catalogue, such as pipe=1.5 for metres; @BATCH where the item has batches.
Everything but enrol, login, sync and passphrase --forgotten works without a server: what is done is saved here and sent at the next sync.

Exit codes:
  0  done
  1  anything else
  2  the command can't be understood
  3  a rule refuses it; nothing was written
  4  nobody is enrolled here, a login is needed, or the passphrase is wrong
  5  the server can't be reached; work is kept
  6  not saved: the disk is full, or another process has the folder
  7  synced, but the server refused some changes: see outbox";

/// The technician's and the desk's device on a terminal.
#[derive(Debug, Parser)]
#[command(name = "field", version, after_help = HELP)]
pub struct Cli {
    /// The device's folder [default: .undercroft-field in the home folder].
    #[arg(long, global = true, env = "FIELD_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Read the passphrase that opens this device from the first line of this private file [default: it is asked for].
    #[arg(long, global = true, env = "FIELD_PASSPHRASE_FILE", value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
    /// Print exactly one JSON value, errors too.
    #[arg(long, global = true)]
    pub json: bool,
    /// Language of texts [default: from LANG, else en].
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    pub lang: Option<Lang>,
    /// For rehearsals: shifts this device's wall clock by so many milliseconds.
    #[arg(long, global = true, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub clock_offset_ms: i64,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// A language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Simplified Chinese.
    #[value(name = "zh-Hans")]
    ZhHans,
    /// Traditional Chinese.
    #[value(name = "zh-Hant")]
    ZhHant,
    /// English.
    #[value(name = "en")]
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::ZhHans => Self::ZhHans,
            Lang::ZhHant => Self::ZhHant,
            Lang::En => Self::En,
        }
    }
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Enrol this device with a one-time code and its user's password.
    Enrol(Enrol),
    /// Log in again after the server ended this device's session.
    Login(PasswordFrom),
    /// Set another passphrase, also where the last one is forgotten.
    Passphrase(SetPassphrase),
    /// Send what waits and fetch what is new.
    Sync,
    /// Who, device, server, cursor, unsent work, clock.
    Status,
    /// The orders on this device.
    List,
    /// Everything about an order.
    Show(One),
    /// What may be done with an order now, and what not yet and why.
    Next(One),
    /// Commands that the server hasn't taken yet.
    Outbox,
    /// The fee standard: items for `quote`.
    Prices,
    /// The checklists on this device.
    Procedures,
    /// A checklist to read at home: steps, records, tools, materials, acceptance.
    Procedure(ProcedureArgs),
    /// The site's staff: names for `assign`.
    Staff,
    /// Desk: register a request.
    Register(Register),
    /// Desk: accept a request, or not for now.
    Judge(Judge),
    /// Desk: issue the job slip.
    Slip(One),
    /// Desk: give the slip to a technician.
    Assign(Assign),
    /// Desk: content and time are agreed with the service person.
    Agree(Agree),
    /// Desk: the customer got his reply.
    Reply(Reply),
    /// Take a slip that nobody holds.
    TakeSlip(One),
    /// Give the slip back before arriving.
    HandBack(HandBack),
    /// Take the slip.
    Receive(Receive),
    /// Tick the tools that are taken along.
    Tools(Tools),
    /// The agreed time can't be kept; it has to be agreed again.
    CannotKeepTime(Reason),
    /// The customer agreed to a time.
    Appointment(Appointment),
    /// Arrive on site.
    Arrive(One),
    /// Leave the site; the next arrival begins another visit.
    Leave(Reason),
    /// Nobody is there: the visit ends.
    Absent(Absent),
    /// Work waits for something.
    Wait(Wait),
    /// What work waited for is there.
    Resume(One),
    /// Record what was found.
    Finding(Finding),
    /// Offer a price.
    Quote(Quote),
    /// Both sides agree on the price.
    Consent(Consent),
    /// The customer refuses the price.
    RefusePrice(RefusePrice),
    /// Record a step of the checklist.
    Step(StepArgs),
    /// The work of this round is done.
    Finish(One),
    /// It could not be repaired.
    NotRepaired(Reason),
    /// The customer's trial, and the signature when satisfied.
    Accept(Accept),
    /// The customer signs.
    Sign(Sign),
    /// The customer wants it done again: his words.
    Rework(Words),
    /// Call the managers: what happened.
    Escalate(Words),
    /// Manager: answer an escalation.
    SettleEscalation(SettleEscalation),
    /// The customer's property was damaged or lost.
    Damage(Damage),
    /// Manager: offer or agree on compensation.
    SettleDamage(SettleDamage),
    /// Cancel an order.
    Cancel(Cancel),
    /// Desk: write off a cancelled slip.
    ConfirmCancel(One),
    /// Desk: write off a finished order.
    WriteOff(WriteOff),
    /// The slip is back at a desk.
    SlipBack(SlipBack),
    /// A copy of the signed slip was delivered.
    Copy(DeliverCopy),
    /// Add a remark.
    Note(Note),
    /// Add a photo.
    Photo(Photo),
    /// Settle a collision, or a question of the store.
    Decide(Decide),
    /// Ask the store for material and tools.
    Need(Need),
    /// Take material that the store issues.
    Take(Take),
    /// Give material back to the store; storekeeper: take it back.
    GiveBack(GiveBack),
    /// Use material up that no step names.
    Use(UseUp),
    /// Borrow a tool.
    Borrow(Lend),
    /// Give a tool back; storekeeper: take it back.
    ReturnTool(ReturnTool),
    /// Give a borrowed tool to a colleague.
    HandOver(HandOver),
    /// Take a borrowed tool from a colleague.
    TakeOver(TakeOver),
    /// Material or a tool of the store is lost or damaged.
    Lost(Lost),
    /// Write the second side of what the other screen shows: the text of its QR code.
    Ticket(TicketArgs),
    /// Personal stock: what is in it, and what goes in and out.
    Kit(KitArgs),
    /// Storekeeper: issue material against an order.
    Issue(Issue),
    /// Storekeeper: lend a tool.
    Lend(Lend),
    /// Storekeeper: answer what a technician asked for.
    AnswerNeed(AnswerNeed),
    /// Storekeeper: open loans, discrepancies, stock; deliveries, stocktakes, tools.
    Store(StoreArgs),
    /// Incidents in public areas, without an order: report, measure, arrived, left, major, course, show, list.
    Incident(IncidentArgs),
    /// Complaints: capture, measure, contacted, handling, show, list; and what the service centre does with them.
    Complaint(complaint::ComplaintArgs),
    /// Management fees at the door: list, show, pay, void.
    Fee(fee::FeeArgs),
    /// Move-in, trusteeship, renovation, questions, goods at the gate, visits, events, duties: list, forms, show, open, fill, and what ends them.
    Matter(matter::MatterArgs),
    /// Storekeeper: close an order's store track.
    StoreWriteOff(One),
}

/// Where a password comes from. Never from an argument: others on the machine could read it.
#[derive(Debug, Args)]
pub struct PasswordFrom {
    /// Read the password from the first line of this private file; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

/// Another passphrase.
#[derive(Debug, Args)]
pub struct SetPassphrase {
    /// Read it from the first line of this private file [default: it is asked for].
    #[arg(long, value_name = "FILE")]
    pub new_passphrase_file: Option<PathBuf>,
    /// The last one is forgotten: log in instead. Needs the server; nothing is lost.
    #[arg(long)]
    pub forgotten: bool,
    /// Password of the login.
    #[command(flatten)]
    pub password: PasswordFrom,
}

/// Enrolment.
#[derive(Debug, Args)]
pub struct Enrol {
    /// Base address of the site's server, such as `https://site.example`.
    #[arg(long)]
    pub server: String,
    /// The one-time code.
    #[arg(long)]
    pub code: String,
    /// Label of this device in lists.
    #[arg(long, value_name = "DEVICE", default_value = "field")]
    pub name: String,
    /// Password.
    #[command(flatten)]
    pub password: PasswordFrom,
}

/// A checklist.
#[derive(Debug, Args)]
pub struct ProcedureArgs {
    /// Its id, such as LMP.
    pub id: String,
    /// Its version [default: the newest here].
    #[arg(long = "procedure-version", value_name = "N")]
    pub version: Option<u32>,
}

/// A command about one order that needs nothing more.
#[derive(Debug, Args)]
pub struct One {
    /// Slip number, or a unique start of the id.
    pub order: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_argument_takes_a_password() {
        for command in Cli::command().get_subcommands() {
            for argument in command.get_arguments() {
                assert_ne!(argument.get_id().as_str(), "password", "{}", command.get_name());
            }
        }
    }
}
