//! The lock: how the data key is kept, and who gets it back.
//!
//! The data key is wrapped twice. Once under a key that is made from the **PIN together with a second
//! secret**: the output of a passkey of the platform (`WebAuthn` PRF), or else a passphrase of at least
//! twelve characters. And once under the **recovery key**, which the server keeps for this device and hands
//! out only on a login. After ten wrong PINs the first wrapping is deleted; the data stay, and a login opens
//! them.
//!
//! A try is counted and stored *before* it is made, so that ending the program in the middle gains nothing.
//! The count holds off somebody with the phone in his hand. Somebody with a copy of the storage can try as
//! often as he likes: against him stands the second secret alone, because a PIN has too few digits. A
//! passphrase is as strong as it was chosen.
//!
//! Pure: randomness is passed in, and nothing is stored here.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use client_core::device::sealing::{self, Cost, DataKey, Entropy};
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// Wrong PINs after which the PIN's wrapping is deleted.
pub const MOST_WRONG: u8 = 10;
/// Digits of a PIN.
pub const PIN_DIGITS: std::ops::RangeInclusive<usize> = 4..=12;
/// Characters of a passphrase, at least.
pub const PASSPHRASE_CHARACTERS: usize = 12;

const PIN_CONTEXT: &[u8] = b"undercroft/1/lock/pin";
const RECOVERY_CONTEXT: &[u8] = b"undercroft/1/lock/recovery";

/// What the way from PIN to key costs. 2026-11-26: 32 MiB and three passes are well above the least that is advised for
/// argon2id (19 MiB, two passes), and take a cheap phone about a second.
pub const PIN_COST: Cost = Cost { memory_kib: 32 * 1024, passes: 3 };

/// The second secret, as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SecretKind {
    /// What a passkey's PRF gives for this salt; both in base64url.
    Passkey {
        /// The passkey.
        credential: String,
        /// What it is asked.
        salt: String,
    },
    /// A passphrase that the person types.
    Passphrase,
}

/// The second secret, as it is brought.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Secret {
    /// What a passkey's PRF gave: 32 bytes in base64url.
    Passkey {
        /// The passkey.
        credential: String,
        /// What it was asked.
        salt: String,
        /// What it gave.
        output: String,
    },
    /// What the person typed.
    Passphrase {
        /// The passphrase.
        passphrase: String,
    },
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Secret {
    fn kind(&self) -> SecretKind {
        match self {
            Self::Passkey { credential, salt, .. } => {
                SecretKind::Passkey { credential: credential.clone(), salt: salt.clone() }
            }
            Self::Passphrase { .. } => SecretKind::Passphrase,
        }
    }

    fn bytes(&self) -> Result<Vec<u8>, LockError> {
        match self {
            Self::Passkey { output, .. } => {
                let bytes = URL_SAFE_NO_PAD.decode(output.as_bytes()).map_err(|_| LockError::WeakSecret)?;
                if bytes.len() == 32 { Ok(bytes) } else { Err(LockError::WeakSecret) }
            }
            Self::Passphrase { passphrase } => {
                let trimmed = passphrase.trim();
                if trimmed.chars().count() < PASSPHRASE_CHARACTERS {
                    return Err(LockError::WeakSecret);
                }
                Ok(trimmed.as_bytes().to_vec())
            }
        }
    }
}

/// Why the lock stays shut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LockError {
    /// Wrong PIN or secret; so many tries are left.
    #[error("wrong PIN; {left} tries left")]
    Wrong {
        /// Tries left.
        left: u8,
    },
    /// There is no PIN, or no longer: log in.
    #[error("no PIN opens this; log in")]
    NoPin,
    /// A PIN has 4 to 12 digits.
    #[error("a PIN has 4 to 12 digits")]
    WeakPin,
    /// A passphrase has at least 12 characters; a passkey gives 32 bytes.
    #[error("the passphrase is shorter than 12 characters")]
    WeakSecret,
    /// The recovery key isn't that of this device.
    #[error("the recovery key doesn't fit")]
    OtherKey,
    /// The way from PIN to key can't be gone here: not enough memory.
    #[error("the key can't be made: {0}")]
    Derive(&'static str),
}

