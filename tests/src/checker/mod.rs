//! Keeps its own books of what was promised and says when a promise is broken.
//!
//! It reads bytes on the wire, records on a phone's disk and tables of the server by itself, and compares canonical
//! texts that others made. It must never ask a function of the product whether the product is right.

pub mod cbor;
pub mod clocks;
pub mod decisions;
mod end;
mod goods;
pub mod life;
pub mod log;
pub mod matter;
pub mod money;
pub mod phone;
pub mod scope;
pub mod store;
mod tools;
mod violation;

pub use violation::Violation;

use cbor::{Entries, Hash, Id, SeenRequest, short};
use clocks::Clocks;
use log::Log;
use phone::Records;
use rusqlite::Connection;
use scope::Person;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a phone was told is in the log.
#[derive(Debug, Clone)]
struct Acknowledged {
    phone: usize,
    actor: Id,
    seq: u64,
    /// Hash of the change, where it closed a run.
    hash: Option<Hash>,
    entries: Entries,
    /// The last life of the server that said so.
    epoch: [u8; 8],
}

/// What an answer promised when it was made: the documents that the person must have up to a feed number.
#[derive(Debug, Clone, Default)]
pub struct Due {
    /// Documents.
    pub documents: Vec<Id>,
    /// Feed number.
    pub upto: u64,
    /// How often the server had been put back to a backup: a feed number means something in its own life alone.
    life: usize,
}

/// The checker's books over one run.
pub struct Books {
    connection: Connection,
    /// The server's log as last read.
    pub log: Log,
    people: BTreeMap<usize, Person>,
    devices: BTreeMap<usize, Id>,
    /// What was shown as saved: by document and entry, the phone and the bytes.
    saved: BTreeMap<(Id, Id), (usize, Vec<u8>)>,
    acknowledged: BTreeMap<(Id, Id, u64), Acknowledged>,
    /// Entries that must never enter the log.
    hostile: BTreeSet<Id>,
    /// Bytes of rows that must be in quarantine: device, document, entries.
    refused: Vec<(Id, Id, Entries)>,
    /// The server was put back to a backup, so its quarantine may have forgotten.
    after_restore: bool,
    /// How often that was.
    life: usize,
    clocks: Clocks,
    /// Devices that were removed: when, by the log's feed numbers, and in which of the server's lives.
    removed: BTreeMap<Id, (u64, usize)>,
    /// Some phone's disk was lost, or nobody lets it give back what it has.
    incomplete: bool,
}

/// So many changes of a document wait at once, and no more.
const MOST_WAITING: usize = 256;

impl Books {
    /// Empty books on the server's file.
    pub fn new(path: &Path) -> Self {
        Self {
            connection: Log::open(path),
            log: Log::default(),
            people: BTreeMap::new(),
            devices: BTreeMap::new(),
            saved: BTreeMap::new(),
            acknowledged: BTreeMap::new(),
            hostile: BTreeSet::new(),
            refused: Vec::new(),
            after_restore: false,
            life: 0,
            clocks: Clocks::default(),
            removed: BTreeMap::new(),
            incomplete: false,
        }
    }

    /// A phone with its person, by the number that the world gives it.
    pub fn add_phone(&mut self, phone: usize, device: Id, person: Person) {
        self.devices.insert(phone, device);
        self.people.insert(phone, person);
    }

    /// Another phone with the same image: the same device and person to the server.
    pub fn clone_phone(&mut self, phone: usize, clone: usize) {
        self.devices.insert(clone, self.devices[&phone]);
        self.people.insert(clone, self.people[&phone].clone());
    }

    /// A phone was put back to an older image: what only its lost disk held is gone, and nobody promised otherwise.
    pub fn put_back(&mut self, phone: usize, records: &Records) {
        self.incomplete = true;
        let log = &self.log;
        self.saved.retain(|(document, entry), (owner, _)| {
            *owner != phone
                || records.bytes_of(document, entry).is_some()
                || log.bytes_of(document, entry).is_some()
        });
    }

    /// A person loses his roles; false when he had none.
    pub fn end_roles(&mut self, user: &Id) -> bool {
        let mut had = false;
        for person in self.people.values_mut().filter(|person| person.user == *user) {
            had |= !person.roles.is_empty();
            person.roles.clear();
        }
        had
    }

