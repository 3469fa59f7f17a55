//! The server of a site in memory, and what devices push to it.

use client_core::domain::entry::finance::PaymentMethod;
use client_core::domain::id::{ChangeHash, DeviceId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::protocol::convert::to_wire;
use client_core::protocol::{Outcome, Run, SyncRequest, VERSION};
use client_core::replica::{ChangeRow, Replica};
use rusqlite::{Connection, params};
use undercroft_server::admit::Sender;
use undercroft_server::feed;
use undercroft_server::keys::ServerKeys;
use undercroft_server::store::schema::MIGRATIONS;
use undercroft_server::sync::{HashRandom, ROLE_GRACE_MS, SyncConfig, SyncEnv, handle};

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

/// The server's side, in memory.
pub struct World {
    pub connection: Connection,
    pub library: Library,
    pub config: SyncConfig,
    pub keys: ServerKeys,
    pub random: HashRandom,
    pub now: i64,
}

impl World {
    pub fn new() -> Self {
        let connection = Connection::open_in_memory().unwrap();
        for migration in MIGRATIONS {
            connection.execute_batch(migration.sql).unwrap();
        }
        connection
            .execute(
                "INSERT INTO site (one, id, epoch, name, timezone, created_at)
                 VALUES (1, ?1, ?2, 'Site', 'Asia/Shanghai', 0)",
                params![[9u8; 16], [1u8; 8]],
            )
            .unwrap();
        let library = Library::built_in().unwrap();
        let random = HashRandom::new([7; 32]);
        let keys = ServerKeys::from_seed(&[5; 32]).unwrap();
        let world = Self { connection, library, config: SyncConfig::default(), keys, random, now: 0 };
        let people = [
            (DISPATCHER, Role::Dispatcher),
            (TECHNICIAN, Role::Technician),
            (FINANCE, Role::Finance),
            (HEAD, Role::OfficeHead),
            (RECORDS, Role::RecordsAdmin),
        ];
        for (n, role) in people {
            world.add_user(n, role);
        }
        world
    }

    pub fn add_user(&self, n: u8, role: Role) {
        let (user, device) = (user(n), device(n));
        let (name, prefix) = (format!("user {n}"), format!("A{n}"));
        let all = [
            (
                "INSERT INTO user (id, name, display_name, password_hash, created_at) VALUES (?1, ?2, ?2, '', 0)",
                0,
            ),
            ("INSERT INTO user_role (user, role, from_at) VALUES (?1, ?2, 0)", 1),
        ];
        for (sql, at) in all {
            let second = if at == 0 { name.as_str() } else { role.as_str() };
            self.connection.execute(sql, params![user.as_bytes(), second]).unwrap();
        }
        self.connection
            .execute(
                "INSERT INTO device (id, kind, user, name, public_key, prefix, enrolled_at)
                 VALUES (?1, 'field', ?2, ?3, ?4, ?3, 0)",
                params![device.as_bytes(), user.as_bytes(), prefix, [n; 32]],
            )
            .unwrap();
    }

    pub fn sender(&self, n: u8) -> Sender {
        feed::sender(&self.connection, user(n), device(n), self.now, ROLE_GRACE_MS).unwrap()
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
            budget: Some(1),
            reference: 0,
        };
        let sender = self.sender(n);
        self.connection.execute_batch("SAVEPOINT job").unwrap();
        let env = SyncEnv { library: &self.library, config: &self.config, keys: &self.keys };
        let answer = handle(&self.connection, env, &sender, &request, self.now, &mut self.random).unwrap();
        self.connection.execute_batch("RELEASE job").unwrap();
        answer.verdicts.into_iter().map(|verdict| verdict.outcome).collect()
    }
}

/// One change as a run.
pub fn run_of(replica: &Replica, row: &ChangeRow) -> Run {
    let of = |seq| replica.rows().find(|(known, _)| known.actor == row.actor && known.seq == seq);
    let before: Option<ChangeHash> = of(row.seq - 1).map(|(_, built)| built.hash);
    Run {
        document: replica.document(),
        kind: replica.kind(),
        actor: row.actor,
        rows: vec![to_wire(row, before)],
        hash: of(row.seq).map(|(_, built)| built.hash).unwrap(),
        hashes: None,
    }
}
