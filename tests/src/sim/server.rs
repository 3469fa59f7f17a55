//! The site's server: the real engine on a real database file, with a switch to kill it anywhere.

use client_core::domain::command::{Command, MatterCommand};
use client_core::domain::decide::Author;
use client_core::domain::id::{ChangeHash, DeviceId, DocumentId, UserId};
use client_core::domain::matter::Matter;
use client_core::domain::order::Order;
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::domain::reference::Reference;
use client_core::domain::stock::Ledger;
use client_core::protocol::{self, BlobAnswer, BlobRequest, SyncRequest};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use undercroft_server::accounts;
use undercroft_server::audit::By;
use undercroft_server::blobs::{self, BlobLimits};
use undercroft_server::environment::{Entropy, EntropyUnavailable};
use undercroft_server::keys::ServerKeys;
use undercroft_server::office::matter::{MatterDesk, MatterError, matter_view};
use undercroft_server::office::{self, OfficeError};
use undercroft_server::store::{Store, StoreError};
use undercroft_server::sync::{self, HashRandom, SyncConfig, SyncEnv, SyncError};
use undercroft_server::{feed, site};

/// Where in a request the server dies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// Inside the transaction that holds the request, before it is committed.
    BeforeCommit,
    /// After the commit, before the answer.
    AfterCommit,
}

/// What comes of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The answer's body.
    Answer(Vec<u8>),
    /// An HTTP status instead.
    Status(u16),
    /// Nothing: it died.
    Dead,
}

/// A person with an enrolled device.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Login {
    /// The person.
    pub user: UserId,
    /// His device.
    pub device: DeviceId,
}

enum Failed {
    Sync(SyncError),
    Killed,
}

impl From<SyncError> for Failed {
    fn from(error: SyncError) -> Self {
        Self::Sync(error)
    }
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Sync(error.into())
    }
}

/// The server of one world.
pub struct Server {
    folder: TempDir,
    life: u32,
    store: Option<Store>,
    library: Arc<Library>,
    config: SyncConfig,
    keys: Arc<ServerKeys>,
    /// An older state that a disk without fsync would come back with; for one test.
    older: Option<PathBuf>,
}

struct Drawn(std::sync::Mutex<super::rng::Rng>);

impl Entropy for Drawn {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), EntropyUnavailable> {
        let mut rng = self.0.lock().map_err(|_| EntropyUnavailable)?;
        for byte in bytes {
            *byte = rng.next_u64() as u8;
        }
        Ok(())
    }
}

fn private_folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { TempDir::with_prefix_in("undercroft-", memory) } else { TempDir::new() };
    made.expect("a temporary folder")
}

fn copy(from: &Path, to: &Path) {
    for end in ["", "-wal"] {
        let (source, target) = (with_end(from, end), with_end(to, end));
        if source.exists() {
            std::fs::copy(&source, &target).expect("copy a database file");
        }
    }
}

fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

impl Server {
    /// A new site.
    pub fn new(reference: Reference, page_bytes: u32, rng: &mut super::rng::Rng, now: i64) -> Self {
        let mut server = Self {
            folder: private_folder(),
            life: 0,
            store: None,
            library: Arc::new(Library::built_in().expect("the built-in procedures")),
            config: SyncConfig { max_page_bytes: page_bytes, short_span: u64::from(page_bytes % 64) },
            // Beside the database, so a backup that is put back finds the key that it had.
            keys: Arc::new(ServerKeys::from_seed(&[11; 32]).expect("a key")),
            older: None,
        };
        server.start();
        let place = site::Site {
            id: rng.bytes(),
            epoch: rng.bytes(),
            name: "Harbour Court".to_owned(),
            timezone: site::timezone("Asia/Shanghai").expect("a timezone"),
        };
        server.setup(move |connection| {
            site::create(connection, &place, now).expect("a site");
            feed::reference::publish(connection, reference, now).expect("reference data");
        });
        server
    }