    /// A document of the log that the person of a phone may not hold.
    pub fn secret_of(&self, phone: usize) -> Option<Id> {
        let person = &self.people[&phone];
        self.log.documents.keys().find(|document| !person.may_hold(&self.log, document)).copied()
    }

    /// Books other bytes for something acknowledged, as if the log held what nobody sent; for a test of the checker.
    pub fn misremember(&mut self) {
        if let Some(known) = self.acknowledged.values_mut().next() {
            known.entries[0].1.push(0);
        }
    }

    /// The checker's connection, for tests that spoil the server's file behind its back.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// How many entries were shown as saved, and how many changes were acknowledged.
    pub fn counts(&self) -> (usize, usize) {
        (self.saved.len(), self.acknowledged.len())
    }

    /// A phone showed a command as saved, at the true time `now`. `shown` are the entries that it shows as its own and
    /// unsent.
    ///
    /// # Errors
    /// When it shows what its disk doesn't hold, or knows a time that isn't the true one.
    pub fn shown_saved(
        &mut self,
        phone: usize,
        now: i64,
        order: Id,
        shown: &[Id],
        disk: &BTreeMap<Id, BTreeMap<Id, Vec<u8>>>,
    ) -> Result<(), Violation> {
        for entry in shown {
            if !disk.get(&order).is_some_and(|entries| entries.contains_key(entry)) {
                let detail = format!("phone {phone} shows entry {} that its disk doesn't hold", short(entry));
                return Err(Violation::new("shown as saved is recovered", detail));
            }
        }
        self.saved(phone, now, disk)
    }

    /// The same, where the phone doesn't show which entries are its own: what its disk holds unsent by now is saved.
    ///
    /// # Errors
    /// When a device knows a time that isn't the true one.
    pub fn saved(
        &mut self,
        phone: usize,
        now: i64,
        disk: &BTreeMap<Id, BTreeMap<Id, Vec<u8>>>,
    ) -> Result<(), Violation> {
        self.clocks.written(phone, now, disk)?;
        for (document, entries) in disk {
            for (entry, bytes) in entries {
                self.saved.entry((*document, *entry)).or_insert_with(|| (phone, bytes.clone()));
            }
        }
        Ok(())
    }

    /// A request was refused as a whole: it left nothing in the log.
    ///
    /// # Errors
    /// When it did.
    pub fn nothing_new(&mut self) -> Result<(), Violation> {
        let before = self.log.last();
        self.log.follow(&self.connection)?;
        if self.log.last() == before {
            return Ok(());
        }
        let detail = format!("the log grew from {before} to {}", self.log.last());
        Err(Violation::new("what is refused as a whole leaves nothing behind", detail))
    }

    /// The server was told to let a device in no more.
    pub fn removed(&mut self, device: &Id) {
        self.incomplete = true;
        self.removed.entry(*device).or_insert((self.log.last(), self.life));
    }

    /// Whether it was.
    pub fn is_removed(&self, device: &Id) -> bool {
        self.removed.contains_key(device)
    }

    /// Whether somebody had a post and lost it.
    pub fn has_no_post(&self, user: &Id) -> bool {
        self.people.values().any(|person| person.user == *user && person.roles.is_empty())
    }

    /// The office was told that its command is done: the log must keep its changes.
    pub fn office_done(&mut self) -> Result<(), Violation> {
        self.log.follow(&self.connection)
    }

    /// Rows that no server may take; `sent` says that the server answered them.
    pub fn add_hostile(&mut self, phone: usize, document: Id, entries: Entries, sent: bool) {
        self.hostile.extend(entries.iter().map(|(id, _)| *id));
        if sent {
            self.refused.push((self.devices[&phone], document, entries));
        }
    }

