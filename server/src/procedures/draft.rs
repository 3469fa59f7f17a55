//! A procedure that somebody has written and nobody uses yet: what is wrong with it, what it changes, and its publishing
//! (CHK-1).

use crate::audit::{Act, AuditKind, By, record};
use crate::board;
use crate::feed::{EngineError, reference};
use crate::store::StoreError;
use client_core::domain::procedure::{Finding, Library, ParseError, Procedure, Step, follows, lint, parse};
use client_core::domain::reference::Reference;
use client_core::protocol;
use rusqlite::Connection;

/// A longer text is no procedure.
pub const MOST_BYTES: usize = 1024 * 1024;
/// All procedures of a site together, as JSON: every device carries them.
pub const MOST_SITE_BYTES: usize = 1024 * 1024;

/// A procedure with the text that it was read from.
#[derive(Debug, Clone)]
pub struct Draft {
    text: String,
    procedure: Procedure,
}

/// Why a draft isn't published. Nothing was stored.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// It isn't sound; never empty.
    #[error("{} findings", .0.len())]
    Unsound(Vec<Finding>),
    /// The site's procedures would be more than devices carry.
    #[error("a site's procedures have at most {MOST_SITE_BYTES} bytes together, with this one {bytes}")]
    TooMuch {
        /// What they would have.
        bytes: usize,
    },
    /// Devices couldn't read it.
    #[error("questions are nested too deep for devices to read")]
    TooDeep,
    /// The database, or something stored in it.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for PublishError {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

/// What publishing did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// The same procedure was there already; nothing changed.
    Already,
    /// It counts from now on.
    New {
        /// Orders that had waited for it and were looked at again.
        healed: usize,
    },
}

/// What a draft does to a step of the version before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// New.
    Added,
    /// Says something else.
    Changed,
    /// Left out.
    Removed,
}

impl Draft {
    /// Reads a text.
    ///
    /// # Errors
    /// With line and step where the text is no procedure.
    pub fn read(text: &str) -> Result<Self, ParseError> {
        Ok(Self { procedure: parse(text)?, text: text.to_owned() })
    }

    /// The procedure.
    pub const fn procedure(&self) -> &Procedure {
        &self.procedure
    }

    /// Whether this very procedure comes with the software or is published.
    pub fn is_there(&self, built_in: &Library, bundle: &Reference) -> bool {
        bundle.procedures.contains(&self.procedure)
            || built_in.get(&self.procedure.reference()) == Some(&self.procedure)
    }

    /// Everything that is wrong with it, by line and step.
    pub fn findings(&self, built_in: &Library, bundle: &Reference) -> Vec<Finding> {
        let library = built_in.with(&bundle.procedures);
        let mut findings = lint(&self.procedure, &self.text, &library);
        findings.extend(follows(&self.procedure, &self.text, built_in, &bundle.procedures));
        findings
    }

    /// What is new against the newest version, by step; nothing where there is none.
    pub fn changes<'a>(&'a self, library: &'a Library) -> Vec<(Change, &'a Step)> {
        let Some(before) = library.newest(&self.procedure.id) else { return Vec::new() };
        let now = self.procedure.steps.iter().filter_map(|step| match before.step(&step.id) {
            None => Some((Change::Added, step)),
            Some(old) => (old != step).then_some((Change::Changed, step)),
        });
        let gone = before.steps.iter().filter(|old| self.procedure.step(&old.id).is_none());
        now.chain(gone.map(|step| (Change::Removed, step))).collect()
    }

    /// Publishes it in the caller's transaction.
    ///
    /// # Errors
    /// [`PublishError`]; what is wrong is asked again here, another one may have come between.
    pub fn publish(
        &self,
        connection: &Connection,
        built_in: &Library,
        by: &By,
    ) -> Result<Published, PublishError> {
        let mut bundle = reference::current(connection)?;
        let findings = self.findings(built_in, &bundle);
        if !findings.is_empty() {
            return Err(PublishError::Unsound(findings));
        }
        if self.is_there(built_in, &bundle) {
            return Ok(Published::Already);
        }
        bundle.procedures.push(self.procedure.clone());
        bundle.procedures.sort_by_key(Procedure::reference);
        let bytes = serde_json::to_vec(&bundle.procedures).map_or(usize::MAX, |text| text.len());
        if bytes > MOST_SITE_BYTES {
            return Err(PublishError::TooMuch { bytes });
        }
        if !carried(&bundle) {
            return Err(PublishError::TooDeep);
        }
        let library = built_in.with(&bundle.procedures);
        reference::publish(connection, bundle, by.at)?;
        let (id, version) = (self.procedure.id.as_str(), self.procedure.version.to_string());
        let act = Act::of(AuditKind::ProcedurePublished).matter(id).detail(&version);
        record(connection, by, &act).map_err(EngineError::from)?;
        Ok(Published::New { healed: board::heal(connection, &library)? })
    }
}

/// Whether devices can read a bundle: what no device can read would stop every sync.
fn carried(bundle: &Reference) -> bool {
    let message = protocol::to_bytes(&(bundle,));
    message
        .is_ok_and(|bytes| protocol::from_bytes::<(Reference,)>(&bytes).is_ok_and(|(read,)| read == *bundle))
}

/// A procedure as a file that can be edited and read again.
///
/// # Errors
/// Where it can't be written as TOML.
pub fn to_file(procedure: &Procedure) -> Result<String, toml::ser::Error> {
    toml::to_string_pretty(procedure)
}
