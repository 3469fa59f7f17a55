//! What a matter's page takes beside plain fields: photos, signatures, rows that are struck; what it refuses on an old page; and
//! rounds that nobody made (MOV, TRU).

use crate::matters::{begun, fill, page_of, send, site};
use crate::support::START;
use crate::support::browser::*;
use crate::support::hand::{Hand, id_of};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use client_core::domain::entry::matter::{MatterFilled, MatterValue};
use client_core::domain::entry::{At, Body};
use client_core::domain::procedure::Library;
use client_core::protocol::Outcome;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use undercroft_server::environment::Clock as _;
use undercroft_server::feed::EngineError;
use undercroft_server::feed::rebuild::{compare, derive};

const DAY: i64 = 86_400_000;
/// A picture of one pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const STROKES: &str = "M10 10 L200 40 L30 90";

/// A home whose trusteeship has begun; gives its path.
fn home(browser: &Browser<'_>) -> String {
    let path = begun(browser, "trusteeship", json!({"unit_no": "3-1-502"}));
    let agreement = json!({
        "number": {"words": "T-1"}, "owner_name": {"private": "陈静"}, "contact": {"private": "138"},
        "from": {"day": "2026-09-21"}, "limit_per": {"one": "term"}, "signed": {"is": true}
    });
    fill(browser, &path, "agreement", agreement).ok();
    let start =
        json!({"read_on": {"day": "2026-09-21"}, "water": {"number": 100}, "electricity": {"number": 100}});
    fill(browser, &path, "meters", start).ok();
    path
}

/// A form with a photo, as a browser sends it.
fn with_photo(fields: &[(&str, &str)], photo: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.as_bytes());
    }
    body.extend(b"--x\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a.jpg\"\r\n");
    body.extend(b"Content-Type: image/jpeg\r\n\r\n");
    body.extend(photo);
    body.extend(b"\r\n--x--\r\n");
    body
}

/// The picture, said to be of so many pixels across and down.
fn said_to_be(side: u32) -> Vec<u8> {
    let mut png = STANDARD.decode(PNG).unwrap();
    png[16..20].copy_from_slice(&side.to_be_bytes());
    png[20..24].copy_from_slice(&side.to_be_bytes());
    let mut crc = u32::MAX;
    for byte in &png[12..29] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

fn rows(view: &Value, section: &str) -> Vec<Value> {
    let sections = view["matter"]["sections"].as_array().unwrap();
    let found = sections.iter().find(|one| one["section"] == section).unwrap();
    found["rows"].as_array().unwrap().clone()
}

#[test]
fn tru_05_a_photo_of_a_round_is_filled_in_on_the_page_and_a_wrong_row_is_struck() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = home(&service);
    let page = page_of(&path).to_owned();
    let html = service.page(&format!("{page}?lang=en"));
    has(&html, &["multipart/form-data", "type=\"file\"", "accept=\"image/jpeg,image/png\""]);
    let send_photo = |photo: &[u8]| {
        let etag = service.get(&path).headers["etag"].clone();
        let fields = [
            ("etag", etag.as_str()),
            ("section", "patrols"),
            ("at", "2026-09-21T08:00"),
            ("round", "weekly"),
            ("found", "in_order"),
        ];
        service.upload(
            &format!("{page}/fill"),
            "multipart/form-data; boundary=x",
            &with_photo(&fields, photo),
        )
    };
    for (photo, why) in [
        (b"<svg onload='alert(1)'/>".to_vec(), "JPEG"),
        (said_to_be(30_000), "30000 x 30000"),
        (STANDARD.decode(PNG).unwrap()[..50].to_vec(), "damaged"),
    ] {
        let refused = send_photo(&photo);
        assert_eq!(refused.status, 422, "{why}");
        has(&refused.text, &["role=\"alert\""]);
        assert!(rows(&service.get(&path).ok(), "patrols").is_empty(), "nothing was saved");
    }
    assert_eq!(send_photo(&STANDARD.decode(PNG).unwrap()).status, 303);
    let view = service.get(&path).ok();
    let row = rows(&view, "patrols")[0].clone();
    let photo = row["cells"]["photo"]["value"]["photo"]["blob"].as_str().unwrap().to_owned();
    let kept = service.get(&format!("{path}/photos/{photo}"));
    assert_eq!((kept.status, kept.headers["content-type"].as_str()), (200, "image/jpeg"), "written anew");
    has(&service.page(&page), &[&format!("photos/{photo}")]);
    // The round was of another home.
    let etag = service.get(&path).headers["etag"].clone();
    let key = row["row"].as_str().unwrap();
    let strike = [("etag", etag.as_str()), ("section", "patrols"), ("row", key), ("reason", "别家")];
    assert_eq!(service.post(&format!("{page}/strike"), &strike).status, 303);
    assert!(rows(&service.get(&path).ok(), "patrols")[0]["struck"].is_object());
}

