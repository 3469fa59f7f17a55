//! How a data key is kept: wrapped under another key, which a secret makes.

use super::{DataKey, Entropy, Unsealable, seal, unseal};
use argon2::{Algorithm, Argon2, Params, Version};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

/// What the way from a secret to a key costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

/// The key can't be made here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key can't be made: {0}")]
pub struct Underivable(pub &'static str);

/// The key that argon2id makes of a secret.
///
/// # Errors
/// [`Underivable`]: the cost is out of range, or there isn't enough memory.
pub fn derive(secret: &[u8], salt: &[u8], cost: Cost) -> Result<DataKey, Underivable> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32));
    let params = params.map_err(|_| Underivable("the cost is out of range"))?;
    let mut key = DataKey([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(secret, salt, &mut key.0)
        .map_err(|_| Underivable("argon2 refused"))?;
    Ok(key)
}

/// The key `key`, sealed under `under` and bound to `context`, in base64url.
///
/// # Errors
/// [`Unsealable`], which only a fault of the cipher explains.
pub fn wrap(
    under: &DataKey,
    context: &[u8],
    key: &DataKey,
    entropy: &mut impl Entropy,
) -> Result<String, Unsealable> {
    seal(under, context, &key.0, entropy).map(|bytes| URL_SAFE_NO_PAD.encode(bytes))
}

/// The key that [`wrap`] wrapped; `None` for another key or context, or for damaged text.
pub fn unwrap(under: &DataKey, context: &[u8], wrapped: &str) -> Option<DataKey> {
    let sealed = URL_SAFE_NO_PAD.decode(wrapped.as_bytes()).ok()?;
    let mut plain = unseal(under, context, &sealed).ok()?;
    let key = plain.as_slice().try_into().ok().map(DataKey);
    plain.zeroize();
    key
}
