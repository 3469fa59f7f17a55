//! Strokes of a hand, read from an SVG path that nobody vouches for.

/// Width of the field on which people sign, in its own units.
const FIELD_WIDTH: i64 = 1000;
/// Its height.
const FIELD_HEIGHT: i64 = 400;
/// Coordinates are kept in thousandths of a unit.
const MILLI: i64 = 1000;
/// A hand's signature has a few hundred parts; whatever comes after this many isn't drawn.
const MOST_PARTS: usize = 20_000;

/// A point on the field, in thousandths of its units, never outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

/// A part of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Move(Point),
    Line(Point),
    Quadratic(Point, Point),
    Cubic(Point, Point, Point),
    Close,
}

/// What could be read of a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Strokes {
    pub(crate) parts: Vec<Part>,
}

impl Strokes {
    /// Reads a path up to the first thing that isn't one. Every point is drawn to the field's edge at most.
    pub(crate) fn read(path: &str) -> Self {
        let mut reader = Reader { rest: path.as_bytes(), parts: Vec::new(), here: (0, 0), start: (0, 0) };
        while reader.parts.len() < MOST_PARTS && reader.command().is_some() {}
        Self { parts: reader.parts }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.parts.len() < 2
    }

    /// Where a point of the field lies in an area of this extent.
    pub(crate) fn scaled(point: Point, width: i32, height: i32) -> (i32, i32) {
        let along = |value: i32, of: i64, length: i32| {
            i32::try_from(i64::from(value) * i64::from(length) / (of * MILLI)).unwrap_or(length)
        };
        (along(point.x, FIELD_WIDTH, width), along(point.y, FIELD_HEIGHT, height))
    }
}

struct Reader<'a> {
    rest: &'a [u8],
    parts: Vec<Part>,
    here: (i64, i64),
    start: (i64, i64),
}

impl Reader<'_> {
    /// Reads one letter and all its coordinates; `None` at the end of what can be read.
    fn command(&mut self) -> Option<()> {
        self.skip();
        let letter = *self.rest.first()?;
        self.rest = &self.rest[1..];
        let relative = letter.is_ascii_lowercase();
        let kind = letter.to_ascii_uppercase();
        if self.parts.is_empty() && kind != b'M' {
            return None;
        }
        if kind == b'Z' {
            self.parts.push(Part::Close);
            self.here = self.start;
            return Some(());
        }
        let mut first = true;
        loop {
            match kind {
                b'M' => {
                    let to = self.point(relative)?;
                    self.here = to;
                    if first {
                        self.start = to;
                        self.parts.push(Part::Move(inside(to)));
                    } else {
                        self.parts.push(Part::Line(inside(to)));
                    }
                }
                b'L' => {
                    let to = self.point(relative)?;
                    self.here = to;
                    self.parts.push(Part::Line(inside(to)));
                }
                b'Q' => {
                    let (a, to) = (self.point(relative)?, self.point(relative)?);
                    self.here = to;
                    self.parts.push(Part::Quadratic(inside(a), inside(to)));
                }
                b'C' => {
                    let (a, b, to) = (self.point(relative)?, self.point(relative)?, self.point(relative)?);
                    self.here = to;
                    self.parts.push(Part::Cubic(inside(a), inside(b), inside(to)));
                }
                _ => return None,
            }
            first = false;
            self.skip();
            let next = *self.rest.first()?;
            if next.is_ascii_alphabetic() {
                return Some(());
            }
            if self.parts.len() >= MOST_PARTS {
                return None;
            }
        }
    }

    fn point(&mut self, relative: bool) -> Option<(i64, i64)> {
        let (x, y) = (self.number()?, self.number()?);
        let from = if relative { self.here } else { (0, 0) };
        Some((from.0.saturating_add(x), from.1.saturating_add(y)))
    }

    fn skip(&mut self) {
        let blank = self.rest.iter().take_while(|b| b.is_ascii_whitespace() || **b == b',').count();
        self.rest = &self.rest[blank..];
    }

    /// A decimal number in thousandths, without a float.
    fn number(&mut self) -> Option<i64> {
        self.skip();
        let negative = match self.rest.first()? {
            b'-' => Some(true),
            b'+' => Some(false),
            _ => None,
        };
        if negative.is_some() {
            self.rest = &self.rest[1..];
        }
        let (mut value, mut digits, mut shift, mut fraction) = (0_i64, 0_u32, 3_i64, false);
        while let Some(byte) = self.rest.first() {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    // Digits that no printer can show only move the point.
                    if value < 1_000_000_000_000 {
                        value = value * 10 + i64::from(byte - b'0');
                        shift -= i64::from(fraction);
                    } else {
                        shift += i64::from(!fraction);
                    }
                }
                b'.' if !fraction => fraction = true,
                _ => break,
            }
            self.rest = &self.rest[1..];
        }
        if digits == 0 {
            return None;
        }
        shift = shift.saturating_add(self.exponent()?);
        let power = 10_i64.checked_pow(u32::try_from(shift.unsigned_abs().min(30)).unwrap_or(30));
        let value = match (shift >= 0, power) {
            (true, Some(power)) => value.saturating_mul(power),
            (true, None) if value > 0 => i64::MAX,
            (false, Some(power)) => value / power,
            _ => 0,
        };
        Some(if negative == Some(true) { -value } else { value })
    }

    fn exponent(&mut self) -> Option<i64> {
        if !matches!(self.rest.first(), Some(b'e' | b'E')) {
            return Some(0);
        }
        self.rest = &self.rest[1..];
        let negative = self.rest.first() == Some(&b'-');
        if matches!(self.rest.first(), Some(b'-' | b'+')) {
            self.rest = &self.rest[1..];
        }
        let digits = self.rest.iter().take_while(|b| b.is_ascii_digit()).count();
        if digits == 0 {
            return None;
        }
        let value = self.rest[..digits]
            .iter()
            .fold(0_i64, |value, digit| value.saturating_mul(10).saturating_add(i64::from(digit - b'0')));
        self.rest = &self.rest[digits..];
        Some(if negative { -value } else { value })
    }
}

