//! Small charts beside the figures that they draw: the figures stand in words next to them, so charts say nothing to a
//! screen reader.

use super::html::Html;

/// Columns of one trend are drawn this wide, with a gap.
const COLUMN: usize = 8;
const GAP: usize = 3;
const HEIGHT: usize = 24;

/// A bar for a part of a whole.
pub(super) fn gauge(h: &mut Html, part: usize, whole: usize) {
    let width = (part.min(whole) * 100).checked_div(whole).unwrap_or(0).to_string();
    let view = [
        ("class", "gauge"),
        ("viewBox", "0 0 100 10"),
        ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
    ];
    h.el("svg", &view, |h| {
        h.el("rect", &[("class", "rest"), ("width", "100"), ("height", "10")], |_| {});
        h.el("rect", &[("class", "part"), ("width", &width), ("height", "10")], |_| {});
    });
}

/// A column for each month, the oldest first; the last one is the month that is looked at.
pub(super) fn trend(h: &mut Html, months: &[usize]) {
    let most = months.iter().copied().max().unwrap_or(0).max(1);
    let width = (months.len() * (COLUMN + GAP)).saturating_sub(GAP).max(1);
    let view = format!("0 0 {width} {HEIGHT}");
    h.el("svg", &[("class", "trend"), ("viewBox", &view), ("aria-hidden", "true")], |h| {
        for (i, number) in months.iter().enumerate() {
            // Nothing is a line at the bottom, so that every month has its place.
            let tall = (number * HEIGHT / most).max(1);
            let class = if i + 1 == months.len() { "part" } else { "rest" };
            let (x, y) = ((i * (COLUMN + GAP)).to_string(), (HEIGHT - tall).to_string());
            let (wide, tall) = (COLUMN.to_string(), tall.to_string());
            let rect = [
                ("class", class),
                ("x", x.as_str()),
                ("y", y.as_str()),
                ("width", wide.as_str()),
                ("height", tall.as_str()),
            ];
            h.el("rect", &rect, |_| {});
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(draw: impl FnOnce(&mut Html)) -> String {
        let mut html = Html::new();
        draw(&mut html);
        html.finish()
    }

    #[test]
    fn a_bar_is_as_long_as_its_share_and_never_longer_than_the_whole() {
        for (part, whole, width) in [(0, 4, "0"), (1, 4, "25"), (4, 4, "100"), (9, 4, "100"), (0, 0, "0")] {
            let text = drawn(|h| gauge(h, part, whole));
            assert!(text.contains(&format!("class=\"part\" width=\"{width}\"")), "{part}/{whole}: {text}");
        }
    }

    #[test]
    fn the_tallest_month_fills_the_height_and_an_empty_one_keeps_its_place() {
        let text = drawn(|h| trend(h, &[0, 6, 12]));
        let tall: Vec<&str> =
            text.split(" height=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert_eq!(tall, ["1", "12", "24"]);
        assert_eq!(text.matches("class=\"part\"").count(), 1, "{text}");
        assert!(!drawn(|h| trend(h, &[])).contains("rect"));
    }
}
