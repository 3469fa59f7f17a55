//! Devices in folders, the binary that works on them, and a relay that stands for the server.
#![allow(dead_code)]

use client_core::device::sealing::{DataKey, Entropy, PassphraseLock, SealedStore};
use client_core::device::store::SqliteStore;
use client_core::device::sync::Step;
use client_core::device::{Device, Environment, Identity, Now, Tokens};
use client_core::domain::entry::site::PriceItemKind;
use client_core::domain::entry::store::ToolCondition;
use client_core::domain::id::{DeviceId, UserId};
use client_core::domain::policy::Role;
use client_core::domain::procedure::Library;
use client_core::domain::reference::{PriceItem, PriceList, Reference, StaffMember};
use client_core::domain::stock::{Catalogue, Material, ToolCard, Unit};
use client_core::domain::text::LocalText;
use client_core::protocol::{
    BlobAnswer, BlobName, BlobRequest, Bundle, Cursor, DocumentPage, Outcome, PulledRow, PulledRun,
    QuarantineReason, Run, SyncAnswer, SyncRequest, VERSION, Verdict, WireBlob, from_bytes, to_bytes,
};
use pollster::block_on;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// 2026-03-02 09:00 in Shanghai.
pub const NINE: i64 = 1_772_413_200_000;

pub const LI: u8 = 11;
pub const WANG: u8 = 12;
pub const ZHAO: u8 = 1;
pub const QIAN: u8 = 2;
/// Storekeepers.
pub const SUN: u8 = 21;
pub const ZHOU: u8 = 22;
/// Finance, customer service and a fee collector.
pub const CAI: u8 = 31;
pub const FU: u8 = 32;
pub const SHOU: u8 = 33;
/// At the gate.
pub const MEN: u8 = 41;

pub fn user(n: u8) -> UserId {
    UserId::from_bytes([n; 16])
}

fn reference() -> Reference {
    let text = |en: &str| LocalText { zh_hans: en.into(), zh_hant: en.into(), en: en.into() };
    let item = |code: &str, fen| PriceItem {
        code: code.into(),
        label: text(code),
        kind: if code.ends_with("_repair") { PriceItemKind::Labour } else { PriceItemKind::Material },
        unit: "piece".into(),
        unit_price_fen: fen,
    };
    let member = |n: u8, name: &str, roles: &[Role]| StaffMember {
        user: user(n),
        display_name: name.into(),
        roles: roles.to_vec(),
    };
    Reference {
        version: 1,
        site_name: "Garden".into(),
        timezone: "Asia/Shanghai".into(),
        price_list: PriceList {
            version: 3,
            basis: "Price bureau 2026/1".into(),
            valid_from: 0,
            valid_until: Some(4_070_908_800_000),
            items: vec![
                item("lamp_repair", 3_000),
                item("switch_repair", 3_500),
                item("tap_repair", 2_500),
                item("gas_heater_repair", 8_000),
                item("gas_stove_repair", 6_000),
                item("cistern_repair", 4_000),
                item("air_conditioner_repair", 12_000),
                item("water_pipe_repair", 20_000),
                item("starter", 500),
                item("tube", 1_500),
                item("ballast", 4_500),
                item("tap", 3_800),
                item("battery", 400),
                item("electronic_igniter", 5_500),
                item("igniter", 3_000),
                item("cistern_fittings", 4_500),
                item("flapper", 1_200),
                item("refrigerant", 30),
                item("filter_drier", 6_000),
            ],
        },
        staff: vec![
            member(LI, "Li", &[Role::Technician]),
            member(WANG, "Wang", &[Role::Technician]),
            member(ZHAO, "Zhao", &[Role::Dispatcher, Role::Technician, Role::CscManager]),
            member(QIAN, "Qian", &[Role::Dispatcher]),
            member(SUN, "Sun", &[Role::Storekeeper]),
            member(ZHOU, "Zhou", &[Role::Storekeeper]),
            member(CAI, "Cai", &[Role::Finance]),
            member(FU, "Fu", &[Role::CsAssistant]),
            member(SHOU, "Shou", &[Role::FeeCollector]),
            member(MEN, "Men", &[Role::GateGuard]),
        ],
        catalogue: catalogue(),
        ..Reference::default()
    }
}

