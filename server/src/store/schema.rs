//! The numbered migrations of the database.
//!
//! A migration that was released is never changed: a database remembers the hash of each one that
//! it got, and refuses a program that has another. Add a new one at the end of [`MIGRATIONS`].

use super::StoreError;
use planted::{Point, point};
use rusqlite::{Connection, TransactionBehavior, params};
use sha2::{Digest, Sha256};

/// One step from a schema to the next.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// What it is about, for a person.
    pub name: &'static str,
    /// The statements. They run in one transaction together with the new schema number.
    pub sql: &'static str,
}

/// All migrations, the first one for an empty file. A migration's number is its place from 1.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "site, alarms and accounts", sql: include_str!("migrations/001_accounts.sql") },
    Migration { name: "feed, scope, board and quarantine", sql: include_str!("migrations/002_feed.sql") },
    Migration { name: "flags and tasks of the board", sql: include_str!("migrations/003_board.sql") },
    Migration { name: "photos in pieces", sql: include_str!("migrations/004_uploads.sql") },
    Migration { name: "facts of the store", sql: include_str!("migrations/005_stock.sql") },
    Migration { name: "what the desks did", sql: include_str!("migrations/006_desk.sql") },
    Migration { name: "what each order comes to", sql: include_str!("migrations/007_follow_up.sql") },
    Migration { name: "settlement", sql: include_str!("migrations/008_settlement.sql") },
    Migration { name: "repeated writes", sql: include_str!("migrations/009_idempotency.sql") },
    Migration { name: "buildings, units and customers", sql: include_str!("migrations/010_directory.sql") },
    Migration { name: "jobs and notices", sql: include_str!("migrations/011_jobs.sql") },
    Migration { name: "answers to repeated writes", sql: include_str!("migrations/012_answers.sql") },
    Migration { name: "recovery keys of devices", sql: include_str!("migrations/013_recovery.sql") },
    Migration { name: "incidents in public areas", sql: include_str!("migrations/014_incidents.sql") },
    Migration { name: "audit", sql: include_str!("migrations/015_audit.sql") },
    Migration { name: "the feed's chain", sql: include_str!("migrations/016_chain.sql") },
    Migration { name: "refused changes let in", sql: include_str!("migrations/017_released.sql") },
    Migration { name: "complaints", sql: include_str!("migrations/018_complaints.sql") },
    Migration { name: "management fees", sql: include_str!("migrations/019_fees.sql") },
    Migration { name: "other matters", sql: include_str!("migrations/020_matters.sql") },
    Migration { name: "urgent requests", sql: include_str!("migrations/021_urgent.sql") },
    Migration { name: "numbers of receipts", sql: include_str!("migrations/022_receipt_numbers.sql") },
    Migration { name: "kinds of customers", sql: include_str!("migrations/023_customer_kinds.sql") },
    Migration { name: "kinds of cases", sql: include_str!("migrations/024_case_kinds.sql") },
    Migration { name: "folds of matters", sql: include_str!("migrations/025_matter_folds.sql") },
];

/// The newest schema number that this program knows.
pub fn newest() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Brings the database to the newest schema. Each migration is a transaction of its own, so a
/// crash leaves the schema between two of them and the next start goes on (attack 67).
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    migrate_with(connection, MIGRATIONS)
}

pub(super) fn migrate_with(connection: &mut Connection, migrations: &[Migration]) -> Result<(), StoreError> {
    let found = applied(connection, migrations)?;
    for (index, migration) in migrations.iter().enumerate().skip(found as usize) {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(
            "CREATE TABLE IF NOT EXISTS migration (
                 number INTEGER PRIMARY KEY, name TEXT NOT NULL, sha256 BLOB NOT NULL) STRICT",
        )?;
        transaction.execute_batch(migration.sql)?;
        transaction.execute(
            "INSERT INTO migration (number, name, sha256) VALUES (?1, ?2, ?3)",
            params![number, migration.name, hash(migration)],
        )?;
        transaction.pragma_update(None, "user_version", number)?;
        point(Point::ServerMigrationNotCommitted);
        transaction.commit()?;
        point(Point::ServerMigrated);
        tracing::info!(number, name = migration.name, "database migrated");
    }
    Ok(())
}

/// Refuses a database of a newer program, and one whose migrations aren't this program's.
pub(super) fn check_known(connection: &Connection) -> Result<(), StoreError> {
    applied(connection, MIGRATIONS).map(drop)
}

/// Refuses a database whose schema isn't exactly the newest one.
pub(super) fn check_current(connection: &Connection) -> Result<(), StoreError> {
    let found = applied(connection, MIGRATIONS)?;
    if found < newest() {
        return Err(StoreError::OlderSchema { found, known: newest() });
    }
    Ok(())
}

/// The schema number of the database, after comparing its migrations with the program's.
fn applied(connection: &Connection, migrations: &[Migration]) -> Result<u32, StoreError> {
    let found: u32 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::NewerSchema { found, known });
    }
    if found == 0 {
        return Ok(0);
    }
    let mut statement = connection.prepare("SELECT number, sha256 FROM migration ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let number: u32 = row.get(0)?;
        let stored: Vec<u8> = row.get(1)?;
        let same = (number as usize)
            .checked_sub(1)
            .and_then(|index| migrations.get(index))
            .is_some_and(|migration| hash(migration) == stored);
        if !same {
            return Err(StoreError::MigrationChanged { number });
        }
    }
    Ok(found)
}

fn hash(migration: &Migration) -> Vec<u8> {
    Sha256::digest(migration.sql.as_bytes()).to_vec()
}
