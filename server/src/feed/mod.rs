//! The log of changes, and what is derived from it in the same transaction.
//!
//! The log is the truth: raw changes with their hash, author, device and time of arrival. Entries, documents, board
//! lines and customers are caches ([`rebuild`]). The feed number is given inside the writer's transaction, so no
//! reader sees a gap that is filled later. Functions that write run inside the caller's transaction or savepoint.

mod chain;
mod load;
mod log;
mod quarantine;
pub mod rebuild;
pub(crate) mod received;
pub mod reference;
mod registrar;
pub mod scope;
mod settle;
pub mod stock;
mod twins;

pub use chain::chain_at;
pub use load::{
    actor_of, document_facts as load_document_facts, facts_for, facts_for_returned, known, origin_of, sender,
};
pub use log::{
    LoggedChange, append, arrivals, blob, logged_changes, next_seq, next_slip, seq, small_blob, store_blob,
};
pub use quarantine::{
    QuarantineLine, RefusedChange, entry_bytes, is_device_of, keep_quarantined, mark_released,
    quarantine_bytes, quarantine_list, refused_beside, refused_change, released_before,
};
pub use settle::settle;

use crate::admit::Admitted;
use crate::{board, complaints, fees, incidents, matters, settlement};
use client_core::domain::entry::{DocumentKind, Kind};
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::order::Order;
use client_core::domain::procedure::Library;
use client_core::domain::stock::concerns_store;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::{BTreeMap, BTreeSet};

/// A column or row that no writer of this program could have made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    /// The database refused.
    #[error("database: {0}")]
    Database(String),
    /// A stored value can't be read.
    #[error("damaged {what} of {document}")]
    Damaged {
        /// What it is.
        what: &'static str,
        /// The document.
        document: DocumentId,
    },
    /// The database holds no site row.
    #[error("the database holds no site; run `undercroft init` first")]
    NoSite,
}

/// A failure of the database below the engine, with its SQLite code kept for the caller.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The database.
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    /// Something stored that can't be read.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// The sender's device, or the sender, was shut out while his request was on its way.
    #[error("the device was removed while its request was on its way")]
    ShutOut,
}

impl From<rusqlite::Error> for EngineError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

/// Puts admitted changes into the log and brings every projection of their documents up to date. Gives the last feed
/// number.
pub fn commit(
    connection: &Connection,
    library: &Library,
    facts: &BTreeMap<DocumentId, crate::admit::DocumentFacts>,
    admitted: &[Admitted],
    now: i64,
    epoch: [u8; 8],
) -> Result<u64, EngineError> {
    let mut last: BTreeMap<DocumentId, (u64, u64)> = BTreeMap::new();
    for change in admitted {
        let seq = append(connection, change, epoch)?;
        last.entry(change.document).or_insert((seq, seq)).1 = seq;
    }
    let mut writers: BTreeMap<DocumentId, BTreeSet<_>> = BTreeMap::new();
    let mut with_goods: BTreeSet<DocumentId> = BTreeSet::new();
    for change in admitted {
        for (_, entry) in &change.entries {
            // A hand-over alone gives nobody the order: anybody may write one.
            if entry.body.kind() != Some(Kind::ToolHandedOver) {
                writers.entry(change.document).or_default().insert((entry.by.user, entry.by.role));
            }
            if concerns_store(&entry.body) {
                with_goods.insert(change.document);
            }
        }
    }
    for (document, (first, seq)) in &last {
        let Some(facts) = facts.get(document) else { continue };
        let known = &facts.known;
        save_document(connection, known, *first, *seq)?;
        scope::open_to_site(connection, known.kind, *document, *first)?;
        let writers = writers.get(document).cloned().unwrap_or_default();
        match known.kind {
            DocumentKind::Order => {
                let order = client_core::domain::order::fold(&known.journal(), library);
                board::save(connection, &order, now, *seq)?;
                settlement::save(connection, &order)?;
                scope::follow_order(connection, &order, known, &writers, *seq)?;
                if with_goods.contains(document) {
                    scope::open_to_goods(connection, *document, *seq)?;
                }
            }
            DocumentKind::Customer => {
                board::save_customer(connection, &known.journal())?;
                scope::grant_writers(connection, (known.kind, *document), &writers, *seq)?;
            }
            DocumentKind::Kit => scope::follow_kit(connection, &known.journal(), *seq)?,
            DocumentKind::Month => settlement::save_month(connection, &known.journal())?,
            DocumentKind::Incident => {
                incidents::save(connection, &known.journal(), *seq)?;
                scope::grant_writers(connection, (known.kind, *document), &writers, *seq)?;
                incidents::departments::show_to_head(connection, *document, *seq)?;
            }
            DocumentKind::Complaint | DocumentKind::CentreComplaint => {
                let complaint = complaints::save(connection, connection, &known.journal(), *seq)?;
                scope::grant_writers(connection, (known.kind, *document), &writers, *seq)?;
                if let Some(complaint) = complaint {
                    complaints::share(connection, &complaint, *seq)?;
                }
            }
            DocumentKind::FeeAccount => {
                let account = fees::save(connection, &known.journal(), *seq)?;
                scope::grant_writers(connection, (known.kind, *document), &writers, *seq)?;
                if let Some(account) = account {
                    fees::share(connection, &account, *seq)?;
                }
            }
            DocumentKind::Matter(_) => {
                let matter = matters::save(connection, connection, &known.journal(), *seq)?;
                scope::grant_writers(connection, (known.kind, *document), &writers, *seq)?;
                if let Some(matter) = matter {
                    matters::share(connection, &matter, *seq)?;
                }
            }
            DocumentKind::Store => {}
        }
    }
    seq(connection)
}

