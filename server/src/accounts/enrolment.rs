//! Enrolling a phone with a one-time code.

use super::devices::{Device, DeviceKind, device, device_by_key, insert, next_prefix};
use super::users::label;
use super::{
    AccountError, Accounts, Bucket, Password, RecoveryKey, TokenPair, proof, recovery, refresh, roles_now,
};
use crate::audit::{Act, AuditKind, By, Origin, record, sign_in_failed};
use crate::environment::{Entropy, random};
use crate::ident::{DeviceId, Role, UserId};
use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};
use std::net::IpAddr;
use std::sync::Arc;

/// Wrong passwords after which a code is dead.
const MOST_TRIES: i64 = 5;

/// A one-time code of 128 bits. Shown once to the administrator; only its hash is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolmentCode([u8; 16]);

/// Crockford's alphabet: no I, L, O or U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl EnrolmentCode {
    /// A fresh code.
    pub fn generate(entropy: &dyn Entropy) -> Result<Self, AccountError> {
        Ok(Self(random(entropy)?))
    }

    /// Reads what somebody typed or scanned: case, spaces and dashes don't matter, and O, I and L
    /// are taken for the digits that they resemble.
    pub fn parse(text: &str) -> Result<Self, AccountError> {
        let mut bits = 0_u128;
        let mut digits = 0;
        for c in text.chars().filter(|c| !matches!(c, ' ' | '-')) {
            let digit = match c.to_ascii_uppercase() {
                'O' => Some(0),
                'I' | 'L' => Some(1),
                c => ALPHABET.iter().position(|known| char::from(*known) == c),
            };
            let digit = digit.ok_or(AccountError::InvalidCode)?;
            // 26 digits hold 130 bits; the first two bits must be 0.
            if digits == 26 || (digits == 0 && digit > 7) {
                return Err(AccountError::InvalidCode);
            }
            bits = bits << 5 | digit as u128;
            digits += 1;
        }
        if digits == 26 { Ok(Self(bits.to_be_bytes())) } else { Err(AccountError::InvalidCode) }
    }

    /// The code as people type it: groups of letters and digits.
    pub fn typed(&self) -> String {
        let bits = u128::from_be_bytes(self.0);
        let mut text = String::new();
        for place in (0..26).rev() {
            if place != 25 && (place + 1) % 5 == 0 {
                text.push('-');
            }
            text.push(char::from(ALPHABET[(bits >> (5 * place) & 31) as usize]));
        }
        text
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl std::fmt::Debug for EnrolmentCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolmentCode(..)")
    }
}

/// Stores a code for a user, valid from now for `life` (ms).
pub fn create_code(
    connection: &Connection,
    by: &By,
    life: i64,
    user: UserId,
    code: &EnrolmentCode,
) -> Result<(), AccountError> {
    connection.execute(
        "INSERT INTO enrolment_code (hash, user, created_at, expires_at) VALUES (?1, ?2, ?3, ?4)",
        params![code.hash(), user.as_bytes(), by.at, by.at.saturating_add(life)],
    )?;
    record(connection, by, &Act::of(AuditKind::CodeMade).about(user))?;
    Ok(())
}

/// What a phone sends to be enrolled.
pub struct Enrolment {
    /// The code from the administrator.
    pub code: String,
    /// The user's password.
    pub password: Password,
    /// A label for lists.
    pub device_name: String,
    /// The phone's Ed25519 public key.
    pub public_key: [u8; 32],
}

/// What it gets.
#[derive(Debug)]
pub struct Enrolled {
    /// The device's id.
    pub device: DeviceId,
    /// Whose it is.
    pub user: UserId,
    /// The user's name, as others see it.
    pub display_name: String,
    /// The roles held now.
    pub roles: Vec<Role>,
    /// The prefix of slip numbers given out offline.
    pub prefix: String,
    /// The first tokens.
    pub tokens: TokenPair,
    /// The key that opens the phone's sealed data after a login.
    pub recovery_key: RecoveryKey,
}

struct CodeRow {
    user: UserId,
    expires_at: i64,
    tries: i64,
    device: Option<DeviceId>,
    password_hash: String,
    display_name: String,
    disabled: bool,
}

fn load(connection: &Connection, hash: &[u8; 32]) -> Result<Option<CodeRow>, AccountError> {
    let row = connection
        .prepare_cached(
            "SELECT code.user, code.expires_at, code.tries, code.device,
                    user.password_hash, user.display_name, user.disabled_at
             FROM enrolment_code AS code JOIN user ON user.id = code.user WHERE code.hash = ?1",
        )?
        .query_row([hash], |row| {
            Ok(CodeRow {
                user: UserId::from_bytes(row.get(0)?),
                expires_at: row.get(1)?,
                tries: row.get(2)?,
                device: row.get::<_, Option<[u8; 16]>>(3)?.map(DeviceId::from_bytes),
                password_hash: row.get(4)?,
                display_name: row.get(5)?,
                disabled: row.get::<_, Option<i64>>(6)?.is_some(),
            })
        })
        .optional()?;
    Ok(row)
}

