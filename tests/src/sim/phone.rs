//! A phone with the shipped device on it, as far as the world handles it: opened, killed, asked, answered.

use super::machine::{Clock, SimEnvironment, SimStore};
use super::rng::Rng;
use super::server::Login;
use client_core::device::store::{MemoryStore, StoreError};
use client_core::device::sync::{Applied, FailureKind, Step, SyncError};
use client_core::device::{Device, ExecuteError, Identity, OrderView};
use client_core::domain::command::Command;
use client_core::domain::id::DocumentId;
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::protocol::BlobAnswer;
use pollster::block_on;

/// How a phone was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Its disk is gone, and nobody opens it any more.
    Gone,
    /// The server was told to let it in no more; whoever has it writes on.
    Removed,
}

/// A phone and its person.
pub struct Phone {
    /// Whose it is, for the server.
    pub login: Login,
    /// The role that the person began with.
    pub role: Role,
    /// Its disk.
    pub store: SimStore,
    /// Its clocks.
    pub clock: Clock,
    /// Whether messages get through.
    pub online: bool,
    /// What became of it, where it isn't its person's phone any more.
    pub lost: Option<Lost>,
    /// How often the app was started; messages of an earlier run reach nobody.
    pub generation: u32,
    /// Number of the request whose answer the app waits for.
    pub waiting: Option<u64>,
    /// When the app wants to be asked again; an event of another time is stale.
    pub wake: Option<i64>,
    /// An image of its disk that somebody keeps.
    pub image: Option<MemoryStore>,
    identity: Identity,
    device: Option<Device<SimStore, SimEnvironment>>,
    rng: Rng,
}

impl Phone {
    /// A phone that was never opened.
    pub fn new(
        login: Login,
        role: Role,
        store: SimStore,
        clock: Clock,
        identity: Identity,
        rng: Rng,
    ) -> Self {
        Self {
            login,
            role,
            store,
            clock,
            online: true,
            lost: None,
            generation: 0,
            waiting: None,
            wake: None,
            image: None,
            identity,
            device: None,
            rng,
        }
    }

    /// Another phone that begins with an image of this one.
    pub fn twin(&self, image: MemoryStore, mut rng: Rng) -> Self {
        let store = SimStore::new(rng.fork());
        store.put_back(image);
        let twin = Self::new(self.login, self.role, store, self.clock, self.identity.clone(), rng);
        Self { lost: self.lost, ..twin }
    }

    /// The receipt of its enrolment, if it was given one.
    pub fn receipt(&self) -> Option<String> {
        self.identity.enrolment_receipt.clone()
    }

    /// Whether the app runs.
    pub fn runs(&self) -> bool {
        self.device.is_some()
    }

    /// Opens the app on what its disk holds.
    pub fn open(&mut self, library: &Library, now: i64) {
        let environment = SimEnvironment::new(self.clock, now, self.rng.fork());
        let mut device =
            block_on(Device::open(self.store.clone(), environment, library.clone())).expect("it opens");
        if device.identity().is_none() {
            block_on(device.enrol(self.identity.clone(), None)).expect("it is enrolled");
        }
        if !self.online {
            device.offline();
        }
        self.generation += 1;
        self.device = Some(device);
    }

    /// Ends the app at once; only the disk is left.
    pub fn kill(&mut self) {
        self.device = None;
        self.waiting = None;
        self.wake = None;
        self.store.power_cut();
    }

    /// The app, with its clocks at the true time `now`.
    pub fn device(&mut self, now: i64) -> &mut Device<SimStore, SimEnvironment> {
        let clock = self.clock;
        let device = self.device.as_mut().expect("the app runs");
        let environment = device.environment();
        environment.clock = clock;
        environment.now = now;
        device
    }

    /// Sets the app right after its disk has changed a record.
    pub fn mend(&mut self, now: i64) -> Result<u32, StoreError> {
        block_on(self.device(now).mend())
    }

    /// A person's command.
    pub fn execute(
        &mut self,
        now: i64,
        order: Option<DocumentId>,
        command: Command,
    ) -> Result<OrderView, ExecuteError> {
        block_on(self.device(now).execute(order, command))
    }

    /// An order's page.
    pub fn show(&mut self, now: i64, order: DocumentId) -> Option<OrderView> {
        block_on(self.device(now).show(order)).expect("the disk can be read")
    }

    /// The next step of its sync.
    pub fn tick(&mut self, now: i64) -> Result<Step, SyncError> {
        block_on(self.device(now).tick())
    }

    /// An answer.
    pub fn reply(&mut self, now: i64, body: &[u8]) -> Result<Applied, SyncError> {
        block_on(self.device(now).reply(body))
    }

    /// An answer about a photo.
    pub fn photo_reply(&mut self, now: i64, answer: BlobAnswer) -> Result<(), SyncError> {
        block_on(self.device(now).blob_reply(answer))
    }

    /// No answer about a photo.
    pub fn photo_failed(&mut self, now: i64, kind: FailureKind) -> Result<(), SyncError> {
        block_on(self.device(now).blob_failed(kind))
    }

    /// No answer.
    pub fn failed(&mut self, now: i64, kind: FailureKind) {
        self.waiting = None;
        self.device(now).failed(kind);
    }

    /// True time of a moment that the phone counts from its start.
    pub fn true_time(&self, boot_ms: i64) -> i64 {
        self.clock.booted.saturating_add(self.clock.slept).saturating_add(boot_ms)
    }
}
