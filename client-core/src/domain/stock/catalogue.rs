//! The catalogue: materials and numbered tools of a site. The server is its only author; entries name its codes.

use super::quantity::{MAX_QUANTITY, Unit};
use crate::domain::entry::store::ToolCondition;
use crate::domain::text::LocalText;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A material.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Code, such as `starter`: lower-case letters, digits and underscores.
    pub code: String,
    /// Name.
    pub label: LocalText,
    /// Unit.
    pub unit: Unit,
    /// Smallest step in the unit's small unit, from 1: pipe of 100 mm steps has 100.
    pub step: i64,
    /// Specification, such as `20 mm` or `S10`.
    pub specification: String,
    /// Cost of one unit in fen.
    pub unit_price_fen: i64,
    /// At or below this quantity, in the small unit, it has to be ordered; 0 for never.
    pub low_level: i64,
    /// Whether receipts and issues name a batch.
    pub batch_tracked: bool,
}

/// A numbered tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolCard {
    /// Asset number, such as `T-017`.
    pub asset: String,
    /// Kind of tool as procedures name it, such as `clamp_meter`.
    pub kind: String,
    /// Name.
    pub label: LocalText,
    /// Condition when it was registered.
    pub condition: ToolCondition,
    /// When calibration or inspection is due, milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<i64>,
}

/// Materials and tools of a site.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Version, from 1; 0 for none yet.
    pub version: u32,
    /// Materials by code.
    pub materials: Vec<Material>,
    /// Tools by asset number.
    pub tools: Vec<ToolCard>,
}

/// What is wrong with a line of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// A code of another form.
    #[error("code {0:?}: 1 to 40 lower-case letters, digits and underscores")]
    Code(String),
    /// An asset number of another form.
    #[error("asset number {0:?}: 1 to 20 capital letters, digits and hyphens")]
    Asset(String),
    /// A name is missing in a language, or too long.
    #[error("{0:?}: a name of 1 to 60 characters is needed in all three languages")]
    Label(String),
    /// Named twice.
    #[error("{0:?} is there twice")]
    Twice(String),
    /// A number outside its range.
    #[error("{code:?}: {field} is outside its range")]
    Range {
        /// The item.
        code: String,
        /// The field.
        field: &'static str,
    },
}

fn text_fits(text: &str, max: usize) -> bool {
    let length = text.trim().chars().count();
    length > 0 && length <= max
}

fn label_fits(label: &LocalText) -> bool {
    [&label.zh_hans, &label.zh_hant, &label.en].into_iter().all(|text| text_fits(text, 60))
}

impl Material {
    /// What is wrong with it, if anything.
    ///
    /// # Errors
    /// The first [`CatalogueError`].
    pub fn check(&self) -> Result<(), CatalogueError> {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if self.code.is_empty() || self.code.len() > 40 || !self.code.bytes().all(plain) {
            return Err(CatalogueError::Code(self.code.clone()));
        }
        if !label_fits(&self.label) {
            return Err(CatalogueError::Label(self.code.clone()));
        }
        let range = |field| Err(CatalogueError::Range { code: self.code.clone(), field });
        if self.specification.chars().count() > 60 {
            return range("specification");
        }
        if !(1..=MAX_QUANTITY).contains(&self.step) {
            return range("step");
        }
        if !(0..=MAX_QUANTITY).contains(&self.low_level) {
            return range("low_level");
        }
        if !(0..=MAX_QUANTITY).contains(&self.unit_price_fen) {
            return range("unit_price");
        }
        Ok(())
    }
}

impl ToolCard {
    /// What is wrong with it, if anything.
    ///
    /// # Errors
    /// The first [`CatalogueError`].
    pub fn check(&self) -> Result<(), CatalogueError> {
        let plain = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-';
        if self.asset.is_empty() || self.asset.len() > 20 || !self.asset.bytes().all(plain) {
            return Err(CatalogueError::Asset(self.asset.clone()));
        }
        if !text_fits(&self.kind, 40) || !label_fits(&self.label) {
            return Err(CatalogueError::Label(self.asset.clone()));
        }
        Ok(())
    }
}

impl Catalogue {
    /// The material with this code.
    pub fn material(&self, code: &str) -> Option<&Material> {
        self.materials.iter().find(|material| material.code == code)
    }

    /// The tool with this asset number.
    pub fn tool(&self, asset: &str) -> Option<&ToolCard> {
        self.tools.iter().find(|tool| tool.asset == asset)
    }

    /// What is wrong with it, if anything.
    ///
    /// # Errors
    /// The first [`CatalogueError`].
    pub fn check(&self) -> Result<(), CatalogueError> {
        let mut names = BTreeSet::new();
        for material in &self.materials {
            material.check()?;
            if !names.insert(&material.code) {
                return Err(CatalogueError::Twice(material.code.clone()));
            }
        }
        for tool in &self.tools {
            tool.check()?;
            if !names.insert(&tool.asset) {
                return Err(CatalogueError::Twice(tool.asset.clone()));
            }
        }
        Ok(())
    }
}
