//! What is typed at the store's counter and about personal stock, without an order.

use super::ConditionArg;
use clap::{Args, Subcommand};

/// The store.
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// What to do [default: the page of open loans, discrepancies and stock].
    #[command(subcommand)]
    pub command: Option<StoreCommand>,
}

/// Work at the store's counter.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// What the store has of an item, now or at a moment, and the postings that explain it.
    Item(Item),
    /// Where a tool is, and who had it.
    Tool(Asset),
    /// The stocktake sheet.
    Sheet,
    /// Take a delivery in.
    Receive(Receipt),
    /// Write a stocktake down, of the store or of a kit.
    Count(Count),
    /// Scrap material or a tool.
    Scrap(Scrap),
    /// Look at a tool.
    Inspect(Inspect),
    /// Write off all orders of which everything is accounted for.
    CloseDay,
}

/// An item.
#[derive(Debug, Args)]
pub struct Item {
    /// Code of the catalogue, such as starter.
    pub code: String,
    /// At this moment [default: now].
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// A tool.
#[derive(Debug, Args)]
pub struct Asset {
    /// Asset number, such as T-017.
    pub tool: String,
}

/// A delivery.
#[derive(Debug, Args)]
pub struct Receipt {
    /// Goods, such as `starter=50 refrigerant=10@B7`.
    #[arg(value_name = "ITEM=QTY[@BATCH]", required = true)]
    pub lines: Vec<String>,
    /// Supplier, or number of the delivery note.
    #[arg(long, value_name = "WORDS")]
    pub origin: String,
}

/// A stocktake.
#[derive(Debug, Args)]
pub struct Count {
    /// What was there, such as `starter=48`; 0 for nothing.
    #[arg(value_name = "ITEM=QTY[@BATCH]", required = true)]
    pub lines: Vec<String>,
    /// Why it was counted, or why it differs.
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
    /// Of this technician's kit [default: the store].
    #[arg(long, value_name = "USER")]
    pub kit: Option<String>,
}

/// Scrapping.
#[derive(Debug, Args)]
pub struct Scrap {
    /// Material as `ITEM=QTY[@BATCH]`, or a tool's asset number.
    #[arg(value_name = "ITEM=QTY|TOOL")]
    pub goods: String,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
}

/// Inspection.
#[derive(Debug, Args)]
pub struct Inspect {
    /// Asset number, such as T-017.
    pub tool: String,
    /// How it is.
    #[arg(long, value_enum)]
    pub condition: ConditionArg,
    /// When calibration or inspection is due again.
    #[arg(long, value_name = "TIME")]
    pub due: Option<String>,
}

/// Personal stock.
#[derive(Debug, Args)]
pub struct KitArgs {
    /// What to do [default: what is in the kit].
    #[command(subcommand)]
    pub command: Option<KitCommand>,
    /// Whose kit to show [default: one's own].
    #[arg(long, value_name = "USER")]
    pub of: Option<String>,
}

/// Work on personal stock.
#[derive(Debug, Subcommand)]
pub enum KitCommand {
    /// Take material from the store into one's own kit.
    Take(KitGoods),
    /// Give material of one's own kit back to the store.
    GiveBack(KitGoods),
    /// Give material of one's own kit to a colleague.
    Pass(KitPass),
    /// Take material of a colleague's kit into one's own.
    TakeOver(KitTakeOver),
    /// Material of one's own kit is gone or broken.
    Lost(KitLost),
    /// Storekeeper: issue material into a technician's kit.
    Issue(KitIssue),
    /// Storekeeper: take material back from a technician's kit.
    TakeBack(KitIssue),
    /// Storekeeper: settle a question about a movement of a kit.
    Decide(KitDecide),
}

/// Material of one's own kit.
#[derive(Debug, Args)]
pub struct KitGoods {
    /// Materials, such as `starter=2`.
    #[arg(value_name = "ITEM=QTY[@BATCH]", required = true)]
    pub lines: Vec<String>,
    /// The code on the storekeeper's screen; without one this is the first side, and shows a code.
    #[arg(long)]
    pub code: Option<String>,
}

/// Material for a technician's kit, or back from it.
#[derive(Debug, Args)]
pub struct KitIssue {
    /// The technician.
    pub user: String,
    /// Materials, such as `starter=2`.
    #[arg(value_name = "ITEM=QTY[@BATCH]", required = true)]
    pub lines: Vec<String>,
    /// The code on the technician's screen; without one this is the first side, and shows a code.
    #[arg(long)]
    pub code: Option<String>,
}

/// Material for a colleague's kit.
#[derive(Debug, Args)]
pub struct KitPass {
    /// Materials, such as `starter=2`.
    #[arg(value_name = "ITEM=QTY", required = true)]
    pub lines: Vec<String>,
    /// Who takes it.
    #[arg(long, value_name = "USER")]
    pub to: String,
    /// The code on the colleague's screen; without one this is the first side, and shows a code.
    #[arg(long)]
    pub code: Option<String>,
}

/// Material of a colleague's kit.
#[derive(Debug, Args)]
pub struct KitTakeOver {
    /// Materials, such as `starter=2`.
    #[arg(value_name = "ITEM=QTY", required = true)]
    pub lines: Vec<String>,
    /// Who gives it.
    #[arg(long, value_name = "USER")]
    pub from: String,
    /// The code on the colleague's screen; without one this is the first side, and shows a code.
    #[arg(long)]
    pub code: Option<String>,
}

/// Lost material of one's own kit.
#[derive(Debug, Args)]
pub struct KitLost {
    /// Materials, such as `starter=1`.
    #[arg(value_name = "ITEM=QTY", required = true)]
    pub lines: Vec<String>,
    /// What happened.
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
}

/// A decision on a movement of a kit.
#[derive(Debug, Args)]
pub struct KitDecide {
    /// Id of the question as `store` prints it, or a unique start of it, such as ONE-SIDED.
    pub question: String,
    /// confirm or reject.
    pub choice: String,
    /// Why.
    #[arg(long, value_name = "WORDS")]
    pub reason: String,
}
