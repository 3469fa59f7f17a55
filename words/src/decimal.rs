//! Exact decimal numbers as people type them, scaled to whole small units. No floating point anywhere.

pub use client_core::domain::money::decimal_of as shown;

/// Why a text is no number of whole small units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalFault {
    /// Not a decimal number.
    NotANumber,
    /// Finer than the small unit.
    TooFine,
    /// Beyond 64 bits.
    TooLarge,
}

/// A decimal number times ten to the power of `exponent`: `2.21` with 2 is 221.
///
/// # Errors
/// [`DecimalFault`]; digits finer than the small unit are refused, never rounded.
pub fn scaled(text: &str, exponent: i32) -> Result<i64, DecimalFault> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = !whole.is_empty() && all_digits(whole) && all_digits(fraction);
    if !shaped || (digits.contains('.') && fraction.is_empty()) {
        return Err(DecimalFault::NotANumber);
    }
    let mut value: i64 = 0;
    for digit in whole.bytes().chain(fraction.bytes()) {
        let digit = i64::from(digit - b'0');
        value = value.checked_mul(10).and_then(|v| v.checked_add(digit)).ok_or(DecimalFault::TooLarge)?;
    }
    let places = i32::try_from(fraction.len()).map_err(|_| DecimalFault::TooLarge)?;
    let shift = exponent.checked_sub(places).ok_or(DecimalFault::TooLarge)?;
    let power = 10_i64.checked_pow(shift.unsigned_abs()).ok_or(DecimalFault::TooLarge)?;
    let value = if shift >= 0 {
        value.checked_mul(power).ok_or(DecimalFault::TooLarge)?
    } else if value % power == 0 {
        value / power
    } else {
        return Err(DecimalFault::TooFine);
    };
    Ok(if negative { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_counts_and_none_is_rounded() {
        assert_eq!(scaled("221.0", 1), Ok(2_210));
        assert_eq!(scaled("0.395", 3), Ok(395));
        assert_eq!(scaled("-7.5", 1), Ok(-75));
        assert_eq!(scaled("+4.2", 3), Ok(4_200));
        assert_eq!(scaled("1000", -3), Ok(1));
        assert_eq!(scaled("0.29", 2), Ok(29), "which 100 times 0.29 in floating point is not");
        assert_eq!(scaled("221.05", 1), Err(DecimalFault::TooFine));
        assert_eq!(scaled("221.00", 1), Ok(2_210), "zeros are not finer");
        assert_eq!(scaled("1", -1), Err(DecimalFault::TooFine));
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "-", ".5", "5.", "1e3", "1,5", "٣", "1.2.3", "--1", " 1"] {
            assert_eq!(scaled(text, 0), Err(DecimalFault::NotANumber), "{text:?}");
        }
        assert_eq!(scaled("9223372036854775808", 0), Err(DecimalFault::TooLarge));
        assert_eq!(scaled("1", 40), Err(DecimalFault::TooLarge));
        let tiny = format!("0.{}", "0".repeat(30));
        assert_eq!(scaled(&tiny, 0), Err(DecimalFault::TooLarge));
    }

    #[test]
    fn a_value_is_shown_with_all_its_places() {
        assert_eq!(shown(2_210, 1), "221.0");
        assert_eq!(shown(-5, 2), "-0.05");
        assert_eq!(shown(510, 0), "510");
        assert_eq!(shown(i64::MIN, 1), "-922337203685477580.8");
    }
}
