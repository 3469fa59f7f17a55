//! The committed description of the interface is the one that the server gives.

use std::path::Path;

#[test]
fn the_committed_description_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/openapi.json");
    let mut now = undercroft_server::http::openapi_document().to_pretty_json().unwrap();
    now.push('\n');
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        std::fs::write(&path, &now).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == now, "docs/openapi.json is out of date: run the test with UPDATE_SNAPSHOTS=1");
}

#[test]
fn the_page_about_the_interface_names_every_path() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/api.md");
    let page = std::fs::read_to_string(page).unwrap();
    let api = serde_json::to_value(undercroft_server::http::openapi_document()).unwrap();
    let paths = api["paths"].as_object().unwrap();
    let missing: Vec<&String> = paths.keys().filter(|path| !page.contains(&format!("`{path}`"))).collect();
    assert!(missing.is_empty(), "docs/api.md doesn't name {missing:?}");
}
