//! Why a command had no effect, with its exit code and the data that a script needs.

use crate::environment::EntropyUnavailable;
use client_core::device::http::HttpError;
use client_core::device::sealing::PassphraseError;
use client_core::device::store::StoreError;
use client_core::device::sync::{FailureKind, SyncError};
use client_core::device::{EnrolError, ExecuteError};
use client_core::domain::decide::Rejection;
use client_core::domain::matter::{Form, Section};
use client_core::domain::procedure::Unit;
use client_core::domain::stock::TicketError;
use serde_json::{Value, json};
use undercroft_picture::PhotoFault;
use undercroft_words::units::{self, NumberFault};

/// Process exit codes. `field --help` and the manual say the same.
pub mod exit {
    /// Anything else.
    pub const OTHER: u8 = 1;
    /// The command can't be understood.
    pub const USAGE: u8 = 2;
    /// A rule refuses it.
    pub const REFUSED: u8 = 3;
    /// Nobody is enrolled, or a login is needed.
    pub const NOT_SIGNED_IN: u8 = 4;
    /// The server can't be reached.
    pub const UNREACHABLE: u8 = 5;
    /// Not saved.
    pub const NOT_SAVED: u8 = 6;
    /// The server refused some changes.
    pub const STUCK: u8 = 7;
}

/// Why a command had no effect.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Arguments that clap refuses; its own words.
    #[error("{0}")]
    Arguments(String),
    /// A value that can't be read.
    #[error("{field}: {text:?} is not {expected}")]
    Value {
        /// Which argument or value.
        field: String,
        /// What was typed.
        text: String,
        /// What can be typed, for a person.
        expected: String,
    },
    /// A text that is no number of the record's unit.
    #[error("{field}: {text:?} is not {expected} ({})", why.code())]
    Number {
        /// Which value.
        field: String,
        /// What was typed.
        text: String,
        /// What can be typed, for a person: unit and range.
        expected: String,
        /// The record's small unit.
        unit: Unit,
        /// Smallest possible, in the small unit.
        min: Option<i64>,
        /// Largest possible, in the small unit.
        max: Option<i64>,
        /// What is wrong.
        why: NumberFault,
    },
    /// A value that the step doesn't record.
    #[error("step {step} records no {name:?}")]
    UnknownValue {
        /// The step.
        step: String,
        /// What was typed.
        name: String,
        /// What it records.
        names: Vec<String>,
    },
    /// A replace step without the part.
    #[error("step {step} needs --item, --old and --new")]
    PartNeeded {
        /// The step.
        step: String,
        /// The items that it takes.
        items: Vec<String>,
    },
    /// Several things begin so.
    #[error("{text:?} could be several")]
    Ambiguous {
        /// What was typed.
        text: String,
        /// What it could be.
        candidates: Vec<String>,
    },
    /// A file of the person's can't be read.
    #[error("{path}: {detail}")]
    File {
        /// It.
        path: String,
        /// Why.
        detail: String,
    },
    /// A file of the person's is no photo.
    #[error("{path}: {problem}")]
    Photo {
        /// It.
        path: String,
        /// Why.
        problem: PhotoFault,
    },
    /// No such order here.
    #[error("no order {text:?} on this device")]
    NoSuchOrder {
        /// What was typed.
        text: String,
    },
    /// No incident of this device is named so.
    #[error("no incident {text:?} on this device")]
    NoSuchIncident {
        /// What was typed.
        text: String,
    },
    /// No complaint of this device is named so.
    #[error("no complaint {text:?} on this device")]
    NoSuchComplaint {
        /// What was typed.
        text: String,
    },
    /// No management-fee account of this device has this number.
    #[error("no fee account {text:?} on this device")]
    NoSuchAccount {
        /// What was typed.
        text: String,
    },
    /// No visit to the account was given this receipt (FEE-11).
    #[error("no visit with receipt {text:?}")]
    NoSuchReceipt {
        /// What was typed.
        text: String,
    },
    /// No matter of this device is named so.
    #[error("no matter {text:?} on this device")]
    NoSuchMatter {
        /// What was typed.
        text: String,
    },
    /// A field that the section of a form doesn't have.
    #[error("section {section} has no field {name:?}")]
    UnknownField {
        /// The section's key.
        section: &'static str,
        /// What was typed.
        name: String,
        /// Its fields.
        fields: Vec<&'static str>,
    },
    /// A rule refuses it.
    #[error(transparent)]
    Rejected(Rejection),
    /// The same about a matter: its form gives sections and fields their names.
    #[error("{rejection}")]
    OfForm {
        /// The refusal.
        rejection: Rejection,
        /// The form.
        form: &'static Form,
        /// The section that was being filled in.
        section: Option<&'static Section>,
    },
    /// The same, with its quantity as people write it.
    #[error("{rejection}: {quantity}")]
    InUnits {
        /// The refusal.
        rejection: Rejection,
        /// The quantity with its unit.
        quantity: String,
    },
    /// A text that is no ticket.
    #[error(transparent)]
    Ticket(TicketError),
    /// Nobody is enrolled.
    #[error("nobody is enrolled on this device")]
    NotEnrolled,
    /// The session's family ended or expired.
    #[error("a login is needed: {detail}")]
    LoginNeeded {
        /// What the server said.
        detail: String,
    },
    /// The server lets nobody in with this.
    #[error("the server refused ({code}): {detail}")]
    SignIn {
        /// The problem's name, such as `invalid-credentials`.
        code: String,
        /// What the server said.
        detail: String,
    },
    /// Work of another enrolment waits.
    #[error("{count} unsent items must be sent first")]
    UnsentWork {
        /// How many.
        count: usize,
    },
    /// The server can't be reached, or is busy.
    #[error("the server can't be reached: {detail}")]
    Unreachable {
        /// A word for scripts: `offline`, `timeout`, `busy`, `not_our_server`.
        why: &'static str,
        /// In more words.
        detail: String,
    },
    /// The server refuses the request as a whole.
    #[error("the server refused the request ({status}): {detail}")]
    Server {
        /// HTTP status.
        status: u16,
        /// In more words.
        detail: String,
    },
    /// The store.
    #[error(transparent)]
    Store(StoreError),
    /// Stored data were damaged and are set right. The command had no effect and can be given again.
    #[error("{records} damaged records were set right")]
    Mended {
        /// How many could not be read.
        records: u32,
    },
    /// The folder or a file in it.
    #[error("{what}: {detail}")]
    Folder {
        /// Which.
        what: String,
        /// Why.
        detail: String,
    },
    /// The device's key is gone or damaged.
    #[error("the device's key can't be read: {detail}")]
    Key {
        /// Why.
        detail: String,
    },
    /// The device's seal is gone or damaged: nothing opens what is stored.
    #[error("the device's seal can't be read: {detail}")]
    Seal {
        /// Why.
        detail: String,
    },
    /// What the device's seal says to a passphrase.
    #[error(transparent)]
    Passphrase(PassphraseError),
    /// No passphrase, and nobody to ask for it.
    #[error("a passphrase is needed: --passphrase-file, or a terminal")]
    NoPassphrase,
    /// What was typed twice isn't the same.
    #[error("the two passphrases differ")]
    PassphrasesDiffer,
    /// A fault of this program or of the machine.
    #[error("{0}")]
    Internal(String),
}

