//! What the true time was when people wrote, against what their devices say of it, and what orders and their bills are
//! reckoned with (P10). The world knows the true time; no device does.

use super::Violation;
use super::cbor::{Id, SeenEntry, entry, field, list, short, ulid, whole};
use super::life;
use super::log::Log;
use serde_json::Value;
use std::collections::BTreeMap;

/// How far a time that a device says it knows may be off, in milliseconds: half a minute of an answer's way, a minute
/// that the machine may have slept unnoticed, and a little.
const TOLERANCE_MS: i64 = 100_000;

/// The site's clocks are so much ahead of UTC, in Shanghai all the year.
const AHEAD_MS: i64 = 8 * 3_600_000;

/// Between which true times each entry was written, by document and entry, and when each phone was looked at last.
#[derive(Debug, Default)]
pub(super) struct Clocks {
    written: BTreeMap<(Id, Id), (i64, i64)>,
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
                if self.written.contains_key(&(*document, *id)) {
                    continue;
                }
                self.written.insert((*document, *id), (since, now));
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
    /// An order's canonical text: the server has said of each entry by an unknown clock when it received it; and the
    /// signature that counts is reckoned with at a time that it may have had, and billed in its true month unless finance was
    /// asked.
    ///
    /// # Errors
    /// The first promise that the text breaks.
    pub(super) fn check(&self, log: &Log, order: &Id, told: &Value) -> Result<(), Violation> {
        let broken = |promise: &'static str, detail: String| {
            Err(Violation::new(promise, format!("order {}: {detail}", short(order))))
        };
        let Some(document) = log.documents.get(order) else { return Ok(()) };
        let all =
            || document.entries.iter().filter_map(|(id, place)| Some((*id, *place, read(log, *place, id)?)));
        let mut received: BTreeMap<String, i64> = BTreeMap::new();
        for (_, _, word) in all().filter(|(.., one)| one.kind == "received" && one.role == "server") {
            let Some(at) = field(&word.data, "at").and_then(whole) else { continue };
            for id in list(&word.data, "entries") {
                let Some(id) = life::id_of(id) else { continue };
                let known = received.entry(ulid(&id)).or_insert(at);
                *known = at.min(*known);
            }
        }
        for (id, place, one) in all().filter(|(.., one)| one.known_at.is_none() && one.role != "server") {
            let Some(at) = received.get(&ulid(&id)) else {
                return broken(
                    "a time that nobody knows is bounded",
                    format!("{} of {}", one.kind, short(&id)),
                );
            };
            let Some((since, _)) = self.written.get(&(*order, id)) else { continue };
            if *at < since - TOLERANCE_MS {
                let detail = format!("{} of change {place} arrived at {at}, written at {since}", one.kind);
                return broken("nothing happens after it has arrived", detail);
            }
        }
        let signatures = told["signatures"].as_array().map(Vec::as_slice).unwrap_or_default();
        let Some(signed) = signatures.iter().find(|one| one["counts"] == true) else { return Ok(()) };
        let name = signed["origin"]["entry"].as_str().unwrap_or_default();
        let at = &signed["origin"]["at"];
        let told_at = at["wall"].as_i64().unwrap_or_default() + at["offset"].as_i64().unwrap_or_default();
        let Some((id, place, signature)) = all().find(|(id, ..)| ulid(id) == name) else { return Ok(()) };
        let Some((since, until)) = self.written.get(&(*order, id)).copied() else { return Ok(()) };
        let known =
            all().filter(|(id, other, _)| !received.contains_key(&ulid(id)) && log.saw(place, *other));
        let low = known.filter_map(|(.., one)| one.known_at).chain(signature.seen_at).max();
        let high = received.get(name).copied();
        let low = if signature.known_at.is_none() { low } else { None };
        if low.is_some_and(|low| told_at < low.min(high.unwrap_or(low)))
            || high.is_some_and(|high| told_at > high)
        {
            let detail = format!("{name} is reckoned with at {told_at}, and it was {low:?} to {high:?}");
            return broken("an unknown time lies within its bounds", detail);
        }
        let months = [month(since - TOLERANCE_MS), month(until + TOLERANCE_MS)];
        let conflicts = told["conflicts"].as_array().map(Vec::as_slice).unwrap_or_default();
        let lines = told["account"]["report_lines"].as_array().map(Vec::as_slice).unwrap_or_default();
        // Whatever was approved stays (P4).
        let asked = conflicts.iter().any(|one| one["rule"] == "TIME")
            || lines.iter().any(|line| line["approved"].is_object());
        if told["charge"] == "paid" && months[0] == months[1] && month(told_at) != months[0] && !asked {
            let detail = format!("{name} was signed from {since} to {until} and is billed at {told_at}");
            return broken("a wrong clock moves no bill into another month", detail);
        }
        Ok(())
    }
}

fn read<'a>(log: &'a Log, place: usize, id: &Id) -> Option<&'a SeenEntry> {
    let change = &log.changes[place];
    let at = change.entries.iter().position(|(known, _)| known == id)?;
    change.read.get(at)
}

/// The months since the year 0 at the site, by the days of the proleptic calendar.
fn month(at: i64) -> i64 {
    let days = (at + AHEAD_MS).div_euclid(86_400_000) + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let of_year = day - (365 * year + year / 4 - year / 100);
    // Years begin with March here.
    (era * 400 + year) * 12 + (5 * of_year + 2) / 153
}

#[cfg(test)]
mod tests {
    use super::month;

    #[test]
    fn months_turn_at_midnight_of_the_site() {
        // 2026-04-01 00:00 in Shanghai.
        let april = 1_774_972_800_000;
        assert_eq!(month(april) - month(april - 1), 1);
        assert_eq!(month(april), month(april + 30 * 86_400_000 - 1));
        assert_eq!(month(april + 30 * 86_400_000) - month(april), 1);
        assert_eq!(month(april + 365 * 86_400_000) - month(april), 12);
        // 2028-02-29 and 2028-03-01.
        let leap = 1_835_366_400_000;
        assert_eq!((month(leap), month(leap + 86_400_000)), (month(leap - 86_400_000), month(leap) + 1));
    }
}
