//! The server of a site with its people, and what their devices push to it.

use crate::support::browser::Browser;
use crate::support::{Server, server};
use client_core::domain::command::Command;
use client_core::domain::decide::Random as _;
use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::id::{ChangeHash, DeviceId, DocumentId, UserId};
use client_core::domain::policy::Role;
use client_core::protocol::convert::to_wire;
use client_core::protocol::{Outcome, Run, SyncRequest, VERSION};
use client_core::replica::{ChangeRow, Replica};
use rusqlite::{Connection, params};
use undercroft_server::environment::Clock as _;
use undercroft_server::feed::{self, EngineError};
use undercroft_server::office::execute;
use undercroft_server::store::StoreError;
use undercroft_server::sync::{HashRandom, ROLE_GRACE_MS, SyncConfig, SyncEnv, SyncError, handle};

pub const ORDERS: usize = 2_000;
/// Orders per request of a device.
pub const BATCH: usize = 100;

pub const DISPATCHER: u8 = 1;
pub const TECHNICIAN: u8 = 2;
pub const FINANCE: u8 = 31;
pub const HEAD: u8 = 32;
pub const RECORDS: u8 = 33;

pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

pub const METHODS: [PaymentMethod; 5] = [
    PaymentMethod::MonthlyAccount,
    PaymentMethod::Cash,
    PaymentMethod::Transfer,
    PaymentMethod::Card,
    PaymentMethod::Mobile,
];

pub fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

pub fn device(n: u8) -> DeviceId {
    DeviceId::from_bytes([0xd0_u8.wrapping_add(n); 16])
}

pub fn ten(bytes: [u8; 16]) -> [u8; 10] {
    bytes[..10].try_into().unwrap()
}

/// The site's server, and what people and devices do with it.
pub struct World {
    pub server: Server,
    config: SyncConfig,
    random: HashRandom,
}

impl World {
    pub fn new() -> Self {
        let server = server();
        let people = [
            (DISPATCHER, Role::Dispatcher),
            (TECHNICIAN, Role::Technician),
            (FINANCE, Role::Finance),
            (HEAD, Role::OfficeHead),
            (RECORDS, Role::RecordsAdmin),
        ];
        for (n, role) in people {
            server.write(move |connection| Ok(add_user(connection, n, role)?));
        }
        Self { server, config: SyncConfig::default(), random: HashRandom::new([7; 32]) }
    }

    pub fn now(&self) -> i64 {
        self.server.clock.now_ms()
    }

    /// Puts the site's clock to this moment.
    pub fn set(&self, now: i64) {
        self.server.advance(now - self.now());
    }

    /// Somebody's console at this moment.
    pub fn console(&self, n: u8) -> Browser<'_> {
        Browser::signed_in(&self.server, name(n))
    }

    pub fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Connection) -> Result<T, EngineError> + Send + 'static,
    ) -> T {
        self.server.store.read_blocking(job).unwrap()
    }

    /// Pushes runs without pulling; gives the outcome of each verdict.
    pub fn push(&mut self, n: u8, push: Vec<Run>) -> Vec<Outcome> {
        let request = SyncRequest {
            version: VERSION,
            app: "test 1".into(),
            nonce: [5; 16],
            cursor: None,
            push,
            returned: Vec::new(),
            blobs: Vec::new(),
            announced: Vec::new(),
            keeps_own: false,
            budget: Some(1),
            reference: 0,
        };
        let (config, now) = (self.config.clone(), self.now());
        let mut random = HashRandom::new(two(&mut self.random));
        let (procedures, keys) =
            (self.server.state.procedures.clone(), std::sync::Arc::clone(&self.server.state.keys));
        let write = self.server.store.write_blocking(move |connection| -> Result<_, SyncError> {
            let sender = feed::sender(connection, user(n), device(n), now, ROLE_GRACE_MS)?;
            let library = procedures.at(connection)?;
            let env = SyncEnv { library: &library, config: &config, keys: &keys };
            handle(connection, env, &sender, &request, now, &mut random)
        });
        write.unwrap().verdicts.into_iter().map(|verdict| verdict.outcome).collect()
    }

    /// Carries out one command on many orders, each for itself. Gives the documents of those that were taken.
    pub fn each(&mut self, n: u8, orders: Vec<DocumentId>, command: Command) -> Vec<DocumentId> {
        let now = self.now();
        let mut random = HashRandom::new(two(&mut self.random));
        let procedures = self.server.state.procedures.clone();
        let write = self.server.store.write_blocking(move |connection| -> Result<_, EngineError> {
            let author = feed::sender(connection, user(n), device(n), now, ROLE_GRACE_MS)?;
            let library = procedures.at(connection)?;
            let mut taken = Vec::new();
            let mut heads_of = connection.prepare("SELECT heads FROM document WHERE id = ?1")?;
            for document in orders {
                let heads: Vec<u8> = heads_of.query_row([document.as_bytes()], |row| row.get(0))?;
                let heads: Vec<ChangeHash> =
                    heads.chunks(32).map(|hash| ChangeHash::from_slice(hash).unwrap()).collect();
                connection.execute_batch("SAVEPOINT one")?;
                let done =
                    execute(connection, &library, &author, document, &heads, &command, now, &mut random);
                let end = if done.is_ok() { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" };
                connection.execute_batch(end)?;
                if done.is_ok() {
                    taken.push(document);
                }
            }
            Ok(taken)
        });
        write.unwrap()
    }
}

fn two(random: &mut HashRandom) -> [u8; 32] {
    let (a, b) = (random.bytes(), random.bytes());
    std::array::from_fn(|n| if n < 16 { a[n] } else { b[n - 16] })
}

/// The name that somebody signs in with.
pub fn name(n: u8) -> &'static str {
    match n {
        DISPATCHER => "month-dispatcher",
        TECHNICIAN => "month-technician",
        FINANCE => "month-finance",
        HEAD => "month-head",
        _ => "month-records",
    }
}

fn add_user(connection: &Connection, n: u8, role: Role) -> Result<(), StoreError> {
    let (user, device) = (user(n), device(n));
    connection.execute(
        "INSERT INTO user (id, name, display_name, password_hash, created_at)
         SELECT ?1, ?2, ?2, password_hash, 0 FROM user WHERE name = 'wang'",
        params![user.as_bytes(), name(n)],
    )?;
    connection.execute(
        "INSERT INTO user_role (user, role, from_at) VALUES (?1, ?2, 0)",
        params![user.as_bytes(), role.as_str()],
    )?;
    connection.execute(
        "INSERT INTO device (id, kind, user, name, public_key, prefix, enrolled_at)
         VALUES (?1, 'field', ?2, ?3, ?4, ?5, 0)",
        params![device.as_bytes(), user.as_bytes(), name(n), [n; 32], format!("A{n}")],
    )?;
    Ok(())
}

/// Consecutive changes of one actor as a run.
pub fn run_of(replica: &Replica, rows: &[&ChangeRow]) -> Run {
    let (first, last) = (rows[0], rows[rows.len() - 1]);
    let of = |seq| replica.rows().find(|(known, _)| known.actor == first.actor && known.seq == seq);
    let hash = |seq| -> Option<ChangeHash> { of(seq).map(|(_, built)| built.hash) };
    Run {
        document: replica.document(),
        kind: replica.kind(),
        actor: first.actor,
        rows: rows.iter().map(|row| to_wire(row, hash(row.seq - 1))).collect(),
        hash: hash(last.seq).unwrap(),
        hashes: None,
    }
}
