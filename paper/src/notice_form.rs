//! The form of letters about fees.

use crate::canvas::{A4_LONG, A4_SHORT, Ink, Sheet, Type};
use crate::emit::{self, About};
use crate::face::Face;
use crate::flow::{Cell, Flow, Frame, PAD_X, Row};
use crate::notice::NoticePaper;
use crate::parts::{Code, MARGIN, NOTE, QR_SIDE, WIDTH, check, foot, frame, next_head};
use crate::table::{Align, Column, Table};
use crate::table_form::{self, Looks};
use crate::words::Words;
use crate::{PaperError, content_hash};

/// Width of a letter's rows: their texts, not their lines, stand at the margins.
const LETTER: i32 = WIDTH + 2 * PAD_X;
/// The most pages of all letters together.
const MOST_PAGES: usize = 10_000;
const GAP: i32 = 8_000;
/// Room above a signature, where a seal is set.
const SEAL: i32 = 26_000;
/// What is kept on one page takes no more than this of it.
const TOGETHER: i32 = A4_LONG / 3;
/// More than rounding may take from a column, so that its longest text still fits.
const SLACK: i32 = 100;

const SITE: Type = Type::new(12_000, Ink::Black).bold();
const REFERENCE: Type = Type::new(9_500, Ink::Black);
const TITLE: Type = Type::new(18_000, Ink::Black).bold();
const ADDRESSEE: Type = Type::new(11_000, Ink::Black).bold();
const TEXT: Type = Type::new(10_500, Ink::Black);
const LOOKS: Looks = Looks { head: Type::new(9_500, Ink::Grey), value: Type::new(9_500, Ink::Black) };

pub(crate) fn pdf(notices: &[NoticePaper], words: &Words) -> Result<Vec<u8>, PaperError> {
    let ([first, ..], [.., last]) = (notices, notices) else { return Err(PaperError::NoNotice) };
    let face = Face::get()?;
    let mut sheets = Vec::new();
    for notice in notices {
        sheets.append(&mut letter(face, words, notice)?);
        if sheets.len() > MOST_PAGES {
            return Err(PaperError::TooLong { most: MOST_PAGES });
        }
    }
    let mut title = spaced(&first.title, &first.number);
    if notices.len() > 1 {
        title = format!("{title} – {}", last.number);
    }
    let about = About { title, language: words.tag, hash: content_hash(&notices) };
    emit::pdf(&sheets, (A4_SHORT, A4_LONG), about)
}

/// The pages of one letter.
fn letter(face: &Face, words: &Words, notice: &NoticePaper) -> Result<Vec<Sheet>, PaperError> {
    let code = Code::new(&notice.link)?;
    let mut flow = Flow::new(rows());
    fill(face, &mut flow, notice)?;
    let mut sheets = flow.finish();

    let number = spaced(words.number, &notice.number);
    let below = face.fitted(&number, NOTE.size, WIDTH / 2);
    let title = spaced(&notice.title, &notice.number);
    let addressee = notice.addressee.first().map_or("", String::as_str);
    let check = check(words, &content_hash(notice));
    let pages = sheets.len();
    for (i, sheet) in sheets.iter_mut().enumerate() {
        if i == 0 {
            head(sheet, face, notice, &number);
            if let Some(code) = &code {
                code.draw(sheet, words.scan_letter);
            }
        } else {
            next_head(sheet, face, &title, addressee);
        }
        foot(sheet, (A4_SHORT, A4_LONG), &check, &below, (i + 1, pages));
    }
    Ok(sheets)
}

/// Who writes, and what to refer to, beside the code.
fn head(sheet: &mut Sheet, face: &Face, notice: &NoticePaper, number: &str) {
    let width = WIDTH - QR_SIDE - 10_000;
    let mut y = MARGIN + 9_000;
    for line in face.lines(&notice.site, SITE.size, width).into_iter().take(2) {
        sheet.text(MARGIN, y, Align::Left, SITE, line);
        y += SITE.leading();
    }
    for text in [number, &notice.date] {
        sheet.text(MARGIN, y, Align::Left, REFERENCE, face.fitted(text, REFERENCE.size, width));
        y += REFERENCE.leading();
    }
}

/// Where a letter's rows stand.
fn rows() -> Frame {
    Frame { left: MARGIN - PAD_X, width: LETTER, ..frame() }
}

fn fill(face: &Face, flow: &mut Flow, notice: &NoticePaper) -> Result<(), PaperError> {
    let bare = |text: &str, look, align| Row::new(vec![Cell::new(face, LETTER, text, look, align).bare()]);
    let text = |text: &String| bare(text, TEXT, Align::Left);

    flow.put(bare(&notice.title, TITLE, Align::Centre))?;
    flow.gap(GAP);
    flow.put(bare(&notice.addressee.join("\n"), ADDRESSEE, Align::Left))?;
    flow.gap(GAP / 2);
    for paragraph in &notice.body {
        flow.put(text(paragraph))?;
    }
    charges(face, flow, notice)?;
    flow.gap(GAP);

    let signature = bare(&notice.signature, TEXT, Align::Right);
    let mut closing = notice.closing.iter().map(text).collect::<Vec<_>>();
    // A signature on a page without a word of the letter could stand below anything.
    let last = closing.pop();
    for paragraph in closing {
        flow.put(paragraph)?;
    }
    let signed = signature.height().saturating_add(SEAL);
    if let Some(last) = last {
        flow.need(last.height().saturating_add(signed).min(TOGETHER))?;
        flow.put(last)?;
    }
    if notice.signature.is_empty() {
        return Ok(());
    }
    flow.need(signed.min(TOGETHER))?;
    flow.gap(SEAL);
    flow.put(signature)
}

