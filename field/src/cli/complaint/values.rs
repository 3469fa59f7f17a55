//! The words that are chosen from when something is typed about a complaint.

use clap::ValueEnum;
use client_core::domain::entry::complaint::{
    Attribution, ComplaintChannel, ComplaintClass, ComplaintOutcome, ForwardTo, Handover, NoticeOf, SpokenTo,
};

/// How a complaint reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ChannelArg {
    /// Somebody came, or spoke to somebody of the staff.
    Visit,
    /// A call.
    Phone,
    /// A letter.
    Letter,
    /// Anything else.
    Other,
}

impl From<ChannelArg> for ComplaintChannel {
    fn from(channel: ChannelArg) -> Self {
        match channel {
            ChannelArg::Visit => Self::Visit,
            ChannelArg::Phone => Self::Phone,
            ChannelArg::Letter => Self::Letter,
            ChannelArg::Other => Self::Other,
        }
    }
}

/// How the complainant comes to the service centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum HandoverArg {
    /// He spoke, called or wrote to the centre himself.
    Direct,
    /// You go there with him.
    Accompanied,
    /// You pass it on without him.
    Relayed,
}

impl From<HandoverArg> for Handover {
    fn from(handover: HandoverArg) -> Self {
        match handover {
            HandoverArg::Direct => Self::Direct,
            HandoverArg::Accompanied => Self::Accompanied,
            HandoverArg::Relayed => Self::Relayed,
        }
    }
}

/// How grave a complaint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ClassArg {
    /// An isolated matter, or one person's conduct.
    Minor,
    /// A lapse in management or service.
    Important,
    /// Daily life or safety suffer, or the company's good name.
    Serious,
}

impl From<ClassArg> for ComplaintClass {
    fn from(class: ClassArg) -> Self {
        match class {
            ClassArg::Minor => Self::Minor,
            ClassArg::Important => Self::Important,
            ClassArg::Serious => Self::Serious,
        }
    }
}

/// Whose fault it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AttributionArg {
    /// The company's.
    Company,
    /// The resident's own, or a neighbour's.
    Resident,
    /// Several sides share it.
    Shared,
}

impl From<AttributionArg> for Attribution {
    fn from(whose: AttributionArg) -> Self {
        match whose {
            AttributionArg::Company => Self::Company,
            AttributionArg::Resident => Self::Resident,
            AttributionArg::Shared => Self::Shared,
        }
    }
}

/// To which head it was delivered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ForwardArg {
    /// The head of the management office.
    OfficeHead,
    /// The head of the department in charge.
    DepartmentHead,
}

impl From<ForwardArg> for ForwardTo {
    fn from(to: ForwardArg) -> Self {
        match to {
            ForwardArg::OfficeHead => Self::OfficeHead,
            ForwardArg::DepartmentHead => Self::DepartmentHead,
        }
    }
}

/// Of what the complainant was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NoticeArg {
    /// How it stands.
    Status,
    /// What came of it.
    Result,
}

impl From<NoticeArg> for NoticeOf {
    fn from(of: NoticeArg) -> Self {
        match of {
            NoticeArg::Status => Self::Status,
            NoticeArg::Result => Self::Result,
        }
    }
}

/// How he was spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WayArg {
    /// By phone.
    Phone,
    /// In person, at the door.
    OnSite,
}

impl From<WayArg> for SpokenTo {
    fn from(way: WayArg) -> Self {
        match way {
            WayArg::Phone => Self::Phone,
            WayArg::OnSite => Self::OnSite,
        }
    }
}

/// What came of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OutcomeArg {
    /// It was settled.
    Settled,
    /// There was nothing in it.
    Unfounded,
}

impl From<OutcomeArg> for ComplaintOutcome {
    fn from(outcome: OutcomeArg) -> Self {
        match outcome {
            OutcomeArg::Settled => Self::Settled,
            OutcomeArg::Unfounded => Self::Unfounded,
        }
    }
}
