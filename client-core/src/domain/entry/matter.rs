//! Data of the entries of the office's other matters: move-in, trusteeship, renovation, visits, events, duties and the
//! like. They all share these eight kinds; what a matter asks for stands in its form ([`crate::domain::matter::Form`]).

use super::desk::names;
use super::incident::Department;
use crate::domain::calendar::Day;
use crate::domain::id::{BlobDigest, DocumentId, UserId};
use crate::domain::photo::PhotoRef;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a matter is about. Each is a kind of document of its own, because each has readers of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterKind {
    /// An owner moves in (MOV).
    MoveIn,
    /// An empty home is looked after (TRU).
    Trusteeship,
    /// A home is renovated (REN).
    Renovation,
    /// Somebody came or called with a question (REC-1 to REC-4).
    Enquiry,
    /// Goods leave through the gate (REC-5).
    GoodsRelease,
    /// A visit or a call at a resident's (VIS-1, VIS-3, VIS-4).
    Visit,
    /// The yearly opinion survey (VIS-2).
    Survey,
    /// A community event (EVT-1, EVT-3 to EVT-7).
    Event,
    /// A notice board (EVT-2).
    NoticeBoard,
    /// A convenience or entrusted service (CNV-2 to CNV-6).
    Convenience,
    /// What the office publishes: the list of services, income and expenditure (CNV-1, CNV-7, FEE-12).
    Publication,
    /// A task, or a duty that comes again and again (ROL, FEE-13).
    Task,
}

names!(MatterKind {
    MoveIn = "move_in",
    Trusteeship = "trusteeship",
    Renovation = "renovation",
    Enquiry = "enquiry",
    GoodsRelease = "goods_release",
    Visit = "visit",
    Survey = "survey",
    Event = "event",
    NoticeBoard = "notice_board",
    Convenience = "convenience",
    Publication = "publication",
    Task = "task",
});

/// What stands in a field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MatterValue {
    /// Yes or no.
    Is(bool),
    /// One of the form's choices, by its key.
    One(String),
    /// Words that name nobody.
    Words(String),
    /// An integer in the field's small unit.
    Number(i64),
    /// A day in the site's zone.
    Day(Day),
    /// A moment, milliseconds since 1970 UTC.
    Time(i64),
    /// Somebody of the staff.
    Person(UserId),
    /// A department.
    Department(Department),
    /// Words about a person, or a signature's strokes: a blob.
    Blob(BlobDigest),
    /// A photo.
    Photo(PhotoRef),
    /// There is none, and why.
    Without(String),
}

/// `matter_opened`: a matter begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterOpened {
    /// The form by its key, such as `move_in`.
    pub form: String,
    /// The form's version: the matter keeps it.
    pub version: u16,
    /// What it is about in a few words that name nobody.
    pub title: String,
    /// The home, where it is about one: building and unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_no: Option<String>,
    /// The period of a duty that comes again: `2026-W10`, `2026-03` or `2026`. The document's id follows from form and
    /// period then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<String>,
    /// Who answers for it; whoever opened it when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<UserId>,
    /// The last day for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
}

/// `matter_filled`: values of one section of the form, or of one of its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterFilled {
    /// The section by its key.
    pub section: String,
    /// The row by its key, of a section that has rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// Values by the keys of their fields. Fields that aren't named stay as they are.
    pub values: BTreeMap<String, MatterValue>,
}

/// `matter_row_struck`: a row was a mistake. It stays to be seen and counts no more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterRowStruck {
    /// The section.
    pub section: String,
    /// The row.
    pub row: String,
    /// Why.
    pub reason: String,
}

/// `matter_assigned`: whose it is from now on (CNV-4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterAssigned {
    /// Who answers for it.
    pub person: UserId,
    /// The department that it goes to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// The last day for it; as it was when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Day>,
    /// Why, or what is to be done.
    pub words: String,
}

/// `matter_noted`: a remark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterNoted {
    /// Text that names nobody.
    pub words: String,
}

/// `matter_closed`: it is over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterClosed {
    /// Everything that its form asks for is there; otherwise it was given up.
    pub done: bool,
    /// Why it was given up, or what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// `matter_reopened`: it isn't over after all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterReopened {
    /// Why.
    pub reason: String,
}

/// `matter_linked`: an order belongs to it, or to one of its rows (MOV-9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatterLinked {
    /// The order.
    pub order: DocumentId,
    /// Section of the row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
}
