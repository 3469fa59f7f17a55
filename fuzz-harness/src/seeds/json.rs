//! Seeds of JSON bodies: every example of the interface, and what parsers stumble over.

use super::{Seed, seed};
use crate::story::{examples, worded};
use crate::targets::json_api::route_of;

pub(super) fn all() -> Vec<Seed> {
    let mut seeds = Vec::new();
    for (place, name, body) in examples() {
        let Some(route) = route_of(&place) else { continue };
        let text = worded(&body.to_string());
        let of = |who: u8| [&[route, who], text.as_bytes()].concat();
        let name = format!("example-{route:02}-{name}");
        // Who asks: the desk; orders: the first has a technician at work, the second is open.
        seeds.push(seed("json_api", name.clone(), of(8)));
        // Of the office's other documents the first has all that the second lacks.
        if ["/complaints/{id}", "/matters/{id}", "/accounts/{account}"].iter().any(|one| place.contains(one))
        {
            seeds.push(seed("json_api", format!("{name}-first"), of(0)));
        }
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
        of("change-building", 10, 0, r#"{"code":"9","name":"九栋"}"#),
        of("change-unit", 11, 0, r#"{"building":"9","unit_no":"101","kind":"shop","area_dm2":8500}"#),
        of("area-at-the-end", 11, 0, r#"{"building":"9","unit_no":"101","kind":"shop","area_dm2":9223372036854775807}"#),
        of("change-party", 12, 0, r#"{"number":"C-1","name":"李明","building":"9","unit_no":"101","relation":"tenant","phones":[]}"#),
        of("complaint-about-the-centre", 20, 28, r#"{"command":"report_handling","words":"x"}"#),
        of("complaint-of-the-grave-kind", 20, 16, r#"{"command":"resolve_complaint","outcome":"unfounded","cause":"x","course":"x","result":"x","explanation":"x"}"#),
        of("case-kind", 21, 0, r#"{"version":0,"label":{"zh-Hans":"秩序","zh-Hant":"秩序","en":"Order"},"department":"security","steps":{"zh-Hans":"","zh-Hant":"","en":""},"duties":{"zh-Hans":"","zh-Hant":"","en":""},"retired":true}"#),
        of("duty-again", 22, 4, r#"{"command":"open_matter","form":"weekly_meeting","title":"x","period":"2026-W53"}"#),
        of("duty-next", 22, 0, r#"{"command":"open_matter","form":"weekly_meeting","title":"x","period":"2026-W11"}"#),
        of("matter-of-the-gate", 23, 6, r#"{"command":"note_matter","words":"x"}"#),
        of("number-at-the-end", 23, 0, r#"{"command":"fill_matter","section":"fee","values":{"paid":{"one":"paid"},"amount":{"number":9223372036854775807},"receipt":{"words":"R"}}}"#),
        of("rain-before-time", 25, 0, r#"{"event":"2026-07-14","expected_at":-9223372036854775808,"over_at":9223372036854775807}"#),
        of("terms-of-a-new-account", 26, 16, r#"{"command":"set_terms","account":"{account}","plan":"month","monthly_fen":100,"from":"2026-01"}"#),
        of("terms-at-the-end", 26, 16, r#"{"command":"set_terms","account":"{account}","plan":"quarter","monthly_fen":9223372036854775807,"from":"9999-12"}"#),
        of("paid-twice", 26, 0, r#"{"command":"take_payment","receipt":"R-7","principal_fen":9223372036854775807,"late_fee_fen":1,"method":"cash","confirmed":true}"#),
        of("opening-at-the-end", 26, 8, r#"{"command":"set_opening","amount_fen":-9223372036854775808,"since":"0001-01-01"}"#),
        of("opening-long-ago", 26, 8, r#"{"command":"set_opening","amount_fen":100,"since":"1970-01-01"}"#),
        of("send-all", 27, 0, r#"{"by":"hand"}"#),
        of("send-by-a-technician", 27, 5, r#"{"stage":"payment","by":"electronic"}"#),
        of("prepare-all", 28, 0, ""),
        of("times-at-the-edge", 0, 0, &register.replace("1772445000000", "9223372036854775807")),
        of("times-before-time", 0, 0, &register.replace("1772437000000", "-9223372036854775808")),
    ]);
    seeds
}
