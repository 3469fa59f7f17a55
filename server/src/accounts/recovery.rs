//! The key that opens a device's sealed data after a login.
//!
//! A device seals what it stores under a data key, and keeps that key wrapped twice: by the person's PIN
//! together with a secret of the platform, and by the key that is kept here. It opens nothing without the
//! device's storage, and is handed out only at the enrolment and on a login with the password and the
//! device's signature. Each time is a line.

use super::AccountError;
use crate::audit::{Act, AuditKind, By, Origin, record};
use crate::ident::{DeviceId, UserId};
use crate::keys::ServerKeys;
use rusqlite::{Connection, OptionalExtension, params};

/// A device's recovery key. `Debug` doesn't show it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct RecoveryKey(pub [u8; 32]);

impl std::fmt::Debug for RecoveryKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryKey(..)")
    }
}

/// Why a key is handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The device is enrolled.
    Enrolment,
    /// Its user has logged in on it.
    Login,
}

/// One time that a key was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// To which device.
    pub device: DeviceId,
    /// To whom.
    pub user: UserId,
    /// When (ms).
    pub at: i64,
    /// Why.
    pub why: Why,
}

/// Hands a device's key out, and writes that down. A device that was enrolled before there were keys gets
/// one. A new key follows from the server's own, so that a restore to before it was made gives the same one again.
pub(super) fn give(
    connection: &Connection,
    keys: &ServerKeys,
    now: i64,
    device: DeviceId,
    user: UserId,
    why: Why,
) -> Result<RecoveryKey, AccountError> {
    let known: Option<[u8; 32]> = connection
        .prepare_cached("SELECT key FROM device_recovery WHERE device = ?1")?
        .query_row([device.as_bytes()], |row| row.get(0))
        .optional()?;
    let key = if let Some(key) = known {
        key
    } else {
        let fresh = keys.mac("undercroft/1/device-recovery", device.as_bytes())?;
        connection.execute(
            "INSERT INTO device_recovery (device, key, created_at) VALUES (?1, ?2, ?3)",
            params![device.as_bytes(), fresh, now],
        )?;
        fresh
    };
    let word = match why {
        Why::Enrolment => "enrolment",
        Why::Login => "login",
    };
    connection.execute(
        "INSERT INTO device_recovery_given (device, user, at, why) VALUES (?1, ?2, ?3, ?4)",
        params![device.as_bytes(), user.as_bytes(), now, word],
    )?;
    let by = By { at: now, origin: Origin::Device, user: Some(user), device: Some(device) };
    record(connection, &by, &Act::of(AuditKind::RecoveryKeyGiven).about(user).device(device))?;
    Ok(RecoveryKey(key))
}

/// Every time that a key was handed out, the newest first.
///
/// Errors: those of the database.
pub fn given(connection: &Connection) -> Result<Vec<Given>, AccountError> {
    let mut statement = connection
        .prepare("SELECT device, user, at, why FROM device_recovery_given ORDER BY number DESC LIMIT 1000")?;
    let rows = statement.query_map([], |row| {
        let why = if row.get_ref(3)?.as_str()? == "login" { Why::Login } else { Why::Enrolment };
        Ok(Given {
            device: DeviceId::from_bytes(row.get(0)?),
            user: UserId::from_bytes(row.get(1)?),
            at: row.get(2)?,
            why,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
