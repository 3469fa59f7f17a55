//! Lists of the desks: the front desk's batch of a day (DSP-7), and the demand that nobody could meet (PRI-15).

use crate::feed::{EngineError, uint};
use client_core::domain::calendar::{Day, Zone};
use client_core::domain::deadline::{DeadlineSettings, batch_day};
use client_core::domain::dispatch::Load;
use client_core::domain::id::{DocumentId, UserId};
use rusqlite::Connection;

/// A slip that lies at the front desk, or was handed over and not taken yet.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct HeldSlip {
    /// The order.
    pub id: DocumentId,
    /// Slip number.
    pub number: Option<String>,
    /// Work track.
    pub state: String,
    /// Since when it lies there, milliseconds since 1970 UTC.
    pub held_at: i64,
    /// The day whose batch it goes into by the clock.
    pub due: String,
    /// The day of the batch that it was handed over with.
    pub batch_day: Option<String>,
}

/// Slips that dispatch has not taken over yet, the oldest first.
///
/// # Errors
/// The database.
pub fn held(
    connection: &Connection,
    zone: Zone,
    settings: &DeadlineSettings,
) -> Result<Vec<HeldSlip>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT document, number, state, held_at, batch_day FROM board
         WHERE held_at IS NOT NULL AND batch_taken = 0 ORDER BY held_at, document",
    )?;
    let slips = statement
        .query_map([], |row| {
            let held_at: i64 = row.get(3)?;
            Ok(HeldSlip {
                id: DocumentId::from_bytes(row.get(0)?),
                number: row.get(1)?,
                state: row.get(2)?,
                held_at,
                due: batch_day(held_at, zone, settings).to_string(),
                batch_day: row.get(4)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(slips)
}

impl HeldSlip {
    /// Whether the front desk hands it over with the batch of this day: it is due by then and wasn't handed over.
    pub fn to_hand(&self, day: Day) -> bool {
        self.batch_day.is_none() && self.due.as_str() <= day.to_string().as_str()
    }
}

/// How the technicians of the site stand, for the rotation.
///
/// # Errors
/// The database.
pub fn loads(connection: &Connection) -> Result<Vec<Load>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT user.id,
                (SELECT count(*) FROM board WHERE holder = user.id AND closed = 0),
                (SELECT max(given_at) FROM board WHERE holder = user.id)
         FROM user JOIN user_role ON user_role.user = user.id
         WHERE user_role.role = 'technician' AND user_role.until_at IS NULL AND user.disabled_at IS NULL
         GROUP BY user.id ORDER BY user.id",
    )?;
    let found = statement
        .query_map([], |row| {
            let open: i64 = row.get(1)?;
            Ok(Load {
                technician: UserId::from_bytes(row.get(0)?),
                open: u32::try_from(open).unwrap_or(u32::MAX),
                last_given_at: row.get(2)?,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}

/// A declined request whose customer waits to hear that the service exists.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unmet {
    /// The order.
    pub id: DocumentId,
    /// Service class.
    pub service_class: String,
    /// When it was asked for, milliseconds since 1970 UTC.
    pub requested_at: i64,
    /// What was explained.
    pub because: String,
    /// Version of the fee standard that it was declined with.
    pub price_list_version: u32,
    /// Unit, customer and contact.
    pub customer: Option<(String, String, String)>,
}

/// Requests that were declined and whose customers nobody has told, by class and then the oldest first.
///
/// # Errors
/// The database.
pub fn unmet(connection: &Connection) -> Result<Vec<Unmet>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT b.document, b.service_class, b.requested_at, b.declined_because, b.declined_version,
                c.unit_no, c.customer_name, c.contact
         FROM board b LEFT JOIN customer c ON c.document = b.customer
         WHERE b.declined_because IS NOT NULL AND b.demand_told = 0
             AND b.service_class IS NOT NULL AND b.requested_at IS NOT NULL
         ORDER BY b.service_class, b.requested_at, b.document",
    )?;
    let found = statement
        .query_map([], |row| {
            let unit: Option<String> = row.get(5)?;
            let customer = match unit {
                Some(unit) => Some((unit, row.get(6)?, row.get(7)?)),
                None => None,
            };
            let version: Option<i64> = row.get(4)?;
            Ok(Unmet {
                id: DocumentId::from_bytes(row.get(0)?),
                service_class: row.get(1)?,
                requested_at: row.get(2)?,
                because: row.get(3)?,
                price_list_version: u32::try_from(uint(version.unwrap_or(0))).unwrap_or(u32::MAX),
                customer,
            })
        })?
        .collect::<Result<_, _>>()?;
    Ok(found)
}
