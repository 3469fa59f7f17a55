//! Photos: how a command brings one, how an entry names one, and what counts as one.

use crate::domain::id::BlobDigest;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use planted::Bug;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::fmt;

/// A picture has at most this many bytes. 2026-11-25: 2048 pixels on the longer side as a JPEG of good quality have
/// 300 to 900 KB, which shows a scorched contact; on a slow line of 100 kbit/s a megabyte takes a minute and a half.
pub const MAX_PHOTO_BYTES: usize = 1024 * 1024;

/// Stored bytes of the largest photo: the picture, its salt and its media type.
pub const MAX_PHOTO_BLOB_BYTES: usize = MAX_PHOTO_BYTES + 64;

/// Sides beyond this are no camera's, in pixels.
pub const MOST_SIDE: u32 = 20_000;

/// A picture has at most so many pixels: whoever opens it decodes it whole, in four bytes for each (attack 55).
pub const MOST_PIXELS: u64 = 64 * 1024 * 1024;

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

    /// Width and height as its header says, in pixels; `None` where it says nothing that can be read. Nothing is decoded.
    pub fn sides(self, content: &[u8]) -> Option<(u32, u32)> {
        match self {
            Self::Jpeg => jpeg_sides(content),
            Self::Png => png_sides(content),
        }
    }

    /// Its width and height where whoever opens it would decode more than a camera takes, by what its header says (attack 55);
    /// `None` where it may be opened.
    pub fn oversized(self, content: &[u8]) -> Option<(u32, u32)> {
        self.sides(content).filter(|_| !planted::is(Bug::PixelsUncounted)).filter(|(width, height)| {
            *width > MOST_SIDE
                || *height > MOST_SIDE
                || u64::from(*width).saturating_mul(u64::from(*height)) > MOST_PIXELS
        })
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
    }
}

fn png_sides(content: &[u8]) -> Option<(u32, u32)> {
    let header = content.get(12..24)?.strip_prefix(b"IHDR")?;
    let (width, height) = header.split_first_chunk::<4>()?;
    Some((u32::from_be_bytes(*width), u32::from_be_bytes(height.try_into().ok()?)))
}

/// Walks the segments up to the frame's header, as decoders do: bytes between segments are passed over, and so are the
/// markers that have no length.
fn jpeg_sides(content: &[u8]) -> Option<(u32, u32)> {
    let mut rest = content.get(2..)?;
    loop {
        let marker_at = rest.iter().position(|byte| *byte == 0xff)?;
        rest = rest.get(marker_at..)?;
        let code_at = rest.iter().position(|byte| *byte != 0xff)?;
        let code = *rest.get(code_at)?;
        rest = rest.get(code_at + 1..)?;
        match code {
            0x00 | 0x01 | 0xd0..=0xd8 => {}
            // The picture's end, or its data before any frame.
            0xd9 | 0xda => return None,
            0xc0..=0xcf if !matches!(code, 0xc4 | 0xc8 | 0xcc) => {
                let side = |at: usize| {
                    let bytes: [u8; 2] = rest.get(at..at + 2)?.try_into().ok()?;
                    Some(u32::from(u16::from_be_bytes(bytes)))
                };
                return side(5).zip(side(3));
            }
            _ => {
                let length: [u8; 2] = rest.get(..2)?.try_into().ok()?;
                rest = rest.get(usize::from(u16::from_be_bytes(length)).max(2)..)?;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jpeg(before_frame: &[u8], width: u16, height: u16) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\x00\x07JFIF\x00".to_vec();
        bytes.extend_from_slice(before_frame);
        bytes.extend_from_slice(&[0xff, 0xc2, 0, 17, 8]);
        bytes.extend_from_slice(&height.to_be_bytes());
        bytes.extend_from_slice(&width.to_be_bytes());
        bytes
    }

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        bytes.extend_from_slice(&width.to_be_bytes());
        bytes.extend_from_slice(&height.to_be_bytes());
        bytes
    }

    #[test]
    fn attack_55_a_pictures_sides_are_read_from_its_header_wherever_that_hides() {
        let around: [&[u8]; 4] = [
            b"",
            // A table whose content looks like a frame of one pixel.
            b"\xff\xc4\x00\x0b\xff\xc0\x00\x11\x08\x00\x01\x00\x01",
            b"\x00garbage\xff\xff\xff\x01\xff\xd0",
            b"\xff\xe1\x00\x02",
        ];
        for before in around {
            let bytes = jpeg(before, 30_000, 29_000);
            assert_eq!(ImageKind::Jpeg.sides(&bytes), Some((30_000, 29_000)), "{before:?}");
            for end in 0..bytes.len() {
                assert_eq!(ImageKind::Jpeg.sides(&bytes[..end]), None, "{end} bytes");
            }
        }
        assert_eq!(
            ImageKind::Jpeg.sides(b"\xff\xd8\xff\xda\x00\x02\xff\xc0\x00\x11\x08\x75\x30\x75\x30"),
            None
        );
        assert_eq!(ImageKind::Png.sides(&png(7, 9)), Some((7, 9)));
        assert_eq!(ImageKind::Png.sides(&png(7, 9)[..23]), None);
    }

    #[test]
    fn attack_55_more_than_a_camera_takes_is_oversized_and_what_says_nothing_is_not() {
        let camera = [(2_048, 1_536), (MOST_SIDE, 3_355), (8_192, 8_192)];
        let none = [(MOST_SIDE + 1, 1), (1, MOST_SIDE + 1), (8_192, 8_193), (u32::MAX, u32::MAX)];
        for (sides, oversized) in
            camera.map(|sides| (sides, false)).into_iter().chain(none.map(|sides| (sides, true)))
        {
            let found = ImageKind::Png.oversized(&png(sides.0, sides.1));
            assert_eq!(found, oversized.then_some(sides), "{sides:?}");
        }
        assert_eq!(ImageKind::Jpeg.oversized(&jpeg(b"", 30_000, 30_000)), Some((30_000, 30_000)));
        assert_eq!(ImageKind::Jpeg.oversized(b"\xff\xd8\xff\xe0 nothing of sides"), None);
    }

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
