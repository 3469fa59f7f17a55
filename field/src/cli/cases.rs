//! What is typed about dissatisfaction and harm: rework, escalation, damage.

use clap::{ArgGroup, Args, ValueEnum};
use client_core::domain::entry::cases::{DamageKind, EscalationOutcome};
use std::path::PathBuf;

/// A command with a person's words.
#[derive(Debug, Args)]
pub struct Words {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The words.
    pub words: String,
}

/// A manager's answer to an escalation.
#[derive(Debug, Args)]
pub struct SettleEscalation {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// How it ends.
    #[arg(long, value_enum)]
    pub outcome: OutcomeArg,
    /// How the matter was handled.
    #[arg(long, value_name = "WORDS")]
    pub handling: String,
}

/// How an escalation ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutcomeArg {
    /// Another round of work.
    Rework,
    /// The customer is content now and will try and sign.
    CustomerSatisfied,
    /// Closed without a signature; nothing is charged.
    ClosedUnsigned,
}

impl From<OutcomeArg> for EscalationOutcome {
    fn from(outcome: OutcomeArg) -> Self {
        match outcome {
            OutcomeArg::Rework => Self::Rework,
            OutcomeArg::CustomerSatisfied => Self::CustomerSatisfied,
            OutcomeArg::ClosedUnsigned => Self::ClosedUnsigned,
        }
    }
}

/// Damaged or lost property of the customer.
#[derive(Debug, Args)]
pub struct Damage {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// What happened to it.
    #[arg(value_enum, value_name = "WHAT")]
    pub what: DamageArg,
    /// What, where and how.
    pub description: String,
    /// A photo; may be repeated. Something damaged needs one.
    #[arg(long = "photo", value_name = "FILE")]
    pub photos: Vec<PathBuf>,
}

/// What happened to the customer's property.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DamageArg {
    /// Damaged.
    Damaged,
    /// Lost.
    Lost,
}

impl From<DamageArg> for DamageKind {
    fn from(damage: DamageArg) -> Self {
        match damage {
            DamageArg::Damaged => Self::Damaged,
            DamageArg::Lost => Self::Lost,
        }
    }
}

/// A manager's offer or agreement on compensation.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("standing").required(true).args(["offer", "agreed"])))]
pub struct SettleDamage {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The case: id of its report as `show` prints it, or a unique start of it.
    pub case: String,
    /// Compensation in yuan, such as 120.50; 0 for none.
    #[arg(value_name = "YUAN", allow_negative_numbers = true)]
    pub amount: String,
    /// Terms in words.
    #[arg(long, value_name = "WORDS")]
    pub terms: String,
    /// An offer: the case stays open.
    #[arg(long)]
    pub offer: bool,
    /// Agreed by both sides: the case is closed.
    #[arg(long)]
    pub agreed: bool,
}
