//! Data of the entries about dissatisfaction and harm: refused prices, rework, escalation, damage.

use crate::domain::id::{BlobDigest, EntryId};
use crate::domain::photo::PhotoRef;
use serde::{Deserialize, Serialize};

/// `price_refused`: the customer doesn't accept a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceRefused {
    /// The quote.
    pub quote: EntryId,
    /// Why.
    pub reason: String,
}

/// `rework_requested` (ACC-4): the customer wants it done again, on site or by a call to the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReworkRequested {
    /// The customer's words: a text blob.
    pub words: BlobDigest,
}

/// `escalation_opened` (PRI-5): a manager is called before a second dissatisfaction does it by itself (ACC-5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationOpened {
    /// What happened: a text blob.
    pub words: BlobDigest,
}

/// How a manager closes an escalation (ACC-6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EscalationOutcome {
    /// Another round of work.
    Rework,
    /// The customer is content now and will try and sign.
    CustomerSatisfied,
    /// Closed without a signature; nothing is charged.
    ClosedUnsigned,
}

impl EscalationOutcome {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Rework, Self::CustomerSatisfied, Self::ClosedUnsigned];

    /// Name in entries and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rework => "rework",
            Self::CustomerSatisfied => "customer_satisfied",
            Self::ClosedUnsigned => "closed_unsigned",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == name)
    }
}

/// `escalation_decided` (ACC-6): a manager's answer to every escalation that he knew of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EscalationDecided {
    /// Outcome.
    pub outcome: EscalationOutcome,
    /// How the matter was handled.
    pub handling: String,
}

/// What happened to the customer's property (DMG-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DamageKind {
    /// Damaged.
    Damaged,
    /// Lost.
    Lost,
}

impl DamageKind {
    /// All of them.
    pub const ALL: &'static [Self] = &[Self::Damaged, Self::Lost];

    /// Name in entries and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Damaged => "damaged",
            Self::Lost => "lost",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == name)
    }
}

/// `damage_reported` (DMG-1): opens a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DamageReported {
    /// Damaged or lost.
    pub damage: DamageKind,
    /// What, where and how: a text blob.
    pub description: BlobDigest,
    /// Photos; at least one of something damaged.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<PhotoRef>,
}

/// `damage_settled` (DMG-2): an offer, or the agreement that closes the case. Managers only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DamageSettled {
    /// The report.
    pub case: EntryId,
    /// Compensation in fen, 0 for none.
    pub amount_fen: i64,
    /// Terms in words.
    pub terms: String,
    /// Whether both sides agreed; otherwise it is an offer and the case stays open.
    pub agreed: bool,
}
