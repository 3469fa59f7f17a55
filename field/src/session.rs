//! An open device: who it is, how orders and people are found by what a person types, and how a command is saved.

use crate::cli::Cli;
use crate::environment::Machine;
use crate::fault::Fault;
use crate::folder::{Folder, Records, Seal};
use crate::print;
use crate::print::order::title;
use crate::print::origin::Page;
use crate::secrets;
use crate::time::Zone;
use crate::words::{self, labels, states};
use client_core::device::sealing::{DataKey, PassphraseLock};
use client_core::device::{Device, OrderRow, OrderView};
use client_core::domain::command::{Command, StoreCommand};
use client_core::domain::decide::Rejection;
use client_core::domain::guidance::{Guidance, Moment, moments};
use client_core::domain::id::{DocumentId, UserId};
use client_core::domain::order::Order;
use client_core::domain::procedure::{Library, Tool};
use client_core::domain::stock::{Ledger, LineError};
use client_core::domain::text::Language;
use pollster::block_on;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What a command gives: text for people, or one JSON value.
#[derive(Debug)]
pub struct Output {
    /// For scripts.
    pub json: Value,
    /// For people.
    pub text: String,
    /// Exit code.
    pub exit: u8,
}

impl Output {
    /// Done.
    pub fn done(json: Value, text: String) -> Self {
        Self { json, text, exit: 0 }
    }
}

/// JSON of a value of the core.
///
/// # Errors
/// [`Fault::Internal`] for a value that has no JSON form, which only a fault of this program explains.
pub fn to_json<T: serde::Serialize>(value: &T) -> Result<Value, Fault> {
    serde_json::to_value(value).map_err(|error| Fault::Internal(error.to_string()))
}

/// An open device.
#[derive(Debug)]
pub struct Session {
    /// The device.
    pub device: Device<Records, Machine>,
    /// What it is sealed with.
    pub key: DataKey,
    /// Its folder.
    pub folder: Folder,
    /// Language of texts.
    pub language: Language,
}

impl Session {
    /// Opens the device in this folder, enrolled or not, making the folder and its seal where they aren't there.
    ///
    /// # Errors
    /// [`Fault::Store`] when another process has it, or for a damaged store; [`Fault::Folder`]; [`Fault::Passphrase`] and
    /// those of [`secrets::passphrase`].
    pub fn open_any(cli: &Cli, folder: Folder, language: Language) -> Result<Self, Fault> {
        folder.create()?;
        let file = cli.passphrase_file.as_deref();
        if let Some(seal) = folder.seal()? {
            let passphrase = secrets::passphrase(file, labels::PASSPHRASE.get(language))?;
            let key = seal.lock.open(&passphrase)?;
            return Self::with_key(cli, folder, language, key);
        }
        let (prompt, again) = (labels::NEW_PASSPHRASE.get(language), labels::PASSPHRASE_AGAIN.get(language));
        let passphrase = secrets::new_passphrase(file, prompt, again)?;
        let mut machine = Machine::new(0)?;
        let key = DataKey(Machine::secret()?);
        let lock = PassphraseLock::new(&key, &passphrase, &mut machine)?;
        if folder.add_seal(&Seal { lock, enrolled: None })? {
            return Self::with_key(cli, folder, language, key);
        }
        Self::open_any(cli, folder, language)
    }

    /// Opens the device in this folder with its data key.
    ///
    /// # Errors
    /// [`Fault::Store`], [`Fault::Folder`].
    pub fn with_key(cli: &Cli, folder: Folder, language: Language, key: DataKey) -> Result<Self, Fault> {
        let machine = Machine::new(cli.clock_offset_ms)?;
        let library = Library::built_in().map_err(|error| Fault::Internal(error.to_string()))?;
        let store = folder.open_store(key.clone())?;
        let device = block_on(Device::open(store, machine, library))?;
        Ok(Self { device, key, folder, language })
    }

    /// Opens the enrolled device in this folder. A folder without one is left as it is.
    ///
    /// # Errors
    /// [`Fault::NotEnrolled`], and those of [`Self::open_any`].
    pub fn open(cli: &Cli, folder: Folder, language: Language) -> Result<Self, Fault> {
        if !folder.has_store() {
            return Err(Fault::NotEnrolled);
        }
        let session = Self::open_any(cli, folder, language)?;
        if session.device.identity().is_none() {
            return Err(Fault::NotEnrolled);
        }
        Ok(session)
    }

