//! Changes that were refused: kept with their bytes, and remembered, so that what follows them is refused, too.

use super::{EngineError, FeedError, int, uint};
use crate::admit::{Quarantined, RefusedFrom};
use crate::audit::By;
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{ActorId, ChangeHash, DeviceId, DocumentId, EntryId, UserId};
use planted::Bug;
use rusqlite::{Connection, OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

/// Keeps refused changes with their bytes, and remembers from where on their actor is refused.
pub fn keep_quarantined(
    connection: &Connection,
    user: UserId,
    device: DeviceId,
    quarantined: &[Quarantined],
    now: i64,
) -> Result<(), EngineError> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO quarantine (received_at, user, device, document, kind, actor, actor_seq, reason, detail, digest,
                                 bytes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) ON CONFLICT DO NOTHING",
    )?;
    let mut refuse = connection.prepare_cached(
        "INSERT INTO refused (device, document, actor, from_seq, reason, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO UPDATE SET from_seq = ?4, reason = ?5, detail = ?6 WHERE from_seq > ?4",
    )?;
    for change in quarantined.iter().filter(|_| !planted::is(Bug::QuarantineLoses)) {
        let bytes = client_core::protocol::to_bytes(&change.row).unwrap_or_default();
        let digest: [u8; 32] = Sha256::digest(&bytes).into();
        insert.execute(params![
            now,
            user.as_bytes(),
            device.as_bytes(),
            change.document.as_bytes(),
            change.kind.as_str(),
            change.actor.as_bytes(),
            int(change.row.seq),
            change.reason.as_str(),
            change.detail,
            digest,
            bytes
        ])?;
        refuse.execute(params![
            device.as_bytes(),
            change.document.as_bytes(),
            change.actor.as_bytes(),
            int(change.row.seq),
            change.reason.as_str(),
            change.detail
        ])?;
    }
    Ok(())
}

/// From where on an actor of this device is refused.
pub(super) fn refused_from(
    connection: &Connection,
    device: DeviceId,
    document: DocumentId,
    actor: ActorId,
) -> Result<Option<RefusedFrom>, EngineError> {
    let found = connection
        .prepare_cached(
            "SELECT from_seq, reason, detail FROM refused WHERE device = ?1 AND document = ?2 AND actor = ?3",
        )?
        .query_row(params![device.as_bytes(), document.as_bytes(), actor.as_bytes()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, String>(2)?))
        })
        .optional()?;
    let Some((from, reason, detail)) = found else { return Ok(None) };
    let reason = serde_json::from_value(serde_json::Value::String(reason))
        .map_err(|_| FeedError::Damaged { what: "refusal", document })?;
    Ok(Some(RefusedFrom { seq: uint(from), reason, detail }))
}

/// A line of the quarantine, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct QuarantineLine {
    /// Its number.
    pub id: i64,
    /// When it came, milliseconds since 1970 UTC.
    pub received_at: i64,
    /// Who sent it.
    pub user: UserId,
    /// From which device.
    pub device: DeviceId,
    /// The document.
    pub document: DocumentId,
    /// The actor.
    pub actor: ActorId,
    /// The change's number.
    pub actor_seq: u64,
    /// Why.
    pub reason: String,
    /// For a person.
    pub detail: String,
    /// How many bytes are kept.
    pub size: u64,
    /// When somebody let it in, milliseconds since 1970 UTC.
    pub released_at: Option<i64>,
    /// Who did.
    pub released_by: Option<UserId>,
    /// Its document is a complaint about the service centre, whose people don't see it (CMP-2).
    pub about_centre: bool,
}

const QUARANTINE: &str =
    "SELECT id, received_at, user, device, document, actor, actor_seq, reason, detail, length(bytes),
            released_at, released_by,
            coalesce((SELECT document.kind FROM document WHERE document.id = quarantine.document), kind)
     FROM quarantine";

fn quarantine_line(row: &Row<'_>) -> rusqlite::Result<QuarantineLine> {
    Ok(QuarantineLine {
        id: row.get(0)?,
        received_at: row.get(1)?,
        user: UserId::from_bytes(row.get(2)?),
        device: DeviceId::from_bytes(row.get(3)?),
        document: DocumentId::from_bytes(row.get(4)?),
        actor: ActorId::from_bytes(row.get(5)?),
        actor_seq: uint(row.get(6)?),
        reason: row.get(7)?,
        detail: row.get(8)?,
        size: uint(row.get(9)?),
        released_at: row.get(10)?,
        released_by: row.get::<_, Option<[u8; 16]>>(11)?.map(UserId::from_bytes),
        about_centre: row.get::<_, String>(12)? == DocumentKind::CentreComplaint.as_str(),
    })
}

/// The newest lines of the quarantine.
pub fn quarantine_list(connection: &Connection, limit: u32) -> Result<Vec<QuarantineLine>, EngineError> {
    let mut statement = connection.prepare(&format!("{QUARANTINE} ORDER BY id DESC LIMIT ?1"))?;
    let lines = statement.query_map([limit], quarantine_line)?.collect::<Result<_, _>>()?;
    Ok(lines)
}

