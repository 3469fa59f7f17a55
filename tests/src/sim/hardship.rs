//! What goes wrong rarely and thoroughly: phones are lost, nobody has a network, clocks say what no clock may say, disks can't
//! be read, and the procedures change while people work by them.

use super::world::{DAY, Event, HOUR, MINUTE, World};
use crate::checker::Violation;
use client_core::device::store::StoreError;
use client_core::device::sync::FailureKind;
use client_core::domain::procedure::Procedure;
use undercroft_server::procedures;

/// 2038-01-19 03:14:08 UTC: the first second that 32 bits can't count.
const AFTER_32_BITS: i64 = 2_147_483_648_000;

impl World {
    /// Faults that come after all others.
    pub(super) fn hardship(&mut self, phone: usize) -> Result<(), Violation> {
        let faults = self.faults;
        if self.rng.chance(faults.partition) {
            self.partition();
        }
        if self.rng.chance(faults.calendar) {
            self.calendar(phone);
        }
        if self.rng.chance(faults.procedure) {
            self.publish();
        }
        if self.rng.chance(faults.lost) {
            self.lose_phone(phone)?;
        }
        // What a restored server lacks may be on one disk alone: no promise says that it can be read there.
        if !self.options.restore && self.rot.chance(faults.rot) {
            self.flip_bit(phone)?;
        }
        Ok(())
    }

    /// A bit flips in a record, and the app meets it. Where it can't set it right, somebody gets the disk to be read again.
    fn flip_bit(&mut self, phone: usize) -> Result<(), Violation> {
        let now = self.now;
        let here = &mut self.phones[phone];
        if !here.runs() {
            return Ok(());
        }
        let Some((table, _)) = here.store.rot(&mut self.rot) else { return Ok(()) };
        let mended = here.mend(now);
        here.store.sound_again();
        self.say(format!("a bit flips on phone {phone} in {table:?}: {mended:?}"));
        match mended {
            Ok(0) => {}
            Ok(_) => {
                self.summary.count("damage set right");
                self.phones[phone].waiting = None;
                self.ask(phone)?;
            }
            Err(StoreError::Corrupt(_)) => self.summary.count("damage left for a person"),
            Err(_) => self.kill_phone(phone),
        }
        Ok(())
    }

    /// The line to the site is cut, and comes back for all at nearly the same time.
    fn partition(&mut self) {
        self.summary.count("partitions");
        self.say("no phone has a network".to_owned());
        let long = self.rng.range(HOUR, 12 * HOUR);
        for phone in 0..self.phones.len() {
            self.phones[phone].online = false;
            if self.phones[phone].runs() && self.rng.chance(300) {
                let now = self.now;
                let here = &mut self.phones[phone];
                here.device(now).offline();
                here.failed(now, FailureKind::Offline);
            }
            let after = long + self.rng.range(0, MINUTE);
            self.plan(after, Event::Online(phone));
        }
    }

    /// A wall clock is set to a time that is none.
    fn calendar(&mut self, phone: usize) {
        self.summary.count("clocks of no time");
        // A clock goes on, so the last time of all leaves it a year or so.
        let last = i64::MAX - 400 * DAY;
        let wall = match self.rng.below(5) {
            0 => 0,
            1 => AFTER_32_BITS,
            2 => last,
            3 => i64::MIN,
            _ => (self.rng.next_u64() as i64).min(last),
        };
        self.say(format!("phone {phone}'s clock is set to {wall}"));
        self.phones[phone].clock.offset = wall.saturating_sub(self.now);
    }

    /// The site publishes the next version of a procedure; whoever works by the old one goes on with that.
    fn publish(&mut self) {
        let ids: Vec<String> = self.library.iter().map(|procedure| procedure.id.clone()).collect();
        let id = self.rng.pick(&ids).clone();
        let Some(next) = self.library.newest(&id).map(next_version) else { return };
        match self.server.publish(&next, self.now) {
            Some(library) => {
                self.summary.count("procedures published");
                self.say(format!("another version of {id} is published"));
                self.library = (*library).clone();
                self.published.push(next);
            }
            None => self.summary.count("procedures that the linter refuses"),
        }
    }

    /// Whoever put the server back publishes again what it lost.
    pub(super) fn publish_again(&mut self) {
        self.library = self.server.built_in().clone();
        for procedure in self.published.clone() {
            if let Some(library) = self.server.publish(&procedure, self.now) {
                self.library = (*library).clone();
            }
        }
    }

    /// Lets one of the next reads of a phone's disk fail, or none.
    pub(super) fn may_not_read(&mut self, phone: usize) {
        let fails = self.rng.chance(self.faults.unreadable).then(|| self.rng.below(8));
        self.phones[phone].store.fail_read(fails);
    }

    /// The disk can be read again; gives whether it couldn't.
    pub(super) fn can_read(&mut self, phone: usize) -> bool {
        let failed = self.phones[phone].store.failed_read();
        self.phones[phone].store.fail_read(None);
        if failed {
            self.summary.count("reads failed");
        }
        failed
    }
}

/// The same procedure with one thing more to look at, as a file.
fn next_version(newest: &Procedure) -> String {
    let (id, version) = (&newest.id, newest.version);
    let text = procedures::to_file(newest).expect("a procedure is a file");
    let text = text.replacen(&format!("version = {version}"), &format!("version = {}", version + 1), 1);
    let number = 90 + version;
    let step = format!(
        r#"[[steps]]
id = "{id}-{number}"
clause = ""
added = true
kind = "inspect"
label = {{ zh-Hans = "查看接地", zh-Hant = "查看接地", en = "Earthing" }}
instruction = {{ zh-Hans = "查看是否接地。", zh-Hant = "查看是否接地。", en = "See whether it is earthed." }}
records = [{{ name = "earthed", value = "yes_no", label = {{ zh-Hans = "接地?", zh-Hant = "接地?", en = "Earthed?" }} }}]

"#
    );
    let second = text.match_indices("[[steps]]\n").nth(1).map_or(text.len(), |(at, _)| at);
    let (before, after) = text.split_at(second);
    format!("{before}{step}{after}")
}
