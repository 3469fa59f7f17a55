//! Renewing a device's tokens.
//!
//! A family of refresh tokens belongs to one device. Token number n is a MAC over (family, n), so
//! none is stored and the same successor can be handed out as often as it is asked for. A phone
//! that loses an answer asks again with the old token, next minute or in three weeks, alone or
//! twice at once, and gets the same successor. Only when the successor itself was used is the old
//! one dead; whoever shows it then has stolen it, or lost it to a thief, and the family ends.

use super::devices::{Device, device};
use super::{AccessToken, AccountError, Accounts, GrantProblem, RecoveryKey, proof, readmission, recovery};
use crate::alarms::{AlarmKind, raise};
use crate::audit::{Act, AuditKind, By, Origin, record, sign_in_failed};
use crate::environment::{Entropy, random};
use crate::ident::DeviceId;
use crate::keys::ServerKeys;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use planted::Bug;
use rusqlite::{Connection, OptionalExtension, params};
use subtle::ConstantTimeEq;

/// What a device gets on a login.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLogin {
    /// Fresh tokens.
    pub tokens: TokenPair,
    /// The key that opens its sealed data, where it asked for it.
    pub recovery_key: Option<RecoveryKey>,
}

/// What a device gets when it is enrolled, renews or logs in. `Debug` shows no token.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenPair {
    /// For requests, for some minutes.
    pub access: AccessToken,
    /// For the next renewal.
    pub refresh_token: String,
    /// What lets the device in again after its enrolment was undone by a restore.
    pub enrolment_receipt: Option<String>,
    /// The prefix of its slip numbers; a restore may have given its old one to somebody else.
    pub slip_prefix: Option<String>,
}

impl std::fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TokenPair").field("access", &self.access).finish_non_exhaustive()
    }
}

/// A family's row.
struct Family {
    device: DeviceId,
    used: i64,
    renewed_at: i64,
    ended: bool,
}

/// A refresh token whose MAC is right.
#[derive(Clone, Copy)]
struct Presented {
    family: [u8; 16],
    number: i64,
}

fn token_mac(keys: &ServerKeys, family: &[u8; 16], number: i64) -> Result<[u8; 32], AccountError> {
    let mut message = family.to_vec();
    message.extend_from_slice(&number.to_be_bytes());
    Ok(keys.mac("undercroft/1/refresh-token", &message)?)
}

/// Token number `number` of a family.
pub(super) fn token(keys: &ServerKeys, family: &[u8; 16], number: i64) -> Result<String, AccountError> {
    let mac = token_mac(keys, family, number)?;
    Ok(format!("r1.{}.{number}.{}", URL_SAFE_NO_PAD.encode(family), URL_SAFE_NO_PAD.encode(mac)))
}

fn read_token(keys: &ServerKeys, text: &str) -> Result<Presented, AccountError> {
    let unproven = || AccountError::InvalidGrant(GrantProblem::Unproven);
    let mut parts = text.split('.');
    let (Some("r1"), Some(family), Some(number), Some(mac), None) =
        (parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(unproven());
    };
    let family = URL_SAFE_NO_PAD.decode(family).map_err(|_| unproven())?;
    let family: [u8; 16] = family.try_into().map_err(|_| unproven())?;
    let number: i64 = number.parse().map_err(|_| unproven())?;
    let mac = URL_SAFE_NO_PAD.decode(mac).map_err(|_| unproven())?;
    if number < 0 || !bool::from(token_mac(keys, &family, number)?.ct_eq(&mac)) {
        return Err(unproven());
    }
    Ok(Presented { family, number })
}

fn load(connection: &Connection, id: &[u8; 16]) -> Result<Option<Family>, AccountError> {
    let row = connection
        .prepare_cached("SELECT device, used_number, renewed_at, ended_at FROM refresh_family WHERE id = ?1")?
        .query_row([id], |row| {
            Ok(Family {
                device: DeviceId::from_bytes(row.get(0)?),
                used: row.get(1)?,
                renewed_at: row.get(2)?,
                ended: row.get::<_, Option<i64>>(3)?.is_some(),
            })
        })
        .optional()?;
    Ok(row)
}

