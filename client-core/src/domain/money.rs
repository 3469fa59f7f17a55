//! Amounts as people write them: yuan with two decimals, kept in whole fen.

/// Yuan in fen: digits, and at most two after the point; below zero with a minus sign before them. `None` for anything else.
pub fn fen_of(text: &str) -> Option<i64> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (yuan, decimals) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || !digits(decimals) || decimals.len() > 2 {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let cents: i64 = format!("{decimals:0<2}").parse().ok()?;
    let fen = yuan.checked_mul(100)?.checked_add(cents)?;
    Some(if negative { -fen } else { fen })
}

/// An amount in yuan with two decimals.
pub fn yuan_of(fen: i64) -> String {
    decimal_of(fen, 2)
}

/// A whole number of small units with this many decimal places: `2210` with 1 is `221.0`.
pub fn decimal_of(value: i64, places: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let size = value.unsigned_abs();
    let Some(power) = 10_u64.checked_pow(places).filter(|power| *power > 1) else {
        return value.to_string();
    };
    format!("{sign}{}.{:0width$}", size / power, size % power, width = places as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_to_the_fen() {
        for fen in [0, 1, 99, 100, 3_505, -7, -1_000_000] {
            assert_eq!(fen_of(&yuan_of(fen)), Some(fen));
        }
        assert_eq!((fen_of("35"), fen_of("0.5")), (Some(3_500), Some(50)));
        for text in ["", "-", ".5", "1.234", "1e3", "+1", "--1", "1,000", "99999999999999999999"] {
            assert_eq!(fen_of(text), None, "{text}");
        }
    }
}
