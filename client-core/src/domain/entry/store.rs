//! Data of the entries that tell where materials and tools are (MAT).
//!
//! A movement between two people has two sides: each writes an entry of his own with the same code, parties and goods,
//! and thereby the same [`MovementId`](crate::domain::stock::MovementId). One side alone is a fact, too, and is shown
//! as one-sided.

use super::cases::DamageKind;
use super::work::PartSource;
use crate::domain::id::{BlobDigest, DocumentId, EntryId, UserId};
use crate::domain::photo::PhotoRef;
use crate::domain::stock::{MovementCode, MovementId};
use serde::{Deserialize, Serialize};

/// A quantity of one material of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodsLine {
    /// Code of the catalogue.
    pub item: String,
    /// Quantity in the small unit of the item's unit, from 1.
    pub quantity: i64,
    /// Batch, for items that are tracked by batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
}

/// `material_needed` (MAT-1): what a technician asks the store for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialNeeded {
    /// Version of the catalogue that the codes come from.
    pub catalogue: u32,
    /// Materials.
    pub lines: Vec<GoodsLine>,
    /// Kinds of tools.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
}

/// `material_approved`: the storekeeper's answer to a need.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialApproved {
    /// The need.
    pub need: EntryId,
    /// Approved; otherwise refused.
    pub approved: bool,
    /// Why it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `material_issued` by the storekeeper, `material_received` by the technician, `material_returned` by either: goods
/// that change hands against an order (MAT-2, MAT-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoodsMoved {
    /// The code that both sides' entries carry.
    pub code: MovementCode,
    /// The technician.
    pub technician: UserId,
    /// Goods.
    pub lines: Vec<GoodsLine>,
}

/// `material_used`: consumption that no `replace` step names, such as tape or pipe.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MaterialUsed {
    /// Goods.
    pub lines: Vec<GoodsLine>,
    /// Where they came from.
    pub source: PartSource,
}

/// How a tool is; a worse condition sorts higher (P5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolCondition {
    /// Works.
    Good,
    /// Works, but shows wear that somebody should look at.
    Worn,
    /// Must not be lent before it is repaired.
    Damaged,
}

impl ToolCondition {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Good, Self::Worn, Self::Damaged];

    /// Name in entries and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Worn => "worn",
            Self::Damaged => "damaged",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == name)
    }
}

/// `tool_loaned` (MAT-3), by the storekeeper and by the technician.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolLoaned {
    /// The code that both sides' entries carry.
    pub code: MovementCode,
    /// Asset number of the tool.
    pub tool: String,
    /// The borrower.
    pub technician: UserId,
    /// When it is due back, milliseconds since 1970 UTC.
    pub due_at: i64,
    /// How it left the store.
    pub condition: ToolCondition,
    /// Photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// `tool_returned` (MAT-4), by the storekeeper and by the technician.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolReturned {
    /// The code that both sides' entries carry.
    pub code: MovementCode,
    /// Asset number of the tool.
    pub tool: String,
    /// Who brings it.
    pub technician: UserId,
    /// The loan that it ends, where the author knew one: the movement of its `tool_loaned`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan: Option<MovementId>,
    /// How it came back.
    pub condition: ToolCondition,
    /// Photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// `tool_handed_over`: one technician gives a borrowed tool to another; each writes it on his device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolHandedOver {
    /// The code that both sides' entries carry.
    pub code: MovementCode,
    /// Asset number of the tool.
    pub tool: String,
    /// Who gives it.
    pub from: UserId,
    /// Who takes it.
    pub to: UserId,
    /// The loan that goes on, where the author knew it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loan: Option<MovementId>,
    /// How it was.
    pub condition: ToolCondition,
    /// Photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// What is lost or broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Goods {
    /// Material that was issued.
    Material(GoodsLine),
    /// A tool on loan, by its asset number.
    Tool(String),
}

/// `lost_or_broken`: opens a case that a manager closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LostOrBroken {
    /// What.
    pub goods: Goods,
    /// Lost, or broken.
    pub damage: DamageKind,
    /// Who had it.
    pub technician: UserId,
    /// What happened: a text blob.
    pub words: BlobDigest,
    /// Photos.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// `store_written_off` (MAT-5): the storekeeper closes the order's store track.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StoreWrittenOff {}

