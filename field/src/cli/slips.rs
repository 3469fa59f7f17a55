//! What desks and technicians type about where a slip goes: pool, return, reply, copies.

use clap::{Args, ValueEnum};
use client_core::domain::entry::desk::{Desk, SlipCopy};

/// A slip given back by its holder.
#[derive(Debug, Args)]
pub struct HandBack {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Why.
    #[arg(long)]
    pub reason: String,
    /// A colleague who could take it: his name, or a start of his id.
    #[arg(long, value_name = "USER")]
    pub to: Option<String>,
}

/// What was agreed with the service person.
#[derive(Debug, Args)]
pub struct Agree {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// The service person: his name, or a start of his id.
    pub technician: String,
    /// When he comes [default: when the customer wants it].
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// A reply to the customer.
#[derive(Debug, Args)]
pub struct Reply {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// What was said.
    pub said: String,
    /// When [default: now].
    #[arg(long, value_name = "TIME")]
    pub at: Option<String>,
}

/// A slip that is back.
#[derive(Debug, Args)]
pub struct SlipBack {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Where it came back.
    #[arg(value_enum)]
    pub place: DeskArg,
}

/// A desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DeskArg {
    /// The dispatch centre.
    DispatchCentre,
    /// Control-room duty.
    ControlRoom,
    /// Front-desk duty.
    FrontDesk,
}

impl From<DeskArg> for Desk {
    fn from(desk: DeskArg) -> Self {
        match desk {
            DeskArg::DispatchCentre => Self::DispatchCentre,
            DeskArg::ControlRoom => Self::ControlRoom,
            DeskArg::FrontDesk => Self::FrontDesk,
        }
    }
}

/// A delivered copy.
#[derive(Debug, Args)]
pub struct DeliverCopy {
    /// Slip number, or a unique start of the id.
    pub order: String,
    /// Which.
    #[arg(value_enum)]
    pub copy: CopyArg,
    /// Who took it.
    #[arg(long, value_name = "WHO")]
    pub by: String,
}

/// One of the three copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CopyArg {
    /// The customer's.
    Owner,
    /// The customer service centre's.
    Csc,
    /// Finance's.
    Finance,
}

impl From<CopyArg> for SlipCopy {
    fn from(copy: CopyArg) -> Self {
        match copy {
            CopyArg::Owner => Self::Owner,
            CopyArg::Csc => Self::Csc,
            CopyArg::Finance => Self::Finance,
        }
    }
}
