//! A person's phone: the shipped device over a store in memory, with clocks and chance from a seed.

use crate::site::{NOW, Person, Site};
use client_core::device::store::MemoryStore;
use client_core::device::sync::{OutgoingRequest, Step};
use client_core::device::{Device, Environment, Identity, Now};
use client_core::protocol::{SyncAnswer, SyncRequest, from_bytes, to_bytes};
use sha2::{Digest, Sha256};
use std::future::Future;

/// Waits for a future that is ready at once, as those of a store in memory are.
pub fn block<T>(future: impl Future<Output = T>) -> T {
    pollster::block_on(future)
}

/// Clocks that stand, and chance from a seed.
#[derive(Debug, Clone)]
pub struct Machine {
    seed: u8,
    drawn: u64,
}

impl Machine {
    /// One of many.
    pub const fn new(seed: u8) -> Self {
        Self { seed, drawn: 0 }
    }
}

impl Environment for Machine {
    fn now(&mut self) -> Now {
        Now { wall_ms: NOW, boot_ms: 1_000_000 }
    }

    fn random(&mut self) -> [u8; 16] {
        self.drawn += 1;
        let digest =
            Sha256::new().chain_update([self.seed]).chain_update(self.drawn.to_be_bytes()).finalize();
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest[..16]);
        bytes
    }
}

/// The device type of this crate.
pub type Phone = Device<MemoryStore, Machine>;

/// Opens the device that a store holds.
pub fn open(store: MemoryStore, seed: u8, site: &Site) -> Phone {
    block(Device::open(store, Machine::new(seed), site.library.clone())).expect("the device opens")
}

/// A new enrolled phone.
pub fn enrolled(person: Person, site: &Site) -> Phone {
    let mut phone = open(MemoryStore::new(), person as u8, site);
    let identity = Identity {
        site_url: "https://site.example".to_owned(),
        user: person.user(),
        display_name: person.name().to_owned(),
        device: person.device(),
        roles: person.roles(),
        slip_prefix: format!("A{}", person as u8),
        enrolment_receipt: None,
    };
    block(phone.enrol(identity, None)).expect("enrolment");
    phone
}

/// The request that is due now.
pub fn request(phone: &mut Phone) -> Option<OutgoingRequest> {
    phone.online();
    phone.hurry();
    match block(phone.tick()).expect("a step") {
        Step::Send(request) => Some(request),
        Step::Blob(_) | Step::Wait { .. } => None,
    }
}

/// One exchange as bytes on the wire.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// Who asked.
    pub person: Person,
    /// The request's body.
    pub request: Vec<u8>,
    /// The answer's body.
    pub answer: Vec<u8>,
}

/// Sends and receives until there is nothing more; gives what was exchanged.
pub fn sync(phone: &mut Phone, person: Person, site: &Site) -> Vec<Exchange> {
    let mut exchanges = Vec::new();
    phone.online();
    phone.hurry();
    while let Step::Send(sent) = block(phone.tick()).expect("a step") {
        let read: SyncRequest = from_bytes(&sent.bytes).expect("an own request");
        let answer = answer(site, person, &read);
        let bytes = to_bytes(&answer).expect("an answer has bytes");
        block(phone.reply(&bytes)).expect("an honest answer is taken");
        exchanges.push(Exchange { person, request: sent.bytes, answer: bytes });
    }
    exchanges
}

/// What the site says to an honest request.
pub fn answer(site: &Site, person: Person, request: &SyncRequest) -> SyncAnswer {
    let seed = Sha256::digest(to_bytes(request).expect("bytes")).into();
    site.exchange(person, request, seed).expect("an honest request is answered")
}
