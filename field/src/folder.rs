//! The device's folder: the store, its seal, and the device's key. Every step of an enrolment can be interrupted.

use crate::environment::Machine;
use crate::fault::Fault;
use client_core::device::http::Signer;
use client_core::device::sealing::{DataKey, PassphraseLock, SealedStore};
use client_core::device::store::SqliteStore;
use client_core::domain::id::{DeviceId, hex, unhex};
use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The store's file.
const STORE: &str = "device.db";
/// The key of the enrolled device. It opens nothing by itself: a login needs the password beside it.
const KEY: &str = "device.key";
/// What the store is sealed with, and whom to ask for its recovery.
const SEAL: &str = "device.seal";

/// Everything that the device stores, sealed.
pub type Records = SealedStore<SqliteStore, Machine>;

/// The lock around the data key, and what a login needs to recover it. No secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The lock.
    pub lock: PassphraseLock,
    /// The enrolment, once there is one.
    pub enrolled: Option<EnrolledHere>,
}

/// Where this device is enrolled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledHere {
    /// The device.
    pub device: DeviceId,
    /// Address of the server.
    pub site_url: String,
    /// The server's word that it has enrolled this device; it opens nothing without the device's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment_receipt: Option<String>,
}

/// The folder.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
}

/// The device's key.
pub struct DeviceKey(SigningKey);

impl Signer for DeviceKey {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl Folder {
    /// The folder at this path; nothing is touched yet.
    pub fn new(path: PathBuf) -> Self {
        Self { path }
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is a store in it.
    pub fn has_store(&self) -> bool {
        self.path.join(STORE).exists()
    }

    /// Makes the folder, for its owner alone.
    ///
    /// # Errors
    /// [`Fault::Folder`].
    pub fn create(&self) -> Result<(), Fault> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.path).map_err(|error| self.fault("", &error))
    }