impl Fault {
    /// A value that can't be read.
    pub fn value(field: impl Into<String>, text: impl Into<String>, expected: impl Into<String>) -> Self {
        Self::Value { field: field.into(), text: text.into(), expected: expected.into() }
    }

    /// The exit code.
    pub fn exit(&self) -> u8 {
        match self {
            Self::Arguments(_)
            | Self::Value { .. }
            | Self::Number { .. }
            | Self::UnknownValue { .. }
            | Self::UnknownField { .. }
            | Self::PartNeeded { .. }
            | Self::Ambiguous { .. }
            | Self::File { .. }
            | Self::Ticket(_)
            | Self::Passphrase(PassphraseError::Short)
            | Self::NoPassphrase
            | Self::PassphrasesDiffer
            | Self::Photo { .. } => exit::USAGE,
            Self::NoSuchOrder { .. }
            | Self::NoSuchIncident { .. }
            | Self::NoSuchComplaint { .. }
            | Self::NoSuchAccount { .. }
            | Self::NoSuchReceipt { .. }
            | Self::NoSuchMatter { .. }
            | Self::Rejected(_)
            | Self::OfForm { .. }
            | Self::InUnits { .. }
            | Self::UnsentWork { .. } => exit::REFUSED,
            Self::NotEnrolled
            | Self::LoginNeeded { .. }
            | Self::SignIn { .. }
            | Self::Passphrase(PassphraseError::Wrong | PassphraseError::OtherKey) => exit::NOT_SIGNED_IN,
            Self::Unreachable { .. } => exit::UNREACHABLE,
            Self::Store(StoreError::NotSaved | StoreError::Locked | StoreError::Io(_))
            | Self::Mended { .. } => exit::NOT_SAVED,
            Self::Store(StoreError::Corrupt(_))
            | Self::Server { .. }
            | Self::Folder { .. }
            | Self::Key { .. }
            | Self::Seal { .. }
            | Self::Passphrase(PassphraseError::Derive(_))
            | Self::Internal(_) => exit::OTHER,
        }
    }

