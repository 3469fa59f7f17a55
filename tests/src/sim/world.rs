//! Phase one: people work, and everything goes wrong that the faults allow.

use super::phone::Phone;
use super::rng::Rng;
use super::server::{Death, Mishap, Reply, Server};
use super::setup::{self, Cast};
use super::tamper::{self, Tamper};
use super::trace::Trace;
use super::{Failure, Faults, Options, START, Summary};
use crate::checker::cbor::{SeenRequest, request};
use crate::checker::phone::Records;
use crate::checker::{Books, Due, Violation};
use client_core::device::store::StoreError;
use client_core::device::sync::{AnswerError, FailureKind, Step, SyncError};
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::procedure::Library;
use client_core::protocol::BlobRequest;
use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) const SECOND: i64 = 1_000;
pub(super) const MINUTE: i64 = 60 * SECOND;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// A login page of somebody else's network.
const PORTAL: &[u8] =
    b"<!DOCTYPE html><html><title>Welcome to Free WiFi</title><body>Please sign in</body></html>";

/// Something that will happen.
pub(super) enum Event {
    /// A person takes up his phone.
    Session(usize),
    /// A phone wants to be asked.
    Wake(usize, i64),
    /// A request reaches the server.
    Request { phone: usize, generation: u32, id: u64, body: Vec<u8> },
    /// An answer reaches a phone.
    Answer {
        phone: usize,
        generation: u32,
        id: u64,
        body: Vec<u8>,
        asked: Option<Rc<SeenRequest>>,
        due: Option<Rc<Due>>,
    },
    /// A phone has a connection again.
    Online(usize),
    /// Somebody freed space.
    Space(usize),
}

/// One world.
pub struct World {
    pub(super) options: Options,
    pub(super) now: i64,
    pub(super) server: Server,
    pub(super) books: Books,
    pub(super) phones: Vec<Phone>,
    pub(super) cast: Cast,
    /// What the app comes with.
    built_in: Library,
    /// The procedures that count at the site.
    pub(super) library: Library,
    pub(super) summary: Summary,
    pub(super) trace: Trace,
    pub(super) phase: &'static str,
    pub(super) rng: Rng,
    /// Chance of flipped bits, apart from all other.
    pub(super) rot: Rng,
    pub(super) tampered: bool,
    pub(super) faults: Faults,
    pub(super) queue: BTreeMap<(i64, u64), Event>,
    number: u64,
    pub(super) sessions: u64,
    /// When the last session is, at the earliest.
    pub(super) until: i64,
    pub(super) orders: u32,
    pub(super) most_orders: u32,
    pub(super) seen_heads: BTreeMap<DocumentId, Vec<ChangeHash>>,
    /// Files of the procedures that the site has published.
    pub(super) published: Vec<String>,
}

impl World {
    /// A world of this seed.
    pub fn new(seed: u64, options: Options) -> Self {
        let mut rng = Rng::new(seed);
        let mut rot = Rng::new(!seed);
        let faults = options.faults.unwrap_or_else(|| Faults::draw(&mut rng, &mut rot));
        let page = *rng.pick(&[1_500, 6_000, 4 * 1024 * 1024]);
        let server = Server::new(setup::reference(), page, &mut rng, START);
        let built_in = server.built_in().clone();
        let mut books = Books::new(&server.path());
        let mut cast = setup::cast(&server, &mut books, &options, &mut rng);
        let sessions = options.sessions.unwrap_or_else(|| rng.range(40, 110) as u64);
        let until = START + rng.range(30, 90) * DAY;
        let phones = std::mem::take(&mut cast.phones);
        let mut trace = Trace::new(options.loud);
        let roles: Vec<&str> = phones.iter().map(|phone| phone.role.as_str()).collect();
        trace.line(
            START,
            format!(
                "seed {seed}: {roles:?}, villain {}, pages of {page} bytes, {faults:?}",
                cast.villain.1.as_str()
            ),
        );
        Self {
            options,
            now: START,
            server,
            books,
            phones,
            cast,
            library: built_in.clone(),
            built_in,
            summary: Summary::default(),
            trace,
            phase: "faults on",
            most_orders: rng.range(2, 6) as u32,
            rng,
            rot,
            tampered: false,
            faults,
            queue: BTreeMap::new(),
            number: 0,
            sessions,
            until,
            orders: 0,
            seen_heads: BTreeMap::new(),
            published: Vec::new(),
        }
    }

