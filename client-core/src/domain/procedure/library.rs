//! All procedures by id and version.

use super::definition::{Procedure, ProcedureRef};
use super::parse::ParseError;
use crate::domain::entry::read_cbor;
use std::collections::BTreeMap;

/// Procedures that come with the software, as (file name, text): what people read and change.
const TEXTS: [(&str, &str); 8] = [
    ("lamp.toml", include_str!("../../../procedures/lamp.toml")),
    ("switch.toml", include_str!("../../../procedures/switch.toml")),
    ("tap.toml", include_str!("../../../procedures/tap.toml")),
    ("gas_heater.toml", include_str!("../../../procedures/gas_heater.toml")),
    ("gas_stove.toml", include_str!("../../../procedures/gas_stove.toml")),
    ("cistern.toml", include_str!("../../../procedures/cistern.toml")),
    ("air_conditioner.toml", include_str!("../../../procedures/air_conditioner.toml")),
    ("water_pipe.toml", include_str!("../../../procedures/water_pipe.toml")),
];

/// The same as CBOR, so that a phone brings no reader of TOML along. A test keeps it current.
const BUILT_IN: &[u8] = include_bytes!("../../../procedures/built_in.cbor");
/// How deep a procedure may nest: questions inside questions.
const MAX_DEPTH: usize = 64;

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
    /// What can't be read of them; a test keeps the shipped ones readable.
    pub fn built_in() -> Result<Self, ParseError> {
        let mut rest = BUILT_IN;
        let procedures: Vec<Procedure> = read_cbor(&mut rest, MAX_DEPTH).map_err(|message| ParseError {
            line: None,
            step: None,
            message,
        })?;
        let mut library = Self::new();
        for procedure in procedures {
            library.insert(procedure);
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
        &TEXTS
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse::parse;
    use super::*;

    /// `UPDATE_SNAPSHOTS=1` writes the bytes again after a text has changed: what the texts hold, without the defaults
    /// that they leave out.
    #[test]
    fn chk_01_what_a_phone_brings_along_is_what_the_texts_say() {
        let tables: Vec<toml::Table> = TEXTS.iter().map(|(_, text)| text.parse().unwrap()).collect();
        let mut bytes = Vec::new();
        ciborium::into_writer(&tables, &mut bytes).unwrap();
        if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
            std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/procedures/built_in.cbor"), &bytes).unwrap();
            return;
        }
        assert!(bytes == BUILT_IN, "UPDATE_SNAPSHOTS=1 cargo nextest run --workspace -E 'test(chk_01_what)'");
        let mut texts = Library::new();
        for (_, text) in TEXTS {
            texts.insert(parse(text).unwrap());
        }
        assert_eq!(Library::built_in().unwrap(), texts);
    }
}