/// One line of the quarantine with the bytes as they were sent.
pub fn quarantine_bytes(
    connection: &Connection,
    id: i64,
) -> Result<Option<(QuarantineLine, Vec<u8>)>, EngineError> {
    let line =
        connection.query_row(&format!("{QUARANTINE} WHERE id = ?1"), [id], quarantine_line).optional()?;
    let Some(line) = line else { return Ok(None) };
    let bytes = connection.query_row("SELECT bytes FROM quarantine WHERE id = ?1", [id], |row| row.get(0))?;
    Ok(Some((line, bytes)))
}

/// A refused change as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedChange {
    /// Its number.
    pub id: i64,
    /// When it came, milliseconds since 1970 UTC.
    pub received_at: i64,
    /// Who sent it.
    pub user: UserId,
    /// From which device.
    pub device: DeviceId,
    /// The document.
    pub document: DocumentId,
    /// The kind that the sender named.
    pub kind: DocumentKind,
    /// The actor.
    pub actor: ActorId,
    /// Its row, as bytes.
    pub bytes: Vec<u8>,
    /// Whether somebody has let it in.
    pub released: bool,
}

const REFUSED: &str =
    "SELECT id, received_at, user, device, document, kind, actor, bytes, released_at IS NOT NULL
     FROM quarantine";

fn refused_row(row: &Row<'_>) -> Result<RefusedChange, EngineError> {
    let document = DocumentId::from_bytes(row.get(4)?);
    let kind = DocumentKind::parse(row.get_ref(5)?.as_str().unwrap_or_default());
    Ok(RefusedChange {
        id: row.get(0)?,
        received_at: row.get(1)?,
        user: UserId::from_bytes(row.get(2)?),
        device: DeviceId::from_bytes(row.get(3)?),
        document,
        kind: kind.ok_or(FeedError::Damaged { what: "kind of a refused change", document })?,
        actor: ActorId::from_bytes(row.get(6)?),
        bytes: row.get(7)?,
        released: row.get(8)?,
    })
}

/// The refused change with this number.
pub fn refused_change(connection: &Connection, id: i64) -> Result<Option<RefusedChange>, EngineError> {
    let mut statement = connection.prepare_cached(&format!("{REFUSED} WHERE id = ?1"))?;
    let mut rows = statement.query([id])?;
    rows.next()?.map(refused_row).transpose()
}

/// What else was refused from the same sender's device, and nobody has let in.
pub fn refused_beside(
    connection: &Connection,
    change: &RefusedChange,
) -> Result<Vec<RefusedChange>, EngineError> {
    let mut statement = connection.prepare_cached(&format!(
        "{REFUSED} WHERE user = ?1 AND device = ?2 AND id <> ?3 AND released_at IS NULL ORDER BY id"
    ))?;
    let mut rows = statement.query(params![change.user.as_bytes(), change.device.as_bytes(), change.id])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(refused_row(row)?);
    }
    Ok(found)
}

/// What the newest change of the same actor before this one became that was let in.
pub fn released_before(
    connection: &Connection,
    change: &RefusedChange,
    seq: u64,
) -> Result<Option<ChangeHash>, EngineError> {
    let hash = connection
        .prepare_cached(
            "SELECT released_as FROM quarantine
             WHERE document = ?1 AND actor = ?2 AND actor_seq < ?3 AND released_as IS NOT NULL
             ORDER BY actor_seq DESC LIMIT 1",
        )?
        .query_row(params![change.document.as_bytes(), change.actor.as_bytes(), int(seq)], |row| row.get(0))
        .optional()?;
    Ok(hash.map(ChangeHash::from_bytes))
}

/// Notes who let a refused change in, and which change of the log it became; `None` where its entries were there before.
pub fn mark_released(
    connection: &Connection,
    id: i64,
    by: &By,
    hash: Option<ChangeHash>,
) -> Result<(), EngineError> {
    connection
        .prepare_cached(
            "UPDATE quarantine SET released_at = ?2, released_by = ?3, released_as = ?4 WHERE id = ?1",
        )?
        .execute(params![
            id,
            by.at,
            by.user.as_ref().map(UserId::as_bytes),
            hash.as_ref().map(ChangeHash::as_bytes)
        ])?;
    Ok(())
}

/// The bytes of an entry of the log.
pub fn entry_bytes(
    connection: &Connection,
    document: DocumentId,
    id: EntryId,
) -> Result<Option<Vec<u8>>, EngineError> {
    let bytes = connection
        .prepare_cached("SELECT bytes FROM entry WHERE document = ?1 AND ulid = ?2")?
        .query_row(params![document.as_bytes(), id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(bytes)
}

/// Whether the device is this person's, removed or not.
pub fn is_device_of(connection: &Connection, device: DeviceId, user: UserId) -> Result<bool, EngineError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM device WHERE id = ?1 AND user = ?2")?;
    Ok(statement.exists(params![device.as_bytes(), user.as_bytes()])?)
}
