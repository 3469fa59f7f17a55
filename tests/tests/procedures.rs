//! The site's own procedures with the real programs: published beside a running server, used by real devices.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that can't go on fails")]
#![allow(missing_docs)]

mod process;

use process::Site;

/// Publishes the lamp's second version, which asks for one thing more.
fn publish(site: &Site) {
    let lamp = site.admin(&["procedure", "show", "LMP", "1"]);
    let added = r#"[[steps]]
id = "LMP-20"
clause = ""
added = true
kind = "inspect"
label = { zh-Hans = "查看接地", zh-Hant = "查看接地", en = "Earthing" }
instruction = { zh-Hans = "查看灯具是否接地。", zh-Hant = "查看燈具是否接地。", en = "See whether the lamp is earthed." }
records = [{ name = "earthed", value = "yes_no", label = { zh-Hans = "接地?", zh-Hant = "接地?", en = "Earthed?" } }]

[[steps]]
id = "LMP-2"
"#;
    let second = lamp.replacen("version = 1", "version = 2", 1);
    let second = second.replacen("[[steps]]\nid = \"LMP-2\"\n", added, 1);
    assert!(second.contains("LMP-20"), "{second}");
    let file = site.folder.path().join("lamp.toml");
    std::fs::write(&file, second).unwrap();
    let said = site.admin(&["procedure", "publish", file.to_str().unwrap()]);
    assert!(said.contains("published"), "{said}");
}

fn version(site: &Site, who: &str, order: &str) -> u64 {
    let shown = site.field_ok(who, &["show", order]);
    let order = &shown["view"]["order"];
    assert_eq!(order["problems"], serde_json::json!([]), "{order}");
    assert_eq!(order["slip"]["procedure_version"], order["checklist"]["version"]);
    order["checklist"]["version"].as_u64().unwrap()
}

fn second_order(site: &Site) -> String {
    let words = [
        "register",
        "--name",
        "y",
        "--unit",
        "1-102",
        "--contact",
        "2",
        "--content",
        "dark",
        "--class",
        "LMP",
        "--appointment",
        "2026-12-01 15:00",
    ];
    let order = site.field_ok("zhao", &words)["id"].as_str().unwrap().to_owned();
    site.field_ok("zhao", &["judge", "--accept", &order]);
    site.field_ok("zhao", &["slip", &order]);
    site.field_ok("zhao", &["assign", &order, "li"]);
    site.field_ok("zhao", &["sync"]);
    order
}

#[test]
fn chk_01_an_order_keeps_its_version_and_a_new_slip_takes_the_newest() {
    let (site, old) = Site::with_one_order();
    publish(&site);
    site.field_ok("zhao", &["sync"]);
    let new = second_order(&site);
    // His device learns of the procedure and of the order that needs it in one sync.
    site.field_ok("li", &["sync"]);
    for who in ["zhao", "li"] {
        assert_eq!((version(&site, who, &old), version(&site, who, &new)), (1, 2), "{who}");
    }
    assert!(site.admin(&["rebuild", "--check"]).contains("board: as the log says"));
}

#[test]
fn col_33_work_on_the_old_version_goes_on_after_a_new_one_is_published() {
    let (site, order) = Site::with_one_order();
    site.field_ok("li", &["receive", &order]);
    site.field_ok("li", &["arrive", &order]);
    publish(&site);
    site.field_ok("li", &["sync"]);
    site.field_ok("li", &["step", &order, "LMP-1", "normal=yes"]);
    let refused = site.field("li", &["step", &order, "LMP-20", "earthed=yes"]).output().unwrap();
    assert!(!refused.status.success(), "a step of another version is none of this order's");
    site.field_ok("li", &["sync"]);
    site.field_ok("zhao", &["sync"]);
    let shown = site.field_ok("zhao", &["show", &order]);
    assert_eq!(version(&site, "zhao", &order), 1);
    assert!(shown.to_string().contains("LMP-1"));
    assert_eq!(shown["view"]["order"]["conflicts"], serde_json::json!([]));
}