/// Starts a family for a device; one that went on is ended. Returns its id.
pub(super) fn start_family(
    connection: &Connection,
    entropy: &dyn Entropy,
    now: i64,
    device: DeviceId,
) -> Result<[u8; 16], AccountError> {
    let id = random::<16>(entropy)?;
    adopt_family(connection, now, device, &id)?;
    Ok(id)
}

/// The same with a family that another life of the database has begun.
pub(super) fn adopt_family(
    connection: &Connection,
    now: i64,
    device: DeviceId,
    id: &[u8; 16],
) -> Result<(), AccountError> {
    connection.execute(
        "UPDATE refresh_family SET ended_at = ?2, ended_why = 'replaced by a login'
         WHERE device = ?1 AND ended_at IS NULL",
        params![device.as_bytes(), now],
    )?;
    connection.execute(
        "INSERT INTO refresh_family (id, device, started_at, renewed_at) VALUES (?1, ?2, ?3, ?3)",
        params![id, device.as_bytes(), now],
    )?;
    Ok(())
}

/// The family of a device that nobody has renewed yet: its first token can be handed out again.
pub(super) fn unused_family(
    connection: &Connection,
    device: DeviceId,
) -> Result<Option<[u8; 16]>, AccountError> {
    let id = connection
        .query_row(
            "SELECT id FROM refresh_family WHERE device = ?1 AND ended_at IS NULL AND used_number = -1",
            [device.as_bytes()],
            |row| row.get(0),
        )
        .optional()?;
    Ok(id)
}

/// The device and its key, if neither it nor its user was shut out.
pub(super) fn usable_device(connection: &Connection, id: DeviceId) -> Result<Device, AccountError> {
    let device = device(connection, id)?.ok_or(AccountError::DeviceRevoked)?;
    let disabled: Option<i64> = connection
        .prepare_cached("SELECT disabled_at FROM user WHERE id = ?1")?
        .query_row([device.user.as_bytes()], |row| row.get(0))?;
    if (device.removed_at.is_some() || disabled.is_some()) && !planted::is(Bug::RemovedDeviceServed) {
        return Err(AccountError::DeviceRevoked);
    }
    Ok(device)
}