fn inside((x, y): (i64, i64)) -> Point {
    let within = |value: i64, most: i64| i32::try_from(value.clamp(0, most * MILLI)).unwrap_or(0);
    Point { x: within(x, FIELD_WIDTH), y: within(y, FIELD_HEIGHT) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(x: i32, y: i32) -> Point {
        Point { x: x * 1000, y: y * 1000 }
    }

    #[test]
    fn a_path_is_read_with_all_its_letters() {
        let path = "M10 20 L30,40 50-60.5 q1 1 2 2C 0 0 1e2 1E+2 1.5e1 .25z m5 5";
        assert_eq!(
            Strokes::read(path).parts,
            [
                Part::Move(at(10, 20)),
                Part::Line(at(30, 40)),
                Part::Line(at(50, 0)),
                Part::Quadratic(at(51, 0), at(52, 0)),
                Part::Cubic(at(0, 0), at(100, 100), Point { x: 15_000, y: 250 }),
                Part::Close,
                Part::Move(at(15, 25)),
            ]
        );
    }

    #[test]
    fn what_is_no_path_ends_it_and_keeps_what_was_before() {
        for rest in ["NaN", "L NaN 3", "L 1", "A1 1 1 1 1", "\u{4e2d}", "L 1e 2", "L -- 3", "L inf 0"] {
            let parts = Strokes::read(&format!("M1 2 L3 4 {rest}")).parts;
            assert_eq!(parts, [Part::Move(at(1, 2)), Part::Line(at(3, 4))], "{rest}");
        }
        assert!(Strokes::read("L1 2").parts.is_empty());
        assert!(Strokes::read("").is_empty());
    }

    #[test]
    fn huge_numbers_end_at_the_edge_of_the_field() {
        let huge = format!("M{} -1e99999999999999999999 L-1e-99 1e30 m9e18 9e18 9e18 9e18", "9".repeat(5000));
        assert_eq!(
            Strokes::read(&huge).parts,
            [
                Part::Move(at(1000, 0)),
                Part::Line(at(0, 400)),
                Part::Move(at(1000, 400)),
                Part::Line(at(1000, 400))
            ]
        );
    }

    #[test]
    fn a_megabyte_of_strokes_is_bounded() {
        assert_eq!(Strokes::read(&format!("M0 0{}", " 1 1".repeat(250_000))).parts.len(), MOST_PARTS);
        assert_eq!(Strokes::read(&"M0 0 ".repeat(200_000)).parts.len(), MOST_PARTS);
        assert!(Strokes::read(&"-".repeat(1_000_000)).parts.is_empty());
    }

    proptest! {
        #[test]
        fn no_path_panics_or_leaves_the_field(path in "[MLQCZmlqcz0-9eE.,+ \\-]{0,200}") {
            for part in Strokes::read(&path).parts {
                let points = match part {
                    Part::Move(a) | Part::Line(a) => vec![a],
                    Part::Quadratic(a, b) => vec![a, b],
                    Part::Cubic(a, b, c) => vec![a, b, c],
                    Part::Close => vec![],
                };
                for point in points {
                    let (x, y) = Strokes::scaled(point, 100_000, 40_000);
                    prop_assert!((0..=100_000).contains(&x) && (0..=40_000).contains(&y));
                }
            }
        }
    }
}
