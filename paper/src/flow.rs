//! Rows of ruled cells that flow from page to page.

use crate::PaperError;
use crate::canvas::{Area, Ink, Mark, Sheet, Type};
use crate::face::Face;
use crate::signature::Strokes;
use crate::table::Align;

/// Room between a cell's edge and its text.
pub(crate) const PAD_X: i32 = 5_000;
const PAD_Y: i32 = 3_000;
/// The most pages of one copy.
const MOST_SHEETS: usize = 1_000;
/// The fewest lines that are left alone at a page's end or begin.
const FEWEST_LINES: usize = 2;

/// Where on each page rows stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Frame {
    pub(crate) left: i32,
    pub(crate) width: i32,
    /// Top on the first page.
    pub(crate) first_top: i32,
    /// Top on all others.
    pub(crate) next_top: i32,
    pub(crate) bottom: i32,
}

/// A cell with its text already in lines.
#[derive(Debug, Clone)]
pub(crate) struct Cell {
    pub(crate) width: i32,
    pub(crate) lines: Vec<String>,
    pub(crate) look: Type,
    pub(crate) align: Align,
    pub(crate) ground: Option<Ink>,
    /// Strokes above the text, with their height.
    pub(crate) hand: Option<(Strokes, i32)>,
    /// True where the text stands again on the next page when the row goes on there.
    pub(crate) repeats: bool,
    /// True where lines are drawn around it.
    pub(crate) ruled: bool,
}

impl Cell {
    /// A cell with text.
    pub(crate) fn new(face: &Face, width: i32, text: &str, look: Type, align: Align) -> Self {
        let lines = face.lines(text, look.size, width - 2 * PAD_X);
        Self { width, lines, look, align, ground: None, hand: None, repeats: false, ruled: true }
    }

    pub(crate) fn on(self, ink: Ink) -> Self {
        Self { ground: Some(ink), ..self }
    }

    /// Text alone, as in a letter.
    pub(crate) fn bare(self) -> Self {
        Self { ruled: false, ..self }
    }

    fn text_height(&self) -> i32 {
        let lines = i32::try_from(self.lines.len()).unwrap_or(i32::MAX);
        lines.saturating_mul(self.look.leading())
    }

    fn height(&self) -> i32 {
        let hand = self.hand.as_ref().map_or(0, |(_, height)| *height);
        self.text_height().saturating_add(hand + 2 * PAD_Y)
    }

    /// How many lines fit beside the padding and the hand.
    fn fitting(&self, room: i32) -> usize {
        let hand = self.hand.as_ref().map_or(0, |(_, height)| *height);
        usize::try_from((room - 2 * PAD_Y - hand) / self.look.leading().max(1)).unwrap_or(0)
    }
}

/// Cells side by side.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) cells: Vec<Cell>,
    /// The height that is never gone below.
    pub(crate) least: i32,
}

impl Row {
    pub(crate) fn new(cells: Vec<Cell>) -> Self {
        Self { cells, least: 0 }
    }

    pub(crate) fn at_least(self, least: i32) -> Self {
        Self { least, ..self }
    }

    pub(crate) fn height(&self) -> i32 {
        self.cells.iter().map(Cell::height).max().unwrap_or(0).max(self.least)
    }

    /// What fits into `room`, and the rest.
    fn split(self, room: i32) -> (Self, Self) {
        let (mut head, mut tail) = (Vec::new(), Vec::new());
        for mut cell in self.cells {
            // A row that is split has a fresh page's room for one line at least.
            let fitting = cell.fitting(room).max(1).min(cell.lines.len());
            let all = cell.repeats.then(|| cell.lines.clone());
            let rest = cell.lines.split_off(fitting);
            let rest = all.unwrap_or(rest);
            tail.push(Cell { lines: rest, hand: None, ..cell.clone() });
            head.push(cell);
        }
        (Self { cells: head, least: 0 }, Self { cells: tail, least: 0 })
    }
}

/// Pages that are being filled.
pub(crate) struct Flow {
    frame: Frame,
    sheets: Vec<Sheet>,
    current: Sheet,
    y: i32,
    /// Nothing but repeated rows stands on the current page.
    fresh: bool,
    repeated: Vec<Row>,
}

