//! What may be published beside what a site has (CHK-1, ISS-39).

use super::*;

const LAMP: &str = include_str!("../../../../procedures/lamp.toml");

fn refused(text: &str, site: &[Procedure]) -> Vec<String> {
    let procedure = parse(text).unwrap();
    follows(&procedure, text, &Library::built_in().unwrap(), site).iter().map(ToString::to_string).collect()
}

fn lamp(version: u32) -> String {
    LAMP.replacen("version = 1", &format!("version = {version}"), 1)
}

/// The text of a step, from its heading to the next.
fn step(id: &str) -> String {
    let from = LAMP.find(&format!("[[steps]]\nid = \"{id}\"\n")).unwrap();
    let rest = &LAMP[from..];
    rest[..rest[1..].find("[[steps]]").map_or(rest.len(), |end| end + 1)].to_owned()
}

#[test]
fn chk_01_a_published_version_never_changes_and_versions_only_grow() {
    assert!(refused(LAMP, &[]).is_empty(), "the same again is nothing new");
    let changed = LAMP.replacen("Fluorescent lamp\"", "Lamp\"", 1);
    assert_eq!(refused(&changed, &[]), ["LMP version 1 is published already and never changes"]);
    let site = [parse(&lamp(5)).unwrap()];
    assert_eq!(refused(&lamp(4), &site), ["LMP has version 5 already; the next one is higher"]);
    assert!(refused(&lamp(6), &site).is_empty());
}

#[test]
fn chk_01_a_new_version_keeps_every_printed_step() {
    // A printed step left out, one whose kind changes, one that is marked as added.
    let without = lamp(2).replacen(&step("LMP-3"), "", 1);
    assert_eq!(refused(&without, &[]), ["step LMP-3: printed in LMP version 1, so it has to stay"]);
    let other = step("LMP-3").replace("kind = \"inspect\"", "kind = \"act\"");
    let other = lamp(2).replacen(&step("LMP-3"), &other, 1);
    let message = refused(&other, &[]).remove(0);
    assert!(
        message.starts_with("line 4")
            && message.ends_with("printed in LMP version 1 as inspect, so it can't become act"),
        "{message}"
    );
    let added = step("LMP-3").replace("clause = \"b\"", "added = true");
    let added = lamp(2).replacen(&step("LMP-3"), &added, 1);
    assert!(refused(&added, &[])[0].ends_with("so it isn't an added step"));
    // Added steps may go.
    assert!(refused(&lamp(2).replacen(&step("LMP-14"), "", 1), &[]).is_empty());
    // What a version of the site keeps, the next one keeps too.
    let site = [parse(&lamp(2)).unwrap()];
    let without = lamp(3).replacen(&step("LMP-3"), "", 1);
    assert_eq!(refused(&without, &site), ["step LMP-3: printed in LMP version 2, so it has to stay"]);
}

#[test]
fn chk_01_a_site_s_own_procedure_is_free() {
    let own = LAMP.replace("LMP", "XYZ");
    let site = [parse(&own).unwrap()];
    let next =
        own.replacen("version = 1", "version = 2", 1).replacen(&step("LMP-3").replace("LMP", "XYZ"), "", 1);
    assert!(refused(&next, &site).is_empty());
}
