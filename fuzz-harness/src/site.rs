//! A site in memory: five people, a fee standard, a store, and the shipped sync engine over one connection.

use crate::meter::measured;
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::id::{DeviceId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::domain::reference::{PriceItem, PriceList, Reference};
use client_core::domain::stock::{Catalogue, Material, ToolCard, Unit};
use client_core::domain::text::LocalText;
use client_core::protocol::{SyncAnswer, SyncRequest};
use rusqlite::{Connection, params};
use undercroft_server::admit::Sender;
use undercroft_server::feed;
use undercroft_server::keys::ServerKeys;
use undercroft_server::store::schema::MIGRATIONS;
use undercroft_server::sync::{HashRandom, ROLE_GRACE_MS, SyncConfig, SyncEnv, SyncError, handle};

/// The server's clock, milliseconds since 1970 UTC; just before what the interface's examples speak of.
pub const NOW: i64 = 1_772_438_000_000;
/// The site's zone.
pub const ZONE: &str = "Asia/Shanghai";
/// The key of the site, from which a target signs tokens as well.
pub const KEY_SEED: [u8; 32] = [5; 32];
/// The site's id, which the issuer of its tokens is made of.
pub const SITE_ID: [u8; 16] = [9; 16];
/// Everybody's password.
pub const PASSWORD: &str = "correct horse 7";

/// Somebody with a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Person {
    /// Holds every post of the office.
    Desk,
    /// A technician, whom the examples name; he collects fees at the door as well.
    TechnicianA,
    /// Another one, whom they name too.
    TechnicianB,
    /// Holds a post that hardly may do anything.
    Guard,
    /// Administration, which alone deals with complaints about the service centre.
    Administration,
}

impl Person {
    /// All of them.
    pub const ALL: [Self; 5] =
        [Self::Desk, Self::TechnicianA, Self::TechnicianB, Self::Guard, Self::Administration];
    /// The last comes seldom, so that inputs that were found keep their meaning.
    const BY_TURNS: [Self; 4] = [Self::Desk, Self::TechnicianA, Self::TechnicianB, Self::Guard];

    /// One of them.
    pub fn pick(n: u8) -> Self {
        if n >= Self::Administration.number() {
            return Self::Administration;
        }
        Self::BY_TURNS[usize::from(n) % Self::BY_TURNS.len()]
    }

    /// A number that picks him.
    pub const fn number(self) -> u8 {
        match self {
            Self::Administration => 252,
            by_turns => by_turns as u8,
        }
    }

    /// The name that he signs in with.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Desk => "desk",
            Self::TechnicianA => "tech-a",
            Self::TechnicianB => "tech-b",
            Self::Guard => "guard",
            Self::Administration => "administration",
        }
    }

    /// His id.
    pub fn user(self) -> UserId {
        let text = match self {
            Self::Desk => "11111111-1111-4111-8111-111111111111",
            Self::TechnicianA => "6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
            Self::TechnicianB => "8b0c7a52-2d5e-4c0e-9a1f-5d1f0f6d2a11",
            Self::Guard => "44444444-4444-4444-8444-444444444444",
            Self::Administration => "55555555-5555-4555-8555-555555555555",
        };
        text.parse().expect("an id")
    }

    /// His device's id.
    pub fn device(self) -> DeviceId {
        DeviceId::from_bytes([0xd0 + self as u8; 16])
    }

    /// His posts.
    pub fn roles(self) -> Vec<Role> {
        match self {
            Self::Desk => Role::ALL
                .iter()
                .copied()
                .filter(|role| {
                    !matches!(
                        role,
                        Role::Technician
                            | Role::Server
                            | Role::Contractor
                            | Role::GateGuard
                            | Role::AdminHr
                            | Role::Administrator
                    )
                })
                .collect(),
            Self::TechnicianA => vec![Role::Technician, Role::FeeCollector],
            Self::TechnicianB => vec![Role::Technician],
            Self::Guard => vec![Role::GateGuard],
            Self::Administration => vec![Role::AdminHr],
        }
    }
}

fn text(text: &str) -> LocalText {
    LocalText { zh_hans: text.to_owned(), zh_hant: text.to_owned(), en: text.to_owned() }
}

/// Fee standard and store: every labour and every material of the built-in procedures, two tools.
pub fn reference(library: &Library) -> Reference {
    let labour = library.iter().map(|procedure| format!("{}_repair", procedure.id));
    let mut codes: Vec<String> =
        library.iter().flat_map(|procedure| &procedure.materials).map(|one| one.item.clone()).collect();
    codes.push("starter".to_owned());
    codes.sort();
    codes.dedup();
    let item = |code: &String, kind, unit_price_fen| PriceItem {
        code: code.clone(),
        kind,
        label: text(code),
        unit: "piece".to_owned(),
        unit_price_fen,
    };
    let mut labour: Vec<String> = labour.collect();
    labour.push("lamp_repair".to_owned());
    labour.sort();
    labour.dedup();
    let items = labour.iter().map(|code| item(code, PriceItemKind::Labour, 3_000));
    let items = items.chain(codes.iter().map(|code| item(code, PriceItemKind::Material, 500))).collect();
    let material = |code: &String| Material {
        code: code.clone(),
        label: text(code),
        unit: Unit::Piece,
        step: 1,
        specification: String::new(),
        unit_price_fen: 400,
        low_level: 2,
        batch_tracked: false,
    };
    let tool = |asset: &str, kind: &str| ToolCard {
        asset: asset.to_owned(),
        kind: kind.to_owned(),
        label: text(kind),
        condition: ToolCondition::Good,
        due_at: None,
    };
    Reference {
        price_list: PriceList {
            version: 1,
            basis: "2026/1".to_owned(),
            valid_from: 0,
            valid_until: None,
            items,
        },
        catalogue: Catalogue {
            version: 1,
            materials: codes.iter().map(material).collect(),
            tools: vec![tool("T-017", "clamp_meter"), tool("T-018", "ladder")],
        },
        ..Reference::default()
    }
}

