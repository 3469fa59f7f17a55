//! The site that a database belongs to.

use crate::store::StoreError;
use chrono_tz::Tz;
use rusqlite::{Connection, OptionalExtension, params};

/// What identifies a site and its database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Fixed for ever; ids of kit and store documents derive from it.
    pub id: [u8; 16],
    /// Fresh for every life of the database: after a restore it is another one.
    pub epoch: [u8; 8],
    /// The site's name, for people.
    pub name: String,
    /// Where the site's days begin and end.
    pub timezone: Tz,
}

/// Why there is no usable site row.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// `undercroft init` hasn't been run.
    #[error("the database holds no site; run `undercroft init` first")]
    Missing,
    /// `undercroft init` was run already.
    #[error("the database holds a site already")]
    Exists,
    /// The timezone isn't in the IANA list.
    #[error("{0:?} is not a timezone such as Asia/Shanghai")]
    Timezone(String),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for SiteError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Reads a timezone's name from the IANA list.
pub fn timezone(name: &str) -> Result<Tz, SiteError> {
    name.parse().map_err(|_| SiteError::Timezone(name.to_owned()))
}

/// The site of this database.
pub fn load(connection: &Connection) -> Result<Site, SiteError> {
    let row = connection
        .query_row("SELECT id, epoch, name, timezone FROM site", [], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?))
        })
        .optional()?;
    let (id, epoch, name, zone) = row.ok_or(SiteError::Missing)?;
    Ok(Site { id, epoch, name, timezone: timezone(&zone)? })
}

/// Writes the one site row at `now` (ms).
pub fn create(connection: &Connection, site: &Site, now: i64) -> Result<(), SiteError> {
    let added = connection.execute(
        "INSERT INTO site (one, id, epoch, name, timezone, created_at) VALUES (1, ?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO NOTHING",
        params![site.id, site.epoch, site.name, site.timezone.name(), now],
    )?;
    if added == 1 { Ok(()) } else { Err(SiteError::Exists) }
}

/// Begins a new life of the database, for example after a restore (reliability, P3).
pub fn start_epoch(connection: &Connection, epoch: [u8; 8]) -> Result<(), SiteError> {
    connection.execute("UPDATE site SET epoch = ?1", params![epoch])?;
    Ok(())
}
