//! Seeds of tokens.

use super::{Seed, seed, with};
use crate::targets::tokens::{honest_parts, honest_token};

pub(super) fn all() -> Vec<Seed> {
    let of = |name: &str, bytes: Vec<u8>| seed("tokens", name, bytes);
    let (header, content) = honest_parts();
    let signed = |header: &[u8], content: &[u8]| with(2, &[header, b"\0", content].concat());
    let content_text = String::from_utf8_lossy(&content).into_owned();
    let exp = content_text.split("\"exp\":").nth(1).and_then(|rest| rest.split(',').next()).unwrap_or("0");
    let changed = |from: &str, to: &str| signed(&header, content_text.replace(from, to).as_bytes());
    let exp_is = |value: &str| changed(&format!("\"exp\":{exp}"), &format!("\"exp\":{value}"));
    vec![
        of("honest-text", with(0, honest_token().as_bytes())),
        of("alg-none", with(0, b"eyJ0eXAiOiJhdCtqd3QiLCJhbGciOiJub25lIn0.e30.")),
        of("two-dots", with(0, b"..")),
        of("unchanged", with(1, &[])),
        of("one-bit", with(1, &[0, 60, 1])),
        of("signature-bit", with(1, &[0, 255, 2])),
        of("honest-signed", signed(&header, &content)),
        of("attack-01-none", signed(br#"{"typ":"at+jwt","alg":"none"}"#, &content)),
        of("attack-01-hs256", signed(br#"{"typ":"at+jwt","alg":"HS256"}"#, &content)),
        of("attack-02-kid", signed(br#"{"typ":"at+jwt","alg":"EdDSA","kid":"../../key"}"#, &content)),
        of("attack-02-jwk", signed(br#"{"typ":"at+jwt","alg":"EdDSA","jwk":{"kty":"OKP"}}"#, &content)),
        of("attack-03-exp-text", exp_is("\"1\"")),
        of("attack-03-exp-float", exp_is("1772438600.5")),
        of("attack-03-exp-negative", exp_is("-1")),
        of("attack-03-exp-huge", exp_is("9223372036854775808")),
        of("attack-03-exp-missing", changed(&format!("\"exp\":{exp},"), "")),
        of("attack-04-typ", signed(br#"{"typ":"JWT","alg":"EdDSA"}"#, &content)),
        of("attack-04-issuer", changed("undercroft/", "undercroft/0")),
        of("attack-04-audience", changed("undercroft-api", "undercroft-photos")),
        of("twice", signed(br#"{"typ":"at+jwt","typ":"at+jwt","alg":"EdDSA"}"#, &content)),
        of("numbers-honest", with(3, &[0; 12])),
        of("numbers-edge", with(3, &[0, 255, 255, 7, 255, 255, 255, 255, 255, 255, 255, 127, 0, 2, 88])),
        of("session", with(4, b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")),
        of("session-short", with(4, b"AAAA")),
        of(
            "refresh",
            with(
                5,
                &[&[0; 64][..], b"r1.AAAAAAAAAAAAAAAAAAAAAA.0.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
                    .concat(),
            ),
        ),
        of("refresh-negative", with(5, &[&[0; 64][..], b"r1.AAAAAAAAAAAAAAAAAAAAAA.-1.AAAA"].concat())),
        of("refresh-many", with(5, &[&[0; 64][..], b"r1.a.1.b.c"].concat())),
        of("header-honest", with(6, format!("Bearer {}", honest_token()).as_bytes())),
        of("header-basic", with(6, b"Basic ZGVzazpwYXNz")),
        of("header-empty", with(6, b"")),
        of("header-two-spaces", with(6, b"Bearer  x")),
        of("header-high-bytes", with(6, b"Bearer \xff\xfe")),
    ]
}
