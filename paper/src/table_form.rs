//! The form of a report in tables.

use crate::canvas::{A4_LONG, A4_SHORT, Ink, Sheet, Type};
use crate::emit::{self, About};
use crate::face::Face;
use crate::flow::{Cell, Flow, Frame, Row};
use crate::parts::{MARGIN, NOTE, check, foot};
use crate::table::{Align, Table, TablePaper};
use crate::words::Words;
use crate::{PaperError, content_hash};

const TITLE: Type = Type::new(16_000, Ink::Black).bold();
const GAP: i32 = 10_000;
const HEADING: Type = Type::new(10_500, Ink::Black).bold();
const SUBTITLE: Type = Type::new(9_000, Ink::Grey);
const LOOKS: Looks = Looks { head: Type::new(8_500, Ink::Grey), value: Type::new(8_500, Ink::Black) };

/// How the texts of a table look.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Looks {
    pub(crate) head: Type,
    pub(crate) value: Type,
}

pub(crate) fn pdf(table: &TablePaper, words: &Words) -> Result<Vec<u8>, PaperError> {
    let face = Face::get()?;
    let (width, height) = if table.landscape { (A4_LONG, A4_SHORT) } else { (A4_SHORT, A4_LONG) };
    let inner = width - 2 * MARGIN;
    let hash = content_hash(table);

    let subtitles: Vec<String> =
        table.subtitles.iter().flat_map(|line| face.lines(line, SUBTITLE.size, inner)).collect();
    let titles = face.lines(&table.title, TITLE.size, inner);
    let head = Head { titles, subtitles };
    let frame = Frame {
        left: MARGIN,
        width: inner,
        // A head that takes more than half of the page would leave no room for rows.
        first_top: (MARGIN + head.height() + 8_000).min(height / 2),
        next_top: MARGIN,
        bottom: height - MARGIN - 14_000,
    };

    let mut flow = Flow::new(frame);
    for part in &table.tables {
        put(face, &mut flow, frame, part, LOOKS)?;
    }

    let mut sheets = flow.finish();
    if let Some(first) = sheets.first_mut() {
        head.draw(first, frame.first_top);
    }
    let pages = sheets.len();
    for (i, sheet) in sheets.iter_mut().enumerate() {
        let title = face.fitted(&table.title, NOTE.size, inner / 2);
        foot(sheet, (width, height), &check(words, &hash), &title, (i + 1, pages));
    }
    emit::pdf(&sheets, (width, height), About { title: table.title.clone(), language: words.tag, hash })
}

/// Puts a table into a flow. Its heads go on standing at the top of later pages until the flow is told otherwise.
pub(crate) fn put(
    face: &Face,
    flow: &mut Flow,
    frame: Frame,
    table: &Table,
    looks: Looks,
) -> Result<(), PaperError> {
    let widths = widths(table, frame.width);
    let heads: Vec<&str> = table.columns.iter().map(|column| column.title.as_str()).collect();
    let heads = row(face, table, &widths, &heads, looks.head, Some(Ink::Pale));
    // The heads of the table before have no business above this one.
    flow.repeat(Vec::new());
    flow.gap(GAP);
    if !table.heading.is_empty() {
        let heading = Row::new(vec![Cell::new(face, frame.width, &table.heading, HEADING, Align::Left)]);
        // A heading stands beside the first rows of its table, where a page has room for them.
        flow.need(heading.height().saturating_add(heads.height()).saturating_add(3 * looks.value.leading()))?;
        flow.put(heading)?;
    }
    flow.put(heads.clone())?;
    // Heads so long that no row would fit beside them stand on the first page only.
    if heads.height() < (frame.bottom - frame.next_top) / 3 {
        flow.repeat(vec![heads]);
    }
    for (i, values) in table.rows.iter().enumerate() {
        let values = checked(table, i, values)?;
        let ground = (i % 2 == 1).then_some(Ink::Faint);
        flow.put(row(face, table, &widths, &values, looks.value, ground))?;
    }
    if let Some(totals) = &table.totals {
        let totals = checked(table, table.rows.len(), totals)?;
        flow.put(row(face, table, &widths, &totals, looks.value.bold(), Some(Ink::Pale)))?;
    }
    Ok(())
}

struct Head {
    titles: Vec<String>,
    subtitles: Vec<String>,
}

impl Head {
    fn height(&self) -> i32 {
        let lines = |lines: &[String], look: Type| {
            i32::try_from(lines.len()).unwrap_or(i32::MAX).saturating_mul(look.leading())
        };
        lines(&self.titles, TITLE).saturating_add(lines(&self.subtitles, SUBTITLE)).min(A4_LONG)
    }

    fn draw(&self, sheet: &mut Sheet, bottom: i32) {
        let mut y = MARGIN;
        let lines = self.titles.iter().map(|line| (line, TITLE));
        for (line, look) in lines.chain(self.subtitles.iter().map(|line| (line, SUBTITLE))) {
            y += look.leading();
            if y > bottom {
                return;
            }
            sheet.text(MARGIN, y - look.leading() / 3, Align::Left, look, line.clone());
        }
    }
}

fn checked<'a>(table: &Table, row: usize, values: &'a [String]) -> Result<Vec<&'a str>, PaperError> {
    if values.len() != table.columns.len() {
        return Err(PaperError::Columns { row, expected: table.columns.len(), found: values.len() });
    }
    Ok(values.iter().map(String::as_str).collect())
}

fn row(face: &Face, table: &Table, widths: &[i32], values: &[&str], look: Type, ground: Option<Ink>) -> Row {
    let cells = values.iter().zip(&table.columns).zip(widths);
    Row::new(
        cells
            .map(|((value, column), width)| Cell {
                ground,
                ..Cell::new(face, *width, value, look, column.align)
            })
            .collect(),
    )
}

/// The width shared out by weight, to the last thousandth.
pub(crate) fn widths(table: &Table, width: i32) -> Vec<i32> {
    let weights: Vec<i64> = table.columns.iter().map(|column| i64::from(column.weight.max(1))).collect();
    let all: i64 = weights.iter().sum::<i64>().max(1);
    let (mut given, mut before) = (0, 0);
    weights
        .iter()
        .map(|weight| {
            before += weight;
            let right = i32::try_from(i64::from(width) * before / all).unwrap_or(width);
            let own = right - given;
            given = right;
            own
        })
        .collect()
}
