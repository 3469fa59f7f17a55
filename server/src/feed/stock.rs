//! What the log says about the store.

use super::{EngineError, FeedError, uint};
use client_core::domain::entry::{Body, Entry, Kind};
use client_core::domain::id::{ActorId, DocumentId, EntryId};
use client_core::domain::stock::{Ledger, STOCK_KINDS, StockFact, audience_of};
use rusqlite::{Connection, params_from_iter};

/// The facts of the store, of all documents.
///
/// # Errors
/// The database, or an entry that can't be read.
pub fn facts(connection: &Connection) -> Result<Vec<StockFact>, EngineError> {
    let places = vec!["?"; STOCK_KINDS.len()].join(", ");
    let mut statement = connection.prepare_cached(&format!(
        "SELECT document, ulid, counter, actor, bytes FROM entry WHERE kind IN ({places})"
    ))?;
    let mut rows = statement.query(params_from_iter(STOCK_KINDS.iter().map(|kind| kind.as_str())))?;
    let mut facts = Vec::new();
    while let Some(row) = rows.next()? {
        let document = DocumentId::from_bytes(row.get(0)?);
        let damaged = || EngineError::from(FeedError::Damaged { what: "entry", document });
        let entry = Entry::from_stored(row.get_ref(4)?.as_blob().map_err(|_| damaged())?);
        facts.push(StockFact {
            document,
            id: EntryId::from_bytes(row.get(1)?),
            counter: uint(row.get(2)?),
            actor: ActorId::from_bytes(row.get(3)?),
            entry: entry.map_err(|_| damaged())?,
        });
    }
    Ok(facts)
}

/// The whole store as the log tells it.
///
/// # Errors
/// As [`facts`].
pub fn ledger(connection: &Connection) -> Result<Ledger, EngineError> {
    Ok(Ledger::of(&facts(connection)?))
}

/// Whether an entry can change what holds across orders: where tools are, and what the store has. What is asked for,
/// used, or moved between kits changes neither.
pub(super) fn touches_store(entry: &Entry) -> bool {
    match &entry.body {
        Body::Decision(data) => audience_of(&data.conflict).is_some() || data.conflict.starts_with("CLAIM:"),
        other => matches!(
            other.kind(),
            Some(
                Kind::MaterialIssued
                    | Kind::MaterialReceived
                    | Kind::MaterialReturned
                    | Kind::ToolLoaned
                    | Kind::ToolReturned
                    | Kind::ToolHandedOver
                    | Kind::LostOrBroken
                    | Kind::StockReceived
                    | Kind::StockCounted
                    | Kind::Scrapped
                    | Kind::ToolInspected
                    | Kind::KitIssued
                    | Kind::KitReturned
            )
        ),
    }
}
