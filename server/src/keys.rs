//! The server's own secrets: one Ed25519 key in a PEM file beside the database.
//!
//! Access tokens are signed with it. Everything else that needs a secret uses a key derived from
//! it under a label, so there is one thing to keep safe, and none of it is in a database backup.

use crate::environment::{Entropy, EntropyUnavailable, random};
use crate::store::{StoreError, check_mode, create_private};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, EncodePrivateKey};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey};
use std::io::Write;
use std::path::Path;

/// Why the server's key can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key file is readable by others, missing or unreadable.
    #[error(transparent)]
    File(#[from] StoreError),
    /// The file holds no Ed25519 key in PKCS8 PEM form.
    #[error("{0} holds no Ed25519 private key in PEM form")]
    Malformed(String),
    /// A key is never overwritten: phones' receipts and tokens depend on it.
    #[error("{0} exists already and is never overwritten")]
    Exists(String),
    /// No randomness.
    #[error(transparent)]
    Entropy(#[from] EntropyUnavailable),
    /// A cryptographic step failed, which only a broken build explains.
    #[error("the cryptography library refused the key")]
    Crypto,
}

/// The server's secrets, ready to use. `Debug` shows none of them.
pub struct ServerKeys {
    pub(crate) signing: EncodingKey,
    pub(crate) verifying: DecodingKey,
    seed: EncodingKey,
}

impl std::fmt::Debug for ServerKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ServerKeys(..)")
    }
}

impl ServerKeys {
    /// Makes a key file (mode 0600) and returns the key.
    pub fn create(path: &Path, entropy: &dyn Entropy) -> Result<Self, KeyError> {
        if path.exists() {
            return Err(KeyError::Exists(path.display().to_string()));
        }
        let key = SigningKey::from_bytes(&random::<32>(entropy)?);
        let pem = key.to_pkcs8_pem(LineEnding::LF).map_err(|_| KeyError::Crypto)?;
        create_private(path)?;
        let written = std::fs::File::options()
            .write(true)
            .open(path)
            .and_then(|mut file| file.write_all(pem.as_bytes()).and_then(|()| file.sync_all()));
        written.map_err(|e| StoreError::io(path, e))?;
        Self::from_key(&key)
    }

    /// Reads the key file; refuses one that others can read (attack 62).
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        check_mode(path)?;
        let text = std::fs::read_to_string(path).map_err(|e| StoreError::io(path, e))?;
        let key =
            SigningKey::from_pkcs8_pem(&text).map_err(|_| KeyError::Malformed(path.display().to_string()))?;
        Self::from_key(&key)
    }

    /// Keys from 32 secret bytes, for tests and simulations.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, KeyError> {
        Self::from_key(&SigningKey::from_bytes(seed))
    }

    fn from_key(key: &SigningKey) -> Result<Self, KeyError> {
        let der = key.to_pkcs8_der().map_err(|_| KeyError::Crypto)?;
        let public = URL_SAFE_NO_PAD.encode(key.verifying_key().as_bytes());
        Ok(Self {
            signing: EncodingKey::from_ed_der(der.as_bytes()),
            verifying: DecodingKey::from_ed_components(&public).map_err(|_| KeyError::Crypto)?,
            seed: EncodingKey::from_secret(key.as_bytes()),
        })
    }

    /// HMAC-SHA256 of `message` under the key for `label`. Labels keep uses apart: the same
    /// message under two labels gives unrelated results.
    pub fn mac(&self, label: &str, message: &[u8]) -> Result<[u8; 32], KeyError> {
        let derived = hmac(label.as_bytes(), &self.seed)?;
        hmac(message, &EncodingKey::from_secret(&derived))
    }
}

/// HMAC-SHA256 of `message` under a secret that somebody else knows too.
pub(crate) fn hmac_with(secret: &[u8], message: &[u8]) -> Result<[u8; 32], KeyError> {
    hmac(message, &EncodingKey::from_secret(secret))
}

fn hmac(message: &[u8], key: &EncodingKey) -> Result<[u8; 32], KeyError> {
    // The token library's own HMAC: one implementation less to carry.
    let text = jsonwebtoken::crypto::sign(message, key, Algorithm::HS256).map_err(|_| KeyError::Crypto)?;
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| KeyError::Crypto)?;
    bytes.try_into().map_err(|_| KeyError::Crypto)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::environment::SystemEntropy;

    #[test]
    fn a_key_survives_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.key");
        let made = ServerKeys::create(&path, &SystemEntropy).unwrap();
        let read = ServerKeys::load(&path).unwrap();
        assert_eq!(made.mac("a", b"x").unwrap(), read.mac("a", b"x").unwrap());
        assert_ne!(made.mac("a", b"x").unwrap(), made.mac("b", b"x").unwrap());
        assert!(matches!(ServerKeys::create(&path, &SystemEntropy), Err(KeyError::Exists(_))));
    }

    #[test]
    fn hmac_agrees_with_rfc_4231() {
        let key = EncodingKey::from_secret(b"Jefe");
        let mac = hmac(b"what do ya want for nothing?", &key).unwrap();
        assert_eq!(mac[..4], [0x5b, 0xdc, 0xc1, 0x46]);
    }

    #[test]
    #[cfg(unix)]
    fn attack_62_a_key_that_others_can_read_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("server.key");
        ServerKeys::create(&path, &SystemEntropy).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let refused = ServerKeys::load(&path).unwrap_err().to_string();
        assert!(refused.contains("server.key") && refused.contains("644"), "{refused}");
    }
}
