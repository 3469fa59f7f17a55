//! Writes `web/app/src/core/types.ts`: TypeScript's view of the values that client-core gives and takes as
//! JSON.
//!
//! It reads client-core's source instead of linking it, so that no type of the core has to know of
//! TypeScript. What the app needs is what [`CONTRACT`] imports, and everything that these types name.
//! [`source`] finds the types, [`serde`] reads their attributes, [`write`] writes them down.
//!
//! `undercroft-types` writes the file; a test says when it is out of date.

mod serde;
mod source;
mod write;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// The repository's root folder.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The files that say what the app needs.
const CONTRACT: [&str; 4] = ["contract.ts", "shown.ts", "matters.ts", "fees.ts"];

/// Where the types go.
fn target() -> PathBuf {
    root().join("web/app/src/core/types.ts")
}

/// The text of the file as it should be.
fn generate() -> Result<String, String> {
    let mut roots = Vec::new();
    for name in CONTRACT {
        let file = root().join("web/app/src/core").join(name);
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let found = imports(&text);
        if found.is_empty() {
            return Err(format!("{name} imports nothing from \"./types\""));
        }
        roots.extend(found);
    }
    roots.sort_unstable();
    roots.dedup();
    let types = source::read(&root().join("client-core/src"))?;
    write::write(&types, &roots)
}

/// The names that a TypeScript file imports from `./types`.
fn imports(text: &str) -> Vec<String> {
    let Some(end) = text.find("} from \"./types\"") else { return Vec::new() };
    let Some(start) = text[..end].rfind('{') else { return Vec::new() };
    let names = text[start + 1..end].split(',').map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn main() -> ExitCode {
    let written = generate().and_then(|text| {
        let target = target();
        std::fs::write(&target, text).map_err(|error| format!("{}: {error}", target.display()))
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_are_current() {
        let written = std::fs::read_to_string(target()).expect("types.ts is there");
        let now = generate().expect("the types can be read");
        assert!(written == now, "types.ts is out of date: run `cargo xtask types`");
    }

    #[test]
    fn roots_are_what_the_contract_imports() {
        assert_eq!(imports("import type {\n  A,\n  B,\n} from \"./types\";"), ["A", "B"]);
        assert!(imports("import { A } from \"./other\";").is_empty());
    }
}
