//! Photos: how a command brings one, how an entry names one, and what counts as one.

use crate::domain::id::BlobDigest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A picture has at most this many bytes. 2026-11-25: 2048 pixels on the longer side as a JPEG of good quality have
/// 300 to 900 KB, which shows a scorched contact; on a slow line of 100 kbit/s a megabyte takes a minute and a half.
pub const MAX_PHOTO_BYTES: usize = 1024 * 1024;

/// Stored bytes of the largest photo: the picture, its salt and its media type.
pub const MAX_PHOTO_BLOB_BYTES: usize = MAX_PHOTO_BYTES + 64;

/// Bytes of a picture; base64url without padding in JSON, as all bytes of the HTTP API.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ImageBytes(pub Vec<u8>);

impl fmt::Debug for ImageBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ImageBytes({} bytes)", self.0.len())
    }
}

impl Serialize for ImageBytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&URL_SAFE_NO_PAD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for ImageBytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = URL_SAFE_NO_PAD.decode(text.as_bytes());
        bytes.map(Self).map_err(|_| de::Error::custom("bytes in base64url without padding"))
    }
}

/// A photo as a command brings it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoInput {
    /// JPEG or PNG, at most [`MAX_PHOTO_BYTES`].
    pub bytes: ImageBytes,
    /// When it was taken, milliseconds since 1970 UTC, not in the future; now when absent.
    #[serde(default)]
    pub taken_at: Option<i64>,
}

impl PhotoInput {
    /// A photo that is taken now.
    pub fn taken_now(bytes: Vec<u8>) -> Self {
        Self { bytes: ImageBytes(bytes), taken_at: None }
    }
}

/// A photo as an entry names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhotoRef {
    /// The picture: a blob.
    pub blob: BlobDigest,
    /// How many bytes the stored blob has.
    pub bytes: u32,
    /// When it was taken as its author says, milliseconds since 1970 UTC.
    pub taken_at: i64,
}

/// Kind of a picture, told by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageKind {
    /// JPEG.
    Jpeg,
    /// PNG.
    Png,
}

impl ImageKind {
    /// What these bytes are, by how they begin; no name and no claim counts.
    pub fn of(content: &[u8]) -> Option<Self> {
        if content.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if content.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else {
            None
        }
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_text_in_json_and_come_back() {
        let photo = PhotoInput { bytes: ImageBytes(vec![0xff, 0xd8, 0xff, 0xe0]), taken_at: Some(7) };
        let json = serde_json::to_string(&photo).unwrap();
        assert_eq!(json, r#"{"bytes":"_9j_4A","taken_at":7}"#);
        assert_eq!(serde_json::from_str::<PhotoInput>(&json).unwrap(), photo);
        let now: PhotoInput = serde_json::from_str(r#"{"bytes":"_9j_4A"}"#).unwrap();
        assert_eq!(now.taken_at, None);
        for bad in ["[255,216]", r#""_9j/4A==""#, r#""_9j_4""#] {
            assert!(serde_json::from_str::<ImageBytes>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn attack_53_only_the_content_tells_what_a_picture_is() {
        assert_eq!(ImageKind::of(b"\xff\xd8\xff\xe0JFIF"), Some(ImageKind::Jpeg));
        assert_eq!(ImageKind::of(b"\x89PNG\r\n\x1a\nIHDR"), Some(ImageKind::Png));
        for other in [&b"<svg xmlns=''/>"[..], b"%PDF-1.7", b"MZ\x90", b"<html>", b"GIF89a", b"", b"\xff\xd8"]
        {
            assert_eq!(ImageKind::of(other), None);
        }
    }
}
