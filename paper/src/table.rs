//! A table that goes to paper.

use serde::{Deserialize, Serialize};

/// A report in rows and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePaper {
    /// Title.
    pub title: String,
    /// Lines below the title: site, period, state.
    pub subtitles: Vec<String>,
    /// Columns, from left to right.
    pub columns: Vec<Column>,
    /// Rows; each has one value for each column.
    pub rows: Vec<Vec<String>>,
    /// A last row in bold.
    pub totals: Option<Vec<String>>,
    /// Wider than high.
    pub landscape: bool,
}

/// A column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// Its head.
    pub title: String,
    /// Where its values stand.
    pub align: Align,
    /// Its share of the width, beside the shares of the others; 0 counts as 1.
    pub weight: u16,
}

/// Where text stands in its cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// In the middle.
    Centre,
    /// At the right, for figures.
    Right,
}
