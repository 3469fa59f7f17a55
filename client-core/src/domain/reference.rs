//! Reference data: what the server alone writes and devices hold as a versioned bundle.

use super::calendar::MINUTE_MS;
use super::complaint::CaseKinds;
use super::deadline::DeadlineSettings;
use crate::domain::entry::site::PriceItemKind;
use crate::domain::id::UserId;
use crate::domain::policy::Role;
use crate::domain::procedure::Procedure;
use crate::domain::stock::Catalogue;
use crate::domain::text::LocalText;
use serde::{Deserialize, Serialize};

/// One item of the fee standard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceItem {
    /// Code, such as `lamp_repair` or `starter`.
    pub code: String,
    /// Labour or material.
    pub kind: PriceItemKind,
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
    /// Valid until before this moment, milliseconds since 1970 UTC; open-ended when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<i64>,
    /// Items.
    pub items: Vec<PriceItem>,
}

/// How a fee standard stands to a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Validity {
    /// In force.
    InForce,
    /// Published ahead of time.
    NotYet,
    /// Over; a newer version should have come with a sync.
    Over,
}

impl PriceList {
    /// How it stands to a moment, milliseconds since 1970 UTC (PRC-6).
    pub fn validity(&self, at: i64) -> Validity {
        if at < self.valid_from {
            Validity::NotYet
        } else if self.valid_until.is_some_and(|end| at >= end) {
            Validity::Over
        } else {
            Validity::InForce
        }
    }

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
    /// The fee standard that follows, where it is published ahead of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coming_price_list: Option<PriceList>,
    /// Materials and tools of the store.
    #[serde(default, skip_serializing_if = "no_catalogue")]
    pub catalogue: Catalogue,
    /// Staff.
    pub staff: Vec<StaffMember>,
    /// The site's own procedures, and its versions of those that come with the software (CHK-1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub procedures: Vec<Procedure>,
    /// Minutes before an appointment at which a technician is warned, where the site has other than the printed ones
    /// (DL-02).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arrival_warning_minutes: Option<u32>,
    /// The site's own kinds of cases; none while it uses those that come with the software (CMP-7).
    #[serde(default, skip_serializing_if = "no_case_kinds")]
    pub case_kinds: CaseKinds,
}

fn no_catalogue(catalogue: &Catalogue) -> bool {
    catalogue.version == 0
}

fn no_case_kinds(kinds: &CaseKinds) -> bool {
    kinds.version == 0
}

impl Reference {
    /// The kinds of cases that count: the site's own, else those that come with the software (CMP-7).
    pub fn case_list(&self) -> &CaseKinds {
        if no_case_kinds(&self.case_kinds) { CaseKinds::built_in() } else { &self.case_kinds }
    }

    /// The fee standard for quotes made at this moment, milliseconds since 1970 UTC. One whose time is over serves
    /// until a newer one arrives: a technician without signal still has to name a price (PRC-1).
    pub fn price_list_at(&self, at: i64) -> &PriceList {
        match &self.coming_price_list {
            Some(coming) if coming.validity(at) != Validity::NotYet => coming,
            _ => &self.price_list,
        }
    }

    /// How long before an appointment a technician is warned, in milliseconds (DL-02).
    pub fn arrival_warning_ms(&self) -> i64 {
        let minutes = self.arrival_warning_minutes;
        let minutes = minutes.unwrap_or_else(|| DeadlineSettings::default().arrival_warning_minutes);
        i64::from(minutes) * MINUTE_MS
    }

    /// The person's name, or the start of his id where he isn't known.
    pub fn name_of(&self, user: &UserId) -> String {
        self.staff
            .iter()
            .find(|member| member.user == *user)
            .map_or_else(|| user.to_string().chars().take(8).collect(), |member| member.display_name.clone())
    }
}