/// Writes site, people and reference data into a fresh database.
fn found(connection: &Connection, library: &Library, password_hash: &str) {
    let run = |sql: &str, parameters: &[&dyn rusqlite::ToSql]| {
        connection.execute(sql, parameters).expect("a row of the site");
    };
    run(
        "INSERT INTO site (one, id, epoch, name, timezone, created_at) VALUES (1, ?1, ?2, 'Harbour Court', ?3, 0)",
        params![SITE_ID, [1u8; 8], ZONE],
    );
    for (n, person) in Person::ALL.into_iter().enumerate() {
        let (user, device) = (person.user(), person.device());
        run(
            "INSERT INTO user (id, name, display_name, password_hash, created_at) VALUES (?1, ?2, ?2, ?3, 0)",
            params![user.as_bytes(), person.name(), password_hash],
        );
        for role in person.roles() {
            run(
                "INSERT INTO user_role (user, role, from_at) VALUES (?1, ?2, 0)",
                params![user.as_bytes(), role.as_str()],
            );
        }
        let (prefix, key) = (format!("A{n}"), [n as u8 + 1; 32]);
        run(
            "INSERT INTO device (id, kind, user, name, public_key, prefix, enrolled_at)
             VALUES (?1, 'field', ?2, ?3, ?4, ?3, 0)",
            params![device.as_bytes(), user.as_bytes(), prefix, key],
        );
    }
    feed::reference::publish(connection, reference(library), NOW).expect("reference data");
    feed::reference::publish_staff(connection, NOW).expect("the staff list");
}

/// The server of the site.
pub struct Site {
    /// Its database.
    pub connection: Connection,
    /// The built-in procedures.
    pub library: Library,
    keys: ServerKeys,
    config: SyncConfig,
}

impl Site {
    /// A site at which nothing has happened, in memory.
    pub fn new() -> Self {
        let connection = Connection::open_in_memory().expect("a database");
        for migration in MIGRATIONS {
            connection.execute_batch(migration.sql).expect("the schema");
        }
        Self::founded_in(connection, "")
    }

    /// The same in a database that has its tables already.
    pub fn founded_in(connection: Connection, password_hash: &str) -> Self {
        let library = Library::built_in().expect("the built-in procedures");
        found(&connection, &library, password_hash);
        let keys = ServerKeys::from_seed(&KEY_SEED).expect("a key");
        Self { connection, library, keys, config: SyncConfig::default() }
    }

    /// A person as the engine sees him.
    pub fn sender(&self, person: Person) -> Sender {
        let (user, device) = (person.user(), person.device());
        feed::sender(&self.connection, user, device, NOW, ROLE_GRACE_MS).expect("the sender")
    }

    /// One request, as a job of the writer runs it: an error undoes it. `seed` is the job's randomness.
    pub fn exchange(
        &self,
        person: Person,
        request: &SyncRequest,
        seed: [u8; 32],
    ) -> Result<SyncAnswer, SyncError> {
        let sender = self.sender(person);
        self.connection.execute_batch("SAVEPOINT job").expect("a savepoint");
        let env = SyncEnv { library: &self.library, config: &self.config, keys: &self.keys };
        let mut random = HashRandom::new(seed);
        let answer = measured(|| handle(&self.connection, env, &sender, request, NOW, &mut random));
        let end = if answer.is_ok() { "RELEASE job" } else { "ROLLBACK TO job; RELEASE job" };
        self.connection.execute_batch(end).expect("the end of a job");
        answer
    }

    /// Does something and undoes it.
    pub fn undone<T>(&self, job: impl FnOnce(&Self) -> T) -> T {
        self.connection.execute_batch("SAVEPOINT run").expect("a savepoint");
        let done = job(self);
        self.connection.execute_batch("ROLLBACK TO run; RELEASE run").expect("the end of a run");
        done
    }

    /// Number of rows of a table.
    pub fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        self.connection.query_row(&sql, [], |row| row.get(0)).expect("a count")
    }

    /// Hashes of the log, sorted.
    pub fn log(&self) -> Vec<Vec<u8>> {
        let mut statement =
            self.connection.prepare_cached("SELECT hash FROM change ORDER BY hash").expect("a statement");
        let rows = statement.query_map([], |row| row.get(0)).expect("the log");
        rows.collect::<Result<_, _>>().expect("the log")
    }
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}