    /// A word for scripts.
    pub fn code(&self) -> String {
        match self {
            Self::Arguments(_) => "usage".into(),
            Self::Value { .. } | Self::Number { .. } => "invalid_value".into(),
            Self::UnknownValue { .. } => "unknown_value".into(),
            Self::UnknownField { .. } => "unknown_field".into(),
            Self::PartNeeded { .. } => "part_needed".into(),
            Self::Ambiguous { .. } => "ambiguous".into(),
            Self::File { .. } => "file".into(),
            Self::Photo { problem: PhotoFault::NotAPicture, .. } => "not_a_picture".into(),
            Self::Photo { problem: PhotoFault::TooManyPixels { .. }, .. } => "too_many_pixels".into(),
            Self::Photo { problem: PhotoFault::Damaged(_), .. } => "damaged_picture".into(),
            Self::NoSuchOrder { .. }
            | Self::NoSuchIncident { .. }
            | Self::NoSuchComplaint { .. }
            | Self::NoSuchAccount { .. }
            | Self::NoSuchReceipt { .. }
            | Self::NoSuchMatter { .. } => "not_found".into(),
            Self::Rejected(rejection) | Self::OfForm { rejection, .. } | Self::InUnits { rejection, .. } => {
                rejection_parts(rejection).0
            }
            Self::Ticket(TicketError::NotATicket) => "not_a_ticket".into(),
            Self::Ticket(TicketError::Damaged) => "damaged_ticket".into(),
            Self::NotEnrolled => "not_enrolled".into(),
            Self::LoginNeeded { .. } => "login_needed".into(),
            Self::SignIn { code, .. } => code.replace('-', "_"),
            Self::UnsentWork { .. } => "unsent_work".into(),
            Self::Unreachable { why, .. } => (*why).into(),
            Self::Server { .. } => "server_refused".into(),
            Self::Store(StoreError::NotSaved) => "not_saved".into(),
            Self::Store(StoreError::Locked) => "locked".into(),
            Self::Store(StoreError::Corrupt(_)) => "damaged".into(),
            Self::Mended { .. } => "mended".into(),
            Self::Store(StoreError::Io(_)) => "store_failed".into(),
            Self::Folder { .. } => "folder".into(),
            Self::Key { .. } => "key".into(),
            Self::Seal { .. } => "seal".into(),
            Self::Passphrase(PassphraseError::Short) => "short_passphrase".into(),
            Self::Passphrase(PassphraseError::Wrong) => "wrong_passphrase".into(),
            Self::Passphrase(PassphraseError::OtherKey) => "no_recovery".into(),
            Self::Passphrase(PassphraseError::Derive(_)) => "passphrase_failed".into(),
            Self::NoPassphrase => "no_passphrase".into(),
            Self::PassphrasesDiffer => "passphrases_differ".into(),
            Self::Internal(_) => "internal".into(),
        }
    }

    /// Data for scripts.
    pub fn data(&self) -> Value {
        match self {
            Self::Value { field, text, expected } => {
                json!({ "field": field, "value": text, "expected": expected })
            }
            Self::Number { field, text, expected, unit, min, max, why } => json!({
                "field": field,
                "value": text,
                "expected": expected,
                "unit": unit,
                "units": units::written(*unit),
                "min": min,
                "max": max,
                "problem": why.code(),
            }),
            Self::UnknownValue { step, name, names } => json!({ "step": step, "name": name, "names": names }),
            Self::UnknownField { section, name, fields } => {
                json!({ "section": section, "name": name, "fields": fields })
            }
            Self::PartNeeded { step, items } => json!({ "step": step, "items": items }),
            Self::Ambiguous { text, candidates } => json!({ "value": text, "candidates": candidates }),
            Self::File { path, detail } => json!({ "path": path, "detail": detail }),
            Self::Photo { path, problem } => json!({ "path": path, "detail": problem.to_string() }),
            Self::NoSuchOrder { text } => json!({ "order": text }),
            Self::NoSuchIncident { text } => json!({ "incident": text }),
            Self::NoSuchComplaint { text } => json!({ "complaint": text }),
            Self::NoSuchAccount { text } => json!({ "account": text }),
            Self::NoSuchReceipt { text } => json!({ "receipt": text }),
            Self::NoSuchMatter { text } => json!({ "matter": text }),
            Self::Rejected(rejection) | Self::OfForm { rejection, .. } | Self::InUnits { rejection, .. } => {
                rejection_parts(rejection).1
            }
            Self::LoginNeeded { detail }
            | Self::SignIn { detail, .. }
            | Self::Unreachable { detail, .. }
            | Self::Store(StoreError::Corrupt(detail) | StoreError::Io(detail))
            | Self::Seal { detail }
            | Self::Key { detail } => json!({ "detail": detail }),
            Self::UnsentWork { count } => json!({ "unsent": count }),
            Self::Mended { records } => json!({ "records": records }),
            Self::Server { status, detail } => json!({ "status": status, "detail": detail }),
            Self::Folder { what, detail } => json!({ "what": what, "detail": detail }),
            Self::Arguments(_)
            | Self::Ticket(_)
            | Self::NotEnrolled
            | Self::Store(StoreError::NotSaved | StoreError::Locked)
            | Self::Passphrase(_)
            | Self::NoPassphrase
            | Self::PassphrasesDiffer
            | Self::Internal(_) => Value::Null,
        }
    }
}

