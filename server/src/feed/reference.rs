//! Bundles of reference data: what the server alone writes and devices hold.

use super::{EngineError, FeedError, int, uint};
use client_core::domain::deadline::DeadlineSettings;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::reference::{Reference, StaffMember};
use rusqlite::{Connection, OptionalExtension, params};

/// Version of the newest bundle; 0 when there is none.
pub fn version(connection: &Connection) -> Result<u64, EngineError> {
    let version: Option<i64> =
        connection.prepare_cached("SELECT max(version) FROM reference")?.query_row([], |row| row.get(0))?;
    Ok(version.map_or(0, uint))
}

/// The newest bundle; an empty one of version 0 when there is none.
pub fn current(connection: &Connection) -> Result<Reference, EngineError> {
    let text: Option<String> = connection
        .prepare_cached("SELECT bundle FROM reference ORDER BY version DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    match text {
        None => Ok(Reference::default()),
        Some(text) => serde_json::from_str(&text).map_err(|_| {
            FeedError::Damaged { what: "reference bundle", document: DocumentId::from_bytes([0; 16]) }.into()
        }),
    }
}

/// Publishes a bundle under the next version when it says anything new. Gives the version that counts.
pub fn publish(connection: &Connection, mut bundle: Reference, now: i64) -> Result<u64, EngineError> {
    let before = current(connection)?;
    bundle.version = before.version;
    if bundle == before && before.version > 0 {
        return Ok(before.version);
    }
    bundle.version = before.version.saturating_add(1);
    let text = serde_json::to_string(&bundle).unwrap_or_default();
    connection.execute(
        "INSERT INTO reference (version, bundle, created_at) VALUES (?1, ?2, ?3)",
        params![int(bundle.version), text, now],
    )?;
    Ok(bundle.version)
}

/// Publishes what devices need of the site's thresholds. Call it when a server starts with its settings.
pub fn publish_settings(
    connection: &Connection,
    settings: &DeadlineSettings,
    now: i64,
) -> Result<u64, EngineError> {
    let bundle = current(connection)?;
    let printed = DeadlineSettings::default().arrival_warning_minutes;
    let own = Some(settings.arrival_warning_minutes).filter(|minutes| *minutes != printed);
    if bundle.arrival_warning_minutes == own {
        return Ok(bundle.version);
    }
    publish(connection, Reference { arrival_warning_minutes: own, ..bundle }, now)
}

/// Publishes a bundle whose staff are the users of this database; one who is disabled keeps his name and no role. Call
/// it after an account or a role changed.
pub fn publish_staff(connection: &Connection, now: i64) -> Result<u64, EngineError> {
    let mut bundle = current(connection)?;
    let (name, zone): (String, String) = connection
        .query_row("SELECT name, timezone FROM site", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .ok_or(FeedError::NoSite)?;
    bundle.site_name = name;
    bundle.timezone = zone;
    let mut statement = connection.prepare(
        "SELECT user.id, user.display_name, group_concat(user_role.role, ' ')
         FROM user LEFT JOIN user_role ON user_role.user = user.id AND user_role.until_at IS NULL
             AND user.disabled_at IS NULL
         GROUP BY user.id ORDER BY user.name",
    )?;
    let staff = statement.query_map([], |row| {
        let roles: Option<String> = row.get(2)?;
        let mut roles: Vec<Role> = roles.unwrap_or_default().split(' ').filter_map(Role::parse).collect();
        roles.sort_unstable();
        Ok(StaffMember { user: UserId::from_bytes(row.get(0)?), display_name: row.get(1)?, roles })
    })?;
    bundle.staff = staff.collect::<Result<_, _>>()?;
    publish(connection, bundle, now)
}