    fn start(&mut self) {
        self.store = Some(Store::open(&self.path()).expect("the database opens"));
    }

    fn store(&self) -> &Store {
        self.store.as_ref().expect("the server runs")
    }

    /// The database file.
    pub fn path(&self) -> PathBuf {
        self.path_of(self.life)
    }

    fn path_of(&self, life: u32) -> PathBuf {
        self.folder.path().join(format!("site-{life}.db"))
    }

    /// Runs an operator's step in a transaction of its own.
    pub fn setup<T: Send + 'static>(&self, job: impl FnOnce(&Connection) -> T + Send + 'static) -> T {
        self.store()
            .write_blocking(move |connection| Ok::<T, StoreError>(job(connection)))
            .expect("a setup step")
    }

    /// Adds a person with a device; gives both and the beginning of the device's slip numbers.
    pub fn add_person(
        &self,
        name: &str,
        role: Role,
        prefix: &str,
        now: i64,
        rng: &mut super::rng::Rng,
    ) -> Login {
        let (name, prefix, device) = (name.to_owned(), prefix.to_owned(), DeviceId::from_bytes(rng.bytes()));
        let (key, entropy) = (rng.bytes::<32>(), Drawn(std::sync::Mutex::new(rng.fork())));
        self.setup(move |connection| {
            let user = accounts::NewUser {
                name: name.clone(),
                display_name: name.clone(),
                password_hash: String::new(),
                roles: vec![role],
            };
            let user = accounts::create_user(connection, &entropy, &By::operator(now), user).expect("a user");
            add_device(connection, Login { user, device }, &prefix, key, now);
            feed::reference::publish_staff(connection, now).expect("the staff list");
            Login { user, device }
        })
    }

    /// Adds another device of a person.
    pub fn add_device(&self, user: UserId, prefix: &str, now: i64, rng: &mut super::rng::Rng) -> Login {
        let (prefix, key) = (prefix.to_owned(), rng.bytes::<32>());
        let login = Login { user, device: DeviceId::from_bytes(rng.bytes()) };
        self.setup(move |connection| add_device(connection, login, &prefix, key, now));
        login
    }

    /// Ends a role.
    pub fn end_role(&self, user: UserId, role: Role, now: i64) {
        self.setup(move |connection| {
            accounts::end_role(connection, &By::operator(now), user, role).expect("the role ends");
            feed::reference::publish_staff(connection, now).expect("the staff list");
        });
    }

    /// One sync request, as the HTTP layer handles it: the way up in the writer, the way down on a snapshot after it.
    pub fn sync(
        &mut self,
        login: Login,
        body: &[u8],
        now: i64,
        seed: [u8; 32],
        death: Option<Death>,
    ) -> Reply {
        let Ok(request) = protocol::from_bytes::<SyncRequest>(body) else { return Reply::Status(400) };
        let (library, config, sent) = (Arc::clone(&self.library), self.config.clone(), request.clone());
        let keys = Arc::clone(&self.keys);
        let next = self.path_of(self.life + 1);
        let here = self.path();
        let pushed = self.store().write_blocking(move |connection| {
            let env = SyncEnv { library: &library, config: &config, keys: &keys };
            let sender = feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS)
                .map_err(SyncError::from)?;
            let mut random = HashRandom::new(seed);
            let pushed = sync::push(connection, env, &sender, &sent, now, &mut random)?;
            if death == Some(Death::BeforeCommit) {
                // The disk as it is now is what the next life finds.
                copy(&here, &next);
                return Err(Failed::Killed);
            }
            Ok((sender, pushed))
        });
        let (sender, pushed) = match pushed {
            Ok(done) => done,
            Err(Failed::Killed) => {
                self.next_life();
                return Reply::Dead;
            }
            Err(Failed::Sync(error)) => return Reply::Status(status(&error)),
        };
        if death == Some(Death::AfterCommit) {
            self.kill();
            return Reply::Dead;
        }
        let answer = self.store().read_blocking(|connection| {
            let env = SyncEnv { library: &self.library, config: &self.config, keys: &self.keys };
            sync::pull(connection, env, &sender, &request, pushed, now)
        });
        match answer {
            Ok(answer) => Reply::Answer(protocol::to_bytes(&answer).expect("an answer has bytes")),
            Err(error) => Reply::Status(status(&error)),
        }
    }

    /// One request about a photo.
    pub fn photo(&self, login: Login, request: &BlobRequest, now: i64) -> BlobAnswer {
        let request = request.clone();
        self.setup(move |connection| {
            let sender = feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS)
                .expect("the sender is known");
            blobs::handle(connection, &sender, &BlobLimits::default(), &request, now)
                .expect("the photos can be read")
        })
    }

    /// Kills the server between two requests and starts it again on what the disk holds.
    pub fn kill(&mut self) {
        copy(self.older.as_deref().unwrap_or(&self.path()), &self.path_of(self.life + 1));
        self.next_life();
    }

    fn next_life(&mut self) {
        self.store = None;
        self.life += 1;
        self.start();
    }

    /// Takes a backup.
    pub fn back_up(&self) {
        let kept = self.folder.path().join("backup.db");
        for end in ["", "-wal"] {
            let _ = std::fs::remove_file(with_end(&kept, end));
        }
        copy(&self.path(), &kept);
    }

    /// The machine is lost: another one begins a new life with the backup.
    pub fn restore(&mut self, epoch: [u8; 8]) {
        copy(&self.folder.path().join("backup.db"), &self.path_of(self.life + 1));
        self.next_life();
        self.setup(move |connection| site::start_epoch(connection, epoch).expect("a new epoch"));
    }

    /// From now on a kill brings back the state of this moment: the fault of a server that doesn't wait for its disk.
    pub fn forget_fsync(&mut self) {
        let kept = self.folder.path().join("older.db");
        for end in ["", "-wal"] {
            let _ = std::fs::remove_file(with_end(&kept, end));
        }
        copy(&self.path(), &kept);
        self.older = Some(kept);
    }

    /// The heads of an order, as a console shows them.
    pub fn heads(&self, document: DocumentId) -> Vec<ChangeHash> {
        self.store()
            .read_blocking(|connection| {
                Ok::<_, StoreError>(
                    feed::known(connection, document).ok().flatten().map(|known| known.heads()),
                )
            })
            .expect("a read")
            .unwrap_or_default()
    }

    /// A command of a console; true when it was carried out.
    pub fn office(
        &self,
        login: Login,
        order: DocumentId,
        heads: Vec<ChangeHash>,
        command: Command,
        now: i64,
        seed: [u8; 32],
    ) -> bool {
        let library = Arc::clone(&self.library);
        let done = self.store().write_blocking(move |connection| {
            let sender = feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS)?;
            let mut random = HashRandom::new(seed);
            office::execute(connection, &library, &sender, order, &heads, &command, now, &mut random)
        });
        match done {
            Ok(_) => true,
            Err(OfficeError::Engine(error)) => panic!("the office's command failed: {error}"),
            Err(_) => false,
        }
    }

    /// An order as the server folds it; `None` when it has none.
    pub fn order(&self, document: DocumentId) -> Option<Order> {
        self.store()
            .read_blocking(|connection| Ok::<_, StoreError>(feed::order(connection, &self.library, document)))
            .expect("a read")
            .expect("the log is readable")
    }

    /// The store as the log tells it.
    pub fn ledger(&self) -> Ledger {
        self.setup(|connection| feed::stock::ledger(connection).expect("the log can be read"))
    }

    /// The canonical state of a complaint as the server's register has it; `None` when it has none.
    pub fn complaint(&self, document: DocumentId) -> Option<String> {
        self.setup(move |connection| {
            connection
                .query_row(
                    "SELECT content FROM complaint WHERE document = ?1",
                    [document.as_bytes()],
                    |row| row.get(0),
                )
                .optional()
                .expect("the register can be read")
        })
    }

    /// A matter as the server has it, and who somebody is to it; `None` when there is none, or he may not read it.
    pub fn matter(&self, login: Login, document: DocumentId, now: i64) -> Option<(Matter, Author)> {
        self.setup(move |connection| {
            let sender = feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS)
                .expect("the sender is known");
            let author = Author { user: sender.user, device: sender.device, roles: sender.roles };
            let view = matter_view(connection, &author, document, now).expect("the log can be read")?;
            Some((view.matter, author))
        })
    }

    /// A console's command on a matter; true when it was carried out.
    pub fn office_matter(
        &self,
        login: Login,
        matter: DocumentId,
        heads: Vec<ChangeHash>,
        command: MatterCommand,
        now: i64,
        seed: [u8; 32],
    ) -> bool {
        let desk = move |desk: &MatterDesk<'_>, random: &mut HashRandom| {
            desk.execute(matter, &heads, &command, random).map(drop)
        };
        self.at_desk(login, now, seed, desk).is_some()
    }

    /// Heavy rain is declared at a console; gives in how many homes it was written down.
    pub fn declare_rain(
        &self,
        login: Login,
        event: &str,
        expected_at: i64,
        now: i64,
        seed: [u8; 32],
    ) -> Option<usize> {
        let event = event.to_owned();
        let desk = move |desk: &MatterDesk<'_>, random: &mut HashRandom| {
            desk.declare_rain(&event, expected_at, None, random).map(|declared| declared.done)
        };
        self.at_desk(login, now, seed, desk)
    }

    fn at_desk<T: Send + 'static>(
        &self,
        login: Login,
        now: i64,
        seed: [u8; 32],
        job: impl FnOnce(&MatterDesk<'_>, &mut HashRandom) -> Result<T, MatterError> + Send + 'static,
    ) -> Option<T> {
        let library = Arc::clone(&self.library);
        let done = self.store().write_blocking(move |connection| {
            let author = feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS)?;
            let desk = MatterDesk { connection, library: &library, author: &author, now };
            job(&desk, &mut HashRandom::new(seed))
        });
        match done {
            Ok(done) => Some(done),
            Err(MatterError::Office(OfficeError::Engine(error))) => {
                panic!("the office's command failed: {error}")
            }
            Err(_) => None,
        }
    }

    /// The canonical state of a matter as the server's row has it; `None` when it has none.
    pub fn canonical_matter(&self, document: DocumentId) -> Option<String> {
        self.of_matter("content", document)
    }

    /// Whether the server's list calls people to a matter.
    pub fn is_alarmed(&self, document: DocumentId) -> bool {
        self.of_matter("alarmed", document).unwrap_or(false)
    }

    fn of_matter<T: rusqlite::types::FromSql + Send + 'static>(
        &self,
        column: &'static str,
        document: DocumentId,
    ) -> Option<T> {
        self.setup(move |connection| {
            let sql = format!("SELECT {column} FROM matter WHERE document = ?1");
            let row = connection.query_row(&sql, [document.as_bytes()], |row| row.get(0));
            row.optional().expect("the list can be read")
        })
    }

    /// The canonical state of an order as the server folds it; `None` when it has none.
    pub fn canonical(&self, document: DocumentId) -> Option<String> {
        self.order(document).map(|order| order.canonical_json())
    }
}

fn add_device(connection: &Connection, login: Login, prefix: &str, key: [u8; 32], now: i64) {
    connection
        .execute(
            "INSERT INTO device (id, kind, user, name, public_key, prefix, enrolled_at)
             VALUES (?1, 'field', ?2, ?3, ?4, ?3, ?5)",
            params![login.device.as_bytes(), login.user.as_bytes(), prefix, key, now],
        )
        .expect("a device");
}

fn status(error: &SyncError) -> u16 {
    match error {
        SyncError::TooManyPending(_) => 422,
        SyncError::Version(_) => 426,
        SyncError::EpochAgain => 429,
        SyncError::Engine(_) | SyncError::Key(_) => 503,
    }
}
