//! The closed list of what is recorded.

/// What somebody did. The names are stored; don't rename one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuditKind {
    /// Signed in with a password.
    SignedIn,
    /// Tried to, in vain; one line for a quarter of an hour.
    SignInFailed,
    /// Ended a browser's session.
    SignedOut,
    /// Made an account.
    UserMade,
    /// Shut somebody out.
    UserShutOut,
    /// Gave a role.
    RoleAdded,
    /// Ended a role.
    RoleEnded,
    /// Set somebody's password; every session of his ended with it.
    PasswordSet,
    /// Set or took away the address at which somebody gets notices.
    ContactChanged,
    /// Named the head of a department.
    HeadNamed,
    /// Left a department without a head.
    HeadRemoved,
    /// Made a one-time code for a phone.
    CodeMade,
    /// Enrolled a phone.
    DeviceEnrolled,
    /// Came back with a phone whose enrolment a restore had undone.
    DeviceReadmitted,
    /// Removed a device.
    DeviceRemoved,
    /// Was given the key that opens what a phone has sealed.
    RecoveryKeyGiven,
    /// Published a procedure.
    ProcedurePublished,
    /// Wrote a kind of case.
    CaseKindWritten,
    /// Published a fee standard.
    FeesPublished,
    /// Published materials and tools.
    CataloguePublished,
    /// Started the server with other settings than before.
    SettingsChanged,
    /// Dealt with an alarm.
    AlarmSettled,
    /// Let a refused change in.
    ChangeReleased,
    /// Took a list out as a file.
    DataExported,
    /// Took customers, units and buildings in from a file.
    DirectoryImported,
    /// Began a backup.
    BackupTaken,
    /// A device showed that the database was put back to an older state.
    BackupRestored,
    /// Made the tables that follow from the log again.
    TablesRebuilt,
}

impl AuditKind {
    /// All kinds.
    pub const ALL: &'static [Self] = &[
        Self::SignedIn,
        Self::SignInFailed,
        Self::SignedOut,
        Self::UserMade,
        Self::UserShutOut,
        Self::RoleAdded,
        Self::RoleEnded,
        Self::PasswordSet,
        Self::ContactChanged,
        Self::HeadNamed,
        Self::HeadRemoved,
        Self::CodeMade,
        Self::DeviceEnrolled,
        Self::DeviceReadmitted,
        Self::DeviceRemoved,
        Self::RecoveryKeyGiven,
        Self::ProcedurePublished,
        Self::CaseKindWritten,
        Self::FeesPublished,
        Self::CataloguePublished,
        Self::SettingsChanged,
        Self::AlarmSettled,
        Self::ChangeReleased,
        Self::DataExported,
        Self::DirectoryImported,
        Self::BackupTaken,
        Self::BackupRestored,
        Self::TablesRebuilt,
    ];

    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "signed_in",
            Self::SignInFailed => "sign_in_failed",
            Self::SignedOut => "signed_out",
            Self::UserMade => "user_made",
            Self::UserShutOut => "user_shut_out",
            Self::RoleAdded => "role_added",
            Self::RoleEnded => "role_ended",
            Self::PasswordSet => "password_set",
            Self::ContactChanged => "contact_changed",
            Self::HeadNamed => "head_named",
            Self::HeadRemoved => "head_removed",
            Self::CodeMade => "code_made",
            Self::DeviceEnrolled => "device_enrolled",
            Self::DeviceReadmitted => "device_readmitted",
            Self::DeviceRemoved => "device_removed",
            Self::RecoveryKeyGiven => "recovery_key_given",
            Self::ProcedurePublished => "procedure_published",
            Self::CaseKindWritten => "case_kind_written",
            Self::FeesPublished => "fees_published",
            Self::CataloguePublished => "catalogue_published",
            Self::SettingsChanged => "settings_changed",
            Self::AlarmSettled => "alarm_settled",
            Self::ChangeReleased => "change_released",
            Self::DataExported => "data_exported",
            Self::DirectoryImported => "directory_imported",
            Self::BackupTaken => "backup_taken",
            Self::BackupRestored => "backup_restored",
            Self::TablesRebuilt => "tables_rebuilt",
        }
    }

    /// The kind of a stored name; `None` for one of a newer program.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::AuditKind;
    use std::collections::BTreeSet;

    #[test]
    fn p17_every_kind_is_read_back_by_its_own_name() {
        let names: BTreeSet<&str> = AuditKind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(names.len(), AuditKind::ALL.len());
        for kind in AuditKind::ALL {
            assert_eq!(AuditKind::parse(kind.as_str()), Some(*kind));
        }
    }
}
