//! Failed sign-ins: one line per person and quarter of an hour with a count, so that nobody can fill the table.

use super::{Act, AuditKind, By, record};
use crate::ident::UserId;
use rusqlite::{Connection, params};
use std::net::IpAddr;

/// Failures of one person within this time (ms) are one line.
const TOGETHER: i64 = 15 * 60 * 1_000;

/// Counts a failed sign-in: of a person whose name was typed, or of names that nobody has, all together. What was typed
/// isn't kept: people type passwords into the wrong field. The line names the first address that it came from.
///
/// # Errors
/// The database.
pub fn sign_in_failed(
    connection: &Connection,
    by: &By,
    person: Option<UserId>,
    address: Option<IpAddr>,
) -> rusqlite::Result<()> {
    let key = person.map(|person| person.as_bytes().to_vec()).unwrap_or_default();
    let quarter = by.at.div_euclid(TOGETHER);
    let counted = connection
        .prepare_cached(
            "UPDATE sign_in_failure SET count = count + 1, last_at = max(last_at, ?3)
             WHERE person = ?1 AND quarter = ?2",
        )?
        .execute(params![key, quarter, by.at])?;
    if counted > 0 {
        return Ok(());
    }
    let address = address.map(|address| address.to_string()).unwrap_or_default();
    let act = Act { person, detail: &address, ..Act::of(AuditKind::SignInFailed) };
    let line = record(connection, by, &act)?;
    connection
        .prepare_cached(
            "INSERT INTO sign_in_failure (audit, person, quarter, count, last_at) VALUES (?1, ?2, ?3, 1, ?4)",
        )?
        .execute(params![line, key, quarter, by.at])?;
    Ok(())
}
