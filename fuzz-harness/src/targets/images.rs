//! Pictures: what counts as one is told by its content, on the device, at the desk and in the blob store.
//!
//! First byte: 0 the bytes are a stored blob; 1 a picture in a command's JSON; from 2 on they are a picture's content,
//! stored under the media type that the byte picks.

use super::{chosen, one};
use crate::Reached;
use client_core::domain::blob::{Blob, digest_of};
use client_core::domain::photo::{ImageKind, PhotoInput};
use undercroft_server::blobs::kind_of;

const CLAIMS: [&str; 6] = ["image/jpeg", "image/png", "image/svg+xml", "text/html", "IMAGE/JPEG", ""];

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Some((how, rest)) = chosen(data) else { return one("nothing") };
    match how {
        0 => stored(rest),
        1 => in_json(rest),
        claim => content(CLAIMS[usize::from(claim) % CLAIMS.len()], rest),
    }
}

/// By the first bytes alone, in other words than the product's.
fn magic(content: &[u8]) -> Option<&'static str> {
    match content {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, ..] => Some("image/png"),
        _ => None,
    }
}

fn stored(bytes: &[u8]) -> Reached {
    let Some(blob) = Blob::from_bytes(bytes) else { return one("no blob") };
    assert_eq!(blob.to_bytes(), bytes, "a blob is written as it was read");
    assert_eq!(blob.digest(), digest_of(bytes), "its name is that of its bytes");
    assert_eq!(blob.stored_len(), bytes.len());
    content_of(&blob)
}

fn content(claim: &str, content: &[u8]) -> Reached {
    let blob = Blob { salt: [7; 16], media_type: claim.to_owned(), content: content.to_vec() };
    let bytes = blob.to_bytes();
    assert_eq!(Blob::from_bytes(&bytes).as_ref(), Some(&blob), "a blob is read as it was written");
    content_of(&blob)
}

fn content_of(blob: &Blob) -> Reached {
    let sniffed = ImageKind::of(&blob.content).map(ImageKind::media_type);
    assert_eq!(sniffed, magic(&blob.content), "only the content tells");
    let served = kind_of(blob).map(ImageKind::media_type);
    match served {
        Some(media) => assert!(
            sniffed == Some(media) && blob.media_type == media,
            "served as {media}, but it is {sniffed:?} and says {}",
            blob.media_type
        ),
        None => assert!(sniffed.is_none() || sniffed != Some(blob.media_type.as_str())),
    }
    one(served.unwrap_or("no picture"))
}

fn in_json(text: &[u8]) -> Reached {
    let Ok(photo) = serde_json::from_slice::<PhotoInput>(text) else { return one("no photo") };
    let again = serde_json::to_vec(&photo).expect("a photo has a JSON form");
    let read: PhotoInput = serde_json::from_slice(&again).expect("what was written is read");
    assert_eq!(read, photo);
    one("photo in JSON")
}