/// The present fold of an order; `None` when the log has nothing of it.
pub fn order(
    connection: &Connection,
    library: &Library,
    document: DocumentId,
) -> Result<Option<Order>, EngineError> {
    let Some(known) = known(connection, document)? else { return Ok(None) };
    if known.kind != DocumentKind::Order {
        return Ok(None);
    }
    Ok(Some(client_core::domain::order::fold(&known.journal(), library)))
}

fn save_document(
    connection: &Connection,
    known: &crate::admit::Known,
    first: u64,
    last: u64,
) -> Result<(), EngineError> {
    connection
        .prepare_cached(
            "INSERT INTO document (id, kind, heads, changes, max_op, first_seq, last_seq)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (id) DO UPDATE SET heads = ?3, changes = ?4, max_op = ?5, last_seq = ?7",
        )?
        .execute(params![
            known.document.as_bytes(),
            known.kind.as_str(),
            hashes_to_blob(&known.heads()),
            i64::try_from(known.len()).unwrap_or(i64::MAX),
            int(known.max_op()),
            int(first),
            int(last)
        ])?;
    Ok(())
}

/// Kind of a document of the log.
pub fn kind_of(connection: &Connection, document: DocumentId) -> Result<Option<DocumentKind>, EngineError> {
    let name: Option<String> = connection
        .prepare_cached("SELECT kind FROM document WHERE id = ?1")?
        .query_row([document.as_bytes()], |row| row.get(0))
        .optional()?;
    match name {
        None => Ok(None),
        Some(name) => match DocumentKind::parse(&name) {
            Some(kind) => Ok(Some(kind)),
            None => Err(FeedError::Damaged { what: "kind", document }.into()),
        },
    }
}

/// The site's epoch.
pub fn epoch(connection: &Connection) -> Result<[u8; 8], EngineError> {
    connection
        .prepare_cached("SELECT epoch FROM site")?
        .query_row([], |row| row.get(0))
        .optional()?
        .ok_or_else(|| FeedError::NoSite.into())
}

/// Whether the log began in another epoch than the present one: the server was put back to a backup.
pub(crate) fn was_restored(connection: &Connection) -> Result<bool, EngineError> {
    let first = "SELECT change.epoch <> site.epoch FROM change, site ORDER BY seq LIMIT 1";
    let restored = connection.prepare_cached(first)?.query_row([], |row| row.get(0)).optional()?;
    Ok(restored.unwrap_or(false))
}

/// SQLite's integers are signed; counters stay far below the limit.
pub(crate) fn int(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The other way; a negative number is never stored.
pub(crate) fn uint(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

pub(crate) fn hashes_to_blob(hashes: &[ChangeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

pub(crate) fn hashes_from_blob(bytes: &[u8]) -> Option<Vec<ChangeHash>> {
    bytes.chunks(32).map(ChangeHash::from_slice).collect()
}
