//! What serde's attributes say of a type, a variant or a field.

use syn::{Attribute, Expr, ExprLit, Lit, Meta, punctuated::Punctuated, token::Comma};

/// The attributes that change the JSON.
#[derive(Debug, Default, Clone)]
pub struct Attributes {
    /// `tag = "…"`.
    pub tag: Option<String>,
    /// `content = "…"`.
    pub content: Option<String>,
    /// `rename = "…"`.
    pub rename: Option<String>,
    /// `rename_all = "…"`.
    pub rename_all: Option<String>,
    /// `flatten`.
    pub flatten: bool,
    /// `skip`.
    pub skip: bool,
    /// `default`: may be left out where it is read.
    pub default: bool,
    /// `skip_serializing_if`: may be left out where it is written.
    pub may_miss: bool,
    /// `transparent`.
    pub transparent: bool,
    /// `untagged`.
    pub untagged: bool,
}

/// Reads them; an attribute that this program doesn't know is an error, because it could change the JSON.
///
/// # Errors
/// The attribute, in words.
pub fn attributes(list: &[Attribute]) -> Result<Attributes, String> {
    let mut all = Attributes::default();
    for attribute in list.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        let parser = Punctuated::<Meta, Comma>::parse_terminated;
        for meta in attribute.parse_args_with(parser).map_err(|error| error.to_string())? {
            let name = meta.path().get_ident().map(ToString::to_string).unwrap_or_default();
            let text = text(&meta);
            match name.as_str() {
                "tag" => all.tag = text,
                "content" => all.content = text,
                "rename" => all.rename = text,
                "rename_all" => all.rename_all = text,
                "flatten" => all.flatten = true,
                "skip" => all.skip = true,
                "default" => all.default = true,
                "skip_serializing_if" => all.may_miss = true,
                "transparent" => all.transparent = true,
                "untagged" => all.untagged = true,
                "deny_unknown_fields" => {}
                other => return Err(format!("unknown serde attribute {other}")),
            }
        }
    }
    Ok(all)
}

fn text(meta: &Meta) -> Option<String> {
    let Meta::NameValue(pair) = meta else { return None };
    let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = &pair.value else { return None };
    Some(text.value())
}

/// Whether a type derives one of serde's traits.
pub fn derives(list: &[Attribute]) -> bool {
    list.iter().filter(|attribute| attribute.path().is_ident("derive")).any(|attribute| {
        let parser = Punctuated::<syn::Path, Comma>::parse_terminated;
        attribute.parse_args_with(parser).is_ok_and(|paths| {
            paths.iter().any(|path| {
                path.segments
                    .last()
                    .is_some_and(|last| last.ident == "Serialize" || last.ident == "Deserialize")
            })
        })
    })
}

/// The first paragraph of a doc comment.
pub fn doc(list: &[Attribute]) -> Option<String> {
    let mut lines = Vec::new();
    for attribute in list.iter().filter(|attribute| attribute.path().is_ident("doc")) {
        let Some(line) = text(&attribute.meta) else { continue };
        let line = line.trim().to_owned();
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    // Links of rustdoc lead nowhere from here.
    let text = lines.join(" ").replace("[`", "`").replace("`]", "`").replace("*/", "* /");
    (!text.is_empty()).then_some(text)
}

/// A variant's or field's name in JSON.
pub fn renamed(name: &str, own: &Attributes, outer: &Attributes) -> Result<String, String> {
    if let Some(rename) = &own.rename {
        return Ok(rename.clone());
    }
    match outer.rename_all.as_deref() {
        None => Ok(name.to_owned()),
        Some("snake_case") => Ok(snake(name)),
        Some(other) => Err(format!("unknown rename_all {other}")),
    }
}

/// As serde does it: a low line before every capital letter.
fn snake(name: &str) -> String {
    let mut text = String::new();
    for (place, letter) in name.char_indices() {
        if letter.is_uppercase() && place > 0 {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_made_as_serde_makes_them() {
        assert_eq!(snake("CancelWithoutCharge"), "cancel_without_charge");
        assert_eq!(snake("A"), "a");
        assert_eq!(snake("at"), "at");
    }

    #[test]
    fn an_unknown_attribute_is_an_error() {
        let item: syn::ItemStruct = syn::parse_quote! { #[serde(tag = "is", getter = "x")] struct A; };
        assert!(attributes(&item.attrs).is_err());
        let item: syn::ItemStruct = syn::parse_quote! { #[serde(tag = "is", default)] struct A; };
        let read = attributes(&item.attrs).expect("both are known");
        assert_eq!((read.tag.as_deref(), read.default), (Some("is"), true));
    }
}
