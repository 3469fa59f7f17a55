//! Sheets into PDF bytes. The one place that knows the PDF crate's units: everywhere else lengths are integers.

use crate::PaperError;
use crate::canvas::{Area, Ink, Mark, Sheet, Type};
use crate::face::Face;
use crate::signature::{Part, Strokes};
use crate::table::Align;
use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::luma;
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, LineCap, LineJoin, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

/// What a PDF says about itself.
pub(crate) struct About {
    pub(crate) title: String,
    /// Tag of the labels' language.
    pub(crate) language: &'static str,
    /// Hash of the content, in hex.
    pub(crate) hash: String,
}

/// The PDF of these sheets, each of this size.
pub(crate) fn pdf(
    sheets: &[Sheet],
    (width, height): (i32, i32),
    about: About,
) -> Result<Vec<u8>, PaperError> {
    let face = Face::get()?;
    let mut document = Document::new();
    let refused = || PaperError::Writer("a page without extent".into());
    for sheet in sheets {
        let settings = PageSettings::from_wh(points(width), points(height)).ok_or_else(refused)?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in &sheet.marks {
            draw(&mut surface, face, mark);
        }
        surface.finish();
        for mark in &sheet.marks {
            if let Mark::Link { area, address } = mark
                && let Some(rect) = rect(*area)
            {
                let target = Target::Action(Action::Link(LinkAction::new(address.clone())));
                page.add_annotation(Annotation::new_link(LinkAnnotation::new(rect, target), None));
            }
        }
        page.finish();
    }
    document.set_metadata(
        Metadata::new()
            .title(about.title)
            .keywords(vec![format!("sha256:{}", about.hash)])
            .document_id(about.hash)
            .language(about.language.to_owned())
            .creator("Undercroft".to_owned()),
    );
    document.finish().map_err(|error| PaperError::Writer(format!("{error:?}")))
}

fn draw(surface: &mut Surface<'_>, face: &Face, mark: &Mark) {
    match mark {
        Mark::Text { x, y, align, face: look, text } => {
            let left = match align {
                Align::Left => *x,
                Align::Centre => x.saturating_sub(face.width(text, look.size) / 2),
                Align::Right => x.saturating_sub(face.width(text, look.size)),
            };
            draw_text(surface, face, (left, *y), *look, text);
        }
        Mark::Ground { area, ink } => {
            if let Some(path) = rect(*area).and_then(rect_path) {
                paint(surface, Some(fill(*ink)), None, &path);
            }
        }
        Mark::Outline { area, ink } => {
            if let Some(path) = rect(*area).and_then(rect_path) {
                paint(surface, None, Some(stroke(*ink, 500)), &path);
            }
        }
        Mark::Strokes { area, strokes } => {
            if let Some(path) = hand(*area, strokes) {
                let pen = Stroke {
                    line_cap: LineCap::Round,
                    line_join: LineJoin::Round,
                    ..stroke(Ink::Black, 1100)
                };
                paint(surface, None, Some(pen), &path);
            }
        }
        Mark::Modules { area, side, dark } => {
            if let Some(path) = modules(*area, *side, dark) {
                paint(surface, Some(fill(Ink::Black)), None, &path);
            }
        }
        Mark::Link { .. } => {}
    }
}

fn draw_text(surface: &mut Surface<'_>, face: &Face, (x, y): (i32, i32), look: Type, text: &str) {
    if text.is_empty() {
        return;
    }
    let glyphs: Vec<KrillaGlyph> = text
        .char_indices()
        .map(|(at, character)| {
            let glyph = face.glyph(character);
            KrillaGlyph::new(
                GlyphId::new(glyph.id),
                ratio(glyph.advance, face.units()),
                0.0,
                0.0,
                0.0,
                at..at + character.len_utf8(),
                None,
            )
        })
        .collect();
    // The font comes in one weight: a thin outline makes it bold.
    surface.set_fill(Some(fill(look.ink)));
    surface.set_stroke(look.bold.then(|| stroke(look.ink, look.size * 3 / 100)));
    surface.draw_glyphs(
        Point::from_xy(points(x), points(y)),
        &glyphs,
        face.font.clone(),
        text,
        points(look.size),
        false,
    );
}

