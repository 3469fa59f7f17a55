//! The procedures that orders are judged with: those of the software, and the site's own (CHK-1).
//!
//! The operator publishes from another process, so every request asks which bundle of reference data counts; the
//! library is made again only when that is another one.

mod draft;

pub use draft::{Change, Draft, MOST_BYTES, MOST_SITE_BYTES, PublishError, Published, to_file};

use crate::feed::{EngineError, reference};
use client_core::domain::procedure::{Library, ParseError};
use rusqlite::Connection;
use std::sync::{Arc, PoisonError, RwLock};

/// The libraries of a running program.
#[derive(Debug)]
pub struct Procedures {
    built_in: Library,
    /// The newest one made, with the version of its bundle.
    made: RwLock<(u64, Arc<Library>)>,
}

impl Procedures {
    /// The procedures of the software; the site's own come with the first question.
    ///
    /// # Errors
    /// The first built-in text that can't be read.
    pub fn new() -> Result<Self, ParseError> {
        let built_in = Library::built_in()?;
        let made = RwLock::new((0, Arc::new(built_in.clone())));
        Ok(Self { built_in, made })
    }

    /// Those that come with the software.
    pub const fn built_in(&self) -> &Library {
        &self.built_in
    }

    /// The library that counts for this reading of the database.
    ///
    /// # Errors
    /// The database, or a damaged bundle.
    pub fn at(&self, connection: &Connection) -> Result<Arc<Library>, EngineError> {
        let version = reference::version(connection)?;
        {
            let made = self.made.read().unwrap_or_else(PoisonError::into_inner);
            if made.0 == version {
                return Ok(Arc::clone(&made.1));
            }
        }
        let bundle = reference::current(connection)?;
        let library = Arc::new(self.built_in.with(&bundle.procedures));
        let mut made = self.made.write().unwrap_or_else(PoisonError::into_inner);
        // A reader of an older snapshot must not take the newer library away from the others.
        if bundle.version > made.0 {
            *made = (bundle.version, Arc::clone(&library));
        }
        Ok(library)
    }
}