    /// The server has answered a phone: reads the log's news, and looks whether the answer holds anything that its
    /// reader may not have. Gives what the answer promises.
    ///
    /// # Errors
    /// A broken promise.
    pub fn answered(&mut self, phone: usize, body: &[u8], want_due: bool) -> Result<Option<Due>, Violation> {
        self.log.follow(&self.connection)?;
        // A checker that can't read answers finds nothing wrong with them.
        let Some(answer) = cbor::answer(body) else {
            return Err(Violation::new("the checker reads every answer", format!("to phone {phone}")));
        };
        let person = &self.people[&phone];
        let documents = answer.documents.iter().map(|(document, _)| document);
        for document in documents.chain(&answer.blobs) {
            if !person.may_hold(&self.log, document) {
                let detail = format!("phone {phone} was given document {}", short(document));
                return Err(Violation::new("nobody gets what is out of scope", detail));
            }
        }
        if answer.more || !want_due {
            return Ok(None);
        }
        Ok(Some(Due { documents: self.due(phone), upto: answer.cursor, life: self.life }))
    }

    fn due(&self, phone: usize) -> Vec<Id> {
        let board = log::board(&self.connection);
        let person = &self.people[&phone];
        let must = |document: &&Id| {
            let order = self.log.order_of_customer.get(*document).unwrap_or(document);
            let holder = board.get(order).and_then(|(_, holder)| holder.as_ref());
            person.must_hold(&self.log, document, holder)
        };
        self.log.documents.keys().filter(must).copied().collect()
    }

    /// A phone has taken an answer to this request.
    pub fn acknowledged(&mut self, phone: usize, request: &SeenRequest, body: &[u8]) {
        let Some(answer) = cbor::answer(body) else { return };
        for run in &request.push {
            for (number, (seq, entries)) in run.rows.iter().enumerate() {
                let verdict = answer
                    .verdicts
                    .iter()
                    .find(|v| v.document == run.document && v.actor == run.actor && v.upto >= *seq);
                if verdict.is_some_and(|v| v.outcome == "accepted" || v.outcome == "duplicate") {
                    let last = number + 1 == run.rows.len();
                    let known = Acknowledged {
                        phone,
                        actor: run.actor,
                        seq: *seq,
                        hash: last.then_some(run.hash),
                        entries: entries.clone(),
                        epoch: answer.epoch,
                    };
                    let place = (run.document, run.actor, *seq);
                    self.acknowledged.entry(place).or_insert(known).epoch = answer.epoch;
                }
            }
        }
    }

    /// The server was killed and started again: reads its file anew and holds it against the books.
    ///
    /// # Errors
    /// When something acknowledged, or seen in the log before, is gone.
    pub fn server_restarted(&mut self, path: &Path) -> Result<(), Violation> {
        self.connection = Log::open(path);
        let before = std::mem::take(&mut self.log);
        self.log.follow(&self.connection)?;
        self.check_acknowledged(Some(log::epoch(&self.connection)))?;
        for (old, new) in before.changes.iter().zip(&self.log.changes) {
            if old.hash != new.hash || old.seq != new.seq {
                return Err(Violation::new(
                    "the log only grows",
                    format!("change {} is another one now", old.seq),
                ));
            }
        }
        if self.log.changes.len() < before.changes.len() {
            let detail = format!("{} of {} changes are left", self.log.changes.len(), before.changes.len());
            return Err(Violation::new("the log only grows", detail));
        }
        Ok(())
    }

    /// The server began a new life with a backup: what came after the backup isn't in its log now.
    /// Of a phone that was put back itself nobody has what its lost disk and the lost server alone had; `phones` are
    /// what there is on them now.
    ///
    /// # Errors
    /// A log that isn't whole.
    pub fn restored(&mut self, path: &Path, phones: &[Records]) -> Result<(), Violation> {
        self.connection = Log::open(path);
        self.log = Log::default();
        self.refused.clear();
        self.after_restore = true;
        self.life += 1;
        self.log.follow(&self.connection)?;
        let (log, incomplete) = (&self.log, self.incomplete);
        self.saved.retain(|(document, entry), (phone, _)| {
            !incomplete
                || phones.get(*phone).is_some_and(|records| records.bytes_of(document, entry).is_some())
                || log.bytes_of(document, entry).is_some()
        });
        Ok(())
    }

