//! A device of the invented staff: the real offline client, in memory, whose clock can be set back.

use crate::error::DemoError;
use crate::machine;
use crate::programs::{Programs, words};
use crate::script::{Act, Script};
use client_core::device::http::Signer;
use client_core::device::store::MemoryStore;
use client_core::device::{Device, Environment, ExecuteError, Now, OrderView};
use client_core::domain::command::{Command, ComplaintCommand, IncidentCommand, StoreCommand};
use client_core::domain::decide::Rejection;
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::procedure::Library;
use client_core::domain::stock::Ledger;
use ed25519_dalek::{Signer as _, SigningKey};

/// A phone says that it has run so long when it syncs.
const RUNNING_MS: i64 = 3_600_000;
/// Between two things that somebody does.
const PAUSE_MS: i64 = 3 * 60_000;

/// The phone's clocks.
///
/// While work of an earlier day is told, the phone says that it was started after its last sync: its times are then
/// what they are on a phone that nobody has compared with the server's clock, uncertain.
#[derive(Debug)]
struct Clock {
    told: Option<i64>,
    /// Random bytes drawn ahead, because the interface has no room for a failure.
    pool: Vec<[u8; 16]>,
}

impl Clock {
    fn refill(&mut self) -> Result<(), DemoError> {
        while self.pool.len() < 512 {
            self.pool.push(machine::random()?);
        }
        Ok(())
    }
}

impl Environment for Clock {
    fn now(&mut self) -> Now {
        if let Some(wall_ms) = self.told {
            return Now { wall_ms, boot_ms: PAUSE_MS };
        }
        let wall_ms = machine::now_ms();
        Now { wall_ms, boot_ms: RUNNING_MS.saturating_add(wall_ms % 1_000_000_000_000) }
    }

    fn random(&mut self) -> [u8; 16] {
        // Refilled before every command and sync; each takes a few dozen. Repeating an id is refused by every side.
        self.pool.pop().unwrap_or_default()
    }
}

struct Key(SigningKey);

impl Signer for Key {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

/// A phone, tablet or desk computer with the app.
pub(crate) struct Phone {
    who: String,
    device: Device<MemoryStore, Clock>,
    key: Key,
}

impl Phone {
    /// Enrols a new device for this person, as an operator and the person would.
    pub(crate) fn enrol(
        programs: &Programs,
        url: &str,
        password: &str,
        login: &str,
        name: &str,
    ) -> Result<Self, DemoError> {
        let code = programs.operate(words(["device", "code", login]))?;
        let mut clock = Clock { told: None, pool: Vec::new() };
        clock.refill()?;
        let key = Key(SigningKey::from_bytes(&machine::random()?));
        let device = pollster::block_on(Device::open(MemoryStore::new(), clock, Library::built_in()?))?;
        let mut phone = Self { who: name.to_owned(), device, key };
        let enrolled =
            pollster::block_on(phone.device.enrol_over_http(url, &code, password, name, &phone.key));
        enrolled.map_err(|source| DemoError::Device { who: name.to_owned(), source: Box::new(source) })?;
        phone.sync()?;
        Ok(phone)
    }

    /// Sends and fetches everything, at the machine's time.
    pub(crate) fn sync(&mut self) -> Result<(), DemoError> {
        let clock = self.device.environment();
        clock.refill()?;
        let told = clock.told.take();
        let done = pollster::block_on(self.device.sync_over_http(&self.key));
        self.device.environment().told = told;
        done.map_err(|source| DemoError::Device { who: self.who.clone(), source: Box::new(source) })?;
        let stuck = pollster::block_on(self.device.outbox())?.into_iter().map(|item| format!("{item:?}"));
        match stuck.reduce(|all, item| all + "; " + &item) {
            None => Ok(()),
            Some(items) => Err(DemoError::Unexpected(format!("{} could not send {items}", self.who))),
        }
    }

    /// From now on the phone tells of this time; `None` for the machine's own.
    pub(crate) fn at(&mut self, time: Option<i64>) -> &mut Self {
        self.device.environment().told = time;
        self
    }

    /// Does something, some minutes after the last thing.
    pub(crate) fn does(
        &mut self,
        order: Option<DocumentId>,
        command: Command,
    ) -> Result<OrderView, DemoError> {
        let what = format!("{command:?}");
        let clock = self.device.environment();
        clock.refill()?;
        clock.told = clock.told.map(|time| time.saturating_add(PAUSE_MS));
        let done = pollster::block_on(self.device.execute(order, command));
        done.map_err(|source| DemoError::Execute { who: self.who.clone(), what, source: Box::new(source) })
    }

