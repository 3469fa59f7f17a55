//! Why a call had no effect, as `contract.ts` says it.

use crate::lock::LockError;
use client_core::device::http::HttpError;
use client_core::device::store::StoreError;
use client_core::device::sync::{FailureKind, SyncError};
use client_core::device::{EnrolError, ExecuteError};
use client_core::domain::decide::Rejection;
use client_core::domain::stock::TicketError;
use serde_json::{Value, json};

/// A failed call. Nothing was written, except where [`StoreError::Io`] says that it is uncertain.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A rule refuses it.
    #[error(transparent)]
    Rejected(Rejection),
    /// A rule refuses it, in words that only the caller could find.
    #[error("{0}")]
    RejectedAs(Rejection, String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The connection.
    #[error(transparent)]
    Connection(#[from] FailureKind),
    /// The server said no.
    #[error("{kind}: {detail}")]
    Server {
        /// The problem's name, such as `invalid-code`.
        kind: String,
        /// HTTP status.
        status: u16,
        /// In more words.
        detail: String,
    },
    /// A login is needed.
    #[error("not signed in")]
    SignedOut,
    /// Work waits to be sent.
    #[error("{0} unsent items")]
    UnsentWork(usize),
    /// Nobody is enrolled.
    #[error("this device is not enrolled")]
    NotEnrolled,
    /// The data are sealed.
    #[error("the data are sealed: unlock first")]
    Sealed,
    /// Another tab has the data open.
    #[error("another tab has the data open")]
    Elsewhere,
    /// Not on this device.
    #[error("not on this device")]
    NotFound,
    /// A text that is no ticket.
    #[error(transparent)]
    Ticket(#[from] TicketError),
    /// Arguments that can't be read.
    #[error("{call}: {why}")]
    BadCall {
        /// The call.
        call: String,
        /// Why.
        why: String,
    },
    /// Stored data were damaged and are set right: so many records. The call had no effect and can be made again.
    #[error("{0} damaged records were set right")]
    Mended(u32),
    /// A fault of this program.
    #[error("{0}")]
    Internal(String),
}

impl Fault {
    /// The word that screens switch on.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rejected(_) | Self::RejectedAs(..) => "rejected",
            Self::Store(StoreError::NotSaved) => "not_saved",
            Self::Store(StoreError::Locked) | Self::Elsewhere => "elsewhere",
            Self::Store(StoreError::Corrupt(_)) => "damaged",
            Self::Store(StoreError::Io(_)) => "store_failed",
            Self::Lock(LockError::Wrong { .. }) => "wrong_pin",
            Self::Lock(LockError::NoPin | LockError::OtherKey) => "pin_deleted",
            Self::Lock(LockError::WeakPin) => "weak_pin",
            Self::Lock(LockError::WeakSecret) => "weak_passphrase",
            Self::Lock(LockError::Derive(_)) | Self::Internal(_) => "internal",
            Self::Connection(kind) => connection(*kind),
            Self::Server { .. } => "server",
            Self::SignedOut => "signed_out",
            Self::UnsentWork(_) => "unsent_work",
            Self::NotEnrolled => "not_enrolled",
            Self::Sealed => "sealed",
            Self::NotFound => "not_found",
            Self::Ticket(TicketError::NotATicket) => "not_a_ticket",
            Self::Ticket(TicketError::Damaged) => "damaged_ticket",
            Self::BadCall { .. } => "bad_call",
            Self::Mended(_) => "mended",
        }
    }

    /// As JSON, without the words for people.
    pub fn to_json(&self) -> Value {
        let mut json = json!({ "code": self.code(), "message": self.to_string() });
        match self {
            Self::Rejected(rejection) | Self::RejectedAs(rejection, _) => {
                json["rejection"] = json!(rejection)
            }
            Self::Lock(LockError::Wrong { left }) => json["left"] = json!(left),
            Self::UnsentWork(count) => json["count"] = json!(count),
            Self::Connection(FailureKind::Refused(status)) => json["status"] = json!(status),
            Self::Server { kind, status, .. } => {
                json["kind"] = json!(kind);
                json["status"] = json!(status);
            }
            _ => {}
        }
        json
    }
}

/// A failed connection in a word.
pub const fn connection(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Offline => "offline",
        FailureKind::Timeout => "timeout",
        FailureKind::NotOurServer => "not_our_server",
        FailureKind::Unauthorized => "signed_out",
        FailureKind::Busy { .. } => "busy",
        FailureKind::Refused(_) => "refused",
    }
}

impl From<ExecuteError> for Fault {
    fn from(error: ExecuteError) -> Self {
        match error {
            ExecuteError::NotEnrolled => Self::NotEnrolled,
            ExecuteError::Rejected(Rejection::NotFound) => Self::NotFound,
            ExecuteError::Rejected(rejection) => Self::Rejected(rejection),
            ExecuteError::Store(error) => Self::Store(error),
            ExecuteError::Build(error) => Self::Internal(error.to_string()),
        }
    }
}

impl From<EnrolError> for Fault {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::UnsentWork(count) => Self::UnsentWork(count),
            EnrolError::Store(error) => Self::Store(error),
        }
    }
}

impl From<SyncError> for Fault {
    fn from(error: SyncError) -> Self {
        match error {
            SyncError::NotEnrolled => Self::NotEnrolled,
            SyncError::Store(error) => Self::Store(error),
            SyncError::Transport(kind) => Self::Connection(kind),
            // Whoever answers something else isn't the server.
            SyncError::Answer(_) => Self::Connection(FailureKind::NotOurServer),
            SyncError::Wire(error) => Self::Internal(error.to_string()),
        }
    }
}

impl From<HttpError> for Fault {
    fn from(error: HttpError) -> Self {
        match error {
            HttpError::Failure(kind) => Self::Connection(kind),
            HttpError::Problem { status, kind, title, detail } => {
                Self::Server { kind, status, detail: format!("{title}: {detail}") }
            }
            HttpError::SignedOut => Self::SignedOut,
            HttpError::Enrol(error) => error.into(),
            HttpError::Store(error) => Self::Store(error),
            HttpError::Sync(error) => error.into(),
        }
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(error.to_string())
    }
}
