//! The feed's hash chain: one value that stands for every change up to a feed number, in their order.
//!
//! A database that was put back by hand and has grown since gives the numbers of lost changes to others. A device that
//! shows how the chain ended at its cursor tells the two apart (P6).

use super::{EngineError, FeedError, int};
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::protocol::Epoch;
use rusqlite::{Connection, OptionalExtension};
use sha2::{Digest, Sha256};

/// What a chain begins with.
const BEGINNING: [u8; 32] = [0; 32];

fn link(before: &[u8; 32], hash: &ChangeHash) -> [u8; 32] {
    Sha256::new().chain_update(before).chain_update(hash.as_bytes()).finalize().into()
}

/// The chain with a further change, inside the caller's transaction.
pub(super) fn with(connection: &Connection, hash: &ChangeHash) -> Result<[u8; 32], EngineError> {
    let last: Option<Option<[u8; 32]>> = connection
        .prepare_cached("SELECT chain FROM change ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(link(&last.flatten().unwrap_or(BEGINNING), hash))
}

/// The first bytes of the chain at a feed number; none where no change with a chain stands before it.
pub fn chain_at(connection: &Connection, seq: u64) -> Result<Option<Epoch>, EngineError> {
    let chain: Option<Option<[u8; 32]>> = connection
        .prepare_cached("SELECT chain FROM change WHERE seq <= ?1 ORDER BY seq DESC LIMIT 1")?
        .query_row([int(seq)], |row| row.get(0))
        .optional()?;
    Ok(chain.flatten().and_then(|chain| chain.first_chunk().copied()))
}

/// Reckons the whole chain again.
///
/// # Errors
/// [`FeedError::Damaged`] names the document of the first change that doesn't fit.
pub(super) fn verify(connection: &Connection) -> Result<(), EngineError> {
    let mut statement = connection.prepare("SELECT hash, chain, document FROM change ORDER BY seq")?;
    let mut rows = statement.query([])?;
    let mut before: Option<[u8; 32]> = None;
    while let Some(row) = rows.next()? {
        let (hash, chain): (_, Option<[u8; 32]>) = (ChangeHash::from_bytes(row.get(0)?), row.get(1)?);
        let fits = match chain {
            Some(chain) => chain == link(&before.unwrap_or(BEGINNING), &hash),
            None => before.is_none(),
        };
        if !fits {
            return Err(
                FeedError::Damaged { what: "chain", document: DocumentId::from_bytes(row.get(2)?) }.into()
            );
        }
        before = chain;
    }
    Ok(())
}
