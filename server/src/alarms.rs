//! Things that a person should look at: a stolen token, a forged author, a rolled-back database.

use crate::audit::{Act, AuditKind, By, record};
use crate::ident::{DeviceId, UserId};
use crate::store::StoreError;
use rusqlite::{Connection, OptionalExtension, params};

/// What happened. The names are stored; don't rename one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlarmKind {
    /// A refresh token came with another device's signature (attack 7).
    TokenOfAnotherDevice,
    /// A refresh token was used again after its successor had been used (attack 9).
    TokenReused,
    /// Somebody writes in another device's name (attacks 21, 33).
    ForgedActor,
    /// Two lives of one actor (attack 22).
    ActorFork,
    /// A device knows more than this database: it was put back to an older state.
    Rollback,
    /// Changes came back with receipts that are not this server's (attack 33).
    Receipt,
    /// A phone whose enrolment a restore has undone came back.
    DeviceReadmitted,
    /// A phone came back whose person a restore has undone.
    UnknownPerson,
    /// The disk is full or failing.
    Storage,
}

impl AlarmKind {
    /// The stored name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TokenOfAnotherDevice => "token_of_another_device",
            Self::TokenReused => "token_reused",
            Self::ForgedActor => "forged_actor",
            Self::ActorFork => "actor_fork",
            Self::Rollback => "rollback",
            Self::Receipt => "receipt",
            Self::DeviceReadmitted => "device_readmitted",
            Self::UnknownPerson => "unknown_person",
            Self::Storage => "storage",
        }
    }
}

/// An open alarm isn't repeated within this time (ms), so that nobody can fill the list.
const REPEAT_AFTER: i64 = 3_600_000;

/// Records an alarm at `now` (ms) inside the caller's transaction. `detail` is for a person and
/// must hold no secret. The same kind about the same device is recorded once an hour.
pub fn raise(
    connection: &Connection,
    now: i64,
    kind: AlarmKind,
    user: Option<UserId>,
    device: Option<DeviceId>,
    detail: &str,
) -> rusqlite::Result<()> {
    tracing::warn!(kind = kind.name(), device = device.map(|d| d.to_string()), detail = ?detail, "alarm");
    connection
        .prepare_cached(
            "INSERT INTO alarm (at, kind, user, device, detail)
             SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
                 SELECT 1 FROM alarm
                 WHERE kind = ?2 AND device IS ?4 AND settled_at IS NULL AND at > ?1 - ?6)",
        )?
        .execute(params![
            now,
            kind.name(),
            user.as_ref().map(UserId::as_bytes),
            device.as_ref().map(DeviceId::as_bytes),
            detail,
            REPEAT_AFTER
        ])?;
    Ok(())
}

/// Whether an alarm of this kind was raised for the device within the last hour, settled or not.
pub fn raised_lately(
    connection: &Connection,
    now: i64,
    kind: AlarmKind,
    device: DeviceId,
) -> rusqlite::Result<bool> {
    connection
        .prepare_cached("SELECT 1 FROM alarm WHERE kind = ?1 AND device = ?2 AND at > ?3")?
        .exists(params![kind.name(), device.as_bytes(), now.saturating_sub(REPEAT_AFTER)])
}

/// How many alarms nobody has settled yet.
pub fn open_count(connection: &Connection) -> rusqlite::Result<i64> {
    connection.query_row("SELECT count(*) FROM alarm WHERE settled_at IS NULL", [], |row| row.get(0))
}

/// A recorded alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alarm {
    /// Its number.
    pub number: i64,
    /// When, milliseconds since 1970 UTC.
    pub at: i64,
    /// Stored name of its kind.
    pub kind: String,
    /// About whom.
    pub user: Option<UserId>,
    /// About which device.
    pub device: Option<DeviceId>,
    /// For a person.
    pub detail: String,
    /// When somebody dealt with it.
    pub settled_at: Option<i64>,
    /// Who did.
    pub settled_by: Option<UserId>,
}

/// The alarms that nobody has dealt with, newest first, then the others.
pub fn list(connection: &Connection, limit: u32) -> Result<Vec<Alarm>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, at, kind, user, device, detail, settled_at, settled_by FROM alarm
         ORDER BY settled_at IS NOT NULL, at DESC, number DESC LIMIT ?1",
    )?;
    let rows = statement.query_map([limit], |row| {
        Ok(Alarm {
            number: row.get(0)?,
            at: row.get(1)?,
            kind: row.get(2)?,
            user: row.get::<_, Option<[u8; 16]>>(3)?.map(UserId::from_bytes),
            device: row.get::<_, Option<[u8; 16]>>(4)?.map(DeviceId::from_bytes),
            detail: row.get(5)?,
            settled_at: row.get(6)?,
            settled_by: row.get::<_, Option<[u8; 16]>>(7)?.map(UserId::from_bytes),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Records that somebody dealt with an alarm; whoever was first stays. False when there is no such alarm.
pub fn settle(connection: &Connection, by: &By, number: i64) -> Result<bool, StoreError> {
    let found: Option<(String, Option<i64>)> = connection
        .prepare_cached("SELECT kind, settled_at FROM alarm WHERE number = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((kind, settled_at)) = found else { return Ok(false) };
    if settled_at.is_none() {
        connection
            .prepare_cached("UPDATE alarm SET settled_by = ?2, settled_at = ?3 WHERE number = ?1")?
            .execute(params![number, by.user.as_ref().map(UserId::as_bytes), by.at])?;
        let act = Act::of(AuditKind::AlarmSettled).matter(&kind);
        record(connection, by, &act.detail(&number.to_string()))?;
    }
    Ok(true)
}
