//! How an awaited arrival stands to its appointment, from the order's state (DSP-4, DL-02).

use crate::domain::order::OrderState;
use serde::{Deserialize, Serialize};

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
/// after an arrival, and while the time has to be agreed again. `warning_ms` is how long before it there is time to go
/// (DL-02).
pub fn arrival_due(
    state: OrderState,
    time_open: bool,
    appointment_at: Option<i64>,
    warning_ms: i64,
    now: i64,
) -> Option<ArrivalDue> {
    if time_open || !matches!(state, OrderState::Dispatched | OrderState::Received) {
        return None;
    }
    let left = appointment_at?.saturating_sub(now);
    Some(if left <= 0 {
        ArrivalDue::Late
    } else if left <= warning_ms {
        ArrivalDue::Soon
    } else {
        ArrivalDue::Ahead
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reference::Reference;

    const TWO: i64 = 14 * 3_600_000;

    #[test]
    fn dsp_04_whoever_is_awaited_is_warned_half_an_hour_before_and_late_from_the_minute_itself() {
        let minute = 60_000;
        let due = |state, open, now| arrival_due(state, open, Some(TWO), 30 * minute, now);
        assert_eq!(due(OrderState::Received, false, TWO - 30 * minute - 1), Some(ArrivalDue::Ahead));
        assert_eq!(due(OrderState::Received, false, TWO - 30 * minute), Some(ArrivalDue::Soon));
        assert_eq!(due(OrderState::Dispatched, false, TWO - 1), Some(ArrivalDue::Soon));
        assert_eq!(due(OrderState::Dispatched, false, TWO), Some(ArrivalDue::Late));
        assert_eq!(due(OrderState::OnSite, false, TWO), None);
        assert_eq!(due(OrderState::Received, true, TWO), None, "the time is to be agreed again");
        assert_eq!(arrival_due(OrderState::Received, false, None, 30 * minute, TWO), None);
    }

    #[test]
    fn dl_02_the_warning_is_as_early_as_the_site_has_set_it() {
        let minute = 60_000;
        let soon = |reference: &Reference, before: i64| {
            let warning = reference.arrival_warning_ms();
            arrival_due(OrderState::Received, false, Some(TWO), warning, TWO - before * minute)
                == Some(ArrivalDue::Soon)
        };
        let printed = Reference::default();
        assert!(soon(&printed, 30) && !soon(&printed, 31));
        let set = Reference { arrival_warning_minutes: Some(45), ..Reference::default() };
        assert!(soon(&set, 45) && !soon(&set, 46));
    }
}
