//! What the pages of several papers have in common: margins, the code, the head of a later page, the foot.

use crate::PaperError;
use crate::canvas::{A4_LONG, A4_SHORT, Area, Ink, Mark, Sheet, Type};
use crate::face::Face;
use crate::flow::Frame;
use crate::table::Align;
use crate::words::Words;
use qrcode::{Color, EcLevel, QrCode};

pub(crate) const MARGIN: i32 = 40_000;
/// Width between the margins of an upright page.
pub(crate) const WIDTH: i32 = A4_SHORT - 2 * MARGIN;
pub(crate) const QR_SIDE: i32 = 58_000;

pub(crate) const SMALL: Type = Type::new(8_500, Ink::Grey);
pub(crate) const TINY: Type = Type::new(7_000, Ink::Grey);
pub(crate) const NOTE: Type = Type::new(7_500, Ink::Grey);

/// Where rows stand on upright pages, of which the first begins with a code and the others with a line.
pub(crate) fn frame() -> Frame {
    Frame {
        left: MARGIN,
        width: WIDTH,
        first_top: MARGIN + QR_SIDE + 18_000,
        next_top: MARGIN + 18_000,
        bottom: A4_LONG - MARGIN - 14_000,
    }
}

/// A QR code, with the address that it holds.
pub(crate) struct Code {
    side: usize,
    dark: Vec<bool>,
    address: String,
}

impl Code {
    /// The code of an address; none for an empty one.
    pub(crate) fn new(address: &str) -> Result<Option<Self>, PaperError> {
        if address.is_empty() {
            return Ok(None);
        }
        let code =
            QrCode::with_error_correction_level(address, EcLevel::M).map_err(|_| PaperError::Address)?;
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Ok(Some(Self { side: code.width(), dark, address: address.to_owned() }))
    }

    /// Draws it at the top right of an upright page, with what it is for below.
    pub(crate) fn draw(&self, sheet: &mut Sheet, caption: &str) {
        let left = A4_SHORT - MARGIN - QR_SIDE;
        let area = Area { left, top: MARGIN - 2_000, width: QR_SIDE, height: QR_SIDE };
        sheet.marks.push(Mark::Modules { area, side: self.side, dark: self.dark.clone() });
        sheet.marks.push(Mark::Link { area, address: self.address.clone() });
        sheet.text(left + QR_SIDE / 2, MARGIN + QR_SIDE + 9_000, Align::Centre, TINY, caption);
    }
}

/// The line at the top of an upright page that goes on with what a page before began.
pub(crate) fn next_head(sheet: &mut Sheet, face: &Face, left: &str, right: &str) {
    let (left, right) =
        (face.fitted(left, SMALL.size, WIDTH / 2), face.fitted(right, SMALL.size, WIDTH / 2 - 8_000));
    sheet.text(MARGIN, MARGIN + 8_000, Align::Left, SMALL, left);
    sheet.text(A4_SHORT - MARGIN, MARGIN + 8_000, Align::Right, SMALL, right);
}

/// What a page bears of the hash of its content.
pub(crate) fn check(words: &Words, hash: &str) -> String {
    format!("{} {}", words.check, &hash[..16])
}

/// The foot of a page: what checks the content, what it is, and which page of how many.
pub(crate) fn foot(
    sheet: &mut Sheet,
    (width, height): (i32, i32),
    left: &str,
    middle: &str,
    (page, pages): (usize, usize),
) {
    let y = height - MARGIN + 4_000;
    let rule = Area { left: MARGIN, top: y - 11_000, width: width - 2 * MARGIN, height: 400 };
    sheet.marks.push(Mark::Ground { area: rule, ink: Ink::Rule });
    sheet.text(MARGIN, y, Align::Left, NOTE, left);
    sheet.text(width / 2, y, Align::Centre, NOTE, middle);
    sheet.text(width - MARGIN, y, Align::Right, NOTE, format!("{page} / {pages}"));
}
