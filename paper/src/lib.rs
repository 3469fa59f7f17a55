//! Papers as PDF: the job slip in its three copies (FEE-2), letters about fees (DUN-6), and tables of reports.
//!
//! Plain values in, bytes out. The crate knows no store, network, clock or time zone: times arrive as the words that are
//! to be printed. Equal values give equal bytes on every machine, so a server and a technician's device print the same
//! paper. Fonts are part of the crate; a PDF holds only the glyphs that it uses, and its text can be searched.

mod canvas;
mod copies;
mod emit;
mod face;
mod flow;
mod money;
mod notice;
mod notice_form;
mod parts;
mod signature;
mod slip;
mod slip_form;
mod table;
mod table_form;
mod words;

pub use copies::SlipCopy;
pub use money::format_fen;
pub use notice::NoticePaper;
pub use slip::{
    Customer, FollowUp, Goods, PriceConfirmation, PriceLine, Replaced, Signature, SlipForm, SlipPaper,
    StepResult, Sums, Times, Trial,
};
pub use table::{Align, Column, Table, TablePaper};

use client_core::domain::canonical::canonical_json;
use client_core::domain::text::Language;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Why no paper could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The font that the crate carries can't be read: the program was built wrongly.
    #[error("the built-in font can't be read")]
    Font,
    /// No copy was asked for.
    #[error("no copy of the slip was asked for")]
    NoCopy,
    /// No letter was given.
    #[error("no letter was given to print")]
    NoNotice,
    /// The paper would have more pages than anybody prints.
    #[error("the paper would have more than {most} pages")]
    TooLong {
        /// The most pages of one paper.
        most: usize,
    },
    /// The address doesn't fit into a QR code.
    #[error("the address is too long for a QR code")]
    Address,
    /// A row of a table has another number of values than there are columns; the totals are the row after the last.
    #[error("row {row} of the table has {found} values for {expected} columns")]
    Columns {
        /// The row, from 0.
        row: usize,
        /// Number of columns.
        expected: usize,
        /// Number of values.
        found: usize,
    },
    /// The PDF writer refused what it was given.
    #[error("the PDF can't be written: {0}")]
    Writer(String),
}

/// The job slip, one after the other in each of `copies`, with labels in `language`.
///
/// Every copy has the same content and bears the same [`content_hash`] (FEE-2).
///
/// # Errors
/// See [`PaperError`].
pub fn slip_pdf(slip: &SlipPaper, copies: &[SlipCopy], language: Language) -> Result<Vec<u8>, PaperError> {
    slip_form::pdf(slip, copies, words::words(language))
}

/// A report of tables with repeated column heads and totals, with labels in `language`.
///
/// # Errors
/// See [`PaperError`].
pub fn table_pdf(table: &TablePaper, language: Language) -> Result<Vec<u8>, PaperError> {
    table_form::pdf(table, words::words(language))
}

/// Letters to customers, one after the other, each from a page of its own on, with labels in `language`.
///
/// Every page bears its letter's number, its place among the letter's pages, and the letter's own [`content_hash`].
///
/// # Errors
/// See [`PaperError`].
pub fn notices_pdf(notices: &[NoticePaper], language: Language) -> Result<Vec<u8>, PaperError> {
    notice_form::pdf(notices, words::words(language))
}

/// SHA-256 of the canonical JSON of a paper, in hex. A slip's copies are no part of it.
pub fn content_hash<T: Serialize>(paper: &T) -> String {
    use std::fmt::Write as _;
    let digest = Sha256::digest(canonical_json(paper).as_bytes());
    digest.iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a string never fails.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