    /// Both phases.
    ///
    /// # Errors
    /// The first broken promise.
    pub fn run(&mut self) -> Result<(), Violation> {
        for phone in 0..self.phones.len() {
            self.open(phone)?;
            self.plan_session(phone);
            self.ask(phone)?;
        }
        while self.sessions > 0 {
            let Some(((at, _), event)) = self.queue.pop_first() else { break };
            self.now = self.now.max(at);
            self.happen(event)?;
        }
        self.queue.clear();
        self.end()
    }

    /// What the run came to.
    ///
    /// # Errors
    /// The broken promise with its story.
    pub fn finish(mut self, seed: u64, result: Result<(), Violation>) -> Result<Summary, Box<Failure>> {
        match result {
            Ok(()) => {
                self.summary.trace = self.trace.hash();
                Ok(self.summary)
            }
            Err(violation) => Err(Box::new(Failure {
                seed,
                put_back: self.options.restore,
                phase: self.phase,
                step: self.trace.steps(),
                violation,
                story: self.trace.tail(),
            })),
        }
    }

    pub(super) fn say(&mut self, text: String) {
        self.trace.line(self.now, text);
    }

    pub(super) fn plan(&mut self, after: i64, event: Event) {
        self.number += 1;
        self.queue.insert((self.now + after, self.number), event);
    }

    pub(super) fn plan_session(&mut self, phone: usize) {
        let after = if self.rng.chance(500) {
            self.rng.range(0, 20 * SECOND)
        } else {
            self.rng.range(0, 10 * MINUTE)
        };
        self.plan(after, Event::Session(phone));
    }

    pub(super) fn open(&mut self, phone: usize) -> Result<(), Violation> {
        self.phones[phone].open(&self.built_in, self.now);
        let records = Records::read(&self.phones[phone].store.memory());
        self.books.opened(phone, self.now, &records)
    }

    pub(super) fn happen(&mut self, event: Event) -> Result<(), Violation> {
        match event {
            Event::Session(phone) => self.session(phone),
            Event::Wake(phone, at) => {
                if self.phones[phone].wake == Some(at) && self.phones[phone].runs() {
                    self.ask(phone)?;
                }
                Ok(())
            }
            Event::Request { phone, generation, id, body } => self.arrive(phone, generation, id, &body),
            Event::Answer { phone, generation, id, body, asked, due } => {
                let here = &self.phones[phone];
                if here.generation != generation || !here.runs() || !here.online {
                    return Ok(());
                }
                self.deliver(phone, id, &body, asked.as_deref(), due.as_deref())
            }
            Event::Online(phone) => {
                self.phones[phone].online = true;
                if self.phones[phone].runs() {
                    let now = self.now;
                    self.phones[phone].device(now).online();
                    self.ask(phone)?;
                }
                Ok(())
            }
            Event::Space(phone) => {
                self.phones[phone].store.memory().set_full(false);
                Ok(())
            }
        }
    }

    /// Asks the app what to send, and sends it.
    pub(super) fn ask(&mut self, phone: usize) -> Result<(), Violation> {
        let now = self.now;
        self.may_not_read(phone);
        let mut step = self.phones[phone].tick(now);
        let mut failed = self.can_read(phone);
        while let Ok(Step::Blob(request)) = step {
            if !self.photo(phone, &request, true)? {
                return Ok(());
            }
            self.may_not_read(phone);
            step = self.phones[phone].tick(now);
            failed = self.can_read(phone);
        }
        match step {
            Err(SyncError::Store(StoreError::Io(_))) if failed => {
                self.kill_phone(phone);
                Ok(())
            }
            Ok(Step::Blob(_)) => Ok(()),
            Ok(Step::Send(request)) => {
                self.number += 1;
                let id = self.number;
                self.phones[phone].waiting = Some(id);
                self.send(phone, id, request.bytes);
                self.plan_wake(phone)
            }
            Ok(Step::Wait { wake_at }) => {
                self.set_wake(phone, wake_at);
                Ok(())
            }
            Err(error) => Err(Violation::new("the device can always build a request", error.to_string())),
        }
    }

