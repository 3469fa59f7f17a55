//! Photos too large for a sync request: they come up in chunks before the change that names them, and go down in ranges.
//!
//! A device may send a photo to a document that it could ever read; who may read the document now, may read its photos.
//! To everybody else a blob that is there looks like one that isn't (attack 56). Until a change names it, a photo counts
//! against its device's quota and expires when its device falls silent; one that is named is never deleted. Usable without HTTP.

#[cfg(test)]
mod tests;

use crate::admit::{Known, Sender};
use crate::feed::{self, EngineError, scope};
use client_core::domain::blob::{Blob, digest_of};
use client_core::domain::id::{BlobDigest, DeviceId, DocumentId};
use client_core::domain::photo::{ImageKind, MAX_PHOTO_BLOB_BYTES};
use client_core::protocol::{BlobAnswer, BlobName, BlobRefusal, BlobRequest};
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeSet;

/// Rows that one upload cleans away at most, so that no request waits for a month's leftovers.
const EXPIRE_AT_ONCE: i64 = 64;

/// What photos may take up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BlobLimits {
    /// Declared bytes of uploads that no change names. 2026-11-25: two hundred photos of a phone whose records wait,
    /// against a disk filled by one device.
    pub unnamed_bytes: u64,
    /// How long they are kept after their last piece, and after their device last began a photo, in milliseconds. 2026-11-25: a technician may be away for
    /// weeks between the photo and the signal for its record.
    pub keep_unnamed_ms: i64,
    /// Free bytes of the disk that photos leave to changes (attack 57). 2026-11-27: a day of a large site's changes has some
    /// megabytes, and whoever looks after the server needs days to make room.
    pub reserved_bytes: u64,
}

impl Default for BlobLimits {
    fn default() -> Self {
        Self {
            unnamed_bytes: 200 * 1024 * 1024,
            keep_unnamed_ms: 60 * 24 * 60 * 60 * 1000,
            reserved_bytes: 256 * 1024 * 1024,
        }
    }
}

/// What became of a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// So many bytes are here.
    Stands {
        /// Bytes that are here.
        offset: u32,
        /// Whether that is the whole blob.
        complete: bool,
    },
    /// The piece doesn't begin where the bytes that are here end.
    OffsetMismatch {
        /// Bytes that are here.
        offset: u32,
    },
    /// Another length was declared before.
    LengthChanged {
        /// The length that was declared.
        declared: u32,
    },
    /// The document is not the sender's to know.
    Unknown,
    /// Not taken.
    Refused(BlobRefusal),
}

/// How far an upload of this sender is, or that the blob is here whole; `None` when there is nothing of it that he may
/// know of.
pub fn stand(
    connection: &Connection,
    sender: &Sender,
    blob: BlobName,
) -> Result<Option<(u32, u32)>, EngineError> {
    if !scope::may_add(connection, sender, blob.document)? {
        return Ok(None);
    }
    if let Some(total) = stored(connection, blob)? {
        return Ok(Some((total, total)));
    }
    upload(connection, sender.device, blob)
}

/// A piece as it came.
#[derive(Debug, Clone, Copy)]
pub struct Sent<'a> {
    /// Which blob.
    pub blob: BlobName,
    /// Place of its first byte.
    pub offset: u32,
    /// Declared length of the whole.
    pub total: u32,
    /// The bytes.
    pub bytes: &'a [u8],
}

