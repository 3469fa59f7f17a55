//! Files of rows, read row by row: nothing but the present row is held.

use super::archive::look_through;
use super::write::plain;
use super::{Ending, TableError};
use calamine::{DataRef, Reader, Xlsx};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::Path;

/// A file larger than this is no table of this program.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// A cell longer than this is no field.
const MOST_CHARS: usize = 200;
/// Rows of one sheet.
const MOST_ROWS: u32 = 200_000;
/// Columns of one sheet.
const MOST_COLUMNS: usize = 64;

/// The cells of a row by their columns' names.
pub type Fields = BTreeMap<&'static str, String>;

/// Rows of one kind.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// What the column `row` says in a file that has no sheets.
    pub row: &'static str,
    /// Name of the sheet.
    pub sheet: &'static str,
    /// Names of the columns.
    pub columns: &'static [&'static str],
}

/// What a file may hold.
#[derive(Debug, Clone, Copy)]
pub struct Form {
    /// Kinds of rows.
    pub layouts: &'static [Layout],
    /// Columns without which a file that has no sheets is none of these; a sheet needs all of its own.
    pub needed: &'static [&'static str],
}

impl Form {
    fn rows(&self) -> String {
        alternatives(self.layouts.iter().map(|layout| layout.row))
    }

    fn sheets(&self) -> String {
        alternatives(self.layouts.iter().map(|layout| layout.sheet))
    }
}

/// `a, b or c`.
fn alternatives(names: impl Iterator<Item = &'static str>) -> String {
    let names: Vec<&str> = names.collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The sheet, in files that have any.
    pub sheet: Option<&'static str>,
    /// Number of the row as spreadsheets count, from 1.
    pub row: u32,
}

/// Something wrong with a row or a cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    /// The sheet, in files that have any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<&'static str>,
    /// Number of the row as spreadsheets count, from 1.
    pub row: u32,
    /// Name of the column.
    pub column: String,
    /// What is wrong.
    pub why: String,
    /// The same as a code, for screens in other languages; empty where there is none.
    pub code: &'static str,
    /// The words that belong to the code.
    pub words: Vec<String>,
}

impl Fault {
    /// A fault at this place.
    pub fn new(place: Place, column: &str, why: impl Into<String>) -> Self {
        let (column, why) = (column.to_owned(), why.into());
        Self { sheet: place.sheet, row: place.row, column, why, code: "", words: Vec::new() }
    }

    /// The same with a code and its words.
    pub fn coded(self, code: &'static str, words: impl IntoIterator<Item = String>) -> Self {
        Self { code, words: words.into_iter().collect(), ..self }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(sheet) = self.sheet {
            write!(f, "{sheet}, ")?;
        }
        write!(f, "row {}, {}: {}", self.row, self.column, self.why)
    }
}

/// Who takes rows.
pub trait Sink {
    /// A row of the layout with this index, with a value for each of its columns that the file has.
    fn row(&mut self, place: Place, layout: usize, fields: &Fields);
    /// Something wrong with a row or a cell.
    fn wrong(&mut self, fault: Fault);
}

/// Reads a file and gives each row to the sink.
///
/// # Errors
/// The file can't be read at all.
pub fn each(file: &Path, form: &Form, sink: &mut dyn Sink) -> Result<(), TableError> {
    let name = file.display().to_string();
    let failed = |source| TableError::Io { name: name.clone(), source };
    let kind = Ending::of(file)?;
    if std::fs::metadata(file).map_err(failed)?.len() > MOST_BYTES {
        return Err(TableError::TooLarge { name, most_mib: MOST_BYTES / 1024 / 1024 });
    }
    let opened = BufReader::new(File::open(file).map_err(failed)?);
    each_of(opened, kind, form, sink).map_err(|error| match error {
        TableError::Broken(why) if kind == Ending::Xlsx => TableError::Broken(format!("{name}: {why}")),
        other => other,
    })
}

/// Reads what a file holds and gives each row to the sink.
///
/// # Errors
/// It can't be read at all.
pub fn each_of(
    source: impl Read + Seek,
    kind: Ending,
    form: &Form,
    sink: &mut dyn Sink,
) -> Result<(), TableError> {
    match kind {
        Ending::Csv => csv_rows(source, form, sink),
        Ending::Xlsx => xlsx_rows(source, form, sink),
    }
}