fn paint(surface: &mut Surface<'_>, fill: Option<Fill>, stroke: Option<Stroke>, path: &Path) {
    surface.set_fill(fill);
    surface.set_stroke(stroke);
    surface.draw_path(path);
}

fn hand(area: Area, strokes: &Strokes) -> Option<Path> {
    let place = |point| {
        let (x, y) = Strokes::scaled(point, area.width, area.height);
        (points(area.left + x), points(area.top + y))
    };
    let mut path = PathBuilder::new();
    for part in &strokes.parts {
        match *part {
            Part::Move(to) => {
                let (x, y) = place(to);
                path.move_to(x, y);
            }
            Part::Line(to) => {
                let (x, y) = place(to);
                path.line_to(x, y);
            }
            Part::Quadratic(a, to) => {
                let ((x1, y1), (x, y)) = (place(a), place(to));
                path.quad_to(x1, y1, x, y);
            }
            Part::Cubic(a, b, to) => {
                let ((x1, y1), (x2, y2), (x, y)) = (place(a), place(b), place(to));
                path.cubic_to(x1, y1, x2, y2, x, y);
            }
            Part::Close => path.close(),
        }
    }
    path.finish()
}

/// Dark modules, those side by side as one bar, so that no viewer draws a hair between them.
fn modules(area: Area, side: usize, dark: &[bool]) -> Option<Path> {
    let count = i32::try_from(side).ok()?;
    let edge = |length: i32, i: usize| {
        i32::try_from(i).ok().map(|i| i64::from(length) * i64::from(i) / i64::from(count.max(1)))
    };
    let place = |start: i32, length: i32, i: usize| {
        edge(length, i).and_then(|offset| i32::try_from(offset).ok()).map(|offset| start + offset)
    };
    let mut path = PathBuilder::new();
    for (row, line) in dark.chunks(side.max(1)).enumerate() {
        let (top, bottom) = (place(area.top, area.height, row)?, place(area.top, area.height, row + 1)?);
        let mut at = 0;
        while at < line.len() {
            let run = line[at..].iter().take_while(|dark| **dark).count();
            if run > 0 {
                let (left, right) =
                    (place(area.left, area.width, at)?, place(area.left, area.width, at + run)?);
                let bar = Area { left, top, width: right - left, height: bottom - top };
                path.push_rect(rect(bar)?);
            }
            at += run.max(1);
        }
    }
    path.finish()
}

fn rect_path(rect: Rect) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(rect);
    path.finish()
}

fn rect(area: Area) -> Option<Rect> {
    Rect::from_ltrb(
        points(area.left),
        points(area.top),
        points(area.left + area.width),
        points(area.top + area.height),
    )
}

fn shade(ink: Ink) -> luma::Color {
    luma::Color::new(match ink {
        Ink::Black => 20,
        Ink::Grey => 95,
        Ink::Rule => 150,
        Ink::Pale => 240,
        Ink::Faint => 249,
    })
}

fn fill(ink: Ink) -> Fill {
    Fill { paint: shade(ink).into(), opacity: NormalizedF32::ONE, rule: FillRule::NonZero }
}

fn stroke(ink: Ink, width: i32) -> Stroke {
    Stroke { paint: shade(ink).into(), width: points(width), ..Stroke::default() }
}

/// Thousandths of a point as the PDF crate's number.
#[expect(clippy::float_arithmetic, clippy::cast_precision_loss, reason = "no amount, only a place on paper")]
fn points(length: i32) -> f32 {
    length as f32 / 1000.0
}

#[expect(clippy::float_arithmetic, reason = "no amount, only a width on paper")]
fn ratio(part: u16, whole: u16) -> f32 {
    f32::from(part) / f32::from(whole)
}
