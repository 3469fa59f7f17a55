//! `undercroft procedure`: check, publish, list, show.

use super::Place;
use client_core::domain::procedure::{Library, parse};

fn lamp() -> &'static str {
    Library::built_in_texts()[0].1
}

fn second() -> String {
    lamp().replacen("version = 1", "version = 2", 1).replacen("Fluorescent lamp", "Lamp", 1)
}

struct Desk {
    place: Place,
}

impl Desk {
    fn new() -> Self {
        let place = Place::new();
        place.init();
        Self { place }
    }

    fn file(&self, text: &str) -> String {
        let file = self.place.folder.path().join("procedure.toml");
        std::fs::write(&file, text).unwrap();
        file.display().to_string()
    }

    fn publish(&self, text: &str) -> Result<String, String> {
        self.place.try_run(&format!("procedure publish {}", self.file(text))).map_err(|e| e.to_string())
    }

    fn site_versions(&self) -> Vec<String> {
        let list = self.place.run("procedure list");
        let site = list.lines().filter(|line| line.contains("\tsite\t"));
        site.map(|line| line.split('\t').take(2).collect::<Vec<_>>().join(" ")).collect()
    }
}

#[test]
fn chk_01_a_new_version_is_published_once_and_never_changes() {
    let desk = Desk::new();
    let tried = desk.place.run(&format!("procedure publish {} --dry-run", desk.file(&second())));
    assert!(tried.contains("nothing was published"), "{tried}");
    assert!(desk.site_versions().is_empty());
    assert!(desk.publish(&second()).unwrap().contains("published"));
    assert_eq!(desk.site_versions(), ["LMP 2"]);
    assert!(desk.publish(&second()).unwrap().contains("is there already"));
    let changed = second().replacen("Lamp\"", "Other lamp\"", 1);
    assert!(desk.publish(&changed).unwrap_err().contains("LMP version 2 is published already"));
    assert!(desk.publish(lamp()).unwrap().contains("is there already"), "the built-in one");
    let list = desk.place.run("procedure list");
    assert!(
        list.contains("LMP\t1\tbuilt-in\t15 steps\t") && list.contains("LMP\t2\tsite\t15 steps\t"),
        "{list}"
    );
}

#[test]
fn chk_01_a_printed_step_can_t_be_left_out_and_the_message_names_it() {
    let desk = Desk::new();
    let from = lamp().find("[[steps]]\nid = \"LMP-15\"").unwrap();
    let kept = second();
    let without = kept.replace("kind = \"measure\"", "kind = \"inspect\"");
    let refused = desk.publish(&without).unwrap_err();
    assert!(refused.contains("step LMP-1: printed in LMP version 1 as measure"), "{refused}");
    assert!(from > 0 && desk.site_versions().is_empty());
}

#[test]
fn chk_01_a_site_s_own_procedure_is_linted_against_the_site_s_library() {
    let desk = Desk::new();
    let own = lamp().replace("LMP", "XYZ");
    let calls_it =
        lamp().replace("LMP", "ABC").replacen("child = { id = \"SWI\"", "child = { id = \"XYZ\"", 1);
    let refused = desk.publish(&calls_it).unwrap_err();
    assert!(refused.contains("ABC-1") && refused.contains("XYZ"), "{refused}");
    desk.publish(&own).unwrap();
    let words = format!("procedure check {}", desk.file(&calls_it));
    assert!(desk.place.run(&words).contains("nothing to complain about"));
    desk.publish(&calls_it).unwrap();
    assert_eq!(desk.site_versions(), ["ABC 1", "XYZ 1"]);
    assert!(Place::new().try_run(&words).is_err(), "without the site's library the child is unknown");
}

#[test]
fn chk_01_what_show_prints_is_a_file_to_start_from() {
    let desk = Desk::new();
    for procedure in Library::built_in().unwrap().iter() {
        let printed = desk.place.run(&format!("procedure show {}", procedure.id));
        assert_eq!(parse(&printed).as_ref(), Ok(procedure), "{printed}");
    }
    desk.publish(&second()).unwrap();
    assert_eq!(parse(&desk.place.run("procedure show LMP")).unwrap().version, 2);
    assert_eq!(parse(&desk.place.run("procedure show LMP 1")).unwrap().version, 1);
    assert!(desk.place.try_run("procedure show LMP 7").is_err());
}

#[test]
fn what_devices_could_not_read_is_not_published() {
    let desk = Desk::new();
    let mut test = "{ no = \"normal\" }".to_owned();
    for _ in 0..40 {
        test = format!("{{ not = {test} }}");
    }
    let deep = second().replacen("{ no = \"normal\" }", &test, 1);
    assert!(desk.publish(&deep).unwrap_err().contains("too deep"));
    assert!(desk.site_versions().is_empty());
}
