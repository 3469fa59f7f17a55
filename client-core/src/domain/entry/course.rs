//! Data of the entries that tell how visits go: appointments, leaving, absence, waiting, tools taken along.

use serde::{Deserialize, Serialize};

/// `cannot_keep_time` (REG-6): the agreed time can't be kept; it has to be agreed again with the customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CannotKeepTime {
    /// Why.
    pub reason: String,
}

/// `appointment_confirmed` (REG-6): the customer agreed to a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppointmentConfirmed {
    /// The time, milliseconds since 1970 UTC.
    pub appointment_at: i64,
    /// Who agreed for the customer, as he named himself: a relation such as owner or resident.
    pub confirmed_by: String,
}

/// `left_site`: the technician leaves; another arrival begins his next visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftSite {
    /// Why.
    pub reason: String,
}

/// `customer_absent`: nobody was there; the visit ends and the time has to be agreed again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustomerAbsent {
    /// What was tried to reach the customer.
    pub tried: String,
}

/// What an order waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingFor {
    /// A part that isn't here.
    Part,
    /// Water, gas or power of the building.
    Supply,
    /// Material that the owner buys (MAT-6).
    OwnerMaterial,
    /// The customer's word.
    Customer,
    /// A permit.
    Permit,
}

impl WaitingFor {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Part, Self::Supply, Self::OwnerMaterial, Self::Customer, Self::Permit];

    /// Name in entries and on the command line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Part => "part",
            Self::Supply => "supply",
            Self::OwnerMaterial => "owner_material",
            Self::Customer => "customer",
            Self::Permit => "permit",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.as_str() == name)
    }
}

/// `waiting`: work can't go on for now.
#[expect(clippy::struct_field_names, reason = "the field is what entries, views and screens call it")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiting {
    /// For what.
    pub waiting_for: WaitingFor,
    /// Which part, which permit, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Until when it should be there, milliseconds since 1970 UTC, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

/// `resumed`: everything that its author knew the order to wait for is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Resumed {}

/// `tools_checked` (MAT-7): tools of the checklist that the technician has with him before he leaves for the job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolsChecked {
    /// Codes of the tools, as the procedure names them.
    pub tools: Vec<String>,
}
