//! A phone whose folder was copied, with the real programs: two copies that both work on, and a copy that is put back after
//! weeks. Each life's work is kept and seen by everybody, and no two lives write as one actor (P13).
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use client_core::domain::id::{DocumentId, EntryId};
use process::{Site, said};
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// Copies a phone's folder, which holds files alone, under another name.
fn copied(site: &Site, from: &str, to: &str) {
    let (from, to) = (site.folder.path().join(from), site.folder.path().join(to));
    fs::create_dir(&to).unwrap();
    fs::set_permissions(&to, fs::metadata(&from).unwrap().permissions()).unwrap();
    for entry in fs::read_dir(&from).unwrap() {
        let file = entry.unwrap().path();
        fs::copy(&file, to.join(file.file_name().unwrap())).unwrap();
    }
}

/// The phone is in the state of its copy again; the copy stays.
fn put_back(site: &Site, copy: &str, phone: &str) {
    fs::remove_dir_all(site.folder.path().join(phone)).unwrap();
    copied(site, copy, phone);
}

fn photo(site: &Site, who: &str, order: &str, seed: u32) {
    let file = site.folder.path().join(format!("{who} {seed}.png"));
    let picture = image::RgbImage::from_fn(120, 90, |x, y| {
        image::Rgb([x * 7 + y * seed, x * y + seed, y * y + x].map(|n| n.to_le_bytes()[0]))
    });
    picture.save(&file).unwrap();
    site.field_ok(who, &["photo", order, file.to_str().unwrap()]);
}

/// The actor that wrote each note of the order into the log, by the note's text.
fn authors(site: &Site, order: &str) -> BTreeMap<String, Vec<u8>> {
    let database = Connection::open(site.database()).unwrap();
    let document: DocumentId = order.parse().unwrap();
    let shown = site.field_ok("zhao", &["show", order]);
    let texts = &shown["view"]["texts"];
    let notes = shown["view"]["order"]["notes"].as_array().unwrap();
    let author = |note: &Value| {
        let entry: EntryId = note["origin"]["entry"].as_str().unwrap().parse().unwrap();
        let of = "SELECT actor FROM entry WHERE document = ?1 AND ulid = ?2";
        let actor = database.query_row(of, params![document.as_bytes(), entry.as_bytes()], |row| row.get(0));
        (texts[note["blob"].as_str().unwrap()].as_str().unwrap().to_owned(), actor.unwrap())
    };
    notes.iter().map(author).collect()
}

/// The actors of all notes whose text begins so.
fn actors_of(authors: &BTreeMap<String, Vec<u8>>, start: &str) -> BTreeSet<Vec<u8>> {
    let of = authors.iter().filter(|(text, _)| text.starts_with(start));
    let actors: BTreeSet<_> = of.map(|(_, actor)| actor.clone()).collect();
    assert!(!actors.is_empty(), "{start}: {:?}", authors.keys());
    actors
}

/// Everything in the log, by document and id.
fn logged(site: &Site) -> BTreeSet<(Vec<u8>, Vec<u8>, Vec<u8>)> {
    let database = Connection::open(site.database()).unwrap();
    let mut all = database.prepare("SELECT document, ulid, bytes FROM entry").unwrap();
    let rows = all.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    rows.map(Result::unwrap).collect()
}

/// An order that the desk registers, accepts and gives a slip.
fn with_slip(site: &Site, unit: &str) -> String {
    let words = ["register", "--name", "y", "--contact", "2", "--content", "flickers", "--class", "LMP"];
    let rest = ["--unit", unit, "--appointment", "2026-12-02 14:00"];
    let order = site.field_ok("zhao", &[&words[..], &rest].concat())["id"].as_str().unwrap().to_owned();
    site.field_ok("zhao", &["judge", "--accept", &order]);
    site.field_ok("zhao", &["slip", &order]);
    order
}

/// Nothing is there twice, nothing waits on these phones, and nothing was refused.
fn ends_well(site: &Site, phones: &[&str], notes: usize) {
    for who in phones {
        assert_eq!(site.field_ok(who, &["outbox"])["outbox"], json!([]), "{who}");
    }
    let database = Connection::open(site.database()).unwrap();
    let one = |sql: &str| database.query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(one("SELECT count(*) FROM entry WHERE kind = 'note'"), i64::try_from(notes).unwrap());
    assert_eq!(one("SELECT count(*) - count(DISTINCT hash) FROM change"), 0);
    assert_eq!(one("SELECT count(*) FROM quarantine"), 0);
    let rebuilt = site.undercroft().args(["rebuild", "--check"]).output().unwrap();
    assert!(rebuilt.status.success(), "{}", said(&rebuilt));
}

