//! The demo's catalogue, and what a technician's bag holds of it.

use crate::error::DemoError;
use crate::folder::Folder;
use crate::machine;
use client_core::domain::entry::store::GoodsLine;
use client_core::domain::stock::{Catalogue, Unit};
use undercroft_server::feed::reference;

const CATALOGUE: &str = include_str!("../data/catalogue.toml");

/// The batch of the one item that has batches.
pub(crate) const BATCH: &str = "R22-0926";

/// What a technician carries, as people write it. The scripts of the demo use no more than this.
pub(crate) const BAG: &[(&str, &str)] = &[
    ("starter", "40"),
    ("tube", "6"),
    ("ballast", "4"),
    ("switch", "30"),
    ("tap", "4"),
    ("ptfe_tape", "6"),
    ("battery", "8"),
    ("lubricant", "0.1"),
    ("igniter", "2"),
    ("gas_hose", "2"),
    ("hose_clip", "6"),
    ("cistern_fittings", "2"),
    ("flapper", "3"),
    ("refrigerant", "2"),
    ("filter_drier", "2"),
];

/// Puts the catalogue into the site's reference data; the server doesn't run yet.
pub(crate) fn publish(folder: &Folder) -> Result<(), DemoError> {
    let failed = |error: &dyn std::fmt::Display| DemoError::Site(error.to_string());
    let catalogue = read()?;
    let connection = rusqlite::Connection::open(folder.database()).map_err(|error| failed(&error))?;
    let mut bundle = reference::current(&connection).map_err(|error| failed(&error))?;
    bundle.catalogue = catalogue;
    reference::publish(&connection, bundle, machine::now_ms()).map_err(|error| failed(&error))?;
    Ok(())
}

/// The catalogue.
pub(crate) fn read() -> Result<Catalogue, DemoError> {
    let catalogue: Catalogue =
        toml::from_str(CATALOGUE).map_err(|error| DemoError::Unexpected(error.to_string()))?;
    catalogue.check().map_err(|error| DemoError::Unexpected(error.to_string()))?;
    Ok(catalogue)
}

/// Lines of goods from codes and quantities as people write them.
pub(crate) fn lines(catalogue: &Catalogue, goods: &[(&str, &str)]) -> Result<Vec<GoodsLine>, DemoError> {
    let odd = |item: &str| DemoError::Unexpected(format!("{item} is not in the catalogue, or not so"));
    goods
        .iter()
        .map(|(item, quantity)| {
            let material = catalogue.material(item).ok_or_else(|| odd(item))?;
            let quantity = material.unit.parse_quantity(quantity).map_err(|_| odd(item))?;
            let batch = material.batch_tracked.then(|| BATCH.to_owned());
            Ok(GoodsLine { item: (*item).to_owned(), quantity, batch })
        })
        .collect()
}

/// What somebody types for these goods.
pub(crate) fn typed(catalogue: &Catalogue, goods: &[(&str, &str)]) -> Vec<String> {
    let tracked = |item: &str| catalogue.material(item).is_some_and(|material| material.batch_tracked);
    goods
        .iter()
        .map(|(item, quantity)| {
            let batch = if tracked(item) { format!("@{BATCH}") } else { String::new() };
            format!("{item}={quantity}{batch}")
        })
        .collect()
}

/// The opening stock, such as it is counted when a site begins: of most things enough for six bags and a hundred days,
/// of one thing the last piece.
pub(crate) fn opening(catalogue: &Catalogue) -> Vec<GoodsLine> {
    catalogue
        .materials
        .iter()
        .map(|material| {
            let quantity = match (material.code.as_str(), material.unit) {
                (LAST, _) => 1,
                (_, Unit::Metre) => 200_000,
                (_, Unit::Kilogram) => 60_000,
                (_, Unit::Litre) => 5_000,
                _ => 900,
            };
            let batch = material.batch_tracked.then(|| BATCH.to_owned());
            GoodsLine { item: material.code.clone(), quantity, batch }
        })
        .collect()
}

/// The item of which the store has only one.
pub(crate) const LAST: &str = "electronic_igniter";

#[cfg(test)]
mod tests {
    use super::*;
    use client_core::domain::procedure::Library;
    use std::collections::BTreeSet;

    #[test]
    fn every_material_of_the_checklists_is_in_it_and_twelve_tools() {
        let catalogue = read().unwrap();
        let library = Library::built_in().unwrap();
        let steps = library.iter().flat_map(|procedure| &procedure.steps);
        let items: BTreeSet<&String> =
            steps.filter_map(|step| step.material.as_ref()).flat_map(|material| &material.items).collect();
        assert!(items.len() > 10);
        for item in items {
            assert!(catalogue.material(item).is_some(), "{item}");
        }
        assert_eq!(catalogue.tools.len(), 12);
        assert_eq!(catalogue.material("pipe").unwrap().step, 100);
    }

    #[test]
    fn a_bag_is_typed_as_it_is_written() {
        let catalogue = read().unwrap();
        assert_eq!(lines(&catalogue, BAG).unwrap().len(), BAG.len());
        let typed = typed(&catalogue, &[("lubricant", "0.1"), ("refrigerant", "2")]);
        assert_eq!(typed, ["lubricant=0.1", "refrigerant=2@R22-0926"]);
    }
}