/// Why there is no PIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoPin {
    /// Nobody has set one.
    NeverSet,
    /// Ten wrong ones.
    TenWrong,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct PinWay {
    salt: String,
    cost: Cost,
    secret: SecretKind,
    wrong: u8,
    wrapped: String,
}

/// What is stored of the lock, readable by everybody: no secret is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    pin: Option<PinWay>,
    why_no_pin: NoPin,
    recovery: Option<String>,
}

impl Lock {
    /// A lock that only the recovery key opens.
    ///
    /// # Errors
    /// [`LockError::Derive`], which only a fault of the cipher explains.
    pub fn new(
        key: &DataKey,
        recovery: Option<&[u8; 32]>,
        entropy: &mut impl Entropy,
    ) -> Result<Self, LockError> {
        let recovery =
            recovery.map(|recovery| wrap(&DataKey(*recovery), RECOVERY_CONTEXT, key, entropy)).transpose()?;
        Ok(Self { pin: None, why_no_pin: NoPin::NeverSet, recovery })
    }

    /// The secret that goes with the PIN, and how many tries are left; `None` where no PIN opens it.
    pub fn pin(&self) -> Option<(&SecretKind, u8)> {
        let left = |way: &PinWay| MOST_WRONG.saturating_sub(way.wrong);
        self.pin.as_ref().filter(|way| left(way) > 0).map(|way| (&way.secret, left(way)))
    }

    /// Why no PIN opens it; `None` where one does.
    pub fn why_no_pin(&self) -> Option<NoPin> {
        match &self.pin {
            None => Some(self.why_no_pin),
            Some(_) if self.pin().is_none() => Some(NoPin::TenWrong),
            Some(_) => None,
        }
    }

    /// Sets the PIN, in place of another one.
    ///
    /// # Errors
    /// [`LockError::WeakPin`], [`LockError::WeakSecret`], [`LockError::Derive`].
    pub fn set_pin(
        &mut self,
        key: &DataKey,
        pin: &str,
        secret: &Secret,
        cost: Cost,
        entropy: &mut impl Entropy,
    ) -> Result<(), LockError> {
        check_pin(pin)?;
        let salt: [u8; 16] = entropy.bytes();
        let under = derive(pin, secret, &salt, cost)?;
        let wrapped = wrap(&under, PIN_CONTEXT, key, entropy);
        let salt = URL_SAFE_NO_PAD.encode(salt);
        self.pin = Some(PinWay { salt, cost, secret: secret.kind(), wrong: 0, wrapped: wrapped? });
        Ok(())
    }

    /// Counts a try. Store the lock before [`Lock::try_pin`].
    ///
    /// # Errors
    /// [`LockError::NoPin`]; the PIN's wrapping is gone then, so store the lock then too.
    pub fn count_try(&mut self) -> Result<(), LockError> {
        match &mut self.pin {
            Some(way) if way.wrong < MOST_WRONG => {
                way.wrong += 1;
                Ok(())
            }
            Some(_) => {
                self.delete_pin();
                Err(LockError::NoPin)
            }
            None => Err(LockError::NoPin),
        }
    }

    /// Makes the try that was counted. Store the lock afterwards, whatever came of it.
    ///
    /// # Errors
    /// [`LockError::Wrong`]; [`LockError::NoPin`] when that was the tenth: the wrapping is deleted.
    pub fn try_pin(&mut self, pin: &str, secret: &Secret) -> Result<DataKey, LockError> {
        let Some(way) = &mut self.pin else { return Err(LockError::NoPin) };
        let salt = URL_SAFE_NO_PAD.decode(way.salt.as_bytes()).unwrap_or_default();
        // A PIN of another form, or another kind of secret, is as wrong as any.
        let fits = check_pin(pin).is_ok() && secret.kind() == way.secret;
        let opened = match derive(pin, secret, &salt, way.cost) {
            Ok(under) if fits => sealing::unwrap(&under, PIN_CONTEXT, &way.wrapped),
            // Too little memory says nothing of the PIN.
            Err(error @ LockError::Derive(_)) => {
                way.wrong = way.wrong.saturating_sub(1);
                return Err(error);
            }
            _ => None,
        };
        if let Some(key) = opened {
            way.wrong = 0;
            return Ok(key);
        }
        let left = MOST_WRONG.saturating_sub(way.wrong);
        if left == 0 {
            self.delete_pin();
            return Err(LockError::NoPin);
        }
        Err(LockError::Wrong { left })
    }

