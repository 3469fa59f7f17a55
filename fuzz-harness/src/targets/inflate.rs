//! Compressed bodies: what a device sends, and what a device gets.
//!
//! First byte: 0 plain, 1 gzip, 2 zstd, 3 a coding that nobody knows, all as the server reads them; 4 an answer on a
//! device, and what comes out may be columns in both; from 5 on the rest is compressed by the harness first, so that
//! honest frames are common.

use super::{chosen, one};
use crate::Reached;
use crate::meter::measured;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse;
use client_core::protocol::MAX_REQUEST_BYTES;
use client_core::protocol::columns::{pack, unpack};
use std::io::Write;

/// What a device takes in this target; far below what it takes at work, so that the limit is met often.
const MOST_ANSWER: u64 = 64 * 1024;

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Some((how, rest)) = chosen(data) else { return one("nothing") };
    match how {
        0 => on_server(Some("identity"), rest),
        1 => on_server(Some("gzip"), rest),
        2 => on_server(Some("zstd"), rest),
        3 => on_server(Some("br"), rest),
        4 => on_device(rest),
        _ => honest(how, rest),
    }
}

fn status_of(coding: Option<&'static str>, body: &[u8]) -> Result<Vec<u8>, u16> {
    let mut headers = HeaderMap::new();
    if let Some(coding) = coding {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    let plain = measured(|| undercroft_server::http::inflate(&headers, body));
    plain.map_err(|problem| problem.into_response().status().as_u16())
}

fn on_server(coding: Option<&'static str>, body: &[u8]) -> Reached {
    match status_of(coding, body) {
        Ok(plain) => {
            assert!(plain.len() <= MAX_REQUEST_BYTES, "{} bytes came out", plain.len());
            if coding == Some("identity") {
                assert_eq!(plain, body, "a plain body is what came");
            }
            assert_ne!(coding, Some("br"), "a coding that nobody knows was taken");
            columns(&plain, MAX_REQUEST_BYTES).map_or_else(|| one("inflated"), one)
        }
        Err(status) => {
            assert!([400, 413, 415].contains(&status), "status {status}");
            one(&format!("refused {status}"))
        }
    }
}

fn on_device(body: &[u8]) -> Reached {
    match measured(|| client_core::device::http::inflate(body, MOST_ANSWER)) {
        Some(plain) => {
            assert!(plain.len() as u64 <= MOST_ANSWER, "{} bytes came out", plain.len());
            columns(&plain, usize::try_from(MOST_ANSWER).expect("fits"))
                .map_or_else(|| one("answer inflated"), one)
        }
        None => one("answer refused"),
    }
}

/// A body that is columns is a message within the limit, whose own columns give the same message.
fn columns(plain: &[u8], most: usize) -> Option<&'static str> {
    let message = measured(|| unpack(plain, most)).ok()?;
    assert!(message.len() <= most, "{} bytes came out of columns", message.len());
    if let Some(again) = measured(|| pack(&message)) {
        assert_eq!(unpack(&again, most).as_ref(), Ok(&message), "columns changed the message");
    }
    Some("columns")
}

/// What was honestly compressed comes out as it went in, on both sides, or is refused for its size.
fn honest(how: u8, rest: &[u8]) -> Reached {
    // Two bytes of the input say how often the rest is repeated: a bomb needs few bytes.
    let (times, piece) = match rest {
        [high, low, piece @ ..] => (usize::from(u16::from_be_bytes([*high, *low])) + 1, piece),
        piece => (1, piece),
    };
    if let Some(columns) = pack(piece) {
        assert_eq!(unpack(&columns, piece.len()).as_deref(), Ok(piece), "columns changed the message");
    }
    let times = times.min((MAX_REQUEST_BYTES * 2).checked_div(piece.len()).unwrap_or(1)).max(1);
    let plain = piece.repeat(times);
    let (coding, packed) = if how.is_multiple_of(2) {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&plain).expect("memory takes everything");
        ("gzip", encoder.finish().expect("memory takes everything"))
    } else {
        ("zstd", zstd::bulk::compress(&plain, 1).expect("bytes compress"))
    };
    match status_of(Some(coding), &packed) {
        Ok(out) => assert!(out == plain, "{coding} changed the body"),
        Err(status) => assert!(
            status == 413 && plain.len() > MAX_REQUEST_BYTES,
            "{} honest bytes in {coding}: {status}",
            plain.len()
        ),
    }
    if coding == "zstd" {
        let out = client_core::device::http::inflate(&packed, MOST_ANSWER);
        assert_eq!(out.is_some(), plain.len() as u64 <= MOST_ANSWER, "{} bytes", plain.len());
    }
    one(if plain.len() > MAX_REQUEST_BYTES { "bomb refused" } else { "honest body" })
}
