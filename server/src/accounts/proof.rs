//! What a device signs to prove that it is itself, and the nonces that make each proof fresh.
//!
//! A nonce is the time, 16 random bytes and a MAC over both: handing one out stores nothing, so
//! nobody can fill the database by asking. Using one stores its hash until it would expire.

use super::{AccountError, Accounts};
use crate::environment::random;
use crate::ident::DeviceId;
use crate::keys::ServerKeys;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, VerifyingKey};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The bytes that a device signs to renew its tokens.
pub fn refresh_message(nonce: &str, refresh_token: &str) -> Vec<u8> {
    format!("undercroft/1/refresh\n{nonce}\n{refresh_token}").into_bytes()
}

/// The bytes that a device signs to log in with its user's password.
pub fn device_login_message(nonce: &str, device: DeviceId) -> Vec<u8> {
    format!("undercroft/1/device-login\n{nonce}\n{device}").into_bytes()
}

/// Whether the device with this key signed the message.
pub(super) fn is_signed(public_key: [u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    VerifyingKey::from_bytes(&public_key)
        .is_ok_and(|key| key.verify_strict(message, &Signature::from_bytes(signature)).is_ok())
}

/// Refuses what isn't a usable Ed25519 public key.
pub(super) fn check_public_key(public_key: [u8; 32]) -> Result<(), AccountError> {
    let usable = VerifyingKey::from_bytes(&public_key).is_ok_and(|key| !key.is_weak());
    if usable {
        Ok(())
    } else {
        Err(AccountError::Invalid { field: "public_key", what: "not an Ed25519 public key" })
    }
}

const NONCE_BYTES: usize = 40;

fn nonce_mac(keys: &ServerKeys, content: &[u8]) -> Result<[u8; 16], AccountError> {
    let mac = keys.mac("undercroft/1/nonce", content)?;
    let mut short = [0; 16];
    short.copy_from_slice(&mac[..16]);
    Ok(short)
}

impl Accounts {
    /// A fresh nonce; good for one use within [`super::AuthConfig::nonce_ms`].
    pub fn nonce(&self) -> Result<String, AccountError> {
        let mut bytes = [0; NONCE_BYTES];
        bytes[..8].copy_from_slice(&self.now().to_be_bytes());
        bytes[8..24].copy_from_slice(&random::<16>(&*self.inner.entropy)?);
        let mac = nonce_mac(&self.inner.keys, &bytes[..24])?;
        bytes[24..].copy_from_slice(&mac);
        Ok(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Checks that a nonce is one of ours and in its time; gives its use, to be spent.
    pub(super) fn check_nonce(&self, now: i64, nonce: &str) -> Result<NonceUse, AccountError> {
        let bytes = URL_SAFE_NO_PAD.decode(nonce).map_err(|_| AccountError::InvalidNonce)?;
        let bytes: [u8; NONCE_BYTES] = bytes.try_into().map_err(|_| AccountError::InvalidNonce)?;
        let (content, mac) = bytes.split_at(24);
        let ours: bool = nonce_mac(&self.inner.keys, content)?.ct_eq(mac).into();
        let mut time = [0; 8];
        time.copy_from_slice(&content[..8]);
        let expires_at = i64::from_be_bytes(time).saturating_add(self.inner.config.nonce_ms);
        if !ours || now >= expires_at {
            return Err(AccountError::InvalidNonce);
        }
        Ok(NonceUse { hash: Sha256::digest(bytes).into(), expires_at })
    }
}

/// A valid nonce that wasn't spent yet.
pub(super) struct NonceUse {
    hash: [u8; 32],
    expires_at: i64,
}

impl NonceUse {
    /// Spends the nonce inside the caller's transaction; the second time it is invalid.
    pub(super) fn spend(&self, connection: &Connection, now: i64) -> Result<(), AccountError> {
        connection.execute("DELETE FROM used_nonce WHERE expires_at < ?1", [now])?;
        let added = connection.execute(
            "INSERT INTO used_nonce (hash, expires_at) VALUES (?1, ?2) ON CONFLICT DO NOTHING",
            params![self.hash, self.expires_at],
        )?;
        if added == 1 { Ok(()) } else { Err(AccountError::InvalidNonce) }
    }
}
