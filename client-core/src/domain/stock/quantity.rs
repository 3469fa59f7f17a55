//! Quantities: integers in a fixed small unit, shown in a larger one.

use serde::{Deserialize, Serialize};

/// Unit of a material. Quantities are integers in its small unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// Pieces.
    Piece,
    /// Sets of parts that belong together.
    Set,
    /// Rolls.
    Roll,
    /// Pairs.
    Pair,
    /// Bottles, cans and the like.
    Bottle,
    /// Metres, counted in millimetres.
    Metre,
    /// Kilograms, counted in grams.
    Kilogram,
    /// Litres, counted in millilitres.
    Litre,
}

/// Why a text is no quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a decimal number.
    #[error("not a number such as 3 or 1.5")]
    NotANumber,
    /// Finer than the small unit.
    #[error("finer than the small unit of the item")]
    TooFine,
    /// Larger than any store.
    #[error("too large")]
    TooLarge,
}

/// No store holds more of one thing than this, in small units; sums of a million movements still fit.
pub const MAX_QUANTITY: i64 = 1_000_000_000;

impl Unit {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Piece,
        Self::Set,
        Self::Roll,
        Self::Pair,
        Self::Bottle,
        Self::Metre,
        Self::Kilogram,
        Self::Litre,
    ];

    /// Name in files and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Piece => "piece",
            Self::Set => "set",
            Self::Roll => "roll",
            Self::Pair => "pair",
            Self::Bottle => "bottle",
            Self::Metre => "metre",
            Self::Kilogram => "kilogram",
            Self::Litre => "litre",
        }
    }

    /// The one with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|unit| unit.as_str() == name)
    }

    /// Digits after the point between the unit and its small unit.
    pub const fn decimals(self) -> u32 {
        match self {
            Self::Metre | Self::Kilogram | Self::Litre => 3,
            _ => 0,
        }
    }

    /// A quantity as people write it: `1500` millimetres are `1.5`.
    pub fn format(self, quantity: i64) -> String {
        let scale = 10_u64.pow(self.decimals());
        let magnitude = quantity.unsigned_abs();
        let sign = if quantity < 0 { "-" } else { "" };
        let (whole, rest) = (magnitude / scale, magnitude % scale);
        if rest == 0 {
            return format!("{sign}{whole}");
        }
        let width = self.decimals() as usize;
        let fraction = format!("{rest:0width$}");
        format!("{sign}{whole}.{}", fraction.trim_end_matches('0'))
    }

    /// Reads a quantity as people write it.
    ///
    /// # Errors
    /// Any [`QuantityError`]; the sign and zero are the caller's to judge.
    pub fn parse_quantity(self, text: &str) -> Result<i64, QuantityError> {
        let text = text.trim();
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !number(whole) || (digits.contains('.') && !number(fraction)) {
            return Err(QuantityError::NotANumber);
        }
        let fraction = fraction.trim_end_matches('0');
        let decimals = self.decimals() as usize;
        if fraction.len() > decimals {
            return Err(QuantityError::TooFine);
        }
        let all = format!("{whole}{fraction:0<decimals$}");
        let magnitude: i64 = all.parse().map_err(|_| QuantityError::TooLarge)?;
        if magnitude > MAX_QUANTITY {
            return Err(QuantityError::TooLarge);
        }
        Ok(if negative { -magnitude } else { magnitude })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_integers_in_the_small_unit() {
        assert_eq!(Unit::Metre.parse_quantity("1.5"), Ok(1500));
        assert_eq!(Unit::Metre.parse_quantity("0.001"), Ok(1));
        assert_eq!(Unit::Metre.parse_quantity("2.5000"), Ok(2500));
        assert_eq!(Unit::Metre.parse_quantity("0.0005"), Err(QuantityError::TooFine));
        assert_eq!(Unit::Piece.parse_quantity("3"), Ok(3));
        assert_eq!(Unit::Piece.parse_quantity("3.0"), Ok(3));
        assert_eq!(Unit::Piece.parse_quantity("0.5"), Err(QuantityError::TooFine));
        assert_eq!(Unit::Piece.parse_quantity("-2"), Ok(-2));
        for text in ["", "-", ".", "1.", ".5", "1,5", "one", "1e3", "１", "+1", "1.2.3", "=1+1"] {
            assert_eq!(Unit::Metre.parse_quantity(text), Err(QuantityError::NotANumber), "{text:?}");
        }
        assert_eq!(Unit::Piece.parse_quantity("1000000001"), Err(QuantityError::TooLarge));
        assert_eq!(Unit::Piece.parse_quantity("99999999999999999999"), Err(QuantityError::TooLarge));
    }

    #[test]
    fn a_quantity_is_shown_as_it_is_read() {
        for (unit, quantity, text) in [
            (Unit::Metre, 1500, "1.5"),
            (Unit::Metre, -1, "-0.001"),
            (Unit::Kilogram, 12_000, "12"),
            (Unit::Litre, 50, "0.05"),
            (Unit::Piece, 7, "7"),
            (Unit::Piece, 0, "0"),
        ] {
            assert_eq!(unit.format(quantity), text);
            assert_eq!(unit.parse_quantity(text), Ok(quantity));
        }
    }
}