/// Code and data as the rejection itself serializes them, so that a new rejection needs nothing here.
fn rejection_parts(rejection: &Rejection) -> (String, Value) {
    let mut value = serde_json::to_value(rejection).unwrap_or_default();
    let code = value.get("code").and_then(Value::as_str).unwrap_or("refused").to_owned();
    let data = value.get_mut("data").map(Value::take).unwrap_or_default();
    (code, data)
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<PassphraseError> for Fault {
    fn from(error: PassphraseError) -> Self {
        Self::Passphrase(error)
    }
}

impl From<EntropyUnavailable> for Fault {
    fn from(error: EntropyUnavailable) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<ExecuteError> for Fault {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::NotEnrolled => Self::NotEnrolled,
            ExecuteError::Rejected(rejection) => Self::Rejected(rejection),
            ExecuteError::Store(error) => Self::Store(error),
            other @ ExecuteError::Build(_) => Self::Internal(other.to_string()),
        }
    }
}

impl From<EnrolError> for Fault {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::UnsentWork(count) => Self::UnsentWork { count },
            EnrolError::Store(error) => Self::Store(error),
        }
    }
}

impl From<FailureKind> for Fault {
    fn from(kind: FailureKind) -> Self {
        let detail = kind.to_string();
        match kind {
            FailureKind::Offline => Self::Unreachable { why: "offline", detail },
            FailureKind::Timeout => Self::Unreachable { why: "timeout", detail },
            FailureKind::NotOurServer => Self::Unreachable { why: "not_our_server", detail },
            FailureKind::Busy { .. } => Self::Unreachable { why: "busy", detail },
            FailureKind::Unauthorized => Self::LoginNeeded { detail },
            FailureKind::Refused(status) => Self::Server { status, detail },
        }
    }
}

impl From<SyncError> for Fault {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::NotEnrolled => Self::NotEnrolled,
            SyncError::Store(error) => Self::Store(error),
            SyncError::Transport(kind) => kind.into(),
            // Whatever answered didn't speak the protocol to this request: the same to a person as no server at all.
            SyncError::Answer(error) => {
                Self::Unreachable { why: "not_our_server", detail: error.to_string() }
            }
            other @ SyncError::Wire(_) => Self::Internal(other.to_string()),
        }
    }
}

impl From<HttpError> for Fault {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Failure(kind) => kind.into(),
            HttpError::SignedOut => Self::LoginNeeded { detail: error.to_string() },
            HttpError::Enrol(error) => error.into(),
            HttpError::Store(error) => Self::Store(error),
            HttpError::Sync(error) => error.into(),
            HttpError::Problem { status, kind, title, detail } => match status {
                401 | 403 | 410 => Self::SignIn { code: kind, detail },
                408 | 429 | 502..=504 => Self::Unreachable { why: "busy", detail },
                _ => Self::Server { status, detail: format!("{title}: {detail}") },
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rejection_keeps_its_own_code_and_data() {
        let fault = Fault::Rejected(Rejection::Missing { field: "contact".into() });
        assert_eq!(fault.exit(), exit::REFUSED);
        assert_eq!(fault.code(), "missing");
        assert_eq!(fault.data(), json!({ "field": "contact" }));
    }

    #[test]
    fn a_full_disk_a_lock_and_a_failed_disk_are_not_saved() {
        for error in [StoreError::NotSaved, StoreError::Locked, StoreError::Io("x".into())] {
            assert_eq!(Fault::Store(error).exit(), exit::NOT_SAVED);
        }
    }
}