    /// A piece of a photo goes there and back at once, or is lost. Gives whether the app still runs.
    pub(super) fn photo(
        &mut self,
        phone: usize,
        request: &BlobRequest,
        may_fail: bool,
    ) -> Result<bool, Violation> {
        self.summary.count("pieces of photos");
        let now = self.now;
        let lost = may_fail && (!self.phones[phone].online || self.rng.chance(self.faults.drop));
        let lost = lost || !self.is_known(phone, may_fail)?;
        let login = self.phones[phone].login;
        let answer = if lost { None } else { Some(self.server.photo(login, request, now)) };
        let here = &mut self.phones[phone];
        let taken = match answer {
            None => here.photo_failed(now, FailureKind::Timeout),
            Some(None) => here.photo_failed(now, FailureKind::Unauthorized),
            Some(Some(_)) if self.books.is_removed(login.device.as_bytes()) => {
                let detail = format!("phone {phone} sends a photo");
                return Err(Violation::new("a removed phone stays out", detail));
            }
            Some(Some(answer)) => here.photo_reply(now, answer),
        };
        match taken {
            Ok(()) | Err(SyncError::Store(StoreError::NotSaved)) => Ok(true),
            Err(SyncError::Store(StoreError::Io(_))) => {
                self.kill_phone(phone);
                Ok(false)
            }
            Err(error) => Err(Violation::new("an honest answer is taken", format!("phone {phone}: {error}"))),
        }
    }

    fn plan_wake(&mut self, phone: usize) -> Result<(), Violation> {
        let now = self.now;
        match self.phones[phone].tick(now) {
            Ok(Step::Wait { wake_at }) => {
                self.set_wake(phone, wake_at);
                Ok(())
            }
            Ok(Step::Send(_) | Step::Blob(_)) => {
                Err(Violation::new("one request at a time", format!("phone {phone} sends two")))
            }
            Err(error) => Err(Violation::new("the device can always build a request", error.to_string())),
        }
    }

    fn set_wake(&mut self, phone: usize, wake_at: Option<i64>) {
        let at = wake_at.map(|boot| self.phones[phone].true_time(boot).max(self.now + 1));
        if let Some(at) = at
            && self.phones[phone].wake != Some(at)
        {
            self.plan(at - self.now, Event::Wake(phone, at));
        }
        self.phones[phone].wake = at;
    }

    /// How long a message is on its way.
    fn latency(&mut self) -> i64 {
        if self.rng.chance(self.faults.delay) {
            self.rng.range(SECOND, 90 * SECOND)
        } else {
            self.rng.range(20, 900)
        }
    }

    fn send(&mut self, phone: usize, id: u64, mut body: Vec<u8>) {
        self.summary.count("requests");
        self.trace.mix(&body);
        let generation = self.phones[phone].generation;
        if !self.phones[phone].online || self.rng.chance(self.faults.drop) {
            return;
        }
        let early = self.options.tamper == Tamper::EarlyAck && !self.tampered;
        if let Some(answer) = early.then(|| tamper::early_ack(&body, self.now)).flatten() {
            self.tampered = true;
            let asked = request(&body).map(Rc::new);
            self.plan(50, Event::Answer { phone, generation, id, body: answer, asked, due: None });
            return;
        }
        if self.rng.chance(self.faults.portal) {
            let after = self.latency();
            self.plan(
                after,
                Event::Answer { phone, generation, id, body: PORTAL.to_vec(), asked: None, due: None },
            );
            return;
        }
        if self.rng.chance(self.faults.duplicate) {
            let after = self.latency() + self.rng.range(0, 10 * MINUTE);
            self.plan(after, Event::Request { phone, generation, id, body: body.clone() });
        }
        if self.rng.chance(self.faults.cut) {
            let length = self.rng.below(body.len() as u64) as usize;
            body.truncate(length);
        }
        let after = self.latency();
        self.plan(after, Event::Request { phone, generation, id, body });
    }

