//! Tables as files: what a spreadsheet would take for a formula is written as text.

use super::{Ending, TableError};
use planted::Bug;
use rust_xlsxwriter::{Workbook, XlsxError};
use std::fs::File;
use std::io::Write;
use std::path::Path;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words of anybody.
    Text(String),
    /// A decimal of this program's making; nothing when empty.
    Number(String),
}

/// A table with a name.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Name of the sheet.
    pub name: &'static str,
    /// What the column `row` says in a file that has no sheets.
    pub row: &'static str,
    /// Names of the columns.
    pub columns: &'static [&'static str],
    /// Cells, in the order of the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// Characters that make a spreadsheet read a cell as a formula.
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r'];

/// A text that no spreadsheet reads as a formula.
pub fn escaped(text: &str) -> String {
    if text.starts_with(FORMULA) && !planted::is(Bug::FormulasLeave) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

/// The text that [`escaped`] was given.
pub fn plain(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| rest.starts_with(FORMULA)).unwrap_or(text)
}

/// Writes a new file.
///
/// # Errors
/// A name without a known ending, a file that is there already, or the file system.
pub fn write(file: &Path, sheets: &[Sheet]) -> Result<(), TableError> {
    let kind = Ending::of(file)?;
    let failed = |source| TableError::Io { name: file.display().to_string(), source };
    let mut target = File::create_new(file).map_err(failed)?;
    let content = bytes(kind, sheets)?;
    target.write_all(&content).and_then(|()| target.sync_all()).map_err(failed)
}

/// The bytes of a file with these tables.
///
/// # Errors
/// [`TableError::Broken`]: the tables are larger than such a file can be.
pub fn bytes(kind: Ending, sheets: &[Sheet]) -> Result<Vec<u8>, TableError> {
    match kind {
        Ending::Csv => csv_of(sheets).map_err(|error| TableError::Broken(error.to_string())),
        Ending::Xlsx => xlsx_of(sheets).map_err(|error| TableError::Broken(error.to_string())),
    }
}

/// All sheets under one another; the first column says which one a line is of.
fn csv_of(sheets: &[Sheet]) -> Result<Vec<u8>, std::io::Error> {
    let mut columns: Vec<&str> = Vec::new();
    for column in sheets.iter().flat_map(|sheet| sheet.columns) {
        if !columns.contains(column) {
            columns.push(column);
        }
    }
    // Spreadsheets take a file for UTF-8 by this mark only.
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(std::iter::once("row").chain(columns.iter().copied()))?;
    for sheet in sheets {
        for row in &sheet.rows {
            let mut line = vec![sheet.row.to_owned()];
            for column in &columns {
                let place = sheet.columns.iter().position(|own| own == column);
                line.push(match place.and_then(|place| row.get(place)) {
                    None => String::new(),
                    Some(Cell::Text(text)) => escaped(text),
                    Some(Cell::Number(number)) => number.clone(),
                });
            }
            writer.write_record(&line)?;
        }
    }
    writer.into_inner().map_err(|error| std::io::Error::other(error.to_string()))
}

fn xlsx_of(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    for sheet in sheets {
        let worksheet = workbook.add_worksheet();
        worksheet.set_name(sheet.name)?;
        for (place, column) in (0_u16..).zip(sheet.columns) {
            worksheet.write_string(0, place, *column)?;
        }
        for (line, row) in (1_u32..).zip(&sheet.rows) {
            for (place, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(text) => {
                        worksheet.write_string(line, place, escaped(text))?;
                    }
                    // As text, because a number of a spreadsheet is a float.
                    Cell::Number(number) => {
                        worksheet.write_string(line, place, number)?;
                    }
                }
            }
        }
    }
    workbook.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mat_10_what_a_spreadsheet_would_compute_is_text() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(escaped(text), format!("'{text}"));
            assert_eq!(plain(&escaped(text)), text);
        }
        for text in ["", "S10", "'quoted'", "a=1"] {
            assert_eq!(escaped(text), text);
            assert_eq!(plain(text), text);
        }
    }
}
