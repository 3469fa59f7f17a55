//! Goods as people type and read them: `pipe=1.5@B7`, in the item's unit of the catalogue.

use crate::fault::Fault;
use client_core::domain::command::CountRequest;
use client_core::domain::decide::Rejection;
use client_core::domain::entry::store::{Goods, GoodsLine};
use client_core::domain::stock::{Catalogue, LineError, MAX_QUANTITY, Material, QuantityError, Unit};
use client_core::domain::text::Language;
use client_core::domain::words;

const LINE: &str = "ITEM=QTY[@BATCH]";

/// Reads lines of goods. Whether a quantity is allowed is the core's question; here it is only understood.
///
/// # Errors
/// [`Fault::Value`] for a text that is no line, no number, or in another unit; [`Fault::Rejected`] with the core's words
/// for a code that the catalogue doesn't have and for a number finer than the item can be counted.
pub fn lines(language: Language, catalogue: &Catalogue, texts: &[String]) -> Result<Vec<GoodsLine>, Fault> {
    texts.iter().map(|text| line(language, catalogue, text)).collect()
}

/// Reads one line of goods.
///
/// # Errors
/// Those of [`lines`].
pub fn line(language: Language, catalogue: &Catalogue, text: &str) -> Result<GoodsLine, Fault> {
    let (item, quantity) = text.split_once('=').ok_or_else(|| Fault::value(LINE, text, LINE))?;
    let (quantity, batch) = match quantity.split_once('@') {
        Some((quantity, batch)) => (quantity, Some(batch.trim().to_owned())),
        None => (quantity, None),
    };
    let item = item.trim();
    let material = catalogue
        .material(item)
        .ok_or_else(|| refused(LineError::UnknownMaterial { item: item.to_owned() }))?;
    let quantity = read(language, material, quantity)?;
    Ok(GoodsLine { item: material.code.clone(), quantity, batch })
}

/// Reads counted lines, of which nothing may be there.
///
/// # Errors
/// Those of [`lines`].
pub fn counted(
    language: Language,
    catalogue: &Catalogue,
    texts: &[String],
) -> Result<Vec<CountRequest>, Fault> {
    let lines = lines(language, catalogue, texts)?.into_iter();
    Ok(lines
        .map(|line| CountRequest { item: line.item, batch: line.batch, counted: line.quantity })
        .collect())
}

/// Reads material with its quantity, or a tool.
///
/// # Errors
/// Those of [`lines`].
pub fn goods(language: Language, catalogue: &Catalogue, text: &str) -> Result<Goods, Fault> {
    if text.contains('=') {
        return Ok(Goods::Material(line(language, catalogue, text)?));
    }
    Ok(Goods::Tool(asset(text)))
}

/// An asset number as it is printed, however it is typed.
pub fn asset(text: &str) -> String {
    text.trim().to_ascii_uppercase()
}

fn refused(error: LineError) -> Fault {
    Fault::Rejected(Rejection::Goods(error))
}

fn read(language: Language, material: &Material, text: &str) -> Result<i64, Fault> {
    let text = text.trim();
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.');
    let unit = text[digits.len()..].trim();
    let wrong = || Fault::value(&material.code, text, example(language, material));
    if !unit.is_empty() && !names(material.unit, unit) {
        return Err(wrong());
    }
    let item = || material.code.clone();
    material.unit.parse_quantity(digits).map_err(|error| match error {
        QuantityError::TooFine => refused(LineError::Step { item: item(), step: material.step }),
        QuantityError::NotANumber => wrong(),
        QuantityError::TooLarge => {
            let most = shown(language, material, MAX_QUANTITY);
            Fault::value(item(), text, format!("≤ {most}"))
        }
    })
}

/// Whether a word names this unit.
fn names(unit: Unit, word: &str) -> bool {
    let own = words::unit(unit);
    [unit.as_str(), own.0, own.1, own.2].iter().any(|name| name.eq_ignore_ascii_case(word))
}

