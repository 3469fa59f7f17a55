//! Photos from files: nothing but the picture leaves the device. When it was taken is read first.

use crate::fault::Fault;
use crate::time::Zone;
use client_core::domain::photo::{ImageBytes, PhotoInput};
use exif::{In, Tag, Value};
use std::io::Cursor;
use std::path::Path;
use std::time::UNIX_EPOCH;
use undercroft_picture::scaled;

/// Reads, scales and dates the photo of a file. `now` is the device's best estimate of the time, milliseconds since 1970
/// UTC.
///
/// # Errors
/// [`Fault::File`] when the file can't be read; [`Fault::Photo`] when it is no picture.
pub fn photo_of(path: &Path, bytes: &[u8], zone: Zone, now: i64) -> Result<PhotoInput, Fault> {
    let fault = |problem| Fault::Photo { path: path.display().to_string(), problem };
    let scaled = scaled(bytes).map_err(fault)?;
    // A camera with a wrong clock must not keep the evidence out.
    let past = |at: &i64| *at <= now;
    let taken_at = taken_at(bytes, zone).filter(past).or_else(|| changed_at(path).filter(past));
    Ok(PhotoInput { bytes: ImageBytes(scaled), taken_at })
}

/// When the camera says that it was taken, milliseconds since 1970 UTC; a time without an offset is the site's.
fn taken_at(bytes: &[u8], zone: Zone) -> Option<i64> {
    let read = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok()?;
    let text = |tag| match &read.get_field(tag, In::PRIMARY)?.value {
        Value::Ascii(lines) => String::from_utf8(lines.first()?.clone()).ok(),
        _ => None,
    };
    // 2026:03:02 14:00:00
    let (date, time) =
        text(Tag::DateTimeOriginal)?.split_once(' ').map(|(d, t)| (d.replace(':', "-"), t.to_owned()))?;
    let time = time.trim_end_matches(['\0', ' ']).to_owned();
    let offset = text(Tag::OffsetTimeOriginal).unwrap_or_default();
    let with_offset = format!("{date}T{time}{}", offset.trim());
    zone.read("photo", &with_offset).or_else(|_| zone.read("photo", &format!("{date}T{time}"))).ok()
}

fn changed_at(path: &Path) -> Option<i64> {
    let changed = std::fs::metadata(path).ok()?.modified().ok()?;
    i64::try_from(changed.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::codecs::jpeg::JpegEncoder;
    use image::{Rgb, RgbImage};

    const NOW: i64 = 1_790_000_000_000;

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

    /// A JPEG with an EXIF block: orientation, time taken, and a GPS mark.
    fn with_exif(jpeg: &[u8], orientation: u8, taken: &str) -> Vec<u8> {
        let mut tiff = b"MM\0\x2a\0\0\0\x08".to_vec();
        let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
            [&tag.to_be_bytes()[..], &kind.to_be_bytes(), &count.to_be_bytes(), &value].concat()
        };
        // IFD0 at 8 with two entries ends at 38; the EXIF IFD with one entry ends at 56.
        tiff.extend(2_u16.to_be_bytes());
        tiff.extend(entry(0x0112, 3, 1, [0, orientation, 0, 0]));
        tiff.extend(entry(0x8769, 4, 1, 38_u32.to_be_bytes()));
        tiff.extend([0; 4]);
        tiff.extend(1_u16.to_be_bytes());
        tiff.extend(entry(0x9003, 2, 20, 56_u32.to_be_bytes()));
        tiff.extend([0; 4]);
        tiff.extend(taken.as_bytes());
        tiff.extend(b"\0GPS 31.2304N 121.4737E");
        let mut app1 = b"Exif\0\0".to_vec();
        app1.extend(tiff);
        let length = u16::try_from(app1.len() + 2).unwrap();
        [&jpeg[..2], &[0xff, 0xe1], &length.to_be_bytes(), &app1, &jpeg[2..]].concat()
    }

    #[test]
    fn a_photo_is_upright_dated_and_says_nothing_of_where_it_was_taken() {
        let mut picture = RgbImage::from_pixel(40, 20, Rgb([255, 255, 255]));
        picture.put_pixel(0, 0, Rgb([0, 0, 0]));
        let bytes = with_exif(&jpeg_of(&picture), 6, "2026:03:02 09:00:00");
        let zone = Zone::of_site("Asia/Shanghai");
        let photo = photo_of(Path::new("no-such-file.jpg"), &bytes, zone, NOW).unwrap();
        assert_eq!(photo.taken_at, Some(1_772_413_200_000));
        let text = String::from_utf8_lossy(&photo.bytes.0).into_owned();
        assert!(!text.contains("Exif") && !text.contains("GPS"));
        let upright = image::load_from_memory(&photo.bytes.0).unwrap().to_rgb8();
        assert_eq!(upright.dimensions(), (20, 40), "turned by a quarter");
        assert!(upright.get_pixel(19, 0).0[0] < 128 && upright.get_pixel(0, 39).0[0] > 128);
    }

    #[test]
    fn a_camera_clock_ahead_of_the_device_doesnt_keep_the_photo_out() {
        let bytes = with_exif(&jpeg_of(&noise(8, 8)), 1, "2099:01:01 00:00:00");
        let photo = photo_of(Path::new("no-such-file.jpg"), &bytes, Zone::of_site("UTC"), NOW).unwrap();
        assert_eq!(photo.taken_at, None);
    }
}