    /// The seal; `None` where there is none yet.
    ///
    /// # Errors
    /// [`Fault::Seal`] for a damaged one, or where a store is without one: then nothing opens it.
    pub fn seal(&self) -> Result<Option<Seal>, Fault> {
        let damaged = |detail: String| Fault::Seal { detail };
        match fs::read(self.path.join(SEAL)) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|error| damaged(format!("{SEAL} is damaged: {error}"))),
            Err(error) if error.kind() == ErrorKind::NotFound && self.has_store() => {
                Err(damaged(format!("{SEAL} is missing")))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(damaged(format!("{SEAL}: {error}"))),
        }
    }

    /// Writes the first seal. False when another process was faster: then its own holds.
    ///
    /// # Errors
    /// [`Fault::Folder`].
    pub fn add_seal(&self, seal: &Seal) -> Result<bool, Fault> {
        let draft = format!("{SEAL}.{}", std::process::id());
        self.write(&draft, &text_of(seal)?)?;
        let linked = fs::hard_link(self.path.join(&draft), self.path.join(SEAL));
        fs::remove_file(self.path.join(&draft)).map_err(|error| self.fault(&draft, &error))?;
        match linked {
            Ok(()) => self.sync_folder().map(|()| true),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(self.fault(SEAL, &error)),
        }
    }

    /// Writes another seal in place of the last one.
    ///
    /// # Errors
    /// [`Fault::Folder`].
    pub fn set_seal(&self, seal: &Seal) -> Result<(), Fault> {
        self.write(SEAL, &text_of(seal)?)
    }

    /// Opens the store; one process at a time.
    ///
    /// # Errors
    /// [`Fault::Store`], [`Fault::Folder`].
    pub fn open_store(&self, key: DataKey) -> Result<Records, Fault> {
        // Made private before the store writes into it; its helper files take over the mode of the file.
        match private_options().open(self.path.join(STORE)) {
            Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(self.fault(STORE, &error)),
            _ => {}
        }
        let store = SqliteStore::open(&self.path.join(STORE))?;
        Ok(SealedStore::new(store, key, Machine::new(0)?))
    }

    /// The key of the enrolled device. Finishes an enrolment that was interrupted after it was stored.
    ///
    /// # Errors
    /// [`Fault::Key`] when it is gone or damaged: then only a new enrolment helps; saved work stays.
    pub fn key(&self, device: DeviceId) -> Result<DeviceKey, Fault> {
        self.settle(Some(device))?;
        match read_key(&self.path.join(KEY))? {
            Some(key) => Ok(key),
            None => Err(Fault::Key { detail: format!("{KEY} is missing") }),
        }
    }

    /// The key for an enrolment: that of an interrupted one, so that the same code still fits, or a fresh one. While
    /// a device is enrolled its own key stays until [`Self::settle`] sees that another device took its place.
    ///
    /// # Errors
    /// [`Fault::Key`] or [`Fault::Folder`].
    pub fn key_to_enrol(&self, enrolled: Option<DeviceId>, fresh: [u8; 32]) -> Result<DeviceKey, Fault> {
        self.settle(enrolled)?;
        let name = enrolled.map_or_else(|| KEY.to_owned(), next_name);
        let file = self.path.join(&name);
        if let Some(key) = read_key(&file)? {
            return Ok(key);
        }
        let key = SigningKey::from_bytes(&fresh);
        self.write(&name, &format!("{}\n", hex(&key.to_bytes())))?;
        Ok(DeviceKey(key))
    }

    /// Lets the key of a finished enrolment take the place of its predecessor's.
    ///
    /// # Errors
    /// [`Fault::Folder`].
    pub fn settle(&self, enrolled: Option<DeviceId>) -> Result<(), Fault> {
        let Some(enrolled) = enrolled else { return Ok(()) };
        let entries = fs::read_dir(&self.path).map_err(|error| self.fault("", &error))?;
        for entry in entries {
            let name = entry.map_err(|error| self.fault("", &error))?.file_name();
            let Some(old) = name.to_str().and_then(|name| name.strip_prefix("device.key.after-")) else {
                continue;
            };
            if old != enrolled.to_string() {
                let from = self.path.join(&name);
                fs::rename(from, self.path.join(KEY)).map_err(|error| self.fault(KEY, &error))?;
                self.sync_folder()?;
            }
        }
        Ok(())
    }

    /// Writes a private file so that it is there whole or not at all.
    fn write(&self, name: &str, text: &str) -> Result<(), Fault> {
        let fault = |error: std::io::Error| self.fault(name, &error);
        let draft = self.path.join(format!("{name}.draft"));
        match fs::remove_file(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(fault(error)),
            _ => {}
        }
        let mut file = private_options().open(&draft).map_err(fault)?;
        file.write_all(text.as_bytes()).map_err(fault)?;
        file.sync_all().map_err(fault)?;
        fs::rename(&draft, self.path.join(name)).map_err(fault)?;
        self.sync_folder()
    }

    /// A new name is durable when its folder is.
    fn sync_folder(&self) -> Result<(), Fault> {
        if cfg!(unix) {
            File::open(&self.path)
                .and_then(|folder| folder.sync_all())
                .map_err(|error| self.fault("", &error))?;
        }
        Ok(())
    }

    fn fault(&self, name: &str, error: &std::io::Error) -> Fault {
        if error.kind() == ErrorKind::StorageFull {
            return Fault::Store(client_core::device::store::StoreError::NotSaved);
        }
        let what = if name.is_empty() { self.path.clone() } else { self.path.join(name) };
        Fault::Folder { what: what.display().to_string(), detail: error.to_string() }
    }
}

fn text_of(seal: &Seal) -> Result<String, Fault> {
    serde_json::to_string(seal).map_err(|error| Fault::Internal(error.to_string()))
}

/// Where the key of an enrolment lies until it is known to have replaced the device's.
fn next_name(enrolled: DeviceId) -> String {
    format!("{KEY}.after-{enrolled}")
}

