//! Passwords: what may be one, how it is hashed, and how hashing can't be used to stop the server.

use super::AccountError;
use crate::environment::{Entropy, random};
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::{Arc, Mutex, PoisonError};
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
    params: Params,
    entropy: Arc<dyn Entropy>,
    permits: Arc<Semaphore>,
    memory: Arc<Memory>,
}

impl Hasher {
    /// A hasher with this cost.
    pub fn new(cost: PasswordCost, entropy: Arc<dyn Entropy>) -> Result<Self, AccountError> {
        let params = Params::new(cost.memory_kib, cost.passes, 1, None).map_err(|_| AccountError::Crypto)?;
        let permits = Arc::new(Semaphore::new(AT_ONCE));
        Ok(Self { params, entropy, permits, memory: Arc::default() })
    }

    /// The hash of a password, as a PHC string with its own random salt. Takes tens of
    /// milliseconds: not for an async thread.
    pub fn hash_blocking(&self, password: &Password) -> Result<String, AccountError> {
        self.memory.hash(&self.params, password, random(&*self.entropy)?)
    }

    /// The same, off the async threads.
    pub async fn hash(&self, password: Password) -> Result<String, AccountError> {
        let (params, salt) = (self.params.clone(), random(&*self.entropy)?);
        self.off_thread(move |memory| memory.hash(&params, &password, salt)).await?
    }

    /// Whether this is the password. With no hash to compare it works as long and says no.
    pub async fn verify(&self, password: &Password, stored: Option<String>) -> Result<bool, AccountError> {
        let password = password.clone();
        let Some(stored) = stored else {
            self.hash(password).await?;
            return Ok(false);
        };
        self.off_thread(move |memory| memory.is_of(&stored, &password).unwrap_or(false)).await
    }

    /// Runs a costly step, a few at a time.
    async fn off_thread<T: Send + 'static>(
        &self,
        step: impl FnOnce(&Memory) -> T + Send + 'static,
    ) -> Result<T, AccountError> {
        let memory = Arc::clone(&self.memory);
        let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| AccountError::Crypto)?;
        let done = tokio::task::spawn_blocking(move || {
            let result = step(&memory);
            drop(permit);
            result
        });
        done.await.map_err(|_| AccountError::Crypto)
    }
}

/// The memory of hashes, kept from one to the next: at most as much as run at once. Given back to the system's allocator
/// 19 MiB stay with whichever thread made the hash, and a server that many people sign in to grows to a gigabyte.
#[derive(Default)]
struct Memory(Mutex<Vec<Vec<Block>>>);

impl Memory {
    fn hash(&self, params: &Params, password: &Password, salt: [u8; 16]) -> Result<String, AccountError> {
        let (algorithm, version) = (Algorithm::Argon2id, Version::V0x13);
        let argon = Argon2::new(algorithm, version, params.clone());
        let hash = PasswordHash {
            algorithm: algorithm.ident(),
            version: Some(version.into()),
            params: ParamsString::try_from(params).map_err(|_| AccountError::Crypto)?,
            salt: Some(Salt::new(&salt).map_err(|_| AccountError::Crypto)?),
            hash: Some(self.output(&argon, password, &salt).ok_or(AccountError::Crypto)?),
        };
        Ok(hash.to_string())
    }

    /// Whether a stored hash is that of a password; nothing if it is none that can be reckoned.
    fn is_of(&self, stored: &str, password: &Password) -> Option<bool> {
        let stored = PasswordHash::new(stored).ok()?;
        let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
        let version = stored.version.map_or(Some(Version::default()), |version| version.try_into().ok())?;
        let argon = Argon2::new(algorithm, version, Params::try_from(&stored).ok()?);
        let output = self.output(&argon, password, stored.salt.as_ref()?)?;
        // Comparing two of them takes the same time wherever they differ.
        Some(stored.hash.as_ref()? == &output)
    }

    fn output(&self, argon: &Argon2<'_>, password: &Password, salt: &[u8]) -> Option<Output> {
        let mut blocks = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
        blocks.resize(argon.params().block_count(), Block::new());
        let mut bytes = [0; Output::MAX_LENGTH];
        let bytes = bytes.get_mut(..argon.params().output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN))?;
        let done = argon.hash_password_into_with_memory(password.0.as_bytes(), salt, bytes, &mut blocks);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(blocks);
        done.ok()?;
        Output::new(bytes).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    const CHEAP: PasswordCost = PasswordCost { memory_kib: 64, passes: 1 };

    struct Sevens;

    impl Entropy for Sevens {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), crate::environment::EntropyUnavailable> {
            bytes.fill(7);
            Ok(())
        }
    }

    fn hasher() -> Hasher {
        Hasher::new(CHEAP, Arc::new(Sevens)).unwrap()
    }

    #[test]
    fn hashes_are_those_of_the_standard() {
        let (hasher, right, wrong) =
            (hasher(), Password::new("right").unwrap(), Password::new("wrong").unwrap());
        let theirs = Argon2::new(Algorithm::Argon2id, Version::V0x13, hasher.params.clone());

        let ours = hasher.hash_blocking(&right).unwrap();
        assert!(theirs.verify_password(b"right", ours.as_str()).is_ok());
        assert!(theirs.verify_password(b"wrong", ours.as_str()).is_err());

        let other =
            Argon2::new(Algorithm::Argon2i, Version::V0x10, Params::new(128, 2, 2, Some(24)).unwrap());
        for hash in [
            theirs.hash_password_with_salt(b"right", &[1; 16]),
            other.hash_password_with_salt(b"right", &[2; 16]),
        ] {
            let stored = hash.unwrap().to_string();
            assert_eq!(hasher.memory.is_of(&stored, &right), Some(true), "{stored}");
            assert_eq!(hasher.memory.is_of(&stored, &wrong), Some(false), "{stored}");
        }
        assert_eq!(hasher.memory.is_of("$argon2id$v=19$m=64,t=1,p=1", &right), None);
        assert_eq!(hasher.memory.is_of("nothing", &right), None);
    }

    #[tokio::test]
    async fn attack_14_the_memory_of_hashes_doesnt_grow_with_the_sign_ins() {
        let hasher = Arc::new(hasher());
        let asked = (0..40).map(|_| {
            let hasher = Arc::clone(&hasher);
            tokio::spawn(async move { hasher.verify(&Password::new("x").unwrap(), None).await })
        });
        for done in futures_util::future::join_all(asked).await {
            assert!(!done.unwrap().unwrap());
        }
        let kept: Vec<usize> = hasher.memory.0.lock().unwrap().iter().map(Vec::len).collect();
        assert!((1..=AT_ONCE).contains(&kept.len()) && kept.iter().all(|blocks| *blocks == 64), "{kept:?}");
    }
}
