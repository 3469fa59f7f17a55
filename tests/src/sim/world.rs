//! Phase one: people work, and everything goes wrong that the faults allow.

use super::hostile::{self, Attacker};
use super::people;
use super::phone::Phone;
use super::rng::Rng;
use super::server::{Death, Reply, Server};
use super::setup::{self, Cast, VILLAIN};
use super::tamper::{self, Tamper};
use super::trace::Trace;
use super::{Failure, Faults, Options, START, Summary};
use crate::checker::cbor::{SeenRequest, request, short};
use crate::checker::phone::{Records, pending};
use crate::checker::{Books, Due, Violation};
use client_core::device::store::{Fault, StoreError};
use client_core::device::sync::{AnswerError, FailureKind, Step, SyncError};
use client_core::device::{ExecuteError, OrderRow};
use client_core::domain::command::Command;
use client_core::domain::decide::Rejection;
use client_core::domain::id::{ChangeHash, DocumentId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use pollster::block_on;
use std::collections::BTreeMap;
use std::rc::Rc;

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A login page of somebody else's network.
const PORTAL: &[u8] =
    b"<!DOCTYPE html><html><title>Welcome to Free WiFi</title><body>Please sign in</body></html>";

/// Something that will happen.
enum Event {
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
    pub(super) library: Library,
    pub(super) summary: Summary,
    pub(super) trace: Trace,
    pub(super) phase: &'static str,
    pub(super) rng: Rng,
    pub(super) tampered: bool,
    faults: Faults,
    queue: BTreeMap<(i64, u64), Event>,
    number: u64,
    sessions: u64,
    orders: u32,
    most_orders: u32,
    seen_heads: BTreeMap<DocumentId, Vec<ChangeHash>>,
}

impl World {
    /// A world of this seed.
    pub fn new(seed: u64, options: Options) -> Self {
        let mut rng = Rng::new(seed);
        let faults = options.faults.unwrap_or_else(|| Faults::draw(&mut rng));
        let page = *rng.pick(&[1_500, 6_000, 4 * 1024 * 1024]);
        let server = Server::new(setup::reference(), page, &mut rng, START);
        let mut books = Books::new(&server.path());
        let mut cast = setup::cast(&server, &mut books, &options, &mut rng);
        let sessions = options.sessions.unwrap_or_else(|| rng.range(40, 130) as u64);
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
            library: Library::built_in().expect("the built-in procedures"),
            summary: Summary::default(),
            trace,
            phase: "faults on",
            most_orders: rng.range(1, 4) as u32,
            rng,
            tampered: false,
            faults,
            queue: BTreeMap::new(),
            number: 0,
            sessions,
            orders: 0,
            seen_heads: BTreeMap::new(),
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

    fn plan(&mut self, after: i64, event: Event) {
        self.number += 1;
        self.queue.insert((self.now + after, self.number), event);
    }

    fn plan_session(&mut self, phone: usize) {
        let after = if self.rng.chance(500) {
            self.rng.range(0, 20 * SECOND)
        } else {
            self.rng.range(0, 10 * MINUTE)
        };
        self.plan(after, Event::Session(phone));
    }

    pub(super) fn open(&mut self, phone: usize) -> Result<(), Violation> {
        self.phones[phone].open(&self.library, self.now);
        let records = Records::read(&self.phones[phone].store.memory());
        self.books.check_saved(phone, &records)
    }

    fn happen(&mut self, event: Event) -> Result<(), Violation> {
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
    fn ask(&mut self, phone: usize) -> Result<(), Violation> {
        let now = self.now;
        match self.phones[phone].tick(now) {
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

    fn plan_wake(&mut self, phone: usize) -> Result<(), Violation> {
        let now = self.now;
        match self.phones[phone].tick(now) {
            Ok(Step::Wait { wake_at }) => {
                self.set_wake(phone, wake_at);
                Ok(())
            }
            Ok(Step::Send(_)) => {
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

    fn death(&mut self) -> Option<Death> {
        if !self.rng.chance(self.faults.kill_server) {
            return None;
        }
        Some(if self.rng.chance(500) { Death::BeforeCommit } else { Death::AfterCommit })
    }

    /// A request reaches the server.
    fn arrive(&mut self, phone: usize, generation: u32, id: u64, body: &[u8]) -> Result<(), Violation> {
        let death = self.death();
        let login = self.phones[phone].login;
        let reply = self.server.sync(login, body, self.now, self.rng.bytes(), death);
        match reply {
            Reply::Dead => {
                self.summary.count("server kills");
                self.say(format!("the server dies ({death:?}) on a request of phone {phone}"));
                self.books.server_restarted(&self.server.path())
            }
            Reply::Status(status) => self.status(phone, generation, id, status, body),
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
        if status == 503 {
            return Err(Violation::new("the server answers", format!("status {status} for phone {phone}")));
        }
        if request(body).is_some() {
            return Err(Violation::new(
                "an honest request is taken",
                format!("status {status} for phone {phone}"),
            ));
        }
        let here = &self.phones[phone];
        if here.generation == generation && here.waiting == Some(id) && here.runs() {
            let now = self.now;
            self.phones[phone].failed(now, FailureKind::Refused(status));
            self.ask(phone)?;
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
        match self.phones[phone].reply(now, body) {
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
            Err(SyncError::Store(StoreError::Io(_))) => self.kill_phone(phone)?,
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

    fn kill_phone(&mut self, phone: usize) -> Result<(), Violation> {
        self.summary.count("phone kills");
        self.say(format!("phone {phone} dies"));
        self.phones[phone].kill();
        if self.rng.chance(300) {
            self.phones[phone].clock.booted = self.now;
        }
        Ok(())
    }

    /// A person takes up his phone and does a few things.
    fn session(&mut self, phone: usize) -> Result<(), Violation> {
        self.sessions -= 1;
        if self.sessions == 10 && self.options.tamper == Tamper::LostServerCommit {
            self.server.forget_fsync();
        }
        self.misfortune(phone)?;
        if !self.phones[phone].runs() {
            self.open(phone)?;
        }
        if self.phones[phone].role == Role::Technician {
            self.technician(phone)?;
        } else {
            self.office(phone)?;
        }
        if self.phones[phone].runs() {
            self.ask(phone)?;
        }
        self.plan_session(phone);
        Ok(())
    }

    /// Faults that aren't the network's.
    fn misfortune(&mut self, phone: usize) -> Result<(), Violation> {
        let faults = self.faults;
        if self.rng.chance(faults.hostile) {
            self.attack()?;
        }
        if self.rng.chance(faults.console) {
            self.console()?;
        }
        if self.rng.chance(faults.kill_phone) {
            self.kill_phone(phone)?;
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
            clock.offset = (clock.offset + jump).clamp(-year, year);
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
            Some(image) if self.phones.len() < 7 => {
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
        for _ in 0..1 + u64::from(self.rng.chance(200)) {
            let death = self.death();
            match self.server.sync(login, &attack.body, self.now, self.rng.bytes(), death) {
                Reply::Answer(body) => {
                    answered = true;
                    self.books.answered(VILLAIN, &body, false)?;
                }
                Reply::Status(503) => {
                    return Err(Violation::new("no input stops the server", attack.name));
                }
                Reply::Status(_) => {}
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
        let Some(command) = people::office(&state, Role::Dispatcher, technicians, &mut self.rng) else {
            return Ok(());
        };
        let text = word(&command);
        if self.server.office(login, order, heads, command, self.now, self.rng.bytes()) {
            self.summary.count("console commands");
            self.say(format!("console: {text} on {order}"));
            return self.books.office_done();
        }
        Ok(())
    }

    fn office(&mut self, phone: usize) -> Result<(), Violation> {
        let role = self.phones[phone].role;
        for _ in 0..1 + self.rng.below(3) {
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
            let Some(command) = people::office(&view.order, role, technicians, &mut self.rng) else {
                continue;
            };
            if self.execute(phone, Some(order), command)?.is_none() && !self.phones[phone].runs() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn technician(&mut self, phone: usize) -> Result<(), Violation> {
        let Some(order) = self.pick_order(phone)? else { return Ok(()) };
        let now = self.now;
        let Some(mut view) = self.phones[phone].show(now, order) else { return Ok(()) };
        let user = self.phones[phone].login.user;
        for _ in 0..1 + self.rng.below(9) {
            let Some(command) = people::technician(&view.order, user, &self.library, &mut self.rng) else {
                break;
            };
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
        let mine = ids(&|row| !row.state.is_closed() && (!technician || row.holder == Some(user)));
        let all = ids(&|_| true);
        let some = if mine.is_empty() || self.rng.chance(120) { all } else { mine };
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
        let what = word(&command);
        let before = pending(&self.phones[phone].store.memory());
        match self.phones[phone].execute(now, order, command) {
            Ok(view) => {
                self.summary.count("commands");
                self.say(format!("phone {phone}: {what} on {}", view.order.id));
                let shown: Vec<[u8; 16]> = view.pending.iter().map(|id| *id.as_bytes()).collect();
                let disk = pending(&self.phones[phone].store.memory());
                self.books.shown_saved(phone, *view.order.id.as_bytes(), &shown, &disk)?;
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
            Err(ExecuteError::Store(StoreError::Io(_))) => {
                self.kill_phone(phone)?;
                self.open(phone)?;
                Ok(None)
            }
            Err(error) => Err(Violation::new(
                "a command is saved or refused",
                format!("phone {phone}, {what}: {error}"),
            )),
        }
    }

    /// What wasn't shown as saved left nothing behind.
    fn unchanged(
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

/// The command's name.
fn word(command: &Command) -> String {
    let text = format!("{command:?}");
    text.split(['(', '{', ' ']).next().unwrap_or_default().to_owned()
}
