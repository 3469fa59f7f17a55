//! The append-only tables: changes, actors, entries, blobs.

use super::{EngineError, FeedError, chain, hashes_from_blob, hashes_to_blob, int, uint};
use crate::admit::Admitted;
use crate::complaints;
use client_core::domain::entry::DocumentKind;
use client_core::domain::id::{ActorId, BlobDigest, ChangeHash, DeviceId, DocumentId, EntryId, UserId};
use client_core::replica::ChangeRow;
use planted::Bug;
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// The last feed number that was given out.
pub fn seq(connection: &Connection) -> Result<u64, EngineError> {
    Ok(uint(connection.prepare_cached("SELECT seq FROM feed")?.query_row([], |row| row.get(0))?))
}

/// Takes the next feed number, inside the caller's transaction.
pub fn next_seq(connection: &Connection) -> Result<u64, EngineError> {
    let seq: i64 = connection
        .prepare_cached("UPDATE feed SET seq = seq + 1 RETURNING seq")?
        .query_row([], |row| row.get(0))?;
    Ok(uint(seq))
}

/// Takes the next slip number of the office. Devices' prefixes begin with a letter, so the two never meet.
pub fn next_slip(connection: &Connection) -> Result<u64, EngineError> {
    let slip: i64 = connection
        .prepare_cached("UPDATE feed SET slip = slip + 1 RETURNING slip")?
        .query_row([], |row| row.get(0))?;
    Ok(uint(slip))
}

/// When each entry of a document was received, milliseconds since 1970 UTC. `log` is the database that has the log.
///
/// # Errors
/// The database.
pub fn arrivals(
    connection: &Connection,
    log: &Connection,
    document: DocumentId,
) -> Result<BTreeMap<EntryId, i64>, EngineError> {
    let mut changes = log.prepare_cached("SELECT seq, received_at FROM change WHERE document = ?1")?;
    let received: BTreeMap<i64, i64> = changes
        .query_map([document.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let mut entries = connection.prepare_cached("SELECT ulid, change FROM entry WHERE document = ?1")?;
    let mut rows = entries.query([document.as_bytes()])?;
    let mut arrivals = BTreeMap::new();
    while let Some(row) = rows.next()? {
        if let Some(at) = received.get(&row.get::<_, i64>(1)?) {
            arrivals.insert(EntryId::from_bytes(row.get(0)?), *at);
        }
    }
    Ok(arrivals)
}

/// Stands for the epoch of actors that came back after a restore: no present one.
const EARLIER_LIFE: [u8; 8] = [0; 8];

/// Puts one admitted change into the log, with its entries, and binds its actor. Gives its feed number.
pub fn append(connection: &Connection, change: &Admitted, epoch: [u8; 8]) -> Result<u64, EngineError> {
    let seq = next_seq(connection)?;
    let chain = chain::with(connection, &change.built.hash)?;
    connection
        .prepare_cached(
            "INSERT INTO change (seq, hash, document, kind, actor, actor_seq, start_op, max_op, deps, user, device,
                                 received_at, epoch, bytes, chain)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            int(seq),
            change.built.hash.as_bytes(),
            change.document.as_bytes(),
            change.kind.as_str(),
            change.row.actor.as_bytes(),
            int(change.row.seq),
            int(change.built.start_op),
            int(change.built.max_op),
            hashes_to_blob(&change.row.deps),
            change.user.as_bytes(),
            change.device.as_bytes(),
            change.received_at,
            epoch,
            change.built.raw_bytes(),
            chain
        ])?;
    if change.row.seq == 1 {
        connection
            .prepare_cached(
                "INSERT INTO actor (actor, document, user, device, origin, epoch) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                change.row.actor.as_bytes(),
                change.document.as_bytes(),
                change.user.as_bytes(),
                change.device.as_bytes(),
                change.origin.as_str(),
                if change.earlier_life && !planted::is(Bug::ActorOfEarlierLife) { EARLIER_LIFE } else { epoch }
            ])?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO entry (document, ulid, change, counter, actor, kind, bytes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    for (((id, bytes), (_, entry)), counter) in
        change.row.entries.iter().zip(&change.entries).zip(change.built.start_op..)
    {
        insert.execute(params![
            change.document.as_bytes(),
            id.as_bytes(),
            int(seq),
            int(counter),
            change.row.actor.as_bytes(),
            kind_name(&entry.body),
            bytes
        ])?;
    }
    Ok(seq)
}

/// The name that the entry table holds for a kind.
pub(super) fn kind_name(body: &client_core::domain::entry::Body) -> &str {
    match body {
        client_core::domain::entry::Body::Unknown(unknown) => &unknown.kind,
        known => known.kind().map_or("", client_core::domain::entry::Kind::as_str),
    }
}

/// A change of the log with all its columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedChange {
    /// Feed number.
    pub seq: u64,
    /// Hash.
    pub hash: ChangeHash,
    /// The document.
    pub document: DocumentId,
    /// Its kind.
    pub kind: DocumentKind,
    /// Content, with the entries' bytes.
    pub row: ChangeRow,
    /// Op counter of the first op.
    pub start_op: u64,
    /// Op counter of the last op.
    pub max_op: u64,
    /// The author.
    pub user: UserId,
    /// The author's device.
    pub device: DeviceId,
    /// When it arrived, milliseconds since 1970 UTC.
    pub received_at: i64,
}

