//! What can be typed: commands, their arguments and the page of `--help`.

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use client_core::domain::entry::office::{CancelledBy, Channel, ServiceKind};
use client_core::domain::entry::work::PartSource;
use client_core::domain::text::Language;
use std::path::PathBuf;

const HELP: &str = "\
ORDER is a slip number or a unique start of the order's id.
Times are written 2026-03-02T14:00:00+08:00, or 2026-03-02 14:00 in the site's zone.
Everything but enrol, login and sync works without a server: what is done is saved here and sent at the next sync.

Exit codes:
  0  done
  1  anything else
  2  the command can't be understood
  3  a rule refuses it; nothing was written
  4  nobody is enrolled here, or a login is needed
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
    /// Send what waits and fetch what is new.
    Sync,
    /// Who, device, server, cursor, unsent work, clock.
    Status,
    /// The orders on this device.
    List,
    /// Everything about an order.
    Show(One),
    /// Commands that the server hasn't taken yet.
    Outbox,
    /// The fee standard: items for `quote`.
    Prices,
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
    /// Take the slip.
    Receive(Receive),
    /// Arrive on site.
    Arrive(One),
    /// Record what was found.
    Finding(Finding),
    /// Offer a price.
    Quote(Quote),
    /// Both sides agree on the price.
    Consent(Consent),
    /// Record a step of the checklist.
    Step(StepArgs),
    /// The work of this round is done.
    Finish(One),
    /// It could not be repaired.
    NotRepaired(Reason),
    /// The customer's trial, and the signature when satisfied.
    Accept(Accept),
    /// Cancel an order.
    Cancel(Cancel),
    /// Desk: write off a cancelled slip.
    ConfirmCancel(One),
    /// Desk: write off a finished order.
    WriteOff(WriteOff),
    /// Add a remark.
    Note(Note),
    /// Add a photo.
    Photo(Photo),
    /// Settle a collision.
    Decide(Decide),
}

/// Where a password comes from. Never from an argument: others on the machine could read it.
#[derive(Debug, Args)]
pub struct PasswordFrom {
    /// Read the password from the first line of this private file; - is standard input.
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
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

/// A command about one order that needs nothing more.
#[derive(Debug, Args)]
pub struct One {
    /// Slip number, or a unique start of the id.
    pub order: String,
}

/// Registration. What is missing is refused by the rule that asks for it (REG-1), which names it.
#[derive(Debug, Args)]
pub struct Register {
    /// Customer's name.
    #[arg(long, default_value = "")]
    pub name: String,
    /// Building and unit.
    #[arg(long, default_value = "")]
    pub unit: String,
    /// Phone, or another way to reach the customer.
    #[arg(long, default_value = "")]
    pub contact: String,
    /// Service content in the customer's words.
    #[arg(long, default_value = "")]
    pub content: String,
    /// When the customer wants somebody to come.
    #[arg(long, value_name = "TIME")]
    pub appointment: Option<String>,
    /// When the request arrived [default: now].
    #[arg(long, value_name = "TIME")]
    pub received_at: Option<String>,
    /// How it arrived.
    #[arg(long, value_enum, default_value_t = ChannelArg::Phone)]
    pub channel: ChannelArg,
    /// Kind of service: special is paid.
    #[arg(long, value_enum, default_value_t = ServiceKindArg::Special)]
    pub kind: ServiceKindArg,
    /// Service class: id of a procedure, such as LMP.
    #[arg(long, default_value = "")]
    pub class: String,
}

/// How a request arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChannelArg {
    /// A call.
    Phone,
    /// A letter.
    Letter,
    /// Somebody came.
    Visit,
}

impl From<ChannelArg> for Channel {
    fn from(channel: ChannelArg) -> Self {
        match channel {
            ChannelArg::Phone => Self::Phone,
            ChannelArg::Letter => Self::Letter,
            ChannelArg::Visit => Self::Visit,
        }
    }
}

/// Kind of service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ServiceKindArg {
    /// Covered by the contract.
    Regular,
    /// Paid.
    Special,
    /// Letting, parking, venues.
    Business,
}

impl From<ServiceKindArg> for ServiceKind {
    fn from(kind: ServiceKindArg) -> Self {
        match kind {
            ServiceKindArg::Regular => Self::Regular,
            ServiceKindArg::Special => Self::Special,
            ServiceKindArg::Business => Self::Business,
        }
    }
}

/// Judgement.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("judgement").required(true).args(["accept", "decline"])))]
pub struct Judge {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Accept it.
    #[arg(long)]
    pub accept: bool,
    /// Not for now; say why with --explanation.
    #[arg(long)]
    pub decline: bool,
    /// What was explained to the customer.
    #[arg(long)]
    pub explanation: Option<String>,
}

/// Assignment.
#[derive(Debug, Args)]
pub struct Assign {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The technician: his name, or a start of his id.
    pub technician: String,
    /// Why; needed when somebody holds the slip.
    #[arg(long)]
    pub reason: Option<String>,
}

