//! One line: who did what, by which way.

use super::AuditKind;
use super::chain;
use crate::ident::{DeviceId, UserId};
use planted::Bug;
use rusqlite::{Connection, params};

/// By which way somebody came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// A page of the consoles, or what it asks for with its cookie.
    Page,
    /// A tool of the office with a token.
    Api,
    /// A phone.
    Device,
    /// The operator's command line, at the server's own machine.
    Command,
    /// The server itself noticed it.
    Server,
}

impl Origin {
    /// All ways.
    pub const ALL: &'static [Self] = &[Self::Page, Self::Api, Self::Device, Self::Command, Self::Server];

    /// The stored name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Api => "api",
            Self::Device => "device",
            Self::Command => "command",
            Self::Server => "server",
        }
    }
}

/// Who does something, when, and by which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct By {
    /// When (ms).
    pub at: i64,
    /// By which way.
    pub origin: Origin,
    /// Who; nobody who is known, for the operator and for whoever isn't signed in.
    pub user: Option<UserId>,
    /// From which device, or which place in the office.
    pub device: Option<DeviceId>,
}

impl By {
    /// The operator, by a command at the server's own machine.
    pub const fn operator(at: i64) -> Self {
        Self { at, origin: Origin::Command, user: None, device: None }
    }

    /// Nobody who is known.
    pub const fn nobody(at: i64, origin: Origin) -> Self {
        Self { at, origin, user: None, device: None }
    }
}

/// What was done.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// Of which kind.
    pub kind: AuditKind,
    /// Whom it is about.
    pub person: Option<UserId>,
    /// Which device it is about.
    pub device: Option<DeviceId>,
    /// What it is about, by its own name: a role, a department, a list, a procedure.
    pub matter: &'a str,
    /// More about it: a version, a form and a number of rows, a network address. Never a secret.
    pub detail: &'a str,
}

impl<'a> Act<'a> {
    /// Something of a kind, about nobody and nothing yet.
    pub const fn of(kind: AuditKind) -> Self {
        Self { kind, person: None, device: None, matter: "", detail: "" }
    }

    /// The same, about a person.
    pub const fn about(self, person: UserId) -> Self {
        Self { person: Some(person), ..self }
    }

    /// The same, about a device.
    pub const fn device(self, device: DeviceId) -> Self {
        Self { device: Some(device), ..self }
    }

    /// The same, about a thing with a name.
    pub const fn matter(self, matter: &'a str) -> Self {
        Self { matter, ..self }
    }

    /// The same, with more about it.
    pub const fn detail(self, detail: &'a str) -> Self {
        Self { detail, ..self }
    }
}

/// Adds a line inside the caller's transaction, and gives its number. Call it in the transaction of what it tells of.
///
/// # Errors
/// The database; the caller's transaction must then come to nothing.
pub fn record(connection: &Connection, by: &By, act: &Act<'_>) -> rusqlite::Result<i64> {
    let (number, before) = chain::end(connection)?;
    let number = number.saturating_add(1);
    let before = if planted::is(Bug::AuditUnchained) { Default::default() } else { before };
    let link = chain::Link {
        number,
        at: by.at,
        kind: act.kind.as_str(),
        origin: by.origin.as_str(),
        actor: by.user.map(|id| *id.as_bytes()),
        place: by.device.map(|id| *id.as_bytes()),
        person: act.person.map(|id| *id.as_bytes()),
        device: act.device.map(|id| *id.as_bytes()),
        matter: act.matter,
        detail: act.detail,
    };
    connection
        .prepare_cached(
            "INSERT INTO audit (number, at, kind, origin, actor, place, person, device, matter, detail, chain)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        )?
        .execute(params![
            link.number,
            link.at,
            link.kind,
            link.origin,
            link.actor,
            link.place,
            link.person,
            link.device,
            link.matter,
            link.detail,
            link.after(&before)
        ])?;
    Ok(number)
}