#[test]
fn p13_two_copies_of_a_real_phone_work_on_and_the_work_of_both_is_kept_and_seen() {
    let (site, order) = Site::with_one_order();
    site.field_ok("li", &["receive", &order]);
    site.field_ok("li", &["note", &order, "before the copy"]);
    site.field_ok("li", &["sync"]);
    site.field_ok("li", &["note", &order, "waits in both"]);
    copied(&site, "li", "twin");

    for round in 0..3 {
        for who in ["li", "twin"] {
            site.field_ok(who, &["note", &order, &format!("{who} in round {round}")]);
        }
        photo(&site, if round == 1 { "li" } else { "twin" }, &order, round + 3);
        // Whoever comes first in one round comes second in the next.
        let turn = if round % 2 == 0 { ["li", "twin"] } else { ["twin", "li"] };
        for who in turn {
            let synced = site.field_ok(who, &["sync"]);
            assert_eq!((&synced["unsent"], &synced["stuck"]), (&json!(0), &json!([])), "{who}: {synced}");
        }
    }
    let alarms = "SELECT count(*) FROM alarm WHERE kind = 'actor_fork'";
    let alarms = Connection::open(site.database()).unwrap().query_row(alarms, [], |row| row.get::<_, i64>(0));
    assert!(alarms.unwrap() > 0, "the administrators are told that there is another one");
    let mut expected = BTreeSet::from(["before the copy".to_owned(), "waits in both".to_owned()]);
    expected.extend((0..3).flat_map(|round| ["li", "twin"].map(|who| format!("{who} in round {round}"))));
    for who in ["li", "twin", "zhao"] {
        site.field_ok(who, &["sync"]);
        assert_eq!(site.notes(who, &order), expected, "{who} sees both branches");
        let shown = site.field_ok(who, &["show", &order]);
        assert_eq!(shown["view"]["order"]["photos"].as_array().unwrap().len(), 3, "{who}");
    }
    let authors = authors(&site, &order);
    let (li, twin) = (actors_of(&authors, "li in"), actors_of(&authors, "twin in"));
    assert!(li.is_disjoint(&twin), "no actor wrote in two lives");
    ends_well(&site, &["li", "twin", "zhao"], expected.len());
}

#[test]
fn p13_a_phone_that_is_put_back_to_an_older_copy_goes_on_and_has_everything_that_was_acknowledged() {
    let (site, order) = Site::with_one_order();
    let assigned = |unit: &str| {
        let second = with_slip(&site, unit);
        site.field_ok("zhao", &["assign", &second, "li"]);
        site.field_ok("zhao", &["sync"]);
        second
    };
    site.field_ok("li", &["receive", &order]);
    site.field_ok("li", &["note", &order, "on Monday"]);
    site.field_ok("li", &["sync"]);
    copied(&site, "li", "monday");
    let mut expected = BTreeSet::from(["on Monday".to_owned()]);
    let mut acknowledged = BTreeSet::new();
    let mut others = Vec::new();
    for life in ["first", "second", "third"] {
        if life == "second" {
            // It hears of its first life before it writes.
            site.field_ok("li", &["sync"]);
        }
        // In the third life before the phone knows that it has lived on already, and after it.
        for moment in ["offline", "later"] {
            let text = format!("{life} life, {moment}");
            site.field_ok("li", &["note", &order, &text]);
            photo(&site, "li", &order, u32::try_from(expected.len()).unwrap() + 3);
            expected.insert(text);
            let synced = site.field_ok("li", &["sync"]);
            assert_eq!((&synced["unsent"], &synced["stuck"]), (&json!(0), &json!([])), "{life}: {synced}");
        }
        assert!(acknowledged.is_subset(&logged(&site)), "{life}: what the server had, it has");
        assert_eq!(site.notes("li", &order), expected, "{life}: what was acknowledged is on the phone again");
        // Something that came to the phone after the copy: it is put back without it, and gets it again.
        let other = assigned(&format!("2-20{}", others.len()));
        site.field_ok("li", &["sync"]);
        site.field_ok("li", &["receive", &other]);
        site.field_ok("li", &["note", &other, &format!("{life} life, elsewhere")]);
        site.field_ok("li", &["sync"]);
        others.push((other, format!("{life} life, elsewhere")));
        for (other, note) in &others {
            assert_eq!(site.notes("li", other), BTreeSet::from([note.clone()]), "{life}");
        }
        acknowledged = logged(&site);
        site.field_ok("li", &["note", &order, &format!("never sent in the {life} life")]);
        put_back(&site, "monday", "li");
    }
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    assert!(acknowledged.is_subset(&logged(&site)));
    for who in ["li", "zhao"] {
        assert_eq!(site.notes(who, &order), expected, "{who}");
        let shown = site.field_ok(who, &["show", &order]);
        assert_eq!(shown["view"]["order"]["photos"].as_array().unwrap().len(), 6, "{who}");
        for (other, note) in &others {
            assert_eq!(site.notes(who, other), BTreeSet::from([note.clone()]), "{who}");
        }
    }
    let authors = authors(&site, &order);
    let lives = ["first", "second", "third"].map(|life| actors_of(&authors, life));
    assert!(lives[0].is_disjoint(&lives[1]) && lives[1].is_disjoint(&lives[2]), "no actor has two lives");
    assert!(lives[0].is_disjoint(&lives[2]), "no actor has two lives");
    ends_well(&site, &["li", "zhao"], expected.len() + others.len());
}

