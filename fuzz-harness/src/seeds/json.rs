//! Seeds of JSON bodies: every example of the interface, and what parsers stumble over.

use super::{Seed, seed};
use crate::story::examples;
use crate::targets::json_api::route_of;

pub(super) fn all() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (place, name, body) in examples() {
        let Some(route) = route_of(&place) else { continue };
        let text = body.to_string();
        let of = |who: u8| [&[route, who], text.as_bytes()].concat();
        let name = format!("example-{route:02}-{name}");
        // Who asks: the desk; orders: the first has a technician at work, the second is open.
        seeds.push(seed("json_api", name, of(8)));
    }
    let register = r#"{"customer_name":"王","unit_no":"3-1202","contact":"1","content":"x","appointment_at":1772445000000,"received_at":1772437000000,"channel":"phone","service_kind":"special","service_class":"LMP"}"#;
    let of = |name: &str, route: u8, who: u8, body: &str| {
        seed("json_api", name, [&[route, who], body.as_bytes()].concat())
    };
    let deep = "[".repeat(10_000);
    seeds.extend([
        of("register", 0, 0, register),
        of("register-by-a-technician", 0, 5, register),
        of("register-by-nobody", 0, 7, register),
        of("note-first-order", 1, 0, r#"{"command":"note","text":"ring twice"}"#),
        of("note-late", 1, 16, r#"{"command":"note","text":"x"}"#),
        of("deep", 1, 0, &deep),
        of("deep-object", 2, 0, &"{\"a\":".repeat(5_000)),
        of("twice", 1, 0, r#"{"command":"note","text":"a","text":"b"}"#),
        of("unknown-field", 1, 0, r#"{"command":"note","text":"a","role":"server"}"#),
        of("nan", 5, 0, r#"{"command":"check","month":NaN}"#),
        of("huge-float", 1, 0, r#"{"command":"receive_payment","receipt":"R","amount_fen":1e400,"method":"cash"}"#),
        of("beyond-i64", 1, 0, r#"{"command":"receive_payment","receipt":"R","amount_fen":9223372036854775808,"method":"cash"}"#),
        of("i64-min", 1, 0, r#"{"command":"adjust","month":"2026-02","difference_fen":-9223372036854775808,"reason":"x"}"#),
        of("lone-surrogate", 1, 0, r#"{"command":"note","text":"\ud800"}"#),
        of("nul", 1, 0, r#"{"command":"note","text":"a\u0000b"}"#),
        of("bom", 1, 0, "\u{feff}{\"command\":\"note\",\"text\":\"a\"}"),
        of("after-the-end", 1, 0, r#"{"command":"note","text":"a"} x"#),
        of("sql", 13, 7, r#"{"user":"' OR 1=1 --","password":"x"}"#),
        of("login", 13, 7, r#"{"user":"desk","password":"correct horse 7"}"#),
        of("enrol", 14, 7, r#"{"code":"AAAA-BBBB-CCCC-DDDD","password":"x","device_name":"p","public_key":"AAAA"}"#),
        of("token", 15, 7, r#"{"refresh_token":"r1.AAAA.0.AAAA","nonce":"n","signature":"AAAA"}"#),
        of("device-login", 16, 7, r#"{"device":"6f9619ff-8b86-4d01-b42d-00cf4fc964ff","password":"x","nonce":"n","signature":"AAAA"}"#),
        of("nonce", 17, 7, "{}"),
        of("times-at-the-edge", 0, 0, &register.replace("1772445000000", "9223372036854775807")),
        of("times-before-time", 0, 0, &register.replace("1772437000000", "-9223372036854775808")),
    ]);
    seeds
}
