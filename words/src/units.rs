//! Numbers with their units, as technicians write and read them: `221.0V`, `395kPa`, `0.395MPa`, `1.9mm`.
//!
//! A whole number without a unit is in the record's own small unit. A number with a unit that can only mean
//! one thing is converted exactly; what would have to be rounded is refused.

use crate::decimal::{DecimalFault, scaled, shown};
use client_core::domain::procedure::Unit;

/// Units that may be written after a number: `(as written, power of ten of the small unit)`. `m` and `M`
/// differ by nine powers of ten, so case counts wherever both could be meant.
const fn spellings(unit: Unit) -> &'static [(&'static str, i32)] {
    match unit {
        Unit::Count | Unit::CalendarDay => &[],
        Unit::Decivolt => &[("V", 1), ("v", 1), ("kV", 4), ("mV", -2)],
        Unit::Centivolt => &[("V", 2), ("v", 2), ("mV", -1)],
        Unit::Watt => &[("W", 0), ("w", 0), ("kW", 3), ("kw", 3), ("瓦", 0), ("千瓦", 3)],
        Unit::Ohm => &[
            ("Ω", 0),
            ("\u{2126}", 0),
            ("ohm", 0),
            ("kΩ", 3),
            ("k\u{2126}", 3),
            ("kohm", 3),
            ("欧", 0),
            ("歐", 0),
        ],
        Unit::Centimegohm => {
            &[("MΩ", 2), ("M\u{2126}", 2), ("Mohm", 2), ("kΩ", -1), ("k\u{2126}", -1), ("kohm", -1)]
        }
        Unit::Milliampere => &[("A", 3), ("a", 3), ("mA", 0), ("安", 3)],
        Unit::Kilopascal => &[("kPa", 0), ("kpa", 0), ("MPa", 3), ("Pa", -3), ("bar", 2)],
        Unit::Decicelsius => &[("C", 1), ("c", 1), ("°C", 1), ("℃", 1), ("度", 1)],
        Unit::Decimillimetre => &[("mm", 1), ("cm", 2), ("毫米", 1)],
        Unit::DecimillimetrePerMetre => &[("mm/m", 1), ("mm", 1), ("毫米", 1)],
        Unit::Centimetre => &[("m", 2), ("cm", 0), ("mm", -1), ("米", 2), ("厘米", 0)],
        Unit::Gram => &[("g", 0), ("kg", 3), ("克", 0)],
        Unit::Millilitre => &[("ml", 0), ("mL", 0), ("l", 3), ("L", 3)],
    }
}

/// How a number of this unit is shown: the unit that people use, and its decimal places.
pub const fn display(unit: Unit) -> (&'static str, u32) {
    match unit {
        Unit::Count | Unit::CalendarDay => ("", 0),
        Unit::Decivolt => ("V", 1),
        Unit::Centivolt => ("V", 2),
        Unit::Watt => ("W", 0),
        Unit::Ohm => ("Ω", 0),
        Unit::Centimegohm => ("MΩ", 2),
        Unit::Milliampere => ("mA", 0),
        Unit::Kilopascal => ("kPa", 0),
        Unit::Decicelsius => ("°C", 1),
        Unit::Decimillimetre => ("mm", 1),
        Unit::DecimillimetrePerMetre => ("mm/m", 1),
        Unit::Centimetre => ("m", 2),
        Unit::Gram => ("g", 0),
        Unit::Millilitre => ("ml", 0),
    }
}

/// Why a text is no number of a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    /// Not a number.
    NotANumber,
    /// A decimal number without its unit.
    UnitNeeded,
    /// A unit that this record isn't in.
    OtherUnit,
    /// Finer than the small unit that is recorded.
    TooFine,
    /// Beyond 64 bits.
    TooLarge,
}

impl NumberFault {
    /// A word for scripts.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotANumber => "not_a_number",
            Self::UnitNeeded => "unit_needed",
            Self::OtherUnit => "other_unit",
            Self::TooFine => "too_fine",
            Self::TooLarge => "too_large",
        }
    }
}

impl From<DecimalFault> for NumberFault {
    fn from(fault: DecimalFault) -> Self {
        match fault {
            DecimalFault::NotANumber => Self::NotANumber,
            DecimalFault::TooFine => Self::TooFine,
            DecimalFault::TooLarge => Self::TooLarge,
        }
    }
}

/// The units that may be written after a number, for a person.
pub fn written(unit: Unit) -> Vec<&'static str> {
    spellings(unit).iter().map(|(spelling, _)| *spelling).filter(|s| s.is_ascii()).collect()
}

