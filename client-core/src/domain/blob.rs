//! Blobs: personal words, signatures and photos, kept beside a document and named by their digest.
//!
//! Stored bytes: 16 bytes of salt, one byte length of the media type, the media type, the content. The salt is inside,
//! so a digest in a journal says nothing about a short text once the blob is erased.

use crate::domain::id::BlobDigest;
use sha2::{Digest, Sha256};

/// Media type of plain text.
pub const TEXT: &str = "text/plain;charset=utf-8";
/// Media type of signature strokes: an SVG path, drawn on a 1000 x 400 field.
pub const STROKES: &str = "application/vnd.undercroft.strokes";

/// A blob.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    /// Random, so that equal contents have different names.
    pub salt: [u8; 16],
    /// Media type, at most 255 bytes.
    pub media_type: String,
    /// Content.
    pub content: Vec<u8>,
}

impl Blob {
    /// A text blob.
    pub fn text(salt: [u8; 16], text: &str) -> Self {
        Self { salt, media_type: TEXT.to_owned(), content: text.as_bytes().to_vec() }
    }

    /// The bytes that are stored, sent and hashed.
    pub fn to_bytes(&self) -> Vec<u8> {
        let media = &self.media_type.as_bytes()[..self.media_type.len().min(255)];
        let mut bytes = Vec::with_capacity(17 + media.len() + self.content.len());
        bytes.extend_from_slice(&self.salt);
        bytes.push(u8::try_from(media.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(media);
        bytes.extend_from_slice(&self.content);
        bytes
    }

    /// Reads stored bytes; `None` when they are cut or the media type is not text.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (salt, rest) = bytes.split_first_chunk::<16>()?;
        let (length, rest) = rest.split_first()?;
        let (media, content) = rest.split_at_checked(usize::from(*length))?;
        Some(Self {
            salt: *salt,
            media_type: std::str::from_utf8(media).ok()?.to_owned(),
            content: content.to_vec(),
        })
    }

    /// How many bytes are stored.
    pub fn stored_len(&self) -> usize {
        17 + self.media_type.len().min(255) + self.content.len()
    }

    /// Name of the blob.
    pub fn digest(&self) -> BlobDigest {
        digest_of(&self.to_bytes())
    }

    /// Content as text, where it is text.
    pub fn as_text(&self) -> Option<&str> {
        if self.media_type == TEXT { std::str::from_utf8(&self.content).ok() } else { None }
    }
}

/// Name of stored bytes.
pub fn digest_of(stored: &[u8]) -> BlobDigest {
    BlobDigest::from_bytes(Sha256::digest(stored).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stored_bytes_are_read_back_and_cut_ones_are_not() {
        let blob = Blob::text([9; 16], "灯不亮");
        let bytes = blob.to_bytes();
        assert_eq!(Blob::from_bytes(&bytes), Some(blob.clone()));
        assert_eq!(blob.digest(), digest_of(&bytes));
        assert_eq!(blob.stored_len(), bytes.len());
        assert_eq!(Blob::from_bytes(&bytes[..20]), None);
        assert_ne!(blob.digest(), Blob::text([8; 16], "灯不亮").digest(), "the salt hides equal words");
    }
}
