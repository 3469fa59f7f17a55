//! The calls of `contract.ts`, and where the device stands between them.
//!
//! One value holds everything that is open: [`Open`]. Every call takes it for as long as it reads or writes,
//! and lets go of it while it waits for the network. `account` brings the device from one state to another,
//! `orders`, `goods`, `incidents`, `complaints`, `matters` and `fees` are what people look at and do, `sync` drives the sync
//! machine.

mod account;
mod arguments;
mod complaints;
mod drafts;
mod fees;
mod goods;
mod incidents;
mod matters;
mod notify;
mod orders;
mod pages;
mod sync;

#[cfg(test)]
mod tests;

use crate::fault::Fault;
use crate::platform::Platform;
use crate::vault::{EnrolledHere, Vault};
use client_core::device::Device;
use client_core::device::sealing::{DataKey, SealedStore};
use client_core::device::store::StoreError;
use client_core::domain::procedure::Library;
use client_core::domain::text::Language;
use futures_util::lock::{Mutex, MutexGuard};
use notify::Notify;
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};

/// A device whose store is sealed.
pub type OpenDevice<P> =
    Device<SealedStore<<P as Platform>::Store, <P as Platform>::Machine>, <P as Platform>::Machine>;

/// Where the device stands.
#[expect(clippy::large_enum_variant, reason = "there is one of them")]
enum Open<P: Platform> {
    /// Another tab has it.
    Elsewhere,
    /// Nobody is enrolled.
    Empty(Vault),
    /// Sealed.
    Locked(Vault, EnrolledHere),
    /// Open.
    Ready(Box<Ready<P>>),
    /// Can't be opened.
    Broken(Fault),
}

/// An open device.
struct Ready<P: Platform> {
    vault: Vault,
    enrolled: EnrolledHere,
    key: DataKey,
    device: OpenDevice<P>,
    /// The person has just shown by a login who he is, so that a new PIN needs no old one.
    by_login: bool,
}

/// What a call gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// The answer.
    pub json: Value,
    /// Bytes beside it: `bytes` of the answer.
    pub bytes: Option<Vec<u8>>,
}

impl From<Value> for Reply {
    fn from(json: Value) -> Self {
        Self { json, bytes: None }
    }
}

/// The core of one tab.
pub struct Core<P: Platform> {
    platform: P,
    open: Mutex<Open<P>>,
    language: Cell<Language>,
    sync: RefCell<sync::Status>,
    wake: Notify,
}

impl<P: Platform> Core<P> {
    /// Opens what this machine holds. The caller makes sure that no other tab does the same.
    pub async fn open(platform: P) -> Self {
        let open = match account::load(&platform).await {
            Ok(vault) => match vault.enrolled.clone() {
                Some(enrolled) => Open::Locked(vault, enrolled),
                None => Open::Empty(vault),
            },
            Err(fault) => Open::Broken(fault),
        };
        Self {
            platform,
            open: Mutex::new(open),
            language: Cell::new(Language::ZhHans),
            sync: RefCell::default(),
            wake: Notify::default(),
        }
    }

    /// Lets go of everything, after what is being saved is saved: another tab takes over.
    pub async fn release(&self) {
        *self.open.lock().await = Open::Elsewhere;
        self.wake.notify();
        self.emit_state().await;
    }

    /// The machine.
    pub fn platform(&self) -> &P {
        &self.platform
    }

    /// Does what a message asks.
    ///
    /// # Errors
    /// Any [`Fault`].
    pub async fn call(&self, call: &str, arguments: Value) -> Result<Reply, Fault> {
        match self.carry_out(call, arguments).await {
            Err(fault) => Err(self.mended(fault).await),
            done => done,
        }
    }

    /// Sets right what a call found damaged; gives what is to be said of it.
    async fn mended(&self, fault: Fault) -> Fault {
        if !matches!(fault, Fault::Store(StoreError::Corrupt(_))) {
            return fault;
        }
        let mended = match &mut *self.open.lock().await {
            Open::Ready(ready) => ready.device.mend().await,
            _ => return fault,
        };
        match mended {
            Ok(0) => fault,
            Ok(records) => {
                self.platform.emit(&json!({ "event": "changed", "documents": null }));
                self.say_mended();
                self.wake.notify();
                Fault::Mended(records)
            }
            Err(error) => error.into(),
        }
    }