/// Reads a number in the small unit of the record, or with a unit of its own.
///
/// # Errors
/// [`NumberFault`]; nothing is ever rounded.
pub fn read(unit: Unit, text: &str) -> Result<i64, NumberFault> {
    let text = text.trim();
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')));
    if unit == Unit::CalendarDay {
        return read_day(text);
    }
    let Some(end) = end else {
        return match scaled(text, 0) {
            Err(DecimalFault::TooFine) => Err(NumberFault::UnitNeeded),
            Ok(_) if text.contains('.') => Err(NumberFault::UnitNeeded),
            other => Ok(other?),
        };
    };
    let (number, suffix) = (text[..end].trim_end(), text[end..].trim());
    if number.is_empty() {
        return Err(NumberFault::NotANumber);
    }
    match spellings(unit).iter().find(|(spelling, _)| *spelling == suffix) {
        Some((_, exponent)) => Ok(scaled(number, *exponent)?),
        None => Err(NumberFault::OtherUnit),
    }
}

/// `20260302` or `2026-03-02`.
fn read_day(text: &str) -> Result<i64, NumberFault> {
    let parts: Vec<&str> = text.split('-').collect();
    let whole = match parts.as_slice() {
        [year, month, day] if (year.len(), month.len(), day.len()) == (4, 2, 2) => parts.concat(),
        _ => text.to_owned(),
    };
    Ok(scaled(&whole, 0)?)
}

/// A recorded number with its unit: `221.0 V`.
pub fn show(unit: Unit, value: i64) -> String {
    if unit == Unit::CalendarDay && (10_000_101..=99_991_231).contains(&value) {
        return format!("{:04}-{:02}-{:02}", value / 10_000, value / 100 % 100, value % 100);
    }
    let (symbol, places) = display(unit);
    let number = shown(value, places);
    if symbol.is_empty() { number } else { format!("{number} {symbol}") }
}

/// An example of what can be typed for this number in the unit that people use, such as `221.0V`.
pub fn example(unit: Unit, value: i64) -> Option<String> {
    let (symbol, places) = display(unit);
    let symbol = if symbol == "°C" { "C" } else { symbol };
    (places > 0).then(|| format!("{}{symbol}", shown(value, places)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_the_unit_that_a_technician_writes() {
        for (unit, text, value) in [
            (Unit::Decivolt, "2210", 2_210),
            (Unit::Decivolt, "221.0V", 2_210),
            (Unit::Decivolt, "221 V", 2_210),
            (Unit::Kilopascal, "395kPa", 395),
            (Unit::Kilopascal, "0.395MPa", 395),
            (Unit::Decicelsius, "30.5C", 305),
            (Unit::Decicelsius, "-3℃", -30),
            (Unit::Milliampere, "4.2A", 4_200),
            (Unit::Decimillimetre, "1.9mm", 19),
            (Unit::DecimillimetrePerMetre, "1.9mm", 19),
            (Unit::Centimetre, "1.95m", 195),
            (Unit::Centimegohm, "2.05MΩ", 205),
            (Unit::CalendarDay, "2026-03-02", 20_260_302),
            (Unit::CalendarDay, "20260302", 20_260_302),
            (Unit::Count, "3", 3),
        ] {
            assert_eq!(read(unit, text), Ok(value), "{text}");
        }
    }

    #[test]
    fn what_could_mean_two_things_or_would_be_rounded_is_refused() {
        for (unit, text, fault) in [
            (Unit::Decivolt, "221.0", NumberFault::UnitNeeded),
            (Unit::Decivolt, "2.5", NumberFault::UnitNeeded),
            (Unit::Decivolt, "221.05V", NumberFault::TooFine),
            (Unit::Decivolt, "221A", NumberFault::OtherUnit),
            (Unit::Kilopascal, "0.3955MPa", NumberFault::TooFine),
            (Unit::Kilopascal, "395mPa", NumberFault::OtherUnit),
            (Unit::Centimegohm, "2mohm", NumberFault::OtherUnit),
            (Unit::Count, "3x", NumberFault::OtherUnit),
            (Unit::Count, "two", NumberFault::NotANumber),
            (Unit::Count, "", NumberFault::NotANumber),
            (Unit::Milliampere, "99999999999999999A", NumberFault::TooLarge),
        ] {
            assert_eq!(read(unit, text), Err(fault), "{text}");
        }
    }

    #[test]
    fn a_shown_number_can_be_typed_again() {
        for unit in [
            Unit::Decivolt,
            Unit::Centivolt,
            Unit::Watt,
            Unit::Ohm,
            Unit::Centimegohm,
            Unit::Milliampere,
            Unit::Kilopascal,
            Unit::Decicelsius,
            Unit::Decimillimetre,
            Unit::DecimillimetrePerMetre,
            Unit::Centimetre,
            Unit::Gram,
            Unit::Millilitre,
            Unit::Count,
        ] {
            for value in [0, 7, 2_210, -15] {
                assert_eq!(read(unit, &show(unit, value)), Ok(value), "{unit:?}");
            }
        }
        assert_eq!(read(Unit::CalendarDay, &show(Unit::CalendarDay, 20_260_302)), Ok(20_260_302));
    }
}