/// Materials in every kind of unit, one of them with batches, and two tools.
fn catalogue() -> Catalogue {
    let text = |en: &str| LocalText { zh_hans: en.into(), zh_hant: en.into(), en: en.into() };
    let material = |code: &str, unit: Unit, step: i64, low_level: i64| Material {
        code: code.into(),
        label: text(code),
        unit,
        step,
        specification: String::new(),
        unit_price_fen: 100,
        low_level,
        batch_tracked: code == "refrigerant",
    };
    let tool = |asset: &str, kind: &str| ToolCard {
        asset: asset.into(),
        kind: kind.into(),
        label: text(kind),
        condition: ToolCondition::Good,
        due_at: None,
    };
    Catalogue {
        version: 1,
        materials: vec![
            material("starter", Unit::Piece, 1, 2),
            material("pipe", Unit::Metre, 100, 0),
            material("refrigerant", Unit::Kilogram, 10, 0),
        ],
        tools: vec![tool("T-017", "clamp_meter"), tool("T-018", "ladder")],
    }
}

/// A clock that stands, and bytes that count up.
#[derive(Debug)]
pub struct Still(u64);

impl Environment for Still {
    fn now(&mut self) -> Now {
        Now { wall_ms: NINE, boot_ms: 0 }
    }

    fn random(&mut self) -> [u8; 16] {
        self.0 += 1;
        // In both halves: an entry's id takes the first ten bytes alone.
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.0.to_be_bytes());
        bytes[8..].copy_from_slice(&self.0.to_be_bytes());
        bytes
    }
}

impl Entropy for Still {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(16) {
            let fresh = self.random();
            chunk.copy_from_slice(&fresh[..chunk.len()]);
        }
    }
}

/// What opens every device here.
pub const PASSPHRASE: &str = "under the stairs, twice";
/// What every device here is sealed with.
const KEY: DataKey = DataKey([0x5e; 32]);

type Records = SealedStore<SqliteStore, Still>;

/// Makes a device's folder with its seal and, beside it, the file with its passphrase.
fn seal(folder: &Path) {
    let lock = PassphraseLock::new(&KEY, PASSPHRASE, &mut Still(7)).unwrap();
    let seal = serde_json::json!({ "lock": lock, "enrolled": null });
    std::fs::write(folder.join("device.seal"), seal.to_string()).unwrap();
}

/// The file with the passphrase.
pub fn passphrase_file(folder: &Path) -> PathBuf {
    let file = folder.parent().unwrap().join("passphrase");
    if !file.exists() {
        std::fs::write(&file, PASSPHRASE).unwrap();
        std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    }
    file
}

/// A process that is being started holds, for a moment, every lock file that this one has open. So nothing is started
/// while a device is open in this process, but for the test that is about it.
static STARTING: Mutex<()> = Mutex::new(());

fn alone() -> MutexGuard<'static, ()> {
    STARTING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A device that is open in this process.
pub struct Open {
    device: Device<Records, Still>,
    _alone: MutexGuard<'static, ()>,
}

impl Deref for Open {
    type Target = Device<Records, Still>;

    fn deref(&self) -> &Self::Target {
        &self.device
    }
}

impl DerefMut for Open {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.device
    }
}

/// A device in a folder of its own.
pub struct Phone {
    _base: TempDir,
    pub folder: PathBuf,
    pub user: u8,
    at: usize,
}

