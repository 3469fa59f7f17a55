//! Types written down as TypeScript.

use crate::serde::{Attributes, attributes, doc, renamed};
use crate::source::{Definition, Found, Types};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use syn::{Attribute, Fields, GenericArgument, PathArguments, Type, Variant};

/// Types whose JSON their own code makes: here it is said by hand.
const BY_HAND: &[(&str, &str, &str)] = &[
    ("DocumentId", "string", "An order, a customer, a kit or a store month: a uuid."),
    ("UserId", "string", "A person: a uuid."),
    ("DeviceId", "string", "An installation: a uuid."),
    ("EntryId", "string", "An entry of a journal: a ulid."),
    ("CommandId", "string", "A command: a ulid."),
    ("ActorId", "string", "Who writes changes of one document: 32 hexadecimal digits."),
    ("ChangeHash", "string", "64 hexadecimal digits."),
    ("BlobDigest", "string", "Name of a blob: 64 hexadecimal digits."),
    ("MovementCode", "string", "Code of a movement, such as `7K3M-0QXA`."),
    ("MovementId", "string", "A movement: 32 hexadecimal digits."),
    ("ImageBytes", "string", "A picture, base64url without padding."),
    ("Day", "string", "Day in the site's zone, such as `2026-03-02`."),
    ("WallTime", "string", "Time of day, such as `09:15`."),
    ("MonthOf", "string", "Month, such as `2026-03`."),
    ("Zone", "string", "IANA time zone."),
    ("FeePeriod", "string", "A period of management fees, such as `2026-H1`, `2026-Q2` or `2026-02`."),
];

/// Which of several types a name of the contract means, where other types name another one: the module that it stands in.
const MEANT: &[(&str, &str)] = &[("Asked", "domain::procedure::asked")];

/// Types that screens give to the core: what may be left out when read may be left out there.
const GIVEN: &[&str] = &["Command", "StoreCommand"];

const HEAD: &str =
    "/* Made by `cargo xtask types` from client-core's source; a test says when it is out of date. */\n";

/// A type's definition in TypeScript, or why it can't be written.
type Written = Result<String, String>;

/// Writes the types with these names and all that they name.
///
/// # Errors
/// A type that can't be found or said, in words.
pub fn write(types: &Types, roots: &[String]) -> Written {
    let mut given =
        Writer { types, given: BTreeSet::new(), done: BTreeMap::new(), module_of: BTreeMap::new() };
    for root in roots.iter().filter(|root| GIVEN.contains(&root.as_str())) {
        given.reach("", root)?;
    }
    let given: BTreeSet<String> = given.done.into_keys().collect();
    let mut later = Vec::new();
    let mut writer = Writer { types, given, done: BTreeMap::new(), module_of: BTreeMap::new() };
    for (name, module) in MEANT.iter().filter(|(name, _)| roots.iter().any(|root| root == name)) {
        writer.reach(module, name)?;
    }
    for root in roots {
        // A name that several modules use means the one that the others reach first.
        if let Err(error) = types.find("", root)
            && !by_hand(root)
        {
            later.push((root, error));
        } else {
            writer.reach("", root)?;
        }
    }
    if let Some((_, error)) = later.into_iter().find(|(root, _)| !writer.done.contains_key(*root)) {
        return Err(error);
    }
    let mut text = HEAD.to_owned();
    for definition in writer.done.values() {
        text.push('\n');
        text.push_str(definition);
    }
    Ok(text)
}

fn by_hand(name: &str) -> bool {
    BY_HAND.iter().any(|(known, ..)| *known == name)
}

struct Writer<'a> {
    types: &'a Types,
    /// Types that screens give to the core.
    given: BTreeSet<String>,
    done: BTreeMap<String, String>,
    module_of: BTreeMap<String, String>,
}

