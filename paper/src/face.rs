//! The font: glyphs of characters, widths, and lines that fit a width.

use crate::PaperError;
use krilla::text::Font;
use skrifa::charmap::Charmap;
use skrifa::raw::TableProvider;
use skrifa::raw::tables::hmtx::Hmtx;
use skrifa::{FontRef, GlyphId, MetadataProvider};
use std::sync::OnceLock;

static DATA: &[u8] = include_bytes!("../assets/NotoSansCJKsc-names.otf");
static FACE: OnceLock<Option<Face>> = OnceLock::new();

/// The built-in font.
pub(crate) struct Face {
    pub(crate) font: Font,
    charmap: Charmap<'static>,
    advances: Hmtx<'static>,
    units: u16,
}

/// A character's picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Glyph {
    /// Number in the font; 0 is the box of a character that the font lacks.
    pub(crate) id: u32,
    /// Width, in the font's units.
    pub(crate) advance: u16,
}

impl Face {
    /// The font, read once.
    pub(crate) fn get() -> Result<&'static Self, PaperError> {
        FACE.get_or_init(Self::read).as_ref().ok_or(PaperError::Font)
    }

    fn read() -> Option<Self> {
        let font = FontRef::new(DATA).ok()?;
        Some(Self {
            font: Font::new(DATA.into(), 0)?,
            charmap: font.charmap(),
            advances: font.hmtx().ok()?,
            units: font.head().ok()?.units_per_em().max(1),
        })
    }

    /// Units of the font in one em.
    pub(crate) fn units(&self) -> u16 {
        self.units
    }

    /// The glyph of a character.
    pub(crate) fn glyph(&self, character: char) -> Glyph {
        let id = self.charmap.map(character).unwrap_or(GlyphId::NOTDEF);
        Glyph { id: id.to_u32(), advance: self.advances.advance(id).unwrap_or(self.units) }
    }

    /// Width of a text in thousandths of a point.
    pub(crate) fn width(&self, text: &str, size: i32) -> i32 {
        let units: i64 = text.chars().map(|c| i64::from(self.glyph(c).advance)).sum();
        self.scaled(units, size)
    }

    fn scaled(&self, units: i64, size: i32) -> i32 {
        i32::try_from(units.saturating_mul(i64::from(size)) / i64::from(self.units)).unwrap_or(i32::MAX)
    }

    /// The lines of a text that is to fit `width`. Nothing is lost: a word longer than a line is cut, and a line holds
    /// at least one character. An empty text is one empty line.
    pub(crate) fn lines(&self, text: &str, size: i32, width: i32) -> Vec<String> {
        let mut lines = Vec::new();
        for paragraph in text.split('\n') {
            self.wrap(&printable(paragraph), size, width, &mut lines);
        }
        lines
    }

    fn wrap(&self, paragraph: &str, size: i32, width: i32, lines: &mut Vec<String>) {
        let chars: Vec<char> = paragraph.chars().collect();
        let most = i64::from(width.max(0)) * i64::from(self.units) / i64::from(size.max(1));
        let mut start = 0;
        loop {
            let (mut at, mut used, mut cut) = (start, 0, None);
            while at < chars.len() {
                used += i64::from(self.glyph(chars[at]).advance);
                // A space at the end of a line takes no room.
                if used > most && at > start && chars[at] != ' ' {
                    break;
                }
                at += 1;
                if at < chars.len() && may_part(chars[at - 1], chars[at]) {
                    cut = Some(at);
                }
            }
            if at >= chars.len() {
                lines.push(chars[start.min(chars.len())..].iter().collect::<String>().trim_end().to_owned());
                return;
            }
            let end = cut.unwrap_or(at);
            lines.push(chars[start..end].iter().collect::<String>().trim_end().to_owned());
            start = end;
            while start < chars.len() && chars[start] == ' ' {
                start += 1;
            }
            if start == chars.len() {
                return;
            }
        }
    }

    /// One line of at most `width`, with an ellipsis where something had to go.
    pub(crate) fn fitted(&self, text: &str, size: i32, width: i32) -> String {
        let text = printable(&text.replace('\n', " "));
        if self.width(&text, size) <= width {
            return text;
        }
        let room = width - self.width("…", size);
        let mut kept = String::new();
        let mut units = 0;
        for character in text.chars() {
            units += i64::from(self.glyph(character).advance);
            if self.scaled(units, size) > room {
                break;
            }
            kept.push(character);
        }
        kept.push('…');
        kept
    }
}

/// The text without what has no picture: control characters, marks of direction, joiners, selectors of variants.
fn printable(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t' | '\u{a0}' | '\u{2028}' | '\u{2029}' => Some(' '),
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{feff}'
            | '\u{ad}'
            | '\u{e0000}'..='\u{e0fff}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// True where a line may end between two characters.
fn may_part(before: char, after: char) -> bool {
    if after == ' ' {
        return false;
    }
    if before == ' ' {
        return true;
    }
    if "（《「『【〔“‘([{".contains(before) || "，。、；：？！）》」』】〕”’…—%％℃,.;:?!)]}".contains(after)
    {
        return false;
    }
    is_ideographic(before) || is_ideographic(after)
}

/// True for characters that are written without spaces between words.
fn is_ideographic(c: char) -> bool {
    matches!(c, '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{ffef}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, width: i32) -> Vec<String> {
        Face::get().unwrap().lines(text, 10_000, width)
    }

    #[test]
    fn words_stay_whole_and_nothing_is_lost() {
        assert_eq!(lines("the lamp is dark", 45_000), ["the lamp", "is dark"]);
        assert_eq!(lines("灯管已经损坏", 30_000), ["灯管已", "经损坏"]);
        assert_eq!(lines("灯管坏，换", 30_000), ["灯管", "坏，换"], "no comma begins a line");
        assert_eq!(lines("", 30_000), [""]);
        assert_eq!(lines("a\n\nb", 30_000), ["a", "", "b"]);
        assert_eq!(lines("WWWWWWWW", 20_000).concat(), "WWWWWWWW");
        assert_eq!(lines("灯", -5), ["灯"]);
        assert_eq!(lines("a   ", 4_000), ["a"]);
    }

    #[test]
    fn what_has_no_picture_is_left_out_and_what_is_unknown_is_a_box() {
        assert_eq!(lines("a\u{200b}\u{202e}b\u{7}c\td\u{fe0f}", 90_000), ["abc d"]);
        let face = Face::get().unwrap();
        assert_eq!(face.glyph('\u{30000}').id, 0);
        assert!(face.glyph('\u{30000}').advance > 0, "a box has a width");
    }

    #[test]
    fn names_of_people_have_their_characters() {
        let face = Face::get().unwrap();
        for character in "䶮㛃喆堃𠮷𫖯𬱖国國龙龍体體AZaz09éñü￥¥×÷²㎡℃“”…—、。".chars()
        {
            assert_ne!(face.glyph(character).id, 0, "{character}");
        }
    }

    #[test]
    fn a_line_is_shortened_with_an_ellipsis() {
        let face = Face::get().unwrap();
        assert_eq!(face.fitted("灯管", 10_000, 20_000), "灯管");
        assert_eq!(face.fitted("灯管损坏", 10_000, 30_000), "灯管…");
    }
}