    fn delete_pin(&mut self) {
        self.pin = None;
        self.why_no_pin = NoPin::TenWrong;
    }

    /// Wraps under another recovery key: the device was enrolled anew.
    ///
    /// # Errors
    /// [`LockError::Derive`], which only a fault of the cipher explains.
    pub fn set_recovery(
        &mut self,
        key: &DataKey,
        recovery: Option<&[u8; 32]>,
        entropy: &mut impl Entropy,
    ) -> Result<(), LockError> {
        if let Some(recovery) = recovery {
            self.recovery = Some(wrap(&DataKey(*recovery), RECOVERY_CONTEXT, key, entropy)?);
        }
        Ok(())
    }

    /// Opens with the key that the server keeps.
    ///
    /// # Errors
    /// [`LockError::OtherKey`].
    pub fn recover(&self, recovery: &[u8; 32]) -> Result<DataKey, LockError> {
        let wrapped = self.recovery.as_deref().ok_or(LockError::OtherKey)?;
        sealing::unwrap(&DataKey(*recovery), RECOVERY_CONTEXT, wrapped).ok_or(LockError::OtherKey)
    }
}

fn check_pin(pin: &str) -> Result<(), LockError> {
    let digits = PIN_DIGITS.contains(&pin.len()) && pin.bytes().all(|byte| byte.is_ascii_digit());
    if digits { Ok(()) } else { Err(LockError::WeakPin) }
}

fn derive(pin: &str, secret: &Secret, salt: &[u8], cost: Cost) -> Result<DataKey, LockError> {
    // The PIN ends at a byte that no PIN has, so that no other pair gives the same bytes.
    let mut both = [pin.as_bytes(), &[0], secret.bytes()?.as_slice()].concat();
    let key = sealing::derive(&both, salt, cost);
    both.zeroize();
    key.map_err(|error| LockError::Derive(error.0))
}

