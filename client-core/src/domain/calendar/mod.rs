//! The calendar of a site: its days, months and times of day, as pure functions of instants that are passed in.
//!
//! Business time is the site's local time (section 0 of the rule book). Instants are milliseconds since 1970 UTC. One
//! implementation serves server, device and browser; none of them may reckon days of its own.

// Where chrono-tz would be an eighth of the program; tests compare the two.
#[cfg(any(test, target_arch = "wasm32"))]
mod compact;
mod day;
mod month;
mod zone;

#[cfg(test)]
mod tests;

pub use day::{Day, InvalidDay, InvalidWallTime, WallTime};
pub use month::{InvalidMonth, MonthOf};
pub use zone::{UnknownZone, Zone};

/// A second in milliseconds.
pub const SECOND_MS: i64 = 1_000;
/// A minute in milliseconds.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