    /// After a restore every phone gives back its own changes, as far as it still has them. One that depends on a
    /// change that only the lost server had waits in the outbox. Gives the number of those, and of those among them for
    /// which no lost entry of the server itself is the reason.
    pub fn ask_only_for_what_is_left(&mut self, phones: &[Records]) -> (usize, usize) {
        let left = |phone: usize, document: &Id, entry: &Id| {
            phones.get(phone).is_some_and(|records| records.bytes_of(document, entry).is_some())
        };
        let waits = |known: &Acknowledged, document: &Id| {
            let pending = phones.get(known.phone).and_then(|records| records.pending.get(document));
            known
                .entries
                .iter()
                .all(|(id, bytes)| pending.is_some_and(|entries| entries.get(id) == Some(bytes)))
        };
        let log = &self.log;
        // Whoever else has it: what waits may wait for somebody who waits for it.
        let server_entry_lost = |document: &Id| {
            phones.iter().filter_map(|records| records.mirror.get(document)).any(|entries| {
                entries
                    .iter()
                    .any(|(id, bytes)| cbor::written_by_server(bytes) && log.bytes_of(document, id).is_none())
            })
        };
        let waiting: Vec<_> =
            self.acknowledged.iter().filter(|((document, ..), known)| waits(known, document)).collect();
        // The parts of one command come together, so one waits for the other in another document.
        let commands = |known: &Acknowledged| -> BTreeSet<Id> {
            known.entries.iter().filter_map(|(_, bytes)| cbor::entry(bytes)).map(|one| one.command).collect()
        };
        let behind: BTreeSet<Id> = waiting
            .iter()
            .filter(|((document, ..), _)| server_entry_lost(document))
            .flat_map(|(_, known)| commands(known))
            .collect();
        let unexplained = waiting
            .iter()
            .filter(|((document, ..), known)| {
                !server_entry_lost(document) && behind.is_disjoint(&commands(known))
            })
            .count();
        let waiting = waiting.len();
        let (removed, devices) = (&self.removed, &self.devices);
        let is_in_use = |phone: usize| devices.get(&phone).is_none_or(|device| !removed.contains_key(device));
        self.acknowledged.retain(|(document, ..), known| {
            !waits(known, document)
                && is_in_use(known.phone)
                && known.entries.iter().all(|(entry, _)| left(known.phone, document, entry))
        });
        self.saved.retain(|(document, entry), (phone, _)| {
            left(*phone, document, entry) || log.bytes_of(document, entry).is_some()
        });
        (waiting, unexplained)
    }

    /// Whether a phone knows entries of a document, or of the order of this customer, that the log has lost, its own ones
    /// that wait for others among them.
    fn has_lost_part_of(&self, records: &Records, document: &Id) -> bool {
        let order = self.log.order_of_customer.get(document).unwrap_or(document);
        let known = [&records.mirror, &records.pending].into_iter().filter_map(|place| place.get(order));
        known.flat_map(BTreeMap::keys).any(|id| self.log.bytes_of(order, id).is_none())
    }

    /// Whether the server was put back to a backup, and some phone can't give back what it had.
    pub fn is_incomplete(&self) -> bool {
        self.after_restore && self.incomplete
    }

    /// Whether a document's person may have it by what the log says.
    pub fn may_hold(&self, phone: usize, document: &Id) -> bool {
        self.people[&phone].may_hold(&self.log, document)
    }

    /// Whether the server was put back to a backup.
    pub fn was_restored(&self) -> bool {
        self.after_restore
    }

    /// Everything acknowledged is in the log, with its bytes; or what this life of the server acknowledged alone.
    ///
    /// # Errors
    /// The first one that isn't.
    pub fn check_acknowledged(&self, epoch: Option<[u8; 8]>) -> Result<(), Violation> {
        let asked = |known: &&Acknowledged| epoch.is_none_or(|epoch| epoch == known.epoch);
        for ((document, ..), known) in self.acknowledged.iter().filter(|(_, known)| asked(known)) {
            let place = self.log.places.get(&(*document, known.actor, known.seq));
            let logged = place.map(|place| &self.log.changes[*place]);
            let equal = logged.is_some_and(|logged| {
                logged.entries == known.entries && known.hash.is_none_or(|hash| hash == logged.hash)
            });
            if !equal {
                let detail = format!(
                    "change {} of actor {} in {} was acknowledged to phone {} and isn't in the log",
                    known.seq,
                    short(&known.actor),
                    short(document),
                    known.phone
                );
                return Err(Violation::new("acknowledged is in the log", detail));
            }
        }
        Ok(())
    }

