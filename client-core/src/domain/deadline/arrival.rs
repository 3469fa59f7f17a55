//! How an awaited arrival stands to its appointment, from the order's state (DSP-4, DL-02).

use crate::domain::order::OrderState;
use serde::{Deserialize, Serialize};

/// Warning before an appointment (DL-02): 30 minutes, as the rule book proposes.
pub const ARRIVAL_WARNING_MS: i64 = 30 * 60 * 1000;

/// How an arrival that hasn't happened stands to its appointment (DSP-4, DL-02).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArrivalDue {
    /// There is time.
    Ahead,
    /// Time to go.
    Soon,
    /// The appointment has come: whoever arrives now is not ahead of it.
    Late,
}

/// How the next arrival stands to the appointment; `None` where nobody is awaited: before a slip is given to somebody,
/// after an arrival, and while the time has to be agreed again.
pub fn arrival_due(
    state: OrderState,
    time_open: bool,
    appointment_at: Option<i64>,
    now: i64,
) -> Option<ArrivalDue> {
    if time_open || !matches!(state, OrderState::Dispatched | OrderState::Received) {
        return None;
    }
    let left = appointment_at?.saturating_sub(now);
    Some(if left <= 0 {
        ArrivalDue::Late
    } else if left <= ARRIVAL_WARNING_MS {
        ArrivalDue::Soon
    } else {
        ArrivalDue::Ahead
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: i64 = 14 * 3_600_000;

    #[test]
    fn dsp_04_whoever_is_awaited_is_warned_half_an_hour_before_and_late_from_the_minute_itself() {
        let due = |state, open, now| arrival_due(state, open, Some(TWO), now);
        let minute = 60_000;
        assert_eq!(due(OrderState::Received, false, TWO - 30 * minute - 1), Some(ArrivalDue::Ahead));
        assert_eq!(due(OrderState::Received, false, TWO - 30 * minute), Some(ArrivalDue::Soon));
        assert_eq!(due(OrderState::Dispatched, false, TWO - 1), Some(ArrivalDue::Soon));
        assert_eq!(due(OrderState::Dispatched, false, TWO), Some(ArrivalDue::Late));
        assert_eq!(due(OrderState::OnSite, false, TWO), None);
        assert_eq!(due(OrderState::Received, true, TWO), None, "the time is to be agreed again");
        assert_eq!(arrival_due(OrderState::Received, false, None, TWO), None);
    }
}
