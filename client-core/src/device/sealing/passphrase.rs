//! The lock of a terminal: the data key, wrapped by a passphrase and by the server's recovery key.
//!
//! Tries aren't counted: whoever has the folder has a copy of it, and tries as often as he likes. What stands against
//! him is the passphrase, which is as strong as it was chosen, and what each try costs.

use super::{Cost, DataKey, Entropy, Underivable, derive, unwrap, wrap};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// Characters of a passphrase, at least.
pub const PASSPHRASE_CHARACTERS: usize = 12;

const PASSPHRASE_CONTEXT: &[u8] = b"undercroft/1/lock/passphrase";
const RECOVERY_CONTEXT: &[u8] = b"undercroft/1/lock/recovery";

/// What a try costs. 2026-11-26: what is advised for argon2id at least (19 MiB, two passes); every command on a terminal
/// pays it.
const COST: Cost = Cost { memory_kib: 19 * 1024, passes: 2 };

/// Why the lock stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// It has fewer than twelve characters.
    #[error("the passphrase is shorter than {PASSPHRASE_CHARACTERS} characters")]
    Short,
    /// It is another one.
    #[error("the passphrase doesn't fit")]
    Wrong,
    /// The server's key isn't that of this device, or this device has none.
    #[error("the recovery key doesn't fit")]
    OtherKey,
    /// The key can't be made here.
    #[error(transparent)]
    Derive(#[from] Underivable),
}

/// What is stored of the lock, readable by everybody: no secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassphraseLock {
    salt: String,
    cost: Cost,
    wrapped: String,
    recovery: Option<String>,
}

impl PassphraseLock {
    /// A lock around a data key.
    ///
    /// # Errors
    /// [`PassphraseError::Short`], [`PassphraseError::Derive`].
    pub fn new(key: &DataKey, passphrase: &str, entropy: &mut impl Entropy) -> Result<Self, PassphraseError> {
        let secret = secret(passphrase);
        if secret.chars().count() < PASSPHRASE_CHARACTERS {
            return Err(PassphraseError::Short);
        }
        let salt: [u8; 16] = entropy.bytes();
        let under = derive(secret.as_bytes(), &salt, COST)?;
        let wrapped = wrapped(&under, PASSPHRASE_CONTEXT, key, entropy)?;
        Ok(Self { salt: URL_SAFE_NO_PAD.encode(salt), cost: COST, wrapped, recovery: None })
    }

    /// The data key.
    ///
    /// # Errors
    /// [`PassphraseError::Wrong`], [`PassphraseError::Derive`].
    pub fn open(&self, passphrase: &str) -> Result<DataKey, PassphraseError> {
        let salt = URL_SAFE_NO_PAD.decode(self.salt.as_bytes()).unwrap_or_default();
        let under = derive(secret(passphrase).as_bytes(), &salt, self.cost)?;
        unwrap(&under, PASSPHRASE_CONTEXT, &self.wrapped).ok_or(PassphraseError::Wrong)
    }

    /// Sets another passphrase; the data key and its recovery stay.
    ///
    /// # Errors
    /// [`PassphraseError::Short`], [`PassphraseError::Derive`].
    pub fn set_passphrase(
        &mut self,
        key: &DataKey,
        passphrase: &str,
        entropy: &mut impl Entropy,
    ) -> Result<(), PassphraseError> {
        let fresh = Self::new(key, passphrase, entropy)?;
        *self = Self { recovery: self.recovery.take(), ..fresh };
        Ok(())
    }

    /// Wraps the data key under the key that the server keeps for this device.
    ///
    /// # Errors
    /// [`PassphraseError::Derive`], which only a fault of the cipher explains.
    pub fn set_recovery(
        &mut self,
        key: &DataKey,
        recovery: [u8; 32],
        entropy: &mut impl Entropy,
    ) -> Result<(), PassphraseError> {
        self.recovery = Some(wrapped(&DataKey(recovery), RECOVERY_CONTEXT, key, entropy)?);
        Ok(())
    }

    /// The data key, by the key that the server keeps.
    ///
    /// # Errors
    /// [`PassphraseError::OtherKey`].
    pub fn recover(&self, recovery: [u8; 32]) -> Result<DataKey, PassphraseError> {
        let wrapped = self.recovery.as_deref().ok_or(PassphraseError::OtherKey)?;
        unwrap(&DataKey(recovery), RECOVERY_CONTEXT, wrapped).ok_or(PassphraseError::OtherKey)
    }
}

/// Blanks at the ends are not part of it: some keyboards add them.
fn secret(passphrase: &str) -> &str {
    passphrase.trim()
}

fn wrapped(
    under: &DataKey,
    context: &[u8],
    key: &DataKey,
    entropy: &mut impl Entropy,
) -> Result<String, PassphraseError> {
    wrap(under, context, key, entropy).map_err(|_| Underivable("the cipher refused").into())
}

#[cfg(test)]
mod tests {
    use super::super::store::tests::Counting;
    use super::*;

    const KEY: DataKey = DataKey([3; 32]);
    const WORDS: &str = "blue pump under the stairs";

    #[test]
    fn p16_only_its_passphrase_or_the_servers_key_opens_it() {
        let mut entropy = Counting(0);
        let mut lock = PassphraseLock::new(&KEY, WORDS, &mut entropy).unwrap();
        assert_eq!(lock.open(&format!(" {WORDS}\n")), Ok(KEY));
        for wrong in ["", "blue pump under the stair", "Blue pump under the stairs"] {
            assert_eq!(lock.open(wrong), Err(PassphraseError::Wrong), "{wrong}");
        }
        assert_eq!(lock.recover([9; 32]), Err(PassphraseError::OtherKey), "the server keeps none");
        lock.set_recovery(&KEY, [9; 32], &mut entropy).unwrap();
        assert_eq!(lock.recover([9; 32]), Ok(KEY));
        assert_eq!(lock.recover([8; 32]), Err(PassphraseError::OtherKey));
        assert_eq!(PassphraseLock::new(&KEY, "eleven char", &mut entropy), Err(PassphraseError::Short));
    }

    #[test]
    fn another_passphrase_opens_the_same_key_and_the_last_one_opens_nothing() {
        let mut entropy = Counting(0);
        let mut lock = PassphraseLock::new(&KEY, WORDS, &mut entropy).unwrap();
        lock.set_recovery(&KEY, [9; 32], &mut entropy).unwrap();
        lock.set_passphrase(&KEY, "a second set of words", &mut entropy).unwrap();
        assert_eq!(lock.open("a second set of words"), Ok(KEY));
        assert_eq!(lock.open(WORDS), Err(PassphraseError::Wrong));
        assert_eq!(lock.recover([9; 32]), Ok(KEY));
        let before = lock.clone();
        assert_eq!(lock.set_passphrase(&KEY, "short", &mut entropy), Err(PassphraseError::Short));
        assert_eq!(lock, before);
    }

    #[test]
    fn what_is_stored_of_it_is_no_secret() {
        let lock = PassphraseLock::new(&KEY, WORDS, &mut Counting(0)).unwrap();
        let text = serde_json::to_string(&lock).unwrap();
        assert!(!text.contains(WORDS) && !text.contains(&URL_SAFE_NO_PAD.encode(KEY.0)));
        assert_eq!(serde_json::from_str::<PassphraseLock>(&text).unwrap(), lock);
    }
}
