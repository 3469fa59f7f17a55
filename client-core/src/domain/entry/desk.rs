//! Data of the entries of the desks: replies, the pool, slips that come back, batches, copies, archive.

use crate::domain::id::{EntryId, UserId};
use serde::{Deserialize, Serialize};

/// Where a request is taken, or a slip comes back.
#[expect(clippy::enum_variant_names, reason = "the front desk is called so")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Desk {
    /// The dispatch centre.
    DispatchCentre,
    /// Control-room duty.
    ControlRoom,
    /// Front-desk duty.
    FrontDesk,
}

/// One of the three copies of a slip (FEE-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SlipCopy {
    /// The customer keeps it.
    Owner,
    /// The customer service centre files it.
    Csc,
    /// Finance reckons with it and files it.
    Finance,
}

macro_rules! names {
    ($type:ident { $($variant:ident = $name:literal,)* }) => {
        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// Name in entries, on the wire and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The one with this name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(in crate::domain) use names;

names!(Desk {
    DispatchCentre = "dispatch_centre",
    ControlRoom = "control_room",
    FrontDesk = "front_desk",
});
names!(SlipCopy { Owner = "owner", Csc = "csc", Finance = "finance", });

/// `content_time_agreed` (REG-5): the service person knows what is to be done, and can come at that time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentTimeAgreed {
    /// The service person.
    pub technician: UserId,
    /// The time, milliseconds since 1970 UTC.
    pub appointment_at: i64,
}

/// `customer_replied` (DSP-2): ends the clock of the reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerReplied {
    /// What was said.
    pub said: String,
    /// When, milliseconds since 1970 UTC; never later than the entry.
    pub replied_at: i64,
}

/// `pool_taken`: a technician takes a slip that nobody holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PoolTaken {}

/// `assignment_returned`: the holder gives the slip back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssignmentReturned {
    /// Why.
    pub reason: String,
    /// The colleague who could take it, where the holder names one: a wish, not an assignment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed: Option<UserId>,
}

/// `slip_returned` (DSP-8): the slip is back, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipReturned {
    /// Where.
    pub return_place: Desk,
}

/// `desk_batch_handed` (DSP-7): the front desk hands the slip over with the batch of a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskBatchHanded {
    /// Day of the batch in the site's zone, such as `2026-03-02`.
    pub day: String,
}

/// `desk_batch_taken` (DSP-7): dispatch has the slip of that batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskBatchTaken {
    /// Day of the batch in the site's zone, such as `2026-03-02`.
    pub day: String,
}

/// `copy_delivered` (FEE-2): one of the three copies has reached whom it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CopyDelivered {
    /// Which copy.
    pub copy: SlipCopy,
    /// Who took it.
    pub received_by: String,
}

/// `demand_told` (PRI-15): the customer of a declined request was told that the service exists now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DemandTold {
    /// What was said, and how.
    pub said: String,
}

/// `archived` (STA-5): every track is closed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Archived {}

/// `leak_tested` (FUP-12): after a leak was repaired it was tried whether it holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeakTested {
    /// It holds.
    pub passed: bool,
    /// When it was tried, milliseconds since 1970 UTC; never later than the entry.
    pub tested_at: i64,
}

/// `corrective_opened` (FUP-9): somebody has to put right what the customer complained of. Where a follow-up asks for it,
/// both come with one command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectiveOpened {
    /// What has to be put right.
    pub demand: String,
}

/// `corrective_closed` (FUP-9): it is done; a new follow-up asks the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CorrectiveClosed {
    /// The task.
    pub corrective: EntryId,
    /// What was done.
    pub done: String,
}
