//! Phones and people that came after the backup that the server is put back to, and the phones that come in the place of lost
//! ones.

use super::machine::SimStore;
use super::phone::{Lost, Phone};
use super::server::{Again, Login};
use super::setup;
use super::world::World;
use crate::checker::Violation;
use crate::checker::phone::Records;
use crate::checker::scope::Person;
use client_core::domain::id::UserId;
use client_core::domain::policy::Role;

/// So many phones has a world at most.
const MOST_PHONES: usize = 16;

impl World {
    /// Somebody gets another phone, and somebody else is new.
    pub(super) fn newcomers(&mut self) -> Result<(), Violation> {
        let old = self.rng.below(self.phones.len() as u64) as usize;
        self.another_phone(old)?;
        let posts = [Role::Technician, Role::Dispatcher, Role::FrontDesk, Role::Storekeeper];
        let role = *self.rng.pick(&posts);
        let prefix = self.prefix();
        let login = self.server.add_person("newcomer", role, &prefix, self.now, &mut self.rng);
        if role == Role::Technician {
            self.cast.technicians.push(login.user);
        }
        self.newcomer(login, role, prefix)
    }

    /// A phone is lost: its disk is gone, or somebody else has it and the server is told not to let it in any more. Its person
    /// goes on with another one.
    pub(super) fn lose_phone(&mut self, phone: usize) -> Result<(), Violation> {
        let user = self.phones[phone].login.user;
        // Who has no post gets no phone, and the console is the first one's.
        if phone == 0
            || self.phones[phone].lost.is_some()
            || self.phones.len() >= MOST_PHONES
            || self.books.has_no_post(user.as_bytes())
        {
            return Ok(());
        }
        if self.rng.chance(500) {
            self.summary.count("phones removed");
            self.say(format!("phone {phone} is removed"));
            self.remove(phone);
        } else {
            self.summary.count("phones with an empty disk");
            self.say(format!("phone {phone} loses its disk"));
            self.phones[phone].kill();
            self.phones[phone].lost = Some(Lost::Gone);
            self.books.put_back(phone, &Records::default());
            // Mostly nobody cares for the old enrolment.
            if self.rng.chance(300) {
                self.remove(phone);
            }
        }
        self.another_phone(phone)
    }

    fn remove(&mut self, phone: usize) {
        let device = self.phones[phone].login.device;
        if self.server.knows(device) {
            self.server.remove_device(device, self.now);
        } else {
            self.server.keep_out(device, self.phones[phone].login.user, self.now);
        }
        // A copy of a phone is the same one to the server.
        for other in &mut self.phones {
            if other.login.device == device && other.lost.is_none() {
                other.lost = Some(Lost::Removed);
            }
        }
        self.books.removed(device.as_bytes());
    }

    fn another_phone(&mut self, old: usize) -> Result<(), Violation> {
        let (user, role) = (self.phones[old].login.user, self.phones[old].role);
        self.add_unknown(user, role);
        let prefix = self.prefix();
        let login = self.server.add_device(user, &prefix, self.now, &mut self.rng);
        self.newcomer(login, role, prefix)
    }

    /// The beginning of a further phone's slip numbers.
    fn prefix(&self) -> String {
        format!("N{}", self.phones.len())
    }

    fn newcomer(&mut self, login: Login, role: Role, prefix: String) -> Result<(), Violation> {
        let number = self.phones.len();
        self.say(format!("phone {number} is new: {}", role.as_str()));
        let receipt = self.server.receipt(login.device);
        let identity = setup::identity(number, login, role, prefix, Some(receipt));
        let (store, clock) = (SimStore::new(self.rng.fork()), setup::clock(self.now, &mut self.rng));
        // Whoever has lost his post gets none back with a phone.
        let posts =
            if self.books.has_no_post(login.user.as_bytes()) { Vec::new() } else { vec![role.as_str()] };
        let person = Person { user: *login.user.as_bytes(), roles: posts };
        self.books.add_phone(number, *login.device.as_bytes(), person);
        self.phones.push(Phone::new(login, role, store, clock, identity, self.rng.fork()));
        self.open(number)?;
        self.plan_session(number);
        self.ask(number)
    }

    /// Whether the server knows a phone. One that it doesn't shows the receipt of its enrolment, as it does when its tokens
    /// are renewed; of a person whom nobody knows somebody hears by the alarm, and adds him again under his old id.
    pub(super) fn is_known(&mut self, phone: usize, may_fail: bool) -> Result<bool, Violation> {
        let device = self.phones[phone].login.device;
        if self.server.knows(device) {
            return Ok(true);
        }
        if may_fail && self.rng.chance(300) {
            self.summary.count("renewals lost");
            return Ok(false);
        }
        let Some(receipt) = self.phones[phone].receipt() else { return Ok(false) };
        let removed = self.books.is_removed(device.as_bytes());
        loop {
            match self.server.let_in(&receipt, self.now) {
                Again::Known if removed => {
                    let detail = format!("phone {phone} is let in by its receipt");
                    return Err(Violation::new("a removed phone stays out", detail));
                }
                Again::Known => {
                    self.summary.count("phones let in again");
                    self.say(format!("phone {phone} is let in again by its receipt"));
                    return Ok(true);
                }
                Again::Removed if removed => return Ok(false),
                Again::Removed => {
                    let detail = format!("phone {phone} is kept out and wasn't removed");
                    return Err(Violation::new("an enrolled phone is let in again", detail));
                }
                Again::PersonUnknown if may_fail && self.rng.chance(600) => return Ok(false),
                Again::PersonUnknown => {
                    let (user, role) = (self.phones[phone].login.user, self.phones[phone].role);
                    self.add_unknown(user, role);
                }
            }
        }
    }

    /// Adds somebody whom the server doesn't know since it was put back.
    fn add_unknown(&mut self, user: UserId, role: Role) {
        if self.server.knows_person(user) {
            return;
        }
        self.summary.count("people added again");
        self.say("somebody is added again".to_owned());
        let roles = if self.books.has_no_post(user.as_bytes()) { Vec::new() } else { vec![role] };
        self.server.add_again(user, "newcomer", roles, self.now);
    }
}
