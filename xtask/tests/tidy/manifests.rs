//! Which packages each package may depend on: the boundaries again, where the compiler enforces them.

use std::process::Command;

use serde_json::Value;

use super::sources::{Complaint, root};

struct Ban {
    package: &'static str,
    /// Packages that it never depends on, not even for its tests.
    never: &'static [&'static str],
    reason: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        package: "client-core",
        never: &["undercroft-server", "undercroft-field", "undercroft-tests", "undercroft-web", "xtask"],
        reason: "it is what the others agree on, so it knows none of them",
    },
    Ban {
        package: "client-core",
        never: &["tokio", "axum", "tower", "tower-http", "hyper", "reqwest", "async-std"],
        reason: "it runs in browsers and on bare threads",
    },
    Ban {
        package: "undercroft-paper",
        never: &["undercroft-server", "undercroft-field", "undercroft-tests", "undercroft-web", "xtask"],
        reason: "it is given values and knows nobody who prints",
    },
    Ban {
        package: "undercroft-picture",
        never: &["undercroft-server", "undercroft-field", "undercroft-tests", "undercroft-web", "xtask"],
        reason: "it is given bytes and knows nobody who took the picture",
    },
    Ban {
        package: "undercroft-server",
        never: &["undercroft-field", "undercroft-tests", "undercroft-web", "xtask"],
        reason: "it knows no device; what needs both is a test in the tests package",
    },
    Ban {
        package: "undercroft-field",
        never: &["undercroft-server", "undercroft-tests", "undercroft-web", "xtask"],
        reason: "a device knows the server by its protocol only",
    },
    Ban { package: "undercroft-tests", never: &["xtask"], reason: "build tasks are above everything" },
    Ban {
        package: "undercroft-web",
        never: &["undercroft-server", "undercroft-field", "undercroft-tests", "xtask", "automerge"],
        reason: "it runs in a browser, and knows the server by its protocol only",
    },
    Ban {
        package: "undercroft-words",
        never: &["undercroft-server", "undercroft-field", "undercroft-tests", "undercroft-web", "xtask"],
        reason: "it says what client-core has found, to whoever asks",
    },
];

/// The only packages that depend on automerge themselves.
const AUTOMERGE_USERS: &[&str] = &["client-core", "undercroft-tests", "undercroft-benches"];
/// What a device needs of the outside world, each behind a feature, so that a browser and the server take none.
const OPTIONAL: &[&str] = &["rusqlite", "ureq", "zstd", "pollster"];
const DEVICE_FEATURES: &[&str] = &["device", "sqlite", "http", "wasm"];

/// What wakes the planted. The tests package alone asks for deaths; bugs are asked for on the command line.
const PLANTED_FEATURES: &[&str] = &["bugs", "points"];

fn may_wake(package: &str, feature: &str) -> bool {
    package == "undercroft-tests" && feature == "points"
}

/// The workspace as cargo sees it.
pub(crate) fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(root())
        .output()
        .expect("cargo describes the workspace");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON")
}

pub(crate) fn check(metadata: &Value) -> Vec<Complaint> {
    let packages = metadata["packages"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut complaints = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        let dependencies = package["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default();
        for dependency in dependencies {
            complaints.extend(judge(name, dependency).map(|reason| Complaint {
                path: format!("package {name}"),
                line: 0,
                reason,
            }));
        }
    }
    complaints
}

/// What is wrong with this dependency of this package.
fn judge(package: &str, dependency: &Value) -> Option<String> {
    let name = dependency["name"].as_str().unwrap_or_default();
    let is_normal = dependency["kind"].is_null();
    let features = dependency["features"].as_array().map(Vec::as_slice).unwrap_or_default();
    let banned = BANS.iter().find(|ban| ban.package == package && ban.never.contains(&name));
    if let Some(ban) = banned {
        return Some(format!("depends on {name}: {}", ban.reason));
    }
    if name == "automerge" && !AUTOMERGE_USERS.contains(&package) {
        return Some("depends on automerge: client_core::replica speaks to it for everybody".to_owned());
    }
    if package == "client-core" && is_normal && OPTIONAL.contains(&name) && dependency["optional"] != true {
        return Some(format!(
            "always depends on {name}: make it optional, behind the device's feature that needs it"
        ));
    }
    let wakes = features.iter().filter_map(Value::as_str).find(|feature| PLANTED_FEATURES.contains(feature));
    if let Some(feature) = wakes.filter(|feature| name == "planted" && !may_wake(package, feature)) {
        return Some(format!(
            "takes planted with `{feature}`: no program may have bugs or deaths on purpose"
        ));
    }
    if name == "faulty-disk" && is_normal {
        return Some("depends on faulty-disk beyond its tests: no program keeps its data there".to_owned());
    }
    let for_devices =
        features.iter().filter_map(Value::as_str).find(|feature| DEVICE_FEATURES.contains(feature));
    match for_devices {
        Some(feature) if package == "undercroft-server" && name == "client-core" => {
            Some(format!("takes client-core with `{feature}`: the server never sees a device's inside"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn complaints(package: &str, dependency: &Value) -> usize {
        check(&json!({"packages": [{"name": package, "dependencies": [dependency]}]})).len()
    }

    #[test]
    fn every_banned_dependency_is_told() {
        for ban in BANS {
            for name in ban.never {
                for kind in [json!(null), json!("dev"), json!("build")] {
                    assert_eq!(complaints(ban.package, &json!({"name": name, "kind": kind})), 1, "{name}");
                }
            }
        }
    }

    #[test]
    fn features_and_optional_dependencies_are_judged() {
        let device = json!({"name": "client-core", "kind": null, "features": ["device"]});
        assert_eq!(complaints("undercroft-server", &device), 1);
        assert_eq!(complaints("undercroft-field", &device), 0);
        for (optional, expected) in [(false, 1), (true, 0)] {
            let sqlite = json!({"name": "rusqlite", "kind": null, "optional": optional});
            assert_eq!(complaints("client-core", &sqlite), expected);
        }
        assert_eq!(complaints("undercroft-server", &json!({"name": "automerge", "kind": "dev"})), 1);
        for (package, feature, expected) in [
            ("undercroft-server", "points", 1),
            ("undercroft-tests", "points", 0),
            ("undercroft-tests", "bugs", 1),
        ] {
            let planted = json!({"name": "planted", "kind": null, "features": [feature]});
            assert_eq!(complaints(package, &planted), expected);
        }
        assert_eq!(
            complaints("client-core", &json!({"name": "faulty-disk", "kind": null, "features": []})),
            1
        );
        assert_eq!(
            complaints("client-core", &json!({"name": "faulty-disk", "kind": "dev", "features": []})),
            0
        );
    }

    #[test]
    fn the_workspace_is_what_was_read() {
        let names = metadata()["packages"].as_array().map_or(0, Vec::len);
        assert!(names >= 5, "cargo described {names} packages");
    }
}