/// Takes a piece. Runs inside the caller's transaction; whatever it answers is to be committed.
pub fn put(
    connection: &Connection,
    sender: &Sender,
    limits: &BlobLimits,
    sent: &Sent<'_>,
    now: i64,
) -> Result<Piece, EngineError> {
    let Sent { blob, offset, total, bytes } = *sent;
    if !scope::may_add(connection, sender, blob.document)? {
        return Ok(Piece::Unknown);
    }
    if let Some(total) = stored(connection, blob)? {
        return Ok(Piece::Stands { offset: total, complete: true });
    }
    let known = upload(connection, sender.device, blob)?;
    let received = known.map_or(0, |(received, _)| received);
    if let Some((_, declared)) = known
        && declared != total
    {
        return Ok(Piece::LengthChanged { declared });
    }
    if total as usize > MAX_PHOTO_BLOB_BYTES || offset as usize + bytes.len() > total as usize {
        return Ok(Piece::Refused(BlobRefusal::TooLarge));
    }
    if offset != received {
        return Ok(Piece::OffsetMismatch { offset: received });
    }
    if received == 0 && !begins_like_a_photo(bytes) {
        return Ok(Piece::Refused(BlobRefusal::Type));
    }
    if known.is_none() {
        renew(connection, sender.device, now)?;
        expire(connection, limits, now)?;
        let used: i64 = connection
            .prepare_cached("SELECT coalesce(sum(total), 0) FROM upload WHERE device = ?1")?
            .query_row([sender.device.as_bytes()], |row| row.get(0))?;
        if feed::uint(used) + u64::from(total) > limits.unnamed_bytes {
            return Ok(Piece::Refused(BlobRefusal::Quota));
        }
    }
    keep_piece(connection, sender.device, sent, now)?;
    let received = received.saturating_add(u32::try_from(bytes.len()).unwrap_or(u32::MAX));
    if received < total {
        return Ok(Piece::Stands { offset: received, complete: false });
    }
    finish(connection, sender.device, blob, now)
}

