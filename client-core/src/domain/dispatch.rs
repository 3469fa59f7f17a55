//! Whose turn it is: slips in rotation among technicians (DSP-1).

use super::id::UserId;

/// How a technician stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Who.
    pub technician: UserId,
    /// Open slips that he holds.
    pub open: u32,
    /// When he was last given a slip, milliseconds since 1970 UTC; `None` when he never was.
    pub last_given_at: Option<i64>,
}

/// Whose turn it is: who holds the fewest open slips, of those who was given none for the longest time, then the smaller
/// id. `None` where there is nobody; `except` is left out, because nobody is given what he gave back.
pub fn next_in_rotation(loads: &[Load], except: &[UserId]) -> Option<Load> {
    loads
        .iter()
        .filter(|load| !except.contains(&load.technician))
        .min_by_key(|load| {
            let waited = load.last_given_at;
            (load.open, waited, load.technician)
        })
        .copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(n: u8, open: u32, last_given_at: Option<i64>) -> Load {
        Load { technician: UserId::from_bytes([n; 16]), open, last_given_at }
    }

    fn turn(loads: &[Load]) -> Option<u8> {
        next_in_rotation(loads, &[]).map(|load| load.technician.as_bytes()[0])
    }

    #[test]
    fn dsp_01_the_fewest_open_slips_come_first() {
        assert_eq!(turn(&[load(1, 2, Some(10)), load(2, 1, Some(99)), load(3, 3, None)]), Some(2));
        assert_eq!(turn(&[]), None);
    }

    #[test]
    fn dsp_01_of_equals_who_was_given_none_for_the_longest_time() {
        assert_eq!(turn(&[load(1, 1, Some(20)), load(2, 1, Some(10)), load(3, 1, Some(30))]), Some(2));
        assert_eq!(turn(&[load(1, 1, Some(20)), load(2, 1, None)]), Some(2), "never at all is longest");
        assert_eq!(turn(&[load(2, 0, None), load(1, 0, None)]), Some(1), "then the smaller id");
    }

    #[test]
    fn dsp_01_whoever_gave_it_back_is_passed_over() {
        let loads = [load(1, 0, None), load(2, 5, Some(1))];
        let found = next_in_rotation(&loads, &[UserId::from_bytes([1; 16])]);
        assert_eq!(found.map(|load| load.technician.as_bytes()[0]), Some(2));
        assert!(next_in_rotation(&loads[..1], &[UserId::from_bytes([1; 16])]).is_none());
    }
}
