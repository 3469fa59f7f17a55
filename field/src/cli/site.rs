//! What a technician types on the way and on site: times, tools, finding, price, checklist, acceptance.

use clap::{ArgGroup, Args, ValueEnum};
use client_core::domain::entry::course::WaitingFor;
use client_core::domain::entry::work::PartSource;
use std::path::PathBuf;

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
    /// The customer's strokes under the price: an SVG path of M and L on a 1000 x 400 field, or a file with it.
    #[arg(long, value_name = "FILE|PATH")]
    pub strokes: Option<String>,
}

/// Refusal of a price.
#[derive(Debug, Args)]
pub struct RefusePrice {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Why the customer refuses.
    #[arg(long)]
    pub reason: String,
    /// The quote's entry id [default: the latest].
    #[arg(long, value_name = "ENTRY")]
    pub quote: Option<String>,
}

/// A time that the customer agreed to.
#[derive(Debug, Args)]
pub struct Appointment {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The time.
    pub time: String,
    /// Who agreed for the customer, such as owner.
    #[arg(long)]
    pub by: String,
}

/// Tools that are taken along.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("ticked").required(true).args(["codes", "all", "none"])))]
pub struct Tools {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Codes of the tools that are at hand, as `show` and `procedure` name them; what was ticked before is replaced.
    #[arg(value_name = "TOOL")]
    pub codes: Vec<String>,
    /// All tools of the checklist.
    #[arg(long)]
    pub all: bool,
    /// None of them.
    #[arg(long)]
    pub none: bool,
}

/// Nobody is there.
#[derive(Debug, Args)]
pub struct Absent {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// What was tried to reach the customer.
    #[arg(long, value_name = "WORDS")]
    pub tried: String,
}

/// Work waits.
#[derive(Debug, Args)]
pub struct Wait {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// For what.
    #[arg(value_enum, value_name = "WHAT")]
    pub waiting_for: WaitingForArg,
    /// Which part, which permit.
    #[arg(long, value_name = "WORDS")]
    pub detail: Option<String>,
    /// Until when it should be there.
    #[arg(long, value_name = "TIME")]
    pub until: Option<String>,
}

/// What work waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WaitingForArg {
    /// A part that isn't here.
    Part,
    /// Water, gas or power of the building.
    Supply,
    /// Material that the owner buys.
    OwnerMaterial,
    /// The customer's word.
    Customer,
    /// A permit.
    Permit,
}

impl From<WaitingForArg> for WaitingFor {
    fn from(waiting_for: WaitingForArg) -> Self {
        match waiting_for {
            WaitingForArg::Part => Self::Part,
            WaitingForArg::Supply => Self::Supply,
            WaitingForArg::OwnerMaterial => Self::OwnerMaterial,
            WaitingForArg::Customer => Self::Customer,
            WaitingForArg::Permit => Self::Permit,
        }
    }
}

/// A step.
#[derive(Debug, Args)]
pub struct StepArgs {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Step id, such as LMP-3. A gate is set, a supply step put on, without values.
    pub step: String,
    /// Values: yes/no, done, a whole number in the step's small unit or a number with its unit (voltage=221.0V), a
    /// choice's id, words, a list as JSON.
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
    #[arg(long, visible_alias = "from", value_enum, default_value_t = SourceArg::Store)]
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
    /// The technician's own kit.
    Kit,
    /// The customer bought it.
    Customer,
}

impl From<SourceArg> for PartSource {
    fn from(source: SourceArg) -> Self {
        match source {
            SourceArg::Store => Self::Store,
            SourceArg::Kit => Self::Kit,
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
    /// The customer is satisfied, and signs.
    #[arg(long)]
    pub pass: bool,
    /// The customer is not satisfied: his words.
    #[arg(long, value_name = "WORDS")]
    pub fail: Option<String>,
    /// Satisfied, and the signature comes with `field sign`.
    #[arg(long, conflicts_with_all = ["fail", "signature", "strokes", "image"])]
    pub sign_later: bool,
    /// File with the signature's strokes; the same as --strokes FILE.
    #[arg(long, value_name = "FILE", conflicts_with = "fail", conflicts_with = "strokes")]
    pub signature: Option<PathBuf>,
    /// The strokes: an SVG path of M and L on a 1000 x 400 field, or a file with it [default: a plain mark].
    #[arg(long, value_name = "FILE|PATH", conflicts_with = "fail")]
    pub strokes: Option<String>,
    /// A picture of the signature: JPEG or PNG.
    #[arg(long, value_name = "FILE", conflicts_with = "fail")]
    pub image: Option<PathBuf>,
}

/// Signature.
#[derive(Debug, Args)]
pub struct Sign {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The strokes: an SVG path of M and L on a 1000 x 400 field, or a file with it.
    #[arg(long, value_name = "FILE|PATH")]
    pub strokes: String,
    /// A picture of the signature: JPEG or PNG.
    #[arg(long, value_name = "FILE")]
    pub image: Option<PathBuf>,
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
