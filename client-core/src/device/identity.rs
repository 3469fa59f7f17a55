//! Who this device is: the person and installation that the server enrolled.

use crate::domain::id::{DeviceId, UserId};
use crate::domain::policy::Role;
use serde::{Deserialize, Serialize};

/// The enrolment of this installation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Base address of the site's server, such as `https://site.example`.
    pub site_url: String,
    /// The person.
    pub user: UserId,
    /// Name shown before the staff list has come.
    pub display_name: String,
    /// This installation.
    pub device: DeviceId,
    /// Roles held at enrolment; the staff list of the reference data overrides them.
    pub roles: Vec<Role>,
    /// Beginning of the slip numbers that this device gives out, unique at the site.
    pub slip_prefix: String,
    /// The server's word that it has enrolled this device, which lets it in again after a restore; it opens nothing without the
    /// device's key. An older server gives none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment_receipt: Option<String>,
}

/// What opens the server's doors. Never shown, never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    /// For requests, for some minutes.
    pub access: String,
    /// Wall clock of this device when `access` ends, milliseconds since 1970 UTC.
    pub access_expires_at: i64,
    /// For the next pair.
    pub refresh: String,
}

/// What the server gives a device that it knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Fresh tokens.
    pub tokens: Tokens,
    /// How the numbers of slips begin that this device gives out from now on; an older server doesn't say it.
    pub slip_prefix: Option<String>,
    /// See [`Identity::enrolment_receipt`].
    pub enrolment_receipt: Option<String>,
}

impl std::fmt::Debug for Tokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokens").field("access_expires_at", &self.access_expires_at).finish_non_exhaustive()
    }
}
