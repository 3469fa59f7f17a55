//! Letters to customers about their fees.
//!
//! Every text is printed as it is given: who calls chose its language, wrote days and amounts as words, and holds the
//! rules of who is asked for what.

use serde::{Deserialize, Serialize};

/// A letter to a customer: payment notice, reminder, final notice (DUN-6) or receipt.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticePaper {
    /// What the letter is: 管理费付款通知书.
    pub title: String,
    /// The management office's name.
    pub site: String,
    /// Number of the notice; it stands on every page.
    pub number: String,
    /// What the QR code holds; without it there is no code.
    pub link: String,
    /// Day of issue.
    pub date: String,
    /// Whom it is for, line by line: name, unit.
    pub addressee: Vec<String>,
    /// Paragraphs before the table.
    pub body: Vec<String>,
    /// Heads of the table's columns; without any there is no table.
    pub headings: Vec<String>,
    /// Rows of the table; each has one value for each head, and the last is money.
    pub rows: Vec<Vec<String>>,
    /// What stands below the table in bold: label and amount.
    pub total: Option<(String, String)>,
    /// Paragraphs after the table.
    pub closing: Vec<String>,
    /// Who issues it.
    pub signature: String,
}
