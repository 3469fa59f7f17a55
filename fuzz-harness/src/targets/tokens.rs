//! Tokens: access tokens, refresh tokens, session cookies, and the header that brings them.
//!
//! First byte: 0 the text of an access token; 1 an honest token, changed at places; 2 a header and a content of any kind,
//! signed with the server's own key; 3 numbers for an honest content, signed; 4 a session; 5 a refresh token; 6 an
//! `Authorization` header.

use super::{chosen, one};
use crate::Reached;
use crate::site::{KEY_SEED, NOW, Person, SITE_ID};
use crate::web::Web;
use arbitrary::Unstructured;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey};
use serde_json::{Value, json};
use std::cell::RefCell;
use undercroft_server::accounts::AccountError;

thread_local! {
    static WEB: RefCell<Web> = RefCell::new(Web::new());
    static KEY: EncodingKey = key();
}

/// Clocks may differ by so much, in seconds.
const LEEWAY: i64 = 30;
/// A token's life, in seconds.
const LIFE: i64 = 600;

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Some((how, rest)) = chosen(data) else { return one("nothing") };
    WEB.with_borrow_mut(|web| match how % 7 {
        0 => text(web, &String::from_utf8_lossy(rest)),
        1 => changed(web, rest),
        2 => signed(web, rest),
        3 => numbers(web, rest),
        4 => session(web, &String::from_utf8_lossy(rest)),
        5 => refresh(web, rest),
        _ => over_http(web, rest),
    })
}

/// The server's key, made from its seed by hand: an Ed25519 key in PKCS8.
fn key() -> EncodingKey {
    let mut der =
        vec![0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20];
    der.extend_from_slice(&KEY_SEED);
    EncodingKey::from_ed_der(&der)
}

fn sign(header: &[u8], content: &[u8]) -> String {
    let message = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(content));
    let signature = KEY.with(|key| jsonwebtoken::crypto::sign(message.as_bytes(), key, Algorithm::EdDSA));
    format!("{message}.{}", signature.expect("a signature"))
}

