//! Data of the entries that are written on the way and on site: receipt, arrival, finding, price, acceptance.

use crate::domain::id::{BlobDigest, EntryId};
use crate::domain::photo::PhotoRef;
use serde::{Deserialize, Serialize};

/// `slip_received` (DSP-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipReceived {
    /// Receipt time that the technician names, milliseconds since 1970 UTC; may be earlier than the entry.
    pub received_at: i64,
}

/// `arrived` (DSP-4): the entry's time is the arrival.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Arrived {}

/// `finding` (DSP-5, MAT-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// What really has to be done.
    pub content: String,
    /// Materials needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<String>,
    /// Tools needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<String>,
}

/// What an item of the fee standard pays for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceItemKind {
    /// Work.
    Labour,
    /// Something that stays with the customer.
    Material,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuoteLine {
    /// Item of the fee standard.
    pub item: String,
    /// Labour or material.
    pub kind: PriceItemKind,
    /// Number of the item's unit.
    pub quantity: i64,
    /// Price of one unit in fen.
    pub unit_price_fen: i64,
}

impl QuoteLine {
    /// Amount of the line in fen; `None` beyond 64 bits.
    pub fn amount_fen(&self) -> Option<i64> {
        self.quantity.checked_mul(self.unit_price_fen)
    }
}

/// `quoted` (PRC-1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quoted {
    /// Version of the fee standard that was used.
    pub price_list_version: u32,
    /// Lines.
    pub lines: Vec<QuoteLine>,
    /// Sum of the lines in fen.
    pub amount_fen: i64,
}

impl Quoted {
    /// Sum of the lines of one kind in fen; `None` beyond 64 bits.
    pub fn sum_of(&self, kind: PriceItemKind) -> Option<i64> {
        self.lines
            .iter()
            .filter(|line| line.kind == kind)
            .try_fold(0_i64, |sum, line| sum.checked_add(line.amount_fen()?))
    }
}

/// `price_confirmed` (PRC-2): by the technician who writes it and by the customer beside him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceConfirmed {
    /// The quote that was agreed.
    pub quote: EntryId,
    /// Its amount in fen.
    pub amount_fen: i64,
    /// Its version of the fee standard.
    pub price_list_version: u32,
    /// Digest of what both sides saw: lines, amount and version of the fee standard (PRC-3).
    pub shown: BlobDigest,
    /// Who agreed for the customer, as he named himself: a relation such as owner or resident.
    pub confirmed_by: String,
    /// The customer's strokes under the price, where the site asks for them: a blob.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strokes: Option<BlobDigest>,
}

/// `work_finished`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkFinished {}

/// `not_repaired`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NotRepaired {
    /// Why.
    pub reason: String,
}

/// `inspection_result` (ACC-1, ACC-3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InspectionResult {
    /// Whether the customer is satisfied.
    pub passed: bool,
    /// The customer's words: a text blob; needed when not satisfied.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<BlobDigest>,
}

/// `customer_signed` (ACC-2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerSigned {
    /// Strokes of the signature: a blob.
    pub strokes: BlobDigest,
    /// Picture of the signature: a blob.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<BlobDigest>,
    /// The entries that were shown above the signature: slip, price confirmation, parts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<EntryId>,
    /// Digest of what was shown above the signature: number, items, amount, round.
    pub shown: BlobDigest,
    /// Amount that was shown, in fen.
    pub amount_fen: i64,
}

/// `note`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// The remark: a text blob.
    pub text: BlobDigest,
}

/// `photo_added`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoAdded {
    /// The photo.
    pub photo: PhotoRef,
}