impl Accounts {
    /// Renews a device's tokens.
    ///
    /// `signature` is the device's, over [`super::refresh_message`] of this nonce and token. `receipt` is that of its
    /// enrolment: it counts where a restore has undone what the token comes from.
    /// Errors: [`AccountError::InvalidNonce`] (fetch another, try again),
    /// [`AccountError::InvalidGrant`] (log in), [`AccountError::DeviceRevoked`].
    pub async fn refresh(
        &self,
        refresh_token: &str,
        nonce: &str,
        signature: [u8; 64],
        receipt: Option<&str>,
    ) -> Result<TokenPair, AccountError> {
        let now = self.now();
        let told = receipt.map(|text| readmission::read(&self.inner.keys, text)).transpose()?;
        let presented = read_token(&self.inner.keys, refresh_token)?;
        let nonce_use = self.check_nonce(now, nonce)?;
        let message = proof::refresh_message(nonce, refresh_token);
        let family_id = presented.family;
        let looked = self
            .inner
            .store
            .read(move |connection| -> Result<_, AccountError> {
                if let Some(family) = load(connection, &family_id)? {
                    return Ok(Looked::Known(usable_device(connection, family.device)?));
                }
                let told = told.filter(|told| told.family == family_id);
                let told = told.ok_or(AccountError::InvalidGrant(GrantProblem::Ended))?.device;
                match readmission::check(connection, &told) {
                    Ok(()) if readmission::needs_login(connection, &told)? => {
                        Err(AccountError::InvalidGrant(GrantProblem::Ended))
                    }
                    Ok(()) => Ok(Looked::Undone(told)),
                    Err(AccountError::UnknownUser) => Ok(Looked::OfNobody(told)),
                    Err(other) => Err(other),
                }
            })
            .await?;
        let (Looked::Known(device) | Looked::Undone(device) | Looked::OfNobody(device)) = &looked;
        if !device.public_key.is_some_and(|key| proof::is_signed(key, &message, &signature)) {
            let (user, id) = (device.user, device.id);
            self.inner
                .store
                .write(move |connection| -> Result<(), AccountError> {
                    let what = "a refresh token came without its device's signature";
                    Ok(raise(connection, now, AlarmKind::TokenOfAnotherDevice, Some(user), Some(id), what)?)
                })
                .await?;
            return Err(AccountError::InvalidGrant(GrantProblem::Unproven));
        }
        let idle = self.inner.config.refresh_idle_ms;
        // The inner result: a refusal that must be stored is a success of the transaction.
        let device = self
            .inner
            .store
            .write(move |connection| -> Result<_, AccountError> {
                nonce_use.spend(connection, now)?;
                let (proven, undone) = match looked {
                    Looked::Known(device) => (device.id, None),
                    Looked::Undone(device) => (device.id, Some(device)),
                    Looked::OfNobody(device) => {
                        readmission::tell_of_unknown(connection, now, &device)?;
                        return Ok(Err(AccountError::DeviceRevoked));
                    }
                };
                // Another renewal of the same phone may have been quicker.
                let there = load(connection, &family_id)?.is_some();
                if let Some(told) = undone.filter(|_| !there) {
                    readmission::readmit(connection, now, &told)?;
                    adopt_family(connection, now, told.id, &family_id)?;
                }
                match turn(connection, now, idle, &presented)? {
                    Ok(device) if device.id != proven => {
                        Err(AccountError::InvalidGrant(GrantProblem::Unproven))
                    }
                    turned => Ok(turned),
                }
            })
            .await??;
        self.tokens_for(now, &device, &family_id, presented.number.saturating_add(1))
    }

    /// Logs an enrolled device in with its user's password, after its family ended or expired.
    ///
    /// `signature` is the device's, over [`super::device_login_message`]. Wrong passwords count
    /// against this device alone, so nobody else can lock it out (attack 11). `receipt` is that of its
    /// enrolment: it counts where a restore has undone that.
    pub async fn device_login(
        &self,
        id: DeviceId,
        password: &super::Password,
        nonce: &str,
        signature: [u8; 64],
        recovery: bool,
        receipt: Option<&str>,
    ) -> Result<DeviceLogin, AccountError> {
        let now = self.now();
        let told = receipt.map(|text| readmission::read(&self.inner.keys, text)).transpose()?;
        let told = told.map(|told| told.device).filter(|device| device.id == id);
        let nonce_use = self.check_nonce(now, nonce)?;
        let message = proof::device_login_message(nonce, id);
        let (device, undone, stored) = self
            .inner
            .store
            .read(move |connection| -> Result<_, AccountError> {
                let undone = told.filter(|told| readmission::check(connection, told).is_ok());
                let device = undone.clone().map_or_else(|| usable_device(connection, id), Ok)?;
                let hash: String = connection.query_row(
                    "SELECT password_hash FROM user WHERE id = ?1",
                    [device.user.as_bytes()],
                    |row| row.get(0),
                )?;
                Ok((device, undone, hash))
            })
            .await?;
        if !device.public_key.is_some_and(|key| proof::is_signed(key, &message, &signature)) {
            return Err(AccountError::InvalidGrant(GrantProblem::Unproven));
        }
        let bucket = [super::Bucket::Device(id)];
        self.inner.limiter.attempt(now, &bucket)?;
        let by = By { at: now, origin: Origin::Device, user: Some(device.user), device: Some(id) };
        if !self.inner.hasher.verify(password, Some(stored)).await? {
            let person = Some(device.user);
            let counted = self.inner.store.write(move |connection| {
                Ok::<_, AccountError>(sign_in_failed(connection, &by, person, None)?)
            });
            counted.await?;
            return Err(AccountError::InvalidCredentials);
        }
        self.inner.limiter.succeeded(&bucket);
        let entropy = std::sync::Arc::clone(&self.inner.entropy);
        let keys = std::sync::Arc::clone(&self.inner.keys);
        let user = device.user;
        let (device, family, recovery_key) = self
            .inner
            .store
            .write(move |connection| {
                nonce_use.spend(connection, now)?;
                if let Some(told) = &undone {
                    readmission::readmit(connection, now, told)?;
                }
                let device = usable_device(connection, id)?;
                record(connection, &by, &Act::of(AuditKind::SignedIn))?;
                let family = start_family(connection, &*entropy, now, id)?;
                let give = || recovery::give(connection, &keys, now, id, user, recovery::Why::Login);
                Ok::<_, AccountError>((device, family, recovery.then(give).transpose()?))
            })
            .await?;
        Ok(DeviceLogin { tokens: self.pair(now, &device, &family)?, recovery_key })
    }

