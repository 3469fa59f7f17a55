//! Blobs too large for a sync request travel by themselves, in chunks, so that a cut line costs one chunk.
//!
//! Progress is what the server says that it has; a device stores nothing of it. A blob is there before the change that
//! names it is sent.

use crate::domain::id::{BlobDigest, DocumentId};

/// What one request of a device carries of a blob at most; on a bad line it carries less.
pub const BLOB_CHUNK_BYTES: usize = 64 * 1024;

/// The server takes at most this many bytes of a blob in one request.
pub const MAX_BLOB_CHUNK_BYTES: usize = 256 * 1024;

/// A blob beside a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct BlobName {
    /// The document that it lies beside.
    pub document: DocumentId,
    /// Its name there.
    pub digest: BlobDigest,
}

/// One request about a large blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobRequest {
    /// How many of its bytes does the server have?
    Stand {
        /// Which blob.
        blob: BlobName,
    },
    /// Here are some more.
    Put {
        /// Which blob.
        blob: BlobName,
        /// Place of the first of these bytes.
        offset: u32,
        /// How many the whole blob has.
        total: u32,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Give some of them.
    Get {
        /// Which blob.
        blob: BlobName,
        /// Place of the first wanted byte.
        offset: u32,
        /// At most so many.
        most: u32,
    },
}

impl BlobRequest {
    /// The blob that it is about.
    pub fn blob(&self) -> BlobName {
        match self {
            Self::Stand { blob } | Self::Put { blob, .. } | Self::Get { blob, .. } => *blob,
        }
    }

    /// Bytes that it carries.
    pub fn len(&self) -> usize {
        match self {
            Self::Put { bytes, .. } => bytes.len(),
            Self::Stand { .. } | Self::Get { .. } => 0,
        }
    }

    /// Whether it carries none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Why the server doesn't take bytes of a blob.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BlobRefusal {
    /// More bytes than declared, or than a photo may have.
    #[error("the photo is larger than allowed")]
    TooLarge,
    /// Too many bytes of this device wait for the changes that name them.
    #[error("the server keeps no more photos of this device until their records have arrived")]
    Quota,
    /// No picture by its content.
    #[error("the server takes only JPEG and PNG pictures")]
    Type,
    /// A picture that takes more memory to open than any camera's.
    #[error("the picture has more pixels than a camera takes")]
    Pixels,
    /// All bytes are there, and they are not what the name says. The upload begins anew.
    #[error("the bytes that arrived are not those of the photo")]
    Digest,
    /// The server has no room.
    #[error("the server's disk is full")]
    NoSpace,
}

/// What the server says about a large blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlobAnswer {
    /// So many bytes are there; the next one to send has this place.
    Stands {
        /// Bytes that are there.
        offset: u32,
        /// Whether the blob is whole.
        complete: bool,
    },
    /// Bytes from the place that was asked for.
    Bytes {
        /// How many the whole blob has.
        total: u32,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// There is no such blob, or none that this device may know of.
    Unknown,
    /// The bytes were not taken.
    Refused(BlobRefusal),
}
