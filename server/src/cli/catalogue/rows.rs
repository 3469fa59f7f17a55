//! Files of rows, read row by row: nothing but the present row is held.

use super::table::plain;
use super::{Ending, ending};
use crate::cli::CliError;
use calamine::{DataRef, Reader, Xlsx};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// A file larger than this is no catalogue.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// A cell longer than this is no field of a catalogue.
const MOST_CHARS: usize = 200;
/// Rows of one sheet.
const MOST_ROWS: u32 = 200_000;

/// Columns of materials.
pub(super) const MATERIAL_COLUMNS: &[&str] = &[
    "code",
    "name_zh_hans",
    "name_zh_hant",
    "name_en",
    "unit",
    "step",
    "specification",
    "price_yuan",
    "low_level",
    "batch_tracked",
];
/// Columns of tools.
pub(super) const TOOL_COLUMNS: &[&str] =
    &["code", "name_zh_hans", "name_zh_hant", "name_en", "tool_kind", "condition", "inspection_due"];

/// What a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RowKind {
    Material,
    Tool,
}

impl RowKind {
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Material => MATERIAL_COLUMNS,
            Self::Tool => TOOL_COLUMNS,
        }
    }
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place<'a> {
    /// The sheet, in files that have any.
    pub(super) sheet: Option<&'a str>,
    /// Number of the row as spreadsheets count, from 1.
    pub(super) row: u32,
}

/// Who takes rows.
pub(super) trait Sink {
    /// A row with a value for each of its columns that the file has.
    fn row(
        &mut self,
        place: Place<'_>,
        kind: RowKind,
        fields: &BTreeMap<&'static str, String>,
    ) -> Result<(), CliError>;
    /// Something wrong with a row or a cell.
    fn wrong(&mut self, place: Place<'_>, column: &str, why: &str) -> Result<(), CliError>;
}

/// Reads a file and gives each row to the sink.
///
/// # Errors
/// The file can't be read at all, or the sink's own.
pub(super) fn each(file: &Path, sink: &mut dyn Sink) -> Result<(), CliError> {
    let failed = |source| CliError::Io { what: file.display().to_string(), source };
    let kind = ending(file)?;
    if std::fs::metadata(file).map_err(failed)?.len() > MOST_BYTES {
        let most = MOST_BYTES / 1024 / 1024;
        return Err(CliError::Usage(format!("{}: more than {most} MiB is no catalogue", file.display())));
    }
    let opened = BufReader::new(File::open(file).map_err(failed)?);
    match kind {
        Ending::Csv => csv_rows(opened, sink),
        Ending::Xlsx => xlsx_rows(file, opened, sink),
    }
}

/// The columns of a sheet, by their place.
struct Header {
    kind: Option<RowKind>,
    columns: Vec<Option<&'static str>>,
    row_column: Option<usize>,
}

impl Header {
    /// Reads the first line; `kind` is that of the sheet, in files that have any.
    fn read(
        place: Place<'_>,
        kind: Option<RowKind>,
        cells: &[String],
        sink: &mut dyn Sink,
    ) -> Result<Option<Self>, CliError> {
        let known: Vec<&'static str> = match kind {
            Some(kind) => kind.columns().to_vec(),
            None => MATERIAL_COLUMNS.iter().chain(TOOL_COLUMNS).copied().collect(),
        };
        let mut header = Self { kind, columns: Vec::with_capacity(cells.len()), row_column: None };
        let mut sound = true;
        for (index, cell) in cells.iter().enumerate() {
            let name = cell.trim_start_matches('\u{feff}').trim();
            let column = known.iter().copied().find(|known| *known == name);
            if name == "row" && kind.is_none() {
                header.row_column = Some(index);
            } else if column.is_some_and(|column| header.columns.contains(&Some(column))) {
                sink.wrong(place, name, "this column is there twice")?;
                sound = false;
            } else if column.is_none() && !name.is_empty() {
                sink.wrong(place, name, "no such column")?;
                sound = false;
            }
            header.columns.push(column);
        }
        if kind.is_none() && header.row_column.is_none() {
            sink.wrong(place, "row", "this column is missing: it says material or tool")?;
            sound = false;
        }
        let wanted = kind.map_or(&["code"][..], RowKind::columns);
        for column in wanted.iter().filter(|column| !header.columns.contains(&Some(**column))) {
            sink.wrong(place, column, "this column is missing")?;
            sound = false;
        }
        Ok(sound.then_some(header))
    }

