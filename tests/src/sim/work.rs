//! People at work: a session on a phone, command by command, with the books kept of what was shown as saved.

use super::Tamper;
use super::people;
use super::phone::Lost;
use super::store;
use super::world::{SECOND, World};
use crate::checker::Violation;
use crate::checker::cbor::short;
use crate::checker::phone::pending;
use client_core::device::store::StoreError;
use client_core::device::{ExecuteError, OrderRow};
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::decide::Rejection;
use client_core::domain::id::DocumentId;
use client_core::domain::policy::Role;
use client_core::domain::stock::Ledger;
use pollster::block_on;
use std::collections::BTreeMap;

impl World {
    /// A person takes up his phone and does a few things.
    pub(super) fn session(&mut self, phone: usize) -> Result<(), Violation> {
        if self.phones[phone].lost == Some(Lost::Gone) {
            return Ok(());
        }
        self.sessions -= 1;
        if self.sessions == 10 && self.options.tamper == Tamper::LostServerCommit {
            self.server.forget_fsync();
        }
        self.weeks_pass();
        self.disaster()?;
        self.misfortune(phone)?;
        self.hardship(phone)?;
        if self.phones[phone].lost == Some(Lost::Gone) {
            return Ok(());
        }
        if !self.phones[phone].runs() {
            self.open(phone)?;
        }
        if self.rng.chance(100) {
            self.crowd(phone)?;
        } else if self.rng.chance(80) {
            self.complaint(phone)?;
        } else if self.phones[phone].role == Role::GateGuard || self.rng.chance(150) {
            self.matter(phone)?;
        } else if self.phones[phone].role == Role::Technician {
            self.technician(phone)?;
        } else if self.phones[phone].role == Role::Storekeeper {
            self.storekeeper(phone)?;
        } else {
            self.office(phone)?;
        }
        if self.phones[phone].runs() {
            self.ask(phone)?;
        }
        self.plan_session(phone);
        Ok(())
    }

    /// Everybody who knows one order deals with it, and nobody hears of the others meanwhile: decisions cross.
    fn crowd(&mut self, phone: usize) -> Result<(), Violation> {
        let asked = if self.rng.chance(500) { self.questioned(phone)? } else { None };
        let Some(order) = asked.map_or_else(|| self.pick_order(phone), |order| Ok(Some(order)))? else {
            return Ok(());
        };
        for other in 0..self.phones.len() {
            for _ in 0..self.rng.below(3) {
                let now = self.now;
                if !self.phones[other].runs() {
                    break;
                }
                let Some(view) = self.phones[other].show(now, order) else { break };
                let (role, user) = (self.phones[other].role, self.phones[other].login.user);
                let technicians = &self.cast.technicians;
                let command = match role {
                    Role::Technician => {
                        people::technician(&view.order, user, &self.library, now, &mut self.rng)
                    }
                    // Whoever is asked answers, before he hears of another one's answer.
                    _ if asked.is_some() => people::decide(&view.order, &mut self.rng),
                    Role::Dispatcher | Role::FrontDesk if self.rng.chance(500) => {
                        people::assign(technicians, Some("whoever is near"), &mut self.rng)
                    }
                    _ => people::office(&view.order, role, technicians, now, &mut self.rng),
                };
                let Some(command) = command else { break };
                self.execute(other, Some(order), command)?;
                self.now += self.rng.range(0, 30 * SECOND);
            }
        }
        for other in 0..self.phones.len() {
            if self.phones[other].runs() {
                self.ask(other)?;
            }
        }
        Ok(())
    }