/// The columns of a sheet, by their place.
struct Header<'f> {
    form: &'f Form,
    layout: Option<usize>,
    columns: Vec<Option<&'static str>>,
    row_column: Option<usize>,
}

impl<'f> Header<'f> {
    /// Reads the first line; `layout` is that of the sheet, in files that have any.
    fn read(
        place: Place,
        form: &'f Form,
        layout: Option<usize>,
        cells: &[String],
        sink: &mut dyn Sink,
    ) -> Option<Self> {
        let own = layout.and_then(|index| form.layouts.get(index));
        let known: Vec<&'static str> = match own {
            Some(own) => own.columns.to_vec(),
            None => form.layouts.iter().flat_map(|layout| layout.columns).copied().collect(),
        };
        let mut header = Self { form, layout, columns: Vec::with_capacity(cells.len()), row_column: None };
        let mut sound = true;
        let mut wrong = |column: &str, code: &'static str, why: &str| {
            sink.wrong(
                Fault::new(place, column, why).coded(code, (code == "row_missing").then(|| form.rows())),
            );
            sound = false;
        };
        for (index, cell) in cells.iter().enumerate() {
            let name = cell.trim_start_matches('\u{feff}').trim();
            let column = known.iter().copied().find(|known| *known == name);
            if name == "row" && own.is_none() {
                header.row_column = Some(index);
            } else if column.is_some_and(|column| header.columns.contains(&Some(column))) {
                wrong(name, "column_twice", "this column is there twice");
            } else if column.is_none() && !name.is_empty() {
                wrong(name, "no_column", "no such column");
            }
            header.columns.push(column);
        }
        if own.is_none() && header.row_column.is_none() {
            wrong("row", "row_missing", &format!("this column is missing: it says {}", form.rows()));
        }
        let wanted = own.map_or(form.needed, |own| own.columns);
        for column in wanted.iter().filter(|column| !header.columns.contains(&Some(**column))) {
            wrong(column, "column_missing", "this column is missing");
        }
        sound.then_some(header)
    }

    fn row(&self, place: Place, cells: &[String], sink: &mut dyn Sink) {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        let named = self.row_column.and_then(|index| cells.get(index)).map(|cell| cell.trim());
        let index =
            self.layout.or_else(|| self.form.layouts.iter().position(|layout| named == Some(layout.row)));
        let Some((index, layout)) = index.and_then(|index| Some((index, self.form.layouts.get(index)?)))
        else {
            return sink
                .wrong(Fault::new(place, "row", self.form.rows()).coded("row_name", [self.form.rows()]));
        };
        let mut fields = BTreeMap::new();
        for (index, cell) in cells.iter().enumerate() {
            let cell = plain(cell).trim();
            let Some(column) = self.columns.get(index).copied().flatten() else {
                if !cell.is_empty() && self.row_column != Some(index) {
                    let column = format!("column {}", index + 1);
                    sink.wrong(
                        Fault::new(place, &column, "a value without a heading").coded("no_heading", []),
                    );
                }
                continue;
            };
            if cell.chars().count() > MOST_CHARS {
                let why = format!("longer than {MOST_CHARS} characters");
                sink.wrong(Fault::new(place, column, why).coded("too_long", [MOST_CHARS.to_string()]));
            } else if layout.columns.contains(&column) {
                fields.insert(column, cell.to_owned());
            } else if !cell.is_empty() {
                sink.wrong(
                    Fault::new(place, column, "belongs to another kind of row").coded("other_kind", []),
                );
            }
        }
        // A row may be shorter than its heading: what it has no cell for is empty there, and the column isn't missing.
        for column in self.columns.iter().flatten().filter(|column| layout.columns.contains(column)) {
            fields.entry(*column).or_default();
        }
        sink.row(place, index, &fields);
    }
}