    async fn carry_out(&self, call: &str, arguments: Value) -> Result<Reply, Fault> {
        match call {
            "state" => Ok(self.state().await.into()),
            "set_language" => Ok(self.set_language(&arguments::read(call, arguments)?)),
            "enrol" => self.enrol(arguments::read(call, arguments)?).await,
            "unlock" => self.unlock(arguments::read(call, arguments)?).await,
            "login" => self.log_in(arguments::read(call, arguments)?).await,
            "set_pin" => self.set_pin(arguments::read(call, arguments)?).await,
            "lock" => self.lock().await,
            "log_out" => self.log_out(arguments::read(call, arguments)?).await,
            "status" => self.status().await,
            "orders" => self.orders().await,
            "order" => self.order(arguments::read(call, arguments)?).await,
            "guidance" => Self::guidance(&arguments::read(call, arguments)?),
            "asked" => self.asked(arguments::read(call, arguments)?).await,
            "execute" => self.execute(arguments::read(call, arguments)?).await,
            "execute_store" => self.execute_store(arguments::read(call, arguments)?).await,
            "incidents" => self.incidents().await,
            "incident" => self.incident(arguments::read(call, arguments)?).await,
            "execute_incident" => self.execute_incident(arguments::read(call, arguments)?).await,
            "complaints" => self.complaints().await,
            "complaint" => self.complaint(arguments::read(call, arguments)?).await,
            "execute_complaint" => self.execute_complaint(arguments::read(call, arguments)?).await,
            "matters" => self.matters().await,
            "matter_forms" => self.matter_forms().await,
            "matter" => self.matter(arguments::read(call, arguments)?).await,
            "execute_matter" => self.execute_matter(arguments::read(call, arguments)?).await,
            "fees" => self.fees().await,
            "fee" => self.fee(arguments::read(call, arguments)?).await,
            "fee_asked" => self.fee_asked(arguments::read(call, arguments)?).await,
            "execute_fee" => self.execute_fee(arguments::read(call, arguments)?).await,
            "photo" => self.photo(arguments::read(call, arguments)?).await,
            "drafts" => self.drafts().await,
            "keep_draft" => self.keep_draft(&arguments::read(call, arguments)?).await,
            "drop_draft" => self.drop_draft(arguments::read(call, arguments)?).await,
            "outbox" => self.outbox().await,
            "kit" => self.kit(arguments::read(call, arguments)?).await,
            "ledger" => self.ledger().await,
            "read_ticket" => Self::read_ticket(&arguments::read(call, arguments)?),
            "answer_ticket" => self.answer_ticket(arguments::read(call, arguments)?).await,
            "case_kinds" => self.case_kinds().await,
            "reference" => self.reference().await,
            "prices" => self.prices().await,
            "procedures" => self.procedures().await,
            "procedure" => self.procedure(arguments::read(call, arguments)?).await,
            "sync" => self.sync_now().await,
            "sync_state" => Ok(self.sync_state().into()),
            other => Err(Fault::BadCall { call: other.to_owned(), why: "no such call".to_owned() }),
        }
    }

    /// A fault as the screens get it, with words in their language.
    pub fn fault_json(&self, fault: &Fault) -> Value {
        let mut json = fault.to_json();
        json["text"] = Value::from(crate::said::faults::text(self.language.get(), fault));
        json
    }

    /// What the page says by itself: `online`, `offline` or `visible`.
    pub async fn hint(&self, hint: &str) {
        if let Open::Ready(ready) = &mut *self.open.lock().await {
            match hint {
                "online" => ready.device.online(),
                "offline" => ready.device.offline(),
                _ => ready.device.hurry(),
            }
        }
        self.wake.notify();
        self.emit_sync();
    }

    async fn ready(&self) -> Result<ReadyGuard<'_, P>, Fault> {
        let guard = self.open.lock().await;
        match &*guard {
            Open::Ready(_) => Ok(ReadyGuard(guard)),
            Open::Elsewhere => Err(Fault::Elsewhere),
            Open::Empty(_) => Err(Fault::NotEnrolled),
            Open::Locked(..) => Err(Fault::Sealed),
            Open::Broken(fault) => Err(fault.clone()),
        }
    }

    fn set_language(&self, arguments: &arguments::SetLanguage) -> Reply {
        self.language.set(arguments.language());
        crate::said::dictionaries::all(self.language.get()).into()
    }

    async fn emit_state(&self) {
        let state = self.state().await;
        self.platform.emit(&json!({ "event": "state", "state": state }));
    }
}

/// The open device, for the length of a call.
struct ReadyGuard<'a, P: Platform>(MutexGuard<'a, Open<P>>);

impl<P: Platform> ReadyGuard<'_, P> {
    /// It. `None` never comes: only [`Core::ready`] makes a guard, and it has looked.
    fn get(&mut self) -> Result<&mut Ready<P>, Fault> {
        match &mut *self.0 {
            Open::Ready(ready) => Ok(ready),
            _ => Err(Fault::Sealed),
        }
    }

    fn device(&mut self) -> Result<&mut OpenDevice<P>, Fault> {
        self.get().map(|ready| &mut ready.device)
    }
}

/// The procedures that the app brings.
fn library() -> Result<Library, Fault> {
    Library::built_in().map_err(|error| Fault::Internal(error.to_string()))
}