impl Writer<'_> {
    /// Makes sure that a type is written, and gives its name.
    fn reach(&mut self, module: &str, name: &str) -> Written {
        if let Some((_, json, words)) = BY_HAND.iter().find(|(known, ..)| *known == name) {
            self.done
                .entry(name.to_owned())
                .or_insert_with(|| format!("/** {words} */\nexport type {name} = {json};\n"));
            return Ok(name.to_owned());
        }
        let found = self.types.find(module, name)?;
        let mut name = name.to_owned();
        // Where two modules use one name, the second one's carries its module.
        if self.module_of.get(&name).is_some_and(|known| *known != found.module) {
            name = format!("{}{name}", camel(found.module.rsplit("::").next().unwrap_or_default()));
        }
        if self.module_of.contains_key(&name) {
            return Ok(name);
        }
        self.module_of.insert(name.clone(), found.module.clone());
        // A type that names itself finds itself here.
        self.done.insert(name.clone(), String::new());
        let definition = self.definition(&name, found).map_err(|error| format!("{name}: {error}"))?;
        self.done.insert(name.clone(), definition);
        Ok(name)
    }

    fn definition(&mut self, name: &str, found: &Found) -> Written {
        let module = found.module.clone();
        let (attrs, body): (&[Attribute], String) = match &found.definition {
            Definition::Struct(one) => (&one.attrs, self.structure(name, &module, &one.attrs, &one.fields)?),
            Definition::Enum(one) => {
                let outer = attributes(&one.attrs)?;
                let mut sides = String::new();
                for variant in &one.variants {
                    if let Some(words) = doc(&variant.attrs) {
                        let _ = write!(sides, "\n  /** {words} */");
                    }
                    let _ = write!(sides, "\n  | {}", self.variant(name, &module, &outer, variant)?);
                }
                (&one.attrs, sides)
            }
            Definition::Alias(one) => (&one.attrs, self.ty(&module, &one.ty)?),
            Definition::Names(names) => {
                let sides: Vec<String> = names.iter().map(|name| format!("\n  | \"{name}\"")).collect();
                (&[], sides.concat())
            }
        };
        let words = doc(attrs).map_or_else(String::new, |words| format!("/** {words} */\n"));
        let space = if body.starts_with('\n') { "" } else { " " };
        Ok(format!("{words}export type {name} ={space}{body};\n"))
    }

    fn structure(&mut self, name: &str, module: &str, attrs: &[Attribute], fields: &Fields) -> Written {
        let outer = attributes(attrs)?;
        match fields {
            Fields::Unnamed(inner) if inner.unnamed.len() == 1 => self.ty(module, &inner.unnamed[0].ty),
            Fields::Named(_) => self.fields(name, module, &outer, fields, None),
            _ => Err("a form that this program doesn't write".to_owned()),
        }
    }

    /// Fields as an object, with a tag before them where there is one; flattened ones beside it.
    fn fields(
        &mut self,
        name: &str,
        module: &str,
        outer: &Attributes,
        fields: &Fields,
        tag: Option<(&str, &str)>,
    ) -> Written {
        let given = self.given.contains(name);
        let (mut lines, mut beside) = (String::new(), Vec::new());
        if let Some((tag, value)) = tag {
            let _ = write!(lines, "\n  {tag}: \"{value}\";");
        }
        for field in fields {
            let own = attributes(&field.attrs)?;
            if own.skip {
                continue;
            }
            let Some(ident) = &field.ident else { return Err("a field without a name".to_owned()) };
            if own.flatten {
                beside.push(self.ty(module, &field.ty)?);
                continue;
            }
            // `rename_all` of an enum names its variants, not their fields.
            let naming = if tag.is_some() { &Attributes::default() } else { outer };
            let key = renamed(&ident.to_string(), &own, naming)?;
            let optional = is_option(&field.ty);
            let may_miss = own.may_miss || (given && (own.default || optional));
            let mut json = self.ty(module, &field.ty)?;
            if own.may_miss && !given && optional {
                // Never written as null then.
                json = json.trim_end_matches(" | null").to_owned();
            }
            if let Some(words) = doc(&field.attrs) {
                let _ = write!(lines, "\n  /** {words} */");
            }
            let plain = key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
            let key = if plain { key } else { format!("\"{key}\"") };
            let _ = write!(lines, "\n  {key}{}: {json};", if may_miss { "?" } else { "" });
        }
        let object = if lines.is_empty() { "{}".to_owned() } else { format!("{{{lines}\n}}") };
        beside.insert(0, object);
        Ok(beside.join(" & "))
    }

    fn variant(&mut self, name: &str, module: &str, outer: &Attributes, variant: &Variant) -> Written {
        let own = attributes(&variant.attrs)?;
        let word = renamed(&variant.ident.to_string(), &own, outer)?;
        let inner = match &variant.fields {
            Fields::Unit => None,
            Fields::Unnamed(list) if list.unnamed.len() == 1 => Some(self.ty(module, &list.unnamed[0].ty)?),
            Fields::Unnamed(list) => {
                let all: Result<Vec<_>, _> =
                    list.unnamed.iter().map(|one| self.ty(module, &one.ty)).collect();
                Some(format!("[{}]", all?.join(", ")))
            }
            Fields::Named(_) if outer.tag.is_some() && outer.content.is_none() => {
                let tag = outer.tag.as_deref().map(|tag| (tag, word.as_str()));
                return self.fields(name, module, outer, &variant.fields, tag).map(|text| indented(&text));
            }
            Fields::Named(_) => {
                let plain = Attributes::default();
                Some(self.fields(name, module, &plain, &variant.fields, None)?)
            }
        };
        let written = match (&outer.tag, &outer.content, inner) {
            (None, _, None) if !outer.untagged => format!("\"{word}\""),
            (None, _, Some(inner)) if outer.untagged => inner,
            (None, _, Some(inner)) => format!("{{ {word}: {inner} }}"),
            (Some(tag), _, None) => format!("{{ {tag}: \"{word}\" }}"),
            (Some(tag), Some(content), Some(inner)) => format!("{{ {tag}: \"{word}\"; {content}: {inner} }}"),
            (Some(tag), None, Some(inner)) => format!("({{ {tag}: \"{word}\" }} & {inner})"),
            (None, _, None) => return Err(format!("an untagged variant {word} without content")),
        };
        Ok(indented(&written))
    }

    /// A type where it is used.
    fn ty(&mut self, module: &str, ty: &Type) -> Written {
        match ty {
            Type::Reference(reference) => self.ty(module, &reference.elem),
            Type::Array(array) => Ok(format!("{}[]", grouped(self.ty(module, &array.elem)?))),
            Type::Slice(slice) => Ok(format!("{}[]", grouped(self.ty(module, &slice.elem)?))),
            Type::Tuple(tuple) => {
                let all: Result<Vec<_>, _> = tuple.elems.iter().map(|one| self.ty(module, one)).collect();
                Ok(format!("[{}]", all?.join(", ")))
            }
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else { return Err("an empty path".to_owned()) };
                let arguments = match &last.arguments {
                    PathArguments::AngleBracketed(list) => list
                        .args
                        .iter()
                        .filter_map(|one| if let GenericArgument::Type(ty) = one { Some(ty) } else { None })
                        .collect(),
                    _ => Vec::new(),
                };
                self.named(module, &last.ident.to_string(), &arguments)
            }
            _ => Err("a type that this program doesn't write".to_owned()),
        }
    }

    fn named(&mut self, module: &str, name: &str, arguments: &[&Type]) -> Written {
        match (name, arguments) {
            ("String" | "str" | "char", _) => Ok("string".to_owned()),
            ("bool", _) => Ok("boolean".to_owned()),
            ("i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" | "usize", _) => {
                Ok("number".to_owned())
            }
            ("Value", _) => Ok("unknown".to_owned()),
            ("Option", [inner]) => Ok(format!("{} | null", self.ty(module, inner)?)),
            ("Box", [inner]) => self.ty(module, inner),
            ("Vec" | "BTreeSet", [inner]) => Ok(format!("{}[]", grouped(self.ty(module, inner)?))),
            ("BTreeMap", [key, value]) => {
                let key = match self.ty(module, key)?.as_str() {
                    "number" => "string".to_owned(),
                    other => other.to_owned(),
                };
                Ok(format!("{{ [key in {key}]?: {} }}", self.ty(module, value)?))
            }
            (_, []) => self.reach(module, name),
            _ => Err(format!("{name} with arguments")),
        }
    }
}