    pub(super) fn office(&mut self, phone: usize) -> Result<(), Violation> {
        let role = self.phones[phone].role;
        for _ in 0..=self.rng.below(3) {
            let now = self.now;
            let desk = matches!(role, Role::Dispatcher | Role::FrontDesk);
            if desk && self.orders < self.most_orders && (self.orders == 0 || self.rng.chance(400)) {
                self.orders += 1;
                let registration = people::registration(&self.library, self.orders, now, &mut self.rng);
                self.execute(phone, None, Command::Register(registration))?;
                continue;
            }
            let Some(order) = self.pick_order(phone)? else { return Ok(()) };
            let Some(view) = self.phones[phone].show(now, order) else { continue };
            let technicians = &self.cast.technicians;
            let Some(command) = people::office(&view.order, role, technicians, now, &mut self.rng) else {
                continue;
            };
            if self.execute(phone, Some(order), command)?.is_none() && !self.phones[phone].runs() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn storekeeper(&mut self, phone: usize) -> Result<(), Violation> {
        for _ in 0..=self.rng.below(3) {
            let now = self.now;
            if self.rng.chance(300) {
                let ledger = self.ledger(phone)?;
                let command = store::counter(&ledger, &self.cast.technicians, &mut self.rng);
                if let Some(command) = command {
                    self.execute_store(phone, command)?;
                }
                if !self.phones[phone].runs() {
                    return Ok(());
                }
                continue;
            }
            let Some(order) = self.pick_order(phone)? else { continue };
            let Some(view) = self.phones[phone].show(now, order) else { continue };
            let Some(command) = store::desk(&view.order, now, &mut self.rng) else { continue };
            if self.execute(phone, Some(order), command)?.is_none() && !self.phones[phone].runs() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn ledger(&mut self, phone: usize) -> Result<Ledger, Violation> {
        let now = self.now;
        block_on(self.phones[phone].device(now).ledger())
            .map_err(|error| Violation::new("the store's page can always be read", error.to_string()))
    }

    /// Gives a command about the store or a kit.
    fn execute_store(&mut self, phone: usize, command: StoreCommand) -> Result<(), Violation> {
        let now = self.now;
        let before = pending(&self.phones[phone].store.memory());
        let words = format!("{command:?}");
        match block_on(self.phones[phone].device(now).execute_store(command)) {
            Ok(_) => {
                self.summary.count("commands");
                self.summary.count("store commands");
                self.say(format!("phone {phone}: {words}"));
                let after = pending(&self.phones[phone].store.memory());
                if after == before {
                    return Err(Violation::new("what is shown as saved is stored", words));
                }
                self.books.saved(phone, now, &after)
            }
            Err(error) => self.not_saved(phone, &words, error, &before),
        }
    }

    fn technician(&mut self, phone: usize) -> Result<(), Violation> {
        if self.rng.chance(80) {
            let (user, ledger) = (self.phones[phone].login.user, self.ledger(phone)?);
            let command = store::kit(&ledger, user, &self.cast.technicians, &mut self.rng);
            self.execute_store(phone, command)?;
            if !self.phones[phone].runs() {
                return Ok(());
            }
        }
        let Some(order) = self.pick_order(phone)? else { return Ok(()) };
        let now = self.now;
        let Some(mut view) = self.phones[phone].show(now, order) else { return Ok(()) };
        let user = self.phones[phone].login.user;
        for _ in 0..=self.rng.below(9) {
            let goods = store::technician(&view.order, user, &self.cast.technicians, now, &mut self.rng);
            let work = |rng: &mut _| people::technician(&view.order, user, &self.library, now, rng);
            let Some(command) = goods.or_else(|| work(&mut self.rng)) else { break };
            self.now += self.rng.range(0, 30 * SECOND);
            match self.execute(phone, Some(order), command)? {
                Some(next) => view = next,
                None if self.phones[phone].runs() && self.rng.chance(400) => {}
                None => return Ok(()),
            }
        }
        Ok(())
    }

    fn pick_order(&mut self, phone: usize) -> Result<Option<DocumentId>, Violation> {
        let now = self.now;
        let rows = block_on(self.phones[phone].device(now).list())
            .map_err(|error| Violation::new("a list can always be read", error.to_string()))?;
        let here = &self.phones[phone];
        let (user, technician) = (here.login.user, here.role == Role::Technician);
        let ids = |want: &dyn Fn(&OrderRow) -> bool| -> Vec<DocumentId> {
            rows.iter().filter(|row| want(row)).map(|row| row.id).collect()
        };
        // Now and then a technician looks for a slip that nobody holds.
        let free = technician && self.rng.chance(200);
        let holds = |row: &OrderRow| row.holder == Some(user) || (free && row.holder.is_none());
        let mine = ids(&|row| !row.state.is_closed() && (!technician || holds(row)));
        let all = ids(&|_| true);
        let some = if mine.is_empty() || self.rng.chance(120) { all } else { mine };
        Ok((!some.is_empty()).then(|| *self.rng.pick(&some)))
    }

    /// An order with a question that waits for somebody, on this phone's list.
    fn questioned(&mut self, phone: usize) -> Result<Option<DocumentId>, Violation> {
        let now = self.now;
        let rows = block_on(self.phones[phone].device(now).list())
            .map_err(|error| Violation::new("a list can always be read", error.to_string()))?;
        let some: Vec<DocumentId> =
            rows.iter().filter(|row| row.open_conflicts > 0).map(|row| row.id).collect();
        Ok((!some.is_empty()).then(|| *self.rng.pick(&some)))
    }

    /// Gives a command; the view when it was shown as saved.
    fn execute(
        &mut self,
        phone: usize,
        order: Option<DocumentId>,
        command: Command,
    ) -> Result<Option<client_core::device::OrderView>, Violation> {
        let now = self.now;
        let what = people::name(&command);
        let before = pending(&self.phones[phone].store.memory());
        self.may_not_read(phone);
        let done = self.phones[phone].execute(now, order, command);
        let failed = self.can_read(phone);
        match done {
            Ok(view) => {
                self.summary.count("commands");
                self.summary.count(what);
                self.say(format!("phone {phone}: {what} on {}", view.order.id));
                let shown: Vec<[u8; 16]> = view.pending.iter().map(|id| *id.as_bytes()).collect();
                let disk = pending(&self.phones[phone].store.memory());
                self.books.shown_saved(phone, now, *view.order.id.as_bytes(), &shown, &disk)?;
                Ok(Some(view))
            }
            Err(ExecuteError::Rejected(rejection)) => {
                self.summary.count("refusals");
                self.trace.aside(|| format!("phone {phone}: {what} refused: {rejection:?}"));
                self.unchanged(phone, &before)?;
                if matches!(rejection, Rejection::NotFound) && order.is_none() {
                    return Err(Violation::new("a registration is possible", rejection.to_string()));
                }
                Ok(None)
            }
            Err(ExecuteError::Store(StoreError::NotSaved)) => {
                self.summary.count("not saved");
                self.unchanged(phone, &before)?;
                Ok(None)
            }
            // Some apps go on, others start anew.
            Err(ExecuteError::Store(StoreError::Io(_))) if failed && self.rng.chance(500) => {
                self.unchanged(phone, &before)?;
                Ok(None)
            }
            Err(ExecuteError::Store(StoreError::Io(_))) => {
                self.kill_phone(phone);
                self.open(phone)?;
                Ok(None)
            }
            Err(error) => Err(Violation::new(
                "a command is saved or refused",
                format!("phone {phone}, {what}: {error}"),
            )),
        }
    }

    /// A command that wasn't saved was refused or found the disk full, and left nothing behind; after an error of the disk the
    /// app starts anew.
    pub(super) fn not_saved(
        &mut self,
        phone: usize,
        words: &str,
        error: ExecuteError,
        before: &BTreeMap<[u8; 16], BTreeMap<[u8; 16], Vec<u8>>>,
    ) -> Result<(), Violation> {
        match error {
            ExecuteError::Rejected(rejection) => {
                self.summary.count("refusals");
                self.trace.aside(|| format!("phone {phone}: {words} refused: {rejection:?}"));
                self.unchanged(phone, before)
            }
            ExecuteError::Store(StoreError::NotSaved) => {
                self.summary.count("not saved");
                self.unchanged(phone, before)
            }
            ExecuteError::Store(StoreError::Io(_)) => {
                self.kill_phone(phone);
                self.open(phone)
            }
            error => {
                let details = format!("phone {phone}, {words}: {error}");
                Err(Violation::new("a command is saved or refused", details))
            }
        }
    }

    /// What wasn't shown as saved left nothing behind.
    pub(super) fn unchanged(
        &self,
        phone: usize,
        before: &BTreeMap<[u8; 16], BTreeMap<[u8; 16], Vec<u8>>>,
    ) -> Result<(), Violation> {
        let after = pending(&self.phones[phone].store.memory());
        if after == *before {
            return Ok(());
        }
        let what: Vec<String> = after.keys().map(|id| short(id)).collect();
        Err(Violation::new("what isn't saved leaves nothing behind", format!("phone {phone}: {what:?}")))
    }
}
