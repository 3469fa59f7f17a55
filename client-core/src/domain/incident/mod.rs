//! Incidents in public areas: something that needs no order (PRI-8 to PRI-12, ROL-7, ROL-25, ISS-50).

mod fold;

#[cfg(test)]
mod tests;

pub use fold::*;

use serde::Serialize;

/// Why a command on an incident is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum IncidentRefusal {
    /// The department is there: the finder may go, and nothing has to be written about it (PRI-10).
    #[error("the department's people are there already")]
    DepartmentThere,
    /// Both heads are told already (PRI-12).
    #[error("it is a major incident already")]
    MajorAlready,
    /// The superior decides on a course that somebody has reported (PRI-11).
    #[error("nobody has reported the course yet")]
    NoCourse,
    /// Everything that is known of it comes from whoever wants to decide; only the office head may (PRI-7, PRI-11).
    #[error("somebody else decides what one person alone found and reported")]
    OwnReport,
    /// It names this order already.
    #[error("this order is linked already")]
    LinkedAlready,
}