impl Flow {
    pub(crate) fn new(frame: Frame) -> Self {
        Self {
            frame,
            sheets: Vec::new(),
            current: Sheet::default(),
            y: frame.first_top,
            fresh: true,
            repeated: Vec::new(),
        }
    }

    /// Puts a row below the last one, on as many pages as it takes.
    pub(crate) fn put(&mut self, row: Row) -> Result<(), PaperError> {
        let mut row = row;
        loop {
            let room = self.frame.bottom - self.y;
            if row.height() <= room {
                self.draw(&row, false);
                return Ok(());
            }
            let longest = row.cells.iter().map(|cell| cell.lines.len()).max().unwrap_or(0);
            let fits =
                row.cells.iter().map(|cell| cell.fitting(room).min(cell.lines.len())).max().unwrap_or(0);
            let worth = fits >= FEWEST_LINES && longest >= 2 * FEWEST_LINES && row.least <= room;
            if !worth && !self.fresh {
                self.turn()?;
                continue;
            }
            let (head, tail) = row.split(room);
            self.draw(&head, true);
            self.turn()?;
            row = tail;
            if row.cells.iter().all(|cell| cell.repeats || cell.lines.is_empty()) {
                return Ok(());
            }
        }
    }

    /// Goes to the next page unless this much of the current one is left.
    pub(crate) fn need(&mut self, height: i32) -> Result<(), PaperError> {
        if self.frame.bottom - self.y < height && !self.fresh { self.turn() } else { Ok(()) }
    }

    /// Leaves some room before the next row.
    pub(crate) fn gap(&mut self, height: i32) {
        if !self.fresh {
            self.y += height;
        }
    }

    /// Rows that stand at the top of every following page.
    pub(crate) fn repeat(&mut self, rows: Vec<Row>) {
        self.repeated = rows;
    }

    /// The pages.
    pub(crate) fn finish(mut self) -> Vec<Sheet> {
        self.sheets.push(self.current);
        self.sheets
    }

    fn turn(&mut self) -> Result<(), PaperError> {
        if self.sheets.len() + 1 >= MOST_SHEETS {
            return Err(PaperError::TooLong { most: MOST_SHEETS });
        }
        self.sheets.push(std::mem::take(&mut self.current));
        self.y = self.frame.next_top;
        for row in self.repeated.clone() {
            self.draw(&row, false);
        }
        self.fresh = true;
        Ok(())
    }

    fn draw(&mut self, row: &Row, goes_on: bool) {
        let height = row.height().min(self.frame.bottom - self.y);
        let mut left = self.frame.left;
        for cell in &row.cells {
            let area = Area { left, top: self.y, width: cell.width, height };
            draw_cell(&mut self.current, cell, area, goes_on);
            left += cell.width;
        }
        self.y += height;
        self.fresh = false;
    }
}

fn draw_cell(sheet: &mut Sheet, cell: &Cell, area: Area, goes_on: bool) {
    if let Some(ink) = cell.ground {
        sheet.marks.push(Mark::Ground { area, ink });
    }
    if cell.ruled {
        sheet.marks.push(Mark::Outline { area, ink: Ink::Rule });
    }
    let hand = cell.hand.as_ref().map_or(0, |(_, height)| *height);
    let spare = (area.height - hand - cell.text_height()).max(2 * PAD_Y);
    let mut top = area.top + if goes_on { PAD_Y } else { spare / 2 };
    if let Some((strokes, height)) = &cell.hand {
        // The field on which people sign is two and a half times as wide as high.
        let width = (height * 5 / 2).min(area.width - 2 * PAD_X);
        let height_drawn = width * 2 / 5;
        let place = Area { left: area.left + PAD_X, top, width, height: height_drawn };
        sheet.marks.push(Mark::Strokes { area: place, strokes: strokes.clone() });
        top += height;
    }
    let x = match cell.align {
        Align::Left => area.left + PAD_X,
        Align::Centre => area.left + area.width / 2,
        Align::Right => area.left + area.width - PAD_X,
    };
    for line in &cell.lines {
        // The base line of CJK text with its leading: 88 hundredths of an em above it, half the leading's rest.
        let base = top + (cell.look.leading() - cell.look.size) / 2 + cell.look.size * 88 / 100;
        if !line.is_empty() {
            sheet.text(x, base, cell.align, cell.look, line.clone());
        }
        top += cell.look.leading();
    }
}