/// For a new file that its owner alone reads.
fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn read_key(file: &Path) -> Result<Option<DeviceKey>, Fault> {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Fault::Key { detail: error.to_string() }),
    };
    let bytes: Option<[u8; 32]> = unhex(text.trim());
    match bytes {
        Some(bytes) => Ok(Some(DeviceKey(SigningKey::from_bytes(&bytes)))),
        None => Err(Fault::Key { detail: format!("{} is damaged", file.display()) }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> (tempfile::TempDir, Folder) {
        let base = tempfile::tempdir().unwrap();
        let folder = Folder::new(base.path().join("device"));
        folder.create().unwrap();
        (base, folder)
    }

    #[test]
    fn a_repeated_enrolment_uses_the_same_key_so_that_its_code_still_fits() {
        let (_base, folder) = folder();
        let first = folder.key_to_enrol(None, [1; 32]).unwrap().public_key();
        assert_eq!(folder.key_to_enrol(None, [2; 32]).unwrap().public_key(), first);
    }

    #[test]
    fn another_enrolment_replaces_the_key_only_when_it_is_stored() {
        let (_base, folder) = folder();
        let (old, new) = (DeviceId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
        let first = folder.key_to_enrol(None, [1; 32]).unwrap().public_key();
        let second = folder.key_to_enrol(Some(old), [2; 32]).unwrap().public_key();
        assert_ne!(first, second);
        assert_eq!(folder.key(old).unwrap().public_key(), first, "killed before it was stored");
        assert_eq!(folder.key_to_enrol(Some(old), [3; 32]).unwrap().public_key(), second, "tried again");
        assert_eq!(folder.key(new).unwrap().public_key(), second, "killed right after it was stored");
        assert_eq!(folder.key(new).unwrap().public_key(), second);
    }

    #[cfg(unix)]
    #[test]
    fn key_and_store_are_their_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let (_base, folder) = folder();
        folder.key_to_enrol(None, [1; 32]).unwrap();
        assert!(folder.add_seal(&seal("the words of the first")).unwrap());
        let _open = folder.open_store(DataKey([1; 32])).unwrap();
        for name in [KEY, STORE, SEAL, "device.db-wal"] {
            let mode = fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name}");
        }
    }

    fn seal(passphrase: &str) -> Seal {
        let lock = PassphraseLock::new(&DataKey([1; 32]), passphrase, &mut Machine::new(0).unwrap()).unwrap();
        Seal { lock, enrolled: None }
    }

    #[test]
    fn of_two_first_seals_one_holds_and_a_store_without_any_is_told() {
        let (_base, folder) = folder();
        assert_eq!(folder.seal().unwrap(), None);
        let (first, second) = (seal("the words of the first"), seal("the words of the second"));
        assert!(folder.add_seal(&first).unwrap());
        assert!(!folder.add_seal(&second).unwrap());
        assert_eq!(folder.seal().unwrap(), Some(first));
        folder.set_seal(&second).unwrap();
        assert_eq!(folder.seal().unwrap(), Some(second));
        drop(folder.open_store(DataKey([1; 32])).unwrap());
        fs::remove_file(folder.path().join(SEAL)).unwrap();
        assert!(matches!(folder.seal(), Err(Fault::Seal { .. })));
        fs::write(folder.path().join(SEAL), "{}").unwrap();
        assert!(matches!(folder.seal(), Err(Fault::Seal { .. })));
    }

    #[test]
    fn a_missing_or_damaged_key_is_told() {
        let (_base, folder) = folder();
        let device = DeviceId::from_bytes([1; 16]);
        assert!(matches!(folder.key(device), Err(Fault::Key { .. })));
        fs::write(folder.path().join(KEY), "no key").unwrap();
        assert!(matches!(folder.key(device), Err(Fault::Key { .. })));
    }
}
