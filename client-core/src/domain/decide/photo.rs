//! Photos: judged by content, size and time, and put beside the order.

use super::Rejection;
use super::office::time;
use super::site::CLOCK_SLACK_MS;
use super::writer::Writer;
use crate::domain::blob::Blob;
use crate::domain::entry::site::PhotoAdded;
use crate::domain::entry::{Body, Kind};
use crate::domain::id::BlobDigest;
use crate::domain::photo::{ImageBytes, ImageKind, MAX_PHOTO_BYTES, PhotoInput, PhotoRef};

/// Photos of one entry. 2026-11-25: twelve show a room from all sides and every broken thing in it.
const MOST_PHOTOS: usize = 12;

pub(super) fn add_photo(writer: &mut Writer<'_, '_>, photo: &PhotoInput) -> Result<(), Rejection> {
    writer.allow(Kind::PhotoAdded)?;
    let photo = photo_of(writer, photo)?;
    writer.write(Body::PhotoAdded(PhotoAdded { photo }))
}

/// Puts photos beside the order and gives what entries name them by.
pub(super) fn photos_of(
    writer: &mut Writer<'_, '_>,
    photos: &[PhotoInput],
) -> Result<Vec<PhotoRef>, Rejection> {
    if photos.len() > MOST_PHOTOS {
        return Err(Rejection::TooManyPhotos { max: MOST_PHOTOS });
    }
    photos.iter().map(|photo| photo_of(writer, photo)).collect()
}

fn photo_of(writer: &mut Writer<'_, '_>, photo: &PhotoInput) -> Result<PhotoRef, Rejection> {
    let now = writer.context.now.estimate();
    let taken_at = match photo.taken_at {
        Some(taken_at) if taken_at > now.saturating_add(CLOCK_SLACK_MS) => {
            return Err(Rejection::PhotoFromTheFuture { taken_at });
        }
        Some(taken_at) => time("taken_at", taken_at)?,
        None => now,
    };
    let blob = picture(writer, &photo.bytes, MAX_PHOTO_BYTES)?;
    let bytes = u32::try_from(blob.stored_len()).unwrap_or(u32::MAX);
    Ok(PhotoRef { blob: writer.put_blob(blob), bytes, taken_at })
}

/// The picture of a signature: small, because it goes with the signature.
pub(super) fn signature_picture(
    writer: &mut Writer<'_, '_>,
    bytes: &ImageBytes,
) -> Result<BlobDigest, Rejection> {
    let blob = picture(writer, bytes, super::writer::MAX_SMALL_BLOB_BYTES)?;
    Ok(writer.put_blob(blob))
}

fn picture(writer: &mut Writer<'_, '_>, bytes: &ImageBytes, max: usize) -> Result<Blob, Rejection> {
    let kind = ImageKind::of(&bytes.0).ok_or(Rejection::NotAPicture)?;
    if bytes.0.len() > max {
        return Err(Rejection::PhotoTooLarge { bytes: bytes.0.len(), max });
    }
    if let Some((width, height)) = kind.oversized(&bytes.0) {
        return Err(Rejection::TooManyPixels { width, height });
    }
    let salt = writer.context.random.bytes();
    Ok(Blob { salt, media_type: kind.media_type().to_owned(), content: bytes.0.clone() })
}