    fn row(&self, place: Place<'_>, cells: &[String], sink: &mut dyn Sink) -> Result<(), CliError> {
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let named = self.row_column.and_then(|index| cells.get(index)).map(|cell| cell.trim());
        let kind = match (self.kind, named) {
            (Some(kind), _) => kind,
            (None, Some("material")) => RowKind::Material,
            (None, Some("tool")) => RowKind::Tool,
            (None, _) => return sink.wrong(place, "row", "material or tool"),
        };
        let mut fields = BTreeMap::new();
        for (index, cell) in cells.iter().enumerate() {
            let cell = plain(cell).trim();
            let Some(column) = self.columns.get(index).copied().flatten() else {
                if !cell.is_empty() && self.row_column != Some(index) {
                    sink.wrong(place, &format!("column {}", index + 1), "a value without a heading")?;
                }
                continue;
            };
            if cell.chars().count() > MOST_CHARS {
                sink.wrong(place, column, "longer than 200 characters")?;
            } else if kind.columns().contains(&column) {
                fields.insert(column, cell.to_owned());
            } else if !cell.is_empty() {
                sink.wrong(place, column, "belongs to the other kind of row")?;
            }
        }
        sink.row(place, kind, &fields)
    }
}

fn csv_rows(file: impl std::io::Read, sink: &mut dyn Sink) -> Result<(), CliError> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(file);
    let mut record = csv::ByteRecord::new();
    let mut header = None;
    for row in 1.. {
        let place = Place { sheet: None, row };
        let more = reader
            .read_byte_record(&mut record)
            .map_err(|error| CliError::Usage(format!("row {row}: this is no CSV: {error}")))?;
        if !more {
            break;
        }
        if row > MOST_ROWS {
            return Err(CliError::Usage(format!("more than {MOST_ROWS} rows")));
        }
        let cells: Option<Vec<String>> =
            record.iter().map(|cell| std::str::from_utf8(cell).ok().map(str::to_owned)).collect();
        let Some(cells) = cells else {
            sink.wrong(place, "row", "not UTF-8: save the file as UTF-8")?;
            if header.is_none() {
                return Ok(());
            }
            continue;
        };
        match &header {
            None => match Header::read(place, None, &cells, sink)? {
                Some(read) => header = Some(read),
                None => return Ok(()),
            },
            Some(header) => header.row(place, &cells, sink)?,
        }
    }
    if header.is_none() {
        sink.wrong(Place { sheet: None, row: 1 }, "row", "the file is empty")?;
    }
    Ok(())
}

fn xlsx_rows(file: &Path, opened: BufReader<File>, sink: &mut dyn Sink) -> Result<(), CliError> {
    let broken = |error: calamine::XlsxError| CliError::Usage(format!("{}: {error}", file.display()));
    let mut workbook = Xlsx::new(opened).map_err(broken)?;
    let mut found = false;
    for sheet in workbook.sheet_names() {
        let kind = match sheet.as_str() {
            "materials" => RowKind::Material,
            "tools" => RowKind::Tool,
            _ => continue,
        };
        found = true;
        let mut cells = workbook.worksheet_cells_reader(&sheet).map_err(broken)?;
        let mut header: Option<Header> = None;
        let mut line: Vec<String> = Vec::new();
        let mut number = 0;
        loop {
            let cell = cells.next_cell().map_err(broken)?;
            let position = cell.as_ref().map(calamine::Cell::get_position);
            // The row before this cell is whole.
            if number > 0 && position.is_none_or(|(row, _)| row + 1 != number) {
                let place = Place { sheet: Some(&sheet), row: number };
                match &header {
                    Some(header) => header.row(place, &line, sink)?,
                    None => header = Header::read(place, Some(kind), &line, sink)?,
                }
                line.clear();
                if header.is_none() {
                    break;
                }
            }
            let (Some(cell), Some((row, column))) = (cell, position) else { break };
            if row >= MOST_ROWS {
                return Err(CliError::Usage(format!("sheet {sheet}: more than {MOST_ROWS} rows")));
            }
            number = row + 1;
            let place = Place { sheet: Some(&sheet), row: number };
            let index = column as usize;
            if index >= 64 {
                sink.wrong(place, &format!("column {}", index + 1), "a catalogue has fewer columns")?;
                continue;
            }
            if line.len() <= index {
                line.resize(index + 1, String::new());
            }
            match value(cell.get_value()) {
                Ok(text) => line[index] = text,
                Err(why) => sink.wrong(place, &format!("column {}", index + 1), why)?,
            }
        }
    }
    if !found {
        let place = Place { sheet: None, row: 1 };
        sink.wrong(place, "sheet", "there is no sheet named materials or tools")?;
    }
    Ok(())
}

/// A cell as its author would write it.
fn value(cell: &DataRef<'_>) -> Result<String, &'static str> {
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
        DataRef::DateTime(_) | DataRef::DurationIso(_) => return Err("a duration belongs nowhere here"),
        DataRef::Error(_) => return Err("the cell's formula ends in an error"),
    })
}
