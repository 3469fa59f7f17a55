//! A site with three people, and phones that write through the real command door.

use super::super::{HashRandom, SyncConfig, SyncEnv, SyncError, handle};
use crate::admit::Sender;
use crate::feed;
use crate::keys::ServerKeys;
use crate::store::schema::MIGRATIONS;
use client_core::domain::command::{Command, ComplaintCommand, Registration, StoreCommand};
use client_core::domain::complaint::fold_complaint;
use client_core::domain::decide::{Author, Context, Decided, Random, decide, decide_complaint, decide_store};
use client_core::domain::entry::office::{Channel, ServiceKind};
use client_core::domain::entry::{At, DocumentKind, Entry};
use client_core::domain::id::{ActorId, ChangeHash, DeviceId, DocumentId, EntryId, UserId};
use client_core::domain::order::{Order, fold};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::domain::reference::Reference;
use client_core::domain::stock::{Ledger, facts_of};
use client_core::protocol::convert::{from_wire, to_wire};
use client_core::protocol::{
    Bytes, Cursor, Outcome, QuarantineReason, Run, SyncAnswer, SyncRequest, VERSION, WireBlob,
};
use client_core::replica::{ChangeRow, Replica};
use rusqlite::{Connection, params};
use std::collections::BTreeMap;

pub(crate) const NOW: i64 = 1_772_000_000_000;
pub(crate) const DISPATCHER: u8 = 1;
pub(crate) const TECHNICIAN_A: u8 = 2;
pub(crate) const TECHNICIAN_B: u8 = 3;

pub(crate) fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

pub(crate) fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([0xd0_u8.wrapping_add(n); 16])
}

/// A registration of a lamp that has to be paid for.
pub(crate) fn lamp() -> Registration {
    Registration {
        customer_name: "Lin".into(),
        unit_no: "3-1202".into(),
        contact: "555 0100".into(),
        department: None,
        content: "the lamp stays dark".into(),
        appointment_at: NOW + 3_600_000,
        received_at: NOW,
        channel: Channel::Phone,
        service_kind: ServiceKind::Special,
        service_class: "LMP".into(),
        urgency: client_core::domain::entry::office::Urgency::Normal,
    }
}

/// The server's side.
pub(crate) struct World {
    pub(crate) connection: Connection,
    pub(crate) library: Library,
    pub(crate) config: SyncConfig,
    pub(crate) keys: ServerKeys,
    pub(crate) random: HashRandom,
    pub(crate) now: i64,
}