/// What the binary said.
#[derive(Debug)]
pub struct Said {
    pub exit: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Said {
    #[track_caller]
    pub fn json(&self) -> Value {
        assert_eq!(self.stdout.trim_end().lines().count(), 1, "one JSON value: {self:?}");
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            exit: output.status.code().expect("it ends by itself"),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// The binary on a folder.
pub fn field(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_field"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C.UTF-8").env_remove("FIELD_DATA");
    command.env("FIELD_PASSPHRASE_FILE", passphrase_file(folder));
    command.arg("--data").arg(folder).args(arguments).stdin(Stdio::null());
    command
}

/// Starts the binary.
pub fn start(command: &mut Command) -> Child {
    let _alone = alone();
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Runs the binary to its end.
pub fn run(command: &mut Command) -> Said {
    start(command).wait_with_output().unwrap().into()
}

pub fn said(folder: &Path, arguments: &[&str]) -> Said {
    run(&mut field(folder, arguments))
}

impl Phone {
    /// Enrolled, with the site's reference data.
    pub fn of(n: u8) -> Self {
        let base = tempfile::tempdir().unwrap();
        let folder = base.path().join("device");
        std::fs::create_dir(&folder).unwrap();
        seal(&folder);
        let phone = Self { _base: base, folder, user: n, at: 0 };
        let mut device = phone.open();
        let identity = Identity {
            site_url: "http://127.0.0.1:9".into(),
            user: user(n),
            display_name: format!("P{n}"),
            device: DeviceId::from_bytes([n; 16]),
            roles: Vec::new(),
            slip_prefix: format!("T{n}"),
            enrolment_receipt: None,
        };
        let tokens = Tokens { access: "none".into(), access_expires_at: i64::MAX, refresh: "none".into() };
        block_on(device.enrol(identity, Some(tokens))).unwrap();
        drop(device);
        let key = "11".repeat(32);
        std::fs::write(phone.folder.join("device.key"), key).unwrap();
        let mut phone = phone;
        Relay::default().sync(&mut phone);
        phone.at = 0;
        phone
    }

    pub fn open(&self) -> Open {
        let alone = alone();
        let store = SqliteStore::open(&self.folder.join("device.db")).unwrap();
        let nonces = Still((1 << 60) + (u64::from(self.user) << 32) + (self.at as u64) * 1_000_000);
        let store = SealedStore::new(store, KEY, nonces);
        // Ids that the binary draws are random; these only have to differ between phones and openings.
        let seed = (u64::from(self.user) << 32) + (self.at as u64) * 1_000;
        let device = block_on(Device::open(store, Still(seed), Library::built_in().unwrap())).unwrap();
        Open { device, _alone: alone }
    }

    pub fn says(&self, arguments: &[&str]) -> Said {
        said(&self.folder, arguments)
    }

    /// A command that is done; its JSON.
    #[track_caller]
    pub fn does(&self, arguments: &[&str]) -> Value {
        let said = self.says(&[arguments, &["--json"]].concat());
        assert_eq!(said.exit, 0, "{arguments:?}: {said:?}");
        said.json()
    }

    /// A command that isn't done; its exit code and JSON.
    #[track_caller]
    pub fn fails(&self, arguments: &[&str]) -> (i32, Value) {
        let said = self.says(&[arguments, &["--json"]].concat());
        assert_ne!(said.exit, 0, "{arguments:?}: {said:?}");
        (said.exit, said.json()["error"].clone())
    }

    /// Registers, accepts, issues and assigns; gives the slip number. For a dispatcher.
    #[track_caller]
    pub fn dispatches(&self, technician: &str) -> String {
        self.dispatches_class("LMP", technician)
    }

    #[track_caller]
    pub fn dispatches_class(&self, class: &str, technician: &str) -> String {
        let id = self.registers_class(class, "special");
        self.does(&["judge", &id, "--accept"]);
        let slip = self.does(&["slip", &id]);
        self.does(&["assign", &id, technician]);
        slip["number"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn registers(&self) -> String {
        self.registers_class("LMP", "special")
    }

    #[track_caller]
    pub fn registers_class(&self, class: &str, kind: &str) -> String {
        let registered = self.does(&[
            "register",
            "--name",
            "陈女士",
            "--unit",
            "2栋1203",
            "--contact",
            "13800000000",
            "--content",
            "客厅灯不亮",
            "--appointment",
            "2026-03-02 14:00",
            "--class",
            class,
            "--kind",
            kind,
        ]);
        registered["id"].as_str().unwrap().to_owned()
    }

    /// Takes the slip, arrives, finds, agrees the price.
    #[track_caller]
    pub fn goes_and_agrees(&self, order: &str) {
        self.does(&["receive", order]);
        self.does(&["arrive", order]);
        self.does(&["finding", order, "启辉器坏", "--material", "starter", "--tool", "ladder"]);
        self.does(&["quote", order, "lamp_repair=1", "starter=1"]);
        self.does(&["consent", order, "--by", "owner"]);
    }

    /// The checklist up to supply on, with a new starter.
    #[track_caller]
    pub fn repairs(&self, order: &str) {
        self.does(&["step", order, "LMP-1", "normal=yes", "voltage=2200"]);
        self.does(&["step", order, "LMP-2"]);
        self.does(&["step", order, "LMP-3", "good_contact=yes"]);
        self.does(&["step", order, "LMP-5", "capacitor_broken_down=no", "glass_blackened=yes"]);
        self.does(&["step", order, "LMP-6", "--item", "starter", "--old", "FS-2", "--new", "FS-2"]);
        self.does(&["step", order, "LMP-7", "ends_blackened=no", "filament_burnt_out=no"]);
        self.does(&["step", order, "LMP-9", "good_contact=yes"]);
        self.does(&["step", order, "LMP-12", "burnt_out=no", "scorched=no", "shorted=no"]);
        self.does(&["step", order, "LMP-14"]);
    }
}

/// Stands for the server: takes every change as it is and hands it to whoever asks.
#[derive(Default)]
pub struct Relay {
    runs: Vec<Run>,
    blobs: Vec<WireBlob>,
    photos: BTreeMap<BlobName, Vec<u8>>,
    /// Refuses everything.
    pub refuses: bool,
    /// Has reference data of a form that no app here reads.
    pub newer_form: bool,
}

impl Relay {
    /// One sync of a phone, in this process; at most so many steps that a photo of a megabyte is through.
    pub fn sync(&mut self, phone: &mut Phone) {
        let mut device = phone.open();
        device.hurry();
        for _ in 0..64 {
            let request = match block_on(device.tick()).unwrap() {
                Step::Send(request) => request,
                Step::Blob(request) => {
                    let answer = self.photo(&request);
                    block_on(device.blob_reply(answer)).unwrap();
                    continue;
                }
                Step::Wait { .. } => break,
            };
            let request: SyncRequest = from_bytes(&request.bytes).unwrap();
            let answer = self.answer(&request, phone.at);
            block_on(device.reply(&to_bytes(&answer).unwrap())).unwrap();
            phone.at = self.runs.len();
        }
    }

    fn photo(&mut self, request: &BlobRequest) -> BlobAnswer {
        let here = self.photos.entry(request.blob()).or_default();
        match request {
            BlobRequest::Stand { .. } => BlobAnswer::Unknown,
            BlobRequest::Put { offset, total, bytes, .. } => {
                assert_eq!(*offset as usize, here.len());
                here.extend(bytes);
                let offset = u32::try_from(here.len()).unwrap();
                BlobAnswer::Stands { offset, complete: offset == *total }
            }
            BlobRequest::Get { offset, most, .. } => BlobAnswer::Bytes {
                total: u32::try_from(here.len()).unwrap(),
                bytes: here.iter().skip(*offset as usize).take(*most as usize).copied().collect(),
            },
        }
    }

    fn answer(&mut self, request: &SyncRequest, at: usize) -> SyncAnswer {
        let outcome = if self.refuses {
            Outcome::Quarantined { reason: QuarantineReason::Forbidden, detail: "test".into() }
        } else {
            Outcome::Accepted
        };
        let verdicts = request.push.iter().map(|run| Verdict {
            document: run.document,
            actor: run.actor,
            upto: run.rows.last().map_or(0, |row| row.seq),
            outcome: outcome.clone(),
        });
        let verdicts = verdicts.collect();
        let before = self.runs.len();
        if !self.refuses {
            self.runs.extend(request.push.iter().cloned());
            self.blobs.extend(request.blobs.iter().cloned());
        }
        let documents = self.runs[at..before].iter().map(|run| DocumentPage {
            document: run.document,
            kind: run.kind,
            runs: vec![PulledRun {
                actor: run.actor,
                rows: run
                    .rows
                    .iter()
                    .map(|row| PulledRow { row: row.clone(), received_at: NINE + 60_000 })
                    .collect(),
                hash: run.hash,
                receipt: None,
            }],
            snapshot: None,
        });
        SyncAnswer {
            version: VERSION,
            nonce: request.nonce,
            server_time: NINE,
            verdicts,
            returned: Vec::new(),
            documents: documents.collect(),
            removed: Vec::new(),
            blobs: self.blobs.clone(),
            reference: match request.reference {
                0 if !self.newer_form => Some(reference().into()),
                version if self.newer_form && version != 9 => Some(Bundle::Unread { version: Some(9) }),
                _ => None,
            },
            cursor: Cursor { epoch: [1; 8], seq: self.runs.len() as u64, check: None },
            new_epoch: false,
            more: false,
            backed_up: None,
        }
    }
}
