//! The directory of a site: buildings, units, and who owns, lives in or uses them.
//!
//! Reference data: the server is its only author, and it never goes to devices. Nothing of it is deleted; a relation
//! ends with a last day.

mod check;
mod normal;
mod reading;
mod search;
#[cfg(test)]
mod tests;
mod who;

pub use check::{FieldFault, Why};
pub use normal::{name_key, phone_key, unit_key, unit_label, unit_order};
pub use search::{Field, Key, Lookup, Match, Nearness, lookups, matched, party_keys, unit_keys};
pub use who::kind_of_customer;

use crate::domain::calendar::Day;
use serde::{Deserialize, Serialize};

/// A building of the site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Building {
    /// Its code, such as `3`; the first half of its units' addresses. It never changes.
    pub code: String,
    /// Its name, such as `3栋`.
    pub name: String,
}

/// What a unit is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitKind {
    /// A flat or house.
    Dwelling,
    /// A shop.
    Shop,
    /// An office.
    Office,
    /// A parking space.
    Parking,
    /// A storage room.
    Storage,
    /// A place of all, such as a lift or a garden.
    Common,
    /// Anything else.
    Other,
}

impl UnitKind {
    /// All kinds.
    pub const ALL: &'static [Self] =
        &[Self::Dwelling, Self::Shop, Self::Office, Self::Parking, Self::Storage, Self::Common, Self::Other];

    /// The kind's name in SQL, files and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dwelling => "dwelling",
            Self::Shop => "shop",
            Self::Office => "office",
            Self::Parking => "parking",
            Self::Storage => "storage",
            Self::Common => "common",
            Self::Other => "other",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// A unit of a building.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_field_names, reason = "the field's own terms")]
pub struct Unit {
    /// Code of its building.
    pub building: String,
    /// Its number in the building, such as `0502`.
    pub unit_no: String,
    /// What it is for.
    pub kind: UnitKind,
    /// Its area in square decimetres (0.01 m²), where it is known.
    #[serde(default)]
    pub area_dm2: Option<i64>,
}

impl Unit {
    /// The key of its address by the building's code.
    pub fn key(&self) -> String {
        unit_key(&format!("{}-{}", self.building, self.unit_no))
    }
}

/// How a customer stands to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Owns it.
    Owner,
    /// Lives in it, without a contract of his own.
    Resident,
    /// Rents it.
    Tenant,
    /// Uses it in another way.
    User,
}

impl Relation {
    /// All relations.
    pub const ALL: &'static [Self] = &[Self::Owner, Self::Resident, Self::Tenant, Self::User];

    /// The relation's name in SQL, files and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Resident => "resident",
            Self::Tenant => "tenant",
            Self::User => "user",
        }
    }

    /// The relation with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|relation| relation.as_str() == name)
    }
}

/// Who a customer is, for figures that keep enterprises apart (ROL-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerKind {
    /// A household.
    #[default]
    Household,
    /// A company, an office, a shop.
    Enterprise,
}

impl CustomerKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[Self::Household, Self::Enterprise];

    /// The kind's name in SQL, files and API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Household => "household",
            Self::Enterprise => "enterprise",
        }
    }

    /// The kind with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// A customer in his relation to one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Party {
    /// Number, the site's own or that of another system. It never changes; somebody with two units has two. Empty only
    /// where the directory is asked to give one.
    #[serde(default)]
    pub number: String,
    /// Name.
    pub name: String,
    /// Relation to the unit.
    pub relation: Relation,
    /// Who he is.
    #[serde(default)]
    pub customer_kind: CustomerKind,
    /// Code of the unit's building.
    pub building: String,
    /// The unit's number in the building.
    pub unit_no: String,
    /// Phones, the one to call first in front.
    #[serde(default)]
    pub phones: Vec<String>,
    /// First day of the relation, where it is known.
    #[serde(default)]
    pub since: Option<Day>,
    /// Last day of the relation; `None` while it lasts.
    #[serde(default)]
    pub until: Option<Day>,
    /// Login name of the area assistant who keeps contact (ROL-2).
    #[serde(default)]
    pub area_assistant: Option<String>,
    /// Anything else.
    #[serde(default)]
    pub note: String,
}

impl Party {
    /// The key of the unit's address.
    pub fn unit_key(&self) -> String {
        unit_key(&format!("{}-{}", self.building, self.unit_no))
    }

    /// Whether the relation is over on this day.
    pub fn is_over(&self, today: Day) -> bool {
        self.until.is_some_and(|until| until < today)
    }

    /// Whether the relation held on this day.
    pub fn held_on(&self, day: Day) -> bool {
        !self.is_over(day) && self.since.is_none_or(|since| since <= day)
    }
}