    /// Does something with the store or a kit, some minutes after the last thing.
    pub(crate) fn stocks(&mut self, command: StoreCommand) -> Result<Ledger, DemoError> {
        let what = format!("{command:?}");
        let clock = self.device.environment();
        clock.refill()?;
        clock.told = clock.told.map(|time| time.saturating_add(PAUSE_MS));
        let done = pollster::block_on(self.device.execute_store(command));
        done.map_err(|source| DemoError::Execute { who: self.who.clone(), what, source: Box::new(source) })
    }

    /// Says something about an incident, `None` for a new one, some minutes after the last thing; gives the incident.
    pub(crate) fn tells(
        &mut self,
        incident: Option<DocumentId>,
        command: IncidentCommand,
    ) -> Result<DocumentId, DemoError> {
        let what = format!("{command:?}");
        let clock = self.device.environment();
        clock.refill()?;
        clock.told = clock.told.map(|time| time.saturating_add(PAUSE_MS));
        let done = pollster::block_on(self.device.execute_incident(incident, command));
        done.map(|view| view.incident.id).map_err(|source| DemoError::Execute {
            who: self.who.clone(),
            what,
            source: Box::new(source),
        })
    }

    /// Says something about a complaint, `None` for a new one, some minutes after the last thing; gives the complaint.
    pub(crate) fn hears(
        &mut self,
        complaint: Option<DocumentId>,
        command: ComplaintCommand,
    ) -> Result<DocumentId, DemoError> {
        let what = format!("{command:?}");
        let clock = self.device.environment();
        clock.refill()?;
        clock.told = clock.told.map(|time| time.saturating_add(PAUSE_MS));
        let done = pollster::block_on(self.device.execute_complaint(complaint, command));
        done.map(|view| view.complaint.id).map_err(|source| DemoError::Execute {
            who: self.who.clone(),
            what,
            source: Box::new(source),
        })
    }

    /// What the device knows of the store.
    pub(crate) fn ledger(&self) -> Result<Ledger, DemoError> {
        Ok(pollster::block_on(self.device.ledger())?)
    }

    /// Tries what the checklist refuses now; anything else is a surprise.
    pub(crate) fn is_refused(&mut self, order: DocumentId, command: Command) -> Result<(), DemoError> {
        match self.does(Some(order), command) {
            Err(DemoError::Execute { source, .. })
                if matches!(*source, ExecuteError::Rejected(Rejection::Step(_))) =>
            {
                Ok(())
            }
            Err(other) => Err(other),
            Ok(_) => Err(DemoError::Unexpected(format!("the checklist let {} do what it forbids", self.who))),
        }
    }

    /// Plays a whole job.
    pub(crate) fn plays(&mut self, order: DocumentId, script: &Script) -> Result<(), DemoError> {
        for act in script.acts {
            for command in script.commands(act) {
                match act {
                    Act::Refused(_) => self.is_refused(order, command)?,
                    _ => drop(self.does(Some(order), command)?),
                }
            }
        }
        Ok(())
    }

    /// Does several things with an order.
    pub(crate) fn does_all(&mut self, order: DocumentId, commands: Vec<Command>) -> Result<(), DemoError> {
        commands.into_iter().try_for_each(|command| self.does(Some(order), command).map(drop))
    }

    /// Id of the order's open conflict of this rule, as the device knows it.
    pub(crate) fn conflict(&mut self, order: DocumentId, rule: &str) -> Result<String, DemoError> {
        let view = pollster::block_on(self.device.show(order))?;
        let found =
            view.and_then(|view| view.order.open_conflicts().find(|c| c.rule == rule).map(|c| c.id.clone()));
        found.ok_or_else(|| DemoError::Unexpected(format!("{} sees no {rule}", self.who)))
    }

    /// What one of an item costs in fen, by the fee standard that the phone holds.
    pub(crate) fn price(&self, item: &str) -> Option<i64> {
        let prices = &self.device.reference().price_list;
        prices.items.iter().find(|known| known.code == item).map(|known| known.unit_price_fen)
    }

    /// The person with this name, from the staff list that the phone holds.
    pub(crate) fn user(&self, name: &str) -> Result<UserId, DemoError> {
        let staff = &self.device.reference().staff;
        let found = staff.iter().find(|member| member.display_name == name);
        found
            .map(|member| member.user)
            .ok_or_else(|| DemoError::Unexpected(format!("{name} is not on the staff list")))
    }
}
