//! The types of client-core, as its source has them.

use crate::serde::derives;
use std::collections::BTreeMap;
use std::path::Path;
use syn::{Item, ItemEnum, ItemStruct, ItemType, UseTree};

/// A type with the module that it stands in.
#[derive(Debug, Clone)]
pub struct Found {
    /// The module's path from the crate's root, such as `domain::order::state`.
    pub module: String,
    /// The definition.
    pub definition: Definition,
}

/// A definition.
#[derive(Debug, Clone)]
pub enum Definition {
    /// A struct.
    Struct(ItemStruct),
    /// An enum.
    Enum(ItemEnum),
    /// Another name.
    Alias(ItemType),
    /// Names that a macro makes into an enum: entry kinds.
    Names(Vec<String>),
}

/// All types that serde knows, and what each module names by a short name.
#[derive(Debug, Default)]
pub struct Types {
    by_name: BTreeMap<String, Vec<Found>>,
    uses: BTreeMap<(String, String), String>,
}

impl Types {
    /// The type that `name` means inside `module`.
    ///
    /// # Errors
    /// None, or several that can't be told apart.
    pub fn find(&self, module: &str, name: &str) -> Result<&Found, String> {
        let all = self.by_name.get(name).map_or(&[][..], Vec::as_slice);
        let used = self.uses.get(&(module.to_owned(), name.to_owned()));
        let here = |found: &&Found| found.module == module;
        let there = |found: &&Found| used.is_some_and(|path| found.module.starts_with(path.as_str()));
        match all {
            [one] => Ok(one),
            [] => Err(format!("no type {name}, which {module} names")),
            several => several
                .iter()
                .find(here)
                .or_else(|| several.iter().find(there))
                .ok_or_else(|| format!("{name} in {module} could be several")),
        }
    }
}

/// Reads every file below a folder.
///
/// # Errors
/// A file that can't be read, in words.
pub fn read(folder: &Path) -> Result<Types, String> {
    let mut types = Types::default();
    walk(folder, "", &mut types)?;
    Ok(types)
}

fn walk(folder: &Path, module: &str, types: &mut Types) -> Result<(), String> {
    let fault = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).map_err(fault)?.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let inner = if module.is_empty() { stem.clone() } else { format!("{module}::{stem}") };
        if path.is_dir() {
            walk(&path, &inner, types)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let own = if matches!(stem.as_str(), "mod" | "lib") { module } else { inner.as_str() };
            let text =
                std::fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
            let file = syn::parse_file(&text).map_err(|error| format!("{}: {error}", path.display()))?;
            items(&file.items, own, types);
        }
    }
    Ok(())
}

fn items(list: &[Item], module: &str, types: &mut Types) {
    for item in list {
        let (name, definition) = match item {
            Item::Struct(one) if derives(&one.attrs) => (&one.ident, Definition::Struct(one.clone())),
            Item::Enum(one) if derives(&one.attrs) => (&one.ident, Definition::Enum(one.clone())),
            Item::Type(one) => (&one.ident, Definition::Alias(one.clone())),
            Item::Macro(one) if one.mac.path.is_ident("entry_kinds") => {
                let names = Definition::Names(literals(one.mac.tokens.clone()));
                let found = Found { module: module.to_owned(), definition: names };
                types.by_name.entry("Kind".to_owned()).or_default().push(found);
                continue;
            }
            Item::Use(one) => {
                uses(&one.tree, &mut Vec::new(), module, types);
                continue;
            }
            _ => continue,
        };
        let found = Found { module: module.to_owned(), definition };
        types.by_name.entry(name.to_string()).or_default().push(found);
    }
}

/// Remembers which module a short name comes from.
fn uses(tree: &UseTree, path: &mut Vec<String>, module: &str, types: &mut Types) {
    match tree {
        UseTree::Path(step) => {
            path.push(step.ident.to_string());
            uses(&step.tree, path, module, types);
            path.pop();
        }
        UseTree::Name(name) => {
            let from = absolute(module, path);
            types.uses.insert((module.to_owned(), name.ident.to_string()), from);
        }
        UseTree::Group(group) => group.items.iter().for_each(|inner| uses(inner, path, module, types)),
        UseTree::Rename(_) | UseTree::Glob(_) => {}
    }
}

/// A path of a `use` line from the crate's root.
fn absolute(module: &str, path: &[String]) -> String {
    let mut steps: Vec<&str> = match path.first().map(String::as_str) {
        Some("self" | "super") => module.split("::").collect(),
        _ => Vec::new(),
    };
    for step in path {
        match step.as_str() {
            "crate" | "self" => {}
            "super" => {
                steps.pop();
            }
            other => steps.push(other),
        }
    }
    steps.join("::")
}

/// The texts in a macro's input: names of entry kinds. Those inside brackets are documentation.
fn literals(tokens: proc_macro2::TokenStream) -> Vec<String> {
    let mut names = Vec::new();
    for token in tokens {
        if let proc_macro2::TokenTree::Literal(literal) = token
            && let Ok(syn::Lit::Str(text)) = syn::parse_str(&literal.to_string())
        {
            names.push(text.value());
        }
    }
    names
}