fn issuer() -> String {
    let hex = client_core::domain::id::hex(&SITE_ID);
    format!("undercroft/{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

fn claims(exp: i64, nbf: i64, iat: i64) -> Value {
    json!({
        "iss": issuer(), "aud": "undercroft-api", "exp": exp, "nbf": nbf, "iat": iat,
        "sub": Person::TechnicianA.user(), "dev": Person::TechnicianA.device(),
    })
}

const HEADER: &[u8] = br#"{"typ":"at+jwt","alg":"EdDSA"}"#;

/// What the server says of a token.
fn said(web: &mut Web, token: &str) -> Result<(), &'static str> {
    let accounts = web.state().accounts.clone();
    match web.block(accounts.principal_of_token(token)) {
        Ok(principal) => {
            assert_eq!(principal.user, Person::TechnicianA.user(), "somebody else's token");
            assert_eq!(principal.roles, Person::TechnicianA.roles(), "roles come from the database");
            Ok(())
        }
        Err(AccountError::InvalidToken) => Err("invalid"),
        Err(AccountError::TokenExpired) => Err("expired"),
        Err(AccountError::DeviceRevoked) => Err("revoked"),
        Err(other) => panic!("a token ends in {other:?}"),
    }
}

fn text(web: &mut Web, token: &str) -> Reached {
    let honest = honest_token();
    let said = said(web, token);
    assert!(said == Err("invalid") || token == honest, "garbage was taken for a token: {said:?}");
    one("garbage")
}

/// Each change is a place (two bytes) and what is added there by exclusive or.
fn changed(web: &mut Web, rest: &[u8]) -> Reached {
    let honest = honest_token();
    let mut bytes = honest.clone().into_bytes();
    for change in rest.chunks_exact(3) {
        let place = usize::from(u16::from_be_bytes([change[0], change[1]])) % bytes.len();
        bytes[place] ^= change[2] & 0x7f;
    }
    let token = String::from_utf8_lossy(&bytes).into_owned();
    match said(web, &token) {
        Ok(()) => {
            assert_eq!(token, honest, "a changed token was taken");
            one("honest")
        }
        Err(why) => {
            assert_ne!(token, honest, "an honest token was refused");
            assert_eq!(why, "invalid", "a signature that isn't right is never called expired");
            one("changed")
        }
    }
}

/// The header ends at the first NUL; both parts are signed whatever they are.
fn signed(web: &mut Web, rest: &[u8]) -> Reached {
    let mut parts = rest.splitn(2, |byte| *byte == 0);
    let (header, content) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let token = sign(header, content);
    if said(web, &token).is_err() {
        return one("signed, refused");
    }
    let header: Value = serde_json::from_slice(header).expect("a token's header is JSON");
    assert_eq!(header, json!({ "typ": "at+jwt", "alg": "EdDSA" }), "a header with something else in it");
    let content: Value = serde_json::from_slice(content).expect("a token's content is JSON");
    let number = |name: &str| content[name].as_i64().unwrap_or_else(|| panic!("{name} is no whole number"));
    let second = NOW / 1_000;
    assert_eq!(content["iss"], issuer());
    assert_eq!(content["aud"], "undercroft-api");
    assert!(number("exp") >= second - LEEWAY && number("nbf") <= second + LEEWAY);
    assert!(number("exp") - number("iat") <= LIFE, "a token that lives longer than tokens do");
    assert_eq!(content.as_object().map(serde_json::Map::len), Some(7), "{content}");
    one("signed, taken")
}

/// Three numbers near now, or anywhere: taken exactly where all of them are right.
fn numbers(web: &mut Web, rest: &[u8]) -> Reached {
    let mut u = Unstructured::new(rest);
    let second = NOW / 1_000;
    let mut number = || {
        if u.int_in_range(0..=7_u8).unwrap_or_default() == 7 {
            u.arbitrary::<i64>().unwrap_or_default()
        } else {
            second + i64::from(u.int_in_range(-700..=700_i16).unwrap_or_default())
        }
    };
    let (exp, nbf, iat) = (number(), number(), number());
    let token = sign(HEADER, claims(exp, nbf, iat).to_string().as_bytes());
    let said = said(web, &token);
    let sound = exp >= 0 && nbf <= second + LEEWAY && exp.checked_sub(iat).is_some_and(|life| life <= LIFE);
    let expected = match (sound, second > exp.saturating_add(LEEWAY)) {
        (false, _) => Err("invalid"),
        (true, true) => Err("expired"),
        (true, false) => Ok(()),
    };
    assert_eq!(said, expected, "exp {exp}, nbf {nbf}, iat {iat}");
    one(expected.err().unwrap_or("honest"))
}

fn session(web: &mut Web, text: &str) -> Reached {
    let accounts = web.state().accounts.clone();
    match web.block(accounts.principal_of_session(text)) {
        Err(AccountError::InvalidToken) => one("no session"),
        other => panic!("garbage was taken for a session: {other:?}"),
    }
}

/// A nonce and a signature by nobody with any text for a token or a receipt: refused, before anything is looked up for it.
fn refresh(web: &mut Web, rest: &[u8]) -> Reached {
    let (signature, rest) = match rest.split_first_chunk::<64>() {
        Some((signature, rest)) => (*signature, rest),
        None => ([0; 64], rest),
    };
    let accounts = web.state().accounts.clone();
    let text = String::from_utf8_lossy(rest).into_owned();
    let receipt = (signature[0] % 2 == 1).then_some(text.as_str());
    match web.block(accounts.refresh(&text, "nonce", signature, receipt)) {
        Err(AccountError::InvalidGrant(_)) => one("no refresh token"),
        other => panic!("garbage was taken for a refresh token or a receipt: {other:?}"),
    }
}

fn over_http(web: &mut Web, rest: &[u8]) -> Reached {
    let value: Vec<u8> =
        rest.iter().copied().filter(|byte| (0x20..0x7f).contains(byte) || *byte >= 0x80).collect();
    let honest = web.token(Person::TechnicianA).map(str::to_owned).expect("a technician is signed in");
    let reply = web.ask("GET", "/api/v1/me", &[("authorization", &value)], Vec::new());
    if reply.status == 200 {
        let text = String::from_utf8_lossy(&value).into_owned();
        let token = text.split_once(' ').map(|(_, token)| token.to_owned());
        let named = honest_token();
        assert!(token.is_some_and(|token| token == honest || token == named), "{text} opened the door");
        return one("signed in");
    }
    assert_eq!(reply.status, 401, "{}", reply.problem());
    one(&reply.problem())
}

/// An honest token, for seeds.
pub fn honest_token() -> String {
    sign(HEADER, claims(NOW / 1_000 + LIFE, NOW / 1_000, NOW / 1_000).to_string().as_bytes())
}

/// Header and content of an honest token, for seeds.
pub fn honest_parts() -> (Vec<u8>, Vec<u8>) {
    (HEADER.to_vec(), claims(NOW / 1_000 + LIFE, NOW / 1_000, NOW / 1_000).to_string().into_bytes())
}
