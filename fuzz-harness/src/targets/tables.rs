//! Tables that people import: the directory over HTTP, the catalogue as the operator's command reads it.
//!
//! First byte: 0 a CSV of the directory; 1 a workbook of it; 2 the texts of a workbook's parts, around which an archive is
//! made, apart from each other by a NUL: shared strings, then a sheet each; 3, 4 and 5 the same for the catalogue.

use super::{chosen, one};
use crate::Reached;
use crate::meter::measured;
use crate::site::{Person, ZONE, reference};
use crate::web::{Reply, Web};
use crate::workbook::workbook;
use client_core::domain::procedure::Library;
use client_core::domain::stock::Catalogue;
use std::cell::RefCell;
use std::io::Cursor;
use undercroft_server::cli::{catalogue_sheets, read_catalogue};
use undercroft_server::directory::exchange;
use undercroft_server::site::timezone;
use undercroft_server::table::{self, Ending};

thread_local! {
    static WEB: RefCell<Web> = RefCell::new(Web::new());
    static CATALOGUE: Catalogue =
        reference(&Library::built_in().expect("the built-in procedures")).catalogue;
}

/// A file of this length is none of a fuzzer's business; the limit of the route is tested elsewhere.
const MOST: usize = 256 * 1024;

/// Runs one input.
pub fn run(data: &[u8]) -> Reached {
    let Some((how, rest)) = chosen(data) else { return one("nothing") };
    if rest.len() > MOST {
        return one("too large");
    }
    let directory = how % 6 < 3;
    let sheets: &[&str] =
        if directory { &["buildings", "units", "customers"] } else { &["materials", "tools"] };
    let file = match how % 3 {
        2 => of_parts(sheets, rest),
        _ => rest.to_vec(),
    };
    if directory {
        WEB.with_borrow_mut(|web| directory_file(web, how % 3 == 0, file))
    } else {
        CATALOGUE.with(|before| {
            catalogue_file(before, if how % 3 == 0 { Ending::Csv } else { Ending::Xlsx }, &file)
        })
    }
}

fn of_parts(names: &[&str], rest: &[u8]) -> Vec<u8> {
    let mut parts = rest.split(|byte| *byte == 0);
    let shared = parts.next().unwrap_or_default();
    let sheets: Vec<(&str, &[u8])> = names.iter().copied().zip(parts).collect();
    workbook(&sheets, shared)
}

fn post(web: &mut Web, csv: bool, dry_run: bool, file: Vec<u8>) -> Reply {
    let bearer = format!("Bearer {}", web.token(Person::Desk).expect("the desk is signed in"));
    let kind: &[u8] =
        if csv { b"text/csv" } else { b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" };
    let path = format!("/api/v1/directory/import?dry_run={dry_run}");
    web.ask("POST", &path, &[("authorization", bearer.as_bytes()), ("content-type", kind)], file)
}

/// The directory as a file.
fn exported(web: &mut Web, kind: Ending) -> Vec<u8> {
    let store = web.state().store.clone();
    let sheets = store.read_blocking(exchange::sheets).expect("the directory can be read");
    table::bytes(kind, &sheets).expect("the directory can be written")
}

fn summary(reply: &Reply) -> Option<serde_json::Value> {
    if reply.status != 200 {
        let _ = reply.problem();
        return None;
    }
    let mut body: serde_json::Value = serde_json::from_slice(&reply.body).expect("an answer is JSON");
    body.as_object_mut().expect("an object").remove("dry_run");
    Some(body)
}

fn directory_file(web: &mut Web, csv: bool, file: Vec<u8>) -> Reached {
    let before = exported(web, Ending::Csv);
    let would = post(web, csv, true, file.clone());
    assert_eq!(exported(web, Ending::Csv), before, "a file that is only looked at changes nothing");
    let done = post(web, csv, false, file);
    assert_eq!(summary(&would), summary(&done), "what would change is what changes");
    if done.status != 200 {
        assert_eq!(exported(web, Ending::Csv), before, "a refused file changes nothing");
        return one(&format!("{} {}", done.status, done.problem()));
    }
    let after = exported(web, Ending::Csv);
    for kind in [Ending::Csv, Ending::Xlsx] {
        let file = exported(web, kind);
        let again = post(web, kind == Ending::Csv, false, file);
        let said = summary(&again).unwrap_or_else(|| panic!("an own file is refused: {again:?}"));
        for counts in said.as_object().expect("counts").values() {
            assert!(counts["added"] == 0 && counts["changed"] == 0, "an own file changes something: {said}");
        }
        assert_eq!(exported(web, Ending::Csv), after, "an own file changes nothing");
    }
    web.reset();
    one("imported")
}

fn catalogue_file(before: &Catalogue, kind: Ending, file: &[u8]) -> Reached {
    let zone = timezone(ZONE).expect("a zone");
    let mut said = Vec::new();
    let read = measured(|| read_catalogue(Cursor::new(file), kind, zone, before, &mut said));
    let Ok(read) = read else {
        return one(if said.is_empty() { "no catalogue" } else { "faults in a catalogue" });
    };
    assert!(said.is_empty(), "taken, with faults: {}", String::from_utf8_lossy(&said));
    read.check().expect("what was read is a catalogue");
    for kind in [Ending::Csv, Ending::Xlsx] {
        let bytes = table::bytes(kind, &catalogue_sheets(&read, zone)).expect("a catalogue can be written");
        let again = read_catalogue(Cursor::new(bytes), kind, zone, before, &mut said);
        let again = again.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&said)));
        assert_eq!(again, read, "a catalogue survives its file");
    }
    one("catalogue")
}
