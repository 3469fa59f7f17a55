//! Rights that are no entries of a journal: files, figures, accounts.

use super::Role;
use serde::{Deserialize, Serialize};

/// What the office does with the site's reference data and figures: things that are no entries of a journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::enum_variant_names, reason = "each says what it is done with")]
pub enum Action {
    /// Searches and reads customers, units and buildings.
    ReadDirectory,
    /// Adds and changes them, one at a time (ROL-2).
    EditDirectory,
    /// Takes them out of a file, all at once.
    ImportDirectory,
    /// Puts all of them into a file.
    ExportDirectory,
    /// Reads the queue of follow-ups (FUP-1).
    ReadFollowUps,
    /// Reads statistics and compliance (STA-1, STA-9).
    ReadStatistics,
    /// Adds people, gives and ends roles, enrols and removes devices.
    ManageAccounts,
    /// Sees alarms, and which changes were refused and why.
    WatchSite,
    /// Reads what a refused change says.
    ReadRefused,
    /// Publishes procedures (ROL-17).
    PublishProcedures,
    /// Writes the list of kinds of cases (CMP-7).
    EditCaseKinds,
    /// Reads how the departments and trades stand (ROL-10, ROL-11, ROL-13, ROL-19, ROL-22).
    ReadDepartments,
    /// Reads who signed in and who changed what of the site itself (ROL-49).
    ReadAudit,
}

impl Action {
    /// All actions.
    pub const ALL: &'static [Self] = &[
        Self::ReadDirectory,
        Self::EditDirectory,
        Self::ImportDirectory,
        Self::ExportDirectory,
        Self::ReadFollowUps,
        Self::ReadStatistics,
        Self::ManageAccounts,
        Self::WatchSite,
        Self::ReadRefused,
        Self::PublishProcedures,
        Self::EditCaseKinds,
        Self::ReadDepartments,
        Self::ReadAudit,
    ];

    /// The action's name, for documents.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ReadDirectory => "read_directory",
            Self::EditDirectory => "edit_directory",
            Self::ImportDirectory => "import_directory",
            Self::ExportDirectory => "export_directory",
            Self::ReadFollowUps => "read_follow_ups",
            Self::ReadStatistics => "read_statistics",
            Self::ManageAccounts => "manage_accounts",
            Self::WatchSite => "watch_site",
            Self::ReadRefused => "read_refused",
            Self::PublishProcedures => "publish_procedures",
            Self::EditCaseKinds => "edit_case_kinds",
            Self::ReadDepartments => "read_departments",
            Self::ReadAudit => "read_audit",
        }
    }
}

/// Roles that know every customer of the site.
const KNOWS_CUSTOMERS: &[Role] = &[
    Role::Dispatcher,
    Role::FrontDesk,
    Role::DispatchAssistant,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
    Role::OfficeHead,
];
/// Roles that keep customers' files.
const KEEPS_FILES: &[Role] = &[
    Role::Dispatcher,
    Role::FrontDesk,
    Role::AreaAssistant,
    Role::CsAssistant,
    Role::CscSupervisor,
    Role::CscManager,
    Role::OfficeHead,
];
/// Roles that answer for the files as a whole.
const ANSWERS_FOR_FILES: &[Role] = &[Role::CscSupervisor, Role::CscManager, Role::OfficeHead];

/// Roles that read what is reckoned over all slips.
const READS_STATISTICS: &[Role] =
    &[Role::DispatchAssistant, Role::CsAssistant, Role::CscSupervisor, Role::CscManager, Role::OfficeHead];

/// Roles that watch over the departments; the head of one is none of them, and reads his own.
const WATCHES_DEPARTMENTS: &[Role] = &[Role::CscSupervisor, Role::CscManager, Role::OfficeHead];

const fn doers(action: Action) -> &'static [Role] {
    match action {
        Action::ReadDirectory | Action::ReadFollowUps => KNOWS_CUSTOMERS,
        Action::EditDirectory => KEEPS_FILES,
        Action::ImportDirectory | Action::ExportDirectory => ANSWERS_FOR_FILES,
        Action::ReadStatistics => READS_STATISTICS,
        Action::ManageAccounts => &[Role::Administrator],
        Action::WatchSite => &[Role::CscManager, Role::OfficeHead, Role::Administrator],
        Action::ReadRefused | Action::PublishProcedures => &[Role::CscManager, Role::OfficeHead],
        Action::ReadDepartments => WATCHES_DEPARTMENTS,
        Action::EditCaseKinds | Action::ReadAudit => &[Role::OfficeHead, Role::Administrator],
    }
}

/// Whether `role` may do this.
pub fn may_do(role: Role, action: Action) -> bool {
    doers(action).contains(&role)
}