#[test]
fn p13_a_desk_that_is_put_back_and_has_synced_gives_no_slip_number_out_again() {
    let (site, _) = Site::with_one_order();
    let slip = |unit: &str| {
        let order = with_slip(&site, unit);
        let shown = site.field_ok("zhao", &["show", &order]);
        shown["view"]["order"]["slip"]["number"].as_str().unwrap().to_owned()
    };
    copied(&site, "zhao", "monday");
    let mut given: Vec<String> = ["2-201", "2-202", "2-203"].into_iter().map(slip).collect();
    site.field_ok("zhao", &["sync"]);
    put_back(&site, "monday", "zhao");
    site.field_ok("zhao", &["sync"]);
    given.extend(["2-204", "2-205"].into_iter().map(slip));
    site.field_ok("zhao", &["sync"]);
    let counted: Vec<u32> = given.iter().map(|number| number[number.len() - 4..].parse().unwrap()).collect();
    assert_eq!(counted, [2, 3, 4, 5, 6], "{given:?}");
    let database = Connection::open(site.database()).unwrap();
    let mut all =
        database.prepare("SELECT number FROM board WHERE number IS NOT NULL ORDER BY number").unwrap();
    let numbers: Vec<String> = all.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(numbers[1..], given, "none needed a suffix: {numbers:?}");
}

#[test]
fn p13_p15_a_copy_whose_tokens_were_used_up_by_the_other_keeps_its_work_and_delivers_it_after_one_login() {
    let (site, order) = Site::with_one_order();
    copied(&site, "li", "twin");
    // Each renews its tokens where its own clock says that they have ended. The second renewal ends those of the copy.
    let renews = |who: &str, hours: u32| {
        let shift = (hours * 3_600_000).to_string();
        site.field(who, &["--clock-offset-ms", &shift, "sync"]).output().unwrap()
    };
    for hours in [1, 3] {
        site.field_ok("li", &["note", &order, &format!("hour {hours} of the first")]);
        let synced = renews("li", hours);
        assert!(synced.status.success(), "{}", said(&synced));
    }
    site.field_ok("twin", &["note", &order, "of the copy, before"]);
    let refused = renews("twin", 1);
    let answer: Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!(
        (refused.status.code(), &answer["error"]["code"]),
        (Some(4), &json!("login_needed")),
        "{answer}"
    );
    site.field_ok("twin", &["note", &order, "of the copy, while signed out"]);
    assert_eq!(site.notes("twin", &order).len(), 2, "it works on");
    assert_eq!(site.field_ok("twin", &["outbox"])["outbox"].as_array().unwrap().len(), 2);

    let password = site.password();
    site.field_ok("twin", &["login", "--password-file", &password]);
    site.field_ok("twin", &["sync"]);
    // The first one is asked for its person's password too, since nobody knows which of the two is the thief's.
    site.field_ok("li", &["note", &order, "of the first, at last"]);
    if !renews("li", 6).status.success() {
        site.field_ok("li", &["login", "--password-file", &password]);
    }
    for who in ["li", "twin", "zhao"] {
        site.field_ok(who, &["sync"]);
    }
    site.field_ok("twin", &["sync"]);
    let expected = [
        "hour 1 of the first",
        "hour 3 of the first",
        "of the copy, before",
        "of the copy, while signed out",
        "of the first, at last",
    ];
    for who in ["li", "twin", "zhao"] {
        assert_eq!(site.notes(who, &order), expected.map(str::to_owned).into(), "{who}");
    }
    ends_well(&site, &["li", "twin", "zhao"], expected.len());
}