    /// The site's zone.
    pub fn zone(&self) -> Zone {
        Zone::of_site(&self.device.reference().timezone)
    }

    /// The person.
    pub fn me(&self) -> Option<UserId> {
        self.device.identity().map(|identity| identity.user)
    }

    /// Milliseconds since 1970 by this device's clock, corrected where its offset is known.
    pub fn now_ms(&mut self) -> i64 {
        self.device.at().estimate()
    }

    /// The orders as a list shows them: open ones first, by appointment.
    ///
    /// # Errors
    /// [`Fault::Store`].
    pub fn rows(&self) -> Result<Vec<OrderRow>, Fault> {
        let mut rows = block_on(self.device.list())?;
        rows.sort_by_key(|row| (row.state.is_closed(), row.appointment_at, row.id));
        Ok(rows)
    }

    /// The order that this text names: its slip number, or a unique start of its id.
    ///
    /// # Errors
    /// [`Fault::NoSuchOrder`], [`Fault::Ambiguous`], [`Fault::Store`].
    pub fn find(&self, text: &str) -> Result<DocumentId, Fault> {
        let wanted = text.trim();
        let missing = || Fault::NoSuchOrder { text: wanted.to_owned() };
        if wanted.is_empty() {
            return Err(missing());
        }
        let rows = self.rows()?;
        let numbered =
            |row: &&OrderRow| row.number.as_deref().is_some_and(|n| n.eq_ignore_ascii_case(wanted));
        let mut found: Vec<DocumentId> = rows.iter().filter(numbered).map(|row| row.id).collect();
        if found.is_empty() {
            let start = wanted.to_ascii_lowercase();
            let begins = |row: &&OrderRow| row.id.to_string().starts_with(&start);
            found = rows.iter().filter(begins).map(|row| row.id).collect();
        }
        match found.as_slice() {
            [one] => Ok(*one),
            // An order that left the lists stays until its work is sent, and is found by its whole id.
            [] => wanted.parse().map_err(|_| missing()),
            several => Err(Fault::Ambiguous {
                text: wanted.to_owned(),
                candidates: several.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    /// An order with everything about it.
    ///
    /// # Errors
    /// Those of [`Self::find`].
    pub fn view(&self, text: &str) -> Result<OrderView, Fault> {
        let id = self.find(text)?;
        block_on(self.device.show(id))?.ok_or_else(|| Fault::NoSuchOrder { text: text.to_owned() })
    }

    /// What lines about an order are printed with.
    pub fn page<'a>(&self, view: &'a OrderView) -> Page<'a> {
        let device = self.device.identity().map(|identity| identity.device);
        Page { language: self.language, zone: self.zone(), view, device }
    }

    /// Names of the people of the site.
    pub fn staff_names(&self) -> BTreeMap<UserId, String> {
        self.device
            .reference()
            .staff
            .iter()
            .map(|member| (member.user, member.display_name.clone()))
            .collect()
    }

    /// The person that this text names: a name, or a unique start of an id.
    ///
    /// # Errors
    /// [`Fault::Value`] for nobody, [`Fault::Ambiguous`] for several.
    pub fn person(&self, text: &str) -> Result<UserId, Fault> {
        self.person_for("technician", text)
    }

    /// The same for a field or an option, which a fault names.
    ///
    /// # Errors
    /// Those of [`Self::person`].
    pub fn person_for(&self, field: &str, text: &str) -> Result<UserId, Fault> {
        let wanted = text.trim();
        let names = self.staff_names();
        let mut found: Vec<UserId> =
            names.iter().filter(|(_, name)| *name == wanted).map(|(user, _)| *user).collect();
        if found.is_empty() && !wanted.is_empty() {
            let start = wanted.to_ascii_lowercase();
            found = names.keys().filter(|user| user.to_string().starts_with(&start)).copied().collect();
        }
        match found.as_slice() {
            [one] => Ok(*one),
            // Before the staff list has come only a whole id can be typed.
            [] => wanted.parse().map_err(|_| {
                let known: Vec<String> = names.into_values().collect();
                let expected = if known.is_empty() { "UUID".to_owned() } else { known.join(", ") };
                Fault::value(field, wanted, expected)
            }),
            several => Err(Fault::Ambiguous {
                text: wanted.to_owned(),
                candidates: several.iter().map(ToString::to_string).collect(),
            }),
        }
    }

    /// MAT-7: tools that the order's checklist asks for; none before the slip.
    pub fn tools(&self, order: &Order) -> &[Tool] {
        print::order::tools_of(order, self.device.library())
    }

    /// Saves a command on an order; when this returns, it is durable.
    ///
    /// # Errors
    /// [`Fault::Rejected`] when a rule refuses it, [`Fault::Store`] when it isn't saved.
    pub fn save(&mut self, order: Option<DocumentId>, command: Command) -> Result<OrderView, Fault> {
        block_on(self.device.execute(order, command)).map_err(|error| self.in_units(error.into()))
    }

    /// Saves a command on the store or on personal stock; when this returns, it is durable.
    ///
    /// # Errors
    /// Those of [`Self::save`].
    pub fn save_store(&mut self, command: StoreCommand) -> Result<Ledger, Fault> {
        block_on(self.device.execute_store(command)).map_err(|error| self.in_units(error.into()))
    }

    /// What is said after a command without an order was saved.
    ///
    /// # Errors
    /// [`Fault::Store`].
    pub fn saved_store(&self) -> Result<Output, Fault> {
        let unsent = block_on(self.device.outbox())?.len();
        let mut text = words::store::SAVED.get(self.language).to_owned();
        text.push('\n');
        text.push_str(&words::store::UNSENT.with(self.language, &[&unsent.to_string()]));
        text.push('\n');
        Ok(Output::done(json!({ "saved": true, "unsent": unsent }), text))
    }

    /// A refusal that names a quantity says it in the item's unit, as it was typed.
    pub fn in_units(&self, fault: Fault) -> Fault {
        let Fault::Rejected(rejection) = fault else { return fault };
        let (item, quantity) = match &rejection {
            Rejection::MoreThanOpen { item, open } => (item, *open),
            Rejection::Goods(LineError::Step { item, step }) => (item, *step),
            _ => return Fault::Rejected(rejection),
        };
        let catalogue = &self.device.reference().catalogue;
        let quantity = crate::goods::quantity(self.language, catalogue, item, quantity);
        Fault::InUnits { rejection, quantity }
    }

    /// The same as [`Self::run`], with the conduct that this command's own moment asks for.
    ///
    /// # Errors
    /// Those of [`Self::run`].
    pub fn run_at(&mut self, order: &str, command: Command, moment: Moment) -> Result<Output, Fault> {
        let id = self.find(order)?;
        let view = self.save(Some(id), command)?;
        self.saved_at(&view, Some(moment))
    }

    /// Saves a command on the order that this text names, and says so.
    ///
    /// # Errors
    /// Those of [`Self::find`] and [`Self::save`].
    pub fn run(&mut self, order: &str, command: Command) -> Result<Output, Fault> {
        let id = self.find(order)?;
        let view = self.save(Some(id), command)?;
        self.saved(&view)
    }

    /// What is said after a command was saved.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub fn saved(&self, view: &OrderView) -> Result<Output, Fault> {
        self.saved_at(view, None)
    }

    /// The same, with the conduct that the command's own moment asks for before that of the order's.
    ///
    /// # Errors
    /// [`Fault::Internal`].
    pub fn saved_at(&self, view: &OrderView, moment: Option<Moment>) -> Result<Output, Fault> {
        let state = states::state(view.order.state).get(self.language);
        let mut text = labels::SAVED.with(self.language, &[&title(&view.order), state]);
        text.push('\n');
        text.push_str(&labels::SAVED_UNSENT.with(self.language, &[&view.pending.len().to_string()]));
        text.push('\n');
        let mut all: Vec<Moment> = moment.into_iter().collect();
        all.extend(moments(&view.order).into_iter().filter(|one| Some(*one) != moment));
        print::guidance(self.language, &all, 0, &mut text);
        let guidance: Vec<Guidance> = all.into_iter().map(Guidance::from).collect();
        let json = json!({
            "saved": true,
            "id": view.order.id,
            "number": view.order.slip.as_ref().map(|slip| &slip.number),
            "state": view.order.state,
            "unsent": view.pending.len(),
            "guidance": to_json(&guidance)?,
            "view": to_json(view)?,
        });
        Ok(Output::done(json, text))
    }
}