fn wrap(
    under: &DataKey,
    context: &[u8],
    key: &DataKey,
    entropy: &mut impl Entropy,
) -> Result<String, LockError> {
    sealing::wrap(under, context, key, entropy).map_err(|_| LockError::Derive("the cipher refused"))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Fresh bytes of a test: never the same twice.
    #[derive(Debug, Clone, Default)]
    pub(crate) struct Counting(pub u64);

    impl Entropy for Counting {
        fn fill(&mut self, bytes: &mut [u8]) {
            for chunk in bytes.chunks_mut(8) {
                self.0 += 1;
                let fresh = self.0.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
                chunk.copy_from_slice(&fresh[..chunk.len()]);
            }
        }
    }

    const KEY: DataKey = DataKey([3; 32]);
    const CHEAP: Cost = Cost { memory_kib: 8, passes: 1 };

    fn phrase(text: &str) -> Secret {
        Secret::Passphrase { passphrase: text.to_owned() }
    }

    fn passkey(output: u8) -> Secret {
        Secret::Passkey {
            credential: "c".into(),
            salt: "s".into(),
            output: URL_SAFE_NO_PAD.encode([output; 32]),
        }
    }

    fn lock(secret: &Secret) -> Lock {
        let mut lock = Lock::new(&KEY, Some(&[9; 32]), &mut Counting(0)).unwrap();
        assert_eq!(lock.why_no_pin(), Some(NoPin::NeverSet));
        lock.set_pin(&KEY, "2580", secret, CHEAP, &mut Counting(50)).unwrap();
        lock
    }

    /// As after a restart: what was stored is all that is known.
    fn stored(lock: &Lock) -> Lock {
        serde_json::from_str(&serde_json::to_string(lock).unwrap()).unwrap()
    }

    fn attempt(lock: &mut Lock, pin: &str, secret: &Secret) -> Result<DataKey, LockError> {
        lock.count_try()?;
        *lock = stored(lock);
        lock.try_pin(pin, secret)
    }

    #[test]
    fn pin_and_secret_together_open_and_neither_alone() {
        for secret in [phrase("correct horse battery"), passkey(1)] {
            let mut lock = lock(&secret);
            assert_eq!(attempt(&mut lock, "2580", &secret), Ok(KEY));
            assert_eq!(attempt(&mut lock, "2581", &secret), Err(LockError::Wrong { left: 9 }));
            for other in [phrase("correct horse batterie"), passkey(2)] {
                assert!(matches!(attempt(&mut lock, "2580", &other), Err(LockError::Wrong { .. })));
            }
            assert_eq!(attempt(&mut lock, "2580", &secret), Ok(KEY));
            assert_eq!(lock.pin().map(|(_, left)| left), Some(10), "a right PIN forgives wrong ones");
        }
    }

    #[test]
    fn after_ten_wrong_pins_over_restarts_only_the_recovery_key_opens() {
        let secret = phrase("correct horse battery");
        let mut lock = lock(&secret);
        for left in (1..10).rev() {
            assert_eq!(attempt(&mut lock, "0000", &secret), Err(LockError::Wrong { left }));
            lock = stored(&lock);
            assert_eq!(lock.pin().map(|(_, left)| left), Some(left));
        }
        assert_eq!(attempt(&mut lock, "0000", &secret), Err(LockError::NoPin));
        assert_eq!((lock.pin(), lock.why_no_pin()), (None, Some(NoPin::TenWrong)));
        assert_eq!(attempt(&mut lock, "2580", &secret), Err(LockError::NoPin));
        assert!(!serde_json::to_string(&lock).unwrap().contains("wrapped"));
        assert_eq!(lock.recover(&[9; 32]), Ok(KEY));
        assert_eq!(lock.recover(&[8; 32]), Err(LockError::OtherKey));
        lock.set_pin(&KEY, "1470", &secret, CHEAP, &mut Counting(99)).unwrap();
        assert_eq!(attempt(&mut lock, "1470", &secret), Ok(KEY));
    }

    #[test]
    fn a_try_that_is_cut_off_in_the_middle_has_counted() {
        let secret = passkey(1);
        let mut lock = lock(&secret);
        for _ in 0..MOST_WRONG {
            lock.count_try().unwrap();
            lock = stored(&lock);
        }
        assert_eq!((lock.pin(), lock.why_no_pin()), (None, Some(NoPin::TenWrong)));
        assert_eq!(lock.count_try(), Err(LockError::NoPin));
        assert!(!serde_json::to_string(&stored(&lock)).unwrap().contains("wrapped"));
    }

    #[test]
    fn weak_pins_and_secrets_are_refused() {
        let mut lock = Lock::new(&KEY, None, &mut Counting(0)).unwrap();
        let good = phrase("correct horse battery");
        for pin in ["", "123", "1234567890123", "12a4", "１２３４"] {
            let set = lock.set_pin(&KEY, pin, &good, CHEAP, &mut Counting(0));
            assert_eq!(set, Err(LockError::WeakPin), "{pin}");
        }
        let short = Secret::Passkey { credential: "c".into(), salt: "s".into(), output: "AAAA".into() };
        for secret in [phrase("elevenchars"), phrase("  padded      "), short] {
            let set = lock.set_pin(&KEY, "2580", &secret, CHEAP, &mut Counting(0));
            assert_eq!(set, Err(LockError::WeakSecret));
        }
        // Twelve characters, not bytes.
        assert_eq!(
            lock.set_pin(&KEY, "2580", &phrase("修灯换管先断电再验电好"), CHEAP, &mut Counting(0)),
            Err(LockError::WeakSecret)
        );
        assert_eq!(
            lock.set_pin(&KEY, "2580", &phrase("修灯换管先断电再验电好了"), CHEAP, &mut Counting(0)),
            Ok(())
        );
        assert_eq!(lock.recover(&[9; 32]), Err(LockError::OtherKey));
    }

    #[test]
    fn what_is_stored_holds_neither_key_nor_secret() {
        let text = serde_json::to_string(&lock(&phrase("correct horse battery"))).unwrap();
        for secret in ["2580", "horse", &URL_SAFE_NO_PAD.encode(KEY.0), &URL_SAFE_NO_PAD.encode([9; 32])] {
            assert!(!text.contains(secret), "{secret}");
        }
    }

    #[test]
    fn the_real_cost_can_be_paid() {
        let mut lock = lock(&passkey(1));
        lock.set_pin(&KEY, "2580", &passkey(1), PIN_COST, &mut Counting(7)).unwrap();
        assert_eq!(attempt(&mut lock, "2580", &passkey(1)), Ok(KEY));
    }
}