fn is_option(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| last.ident == "Option"))
}

/// A union inside an array needs brackets.
fn grouped(json: String) -> String {
    if json.contains(['|', '&']) { format!("({json})") } else { json }
}

fn camel(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters
            .next()
            .map(|first| first.to_uppercase().chain(letters).collect::<String>())
            .unwrap_or_default()
    };
    name.split('_').map(capital).collect()
}

fn indented(text: &str) -> String {
    text.replace('\n', "\n    ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(source: &str, root: &str) -> String {
        let folder = std::env::temp_dir().join(format!("undercroft-types-{}-{root}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("lib.rs"), source).expect("a file");
        let types = crate::source::read(&folder).expect("it parses");
        let text = write(&types, &[root.to_owned()]).expect("it can be written");
        std::fs::remove_dir_all(&folder).expect("the folder goes");
        text
    }

    #[test]
    fn tags_fields_and_missing_values_are_as_in_the_json() {
        let source = r#"
            /// A thing.
            #[derive(Serialize)]
            pub struct Thing { pub name: String, pub at: Option<i64>,
                #[serde(skip_serializing_if = "Option::is_none")] pub note: Option<String>,
                #[serde(flatten)] pub side: Side }
            #[derive(Serialize)]
            #[serde(tag = "is", rename_all = "snake_case")]
            pub enum Side { LeftHand, Right { of: Vec<Option<u8>> } }
        "#;
        let text = written(source, "Thing");
        for part in [
            "/** A thing. */\nexport type Thing = {",
            "name: string;",
            "at: number | null;",
            "note?: string;",
            "} & Side;",
            "| { is: \"left_hand\" }",
            "is: \"right\";",
            "of: (number | null)[];",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }

    #[test]
    fn what_is_given_to_the_core_may_leave_out_what_has_a_default() {
        let source = r#"
            #[derive(Deserialize)]
            #[serde(tag = "command", rename_all = "snake_case")]
            pub enum Command { DoIt { why: Option<String>, #[serde(default)] all: Vec<u8> }, Stop }
        "#;
        let text = written(source, "Command");
        for part in ["why?: string | null;", "all?: number[];", "| { command: \"stop\" }"] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