    /// The first tokens of a family.
    pub(super) fn pair(
        &self,
        now: i64,
        device: &Device,
        family: &[u8; 16],
    ) -> Result<TokenPair, AccountError> {
        self.tokens_for(now, device, family, 0)
    }

    fn tokens_for(
        &self,
        now: i64,
        device: &Device,
        family: &[u8; 16],
        number: i64,
    ) -> Result<TokenPair, AccountError> {
        Ok(TokenPair {
            access: self.inner.tokens.issue(now, device.user, device.id)?,
            refresh_token: token(&self.inner.keys, family, number)?,
            enrolment_receipt: readmission::receipt(&self.inner.keys, device, family)?,
            slip_prefix: device.prefix.clone(),
        })
    }
}

/// Whose a refresh token is.
enum Looked {
    /// A phone's that the database knows.
    Known(Device),
    /// A phone's that only its receipt tells of.
    Undone(Device),
    /// The same, and the database doesn't know its person.
    OfNobody(Device),
}

/// Decides about a proven token, stores what follows, and gives the device of its family. The outer error undoes the transaction,
/// the inner one is the answer of a transaction that is kept.
fn turn(
    connection: &Connection,
    now: i64,
    idle_ms: i64,
    presented: &Presented,
) -> Result<Result<Device, AccountError>, AccountError> {
    let family = load(connection, &presented.family)?;
    let Some(family) = family.filter(|family| !family.ended) else {
        return Ok(Err(AccountError::InvalidGrant(GrantProblem::Ended)));
    };
    let device = usable_device(connection, family.device)?;
    if now.saturating_sub(family.renewed_at) > idle_ms {
        return Ok(Err(AccountError::InvalidGrant(GrantProblem::Expired)));
    }
    if presented.number < family.used && !planted::is(Bug::RefreshTokenAgain) {
        connection.execute(
            "UPDATE refresh_family SET ended_at = ?2, ended_why = 'an old token was used again' WHERE id = ?1",
            params![presented.family, now],
        )?;
        let what = "a refresh token was used again after its successor; the family ended";
        raise(connection, now, AlarmKind::TokenReused, Some(device.user), Some(device.id), what)?;
        return Ok(Err(AccountError::InvalidGrant(GrantProblem::Ended)));
    }
    // A number beyond the next one is honest too: the MAC shows that this server issued it, in a
    // life of the database that a restore has undone.
    connection.execute(
        "UPDATE refresh_family SET used_number = ?2, renewed_at = ?3 WHERE id = ?1",
        params![presented.family, presented.number, now],
    )?;
    Ok(Ok(device))
}