impl Accounts {
    /// Enrols a phone. A phone that lost the answer may repeat its request with the same key.
    ///
    /// Errors: [`AccountError::InvalidCode`], [`AccountError::CodeUsed`],
    /// [`AccountError::InvalidCredentials`], [`AccountError::RateLimited`], [`AccountError::Invalid`].
    pub async fn enrol(&self, request: Enrolment, address: IpAddr) -> Result<Enrolled, AccountError> {
        let now = self.now();
        proof::check_public_key(request.public_key)?;
        let device_name = label(&request.device_name, "device_name", 64)?;
        let bucket = [Bucket::address(address)];
        self.inner.limiter.attempt(now, &bucket)?;
        let hash = EnrolmentCode::parse(&request.code)?.hash();
        let row = self.inner.store.read(move |connection| load(connection, &hash)).await?;
        let stored = row.map(|row| row.password_hash);
        let right = self.inner.hasher.verify(&request.password, stored).await?;
        let (entropy, keys) = (Arc::clone(&self.inner.entropy), Arc::clone(&self.inner.keys));
        let key = request.public_key;
        // The inner result: a counted try must be stored although the answer is a refusal.
        let (row, device, family, recovery_key) = self
            .inner
            .store
            .write(move |connection| {
                let redeemed = redeem(connection, &*entropy, now, &hash, right, key, device_name)?;
                if let Err(AccountError::InvalidCode | AccountError::InvalidCredentials) = &redeemed {
                    let person = load(connection, &hash)?.map(|row| row.user);
                    let by = By::nobody(now, Origin::Device);
                    sign_in_failed(connection, &by, person, Some(address))?;
                }
                let (row, device, family) = match redeemed {
                    Ok(redeemed) => redeemed,
                    Err(refusal) => return Ok(Err(refusal)),
                };
                let why = recovery::Why::Enrolment;
                let recovery_key = recovery::give(connection, &keys, now, device.id, row.user, why)?;
                Ok::<_, AccountError>(Ok((row, device, family, recovery_key)))
            })
            .await??;
        self.inner.limiter.succeeded(&bucket);
        let roles = self.inner.store.read(move |connection| roles_now(connection, row.user)).await?;
        Ok(Enrolled {
            device: device.id,
            user: row.user,
            display_name: row.display_name,
            roles,
            prefix: device.prefix.clone().unwrap_or_default(),
            tokens: self.pair(now, &device, &family)?,
            recovery_key,
        })
    }
}

type Redeemed = (CodeRow, Device, [u8; 16]);

fn redeem(
    connection: &Connection,
    entropy: &dyn Entropy,
    now: i64,
    hash: &[u8; 32],
    right: bool,
    public_key: [u8; 32],
    name: String,
) -> Result<Result<Redeemed, AccountError>, AccountError> {
    let Some(row) = load(connection, hash)? else { return Ok(Err(AccountError::InvalidCode)) };
    if let Some(id) = row.device {
        let again = device(connection, id)?
            .filter(|device| right && !row.disabled && device.removed_at.is_none())
            .filter(|device| device.public_key == Some(public_key));
        if let Some(device) = again
            && let Some(family) = refresh::unused_family(connection, id)?
        {
            return Ok(Ok((row, device, family)));
        }
        return Ok(Err(AccountError::CodeUsed));
    }
    if now >= row.expires_at || row.tries >= MOST_TRIES || row.disabled {
        return Ok(Err(AccountError::InvalidCode));
    }
    if !right {
        connection.execute("UPDATE enrolment_code SET tries = tries + 1 WHERE hash = ?1", [hash])?;
        return Ok(Err(AccountError::InvalidCredentials));
    }
    if device_by_key(connection, public_key)?.is_some() {
        return Ok(Err(AccountError::Invalid { field: "public_key", what: "enrolled already" }));
    }
    let device = Device {
        id: DeviceId::from_bytes(random(entropy)?),
        kind: DeviceKind::Field,
        user: row.user,
        name,
        public_key: Some(public_key),
        prefix: Some(next_prefix(connection)?),
        enrolled_at: now,
        removed_at: None,
    };
    insert(connection, &device)?;
    connection.execute(
        "UPDATE enrolment_code SET used_at = ?2, device = ?3 WHERE hash = ?1",
        params![hash, now, device.id.as_bytes()],
    )?;
    let by = By { at: now, origin: Origin::Device, user: Some(row.user), device: Some(device.id) };
    let act = Act::of(AuditKind::DeviceEnrolled).about(row.user).device(device.id);
    record(connection, &by, &act.matter(device.prefix.as_deref().unwrap_or_default()))?;
    let family = refresh::start_family(connection, entropy, now, device.id)?;
    Ok(Ok((row, device, family)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        for bytes in [[0; 16], [0xff; 16], [7; 16]] {
            let code = EnrolmentCode(bytes);
            let typed = code.typed();
            assert_eq!(EnrolmentCode::parse(&typed).unwrap(), code);
            let sloppy = typed.to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
            assert_eq!(EnrolmentCode::parse(&sloppy).unwrap(), code);
        }
        for wrong in ["", "A", "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-Z", "\u{1f980}"] {
            assert!(EnrolmentCode::parse(wrong).is_err(), "{wrong}");
        }
    }
}