impl World {
    pub(crate) fn new() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        for migration in MIGRATIONS {
            connection.execute_batch(migration.sql).unwrap();
        }
        Self::begun_in(connection)
    }

    /// The site in a database that holds nothing yet.
    pub(crate) fn begun_in(connection: Connection) -> Self {
        connection
            .execute(
                "INSERT INTO site (one, id, epoch, name, timezone, created_at) VALUES (1, ?1, ?2, 'Site', 'Asia/Shanghai', 0)",
                params![[9u8; 16], [1u8; 8]],
            )
            .unwrap();
        let mut world = Self::found_in(connection);
        world.add_user(DISPATCHER, Role::Dispatcher);
        world.add_user(TECHNICIAN_A, Role::Technician);
        world.add_user(TECHNICIAN_B, Role::Technician);
        world
    }

    /// The site as a database holds it.
    pub(crate) fn found_in(connection: Connection) -> Self {
        Self {
            connection,
            library: Library::built_in().unwrap(),
            // Both ways of finding what is new are gone, most often that of a first sync.
            config: SyncConfig { short_span: 3, ..SyncConfig::default() },
            keys: ServerKeys::from_seed(&[5; 32]).unwrap(),
            random: HashRandom::new([7; 32]),
            now: NOW,
        }
    }

    pub(crate) fn add_user(&mut self, n: u8, role: Role) {
        self.connection
            .execute(
                "INSERT INTO user (id, name, display_name, password_hash, created_at) VALUES (?1, ?2, ?2, '', 0)",
                params![user(n).as_bytes(), format!("user {n}")],
            )
            .unwrap();
        self.give_role(n, role);
        self.connection
            .execute(
                "INSERT INTO device (id, kind, user, name, public_key, prefix, enrolled_at)
                 VALUES (?1, 'field', ?2, ?3, ?4, ?3, 0)",
                params![device(n).as_bytes(), user(n).as_bytes(), format!("A{n}"), [n; 32]],
            )
            .unwrap();
    }

    pub(crate) fn give_role(&self, n: u8, role: Role) {
        self.connection
            .execute(
                "INSERT INTO user_role (user, role, from_at) VALUES (?1, ?2, ?3)",
                params![user(n).as_bytes(), role.as_str(), self.now],
            )
            .unwrap();
    }

    pub(crate) fn end_role(&self, n: u8, role: Role, at: i64) {
        self.connection
            .execute(
                "UPDATE user_role SET from_at = min(from_at, ?3), until_at = ?3
                 WHERE user = ?1 AND role = ?2 AND until_at IS NULL",
                params![user(n).as_bytes(), role.as_str(), at],
            )
            .unwrap();
    }

    pub(crate) fn sender(&self, n: u8) -> Sender {
        feed::sender(&self.connection, user(n), device(n), self.now, super::super::ROLE_GRACE_MS).unwrap()
    }

    /// One request, as a writer's job would run it.
    pub(crate) fn sync(&mut self, n: u8, request: &SyncRequest) -> Result<SyncAnswer, SyncError> {
        let sender = self.sender(n);
        self.connection.execute_batch("SAVEPOINT job").unwrap();
        let env = SyncEnv { library: &self.library, config: &self.config, keys: &self.keys };
        let answer = handle(&self.connection, env, &sender, request, self.now, &mut self.random);
        let end = if answer.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
        self.connection.execute_batch(end).unwrap();
        answer
    }

    /// Pushes runs without pulling; gives the outcome of each verdict.
    pub(crate) fn push(&mut self, n: u8, runs: Vec<Run>) -> Vec<Outcome> {
        let answer = self.sync(n, &request(runs)).unwrap();
        answer.verdicts.into_iter().map(|verdict| verdict.outcome).collect()
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        self.connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0)).unwrap()
    }

    /// Hashes of the log.
    pub(crate) fn log(&self) -> Vec<Vec<u8>> {
        let mut statement = self.connection.prepare("SELECT hash FROM change ORDER BY hash").unwrap();
        statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    pub(crate) fn order(&self, order: DocumentId) -> Order {
        feed::order(&self.connection, &self.library, order).unwrap().unwrap()
    }
}

pub(crate) fn request(push: Vec<Run>) -> SyncRequest {
    SyncRequest {
        version: VERSION,
        app: "test 1".into(),
        nonce: [5; 16],
        cursor: None,
        push,
        returned: Vec::new(),
        blobs: Vec::new(),
        announced: Vec::new(),
        keeps_own: false,
        budget: None,
        reference: 0,
    }
}

pub(crate) fn reason(outcome: &Outcome) -> Option<QuarantineReason> {
    match outcome {
        Outcome::Quarantined { reason, .. } => Some(*reason),
        _ => None,
    }
}

/// A phone: replicas and what wasn't sent yet.
pub(crate) struct Phone {
    pub(crate) n: u8,
    pub(crate) roles: Vec<Role>,
    pub(crate) replicas: BTreeMap<DocumentId, Replica>,
    pub(crate) actors: BTreeMap<DocumentId, ActorId>,
    pub(crate) unsent: Vec<(DocumentId, ChangeRow)>,
    pub(crate) blobs: Vec<WireBlob>,
    pub(crate) cursor: Option<Cursor>,
    pub(crate) removed: Vec<DocumentId>,
    pub(crate) budget: Option<u32>,
    pub(crate) reference: Reference,
    /// What its clock shows.
    pub(crate) wall: i64,
    random: HashRandom,
    pub(crate) library: Library,
    slips: u32,
}

