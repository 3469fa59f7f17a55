//! Text for terminals: columns that line up although some characters are two cells wide, amounts and times.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

/// Where the demo's site is.
pub(crate) const ZONE: Tz = chrono_tz::Asia::Shanghai;

/// Cells of a text on a terminal.
fn cells(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe4f
        | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x20000..=0x3fffd)
}

/// Lines with their columns lined up; the first line is the head.
pub(crate) fn table(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|at| lines.iter().filter_map(|line| line.get(at)).map(|cell| cells(cell)).max().unwrap_or(0))
        .collect();
    let mut text = String::new();
    for line in lines {
        let mut row = String::from(" ");
        for (cell, width) in line.iter().zip(&widths) {
            row.push(' ');
            row.push_str(cell);
            row.push_str(&" ".repeat(width - cells(cell) + 1));
        }
        text.push_str(row.trim_end());
        text.push('\n');
    }
    text
}

/// Milliseconds since 1970 UTC as the site's clock shows them, to the second.
pub(crate) fn time(ms: i64) -> String {
    let utc = DateTime::<Utc>::from_timestamp_millis(ms);
    utc.map_or_else(|| ms.to_string(), |utc| utc.with_timezone(&ZONE).format("%m-%d %H:%M:%S").to_string())
}

/// Milliseconds since 1970 UTC of an hour and minute at the site, so many days before `now`.
pub(crate) fn days_ago(now: i64, days: i64, hour: i64, minute: i64) -> i64 {
    const DAY: i64 = 86_400_000;
    let here = DateTime::<Utc>::from_timestamp_millis(now).map(|utc| utc.with_timezone(&ZONE));
    let of_day = here.map_or(0, |here| {
        let time = here.time().signed_duration_since(chrono::NaiveTime::MIN);
        time.num_milliseconds()
    });
    now - of_day - days * DAY + (hour * 60 + minute) * 60_000
}

/// Fen as yuan.
pub(crate) fn yuan(fen: i64) -> String {
    format!("¥{}.{:02}", fen / 100, fen % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_beside_wide_characters() {
        let cell = |text: &str| text.to_owned();
        let text = table(&[vec![cell("unit"), cell("state")], vec![cell("2栋0302"), cell("signed")]]);
        assert_eq!(text, "  unit     state\n  2栋0302  signed\n");
    }

    #[test]
    fn times_are_those_of_the_site() {
        let now = 1_772_413_200_000;
        assert_eq!(time(now), "03-02 09:00:00");
        assert_eq!(time(days_ago(now, 2, 14, 30)), "02-28 14:30:00");
    }
}
