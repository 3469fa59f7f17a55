//! Marks on sheets of paper, before anything of PDF. All lengths are thousandths of a point, from the upper left corner.

use crate::signature::Strokes;
use crate::table::Align;

/// A4, the short side.
pub(crate) const A4_SHORT: i32 = 595_276;
/// A4, the long side.
pub(crate) const A4_LONG: i32 = 841_890;

/// Shades in which things are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// Text.
    Black,
    /// Labels and notes.
    Grey,
    /// Lines of the form.
    Rule,
    /// Ground of labels.
    Pale,
    /// Ground of every second row.
    Faint,
}

/// A place with its extent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// How text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Type {
    pub(crate) size: i32,
    pub(crate) ink: Ink,
    pub(crate) bold: bool,
}

impl Type {
    pub(crate) const fn new(size: i32, ink: Ink) -> Self {
        Self { size, ink, bold: false }
    }

    pub(crate) const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// Distance between two lines.
    pub(crate) const fn leading(self) -> i32 {
        self.size * 138 / 100
    }
}

/// One thing on a sheet.
#[derive(Debug, Clone)]
pub(crate) enum Mark {
    /// A line of text; `y` is its base line, `x` its left end, middle or right end.
    Text { x: i32, y: i32, align: Align, face: Type, text: String },
    /// A filled area.
    Ground { area: Area, ink: Ink },
    /// The outline of an area.
    Outline { area: Area, ink: Ink },
    /// A hand's strokes within an area.
    Strokes { area: Area, strokes: Strokes },
    /// A square pattern of dark modules, row by row.
    Modules { area: Area, side: usize, dark: Vec<bool> },
    /// An area that opens an address.
    Link { area: Area, address: String },
}

/// A page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sheet {
    pub(crate) marks: Vec<Mark>,
}

impl Sheet {
    pub(crate) fn text(&mut self, x: i32, y: i32, align: Align, face: Type, text: impl Into<String>) {
        self.marks.push(Mark::Text { x, y, align, face, text: text.into() });
    }
}
