//! Commands on the office's other matters.

use crate::domain::calendar::Day;
use crate::domain::entry::incident::Department;
use crate::domain::id::{DocumentId, UserId};
use crate::domain::photo::PhotoInput;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person fills into a field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterInput {
    /// Yes or no.
    Is(bool),
    /// One of the form's choices, by its key.
    One(String),
    /// Words that name nobody, at most 500 characters.
    Words(String),
    /// Words about a person: they are kept apart and can be erased.
    Private(String),
    /// An integer in the field's small unit.
    Number(i64),
    /// A day in the site's zone, such as `2026-03-02`.
    Day(Day),
    /// A moment, milliseconds since 1970 UTC.
    Time(i64),
    /// Somebody of the staff.
    Person(UserId),
    /// A department.
    Department(Department),
    /// A signature: an SVG path on a 1000 x 400 field.
    Strokes(String),
    /// A photo.
    Photo(PhotoInput),
    /// There is none, and why.
    Without(String),
}

/// What a person does about a matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "snake_case", deny_unknown_fields)]
pub enum MatterCommand {
    /// Begin one.
    OpenMatter {
        /// The form by its key, such as `move_in`.
        form: String,
        /// What it is about, in words that name nobody.
        title: String,
        /// The home: building and unit.
        #[serde(default)]
        unit_no: Option<String>,
        /// The period of a duty that comes again: `2026-W10`, `2026-03` or `2026`.
        #[serde(default)]
        period: Option<String>,
        /// Who answers for it; whoever opens it when absent.
        #[serde(default)]
        person: Option<UserId>,
        /// The last day for it.
        #[serde(default)]
        due: Option<Day>,
    },
    /// Fill in a section, or a row of it.
    FillMatter {
        /// The section by its key.
        section: String,
        /// The row that was begun; a new one when absent, in a section that has rows. Only where people name rows may a new one
        /// be named here.
        #[serde(default)]
        row: Option<String>,
        /// Values by the keys of their fields.
        values: BTreeMap<String, MatterInput>,
    },
    /// Take a row back.
    StrikeRow {
        /// The section.
        section: String,
        /// The row.
        row: String,
        /// Why.
        reason: String,
    },
    /// Give it to somebody.
    AssignMatter {
        /// Who answers for it.
        person: UserId,
        /// The department that it goes to.
        #[serde(default)]
        department: Option<Department>,
        /// The last day for it.
        #[serde(default)]
        due: Option<Day>,
        /// What is to be done.
        words: String,
    },
    /// A remark.
    NoteMatter {
        /// Text that names nobody.
        words: String,
    },
    /// Name an order that belongs to it.
    LinkOrder {
        /// The order.
        order: DocumentId,
        /// Section of the row that it is about.
        #[serde(default)]
        section: Option<String>,
        /// The row.
        #[serde(default)]
        row: Option<String>,
    },
    /// End it.
    CloseMatter {
        /// Everything is there; otherwise it is given up, with a reason.
        done: bool,
        /// Why it is given up, or what came of it.
        #[serde(default)]
        words: Option<String>,
    },
    /// Take it up again.
    ReopenMatter {
        /// Why.
        reason: String,
    },
}
