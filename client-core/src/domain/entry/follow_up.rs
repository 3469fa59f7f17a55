//! Data of the entries about follow-ups and spot checks.

use super::desk::names;
use crate::domain::id::{BlobDigest, EntryId, UserId};
use serde::{Deserialize, Serialize};

/// How a customer was followed up (FUP-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpWay {
    /// A visit.
    OnSite,
    /// A call.
    Phone,
    /// Another way; never for repairs (FUP-15).
    Other,
}

/// What a repair was about: the term of its follow-up hangs on it (FUP-11 to FUP-13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RepairClass {
    /// A safety installation.
    Safety,
    /// A leak or seepage.
    Leak,
    /// Any other repair.
    Other,
}

/// Who follows up (FUP-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FollowUpBy {
    /// The dispatch centre.
    DispatchCentre,
    /// The area customer assistant.
    AreaAssistant,
}

/// What a customer was satisfied or dissatisfied with (STA-2, STA-3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The work itself.
    Quality,
    /// The time: too late, too long, not kept.
    Time,
    /// How people behaved.
    Attitude,
    /// The price.
    Price,
    /// Parts and material.
    Material,
    /// Dirt, and how the place was left.
    Tidiness,
    /// Something else.
    Other,
}

names!(FollowUpWay { OnSite = "on_site", Phone = "phone", Other = "other", });
names!(RepairClass { Safety = "safety", Leak = "leak", Other = "other", });
names!(FollowUpBy { DispatchCentre = "dispatch_centre", AreaAssistant = "area_assistant", });
names!(Cause {
    Quality = "quality",
    Time = "time",
    Attitude = "attitude",
    Price = "price",
    Material = "material",
    Tidiness = "tidiness",
    Other = "other",
});

/// `repair_classified`: what the repair was about, where the registration didn't say so or erred.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepairClassified {
    /// The class.
    pub repair_class: RepairClass,
}

/// `follow_up_assigned` (FUP-2): somebody else than the intake place says follows up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUpAssigned {
    /// Whose it is.
    pub follow_up_by: FollowUpBy,
    /// The person, where one is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<UserId>,
    /// Why.
    pub note: String,
}

/// `follow_up` (FUP-4 to FUP-7).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FollowUp {
    /// How.
    pub way: FollowUpWay,
    /// Satisfied.
    pub satisfied: bool,
    /// Opinion column: a text blob. Absent only on site, where the customer refused to write.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opinion: Option<BlobDigest>,
    /// Signature column, signed by the customer on site: strokes, a blob. Never of a call (FUP-7).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature: Option<BlobDigest>,
    /// Why the customer didn't sign or write, where he was visited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// What it is about, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
}

/// `spot_check` (FUP-8): a manager asks again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpotCheck {
    /// The follow-up that is checked.
    pub follow_up: EntryId,
    /// It says what the customer says.
    pub confirmed: bool,
    /// What was found.
    pub remark: String,
}