/// The table and its total.
fn charges(face: &Face, flow: &mut Flow, notice: &NoticePaper) -> Result<(), PaperError> {
    let table = table(face, notice);
    if !table.columns.is_empty() || !table.rows.is_empty() {
        // Heads stand beside the first rows, where a page has room for them.
        flow.need(5 * LOOKS.value.leading())?;
        table_form::put(face, flow, rows(), &table, LOOKS)?;
    }
    if let Some((label, amount)) = &notice.total {
        // A label needs room of its own, even where there is no column but the one for money.
        let right =
            table_form::widths(&table, LETTER).last().map_or(LETTER / 3, |last| (*last).min(LETTER / 2));
        let cell = |width, text, align| Cell::new(face, width, text, LOOKS.value.bold(), align).on(Ink::Pale);
        flow.put(Row::new(vec![
            cell(LETTER - right, label, Align::Left),
            cell(right, amount, Align::Right),
        ]))?;
    }
    flow.repeat(Vec::new());
    Ok(())
}

/// The table of a letter, its columns as wide as their texts ask for.
fn table(face: &Face, notice: &NoticePaper) -> Table {
    let money = notice.headings.len().saturating_sub(1);
    let width =
        |text: &String| text.split('\n').map(|line| face.width(line, LOOKS.value.size)).max().unwrap_or(0);
    let asked: Vec<i32> = notice
        .headings
        .iter()
        .enumerate()
        .map(|(i, heading)| {
            let total = notice.total.iter().filter(|_| i == money).map(|(_, amount)| amount);
            let texts = notice.rows.iter().filter_map(|row| row.get(i)).chain([heading]).chain(total);
            texts.map(width).max().unwrap_or(0).saturating_add(2 * PAD_X + SLACK)
        })
        .collect();
    let most = most(&asked, LETTER);
    let columns = notice.headings.iter().zip(asked).enumerate().map(|(i, (title, asked))| Column {
        title: title.clone(),
        align: if i == money { Align::Right } else { Align::Left },
        weight: u16::try_from(asked.min(most) / 10).unwrap_or(u16::MAX),
    });
    Table { columns: columns.collect(), rows: notice.rows.clone(), ..Table::default() }
}

/// The most that one column may take of `room`, so that those with short texts keep them on one line.
fn most(asked: &[i32], room: i32) -> i32 {
    let mut asked = asked.to_vec();
    asked.sort_unstable();
    let (mut room, mut columns) = (room, i32::try_from(asked.len()).unwrap_or(i32::MAX));
    for width in asked {
        if width > room / columns {
            return room / columns;
        }
        room -= width;
        columns -= 1;
    }
    i32::MAX
}

/// Two texts, or the one that there is.
fn spaced(left: &str, right: &str) -> String {
    [left, right].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn widths(headings: &[&str], row: &[&str], total: &str) -> Vec<i32> {
        let notice = NoticePaper {
            headings: headings.iter().map(|text| (*text).to_owned()).collect(),
            rows: vec![row.iter().map(|text| (*text).to_owned()).collect()],
            total: Some(("合计".to_owned(), total.to_owned())),
            ..NoticePaper::default()
        };
        let table = table(Face::get().unwrap(), &notice);
        let aligns: Vec<Align> = table.columns.iter().map(|column| column.align).collect();
        assert!(aligns.split_last().is_some_and(|(last, others)| {
            *last == Align::Right && others.iter().all(|align| *align == Align::Left)
        }));
        table_form::widths(&table, LETTER)
    }

    #[test]
    fn short_columns_keep_their_texts_on_one_line_beside_long_ones() {
        let face = Face::get().unwrap();
        let long = "自二〇二六年七月一日起的物业管理费".repeat(9);
        let values = ["管理费", &long, "2026-07-01 – 2026-12-31", "1,234,567.89"];
        let widths = widths(&["项目", "说明", "期间", "金额"], &values, "9,999,999,999.99");
        assert_eq!(widths.iter().sum::<i32>(), LETTER);
        for (width, text) in widths.iter().zip(["管理费", "", values[2], "9,999,999,999.99"]) {
            assert_eq!(Cell::new(face, *width, text, LOOKS.value, Align::Left).lines, [text]);
        }
        assert!(widths[1] > LETTER / 3, "what is left is the long column's");
    }

    #[test]
    fn columns_that_all_have_room_share_what_is_left() {
        let widths = widths(&["A", "A"], &["1", "1"], "1");
        assert_eq!(widths, [LETTER / 2, LETTER - LETTER / 2]);
        assert_eq!(most(&[300, 10, 20], 100), 70);
        assert_eq!(most(&[300, 300, 20], 100), 40);
        assert_eq!(most(&[30, 10, 20], 100), i32::MAX);
        assert_eq!(most(&[], 100), i32::MAX);
    }
}
