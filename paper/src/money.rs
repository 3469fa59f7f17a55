//! Money in print.

/// An amount of integer fen as yuan with thousands separators: `1,234.56`.
pub fn format_fen(fen: i64) -> String {
    let amount = fen.unsigned_abs();
    let yuan = (amount / 100).to_string();
    let mut text = String::with_capacity(yuan.len() + yuan.len() / 3 + 4);
    if fen < 0 {
        text.push('-');
    }
    for (i, digit) in yuan.chars().enumerate() {
        if i > 0 && (yuan.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text + &format!(".{:02}", amount % 100)
}

#[cfg(test)]
mod tests {
    use super::format_fen;

    #[test]
    fn fen_are_printed_to_the_last_one() {
        for (fen, text) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (1234, "12.34"),
            (99_999, "999.99"),
            (100_000, "1,000.00"),
            (123_456_789, "1,234,567.89"),
            (-100_000_000, "-1,000,000.00"),
            (i64::MAX, "92,233,720,368,547,758.07"),
            (i64::MIN, "-92,233,720,368,547,758.08"),
        ] {
            assert_eq!(format_fen(fen), text);
        }
    }
}
