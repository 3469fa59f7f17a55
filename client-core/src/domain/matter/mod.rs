//! The office's other matters: what their forms ask for, what is filled in, what is due (MOV, TRU, REN, REC, VIS, EVT, CNV,
//! ROL, FEE-12, FEE-13).
//!
//! One engine serves them all: a matter is a document, its form is data, and eight kinds of entries fill it. Only what a form
//! can't say is code ([`rules`]).

mod describe;
mod due;
mod fold;
mod form;
mod forms;
mod period;
mod rules;
mod state;

#[cfg(test)]
mod tests;

pub use describe::{ChoiceDescription, FieldDescription, FormDescription, SectionDescription};
pub use due::{DueOf, MatterDue};
pub(in crate::domain) use fold::check_shape;
pub use fold::{fold_matter, is_row_key};
pub use form::{Asked, Choice, Counted, Ends, Every, Field, Form, Holds, Section, When, Who, departments};
pub use forms::{FORMS, form, newest, of_kind};
pub use period::{InvalidMatterPeriod, MatterPeriod, matter_document};
pub(in crate::domain) use rules::guard as matter_guard;
pub use rules::{Defect, DefectState, MatterAlarm, MeterUse, defects, door_guard, meter_use, offered_rows};
pub use state::*;

use crate::domain::entry::matter::MatterValue;
use serde::Serialize;

/// Version of the fold of matters. It grows with every change of what it gives, so that kept results are made again.
pub const MATTER_FOLD_VERSION: u32 = 3;

/// Why a command on a matter is refused. Fields and sections are named by their keys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "refusal", content = "data", rename_all = "snake_case")]
pub enum MatterRefusal {
    /// There is no such form.
    #[error("there is no form {0:?}")]
    UnknownForm(String),
    /// The matter uses a form of a newer program.
    #[error("this form needs an update of the program")]
    NewerForm,
    /// The form has no such section.
    #[error("the form has no section {0:?}")]
    UnknownSection(String),
    /// The section has no such field.
    #[error("the section has no field {0:?}")]
    UnknownField(String),
    /// The value isn't what the field holds.
    #[error("{0} can't hold this")]
    UnfitValue(String),
    /// Another section comes first.
    #[error("first: {0}")]
    First(String),
    /// The section doesn't matter here.
    #[error("{0} doesn't apply")]
    NotApplicable(String),
    /// There is no such row, or the section has none.
    #[error("there is no such row")]
    NoSuchRow,
    /// The section is filled as a whole: these fields are empty.
    #[error("{section} is incomplete: {missing:?}")]
    Incomplete {
        /// The section.
        section: String,
        /// Its fields that are empty.
        missing: Vec<String>,
    },
    /// It is about a home, which has to be named.
    #[error("name the home")]
    UnitNeeded,
    /// A duty belongs to a period, and other matters don't.
    #[error("the period doesn't fit the form")]
    WrongPeriod,
    /// Who answers for it and until when are named from the beginning (VIS-1).
    #[error("name who answers for it, and until when")]
    PlanNeeded,
    /// It is over.
    #[error("it is over")]
    Over,
    /// It isn't over.
    #[error("it isn't over")]
    NotOver,
    /// It ends when everything is there, not by hand.
    #[error("it ends by itself")]
    EndsByItself,
    /// The row isn't a defect (MOV-9).
    #[error("this passed: there is nothing to mend")]
    NotADefect,
    /// The defect has no repair yet (MOV-9).
    #[error("open a repair for {0} first")]
    RepairFirst(String),
    /// Our own recheck has to pass first (MOV-10).
    #[error("our own recheck has to pass first")]
    RecheckFirst,
    /// The owner agrees to a time first (MOV-10).
    #[error("agree the second inspection with the owner first")]
    AppointmentFirst,
    /// The owner has signed that it is mended (MOV-11).
    #[error("the owner has signed it")]
    SignedAlready,
    /// A paper that was needed has to be filed (MOV-12, REN-6).
    #[error("{0} is needed here: file it")]
    PaperNeeded(String),
    /// The owner has to know of a problem before it is solved (TRU-6).
    #[error("tell the owner first, and write down how and when")]
    OwnerNotTold,
    /// The fee for the rubble is paid first, or a manager makes an exception (REN-5).
    #[error("the fee for the rubble first, or a manager's exception")]
    WasteFeeFirst,
    /// The pass was used (REC-5).
    #[error("the pass was used")]
    PassUsed,
    /// The pass isn't valid now (REC-5).
    #[error("the pass isn't valid now")]
    PassNotValid,
    /// An official is handed over to somebody (REC-3).
    #[error("name who took over")]
    ReceiverNeeded,
    /// It has to be ready before the event begins (EVT-5).
    #[error("it has to be ready before the event begins")]
    BeforeTheEvent,
    /// More than there can be.
    #[error("{0} is more than there can be")]
    TooMany(String),
    /// A meter doesn't run backwards.
    #[error("{0} is lower than at the start")]
    LowerThanStart(String),
    /// The end lies before the beginning.
    #[error("{0} lies before the beginning")]
    EndBeforeStart(String),
    /// The order is linked already, or the row has one.
    #[error("it is linked already")]
    LinkedAlready,
}
