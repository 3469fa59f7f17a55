//! The order of a module's functions.
//!
//! What compresses a module looks a few ten kilobytes back. Instances of one generic function are much alike, and
//! by their names they stand side by side: the module is a tenth smaller after gzip than in the order of sizes in
//! which the glue's writer leaves it. Beginning there, each is followed by the one that has most in common with it, which
//! is two parts in a hundred more. Nothing else of it changes; names go at the same time.

use std::convert::Infallible;

use crate::alike::chained;

use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{CodeSection, FunctionSection, Module};
use wasmparser::{
    CodeSectionReader, CustomSectionReader, FunctionSectionReader, KnownCustom, Name, Parser, Payload,
    TypeRef,
};

/// So much of a name tells which generic function it is.
const STEM: usize = 40;

/// Why a module can't be written again.
pub type Error = reencode::Error<Infallible>;

/// The module with its functions in the order of their names, without the names.
pub fn by_name(module: &[u8]) -> Result<Vec<u8>, Error> {
    let mut order = Order::read(module)?;
    let mut written = Module::new();
    order.parse_core_module(&mut written, Parser::new(0), module)?;
    Ok(written.finish())
}

struct Order {
    /// How many functions come from outside; they stay where they are.
    imported: u32,
    /// Where the functions go, by where they are.
    places: Vec<u32>,
    /// Where the functions are, by where they go.
    sources: Vec<usize>,
}

impl Order {
    fn read(module: &[u8]) -> Result<Self, Error> {
        let mut imported = 0;
        let mut bodies = Vec::new();
        let mut names = Vec::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(section) => {
                    for import in section.into_imports() {
                        imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                    }
                }
                Payload::CodeSectionEntry(body) => bodies.push(&module[body.range()]),
                Payload::CustomSection(section) => {
                    let KnownCustom::Name(all) = section.as_known() else { continue };
                    for one in all {
                        let Name::Function(functions) = one? else { continue };
                        names.extend(functions.into_iter().collect::<Result<Vec<_>, _>>()?);
                    }
                }
                _ => {}
            }
        }
        let mut stems = vec![""; bodies.len()];
        for naming in names {
            let own = naming.index.checked_sub(imported).and_then(|own| usize::try_from(own).ok());
            if let Some(stem) = own.and_then(|own| stems.get_mut(own)) {
                *stem = naming.name.get(..STEM).unwrap_or(naming.name);
            }
        }
        let mut sources: Vec<usize> = (0..bodies.len()).collect();
        sources.sort_by_key(|one| (stems[*one], std::cmp::Reverse(bodies[*one].len())));
        let sources = chained(&bodies, &sources);
        let mut places = vec![0; bodies.len()];
        for (place, source) in (0..).zip(&sources) {
            places[*source] = place;
        }
        Ok(Self { imported, places, sources })
    }
}

impl Reencode for Order {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error> {
        let own = function.checked_sub(self.imported).and_then(|own| usize::try_from(own).ok());
        // Only a module that isn't valid names a function that it doesn't have.
        let place = own.and_then(|own| self.places.get(own));
        Ok(place.map_or(function, |place| self.imported + place))
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        section: FunctionSectionReader<'_>,
    ) -> Result<(), Error> {
        let types = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for source in self.sources.clone() {
            functions.function(self.type_index(types[source])?);
        }
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        section: CodeSectionReader<'_>,
    ) -> Result<(), Error> {
        let bodies = section.into_iter().collect::<Result<Vec<_>, _>>()?;
        for source in self.sources.clone() {
            self.parse_function_body(code, bodies[source].clone())?;
        }
        Ok(())
    }

    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: CustomSectionReader<'_>,
    ) -> Result<(), Error> {
        match section.as_known() {
            KnownCustom::Name(_) => Ok(()),
            _ => reencode::utils::parse_custom_section(self, module, section),
        }
    }
}
