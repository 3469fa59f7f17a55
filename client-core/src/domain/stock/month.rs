//! The month that names a kit's or the store's document.

const DAY_MS: i64 = 86_400_000;

/// Month of a moment (milliseconds since 1970 UTC), such as `2026-11`. It is the month in UTC on every device: it names
/// the document that an entry goes into and decides nothing else.
pub fn month_of(at: i64) -> String {
    // Days to the civil calendar by eras of 400 years, which begin in March.
    let days = at.div_euclid(DAY_MS) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_named_in_utc() {
        assert_eq!(month_of(0), "1970-01");
        assert_eq!(month_of(1_795_564_799_999), "2026-11");
        assert_eq!(month_of(951_782_399_999), "2000-02");
        assert_eq!(month_of(951_868_800_000), "2000-03");
        assert_eq!(month_of(-1), "1969-12");
    }
}