/// Receipt.
#[derive(Debug, Args)]
pub struct Receive {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Receipt time [default: now].
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// Finding.
#[derive(Debug, Args)]
pub struct Finding {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// What really has to be done.
    pub content: String,
    /// A material that is needed; may be repeated.
    #[arg(long = "material", value_name = "ITEM")]
    pub materials: Vec<String>,
    /// A tool that is needed; may be repeated.
    #[arg(long = "tool", value_name = "TOOL")]
    pub tools: Vec<String>,
}

/// Quote.
#[derive(Debug, Args)]
pub struct Quote {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Lines, such as `lamp_repair=1 starter=2`.
    #[arg(value_name = "ITEM=QTY", required = true)]
    pub lines: Vec<String>,
}

/// Consent to the price.
#[derive(Debug, Args)]
pub struct Consent {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Who agrees for the customer, such as owner.
    #[arg(long)]
    pub by: String,
    /// The quote's entry id [default: the latest].
    #[arg(long, value_name = "ENTRY")]
    pub quote: Option<String>,
}

/// A step.
#[derive(Debug, Args)]
pub struct StepArgs {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Step id, such as LMP-3. A gate is set, a supply step put on, without values.
    pub step: String,
    /// Values: yes/no, done, a whole number in the step's unit, a choice's id, words, a list as JSON.
    #[arg(value_name = "NAME=VALUE")]
    pub values: Vec<String>,
    /// Path of the checklist, such as LMP/SWI.1 [default: the open one that has the step].
    #[arg(long, value_name = "PATH")]
    pub checklist: Option<String>,
    /// A photo; may be repeated.
    #[arg(long = "photo", value_name = "FILE")]
    pub photos: Vec<PathBuf>,
    /// Leave the step out, for this reason.
    #[arg(long, value_name = "REASON", conflicts_with_all = ["values", "photos", "item"])]
    pub skip: Option<String>,
    /// Part: item of the catalogue, such as starter.
    #[arg(long, requires = "old", requires = "new", conflicts_with_all = ["values", "photos"])]
    pub item: Option<String>,
    /// Part: specification taken out.
    #[arg(long, requires = "item")]
    pub old: Option<String>,
    /// Part: specification fitted.
    #[arg(long, requires = "item")]
    pub new: Option<String>,
    /// Part: number.
    #[arg(long, default_value_t = 1, allow_negative_numbers = true)]
    pub quantity: i64,
    /// Part: where it came from.
    #[arg(long, value_enum, default_value_t = SourceArg::Store)]
    pub source: SourceArg,
    /// Part: why another specification was fitted.
    #[arg(long, requires = "item")]
    pub reason: Option<String>,
    /// Part: the customer agreed to the other specification.
    #[arg(long, requires = "reason")]
    pub customer_agreed: bool,
}

/// Where a part came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SourceArg {
    /// The store.
    Store,
    /// The customer bought it.
    Customer,
}

impl From<SourceArg> for PartSource {
    fn from(source: SourceArg) -> Self {
        match source {
            SourceArg::Store => Self::Store,
            SourceArg::Customer => Self::Customer,
        }
    }
}

/// A command with a reason.
#[derive(Debug, Args)]
pub struct Reason {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
}

/// Acceptance.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("verdict").required(true).args(["pass", "fail"])))]
pub struct Accept {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The customer is satisfied and signs.
    #[arg(long)]
    pub pass: bool,
    /// The customer is not satisfied: his words.
    #[arg(long, value_name = "WORDS")]
    pub fail: Option<String>,
    /// File with the signature's strokes: an SVG path of M and L on a 1000 x 400 field.
    #[arg(long, value_name = "FILE", conflicts_with = "fail", conflicts_with = "strokes")]
    pub signature: Option<PathBuf>,
    /// The strokes themselves [default: a plain mark].
    #[arg(long, value_name = "PATH", conflicts_with = "fail")]
    pub strokes: Option<String>,
}

/// Cancellation.
#[derive(Debug, Args)]
pub struct Cancel {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    /// On whose word.
    #[arg(long, value_enum, default_value_t = CancelledByArg::Customer)]
    pub by: CancelledByArg,
}

/// On whose word an order is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CancelledByArg {
    /// The customer.
    Customer,
    /// The management office.
    Office,
}

impl From<CancelledByArg> for CancelledBy {
    fn from(by: CancelledByArg) -> Self {
        match by {
            CancelledByArg::Customer => Self::Customer,
            CancelledByArg::Office => Self::Office,
        }
    }
}

/// Write-off.
#[derive(Debug, Args)]
pub struct WriteOff {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// A manager's reason where there is no signature.
    #[arg(long)]
    pub manager_reason: Option<String>,
}

/// A remark.
#[derive(Debug, Args)]
pub struct Note {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Text.
    pub text: String,
}

/// A photo.
#[derive(Debug, Args)]
pub struct Photo {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// A JPEG or PNG file.
    pub file: PathBuf,
}

/// A decision on a collision.
#[derive(Debug, Args)]
pub struct Decide {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Id of the conflict as `show` prints it, or a unique start of it, such as COL-04.
    pub conflict: String,
    /// confirm, continue, cancel, cancel=FEN, a side's letter (A, B, ..), or an entry's id.
    pub choice: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
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