fn keep_piece(
    connection: &Connection,
    device: DeviceId,
    sent: &Sent<'_>,
    now: i64,
) -> Result<(), EngineError> {
    let Sent { blob, offset, total, bytes } = *sent;
    let (document, digest) = (blob.document, blob.digest);
    connection
        .prepare_cached(
            "INSERT INTO upload (device, document, digest, total, received, touched_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET received = received + ?5, touched_at = ?6",
        )?
        .execute(params![
            device.as_bytes(),
            document.as_bytes(),
            digest.as_bytes(),
            total,
            i64::try_from(bytes.len()).unwrap_or(i64::MAX),
            now
        ])?;
    if !bytes.is_empty() {
        connection
            .prepare_cached(
                "INSERT INTO upload_part (device, document, digest, start, bytes) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![device.as_bytes(), document.as_bytes(), digest.as_bytes(), offset, bytes])?;
    }
    Ok(())
}

/// All pieces are here: the blob is what its name says and a picture, or nothing of it is kept.
fn finish(connection: &Connection, device: DeviceId, blob: BlobName, now: i64) -> Result<Piece, EngineError> {
    let key = params![device.as_bytes(), blob.document.as_bytes(), blob.digest.as_bytes()];
    let mut whole = Vec::new();
    {
        let mut statement = connection.prepare_cached(
            "SELECT bytes FROM upload_part WHERE device = ?1 AND document = ?2 AND digest = ?3 ORDER BY start",
        )?;
        let mut rows = statement.query(key)?;
        while let Some(row) = rows.next()? {
            whole.extend(row.get::<_, Vec<u8>>(0)?);
        }
    }
    connection
        .prepare_cached("DELETE FROM upload_part WHERE device = ?1 AND document = ?2 AND digest = ?3")?
        .execute(key)?;
    let refusal =
        if digest_of(&whole) == blob.digest { picture(&whole).err() } else { Some(BlobRefusal::Digest) };
    let named = refusal.is_none() && named(connection, blob.document)?.contains(&blob.digest);
    if refusal.is_some() || named {
        forget(connection, device, blob)?;
    }
    if let Some(refusal) = refusal {
        return Ok(Piece::Refused(refusal));
    }
    feed::store_blob(connection, blob.document, &whole, now)?;
    Ok(Piece::Stands { offset: u32::try_from(whole.len()).unwrap_or(u32::MAX), complete: true })
}

fn forget(connection: &Connection, device: DeviceId, blob: BlobName) -> Result<(), EngineError> {
    connection
        .prepare_cached("DELETE FROM upload WHERE device = ?1 AND document = ?2 AND digest = ?3")?
        .execute(params![device.as_bytes(), blob.document.as_bytes(), blob.digest.as_bytes()])?;
    Ok(())
}

fn forget_parts(connection: &Connection, device: DeviceId, blob: BlobName) -> Result<(), EngineError> {
    connection
        .prepare_cached("DELETE FROM upload_part WHERE device = ?1 AND document = ?2 AND digest = ?3")?
        .execute(params![device.as_bytes(), blob.document.as_bytes(), blob.digest.as_bytes()])?;
    Ok(())
}

/// Whether the first piece can be the beginning of a stored picture: salt, media type, content (attack 53). A piece too
/// short to tell passes; the whole is judged again.
fn begins_like_a_photo(bytes: &[u8]) -> bool {
    match Blob::from_bytes(bytes) {
        Some(blob) if blob.content.len() >= 8 => kind_of(&blob).is_some(),
        _ => bytes.len() < 64,
    }
}

/// The picture that stored bytes are.
///
/// # Errors
/// [`BlobRefusal::Type`] where they are none, [`BlobRefusal::Pixels`] where nobody should have to open it (attack 55).
pub fn picture(stored: &[u8]) -> Result<(ImageKind, Vec<u8>), BlobRefusal> {
    let blob = Blob::from_bytes(stored).ok_or(BlobRefusal::Type)?;
    let kind = kind_of(&blob).ok_or(BlobRefusal::Type)?;
    if kind.oversized(&blob.content).is_some() {
        return Err(BlobRefusal::Pixels);
    }
    Ok((kind, blob.content))
}

/// What picture a blob is, where its content is what its media type says.
pub fn kind_of(blob: &Blob) -> Option<ImageKind> {
    ImageKind::of(&blob.content).filter(|kind| kind.media_type() == blob.media_type)
}

/// Changes have arrived: photos that they name are part of the record now.
pub fn settle(
    connection: &Connection,
    document: DocumentId,
    named: impl FnOnce() -> BTreeSet<BlobDigest>,
) -> Result<(), EngineError> {
    let mut statement = connection.prepare_cached(
        "SELECT device, digest FROM upload WHERE document = ?1 AND (received = total OR EXISTS
                 (SELECT 1 FROM blob WHERE blob.document = upload.document AND blob.digest = upload.digest))",
    )?;
    let waiting: Vec<(DeviceId, BlobDigest)> = statement
        .query_map([document.as_bytes()], |row| {
            Ok((DeviceId::from_bytes(row.get(0)?), BlobDigest::from_bytes(row.get(1)?)))
        })?
        .collect::<Result<_, _>>()?;
    if waiting.is_empty() {
        return Ok(());
    }
    let named = named();
    // Also what another device has begun: its row would let the photo expire as one that nobody named.
    for (device, digest) in waiting.into_iter().filter(|(_, digest)| named.contains(digest)) {
        let blob = BlobName { document, digest };
        forget(connection, device, blob)?;
        forget_parts(connection, device, blob)?;
    }
    Ok(())
}

fn named(connection: &Connection, document: DocumentId) -> Result<BTreeSet<BlobDigest>, EngineError> {
    let known = feed::known(connection, document)?;
    let entries = known.iter().flat_map(Known::entries);
    Ok(entries.flat_map(|entry| entry.entry.body.blobs()).collect())
}

/// A device that still sends still has the changes that name its photos: it was told that they are complete and won't
/// send them again.
fn renew(connection: &Connection, device: DeviceId, now: i64) -> Result<(), EngineError> {
    connection
        .prepare_cached("UPDATE upload SET touched_at = ?2 WHERE device = ?1")?
        .execute(params![device.as_bytes(), now])?;
    Ok(())
}