/// Changes of a document with feed numbers in `(after, upto]`, in feed order, with their entries.
pub fn logged_changes(
    connection: &Connection,
    document: DocumentId,
    after: u64,
    upto: u64,
) -> Result<Vec<LoggedChange>, EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, hash, kind, actor, actor_seq, deps, start_op, max_op, user, device, received_at
         FROM change WHERE document = ?1 AND seq > ?2 AND seq <= ?3 ORDER BY seq",
    )?;
    let mut entries =
        connection.prepare_cached("SELECT ulid, bytes FROM entry WHERE change = ?1 ORDER BY counter")?;
    let mut rows = statement.query(params![document.as_bytes(), int(after), int(upto)])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        let mut change = logged(row, document)?;
        let found = entries.query_map([int(change.seq)], |row| {
            Ok((EntryId::from_bytes(row.get(0)?), row.get::<_, Vec<u8>>(1)?))
        })?;
        change.row.entries = found.collect::<Result<_, _>>()?;
        changes.push(change);
    }
    Ok(changes)
}

fn logged(row: &Row<'_>, document: DocumentId) -> Result<LoggedChange, EngineError> {
    let damaged = |what| FeedError::Damaged { what, document };
    let kind: String = row.get(2)?;
    let deps: Vec<u8> = row.get(5)?;
    Ok(LoggedChange {
        seq: uint(row.get(0)?),
        hash: ChangeHash::from_bytes(row.get(1)?),
        document,
        kind: DocumentKind::parse(&kind).ok_or_else(|| damaged("kind"))?,
        row: ChangeRow {
            actor: ActorId::from_bytes(row.get(3)?),
            seq: uint(row.get(4)?),
            deps: hashes_from_blob(&deps).ok_or_else(|| damaged("deps"))?,
            entries: Vec::new(),
        },
        start_op: uint(row.get(6)?),
        max_op: uint(row.get(7)?),
        user: UserId::from_bytes(row.get(8)?),
        device: DeviceId::from_bytes(row.get(9)?),
        received_at: row.get(10)?,
    })
}

/// Stores a blob beside its document; the same one again changes nothing.
pub fn store_blob(
    connection: &Connection,
    document: DocumentId,
    bytes: &[u8],
    now: i64,
) -> Result<BlobDigest, EngineError> {
    let digest = client_core::domain::blob::digest_of(bytes);
    let stored = connection
        .prepare_cached(
            "INSERT INTO blob (document, digest, bytes, received_at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![document.as_bytes(), digest.as_bytes(), bytes, now])?;
    if stored == 1 {
        complaints::record_came(connection, document, &digest)?;
    }
    Ok(digest)
}

/// A blob that lies beside a document.
pub fn blob(
    connection: &Connection,
    document: DocumentId,
    digest: &BlobDigest,
) -> Result<Option<Vec<u8>>, EngineError> {
    let bytes = connection
        .prepare_cached("SELECT bytes FROM blob WHERE document = ?1 AND digest = ?2")?
        .query_row(params![document.as_bytes(), digest.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(bytes)
}

/// A blob that lies beside a document, where it is small enough for a sync answer.
pub fn small_blob(
    connection: &Connection,
    document: DocumentId,
    digest: &BlobDigest,
) -> Result<Option<Vec<u8>>, EngineError> {
    let most = i64::try_from(client_core::protocol::MAX_INLINE_BLOB_BYTES).unwrap_or(i64::MAX);
    let bytes = connection
        .prepare_cached("SELECT bytes FROM blob WHERE document = ?1 AND digest = ?2 AND length(bytes) <= ?3")?
        .query_row(params![document.as_bytes(), digest.as_bytes(), most], |row| row.get(0))
        .optional()?;
    Ok(bytes)
}
