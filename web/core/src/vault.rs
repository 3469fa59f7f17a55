//! The few words that are kept unsealed: who is enrolled, the device's own key, and the wrapped data key.
//!
//! None of them opens anything by itself. The device's key proves to the server that a login comes from this
//! device; it needs the password beside it.

use crate::lock::Lock;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client_core::device::http::Signer;
use client_core::domain::id::DeviceId;
use ed25519_dalek::{Signer as _, SigningKey};
use serde::{Deserialize, Serialize};

/// What is kept unsealed, as one value that is replaced as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vault {
    /// The key of this installation, made before its first enrolment is asked for, so that a lost answer can
    /// be asked for again with the same key.
    pub device_key: Option<DeviceKey>,
    /// The key of an enrolment that takes the place of this one, until it is stored.
    #[serde(default)]
    pub next_key: Option<DeviceKey>,
    /// The enrolment.
    pub enrolled: Option<EnrolledHere>,
}

/// Who is enrolled here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolledHere {
    /// The device.
    pub device: DeviceId,
    /// The person's name.
    pub name: String,
    /// Address of the server.
    pub site_url: String,
    /// The server's word that it has enrolled this device; it opens nothing without the device's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolment_receipt: Option<String>,
    /// The wrapped data key.
    pub lock: Lock,
}

/// An Ed25519 key. `Debug` doesn't show it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceKey(String);

impl std::fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeviceKey(..)")
    }
}

impl DeviceKey {
    /// A key from 32 random bytes.
    pub fn new(seed: [u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(seed))
    }

    /// The key to sign with; `None` for damaged words.
    pub fn signer(&self) -> Option<DeviceSigner> {
        let seed: [u8; 32] = URL_SAFE_NO_PAD.decode(self.0.as_bytes()).ok()?.try_into().ok()?;
        Some(DeviceSigner(SigningKey::from_bytes(&seed)))
    }
}

/// Signs with the device's key.
#[derive(Debug, Clone)]
pub struct DeviceSigner(SigningKey);

impl Signer for DeviceSigner {
    fn public_key(&self) -> [u8; 32] {
        self.0.verifying_key().to_bytes()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}
