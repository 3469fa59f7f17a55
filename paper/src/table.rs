//! Tables that go to paper.

use serde::{Deserialize, Serialize};

/// A report: tables under one title.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePaper {
    /// Title.
    pub title: String,
    /// Lines below the title: site, period, state.
    pub subtitles: Vec<String>,
    /// Its tables, one below the other.
    pub tables: Vec<Table>,
    /// Wider than high.
    pub landscape: bool,
}

/// Rows below their columns' heads.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What stands above it; nothing where the report's title says it.
    pub heading: String,
    /// Columns, from left to right.
    pub columns: Vec<Column>,
    /// Rows; each has one value for each column.
    pub rows: Vec<Vec<String>>,
    /// A last row in bold.
    pub totals: Option<Vec<String>>,
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
