//! Devices: phones that were enrolled, and one place in the office per user.

use super::AccountError;
use crate::audit::{Act, AuditKind, By, record};
use crate::ident::{DeviceId, UserId};
use rusqlite::{Connection, OptionalExtension, Row, params};

/// What a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKind {
    /// Enrolled with a key of its own; works offline.
    Field,
    /// A user's browsers and tools in the office.
    Office,
}

/// A device row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: DeviceId,
    /// What it is.
    pub kind: DeviceKind,
    /// Whose it is.
    pub user: UserId,
    /// Its label, for people.
    pub name: String,
    /// Its Ed25519 key; office places have none.
    pub public_key: Option<[u8; 32]>,
    /// The prefix of slip numbers that it gives out by itself; office places have none.
    pub prefix: Option<String>,
    /// When it was enrolled (ms).
    pub enrolled_at: i64,
    /// When it was removed (ms).
    pub removed_at: Option<i64>,
}

const COLUMNS: &str = "id, kind, user, name, public_key, prefix, enrolled_at, removed_at";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: DeviceId::from_bytes(row.get(0)?),
        kind: if row.get_ref(1)?.as_str()? == "office" { DeviceKind::Office } else { DeviceKind::Field },
        user: UserId::from_bytes(row.get(2)?),
        name: row.get(3)?,
        public_key: row.get(4)?,
        prefix: row.get(5)?,
        enrolled_at: row.get(6)?,
        removed_at: row.get(7)?,
    })
}

/// The device with this id, removed or not.
pub fn device(connection: &Connection, id: DeviceId) -> Result<Option<Device>, AccountError> {
    let sql = format!("SELECT {COLUMNS} FROM device WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id.as_bytes()], from_row).optional()?)
}

/// All devices, oldest first.
pub fn devices(connection: &Connection) -> Result<Vec<Device>, AccountError> {
    let sql = format!("SELECT {COLUMNS} FROM device ORDER BY enrolled_at, id");
    let mut statement = connection.prepare(&sql)?;
    let rows = statement.query_map([], from_row)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The device with this public key, removed or not.
pub(super) fn device_by_key(
    connection: &Connection,
    public_key: [u8; 32],
) -> Result<Option<Device>, AccountError> {
    let sql = format!("SELECT {COLUMNS} FROM device WHERE public_key = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([public_key], from_row).optional()?)
}

/// Removes a device: its next request is refused and its sessions end. Removing it again
/// changes nothing. What it sent before is kept.
pub fn remove_device(connection: &Connection, by: &By, id: DeviceId) -> Result<(), AccountError> {
    let before = device(connection, id)?.ok_or(AccountError::UnknownDevice)?;
    let now = by.at;
    if before.removed_at.is_none() {
        let sql = "UPDATE device SET removed_at = ?2 WHERE id = ?1";
        connection.execute(sql, params![id.as_bytes(), now])?;
        record(connection, by, &Act::of(AuditKind::DeviceRemoved).about(before.user).device(id))?;
    }
    connection.execute(
        "UPDATE refresh_family SET ended_at = ?2, ended_why = 'device removed'
         WHERE device = ?1 AND ended_at IS NULL",
        params![id.as_bytes(), now],
    )?;
    connection.execute(
        "UPDATE web_session SET ended_at = ?2 WHERE device = ?1 AND ended_at IS NULL",
        params![id.as_bytes(), now],
    )?;
    Ok(())
}

pub(super) fn insert(connection: &Connection, device: &Device) -> Result<(), AccountError> {
    let kind = match device.kind {
        DeviceKind::Field => "field",
        DeviceKind::Office => "office",
    };
    connection.execute(
        "INSERT INTO device (id, kind, user, name, public_key, prefix, enrolled_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            device.id.as_bytes(),
            kind,
            device.user.as_bytes(),
            device.name,
            device.public_key,
            device.prefix,
            device.enrolled_at
        ],
    )?;
    Ok(())
}

/// The next slip-number prefix: A1 to A9, B1 to Z9, then A10 to Z99, and so on. A prefix is never
/// given twice, also not after its device was removed. I and O are left out: they read as 1 and 0.
pub(super) fn next_prefix(connection: &Connection) -> Result<String, AccountError> {
    let mut index: u32 =
        connection.query_row("SELECT count(*) FROM device WHERE prefix IS NOT NULL", [], |row| row.get(0))?;
    // Whoever was let in again after a restore may have one that would be next.
    while !prefix_is_free(connection, &prefix(index))? {
        index = index.saturating_add(1);
    }
    Ok(prefix(index))
}

/// Whether no device has this slip-number prefix.
pub(super) fn prefix_is_free(connection: &Connection, prefix: &str) -> Result<bool, AccountError> {
    let mut statement = connection.prepare_cached("SELECT 1 FROM device WHERE prefix = ?1")?;
    Ok(!statement.exists([prefix])?)
}

fn prefix(index: u32) -> String {
    const LETTERS: &[u8; 24] = b"ABCDEFGHJKLMNPQRSTUVWXYZ";
    let (mut index, mut first, mut count) = (index, 1, 9);
    while index >= count * 24 && count < 9_000_000 {
        index -= count * 24;
        first *= 10;
        count *= 10;
    }
    let letter = char::from(LETTERS[(index / count) as usize % 24]);
    format!("{letter}{}", first + index % count)
}

#[cfg(test)]
mod tests {
    use super::prefix;

    #[test]
    fn prefixes_are_short_and_never_repeat() {
        assert_eq!(prefix(0), "A1");
        assert_eq!(prefix(8), "A9");
        assert_eq!(prefix(9), "B1");
        assert_eq!(prefix(215), "Z9");
        assert_eq!(prefix(216), "A10");
        let all: std::collections::BTreeSet<_> = (0..5_000).map(prefix).collect();
        assert_eq!(all.len(), 5_000);
    }
}
