//! Whether quantities are such as the catalogue allows.

use super::quantity::MAX_QUANTITY;
use super::{Catalogue, MAX_LINES};
use crate::domain::entry::store::GoodsLine;
use serde::Serialize;

/// What is wrong with a line of goods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum LineError {
    /// No lines.
    #[error("at least one line is needed")]
    Empty,
    /// More lines than one entry takes.
    #[error("at most {max} lines at once")]
    TooMany {
        /// Lines that are allowed.
        max: usize,
    },
    /// The catalogue has no such material.
    #[error("the catalogue has no material {item:?}")]
    UnknownMaterial {
        /// The code.
        item: String,
    },
    /// Zero, negative or beyond any store.
    #[error("{item:?}: a quantity above zero is needed")]
    Quantity {
        /// The code.
        item: String,
    },
    /// Finer than the item's smallest step.
    #[error("{item:?}: only in steps of {step} of its small unit")]
    Step {
        /// The code.
        item: String,
        /// The step.
        step: i64,
    },
    /// The item is tracked by batch.
    #[error("{item:?}: name the batch")]
    BatchMissing {
        /// The code.
        item: String,
    },
    /// A batch where none is tracked, or one of another form.
    #[error("{item:?}: not a batch of this item")]
    Batch {
        /// The code.
        item: String,
    },
    /// The same item and batch twice.
    #[error("{item:?} is there twice")]
    Twice {
        /// The code.
        item: String,
    },
}

/// Checks lines of goods against the catalogue; `batches` says whether a batch has to be named where one is tracked.
///
/// # Errors
/// The first [`LineError`].
pub fn check_lines(catalogue: &Catalogue, lines: &[GoodsLine], batches: bool) -> Result<(), LineError> {
    if lines.is_empty() {
        return Err(LineError::Empty);
    }
    if lines.len() > MAX_LINES {
        return Err(LineError::TooMany { max: MAX_LINES });
    }
    for (place, line) in lines.iter().enumerate() {
        let item = line.item.clone();
        let Some(material) = catalogue.material(&line.item) else {
            return Err(LineError::UnknownMaterial { item });
        };
        if !(1..=MAX_QUANTITY).contains(&line.quantity) {
            return Err(LineError::Quantity { item });
        }
        if line.quantity % material.step != 0 {
            return Err(LineError::Step { item, step: material.step });
        }
        match &line.batch {
            None if batches && material.batch_tracked => return Err(LineError::BatchMissing { item }),
            Some(batch)
                if !material.batch_tracked || batch.trim().is_empty() || batch.chars().count() > 30 =>
            {
                return Err(LineError::Batch { item });
            }
            _ => {}
        }
        if lines[..place].iter().any(|other| other.item == line.item && other.batch == line.batch) {
            return Err(LineError::Twice { item });
        }
    }
    Ok(())
}
