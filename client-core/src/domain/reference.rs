//! Reference data: what the server alone writes and devices hold as a versioned bundle.

use crate::domain::id::UserId;
use crate::domain::policy::Role;
use crate::domain::text::LocalText;
use serde::{Deserialize, Serialize};

/// One item of the fee standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceItem {
    /// Code, such as `lamp_repair` or `starter`.
    pub code: String,
    /// Name.
    pub label: LocalText,
    /// Unit in which it is counted.
    pub unit: String,
    /// Price of one unit in fen.
    pub unit_price_fen: i64,
}

/// The fee standard (PRC-1, PRC-6).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// Version, from 1.
    pub version: u32,
    /// Legal basis.
    pub basis: String,
    /// Valid from, milliseconds since 1970 UTC.
    pub valid_from: i64,
    /// Items.
    pub items: Vec<PriceItem>,
}

impl PriceList {
    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&PriceItem> {
        self.items.iter().find(|item| item.code == code)
    }
}

/// A member of the staff, as screens name him.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffMember {
    /// The person.
    pub user: UserId,
    /// Name shown.
    pub display_name: String,
    /// Roles held now.
    pub roles: Vec<Role>,
}

/// Everything that a device needs to know of its site, in one bundle.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// Version of the bundle, from 1; 0 for none yet.
    pub version: u64,
    /// Site name.
    pub site_name: String,
    /// IANA time zone of the site's business days.
    pub timezone: String,
    /// Fee standard.
    pub price_list: PriceList,
    /// Staff.
    pub staff: Vec<StaffMember>,
}

impl Reference {
    /// The person's name, or the start of his id where he isn't known.
    pub fn name_of(&self, user: &UserId) -> String {
        self.staff
            .iter()
            .find(|member| member.user == *user)
            .map_or_else(|| user.to_string().chars().take(8).collect(), |member| member.display_name.clone())
    }
}
