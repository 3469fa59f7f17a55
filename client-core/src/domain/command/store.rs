//! Commands of the store and of personal stock, and which of an order's ask the store.

use super::Command;
use crate::domain::entry::office::Choice;
use crate::domain::entry::store::{Goods, GoodsLine, ToolCondition};
use crate::domain::entry::work::PartSource;
use crate::domain::id::UserId;
use crate::domain::stock::{MovementCode, audience_of};
use serde::{Deserialize, Serialize};

/// A counted line of a stocktake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountRequest {
    /// Code of the catalogue.
    pub item: String,
    /// Batch, for items that are tracked by batch.
    #[serde(default)]
    pub batch: Option<String>,
    /// What is there, in the item's small unit.
    pub counted: i64,
}

/// What people do with the store and with personal stock, without an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum StoreCommand {
    /// Take a delivery in.
    ReceiveStock {
        /// Goods.
        lines: Vec<GoodsLine>,
        /// Supplier, or number of the delivery note.
        origin: String,
    },
    /// Write a stocktake down.
    CountStock {
        /// Whose kit; the store when absent.
        #[serde(default)]
        kit: Option<UserId>,
        /// Lines.
        lines: Vec<CountRequest>,
        /// Why it was counted, or why it differs.
        reason: String,
    },
    /// Scrap goods.
    Scrap {
        /// What.
        goods: Goods,
        /// Why.
        reason: String,
    },
    /// Look at a tool.
    InspectTool {
        /// Asset number.
        tool: String,
        /// How it is.
        condition: ToolCondition,
        /// When it is due for calibration or inspection again, milliseconds since 1970 UTC.
        #[serde(default)]
        due_at: Option<i64>,
    },
    /// Issue material into a kit.
    IssueKit {
        /// Whose; the author when absent.
        #[serde(default)]
        technician: Option<UserId>,
        /// Goods.
        lines: Vec<GoodsLine>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Take material back from a kit.
    ReturnKit {
        /// Whose; the author when absent.
        #[serde(default)]
        technician: Option<UserId>,
        /// Goods.
        lines: Vec<GoodsLine>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Pass material from kit to kit.
    TransferKit {
        /// Who gives.
        from: UserId,
        /// Who takes.
        to: UserId,
        /// Goods.
        lines: Vec<GoodsLine>,
        /// The code of the other side's entry; a new movement when absent.
        #[serde(default)]
        code: Option<MovementCode>,
    },
    /// Goods of the own kit are gone or broken.
    ReportKitLost {
        /// Goods.
        lines: Vec<GoodsLine>,
        /// What happened.
        reason: String,
    },
    /// Answer a question about a movement of a kit.
    DecideKit {
        /// Id of the question, such as `ONE-SIDED:…`.
        conflict: String,
        /// What is chosen.
        choice: Choice,
        /// Why.
        reason: String,
    },
}

impl Command {
    /// Whether its decision depends on what the store and the kits hold.
    pub fn asks_stock(&self) -> bool {
        match self {
            Self::Decide { conflict, .. } => audience_of(conflict).is_some(),
            Self::IssueMaterial { .. }
            | Self::ReceiveMaterial { .. }
            | Self::ReturnMaterial { .. }
            | Self::UseMaterial { .. }
            | Self::LendTool { .. }
            | Self::ReturnTool { .. }
            | Self::HandOverTool { .. } => true,
            Self::ReplacePart { source, .. } => *source == PartSource::Kit,
            _ => false,
        }
    }
}