/// What can be typed: the smallest quantity.
fn example(language: Language, material: &Material) -> String {
    format!("{}={}", material.code, shown(language, material, material.step))
}

/// A quantity with its unit.
fn shown(language: Language, material: &Material, quantity: i64) -> String {
    format!("{} {}", material.unit.format(quantity), words::unit(material.unit).get(language))
}

/// A quantity of an item with its unit; of an item that the catalogue no longer has, in its small unit.
pub fn quantity(language: Language, catalogue: &Catalogue, item: &str, quantity: i64) -> String {
    catalogue
        .material(item)
        .map_or_else(|| quantity.to_string(), |material| shown(language, material, quantity))
}

/// A line as it is printed: code, quantity with unit, batch.
pub fn printed(language: Language, catalogue: &Catalogue, line: &GoodsLine) -> String {
    let batch = line.batch.as_ref().map_or_else(String::new, |batch| format!(" @{batch}"));
    format!("{} {}{batch}", line.item, quantity(language, catalogue, &line.item, line.quantity))
}

/// Several lines in one.
pub fn printed_all(language: Language, catalogue: &Catalogue, lines: &[GoodsLine]) -> String {
    let all: Vec<String> = lines.iter().map(|line| printed(language, catalogue, line)).collect();
    crate::words::list(language, &all)
}

/// Name of a material or tool; its code where the catalogue no longer has it.
pub fn label(language: Language, catalogue: &Catalogue, code: &str) -> String {
    let material = catalogue.material(code).map(|material| &material.label);
    let label = material.or_else(|| catalogue.tool(code).map(|tool| &tool.label));
    label.map_or_else(|| code.to_owned(), |label| label.get(language).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::text::LocalText;

    fn catalogue() -> Catalogue {
        let label = |en: &str| LocalText { zh_hans: en.into(), zh_hant: en.into(), en: en.into() };
        let material = |code: &str, unit, step| Material {
            code: code.into(),
            label: label(code),
            unit,
            step,
            specification: String::new(),
            unit_price_fen: 0,
            low_level: 0,
            batch_tracked: false,
        };
        let materials = vec![material("starter", Unit::Piece, 1), material("pipe", Unit::Metre, 100)];
        Catalogue { version: 1, materials, tools: Vec::new() }
    }

    #[test]
    fn a_line_is_read_in_the_items_unit_and_printed_in_it() {
        let read = |text: &str| line(Language::En, &catalogue(), text).unwrap();
        assert_eq!(read("pipe=1.5").quantity, 1_500);
        assert_eq!(read("pipe=1.5m").quantity, 1_500);
        assert_eq!(
            read("pipe=1.5 米@B7"),
            GoodsLine { item: "pipe".into(), quantity: 1_500, batch: Some("B7".into()) }
        );
        assert_eq!(printed(Language::En, &catalogue(), &read("pipe=1.5@B7")), "pipe 1.5 m @B7");
        assert_eq!(printed(Language::ZhHans, &catalogue(), &read("starter=2")), "starter 2 个");
    }

    #[test]
    fn what_is_no_line_is_refused_with_what_can_be_typed() {
        for text in ["starter", "starter=", "starter=two", "starter=1kg", "pipe=1.5kg", "pipe=1.", "=1"] {
            assert!(line(Language::En, &catalogue(), text).is_err(), "{text}");
        }
        let fine = line(Language::En, &catalogue(), "starter=0.5");
        assert!(matches!(fine, Err(Fault::Rejected(Rejection::Goods(LineError::Step { step: 1, .. })))));
        let unknown = line(Language::En, &catalogue(), "lamp=1");
        assert!(matches!(
            unknown,
            Err(Fault::Rejected(Rejection::Goods(LineError::UnknownMaterial { item }))) if item == "lamp"
        ));
        // Its sign is the core's to judge.
        assert_eq!(line(Language::En, &catalogue(), "starter=-1").unwrap().quantity, -1);
    }
}
