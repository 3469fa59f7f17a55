//! Passwords: what may be one, how it is hashed, and how hashing can't be used to stop the server.

use super::AccountError;
use crate::environment::{Entropy, random};
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use std::sync::Arc;
use tokio::sync::Semaphore;
use unicode_normalization::UnicodeNormalization;

/// Longer ones are refused before any work (attack 14). In bytes.
const LONGEST: usize = 1024;
/// Shorter ones aren't accepted for new passwords. In characters.
const SHORTEST_NEW: usize = 8;
/// Hashes that may run at once: each takes memory and a core.
const AT_ONCE: usize = 2;

/// Cost of one Argon2id hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
}

impl Default for PasswordCost {
    /// 19 MiB and two passes.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2 }
    }
}

/// A password as somebody typed it, in NFC. `Debug` doesn't show it.
#[derive(Clone)]
pub struct Password(String);

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(..)")
    }
}

impl Password {
    /// A password to be checked: 1 byte to 1 KB, no NUL.
    ///
    /// The same characters typed on two keyboards can be different code points; NFC makes them one.
    pub fn new(text: &str) -> Result<Self, AccountError> {
        if text.is_empty() || text.len() > LONGEST || text.contains('\0') {
            return Err(AccountError::Invalid { field: "password", what: "1 to 1024 bytes without NUL" });
        }
        Ok(Self(text.nfc().collect()))
    }

    /// A password that somebody chooses: also at least 8 characters.
    pub fn chosen(text: &str) -> Result<Self, AccountError> {
        let password = Self::new(text)?;
        if password.0.chars().count() < SHORTEST_NEW {
            return Err(AccountError::Invalid { field: "password", what: "at least 8 characters" });
        }
        Ok(password)
    }
}

/// Hashes and checks passwords, a few at a time, off the async threads.
pub struct Hasher {
    argon: Argon2<'static>,
    entropy: Arc<dyn Entropy>,
    permits: Arc<Semaphore>,
}

impl Hasher {
    /// A hasher with this cost.
    pub fn new(cost: PasswordCost, entropy: Arc<dyn Entropy>) -> Result<Self, AccountError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_| AccountError::Crypto)?;
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        Ok(Self { argon, entropy, permits: Arc::new(Semaphore::new(AT_ONCE)) })
    }

    /// The hash of a password, as a PHC string with its own random salt. Takes tens of
    /// milliseconds: not for an async thread.
    pub fn hash_blocking(&self, password: &Password) -> Result<String, AccountError> {
        hash(&self.argon, password.0.as_bytes(), random(&*self.entropy)?)
    }

    /// The same, off the async threads.
    pub async fn hash(&self, password: Password) -> Result<String, AccountError> {
        let (argon, salt) = (self.argon.clone(), random(&*self.entropy)?);
        self.off_thread(move || hash(&argon, password.0.as_bytes(), salt)).await?
    }

    /// Whether this is the password. With no hash to compare it works as long and says no.
    pub async fn verify(&self, password: &Password, stored: Option<String>) -> Result<bool, AccountError> {
        let (argon, password) = (self.argon.clone(), password.clone());
        let Some(stored) = stored else {
            let salt = random(&*self.entropy)?;
            self.off_thread(move || hash(&argon, password.0.as_bytes(), salt)).await??;
            return Ok(false);
        };
        self.off_thread(move || {
            PasswordHash::new(&stored)
                .is_ok_and(|hash| argon.verify_password(password.0.as_bytes(), &hash).is_ok())
        })
        .await
    }

    /// Runs a costly step, a few at a time.
    async fn off_thread<T: Send + 'static>(
        &self,
        step: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, AccountError> {
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| AccountError::Crypto)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = step();
            drop(permit);
            result
        });
        done.await.map_err(|_| AccountError::Crypto)
    }
}

fn hash(argon: &Argon2<'_>, password: &[u8], salt: [u8; 16]) -> Result<String, AccountError> {
    let hash: PasswordHash =
        argon.hash_password_with_salt(password, &salt).map_err(|_| AccountError::Crypto)?;
    Ok(hash.to_string())
}