#[test]
fn tru_01_the_owner_signs_on_the_page_or_his_name_is_typed() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = home(&service);
    let page = page_of(&path).to_owned();
    let html = service.page(&page);
    has(&html, &["data-pad=\"signature\"", "/assets/pad.", "name=\"name:signature\""]);
    assert_eq!(html.matches("/assets/pad.").count(), 1, "the script runs once");
    let sign = |fields: &[(&str, &str)]| {
        let etag = service.get(&path).headers["etag"].clone();
        let all = [&[("etag", etag.as_str()), ("section", "agreement")], fields].concat();
        service.post(&format!("{page}/fill"), &all)
    };
    assert_eq!(sign(&[("name:signature", "陈静")]).status, 303);
    has(&service.page(&format!("{page}?lang=en")), &["typed in place of a signature: 陈静"]);
    assert_eq!(sign(&[("signature", "M1 1\"/><script>")]).status, 422);
    assert_eq!(sign(&[("signature", STROKES), ("name:signature", "陈静")]).status, 303);
    has(&service.page(&page), &[&format!("d=\"{STROKES}\"")]);
}

#[test]
fn tru_06_a_key_that_nobody_has_drawn_begins_no_row() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = home(&service);
    let values = json!({"what": {"words": "水迹"}, "measure": {"words": "擦干"}});
    let command = json!({"command": "fill_matter", "section": "problems", "row": "p-1", "values": values});
    let refused = send(&service, &path, &command);
    assert_eq!(refused.status, 422);
    assert!(refused.text.contains("no_such_row"), "{refused:?}");
    assert!(rows(&service.get(&path).ok(), "problems").is_empty());
    fill(&service, &path, "problems", values.clone()).ok();
    let row = rows(&service.get(&path).ok(), "problems")[0]["row"].as_str().unwrap().to_owned();
    let command = json!({"command": "fill_matter", "section": "problems", "row": row, "values": values});
    send(&service, &path, &command).ok();
    assert_eq!(rows(&service.get(&path).ok(), "problems").len(), 1);
    // A rain has a name, and is the same one by it (TRU-5).
    let rain = json!({"expected_at": {"time": server.clock.now_ms()}});
    let command = json!({"command": "fill_matter", "section": "rain", "row": "2026-09-22", "values": rain});
    send(&service, &path, &command).ok();
}

#[test]
fn what_an_old_page_cant_carry_is_refused_and_not_lost() {
    let server = site();
    let service = Browser::signed_in(&server, "service");
    let path = begun(&service, "goods_release", json!({}));
    let old = service.get(&path).headers["etag"].clone();
    let applied = json!({
        "from": {"one": "resident"}, "name": {"private": "陈"}, "contact": {"private": "1"},
        "reason": {"one": "goods_out"}
    });
    fill(&service, &path, "application", applied).ok();
    fill(&service, &path, "goods", json!({"what": {"words": "冰箱"}, "quantity": {"number": 1}})).ok();
    let now = server.clock.now_ms();
    let pass = json!({
        "number": {"words": "FX-1"}, "valid_from": {"time": now}, "valid_until": {"time": now + DAY}
    });
    let command = json!({"command": "fill_matter", "section": "pass", "values": pass});
    // By what its author has seen there were no goods: such an entry would count for nothing.
    assert_eq!(service.json(&format!("{path}/commands"), &old, &command).status, 412);
    send(&service, &path, &command).ok();
    assert_eq!(rows(&service.get(&path).ok(), "pass").len(), 1);
}