    /// A phone was opened again, at the true time `now`. What a command saved that died before it could say so is seen here
    /// for the first time.
    ///
    /// # Errors
    /// The first entry that is lost, or whose time isn't the true one.
    pub fn opened(&mut self, phone: usize, now: i64, records: &Records) -> Result<(), Violation> {
        self.clocks.written(phone, now, &records.pending)?;
        if records.most_waiting > MOST_WAITING {
            let detail = format!("{} changes of one document on phone {phone}", records.most_waiting);
            return Err(Violation::new("what waits is bounded", detail));
        }
        self.check_saved(phone, records)
    }

    /// What a phone had shown as saved must be on its disk or in the log.
    ///
    /// # Errors
    /// The first entry that is lost.
    fn check_saved(&self, phone: usize, records: &Records) -> Result<(), Violation> {
        for ((document, entry), (owner, bytes)) in &self.saved {
            if *owner != phone {
                continue;
            }
            let here = records.bytes_of(document, entry).or_else(|| self.log.bytes_of(document, entry));
            if here != Some(bytes.as_slice()) {
                let what = if here.is_some() { "has other bytes" } else { "is lost" };
                let detail = format!("entry {} of {} on phone {phone} {what}", short(entry), short(document));
                return Err(Violation::new("shown as saved is recovered", detail));
            }
        }
        Ok(())
    }

    /// A phone has stored an answer that said that there is nothing more: it has everything that it must.
    ///
    /// # Errors
    /// The first entry that it lacks.
    pub fn check_due(&self, phone: usize, due: &Due, records: &Records) -> Result<(), Violation> {
        // A late answer of a life that is over promises nothing of this one.
        let documents = due.documents.iter().filter(|_| due.life == self.life);
        for document in documents {
            let Some(known) = self.log.documents.get(document) else { continue };
            for place in &known.changes {
                let change = &self.log.changes[*place];
                if change.seq > due.upto {
                    break;
                }
                let mirror = records.mirror.get(document);
                if let Some((entry, _)) = change
                    .entries
                    .iter()
                    .find(|(id, bytes)| mirror.and_then(|entries| entries.get(id)) != Some(bytes))
                {
                    let kinds: Vec<&str> = change.read.iter().map(|one| one.kind.as_str()).collect();
                    let detail = format!(
                        "phone {phone} says it is up to date at {} and lacks entry {} of {} (change {}, {})",
                        due.upto,
                        short(entry),
                        short(document),
                        change.seq,
                        kinds.join(", ")
                    );
                    return Err(Violation::new("up to date means everything in scope", detail));
                }
            }
        }
        Ok(())
    }

    /// The times in an order's canonical text against the true ones.
    ///
    /// # Errors
    /// The first promise that the text breaks.
    pub fn check_times(&self, order: &Id, told: &serde_json::Value) -> Result<(), Violation> {
        self.clocks.check(&self.log, order, told)
    }

    /// A matter's canonical text against the log. Gives how many rows of the gate let goods out.
    ///
    /// # Errors
    /// The first promise that the text breaks.
    pub fn check_matter(
        &self,
        document: &Id,
        told: &serde_json::Value,
        alarmed: bool,
    ) -> Result<usize, Violation> {
        let lost_post =
            |user: &Id| self.people.values().any(|person| person.user == *user && person.roles.is_empty());
        matter::check(&self.log, document, told, alarmed, &lost_post)
    }

    /// Two replicas with the same set of entries say the same, byte for byte.
    ///
    /// # Errors
    /// When they don't.
    pub fn check_equal(document: &Id, who: &str, one: &str, other: &str) -> Result<(), Violation> {
        if one == other {
            return Ok(());
        }
        let at = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        let cut = |text: &str| {
            let bytes = &text.as_bytes()[at.saturating_sub(60)..(at + 60).min(text.len())];
            String::from_utf8_lossy(bytes).into_owned()
        };
        let detail = format!("{} on {who}: {:?} against {:?}", short(document), cut(one), cut(other));
        Err(Violation::new("equal sets give equal canonical bytes", detail))
    }
}
