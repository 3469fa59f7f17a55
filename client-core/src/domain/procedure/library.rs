//! All procedures by id and version.

use super::definition::{Procedure, ProcedureRef};
use super::parse::{ParseError, parse};
use std::collections::BTreeMap;

/// Procedures that come with the software, as (file name, text).
const BUILT_IN: [(&str, &str); 8] = [
    ("lamp.toml", include_str!("../../../procedures/lamp.toml")),
    ("switch.toml", include_str!("../../../procedures/switch.toml")),
    ("tap.toml", include_str!("../../../procedures/tap.toml")),
    ("gas_heater.toml", include_str!("../../../procedures/gas_heater.toml")),
    ("gas_stove.toml", include_str!("../../../procedures/gas_stove.toml")),
    ("cistern.toml", include_str!("../../../procedures/cistern.toml")),
    ("air_conditioner.toml", include_str!("../../../procedures/air_conditioner.toml")),
    ("water_pipe.toml", include_str!("../../../procedures/water_pipe.toml")),
];

/// The version of a procedure that an order keeps is not here; the app needs newer reference data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("procedure {0} is not known here")]
pub struct UnknownProcedure(pub ProcedureRef);

/// Procedures by id and version; old versions stay, because orders keep theirs (CHK-1, COL-33).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Library {
    procedures: BTreeMap<ProcedureRef, Procedure>,
}

impl Library {
    /// A library without procedures.
    pub fn new() -> Self {
        Self::default()
    }

    /// The procedures that come with the software.
    ///
    /// # Errors
    /// The first text that can't be read; a test keeps the shipped ones readable.
    pub fn built_in() -> Result<Self, ParseError> {
        let mut library = Self::new();
        for (_, text) in BUILT_IN {
            library.insert(parse(text)?);
        }
        Ok(library)
    }

    /// Adds a procedure. One that has the same id and version already stays as it is: a released version never
    /// changes. Answers whether it was added.
    pub fn insert(&mut self, procedure: Procedure) -> bool {
        use std::collections::btree_map::Entry;
        match self.procedures.entry(procedure.reference()) {
            Entry::Vacant(free) => {
                free.insert(procedure);
                true
            }
            Entry::Occupied(_) => false,
        }
    }

    /// A site's own procedures and this library. Where both have an id and version, the site's stays: it was published
    /// before a release of the software took the same number, and orders go by it.
    pub fn with(&self, site: &[Procedure]) -> Self {
        let mut library = Self::new();
        for procedure in site.iter().chain(self.iter()) {
            library.insert(procedure.clone());
        }
        library
    }

    /// A procedure in a version.
    pub fn get(&self, reference: &ProcedureRef) -> Option<&Procedure> {
        self.procedures.get(reference)
    }

    /// The newest version of a procedure, for a new order.
    pub fn newest(&self, id: &str) -> Option<&Procedure> {
        let first = ProcedureRef { id: id.to_owned(), version: 0 };
        let last = ProcedureRef { id: id.to_owned(), version: u32::MAX };
        self.procedures.range(first..=last).next_back().map(|(_, procedure)| procedure)
    }

    /// Ids and versions of all of them.
    pub fn references(&self) -> Vec<ProcedureRef> {
        self.procedures.keys().cloned().collect()
    }

    /// All of them by id and version.
    pub fn iter(&self) -> impl Iterator<Item = &Procedure> {
        self.procedures.values()
    }

    /// The texts that come with the software, as (file name, text).
    pub fn built_in_texts() -> &'static [(&'static str, &'static str)] {
        &BUILT_IN
    }
}
