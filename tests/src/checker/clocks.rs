//! What the true time was when people wrote, against what their devices say of it (P10). The world knows the true time;
//! no device does.

use super::Violation;
use super::cbor::{Id, entry, short};
use std::collections::{BTreeMap, BTreeSet};

/// How far a time that a device says it knows may be off, in milliseconds: half a minute of an answer's way, a minute
/// that the machine may have slept unnoticed, and a little.
const TOLERANCE_MS: i64 = 100_000;

/// Which entries were looked at, and when the last time was that nothing new was there.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    seen: BTreeSet<(Id, Id)>,
    looked: BTreeMap<usize, i64>,
}

impl Clocks {
    /// A phone's unsent entries at the true time `now`: those that weren't there at the last look were written since.
    ///
    /// # Errors
    /// The first one whose known time lies before or after that.
    pub(super) fn written(
        &mut self,
        phone: usize,
        now: i64,
        disk: &BTreeMap<Id, BTreeMap<Id, Vec<u8>>>,
    ) -> Result<(), Violation> {
        let since = self.looked.insert(phone, now).unwrap_or(crate::sim::START);
        for (document, entries) in disk {
            for (id, bytes) in entries {
                if !self.seen.insert((*document, *id)) {
                    continue;
                }
                let Some(known) = entry(bytes).and_then(|entry| entry.known_at) else { continue };
                if !(since - TOLERANCE_MS..=now + TOLERANCE_MS).contains(&known) {
                    let detail = format!(
                        "entry {} of {} on phone {phone} says {known}, and it was {since} to {now}",
                        short(id),
                        short(document)
                    );
                    return Err(Violation::new("a time that a device knows is the true one", detail));
                }
            }
        }
        Ok(())
    }
}
