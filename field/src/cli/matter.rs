//! What can be typed about the office's other matters: move-in, trusteeship, renovation, questions, goods at the gate, visits,
//! events, duties and the like.

use super::incident::DepartmentArg;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use client_core::domain::entry::matter::MatterKind;

/// The office's other matters.
#[derive(Debug, Args)]
pub struct MatterArgs {
    /// What to do; the list of what is open when absent.
    #[command(subcommand)]
    pub command: Option<MatterCommand>,
}

/// What is done about a matter. MATTER is a unique start of its id, ROW one of the row's key.
#[derive(Debug, Subcommand)]
pub enum MatterCommand {
    /// The matters on this device that are open, by what is due next.
    List(ListMatters),
    /// The forms that you may begin; or one form with its sections and fields.
    Forms(ShowForms),
    /// Everything about one, and what may be done now.
    Show(OneMatter),
    /// Begin one.
    Open(OpenMatter),
    /// Fill in a section, or a row of it. All of it is taken, or nothing.
    Fill(FillMatter),
    /// Take a row back; it stays to be seen.
    Strike(StrikeRow),
    /// Give it to somebody.
    Assign(AssignMatter),
    /// Add a remark that names nobody.
    Note(NoteMatter),
    /// Name an order that belongs to it, or to one of its rows.
    Link(LinkOrder),
    /// End it: everything is there, or it is given up.
    Close(CloseMatter),
    /// Take it up again: why.
    Reopen(ReopenMatter),
}

/// Which matters are listed.
#[derive(Debug, Default, Args)]
pub struct ListMatters {
    /// Those that are over, too.
    #[arg(long)]
    pub all: bool,
    /// Of this kind alone.
    #[arg(long, value_name = "KIND", value_parser = kinds())]
    pub kind: Option<MatterKind>,
}

fn kinds() -> impl TypedValueParser<Value = MatterKind> {
    let names = MatterKind::ALL.iter().map(|kind| kind.as_str());
    PossibleValuesParser::new(names)
        .try_map(|name| MatterKind::parse(&name).ok_or_else(|| format!("no kind of matter: {name}")))
}

/// Which form is shown.
#[derive(Debug, Args)]
pub struct ShowForms {
    /// Its key, such as `move_in`.
    pub form: Option<String>,
}

/// A matter.
#[derive(Debug, Args)]
pub struct OneMatter {
    /// A unique start of its id.
    pub matter: String,
}

/// A beginning.
#[derive(Debug, Args)]
pub struct OpenMatter {
    /// The form's key, such as `move_in`; see `matter forms`.
    pub form: String,
    /// What it is about, in words that name nobody.
    #[arg(long, value_name = "WORDS")]
    pub title: String,
    /// The home, such as 3-1-502.
    #[arg(long)]
    pub unit: Option<String>,
    /// Period of a duty that comes again: 2026-W10, 2026-03 or 2026.
    #[arg(long)]
    pub period: Option<String>,
    /// Who answers for it: a name, or a unique start of an id [default: you].
    #[arg(long, value_name = "USER")]
    pub person: Option<String>,
    /// The last day for it, such as 2026-03-10.
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
}

/// What is filled in. Fields that aren't named stay as they are.
#[derive(Debug, Args)]
pub struct FillMatter {
    /// A unique start of its id.
    pub matter: String,
    /// The section's key.
    pub section: String,
    /// The row, by a unique start of its key [default: a new one, where the section has rows].
    #[arg(long)]
    pub row: Option<String>,
    /// A value as the field takes it: see `matter forms KEY`.
    #[arg(long, value_name = "FIELD=VALUE")]
    pub set: Vec<String>,
    /// There is none, and why.
    #[arg(long, value_name = "FIELD=REASON")]
    pub without: Vec<String>,
    /// A photo in a file.
    #[arg(long, value_name = "FIELD=FILE")]
    pub photo: Vec<String>,
    /// A signature: an SVG path of M and L on a 1000 x 400 field, or a file with it.
    #[arg(long, value_name = "FIELD=FILE|PATH")]
    pub strokes: Vec<String>,
}

/// A row that was a mistake.
#[derive(Debug, Args)]
pub struct StrikeRow {
    /// A unique start of the matter's id.
    pub matter: String,
    /// The section's key.
    pub section: String,
    /// A unique start of the row's key.
    pub row: String,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
}

/// Whose it is from now on.
#[derive(Debug, Args)]
pub struct AssignMatter {
    /// A unique start of the matter's id.
    pub matter: String,
    /// Who answers for it: a name, or a unique start of an id.
    #[arg(long, value_name = "USER")]
    pub person: String,
    /// The department that it goes to.
    #[arg(long, value_enum)]
    pub department: Option<DepartmentArg>,
    /// The last day for it, such as 2026-03-10 [default: as it was].
    #[arg(long, value_name = "DAY")]
    pub due: Option<String>,
    /// What is to be done.
    #[arg(long)]
    pub words: String,
}

/// A remark.
#[derive(Debug, Args)]
pub struct NoteMatter {
    /// A unique start of the matter's id.
    pub matter: String,
    /// The words.
    pub text: String,
}

/// An order of a matter.
#[derive(Debug, Args)]
pub struct LinkOrder {
    /// A unique start of the matter's id.
    pub matter: String,
    /// Slip number, or a unique start of the order's id.
    #[arg(long)]
    pub order: String,
    /// Section of the row that it is about.
    #[arg(long, requires = "row")]
    pub section: Option<String>,
    /// The row, by a unique start of its key.
    #[arg(long, requires = "section")]
    pub row: Option<String>,
}

/// An end.
#[derive(Debug, Args)]
pub struct CloseMatter {
    /// A unique start of the matter's id.
    pub matter: String,
    /// It is given up: why. Without it, everything has to be there.
    #[arg(long, value_name = "REASON", conflicts_with = "words")]
    pub give_up: Option<String>,
    /// What came of it.
    #[arg(long)]
    pub words: Option<String>,
}

/// A new beginning.
#[derive(Debug, Args)]
pub struct ReopenMatter {
    /// A unique start of the matter's id.
    pub matter: String,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
}