impl Phone {
    pub(crate) fn new(n: u8, role: Role) -> Self {
        use std::sync::atomic::{AtomicU32, Ordering};
        static INSTALLATIONS: AtomicU32 = AtomicU32::new(1);
        // Two installations of one person draw different actors.
        let mut seed = [n; 32];
        seed[..4].copy_from_slice(&INSTALLATIONS.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        Self {
            n,
            roles: vec![role],
            replicas: BTreeMap::new(),
            actors: BTreeMap::new(),
            unsent: Vec::new(),
            blobs: Vec::new(),
            cursor: None,
            removed: Vec::new(),
            budget: None,
            reference: Reference::default(),
            wall: NOW,
            random: HashRandom::new(seed),
            library: Library::built_in().unwrap(),
            slips: 0,
        }
    }

    pub(crate) fn dispatcher() -> Self {
        Self::new(DISPATCHER, Role::Dispatcher)
    }

    pub(crate) fn technician(n: u8) -> Self {
        Self::new(n, Role::Technician)
    }

    pub(crate) fn order(&self, order: DocumentId) -> Order {
        self.replicas.get(&order).map_or_else(|| Order::empty(order), |r| fold(&r.journal(), &self.library))
    }

    /// Runs a command; panics when the door refuses it.
    pub(crate) fn run(&mut self, order: DocumentId, command: Command) {
        let before = self.order(order);
        self.decided(|context| decide(&before, &command, context).unwrap());
    }

    /// Runs a command on the store; panics when the door refuses it.
    pub(crate) fn run_store(&mut self, command: &StoreCommand) {
        self.decided(|context| decide_store(command, context).unwrap());
    }

    /// Says something about a complaint, `None` for a new one; panics when the door refuses it. Gives the complaint.
    pub(crate) fn tells(&mut self, complaint: Option<DocumentId>, command: &ComplaintCommand) -> DocumentId {
        let id = complaint.unwrap_or_else(|| DocumentId::from_bytes(self.random.bytes()));
        let before = self.replicas.get(&id).and_then(|replica| fold_complaint(&replica.journal()));
        self.decided(|context| decide_complaint(id, before.as_ref(), command, context).unwrap());
        id
    }

    /// What it knows of the store. A phone without a catalogue has no goods.
    pub(crate) fn ledger(&self) -> Ledger {
        if self.reference.catalogue.version == 0 {
            return Ledger::default();
        }
        let facts: Vec<_> = self.replicas.values().flat_map(|replica| facts_of(&replica.journal())).collect();
        Ledger::of(&facts)
    }

    fn decided(&mut self, decide: impl FnOnce(&mut Context<'_>) -> Decided) {
        let stock = self.ledger();
        let author = Author { user: user(self.n), device: device(self.n), roles: self.roles.clone() };
        self.slips += 1;
        let slip = format!("A{}-{:04}", self.n, self.slips);
        let mut context = Context {
            author: &author,
            now: At::known(self.wall),
            reference: &self.reference,
            library: &self.library,
            stock: &stock,
            next_slip_number: &slip,
            random: &mut self.random,
        };
        let decided = decide(&mut context);
        for (document, blob) in decided.blobs {
            self.blobs.push(WireBlob { document, bytes: Bytes(blob.to_bytes()) });
        }
        for write in decided.writes {
            self.write(write.kind, write.document, &write.entries);
        }
    }

    /// Writes entries past the door.
    pub(crate) fn write(&mut self, kind: DocumentKind, document: DocumentId, entries: &[(EntryId, Entry)]) {
        let fresh = ActorId::from_bytes(self.random.bytes());
        let actor = *self.actors.entry(document).or_insert(fresh);
        let replica = self.replicas.entry(document).or_insert_with(|| Replica::new(kind, document));
        let row = replica.write(actor, entries).unwrap();
        self.unsent.push((document, row));
    }

    pub(crate) fn new_order(&mut self) -> DocumentId {
        let order = DocumentId::from_bytes(self.random.bytes());
        // Every order is of a unit of its own: two of one unit and day are asked about (COL-07).
        let unit_no = format!("{}-{}", self.n, 1200 + self.slips);
        self.run(order, Command::Register(Registration { unit_no, ..lamp() }));
        order
    }

    /// A new order of exactly this request.
    pub(crate) fn register(&mut self, registration: Registration) -> DocumentId {
        let order = DocumentId::from_bytes(self.random.bytes());
        self.run(order, Command::Register(registration));
        order
    }

    /// A new order, accepted, with a slip, given to a technician.
    pub(crate) fn dispatched(&mut self, technician: u8) -> DocumentId {
        let order = self.new_order();
        self.run(order, Command::accept());
        self.run(order, Command::IssueSlip);
        self.run(order, Command::Assign { technician: user(technician), reason: None });
        order
    }

    /// The customer of an order got his reply, and content and time are agreed with whoever comes.
    pub(crate) fn reply(&mut self, order: DocumentId) {
        self.run(order, Command::ReplyCustomer { said: "somebody comes".into(), replied_at: None });
        let agree = Command::AgreeContentTime { technician: user(TECHNICIAN_A), appointment_at: None };
        self.run(order, agree);
    }

    /// A remark, which only somebody with the order may write.
    pub(crate) fn note(&mut self, order: DocumentId, text: &str) {
        self.run(order, Command::Note { text: text.to_owned() });
    }

    /// Unsent changes as runs: one per document.
    pub(crate) fn take_runs(&mut self) -> Vec<Run> {
        let mut rows: BTreeMap<DocumentId, Vec<ChangeRow>> = BTreeMap::new();
        for (document, row) in self.unsent.drain(..) {
            rows.entry(document).or_default().push(row);
        }
        rows.into_iter().map(|(document, rows)| run_of(&self.replicas[&document], &rows)).collect()
    }

    /// Sends what is unsent and throws the news away. Gives the outcomes.
    pub(crate) fn sync_without_apply(&mut self, world: &mut World) -> Vec<Outcome> {
        let runs = self.take_runs();
        world.push(self.n, runs)
    }

    /// Sends what is unsent with its blobs and throws the news away. Gives the outcomes.
    pub(crate) fn sync_with_blobs(&mut self, world: &mut World) -> Vec<Outcome> {
        let mut request = request(self.take_runs());
        request.blobs = std::mem::take(&mut self.blobs);
        let answer = world.sync(self.n, &request).unwrap();
        answer.verdicts.into_iter().map(|verdict| verdict.outcome).collect()
    }

    /// Sends what is unsent and takes pages until there is no more. Gives the outcomes.
    pub(crate) fn sync(&mut self, world: &mut World) -> Vec<Outcome> {
        let mut request = request(self.take_runs());
        request.blobs = std::mem::take(&mut self.blobs);
        request.budget = self.budget;
        let mut outcomes = Vec::new();
        loop {
            request.cursor = self.cursor;
            let answer = world.sync(self.n, &request).unwrap();
            self.apply(&answer);
            outcomes.extend(answer.verdicts.into_iter().map(|verdict| verdict.outcome));
            request.push.clear();
            request.blobs.clear();
            if !answer.more {
                return outcomes;
            }
        }
    }

    pub(crate) fn apply(&mut self, answer: &SyncAnswer) {
        for page in &answer.documents {
            let replica =
                self.replicas.entry(page.document).or_insert_with(|| Replica::new(page.kind, page.document));
            for run in &page.runs {
                let mut last = None;
                for row in &run.rows {
                    let before = |(known, built): (&ChangeRow, &client_core::replica::BuiltChange)| {
                        (known.actor == run.actor && known.seq + 1 == row.row.seq).then_some(built.hash)
                    };
                    let own = last.or_else(|| replica.rows().find_map(before));
                    let change = from_wire(run.actor, &row.row, own).unwrap();
                    last = match replica.insert(change).unwrap() {
                        client_core::replica::Inserted::New(hash)
                        | client_core::replica::Inserted::Duplicate(hash) => Some(hash),
                        client_core::replica::Inserted::Waiting(missing) => {
                            panic!("a page lacks {missing:?}")
                        }
                    };
                }
                assert_eq!(last, Some(run.hash));
            }
        }
        self.removed.extend(&answer.removed);
        self.cursor = Some(answer.cursor);
    }
}

/// A run of consecutive changes of one actor.
pub(crate) fn run_of(replica: &Replica, rows: &[ChangeRow]) -> Run {
    let hash = |row: &ChangeRow| {
        replica
            .rows()
            .find(|(known, _)| *known == row)
            .map(|(_, built)| built.hash)
            .expect("a row of the replica")
    };
    let before = |row: &ChangeRow| -> Option<ChangeHash> {
        let (_, built) = replica.rows().find(|(r, _)| r.actor == row.actor && r.seq + 1 == row.seq)?;
        Some(built.hash)
    };
    Run {
        document: replica.document(),
        kind: replica.kind(),
        actor: rows[0].actor,
        rows: rows.iter().map(|row| to_wire(row, before(row))).collect(),
        hash: hash(&rows[rows.len() - 1]),
        hashes: None,
    }
}

/// The same run with a hash for each row.
pub(crate) fn with_hashes(replica: &Replica, mut run: Run) -> Run {
    let hashes = run.rows.iter().map(|row| {
        let (_, built) = replica.rows().find(|(r, _)| r.actor == run.actor && r.seq == row.seq).unwrap();
        built.hash
    });
    run.hashes = Some(hashes.collect());
    run
}
