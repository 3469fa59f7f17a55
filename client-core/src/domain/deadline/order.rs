//! Deadlines of one order, and the day whose batch a slip goes into.

use super::{Deadline, DeadlineId, DeadlineSettings, monthly};
use crate::domain::calendar::{Day, MINUTE_MS, Zone};

/// Reply to the customer (DL-01). Minutes run from the recorded minute, so seconds of `received_at` are left out.
pub fn reply(received_at: i64, settings: &DeadlineSettings) -> Deadline {
    let starts = received_at.saturating_sub(received_at.rem_euclid(MINUTE_MS));
    let after = |minutes: u32| starts.saturating_add(i64::from(minutes) * MINUTE_MS);
    Deadline::at(
        DeadlineId::Reply,
        starts,
        after(settings.reply_warning_minutes),
        after(settings.reply_minutes),
    )
}

/// Arrival before the appointment (DL-02): whoever arrives at the minute itself isn't ahead of it. `since` is when
/// somebody got the slip.
pub fn arrival(since: i64, appointment_at: i64, settings: &DeadlineSettings) -> Deadline {
    let warning = i64::from(settings.arrival_warning_minutes) * MINUTE_MS;
    let starts = since.min(appointment_at);
    Deadline::new(
        DeadlineId::Arrival,
        starts,
        appointment_at.saturating_sub(warning),
        appointment_at,
        appointment_at,
    )
}

/// The day whose batch a slip of this moment goes into (DSP-7): 17:30:00 is in that day's, 17:30:01 in the next one's.
pub fn batch_day(at: i64, zone: Zone, settings: &DeadlineSettings) -> Day {
    let day = zone.day_of(at);
    if monthly::desk_batch(day, zone, settings).kept_by(at) { day } else { day.add_days(1) }
}
