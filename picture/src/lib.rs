//! Pictures from outside: turned upright, scaled down, and written anew, so that nothing but the picture goes on: no place, no
//! serial number, no thumbnail.
//!
//! A file is somebody else's work: sizes are checked before anything is decoded (attack 55).

use client_core::domain::photo::{ImageKind, MAX_PHOTO_BYTES, MOST_SIDE};
use image::codecs::jpeg::JpegEncoder;
use image::imageops::{FilterType, overlay};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, Rgba, RgbaImage};
use std::io::Cursor;

/// Longest side of a photo that is kept, in pixels. 2026-11-25: a scorched contact or a leaking thread shows from half a
/// metre, and the file stays far below the core's limit.
const LONGEST_SIDE: u32 = 2_048;
/// Decoded bytes at most: a 64-megapixel photo in colour.
const MOST_DECODED_BYTES: u64 = 256 * 1024 * 1024;
/// Qualities to try, the best first, before the picture is made smaller still.
const QUALITIES: [u8; 5] = [85, 75, 65, 50, 35];

/// Why a file is no photo.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhotoFault {
    /// Neither JPEG nor PNG by its content.
    #[error("not a JPEG or PNG picture")]
    NotAPicture,
    /// More pixels than a camera takes.
    #[error("{width} x {height} pixels are too many")]
    TooManyPixels {
        /// Pixels across.
        width: u32,
        /// Pixels down.
        height: u32,
    },
    /// Cut or damaged.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}

/// The picture upright, at most 2,048 pixels long, as a JPEG that the core takes.
///
/// # Errors
/// [`PhotoFault`] says why it is none.
pub fn scaled(bytes: &[u8]) -> Result<Vec<u8>, PhotoFault> {
    let damaged = |error: image::ImageError| PhotoFault::Damaged(error.to_string());
    let format = match ImageKind::of(bytes) {
        Some(ImageKind::Jpeg) => ImageFormat::Jpeg,
        Some(ImageKind::Png) => ImageFormat::Png,
        None => return Err(PhotoFault::NotAPicture),
    };
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    // Sides are judged below, with their numbers.
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_DECODED_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    if width > MOST_SIDE || height > MOST_SIDE || decoder.total_bytes() > MOST_DECODED_BYTES {
        return Err(PhotoFault::TooManyPixels { width, height });
    }
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    picture.apply_orientation(orientation);
    if picture.color().has_alpha() {
        picture = on_white(&picture);
    }
    let mut longest = picture.width().max(picture.height()).clamp(1, LONGEST_SIDE);
    loop {
        if picture.width().max(picture.height()) > longest {
            picture = picture.resize(longest, longest, FilterType::CatmullRom);
        }
        let rgb = picture.to_rgb8();
        for quality in QUALITIES {
            let mut jpeg = Vec::new();
            JpegEncoder::new_with_quality(&mut jpeg, quality).encode_image(&rgb).map_err(damaged)?;
            if jpeg.len() <= MAX_PHOTO_BYTES {
                return Ok(jpeg);
            }
        }
        // Ends: a picture of one pixel is small.
        longest = (longest / 2).max(1);
    }
}

/// A drawing with a clear background is readable on paper, not on black.
fn on_white(picture: &DynamicImage) -> DynamicImage {
    let mut paper = RgbaImage::from_pixel(picture.width(), picture.height(), Rgba([255, 255, 255, 255]));
    overlay(&mut paper, &picture.to_rgba8(), 0, 0);
    DynamicImage::ImageRgba8(paper)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn jpeg_of(picture: &RgbImage) -> Vec<u8> {
        let mut bytes = Vec::new();
        JpegEncoder::new_with_quality(&mut bytes, 100).encode_image(picture).unwrap();
        bytes
    }

    /// Noise, so that nothing compresses.
    fn noise(width: u32, height: u32) -> RgbImage {
        let mut state = 1_u32;
        RgbImage::from_fn(width, height, |_, _| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Rgb(state.to_be_bytes()[..3].try_into().unwrap())
        })
    }

    #[test]
    fn a_large_photo_is_scaled_until_the_core_takes_it() {
        let kept = scaled(&jpeg_of(&noise(3_000, 1_500))).unwrap();
        assert!(kept.len() <= MAX_PHOTO_BYTES, "{} bytes", kept.len());
        let picture = image::load_from_memory(&kept).unwrap();
        assert!(picture.width() <= LONGEST_SIDE && picture.width() == picture.height() * 2);
    }

    #[test]
    fn a_drawing_with_a_clear_background_is_on_white() {
        let drawing = RgbaImage::from_pixel(4, 4, Rgba([0, 0, 0, 0]));
        let mut png = Vec::new();
        drawing.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        let kept = image::load_from_memory(&scaled(&png).unwrap()).unwrap().to_rgb8();
        assert!(kept.get_pixel(1, 1).0[0] > 250);
    }

    #[test]
    fn attack_55_a_picture_of_900_million_pixels_is_refused_before_it_is_decoded() {
        let mut png = Vec::new();
        noise(2, 2).write_to(&mut Cursor::new(&mut png), ImageFormat::Png).unwrap();
        // The size stands behind the signature and the chunk's head; the chunk's checksum covers it.
        png[16..20].copy_from_slice(&30_000_u32.to_be_bytes());
        png[20..24].copy_from_slice(&30_000_u32.to_be_bytes());
        let checksum = crc(&png[12..29]);
        png[29..33].copy_from_slice(&checksum.to_be_bytes());
        assert_eq!(scaled(&png), Err(PhotoFault::TooManyPixels { width: 30_000, height: 30_000 }));
        assert_eq!(scaled(b"<svg/>"), Err(PhotoFault::NotAPicture));
        let cut = &jpeg_of(&noise(64, 64))[..40];
        assert!(matches!(scaled(cut), Err(PhotoFault::Damaged(_))));
    }

    fn crc(bytes: &[u8]) -> u32 {
        let mut crc = u32::MAX;
        for byte in bytes {
            crc ^= u32::from(*byte);
            for _ in 0..8 {
                crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            }
        }
        !crc
    }
}
