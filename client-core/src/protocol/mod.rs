//! Wire types of the sync protocol (`POST /api/v1/sync`, `application/cbor`), and of large blobs beside it.
//!
//! What is serialised here is a promise to devices in the field. This module must never know a rule of the business,
//! a store, or how HTTP carries it; conversion from and to the inner types happens at the edge, in [`convert`].

mod blob;
mod bundle;
mod bytes;
pub mod columns;
pub mod convert;
mod sync;

pub use blob::{BLOB_CHUNK_BYTES, BlobAnswer, BlobName, BlobRefusal, BlobRequest, MAX_BLOB_CHUNK_BYTES};
pub use bundle::Bundle;
pub use bytes::Bytes;
pub use columns::PACKED_MEDIA_TYPE;
pub use sync::{
    Cursor, DocumentPage, Epoch, Outcome, PulledRow, PulledRun, QuarantineReason, ReturnedRun, Row, Run,
    SyncAnswer, SyncRequest, Verdict, WireBlob,
};

use crate::domain::entry::{read_cbor, write_cbor};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Version of the protocol that this code speaks. 2026-11-24: first version.
pub const VERSION: u16 = 1;

/// Oldest version that the server still takes. 2026-11-24: there is no older one.
pub const OLDEST_VERSION: u16 = 1;

/// A request has at most this many bytes, uncompressed. 2026-11-24: a day's work of a technician is below 100 KB; a
/// first push after a month away goes in several requests.
pub const MAX_REQUEST_BYTES: usize = 2 * 1024 * 1024;

/// A request has at most this many rows (attack 20).
pub const MAX_ROWS: usize = 5_000;

/// Of one request at most so many rows may wait for changes that the server hasn't; a request with more is refused as a whole
/// (attack 23). A device sends no more rows at a time: after a restore all of them may wait for what somebody else gives back.
pub const MAX_PENDING: usize = 256;

/// A row has at most this many entries (attack 20).
pub const MAX_ENTRIES_PER_ROW: usize = 256;

/// A document has at most this many rows. 2026-11-24: the longest procedure with twenty rounds needs about 900.
pub const MAX_ROWS_PER_DOCUMENT: usize = 4_096;

/// Blobs up to this size travel inside the sync request.
pub const MAX_INLINE_BLOB_BYTES: usize = 8 * 1024;

/// Pages of an answer aim at this many bytes when the device names no budget.
pub const DEFAULT_PAGE_BYTES: u32 = 256 * 1024;

/// Media type of both directions.
pub const MEDIA_TYPE: &str = "application/cbor";

/// Why bytes are not a message of this protocol.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// Cut, followed by other bytes, nested too deep, or not this message.
    #[error("malformed message: {0}")]
    Malformed(String),
}

/// Nesting of the deepest message, with room to grow.
const MAX_WIRE_DEPTH: usize = 24;

/// The bytes of a message.
///
/// # Errors
/// [`WireError`] for a value that CBOR can't carry; none of the types here is one.
pub fn to_bytes<T: Serialize>(message: &T) -> Result<Vec<u8>, WireError> {
    write_cbor(message).map_err(WireError::Malformed)
}

/// Reads a message; nothing may follow it.
///
/// # Errors
/// [`WireError::Malformed`].
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    let mut rest = bytes;
    let message = read_cbor(&mut rest, MAX_WIRE_DEPTH).map_err(WireError::Malformed)?;
    if rest.is_empty() {
        Ok(message)
    } else {
        Err(WireError::Malformed(format!("{} bytes after the end", rest.len())))
    }
}