    pub(super) fn mishap(&mut self) -> Option<Mishap> {
        if self.rng.chance(self.faults.kill_server) {
            let early = self.rng.chance(500);
            return Some(Mishap::Death(if early { Death::BeforeCommit } else { Death::AfterCommit }));
        }
        self.rng.chance(self.faults.full_server).then_some(Mishap::Full)
    }

    /// A request reaches the server.
    fn arrive(&mut self, phone: usize, generation: u32, id: u64, body: &[u8]) -> Result<(), Violation> {
        let mishap = self.mishap();
        if !self.is_known(phone, true)? {
            return self.refused(phone, generation, id, FailureKind::Unauthorized);
        }
        let login = self.phones[phone].login;
        let removed = self.books.is_removed(login.device.as_bytes());
        let reply = self.server.sync(login, body, self.now, self.rng.bytes(), mishap);
        match reply {
            Reply::Dead => {
                self.summary.count("server kills");
                self.say(format!("the server dies ({mishap:?}) on a request of phone {phone}"));
                self.books.server_restarted(&self.server.path())
            }
            Reply::Status(507) if mishap == Some(Mishap::Full) => {
                self.summary.count("requests without room");
                self.books.nothing_new()?;
                self.refused(phone, generation, id, FailureKind::Busy { retry_after_ms: Some(60_000) })
            }
            Reply::Status(401) if removed => {
                self.summary.count("requests of removed phones");
                self.books.nothing_new()?;
                self.refused(phone, generation, id, FailureKind::Unauthorized)
            }
            Reply::Status(status) => self.status(phone, generation, id, status, body),
            Reply::Answer(_) if removed => {
                Err(Violation::new("a removed phone stays out", format!("phone {phone} is answered")))
            }
            Reply::Answer(answer) => {
                let asked = request(body).map(Rc::new);
                self.answer(phone, generation, id, answer, asked)
            }
        }
    }

    fn status(
        &mut self,
        phone: usize,
        generation: u32,
        id: u64,
        status: u16,
        body: &[u8],
    ) -> Result<(), Violation> {
        if status >= 500 {
            return Err(Violation::new("the server answers", format!("status {status} for phone {phone}")));
        }
        if request(body).is_some() {
            return Err(Violation::new(
                "an honest request is taken",
                format!("status {status} for phone {phone}"),
            ));
        }
        self.refused(phone, generation, id, FailureKind::Refused(status))
    }

    /// A phone hears that its request was refused, if it still waits for the answer.
    fn refused(
        &mut self,
        phone: usize,
        generation: u32,
        id: u64,
        kind: FailureKind,
    ) -> Result<(), Violation> {
        let here = &mut self.phones[phone];
        if here.generation == generation && here.waiting == Some(id) && here.runs() {
            here.failed(self.now, kind);
            return self.ask(phone);
        }
        Ok(())
    }

