//! The site's server: the real engine on a real database file, with a switch to kill it anywhere.

use client_core::domain::id::{DeviceId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::domain::reference::Reference;
use client_core::protocol::{self, BlobAnswer, BlobRequest, SyncRequest};
use rusqlite::{Connection, params};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use undercroft_server::accounts::{self, AccountError, readmission};
use undercroft_server::admit::Sender;
use undercroft_server::audit::{self, By};
use undercroft_server::blobs::{self, BlobLimits};
use undercroft_server::environment::{Entropy, EntropyUnavailable};
use undercroft_server::feed::EngineError;
use undercroft_server::keys::ServerKeys;
use undercroft_server::procedures::Draft;
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

/// What comes of a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The phone is known again.
    Known,
    /// Its person must be added first.
    PersonUnknown,
    /// It was removed.
    Removed,
}

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mishap {
    /// The server dies.
    Death(Death),
    /// Its disk has no room left while the request is handled.
    Full,
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
    built_in: Library,
    /// The procedures of the software and the site's own.
    pub(super) library: Arc<Library>,
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
        let built_in = Library::built_in().expect("the built-in procedures");
        let mut server = Self {
            folder: private_folder(),
            life: 0,
            store: None,
            library: Arc::new(built_in.clone()),
            built_in,
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

    pub(super) fn store(&self) -> &Store {
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

    /// Whether a device is enrolled, as the server's database has it now.
    pub fn knows(&self, device: DeviceId) -> bool {
        self.enrolled(device).is_some()
    }

    fn enrolled(&self, device: DeviceId) -> Option<accounts::Device> {
        let read = self.store().read_blocking(move |connection| accounts::device(connection, device));
        read.expect("devices can be read")
    }

    /// The receipt of a device's enrolment.
    pub fn receipt(&self, device: DeviceId) -> String {
        let device = self.enrolled(device).expect("it is enrolled");
        readmission::receipt(&self.keys, &device, &[0; 16]).expect("a key").expect("it is a phone")
    }

    /// Takes a phone's word for its enrolment.
    pub fn let_in(&self, receipt: &str, now: i64) -> Again {
        let told = readmission::read(&self.keys, receipt).expect("the receipt is this server's").device;
        self.setup(move |connection| match readmission::readmit(connection, now, &told) {
            Ok(()) => Again::Known,
            Err(AccountError::UnknownUser) => Again::PersonUnknown,
            Err(AccountError::DeviceRevoked) => Again::Removed,
            Err(error) => panic!("an honest phone is kept out: {error}"),
        })
    }

    /// Whether somebody is known, as the server's database has it now.
    pub fn knows_person(&self, user: UserId) -> bool {
        self.setup(move |connection| {
            let sql = "SELECT 1 FROM user WHERE id = ?1";
            connection
                .prepare_cached(sql)
                .and_then(|mut asked| asked.exists([user.as_bytes()]))
                .expect("people")
        })
    }

    /// Keeps a device out that the server doesn't know, should it come back with a receipt.
    pub fn keep_out(&self, device: DeviceId, user: UserId, now: i64) {
        self.setup(move |connection| {
            accounts::keep_out(connection, &By::operator(now), device, Some(user)).expect("it is kept out");
        });
    }

    /// Adds somebody under the id that he had before a restore.
    pub fn add_again(&self, user: UserId, name: &str, roles: Vec<Role>, now: i64) {
        let name = name.to_owned();
        self.setup(move |connection| {
            let again = accounts::NewUser {
                name: name.clone(),
                display_name: name,
                password_hash: String::new(),
                roles,
            };
            accounts::create_user_again(connection, &By::operator(now), user, again).expect("he is added");
            feed::reference::publish_staff(connection, now).expect("the staff list");
        });
    }

    /// The procedures that come with the software.
    pub const fn built_in(&self) -> &Library {
        &self.built_in
    }

    /// Removes a device.
    pub fn remove_device(&self, device: DeviceId, now: i64) {
        self.setup(move |connection| {
            accounts::remove_device(connection, &By::operator(now), device).expect("it is removed");
        });
    }

    /// Publishes a procedure; the library that counts from now on, or `None` where the linter finds fault with it.
    pub fn publish(&mut self, text: &str, now: i64) -> Option<Arc<Library>> {
        let draft = Draft::read(text).expect("a file is a procedure");
        let built_in = self.built_in.clone();
        let published =
            self.setup(move |connection| draft.publish(connection, &built_in, &By::operator(now)).is_ok());
        if !published {
            return None;
        }
        self.read_library();
        Some(Arc::clone(&self.library))
    }

    fn read_library(&mut self) {
        let read = |connection: &Connection| feed::reference::current(connection);
        let own = self.store().read_blocking(read).expect("a bundle").procedures;
        self.library = Arc::new(self.built_in.with(&own));
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
        mishap: Option<Mishap>,
    ) -> Reply {
        let Ok(request) = protocol::from_bytes::<SyncRequest>(body) else { return Reply::Status(400) };
        let (library, config, sent) = (Arc::clone(&self.library), self.config.clone(), request.clone());
        let keys = Arc::clone(&self.keys);
        let next = self.path_of(self.life + 1);
        let here = self.path();
        if mishap == Some(Mishap::Full) {
            self.limit_pages(|used| used);
        }
        let pushed = self.store().write_blocking(move |connection| {
            let env = SyncEnv { library: &library, config: &config, keys: &keys };
            let sender = sender(connection, login, now).map_err(SyncError::from)?;
            let mut random = HashRandom::new(seed);
            let pushed = sync::push(connection, env, &sender, &sent, now, &mut random)?;
            if mishap == Some(Mishap::Death(Death::BeforeCommit)) {
                // The disk as it is now is what the next life finds.
                copy(&here, &next);
                return Err(Failed::Killed);
            }
            Ok((sender, pushed))
        });
        if mishap == Some(Mishap::Full) {
            self.limit_pages(|_| ALL_PAGES);
        }
        let (sender, pushed) = match pushed {
            Ok(done) => done,
            Err(Failed::Killed) => {
                self.next_life();
                return Reply::Dead;
            }
            Err(Failed::Sync(error)) => return Reply::Status(status(&error)),
        };
        if mishap == Some(Mishap::Death(Death::AfterCommit)) {
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

    /// Lets the database grow to so many pages, of those that it has.
    fn limit_pages(&self, most: impl FnOnce(i64) -> i64 + Send + 'static) {
        self.setup(move |connection| {
            let used = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).expect("its pages");
            let sql = format!("PRAGMA max_page_count = {}", most(used));
            connection.query_row(&sql, [], |row| row.get::<_, i64>(0)).expect("a limit");
        });
    }

    /// One request about a photo; `None` for whoever was shut out.
    pub fn photo(&self, login: Login, request: &BlobRequest, now: i64) -> Option<BlobAnswer> {
        let request = request.clone();
        self.setup(move |connection| {
            let sender = match sender(connection, login, now) {
                Err(EngineError::ShutOut) => return None,
                sender => sender.expect("the sender is known"),
            };
            let answer = blobs::handle(connection, &sender, &BlobLimits::default(), &request, now);
            Some(answer.expect("the photos can be read"))
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
        self.read_library();
    }

    /// Takes a backup.
    pub fn back_up(&self) {
        let kept = self.folder.path().join("backup.db");
        for end in ["", "-wal"] {
            let _ = std::fs::remove_file(with_end(&kept, end));
        }
        copy(&self.path(), &kept);
    }

    /// The backup begins a new life in the place of the database; what was taken away since stays taken away.
    pub fn restore(&mut self, epoch: [u8; 8], now: i64) {
        let before = self.path();
        copy(&self.folder.path().join("backup.db"), &self.path_of(self.life + 1));
        self.next_life();
        self.setup(move |connection| {
            let old = Connection::open(before).expect("the database of before");
            site::start_epoch(connection, epoch).expect("a new epoch");
            let common = audit::last_common(connection, &old).expect("both can be read");
            let taken = accounts::taken_away(&old, common).expect("the audit of before can be read");
            accounts::carry_over(connection, &taken, &By::operator(now)).expect("it is taken away again");
            feed::reference::publish_staff(connection, now).expect("the staff list");
        });
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
}

/// Who sends a request, as the HTTP layer asks it in the transaction of the request.
fn sender(connection: &Connection, login: Login, now: i64) -> Result<Sender, EngineError> {
    match accounts::roles_of_device(connection, login.device) {
        Ok(_) => feed::sender(connection, login.user, login.device, now, sync::ROLE_GRACE_MS),
        Err(AccountError::DeviceRevoked) => Err(EngineError::ShutOut),
        Err(error) => panic!("a device can be looked up: {error}"),
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

/// No limit of `SQLite` but its own.
const ALL_PAGES: i64 = 1_073_741_823;

fn status(error: &SyncError) -> u16 {
    match error {
        SyncError::Engine(EngineError::ShutOut) => 401,
        SyncError::Engine(EngineError::Store(StoreError::NoSpace)) => 507,
        SyncError::TooManyPending(_) | SyncError::EpochAgain => 429,
        SyncError::Version(_) => 426,
        SyncError::Engine(_) | SyncError::Key(_) => 503,
    }
}
