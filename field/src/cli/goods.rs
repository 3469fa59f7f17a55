//! What is typed about goods of an order: asked for, drawn, used, returned; tools borrowed, passed on, lost.

use clap::{ArgGroup, Args, ValueEnum};
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::entry::work::PartSource;
use std::path::PathBuf;

use super::{DamageArg, SourceArg};

/// A need.
#[derive(Debug, Args)]
pub struct Need {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Materials, such as `starter=2 pipe=1.5`.
    #[arg(value_name = "ITEM=QTY")]
    pub lines: Vec<String>,
    /// A kind of tool, such as `clamp_meter`; may be repeated.
    #[arg(long = "tool", value_name = "KIND")]
    pub tools: Vec<String>,
}

/// Answer to a need.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("answer").required(true).args(["approve", "refuse"])))]
pub struct AnswerNeed {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The need: id of its entry as `show` prints it, or a unique start of it.
    pub need: String,
    /// Approved.
    #[arg(long)]
    pub approve: bool,
    /// Refused: why.
    #[arg(long, value_name = "WORDS")]
    pub refuse: Option<String>,
}

/// Material that a technician takes.
#[derive(Debug, Args)]
pub struct Take {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Materials, such as `starter=2 pipe=1.5 refrigerant=0.8@B7`.
    #[arg(value_name = "ITEM=QTY[@BATCH]", required = true)]
    pub lines: Vec<String>,
    /// The code on the storekeeper's screen; without one this is the first side, and shows a code.
    #[arg(long)]
    pub code: Option<String>,
}

/// Material that a storekeeper issues.
#[derive(Debug, Args)]
pub struct Issue {
    /// Slip number, or the id; with a code the whole id of an order that this device never saw.
    pub order: String,
    /// Materials, such as `starter=2 pipe=1.5 refrigerant=0.8@B7`.
    #[arg(value_name = "ITEM=QTY[@BATCH]", required = true)]
    pub lines: Vec<String>,
    /// The technician [default: who holds the slip].
    #[arg(long, value_name = "USER")]
    pub to: Option<String>,
    /// The code on the technician's screen; without one this is the first side, and shows a code.
    #[arg(long)]
    pub code: Option<String>,
}

/// Material that goes back to the store.
#[derive(Debug, Args)]
pub struct GiveBack {
    /// Slip number, or the id; with a code the whole id of an order that this device never saw.
    pub order: String,
    /// Materials, such as `starter=1`.
    #[arg(value_name = "ITEM=QTY[@BATCH]", required = true)]
    pub lines: Vec<String>,
    /// Storekeeper: who brings it [default: who holds the slip].
    #[arg(long, value_name = "USER")]
    pub from: Option<String>,
    /// The code on the other screen; without one this is the first side, and shows a code.
    #[arg(long)]
    pub code: Option<String>,
}

/// Consumption.
#[derive(Debug, Args)]
pub struct UseUp {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Materials, such as `ptfe_tape=1`.
    #[arg(value_name = "ITEM=QTY", required = true)]
    pub lines: Vec<String>,
    /// Where they came from.
    #[arg(long, value_enum, default_value_t = SourceArg::Store)]
    pub from: SourceArg,
}

/// A loan.
#[derive(Debug, Args)]
pub struct Lend {
    /// Slip number, or the id; with a code the whole id of an order that this device never saw.
    pub order: String,
    /// Asset number, such as T-017.
    pub tool: String,
    /// When it is due back.
    #[arg(long, value_name = "TIME")]
    pub due: String,
    /// Storekeeper: who borrows it [default: who holds the slip].
    #[arg(long, value_name = "USER")]
    pub to: Option<String>,
    /// How it leaves, and the code.
    #[command(flatten)]
    pub state: ToolState,
}

/// A tool that comes back.
#[derive(Debug, Args)]
pub struct ReturnTool {
    /// Slip number, or the id; with a code the whole id of an order that this device never saw.
    pub order: String,
    /// Asset number, such as T-017.
    pub tool: String,
    /// Storekeeper: who brings it [default: who has it].
    #[arg(long, value_name = "USER")]
    pub from: Option<String>,
    /// How it comes back, and the code.
    #[command(flatten)]
    pub state: ToolState,
}

/// A tool that goes to a colleague.
#[derive(Debug, Args)]
pub struct HandOver {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Asset number, such as T-017.
    pub tool: String,
    /// Who takes it.
    #[arg(long, value_name = "USER")]
    pub to: String,
    /// How it is, and the code.
    #[command(flatten)]
    pub state: ToolState,
}

/// A tool that comes from a colleague.
#[derive(Debug, Args)]
pub struct TakeOver {
    /// Slip number, or the id; with a code the whole id of an order that this device never saw.
    pub order: String,
    /// Asset number, such as T-017.
    pub tool: String,
    /// Who gives it.
    #[arg(long, value_name = "USER")]
    pub from: String,
    /// How it is, and the code.
    #[command(flatten)]
    pub state: ToolState,
}

/// How a tool is when it changes hands.
#[derive(Debug, Args)]
pub struct ToolState {
    /// Condition.
    #[arg(long, value_enum, default_value_t = ConditionArg::Good)]
    pub condition: ConditionArg,
    /// A photo; may be repeated.
    #[arg(long = "photo", value_name = "FILE")]
    pub photos: Vec<PathBuf>,
    /// The code on the other screen; without one this is the first side, and shows a code.
    #[arg(long)]
    pub code: Option<String>,
}

/// Lost or broken goods of the store.
#[derive(Debug, Args)]
pub struct Lost {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Material as `ITEM=QTY`, or a tool's asset number.
    #[arg(value_name = "ITEM=QTY|TOOL")]
    pub goods: String,
    /// What happened to it.
    #[arg(value_enum, value_name = "WHAT")]
    pub what: DamageArg,
    /// What happened.
    pub words: String,
    /// Storekeeper: who had it [default: who holds the slip].
    #[arg(long, value_name = "USER")]
    pub by: Option<String>,
    /// A photo; may be repeated. Something damaged needs one.
    #[arg(long = "photo", value_name = "FILE")]
    pub photos: Vec<PathBuf>,
}

/// The text of the other screen.
#[derive(Debug, Args)]
pub struct TicketArgs {
    /// The text of its QR code.
    pub text: String,
    /// Don't ask: write it.
    #[arg(long)]
    pub yes: bool,
    /// How a tool is [default: as the ticket says].
    #[arg(long, value_enum)]
    pub condition: Option<ConditionArg>,
    /// A photo of a tool; may be repeated.
    #[arg(long = "photo", value_name = "FILE")]
    pub photos: Vec<PathBuf>,
}

/// Condition of a tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ConditionArg {
    /// Works.
    Good,
    /// Works, but shows wear.
    Worn,
    /// Must not be lent before it is repaired.
    Damaged,
}

impl From<ConditionArg> for ToolCondition {
    fn from(condition: ConditionArg) -> Self {
        match condition {
            ConditionArg::Good => Self::Good,
            ConditionArg::Worn => Self::Worn,
            ConditionArg::Damaged => Self::Damaged,
        }
    }
}

impl UseUp {
    /// Where the goods came from.
    pub fn source(&self) -> PartSource {
        self.from.into()
    }
}