    /// Takes an answer of the server to the network, past the checker.
    fn answer(
        &mut self,
        phone: usize,
        generation: u32,
        id: u64,
        mut body: Vec<u8>,
        asked: Option<Rc<SeenRequest>>,
    ) -> Result<(), Violation> {
        self.trace.mix(&body);
        let late = self.sessions < 30;
        if !self.tampered
            && late
            && let Some(other) = tamper::answer(self.options.tamper, &body, phone, &self.books)
        {
            self.tampered = true;
            body = other;
        }
        let want_due = self.rng.chance(200);
        let due = self.books.answered(phone, &body, want_due)?.map(Rc::new);
        if self.rng.chance(self.faults.drop) {
            return Ok(());
        }
        if self.rng.chance(self.faults.duplicate) {
            let after = self.latency();
            let (body, asked, due) = (body.clone(), asked.clone(), due.clone());
            self.plan(after, Event::Answer { phone, generation, id, body, asked, due });
        }
        let mut asked = asked;
        if self.rng.chance(self.faults.cut) {
            let length = self.rng.below(body.len() as u64) as usize;
            body.truncate(length);
            asked = None;
        }
        let after = self.latency();
        self.plan(after, Event::Answer { phone, generation, id, body, asked, due });
        Ok(())
    }

    /// An answer reaches a phone.
    fn deliver(
        &mut self,
        phone: usize,
        id: u64,
        body: &[u8],
        asked: Option<&SeenRequest>,
        due: Option<&Due>,
    ) -> Result<(), Violation> {
        let current = self.phones[phone].waiting == Some(id);
        self.take(phone, current, body, asked, due)?;
        if self.phones[phone].runs() { self.ask(phone) } else { Ok(()) }
    }

    /// A phone takes an answer; `current` says that it is to the request that it waits for.
    pub(super) fn take(
        &mut self,
        phone: usize,
        current: bool,
        body: &[u8],
        asked: Option<&SeenRequest>,
        due: Option<&Due>,
    ) -> Result<(), Violation> {
        let now = self.now;
        self.may_not_read(phone);
        let taken = self.phones[phone].reply(now, body);
        let failed = self.can_read(phone);
        match taken {
            // Some apps go on, others start anew.
            Err(SyncError::Store(StoreError::Io(_))) if failed && self.rng.chance(500) => {
                self.phones[phone].failed(now, FailureKind::NotOurServer);
            }
            Ok(applied) => {
                self.summary.count("answers taken");
                let Some(asked) = asked else {
                    let detail = format!("phone {phone} took an answer that wasn't the server's");
                    return Err(Violation::new("a broken answer is never success", detail));
                };
                let text = format!(
                    "phone {phone} syncs: {} accepted, {} waiting, {} stuck, {} re-issued, {} pulled, {} removed, {} problems",
                    applied.accepted,
                    applied.waiting,
                    applied.stuck,
                    applied.reissued,
                    applied.pulled,
                    applied.removed,
                    applied.problems
                );
                if applied.accepted + applied.waiting + applied.stuck + applied.pulled + applied.removed > 0 {
                    self.say(text);
                }
                self.summary
                    .counts
                    .entry("stuck")
                    .and_modify(|n| *n += u64::from(applied.stuck))
                    .or_insert(0);
                self.summary
                    .counts
                    .entry("re-issued")
                    .and_modify(|n| *n += u64::from(applied.reissued))
                    .or_insert(0);
                self.books.acknowledged(phone, asked, body);
                self.phones[phone].waiting = None;
                if let Some(due) = due {
                    let records = Records::read(&self.phones[phone].store.memory());
                    self.books.check_due(phone, due, &records)?;
                }
            }
            Err(SyncError::Answer(AnswerError::NotAsked | AnswerError::Nonce)) => {
                self.summary.count("late answers");
            }
            Err(SyncError::Answer(error)) => {
                self.summary.count("broken answers");
                if asked.is_some() {
                    let detail = format!("phone {phone}: {error}");
                    return Err(Violation::new("an honest answer is taken", detail));
                }
                if current {
                    self.phones[phone].failed(now, FailureKind::NotOurServer);
                }
            }
            Err(SyncError::Store(StoreError::Io(_))) => self.kill_phone(phone),
            Err(SyncError::Store(StoreError::NotSaved)) => {
                self.summary.count("not saved");
                self.phones[phone].failed(now, FailureKind::NotOurServer);
            }
            Err(error) => {
                return Err(Violation::new("an honest answer is taken", format!("phone {phone}: {error}")));
            }
        }
        Ok(())
    }
}
