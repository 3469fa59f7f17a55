//! The settlement month as a whole: its document, and the entries in it (FEE-4 to FEE-6, STA-3, STA-7).

mod fold;

#[cfg(test)]
mod tests;

pub use fold::*;

use crate::domain::calendar::MonthOf;
use crate::domain::entry::Body;
use crate::domain::id::DocumentId;
use crate::domain::stock::derived_document;

/// The document of a settlement month of the site's zone, such as `2026-03`. Everybody derives the same one.
pub fn month_document(month: &str) -> DocumentId {
    derived_document(&[b"undercroft/month/1", month.as_bytes()])
}

/// The month that an entry of such a document names; `None` for other entries.
pub fn month_named(body: &Body) -> Option<&str> {
    match body {
        Body::MonthChecked(data) => Some(&data.month),
        Body::ReportSubmitted(data) => Some(&data.month),
        Body::BundleHanded(data) => Some(&data.month),
        Body::AnalysisRecorded(data) => Some(&data.month),
        Body::AnalysisReviewed(data) => Some(&data.month),
        Body::AnalysisSent(data) => Some(&data.month),
        _ => None,
    }
}

/// Whether a text is a month such as `2026-03`.
pub fn is_month(text: &str) -> bool {
    text.parse::<MonthOf>().is_ok()
}
