//! The plain body of a request that came compressed.

use super::{Problem, ProblemKind};
use axum::http::{HeaderMap, header};
use client_core::protocol::MAX_REQUEST_BYTES;
use flate2::read::GzDecoder;
use std::io::Read;

/// A frame names the memory that its reader keeps; 8 MiB is what every reader must offer, and nobody needs more here.
const WINDOW_LOG: u32 = 23;

/// The plain body; never more than a request may have, whatever the compression claims (attack 16).
///
/// # Errors
/// 400 for damaged bytes, 413 above [`MAX_REQUEST_BYTES`], 415 for a content coding other than gzip and zstd.
pub fn inflate(headers: &HeaderMap, body: &[u8]) -> Result<Vec<u8>, Problem> {
    let coding = headers.get(header::CONTENT_ENCODING).map(|value| value.to_str().unwrap_or("?"));
    let limit = MAX_REQUEST_BYTES as u64 + 1;
    let mut plain = Vec::new();
    let read = match coding {
        None | Some("identity") => body.take(limit).read_to_end(&mut plain),
        Some("gzip") => GzDecoder::new(body).take(limit).read_to_end(&mut plain),
        Some("zstd") => zstd::stream::read::Decoder::with_buffer(body).and_then(|mut decoder| {
            decoder.window_log_max(WINDOW_LOG)?;
            decoder.take(limit).read_to_end(&mut plain)
        }),
        Some(_) => {
            return Err(Problem::new(ProblemKind::UnsupportedType, "send it plain, with gzip or with zstd"));
        }
    };
    if read.is_err() {
        return Err(Problem::new(ProblemKind::InvalidRequest, "the compressed body is damaged"));
    }
    if plain.len() > MAX_REQUEST_BYTES {
        return Err(too_large());
    }
    Ok(plain)
}

/// 413 of a sync request.
pub(super) fn too_large() -> Problem {
    Problem::new(
        ProblemKind::TooLarge,
        format!("a request has at most {MAX_REQUEST_BYTES} bytes; send it in parts"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use axum::response::IntoResponse;
    use std::io::Write;

    fn status(coding: &'static str, body: &[u8]) -> u16 {
        let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(coding))]);
        inflate(&headers, body).map_or_else(|problem| problem.into_response().status().as_u16(), |_| 200)
    }

    #[test]
    fn p8_a_frame_that_wants_a_hundred_megabytes_of_its_reader_is_refused() {
        for (window, expected) in [(21, 200), (23, 200), (24, 400), (27, 400)] {
            let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
            encoder.window_log(window).unwrap();
            encoder.write_all(b"a small body").unwrap();
            encoder.flush().unwrap();
            assert_eq!(status("zstd", &encoder.finish().unwrap()), expected, "2^{window} bytes");
        }
    }
}
