//! What must be true at the quiet end, of each phone and of the server.

use super::cbor::{self, Entries, Id, short};
use super::log::{self, Log};
use super::phone::Records;
use super::{Books, Due, Violation};
use std::collections::{BTreeMap, BTreeSet};

impl Books {
    /// A phone at the quiet end: nothing unsent, nothing beyond its scope, refusals kept by the server too.
    ///
    /// # Errors
    /// A broken promise.
    pub fn check_phone_at_end(&self, phone: usize, records: &Records) -> Result<(), Violation> {
        self.check_saved(phone, records)?;
        if !self.after_restore {
            nothing_waits(phone, records)?;
        }
        if records.held > 0 {
            let detail = format!(
                "phone {phone} can't use {} runs of the server: {:?}",
                records.held, records.held_why
            );
            return Err(Violation::new("everybody is up to date within three syncs", detail));
        }
        let due = Due { documents: self.due(phone), upto: self.log.last(), life: self.life };
        self.check_due(phone, &due, records)?;
        let with_stuck: BTreeSet<Id> = records.stuck.iter().map(|stuck| stuck.document).collect();
        for document in records.documents.keys().filter(|document| !with_stuck.contains(*document)) {
            // A server that has lost part of a document can't say that somebody who knows that part has it no more.
            if self.after_restore && self.has_lost_part_of(records, document) {
                continue;
            }
            if !self.people[&phone].may_hold(&self.log, document) {
                let detail = format!("phone {phone} still holds document {}", short(document));
                return Err(Violation::new("nobody keeps what is out of scope", detail));
            }
        }
        for stuck in records.stuck.iter().filter(|_| !self.after_restore) {
            let kept = log::quarantined(&self.connection, &self.devices[&phone], &stuck.document);
            if !kept.iter().any(|bytes| has_entries(bytes, &stuck.entries))
                && !stuck.detail.contains("this device")
            {
                let detail = format!(
                    "phone {phone}: a change of {} is stuck ({}: {}) and its bytes are not in quarantine",
                    short(&stuck.document),
                    stuck.reason,
                    stuck.detail
                );
                return Err(Violation::new("what is refused is kept", detail));
            }
        }
        Ok(())
    }

    /// The server at the quiet end.
    ///
    /// # Errors
    /// A broken promise.
    pub fn check_server_at_end(&mut self) -> Result<(), Violation> {
        // From the first change on, so that nothing was changed behind the feed's back either.
        let mut again = Log::default();
        again.follow(&self.connection)?;
        if again.changes.len() != self.log.changes.len() {
            let detail = format!("{} changes, {} before", again.changes.len(), self.log.changes.len());
            return Err(Violation::new("the log only grows", detail));
        }
        self.log = again;
        self.check_acknowledged(None)?;
        for change in &self.log.changes {
            if let Some((entry, _)) = change.entries.iter().find(|(id, _)| self.hostile.contains(id)) {
                let detail = format!("entry {} of change {} is a forgery", short(entry), change.seq);
                return Err(Violation::new("what is forged never enters the log", detail));
            }
        }
        for (device, document, entries) in &self.refused {
            let kept = log::quarantined(&self.connection, device, document);
            if !kept.iter().any(|bytes| has_entries(bytes, entries)) {
                let detail = format!("a refused row of {} is not in quarantine", short(document));
                return Err(Violation::new("what is refused is kept", detail));
            }
        }
        for (device, (upto, life)) in &self.removed {
            let later = log::written_after(&self.connection, device, *upto);
            // What it wrote before, others give back after a restore.
            if *life == self.life && !self.after_restore && later > 0 {
                let detail = format!("{later} changes of device {}", short(device));
                return Err(Violation::new("a removed phone stays out", detail));
            }
        }
        self.check_groups()
    }

    /// The parts of a command enter the log together.
    fn check_groups(&self) -> Result<(), Violation> {
        let mut groups: BTreeMap<Id, (u64, BTreeSet<Id>)> = BTreeMap::new();
        for change in &self.log.changes {
            for entry in &change.read {
                groups
                    .entry(entry.command)
                    .or_insert((entry.documents, BTreeSet::new()))
                    .1
                    .insert(change.document);
            }
        }
        for (command, (documents, found)) in groups {
            // Of what only a lost phone had as a whole, others give back the parts that they know.
            if found.len() as u64 != documents && !self.is_incomplete() {
                let detail = format!("command {}: {} of {documents} documents", short(&command), found.len());
                return Err(Violation::new("a command enters the log whole", detail));
            }
        }
        Ok(())
    }
}

fn nothing_waits(phone: usize, records: &Records) -> Result<(), Violation> {
    let promise = "everybody is up to date within three syncs";
    if records.unsent > 0 {
        return Err(Violation::new(
            promise,
            format!("phone {phone} still has {} unsent commands", records.unsent),
        ));
    }
    if let Some((document, _)) = records.pending.iter().find(|(_, entries)| !entries.is_empty()) {
        let detail = format!("phone {phone} has pending changes of {} and an empty outbox", short(document));
        return Err(Violation::new(promise, detail));
    }
    Ok(())
}

/// Whether a quarantined row holds just these entries.
fn has_entries(row: &[u8], entries: &Entries) -> bool {
    cbor::parse(row).and_then(|row| cbor::entries(&row)).is_some_and(|kept| kept == *entries)
}