/// Deletes uploads that nobody continued and that no change named in time. A blob that is named stays, whatever the rows
/// say.
pub fn expire(connection: &Connection, limits: &BlobLimits, now: i64) -> Result<(), EngineError> {
    let before = now.saturating_sub(limits.keep_unnamed_ms);
    let mut statement = connection.prepare_cached(
        "SELECT device, document, digest FROM upload WHERE touched_at < ?1 ORDER BY touched_at LIMIT ?2",
    )?;
    let old: Vec<(DeviceId, BlobName)> = statement
        .query_map(params![before, EXPIRE_AT_ONCE], |row| {
            let document = DocumentId::from_bytes(row.get(1)?);
            let blob = BlobName { document, digest: BlobDigest::from_bytes(row.get(2)?) };
            Ok((DeviceId::from_bytes(row.get(0)?), blob))
        })?
        .collect::<Result<_, _>>()?;
    for (device, blob) in old {
        forget(connection, device, blob)?;
        forget_parts(connection, device, blob)?;
        let (document, digest) = (blob.document.as_bytes(), blob.digest.as_bytes());
        if !named(connection, blob.document)?.contains(&blob.digest) {
            connection
                .prepare_cached(
                    "DELETE FROM blob WHERE document = ?1 AND digest = ?2 AND NOT EXISTS
                         (SELECT 1 FROM upload WHERE document = ?1 AND digest = ?2)",
                )?
                .execute(params![document, digest])?;
        }
    }
    Ok(())
}

/// Bytes of a blob from `offset`, at most so many, with its whole length; `None` when there is no such blob that this
/// person may read. Beyond the end the bytes are empty.
pub fn range(
    connection: &Connection,
    sender: &Sender,
    blob: BlobName,
    offset: u32,
    most: u32,
) -> Result<Option<(u32, Vec<u8>)>, EngineError> {
    if !scope::may_see(connection, sender.user, &sender.roles, blob.document)? {
        return Ok(None);
    }
    let found = connection
        .prepare_cached(
            "SELECT length(bytes), substr(bytes, ?3 + 1, ?4) FROM blob WHERE document = ?1 AND digest = ?2",
        )?
        .query_row(params![blob.document.as_bytes(), blob.digest.as_bytes(), offset, most], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(found)
}

/// One request about a large blob, for callers that have one connection and hold a transaction.
pub fn handle(
    connection: &Connection,
    sender: &Sender,
    limits: &BlobLimits,
    request: &BlobRequest,
    now: i64,
) -> Result<BlobAnswer, EngineError> {
    Ok(match request {
        BlobRequest::Stand { blob } => match stand(connection, sender, *blob)? {
            Some((offset, total)) => BlobAnswer::Stands { offset, complete: offset == total },
            None => BlobAnswer::Unknown,
        },
        BlobRequest::Put { blob, offset, total, bytes } => {
            let sent = Sent { blob: *blob, offset: *offset, total: *total, bytes };
            match put(connection, sender, limits, &sent, now)? {
                Piece::Stands { offset, complete } => BlobAnswer::Stands { offset, complete },
                Piece::OffsetMismatch { offset } => BlobAnswer::Stands { offset, complete: false },
                Piece::LengthChanged { .. } => BlobAnswer::Refused(BlobRefusal::TooLarge),
                Piece::Unknown => BlobAnswer::Unknown,
                Piece::Refused(refusal) => BlobAnswer::Refused(refusal),
            }
        }
        BlobRequest::Get { blob, offset, most } => match range(connection, sender, *blob, *offset, *most)? {
            Some((total, bytes)) => BlobAnswer::Bytes { total, bytes },
            None => BlobAnswer::Unknown,
        },
    })
}

fn stored(connection: &Connection, blob: BlobName) -> Result<Option<u32>, EngineError> {
    let total = connection
        .prepare_cached("SELECT length(bytes) FROM blob WHERE document = ?1 AND digest = ?2")?
        .query_row(params![blob.document.as_bytes(), blob.digest.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(total)
}

/// Bytes received and declared.
fn upload(
    connection: &Connection,
    device: DeviceId,
    blob: BlobName,
) -> Result<Option<(u32, u32)>, EngineError> {
    let row = connection
        .prepare_cached(
            "SELECT received, total FROM upload WHERE device = ?1 AND document = ?2 AND digest = ?3",
        )?
        .query_row(params![device.as_bytes(), blob.document.as_bytes(), blob.digest.as_bytes()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(row)
}