#[test]
fn tru_05_rounds_that_nobody_made_are_shown_and_the_list_goes_on_to_this_week() {
    let server = site();
    let path = home(&Browser::signed_in(&server, "service"));
    server.advance(16 * DAY);
    // Nobody stays signed in so long.
    let service = Browser::signed_in(&server, "service");
    let late = || service.get("/api/v1/matters?state=late").ok()["matters"].as_array().unwrap().len();
    assert_eq!(late(), 1);
    let rounds = || service.get("/api/v1/duties/rounds").ok().as_array().unwrap().clone();
    assert_eq!(rounds().len(), 2);
    assert!(rounds().iter().all(|one| one["of"] == "patrol" && one["missed"] == false));
    let walk = json!({
        "at": {"time": server.clock.now_ms()}, "round": {"one": "weekly"}, "found": {"one": "in_order"}
    });
    fill(&service, &path, "patrols", walk).ok();
    assert_eq!(late(), 0, "somebody went this week");
    assert!(rounds().len() == 2 && rounds().iter().all(|one| one["missed"] == true));
    has(&service.page("/duties?lang=en"), &["Rounds that nobody made", "3-1-502", "missed"]);
    has(&service.page(&format!("{}?lang=en", page_of(&path))), &["missed"]);
    assert_eq!(Browser::signed_in(&server, "guard").get("/api/v1/duties/rounds").status, 403);
}

#[test]
fn tru_05_p10_a_round_from_a_phone_whose_clock_is_years_ahead_takes_no_missed_round_off_the_list() {
    let server = site();
    let path = home(&Browser::signed_in(&server, "service"));
    server.advance(16 * DAY);
    let service = Browser::signed_in(&server, "service");
    let give = json!({
        "command": "assign_matter", "person": server.technician.to_string(), "words": "每周巡查"
    });
    send(&service, &path, &give).ok();
    let mut hand = Hand::new(&server, 1);
    // The phone says that its clock was measured, too.
    hand.at = At::known(START + 3 * 365 * DAY);
    let mut replica = hand.fetch(id_of(&path));
    let one = |key: &str| MatterValue::One(key.to_owned());
    let values = [
        ("at".to_owned(), MatterValue::Time(hand.at.wall)),
        ("round".to_owned(), one("weekly")),
        ("found".to_owned(), one("in_order")),
    ];
    let values = BTreeMap::from(values);
    let walk = MatterFilled { section: "patrols".to_owned(), row: Some("a1b2c3d4e5f6".to_owned()), values };
    let entry = hand.entry(Body::MatterFilled(walk));
    let run = hand.run(&mut replica, 61, &[entry]);
    assert_eq!(hand.push(vec![run]), [Outcome::Accepted]);

    let view = service.get(&path).ok();
    assert_eq!(rows(&view, "patrols").len(), 1, "it is kept");
    let late = service.get("/api/v1/matters?state=late").ok()["matters"].as_array().unwrap().len();
    assert_eq!(late, 1, "nobody was there");
    let rounds = service.get("/api/v1/duties/rounds").ok().as_array().unwrap().clone();
    assert!(rounds.len() == 2 && rounds.iter().all(|one| one["missed"] == false), "{rounds:?}");
    // The log alone says the same.
    let differing = server.store.read_blocking(|connection| -> Result<usize, EngineError> {
        let scratch = derive(connection, &Library::built_in().unwrap(), |_| ())?;
        let all = compare(connection, &scratch)?;
        Ok(all.iter().filter(|(table, found)| *table == "matter" && !found.is_none()).count())
    });
    assert_eq!(differing.unwrap(), 0);
}
