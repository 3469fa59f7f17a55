//! What goes wrong beside the network: machines die, clocks jump, time passes, people lose their roles, somebody
//! attacks, and the office works at its console meanwhile.

use super::hostile::{self, Attacker};
use super::people;
use super::server::{Mishap, Reply};
use super::setup::VILLAIN;
use super::world::{DAY, Event, HOUR, MINUTE, World};
use crate::checker::Violation;
use crate::checker::phone::Records;
use client_core::device::store::Fault;
use client_core::device::sync::FailureKind;
use client_core::domain::id::DocumentId;
use client_core::domain::policy::Role;

impl World {
    pub(super) fn kill_phone(&mut self, phone: usize) {
        self.summary.count("phone kills");
        self.say(format!("phone {phone} dies"));
        self.phones[phone].kill();
        if self.rng.chance(300) {
            self.phones[phone].clock.boot(self.now);
        }
    }

    /// The server is put back to its backup; a few phones and people came after that.
    pub(super) fn disaster(&mut self) -> Result<(), Violation> {
        if !self.options.restore {
            return Ok(());
        }
        match self.sessions {
            40 => self.server.back_up(),
            36 => self.newcomers()?,
            20 => {
                self.say("the server is put back to its backup".to_owned());
                self.server.restore(self.rng.bytes(), self.now);
                self.publish_again();
                let left: Vec<Records> =
                    self.phones.iter().map(|phone| Records::read(&phone.store.memory())).collect();
                self.books.restored(&self.server.path(), &left)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// Faults that aren't the network's.
    pub(super) fn misfortune(&mut self, phone: usize) -> Result<(), Violation> {
        let faults = self.faults;
        if self.rng.chance(faults.hostile) {
            self.attack()?;
        }
        if self.rng.chance(faults.console) {
            self.matters_console()?;
        }
        if self.rng.chance(faults.console) {
            self.console()?;
        }
        if self.rng.chance(faults.kill_phone) {
            self.kill_phone(phone);
            if self.rng.chance(300) {
                // Nobody opens it again until the next session.
                return Ok(());
            }
            self.open(phone)?;
            self.ask(phone)?;
        }
        if self.rng.chance(faults.disk) {
            let memory = self.phones[phone].store.memory();
            let commit = 1 + self.rng.below(6);
            match self.rng.below(3) {
                0 => {
                    memory.set_full(true);
                    let after = self.rng.range(MINUTE, HOUR);
                    self.plan(after, Event::Space(phone));
                }
                1 => memory.fail_commit(commit, Fault::DieBefore),
                _ => memory.fail_commit(commit, Fault::DieAfter),
            }
        }
        if self.rng.chance(faults.clock) {
            let year = 365 * DAY;
            let jump =
                if self.rng.chance(500) { self.rng.range(-HOUR, HOUR) } else { self.rng.range(-year, year) };
            let clock = &mut self.phones[phone].clock;
            clock.offset = clock.offset.saturating_add(jump).clamp(-year, year);
        }
        if self.rng.chance(faults.offline) && self.phones[phone].online {
            self.phones[phone].online = false;
            // Some phones notice, others think that they have a connection.
            if self.phones[phone].runs() && self.rng.chance(500) {
                let now = self.now;
                let here = &mut self.phones[phone];
                here.device(now).offline();
                here.failed(now, FailureKind::Offline);
            }
            let after = self.rng.range(10 * MINUTE, 3 * HOUR);
            self.plan(after, Event::Online(phone));
        }
        if self.rng.chance(faults.night) {
            let long =
                if self.rng.chance(200) { self.rng.range(DAY, 70 * DAY) } else { self.rng.range(HOUR, DAY) };
            self.pass(long);
        }
        if self.rng.chance(faults.roles) {
            self.withdraw_role()?;
        }
        if self.rng.chance(faults.image) {
            self.image(phone);
        }
        Ok(())
    }

    /// A phone's image is kept, and later put back, or copied to another phone that lives on beside it.
    fn image(&mut self, phone: usize) {
        match self.phones[phone].image.take() {
            None => self.phones[phone].image = Some(self.phones[phone].store.memory().snapshot()),
            Some(image) if self.rng.chance(600) => {
                self.summary.count("phones put back");
                self.say(format!("phone {phone} is put back to an older image"));
                self.phones[phone].kill();
                self.phones[phone].store.put_back(image);
                let records = Records::read(&self.phones[phone].store.memory());
                self.books.put_back(phone, &records);
            }
            Some(image) if self.phones.len() < 13 => {
                let clone = self.phones.len();
                self.summary.count("phones cloned");
                self.say(format!("phone {clone} is a clone of an older phone {phone}"));
                let twin = self.phones[phone].twin(image, self.rng.fork());
                self.phones.push(twin);
                self.books.clone_phone(phone, clone);
                self.plan_session(clone);
            }
            Some(_) => {}
        }
    }

    /// A run takes weeks: now and then some of the time that is left goes by before anybody takes up a phone.
    pub(super) fn weeks_pass(&mut self) {
        let left = self.until - self.now;
        let sessions = i64::try_from(self.sessions).unwrap_or(i64::MAX);
        if left <= 0 {
            return;
        }
        if sessions == 0 {
            self.pass(left);
        } else if self.rng.chance(150) {
            let share = left / (sessions + 1);
            let long = self.rng.range(0, 13 * share).min(left);
            self.pass(long);
        }
    }

    /// Time goes by and nobody does anything; what is on its way stays on its way.
    fn pass(&mut self, long: i64) {
        self.say(format!("{} hours pass", long / HOUR));
        self.now += long;
        let queue = std::mem::take(&mut self.queue);
        let later = |event| match event {
            Event::Wake(phone, at) => Event::Wake(phone, at + long),
            other => other,
        };
        self.queue = queue.into_iter().map(|((at, n), event)| ((at + long, n), later(event))).collect();
        for phone in &mut self.phones {
            phone.wake = phone.wake.map(|at| at + long);
            // One that lies on its charger is awake all the time.
            if self.rng.chance(700) {
                phone.clock.sleep(long);
            }
        }
    }

    /// A dispatcher who isn't the only one loses his role; sometimes his phone hears of it months later.
    fn withdraw_role(&mut self) -> Result<(), Violation> {
        let dispatchers: Vec<usize> =
            (1..self.phones.len()).filter(|phone| self.phones[*phone].role == Role::Dispatcher).collect();
        let Some(phone) = dispatchers.first().copied() else { return Ok(()) };
        let user = self.phones[phone].login.user;
        if user == self.phones[0].login.user || !self.books.end_roles(user.as_bytes()) {
            return Ok(());
        }
        self.summary.count("roles withdrawn");
        self.say(format!("phone {phone}'s person is no longer a dispatcher"));
        self.server.end_role(user, Role::Dispatcher, self.now);
        if self.rng.chance(600) && self.phones[phone].runs() {
            self.phones[phone].online = false;
            for _ in 0..3 {
                if self.phones[phone].runs() {
                    self.office(phone)?;
                }
            }
            let long = self.rng.range(50 * DAY, 90 * DAY);
            self.pass(long);
            self.plan(MINUTE, Event::Online(phone));
        }
        Ok(())
    }

    fn attack(&mut self) -> Result<(), Violation> {
        let (login, role) = self.cast.villain;
        let attacker = Attacker { user: login.user, device: login.device, role };
        let Some(attack) = hostile::attack(attacker, &self.books.log, self.now, &mut self.rng) else {
            return Ok(());
        };
        self.summary.count("attacks");
        self.summary.count(attack.name);
        let mut answered = false;
        // The same bytes twice now and then, as any request may come.
        for _ in 0..=u64::from(self.rng.chance(200)) {
            let mishap = self.mishap();
            match self.server.sync(login, &attack.body, self.now, self.rng.bytes(), mishap) {
                Reply::Answer(body) => {
                    if attack.refused {
                        return Err(Violation::new("what nobody may ask is refused", attack.name));
                    }
                    answered = true;
                    self.books.answered(VILLAIN, &body, false)?;
                }
                Reply::Status(507) if mishap == Some(Mishap::Full) => self.books.nothing_new()?,
                Reply::Status(status) if status >= 500 => {
                    return Err(Violation::new("no input stops the server", attack.name));
                }
                Reply::Status(_) => self.books.nothing_new()?,
                Reply::Dead => self.books.server_restarted(&self.server.path())?,
            }
        }
        self.say(format!("attack: {}", attack.name));
        for (document, entries) in attack.forged {
            self.books.add_hostile(VILLAIN, document, entries, attack.kept && answered);
        }
        Ok(())
    }

    /// Somebody at a console, who may have looked at the order long ago.
    fn console(&mut self) -> Result<(), Violation> {
        let orders: Vec<DocumentId> = self
            .books
            .log
            .documents
            .iter()
            .filter(|(_, document)| document.kind == "order")
            .map(|(id, _)| DocumentId::from_bytes(*id))
            .collect();
        if orders.is_empty() {
            return Ok(());
        }
        let order = *self.rng.pick(&orders);
        let Some(state) = self.server.order(order) else { return Ok(()) };
        let heads = self.server.heads(order);
        let seen = self.seen_heads.get(&order).cloned();
        let heads = seen.filter(|_| self.rng.chance(500)).unwrap_or(heads);
        self.seen_heads.insert(order, heads.clone());
        let login = self.phones[0].login;
        let technicians = &self.cast.technicians;
        let Some(command) = people::office(&state, Role::Dispatcher, technicians, self.now, &mut self.rng)
        else {
            return Ok(());
        };
        let text = super::people::name(&command).to_owned();
        if self.server.office(login, order, heads, command, self.now, self.rng.bytes()) {
            self.summary.count("console commands");
            self.say(format!("console: {text} on {order}"));
            return self.books.office_done();
        }
        Ok(())
    }
}
