//! Devices of Undercroft: the real offline client over real HTTP, in memory, one process with as many as it is told to
//! be. It reads a [`Told`] a line and writes an [`Answer`].
#![allow(
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "a bench that can't go on has nothing to print, and it measures the machine that it runs on"
)]

use client_core::device::http::Signer;
use client_core::device::store::MemoryStore;
use client_core::device::{Device, Environment, Now};
use client_core::domain::command::Command;
use client_core::domain::id::DocumentId;
use client_core::domain::procedure::Library;
use ed25519_dalek::{Signer as _, SigningKey};
use pollster::block_on;
use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, Write};
use std::sync::{Arc, Barrier};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use undercroft_benches::history;
use undercroft_benches::told::{Answer, Told};

type Fault = Box<dyn Error + Send + Sync>;

#[derive(Debug)]
struct Machine {
    started: Instant,
}

impl Environment for Machine {
    fn now(&mut self) -> Now {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
        let millis = |time: std::time::Duration| i64::try_from(time.as_millis()).unwrap();
        Now { wall_ms: millis(since), boot_ms: millis(self.started.elapsed()) }
    }

    fn random(&mut self) -> [u8; 16] {
        random()
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).unwrap();
    bytes
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

struct Phone {
    device: Device<MemoryStore, Machine>,
    key: Key,
}

impl Phone {
    fn enrol(url: &str, library: &Library, code: &str, password: &str) -> Result<Self, Fault> {
        let machine = Machine { started: Instant::now() };
        let device = block_on(Device::open(MemoryStore::new(), machine, library.clone()))?;
        let mut phone = Self { device, key: Key(SigningKey::from_bytes(&random())) };
        block_on(phone.device.enrol_over_http(url, code, password, "bench", &phone.key))?;
        Ok(phone)
    }

    fn does(&mut self, order: Option<DocumentId>, command: Command) -> Result<DocumentId, Fault> {
        Ok(block_on(self.device.execute(order, command))?.order.id)
    }
}

struct Process {
    url: String,
    library: Library,
    phones: BTreeMap<usize, Phone>,
    written: usize,
    /// Orders so far: no two are of one customer, or the server would ask whether they are twins.
    registered: usize,
}

impl Process {
    fn phone(&mut self, number: usize) -> Result<&mut Phone, Fault> {
        self.phones.get_mut(&number).ok_or_else(|| format!("device {number} isn't enrolled").into())
    }

    fn does(&mut self, told: Told) -> Result<Answer, Fault> {
        match told {
            Told::Enrol { device, code, password } => {
                let phone = Phone::enrol(&self.url, &self.library, &code, &password)?;
                self.phones.insert(device, phone);
                Ok(Answer::default())
            }
            Told::Register { orders, technician } => self.register(orders, &technician),
            Told::Work { device, ids, commands } => {
                let phone = self.phone(device)?;
                for id in ids {
                    for command in history::work(commands - history::OFFICE) {
                        phone.does(Some(id.parse()?), command)?;
                    }
                }
                Ok(Answer::default())
            }
            Told::Append { ids, each, device } => {
                for id in ids {
                    for _ in 0..each {
                        self.written += 1;
                        let note = history::note(self.written);
                        self.phone(device)?.does(Some(id.parse()?), note)?;
                    }
                }
                Ok(Answer::default())
            }
            Told::Connect { devices } => self.connect(devices),
            Told::Counts { ids, device } => {
                let phone = self.phone(device)?;
                let mut counts = Vec::new();
                for id in ids {
                    let journal = block_on(phone.device.journal(id.parse()?))?;
                    counts.push(journal.map_or(0, |journal| journal.entries().len()));
                }
                Ok(Answer { counts, ..Answer::default() })
            }
            // It syncs when it is told to, and wants what its person may see.
            Told::Open { .. } | Told::Disconnect { .. } => Ok(Answer::default()),
            Told::Make { .. } => Err("orders are registered".into()),
        }
    }

    fn register(&mut self, orders: usize, technician: &str) -> Result<Answer, Fault> {
        let first = self.registered;
        self.registered += orders;
        let desk = self.phone(0)?;
        let staff = &desk.device.reference().staff;
        let technician = staff.iter().find(|member| member.display_name == technician);
        let technician = technician.ok_or("no such technician")?.user;
        let mut ids = Vec::new();
        for n in first..first + orders {
            let now = desk.device.environment().now().wall_ms;
            let id = desk.does(None, Command::Register(history::registration(n, now)))?;
            for command in history::office(technician) {
                desk.does(Some(id), command)?;
            }
            ids.push(id.to_string());
        }
        Ok(Answer { ids, ..Answer::default() })
    }

    /// All of them at one moment, each as its own thread.
    fn connect(&mut self, devices: usize) -> Result<Answer, Fault> {
        let mut phones = Vec::new();
        for number in 0..devices {
            phones.push(self.phones.remove(&number).ok_or("a device isn't enrolled")?);
        }
        let start = Arc::new(Barrier::new(devices));
        let sync = |mut phone: Phone, start: Arc<Barrier>| {
            start.wait();
            let began = Instant::now();
            let synced = block_on(phone.device.sync_over_http(&phone.key));
            (phone, synced, began.elapsed())
        };
        // The system counts the time of a thread that has ended in steps of 10 ms only, so one device needs none.
        let last = phones.pop().ok_or("no device")?;
        let threads: Vec<_> = phones
            .into_iter()
            .map(|phone| {
                let start = Arc::clone(&start);
                std::thread::spawn(move || sync(phone, start))
            })
            .collect();
        let last = sync(last, start);
        let (mut requests, mut waited, mut fault) = (0, Vec::new(), None);
        let ended = threads.into_iter().map(|thread| thread.join().map_err(|_| "a device ended"));
        for (number, ended) in ended.chain([Ok(last)]).enumerate() {
            let (phone, synced, took) = ended?;
            match synced {
                Ok(report) => requests += report.requests,
                Err(error) => fault = Some(error),
            }
            waited.push(u64::try_from(took.as_millis())?);
            self.phones.insert(number, phone);
        }
        if let Some(error) = fault {
            return Err(error.into());
        }
        for phone in self.phones.values() {
            if !block_on(phone.device.outbox())?.is_empty() {
                return Err("a device couldn't send everything".into());
            }
        }
        waited.sort_unstable();
        Ok(Answer { requests, waited_ms: waited, ..Answer::default() })
    }
}

fn main() -> Result<(), Fault> {
    let url = std::env::args().nth(1).ok_or("usage: bench-device URL")?;
    let mut process =
        Process { url, library: Library::built_in()?, phones: BTreeMap::new(), written: 0, registered: 0 };
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", serde_json::to_string(&Answer { ready: true, ..Answer::default() })?)?;
    for line in std::io::stdin().lock().lines() {
        let answer = process.does(serde_json::from_str(&line?)?);
        let answer =
            answer.unwrap_or_else(|error| Answer { error: Some(error.to_string()), ..Answer::default() });
        writeln!(out, "{}", serde_json::to_string(&answer)?)?;
    }
    Ok(())
}