/// What the server found when it saw facts of several documents together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettledOutcome {
    /// COL-10: this loan holds.
    Holds,
    /// COL-10: nobody knows yet who has the tool; this borrower doesn't owe it.
    Unconfirmed,
    /// COL-10: the storekeeper found that this loan did not take place.
    NotTaken,
    /// COL-09: the tool came back under another order; this loan is over.
    CameBack,
    /// COL-11: more left the store than it had; the item has to be counted.
    Short,
    /// COL-07: another request of that day may be the same one.
    Duplicate,
    /// COL-07: a person linked them, and this order leads. With it when the earlier of both requests came,
    /// milliseconds since 1970 UTC.
    Leads(i64),
    /// COL-07: a person linked them, and the other order leads. With it when the earlier of both requests came.
    Follows(i64),
    /// COL-07: a person found two requests.
    Different,
    /// COL-35: the slip's number was given already; it has this suffix from now on.
    Renumbered(u32),
    /// FEE-10: another payment of the site bears this receipt's number already. One number is one payment (COL-26), so this
    /// entry isn't counted until finance has looked.
    UsedElsewhere,
    /// The collision is over.
    Over,
}

/// `settled`: the server's word on a collision across documents (COL-07, COL-09, COL-10, COL-11, COL-35, FEE-10). Of several about
/// one entry the last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettledAcross {
    /// Id of the collision, the same in every document concerned, such as `COL-10:01J…`.
    pub conflict: String,
    /// The entry of this document.
    pub entry: EntryId,
    /// The other entries of the collision with their documents.
    pub others: Vec<(DocumentId, EntryId)>,
    /// What holds for this entry.
    pub outcome: SettledOutcome,
    /// The decision behind it, where a person made one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<EntryId>,
}

/// `stock_received`: a delivery into the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockReceived {
    /// Goods.
    pub lines: Vec<GoodsLine>,
    /// Supplier, or number of the delivery note.
    pub origin: String,
}

/// A counted line of a stocktake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountLine {
    /// Code of the catalogue.
    pub item: String,
    /// Batch, for items that are tracked by batch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// What was there, in the item's small unit.
    pub counted: i64,
    /// What the counter's device expected.
    pub expected: i64,
}

/// `stock_counted`: a stocktake of the store, or of a kit when it stands in a kit document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockCounted {
    /// Whose kit; the store when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kit: Option<UserId>,
    /// Lines.
    pub lines: Vec<CountLine>,
    /// Why it was counted, or why it differs.
    pub reason: String,
}

/// `scrapped`: goods of the store that nobody will use any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scrapped {
    /// What.
    pub goods: Goods,
    /// Why.
    pub reason: String,
}

/// `tool_inspected`: the storekeeper looked at a tool; ends what two reports of its condition left open (COL-09).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolInspected {
    /// Asset number of the tool.
    pub tool: String,
    /// How it is.
    pub condition: ToolCondition,
    /// When it is due for calibration or inspection again, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<i64>,
}

/// `kit_opened`: first entry of a technician's personal stock of a month. The balance is for a device that holds no
/// earlier month; where earlier ones are known they count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitOpened {
    /// Whose.
    pub technician: UserId,
    /// Month in the site's zone, such as `2026-11`.
    pub month: String,
    /// What the author's device knew to be in it.
    pub lines: Vec<GoodsLine>,
}

/// `kit_transferred`: one technician gives goods of his kit to another; each writes it in his own kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitTransferred {
    /// The code that both sides' entries carry.
    pub code: MovementCode,
    /// Who gives.
    pub from: UserId,
    /// Who takes.
    pub to: UserId,
    /// Goods.
    pub lines: Vec<GoodsLine>,
}

/// `kit_used`: what an order took out of a kit; written together with the order's entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitUsed {
    /// The order.
    pub order: DocumentId,
    /// Goods.
    pub lines: Vec<GoodsLine>,
}

/// `kit_lost`: goods of a kit that are gone or broken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KitLost {
    /// Goods.
    pub lines: Vec<GoodsLine>,
    /// What happened.
    pub reason: String,
}
