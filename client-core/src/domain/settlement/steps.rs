//! Whether a settlement month can take its next step (FEE-5).

use super::{Books, Report};
use crate::domain::calendar::MonthOf;
use crate::domain::id::UserId;
use crate::domain::month::{Month, MonthState};
use serde::Serialize;

/// Why a month's step can't be taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize)]
#[serde(tag = "refusal", rename_all = "snake_case")]
pub enum MonthRefusal {
    /// The month isn't over in the site's zone.
    #[error("{month} is not over yet")]
    NotOver {
        /// The month.
        month: MonthOf,
    },
    /// Its figures never change again.
    #[error("the report of {month} is approved")]
    Approved {
        /// The month.
        month: MonthOf,
    },
    /// Nothing waits for the office head.
    #[error("no report of {month} waits for an answer")]
    NothingSubmitted {
        /// The month.
        month: MonthOf,
    },
    /// It waits for the office head.
    #[error("the report of {month} is with the office head")]
    Submitted {
        /// The month.
        month: MonthOf,
    },
    /// Slips that nobody has registered by a method of payment (FEE-3).
    #[error("slips without a method of payment: {}", numbers.join(", "))]
    WithoutMethod {
        /// Their numbers.
        numbers: Vec<String>,
    },
    /// Lines under rework (COL-13).
    #[error("lines under rework: {}", numbers.join(", "))]
    Disputed {
        /// Their numbers.
        numbers: Vec<String>,
    },
    /// Slips have changed since the report was submitted.
    #[error("the slips have changed since the report was submitted")]
    Changed,
    /// Nobody approves his own report (FEE-5).
    #[error("the same person submitted it")]
    SamePerson,
    /// The slips were handed over already.
    #[error("the slips of {month} were handed over")]
    HandedOver {
        /// The month.
        month: MonthOf,
    },
}

/// Whether the report of a month may be submitted at a time; gives it.
///
/// # Errors
/// [`MonthRefusal`].
pub fn submission(
    books: &Books<'_>,
    month: MonthOf,
    known: &Month,
    now: i64,
) -> Result<Report, MonthRefusal> {
    if known.state == MonthState::Approved {
        return Err(MonthRefusal::Approved { month });
    }
    if known.state == MonthState::Submitted {
        return Err(MonthRefusal::Submitted { month });
    }
    if now < books.zone.end_of_month(month) {
        return Err(MonthRefusal::NotOver { month });
    }
    let report = books.draft(month);
    let numbers = report.without_method();
    if numbers.is_empty() { Ok(report) } else { Err(MonthRefusal::WithoutMethod { numbers }) }
}

/// Whether a submitted report may be approved by somebody; gives it.
///
/// # Errors
/// [`MonthRefusal`].
pub fn approval(
    books: &Books<'_>,
    month: MonthOf,
    known: &Month,
    by: UserId,
) -> Result<Report, MonthRefusal> {
    if known.state == MonthState::Approved {
        return Err(MonthRefusal::Approved { month });
    }
    let Some(open) = known.open() else { return Err(MonthRefusal::NothingSubmitted { month }) };
    if open.origin.by.user == by {
        return Err(MonthRefusal::SamePerson);
    }
    let report = books.draft(month);
    if report.digest() == open.digest {
        return Ok(report);
    }
    let numbers = books.disputed(month);
    if numbers.is_empty() { Err(MonthRefusal::Changed) } else { Err(MonthRefusal::Disputed { numbers }) }
}
