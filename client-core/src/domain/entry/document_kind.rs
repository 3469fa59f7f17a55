//! Kinds of documents, and which entries each holds.

use super::Kind;
use super::matter::MatterKind;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Kinds of documents. Each is one automerge document with a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentKind {
    /// One order, that is one job slip.
    Order,
    /// A customer's name, phone and unit as one order needs them.
    Customer,
    /// A technician's personal stock of one month.
    Kit,
    /// The store's own movements of one month.
    Store,
    /// What the office wrote of a settlement month as a whole.
    Month,
    /// Something in a public area that needs no order (PRI-9).
    Incident,
    /// A complaint (CMP).
    Complaint,
    /// A complaint about the service centre itself, which the centre doesn't see (CMP-2).
    CentreComplaint,
    /// A customer's management-fee account (FEE-9 to FEE-11, DUN).
    FeeAccount,
    /// One of the office's other matters; each kind of them has readers of its own.
    Matter(MatterKind),
}

impl Serialize for DocumentKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for DocumentKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| de::Error::custom("a kind of documents"))
    }
}

impl DocumentKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::Order,
        Self::Customer,
        Self::Kit,
        Self::Store,
        Self::Month,
        Self::Incident,
        Self::Complaint,
        Self::CentreComplaint,
        Self::FeeAccount,
        Self::Matter(MatterKind::MoveIn),
        Self::Matter(MatterKind::Trusteeship),
        Self::Matter(MatterKind::Renovation),
        Self::Matter(MatterKind::Enquiry),
        Self::Matter(MatterKind::GoodsRelease),
        Self::Matter(MatterKind::Visit),
        Self::Matter(MatterKind::Survey),
        Self::Matter(MatterKind::Event),
        Self::Matter(MatterKind::NoticeBoard),
        Self::Matter(MatterKind::Convenience),
        Self::Matter(MatterKind::Publication),
        Self::Matter(MatterKind::Task),
    ];

    /// The kind's name on the wire, in SQL and in the document itself.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Order => "order",
            Self::Customer => "customer",
            Self::Kit => "kit",
            Self::Store => "store",
            Self::Month => "month",
            Self::Incident => "incident",
            Self::Complaint => "complaint",
            Self::CentreComplaint => "centre_complaint",
            Self::FeeAccount => "fee_account",
            Self::Matter(kind) => kind.as_str(),
        }
    }

    /// Whether such a document is a complaint.
    pub const fn is_complaint(self) -> bool {
        matches!(self, Self::Complaint | Self::CentreComplaint)
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

impl Kind {
    /// Whether documents of this kind hold such entries.
    pub const fn belongs_to(self, document: DocumentKind) -> bool {
        match self {
            Kind::CustomerRecorded => matches!(document, DocumentKind::Customer),
            Kind::StockReceived | Kind::Scrapped | Kind::ToolInspected => {
                matches!(document, DocumentKind::Store)
            }
            Kind::StockCounted => matches!(document, DocumentKind::Store | DocumentKind::Kit),
            Kind::KitOpened
            | Kind::KitIssued
            | Kind::KitReturned
            | Kind::KitTransferred
            | Kind::KitUsed
            | Kind::KitLost => matches!(document, DocumentKind::Kit),
            Kind::MonthChecked
            | Kind::ReportSubmitted
            | Kind::ReportApproved
            | Kind::ReportSentBack
            | Kind::BundleHanded
            | Kind::AnalysisRecorded
            | Kind::AnalysisReviewed
            | Kind::AnalysisSent => matches!(document, DocumentKind::Month),
            Kind::IncidentReported
            | Kind::EmergencyMeasureTaken
            | Kind::DepartmentArrived
            | Kind::FinderLeft
            | Kind::IncidentMadeMajor
            | Kind::CourseReported
            | Kind::IncidentVerified
            | Kind::IncidentDecided
            | Kind::IncidentLinked => matches!(document, DocumentKind::Incident),
            Kind::ComplaintCaptured
            | Kind::ComplaintRecorded
            | Kind::ComplaintAccepted
            | Kind::ComplaintClassified
            | Kind::ComplaintClassLowered
            | Kind::ComplaintAttributed
            | Kind::ComplaintAssigned
            | Kind::ImmediateMeasureTaken
            | Kind::SupervisorCalled
            | Kind::ComplainantContacted
            | Kind::HandlingReported
            | Kind::RemedyPlanned
            | Kind::ComplaintForwarded
            | Kind::ComplaintAnswered
            | Kind::ComplainantNotified
            | Kind::ComplaintResolved
            | Kind::ComplaintReopened
            | Kind::ComplaintLinked => document.is_complaint(),
            Kind::FeeTermsSet
            | Kind::FeeOpeningSet
            | Kind::FeeNoticePrepared
            | Kind::FeeNoticeSent
            | Kind::FeeNoticeReceived
            | Kind::FeeNoticeWithdrawn
            | Kind::FeePaid
            | Kind::FeeVisitPlanned
            | Kind::FeeReceiptVoided
            | Kind::FeeContacted
            | Kind::FeeLetterSent
            | Kind::FeeRecoveryDecided
            | Kind::FeeDisputed
            | Kind::FeeDisputeSettled => matches!(document, DocumentKind::FeeAccount),
            Kind::MatterOpened
            | Kind::MatterFilled
            | Kind::MatterRowStruck
            | Kind::MatterAssigned
            | Kind::MatterNoted
            | Kind::MatterClosed
            | Kind::MatterReopened
            | Kind::MatterLinked => matches!(document, DocumentKind::Matter(_)),
            // Claims are marked, and questions answered, where they arise.
            Kind::Marked | Kind::Decision => !matches!(document, DocumentKind::Customer),
            Kind::Received => !matches!(
                document,
                DocumentKind::Customer | DocumentKind::Kit | DocumentKind::Store | DocumentKind::Month
            ),
            _ => matches!(document, DocumentKind::Order),
        }
    }
}