fn csv_rows(file: impl Read, form: &Form, sink: &mut dyn Sink) -> Result<(), TableError> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
    let mut record = csv::ByteRecord::new();
    let mut header = None;
    for row in 1.. {
        let place = Place { sheet: None, row };
        let more = reader
            .read_byte_record(&mut record)
            .map_err(|error| TableError::Broken(format!("row {row}: this is no CSV: {error}")))?;
        if !more {
            break;
        }
        if row > MOST_ROWS {
            return Err(TableError::Broken(format!("more than {MOST_ROWS} rows")));
        }
        let cells: Option<Vec<String>> =
            record.iter().map(|cell| std::str::from_utf8(cell).ok().map(str::to_owned)).collect();
        let Some(cells) = cells else {
            sink.wrong(Fault::new(place, "row", "not UTF-8: save the file as UTF-8").coded("not_utf8", []));
            if header.is_none() {
                return Ok(());
            }
            continue;
        };
        match &header {
            None => match Header::read(place, form, None, &cells, sink) {
                Some(read) => header = Some(read),
                None => return Ok(()),
            },
            Some(header) => header.row(place, &cells, sink),
        }
    }
    if header.is_none() {
        let place = Place { sheet: None, row: 1 };
        sink.wrong(Fault::new(place, "row", "the file is empty").coded("empty", []));
    }
    Ok(())
}

fn xlsx_rows(mut opened: impl Read + Seek, form: &Form, sink: &mut dyn Sink) -> Result<(), TableError> {
    look_through(&mut opened)?;
    let broken = |error: calamine::XlsxError| TableError::Broken(error.to_string());
    let mut workbook = Xlsx::new(opened).map_err(broken)?;
    let mut found = false;
    for name in workbook.sheet_names() {
        let layout = form.layouts.iter().enumerate().find(|(_, layout)| layout.sheet == name);
        let Some((layout, &Layout { sheet, .. })) = layout else { continue };
        found = true;
        let mut cells = workbook.worksheet_cells_reader(sheet).map_err(broken)?;
        let mut header: Option<Header<'_>> = None;
        let mut line: Vec<String> = Vec::new();
        let mut number = 0;
        loop {
            let cell = cells.next_cell().map_err(broken)?;
            let position = cell.as_ref().map(calamine::Cell::get_position);
            // The row before this cell is whole.
            if number > 0 && position.is_none_or(|(row, _)| row + 1 != number) {
                let place = Place { sheet: Some(sheet), row: number };
                match &header {
                    Some(header) => header.row(place, &line, sink),
                    None => header = Header::read(place, form, Some(layout), &line, sink),
                }
                line.clear();
                if header.is_none() {
                    break;
                }
            }
            let (Some(cell), Some((row, column))) = (cell, position) else { break };
            if row >= MOST_ROWS {
                return Err(TableError::Broken(format!("sheet {sheet}: more than {MOST_ROWS} rows")));
            }
            number = row + 1;
            let place = Place { sheet: Some(sheet), row: number };
            let index = column as usize;
            let heading = || format!("column {}", index + 1);
            if index >= MOST_COLUMNS {
                sink.wrong(
                    Fault::new(place, &heading(), "such a table has fewer columns").coded("columns", []),
                );
                continue;
            }
            if line.len() <= index {
                line.resize(index + 1, String::new());
            }
            match value(cell.get_value()) {
                Ok(text) => line[index] = text,
                Err((code, why)) => sink.wrong(Fault::new(place, &heading(), why).coded(code, [])),
            }
        }
    }
    if !found {
        let why = format!("there is no sheet named {}", form.sheets());
        let place = Place { sheet: None, row: 1 };
        sink.wrong(Fault::new(place, "sheet", why).coded("no_sheet", [form.sheets()]));
    }
    Ok(())
}

/// A cell as its author would write it.
fn value(cell: &DataRef<'_>) -> Result<String, (&'static str, &'static str)> {
    Ok(match cell {
        DataRef::Empty => String::new(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // The shortest decimal that names it: what was typed. It is read as a decimal from here on.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        DataRef::DateTime(time) if !time.is_duration() => {
            let (year, month, day, ..) = time.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) => text.chars().take(10).collect(),
        DataRef::DateTime(_) | DataRef::DurationIso(_) => {
            return Err(("duration", "a duration belongs nowhere here"));
        }
        DataRef::Error(_) => return Err(("formula", "the cell's formula ends in an error")),
    })
}
